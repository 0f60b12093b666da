//! The verb that is told beside a path: in the same class, or for the same case of it.
//!
//! A request described by an object has its path and its verb in two places:
//! `var path` and `var method` of an enum, `url` and `method` of a struct. Whoever sends
//! any such object may send each path with each verb, as far as values alone tell; here
//! the ones that belong together are told apart.

use super::Hunt;
use crate::audit::ir::{Binding, Expr, ExprId, Target};
use crate::audit::program::{At, Cls};
use crate::audit::verbs::{Verb, gives_method, is_method_key, said_by, verb_named};
use crate::catalogue::Method;

impl Hunt<'_, '_> {
    /// The verbs that the class of a path tells for it; none where it tells none.
    pub(super) fn told_beside(&self, path: At) -> Option<Vec<Method>> {
        let program = self.program();
        let unit = program.unit(path.unit);
        let class = self.class_around(path)?;
        let owner = unit.owner(path.expr);
        let mut same_function: Vec<At> = Vec::new();
        let mut told: Vec<At> = Vec::new();
        for binding in &unit.bindings {
            let own = match &binding.target {
                Target::Field(id, name) => *id == class.id && is_method_key(name),
                Target::Member(object, name) => {
                    let place = At { unit: path.unit, expr: *object };
                    is_method_key(name)
                        && matches!(unit.expr(*object), Expr::This)
                        && self.class_around(place) == Some(class)
                }
                Target::Name(_) => false,
            };
            let Some(value) = binding.value.filter(|_| own) else { continue };
            let value = At { unit: path.unit, expr: value };
            if binding.function == owner {
                same_function.push(value);
            }
            told.push(value);
        }
        for function in &unit.functions {
            if function.class == Some(class.id) && gives_method(&function.name) {
                for value in &function.returns {
                    self.branches(At { unit: path.unit, expr: *value }, &mut told);
                }
            }
        }
        if !same_function.is_empty() {
            told = same_function;
        }
        let place = unit.span(path.expr);
        told.retain(|value| unit.may_be_taken_together(place, unit.span(value.expr)));
        let mut methods = Vec::new();
        for value in told {
            for verb in said_by(self.values, value) {
                if let Verb::Is(method) = verb
                    && !methods.contains(&method)
                {
                    methods.push(method);
                }
            }
        }
        (!methods.is_empty()).then_some(methods)
    }

    /// The verbs that are given beside a path where both are fields of one thing written out:
    /// `Request{Path: "/me", Method: "PUT"}`; the path may have a name of its own before.
    pub(super) fn told_with(&self, path: At) -> Option<Vec<Method>> {
        let program = self.program();
        let unit = program.unit(path.unit);
        let here = |expr: ExprId| At { unit: path.unit, expr };
        let root = self.whole_sum(path);
        let mut told: Vec<At> = program.parent(root).into_iter().collect();
        let owner = unit.owner(path.expr);
        for bound in program.bound_to(root) {
            let Target::Name(name) = &program.binding(*bound).target else { continue };
            let is_it = |e: &Expr| matches!(e, Expr::Name(n) if n == name);
            let uses = unit.all().filter(|(id, e)| is_it(e) && unit.owner(*id) == owner);
            told.extend(uses.filter_map(|(id, _)| program.parent(self.whole_sum(here(id)))));
        }
        let mut methods = self.beside_in_order(path, root);
        for whole in told {
            let fields: Vec<(&str, ExprId)> = match program.expr(whole) {
                Expr::Map(pairs) => pairs.iter().map(|(key, value)| (&**key, *value)).collect(),
                Expr::Call(call) if call.makes => {
                    let given = call.arguments.iter();
                    given.filter_map(|a| Some((a.name.as_deref()?, a.value))).collect()
                }
                _ => continue,
            };
            // `{ m: "PUT", p: "/me" }`, whatever the fields are called.
            let capitals = |expr: ExprId| {
                matches!(unit.expr(expr), Expr::Text(text)
                    if text.chars().all(|c| c.is_ascii_uppercase()) && verb_named(text).is_some())
            };
            let named = fields.iter().any(|(key, _)| is_method_key(key));
            let is_verb = |field: &&(&str, ExprId)| {
                if named {
                    is_method_key(field.0)
                } else {
                    whole.unit == path.unit && capitals(field.1)
                }
            };
            let verbs = fields.iter().filter(is_verb);
            for verb in verbs.flat_map(|(_, value)| said_by(self.values, here(*value))) {
                let Verb::Is(method) = verb else { return None };
                if !methods.contains(&method) {
                    methods.push(method);
                }
            }
        }
        (!methods.is_empty()).then_some(methods)
    }

    /// The verb that stands in one list or constructor with a path, without names, or that is
    /// given to a name right before or behind it, where both names are given several things:
    /// `("PUT", "/me/tracks")`, `method = "PUT"; path = "/me/tracks"`.
    fn beside_in_order(&self, path: At, root: At) -> Vec<Method> {
        let program = self.program();
        let unit = program.unit(path.unit);
        let only_verb = |exprs: &mut dyn Iterator<Item = ExprId>| {
            let said = exprs.flat_map(|expr| said_by(self.values, At { unit: path.unit, expr }));
            let mut verbs: Vec<Method> = said
                .filter_map(|verb| if let Verb::Is(method) = verb { Some(method) } else { None })
                .collect();
            verbs.dedup();
            if verbs.len() == 1 { verbs.pop() } else { None }
        };
        let beside = program.parent(root).and_then(|whole| match program.expr(whole) {
            Expr::List(items) => {
                only_verb(&mut items.iter().copied().filter(|item| *item != root.expr))
            }
            Expr::Call(call) if call.makes && call.arguments.iter().all(|a| a.name.is_none()) => {
                let given = call.arguments.iter().map(|a| a.value);
                only_verb(&mut given.filter(|given| *given != root.expr))
            }
            _ => None,
        });
        if let Some(method) = beside {
            return vec![method];
        }
        let owner = unit.owner(path.expr);
        let is_name = |target: &Target| matches!(target, Target::Name(_));
        let times = |target: &Target| {
            let same = |b: &&Binding| b.function == owner && b.target == *target;
            unit.bindings.iter().filter(same).count()
        };
        let mut found = Vec::new();
        for bound in program.bound_to(root) {
            let at = bound.index as usize;
            let path = &unit.bindings[at];
            if !is_name(&path.target) || times(&path.target) < 2 {
                continue;
            }
            let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let near = near.filter_map(|at| unit.bindings.get(at));
            let near = near.filter(|b| b.function == owner && b.target != path.target);
            // What stands in another branch is told to another path.
            let in_one_branch = |one: Option<ExprId>, other: Option<ExprId>| {
                let at = |expr: ExprId| At { unit: root.unit, expr };
                let between = |a, b| self.values.branches_between(at(a), b, &None);
                one.zip(other)
                    .is_some_and(|(a, b)| between(a, b).is_empty() && between(b, a).is_empty())
            };
            let near = near.filter(|b| in_one_branch(b.value, path.value));
            let mut verbs = near.filter(|b| is_name(&b.target) && times(&b.target) > 1);
            found.extend(verbs.find_map(|b| only_verb(&mut b.value.into_iter())));
        }
        found
    }

    /// The whole sum or template that an expression is part of.
    fn whole_sum(&self, mut at: At) -> At {
        while let Some(parent) = self.program().parent(at)
            && matches!(self.program().expr(parent), Expr::Join(_))
        {
            at = parent;
        }
        at
    }

    /// The class whose body or method an expression stands in.
    pub(super) fn class_around(&self, at: At) -> Option<Cls> {
        let program = self.program();
        if let Some(class) = program.class_of_method(at) {
            return Some(class);
        }
        let mut place = at;
        for _ in 0..8 {
            for bound in program.bound_to(place) {
                if let Target::Field(id, _) = &program.binding(*bound).target {
                    return Some(Cls { unit: at.unit, id: *id });
                }
            }
            place = program.parent(place)?;
        }
        None
    }

    /// The branches of a value, each by itself.
    fn branches(&self, at: At, found: &mut Vec<At>) {
        match self.program().expr(at) {
            Expr::Either(branches) => {
                for branch in branches {
                    self.branches(At { unit: at.unit, expr: *branch }, found);
                }
            }
            _ => found.push(at),
        }
    }
}
