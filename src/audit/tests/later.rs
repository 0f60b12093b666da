//! Requests that a helper makes and gives back, and whose verb is told afterwards.

use super::calls;

const TRACKS: &str = "get-users-saved-tracks";
const SAVE: &str = "save-tracks-user";
const REMOVE: &str = "remove-tracks-user";

/// What the last call of a program calls, without its line.
fn of(file: &str, code: &str) -> Vec<String> {
    let found = calls(&[(file, code)]);
    found.iter().map(|c| c.split_once(' ').map_or(c.clone(), |(_, id)| id.to_string())).collect()
}

#[test]
fn builders_that_a_helper_gives_back_are_told_by_the_chain() {
    let kotlin = |rest: &str| {
        of(
            "A.kt",
            &format!(
                "import okhttp3.*\nclass A(private val http: OkHttpClient) {{\n  private fun begin(p: String) = \
                 Request.Builder().url(\"https://api.spotify.com/v1/$p\").header(\"a\", \"b\")\n  fun b() = \
                 http.newCall(begin(\"me/tracks\"){rest}.build()).execute()\n}}\n"
            ),
        )
    };
    assert_eq!(kotlin(".put(body)"), [SAVE]);
    assert_eq!(kotlin(".method(\"DELETE\", body)"), [REMOVE]);
    assert_eq!(kotlin(""), [TRACKS]);
    let java = |rest: &str| {
        of(
            "A.java",
            &format!(
                "import java.net.http.*;\nclass A {{\n  private HttpRequest.Builder begin(String p) {{\n    return \
                 HttpRequest.newBuilder(URI.create(\"https://api.spotify.com/v1\" + p)).header(\"a\", \"b\");\n  }}\n  \
                 void a(HttpClient c) {{ c.send(begin(\"/me/tracks\"){rest}.build(), null); }}\n}}\n"
            ),
        )
    };
    assert_eq!(java(".PUT(HttpRequest.BodyPublishers.noBody())"), [SAVE]);
    assert_eq!(java(".method(\"DELETE\", HttpRequest.BodyPublishers.noBody())"), [REMOVE]);
    assert_eq!(java(".GET()"), [TRACKS]);
}

#[test]
fn what_is_asked_of_an_answer_tells_no_verb() {
    let code = "import requests\ndef api(path, method='PUT'):\n    r = requests.request(method, \
                'https://api.spotify.com/v1' + path)\n    return r.json()\nd = api('/me/tracks')\nd.get('a')\n";
    assert_eq!(of("a.py", code), [SAVE]);
    let code = "const api = (path) => fetch('https://api.spotify.com/v1' + path, { method: 'PUT' });\n\
                const d = await api('/me/tracks');\nd.delete('a');\n";
    assert_eq!(of("a.js", code), [SAVE]);
}

#[test]
fn a_verb_is_set_on_a_request_that_a_helper_gave_back() {
    let go = |rest: &str| {
        of(
            "a.go",
            &format!(
                "package a\nimport \"net/http\"\nfunc begin(p string) (*http.Request, error) {{\n\tr, err := \
                 http.NewRequest(\"GET\", \"https://api.spotify.com/v1\"+p, nil)\n\treturn r, err\n}}\nfunc Run() \
                 {{\n\tr, _ := begin(\"/me/tracks\")\n\t{rest}\n\thttp.DefaultClient.Do(r)\n}}\n"
            ),
        )
    };
    assert_eq!(go("r.Method = http.MethodPut"), [SAVE]);
    assert_eq!(go("r.Header.Set(\"a\", \"b\")"), [TRACKS]);
    let python = |rest: &str| {
        of(
            "a.py",
            &format!(
                "import urllib.request\ndef begin(p):\n    r = urllib.request.Request('https://api.spotify.com/v1' + p)\n    \
                 r.add_header('a', 'b')\n    return r\nr = begin('/me/tracks')\n{rest}\nurllib.request.urlopen(r)\n"
            ),
        )
    };
    assert_eq!(python("r.method = 'PUT'"), [SAVE]);
    assert_eq!(python("r.timeout = 3"), [TRACKS]);
    let swift = |rest: &str| {
        of(
            "a.swift",
            &format!(
                "func begin(_ p: String) -> URLRequest {{\n  var r = URLRequest(url: URL(string: \
                 \"https://api.spotify.com/v1\" + p)!)\n  return r\n}}\nfunc run() async throws {{\n  var r = \
                 begin(\"/me/tracks\")\n  {rest}\n  _ = try await URLSession.shared.data(for: r)\n}}\n"
            ),
        )
    };
    assert_eq!(swift("r.httpMethod = \"PUT\""), [SAVE]);
    assert_eq!(swift("r.timeoutInterval = 3"), [TRACKS]);
    let sharp = |rest: &str| {
        of(
            "A.cs",
            &format!(
                "class A(HttpClient http) {{\n  HttpRequestMessage Begin(string p) {{ var r = new HttpRequestMessage {{ \
                 RequestUri = new Uri(\"https://api.spotify.com/v1\" + p) }}; return r; }}\n  async Task B() {{ var r = \
                 Begin(\"/me/tracks\"); {rest} await http.SendAsync(r); }}\n}}\n"
            ),
        )
    };
    assert_eq!(sharp("r.Method = HttpMethod.Put;"), [SAVE]);
    assert_eq!(sharp("r.Version = v;"), [TRACKS]);
}

#[test]
fn a_fixed_request_that_is_given_back_has_the_verb_of_each_caller() {
    let go = |rest: &str| {
        of(
            "a.go",
            &format!(
                "package a\nimport \"net/http\"\nfunc begin() *http.Request {{\n\tr, _ := http.NewRequest(\"GET\", \
                 \"https://api.spotify.com/v1/me/tracks\", nil)\n\treturn r\n}}\nfunc Run() {{\n\tr := begin()\n\tr.Method = \
                 \"PUT\"\n\tdo(r)\n}}\n{rest}\n"
            ),
        )
    };
    assert_eq!(go(""), [SAVE]);
    assert_eq!(go("func Other() {\n\tdo(begin())\n}"), [TRACKS, SAVE]);
}

#[test]
fn curl_of_php_is_told_where_its_handle_went() {
    let php = |rest: &str| {
        of(
            "a.php",
            &format!(
                "<?php\nfunction begin($p) {{ $c = curl_init('https://api.spotify.com/v1' . $p); curl_setopt($c, \
                 CURLOPT_RETURNTRANSFER, true); return $c; }}\n$ch = begin('/me/tracks');\n{rest}\ncurl_exec($ch);\n"
            ),
        )
    };
    assert_eq!(php("curl_setopt($ch, CURLOPT_CUSTOMREQUEST, 'PUT');"), [SAVE]);
    assert_eq!(php("curl_setopt($ch, CURLOPT_TIMEOUT, 3);"), [TRACKS]);
    let stream = |options: &str| {
        of(
            "a.php",
            &format!(
                "<?php\n$ctx = stream_context_create([{options}]);\n\
                 file_get_contents('https://api.spotify.com/v1/me/tracks?ids=1', false, $ctx);\n"
            ),
        )
    };
    assert_eq!(stream("'http' => ['method' => 'PUT', 'header' => $h]"), [SAVE]);
    assert_eq!(stream("'http' => ['header' => $h]"), [TRACKS]);
    assert_eq!(stream("'ssl' => ['method' => 'PUT']"), [TRACKS]);
}

#[test]
fn a_request_is_sent_with_options_of_its_own() {
    let of = |send: &str| {
        of(
            "a.ts",
            &format!(
                "const begin = (p: string) => new Request(\"https://api.spotify.com/v1\" + p);\n{send};\n"
            ),
        )
    };
    assert_eq!(of("fetch(new Request(begin('/me/tracks'), { method: 'DELETE' }))"), [REMOVE]);
    assert_eq!(of("fetch(begin('/me/tracks'), { method: 'DELETE' })"), [REMOVE]);
    assert_eq!(of("fetch(begin('/me/tracks'), { cache: 'no-store' })"), [TRACKS]);
    assert_eq!(of("keep(begin('/me/tracks'), { method: 'DELETE' })"), [TRACKS]);
    let direct = "fetch(new Request('https://api.spotify.com/v1/me/tracks'), { method: 'DELETE' })";
    assert_eq!(of(direct), [REMOVE]);
}

#[test]
fn blocks_of_kotlin_fill_in_requests() {
    let of = |function: &str| {
        of(
            "A.kt",
            &format!(
                "import io.ktor.client.request.*\nclass A(private val client: HttpClient) {{\n  suspend fun \
                 send(p: String, block: HttpRequestBuilder.() -> Unit = {{}}) = \
                 client.request(\"https://api.spotify.com/v1$p\") {{ header(\"a\", \"b\"); block() }}\n  suspend fun a() = \
                 {function}\n}}\n"
            ),
        )
    };
    let url = "\"https://api.spotify.com/v1/me/tracks\"";
    assert_eq!(of(&format!("client.request({url}) {{ method = HttpMethod.Put }}")), [SAVE]);
    assert_eq!(of(&format!("client.request({url}) {{ timeout = 3 }}")), [TRACKS]);
    assert_eq!(of(&format!("client.request {{ url({url}); method = HttpMethod.Put }}")), [SAVE]);
    assert_eq!(of(&format!("client.put {{ url({url}) }}")), [SAVE]);
    assert_eq!(of("send(\"/me/tracks\") { method = HttpMethod.Put }"), [SAVE]);
    assert_eq!(of("send(\"/me/tracks\") { header(\"c\", \"d\") }"), [TRACKS]);
    assert_eq!(of("send(\"/me/tracks\")"), [TRACKS]);
    let handed = |given: &str| {
        let code = format!(
            "class A(private val client: HttpClient) {{\n  suspend fun send(block: HttpRequestBuilder.() -> Unit) = \
             client.request({url}, block)\n  suspend fun a() = send {given}\n}}\n"
        );
        calls(&[("A.kt", &code)]).len()
    };
    assert_eq!(handed("{ method = HttpMethod.Put }"), 1);
    // A token is no block.
    let code = format!(
        "class A(private val http: OkHttpClient) {{\n  fun send(token: String) = http.newCall(Request.Builder()\
         .url({url}, token).put(body).build()).execute()\n}}\n"
    );
    assert_eq!(calls(&[("A.kt", &code)]), ["2 save-tracks-user"]);
}
