//! What a set of calls needs, as logic, and whether a set of scopes meets it.
//!
//! This is the one implementation behind every command that compares calls with
//! scopes. A requirement becomes [`Clause`]s, each satisfied by one of its
//! alternatives; a set of scopes that satisfies every clause is enough.

mod smallest;
pub mod told;

use std::collections::BTreeSet;

use crate::catalogue::{
    Access, Case, Catalogue, Endpoint, EndpointRef, Grant, Login, OptionalScope, Requirement, Rule,
    ScopeRef,
};
use crate::sorted;

pub use smallest::smallest;

/// A set of scopes.
pub type ScopeSet = BTreeSet<ScopeRef>;

/// Which cases an answer must cover.
///
/// Empty covers all. A named case narrows only those requirements that know it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    cases: Vec<String>,
    /// Cases of single endpoints, which count where none of the others is known there.
    of_one: Vec<(EndpointRef, Vec<&'static str>)>,
}

impl Narrowing {
    /// Covers only the named cases where a requirement knows one of them.
    pub fn to(cases: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Narrowing { cases: cases.into_iter().map(Into::into).collect(), of_one: Vec::new() }
    }

    /// The same, with cases that one endpoint alone is narrowed to.
    #[must_use]
    pub fn with(mut self, endpoint: EndpointRef, cases: Vec<&'static str>) -> Self {
        self.of_one.push((endpoint, cases));
        self
    }

    /// Whether no case is named for every endpoint.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty()
    }

    /// The cases that one endpoint alone is narrowed to.
    pub fn of_one(&self, endpoint: EndpointRef) -> &[&'static str] {
        let found = self.of_one.iter().find(|(at, _)| *at == endpoint);
        found.map_or(&[], |(_, cases)| cases)
    }

    /// The cases of an endpoint's requirement that must be covered.
    pub fn of(
        &self,
        endpoint: EndpointRef,
        requirement: &Requirement,
    ) -> impl Iterator<Item = &'static Case> {
        let alone = self.of_one(endpoint);
        let by_all = |case: &Case| case.names.iter().any(|n| self.cases.iter().any(|c| c == n));
        let by_one = move |case: &Case| case.names.iter().any(|name| alone.contains(name));
        let (all_know, one_knows) =
            (requirement.cases.iter().any(by_all), requirement.cases.iter().any(by_one));
        requirement.cases.iter().filter(move |case| match (all_know, one_knows) {
            (true, _) => by_all(case),
            (false, true) => by_one(case),
            (false, false) => true,
        })
    }
}

/// A name of each of some cases, which are bits in their order.
pub fn case_names(requirement: &Requirement, cases: u8) -> Vec<&'static str> {
    let each = requirement.cases.iter().enumerate().take(8);
    let holding = each.filter(|(at, _)| cases >> at & 1 == 1);
    holding.filter_map(|(_, case)| case.names.first().copied()).collect()
}

/// Why a scope is needed.
#[derive(Debug, Clone, Copy)]
pub struct Because {
    /// The call that needs it.
    pub endpoint: EndpointRef,
    /// The case in which it does; none where it always does.
    pub case: Option<&'static Case>,
}

/// A condition satisfied by any one of its alternatives.
#[derive(Debug, Clone)]
pub struct Clause {
    /// One of these is enough.
    pub any_of: Vec<ScopeRef>,
    /// Where the condition comes from.
    pub because: Because,
}

impl Clause {
    /// Whether a set of scopes satisfies it.
    pub fn is_met_by(&self, scopes: &ScopeSet) -> bool {
        self.any_of.iter().any(|s| scopes.contains(s))
    }
}

/// The clauses of one call, in the cases that must be covered.
pub fn clauses(
    endpoint: EndpointRef,
    requirement: &Requirement,
    narrowing: &Narrowing,
) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut add = |rule: &Rule, case| {
        let because = Because { endpoint, case };
        match rule {
            Rule::Nothing => {}
            Rule::All(scopes) => {
                clauses.extend(scopes.iter().map(|s| Clause { any_of: vec![*s], because }));
            }
            Rule::Any(scopes) => clauses.push(Clause { any_of: scopes.to_vec(), because }),
        }
    };
    add(&requirement.rule, None);
    for case in narrowing.of(endpoint, requirement) {
        add(&case.rule, Some(case));
    }
    clauses
}

/// What a token with certain scopes gets from a call.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Conditions that are not met, in the cases that must be covered.
    pub unmet: Vec<Clause>,
    /// Whether the call succeeds in none of these cases.
    pub always_fails: bool,
    /// Optional scopes that are not granted.
    pub reduced: Vec<&'static OptionalScope>,
    /// False where nobody knows what the call needs.
    pub known: bool,
}

impl Verdict {
    /// Whether the call succeeds in every case covered.
    pub fn succeeds(&self) -> bool {
        self.known && self.unmet.is_empty()
    }
}

/// Judges a call by the scopes a token was granted.
pub fn judge(
    endpoint: EndpointRef,
    requirement: &'static Requirement,
    granted: &ScopeSet,
    narrowing: &Narrowing,
) -> Verdict {
    let mut unmet = clauses(endpoint, requirement, narrowing);
    unmet.retain(|clause| !clause.is_met_by(granted));
    let mut cases = narrowing.of(endpoint, requirement).peekable();
    // Who names a case says that it holds.
    let one_holds = cases.peek().is_some()
        && (requirement.cases_cover_all
            || narrowing.of(endpoint, requirement).count() < requirement.cases.len());
    let fails = |case: &Case| {
        unmet.iter().any(|clause| clause.because.case.is_some_and(|of| std::ptr::eq(of, case)))
    };
    let always_fails =
        unmet.iter().any(|clause| clause.because.case.is_none()) || one_holds && cases.all(fails);
    let reduced = requirement.optional.iter().filter(|o| !granted.contains(&o.scope)).collect();
    Verdict { unmet, always_fails, reduced, known: requirement.known }
}

/// What to ask for so that a set of calls succeeds.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Scopes of an authorization request, in catalogue order.
    pub scopes: Vec<ScopeRef>,
    /// Service scopes, for the body of a client-credentials token request.
    pub service_scopes: Vec<ScopeRef>,
    /// For each scope of either list, why it is there.
    pub reasons: Vec<(ScopeRef, Vec<Because>)>,
    /// Optional scopes left out, with the calls they would add to.
    pub left_out: Vec<(EndpointRef, &'static OptionalScope)>,
    /// What naming a case would save: the case, and the scopes no longer needed.
    pub savings: Vec<(&'static str, Vec<ScopeRef>)>,
}

/// How [`ask`] is to answer.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// Which cases to cover.
    pub narrowing: Narrowing,
    /// Whether to take optional scopes in.
    pub with_optional: bool,
    /// Optional scopes of single calls that are to be taken in, whether or not all are.
    pub asked_for: Vec<(EndpointRef, ScopeRef)>,
    /// Whether the app is in Development Mode, where some optional scopes add nothing.
    pub development: bool,
    /// Scopes granted before; lines for these are not new to the user.
    pub granted: ScopeSet,
}

impl Wishes {
    /// Whether an optional scope of a call is to be taken in; not where it adds nothing.
    pub fn want(&self, endpoint: EndpointRef, optional: &OptionalScope) -> bool {
        (self.with_optional || self.asked_for.contains(&(endpoint, optional.scope)))
            && !(self.development && optional.extended_only)
    }
}

/// Finds the smallest set of scopes with which every call succeeds.
///
/// Exact and deterministic. Between sets of one size it takes the one that
/// reads rather than modifies, then the one with fewer new lines on the consent
/// screen, then the one that opens fewer endpoints, then the one whose scopes
/// stand earlier in the catalogue.
pub fn ask(catalogue: &Catalogue, endpoints: &[EndpointRef], wishes: &Wishes) -> Ask {
    let narrowing = &wishes.narrowing;
    let all = needed(catalogue, endpoints, narrowing);
    let mut left_out = Vec::new();
    let mut wanted: Vec<(ScopeRef, EndpointRef)> = Vec::new();
    for (endpoint, optional) in optional(catalogue, endpoints) {
        if wishes.want(endpoint, optional) {
            wanted.push((optional.scope, endpoint));
        } else {
            left_out.push((endpoint, optional));
        }
    }
    let mut chosen = choose(catalogue, &all, &wishes.granted);
    let savings = savings(catalogue, endpoints, wishes, &chosen);
    if !wanted.is_empty() {
        // What is wanted anyway may serve where either of two is enough.
        let mut clauses = all.clone();
        clauses.extend(wanted.iter().map(|(scope, endpoint)| only(*scope, *endpoint)));
        chosen = choose(catalogue, &clauses, &wishes.granted);
    }
    left_out.retain(|(_, optional)| !chosen.contains(&optional.scope));
    let reasons = chosen
        .iter()
        .map(|scope| {
            let required = all.iter().filter(|c| c.any_of.contains(scope)).map(|c| c.because);
            let adds = wanted
                .iter()
                .filter(|(s, _)| s == scope)
                .map(|(_, endpoint)| Because { endpoint: *endpoint, case: None });
            (*scope, required.chain(adds).collect())
        })
        .collect();
    let (service_scopes, scopes) =
        chosen.iter().partition(|s| catalogue.scope(**s).grant == Grant::ClientCredentials);
    Ask { scopes, service_scopes, reasons, left_out, savings }
}

/// The smallest set of scopes that must be granted on top, so that every call
/// succeeds; with the wish for optional scopes, those too.
pub fn missing(catalogue: &Catalogue, endpoints: &[EndpointRef], wishes: &Wishes) -> Vec<ScopeRef> {
    let granted = &wishes.granted;
    let mut unmet = needed(catalogue, endpoints, &wishes.narrowing);
    let optional = optional(catalogue, endpoints).into_iter();
    let wanted = optional.filter(|(endpoint, o)| wishes.want(*endpoint, o));
    unmet.extend(wanted.map(|(endpoint, o)| only(o.scope, endpoint)));
    unmet.retain(|clause| !clause.is_met_by(granted));
    choose(catalogue, &unmet, granted).into_iter().collect()
}

/// Granted scopes that could go without any of the calls failing or giving less.
pub fn spare(catalogue: &Catalogue, endpoints: &[EndpointRef], wishes: &Wishes) -> Vec<ScopeRef> {
    let granted = &wishes.granted;
    let mut used = needed(catalogue, endpoints, &wishes.narrowing);
    let optional = optional(catalogue, endpoints).into_iter();
    used.extend(optional.map(|(endpoint, o)| only(o.scope, endpoint)));
    for clause in &mut used {
        clause.any_of.retain(|scope| granted.contains(scope));
    }
    let kept = choose(catalogue, &used, granted);
    granted.difference(&kept).copied().collect()
}

/// The condition that one scope is there.
fn only(scope: ScopeRef, endpoint: EndpointRef) -> Clause {
    Clause { any_of: vec![scope], because: Because { endpoint, case: None } }
}

/// Every clause of a set of calls.
fn needed(catalogue: &Catalogue, endpoints: &[EndpointRef], narrowing: &Narrowing) -> Vec<Clause> {
    endpoints
        .iter()
        .flat_map(|at| clauses(*at, &catalogue.endpoint(*at).requirement, narrowing))
        .collect()
}

fn optional(
    catalogue: &Catalogue,
    endpoints: &[EndpointRef],
) -> Vec<(EndpointRef, &'static OptionalScope)> {
    let of = |at: &EndpointRef| {
        let at = *at;
        catalogue.endpoint(at).requirement.optional.iter().map(move |o| (at, o))
    };
    endpoints.iter().flat_map(of).collect()
}

/// The smallest set of scopes that satisfies every clause; between sets of one
/// size as [`ask`] chooses.
pub fn choose(catalogue: &Catalogue, clauses: &[Clause], granted: &ScopeSet) -> ScopeSet {
    let alternatives: Vec<&[ScopeRef]> = clauses.iter().map(|c| c.any_of.as_slice()).collect();
    sorted::set(smallest(&alternatives, |scope| price(catalogue, scope, granted)))
}

/// What a scope costs: first that it is one more, then that it modifies, then
/// that it puts a new line on the consent screen, then how much it opens.
fn price(catalogue: &Catalogue, scope: ScopeRef, granted: &ScopeSet) -> u64 {
    let facts = catalogue.scope(scope);
    let modifies = u64::from(facts.access != Access::Read);
    let new_line = u64::from(facts.consent.is_some() && !granted.contains(&scope));
    let opens = facts.opens.len() as u64;
    (1 << 48) | (modifies << 40) | (new_line << 32) | opens
}

/// What naming one case would save, for every case the calls know.
fn savings(
    catalogue: &Catalogue,
    endpoints: &[EndpointRef],
    wishes: &Wishes,
    chosen: &ScopeSet,
) -> Vec<(&'static str, Vec<ScopeRef>)> {
    if !wishes.narrowing.is_empty() {
        return Vec::new();
    }
    let mut names: Vec<&'static str> = Vec::new();
    let cases_of = |at: &EndpointRef| {
        catalogue.endpoint(*at).requirement.cases.iter().flat_map(|case| case.names)
    };
    // What is narrowed already would be widened by another case.
    let narrowed = |at: &&EndpointRef| !wishes.narrowing.of_one(**at).is_empty();
    let told: Vec<&str> = endpoints.iter().filter(narrowed).flat_map(cases_of).copied().collect();
    for name in endpoints.iter().flat_map(cases_of) {
        if !names.contains(name) && !told.contains(name) {
            names.push(name);
        }
    }
    names
        .into_iter()
        .filter_map(|name| {
            let narrowing = Narrowing { cases: vec![name.into()], ..wishes.narrowing.clone() };
            let narrowed = needed(catalogue, endpoints, &narrowing);
            let then = choose(catalogue, &narrowed, &wishes.granted);
            let saved: Vec<ScopeRef> = chosen.difference(&then).copied().collect();
            (then.len() < chosen.len()).then_some((name, saved))
        })
        .collect()
}

/// Whether any of the calls needs a user, and whether any needs Premium.
pub fn people(catalogue: &Catalogue, endpoints: &[EndpointRef]) -> (bool, bool) {
    let of = |test: fn(&Endpoint) -> bool| endpoints.iter().any(|e| test(catalogue.endpoint(*e)));
    (of(|e| e.login == Login::User), of(|e| e.premium))
}
