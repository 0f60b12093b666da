//! Which calls a token can make, by the scopes it was granted.

use proptest::prelude::*;
use scopes::catalogue::{Catalogue, EndpointStatus};
use snapbox::assert_data_eq;

use crate::support::{Ran, scopes, strings};

fn check(granted: &str, calls: &[&str]) -> Ran {
    scopes("check").args(["--granted", granted]).args(calls.iter().copied()).run()
}

fn json(granted: &str, calls: &[&str]) -> serde_json::Value {
    scopes("check").args(["--granted", granted]).args(calls.iter().copied()).json()
}

fn verdict(granted: &str, call: &str) -> String {
    json(granted, &[call])["calls"][0]["verdict"].as_str().expect("a verdict").to_string()
}

#[test]
fn every_verdict() {
    assert_eq!(verdict("user-top-read", "GET /me/top/artists"), "works");
    assert_eq!(verdict("", "GET /me/top/artists"), "fails");
    assert_eq!(verdict("playlist-modify-public", "create-playlist"), "fails-when");
    assert_eq!(verdict("", "GET /me"), "less");
    assert_eq!(verdict("user-read-email user-read-private", "GET /me"), "works");
    assert_eq!(verdict("user-top-read", "get-recommendations"), "closed");
    assert_eq!(verdict("", "GET /artists/{id}"), "works");
}

#[test]
fn one_of_several_scopes_is_enough() {
    let call = "get-the-users-currently-playing-track";
    assert_eq!(verdict("user-read-currently-playing", call), "works");
    assert_eq!(verdict("user-read-playback-state", call), "works");
    let answer = json("", &[call]);
    assert_eq!(strings(&answer["calls"][0]["lacks"][0]["any_of"]).len(), 2);
    assert_eq!(strings(&answer["missing"]), ["user-read-currently-playing"]);
}

#[test]
fn exit_codes() {
    check("user-top-read", &["GET /me/top/artists"]).code(0);
    check("", &["GET /me"]).code(0);
    check("", &["GET /me", "--with-optional"]).code(1);
    check("", &["GET /me/top/artists"]).code(1);
    check("user-top-read", &["get-recommendations"]).code(1);
    check("user-top-read", &["GET /me/top/artists", "spotify wrapped"]).code(1);
    check("playlist-modify-public", &["create-playlist", "--when", "public"]).code(0);
    check("playlist-modify-public", &["create-playlist"]).code(1);
    check("x", &["create-playlist", "--when", "nope"]).code(2);
    scopes("check").arg("GET /me").run().code(2);
    scopes("check").args(["--granted", "-", "-"]).run().code(2);
}

#[test]
fn optional_scopes_are_missing_only_where_they_are_wished_for_and_add_something() {
    let missing = |arguments: &[&str]| {
        let answer = scopes("check").args(["--granted", "", "GET /me"]).args(arguments).json();
        strings(&answer["missing"]).join(" ")
    };
    assert_eq!(missing(&[]), "");
    assert_eq!(missing(&["--mode", "development"]), "");
    let both = "user-read-email user-read-private";
    assert_eq!(missing(&["--with-optional"]), both);
    assert_eq!(missing(&["--with-optional", "--mode", "extended"]), both);
    assert_eq!(missing(&["--with-optional", "--mode", "development"]), "");
}

#[test]
fn a_mode_can_close_a_call() {
    let call = "GET /playlists/{id}/tracks";
    let extended = scopes("check").args(["--granted", "", call, "--mode", "extended"]).json();
    assert_ne!(extended["calls"][0]["verdict"], "closed");
    let development = scopes("check").args(["--granted", "", call, "--mode", "development"]).json();
    assert_eq!(development["calls"][0]["verdict"], "closed");
    assert_eq!(strings(&development["missing"]), Vec::<&str>::new(), "no scope helps");
    assert!(development["next"].is_null());
}

#[test]
fn what_is_granted_and_not_needed() {
    let answer = json("user-read-email streaming user-top-read", &["GET /me/top/tracks"]);
    assert_eq!(strings(&answer["not_needed"]), ["streaming", "user-read-email"]);
    // Either of the two will do; one may go, not both.
    let both = json(
        "user-read-currently-playing user-read-playback-state",
        &["get-the-users-currently-playing-track"],
    );
    assert_eq!(strings(&both["not_needed"]), ["user-read-playback-state"]);
    // What adds to an answer is needed.
    let adds = json("user-read-email", &["GET /me"]);
    assert_eq!(strings(&adds["not_needed"]), Vec::<&str>::new());
}

#[test]
fn asking_again_keeps_what_was_granted() {
    let answer = json("user-top-read", &["GET /me/tracks"]);
    assert_eq!(strings(&answer["ask_again"]), ["user-top-read", "user-library-read"]);
    let next = answer["next"].as_str().expect("a command");
    assert!(next.contains("--scope 'user-top-read user-library-read'"), "{next}");
    // A retired scope in an old token would have the request refused.
    let old = json("user-read-birthdate", &["GET /me/tracks"]);
    assert_eq!(strings(&old["ask_again"]), ["user-library-read"]);
    let page = check("user-top-read", &["GET /me/tracks"]).out;
    assert!(page.contains("refreshing a token never adds"), "{page}");
}

#[test]
fn with_a_client_the_url_is_written() {
    let client = |redirect: &str| {
        scopes("check").args(["--granted", "", "--client-id", "abc", "--redirect", redirect])
    };
    let answer = client("http://127.0.0.1:8888/cb").arg("GET /me/top/tracks").json();
    let url = answer["url"].as_str().expect("a URL");
    assert!(url.starts_with("https://accounts.spotify.com/authorize?"), "{url}");
    assert!(url.contains("scope=user-top-read"), "{url}");
    let page = client("http://127.0.0.1:8888/cb").arg("GET /me/top/tracks").run();
    assert!(page.out.contains(&format!("Next  {url}\n")), "{}", page.out);
    let covered = client("http://127.0.0.1:8888/cb").arg("GET /artists/{id}").json();
    assert!(covered["url"].is_null());
    // A redirect URI that Spotify refuses gives none, and says why.
    let refused = client("http://localhost/cb").arg("GET /me/top/tracks").run().code(1);
    assert!(refused.err.contains("localhost"), "{}", refused.err);
    assert!(!refused.out.contains("authorize?"), "{}", refused.out);
}

#[test]
fn service_scopes_are_not_asked_of_a_user() {
    let answer = json("", &["Unlink user"]);
    assert_eq!(strings(&answer["missing"]), ["user-soa-unlink"]);
    assert_eq!(strings(&answer["ask_again"]), Vec::<&str>::new());
}

#[test]
fn token_responses_in_many_prints() {
    for response in [
        r#"{"access_token":"BQC1secret2","token_type":"Bearer","scope":"user-top-read","expires_in":3600}"#,
        "{\n  \"access_token\": \"BQC1secret2\",\n  \"scope\": \"user-top-read user-read-email\",\n  \"refresh_token\": \"AQC1secret3\"\n}",
        "{'access_token': 'BQC1secret2', 'scope': 'user-top-read', 'expires_at': 1764000000}",
        "{ access_token: 'BQC1secret2', scope: 'user-top-read' }",
        r#"{"access_token":"BQC1secret2","scope":["user-top-read","user-read-email"]}"#,
        "access_token=BQC1secret2&token_type=Bearer&scope=user-top-read%20user-read-email",
    ] {
        let ran = scopes("check")
            .args(["--granted", "-", "GET /me/top/artists", "--format", "json"])
            .input(response)
            .run()
            .code(0);
        assert!(!format!("{}{}", ran.out, ran.err).contains("secret"), "{response}");
    }
}

#[test]
fn a_response_without_scope_is_no_answer() {
    for response in [
        r#"{"access_token":"BQC1secret2","token_type":"Bearer","expires_in":3600}"#,
        r#"{"access_token":"BQC1secret2","scope":null}"#,
        "access_token=BQC1secret2&expires_in=3600",
    ] {
        let ran = scopes("check").args(["--granted", "-", "GET /me"]).input(response).run().code(2);
        assert!(ran.err.contains("no `scope`"), "{}", ran.err);
        assert!(!ran.err.contains("secret"));
    }
}

#[test]
fn a_token_in_place_of_scopes_is_not_repeated() {
    let ran = check("BQDjriAcf5pRbxnf_Xt-0V user-read-emial", &["GET /me"]);
    assert!(!ran.err.contains("BQDjri"), "{}", ran.err);
    assert!(ran.err.contains("user-read-emial"), "{}", ran.err);
}

#[test]
fn plain_is_what_is_missing() {
    let ran = check("", &["create-playlist", "--format", "plain"]);
    assert_eq!(ran.out, "playlist-modify-private\nplaylist-modify-public\n");
}

#[test]
fn pages_fit_and_read_well() {
    let calls =
        ["create-playlist", "GET /me/playlists", "get-recommendations", "GET /me/top/artists"];
    let expected = [
        (40, snapbox::file!["snapshots/check_40_columns.txt"]),
        (80, snapbox::file!["snapshots/check_80_columns.txt"]),
    ];
    for (width, expected) in expected {
        let page = scopes("check")
            .args(["--granted", "playlist-modify-public user-top-read user-read-email"])
            .args(calls)
            .width(width)
            .run();
        let wide = |l: &&str| l.chars().count() > width && !l.starts_with("Next");
        assert_eq!(page.out.lines().find(wide), None);
        assert_data_eq!(page.out, expected);
    }
}

fn open_endpoints() -> Vec<&'static str> {
    let catalogue = Catalogue::built_in();
    let open = |e: &&scopes::catalogue::Endpoint| {
        let status = catalogue.status(e);
        e.requirement.known && !matches!(status, EndpointStatus::Closed | EndpointStatus::Removed)
    };
    catalogue.endpoints.iter().filter(open).map(|e| e.id).collect()
}

fn some_endpoints() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(open_endpoints()), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn check_agrees_with_need(
        calls in some_endpoints(),
        cases in prop::collection::vec(prop::sample::select(Catalogue::built_in().cases.to_vec()), 0..2),
        optional in any::<bool>(),
    ) {
        let narrow = |mut scopes: crate::support::Scopes| {
            for case in &cases {
                scopes = scopes.args(["--when", case]);
            }
            if optional { scopes.arg("--with-optional") } else { scopes }
        };
        let ask = narrow(scopes("need").args(calls.iter().copied())).json();
        let ask = &ask["ask_for"];
        let needed: Vec<String> =
            strings(&ask["scopes"]).into_iter().chain(strings(&ask["service_scopes"])).map(str::to_string).collect();
        let judge = |granted: &[String]| {
            narrow(scopes("check").args(["--granted", &granted.join(" ")]).args(calls.iter().copied())).json()
        };
        let all = judge(&needed);
        prop_assert_eq!(&all["covered"], &serde_json::Value::Bool(true));
        prop_assert!(strings(&all["missing"]).is_empty());
        for left_out in 0..needed.len() {
            let mut less = needed.clone();
            less.remove(left_out);
            let answer = judge(&less);
            prop_assert_eq!(&answer["covered"], &serde_json::Value::Bool(false));
            // What is missing makes up for it.
            let more = less.iter().map(String::as_str).chain(strings(&answer["missing"]));
            let more: Vec<String> = more.map(str::to_string).collect();
            prop_assert_eq!(&judge(&more)["covered"], &serde_json::Value::Bool(true));
        }
        let none = judge(&[]);
        let missing: std::collections::BTreeSet<&str> = strings(&none["missing"]).into_iter().collect();
        prop_assert_eq!(missing, needed.iter().map(String::as_str).collect());
    }

    #[test]
    fn what_is_not_needed_may_go(
        calls in some_endpoints(),
        granted in prop::collection::btree_set(prop::sample::select(Catalogue::built_in().scopes.to_vec()).prop_map(|s| s.id), 0..12),
    ) {
        let judge = |granted: &[&str]| json(&granted.join(" "), &calls);
        let granted: Vec<&str> = granted.into_iter().collect();
        let before = judge(&granted);
        let spare = strings(&before["not_needed"]);
        let kept: Vec<&str> = granted.iter().copied().filter(|g| !spare.contains(g)).collect();
        let after = judge(&kept);
        let verdicts = |v: &serde_json::Value| -> Vec<String> {
            v["calls"].as_array().expect("calls").iter().map(|c| c["verdict"].to_string()).collect()
        };
        prop_assert_eq!(verdicts(&before), verdicts(&after));
        prop_assert!(strings(&after["not_needed"]).is_empty());
    }

    #[test]
    fn no_secret_of_a_token_response_is_shown(
        access in "[A-Za-z0-9_-]{20,60}",
        refresh in "[A-Za-z0-9_-]{20,60}",
        scope in prop::option::of("[a-z ,-]{0,30}"),
        format in prop::sample::select(vec!["table", "plain", "json", "markdown"]),
    ) {
        let scope = scope.map_or_else(String::new, |s| format!(",\"scope\":\"{s}\""));
        let response = format!("{{\"access_token\":\"{access}\"{scope},\"refresh_token\":\"{refresh}\"}}");
        let ran = scopes("check").args(["--granted", "-", "create-playlist", "--format", format]).input(response).run();
        let all = format!("{}{}", ran.out, ran.err);
        prop_assert!(!all.contains(&access) && !all.contains(&refresh));
    }

    #[test]
    fn no_secret_taken_for_a_flag_is_shown(
        dashes in "-{1,3}",
        secret in "[A-Za-z0-9_-]{0,40}[0-9][A-Za-z0-9_-]{30,90}",
        shape in prop::sample::select(vec!["SECRET", "SECRET=x", "granted=SECRET", "x=SECRET", "format=SECRET"]),
        command in prop::sample::select(vec!["check", "need", "explain", "url", "inspect", "diagnose", "list"]),
    ) {
        let flag = format!("{dashes}{}", shape.replace("SECRET", &secret));
        let ran = scopes(command).args(["--granted", "user-top-read", &flag, "GET /me"]).run();
        let all = format!("{}{}", ran.out, ran.err).to_lowercase();
        prop_assert!(!all.contains(&secret.to_lowercase()), "{all}");
    }

    #[test]
    fn no_secret_of_a_pasted_command_is_shown(
        secret in "[A-Za-z0-9_-]{0,40}[0-9][A-Za-z0-9_-]{30,90}",
        format in prop::sample::select(vec!["table", "plain", "json", "markdown"]),
        shape in prop::sample::select(vec![
            "curl -H 'Authorization: Bearer SECRET' https://api.spotify.com/v1/me",
            "curl -d client_secret=SECRET https://accounts.spotify.com/api/token",
            "https://example.com/cb?code=SECRET",
            "Bearer SECRET",
            "SECRET",
            "/v1/SECRET/tracks",
        ]),
    ) {
        let call = shape.replace("SECRET", &secret);
        let ran = scopes("check").args(["--granted", &format!("user-top-read {secret}"), &call, "--format", format]).run();
        let all = format!("{}{}", ran.out, ran.err).to_lowercase();
        prop_assert!(!all.contains(&secret.to_lowercase()), "{all}");
    }
}

#[test]
fn what_was_granted_and_is_no_scope_is_told_what_it_could_be() {
    let granted = |text: &str| {
        scopes("check").args(["--granted", text, "GET /me"]).width(400).run().code(0).err
    };
    let slip = granted("user-read-emial");
    assert!(slip.contains("user-read-emial (did you mean user-read-email?)"), "{slip}");
    let token = granted("user-read-private BQC7x8s9dksl3kLs93lskdlsd9393lsk");
    assert!(token.contains("the field `scope` of the token response"), "{token}");
}

#[test]
fn no_line_is_left_empty_at_the_end() {
    let ran = scopes("check").args(["--granted", "user-read-email", "bananas"]).run().code(1);
    assert!(ran.out.ends_with("\"bananas\".\n"), "{:?}", ran.out);
    let none = scopes("check")
        .args(["--granted", "user-read-email", "GET /me/tracks", "get-queue"])
        .run()
        .code(1);
    assert!(
        none.out.starts_with("The token is not enough for any of the 2 calls."),
        "{}",
        none.out
    );
}

#[test]
fn where_no_case_works_the_call_fails() {
    let verdict = |granted: &str, more: &[&str], call: &str| {
        let asked = scopes("check").args(["--granted", granted]).args(more.iter().copied());
        asked.args([call]).json()["calls"][0]["verdict"].as_str().expect("a verdict").to_string()
    };
    for call in ["Create Playlist", "PUT /me/library"] {
        assert_eq!(verdict("user-read-email", &[], call), "fails", "{call}");
    }
    assert_eq!(verdict("user-read-email", &["--when", "private"], "Create Playlist"), "fails");
    // Some cases work, or none of them may hold.
    assert_eq!(verdict("playlist-modify-private", &[], "Create Playlist"), "fails-when");
    assert_eq!(verdict("user-read-email", &[], "GET /playlists/x/tracks"), "fails-when");
    assert_eq!(
        verdict("user-read-email", &["--when", "private"], "GET /playlists/x/tracks"),
        "fails"
    );
}

#[test]
fn text_without_a_scope_in_it_is_no_grant() {
    let token = "BQDf00Ba12_xyz-Abcdef0123456789ABCDEF";
    let ran = scopes("check").args(["--granted", "-", "GET /me"]).input(token).run().code(2);
    assert!(ran.err.contains("what --granted says holds no scope"), "{}", ran.err);
    assert!(!ran.err.contains(token) && ran.out.is_empty(), "{ran:?}");
    // An empty text says that nothing was granted.
    scopes("check").args(["--granted", "", "GET /me"]).run().code(0);
    let file = scopes("check").args(["--granted", "@token.json", "GET /me"]).run().code(2);
    assert!(file.err.contains("\"token.json\""), "{}", file.err);
}

#[test]
fn a_call_that_is_closed_works_for_older_apps_alone() {
    let asked = ["--mode", "extended", "Get Recommendations"];
    let ran = scopes("check").args(["--granted", ""]).args(asked).run().code(0);
    assert!(ran.out.contains("if its app was made before the call was closed"), "{}", ran.out);
}

#[test]
fn cases_are_taken_in_capitals_too() {
    let asked = ["--granted", "playlist-modify-private", "--when", "PRIVATE", "Create Playlist"];
    scopes("check").args(asked).run().code(0);
}
