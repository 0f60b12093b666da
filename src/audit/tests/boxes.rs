//! Values that stand in boxes: refs, states and stores that are filled elsewhere.

use super::calls;

const SDK: &str = "import type { SpotifyApi } from '@spotify/web-api-ts-sdk';\n";

#[test]
fn a_state_is_what_its_setter_is_given() {
    let of = |address: &str| {
        calls(&[(
            "Page.tsx",
            &format!(
                "export function Page() {{\n  const [url, setUrl] = useState('');\n  const more = () \
                 => setUrl('{address}/me/tracks');\n  const load = () => fetch(url);\n}}\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com/v1"), ["3 get-users-saved-tracks"]);
    assert!(of("https://example.com").is_empty());
    // Another function of that name, and the other of a pair.
    let other = "function setUrl(u) { note(u); }\nexport function Page() {\n  const [url, put] = \
                 useState('');\n  setUrl('https://api.spotify.com/v1/me/tracks');\n  fetch(url);\n}\n";
    assert_eq!(calls(&[("Page.jsx", other)]), [""; 0]);
}

#[test]
fn a_box_holds_what_its_type_says() {
    let of = |kind: &str| {
        calls(&[(
            "Page.tsx",
            &format!(
                "{SDK}import {{ Shop }} from 'shop';\nconst [api, setApi] = useState<{kind} | \
                 null>(null);\nexport const next = () => api?.player.skipToNext('x');\nconst held = \
                 useRef<{kind}>();\nexport const all = () => held.current!.tracks.get('x');\n"
            ),
        )])
    };
    let found = ["4 skip-users-playback-to-next-track", "6 get-track"];
    assert_eq!(of("SpotifyApi"), found);
    assert!(of("Shop").is_empty());
}

#[test]
fn a_ref_of_vue_is_filled_by_its_value() {
    let of = |made: &str| {
        calls(&[(
            "useApi.js",
            &format!(
                "import SpotifyWebApi from 'spotify-web-api-js';\nimport Shop from 'shop';\nconst \
                 held = ref(null);\nconst other = ref(null);\nwatchEffect(() => {{\n  const api = \
                 new {made}();\n  held.value = api;\n}});\nexport const show = (id) => \
                 held.value.getShow(id);\nother.value.getAlbum('x');\n"
            ),
        )])
    };
    assert_eq!(of("SpotifyWebApi")[0], "9 get-a-show");
    assert!(of("Shop").is_empty());
}

#[test]
fn a_store_of_svelte_is_read_by_a_mark() {
    let store = format!(
        "{SDK}import {{ writable }} from 'svelte/store';\nexport const sdk = writable<SpotifyApi | \
         null>(null);\nexport const shop = writable<Shop>();\n"
    );
    let page = "<script lang=\"ts\">\nimport { sdk, shop } from '$lib/store';\nimport { get } from \
                'svelte/store';\n$: query = run({ fn: async () => $sdk?.search('x', ['track']) \
                });\nconst more = () => get(sdk)?.tracks.get('x');\n$shop.search('x');\n\
                get(shop).tracks.get('x');\n</script>\n{#await $sdk.albums.get('x')}x{/await}\n";
    let found = calls(&[("lib/store.ts", &store), ("Page.svelte", page)]);
    assert_eq!(found, ["4 search", "5 get-track", "9 get-an-album"]);
}

#[test]
fn a_store_holds_what_it_was_set_to() {
    let of = |made: &str| {
        let store =
            "import { writable } from 'svelte/store';\nexport const api = writable(null);\n";
        let login = format!(
            "import SpotifyWebApi from 'spotify-web-api-js';\nimport {{ api }} from \
             '$lib/store';\nexport const login = () => api.set(new {made}());\n"
        );
        let page = "<script>\nimport { api } from '$lib/store';\n$api.getAlbum('x');\n</script>\n";
        calls(&[("lib/store.js", store), ("login.js", &login), ("Page.svelte", page)])
    };
    assert_eq!(of("SpotifyWebApi"), ["3 get-an-album"]);
    assert!(of("Shop").is_empty());
}
