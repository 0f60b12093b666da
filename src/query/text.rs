//! Texts of several lines: lists of questions; and logs, stack traces and code, which
//! calls stand in.
//!
//! In a list every line is a question, and one that is not understood is refused. In a
//! log the calls count: its other lines say what a program did, and read as questions
//! they would be answered with what nobody asked. Which of the two it is, is told by
//! lines as programs write them and people do not. What is left out is kept, to be said.

use std::borrow::Cow;
use std::collections::HashSet;

use super::call::{self, Call, is_verb};
use super::{
    Found, Match, Refusal, Within, find_near, member, named, no_path, reach, read, snippet, sure,
};
use crate::catalogue::{Catalogue, EndpointRef, Method};
use crate::libraries::{Kind, Libraries, Library};

/// Longer lines of a text are no names, no questions and no single calls of a member.
const LONGEST_LINE: usize = 1_000;
/// For so many calls of a log that lead nowhere it is guessed what was meant, and
/// nobody asks so many questions in words.
const MOST_GUESSES: usize = 200;
/// So many calls of a log that no endpoint has are refused one by one.
const MOST_LOST: usize = 4;
/// A text of more lines that are all refused is no list of questions.
const MOST_REFUSED: usize = 5;
/// Nobody writes a longer list.
const MOST_LINES: usize = 1_000;

/// What a text of several lines was read as.
#[derive(Debug, Clone)]
pub struct Text {
    /// What its questions or calls mean.
    pub found: Vec<Found>,
    /// What could have been a question and was taken for none.
    pub left: Vec<String>,
    /// Whether that was so for want of understanding, and not because it is a log.
    pub unclear: bool,
}

/// Whether a text has several lines, apart from those that go on in the next.
pub fn has_lines(text: &str) -> bool {
    text.contains('\n') && lines_of(&whole_lines(text)).nth(1).is_some()
}

/// Reads a text: every line of a list, the calls of a log.
pub fn read_text(catalogue: &Catalogue, text: &str, within: &Within) -> Text {
    let text = whole_lines(text);
    let mut seen = HashSet::new();
    let lines: Vec<&str> = lines_of(&text).filter(|line| seen.insert(*line)).collect();
    match lines.as_slice() {
        [] => return found(vec![Found::refuse("", Refusal::Empty, Vec::new())]),
        [line] if line.len() <= LONGEST_LINE && !text.trim().contains('\n') => {
            return found(read(catalogue, line, within));
        }
        _ => {}
    }
    let (calls, with_call) = call::calls_by_line(catalogue, &text);
    let trimmed = text.lines().map(str::trim).zip(with_call);
    let with_call: HashSet<&str> =
        trimmed.filter(|(_, has_call)| *has_call).map(|(line, _)| line).collect();
    let by_program = |line: &&str| {
        is_logged(line)
            || !with_call.contains(line)
                && (line.len() > LONGEST_LINE
                    || is_code(line) && sure(catalogue, line, within).is_none())
    };
    let many = lines.len() - with_call.len() > MOST_GUESSES || lines.len() > MOST_LINES;
    if many || lines.iter().any(by_program) {
        return log(catalogue, calls, &lines, &with_call, within);
    }
    let list = list(catalogue, &lines, within);
    let refused = list.found.iter().filter(|found| found.refusal.is_some()).count();
    let answered = list.found.len() - refused;
    let guessed = |found: &Found| matches!(found.how, Match::Words | Match::Typo | Match::None);
    if answered == 0 && refused > MOST_REFUSED
        || refused > answered && !list.found.iter().all(guessed)
    {
        // Prose, perhaps with calls in it.
        let text = log(catalogue, calls, &lines, &with_call, within);
        return Text { unclear: !text.left.is_empty(), ..text };
    }
    list
}

fn found(found: Vec<Found>) -> Text {
    Text { found, left: Vec::new(), unclear: false }
}

/// A text with the lines joined that a backslash joins.
fn whole_lines(text: &str) -> Cow<'_, str> {
    if text.contains("\\\n") || text.contains("\\\r\n") {
        Cow::Owned(text.replace("\\\r\n", " ").replace("\\\n", " "))
    } else {
        Cow::Borrowed(text)
    }
}

/// Lines that say something.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| line.chars().any(|c| !c.is_whitespace()))
}

/// Every line as a question.
fn list(catalogue: &Catalogue, lines: &[&str], within: &Within) -> Text {
    let mut kept = Distinct::default();
    let mut text = found(Vec::new());
    for line in lines {
        let question = without_bullet(line);
        let says_nothing = !question.contains(char::is_alphanumeric);
        if says_nothing || is_comment(question) {
            continue;
        }
        if question.ends_with(':') {
            text.left.push(question.to_string());
            continue;
        }
        for one in read(catalogue, question, within) {
            if one.refusal.is_some() {
                text.found.push(one);
            } else {
                kept.keep(one, &mut text.found);
            }
        }
    }
    if text.found.is_empty() {
        let first = lines.first().copied().unwrap_or_default();
        text.found.push(Found::refuse(first, Refusal::NoCall, Vec::new()));
    }
    text
}

/// The calls of a log, and the members of libraries in it whose names say much.
fn log(
    catalogue: &Catalogue,
    calls: Vec<Call>,
    lines: &[&str],
    with_call: &HashSet<&str>,
    within: &Within,
) -> Text {
    let others = || lines.iter().copied().filter(|line| !with_call.contains(line));
    let mut found = Vec::new();
    let mut kept = Distinct::default();
    let (mut lost, mut tried) = (Vec::new(), 0);
    let verb = the_one_verb(others());
    for call in calls {
        let question = call.to_string();
        match reach(catalogue, &question, call) {
            Ok(reached) => {
                let reached = with_verb(catalogue, reached, verb);
                kept.keep(reached, &mut found);
            }
            Err(call) if tried < MOST_GUESSES => {
                tried += 1;
                let guessed = find_near(catalogue, &question, call)
                    .unwrap_or_else(|call| no_path(catalogue, &question, call));
                match guessed.refusal {
                    Some(Refusal::NoSuchPath) => lost.push(guessed),
                    _ => kept.keep(guessed, &mut found),
                }
            }
            Err(call) => lost.push(no_such_path(&question, call)),
        }
    }
    let own = library_of_frames(lines).filter(|_| within.library.is_none());
    let own = own.map(|library| Within { library: Some(library), release: None });
    for line in others().filter(|line| line.len() <= LONGEST_LINE) {
        let of = |within: &Within| member::find_distinctive(catalogue, line, within);
        let told =
            named(catalogue, line).or_else(|| own.as_ref().and_then(of)).or_else(|| of(within));
        let new = |told: &Found| {
            let known = |at: &EndpointRef| found.iter().any(|f: &Found| f.endpoints.contains(at));
            !told.endpoints.iter().all(known)
        };
        if let Some(told) = told.filter(new) {
            kept.keep(told, &mut found);
        }
    }
    if found.is_empty() {
        let first = lines.first().copied().unwrap_or_default();
        if lost.is_empty() {
            return self::found(vec![Found::refuse(first, Refusal::NoCall, Vec::new())]);
        }
    }
    if found.iter().any(|found| found.refusal.is_none()) {
        // Programs have servers of their own: only what was sent to the API is missed.
        let sent = |found: &Found| found.call.as_ref().is_some_and(|call| call.base.is_some());
        found.retain(|found| found.refusal.is_none() || sent(found));
        lost.retain(sent);
    }
    let mut left: Vec<String> =
        lost.drain(lost.len().min(MOST_LOST)..).map(|found| found.question).collect();
    found.extend(lost);
    let read = |line: &&str| found.iter().any(|f| f.question == *line);
    let spoken = |line: &&str| {
        !is_logged(line) && !is_code(line) && !snippet::is_call(line) && !is_comment(line)
    };
    left.extend(others().filter(|line| spoken(line) && !read(line)).map(str::to_string));
    Text { found, left, unclear: false }
}

/// The client library whose folder stands in the paths of a log, where it is just one:
/// `site-packages/spotipy/client.py`.
fn library_of_frames(lines: &[&str]) -> Option<&'static Library> {
    let clients = Libraries::built_in().all.iter().filter(|library| library.kind == Kind::Client);
    let is_folder = |line: &&str, name: &str| {
        let places = line.match_indices(name).map(|(at, name)| (at, at + name.len()));
        places.into_iter().any(|(from, to)| {
            line[..from].ends_with(['/', '\\']) && line[to..].starts_with(['/', '\\'])
        })
    };
    let mut named = clients.filter(|library| {
        let mut names = library.packages.iter().chain(library.modules);
        names.any(|name| !name.is_empty() && lines.iter().any(|line| is_folder(line, name)))
    });
    let only = named.next()?;
    named.next().is_none().then_some(only)
}

fn no_such_path(question: &str, call: Call) -> Found {
    Found { call: Some(call), ..Found::refuse(question, Refusal::NoSuchPath, Vec::new()) }
}

/// An answer to a path without a verb, narrowed to the one that the rest of the log names.
fn with_verb(catalogue: &Catalogue, found: Found, verb: Option<Method>) -> Found {
    let told = |call: &Call| call.method.is_some() || call.odd_verb.is_some();
    if found.endpoints.len() < 2 || found.call.as_ref().is_none_or(told) {
        return found;
    }
    let of_verb = |at: &EndpointRef| Some(catalogue.endpoint(*at).method) == verb;
    let endpoints: Vec<EndpointRef> = found.endpoints.iter().copied().filter(of_verb).collect();
    if endpoints.is_empty() {
        return found;
    }
    Found { endpoints, assumed: verb, ..found }
}

/// The verb that lines without a call name, where they name just one: `requests.put(url)`
/// stands some lines above what it was answered with.
fn the_one_verb<'l>(lines: impl Iterator<Item = &'l str>) -> Option<Method> {
    let mut verbs: Vec<Method> = Vec::new();
    for line in lines.filter(|line| line.len() <= LONGEST_LINE && !line.contains("://")) {
        let words = line.split(|c: char| !c.is_ascii_alphanumeric());
        let capitals = words.filter(|word| word.bytes().all(|b| b.is_ascii_uppercase()));
        verbs.extend(capitals.filter(|word| is_verb(word)).filter_map(Method::named));
        let called = line.match_indices('(').filter_map(|(at, _)| call::callee(&line[..=at]));
        verbs.extend(called.filter_map(|verb| Method::named(&verb)));
    }
    let first = *verbs.first()?;
    verbs.iter().all(|verb| *verb == first).then_some(first)
}

/// Levels of logs, which people write in small letters.
const LEVELS: [&str; 10] =
    ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "CRITICAL", "FATAL", "PANIC"];

/// Whether a line was written by a program that ran: it has a time, a level, the name of
/// an error, the version of HTTP, or is a frame of a stack.
pub(super) fn is_logged(line: &str) -> bool {
    let begin = line.trim_start_matches(['[', '(', '<', '"']);
    let mut words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    begins_with_a_time(begin)
        || words.clone().take(6).any(|word| LEVELS.contains(&word))
        || words.any(names_an_error)
        || line.contains("HTTP/")
        || line.contains("://") && line.split_whitespace().any(is_status)
        || ["Traceback ", "Traceback:", "File \"", "Caused by:", "goroutine "]
            .iter()
            .any(|frame| line.starts_with(frame))
        || line.contains("panicked at")
        || is_frame(line)
}

/// A status, as it stands behind an address that was called.
pub(super) fn is_status(word: &str) -> bool {
    let number = word.trim_matches(|c: char| !c.is_alphanumeric());
    number.len() == 3 && number.parse().is_ok_and(|status: u16| (200..600).contains(&status))
}

/// `at render (app.js:3:4)`, `at line 3`.
fn is_frame(line: &str) -> bool {
    line.strip_prefix("at ").is_some_and(|place| {
        place.contains(|c: char| c.is_ascii_digit()) || place.contains(['(', '.'])
    })
}

/// `ValueError`, `SpotifyException`; but not "error".
fn names_an_error(word: &str) -> bool {
    let named = |ending: &str| word.strip_suffix(ending).is_some_and(|name| !name.is_empty());
    word.starts_with(|c: char| c.is_uppercase()) && (named("Error") || named("Exception"))
}

/// Whether a text begins with a date or a time of day.
fn begins_with_a_time(text: &str) -> bool {
    let shape: String =
        text.chars().take(8).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    ["0000-00-", "0000/00/", "00:00:00", "00/00/00", "00.00.00"].contains(&shape.as_str())
        || shape.starts_with("00:00.")
}

/// Whether a line is written as code or data are. A single call of a member may be a
/// question; whether one is known is for others to say.
fn is_code(line: &str) -> bool {
    if snippet::is_call(line) {
        return false;
    }
    line.contains([';', '{', '}', '=', '\\'])
        || line.contains("\":")
        || line.contains("::")
        || line.contains("->")
        || line.ends_with(['(', '['])
        || line.ends_with([':', ',']) && attached(line)
}

/// Whether a bracket opens right behind a word: `def main():`.
pub(super) fn attached(line: &str) -> bool {
    line.as_bytes().windows(2).any(|two| two[0].is_ascii_alphanumeric() && two[1] == b'(')
}

/// What is written for other readers of a list.
fn is_comment(line: &str) -> bool {
    line.starts_with('#') || line.starts_with("//")
}

/// An entry of a list without its mark: `- skip song`, `2. skip song`, `[ ] skip song`.
fn without_bullet(line: &str) -> &str {
    let mut text = line;
    for mark in ["- ", "* ", "+ ", "\u{2022} ", "\u{2013} ", "[ ] ", "[x] "] {
        text = text.strip_prefix(mark).unwrap_or(text).trim_start();
    }
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() < text.len()
        && let Some(rest) = number.strip_prefix(['.', ')'])
        && rest.starts_with(' ')
    {
        text = rest.trim_start();
    }
    text
}

/// Keeps what means the same only once: a log has the same call a thousand times, each
/// time with another id.
#[derive(Default)]
struct Distinct {
    seen: HashSet<Sense>,
}

/// What an answer says, apart from the words of the question.
type Sense =
    (Vec<EndpointRef>, Vec<EndpointRef>, Option<Refusal>, bool, Option<Method>, Vec<String>);

impl Distinct {
    fn keep(&mut self, one: Found, all: &mut Vec<Found>) {
        let method = one.call.as_ref().and_then(|call| call.method);
        let (endpoints, candidates) = (one.endpoints.clone(), one.candidates.clone());
        let (refusal, unread) = (one.refusal.clone(), one.unread.clone());
        if self.seen.insert((endpoints, candidates, refusal, one.older, method, unread)) {
            all.push(one);
        }
    }
}
