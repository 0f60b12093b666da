//! Completion of commands, flags and values at `<TAB>`.
//!
//! The scripts in `completions/` hand the line typed so far to the program and
//! show what it answers, so they never go stale: what can be completed is worked
//! out from the arguments and the catalogue at every `<TAB>`.

mod line;
mod values;

use std::ffi::OsString;

pub use values::{
    complete_case, complete_category, complete_endpoint, complete_library, complete_rule,
    complete_scopes, complete_status,
};

/// First argument by which a script asks for completions.
pub const REQUEST: &str = "__complete";

/// A shell with a script in `completions/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shell {
    /// GNU Bash.
    Bash,
    /// Z shell.
    Zsh,
    /// fish.
    Fish,
    /// PowerShell.
    #[value(name = "powershell")]
    PowerShell,
    /// Elvish.
    Elvish,
}

impl Shell {
    /// The script to load into the shell.
    pub fn script(self) -> &'static str {
        match self {
            Shell::Bash => include_str!("../../completions/scopes.bash"),
            Shell::Zsh => include_str!("../../completions/_scopes"),
            Shell::Fish => include_str!("../../completions/scopes.fish"),
            Shell::PowerShell => include_str!("../../completions/scopes.ps1"),
            Shell::Elvish => include_str!("../../completions/scopes.elv"),
        }
    }
}

/// Answers a script: one candidate a line, with a tab before what it means.
///
/// `command` is what can be typed. `request` is what follows [`REQUEST`]: for bash `bash LINE POINT`, because it
/// alone cuts words where the shell does not; for the others the words up to the
/// cursor, the last of them unfinished.
pub fn answer(command: clap::Command, request: &[OsString]) -> String {
    let text = |at: usize| request.get(at).map(|arg| arg.to_string_lossy().into_owned());
    if text(0).as_deref() == Some("bash") {
        let line = text(1).unwrap_or_default();
        let point = text(2).and_then(|p| p.parse().ok()).unwrap_or(line.len());
        return line::answer(command, &line, point);
    }
    let words: Vec<OsString> = request.iter().skip(1).cloned().collect();
    let mut out = String::new();
    for candidate in candidates(command, words) {
        out.push_str(&candidate.value);
        if let Some(help) = candidate.help {
            out.push('\t');
            out.push_str(&help);
        }
        out.push('\n');
    }
    out
}

/// What may stand for the unfinished word, and what it means.
struct Candidate {
    value: String,
    help: Option<String>,
}

/// Completes the last of the words; the first is the program itself.
fn candidates(command: clap::Command, words: Vec<OsString>) -> Vec<Candidate> {
    let Some((_, before)) = words.split_last() else {
        return Vec::new();
    };
    let listed = values_of_what_is_listed(&words);
    let mut command = narrowed(command, before);
    let at = words.len() - 1;
    // Without a folder to begin at, only whole paths are completed.
    let here = std::env::current_dir().ok();
    let found = clap_complete::engine::complete(&mut command, words, at, here.as_deref());
    let candidate = |c: clap_complete::engine::CompletionCandidate| Candidate {
        value: c.get_value().to_string_lossy().into_owned(),
        help: c
            .get_help()
            .map(|help| help.to_string().lines().next().unwrap_or_default().to_string()),
    };
    let found = found.unwrap_or_default().into_iter().map(candidate);
    let is_listed = |candidate: &Candidate| {
        let value = candidate.value.rsplit('=').next().unwrap_or_default();
        listed.as_ref().is_none_or(|values| values.contains(&value))
    };
    found.filter(is_listed).collect()
}

/// What must be among the values of a filter of `list`, where it was typed what to list:
/// what is not listed has no values to offer. None for everything else.
fn values_of_what_is_listed(words: &[OsString]) -> Option<Vec<&'static str>> {
    let (unfinished, before) = words.split_last()?;
    let said = |word: &str| before.iter().skip(1).any(|typed| typed.eq_ignore_ascii_case(word));
    let (scopes, endpoints) = (said("scopes"), said("endpoints"));
    if !said("list") || scopes == endpoints {
        return None;
    }
    let unfinished = unfinished.to_string_lossy();
    let is = |flag: &str| {
        before.last().is_some_and(|last| last == flag)
            || unfinished.strip_prefix(flag).is_some_and(|rest| rest.starts_with('='))
    };
    match () {
        () if is("--category") => Some(values::categories(scopes, endpoints).collect()),
        () if is("--status") => Some(values::statuses(scopes, endpoints).collect()),
        () => None,
    }
}

/// The command line without the commands that were not typed: all that are left will be
/// built in full before anything is completed.
fn narrowed(command: clap::Command, typed: &[OsString]) -> clap::Command {
    let named = |sub: &&clap::Command| typed.iter().skip(1).any(|word| *word == sub.get_name());
    let named: Vec<clap::Command> = command.get_subcommands().filter(named).cloned().collect();
    if named.is_empty() {
        return command;
    }
    clap::Command::new(env!("CARGO_PKG_NAME"))
        .args(command.get_arguments().cloned())
        .disable_help_subcommand(true)
        .subcommands(named)
}
