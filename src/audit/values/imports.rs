//! What imports and types as written lead to.

use std::sync::Arc;

use super::{Value, Values};
use crate::audit::ir::{Call, Expr, ExprId, Import};
use crate::audit::program::{At, Meaning, base_name};
use crate::audit::syntax::Language;

impl Values<'_> {
    pub(super) fn import(&self, unit: u32, index: u32) -> Vec<Value> {
        if !self.enter() {
            return Vec::new();
        }
        if let Some(known) = self.imports.borrow().get(&(unit, index)) {
            self.leave();
            return known.to_vec();
        }
        // Files that import all of each other lead back to where one was.
        if self.importing.borrow().contains(&(unit, index)) {
            self.leave();
            self.cut.set(true);
            return Vec::new();
        }
        self.importing.borrow_mut().push((unit, index));
        let (found, whole) = self.uncut(|| self.import_within(unit, index));
        self.importing.borrow_mut().pop();
        self.leave();
        if whole {
            self.imports.borrow_mut().insert((unit, index), Arc::new(found.clone()));
        }
        found
    }

    pub(super) fn import_within(&self, unit: u32, index: u32) -> Vec<Value> {
        let import = self.program.import(unit, index);
        let modules = self.program.modules(unit, &import.module);
        let mut values = Vec::new();
        for module in &modules {
            if import.symbol.is_empty() {
                values.extend(self.whole(*module));
            } else {
                for meaning in self.program.exported(*module, &import.symbol) {
                    let at = At { unit: *module, expr: ExprId(0) };
                    values.extend(self.meaning(at, meaning, &None));
                }
            }
        }
        if values.is_empty() && self.program.language(unit).family() == 0 {
            // `module.exports = { scopes: [ … ] }` of a file that is asked for `{ scopes }`.
            for module in &modules {
                let at = At { unit: *module, expr: ExprId(0) };
                for object in self.whole(*module).iter().skip(1) {
                    values.extend(self.member(at, object, &import.symbol, &None));
                }
            }
        }
        if !values.is_empty() {
            return values;
        }
        // A submodule, or a class of the program by its name alone.
        if !import.symbol.is_empty() {
            let sub = format!("{}{}{}", import.module, self.separator(unit), import.symbol);
            for module in self.program.modules(unit, &sub) {
                values.push(Value::Module(module));
            }
            if values.is_empty() && self.program.language(unit).shares_names() {
                values.extend(self.shared_import(unit, import));
            }
        }
        if values.is_empty() && modules.is_empty() {
            // `import urllib.parse` makes `urllib` known.
            let first = import.module.split('.').next();
            let whole = first == Some(&*import.local) && import.module.contains('.');
            if whole && import.symbol.is_empty() {
                return vec![Value::Outside(import.local.as_ref().into())];
            }
            let path = if import.symbol.is_empty() || &*import.symbol == "*" {
                import.module.to_string()
            } else {
                format!("{}.{}", import.module, import.symbol)
            };
            values.push(Value::Outside(path.into()));
        }
        values
    }

    /// What `require("./api")` gives where no name is given it as it is.
    pub(super) fn required(&self, unit: u32, call: &Call) -> Vec<Value> {
        let module = call.arguments.first().map(|a| self.program.expr(At { unit, expr: a.value }));
        let Some(Expr::Text(module)) = module else { return Vec::new() };
        let modules = self.program.modules(unit, module);
        modules.into_iter().flat_map(|module| self.whole(module)).collect()
    }

    /// A file as a whole: its default export goes by its own name.
    fn whole(&self, module: u32) -> Vec<Value> {
        let given = self.program.default_export(module).into_iter();
        let given = given.flat_map(|bound| self.bound(bound, &None));
        std::iter::once(Value::Module(module)).chain(given).collect()
    }

    /// What an import of a language that names no files brings: a class, what stands at
    /// the top of a file, or a static member (`import static a.b.Settings.api`).
    pub(super) fn shared_import(&self, unit: u32, import: &Import) -> Vec<Value> {
        let language = self.program.language(unit);
        let classes = self.program.classes_of(&import.symbol, language);
        if !classes.is_empty() {
            return classes.into_iter().map(Value::Class).collect();
        }
        if !self.program.has_package(&import.module, language) {
            return Vec::new();
        }
        let start = At { unit, expr: ExprId(0) };
        let mut found = Vec::new();
        for class in self.program.classes_of(base_name(&import.module), language) {
            found.extend(self.class_member(start, class, None, &import.symbol, &None));
        }
        found.retain(|v| !matches!(v, Value::Unknown(_)));
        if found.is_empty() {
            let top = self.program.shared(&import.symbol, language);
            found.extend(top.into_iter().flat_map(|m| self.meaning(start, m, &None)));
        }
        found
    }

    pub(super) fn separator(&self, unit: u32) -> char {
        let dotted = self.program.language(unit) == crate::audit::syntax::Language::Python;
        if dotted { '.' } else { '/' }
    }

    /// What a type, as written, says of a value: an object of a class.
    pub fn of_type(&self, unit: u32, written: &str) -> Vec<Value> {
        if !self.enter() {
            return Vec::new();
        }
        let key = (unit, Box::<str>::from(written));
        if let Some(known) = self.types.borrow().get(&key) {
            self.leave();
            return known.to_vec();
        }
        let (found, whole) = self.uncut(|| self.of_type_within(unit, written));
        self.leave();
        if whole {
            self.types.borrow_mut().insert(key, Arc::new(found.clone()));
        }
        found
    }

    pub(super) fn of_type_within(&self, unit: u32, written: &str) -> Vec<Value> {
        if written.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        // Types of Go that are used in their package alone begin small.
        let small = self.program.language(unit) == Language::Go;
        for name in names_in(written).filter(|name| small || is_called_a_type(name)) {
            let last = base_name(name);
            let first = name.split(['.', ':']).next().unwrap_or(name);
            let mut meanings = self.program.meanings(unit, crate::audit::ir::FunctionId(0), first);
            if !is_called_a_type(name) {
                meanings.retain(|meaning| matches!(meaning, Meaning::Class(_)));
                if meanings.is_empty() {
                    continue;
                }
            }
            let mut known = false;
            for meaning in &meanings {
                match meaning {
                    Meaning::Class(class) => {
                        found.push(Value::Instance(*class, None));
                        known = true;
                    }
                    Meaning::Import(u, i) => {
                        let rest = name[first.len()..].trim_start_matches([':', '.']);
                        for value in self.import(*u, *i) {
                            match value {
                                Value::Class(class) => {
                                    found.push(Value::Instance(class, None));
                                }
                                Value::Outside(path) if rest.is_empty() => {
                                    found.push(Value::Made(path, None));
                                }
                                Value::Outside(path) => {
                                    let rest = rest.replace("::", ".");
                                    found.push(Value::Made(format!("{path}.{rest}").into(), None));
                                }
                                Value::Module(module) => {
                                    let exported = self.program.exported(module, last);
                                    found.extend(exported.iter().filter_map(|m| match m {
                                        Meaning::Class(class) => {
                                            Some(Value::Instance(*class, None))
                                        }
                                        _ => None,
                                    }));
                                }
                                _ => {}
                            }
                            known = true;
                        }
                    }
                    _ => {}
                }
            }
            if !known {
                let path = name.replace("::", ".");
                found.push(Value::Made(path.into(), None));
            }
        }
        found
    }
}

/// Names of types in what is written: `Foo`, `Optional[Foo]`, `Arc<Mutex<Foo>>`, `Foo | None`.
pub fn type_names(written: &str) -> impl Iterator<Item = &str> {
    names_in(written).filter(|name| is_called_a_type(name))
}

pub(super) fn names_in(written: &str) -> impl Iterator<Item = &str> {
    let parts =
        written.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '$')));
    parts.map(|p| p.trim_matches([':', '.'])).filter(|p| !p.is_empty())
}

fn is_called_a_type(name: &str) -> bool {
    let last = name.rsplit(['.', ':']).next().unwrap_or(name);
    last.starts_with(char::is_uppercase) && !is_plain(last)
}

/// Types whose objects are no more than what they are: that they are of it says nothing.
fn is_plain(name: &str) -> bool {
    matches!(
        name,
        "String"
            | "CharSequence"
            | "Int"
            | "Integer"
            | "Long"
            | "Bool"
            | "Boolean"
            | "Any"
            | "Object"
            | "Vec"
            | "List"
            | "Set"
            | "HashSet"
            | "BTreeSet"
            | "ArrayList"
            | "MutableList"
            | "IEnumerable"
            | "Collection"
    )
}
