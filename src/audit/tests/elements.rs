//! What elements of pages give their components.

use super::calls;

const BASE: &str = "https://api.spotify.com/v1";

#[test]
fn an_element_gives_its_component_what_it_takes() {
    let of = |made: &str| {
        calls(&[
            (
                "App.jsx",
                &format!(
                    "import SpotifyWebApi from 'spotify-web-api-js';\nimport Shop from \
                     'shop';\nimport Skip from './Skip';\nimport {{ Old }} from './Old';\nexport \
                     const App = () => {{\n  const held = new {made}();\n  return <div><Skip \
                     it={{held}} /><Old it={{held}} /></div>;\n}};\n"
                ),
            ),
            (
                "Skip.jsx",
                "export default function Skip({ it }) {\n  return <button onClick={() => \
                 it.skipToNext()} />;\n}\n",
            ),
            (
                "Old.jsx",
                "export class Old extends React.Component {\n  stop() {\n    \
                 this.props.it.pause();\n  }\n}\n",
            ),
        ])
    };
    assert_eq!(
        of("SpotifyWebApi"),
        ["2 skip-users-playback-to-next-track", "3 pause-a-users-playback"]
    );
    assert!(of("Shop").is_empty());
}

#[test]
fn a_path_may_be_an_attribute() {
    let of = |element: &str| {
        let code = format!(
            "function List(props) {{\n  useEffect(() => {{ fetch('{BASE}' + props.path); \
             }});\n}}\nconst a = () => {element};\n"
        );
        calls(&[("a.jsx", &code)])
    };
    assert_eq!(of("<List path=\"/me/albums\" />"), ["4 get-users-saved-albums"]);
    assert_eq!(of("<List {...{ path: '/me/shows' }} a=\"b\" />"), ["4 get-users-saved-shows"]);
    assert!(of("<Other path=\"/me/albums\" />").is_empty());
    assert!(of("<List other=\"/me/albums\" />").is_empty());
}

#[test]
fn a_component_of_vue_is_called_like_its_file() {
    let of = |tag: &str, read: &str| {
        calls(&[
            ("Top.vue", &format!("<template><{tag} :path=\"'/me/albums'\" /></template>\n")),
            ("MyList.vue", &format!("<script setup>\n{read}\n</script>\n")),
        ])
    };
    let setup = format!("const given = defineProps(['path']);\nfetch('{BASE}' + given.path);");
    let options = format!(
        "export default {{ props: ['path'], mounted() {{ fetch('{BASE}' + this.path) }} }};"
    );
    for read in [setup, options] {
        for tag in ["my-list", "MyList"] {
            assert_eq!(of(tag, &read), ["1 get-users-saved-albums"], "{tag} {read}");
        }
        assert!(of("other-list", &read).is_empty());
    }
}

#[test]
fn a_component_of_svelte_exports_what_it_takes() {
    let of = |attribute: &str, read: &str| {
        calls(&[
            ("Top.svelte", &format!("<List {attribute}=\"/me/albums\" />\n")),
            (
                "List.svelte",
                &format!(
                    "<script>\n{read};\nconst load = () => fetch('{BASE}' + path);\nload();\n</script>\n"
                ),
            ),
        ])
    };
    for read in ["export let path", "let { path } = $props()"] {
        assert_eq!(of("path", read), ["1 get-users-saved-albums"], "{read}");
        assert!(of("other", read).is_empty());
    }
}

#[test]
fn a_component_calls_what_it_is_given() {
    let of = |kid: &str, element: &str| {
        let code = format!(
            "{kid}\nconst a = () => {{\n  const load = (path) => fetch('{BASE}' + path);\n  \
             return {element};\n}};\n"
        );
        calls(&[("a.jsx", &code)])
    };
    let kids = [
        "const List = ({ take }) => { take('/me/albums'); };",
        "function List(props) { props.take('/me/albums'); }",
        "class List extends Component { go() { this.props.take('/me/albums'); } }",
    ];
    for kid in kids {
        assert_eq!(of(kid, "<List take={load} />"), ["1 get-users-saved-albums"], "{kid}");
        let inline = format!("<List take={{(path) => fetch('{BASE}' + path)}} />");
        assert_eq!(of(kid, &inline), ["1 get-users-saved-albums"], "{kid}");
        assert!(of(kid, "<List other={load} />").is_empty(), "{kid}");
        assert!(of(kid, "<Other take={load} />").is_empty(), "{kid}");
        assert!(of(kid, "<List take={save} />").is_empty(), "{kid}");
    }
}

#[test]
fn a_hook_gives_back_what_it_keeps() {
    let of = |inner: &str, call: &str| {
        let code = format!(
            "function useApi(of) {{ return useCallback({inner}, []); }}\nfunction Page() {{\n  \
             const api = useApi('/me');\n  {call};\n}}\n"
        );
        calls(&[("a.jsx", &code)])
    };
    let whole = format!("(path) => fetch('{BASE}' + path)");
    assert_eq!(of(&whole, "api('/me/albums')"), ["4 get-users-saved-albums"]);
    let named = format!(
        "const useApi = () => {{ const get = useCallback({whole}, []); return get; }};\nconst go = \
         useApi();\ngo('/me/albums');\n"
    );
    assert_eq!(calls(&[("a.jsx", &named)]), ["3 get-users-saved-albums"]);
    let part = format!("(path) => fetch('{BASE}' + of + path)");
    assert_eq!(of(&part, "api('/albums')"), ["4 get-users-saved-albums"]);
    assert!(of("(path) => fetch('https://shop.example' + path)", "api('/me/albums')").is_empty());
    assert!(!of(&whole, "other('/me/albums')").iter().any(|call| call.contains("albums")));
}
