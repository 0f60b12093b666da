//! Parts of texts, and functions that try again.

use super::{calls, read};

#[test]
fn a_part_of_a_text_that_is_cut_is_known() {
    let script = |part: &str| {
        calls(&[(
            "a.js",
            &format!("const url = 'https://api.spotify.com/v1/me/tracks?a=/me/albums';\n{part}"),
        )])
    };
    for part in [
        "fetch(url.split('?')[0]);",
        "const parts = url.split('?'); fetch(parts[0]);",
        "const [path, query] = url.split('?'); fetch(path);",
    ] {
        assert_eq!(script(part), ["1 get-users-saved-tracks"], "{part}");
    }
    assert!(script("fetch(url.split('?')[1]);").is_empty());
    let others = [
        ("a.py", "u = 'https://api.spotify.com/v1/me/tracks?a'\nrequests.get(u.split('?')[0])\n"),
        ("a.py", "u = 'https://api.spotify.com/v1/me/tracks/'\nrequests.get(u[:-1])\n"),
        (
            "a.php",
            "<?php $u = 'https://api.spotify.com/v1/me/tracks?a';\n$c->get(explode('?', $u)[0]);\n",
        ),
        (
            "a.go",
            "package a\nfunc a() { http.Get(strings.Split(\"https://api.spotify.com/v1/me/tracks?a\", \"?\")[0]) }\n",
        ),
        (
            "A.java",
            "class A { void a() { client.get(\"https://api.spotify.com/v1/me/tracks?a\".split(\"\\\\?\")[0]); } }\n",
        ),
        (
            "a.kt",
            "fun a() { client.get(\"https://api.spotify.com/v1/me/tracks?a\".substringBefore(\"?\")) }\n",
        ),
    ];
    for (path, code) in others {
        let found = calls(&[(path, code)]);
        assert!(
            found.len() == 1 && found[0].ends_with("get-users-saved-tracks"),
            "{path} {found:?}"
        );
    }
}

#[test]
fn a_helper_that_tries_again_sends_nothing_else() {
    let blind = |again: &str| {
        let code = format!(
            "async function request(path, left = 3) {{\n  const r = await \
             fetch('https://api.spotify.com/v1' + path);\n  if (r.status === 429) return \
             {again};\n  return r.json();\n}}\nrequest('/me/tracks');\n"
        );
        let evidence = read(&[("a.js", &code)]);
        assert_eq!(evidence.calls.len(), 1, "{again}");
        evidence.blind_spots.len()
    };
    assert_eq!(blind("request(path, left - 1)"), 0);
    assert_eq!(blind("later(() => request(path, left - 1))"), 0);
    assert_eq!(blind("request(r.other, left - 1)"), 1);
}
