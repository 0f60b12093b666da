//! What the object of a call is, where its value does not say: what is above a class, what
//! another call shows, and what only looks like the app's own.

use std::collections::BTreeSet;

use super::{Found, Hunt, imported_anywhere};
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Expr, FunctionId};
use crate::audit::program::{At, Fun, base_name};
use crate::audit::values::Value;
use crate::libraries::Member;

impl Hunt<'_, '_> {
    /// What a member is of the classes above: `super().current_playback()` in a class made from
    /// one of a library.
    pub(super) fn of_above(&self, callee: At) -> Vec<Value> {
        let program = self.values.program;
        let unit = program.unit(callee.unit);
        let Expr::Member(Some(object), name) = unit.expr(callee.expr) else { return Vec::new() };
        let named = match unit.expr(*object) {
            Expr::Call(call) if call.arguments.is_empty() => unit.last_name(call.callee),
            _ => unit.last_name(*object),
        };
        if !matches!(named, Some("super" | "base")) {
            return Vec::new();
        }
        let Some(class) = program.class_of_method(callee) else { return Vec::new() };
        let bases = &program.class(class).bases;
        let above = bases.iter().flat_map(|base| self.values.of_type(class.unit, base));
        above.flat_map(|of| self.values.member(callee, &of, name, &None)).collect()
    }

    /// Whether the app has something of that name which a call on an object can mean: a method,
    /// or a function in an object that has a name. What answers requests is called by nobody.
    pub(super) fn has_own(&self, at: At, name: &str, but: impl Fn(&Fun) -> bool) -> bool {
        let program = self.values.program;
        let family = program.language(at.unit).family();
        program.functions_of(name).iter().any(|fun| {
            let unit = program.unit(fun.unit);
            let is_method = if let Some(id) = program.function(*fun).class {
                !base_name(&unit.classes[id.0 as usize].name).ends_with("Controller")
            } else {
                let place = program.place_of(*fun).map(|expr| At { unit: fun.unit, expr });
                let object = place.and_then(|place| program.parent(place));
                object.is_none_or(|object| match program.expr(object) {
                    Expr::Map(_) => !program.bound_to(object).is_empty(),
                    _ => true,
                })
            };
            program.language(fun.unit).family() == family && is_method && !but(fun)
        })
    }

    /// Calls on an object that is told by another of its calls: `ctx.api.play()`, where
    /// `ctx.api.getMyCurrentPlaybackState()` is known.
    pub(super) fn told_by_others(&self, found: &mut Found, seen: &mut BTreeSet<At>) {
        let program = self.values.program;
        let object = |call: At| -> Option<(Fun, Vec<&str>)> {
            let Expr::Call(made) = program.expr(call) else { return None };
            let callee = At { unit: call.unit, expr: made.callee };
            let Expr::Member(Some(object), _) = program.expr(callee) else { return None };
            let unit = program.unit(call.unit);
            let mut path = unit.path(*object)?;
            let mut id = FunctionId(0);
            if path.len() == 1 {
                // `const api = req.api` is that; any other name may be something else in another
                // function than the one that gives it a value.
                let given = program.value_of_name(At { unit: call.unit, expr: *object });
                let given = given.filter(|value| value.unit == call.unit);
                id = given.map_or(program.owner(call).id, |value| unit.owner(value.expr));
                if let Some(longer) = given.and_then(|value| unit.path(value.expr))
                    && longer.len() > 1
                {
                    (path, id) = (longer, FunctionId(0));
                }
            }
            Some((Fun { unit: call.unit, id }, path))
        };
        let known: Vec<(Fun, Vec<&str>)> = seen.iter().filter_map(|c| object(*c)).collect();
        if known.is_empty() {
            return;
        }
        for call_at in program.all_calls() {
            let Expr::Call(call) = program.expr(call_at) else { continue };
            let Some(name) = program.unit(call_at.unit).last_name(call.callee) else { continue };
            let is_told = !seen.contains(&call_at)
                && self.tables.named(name).next().is_some()
                && object(call_at).is_some_and(|of| known.contains(&of));
            if !is_told {
                continue;
            }
            let callee = At { unit: call_at.unit, expr: call.callee };
            let vague = |v: &Value| matches!(v, Value::Unknown(_) | Value::Parameter(..));
            if !self.values.of(callee, &None).iter().all(vague) {
                continue;
            }
            let language = program.language(call_at.unit);
            let here = imported_anywhere(self.tables, program, language);
            let is_plain = |member: &Member| {
                !member.name.contains('#') && here.iter().any(|l| l.id == member.library.id)
            };
            let members: Vec<Member> = self.tables.named(name).filter(is_plain).collect();
            if let [member] = members.as_slice()
                && seen.insert(call_at)
            {
                found.unknown.retain(|(place, _)| *place != callee);
                self.reached(call_at, call, *member, Confidence::Likely, found);
            }
        }
    }
}
