//! From an error text to its likely causes.
//!
//! What a text holds is read once, as [`Evidence`]; the rules of
//! [`Diagnoses`] are then held against it. Nothing here knows any error.

mod evidence;
mod short;
mod status;

pub use evidence::{Evidence, Subject, tells};
pub use short::task;

use crate::catalogue::diagnoses::source::LAST_RESORT;
use crate::catalogue::diagnoses::{CauseScopes, Diagnoses, Diagnosis, EndpointIs, Found, Telling};
use crate::catalogue::{
    Catalogue, DEVELOPMENT, EXTENDED, EndpointRef, EndpointStatus, Login, ModeAccess, ScopeRef,
};
use crate::requirement::{self, Wishes, clauses};

/// A cause that fits a text.
#[derive(Debug, Clone)]
pub struct Likely {
    /// The rule that told it.
    pub rule: &'static Diagnosis,
    /// The calls it is about.
    pub subjects: Vec<Subject>,
    /// The scopes that go with it.
    pub scopes: Vec<String>,
}

/// Heavier rules know words that the server alone says.
const SAID: u8 = 80;
/// How many causes are worth reading.
const MOST: usize = 4;

/// The likely causes of a text, most likely first; never empty. `named` are calls that
/// somebody named beside it.
pub fn causes(
    catalogue: &'static Catalogue,
    diagnoses: &'static Diagnoses,
    text: &str,
    named: Vec<Subject>,
) -> (Evidence, Vec<Likely>) {
    let evidence = Evidence::read(catalogue, diagnoses, text).or_of(named);
    let mut likely: Vec<Likely> = Vec::new();
    for rule in diagnoses.rules {
        let known = likely.iter().any(|l| l.rule.cause == rule.cause);
        if let (false, Some(subjects)) = (known, holds(catalogue, rule, &evidence)) {
            let kind = diagnoses.causes[usize::from(rule.cause)].scopes;
            let scopes = scopes(catalogue, kind, rule, &subjects, &evidence);
            likely.push(Likely { rule, subjects, scopes });
        }
    }
    // The rules come heaviest first. What is half as likely as the best is no help.
    let best = likely.first().map_or(0, |l| l.rule.weight);
    let worth = |l: &Likely| {
        u16::from(l.rule.weight) * 2 >= u16::from(best)
            && (l.rule.weight >= LAST_RESORT || best < LAST_RESORT)
    };
    likely.retain(worth);
    let answers = |l: &Likely| diagnoses.causes[usize::from(l.rule.cause)].answers;
    if likely.first().is_some_and(answers) {
        likely.retain(answers);
    }
    // What the server says in so many words is not guessed at besides.
    let said = |rule: &Diagnosis| !rule.any.is_empty();
    if likely.first().is_some_and(|l| said(l.rule) && l.rule.weight > SAID) {
        likely.retain(|l| said(l.rule) || l.rule.weight > SAID);
    }
    likely.truncate(if best < LAST_RESORT { 1 } else { MOST });
    (evidence, likely)
}

/// Whether a rule holds, and of which calls.
fn holds(
    catalogue: &Catalogue,
    rule: &'static Diagnosis,
    evidence: &Evidence,
) -> Option<Vec<Subject>> {
    let may_speak = match rule.telling {
        Telling::Own => true,
        Telling::Oauth => !evidence.is_elsewhere(),
        Telling::Http => evidence.is_home() && !evidence.is_elsewhere(),
        Telling::Elsewhere => evidence.is_elsewhere() || !evidence.is_home(),
    };
    let said = |phrase: &&str| evidence.says(phrase);
    let status =
        rule.status.is_empty() || rule.status.iter().any(|s| evidence.statuses.contains(s));
    let words = (rule.any.is_empty() || rule.any.iter().any(said))
        && rule.all.iter().all(said)
        && !rule.not.iter().any(said);
    let scopes = rule.scopes_are.is_none_or(|found| found == evidence.scopes_are());
    let redirect = rule.redirect.is_none_or(|found| found == evidence.redirect);
    if !(may_speak && status && words && scopes && redirect) {
        return None;
    }
    let about_a_call = !rule.endpoints.is_empty() || !rule.endpoint_is.is_empty();
    let fits = |subject: &&Subject| {
        (rule.endpoints.is_empty() || rule.endpoints.contains(&subject.endpoint))
            && rule.endpoint_is.iter().all(|is| holds_of(catalogue, *is, **subject))
    };
    let mut subjects: Vec<Subject> = evidence.subjects.iter().filter(fits).copied().collect();
    if subjects.is_empty() && !about_a_call {
        let about = |endpoint: &EndpointRef| Subject { endpoint: *endpoint, older: false };
        subjects = rule.about.iter().map(about).collect();
    }
    let calls = match rule.call {
        Some(wanted) => wanted != evidence.subjects.is_empty(),
        None => true,
    };
    (calls && (!about_a_call || !subjects.is_empty())).then_some(subjects)
}

/// What the catalogue says of a call.
fn holds_of(catalogue: &Catalogue, is: EndpointIs, subject: Subject) -> bool {
    let endpoint = catalogue.endpoint(subject.endpoint);
    let open = |mode: &str| catalogue.access(endpoint, mode) == ModeAccess::Open;
    let closed =
        matches!(catalogue.status(endpoint), EndpointStatus::Closed | EndpointStatus::Removed);
    match is {
        EndpointIs::Closed => closed,
        EndpointIs::ClosedInDevelopment => {
            !closed && catalogue.access(endpoint, DEVELOPMENT) == ModeAccess::Closed
        }
        EndpointIs::Open => open(DEVELOPMENT) && open(EXTENDED) && !subject.older,
        EndpointIs::Renamed => {
            let twin = |by| catalogue.endpoint(by).name == endpoint.name;
            subject.older || endpoint.replacement.is_some_and(twin)
        }
        EndpointIs::Replaced => endpoint.replacement.is_some(),
        EndpointIs::NeedsUser => endpoint.login == Login::User,
        EndpointIs::NeedsPremium => endpoint.premium,
        EndpointIs::NeedsScope => needs_scope(catalogue, subject.endpoint),
        EndpointIs::NeedsNoScope => {
            endpoint.requirement.known && !needs_scope(catalogue, subject.endpoint)
        }
    }
}

fn needs_scope(catalogue: &Catalogue, at: EndpointRef) -> bool {
    let requirement = &catalogue.endpoint(at).requirement;
    !clauses(at, requirement, &requirement::Narrowing::default()).is_empty()
}

/// The scopes that go with a cause.
fn scopes(
    catalogue: &Catalogue,
    kind: CauseScopes,
    rule: &Diagnosis,
    subjects: &[Subject],
    evidence: &Evidence,
) -> Vec<String> {
    let ids = |scopes: &[ScopeRef]| {
        scopes.iter().map(|scope| catalogue.scope(*scope).id.to_string()).collect()
    };
    match kind {
        CauseScopes::Refused => evidence.refused.clone(),
        CauseScopes::Sound => ids(&evidence.sound.iter().copied().collect::<Vec<_>>()),
        CauseScopes::None if rule.about.is_empty() => Vec::new(),
        CauseScopes::None | CauseScopes::Missing => {
            let endpoints: Vec<EndpointRef> = subjects.iter().map(|s| s.endpoint).collect();
            let asked = Wishes { granted: evidence.asked.clone(), ..Wishes::default() };
            let missing = requirement::missing(catalogue, &endpoints, &asked);
            // A token may be older than the scopes that the text asks for.
            let none = Wishes::default();
            if missing.is_empty() {
                ids(&requirement::missing(catalogue, &endpoints, &none))
            } else {
                ids(&missing)
            }
        }
    }
}

impl Evidence {
    /// What the scopes that the text asks for are.
    fn scopes_are(&self) -> Found {
        match (self.refused.is_empty(), self.sound.is_empty()) {
            (false, _) => Found::Refused,
            (true, false) => Found::Sound,
            (true, true) => Found::None,
        }
    }
}
