//! What newcomers type: words for the part of an answer that an optional scope adds, names
//! of scopes as code writes them, and input as their shells write it.

use crate::support::{scopes, strings};

/// A text without its line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn asked(question: &str) -> (Vec<String>, String) {
    let ran = scopes("need").args([question, "--format", "plain"]).width(400).run().code(0);
    (ran.lines().iter().map(ToString::to_string).collect(), one_line(&ran.err))
}

#[test]
fn what_an_optional_scope_adds_is_asked_for_by_its_name() {
    for (question, scope) in [
        ("get my private playlists", "playlist-read-private"),
        ("read private playlists", "playlist-read-private"),
        ("all my playlists including private", "playlist-read-private"),
        ("collaborative playlists", "playlist-read-collaborative"),
        ("get my email", "user-read-email"),
        ("what scope for email", "user-read-email"),
        ("is the user premium", "user-read-private"),
        ("user's country", "user-read-private"),
        ("resume position of an episode", "user-read-playback-position"),
        ("where did I stop in the episode", "user-read-playback-position"),
    ] {
        let (scopes, notes) = asked(question);
        assert_eq!(scopes, [scope], "{question}: {notes}");
        assert!(notes.contains(scope) && notes.contains("which adds"), "{question}: {notes}");
    }
}

#[test]
fn who_names_the_call_alone_is_not_asked_for_more() {
    for question in ["get my profile", "my playlists", "get my public playlists", "get an episode"]
    {
        assert_eq!(asked(question).0, [""; 0], "{question}");
    }
    assert_eq!(asked("get my playlists but not private ones").0, [""; 0]);
    assert_eq!(asked("Get Current User's Profile").0, [""; 0]);
}

#[test]
fn what_words_ask_for_is_in_the_url_and_counts_for_a_token() {
    let url = scopes("url")
        .args(["--client-id", "0123456789abcdef0123456789abcdef", "--state", "Zm9vYmFyYmF6"])
        .args(["--redirect", "https://example.com/cb", "--for", "get my email"])
        .run()
        .code(0);
    assert!(url.out.contains("scope=user-read-email"), "{url:?}");
    let lacks = scopes("check").args(["--granted", "user-top-read", "get my email"]);
    assert_eq!(strings(&lacks.json()["missing"]), ["user-read-email"]);
    scopes("check").args(["--granted", "user-top-read", "get my email"]).run().code(1);
    scopes("check").args(["--granted", "user-read-email", "get my email"]).run().code(0);
    scopes("check").args(["--granted", "user-top-read", "get my profile"]).run().code(0);
    let next = scopes("need").arg("get my email").json();
    assert_eq!(
        next["next"],
        "scopes url --client-id ID --redirect URI --for get-current-users-profile \
         --scope user-read-email"
    );
    // In Development Mode nothing is had for it.
    let need = scopes("need").args(["get my email", "--mode", "development"]).json();
    assert_eq!(strings(&need["ask_for"]["scopes"]), [""; 0]);
}

#[test]
fn the_token_request_that_url_prints_is_sound() {
    for text in [
        "curl https://accounts.spotify.com/api/token --user abc:CLIENT_SECRET --data-urlencode grant_type=authorization_code --data-urlencode code=CODE --data-urlencode redirect_uri=https://example.com/cb",
        "POST https://accounts.spotify.com/api/token\nContent-Type: application/x-www-form-urlencoded\ngrant_type=authorization_code&code=CODE&redirect_uri=https%3A%2F%2Fexample.com%2Fcb",
        "curl -X POST -d grant_type=client_credentials https://accounts.spotify.com/api/token",
    ] {
        let ran = scopes("inspect").arg("-").input(text).run().code(0);
        assert!(ran.out.starts_with("Token request: sound"), "{ran:?}");
        assert!(!ran.out.contains("text around"), "{ran:?}");
    }
    for text in [
        "https://accounts.spotify.com/api/token?grant_type=authorization_code&code=x",
        "curl https://accounts.spotify.com/api/token",
        "curl -G -d grant_type=client_credentials https://accounts.spotify.com/api/token",
    ] {
        let ran = scopes("inspect").arg(text).run().code(1);
        assert!(ran.out.contains("token-page"), "{ran:?}");
    }
}

#[test]
fn scopes_are_known_as_code_writes_them() {
    for (name, scope) in [
        ("user_read_private", "user-read-private"),
        ("ScopeUserReadPrivate", "user-read-private"),
        ("Scopes.UserReadEmail", "user-read-email"),
        ("USER_TOP_READ", "user-top-read"),
        ("SpotifyScope.USER_READ_PRIVATE", "user-read-private"),
        ("SPTAuthUserReadPrivateScope", "user-read-private"),
    ] {
        let answer = scopes("explain").arg(name).json();
        let meant = strings(&answer["scopes"][0]["did_you_mean"]);
        assert_eq!(meant, [scope], "{name}");
        assert!(answer["next"].is_null(), "{name}: {answer}");
    }
    // A call is still taken for a call.
    let call = scopes("explain").args(["skip", "song"]).json();
    assert_eq!(call["next"], "scopes need skip-users-playback-to-next-track");
}

#[test]
fn labels_and_addresses_without_scopes_are_no_names() {
    for text in [
        "scope: user-read-email;user-top-read",
        "SPOTIFY_SCOPES=user-read-email user-top-read",
        "export SPOTIFY_SCOPE=\"user-read-email user-top-read\"",
        "scopes: user-read-email, user-top-read",
    ] {
        let answer = scopes("explain").arg(text).json();
        let ids: Vec<&str> = crate::support::fields(&answer["scopes"], "id");
        assert_eq!(ids, ["user-read-email", "user-top-read"], "{text}");
    }
    let none =
        scopes("explain").arg("https://accounts.spotify.com/authorize?client_id=x").run().code(0);
    assert!(none.out.contains("granted without any scope"), "{none:?}");
    for nothing in ["*", "…", "?"] {
        let ran = scopes("explain").arg(nothing).run().code(2);
        assert!(ran.err.contains("there is no scope in that"), "{ran:?}");
    }
}

fn utf_16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let text = if mark { format!("\u{feff}{text}") } else { text.to_string() };
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn input_is_read_as_powershell_writes_it() {
    let token = "{\"access_token\":\"x\",\"scope\":\"user-library-read\"}";
    for (mark, big) in [(true, false), (true, true), (false, false), (false, true)] {
        let check = scopes("check").args(["--granted", "-", "GET /me/tracks"]);
        check.input(utf_16(token, mark, big)).run().code(0);
    }
    let marked = format!("\u{feff}{token}");
    scopes("check").args(["--granted", "-", "GET /me/tracks"]).input(marked).run().code(0);
    let need = scopes("need").arg("-").input(utf_16("GET /me/tracks\r\n", true, false)).run();
    assert!(need.code(0).out.contains("user-library-read"));
    let explain = scopes("explain").arg("-").input(utf_16("user-top-read", true, false)).run();
    assert!(explain.code(0).out.contains("user-top-read"));
    let text = "403 Insufficient client scope, PUT /me/player/play";
    let diagnose = scopes("diagnose").arg("-").input(utf_16(text, true, false)).run();
    assert!(diagnose.code(0).out.contains("user-modify-playback-state"));
}

#[test]
fn no_input_is_no_answer() {
    let check = scopes("check").args(["--granted", "-", "GET /me/tracks"]).input(" \n").run();
    assert!(check.code(2).err.contains("standard input is empty"));
    let explain = scopes("explain").arg("-").input("").run();
    assert!(explain.code(2).err.contains("no scope in that"));
    // Who writes an empty list means it.
    scopes("check").args(["--granted", "", "GET /me/tracks"]).run().code(1);
    let file = scopes("check").args(["--granted", "token.json", "GET /me/tracks"]).run().code(2);
    assert!(file.err.contains("scopes check --granted - < \"token.json\""), "{file:?}");
}

#[test]
fn a_closed_call_is_told_from_one_that_needs_nothing() {
    let closed = scopes("need").args(["get recommendations", "--format", "plain"]).run().code(0);
    assert!(closed.out.is_empty() && closed.err.contains("no scope will help"), "{closed:?}");
    let open = scopes("need").args(["get an album", "--format", "plain"]).run().code(0);
    assert!(!open.err.contains("no scope will help"), "{open:?}");
    // The page says so itself.
    let page = scopes("need").arg("Get Recommendations").run().code(0);
    assert!(!page.err.contains("no scope will help"), "{page:?}");
    let url = |call: &str| {
        scopes("url")
            .args(["--client-id", "0123456789abcdef0123456789abcdef", "--state", "Zm9vYmFyYmF6"])
            .args(["--redirect", "https://example.com/cb", "--for", call])
            .run()
            .code(0)
    };
    let closed = url("Get Recommendations");
    assert!(closed.err.contains("no scope will help"), "{closed:?}");
    assert!(!closed.err.contains("add --scope"), "{closed:?}");
    let open = url("Get Album");
    assert!(open.err.contains("needs none") && !open.err.contains("add --scope"), "{open:?}");
}

#[test]
fn the_call_that_failed_may_be_named_beside_the_text() {
    for (call, scope) in [
        ("Create Playlist", "playlist-modify-private"),
        ("skip song", "user-modify-playback-state"),
        ("change volume", "user-modify-playback-state"),
    ] {
        let ran = scopes("diagnose").args(["Insufficient client scope", call]).width(400).run();
        assert!(ran.out.contains(scope), "{ran:?}");
        assert!(!one_line(&ran.out).contains("does not say for which call"), "{ran:?}");
    }
    let search =
        scopes("diagnose").arg("403 Insufficient client scope GET /search").width(400).run();
    assert!(!search.out.contains("does not say for which call"), "{search:?}");
    let alone = scopes("diagnose").arg("Insufficient client scope").width(400).run();
    assert!(alone.out.contains("does not say for which call"), "{alone:?}");
    let closed = ["Insufficient client scope", "get-recommendations"];
    let closed = scopes("diagnose").args(closed).width(400).run().code(0);
    assert!(closed.out.starts_with("The endpoint is closed"), "{closed:?}");
    let words = ["Insufficient client scope", "my app broke"];
    let words = scopes("diagnose").args(words).width(400).run();
    assert!(words.out.contains("does not say for which call"), "{words:?}");
}

#[test]
fn an_adjective_of_a_playlist_does_not_change_what_is_done_with_it() {
    for (question, id) in [
        ("read the songs of a private playlist", "get-playlists-items"),
        ("get the tracks of my collaborative playlist", "get-playlists-items"),
        ("add a song to a private playlist", "add-items-to-playlist"),
        ("add tracks to a collaborative playlist", "add-items-to-playlist"),
        ("remove a song from a private playlist", "remove-items-playlist"),
        ("create a private playlist", "create-playlist"),
        ("get my private playlists", "get-a-list-of-current-users-playlists"),
        ("find similar artists", "get-an-artists-related-artists"),
        ("find related artists", "get-an-artists-related-artists"),
        ("audiobook progress", "get-audiobook-chapters"),
        ("like an artist", "save-library-items"),
        ("pause the song", "pause-a-users-playback"),
    ] {
        let answer = scopes("need").arg(question).json();
        let found = answer["queries"][0]["endpoints"].as_array().expect("endpoints").first();
        let found = found.map_or("", |first| first["id"].as_str().expect("an id"));
        assert_eq!(found, id, "{question}");
    }
}

#[test]
fn what_the_api_does_not_have_is_refused() {
    for (question, says) in [
        ("streams of my song", "numbers of plays"),
        ("get audio stream", "hands out audio"),
        ("record a song", "hands out audio"),
        ("stats for artist", "numbers of plays"),
        ("ads", "Advertisements"),
        ("user's language", "no language"),
        ("get user's phone", "no language, phone"),
        ("see what others listen to", "feed of friends"),
        ("delete my data", "The account itself"),
        ("pause in 10 minutes", "cannot set this"),
        ("private session", "is_private_session"),
        ("upload a song", "can only be read"),
    ] {
        let ran = scopes("need").arg(question).width(400).run();
        assert_eq!(ran.code, 1, "{question}: {ran:?}");
        assert!(one_line(&ran.out).contains(says), "{question}: {ran:?}");
    }
    let upload = scopes("need").arg("upload a song").run().code(1);
    assert!(!upload.out.contains("cover"), "{upload:?}");
}

#[test]
fn the_thing_and_not_the_person_tells_the_case() {
    for (question, scopes_asked) in [
        ("did the user save this album", "user-library-read"),
        ("has the user liked this song", "user-library-read"),
        ("does the user follow this artist", "user-follow-read"),
        ("unsubscribe from podcast", "user-library-modify"),
        ("follow a friend", "user-follow-modify"),
        ("follow someone", "user-follow-modify"),
        ("like an artist", "user-follow-modify"),
        ("follow a user", "user-follow-modify"),
    ] {
        assert_eq!(asked(question).0, [scopes_asked], "{question}");
    }
}

#[test]
fn what_is_proposed_for_a_redirect_is_not_refused_itself() {
    let proposals = |uri: &str| {
        let ran = scopes("url")
            .args(["--client-id", "0123456789abcdef0123456789abcdef", "--state", "Zm9vYmFyYmF6"])
            .args(["--redirect", uri])
            .width(400)
            .run()
            .code(1);
        let err = one_line(&ran.err);
        let said = err.split("register and send ").skip(1);
        said.map(|rest| rest.split(' ').next().expect("a word").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(proposals("http://LOCALHOST/cb"), ["http://127.0.0.1/cb"]);
    assert_eq!(proposals("http://127.0.0.2:80/cb"), ["http://127.0.0.1/cb"]);
    assert_eq!(proposals("https://localhost:443/cb"), ["http://127.0.0.1/cb"]);
    assert_eq!(proposals("http://Example.com:80/cb"), ["https://example.com/cb"]);
    assert_eq!(proposals("http://localhost:3000/cb"), ["http://127.0.0.1:3000/cb"]);
}

#[test]
fn scopes_that_belong_together_are_named() {
    let url = |scope: &str| {
        scopes("url")
            .args(["--client-id", "0123456789abcdef0123456789abcdef", "--state", "Zm9vYmFyYmF6"])
            .args(["--redirect", "https://example.com/cb", "--scope", scope])
            .width(400)
            .run()
            .code(0)
    };
    let url = |scope: &str| one_line(&url(scope).err);
    let alone = url("streaming");
    assert!(alone.contains("user-read-email and user-read-private as well"), "{alone}");
    assert!(!url("streaming user-read-email user-read-private").contains("as well"));
    assert!(!url("user-read-email").contains("as well"));
}

#[test]
fn help_says_what_a_command_is_for() {
    for (command, says) in [
        ("need", "Which scopes calls need"),
        ("explain", "What scopes mean"),
        ("url", "A ready-made authorize URL"),
        ("audit", "What an app's code calls"),
    ] {
        let long = scopes(command).arg("--help").run().code(0);
        assert!(long.out.starts_with(says), "{}", long.out);
        let asked = scopes("help").arg(command).run().code(0);
        assert_eq!(asked.out, long.out);
        assert!(scopes(command).arg("-h").run().code(0).out.starts_with(says));
    }
    assert_eq!(scopes("help").run().code(0).out, scopes("--help").run().code(0).out);
    scopes("help").arg("nothing-such").run().code(2);
}

#[test]
fn endpoints_of_one_name_are_told_apart_in_a_list() {
    let list = scopes("list").arg("endpoints").run().code(0).out;
    let count = |text: &str| list.matches(text).count();
    assert_eq!(
        (count("Get Playlist Items"), count("(/items)"), count("(/tracks)")),
        (2, 4, 4),
        "{list}"
    );
    assert!(!list.contains("Get Queue ("), "{list}");
}

#[test]
fn a_traceback_tells_by_its_paths_which_library_it_is_of() {
    let trace = "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>\n    sp.user_playlist_create(user, 'x')\n  File \"/usr/lib/python3/site-packages/spotipy/client.py\", line 300, in _internal_call\nspotipy.exceptions.SpotifyException: http status: 403\n";
    let of = |text: &str| {
        let answer = scopes("need").arg("-").input(text.to_string()).json();
        let members = answer["queries"][0]["members"].as_array().expect("members").clone();
        members
            .iter()
            .map(|m| m["library"].as_str().expect("a name").to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(trace), ["spotipy"]);
    // Without such a path every library is covered.
    let without = trace.replace("site-packages/spotipy/client.py", "site-packages/client.py");
    assert!(of(&without).len() > 1);
}

#[test]
fn bash_keeps_what_was_typed() {
    let complete = |line: &str| {
        let point = line.len().to_string();
        let ran = scopes("__complete").args(["bash", line, &point]).run().code(0);
        ran.out.lines().map(ToString::to_string).collect::<Vec<_>>()
    };
    let all = |line: &str, begin: &str| {
        let found = complete(line);
        assert!(!found.is_empty() && found.iter().all(|c| c.starts_with(begin)), "{found:?}");
    };
    all("scopes need 'Get User", "Get User");
    all("scopes need \"get user", "Get User");
    all("scopes need Get\\ User", "Get\\ User");
    // Found by a word within, they have nothing in common with each other.
    assert_eq!(complete("scopes need albums").first().map(String::as_str), Some("albums"));
    all("scopes list endpoints --status ", "");
    let statuses = complete("scopes list endpoints --status ");
    assert!(statuses.iter().all(|s| s != "retired") && statuses.iter().any(|s| s == "closed"));
    let statuses = complete("scopes list scopes --status ");
    assert!(statuses.iter().any(|s| s == "retired") && statuses.iter().all(|s| s != "closed"));
    assert!(complete("scopes list endpoints --category Pl").iter().all(|c| c != "Playback"));
    assert!(complete("scopes list --category Pl").iter().any(|c| c == "Playback"));
    // Tests run in the folder of the package.
    assert_eq!(complete("scopes audit tests/al"), ["tests/all/"]);
}

#[test]
fn whoever_controls_playback_needs_one_scope_whatever_the_button() {
    for question in ["control playback", "let users control the player", "player controls"] {
        let (scopes, notes) = asked(question);
        assert_eq!(scopes, ["user-modify-playback-state"], "{question}: {notes}");
        assert!(notes.contains("took"), "{question}: {notes}");
    }
    // Some controls have calls of their own.
    assert!(asked("control the volume").1.contains("volume"));
}

#[test]
fn the_name_of_a_file_is_no_question() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("error.log");
    std::fs::write(&file, "403 Insufficient client scope").unwrap();
    let ran = scopes("need").args([file.to_str().unwrap()]).run().code(2);
    assert!(one_line(&ran.err).contains("is a file, and only its name was given"), "{}", ran.err);
    // What is not there is asked for by name.
    let ran = scopes("need").args([folder.path().join("gone.log").to_str().unwrap()]).run().code(1);
    assert!(ran.out.contains("No such endpoint"), "{}", ran.out);
}

#[test]
fn no_part_of_a_secret_is_given_as_a_reason() {
    for (question, pieces) in [
        (
            "{\"access_token\":\"BQDf3kL9xZ1mNpQrAbCdEfGh\",\"refresh_token\":\"AQCk9dJ3mTtUuVvWwXx\"}",
            ["bqdf", "qcd", "qr", "jm", "tt", "aqck9d"].as_slice(),
        ),
        ("Authorization: Bearer BQbqsecretsecretsecretsecret9", &["bqsecret", "secretsecret"]),
        ("password=hunter2 verylong", &["hunter2"]),
    ] {
        for format in ["table", "plain", "json", "markdown"] {
            let ran = scopes("need").args([question, "--format", format]).run();
            let said = format!("{}{}", ran.out, ran.err).to_lowercase();
            let leaked = pieces.iter().find(|piece| said.contains(&format!("\"{piece}")));
            assert_eq!(leaked, None, "{said}");
        }
    }
    let token = "BQDf3kL9xZ1mNpQrStUvWxYz0123456789abcdef";
    let ran = scopes("list").args(["--scope", token]).run();
    assert!(!format!("{}{}", ran.out, ran.err).contains(token));
}

#[test]
fn deeds_one_after_another_are_several_questions() {
    for question in ["pause skip", "skip pause", "shuffle repeat", "pause skip volume"] {
        let ran = scopes("need").args(question.split(' ')).args(["--format", "plain"]).run();
        assert_eq!(ran.code(0).lines(), ["user-modify-playback-state"], "{question}");
    }
    // Things that are asked for are not changed.
    let ran = scopes("need").args(["profile", "playlists", "--format", "plain"]).run().code(0);
    assert_eq!(ran.out, "");
    // Words that belong together stay together.
    for (question, id) in [
        ("skip song", "skip-users-playback-to-next-track"),
        ("artist albums", "get-an-artists-albums"),
        ("follow playlist", "follow-playlist"),
    ] {
        let ran = scopes("need").args(question.split(' ')).args(["--format", "json"]).run().code(0);
        assert!(ran.out.contains(id), "{question}: {}", ran.out);
        assert!(ran.err.is_empty() || ran.err.contains("one question"), "{}", ran.err);
    }
}

#[test]
fn addresses_that_are_no_call_are_told_apart() {
    let told =
        |question: &str| one_line(&scopes("need").args([question]).width(400).run().code(1).out);
    let page = "https://developer.spotify.com/documentation/web-api/reference/make-playlist";
    assert!(told(page).contains("has no page of that address"), "{}", told(page));
    let site = "https://open.spotify.com/track/4iV5W9uYEdYUVa79Axb7Rh";
    assert!(told(site).contains("is not the Web API"), "{}", told(site));
    assert!(told("spotify:track:4iV5W9uYEdYUVa79Axb7Rh").contains("a Spotify URI"));
}

#[test]
fn words_beside_a_path_are_a_question_too() {
    for (question, scopes_) in [
        ("GET /me/tracks and my top artists", &["user-library-read", "user-top-read"][..]),
        ("GET /me/tracks; get my top artists", &["user-library-read", "user-top-read"]),
        ("GET /me/tracks get my top artists", &["user-library-read", "user-top-read"]),
        ("my top artists and GET /me/tracks", &["user-library-read", "user-top-read"]),
        (
            "GET /me/tracks, my top artists, recently played",
            &["user-library-read", "user-read-recently-played", "user-top-read"],
        ),
        (
            "first GET /me/tracks then upload a playlist cover",
            &[
                "playlist-modify-private",
                "playlist-modify-public",
                "ugc-image-upload",
                "user-library-read",
            ],
        ),
    ] {
        for ran in [
            scopes("need").args([question, "--format", "plain"]).run(),
            scopes("need").args(["-", "--format", "plain"]).input(format!("{question}\n")).run(),
        ] {
            let ran = ran.code(0);
            let mut found: Vec<&str> = ran.lines();
            found.sort_unstable();
            assert_eq!(found, scopes_, "{question}: {}", ran.err);
            assert!(ran.err.contains("took"), "{question}: {}", ran.err);
        }
    }
    let check = scopes("check")
        .args(["--granted", "user-library-read", "GET /me/tracks; get my top artists"])
        .run()
        .code(1);
    assert!(check.out.contains("user-top-read"), "{}", check.out);
}

#[test]
fn words_beside_a_path_that_are_not_understood_are_said() {
    for question in ["GET /me/tracks and frobnicate the gizmo", "GET /me/tracks; gizmo report"] {
        let ran = scopes("need").arg(question).run().code(1);
        assert!(one_line(&ran.out).contains("gizmo"), "{question}: {}", ran.out);
        scopes("check").args(["--granted", "user-library-read", question]).run().code(1);
    }
    let ran = scopes("check")
        .args(["--granted", "user-library-read", "GET /me/tracks nightly gizmo report"])
        .run();
    assert!(one_line(&ran.err).contains("not read: \"nightly gizmo report\""), "{}", ran.err);
}

#[test]
fn what_programs_write_around_a_path_is_no_question() {
    for question in [
        "GET https://api.spotify.com/v1/me/tracks 403 Insufficient client scope",
        "curl -H \"Authorization: Bearer x\" https://api.spotify.com/v1/me/tracks",
        "curl https://api.spotify.com/v1/me/tracks",
        "api.get('/me/tracks', { headers }); and then get my top artists",
        "await api.get(\"/me/tracks\")",
        "Insufficient client scope, GET /me/tracks",
        "call GET /me/tracks",
        "the GET /me/tracks endpoint, please",
        "what scope does GET /me/tracks need?",
        "which scopes do I need for GET /me/tracks",
        "How do I use GET /me/tracks",
        "GET /me/tracks fails with 403",
        "GET /me/tracks to get my saved songs",
        "get my saved tracks (GET /me/tracks)",
        "GET /me/tracks HTTP/1.1",
        "`GET /me/tracks`",
    ] {
        let ran = scopes("need").args([question, "--format", "plain"]).run().code(0);
        assert_eq!(ran.lines(), ["user-library-read"], "{question}: {}", ran.err);
        assert_eq!(ran.err, "", "{question}");
    }
}

#[test]
fn things_that_commas_part_are_asked_for_each() {
    for question in ["my top artists, recently played", "recently played; my top artists;"] {
        let ran = scopes("need")
            .args(["-", "--format", "plain"])
            .input(format!("{question}\n"))
            .run()
            .code(0);
        let mut found: Vec<&str> = ran.lines();
        found.sort_unstable();
        assert_eq!(found, ["user-read-recently-played", "user-top-read"], "{}", ran.err);
    }
    // Sentences with a comma in them are one question.
    for (question, id) in [
        ("in my app, add songs to a playlist", "add-items-to-playlist"),
        ("add a song, by its id, to a playlist", "add-items-to-playlist"),
        ("play a song, on my phone", "transfer-a-users-playback"),
    ] {
        let found = scopes("need").arg(question).json();
        let queries = found["queries"].as_array().expect("a list");
        assert_eq!(queries.len(), 1, "{question}: {found}");
        assert_eq!(queries[0]["endpoints"][0]["id"], id, "{question}");
    }
    // Half of a list is no answer to all of it.
    scopes("need").arg("my saved songs, albums and shows").run().code(1);
}

#[test]
fn what_is_made_is_private_or_public_as_words_say() {
    let both = &["playlist-modify-private", "playlist-modify-public"][..];
    for (question, scopes_) in [
        ("create private playlist", &["playlist-modify-private"][..]),
        ("create a private playlist", &["playlist-modify-private"]),
        ("create a public playlist", &["playlist-modify-public"]),
        ("create a collaborative playlist", both),
        ("create a private collaborative playlist", both),
        ("create a public or private playlist", both),
        ("create a playlist", both),
        ("create a playlist that is not private", both),
        ("create a non-public playlist", both),
        ("create a playlist of songs of a private playlist", both),
        // What is there already may be something else besides.
        ("make my playlist private", both),
        ("rename a private playlist", both),
    ] {
        assert_eq!(asked(question).0, scopes_, "{question}");
    }
    let notes = asked("create a private playlist").1;
    assert!(notes.contains("for Create Playlist (POST /me/playlists), when private"), "{notes}");
    let next = &scopes("need").arg("create a private playlist").json()["next"];
    assert!(next.as_str().is_some_and(|next| next.ends_with("--when private")), "{next}");
}

#[test]
fn what_was_typed_is_repeated_as_it_was_typed_and_once() {
    let page = |command: &str, question: &str| {
        let ran = scopes(command).arg(question).width(200).run();
        one_line(&format!("{}{}", ran.out, ran.err))
    };
    let nope = page("need", "GET /nope");
    assert!(nope.contains("No endpoint has that path."), "{nope}");
    let nope = page("need", "GET /nope?limit=2");
    assert!(nope.contains("No endpoint has the path /nope."), "{nope}");
    let call = page("explain", "GET /me/tracks");
    assert!(call.contains("No scope: GET /me/tracks That is a call"), "{call}");
}

#[test]
fn several_calls_of_a_url_are_several_options() {
    let tip = |calls: &[&str]| {
        let own = ["--client-id", "x", "--redirect", "https://a.b/c", "--for"];
        one_line(&scopes("url").args(own).args(calls.iter().copied()).run().code(2).err)
    };
    let quoted = tip(&["GET /me/tracks", "GET /me/top/artists"]);
    assert!(quoted.contains("tip: repeat the option for each call"), "{quoted}");
    assert!(tip(&["skip", "song"]).contains("tip: quote what has more than one word"));
}

#[test]
fn the_query_of_an_address_tells_what_kind_of_thing_it_is_about() {
    let all = ["playlist-modify-public", "user-follow-modify", "user-library-modify"];
    for (question, scopes) in [
        ("PUT /me/library?uris=spotify:track:1", &["user-library-modify"][..]),
        ("PUT /me/library?uris=spotify%3Aalbum%3A1", &["user-library-modify"]),
        ("curl -X PUT 'https://api.spotify.com/v1/me/library?uris=spotify:artist:1'", &all[1..2]),
        ("PUT /me/library?uris=spotify:artist:1,spotify:track:2", &all[1..]),
        ("DELETE /me/library?market=DE&uris=spotify:playlist:1#top", &all[..1]),
        // What is filled in later may be anything, and so may what a body holds.
        ("PUT /me/library?uris={uris}", &all),
        ("PUT /me/library?uris=spotify:track:1,${more}", &all),
        ("PUT /me/library?market=DE", &all),
        ("PUT /me/library", &all),
        ("POST /me/playlists?x=1", &["playlist-modify-private", "playlist-modify-public"]),
    ] {
        assert_eq!(asked(question).0, scopes, "{question}");
    }
}
