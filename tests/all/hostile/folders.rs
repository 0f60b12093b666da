//! Audits of folders that are hard to walk, and of files that will not hold still.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::*;

const CALL: &str = "import requests\nrequests.get('https://api.spotify.com/v1/recommendations')\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("app.py"), CALL).expect("a file");
    folder
}

fn audit(folder: &Path) -> support::Scopes {
    support::scopes("audit").arg(folder)
}

/// Files of which a debug build has seconds to read.
fn much(folder: &Path) {
    let code = CALL.repeat(1_500);
    for at in 0..80 {
        fs::write(folder.join(format!("a{at}.py")), &code).expect("a file");
    }
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let folder = folder();
    let path = folder.path().display();
    for (flag, name) in [("--output", "out.md"), ("--write-baseline", "old.json")] {
        // A limit of no byte at all stands for a full disk.
        let line =
            format!("trap '' XFSZ; ulimit -f 0; cd {path} && \"$0\" audit app.py {flag} {name}");
        let ran = shell(&line);
        assert_eq!(code(&ran), 2, "{ran:?}");
        let said = text(&ran.stderr);
        assert!(said.contains(&format!("error: cannot write {name}: ")), "{said}");
        let left: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(left.len(), 1, "{left:?}");
        let before = folder.path().join(name);
        fs::write(&before, "before").expect("a file");
        assert_eq!(code(&shell(&line)), 2);
        assert_eq!(fs::read_to_string(&before).expect("a file"), "before");
        fs::remove_file(before).expect("gone");
    }
}

#[test]
fn answers_go_where_links_lead_and_keep_the_rights_of_files() {
    let folder = folder();
    let beside = tempfile::tempdir().expect("a folder");
    let (target, link) = (beside.path().join("target.md"), beside.path().join("link.md"));
    fs::write(&target, "before").expect("a file");
    fs::set_permissions(&target, PermissionsExt::from_mode(0o640)).expect("rights");
    symlink("target.md", &link).expect("a link");
    audit(folder.path()).args(["--format", "markdown", "--output"]).arg(&link).run().code(1);
    assert!(fs::read_to_string(&target).expect("a file").starts_with('#'));
    assert_eq!(fs::metadata(&target).expect("a file").permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());
    let ran = audit(folder.path()).arg("--output").arg(beside.path()).run().code(2);
    assert!(ran.err.contains("Is a directory"), "{}", ran.err);
    let ask =
        format!("\"$0\" audit {} --format plain --output /dev/stdout", folder.path().display());
    assert!(text(&shell(&ask).stdout).starts_with("app.py:2: "));
}

#[test]
fn an_interruption_leaves_no_half_answer() {
    let folder = folder();
    much(folder.path());
    let beside = tempfile::tempdir().expect("a folder");
    let mut command = scopes();
    command.arg("audit").arg(folder.path()).args(["--threads", "1", "--output"]);
    command.arg(beside.path().join("out.md"));
    let ran = interrupted(command, Duration::from_millis(200));
    assert_eq!(ran.status.signal(), Some(2), "{ran:?}");
    assert!(ran.stdout.is_empty());
    assert_eq!(fs::read_dir(beside.path()).expect("a folder").count(), 0);
}

#[test]
fn names_that_are_no_text_are_shown_as_they_can_be() {
    let folder = folder();
    let inner = folder.path().join(OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir(&inner).expect("a folder");
    fs::write(inner.join(OsStr::from_bytes(b"\x1b[31m\xff.py")), CALL).expect("a file");
    let ran = audit(folder.path()).arg("--format=plain").run().code(1);
    assert_eq!(ran.lines().len(), 2, "{}", ran.out);
    assert!(ran.out.contains("caf\u{fffd}/\\u{1b}[31m\u{fffd}.py:2: "), "{}", ran.out);
    let ran = audit(&inner).arg("--format=plain").run().code(1);
    assert_eq!(ran.lines().len(), 1, "{}", ran.out);
    audit(&folder.path().join(OsStr::from_bytes(b"no\xff"))).run().code(2);
}

#[test]
fn links_are_not_followed_in_circles() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    symlink(".", at("here")).expect("a link");
    symlink("..", at("above")).expect("a link");
    symlink("loop.py", at("loop.py")).expect("a link");
    symlink("/nowhere", at("broken.py")).expect("a link");
    let mut last = "app.py".to_string();
    for depth in 0..60 {
        let next = format!("link{depth}.py");
        symlink(&last, at(&next)).expect("a link");
        last = next;
    }
    let ran = audit(folder.path()).arg("--format=plain").run().code(1);
    assert_eq!((ran.lines().len(), ran.err.as_str()), (1, ""), "{}", ran.out);
    for (name, says) in
        [("loop.py", "symbolic links"), ("broken.py", "No such file"), (&last, "symbolic links")]
    {
        let ran = audit(&at(name)).run().code(2);
        assert!(
            ran.err.contains("there is nothing to audit") && ran.err.contains(says),
            "{}",
            ran.err
        );
    }
    audit(&at("link3.py")).run().code(1);
    audit(&at("here")).run().code(1);
}

#[test]
fn folders_too_deep_for_a_path_are_named_and_the_rest_is_read() {
    let folder = folder();
    let chain = |name: &str| {
        let top = folder.path().join(name);
        let deepest = (0..300).fold(top.clone(), |path, _| path.join("deep-in"));
        fs::create_dir_all(&deepest).expect("folders");
        (top, deepest)
    };
    let ((_, deepest), (second, bottom)) = (chain("first"), chain("second"));
    fs::write(bottom.join("b.py"), CALL).expect("a file");
    let ran = audit(folder.path()).arg("--format=plain").run().code(1);
    assert_eq!((ran.lines().len(), ran.err.as_str()), (2, ""), "{}", ran.out);
    // Longer than any path may be.
    fs::rename(second, deepest.join("on")).expect("moved");
    let ran = audit(folder.path()).arg("--format=plain").run().code(1);
    assert_eq!(ran.lines().len(), 2, "{}", ran.out);
    assert!(ran.lines()[1].contains("blind-spot"), "{}", ran.out);
    let skipped = &audit(folder.path()).json()["skipped"][0];
    let says = |field: &str, text: &str| skipped[field].as_str().is_some_and(|t| t.contains(text));
    assert!(says("file", "first/deep-in/deep-in/") && says("why", "too long"), "{skipped}");
}

/// Runs it as somebody who may not read everything: tests may run as root.
fn unprivileged() -> Command {
    let id = Command::new("id").arg("-u").output().expect("an id");
    if text(&id.stdout).trim() != "0" {
        return Command::new("env");
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command
}

#[test]
fn what_may_not_be_read_is_named_and_leaves_scopes_open() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let rights = |path: &Path, mode: u32| {
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("rights");
    };
    // Where it may be run from by anybody.
    let program = at("scopes-program");
    // By a process of its own: what this one writes, whoever it starts meanwhile has open as well,
    // and what somebody may write nobody may run.
    let copied = Command::new("cp").arg(PROGRAM).arg(&program).status().expect("it runs");
    assert!(copied.success());
    rights(&program, 0o755);
    rights(folder.path(), 0o755);
    fs::create_dir(at("closed")).expect("a folder");
    fs::write(at("closed/b.py"), CALL).expect("a file");
    fs::write(at("secret.py"), CALL).expect("a file");
    rights(&at("closed"), 0o000);
    rights(&at("secret.py"), 0o000);
    let run = |what: &Path| {
        let mut command = unprivileged();
        command.arg(&program).arg("audit").arg(what).arg("--format=plain").output().expect("ran")
    };
    let ran = run(folder.path());
    assert_eq!(code(&ran), 1, "{ran:?}");
    assert!(text(&ran.stdout).starts_with("app.py:2: "), "{ran:?}");
    let said = text(&ran.stderr);
    assert!(said.contains("not read in full: closed: Permission denied"), "{said}");
    assert!(said.contains("not read in full: secret.py: Permission denied"), "{said}");
    for only in ["closed", "secret.py"] {
        let ran = run(&at(only));
        assert_eq!(code(&ran), 2, "{ran:?}");
        let said = text(&ran.stderr);
        assert!(
            said.contains("there is nothing to audit") && said.contains("Permission denied"),
            "{said}"
        );
    }
    rights(&at("closed"), 0o755);
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = folder();
    let pipe = folder.path().join("pipe.py");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    for name in ["package.json", "script", "go.mod"] {
        let made = Command::new("mkfifo").arg(folder.path().join(name)).status();
        assert!(made.expect("mkfifo").success());
    }
    let ran = Command::new("timeout").arg("60").arg(PROGRAM).arg("audit").arg(&pipe).output();
    assert_eq!(code(&ran.expect("ran")), 2);
    let ran =
        Command::new("timeout").arg("60").arg(PROGRAM).arg("audit").arg(folder.path()).output();
    assert_eq!(code(&ran.expect("ran")), 1);
}

#[test]
fn rules_that_are_no_files_are_not_waited_for() {
    for name in [".gitignore", ".ignore", "inner/.gitignore", "inner/.ignore"] {
        let folder = folder();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("inner")).expect("a folder");
        fs::write(at("inner/other.py"), "x = 1\n").expect("a file");
        assert!(Command::new("mkfifo").arg(at(name)).status().expect("mkfifo").success());
        let mut command = Command::new("timeout");
        let ran = command.arg("60").arg(PROGRAM).arg("audit").arg(folder.path()).output();
        let ran = ran.expect("ran");
        assert_eq!(code(&ran), 1, "{name}");
        let said = String::from_utf8_lossy(&ran.stderr).replace("\n  ", " ");
        assert!(said.contains(&format!("{name}: it is no file")), "{said}");
    }
    let folder = folder();
    let settings = folder.path().join("scopes-audit.toml");
    assert!(Command::new("mkfifo").arg(settings).status().expect("mkfifo").success());
    let mut command = Command::new("timeout");
    let ran = command.arg("60").arg(PROGRAM).arg("audit").current_dir(folder.path()).output();
    let ran = ran.expect("ran");
    assert_eq!(code(&ran), 2);
    assert!(String::from_utf8_lossy(&ran.stderr).contains("it is not a file"));
}

#[test]
fn a_dash_is_no_name_of_stdin() {
    let ran = support::scopes("audit").arg("-").input("import requests").run().code(2);
    assert!(ran.err.replace("\n  ", " ").contains("stdin is not read"), "{}", ran.err);
}

#[test]
fn what_is_no_code_is_no_clean_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("blob.bin"), b"\x7fELF\0\0api.spotify.com").expect("a file");
    fs::write(at("blob.py"), b"\x7fELF\0\0api.spotify.com").expect("a file");
    fs::write(at("blob"), b"\x7fELF\0\0api.spotify.com").expect("a file");
    for (name, says) in [
        ("blob.bin", "the one file there is holds no code"),
        ("blob", "the one file there is holds no code"),
        ("blob.py", "blob.py: it is not text"),
        ("", "none of the 3 files there are holds code"),
    ] {
        let ran = audit(&at(name)).run().code(2);
        assert!(ran.out.is_empty(), "{}", ran.out);
        assert!(
            ran.err.contains("there is nothing to audit: no code was looked at"),
            "{}",
            ran.err
        );
        assert!(ran.err.replace("\n  ", " ").contains(says), "{}", ran.err);
    }
    // Beside code, a file that was typed and is not read is missed.
    fs::write(at("app.py"), CALL).expect("a file");
    let ran = support::scopes("audit").arg(at("app.py")).arg(at("blob.py")).run().code(1);
    assert!(ran.err.contains("blob.py: it is not text"), "{}", ran.err);
}

#[test]
fn files_that_change_while_they_are_read_end_nothing() {
    let folder = folder();
    let path = folder.path().to_path_buf();
    let over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let at = |number: u32| path.join(format!("b{}.py", number % 7));
            for number in 0_u32.. {
                if over.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                let _ = match number % 5 {
                    0 => fs::write(at(number), CALL.repeat(300)),
                    1 => fs::write(at(number), "x = '\u{e9}\n"),
                    2 => fs::remove_file(at(number)),
                    3 => fs::rename(at(number), at(number + 1)),
                    _ => fs::write(at(number), b"\0\xff".repeat(400)),
                };
            }
        });
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(3) {
            let ran = audit(&path).args(["--format", "json"]).run().code(1);
            let answer: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
            assert!(answer["counts"]["files"].as_u64() >= Some(1));
        }
        over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}
