//! Scopes found by their names, and whether they are used in earnest.

use foldhash::HashSet;

use super::Word;
use super::constants_ending;
use super::find_scope_key;
use super::is_dashed;
use super::last_of;
use super::split;

use super::{Hunt, Named};
use crate::audit::clients::{imported_in, objects};
use crate::audit::ir::{Expr, Target};
use crate::audit::program::{At, base_name};
use crate::audit::syntax::Language;
use crate::audit::values::Value;
use crate::audit::values::texts;
use crate::catalogue::ScopeRef;
use crate::libraries::{By, ScopeRequest};
use crate::sorted;

impl Hunt<'_, '_> {
    pub(super) fn names(&mut self) {
        let program = self.program();
        let told = self.units_that_ask();
        let mut weak: Vec<(At, u32, String)> = Vec::new();
        let mut strong_units: HashSet<u32> = HashSet::default();
        for (index, source) in program.sources.iter().enumerate() {
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            // A setting counts where the program reads it.
            if source.language.is_settings() {
                continue;
            }
            for (id, expr) in source.unit.all() {
                let at = At { unit, expr: id };
                match expr {
                    Expr::Text(text) => {
                        let found = self.scopes_in(text);
                        if found.is_empty() {
                            let word = text.trim();
                            if self.is_scope(word)
                                && self.is_next_to_scopes(at)
                                && self.is_used(at, true)
                            {
                                weak.push((at, 0, word.to_string()));
                            }
                            continue;
                        }
                        if !self.is_used(at, true)
                            || told.is_some() && self.is_only_compared(at, &found)
                        {
                            continue;
                        }
                        if told.as_ref().is_some_and(|units| !units.contains(&unit))
                            && self.is_in_table(at)
                        {
                            continue;
                        }
                        strong_units.insert(unit);
                        for (letter, scope) in found {
                            self.name_asked(at, letter, scope);
                        }
                    }
                    Expr::Member(..) | Expr::Name(_) => self.constant_asked(at),
                    _ => {}
                }
            }
        }
        for (at, letter, scope) in weak {
            let whole = [(letter, scope)];
            if told.is_some() && self.is_only_compared(at, &whole) {
                continue;
            }
            let [(letter, scope)] = whole;
            self.name_asked(at, letter, scope);
        }
    }

    /// The units that send users to grant scopes, where all that they ask for was read.
    fn units_that_ask(&self) -> Option<HashSet<u32>> {
        let all = &self.asked.authorizations;
        let read = !all.is_empty() && all.iter().all(|a| a.resolved);
        (read && !self.asked.scopes.is_empty()).then(|| all.iter().map(|a| a.at.unit).collect())
    }

    /// Whether a text stands in a table that is read by what it is for: which scope an
    /// action needs (`{"unlike": {"user-library-modify"}}`), not what is asked for.
    fn is_in_table(&self, at: At) -> bool {
        let program = self.program();
        let mut here = at;
        let mut entries = 0;
        for _ in 0..8 {
            let Some(parent) = program.parent(here) else { break };
            match program.expr(parent) {
                Expr::Map(pairs) => {
                    let Some((key, _)) = pairs.iter().find(|(_, v)| *v == here.expr) else {
                        return false;
                    };
                    let key = key.to_lowercase();
                    if key.contains("scope") || key.contains("perm") {
                        return false;
                    }
                    entries += 1;
                }
                Expr::List(_) => {}
                Expr::Call(call) => {
                    let name = program.unit(at.unit).last_name(call.callee).unwrap_or_default();
                    if call.callee == here.expr || !texts::collects(name) {
                        return false;
                    }
                }
                _ => return false,
            }
            here = parent;
        }
        let bound = program.bound_to(here);
        entries > 0
            && !bound.is_empty()
            && bound.iter().all(|b| {
                let target = &program.binding(*b).target;
                matches!(target, Target::Name(name) if name.chars().any(char::is_uppercase))
            })
    }

    pub(super) fn name_asked(&mut self, at: At, letter: u32, scope: String) {
        let known = self.asked.scopes.iter().any(|n| n.at == at && n.scope == scope);
        if !known {
            self.asked.scopes.insert(Named { at, letter, scope, comma_joined: false });
        }
    }

    /// The scopes of a text that is nothing but scopes, or that has them in a `scope=`.
    pub(super) fn scopes_in(&self, text: &str) -> Vec<(u32, String)> {
        let (part, base) = match find_scope_key(text) {
            Some(start) => {
                let end = text[start..].find(['&', '#']).map_or(text.len(), |e| start + e);
                (&text[start..end], start)
            }
            None => (text, 0),
        };
        let all = split(part);
        // Half a word is put together with something else: `"user-" + name`.
        let half = |w: &&Word<'_>| w.letters.ends_with('-') || w.letters.starts_with('-');
        let named: Vec<&Word<'_>> =
            all.iter().filter(|w| !w.letters.is_empty() && !half(w)).collect();
        let plain = named.iter().any(|w| self.is_plain_scope(w.letters));
        let only = named.iter().all(|w| self.is_known(w.letters) || is_dashed(w.letters));
        if !plain || !only {
            return Vec::new();
        }
        let place =
            |w: &&Word<'_>| (u32::try_from(base + w.start).unwrap_or(0), w.letters.to_string());
        named.iter().map(place).collect()
    }

    /// Whether a text stands in a list or call together with scopes.
    pub(super) fn is_next_to_scopes(&self, at: At) -> bool {
        let program = self.program();
        let Some(parent) = program.parent(at) else { return false };
        let children = match program.expr(parent) {
            Expr::List(items) | Expr::Join(items) => items.clone(),
            Expr::Call(call) => call.arguments.iter().map(|a| a.value).collect(),
            Expr::Map(pairs) => pairs.iter().map(|(_, v)| *v).collect(),
            _ => return false,
        };
        children.iter().any(|c| {
            matches!(program.expr(At { unit: at.unit, expr: *c }), Expr::Text(t) if !self.scopes_in(t).is_empty())
        })
    }

    pub(super) fn constant_asked(&mut self, at: At) {
        let program = self.program();
        let unit = program.unit(at.unit);
        let Some(last) = unit.last_name(at.expr) else { return };
        if !self.constants.contains(last) || program.language(at.unit).in_tables().is_none() {
            return;
        }
        // `Scopes.X` within `Scopes.X.y` is looked at as a whole.
        if let Some(parent) = program.parent(at)
            && let Expr::Member(Some(object), name) = program.expr(parent)
            && *object == at.expr
            && self.constants.contains(&**name)
        {
            return;
        }
        let values = self.values.of(at, &None);
        let mut scopes: Vec<&'static str> = Vec::new();
        for value in values {
            if let Value::Outside(path) | Value::Made(path, None) = value {
                scopes.extend(self.constant(at.unit, &path));
            }
        }
        sorted::sort(&mut scopes);
        scopes.dedup();
        if scopes.is_empty() || !self.is_used(at, true) {
            return;
        }
        for scope in scopes {
            self.name_asked(at, 0, scope.to_string());
        }
    }

    /// The scopes of a constant of a library.
    pub(super) fn constant(&self, unit: u32, path: &str) -> Vec<&'static str> {
        let program = self.program();
        let imported = imported_in(self.tables, program, unit);
        let ids = |refs: &'static [ScopeRef]| -> Vec<&'static str> {
            refs.iter().map(|s| self.catalogue.scope(*s).id).collect()
        };
        if let Some(member) = path.strip_prefix('.') {
            // `.userReadEmail`, where the language leaves the type out.
            for library in &imported {
                if let Some(name) = constants_ending(library, member).next() {
                    return library.constant(name).map(ids).unwrap_or_default();
                }
            }
            return Vec::new();
        }
        for object in objects(self.tables, program, unit, path) {
            let mut name = match object.of {
                Some(of) => format!("{}.{}", of.name, object.below),
                None => object.below.clone(),
            };
            loop {
                if let Some(scopes) = object.library.constant(&name) {
                    return ids(scopes);
                }
                match name.split_once('.') {
                    Some((_, rest)) => name = rest.to_string(),
                    None => break,
                }
            }
        }
        // Headers bring names without an import: those that no other library could mean.
        if program.language(unit) == Language::Swift && is_unmistakable(path) {
            let language = program.language(unit).in_tables();
            let known = self.tables.all.iter().filter(|library| {
                language.is_some_and(|language| library.languages.contains(&language))
            });
            for library in known {
                if let Some(scopes) = library.constant(path) {
                    return ids(scopes);
                }
            }
        }
        if let Some(scopes) = self.constant_of_fork(unit, path) {
            return ids(scopes);
        }
        let plain = path.replace("()", "").replace("::", ".");
        // All members of a class may be imported at once: `using static SpotifyAPI.Web.Scopes;`
        let wild = program.unit(unit).imports.iter().filter(|i| &*i.symbol == "*");
        for class in wild.map(|import| base_name(&import.module)) {
            for library in imported.iter().filter(|_| !plain.contains('.')) {
                if let Some(scopes) = library.constant(&format!("{class}.{plain}")) {
                    return ids(scopes);
                }
            }
        }
        for library in imported {
            let mut name = plain.as_str();
            loop {
                if let Some(scopes) = library.constant(name) {
                    return ids(scopes);
                }
                match name.split_once('.') {
                    Some((_, rest)) => name = rest,
                    None => break,
                }
            }
        }
        Vec::new()
    }

    /// The scopes of a constant of a package nobody knows, by its name one of Spotify, that is
    /// called like one of a library: of a fork.
    fn constant_of_fork(&self, unit: u32, path: &str) -> Option<&'static [ScopeRef]> {
        let module = path.rfind('/')?;
        let (package, name) = path.split_at(module + path[module..].find('.')?);
        if !package.to_lowercase().contains("spotify") {
            return None;
        }
        let language = self.program().language(unit).in_tables()?;
        let known = self.tables.all.iter().filter(|l| l.languages.contains(&language));
        known.into_iter().find_map(|library| library.constant(&name[1..]))
    }

    /// Whether something is used in earnest: handed to a call that does something with
    /// it, given back, or given to a name that is read.
    pub(super) fn is_used(&self, at: At, strict: bool) -> bool {
        let program = self.program();
        let mut here = at;
        let mut key: Option<Box<str>> = None;
        for _ in 0..40 {
            let bound = program.bound_to(here);
            if !bound.is_empty() {
                return bound.iter().any(|b| {
                    let binding = program.binding(*b);
                    match &binding.target {
                        Target::Name(name) => {
                            self.is_read(name, key.as_deref())
                                || &**name == "default"
                                || &**name == "location"
                                || self.is_setting(name)
                        }
                        Target::Field(class, name) => {
                            let whole = &program.unit(b.unit).classes[class.0 as usize].name;
                            self.is_read(name, key.as_deref())
                                || strict && self.is_read_whole(whole)
                                || self.is_setting(name)
                        }
                        Target::Member(_, _) => true,
                    }
                });
            }
            let Some(parent) = program.parent(here) else { break };
            match program.expr(parent) {
                // Headers ask nobody for anything, whatever they are called.
                Expr::Map(pairs) if pairs.iter().any(|(k, _)| &**k == "Authorization") => {
                    return false;
                }
                Expr::Map(pairs) => {
                    let found = pairs.iter().find(|(_, v)| *v == here.expr).map(|(k, _)| k.clone());
                    key = found.or(key);
                }
                Expr::Call(call) if strict && call.callee != here.expr => {
                    let name = program.unit(at.unit).last_name(call.callee).unwrap_or_default();
                    if only_looks(name) {
                        return false;
                    }
                    // What it is handed to does something with it.
                    if !texts::collects(name) {
                        return true;
                    }
                }
                _ => {}
            }
            here = parent;
        }
        // A parameter's default, or part of a function nobody calls, still counts.
        true
    }

    pub(super) fn is_setting(&self, name: &str) -> bool {
        let reads = |r: &ScopeRequest| match r.by {
            By::Setting => r.name == name,
            // A field that the library itself reads.
            By::Field => last_of(r.name) == name,
            By::Call => false,
        };
        self.tables.all.iter().any(|l| l.requests.iter().any(reads))
    }

    /// Whether a name is read anywhere; of fields written out, whether that key is.
    pub(super) fn is_read(&self, name: &str, key: Option<&str>) -> bool {
        let read = |n: &str| self.program().sources.iter().any(|s| self.uses.any(s.language, n));
        match key {
            None => read(name),
            Some(key) => {
                let program = self.program();
                let mut whole = false;
                let mut by_key = false;
                let mut other_key = false;
                for source in &program.sources {
                    for (id, expr) in source.unit.all() {
                        match expr {
                            Expr::Member(Some(object), k)
                                if source.unit.last_name(*object) == Some(name) =>
                            {
                                if &**k == key {
                                    by_key = true;
                                } else {
                                    other_key = true;
                                }
                            }
                            Expr::Name(n) | Expr::Member(_, n) if &**n == name => {
                                let unit =
                                    program.sources.iter().position(|s| std::ptr::eq(s, source));
                                let at = At {
                                    unit: u32::try_from(unit.unwrap_or(0)).unwrap_or(0),
                                    expr: id,
                                };
                                let inside = program.parent(at).is_some_and(|p| {
                                    matches!(program.expr(p), Expr::Member(Some(o), _) if *o == id)
                                });
                                whole |= !inside;
                            }
                            _ => {}
                        }
                    }
                }
                by_key || whole || !other_key && read(name)
            }
        }
    }

    pub(super) fn is_read_whole(&self, class: &str) -> bool {
        // All of an enum at once: `Scope.allCases`, `Scope.values()`, `list(Scope)`.
        let program = self.program();
        program.sources.iter().any(|source| {
            source.unit.all().any(|(_, expr)| match expr {
                Expr::Member(Some(object), name) => {
                    matches!(&**name, "allCases" | "values" | "entries" | "all")
                        && source.unit.last_name(*object) == Some(class)
                }
                Expr::Call(call) => {
                    let lists = source.unit.last_name(call.callee).is_some_and(|n| {
                        matches!(n, "list" | "values" | "entries" | "map" | "join" | "GetValues")
                    });
                    lists
                        && call
                            .arguments
                            .iter()
                            .any(|a| source.unit.last_name(a.value) == Some(class))
                }
                _ => false,
            })
        })
    }
}

/// Whether a name is one of C's: a prefix of capitals, and long.
fn is_unmistakable(name: &str) -> bool {
    name.len() >= 16
        && name.chars().take(3).all(|c| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Functions that only look at what they are given, or show it.
pub fn only_looks(name: &str) -> bool {
    matches!(
        name,
        "includes"
            | "contains"
            | "Contains"
            | "indexOf"
            | "has"
            | "startsWith"
            | "equals"
            | "containsAll"
            | "in_array"
            | "str_contains"
            | "strpos"
            | "isSubset"
            | "is_subset"
            | "is_superset"
            | "IsSubsetOf"
            | "IndexOf"
            | "log"
            | "print"
            | "println"
            | "error"
            | "warn"
            | "info"
            | "debug"
            | "Error"
            | "expect"
            | "assert"
            | "assertEquals"
            | "issubset"
            | "issuperset"
            | "hasScope"
            | "has_scope"
            | "include?"
            | "contains_key"
            | "Println"
            | "Printf"
            | "Errorf"
            | "describe"
            | "it"
            | "isSupersetOf"
            | "toEqual"
            | "toBe"
    )
}
