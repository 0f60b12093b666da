//! `scopes need`, as somebody types it.

use crate::support::{Ran, fields, scopes, strings};
use scopes::catalogue::{Catalogue, source};
use scopes::commands::{NeedRequest, need};
use snapbox::{assert_data_eq, file, str};

#[test]
fn one_endpoint_is_answered_in_a_dozen_lines() {
    let ran = scopes("need").arg("Create Playlist").run().code(0);
    assert_data_eq!(
        &ran.out,
        str![[r#"
Ask for  playlist-modify-private  when private or collaborative
         playlist-modify-public   when public (default) or collaborative
         --when public saves playlist-modify-private
         --when private saves playlist-modify-public

Create Playlist  POST /me/playlists
  A user must log in; Premium is not needed.

The user will read
  Manage your private playlists.
  Manage your public playlists.
Next  scopes url --client-id ID --redirect URI --for create-playlist

"#]]
    );
    assert!(ran.lines().len() <= 12 && ran.err.is_empty(), "{ran:?}");
}

#[test]
fn answers_at_40_columns() {
    let ran = scopes("need").args(["Create Playlist", "get-queue"]).width(40).run();
    assert_data_eq!(ran.out, file!["snapshots/need_40_columns.txt"]);
}

#[test]
fn answers_in_colour() {
    let ran = scopes("need").args(["get-queue", "Get Recommendations"]).colour().run();
    assert_data_eq!(ran.out, file!["snapshots/need_colour.txt"]);
}

#[test]
fn either_scope_is_enough_and_the_narrower_is_proposed() {
    let answer = scopes("need").arg("get-the-users-currently-playing-track").json();
    assert_eq!(strings(&answer["ask_for"]["scopes"]), ["user-read-currently-playing"]);
    let because = &answer["ask_for"]["reasons"][0]["because"][0];
    assert_eq!(strings(&because["or"]), ["user-read-playback-state"]);
}

#[test]
fn a_scope_needed_anyway_serves_where_either_is_enough() {
    let answer = scopes("need")
        .args(["get-the-users-currently-playing-track", "get-a-users-available-devices"])
        .json();
    assert_eq!(strings(&answer["ask_for"]["scopes"]), ["user-read-playback-state"]);
}

#[test]
fn cases_narrow_the_answer() {
    let narrowed = |case: &str| {
        let answer = scopes("need").args(["create-playlist", "--when", case]).json();
        strings(&answer["ask_for"]["scopes"]).join(" ")
    };
    assert_eq!(narrowed("private"), "playlist-modify-private");
    assert_eq!(narrowed("public"), "playlist-modify-public");
    assert_eq!(narrowed("collaborative"), "playlist-modify-private playlist-modify-public");
    let library = scopes("need").args(["save-library-items", "--when", "track,artist"]).json();
    assert_eq!(
        strings(&library["ask_for"]["scopes"]),
        ["user-follow-modify", "user-library-modify"]
    );
}

#[test]
fn who_named_a_case_is_not_told_what_naming_another_would_save() {
    let savings = |arguments: &[&str]| {
        let answer = scopes("need").arg("create-playlist").args(arguments).json();
        fields(&answer["ask_for"]["savings"], "when").join(" ")
    };
    assert_eq!(savings(&[]), "public private");
    assert_eq!(savings(&["--when", "collaborative"]), "");
}

#[test]
fn a_case_that_changes_nothing_is_said_and_one_that_does_not_exist_is_an_error() {
    let useless = scopes("need").args(["get-queue", "--when", "private"]).run().code(0);
    assert!(useless.err.contains("--when private changes nothing"), "{}", useless.err);
    let unknown = scopes("need").args(["get-queue", "--when", "secret"]).run().code(2);
    assert!(unknown.err.contains("no endpoint has a case \"secret\""), "{}", unknown.err);
    assert!(unknown.err.contains("collaborative") && unknown.out.is_empty());
}

#[test]
fn optional_scopes_are_left_out_until_asked_for() {
    let without = scopes("need").arg("Get Current User's Profile").json();
    assert!(strings(&without["ask_for"]["scopes"]).is_empty());
    assert_eq!(
        fields(&without["ask_for"]["optional"], "scope"),
        ["user-read-email", "user-read-private"]
    );
    assert_eq!(without["queries"][0]["endpoints"][0]["requires"]["needs"], "optional");
    let with = scopes("need").args(["Get Current User's Profile", "--with-optional"]).json();
    assert_eq!(strings(&with["ask_for"]["scopes"]), ["user-read-email", "user-read-private"]);
    assert_eq!(with["ask_for"]["reasons"][0]["because"][0]["adds"], "email");
}

#[test]
fn development_mode_withholds_what_no_scope_brings_back() {
    let answer = scopes("need")
        .args(["Get Current User's Profile", "--with-optional", "--mode", "development"])
        .json();
    assert!(strings(&answer["ask_for"]["scopes"]).is_empty());
    let closed = scopes("need").args(["Get Several Tracks", "--mode", "development"]).run().code(0);
    assert!(closed.out.starts_with("No scope will help."), "{}", closed.out);
    assert!(closed.out.contains("Fails in development mode, whatever the scope."));
    let open = scopes("need").args(["Get Several Tracks", "--mode", "extended"]).run().code(0);
    // First that it is open; that it is deprecated comes behind that.
    let is_open = open.out.find("Open in extended mode.").expect("it is open");
    assert!(open.out.find("Deprecated").is_some_and(|at| at > is_open), "{}", open.out);
}

#[test]
fn a_closed_endpoint_is_no_question_of_scopes() {
    let ran = scopes("need").arg("get-recommendations").run().code(0);
    assert!(ran.out.starts_with("No scope will help."), "{}", ran.out);
    assert!(ran.out.contains("Closed to new apps since 2024-11-27."));
    assert!(!ran.out.contains("Next"));
}

#[test]
fn nothing_needed_is_said_as_such() {
    let ran = scopes("need").arg("Get Track").run().code(0);
    assert!(ran.out.starts_with("No scope is needed."), "{}", ran.out);
    assert!(ran.out.contains("No login: an app token will do."));
    let answer = scopes("need").arg("Get Track").json();
    assert_eq!(answer["queries"][0]["endpoints"][0]["requires"]["needs"], "nothing");
}

#[test]
fn nothing_known_is_not_nothing_needed() {
    let file = include_str!("../../scopes.toml");
    let unknown = file.replacen("needs = \"nothing\"", "needs = \"unknown\"", 1);
    let catalogue = source::read(&unknown).expect("a sound catalogue");
    let request = NeedRequest { questions: vec!["get-an-album".into()], ..NeedRequest::default() };
    let answer = need(&catalogue, &request, &mut std::io::empty()).expect("an answer");
    assert!(!answer.report.ask_for.known);
    let layout = scopes::render::Layout { width: 80, colour: false };
    let page = scopes::render::render(&answer.report, scopes::render::Format::Table, layout);
    assert!(page.expect("a page").starts_with("What it needs is not known."));
}

#[test]
fn service_scopes_go_into_a_token_request() {
    let ran = scopes("need").arg("Unlink user").run().code(0);
    assert!(ran.out.starts_with("Ask for, in the body of a client-credentials token request"));
    let answer = scopes("need").arg("Unlink user").json();
    assert!(strings(&answer["ask_for"]["scopes"]).is_empty());
    assert_eq!(strings(&answer["ask_for"]["service_scopes"]), ["user-soa-unlink"]);
    assert!(answer["next"].is_null());
}

#[test]
fn no_such_endpoint_is_the_answer_no() {
    let ran = scopes("need").arg("spotify wrapped").run().code(1);
    assert_data_eq!(
        &ran.out,
        str![[r#"
No such endpoint: spotify wrapped
  Wrapped is not in the API; the closest are the user's top items.
  Near to it:
    Get User's Top Items  GET /me/top/{type}
Next  scopes need get-users-top-artists-and-tracks

"#]]
    );
    let plain = scopes("need").args(["spotify wrapped", "--format", "plain"]).run().code(1);
    assert!(plain.out.is_empty());
    assert!(plain.err.contains("no such endpoint: \"spotify wrapped\""), "{}", plain.err);
}

#[test]
fn scopes_stand_below_each_other() {
    let ran = scopes("need").arg("get-queue").run().code(0);
    assert_eq!(ran.lines()[0], "Ask for  user-read-playback-state");
    assert_eq!(ran.lines()[1], "         user-read-currently-playing");
}

#[test]
fn where_nothing_is_near_the_way_on_is_shown() {
    let ran = scopes("need").arg("bananas").run().code(1);
    assert_data_eq!(
        ran.out,
        str![[r#"
No such endpoint: bananas
  Nothing in the catalogue is called "bananas".
Next  scopes list endpoints

"#]]
    );
}

#[test]
fn a_line_nobody_documented_is_said_to_be_there() {
    let ran = scopes("need").arg("soa-register-user").run().code(0);
    assert!(ran.out.contains("  user-soa-link: The Scopes page has never had"), "{}", ran.out);
}

#[test]
fn nothing_asked_is_no_answer() {
    for asked in ["", "  "] {
        for format in ["table", "plain", "json"] {
            let ran = scopes("need").args([asked, "--format", format]).run().code(2);
            assert!(ran.out.is_empty(), "{}", ran.out);
            assert!(ran.err.starts_with("error: nothing was asked"), "{}", ran.err);
        }
    }
    scopes("need").arg("-").input("").run().code(2);
    scopes("need").args(["", "bananas"]).run().code(1);
}

#[test]
fn long_texts_are_refused_at_once_and_shown_by_their_beginning() {
    for (long, how) in [
        ("play song ".repeat(20_000), "There is no call of the Web API in that text."),
        ("plya sogn ".repeat(20_000), "There is no call of the Web API in that text."),
        ("a/".repeat(100_000), "There is no call of the Web API in that text."),
        (format!("/{}", "a/".repeat(100_000)), "No endpoint has the path"),
        ("a".repeat(200_000), "Nothing in the catalogue is called"),
    ] {
        let ran = scopes("need").arg(&long).run().code(1);
        assert!(ran.out.contains(how) && ran.out.len() < 700, "{ran:?}");
        let plain = scopes("need").args([&long, "--format", "plain"]).run().code(1);
        assert!(plain.err.len() < 700, "{plain:?}");
    }
}

/// A log has the same calls over and over, with other ids.
#[test]
fn of_a_log_each_endpoint_is_answered_once() {
    let mut log = String::new();
    for at in 0..3_000 {
        log.push_str(&format!(
            "DEBUG \"GET /v1/playlists/37i9dQZF1DXcBWIGoY{at:04}/tracks HTTP/1.1\" 200\n"
        ));
        log.push_str(&format!("  File \"/usr/lib/python3/x{at}.py\", line {at}, in get\n"));
        log.push_str(&format!(
            "PUT https://api.spotify.com/v1/me/player/play?device_id={at} 404\n"
        ));
        log.push_str(&format!("GET https://api.spotify.com/v1/nowhere{at}/x{at} 404\n"));
    }
    let answer = scopes("need").arg("-").input(log.clone()).json();
    let calls = crate::support::fields(&answer["queries"], "call");
    assert_eq!(
        calls,
        [
            "GET /playlists/37i9dQZF1DXcBWIGoY0000/tracks",
            "PUT /me/player/play",
            // What is not there is named, but not three thousand times.
            "GET /nowhere0/x0",
            "GET /nowhere1/x1",
            "GET /nowhere2/x2",
            "GET /nowhere3/x3"
        ]
    );
    // All of it on one line.
    let line = log.replace('\n', " ");
    let answer = scopes("need").arg("-").input(line).json();
    assert_eq!(answer["queries"].as_array().expect("queries").len(), 6);
    let answer =
        scopes("need").arg("-").input("sp.current_user_playlists()\nsp.current_user_saved_tracks(1)\nsp.current_user_saved_tracks(2)\n").json();
    assert_eq!(answer["queries"].as_array().expect("queries").len(), 2);
}

#[test]
fn a_verb_far_away_is_not_the_calls() {
    let far = format!("DELETE {} https://api.spotify.com/v1/me/albums", "x ".repeat(2_000));
    let answer = scopes("need").arg("-").input(far).json();
    assert_eq!(answer["queries"][0]["call"], "/me/albums");
    let near = format!(
        "curl -X DELETE -H 'Authorization: Bearer {}' https://api.spotify.com/v1/me/albums",
        "x".repeat(400)
    );
    let answer = scopes("need").arg("-").input(near).json();
    assert_eq!(answer["queries"][0]["call"], "DELETE /me/albums");
}

#[test]
fn what_is_found_is_answered_beside_what_is_not() {
    let ran = scopes("need").args(["get-queue", "/me/playlists/folders"]).run().code(1);
    assert!(ran.out.contains("No such endpoint: /me/playlists/folders"));
    assert!(ran.out.contains("user-read-playback-state"));
}

#[test]
fn guesses_are_said_and_exact_questions_just_answered() {
    let words = scopes("need").arg("skip song").run();
    assert_eq!(words.err, "note: took \"skip song\" for Skip To Next (POST /me/player/next)\n");
    let several = scopes("need").arg("queue").run().code(0);
    assert!(several.err.contains("fits 2 endpoints equally well"), "{}", several.err);
    for exact in ["Skip To Next", "POST /me/player/next", "skip-users-playback-to-next-track"] {
        assert!(scopes("need").arg(exact).run().err.is_empty(), "{exact}");
    }
    let quiet = scopes("need").args(["skip song", "--quiet"]).run();
    assert!(quiet.err.is_empty());
}

#[test]
fn a_case_named_in_the_question_is_pointed_out() {
    let ran = scopes("need").args(["create", "private", "playlist"]).run().code(0);
    assert!(ran.err.contains("read as one question: \"create private playlist\""), "{}", ran.err);
    assert!(ran.err.replace("\n ", "").contains("playlists), when private"), "{}", ran.err);
    let ran = scopes("need").arg("add a song to a private playlist").run().code(0);
    assert!(ran.err.contains("--when private asks for less"), "{}", ran.err);
    // Making one private that is public may need what is for public ones as well.
    let contested = scopes("need").arg("make playlist private").run().code(0);
    assert!(!contested.err.contains("asks for less"), "{}", contested.err);
}

#[test]
fn older_paths_say_what_replaced_them() {
    let ran = scopes("need").arg("POST /users/{user_id}/playlists/{playlist_id}/tracks").run();
    assert!(
        ran.err.replace("\n ", "").contains("today it is POST /playlists/{playlist_id}/items"),
        "{}",
        ran.err
    );
}

#[test]
fn standard_input_is_read_for_calls() {
    let ran = scopes("need")
        .args(["-", "--format", "plain"])
        .input("HTTPError: 403 for url: https://api.spotify.com/v1/me/top/tracks?limit=1\n")
        .run()
        .code(0);
    assert_eq!(ran.out, "user-top-read\n");
    let binary =
        scopes("need").arg("-").input(b"\xff\xfe GET /v1/me/player \0".to_vec()).run().code(0);
    assert!(binary.out.contains("user-read-playback-state"));
}

#[test]
fn plain_is_ids_alone() {
    let ran = scopes("need").args(["create-playlist", "get-queue", "--format", "plain"]).run();
    assert_eq!(
        ran.lines(),
        [
            "user-read-playback-state",
            "user-read-currently-playing",
            "playlist-modify-private",
            "playlist-modify-public"
        ]
    );
    assert!(scopes("need").args(["get-track", "--format", "plain"]).run().out.is_empty());
}

#[test]
fn markdown_for_documents() {
    let ran = scopes("need").args(["create-playlist", "--format", "markdown"]).run();
    assert_data_eq!(ran.out, file!["snapshots/need_markdown.md"]);
}

#[test]
fn the_documented_json_is_there() {
    let answer = scopes("need").args(["get-queue", "asdf qwer"]).json();
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["queries"][0]["match"], "exact");
    assert_eq!(answer["queries"][0]["endpoints"][0]["id"], "get-queue");
    assert_eq!(answer["queries"][1]["match"], "none");
    assert!(answer["queries"][1]["reason"].is_string());
    assert_eq!(fields(&answer["ask_for"]["reasons"], "scope").len(), 2);
    for how in ["exact", "path", "words", "typo", "none"] {
        let question = match how {
            "exact" => "Get Album",
            "path" => "GET /albums/{id}",
            "words" => "skip song",
            "typo" => "/me/palyer/pause",
            _ => "banana",
        };
        assert_eq!(scopes("need").arg(question).json()["queries"][0]["match"], how);
    }
}

#[test]
fn sources_are_shown_on_request() {
    let ran = scopes("need").args(["create-playlist", "--sources"]).run();
    assert!(ran.out.contains("Scopes page of 2025, checked 2026-11-22"), "{}", ran.out);
    let answer = scopes("need").arg("create-playlist").json();
    let sources = &answer["queries"][0]["endpoints"][0]["sources"];
    assert!(fields(sources, "checked").iter().all(|day| !day.is_empty()));
}

#[test]
fn contested_answers_name_both_sources_and_the_safe_answer() {
    for endpoint in Catalogue::built_in().endpoints.iter().filter(|e| !e.contested.is_empty()) {
        let ran = scopes("need").arg(endpoint.id).width(100).run();
        assert!(ran.out.contains("Sources disagree."), "{}", endpoint.id);
    }
}

#[test]
fn nothing_pasted_reaches_the_terminal() {
    let pasted = "\u{1b}[31mred\u{7}\u{9b}31m /me/player\u{202e}";
    let quiet = |ran: &Ran| {
        let active =
            |text: &str| text.chars().any(|c| c != '\n' && scopes::render::page::is_active(c));
        assert!(!active(&ran.out) && !active(&ran.err), "{ran:?}");
    };
    for format in ["table", "plain", "json", "markdown"] {
        quiet(&scopes("need").args([pasted, "--format", format]).run());
    }
    // What clap says of a command line quotes it too.
    quiet(&scopes(pasted).run().code(2));
    quiet(&scopes("need").args(["x", "--format", pasted]).run().code(2));
    quiet(&scopes("need").args(["x", &format!("--{pasted}")]).run().code(2));
    quiet(&scopes("need").args(["x", "--mode", pasted]).run().code(2));
}

#[test]
fn a_scope_is_no_endpoint() {
    for scope in ["user-modify-playback-state", "playlist-read-private", "user-top-read"] {
        let ran = scopes("need").arg(scope).run().code(1);
        assert!(ran.out.contains("That is a scope"), "{}", ran.out);
        assert!(ran.out.contains(&format!("scopes explain {scope}")), "{}", ran.out);
    }
    let several = scopes("need").args(["user-top-read", "user-read-email"]).json();
    assert_eq!(several["queries"].as_array().map(Vec::len), Some(2));
    // Words beside it make it a question again.
    scopes("need").arg("endpoints that need user-top-read").run().code(0);
}

#[test]
fn what_only_adds_to_an_answer_is_said_at_once() {
    let ran = scopes("need").arg("GET /me").run().code(0);
    assert!(
        ran.out.starts_with("No scope is needed; for the whole answer, some are."),
        "{}",
        ran.out
    );
    let ran = scopes("need").arg("GET /tracks/{id}").run().code(0);
    assert!(ran.out.starts_with("No scope is needed.\n"), "{}", ran.out);
}

#[test]
fn a_kind_that_words_name_selects_its_case() {
    let asked = |questions: &[&str]| {
        let answer = scopes("need").args(questions.iter().copied()).json();
        strings(&answer["ask_for"]["scopes"]).join(" ")
    };
    for (question, scopes) in [
        ("like a song", "user-library-modify"),
        ("save an album", "user-library-modify"),
        ("follow an artist", "user-follow-modify"),
        ("follow bands", "user-follow-modify"),
        ("check if I follow an artist", "user-follow-read"),
        ("save the songs of an artist", "user-library-modify"),
        // Two kinds are two cases.
        ("follow artists and podcasts", "user-follow-modify user-library-modify"),
        // Where something is, is not what is saved; and no kind is every kind.
        (
            "save what plays in this show",
            "playlist-modify-public user-follow-modify user-library-modify",
        ),
        ("save to library", "playlist-modify-public user-follow-modify user-library-modify"),
    ] {
        assert_eq!(asked(&[question]), scopes, "{question}");
    }
    // Every question about an endpoint must name a kind, and `--when` is stronger.
    assert_eq!(
        asked(&["like a song", "follow an artist"]),
        "user-follow-modify user-library-modify"
    );
    assert_eq!(
        asked(&["like a song", "save-library-items"]),
        "playlist-modify-public user-follow-modify user-library-modify"
    );
    assert_eq!(asked(&["like a song", "--when", "artist"]), "user-follow-modify");
    let ran = scopes("need").arg("follow an artist").run().code(0);
    assert!(ran.err.replace("\n ", "").contains("(PUT /me/library), when artist"), "{}", ran.err);
    assert!(ran.out.contains("--for save-library-items --when artist"), "{}", ran.out);
    // The command that comes next must not narrow what was asked for by name.
    let ran = scopes("need").args(["like a song", "check-library-contains"]).run().code(0);
    assert!(ran.out.contains("--for check-library-contains\n"), "{}", ran.out);
    assert!(!ran.out.contains("--when"), "{}", ran.out);
}

#[test]
fn what_saves_can_be_typed_as_it_is_printed() {
    let ran = scopes("need").arg("save-library-items").run().code(0);
    assert!(ran.out.contains("--when artist,user saves"), "{}", ran.out);
    scopes("need").args(["save-library-items", "--when", "artist,user"]).run().code(0);
}

#[test]
fn nothing_is_offered_where_nothing_is_near() {
    for question in ["make me a sandwich", "get weather", "asdf qwer track foo", "tag a track"] {
        let ran = scopes("need").arg(question).run().code(1);
        assert!(!ran.out.contains("Near to it"), "{}", ran.out);
    }
    let ran = scopes("need").arg("get the tempo of my playlist").run().code(1);
    assert!(ran.out.contains("Get Track's Audio Features"), "{}", ran.out);
    // Words that were only guessed at are unknown words too.
    let ran = scopes("need").arg("sort the blorb of a frobnicated whatsit").run().code(1);
    assert!(ran.out.contains("\"blorb\", \"frobnicated\", \"whatsit\""), "{}", ran.out);
}

#[test]
fn a_task_that_is_also_the_name_of_a_replaced_endpoint_means_the_current_one() {
    let ran = scopes("need").arg("unfollow a playlist").run().code(0);
    assert!(ran.out.contains("Remove Items from Library  DELETE /me/library"), "{}", ran.out);
    assert!(
        ran.out.contains("Also the name of DELETE /playlists/{playlist_id}/followers"),
        "{}",
        ran.out
    );
    let named = scopes("need").arg("Unfollow Playlist").json();
    assert_eq!(named["queries"][0]["endpoints"][0]["id"], "unfollow-playlist");
}

#[test]
fn markdown_says_what_the_page_says() {
    let markdown =
        |question: &str| scopes("need").args([question, "--format", "markdown"]).run().out;
    let closed = markdown("Get Recommendations");
    assert!(closed.contains("\nNo scope will help.\n"), "{closed}");
    let optional = markdown("GET /me");
    assert!(optional.contains("No scope is needed; for the whole answer, some are."), "{optional}");
    assert!(optional.contains("| `user-read-email` | would add email |"), "{optional}");
    let contested = markdown("GET /me/player/queue");
    assert!(contested.contains("Sources disagree. "), "{contested}");
}

#[test]
fn what_an_endpoint_replaced_stands_beside_it() {
    let page = scopes("need").arg("DELETE tracks").run().out;
    let (first, second) = page.split_once("Remove Items from Library  ").expect("two endpoints");
    assert!(first.contains("Also the name of DELETE /playlists/"), "{page}");
    assert!(!second.contains("Also the name of"), "{page}");
}
