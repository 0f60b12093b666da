//! Requests that are asked of an address itself.

use super::reading::{calls_are, read};

#[test]
fn connections_of_java() {
    calls_are(
        "A.java",
        r#"class A {
  static final String BASE = "https://api.spotify.com/v1";
  void f() throws Exception {
    HttpURLConnection c = (HttpURLConnection) new URL(BASE + "/me/albums").openConnection();
    c.setRequestMethod("GET");
  }
  String send(String address, String method) throws Exception {
    URL url = new URL(address);
    HttpURLConnection c = (HttpURLConnection) url.openConnection();
    c.setRequestMethod(method);
    return read(c.getInputStream());
  }
  void g() throws Exception {
    send(BASE + "/me/player/pause", "PUT");
    new URL("https://example.com/v1/me/tracks").openConnection();
    new File("/v1/me/tracks").openConnection();
  }
}
"#,
        &["get-users-saved-albums:4", "pause-a-users-playback:14"],
    );
}

#[test]
fn requests_built_from_an_address() {
    calls_are(
        "A.java",
        r#"class A {
  void f() throws Exception {
    HttpRequest a = HttpRequest.newBuilder(URI.create("https://api.spotify.com/v1/me/player/devices")).build();
    HttpRequest b = HttpRequest.newBuilder(URI.create("https://api.spotify.com/v1/me/player/pause")).PUT(BodyPublishers.noBody()).build();
    HttpUrl c = HttpUrl.parse("https://api.spotify.com/v1/me/tracks").newBuilder().build();
  }
}
"#,
        &["get-a-users-available-devices:3", "pause-a-users-playback:4"],
    );
}

#[test]
fn addresses_that_kotlin_reads() {
    calls_are(
        "a.kt",
        r#"fun f() = URL("https://api.spotify.com/v1/me/player/devices").readText()
fun g() { val (a, b, c) = "https://api.spotify.com/v1/me/albums".httpGet().header("a" to "b").responseString() }
fun h() { "https://api.spotify.com/v1/me/player/pause".httpPut().response() }
fun i() = File("https://api.spotify.com/v1/me/tracks.json").name + "https://example.com/v1/me/tracks".httpGet()
"#,
        &[
            "get-a-users-available-devices:1",
            "get-users-saved-albums:2",
            "pause-a-users-playback:3",
        ],
    );
}

#[test]
fn addresses_that_csharp_asks() {
    calls_are(
        "a.cs",
        r#"class A {
  async Task F() {
    var a = await "https://api.spotify.com/v1/me/player/devices".WithOAuthBearerToken(t).GetJsonAsync<D>();
    var b = await "https://api.spotify.com/v1".AppendPathSegment("me").AppendPathSegment("albums").GetStringAsync();
    await "https://api.spotify.com/v1/me/player/pause".WithHeader("a", "b").PutAsync();
    await "https://example.com/v1/me/tracks".GetStringAsync();
    await store.GetStringAsync("me/tracks");
  }
}
"#,
        &[
            "get-a-users-available-devices:3",
            "get-users-saved-albums:4",
            "pause-a-users-playback:5",
        ],
    );
}

#[test]
fn methods_of_interfaces_that_nobody_calls_are_dead() {
    let kotlin = "import retrofit2.http.*\ninterface Api {\n  @GET(\"me/tracks\") suspend fun saved(): R\n  @PUT(\"me/player/pause\") suspend fun pause(): R\n}\nval api = Retrofit.Builder().baseUrl(\"https://api.spotify.com/v1/\").build().create(Api::class.java)\nsuspend fun main() = api.saved()\n";
    let java = "import retrofit2.http.*;\ninterface Api {\n  @GET(\"me/tracks\")\n  Call<R> saved();\n  @PUT(\"me/player/pause\")\n  Call<R> pause();\n}\nclass B {\n  Api api = new Retrofit.Builder().baseUrl(\"https://api.spotify.com/v1/\").build().create(Api.class);\n  void onCreate() { api.saved().enqueue(x); }\n}\n";
    for (file, text) in [("a.kt", kotlin), ("A.java", java)] {
        let catalogue = scopes::catalogue::Catalogue::built_in();
        let evidence = read(&[(file, text)]);
        let dead: Vec<(&str, bool)> =
            evidence.calls.iter().map(|c| (catalogue.endpoint(c.endpoint).id, c.dead)).collect();
        assert_eq!(
            dead,
            [("get-users-saved-tracks", false), ("pause-a-users-playback", true)],
            "{file}"
        );
    }
}
