//! Texts of several lines on standard input: lists, logs, stack traces and code.

use crate::support::{fields, scopes};

fn ids(text: &str) -> Vec<String> {
    let answer = scopes("need").arg("-").input(text).json();
    let queries = answer["queries"].as_array().expect("queries").clone();
    let all = queries.iter().flat_map(|query| fields(&query["endpoints"], "id"));
    all.map(ToString::to_string).collect()
}

fn plain(text: &str) -> crate::support::Ran {
    scopes("need").args(["-", "--format", "plain"]).input(text).width(200).run()
}

#[test]
fn every_line_of_a_list_is_a_question() {
    let ran = plain("GET /me/tracks\nskip song\nCreate Playlist\n").code(0);
    assert_eq!(
        ran.lines(),
        [
            "user-modify-playback-state",
            "playlist-modify-private",
            "playlist-modify-public",
            "user-library-read"
        ]
    );
    assert!(ran.err.contains("took \"skip song\""), "{}", ran.err);
    // However it is written.
    let list = "# of the player\nMine:\n- skip song\n* [ ] get-queue\n1. me/top/artists\n\n---\n";
    assert_eq!(
        ids(list),
        ["skip-users-playback-to-next-track", "get-queue", "get-users-top-artists-and-tracks"]
    );
    // Members are lines of code, but a list all the same.
    assert_eq!(ids("sp.me()\nsp.current_user_top_tracks()\n").len(), 2);
}

#[test]
fn a_line_that_is_not_understood_is_named() {
    for text in ["GET /me/tracks\nbananas\n", "bananas\nsp.me()\n", "sp.me()\nsp.frobnicate()"] {
        let ran = plain(text).code(1);
        let unknown = if text.contains("bananas") { "bananas" } else { "sp.frobnicate()" };
        assert!(ran.err.contains(&format!("no such endpoint: \"{unknown}\"")), "{}", ran.err);
    }
    let ran = plain("Hello,\nthis call fails:\nGET /me/tracks\nwhat is wrong\nThanks").code(1);
    assert_eq!(ran.out, "user-library-read\n");
    assert!(ran.err.contains("not understood: \"Hello,\""), "{}", ran.err);
    // The same where it is typed.
    let ran = scopes("need").args(["GET /me/tracks\nbananas", "--format", "plain"]).run().code(1);
    assert_eq!(ran.out, "user-library-read\n");
    for command in ["check", "url"] {
        let how: &[&str] = match command {
            "check" => &["--granted", "user-library-read", "-"],
            _ => &["--client-id", "x", "--redirect", "https://example.com/cb", "--for", "-"],
        };
        let ran = scopes(command).args(how.iter().copied()).input("GET /me/tracks\nbananas").run();
        assert_eq!(ran.code, 1, "{ran:?}");
    }
}

#[test]
fn of_a_log_the_calls_alone_are_answered() {
    for log in [
        "2026-11-29 12:00:01 skip song\nGET https://api.spotify.com/v1/me/tracks\nskip song\n",
        "INFO ready\nGET https://api.spotify.com/v1/me/tracks\nskip song\n",
        "skip song\n\"GET /v1/me/tracks HTTP/1.1\" 403\n",
        "skip song\nGET https://api.spotify.com/v1/me/tracks 403 (Forbidden)\n",
        "skip song\nspotipy.exceptions.SpotifyException: http status: 403, code:-1 - https://api.spotify.com/v1/me/tracks?limit=2:\n",
        "skip song\n    at get (app.js:3:4)\nGET https://api.spotify.com/v1/me/tracks\n",
        "skip song\nconst r = await fetch(url);\nGET https://api.spotify.com/v1/me/tracks\n",
    ] {
        let ran = plain(log).code(0);
        assert_eq!(ran.out, "user-library-read\n", "{log}");
        assert!(ran.err.contains("other lines are not: \"skip song\""), "{log}: {}", ran.err);
    }
    let trace = "Traceback (most recent call last):\n  File \"a.py\", line 3\nValueError: no\n";
    assert!(plain(trace).code(1).err.contains("There is no call"));
}

#[test]
fn what_a_log_sent_to_the_api_in_vain_is_said() {
    let log = "DEBUG \"GET /v1/me/tracks HTTP/1.1\" 200\nDEBUG GET https://api.spotify.com/v1/none/such 404\nDEBUG GET /login 302\n";
    let ran = plain(log).code(1);
    assert_eq!(ran.out, "user-library-read\n");
    assert!(ran.err.contains("no such endpoint: \"GET /none/such\""), "{}", ran.err);
    assert!(!ran.err.contains("login"), "{}", ran.err);
}

#[test]
fn a_path_without_a_verb_covers_all_and_says_so() {
    let trace = |lines: &str| {
        format!(
            "Traceback (most recent call last):\n  File \"a.py\", line 3, in main\n{lines}\nrequests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://api.spotify.com/v1/me/playlists\n"
        )
    };
    let ran = plain(&trace("    main()")).code(0);
    assert!(ran.err.contains("covers GET and POST"), "{}", ran.err);
    assert_eq!(ids(&trace("    main()")).len(), 2);
    // Another line may tell the verb.
    let ran = plain(&trace("    r = requests.post(url, json=body)")).code(0);
    assert!(ran.err.contains("took it for POST"), "{}", ran.err);
    assert_eq!(ids(&trace("    r = requests.post(url, json=body)")), ["create-playlist"]);
    // Two verbs tell nothing, and neither does one of another address.
    assert_eq!(ids(&trace("    requests.get(a)\n    requests.post(b)")).len(), 2);
    assert_eq!(ids(&trace("    requests.post('https://example.com/x')")).len(), 2);
    // Pages are read.
    let answer = scopes("need").arg("https://api.spotify.com/v1/me/playlists?limit=50").json();
    assert_eq!(answer["queries"][0]["call"], "GET /me/playlists");
    assert_eq!(scopes("need").arg("PUT /me/player").run().code(0).err, "");
}

#[test]
fn a_verb_alone_is_no_call() {
    for verb in ["GET", "put", "Delete"] {
        let ran = scopes("need").args([verb, "--format", "plain"]).run().code(1);
        assert!(ran.err.contains("A verb alone is no call"), "{}", ran.err);
    }
    scopes("need").args(["GET", "PUT"]).run().code(1);
    scopes("need").args(["GET", "/me/tracks"]).run().code(0);
}
