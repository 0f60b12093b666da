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
        use rustix::fs::{Mode, OFlags, open};
        // The folder of a name typed alone is the one that the program runs in.
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Folder { held: open(path, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).ok() }
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
            use rustix::fs::{Mode, OFlags, openat};
            let open = || openat(held, name, OFlags::CLOEXEC, Mode::empty());
            return Ok(rustix::io::retry_on_intr(open)?.into());
        }
        File::open(path)
    }
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
