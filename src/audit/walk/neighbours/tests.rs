//! Which files are taken along with those that mention the API.

use std::fs;

use super::*;
use crate::audit::walk::order::order;
use crate::audit::walk::written;

/// Neighbours of the files that mention Spotify; these import what stands beside them.
fn found(files: &[(&str, &str)], imports: &[(&str, &str)], members: &[&str]) -> Vec<String> {
    naming(files, imports, &[], members)
}

/// The same, where these name some types.
fn naming(
    files: &[(&str, &str)],
    imports: &[(&str, &str)],
    names: &[(&str, &str)],
    members: &[&str],
) -> Vec<String> {
    let (_root, tree) = written(files);
    let seeds: Vec<Seed> = tree
        .files
        .iter()
        .enumerate()
        .filter(|(_, file)| !file.mentions.is_empty())
        .map(|(at, file)| Seed {
            file: at,
            imports: imports
                .iter()
                .filter(|(path, _)| *path == &*file.path)
                .map(|(_, import)| (*import).to_owned())
                .collect(),
            types: names
                .iter()
                .filter(|(path, _)| *path == &*file.path)
                .map(|(_, name)| (*name).to_owned())
                .collect(),
            ..Seed::default()
        })
        .collect();
    Neighbours::new(&tree, members, 0)
        .of(&seeds)
        .into_iter()
        .map(|at| tree.files[at].path.to_string())
        .collect()
}

const CALL: &str = "get('https://api.spotify.com/v1/me')\n";

#[test]
fn what_a_seed_imports_matters() {
    let files = [
        ("src/api.ts", CALL),
        ("src/lib/request.ts", "export const get = 1\n"),
        ("src/config/index.ts", "export const base = 1\n"),
        ("lib/request.ts", "export const get = 2\n"),
        ("src/other.ts", "1\n"),
    ];
    let imports = [("src/api.ts", "./lib/request"), ("src/api.ts", "@/config")];
    assert_eq!(found(&files, &imports, &[]), ["src/config/index.ts", "src/lib/request.ts"]);
    let files = [("app/a.py", CALL), ("app/config.py", "B = 1\n"), ("config.py", "B = 2\n")];
    assert_eq!(found(&files, &[("app/a.py", "app.config")], &[]), ["app/config.py"]);
}

#[test]
fn a_package_of_go_is_a_folder() {
    let files = [
        ("app/api/me.go", CALL),
        ("app/send/do.go", "package send\n"),
        ("app/send/keep.go", "package send\n"),
        ("other/send/do.go", "package send\n"),
        ("app/page/page.go", "package page\nimport \"example.com/m/app/api\"\n"),
        ("app/text/text.go", "package text\n"),
    ];
    let imports = [("app/api/me.go", "example.com/m/app/send"), ("app/api/me.go", "net/http")];
    assert_eq!(
        found(&files, &imports, &[]),
        ["app/page/page.go", "app/send/do.go", "app/send/keep.go"]
    );
}

#[test]
fn what_is_seen_without_a_word_matters() {
    let files = [
        ("app/Music.kt", CALL),
        ("app/net/Sending.kt", "suspend fun send(path: String) {}\n"),
        ("app/Page.kt", "class Page {\n  fun send() {}\n}\n"),
        ("app/Page.java", "class Page {}\n"),
    ];
    assert_eq!(found(&files, &[], &[]), ["app/net/Sending.kt"]);
    let files = [
        ("Music.cs", CALL),
        ("Added.cs", "static class A { static void Go(this HttpClient c) {} }\n"),
        ("Page.cs", "static class B { static void Go(HttpClient c) {} }\n"),
    ];
    assert_eq!(found(&files, &[], &[]), ["Added.cs"]);
}

#[test]
fn what_imports_a_seed_matters() {
    let files = [
        ("src/player.ts", CALL),
        ("src/page.tsx", "import { play } from './player'\n"),
        ("src/words.ts", "const text = 'the player of the game'\n"),
        ("src/players.ts", "import x from './players'\n"),
    ];
    assert_eq!(found(&files, &[], &[]), ["src/page.tsx"]);
    let files = [
        ("client/__init__.py", CALL),
        ("a.py", "from client import me\n"),
        ("b.py", "client = 1\n"),
    ];
    assert_eq!(found(&files, &[], &[]), ["a.py"]);
}

#[test]
fn names_seen_without_an_import_matter_where_the_language_has_them() {
    let files = [
        ("MusicService.cs", CALL),
        ("Page.cs", "var s = new MusicService();\n"),
        ("Other.cs", "var s = new MusicServices();\n"),
    ];
    assert_eq!(found(&files, &[], &[]), ["Page.cs"]);
    let files = [
        ("app/music_client.rb", CALL),
        ("app/page.rb", "MusicClient.new\n"),
        ("app/x.rb", "MusicClients\n"),
    ];
    assert_eq!(found(&files, &[], &[]), ["app/page.rb"]);
    let files = [("a/client.go", CALL), ("a/base.go", "package a\n"), ("b/base.go", "package b\n")];
    assert_eq!(found(&files, &[], &[]), ["a/base.go"]);
}

#[test]
fn types_that_a_seed_names_matter_where_no_import_says_so() {
    let files = [
        ("app/MusicService.cs", CALL),
        ("app/Http/Sender.cs", "class Sender {}\n"),
        ("app/Other.cs", "class Other {}\n"),
        ("app/Sender.py", "class Sender: pass\n"),
    ];
    let names = [("app/MusicService.cs", "Sender")];
    assert_eq!(naming(&files, &[], &names, &[]), ["app/Http/Sender.cs"]);
    let files = [("app/music.rb", CALL), ("lib/api_sender.rb", "1\n"), ("lib/api.rb", "1\n")];
    assert_eq!(naming(&files, &[], &[("app/music.rb", "ApiSender")], &[]), ["lib/api_sender.rb"]);
}

#[test]
fn a_module_of_swift_is_one_whole() {
    let files =
        [("A/Top.swift", CALL), ("A/Net/Service.swift", "class S {}\n"), ("b.py", "class S: 1\n")];
    assert_eq!(found(&files, &[], &[]), ["A/Net/Service.swift"]);
    let long = format!("let a = \"{}\"\n", "x\" + \"".repeat(300_000));
    let files = [("A/Top.swift", CALL), ("A/S.swift", "class S {}\n"), ("A/L.swift", &long)];
    assert_eq!(found(&files, &[], &[]), [""; 0]);
}

#[test]
fn members_of_libraries_matter() {
    let files = [
        ("client.py", CALL),
        ("page.py", "sp.current_user_saved_tracks()\n"),
        ("other.py", "sp.current_user_saved_tracks_of()\n"),
    ];
    assert_eq!(found(&files, &[], &["current_user_saved_tracks"]), ["page.py"]);
    assert_eq!(found(&files, &[], &[]), [""; 0]);
}

#[test]
fn without_a_seed_nothing_matters() {
    let files = [("page.py", "sp.current_user_saved_tracks()\n")];
    assert_eq!(found(&files, &[], &["current_user_saved_tracks"]), [""; 0]);
}

/// Files of a tree of which only those with a text are there; the others only take room.
fn large(files: &[(&str, &str, u32)]) -> (tempfile::TempDir, Tree) {
    let root = tempfile::tempdir().unwrap();
    let mut tree =
        Tree { root: root.path().to_owned(), projects: vec!["".into()], ..Tree::default() };
    for (path, text, bytes) in files {
        if !text.is_empty() {
            fs::create_dir_all(root.path().join(path).parent().unwrap()).unwrap();
            fs::write(root.path().join(path), text).unwrap();
        }
        tree.files.push(File {
            path: (*path).into(),
            native: None,
            kind: Kind::Code(Language::Python),
            mentions: crate::audit::walk::Mentions::default(),
            bytes: *bytes,
        });
    }
    tree.files.sort_by(|a, b| order(&a.path, &b.path));
    (root, tree)
}

/// Neighbours of `app/api.py`, and whether some were passed over.
fn near(tree: &Tree, imports: &[&str]) -> (Vec<String>, bool) {
    let file = tree.files.iter().position(|file| &*file.path == "app/api.py").unwrap();
    let imports = imports.iter().map(|import| (*import).to_owned()).collect();
    let mut neighbours = Neighbours::new(tree, &[], 1);
    let found = neighbours.of(&[Seed { file, imports, ..Seed::default() }]);
    let found = found.into_iter().map(|at| tree.files[at].path.to_string()).collect();
    (found, neighbours.is_partial())
}

#[test]
fn a_large_tree_is_looked_through_near_the_seeds_and_that_is_said() {
    let uses = "from api import me\n";
    let files = [
        ("app/api.py", "", 1),
        ("app/page.py", uses, 1),
        ("app2/page.py", uses, 1),
        ("far/page.py", uses, 1),
        ("far/rest.py", "", 80 << 20),
    ];
    let (_root, tree) = large(&files);
    assert_eq!(near(&tree, &[]), (vec!["app/page.py".to_owned()], true));
    // A folder with a manifest is all that there is to look through.
    let whole = Tree { projects: vec!["".into(), "app".into()], ..tree.clone() };
    assert_eq!(near(&whole, &[]), (vec!["app/page.py".to_owned()], false));
    let (_root, small) = large(&files[..4]);
    assert_eq!(near(&small, &[]).0, ["app/page.py", "app2/page.py", "far/page.py"]);
}

#[test]
fn what_is_passed_over_around_later_files_is_not_missed() {
    let files = [
        ("app/api.py", "", 1),
        ("app/page.py", "from api import me\n", 1),
        ("far/a.py", "", 1),
        ("far/rest.py", "", 80 << 20),
    ];
    let (_root, tree) = large(&files);
    let tree = Tree { projects: vec!["".into(), "app".into()], ..tree };
    let mut neighbours = Neighbours::new(&tree, &[], 1);
    let seed = |file| Seed { file, ..Seed::default() };
    assert_eq!((neighbours.of(&[seed(0)]), neighbours.is_partial()), (vec![1], false));
    assert_eq!((neighbours.of(&[seed(2)]), neighbours.is_partial()), (vec![], false));
}

#[test]
fn of_many_files_that_fit_an_import_the_nearest_are_meant() {
    let of = |folder: &'static str| (folder, "", 1);
    let mut files = vec![of("app/api.py"), of("app/lib/base.py")];
    files.extend(["a/base.py", "b/base.py", "c/base.py"].map(of));
    assert_eq!(near(&large(&files).1, &["base"]).0.len(), 4);
    files.push(of("d/base.py"));
    assert_eq!(near(&large(&files).1, &["base"]).0, ["app/lib/base.py"]);
}

#[test]
fn no_more_is_parsed_than_memory_can_take() {
    let uses = "from api import me\n";
    let files = [
        ("app/api.py", "", 1),
        ("app/config.py", "", 1 << 20),
        ("app/page.py", uses, 2 << 20),
        ("app/view.py", uses, 3 << 20),
    ];
    let (_root, tree) = large(&files);
    let (found, partial) = near(&tree, &["config"]);
    assert_eq!((found.len(), partial), (2, true), "{found:?}");
    let (_root, tree) = large(&[("app/api.py", "", 1), ("app/config.py", "", 3 << 20)]);
    assert_eq!(near(&tree, &["config"]), (Vec::new(), false));
}

#[test]
fn who_imports_a_seed_names_something_of_it() {
    let files = [
        ("src/player.ts", CALL),
        ("src/page.tsx", "import { play } from './player'\n"),
        ("src/all.ts", "import * as player from './player'\nplayer.play()\n"),
        ("src/game.ts", "import { win } from './rules/player'\n"),
        ("src/index.ts", "export { player }\nimport { player } from './player'\n"),
        ("src/more.ts", "export * from './player'\n"),
        ("src/page.html", "<script src=\"player.js\"></script>\n"),
    ];
    let (_root, tree) = written(&files);
    let file = tree.files.iter().position(|f| &*f.path == "src/player.ts").unwrap();
    let with = |gives: Option<&str>| {
        let gives = gives.map(|name| HashSet::from_iter([name.to_owned()]));
        let found = Neighbours::new(&tree, &[], 0).of(&[Seed { file, gives, ..Seed::default() }]);
        found.into_iter().map(|at| &*tree.files[at].path).collect::<Vec<_>>()
    };
    assert_eq!(
        with(Some("play")),
        ["src/all.ts", "src/index.ts", "src/more.ts", "src/page.html", "src/page.tsx"]
    );
    assert_eq!(with(None).len(), 6);
}

/// Neighbours of the first file, which uses and gives these names.
fn around(files: &[(&str, &str)], uses: &[&str], gives: &[&str]) -> Vec<String> {
    let (_root, tree) = written(files);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect();
    let file = tree.files.iter().position(|file| *file.path == *files[0].0).unwrap();
    let seed = Seed { file, words: names(uses), gives: Some(names(gives)), ..Seed::default() };
    let found = Neighbours::new(&tree, &[], 0).of(&[seed]);
    found.into_iter().map(|at| tree.files[at].path.to_string()).collect()
}

#[test]
fn files_of_a_package_of_go_go_together_by_names() {
    let files = [
        ("api/me.go", CALL),
        ("api/base.go", "package api\n\nconst (\n\tfirst, base = 1, \"https://x\"\n)\n"),
        ("api/get.go", "package api\n\nfunc (c *Other) Get(path string) {}\n"),
        ("api/kind.go", "package api\n\ntype Kind struct {\n\tsize int\n}\n"),
        ("api/page.go", "package api\n\nfunc page() { Me() }\n"),
        ("api/rest.go", "package api\n\nfunc rest(base string) { Meet() }\n"),
        ("api/type.go", "package api\n\ntype Size struct {}\n\nvar size, kind Kind = 1, 2\n"),
    ];
    assert_eq!(
        around(&files, &["base", "Get", "Kind", "struct", "size"], &["Me"]),
        ["api/base.go", "api/get.go", "api/kind.go", "api/page.go", "api/type.go"]
    );
    assert!(around(&files, &["struct", "Other"], &["Met"]).is_empty());
}

#[test]
fn pages_of_rails_show_what_their_controller_found() {
    let files = [
        ("app/controllers/admin/users_controller.rb", CALL),
        ("app/views/admin/users/show.html.erb", "<%= @list.each { |one| one.name } %>\n"),
        ("app/views/users/show.html.erb", "<%= @list %>\n"),
        ("app/views/admin/user/show.html.erb", "<%= @list %>\n"),
    ];
    assert_eq!(around(&files, &[], &["me"]), ["app/views/admin/users/show.html.erb"]);
}

#[test]
fn words_are_told_apart_as_names_are() {
    let all: Vec<&str> = words("a.b_c($d) = «é» + größe;x").collect();
    assert_eq!(all, ["a", "b_c", "$d", "«é»", "größe", "x"]);
    assert_eq!(words(" ( ").next(), None);
}
