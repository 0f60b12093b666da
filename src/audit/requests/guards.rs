//! Branches that a way to a request does not take.

use super::Hunt;
use crate::audit::ir::Guard;
use crate::audit::program::{At, Fun};
use crate::audit::values::{Context, Value, through};

impl Hunt<'_, '_> {
    /// Whether a request, reached through some calls, or one of those calls, stands in a
    /// branch that what the callers give does not take.
    pub(super) fn is_left_out(&self, at: At, chain: &[(Fun, At)]) -> bool {
        if chain.is_empty() {
            return false;
        }
        // Every step is reached through those behind it.
        let mut contexts: Vec<Context> = vec![None];
        for (fun, call) in chain.iter().rev() {
            let outer = contexts.last().cloned().flatten();
            contexts.push(through(*fun, *call, &outer));
        }
        contexts.reverse();
        let steps = std::iter::once(at).chain(chain.iter().map(|(_, call)| *call));
        steps.zip(&contexts).any(|(step, context)| self.contradicts(step, context))
    }

    fn contradicts(&self, at: At, context: &Context) -> bool {
        if context.is_none() {
            return false;
        }
        let unit = self.program().unit(at.unit);
        let span = unit.span(at.expr);
        let around = |g: &&Guard| g.span.start <= span.start && span.end <= g.span.end;
        unit.guards.iter().filter(around).any(|guard| {
            let subject = At { unit: at.unit, expr: guard.subject };
            // Only what callers say is known to be all there is.
            let given = self.values.of(subject, &None);
            if !given.iter().any(|v| matches!(v, Value::Parameter(..))) {
                return false;
            }
            let values = self.values.of(subject, context);
            !values.is_empty() && values.iter().all(|value| is_against(guard, value))
        })
    }
}

/// Whether a value cannot be what a branch asks for.
fn is_against(guard: &Guard, value: &Value) -> bool {
    if guard.texts.is_empty() {
        let anything = match value {
            Value::Text(text) => text.whole().map(|t| !t.is_empty()),
            Value::Outside(name) => match &**name {
                "true" | "True" => Some(true),
                "false" | "False" | "null" | "None" | "undefined" => Some(false),
                _ => None,
            },
            Value::List(..) | Value::Map(..) | Value::Function(_) => Some(true),
            _ => None,
        };
        return anything.is_some_and(|anything| anything != guard.holds);
    }
    match value {
        Value::Text(text) => text.whole().is_some_and(|said| {
            guard.texts.iter().any(|t| t.eq_ignore_ascii_case(said.trim())) != guard.holds
        }),
        _ => false,
    }
}
