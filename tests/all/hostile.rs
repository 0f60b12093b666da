//! Hostile surroundings: streams that are closed or full, terminals that can do little,
//! names that are no text, folders without end, interruptions.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Output, Stdio};

use crate::support;

const PROGRAM: &str = env!("CARGO_BIN_EXE_scopes");

fn scopes() -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command
}

/// Runs a line of a shell in which `"$0"` is the program.
fn shell(line: &str) -> Output {
    let mut shell = Command::new("sh");
    shell.env_clear().env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    shell.args(["-c", line, PROGRAM]).output().expect("a shell")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("{output:?}"))
}

/// Command lines of every sort, the exit code of each, and whether there are notes.
const EVERY: [(&str, i32); 11] = [
    ("need 'Create Playlist'", 0),
    ("need 'skip song' --format json", 0),
    ("need banana", 1),
    ("explain user-read-email", 0),
    ("url --client-id 0123456789abcdef0123456789abcdef --redirect https://example.com/cb", 0),
    ("inspect 'https://example.com/cb?code=a&state=abcdefgh'", 0),
    ("check --granted user-top-read get-queue", 1),
    ("diagnose 'INVALID_CLIENT: Invalid client'", 0),
    ("list scopes", 0),
    ("completions zsh", 0),
    ("--help", 0),
];

#[test]
fn closed_streams_change_no_exit_code() {
    for (line, expected) in EVERY {
        for closed in [">&-", "2>&-", "<&- >&- 2>&-"] {
            let ran = shell(&format!("\"$0\" {line} {closed}"));
            assert_eq!(code(&ran), expected, "{line} {closed}");
            assert!(!text(&ran.stderr).contains("panicked"), "{line} {closed}: {ran:?}");
        }
    }
}

#[test]
fn who_closed_the_pipe_of_notes_has_read_enough() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = scopes();
    command.args(["need", "skip song", "--format", "plain"]).stderr(writer);
    let ran = command.output().expect("ran");
    assert_eq!((code(&ran), text(&ran.stdout)), (0, "user-modify-playback-state\n"));
}

#[test]
fn a_full_disk_is_said_and_is_no_answer() {
    for (line, _) in EVERY {
        let ran = shell(&format!("\"$0\" {line} >/dev/full"));
        assert_eq!(code(&ran), 2, "{line}");
        let said = text(&ran.stderr);
        assert!(said.contains("error: cannot write the answer: No space left"), "{line}: {said}");
        // Nobody is left to tell.
        let ran = shell(&format!("\"$0\" {line} >/dev/full 2>/dev/full"));
        assert_eq!(code(&ran), 2, "{line}");
    }
}

#[test]
fn input_that_cannot_be_read_is_said() {
    for line in ["need -", "explain -", "inspect -", "check --granted - get-queue", "diagnose -"] {
        let ran = shell(&format!("\"$0\" {line} </"));
        assert_eq!(code(&ran), 2, "{line}");
        let said = text(&ran.stderr);
        assert!(said.starts_with("error: cannot read standard input: "), "{line}: {said}");
        assert!(ran.stdout.is_empty(), "{line}");
    }
}

#[test]
fn input_without_end_is_refused() {
    for line in ["need -", "explain -", "inspect -", "check --granted - get-queue", "diagnose -"] {
        let ran = shell(&format!("yes 'GET /v1/me user-read-email' | \"$0\" {line}"));
        assert_eq!(code(&ran), 2, "{line}");
        let said = text(&ran.stderr);
        assert!(said.starts_with("error: standard input holds more than "), "{line}: {said}");
    }
}

/// How many seconds this thread has worked; waiting for others does not count.
fn worked() -> u64 {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux says so");
    let nanoseconds = said.split(' ').next().and_then(|first| first.parse::<u64>().ok());
    nanoseconds.expect("a number") / 1_000_000_000
}

/// Texts on which a program that looks at everything again and again never ends.
#[test]
fn long_input_is_no_hang() {
    const LENGTH: usize = 300_000;
    let pieces = [
        "a",
        " ",
        "=",
        "://",
        "/",
        "a/",
        "%25",
        "&amp;",
        "amp;",
        "\"",
        "'",
        "(",
        ")",
        "[",
        "{",
        "\n",
        "a://'",
        "scope=a ",
        "a-b ",
        "code=",
        "access_token=abcd ",
        "?a=1&",
        "GET /me\n",
        ".a",
        "a()",
        "sp.me()\n",
        "\u{1f600}",
        "\\u0041",
        "user-read-emial ",
        "https://api.spotify.com/v1/x ",
        "/v1/me/a\"+b+\"",
    ];
    for piece in pieces {
        let input = piece.repeat(LENGTH / piece.len());
        let query = format!("https://accounts.spotify.com/authorize?scope={input}");
        for (command, arguments) in [
            ("need", &["-"][..]),
            ("explain", &["-"]),
            ("inspect", &["-"]),
            ("check", &["--granted", "-", "get-queue"]),
            ("diagnose", &["-"]),
        ] {
            let texts = if command == "inspect" { vec![&query, &input] } else { vec![&input] };
            for text in texts {
                let begun = worked();
                let line = support::scopes(command).args(arguments).arg("--format=plain");
                let ran = line.input(text.as_bytes()).run();
                assert!(ran.code <= 2, "{command} {piece:?}");
                // Debug builds are slow; what is quadratic takes minutes.
                let took = worked() - begun;
                assert!(took < 30, "{command} on {piece:?} took {took} s");
            }
        }
    }
}

// ---- Terminals ---------------------------------------------------------------------

/// What a command line writes on a terminal of that kind and width.
fn on_a_terminal(term: &str, columns: usize, line: &str) -> String {
    let line = format!("stty rows 24 cols {columns}; '{PROGRAM}' {line}");
    let mut script = Command::new("script");
    script.env_clear().env("PATH", "/usr/bin:/bin").env("TERM", term).env("SHELL", "/bin/sh");
    let ran = script.args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).output();
    let ran = ran.expect("util-linux has `script`");
    text(&ran.stdout).replace("\r\n", "\n")
}

#[test]
fn terminals_that_can_do_nothing_get_nothing_to_do() {
    for (line, _) in EVERY {
        let dumb = on_a_terminal("dumb", 80, line);
        assert!(!dumb.contains(|c: char| c.is_control() && c != '\n'), "{line}: {dumb:?}");
    }
    let able = on_a_terminal("xterm-256color", 80, "need get-queue");
    assert!(able.contains('\u{1b}'), "others are coloured: {able:?}");
}

#[test]
fn without_a_terminal_there_is_none() {
    for (line, expected) in EVERY {
        let ran = shell(&format!("setsid -w \"$0\" {line}"));
        assert_eq!(code(&ran), expected, "{line}");
        assert!(!text(&ran.stdout).contains('\u{1b}'), "{line}");
    }
}

/// Lines that are there to be copied are never broken: the next command, a URL, and the
/// requests below one.
fn may_overflow(command: &str, line: &str) -> bool {
    line.starts_with("Next")
        || line.starts_with("https://")
        || command.starts_with("url") && line.starts_with("  ")
}

#[test]
fn narrow_terminals_are_enough() {
    for (line, _) in EVERY.iter().filter(|(line, _)| !line.starts_with("completions")) {
        let narrow = on_a_terminal("dumb", 20, line);
        assert!(!narrow.contains("panicked"), "{line}: {narrow}");
        if !line.contains("json") && !line.contains("--help") {
            for over in narrow.lines().filter(|l| scopes::render::page::text_width(l) > 20) {
                assert!(may_overflow(line, over), "{line}: {over:?}\n{narrow}");
            }
        }
        for columns in ["1", "0", "99999999999999999999", "x", "-5"] {
            let ran = shell(&format!("COLUMNS={columns} \"$0\" {line}"));
            assert!(code(&ran) <= 1, "{line} {columns}: {ran:?}");
        }
    }
}

// ---- What is no text ---------------------------------------------------------------

#[test]
fn arguments_that_are_no_text_are_refused() {
    let odd = OsStr::from_bytes(b"caf\xe9\x1b[31m");
    for command in ["need", "explain", "inspect", "diagnose", "check", "url", "list", "completions"]
    {
        let ran = scopes().arg(command).arg(odd).output().expect("ran");
        assert_eq!(code(&ran), 2, "{command}");
        let said = text(&ran.stderr);
        assert!(said.starts_with("error: ") && !said.contains('\u{1b}'), "{command}: {said}");
    }
    let ran = scopes().args(["need", "get-queue", "--when"]).arg(odd).output().expect("ran");
    assert_eq!(code(&ran), 2);
    assert!(text(&ran.stderr).contains("invalid UTF-8"), "{ran:?}");
    let mut url = scopes();
    url.args(["url", "--redirect", "https://example.com/cb"]).env("SPOTIFY_CLIENT_ID", odd);
    let ran = url.output().expect("ran");
    assert_eq!(code(&ran), 2);
    assert!(text(&ran.stderr).contains("invalid UTF-8"), "{ran:?}");
    // As part of a text that is piped in, what cannot be read is left aside.
    let ran = support::scopes("need").arg("-").input(b"\xff\xfe GET /v1/me \xe9".to_vec()).run();
    assert_eq!(ran.code(0).err, "");
}

// ---- Interruptions -----------------------------------------------------------------

/// Ends a process as Ctrl-C does, after a while; how it ended.
fn interrupted(mut command: Command, after: std::time::Duration) -> Output {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("begun");
    std::thread::sleep(after);
    let kill = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status();
    assert!(kill.expect("a shell").success(), "it ended by itself");
    child.wait_with_output().expect("an end")
}

#[test]
fn an_interruption_ends_it_at_once_and_without_an_answer() {
    use std::os::unix::process::ExitStatusExt;
    for line in [&["need", "-"][..], &["check", "--granted", "-", "GET /me"], &["diagnose", "-"]] {
        let mut command = scopes();
        let (reader, writer) = std::io::pipe().expect("a pipe");
        command.args(line).stdin(reader);
        let ran = interrupted(command, std::time::Duration::from_millis(300));
        drop(writer);
        assert_eq!(ran.status.signal(), Some(2), "{line:?}");
        assert!(ran.stdout.is_empty() && ran.stderr.is_empty(), "{line:?}: {ran:?}");
    }
}

#[cfg(feature = "audit")]
#[path = "hostile/folders.rs"]
mod folders;

#[test]
fn a_verb_far_from_its_path_is_read_once() {
    // Such a call is seen in the line, but not by whoever looks for what stands beside calls.
    for question in ["DELETE %\u{5}/*", "DELETE % | /*", "get the ` /me"] {
        let ran = scopes().args(["need", question]).stdin(Stdio::null()).output().expect("it ran");
        assert!(ran.status.code().is_some_and(|code| code < 3), "{question:?}: {ran:?}");
    }
}
