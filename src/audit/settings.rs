//! `scopes-audit.toml`: what a project says about its audits once and for all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use crate::audit::evidence::{Evidence, Place};
use crate::audit::rules::Rule;
use crate::audit::view::View;
use crate::audit::walk::Reason;
use crate::catalogue::Catalogue;
use crate::scope_text;

/// Name of the file.
pub const FILE: &str = "scopes-audit.toml";

/// What a project says about its audits.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// Kinds of files that are left out unless named here: `tests`, `docs` ….
    pub include: Vec<String>,
    /// Paths, as globs, in which nothing is found.
    pub exclude: Vec<String>,
    /// Quota mode of the app: `development` or `extended`.
    pub mode: Option<String>,
    /// Scopes that are asked for outside of this code.
    pub granted_elsewhere: Option<Vec<String>>,
    /// Findings to silence.
    pub ignore: Vec<Silenced>,
    /// The folder that its paths are relative to; none: the one that is audited.
    #[serde(skip)]
    pub folder: Option<PathBuf>,
}

/// Findings to silence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silenced {
    /// The rule.
    pub rule: String,
    /// Where, as globs; empty: everywhere.
    #[serde(default)]
    pub paths: Vec<String>,
    /// For which scope or endpoint id; empty: for all.
    #[serde(default)]
    pub of: Vec<String>,
    /// Why.
    pub reason: String,
}

/// Why a settings file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// It cannot be read.
    #[error("cannot read {path}: {error}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is not of the right form; the message shows the line.
    #[error("{path} is not right:\n{error}  what may stand there: docs/audit.md", path = path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line.
        error: String,
    },
    /// A value is none that there is.
    #[error("{path}, line {line}: {says}\n  {known}", path = path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The line it stands on.
        line: usize,
        /// What is wrong.
        says: String,
        /// What may stand there.
        known: String,
    },
}

const MODES: [&str; 2] = ["development", "extended"];

impl Settings {
    /// Reads the settings of a folder; those of a folder without the file are empty.
    ///
    /// # Errors
    ///
    /// When there is such a file and it cannot be used.
    pub fn of(folder: &Path) -> Result<Self, Unusable> {
        let path = folder.join(FILE);
        match fs::metadata(&path) {
            Err(_) => Ok(Settings::default()),
            Ok(meta) if meta.is_file() => Settings::read(&path),
            // Opening a pipe would wait for somebody to write into it.
            Ok(_) => {
                let error = std::io::Error::other("it is not a file");
                Err(Unusable::Read { path, error })
            }
        }
    }

    /// Reads settings from a file.
    ///
    /// # Errors
    ///
    /// When it cannot be used.
    pub fn read(path: &Path) -> Result<Self, Unusable> {
        let text = fs::read_to_string(path)
            .map_err(|error| Unusable::Read { path: path.to_path_buf(), error })?;
        let mut settings: Settings = toml::from_str(&text).map_err(|error| Unusable::Form {
            path: path.to_path_buf(),
            error: error.to_string(),
        })?;
        settings.check(path, &text)?;
        settings.folder = path.parent().map(Path::to_path_buf);
        Ok(settings)
    }

    fn check(&self, path: &Path, text: &str) -> Result<(), Unusable> {
        let fault = |key: &str, given: &str, says: String, known: String| Unusable::Value {
            path: path.to_path_buf(),
            line: line_of(text, key, given),
            says,
            known,
        };
        let one_of = |key: &str, what: &str, given: &str, known: &[&str]| {
            let none = || {
                let there_are = format!("there are: {}", known.join(", "));
                fault(key, given, format!("there is no {what} {given:?}"), there_are)
            };
            known.contains(&given).then_some(()).ok_or_else(none)
        };
        let kinds = Reason::NAMED.map(|(_, name)| name);
        for kind in &self.include {
            one_of("include", "kind of files", kind, &kinds)?;
        }
        if let Some(mode) = &self.mode {
            one_of("mode", "mode", mode, &MODES)?;
        }
        for given in self.granted_elsewhere.iter().flatten() {
            if let Some(says) = scope_text::unknown(Catalogue::built_in(), given) {
                let how = "`scopes list scopes` shows all there are".to_string();
                return Err(fault("granted-elsewhere", given, says, how));
            }
        }
        let rules: Vec<&str> = crate::audit::rules::RULES.iter().map(|a| a.id).collect();
        for silenced in &self.ignore {
            one_of("rule", "rule", &silenced.rule, &rules)?;
            if silenced.reason.trim().is_empty() {
                let says = format!("`ignore` of {} gives no reason", silenced.rule);
                let how = "any words do that tell the next reader why".to_string();
                return Err(fault("reason", &silenced.reason, says, how));
            }
        }
        let excluded = self.exclude.iter().map(|glob| ("exclude", glob));
        let silenced = self.ignore.iter().flat_map(|s| &s.paths).map(|glob| ("paths", glob));
        for (key, glob) in excluded.chain(silenced) {
            let says = |error: globset::Error| {
                fault(key, glob, error.to_string(), "write globs such as src/old/**".to_string())
            };
            Glob::new(glob).map_err(says)?;
        }
        Ok(())
    }

    /// How files are seen from where its paths are relative to.
    fn view(&self, root: &Path) -> View {
        let view = self.folder.as_deref().and_then(|folder| View::from(folder, root));
        view.unwrap_or_default()
    }

    /// Takes out of the evidence what stands in files that are excluded.
    pub fn leave_out(&self, evidence: &mut Evidence) {
        if self.exclude.is_empty() {
            return;
        }
        let globs = globs(&self.exclude);
        let view = self.view(&evidence.root);
        let excluded = |file: &str| globs.is_match(&*view.path(file));
        let out: Vec<bool> = evidence.files.iter().map(|file| excluded(file)).collect();
        let stays = |place: Place| !out.get(place.file.0 as usize).copied().unwrap_or(false);
        evidence.calls.retain(|c| stays(c.place));
        evidence.requested.retain(|r| stays(r.place));
        evidence.authorizations.retain(|a| stays(a.place));
        evidence.app_tokens.retain(|place| stays(*place));
        evidence.blind_spots.retain(|b| stays(b.place));
        evidence.ignores.retain(|i| stays(i.place));
        let coverage = &mut evidence.coverage;
        coverage.skipped.retain(|(path, _)| !excluded(path));
        let count = out.iter().filter(|out| **out).count() as u64;
        coverage.read = coverage.read.saturating_sub(count);
        if count > 0 {
            coverage.left_out.push(("excluded", count));
        }
    }

    /// What is silenced, ready to be asked about files below a folder.
    pub fn silence(&self, root: &Path) -> Silence {
        let rules = self.ignore.iter().filter_map(|silenced| {
            let paths = (!silenced.paths.is_empty()).then(|| globs(&silenced.paths));
            Some((Rule::named(&silenced.rule)?, paths, silenced.of.clone()))
        });
        Silence { rules: rules.collect(), view: self.view(root) }
    }
}

/// The line on which a key is given a value, from 1.
fn line_of(text: &str, key: &str, given: &str) -> usize {
    let mut of_key = false;
    let mut found = 1;
    for (line, written) in (1..).zip(text.lines()) {
        let written = written.trim_start();
        let said = written.split(['=', '#']).next().unwrap_or_default().trim();
        // Lists go on in further lines.
        if written.contains('=') && !written.starts_with(['"', '\'']) {
            of_key = said == key;
        }
        if of_key && said == key {
            found = line;
        }
        let quoted =
            written.contains(&format!("\"{given}\"")) || written.contains(&format!("'{given}'"));
        if of_key && quoted {
            return line;
        }
    }
    found
}

/// Globs that were checked when they were read.
fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in patterns.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}

/// What is silenced.
#[derive(Debug, Clone, Default)]
pub struct Silence {
    rules: Vec<(Rule, Option<GlobSet>, Vec<String>)>,
    view: View,
}

impl Silence {
    /// Whether a finding about a scope or endpoint is silenced in a file.
    pub fn holds(&self, rule: Rule, subject: &str, file: &str) -> bool {
        let file = self.view.path(file);
        self.rules.iter().any(|(of, paths, subjects)| {
            *of == rule
                && paths.as_ref().is_none_or(|paths| paths.is_match(&*file))
                && (subjects.is_empty() || subjects.iter().any(|s| s == subject))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Settings, String> {
        let path = Path::new("scopes-audit.toml");
        let settings: Settings = toml::from_str(text).map_err(|e| e.to_string())?;
        settings.check(path, text).map_err(|e| e.to_string())?;
        Ok(settings)
    }

    #[test]
    fn everything_there_is() {
        let settings = read(
            "include = [\"tests\"]\nexclude = [\"old/**\"]\nmode = \"extended\"\n\
             granted-elsewhere = [\"user-read-email\"]\n\n[[ignore]]\nrule = \"unused-scope\"\n\
             paths = [\"src/**\"]\nof = [\"user-top-read\"]\nreason = \"next release\"\n",
        )
        .expect("sound settings");
        let silence = settings.silence(Path::new(""));
        assert!(silence.holds(Rule::UnusedScope, "user-top-read", "src/a.py"));
        assert!(!silence.holds(Rule::UnusedScope, "user-top-read", "lib/a.py"));
        assert!(!silence.holds(Rule::UnusedScope, "user-read-email", "src/a.py"));
        assert!(!silence.holds(Rule::MissingScope, "user-top-read", "src/a.py"));
    }

    #[test]
    fn slips_are_errors_that_name_the_line() {
        let slip = read("mode = \"extended\"\nexlude = []\n").expect_err("an unknown key");
        assert!(slip.contains("line 2") && slip.contains("exlude"), "{slip}");
        let rule = read("[[ignore]]\nrule = \"unusd\"\nreason = \"x\"\n").expect_err("no rule");
        assert!(rule.contains("unusd") && rule.contains("unused-scope"), "{rule}");
        assert!(rule.contains("line 2"), "{rule}");
        let mode = read("# mode = \"slow\"\n\nmode = \"slow\"\n").expect_err("no mode");
        assert!(mode.contains("line 3"), "{mode}");
        let list = read("exclude = [\n  \"a/**\",\n  \"a{\",\n]\n").expect_err("no glob");
        assert!(list.contains("line 3"), "{list}");
        let second = "[[ignore]]\nrule = \"unused-scope\"\nreason = \"x\"\n\n\
                      [[ignore]]\nrule = \"unusd\"\nreason = \"x\"\n";
        let second = read(second).expect_err("no rule");
        assert!(second.contains("line 6"), "{second}");
        let scope = read("granted-elsewhere = [\"user-top-raed\"]\n").expect_err("no scope");
        assert!(
            scope.contains("line 1") && scope.contains("did you mean user-top-read?"),
            "{scope}"
        );
        assert!(read("[[ignore]]\nrule = \"unused-scope\"\n").is_err());
        assert!(read("[[ignore]]\nrule = \"unused-scope\"\nreason = \" \"\n").is_err());
        assert!(read("include = [\"everything\"]").is_err());
        assert!(read("mode = \"slow\"").is_err());
        assert!(read("exclude = [\"a{\"]").is_err());
        assert!(read("").is_ok());
    }

    #[test]
    fn a_line_is_named_in_lists_of_any_form() {
        let line = |text: &str| {
            let error = read(text).expect_err("no glob");
            let behind = error.split("line ").nth(1);
            behind.and_then(|rest| rest.split(':').next().map(str::to_string))
        };
        let said = line("exclude = [\n  \"x=1/**\",\n  # old\n  \"a{\",\n]\n");
        assert_eq!(said.as_deref(), Some("4"));
        // Where it is written otherwise the key is named.
        let said = line("mode = \"extended\"\nexclude = [\n  \"ok\",\n  \"a\\u007b\",\n]\n");
        assert_eq!(said.as_deref(), Some("2"));
    }

    #[test]
    fn a_folder_holds_no_settings() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Settings::of(folder.path()).expect("none").exclude.is_empty());
        fs::create_dir(folder.path().join(FILE)).expect("a folder");
        let error = Settings::of(folder.path()).expect_err("a folder").to_string();
        assert!(error.contains("it is not a file"), "{error}");
    }

    #[test]
    fn what_is_excluded_is_left_out_and_counted() {
        let of = |glob: &str| {
            let files = vec!["old/a.py".into(), "old/b.py".into(), "src/c.py".into()];
            let mut evidence = Evidence { files, ..Evidence::default() };
            evidence.coverage.read = 3;
            let skipped = ["old/d.py", "src/e.py"];
            evidence.coverage.skipped = skipped.map(|f| (f.into(), "too big".into())).into();
            read(&format!("exclude = [\"{glob}\"]")).expect("sound").leave_out(&mut evidence);
            evidence.coverage
        };
        let coverage = of("old/**");
        assert_eq!((coverage.read, coverage.left_out), (1, vec![("excluded", 2)]));
        assert_eq!(coverage.skipped.len(), 1);
        assert_eq!(coverage.skipped[0].0, "src/e.py");
        let coverage = of("older/**");
        assert_eq!((coverage.read, coverage.left_out), (3, vec![]));
        assert_eq!(coverage.skipped.len(), 2);
    }
}
