//! Opens the files of a folder, which is looked up once for all of them.

use std::fs::File;
use std::io;
use std::path::Path;

/// A folder whose files are opened.
#[derive(Debug)]
pub struct Folder {
    /// None where it cannot be held open: then each file is looked up from the start.
    #[cfg(unix)]
    held: Option<rustix::fd::OwnedFd>,
}

impl Folder {
    /// The folder at a path.
    #[cfg(unix)]
    pub fn at(path: &Path) -> Self {
        use rustix::fs::{CWD, OFlags};
        // The folder of a name typed alone is the one that the program runs in.
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Folder { held: open(CWD, path, OFlags::DIRECTORY).ok() }
    }

    /// The folder at a path.
    #[cfg(not(unix))]
    pub fn at(_: &Path) -> Self {
        Folder {}
    }

    /// Opens a file of this folder, given by its whole path.
    ///
    /// # Errors
    /// As those of [`File::open`].
    pub fn open(&self, path: &Path) -> io::Result<File> {
        #[cfg(unix)]
        if let (Some(held), Some(name)) = (&self.held, path.file_name()) {
            use rustix::{fd::AsFd, fs::OFlags};
            return Ok(open(held.as_fd(), Path::new(name), OFlags::empty())?.into());
        }
        File::open(path)
    }
}

/// Opens what stands at a path from a folder on, to be read.
#[cfg(unix)]
fn open(
    from: rustix::fd::BorrowedFd<'_>,
    path: &Path,
    how: rustix::fs::OFlags,
) -> rustix::io::Result<rustix::fd::OwnedFd> {
    use rustix::fs::{Mode, OFlags, openat};
    let how = how | OFlags::CLOEXEC;
    rustix::io::retry_on_intr(|| openat(from, path, how, Mode::empty()))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn files_are_found_with_and_without_the_folder() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("a.txt");
        std::fs::write(&path, "here").unwrap();
        for folder in [root.path().to_owned(), root.path().join("gone")] {
            let mut text = String::new();
            Folder::at(&folder).open(&path).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "here");
        }
        let gone = Folder::at(root.path()).open(&root.path().join("b.txt"));
        assert_eq!(gone.unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
