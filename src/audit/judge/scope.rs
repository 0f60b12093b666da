//! Scopes that are requested: whether they are right, and whether a call needs them.

use std::collections::BTreeMap;

use super::is_sdk;
use crate::audit::evidence::{BlindSpot, CallSite, Evidence, Place, Unknown};
use crate::catalogue::{Catalogue, EndpointRef, Grant, Method, Requirement, ScopeRef, ScopeStatus};
use crate::requirement::{self, Narrowing, ScopeSet, clauses};
use crate::scope_text::{self, Named};
use crate::sorted;

/// A valid scope and where it is requested.
#[derive(Debug, Clone)]
pub struct Requested {
    /// The scope.
    pub scope: ScopeRef,
    /// The places, in the order of the evidence.
    pub places: Vec<Place>,
    /// Endpoints called that have a use for it.
    pub serves: Vec<EndpointRef>,
}

/// What is wrong with a requested name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No such scope, or a slip for another.
    Unknown,
    /// Worked once, is refused now.
    Retired,
    /// Belongs to Spotify's own clients, or is of no use to apps.
    Internal,
    /// Partners only, or not for an authorization request.
    Partner,
    /// Sent in one text with others, with commas between them.
    CommaJoined,
}

/// A requested name that Spotify refuses, or does not give to everybody.
#[derive(Debug, Clone)]
pub struct Wrong {
    /// The name as it would be sent.
    pub name: String,
    /// What is wrong with it.
    pub fault: Fault,
    /// Why, as the catalogue has it; may be empty.
    pub why: &'static str,
    /// What was probably meant.
    pub meant: Vec<ScopeRef>,
    /// The places, in the order of the evidence.
    pub places: Vec<Place>,
}

/// Why a scope may be needed although no call was seen to need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Maybe {
    /// Calls at these places are not resolved, and could need it.
    Blind(Vec<Place>),
    /// A library on a device or in a page takes it, and would not be seen as a call.
    Sdk(Vec<EndpointRef>),
    /// Only code that nothing calls needs it, at these places.
    Dead(Vec<Place>),
    /// The calls that need it in some case were read as another case.
    OtherCase(Vec<EndpointRef>),
    /// It may matter to these calls; sources do not say, or disagree.
    Unsure(Vec<EndpointRef>),
    /// No call of the API is in this code, so it is used elsewhere.
    NoCalls,
    /// All calls of the API are in code that nothing calls.
    NothingRuns,
    /// Nobody knows what it is for.
    NoUse,
}

/// Whether a requested scope that is not in use can go.
pub(super) enum Usage {
    Perhaps(Maybe),
    Unused,
}

/// Requested names, told apart by whether Spotify grants them.
pub(super) fn requested(
    catalogue: &Catalogue,
    evidence: &Evidence,
) -> (Vec<Requested>, Vec<Wrong>) {
    let mut right: BTreeMap<ScopeRef, Vec<Place>> = BTreeMap::new();
    let mut wrong: BTreeMap<(Fault, &str), Wrong> = BTreeMap::new();
    for site in &evidence.requested {
        let name = site.scope.as_str();
        let named =
            scope_text::look_up(catalogue, std::slice::from_ref(&site.scope)).into_iter().next();
        let mut add = |fault, why, meant: &[ScopeRef]| {
            let entry = wrong.entry((fault, name)).or_insert_with(|| Wrong {
                name: name.to_string(),
                fault,
                why,
                meant: meant.to_vec(),
                places: Vec::new(),
            });
            entry.places.push(site.place);
        };
        match named {
            None => continue,
            Some(Named::Unknown(_, meant)) => add(Fault::Unknown, "", &meant),
            Some(Named::Known(at)) => {
                let scope = catalogue.scope(at);
                match fault(scope.status, scope.grant) {
                    None => right.entry(at).or_default().push(site.place),
                    Some(fault) => {
                        let why = if scope.reason.is_empty() { scope.note } else { scope.reason };
                        add(fault, why, scope.meant);
                        // A partner's request works, so its calls are not left without it.
                        if fault == Fault::Partner {
                            right.entry(at).or_default().push(site.place);
                        }
                    }
                }
            }
        }
        if site.comma_joined {
            add(Fault::CommaJoined, "", &[]);
        }
    }
    let called: Vec<EndpointRef> = called(evidence);
    let right = right
        .into_iter()
        .map(|(scope, places)| Requested {
            scope,
            places,
            serves: called.iter().copied().filter(|e| mentions(catalogue, *e, scope)).collect(),
        })
        .collect();
    (right, wrong.into_values().collect())
}

fn fault(status: ScopeStatus, grant: Grant) -> Option<Fault> {
    match status {
        ScopeStatus::Current if grant == Grant::AuthorizationCode => None,
        ScopeStatus::Current | ScopeStatus::PartnerOnly => Some(Fault::Partner),
        ScopeStatus::Unusable | ScopeStatus::Internal => Some(Fault::Internal),
        ScopeStatus::Retired => Some(Fault::Retired),
        ScopeStatus::NeverExisted | ScopeStatus::Misspelled => Some(Fault::Unknown),
    }
}

/// Endpoints called in code that may run, and those that follow an authorization.
fn called(evidence: &Evidence) -> Vec<EndpointRef> {
    let calls = evidence.calls.iter().filter(|c| !c.dead).map(|c| c.endpoint);
    let implied = evidence.authorizations.iter().flat_map(|a| a.implies.iter().copied());
    let mut called: Vec<EndpointRef> = calls.chain(implied).collect();
    sorted::sort(&mut called);
    called.dedup();
    called
}

/// Whether a requirement mentions a scope, or sources name it for the endpoint.
fn mentions(catalogue: &Catalogue, endpoint: EndpointRef, scope: ScopeRef) -> bool {
    catalogue.endpoint(endpoint).requirement.mentions(scope)
}

/// Whether a scope that is not in use may be needed, in order of what is surest.
pub(super) fn usage(
    catalogue: &Catalogue,
    evidence: &Evidence,
    asked: &ScopeSet,
    scope: ScopeRef,
) -> Usage {
    let called = called(evidence);
    let serves: Vec<EndpointRef> =
        called.iter().copied().filter(|e| mentions(catalogue, *e, scope)).collect();
    // An SDK is in a page or on a device; its scopes are no business of endpoints.
    let sdks = sdks(catalogue, asked, scope);
    if !sdks.is_empty() {
        return Usage::Perhaps(Maybe::Sdk(sdks));
    }
    let could = |spot: &&BlindSpot| could_need(catalogue, spot, scope);
    let spots: Vec<Place> = evidence.blind_spots.iter().filter(could).map(|b| b.place).collect();
    if !spots.is_empty() {
        return Usage::Perhaps(Maybe::Blind(spots));
    }
    let dead = |c: &&CallSite| c.dead && mentions(catalogue, c.endpoint, scope);
    let dead: Vec<Place> = evidence.calls.iter().filter(dead).map(|c| c.place).collect();
    if !dead.is_empty() {
        return Usage::Perhaps(Maybe::Dead(dead));
    }
    if !serves.is_empty() {
        // Mentioned, and yet not needed: by a case that does not hold, or beside
        // another scope that is enough.
        let contested = |e: &EndpointRef| !catalogue.endpoint(*e).contested.is_empty();
        let cased = |e: &EndpointRef| in_a_case(&catalogue.endpoint(*e).requirement, scope);
        if serves.iter().any(cased) {
            return Usage::Perhaps(Maybe::OtherCase(serves));
        }
        if serves.iter().any(contested) {
            return Usage::Perhaps(Maybe::Unsure(serves));
        }
    }
    let unsure: Vec<EndpointRef> =
        called.iter().copied().filter(|e| may_matter(catalogue, *e, scope)).collect();
    if !unsure.is_empty() {
        return Usage::Perhaps(Maybe::Unsure(unsure));
    }
    if called.is_empty() {
        let none = evidence.calls.is_empty();
        return Usage::Perhaps(if none { Maybe::NoCalls } else { Maybe::NothingRuns });
    }
    if catalogue.scope(scope).opens.is_empty() {
        return Usage::Perhaps(Maybe::NoUse);
    }
    Usage::Unused
}

fn in_a_case(requirement: &Requirement, scope: ScopeRef) -> bool {
    requirement.cases.iter().any(|case| case.rule.scopes().contains(&scope))
}

/// Requested scopes that the calls seen cannot do without: optional ones, and of those
/// that are required as few as are enough.
pub(super) fn in_use(catalogue: &Catalogue, evidence: &Evidence, asked: &ScopeSet) -> ScopeSet {
    let live = evidence.calls.iter().filter(|c| !c.dead);
    let implied = evidence.authorizations.iter().flat_map(|a| &a.implies);
    let called = live
        .map(|c| (c.endpoint, Narrowing::to(c.cases.iter().copied())))
        .chain(implied.map(|endpoint| (*endpoint, Narrowing::default())));
    let (mut required, mut optional) = (Vec::new(), ScopeSet::new());
    for (endpoint, narrowing) in called {
        let requirement = &catalogue.endpoint(endpoint).requirement;
        required.extend(clauses(endpoint, requirement, &narrowing));
        optional.extend(requirement.optional.iter().map(|o| o.scope).filter(|s| asked.contains(s)));
    }
    for clause in &mut required {
        clause.any_of.retain(|scope| asked.contains(scope));
    }
    let mut in_use = requirement::choose(catalogue, &required, asked);
    in_use.extend(optional);
    in_use
}

/// SDKs that may be what a scope is requested for.
///
/// An SDK may be at work if it is what some requested scope is for and nothing else;
/// then all its scopes may be needed.
fn sdks(catalogue: &Catalogue, asked: &ScopeSet, scope: ScopeRef) -> Vec<EndpointRef> {
    let only_sdks = |scope: &ScopeRef| {
        let opens = catalogue.scope(*scope).opens;
        !opens.is_empty() && opens.iter().all(|e| is_sdk(catalogue, *e))
    };
    let at_work = |sdk: &EndpointRef| {
        let rule = &catalogue.endpoint(*sdk).requirement.rule;
        rule.scopes().iter().any(|s| asked.contains(s) && only_sdks(s))
    };
    let opens = catalogue.scope(scope).opens.iter().copied();
    opens.filter(|e| is_sdk(catalogue, *e)).filter(at_work).collect()
}

/// Whether a scope may matter to an endpoint although its requirement does not say so.
fn may_matter(catalogue: &Catalogue, endpoint: EndpointRef, scope: ScopeRef) -> bool {
    let facts = catalogue.endpoint(endpoint);
    !facts.requirement.known
        || facts.requirement.perhaps.contains(&scope)
        || facts.reference.contains(&scope)
        || facts.scopes_page.contains(&scope)
}

/// Whether a call that was not resolved could need a scope.
fn could_need(catalogue: &Catalogue, spot: &BlindSpot, scope: ScopeRef) -> bool {
    let opens = |endpoint: EndpointRef| {
        mentions(catalogue, endpoint, scope) || may_matter(catalogue, endpoint, scope)
    };
    let with = |method: Option<Method>| {
        catalogue
            .endpoint_refs()
            .filter(|(_, e)| e.method != Method::Sdk && method.is_none_or(|m| m == e.method))
            .any(|(at, _)| opens(at))
    };
    match &spot.unknown {
        Unknown::Path { method } => with(*method),
        Unknown::Method(one_of) => one_of.iter().any(|e| opens(*e)),
        // It may be an endpoint that the catalogue does not know yet.
        Unknown::NoSuchEndpoint(call) => with(call.split(' ').next().and_then(Method::named)),
        Unknown::Library(_) | Unknown::Language | Unknown::File | Unknown::Entangled => true,
        Unknown::Scopes => false,
    }
}
