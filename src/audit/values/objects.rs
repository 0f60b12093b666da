//! What objects and their methods give back.

use super::value::is_nothing;
use super::{Context, Value, Values};
use crate::audit::ir::{Expr, ExprId};
use crate::audit::program::{At, Cls, Fun};
use crate::audit::syntax::Language;

/// Keys of a component or store under which its parts stand, which all see each other.
const PARTS: &[&str] = &["methods", "computed", "data", "mixins", "actions", "getters", "state"];

impl Values<'_> {
    /// The object a method belongs to where an expression stands.
    pub(super) fn this(&self, at: At, context: &Context) -> Vec<Value> {
        let mut fun = self.program.owner(at);
        loop {
            let function = self.program.function(fun);
            if let Some(class) = function.class {
                return self.object_of(fun, Cls { unit: at.unit, id: class }, context);
            }
            if let Some(object) = self.object_around(fun) {
                return vec![Value::Map(object, None)];
            }
            if function.outer == fun.id {
                let controllers = self.controllers_of(at.unit);
                if controllers.is_empty() {
                    return vec![Value::Unknown(at)];
                }
                return controllers.into_iter().map(|class| Value::Instance(class, None)).collect();
            }
            fun.id = function.outer;
        }
    }

    /// Whether the object a method belongs to is of one of some classes.
    pub(super) fn is_object_of(&self, at: At, classes: &[Cls]) -> bool {
        let mut fun = self.program.owner(at);
        loop {
            let function = self.program.function(fun);
            if let Some(class) = function.class {
                return classes.contains(&Cls { unit: at.unit, id: class });
            }
            if self.object_around(fun).is_some() {
                return false;
            }
            if function.outer == fun.id {
                return self.controllers_of(at.unit).iter().any(|class| classes.contains(class));
            }
            fun.id = function.outer;
        }
    }

    /// The object whose method is called through a context, with what made it; failing
    /// that, any of its class.
    pub(super) fn object_of(&self, fun: Fun, class: Cls, context: &Context) -> Vec<Value> {
        let mut any = vec![Value::Instance(class, None)];
        any.extend(self.added_to(class));
        let Some(frame) = context.as_ref().filter(|frame| frame.function == fun) else {
            return any;
        };
        let Expr::Call(call) = self.program.expr(frame.call) else { return any };
        let callee = At { unit: frame.call.unit, expr: call.callee };
        let Expr::Member(Some(object), _) = self.program.expr(callee) else { return any };
        let object = At { unit: frame.call.unit, expr: *object };
        let made = self.of(object, &frame.outer);
        let own = |v: &Value| matches!(v, Value::Instance(c, Some(_)) if self.program.relatives(class).contains(c));
        if made.is_empty() || !made.iter().all(own) { any } else { made }
    }

    /// The controllers of Rails that a view is shown by, whose fields it sees:
    /// `app/views/songs/index.html.erb` is one of `SongsController`.
    fn controllers_of(&self, unit: u32) -> Vec<Cls> {
        let path = &self.program.sources[unit as usize].path;
        let folder = path.split_once("app/views/").and_then(|(_, view)| view.rsplit_once('/'));
        let Some((folder, _)) = folder else { return Vec::new() };
        let name = folder.rsplit('/').next().unwrap_or(folder);
        let words = name.split('_').map(|word| {
            let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
            first.to_uppercase() + rest
        });
        let class = words.collect::<String>() + "Controller";
        self.program.classes_of(&class, Language::Ruby)
    }

    /// The object written out that a function is a method of: `{ base, get(p) { … } }`; of a
    /// component or store, the whole: `{ methods: { load() { … } } }`.
    fn object_around(&self, fun: Fun) -> Option<At> {
        let program = self.program;
        if program.language(fun.unit).family() != 0 {
            return None;
        }
        let above = |at: At| {
            let object = program.parent(at)?;
            let Expr::Map(pairs) = program.expr(object) else { return None };
            Some((object, pairs))
        };
        let (object, _) = above(At { unit: fun.unit, expr: program.place_of(fun)? })?;
        let is_part =
            |(key, value): &(Box<str>, ExprId)| *value == object.expr && PARTS.contains(&&**key);
        let whole = above(object).filter(|(_, pairs)| pairs.iter().any(is_part));
        Some(whole.map_or(object, |(whole, _)| whole))
    }

    /// What a component or store has under a name in one of its parts; failing that, in what is
    /// mixed in, the last of it first.
    pub(super) fn in_parts(&self, object: At, name: &str) -> Vec<Value> {
        let Expr::Map(pairs) = self.program.expr(object) else { return Vec::new() };
        let (mixed, own): (Vec<_>, Vec<_>) = pairs
            .iter()
            .filter(|(key, _)| PARTS.contains(&&**key))
            .map(|(key, part)| (&**key, At { unit: object.unit, expr: *part }))
            .partition(|(key, _)| *key == "mixins");
        let found = own.into_iter().flat_map(|(_, part)| self.in_part(part, name));
        let found: Vec<Value> = found.collect();
        if !found.is_empty() {
            return found;
        }
        for (_, part) in mixed {
            let Expr::List(items) = self.program.expr(part) else { continue };
            for item in items.iter().rev() {
                let found = self.in_part(At { unit: part.unit, expr: *item }, name);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        if !pairs.iter().any(|(key, _)| &**key == "props") {
            return Vec::new();
        }
        let given = self.given_by_tags(object.unit);
        given.iter().flat_map(|element| self.member(object, element, name, &None)).collect()
    }

    /// What one part has under a name: fields, or what a function gives (`data() { return … }`).
    fn in_part(&self, part: At, name: &str) -> Vec<Value> {
        let made = self.of(part, &None).into_iter().flat_map(|value| match value {
            Value::Function(fun) => self.returned(fun, &None),
            other => vec![other],
        });
        let mut found: Vec<Value> = made
            .flat_map(|value| match value {
                Value::Map(map, context) => self.entry(map, &context, name),
                _ => Vec::new(),
            })
            .collect();
        found.retain(|value| !matches!(value, Value::Unknown(_)));
        found
    }

    /// The type from outside that methods are added to: `impl Mine for Theirs` of Rust, where
    /// what is theirs is imported.
    fn added_to(&self, class: Cls) -> Option<Value> {
        if self.program.language(class.unit) != Language::Rust {
            return None;
        }
        let name = &self.program.class(class).name;
        let imports = &self.program.unit(class.unit).imports;
        let import = imports.iter().find(|i| i.local == *name && !i.symbol.is_empty())?;
        let root = import.module.split("::").next().unwrap_or_default();
        let own = matches!(root, "crate" | "self" | "super")
            || !self.program.modules(class.unit, &import.module).is_empty();
        let path = format!("{}.{}", import.module, import.symbol);
        (!own).then(|| Value::Made(path.into(), None))
    }

    /// Looks at members of an object while it is known which case it is.
    pub(super) fn as_case<T>(&self, object: &Value, look: impl FnOnce() -> T) -> T {
        let Value::Case(class, case) = object else { return look() };
        self.cases.borrow_mut().push((*class, case.clone()));
        let found = look();
        self.cases.borrow_mut().pop();
        found
    }

    /// Whether a function gives a value back for the case that its object is known to be.
    pub(super) fn is_for_case(&self, fun: Fun, value: ExprId) -> bool {
        let unit = self.program.unit(fun.unit);
        let cases = self.cases.borrow();
        let Some(class) = self.program.function(fun).class else { return true };
        let class = Cls { unit: fun.unit, id: class };
        let case = cases.iter().rev().find(|(of, _)| self.program.relatives(*of).contains(&class));
        let Some((_, case)) = case else { return true };
        let Some(arm) = unit.arm(unit.span(value)) else { return true };
        let others = || unit.arms.iter().filter(|other| other.whole == arm.whole);
        let is_named = others().any(|other| other.labels.contains(case));
        // A `switch` over something else names no case of this.
        arm.labels.contains(case) || arm.labels.is_empty() && !is_named || {
            let fields = self.program.fields_of(arm.labels.first().map_or("", |l| &**l));
            !arm.labels.is_empty() && fields.is_empty()
        }
    }

    /// The branches of a value, each by itself.
    pub(super) fn branches(&self, at: At) -> Vec<ExprId> {
        match self.program.expr(at) {
            Expr::Either(branches) => branches
                .iter()
                .flat_map(|b| self.branches(At { unit: at.unit, expr: *b }))
                .collect(),
            _ => vec![at.expr],
        }
    }

    /// A property with a getter is what the getter gives back.
    pub(super) fn read(&self, at: At, value: Value) -> Vec<Value> {
        let Value::Function(fun) = value else { return vec![value] };
        let function = self.program.function(fun);
        let called = self.program.parent(at).is_some_and(
            |p| matches!(self.program.expr(p), Expr::Call(call) if call.callee == at.expr),
        );
        if called || !function.parameters.is_empty() || function.returns.is_empty() {
            return vec![Value::Function(fun)];
        }
        let mut values = vec![Value::Function(fun)];
        values.extend(self.returned(fun, &None));
        values
    }

    /// What a function gives back.
    pub fn returned(&self, fun: Fun, context: &Context) -> Vec<Value> {
        let function = self.program.function(fun);
        let mut values: Vec<Value> = Vec::new();
        let by_case = !self.cases.borrow().is_empty();
        for value in &function.returns {
            let at = At { unit: fun.unit, expr: *value };
            if by_case {
                for branch in self.branches(at) {
                    if self.is_for_case(fun, branch) {
                        values.extend(self.of(At { unit: fun.unit, expr: branch }, context));
                    }
                }
            } else {
                values.extend(self.of(at, context));
            }
        }
        values.retain(|v| !matches!(v, Value::Unknown(_)));
        // What something from outside gave says less of it than the type; what it made, more.
        let is_given = |made: &At| !matches!(self.program.expr(*made), Expr::Call(c) if c.makes);
        let vague = values.iter().all(|v| match v {
            Value::Made(_, made) => made.as_ref().is_none_or(|(made, _)| is_given(made)),
            other => is_nothing(other),
        });
        if vague && !function.return_type.is_empty() {
            values.extend(self.of_type(fun.unit, &function.return_type));
        }
        values
    }
}
