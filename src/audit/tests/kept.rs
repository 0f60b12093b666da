//! Clients and their members that are handed down, provided, and kept to be called later.

use super::calls;

#[test]
fn members_are_kept_to_be_called_later() {
    let of = |made: &str| {
        calls(&[(
            "a.py",
            &format!(
                "import spotipy\nsp = {made}(auth=token)\nACTIONS = {{\n    'next': \
                 sp.next_track,\n    'pause': sp.pause_playback,\n}}\ndef act(name):\n    \
                 ACTIONS[name]()\nif sp.devices:\n    pass\n"
            ),
        )])
    };
    let found = ["4 skip-users-playback-to-next-track", "5 pause-a-users-playback"];
    assert_eq!(of("spotipy.Spotify"), found);
    assert!(of("Shop").is_empty());
    let bound = "const Api = require('spotify-web-api-node');\nconst api = new Api();\nall(api.getMySavedTracks.bind(api));\n";
    assert_eq!(calls(&[("a.js", bound)]), ["3 get-users-saved-tracks"]);
}

#[test]
fn a_client_that_is_provided() {
    let of = |made: &str| {
        calls(&[(
            "a.py",
            &format!(
                "import spotipy\nfrom fastapi import Depends\ndef get_it():\n    return \
                 {made}(auth=token())\ndef page(it=Depends(get_it)):\n    return \
                 it.current_playback()\n"
            ),
        )])
    };
    assert_eq!(of("spotipy.Spotify"), ["6 get-information-about-the-users-current-playback"]);
    assert!(of("Shop").is_empty());
}

#[test]
fn a_decorator_hands_a_client_in() {
    let of = |made: &str| {
        calls(&[(
            "a.py",
            &format!(
                "import spotipy\ndef with_it(f):\n    def inner(*args):\n        it = \
                 {made}(auth=token())\n        return f(it, *args)\n    return \
                 inner\n@with_it\ndef page(it, name):\n    it.devices()\n"
            ),
        )])
    };
    assert_eq!(of("spotipy.Spotify"), ["9 get-a-users-available-devices"]);
    assert!(of("Shop").is_empty());
}

#[test]
fn a_context_hands_a_client_down() {
    let of = |made: &str| {
        calls(&[
            (
                "ctx.jsx",
                &format!(
                    "import SpotifyWebApi from 'spotify-web-api-js';\nexport const Ctx = \
                     createContext(null);\nexport function Around({{ children }}) {{\n  const api = new \
                     {made}();\n  return <Ctx.Provider value={{{{ api }}}}>{{children}}</Ctx.Provider>;\n}}\n"
                ),
            ),
            (
                "Page.jsx",
                "import { Ctx } from './ctx';\nexport function Page() {\n  const { api } = \
                 useContext(Ctx);\n  api.getMyDevices();\n}\n",
            ),
        ])
    };
    assert_eq!(of("SpotifyWebApi"), ["4 get-a-users-available-devices"]);
    assert!(of("Shop").is_empty());
}

#[test]
fn a_hook_calls_what_it_is_given_with_the_key() {
    let of = |base: &str| {
        calls(&[(
            "a.jsx",
            &format!(
                "const load = (path) => fetch(`{base}${{path}}`).then((r) => \
                 r.json());\nfunction Page() {{\n  const {{ data }} = useSWR('/me/player', \
                 load);\n}}\n"
            ),
        )])
    };
    assert_eq!(
        of("https://api.spotify.com/v1"),
        ["3 get-information-about-the-users-current-playback"]
    );
    assert!(of("https://example.com").is_empty());
}

#[test]
fn what_is_made_to_send_is_called_itself() {
    let of = |base: &str| {
        calls(&[(
            "a.ts",
            &format!(
                "import ky from 'ky';\nconst client = ky.create({{ prefixUrl: '{base}' \
                 }});\nexport const go = () => client('me/player/play', {{ method: 'put' }});\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com/v1"), ["3 start-a-users-playback"]);
    assert!(of("https://example.com").is_empty());
}

#[test]
fn options_may_be_wrapped_by_something_from_outside() {
    let of = |wrapper: &str| {
        calls(&[(
            "a.ts",
            &format!(
                "import {{ runtime, json, stringify }} from 'lib';\nconst api = runtime({{ baseUrl: \
                 'https://api.spotify.com/v1' }});\nexport const play = (body: object) => \
                 api.fetchJson('/me/player/play', {wrapper}({{ method: 'PUT', body }}));\n"
            ),
        )])
    };
    assert_eq!(of("json"), ["3 start-a-users-playback"]);
    assert!(of("stringify").is_empty());
}

#[test]
fn a_client_is_kept_under_a_key() {
    let of = |module: &str, kept: &str, read: &str| {
        let code = format!(
            "import {module}\nimport streamlit as st\nclients = {{}}\ndef login(user):\n    {kept} = \
             {module}.Spotify(auth=user)\ndef go(user):\n    {read}.devices()\nlogin(1)\ngo(1)\n"
        );
        calls(&[("a.py", &code)])
    };
    let session = "st.session_state[\"sp\"]";
    for (kept, read) in [
        (session, session),
        (session, "st.session_state.get(\"sp\")"),
        ("clients[user]", "clients[user]"),
        ("clients[user]", "clients.get(user)"),
    ] {
        assert_eq!(of("spotipy", kept, read), ["7 get-a-users-available-devices"], "{read}");
        assert!(of("shop", kept, read).is_empty());
    }
    // Something else of that name, and another key.
    assert!(of("spotipy", session, "st.session_state[\"other\"]").is_empty());
    assert!(of("spotipy", "user[\"sp\"]", "user[\"sp\"]").is_empty());
}
