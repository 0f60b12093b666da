//! The consent screen for a set of scopes: what the user reads before agreeing.

use serde::Serialize;

use crate::catalogue::{Catalogue, Quote, Scope, ScopeRef};
use crate::requirement::ScopeSet;
use crate::sorted;

/// Which wording to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wording {
    /// What the documentation says users see.
    #[default]
    Documented,
    /// What was last seen in the live dialog.
    Observed,
}

/// The screen, group by group.
#[derive(Debug, Clone, Serialize)]
pub struct ConsentScreen {
    /// Which wording the lines have.
    pub wording: Wording,
    /// First line of the dialog, with `{app}` for the app's name.
    pub heading: &'static str,
    /// Groups with at least one line, in the order of the dialog.
    pub groups: Vec<Group>,
    /// Scopes that put no line there, and why.
    pub silent: Vec<Silent>,
}

/// Lines under one heading.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// Short name; `other` for lines whose group nobody has seen.
    pub id: &'static str,
    /// Heading in the dialog; empty for `other`.
    pub heading: &'static str,
    /// Its lines, in the order of the dialog.
    pub lines: Vec<Line>,
}

/// One line of the screen.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The scope that puts it there; none for what every app is granted.
    pub scope: Option<&'static str>,
    /// The text, verbatim.
    pub text: &'static str,
    /// Where the text stands.
    pub source: &'static str,
    /// When it was seen; empty for documented texts.
    pub years: &'static str,
    /// Whether the user has not granted it before.
    pub new: bool,
}

/// A scope without a line.
#[derive(Debug, Clone, Serialize)]
pub struct Silent {
    /// The scope.
    pub scope: &'static str,
    /// Why it has none.
    pub reason: &'static str,
}

const NOT_SEEN: &str = "Its line in the live dialog has not been seen.";

/// Works out the screen for a set of scopes; `granted` were granted before.
pub fn screen(
    catalogue: &Catalogue,
    scopes: &[ScopeRef],
    granted: &ScopeSet,
    wording: Wording,
) -> ConsentScreen {
    let dialog = &catalogue.consent;
    let line = |scope: Option<&'static str>, quote: &Quote, new| Line {
        scope,
        text: quote.text,
        source: catalogue.source(quote.source).id,
        years: quote.years,
        new,
    };
    let always = match wording {
        Wording::Documented => Some(&dialog.always),
        Wording::Observed => dialog.always_observed.last(),
    };
    let mut silent = Vec::new();
    let mut lines: Vec<(Option<u8>, u8, Line)> = Vec::new();
    for at in scopes {
        let scope = catalogue.scope(*at);
        match text(scope, wording) {
            Some(quote) => {
                let new = !granted.contains(at);
                lines.push((scope.group, scope.line, line(Some(scope.id), quote, new)));
            }
            None => silent.push(Silent { scope: scope.id, reason: why_silent(scope) }),
        }
    }
    sorted::sort_by_key(&mut lines, |(group, place, _)| (group.is_none(), *group, *place));
    let mut groups = Vec::new();
    for (group, number) in dialog.groups.iter().zip(0u8..) {
        let first = always.filter(|_| dialog.always_group == number).map(|q| line(None, q, false));
        let own =
            lines.iter().filter(|(g, _, _)| *g == Some(number)).map(|(_, _, line)| line.clone());
        let lines: Vec<Line> = first.into_iter().chain(own).collect();
        if !lines.is_empty() {
            groups.push(Group { id: group.id, heading: group.heading, lines });
        }
    }
    let unplaced: Vec<Line> =
        lines.into_iter().filter(|(g, _, _)| g.is_none()).map(|(_, _, line)| line).collect();
    if !unplaced.is_empty() {
        groups.push(Group { id: "other", heading: "", lines: unplaced });
    }
    ConsentScreen { wording, heading: dialog.heading.text, groups, silent }
}

fn text(scope: &Scope, wording: Wording) -> Option<&Quote> {
    match wording {
        Wording::Documented => scope.consent.as_ref(),
        Wording::Observed => scope.observed.last(),
    }
}

fn why_silent(scope: &Scope) -> &'static str {
    if !scope.reason.is_empty() {
        scope.reason
    } else if scope.no_consent.is_empty() {
        NOT_SEEN
    } else {
        scope.no_consent
    }
}

impl ConsentScreen {
    /// All lines in order.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.groups.iter().flat_map(|group| &group.lines)
    }
}
