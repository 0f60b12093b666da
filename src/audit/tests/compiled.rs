//! Clients and services as apps write them in Rust, Kotlin, Java and C#.

use super::{calls, read, scopes};
use crate::audit::evidence::Unknown;

const RSPOTIFY: &str = "use rspotify::prelude::*;\nuse rspotify::AuthCodeSpotify;\n";

fn rust(code: &str) -> Vec<String> {
    calls(&[("main.rs", &format!("{RSPOTIFY}{code}"))])
}

#[test]
fn what_is_around_a_client_hands_it_out() {
    let found = ["5 skip-users-playback-to-next-track"];
    for lines in [
        "let held = data.held.lock().await;\nheld.next_track(None).await?;",
        "let held = data.held.read().await;\nif let Some(c) = &*held { c.next_track(None).await?; }",
        "let held = data.held.write().await;\nmatch &*held { Some(c) => c, None => return }.next_track(None);",
    ] {
        let code = format!(
            "struct Data {{ held: RwLock<Option<AuthCodeSpotify>> }}\nasync fn a(data: &Data) {{ {} }}\n",
            lines.replace("held = ", "held =\n  ").replacen('\n', " ", 1)
        );
        assert_eq!(rust(&code), found, "{code}");
    }
    // A client gives back other things too, and other things have locks.
    for code in [
        "struct Data { held: Mutex<File> }\nfn a(data: &Data) { data.held.lock().next_track(None); }\n",
        "fn a(c: &AuthCodeSpotify) { c.token().next_track(None); }\n",
    ] {
        assert!(rust(code).is_empty(), "{code}");
    }
}

#[test]
fn what_is_around_an_own_type_hands_it_out() {
    let state = "struct State { client: AuthCodeSpotify, held: AuthCodeSpotify, other: Other }\n";
    let of = |code: &str| rust(&format!("{state}{code}"));
    for code in [
        "fn a(s: Arc<Mutex<State>>) { s.lock().unwrap().client.next_track(None); }\n",
        "fn a(s: web::Data<RwLock<State>>) { let s = s.read().unwrap(); s.client.next_track(None); }\n",
    ] {
        assert_eq!(of(code), ["4 skip-users-playback-to-next-track"], "{code}");
    }
    let alias =
        "type Shared = Arc<Mutex<State>>;\nfn a(s: Shared) { s.lock().client.next_track(None); }\n";
    assert_eq!(of(alias), ["5 skip-users-playback-to-next-track"]);
    let bot = "type Context<'a> = poise::Context<'a, State, Error>;\nfn a(c: Context<'_>) { c.data().client.next_track(None); }\n";
    assert_eq!(of(bot), ["5 skip-users-playback-to-next-track"]);
    assert!(of("fn a(s: Arc<Mutex<State>>) { s.lock().other.next_track(None); }\n").is_empty());
    let own = "impl State { fn lock(&self) -> Other { Other } }\nfn a(s: State) { s.lock().held.next_track(None); }\n";
    assert!(of(own).is_empty());
}

#[test]
fn a_name_given_to_one_of_the_same_name_is_that() {
    let of = |what: &str| {
        rust(&format!(
            "fn a(it: {what}) {{\n  run(move |n| {{\n    let it = it.clone();\n    it.next_track(n)\n  }});\n}}\n"
        ))
    };
    assert_eq!(of("AuthCodeSpotify"), ["6 skip-users-playback-to-next-track"]);
    assert!(of("Player").is_empty());
}

#[test]
fn traits_of_a_library_are_clients() {
    let found = ["3 skip-users-playback-to-next-track"];
    for signature in [
        "a(c: &impl OAuthClient)",
        "a(c: &dyn OAuthClient)",
        "a<C: OAuthClient>(c: &C)",
        "a<C>(c: &C) where C: OAuthClient + Send",
    ] {
        let code = format!("fn {signature} {{ c.next_track(None); }}\n");
        let named = format!("use rspotify::clients::OAuthClient;\n{code}");
        assert_eq!(rust(&code), found, "{code}");
        assert_eq!(calls(&[("main.rs", &format!("\n{named}"))]), found, "{code}");
    }
    assert!(rust("fn a<C: Player>(c: &C) { c.next_track(None); }\n").is_empty());
}

#[test]
fn scopes_in_the_macro_of_a_library_are_all_known() {
    let of = |what: &str| {
        read(&[(
            "main.rs",
            &format!(
                "use rspotify::{{scopes, AuthCodeSpotify, OAuth}};\nfn a() {{\n  let o = \
                 OAuth::from_env({what}).unwrap();\n  let c = AuthCodeSpotify::new(creds, o);\n  \
                 c.get_authorize_url(false);\n}}\n"
            ),
        )])
    };
    let known = of("scopes!(\"user-top-read\")");
    assert_eq!(known.requested.len(), 1);
    assert!(known.blind_spots.is_empty());
    assert!(!of("load()").blind_spots.is_empty());
}

#[test]
fn kotlin_reads_getters_like_fields() {
    let of = |kind: &str| {
        calls(&[(
            "a.kt",
            &format!(
                "import se.michaelthelin.spotify.SpotifyApi\nclass A {{\n  lateinit var api: {kind}\n  \
                 fun a() = api\n    .usersAvailableDevices\n    .build().execute()\n  fun b() = \
                 api.accessToken\n}}\n"
            ),
        )])
    };
    assert_eq!(of("SpotifyApi"), ["5 get-a-users-available-devices"]);
    assert!(of("Other").is_empty());
}

#[test]
fn all_of_an_enum_of_scopes_is_asked_for() {
    let of = |what: &str| {
        scopes(&[(
            "a.kt",
            &format!(
                "import com.adamratzman.spotify.SpotifyScope\nimport \
                 com.adamratzman.spotify.auth.pkce.AbstractSpotifyPkceLoginActivity\nclass A : \
                 AbstractSpotifyPkceLoginActivity() {{\n  override val scopes = {what}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("SpotifyScope.entries").len(), 19);
    assert_eq!(of("SpotifyScope.values().toList()").len(), 19);
    assert_eq!(of("listOf(SpotifyScope.UserTopRead)"), ["user-top-read"]);
    assert!(of("Other.entries").is_empty());
}

#[test]
fn a_function_handed_in_tells_the_verb() {
    let helper = "class Api(val http: OkHttpClient) {\n  fun send(path: String, tell: \
                  (Request.Builder) -> Unit): R {\n    val request = \
                  Request.Builder().url(\"https://api.spotify.com/v1/$path\")\n    \
                  TOLD\n    return http.newCall(request.build())\n  }\n  fun change(path: \
                  String, body: B?) = send(path) { b -> if (body != null) b.put(body) else \
                  b.put(none) }\n  fun add(path: String, body: B) = send(path) { it.post(body) \
                  }\n}\nclass App(val api: Api) {\n  fun a() = api.change(\"me/player/pause\", \
                  null)\n  fun b() = api.add(\"me/player/next\", x)\n}\n";
    for told in ["tell(request)", "tell.invoke(request)", "request.apply(tell)"] {
        let found = calls(&[("a.kt", &helper.replace("TOLD", told))]);
        let expected = ["11 pause-a-users-playback", "12 skip-users-playback-to-next-track"];
        assert_eq!(found, expected, "{told}");
    }
    let other = calls(&[("a.kt", &helper.replace("TOLD", "tell(other)"))]);
    assert!(!other.iter().any(|c| c.contains("pause")), "{other:?}");
    let applied = "val a = Request.Builder().url(\"https://api.spotify.com/v1/me/player/play\").apply { if (b) put(c) else put(d) }\n";
    assert_eq!(calls(&[("a.kt", applied)]), ["1 start-a-users-playback"]);
}

#[test]
fn a_text_of_a_declared_type_is_what_callers_give() {
    for (file, code) in [
        (
            "A.java",
            "class A {\n  R go(String path) {\n    return http.get(\"https://api.spotify.com/v1/\" + path);\n  }\n  R me() {\n    return go(\"me/player\");\n  }\n}\n",
        ),
        (
            "a.kt",
            "class A {\n  fun go(path: String): R {\n    return http.get(\"https://api.spotify.com/v1/\" + path)\n  }\n  fun me(): R {\n    return go(\"me/player\")\n  }\n}\n",
        ),
    ] {
        let found = read(&[(file, code)]);
        assert_eq!(found.calls.len(), 1, "{file}");
        assert!(found.blind_spots.is_empty(), "{file}: {:?}", found.blind_spots);
        let open = read(&[(file, &code.replace("go(\"me/player\")", "go(read())"))]);
        let is_path = |spot: &&_| matches!(spot, Unknown::Path { .. });
        assert_eq!(
            open.blind_spots.iter().map(|s| &s.unknown).filter(is_path).count(),
            1,
            "{file}"
        );
    }
}

#[test]
fn an_interface_is_of_the_address_it_is_made_for() {
    let of = |base: &str, maker: &str| {
        calls(&[
            ("Api.kt", "interface Api {\n  @GET(\"search\")\n  fun find(): R\n}\n"),
            (
                "Net.kt",
                &format!(
                    "val about = \"https://api.spotify.com/v1\"\nval retrofit = \
                     Retrofit.Builder().baseUrl(\"{base}\").build()\nval api = {maker}\n"
                ),
            ),
        ])
    };
    for maker in ["retrofit.create(Api::class.java)", "retrofit.create<Api>()"] {
        assert_eq!(of("https://api.spotify.com/v1/", maker), ["2 search"], "{maker}");
        assert!(of("https://api.example.com/", maker).is_empty(), "{maker}");
    }
    let hilt = |base: &str| {
        calls(&[(
            "Net.kt",
            &format!(
                "interface Api {{\n  @GET(\"search\")\n  fun find(): R\n}}\nobject Net {{\n  \
                 @Provides @Named(\"a\")\n  fun a(): Retrofit = \
                 Retrofit.Builder().baseUrl(\"{base}\").build()\n  @Provides @Named(\"b\")\n  fun \
                 b(): Retrofit = Retrofit.Builder().baseUrl(\"https://api.spotify.com/\").build()\n  \
                 @Provides\n  fun api(@Named(\"a\") r: Retrofit): Api = \
                 r.create(Api::class.java)\n}}\n"
            ),
        )])
    };
    assert_eq!(hilt("https://api.spotify.com/v1/"), ["2 search"]);
    assert!(hilt("https://api.example.com/").is_empty());
}

#[test]
fn a_field_is_what_those_who_make_the_object_give_it() {
    let go = |base: &str, made: &str| {
        let code = format!(
            "package a\nimport \"net/http\"\nconst base = \"{base}\"\ntype Client struct {{\n  url \
             string\n}}\nfunc New() *Client {{\n  {made}\n}}\nfunc (c *Client) Me() {{\n  \
             http.NewRequest(\"GET\", c.url+\"/me\", nil)\n}}\n"
        );
        calls(&[("a.go", &code)])
    };
    for made in ["return &Client{url: base}", "c := &Client{}\n  c.url = base\n  return c"] {
        let found = go("https://api.spotify.com/v1", made);
        assert_eq!(found.len(), 1, "{made}");
        assert!(found[0].ends_with("get-current-users-profile"), "{found:?}");
        assert!(go("https://example.com/v1", made).is_empty(), "{made}");
    }
    let rust = |base: &str| {
        calls(&[(
            "a.rs",
            &format!(
                "struct Api {{ http: reqwest::Client, base: String }}\nimpl Api {{\n  fn new() -> \
                 Self {{ Self {{ http: reqwest::Client::new(), base: \"{base}\".into() }} }}\n  fn \
                 me(&self) {{ self.http.get(format!(\"{{}}/me\", self.base)).send(); }}\n}}\n"
            ),
        )])
    };
    assert_eq!(rust("https://api.spotify.com/v1"), ["4 get-current-users-profile"]);
    assert!(rust("https://example.com/v1").is_empty());
}

#[test]
fn a_path_is_told_to_an_address_later() {
    let of = |base: &str, told: &str| {
        calls(&[(
            "a.go",
            &format!(
                "package a\nimport (\n  \"net/http\"\n  \"net/url\"\n  \"path\"\n)\ntype Client \
                 struct {{\n  base *url.URL\n}}\nfunc New() *Client {{\n  u, _ := \
                 url.Parse(\"{base}\")\n  return &Client{{base: u}}\n}}\nfunc (c *Client) do(verb, p \
                 string) {{\n  u := *c.base\n  u.Path = {told}\n  http.NewRequest(verb, u.String(), \
                 nil)\n}}\nfunc (c *Client) Next() {{\n  c.do(http.MethodPost, \"/me/player/next\")\n}}\n"
            ),
        )])
    };
    for told in ["path.Join(c.base.Path, p)", "c.base.Path + p", "path.Join(u.Path, p)"] {
        let found = of("https://api.spotify.com/v1/", told);
        assert_eq!(found, ["20 skip-users-playback-to-next-track"], "{told}");
        assert!(of("https://example.com/v1/", told).is_empty(), "{told}");
    }
}

#[test]
fn the_verb_is_that_of_what_an_address_is_handed_to() {
    let of = |lines: &str| calls(&[("a.kt", &format!("fun a() {{\n{lines}\n}}\n"))]);
    let made = "Made(\"https://api.spotify.com/v1/me/albums\")";
    assert_eq!(of(&format!("client.put({made}.text())")), ["2 save-albums-user"]);
    assert_eq!(of(&format!("val a = {made}\nclient.delete(a)")), ["2 remove-albums-user"]);
    let got = of("val a = client.get(\"https://api.spotify.com/v1/me/albums\")\nclient.put(a)");
    assert_eq!(got, ["2 get-users-saved-albums"]);
}
