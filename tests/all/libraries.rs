//! The tables of client libraries, and questions that are members of them.

use scopes::catalogue::Catalogue;
use scopes::libraries::source::{self, File};
use scopes::libraries::{Kind, Libraries};
use scopes::query::{self, Found, Match, Refusal, Within};

use crate::support::{fields, scopes, strings};

const README: &str = include_str!("../../libraries/README.md");
const COMMON: &str = include_str!("../../libraries/common.txt");

fn read(question: &str, within: &Within) -> Found {
    let mut found = query::read(Catalogue::built_in(), question, within);
    assert_eq!(found.len(), 1, "{question}: {found:?}");
    found.remove(0)
}

fn ids(found: &Found) -> Vec<&'static str> {
    found.endpoints.iter().map(|e| Catalogue::built_in().endpoint(*e).id).collect()
}

fn of(library: &str, release: Option<&str>) -> Within {
    let library = Libraries::built_in().by_id(library);
    assert!(library.is_some());
    Within { library, release: release.map(ToString::to_string) }
}

fn libraries_of(found: &Found) -> Vec<&'static str> {
    let mut ids: Vec<&str> = found.members.iter().map(|m| m.member.library.id).collect();
    ids.dedup();
    ids
}

/// For each library: members as code writes them, and what they reach.
const MEMBERS: &[(&str, &[(&str, &str)])] = &[
    (
        "spotipy",
        &[
            ("sp.current_user_playlists", "get-a-list-of-current-users-playlists"),
            ("results = sp.current_user_saved_tracks(limit=50)", "get-users-saved-tracks"),
            ("self.sp.current_user_saved_tracks_add(tracks=ids)", "save-tracks-user"),
            ("user_playlist_add_tracks", "add-tracks-to-playlist"),
            ("sp._put(\"me/player/pause\")", "pause-a-users-playback"),
            (
                "sp._internal_call('GET', 'me/top/artists', None, {})",
                "get-users-top-artists-and-tracks",
            ),
            ("sp.user_playlist(user, playlist_id='x')", "get-playlist"),
        ],
    ),
    (
        "tekore",
        &[
            ("spotify.saved_tracks_add(ids)", "save-tracks-user"),
            ("await spotify.playback_start_context(uri)", "start-a-users-playback"),
            ("followed_playlists()", "get-a-list-of-current-users-playlists"),
            ("tk.Request('GET', 'me/player/queue')", "get-queue"),
        ],
    ),
    (
        "spotify-web-api-node",
        &[
            ("spotifyApi.getMySavedTracks()", "get-users-saved-tracks"),
            ("spotifyApi.getUserPlaylists('me')", "get-list-users-playlists"),
            ("spotifyApi.getUserPlaylists()", "get-a-list-of-current-users-playlists"),
            ("spotifyApi.createPlaylist('name', { public: true })", "create-playlist"),
            ("spotifyApi.createPlaylist(userId, 'name', {})", "create-playlist-for-user"),
        ],
    ),
    (
        "spotify-web-api-js",
        &[
            ("s.getMyCurrentPlaybackState()", "get-information-about-the-users-current-playback"),
            ("spotifyApi.queue(uri)", "add-to-queue"),
            (
                "api.getGeneric('https://api.spotify.com/v1/me/albums?offset=20')",
                "get-users-saved-albums",
            ),
        ],
    ),
    (
        "spotify-web-api-ts-sdk",
        &[
            ("sdk.player.startResumePlayback(deviceId)", "start-a-users-playback"),
            ("await sdk.currentUser.tracks.savedTracks()", "get-users-saved-tracks"),
            ("player.skipToNext(id)", "skip-users-playback-to-next-track"),
            ("sdk.tracks.get(['a', 'b'])", "get-several-tracks"),
            ("sdk.tracks.get('a')", "get-track"),
            ("sdk.makeRequest('PUT', 'me/player/pause')", "pause-a-users-playback"),
        ],
    ),
    (
        "rspotify",
        &[
            (
                "spotify.current_user_top_tracks_manual(None, None, None).await?",
                "get-users-top-artists-and-tracks",
            ),
            ("spotify.user_playlist(user, Some(id), None)", "get-playlist"),
            ("AuthCodeSpotify::current_user_queue", "get-queue"),
        ],
    ),
    (
        "zmb3-spotify",
        &[
            ("client.CurrentUsersTopTracks", "get-users-top-artists-and-tracks"),
            ("err := client.AddTracksToLibrary(ctx, ids...)", "save-tracks-user"),
            ("client.PlayerRecentlyPlayedOpt(ctx, opt)", "get-recently-played"),
        ],
    ),
    (
        "spotifyapi-net",
        &[
            ("spotify.Library.SaveTracks(...)", "save-tracks-user"),
            ("await _spotify.Playlists.CurrentUsers()", "get-a-list-of-current-users-playlists"),
            ("_playlists.UploadCover(id, image)", "upload-custom-playlist-cover"),
            ("spotify.Playlists.Create(new PlaylistCreateRequest(\"x\"))", "create-playlist"),
        ],
    ),
    (
        "spotify-web-api-android",
        &[
            ("service.getMyPlaylists(callback)", "get-a-list-of-current-users-playlists"),
            ("addToMySavedAlbums", "save-albums-user"),
            ("getSeedsGenres", "get-recommendation-genres"),
        ],
    ),
    (
        "spotify-web-api-java",
        &[
            (
                "spotifyApi.getCurrentUsersRecentlyPlayedTracks().limit(10).build().execute()",
                "get-recently-played",
            ),
            ("api.followPlaylist(ownerId, id, false)", "follow-playlist"),
            ("new GetPlaylistRequest.Builder(token)", "get-playlist"),
        ],
    ),
    (
        "spotify-web-api-kotlin",
        &[
            ("api.personalization.getTopArtists()", "get-users-top-artists-and-tracks"),
            ("api.library.add(LibraryType.Album, id)", "save-albums-user"),
            ("api.library.contains(type = LibraryType.EPISODE, id)", "check-users-saved-episodes"),
            ("simpleTrack.toFullTrack()", "get-track"),
        ],
    ),
    (
        "rspotify-ruby",
        &[
            ("RSpotify::Track.search('x')", "search"),
            ("user.saved_tracks(limit: 20)", "get-users-saved-tracks"),
            ("me.create_playlist!('name')", "create-playlist-for-user"),
            ("RSpotify::Album.find(%w[a b])", "get-an-album"),
            ("RSpotify::Artist.find(['a', 'b'])", "get-multiple-artists"),
            ("spotify_user.saved_tracks?(tracks)", "check-users-saved-tracks"),
        ],
    ),
    (
        "spotify-web-api-php",
        &[
            ("$api->getMyTop('artists')", "get-users-top-artists-and-tracks"),
            ("$this->api->addMyTracks(['timestamped_ids' => $t])", "save-tracks-user"),
            ("$api->addPlaylistItems($id, $uris)", "add-items-to-playlist"),
        ],
    ),
    (
        "spotifyapi-swift",
        &[
            ("spotify.currentUserSavedTracks(limit: 50)", "get-users-saved-tracks"),
            ("api.uploadPlaylistImage(uri, imageData: data)", "upload-custom-playlist-cover"),
            ("saveTracksForCurrentUser", "save-tracks-user"),
        ],
    ),
];

/// Members of other libraries, or of none, and words.
const NO_MEMBERS: &[(&str, &[&str])] = &[
    ("spotipy", &["sp.saved_tracks_add(x)", "sp.current_user_saved", "current user playlists"]),
    ("tekore", &["spotify.current_user_saved_tracks_add(x)", "saved tracks add"]),
    (
        "spotify-web-api-node",
        &["spotifyApi.queue(x)", "spotifyApi.getMySaved()", "my saved tracks"],
    ),
    ("spotify-web-api-js", &["spotifyApi.addToQueue(x)", "getPlaylistsForCategory"]),
    (
        "spotify-web-api-ts-sdk",
        &["sdk.startResumePlayback()", "sdk.albums.pausePlayback()", "api.get('x')"],
    ),
    ("rspotify", &["spotify.saved_tracks()", "spotify.start_uri()", "resume playback"]),
    ("zmb3-spotify", &["client.currentUsersTopTracks()", "client.SaveTracks(ctx)"]),
    ("spotifyapi-net", &["spotify.StoreTracks(x)", "spotify.Albums.GetQueue(x)"]),
    ("spotify-web-api-android", &["service.getMySaved()", "service.getArtistTopTracks(x)"]),
    ("spotify-web-api-java", &["spotifyApi.getMySavedShows()", "GetPlaylistRequester"]),
    ("spotify-web-api-kotlin", &["api.albums.getTrack(x)", "api.getTopArtists(x)"]),
    ("rspotify-ruby", &["$user->saved_tracks()", "RSpotify::Track.lookup('x')"]),
    ("spotify-web-api-php", &["RSpotify::User.getMyTop()", "$api->getTop()"]),
    ("spotifyapi-swift", &["spotify.savedTracks()", "$spotify->currentUserSavedTracks()"]),
];

#[test]
fn members_are_answered_from_their_tables() {
    for (library, cases) in MEMBERS {
        for (question, id) in *cases {
            let found = read(question, &of(library, None));
            assert_eq!(libraries_of(&found), [*library], "{question}");
            assert!(ids(&found).contains(id), "{library}, {question}: {:?}", ids(&found));
        }
    }
}

#[test]
fn what_is_no_member_is_not_taken_for_one() {
    for (library, cases) in NO_MEMBERS {
        for question in *cases {
            let found = read(question, &of(library, None));
            assert!(found.members.is_empty(), "{library}, {question}: {:?}", libraries_of(&found));
            assert_ne!(found.how, Match::Exact, "{library}, {question}");
        }
    }
}

#[test]
fn every_client_has_members_that_are_asked_for_and_some_that_are_not() {
    let clients = Libraries::built_in().all.iter().filter(|l| l.kind == Kind::Client);
    for client in clients {
        assert!(MEMBERS.iter().any(|(id, _)| *id == client.id), "{}", client.id);
        assert!(NO_MEMBERS.iter().any(|(id, _)| *id == client.id), "{}", client.id);
    }
}

#[test]
fn a_member_of_libraries_that_agree_is_exact() {
    for (question, id, libraries) in [
        ("sp.current_user_playlists", "get-a-list-of-current-users-playlists", 2),
        ("spotifyApi.getMySavedTracks()", "get-users-saved-tracks", 5),
        ("current_user_top_tracks", "get-users-top-artists-and-tracks", 3),
        ("getAudioFeaturesForTrack", "get-audio-features", 3),
    ] {
        let found = read(question, &Within::default());
        assert_eq!((found.how, ids(&found).as_slice()), (Match::Exact, [id].as_slice()));
        assert_eq!(libraries_of(&found).len(), libraries, "{question}");
    }
}

#[test]
fn where_libraries_or_releases_differ_each_says_what_it_means() {
    let question = "current_user_saved_tracks_add";
    let found = read(question, &Within::default());
    assert_eq!(found.how, Match::Member);
    assert!(found.endpoints.len() > 1);
    assert_eq!(ids(&found), ["save-library-items", "save-tracks-user"]);
    for (library, release, id) in [
        ("spotipy", None, "save-tracks-user"),
        ("rspotify", Some("0.15.3"), "save-tracks-user"),
        ("rspotify", Some("0.16.0"), "save-library-items"),
    ] {
        let found = read(question, &of(library, release));
        assert_eq!((found.how, ids(&found).as_slice()), (Match::Exact, [id].as_slice()));
    }
    let ran = scopes("need").arg(question).run().code(0);
    assert!(
        ran.out.contains("PUT /me/tracks\n    rspotify (Rust) up to 0.15.3; spotipy\n"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("--library NAME"), "{}", ran.err);
    let json = scopes("need").arg(question).json();
    assert_eq!(json["queries"][0]["match"], "member");
    let members = &json["queries"][0]["members"];
    assert_eq!(fields(members, "library"), ["rspotify", "rspotify", "spotipy"]);
    assert_eq!(fields(members, "releases"), ["up to 0.15.3", "after 0.15.3", ""]);
}

#[test]
fn words_stay_words() {
    for question in [
        "search",
        "pause",
        "queue",
        "next",
        "skip song",
        "user",
        "me",
        "playlist items",
        "shuffle my library",
        "what is the current user?",
        "follow (an artist)",
    ] {
        assert!(read(question, &Within::default()).members.is_empty(), "{question}");
    }
    let found = read("https://api.spotify.com/v1/me?next=sp.search", &Within::default());
    assert_eq!((found.how, ids(&found)), (Match::Path, vec!["get-current-users-profile"]));
    assert!(
        read("axios.put('https://api.spotify.com/v1/me/player')", &Within::default())
            .members
            .is_empty()
    );
}

#[test]
fn members_without_an_endpoint_of_their_own_say_so() {
    for (question, library, says) in [
        ("sp.next(results)", "spotipy", "follows the pages"),
        ("spotify.all_items(page)", "tekore", "follows the pages"),
        ("spotify.send(request)", "tekore", "request that is given"),
        ("sp._get(url)", "spotipy", "whatever path"),
        ("sp.user_playlist('me')", "spotipy", "/users/{user_id}/starred"),
        ("spotifyApi.areFollowingPlaylist(a, b, c)", "spotify-web-api-node", "follow"),
    ] {
        let found = read(question, &of(library, None));
        if found.refusal.is_none() {
            // The catalogue may have come to know a path that it did not have.
            assert_eq!(found.endpoints.len(), 1, "{question}");
            continue;
        }
        assert_eq!(found.refusal, Some(Refusal::NoEndpointOfItsOwn), "{question}");
        let ran = scopes("need").args([question, "--library", library]).run().code(1);
        assert!(ran.out.replace("\n ", "").contains("No endpoint of its own"), "{}", ran.out);
        assert!(
            ran.out.split_whitespace().collect::<Vec<_>>().join(" ").contains(says),
            "{}",
            ran.out
        );
    }
    let gone = scopes("need").args(["addMyLibrary()", "--library", "spotify-web-api-php@9.9"]);
    assert_eq!(strings(&gone.json()["ask_for"]["scopes"]).len(), 3);
    let old =
        scopes("need").args(["sp.start_playback()", "--library", "rspotify@0.16.0"]).run().code(1);
    assert!(old.out.contains("does not have it"), "{}", old.out);
}

#[test]
fn a_library_is_named_by_id_name_or_package() {
    for name in [
        "spotipy",
        "SpotifyAPI.Web",
        "jwilsson/spotify-web-api-php",
        "@spotify/web-api-ts-sdk",
        "@spotify/web-api-ts-sdk@1.2.0",
    ] {
        let ran = scopes("need").args(["get-queue", "--library", name]).run().code(0);
        assert!(ran.err.contains("changes nothing"), "{}", ran.err);
    }
    for (name, says) in [
        ("nope", "there are: rspotify"),
        ("spotipy@new", "is no release"),
        ("next-auth", "no library"),
    ] {
        let ran = scopes("need").args(["getMe", "--library", name]).run().code(2);
        assert!(ran.err.contains(says), "{}", ran.err);
    }
}

#[test]
fn a_log_is_read_for_distinctive_members_alone() {
    let trace = "Traceback:\n  File \"app.py\", line 3\n    sp.current_user_saved_tracks_delete([x])\n    app.search(y)\n";
    let found = query::read_text(Catalogue::built_in(), trace, &Within::default()).found;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(ids(&found[0]), ["remove-library-items", "remove-tracks-user"]);
}

fn faults(change: impl Fn(&str) -> String) -> String {
    let text = change(example());
    let file = File { name: "example-client", text: &text };
    match source::read(&[file], COMMON, Catalogue::built_in()) {
        Ok(_) => String::new(),
        Err(faults) => faults.iter().fold(String::new(), |out, f| out + &f.to_string() + "\n"),
    }
}

fn example() -> &'static str {
    let from = README.find("```toml\n").expect("an example") + "```toml\n".len();
    &README[from..from + README[from..].find("```").expect("its end")]
}

#[test]
fn the_example_of_the_readme_is_a_table() {
    assert_eq!(faults(ToString::to_string), "");
}

#[test]
fn a_wrong_table_is_refused_with_what_to_mend() {
    for (from, to, says) in [
        ("id = \"example-client\"", "id = \"other\"", "has the id `other`"),
        ("kind =", "knd =", "unknown field"),
        ("\"get-playlist\"", "\"get-playlists\"", "no operation id"),
        (
            "\"get-playlist\"",
            "\"GET /me/nothing\"",
            "the catalogue does not know `GET /me/nothing`",
        ),
        ("\"user-library-read\"", "\"user-libary-read\"", "`user-libary-read` is no scope"),
        ("until = \"1.4.0\"", "note = \"x\"", "means both"),
        ("is = \"no-list\"", "is = \"list\"", "means both"),
        ("is = \"no-list\"", "is = \"list\", equals = \"x\"", "says not one thing"),
        ("next = \"paging\"", "z = \"paging\"", "sort the names"),
        ("[\"saved_*_add\"]", "[\"saved_*_ad\"]", "fits no member"),
        ("[\"saved_*_add\"]", "[\"next\"]", "the name is common"),
        ("makes = \"Spotify\"", "makes = \"Client\"", "no type"),
        ("playlist = \"Playlist\"", "playlist = \"List\"", "`List` is no type"),
        ("members = \"player.\"", "members = \"players.\"", "has no member"),
        ("release = \"2.1.0\"", "release = \"latest\"", "is no release"),
        ("checked = \"2026-11-24\"", "checked = \"today\"", "YYYY-MM-DD"),
        ("verb = \"GET\"", "verb = \"FETCH\"", "is no verb"),
        ("to = \"get-current-users-profile\"", "to = \"me\"", "is no endpoint"),
    ] {
        assert!(example().contains(from), "{from}");
        let faults = faults(|text| text.replacen(from, to, 1));
        assert!(faults.contains(says), "{from} -> {to}: {faults}");
    }
}

#[test]
fn every_key_of_the_example_is_explained() {
    let keys = &README[README.find("## Keys").expect("a section")..];
    for line in example().lines().filter(|line| !line.starts_with([' ', '"', ']'])) {
        let key = line.split(['=', ']']).next().unwrap_or_default().trim().trim_start_matches('[');
        let member = ["_get", "next", "playlist", "saved_tracks_add", "send", "tracks", ""];
        assert!(member.contains(&key) || keys.contains(key), "{key}");
    }
}

/// What no member may be built on its name alone: see `libraries/common.txt`.
#[test]
fn distinctive_members_are_some_and_not_most() {
    for client in Libraries::built_in().all.iter().filter(|l| l.kind == Kind::Client) {
        let all = client.traits.len();
        let distinctive = client.traits.iter().filter(|t| t.distinctive).count();
        assert!(
            distinctive >= 10 && distinctive < all * 3 / 4,
            "{} {distinctive}/{all}",
            client.id
        );
    }
}

#[test]
fn a_member_for_one_kind_of_thing_asks_for_that_kind_alone() {
    for (question, scope) in [
        ("sp.current_user_saved_tracks_add", "user-library-modify"),
        ("sp.user_follow_artists(ids)", "user-follow-modify"),
        ("$api->addMyTracks($ids)", "user-library-modify"),
    ] {
        let ran = scopes("need").args([question, "--format", "plain"]).run().code(0);
        assert_eq!(ran.out, format!("{scope}\n"), "{question}");
        assert!(ran.err.replace("\n ", "").contains(", when "), "{question}: {}", ran.err);
        scopes("check").args(["--granted", scope, question]).run().code(0);
    }
    let url = ["--client-id", "ID", "--redirect", "https://example.com/cb", "--for"];
    let ran = scopes("url").args(url).arg("$api->addMyTracks($ids)").run().code(0);
    assert!(ran.out.contains("scope=user-library-modify&"), "{}", ran.out);
    // What is saved is not told by the name.
    let open = scopes("need").args(["api.putLibrary(uris)", "PUT /me/library"]).json();
    assert_eq!(open["ask_for"]["scopes"].as_array().map(Vec::len), Some(3), "{open:#}");
}
