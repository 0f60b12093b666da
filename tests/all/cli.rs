//! The program itself: streams, exit codes, pipes and terminals.

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn scopes() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scopes"));
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command
}

fn run(arguments: &[&str]) -> Output {
    scopes().args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

#[test]
fn exit_codes_are_those_of_the_help() {
    let help = run(&["--help"]);
    assert!(text(&help.stdout).contains("Exit codes:"));
    for (arguments, code) in [
        (&["need", "Create Playlist"][..], 0),
        (&["need", "spotify wrapped"], 1),
        (&["explain", "user-read-profile"], 1),
        (&["url", "--client-id", "x", "--redirect", "http://localhost"], 1),
        (&["inspect", "https://x.example/cb?error=access_denied"], 1),
        (&["inspect", "https://x.example/cb?code=abc&state=abcdefgh"], 0),
        (&["inspect", "hello"], 2),
        (&["check", "--granted", "user-top-read", "get-queue"], 1),
        (&["diagnose", "INVALID_CLIENT: Invalid client"], 0),
        (&["diagnose", "banana"], 1),
        (&["need"], 2),
        (&["need", "x", "--when", "nope"], 2),
        (&["nope"], 2),
        (&[], 2),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["need", "--help"], 0),
        (&["completions", "bash"], 0),
    ] {
        assert_eq!(run(arguments).status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn the_version_names_the_catalogues_date() {
    let date = scopes::catalogue::Catalogue::built_in().date;
    let version = run(&["--version"]);
    assert_eq!(
        text(&version.stdout),
        format!("scopes {} (catalogue of {date})\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn answers_go_to_stdout_and_notes_to_stderr() {
    let ran = run(&["need", "skip song", "--format", "plain"]);
    assert_eq!(text(&ran.stdout), "user-modify-playback-state\n");
    assert!(text(&ran.stderr).starts_with("note: took"));
}

#[test]
fn standard_input_is_read() {
    let mut child = scopes()
        .args(["need", "-", "--format", "plain"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("a pipe");
    input
        .write_all(b"403 for url: https://api.spotify.com/v1/me/following?type=artist")
        .expect("read");
    drop(input);
    let output = child.wait_with_output().expect("an end");
    assert_eq!(text(&output.stdout).lines().count(), 2);
}

#[test]
fn the_environment_stands_in_for_the_flags_of_url() {
    let given = [("SPOTIFY_CLIENT_ID", "abc"), ("SPOTIFY_REDIRECT_URI", "https://example.com/cb")];
    let ran = scopes().arg("url").envs(given).output().expect("the program runs");
    assert!(
        text(&ran.stdout).contains("client_id=abc&redirect_uri=https%3A%2F%2Fexample.com%2Fcb")
    );
    let flags = ["url", "--client-id", "xyz", "--redirect", "https://other.example/"];
    let ran = scopes().args(flags).envs(given).output().expect("the program runs");
    assert!(
        text(&ran.stdout).contains("client_id=xyz&redirect_uri=https%3A%2F%2Fother.example%2F")
    );
    assert_eq!(run(&["url"]).status.code(), Some(2));
    let help = scopes().args(["url", "--help"]).envs(given).output().expect("the program runs");
    assert!(!text(&help.stdout).contains("abc"), "values of the environment are not shown");
}

#[cfg(target_os = "linux")]
#[test]
fn open_hands_the_url_to_the_browser() {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::env::temp_dir().join(format!("scopes-open-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (browser, seen) = (folder.join("xdg-open"), folder.join("seen"));
    let script =
        format!("#!/bin/sh\nprintf %s \"$1\" > {0}.part && /bin/mv {0}.part {0}\n", seen.display());
    std::fs::write(&browser, script).expect("a script");
    std::fs::set_permissions(&browser, PermissionsExt::from_mode(0o755)).expect("a program");
    let open = |redirect: &str, path: &std::path::Path| {
        let mut command = scopes();
        command.args(["url", "--client-id", "x", "--open", "--state", "--redirect", redirect]);
        command.env("PATH", path).output().expect("the program runs")
    };
    let refused = open("http://localhost/", &folder);
    assert_eq!((refused.status.code(), seen.exists()), (Some(1), false));
    let ran = open("https://example.com/cb?a=1&b=$HOME", &folder);
    let patience = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        seen.exists()
    });
    assert!(patience, "the browser was started: {}", text(&ran.stderr));
    let url = std::fs::read_to_string(&seen).expect("what was opened");
    assert_eq!(text(&ran.stdout).trim_end(), url);
    let without = open("https://example.com/cb", &folder.join("nothing"));
    assert_eq!(without.status.code(), Some(0));
    assert!(text(&without.stderr).contains("no browser could be started"), "{without:?}");
    std::fs::remove_dir_all(&folder).expect("gone");
}

#[test]
fn a_closed_pipe_is_silence_and_success() {
    for arguments in [
        &["list"][..],
        &["need", "Create Playlist"],
        &["need", "Create Playlist", "--format", "json"],
        &["completions", "zsh"],
        &["__complete", "zsh", "scopes", "need", ""],
        &["--help"],
        &["--version"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let ran = scopes()
            .args(arguments)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .expect("the program runs");
        assert_eq!(ran.status.code(), Some(0), "{arguments:?}");
        assert!(ran.stderr.is_empty(), "{arguments:?}: {}", text(&ran.stderr));
    }
}

#[test]
fn colour_is_decided_by_flag_then_environment_then_terminal() {
    let coloured =
        |command: &mut Command| text(&command.output().expect("ran").stdout).contains('\u{1b}');
    assert!(!coloured(scopes().args(["need", "get-queue"])), "a pipe is no terminal");
    assert!(coloured(scopes().args(["need", "get-queue", "--color", "always"])));
    assert!(coloured(scopes().args(["need", "get-queue"]).env("CLICOLOR_FORCE", "1")));
    assert!(!coloured(
        scopes().args(["need", "get-queue", "--color", "never"]).env("CLICOLOR_FORCE", "1")
    ));
    assert!(!coloured(
        scopes().args(["need", "get-queue"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")
    ));
    assert!(coloured(
        scopes().args(["need", "get-queue", "--color", "always"]).env("NO_COLOR", "1")
    ));
}

#[test]
fn columns_set_the_width() {
    let ran = scopes().args(["need", "get-queue"]).env("COLUMNS", "40").output().expect("ran");
    let wide = |line: &&str| line.len() > 40 && !line.starts_with("Next");
    assert_eq!(text(&ran.stdout).lines().find(wide), None);
}

#[test]
fn every_help_is_as_it_was() {
    let mut all = String::new();
    for command in [
        "",
        "need",
        "explain",
        "url",
        "check",
        "diagnose",
        "inspect",
        "audit",
        "list",
        "catalogue",
        "catalogue diff",
        "completions",
    ] {
        for flag in ["-h", "--help"] {
            let arguments: Vec<&str> = command.split_whitespace().chain([flag]).collect();
            all.push_str(&format!("$ scopes {}\n", arguments.join(" ")));
            all.push_str(text(&run(&arguments).stdout));
            all.push('\n');
        }
    }
    snapbox::assert_data_eq!(all, snapbox::file!["snapshots/help.txt"]);
}

#[test]
fn completion_answers_quickly_and_to_the_point() {
    let complete = |words: &[&str]| {
        let mut arguments = vec!["__complete", "zsh", "scopes"];
        arguments.extend(words);
        text(&run(&arguments).stdout).lines().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(complete(&["need", "Seek"]), ["Seek To Position\tPUT /me/player/seek"]);
    assert_eq!(
        complete(&["need", "DELETE /me/lib"]),
        ["DELETE /me/library\tRemove Items from Library"]
    );
    assert_eq!(complete(&["need", "/me/libr"]).len(), 2);
    assert!(complete(&["need", ""]).len() > 90);
    assert_eq!(
        complete(&["need", "volum"]),
        ["Set Playback Volume\tSets how loud the device plays."]
    );
    assert_eq!(
        complete(&["explain", "user-top-read,user-read-e"])[0].split('\t').next(),
        Some("user-top-read,user-read-email")
    );
    assert!(complete(&["explain", "user-read-birth"]).is_empty(), "nobody can ask for it");
    assert_eq!(complete(&["need", "--when", "pub"]), ["public"]);
    assert!(complete(&["need", "--mode", ""]).iter().any(|c| c.starts_with("development")));
    assert!(complete(&["list", "--status", "clo"]).contains(&"closed".to_string()));
    assert!(complete(&["banana", "x"]).is_empty() || complete(&[]).is_empty());
}

#[cfg(not(feature = "audit"))]
#[test]
fn without_audits_it_says_how_to_get_them() {
    let ran = run(&["audit"]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(text(&ran.stderr).contains("was built without `audit`"));
}
