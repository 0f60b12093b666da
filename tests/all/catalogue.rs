//! The catalogue against the documentation it was read from, and wrong catalogues
//! against the build.

use std::collections::BTreeSet;

use scopes::catalogue::{Catalogue, EndpointStatus, Grant, Login, Method, ScopeStatus, source};

const SCOPES_PAGE: &str = include_str!("data/scopes_page_2025.tsv");
const NAMES: &str = include_str!("data/endpoint_names_2025.txt");
const FILE: &str = include_str!("../../scopes.toml");

fn page() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    SCOPES_PAGE.lines().skip(1).map(|line| {
        let mut cells = line.split('\t');
        let mut next = || cells.next().unwrap_or_default();
        (next(), next(), next())
    })
}

#[test]
fn holds_everything_that_was_gathered() {
    let catalogue = Catalogue::built_in();
    let count = |test: fn(&scopes::catalogue::Endpoint) -> bool| {
        catalogue.endpoints.iter().filter(|e| test(e)).count()
    };
    assert_eq!(count(|e| e.method != Method::Sdk && e.base == 0), 96);
    assert_eq!(count(|e| e.base == 1), 8);
    assert_eq!(count(|e| e.method == Method::Sdk), 3);
    let documented: BTreeSet<&str> = page().map(|(scope, _, _)| scope).collect();
    assert_eq!(documented.len(), 25);
    for id in documented {
        let scope = catalogue.scope(catalogue.scope_by_id(id).unwrap_or_else(|| panic!("{id}")));
        assert!(!scope.category.is_empty() && !scope.means.is_empty(), "{id}");
    }
    let advised = catalogue.scopes.iter().filter(|s| !s.reason.is_empty()).count();
    assert_eq!(advised, 14);
}

#[test]
fn consent_texts_are_those_of_the_page_to_the_letter() {
    let catalogue = Catalogue::built_in();
    for (id, text, _) in page() {
        let scope = catalogue.scope(catalogue.scope_by_id(id).expect(id));
        let ours = scope.consent.map_or("", |quote| quote.text);
        assert_eq!(ours, text, "{id}");
        assert_eq!(text.is_empty(), !scope.no_consent.is_empty(), "{id}");
    }
}

#[test]
fn every_link_of_the_scopes_page_leads_to_an_endpoint_that_knows_the_scope() {
    let catalogue = Catalogue::built_in();
    let links: Vec<_> = page().filter(|(_, _, endpoint)| !endpoint.is_empty()).collect();
    assert_eq!(links.len(), 76);
    for (id, _, label) in links {
        let scope = catalogue.scope_by_id(id).expect(id);
        let named = catalogue.endpoints_named(label).unwrap_or_else(|| panic!("{label}"));
        let knows = |at: &scopes::catalogue::EndpointRef| {
            let endpoint = catalogue.endpoint(*at);
            endpoint.requirement.mentions(scope) && endpoint.scopes_page.contains(&scope)
        };
        assert!(named.iter().any(knows), "{label} and {id}");
    }
}

#[test]
fn every_name_of_the_page_is_known() {
    let catalogue = Catalogue::built_in();
    assert_eq!(NAMES.lines().count(), 88);
    for name in NAMES.lines() {
        assert!(catalogue.endpoints_named(name).is_some(), "{name}");
    }
}

#[test]
fn the_two_pages_disagree_in_21_places_and_each_says_so() {
    let catalogue = Catalogue::built_in();
    let set =
        |scopes: &'static [scopes::catalogue::ScopeRef]| scopes.iter().collect::<BTreeSet<_>>();
    let differ: Vec<_> = catalogue
        .endpoints
        .iter()
        .filter(|e| e.method != Method::Sdk && set(e.reference) != set(e.scopes_page))
        .collect();
    // The twenty-first is the Web Playback SDK, which the reference does not cover.
    assert_eq!(differ.len(), 20);
    assert!(differ.iter().all(|e| !e.contested.is_empty()));
}

#[test]
fn every_fact_names_a_source_and_the_day_it_was_checked() {
    let catalogue = Catalogue::built_in();
    assert!(catalogue.endpoints.iter().all(|e| !e.sources.is_empty()));
    assert!(catalogue.scopes.iter().all(|s| !s.sources.is_empty()));
    assert!(catalogue.sources.iter().all(|s| s.checked.len() == 10 && !s.title.is_empty()));
}

#[test]
fn replacements_are_current_and_closed_endpoints_say_since_when() {
    let catalogue = Catalogue::built_in();
    for endpoint in catalogue.endpoints {
        if let Some(by) = endpoint.replacement {
            assert_eq!(
                catalogue.status(catalogue.endpoint(by)),
                EndpointStatus::Current,
                "{}",
                endpoint.id
            );
        }
        if matches!(
            catalogue.status(endpoint),
            EndpointStatus::Closed | EndpointStatus::ExtendedOnly
        ) {
            assert!(!catalogue.change(endpoint).expect("a change").since.is_empty());
        }
    }
}

#[test]
fn player_calls_that_change_something_need_premium() {
    let catalogue = Catalogue::built_in();
    for endpoint in catalogue.endpoints.iter().filter(|e| e.category == "player") {
        assert_eq!(endpoint.premium, endpoint.method != Method::Get, "{}", endpoint.id);
        assert_eq!(endpoint.login, Login::User, "{}", endpoint.id);
    }
}

#[test]
fn service_scopes_have_no_consent_text() {
    for scope in Catalogue::built_in().scopes {
        if scope.grant == Grant::ClientCredentials {
            assert!(
                scope.consent.is_none() && scope.status == ScopeStatus::PartnerOnly,
                "{}",
                scope.id
            );
        }
    }
}

#[test]
fn code_holds_no_scope_ids() {
    let ids: Vec<&str> = Catalogue::built_in().scopes.iter().map(|s| s.id).collect();
    // A scope whose id is an ordinary word cannot be told from it.
    let telling: Vec<&&str> = ids.iter().filter(|id| id.contains('-')).collect();
    for file in rust_files("src".as_ref()) {
        if file.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let code = std::fs::read_to_string(&file).expect("a source file");
        let code = code.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            // Help texts may show what to type.
            let example = line.trim_start().starts_with("scopes ");
            for id in &telling {
                assert!(example || !line.contains(*id), "{}: {line}", file.display());
            }
        }
    }
}

fn rust_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// What is wrong with the catalogue after one change.
fn faults(from: &str, to: &str) -> Vec<String> {
    let changed = FILE.replacen(from, to, 1);
    assert_ne!(changed, FILE, "nothing to change: {from}");
    match source::read(&changed) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

fn assert_fault(from: &str, to: &str, expected: &str) {
    let faults = faults(from, to);
    assert!(faults.iter().any(|f| f.contains(expected)), "{expected}: {faults:#?}");
}

#[test]
fn the_file_as_it_is_has_no_fault() {
    assert!(source::read(FILE).is_ok());
}

#[test]
fn wrong_catalogues_do_not_build() {
    assert_fault(
        "all = [\"user-top-read\"]",
        "all = [\"user-top-raed\"]",
        "endpoint `get-users-top-artists-and-tracks`: names the scope `user-top-raed` in the requirement, \
         which no [[scope]] defines. Mend: write `user-top-read`",
    );
    assert_fault(
        "call = \"POST /me/playlists\"",
        "call = \"GET /me/playlists\"",
        "has the call `GET /me/playlists`, which `get-a-list-of-current-users-playlists` has too",
    );
    assert_fault(
        "call = \"GET /playlists/{playlist_id}/items\"",
        "call = \"GET /playlists/{id}/tracks\"",
        "which `get-playlists-tracks` has too",
    );
    assert_fault(
        "replacement = \"get-an-album\"",
        "replacement = \"get-the-album\"",
        "endpoint `get-multiple-albums`: is replaced by `get-the-album`, which is no endpoint",
    );
    assert_fault(
        "consent = \"Get your real email address.\"\nconsent_source = \"scopes-page\"\n",
        "",
        "scope `user-read-email`: has neither a consent text nor a reason for having none",
    );
    assert_fault(
        "id = \"get-queue\"",
        "id = \"get-track\"",
        "endpoint `get-track`: stands there twice",
    );
    assert_fault("id = \"streaming\"", "id = \"Streaming\"", "has an id with other characters");
    assert_fault(
        "checked = \"2026-11-22\"",
        "checked = \"today\"",
        "write a day of the calendar as YYYY-MM-DD",
    );
    assert_fault("login = \"user\"", "login = \"somebody\"", "unknown variant `somebody`");
    assert_fault("premium = true", "premuim = true", "unknown field `premuim`");
    assert_fault("needs = \"nothing\"", "", "does not say what it needs");
    assert_fault("change = \"dev-mode-2026\"", "change = \"gone\"", "names the change `gone`");
    assert_fault("group = \"account\"", "group = \"acount\"", "stands in the group `acount`");
    assert_fault(
        "means = \"get\"\nwords",
        "means = \"gett\"\nwords",
        "stands for `gett`, which no name or phrase uses",
    );
    assert_fault(
        "any = [\"user-read-currently-playing\", \"user-read-playback-state\"]",
        "any = [\"user-read-currently-playing\", \"user-read-birthdate\"]",
        "needs `user-read-birthdate`, which nobody can ask for",
    );
    assert_fault(
        "aliases = [\"Get an Album\"]",
        "aliases = [\"Get Track\"]",
        "shares the name \"get track\" with",
    );
    assert_fault("sources = [\"reference\"]", "sources = []", "names no source");
    let contested = FILE.lines().find(|line| line.starts_with("contested")).expect("one");
    assert_fault(contested, "", "without a word about it");
}

#[test]
fn a_fault_names_the_entry_and_what_to_mend() {
    for fault in faults("all = [\"user-top-read\"]", "all = [\"banana\"]") {
        assert!(fault.contains('`') && fault.contains("Mend: "), "{fault}");
    }
}

#[test]
fn values_are_checked_one_by_one() {
    let top = "all = [\"user-top-read\"]";
    let call = "call = \"POST /me/playlists\"";
    let cover = "consent = \"Upload images to Spotify on your behalf.\"";
    let date = "date = \"2026-11-22\"\napi";
    for (from, to, expected) in [
        (date, "date = \"2026-13-45\"\napi", "catalogue: has `date = \"2026-13-45\"`"),
        (date, "date = \"2020-01-01\"\napi", "after the catalogue's own date"),
        ("checked = \"2026-11-22\"", "checked = \"2026-02-30\"", "write a day of the calendar"),
        (
            "date = \"2026-05-30\"",
            "date = \"someday\"",
            "source `reference`: has `date = \"someday\"`",
        ),
        (
            "since = \"2026-02-11\"",
            "since = \"soon\"",
            "change `dev-mode-2026`: has `since = \"soon\"`",
        ),
        ("years = \"2022-2023\"", "years = \"2023-2022\"", "has `years = \"2023-2022\"`"),
        (cover, "consent = \"\"", "scope `ugc-image-upload`: has an empty `consent`"),
        (
            cover,
            "consent = \"Upload\\u001b[31m\"",
            "scope `ugc-image-upload`: has a `consent` with",
        ),
        ("line = 13", "line = 12", "has the place 12 in the dialog, which another scope has too"),
        (
            "meant = [\"streaming\"]",
            "meant = [\"playlist-read\"]",
            "scope `web-playback`: means `playlist-read`",
        ),
        (
            call,
            "call = \"POST /me/{playlists\"",
            "endpoint `create-playlist`: has the call `POST /me/{playlists`",
        ),
        (call, "call = \"FETCH /me/playlists\"", "which is not `METHOD /path` below a [[base]]"),
        (
            top,
            "all = [\"user-top-read\", \"user-top-read\"]",
            "names `user-top-read` twice in `all`",
        ),
        (top, "any = [\"user-top-read\"]", "has `any` of one scope"),
        (
            "aliases = [\"Get an Album\"]",
            "aliases = [\"\"]",
            "endpoint `get-an-album`: has an empty `name`",
        ),
        ("case = [\"private\"]", "case = [\"public\"]", "names `public` twice in `case`"),
        ("case = [\"private\"]", "case = [\"Private\"]", "has the case `Private`"),
        (
            "one_of = [\"artists\", \"tracks\"]",
            "one_of = []",
            "placeholder `type`: has an empty `one_of`",
        ),
        (
            "url = \"https://api.spotify.com/v1\"",
            "url = \"api.spotify.com\"",
            "base: has `url = \"api.spotify.com\"`",
        ),
        ("token = \"https://", "token = \"http://", "accounts: has `token = "),
    ] {
        assert_fault(from, to, expected);
    }
}

#[test]
fn a_line_that_cannot_be_read_names_its_entry() {
    for (from, to, entry) in [
        ("premium = true", "premium = \"yes\"", "endpoint `transfer-a-users-playback`"),
        ("reason = \"Split around", "reson = \"Split around", "scope `playlist-modify`"),
        ("adds = ", "add = ", "endpoint `get-a-show`"),
        ("[catalogue]", "[catalog]", "[catalog]"),
        ("checked = \"2026-11-22\"", "checked = 20261122", "[sources.reference]"),
    ] {
        assert_fault(from, to, &format!("scopes.toml, {entry}: TOML parse error at line"));
    }
}
