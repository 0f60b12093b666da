//! What is missing, what is asked for in vain, and what is left open.

use scopes::audit::evidence::{Confidence, Unknown, UnusedRequest};
use scopes::audit::judge::{Circumstances, Doubt, Fault, Grants, Maybe, Outcome, judge};
use scopes::catalogue::{Catalogue, Method};
use scopes::requirement::ScopeSet;

use super::program::{Program, endpoint_of, ids};

/// A program that requests scopes and makes calls.
fn program(scopes: &str, calls: &[&str]) -> Program {
    let mut program = Program::new("app.py", "login()\ncall()\n").asks("login()", scopes);
    for endpoint in calls {
        program = program.call("call()", endpoint);
    }
    program
}

fn missing(program: &Program) -> Vec<&'static str> {
    let verdict = program.verdict();
    verdict.missing.iter().map(|f| Catalogue::built_in().endpoint(f.endpoint).id).collect()
}

fn unused(program: &Program) -> Vec<&'static str> {
    ids(&program.verdict().unused)
}

fn perhaps(program: &Program) -> Vec<(&'static str, Maybe)> {
    let verdict = program.verdict();
    let scope = |s| Catalogue::built_in().scope(s).id;
    verdict.perhaps_unused.into_iter().map(|p| (scope(p.scope), p.why)).collect()
}

#[test]
fn a_call_without_its_scope_is_missing_it() {
    let lacks =
        program("user-read-email", &["pause-a-users-playback", "get-current-users-profile"]);
    assert_eq!(missing(&lacks), ["pause-a-users-playback"]);
    assert_eq!(ids(&lacks.verdict().ask.add), ["user-modify-playback-state"]);
    let has = program("user-modify-playback-state", &["pause-a-users-playback"]);
    assert!(missing(&has).is_empty() && unused(&has).is_empty());
}

#[test]
fn a_library_that_nobody_knows_may_call_anything_and_ask_for_anything() {
    let seen = program("user-read-email user-top-read", &["pause-a-users-playback"]);
    assert_eq!(unused(&seen).len(), 2);
    let met = seen.blind("login()", Unknown::Library("spotify-x".to_string()));
    assert!(unused(&met).is_empty() && missing(&met).is_empty());
    assert!(perhaps(&met).iter().all(|(_, why)| matches!(why, Maybe::Blind(_))));
    let doubtful = &met.verdict().doubtful;
    assert!(matches!(doubtful[0].outcome, Outcome::Perhaps(Doubt::Library, _)), "{doubtful:?}");
    assert_eq!(met.report().ask_for.beyond, ["spotify-x"]);
    // Who says what is granted elsewhere says that this is all.
    let elsewhere = Some(ScopeSet::new());
    let given = Circumstances { elsewhere, ..Circumstances::default() };
    assert_eq!(judge(Catalogue::built_in(), &met.evidence, &given).missing.len(), 1);
    // It may sign users in, where all else takes tokens of the app itself.
    let mut app = Program::new("app.py", "token()\ncall()\n");
    app.evidence.app_tokens.push(app.place("token()"));
    let app = app.call("call()", "pause-a-users-playback");
    assert_eq!(app.verdict().userless.len(), 1);
    let met = app.blind("token()", Unknown::Library("spotify-x".to_string()));
    assert!(met.verdict().userless.is_empty());
}

#[test]
fn either_of_two_is_enough() {
    for scope in ["user-read-currently-playing", "user-read-playback-state"] {
        let program = program(scope, &["get-the-users-currently-playing-track"]);
        assert!(missing(&program).is_empty() && unused(&program).is_empty(), "{scope}");
        assert_eq!(ids(&program.verdict().ask.scopes), [scope]);
    }
    assert_eq!(missing(&program("", &["get-the-users-currently-playing-track"])).len(), 1);
}

#[test]
fn what_sources_disagree_about_is_not_called_missing_once_part_is_granted() {
    let one = program("user-read-playback-state", &["get-queue"]);
    assert!(missing(&one).is_empty());
    let doubtful = &one.verdict().doubtful;
    assert!(matches!(doubtful[0].outcome, Outcome::Perhaps(Doubt::Contested, _)), "{doubtful:?}");
    assert_eq!(ids(&one.verdict().ask.scopes), ["user-read-playback-state"]);
    assert_eq!(missing(&program("user-top-read", &["get-queue"])), ["get-queue"]);
}

#[test]
fn one_case_covered_is_not_missing() {
    for scope in ["playlist-modify-public", "playlist-modify-private"] {
        let verdict = program(scope, &["create-playlist"]).verdict();
        assert!(verdict.missing.is_empty(), "{scope}");
        assert!(matches!(verdict.doubtful[0].outcome, Outcome::SomeCases { told: false, .. }));
        assert_eq!(ids(&verdict.ask.scopes), [scope]);
        assert!(verdict.unused.is_empty() && verdict.perhaps_unused.is_empty());
    }
    let none = program("user-top-read", &["create-playlist"]);
    assert_eq!(missing(&none), ["create-playlist"]);
    assert_eq!(ids(&none.verdict().ask.add), ["playlist-modify-private", "playlist-modify-public"]);
}

#[test]
fn a_case_that_the_code_tells_is_held_against_it() {
    let told = program("playlist-modify-public", &["create-playlist"])
        .but(|call| call.cases = vec!["private"]);
    let verdict = told.verdict();
    assert!(verdict.missing.is_empty());
    assert!(matches!(verdict.doubtful[0].outcome, Outcome::SomeCases { told: true, .. }));
    assert_eq!(ids(&verdict.ask.add), ["playlist-modify-private"]);
    assert!(matches!(perhaps(&told)[..], [("playlist-modify-public", Maybe::OtherCase(_))]));
    let fits = program("playlist-modify-private", &["create-playlist"])
        .but(|call| call.cases = vec!["private"]);
    assert!(fits.verdict().doubtful.is_empty());
}

#[test]
fn cases_that_leave_one_out_are_never_missing() {
    for endpoint in
        ["get-playlists-items", "get-playlists-tracks", "check-if-user-follows-playlist"]
    {
        let program = program("user-top-read", &[endpoint]);
        assert!(missing(&program).is_empty(), "{endpoint}");
        assert!(program.verdict().ask.add.is_empty());
    }
}

#[test]
fn what_is_needed_in_every_case_is_missing_beside_what_a_case_needs() {
    let cover = program("playlist-modify-public", &["upload-custom-playlist-cover"]);
    assert_eq!(missing(&cover), ["upload-custom-playlist-cover"]);
    assert_eq!(ids(&cover.verdict().ask.add), ["ugc-image-upload"]);
    let alone = program("ugc-image-upload", &["upload-custom-playlist-cover"]);
    assert_eq!(missing(&alone), ["upload-custom-playlist-cover"]);
}

#[test]
fn what_only_adds_is_reduced_and_used() {
    let without = program("user-top-read", &["get-current-users-profile"]);
    assert!(missing(&without).is_empty());
    let adds: Vec<_> = without.verdict().less[0].without.iter().map(|o| o.scope).collect();
    assert_eq!(ids(&adds), ["user-read-email", "user-read-private"]);
    let with = program("user-read-email user-read-private", &["get-current-users-profile"]);
    assert!(with.verdict().less.is_empty() && unused(&with).is_empty());
    assert_eq!(ids(&with.verdict().ask.scopes), ["user-read-email", "user-read-private"]);
    let development = Circumstances { development: true, ..Circumstances::default() };
    let verdict = judge(Catalogue::built_in(), &without.evidence, &development);
    assert!(verdict.less.is_empty(), "Development Mode withholds them anyway");
}

#[test]
fn what_is_not_certain_is_not_called_missing() {
    let unsure = |change: fn(&mut scopes::audit::evidence::CallSite)| {
        program("user-top-read", &["pause-a-users-playback"]).but(change)
    };
    for program in [unsure(|c| c.confidence = Confidence::Likely), unsure(|c| c.dead = true)] {
        assert!(missing(&program).is_empty());
        assert!(matches!(program.verdict().doubtful[0].outcome, Outcome::Perhaps(..)));
        assert!(program.verdict().ask.add.is_empty());
    }
    let sdk = program("user-top-read", &["sdk-web-playback"]);
    assert!(missing(&sdk).is_empty());
    assert!(matches!(sdk.verdict().doubtful[0].outcome, Outcome::Perhaps(Doubt::Sdk, _)));
}

#[test]
fn scopes_that_are_not_in_the_code_are_unknown_and_nothing_is_missing() {
    let calls = ["pause-a-users-playback"];
    let run_time = program("user-top-read", &calls).unresolved();
    assert!(matches!(run_time.verdict().grants, Grants::Unresolved(_)));
    let blind = program("user-top-read", &calls).blind("login()", Unknown::Scopes);
    assert!(matches!(blind.verdict().grants, Grants::Unresolved(_)));
    let nowhere = Program::new("app.py", "call()").call("call()", calls[0]);
    assert_eq!(nowhere.verdict().grants, Grants::Unseen);
    for program in [run_time, blind, nowhere] {
        let verdict = program.verdict();
        assert!(verdict.missing.is_empty() && verdict.doubtful.is_empty());
        assert_eq!(verdict.unjudged.len(), 1);
        assert_eq!(ids(&verdict.ask.add), ["user-modify-playback-state"]);
    }
}

#[test]
fn what_is_granted_elsewhere_counts_and_makes_the_rest_known() {
    let nowhere = Program::new("app.py", "call()")
        .call("call()", "pause-a-users-playback")
        .call("call()", "get-users-saved-tracks");
    let library = Catalogue::built_in().scope_by_id("user-library-read").expect("a scope");
    let given = Circumstances { elsewhere: Some([library].into()), ..Circumstances::default() };
    let verdict = judge(Catalogue::built_in(), &nowhere.evidence, &given);
    assert_eq!(verdict.missing.len(), 1);
    assert_eq!(verdict.missing[0].endpoint, endpoint_of("pause-a-users-playback"));
    assert_eq!(ids(&verdict.ask.scopes), ["user-modify-playback-state"]);
    assert!(verdict.unused.is_empty());
}

#[test]
fn a_program_without_users_lacks_no_scope_but_a_user() {
    let mut program = Program::new("app.py", "token()\ncall()")
        .call("call()", "get-an-album")
        .call("call()", "get-users-saved-tracks");
    let place = program.place("token()");
    program.evidence.app_tokens.push(place);
    let verdict = program.verdict();
    assert_eq!(verdict.grants, Grants::AppOnly(vec![place]));
    assert!(verdict.missing.is_empty());
    assert_eq!(verdict.userless.len(), 1);
    assert_eq!(verdict.userless[0].endpoint, endpoint_of("get-users-saved-tracks"));
}

#[test]
fn a_scope_that_no_call_needs_is_unused() {
    let program = program("user-top-read user-library-read", &["get-users-saved-tracks"]);
    assert_eq!(unused(&program), ["user-top-read"]);
    let ask = program.verdict().ask;
    assert_eq!(
        (ids(&ask.scopes), ids(&ask.drop)),
        (vec!["user-library-read"], vec!["user-top-read"])
    );
}

#[test]
fn a_scope_is_unused_only_while_nothing_unresolved_could_need_it() {
    let scopes = "user-top-read user-modify-playback-state user-library-read";
    let base = || program(scopes, &["get-users-saved-tracks"]);
    assert_eq!(unused(&base()), ["user-modify-playback-state", "user-top-read"]);
    let get = base().blind("call()", Unknown::Path { method: Some(Method::Get) });
    assert_eq!(unused(&get), ["user-modify-playback-state"], "a GET modifies nothing");
    assert!(matches!(perhaps(&get)[..], [("user-top-read", Maybe::Blind(_))]));
    for unknown in [Unknown::Path { method: None }, Unknown::Language, Unknown::File] {
        assert!(unused(&base().blind("call()", unknown.clone())).is_empty(), "{unknown:?}");
    }
    let verb = base().blind("call()", Unknown::Method(vec![endpoint_of("pause-a-users-playback")]));
    assert_eq!(unused(&verb), ["user-top-read"]);
    let newer = base().blind("call()", Unknown::NoSuchEndpoint("GET /me/mood".into()));
    assert_eq!(unused(&newer), ["user-modify-playback-state"]);
    // What is requested does not say what is called.
    assert_eq!(unused(&base().blind("call()", Unknown::Scopes)).len(), 2);
}

#[test]
fn what_sdks_use_is_never_called_unused() {
    let program = program(
        "streaming app-remote-control user-read-email user-read-private user-top-read",
        &["get-users-saved-tracks", "get-an-album"],
    );
    assert_eq!(unused(&program), ["user-top-read"]);
    let kept: Vec<&str> = perhaps(&program).iter().map(|(scope, _)| *scope).collect();
    assert_eq!(kept, ["app-remote-control", "streaming", "user-read-email", "user-read-private"]);
    let seen = self::program("streaming user-read-email user-read-private", &["sdk-web-playback"]);
    assert!(perhaps(&seen).is_empty() && unused(&seen).is_empty());
    let without = self::program("user-read-email", &["get-an-album"]);
    assert_eq!(unused(&without), ["user-read-email"], "no SDK is at work");
}

#[test]
fn what_may_matter_is_not_called_unused() {
    let program = program("playlist-read-private user-top-read", &["get-playlist"]);
    assert_eq!(unused(&program), ["user-top-read"]);
    assert!(matches!(perhaps(&program)[..], [("playlist-read-private", Maybe::Unsure(_))]));
}

#[test]
fn what_only_dead_code_needs_is_perhaps_unused() {
    let dead = program("user-top-read user-library-read", &["get-users-saved-tracks"])
        .call("call()", "get-users-top-artists-and-tracks")
        .but(|call| call.dead = true);
    assert!(unused(&dead).is_empty());
    assert!(matches!(perhaps(&dead)[..], [("user-top-read", Maybe::Dead(_))]));
}

#[test]
fn a_login_alone_says_nothing_about_use() {
    let program = program("user-top-read", &[]);
    assert!(matches!(perhaps(&program)[..], [("user-top-read", Maybe::NoCalls)]));
}

#[test]
fn what_a_login_library_reads_by_itself_is_used() {
    let mut program = program("user-read-email user-top-read", &["get-an-album"]);
    program.evidence.authorizations[0].implies = vec![endpoint_of("get-current-users-profile")];
    assert_eq!(unused(&program), ["user-top-read"]);
}

#[test]
fn two_that_serve_one_call_are_not_both_needed_though_sources_disagree() {
    let both = program(
        "user-read-playback-state user-read-currently-playing",
        &["get-the-users-currently-playing-track"],
    );
    assert!(unused(&both).is_empty());
    assert_eq!(perhaps(&both).len(), 1);
}

#[test]
fn wrong_names_are_told_apart() {
    let program = program(
        "user-read-emial user-read-birthdate user-modify user-soa-link soa-manage-partner user-top-read",
        &["get-users-top-artists-and-tracks"],
    );
    let verdict = program.verdict();
    let mut faults: Vec<(&str, Fault)> =
        verdict.wrong.iter().map(|w| (w.name.as_str(), w.fault)).collect();
    faults.sort_unstable();
    assert_eq!(
        faults,
        [
            ("soa-manage-partner", Fault::Partner),
            ("user-modify", Fault::Internal),
            ("user-read-birthdate", Fault::Retired),
            ("user-read-emial", Fault::Unknown),
            ("user-soa-link", Fault::Partner),
        ]
    );
    let typo = verdict.wrong.iter().find(|w| w.name == "user-read-emial").expect("the slip");
    assert_eq!(ids(&typo.meant), ["user-read-email"]);
    assert!(ids(&verdict.ask.scopes).contains(&"user-top-read"));
    assert!(!ids(&verdict.ask.scopes).contains(&"soa-manage-partner"));
}

#[test]
fn commas_are_wrong_and_the_names_still_count() {
    let mut program = program("user-top-read user-library-read", &["get-users-saved-tracks"]);
    for site in &mut program.evidence.requested {
        site.comma_joined = true;
    }
    let verdict = program.verdict();
    assert_eq!(verdict.wrong.iter().filter(|w| w.fault == Fault::CommaJoined).count(), 2);
    assert!(verdict.missing.is_empty());
    let report = program.report();
    let commas: Vec<_> =
        report.findings.iter().filter(|f| f.rule == "comma-joined-scopes").collect();
    assert_eq!(commas.len(), 1, "one text is one finding");
    assert!(commas[0].mend.contains("\"user-top-read user-library-read\""), "{commas:?}");
}

mod properties {
    use proptest::prelude::*;

    use super::*;
    use scopes::catalogue::{EndpointRef, ScopeRef};
    use scopes::requirement::{self, Narrowing, ScopeSet};

    fn any_program() -> impl Strategy<Value = Program> {
        let catalogue = Catalogue::built_in();
        let scopes: Vec<&str> = catalogue.scopes.iter().map(|s| s.id).collect();
        let endpoints = u32::try_from(catalogue.endpoints.len()).expect("few");
        (
            prop::collection::vec(prop::sample::select(scopes), 0..8),
            prop::collection::vec((0..endpoints, any::<bool>(), any::<bool>()), 0..8),
            prop::collection::vec(0..4u8, 0..3),
        )
            .prop_map(|(scopes, calls, blind)| {
                let mut program =
                    Program::new("a", "login()\ncall()").asks("login()", &scopes.join(" "));
                for (endpoint, likely, dead) in calls {
                    program = program.call("call()", "get-an-album").but(|call| {
                        call.endpoint = EndpointRef(endpoint);
                        call.dead = dead;
                        if likely {
                            call.confidence = Confidence::Likely;
                        }
                    });
                }
                for kind in blind {
                    let unknown = match kind {
                        0 => Unknown::Path { method: None },
                        1 => Unknown::Path { method: Some(Method::Get) },
                        2 => Unknown::Language,
                        _ => Unknown::NoSuchEndpoint("POST /x".into()),
                    };
                    program = program.blind("call()", unknown);
                }
                program
            })
    }

    proptest! {
        /// Whatever is called missing fails in every case there is.
        #[test]
        fn missing_is_missing(program in any_program()) {
            let catalogue = Catalogue::built_in();
            let verdict = program.verdict();
            let granted: ScopeSet = verdict.requested.iter().map(|r| r.scope).collect();
            for fare in &verdict.missing {
                let requirement = &catalogue.endpoint(fare.endpoint).requirement;
                let fails = |cases: Vec<&str>| {
                    let narrowing = Narrowing::to(cases);
                    !requirement::judge(fare.endpoint, requirement, &granted, &narrowing).succeeds()
                };
                prop_assert!(fails(Vec::new()));
                for case in requirement.cases {
                    prop_assert!(fails(case.names.to_vec()), "{:?}", case.names);
                }
            }
        }

        /// Dropping what is called unused changes nothing for any call seen.
        #[test]
        fn unused_can_go(program in any_program()) {
            let catalogue = Catalogue::built_in();
            let verdict = program.verdict();
            let before: ScopeSet = verdict.requested.iter().map(|r| r.scope).collect();
            let after: ScopeSet =
                before.iter().copied().filter(|s| !verdict.unused.contains(s)).collect();
            for call in &program.evidence.calls {
                let requirement = &catalogue.endpoint(call.endpoint).requirement;
                let count = |granted: &ScopeSet| {
                    let verdict = requirement::judge(
                        call.endpoint, requirement, granted, &Narrowing::default());
                    (verdict.unmet.len(), verdict.reduced.len())
                };
                prop_assert_eq!(count(&before), count(&after));
            }
        }

        /// What is advised makes every call work, in a case at least, that cannot work now.
        #[test]
        fn what_is_advised_will_do(program in any_program()) {
            let catalogue = Catalogue::built_in();
            let verdict = program.verdict();
            let mut then: ScopeSet = verdict.ask.scopes.iter().copied().collect();
            then.extend(verdict.requested.iter().map(|r| r.scope).filter(|s: &ScopeRef| {
                catalogue.scope(*s).grant == scopes::catalogue::Grant::ClientCredentials
            }));
            for fare in &verdict.missing {
                let requirement = &catalogue.endpoint(fare.endpoint).requirement;
                let succeeds = |narrowing: &Narrowing| {
                    requirement::judge(fare.endpoint, requirement, &then, narrowing).succeeds()
                };
                let in_a_case = |case: &scopes::catalogue::Case| {
                    succeeds(&Narrowing::to(case.names.iter().copied()))
                };
                // A case that works now may stay the only one.
                let works = succeeds(&Narrowing::default())
                    || requirement.cases.iter().any(in_a_case);
                prop_assert!(works);
            }
        }

        /// The order in which evidence came in does not matter.
        #[test]
        fn order_does_not_matter(program in any_program()) {
            let mut turned = program.clone();
            turned.evidence.calls.reverse();
            turned.evidence.requested.reverse();
            turned.evidence.blind_spots.reverse();
            let text = |p: &Program| p.written(scopes::render::Format::Json, 80);
            prop_assert_eq!(text(&program), text(&turned));
        }
    }
}

#[test]
fn a_request_that_nothing_uses_is_told_of_and_hides_no_more() {
    let unused = |mut program: Program, scopes: &[&str]| {
        let place = program.place("url = 1");
        let scopes = scopes.iter().map(|scope| (*scope).to_string()).collect();
        program.evidence.unused_requests.push(UnusedRequest { place, scopes });
        program
    };
    let code = "url = 1\nlogin()\ntracks()";
    let program = || Program::new("a.py", code).call("tracks()", "get-users-saved-tracks");
    let alone = unused(program(), &["user-top-read"]);
    let report = alone.report();
    assert!(report.missing.is_empty() && report.unused.is_empty());
    assert_eq!(report.findings[0].rule, "unknown-scopes");
    assert!(report.findings[0].says.contains("nothing uses it"), "{}", report.findings[0].says);
    assert!(report.findings[0].why.contains("user-top-read"), "{}", report.findings[0].why);
    // Beside one that is used, its scopes may be granted after all.
    let beside = |scopes: &[&str]| {
        unused(program().asks("login()", "user-read-email"), scopes).report().missing.len()
    };
    assert_eq!((beside(&["user-library-read"]), beside(&["user-top-read"])), (0, 1));
}
