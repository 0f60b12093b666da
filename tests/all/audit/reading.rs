//! What is read off programs: one that does a thing, and one that only looks like it.

use std::fs;

use scopes::audit::evidence::{Evidence, Unknown};
use scopes::audit::walk::{Options, Progress};
use scopes::catalogue::Catalogue;
use scopes::libraries::Libraries;

/// What is read off files.
pub fn read(files: &[(&str, &str)]) -> Evidence {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    let options = Options { paths: vec![folder.path().to_path_buf()], ..Options::default() };
    let (catalogue, tables) = (Catalogue::built_in(), Libraries::built_in());
    scopes::audit::read(catalogue, tables, &options, &Progress::default())
}

/// Calls as `id:line`, in order.
pub fn calls(files: &[(&str, &str)]) -> Vec<String> {
    let catalogue = Catalogue::built_in();
    let evidence = read(files);
    let one = |c: &scopes::audit::evidence::CallSite| {
        format!("{}:{}", catalogue.endpoint(c.endpoint).id, c.place.span.line)
    };
    evidence.calls.iter().map(one).collect()
}

/// Scopes as `scope:line`, in order.
pub fn asked(files: &[(&str, &str)]) -> Vec<String> {
    let evidence = read(files);
    evidence.requested.iter().map(|s| format!("{}:{}", s.scope, s.place.span.line)).collect()
}

/// Holds what a file calls against what it should.
#[track_caller]
pub fn calls_are(file: &str, text: &str, expected: &[&str]) {
    assert_eq!(calls(&[(file, text)]), expected, "{file}:\n{text}");
}

#[track_caller]
fn asks(file: &str, text: &str, expected: &[&str]) {
    assert_eq!(asked(&[(file, text)]), expected, "{file}:\n{text}");
}

// Plain HTTP.

#[test]
fn python_requests() {
    calls_are(
        "a.py",
        "import requests\nBASE = 'https://api.spotify.com/v1'\ndef go(token, pid):\n    requests.get(f'{BASE}/me', headers=h)\n    requests.put(BASE + '/playlists/%s/followers' % pid)\n    requests.request('DELETE', '{}/me/tracks'.format(BASE))\n    httpx.post(url=BASE + '/me/player/next')\n",
        &[
            "get-current-users-profile:4",
            "follow-playlist:5",
            "remove-tracks-user:6",
            "skip-users-playback-to-next-track:7",
        ],
    );
}

#[test]
fn python_texts_that_are_no_requests() {
    calls_are(
        "a.py",
        "\"\"\"GET https://api.spotify.com/v1/me\"\"\"\nURL = 'https://api.spotify.com/v1/me/tracks'\n# requests.get('https://api.spotify.com/v1/me')\nprint('https://api.spotify.com/v1/me/albums')\nif url.startswith('https://api.spotify.com/v1/me/top/artists'): pass\n@app.get('/me/player')\ndef me(): return cache.get('/me')\n",
        &[],
    );
}

#[test]
fn javascript_fetch_and_axios() {
    calls_are(
        "a.js",
        "const api = axios.create({ baseURL: 'https://api.spotify.com/v1' });\nexport const top = (t) => api.get(`/me/top/${t}`);\nexport const play = () => fetch('https://api.spotify.com/v1/me/player/play', {\n  method: 'PUT',\n});\nexport const me = () => fetch('https://api.spotify.com/v1/me');\n$.ajax({ url: 'https://api.spotify.com/v1/me/player/next', type: 'POST' });\n",
        &[
            "get-users-top-artists-and-tracks:2",
            "start-a-users-playback:3",
            "get-current-users-profile:6",
            "skip-users-playback-to-next-track:7",
        ],
    );
}

#[test]
fn an_apps_own_routes_are_no_calls() {
    calls_are(
        "a.js",
        "const app = express();\napp.get('/me', (req, res) => res.send(spotify));\nrouter.put('/me/player/play', play);\nfetch('/api/playlists');\nfetch('/me/playlists');\ndb.get('/me/albums');\n",
        &[],
    );
}

#[test]
fn request_helpers_are_followed_to_their_callers() {
    calls_are(
        "a.ts",
        "const BASE = process.env.SPOTIFY_API ?? 'https://api.spotify.com/v1';\nasync function spotifyFetch(path: string, method = 'GET') {\n  return fetch(`${BASE}${path}`, { method });\n}\nexport const pause = () => spotifyFetch('/me/player/pause', 'PUT');\nexport const queue = () => spotifyFetch('/me/player/queue');\nexport const any = (path: string) => spotifyFetch(path);\nany('/me/following?type=artist');\n",
        &["pause-a-users-playback:5", "get-queue:6", "get-followed:8"],
    );
}

#[test]
fn a_helper_in_another_file() {
    let files = [
        (
            "lib/http.ts",
            "export class Http {\n  constructor(private base: string) {}\n  send(method: string, path: string) { return fetch(this.base + path, { method }); }\n}\nexport const api = new Http('https://api.spotify.com/v1');\n",
        ),
        (
            "app.ts",
            "import { api } from './lib/http';\nexport const save = () => api.send('PUT', '/me/albums?ids=1');\n",
        ),
    ];
    assert_eq!(calls(&files), ["save-albums-user:2"]);
}

#[test]
fn a_path_only_known_at_run_time_is_a_blind_spot() {
    let evidence = read(&[(
        "a.py",
        "import requests\ndef go(what):\n    requests.put('https://api.spotify.com/v1/' + what)\n",
    )]);
    assert!(evidence.calls.is_empty());
    assert!(
        matches!(evidence.blind_spots[0].unknown, Unknown::Path { method: Some(_) }),
        "{evidence:?}"
    );
    // The next page of a list is no blind spot.
    let evidence = read(&[(
        "a.py",
        "import requests\ndef go():\n    page = requests.get('https://api.spotify.com/v1/me/tracks').json()\n    while page['next']:\n        page = requests.get(page['next']).json()\n",
    )]);
    assert_eq!(evidence.calls.len(), 1);
    assert!(evidence.blind_spots.is_empty(), "{:?}", evidence.blind_spots);
}

#[test]
fn go_net_http() {
    calls_are(
        "a.go",
        "package a\nimport (\"net/http\"; \"fmt\")\nconst base = \"https://api.spotify.com/v1\"\ntype Client struct { http *http.Client }\nfunc (c *Client) do(method, path string) error {\n\treq, err := http.NewRequest(method, base+path, nil)\n\tif err != nil { return err }\n\t_, err = c.http.Do(req)\n\treturn err\n}\nfunc (c *Client) Pause() error { return c.do(http.MethodPut, \"/me/player/pause\") }\nfunc (c *Client) Album(id string) error { return c.do(\"GET\", fmt.Sprintf(\"/albums/%s\", id)) }\n",
        &["pause-a-users-playback:11", "get-an-album:12"],
    );
}

#[test]
fn rust_reqwest() {
    calls_are(
        "a.rs",
        "const API: &str = \"https://api.spotify.com/v1\";\nasync fn go(client: &reqwest::Client, id: &str) {\n    client.get(format!(\"{API}/me/player/devices\")).send().await;\n    client.put(format!(\"{}/me/player/seek?position_ms={}\", API, 1)).send().await;\n    client.request(reqwest::Method::DELETE, format!(\"{API}/playlists/{id}/tracks\")).send().await;\n}\n#[cfg(test)]\nmod tests { fn t() { client.get(\"https://api.spotify.com/v1/me\"); } }\n",
        &[
            "get-a-users-available-devices:3",
            "seek-to-position-in-currently-playing-track:4",
            "remove-tracks-playlist:5",
        ],
    );
}

#[test]
fn csharp_http_client() {
    calls_are(
        "A.cs",
        "class A {\n  const string Base = \"https://api.spotify.com/v1\";\n  async Task Go(HttpClient http, string id) {\n    await http.GetAsync($\"{Base}/artists/{id}/albums\");\n    var r = new HttpRequestMessage(HttpMethod.Put, Base + \"/me/player/shuffle?state=true\");\n    await http.SendAsync(r);\n  }\n}\n",
        &["get-an-artists-albums:4", "toggle-shuffle-for-users-playback:5"],
    );
}

#[test]
fn java_and_kotlin_interfaces_and_builders() {
    let base = (
        "Module.kt",
        "val retrofit = Retrofit.Builder().baseUrl(\"https://api.spotify.com/v1/\").build()\n",
    );
    let api = (
        "Api.kt",
        "import retrofit2.http.GET\ninterface SpotifyApi {\n    @GET(\"me/tracks\")\n    suspend fun saved(): Response\n    @PUT(\"me/player/play\")\n    suspend fun play(): Response\n}\n",
    );
    assert_eq!(calls(&[base, api]), ["get-users-saved-tracks:3", "start-a-users-playback:5"]);
    calls_are(
        "A.java",
        "class A {\n  void go(OkHttpClient c, RequestBody b) {\n    Request r = new Request.Builder().url(\"https://api.spotify.com/v1/me/player/previous\").post(b).build();\n    HttpRequest q = HttpRequest.newBuilder().uri(URI.create(\"https://api.spotify.com/v1/me/albums\")).DELETE().build();\n  }\n}\n",
        &["skip-users-playback-to-previous-track:3", "remove-albums-user:4"],
    );
}

#[test]
fn swift_url_requests() {
    calls_are(
        "a.swift",
        "func go(id: String) {\n    var request = URLRequest(url: URL(string: \"https://api.spotify.com/v1/playlists/\\(id)/images\")!)\n    request.httpMethod = \"PUT\"\n    URLSession.shared.dataTask(with: request)\n    URLSession.shared.dataTask(with: URL(string: \"https://api.spotify.com/v1/me\")!)\n}\n",
        &["upload-custom-playlist-cover:2", "get-current-users-profile:5"],
    );
}

#[test]
fn pages_with_code_between() {
    let page = "<?php session_start(); ?>\n<a href=\"https://accounts.spotify.com/authorize?scope=user-top-read&client_id=x\">in</a>\n<script>\nfetch('https://api.spotify.com/v1/albums/<?= $albumId ?>/tracks');\n// fetch('https://api.spotify.com/v1/me')\n</script>\n<?php $r = file_get_contents('https://api.spotify.com/v1/me'); ?>\n";
    calls_are("a.php", page, &["get-current-users-profile:7", "get-an-albums-tracks:4"]);
    asks("a.php", page, &["user-top-read:2"]);
    let erb = "<% RSpotify::Artist.search('x').each do |one| %>\n<script>\n$.ajax({ url: 'https://api.spotify.com/v1/me/player/play', type: 'PUT' });\n</script>\n<% end %>\n<%# RSpotify::Album.find('x') %>\n";
    calls_are("a.html.erb", erb, &["search:1", "start-a-users-playback:3"]);
    calls_are("a.php", "<?php\n$text = '<script>fetch(\"https://example.com\")</script>';\n", &[]);
}

#[test]
fn what_code_puts_into_an_address_of_a_page_is_known() {
    let asks = |path: &str, page: &str, code: (&str, &str)| {
        let evidence = read(&[(path, page), code]);
        let resolved: Vec<bool> = evidence.authorizations.iter().map(|a| a.resolved).collect();
        let scopes = evidence.requested.iter().map(|s| s.scope.clone());
        (scopes.collect::<Vec<_>>(), resolved)
    };
    let link = |put_in: &str| {
        format!("<a href=\"https://accounts.spotify.com/authorize?client_id=x&{put_in}\">in</a>\n")
    };
    let known = (vec!["user-top-read".to_string()], vec![true]);
    let erb = |put_in: &str, given: &str| {
        let code = format!("class InController\n  def show\n    @ask = {given}\n  end\nend\n");
        asks(
            "app/views/in/show.html.erb",
            &link(put_in),
            ("app/controllers/in_controller.rb", code.as_str()),
        )
    };
    assert_eq!(erb("<%= @ask.to_query %>", "{ scope: 'user-top-read' }"), known);
    assert_eq!(erb("scope=<%= @ask %>&state=<%= @s %>", "'user-top-read'"), known);
    let open = (Vec::new(), vec![false]);
    assert_eq!(erb("scope=<%= @ask %>", "params[:a]"), open);
    assert_eq!(erb("<%= @ask.to_query %>", "params[:a]"), open);
    let php = "<?php $ask = ['scope' => 'user-top-read']; ?>\n";
    let page = php.to_string() + &link("<?= http_build_query($ask) ?>");
    assert_eq!(asks("a.php", &page, ("b.php", "<?php\n")), known);
}

#[test]
fn entities_in_attributes() {
    let page = |and: &str| {
        format!(
            "<script src=\"a.js\"></script>\n<a href=\"https://accounts.spotify.com/authorize?client_id=x{and}scope=user-top-read\">in</a>\n"
        )
    };
    for and in ["&", "&amp;", "&#38;", "&#x26;"] {
        asks("a.html", &page(and), &["user-top-read:2"]);
    }
    asks("a.html", &page("%26"), &[]);
}

#[test]
fn php_ruby_and_shell() {
    calls_are(
        "a.php",
        "<?php\n$ch = curl_init();\ncurl_setopt($ch, CURLOPT_URL, 'https://api.spotify.com/v1/me/player/pause');\ncurl_setopt($ch, CURLOPT_CUSTOMREQUEST, 'PUT');\n$r = $client->request('GET', \"https://api.spotify.com/v1/artists/{$id}/top-tracks\");\nHttp::withToken($t)->get('https://api.spotify.com/v1/me/playlists');\n",
        &[
            "pause-a-users-playback:3",
            "get-an-artists-top-tracks:5",
            "get-a-list-of-current-users-playlists:6",
        ],
    );
    calls_are(
        "a.rb",
        "class Client\n  include HTTParty\n  BASE = 'https://api.spotify.com/v1'\n  def me\n    self.class.get(\"#{BASE}/me\")\n  end\n  def skip\n    Net::HTTP::Post.new(URI(\"#{BASE}/me/player/next\"))\n  end\nend\n",
        &["get-current-users-profile:5", "skip-users-playback-to-next-track:8"],
    );
    calls_are(
        "a.sh",
        "API=https://api.spotify.com/v1\ncurl -s -X PUT \"$API/me/player/volume?volume_percent=$1\"\ncurl \"$API/me/player/currently-playing\"\n# curl $API/me\n",
        &["set-volume-for-users-playback:2", "get-the-users-currently-playing-track:3"],
    );
}

// Client libraries: a client, and something else with the same names.

#[test]
fn spotipy() {
    calls_are(
        "a.py",
        "import spotipy\nfrom spotipy.oauth2 import SpotifyOAuth\nclass App:\n    def __init__(self):\n        self.sp = spotipy.Spotify(auth_manager=SpotifyOAuth(scope='user-top-read'))\n    def go(self):\n        self.sp.search('x')\n        for t in self.sp.current_user_saved_tracks()['items']: pass\ndef other(client: spotipy.Spotify):\n    client.next_track()\n",
        &["search:7", "get-users-saved-tracks:8", "skip-users-playback-to-next-track:10"],
    );
    calls_are(
        "a.py",
        "import re\nimport random\nre.search('spotify', x)\nrandom.shuffle(x)\nsp = Something()\nsp.next_track()\n",
        &[],
    );
}

#[test]
fn tekore() {
    calls_are(
        "a.py",
        "import tekore as tk\nspotify = tk.Spotify(token)\nspotify.playback_pause()\nspotify.search('x')\n",
        &["pause-a-users-playback:3", "search:4"],
    );
    calls_are("a.py", "import tekore as tk\nplayer.playback_pause\nprint(search('x'))\n", &[]);
}

#[test]
fn spotify_web_api_node_and_js() {
    calls_are(
        "a.js",
        "const SpotifyWebApi = require('spotify-web-api-node');\nconst s = new SpotifyWebApi({});\ns.getMe();\ns.createPlaylist('x', { public: false });\ns.getUserPlaylists('id');\n",
        &["get-current-users-profile:3", "create-playlist:4", "get-list-users-playlists:5"],
    );
    calls_are(
        "b.js",
        "import Spotify from 'spotify-web-api-js';\nconst s = new Spotify();\ns.queue('uri');\ns.createPlaylist('me', {});\n",
        &["add-to-queue:3", "create-playlist-for-user:4"],
    );
    calls_are(
        "c.js",
        "import SpotifyWebApi from 'spotify-web-api-js';\nconst player = new window.Spotify.Player({});\nplayer.pause();\nplayer.seek(1);\nvideo.play();\n",
        &[],
    );
}

#[test]
fn the_typescript_sdk() {
    calls_are(
        "a.ts",
        "import { SpotifyApi } from '@spotify/web-api-ts-sdk';\nconst sdk = SpotifyApi.withUserAuthorization('id', 'https://x.y/cb', ['user-top-read']);\nexport const f = async () => {\n  await sdk.player.startResumePlayback('d');\n  const { player } = sdk;\n  await player.skipToNext('d');\n};\nexport async function g(api: SpotifyApi, ids: string[]) { return api.albums.get(ids); }\n",
        &[
            "start-a-users-playback:4",
            "skip-users-playback-to-next-track:6",
            "get-multiple-albums:8",
        ],
    );
    calls_are(
        "a.ts",
        "import type { SpotifyApi, Track } from '@spotify/web-api-ts-sdk';\nconst m = new Map<string, Track>();\nm.get('x');\nmediaPlayer.pausePlayback();\n",
        &[],
    );
}

#[test]
fn rspotify_by_release() {
    let code = "use rspotify::{prelude::*, AuthCodeSpotify};\nstruct App { spotify: AuthCodeSpotify }\nimpl App {\n    async fn go(&self) {\n        self.spotify\n            .current_user_saved_tracks_add([id])\n            .await;\n    }\n}\n";
    let lock =
        |release: &str| format!("[[package]]\nname = \"rspotify\"\nversion = \"{release}\"\n");
    assert_eq!(
        calls(&[("src/a.rs", code), ("Cargo.lock", &lock("0.13.3"))]),
        ["save-tracks-user:6"]
    );
    assert_eq!(
        calls(&[("src/a.rs", code), ("Cargo.lock", &lock("0.16.1"))]),
        ["save-library-items:6"]
    );
    calls_are("a.rs", "// rspotify\nfn f(x: &str) { x.repeat(2); x.search(y); }\n", &[]);
}

#[test]
fn spotifyapi_net() {
    calls_are(
        "A.cs",
        "using SpotifyAPI.Web;\nclass A {\n  private SpotifyClient _spotify;\n  async Task Go() {\n    await _spotify.Player.SkipNext();\n    var me = await new SpotifyClient(\"t\").UserProfile.Current();\n  }\n}\n",
        &["skip-users-playback-to-next-track:5", "get-current-users-profile:6"],
    );
    calls_are(
        "A.cs",
        "using Other;\nclass A { void Go(Db spotify) { spotify.Player.SkipNext(); } }\n",
        &[],
    );
}

#[test]
fn zmb3_spotify() {
    calls_are(
        "a.go",
        "package a\nimport (\n\t\"context\"\n\t\"github.com/zmb3/spotify/v2\"\n)\ntype Bot struct{ client *spotify.Client }\nfunc (b *Bot) Go(ctx context.Context) {\n\tb.client.CurrentUser(ctx)\n\tc := spotify.New(nil)\n\tc.Next(ctx)\n}\n",
        &["get-current-users-profile:8", "skip-users-playback-to-next-track:10"],
    );
    calls_are(
        "a.go",
        "package a\nimport \"container/ring\"\nfunc spotify(r *ring.Ring) { r.Next() }\n",
        &[],
    );
}

#[test]
fn java_and_kotlin_clients() {
    calls_are(
        "A.java",
        "import se.michaelthelin.spotify.SpotifyApi;\nclass A {\n  private final SpotifyApi spotifyApi = new SpotifyApi.Builder().setAccessToken(\"t\").build();\n  void go() throws Exception {\n    spotifyApi.getCurrentUsersProfile().build().execute();\n    spotifyApi.pauseUsersPlayback()\n        .build().execute();\n  }\n}\n",
        &["get-current-users-profile:5", "pause-a-users-playback:6"],
    );
    calls_are(
        "A.java",
        "class A { void go(Store spotifyStore) { spotifyStore.getPlaylist(1); } }\n",
        &[],
    );
    calls_are(
        "a.kt",
        "import com.adamratzman.spotify.SpotifyClientApi\nclass A(private val api: SpotifyClientApi) {\n    suspend fun go() {\n        api.player.pause()\n        api.personalization.getTopArtists()\n    }\n}\n",
        &["pause-a-users-playback:4", "get-users-top-artists-and-tracks:5"],
    );
    calls_are(
        "a.kt",
        "class A(private val media: MediaPlayer) { fun spotify() { media.player.pause() } }\n",
        &[],
    );
}

#[test]
fn php_ruby_and_swift_clients() {
    calls_are(
        "a.php",
        "<?php\nuse SpotifyWebAPI\\SpotifyWebAPI;\n$api = new SpotifyWebAPI();\n$api->me();\n$api->pause();\n",
        &["get-current-users-profile:4", "pause-a-users-playback:5"],
    );
    calls_are("a.php", "<?php // spotify\n$api = new Other();\n$api->me();\n", &[]);
    calls_are(
        "a.rb",
        "require 'rspotify'\ntracks = RSpotify::Track.search('x')\nuser = RSpotify::User.new(hash)\nuser.saved_tracks\n",
        &["search:2", "get-users-saved-tracks:4"],
    );
    calls_are("a.rb", "# spotify\nTrack.search('x')\nuser.playlists\n", &[]);
    calls_are(
        "a.swift",
        "import SpotifyWebAPI\nlet spotify = SpotifyAPI(authorizationManager: AuthorizationCodeFlowPKCEManager(clientId: \"x\"))\nspotify.skipToNext().sink { _ in }\n",
        &["skip-users-playback-to-next-track:3"],
    );
    calls_are(
        "a.swift",
        "// Spotify\nlet player = AVPlayer()\nplayer.play()\nplayer.pause()\n",
        &[],
    );
}

// Scopes.

#[test]
fn scopes_in_texts_lists_and_constants() {
    asks(
        "a.py",
        "from spotipy.oauth2 import SpotifyOAuth\nSCOPES = ['user-top-read', 'user-library-read']\nSpotifyOAuth(scope=' '.join(SCOPES))\n",
        &["user-top-read:2", "user-library-read:2"],
    );
    asks(
        "a.ts",
        "const params = new URLSearchParams({ client_id: id, scope: 'user-read-email streaming' });\nwindow.location.href = 'https://accounts.spotify.com/authorize?' + params.toString();\n",
        &["streaming:1", "user-read-email:1"],
    );
    asks(
        "A.cs",
        "using SpotifyAPI.Web;\nclass A { void Go() { var r = new LoginRequest(u, id, t) { Scope = new[] { Scopes.UserReadEmail } }; } }\n",
        &["user-read-email:2"],
    );
    asks(
        "a.rs",
        "use rspotify::{scopes, OAuth};\nfn go() { let o = OAuth { scopes: scopes!(\"user-top-read\", \"user-library-read\"), ..Default::default() }; }\n",
        &["user-top-read:2", "user-library-read:2"],
    );
    asks(
        "auth.ts",
        "import SpotifyProvider from 'next-auth/providers/spotify';\nexport default NextAuth({ providers: [SpotifyProvider({ authorization: 'https://accounts.spotify.com/authorize?scope=user-read-email,playlist-read-private' })] });\n",
        &["playlist-read-private:2", "user-read-email:2"],
    );
}

#[test]
fn scopes_that_are_not_asked_for() {
    asks(
        "a.py",
        "\"\"\"user-top-read\"\"\"\n# scope='user-read-email'\nUNUSED = 'playlist-read-private'\n",
        &[],
    );
    asks(
        "a.js",
        "if (token.scopes.includes('user-top-read')) go();\nconsole.log('user-read-email');\nconst help = 'This needs the user-read-private scope of Spotify.';\n",
        &[],
    );
    asks(
        "a.ts",
        "const MAP = { a: 'user-top-read', b: 'user-read-email' };\nlogin(MAP.a);\n",
        &["user-top-read:1"],
    );
}

#[test]
fn an_authorization_is_resolved_or_not() {
    let of = |text: &str| {
        let evidence = read(&[("a.py", text)]);
        evidence.authorizations.iter().map(|a| a.resolved).collect::<Vec<_>>()
    };
    assert_eq!(
        of("from spotipy.oauth2 import SpotifyOAuth\nSpotifyOAuth(scope='user-top-read')\n"),
        [true]
    );
    assert_eq!(
        of(
            "from spotipy.oauth2 import SpotifyOAuth\nimport os\nSpotifyOAuth(scope=os.environ['SCOPE'])\n"
        ),
        [false]
    );
    assert_eq!(
        of(
            "url = 'https://accounts.spotify.com/authorize?client_id=x&scope=user-top-read'\nopen(url)\n"
        ),
        [true]
    );
    assert_eq!(
        of(
            "url = 'https://accounts.spotify.com/authorize?client_id=x&scope=' + scopes()\nopen(url)\n"
        ),
        [false]
    );
}

#[test]
fn types_are_found_in_files_of_their_names() {
    let of = |maker: &str| {
        calls(&[
            (
                "app/api/MeApi.kt",
                "package app.api\ninterface MeApi {\n  @GET(\"me\")\n  fun me(): R\n}\n",
            ),
            (
                "app/Net.kt",
                &format!(
                    "package app\nval r = \
                     Retrofit.Builder().baseUrl(\"https://api.spotify.com/v1/\").build()\nval api = \
                     r.create({maker}::class.java)\n"
                ),
            ),
        ])
    };
    assert_eq!(of("MeApi"), ["get-current-users-profile:3"]);
    assert!(of("OtherApi").is_empty());
}
