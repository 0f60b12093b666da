//! What a file takes from others, and gives them.

use super::{Bound, Cls, Meaning, Program, Source, small};
use crate::audit::ir::{ClassId, FunctionId, Target};
use crate::audit::syntax::Language;
use crate::sorted;

impl Program {
    pub(super) fn imported(&self, unit: u32, name: &str) -> Vec<Meaning> {
        let of = self.imports[unit as usize].get(name);
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
        let key = (from, Box::<str>::from(module));
        if let Some(known) = self.led_to.borrow().get(&key) {
            return known.to_vec();
        }
        let found = self.modules_named(from, module);
        self.led_to.borrow_mut().insert(key, found.as_slice().into());
        found
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
        let key = (unit, Box::<str>::from(name));
        if let Some(known) = self.given_out.borrow().get(&key) {
            return known.to_vec();
        }
        let found = self.exported_by(unit, name, 0, &mut vec![unit]);
        self.given_out.borrow_mut().insert(key, found.as_slice().into());
        found
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
        let mut found: Vec<Meaning> = Vec::new();
        let bindings = self.names[unit as usize].get(name).into_iter().flatten();
        found.extend(
            bindings
                .filter(|index| here.bindings[**index as usize].function == FunctionId(0))
                .map(|index| Meaning::Bound(Bound { unit, index: *index })),
        );
        if let Some(index) = here.classes.iter().position(|c| &*c.name == name) {
            found.push(Meaning::Class(Cls { unit, id: ClassId(small(index)) }));
        }
        if found.is_empty() {
            // `exports.name = …`, `module.exports = { name }`, `export default { name }`.
            for bound in self.fields_of(name).iter().filter(|b| b.unit == unit) {
                if let Target::Member(object, _) = &self.binding(*bound).target
                    && here.path(*object).is_some_and(|p| p.last() == Some(&"exports"))
                {
                    found.push(Meaning::Bound(*bound));
                }
            }
        }
        if found.is_empty() && name == "default" {
            for bound in self.fields_of("exports").iter().filter(|b| b.unit == unit) {
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
        let of = self.names[unit as usize].get("default").into_iter().flatten();
        let mut found: Vec<Bound> = of.map(|index| Bound { unit, index: *index }).collect();
        found.extend(self.fields_of("exports").iter().filter(|b| b.unit == unit));
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
