//! Cases that the code tells, by what requests are given.

use super::read;
use crate::catalogue::Catalogue;

/// The cases told by each call, in order: `create-playlist: private`.
#[track_caller]
fn tell(file: &str, code: &str, expected: &[&str]) {
    let evidence = read(&[(file, code)]);
    let each = evidence.calls.iter().map(|call| {
        let endpoint = Catalogue::built_in().endpoint(call.endpoint);
        format!("{}: {}", endpoint.id, call.cases.join(" ")).trim_end().to_string()
    });
    assert_eq!(each.collect::<Vec<_>>(), expected, "{file}\n{code}");
}

const MAKE: &str = "create-playlist:";
const PRIVATE: &str = "create-playlist: private";
const PUBLIC: &str = "create-playlist: public";
const URL: &str = "https://api.spotify.com/v1/me/playlists";

#[test]
fn bodies_of_python() {
    let of = |given: &str, expected: &str| {
        let code = format!("import requests, json\nrequests.post('{URL}', headers=h, {given})\n");
        tell("a.py", &code, &[expected]);
    };
    of("json={'name': n, 'public': False}", PRIVATE);
    of("json={'name': n, 'public': True}", PUBLIC);
    of("json={'name': n}", PUBLIC);
    of(
        "json={'name': n, 'public': False, 'collaborative': True}",
        "create-playlist: private collaborative",
    );
    of("data=json.dumps({'name': n, 'public': False})", PRIVATE);
    of("data='{\"name\": \"a\", \"public\": false}'", PRIVATE);
    of("data=f'{{\"name\": \"{n}\", \"public\": false}}'", PRIVATE);
    // What is only known at run time leaves all open.
    of("json={'name': n, 'public': public}", MAKE);
    of("json={'name': n, 'public': False, 'collaborative': many}", MAKE);
    of("json={'name': n, **more}", MAKE);
    of("json=body", MAKE);
    of("data=f'{{\"public\": {p}}}'", MAKE);
    of("json={'name': n, 'public': not True}", MAKE);
    of("json={'name': n, 'public': True if a else False}", MAKE);
}

#[test]
fn bodies_with_a_name() {
    let of = |before: &str, expected: &str| {
        let code = format!(
            "import requests\ndef go(n):\n    {before}\n    requests.post('{URL}', json=body)\n"
        );
        tell("a.py", &code, &[expected]);
    };
    of("body = {'name': n, 'public': False}", PRIVATE);
    of("body = {'name': n}", PUBLIC);
    of("body = {'name': n}\n    body['public'] = False", MAKE);
    of("body = {'name': n, 'public': True}\n    if n: body['public'] = False", MAKE);
    of("body = {'name': n}\n    fill(body)", MAKE);
    of("public = False\n    body = {'public': public}", PRIVATE);
}

#[test]
fn bodies_handed_to_helpers() {
    let helper = "const BASE = 'https://api.spotify.com/v1'\nasync function api(method, path, body) {\n  return fetch(BASE + path, { method, headers, body: JSON.stringify(body) })\n}\n";
    let of = |call: &str, expected: &[&str]| tell("a.js", &format!("{helper}{call}\n"), expected);
    of("api('POST', '/me/playlists', { name, public: false })", &[PRIVATE]);
    of("api('POST', '/me/playlists', { name })", &[PUBLIC]);
    of("api('POST', '/me/playlists', body)", &[MAKE]);
    // Two callers of one path are two calls.
    of(
        "api('POST', '/me/playlists', { public: false })\napi('POST', '/me/playlists', { public: true })",
        &[PRIVATE, PUBLIC],
    );
    of("api('POST', '/me/playlists', { public: false }); api('POST', '/me/playlists', x)", &[MAKE]);
}

#[test]
fn bodies_of_other_languages() {
    for (file, code, expected) in [
        ("a.ts", "axios.post('@@', { name, public: false }, { headers })", PRIVATE),
        (
            "a.ts",
            "fetch('@@', { method: 'POST', headers: { Authorization: t }, body: JSON.stringify({ name, public: false }) })",
            PRIVATE,
        ),
        ("a.ts", "fetch('@@', { method: 'POST', body: JSON.stringify({ name, ...rest }) })", MAKE),
        (
            "a.js",
            "$.ajax({ url: '@@', type: 'POST', data: JSON.stringify({ public: false }) })",
            PRIVATE,
        ),
        (
            "a.go",
            "package a\nfunc f(n string) {\n b, _ := json.Marshal(map[string]any{\"name\": n, \"public\": false})\n r, _ := http.NewRequest(\"POST\", \"@@\", bytes.NewBuffer(b))\n http.DefaultClient.Do(r)\n}\n",
            PRIVATE,
        ),
        (
            "a.go",
            "package a\nfunc f(n string) {\n r, _ := http.NewRequest(\"POST\", \"@@\", strings.NewReader(`{\"name\":\"x\",\"public\":false}`))\n http.DefaultClient.Do(r)\n}\n",
            PRIVATE,
        ),
        (
            "a.rs",
            "async fn f() { client.post(\"@@\").bearer_auth(t).json(&json!({ \"name\": n, \"public\": false })).send().await; }",
            PRIVATE,
        ),
        (
            "a.cs",
            "class A { async Task F() { await client.PostAsync(\"@@\", new StringContent(JsonSerializer.Serialize(new { name, @public = false }))); } }",
            PRIVATE,
        ),
        (
            "a.java",
            "class A { void f() { var r = HttpRequest.newBuilder().uri(URI.create(\"@@\")).POST(HttpRequest.BodyPublishers.ofString(\"{\\\"public\\\": false}\")).build(); } }",
            PRIVATE,
        ),
        (
            "a.kt",
            "fun f() { client.post(\"@@\", mapOf(\"name\" to n, \"public\" to false)) }",
            PRIVATE,
        ),
        (
            "a.rb",
            "HTTParty.post('@@', headers: h, body: { name: n, public: false }.to_json)",
            PRIVATE,
        ),
        (
            "a.rb",
            "req = Net::HTTP::Post.new(URI('@@'))\nreq.body = { public: false }.to_json\n",
            PRIVATE,
        ),
        (
            "a.php",
            "<?php $client->post('@@', ['json' => ['name' => $n, 'public' => false]]);",
            PRIVATE,
        ),
        (
            "a.php",
            "<?php $ch = curl_init('@@'); curl_setopt($ch, CURLOPT_POST, true); curl_setopt($ch, CURLOPT_POSTFIELDS, json_encode(['public' => false]));",
            PRIVATE,
        ),
        (
            "a.swift",
            "func f() { var r = URLRequest(url: URL(string: \"@@\")!)\n r.httpMethod = \"POST\"\n r.httpBody = try? JSONSerialization.data(withJSONObject: [\"name\": n, \"public\": false]) }",
            PRIVATE,
        ),
        (
            "a.sh",
            "curl -X POST @@ -H \"Authorization: Bearer $T\" -d '{\"name\": \"a\", \"public\": false}'",
            PRIVATE,
        ),
        ("a.sh", "curl -X POST @@ -d \"{\\\"name\\\": \\\"$N\\\", \\\"public\\\": $P}\"", MAKE),
    ] {
        tell(file, &code.replace("@@", URL), &[expected]);
    }
}

#[test]
fn addresses_tell_kinds() {
    let of = |given: &str, expected: &str| {
        let code = format!(
            "import requests\nBASE = 'https://api.spotify.com/v1'\nrequests.put({given})\n"
        );
        tell("a.py", &code, &[expected]);
    };
    of("BASE + '/me/library?uris=spotify:artist:1'", "save-library-items: artist");
    of("f'{BASE}/me/library?uris=spotify%3Atrack%3A{id}'", "save-library-items: track");
    of(
        "BASE + '/me/library', params={'uris': f'spotify:playlist:{id}'}",
        "save-library-items: playlist",
    );
    of(
        "BASE + '/me/library?uris=spotify:album:1,spotify:user:2'",
        "save-library-items: track artist",
    );
    of("f'{BASE}/me/library?uris={uris}'", "save-library-items:");
    of("f'{BASE}/me/library?uris=spotify:{kind}:{id}'", "save-library-items:");
}

#[test]
fn arguments_of_libraries() {
    let spotipy = |call: &str, expected: &str| {
        let code = format!("import spotipy\nsp = spotipy.Spotify(auth_manager=a)\nsp.{call}\n");
        tell("a.py", &code, &[expected]);
    };
    let make = "create-playlist-for-user";
    spotipy("user_playlist_create(u, n, public=False)", &format!("{make}: private"));
    spotipy("user_playlist_create(u, n, False)", &format!("{make}: private"));
    spotipy("user_playlist_create(u, n)", &format!("{make}: public"));
    spotipy("user_playlist_create(u, n, False, True)", &format!("{make}: private collaborative"));
    spotipy("user_playlist_create(u, n, public=p)", &format!("{make}:"));
    spotipy("user_playlist_create(u, n, **more)", &format!("{make}:"));
    spotipy("user_playlist_create(*all)", &format!("{make}:"));
    spotipy("playlist_change_details(i, public=True)", "change-playlist-details: public");
    spotipy("playlist_change_details(i, name=n)", "change-playlist-details:");
    spotipy("current_user_follow_playlist(i, public=False)", "follow-playlist: private");
}

#[test]
fn options_and_builders_of_libraries() {
    let user = |case: &str| format!("create-playlist-for-user: {case}").trim_end().to_string();
    for (file, code, given) in [
        (
            "a.ts",
            "import { SpotifyApi } from '@spotify/web-api-ts-sdk'\nconst sdk = SpotifyApi.withUserAuthorization(a, b, c)\nsdk.playlists.createPlaylist(u, GIVEN)",
            "{ name, public: false }",
        ),
        (
            "a.cs",
            "using SpotifyAPI.Web;\nclass A { async Task F() { var s = new SpotifyClient(t); await s.Playlists.Create(u, new PlaylistCreateRequest(\"n\") GIVEN); } }",
            "{ Public = false }",
        ),
        (
            "a.java",
            "import se.michaelthelin.spotify.SpotifyApi;\nclass A { void f() { SpotifyApi api = new SpotifyApi.Builder().build(); api.createPlaylist(u, n)GIVEN.build().execute(); } }",
            ".public_(false)",
        ),
        (
            "a.go",
            "package a\nimport \"github.com/zmb3/spotify/v2\"\nfunc f(ctx context.Context) { c := spotify.New(h); c.CreatePlaylistForUser(ctx, u, \"n\", \"d\", GIVEN, false) }",
            "false",
        ),
        (
            "a.rb",
            "require 'rspotify'\nuser = RSpotify::User.new(h)\nuser.create_playlist!('n', GIVEN)",
            "public: false",
        ),
        (
            "a.kt",
            "import com.adamratzman.spotify.*\nsuspend fun f() { val api = spotifyClientApi(a, b, c).build(); api.playlists.createClientPlaylist(\"n\", GIVEN) }",
            "public = false",
        ),
        (
            "a.swift",
            "import SpotifyWebAPI\nlet api = SpotifyAPI(authorizationManager: m)\napi.createPlaylist(for: u, PlaylistDetails(name: \"n\", GIVEN))",
            "isPublic: false",
        ),
    ] {
        tell(file, &code.replace("GIVEN", given), &[&user("private")]);
        tell(file, &code.replace("GIVEN", &given.replace("false", "open")), &[&user("")]);
        tell(file, &code.replace("GIVEN", &given.replace("false", "true")), &[&user("public")]);
    }
}

#[test]
fn members_that_are_for_one_kind() {
    tell(
        "a.rs",
        "use rspotify::{AuthCodeSpotify, prelude::*};\nasync fn f(s: AuthCodeSpotify) {\n  s.user_follow_artists(a).await;\n  s.current_user_saved_tracks_add(t).await;\n  s.library_add(x).await;\n  s.user_playlist_create(u, \"n\", Some(false), None, None).await;\n}\n",
        &[
            "save-library-items: artist",
            "save-library-items: track",
            "save-library-items:",
            PRIVATE,
        ],
    );
}
