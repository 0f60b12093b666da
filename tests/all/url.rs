//! `scopes url`, as somebody types it.

use crate::support::{Ran, scopes, strings};
use snapbox::{assert_data_eq, str};

const ID: &str = "0123456789abcdef0123456789abcdef";

fn url(redirect: &str, more: &[&str]) -> Ran {
    scopes("url").args(["--client-id", ID, "--redirect", redirect]).args(more.iter().copied()).run()
}

#[test]
fn the_url_stands_alone_on_stdout() {
    let ran = url("http://127.0.0.1:8888/callback", &["--scope", "user-read-email user-top-read"]);
    assert_eq!(ran.code, 0);
    assert_data_eq!(
        ran.out,
        str![[r#"
https://accounts.spotify.com/authorize?response_type=code&client_id=0123456789abcdef0123456789abcdef&scope=user-read-email%20user-top-read&redirect_uri=http%3A%2F%2F127.0.0.1%3A8888%2Fcallback

"#]]
    );
}

#[test]
fn scope_is_left_out_when_there_is_none() {
    assert!(!url("https://example.com/cb", &[]).out.contains("scope"));
    assert!(!url("https://example.com/cb", &["--scope", ""]).out.contains("scope"));
    assert!(!url("https://example.com/cb", &["--for", "Get Track"]).out.contains("scope"));
}

#[test]
fn the_redirect_is_sent_byte_for_byte() {
    for (redirect, sent) in [
        ("https://example.com", "https%3A%2F%2Fexample.com"),
        ("https://example.com/", "https%3A%2F%2Fexample.com%2F"),
        ("https://Example.com/CB", "https%3A%2F%2FExample.com%2FCB"),
        ("https://example.com:443/cb", "https%3A%2F%2Fexample.com%3A443%2Fcb"),
        ("https://example.com/a%20b", "https%3A%2F%2Fexample.com%2Fa%2520b"),
        ("https://example.com/cb?a=1&b=2", "https%3A%2F%2Fexample.com%2Fcb%3Fa%3D1%26b%3D2"),
        ("https://example.com/./a/../b", "https%3A%2F%2Fexample.com%2F.%2Fa%2F..%2Fb"),
        ("https://example.com/('!~)", "https%3A%2F%2Fexample.com%2F('!~)"),
        ("my-app://cb", "my-app%3A%2F%2Fcb"),
        (
            "https://b\u{fc}cher.example/\u{1f49a}",
            "https%3A%2F%2Fb%C3%BCcher.example%2F%F0%9F%92%9A",
        ),
    ] {
        let ran = url(redirect, &[]);
        assert!(
            ran.out.trim_end().ends_with(&format!("&redirect_uri={sent}")),
            "{redirect}: {ran:?}"
        );
    }
}

#[test]
fn redirects_that_would_be_refused_are_errors_that_say_what_to_register() {
    for (redirect, instead) in [
        ("http://localhost:3000/cb", "http://127.0.0.1:3000/cb"),
        ("https://localhost/cb", "http://127.0.0.1/cb"),
        ("http://example.com/cb", "https://example.com/cb"),
        ("https://example.com/cb#done", "https://example.com/cb"),
        ("example.com/cb", "https://example.com/cb"),
        ("/cb", ""),
    ] {
        let ran = url(redirect, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{redirect}");
        assert!(ran.err.contains("Spotify refuses the redirect URI"), "{}", ran.err);
        let said = ran.err.replace("\n ", "");
        assert!(said.contains(instead), "{redirect}: {}", ran.err);
    }
}

#[test]
fn for_takes_what_need_takes_and_asks_for_its_set() {
    let asked = |more: &[&str]| {
        let json = scopes("url")
            .args(["--client-id", ID, "--redirect", "https://example.com/cb"])
            .args(more.iter().copied())
            .json();
        strings(&json["scopes"]).join(" ")
    };
    assert_eq!(
        asked(&["--for", "Create Playlist"]),
        "playlist-modify-private playlist-modify-public"
    );
    assert_eq!(
        asked(&["--for", "Create Playlist", "--when", "private"]),
        "playlist-modify-private"
    );
    assert_eq!(
        asked(&["--for", "GET /me", "--with-optional"]),
        "user-read-email user-read-private"
    );
    assert_eq!(
        asked(&["--scope", "user-top-read", "--for", "skip song", "--for", "get-followed"]),
        "user-top-read user-modify-playback-state user-follow-read"
    );
    let ran = url("https://example.com/cb", &["--for", "skip song"]);
    assert!(ran.err.contains("took \"skip song\" for Skip To Next"));
}

#[test]
fn a_call_that_does_not_exist_gives_no_url() {
    let ran = url("https://example.com/cb", &["--for", "spotify wrapped"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("no such endpoint"), "{}", ran.err);
}

#[test]
fn scopes_that_would_be_refused_give_no_url() {
    for (scope, said) in [
        ("user-read-emial", "did you mean user-read-email?"),
        ("user-read-birthdate", "withdrew"),
        ("soa-manage-partner", "never into an authorize URL"),
        ("user-personalized", "do not ask for it"),
    ] {
        let ran = url("https://example.com/cb", &["--scope", scope]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{scope}");
        assert!(ran.err.replace("\n ", "").contains(said), "{scope}: {}", ran.err);
    }
}

#[test]
fn commas_are_mended_and_said() {
    let ran = url("https://example.com/cb", &["--scope", "user-read-email,user-top-read"]);
    assert!(ran.out.contains("scope=user-read-email%20user-top-read&"));
    assert!(ran.err.contains("parted by spaces"));
}

#[test]
fn a_random_state_and_a_verifier_stand_beside_the_url() {
    let ran = url("http://127.0.0.1:1/cb", &["--state", "--pkce", "--show-dialog"]).code(0);
    assert_eq!(ran.lines().len(), 1);
    let kept = |name: &str| {
        let line = ran.err.lines().find_map(|line| line.trim().strip_prefix(name));
        line.unwrap_or_else(|| panic!("{name}: {}", ran.err)).trim().to_string()
    };
    let (state, verifier) = (kept("state "), kept("code_verifier "));
    // 24 bytes in base64: 192 bits.
    assert_eq!((state.len(), verifier.len()), (32, 64));
    let challenge = scopes::authorize::challenge(&verifier);
    assert!(ran.out.trim_end().ends_with(&format!(
        "&state={state}&show_dialog=true&code_challenge_method=S256&code_challenge={challenge}"
    )));
    assert!(!ran.out.contains(&verifier));
    assert!(ran.err.contains(&format!("--data-urlencode code_verifier={verifier}")));
    assert!(!ran.err.contains("CLIENT_SECRET"), "a public client has none");
    let again = url("http://127.0.0.1:1/cb", &["--state", "--pkce"]);
    assert!(!again.err.contains(&state) && !again.err.contains(&verifier));
}

#[test]
fn json_has_the_token_request() {
    let ask = |more: &[&str]| {
        scopes("url")
            .args([
                "--client-id",
                ID,
                "--redirect",
                "https://example.com/cb",
                "--state",
                "Zm9vYmFy",
            ])
            .args(more.iter().copied())
    };
    let json = ask(&["--pkce"]).json();
    let verifier = json["code_verifier"].as_str().expect("a verifier");
    let token = &json["token_request"];
    assert_eq!(token["url"], "https://accounts.spotify.com/api/token");
    assert_eq!(token["headers"].as_array().expect("headers").len(), 1);
    let form = token["form"].as_array().expect("a form");
    let names: Vec<&str> = form.iter().map(|field| field["name"].as_str().expect("text")).collect();
    assert_eq!(names, ["grant_type", "code", "redirect_uri", "client_id", "code_verifier"]);
    assert_eq!(form[4]["value"], verifier);
    let json = ask(&[]).json();
    assert!(json["code_verifier"].is_null());
    assert!(json["token_request"]["curl"].as_str().expect("text").contains(":CLIENT_SECRET"));
    let ran = ask(&["--pkce", "--format", "json"]).run();
    assert!(!ran.err.contains("code_verifier"), "it is in the answer: {}", ran.err);
}

#[test]
fn each_warning_comes_once_and_quiet_drops_them() {
    let ask = |redirect: &str, more: &[&str]| {
        scopes("url").args(["--client-id", "x", "--redirect", redirect]).args(more.to_vec()).run()
    };
    let ran = ask("my-app://cb", &["--scope", "user-soa-link"]).code(0);
    for said in [
        "warning: the client id is not 32",
        "warning: no state; add --state",
        "warning: no PKCE",
        "warning: user-soa-link",
        "note: refresh tokens end six months",
        "note: scopes accumulate",
    ] {
        assert_eq!(ran.err.matches(said).count(), 1, "{said}: {}", ran.err);
    }
    let quiet = ask("my-app://cb", &["--scope", "user-soa-link", "--quiet"]).code(0);
    assert_eq!((&*quiet.err, &*quiet.out), ("", &*ran.out));
    // What was made here cannot be had again, so it is said all the same.
    let quiet = ask("my-app://cb", &["--quiet", "--pkce", "--state"]).code(0);
    assert!(quiet.err.contains("code_verifier") && quiet.err.contains("state"));
    assert!(!quiet.err.contains("curl"));
}

#[test]
fn strict_takes_warnings_for_errors_but_not_notes() {
    let ran = url("https://example.com/cb", &["--strict"]).code(1);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("error: no state; add --state"), "{}", ran.err);
    url("https://example.com/cb", &["--strict", "--state"]).code(0);
    url("http://127.0.0.1:1/cb", &["--strict", "--state"]).code(1);
    url("http://127.0.0.1:1/cb", &["--strict", "--state", "--pkce"]).code(0);
    let commas = &["--strict", "--state", "--scope", "user-read-email,user-top-read"];
    url("https://example.com/cb", commas).code(1);
}

#[test]
fn scopes_of_users_and_services_are_not_mixed() {
    let ran = url("https://example.com/cb", &["--scope", "user-soa-link soa-manage-partner"]);
    assert_eq!((ran.code, &*ran.out), (1, ""));
    assert!(ran.err.contains("must not be mixed"), "{}", ran.err);
}

#[test]
fn the_rules_about_redirects_are_told() {
    let verdicts = |redirect: &str| {
        let ran = url(redirect, &["--explain-redirect", "--state", "--pkce"]);
        let rules = ran.err.lines().filter_map(|line| {
            let mut words = line.split_whitespace();
            let verdict = words.next()?;
            let known = ["holds", "refused", "risky", "note", "unjudged"].contains(&verdict);
            known.then(|| format!("{verdict} {}", words.next().unwrap_or_default()))
        });
        rules.collect::<Vec<_>>()
    };
    let sound = verdicts("https://example.com/cb");
    assert_eq!(sound.len(), scopes::authorize::redirect::RULES.len());
    assert!(sound.iter().all(|rule| rule.starts_with("holds ")), "{sound:?}");
    let local = verdicts("http://localhost:1/cb");
    for said in ["refused localhost", "unjudged https", "holds fragment"] {
        assert!(local.iter().any(|rule| rule == said), "{said}: {local:?}");
    }
    assert!(verdicts("/cb").iter().any(|rule| rule == "unjudged https"));
    assert!(verdicts("http://[::1]:1/").iter().any(|rule| rule == "note any-port"));
}

#[test]
fn client_ids_that_cannot_be() {
    for (id, code, said) in [
        ("", 1, "no client id"),
        ("0123 4567", 1, "white space"),
        ("YOUR_CLIENT_ID", 0, "placeholder"),
        ("0123456789ABCDEF0123456789ABCDEF", 0, "not 32 lowercase"),
        (ID, 0, ""),
    ] {
        let client = format!("--client-id={id}");
        let ran = scopes("url").args([&*client, "--redirect", "https://example.com/cb"]).run();
        assert_eq!(ran.code, code, "{id}: {ran:?}");
        assert!(ran.err.contains(said), "{id}: {}", ran.err);
    }
}

#[test]
fn placeholders_are_named() {
    // What the other commands print as the next command, pasted as it stands.
    let ran = scopes("url")
        .args(["--client-id", "ID", "--redirect", "URI", "--for", "create-playlist"])
        .run()
        .code(1);
    assert!(ran.err.contains("the redirect URI is a placeholder: URI"), "{}", ran.err);
    assert!(ran.err.contains("the client id is a placeholder: ID"), "{}", ran.err);
    for uri in ["com.example.app:/cb", "http://127.0.0.1/uri", "urn:x"] {
        let ran = scopes("url").args(["--client-id", "x", "--redirect", uri]).run();
        assert!(!ran.err.contains("placeholder"), "{uri}: {}", ran.err);
    }
}

#[test]
fn a_question_without_a_command_is_told_where_to_ask() {
    let ran = scopes("skip").arg("song").run().code(2);
    assert!(ran.err.contains("scopes need \"skip song\""), "{}", ran.err);
    // A command with a slip is told by what it is like.
    assert!(!scopes("ned").arg("x").run().code(2).err.contains("skip song"));
}

#[test]
fn words_without_quotes_are_asked_to_be_quoted() {
    let url = |more: &[&str]| {
        let given = ["--client-id", "x", "--redirect", "https://example.com/cb"];
        scopes("url").args(given).args(more.iter().copied()).run().code(2).err
    };
    assert!(url(&["--for", "skip", "song"]).contains("--for \"skip song\""));
    assert!(!url(&["--frobnicate"]).contains("quote"));
}

#[test]
fn a_kind_that_words_name_is_the_case_that_is_asked_for() {
    let url = |question: &str| {
        scopes("url")
            .args(["--client-id", "x", "--redirect", "https://example.com/cb", "--for", question])
            .width(200)
            .run()
            .code(0)
    };
    let ran = url("follow an artist");
    assert!(ran.out.contains("scope=user-follow-modify&"), "{}", ran.out);
    assert!(ran.err.contains("when artist"), "{}", ran.err);
    assert!(url("save-library-items").out.contains("scope=playlist-modify-public%20"));
}

#[test]
fn calls_and_scopes_in_each_others_place_are_told() {
    let url = ["--client-id", "ID", "--redirect", "https://example.com/cb"];
    let ran = scopes("url").args(url).args(["--scope", "Create Playlist"]).run().code(1);
    assert!(ran.err.contains("--scope \"Create Playlist\" names a call"), "{}", ran.err);
    let ran = scopes("url").args(url).args(["--for", "user-read-email"]).run().code(1);
    assert!(ran.err.contains("--for user-read-email names a scope"), "{}", ran.err);
    let ran = scopes("url").run().code(2);
    assert!(ran.err.contains("SPOTIFY_CLIENT_ID and SPOTIFY_REDIRECT_URI"), "{}", ran.err);
}
