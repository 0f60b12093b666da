//! Evidence held against the catalogue: what is missing, what is asked for in
//! vain, and what would do.
//!
//! Nothing here reads code, and nothing here knows how an answer is written. Why
//! the verdicts are safe is argued in `src/audit/README.md`.

mod call;
mod scope;

use std::collections::BTreeMap;

use crate::audit::evidence::{CallSite, Confidence, Evidence, Place, Unknown};
use crate::catalogue::{Catalogue, EndpointRef, Grant, Login, Method, OptionalScope, ScopeRef};
use crate::requirement::{self, Clause, ScopeSet};
use crate::sorted;

pub use call::{Doubt, Need, Outcome};
pub use scope::{Fault, Maybe, Requested, Wrong};

/// What the code cannot tell and the caller may.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// Scopes that are asked for outside of this code. Given, they and those in the
    /// code are taken for all there are.
    pub elsewhere: Option<ScopeSet>,
    /// Whether the app is in Development Mode, where some optional scopes add nothing.
    pub development: bool,
}

/// How much is known of what users grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grants {
    /// Everything: each authorization request was read in full.
    Known,
    /// Part of it: the scopes of requests at these places are only known at run time.
    Unresolved(Vec<Place>),
    /// Nothing: no authorization request is in the code.
    Unseen,
    /// No user is asked at all; a token of the app alone is taken at these places.
    AppOnly(Vec<Place>),
}

/// An endpoint and where it is called.
#[derive(Debug, Clone)]
pub struct Called {
    /// The endpoint.
    pub endpoint: EndpointRef,
    /// The places, in the order of the evidence.
    pub places: Vec<Place>,
    /// Those of them that use a path out of use.
    pub older: Vec<Place>,
    /// The surest of its calls.
    pub confidence: Confidence,
    /// Whether none of its calls stands in code that anything runs.
    pub dead: bool,
}

/// Calls of one endpoint that fare alike.
#[derive(Debug, Clone)]
pub struct Fare {
    /// The endpoint.
    pub endpoint: EndpointRef,
    /// The places.
    pub places: Vec<Place>,
    /// How they fare; never [`Outcome::Met`].
    pub outcome: Outcome,
}

/// Calls that succeed and answer with less.
#[derive(Debug, Clone)]
pub struct Less {
    /// The endpoint.
    pub endpoint: EndpointRef,
    /// The places.
    pub places: Vec<Place>,
    /// Scopes that would add something.
    pub without: Vec<&'static OptionalScope>,
}

/// A requested scope that no call was seen to need, though one could.
#[derive(Debug, Clone)]
pub struct PerhapsUnused {
    /// The scope.
    pub scope: ScopeRef,
    /// Why it may be needed all the same.
    pub why: Maybe,
}

/// What to ask for, and how that differs from what is asked for now.
#[derive(Debug, Clone, Default)]
pub struct AskFor {
    /// Scopes of the authorization request, in catalogue order.
    pub scopes: Vec<ScopeRef>,
    /// Those of them that are not asked for now.
    pub add: Vec<ScopeRef>,
    /// Those asked for now that can go.
    pub drop: Vec<ScopeRef>,
}

/// Everything concluded from the evidence.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// How much is known of what users grant.
    pub grants: Grants,
    /// Endpoints called, in catalogue order.
    pub called: Vec<Called>,
    /// Valid scopes requested, in catalogue order.
    pub requested: Vec<Requested>,
    /// Names requested that Spotify refuses, or does not give to everybody.
    pub wrong: Vec<Wrong>,
    /// Calls that certainly answer 403.
    pub missing: Vec<Fare>,
    /// Calls that answer 403 in some case, or perhaps.
    pub doubtful: Vec<Fare>,
    /// Calls that succeed and answer with less.
    pub less: Vec<Less>,
    /// Calls that cannot be judged, because what users grant is not known.
    pub unjudged: Vec<Fare>,
    /// Calls that need a user, in a program that never asks one.
    pub userless: Vec<Called>,
    /// Scopes requested that no call needs.
    pub unused: Vec<ScopeRef>,
    /// Scopes requested that no call was seen to need.
    pub perhaps_unused: Vec<PerhapsUnused>,
    /// The smallest set that would do.
    pub ask: AskFor,
}

/// Holds evidence against the catalogue.
pub fn judge(catalogue: &Catalogue, evidence: &Evidence, given: &Circumstances) -> Verdict {
    let (requested, wrong) = scope::requested(catalogue, evidence);
    let asked = sorted::set(requested.iter().map(|r| r.scope));
    let mut granted = asked.clone();
    granted.extend(given.elsewhere.iter().flatten());
    let grants = grants(evidence, given, asked.is_empty() && wrong.is_empty());
    // A request that nothing was seen to use may be used all the same.
    let mut perhaps_granted = granted.clone();
    if grants == Grants::Known {
        let unused = evidence.unused_requests.iter().flat_map(|request| &request.scopes);
        perhaps_granted.extend(unused.filter_map(|scope| catalogue.scope_by_id(scope)));
    }
    let mut fares = fares(catalogue, evidence, &perhaps_granted);
    // A library that nobody knows may ask users by itself. With what is granted elsewhere
    // somebody says that this is all.
    if given.elsewhere.is_none() && has_stranger(evidence) {
        fares.iter_mut().for_each(Fare::doubt);
    }

    let mut verdict = Verdict {
        called: called(&evidence.calls),
        requested,
        wrong,
        missing: Vec::new(),
        doubtful: Vec::new(),
        less: Vec::new(),
        unjudged: Vec::new(),
        userless: Vec::new(),
        unused: Vec::new(),
        perhaps_unused: Vec::new(),
        ask: AskFor::default(),
        grants,
    };
    match verdict.grants {
        Grants::Known => {
            let (missing, doubtful) =
                fares.into_iter().partition(|f| matches!(f.outcome, Outcome::Missing(_)));
            (verdict.missing, verdict.doubtful) = (missing, doubtful);
            verdict.less = less(catalogue, evidence, &perhaps_granted, given.development);
        }
        Grants::Unresolved(_) | Grants::Unseen => verdict.unjudged = fares,
        Grants::AppOnly(_) => {
            let sure: Vec<CallSite> =
                evidence.calls.iter().filter(|c| c.is_sure()).cloned().collect();
            verdict.userless = called(&sure);
            verdict.userless.retain(|c| catalogue.endpoint(c.endpoint).login == Login::User);
        }
    }
    let in_use = scope::in_use(catalogue, evidence, &asked);
    for scope in asked.difference(&in_use).copied() {
        match scope::usage(catalogue, evidence, &asked, scope) {
            scope::Usage::Perhaps(why) => {
                verdict.perhaps_unused.push(PerhapsUnused { scope, why });
            }
            scope::Usage::Unused => verdict.unused.push(scope),
        }
    }
    verdict.ask = ask(catalogue, evidence, &verdict, &asked, &granted);
    verdict
}

fn grants(evidence: &Evidence, given: &Circumstances, nothing_asked: bool) -> Grants {
    let unresolved = evidence.authorizations.iter().filter(|a| !a.resolved).map(|a| a.place);
    let blind = evidence.blind_spots.iter().filter(|b| b.unknown == Unknown::Scopes);
    let mut places: Vec<Place> = unresolved.chain(blind.map(|b| b.place)).collect();
    sorted::sort(&mut places);
    places.dedup();
    if given.elsewhere.is_some() {
        Grants::Known
    } else if !places.is_empty() {
        Grants::Unresolved(places)
    } else if !evidence.authorizations.is_empty() {
        Grants::Known
    } else if !evidence.app_tokens.is_empty() && nothing_asked && !has_stranger(evidence) {
        Grants::AppOnly(evidence.app_tokens.clone())
    } else {
        Grants::Unseen
    }
}

/// Whether there is a client library that nobody knows.
fn has_stranger(evidence: &Evidence) -> bool {
    evidence.blind_spots.iter().any(|spot| matches!(spot.unknown, Unknown::Library(_)))
}

impl Fare {
    /// Takes back that it certainly fails.
    fn doubt(&mut self) {
        if let Outcome::Missing(needs) = &mut self.outcome {
            self.outcome = Outcome::Perhaps(Doubt::Library, std::mem::take(needs));
        }
    }
}

/// Calls by endpoint.
fn called(calls: &[CallSite]) -> Vec<Called> {
    let mut by_endpoint: BTreeMap<EndpointRef, Vec<&CallSite>> = BTreeMap::new();
    for call in calls {
        by_endpoint.entry(call.endpoint).or_default().push(call);
    }
    by_endpoint
        .into_iter()
        .map(|(endpoint, calls)| Called {
            endpoint,
            places: calls.iter().map(|c| c.place).collect(),
            older: calls.iter().filter(|c| c.older).map(|c| c.place).collect(),
            confidence: calls.iter().map(|c| c.confidence).max().unwrap_or(Confidence::Likely),
            dead: calls.iter().all(|c| c.dead),
        })
        .collect()
}

/// Calls that are not known to succeed, those alike together.
fn fares(catalogue: &Catalogue, evidence: &Evidence, granted: &ScopeSet) -> Vec<Fare> {
    let mut alike: BTreeMap<(EndpointRef, Outcome), Vec<Place>> = BTreeMap::new();
    for call in &evidence.calls {
        let outcome = call::outcome(catalogue, call, granted);
        if outcome != Outcome::Met {
            alike.entry((call.endpoint, outcome)).or_default().push(call.place);
        }
    }
    alike
        .into_iter()
        .map(|((endpoint, outcome), places)| Fare { endpoint, places, outcome })
        .collect()
}

/// Calls that would answer with more, were optional scopes granted.
fn less(
    catalogue: &Catalogue,
    evidence: &Evidence,
    granted: &ScopeSet,
    development: bool,
) -> Vec<Less> {
    let live: Vec<CallSite> = evidence.calls.iter().filter(|c| !c.dead).cloned().collect();
    called(&live)
        .into_iter()
        .filter_map(|called| {
            let optional = catalogue.endpoint(called.endpoint).requirement.optional.iter();
            let without: Vec<_> = optional
                .filter(|o| !(granted.contains(&o.scope) || development && o.extended_only))
                .collect();
            let less = Less { endpoint: called.endpoint, places: called.places, without };
            (!less.without.is_empty()).then_some(less)
        })
        .collect()
}

/// The smallest set with which everything works that works now or can be made to.
///
/// What is requested narrows it: a call that already works in one case is
/// not given scopes for others. Scopes that only add to an answer, or that may be
/// needed, stay where they are asked for now.
fn ask(
    catalogue: &Catalogue,
    evidence: &Evidence,
    verdict: &Verdict,
    asked: &ScopeSet,
    granted: &ScopeSet,
) -> AskFor {
    let known = verdict.grants == Grants::Known || !asked.is_empty();
    let clauses: Vec<Clause> = evidence
        .calls
        .iter()
        .flat_map(|site| call::to_ask(catalogue, site, granted, known))
        .collect();
    let mut chosen = requirement::choose(catalogue, &clauses, granted);
    let spare = |scope: &&ScopeRef| {
        let named = verdict.unused.contains(scope);
        let required = clauses.iter().any(|c| c.any_of.contains(scope));
        !named && !required
    };
    chosen.extend(asked.iter().filter(spare).copied());
    chosen.extend(verdict.perhaps_unused.iter().map(|p| p.scope));
    chosen.retain(|scope| catalogue.scope(*scope).grant == Grant::AuthorizationCode);
    let elsewhere = |scope: &ScopeRef| granted.contains(scope) && !asked.contains(scope);
    AskFor {
        add: chosen.difference(asked).filter(|s| !elsewhere(s)).copied().collect(),
        drop: asked.difference(&chosen).copied().collect(),
        scopes: chosen.into_iter().filter(|s| !elsewhere(s)).collect(),
    }
}

impl CallSite {
    /// Whether it is certain that the app makes this call.
    pub fn is_sure(&self) -> bool {
        self.confidence == Confidence::Certain && !self.dead
    }
}

/// Whether an endpoint is a library on a device or in a page.
fn is_sdk(catalogue: &Catalogue, endpoint: EndpointRef) -> bool {
    catalogue.endpoint(endpoint).method == Method::Sdk
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_sure_that_is_certain_and_runs() {
        use crate::audit::evidence::{FileId, Place};
        let span = crate::audit::ir::Span { start: 0, end: 1, line: 1 };
        let is_sure = |confidence, dead| {
            let site = CallSite {
                place: Place { file: FileId(0), span },
                endpoint: EndpointRef(0),
                older: false,
                confidence,
                member: None,
                cases: Vec::new(),
                dead,
            };
            site.is_sure()
        };
        assert!(is_sure(Confidence::Certain, false));
        assert!(!is_sure(Confidence::Certain, true));
        assert!(!is_sure(Confidence::Likely, false));
        assert!(!is_sure(Confidence::Likely, true));
    }
}
