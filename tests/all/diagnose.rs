//! What error texts mean: a table of texts as people paste them, and what must hold
//! of any text.

use std::collections::BTreeSet;

use proptest::prelude::*;
use scopes::catalogue::Catalogue;
use scopes::catalogue::diagnoses::{Diagnoses, source};
use serde_json::Value;

use crate::support::{fields, scopes, strings};

const TEXTS: &str = include_str!("data/errors.txt");
const FILE: &str = include_str!("../../diagnoses.toml");

/// A text, the causes that may come first, and scopes that must be named.
struct Case<'t> {
    text: &'t str,
    causes: Vec<&'t str>,
    scopes: Vec<&'t str>,
}

fn cases() -> Vec<Case<'static>> {
    TEXTS
        .split("\n=== ")
        .skip(1)
        .map(|block| {
            let (head, text) = block.split_once('\n').expect("a text");
            let (causes, scopes) = head.split_once("  ").unwrap_or((head, ""));
            Case {
                text,
                causes: causes.split_whitespace().collect(),
                scopes: scopes.split_whitespace().collect(),
            }
        })
        .collect()
}

fn diagnose(text: &str) -> Value {
    scopes("diagnose").arg("-").input(text).json()
}

fn first(text: &str) -> String {
    diagnose(text)["causes"][0]["id"].as_str().expect("a cause").to_string()
}

#[test]
fn the_first_cause_is_the_right_one() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases() {
        count += 1;
        let answer = diagnose(case.text);
        let causes = fields(&answer["causes"], "id");
        let named = strings(&answer["causes"][0]["scopes"]);
        if !case.causes.contains(&causes[0])
            || case.scopes.iter().any(|scope| !named.contains(scope))
        {
            wrong.push(format!(
                "{:?} {:?}, not {causes:?} {named:?}:\n{}\n",
                case.causes, case.scopes, case.text
            ));
        }
    }
    assert!(count >= 150, "{count}");
    assert!(wrong.is_empty(), "{} of {count} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// Ids that scripts may rely on.
const IDS: [&str; 32] = [
    "missing-scope",
    "user-login-needed",
    "token-expired",
    "development-mode",
    "endpoint-closed",
    "endpoint-renamed",
    "not-owner",
    "not-allow-listed",
    "premium-needed",
    "no-active-device",
    "rate-limited",
    "unknown-scope",
    "scope-not-for-client",
    "unknown-client",
    "client-secret",
    "redirect-mismatch",
    "redirect-insecure",
    "response-type",
    "access-denied",
    "code-invalid",
    "verifier-mismatch",
    "refresh-token-expired",
    "player-restricted",
    "redirect-missing",
    "nothing-playing",
    "browser-unsupported",
    "bad-request",
    "server-failed",
    "token-request",
    "network-refused",
    "not-spotify",
    "unknown",
];

#[test]
fn the_causes_are_those_promised_and_each_has_several_texts() {
    let known: BTreeSet<&str> = Diagnoses::built_in().causes.iter().map(|c| c.id).collect();
    assert_eq!(known, IDS.into_iter().collect());
    for id in IDS {
        let texts = cases().iter().filter(|case| case.causes.contains(&id)).count();
        assert!(texts >= 3, "{id} has {texts} texts");
    }
    let docs = include_str!("../../docs/json.md");
    for id in IDS {
        assert!(docs.contains(&format!("`{id}`")), "{id} is not documented");
    }
}

#[test]
fn every_rule_can_come_first_or_second() {
    // A rule that never shows is a rule that nobody has tried.
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for case in cases() {
        let answer = diagnose(case.text);
        for cause in answer["causes"].as_array().expect("causes") {
            seen.insert(cause["weight"].to_string() + cause["id"].as_str().expect("an id"));
        }
    }
    let diagnoses = Diagnoses::built_in();
    let unseen: Vec<String> = diagnoses
        .rules
        .iter()
        .map(|rule| rule.weight.to_string() + diagnoses.causes[usize::from(rule.cause)].id)
        .filter(|rule| !seen.contains(rule))
        .collect();
    assert!(unseen.is_empty(), "{unseen:#?}");
}

#[test]
fn forbidden_and_not_found_are_told_apart() {
    assert_eq!(first("GET https://api.spotify.com/v1/me/top/artists 403"), "missing-scope");
    assert_eq!(first("GET https://api.spotify.com/v1/me/top/artists 401"), "token-expired");
    assert_eq!(first("GET https://api.spotify.com/v1/me/top/artists 404"), "unknown");
    assert_eq!(first("GET https://api.spotify.com/v1/recommendations 404"), "endpoint-closed");
    assert_eq!(first("GET https://api.spotify.com/v1/recommendations 401"), "token-expired");
}

#[test]
fn the_call_that_failed_is_the_one_that_counts() {
    let log = "\
GET https://api.spotify.com/v1/me 200 OK
GET https://api.spotify.com/v1/me/player/recently-played 200 OK
GET https://api.spotify.com/v1/me/following?type=artist 403 {\"error\":{\"status\":403,\"message\":\"Insufficient client scope\"}}
GET https://api.spotify.com/v1/search?q=x&type=track 200 OK";
    let answer = diagnose(log);
    assert_eq!(fields(&answer["calls"], "id"), ["get-followed"]);
    assert_eq!(strings(&answer["causes"][0]["scopes"]), ["user-follow-read"]);
    let next = answer["next"].as_str().expect("a command");
    assert_eq!(next, "scopes url --client-id ID --redirect URI --for get-followed --show-dialog");
}

#[test]
fn without_a_call_one_is_asked_for() {
    let answer = diagnose("403 Insufficient client scope");
    assert_eq!(answer["causes"][0]["id"], "missing-scope");
    assert!(strings(&answer["causes"][0]["scopes"]).is_empty());
    assert_eq!(answer["next"], "scopes need \"THE CALL THAT FAILED\"");
}

#[test]
fn scopes_that_are_there_are_not_missing() {
    let text = |scope: &str| {
        format!(
            "PUT https://api.spotify.com/v1/me/player/volume 403 Insufficient client scope\n{{\"scope\":\"{scope}\"}}"
        )
    };
    let named = |scope: &str| {
        let answer = diagnose(&text(scope));
        strings(&answer["causes"][0]["scopes"]).join(" ")
    };
    assert_eq!(named("user-read-email"), "user-modify-playback-state");
    // The token is older than what the text asks for.
    assert_eq!(named("user-modify-playback-state"), "user-modify-playback-state");
}

#[test]
fn exit_codes() {
    let code = |text: &str| scopes("diagnose").arg(text).run().code;
    assert_eq!(code("INVALID_CLIENT: Invalid client"), 0);
    assert_eq!(code("Segmentation fault"), 1);
    assert_eq!(code("spotify is broken"), 1);
    assert_eq!(code(" "), 2);
    scopes("diagnose").run().code(2);
    scopes("diagnose").arg("-").input("\n").run().code(2);
}

#[test]
fn words_need_no_quotes() {
    let ran = scopes("diagnose")
        .args(["INVALID_CLIENT:", "Insecure", "redirect", "URI", "-", "why?", "--format", "plain"])
        .run();
    assert_eq!(ran.out, "redirect-insecure\n");
}

#[test]
fn of_a_long_log_the_end_is_read() {
    let long = format!(
        "{}\n{{\"error\":\"invalid_grant\",\"error_description\":\"Refresh token revoked\"}}",
        "GET /v1/me 200\n".repeat(200_000)
    );
    let ran = scopes("diagnose").args(["-", "--format", "plain"]).input(long).run().code(0);
    assert_eq!(ran.out, "refresh-token-expired\n");
    assert!(ran.err.contains("last megabyte"), "{}", ran.err);
}

#[test]
fn pages_fit_and_read_well() {
    let text = "HTTP Error for POST to https://api.spotify.com/v1/playlists/6KU9Lo2ZyB7AbXCK7qt8rk/tracks with Params: {} returned 403 due to Forbidden";
    let expected = [
        (40, snapbox::file!["snapshots/diagnose_40_columns.txt"]),
        (80, snapbox::file!["snapshots/diagnose_80_columns.txt"]),
    ];
    for (width, expected) in expected {
        let page = scopes("diagnose").arg(text).width(width).run();
        let wide = |l: &&str| l.chars().count() > width && !l.starts_with("Next");
        assert_eq!(page.out.lines().find(wide), None);
        snapbox::assert_data_eq!(page.out, expected);
    }
    let page = scopes("diagnose").args([text, "--format", "markdown"]).run();
    snapbox::assert_data_eq!(page.out, snapbox::file!["snapshots/diagnose_markdown.md"]);
}

fn faults(change: impl Fn(&str) -> String) -> String {
    let faults = source::read(&change(FILE), Catalogue::built_in()).err().unwrap_or_default();
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn mistakes_in_the_file_are_named_and_mended() {
    assert_eq!(faults(str::to_string), "");
    let add = |rule: &str| faults(|file| format!("{file}\n[[rule]]\n{rule}"));
    let sound = "remedy = \"Do it.\"\nsources = [\"code-flow\"]\n";
    assert_eq!(add(&format!("cause = \"unknown\"\nweight = 50\nany = [\"x\"]\n{sound}")), "");
    for (rule, says) in [
        ("cause = \"nope\"\nweight = 50\nany = [\"x\"]\n", "tells a cause that does not exist"),
        ("cause = \"unknown\"\nweight = 0\nany = [\"x\"]\n", "weight outside 1 to 100"),
        (
            "cause = \"unknown\"\nweight = 50\nany = [\"In_Caps\"]\n",
            "write it in lower case and without punctuation: \"in caps\"",
        ),
        ("cause = \"unknown\"\nweight = 50\ntelling = \"http\"\n", "looks for nothing in the text"),
        ("cause = \"unknown\"\nweight = 50\nstatus = [403]\n", "claims words of Spotify's own"),
        (
            "cause = \"unknown\"\nweight = 50\nany = [\"x\"]\nendpoints = [\"nope\"]\n",
            "names the endpoint `nope`",
        ),
    ] {
        let said = add(&format!("{rule}{sound}"));
        assert!(said.contains(says) && said.contains("Mend: "), "{rule}: {said}");
    }
    let rule = "cause = \"unknown\"\nweight = 50\nany = [\"x\"]\n";
    for (rest, says) in [
        ("remedy = \"Do.\"\n", "names no source"),
        ("remedy = \"Do.\"\nsources = [\"nope\"]\n", "names the source `nope`"),
        (
            "remedy = \"{call}\"\nsources = [\"code-flow\"]\n",
            "has {call}, which nothing in the rule makes sure of",
        ),
        ("remedy = \"{cal}\"\nsources = [\"code-flow\"]\n", "placeholder that does not exist"),
        ("remedi = \"x\"\n", "unknown field `remedi`"),
    ] {
        let said = add(&format!("{rule}{rest}"));
        assert!(said.contains(says), "{rest}: {said}");
    }
    let said = faults(|file| file.replacen("[sources.rate-limits]", "[sources.rfc-6749]", 1));
    assert!(said.contains("stands in scopes.toml too"), "{said}");
}

/// Texts in which secrets stand where people leave them.
fn with_secrets() -> impl Strategy<Value = (String, Vec<String>)> {
    let secret = "[A-Za-z0-9_-]{16,120}";
    let texts: Vec<&str> = cases().iter().map(|case| case.text).collect();
    (prop::collection::vec(secret, 6), prop::sample::select(texts)).prop_map(|(secrets, text)| {
        let [access, refresh, code, client, verifier, state] =
            secrets.as_slice() else { unreachable!("six were made") };
        let text = format!(
            "{text}\nAuthorization: Bearer {access}\n{{\"access_token\":\"{access}\",\"refresh_token\":\"{refresh}\"}}\n\
             curl -d client_secret={client} -d code_verifier={verifier} -d code={code} https://accounts.spotify.com/api/token\n\
             http://127.0.0.1/cb?code={code}&state={state}&scope={access}\n\
             GET https://api.spotify.com/v1/playlists/{client}/tracks 403\n"
        );
        (text, secrets)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_secret_comes_out(
        (text, secrets) in with_secrets(),
        format in prop::sample::select(vec!["table", "plain", "json", "markdown"]),
    ) {
        let ran = scopes("diagnose").args(["-", "--format", format]).input(text).run();
        let all = format!("{}{}", ran.out, ran.err);
        for secret in secrets {
            prop_assert!(!all.contains(&secret), "{secret}\n{all}");
        }
    }

    #[test]
    fn any_text_has_an_answer_without_control_characters(
        text in prop::collection::vec(any::<char>(), 1..200).prop_map(String::from_iter),
        pick in prop::sample::select(cases().iter().map(|case| case.text).collect::<Vec<_>>()),
        cut in any::<prop::sample::Index>(),
    ) {
        let chars: Vec<char> = pick.chars().collect();
        let cut = cut.index(chars.len());
        let text = format!("{}{text}{}", chars[..cut].iter().collect::<String>(), chars[cut..].iter().collect::<String>());
        let ran = scopes("diagnose").args(["-"]).input(text.clone()).run();
        prop_assert!(ran.code < 2, "{ran:?}");
        let active = |c: char| scopes::render::page::is_active(c) && c != '\n';
        prop_assert!(!ran.out.contains(active));
        let answer = diagnose(&text);
        prop_assert!(!answer["causes"].as_array().expect("causes").is_empty());
    }
}

#[test]
fn what_people_type_is_understood() {
    for (text, cause) in [
        ("403 Forbidden, GET /audio-features/x", "endpoint-closed"),
        ("PUT /me/player/play 404", "no-active-device"),
        ("got 403 on /v1/me/top/artists", "missing-scope"),
        ("me/top/artists 403", "missing-scope"),
        ("403: v1/me/top/artists", "missing-scope"),
        ("401 GET /me", "token-expired"),
        // What is not about the API stays so.
        ("nginx: 403 Forbidden", "not-spotify"),
        ("403 https://example.com/v1/me/tracks", "not-spotify"),
        ("/usr/bin/env 404", "unknown"),
    ] {
        assert_eq!(first(text), cause, "{text}");
    }
    for status in ["400", "401", "403", "404", "429"] {
        let ran = scopes("diagnose").arg(status).width(2_000).run().code(1);
        assert!(ran.out.contains(status), "{status}: {}", ran.out);
    }
}

#[test]
fn what_the_server_says_is_not_guessed_at_besides() {
    for (text, causes) in [
        (
            r#"{"error":{"status":403,"message":"Player command failed: Already paused","reason":"ALREADY_PAUSED"}}"#,
            vec!["player-restricted"],
        ),
        (
            "GET https://api.spotify.com/v1/me/playlists 403 Insufficient client scope",
            vec!["missing-scope"],
        ),
        (r#"{"error":{"status":404,"message":"Device not found"}}"#, vec!["no-active-device"]),
        (
            "404 Player command failed: No active device found NO_ACTIVE_DEVICE",
            vec!["no-active-device"],
        ),
        ("401 Unauthorized POST https://accounts.spotify.com/api/token", vec!["client-secret"]),
    ] {
        assert_eq!(fields(&diagnose(text)["causes"], "id"), causes, "{text}");
    }
}

#[test]
fn a_task_in_words_beside_a_status_is_the_call() {
    for (text, call) in [
        ("403 create playlist", "create-playlist"),
        ("I get a 403 when I try to skip a song", "skip-users-playback-to-next-track"),
        ("error 403 when trying to set the volume", "set-volume-for-users-playback"),
    ] {
        let answer = scopes("diagnose").arg(text).json();
        assert_eq!(fields(&answer["calls"], "id"), [call], "{text}");
        assert!(fields(&answer["causes"], "id").contains(&"missing-scope"), "{text}");
    }
    for text in
        ["403 something went wrong", "404 page not found", "I get a 403 and do not know why"]
    {
        assert!(
            scopes("diagnose").arg(text).json()["calls"].as_array().expect("calls").is_empty(),
            "{text}"
        );
    }
}

#[test]
fn the_name_that_is_refused_is_read() {
    for (text, name) in [
        ("INVALID_SCOPE: Invalid scope user-read-emial", "user-read-emial"),
        ("Illegal scope: user-library-raed", "user-library-raed"),
        ("illegal scope openid", "openid"),
    ] {
        let answer = diagnose(text);
        assert_eq!(strings(&answer["causes"][0]["scopes"]), [name], "{text}");
    }
    assert_eq!(first("invalid_scope: Invalid scope"), "unknown-scope");
    let none = diagnose("Invalid scope requested by client. Try again");
    assert!(strings(&none["causes"][0]["scopes"]).is_empty());
}

#[test]
fn scopes_needed_by_case_are_named_with_their_case() {
    let answer = diagnose("POST https://api.spotify.com/v1/me/playlists 403 Forbidden");
    let remedy = answer["causes"][0]["remedy"].as_str().expect("a remedy");
    assert!(remedy.contains("playlist-modify-public when public"), "{remedy}");
}

#[test]
fn the_name_of_a_file_is_no_error() {
    let ran = scopes("diagnose").arg("Cargo.toml").run().code(2);
    assert!(ran.err.contains("scopes diagnose - < \"Cargo.toml\""), "{}", ran.err);
}

#[test]
fn a_call_is_named_once_and_several_agree_with_their_verb() {
    let told = |text: &str| {
        let page = scopes("diagnose").arg("-").input(text).run().code(0).out;
        page.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let text = "spotifyApi.addTracksToPlaylist 403 Insufficient client scope";
    let page = told(text);
    assert_eq!(page.matches("Add Items to Playlist").count(), 1, "{page}");
    assert_eq!(page.matches("--for add-tracks-to-playlist").count(), 1, "{page}");
    assert!(page.contains(" needs: playlist-modify-private when private"), "{page}");
    let json = scopes("diagnose").arg("-").input(text).json();
    assert_eq!(json["calls"].as_array().map(Vec::len), Some(1), "{json}");
    let text = "PUT /me/player/play 403 Insufficient client scope\n\
                GET /me/tracks 403 Insufficient client scope";
    let page = told(text);
    assert!(page.contains("(GET /me/tracks) need: "), "{page}");
}

#[test]
fn the_player_says_with_401_that_a_scope_is_missing() {
    for text in [
        r#"{"error":{"status":401,"message":"Permissions missing"}}"#,
        r#"{"error":{"message":"Permissions missing","status":401}}"#,
        r#"{ "error": { "status": 401, "message": "Permission missing" } }"#,
        "Spotify answered 401: Permissions missing",
    ] {
        let ran = scopes("diagnose").args([text, "--format", "plain"]).run().code(0);
        assert_eq!(ran.lines(), ["missing-scope"], "{text}");
    }
    // Other systems have permissions as well.
    let other = "Permissions missing: android.permission.CAMERA";
    assert_ne!(
        scopes("diagnose").args([other, "--format", "plain"]).run().lines(),
        ["missing-scope"]
    );
}
