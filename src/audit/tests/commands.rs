//! Commands that programs run: `subprocess.run(["curl", …])` and its like.

use super::{calls, read};

const PAUSE: &str = "https://api.spotify.com/v1/me/player/pause";
const SAVED: &str = "https://api.spotify.com/v1/me/tracks";

/// What a line of a program calls, without its line.
fn line(path: &str, code: &str) -> Vec<String> {
    let code = code.replace("PAUSE", PAUSE).replace("SAVED", SAVED);
    let found = calls(&[(path, &code)]).into_iter();
    found.map(|call| call.split(' ').nth(1).unwrap_or_default().to_string()).collect()
}

const IS_PAUSE: [&str; 1] = ["pause-a-users-playback"];
const IS_SAVED: [&str; 1] = ["get-users-saved-tracks"];

#[test]
fn commands_are_read_as_a_shell_reads_them() {
    let python = [
        "subprocess.run([\"curl\", \"-X\", \"PUT\", \"PAUSE\"])",
        "subprocess.run(\"curl -sX PUT 'PAUSE' -H \\\"Authorization: Bearer $T\\\"\", shell=True)",
        "os.system(\"curl -H 'A: https://a.b/c' -XPUT PAUSE | jq .\")",
        "os.system(f\"curl --request PUT PAUSE?device_id={device}\")",
        "subprocess.check_output([\"bash\", \"-c\", \"cd /tmp && curl -X PUT \" + \"PAUSE\"])",
    ];
    for code in python {
        assert_eq!(line("a.py", code), IS_PAUSE, "{code}");
    }
    assert_eq!(line("a.py", "os.system(\"curl SAVED\")"), IS_SAVED);
    let others = [
        ("a.js", "exec(`curl -X PUT PAUSE -H \"Authorization: Bearer ${token}\"`, done);"),
        ("a.js", "spawn('curl', ['-X', 'PUT', 'PAUSE']);"),
        ("a.rb", "out = `curl -X PUT PAUSE -H \"Authorization: Bearer #{token}\"`"),
        ("a.rb", "system('curl', '-X', 'PUT', 'PAUSE')"),
        ("a.rb", "%x(curl -X PUT PAUSE)"),
        ("a.php", "<?php $out = shell_exec(\"curl -X PUT PAUSE\");"),
        ("a.php", "<?php $out = `curl -X PUT PAUSE`;"),
        (
            "a.go",
            "package a\nfunc a() { exec.CommandContext(ctx, \"curl\", \"-X\", \"PUT\", \"PAUSE\").Run() }",
        ),
    ];
    for (path, code) in others {
        assert_eq!(line(path, code), IS_PAUSE, "{code}");
    }
}

#[test]
fn what_only_looks_like_a_command_runs_none() {
    let looks = [
        ("a.py", "print(\"curl -X PUT PAUSE\")"),
        ("a.py", "help = \"curl -X PUT PAUSE\""),
        ("a.py", "os.system(\"echo PAUSE\")"),
        ("a.py", "subprocess.run([\"open\", \"PAUSE\"])"),
        ("a.py", "os.system(\"curl https://example.com -d at=PAUSE\")"),
        ("a.js", "exec('git clone PAUSE');"),
    ];
    for (path, code) in looks {
        assert!(line(path, code).is_empty(), "{code}");
    }
}

#[test]
fn a_helper_that_runs_commands_is_looked_at_from_outside() {
    let code = "import os\ndef send(verb, path):\n    os.system(f\"curl -X {verb} \
                https://api.spotify.com/v1{path}\")\nsend(\"PUT\", \"/me/player/pause\")\n\
                send(\"GET\", \"/me/tracks\")\n";
    assert_eq!(calls(&[("a.py", code)]), ["4 pause-a-users-playback", "5 get-users-saved-tracks"]);
    let open = "import os\nos.system(\"curl https://api.spotify.com/v1/\" + input())\n";
    assert_eq!(read(&[("a.py", open)]).blind_spots.len(), 1);
}
