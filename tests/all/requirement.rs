//! What holds of every set of calls.

use std::collections::BTreeSet;

use proptest::prelude::*;
use scopes::catalogue::{Catalogue, EndpointRef, ScopeRef};
use scopes::requirement::{
    Because, Clause, Narrowing, ScopeSet, Verdict, Wishes, ask, choose, clauses, judge, people,
};

fn endpoints() -> impl Strategy<Value = Vec<EndpointRef>> {
    let count = u32::try_from(Catalogue::built_in().endpoints.len()).expect("few");
    prop::collection::vec((0..count).prop_map(EndpointRef), 1..12)
}

fn narrowing() -> impl Strategy<Value = Narrowing> {
    let cases = Catalogue::built_in().cases.to_vec();
    prop::collection::vec(prop::sample::select(cases), 0..3).prop_map(Narrowing::to)
}

fn chosen(endpoints: &[EndpointRef], wishes: &Wishes) -> ScopeSet {
    let ask = ask(Catalogue::built_in(), endpoints, wishes);
    ask.scopes.into_iter().chain(ask.service_scopes).collect()
}

fn is_enough(endpoints: &[EndpointRef], scopes: &ScopeSet, narrowing: &Narrowing) -> bool {
    let catalogue = Catalogue::built_in();
    endpoints.iter().all(|at| {
        let requirement = &catalogue.endpoint(*at).requirement;
        clauses(*at, requirement, narrowing).iter().all(|clause| clause.is_met_by(scopes))
    })
}

proptest! {
    #[test]
    fn what_is_asked_for_is_enough_and_nothing_less_is(
        endpoints in endpoints(),
        narrowing in narrowing(),
    ) {
        let wishes = Wishes { narrowing: narrowing.clone(), ..Wishes::default() };
        let scopes = chosen(&endpoints, &wishes);
        prop_assert!(is_enough(&endpoints, &scopes, &narrowing));
        for scope in &scopes {
            let mut less = scopes.clone();
            less.remove(scope);
            prop_assert!(!is_enough(&endpoints, &less, &narrowing));
        }
    }

    #[test]
    fn the_answer_depends_on_the_calls_not_on_their_order(endpoints in endpoints()) {
        let mut turned = endpoints.clone();
        turned.reverse();
        let wishes = Wishes::default();
        prop_assert_eq!(chosen(&endpoints, &wishes), chosen(&turned, &wishes));
    }

    #[test]
    fn each_scope_has_a_reason(endpoints in endpoints(), with_optional in any::<bool>()) {
        let wishes = Wishes { with_optional, ..Wishes::default() };
        let ask = ask(Catalogue::built_in(), &endpoints, &wishes);
        let scopes: BTreeSet<ScopeRef> =
            ask.scopes.iter().chain(&ask.service_scopes).copied().collect();
        let explained: BTreeSet<ScopeRef> = ask.reasons.iter().map(|(scope, _)| *scope).collect();
        prop_assert_eq!(scopes, explained);
        prop_assert!(ask.reasons.iter().all(|(_, because)| !because.is_empty()));
    }

    #[test]
    fn what_is_asked_for_passes_judgement(endpoints in endpoints(), narrowing in narrowing()) {
        let catalogue = Catalogue::built_in();
        let wishes = Wishes { narrowing: narrowing.clone(), with_optional: true, ..Wishes::default() };
        let scopes = chosen(&endpoints, &wishes);
        for at in &endpoints {
            let verdict = judge(*at, &catalogue.endpoint(*at).requirement, &scopes, &narrowing);
            prop_assert!(verdict.succeeds() && verdict.reduced.is_empty());
        }
    }

    #[test]
    fn a_saving_keeps_its_promise(endpoints in endpoints()) {
        let wishes = Wishes::default();
        let all = chosen(&endpoints, &wishes);
        for (case, saved) in ask(Catalogue::built_in(), &endpoints, &wishes).savings {
            let narrowed = Wishes { narrowing: Narrowing::to([case]), ..Wishes::default() };
            let then = chosen(&endpoints, &narrowed);
            prop_assert!(then.len() < all.len());
            prop_assert!(saved.iter().all(|scope| all.contains(scope) && !then.contains(scope)));
        }
    }
}

#[test]
fn reading_is_preferred_to_modifying_and_one_scope_to_two() {
    let catalogue = Catalogue::built_in();
    let at = |id: &str| catalogue.endpoint_by_id(id).expect(id);
    let ids = |endpoints: &[EndpointRef]| {
        let scopes = ask(catalogue, endpoints, &Wishes::default()).scopes;
        scopes.into_iter().map(|s| catalogue.scope(s).id).collect::<Vec<_>>()
    };
    let playing = at("get-the-users-currently-playing-track");
    assert_eq!(ids(&[playing]), ["user-read-currently-playing"]);
    let devices = at("get-a-users-available-devices");
    assert_eq!(ids(&[playing, devices]), ["user-read-playback-state"]);
}

#[test]
fn between_scopes_the_one_that_reads_and_then_the_one_that_shows_nothing_new_is_chosen() {
    let catalogue = Catalogue::built_in();
    let at = |id: &str| catalogue.scope_refs().find(|(_, scope)| scope.id == id).expect(id).0;
    let chosen = |of: [&str; 2], granted: &str| {
        let any_of = of.map(at).to_vec();
        let clause = Clause { any_of, because: Because { endpoint: EndpointRef(0), case: None } };
        let chosen = choose(catalogue, &[clause], &ScopeSet::from([at(granted)]));
        chosen.into_iter().map(|scope| catalogue.scope(scope).id).collect::<Vec<_>>()
    };
    for of in
        [["user-library-read", "user-library-modify"], ["user-follow-modify", "user-follow-read"]]
    {
        let reads = of.into_iter().find(|id| id.ends_with("read")).expect("one reads");
        assert_eq!(chosen(of, "streaming"), [reads]);
    }
    for granted in ["user-read-email", "user-top-read"] {
        assert_eq!(chosen(["user-read-email", "user-top-read"], granted), [granted]);
    }
}

#[test]
fn what_nobody_knows_and_what_is_not_met_do_not_succeed() {
    let clause =
        Clause { any_of: Vec::new(), because: Because { endpoint: EndpointRef(0), case: None } };
    let succeeds = |unmet: &[Clause], known| {
        Verdict { unmet: unmet.to_vec(), always_fails: false, reduced: Vec::new(), known }
            .succeeds()
    };
    assert!(succeeds(&[], true));
    assert!(!succeeds(&[], false) && !succeeds(&[clause], true));
}

#[test]
fn one_call_that_needs_a_user_or_premium_is_enough() {
    let catalogue = Catalogue::built_in();
    let at = |id: &str| catalogue.endpoint_by_id(id).expect(id);
    let of = |ids: &[&str]| people(catalogue, &ids.iter().map(|id| at(id)).collect::<Vec<_>>());
    let (album, profile, pause) =
        ("get-an-album", "get-current-users-profile", "pause-a-users-playback");
    assert_eq!(of(&[]), (false, false));
    assert_eq!(of(&[album]), (false, false));
    assert_eq!(of(&[album, profile]), (true, false));
    assert_eq!(of(&[pause, album]), (true, true));
}

#[test]
fn one_scope_costs_less_than_two_and_reading_less_than_a_line_that_is_not_new() {
    let catalogue = Catalogue::built_in();
    let at = |id: &str| catalogue.scope_refs().find(|(_, scope)| scope.id == id).expect(id).0;
    let chosen = |of: &[[&str; 2]], granted: &[&str]| {
        let because = Because { endpoint: EndpointRef(0), case: None };
        let clause = |ids: &[&str; 2]| Clause { any_of: ids.map(at).to_vec(), because };
        let clauses: Vec<Clause> = of.iter().map(clause).collect();
        let granted: ScopeSet = granted.iter().map(|id| at(id)).collect();
        let chosen = choose(catalogue, &clauses, &granted);
        chosen.into_iter().map(|scope| catalogue.scope(scope).id).collect::<Vec<_>>()
    };
    let (email, top) = ("user-read-email", "user-top-read");
    let (read, modify) = ("user-library-read", "user-library-modify");
    assert_eq!(chosen(&[[email, modify], [top, modify]], &[email, top]), [modify]);
    assert_eq!(chosen(&[[read, modify]], &[modify]), [read]);
}

#[test]
fn what_is_wanted_anyway_serves_where_either_is_enough() {
    let catalogue = Catalogue::built_in();
    let at = |id: &str| catalogue.endpoint_by_id(id).expect(id);
    let calls = [at("sdk-web-playback"), at("get-the-users-currently-playing-track")];
    let asked = |with_optional: bool| {
        let scopes = chosen(&calls, &Wishes { with_optional, ..Wishes::default() });
        scopes.into_iter().map(|scope| catalogue.scope(scope).id).collect::<Vec<_>>()
    };
    assert!(asked(false).contains(&"user-read-currently-playing"));
    assert!(asked(true).contains(&"user-read-playback-state"));
    assert!(!asked(true).contains(&"user-read-currently-playing"));
}
