//! What must hold of every input, whatever it is: an end with a promised exit code,
//! text that a terminal only shows, JSON that can be read.
//!
//! The fuzz targets run these on input that is made up, `cargo test` on what is kept in
//! `corpus` and `failures`. The first byte of an input chooses how it is given.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;
use std::sync::OnceLock;

use scopes::Parser;
use scopes::output::Output;
use scopes::render::page::is_active;

/// Formats that every command has.
const FORMATS: [&str; 3] = ["table", "plain", "markdown"];
const WIDTHS: [usize; 4] = [20, 40, 80, 100];

/// Questions about endpoints.
///
/// # Panics
///
/// When what must hold does not.
pub fn need(bytes: &[u8]) {
    let Some((how, text)) = bytes.split_first() else { return };
    let mut command = Command::new("need", *how);
    if how & 0x10 != 0 {
        command.options(&["--with-optional", "--mode", "development"]);
    }
    command.ask(how & 0x20 != 0, text);
}

/// Scopes.
///
/// # Panics
///
/// When what must hold does not.
pub fn explain(bytes: &[u8]) {
    let Some((how, text)) = bytes.split_first() else { return };
    let mut command = Command::new("explain", *how);
    if how & 0x10 != 0 {
        command.options(&["--granted", "user-read-email"]);
    }
    command.ask(how & 0x20 != 0, text);
}

/// Addresses of authorizations.
///
/// # Panics
///
/// When what must hold does not.
pub fn inspect(bytes: &[u8]) {
    let Some((how, text)) = bytes.split_first() else { return };
    let mut command = Command::new("inspect", *how);
    if how & 0x10 != 0 {
        command.options(&["--state", "abc"]);
    }
    command.ask(how & 0x20 != 0, text);
}

/// Token responses, and scopes that were granted.
///
/// # Panics
///
/// When what must hold does not.
pub fn check(bytes: &[u8]) {
    let Some((how, text)) = bytes.split_first() else { return };
    let mut command = Command::new("check", *how);
    if how & 0x10 != 0 {
        let client = ["--client-id", "abc", "--redirect", "https://example.com/cb"];
        command.options(&client);
    }
    command.options(&["--granted", "-"]);
    for call in ["Create Playlist", "GET /me", "get-queue"] {
        command.arguments.push(call.into());
    }
    command.input = text.to_vec();
    command.run();
}

/// Error messages and logs.
///
/// # Panics
///
/// When what must hold does not.
pub fn diagnose(bytes: &[u8]) {
    let Some((how, text)) = bytes.split_first() else { return };
    Command::new("diagnose", *how).ask(how & 0x20 != 0, text);
}

/// What a file can be called: code of every language there is a parser of, code there is
/// none of, and what stands beside code.
pub const FILES: [&str; 46] = [
    "app.py",
    "app.js",
    "app.ts",
    "app.tsx",
    "app.go",
    "app.rs",
    "app.cs",
    "app.java",
    "app.kt",
    "app.rb",
    "app.php",
    "app.swift",
    "app.sh",
    "app.html",
    "app.vue",
    "app.svelte",
    "app.astro",
    "app.ipynb",
    "app.dart",
    "app.hbs",
    "script",
    "Gemfile",
    "scopes-audit.toml",
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "requirements.txt",
    "pyproject.toml",
    "poetry.lock",
    "uv.lock",
    "Pipfile.lock",
    "setup.py",
    "setup.cfg",
    "Cargo.toml",
    "Cargo.lock",
    "go.mod",
    "composer.lock",
    "Gemfile.lock",
    "pom.xml",
    "build.gradle.kts",
    "libs.versions.toml",
    "app.csproj",
    "Package.resolved",
    ".gitignore",
];

/// Below this an input's file is code that is made to mention the API: other files are
/// hardly looked at.
const CODE: usize = 17;

/// A file, and a sound program beside it.
///
/// # Panics
///
/// When what must hold does not.
pub fn audit(bytes: &[u8]) {
    let Some(([how, file], text)) = bytes.split_first_chunk::<2>() else { return };
    let at = usize::from(*file) % FILES.len();
    let folder = Folder::new();
    let mut text = text.to_vec();
    if at < CODE {
        text.extend_from_slice(b"\n# api.spotify.com/v1/me spotipy");
    }
    folder.write(FILES[at], &text);
    if at >= CODE {
        folder.write("sound.py", b"import spotipy\nspotipy.Spotify().current_user_playlists()\n");
        folder.write("sound.js", b"fetch('https://api.spotify.com/v1/me')\n");
    }
    let mut command = Command::new("audit", *how);
    match how & 0xf {
        0xe => command.format = "sarif",
        0xf => command.format = "github",
        _ => {}
    }
    if how & 0x10 != 0 {
        command.options(&["--mode", "development"]);
    }
    command.options(&["--threads", "1"]);
    command.arguments.push(folder.path.clone().into());
    command.run();
}

/// A folder in memory, where there is one, that is gone at the end.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Self {
        static PARENT: OnceLock<PathBuf> = OnceLock::new();
        let parent = PARENT.get_or_init(|| {
            let memory = PathBuf::from("/dev/shm");
            if memory.is_dir() { memory } else { std::env::temp_dir() }
        });
        let thread = format!("{:?}", std::thread::current().id());
        let number = thread.trim_matches(|c: char| !c.is_ascii_digit()).to_string();
        let path = parent.join(format!("scopes-fuzz-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder { path }
    }

    fn write(&self, name: &str, text: &[u8]) {
        std::fs::write(self.path.join(name), text).expect("a file");
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// A command line, run twice: in one of the formats for people, and as JSON.
struct Command {
    arguments: Vec<OsString>,
    input: Vec<u8>,
    format: &'static str,
    width: usize,
}

impl Command {
    fn new(command: &str, how: u8) -> Self {
        Command {
            arguments: vec!["scopes".into(), command.into()],
            input: Vec::new(),
            format: FORMATS[usize::from(how & 3) % FORMATS.len()],
            width: WIDTHS[usize::from(how >> 2 & 3)],
        }
    }

    fn options(&mut self, options: &[&str]) {
        self.arguments.extend(options.iter().map(OsString::from));
    }

    /// Gives a text on standard input, or a line an argument.
    fn ask(mut self, by_input: bool, text: &[u8]) {
        self.arguments.push("--".into());
        if by_input {
            self.arguments.push("-".into());
            self.input = text.to_vec();
        } else {
            let lines = text.split(|byte| *byte == b'\n');
            self.arguments.extend(lines.map(|line| OsStr::from_bytes(line).to_os_string()));
        }
        self.run();
    }

    fn run(self) {
        for format in [self.format, "json"] {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let mut output = Output::new(&mut out, &mut err).wide(Some(self.width));
            let mut arguments = self.arguments.clone();
            arguments.splice(2..2, ["--format".into(), OsString::from_vec(format.into())]);
            let code =
                scopes::run(&mut Parser::default(), arguments, &mut &*self.input, &mut output)
                    .expect("memory takes everything");
            let out = String::from_utf8(out).expect("answers are text");
            let err = String::from_utf8(err).expect("notes are text");
            assert!(code <= 2, "exit code {code}");
            assert!(code != 2 || out.is_empty(), "exit code 2 with an answer: {out}");
            assert!(code != 2 || !err.is_empty(), "exit code 2 without a word");
            let acts = |c: char| c != '\n' && is_active(c);
            assert!(!out.contains(acts), "a terminal would act upon {out:?}");
            assert!(!err.contains(acts), "a terminal would act upon {err:?}");
            if matches!(format, "json" | "sarif") && code != 2 {
                let read = serde_json::from_str::<serde_json::Value>(&out);
                assert!(read.is_ok_and(|value| value.is_object()), "no JSON: {out}");
            }
        }
    }
}
