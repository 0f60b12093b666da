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

/// Puts files in order. Paths are long and lie far apart: folders are compared once, and
/// within them only the names.
pub fn sort(files: &mut [File]) {
    let mut all: Vec<&str> = files.iter().map(|file| parted(&file.path).0).collect();
    // Those of a folder come together, most of them.
    all.dedup();
    sorted::sort_by(&mut all, |a, b| folders(a, b));
    all.dedup();
    let mut last = ("", 0);
    let keys: Vec<(usize, usize)> = (files.iter())
        .map(|file| {
            let (folder, name) = parted(&file.path);
            if folder != last.0 || last.1 == 0 {
                last = (folder, 1 + all.partition_point(|other| folders(other, folder).is_lt()));
            }
            (last.1, file.path.len() - name.len())
        })
        .collect();
    sorted::sort_by_places(files, |files, a, b| {
        let ((a_folder, a_start), (b_folder, b_start)) = (keys[a], keys[b]);
        let name = |at: usize, start: usize| files[at].path[start..].as_bytes();
        a_folder.cmp(&b_folder).then_with(|| name(a, a_start).cmp(name(b, b_start)))
    });
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
        fn files_are_sorted_by_their_paths(paths: Vec<(u8, u8, u8)>) {
            let names = ["", "a/", "a-b/", "a/c/", "b/"];
            let of = |n: u8| names[usize::from(n) % names.len()];
            let mut files: Vec<File> = (paths.iter())
                .map(|(a, b, c)| File {
                    path: format!("{}{}{c}", of(*a), of(*b)).into(),
                    native: None,
                    kind: Kind::Code(Language::Python),
                    mentions: Mentions::default(),
                    bytes: 0,
                })
                .collect();
            let mut wanted = files.clone();
            sort(&mut files);
            wanted.sort_by(|a, b| order(&a.path, &b.path));
            prop_assert_eq!(&files, &wanted);
            for folder in ["a", "a/c", "a-b/a", "b"] {
                prop_assert!(files.iter().map(|f| to_folder(&f.path, folder)).is_sorted());
            }
        }
    }
}
