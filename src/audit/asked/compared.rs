//! Scopes that are only compared with what was granted: `NEEDED.every((s) => granted.has(s))`.
//!
//! They are asked of nobody, and one that is taken for asked hides that it is missing. Each use
//! of them must be seen to be a comparison; whatever else becomes of them may ask.

use super::Hunt;
use super::names::only_looks;
use crate::audit::ir::{Call, Expr, FunctionId, Target};
use crate::audit::program::{At, Source};
use crate::audit::values::texts;

/// Steps from a scope to where it is compared.
const STEPS: u8 = 12;

impl Hunt<'_, '_> {
    /// Whether all that is done with scopes is comparing them, where no request was seen to
    /// ask for them all.
    pub(super) fn is_only_compared(&self, at: At, scopes: &[(u32, String)]) -> bool {
        let asked = |scope: &str| self.asked.scopes.iter().any(|named| named.scope == *scope);
        !scopes.iter().all(|(_, scope)| asked(scope)) && self.ends_compared(at, STEPS)
    }

    fn ends_compared(&self, at: At, steps: u8) -> bool {
        let Some(steps) = steps.checked_sub(1) else { return false };
        let program = self.program();
        let unit = program.unit(at.unit);
        let bound = program.bound_to(at);
        if !bound.is_empty() {
            return bound.iter().all(|b| match &program.binding(*b).target {
                Target::Name(name) | Target::Field(_, name) => {
                    !self.is_setting(name) && self.is_name_compared(at.unit, name, steps)
                }
                Target::Member(..) => false,
            });
        }
        // What is held against something is lowered twice.
        let span = unit.span(at.expr);
        let is_held = unit.tests.iter().any(|(held, _)| unit.span(*held) == span);
        if is_held || unit.guards.iter().any(|guard| guard.subject == at.expr) {
            return true;
        }
        let Some(parent) = program.parent(at) else {
            // `case "user-top-read":`
            let arm = unit.arm(span);
            return matches!((arm, unit.expr(at.expr)), (Some(arm), Expr::Text(text))
                if arm.labels.contains(text));
        };
        match program.expr(parent) {
            Expr::List(_) | Expr::Join(_) | Expr::Either(_) | Expr::Default(..) => {
                self.ends_compared(parent, steps)
            }
            Expr::Index(object, _) if *object == at.expr => self.ends_compared(parent, steps),
            Expr::Member(Some(_), name) if counts(name) => true,
            Expr::Member(Some(_), name) => match program.parent(parent).map(|p| program.expr(p)) {
                Some(Expr::Call(call)) if call.callee == parent.expr => {
                    let whole = At {
                        unit: at.unit,
                        expr: program.parent(parent).map_or(at.expr, |p| p.expr),
                    };
                    only_looks(name)
                        || looks_at_each(name) && self.looks(at.unit, call, steps)
                        || gives_back(name)
                            && (call.arguments.is_empty() || self.looks(at.unit, call, steps))
                            && self.ends_compared(whole, steps)
                }
                _ => false,
            },
            Expr::Call(call) if call.callee != at.expr => {
                let name = unit.last_name(call.callee).unwrap_or_default();
                only_looks(name)
                    || counts(name)
                    || texts::collects(name) && self.ends_compared(parent, steps)
            }
            _ => false,
        }
    }

    /// Whether the functions that a call is given only compare what they are handed.
    fn looks(&self, unit: u32, call: &Call, steps: u8) -> bool {
        let program = self.program();
        call.arguments.iter().all(|argument| {
            match program.expr(At { unit, expr: argument.value }) {
                Expr::Function(id) => {
                    let function = program.unit(unit).function(*id);
                    let Some(first) = function.parameters.first() else { return false };
                    self.is_compared_in(unit, *id, &first.name, steps)
                }
                // `granted::contains`
                Expr::Member(_, name) => only_looks(name),
                _ => false,
            }
        })
    }

    /// Whether what a function takes is only compared in it.
    fn is_compared_in(&self, unit: u32, function: FunctionId, name: &str, steps: u8) -> bool {
        let read = self.program().unit(unit);
        let inside = read.function(function).span;
        let mut uses = read.all().filter(|(id, expr)| {
            let at = read.span(*id);
            matches!(expr, Expr::Name(n) if **n == *name)
                && inside.start <= at.start
                && at.end <= inside.end
        });
        uses.all(|(expr, _)| self.ends_compared(At { unit, expr }, steps))
    }

    /// Whether a name is read somewhere, and only compared wherever it is.
    fn is_name_compared(&self, from: u32, name: &str, steps: u8) -> bool {
        let mut any = false;
        let program = self.program();
        let family = program.language(from).family();
        for (source, unit) in program.sources.iter().zip(0..) {
            if source.language.family() != family {
                continue;
            }
            // By another name it may be asked for.
            let renamed = |i: &crate::audit::ir::Import| *i.symbol == *name && *i.local != *name;
            if source.unit.imports.iter().any(renamed) {
                return false;
            }
            for (expr, each) in source.unit.all() {
                let start = source.unit.span(expr).start;
                let is_it = matches!(each, Expr::Name(n) | Expr::Member(_, n) if **n == *name)
                    && !given(source, name, start);
                if is_it && !self.ends_compared(At { unit, expr }, steps) {
                    return false;
                }
                any |= is_it;
            }
        }
        any
    }
}

/// Whether a name is given something where it stands, rather than read.
fn given(source: &Source, name: &str, start: u32) -> bool {
    source.unit.bindings.iter().any(|binding| {
        let (Target::Name(given) | Target::Field(_, given) | Target::Member(_, given)) =
            &binding.target;
        **given == *name && binding.span.start == start
    })
}

/// Members and functions that tell how many there are.
fn counts(name: &str) -> bool {
    matches!(name, "length" | "size" | "Count" | "Length" | "count" | "len" | "empty" | "isEmpty")
}

/// Members that hand each of a list to a function.
fn looks_at_each(name: &str) -> bool {
    matches!(
        name,
        "every"
            | "some"
            | "all"
            | "any"
            | "all?"
            | "any?"
            | "none?"
            | "All"
            | "Any"
            | "allMatch"
            | "anyMatch"
            | "noneMatch"
            | "none"
            | "forEach"
            | "each"
            | "allSatisfy"
    )
}

/// Members that give back the same list, or those of it that a function picks.
fn gives_back(name: &str) -> bool {
    matches!(
        name,
        "iter"
            | "into_iter"
            | "stream"
            | "filter"
            | "select"
            | "reject"
            | "Where"
            | "filterNot"
            | "toList"
            | "ToList"
            | "toSet"
            | "collect"
    )
}
