//! How calls are read out of text: where an address begins and ends, and whose verb is whose.

use scopes::catalogue::Catalogue;
use scopes::query::{self, Found, Refusal, Within};

/// The calls in a text, written down.
fn calls(text: &str) -> Vec<String> {
    query::calls_in(Catalogue::built_in(), text).iter().map(ToString::to_string).collect()
}

fn read_text(text: &str) -> Vec<Found> {
    query::read_text(Catalogue::built_in(), text, &Within::default()).found
}

#[test]
fn addresses_elsewhere_count_where_there_is_nothing_else() {
    assert_eq!(calls("https://my-site.example.com/me?x=1"), ["my-site.example.com/me"]);
    assert_eq!(calls("GET my-site.example.com/me"), ["GET my-site.example.com/me"]);
    assert!(calls("see https://my-site.example.com/me").is_empty());
    assert_eq!(calls("see https://example.com/a, GET /v1/me"), ["GET /me"]);
}

#[test]
fn what_only_looks_like_an_address_is_no_call() {
    for text in [
        "ftp://api.spotify.com/v1/me",
        "spotify://me/albums",
        "${api}.url/me/albums",
        "1.23/45",
        "open /usr/bin/env at once",
        "me/albums and more",
        "see https://api.spotify.com/v1 for more",
    ] {
        assert!(calls(text).is_empty(), "{text}: {:?}", calls(text));
    }
    assert_eq!(calls("https://api.spotify.com/v1"), ["/"]);
}

#[test]
fn a_verb_before_it_makes_a_path_a_call() {
    assert_eq!(calls("first GET me/albums and then more"), ["GET /me/albums"]);
    assert_eq!(calls("first GET /nowhere/at/all and then more"), ["GET /nowhere/at/all"]);
    assert!(calls("first /nowhere/at/all and then more").is_empty());
}

#[test]
fn brackets_belong_to_an_address_where_they_have_a_partner() {
    assert_eq!(calls("(PUT /v1/playlists/{id})"), ["PUT /playlists/{id}"]);
    assert_eq!(calls("{{GET /v1/playlists/{id}}}"), ["GET /playlists/{id}"]);
    assert_eq!(calls("[see (GET /v1/me/top/{type}).]"), ["GET /me/top/{type}"]);
}

#[test]
fn a_fragment_is_left_out_and_a_value_of_ruby_is_not() {
    assert_eq!(calls("GET /v1/albums/#{id}/tracks"), ["GET /albums/#{id}/tracks"]);
    assert_eq!(calls("GET /v1/me/albums#more"), ["GET /me/albums"]);
    assert_eq!(calls("GET /v1/me/albums?limit=1#more"), ["GET /me/albums"]);
}

#[test]
fn strings_that_are_glued_together_are_one_path() {
    assert_eq!(calls(r#"get("/v1/albums/" + id + "/tracks")"#), ["/albums/{}/tracks"]);
    assert_eq!(calls(r#"fetch("/v1/albums/" + id + more)"#), ["/albums/{}"]);
    assert_eq!(calls(r#"fetch("/v1/albums/" + id)"#), ["/albums/{}"]);
}

#[test]
fn the_verb_stands_beside_the_address_or_in_what_follows() {
    for (text, call) in [
        (r#"requests.put("/v1/me/albums")"#, "PUT /me/albums"),
        (r#"client.del("/v1/me/albums")"#, "DELETE /me/albums"),
        (r#"delete("/v1/me/albums")"#, "/me/albums"),
        (r#"api.send("/v1/me/albums")"#, "/me/albums"),
        ("$ curl --json '{}' https://api.spotify.com/v1/me/albums", "POST /me/albums"),
        ("curl\t-d x\thttps://api.spotify.com/v1/me/albums", "POST /me/albums"),
        ("https://api.spotify.com/v1/me/albums by curl -T file", "PUT /me/albums"),
        ("fetch('/v1/me/albums', {\n  method: 'PUT',\n})", "PUT /me/albums"),
        ("// its method: /v1/me/albums\nmethod = 'DELETE'", "DELETE /me/albums"),
    ] {
        assert_eq!(calls(text), [call], "{text}");
    }
}

#[test]
fn a_text_is_guessed_at_only_so_often() {
    let wrong = |count: usize| {
        let calls: Vec<String> =
            (0..count).map(|at| format!("GET /v1/nonsense/number{at}")).collect();
        calls.join("\n")
    };
    // What is not refused one by one is named all the same.
    let lost = |text: &str| {
        let text = query::read_text(Catalogue::built_in(), text, &Within::default());
        let refused = |found: &&Found| found.refusal == Some(Refusal::NoSuchPath);
        (text.found.iter().filter(refused).count(), text.left.len())
    };
    assert_eq!(lost(&wrong(3)), (3, 0));
    assert_eq!(lost(&wrong(202)), (4, 198));
}

#[test]
fn a_long_line_of_a_text_is_no_name() {
    let name = |blanks: usize| format!("Create{}Playlist\nmore of it", " ".repeat(blanks));
    assert_eq!(read_text(&name(1))[0].endpoints.len(), 1);
    assert_eq!(read_text(&name(1_000))[0].refusal, Some(Refusal::NoCall));
    let alone = name(1_000).replace("\nmore of it", "");
    assert_eq!(read_text(&alone)[0].refusal, Some(Refusal::NoCall));
}

#[test]
fn a_refused_call_is_told_with_its_path() {
    let call = |question: &str| {
        let found = query::read(Catalogue::built_in(), question, &Within::default()).remove(0);
        (found.refusal, found.call.map(|call| call.to_string()))
    };
    let (refusal, told) = call("PATCH /v1/me/player/pause");
    assert!(matches!(refusal, Some(Refusal::NoSuchMethod(_))), "{refusal:?}");
    assert_eq!(told.as_deref(), Some("PATCH /me/player/pause"));
    let (refusal, told) = call("GET /v1/lyrics");
    assert!(matches!(refusal, Some(Refusal::Absent(_))), "{refusal:?}");
    assert_eq!(told.as_deref(), Some("GET /lyrics"));
    let (refusal, told) = call("/me/playlists/folders");
    assert!(matches!(refusal, Some(Refusal::Absent(_))), "{refusal:?}");
    assert_eq!(told.as_deref(), Some("/me/playlists/folders"));
}

/// The endpoints of a path that is nearly one.
fn nearly(path: &str) -> Vec<&'static str> {
    let catalogue = Catalogue::built_in();
    let found = query::read(catalogue, path, &Within::default()).remove(0);
    assert!(found.how == query::Match::Typo || found.endpoints.is_empty(), "{path}: {found:?}");
    found.endpoints.iter().map(|at| catalogue.endpoint(*at).id).collect()
}

#[test]
fn of_paths_that_are_near_the_nearest_are_meant() {
    let at = |path: &str| nearly(&format!("POST https://open-access.spotify.com/api/v1/{path}"));
    assert_eq!(at("gdd-entitlements"), ["soa-add-entitlements"]);
    assert_eq!(at("aet-entitlements"), ["soa-get-entitlements"]);
    assert_eq!(at("at-entitlements"), ["soa-add-entitlements", "soa-get-entitlements"]);
    assert_eq!(nearly("/browse/newrelases"), ["get-new-releases"]);
}

#[test]
fn what_stands_for_a_value_is_told_from_a_value() {
    let is_top = |segment: &str| {
        let found = query::read(
            Catalogue::built_in(),
            &format!("GET /v1/me/top/{segment}"),
            &Within::default(),
        );
        !found[0].endpoints.is_empty()
    };
    for value in ["THE-TYPE", "THE_TYPE", "<type>", ":type", "%s", "tracks"] {
        assert!(is_top(value), "{value}");
    }
    for other in ["X", "[type", "the-type", "Type"] {
        assert!(!is_top(other), "{other}");
    }
}

#[test]
fn what_may_be_an_id_is_told_from_a_word() {
    for (id, there) in [("38bS44", true), ("abc", true), ("my-id", true), ("popular", false)] {
        let path = format!("GET /v1/shows/{id}");
        let found = query::read(Catalogue::built_in(), &path, &Within::default());
        assert_eq!(found[0].how == query::Match::Path, there, "{path}");
    }
}
