//! Opens the files of a folder, which is looked up once for all of them.

#[cfg(unix)]
use std::cell::OnceCell;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A folder whose files are opened.
#[derive(Debug, Default)]
pub struct Folder {
    path: PathBuf,
    /// Held open once a file is opened; none where it cannot be: then each file is looked up
    /// from the start.
    #[cfg(unix)]
    held: OnceCell<Option<rustix::fd::OwnedFd>>,
}

impl Folder {
    /// The folder at a path.
    pub fn at(path: &Path) -> Self {
        Folder { path: path.to_owned(), ..Self::default() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a file of this folder.
    ///
    /// # Errors
    /// As those of [`File::open`].
    pub fn open(&self, name: &OsStr) -> io::Result<File> {
        #[cfg(unix)]
        {
            use rustix::{fd::AsFd, fs::CWD, fs::OFlags};
            let opened = || open(CWD, &self.path, OFlags::DIRECTORY).ok();
            if let Some(held) = self.held.get_or_init(opened) {
                return Ok(open(held.as_fd(), Path::new(name), OFlags::empty())?.into());
            }
        }
        File::open(self.path.join(name))
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
        std::fs::write(root.path().join("a.txt"), "here").unwrap();
        let read = |folder: &Folder, name: &str| {
            let mut text = String::new();
            folder.open(OsStr::new(name))?.read_to_string(&mut text).map(|_| text)
        };
        let held = Folder::at(root.path());
        assert_eq!(read(&held, "a.txt").unwrap(), "here");
        assert_eq!(read(&held, "b.txt").unwrap_err().kind(), io::ErrorKind::NotFound);
        #[cfg(unix)]
        let held = Folder { held: None.into(), ..held };
        assert_eq!(read(&held, "a.txt").unwrap(), "here");
        assert_eq!(read(&held, "b.txt").unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
