//! What commands answer, as data. Renderers only write it down; JSON is this
//! data as it stands, so the fields here are the documented JSON.

#[cfg(feature = "audit")]
pub mod audit;
pub mod check;
pub mod diagnose;
pub mod drift;
mod endpoint;
pub mod explain;
pub mod fault;
pub mod inspect;
pub mod list;
mod member;
pub mod need;
pub mod url;

use serde::Serialize;

pub use member::{MemberReport, What};

pub use endpoint::{
    CaseReport, EndpointName, EndpointReport, ModeReport, OptionalReport, ReplacementReport,
    RequirementReport, SourceReport, ids, sources,
};

/// Version of the JSON answers; it rises when a field changes its meaning or goes.
pub const JSON_VERSION: u8 = 1;

/// What stands at the head of every JSON answer.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// Version of the JSON answers.
    pub version: u8,
    /// The command that answered.
    pub command: &'static str,
    /// The day of the catalogue.
    pub catalogue: &'static str,
}

impl Head {
    /// The head of a command's answers.
    pub fn new(catalogue: &crate::catalogue::Catalogue, command: &'static str) -> Self {
        Head { version: JSON_VERSION, command, catalogue: catalogue.date }
    }
}

/// How a command ended; with the exit code as its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The question was answered: exit code 0.
    Answered = 0,
    /// The answer is "no": exit code 1.
    No = 1,
    /// There is no answer, because of how it was asked: exit code 2.
    Unanswerable = 2,
}

/// Something worth saying beside the answer; it goes to stderr.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// How much it matters.
    pub kind: NoteKind,
    /// The sentence.
    pub says: String,
    /// Whether pages for people say it themselves.
    #[serde(skip)]
    pub on_page: bool,
}

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoteKind {
    /// How the question was understood, or what to do next.
    Note,
    /// What may go wrong.
    Warning,
    /// Why there is no answer, or no good one.
    Error,
}

impl Note {
    /// A note.
    pub fn info(says: impl Into<String>) -> Self {
        Note::new(NoteKind::Note, says)
    }

    /// A warning.
    pub fn warning(says: impl Into<String>) -> Self {
        Note::new(NoteKind::Warning, says)
    }

    /// An error.
    pub fn error(says: impl Into<String>) -> Self {
        Note::new(NoteKind::Error, says)
    }

    /// A sentence of some weight.
    pub fn new(kind: NoteKind, says: impl Into<String>) -> Self {
        Note { kind, says: says.into(), on_page: false }
    }

    /// The same, where pages for people say it themselves.
    #[must_use]
    pub fn on_page(self) -> Self {
        Note { on_page: true, ..self }
    }
}

/// A pasted text as people are shown it: on one line, and only its beginning where it is long.
pub fn brief(text: &str) -> String {
    const LONGEST: usize = 160;
    let mut brief = String::with_capacity(text.len().min(LONGEST));
    for (at, c) in text.trim().chars().enumerate() {
        if at == LONGEST {
            brief.push('\u{2026}');
            break;
        }
        brief.push(if c == '\n' || c == '\r' || c == '\t' { ' ' } else { c });
    }
    brief
}

/// A command's report, what goes beside it, and how it ended.
#[derive(Debug, Clone)]
pub struct Answer<R> {
    /// The report; it goes to stdout.
    pub report: R,
    /// The notes; they go to stderr.
    pub notes: Vec<Note>,
    /// How the command ended.
    pub outcome: Outcome,
}
