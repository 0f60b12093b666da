//! Lists that are filled after they are made, and all constants of an enum at once.

use super::{Context, Text, Value, Values};
use crate::audit::ir::{Argument, Call, ELEMENT, Expr, ExprId, FunctionId, Target};
use crate::audit::program::{At, Bound, Cls, Meaning};
use crate::audit::syntax::Language;

impl Values<'_> {
    /// What stands in a list: what it is made with, and what is put in later.
    pub fn elements_of(&self, list: At) -> Vec<ExprId> {
        let here = |expr: ExprId| At { unit: list.unit, expr };
        let mut found: Vec<ExprId> = match self.program.expr(list) {
            Expr::List(items) => items.clone(),
            Expr::Map(pairs) => return pairs.iter().map(|(_, value)| *value).collect(),
            Expr::Call(call) => {
                if let Some(part) = self.cut_list(list, call) {
                    return part;
                }
                let given = call.arguments.iter().map(|a| a.value);
                // `new ArrayList<>(other)`, `Vec::with_capacity(2)`
                let is_list = |expr: &ExprId| {
                    self.of(here(*expr), &None).iter().any(|v| matches!(v, Value::List(..)))
                };
                if self.makes_list(list, call) {
                    given.filter(is_list).collect()
                } else if self.program.unit(list.unit).last_name(call.callee) == Some("append") {
                    // What it is added to says itself what it is, unless it is written here.
                    let is_written = |first: &Argument| {
                        matches!(self.program.expr(here(first.value)), Expr::List(_))
                    };
                    let written = call.arguments.first().is_some_and(is_written);
                    given.skip(usize::from(!written)).collect()
                } else {
                    given.skip(self.taken_as_list(list, call).unwrap_or(0)).collect()
                }
            }
            _ => return Vec::new(),
        };
        found.extend(self.put_in_later(list));
        found
    }

    /// The element at a place of a list that is written out and left as it is, or of what a call
    /// gives a function that takes a list; none of another.
    pub(super) fn element_at(
        &self,
        list: At,
        number: usize,
        context: &Context,
    ) -> Option<Vec<Value>> {
        let here = |expr: ExprId| At { unit: list.unit, expr };
        let (written, before) = match self.program.expr(list) {
            Expr::List(items) => (items.clone(), 0),
            Expr::Call(call) if !call.arguments.iter().any(|a| a.spread) => {
                let before = self.taken_as_list(list, call)?;
                (call.arguments.iter().map(|a| a.value).collect(), before)
            }
            _ => return None,
        };
        if self.elements_of(list).len() + before != written.len() {
            return None;
        }
        let element = written.get(number + before);
        Some(element.map_or(vec![Value::Unknown(list)], |e| self.of(here(*e), context)))
    }

    /// Behind how many arguments a function of the program takes the others as a list:
    /// `call("me", "tracks")`.
    fn taken_as_list(&self, at: At, call: &Call) -> Option<usize> {
        let callee = self.of(At { unit: at.unit, expr: call.callee }, &None);
        callee.iter().find_map(|v| match v {
            Value::Function(fun) => self.takes_rest(*fun).map(usize::from),
            _ => None,
        })
    }

    /// The elements of part of a list (`scopes[1:]`, `SCOPES[..2]`, `scopes.slice(1)`), where the
    /// list is written out in the same file and numbers say where the part begins and ends.
    pub(super) fn cut_list(&self, at: At, call: &Call) -> Option<Vec<ExprId>> {
        let unit = self.program.unit(at.unit);
        let Expr::Member(Some(whole), name) = unit.expr(call.callee) else { return None };
        if &**name != "slice" {
            return None;
        }
        let lists = self.of(At { unit: at.unit, expr: *whole }, &None);
        let [Value::List(list, _)] = lists.as_slice() else { return None };
        let elements = (list.unit == at.unit && *list != at).then(|| self.elements_of(*list))?;
        let bound = |name: &str, place: usize| {
            let named = call.arguments.iter().find(|a| a.name.as_deref() == Some(name));
            let placed = || call.arguments.get(place).filter(|a| a.name.is_none());
            named.or_else(placed).map(|a| match unit.expr(a.value) {
                Expr::Number(number) => Some(*number as usize),
                _ => None,
            })
        };
        let from = bound("from", 0).unwrap_or(Some(0))?;
        let to = bound("to", 1).unwrap_or(Some(elements.len()))?;
        elements.get(from..to.min(elements.len())).map(<[ExprId]>::to_vec)
    }

    /// Whether a call makes a list with nothing in it: `new ArrayList<>()`, `Vec::new()`,
    /// `make([]string, 0)`.
    pub fn makes_list(&self, at: At, call: &Call) -> bool {
        let unit = self.program.unit(at.unit);
        let is_collection = |name: &str| {
            matches!(
                name,
                "ArrayList"
                    | "LinkedList"
                    | "HashSet"
                    | "LinkedHashSet"
                    | "TreeSet"
                    | "BTreeSet"
                    | "List"
                    | "Vec"
                    | "VecDeque"
                    | "IndexSet"
                    | "SortedSet"
                    | "Collection"
                    | "Set"
            )
        };
        let name = unit.last_name(call.callee).unwrap_or_default();
        let own =
            |name: &str| !self.program.classes_of(name, self.program.language(at.unit)).is_empty();
        if is_collection(name) {
            return call.makes && !own(name);
        }
        match unit.expr(call.callee) {
            Expr::Member(Some(of), made) => {
                matches!(&**made, "new" | "with_capacity" | "default")
                    && unit.last_name(*of).is_some_and(|of| is_collection(of) && !own(of))
            }
            Expr::Name(made) => {
                &**made == "make"
                    && self.program.language(at.unit) == crate::audit::syntax::Language::Go
            }
            _ => false,
        }
    }

    /// What is put into a list by the name it has: `scopes.push("…")`, `scopes.add("…")`,
    /// `scopes[n] = "…"`, `array_push($scopes, "…")`.
    fn put_in_later(&self, list: At) -> Vec<ExprId> {
        let program = self.program;
        let unit = program.unit(list.unit);
        let bound = program.bound_to(list);
        let mut found = Vec::new();
        if bound.is_empty() {
            return found;
        }
        for call_at in ADDERS.iter().flat_map(|name| program.calls_in(list.unit, name)) {
            let Expr::Call(call) = program.expr(*call_at) else { continue };
            let is_it = |expr: ExprId| bound.iter().any(|b| self.is_target(list.unit, expr, *b));
            let first = call.arguments.first().map(|a| a.value);
            let (given, name) = match unit.expr(call.callee) {
                Expr::Member(Some(object), name) if is_it(*object) => (0, &**name),
                // `Collections.addAll(scopes, "…", "…")`
                Expr::Member(_, name) | Expr::Name(name) if first.is_some_and(is_it) => {
                    (1, &**name)
                }
                _ => continue,
            };
            // Elsewhere it gives back a list of its own.
            if name == "concat" && program.language(list.unit) != Language::Ruby {
                continue;
            }
            let arguments = &call.arguments[given..];
            match name {
                // `list.insert(0, x)`, `list.insert(x, at: 0)`
                "insert" | "add" | "Add" => {
                    let element = arguments.iter().rfind(|a| a.name.as_deref() != Some("at"));
                    found.extend(element.map(|a| a.value));
                }
                _ => found.extend(arguments.iter().map(|a| a.value)),
            }
        }
        for filled in program.fields_in(list.unit, ELEMENT) {
            let binding = program.binding(*filled);
            if let (Target::Member(object, _), Some(value)) = (&binding.target, binding.value)
                && bound.iter().any(|b| self.is_target(list.unit, *object, *b))
            {
                found.push(value);
            }
        }
        found
    }

    /// What is kept under keys of something that many functions see by the same name:
    /// `st.session_state["sp"] = Spotify(…)`, `clients[user] = Spotify(…)`.
    pub(super) fn kept(&self, at: At, object: ExprId, keys: &[String]) -> Vec<Value> {
        let program = self.program;
        let unit = program.unit(at.unit);
        let Some(path) = unit.path(object) else { return Vec::new() };
        let Some(root) = path.first().filter(|root| !root.is_empty()) else { return Vec::new() };
        let meanings = program.meanings(at.unit, unit.owner(object), root);
        let elsewhere = meanings.iter().all(|m| matches!(m, Meaning::Import(..)));
        let is_seen = |m: &Meaning| match m {
            Meaning::Bound(bound) => program.binding(*bound).function == FunctionId(0),
            other => matches!(other, Meaning::Import(..)),
        };
        if !meanings.iter().all(is_seen) {
            return Vec::new();
        }
        let key = (at.unit, u32::MAX, None, path.join(".").into_boxed_str());
        if self.resolving.borrow().iter().any(|(known, _)| *known == key) {
            return Vec::new();
        }
        self.resolving.borrow_mut().push((key, Vec::new()));
        let any = [ELEMENT.to_string()];
        let mut found = Vec::new();
        for key in if keys.is_empty() { &any[..] } else { keys } {
            let given = program.fields_of(key).iter().filter(|bound| {
                let Target::Member(of, _) = &program.binding(**bound).target else { return false };
                let near = bound.unit == at.unit || elsewhere && !meanings.is_empty();
                let there = program.unit(bound.unit);
                near && there.last_name(*of) == path.last().copied()
                    && there.path(*of).as_deref() == Some(&path[..])
            });
            found.extend(given.take(FEW).flat_map(|bound| self.bound(*bound, &None)));
        }
        self.resolving.borrow_mut().pop();
        found.retain(|v| !matches!(v, Value::Unknown(_)));
        found
    }

    /// Whether an expression names what is given a value there.
    fn is_target(&self, unit: u32, expr: ExprId, bound: Bound) -> bool {
        let program = self.program;
        let of = program.unit(unit);
        match &program.binding(bound).target {
            Target::Name(name) => {
                matches!(of.expr(expr), Expr::Name(n) if n == name)
                    && program.meanings(unit, of.owner(expr), name).contains(&Meaning::Bound(bound))
            }
            Target::Field(_, name) | Target::Member(_, name) => of.last_name(expr) == Some(&**name),
        }
    }

    /// The keys of fields written out, where a member's name says that they are meant.
    pub(super) fn keys_named(&self, map: At, name: &str) -> Option<Vec<Value>> {
        let Expr::Map(pairs) = self.program.expr(map) else { return None };
        let meant = matches!(name, "keys" | "Keys" | "keySet")
            && pairs.iter().all(|(key, _)| &**key != name);
        meant.then(|| self.keys(map))
    }

    /// The keys of fields written out, each as a text that stands where its value does.
    pub(super) fn keys(&self, map: At) -> Vec<Value> {
        let Expr::Map(pairs) = self.program.expr(map) else { return Vec::new() };
        let key = |(key, value): &(Box<str>, ExprId)| match &**key {
            // What is spread into it has keys of its own.
            "..." => Value::Unknown(map),
            key => Value::Text(Text::written(key, At { unit: map.unit, expr: *value })),
        };
        pairs.iter().map(key).collect()
    }

    /// What the constants of an enum stand for, all at once: `Scope.values()`.
    pub(super) fn all_constants(&self, class: Cls) -> Vec<Value> {
        let unit = self.program.unit(class.unit);
        let name = &self.program.class(class).name;
        let mut found = Vec::new();
        for binding in &unit.bindings {
            let (Target::Field(id, _), Some(value)) = (&binding.target, binding.value) else {
                continue;
            };
            let Expr::Call(call) = unit.expr(value) else { continue };
            if *id != class.id || !call.makes || unit.last_name(call.callee) != Some(&**name) {
                continue;
            }
            let mut texts = call.arguments.iter().filter_map(|a| {
                let at = At { unit: class.unit, expr: a.value };
                match unit.expr(a.value) {
                    Expr::Text(text) => Some(Value::Text(Text::written(text, at))),
                    _ => None,
                }
            });
            match (texts.next(), texts.next()) {
                (Some(only), None) => found.push(only),
                _ => return Vec::new(),
            }
        }
        found
    }
}

/// Places that give something under one key that are looked at.
const FEW: usize = 8;

/// Methods that put something into a list.
const ADDERS: &[&str] = &[
    "push",
    "push_back",
    "add",
    "Add",
    "append",
    "insert",
    "addAll",
    "AddRange",
    "extend",
    "extend_from_slice",
    "concat",
    "update",
    "unshift",
    "prepend",
    "UnionWith",
    "array_push",
    "array_unshift",
];

/// Whether a member of an enum is all of its constants.
pub(super) fn is_all(name: &str) -> bool {
    matches!(name, "values" | "entries" | "allCases")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_an_enum_has_a_name() {
        assert!(["values", "entries", "allCases"].into_iter().all(is_all));
        assert!(!["value", "keys", "first"].into_iter().any(is_all));
    }
}
