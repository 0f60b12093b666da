//! What stands right behind an address: a query, the rest of the path, or nobody knows.

use super::{calls, read};
use crate::audit::evidence::{Confidence, Unknown};

#[test]
fn a_path_that_may_go_on_is_not_certain() {
    for (file, program) in [
        (
            "a.ts",
            "const base = 'https://api.spotify.com/v1/me';\nexport const call = (rest: string) => fetch(base + rest);\n",
        ),
        (
            "a.py",
            "import requests, sys\nrequests.get('https://api.spotify.com/v1/me/player' + sys.argv[1])\n",
        ),
        ("a.sh", "curl \"https://api.spotify.com/v1/me$1\"\n"),
        (
            "a.go",
            "package a\nfunc a() { http.Get(\"https://api.spotify.com/v1/me\" + os.Args[1]) }\n",
        ),
        ("a.js", "fetch(`https://api.spotify.com/v1/playlists/${id}${part()}`)\n"),
    ] {
        let found = read(&[(file, program)]);
        assert!(found.calls.iter().all(|call| call.confidence == Confidence::Likely), "{program}");
        let blind = found.blind_spots.iter().map(|spot| &spot.unknown).collect::<Vec<_>>();
        assert!(matches!(blind.as_slice(), [Unknown::Path { .. }]), "{program}: {blind:?}");
    }
}

#[test]
fn a_query_is_no_rest_of_a_path() {
    for (rest, endpoint) in [
        ("me${query}", "get-current-users-profile"),
        ("me/player${toQueryString(of)}", "get-information-about-the-users-current-playback"),
        ("playlists/${id}${params}", "get-playlist"),
        // Nothing is below these.
        ("me/top/artists${rest}", "get-users-top-artists-and-tracks"),
        ("browse/new-releases${rest}", "get-new-releases"),
    ] {
        let program = format!("fetch(`https://api.spotify.com/v1/{rest}`)\n");
        let found = read(&[("a.js", &program)]);
        let [call] = found.calls.as_slice() else { panic!("{rest}: {:?}", found.calls) };
        assert_eq!(call.confidence, Confidence::Certain, "{rest}");
        assert!(found.blind_spots.is_empty(), "{rest}");
        assert_eq!(calls(&[("a.js", &program)]), [format!("1 {endpoint}")]);
    }
}

#[test]
fn an_address_from_which_no_request_comes_may_be_asked_for_anything() {
    let beside = ("b.py", "import requests\nrequests.get('https://api.spotify.com/v1/me')\n");
    let blind = |program: &str| read(&[("a.py", program), beside]).blind_spots.len();
    assert_eq!(
        blind(
            "client = odd.Client(root='https://api.spotify.com/v1')\nclient.odd_one('me/following')\n"
        ),
        1
    );
    // Said once a file.
    assert_eq!(
        blind("a = odd('https://api.spotify.com/v1')\nb = odd('https://api.spotify.com')\n"),
        1
    );
    for program in [
        "track = {'href': 'https://api.spotify.com/v1/tracks/1'}\n",
        "if url.startswith('https://api.spotify.com/v1/'):\n    pass\n",
        "a = odd('https://accounts.spotify.com')\n",
        "def a(href='https://api.spotify.com/v1/tracks/1'):\n    pass\n",
        "import requests\na = odd('https://api.spotify.com')\nrequests.get('https://api.spotify.com/v1/me')\n",
    ] {
        assert_eq!(blind(program), 0, "{program}");
    }
}

#[test]
fn callers_say_how_a_path_ends() {
    let program = "import requests\ndef saved(end):\n    return requests.get('https://api.spotify.com/v1/me' + end)\n\
                   for end in ('/tracks', '/albums'):\n    saved(end)\nsaved('')\n";
    assert_eq!(
        calls(&[("a.py", program)]),
        ["3 get-current-users-profile", "4 get-users-saved-tracks", "4 get-users-saved-albums"]
    );
}

#[test]
fn what_a_client_is_made_with_is_not_asked_for_itself() {
    let program = "import httpx\nc = httpx.Client(base_url='https://api.spotify.com/v1/me/player')\nc.put('/pause')\n";
    let found = calls(&[("a.py", program)]);
    assert!(!found.iter().any(|call| call.starts_with('2')), "{found:?}");
    let program = "import httpx\nc = httpx.Client(base_url='https://api.spotify.com/v1')\nc.put('/me/player/pause')\n";
    assert_eq!(calls(&[("a.py", program)]), ["3 pause-a-users-playback"]);
}
