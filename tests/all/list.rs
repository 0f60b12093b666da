//! `scopes list`, as somebody types it.

use crate::support::{fields, scopes};
use scopes::catalogue::{Catalogue, ScopeStatus};
use snapbox::{assert_data_eq, file};

fn plain(arguments: &[&str]) -> Vec<String> {
    let ran = scopes("list").args(arguments.iter().copied()).args(["--format", "plain"]).run();
    ran.out.lines().map(ToString::to_string).collect()
}

#[test]
fn lists_everything() {
    let catalogue = Catalogue::built_in();
    let all = scopes("list").arg("scopes").json();
    assert_eq!(fields(&all["scopes"], "id").len(), catalogue.scopes.len());
    // Scripts ask for what they read: names that are refused come where they are asked about.
    let current: Vec<&str> = catalogue
        .scopes
        .iter()
        .filter(|scope| scope.status == ScopeStatus::Current)
        .map(|scope| scope.id)
        .collect();
    assert_eq!(plain(&["scopes"]), current);
    assert!(plain(&["scopes", "--status", "retired"]).contains(&"user-read-birthdate".to_string()));
    assert_eq!(plain(&["endpoints"]).len(), catalogue.endpoints.len());
    assert_eq!(plain(&[]).len(), current.len() + catalogue.endpoints.len());
}

#[test]
fn filters() {
    assert_eq!(
        plain(&["scopes", "--category", "follow"]),
        ["user-follow-modify", "user-follow-read"]
    );
    assert_eq!(
        plain(&["endpoints", "--scope", "user-top-read"]),
        ["get-users-top-artists-and-tracks"]
    );
    assert_eq!(plain(&["endpoints", "--status", "closed"]).len(), 8);
    assert_eq!(plain(&["endpoints", "--status", "deprecated"]).len(), 48);
    assert_eq!(plain(&["endpoints", "--status", "extended-only"]).len(), 40);
    assert!(plain(&["endpoints", "--login", "app"]).contains(&"get-track".to_string()));
    assert!(!plain(&["--login", "user"]).contains(&"user-top-read".to_string()));
    let premium = plain(&["endpoints", "--login", "Premium"]);
    assert!(premium.contains(&"start-a-users-playback".to_string()), "{premium:?}");
    assert!(!premium.contains(&"get-queue".to_string()), "{premium:?}");
    assert_eq!(
        plain(&["--category", "player", "--login", "user", "--scope", "user-read-recently-played"]),
        ["get-recently-played"]
    );
}

#[test]
fn a_filter_nothing_fits_is_the_answer_no_and_an_unknown_value_an_error() {
    let none =
        scopes("list").args(["endpoints", "--status", "closed", "--login", "user"]).run().code(1);
    assert!(none.out.contains("Nothing in the catalogue fits all of that."));
    let unknown = scopes("list").args(["--category", "nope"]).run().code(2);
    assert!(unknown.err.contains("nothing has the category \"nope\""), "{}", unknown.err);
    assert!(unknown.err.contains("playlists"));
}

#[test]
fn tables_fit_the_page_and_break_no_word() {
    for width in [60, 72, 80, 100] {
        let ran = scopes("list").width(width).run();
        for line in ran.out.lines() {
            assert!(scopes::render::page::text_width(line) <= width, "{width}: {line}");
        }
        for scope in Catalogue::built_in().scopes {
            assert!(ran.out.contains(scope.id), "{width}: {}", scope.id);
        }
    }
}

#[test]
fn tables_look_right() {
    let at = |width: usize| scopes("list").args(["--category", "player"]).width(width).run().out;
    assert_data_eq!(at(80), file!["snapshots/list_80_columns.txt"]);
    assert_data_eq!(at(40), file!["snapshots/list_40_columns.txt"]);
    let markdown =
        scopes("list").args(["scopes", "--category", "playlists", "--format", "markdown"]).run();
    assert_data_eq!(markdown.out, file!["snapshots/list_markdown.md"]);
}

#[test]
fn a_slip_in_a_filter_is_asked_about() {
    for (filter, value, meant) in [
        ("--scope", "user-library-raed", "did you mean user-library-read?"),
        ("--category", "Playlist", "did you mean Playlists?"),
        ("--category", "playr", "did you mean player?"),
        ("--status", "curent", "did you mean current?"),
    ] {
        let ran = scopes("list").args([filter, value]).run().code(2);
        assert!(ran.err.to_lowercase().contains(&meant.to_lowercase()), "{}", ran.err);
        assert!(!ran.err.contains("there are"), "{}", ran.err);
    }
}

#[test]
fn only_values_of_what_is_listed_are_offered() {
    for (kind, value, offered) in
        [("endpoints", "Follow", "player"), ("scopes", "player", "Spotify Connect")]
    {
        let ran = scopes("list").args([kind, "--category", value]).run().code(2);
        assert!(
            ran.err.contains(offered) && !ran.err.contains(&format!("{value},")),
            "{}",
            ran.err
        );
    }
    let all = scopes("list").args(["--category", "nope"]).width(2_000).run().code(2);
    let offered = all.err.replace("\n ", "");
    let offered = offered.split("there are: ").nth(1).expect("values").trim();
    for value in offered.split(", ") {
        scopes("list").args(["--category", value]).run().code(0);
    }
}
