//! Findings that were there before, so that only new ones count.
//!
//! A finding is known again by a fingerprint of its rule, what it is about, its file
//! and the text of its line: lines may move, and their indentation may change.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::sorted;

/// Version of the form of the file, and of how fingerprints are made.
const VERSION: u8 = 1;

/// Findings that were there before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Version of the form.
    version: u8,
    /// The findings, by fingerprint.
    findings: BTreeMap<String, Known>,
}

/// What a baseline says of a finding, for whoever reads the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The rule.
    pub rule: String,
    /// The scope or endpoint it is about.
    pub of: String,
    /// The file.
    pub file: String,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read.
    #[error("cannot read the baseline {path}: {error}\n  --write-baseline {path} makes one", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is no baseline.
    #[error("{path} is no baseline: {error}\n  --write-baseline {path} makes a new one", path = path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: String,
    },
}

impl Baseline {
    /// A baseline of findings.
    pub fn of(findings: impl IntoIterator<Item = (String, Known)>) -> Self {
        Baseline { version: VERSION, findings: sorted::map(findings) }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// When there is none, or it is of another form.
    pub fn read(path: &Path) -> Result<Self, Unusable> {
        let text = fs::read_to_string(path)
            .map_err(|error| Unusable::Read { path: path.to_path_buf(), error })?;
        let form = |error: String| Unusable::Form { path: path.to_path_buf(), error };
        let baseline: Baseline = serde_json::from_str(&text).map_err(|e| form(e.to_string()))?;
        if baseline.version != VERSION {
            return Err(form(format!("version {} is not known", baseline.version)));
        }
        Ok(baseline)
    }

    /// How many findings it has.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether a finding was there before.
    pub fn has(&self, fingerprint: &str) -> bool {
        self.findings.contains_key(fingerprint)
    }

    /// The baseline as a file holds it, findings in a stable order.
    ///
    /// # Errors
    ///
    /// When it cannot be written as JSON.
    pub fn written(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// Gives findings their fingerprints.
#[derive(Debug, Default)]
pub struct Fingerprints {
    seen: BTreeMap<u64, u32>,
}

impl Fingerprints {
    /// The fingerprint of a finding; of several that are alike in all this, the first
    /// to ask gets the first.
    pub fn of(&mut self, rule: &str, subject: &str, file: &str, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let text = [rule, subject, file, &words.join(" ")].join("\0");
        let hash = xxh3_64(text.as_bytes());
        let times = self.seen.entry(hash).or_default();
        *times += 1;
        if *times == 1 { format!("{hash:016x}") } else { format!("{hash:016x}-{times}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_survive_what_does_not_matter() {
        let of = |rule, subject, file, line| Fingerprints::default().of(rule, subject, file, line);
        let one = of("unused-scope", "user-top-read", "a.py", "  scope = \"user-top-read\"");
        assert_eq!(
            one,
            of("unused-scope", "user-top-read", "a.py", "\tscope =  \"user-top-read\" ")
        );
        assert_ne!(one, of("missing-scope", "user-top-read", "a.py", "scope = \"user-top-read\""));
        assert_ne!(one, of("unused-scope", "user-top-read", "b.py", "scope = \"user-top-read\""));
        // Pinned: a baseline must be good for other machines and later versions.
        assert_eq!(of("unused-scope", "user-top-read", "a.py", "x"), "0f3bd328e4a569d9");
    }

    #[test]
    fn twins_are_told_apart() {
        let mut prints = Fingerprints::default();
        let first = prints.of("blind-spot", "", "a.py", "get(url)");
        let second = prints.of("blind-spot", "", "a.py", "get(url)");
        assert_eq!(second, format!("{first}-2"));
    }

    #[test]
    fn what_is_written_is_read() {
        let known = Known { rule: "r".into(), of: "s".into(), file: "f".into() };
        let baseline = Baseline::of([("0f".to_string(), known)]);
        let text = baseline.written().expect("JSON");
        let again: Baseline = serde_json::from_str(&text).expect("a baseline");
        assert_eq!(again, baseline);
        assert!(again.has("0f") && !again.has("0e"));
        assert!(serde_json::from_str::<Baseline>("{\"version\":1}").is_err());
    }

    #[test]
    fn a_baseline_counts_its_findings() {
        let known = || Known { rule: "r".into(), of: "s".into(), file: "f".into() };
        let none = Baseline::of([]);
        assert!(none.is_empty());
        assert_eq!(none.len(), 0);
        let two = Baseline::of([("0f".to_string(), known()), ("1f".to_string(), known())]);
        assert!(!two.is_empty() && two.len() == 2);
    }
}
