//! Files that mention nothing themselves and still matter: what a file that does imports,
//! and what imports it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aho_corasick::AhoCorasick;

use super::{File, Kind, Tree};
use crate::audit::syntax::Language;

/// A project above these is not looked through again: only imports are followed there.
const MOST_FILES: usize = 4000;
const MOST_BYTES: u64 = 64 << 20;

/// A file that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// Index into [`Tree::files`].
    pub file: usize,
    /// Modules it imports, as they are written: `./api`, `app.config`, `crate::auth`.
    pub imports: Vec<String>,
}

/// Files that import a seed or that a seed imports, as indexes into [`Tree::files`], in
/// order, without the seeds.
///
/// A file imports a seed if it stands in the same project and names it: in an import where
/// the language has them for files, anywhere where names are seen without. `members` are
/// names that only client libraries have; a file that holds one of them counts too.
pub fn neighbours(tree: &Tree, seeds: &[Seed], members: &[&str]) -> Vec<usize> {
    let chosen: BTreeSet<usize> = seeds.iter().map(|seed| seed.file).collect();
    let mut found = BTreeSet::new();
    follow_imports(tree, seeds, &mut found);
    for (_, project) in projects(tree, &chosen) {
        let inside = || project.files.iter().map(|at| (*at, &tree.files[*at]));
        let others = || inside().filter(|(at, _)| !chosen.contains(at));
        let own: Vec<&File> =
            inside().filter(|(at, _)| chosen.contains(at)).map(|(_, f)| f).collect();
        // A package of Go is a folder: its files see each other.
        found.extend(
            others().filter(|(_, f)| own.iter().any(|s| is_same_package(s, f))).map(|(at, _)| at),
        );
        if project.files.len() > MOST_FILES || project.bytes > MOST_BYTES {
            continue;
        }
        let Some(search) = Search::new(&own, members) else { continue };
        for (at, file) in others() {
            if !found.contains(&at) && tree.read(file).is_ok_and(|text| search.holds(file, &text)) {
                found.insert(at);
            }
        }
    }
    found.retain(|at| !chosen.contains(at));
    found.into_iter().collect()
}

#[derive(Default)]
struct Project {
    files: Vec<usize>,
    bytes: u64,
}

/// The files of each project that has a seed. A small tree is one project: what its parts
/// import of each other is not always said in a manifest.
fn projects<'t>(tree: &'t Tree, chosen: &BTreeSet<usize>) -> BTreeMap<&'t str, Project> {
    let code = || tree.files.iter().enumerate().filter(|(_, file)| language(file).is_some());
    let is_small =
        code().count() <= MOST_FILES && code().map(|(_, f)| f.bytes).sum::<u64>() <= MOST_BYTES;
    let of = |file: &'t File| if is_small { "" } else { tree.project_of(&file.path) };
    let wanted: BTreeSet<&str> =
        chosen.iter().filter_map(|at| tree.files.get(*at)).map(of).collect();
    let mut all: BTreeMap<&str, Project> = BTreeMap::new();
    for (at, file) in code() {
        if wanted.contains(of(file)) {
            let project = all.entry(of(file)).or_default();
            project.files.push(at);
            project.bytes += file.bytes;
        }
    }
    all
}

fn language(file: &File) -> Option<Language> {
    match file.kind {
        Kind::Code(language) => Some(language),
        Kind::Notebook => Some(Language::Python),
        Kind::Other(_) => None,
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_same_package(a: &File, b: &File) -> bool {
    a.kind == b.kind && a.kind == Kind::Code(Language::Go) && folder(&a.path) == folder(&b.path)
}

/// Names of files that stand for their folder.
const FOLDER_FILES: &[&str] = &["index", "__init__", "mod", "main", "lib"];

/// A path as imports write it: without its ending, and `lib/index.ts` as `lib`.
fn module_of(path: &str) -> &str {
    let end = path.rfind('/').map_or(0, |at| at + 1);
    let stem = path[end..].find('.').map_or(path, |dot| &path[..end + dot]);
    let name = &stem[end..];
    if FOLDER_FILES.contains(&name) && end > 0 { &stem[..end - 1] } else { stem }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Adds the files that the seeds import.
fn follow_imports(tree: &Tree, seeds: &[Seed], found: &mut BTreeSet<usize>) {
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, file) in tree.files.iter().enumerate().filter(|(_, file)| language(file).is_some()) {
        let module = module_of(&file.path);
        by_name.entry(last(module)).or_default().push(at);
    }
    for seed in seeds {
        let Some(file) = tree.files.get(seed.file) else { continue };
        let Some(language) = language(file) else { continue };
        for import in &seed.imports {
            let path = language.module_path(import, &file.path);
            let is_relative = import.starts_with('.');
            let fits = |module: &str| {
                module == path
                    || !is_relative
                        && module.strip_suffix(&*path).is_some_and(|before| before.ends_with('/'))
            };
            let named = by_name.get(last(&path)).into_iter().flatten();
            found.extend(named.filter(|at| fits(module_of(&tree.files[**at].path))));
        }
    }
}

/// What is looked for in the other files of a project.
struct Search {
    finder: AhoCorasick,
    /// Needles before this one are names of seeds, those from it on members.
    members: usize,
}

impl Search {
    fn new(seeds: &[&File], members: &[&str]) -> Option<Self> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        for file in seeds {
            let name = last(module_of(&file.path));
            names.insert(name.to_owned());
            // Rails finds `SpotifyClient` in `spotify_client.rb`.
            if language(file) == Some(Language::Ruby) {
                names.insert(camel(name));
            }
        }
        names.retain(|name| !name.is_empty());
        let count = names.len();
        let needles = names.iter().map(String::as_str).chain(members.iter().copied());
        let finder = AhoCorasick::new(needles).ok()?;
        Some(Search { finder, members: count })
    }

    fn holds(&self, file: &File, text: &str) -> bool {
        let Some(language) = language(file) else { return false };
        let bytes = text.as_bytes();
        self.finder.find_overlapping_iter(text).any(|found| {
            let before = found.start().checked_sub(1).map(|at| bytes[at]);
            let is_whole = !before.is_some_and(is_word)
                && !bytes.get(found.end()).copied().is_some_and(is_word);
            is_whole
                && (found.pattern().as_usize() >= self.members
                    || language.shares_names() && !is_markup(language)
                    || is_import(line_around(text, found.start())))
        })
    }
}

fn is_markup(language: Language) -> bool {
    matches!(language, Language::Html | Language::Vue | Language::Svelte | Language::Astro)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn line_around(text: &str, at: usize) -> &str {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |before| before + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |after| at + after);
    &text[start..end]
}

fn is_import(line: &str) -> bool {
    ["import", "require", "from", "export", "src="].iter().any(|word| line.contains(word))
}

/// `spotify_client` as `SpotifyClient`.
fn camel(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_ascii_uppercase().to_string() + letters.as_str()
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::audit::walk::{Options, Progress, walk};

    /// Neighbours of the files that mention Spotify; these import what stands beside them.
    fn found(files: &[(&str, &str)], imports: &[(&str, &str)], members: &[&str]) -> Vec<String> {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let options = Options { paths: vec![root.path().to_owned()], ..Options::default() };
        let tree = walk(&options, &Progress::default());
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
            })
            .collect();
        neighbours(&tree, &seeds, members)
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
        let files =
            [("a/client.go", CALL), ("a/base.go", "package a\n"), ("b/base.go", "package b\n")];
        assert_eq!(found(&files, &[], &[]), ["a/base.go"]);
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
}
