//! Files as they are seen from another folder than the one that is audited: from where the
//! settings or the baseline stand, so that an audit of a part agrees with one of the whole.

use std::borrow::Cow;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// How files are seen from a folder.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// What stands before each path.
    prefix: String,
    /// The folder itself, for paths that are whole.
    folder: PathBuf,
}

impl View {
    /// What is audited, as seen from a folder; none where it does not stand below it.
    pub fn from(folder: &Path, root: &Path) -> Option<Self> {
        let here = Path::new(".");
        let real = |path: &Path| {
            fs::canonicalize(if path.as_os_str().is_empty() { here } else { path }).ok()
        };
        let (folder, root) = (real(folder)?, real(root)?);
        let mut prefix = String::new();
        for part in root.strip_prefix(&folder).ok()?.components() {
            if let Component::Normal(name) = part {
                prefix.push_str(&name.to_string_lossy());
                prefix.push('/');
            }
        }
        Some(View { prefix, folder })
    }

    /// A file, as it is shown, as seen from the folder.
    pub fn path<'f>(&self, file: &'f str) -> Cow<'f, str> {
        let whole = Path::new(file);
        if whole.is_absolute() {
            let below = whole.strip_prefix(&self.folder).ok();
            return below
                .map_or(file.into(), |below| below.to_string_lossy().replace('\\', "/").into());
        }
        if self.prefix.is_empty() { file.into() } else { format!("{}{file}", self.prefix).into() }
    }
}
