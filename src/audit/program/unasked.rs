//! Names that a file of JavaScript uses without importing them.
//!
//! The scripts of one page share what stands at their top. Nuxt, and plugins of Vite,
//! hand every file what some folders hold.

use foldhash::HashMap;

use crate::audit::ir::FunctionId;
use crate::audit::program::{Meaning, Program};
use crate::audit::syntax::Language;
use crate::sorted;

/// Folders whose names every file of a project may be handed.
const HANDED_OUT: &[&str] = &["composables", "stores", "utils"];

/// For each unit, the units that stand in one page with it.
pub(super) fn pages(program: &Program) -> HashMap<u32, Vec<u32>> {
    let mut together: HashMap<u32, Vec<u32>> = HashMap::default();
    for (page, source) in (0..).zip(&program.sources) {
        if source.language != Language::Html {
            continue;
        }
        let scripts = source.unit.imports.iter().filter(|i| i.local.is_empty());
        let mut members = vec![page];
        for script in scripts.filter(|i| !i.module.contains("://")) {
            let relative = script.module.starts_with(['.', '/']);
            let path = script.module.split('?').next().unwrap_or_default();
            let path = if relative { path.to_string() } else { format!("./{path}") };
            members.extend(program.modules(page, &path));
        }
        for member in &members {
            let others = together.entry(*member).or_default();
            others.extend(members.iter().filter(|m| *m != member));
            sorted::sort(others);
            others.dedup();
        }
    }
    together
}

impl Program {
    /// What a name means that nothing in its own file says.
    pub(super) fn unasked(&self, unit: u32, name: &str) -> Vec<Meaning> {
        if self.language(unit).family() != 0 {
            return Vec::new();
        }
        let top = self.top_level_of(name).iter().filter(|b| {
            self.language(b.unit).family() == 0
                && self.binding(**b).function == FunctionId(0)
                && b.unit != unit
        });
        let beside = self.beside(unit);
        let own = &self.sources[unit as usize].path;
        let near = |other: u32| {
            let path = &self.sources[other as usize].path;
            path.split('/').zip(own.split('/')).take_while(|(a, b)| a == b).count()
        };
        let handed = |other: u32| {
            let path = &self.sources[other as usize].path;
            path.split('/').any(|folder| HANDED_OUT.contains(&folder))
        };
        let mut found: Vec<(usize, Meaning)> = Vec::new();
        for bound in top {
            if beside.contains(&bound.unit) {
                found.push((usize::MAX, Meaning::Bound(*bound)));
            } else if handed(bound.unit) {
                found.push((near(bound.unit), Meaning::Bound(*bound)));
            }
        }
        let most = found.iter().map(|(near, _)| *near).max();
        found.retain(|(near, _)| Some(*near) == most);
        found.into_iter().map(|(_, meaning)| meaning).collect()
    }
}
