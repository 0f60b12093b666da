//! Ways of writing one thing: each program calls what it is said to call, and nothing else.

use super::reading::{asked, calls};

/// Where it is called is not asked here.
fn ids(file: &str, text: &str) -> Vec<String> {
    let calls = calls(&[(file, text)]);
    calls.iter().map(|c| c.split_once(':').map_or("", |(id, _)| id).to_string()).collect()
}

/// Programs of one ending, each with what it calls, in order. `API` is the base address.
#[track_caller]
fn all_call(file: &str, programs: &[(impl AsRef<str>, &[&str])]) {
    let mut wrong = String::new();
    for (text, expected) in programs {
        let text = text.as_ref().replace("API", "https://api.spotify.com/v1");
        let found = ids(file, &text);
        if found != *expected {
            wrong.push_str(&format!("{file}: {found:?}, not {expected:?}\n{text}\n\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Programs that all begin alike.
fn behind<'i>(begin: &str, programs: &[(&str, &'i [&'i str])]) -> Vec<(String, &'i [&'i str])> {
    programs.iter().map(|(text, ids)| (format!("{begin}{text}\n"), *ids)).collect()
}

const ME: &str = "get-current-users-profile";
const TRACKS: &str = "get-users-saved-tracks";
const KEEP: &str = "save-tracks-user";
const DROP: &str = "remove-tracks-user";
const PAUSE: &str = "pause-a-users-playback";
const NEXT: &str = "skip-users-playback-to-next-track";

#[test]
fn javascript() {
    all_call(
        "a.js",
        &[
            ("for (const p of ['me', 'me/tracks']) fetch('API/' + p);", &[ME, TRACKS]),
            ("const u = ok && 'API/me';\nfetch(u);", &[ME]),
            ("const api = { me() { return fetch('API/me'); } };\napi.me();", &[ME]),
            ("function go(path = '/me') { fetch('API' + path); }\ngo();", &[ME]),
            ("const urls = ['API/me', 'API/me/tracks'];\nfetch(urls[i]);", &[ME, TRACKS]),
            ("const urls = { a: 'API/me', b: 'API/me/tracks' };\nfetch(urls['b']);", &[TRACKS]),
            ("const urls = { a: { b: 'API/me' } };\nfetch(urls.a.b);", &[ME]),
            ("fetch('API'.concat('/me', '/tracks'));", &[TRACKS]),
            ("fetch('API/me/{what}'.replace('{what}', 'tracks'));", &[TRACKS]),
            ("fetch(String('API/me').toString().trim());", &[ME]),
            ("const base = process.env.BASE || 'API';\nfetch(base + '/me');", &[ME]),
            ("const base = given ?? 'API';\nfetch(`${base}/me`);", &[ME]),
            ("fetch(['API', 'me', 'tracks'].join('/'));", &[TRACKS]),
            ("fetch(new URL('me/tracks', 'API/'));", &[TRACKS]),
            ("const o = { method: 'PUT' };\nfetch('API/me/tracks', { ...o, body: b });", &[KEEP]),
            (
                "function go(path, o) { return fetch('API' + path, o); }\n\
                 go('/me/player/pause', { method: 'PUT' });",
                &[PAUSE],
            ),
            (
                "const go = (method, path) => fetch('API' + path, { method });\n\
                 go('PUT', '/me/tracks');\ngo('DELETE', '/me/tracks');",
                &[KEEP, DROP],
            ),
            ("fetch('API/me/tracks', { method: 'PATCH' });", &[]),
            ("fetch('API/me/tracks', { method: 'HEAD' });", &[]),
            ("const u = 'API/me';\nconsole.log(u, `${u}/tracks`);", &[]),
        ],
    );
    all_call(
        "a.ts",
        &[
            ("@Injectable()\nclass A { me() { return fetch('API/me'); } }", &[ME]),
            ("const u = 'API/me' as string;\nfetch(u!);", &[ME]),
            ("enum P { Me = 'API/me', Tracks = 'API/me/tracks' }\nfetch(P.Tracks);", &[TRACKS]),
            ("class A { static url = 'API/me'; }\nfetch(A.url);", &[ME]),
            (
                "class A { constructor(private base = 'API') {}\n me() { fetch(this.base + '/me'); } }",
                &[ME],
            ),
        ],
    );
}

#[test]
fn modules_of_javascript() {
    let of = |export: &str, import: &str| {
        let paths = export.replace("API", "https://api.spotify.com/v1");
        let calls = calls(&[("paths.ts", &paths), ("a.ts", import)]);
        calls.iter().filter_map(|c| Some(c.split_once(':')?.0.to_string())).collect::<Vec<_>>()
    };
    let me = [ME];
    let plain = "export const ME = 'API/me';\nexport const OTHER = '/x';\n";
    assert_eq!(of(plain, "import * as p from './paths';\nfetch(p.ME);\n"), me);
    assert_eq!(of(plain, "import { ME as mine } from './paths';\nfetch(mine);\n"), me);
    assert_eq!(of(plain, "import p = require('./paths');\nfetch(p.ME);\n"), me);
    assert_eq!(of(plain, "const { ME } = require('./paths');\nfetch(ME);\n"), me);
    assert_eq!(of(plain, "const p = require('./paths');\nfetch(p.ME);\n"), me);
    assert!(of(plain, "import * as p from './other';\nfetch(p.ME);\n").is_empty());
    assert!(of(plain, "import * as p from './paths';\nfetch(p.OTHER);\n").is_empty());
    let default = "const me = 'API/me';\nexport default me;\n";
    assert_eq!(of(default, "import url from './paths';\nfetch(url);\n"), me);
    assert_eq!(of("export default 'API/me';\n", "import url from './paths';\nfetch(url);\n"), me);
    let one = "exports.ME = 'API/me';\n";
    assert_eq!(of(one, "const p = require('./paths');\nfetch(p.ME);\n"), me);
    for through in ["export * from './paths';\n", "export { ME } from './paths';\n"] {
        let found = calls(&[
            ("paths.ts", "export const ME = 'https://api.spotify.com/v1/me';\n"),
            ("index.ts", through),
            ("a.ts", "import { ME } from './index';\nfetch(ME);\n"),
        ]);
        assert_eq!(found, ["get-current-users-profile:1"], "{through}");
    }
}

#[test]
fn python() {
    all_call(
        "a.py",
        &[
            (
                "import requests\n[requests.get(u) for u in ['API/me', 'API/me/tracks']]\n",
                &[ME, TRACKS],
            ),
            (
                "import requests\nlist(requests.get('API/' + p) for p in ('me', 'me/tracks'))\n",
                &[ME, TRACKS],
            ),
            ("import requests\nif (u := 'API/me'):\n    requests.get(u)\n", &[ME]),
            ("import requests\nu = given or 'API/me'\nrequests.get(u)\n", &[ME]),
            ("import requests\na, b = 'API/me', 'API/me/tracks'\nrequests.get(b)\n", &[TRACKS]),
            ("import requests\na, b = ['API/me', 'API/me/tracks']\nrequests.get(a)\n", &[ME]),
            (
                "import os, requests\nB = os.environ.get('B', 'API')\nrequests.get(B + '/me')\n",
                &[ME],
            ),
            (
                "import os, requests\nB = os.getenv('B', default='API')\nrequests.get(f'{B}/me')\n",
                &[ME],
            ),
            (
                "import requests\nfrom urllib.parse import urljoin\nrequests.get(urljoin('API/', 'me'))\n",
                &[ME],
            ),
            ("import requests\nrequests.get('/'.join(['API', 'me', 'tracks']))\n", &[TRACKS]),
            ("import requests\nrequests.get('API/'.rstrip('/') + '/me')\n", &[ME]),
            ("import requests\nrequests.get('{}/{}'.format('API', 'me'))\n", &[ME]),
            ("import requests\nrequests.get('{base}/me'.format(base='API'))\n", &[ME]),
            ("import requests\nrequests.get('%s/me' % 'API')\n", &[ME]),
            ("import requests\nrequests.get('API/x'.replace('x', 'me'))\n", &[ME]),
            (
                "import requests\nrequests.request(**dict(method='PUT', url='API/me/tracks'))\n",
                &[KEEP],
            ),
            (
                "import requests\nrequests.request(**{'method': 'PUT', 'url': 'API/me/tracks'})\n",
                &[KEEP],
            ),
            (
                "import requests\nP = {'me': 'API/me', 'tracks': 'API/me/tracks'}\nrequests.get(P['tracks'])\n",
                &[TRACKS],
            ),
            (
                "import requests\nP = {'me': 'API/me', 'tracks': 'API/me/tracks'}\nrequests.get(P.get('me'))\n",
                &[ME],
            ),
            ("import requests\ns = requests.Session()\ns.delete('API/me/tracks')\n", &[DROP]),
            ("import requests\ndef go(path='/me'):\n    requests.get('API' + path)\ngo()\n", &[ME]),
            (
                "import requests\ndef go(*, path):\n    requests.get('API' + path)\ngo(path='/me')\n",
                &[ME],
            ),
            (
                "import requests\nclass A:\n    BASE = 'API'\n    def me(self):\n        requests.get(self.BASE + '/me')\n",
                &[ME],
            ),
            (
                "import requests\nclass A:\n    def __init__(self, base='API'):\n        self.base = base\n    def me(self):\n        requests.get(f'{self.base}/me')\n",
                &[ME],
            ),
            ("import requests\nrequests.patch('API/me/tracks')\n", &[]),
        ],
    );
}

/// A function that does one of three things, by what a condition says of its first
/// argument; called twice.
#[test]
fn what_a_condition_rules_out_is_not_called() {
    let python = |condition: &str| {
        ids(
            "a.py",
            &format!(
                "import requests\ndef send(kind, path, more):\n    url = \
                 'https://api.spotify.com/v1' + path\n    if {condition}:\n        \
                 requests.get(url)\n    elif kind == 'keep':\n        requests.put(url)\n    \
                 else:\n        requests.delete(url)\nsend('read', '/me/tracks', 1)\n\
                 send('look', '/me/tracks', 1)\n"
            ),
        )
    };
    let script = |condition: &str| {
        ids(
            "a.js",
            &format!(
                "function send(kind, path, more) {{\n  const url = 'https://api.spotify.com/v1' + \
                 path;\n  if ({condition}) {{ fetch(url); }}\n  else if (kind === 'keep') {{ \
                 fetch(url, {{ method: 'PUT' }}); }}\n  else {{ fetch(url, {{ method: 'DELETE' }}); \
                 }}\n}}\nsend('read', '/me/tracks', 1);\nsend('look', '/me/tracks', 1);\n"
            ),
        )
    };
    // Both are read: nothing else is done.
    for condition in [
        "kind == 'read' or kind == 'look'",
        "kind == 'read' or 'look' == kind",
        "kind in ('read', 'look')",
        "(kind in ['read', 'look'])",
        "not kind == 'keep'",
        "kind",
    ] {
        assert_eq!(python(condition), [TRACKS, TRACKS], "{condition}");
    }
    for condition in [
        "kind === 'read' || kind === 'look'",
        "'read' == kind || kind == 'look'",
        "(kind === 'read' || (kind === 'look'))",
        "['read', 'look'].includes(kind)",
        "!(kind === 'keep')",
        "kind",
    ] {
        assert_eq!(script(condition), [TRACKS, TRACKS], "{condition}");
    }
    // One of them goes on to the end.
    for condition in [
        "kind == 'read'",
        "'read' == kind",
        "(kind == 'read')",
        "kind.lower() == 'read'",
        "kind != 'look'",
        "not kind == 'look'",
        "kind not in ('look', 'keep')",
    ] {
        assert_eq!(python(condition), [TRACKS, DROP], "{condition}");
    }
    for condition in [
        "kind === 'read'",
        "'read' === kind",
        "(kind) === 'read'",
        "kind.toLowerCase() === 'read'",
        "kind !== 'look'",
        "!(kind === 'look')",
    ] {
        assert_eq!(script(condition), [TRACKS, DROP], "{condition}");
    }
    // Neither of them gets there.
    for condition in
        ["kind == 'list'", "kind in ('list', 'all')", "kind == 'list' and more", "not kind"]
    {
        assert_eq!(python(condition), [DROP, DROP], "{condition}");
    }
    for condition in [
        "kind === 'list'",
        "kind === 'list' || kind === 'all'",
        "['list', 'all'].includes(kind)",
        "kind === 'list' && more",
        "!kind",
    ] {
        assert_eq!(script(condition), [DROP, DROP], "{condition}");
    }
    // What else decides may go either way.
    for condition in ["kind == 'list' or more == 'look'", "more > 3", "kind == more"] {
        assert_eq!(python(condition), [TRACKS, DROP, TRACKS, DROP], "{condition}");
    }
    for condition in ["kind === 'list' || more === 'look'", "more > 3", "kind === more"] {
        assert_eq!(script(condition), [TRACKS, DROP, TRACKS, DROP], "{condition}");
    }
}

#[test]
fn cases_that_no_caller_names_are_not_called() {
    let python = "import requests\ndef send(kind, path):\n    url = 'API' + path\n    match kind:\n        \
                  case 'read':\n            requests.get(url)\n        case 'keep':\n            \
                  requests.put(url)\n        case 'drop':\n            requests.delete(url)\n";
    let script = "function send(kind, path) {\n  const url = 'API' + path;\n  switch (kind) {\n    case \
                  'read': fetch(url); break;\n    case 'keep':\n    case 'hold': fetch(url, { method: \
                  'PUT' }); break;\n    default: fetch(url, { method: 'DELETE' });\n  }\n}\n";
    for (file, code) in [("a.py", python), ("a.js", script)] {
        for (kinds, expected) in [
            (vec!["read"], vec![TRACKS]),
            (vec!["keep"], vec![KEEP]),
            (vec!["drop"], vec![DROP]),
            (vec!["read", "drop"], vec![TRACKS, DROP]),
        ] {
            let sent: Vec<String> =
                kinds.iter().map(|kind| format!("send('{kind}', '/me/tracks')\n")).collect();
            all_call(file, &[(&format!("{code}{}", sent.concat()), &expected)]);
        }
    }
    all_call("a.js", &[(&format!("{script}send('hold', '/me/tracks');\n"), &[KEEP])]);
}

#[test]
fn php() {
    all_call(
        "a.php",
        &[
            (
                "<?php\n$c = curl_init('API/me/tracks');\ncurl_setopt($c, CURLOPT_PUT, true);\ncurl_exec($c);\n",
                &[KEEP],
            ),
            (
                "<?php\n$c = curl_init('API/me/player/next');\ncurl_setopt($c, CURLOPT_POST, 1);\ncurl_exec($c);\n",
                &[NEXT],
            ),
            (
                "<?php\n$c = curl_init();\ncurl_setopt($c, CURLOPT_URL, 'API/me/player/next');\ncurl_setopt($c, CURLOPT_POSTFIELDS, '');\ncurl_exec($c);\n",
                &[NEXT],
            ),
            ("<?php\n$c = curl_init('API/me');\ncurl_exec($c);\n", &[ME]),
            ("<?php\n$u = $given ?: 'API/me';\nfile_get_contents($u);\n", &[ME]),
            ("<?php\n$u = $given ?? 'API/me';\nfile_get_contents($u);\n", &[ME]),
            ("<?php\nfile_get_contents(sprintf('%s/me', 'API'));\n", &[ME]),
            ("<?php\nfile_get_contents(str_replace('x', 'me', 'API/x'));\n", &[ME]),
            (
                "<?php\nfunction go() {\n  static $u = 'API/me';\n  file_get_contents($u);\n}\n",
                &[ME],
            ),
            ("<?php\nconst BASE = 'API';\nfile_get_contents(BASE . '/me');\n", &[ME]),
            ("<?php\ndefine('BASE', 'API');\nfile_get_contents(BASE . '/me');\n", &[ME]),
            (
                "<?php\nclass A {\n  const BASE = 'API';\n  function me() { file_get_contents(self::BASE . '/me'); }\n}\n",
                &[ME],
            ),
            (
                "<?php\nforeach (['me', 'me/tracks'] as $p) { file_get_contents('API/' . $p); }\n",
                &[ME, TRACKS],
            ),
            (
                "<?php\n$p = ['a' => 'API/me', 'b' => 'API/me/tracks'];\nfile_get_contents($p['b']);\n",
                &[TRACKS],
            ),
            ("<?php\n$client->request('PUT', 'API/me/tracks');\n", &[KEEP]),
            ("<?php\n$u = \"{$base}/me\";\necho 'API/me';\n", &[]),
        ],
    );
}

#[test]
fn ruby() {
    all_call(
        "a.rb",
        &[
            ("for p in ['me', 'me/tracks']\n  HTTParty.get('API/' + p)\nend\n", &[ME, TRACKS]),
            ("['me', 'me/tracks'].each { |p| HTTParty.get(\"API/#{p}\") }\n", &[ME, TRACKS]),
            ("u = ok && 'API/me'\nHTTParty.get(u)\n", &[ME]),
            ("u = given || 'API/me'\nHTTParty.get(u)\n", &[ME]),
            ("u = ENV.fetch('U', 'API/me')\nHTTParty.get(u)\n", &[ME]),
            ("HTTParty.get(['API', 'me'].join('/'))\n", &[ME]),
            ("HTTParty.get('API/x'.sub('x', 'me'))\n", &[ME]),
            ("HTTParty.get(format('%s/me', 'API'))\n", &[ME]),
            ("HTTParty.get('API/me'.freeze)\n", &[ME]),
            (
                "BASE = 'API'.freeze\nclass A\n  def me\n    HTTParty.delete(\"#{BASE}/me/tracks\")\n  end\nend\n",
                &[DROP],
            ),
            (
                "P = { me: 'API/me', tracks: 'API/me/tracks' }\nHTTParty.get(P[:tracks])\n",
                &[TRACKS],
            ),
            ("puts 'API/me'\n", &[]),
        ],
    );
}

#[test]
fn rust() {
    let before = "use reqwest::blocking::Client;\n";
    let programs: &[(&str, &[&str])] = &[
        (
            "fn go(c: Client) { for p in [\"me\", \"me/tracks\"] { c.get(format!(\"API/{p}\")).send(); } }",
            &[ME, TRACKS],
        ),
        ("fn go(c: Client) { unsafe { c.get(\"API/me\").send(); } }", &[ME]),
        ("async fn go(c: Client) { async { c.get(\"API/me\").send().await }.await; }", &[ME]),
        (
            "fn go(c: Client) { let (a, b) = (\"API/me\", \"API/me/tracks\"); c.get(b).send(); }",
            &[TRACKS],
        ),
        ("fn go(c: Client) { c.get(concat!(\"API\", \"/me\")).send(); }", &[ME]),
        ("fn go(c: Client) { c.get([\"API\", \"me\"].concat()).send(); }", &[]),
        ("fn go(c: Client) { c.get([\"API\", \"me\"].join(\"/\")).send(); }", &[ME]),
        (
            "fn go(c: Client) { let u = Some(\"API/me\").expect(\"there\"); c.get(u).send(); }",
            &[ME],
        ),
        ("fn go(c: Client) { let u = given().unwrap_or(\"API/me\"); c.get(u).send(); }", &[ME]),
        (
            "fn go(c: Client) { let u = std::env::var(\"U\").unwrap_or_else(|_| \"API/me\".into()); c.get(u).send(); }",
            &[ME],
        ),
        (
            "struct A { url: String }\nfn go(c: Client) { let url = \"API/me\".to_string(); let a = A { url }; c.get(&a.url).send(); }",
            &[ME],
        ),
        ("fn go(c: Client) { let u = Url::parse(\"API/me\").unwrap(); c.get(u).send(); }", &[ME]),
        ("fn go(c: Client) { c.request(Method::PUT, \"API/me/tracks\").send(); }", &[KEEP]),
        ("fn go(c: Client) { c.delete(String::from(\"API\") + \"/me/tracks\").send(); }", &[DROP]),
        ("fn go(c: Client) { c.get(\"API/x\".replace(\"x\", \"me\")).send(); }", &[ME]),
        ("fn go() { println!(\"API/me\"); }", &[]),
    ];
    all_call("a.rs", &behind(before, programs));
}

#[test]
fn shell() {
    all_call(
        "a.sh",
        &[
            ("curl \"${BASE:-API}/me\"\n", &[ME]),
            ("BASE=API\ncurl -X PUT \"$BASE/me/tracks\"\n", &[KEEP]),
            ("P[0]=API/me\nP[1]=API/me/tracks\ncurl \"${P[1]}\"\n", &[TRACKS]),
            ("for p in me me/tracks; do curl \"API/$p\"; done\n", &[ME, TRACKS]),
            ("call() {\n  curl -X \"$1\" \"API$2\"\n}\ncall DELETE /me/tracks\n", &[DROP]),
            ("curl API/me > out.json 2> /dev/null\n", &[ME]),
            ("curl -s -d '' API/me/player/next | jq .\n", &[NEXT]),
            ("curl --request PUT --url API/me/player/pause\n", &[PAUSE]),
            ("wget -qO- API/me\n", &[ME]),
            ("curl -G -d limit=3 API/me/tracks\n", &[TRACKS]),
        ],
    );
}

#[test]
fn go() {
    let before = "package main\nimport (\n\t\"fmt\"\n\t\"net/http\"\n\t\"strings\"\n)\n";
    let programs: &[(&str, &[&str])] = &[
        (
            "func f() { for _, p := range []string{\"me\", \"me/tracks\"} { http.Get(\"API/\" + p) } }",
            &[ME, TRACKS],
        ),
        ("const base = \"API\"\nfunc f() { http.Get(fmt.Sprintf(\"%s/me\", base)) }", &[ME]),
        (
            "func f() { http.NewRequest(\"PUT\", strings.Join([]string{\"API\", \"me\", \"tracks\"}, \"/\"), nil) }",
            &[KEEP],
        ),
        ("func f() { http.NewRequest(http.MethodDelete, \"API/me/tracks\", nil) }", &[DROP]),
        (
            "type A struct { url string }\nfunc f() { a := A{url: \"API/me\"}\n http.Get(a.url) }",
            &[ME],
        ),
        ("func f() { a := struct{ url string }{\"API/me\"}\n http.Get(a.url) }", &[ME]),
        (
            "func f() { m := map[string]string{\"a\": \"API/me\", \"b\": \"API/me/tracks\"}\n http.Get(m[\"b\"]) }",
            &[TRACKS],
        ),
        (
            "func g[T any](path string) { http.Get(\"API\" + path) }\nfunc f() { g[int](\"/me\") }",
            &[ME],
        ),
        ("func f() { fmt.Println(\"API/me\") }", &[]),
    ];
    all_call("a.go", &behind(before, programs));
}

#[test]
fn annotations() {
    let retrofit = "import retrofit2.http.*;\ninterface Api {\n  @GET(\"me/tracks\")\n  Call<A> a();\n  \
                    @POST(\"me/player/next\")\n  Call<A> b();\n  @DELETE(\"me/tracks\")\n  Call<A> \
                    c();\n  @PUT(\"me/tracks\")\n  Call<A> d();\n  @HTTP(method = \"DELETE\", path = \
                    \"me/tracks\", hasBody = true)\n  Call<A> e();\n}\nclass Use {\n  Api api = new \
                    Retrofit.Builder().baseUrl(\"API/\").build().create(Api.class);\n}\n";
    all_call("Api.java", &[(retrofit, &[TRACKS, NEXT, DROP, KEEP, DROP])]);
    let feign = "@FeignClient(name = \"spotify\", url = \"API\")\ninterface Api {\n  \
                 @GetMapping(\"/me/tracks\")\n  A a();\n  @PostMapping(\"/me/player/next\")\n  A \
                 b();\n  @DeleteMapping(\"/me/tracks\")\n  A c();\n  @RequestMapping(method = \
                 RequestMethod.PUT, value = \"/me/tracks\")\n  A d();\n  @RequestLine(\"PUT \
                 /me/player/pause\")\n  A e();\n}\n";
    all_call("Api.java", &[(feign, &[TRACKS, NEXT, DROP, KEEP, PAUSE])]);
}

#[test]
fn scopes() {
    let one = ["user-read-email:1"];
    for (file, text) in [
        (
            "a.js",
            "const u = 'https://accounts.spotify.com/authorize?' + new URLSearchParams({ client_id: i, scope: ['user-read-email'].join(' ') });",
        ),
        (
            "a.py",
            "requests.get('https://accounts.spotify.com/authorize', params={'client_id': i, 'scope': 'user-read-email'})",
        ),
        (
            "a.py",
            "u = 'https://accounts.spotify.com/authorize?' + urlencode({'scope': ' '.join(['user-read-email'])})",
        ),
        (
            "a.sh",
            "open \"https://accounts.spotify.com/authorize?client_id=$I&scope=user-read-email\"",
        ),
    ] {
        assert_eq!(asked(&[(file, text)]), one, "{file}: {text}");
    }
}

#[test]
fn components_and_pages_of_razor() {
    let component = "@page \"/player\"\n@using System.Net.Http\n@inject HttpClient Http\n\n\
                     <button @onclick=\"Pause\">Pause</button>\n<p>@text</p>\n\n@code {\n    \
                     private string text = \"{\";\n    private async Task Pause()\n    {\n        \
                     await Http.PutAsync(\"https://api.spotify.com/v1/me/player/pause\", null);\n    }\n}\n\
                     <p>end</p>\n";
    assert_eq!(calls(&[("Pages/Player.razor", component)]), ["pause-a-users-playback:12"]);
    let page = "@model Index\n@{\n    var client = new HttpClient();\n    var me = await \
                client.GetStringAsync(\"https://api.spotify.com/v1/me\");\n}\n<script>\n  \
                fetch('https://api.spotify.com/v1/me/tracks');\n</script>\n";
    assert_eq!(
        calls(&[("Pages/Index.cshtml", page)]),
        ["get-current-users-profile:4", "get-users-saved-tracks:7"]
    );
    let comment = "@* Http.PutAsync(\"https://api.spotify.com/v1/me/player/pause\") *@\n<p>a</p>\n";
    assert!(calls(&[("Pages/A.razor", comment)]).is_empty());
}
