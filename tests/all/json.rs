//! JSON answers against their documentation: every field that is printed is
//! documented, and every field that is documented is printed.

use std::collections::BTreeSet;

use crate::support::{Scopes, scopes};
use serde_json::Value;

const DOCS: &str = include_str!("../../docs/json.md");

/// Fields of the tables of one section; a section begins with the text given.
fn section(begins: &str) -> BTreeSet<String> {
    let from = DOCS.find(begins).unwrap_or_else(|| panic!("{begins}")) + begins.len();
    let rest = &DOCS[from..];
    let table = rest.find("\n| Field").map_or(rest, |at| &rest[at + 1..]);
    table
        .lines()
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .map(ToString::to_string)
        .collect()
}

fn below(prefix: &str, fields: &BTreeSet<String>) -> BTreeSet<String> {
    fields.iter().map(|field| format!("{prefix}{field}")).collect()
}

fn names(prefix: &str) -> BTreeSet<String> {
    ["id", "name", "method", "path", "status"].iter().map(|f| format!("{prefix}{f}")).collect()
}

/// Paths of all fields of a value.
fn paths(value: &Value, at: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                into.insert(path.clone());
                paths(value, &path, into);
            }
        }
        Value::Array(items) => {
            let path = format!("{at}[]");
            into.remove(at);
            into.insert(path.clone());
            for item in items {
                paths(item, &path, into);
            }
        }
        _ => {}
    }
}

fn printed(answers: impl IntoIterator<Item = Scopes>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for answer in answers {
        paths(&answer.json(), "", &mut all);
    }
    all
}

/// Compares what is printed with what is documented; `loose` are lists and objects
/// whose fields are documented without being named themselves.
fn assert_same(command: &str, printed: &BTreeSet<String>, documented: &BTreeSet<String>) {
    let is_parent = |path: &str| {
        documented
            .iter()
            .any(|d| d.starts_with(&format!("{path}.")) || d.starts_with(&format!("{path}[]")))
    };
    let undocumented: Vec<_> =
        printed.iter().filter(|p| !documented.contains(*p) && !is_parent(p)).collect();
    assert!(undocumented.is_empty(), "{command} prints without documentation: {undocumented:#?}");
    let missing: Vec<_> = documented.iter().filter(|d| !printed.contains(*d)).collect();
    assert!(missing.is_empty(), "{command} documents what it does not print: {missing:#?}");
}

#[test]
fn json_is_as_documented() {
    let head = section("Every answer begins with");
    let screen = below("consent_screen.", &section("The consent screen has"));
    let endpoint = section("An endpoint among");

    let answers = [
        scopes("need").args([
            "create-playlist",
            "get-queue",
            "Get Several Shows",
            "banana",
            "/me/player/x",
            "createPlaylist",
        ]),
        scopes("need").args(["get-the-users-currently-playing-track", "GET /me"]),
        scopes("need").args(["GET /me", "get-several-shows", "--mode", "development"]),
        scopes("need").args(["GET /me", "--with-optional"]),
        scopes("need").args(["Unlink user", "Register new user", "Web Playback SDK"]),
    ];
    let mut documented: BTreeSet<String> = &(&head | &section("## need")) | &screen;
    documented.extend(below("queries[].endpoints[].", &endpoint));
    documented.extend(names("queries[].endpoints[].replacement."));
    documented.extend(names("queries[].candidates[]."));
    assert_same("need", &printed(answers), &documented);

    let answers = [
        scopes("explain").arg("user-read-email user-soa-link playlist-modify app-remote-control x"),
        scopes("explain").args(["user-read-currently-playing user-library-modify", "--observed"]),
    ];
    let source: BTreeSet<String> =
        ["id", "title", "at", "date", "checked"].iter().map(ToString::to_string).collect();
    let mut documented: BTreeSet<String> = &(&head | &section("## explain")) | &screen;
    documented.extend(names("scopes[].endpoints[]."));
    documented.extend(below("scopes[].sources[].", &source));
    documented.extend(below("scopes[].consent_source.", &source));
    assert_same("explain", &printed(answers), &documented);

    let check =
        |granted: &str| scopes("check").args(["--granted", granted, "--mode", "development"]);
    let answers = [
        check("user-top-read").args(["create-playlist", "GET /me", "get-queue"]),
        check("streaming").args(["get-playlists-items", "GET /me/player", "GET /me/playlists"]),
        scopes("check").args(["--granted", "", "Get Several Tracks", "spotify wrapped", "getMe"]),
    ];
    let mut documented: BTreeSet<String> = &head | &section("## check");
    documented.extend(section("## need").into_iter().filter(|f| f.starts_with("queries")));
    documented.extend(["id", "title", "says"].map(|field| format!("mode.{field}")));
    documented.extend(names("queries[].candidates[]."));
    documented.extend(names("calls[]."));
    documented.extend(names("calls[].replacement."));
    let mut printed_fields = printed(answers);
    // What an endpoint has is held against its documentation under `need`.
    printed_fields.retain(|field| !field.starts_with("queries[].endpoints[]."));
    assert_same("check", &printed_fields, &documented);

    let answers = [
        scopes("diagnose").arg("GET https://api.spotify.com/v1/me/top/artists 403"),
        scopes("diagnose").arg("banana"),
    ];
    let mut documented: BTreeSet<String> = &head | &section("## diagnose");
    documented.extend(below("causes[].sources[].", &source));
    documented.extend(names("calls[]."));
    assert_same("diagnose", &printed(answers), &documented);

    // A document of one operation lacks all the others.
    let document = serde_json::json!({
        "openapi": "3.0.3",
        "paths": { "/x": { "get": {} } },
        "components": { "securitySchemes": { "oauth": { "flows": { "code": { "scopes": {
            "user-follow-modify": "Manage your saved content.",
        }}}}}},
    });
    let answers = [scopes("catalogue").args(["diff", "-"]).input(document.to_string())];
    let mut documented: BTreeSet<String> = &head | &section("## catalogue diff");
    documented.extend(below("known[].source.", &source));
    assert_same("catalogue diff", &printed(answers), &documented);

    let mut documented: BTreeSet<String> = &head | &section("## list");
    for field in ["id", "category", "access", "status", "consent"] {
        documented.insert(format!("scopes[].{field}"));
    }
    documented.extend(names("endpoints[]."));
    for field in endpoint.iter().filter(|f| {
        ["category", "login", "premium", "deprecated"].contains(&f.as_str())
            || f.starts_with("requires")
    }) {
        documented.insert(format!("endpoints[].{field}"));
    }
    assert_same("list", &printed([scopes("list")]), &documented);
}

#[test]
fn json_of_requests_is_as_documented() {
    let head = section("Every answer begins with");
    let screen = below("consent_screen.", &section("The consent screen has"));
    let mut common = &head | &screen;
    common.extend(below("faults[].", &section("A fault has")));
    common.extend(["id", "title", "at", "date", "checked"].map(|f| format!("faults[].source.{f}")));
    let url = |redirect: &str| {
        scopes("url")
            .args(["--client-id", "x", "--scope", "user-soa-link", "--redirect", redirect])
            .args(["--pkce", "--state", "--show-dialog", "--explain-redirect"])
    };
    assert_same(
        "url",
        &printed([url("http://127.0.0.1:1/"), url("http://localhost")]),
        &(&common | &section("## url")),
    );
    let request = "https://accounts.spotify.com/authorize?scope=streaming,user-soa-link";
    let answers =
        [scopes("inspect").arg(request), scopes("inspect").arg("https://x.example/cb?code=abcdef")];
    assert_same("inspect", &printed(answers), &(&common | &section("## inspect")));
}

#[cfg(feature = "audit")]
#[test]
fn json_of_audits_is_as_documented() {
    let mut printed = BTreeSet::new();
    for report in crate::audit::reports() {
        paths(&serde_json::to_value(report).expect("JSON"), "", &mut printed);
    }
    let screen = section("The consent screen has");
    let mut documented = &section("Every answer begins with") | &section("## audit");
    for which in ["before.", "after."] {
        documented.extend(below(&format!("consent_screen.{which}"), &screen));
    }
    documented.extend(names("endpoints[]."));
    documented.extend(names("requested[].used_by[]."));
    let requires = section("An endpoint among").into_iter().filter(|f| f.starts_with("requires."));
    documented.extend(requires.map(|field| format!("endpoints[].{field}")));
    let missing =
        |field: &String| field.strip_prefix("missing[].").map(|f| format!("unjudged[].{f}"));
    let unjudged: Vec<String> = documented.iter().filter_map(missing).collect();
    documented.extend(unjudged);
    assert_same("audit", &printed, &documented);
}

#[test]
fn numbers_of_versions() {
    for command in ["need", "explain", "list"] {
        let mut ask = scopes(command);
        if command == "need" {
            ask = ask.arg("search");
        }
        let answer = ask.json();
        assert_eq!(answer["version"], scopes::report::JSON_VERSION);
        assert_eq!(answer["command"], command);
        assert_eq!(answer["catalogue"], scopes::catalogue::Catalogue::built_in().date);
    }
}
