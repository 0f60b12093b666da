//! What silences findings: comments, settings, a baseline.

use std::fs;

use scopes::audit::settings::Settings;
use scopes::commands::{AuditRequest, baseline};

use super::program::Program;
use crate::support::scopes;

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

/// A folder with one program in it.
fn folder(code: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("app.py"), code).expect("a file");
    folder
}

const CODE: &str = "\
import requests

# scopes:ignore closed-endpoint we had access before
requests.get('https://api.spotify.com/v1/recommendations', headers=h)
requests.get('https://api.spotify.com/v1/audio-analysis/1', headers=h)
";

#[test]
fn from_the_command_line_to_files_and_back() {
    let folder = folder(CODE);
    let beside = tempfile::tempdir().expect("a folder");
    let path = |name: &str| beside.path().join(name);
    let audit = || scopes("audit").arg(folder.path());
    let ran = audit().run().code(1);
    assert!(ran.out.contains("app.py:5:"), "{}", ran.out);
    assert!(ran.out.contains("1 warning.") && ran.out.contains("1 ignored on"), "{}", ran.out);

    let wrote = audit().arg("--write-baseline").arg(path("old.json")).run().code(0);
    assert!(wrote.err.contains("1 finding is now in"), "{}", wrote.err);
    assert!(wrote.out.is_empty());
    audit().arg("--baseline").arg(path("old.json")).run().code(0);

    let to_file =
        audit().args(["--format", "json", "--output"]).arg(path("out.json")).run().code(1);
    assert!(to_file.out.is_empty());
    let text = fs::read_to_string(path("out.json")).expect("the answer");
    assert_eq!(text, audit().args(["--format", "json"]).run().out);
}

#[test]
fn files_that_cannot_be_used_are_errors() {
    let folder = folder(CODE);
    let path = |name: &str| folder.path().join(name);
    let audit = || scopes("audit").arg(folder.path());
    let none = audit().arg("--baseline").arg(path("none.json")).run().code(2);
    assert!(none.err.contains("cannot read the baseline") && none.err.contains("--write-baseline"));
    fs::write(path("other.json"), "{}").expect("a file");
    let other = audit().arg("--baseline").arg(path("other.json")).run().code(2);
    assert!(other.err.contains("is no baseline"), "{}", other.err);
    let nowhere = audit().arg("--output").arg(path("none/out.txt")).run().code(2);
    assert!(nowhere.err.contains("cannot write"), "{}", nowhere.err);
    if std::path::Path::new("/dev/full").exists() {
        let full = audit().args(["--output", "/dev/full"]).run().code(2);
        assert!(full.err.contains("cannot write /dev/full"), "{}", full.err);
    }
    fs::write(path("scopes-audit.toml"), "mode = \"extended\"\nexlude = []\n").expect("a file");
    let slip = audit().run().code(2);
    assert!(slip.err.contains("line 2") && slip.err.contains("exlude"), "{}", slip.err);
}

#[test]
fn nothing_to_look_at_is_no_clean_answer() {
    let ran = scopes("audit").arg("/nowhere/at/all").run().code(2);
    assert!(ran.err.contains("there is nothing to audit"), "{}", ran.err);
    assert!(ran.err.contains("/nowhere/at/all"), "{}", ran.err);
    let empty = tempfile::tempdir().expect("a folder");
    scopes("audit").arg(empty.path()).run().code(2);
}
