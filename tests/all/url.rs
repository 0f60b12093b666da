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
