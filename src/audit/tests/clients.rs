//! Clients that are told the address of the API once, and requests sent through them.

use super::{calls, read, scopes};
use crate::audit::evidence::Confidence;

const BASE: &str = "https://api.spotify.com/v1";

/// What one program calls, and what it calls where it speaks to something else.
fn of(file: &str, program: &str) -> (Vec<String>, Vec<String>) {
    let other = program.replace("api.spotify.com", "api.example.com");
    (calls(&[(file, program)]), calls(&[(file, &other)]))
}

fn is(file: &str, program: &str, expected: &[&str]) {
    let (found, elsewhere) = of(file, program);
    assert_eq!(found, expected, "{program}");
    assert!(elsewhere.is_empty(), "{program}: {elsewhere:?}");
}

#[test]
fn a_class_of_httparty_sends_by_its_own_methods() {
    for sent in ["self.class.get('/me/tracks')", "self.class.get(\"/me/tracks\", query: {})"] {
        let code = format!(
            "class Music\n  include HTTParty\n  base_uri '{BASE}'\n  def saved\n    {sent}\n  \
             end\nend\nMusic.new.saved\n"
        );
        is("a.rb", &code, &["5 get-users-saved-tracks"]);
    }
    let code = format!(
        "class Music\n  include HTTParty\n  base_uri '{BASE}'\n  def self.saved\n    \
         put('/me/tracks')\n  end\nend\nMusic.saved\n"
    );
    is("a.rb", &code, &["5 save-tracks-user"]);
    // A class beside it sends nothing there.
    let beside = format!(
        "class Music\n  include HTTParty\n  base_uri '{BASE}'\nend\nclass Other\n  include \
         HTTParty\n  base_uri 'https://example.com'\n  def a\n    self.class.get('/me/tracks')\n  \
         end\nend\nOther.new.a\n"
    );
    assert!(calls(&[("a.rb", &beside)]).is_empty());
}

#[test]
fn what_is_annotated_is_handed_in() {
    let code = format!(
        "import httpx\nfrom typing import Annotated\nfrom fastapi import Depends, FastAPI\napp = \
         FastAPI()\ndef music():\n    return httpx.AsyncClient(base_url='{BASE}')\n\
         @app.get('/list')\nasync def list(to: Annotated[httpx.AsyncClient, Depends(music)]):\n    \
         return await to.get('/me/tracks')\n"
    );
    is("a.py", &code, &["9 get-users-saved-tracks"]);
}

#[test]
fn a_base_may_go_on_behind_the_version() {
    let axios = |sent: &str| {
        format!(
            "import axios from 'axios';\nconst own = axios.create({{ baseURL: '{BASE}/me' }});\n\
             {sent};\n"
        )
    };
    is("a.ts", &axios("own.get('/tracks')"), &["3 get-users-saved-tracks"]);
    is("a.ts", &axios("own.put('player/pause')"), &["3 pause-a-users-playback"]);
    is("a.ts", &axios("const a = (p) => own.get(p);\na('/albums')"), &["4 get-users-saved-albums"]);
    // There is no such path below it.
    is("a.ts", &axios("own.get('/me/tracks')"), &[]);
    let ky = format!(
        "import ky from 'ky';\nconst own = ky.create({{ prefixUrl: '{BASE}/me/' }});\n\
         own.get('tracks');\n"
    );
    is("a.ts", &ky, &["3 get-users-saved-tracks"]);
    let httpx = format!(
        "import httpx\nown = httpx.Client(base_url='{BASE}/me/player')\nown.put('/pause')\n"
    );
    is("a.py", &httpx, &["3 pause-a-users-playback"]);
}

#[test]
fn a_function_of_go_may_be_given_a_type() {
    let code = |called: &str| {
        format!(
            "package main\nimport \"net/http\"\ntype list struct{{}}\nfunc ask[T any](verb, path \
             string) {{\n\treq, _ := http.NewRequest(verb, \"{BASE}\"+path, \
             nil)\n\thttp.DefaultClient.Do(req)\n}}\nfunc main() {{\n\t{called}\n}}\n"
        )
    };
    is("a.go", &code("ask[list](\"PUT\", \"/me/tracks\")"), &["9 save-tracks-user"]);
    is("a.go", &code("ask[string](\"GET\", \"/me/tracks\")"), &["9 get-users-saved-tracks"]);
    // What is in a map is not the function of its name.
    is("a.go", &code("other[kind](\"PUT\", \"/me/tracks\")"), &[]);
}

#[test]
fn a_target_of_moya_tells_path_and_verb_by_case() {
    let code = |base: &str| {
        format!(
            "import Moya\nenum Music {{ case saved, save, albums }}\nextension Music: TargetType \
             {{\n  var baseURL: URL {{ URL(string: \"{base}\")! }}\n  var path: String {{\n    \
             switch self {{\n    case .saved, .save: return \"/me/tracks\"\n    case .albums: \
             return \"/me/albums\"\n    }}\n  }}\n  var method: Moya.Method {{\n    switch self \
             {{\n    case .save: return .put\n    default: return .get\n    }}\n  }}\n}}\nlet \
             provider = MoyaProvider<Music>()\nfunc go() {{ provider.request(.saved) {{ _ in }} \
             }}\n"
        )
    };
    is(
        "A.swift",
        &code(BASE),
        &["7 get-users-saved-tracks", "7 save-tracks-user", "8 get-users-saved-albums"],
    );
    let code = format!(
        "struct Music: TargetType {{\n  var baseURL: URL {{ URL(string: \"{BASE}\")! }}\n  var \
         path: String {{ \"/me/tracks\" }}\n  var method: Moya.Method {{ .delete }}\n}}\n"
    );
    is("A.swift", &code, &["3 remove-tracks-user"]);
}

#[test]
fn clients_of_java_are_told_their_address() {
    let exchange = format!(
        "@HttpExchange(\"/me\")\ninterface Music {{\n  @GetExchange(\"/tracks\")\n  String \
         saved();\n}}\nclass Made {{\n  Music music() {{\n    RestClient client = \
         RestClient.builder().baseUrl(\"{BASE}\").build();\n    return \
         HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client)).build()\
         .createClient(Music.class);\n  }}\n}}\n"
    );
    is("A.java", &exchange, &["3 get-users-saved-tracks"]);
    let template = format!(
        "class A {{\n  private final RestTemplate rest = new \
         RestTemplateBuilder().rootUri(\"{BASE}\").build();\n  Object a() {{\n    return \
         rest.exchange(\"/me/tracks\", HttpMethod.PUT, null, String.class);\n  }}\n}}\n"
    );
    is("A.java", &template, &["4 save-tracks-user"]);
    let segments = format!(
        "class A {{\n  static final HttpUrl BASE = HttpUrl.get(\"{BASE}\");\n  void a(OkHttpClient \
         http) {{\n    HttpUrl url = BASE.newBuilder().addPathSegment(\"me\")\
         .addPathSegment(\"tracks\").build();\n    http.newCall(new \
         Request.Builder().url(url).build()).execute();\n  }}\n}}\n"
    );
    is("A.java", &segments, &["4 get-users-saved-tracks"]);
}

#[test]
fn a_block_of_ktor_tells_the_address() {
    let client = format!(
        "import io.ktor.client.*\nval client = HttpClient {{ defaultRequest {{ url(\"{BASE}/\") }} \
         }}\nsuspend fun saved() = client.put {{ url {{ appendPathSegments(\"me\", \"tracks\") }} \
         }}\n"
    );
    is("A.kt", &client, &["3 save-tracks-user"]);
    let host = "import io.ktor.client.*\nval client = HttpClient()\nsuspend fun saved() = \
                client.get {\n  url {\n    host = \"api.spotify.com\"\n    path(\"v1\", \"me\", \
                \"tracks\")\n  }\n}\n";
    is("A.kt", host, &["6 get-users-saved-tracks"]);
}

#[test]
fn a_request_with_more_told_to_it_is_still_carried() {
    let code = format!(
        "using RestSharp;\nclass A {{\n  async Task B() {{\n    var client = new \
         RestClient(\"{BASE}\");\n    await client.PutAsync(new \
         RestRequest(\"me/tracks\").AddQueryParameter(\"ids\", \"a\"));\n  }}\n}}\n"
    );
    is("A.cs", &code, &["5 save-tracks-user"]);
}

#[test]
fn a_client_of_go_is_told_its_address_afterwards() {
    let code = format!(
        "package main\nimport \"github.com/go-resty/resty/v2\"\ntype P struct{{ r *resty.Client \
         }}\nfunc New() *P {{\n\tr := resty.New()\n\tr.SetBaseURL(\"{BASE}\")\n\treturn &P{{r: \
         r}}\n}}\nfunc (p *P) Saved() {{ p.r.R().Get(\"/me/tracks\") }}\nfunc main() {{ \
         New().Saved() }}\n"
    );
    is("a.go", &code, &["9 get-users-saved-tracks"]);
}

#[test]
fn a_module_of_nest_is_told_the_address() {
    let code = |registered: &str| {
        format!(
            "import {{ HttpModule, HttpService }} from '@nestjs/axios';\n@Module({{ imports: \
             [{registered}] }})\nexport class M {{}}\n@Injectable()\nexport class S {{\n  \
             constructor(private readonly httpService: HttpService) {{}}\n  saved() {{ return \
             this.httpService.get('/me/tracks'); }}\n}}\n"
        )
    };
    let registered = format!("HttpModule.register({{ baseURL: '{BASE}' }})");
    is("a.ts", &code(&registered), &["7 get-users-saved-tracks"]);
    is("a.ts", &code("HttpModule"), &[]);
}

#[test]
fn of_several_verbs_none_is_said() {
    let code = format!(
        "const api = Object.fromEntries(['get', 'put'].map((m) => [m, (p) => fetch('{BASE}' + p, \
         {{ method: m }})]));\napi.put('/me/tracks');\n"
    );
    let found = read(&[("a.js", &code)]);
    let spots: Vec<String> =
        found.blind_spots.iter().map(|spot| format!("{:?}", spot.unknown)).collect();
    assert_eq!(spots, ["Path { method: None }"]);
}

#[test]
fn builders_are_told_what_to_ask_for() {
    for told in [
        "setScopes(\"user-library-read\", \"user-read-email\")",
        "setScope(\"user-library-read user-read-email\")",
    ] {
        let code = format!(
            "val config = AuthorizationServiceConfiguration(Uri.parse(\
             \"https://accounts.spotify.com/authorize\"), \
             Uri.parse(\"https://accounts.spotify.com/api/token\"))\nfun ask() = \
             AuthorizationRequest.Builder(config, \"id\", CODE, uri).{told}.build()\n"
        );
        let found = read(&[("A.kt", &code)]);
        assert!(found.authorizations.iter().all(|a| a.resolved), "{told}");
        assert_eq!(scopes(&[("A.kt", &code)]).len(), 2);
    }
    let rust = |told: &str| {
        format!(
            "use oauth2::Scope;\nfn main() {{\n    let c = \
             make(AuthUrl::new(\"https://accounts.spotify.com/authorize\".into()));\n    \
             c.authorize_url(f){told}.url();\n}}\n"
        )
    };
    let code = rust(".add_scope(Scope::new(\"user-library-read\".to_string()))");
    let found = read(&[("a.rs", &code)]);
    assert!(found.authorizations.iter().all(|a| a.resolved));
    assert_eq!(scopes(&[("a.rs", &code)]), ["user-library-read"]);
    let open = rust(".add_scope(Scope::new(asked()))");
    assert!(!read(&[("a.rs", &open)]).authorizations.iter().all(|a| a.resolved));
}

#[test]
fn what_a_cast_says_counts() {
    let go = |kind: &str| {
        let code = format!(
            "package main\nimport \"github.com/zmb3/spotify/v2\"\nfunc from(c *gin.Context) \
             *spotify.{kind} {{\n\tclient, _ := c.Value(key).(*spotify.{kind})\n\treturn \
             client\n}}\nfunc one(c *gin.Context) {{\n\tfrom(c).Next(c)\n}}\nfunc two(c *gin.Context) \
             {{\n\theld := c.MustGet(\"a\").(*spotify.{kind})\n\theld.Pause(c)\n}}\nfunc main() \
             {{\n\tone(c)\n\ttwo(c)\n}}\n"
        );
        calls(&[("a.go", &code)])
    };
    assert_eq!(go("Client"), ["8 skip-users-playback-to-next-track", "12 pause-a-users-playback"]);
    assert!(go("FullTrack").is_empty());
    let csharp = |kind: &str| {
        let code = format!(
            "using SpotifyAPI.Web;\nclass A {{\n  void B(HttpContext c) {{\n    var one = \
             c.Items[\"a\"] as {kind};\n    one.Player.SkipNext();\n    var two = \
             ({kind})c.Items[\"a\"];\n    two.Player.PausePlayback();\n  }}\n}}\n"
        );
        read(&[("a.cs", &code)])
    };
    let certain = |kind: &str| {
        let found = csharp(kind).calls.into_iter();
        found.filter(|call| call.confidence == Confidence::Certain).count()
    };
    assert_eq!(certain("SpotifyClient"), 2);
    assert_eq!(certain("Shop"), 0);
}
