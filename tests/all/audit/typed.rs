//! What is read off programs with types, constants of enums, and containers that hand in
//! clients: Java, Kotlin, C#.

use super::reading::{asked, calls, read};

#[track_caller]
fn calls_are(files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(calls(files), expected, "{files:#?}");
}

// An object is what its maker gave it.

const ENUM: (&str, &str) = (
    "src/Api.java",
    "package music;\npublic enum Api {\n  ME(\"https://api.spotify.com/v1/me\"),\n  COVER(\"https://api.spotify.com/v1/playlists/PID/images\"),\n  MAKE(\"https://api.spotify.com/v1/users/UID/playlists\"),\n  UNUSED(\"https://api.spotify.com/v1/me/albums\");\n  private final String text;\n  Api(String text) { this.text = text; }\n  public String get() { return text; }\n}\n",
);

#[test]
fn a_constant_of_an_enum_is_what_it_was_made_with() {
    let used = "package music;\nclass Music {\n  void cover(Playlist p) { rest.exchange(Api.COVER.get().replace(\"PID\", p.getId()), HttpMethod.PUT, body, Void.class); }\n  void make(User u) {\n    String url = Api.MAKE.get().replace(\"UID\", u.getId());\n    rest.exchange(url, HttpMethod.POST, body, Void.class);\n  }\n  User me() { return rest.getForObject(Api.ME.get(), User.class); }\n}\n";
    calls_are(
        &[ENUM, ("src/Music.java", used)],
        &[
            "get-current-users-profile:3",
            "upload-custom-playlist-cover:4",
            "create-playlist-for-user:5",
        ],
    );
    // Without a call none of the constants is a request, whatever the enum is called.
    calls_are(&[ENUM, ("src/Log.java", "class L { void l() { log.info(Api.ME.get()); } }")], &[]);
}

#[test]
fn all_members_of_a_class_may_be_imported_at_once() {
    let used = "package other;\nimport static music.Api.*;\nclass Music {\n  User me() { return rest.getForObject(ME.get(), User.class); }\n}\n";
    calls_are(&[ENUM, ("src/other/Music.java", used)], &["get-current-users-profile:3"]);
    let unrelated = used.replace("music.Api", "music.Else");
    calls_are(&[ENUM, ("src/other/Music.java", &unrelated)], &[]);
}

#[test]
fn two_objects_of_a_class_do_not_share_their_address() {
    let files = [(
        "a.kt",
        "class Http(private val base: String) {\n  fun load(path: String) = client.get(base + path)\n}\nval music = Http(\"https://api.spotify.com/v1\")\nval lyrics = Http(\"https://api.genius.com\")\nfun a() = music.load(\"/me/albums\")\nfun b() = lyrics.load(\"/search?q=x\")\n",
    )];
    calls_are(&files, &["get-users-saved-albums:6"]);
}

// Clients that a container hands in.

const SERVICE: &str = "using System.Net.Http;\nclass Music {\n  private readonly HttpClient _http;\n  public Music(HttpClient http) { _http = http; }\n  public Task Top() => _http.GetAsync($\"me/top/tracks?limit={n}\");\n}\n";

#[test]
fn a_client_is_told_its_address_by_the_class_it_is_handed_to() {
    let told = SERVICE.replace(
        "_http = http;",
        "_http = http; if (_http.BaseAddress == null) _http.BaseAddress = new Uri(\"https://api.spotify.com/v1/\");",
    );
    calls_are(&[("Music.cs", &told)], &["get-users-top-artists-and-tracks:5"]);
    let elsewhere = told.replace("api.spotify.com", "music.example.com");
    calls_are(&[("Music.cs", &elsewhere)], &[]);
}

#[test]
fn a_client_is_registered_for_a_class() {
    let program = "builder.Services.AddHttpClient<IMusic, Music>(client =>\n{\n  client.BaseAddress = new Uri(\"https://api.spotify.com/v1/\");\n});\n";
    let files = [("Music.cs", SERVICE), ("Program.cs", program)];
    calls_are(&files, &["get-users-top-artists-and-tracks:5"]);
    let chained = "services.AddHttpClient<Music>().ConfigureHttpClient(c => c.BaseAddress = new Uri(\"https://api.spotify.com/v1/\"));\n";
    calls_are(
        &[("Music.cs", SERVICE), ("Program.cs", chained)],
        &["get-users-top-artists-and-tracks:5"],
    );
    let other = program.replace("IMusic, Music", "IOther, Other");
    calls_are(&[("Music.cs", SERVICE), ("Program.cs", &other)], &[]);
}

#[test]
fn a_client_is_asked_for_by_name() {
    let program = "services.AddHttpClient(\"music\", c => { c.BaseAddress = new Uri(\"https://api.spotify.com/v1/\"); });\nservices.AddHttpClient(\"own\", c => { c.BaseAddress = new Uri(\"https://localhost/\"); });\n";
    let used = "class Player {\n  IHttpClientFactory factory;\n  Task Next() { var client = factory.CreateClient(\"music\"); return client.PostAsync(\"me/player/next\", null); }\n  Task Own() { var client = factory.CreateClient(\"own\"); return client.GetAsync(\"me/player\"); }\n}\n";
    calls_are(
        &[("Program.cs", program), ("Player.cs", used)],
        &["skip-users-playback-to-next-track:3"],
    );
}

#[test]
fn a_client_is_provided_by_a_function() {
    let settings = "@Configuration\nclass Clients {\n  @Bean\n  WebClient musicClient() { return WebClient.builder().baseUrl(\"https://api.spotify.com/v1\").build(); }\n  @Bean\n  WebClient ownClient() { return WebClient.create(\"https://own.example.com\"); }\n}\n";
    let used = "@Service\nclass Music {\n  private final WebClient musicClient;\n  Music(WebClient musicClient) { this.musicClient = musicClient; }\n  Flux<Album> albums() { return musicClient.get().uri(\"/me/albums\").retrieve().bodyToFlux(Album.class); }\n}\n";
    let files = [("Clients.java", settings), ("Music.java", used)];
    calls_are(&files, &["get-users-saved-albums:5"]);
    let own = used.replace("musicClient", "ownClient");
    calls_are(&[("Clients.java", settings), ("Music.java", &own)], &[]);
}

#[test]
fn a_client_nothing_is_known_of_is_a_blind_spot() {
    let used = SERVICE.replace("class Music", "class SpotifyMusic");
    let setup = "class Setup { const string Base = \"https://api.spotify.com/v1/\"; }\n";
    let evidence = read(&[("Music.cs", &used), ("Setup.cs", setup)]);
    assert!(evidence.calls.is_empty());
    assert_eq!(evidence.blind_spots.len(), 1, "{:?}", evidence.blind_spots);
    // Nothing in the program speaks of the API.
    let evidence = read(&[("Music.cs", &used)]);
    assert!(evidence.blind_spots.is_empty(), "{:?}", evidence.blind_spots);
}

// What functions without a name are handed.

#[test]
fn elements_of_a_list_are_handed_on_one_by_one() {
    calls_are(
        &[(
            "A.java",
            "class A {\n  static final String BASE = \"https://api.spotify.com/v1\";\n  void all(Stream<String> ids) {\n    ids.map(id -> BASE + \"/audio-features?ids=\" + id)\n       .map(url -> rest.exchange(url, HttpMethod.GET, null, T.class));\n    List.of(\"/me\", \"/me/albums\").forEach(path -> rest.getForObject(BASE + path, T.class));\n  }\n}\n",
        )],
        &[
            "get-several-audio-features:4",
            "get-current-users-profile:6",
            "get-users-saved-albums:6",
        ],
    );
    // A function that is handed something else stays unknown.
    calls_are(
        &[(
            "B.java",
            "class B {\n  static final String BASE = \"https://api.spotify.com/v1\";\n  void b() { List.of(\"/me\").removeIf(path -> rest.getForObject(BASE + path, T.class)); }\n}\n",
        )],
        &[],
    );
}

#[test]
fn a_path_is_put_together_by_a_function_handed_to_the_request() {
    let client = "class Music {\n  private final WebClient api = WebClient.builder().baseUrl(\"https://api.spotify.com/v1\").build();\n  R recent() { return api.get().uri(b -> b.path(\"/me/player/recently-played\").queryParam(\"limit\", 5).build()).retrieve(); }\n  R album(String id) { return api.get().uri(b -> b.path(\"/albums/{id}\").build(id)).retrieve(); }\n}\n";
    calls_are(&[("Music.java", client)], &["get-recently-played:3", "get-an-album:4"]);
    let elsewhere = client.replace("api.spotify.com", "api.example.com");
    calls_are(&[("Music.java", &elsewhere)], &[]);
}

#[test]
fn a_request_is_handed_to_a_client() {
    let sent = "class A {\n  void Save(string id) {\n    var client = new RestClient(\"https://api.spotify.com/v1/\");\n    var request = new RestRequest(\"me/tracks\", Method.Put);\n    request.AddQueryParameter(\"ids\", id);\n    client.Execute(request);\n  }\n}\n";
    calls_are(&[("A.cs", sent)], &["save-tracks-user:4"]);
    let kept = sent.replace("client.Execute(request)", "other.Add(request)");
    calls_are(&[("A.cs", &kept)], &[]);
}

// Settings beside a program.

const YAML: (&str, &str) = (
    "src/main/resources/application.yml",
    "music:\n  api: https://api.spotify.com/v1\n  scope: user-top-read,user-library-read\n",
);

#[test]
fn settings_give_fields_their_values() {
    let java = "@Component\nclass Music {\n  @Value(\"${music.api}\") private String base;\n  @Value(\"${music.scope}\") private String scope;\n  Top top() { return rest.getForObject(base + \"/me/top/artists\", Top.class); }\n}\n";
    let files = [YAML, ("src/main/java/Music.java", java)];
    calls_are(&files, &["get-users-top-artists-and-tracks:5"]);
    assert_eq!(asked(&files), ["user-library-read:3", "user-top-read:3"]);
    // Nobody reads them.
    assert!(asked(&[YAML, ("src/main/java/Music.java", "class Music {}\n")]).is_empty());
}

#[test]
fn settings_are_read_into_classes() {
    let java = "@ConfigurationProperties(prefix = \"music\")\n@Data\nclass SpotifyProperties {\n  private String api;\n  private String scope;\n}\n";
    let used = "class Music {\n  private final SpotifyProperties properties;\n  Music(SpotifyProperties properties) { this.properties = properties; }\n  Me me() { return rest.getForObject(properties.getApi() + \"/me\", Me.class); }\n}\n";
    let files = [YAML, ("SpotifyProperties.java", java), ("Music.java", used)];
    calls_are(&files, &["get-current-users-profile:4"]);
    assert_eq!(asked(&files), ["user-library-read:3", "user-top-read:3"]);
    let other = java.replace("\"music\"", "\"other\"");
    assert!(asked(&[YAML, ("SpotifyProperties.java", &other), ("Music.java", used)]).is_empty());
}

#[test]
fn settings_of_dotnet_are_read_by_key() {
    let json = "{\n  \"Music\": {\n    \"Api\": \"https://api.spotify.com/v1/\",\n    \"Scopes\": [ \"user-top-read\" ]\n  }\n}\n";
    let code = "class Music {\n  IConfiguration configuration;\n  Task Me() => http.GetAsync(configuration[\"Music:Api\"] + \"me\");\n  Task Top() => http.GetAsync(configuration.GetSection(\"Music\")[\"Api\"] + \"me/top/tracks\");\n  string[] Scopes() => configuration.GetSection(\"Music:Scopes\").Get<string[]>();\n}\n";
    let files = [("appsettings.json", json), ("Music.cs", code)];
    calls_are(&files, &["get-current-users-profile:3", "get-users-top-artists-and-tracks:4"]);
    assert_eq!(asked(&files), ["user-top-read:4"]);
    assert!(
        asked(&[("appsettings.json", json), ("A.cs", "class A { string Spotify; }\n")]).is_empty()
    );
}

#[test]
fn a_framework_signs_in_with_what_is_set() {
    let set = "spring.security.oauth2.client.registration.music.scope=user-top-read,user-read-email\nspring.security.oauth2.client.provider.music.authorization-uri=https://accounts.spotify.com/authorize\n";
    let path = "src/main/resources/application.properties";
    let evidence = read(&[(path, set)]);
    assert_eq!(evidence.requested.len(), 2, "{:?}", evidence.requested);
    assert_eq!(evidence.authorizations.len(), 1);
    let other = set.replace("accounts.spotify.com", "accounts.example.com");
    assert!(read(&[(path, &other)]).requested.is_empty());
    let app = format!(
        "{set}spring.security.oauth2.client.registration.music.authorization-grant-type=client_credentials\n"
    );
    assert!(read(&[(path, &app)]).requested.is_empty());
}

#[test]
fn an_interface_is_below_what_its_setting_says_and_more() {
    let of = |host: &str| {
        let code = "// For Spotify.\n@FeignClient(name = \"music\", url = \"${music.host}/v1/artists\")\ninterface Artists {\n  \
                    @GetMapping(\"/{id}\")\n  Artist one(@PathVariable String id);\n}\n";
        let set = format!("music.host={host}\n");
        let evidence = read(&[
            ("src/main/java/Artists.java", code),
            ("src/main/resources/application.properties", &set),
        ]);
        evidence.calls.len()
    };
    assert_eq!(of("https://api.spotify.com"), 1);
    assert_eq!(of("https://example.org"), 0);
}

// Scopes of libraries.

const LOGIN: &str = "using SpotifyAPI.Web;\nclass A {\n  void Go() {\n    var login = new LoginRequest(u, id, t) { Scope = [SCOPES] };\n    Open(login.ToUri());\n  }\n  Task Tracks() { var client = new SpotifyClient(\"x\"); return client.Library.GetTracks(); }\n}\n";

#[test]
fn constants_of_a_class_may_be_imported_at_once() {
    let all = LOGIN
        .replace(
            "using SpotifyAPI.Web;",
            "using SpotifyAPI.Web; using static SpotifyAPI.Web.Scopes;",
        )
        .replace("SCOPES", "UserLibraryRead, UserReadEmail");
    let evidence = read(&[("A.cs", &all)]);
    let scopes: Vec<&str> = evidence.requested.iter().map(|s| &*s.scope).collect();
    assert_eq!(scopes, ["user-library-read", "user-read-email"]);
    assert!(evidence.authorizations.iter().all(|a| a.resolved));
}

#[test]
fn scopes_that_cannot_be_read_leave_what_is_granted_open() {
    let evidence = read(&[("A.cs", &LOGIN.replace("SCOPES", "Settings.Mine"))]);
    assert!(evidence.requested.is_empty());
    assert!(evidence.authorizations.iter().any(|a| !a.resolved), "{evidence:?}");
}

// Addresses put together, and next pages.

#[test]
fn an_address_is_put_together_step_by_step() {
    let okhttp = "class Api(val http: OkHttpClient) {\n    fun artist(id: String): Artist {\n        val url = HttpUrl.Builder()\n            .scheme(\"https\")\n            .host(\"api.spotify.com\")\n            .addPathSegments(\"v1/artists\")\n            .addPathSegment(id)\n            .build()\n        return http.newCall(Request.Builder().url(url).build()).execute()\n    }\n}\n";
    calls_are(&[("Api.kt", okhttp)], &["get-an-artist:6"]);
    let elsewhere = okhttp.replace("api.spotify.com", "api.example.com");
    calls_are(&[("Api.kt", &elsewhere)], &[]);
    let spring = "class Api {\n  Top top() {\n    String url = UriComponentsBuilder.fromUriString(\"https://api.spotify.com/v1\").path(\"/me/top/artists\").queryParam(\"limit\", 5).toUriString();\n    return rest.getForObject(url, Top.class);\n  }\n}\n";
    calls_are(&[("Api.java", spring)], &["get-users-top-artists-and-tracks:3"]);
}

#[test]
fn the_next_page_of_a_part_is_a_list_of_its_own() {
    let album = "class Api {\n  fun album(id: String): Album {\n    val album = parse(http.get(\"https://api.spotify.com/v1/albums/$id\"))\n    var next = album.tracks.next\n    while (next != null) {\n      val page = parse(http.get(next))\n      next = page.next\n    }\n    return album\n  }\n}\n";
    calls_are(&[("Api.kt", album)], &["get-an-album:3", "get-an-albums-tracks:6"]);
    // Names that are given themselves end somewhere.
    let around = album.replace("next = page.next", "next = again(next)");
    calls_are(&[("Api.kt", &around)], &["get-an-album:3", "get-an-albums-tracks:6"]);
    // Pages of the list itself add nothing.
    let list = album.replace("album.tracks.next", "album.next");
    calls_are(&[("Api.kt", &list)], &["get-an-album:3"]);
}

// Objects told by what they were made with.

#[test]
fn a_request_is_described_by_fields() {
    let described = "package player\n\nconst base = \"https://api.spotify.com/v1/me\"\n\ntype Params struct {\n\tMethod string\n\tEndpoint string\n}\n\nfunc Next() {\n\tparams := &Params{Method: \"POST\", Endpoint: base + \"/player/next\"}\n\tfetch(params)\n}\n\nfunc Player() {\n\tfetch(&Params{Method: \"GET\", Endpoint: base + \"/player\"})\n}\n\nfunc fetch(params *Params) {\n\treq, _ := http.NewRequest(params.Method, params.Endpoint, nil)\n\tclient.Do(req)\n}\n";
    calls_are(
        &[("player.go", described)],
        &[
            "skip-users-playback-to-next-track:11",
            "get-information-about-the-users-current-playback:16",
        ],
    );
    let elsewhere = described.replace("api.spotify.com", "api.example.com");
    calls_are(&[("player.go", &elsewhere)], &[]);
}

#[test]
fn a_client_is_made_by_an_object_of_the_library() {
    let go = "package a\n\nimport \"github.com/zmb3/spotify\"\n\ntype handler struct {\n\tauth spotify.Authenticator\n}\n\nfunc (h *handler) Me(t *oauth2.Token) {\n\tclient := h.auth.NewClient(t)\n\tclient.CurrentUser()\n}\n";
    calls_are(&[("a.go", go)], &["get-current-users-profile:11"]);
    let other = go.replace("zmb3/spotify", "zmb3/other").replace("spotify.Auth", "other.Auth");
    calls_are(&[("a.go", &other)], &[]);
}

#[test]
fn a_client_is_told_its_host_deep_inside() {
    let ktor = "class Store {\n    val client = HttpClient(CIO) {\n        defaultRequest {\n            url {\n                protocol = URLProtocol.HTTPS\n                host = \"api.spotify.com\"\n                path(\"v1/\")\n            }\n        }\n    }\n    suspend fun albums() = client.get(\"me/albums\") { bearerAuth(t) }\n}\n";
    calls_are(&[("Store.kt", ktor)], &["get-users-saved-albums:11"]);
    let elsewhere = ktor.replace("api.spotify.com", "api.example.com");
    calls_are(&[("Store.kt", &elsewhere)], &[]);
}

#[test]
fn what_an_answer_holds_is_not_asked_for() {
    let rust = "impl Client {\n    async fn get(&self, route: &str) -> Response {\n        let url = format!(\"https://api.spotify.com/v1/{}\", route);\n        self.http.get(url).send().await\n    }\n    async fn album(&self) {\n        let answer = self.get(\"albums/1\").await;\n        let json = answer.json::<Value>().await;\n        if let Some(tracks) = json.get(\"tracks\") { show(tracks); }\n    }\n}\n";
    let found = calls(&[("a.rs", rust)]);
    assert!(!found.iter().any(|c| c.starts_with("get-several-tracks")), "{found:?}");
}

#[test]
fn nothing_seen_to_be_asked_for_leaves_what_is_granted_open() {
    let java = "import se.michaelthelin.spotify.SpotifyApi;\nclass A {\n  SpotifyApi api = new SpotifyApi.Builder().build();\n  void go() { var builder = api.authorizationCodeUri(); if (scope != null) ask(builder, scope); builder.build().execute(); }\n  void tracks() { api.getUsersSavedTracks().build().execute(); }\n}\n";
    let evidence = read(&[("A.java", java)]);
    assert_eq!(evidence.calls.len(), 1, "{evidence:?}");
    assert!(evidence.authorizations.iter().all(|a| !a.resolved), "{evidence:?}");
}

// Assertions of TypeScript that look like tags.

#[test]
fn a_type_in_front_of_a_value_is_no_tag() {
    let code = "const api = axios.create({ baseURL: 'https://api.spotify.com/v1' });\nconst me = <User>await api.get('/me');\nexport const top = async <T>(kind: string) => <T>(<any>await api.get(`/me/top/${kind}`)).data;\ntop<Artists>('artists');\n";
    calls_are(
        &[("a.ts", code)],
        &["get-current-users-profile:2", "get-users-top-artists-and-tracks:3"],
    );
    // In a page of JSX it is one, and what stands in it is text.
    calls_are(
        &[("a.tsx", "const a = <User>await axios.get('https://api.spotify.com/v1/me')</User>;\n")],
        &[],
    );
}
