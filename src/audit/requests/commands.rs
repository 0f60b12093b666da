//! Commands that programs run to send requests: `subprocess.run(["curl", url])`,
//! ``system("curl #{url}")``, `exec.Command("curl", "-X", "PUT", url)`.
//!
//! Words are told apart as a shell does; what it would put in (`$TOKEN`) is not known.

use super::Hunt;
use crate::audit::ir::{COMMAND, Call, Expr, ExprId};
use crate::audit::program::{At, Fun};
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Piece, Text, Value, texts};
use crate::audit::verbs::{Verb, of_words};
use crate::catalogue::Method;

/// What a request is called that a command sends: nothing is known of what it carries.
pub(super) const BY_COMMAND: &str = "a command";

impl Hunt<'_, '_> {
    /// Looks at the requests of the commands that a call runs; gives the functions whose callers
    /// must say more. None where it runs none that sends anything.
    pub(super) fn by_commands(
        &self,
        at: At,
        call: &Call,
        name: &str,
        context: &Context,
        last: bool,
    ) -> Option<Vec<Fun>> {
        if !runs_commands(name) || self.program().language(at.unit) == Language::Shell {
            return None;
        }
        let mut outwards: Vec<Fun> = Vec::new();
        let mut any = false;
        for words in self.commands(at, call, context) {
            let Some((first, words)) = words.split_first() else { continue };
            let Some(sender) = sender(first) else { continue };
            any = true;
            let verb = of_words(sender, words).0.unwrap_or(Verb::Is(Method::Get));
            let verbs = super::once(move || vec![verb]);
            for text in addresses(words) {
                let address = super::Address { text: text.clone(), at };
                let fun = self.judge(at, call, BY_COMMAND, true, &address, &verbs, last);
                outwards.extend(fun.filter(|fun| !outwards.contains(fun)));
            }
        }
        any.then_some(outwards)
    }

    /// The commands that a call runs, word by word.
    fn commands(&self, at: At, call: &Call, context: &Context) -> Vec<Vec<Text>> {
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let of = |expr: ExprId| self.values.of(here(expr), context);
        let readable = |v: &Value| matches!(v, Value::Text(_) | Value::List(..));
        let mut given = call.arguments.iter().filter(|a| a.name.is_none()).map(|a| a.value);
        // `exec.CommandContext(ctx, "curl", …)`
        let Some(first) = given.find(|expr| of(*expr).iter().any(readable)) else {
            return Vec::new();
        };
        let mut rest: Vec<Text> = Vec::new();
        for expr in given {
            if matches!(self.program().expr(here(expr)), Expr::Function(_) | Expr::Map(_)) {
                continue;
            }
            match of(expr).into_iter().find(readable) {
                Some(list @ Value::List(..)) => rest.extend(texts::items(self.values, &list, 0)),
                _ => rest.extend(self.values.texts(here(expr), context).into_iter().take(1)),
            }
        }
        let mut found = Vec::new();
        for value in of(first) {
            let words = match &value {
                Value::List(..) => texts::items(self.values, &value, 0),
                Value::Text(text) if is_one_word(text) => {
                    let more = rest.iter().cloned();
                    std::iter::once(text.clone()).chain(more).collect()
                }
                Value::Text(text) => {
                    found.extend(commands_of(text));
                    continue;
                }
                _ => continue,
            };
            match words.as_slice() {
                // `["sh", "-c", "curl …"]`
                [shell, flag, line, ..] if is_shell(shell) && flag.shown().ends_with('c') => {
                    found.extend(commands_of(line));
                }
                // `Process.Start("curl", "-X PUT …")`
                [program, line] if sender(program).is_some() && !is_one_word(line) => {
                    let mut commands = commands_of(line);
                    if let Some(words) = commands.first_mut() {
                        words.insert(0, program.clone());
                    }
                    found.extend(commands);
                }
                _ => found.push(words),
            }
        }
        found
    }
}

/// Whether a call of that name runs what it is given as a command.
fn runs_commands(name: &str) -> bool {
    matches!(
        name,
        COMMAND
            | "system"
            | "exec"
            | "execSync"
            | "execAsync"
            | "execFile"
            | "execFileSync"
            | "spawn"
            | "spawnSync"
            | "execa"
            | "execaSync"
            | "execaCommand"
            | "shell_exec"
            | "passthru"
            | "popen"
            | "proc_open"
            | "popen3"
            | "capture2"
            | "capture2e"
            | "capture3"
            | "run"
            | "call"
            | "check_call"
            | "check_output"
            | "Popen"
            | "getoutput"
            | "getstatusoutput"
            | "create_subprocess_shell"
            | "create_subprocess_exec"
            | "Command"
            | "CommandContext"
            | "ProcessBuilder"
            | "Start"
    )
}

/// The command that sends requests which a word names.
fn sender(word: &Text) -> Option<&'static str> {
    let name = word.whole()?;
    let name = name.rsplit(['/', '\\']).next().unwrap_or(&name);
    ["curl", "wget"].into_iter().find(|known| name.strip_suffix(".exe").unwrap_or(name) == *known)
}

fn is_shell(word: &Text) -> bool {
    let name = word.shown();
    matches!(name.rsplit('/').next(), Some("sh" | "bash" | "zsh" | "dash"))
}

fn is_one_word(text: &Text) -> bool {
    text.whole().is_some_and(|letters| !letters.trim().contains(char::is_whitespace))
}

/// The addresses among the words after a command: what is no flag, nor belongs to one.
fn addresses(words: &[Text]) -> impl Iterator<Item = &Text> {
    words.iter().enumerate().filter_map(|(index, word)| {
        let shown = word.shown();
        let before = index.checked_sub(1).map(|at| words[at].shown()).unwrap_or_default();
        let whole = shown.starts_with("http") && shown.contains("://");
        let belongs = takes_word(&before) || shown.starts_with('-');
        (whole || !belongs && !shown.is_empty() || before == "--url").then_some(word)
    })
}

/// Whether the word after an option of `curl` belongs to it.
pub(super) fn takes_value(option: &str) -> bool {
    if let Some(name) = option.strip_prefix("--") {
        return matches!(
            name,
            "header"
                | "data"
                | "data-raw"
                | "data-binary"
                | "data-urlencode"
                | "json"
                | "form"
                | "request"
                | "user"
                | "user-agent"
                | "output"
                | "write-out"
                | "cookie"
                | "cookie-jar"
                | "referer"
                | "max-time"
                | "connect-timeout"
                | "retry"
                | "proxy"
        );
    }
    // Options in one letter may stand together: `-sSX PUT`.
    let Some(letters) = option.strip_prefix('-') else { return false };
    letters.chars().all(|c| c.is_ascii_alphabetic() || c == '#')
        && letters.ends_with(['H', 'd', 'X', 'u', 'A', 'o', 'w', 'b', 'c', 'F', 'e', 'm', 'x'])
}

/// Whether the word after an option of a command that a program runs belongs to it: of `wget`,
/// and of what sends files, too.
fn takes_word(option: &str) -> bool {
    takes_value(option)
        || matches!(option, "-O" | "-T" | "--method" | "--post-data" | "--body-data")
}

/// The commands in a line of a shell, word by word.
fn commands_of(line: &Text) -> Vec<Vec<Text>> {
    let mut lines = Lines::default();
    for piece in &line.pieces {
        match piece {
            Piece::Written(letters, at) => lines.read(letters, *at),
            Piece::Hole(..) => lines.word().push(piece.clone()),
        }
    }
    lines.end_command();
    lines.commands
}

#[derive(Default)]
struct Lines {
    commands: Vec<Vec<Text>>,
    words: Vec<Text>,
    word: Option<Vec<Piece>>,
    quote: Option<char>,
}

impl Lines {
    fn word(&mut self) -> &mut Vec<Piece> {
        self.word.get_or_insert_default()
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take().map(|pieces| Text { pieces }));
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.words.is_empty() {
            self.commands.push(std::mem::take(&mut self.words));
        }
    }

    fn read(&mut self, letters: &str, at: At) {
        let mut letters = letters.chars().peekable();
        while let Some(letter) = letters.next() {
            match (self.quote, letter) {
                (Some(quote), _) if letter == quote => self.quote = None,
                (None, '\'' | '"') => {
                    self.quote = Some(letter);
                    self.word();
                }
                (None | Some('"'), '\\') => match letters.next() {
                    Some('\n') | None => {}
                    Some(escaped) => self.add(escaped, at),
                },
                (None, '$') if letters.peek() == Some(&'(') => self.end_command(),
                (None | Some('"'), '$') => {
                    self.word().push(Piece::Hole(at, None));
                    let braced = letters.next_if_eq(&'{').is_some();
                    let of_name = |c: &char| match *c {
                        '}' | '"' => false,
                        c => braced || c.is_alphanumeric() || c == '_',
                    };
                    while letters.next_if(of_name).is_some() {}
                    letters.next_if(|c| braced && *c == '}');
                }
                (None, '|' | ';' | '&' | '(' | ')' | '\n' | '`') => self.end_command(),
                (None, _) if letter.is_whitespace() => self.end_word(),
                _ => self.add(letter, at),
            }
        }
    }

    fn add(&mut self, letter: char, at: At) {
        let word = self.word();
        match word.last_mut() {
            Some(Piece::Written(before, from)) if *from == at => {
                *before = format!("{before}{letter}").into();
            }
            _ => word.push(Piece::Written(letter.to_string().into(), at)),
        }
    }
}
