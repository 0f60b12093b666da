//! Files of rules that are no files: whoever opens a pipe waits for somebody to write
//! into it, and the walker opens what is called `.gitignore` whatever it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::WalkBuilder;

/// What the walker opens by its name in each folder.
const NAMES: [&str; 3] = [".gitignore", ".ignore", ".git/info/exclude"];

/// Files of rules that could not be opened.
#[derive(Debug, Clone, Default)]
pub struct Odd(Arc<Mutex<Vec<PathBuf>>>);

impl Odd {
    /// Takes the rules from a walk through a path if one of them cannot be opened, there
    /// or in the folders above, whose files the walker opens even where they do not count;
    /// folders further down are left out.
    pub fn keep_from(&self, builder: &mut WalkBuilder, path: &Path) {
        let mut folders = vec![path.to_path_buf()];
        if let Ok(whole) = fs::canonicalize(path) {
            folders.extend(whole.ancestors().skip(1).map(Path::to_path_buf));
        }
        if folders.iter().any(|folder| self.has(folder)) {
            builder.ignore(false).git_ignore(false).git_exclude(false).parents(false);
            return;
        }
        let odd = self.clone();
        builder.filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !(is_folder && odd.has(entry.path()))
        });
    }

    /// Whether a folder has such a file, which is then noted.
    fn has(&self, folder: &Path) -> bool {
        let is_odd =
            |path: &PathBuf| fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir());
        let found = NAMES.iter().map(|name| folder.join(name)).find(is_odd);
        let is_one = found.is_some();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        is_one
    }

    /// The files noted so far.
    pub fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
