//! Addresses that pass through constants, classes and helpers of a program.

use super::{calls, read};

#[test]
fn a_class_that_queues_requests_is_a_client() {
    let of = |base: &str| {
        let client = "export class Client {\n  waiting = []\n  constructor(private base: string) {}\n  \
                      get(url: string) { return this.request({ method: 'get', url }) }\n  \
                      request(config) { this.waiting.push({ url: this.base + config.url }); \
                      this.work() }\n  work() { const next = this.waiting.shift(); \
                      fetch(next.url) }\n}\n";
        let user = format!(
            "import {{ Client }} from './client'\nconst client = new Client('{base}')\nexport \
             const load = (id) =>\n  client.get(`/albums/${{id}}`)\n"
        );
        calls(&[("src/client.ts", client), ("src/user.ts", &user)])
    };
    assert_eq!(of("https://api.spotify.com/v1"), ["4 get-an-album"]);
    assert!(of("https://api.example.com/v1").is_empty());
}

#[test]
fn helpers_take_addresses_among_others() {
    let of = |body: &str| {
        calls(&[(
            "a.js",
            &format!(
                "const helper = (...all) => {{ {body} }}\nhelper('https://api.spotify.com/v1/me')\n"
            ),
        )])
    };
    assert_eq!(of("return fetch(all[0])"), ["2 get-current-users-profile"]);
    assert!(of("return shorten(all[0])").is_empty());
}

#[test]
fn settings_of_one_request_name_the_base() {
    let of = |base: &str| {
        calls(&[(
            "a.js",
            &format!(
                "import axios from 'axios'\nconst settings = (token) => ({{ baseURL: '{base}' \
                 }})\nasync function load() {{\n  await axios.get('/search?' + query, \
                 settings(1))\n}}\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com/v1"), ["4 search"]);
    assert!(of("https://api.example.com").is_empty());
}

#[test]
fn names_in_the_body_of_a_class_are_its_fields() {
    let code = "import requests\nclass Urls:\n    BASE = \"https://api.spotify.com/v1\"\n    \
                MINE = BASE + \"/me/tracks\"\nclass Others:\n    MINE = \
                \"https://api.example.com/me\"\ndef load():\n    requests.get(url=Urls.MINE)\n    \
                requests.put(Others.MINE)\n";
    assert_eq!(calls(&[("a.py", code)]), ["4 get-users-saved-tracks"]);
}

#[test]
fn a_path_stands_where_its_last_segment_is_written() {
    let code = "class Player {\n  url = 'https://api.spotify.com/v1/me/player'\n  next() {\n    \
                return fetch(`${this.url}/next`, { method: 'POST' })\n  }\n  now() {\n    return \
                fetch(`${this.url}?market=DE`)\n  }\n}\n";
    assert_eq!(
        calls(&[("a.js", code)]),
        [
            "2 get-information-about-the-users-current-playback",
            "4 skip-users-playback-to-next-track"
        ]
    );
}

#[test]
fn scopes_are_looked_for_where_an_address_is_used() {
    let resolved = |scope: &str| {
        let user = format!(
            "import {{ LOGIN }} from './constants'\nexport const open = () => {{\n  const \
             params = new URLSearchParams({{ scope: {scope} }})\n  location.href = \
             `${{LOGIN}}?${{params}}`\n}}\n"
        );
        let constants = "export const LOGIN = 'https://accounts.spotify.com/authorize'\n";
        let evidence = read(&[("src/constants.js", constants), ("src/login.js", &user)]);
        evidence.authorizations.iter().map(|a| a.resolved).collect::<Vec<_>>()
    };
    assert_eq!(resolved("'streaming'"), [true]);
    assert_eq!(resolved("window.name"), [false]);
}

#[test]
fn options_that_are_left_out_say_nothing() {
    let code = "const api = 'https://api.spotify.com/v1/'\nfunction send(path, schema, options) {\n  \
                const all = { mode: 'cors', ...options }\n  return deliver(path, \
                all)\n}\nfunction deliver(path, all) { return fetch(api + path, all) \
                }\nsend('me', 1)\nsend('me/tracks', 1, { method: 'PUT' })\n";
    assert_eq!(calls(&[("a.js", code)]), ["7 get-current-users-profile", "8 save-tracks-user"]);
}

#[test]
fn scopes_are_added_to_an_address_later() {
    let resolved = |scope: &str| {
        let code = format!(
            "def login():\n    scope = {scope}\n    url = \
             \"https://accounts.spotify.com/authorize?\"\n    url += \"client_id=1\"\n    url += \
             f\"&scope={{quote(scope)}}\"\n    return redirect(url)\n"
        );
        let evidence = read(&[("a.py", &code)]);
        evidence.authorizations.iter().map(|a| a.resolved).collect::<Vec<_>>()
    };
    assert_eq!(resolved("\"streaming\""), [true]);
    assert_eq!(resolved("input()"), [false]);
}

#[test]
fn functions_run_in_threads_are_called() {
    let of = |line: &str| {
        let code = format!(
            "import requests\nBASE = 'https://api.spotify.com/v1'\ndef save(url, ids):\n    \
             requests.put(url, json=ids)\ndef remove(path, ids):\n    requests.delete(BASE + path, \
             json=ids)\ndef go(ids):\n    {line}\n"
        );
        calls(&[("a.py", &code)])
    };
    assert_eq!(of("executor.submit(save, BASE + '/me/tracks', ids)"), ["8 save-tracks-user"]);
    assert_eq!(of("pool.submit(remove, '/me/albums', ids)"), ["8 remove-albums-user"]);
    assert_eq!(
        of("threading.Thread(target=remove, args=('/me/shows', ids)).start()"),
        ["8 remove-shows-user"]
    );
    assert_eq!(of("asyncio.to_thread(remove, '/me/episodes', ids)"), ["8 remove-episodes-user"]);
    assert_eq!(
        of("loop.run_in_executor(None, partial(remove, '/me/albums', ids))"),
        ["8 remove-albums-user"]
    );
    assert_eq!(
        of("executor.submit(requests.request, method='PUT', url=BASE + '/me/shows')"),
        ["8 save-shows-user"]
    );
    // What is done with the function and the address is not known.
    assert!(of("register(save, BASE + '/me/tracks')").is_empty());
    assert!(of("form.submit(BASE, '/me/tracks')").is_empty());
}

#[test]
fn an_interceptor_puts_the_base_before_paths() {
    let of = |base: &str, module: &str| {
        let interceptor = format!(
            "import {{ HttpInterceptor, HttpRequest, HttpHandler }} from '@angular/common/http';\n\
             export class Base implements HttpInterceptor {{\n  intercept(request: \
             HttpRequest<any>, next: HttpHandler) {{\n    return next.handle(request.clone({{ url: \
             `{base}${{request.url}}` }}));\n  }}\n}}\n"
        );
        let service = format!(
            "import {{ HttpClient }} from '{module}';\nexport class Library {{\n  \
             constructor(private http: HttpClient) {{}}\n  tracks() {{ return \
             this.http.get('/me/tracks'); }}\n}}\n"
        );
        calls(&[("src/base.ts", &interceptor), ("src/library.ts", &service)])
    };
    let angular = "@angular/common/http";
    assert_eq!(of("https://api.spotify.com/v1", angular), ["4 get-users-saved-tracks"]);
    assert!(of("https://api.example.com/v1", angular).is_empty());
    assert!(of("https://api.spotify.com/v1", "./my-client").is_empty());
}

#[test]
fn parts_of_what_is_in_a_list_are_lists() {
    let of = |address: &str| {
        let code = format!(
            "<?php\nfunction go($client) {{\n  $all = \
             json_decode($client->get('https://api.spotify.com/v1/me/playlists'), true);\n  \
             foreach ($all['items'] as $item) {{\n    $client->get({address});\n  }}\n}}\n"
        );
        calls(&[("a.php", &code)])
    };
    let list = "3 get-a-list-of-current-users-playlists";
    assert_eq!(of("$item['tracks']['href']"), [list, "5 get-playlists-tracks"]);
    assert_eq!(of("$item['owner']['href']"), [list]);
    assert_eq!(of("$item['external_urls']['spotify']"), [list]);
}

#[test]
fn an_authorization_request_that_nothing_uses_is_noted() {
    let of = |rest: &str| {
        let code = format!(
            "login = 'https://accounts.spotify.com/authorize?client_id=a&scope=user-top-read'\n{rest}\n"
        );
        let evidence = read(&[("a.py", &code)]);
        let unused: Vec<_> =
            evidence.unused_requests.iter().flat_map(|request| request.scopes.clone()).collect();
        (evidence.authorizations.len(), evidence.requested.len(), unused)
    };
    assert_eq!(of("import requests"), (0, 0, vec!["user-top-read".to_string()]));
    assert_eq!(of("webbrowser.open(login)"), (1, 1, Vec::new()));
}

#[test]
fn what_a_method_of_an_interface_promises_is_a_client() {
    let of = |promised: &str| {
        calls(&[
            (
                "api/api.go",
                &format!(
                    "package api\nimport \"github.com/zmb3/spotify/v2\"\ntype API interface {{\n  \
                     Client() ({promised}, error)\n  Name() string\n}}\n"
                ),
            ),
            (
                "page/page.go",
                "package page\nimport \"example.com/m/api\"\ntype Page struct {\n  api \
                 api.API\n}\nfunc (p *Page) Go() error {\n  c, err := p.api.Client()\n  return \
                 c.Next(ctx)\n}\n",
            ),
        ])
    };
    assert_eq!(of("*spotify.Client"), ["8 skip-users-playback-to-next-track"]);
    assert!(of("*http.Client").is_empty());
}
