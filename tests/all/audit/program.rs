//! Small programs, and what was read off them, written by hand.

use std::rc::Rc;

use scopes::audit::evidence::{
    Authorization, BlindSpot, CallSite, Confidence, Evidence, FileId, Ignore, Place, ScopeSite,
    Unknown,
};
use scopes::audit::excerpt::Sources;
use scopes::audit::ir::Span;
use scopes::audit::judge::{Circumstances, Verdict, judge};
use scopes::audit::settings::Settings;
use scopes::catalogue::{Catalogue, EndpointRef};
use scopes::commands::{AuditRequest, audit};
use scopes::render::{Format, Layout, render};
use scopes::report::audit::AuditReport;

/// A program in one or more files, and what was read off it.
#[derive(Debug, Clone, Default)]
pub struct Program {
    texts: Vec<String>,
    pub evidence: Evidence,
    last: Option<Place>,
}

impl Program {
    /// A program of one file.
    pub fn new(file: &str, text: &str) -> Self {
        let mut program = Program::default();
        program.evidence.coverage.read = 1;
        program.file(file, text)
    }

    /// Begins another file; places are in the last one begun.
    pub fn file(mut self, file: &str, text: &str) -> Self {
        self.evidence.files.push(file.into());
        self.texts.push(text.into());
        self.evidence.coverage.files += 1;
        self.evidence.coverage.code += 1;
        self
    }

    /// Where a text stands in the last file.
    pub fn place(&self, text: &str) -> Place {
        let code = self.texts.last().expect("a file");
        let start = code.find(text).unwrap_or_else(|| panic!("no {text:?} in {code:?}"));
        let line = 1 + code[..start].matches('\n').count();
        let number = |n: usize| u32::try_from(n).expect("a small program");
        let span =
            Span { start: number(start), end: number(start + text.len()), line: number(line) };
        Place { file: FileId(number(self.texts.len() - 1)), span }
    }

    /// A call of an endpoint, at a text.
    pub fn call(mut self, text: &str, endpoint: &str) -> Self {
        let place = self.place(text);
        self.evidence.calls.push(CallSite {
            place,
            endpoint: endpoint_of(endpoint),
            older: false,
            confidence: Confidence::Certain,
            member: None,
            cases: Vec::new(),
            dead: false,
        });
        self
    }

    /// Changes the call added last.
    pub fn but(mut self, change: impl FnOnce(&mut CallSite)) -> Self {
        change(self.evidence.calls.last_mut().expect("a call"));
        self
    }

    /// Scopes requested at a text, all resolved.
    pub fn asks(mut self, text: &str, scopes: &str) -> Self {
        let place = self.place(text);
        for scope in scopes.split(' ').filter(|s| !s.is_empty()) {
            let scope = scope.to_string();
            self.evidence.requested.push(ScopeSite {
                place,
                letter: 0,
                scope,
                comma_joined: false,
            });
        }
        let implies = Vec::new();
        self.evidence.authorizations.push(Authorization { place, resolved: true, implies });
        self.last = Some(place);
        self
    }

    /// Makes the last authorization one whose scopes are only known in part.
    pub fn unresolved(mut self) -> Self {
        self.evidence.authorizations.last_mut().expect("a request").resolved = false;
        self
    }

    /// Something not resolved.
    pub fn blind(mut self, text: &str, unknown: Unknown) -> Self {
        let place = self.place(text);
        self.evidence.blind_spots.push(BlindSpot { place, unknown });
        self
    }

    /// A comment to the audit.
    pub fn ignore(mut self, text: &str, rule: &str, reason: &str) -> Self {
        let place = self.place(text);
        let until = place.span.line;
        self.evidence.ignores.push(Ignore {
            place,
            until,
            rule: rule.into(),
            reason: reason.into(),
        });
        self
    }

    /// The verdict on it.
    pub fn verdict(&self) -> Verdict {
        judge(Catalogue::built_in(), &self.evidence, &Circumstances::default())
    }

    /// The report on it.
    pub fn report(&self) -> AuditReport {
        self.answer(&AuditRequest::default(), &Settings::default()).0
    }

    /// The report on it and the exit code, for a request.
    pub fn answer(&self, request: &AuditRequest, settings: &Settings) -> (AuditReport, u8) {
        let answer = audit(Catalogue::built_in(), request, settings, &self.evidence, self)
            .expect("an answer");
        (answer.report, answer.outcome as u8)
    }

    /// The report, written.
    pub fn written(&self, format: Format, width: usize) -> String {
        render(&self.report(), format, Layout { width, colour: false }).expect("a text")
    }
}

impl Sources for Program {
    fn text(&self, file: &str) -> Option<Rc<str>> {
        let at = self.evidence.files.iter().position(|f| f == file)?;
        Some(Rc::from(self.texts[at].as_str()))
    }
}

/// An endpoint of the catalogue.
pub fn endpoint_of(id: &str) -> EndpointRef {
    let mut all = Catalogue::built_in().endpoint_refs();
    all.find(|(_, e)| e.id == id).map_or_else(|| panic!("no endpoint {id}"), |(at, _)| at)
}

/// Ids of scopes.
pub fn ids<'s>(
    scopes: impl IntoIterator<Item = &'s scopes::catalogue::ScopeRef>,
) -> Vec<&'static str> {
    scopes.into_iter().map(|s| Catalogue::built_in().scope(*s).id).collect()
}
