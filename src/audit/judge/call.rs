//! How one call fares with a set of scopes.

use super::is_sdk;
use crate::audit::evidence::{CallSite, Confidence};
use crate::catalogue::{Catalogue, EndpointStatus, ScopeRef};
use crate::requirement::{Clause, Narrowing, ScopeSet, clauses};

/// A condition that is not met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// One of these is enough.
    pub any_of: Vec<ScopeRef>,
    /// Names of the case in which it is needed; empty: always.
    pub when: &'static [&'static str],
    /// What holds then; may be empty.
    pub holds: &'static str,
}

/// Why a failure is not certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// Part of what leads to the call is taken from a name or a convention.
    Likely,
    /// Nothing in the project calls the function it stands in.
    Dead,
    /// A client library that nobody knows may ask for them.
    Library,
    /// A library takes the scopes, and may ask for them by itself.
    Sdk,
    /// Sources disagree about what is needed, and part of it is granted.
    Contested,
}

/// How a call fares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It succeeds, as far as anybody knows.
    Met,
    /// It answers 403, in every case.
    Missing(Vec<Need>),
    /// It may answer 403.
    Perhaps(Doubt, Vec<Need>),
    /// It succeeds in some cases and answers 403 in others.
    SomeCases {
        /// What the others need.
        others: Vec<Need>,
        /// Whether the code tells that one of the others holds.
        told: bool,
    },
}

impl Need {
    fn new(clause: &Clause) -> Self {
        let case = clause.because.case;
        Need {
            any_of: clause.any_of.clone(),
            when: case.map_or(&[], |case| case.names),
            holds: case.map_or("", |case| case.holds),
        }
    }
}

/// The conditions of a call, sorted.
struct Conditions {
    /// What is needed in every case.
    always: Vec<Clause>,
    /// What each case needs on top, and whether the code tells that it holds.
    cases: Vec<(Vec<Clause>, bool)>,
}

impl Conditions {
    fn new(catalogue: &Catalogue, site: &CallSite) -> Self {
        let requirement = &catalogue.endpoint(site.endpoint).requirement;
        let all = clauses(site.endpoint, requirement, &Narrowing::default());
        let mut always = Vec::new();
        let mut cases: Vec<(Vec<Clause>, bool)> = Vec::new();
        for case in requirement.cases {
            let told = case.names.iter().any(|name| site.cases.contains(name));
            cases.push((Vec::new(), told));
        }
        for clause in all {
            let place = clause
                .because
                .case
                .and_then(|case| requirement.cases.iter().position(|c| c.names == case.names));
            match place {
                Some(at) => cases[at].0.push(clause),
                None => always.push(clause),
            }
        }
        Conditions { always, cases }
    }

    /// Whether the code tells which cases hold.
    fn told(&self) -> bool {
        self.cases.iter().any(|(_, told)| *told)
    }
}

fn covered(clauses: &[Clause], granted: &ScopeSet) -> bool {
    clauses.iter().all(|clause| clause.is_met_by(granted))
}

fn unmet<'c>(clauses: impl IntoIterator<Item = &'c Clause>, granted: &ScopeSet) -> Vec<Need> {
    clauses.into_iter().filter(|clause| !clause.is_met_by(granted)).map(Need::new).collect()
}

/// How a call fares.
///
/// [`Outcome::Missing`] is said only where no reading of the code or of the
/// documentation lets the call succeed.
pub(super) fn outcome(catalogue: &Catalogue, site: &CallSite, granted: &ScopeSet) -> Outcome {
    let endpoint = catalogue.endpoint(site.endpoint);
    let partners_only = catalogue.status(endpoint) == EndpointStatus::PartnerOnly;
    if !endpoint.requirement.known || partners_only {
        return Outcome::Met;
    }
    let conditions = Conditions::new(catalogue, site);
    let always = unmet(&conditions.always, granted);
    let some_covered = conditions.cases.iter().any(|(clauses, _)| covered(clauses, granted));
    let no_case =
        endpoint.requirement.cases_cover_all && !conditions.cases.is_empty() && !some_covered;
    if !always.is_empty() || no_case {
        let told = conditions.told();
        let cases = conditions.cases.iter().filter(|(_, holds)| no_case && (!told || *holds));
        let mut needs = always;
        needs.extend(unmet(cases.flat_map(|(clauses, _)| clauses), granted));
        let granted_in_part =
            conditions.always.iter().any(|clause| clause.is_met_by(granted)) && !no_case;
        let doubt = if site.dead {
            Some(Doubt::Dead)
        } else if site.confidence == Confidence::Likely {
            Some(Doubt::Likely)
        } else if is_sdk(catalogue, site.endpoint) {
            Some(Doubt::Sdk)
        } else if granted_in_part && !endpoint.contested.is_empty() {
            Some(Doubt::Contested)
        } else {
            None
        };
        return match doubt {
            Some(doubt) => Outcome::Perhaps(doubt, needs),
            None => Outcome::Missing(needs),
        };
    }
    let told = conditions.told();
    let relevant = conditions.cases.iter().filter(|(_, holds)| !told || *holds);
    let others = unmet(relevant.flat_map(|(clauses, _)| clauses), granted);
    if others.is_empty() {
        Outcome::Met
    } else {
        let told = told && site.is_sure();
        Outcome::SomeCases { others, told }
    }
}

/// What to ask for on behalf of a call.
///
/// Where no scope is known to be requested, everything it may need. Where some are,
/// what it certainly needs, and the cases that work now; all cases, where none does.
pub(super) fn to_ask(
    catalogue: &Catalogue,
    site: &CallSite,
    granted: &ScopeSet,
    known: bool,
) -> Vec<Clause> {
    let conditions = Conditions::new(catalogue, site);
    let told = conditions.told();
    let fare = outcome(catalogue, site, granted);
    let certain = matches!(fare, Outcome::Missing(_));
    let everything = !known && !site.dead;
    let some_covered = conditions.cases.iter().any(|(clauses, _)| covered(clauses, granted));
    let always =
        conditions.always.into_iter().filter(|c| everything || certain || c.is_met_by(granted));
    let cases = conditions.cases.into_iter().filter(|(clauses, holds)| {
        if told && !site.dead {
            *holds
        } else if everything || (certain && !some_covered) {
            true
        } else {
            covered(clauses, granted)
        }
    });
    always.chain(cases.flat_map(|(clauses, _)| clauses)).collect()
}
