//! Clients and services as apps write them in Ruby, PHP, Swift and shell.

use super::{calls, read, scopes};

#[test]
fn a_login_stays_one_whatever_it_is_told() {
    let of = |driver: &str| {
        read(&[(
            "Login.php",
            &format!(
                "<?php\nuse Laravel\\Socialite\\Facades\\Socialite;\nclass Login {{\n  function go() \
                 {{\n    return Socialite::driver('{driver}')\n      \
                 ->scopes(['user-read-email'])\n      ->stateless()\n      ->redirect();\n  }}\n}}\n"
            ),
        )])
    };
    let login = of("spotify");
    assert_eq!(login.requested.len(), 1);
    assert_eq!(login.authorizations.len(), 1);
    assert_eq!(login.authorizations[0].implies.len(), 1);
    assert!(of("github").authorizations.is_empty());
}

#[test]
fn lists_added_to_each_other_are_all_of_them() {
    let code = "module Access\n  PLAY = ['streaming'].freeze\n  LISTS = \
                ['playlist-read-private'].freeze\n  OTHER = ['email'].freeze\n  ALL = [PLAY + \
                LISTS].join(' ').freeze\nend\nRails.application.config.middleware.use \
                OmniAuth::Builder do\n  provider :spotify, ENV['ID'], ENV['SECRET'], scope: \
                Access::ALL\n  provider :google, ENV['ID'], ENV['SECRET'], scope: \
                Access::OTHER\nend\n";
    let mut asked = scopes(&[("a.rb", code)]);
    asked.sort();
    assert_eq!(asked, ["playlist-read-private", "streaming"]);
    assert!(read(&[("a.rb", code)]).authorizations.iter().all(|a| a.resolved));
}

#[test]
fn a_name_that_a_shell_function_empties_keeps_what_the_script_gave_it() {
    let of = |emptied: &str| {
        calls(&[(
            "get.sh",
            &format!(
                "base=https://api.spotify.com/v1\nget() {{\n  [ \"$2\" = whole ] && \
                 base={emptied}\n  curl -s \"$base$1\"\n}}\nget /me/tracks\n"
            ),
        )])
    };
    assert_eq!(of("\"\""), ["6 get-users-saved-tracks"]);
    assert!(of("https://example.com").is_empty());
}

#[test]
fn a_call_stands_where_its_name_does() {
    let code = "require 'rspotify'\ndef save(user)\n  me = RSpotify::User.new(user)\n  \
                me.create_playlist!(\n    'x',\n    public: false\n  )\nend\n";
    assert_eq!(calls(&[("a.rb", code)]), ["4 create-playlist-for-user"]);
}

#[test]
fn a_block_fills_in_the_request_it_is_given() {
    let of = |address: &str| {
        calls(&[(
            "a.rb",
            &format!(
                "class Lists\n  def initialize\n    @connection = Faraday.new('{address}')\n  \
                 end\n  def add(user)\n    connection.post do |req|\n      req.url \
                 \"users/#{{user.name}}/playlists\"\n      req.headers['X'] = 'y'\n    end\n  \
                 end\n  def find\n    connection.get do |req|\n      req.url 'search'\n    end\n  \
                 end\n  attr_reader :connection\nend\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com/v1/"), ["7 create-playlist-for-user", "13 search"]);
    assert!(of("https://api.example.com/v1/").is_empty());
}

#[test]
fn the_body_of_a_class_names_its_own_constants() {
    let code = "class Api\n  HOST = 'https://api.spotify.com'\n  BASE = HOST + '/v1'\n  class \
                Me\n    PATH = BASE + '/me'\n    def show\n      HTTParty.get(PATH)\n    end\n  \
                end\nend\nclass Other\n  BASE = 'https://example.com'\n  PATH = BASE + '/me'\n  \
                def show\n    HTTParty.get(PATH)\n  end\nend\n";
    assert_eq!(calls(&[("a.rb", code)]), ["5 get-current-users-profile"]);
}

#[test]
fn what_a_gem_gives_is_followed_through_methods_blocks_and_lists() {
    let of = |given: &str| {
        calls(&[(
            "a.rb",
            &format!(
                "require 'rspotify'\nclass Lists\n  def tracks_of(list)\n    list.tracks(limit: \
                 9)\n  end\n  def from(list)\n    tracks_of(list)\n  end\n  def go(id)\n    list \
                 = {given}\n    from(list)\n  end\nend\n"
            ),
        )])
    };
    assert_eq!(
        of("RSpotify::Playlist.find_by_id(id)"),
        ["4 get-playlists-tracks", "10 get-playlist"]
    );
    assert!(of("Shop::Playlist.find_by_id(id)").is_empty());
    let each = |start: &str| {
        calls(&[(
            "a.rb",
            &format!(
                "require 'rspotify'\nartists = {start}\nartists.each do |one|\n  \
                 one.top_tracks(:US)\nend\nartists.first.albums\nartists[0].related_artists\n"
            ),
        )])
    };
    assert_eq!(
        each("RSpotify::Artist.search('x')"),
        [
            "2 search",
            "4 get-an-artists-top-tracks",
            "6 get-an-artists-albums",
            "7 get-an-artists-related-artists"
        ]
    );
    assert!(each("Local::Artist.search('x')").is_empty());
}

#[test]
fn the_scopes_of_spotify_login_are_asked_for() {
    let of = |module: &str| {
        scopes(&[(
            "a.swift",
            &format!(
                "import {module}\nclass Page: UIViewController {{\n  func viewDidLoad() {{\n    let \
                 button = SpotifyLoginButton(viewController: self, scopes: [.userReadTop, \
                 .streaming])\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("SpotifyLogin"), ["user-top-read", "streaming"]);
    assert!(of("OtherLogin").is_empty());
}

#[test]
fn requests_of_subclasses_are_sent_by_their_base() {
    let of = |address: &str| {
        calls(&[(
            "a.rb",
            &format!(
                "class Poster\n  BASE = '{address}'\n  def post\n    uri = URI(endpoint)\n    req = \
                 create(uri)\n    Net::HTTP.start(uri.hostname) {{ |http| http.request(req) }}\n  \
                 end\n  def create(uri)\n    Net::HTTP::Post.new(uri)\n  end\nend\nclass Adder < \
                 Poster\n  def endpoint\n    BASE + \"/v1/users/#{{@user}}/playlists\"\n  \
                 end\nend\nAdder.new.post\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com"), ["14 create-playlist-for-user"]);
    assert!(of("https://api.example.com").is_empty());
}

#[test]
fn members_named_by_texts_are_called() {
    let of = |class: &str| {
        calls(&[(
            "a.php",
            &format!(
                "<?php\nuse {class};\nclass Pages {{\n  static function all(SpotifyWebAPI $api, \
                 string $name) {{\n    return $api->{{$name}}('1');\n  }}\n}}\nclass Lists \
                 {{\n  function __construct(private SpotifyWebAPI $api) {{}}\n  function go() \
                 {{\n    return Pages::all($this->api, 'getAlbumTracks');\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("SpotifyWebAPI\\SpotifyWebAPI"), ["11 get-an-albums-tracks"]);
    assert!(of("Mine\\SpotifyWebAPI").is_empty());
    let python = |module: &str| {
        calls(&[(
            "a.py",
            &format!(
                "import {module}\nsp = {module}.Spotify()\ndef page(name):\n    return getattr(sp, \
                 name)(limit=9)\npage('current_user_saved_tracks')\n"
            ),
        )])
    };
    assert_eq!(python("spotipy"), ["5 get-users-saved-tracks"]);
    assert!(python("other").is_empty());
}

#[test]
fn paths_and_verbs_of_one_object_belong_together() {
    let code = "import Alamofire\nprotocol Service { var url: String { get }\n  var method: \
                HTTPMethod { get } }\nextension Service {\n  func perform() {\n    \
                Alamofire.request(url, method: method)\n  }\n}\nstruct Lists: Service {\n  let \
                url: String\n  let method: HTTPMethod\n  init() {\n    self.url = \
                \"https://api.spotify.com/v1/me/playlists\"\n    self.method = .get\n  \
                }\n}\nstruct Token: Service {\n  let url: String\n  let method: HTTPMethod\n  \
                init() {\n    self.url = \"https://example.com/token\"\n    self.method = .post\n  \
                }\n}\n";
    assert_eq!(calls(&[("a.swift", code)]), ["13 get-a-list-of-current-users-playlists"]);
}

#[test]
fn paths_and_verbs_of_one_case_belong_together() {
    let of = |base: &str| {
        calls(&[(
            "a.swift",
            &format!(
                "enum Call {{\n  case me, play, add(String), volume\n  var path: String {{\n    \
                 switch self {{\n    case .me: return \"/me\"\n    case .play:\n      return \
                 \"/me/player/play\"\n    case .add(let id): return \
                 \"/playlists/\\(id)/tracks\"\n    case .volume: return \
                 \"/me/player/volume\"\n    }}\n  }}\n  var method: String {{\n    switch self \
                 {{\n    case .add: return \"POST\"\n    case .play, .volume: return \
                 \"PUT\"\n    default: return \"GET\"\n    }}\n  }}\n}}\nfunc send(_ call: Call) \
                 {{\n  var request = URLRequest(url: URL(string: \"{base}\" + call.path)!)\n  \
                 request.httpMethod = call.method\n  URLSession.shared.dataTask(with: \
                 request)\n}}\n"
            ),
        )])
    };
    assert_eq!(
        of("https://api.spotify.com/v1"),
        [
            "5 get-current-users-profile",
            "7 start-a-users-playback",
            "8 add-tracks-to-playlist",
            "9 set-volume-for-users-playback"
        ]
    );
    assert!(of("https://api.example.com/v1").is_empty());
}

#[test]
fn scripts_run_each_other() {
    let of = |address: &str| {
        let api = format!(
            "#!/bin/bash\nbase={address}\npath=\"$1\"\nshift\npath=\"${{path##/}}\"\ncurl -sL \
             \"$base/$path\" \"$@\"\n"
        );
        let add = "dir=$(dirname \"$0\")\npath=\"/v1/playlists/$1/tracks\"\n\"$dir/api.sh\" \
                   \"$path\" -X POST -d x\nbash ./lib/api.sh /v1/me\n";
        calls(&[("lib/api.sh", &api), ("lib/add.sh", add)])
    };
    assert_eq!(
        of("https://api.spotify.com"),
        ["2 add-tracks-to-playlist", "4 get-current-users-profile"]
    );
    assert!(of("https://api.example.com").is_empty());
}

#[test]
fn a_case_has_its_own_path_and_verb() {
    let code = "enum Place {\n  case me, token\n  case list(String)\n  var url: URL {\n    switch \
                self {\n    case .me: return URL(string: \
                \"https://api.spotify.com/v1/me/playlists\")!\n    case .list(let id): return \
                URL(string: \"https://api.spotify.com/v1/playlists/\\(id)\")!\n    case .token: \
                return URL(string: \"https://accounts.spotify.com/api/token\")!\n    }\n  \
                }\n}\nfunc token() {\n  var request = URLRequest(url: Place.token.url)\n  \
                request.httpMethod = \"POST\"\n  URLSession.shared.dataTask(with: \
                request)\n}\nfunc mine() {\n  var request = URLRequest(url: Place.me.url)\n  \
                request.httpMethod = \"GET\"\n}\nfunc load(_ place: Place) {\n  var request = \
                URLRequest(url: place.url)\n  request.httpMethod = \"PUT\"\n}\nload(.list(\"1\"))\n";
    assert_eq!(
        calls(&[("a.swift", code)]),
        ["6 get-a-list-of-current-users-playlists", "7 change-playlist-details"]
    );
}

#[test]
fn classes_made_from_classes_have_their_paths() {
    let of = |base: &str| {
        calls(&[(
            "a.swift",
            &format!(
                "class Request {{\n  var path: String {{ return \"/\" }}\n  var url: URL {{\n    \
                 return URL(string: \"{base}\")!.appendingPathComponent(path)\n  }}\n  func \
                 make() -> URLRequest {{\n    return URLRequest(url: url)\n  }}\n}}\nclass Authed: \
                 Request {{}}\nclass Me: Authed {{\n  override var path: String {{ return \
                 Places.me.path() }}\n}}\nenum Places {{\n  case me, other\n  func path() -> \
                 String {{\n    switch self {{\n    case .me: return \"/me\"\n    case .other: \
                 return \"/me/tracks\"\n    }}\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com/v1"), ["18 get-current-users-profile"]);
    assert!(of("https://api.example.com/v1").is_empty());
}

#[test]
fn what_stands_behind_a_hole_may_belong_to_it() {
    let of = |base: &str| {
        read(&[(
            "a.py",
            &format!(
                "import requests\nclass Web:\n  def __init__(self): self.base = '{base}'\n  def \
                 get(self, path): return requests.get(self.base + '/' + path)\ndef one(web: Web, \
                 link):\n  return web.get(f'{{link.kind}}s/{{link.id}}')\n"
            ),
        )])
    };
    let found = of("https://api.spotify.com/v1");
    assert!(found.calls.is_empty());
    assert_eq!(found.blind_spots.len(), 1);
    assert!(of("https://api.example.com/v1").blind_spots.is_empty());
}

#[test]
fn a_kind_held_against_a_list_is_one_of_it() {
    let of = |test: &str| {
        read(&[(
            "a.py",
            &format!(
                "import requests\nfrom enum import Enum\nclass Kind(str, Enum):\n  TRACK = \
                 'track'\n  ALBUM = 'album'\n  LIST = 'playlist'\nMOST = {{Kind.TRACK: 50, \
                 Kind.ALBUM: 20}}\nAPI = 'https://api.spotify.com/v1'\ndef saved(kind):\n  if kind \
                 {test}: return\n  return requests.get(f'{{API}}/me/{{kind}}')\ndef many(kind):\n  if \
                 kind not in MOST: return\n  return requests.get(f'{{API}}/{{kind}}s')\n"
            ),
        )])
    };
    let names = |e: &crate::audit::evidence::Evidence| -> Vec<String> {
        let catalogue = crate::catalogue::Catalogue::built_in();
        e.calls.iter().map(|c| catalogue.endpoint(c.endpoint).id.to_string()).collect()
    };
    let known = of("not in ('tracks', 'albums')");
    assert_eq!(
        names(&known),
        [
            "get-users-saved-albums",
            "get-users-saved-tracks",
            "get-multiple-albums",
            "get-several-tracks"
        ]
    );
    let open = of("is None");
    assert_eq!(names(&open), ["get-multiple-albums", "get-several-tracks"]);
    assert_eq!(open.blind_spots.len(), 1);
}

#[test]
fn what_belongs_to_an_option_is_no_address() {
    let of = |host: &str| {
        calls(&[(
            "a.sh",
            &format!(
                "curl -sX \"PUT\" -d device_id=\"$id\" -H \"Accept: application/json\" --header \
                 'A: b/c' {host}/v1/me/player/pause\n"
            ),
        )])
    };
    assert_eq!(of("https://api.spotify.com"), ["1 pause-a-users-playback"]);
    assert!(of("https://example.com").is_empty());
}

#[test]
fn a_default_of_nothing_leaves_the_value_open() {
    let code = "func url(_ id: Int?) -> URL {\n  return URL(string: \
                \"https://api.spotify.com/v1/playlists/\\(find(id) ?? \"\")/tracks\")!\n}\nfunc \
                go() {\n  URLSession.shared.dataTask(with: url(1))\n}\n";
    assert_eq!(calls(&[("a.swift", code)]), ["2 get-playlists-tracks"]);
    // Nothing is something where all of it is known.
    let code = "enum Place {\n  case me, token\n  var api: String {\n    switch self {\n    case \
                .token: return \"api/\"\n    case .me: return \"\"\n    }\n  }\n  var url: URL \
                {\n    return URL(string: \"https://api.spotify.com/v1/\" + self.api + \
                \"me\")!\n  }\n}\nfunc go(_ place: Place) {\n  URLSession.shared.dataTask(with: \
                place.url)\n}\n";
    assert_eq!(calls(&[("a.swift", code)]), ["10 get-current-users-profile"]);
}

#[test]
fn a_base_from_a_setting_of_the_service_is_the_api() {
    let of = |setting: &str| {
        calls(&[(
            "a.php",
            &format!(
                "<?php\nclass Service {{\n  function __construct() {{ $this->base = \
                 config('{setting}'); }}\n  private function request(string $method, string \
                 $path) {{\n    $url = $this->base . $path;\n    return \
                 Http::withToken($this->token)->$method($url);\n  }}\n  function keep($id) \
                 {{\n    return $this->request('put', '/me/player/pause');\n  }}\n}}\n"
            ),
        )])
    };
    assert_eq!(of("spotify.api_url"), ["9 pause-a-users-playback"]);
    assert!(of("shop.api_url").is_empty());
}

#[test]
fn settings_of_laravel_are_what_their_file_gives_back() {
    let settings = (
        "config/services.php",
        "<?php\nreturn [\n  'spotify' => [\n    'scopes' => ['user-top-read', 'streaming'],\n    \
         'base' => env('API', 'https://api.spotify.com/v1'),\n  ],\n];\n",
    );
    let of = |scopes: &str, base: &str| {
        let code = format!(
            "<?php\nuse Laravel\\Socialite\\Facades\\Socialite;\nclass Login {{\n  function go() \
             {{\n    return \
             Socialite::driver('spotify')->scopes(config('{scopes}'))->redirect();\n  }}\n  \
             function top($t) {{\n    return Http::withToken($t)->get(config('{base}') . \
             '/me/top/artists');\n  }}\n}}\n"
        );
        read(&[settings, ("app/Login.php", &code)])
    };
    let known = of("services.spotify.scopes", "services.spotify.base");
    let asked: Vec<&str> = known.requested.iter().map(|s| s.scope.as_str()).collect();
    assert_eq!(asked, ["user-top-read", "streaming"]);
    assert!(known.blind_spots.is_empty());
    assert_eq!(known.calls.len(), 1);
    let other = of("services.shop.scopes", "services.shop.base");
    assert!(!other.blind_spots.is_empty());
    let likely = crate::audit::evidence::Confidence::Likely;
    assert!(other.calls.iter().all(|call| call.confidence == likely));
}

#[test]
fn parts_of_an_address_that_a_case_leaves_empty_are_empty() {
    let of = |version: &str| {
        let code = format!(
            "enum Item {{\n    case token\n    case profile\n}}\nextension Item {{\n    var base: \
             String {{\n        switch self {{\n        case .token: return \
             \"https://accounts.spotify.com/\"\n        case .profile: return \
             \"https://api.spotify.com/\"\n        }}\n    }}\n    var api: String {{\n        \
             switch self {{\n        case .token: return \"api/\"\n        case .profile: return \
             \"\"\n        }}\n    }}\n    var version: String {{\n        switch self {{\n        \
             case .token: return \"\"\n        case .profile: return \"{version}\"\n        }}\n    \
             }}\n    var path: String {{\n        switch self {{\n        case .token: return \
             \"token\"\n        case .profile: return \"me\"\n        }}\n    }}\n    var url: URL \
             {{ return URL(string: self.base + self.api + self.version + self.path)! }}\n}}\nclass \
             Manager {{\n    func call(type: Item) {{ AF.request(type.url).responseJSON {{ _ in }} \
             }}\n}}\n"
        );
        calls(&[("A.swift", &code)])
    };
    assert_eq!(of("v1/"), ["27 get-current-users-profile"]);
    assert!(of("v9/").is_empty());
}
