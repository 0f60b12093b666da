"""Presses <TAB> in real shells, through a terminal, and reads the line that results.

Usage: shells.py FOLDER_OF_THE_PROGRAM FOLDER_OF_THE_SCRIPTS
"""

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

PROGRAM, SCRIPTS = sys.argv[1], sys.argv[2]

TAB, HOME = "\t", "\x01"

# Typed text, and the words the line must consist of after <TAB>.
COMMON = [
    ("scopes need Seek", ["scopes", "need", "Seek To Position"]),
    ("scopes need Seek\\ To", ["scopes", "need", "Seek To Position"]),
    ('scopes need "Seek To', ["scopes", "need", "Seek To Position"]),
    ("scopes need 'Seek To", ["scopes", "need", "Seek To Position"]),
    ("scopes explain user-top", ["scopes", "explain", "user-top-read"]),
    ("scopes url --scope user-read-em", ["scopes", "url", "--scope", "user-read-email"]),
    ("scopes url --for Seek", ["scopes", "url", "--for", "Seek To Position"]),
    ("scopes need create-playlist-f", ["scopes", "need", "create-playlist-for-user"]),
    ("scopes need /me/playl", ["scopes", "need", "/me/playlists"]),
    ("scopes need --when colla", ["scopes", "need", "--when", "collaborative"]),
    ("scopes expl", ["scopes", "explain"]),
    ("scopes insp", ["scopes", "inspect"]),
    ("scopes url --explain", ["scopes", "url", "--explain-redirect"]),
    ("scopes need --with-o", ["scopes", "need", "--with-optional"]),
    ("scopes list --status extended", ["scopes", "list", "--status", "extended-only"]),
    ('scopes need "Get Artist\'s Rel', ["scopes", "need", "Get Artist's Related Artists"]),
    ("scopes need Get\\ Artist\\'s\\ Rel", ["scopes", "need", "Get Artist's Related Artists"]),
    # Names go on as far as the candidates agree, here up to another name.
    ("scopes need Create\\ P", ["scopes", "need", "Create Playlist"]),
]
EXTRA = {
    "bash": [
        ("scopes url --for=Seek", ["scopes", "url", "--for=Seek To Position"]),
        ("scopes need seek\\ t", ["scopes", "need", "Seek To Position"]),
        ("scopes audit .ci/shells.", ["scopes", "audit", ".ci/shells.py"]),
        # A <TAB> with several candidates takes nothing of what was typed.
        ('scopes need "Get User\tTop', ["scopes", "need", "Get User's Top Items"]),
    ],
    "zsh": [("scopes need seek\\ t", ["scopes", "need", "Seek To Position"])],
    "fish": [],
}
# Elvish has no printf to show its words with: the completed line is run instead,
# and must print this.
RUN_IN_ELVISH = [
    ("scopes need Seek", "Seek To Position  PUT /me/player/seek"),
    ("scopes explain user-top", "Read your top artists and content."),
    ("scopes need --when colla", "required arguments were not provided"),
]

SHELLS = {
    "bash": (["bash", "--noprofile", "--norc", "-i"], f"source {SCRIPTS}/scopes.bash"),
    "zsh": (["zsh", "-f", "-i"], f"autoload -U compinit; compinit -u -D; source {SCRIPTS}/_scopes"),
    "fish": (["fish", "--no-config", "-i"], f"source {SCRIPTS}/scopes.fish"),
}


class Terminal:
    """A shell in a terminal of its own."""

    def __init__(self, command, home):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            environment = {
                "PATH": f"{PROGRAM}:/usr/local/bin:/usr/bin:/bin",
                "HOME": home,
                "TERM": "xterm",
                "LANG": "C.UTF-8",
                "XDG_CONFIG_HOME": home,
                "XDG_DATA_HOME": home,
                "XDG_STATE_HOME": home,
            }
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))

    def read(self, quiet=0.4, longest=15.0, until=None):
        """What is written until it has been quiet for a while, or `until` is seen."""
        seen, end = b"", time.time() + longest
        while time.time() < end:
            ready, _, _ = select.select([self.fd], [], [], quiet)
            if not ready:
                if until is None or until.search(seen.decode(errors="replace")):
                    break
                continue
            try:
                chunk = os.read(self.fd, 65536)
            except OSError:
                break
            # Shells ask where the cursor is and what the terminal can do.
            if b"\x1b[6n" in chunk:
                os.write(self.fd, b"\x1b[1;1R")
            if b"\x1b[c" in chunk or b"\x1b[0c" in chunk:
                os.write(self.fd, b"\x1b[?1;2c")
            seen += chunk
        return seen.decode(errors="replace")

    def type(self, text):
        os.write(self.fd, text.encode())

    def close(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def check(terminal, typed, expected, patience):
    """None where the line came out as expected, else what it was."""
    terminal.type(typed)
    terminal.read(quiet=0.2 * patience)
    terminal.type(TAB)
    terminal.read(quiet=0.5 * patience)
    terminal.type(HOME + "printf '<%s>' ")
    terminal.read(quiet=0.2 * patience)
    terminal.type("\r")
    out = terminal.read(quiet=0.3 * patience, until=re.compile(r"<scopes>"), longest=5.0)
    words = re.findall(r"<([^<>\r\n]*)>", out[max(out.rfind("<scopes>"), 0) :])
    return None if words == expected else (words or out[-300:])


def check_shell(shell):
    """The lines that did not come out as expected."""
    command, load = SHELLS[shell]
    home = tempfile.mkdtemp()
    lines = COMMON + EXTRA[shell]
    # A busy machine may take its time: what fails is tried once more, slowly.
    for patience in (1, 4):
        terminal = Terminal(command, home)
        terminal.read(quiet=0.7 * patience)
        terminal.type(load + "\r")
        terminal.read(quiet=0.7 * patience)
        results = []
        for typed, expected in lines:
            result = check(terminal, typed, expected, patience)
            if result is not None:
                results.append((typed, expected, result))
                terminal.type("\x03")
                terminal.read(quiet=0.3)
        terminal.close()
        lines = [(typed, expected) for typed, expected, _ in results]
        if not lines:
            break
    shutil.rmtree(home, ignore_errors=True)
    return results


def check_elvish(typed, expected, patience):
    """The same in elvish, which wants a whole terminal: tmux is one."""
    # A server of its own each time: the one before may still be going down.
    session = ["tmux", "-L", f"scopes-{os.getpid()}-{time.monotonic_ns()}"]

    def tmux(*arguments):
        return subprocess.run([*session, *arguments], capture_output=True, text=True).stdout

    def keys(*arguments):
        tmux("send-keys", *arguments)
        time.sleep(0.5 * patience)

    try:
        tmux("new-session", "-d", "-x", "160", "-y", "50", f"PATH={PROGRAM}:$PATH exec elvish -norc")
        time.sleep(1.0 * patience)
        keys("-l", f"eval (slurp < {SCRIPTS}/scopes.elv)")
        keys("Enter")
        keys("-l", typed)
        keys("Tab")
        # The first return accepts the candidate, the second runs the line.
        keys("Enter")
        keys("Enter")
        # A loaded machine answers late.
        for _ in range(20):
            screen = tmux("capture-pane", "-p")
            if expected in screen:
                return None
            time.sleep(0.5)
        return screen
    finally:
        tmux("kill-server")


def main():
    failed = []
    for shell in SHELLS:
        failed += [(shell, *result) for result in check_shell(shell)]
        print(f"{shell}: {len(COMMON + EXTRA[shell])} lines completed")
    for typed, expected in RUN_IN_ELVISH:
        result = check_elvish(typed, expected, 1) and check_elvish(typed, expected, 4)
        if result is not None:
            failed.append(("elvish", typed, expected, result))
    print(f"elvish: {len(RUN_IN_ELVISH)} lines completed")
    for shell, typed, expected, result in failed:
        print(f"{shell}: {typed} <TAB> gave {result}, not {expected}")
    sys.exit(1 if failed else 0)


main()
