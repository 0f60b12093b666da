//! Which files of a tree `audit` looks into, and what it says of the others.

use std::fs;
use std::path::Path;

use scopes::audit::syntax::Language;
use scopes::audit::walk::{Kind, Options, Progress, Reason, Sign, Tree, walk};
use tempfile::TempDir;

/// A call that mentions the API.
const CALL: &str = "get('https://api.spotify.com/v1/me')\n";

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let root = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    root
}

fn options(root: &Path) -> Options {
    Options { paths: vec![root.to_owned()], ..Options::default() }
}

fn walked(root: &TempDir) -> Tree {
    walk(&options(root.path()), &Progress::default())
}

/// A tree in which every one of these files mentions the API.
fn tree(paths: &[&str]) -> Tree {
    let files: Vec<(&str, &[u8])> = paths.iter().map(|path| (*path, CALL.as_bytes())).collect();
    walked(&folder(&files))
}

fn seeds(tree: &Tree) -> Vec<&str> {
    tree.seeds().map(|file| &*file.path).collect()
}

fn skipped(tree: &Tree) -> Vec<(&str, Reason)> {
    tree.skipped.iter().map(|skipped| (&*skipped.path, skipped.reason)).collect()
}

#[test]
fn files_of_code_that_mention_the_api_are_found() {
    let root = folder(&[
        ("src/a.py", CALL.as_bytes()),
        ("src/b.py", b"print(1)\n"),
        ("notes.md", CALL.as_bytes()),
        ("data.json", CALL.as_bytes()),
        ("run", b"#!/usr/bin/env python3\n'user-top-read'\n"),
        ("plain", CALL.as_bytes()),
        ("app.dart", b"get('/me/player')\n"),
    ]);
    let tree = walked(&root);
    assert_eq!(seeds(&tree), ["app.dart", "run", "src/a.py"]);
    assert_eq!(tree.files.len(), 4, "those that mention nothing are kept for their neighbours");
    assert_eq!(tree.files[0].kind, Kind::Other("Dart"));
    assert!(tree.files[0].mentions.has(Sign::Path) && !tree.files[0].mentions.has(Sign::Name));
    assert_eq!(tree.files[1].kind, Kind::Code(Language::Python));
    assert_eq!(tree.read(&tree.files[2]).expect("a text"), CALL);
    assert_eq!(tree.skipped, []);
}

#[test]
fn what_git_ignores_is_left_out() {
    let files: &[(&str, &[u8])] = &[
        (".gitignore", b"secret.py\n/made/\n"),
        ("sub/.gitignore", b"*.gen.py\n!keep.gen.py\n"),
        (".ignore", b"ignored.py\n"),
        ("a.py", CALL.as_bytes()),
        ("secret.py", CALL.as_bytes()),
        ("ignored.py", CALL.as_bytes()),
        ("made/a.py", CALL.as_bytes()),
        ("sub/made/a.py", CALL.as_bytes()),
        ("sub/x.gen.py", CALL.as_bytes()),
        ("sub/keep.gen.py", CALL.as_bytes()),
    ];
    let root = folder(files);
    assert_eq!(seeds(&walked(&root)), ["a.py", "sub/keep.gen.py", "sub/made/a.py"]);
    let all = Options { include: vec![Reason::Ignored], ..options(root.path()) };
    assert_eq!(walk(&all, &Progress::default()).seeds().count(), 7);
}

#[test]
fn a_checkout_inside_of_an_ignored_folder_is_a_checkout() {
    let root = folder(&[(".gitignore", b"*\n"), ("clone/a.py", CALL.as_bytes())]);
    let clone = root.path().join("clone");
    assert_eq!(seeds(&walk(&options(&clone), &Progress::default())), ["a.py"]);
    // Within one repository the rules of the folders above hold.
    fs::create_dir(root.path().join(".git")).expect("a folder");
    assert_eq!(seeds(&walk(&options(&clone), &Progress::default())), [""; 0]);
}

#[test]
fn each_reason_is_counted_and_can_be_taken_back() {
    let cases = [
        ("tests/a.py", Reason::Test),
        ("src/a.test.ts", Reason::Test),
        ("docs/a.py", Reason::Docs),
        ("third_party/a.py", Reason::Vendored),
        ("wwwroot/lib/a/a.js", Reason::Vendored),
        ("a.min.js", Reason::Minified),
        ("a_pb2.py", Reason::Generated),
    ];
    for (path, reason) in cases {
        let root = folder(&[(path, CALL.as_bytes()), ("app.py", CALL.as_bytes())]);
        let tree = walked(&root);
        assert_eq!(seeds(&tree), ["app.py"], "{path}");
        assert_eq!(skipped(&tree), [(path, reason)], "{path}");
        let taken = Options { include: vec![reason], ..options(root.path()) };
        assert_eq!(walk(&taken, &Progress::default()).seeds().count(), 2, "{path}");
    }
    let tree = tree(&["package.json", "dist/a.js", "app.js"]);
    assert_eq!(skipped(&tree), [("dist/a.js", Reason::Built)]);
}

#[test]
fn what_mentions_nothing_is_not_counted() {
    let root = folder(&[("tests/a.py", b"print(1)\n"), ("app.py", CALL.as_bytes())]);
    assert_eq!(walked(&root).skipped, []);
}

#[test]
fn packages_are_not_entered() {
    let tree = tree(&["node_modules/x/a.js", "app.js", "tests/node_modules/a.js", ".next/a.js"]);
    assert_eq!(seeds(&tree), ["app.js"]);
    let vendored = Reason::Vendored;
    assert_eq!(skipped(&tree), [("node_modules/", vendored), ("tests/node_modules/", vendored)]);
}

#[test]
fn names_above_the_path_do_not_count() {
    let root = folder(&[("tests/app/a.py", CALL.as_bytes())]);
    let inner = root.path().join("tests/app");
    assert_eq!(seeds(&walk(&options(&inner), &Progress::default())), ["a.py"]);
    let tests = root.path().join("tests");
    assert_eq!(seeds(&walk(&options(&tests), &Progress::default())), ["app/a.py"]);
    assert_eq!(seeds(&walk(&options(&inner.join("a.py")), &Progress::default())).len(), 1);
    assert_eq!(seeds(&walked(&root)), [""; 0]);
}

#[test]
fn a_page_served_from_docs_is_the_app_where_nothing_else_is() {
    assert_eq!(seeds(&tree(&["docs/app.js"])), ["docs/app.js"]);
    assert_eq!(seeds(&tree(&["docs/app.js", "src/app.js"])), ["src/app.js"]);
    assert_eq!(seeds(&tree(&["tests/app.js"])), [""; 0]);
}

#[test]
fn scripts_compiled_beside_their_source_are_left_out() {
    let compiled = format!("{CALL}//# sourceMappingURL=a.js.map");
    let root = folder(&[
        ("a.ts", CALL.as_bytes()),
        ("a.js", compiled.as_bytes()),
        ("b.ts", CALL.as_bytes()),
        ("b.js", CALL.as_bytes()),
        ("c.js", compiled.as_bytes()),
    ]);
    let tree = walked(&root);
    assert_eq!(seeds(&tree), ["a.ts", "b.js", "b.ts", "c.js"]);
    assert_eq!(skipped(&tree), [("a.js", Reason::Built)]);
}

#[test]
fn copies_of_client_libraries_are_left_out_unless_asked_about() {
    let files: &[(&str, &[u8])] = &[
        ("lib/x/setup.py", b"setup(\n    name='spotipy',\n)\n"),
        ("lib/x/spotipy/client.py", CALL.as_bytes()),
        ("lib/Session.php", b"<?php\nnamespace SpotifyWebAPI;\n"),
        ("app.py", CALL.as_bytes()),
    ];
    let root = folder(files);
    let tree = walked(&root);
    assert_eq!(seeds(&tree), ["app.py"]);
    let details: Vec<_> = tree.skipped.iter().map(|s| (&*s.path, s.detail.as_deref())).collect();
    assert_eq!(
        details,
        [
            ("lib/Session.php", Some("spotify-web-api-php")),
            ("lib/x/setup.py", Some("spotipy")),
            ("lib/x/spotipy/client.py", Some("spotipy")),
        ]
    );
    let library = options(&root.path().join("lib/x"));
    assert!(seeds(&walk(&library, &Progress::default())).contains(&"spotipy/client.py"));
}

#[test]
fn hostile_files_cost_a_note() {
    let mut big = vec![b'a'; 200];
    big.push(b'\n');
    let mut big = big.repeat(30_000);
    big.extend_from_slice(CALL.as_bytes());
    let long = format!("x = '{}'\n{CALL}", "y".repeat(10 << 20));
    let root = folder(&[
        ("big.py", &big),
        ("long.py", &long.as_bytes()[9 << 20..]),
        ("plain_big.py", &big[..big.len() - 60]),
        ("binary.py", b"spotify\0\0\0"),
        ("empty.py", b""),
        ("latin.py", b"# caf\xE9\nspotify\n"),
        ("wide.py", b"\xFF\xFEs\0p\0o\0t\0i\0f\0y\0\n\0"),
    ]);
    let tree = walked(&root);
    assert_eq!(seeds(&tree), ["latin.py", "wide.py"]);
    assert_eq!(skipped(&tree), [("big.py", Reason::TooBig), ("long.py", Reason::LongLine)]);
    let texts: Vec<_> = tree.seeds().map(|file| tree.read(file).expect("a text")).collect();
    assert_eq!(texts, ["# café\nspotify\n", "spotify\n"]);
}

#[test]
fn a_sign_across_two_pieces_of_a_file_is_found() {
    for before in 65_520..65_540 {
        let mut text = vec![b'\n'; before];
        text.extend_from_slice(b"user-read-recently-played");
        let root = folder(&[("a.py", &text)]);
        assert_eq!(walked(&root).seeds().count(), 1, "{before}");
    }
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let root = folder(&[("a.py", CALL.as_bytes())]);
    let gone = root.path().join("gone");
    let both = Options { paths: vec![root.path().join("a.py"), gone], ..Options::default() };
    let tree = walk(&both, &Progress::default());
    assert_eq!(tree.seeds().count(), 1);
    assert_eq!(tree.skipped.len(), 1);
    assert_eq!(tree.skipped[0].reason, Reason::Unreadable);
    assert!(tree.skipped[0].path.ends_with("/gone"));
    assert!(tree.skipped[0].detail.is_some());
}

#[cfg(unix)]
#[test]
fn links_pipes_and_odd_names_are_harmless() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let root = folder(&[("a/a.py", CALL.as_bytes())]);
    symlink(root.path(), root.path().join("a/loop")).expect("a link");
    symlink(root.path().join("a/a.py"), root.path().join("b.py")).expect("a link");
    symlink("nowhere", root.path().join("c.py")).expect("a link");
    let made = std::process::Command::new("mkfifo").arg(root.path().join("pipe.py")).status();
    assert!(made.expect("mkfifo").success());
    let odd = root.path().join(OsStr::from_bytes(b"odd\xFF.py"));
    fs::write(odd, CALL).expect("a file");
    let tree = walked(&root);
    assert_eq!(seeds(&tree), ["odd\u{FFFD}.py", "a/a.py"]);
    assert!(tree.seeds().all(|file| tree.read(file).is_ok()));
    assert_eq!(tree.skipped, []);
}

#[test]
fn deep_trees_are_walked() {
    let path = format!("{}a.py", "d/".repeat(200));
    assert_eq!(seeds(&tree(&[&path])), [&path]);
}

#[test]
fn the_answer_does_not_depend_on_threads() {
    let paths: Vec<String> = (0..300)
        .map(|n| format!("p{}/{}a{n}.py", n % 7, if n % 5 == 0 { "tests/" } else { "" }))
        .collect();
    let files: Vec<(&str, &[u8])> = paths.iter().map(|p| (p.as_str(), CALL.as_bytes())).collect();
    let root = folder(&files);
    let of = |threads| walk(&Options { threads, ..options(root.path()) }, &Progress::default());
    let one = of(1);
    assert!(one.files.is_sorted_by(|a, b| a.path < b.path));
    for threads in [2, 7] {
        let many = of(threads);
        assert_eq!(one.files, many.files);
        assert_eq!(one.skipped, many.skipped);
        assert_eq!(one.counts, many.counts);
    }
}

#[test]
fn projects_are_folders_with_a_manifest_or_a_repository() {
    let root = folder(&[
        ("a/package.json", b"{}"),
        ("a/src/x.js", CALL.as_bytes()),
        ("b/.git", b"gitdir: elsewhere"),
        ("b/x.js", CALL.as_bytes()),
        ("c/x.js", CALL.as_bytes()),
        ("tests/package.json", b"{}"),
    ]);
    let tree = walked(&root);
    assert_eq!(tree.project_of("a/src/x.js"), "a");
    assert_eq!(tree.project_of("b/x.js"), "b");
    assert_eq!(tree.project_of("c/x.js"), "");
    assert_eq!(tree.manifests, ["a/package.json".into()]);
}

#[test]
fn notebooks_give_their_python() {
    let notebook = "{\"cells\": [\n{\"cell_type\": \"code\",\n\"source\": [\n";
    let lines =
        "{\n\"cells\": [\n{\n\"cell_type\": \"code\",\n\"source\": [\n\"import spotipy\"\n]\n}]}\n";
    let root = folder(&[
        ("a.ipynb", lines.as_bytes()),
        ("b.ipynb", b"{\"cells\": [{\"source\": [\"import spotipy\"]}]}"),
        ("c.ipynb", notebook.as_bytes()),
    ]);
    let tree = walked(&root);
    assert_eq!(seeds(&tree), ["a.ipynb"]);
    let file = tree.seeds().next().expect("a notebook");
    assert_eq!(tree.read(file).expect("a text").lines().nth(5), Some("import spotipy"));
    assert_eq!(skipped(&tree), [("b.ipynb", Reason::OneLineNotebook)]);
}

#[test]
fn pages_that_a_program_squeezed_are_left_out() {
    let page = |body: &str| format!("<!doctype html>\n<script>\n{body}\n{CALL}</script>\n");
    let squeezed = page(&"a=b(c);".repeat(600));
    let typed = page(&"a = b(c);\n".repeat(400));
    let tree = walked(&folder(&[("a.html", squeezed.as_bytes()), ("b.html", typed.as_bytes())]));
    let found: Vec<&str> = tree.files.iter().map(|file| &*file.path).collect();
    assert_eq!(found, ["b.html"]);
}

#[test]
fn what_was_looked_at_is_counted() {
    let long = "x = 1\n".repeat(40_000);
    let root = folder(&[
        ("a.py", CALL.as_bytes()),
        ("long.py", long.as_bytes()),
        ("tests/b.py", b"1\n"),
        ("notes.md", b"x"),
        ("blob.py", b"\0\0"),
        ("node_modules/c/d.js", CALL.as_bytes()),
        (".cache/e.py", CALL.as_bytes()),
    ]);
    let progress = Progress::default();
    let tree = walk(&options(root.path()), &progress);
    let bytes = (CALL.len() + long.len() + 2) as u64;
    let counts = tree.counts;
    assert_eq!((counts.files, counts.code, counts.folders, counts.bytes), (5, 3, 2, bytes));
    assert_eq!((progress.files(), progress.bytes()), (5, bytes));
    let sizes: Vec<_> = tree.files.iter().map(|file| (&*file.path, file.bytes)).collect();
    let sizes: Vec<_> = sizes.iter().map(|(path, bytes)| (*path, *bytes as usize)).collect();
    assert_eq!(sizes, [("a.py", CALL.len()), ("long.py", long.len())]);
}

#[test]
fn what_is_typed_is_read_if_it_can_be() {
    let squeezed = format!("{CALL}{}", "a=b(c);".repeat(600));
    let long = format!("x = '{}'\n{CALL}", "y".repeat(2 << 20));
    let root = folder(&[
        ("a.test.ts", CALL.as_bytes()),
        ("test_a.py", format!("import unittest\n{CALL}").as_bytes()),
        ("squeezed.js", squeezed.as_bytes()),
        ("long.py", long.as_bytes()),
        ("blob.py", b"spotify\0"),
        ("blob", b"spotify\0"),
    ]);
    let typed = |name: &str| walk(&options(&root.path().join(name)), &Progress::default());
    for name in ["a.test.ts", "test_a.py", "squeezed.js"] {
        let tree = typed(name);
        assert_eq!((tree.seeds().count(), tree.skipped.len()), (1, 0), "{name}");
    }
    let why = |name: &str| -> Vec<(Reason, Option<String>)> {
        let skipped = typed(name).skipped.into_iter();
        skipped.map(|skipped| (skipped.reason, skipped.detail.map(String::from))).collect()
    };
    assert_eq!(why("long.py"), [(Reason::LongLine, None)]);
    assert_eq!(why("blob.py"), [(Reason::Unreadable, Some("it is not text".to_owned()))]);
    assert_eq!(why("blob"), []);
    // None of it is worth a word where it was only found.
    let tree = walked(&root);
    assert_eq!(seeds(&tree), [""; 0]);
    assert!(!tree.skipped.iter().any(|skipped| skipped.path.starts_with("blob")));
}

#[test]
fn second_chances_are_for_pages_alone() {
    let chance = tree(&["docs/app.js", "docs/b.min.js", "docs/c.test.js", "tests/app.js"]);
    assert_eq!(seeds(&chance), ["docs/app.js"]);
    let left = [
        ("docs/b.min.js", Reason::Docs),
        ("docs/c.test.js", Reason::Docs),
        ("tests/app.js", Reason::Test),
    ];
    assert_eq!(skipped(&chance), left);
    // Beside a file of code that mentions nothing it is the app as well.
    let root = folder(&[
        ("package.json", b"{}"),
        ("dist/a.js", CALL.as_bytes()),
        ("dist/b.js", b"1\n"),
        ("app.js", b"1\n"),
    ]);
    let tree = walked(&root);
    assert_eq!(seeds(&tree), ["dist/a.js"]);
    assert_eq!(tree.files.len(), 3);
    assert_eq!(tree.skipped, []);
}

#[test]
fn what_stands_beside_a_copy_of_a_library_goes_with_it() {
    let files: &[(&str, &[u8])] = &[
        ("lib/x/setup.py", b"setup(\n    name='spotipy',\n)\n"),
        ("lib/x/spotipy/util.py", b"1\n"),
        ("lib/y/setup.py", b"setup(\n    name='mine',\n)\n"),
        ("lib/y/util.py", b"1\n"),
        ("app.py", CALL.as_bytes()),
    ];
    let root = folder(files);
    let paths = |tree: &Tree| -> Vec<String> {
        tree.files.iter().map(|file| file.path.to_string()).collect()
    };
    let tree = walked(&root);
    assert_eq!(paths(&tree), ["app.py", "lib/y/setup.py", "lib/y/util.py"]);
    assert_eq!(tree.manifests, ["lib/y/setup.py".into()]);
    let all = Options { include: vec![Reason::Library], ..options(root.path()) };
    let tree = walk(&all, &Progress::default());
    assert_eq!((tree.files.len(), tree.manifests.len()), (5, 2));
}

#[test]
fn compiled_scripts_are_taken_in_where_that_is_asked() {
    let compiled = format!("{CALL}//# sourceMappingURL=a.js.map");
    let root = folder(&[("a.tsx", CALL.as_bytes()), ("a.jsx", compiled.as_bytes())]);
    assert_eq!(seeds(&walked(&root)), ["a.tsx"]);
    let built = Options { include: vec![Reason::Built], ..options(root.path()) };
    assert_eq!(seeds(&walk(&built, &Progress::default())), ["a.jsx", "a.tsx"]);
}

#[test]
fn a_repository_is_a_project_whatever_its_git_is() {
    let root = folder(&[("d/.git/HEAD", b"ref: x"), ("d/x.js", CALL.as_bytes())]);
    let tree = walked(&root);
    assert_eq!(tree.project_of("d/x.js"), "d");
    assert_eq!(tree.counts.folders, 0);
}

#[cfg(unix)]
#[test]
fn rules_that_are_no_files_are_named_and_not_waited_for() {
    let pipe = |path: &Path| {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.expect("mkfifo").success());
    };
    for name in [".gitignore", ".ignore", ".git/info/exclude", "inner/.ignore"] {
        let root = folder(&[("a.py", CALL.as_bytes()), ("inner/b.py", CALL.as_bytes())]);
        pipe(&root.path().join(name));
        let tree = walked(&root);
        assert_eq!(skipped(&tree), [(name, Reason::Unreadable)]);
        // Nobody knows what such a folder ignores; that of the whole is done without.
        let inner = name.starts_with("inner");
        assert_eq!(seeds(&tree).len(), if inner { 1 } else { 2 }, "{name}");
        let all = Options { include: vec![Reason::Ignored], ..options(root.path()) };
        let tree = walk(&all, &Progress::default());
        assert_eq!((tree.seeds().count(), tree.skipped.len()), (2, 0), "{name}");
    }
    // Those of folders above are opened too, where they do not count as well.
    let root = folder(&[("sub/a.py", CALL.as_bytes()), ("sub/.ignore/x", b"")]);
    pipe(&root.path().join(".gitignore"));
    let sub = || walk(&options(&root.path().join("sub")), &Progress::default());
    assert_eq!((sub().seeds().count(), sub().skipped.len()), (1, 1));
    fs::create_dir(root.path().join(".git")).expect("a folder");
    assert_eq!((sub().seeds().count(), sub().skipped.len()), (1, 1));
}

#[cfg(unix)]
#[test]
fn a_link_that_is_typed_is_followed() {
    use std::os::unix::fs::symlink;

    let root = folder(&[("a/a.py", CALL.as_bytes())]);
    let at = |name: &str| root.path().join(name);
    symlink(at("a/a.py"), at("b.py")).expect("a link");
    symlink(at("a"), at("c")).expect("a link");
    for (name, seen) in [("b.py", 1), ("c", 1)] {
        let tree = walk(&options(&at(name)), &Progress::default());
        assert_eq!(tree.seeds().count(), seen, "{name}");
    }
}

#[test]
fn who_asks_about_a_library_itself_means_it() {
    let root = folder(&[
        ("lib/composer.json", b"{\"name\": \"jwilsson/spotify-web-api-php\"}"),
        ("lib/src/Session.php", b"<?php\nnamespace SpotifyWebAPI;\n"),
        ("app.php", b"<?php\nuse SpotifyWebAPI\\Session;\n"),
    ]);
    assert_eq!(seeds(&walked(&root)), ["app.php"]);
    let library = options(&root.path().join("lib"));
    assert_eq!(seeds(&walk(&library, &Progress::default())), ["src/Session.php"]);
}
