//! Next pages that lead elsewhere.
//!
//! The next page of a list is of the same list and adds nothing. But a list inside
//! something else, as the tracks of a playlist are, goes on in a list of its own:
//! `sp.next(playlist["tracks"])` calls what `playlist["tracks"]["next"]` says. Where the
//! whole came from is followed backwards through names, keys, parameters and results.

use crate::audit::asked::only_looks;
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Expr, ExprId, FunctionId, Target};
use crate::audit::program::{At, Bound, Fun, Meaning};
use crate::audit::requests::Sent;
use crate::audit::values::{Value, Values};
use crate::catalogue::{Catalogue, EndpointRef, Method};
use crate::sorted;

/// Steps that are followed backwards from one page.
const STEPS: u32 = 200;
/// Steps within steps.
const DEEPEST: u8 = 12;

/// Finds the calls of next pages that are calls of another endpoint.
///
/// `sent` are calls and what they reach; `paging` calls of members that get a next page.
pub fn find(
    catalogue: &Catalogue,
    values: &Values<'_>,
    sent: &[(At, EndpointRef)],
    paging: &[At],
) -> Vec<Sent> {
    let finder = Finder { catalogue, values, sent };
    let program = values.program;
    let mut found = Vec::new();
    for call_at in paging {
        let Expr::Call(call) = program.expr(*call_at) else { continue };
        let Some(page) = call.arguments.first() else { continue };
        let page = At { unit: call_at.unit, expr: page.value };
        finder.lead(page, At { unit: call_at.unit, expr: call.callee }, &mut found);
    }
    for unit in 0..program.sources.len() {
        let unit = u32::try_from(unit).unwrap_or(u32::MAX);
        for (expr, _) in program.unit(unit).all() {
            let at = At { unit, expr };
            if let Some((list, key)) = finder.key_of(at)
                && key == "next"
                && (finder.is_handed(at) || !values.program.bound_to(at).is_empty())
            {
                let before = found.len();
                finder.lead(list, at, &mut found);
                // All of a file is looked at for it, which few next pages are worth.
                if found.len() > before && !finder.is_used(at) {
                    found.truncate(before);
                }
            }
        }
    }
    sorted::sort(&mut found);
    found.dedup();
    found
}

struct Finder<'a, 'p> {
    catalogue: &'a Catalogue,
    values: &'a Values<'p>,
    sent: &'a [(At, EndpointRef)],
}

impl Finder<'_, '_> {
    /// Writes down what the next page of a list is a call of, if that is another call.
    fn lead(&self, list: At, at: At, found: &mut Vec<Sent>) {
        let mut origins = Vec::new();
        let mut steps = STEPS;
        self.origins(list, &[], 0, &mut steps, &mut origins);
        for (call, keys) in origins {
            let keys: Vec<&str> =
                keys.iter().map(String::as_str).filter(|k| !is_wrapping(k)).collect();
            let [key] = keys.as_slice() else { continue };
            for (_, whole) in self.sent.iter().filter(|(sent, _)| *sent == call) {
                if let Some(endpoint) = self.list_in(*whole, key) {
                    let confidence = Confidence::Likely;
                    found.push(Sent { at, endpoint, older: false, confidence });
                }
            }
        }
    }

    /// The list of something by itself: `GET /playlists/{id}/tracks` of `GET /playlists/{id}`.
    fn list_in(&self, whole: EndpointRef, key: &str) -> Option<EndpointRef> {
        let whole = self.catalogue.endpoint(whole);
        if whole.method != Method::Get || !whole.path.ends_with('}') {
            return None;
        }
        // `playlist.Tracks`
        let path = format!("{}/{}", whole.path, key.to_ascii_lowercase());
        let list =
            self.catalogue.endpoints.iter().position(|e| {
                e.method == Method::Get && e.base == whole.base && *e.path == *path
            })?;
        Some(EndpointRef(u32::try_from(list).ok()?))
    }

    /// An object and the key that is taken from it: `a.next`, `a["next"]`, `a.get("next")`.
    fn key_of(&self, at: At) -> Option<(At, &str)> {
        let program = self.values.program;
        let Expr::Call(call) = program.expr(at) else { return program.key_taken(at) };
        let unit = program.unit(at.unit);
        match (unit.expr(call.callee), unit.expr(call.arguments.first()?.value)) {
            (Expr::Member(Some(object), name), Expr::Text(key)) if &**name == "get" => {
                Some((At { unit: at.unit, expr: *object }, key))
            }
            _ => None,
        }
    }

    /// Whether a value goes anywhere, rather than being asked for or shown alone.
    fn is_used(&self, at: At) -> bool {
        let program = self.values.program;
        let unit = program.unit(at.unit);
        let is_named = |bound: &Bound| {
            let binding = program.binding(*bound);
            let Target::Name(name) = &binding.target else { return true };
            // What stands outside of all functions may be used by other files; a function in
            // another gives names of the outer one something.
            let mut id = binding.function;
            while unit.function(id).outer != FunctionId(0) {
                id = unit.function(id).outer;
            }
            let around = Fun { unit: at.unit, id };
            id == FunctionId(0)
                || unit.all().any(|(expr, used)| {
                    let here = At { unit: at.unit, expr };
                    matches!(used, Expr::Name(used) if used == name)
                        && program.stands_in(here, around)
                        && self.is_handed_on(here)
                })
        };
        self.is_handed(at) || program.bound_to(at).iter().any(is_named)
    }

    /// Whether a call is given a value as it is.
    fn is_handed(&self, at: At) -> bool {
        self.values.program.parent(at).is_some_and(|parent| self.is_given(at, parent))
    }

    /// Whether a call is given a value, and does more than look at it or show it.
    fn is_given(&self, at: At, call: At) -> bool {
        let program = self.values.program;
        let Expr::Call(call) = program.expr(call) else { return false };
        let name = program.unit(at.unit).last_name(call.callee).unwrap_or_default();
        let shows = only_looks(name) || matches!(name, "eprintln" | "puts" | "WriteLine");
        !shows && call.arguments.iter().any(|a| a.value == at.expr)
    }

    /// Whether what a name stands for goes on from where the name is.
    fn is_handed_on(&self, at: At) -> bool {
        let program = self.values.program;
        let given_back = || program.unit(at.unit).functions.iter().flat_map(|f| &f.returns);
        match program.parent(at) {
            Some(parent) => match program.expr(parent) {
                Expr::Call(call) if call.callee != at.expr => self.is_given(at, parent),
                // `"more: " + next`
                Expr::Join(_) => {
                    program.parent(parent).is_none_or(|outer| match program.expr(outer) {
                        Expr::Call(_) => self.is_given(parent, outer),
                        _ => true,
                    })
                }
                _ => true,
            },
            None => !program.bound_to(at).is_empty() || given_back().any(|e| *e == at.expr),
        }
    }

    /// The calls that gave a value, with the keys taken from what each gave, inmost first.
    fn origins(
        &self,
        at: At,
        keys: &[String],
        depth: u8,
        steps: &mut u32,
        found: &mut Vec<(At, Vec<String>)>,
    ) {
        if depth > DEEPEST || *steps == 0 {
            return;
        }
        *steps -= 1;
        let program = self.values.program;
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let mut on = |next: At, keys: &[String], steps: &mut u32| {
            self.origins(next, keys, depth + 1, steps, found);
        };
        if let Some((object, key)) = self.key_of(at) {
            let keys: Vec<String> =
                std::iter::once(key.to_string()).chain(keys.iter().cloned()).collect();
            on(object, &keys, steps);
            return;
        }
        match program.expr(at) {
            Expr::Name(name) => {
                for meaning in program.meanings(at.unit, program.owner(at).id, name) {
                    match meaning {
                        Meaning::Bound(bound) => {
                            if let Some(value) = program.binding(bound).value {
                                on(At { unit: bound.unit, expr: value }, keys, steps);
                            }
                        }
                        Meaning::Parameter(fun, place) => {
                            for caller in self.values.callers(fun).iter() {
                                if let Some(given) = self.values.argument_for(fun, *caller, place) {
                                    on(given, keys, steps);
                                }
                            }
                        }
                        _ => {}
                    }
                }
            }
            Expr::Default(value, other) => {
                on(here(*value), keys, steps);
                on(here(*other), keys, steps);
            }
            Expr::Either(branches) => {
                for branch in branches {
                    on(here(*branch), keys, steps);
                }
            }
            Expr::Call(call) => {
                let callee = here(call.callee);
                match program.expr(callee) {
                    Expr::Member(Some(object), name)
                        if matches!(&**name, "json" | "copy" | "unwrap") =>
                    {
                        on(here(*object), keys, steps);
                    }
                    _ => {
                        for value in self.values.of(callee, &None) {
                            let Value::Function(Fun { unit, id }) = value else { continue };
                            for returned in &program.function(Fun { unit, id }).returns {
                                on(At { unit, expr: *returned }, keys, steps);
                            }
                        }
                        found.push((at, keys.to_vec()));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Keys that hold what was answered, as it was answered.
fn is_wrapping(key: &str) -> bool {
    matches!(key, "data" | "body" | "value" | "result")
}
