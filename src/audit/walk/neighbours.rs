//! Files that mention nothing themselves and still matter: what a file that does imports,
//! and what imports it.
//!
//! A program of usual size is looked through as a whole. In a larger tree only the folders
//! around what matters are, as far as [`MOST_SEARCHED`] goes, and of what is found
//! [`MOST_PARSED`] is taken: time and memory follow what mentions the API, not the tree.

mod names;
mod search;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashSet};

use super::order::to_folder;
use super::{File, Kind, Tree};
use crate::audit::cores;
use crate::audit::modules::parted;
use crate::audit::syntax::Language;
use crate::sorted;

use search::{Search, uses};

pub use names::words;

/// A tree above these is not looked through again as a whole.
const MOST_FILES: usize = 4000;
const MOST_BYTES: u64 = 64 << 20;
/// Bytes that are looked through again in such a tree.
const MOST_SEARCHED: u64 = 16 << 20;
/// The part of these limits that is for those who use neighbours, and whoever uses them.
const LATER: u64 = 4;
/// Bytes of neighbours that are parsed: parsed code takes thirty times its size in memory,
/// and following what it says takes longer than reading the tree did.
const MOST_PARSED: u64 = 4 << 20;
/// Bytes of neighbours that are parsed in a tree above the size that is usual.
const MOST_PARSED_OF_MANY: u64 = 256 << 10;
/// Files whose names are looked at by one thread at a time.
const PIECE: usize = 4096;
/// Where more files than this fit an import, only the nearest are meant.
const FEW: usize = 4;
/// What files see of each other without a word is taken up to this many bytes.
const MODULE: u64 = 1 << 20;

/// A file that matters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seed {
    /// Index into [`Tree::files`].
    pub file: usize,
    /// Modules it imports, as they are written: `./api`, `app.config`, `crate::auth`.
    pub imports: Vec<String>,
    /// Types it names, where those are seen without naming their files.
    pub types: Vec<String>,
    /// Names by which others use it, one of them at least; none where they may use it
    /// without naming anything of it.
    pub gives: Option<HashSet<String>>,
    /// Its words, where it uses others without naming their files (Go).
    pub words: HashSet<String>,
}

/// Finds files that import a seed or that a seed imports.
///
/// A file imports a seed if it stands in the same project and names it: in an import where
/// the language has them for files, anywhere where names are seen without.
#[derive(Debug)]
pub struct Neighbours<'t> {
    tree: &'t Tree,
    /// Names that only client libraries have; a file near a seed that holds one counts too.
    members: &'t [&'t str],
    threads: usize,
    /// Of each file the mark of the last name that imports give it.
    names: Vec<Mark>,
    /// Files of Go by their folders, which are what is imported.
    go_folders: Vec<(&'t str, Vec<usize>)>,
    is_small: bool,
    /// Bytes in all files before one.
    before: Vec<u64>,
    /// What was a seed or a neighbour once.
    taken: BTreeSet<usize>,
    /// Bytes that may still be parsed.
    left: u64,
    /// Whether something that may use a seed was passed over.
    is_partial: bool,
}

/// Short for a name: two names that differ hardly share one.
type Mark = u32;

/// The mark of a name.
#[expect(clippy::cast_possible_truncation, reason = "half of it tells names apart as well")]
fn mark(name: &str) -> Mark {
    FixedState::default().hash_one(name) as Mark
}

/// What an import may lead to.
enum Wanted {
    /// The file of a module; whether its path is told from where it is imported.
    Module(String, bool),
    /// A file that is named like a type, of a family of languages.
    Type(String, u8),
}

impl Wanted {
    fn name(&self) -> &str {
        match self {
            Wanted::Module(path, _) => last(path),
            Wanted::Type(name, _) => name,
        }
    }

    fn is(&self, file: &File) -> bool {
        let Some(language) = language(file) else { return false };
        let module = module_of(&file.path);
        match self {
            Wanted::Module(path, is_relative) => {
                module == path
                    || !is_relative
                        && module.strip_suffix(&**path).is_some_and(|before| before.ends_with('/'))
            }
            Wanted::Type(name, family) => last(module) == name && language.family() == *family,
        }
    }
}

impl<'t> Neighbours<'t> {
    /// Those in a tree, looked for by so many threads.
    pub fn new(tree: &'t Tree, members: &'t [&'t str], threads: usize) -> Self {
        let mut go_folders: Vec<(&str, Vec<usize>)> = Vec::new();
        let (mut count, mut bytes, mut before) = (0, 0, vec![0]);
        for (at, file) in tree.files.iter().enumerate() {
            if language(file).is_some() {
                if is_go(file) && !folder(&file.path).is_empty() {
                    let folder = folder(&file.path);
                    match go_folders.last_mut().filter(|(last, _)| *last == folder) {
                        Some((_, files)) => files.push(at),
                        None => go_folders.push((folder, vec![at])),
                    }
                }
                (count, bytes) = (count + 1, bytes + u64::from(file.bytes));
            }
            before.push(bytes);
        }
        let is_small = count <= MOST_FILES && bytes <= MOST_BYTES;
        let pieces: Vec<&[File]> = tree.files.chunks(PIECE).collect();
        let names = cores::each(&pieces, threads, |files| {
            files.iter().map(|file| mark(last(module_of(&file.path)))).collect::<Vec<Mark>>()
        });
        Neighbours {
            tree,
            members,
            threads,
            names: names.concat(),
            go_folders,
            is_small,
            before,
            taken: BTreeSet::new(),
            left: if is_small { MOST_PARSED } else { MOST_PARSED_OF_MANY },
            is_partial: false,
        }
    }

    /// Whether files that may use what was found first were passed over, because there are
    /// too many.
    pub fn is_partial(&self) -> bool {
        self.is_partial
    }

    /// Neighbours of these seeds, as indexes into [`Tree::files`], in order, without what
    /// was a seed or a neighbour before.
    pub fn of(&mut self, seeds: &[Seed]) -> Vec<usize> {
        let is_first = self.taken.is_empty();
        self.taken.extend(seeds.iter().map(|seed| seed.file));
        let mut imported = BTreeSet::new();
        self.follow_imports(seeds, &mut imported);
        self.seen_without_a_word(seeds, &mut imported);
        let (importing, whole) = self.importing(seeds, is_first);
        self.is_partial |= is_first && !whole;
        let mut found = Vec::new();
        for (group, uses) in [(imported, false), (importing, true)] {
            let mut group: Vec<usize> =
                group.into_iter().filter(|at| !self.taken.contains(at)).collect();
            // The smallest first: more of them fit.
            sorted::sort_by_key(&mut group, |at| (self.tree.files[*at].bytes, *at));
            // What is imported and not read leaves a blind spot where it is used; calls in
            // what is not read leave none. So half is kept for those.
            let kept = if uses { 0 } else { self.left / 2 };
            for at in group {
                let bytes = u64::from(self.tree.files[at].bytes);
                if bytes > self.left.saturating_sub(kept) {
                    self.is_partial |= is_first && uses;
                    break;
                }
                self.left -= bytes;
                self.taken.insert(at);
                found.push(at);
            }
        }
        sorted::sort(&mut found);
        found
    }

    /// Adds the files that the seeds import.
    fn follow_imports(&self, seeds: &[Seed], found: &mut BTreeSet<usize>) {
        let mut wanted: Vec<(&File, Wanted)> = Vec::new();
        for seed in seeds {
            let Some(file) = self.tree.files.get(seed.file) else { continue };
            let Some(language) = language(file) else { continue };
            if language.modules_are_folders() {
                self.folders_imported(seed, found);
                continue;
            }
            wanted.extend(seed.imports.iter().map(|import| {
                let path = language.module_path(import, &file.path);
                (file, Wanted::Module(path, import.starts_with('.')))
            }));
            // A type stands in a file of its name.
            wanted.extend(seed.types.iter().map(|name| {
                let name =
                    if language == Language::Ruby { parted(name, '_') } else { name.clone() };
                (file, Wanted::Type(name, language.family()))
            }));
        }
        // One look through all names, however many are wanted.
        let mut named: HashMap<Mark, Vec<usize>> = HashMap::default();
        named.extend(wanted.iter().map(|(_, wanted)| (mark(wanted.name()), Vec::new())));
        for (at, name) in self.names.iter().enumerate() {
            if let Some(files) = named.get_mut(name) {
                files.push(at);
            }
        }
        for (file, wanted) in wanted {
            let named = named.get(&mark(wanted.name())).into_iter().flatten();
            found.extend(self.nearest(file, named.copied().filter(|at| wanted.is(self.file(*at)))));
        }
    }

    /// Adds the files of the folders that a seed imports: `example.com/app/api` is that of
    /// the longest path it ends in.
    fn folders_imported(&self, seed: &Seed, found: &mut BTreeSet<usize>) {
        for import in &seed.imports {
            let ends = |folder: &&str| {
                let before = import.strip_suffix(*folder);
                before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
            };
            let folders = self.go_folders.iter().map(|(folder, _)| *folder);
            let Some(longest) = folders.filter(ends).max_by_key(|folder| folder.len()) else {
                continue;
            };
            let files = self.go_folders.iter().filter(|(folder, _)| *folder == longest);
            found.extend(files.flat_map(|(_, files)| files));
        }
    }

    /// Of files that fit an import, where they are many, those that stand nearest to another.
    fn nearest(&self, file: &File, fitting: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut fitting: Vec<usize> = fitting.collect();
        if fitting.len() > FEW {
            let near = |at: &usize| shared(&self.file(*at).path, &file.path);
            let nearest = fitting.iter().map(near).max();
            fitting.retain(|at| Some(near(at)) == nearest);
        }
        fitting
    }

    fn file(&self, at: usize) -> &'t File {
        &self.tree.files[at]
    }

    /// Adds what is seen without a word: all of a module of Swift, functions outside of
    /// classes of Kotlin, what C# adds to types.
    fn seen_without_a_word(&self, seeds: &[Seed], found: &mut BTreeSet<usize>) {
        let files = &self.tree.files;
        for seen in [Language::Swift, Language::Kotlin, Language::CSharp] {
            let is_seen = |at: &usize| files.get(*at).and_then(language) == Some(seen);
            if !self.is_small || !seeds.iter().any(|seed| is_seen(&seed.file)) {
                continue;
            }
            let mut module: Vec<usize> = (0..files.len()).filter(is_seen).collect();
            if seen != Language::Swift {
                module.retain(|at| {
                    let text = self.tree.read(&files[*at]);
                    !self.taken.contains(at) && text.is_ok_and(|text| is_seen_from_outside(&text))
                });
            }
            if module.iter().map(|at| u64::from(files[*at].bytes)).sum::<u64>() <= MODULE {
                found.extend(module);
            }
        }
    }

    /// The files that import the seeds, and whether all that may were looked through.
    fn importing<'s>(&'s self, seeds: &'s [Seed], is_first: bool) -> (BTreeSet<usize>, bool) {
        let files = &self.tree.files;
        let chosen: Vec<usize> =
            seeds.iter().map(|s| s.file).filter(|at| *at < files.len()).collect();
        let mut projects: BTreeMap<&str, Vec<(&File, &Seed)>> = BTreeMap::new();
        for seed in seeds {
            if let Some(file) = files.get(seed.file) {
                projects.entry(self.project(seed.file)).or_default().push((file, seed));
            }
        }
        // Who uses a file is written in a language that reads it.
        let mut read_by: BTreeMap<&str, BTreeSet<u8>> = BTreeMap::new();
        for (project, seeds) in &projects {
            let families =
                seeds.iter().filter_map(|(file, _)| language(file)).map(Language::family);
            read_by.insert(project, sorted::set(families));
        }
        // Rails shows what a controller found in the pages of the folder of its name.
        let of_seeds = chosen.iter().map(|at| module_of(&files[*at].path));
        let controllers = sorted::set(of_seeds.filter_map(|path| {
            behind(path, "controllers/").and_then(|name| name.strip_suffix("_controller"))
        }));
        let is_shown = |file: &File| {
            let shows = behind(folder(&file.path), "views/");
            shows.is_some_and(|controller| controllers.contains(controller))
        };
        let (ranges, whole) = self.around(&chosen, if is_first { 1 } else { LATER });
        let candidates: Vec<(usize, &str)> = ranges
            .into_iter()
            .flatten()
            .filter_map(|at| {
                let language = language(&files[at]).filter(|_| !self.taken.contains(&at))?;
                let project = self.project(at);
                let families = read_by.get(project)?;
                let reads = families.contains(&language.family())
                    // Programs in any language are told by their settings.
                    || families.contains(&Language::Settings.family())
                    || is_shown(&files[at]);
                reads.then_some((at, project))
            })
            .collect();
        // A package of Go is a folder: its files see each other.
        let mut packages: BTreeMap<&str, Vec<&Seed>> = BTreeMap::new();
        for seed in seeds {
            if let Some(file) = files.get(seed.file).filter(|file| is_go(file)) {
                packages.entry(folder(&file.path)).or_default().push(seed);
            }
        }
        let members = if is_first { self.members } else { &[] };
        let search = Search::new(&projects, members);
        let holds = cores::each(&candidates, self.threads, |(at, project)| {
            let file = &files[*at];
            let beside = packages.get(folder(&file.path)).filter(|_| is_go(file));
            if is_shown(file) {
                return true;
            }
            self.tree.read(file).is_ok_and(|text| {
                beside.is_some_and(|seeds| seeds.iter().any(|seed| goes_with(seed, &text)))
                    || search.holds(file, project, &text)
            })
        });
        let found = candidates.iter().zip(holds).filter(|(_, holds)| *holds);
        (sorted::set(found.map(|((at, _), _)| *at)), whole)
    }

    /// The project of a file. A small tree is one: what its parts import of each other is
    /// not always said in a manifest.
    fn project(&self, at: usize) -> &'t str {
        if self.is_small { "" } else { self.tree.project_of(&self.tree.files[at].path) }
    }

    /// Where to look for files that use some others: as wide around them as is affordable,
    /// within their projects, at so many parts of it. Also whether that is all of these projects.
    fn around(&self, chosen: &[usize], part: u64) -> (Vec<Range<usize>>, bool) {
        if chosen.is_empty() {
            return (Vec::new(), true);
        }
        if self.is_small {
            return (self.ranges(&sorted::set([""])), true);
        }
        let mut folders = sorted::set(chosen.iter().map(|at| folder(&self.tree.files[*at].path)));
        let mut ranges = Vec::new();
        loop {
            let wider = self.ranges(&folders);
            let bytes: u64 = wider.iter().map(|r| self.before[r.end] - self.before[r.start]).sum();
            let files: usize = wider.iter().map(Range::len).sum();
            if bytes > MOST_SEARCHED / part || files as u64 > MOST_FILES as u64 / part {
                return (ranges, false);
            }
            ranges = wider;
            let up = |at: &&'t str| if self.is_project(at) { *at } else { folder(at) };
            let above = sorted::set(folders.iter().map(up));
            if above == folders {
                return (ranges, true);
            }
            folders = above;
        }
    }

    fn is_project(&self, folder: &str) -> bool {
        self.tree.projects.binary_search_by(|project| (**project).cmp(folder)).is_ok()
    }

    /// The files below some folders, none twice.
    fn ranges(&self, folders: &BTreeSet<&str>) -> Vec<Range<usize>> {
        let files = &self.tree.files;
        let from = |of: &str, is_before: fn(Ordering) -> bool| {
            files.partition_point(|file| is_before(to_folder(&file.path, of)))
        };
        let mut ranges: Vec<Range<usize>> = folders
            .iter()
            .map(|folder| from(folder, Ordering::is_lt)..from(folder, Ordering::is_le))
            .collect();
        sorted::sort_by_key(&mut ranges, |range| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        ranges.retain(|range| {
            let is_new = range.end > end;
            end = end.max(range.end);
            is_new
        });
        ranges
    }
}

/// Whether a file has something that others use without naming a type of it: functions and
/// values outside of classes, or methods added to types (`static void Go(this Client client)`).
fn is_seen_from_outside(text: &str) -> bool {
    let begins = |line: &str| {
        let words = ["fun ", "suspend ", "inline ", "internal ", "operator ", "val ", "const "];
        words.iter().any(|word| line.starts_with(word))
            && ["fun ", "val "].iter().any(|word| line.contains(word))
    };
    text.contains("(this ") || text.lines().any(begins)
}

/// How many folders two paths have in common.
fn shared(a: &str, b: &str) -> usize {
    a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b).count()
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

fn is_go(file: &File) -> bool {
    file.kind == Kind::Code(Language::Go)
}

/// Names of files that stand for their folder.
const FOLDER_FILES: &[&str] = &["index", "__init__", "mod", "main", "lib"];

/// Whether a file stands for its folder, and hands on what the others in it offer.
pub fn names_its_folder(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    FOLDER_FILES.contains(&name.split('.').next().unwrap_or(name))
}

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

/// What stands behind the last folder of a name, in a path.
fn behind<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    path.rsplit_once(folder).map(|(_, rest)| rest)
}

/// Whether a file of a package of Go uses something of another one of it, or the other of it.
fn goes_with(seed: &Seed, text: &str) -> bool {
    uses(seed.gives.as_ref(), text) || offered(text).any(|name| seed.words.contains(name))
}

/// What a file of Go has at its top: functions and methods, types, variables, constants.
fn offered(text: &str) -> impl Iterator<Item = &str> {
    let mut in_group = false;
    text.lines().flat_map(move |line| {
        let declared =
            ["func ", "type ", "var ", "const "].iter().find_map(|w| line.strip_prefix(w));
        in_group = match declared {
            Some(rest) => rest.starts_with('(') && !line.starts_with("func "),
            None => in_group && !line.starts_with(')'),
        };
        let names = match declared {
            Some(rest) if line.starts_with("func (") => rest.split_once(") ").map_or("", |r| r.1),
            Some(rest) => rest,
            None if in_group => line.trim_start(),
            None => "",
        };
        // `var first, second = 1, 2`
        let end = names.find(['=', '(', '[', '{']).unwrap_or(names.len());
        names[..end].split(',').filter_map(|name| words(name).next())
    })
}

#[cfg(test)]
mod tests;
