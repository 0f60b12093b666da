//! Audits of real folders, as somebody types them.

use std::fs;
use std::process::Command;

use crate::support::{fields, scopes};

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

/// Programs with a call of a closed endpoint in a function; `@` stands where a comment may.
const EVERY_LANGUAGE: [(&str, &str, &str); 12] = [
    ("a.py", "#", "def f():\n    @\n    requests.get(URL)\n"),
    ("a.js", "//", "async function f() {\n  @\n  await fetch(URL);\n}\n"),
    ("a.ts", "//", "async function f(): Promise<void> {\n  @\n  await fetch(URL);\n}\n"),
    ("a.go", "//", "package a\nimport \"net/http\"\nfunc f() {\n\t@\n\thttp.Get(URL)\n}\n"),
    ("a.rs", "//", "async fn f() {\n    @\n    reqwest::get(URL).await;\n}\n"),
    (
        "a.cs",
        "//",
        "class A {\n  void F(HttpClient http) {\n    @\n    http.GetAsync(URL);\n  }\n}\n",
    ),
    (
        "A.java",
        "//",
        "class A {\n  void f(RestTemplate http) {\n    @\n    http.getForObject(URL, String.class);\n  }\n}\n",
    ),
    ("a.kt", "//", "suspend fun f(client: HttpClient) {\n    @\n    client.get(URL)\n}\n"),
    ("a.rb", "#", "def f\n  @\n  Net::HTTP.get(URI(URL))\nend\n"),
    ("a.php", "//", "<?php\nfunction f() {\n    @\n    file_get_contents(URL);\n}\n"),
    (
        "a.swift",
        "//",
        "func f() {\n    @\n    URLSession.shared.dataTask(with: URL(string: URL)!)\n}\n",
    ),
    ("a.sh", "#", "f() {\n  @\n  curl URL\n}\n"),
];

#[test]
fn comments_silence_in_every_language() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, mark, program) in EVERY_LANGUAGE {
        let file = folder.path().join(name);
        let findings = |comment: &str| {
            let code = program
                .replace("URL)", "\"https://api.spotify.com/v1/recommendations\")")
                .replace("URL,", "\"https://api.spotify.com/v1/recommendations\",")
                .replace("URL\n", "https://api.spotify.com/v1/recommendations\n")
                .replace('@', comment);
            fs::write(&file, code).expect("a file");
            scopes("audit").arg(&file).args(["--format", "github"]).run().out
        };
        assert!(findings("").contains("closed-endpoint"), "{name}: {}", findings(""));
        let quiet = findings(&format!("{mark} scopes:ignore closed-endpoint we had access before"));
        assert!(!quiet.contains("closed-endpoint"), "{name}: {quiet}");
    }
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

#[test]
fn a_path_that_is_not_there_is_said_and_the_rest_is_looked_at() {
    let folder = folder("print('nothing to mend')\n");
    let audit = || scopes("audit").arg(folder.path()).args(["--format", "json"]);
    let whole = audit().run().code(0);
    let nowhere = folder.path().join("nowhere");
    let ran = audit().arg(&nowhere).run().code(2);
    let said = ran.err.replace("\n  ", " ");
    assert!(said.contains("error: cannot read") && said.contains("nowhere"), "{}", ran.err);
    assert!(!said.contains("not read in full"), "{}", ran.err);
    let read = |text: &str| -> u64 {
        let answer: serde_json::Value = serde_json::from_str(text).expect("JSON");
        answer["counts"]["read"].as_u64().expect("a number")
    };
    assert_eq!(read(&ran.out), read(&whole.out));
    // So it is where the answer goes into a file.
    let file = folder.path().join("answer.json");
    audit().arg(&nowhere).arg("--output").arg(&file).run().code(2);
    assert!(file.is_file());
}

#[test]
fn a_part_of_a_project_is_seen_as_the_whole_is() {
    let folder = folder(CODE);
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("server/old")).expect("a folder");
    fs::write(path("server/app.py"), CODE).expect("a file");
    fs::write(path("server/old/app.py"), CODE).expect("a file");
    let settings = |text: &str| fs::write(path("scopes-audit.toml"), text).expect("a file");
    // In a process of its own: what is seen depends on the folder it runs in.
    let audit = |inside: &str, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scopes"));
        command.arg("audit").args(arguments).current_dir(path(inside)).output().expect("it runs")
    };
    let found = |what: &[&str]| -> Vec<String> {
        let ran = audit("", &[what, &["--format", "json"]].concat());
        let answer: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap_or_default();
        let findings = answer["findings"].as_array().cloned().unwrap_or_default();
        let spots = findings.iter().flat_map(|f| f["at"].as_array().expect("places").clone());
        let of = |spot: serde_json::Value| spot["fingerprint"].as_str().map(str::to_string);
        let mut all: Vec<String> = spots.filter_map(of).collect();
        all.sort();
        all
    };
    settings("");
    let (server, all) = (found(&["server"]), found(&["server/old"]));
    assert!(!all.is_empty() && server.len() > all.len());
    assert!(all.iter().all(|print| server.contains(print)), "{all:?} {server:?}");
    settings("exclude = [\"server/old/**\"]\n");
    assert!(found(&["server"]).len() < server.len());
    assert!(found(&["server/old"]).is_empty());
    assert!(found(&["server/old/app.py", "server/old"]).is_empty());
    settings("exclude = [\"old/**\"]\n");
    assert_eq!(found(&["server"]).len(), server.len());
    // A baseline of the whole holds for a part, and from another folder.
    settings("");
    let ended = |inside: &str, arguments: &[&str]| audit(inside, arguments).status.code();
    assert_eq!(ended("", &["--write-baseline", "baseline.json"]), Some(0));
    assert_eq!(ended("", &["server", "--baseline", "baseline.json"]), Some(0));
    assert_eq!(ended("server", &["--baseline", "../baseline.json"]), Some(0));
    assert_eq!(ended("server", &[]), Some(1));
}

#[test]
fn scopes_granted_elsewhere_are_scopes() {
    let folder = folder(CODE);
    let audit =
        |given: &str| scopes("audit").arg(folder.path()).args(["--granted-elsewhere", given]).run();
    let slip = audit("user-top-raed").code(2);
    assert!(slip.err.replace("\n  ", " ").contains("did you mean user-top-read?"), "{}", slip.err);
    let token = "BQ".repeat(40);
    let pasted = audit(&token).code(2);
    let said = pasted.err.replace("\n  ", " ");
    assert!(!said.contains(&token) && said.contains("not shown"), "{said}");
    assert!(audit("user-top-read user-library-read").code(1).err.is_empty());
    let toml = folder.path().join("scopes-audit.toml");
    fs::write(toml, "mode = \"extended\"\ngranted-elsewhere = [\"user-top-raed\"]\n")
        .expect("a file");
    let slip = scopes("audit").arg(folder.path()).run().code(2);
    let said = slip.err.replace("\n  ", " ");
    assert!(said.contains("line 2") && said.contains("did you mean user-top-read?"), "{said}");
}

#[test]
fn a_file_that_cannot_be_parsed_is_named_and_leaves_scopes_open() {
    let sound = "\
import requests
from spotipy.oauth2 import SpotifyOAuth
auth = SpotifyOAuth(scope='user-top-read user-library-read')
requests.get('https://api.spotify.com/v1/me/tracks', headers=h)
";
    let folder = folder(sound);
    let answer = scopes("audit").arg(folder.path()).json();
    assert_eq!(fields(&answer["unused"], "scope"), ["user-top-read"]);
    let broken = "url = 'https://api.spotify.com/v1/me'\ndef f(:\n  ((( get(\n";
    fs::write(folder.path().join("broken.py"), broken).expect("a file");
    let ran = scopes("audit").arg(folder.path()).run().code(0);
    assert!(
        ran.err.contains("not read in full: broken.py: part of it could not be parsed"),
        "{}",
        ran.err
    );
    let answer = scopes("audit").arg(folder.path()).json();
    assert!(fields(&answer["unused"], "scope").is_empty());
    assert_eq!(fields(&answer["perhaps_unused"], "scope"), ["user-top-read"]);
    assert_eq!(answer["counts"]["skipped"], 1);
}

#[test]
fn a_file_of_50_mb_and_a_line_of_10_mb_cost_a_note() {
    let folder = folder(CODE);
    let write = |name: &str, text: String| {
        fs::write(folder.path().join(name), text + CODE).expect("room on the disk");
    };
    write("big.py", "x = 1\n".repeat((50 << 20) / 6));
    // Small enough to be parsed but for the line.
    write("long.py", format!("x = '{}'\n", "y".repeat(3 << 20)));
    write("big_and_long.py", format!("x = '{}'\n", "y".repeat(10 << 20)));
    let ran = scopes("audit").arg(folder.path()).args(["--format", "plain"]).run().code(1);
    for note in [
        "not read in full: big.py: it is too big to parse",
        "not read in full: long.py: a line of it is too long to parse",
        "not read in full: big_and_long.py: it is too big to parse",
    ] {
        assert!(ran.err.replace("\n  ", " ").contains(note), "{}", ran.err);
    }
    assert!(ran.out.lines().all(|line| line.starts_with("app.py:") || line.contains(" note[")));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = folder(CODE);
    for at in 0..20 {
        fs::write(folder.path().join(format!("copy{at}.py")), CODE).expect("a file");
    }
    let with = |threads: &str| {
        scopes("audit")
            .arg(folder.path())
            .args(["--threads", threads, "--format", "json"])
            .run()
            .out
    };
    assert_eq!(with("1"), with("8"));
    scopes("audit").args(["--threads", "0"]).run().code(2);
}
