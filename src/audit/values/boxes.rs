//! What stands in a box: `ref(…)` of Vue, `useState(…)` of React, a store of Svelte.
//!
//! A box is made once and filled later, in another place than the one that reads it:
//! by `box.value = …`, `box.set(…)`, or a function that came with it.

use super::{Value, Values};
use crate::audit::ir::{Expr, ExprId, Target};
use crate::audit::program::{At, Bound, Meaning};
use crate::audit::syntax::Language;

impl Values<'_> {
    /// What a name that is given a box finds in it besides what the box was made with.
    pub(super) fn put_into(&self, bound: Bound) -> Vec<Value> {
        let mut found = Vec::new();
        for at in self.filled_with(bound) {
            for value in self.of(at, &None) {
                match value {
                    // `setUrl((before) => …)`
                    Value::Function(fun) => found.extend(self.returned(fun, &None)),
                    other => found.push(other),
                }
            }
        }
        found.retain(|v| !matches!(v, Value::Unknown(_)));
        found
    }

    /// What a box is filled with after it was made.
    pub fn filled_with(&self, bound: Bound) -> Vec<At> {
        let program = self.program;
        let binding = program.binding(bound);
        let (Target::Name(name), Some(value)) = (&binding.target, binding.value) else {
            return Vec::new();
        };
        if program.language(bound.unit).family() != 0 {
            return Vec::new();
        }
        let unit = program.unit(bound.unit);
        let maker = |expr: ExprId| match unit.expr(expr) {
            Expr::Call(call) => unit.last_name(call.callee),
            _ => None,
        };
        match unit.expr(value) {
            Expr::Index(whole, _) if maker(*whole).is_some_and(comes_with_setter) => {
                self.given_to_setter(bound, *whole)
            }
            _ if maker(value).is_some_and(is_box) => {
                self.assigned_inside(bound, name).chain(self.handed_in(bound, name)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// `setClient(x)` of `const [client, setClient] = useState()`.
    fn given_to_setter(&self, bound: Bound, whole: ExprId) -> Vec<At> {
        let unit = self.program.unit(bound.unit);
        let mut pair = (0..).zip(&unit.bindings).filter(|(_, b)| {
            b.value.is_some_and(|v| matches!(unit.expr(v), Expr::Index(of, _) if *of == whole))
        });
        let (Some((first, _)), Some((second, setter)), None) =
            (pair.next(), pair.next(), pair.next())
        else {
            return Vec::new();
        };
        let Target::Name(name) = &setter.target else { return Vec::new() };
        if first != bound.index {
            return Vec::new();
        }
        let setter = Bound { unit: bound.unit, index: second };
        let calls = self.program.calls_in(bound.unit, name).iter();
        calls
            .filter_map(|at| self.first_given(*at, |callee| self.leads_to(callee, setter)))
            .collect()
    }

    /// `client.value = x`
    fn assigned_inside(&self, bound: Bound, name: &str) -> impl Iterator<Item = At> {
        let fields = ["value", "current"].into_iter().flat_map(|f| self.program.fields_of(f));
        fields.filter_map(move |field| {
            let binding = self.program.binding(*field);
            let Target::Member(object, _) = &binding.target else { return None };
            let object = At { unit: field.unit, expr: *object };
            let value = At { unit: field.unit, expr: binding.value? };
            (self.is_named(object, name) && self.leads_to(object, bound)).then_some(value)
        })
    }

    /// `client.set(x)`
    fn handed_in(&self, bound: Bound, name: &str) -> impl Iterator<Item = At> {
        let calls = ["set", "next"].into_iter().flat_map(|f| self.program.calls_of(f));
        calls.filter_map(move |at| {
            self.first_given(*at, |callee| match self.program.expr(callee) {
                Expr::Member(Some(object), _) => {
                    let object = At { unit: at.unit, expr: *object };
                    self.is_named(object, name) && self.leads_to(object, bound)
                }
                _ => false,
            })
        })
    }

    /// What a call is given first, if its callee is the one wanted.
    fn first_given(&self, at: At, wanted: impl Fn(At) -> bool) -> Option<At> {
        let Expr::Call(call) = self.program.expr(at) else { return None };
        let first = call.arguments.first().filter(|a| !a.spread)?;
        wanted(At { unit: at.unit, expr: call.callee })
            .then_some(At { unit: at.unit, expr: first.value })
    }

    fn is_named(&self, at: At, name: &str) -> bool {
        matches!(self.program.expr(at), Expr::Name(n) if **n == *name)
    }

    /// Whether a name is the one that was bound there, perhaps by way of an import.
    fn leads_to(&self, at: At, bound: Bound) -> bool {
        let program = self.program;
        let Expr::Name(name) = program.expr(at) else { return false };
        let meanings = program.meanings(at.unit, program.owner(at).id, name);
        meanings.into_iter().any(|meaning| match meaning {
            Meaning::Bound(other) => other == bound,
            Meaning::Import(unit, index) => {
                let import = program.import(unit, index);
                let modules = program.modules(unit, &import.module);
                modules.contains(&bound.unit)
                    && program.exported(bound.unit, &import.symbol).contains(&Meaning::Bound(bound))
            }
            _ => false,
        })
    }

    /// What a context of React hands down: the `value` of its providers.
    pub fn handed_down(&self, context: At) -> Option<Vec<Value>> {
        let Expr::Name(name) = self.program.expr(context) else { return None };
        let mut found = Vec::new();
        for at in self.program.calls_of("Provider") {
            let Expr::Call(call) = self.program.expr(*at) else { continue };
            let here = |expr: ExprId| At { unit: at.unit, expr };
            let Expr::Member(Some(object), _) = self.program.expr(here(call.callee)) else {
                continue;
            };
            if !self.is_named(here(*object), name) {
                continue;
            }
            let given = call.arguments.iter().find(|a| a.name.as_deref() == Some("value"));
            found.extend(given.into_iter().flat_map(|a| self.of(here(a.value), &None)));
        }
        found.retain(|v| !matches!(v, Value::Unknown(_)));
        (!found.is_empty()).then_some(found)
    }

    /// What a store of Svelte holds, where it is read by `$name`.
    pub(super) fn in_store(&self, at: At, name: &str) -> Vec<Value> {
        let Some(store) = name.strip_prefix('$').filter(|n| !n.is_empty()) else {
            return Vec::new();
        };
        if self.program.language(at.unit) != Language::Svelte {
            return Vec::new();
        }
        self.named(at, store, &None)
    }
}

/// Whether a call makes a box that is filled from outside.
fn is_box(maker: &str) -> bool {
    matches!(
        maker,
        "ref"
            | "shallowRef"
            | "useRef"
            | "createRef"
            | "writable"
            | "signal"
            | "useSignal"
            | "BehaviorSubject"
            | "ReplaySubject"
    )
}

/// Whether a call makes a box together with a function that fills it.
fn comes_with_setter(maker: &str) -> bool {
    matches!(maker, "useState" | "createSignal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_made_by_some_calls() {
        assert!(["ref", "useRef", "writable", "BehaviorSubject"].into_iter().all(is_box));
        assert!(!["useState", "fetch", "create"].into_iter().any(is_box));
        assert!(["useState", "createSignal"].into_iter().all(comes_with_setter));
        assert!(!["useRef", "fetch"].into_iter().any(comes_with_setter));
    }
}
