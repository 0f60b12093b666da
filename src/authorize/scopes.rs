//! What Spotify makes of the scopes of a request.

use super::rules::{
    NO_SCOPE, SCOPE_ALONE, SCOPE_CLOSED, SCOPE_PARTNER, SCOPE_RETIRED, SCOPE_SERVICE, SCOPE_UNKNOWN,
};
use super::{Fault, Rule};
use crate::catalogue::{self, Catalogue, EndpointRef, Grant, Scope, ScopeRef, ScopeStatus};
use crate::scope_text::{self, Named};
use crate::secrets::masked;

/// Judges the names of scopes, one by one.
pub(super) fn judge(catalogue: &Catalogue, names: &[String]) -> Vec<Fault> {
    if names.is_empty() {
        return vec![Fault::note(&NO_SCOPE, "it asks for no scope", "")];
    }
    let alone = alone(catalogue, names);
    scope_text::look_up(catalogue, names)
        .into_iter()
        .filter_map(|named| match named {
            Named::Known(at) => known(catalogue, catalogue.scope(at)),
            Named::Unknown(name, meant) => {
                let remedy = scope_text::did_you_mean(catalogue, &meant);
                Some(Fault::refused(
                    &SCOPE_UNKNOWN,
                    format!("{}: no such scope", masked(&name)),
                    remedy,
                ))
            }
        })
        .chain(alone)
        .collect()
}

/// Scopes that open nothing by themselves, where what belongs to them is not asked for.
fn alone(catalogue: &Catalogue, names: &[String]) -> Vec<Fault> {
    let asked: Vec<ScopeRef> =
        names.iter().filter_map(|name| catalogue.scope_by_id(name)).collect();
    let lacks = |at: &EndpointRef, scope: &ScopeRef| match catalogue.endpoint(*at).requirement.rule
    {
        catalogue::Rule::All(all) if all.contains(scope) => {
            let others = all.iter().filter(|other| !asked.contains(other));
            let lacks: Vec<&str> = others.map(|other| catalogue.scope(*other).id).collect();
            (!lacks.is_empty()).then_some(lacks)
        }
        _ => None,
    };
    let faults = asked.iter().filter_map(|scope| {
        let opens = catalogue.scope(*scope).opens;
        let all: Option<Vec<Vec<&str>>> = opens.iter().map(|at| lacks(at, scope)).collect();
        let (lacks, at) = (all?.into_iter().next()?, opens.first()?);
        let (id, name) = (catalogue.scope(*scope).id, catalogue.endpoint(*at).name);
        Some(Fault::risky(
            &SCOPE_ALONE,
            format!("{id} alone is not enough for {name}"),
            format!("ask for {} as well", lacks.join(" and ")),
        ))
    });
    faults.collect()
}

fn known(catalogue: &Catalogue, scope: &Scope) -> Option<Fault> {
    let refused = |rule: &'static Rule, why: &str| {
        let found = format!("{}: {why}", scope.id);
        Some(Fault::refused(rule, found, scope_text::did_you_mean(catalogue, scope.meant)))
    };
    match (scope.status, scope.grant) {
        (ScopeStatus::Current, Grant::AuthorizationCode) => None,
        (ScopeStatus::PartnerOnly, Grant::AuthorizationCode) => {
            let found = format!("{}: {}", scope.id, scope.note);
            Some(Fault::risky(&SCOPE_PARTNER, found, ""))
        }
        (ScopeStatus::Current | ScopeStatus::PartnerOnly, Grant::ClientCredentials) => {
            refused(&SCOPE_SERVICE, scope.note)
        }
        (ScopeStatus::Unusable, _) => refused(&SCOPE_CLOSED, scope.note),
        (ScopeStatus::Internal, _) => refused(&SCOPE_CLOSED, scope.reason),
        (ScopeStatus::Retired, _) => refused(&SCOPE_RETIRED, scope.reason),
        (ScopeStatus::NeverExisted | ScopeStatus::Misspelled, _) => {
            refused(&SCOPE_UNKNOWN, scope.reason)
        }
    }
}

/// The scopes that names were meant to be, each once: those that can be asked for
/// as they are, others as what was meant, where there is no doubt about that.
pub(super) fn mended(catalogue: &Catalogue, names: &[String]) -> Vec<String> {
    let mut mended: Vec<String> = Vec::new();
    for named in scope_text::look_up(catalogue, names) {
        let meant = match named {
            Named::Known(at) => {
                let scope = catalogue.scope(at);
                match (scope.can_be_asked_for(), scope.grant) {
                    (true, Grant::AuthorizationCode) => vec![at],
                    (true, Grant::ClientCredentials) => Vec::new(),
                    (false, _) => scope.meant.to_vec(),
                }
            }
            Named::Unknown(_, meant) if meant.len() == 1 => meant,
            Named::Unknown(..) => Vec::new(),
        };
        for at in meant {
            let scope = catalogue.scope(at);
            if scope.grant == Grant::AuthorizationCode && !mended.iter().any(|m| m == scope.id) {
                mended.push(scope.id.to_string());
            }
        }
    }
    mended
}
