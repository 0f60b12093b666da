//! Clients and requests that are declared in one place and used in another.

use super::{calls, read, read_within, scopes};
use crate::audit::evidence::Unknown;

#[test]
fn static_imports_lead_to_members() {
    let settings = (
        "src/main/java/org/mine/Login.java",
        "package org.mine;\nimport se.michaelthelin.spotify.SpotifyApi;\nclass Login {\n  \
         public static final SpotifyApi shared = new SpotifyApi.Builder().build();\n}\n",
    );
    let user = |import: &str| {
        format!(
            "package org.mine;\nimport static {import}.shared;\nclass Page {{\n  void show() \
             {{\n    shared.getArtist(\"1\").build();\n  }}\n}}\n"
        )
    };
    let page = "src/main/java/org/mine/Page.java";
    assert_eq!(calls(&[settings, (page, &user("org.mine.Login"))]), ["5 get-an-artist"]);
    assert!(calls(&[settings, (page, &user("com.other.Login"))]).is_empty());
}

#[test]
fn extensions_of_a_client_call_it() {
    let of = |class: &str| {
        calls(&[(
            "a.swift",
            &format!(
                "import SpotifyWebAPI\nextension {class} {{\n  func devices() {{\n    \
                 self.availableDevices()\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("SpotifyAPI"), ["4 get-a-users-available-devices"]);
    assert!(of("Remote").is_empty());
}

#[test]
fn what_bundler_requires_is_known() {
    let code = "class User\n  def load\n    RSpotify::Artist.search(name)\n    \
                Other::Artist.search(name)\n  end\nend\n";
    assert_eq!(calls(&[("user.rb", code)]), ["3 search"]);
}

#[test]
fn interfaces_of_spring_are_requests_and_controllers_are_not() {
    let of = |above: &str, kind: &str| {
        let body = if kind == "class" { "{ return null; }" } else { ";" };
        calls(&[(
            "Api.java",
            &format!(
                "{above}\npublic {kind} Api {{\n  @GetMapping(path = \"/me/playlists\")\n  \
                 Lists mine(){body}\n  @PutMapping(\"me/tracks\")\n  Lists keep(){body}\n}}\n"
            ),
        )])
    };
    let both = ["3 get-a-list-of-current-users-playlists", "5 save-tracks-user"];
    let feign = "@FeignClient(name = \"x\", url = \"https://api.spotify.com/v1\")";
    assert_eq!(of(feign, "interface"), both);
    assert_eq!(of("@FeignClient(name = \"spotify\")", "interface"), both);
    assert!(of("@FeignClient(name = \"shop\")", "interface").is_empty());
    assert!(of("@RestController", "class").is_empty());
    assert!(of("@RestController\n@RequestMapping(\"/spotify\")", "class").is_empty());
}

#[test]
fn what_is_handed_to_a_function_is_what_the_function_calls_it_with() {
    let of = |given: &str| {
        calls(&[(
            "api.rs",
            &format!(
                "use rspotify::{{AuthCodeSpotify, prelude::*}};\nstruct Web {{ api: \
                 AuthCodeSpotify, shop: Shop }}\nimpl Web {{\n  fn retry<F, R>(&self, call: F) -> \
                 R {{\n    call(&self.{given})\n  }}\n  fn album(&self) {{\n    self.retry(|c| \
                 c.album(id, None))\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("api"), ["8 get-an-album"]);
    assert!(of("shop").is_empty());
}

#[test]
fn a_type_that_stands_for_a_client_has_its_members() {
    let of = |target: &str| {
        calls(&[(
            "client.rs",
            &format!(
                "use rspotify::prelude::*;\npub struct Client {{ inner: {target} }}\nimpl \
                 std::ops::Deref for Client {{\n  type Target = {target};\n  fn deref(&self) -> \
                 &Self::Target {{ &self.inner }}\n}}\nimpl Client {{\n  async fn show(&self) {{\n    \
                 self.track(id, None).await\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("rspotify::AuthCodePkceSpotify"), ["9 get-track"]);
    assert!(of("Shop").is_empty());
}

#[test]
fn providers_of_omniauth_ask_for_scopes() {
    let of = |name: &str| {
        format!(
            "Rails.application.config.middleware.use OmniAuth::Builder do\n  provider :{name}, \
             ENV['ID'], ENV['SECRET'], scope: 'user-read-email streaming'\nend\n"
        )
    };
    let spotify = of("spotify");
    let files = [("config/initializers/omniauth.rb", spotify.as_str())];
    assert_eq!(scopes(&files), ["streaming", "user-read-email"]);
    assert_eq!(read(&files).authorizations.len(), 1);
    let other = of("github");
    assert!(read(&[("omniauth.rb", other.as_str())]).authorizations.is_empty());
}

#[test]
fn methods_of_retrofit_are_requests_below_the_address_of_the_api() {
    let of = |path: &str, base: &str| {
        calls(&[(
            "Service.kt",
            &format!(
                "import retrofit2.http.GET\ninterface Service {{\n  @GET(\"{path}\")\n  fun mine(): \
                 Call<Lists>\n}}\nval r = Retrofit.Builder().baseUrl(\"{base}\").build()\n"
            ),
        )])
    };
    for path in ["v1/me/playlists", "/v1/me/playlists", "me/playlists"] {
        assert_eq!(
            of(path, "https://api.spotify.com/"),
            ["3 get-a-list-of-current-users-playlists"],
            "{path}"
        );
    }
    assert!(of("v1/me/playlists", "https://api.example.org/").is_empty());
    assert!(of("v2/me/playlists", "https://api.spotify.com/").is_empty());
}

#[test]
fn settings_named_after_the_api_are_its_address() {
    let of = |setting: &str| {
        calls(&[(
            "Player.kt",
            &format!(
                "class Player(\n  @param:ConfigProperty(name = \"{setting}\")\n  private val base: \
                 String,\n) {{\n  fun now() = HttpRequest.newBuilder()\n    \
                 .uri(URI.create(\"$base/v1/me/player\"))\n    .GET()\n    .build()\n}}\n"
            ),
        )])
    };
    assert_eq!(of("spotify.api.base-url"), ["6 get-information-about-the-users-current-playback"]);
    assert!(of("shop.api.base-url").is_empty());
}

#[test]
fn addresses_are_put_together_from_parts() {
    let of = |host: &str| {
        calls(&[(
            "Api.swift",
            &format!(
                "import Foundation\nlet host = \"{host}\"\nclass Api {{\n  func make(path: String) -> \
                 URL? {{\n    var parts = URLComponents()\n    parts.scheme = \"https\"\n    \
                 parts.host = host\n    parts.path = path\n    return parts.url!\n  }}\n  func mine() \
                 {{\n    let url = self.make(path: \"/v1/me/playlists\")\n    \
                 Alamofire.request(url!).responseJSON {{ r in }}\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("api.spotify.com"), ["12 get-a-list-of-current-users-playlists"]);
    assert!(of("api.example.org").is_empty());
}

#[test]
fn a_program_too_entangled_to_be_followed_says_so() {
    let empty = "e = \"\"\n";
    let before = "e + ".repeat(80);
    let code = format!(
        "import requests\n{empty}base = \"https://api.spotify.com/v1\"\nend = \"/me\"\nurl = {before}base + end\nrequests.get(url)\n"
    );
    let files = [("a.py", code.as_str())];
    let entangled = |evidence: &crate::audit::evidence::Evidence| {
        evidence.blind_spots.iter().any(|spot| spot.unknown == Unknown::Entangled)
    };
    let whole = read(&files);
    assert_eq!(whole.calls.len(), 1);
    assert!(!entangled(&whole));
    let cut = read_within(0, &files);
    assert!(cut.calls.is_empty());
    assert!(entangled(&cut));
}
