//! Calls of the own clients of an app that cannot be followed inwards.

use super::once;
use super::senders::is_no_request;

use super::Hunt;
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::{At, Cls, Fun};
use crate::audit::reach::{Reach, reach};
use crate::audit::values::Value;
use crate::audit::verbs::{sends, verbs};

impl Hunt<'_, '_> {
    /// Addresses handed to functions of the program that could not be followed to a
    /// request: a queue, rest parameters, a class of its own that keeps the base.
    pub(super) fn handed_over(&self) {
        let program = self.program();
        let handed = self.handed.take();
        for at in handed {
            let Expr::Call(call) = program.expr(at) else { continue };
            let own = self.own_callees(at, call);
            // `<Playlist path="…"/>` is drawn, not sent.
            let drawn = call.makes && program.language(at.unit).family() == 0;
            let asks_another =
                !own.is_empty() && own.iter().all(|fun| self.elsewhere.borrow().contains(fun));
            if drawn || asks_another || own.iter().any(|fun| self.followed.borrow().contains(fun)) {
                continue;
            }
            let name = program.unit(at.unit).last_name(call.callee).unwrap_or_default();
            let found = once(|| verbs(self.values, at, &None));
            for address in self.addresses(at, call, name, &None) {
                let (reached, below) = match reach(self.catalogue, &address.text, None) {
                    Reach::Relative(r) if r.fixed && r.below.is_none() => (*r.reach, true),
                    Reach::Relative(_) => continue,
                    other => (other, false),
                };
                let Reach::Calls { at: place, .. } = &reached else { continue };
                // A word alone is as well a key of something.
                if below && !address.text.shown().contains('/') {
                    continue;
                }
                let known = self.found.borrow();
                if known.calls.iter().any(|c| c.at == *place)
                    || known.unknown.iter().any(|(known, _)| known == place)
                {
                    continue;
                }
                drop(known);
                let leads = own.iter().any(|fun| {
                    let inside = self.reached_from(*fun);
                    inside.iter().any(|f| self.calls_a_sender(*f))
                        && (!below || inside.iter().any(|f| self.speaks_of_base(*f)))
                });
                if leads && !self.takes_handler(at, call) {
                    let likely = Confidence::Likely;
                    self.settle(at, reached, &address, &found.get(), likely, name);
                }
            }
        }
    }

    /// A function, and those of the program that it calls.
    pub(super) fn reached_from(&self, fun: Fun) -> Vec<Fun> {
        let mut found = vec![fun];
        let mut at = 0;
        while at < found.len() && found.len() < 16 {
            let fun = found[at];
            at += 1;
            for (id, expr) in self.within(fun) {
                if let Expr::Call(call) = expr {
                    for own in self.own_callees(At { unit: fun.unit, expr: id }, call) {
                        if !found.contains(&own) {
                            found.push(own);
                        }
                    }
                }
            }
        }
        found
    }

    /// The expressions of a function and of those inside it.
    pub(super) fn within(&self, fun: Fun) -> impl Iterator<Item = (ExprId, &Expr)> {
        self.program().within(fun)
    }

    pub(super) fn calls_a_sender(&self, fun: Fun) -> bool {
        let unit = self.program().unit(fun.unit);
        self.within(fun).any(|(id, e)| match e {
            Expr::Call(call) => {
                unit.last_name(call.callee).is_some_and(|n| sends(n) && !is_no_request(n))
                    && self.own_callees(At { unit: fun.unit, expr: id }, call).is_empty()
            }
            _ => false,
        })
    }

    /// Whether a function, or the class it belongs to, names the address of the API.
    pub(super) fn speaks_of_base(&self, fun: Fun) -> bool {
        if let Some(known) = self.function_bases.borrow().get(&fun) {
            return *known;
        }
        self.function_bases.borrow_mut().insert(fun, false);
        let speaks = self.names_base_within(fun);
        self.function_bases.borrow_mut().insert(fun, speaks);
        speaks
    }

    fn names_base_within(&self, fun: Fun) -> bool {
        let class = self.program().function(fun).class.map(|id| Cls { unit: fun.unit, id });
        class.is_some_and(|class| self.class_names_base(class))
            || self.within(fun).any(|(id, e)| {
                matches!(e, Expr::Text(_) | Expr::Name(_) | Expr::Member(..))
                    && self.mentions_base(At { unit: fun.unit, expr: id }, &None, 3)
            })
    }

    pub(super) fn own_callees(&self, at: At, call: &Call) -> Vec<Fun> {
        let callee = At { unit: at.unit, expr: call.callee };
        let values = self.values.called(at, self.values.of(callee, &None));
        let own = values.iter().filter_map(|v| match v {
            Value::Function(fun) => Some(*fun),
            _ => None,
        });
        own.collect()
    }
}
