//! `scopes catalogue diff`, on small documents made from the catalogue itself.

use std::fs;

use crate::support::{Ran, Scopes, fields, scopes};
use scopes::catalogue::disagreements::Disagreements;
use scopes::catalogue::{Catalogue, ScopeStatus};
use serde_json::{Value, json};
use snapbox::{assert_data_eq, file};

/// The document that the catalogue was made from, as the catalogue remembers it.
fn document() -> Value {
    let catalogue = Catalogue::built_in();
    let known = Disagreements::built_in();
    let mut paths = json!({});
    for endpoint in catalogue.endpoints.iter().filter(|e| e.sources.contains(&known.document)) {
        let listed: Vec<&str> = endpoint.reference.iter().map(|s| catalogue.scope(*s).id).collect();
        let deprecated = catalogue.change(endpoint).is_some_and(|change| change.deprecated);
        let mut operation = json!({
            "operationId": endpoint.id,
            "summary": endpoint.name,
            "security": [{ "oauth_2_0": listed }],
        });
        if deprecated {
            operation["deprecated"] = true.into();
        }
        paths[endpoint.path][endpoint.method.name().to_lowercase()] = operation;
    }
    let current = catalogue.scopes.iter().filter(|scope| scope.status == ScopeStatus::Current);
    let texts: serde_json::Map<String, Value> = current
        .map(|scope| (scope.id.to_string(), scope.consent.map_or("", |quote| quote.text).into()))
        .collect();
    json!({
        "openapi": "3.0.3",
        "servers": [{ "url": "https://api.spotify.com/v1" }],
        "paths": paths,
        "components": { "securitySchemes": { "oauth_2_0": {
            "type": "oauth2",
            "flows": { "authorizationCode": { "scopes": texts } },
        }}},
    })
}

fn diff(document: &Value) -> Scopes {
    scopes("catalogue").args(["diff", "-"]).input(document.to_string())
}

fn differences(document: &Value) -> Vec<String> {
    let answer = diff(document).json();
    let text = |value: &Value| value.as_str().unwrap_or("-").to_string();
    let list = answer["differences"].as_array().expect("a list");
    list.iter()
        .map(|d| format!("{} {} {}", text(&d["kind"]), text(&d["method"]), text(&d["path"])))
        .collect()
}

fn operation<'d>(document: &'d mut Value, path: &str, method: &str) -> &'d mut Value {
    &mut document["paths"][path][method]
}

#[test]
fn what_the_catalogue_was_made_from_does_not_differ() {
    let ran = diff(&document()).run().code(0);
    assert!(ran.out.starts_with("Nothing new against the catalogue of "), "{}", ran.out);
    assert!(differences(&document()).is_empty());
}

#[test]
fn yaml_is_read_as_json_is() {
    let text = "\
openapi: '3.0.3'
paths:
  /albums/{id}:
    get:
      operationId: get-an-album
      summary: |
        Get Album
      security:
        - oauth_2_0: [user-top-read]
";
    let answer = scopes("catalogue").args(["diff", "-"]).input(text).json();
    let first = &answer["differences"][0];
    assert_eq!(first["kind"], "scopes");
    assert_eq!(first["path"], "/albums/{id}");
    assert_eq!(
        first["detail"],
        "The document lists user-top-read, the catalogue notes no scope of it."
    );
    assert_eq!(answer["document"], json!({ "operations": 1, "scopes": 0 }));
}

#[test]
fn operations_come_go_and_move() {
    let mut changed = document();
    let paths = changed["paths"].as_object_mut().expect("paths");
    let album = paths.remove("/albums/{id}").expect("the album");
    let track = paths.remove("/tracks/{id}").expect("the track");
    paths.insert("/album/{id}".into(), album);
    assert_eq!(track["get"]["operationId"], "get-track");
    paths.insert("/wrapped".into(), json!({ "post": { "summary": "Get Wrapped" } }));
    assert_eq!(
        differences(&changed),
        ["path GET /album/{id}", "operation-new POST /wrapped", "operation-gone GET /tracks/{id}"]
    );
    diff(&changed).run().code(1);
}

#[test]
fn an_operation_is_found_by_its_call_where_its_id_is_new() {
    let mut changed = document();
    operation(&mut changed, "/tracks/{id}", "get")["operationId"] = "get-a-track".into();
    assert_eq!(differences(&changed), ["operation-id GET /tracks/{id}"]);
    let mut without = document();
    let track = operation(&mut without, "/tracks/{id}", "get");
    track.as_object_mut().expect("an operation").remove("operationId");
    assert!(differences(&without).is_empty());
}

#[test]
fn names_scopes_and_deprecations_are_compared() {
    let mut changed = document();
    operation(&mut changed, "/tracks/{id}", "get")["summary"] = "Fetch Track".into();
    operation(&mut changed, "/me/top/{type}", "get")["security"] = json!([{ "oauth_2_0": [] }]);
    operation(&mut changed, "/search", "get")["deprecated"] = true.into();
    operation(&mut changed, "/albums", "get")["deprecated"] = false.into();
    let mut found = differences(&changed);
    found.sort();
    assert_eq!(
        found,
        [
            "deprecation GET /albums",
            "deprecation GET /search",
            "name GET /tracks/{id}",
            "scopes GET /me/top/{type}",
        ]
    );
}

#[test]
fn aliases_and_the_order_of_scopes_are_no_difference() {
    let catalogue = Catalogue::built_in();
    let known = Disagreements::built_in();
    let mut changed = document();
    for endpoint in catalogue.endpoints.iter().filter(|e| e.sources.contains(&known.document)) {
        let method = endpoint.method.name().to_lowercase();
        let operation = operation(&mut changed, endpoint.path, &method);
        if let Some(alias) = endpoint.aliases.first() {
            operation["summary"] = (*alias).into();
        }
        operation["security"][0]["oauth_2_0"].as_array_mut().expect("scopes").reverse();
    }
    assert!(differences(&changed).is_empty());
}

#[test]
fn security_of_the_whole_document_holds_where_an_operation_has_none() {
    let mut changed = document();
    changed["security"] = json!([{ "oauth_2_0": ["user-top-read"] }]);
    let top = operation(&mut changed, "/me/top/{type}", "get");
    top.as_object_mut().expect("an operation").remove("security");
    assert!(differences(&changed).is_empty());
}

#[test]
fn scopes_and_their_texts_are_compared() {
    let mut changed = document();
    let texts = &mut changed["components"]["securitySchemes"]["oauth_2_0"]["flows"]["authorizationCode"]
        ["scopes"];
    texts["user-top-read"] = "Read your taste.\n".into();
    texts["user-read-wrapped"] = "Read your year.".into();
    texts.as_object_mut().expect("scopes").remove("streaming");
    let answer = diff(&changed).json();
    assert_eq!(fields(&answer["differences"], "kind"), ["scope-new", "consent", "scope-gone"]);
    assert_eq!(
        fields(&answer["differences"], "about"),
        ["user-read-wrapped", "user-top-read", "streaming"]
    );
    assert_eq!(answer["differences"][0]["method"], Value::Null);
}

#[test]
fn known_disagreements_are_left_out_beside_their_reason() {
    for known in Disagreements::built_in().known {
        assert_eq!(known.kind.id(), "consent", "say here how a document shows it");
        let with = |text: &str| {
            let mut changed = document();
            changed["components"]["securitySchemes"]["oauth_2_0"]["flows"]["authorizationCode"]["scopes"]
                [known.about] = text.into();
            changed
        };
        diff(&with(known.says)).run().code(0);
        let answer = diff(&with(known.says)).json();
        assert_eq!(answer["known"][0]["about"], known.about);
        assert_eq!(answer["known"][0]["reason"], known.reason);
        // Any other wording is new.
        diff(&with("Something else.")).run().code(1);
    }
}

#[test]
fn another_server_is_a_difference() {
    let mut changed = document();
    changed["servers"] = json!([{ "url": "https://api.spotify.com/v2" }]);
    assert_eq!(differences(&changed), ["server - -"]);
}

#[test]
fn what_cannot_be_read_is_said_and_is_exit_code_2() {
    let given = |input: &[u8]| scopes("catalogue").args(["diff", "-"]).input(input).run().code(2);
    let says = |ran: Ran, text: &str| assert!(ran.err.contains(text), "{}", ran.err);
    says(given(b""), "it is empty");
    says(given(b"hello"), "`openapi`");
    says(given(b"openapi: 3.0.3"), "`paths`");
    says(given(b"openapi: 3.0.3\npaths: {}"), "no operations");
    says(given(b"openapi: [\n"), "cannot read -");
    says(given(b"openapi: \xff"), "not UTF-8");
    says(scopes("catalogue").args(["diff", "no-such-file.yml"]).run().code(2), "no-such-file.yml");
    says(scopes("catalogue").args(["diff", "src"]).run().code(2), "cannot read src");
    scopes("catalogue").run().code(2);
}

#[test]
fn a_file_is_read_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("document.json");
    fs::write(&path, document().to_string()).expect("a file");
    scopes("catalogue").arg("diff").arg(&path).run().code(0);
}

#[test]
fn nothing_of_a_document_reaches_the_terminal_unseen() {
    let mut changed = document();
    operation(&mut changed, "/tracks/{id}", "get")["summary"] = "\u{1b}[31mTrack\u{7}".into();
    for format in ["table", "plain", "json", "markdown"] {
        let ran = diff(&changed).args(["--format", format]).run();
        assert!(!ran.out.contains(['\u{1b}', '\u{7}']), "{format}");
    }
}

#[test]
fn answers_look_right() {
    let mut changed = document();
    let scopes = &mut changed["components"]["securitySchemes"]["oauth_2_0"]["flows"]["authorizationCode"]
        ["scopes"];
    scopes["user-follow-modify"] = "Manage your saved content.".into();
    operation(&mut changed, "/me/top/{type}", "get")["security"] = json!([]);
    operation(&mut changed, "/search", "get")["deprecated"] = true.into();
    let shown = |width: usize| diff(&changed).width(width).run().out;
    assert_data_eq!(shown(80), file!["snapshots/drift_80_columns.txt"]);
    assert_data_eq!(shown(40), file!["snapshots/drift_40_columns.txt"]);
    let markdown = diff(&changed).args(["--format", "markdown"]).run().out;
    assert_data_eq!(markdown, file!["snapshots/drift_markdown.md"]);
    let plain = diff(&changed).args(["--format", "plain"]).run().out;
    assert_data_eq!(plain, file!["snapshots/drift_plain.txt"]);
}
