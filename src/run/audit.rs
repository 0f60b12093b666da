//! `scopes audit` on the command line: settings, progress, files to write into.

use std::fs;
use std::io::Write as _;
use std::panic;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::{NoteKind, OutputArguments, write};
use crate::arguments::{AuditArguments, FormatChoice};
use crate::audit;
use crate::audit::evidence::Evidence;
use crate::audit::excerpt::Files;
use crate::audit::settings::Settings;
use crate::audit::walk::{Options, Progress, Reason};
use crate::catalogue::Catalogue;
use crate::commands::{self, AuditRequest, Trouble};
use crate::libraries::Libraries;
use crate::output::Output;
use crate::render;
use crate::report::{Note, Outcome};

/// Answers `scopes audit`; gives the exit code.
pub(super) fn run(
    arguments: &AuditArguments,
    how: &OutputArguments,
    output: &mut Output<'_>,
) -> anyhow::Result<u8> {
    let catalogue = Catalogue::built_in();
    if arguments.rules || arguments.explain.is_some() {
        if matches!(how.format, FormatChoice::Sarif | FormatChoice::Github) {
            let says = "rules alone have no such form\n  forms: table, plain, json, markdown";
            output.note(&render::notes([&Note::error(says)], output.notes))?;
            return Ok(Outcome::Unanswerable as u8);
        }
        return write(commands::rules(catalogue, arguments.explain.as_deref()), how, output);
    }
    let request = AuditRequest::from(arguments);
    let stdin = |path: &PathBuf| path.as_os_str() == "-" && !path.exists();
    if request.paths.iter().any(stdin) {
        let hint = "- stands for no file here: stdin is not read, because its language and the \
                    code around it are not known; write it into a file, such as app.py, and \
                    name that";
        let trouble = Trouble::NothingToAudit { hint: hint.to_string() };
        return write::<crate::report::audit::AuditReport>(Err(trouble), how, output);
    }
    let read = Settings::of(settings_folder(&request)).map_err(Trouble::from);
    let settings = match read {
        Ok(settings) => settings,
        Err(trouble) => {
            return write::<crate::report::audit::AuditReport>(Err(trouble), how, output);
        }
    };
    let options = options(&request, &settings);
    let mut evidence = watched(output, how.quiet, |progress| {
        audit::read(catalogue, Libraries::built_in(), &options, progress)
    })?;
    settings.leave_out(&mut evidence);
    let sources = Files::below(&evidence.root);
    let answer = commands::audit(catalogue, &request, &settings, &evidence, &sources);
    if let (Some(path), Ok(answer)) = (&arguments.write_baseline, &answer) {
        let baseline = commands::baseline(&answer.report);
        let text = baseline.written()?;
        if let Err(trouble) = into_file(path, &text) {
            return refuse(&trouble, output);
        }
        if !how.quiet {
            let (number, file) = (baseline.len(), path.display());
            let says = match number {
                1 => format!("1 finding is now in {file}"),
                _ => format!("{number} findings are now in {file}"),
            };
            output.note(&render::notes([&Note::info(says)], output.notes))?;
        }
        return Ok(Outcome::Answered as u8);
    }
    let (Some(path), Ok(answer)) = (&arguments.output, &answer) else {
        return write(answer, how, output);
    };
    let layout = render::Layout { colour: false, ..output.answers };
    let text = render::render(&answer.report, how.format.into(), layout)?;
    let notes = answer.notes.iter().filter(|n| !how.quiet || n.kind == NoteKind::Error);
    output.note(&render::notes(notes, output.notes))?;
    match into_file(path, &text) {
        Ok(()) => Ok(answer.outcome as u8),
        Err(trouble) => refuse(&trouble, output),
    }
}

fn refuse(trouble: &Trouble, output: &mut Output<'_>) -> anyhow::Result<u8> {
    output.note(&render::notes([&Note::error(trouble.to_string())], output.notes))?;
    Ok(Outcome::Unanswerable as u8)
}

/// Writes a file as a whole or not at all: neither a full disk nor an interruption leaves
/// half of it, or takes what was there before.
fn into_file(path: &Path, text: &str) -> Result<(), Trouble> {
    let failed = |error| Trouble::Output { path: path.to_path_buf(), error };
    // Behind links stands the file that is meant.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let before = fs::metadata(&target).ok();
    if before.as_ref().is_some_and(|before| !before.is_file()) {
        // Pipes and devices take what comes, and nothing stays of it.
        return fs::write(&target, text).map_err(failed);
    }
    let beside = beside(&target);
    let written = fs::File::create_new(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if let Some(before) = before {
            file.set_permissions(before.permissions())?;
        }
        fs::rename(&beside, &target)
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&beside);
        failed(error)
    })
}

/// A name beside a file that nothing else has.
fn beside(target: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    target.with_file_name(name)
}

/// Where the settings stand: in the one folder named, else in the current one.
fn settings_folder(request: &AuditRequest) -> &Path {
    match request.paths.as_slice() {
        [one] if one.join(audit::settings::FILE).is_file() => one,
        _ => Path::new(""),
    }
}

fn options(request: &AuditRequest, settings: &Settings) -> Options {
    let named = |name: &String| Reason::NAMED.iter().find(|(_, known)| known == name);
    let include = request.include.iter().chain(&settings.include).filter_map(named);
    Options {
        paths: request.paths.clone(),
        threads: request.threads.unwrap_or(0),
        include: include.map(|(reason, _)| *reason).collect(),
        ..Options::default()
    }
}

/// How long nothing is said.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often something is said then.
const EVERY: Duration = Duration::from_millis(100);

/// Reads programs, and says how far that has come where it takes long.
fn watched(
    output: &mut Output<'_>,
    quiet: bool,
    read: impl FnOnce(&Progress) -> Evidence + Send,
) -> anyhow::Result<Evidence> {
    let progress = Progress::default();
    if quiet || !output.live {
        return Ok(read(&progress));
    }
    thread::scope(|scope| {
        let (done, finished) = mpsc::channel();
        let progress = &progress;
        let worker = scope.spawn(move || {
            let evidence = read(progress);
            let _ = done.send(());
            evidence
        });
        let began = Instant::now();
        let mut widest = 0;
        loop {
            let wait = PATIENCE.saturating_sub(began.elapsed()).max(EVERY);
            match finished.recv_timeout(wait) {
                Err(RecvTimeoutError::Timeout) => {
                    let (files, bytes) = (progress.files(), progress.bytes());
                    let line = format!("{files} files, {} MB looked through", bytes / 1_000_000);
                    widest = line.len().max(widest);
                    output.note(&format!("\r{line:widest$}"))?;
                }
                Ok(()) | Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if widest > 0 {
            output.note(&format!("\r{:widest$}\r", ""))?;
        }
        Ok(worker.join().unwrap_or_else(|fault| panic::resume_unwind(fault)))
    })
}

impl From<&AuditArguments> for AuditRequest {
    fn from(arguments: &AuditArguments) -> Self {
        AuditRequest {
            paths: arguments.paths.clone(),
            include: arguments.include.clone(),
            mode: arguments.mode.map(Into::into),
            granted_elsewhere: arguments.granted_elsewhere.clone(),
            threads: arguments.threads.map(Into::into),
            baseline: arguments.baseline.clone(),
            seen_from: {
                let file = arguments.baseline.as_ref().or(arguments.write_baseline.as_ref());
                file.and_then(|file| file.parent()).map(Path::to_path_buf).unwrap_or_default()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_left_out_are_those_of_the_walk() {
        let mut known: Vec<&str> = Reason::NAMED.iter().map(|(_, name)| *name).collect();
        let mut typed = crate::arguments::LEFT_OUT;
        known.sort_unstable();
        typed.sort_unstable();
        assert_eq!(known, typed);
    }

    #[test]
    fn slow_work_is_told_of_and_the_line_is_cleared() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err).live(true);
        let slow = |_: &Progress| {
            thread::sleep(PATIENCE + EVERY);
            Evidence::default()
        };
        watched(&mut output, false, slow).expect("memory takes everything");
        let said = String::from_utf8(err).expect("text");
        assert!(said.starts_with("\r0 files") && said.ends_with(" \r"), "{said:?}");
        assert!(out.is_empty());
    }

    #[test]
    fn quick_work_is_not() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err).live(true);
        watched(&mut output, false, |_| Evidence::default()).expect("memory takes everything");
        assert!(err.is_empty());
    }
}
