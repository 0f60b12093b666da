//! How audits are written: for people, scanners, pull requests, reviews.

use scopes::audit::evidence::Unknown;
use scopes::audit::rules::RULES;
use scopes::audit::settings::Settings;
use scopes::commands::AuditRequest;
use scopes::render::{Format, Layout, page::is_active, render};
use scopes::report::audit::AuditReport;
use serde_json::Value;
use snapbox::{assert_data_eq, file};

use super::program::Program;
use crate::support::scopes;

/// A program with something of everything.
pub fn player() -> Program {
    let scopes =
        "user-top-read user-read-emial playlist-modify-public streaming user-read-birthdate";
    let mut program = Program::new(
        "src/login.js",
        "// where users sign in\nconst scope =\n  'user-top-read user-read-emial playlist-modify-public streaming user-read-birthdate'\nlogin(scope)\n",
    );
    let text = format!("'{scopes}'");
    program = program.asks(&text, scopes);
    program
        .file(
            "src/player.js",
            "async function play() {\n\tawait put(`/me/player/play`)\n  return get('/me')\n}\nget('/tracks?ids=1')\nadd(list)\nget(path)\nput('/me/player/play')\n",
        )
        .call("`/me/player/play`", "start-a-users-playback")
        .call("'/me/player/play'", "start-a-users-playback")
        .call("'/me'", "get-current-users-profile")
        .call("'/tracks?ids=1'", "get-several-tracks")
        .call("add(list)", "add-items-to-playlist")
        .blind("get(path)", Unknown::Path { method: Some(scopes::catalogue::Method::Get) })
}

/// Reports that together have every field there is.
pub fn everything() -> Vec<AuditReport> {
    let development = AuditRequest {
        mode: Some(scopes::catalogue::DEVELOPMENT),
        granted_elsewhere: vec!["user-read-email".into()],
        ..AuditRequest::default()
    };
    let mut unseen = Program::new("a.py", "call()").call("call()", "add-items-to-playlist");
    unseen.evidence.coverage.skipped.push(("b.py".into(), "gone".into()));
    let unresolved = Program::new("a.py", "login()\ncall()")
        .asks("login()", "app-remote-control")
        .unresolved()
        .call("call()", "pause-a-users-playback");
    vec![
        player().report(),
        player().answer(&development, &Settings::default()).0,
        Program::new("a.py", "login()\ncall()")
            .asks("login()", "user-top-read")
            .call("call()", "get-users-saved-tracks")
            .report(),
        unseen.report(),
        unresolved.report(),
        Program::new("a.py", "login()").asks("login()", "user-soa-link").report(),
    ]
}

fn table(program: &Program, width: usize, colour: bool) -> String {
    render(&program.report(), Format::Table, Layout { width, colour }).expect("a page")
}

#[test]
fn for_people_at_80_and_40_columns_and_in_colour() {
    assert_data_eq!(table(&player(), 80, false), file!["../snapshots/audit_80_columns.txt"]);
    assert_data_eq!(table(&player(), 40, false), file!["../snapshots/audit_40_columns.txt"]);
    assert_data_eq!(table(&player(), 80, true), file!["../snapshots/audit_colour.txt"]);
}

#[test]
fn nothing_found_is_said_in_few_lines() {
    let program = Program::new("a.py", "login()\ncall()")
        .asks("login()", "user-library-read")
        .call("call()", "get-users-saved-tracks");
    let page = table(&program, 80, false);
    assert!(page.starts_with("Nothing to mend.\n"), "{page}");
    assert!(!page.contains("Ask for") && !page.contains("Next"), "{page}");
    let nothing = table(&Program::new("a.py", "print()"), 80, false);
    assert!(nothing.contains("No call of the API was found."), "{nothing}");
}

#[test]
fn hostile_code_reaches_no_terminal_and_no_line_is_too_wide() {
    let hostile = "a\u{1b}[31m\u{7}\u{202e}日本語日本語 '/me/player/play' \u{9b}1m";
    let long = format!("{}'/me'{}", "x".repeat(5000), "y".repeat(5000));
    let endless = format!("z{}", "'/tracks'".repeat(600));
    let program =
        Program::new("a\u{1b}]0;x\u{7}.js", &format!("login()\n{hostile}\n{long}\n{endless}\n"))
            .asks("login()", "user-top-read")
            .call("'/me/player/play'", "start-a-users-playback")
            .call("'/me'", "pause-a-users-playback")
            .call(&endless, "get-queue");
    for width in [20, 40, 80, 100] {
        let page = table(&program, width, false);
        assert!(!page.chars().any(|c| c != '\n' && is_active(c)), "{page}");
        for line in page.lines() {
            let copied = line.starts_with("Next") || line.contains(".js:");
            let wide = scopes::render::page::text_width(line);
            assert!(wide <= width.max(40) || copied, "{width}: {wide} {line}");
        }
    }
    for format in [Format::Plain, Format::Json, Format::Markdown, Format::Sarif, Format::Github] {
        let text = program.written(format, 80);
        assert!(!text.chars().any(|c| c != '\n' && is_active(c)), "{format:?}: {text}");
    }
}

#[test]
fn one_finding_a_line_for_scripts() {
    let lines = player().written(Format::Plain, 80);
    let wanted = "src/player.js:2: error[missing-scope]: PUT /me/player/play needs \
                  user-modify-playback-state, which is not requested";
    assert!(lines.lines().any(|line| line == wanted), "{lines}");
    assert!(lines.lines().all(|line| line.split(": ").count() >= 3), "{lines}");
}

#[test]
fn markdown_justifies_scopes() {
    assert_data_eq!(
        player().written(Format::Markdown, 80),
        file!["../snapshots/audit_markdown.md"]
    );
}

#[test]
fn markdown_justifies_a_scope_that_only_a_case_needs() {
    let code = "import requests\nredirect('https://accounts.spotify.com/authorize?client_id=1\
                &scope=playlist-modify-public')\nrequests.post('https://api.spotify.com/v1/me/playlists', \
                json={'name': 'x', 'public': False})\n";
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.py"), code).expect("a file");
    let text = scopes("audit").arg(folder.path()).args(["--format", "markdown"]).run().out;
    let row = text.lines().find(|line| line.starts_with("| `playlist-modify-private`"));
    let row = row.unwrap_or_else(|| panic!("{text}"));
    assert!(row.contains("POST /me/playlists") && row.contains("`a.py:3`"), "{row}");
}

#[test]
fn workflow_commands_are_a_line_each() {
    let text = player().written(Format::Github, 80);
    let (commands, rest): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with("::"));
    assert_eq!(rest.len(), 1, "{text}");
    assert!(commands[0].starts_with("::error file=src/"), "{text}");
    assert!(commands.iter().all(|c| c.contains(",title=scopes ") && c.contains(",line=")));
    let odd = Program::new("a,b:c%.js", "login()\ncall()")
        .asks("login()", "user-top-read")
        .call("call()", "get-queue");
    let text = odd.written(Format::Github, 80);
    assert!(text.contains("file=a%2Cb%3Ac%25.js,line=2,col=1,"), "{text}");
}

fn sarif(program: &Program) -> Value {
    serde_json::from_str(&program.written(Format::Sarif, 80)).expect("JSON")
}

#[test]
fn sarif_has_what_code_scanning_asks_for() {
    let log = sarif(&player());
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), RULES.len());
    for rule in rules {
        assert!(rule["help"]["text"].is_string() && rule["help"]["markdown"].is_string());
    }
    let results = run["results"].as_array().expect("results");
    let places: usize = player().report().findings.iter().map(|f| f.at.len()).sum();
    assert_eq!(results.len(), places, "a result a place");
    for result in results {
        let index =
            usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().expect("an address");
        assert!(!uri.starts_with('/') && !uri.contains("://"), "{uri}");
        assert!(location["region"]["startLine"].as_u64() >= Some(1));
        assert!(result["partialFingerprints"]["scopesFinding/v1"].is_string());
    }
    let prints: std::collections::BTreeSet<&str> = results
        .iter()
        .map(|r| r["partialFingerprints"]["scopesFinding/v1"].as_str().expect("a text"))
        .collect();
    assert_eq!(prints.len(), results.len(), "fingerprints are told apart");
}

#[test]
fn addresses_are_encoded_and_start_where_the_command_ran() {
    let mut program = Program::new("a b/ü#?%.js", "login()\ncall()")
        .asks("login()", "user-top-read")
        .call("call()", "get-queue");
    program.evidence.root = "./app".into();
    let uri = |program: &Program| {
        let log = sarif(program);
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        location["artifactLocation"]["uri"].as_str().expect("an address").to_string()
    };
    assert_eq!(uri(&program), "app/a%20b/%C3%BC%23%3F%25.js");
    program.evidence.root = std::env::current_dir().expect("a folder").join("app");
    assert_eq!(uri(&program), "app/a%20b/%C3%BC%23%3F%25.js");
    program.evidence.root = "/elsewhere".into();
    assert_eq!(uri(&program), "a%20b/%C3%BC%23%3F%25.js");
    let scheme = Program::new("c:d.js", "login()\ncall()")
        .asks("login()", "user-top-read")
        .call("call()", "get-queue");
    assert_eq!(uri(&scheme), "./c:d.js");
}

#[test]
fn audits_alone_have_formats_of_their_own() {
    for format in ["sarif", "github"] {
        let ran = scopes("need").args(["get-queue", "--format", format]).run().code(2);
        assert!(
            ran.err.contains(&format!("invalid value '{format}' for '--format")),
            "{}",
            ran.err
        );
        assert!(ran.err.contains("[possible values: table, plain, json, markdown]"), "{}", ran.err);
        assert!(ran.out.is_empty());
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.py"), "1\n").expect("a file");
        scopes("audit").arg(folder.path()).args(["--format", format]).run().code(0);
    }
    let ran = scopes("audit").args(["--rules", "--format", "sarif"]).run().code(2);
    assert!(ran.err.contains("rules alone have no such form"), "{}", ran.err);
    // Before the command too.
    let ran = scopes("--format").args(["json", "audit", "--rules"]).run().code(0);
    assert!(ran.out.starts_with('{'), "{}", ran.out);
    let ran = scopes("completions").args(["bash", "--format", "json"]).run().code(2);
    assert!(ran.err.contains("[possible values: plain]"), "{}", ran.err);
}

#[test]
fn severities_decide_how_it_ends() {
    let ends = |program: &Program| program.answer(&AuditRequest::default(), &Settings::default()).1;
    assert_eq!(ends(&player()), 1);
    let noted = Program::new("a.py", "login()\ncall()")
        .asks("login()", "user-top-read")
        .call("call()", "get-users-top-artists-and-tracks")
        .call("call()", "get-current-users-profile");
    assert_eq!(ends(&noted), 0, "notes alone are no failure");
    assert_eq!(noted.report().counts.notes, 1);
}

#[test]
fn rules_are_listed_and_explained() {
    let all = scopes("audit").arg("--rules").run().code(0);
    assert!(RULES.iter().all(|about| all.out.contains(about.id)), "{}", all.out);
    let one = scopes("audit").args(["--explain", "unused-scope"]).run().code(0);
    assert!(one.out.starts_with("unused-scope  warning\n"), "{}", one.out);
    assert!(one.out.contains("scopes:ignore unused-scope REASON"));
    let none = scopes("audit").args(["--explain", "banana"]).run().code(2);
    assert!(none.err.contains("there is no rule \"banana\"") && none.err.contains("missing-scope"));
    let json = scopes("audit").arg("--rules").json();
    assert_eq!(json["rules"].as_array().expect("rules").len(), RULES.len());
}

#[test]
fn the_documentation_of_rules_is_what_is_printed() {
    let printed = scopes("audit").args(["--rules", "--format", "markdown"]).run().code(0).out;
    assert_data_eq!(printed, file!["../../../docs/audit-rules.md"]);
}

#[test]
fn each_finding_marks_its_own_word() {
    let marks = |before: &str, between: &str, width: usize| -> Vec<String> {
        let text = format!("'user-top-read {between}user-read-email'");
        let code = format!("{before}login({text})\nme()");
        let scopes = format!("user-top-read {between}user-read-email");
        let program = Program::new("a.py", &code).asks(&text, &scopes).call("me()", "get-track");
        let written = program.written(Format::Table, width);
        let lines = written.lines().filter(|line| line.contains('^'));
        lines
            .flat_map(|line| line.split(|c| c != '^').map(str::to_string))
            .filter(|m| !m.is_empty())
            .collect()
    };
    let (top, email) = ("^".repeat(13), "^".repeat(15));
    assert_eq!(marks("", "", 80), [top.clone(), email.clone()]);
    // Of lines wider than the page, too, near each other or not.
    assert_eq!(marks(&" a,".repeat(40), "", 80), [top.clone(), email.clone()]);
    let others = "user-follow-read user-follow-modify user-library-modify ";
    assert_eq!(marks("", others, 40).len(), 5);
}

#[test]
fn scopes_joined_by_commas_are_quoted_as_they_stand() {
    let mut program = Program::new("a.py", "login('user-top-read,user-library-read')")
        .asks("'user-top-read,user-library-read'", "user-library-read user-top-read");
    for site in &mut program.evidence.requested {
        site.comma_joined = true;
        site.letter = if site.scope == "user-top-read" { 0 } else { 14 };
    }
    let report = program.report();
    let finding = report.findings.iter().find(|f| f.rule == "comma-joined-scopes");
    let finding = finding.expect("a finding");
    assert!(finding.says.starts_with("\"user-top-read,user-library-read\""), "{}", finding.says);
    let marked = finding.at[0].excerpt.as_ref().expect("a line").marked.clone();
    assert_eq!(marked, "user-top-read,user-library-read");
}
