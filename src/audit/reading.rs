//! From a tree of files to evidence: which files are parsed, and what could not be read.

use std::collections::BTreeMap;

use crate::audit::clients::Releases;
use crate::audit::collecting::{Limits, collect};
use crate::audit::cores;
use crate::audit::dependencies::{Dependency, Ecosystem, Package, Release, dependencies, own_name};
use crate::audit::evidence::{BlindSpot, Coverage, Evidence, FileId, Place, Unknown};
use crate::audit::ir::{Span, Unit};
use crate::audit::program::Source;
use crate::audit::seeds;
use crate::audit::strangers;
use crate::audit::syntax::{self, Language, mixed};
use crate::audit::values::ALL_FUEL;
use crate::audit::walk::{Kind, Needles, Neighbours, Options, Progress, Reason, Seed, Tree, walk};
use crate::catalogue::Catalogue;
use crate::libraries::{self, Libraries, Library};
use crate::sorted;

/// How many rounds of imports are followed from files that mention the API.
const ROUNDS: usize = 3;

/// Reads what the programs below some paths call and ask for.
pub fn read(
    catalogue: &'static Catalogue,
    tables: &'static Libraries,
    options: &Options,
    progress: &Progress,
) -> Evidence {
    let tree = walk(options, progress);
    // Neither knows of what the other finds.
    let (parsed, known) = cores::both(
        options.threads,
        || parse(&tree, tables, options.threads),
        || Known::of(&tree, tables, options.threads),
    );
    let mut met = strangers::depended_on(known.strangers.iter());
    met.extend(strangers::imported(tables, &parsed.sources));
    let mut sources = parsed.sources;
    lead_home(&tree, tables, &mut sources);
    let limits = Limits { steps: ALL_FUEL, threads: options.threads };
    let mut evidence = cores::deeply(|| collect(catalogue, tables, sources, &known, limits));
    evidence.root.clone_from(&tree.root);
    cover(&tree, &mut evidence);
    for (path, reason) in parsed.failed {
        evidence.unread(path, reason);
    }
    for path in parsed.broken {
        evidence.unread(path, "part of it could not be parsed".to_string());
    }
    if parsed.is_partial {
        let why = "what uses the files that mention the API was looked for near them only";
        evidence.unread("./".to_string(), why.to_string());
    }
    other_languages(catalogue, &tree, &mut evidence);
    evidence.meet(&tree, met);
    evidence.sort();
    cores::let_go(tree);
    evidence
}

/// Files parsed.
#[derive(Default)]
struct Parsed {
    sources: Vec<Source>,
    failed: Vec<(String, String)>,
    broken: Vec<String>,
    /// Whether files that may use what was parsed were passed over.
    is_partial: bool,
}

fn language_of(kind: Kind) -> Option<Language> {
    Some(match kind {
        Kind::Code(language) => language,
        Kind::Notebook => Language::Python,
        Kind::Other(_) => return None,
    })
}

fn parse(tree: &Tree, tables: &'static Libraries, threads: usize) -> Parsed {
    let mut parsed = Parsed::default();
    let mut next: Vec<usize> = (0..tree.files.len())
        .filter(|at| {
            let file = &tree.files[*at];
            !file.mentions.is_empty() && language_of(file.kind).is_some()
        })
        .collect();
    let members: Vec<&str> = distinctive(tables);
    // The names of a large tree are looked at while what mentions the API is parsed.
    let (mut units, mut neighbours) = cores::both(
        threads,
        || parse_all(tree, &next, threads),
        || Neighbours::new(tree, &members, threads),
    );
    for round in 0..=ROUNDS {
        let mut seeds = Vec::new();
        for (index, outcome) in next.iter().zip(units) {
            let file = &tree.files[*index];
            match outcome {
                Ok((units, lines, seed)) => {
                    seeds.push(seed);
                    // Declarations of types call nothing, whatever is wrong with them.
                    let declares = file.path.ends_with(".d.ts");
                    if !declares && units.iter().any(|(unit, _)| unit.broken) {
                        parsed.broken.push(file.path.to_string());
                    }
                    for (unit, language) in units {
                        let id = FileId(u32::try_from(parsed.sources.len()).unwrap_or(u32::MAX));
                        parsed.sources.push(Source {
                            file: id,
                            path: file.path.to_string(),
                            language,
                            unit,
                            lines: lines.clone(),
                        });
                    }
                }
                Err(reason) => parsed.failed.push((file.path.to_string(), reason)),
            }
        }
        if round == ROUNDS || seeds.is_empty() {
            break;
        }
        next = neighbours.of(&seeds);
        if next.is_empty() {
            break;
        }
        units = parse_all(tree, &next, threads);
    }
    parsed.is_partial = neighbours.is_partial();
    // By path, so that answers do not depend on the order of reading.
    sorted::sort_by(&mut parsed.sources, |a, b| (&a.path, a.language).cmp(&(&b.path, b.language)));
    for (at, source) in parsed.sources.iter_mut().enumerate() {
        source.file = FileId(u32::try_from(at).unwrap_or(u32::MAX));
    }
    parsed
}

fn distinctive(tables: &'static Libraries) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for library in tables.all {
        for at in 0..library.members.len() {
            if library.traits[at].distinctive {
                let name = library.members.get(at);
                names.push(name.rsplit(['.', '#', ':']).next().unwrap_or(name));
            }
        }
    }
    sorted::sort(&mut names);
    names.dedup();
    names
}

/// The units of a file, each with its language, where its lines begin, and what it tells of
/// other files.
type Outcome = Result<(Vec<(Unit, Language)>, Vec<u32>, Seed), String>;

/// Parses some files of a tree, those first that take longest: a large one at the end would
/// keep one thread busy while the others wait.
fn parse_all(tree: &Tree, files: &[usize], threads: usize) -> Vec<Outcome> {
    let mut order: Vec<usize> = (0..files.len()).collect();
    sorted::sort_by_key(&mut order, |at| std::cmp::Reverse(tree.files[files[*at]].bytes));
    let parsed = cores::each(&order, threads, |at| parse_file(tree, files[*at]));
    let mut outcomes: Vec<Option<Outcome>> = files.iter().map(|_| None).collect();
    for (at, outcome) in order.into_iter().zip(parsed) {
        outcomes[at] = Some(outcome);
    }
    outcomes.into_iter().flatten().collect()
}

fn parse_file(tree: &Tree, at: usize) -> Outcome {
    let file = &tree.files[at];
    let language = language_of(file.kind).ok_or_else(|| "no parser".to_string())?;
    let text = tree.read(file).map_err(|error| error.to_string())?;
    let code = mixed::code(language, &file.path, &text);
    let code = code.as_deref().unwrap_or(&text);
    let unit = syntax::read_file(language, code);
    let mut unit = unit.ok_or_else(|| "it cannot be parsed".to_string())?;
    let lines = line_starts(&text);
    for (start, name) in mixed::mentioned(language, &file.path, &text) {
        unit.mention(name, start, &lines);
    }
    for (start, module) in mixed::usings(language, &file.path, &text) {
        unit.take_all_of(module, start, &lines);
    }
    let mut units = vec![(unit, language)];
    // The page around the code is a program of its own.
    if let Some(page) = mixed::page(language, &file.path, &text)
        && let Some(unit) = syntax::read_file(Language::Html, &page)
    {
        units.push((unit, Language::Html));
    }
    let seed = seeds::seed(at, &file.path, &units, code);
    Ok((units, lines, seed))
}

/// Writes imports of Go as the folders they lead to, where a `go.mod` of the tree says so:
/// no package of the program is a library, whatever its module is called.
fn lead_home(tree: &Tree, tables: &'static Libraries, sources: &mut [Source]) {
    if !sources.iter().any(|source| source.language == Language::Go) {
        return;
    }
    let module = |manifest: &str| {
        let folder =
            manifest.strip_suffix("go.mod").filter(|f| f.is_empty() || f.ends_with('/'))?;
        Some((folder.to_string(), own_name(&tree.root.join(manifest))?))
    };
    let modules: Vec<(String, String)> = tree.manifests.iter().filter_map(|m| module(m)).collect();
    for source in sources.iter_mut().filter(|s| s.language == Language::Go) {
        for import in &mut source.unit.imports {
            let inside = |(folder, name): &(String, String)| {
                let rest = import.module.strip_prefix(name.as_str())?.strip_prefix('/')?;
                // The major version stands behind the name of a module, and is no folder.
                let (first, below) = rest.split_once('/').unwrap_or((rest, ""));
                let version = first.strip_prefix('v').is_some_and(|v| v.parse::<u32>().is_ok());
                let below = if version { below } else { rest };
                let is_above = source.path.starts_with(folder.as_str());
                (!below.is_empty()).then(|| (is_above, name.len(), format!("{folder}{below}")))
            };
            let known = tables.imported(libraries::Language::Go, &import.module).next().is_some();
            if !known && let Some((_, _, path)) = modules.iter().filter_map(inside).max() {
                import.module = path.into();
            }
        }
    }
}

/// The byte each line of a text begins at.
pub fn line_starts(text: &str) -> Vec<u32> {
    let ends = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
    let starts = ends.map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX));
    std::iter::once(0).chain(starts).collect()
}

/// Releases as the manifests and lock files of a tree tell them.
#[derive(Default)]
struct Known {
    found: BTreeMap<String, Vec<Dependency>>,
    /// Packages that there is no table of.
    strangers: Vec<Dependency>,
}

impl Known {
    fn of(tree: &Tree, tables: &'static Libraries, threads: usize) -> Self {
        let mut packages: Vec<Package<'static>> = Vec::new();
        for library in tables.all {
            for name in library.packages {
                for ecosystem in ecosystems(library) {
                    packages.push(Package { ecosystem, name });
                }
            }
        }
        sorted::sort(&mut packages);
        packages.dedup();
        let mut found: BTreeMap<String, Vec<Dependency>> = BTreeMap::new();
        let mut strangers = Vec::new();
        for dependency in dependencies(&tree.root, &tree.manifests, &packages, threads) {
            if packages.iter().any(|known| known.name == dependency.package) {
                found.entry(dependency.package.clone()).or_default().push(dependency);
            } else {
                strangers.push(dependency);
            }
        }
        Known { found, strangers }
    }

    /// The dependency nearest above a path, else any.
    fn nearest(&self, library: &Library, path: &str) -> Option<&Dependency> {
        let all = library.packages.iter().filter_map(|name| self.found.get(*name)).flatten();
        let above = |d: &&Dependency| {
            d.folder.is_empty()
                || path.strip_prefix(&*d.folder).is_some_and(|rest| rest.starts_with('/'))
        };
        let all: Vec<&Dependency> = all.collect();
        // Of several in one folder the first package is meant; packages of types come behind it.
        let nearest = all.iter().rev().filter(|d| above(d)).max_by_key(|d| d.folder.len());
        nearest.or_else(|| all.first()).copied()
    }
}

impl Releases for Known {
    fn of(&self, library: &Library, path: &str) -> Option<String> {
        match &self.nearest(library, path)?.release {
            Release::Exactly(release) => Some(release.clone()),
            // The newest that the tables know fits a range that begins before it.
            Release::AtLeast(release) => {
                let newer = libraries::compare(release, library.release).is_gt();
                let is_alike = series(release) == series(library.release);
                Some(if newer || !is_alike { release.clone() } else { library.release.to_string() })
            }
            Release::Any => None,
        }
    }

    fn depends(&self, library: &Library, path: &str) -> bool {
        self.nearest(library, path).is_some()
    }
}

/// The part of a release that changes when what was there before breaks: `2` of `2.25.1`,
/// `0.15` of `0.15.3`.
fn series(release: &str) -> &str {
    let parts = if release.starts_with("0.") { 2 } else { 1 };
    let end = release.match_indices('.').nth(parts - 1).map(|(at, _)| at);
    end.map_or(release, |end| &release[..end])
}

fn ecosystems(library: &Library) -> Vec<Ecosystem> {
    let mut all: Vec<Ecosystem> = library
        .languages
        .iter()
        .map(|language| match language {
            libraries::Language::Python => Ecosystem::Python,
            libraries::Language::JavaScript => Ecosystem::JavaScript,
            libraries::Language::Go => Ecosystem::Go,
            libraries::Language::Rust => Ecosystem::Rust,
            libraries::Language::CSharp => Ecosystem::DotNet,
            libraries::Language::Java | libraries::Language::Kotlin => Ecosystem::Jvm,
            libraries::Language::Ruby => Ecosystem::Ruby,
            libraries::Language::Php => Ecosystem::Php,
            libraries::Language::Swift => Ecosystem::Swift,
        })
        .collect();
    sorted::sort(&mut all);
    all.dedup();
    all
}

/// Writes down what was looked at and what was not.
fn cover(tree: &Tree, evidence: &mut Evidence) {
    let coverage: &mut Coverage = &mut evidence.coverage;
    coverage.files = tree.counts.files;
    coverage.code = tree.counts.code;
    coverage.read = u64::try_from(evidence.files.len()).unwrap_or(u64::MAX);
    let mut left: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut unread = Vec::new();
    for skipped in &tree.skipped {
        if let Some(name) = skipped.reason.name() {
            *left.entry(name).or_default() += 1;
        } else {
            let why = match (skipped.reason, &skipped.detail) {
                (Reason::Unreadable, Some(detail)) => detail.to_string(),
                (Reason::Unreadable, None) => "it cannot be read".to_string(),
                (Reason::TooBig, _) => "it is too big to parse".to_string(),
                (Reason::LongLine, _) => "a line of it is too long to parse".to_string(),
                _ => "its code has no lines of its own".to_string(),
            };
            unread.push((skipped.path.to_string(), why));
        }
    }
    coverage.left_out = left.into_iter().collect();
    for (path, why) in unread {
        evidence.unread(path, why);
    }
}

impl Evidence {
    /// The number of a file, which it is given if it has none.
    pub(super) fn file_of(&mut self, path: String) -> FileId {
        let known = self.files.iter().position(|file| *file == path);
        let at = known.unwrap_or_else(|| {
            self.files.push(path);
            self.files.len() - 1
        });
        FileId(u32::try_from(at).unwrap_or(u32::MAX))
    }

    /// Notes that a file was not read as a whole: what it calls is not known.
    fn unread(&mut self, path: String, why: String) {
        let file = self.file_of(path.clone());
        let place = Place { file, span: Span { start: 0, end: 0, line: 1 } };
        self.blind_spots.push(BlindSpot { place, unknown: Unknown::File });
        self.coverage.skipped.push((path, why));
    }
}

/// Files in languages that are not read are blind spots, line by line.
fn other_languages(catalogue: &'static Catalogue, tree: &Tree, evidence: &mut Evidence) {
    let needles = Needles::new(catalogue);
    for file in &tree.files {
        if !matches!(file.kind, Kind::Other(_)) || file.mentions.is_empty() {
            continue;
        }
        let Ok(text) = tree.read(file) else { continue };
        let id = FileId(u32::try_from(evidence.files.len()).unwrap_or(u32::MAX));
        let mut any = false;
        for mention in needles.mentions(&text) {
            any = true;
            let place = Place { file: id, span: mention.span };
            evidence.blind_spots.push(BlindSpot { place, unknown: Unknown::Language });
        }
        if any {
            evidence.files.push(file.path.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::walk::{Skipped, written};

    #[test]
    fn packages_of_own_modules_are_no_libraries() {
        let called = |module: &str, import: &str| {
            let main = format!(
                "package api\nimport \"{import}\"\ntype Server struct {{ box *box.Client }}\n\
                 func (s Server) Songs() {{ s.box.GetTracks() }}\n"
            );
            let client = "package box\nimport \"github.com/zmb3/spotify/v2\"\n\
                type Client struct { api *spotify.Client }\n\
                func (c *Client) GetTracks() ([]string, error) { return nil, nil }\n\
                func (c *Client) Stop() { c.api.Pause(nil) }\n";
            let (root, _) = written(&[
                ("service/go.mod", &format!("module {module}\n")),
                ("service/api/main.go", &main),
                ("service/internal/box/box.go", client),
            ]);
            let options =
                Options { paths: vec![root.path().to_owned()], threads: 1, ..Options::default() };
            let catalogue = Catalogue::built_in();
            let read = read(catalogue, Libraries::built_in(), &options, &Progress::default());
            let calls = read.calls.iter();
            calls.map(|c| catalogue.endpoint(c.endpoint).id).collect::<Vec<_>>()
        };
        let own = ["pause-a-users-playback"];
        assert_eq!(
            called("github.com/a/spotify-box", "github.com/a/spotify-box/internal/box"),
            own
        );
        assert_eq!(
            called("github.com/a/spotify-box/v3", "github.com/a/spotify-box/v3/internal/box"),
            own
        );
        assert_eq!(called("spotify-box", "spotify-box/internal/box"), own);
        // A fork of a library, from elsewhere.
        let fork = ["get-several-tracks", "pause-a-users-playback"];
        assert_eq!(called("github.com/a/jukebox", "github.com/b/spotify-box/internal/box"), fork);
        assert_eq!(called("github.com/a/spotify", "github.com/a/spotify-box/internal/box"), fork);
    }

    fn library() -> &'static Library {
        let mut all = Libraries::built_in().all.iter();
        all.find(|library| library.packages.contains(&"spotipy")).expect("a library")
    }

    /// What a project knows that depends on releases of a library, each in a folder.
    fn known(all: &[(&str, Release)]) -> Known {
        let each = all.iter().map(|(folder, release)| Dependency {
            folder: (*folder).into(),
            ecosystem: Ecosystem::Python,
            package: "spotipy".to_string(),
            release: release.clone(),
            file: "requirements.txt".into(),
            line: 1,
        });
        let found = BTreeMap::from([("spotipy".to_string(), each.collect())]);
        Known { found, ..Known::default() }
    }

    #[test]
    fn the_nearest_dependency_tells_the_release() {
        let exactly = |release: &str| Release::Exactly(release.to_string());
        let all = known(&[("app", exactly("2.1")), ("", exactly("2.2")), ("lib", exactly("2.3"))]);
        let of = |path| all.of(library(), path).unwrap_or_default();
        assert_eq!(of("app/a.py"), "2.1");
        assert_eq!(of("application/a.py"), "2.2");
        assert_eq!(of("a.py"), "2.2");
        assert_eq!(of("lib/deep/a.py"), "2.3");
        // Where none is above, the first.
        let apart = known(&[("app", exactly("2.1")), ("lib", exactly("2.3"))]);
        assert_eq!(apart.of(library(), "a.py").as_deref(), Some("2.1"));
        assert!(all.depends(library(), "a.py"));
        let none = Known::default();
        assert!(!none.depends(library(), "a.py") && none.of(library(), "a.py").is_none());
    }

    #[test]
    fn a_range_of_releases_is_the_newest_that_is_alike() {
        let newest = library().release;
        let (first, _) = newest.split_once('.').expect("a release");
        let of = |release: &str| {
            known(&[("", Release::AtLeast(release.to_string()))]).of(library(), "a.py").unwrap()
        };
        assert_eq!(of(&format!("{first}.0")), newest);
        assert_eq!(of(&format!("{first}.9999")), format!("{first}.9999"));
        assert_eq!(of("1.0"), "1.0");
        assert_eq!(known(&[("", Release::Any)]).of(library(), "a.py"), None);
    }

    #[test]
    fn names_that_tell_a_library_are_those_of_its_members() {
        let names = distinctive(Libraries::built_in());
        assert!(names.len() > 1 && names.is_sorted());
        for library in Libraries::built_in().all {
            for at in (0..library.members.len()).filter(|at| library.traits[*at].distinctive) {
                let name = library.members.get(at);
                let is_there = names.iter().any(|known| name.ends_with(known));
                assert!(is_there, "{name} of {}", library.packages.join(" "));
            }
        }
        assert!(names.iter().all(|name| !name.is_empty() && !name.contains(['.', '#', ':'])));
    }

    #[test]
    fn lines_begin_behind_their_breaks() {
        assert_eq!(line_starts("a\nbc\n\nd"), [0, 2, 5, 6]);
        assert_eq!(line_starts(""), [0]);
    }

    #[test]
    fn what_was_left_out_is_counted_and_what_failed_is_named() {
        let skipped = |path: &str, reason, detail: Option<&str>| Skipped {
            path: path.into(),
            reason,
            detail: detail.map(Into::into),
        };
        let tree = Tree {
            skipped: vec![
                skipped("t/a.py", Reason::Test, None),
                skipped("b.py", Reason::Unreadable, Some("denied")),
                skipped("c.py", Reason::Unreadable, None),
                skipped("d.py", Reason::TooBig, None),
                skipped("e.py", Reason::LongLine, None),
                skipped("t/f.py", Reason::Test, None),
                skipped("g.ipynb", Reason::OneLineNotebook, None),
                skipped("h.md", Reason::Docs, None),
            ],
            ..Tree::default()
        };
        let files = vec!["a.py".to_string(), "d.py".to_string()];
        let mut evidence = Evidence { files, ..Evidence::default() };
        cover(&tree, &mut evidence);
        assert_eq!(evidence.coverage.left_out, [("docs", 1), ("tests", 2)]);
        assert_eq!(evidence.coverage.read, 2);
        let why: Vec<&str> = evidence.coverage.skipped.iter().map(|(_, why)| &**why).collect();
        assert_eq!(
            why,
            [
                "denied",
                "it cannot be read",
                "it is too big to parse",
                "a line of it is too long to parse",
                "its code has no lines of its own",
            ]
        );
        // Each is a blind spot of its own file, those known before of theirs.
        let of = |spot: &BlindSpot| &*evidence.files[spot.place.file.0 as usize];
        let spots: Vec<&str> = evidence.blind_spots.iter().map(of).collect();
        assert_eq!(spots, ["b.py", "c.py", "d.py", "e.py", "g.ipynb"]);
        assert_eq!(evidence.files.len(), 6);
    }

    #[test]
    fn what_breaks_begins_a_series() {
        assert_eq!(series("2.25.1"), "2");
        assert_eq!(series("0.15.3"), "0.15");
        assert_ne!(series("0.15.3"), series("0.16.1"));
        assert_eq!(series("7"), "7");
    }
}
