//! Ways of asking that programs in Ruby, PHP, Swift and shell have.

use super::{calls, scopes};

#[test]
fn shells_change_a_value_where_they_put_it_in() {
    let of = |address: &str| {
        let code = format!(
            "start() {{\n  declare -r scope=\"user-top-read user-read-email\"\n  login\n}}\nlogin() {{\n  local \
             list=${{scope// /%20}}\n  echo \"https://{address}/authorize?client_id=$ID&scope=$list\"\n}}\nstart\n"
        );
        scopes(&[("a.sh", &code)])
    };
    assert_eq!(of("accounts.spotify.com"), ["user-read-email", "user-top-read"]);
    let calls_of = |base: &str| {
        let code = format!(
            "BASE={base}\nsend() {{\n  curl -X \"${{1%%:*}}\" \"${{BASE%/}}/${{1#*:}}\"\n}}\nsend \
             PUT:me/player/pause\n"
        );
        calls(&[("a.sh", &code)])
    };
    assert_eq!(calls_of("https://api.spotify.com/v1/"), ["5 pause-a-users-playback"]);
    assert!(calls_of("https://api.example.com/v1/").is_empty());
}

#[test]
fn what_is_asked_of_an_object_says_whether_it_is_one_or_several() {
    let of = |given: &str| {
        let code = format!("require 'rspotify'\nRSpotify::Track.find({given})\n");
        calls(&[("a.rb", &code)])
    };
    assert_eq!(of("@song.spotify_id"), ["2 get-track"]);
    assert_eq!(of("list.track_ids"), ["2 get-several-tracks"]);
    assert_eq!(of("list.track_ids.uniq"), ["2 get-several-tracks"]);
    assert_eq!(of("list.track_ids.first"), ["2 get-track"]);
    // What nothing tells may be either.
    assert_eq!(of("load"), ["2 get-track", "2 get-several-tracks"]);
}

#[test]
fn a_receiver_by_name_is_what_its_name_says() {
    let code = "require 'rspotify'\nclass A\n  def all(spotify_user)\n    spotify_user.playlists\n  end\nend\n";
    assert_eq!(calls(&[("a.rb", code)]), ["4 get-list-users-playlists"]);
    // A record of the app is no object of the library.
    let own = "require 'rspotify'\nclass Account < ApplicationRecord\n  has_many :playlists\nend\nclass A\n  def \
               all\n    @spotify_user = Account.find_by(id: 1)\n    @spotify_user.playlists\n  end\nend\n";
    let none: [&str; 0] = [];
    assert_eq!(calls(&[("a.rb", own)]), none);
}

#[test]
fn the_type_asked_for_says_what_an_address_is() {
    let of = |kind: &str| {
        let code = format!(
            "import SpotifyWebAPI\nlet spotify = SpotifyAPI(authorizationManager: m)\nfunc a(href: URL) {{\n  \
             spotify.getFromHref(href, responseType: {kind}.self).sink {{ _ in }}\n}}\n"
        );
        calls(&[("a.swift", &code)])
    };
    assert_eq!(of("Artist"), ["4 get-an-artist"]);
    assert_eq!(of("SpotifyUser"), ["4 get-users-profile"]);
    assert_eq!(of("Playlist<PlaylistItems>"), ["4 get-playlist"]);
    // A page of a list is of the list that was asked before.
    assert!(of("PagingObject<Track>").is_empty());
}

#[test]
fn what_is_thrown_away_is_sent_all_the_same() {
    let code = "func a() async {\n  let _ = try? await URLSession.shared.data(from: URL(string: \
                \"https://api.spotify.com/v1/me\")!)\n}\nfunc b() {\n  let _ = oauth.authorize(scope: \
                \"user-top-read user-read-email\")\n}\n";
    assert_eq!(calls(&[("a.swift", code)]), ["2 get-current-users-profile"]);
    assert_eq!(scopes(&[("a.swift", code)]), ["user-read-email", "user-top-read"]);
}

#[test]
fn a_method_that_calls_its_own_name_on_something_else_hands_on() {
    let of = |body: &str| {
        let code = format!(
            "require 'rspotify'\nclass Mix\n  attr_reader :user\n  def initialize(user)\n    @user = user\n  end\n  def \
             top_artists(range)\n    {body}\n  end\nend\n"
        );
        calls(&[("a.rb", &code)])
    };
    assert_eq!(of("user.top_artists(time_range: range)"), ["8 get-users-top-artists-and-tracks"]);
    let none: [&str; 0] = [];
    assert_eq!(of("self.top_artists(time_range: range)"), none);
    // Elsewhere a method of that name is the app's own.
    let code = "require 'rspotify'\nclass Mix\n  def top_artists\n    []\n  end\n  def all(user)\n    \
                user.top_artists\n  end\nend\n";
    assert_eq!(calls(&[("a.rb", code)]), none);
}

#[test]
fn what_shows_or_completes_an_address_sends_nothing() {
    let code = "<?php\nclass A {\n  const BASE = 'https://api.spotify.com/v1';\n  function top() {\n    \
                error_log(print_r(['url' => add_query_arg(['limit' => 5], self::BASE . '/me/albums')], true));\n    \
                return wp_remote_get(add_query_arg([\n      'limit' => 5,\n    ], self::BASE . '/me/top/tracks'), \
                []);\n  }\n}\n";
    assert_eq!(calls(&[("a.php", code)]), ["8 get-users-top-artists-and-tracks"]);
}

#[test]
fn a_verb_may_be_put_into_a_text() {
    let of = |verb: &str| {
        let code = format!(
            "protocol Endpoint {{ var path: String {{ get }}; var method: HTTPMethod {{ get }} }}\nenum \
             HTTPMethod: String {{ case get = \"GET\", put = \"PUT\" }}\nstruct Pause: Endpoint {{\n  var path: \
             String {{ return \"/me/player/pause\" }}\n  var method: HTTPMethod {{ return {verb} }}\n}}\nclass \
             Service {{\n  func send(_ endpoint: Endpoint) {{\n    var request = URLRequest(url: URL(string: \
             \"https://api.spotify.com/v1\" + endpoint.path)!)\n    request.httpMethod = \
             \"\\(endpoint.method)\"\n    URLSession.shared.dataTask(with: request).resume()\n  \
             }}\n}}\nService().send(Pause())\n"
        );
        calls(&[("a.swift", &code)])
    };
    assert_eq!(of(".put"), ["4 pause-a-users-playback"]);
    let none: [&str; 0] = [];
    assert_eq!(of(".get"), none);
}

#[test]
fn an_address_may_come_with_an_answer() {
    let of = |given: &str| {
        let code = format!(
            "const api = 'https://api.spotify.com/v1/';\nasync function all(playlist, track, page) {{\n  const \
             url = {given};\n  return fetch(url, {{ headers }});\n}}\n"
        );
        calls(&[("a.js", &code)])
    };
    assert_eq!(of("playlist.tracks.href"), ["3 get-playlists-tracks"]);
    assert_eq!(of("track['href']"), ["3 get-track"]);
    assert_eq!(of("track.album.href"), ["3 get-an-album"]);
    assert_eq!(of("`${playlist.href}/tracks?limit=5`"), ["3 get-playlists-tracks"]);
    let none: [&str; 0] = [];
    assert_eq!(of("page.href"), none);
    assert_eq!(of("playlist.cover.href"), none);
    assert_eq!(of("playlist.external_urls.spotify"), none);
    // What is shown is not sent; and without the API there is nothing to ask.
    let shown = "const api = 'https://api.spotify.com/v1/';\nfunction show(track) { redirect(track.href); }\n";
    assert_eq!(calls(&[("a.js", shown)]), none);
    let other = "async function all(playlist) { return fetch(playlist.tracks.href); }\n";
    assert_eq!(calls(&[("a.js", other)]), none);
    // The name that it reaches may be a parameter of the function that sends.
    let swift = "let base = \"https://api.spotify.com/v1\"\nfunc load(url: String) async throws {\n  let request = \
                 URLRequest(url: URL(string: url)!)\n  let (data, _) = try await \
                 URLSession.shared.data(for: request)\n}\ntry await load(url: \
                 chosenPlaylist.tracks.href)\n";
    assert_eq!(calls(&[("a.swift", swift)]), ["6 get-playlists-tracks"]);
}

#[test]
fn what_an_object_says_of_its_base_belongs_to_its_path() {
    let code = "protocol Endpoint { var base: URL { get }; var path: String { get } }\nstruct Top { let kind: \
                String }\nextension Top: Endpoint {\n  var base: URL { return URL(string: \
                \"https://api.spotify.com/v1/me\")! }\n  var path: String { return \"albums\" }\n}\nstruct Tracks { \
                let id: String }\nextension Tracks: Endpoint {\n  var base: URL { return URL(string: \
                \"https://api.spotify.com/v1/artists\")! }\n  var path: String { return \"\\(id)/top-tracks\" \
                }\n}\nclass Service: Sending {\n  func send(endpoint: Endpoint) {\n    let url = \
                endpoint.base.appendingPathComponent(endpoint.path)\n    \
                URLSession.shared.dataTask(with: URLRequest(url: url)).resume()\n  }\n}\n";
    let found = calls(&[("a.swift", code)]);
    assert_eq!(found, ["5 get-users-saved-albums", "10 get-an-artists-top-tracks"]);
}

#[test]
fn files_that_bring_in_all_of_each_other_are_followed_to_an_end() {
    const MANY: usize = 24;
    let others: Vec<String> =
        (0..MANY).map(|other| format!("pub use crate::m{other}::*;\n")).collect();
    let others = others.concat();
    let own = |number: usize| format!("{others}pub fn f{number}() {{ g{number}(h{number}()) }}\n");
    let mut files: Vec<(String, String)> =
        (0..MANY).map(|number| (format!("src/m{number}/mod.rs"), own(number))).collect();
    files[MANY / 2].1.push_str("pub use crate::base::*;\n");
    let base = "pub const BASE: &str = \"https://api.spotify.com/v1\";\n";
    let code = "use m0::*;\nfn a(c: Client) {\n  c.get(format!(\"{}/me\", BASE)).send();\n}\n";
    files.push(("src/base/mod.rs".to_string(), base.to_string()));
    files.push(("src/main.rs".to_string(), code.to_string()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    assert_eq!(calls(&files), ["3 get-current-users-profile"]);
}
