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
