//! What a name stands for.

use super::value::{added, is_nothing, limit};
use super::{Context, Text, Value, Values};
use crate::audit::ir::{Expr, ExprId, FunctionId, Guard, Target};
use crate::audit::program::{At, Bound, Cls, Fun, Meaning};
use crate::audit::syntax::Language;

impl Values<'_> {
    pub(super) fn name(&self, at: At, name: &str, context: &Context) -> Vec<Value> {
        let owner = self.program.owner(at);
        let meanings = self.program.meanings(at.unit, owner.id, name);
        let stored = self.in_store(at, name);
        if meanings.is_empty() {
            return if stored.is_empty() { vec![Value::Outside(name.into())] } else { stored };
        }
        let call = context.as_ref().map(|frame| frame.call);
        let key = (at.unit, owner.id.0, call, Box::<str>::from(name));
        let so_far = {
            let resolving = self.resolving.borrow();
            resolving.iter().find(|(of, _)| *of == key).map(|(_, found)| found.clone())
        };
        if let Some(so_far) = so_far {
            // `url = url + "…"`: what it was before.
            self.cut.set(true);
            return if so_far.is_empty() { self.shadowed(at, name, context) } else { so_far };
        }
        self.resolving.borrow_mut().push((key, Vec::new()));
        // `if (body) { method = "POST" }`, where the caller gives no body.
        let taken = |m: &&Meaning| match m {
            Meaning::Bound(bound) if context.is_some() => {
                let value = self.program.binding(*bound).value;
                value.is_none_or(|expr| !self.contradicts(At { unit: bound.unit, expr }, context))
            }
            _ => true,
        };
        let open: Vec<Meaning> = meanings.iter().filter(taken).copied().collect();
        let mut last: Option<(Bound, Vec<Value>)> = None;
        // What it is where nothing is added: `if (next) url += "next"`.
        let mut without: Vec<Value> = Vec::new();
        for meaning in if open.is_empty() { &meanings } else { &open } {
            if !self.is_given_for_case(*meaning) {
                continue;
            }
            let values = self.meaning(at, *meaning, context);
            let adds = match meaning {
                Meaning::Bound(bound) => Some(*bound).filter(|b| self.program.binding(*b).adds),
                _ => None,
            };
            let other = |before: &Bound| adds.is_some_and(|b| self.instead_of(*before, b));
            let branches = adds.map_or_else(Vec::new, |b| self.branches_around(b, at, context));
            let mut resolving = self.resolving.borrow_mut();
            let Some((_, found)) = resolving.last_mut() else { continue };
            match (adds, &last) {
                // `if (next) url += "next"; else url += "previous"`
                (Some(_), Some((before, begun))) if other(before) => {
                    // With an `else` something is added.
                    if !branches.contains(&true) {
                        without.clear();
                    }
                    found.extend(added(begun, &values, at));
                }
                (Some(bound), _) => {
                    found.append(&mut without);
                    let begun = std::mem::take(found);
                    if !branches.is_empty() {
                        without.clone_from(&begun);
                    }
                    *found = added(&begun, &values, at);
                    last = Some((bound, begun));
                }
                _ => found.extend(values),
            }
            limit(found);
        }
        let mut found = self.resolving.borrow_mut().pop().map(|r| r.1).unwrap_or_default();
        found.append(&mut without);
        found.extend(stored);
        self.compared_with(at, name, &found).unwrap_or(found)
    }

    /// Whether what is added to a name in one place is added instead of what another adds: one
    /// stands where a condition holds, the other where it does not, or in another arm.
    fn instead_of(&self, before: Bound, bound: Bound) -> bool {
        let value = |b: Bound| self.program.binding(b).value.map(|expr| At { unit: b.unit, expr });
        let (Some(one), Some(other)) = (value(before), value(bound)) else { return false };
        if one.unit != other.unit {
            return false;
        }
        let unit = self.program.unit(bound.unit);
        unit.in_other_branches(unit.span(one.expr), unit.span(other.expr))
    }

    /// The branches that what is given to a name stands in and its use does not, and that may as
    /// well not be taken.
    fn branches_around(&self, bound: Bound, at: At, context: &Context) -> Vec<bool> {
        match self.program.binding(bound).value {
            Some(expr) if bound.unit == at.unit => {
                self.branches_between(At { unit: at.unit, expr }, at.expr, context)
            }
            _ => Vec::new(),
        }
    }

    /// Whether a name is given something for the case that its object is known to be:
    /// `switch self { case .me: path = "/me" }`.
    fn is_given_for_case(&self, meaning: Meaning) -> bool {
        let Meaning::Bound(bound) = meaning else { return true };
        let binding = self.program.binding(bound);
        let function = Fun { unit: bound.unit, id: binding.function };
        binding.value.is_none_or(|value| self.is_for_case(function, value))
    }

    /// What a name is further out, where it is given to one of the same name:
    /// `move || { let client = client.clone(); … }`.
    pub(super) fn shadowed(&self, at: At, name: &str, context: &Context) -> Vec<Value> {
        let owner = self.program.owner(at);
        let outer = self.program.function(owner).outer;
        let inner = self.program.meanings(at.unit, owner.id, name);
        let is_inner = |m: &Meaning| match m {
            Meaning::Bound(bound) => self.program.binding(*bound).function == owner.id,
            _ => false,
        };
        if outer == owner.id || !inner.iter().all(is_inner) {
            return Vec::new();
        }
        let found = self.program.meanings(at.unit, outer, name);
        let further = found.into_iter().filter(|m| !is_inner(m));
        further.flat_map(|m| self.meaning(at, m, context)).collect()
    }

    /// What a name is in a branch that asks for it (`if kind in ("tracks", "albums"): …`),
    /// where nothing else says what it is.
    pub(super) fn compared_with(&self, at: At, name: &str, found: &[Value]) -> Option<Vec<Value>> {
        let unit = self.program.unit(at.unit);
        let (span, owner) = (unit.span(at.expr), unit.owner(at.expr));
        let of_it = |g: &&Guard| {
            g.holds
                && !g.texts.is_empty()
                && g.span.start <= span.start
                && span.end <= g.span.end
                && unit.owner(g.subject) == owner
        };
        let guard = self.program.guards_of(at.unit, name).rfind(of_it)?;
        let unsaid = found.iter().all(|v| match v {
            // What something from outside gives is as little known.
            Value::Unknown(_) | Value::Made(..) => true,
            Value::Parameter(fun, ..) => self.callers(*fun).is_empty(),
            _ => false,
        });
        let text = |t: &str| Value::Text(Text::written(t, at));
        unsaid.then(|| guard.texts.iter().map(|t| text(t)).collect())
    }

    /// What a name can be where an expression stands; nothing where it means nothing.
    pub fn named(&self, at: At, name: &str, context: &Context) -> Vec<Value> {
        let owner = self.program.owner(at);
        let meanings = self.program.meanings(at.unit, owner.id, name);
        meanings.iter().flat_map(|m| self.meaning(at, *m, context)).collect()
    }

    /// The method of a class that an expression stands in.
    pub fn method_around(&self, at: At, class: Cls) -> Fun {
        let mut fun = self.program.owner(at);
        while self.program.function(fun).class != Some(class.id) {
            let outer = self.program.function(fun).outer;
            if outer == fun.id {
                break;
            }
            fun.id = outer;
        }
        fun
    }

    pub(super) fn meaning(&self, at: At, meaning: Meaning, context: &Context) -> Vec<Value> {
        match meaning {
            Meaning::Bound(bound) => self.bound(bound, context),
            Meaning::Parameter(fun, place) => self.parameter(at, fun, place, context),
            Meaning::Class(class) => vec![Value::Class(class)],
            Meaning::Import(unit, index) => self.import(unit, index),
            Meaning::Script(unit) => vec![Value::Function(Fun { unit, id: FunctionId(0) })],
            Meaning::Member(class) => {
                let Expr::Name(name) = self.program.expr(at) else { return Vec::new() };
                let owner = self.method_around(at, class);
                let objects = self.object_of(owner, class, context);
                let found = objects.iter().flat_map(|o| self.member(at, o, name, context));
                found.flat_map(|v| self.read(at, v)).collect()
            }
        }
    }

    /// What a name or field is given in one place.
    pub fn bound(&self, bound: Bound, context: &Context) -> Vec<Value> {
        if !self.enter() {
            return Vec::new();
        }
        let found = self.bound_within(bound, context);
        self.leave();
        found
    }

    /// What elements give a name of a component of Svelte: `export let path`.
    fn exported(&self, bound: Bound) -> Vec<Value> {
        let binding = self.program.binding(bound);
        let Target::Name(name) = &binding.target else { return Vec::new() };
        if self.program.language(bound.unit) != Language::Svelte {
            return Vec::new();
        }
        let start = At { unit: bound.unit, expr: ExprId(0) };
        let elements = self.given_by_tags(bound.unit);
        let given = elements.iter().flat_map(|element| self.member(start, element, name, &None));
        given.filter(|v| !matches!(v, Value::Unknown(_))).collect()
    }

    pub(super) fn bound_within(&self, bound: Bound, context: &Context) -> Vec<Value> {
        let binding = self.program.binding(bound);
        let mut values = match binding.value {
            Some(value) => self.of(At { unit: bound.unit, expr: value }, context),
            None => self.exported(bound),
        };
        let put = self.put_into(bound);
        if !put.is_empty() {
            values.retain(|v| !matches!(v, Value::Unknown(_)));
            values.extend(put);
        }
        let vague = values.iter().all(|v| {
            matches!(v, Value::Unknown(_) | Value::Made(..) | Value::Parameter(..)) || is_nothing(v)
        });
        if vague && !binding.type_name.is_empty() {
            let typed = self.of_type(bound.unit, &binding.type_name);
            values.retain(|v| !matches!(v, Value::Unknown(_)));
            values.extend(typed);
        }
        values
    }
}
