//! `diagnose`: what an error text most likely means, and what to do about it.

use std::io::Read;

use super::{LONG, Trouble, is_file, read_input};
use crate::catalogue::diagnoses::Diagnoses;
use crate::catalogue::{Catalogue, EndpointRef, Rule};
use crate::diagnosis::{self, Likely, Subject};
use crate::query::{self, Match, Within};
use crate::report::diagnose::{CauseReport, DiagnoseReport};
use crate::report::{Answer, EndpointName, Head, Note, Outcome, SourceReport};

/// What `diagnose` is asked.
#[derive(Debug, Clone, Default)]
pub struct DiagnoseRequest {
    /// Pieces of the text; `-` alone stands for standard input.
    pub text: Vec<String>,
}

/// Of a longer text the end is read: that is where a program says what it died of.
const LONGEST: usize = 1_000_000;

/// Answers what an error text most likely means.
///
/// # Errors
///
/// When there is no text or standard input cannot be read.
pub fn diagnose(
    catalogue: &'static Catalogue,
    request: &DiagnoseRequest,
    input: &mut dyn Read,
) -> Result<Answer<DiagnoseReport>, Trouble> {
    let diagnoses = Diagnoses::built_in();
    let text = match request.text.as_slice() {
        [only] if only == "-" => read_input(input, LONG)?,
        [only] if is_file(only) => {
            return Err(Trouble::IsFile { command: "diagnose", path: only.into() });
        }
        // A dash among other words is a word.
        pieces => pieces.join(" "),
    };
    if text.trim().is_empty() {
        return Err(Trouble::NoText);
    }
    let named = calls_named(catalogue, diagnoses, &request.text);
    let mut notes = Vec::new();
    let text = if text.len() > LONGEST {
        notes.push(Note::info("the text is long; its last megabyte was read"));
        let from = (text.len() - LONGEST..text.len()).find(|at| text.is_char_boundary(*at));
        &text[from.unwrap_or(0)..]
    } else {
        &text
    };
    let (evidence, likely) = diagnosis::causes(catalogue, diagnoses, text, named);
    let causes: Vec<CauseReport> =
        likely.iter().map(|l| cause_report(catalogue, diagnoses, l)).collect();
    let answered =
        likely.first().is_some_and(|l| diagnoses.causes[usize::from(l.rule.cause)].answers);
    let report = DiagnoseReport {
        head: Head::new(catalogue, "diagnose"),
        causes,
        calls: endpoints(&evidence.subjects)
            .into_iter()
            .map(|at| EndpointName::new(catalogue, at))
            .collect(),
        statuses: evidence.statuses.clone(),
        next: likely.first().and_then(|l| next(catalogue, l)),
    };
    let outcome = if answered { Outcome::Answered } else { Outcome::No };
    Ok(Answer { report, notes, outcome })
}

/// The calls that are named beside an error text, each an argument by itself: a name, an
/// id, or a task in words.
fn calls_named(catalogue: &Catalogue, diagnoses: &Diagnoses, pieces: &[String]) -> Vec<Subject> {
    const MOST: usize = 2;
    const LONGEST: usize = 80;
    let task = diagnosis::task(&pieces.join(" "));
    let pieces = if pieces.len() < 2 { &[] } else { pieces };
    let names = pieces.iter().chain(&task);
    let names =
        names.filter(|piece| piece.len() < LONGEST && piece.trim().contains([' ', '-', '_']));
    let found = names.flat_map(|name| query::read(catalogue, name, &Within::default()));
    let sure = found.filter(|found| match found.how {
        Match::Exact => true,
        Match::Words => !diagnosis::tells(diagnoses, &found.question),
        _ => false,
    });
    let sure = sure.filter(|found| found.endpoints.len() <= MOST);
    let endpoints = sure.flat_map(|found| found.endpoints);
    endpoints.map(|endpoint| Subject { endpoint, older: false }).collect()
}

fn cause_report(catalogue: &Catalogue, diagnoses: &Diagnoses, likely: &Likely) -> CauseReport {
    let cause = &diagnoses.causes[usize::from(likely.rule.cause)];
    let source = |source: &crate::catalogue::Source| SourceReport {
        id: source.id,
        title: source.title,
        at: source.at,
        date: source.date,
        checked: source.checked,
    };
    CauseReport {
        id: cause.id,
        title: cause.title,
        weight: likely.rule.weight,
        remedy: remedy(catalogue, likely),
        scopes: likely.scopes.clone(),
        sources: likely.rule.sources.iter().map(source).collect(),
    }
}

/// What stands behind a call in remedies, and behind several.
const VERBS: [(&str, &str); 6] = [
    ("{call} needs", "{call} need"),
    ("{call} works", "{call} work"),
    ("{call} has ", "{call} have "),
    ("{call} is ", "{call} are "),
    ("{call} answers", "{call} answer"),
    ("{call} mostly answers", "{call} mostly answer"),
];

/// The endpoints of calls, each once: one may be called by an older path as well.
fn endpoints(subjects: &[Subject]) -> Vec<EndpointRef> {
    let mut endpoints = Vec::new();
    for subject in subjects {
        if !endpoints.contains(&subject.endpoint) {
            endpoints.push(subject.endpoint);
        }
    }
    endpoints
}

/// The remedy with its placeholders filled; the data makes sure that they can be.
fn remedy(catalogue: &Catalogue, likely: &Likely) -> String {
    let mut calls: Vec<String> = Vec::new();
    let mut instead: Vec<String> = Vec::new();
    for subject in &likely.subjects {
        let name = EndpointName::new(catalogue, subject.endpoint);
        let call = format!("{} ({})", name.name, name.call());
        if !calls.contains(&call) {
            calls.push(call);
        }
        let by = catalogue.endpoint(subject.endpoint).replacement;
        // A path out of use leads to an endpoint that has a newer one, or has itself moved.
        let by = by.or(subject.older.then_some(subject.endpoint));
        if let Some(by) = by {
            let by = EndpointName::new(catalogue, by);
            instead.push(format!("{} ({})", by.name, by.call()));
        }
    }
    let first = likely.subjects.first().map(|subject| catalogue.endpoint(subject.endpoint));
    let change = first.and_then(|endpoint| catalogue.change(endpoint)).map_or("", |c| c.says);
    instead.dedup();
    let mut remedy = likely.rule.remedy.to_string();
    if calls.len() > 1 {
        for (of_one, of_several) in VERBS {
            remedy = remedy.replace(of_one, of_several);
        }
    }
    remedy
        .replace("{call}", &listed(&calls))
        .replace("{replacement}", &listed(&instead))
        .replace("{change}", change)
        .replace("{scopes}", &by_case(catalogue, likely))
}

/// The scopes of a cause; where a call needs one of them in a certain case only, the case
/// stands beside it.
fn by_case(catalogue: &Catalogue, likely: &Likely) -> String {
    let [only] = endpoints(&likely.subjects)[..] else { return likely.scopes.join(", ") };
    let requirement = &catalogue.endpoint(only).requirement;
    let mut told: Vec<String> = Vec::new();
    for id in &likely.scopes {
        let of = |rule: &Rule| rule.scopes().iter().any(|s| catalogue.scope(*s).id == id);
        let cases = requirement.cases.iter().filter(|case| of(&case.rule));
        let names: Vec<&str> = cases.filter_map(|case| case.names.first().copied()).collect();
        told.push(if names.is_empty() || of(&requirement.rule) {
            id.clone()
        } else {
            format!("{id} when {}", names.join(" or "))
        });
    }
    told.join(", ")
}

/// A few names, and how many more there are.
fn listed(names: &[String]) -> String {
    match names {
        [first, second, _, rest @ ..] => {
            format!("{first}, {second} and {} more", rest.len() + 1)
        }
        names => names.join(" and "),
    }
}

/// The command to type next.
fn next(catalogue: &Catalogue, likely: &Likely) -> Option<String> {
    let mut calls = String::new();
    for at in endpoints(&likely.subjects) {
        calls.push_str(" --for ");
        calls.push_str(catalogue.endpoint(at).id);
    }
    let next = likely.rule.next.replace("{for}", &calls);
    (!next.is_empty()).then_some(next)
}
