//! Functions that others call: one after the other, by effect, or those that another gives back.

use super::{calls, read, scopes};
use crate::audit::evidence::Unknown;

#[test]
fn functions_run_for_each_of_a_list_are_called_with_what_is_in_it() {
    let of = |line: &str| {
        let code = format!(
            "import requests\ndef get(path):\n    return requests.get('https://api.spotify.com/v1' + path)\n\
             def go(things):\n    {line}\n"
        );
        calls(&[("a.py", &code)])
    };
    let both = ["5 get-users-saved-albums", "5 get-users-saved-tracks"];
    assert_eq!(of("list(executor.map(get, ['/me/albums', '/me/tracks']))"), both);
    assert_eq!(of("pool.imap_unordered(get, ['/me/albums', '/me/tracks'])"), both);
    // What some other `map` does with a function is not known.
    assert!(of("things.map(get, ['/me/albums'])").is_empty());
}

#[test]
fn fields_are_spread_that_a_caller_gives_in_a_list() {
    let of = |path: &str| {
        let code = format!(
            "import requests\ndef api(path, method='GET'):\n    \
             requests.request(method, 'https://api.spotify.com/v1' + path)\ndef all_of(calls=[]):\n    for \
             call in calls:\n        pool.submit(api, **call)\nall_of([{{'path': '{path}' + uri, 'method': 'POST'}} for \
             uri in uris])\n"
        );
        calls(&[("a.py", &code)])
    };
    assert_eq!(of("/me/player/queue?uri="), ["7 add-to-queue"]);
    assert!(of("/me/nothing?uri=").is_empty());
}

#[test]
fn effects_call_what_they_are_given() {
    let of = |module: &str| {
        calls(&[(
            "a.js",
            &format!(
                "import {{ call, fork }} from '{module}';\nconst api = axios.create({{ baseURL: \
                 'https://api.spotify.com/v1' }});\nconst get = (path) => \
                 fetch('https://api.spotify.com/v1' + path);\nfunction* load() {{\n  yield call(get, '/me/albums');\n  yield \
                 fork(api.get, '/me/tracks');\n  yield call([api, api.put], '/me/player/pause');\n}}\n"
            ),
        )])
    };
    assert_eq!(
        of("redux-saga/effects"),
        ["5 get-users-saved-albums", "6 get-users-saved-tracks", "7 pause-a-users-playback"]
    );
    assert!(of("./other").is_empty());
}

#[test]
fn what_a_function_gives_back_is_called_in_turn() {
    let of = |verb: &str| {
        calls(&[(
            "a.js",
            &format!(
                "const send = (token) => (path) => fetch('https://api.spotify.com/v1' + path, {{ method: \
                 '{verb}', headers: headers(token) }});\nconst mine = send(token);\nmine('/me/albums?ids=1');\nsend(token)\
                 ('/me/shows?ids=1');\n"
            ),
        )])
    };
    assert_eq!(of("PUT"), ["3 save-albums-user", "4 save-shows-user"]);
    assert!(of("PATCH").is_empty());
}

#[test]
fn what_only_calls_itself_starts_with_its_default() {
    let of = |base: &str| {
        calls(&[(
            "a.js",
            &format!(
                "const all = async (url = '{base}/me/playlists') => {{\n  const {{ data }} = await axios({{ method: \
                 'get', url }});\n  return data.next ? [...data.items, ...(await all(data.next))] : data.items;\n}};\nexport \
                 const lists = {{ key: 'lists', query: all }};\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com/v1"), ["1 get-a-list-of-current-users-playlists"]);
    assert!(of("https://api.example.com/v1").is_empty());
}

#[test]
fn a_function_says_what_it_calls_another_with() {
    let of = |import: &str| {
        calls(&[(
            "a.ts",
            &format!(
                "import type Client from '{import}';\ninterface Held {{ token: string; client: Client }}\nexport function \
                 withClient<T>(id: string, run: (held: Held) => Promise<T>): Promise<T> {{ return queue.push(run); \
                 }}\nwithClient('a', async ({{ client }}) => {{\n  await client.getPlaylist('b');\n}});\n"
            ),
        )])
    };
    assert_eq!(of("spotify-web-api-node"), ["5 get-playlist"]);
    assert!(of("./client").is_empty());
}

#[test]
fn one_pattern_may_ask_for_several_texts() {
    let of = |pattern: &str| {
        calls(&[(
            "a.py",
            &format!(
                "import requests\ndef saved(kind):\n    match kind:\n        case {pattern}:\n            return \
                 requests.get(f'https://api.spotify.com/v1/me/{{kind}}')\nsaved(input())\n"
            ),
        )])
    };
    assert_eq!(of("'albums' | 'tracks'"), ["5 get-users-saved-albums", "5 get-users-saved-tracks"]);
    assert_eq!(of("'shows'"), ["5 get-users-saved-shows"]);
    assert!(of("'albums' | Other()").is_empty());
}

#[test]
fn options_of_curl_stand_in_a_list() {
    let of = |option: &str| {
        calls(&[(
            "a.php",
            &format!(
                "<?php\n$a = curl_init();\ncurl_setopt_array($a, [\n  CURLOPT_URL => \
                 'https://api.spotify.com/v1/me/tracks',\n  {option}\n]);\ncurl_exec($a);\n"
            ),
        )])
    };
    assert_eq!(
        of("CURLOPT_CUSTOMREQUEST => 'PUT', CURLOPT_POSTFIELDS => $ids"),
        ["4 save-tracks-user"]
    );
    assert_eq!(of("CURLOPT_RETURNTRANSFER => true"), ["4 get-users-saved-tracks"]);
    let beside = "<?php\n$a = curl_init('https://api.spotify.com/v1/me/player/next');\ncurl_setopt_array($a, \
                  [CURLOPT_POST => true]);\ncurl_exec($a);\n";
    assert_eq!(calls(&[("a.php", beside)]), ["2 skip-users-playback-to-next-track"]);
}

#[test]
fn options_of_curl_set_one_by_one_mean_the_same() {
    let of = |options: &str| {
        calls(&[(
            "a.php",
            &format!(
                "<?php\n$a = curl_init('https://api.spotify.com/v1/me/tracks');\n{options}\n\
                 curl_exec($a);\n"
            ),
        )])
    };
    assert_eq!(of("curl_setopt($a, CURLOPT_POST, false);"), ["2 get-users-saved-tracks"]);
    assert_eq!(of("curl_setopt($a, CURLOPT_PUT, true);"), ["2 save-tracks-user"]);
    let custom = "curl_setopt($a, CURLOPT_POSTFIELDS, $ids);\n\
                  curl_setopt($a, CURLOPT_CUSTOMREQUEST, 'DELETE');";
    assert_eq!(of(custom), ["2 remove-tracks-user"]);
    // One in each branch.
    let either = "if ($on) { curl_setopt($a, CURLOPT_CUSTOMREQUEST, 'PUT'); }\n\
                  else { curl_setopt($a, CURLOPT_CUSTOMREQUEST, 'DELETE'); }";
    assert_eq!(of(either), ["2 save-tracks-user", "2 remove-tracks-user"]);
}

#[test]
fn what_is_only_shown_is_not_sent() {
    let of = |command: &str| {
        calls(&[(
            "a.sh",
            &format!("{command} curl -X POST https://api.spotify.com/v1/me/player/next\n"),
        )])
    };
    assert!(of("echo").is_empty());
    assert_eq!(of("sudo"), ["1 skip-users-playback-to-next-track"]);
}

#[test]
fn all_of_an_enum_is_gone_through() {
    let of = |base: &str| {
        scopes(&[(
            "a.py",
            &format!(
                "from enum import Enum\nfrom spotipy.oauth2 import SpotifyOAuth\nclass Scope({base}):\n    A = \
                 'user-top-read'\n    B = 'user-library-read'\nSpotifyOAuth(scope=' '.join(s.value for s in Scope))\n"
            ),
        )])
    };
    assert_eq!(of("Enum"), ["user-library-read", "user-top-read"]);
    assert!(of("object").is_empty());
}

#[test]
fn templates_with_types_are_read() {
    let code = "const Box = styled.div<{ wide: boolean; on: (a: A) => void }>`\n  width: ${(p) => p.wide};\n`;\nconst Other = \
                styled(Box)<Props>`color: red;`;\nfetch('https://api.spotify.com/v1/me/albums');\n";
    let evidence = read(&[("a.tsx", code)]);
    assert!(evidence.blind_spots.is_empty());
    assert_eq!(calls(&[("a.tsx", code)]), ["5 get-users-saved-albums"]);
}

#[test]
fn two_names_tell_whose_href_it_is() {
    let of = |href: &str| {
        calls(&[
            ("base.js", "export const BASE = 'https://api.spotify.com/v1';\n"),
            (
                "a.js",
                &format!(
                    "export function Tracks({{ playlist }}) {{\n  const [page, setPage] = useState(null);\n  useEffect(() => \
                     setPage({href} || null));\n  return axios.get(page);\n}}\n"
                ),
            ),
        ])
    };
    assert_eq!(of("playlist.tracks.href"), ["3 get-playlists-tracks"]);
    assert!(of("playlist.href").is_empty());
    assert!(of("playlist.tracks.link").is_empty());
}

#[test]
fn a_class_can_be_had_where_it_is_exported() {
    let of = |export: &str, import: &str| {
        calls(&[
            (
                "api.js",
                &format!(
                    "{export} class Api {{\n  static get(path) {{ return Api.send(path, {{ method: 'GET' }}); }}\n  static \
                     put(path) {{ return Api.send(path, {{ method: 'PUT' }}); }}\n  static send(path, options) {{ return \
                     fetch('https://api.spotify.com/v1' + path, options); }}\n}}\n"
                ),
            ),
            (
                "use.js",
                &format!("{import}\nApi.get('/me/albums');\nApi.put('/me/player/pause');\n"),
            ),
        ])
    };
    let both = ["2 get-users-saved-albums", "3 pause-a-users-playback"];
    assert_eq!(of("export default", "import Api from './api';"), both);
    assert_eq!(of("module.exports =", "const Api = require('./api');"), both);
    assert!(of("export default", "import Api from 'other';").is_empty());
}

#[test]
fn cases_may_stand_on_lines_of_their_own() {
    let of = |labels: &str| {
        calls(&[(
            "a.swift",
            &format!(
                "enum Endpoint {{\n  case list(id: String)\n  case add(id: String, uri: String)\n  var path: String {{\n    switch \
                 self {{\n    {labels}\n      return \"https://api.spotify.com/v1/playlists/\\(id)/tracks\"\n    }}\n  }}\n  var \
                 method: String {{\n    switch self {{\n    case .add: return \"POST\"\n    default: return \"GET\"\n    }}\n  \
                 }}\n  var request: URLRequest {{\n    var request = URLRequest(url: URL(string: path)!)\n    request.httpMethod = \
                 method\n    return request\n  }}\n}}\nlet add = Endpoint.add(id: a, uri: b).request\n"
            ),
        )])
    };
    assert_eq!(
        of("case .list(let id),\n         .add(let id, _):"),
        ["8 get-playlists-tracks", "8 add-tracks-to-playlist"]
    );
    assert_eq!(of("case .list(let id):"), ["7 get-playlists-tracks"]);
}

#[test]
fn what_only_puts_an_address_together_sends_nothing() {
    let of = |body: &str| {
        calls(&[(
            "a.js",
            &format!(
                "const getUrl = (path) => {body};\nfetch(getUrl('/users/1/playlists'), {{ method: 'POST' }});\n"
            ),
        )])
    };
    assert_eq!(of("'https://api.spotify.com/v1' + path"), ["2 create-playlist-for-user"]);
    assert_eq!(
        of("direct ? 'https://api.spotify.com/v1' + path : '/proxy/v1' + path"),
        ["2 create-playlist-for-user"]
    );
}

#[test]
fn what_a_constructor_takes_to_read_is_a_field() {
    let of = |word: &str| {
        calls(&[(
            "a.ts",
            &format!(
                "import Client from 'spotify-web-api-node';\nexport class Music {{\n  constructor({word} client: Client) {{}}\n  \
                 me() {{ return this.client.getMe(); }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("readonly"), ["4 get-current-users-profile"]);
    assert!(of("").is_empty());
}

#[test]
fn scopes_of_which_a_part_comes_from_elsewhere_are_not_all_known() {
    let open = |file: &str, code: &str| {
        let evidence = read(&[(file, code)]);
        assert!(evidence.requested.iter().any(|s| s.scope == "user-read-email"), "{code}");
        evidence.blind_spots.iter().any(|spot| spot.unknown == Unknown::Scopes)
    };
    let python = |scope: &str| {
        let code = format!(
            "import spotipy\nfrom spotipy.oauth2 import SpotifyOAuth\nfrom elsewhere import MORE\n{scope}\n\
             sp = spotipy.Spotify(auth_manager=SpotifyOAuth(scope=scope))\n"
        );
        open("a.py", &code)
    };
    assert!(python("scope = ['user-read-email']\nscope += MORE"));
    assert!(python("scope = {'user-read-email'} | MORE"));
    assert!(python("scope = MORE or 'user-read-email'"));
    assert!(!python("scope = ['user-read-email'] + ['user-top-read']"));
    assert!(!python("scope = None\nscope = 'user-read-email'"));

    let asked = "'https://accounts.spotify.com/authorize?'";
    let ruby = |scopes: &str| {
        let query = format!("URI.encode_www_form(client_id: 'x', scope: ({scopes}).join(' '))");
        open("a.rb", &format!("redirect_to {asked} + {query}\n"))
    };
    assert!(ruby("['user-read-email'] + MORE"));
    assert!(!ruby("['user-read-email'] + ['user-top-read']"));

    let php = |more: &str| {
        let query = "http_build_query(['client_id' => 'x', 'scope' => implode(' ', $scopes)])";
        let scopes = format!("$scopes = array_merge(['user-read-email'], {more});");
        open("a.php", &format!("<?php\n{scopes}\nheader('Location: ' . {asked} . {query});\n"))
    };
    assert!(php("MORE"));
    assert!(php("config('spotify.more')"));
    assert!(!php("['user-top-read']"));
}
