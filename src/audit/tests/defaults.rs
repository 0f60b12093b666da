//! Helpers that have a verb where nothing else is said, and callers that say one.

use super::{calls, read};
use crate::audit::evidence::Confidence;
use crate::catalogue::Catalogue;

/// What a program calls, and what of it only perhaps.
fn of(file: &str, code: &str) -> Vec<String> {
    let evidence = read(&[(file, code)]);
    let each = evidence.calls.iter().map(|call| {
        let sign = if call.confidence == Confidence::Certain { "" } else { "?" };
        format!("{}{sign}", Catalogue::built_in().endpoint(call.endpoint).id)
    });
    each.collect()
}

#[test]
fn a_verb_hangs_on_what_a_caller_gives_or_leaves_out() {
    let script = |test: &str, call: &str| {
        of(
            "a.ts",
            &format!(
                "const call = (path: string, body?: unknown) => fetch(\"https://api.spotify.com/v1\" + path, {{ method: \
                 {test} ? \"PUT\" : \"GET\", body: JSON.stringify(body) }});\n{call};\n"
            ),
        )
    };
    for test in ["body", "body !== undefined", "body != null"] {
        assert_eq!(script(test, "call('/me/tracks', { ids: [] })"), ["save-tracks-user"], "{test}");
        assert_eq!(script(test, "call('/me/tracks')"), ["get-users-saved-tracks"], "{test}");
    }
    // What decides by something else is open.
    assert_eq!(
        script("navigator.onLine", "call('/me/tracks')"),
        ["get-users-saved-tracks?", "save-tracks-user?"]
    );
    let python = |call: &str| {
        of(
            "a.py",
            &format!(
                "import requests\ndef call(path, body=None):\n    method = 'PUT' if body is not None else 'GET'\n    return \
                 requests.request(method, 'https://api.spotify.com/v1' + path, json=body)\n{call}\n"
            ),
        )
    };
    assert_eq!(python("call('/me/tracks', {'ids': []})"), ["save-tracks-user"]);
    assert_eq!(python("call('/me/tracks')"), ["get-users-saved-tracks"]);
}

#[test]
fn a_verb_that_a_caller_leaves_out_is_none() {
    let base = "https://api.spotify.com/v1";
    let of_script = |taken: &str, call: &str| {
        of(
            "a.js",
            &format!(
                "const go = ({taken}) => fetch('{base}' + path, {{ method, body }});\n{call};\n"
            ),
        )
    };
    for (taken, call) in [
        ("path, method, body", "go('/me/albums')"),
        ("{ path, method, body }", "go({ path: '/me/albums', body: x })"),
        ("path, { method, body } = {}", "go('/me/albums')"),
        ("path, { method, body } = {}", "go('/me/albums', { body: x })"),
    ] {
        assert_eq!(of_script(taken, call), ["get-users-saved-albums"], "{taken} {call}");
    }
    // What another gives, or what is spread, may be anything.
    for (taken, call) in [
        ("path, method, body", "go('/me/albums', verb)"),
        ("{ path, method, body }", "go({ path: '/me/albums', method: verb })"),
        ("{ path, method, body }", "go({ path: '/me/albums', ...more })"),
        ("{ path, method, body }", "go({ path: '/me/albums', ...{ a: 1 }, ...more })"),
    ] {
        assert!(of_script(taken, call).is_empty(), "{taken} {call}");
    }
    // Only scripts do without.
    let python = format!(
        "import requests\ndef go(path, method):\n    return requests.request(method=method, url='{base}' + path)\ngo('/me/albums')\n"
    );
    assert!(of("a.py", &python).is_empty());
}

#[test]
fn the_last_fields_taken_over_say_the_verb() {
    let of = |fields: &str, call: &str| {
        of(
            "a.ts",
            &format!(
                "const call = (path: string, opts: RequestInit = {{}}) => fetch(\"https://api.spotify.com/v1\" + path, \
                 Object.assign({fields}));\n{call};\n"
            ),
        )
    };
    let last = "{ method: 'GET' }, opts";
    assert_eq!(of(last, "call('/me/tracks', { method: 'PUT' })"), ["save-tracks-user"]);
    assert_eq!(of(last, "call('/me/tracks', { cache: 'a' })"), ["get-users-saved-tracks"]);
    assert_eq!(of(last, "call('/me/tracks')"), ["get-users-saved-tracks"]);
    let first = "opts, { method: 'DELETE' }";
    assert_eq!(of(first, "call('/me/tracks', { method: 'PUT' })"), ["remove-tracks-user"]);
}

#[test]
fn a_verb_that_is_kept_for_later_is_not_sure() {
    let of = |told: &str| {
        of(
            "a.ts",
            &format!(
                "class Builder {{\n  private m = \"GET\"; private p = \"\";\n  method(m: string) {{ this.m = m; return this; \
                 }}\n  path(p: string) {{ this.p = p; return this; }}\n  send() {{ return \
                 fetch(\"https://api.spotify.com/v1\" + this.p, {{ method: this.m }}); }}\n}}\nnew \
                 Builder(){told}.path(\"/me/tracks\").send();\n"
            ),
        )
    };
    assert_eq!(of(".method('PUT')"), ["get-users-saved-tracks?", "save-tracks-user?"]);
    assert_eq!(of(""), ["get-users-saved-tracks"]);
}

#[test]
fn fields_written_out_in_a_call_are_spread_over_parameters() {
    let of = |given: &str| {
        of(
            "a.py",
            &format!(
                "import requests\ndef call(path, method='GET', **kw):\n    return requests.request(method, \
                 'https://api.spotify.com/v1' + path, **kw)\ncall('/me/tracks', **{given})\n"
            ),
        )
    };
    assert_eq!(of("{'method': 'PUT'}"), ["save-tracks-user"]);
    assert_eq!(of("{'json': 'PUT'}"), ["get-users-saved-tracks"]);
}

#[test]
fn a_method_that_is_written_anew_gives_the_verb_of_its_own_path() {
    let of = |verb: &str| {
        of(
            "A.java",
            &format!(
                "import java.net.http.*;\nabstract class Ep {{ String method() {{ return \"GET\"; }} abstract String path(); \
                 }}\nclass Save extends Ep {{\n  @Override String method() {{ return \"{verb}\"; }}\n  @Override String \
                 path() {{ return \"/me/tracks\"; }}\n}}\nclass C {{\n  void send(Ep e) {{ \
                 http.send(HttpRequest.newBuilder(URI.create(\"https://api.spotify.com/v1\" + \
                 e.path())).method(e.method(), HttpRequest.BodyPublishers.noBody()).build(), null); }}\n  void run() {{ \
                 send(new Save()); }}\n}}\n"
            ),
        )
    };
    assert_eq!(of("PUT"), ["save-tracks-user"]);
    assert_eq!(of("DELETE"), ["remove-tracks-user"]);
}

#[test]
fn constants_of_types_say_the_verb_of_their_path() {
    let code = "trait Ep { const METHOD: reqwest::Method; fn path(&self) -> String; }\nstruct Save;\nimpl Ep for Save { \
                const METHOD: reqwest::Method = reqwest::Method::PUT; fn path(&self) -> String { \"/me/albums\".into() } \
                }\nstruct Follows;\nimpl Ep for Follows { const METHOD: reqwest::Method = reqwest::Method::GET; fn \
                path(&self) -> String { \"/me/following\".into() } }\nfn send<E: Ep>(e: &E) { \
                reqwest::blocking::Client::new().request(E::METHOD, format!(\"https://api.spotify.com/v1{}\", \
                e.path())).send(); }\nfn main() { send(&Save); send(&Follows); }\n";
    assert_eq!(of("a.rs", code), ["save-albums-user", "get-followed"]);
}

#[test]
fn branches_of_php_decide_what_curl_is_told() {
    let of = |call: &str| {
        of(
            "a.php",
            &format!(
                "<?php\nfunction api($path, $method = 'GET', $data = null) {{\n  $ch = curl_init();\n  curl_setopt($ch, \
                 CURLOPT_URL, \"https://api.spotify.com/v1$path\");\n  if ($method === 'PUT') {{ curl_setopt($ch, \
                 CURLOPT_CUSTOMREQUEST, 'PUT'); }}\n  elseif ($method === 'POST') {{ curl_setopt($ch, CURLOPT_POST, true); \
                 curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode($data)); }}\n  return json_decode(curl_exec($ch), \
                 true);\n}}\n{call}\n"
            ),
        )
    };
    assert_eq!(of("api('/me/following');"), ["get-followed"]);
    assert_eq!(of("api('/me/tracks', 'PUT');"), ["save-tracks-user"]);
    assert_eq!(of("api('/me/playlists', 'POST', ['name' => 'x']);"), ["create-playlist"]);
}

#[test]
fn flurl_takes_paths_segment_by_segment() {
    let of = |request: &str| {
        of(
            "A.cs",
            &format!(
                "using Flurl.Http;\nclass A {{\n  IFlurlClient c = new FlurlClient(\"https://api.spotify.com/v1\");\n  Task \
                 P() => c.Request({request};\n}}\n"
            ),
        )
    };
    assert_eq!(of("\"me\", \"tracks\").GetJsonAsync<dynamic>()"), ["get-users-saved-tracks"]);
    assert_eq!(of("\"me\", \"player\", \"pause\").PutAsync()"), ["pause-a-users-playback"]);
    assert_eq!(of("\"me/tracks\").PutJsonAsync(new { })"), ["save-tracks-user"]);
    assert_eq!(of("\"me/tracks\").GetJsonAsync<dynamic>()"), ["get-users-saved-tracks"]);
}

#[test]
fn what_a_template_leaves_out_is_no_path() {
    let of = |path: &str| {
        let code = format!(
            "import io.micronaut.http.annotation.*;\nimport \
             io.micronaut.http.client.annotation.Client;\n@Client(\"https://api.spotify.com/v1\")\npublic interface A {{\n    \
             @Get(\"{path}\")\n    String following(String type);\n}}\n"
        );
        calls(&[("A.java", &code)])
    };
    assert_eq!(of("/me/following{?type}"), ["5 get-followed"]);
    assert!(of("/me/nothing{?type}").is_empty());
}

#[test]
fn an_arm_of_rust_tells_path_and_verb_of_one_case() {
    let of = |verbs: &str| {
        calls(&[(
            "a.rs",
            &format!(
                "enum Ep {{ Albums, Shows, Pause }}\nimpl Ep {{\n  fn path(&self) -> &str {{ match self {{\n    Ep::Albums \
                 => \"/me/albums\",\n    Ep::Shows => \"/me/shows\",\n    Ep::Pause => \"/me/player/pause\",\n  }} }}\n  \
                 fn method(&self) -> Method {{ match self {{ {verbs} }} }}\n}}\nasync fn call(c: &reqwest::Client, e: Ep) \
                 {{ c.request(e.method(), format!(\"https://api.spotify.com/v1{{}}\", e.path())).send().await; \
                 }}\nasync fn go() {{ call(&c, Ep::Albums).await; }}\n"
            ),
        )])
    };
    let apart = ["4 get-users-saved-albums", "5 get-users-saved-shows", "6 pause-a-users-playback"];
    let named = "Ep::Albums => Method::GET, Self::Shows => Method::GET, Ep::Pause => Method::PUT";
    assert_eq!(of(named), apart);
    assert_eq!(of("Ep::Pause => Method::PUT, _ => Method::GET"), apart);
    // By something else than the case.
    assert_eq!(of("_ if late() => Method::GET, _ => Method::PUT").len(), 5);
}
