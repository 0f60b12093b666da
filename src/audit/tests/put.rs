//! Requests put together in ways of their own: the verb from one place, the address from another.

use super::{calls, read};
use crate::audit::evidence::Confidence;
use crate::catalogue::Catalogue;

#[test]
fn a_base_may_end_in_a_slash() {
    let of = |base: &str, path: &str| {
        let code = format!("conn = Faraday.new(url: \"{base}\")\nconn.get('{path}')\n");
        calls(&[("a.rb", &code)])
    };
    for base in ["https://api.spotify.com", "https://api.spotify.com/"] {
        for path in ["v1/me/playlists", "/v1/me/playlists"] {
            assert_eq!(
                of(base, path),
                ["2 get-a-list-of-current-users-playlists"],
                "{base} {path}"
            );
        }
    }
    assert!(of("https://example.org/", "v1/me/playlists").is_empty());
}

#[test]
fn what_a_pattern_gives_where_nothing_is_taken_counts() {
    let of = |options: &str| {
        calls(&[(
            "a.js",
            &format!(
                "const send = (options) => {{\n  const {{ method = 'GET', path }} = options;\n  return \
                 fetch(`https://api.spotify.com/v1${{path}}`, {{ method }});\n}};\nsend({options});\n"
            ),
        )])
    };
    assert_eq!(of("{ path: '/me/albums?ids=1' }"), ["5 get-users-saved-albums"]);
    assert_eq!(of("{ method: 'PUT', path: '/me/albums?ids=1' }"), ["5 save-albums-user"]);
}

#[test]
fn a_type_leaves_nothing_open_that_callers_say() {
    let of = |more: &str| {
        read(&[(
            "a.ts",
            &format!(
                "interface Options {{ path: string; method?: 'GET' | 'PUT' }}\nconst send = (options: Options) \
                 => {{\n  const {{ path }} = options;\n  return \
                 fetch(`https://api.spotify.com/v1${{path}}`);\n}};\nsend({{ path: '/me/albums' }});\n{more}"
            ),
        )])
    };
    let told = of("");
    assert_eq!(told.calls.len(), 1);
    assert!(told.blind_spots.is_empty());
    assert_eq!(of("send({ path: readLine() });\n").blind_spots.len(), 1);
}

#[test]
fn php_calls_methods_by_what_another_gives() {
    let of = |verb: &str| {
        calls(&[(
            "a.php",
            &format!(
                "<?php\nabstract class Request {{\n  abstract function getPath();\n  abstract function \
                 getMethod();\n  function run() {{\n    \
                 $this->client->{{$this->getMethod()}}(trim('https://api.spotify.com/', '/') . '/v1/' . \
                 $this->getPath());\n  }}\n}}\nclass Keep extends Request {{\n  const VERB = '{verb}';\n  function \
                 getPath() {{\n    return 'me/albums';\n  }}\n  function getMethod() {{ return self::VERB; }}\n}}\nclass \
                 Look extends Request {{\n  function getPath() {{ return 'me/tracks'; }}\n  function getMethod() {{ return \
                 'get'; }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("put"), ["12 save-albums-user", "17 get-users-saved-tracks"]);
    assert_eq!(of("delete"), ["12 remove-albums-user", "17 get-users-saved-tracks"]);
}

#[test]
fn constants_of_go_that_only_count_are_the_verbs_they_are_named_after() {
    let of = |name: &str| {
        calls(&[(
            "a.go",
            &format!(
                "package a\ntype Verb int\nconst (\n\tGet Verb = iota\n\t{name}\n)\nfunc send(verb fmt.Stringer, path \
                 string) {{\n\treq, _ := http.NewRequest(verb.String(), \"https://api.spotify.com/v1\"+path, \
                 nil)\n\thttp.DefaultClient.Do(req)\n}}\nfunc skip() {{ send({name}, \"/me/player/next\") }}\n"
            ),
        )])
    };
    assert_eq!(of("MethodPost"), ["11 skip-users-playback-to-next-track"]);
    assert!(of("Third").is_empty());
}

#[test]
fn a_verb_that_cannot_be_read_is_no_get() {
    let of = |request: &str| {
        read(&[(
            "a.go",
            &format!(
                "package a\nfunc send(path string) {{\n\treq, _ := \
                 {request}\n\thttp.DefaultClient.Do(req)\n}}\nfunc keep() {{ send(\"/me/tracks?ids=\" + id) }}\n"
            ),
        )])
    };
    let told = of("http.NewRequest(kinds.Keep.String(), \"https://api.spotify.com/v1\"+path, nil)");
    assert!(told.calls.is_empty());
    assert_eq!(told.blind_spots.len(), 1);
    let told = of("http.NewRequest(http.MethodPut, \"https://api.spotify.com/v1\"+path, nil)");
    assert_eq!(told.calls.len(), 1);
    assert!(told.blind_spots.is_empty());
}

#[test]
fn an_address_is_made_of_scheme_host_and_path() {
    let of = |host: &str| {
        calls(&[(
            "A.java",
            &format!(
                "class A {{\n  void one(String id) {{\n    URI uri = new URI(\"https\", \"{host}\", \"/v1/tracks/\" + \
                 id, null);\n    client.send(HttpRequest.newBuilder().uri(uri).build(), handler);\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("api.spotify.com"), ["3 get-track"]);
    assert!(of("example.org").is_empty());
}

#[test]
fn a_library_asks_classes_for_the_path_they_are_sent_to() {
    let of = |base: &str, verb: &str| {
        let code = format!(
            "<?php\nclass Spotify extends Connector {{\n  public function resolveBaseUrl(): string {{ return \
             '{base}'; }}\n}}\nabstract class Basic extends Request {{\n  protected Method $method = \
             Method::GET;\n}}\nclass Saved extends Basic {{\n  public function resolveEndpoint(): string {{ return \
             '/me/albums'; }}\n}}\nclass Keep extends Basic {{\n  protected Method $method = \
             Method::{verb};\n  public function resolveEndpoint(): string {{ return '/me/tracks'; }}\n}}\nfunction \
             go() {{ $api = new Spotify(); $api->send(new Saved()); }}\ngo();\n"
        );
        let found = read(&[("a.php", &code)]);
        let each = found.calls.iter().map(|c| (c.place.span.line, c.dead));
        each.collect::<Vec<_>>()
    };
    assert_eq!(of("https://api.spotify.com/v1", "PUT"), [(9, false), (13, true)]);
    assert_eq!(of("https://api.spotify.com/v1", "PATCH"), [(9, false)]);
    assert!(of("https://example.org/v1", "PUT").is_empty());
}

#[test]
fn tokens_are_no_path_that_the_api_lacks() {
    let of = |path: &str| {
        read(&[(
            "A.kt",
            &format!(
                "interface Api {{\n  @GET(\" me/albums\")\n  fun albums(): Call<A>\n  @POST(\"{path}\")\n  fun \
                 token(): Call<T>\n}}\nval api = Retrofit.Builder().baseUrl(\"https://api.spotify.com/v1/\").build()\
                 .create(Api::class.java)\n"
            ),
        )])
    };
    assert_eq!(of("api/token").calls.len(), 1);
    assert!(of("api/token").blind_spots.is_empty());
    assert_eq!(of("api/tokens").blind_spots.len(), 1);
}

#[test]
fn scopes_handed_to_whoever_joins_them_are_known() {
    let of = |given: &str| {
        let code = format!(
            "def authorize(scopes):\n    webbrowser.open('https://accounts.spotify.com/authorize?scope=' + ' \
             '.join(scopes))\nauthorize({given})\n"
        );
        let found = read(&[("a.py", &code)]);
        (found.requested.len(), found.authorizations.iter().all(|a| a.resolved))
    };
    assert_eq!(of("['user-top-read', 'user-library-read']"), (2, true));
    assert_eq!(of("readline().split()"), (0, false));
    // What goes round in a circle comes to an end.
    let code = "def a(b):\n    open('https://accounts.spotify.com/authorize?scope=' + b)\n    a('x ' + b)\na(c())\n";
    assert!(read(&[("a.py", code)]).authorizations.iter().any(|a| !a.resolved));
}

#[test]
fn an_address_that_others_are_held_against_asks_for_nothing() {
    let of = |call: &str| {
        let code = format!(
            "const login = 'https://accounts.spotify.com/authorize?scope=user-top-read';\nopen(login);\n{call}\n"
        );
        let found = read(&[("a.js", &code)]);
        found.authorizations.iter().all(|a| a.resolved)
    };
    assert!(of("if (url.startsWith('https://accounts.spotify.com/authorize')) close();"));
    assert!(!of("open('https://accounts.spotify.com/authorize' + rest());"));
}

#[test]
fn a_request_sent_once_more_is_no_other() {
    let of = |again: &str| {
        read(&[(
            "a.js",
            &format!(
                "async function send(path, token) {{\n  const answer = await fetch(`https://api.spotify.com/v1${{path}}`);\n  \
                 if (answer.status === 401) return send({again}, renew());\n  return answer;\n}}\nsend('/me/albums', \
                 token);\n"
            ),
        )])
    };
    let told = of("path");
    assert_eq!((told.calls.len(), told.blind_spots.len()), (1, 0));
    assert_eq!(of("other()").blind_spots.len(), 1);
}

#[test]
fn of_many_relatives_the_same_are_followed_every_time() {
    use std::fmt::Write as _;
    let mut code = String::from(
        "<?php\nabstract class Asking {\n  abstract function path();\n  function run() { \
         $this->client->get('https://api.spotify.com/v1' . $this->path()); }\n}\n",
    );
    for number in 0..120 {
        writeln!(
            code,
            "class One{number} extends Asking {{ function path() {{ return '/playlists/{number}/tracks'; }} }}"
        )
        .expect("a text takes everything");
    }
    let once = calls(&[("a.php", &code)]);
    assert!(once.len() > 20);
    for _ in 0..3 {
        assert_eq!(calls(&[("a.php", &code)]), once);
    }
}

#[test]
fn a_verb_that_a_switch_asks_for_is_the_one_it_is_given() {
    let of = |verb: &str| {
        calls(&[(
            "A.java",
            &format!(
                "class A {{\n  void call(String address, String method) {{\n    HttpRequest.Builder request = \
                 HttpRequest.newBuilder().uri(URI.create(address));\n    request = switch (method) {{\n      case \"GET\" \
                 -> request.GET();\n      case \"POST\" -> request.POST(body);\n      case \"PUT\" -> \
                 request.PUT(body);\n      default -> null;\n    }};\n    client.send(request.build(), \
                 handler);\n  }}\n  void skip() {{ call(\"https://api.spotify.com/v1/me/player/next\", \"{verb}\"); }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("POST"), ["12 skip-users-playback-to-next-track"]);
    assert!(of("PUT").is_empty());
}

#[test]
fn what_is_written_down_is_not_sent() {
    let of = |name: &str| {
        let code = format!(
            "package a\nfunc keep(id string) {{\n\tu := \"https://api.spotify.com/v1/me/tracks?ids=\" + \
             id\n\t{name}.Info(\"asked\", \"url\", u)\n}}\n"
        );
        calls(&[("a.go", &code)])
    };
    assert!(of("log").is_empty());
    assert!(of("s.logger.With(\"a\", 1)").is_empty());
    assert_eq!(of("client"), ["3 get-users-saved-tracks"]);
}

#[test]
fn a_proxy_stands_for_what_is_behind_it() {
    let of = |module: &str| {
        let code = format!(
            "import SpotifyWebApi from '{module}';\nfunction patient(client) {{\n  return new Proxy(client, {{ get: \
             (target, name) => target[name] }});\n}}\nasync function mine() {{\n  const client = new \
             SpotifyWebApi();\n  return patient(client);\n}}\nasync function main() {{\n  const client = await \
             mine();\n  await client.getMySavedTracks();\n}}\nmain();\n"
        );
        calls(&[("a.js", &code)])
    };
    assert_eq!(of("spotify-web-api-node"), ["11 get-users-saved-tracks"]);
    assert!(of("./mine").is_empty());
}

#[test]
fn methods_added_to_a_type_from_outside_speak_of_it() {
    let of = |module: &str| {
        let code = format!(
            "use {module}::AuthCodeSpotify;\ntrait Kept {{\n    fn all(&self) -> Page;\n}}\nimpl Kept for AuthCodeSpotify \
             {{\n    fn all(&self) -> Page {{\n        self.current_user_saved_albums_manual(None, None, \
             None).map(pages)\n    }}\n}}\n"
        );
        calls(&[("a.rs", &code)])
    };
    assert_eq!(of("rspotify"), ["7 get-users-saved-albums"]);
    assert_eq!(of("rspotify::client"), ["7 get-users-saved-albums"]);
    assert!(of("crate::own").is_empty());
}

#[test]
fn a_verb_that_stands_beside_a_path_belongs_to_it() {
    let both = ["get-followed", "save-tracks-user"];
    for (file, program) in [
        (
            "a.py",
            "import requests\nROUTES = {'a': ('GET', '/me/following'), 'b': ('PUT', '/me/tracks')}\ndef call(k):\n    \
             method, path = ROUTES[k]\n    return requests.request(method, 'https://api.spotify.com/v1' + path)\n",
        ),
        (
            "a.ts",
            "class Req { constructor(public verb: string, public path: string) {} }\n\
             const send = (r: Req) => fetch('https://api.spotify.com/v1' + r.path, { method: r.verb });\n\
             send(new Req('GET', '/me/following'));\nsend(new Req('PUT', '/me/tracks'));\n",
        ),
        (
            "b.ts",
            "export function run(like: boolean) {\n  let method = 'GET', path = '/me/following';\n  \
             if (like) { method = 'PUT'; path = '/me/tracks'; }\n  \
             return fetch('https://api.spotify.com/v1' + path, { method });\n}\n",
        ),
        (
            "a.sh",
            "case $1 in\n  like) m=PUT p=/me/tracks ;;\n  *) m=GET p=/me/following ;;\nesac\n\
             curl -X \"$m\" \"https://api.spotify.com/v1$p\"\n",
        ),
    ] {
        let found = read(&[(file, program)]);
        let mut ids: Vec<&str> = found
            .calls
            .iter()
            .map(|call| Catalogue::built_in().endpoint(call.endpoint).id)
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, both, "{program}");
        assert!(found.calls.iter().all(|c| c.confidence == Confidence::Certain), "{program}");
    }
}

#[test]
fn several_verbs_for_several_paths_are_likely_at_most() {
    let of = |paths: &str| {
        let program = format!(
            "async function send(verb, path) {{\n  return fetch('https://api.spotify.com/v1' + path, {{ method: verb }});\n}}\n\
             const verb = on ? 'PUT' : 'DELETE';\nsend(verb, {paths});\n"
        );
        read(&[("a.js", &program)]).calls
    };
    let many = of("whole ? '/me/albums' : '/me/tracks'");
    assert_eq!(many.len(), 4);
    assert!(many.iter().all(|call| call.confidence == Confidence::Likely));
    let one = of("'/me/tracks'");
    assert_eq!(one.len(), 2);
    assert!(one.iter().all(|call| call.confidence == Confidence::Certain));
}

#[test]
fn one_branch_adds_what_another_does_not() {
    let adding = |file: &str, code: &str| calls(&[(file, code)]);
    let base = "https://api.spotify.com/v1/me/";
    let python = format!(
        "import requests\ndef get(kind):\n    url = '{base}'\n    if kind == 1:\n        url += \
         'tracks'\n    elif kind == 2:\n        url += 'albums'\n    else:\n        url += \
         'shows'\n    return requests.get(url)\nget(1)\n"
    );
    assert_eq!(
        adding("a.py", &python),
        ["3 get-users-saved-albums", "3 get-users-saved-tracks", "3 get-users-saved-shows"]
    );
    let both = ["3 get-users-saved-albums", "3 get-users-saved-tracks"];
    let go = format!(
        "package main\nfunc main() {{\n\tu := \"{base}\"\n\tif x {{\n\t\tu += \
         \"tracks\"\n\t}} else {{\n\t\tu += \"albums\"\n\t}}\n\thttp.Get(u)\n}}\n"
    );
    assert_eq!(adding("a.go", &go), both);
    let switch = format!(
        "async function get(kind) {{\n\n  let url = '{base}';\n  switch (kind) {{\n    case 1: url += \
         'tracks'; break;\n    case 2: url += 'albums'; break;\n  }}\n  return \
         fetch(url);\n}}\nget(1);\n"
    );
    assert_eq!(adding("a.js", &switch), both);
    // One after the other, both may be added, or one, or none.
    let after = format!(
        "async function get(id) {{\n  let url = '{base}';\n  if (a) url += 'player/';\n  if (b) url \
         += 'queue';\n  return fetch(url);\n}}\nget(1);\n"
    );
    let each = adding("a.js", &after);
    assert!(each.contains(&"2 get-queue".to_string()), "{each:?}");
    assert_eq!(each.len(), 3);
}

#[test]
fn each_alternative_of_a_part_of_a_path_counts() {
    let of = |host: &str| {
        let code = format!(
            "const get = (...parts) => fetch(['https://{host}/v1', ...parts].join('/'));\nget('me', \
             saved ? 'albums' : 'shows');\n"
        );
        calls(&[("a.js", &code)])
    };
    assert_eq!(of("api.spotify.com"), ["2 get-users-saved-albums", "2 get-users-saved-shows"]);
    assert!(of("api.example.com").is_empty());
}

#[test]
fn an_address_is_built_of_host_and_path() {
    let ruby = |host: &str| {
        let code = format!(
            "uri = URI::HTTPS.build(host: '{host}', path: '/v1/me/albums')\nNet::HTTP.get(uri)\n"
        );
        calls(&[("a.rb", &code)])
    };
    let python = |host: &str| {
        let code = format!(
            "import requests\nfrom yarl import URL\nrequests.get(URL.build(scheme='https', \
             host='{host}', path='/v1/me/albums'))\n"
        );
        calls(&[("a.py", &code)])
    };
    assert_eq!(ruby("api.spotify.com"), ["1 get-users-saved-albums"]);
    assert_eq!(python("api.spotify.com"), ["3 get-users-saved-albums"]);
    assert!(ruby("api.example.com").is_empty() && python("api.example.com").is_empty());
}
