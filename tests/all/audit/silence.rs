//! What silences findings: comments, settings, a baseline.

use std::fs;

use scopes::audit::settings::Settings;
use scopes::commands::{AuditRequest, baseline};

use super::program::Program;

fn program() -> Program {
    Program::new("a.py", "login()\n# one\n# two\ncall()\n")
        .asks("login()", "user-top-read user-library-read")
        .call("call()", "get-users-saved-tracks")
        .call("call()", "pause-a-users-playback")
}

fn rules(program: &Program, settings: &Settings) -> Vec<&'static str> {
    let (report, _) = program.answer(&AuditRequest::default(), settings);
    report.findings.iter().map(|f| f.rule).collect()
}

fn settings(text: &str) -> Settings {
    toml::from_str(text).expect("settings")
}

#[test]
fn a_comment_silences_its_rule_there_and_nothing_else() {
    let none = settings("");
    assert_eq!(rules(&program(), &none), ["missing-scope", "unused-scope"]);
    let ignored = program().ignore("# two", "missing-scope", "the box asks for it");
    assert_eq!(rules(&ignored, &none), ["unused-scope"]);
    assert_eq!(ignored.report().counts.ignored, 1);
    let two = program().ignore("# one", "missing-scope", "the box asks for it").ignore(
        "# two",
        "older-path",
        "they keep it",
    );
    assert_eq!(rules(&two, &none), ["unused-scope", "unused-ignore"]);
    let far = program().ignore("# one", "missing-scope", "too far up");
    assert_eq!(rules(&far, &none), ["missing-scope", "unused-scope", "unused-ignore"]);
}

#[test]
fn a_comment_that_cannot_be_followed_is_said() {
    let none = settings("");
    for (rule, reason) in [("missing-scoop", "a slip"), ("missing-scope", "")] {
        let wrong = program().ignore("# two", rule, reason);
        assert_eq!(rules(&wrong, &none), ["missing-scope", "unused-scope", "wrong-ignore"]);
    }
    let bare = program().ignore("# two", "", "");
    let (report, _) = bare.answer(&AuditRequest::default(), &none);
    let said = report.findings.iter().find(|f| f.rule == "wrong-ignore").expect("a finding");
    assert!(said.says.contains("scopes:ignore RULE REASON"), "{}", said.says);
}

#[test]
fn settings_silence_by_rule_file_and_subject() {
    let silenced = |text: &str| rules(&program(), &settings(text));
    let unused = "[[ignore]]\nrule = \"unused-scope\"\nreason = \"soon\"\n";
    assert_eq!(silenced(unused), ["missing-scope"]);
    assert_eq!(silenced(&format!("{unused}paths = [\"*.py\"]")), ["missing-scope"]);
    assert_eq!(silenced(&format!("{unused}paths = [\"*.js\"]")).len(), 2);
    assert_eq!(silenced(&format!("{unused}of = [\"user-top-read\"]")), ["missing-scope"]);
    assert_eq!(silenced(&format!("{unused}of = [\"user-read-email\"]")).len(), 2);
    assert_eq!(silenced("granted-elsewhere = [\"user-modify-playback-state\"]"), ["unused-scope"]);
}

#[test]
fn the_request_goes_before_the_settings() {
    let program = program().call("call()", "get-several-tracks");
    let severity = |mode| {
        let request = AuditRequest { mode, ..AuditRequest::default() };
        let settings = settings("mode = \"development\"");
        let (report, _) = program.answer(&request, &settings);
        let found = report.findings.iter().find(|f| f.of == "get-several-tracks");
        found.map(|f| (f.rule, f.severity.id())).expect("a finding")
    };
    assert_eq!(severity(None), ("development-mode", "error"));
    assert_eq!(severity(Some("extended")), ("deprecated-endpoint", "warning"));
}

#[test]
fn excluded_files_are_as_if_they_were_not_there() {
    let mut program = program();
    settings("exclude = [\"*.py\"]").leave_out(&mut program.evidence);
    assert!(rules(&program, &settings("")).is_empty());
    assert!(program.report().endpoints.is_empty() && program.report().requested.is_empty());
}

#[test]
fn a_baseline_takes_what_was_there_and_leaves_what_is_new() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("baseline.json");
    let before = program();
    fs::write(&path, baseline(&before.report()).written().expect("JSON")).expect("a file");
    let request = AuditRequest { baseline: Some(path), ..AuditRequest::default() };
    let (same, ended) = before.answer(&request, &Settings::default());
    assert!(same.findings.is_empty() && ended == 0);
    assert_eq!(same.counts.in_baseline, 2);
    // The same lines, further down and indented, and one more finding.
    let after = Program::new("a.py", "\n\n  login()\n\n    call()\nnew()\n")
        .asks("login()", "user-top-read user-library-read")
        .call("call()", "get-users-saved-tracks")
        .call("call()", "pause-a-users-playback")
        .call("new()", "get-several-tracks");
    let (new, ended) = after.answer(&request, &Settings::default());
    let found: Vec<&str> = new.findings.iter().map(|f| f.rule).collect();
    assert_eq!((found, ended), (vec!["development-mode"], 1));
}
