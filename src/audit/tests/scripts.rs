//! Ways of asking that programs in Python and JavaScript have: helpers that branch on the
//! verb, clients set up once and for all, declared queries, arguments handed on.

use super::{calls, read};
use crate::audit::evidence::{Confidence, Unknown};

const API: &str = "https://api.spotify.com/v1";
const OTHER: &str = "https://api.example.com/v1";

#[test]
fn a_base_is_set_for_all_requests_of_a_library() {
    let of = |base: &str| {
        calls(&[(
            "a.js",
            &format!(
                "import axios from 'axios';\naxios.defaults.baseURL = '{base}';\nexport const me = \
                 () => axios.get('/me');\nexport const own = () => axios.get('/login');\n"
            ),
        )])
    };
    assert_eq!(of(API), ["3 get-current-users-profile"]);
    assert!(of(OTHER).is_empty());
    // In another file it is not certain: a repository may hold several programs.
    let elsewhere = read(&[
        (
            "src/setup.js",
            "import axios from 'axios';\naxios.defaults.baseURL = 'https://api.spotify.com/v1';\n",
        ),
        ("src/use.js", "import axios from 'axios';\naxios.get('/me');\n"),
    ]);
    assert_eq!(elsewhere.calls.len(), 1);
    assert_eq!(elsewhere.calls[0].confidence, Confidence::Likely);
}

#[test]
fn the_verb_is_an_index() {
    let of = |base: &str| {
        calls(&[(
            "a.js",
            &format!(
                "const command = async (method, url) => axios[method]('{base}' + url, {{}});\ncommand('put', \
                 '/me/player/pause');\ncommand('post', '/me/player/next');\n"
            ),
        )])
    };
    assert_eq!(of(API), ["2 pause-a-users-playback", "3 skip-users-playback-to-next-track"]);
    assert!(of(OTHER).is_empty());
}

#[test]
fn options_are_told_their_verb_later() {
    let code = "const del = { headers: {} };\ndel.method = 'DELETE';\nfetch('https://api.spotify.com/v1/me/tracks', \
                del);\nconst plain = { headers: {} };\nother.method = 'PUT';\nfetch('https://api.spotify.com/v1/me/albums', \
                plain);\n";
    assert_eq!(calls(&[("a.js", code)]), ["3 remove-tracks-user", "6 get-users-saved-albums"]);
}

#[test]
fn a_helper_with_a_branch_for_each_verb_takes_one() {
    let python = "import requests\ndef api(path, method='GET', data=None):\n    url = 'https://api.spotify.com/v1' + path\n    \
                  if method == 'GET':\n        return requests.get(url)\n    elif method in ('POST', 'post'):\n        return \
                  requests.post(url, json=data)\n    elif method == 'PUT':\n        return requests.put(url)\n    return \
                  requests.delete(url)\napi('/me/tracks')\napi('/me/tracks', 'PUT')\napi('/me/tracks', method='DELETE')\n";
    assert_eq!(
        calls(&[("a.py", python)]),
        ["11 get-users-saved-tracks", "12 save-tracks-user", "13 remove-tracks-user"]
    );
    let switch = "async function api(path, verb) {\n  const url = 'https://api.spotify.com/v1' + path;\n  switch (verb) \
                  {\n    case 'put':\n    case 'save': return axios.put(url);\n    case 'delete': { return axios.delete(url); }\n    \
                  default: return axios.get(url);\n  }\n}\napi('/me/albums', 'save');\napi('/me/albums', 'delete');\napi('/me/albums', \
                  'all');\n";
    assert_eq!(
        calls(&[("a.js", switch)]),
        ["10 save-albums-user", "11 remove-albums-user", "12 get-users-saved-albums"]
    );
    let flags = "import requests\ndef api(path, put_=False):\n    if put_:\n        requests.put('https://api.spotify.com/v1/' + \
                 path)\n    if not put_:\n        requests.get('https://api.spotify.com/v1/' + path)\napi('me/shows', \
                 put_=True)\napi('me/shows')\n";
    assert_eq!(calls(&[("a.py", flags)]), ["7 save-shows-user", "8 get-users-saved-shows"]);
}

#[test]
fn a_branch_on_something_else_is_taken_by_all() {
    // What decides is not known, so each of them may be sent.
    let code = "import requests\ndef api(path, online):\n    if online():\n        return \
                requests.get('https://api.spotify.com/v1' + path)\n    return requests.put('https://api.spotify.com/v1' + \
                path)\napi('/me/tracks', check)\n";
    assert_eq!(calls(&[("a.py", code)]), ["6 get-users-saved-tracks", "6 save-tracks-user"]);
}

#[test]
fn a_default_counts_only_where_nothing_is_given() {
    let code = "async function api({ path, method = 'GET' }) { return fetch('https://api.spotify.com/v1' + path, { method \
                }); }\napi({ path: '/me/albums' });\napi({ path: '/me/albums', method: 'PUT' });\nconst raw = (path, o) => \
                fetch('https://api.spotify.com/v1' + path, { method: o.verb || 'GET' });\nraw('/me/shows', { verb: 'DELETE' \
                });\nraw('/me/shows', {});\n";
    assert_eq!(
        calls(&[("a.js", code)]),
        [
            "2 get-users-saved-albums",
            "3 save-albums-user",
            "5 remove-shows-user",
            "6 get-users-saved-shows"
        ]
    );
}

#[test]
fn arguments_are_handed_on() {
    let of = |body: &str| {
        let code = format!(
            "import requests\ndef send(path, method='GET', **extra):\n    return requests.request(method, \
             'https://api.spotify.com/v1/' + path, **extra)\n{body}"
        );
        calls(&[("a.py", &code)])
    };
    let wrapped = "def api(path, *args, **kwargs):\n    return send(path, *args, **kwargs)\n";
    assert_eq!(
        of(&format!(
            "{wrapped}api('me/tracks', method='PUT')\napi('me/albums', 'DELETE')\napi('me/shows', json=1)\n"
        )),
        ["6 save-tracks-user", "7 remove-albums-user", "8 get-users-saved-shows"]
    );
    let spread = "fields = {'path': 'me/tracks', 'method': 'DELETE'}\nsend(**fields)\n";
    assert_eq!(of(spread), ["4 remove-tracks-user"]);
}

#[test]
fn queries_are_declared() {
    let of = |base: &str| {
        let code = format!(
            "const plain = fetchBaseQuery({{ baseUrl: '{base}/' }});\nconst again = async (args, api, extra) => {{ let r = \
             await plain(args, api, extra); return r; }};\nexport const spotify = createApi({{ baseQuery: again, endpoints: (b) => \
             ({{\n  me: b.query({{ query: () => 'me' }}),\n  album: b.query({{ query: (id) => `albums/${{id}}` }}),\n  play: \
             b.mutation({{ query: (body) => ({{ url: 'me/player/play', method: 'PUT', body }}) }}),\n}}) }});\nspotify.injectEndpoints({{ \
             endpoints: (b) => ({{ top: b.query({{ query: ({{ kind }}) => `me/top/${{kind}}` }}) }}) }});\n"
        );
        calls(&[("a.ts", &code)])
    };
    assert_eq!(
        of(API),
        [
            "4 get-current-users-profile",
            "5 get-an-album",
            "6 start-a-users-playback",
            "8 get-users-top-artists-and-tracks"
        ]
    );
    assert!(of(OTHER).is_empty());
}

#[test]
fn a_wrapped_function_is_called_by_the_name_of_the_wrapping() {
    let code = "const load = createAsyncThunk('load', async ({ path, method }) => fetch('https://api.spotify.com/v1' + path, { \
                method }));\ndispatch(load({ path: '/me/albums' }));\ndispatch(load({ path: '/me/albums', method: 'PUT' \
                }));\nconst other = createAsyncThunk('x', async () => 1);\nother({ path: '/me/shows' });\n";
    assert_eq!(calls(&[("a.js", code)]), ["2 get-users-saved-albums", "3 save-albums-user"]);
}

#[test]
fn boxes_hold_a_client() {
    let of = |library: &str| {
        let code = format!(
            "import Client from '{library}';\nconst useClient = () => {{ const box = useRef(new Client()); return box.current; \
             }};\nfunction Page() {{\n  const client = useClient();\n  client.pause();\n  const [made] = useState(new \
             Client());\n  made.getMe();\n}}\n"
        );
        calls(&[("a.jsx", &code)])
    };
    assert_eq!(
        of("spotify-web-api-js"),
        ["5 pause-a-users-playback", "7 get-current-users-profile"]
    );
    assert!(of("media-player").is_empty());
}

#[test]
fn members_are_handed_to_what_calls_them() {
    let of = |maker: &str| {
        let code = format!(
            "import asyncio, spotipy, shop\nsp = {maker}\nasync def go(loop):\n    await \
             asyncio.to_thread(sp.current_user_playlists, limit=5)\n    await loop.run_in_executor(None, sp.devices)\n    \
             print(sp.auth)\n"
        );
        calls(&[("a.py", &code)])
    };
    assert_eq!(
        of("spotipy.Spotify(auth=token)"),
        ["4 get-a-list-of-current-users-playlists", "5 get-a-users-available-devices"]
    );
    assert!(of("shop.Client()").is_empty());
}

#[test]
fn a_fork_has_the_members_of_what_it_was_forked_from() {
    let of = |package: &str| {
        let code = format!(
            "import {{ SpotifyApi }} from '{package}';\nconst sdk = SpotifyApi.withAccessToken(id, \
             token);\nsdk.player.pausePlayback(device);\nsdk.player.dance();\n"
        );
        read(&[("a.ts", &code)])
    };
    let forked = of("@someone/spotify-web-sdk");
    assert_eq!(forked.calls.len(), 1);
    assert_eq!(forked.calls[0].confidence, Confidence::Likely);
    assert!(of("@someone/music").calls.is_empty());
}

#[test]
fn types_and_branches_say_what_a_text_can_be() {
    let typed = "export async function skip(to: 'next' | 'previous') {\n  return \
                 fetch(`https://api.spotify.com/v1/me/player/${to}`, { method: 'POST' });\n}\n";
    assert_eq!(
        calls(&[("a.ts", typed)]),
        ["2 skip-users-playback-to-next-track", "2 skip-users-playback-to-previous-track"]
    );
    // Callers know better.
    assert_eq!(
        calls(&[("a.ts", &format!("{typed}skip('next');\n"))]),
        ["2 skip-users-playback-to-next-track"]
    );
    let guarded = |condition: &str| {
        read(&[(
            "a.py",
            &format!(
                "import requests\ndef load(kind):\n    if {condition}:\n        \
                 requests.get(f'https://api.spotify.com/v1/me/{{kind}}')\n"
            ),
        )])
    };
    assert_eq!(guarded("kind in ('tracks', 'albums')").calls.len(), 2);
    let open = guarded("kind in kinds");
    assert!(open.calls.is_empty());
    assert!(matches!(open.blind_spots[0].unknown, Unknown::Method(_)));
}

#[test]
fn addresses_stand_first_in_a_list_or_among_pairs() {
    let swr = "const { data } = useSWR(token ? ['https://api.spotify.com/v1/me/tracks', token] : null, load);\nuseSWR(['/me', \
               token], load);\n";
    assert_eq!(calls(&[("a.jsx", swr)]), ["1 get-users-saved-tracks"]);
    let pairs = "import requests\nurls = {'a': 'https://api.spotify.com/v1/me/tracks'}\nfor name, url in urls.items():\n    \
                 requests.get(url)\nfor name, url in others.items():\n    requests.get(url)\n";
    assert_eq!(calls(&[("a.py", pairs)]), ["2 get-users-saved-tracks"]);
}

#[test]
fn all_of_the_path_may_be_what_a_caller_gives() {
    let of = |given: &str| {
        let code = format!(
            "async function api(path, method) {{ return fetch(`https://api.spotify.com/${{path}}`, {{ method }}); \
             }}\napi('{given}', 'PUT');\n"
        );
        calls(&[("a.js", &code)])
    };
    assert_eq!(of("v1/me/player/pause"), ["2 pause-a-users-playback"]);
    assert!(of("views/me").is_empty());
}

#[test]
fn what_is_left_empty_does_not_shorten_a_path() {
    let code = "const route = useRoute();\nconst id = route.params.id || '';\naxios.get(`https://api.spotify.com/v1/playlists/${id}`);\n";
    let evidence = read(&[("a.js", code)]);
    assert_eq!(evidence.calls.len(), 1);
    assert!(evidence.blind_spots.is_empty());
}

#[test]
fn constructors_hand_paths_to_methods() {
    let code = "import requests\nclass Pager:\n    def __init__(self, path, limit=20):\n        self._path = path + \
                '?limit={}'.format(limit)\n        self.load()\n    def load(self):\n        \
                requests.get('https://api.spotify.com/v1/' + self._path)\nPager('me/albums')\nPager('me/shows', limit=5)\n";
    assert_eq!(calls(&[("a.py", code)]), ["8 get-users-saved-albums", "9 get-users-saved-shows"]);
}

#[test]
fn a_call_stands_where_its_last_part_is_written() {
    let code = "class Albums {\n  base = 'https://api.spotify.com/v1/albums';\n  one(id) {\n    return \
                axios.get(`${this.base}/${id}`);\n  }\n}\n";
    assert_eq!(calls(&[("a.js", code)]), ["4 get-an-album"]);
    let spaced = "axios.post(`\\t https://api.spotify.com/v1/me/player/next`);\naxios.post('see \
                  https://api.spotify.com/v1/me/player/next');\n";
    assert_eq!(calls(&[("a.js", spaced)]), ["1 skip-users-playback-to-next-track"]);
}

#[test]
fn a_proxy_of_the_api_may_call_all_of_it() {
    let of = |base: &str| {
        let code = format!(
            "import {{ {base} }} from '$env/static/private';\nexport const GET = ({{ params }}) => \
             fetch(`${{{base}}}/${{params.path}}`);\n"
        );
        read(&[("a.ts", &code)]).blind_spots
    };
    assert!(matches!(of("SPOTIFY_BASE_URL")[0].unknown, Unknown::Path { .. }));
    assert!(of("SHOP_URL").is_empty());
}

#[test]
fn the_next_page_of_a_list_in_something_else_is_a_call_of_its_own() {
    let of = |whole: &str| {
        let code = format!(
            "import spotipy\nsp = spotipy.Spotify(auth=token)\nfound = sp.{whole}\ntracks = \
             found['tracks']\nwhile tracks['next']:\n    tracks = sp.next(tracks)\n"
        );
        calls(&[("a.py", &code)])
    };
    assert_eq!(of("playlist(name)"), ["3 get-playlist", "6 get-playlists-tracks"]);
    assert_eq!(of("album(name)"), ["3 get-an-album", "6 get-an-albums-tracks"]);
    // Here it is the list itself.
    assert_eq!(of("search(name)"), ["3 search"]);
    let plain = |use_: &str| {
        let code = format!(
            "async function load(id) {{\n  const res = await \
             fetch(`https://api.spotify.com/v1/playlists/${{id}}`);\n  const playlist = await res.json();\n  \
             {use_}\n}}\n"
        );
        calls(&[("a.js", &code)])
    };
    assert_eq!(
        plain("let next = playlist.tracks.next; while (next) { const r = await fetch(next); }"),
        ["2 get-playlist", "4 get-playlists-tracks"]
    );
    assert_eq!(plain("if (playlist.tracks.next) more = true;"), ["2 get-playlist"]);
    assert_eq!(plain("await fetch(playlist.owner.next);"), ["2 get-playlist"]);
}

#[test]
fn a_parameter_of_an_enum_is_one_of_its_texts() {
    let of = |base: &str, value: &str| {
        let code = format!(
            "import requests\nfrom enum import *\nclass Kind({base}):\n    TRACKS = {value}\n    ALBUMS = \
             'albums'\ndef load(kind: Kind):\n    \
             requests.get(f'https://api.spotify.com/v1/me/{{kind}}')\n"
        );
        calls(&[("a.py", &code)])
    };
    assert_eq!(of("StrEnum", "auto()").len(), 2);
    assert_eq!(of("str, Enum", "'tracks'").len(), 2);
    assert!(of("Settings", "'tracks'").is_empty());
    let script = "enum Kind { Tracks = 'tracks', Albums = 'albums' }\nexport const load = (kind: Kind) =>\n  \
                  fetch(`https://api.spotify.com/v1/me/${kind}`);\n";
    assert_eq!(
        calls(&[("a.ts", script)]),
        ["3 get-users-saved-albums", "3 get-users-saved-tracks"]
    );
}

#[test]
fn a_library_is_loaded_by_a_page() {
    let of = |source: &str, class: &str| {
        calls(&[
            (
                "index.html",
                &format!("<script src=\"{source}\"></script>\n<script src=\"a.js\"></script>\n"),
            ),
            ("a.js", &format!("const spotifyApi = new {class}();\nspotifyApi.getMyDevices();\n")),
            ("b.js", "// Another page loads it.\nspotifyApi.getMySavedAlbums();\n"),
        ])
    };
    let found = ["2 get-a-users-available-devices", "2 get-users-saved-albums"];
    for source in [
        "https://unpkg.com/spotify-web-api-js@1.5.2/dist/spotify-web-api.js",
        "js/spotify-web-api.min.js",
    ] {
        assert_eq!(of(source, "SpotifyWebApi"), found, "{source}");
    }
    assert!(of("js/shop.js", "Shop").is_empty());
    // A class of its own.
    let own = "class SpotifyWebApi { getMyDevices() {} }\nnew SpotifyWebApi().getMyDevices();\n";
    assert!(calls(&[("a.js", own)]).is_empty());
}
