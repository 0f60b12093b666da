//! From paths on the command line to the files worth parsing.
//!
//! Every file below the paths is looked at once: most are put aside by their name and
//! place, the rest by one pass over their bytes that asks whether they mention the
//! API at all. What is put aside is counted, and named where it matters.
//!
//! Contents are not kept: [`Tree::read`] reads one file again. The answer is the same
//! for the same tree, whatever the number of threads.

mod content;
mod copies;
mod find;
mod language;
mod needles;
mod neighbours;
mod notebook;
mod opened;
mod order;
mod place;
mod rules;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::audit::syntax::Language;
use crate::audit::text::{self, ReadError};
use crate::libraries::Libraries;

pub use copies::LibraryMark;
pub use find::walk;
pub use language::{is_environment, is_example};
pub use needles::{Mention, Mentions, NAME, Needles, Sign};
pub use neighbours::{Neighbours, Seed, names_its_folder, words};

/// A file above this is not looked through to its end, nor read if it has grown since.
const MOST: u64 = 256 << 20;

/// What to look at.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and folders, as they were typed. One folder: files are named relative to it.
    /// More than one path: files are named as they were typed.
    pub paths: Vec<PathBuf>,
    /// How many threads read; 0 for one a core.
    pub threads: usize,
    /// What is looked at although it is left out by itself.
    pub include: Vec<Reason>,
    /// Files above this many bytes are not parsed.
    pub max_file_bytes: u64,
    /// Files with a line above this many bytes are not parsed.
    pub max_line_bytes: usize,
    /// What copies of client libraries look like.
    pub libraries: Vec<LibraryMark>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            paths: Vec::new(),
            threads: 0,
            include: Vec::new(),
            max_file_bytes: 4 << 20,
            max_line_bytes: 1 << 20,
            libraries: LibraryMark::all(Libraries::built_in()),
        }
    }
}

/// Why a file or folder was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Git ignores it. Not counted: git does not say what it ignores.
    Ignored,
    /// Its name begins with a dot.
    Hidden,
    /// Code of others, copied in or installed.
    Vendored,
    /// A copy of a client library.
    Library,
    /// Written by a build.
    Built,
    /// Squeezed or bundled for browsers.
    Minified,
    /// Written by a program.
    Generated,
    /// Tests, with their fixtures, mocks and stories.
    Test,
    /// Documentation.
    Docs,
    /// Too many bytes to parse.
    TooBig,
    /// A line with too many bytes to parse.
    LongLine,
    /// Code inside JSON that has no lines of its own.
    OneLineNotebook,
    /// It could not be read.
    Unreadable,
}

impl Reason {
    /// Reasons that `--include` takes back, with the names it takes.
    pub const NAMED: [(Reason, &str); 9] = [
        (Reason::Ignored, "ignored"),
        (Reason::Hidden, "hidden"),
        (Reason::Vendored, "vendored"),
        (Reason::Library, "libraries"),
        (Reason::Built, "built"),
        (Reason::Minified, "minified"),
        (Reason::Generated, "generated"),
        (Reason::Test, "tests"),
        (Reason::Docs, "docs"),
    ];

    /// What `--include` calls it; none where nothing brings it back.
    pub fn name(self) -> Option<&'static str> {
        Self::NAMED.iter().find(|(reason, _)| *reason == self).map(|(_, name)| *name)
    }
}

/// A language in a file, and how it lies there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A language with a parser.
    Code(Language),
    /// A notebook. [`Tree::read`] gives its Python cells, each line on the line it has in
    /// the file.
    Notebook,
    /// A programming language without a parser, by name.
    Other(&'static str),
}

/// A file of code that is not left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path as it is shown: relative to [`Tree::root`], `/` between names.
    pub path: Box<str>,
    /// Its path where that is no text, to open it by. In a box of its own: hardly a file has one.
    pub native: Option<Box<PathBuf>>,
    /// What is in it.
    pub kind: Kind,
    /// Which signs of the API were seen in it.
    pub mentions: Mentions,
    /// Its size, as far as it was looked through.
    pub bytes: u32,
}

/// Something left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Its path as it is shown; a folder ends in `/`.
    pub path: Box<str>,
    /// Why.
    pub reason: Reason,
    /// What the system said, or which library it is.
    pub detail: Option<Box<str>>,
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files seen, of any sort.
    pub files: u64,
    /// Bytes looked through.
    pub bytes: u64,
    /// Files of code looked through, left out or not.
    pub code: u64,
    /// Folders that were not entered.
    pub folders: u64,
}

/// What stands below the paths.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// What the paths of files are relative to.
    pub root: PathBuf,
    /// Files of code, folder by folder: see [`order`]. Most mention nothing: see
    /// [`File::mentions`].
    pub files: Vec<File>,
    /// Files left out although they mention the API, what could not be read, and folders of
    /// packages and builds that were not entered, by path.
    pub skipped: Vec<Skipped>,
    /// Manifests and lock files, by path.
    pub manifests: Vec<Box<str>>,
    /// Folders with a manifest or a repository of their own, and the root, which is empty.
    pub projects: Vec<Box<str>>,
    /// How much was looked at.
    pub counts: Counts,
}

/// How far a walk has come, for whoever draws it.
#[derive(Debug, Default)]
pub struct Progress {
    files: AtomicU64,
    bytes: AtomicU64,
}

impl Progress {
    fn add(&self, files: u64, bytes: u64) {
        self.files.fetch_add(files, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Files seen so far.
    pub fn files(&self) -> u64 {
        self.files.load(Ordering::Relaxed)
    }

    /// Bytes looked through so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

/// The text of a file, as [`Tree::read`] gives it.
///
/// # Errors
/// The file is gone, cannot be opened, or has grown past any use.
pub fn text_of(path: &Path) -> Result<String, ReadError> {
    let text = text::read(path, MOST)?;
    let notebook = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("ipynb"));
    Ok(if notebook { notebook::python(&text).unwrap_or_default() } else { text })
}

impl Tree {
    /// Where a file is opened.
    pub fn location(&self, file: &File) -> PathBuf {
        self.root.join(file.native.as_ref().map_or(Path::new(&*file.path), |path| path))
    }

    /// Reads a file as text; see [`Kind`] for what is read of a notebook.
    ///
    /// # Errors
    /// The file is gone, cannot be opened, or has grown past any use.
    pub fn read(&self, file: &File) -> Result<String, ReadError> {
        let text = text::read(&self.location(file), MOST)?;
        Ok(if file.kind == Kind::Notebook {
            notebook::python(&text).unwrap_or_default()
        } else {
            text
        })
    }

    /// Files that mention the API, by path.
    pub fn seeds(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| !file.mentions.is_empty())
    }

    /// The folder of the project a path belongs to; empty for the root.
    pub fn project_of<'p>(&self, path: &'p str) -> &'p str {
        let mut folder = path;
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if self.projects.binary_search_by(|p| (**p).cmp(parent)).is_ok() {
                return parent;
            }
            folder = parent;
        }
        ""
    }
}

/// A tree of files that are written for a test, and the folder they are in while it is kept.
#[cfg(test)]
pub(in crate::audit) fn written(files: &[(&str, &str)]) -> (tempfile::TempDir, Tree) {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let options = Options { paths: vec![root.path().to_owned()], ..Options::default() };
    let tree = walk(&options, &Progress::default());
    (root, tree)
}
