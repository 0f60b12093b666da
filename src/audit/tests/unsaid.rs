//! Names, bases and addresses that a file uses without saying where they come from.

use super::{calls, scopes};

#[test]
fn some_folders_are_handed_to_every_file() {
    let of = |folder: &str| {
        let helper = "import SpotifyWebApi from 'spotify-web-api-js';\nconst api = new \
                      SpotifyWebApi();\nexport const useApi = () => ({ api });\n";
        let page = "<script setup>\nconst { api } = useApi();\nconst show = await \
                    api.getShow('x');\n</script>\n<template><p @click=\"api.pause()\" /></template>\n";
        calls(&[(&format!("{folder}/useApi.js"), helper), ("pages/show.vue", page)])
    };
    assert_eq!(of("composables"), ["3 get-a-show", "5 pause-a-users-playback"]);
    assert!(of("legacy").is_empty());
}

#[test]
fn the_scripts_of_a_page_share_their_names() {
    let of = |page: &str| {
        calls(&[
            ("index.html", page),
            ("js/base.js", "const BASE = 'https://api.spotify.com/v1';\n"),
            ("js/app.js", "function load() { fetch(BASE + '/me/tracks'); }\n"),
        ])
    };
    let both = "<script src=\"js/base.js\"></script>\n<script src=\"js/app.js\"></script>\n";
    assert_eq!(of(both), ["1 get-users-saved-tracks"]);
    let evidence = super::read(&[
        ("index.html", "<script src=\"js/app.js\"></script>\n"),
        ("other/base.js", "const BASE = 'https://example.com';\n"),
        ("js/app.js", "function load() { fetch(BASE + '/me/tracks'); }\n"),
    ]);
    assert!(evidence.calls.is_empty());
}

#[test]
fn a_setting_named_after_the_api_is_its_base() {
    let of = |setting: &str| {
        calls(&[(
            "load.ts",
            &format!(
                "export const load = async (id: string) => {{\n  const url = \
                 import.meta.env.{setting} || '';\n  return await send(url, id);\n}};\nconst send = \
                 async (url: string, id: string) => {{\n  await \
                 fetch(`${{url}}/v1/playlists/${{id}}/tracks`, {{ method: 'POST' }});\n}};\n"
            ),
        )])
    };
    assert_eq!(of("VITE_SPOTIFY_URL_BASE"), ["6 add-tracks-to-playlist"]);
    assert!(of("VITE_SHOP_URL_BASE").is_empty());
}

#[test]
fn an_empty_segment_is_one_that_is_not_known_yet() {
    let code = "import requests\nclass User:\n    def __init__(self, name=''):\n        self.name = \
                name\n    def lists(self):\n        \
                requests.get(f'https://api.spotify.com/v1/users/{self.name}/playlists')\nUser('')\n";
    assert_eq!(calls(&[("a.py", code)]), ["6 get-list-users-playlists"]);
}

#[test]
fn the_address_of_a_thing_is_told_by_its_name() {
    let of = |written: &str| {
        let code = format!(
            "const base = 'https://api.spotify.com/v1';\nasync function go(playlist, item, list) \
             {{\n  await fetch({written});\n}}\n"
        );
        calls(&[("a.js", &code)])
    };
    assert_eq!(of("playlist.href + '/tracks?limit=9'"), ["3 get-playlists-tracks"]);
    assert_eq!(of("playlist.tracks.href"), ["3 get-playlists-tracks"]);
    assert_eq!(of("item['track']['href']"), ["3 get-track"]);
    assert_eq!(of("playlists[0].href"), ["3 get-playlist"]);
    assert!(of("item.href").is_empty());
    assert!(of("window.location.href + '/tracks'").is_empty());
    assert!(of("playlist.link + '/tracks'").is_empty());
}

#[test]
fn headers_ask_for_no_scopes() {
    let of = |key: &str| {
        scopes(&[(
            "a.py",
            &format!(
                "import requests\ndef me(token):\n    fields = {{'{key}': token, 'scope': \
                 'user-read-private'}}\n    requests.get('https://api.spotify.com/v1/me', \
                 headers=fields)\n"
            ),
        )])
    };
    assert!(of("Authorization").is_empty());
    assert_eq!(of("client_id"), ["user-read-private"]);
}

#[test]
fn what_another_provider_is_asked_for_is_left_out() {
    let of = |wanted: &str| {
        scopes(&[(
            "login.tsx",
            &format!(
                "import {{ useAuthRequest }} from 'expo-auth-session';\nconst [a, b, go] = \
                 useAuthRequest({{ clientId: 'x', scopes: ['openid', '{wanted}'] }}, discovery);\n"
            ),
        )])
    };
    assert!(of("profile").is_empty());
    assert_eq!(of("user-read-private"), ["openid", "user-read-private"]);
}

#[test]
fn a_table_of_what_actions_need_asks_for_nothing() {
    let of = |table: &str| {
        let asking = "from spotipy.oauth2 import \
                      SpotifyOAuth\nSpotifyOAuth(scope='user-library-read')\n";
        let checks = format!(
            "{table}\ndef lacks(action, granted):\n    return \
                              NEEDS.get(action, set()) - granted\n"
        );
        scopes(&[("login.py", asking), ("checks.py", &checks)])
    };
    assert_eq!(of("NEEDS = {'unlike': frozenset({'user-library-modify'})}"), ["user-library-read"]);
    let asked = ["user-library-read", "user-library-modify"];
    assert_eq!(of("NEEDS = {'scope': 'user-library-modify'}"), asked);
    // Without a request that is understood, whatever is named may be asked for.
    let alone = "NEEDS = {'unlike': ['user-library-modify']}\nlogin(NEEDS)\n";
    assert_eq!(scopes(&[("a.py", alone)]), ["user-library-modify"]);
}

#[test]
fn a_request_that_is_opened_by_a_helper() {
    let of = |base: &str| {
        calls(&[(
            "a.js",
            &format!(
                "function send(url, data) {{\n  let xhr = new XMLHttpRequest();\n  \
                 xhr.open('POST', url, true);\n  xhr.send(data);\n}}\nconst base = \
                 '{base}/playlists/';\nfunction add(id) {{ \
                 fill(id + '/tracks'); }}\nfunction fill(path) {{ send(base + path, {{}}); }}\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com/v1"), ["7 add-tracks-to-playlist"]);
    assert!(of("https://example.com").is_empty());
}

#[test]
fn words_of_a_text_are_filtered_one_by_one() {
    let code = "from spotipy.oauth2 import SpotifyOAuth\nclass Settings:\n    wanted: str = \
                'user-library-read streaming'\nsettings = Settings()\ndef words():\n    return [w \
                for w in (settings.wanted or '').split(' ') if w]\nSpotifyOAuth(scope=' \
                '.join(words()))\n";
    let evidence = super::read(&[("a.py", code)]);
    assert!(evidence.authorizations.iter().all(|a| a.resolved));
    assert_eq!(scopes(&[("a.py", code)]).len(), 2);
}

#[test]
fn a_scope_that_is_only_compared_with_is_not_asked_for() {
    let python = "def may(granted):\n    if 'user-top-read' not in granted and 'user-read-email' != \
                  granted:\n        raise Denied()\n";
    assert!(scopes(&[("a.py", python)]).is_empty());
    let script = "export const may = (scope) => scope === 'user-top-read' || 'user-read-email' == \
                  scope;\n";
    assert!(scopes(&[("a.ts", script)]).is_empty());
    assert_eq!(scopes(&[("a.py", "login(scope='user-top-read')\n")]), ["user-top-read"]);
}

#[test]
fn what_is_declared_first_is_given_in_functions() {
    let of = |made: &str| {
        calls(&[(
            "a.js",
            &format!(
                "import SpotifyWebApi from 'spotify-web-api-node';\nlet held;\nlet id;\nfunction \
                 start() {{\n  held = new {made}();\n}}\nconst next = () => \
                 held.getShow('x');\nconst add = () => \
                 fetch('https://api.spotify.com/v1/users/' + id + '/playlists');\n"
            ),
        )])
    };
    assert_eq!(of("SpotifyWebApi"), ["7 get-a-show", "8 get-list-users-playlists"]);
    assert_eq!(of("Shop"), ["8 get-list-users-playlists"]);
}

#[test]
fn what_a_library_exports_without_a_name_asks() {
    let of = |provider: &str| {
        super::read(&[(
            "auth.ts",
            &format!(
                "import Provider from 'next-auth/providers/{provider}';\nexport const options = {{ \
                 providers: [Provider({{ authorization: {{ params: {{ scope: 'user-top-read' }} }} \
                 }})] }};\n"
            ),
        )])
    };
    let asked = of("spotify").authorizations;
    assert!(!asked.is_empty() && asked.iter().all(|a| a.resolved));
    assert!(of("github").authorizations.is_empty());
}

#[test]
fn all_of_some_scopes_at_once() {
    let asked = |file: &str, code: &str| {
        let evidence = super::read(&[(file, code)]);
        assert!(evidence.authorizations.iter().all(|a| a.resolved), "{code}");
        scopes(&[(file, code)])
    };
    let fields = "const scopes = { a: 'user-top-read', b: 'streaming' };\nlocation = \
                  'https://accounts.spotify.com/authorize?scope=' + \
                  Object.values(scopes).join(' ');\n";
    assert_eq!(asked("a.js", fields).len(), 2);
    let members = "from enum import Enum\nimport spotipy\nclass Scope(str, Enum):\n    TOP = \
                   'user-top-read'\nspotipy.SpotifyOAuth(scope=' '.join(s.value for s in Scope))\n";
    assert_eq!(asked("a.py", members), ["user-top-read"]);
}

#[test]
fn a_client_whose_base_a_setting_names() {
    let script = |base: &str| {
        calls(&[(
            "a.js",
            &format!(
                "const api = axios.create({{ baseURL: {base} }});\nexport const get = () => \
                 api.get('/me/tracks');\nuseFetch('/me/albums', {{ baseURL: {base} }});\n"
            ),
        )])
    };
    let found = ["2 get-users-saved-tracks", "3 get-users-saved-albums"];
    assert_eq!(script("process.env.SPOTIFY_API_URL"), found);
    assert!(script("process.env.API_URL").is_empty());
    assert!(script("process.env.SPOTIFY_PROXY_URL").is_empty());
    assert!(script("'/api/spotify'").is_empty());
    assert!(script("process.env.BACKEND + '/spotify'").is_empty());
    let python = "import httpx, os\nclient = \
                  httpx.Client(base_url=os.environ['SPOTIFY_API_URL'])\nclient.get('/me/tracks')\n";
    assert_eq!(calls(&[("a.py", python)]), ["3 get-users-saved-tracks"]);
}
