//! Members of libraries on objects that nobody knows.

use super::{calls, read};
use crate::audit::evidence::Unknown;

/// What may be called, by how many places.
fn unsure(file: &str, program: &str) -> usize {
    let found = read(&[(file, program)]);
    found.blind_spots.iter().filter(|s| matches!(s.unknown, Unknown::Method(_))).count()
}

#[test]
fn an_unknown_object_in_a_file_that_imports_a_library_may_be_its_client() {
    for (file, program) in [
        ("a.py", "import spotipy\nclients = {}\ndef a(u):\n    clients[u].volume(100)\n"),
        (
            "a.go",
            "package a\nimport \"github.com/zmb3/spotify/v2\"\nvar clients = map[string]*spotify.Client{}\nfunc a(id string) { clients[id].Pause(ctx) }\n",
        ),
        (
            "a.rb",
            "require 'rspotify'\nclass Users\n  def all = @all ||= {}\n  def stop(id)\n    all[id].saved_tracks\n  end\nend\n",
        ),
    ] {
        assert_eq!(unsure(file, program), 1, "{program}");
        assert!(calls(&[(file, program)]).is_empty(), "{program}");
    }
}

#[test]
fn what_is_known_or_far_from_a_library_is_none() {
    for program in [
        // No library.
        "def a(u):\n    clients[u].volume(100)\n",
        // Something else is called so.
        "import spotipy, random, mixer\nrandom.shuffle(a)\nmixer.music.pause()\n",
        // The program's own.
        "import spotipy\nclass Set:\n    def volume(self, by): pass\ndef a(u):\n    sets[u].volume(1)\n",
        // What it reaches needs no scope.
        "import spotipy\ndef a(u):\n    clients[u].track(u)\n",
    ] {
        assert_eq!(unsure("a.py", program), 0, "{program}");
    }
}

#[test]
fn a_usual_name_is_enough_for_an_everyday_member_where_the_library_is_imported() {
    let of = |line: &str| calls(&[("a.py", &format!("import spotipy\ndef a(ctx):\n    {line}\n"))]);
    assert_eq!(of("ctx.sp.me()"), ["3 get-current-users-profile"]);
    assert!(of("ctx.client.me()").is_empty());
}

#[test]
fn samples_of_answers_name_no_base() {
    let of = |sample: &str| {
        let code = format!(
            "// spotify\nconst {{ BASE_URL: baseURL }} = process.env;\nexport const get = (id) => \
             fetch(`${{baseURL}}/users/${{id}}`);\nexport const href = '{sample}';\n"
        );
        calls(&[("spotify.js", &code)])
    };
    assert_eq!(of("https://api.spotify.com/v1"), ["3 get-users-profile"]);
    assert!(of("https://api.spotify.com/v1/tracks/6Zm3EfcBvw5U6DMAyWzfOD").is_empty());
}
