//! What a name means where it stands.

use super::{At, Bound, Cls, Fun, Meaning, Program, base_name, small};
use crate::audit::ir::{ClassId, Expr, FunctionId, Parameter, Target, Unit};
use crate::audit::syntax::Language;

impl Program {
    /// The value that a name is given, where it means one thing and that is given one.
    pub fn value_of_name(&self, at: At) -> Option<At> {
        let Expr::Name(name) = self.expr(at) else { return None };
        let owner = self.owner(at);
        let meanings = self.meanings(at.unit, owner.id, name);
        let [Meaning::Bound(bound)] = meanings.as_slice() else { return None };
        Some(At { unit: bound.unit, expr: self.binding(*bound).value? })
    }

    /// Whether this is one element of something, which nothing in the code says as such.
    pub fn is_some_of(&self, at: At) -> bool {
        let Expr::Index(list, index) = self.expr(at) else { return false };
        let unit = self.unit(at.unit);
        matches!(unit.expr(*index), Expr::Other) && unit.span(*list) == unit.span(at.expr)
    }

    /// What a name means where it stands, nearest first.
    pub fn meanings(&self, unit: u32, function: FunctionId, name: &str) -> Vec<Meaning> {
        let here = self.unit(unit);
        let bound = |index: &u32| Meaning::Bound(Bound { unit, index: *index });
        let language = self.language(unit);
        // In languages that write `this` before members, a name is something else first.
        let mut member = None;
        let mut at = function;
        loop {
            let fun = here.function(at);
            let mut found: Vec<Meaning> = Vec::new();
            // What is left over is a list by its name: `func call(parts ...string)`.
            let is_it = |p: &Parameter| p.name.strip_prefix('*').unwrap_or(&p.name) == name;
            if let Some(place) = fun.parameters.iter().position(is_it) {
                let place = u16::try_from(place).unwrap_or(u16::MAX);
                found.push(Meaning::Parameter(Fun { unit, id: at }, place));
            }
            found.extend(self.given_in(unit, at, name).iter().map(bound));
            if !found.is_empty() {
                if found.iter().all(|meaning| self.is_declared_only(*meaning)) {
                    found.extend(self.given_inside(unit, at, name));
                }
                let required = found.iter().any(|meaning| self.is_required(*meaning));
                if at == FunctionId(0) || required {
                    let imported = self.imported(unit, name);
                    if !imported.is_empty() {
                        found.retain(|meaning| !self.is_required(*meaning));
                    }
                    found.extend(imported);
                } else if self.language(unit) == Language::Shell {
                    found.extend(self.only_emptied(unit, &found, name));
                }
                return found;
            }
            if let Some(class) = fun.class {
                let class = Cls { unit, id: class };
                if self.has_member(class, name) {
                    if language.names_members_alone() {
                        return vec![Meaning::Member(class)];
                    }
                    member = member.or(Some(Meaning::Member(class)));
                }
            }
            if at == FunctionId(0) {
                break;
            }
            at = fun.outer;
        }
        let imported = self.imported(unit, name);
        if !imported.is_empty() {
            return imported;
        }
        if let Some(member) = member {
            return vec![member];
        }
        let class = here.classes.iter().position(|c| &*c.name == name);
        if let Some(index) = class {
            return vec![Meaning::Class(Cls { unit, id: ClassId(small(index)) })];
        }
        // Assigned in some other function of the file (`global`, closures, `let x; f(() => x = …)`).
        let elsewhere = self.given_anywhere(unit, name);
        if !elsewhere.is_empty() {
            return elsewhere.iter().map(bound).collect();
        }
        if language == Language::Shell
            && let Some(scripts) = self.scripts.get(name)
        {
            return scripts.iter().map(|unit| Meaning::Script(*unit)).collect();
        }
        if language.shares_names() {
            let inside = self.members_imported(here, name, language);
            return if inside.is_empty() { self.shared(name, language) } else { inside };
        }
        let wild = here.imports.iter().enumerate().filter(|(_, i)| &*i.symbol == "*");
        let mut found = Vec::new();
        for (_, import) in wild {
            for module in self.modules(unit, &import.module) {
                found.extend(self.exported(module, name));
            }
        }
        if found.is_empty() { self.unasked(unit, name) } else { found }
    }

    /// Whether a name is given what an import says already: `const api = require("./api")`,
    /// `const { api } = await import("./api")`.
    fn is_required(&self, meaning: Meaning) -> bool {
        let Meaning::Bound(bound) = meaning else { return false };
        let unit = self.unit(bound.unit);
        let mut value = self.binding(bound).value.map(|value| unit.expr(value));
        while let Some(Expr::Member(Some(object), _)) = value {
            value = Some(unit.expr(*object));
        }
        let Some(Expr::Call(call)) = value else { return false };
        matches!(unit.last_name(call.callee), Some("require" | "import"))
    }

    /// Whether a name is given nothing, or an empty text, where it is declared.
    pub(super) fn is_declared_only(&self, meaning: Meaning) -> bool {
        let Meaning::Bound(bound) = meaning else { return false };
        let value = self.binding(bound).value.map(|value| self.unit(bound.unit).expr(value));
        value.is_none_or(|value| match value {
            Expr::Text(letters) => letters.is_empty(),
            Expr::Name(name) => matches!(&**name, "null" | "undefined"),
            _ => false,
        })
    }

    /// What functions inside of the one that declares a name give it:
    /// `let client; function start() { client = … }`.
    pub(super) fn given_inside(&self, unit: u32, outer: FunctionId, name: &str) -> Vec<Meaning> {
        if self.language(unit).family() != 0 {
            return Vec::new();
        }
        let here = self.unit(unit);
        let inside = |mut at: FunctionId| {
            while at != outer && here.function(at).outer != at {
                at = here.function(at).outer;
            }
            at == outer
        };
        self.given_anywhere(unit, name)
            .into_iter()
            .filter(|index| {
                let binding = &here.bindings[*index as usize];
                binding.value.is_some() && binding.function != outer && inside(binding.function)
            })
            .map(|index| Meaning::Bound(Bound { unit, index }))
            .collect()
    }

    /// What a name of the whole script is given, where a function does no more than empty it.
    pub(super) fn only_emptied(&self, unit: u32, found: &[Meaning], name: &str) -> Vec<Meaning> {
        let here = self.unit(unit);
        let empties = |meaning: &Meaning| {
            let Meaning::Bound(bound) = meaning else { return false };
            let value = self.binding(*bound).value.map(|value| here.expr(value));
            matches!(value, Some(Expr::Text(text)) if text.is_empty())
        };
        if !found.iter().all(empties) {
            return Vec::new();
        }
        let of_script = self.given_in(unit, FunctionId(0), name).iter();
        of_script.map(|index| Meaning::Bound(Bound { unit, index: *index })).collect()
    }

    /// Members of classes whose members are all imported: `import static a.Api.*`.
    pub(super) fn members_imported(
        &self,
        here: &Unit,
        name: &str,
        language: Language,
    ) -> Vec<Meaning> {
        let wild = here.imports.iter().filter(|i| &*i.symbol == "*");
        let classes = wild.flat_map(|i| self.classes_of(base_name(&i.module), language));
        let having = classes.filter(|class| self.has_member(*class, name));
        having.map(Meaning::Member).collect()
    }

    pub(super) fn has_member(&self, class: Cls, name: &str) -> bool {
        let relatives = self.relatives(class);
        let is_method =
            relatives.iter().any(|c| self.methods.get(c).is_some_and(|m| m.contains_key(name)));
        is_method
            || self.fields_of(name).iter().any(|bound| {
                matches!(self.binding(*bound).target, Target::Field(id, _)
                    if relatives.contains(&Cls { unit: bound.unit, id }))
            })
    }

    /// Classes and top-level names of that name in any file of the language.
    pub fn shared(&self, name: &str, language: Language) -> Vec<Meaning> {
        let classes = self.classes_of(name, language);
        if !classes.is_empty() {
            return classes.into_iter().map(Meaning::Class).collect();
        }
        let top = self.top_level.get(name).map_or(&[][..], Vec::as_slice);
        let sees = |b: &&Bound| self.language(b.unit).family() == language.family();
        top.iter().filter(sees).map(|b| Meaning::Bound(*b)).collect()
    }
}
