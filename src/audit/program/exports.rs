//! What a file takes from others, and gives them.

use super::{Bound, Cls, Meaning, Program, Source, small};
use crate::audit::ir::{ClassId, FunctionId, Target};
use crate::audit::syntax::Language;
use crate::sorted;

impl Program {
    pub(super) fn imported(&self, unit: u32, name: &str) -> Vec<Meaning> {
        let of = self.inside[unit as usize].imports.get(name);
        of.into_iter().flatten().map(|index| Meaning::Import(unit, *index)).collect()
    }

    /// Whether a package, as an import names it, is one of the program's own: its first
    /// two names are folders.
    pub fn has_package(&self, module: &str, language: Language) -> bool {
        let names = module.split(['.', '\\', ':']).filter(|n| !n.is_empty());
        let folders = names.take(2).collect::<Vec<_>>().join("/");
        let inside = |path: &str| {
            path.match_indices(&folders).any(|(at, _)| {
                let before = path[..at].chars().next_back();
                before.is_none_or(|c| c == '/') && path[at + folders.len()..].starts_with('/')
            })
        };
        let same = |s: &&Source| s.language.family() == language.family();
        !folders.is_empty() && self.sources.iter().filter(same).any(|s| inside(&s.path))
    }

    /// Units a module name leads to from a unit.
    pub fn modules(&self, from: u32, module: &str) -> Vec<u32> {
        self.led_to.or_find((from, module.into()), || self.modules_named(from, module))
    }

    pub(super) fn modules_named(&self, from: u32, module: &str) -> Vec<u32> {
        let own = &self.sources[from as usize].path;
        let language = self.language(from);
        let wanted = language.module_path(module, own);
        // `import axios from "axios"` is a package, whatever files are called so.
        if language.family() == 0 && !module.contains('/') && !module.starts_with('.') {
            return Vec::new();
        }
        let Some(last) = wanted.rsplit('/').next().filter(|last| !last.is_empty()) else {
            return Vec::new();
        };
        let mut candidates: Vec<u32> = Vec::new();
        for stem in [last, "index", "__init__", "mod"] {
            candidates.extend(self.stems.get(stem).into_iter().flatten());
        }
        candidates.retain(|unit| {
            let path = without_ending(&self.sources[*unit as usize].path);
            let path = ["/index", "/__init__", "/mod"]
                .iter()
                .find_map(|tail| path.strip_suffix(tail))
                .unwrap_or(path);
            self.language(*unit).family() == language.family()
                && (path == wanted || path.ends_with(&format!("/{wanted}")))
        });
        // Where letters do not tell files apart, `constants/Api` is `constants/api.ts`.
        if candidates.is_empty() && language.family() == 0 {
            let same = |path: &str| {
                path.eq_ignore_ascii_case(&wanted)
                    || path.len() > wanted.len()
                        && path.is_char_boundary(path.len() - wanted.len() - 1)
                        && path[path.len() - wanted.len() - 1..]
                            .eq_ignore_ascii_case(&format!("/{wanted}"))
            };
            let all = (0..).zip(&self.sources);
            let alike = all.filter(|(_, source)| {
                source.language.family() == 0 && same(without_ending(&source.path))
            });
            candidates.extend(alike.map(|(unit, _)| unit));
        }
        if candidates.is_empty() && language.modules_are_folders() {
            let inside = |source: &Source| {
                let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                folder == wanted
                    || folder.ends_with(&format!("/{wanted}"))
                    || !folder.is_empty() && wanted.ends_with(&format!("/{folder}"))
            };
            let all = self.sources.iter().enumerate();
            candidates = all
                .filter(|(_, s)| s.language.family() == language.family() && inside(s))
                .map(|(unit, _)| small(unit))
                .collect();
        }
        // The nearest one where several end alike.
        let shared = |unit: &u32| {
            let path = &self.sources[*unit as usize].path;
            path.split('/').zip(own.split('/')).take_while(|(a, b)| a == b).count()
        };
        let most = candidates.iter().map(shared).max();
        if !language.modules_are_folders() {
            candidates.retain(|unit| Some(shared(unit)) == most);
        }
        candidates.retain(|unit| *unit != from);
        sorted::sort(&mut candidates);
        candidates.dedup();
        candidates
    }

    /// What a unit offers under a name.
    pub fn exported(&self, unit: u32, name: &str) -> Vec<Meaning> {
        let find = || self.exported_by(unit, name, 0, &mut vec![unit]);
        self.given_out.or_find((unit, name.into()), find)
    }

    /// The same, by way of so many others; those looked at before are not looked at again.
    pub(super) fn exported_by(
        &self,
        unit: u32,
        name: &str,
        depth: u8,
        seen: &mut Vec<u32>,
    ) -> Vec<Meaning> {
        let here = self.unit(unit);
        let at_top = self.given_in(unit, FunctionId(0), name).iter();
        let mut found: Vec<Meaning> =
            at_top.map(|index| Meaning::Bound(Bound { unit, index: *index })).collect();
        if let Some(index) = here.classes.iter().position(|c| &*c.name == name) {
            found.push(Meaning::Class(Cls { unit, id: ClassId(small(index)) }));
        }
        if found.is_empty() {
            // `exports.name = …`, `module.exports = { name }`, `export default { name }`.
            for bound in self.fields_in(unit, name) {
                if let Target::Member(object, _) = &self.binding(*bound).target
                    && here.path(*object).is_some_and(|p| p.last() == Some(&"exports"))
                {
                    found.push(Meaning::Bound(*bound));
                }
            }
        }
        if found.is_empty() && name == "default" {
            for bound in self.fields_in(unit, "exports") {
                found.push(Meaning::Bound(*bound));
            }
        }
        if found.is_empty() && depth < 4 {
            found.extend(self.imported(unit, name));
            for import in here.imports.iter().filter(|i| &*i.symbol == "*") {
                for module in self.modules(unit, &import.module) {
                    if !seen.contains(&module) {
                        seen.push(module);
                        found.extend(self.exported_by(module, name, depth + 1, seen));
                    }
                }
            }
        }
        found
    }

    /// The value `module.exports` or `export default` gives a unit, with the binding.
    pub fn default_export(&self, unit: u32) -> Vec<Bound> {
        let given = self.given_anywhere(unit, "default").into_iter();
        let mut found: Vec<Bound> = given.map(|index| Bound { unit, index }).collect();
        found.extend(self.fields_in(unit, "exports"));
        found
    }
}

pub(super) fn without_ending(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').map_or((0, path), |(f, n)| (f.len() + 1, n));
    name.rfind('.').filter(|dot| *dot > 0).map_or(path, |dot| &path[..folder + dot])
}

pub(super) fn stem_of(path: &str) -> String {
    let path = without_ending(path);
    path.rsplit('/').next().unwrap_or(path).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program of files that hold nothing.
    fn program(paths: &[&str]) -> Program {
        let sources = (0..).zip(paths).map(|(number, path)| Source {
            file: crate::audit::evidence::FileId(number),
            path: (*path).to_string(),
            language: crate::audit::syntax::Language::of_extension(
                path.rsplit('.').next().unwrap_or_default(),
            )
            .expect("a language"),
            unit: crate::audit::ir::Unit::default(),
            lines: vec![0],
        });
        Program::new(sources.collect(), 1)
    }

    #[test]
    fn modules_are_files_of_the_family() {
        let at = program(&["src/main.ts", "src/api.py", "src/api.ts", "lib/api.ts", "src/b.ts"]);
        assert_eq!(at.modules(0, "./api"), [2]);
        assert_eq!(at.modules(0, "../lib/api"), [3]);
        assert!(at.modules(0, "api").is_empty());
        let at = program(&["src/main.ts", "src/lib/index.ts", "src/other/index.ts"]);
        assert_eq!(at.modules(0, "./lib"), [1]);
    }

    #[test]
    fn letters_may_be_small_or_large_in_paths() {
        let files = [
            "src/main.ts",
            "src/constants/api.py",
            "src/constants/api.ts",
            "src/myconstants/api.ts",
            "src/é.ts",
            "src/constants/b.ts",
        ];
        let at = program(&files);
        assert_eq!(at.modules(0, "@/constants/Api"), [2]);
        assert_eq!(at.modules(0, "./constants/Api"), [2]);
        assert!(at.modules(0, "@/constants/Apis").is_empty());
    }

    #[test]
    fn packages_of_go_are_folders() {
        let files =
            ["main.go", "internal/api/a.go", "internal/api/b.go", "internal/a.py", "x/a.go"];
        let at = program(&files);
        assert_eq!(at.modules(0, "internal/api"), [1, 2]);
        assert_eq!(at.modules(0, "github.com/some/one/internal/api"), [1, 2]);
        let at = program(&["cmd/main.go", "app/internal/api/a.go", "app/internal/apis/a.go"]);
        assert_eq!(at.modules(0, "internal/api"), [1]);
    }

    #[test]
    fn packages_begin_with_folders() {
        use crate::audit::syntax::Language::{Java, Python};
        let at = program(&["src/com/app/deep/A.java", "lib/common/apple/B.java"]);
        assert!(at.has_package("com.app.deep", Java));
        assert!(!at.has_package("com.app.deep", Python));
        assert!(!at.has_package("common.app", Java));
        assert!(!at.has_package("mon.apple", Java));
        assert!(at.has_package("common.apple", Java));
        assert!(!at.has_package("", Java));
    }

    #[test]
    fn endings_are_what_stands_behind_the_last_dot() {
        assert_eq!(without_ending("src/api.test.ts"), "src/api.test");
        assert_eq!(without_ending("src/.env"), "src/.env");
        assert_eq!(without_ending("a.b/name"), "a.b/name");
        assert_eq!(stem_of("src/api.ts"), "api");
    }
}
