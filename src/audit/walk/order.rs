//! The order of the files of a tree: folder by folder, so that what stands below one stands
//! together.

use std::cmp::Ordering;

use super::File;
use crate::sorted;

/// The folder of a path and the name in it.
fn parted(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Compares folders, name by name: `a/b`, then `a/b/c`, then `a/b-c`.
fn folders(a: &str, b: &str) -> Ordering {
    if a == b { Ordering::Equal } else { a.split('/').cmp(b.split('/')) }
}

/// Compares two paths: what stands in a folder stands before what stands in folders of it.
pub fn order(a: &str, b: &str) -> Ordering {
    let ((a, a_name), (b, b_name)) = (parted(a), parted(b));
    folders(a, b).then_with(|| a_name.cmp(b_name))
}

/// Where a path stands to all that is below a folder: before it, in it or behind it.
pub fn to_folder(path: &str, folder: &str) -> Ordering {
    let own = parted(path).0;
    let is_below = own.strip_prefix(folder).is_some_and(|r| r.is_empty() || r.starts_with('/'));
    if is_below || folder.is_empty() { Ordering::Equal } else { folders(own, folder) }
}

/// Files as one thread sees them: those of a folder mostly come together.
#[derive(Debug, Default)]
pub struct Seen {
    runs: Vec<Run>,
}

/// Files of one folder, which may have several runs.
#[derive(Debug)]
struct Run {
    /// Bytes of the path of the folder, with which each of them begins.
    folder: usize,
    files: Vec<File>,
}

impl Run {
    fn folder(&self) -> &str {
        &self.files[0].path[..self.folder]
    }
}

impl Seen {
    /// Takes one more.
    pub fn push(&mut self, file: File) {
        let (folder, _) = parted(&file.path);
        match self.runs.last_mut().filter(|run| run.folder() == folder) {
            Some(run) => run.files.push(file),
            None => self.runs.push(Run { folder: folder.len(), files: vec![file] }),
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &File> {
        self.runs.iter().flat_map(|run| &run.files)
    }

    /// Puts them in order. Each thread does so with its own: what is in order in parts is soon
    /// in order as a whole.
    pub fn sort(&mut self) {
        self.runs.iter_mut().for_each(|run| by_name(&mut run.files, run.folder));
        by_folder(&mut self.runs);
    }

    /// Takes what another thread saw.
    pub fn append(&mut self, other: Seen) {
        self.runs.extend(other.runs);
    }

    /// All of them, in order, where those of each thread are. Paths are long and lie far apart:
    /// those of folders are compared once for all that is in them.
    pub fn in_order(self) -> Vec<File> {
        let mut runs = self.runs;
        by_folder(&mut runs);
        let mut files: Vec<File> = Vec::with_capacity(runs.iter().map(|run| run.files.len()).sum());
        let mut begins = 0;
        for run in runs {
            let is_more = files.get(begins).is_some_and(|f| parted(&f.path).0 == run.folder());
            let folder = run.folder;
            begins = if is_more { begins } else { files.len() };
            files.extend(run.files);
            if is_more {
                by_name(&mut files[begins..], folder);
            }
        }
        files
    }
}

fn by_folder(runs: &mut [Run]) {
    sorted::sort_by(runs, |a, b| folders(a.folder(), b.folder()));
}

/// Puts files of one folder in order, whose paths begin with that many bytes.
fn by_name(files: &mut [File], folder: usize) {
    sorted::sort_by(files, |a, b| a.path[folder..].cmp(&b.path[folder..]));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::audit::syntax::Language;
    use crate::audit::walk::{Kind, Mentions};

    #[test]
    fn folders_stand_together() {
        let mut paths = ["b.py", "a/b-x/c.py", "a/b/c/d.py", "a/b.py", "a/b/c.py", "a/a/z.py", "c"];
        paths.sort_by(|a, b| order(a, b));
        assert_eq!(
            paths,
            ["b.py", "c", "a/b.py", "a/a/z.py", "a/b/c.py", "a/b/c/d.py", "a/b-x/c.py"]
        );
        let stands: Vec<_> = paths.iter().map(|path| to_folder(path, "a/b")).collect();
        assert!(stands.is_sorted());
        assert_eq!(stands.iter().filter(|stands| stands.is_eq()).count(), 2);
        assert!(paths.iter().all(|path| to_folder(path, "").is_eq()));
    }

    proptest! {
        #[test]
        fn files_of_all_threads_are_sorted_by_their_paths(paths: Vec<(u8, u8, u8)>, threads in 1..4usize) {
            let names = ["", "a/", "a-b/", "a/c/", "b/"];
            let of = |n: u8| names[usize::from(n) % names.len()];
            let mut wanted: Vec<File> = (paths.iter())
                .map(|(a, b, c)| File {
                    path: format!("{}{}{c}", of(*a), of(*b)).into(),
                    native: None,
                    kind: Kind::Code(Language::Python),
                    mentions: Mentions::default(),
                    bytes: 0,
                })
                .collect();
            let mut parts: Vec<Seen> = (0..threads).map(|_| Seen::default()).collect();
            for (at, file) in wanted.iter().enumerate() {
                parts[at % threads].push(file.clone());
            }
            parts.iter_mut().for_each(Seen::sort);
            prop_assert_eq!(parts.iter().flat_map(Seen::iter).count(), wanted.len());
            let mut whole = Seen::default();
            for part in parts {
                whole.append(part);
            }
            let files = whole.in_order();
            wanted.sort_by(|a, b| order(&a.path, &b.path));
            prop_assert_eq!(&files, &wanted);
            for folder in ["a", "a/c", "a-b/a", "b"] {
                prop_assert!(files.iter().map(|f| to_folder(&f.path, folder)).is_sorted());
            }
        }
    }
}
