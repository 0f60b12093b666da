//! `scopes explain`, as somebody types it.

use crate::support::{fields, scopes};
use scopes::catalogue::Catalogue;
use snapbox::{assert_data_eq, file, str};

#[test]
fn one_scope() {
    let ran = scopes("explain").arg("user-read-email").run().code(0);
    assert_data_eq!(
        ran.out,
        str![[r#"
╭────────────────────────────────────────────╮
│ You agree that your app will be able to:   │
│                                            │
│ View your Spotify account data             │
│ • Read your publicly available information │
│ • Get your real email address.             │
╰────────────────────────────────────────────╯
Texts as documented. The live dialog has worded them differently: --observed

user-read-email
  Adds the e-mail address to the user's profile.
  Since 2026-02-11 restricted Development Mode apps no longer get the e-mail
  address; there it serves only the Web Playback SDK.
  Opens: Web Playback SDK
  Adds email to: Get Current User's Profile
  From Scopes page (2025); Changes of February 2026 (2026-02)

"#]]
    );
}

#[test]
fn no_scope_is_what_everybody_grants() {
    let ran = scopes("explain").run().code(0);
    assert!(ran.out.contains("Read your publicly available information"));
    assert!(ran.out.contains("That much is granted without any scope."));
}

#[test]
fn panels_at_40_columns_and_in_colour() {
    let all = Catalogue::built_in().scopes.iter().filter(|s| s.can_be_asked_for()).map(|s| s.id);
    let ids: Vec<&str> = all.collect();
    let narrow = scopes("explain").args(ids.clone()).width(40).run();
    assert_data_eq!(narrow.out, file!["snapshots/explain_40_columns.txt"]);
    let colour =
        scopes("explain").args(["user-read-profile", "streaming", "user-soa-link"]).colour().run();
    assert_data_eq!(colour.out, file!["snapshots/explain_colour.txt"]);
}

#[test]
fn the_live_wording_is_a_fact_of_its_own() {
    let documented = scopes("explain").arg("user-read-private").run();
    assert!(documented.out.contains("Access your subscription details."));
    let observed = scopes("explain").args(["user-read-private", "--observed"]).run();
    assert!(
        observed.out.contains("Your Spotify subscription, account country"),
        "{}",
        observed.out
    );
    assert!(observed.out.contains("last observed"));
    let unseen = scopes("explain").args(["app-remote-control", "--observed"]).run();
    assert!(
        unseen.out.contains("app-remote-control: Its line in the live dialog has not been seen.")
    );
    let json = scopes("explain").args(["user-read-private", "--observed"]).json();
    assert_eq!(json["consent_screen"]["wording"], "observed");
    let seen = fields(&json["scopes"][0]["observed"], "years");
    assert_eq!(seen, ["2022-2023", "2024-2025"]);
}

#[test]
fn groups_stand_in_the_order_of_the_dialog() {
    let json = scopes("explain").arg("playlist-modify-public,user-top-read,user-read-email").json();
    assert_eq!(fields(&json["consent_screen"]["groups"], "id"), ["account", "activity", "actions"]);
    let lines = &json["consent_screen"]["groups"][0]["lines"];
    assert_eq!(
        fields(lines, "text"),
        ["Read your publicly available information", "Get your real email address."]
    );
}

#[test]
fn separators_of_all_kinds_and_what_commas_would_do() {
    for text in [
        "user-read-email user-top-read",
        "user-read-email%20user-top-read",
        "scope=user-read-email+user-top-read&x=y",
    ] {
        let json = scopes("explain").arg(text).json();
        assert_eq!(fields(&json["scopes"], "id"), ["user-read-email", "user-top-read"], "{text}");
        assert!(scopes("explain").arg(text).run().err.is_empty(), "{text}");
    }
    let commas = scopes("explain").arg("user-read-email,user-top-read").run().code(0);
    assert!(commas.err.contains("parted by spaces"), "{}", commas.err);
    let twice = scopes("explain").arg("user-read-email%2520user-top-read").run();
    assert!(twice.err.contains("percent-encoded more than once"), "{}", twice.err);
}

#[test]
fn names_that_would_be_refused_are_errors() {
    for (name, status, meant) in [
        ("user-read-profile", "never-existed", "user-read-private"),
        ("user-read-birthdate", "retired", ""),
        ("playlist-modify", "retired", "playlist-modify-public"),
        ("openid", "internal", "user-read-email"),
        ("user-manage-partner", "misspelled", "soa-manage-partner"),
        ("user-read-emial", "unknown", "user-read-email"),
        ("User-Read-Email", "unknown", "user-read-email"),
        ("user-personalized", "unusable", ""),
    ] {
        let ran = scopes("explain").arg(name).run().code(1);
        assert_eq!(ran.out.contains("Did you mean"), !meant.is_empty(), "{name}: {}", ran.out);
        let json = scopes("explain").arg(name).json();
        assert_eq!(json["scopes"][0]["status"], status, "{name}");
        if !meant.is_empty() {
            assert_eq!(json["scopes"][0]["did_you_mean"][0], meant, "{name}");
        }
        let plain = scopes("explain").args([name, "--format", "plain"]).run().code(1);
        assert!(plain.err.contains("a request with it is refused"), "{}", plain.err);
    }
}

#[test]
fn partners_have_scopes_of_their_own() {
    let link = scopes("explain").arg("user-soa-link").run().code(0);
    assert!(link.out.contains("partner only"), "{}", link.out);
    let service = scopes("explain").arg("soa-manage-partner").run().code(0);
    let said = service.err.replace("\n ", "");
    assert!(said.contains("never into an authorize URL"), "{said}");
}

#[test]
fn what_is_new_is_marked() {
    let ran = scopes("explain").args(["user-top-read", "--granted", "user-read-email"]).run();
    assert!(ran.out.contains("+ Read your top artists and content."), "{}", ran.out);
    let ran = scopes("explain")
        .args(["user-read-email user-top-read", "--granted", "user-read-email"])
        .run();
    assert!(ran.out.contains("+ Read your top artists and content."), "{}", ran.out);
    assert!(ran.out.contains("\u{2022} Get your real email address."));
    let slip = scopes("explain").args(["user-top-read", "--granted", "user-top-raed"]).run();
    assert!(slip.out.contains("+ Read your top artists and content."), "{}", slip.out);
    let said = slip.err.replace("\n ", "");
    assert!(
        said.contains("--granted: user-top-raed is no scope; did you mean user-top-read?"),
        "{said}"
    );
    assert!(!scopes("explain").arg("user-top-read").run().out.contains("+ "));
}

#[test]
fn a_secret_given_for_granted_scopes_is_not_repeated() {
    let secret = "0Aa__0A-__A_aa_A_Aa0__00-_-aaA_";
    let ran = scopes("explain").args(["user-top-read", "--granted", secret]).run();
    assert!(!ran.err.replace("\n ", "").contains(secret), "{}", ran.err);
    assert!(ran.err.contains("--granted: *** is no scope"), "{}", ran.err);
}

#[test]
fn every_scope_and_its_endpoints_both_ways() {
    let catalogue = Catalogue::built_in();
    for (at, scope) in catalogue.scope_refs() {
        let json = scopes("explain").arg(scope.id).json();
        let opened = fields(&json["scopes"][0]["endpoints"], "id");
        let mentioning: Vec<&str> = catalogue
            .endpoints
            .iter()
            .filter(|e| e.requirement.mentions(at))
            .map(|e| e.id)
            .collect();
        assert_eq!(opened, mentioning, "{}", scope.id);
        let consent = json["scopes"][0]["consent"].as_str();
        assert_eq!(consent, scope.consent.map(|quote| quote.text));
    }
}

#[test]
fn a_call_is_no_scope_and_the_way_to_its_scopes_is_shown() {
    for (call, id) in [
        ("Create Playlist", "create-playlist"),
        ("GET /me/tracks", "get-users-saved-tracks"),
        ("skip song", "skip-users-playback-to-next-track"),
    ] {
        let ran = scopes("explain").arg(call).run().code(1);
        assert!(ran.out.contains(&format!("Next  scopes need {id}")), "{}", ran.out);
        assert!(!ran.out.contains("Did you mean"), "{}", ran.out);
    }
    // Names that could be scopes are still told by what they are like.
    let ran = scopes("explain").arg("user-raed-email").run().code(1);
    assert!(ran.out.contains("Did you mean user-read-email?"), "{}", ran.out);
    assert!(!scopes("explain").arg("bananas").run().code(1).out.contains("Next"));
}

#[test]
fn service_scopes_have_no_consent_screen() {
    let ran = scopes("explain").arg("soa-manage-partner").run().code(0);
    assert!(ran.out.starts_with("No user is asked, so there is no consent screen."), "{}", ran.out);
    assert!(!ran.out.contains("You agree"), "{}", ran.out);
    let markdown = scopes("explain").args(["soa-manage-partner", "--format", "markdown"]).run().out;
    assert!(!markdown.contains("The user will read"), "{markdown}");
    let mixed = scopes("explain").args(["soa-manage-partner", "user-top-read"]).run().out;
    assert!(mixed.contains("You agree"), "{mixed}");
}

#[test]
fn what_was_granted_counts_in_every_format() {
    let both = ["user-read-email", "user-top-read", "--granted", "user-read-email", "--format"];
    let plain = scopes("explain").args(both).arg("plain").run().out;
    assert_eq!(plain, "Read your top artists and content.\n");
    let markdown = scopes("explain").args(both).arg("markdown").run().out;
    assert!(markdown.contains("(`user-top-read`), new to the user\n"), "{markdown}");
    assert!(markdown.contains("(`user-read-email`)\n"), "{markdown}");
    assert!(markdown.contains("Texts as documented."), "{markdown}");
    let nothing = scopes("explain").args(["user-top-read", "--granted", "user-top-read"]).run().out;
    assert!(nothing.contains("No line is new to the user"), "{nothing}");
    let slip = scopes("explain").args(["user-read-emial", "--format", "markdown"]).run().out;
    assert!(slip.contains("Did you mean user-read-email?"), "{slip}");
}

#[test]
fn what_was_granted_is_read_as_check_reads_it() {
    let token = r#"{"access_token":"x","scope":"user-read-email"}"#;
    let asked = |scope: &str| scopes("explain").args(["--granted", "-", scope]).input(token).run();
    let ran = asked("user-read-email").code(0);
    assert!(ran.out.contains("user-read-email  granted before"), "{}", ran.out);
    assert!(asked("-").code(2).err.contains("two arguments want standard input"));
    let silent = r#"{"access_token":"x"}"#;
    let ran = scopes("explain").args(["user-top-read", "--granted", silent]).run().code(2);
    assert!(ran.err.contains("has no `scope`"), "{}", ran.err);
}

#[test]
fn every_case_of_a_scope_is_named() {
    let page = scopes("explain").arg("playlist-modify-private").width(200).run().out;
    assert!(page.contains("is private or the playlist is collaborative: "), "{page}");
}

#[test]
fn part_of_a_scope_is_a_slip_and_a_file_is_no_scope() {
    let ran = scopes("explain").arg("email").run().code(1);
    assert!(ran.out.contains("Did you mean user-read-email?"), "{}", ran.out);
    for command in ["explain", "inspect"] {
        let ran = scopes(command).arg("Cargo.toml").run().code(2);
        assert!(ran.err.contains("is a file, and only its name was given"), "{}", ran.err);
    }
}
