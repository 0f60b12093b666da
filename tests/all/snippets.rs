//! What is told by the arguments of a member, however a language writes them.

use scopes::catalogue::Catalogue;
use scopes::libraries::Libraries;
use scopes::query::{self, Found, Match, Within};

fn read(library: &str, release: Option<&str>, code: &str) -> Found {
    let library = Libraries::built_in().by_id(library);
    let within = Within { library, release: release.map(ToString::to_string) };
    query::read(Catalogue::built_in(), code, &within).remove(0)
}

fn ids(found: &Found) -> Vec<&'static str> {
    found.endpoints.iter().map(|e| Catalogue::built_in().endpoint(*e).id).collect()
}

/// Each of them means one thing, surely.
fn surely(library: &str, release: Option<&str>, cases: &[(&str, &str)]) {
    for (code, id) in cases {
        let found = read(library, release, code);
        assert_eq!((found.how, ids(&found)), (Match::Exact, vec![*id]), "{code}");
    }
}

/// Each of them may mean either.
fn either(library: &str, release: Option<&str>, two: [&str; 2], cases: &[&str]) {
    for code in cases {
        let found = read(library, release, code);
        let mut ids = ids(&found);
        ids.sort_unstable();
        assert_eq!((found.how, ids.as_slice()), (Match::Member, two.as_slice()), "{code}");
    }
}

const NODE: &str = "spotify-web-api-node";
const RUBY: &str = "rspotify-ruby";
const PHP: &str = "spotify-web-api-php";
const KOTLIN: &str = "spotify-web-api-kotlin";

#[test]
fn a_text_is_told_from_nothing_and_from_what_may_be_either() {
    surely(
        NODE,
        Some("5.0.2"),
        &[
            ("api.getUserPlaylists('me')", "get-list-users-playlists"),
            ("api.getUserPlaylists(`it's, (me`)", "get-list-users-playlists"),
            ("api.getUserPlaylists()", "get-a-list-of-current-users-playlists"),
            ("api.getUserPlaylists(null)", "get-a-list-of-current-users-playlists"),
            ("api.getUserPlaylists(undefined, 3)", "get-a-list-of-current-users-playlists"),
            ("api.getUserPlaylists({ limit: 3 })", "get-a-list-of-current-users-playlists"),
            (
                "api.getUserPlaylists({ limit: f('a', [1]) })",
                "get-a-list-of-current-users-playlists",
            ),
        ],
    );
    let two = ["get-a-list-of-current-users-playlists", "get-list-users-playlists"];
    for given in ["id", "...all", "a ? b : c", "all[0]"] {
        either(NODE, Some("5.0.2"), two, &[&format!("api.getUserPlaylists({given})")]);
    }
}

#[test]
fn a_list_is_told_from_what_is_none() {
    surely(
        RUBY,
        None,
        &[
            ("RSpotify::Album.find('a')", "get-an-album"),
            ("RSpotify::Album.find('a, [b]')", "get-an-album"),
            ("RSpotify::Album.find(['a', 'b'])", "get-multiple-albums"),
            ("Album.find(['a', 'b'])", "get-multiple-albums"),
            ("Wrapped::Album.find(['a', 'b'])", "get-multiple-albums"),
        ],
    );
    let two = ["get-an-album", "get-multiple-albums"];
    either(RUBY, None, two, &["RSpotify::Album.find(id)", "RSpotify::Album.find(*ids)"]);
}

#[test]
fn commas_within_brackets_and_quotes_part_nothing() {
    surely(
        RUBY,
        None,
        &[
            ("RSpotify::Base.find('a', 'album')", "get-an-album"),
            ("RSpotify::Base.find('a, b', 'album')", "get-an-album"),
            ("RSpotify::Base.find('a\\', b', 'album')", "get-an-album"),
            ("RSpotify::Base.find(['a', 'b'], 'album')", "get-multiple-albums"),
            ("RSpotify::Base.find([['a', 'b'], ['c']], 'album')", "get-multiple-albums"),
            ("RSpotify::Base.find(['a'].map { |x, y| x }, 'album')", "get-multiple-albums"),
            ("RSpotify::Base.find(['a', 'b'], :album)", "get-multiple-albums"),
            ("RSpotify::Base.find('a', :artist)", "get-an-artist"),
        ],
    );
}

#[test]
fn a_map_is_known_by_its_keys() {
    let (release, track, library) = (Some("8.0.0"), "save-tracks-user", "save-library-items");
    surely(
        PHP,
        release,
        &[
            ("$api->addMyTracks(['ids' => $ids])", library),
            ("$api->addMyTracks(['more' => f(1, 2), 'ids' => [$a, $b]])", library),
            ("$api->addMyTracks(['uris' => ['ids' => 1]])", track),
            ("$api->addMyTracks('a')", track),
        ],
    );
    let open = ["$api->addMyTracks(['uris' => 1, ...$more])", "$api->addMyTracks($ids)"];
    either(PHP, release, [library, track], &open);
}

#[test]
fn a_constant_is_known_by_place_and_by_name() {
    surely(
        KOTLIN,
        None,
        &[
            ("api.library.add(LibraryType.Track, \"a\")", "save-tracks-user"),
            ("api.library.add(LibraryType.SHOW, ids = \"a\")", "save-shows-user"),
            ("api.library.add(ids = \"a\", type = LibraryType.Album)", "save-albums-user"),
            ("api.tracks.getAudioFeatures(\"a\")", "get-audio-features"),
            ("api.tracks.getAudioFeatures(\"a\", \"b\")", "get-several-audio-features"),
            ("api.following.isFollowingPlaylist(\"a\")", "check-if-user-follows-playlist"),
        ],
    );
}

#[test]
fn arrows_are_written_in_php_alone() {
    for code in ["api->getMyDevices()", "$api->getMyDevices()", "$this->api->getMyDevices()"] {
        let found = query::read(Catalogue::built_in(), code, &Within::default()).remove(0);
        let libraries: Vec<&str> = found.members.iter().map(|m| m.member.library.id).collect();
        assert_eq!(libraries, [PHP], "{code}");
    }
}
