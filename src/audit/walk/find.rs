//! The walk itself: every entry once, on all cores, then what only the whole tree tells.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use foldhash::HashMap;

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::copies::LibraryMark;
use super::language::{self, ByName};
use super::needles::{Mentions, Needles};
use super::opened::Folder;
use super::order::{self, order};
use super::place::{self, Named, Verdict};
use super::rules::Odd;
use super::{
    Counts, File, Kind, MOST, Options, Progress, Reason, Skipped, Tree, content, notebook,
};
use crate::audit::{cores, dependencies, text};
use crate::catalogue::Catalogue;
use crate::sorted;

/// Bytes read at a time.
const PIECE: usize = 64 << 10;
/// Bytes of the smallest block of a file system.
const BLOCK: usize = 512;
/// Files after which a thread says how far it has come: to say so at each holds up the others.
const TOLD: u64 = 64;
/// Bytes at the start of a file that tell whether it is text, as many as git looks at.
const HEAD: usize = 8000;

/// Walks the paths and looks at every file below them.
///
/// Nothing ends the walk: what cannot be read is in [`Tree::skipped`], a path that does
/// not exist as well.
pub fn walk(options: &Options, progress: &Progress) -> Tree {
    let root = match options.paths.as_slice() {
        [one] if one.is_dir() => one.clone(),
        _ => PathBuf::new(),
    };
    // Who asks about a client library itself means it.
    let mut options = options.clone();
    let own = own_names(&root);
    let is_own = |library: &LibraryMark| own.iter().any(|n| library.own_names.contains(&&**n));
    let (own, mut others): (Vec<_>, Vec<_>) = options.libraries.into_iter().partition(is_own);
    // Libraries of several languages declare `SpotifyWebAPI`.
    for other in &mut others {
        other.namespaces.retain(|name| !own.iter().any(|own| own.namespaces.contains(name)));
    }
    options.libraries = others;
    let options = &options;
    let needles = Needles::new(Catalogue::built_in());
    let shared =
        Shared { options, progress, needles: &needles, root: &root, parts: Mutex::default() };
    let odd = Odd::default();
    for walker in walkers(options, &odd) {
        walker.build_parallel().visit(&mut &shared);
    }
    let parts = shared.parts.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut whole = parts.into_iter().fold(Part::default(), Part::with);
    for path in odd.take() {
        let detail = Some("it is no file, so that nobody knows what it ignores".into());
        whole.skipped.push(Skipped {
            path: shown(&root, &path),
            reason: Reason::Unreadable,
            detail,
        });
    }
    whole.finish(root, options)
}

/// The names that the manifests of a folder give to what is in it.
fn own_names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| dependencies::own_name(&entry.path())).collect()
}

/// One walker for each path: whether the folders above it have a say depends on the path.
fn walkers(options: &Options, odd: &Odd) -> Vec<WalkBuilder> {
    let git = !options.include.contains(&Reason::Ignored);
    let of = |path: &PathBuf| {
        let mut builder = WalkBuilder::new(path);
        builder
            .standard_filters(false)
            .hidden(false)
            .ignore(git)
            .git_ignore(git)
            .git_exclude(git)
            // What one person ignores everywhere would make answers differ between machines.
            .git_global(false)
            // An archive of a repository has no `.git` but the same rules.
            .require_git(false)
            // A checkout in a folder that some other repository ignores is still a checkout.
            .parents(git && is_in_repository(path))
            .threads(options.threads);
        if git {
            odd.keep_from(&mut builder, path);
        }
        builder
    };
    options.paths.iter().map(of).collect()
}

fn is_in_repository(path: &Path) -> bool {
    let Ok(path) = fs::canonicalize(path) else { return false };
    path.ancestors().any(|folder| folder.join(".git").exists())
}

/// A path as it is shown: below the root, with `/` between names.
fn shown(root: &Path, path: &Path) -> Box<str> {
    // Nearly all are, letter by letter; parts of paths are costly to compare.
    let below = path.to_str().zip(root.to_str().filter(|root| !root.is_empty()));
    let below = below.and_then(|(path, root)| path.strip_prefix(root)?.strip_prefix('/'));
    if let Some(below) = below.filter(|_| std::path::MAIN_SEPARATOR == '/')
        && !below.starts_with(['/', '.'])
    {
        return below.into();
    }
    let path = path.strip_prefix(root).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    let shown = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { shown.into() } else { shown.replace('\\', "/").into() }
}

/// What all threads look at.
struct Shared<'s> {
    options: &'s Options,
    progress: &'s Progress,
    needles: &'s Needles,
    root: &'s Path,
    parts: Mutex<Vec<Part>>,
}

/// What one thread found.
#[derive(Default)]
struct Part {
    files: order::Seen,
    /// Files in folders that are only left out while others have what is looked for.
    second: Vec<(File, Reason)>,
    skipped: Vec<Skipped>,
    manifests: Vec<Box<str>>,
    projects: Vec<Box<str>>,
    /// Folders of libraries, with the name of the library.
    libraries: Vec<(Box<str>, Box<str>)>,
    counts: Counts,
}

struct Visitor<'s> {
    shared: &'s Shared<'s>,
    /// What the folders seen last are for.
    folders: HashMap<PathBuf, Option<Verdict>>,
    /// The last of them: entries of a folder come together.
    last: Around,
    buffer: Vec<u8>,
    part: Part,
    /// What of its counts others were told.
    told: Counts,
}

/// The folder around an entry.
#[derive(Default)]
struct Around {
    folder: Folder,
    verdict: Option<Verdict>,
}

impl<'s> ParallelVisitorBuilder<'s> for &'s Shared<'s> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Visitor {
            shared: self,
            folders: HashMap::default(),
            last: Around::default(),
            buffer: vec![0; PIECE],
            part: Part::default(),
            told: Counts::default(),
        })
    }
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        self.tell();
        let mut part = std::mem::take(&mut self.part);
        part.files.sort();
        self.shared.parts.lock().unwrap_or_else(PoisonError::into_inner).push(part);
    }
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Err(error) => {
                let path = path_of(&error).unwrap_or(Path::new(""));
                let detail =
                    error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                self.skip(path, Reason::Unreadable, Some(detail));
            }
            Ok(entry) => match entry.file_type() {
                Some(kind) if kind.is_dir() => return self.folder(&entry),
                Some(kind) if kind.is_file() => self.file(&entry),
                // A link that was typed is followed; those found are not: what they lead to
                // is looked at where it stands.
                Some(kind) if kind.is_symlink() && entry.depth() == 0 && entry.path().is_file() => {
                    self.file(&entry);
                }
                _ => {}
            },
        }
        WalkState::Continue
    }
}

/// The path that an error of the walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

impl Visitor<'_> {
    fn shown(&self, path: &Path) -> Box<str> {
        shown(self.shared.root, path)
    }

    fn skip(&mut self, path: &Path, reason: Reason, detail: Option<String>) {
        let path = self.shown(path);
        self.part.skipped.push(Skipped { path, reason, detail: detail.map(Into::into) });
    }

    fn folder(&mut self, entry: &DirEntry) -> WalkState {
        if entry.depth() == 0 {
            return WalkState::Continue;
        }
        if entry.file_name() == ".git" {
            self.project(entry.path());
            return WalkState::Skip;
        }
        let above = self.verdict_above(entry);
        let verdict = above.or_else(|| place::folder(entry.path(), &self.shared.options.include));
        // Inside of what is left out, only what is not to be entered matters.
        let inner = above.and_then(|_| place::folder(entry.path(), &self.shared.options.include));
        if let Some(Verdict::Stay(reason)) = inner.or(verdict) {
            self.part.counts.folders += 1;
            // Programs keep their settings in hidden folders, nobody an app.
            if reason != Reason::Hidden {
                let path = format!("{}/", self.shown(entry.path())).into();
                self.part.skipped.push(Skipped { path, reason, detail: None });
            }
            return WalkState::Skip;
        }
        WalkState::Continue
    }

    /// Notes that a folder is a project's: that of this manifest or repository.
    fn project(&mut self, inside: &Path) {
        if let Some(folder) = inside.parent() {
            let folder = self.shown(folder);
            self.part.projects.push(folder);
        }
    }

    /// What the folders around an entry say of it.
    fn verdict_above(&mut self, entry: &DirEntry) -> Option<Verdict> {
        let depth = entry.depth().checked_sub(1)?;
        let folder = entry.path().parent()?;
        if self.last.folder.path().as_os_str() != folder.as_os_str() {
            let verdict = self.verdict(folder, depth);
            self.last = Around { folder: Folder::at(folder), verdict };
        }
        self.last.verdict
    }

    /// Says how far this thread has come.
    fn tell(&mut self) {
        let (now, told) = (&self.part.counts, &self.told);
        self.shared.progress.add(now.files - told.files, now.bytes - told.bytes);
        self.told = *now;
    }

    fn verdict(&mut self, folder: &Path, depth: usize) -> Option<Verdict> {
        if depth == 0 {
            return None;
        }
        if let Some(known) = self.folders.get(folder) {
            return *known;
        }
        let above = folder.parent().and_then(|parent| self.verdict(parent, depth - 1));
        let verdict = above.or_else(|| place::folder(folder, &self.shared.options.include));
        // Those around a folder that are asked for again are few.
        if self.folders.len() > 4096 {
            self.folders.clear();
        }
        self.folders.insert(folder.to_owned(), verdict);
        verdict
    }

    fn file(&mut self, entry: &DirEntry) {
        self.part.counts.files += 1;
        if self.part.counts.files.is_multiple_of(TOLD) {
            self.tell();
        }
        let name = entry.file_name().to_string_lossy();
        let typed = entry.depth() == 0;
        let by_name = language::by_name(&name);
        let is_manifest = dependencies::is_manifest(&name);
        if name == ".git" {
            return self.project(entry.path());
        }
        if by_name == ByName::NotCode && !is_manifest {
            return;
        }
        let folder = self.verdict_above(entry).map(Verdict::reason);
        if is_manifest && folder.is_none() {
            self.project(entry.path());
            let shown = self.shown(entry.path());
            self.part.manifests.push(shown);
        }
        let named = if typed { Named::Source } else { place::file(&name) };
        match by_name {
            ByName::NotCode => {}
            ByName::Kind(kind) => self.look(entry, Some(kind), folder, named),
            ByName::FirstLine => self.look(entry, None, folder, named),
        }
    }

    /// Looks through a file, and keeps what matters of it. Without a kind, its first line
    /// tells.
    fn look(&mut self, entry: &DirEntry, kind: Option<Kind>, folder: Option<Reason>, named: Named) {
        let path = entry.path();
        let seen = match self.scan(entry, kind) {
            Ok(Some(seen)) => seen,
            // What was typed is missed where it is not read.
            Ok(None) if kind.is_some() && entry.depth() == 0 => {
                return self.skip(path, Reason::Unreadable, Some("it is not text".to_string()));
            }
            Ok(None) => return,
            Err(error) => return self.skip(path, Reason::Unreadable, Some(error.to_string())),
        };
        self.part.counts.code += 1;
        let allowed = |reason: &Reason| self.shared.options.include.contains(reason);
        let by_name = match named {
            Named::LeftOut(reason) => Some(reason).filter(|reason| !allowed(reason)),
            Named::Source | Named::PerhapsTest => None,
        };
        let shown = self.shown(path);
        if !seen.mentions.is_empty() {
            let left = folder.or(by_name).map(content::Left::from);
            let left =
                left.or_else(|| self.by_content(path, &shown, &seen, named, entry.depth() == 0));
            if let Some(left) = left {
                if let (Some(folder), Some(library)) = (left.folder, &left.library) {
                    self.part.libraries.push((folder, library.clone()));
                }
                self.part.skipped.push(Skipped {
                    path: shown.clone(),
                    reason: left.reason,
                    detail: left.library,
                });
                if folder.is_none() {
                    return;
                }
            }
        }
        let file = File {
            native: path
                .to_str()
                .is_none()
                .then(|| Box::new(path.strip_prefix(self.shared.root).unwrap_or(path).to_owned())),
            path: shown,
            kind: seen.kind,
            mentions: seen.mentions,
            bytes: u32::try_from(seen.bytes).unwrap_or(u32::MAX),
        };
        match folder {
            None if by_name.is_none() => self.part.files.push(file),
            Some(reason @ (Reason::Built | Reason::Docs)) if by_name.is_none() => {
                self.part.second.push((file, reason));
            }
            _ => {}
        }
    }

    /// Whether something inside leaves a file out.
    fn by_content(
        &self,
        path: &Path,
        shown: &str,
        seen: &Seen,
        named: Named,
        typed: bool,
    ) -> Option<content::Left> {
        let options = self.shared.options;
        if seen.bytes > options.max_file_bytes {
            return Some(Reason::TooBig.into());
        }
        let bytes = match read_whole(path, options.max_file_bytes) {
            Ok(bytes) => bytes,
            // It went away between the two looks.
            Err(error) => {
                return Some(content::Left {
                    library: Some(error.to_string().into()),
                    ..Reason::Unreadable.into()
                });
            }
        };
        if seen.kind == Kind::Notebook && notebook::python(&text::decode(bytes.clone())).is_none() {
            return Some(Reason::OneLineNotebook.into());
        }
        let found =
            content::reason(&bytes, seen.kind, shown, named == Named::PerhapsTest, options)?;
        // A file that was typed is read if it can be.
        (!typed || found.reason == Reason::LongLine).then_some(found)
    }

    /// Opens a file: what was typed by its path, another from the folder it is in, whose
    /// verdict was asked for last.
    fn open(&self, entry: &DirEntry) -> std::io::Result<fs::File> {
        if entry.depth() == 0 {
            return fs::File::open(entry.path());
        }
        self.last.folder.open(entry.file_name())
    }

    /// Looks through a file for signs. None for what is no text, or no code by its first
    /// line.
    fn scan(&mut self, entry: &DirEntry, kind: Option<Kind>) -> std::io::Result<Option<Seen>> {
        let needles = self.shared.needles;
        let mut file = self.open(entry)?;
        let mut mentions = Mentions::default();
        let mut filled = fill(&mut file, &mut self.buffer)?;
        let head = &self.buffer[..filled];
        let Some(kind) = kind.or_else(|| language::by_first_line(head)) else { return Ok(None) };
        let mut bytes = filled as u64;
        if text::is_utf16(head) {
            let mut whole = head.to_vec();
            file.take(MOST).read_to_end(&mut whole)?;
            bytes = whole.len() as u64;
            needles.look(text::decode(whole).as_bytes(), 0, &mut mentions);
        } else if memchr::memchr(0, &head[..filled.min(HEAD)]).is_some() {
            return Ok(None);
        } else {
            let (mut from, keep) = (0, needles.overlap());
            loop {
                needles.look(&self.buffer[..filled], from, &mut mentions);
                if filled < self.buffer.len() || bytes >= MOST {
                    break;
                }
                // What begins with the first byte kept was seen whole in the last piece.
                from = 1;
                self.buffer.copy_within(filled - keep.., 0);
                let more = fill(&mut file, &mut self.buffer[keep..])?;
                bytes += more as u64;
                filled = keep + more;
                if more == 0 {
                    break;
                }
            }
        }
        self.part.counts.bytes += bytes;
        Ok(Some(Seen { kind, mentions, bytes }))
    }
}

struct Seen {
    kind: Kind,
    mentions: Mentions,
    bytes: u64,
}

/// Reads until a buffer is full or the file ends; says how far it is filled.
fn fill(file: &mut fs::File, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(more) => {
                filled += more;
                // What a system gives by and by, it gives in whole blocks. Most files are read
                // at once, and to ask each for more is a call for nothing.
                if !more.is_multiple_of(BLOCK) {
                    break;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn read_whole(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Part {
    /// This and another.
    fn with(mut self, other: Part) -> Part {
        self.files.append(other.files);
        self.second.extend(other.second);
        self.skipped.extend(other.skipped);
        self.manifests.extend(other.manifests);
        self.projects.extend(other.projects);
        self.libraries.extend(other.libraries);
        self.counts.files += other.counts.files;
        self.counts.bytes += other.counts.bytes;
        self.counts.code += other.counts.code;
        self.counts.folders += other.counts.folders;
        self
    }

    /// Decides what only the whole tree tells, and puts all in order.
    fn finish(mut self, root: PathBuf, options: &Options) -> Tree {
        self.projects.push("".into());
        self.take_second_chances();
        let mut tree = Tree {
            root,
            files: self.files.in_order(),
            skipped: self.skipped,
            manifests: self.manifests,
            projects: self.projects,
            counts: self.counts,
        };
        // Two paths that were typed may lead to the same file.
        if options.paths.len() > 1 {
            tree.files.dedup_by(|a, b| a.path == b.path && a.native == b.native);
        }
        for list in [&mut tree.manifests, &mut tree.projects] {
            sorted::sort(list);
            list.dedup();
        }
        leave_out_libraries(&mut tree, self.libraries, options);
        leave_out_compiled(&mut tree, options);
        sorted::sort(&mut tree.skipped);
        tree.skipped.dedup();
        tree
    }

    /// A page that is served from `docs` or `dist` without a source elsewhere is the app.
    fn take_second_chances(&mut self) {
        if self.files.iter().any(|file| !file.mentions.is_empty()) {
            return;
        }
        let back = sorted::set(self.second.iter().map(|(file, _)| file.path.clone()));
        let soft = |s: &Skipped| matches!(s.reason, Reason::Built | Reason::Docs);
        self.skipped.retain(|skipped| !(soft(skipped) && back.contains(&skipped.path)));
        self.second.drain(..).for_each(|(file, _)| self.files.push(file));
        self.files.sort();
    }
}

/// Takes out the folders that are copies of client libraries.
fn leave_out_libraries(tree: &mut Tree, known: Vec<(Box<str>, Box<str>)>, options: &Options) {
    if options.include.contains(&Reason::Library) {
        return;
    }
    let mut folders = sorted::map(known);
    let names: Vec<&str> = options.libraries.iter().flat_map(|l| &l.own_names).copied().collect();
    let own = cores::each(&tree.manifests, options.threads, |manifest| {
        dependencies::own_name_among(&tree.root.join(&**manifest), &names)
    });
    for (manifest, name) in tree.manifests.iter().zip(own) {
        let folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(name) = name else { continue };
        let own = options.libraries.iter().find(|library| library.own_names.contains(&&*name));
        if let Some(library) = own {
            folders.insert(folder.into(), library.library.into());
        }
    }
    if folders.is_empty() {
        return;
    }
    let library_of = |path: &str| {
        path.match_indices('/').find_map(|(end, _)| folders.get(&path[..end])).cloned()
    };
    let skipped = &mut tree.skipped;
    tree.files.retain(|file| {
        let Some(library) = library_of(&file.path) else { return true };
        if !file.mentions.is_empty() {
            let path = file.path.clone();
            skipped.push(Skipped { path, reason: Reason::Library, detail: Some(library) });
        }
        false
    });
    tree.manifests.retain(|manifest| library_of(manifest).is_none());
}

/// Takes out scripts that a compiler wrote from a source beside them.
fn leave_out_compiled(tree: &mut Tree, options: &Options) {
    if options.include.contains(&Reason::Built) {
        return;
    }
    let has = |path: &str| tree.files.binary_search_by(|file| order(&file.path, path)).is_ok();
    let is_compiled = |file: &&File| {
        if file.mentions.is_empty() {
            return false;
        }
        let Some(stem) = file.path.strip_suffix(".js").or(file.path.strip_suffix(".jsx")) else {
            return false;
        };
        ["ts", "tsx"].iter().any(|ending| has(&format!("{stem}.{ending}")))
            && read_whole(&tree.location(file), options.max_file_bytes)
                .is_ok_and(|bytes| content::is_compiled(&bytes))
    };
    let compiled: Vec<Box<str>> =
        tree.files.iter().filter(is_compiled).map(|file| file.path.clone()).collect();
    if compiled.is_empty() {
        return;
    }
    tree.files.retain(|file| compiled.binary_search(&file.path).is_err());
    tree.skipped.extend(compiled.into_iter().map(|path| Skipped {
        path,
        reason: Reason::Built,
        detail: None,
    }));
}
