//! Whole answers about small folders, kept as files.

use std::fs;

use snapbox::{assert_data_eq, file};

use crate::support::scopes;

/// What is said of files, with some more arguments.
fn said(files: &[(&str, &str)], more: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let ran = scopes("audit").arg(folder.path()).args(more).width(80).run();
    // The folder has another name each time.
    ran.out.replace(&*folder.path().to_string_lossy(), "FOLDER")
}

const WEB: &[(&str, &str)] = &[
    (
        "web/login.js",
        "const A = 'https://accounts.spotify.com/authorize?client_id=a&scope=';\n\
         open(A + 'user-top-read,user-read-email');\n\
         open(A + 'user-library-read,streaming');\n\
         open(A + 'user-follow-read');\n",
    ),
    (
        "web/calls.js",
        "const B = 'https://api.spotify.com/v1';\n\
         fetch(B + '/me/top/tracks');\n\
         fetch(B + '/me/player/pause', { method: 'PUT' });\n\
         function unused() { fetch(B + '/me/player/next', { method: 'POST' }); }\n\
         fetch(B + '/recommendations');\n\
         fetch(B + '/users/x/playlists', { method: 'POST', body: '{\"public\": false}' });\n\
         fetch(B + '/playlists/x/tracks');\n\
         fetch(B + '/search?q=x');\n\
         fetch(B + '/me/' + kind);\n\
         fetch(B + '/nothing/here');\n\
         fetch(B + '/me/albums', { method });\n\
         spotifyFetch('/audio-features/x');\n\
         fetch(B + '/me/player/queue'); // scopes:ignore missing-scope granted elsewhere\n\
         // scopes:ignore missing-scope, asked for by the other page\n\
         fetch(B + '/me/shows');\n",
    ),
    (
        "web/odd.lua",
        "get('https://api.spotify.com/v1/me/tracks')\nprint('x')\nget('https://api.spotify.com/v1/me')\n",
    ),
    ("web/broken.py", "import requests\nrequests.get('https://api.spotify.com/v1/me'\ndef (:\n"),
];

#[test]
fn a_program_with_something_of_everything() {
    assert_data_eq!(said(WEB, &[]), file!["../snapshots/audit_whole.txt"]);
}

#[test]
fn the_same_in_development_mode() {
    assert_data_eq!(
        said(WEB, &["--mode", "development", "--format", "plain"]),
        file!["../snapshots/audit_whole_development.txt"]
    );
}

#[test]
fn a_program_that_asks_nobody() {
    let files = [
        (
            "a.py",
            "import requests\n\
             requests.post('https://accounts.spotify.com/api/token', data={'grant_type': 'client_credentials'})\n\
             requests.get('https://api.spotify.com/v1/me/tracks')\n\
             requests.get('https://api.spotify.com/v1/search')\n",
        ),
        (
            "b.py",
            "from spotipy.oauth2 import SpotifyClientCredentials\nSpotifyClientCredentials()\n",
        ),
    ];
    assert_data_eq!(said(&files, &[]), file!["../snapshots/audit_whole_app.txt"]);
}

#[test]
fn scopes_that_only_show_at_run_time() {
    let files = [(
        "a.py",
        "import spotipy\nfrom spotipy.oauth2 import SpotifyOAuth\n\
         sp = spotipy.Spotify(auth_manager=SpotifyOAuth(scope=given))\n\
         sp.current_user_saved_tracks()\nsp.devices()\nsp.pause_playback()\nsp.current_user_playing_track()\n\
         sp.search('x')\nother.album('x')\n",
    )];
    assert_data_eq!(said(&files, &[]), file!["../snapshots/audit_whole_unresolved.txt"]);
    let files = [(
        "a.js",
        "const url = 'https://accounts.spotify.com/authorize?client_id=a&scope=user-top-read';\n\
         fetch('https://api.spotify.com/v1/me/tracks');\nfetch('https://api.spotify.com/v1/me/albums');\n",
    )];
    assert_data_eq!(said(&files, &[]), file!["../snapshots/audit_whole_in_vain.txt"]);
}

#[test]
fn releases_of_the_project_that_a_file_is_in() {
    let member = "import spotipy\nsp = spotipy.Spotify(auth='x')\nsp.current_user_saved_tracks_add(['x'])\nsp.playlist_items('x')\n";
    let files = [
        ("one/requirements.txt", "spotipy==2.19.0\n"),
        ("one/a.py", member),
        ("two/requirements.txt", "spotipy>=2.20\n"),
        ("two/a.py", member),
        ("three/requirements.txt", "spotipy>=1.0\n"),
        ("three/a.py", member),
        ("four/requirements.txt", "spotipy>=9.1\n"),
        ("four/a.py", member),
        ("onemore/a.py", member),
        ("five/requirements.txt", "spotipy\n"),
        ("five/a.py", "def go(thing): return thing.current_user_saved_albums()\n"),
        ("five/b.py", "import spotipy\nsp = spotipy.Spotify(auth='https://api.spotify.com/v1')\n"),
    ];
    assert_data_eq!(
        said(&files, &["--format", "plain"]),
        file!["../snapshots/audit_whole_releases.txt"]
    );
}
