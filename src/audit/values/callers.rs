//! Who calls a function.

use std::sync::Arc;

use foldhash::HashSet;

use super::texts;
use super::{Piece, Text, Value, Values};
use crate::audit::ir::{Expr, ExprId, Target};
use crate::audit::program::{At, Cls, Fun, Meaning};
use crate::audit::syntax::Language;
use crate::sorted;

impl Values<'_> {
    /// The calls of a function, in order.
    pub fn callers(&self, fun: Fun) -> Arc<Vec<At>> {
        if let Some(known) = self.callers.borrow().get(&fun) {
            return Arc::clone(known);
        }
        if !self.enter() {
            return Arc::default();
        }
        // Looked for once; whoever asks on the way gets none.
        self.callers.borrow_mut().insert(fun, Arc::new(Vec::new()));
        let mut names: Vec<Box<str>> = self.program.names_of(fun).to_vec();
        let function = self.program.function(fun);
        let mut classes = Vec::new();
        if let Some(class) = function.class {
            let class = Cls { unit: fun.unit, id: class };
            if is_constructor(&function.name, &self.program.class(class).name) {
                classes = self.program.relatives(class).to_vec();
                let made: Vec<Box<str>> =
                    classes.iter().map(|c| self.program.class(*c).name.clone()).collect();
                names.extend(made);
                names.extend(["super", "base", "__init__", "init", "new"].map(Into::into));
            }
        }
        names.extend(self.exported_as(fun, &names));
        names.extend(self.imported_as(fun, &names));
        sorted::sort(&mut names);
        names.dedup();
        let mut found = if function.name.is_empty() { self.called_back(fun) } else { Vec::new() };
        let mut seen: HashSet<At> = found.iter().copied().collect();
        for name in &names {
            for call_at in self.program.calls_of(name) {
                let same = self.program.language(call_at.unit).family()
                    == self.program.language(fun.unit).family();
                if same && seen.insert(*call_at) && self.calls(*call_at, fun, &classes) {
                    found.push(*call_at);
                }
            }
        }
        found.extend(self.called_in_turn(fun));
        found.extend(self.called_by_components(fun, &names));
        found.extend(self.called_by_hooks(fun, &names));
        found.extend(self.called_by_decorators(fun));
        sorted::sort(&mut found);
        found.dedup();
        self.leave();
        let found = Arc::new(found);
        self.callers.borrow_mut().insert(fun, Arc::clone(&found));
        found
    }

    /// Where a function handed to another is called: `retry(|api| …)`, with `call(&self.api)`
    /// in `retry`.
    pub(super) fn called_back(&self, fun: Fun) -> Vec<At> {
        let Some(place) = self.program.place_of(fun) else { return Vec::new() };
        let here = At { unit: fun.unit, expr: place };
        let Some(call_at) = self.program.parent(here) else { return Vec::new() };
        let Expr::Call(call) = self.program.expr(call_at) else { return Vec::new() };
        // `partial(send, "PUT")("/me/tracks")`
        if call.callee == place {
            return vec![call_at];
        }
        let mut found = Vec::new();
        for value in self.of(At { unit: fun.unit, expr: call.callee }, &None) {
            let Value::Function(taker) = value else { continue };
            let accepted = &self.program.function(taker).parameters;
            for index in 0..accepted.len() {
                let index = u16::try_from(index).unwrap_or(u16::MAX);
                if self.argument_for(taker, call_at, index) == Some(here) {
                    found.extend(self.calls_of_parameter(taker, index));
                }
            }
        }
        found
    }

    /// Where the component of an element calls a function that it is given as an attribute:
    /// `<List load={load} />`, with `load("/me")` or `props.load("/me")` in `List`.
    fn called_by_components(&self, fun: Fun, names: &[Box<str>]) -> Vec<At> {
        if self.program.language(fun.unit).family() != 0 {
            return Vec::new();
        }
        let mut given: Vec<(At, &str)> = Vec::new();
        let place = self.program.place_of(fun).map(|expr| At { unit: fun.unit, expr });
        if let Some(element) = place.and_then(|at| self.program.parent(at))
            && let Expr::Call(call) = self.program.expr(element)
        {
            let is_it = |value: ExprId| Some(At { unit: fun.unit, expr: value }) == place;
            let own = call.arguments.iter().filter(|a| is_it(a.value));
            given.extend(own.filter_map(|a| Some((element, a.name.as_deref()?))));
        }
        let under = names.iter().filter_map(|name| self.attributes().get(name));
        for (element, attribute, value) in under.flatten() {
            let same = Value::Function(fun);
            let values = self.of(*value, &None).into_iter();
            let mut values = values.flat_map(|v| self.settled(v, None));
            if values.any(|v| super::value::same(&v, &same)) {
                given.push((*element, attribute));
            }
        }
        let mut found = Vec::new();
        for (element, attribute) in given {
            let Expr::Call(call) = self.program.expr(element) else { continue };
            for taker in self.of(At { unit: element.unit, expr: call.callee }, &None) {
                let (unit, taken) = match taker {
                    Value::Function(taker) => {
                        let path = Arc::new([attribute.into()]);
                        (taker.unit, Value::Parameter(taker, 0, path))
                    }
                    Value::Class(class) => (class.unit, Value::Function(fun)),
                    _ => continue,
                };
                let calls = self.program.calls_in(unit, attribute).iter();
                found.extend(calls.filter(|at| {
                    let Expr::Call(call) = self.program.expr(**at) else { return false };
                    let callee = self.of(At { unit, expr: call.callee }, &None);
                    callee.iter().any(|v| super::value::same(v, &taken))
                }));
            }
        }
        found
    }

    /// What a function without a name takes, as the function it is handed to says it:
    /// `withClient((client) => …)`, with `run: (client: Client) => void` there.
    pub(super) fn of_taken_type(&self, fun: Fun, place: u16) -> Vec<Value> {
        let unit = self.program.unit(fun.unit);
        if !unit.function(fun.id).name.is_empty() || self.program.language(fun.unit).family() != 0 {
            return Vec::new();
        }
        let Some(block) = self.program.place_of(fun) else { return Vec::new() };
        let here = At { unit: fun.unit, expr: block };
        let Some(call_at) = self.program.parent(here) else { return Vec::new() };
        let Expr::Call(call) = self.program.expr(call_at) else { return Vec::new() };
        if call.callee == block {
            return Vec::new();
        }
        let mut found: Vec<(Fun, &str)> = Vec::new();
        for taker in self.takers(At { unit: fun.unit, expr: call.callee }) {
            for (parameter, index) in self.program.function(taker).parameters.iter().zip(0..) {
                if self.argument_for(taker, call_at, index) == Some(here) {
                    let taken = taken_type(&parameter.type_name, place).unwrap_or_default();
                    found.push((taker, taken));
                }
            }
        }
        let Some((_, first)) = found.first() else { return Vec::new() };
        if !found.iter().all(|(_, taken)| taken == first) {
            return Vec::new();
        }
        found.iter().flat_map(|(taker, taken)| self.of_type(taker.unit, taken)).collect()
    }

    /// The functions that are called; failing that, those of a name of its own.
    fn takers(&self, callee: At) -> Vec<Fun> {
        let values = self.of(callee, &None);
        let functions = values.iter().filter_map(|v| match v {
            Value::Function(fun) => Some(*fun),
            _ => None,
        });
        let mut found: Vec<Fun> = functions.collect();
        let vague = |v: &Value| {
            matches!(
                v,
                Value::Unknown(_) | Value::Parameter(..) | Value::Made(..) | Value::Outside(_)
            )
        };
        if found.is_empty()
            && values.iter().all(vague)
            && let Some(name) = self.program.unit(callee.unit).last_name(callee.expr)
            && name.len() > 6
            && !texts::is_common(name)
        {
            let family = self.program.language(callee.unit).family();
            let named = self.program.functions_of(name).iter();
            found.extend(named.filter(|f| self.program.language(f.unit).family() == family));
        }
        found
    }

    /// Where a function is called that another gives back: `f(a)(b)`, `const g = f(a); g(b)`.
    fn called_in_turn(&self, fun: Fun) -> Vec<At> {
        let Some(maker) = self.maker_of(fun) else { return Vec::new() };
        let mut found = Vec::new();
        for made in self.callers(maker).iter() {
            let at_once = self.program.parent(*made).filter(|parent| {
                matches!(self.program.expr(*parent), Expr::Call(call) if call.callee == made.expr)
            });
            found.extend(at_once);
            for bound in self.program.bound_to(*made) {
                let Target::Name(name) = &self.program.binding(*bound).target else { continue };
                let calls = self.program.calls_of(name).iter().filter(|call| {
                    let Expr::Call(of) = self.program.expr(**call) else { return false };
                    let callee = At { unit: call.unit, expr: of.callee };
                    self.of(callee, &None).iter().any(|v| match v {
                        Value::Made(_, Some((made, _))) => self.is_around(*made, fun),
                        v => super::value::same(v, &Value::Function(fun)),
                    })
                });
                found.extend(calls);
            }
        }
        found
    }

    /// For a call of a function that another gives back, the call that made it, and the other:
    /// `request("PUT")` of `put("/me")`, with `const put = request("PUT")`.
    pub fn made_for(&self, fun: Fun, call: At) -> Option<(Fun, At)> {
        let maker = self.maker_of(fun)?;
        let Expr::Call(of) = self.program.expr(call) else { return None };
        let callee = At { unit: call.unit, expr: of.callee };
        let made = match self.program.expr(callee) {
            Expr::Call(_) => callee,
            _ => self.program.value_of_name(callee)?,
        };
        let Expr::Call(by) = self.program.expr(made) else { return None };
        let makers = self.of(At { unit: made.unit, expr: by.callee }, &None);
        let same = makers.iter().any(|v| matches!(v, Value::Function(f) if *f == maker));
        same.then_some((maker, made))
    }

    /// The calls of what a function is given, inside of it.
    fn calls_of_parameter(&self, taker: Fun, index: u16) -> Vec<At> {
        let name = &self.program.function(taker).parameters[usize::from(index)].name;
        let calls = self.program.calls_in(taker.unit, name).iter();
        let of_it = |at: &&At| {
            let Expr::Call(back) = self.program.expr(**at) else { return false };
            let by_name = matches!(self.program.unit(at.unit).expr(back.callee), Expr::Name(_));
            let owner = self.program.owner(**at);
            let means = || {
                let all = self.program.meanings(at.unit, owner.id, name);
                all.contains(&Meaning::Parameter(taker, index))
            };
            by_name && means()
        };
        calls.filter(of_it).copied().collect()
    }

    /// `useSWR("/me", fetcher)` calls the second with the first.
    fn called_by_hooks(&self, fun: Fun, names: &[Box<str>]) -> Vec<At> {
        let program = self.program;
        if program.language(fun.unit).family() != 0 {
            return Vec::new();
        }
        let hooks = ["useSWR", "useSWRImmutable", "useSWRInfinite", "useSWRMutation"];
        let calls = hooks.iter().flat_map(|hook| program.calls_of(hook));
        let hands = |at: &&At| {
            let Expr::Call(call) = program.expr(**at) else { return false };
            let Some(second) = call.arguments.get(1) else { return false };
            let place = At { unit: at.unit, expr: second.value };
            match program.expr(place) {
                Expr::Function(id) => at.unit == fun.unit && *id == fun.id,
                Expr::Name(name) if names.contains(name) => {
                    let values = self.of(place, &None);
                    values.iter().any(|v| matches!(v, Value::Function(f) if *f == fun))
                }
                _ => false,
            }
        };
        calls.filter(hands).copied().collect()
    }

    /// Where what is written above a function calls it with something of its own:
    /// `@with_client def page(client, …)`.
    fn called_by_decorators(&self, fun: Fun) -> Vec<At> {
        let function = self.program.function(fun);
        if function.class.is_some() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for decorator in &function.decorators {
            let at = At { unit: fun.unit, expr: *decorator };
            let makers: Vec<Value> = match self.program.expr(at) {
                Expr::Call(call) => {
                    let made = self.of(At { unit: fun.unit, expr: call.callee }, &None);
                    let functions = made.into_iter().filter_map(|v| match v {
                        Value::Function(maker) => Some(self.returned(maker, &None)),
                        _ => None,
                    });
                    functions.flatten().collect()
                }
                _ => self.of(at, &None),
            };
            for maker in makers {
                let Value::Function(taker) = maker else { continue };
                if self.program.function(taker).parameters.is_empty() {
                    continue;
                }
                let calls = self.calls_of_parameter(taker, 0);
                found.extend(calls.into_iter().filter(|at| {
                    matches!(self.program.expr(*at), Expr::Call(call)
                        if call.arguments.first().is_some_and(|a| !a.spread))
                }));
            }
        }
        found
    }

    /// What a function is handed one by one, or at once, where that is written out and nothing
    /// else calls it: `paths.forEach(path -> …)`, `url.let { … }`, `paths.map(load)`.
    pub(super) fn elements_handed(&self, fun: Fun) -> Option<Vec<Value>> {
        let unit = self.program.unit(fun.unit);
        let around = self.program.place_of(fun).and_then(|place| {
            let call_at = self.program.parent(At { unit: fun.unit, expr: place })?;
            let Expr::Call(call) = self.program.expr(call_at) else { return None };
            let Expr::Member(Some(receiver), name) = unit.expr(call.callee) else { return None };
            texts::hands_elements(name).then_some((call_at, *receiver))
        });
        let is_named = !self.program.function(fun).name.is_empty();
        let (call_at, receiver) =
            around.filter(|_| !is_named).or_else(|| self.handed_by_name(fun))?;
        let given = self.of(At { unit: call_at.unit, expr: receiver }, &None);
        let mut found = Vec::new();
        for value in &given {
            match value {
                Value::Text(_) => found.push(value.clone()),
                Value::List(..) => {
                    // `[{ path: "/me" }].forEach(({ path }) => …)`
                    let elements = self.element(call_at, value, &[]);
                    let is_written = |v: &Value| matches!(v, Value::Map(..) | Value::List(..));
                    if !elements.is_empty() && elements.iter().all(is_written) {
                        found.extend(elements);
                        continue;
                    }
                    let items = texts::items(self, value, 0);
                    let written =
                        |text: &Text| text.pieces.iter().any(|p| matches!(p, Piece::Written(..)));
                    if !items.iter().all(written) {
                        return None;
                    }
                    found.extend(items.into_iter().map(Value::Text));
                }
                _ => return None,
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// The one call that hands a function each element of a list by its name, and the list:
    /// `paths.map(load)`, `map(load, paths)`.
    fn handed_by_name(&self, fun: Fun) -> Option<(At, ExprId)> {
        let names = self.program.names_of(fun);
        let python = self.program.language(fun.unit) == Language::Python;
        let calls = ["map", "forEach", "flatMap"].iter();
        let calls = calls.flat_map(|name| self.program.calls_in(fun.unit, name));
        let mut found = calls.filter_map(|at| {
            let Expr::Call(call) = self.program.expr(*at) else { return None };
            let first = At { unit: at.unit, expr: call.arguments.first()?.value };
            let list = match (
                self.program.expr(At { unit: at.unit, expr: call.callee }),
                call.arguments.as_slice(),
            ) {
                (Expr::Name(_), [_, list]) if python => list.value,
                (Expr::Member(Some(list), _), [_]) => *list,
                _ => return None,
            };
            let same = matches!(self.program.expr(first), Expr::Name(name) if names.contains(name))
                && self
                    .of(first, &None)
                    .iter()
                    .any(|v| matches!(v, Value::Function(f) if *f == fun));
            same.then_some((*at, list))
        });
        let only = found.next().filter(|_| self.callers(fun).is_empty())?;
        found.next().is_none().then_some(only)
    }

    /// Other names a function is imported under.
    pub(super) fn imported_as(&self, fun: Fun, names: &[Box<str>]) -> Vec<Box<str>> {
        let family = self.program.language(fun.unit).family();
        let sources = self.program.sources.iter().filter(|s| s.language.family() == family);
        let renamed = sources.flat_map(|s| &s.unit.imports).filter(|i| {
            let default = i.symbol.is_empty() || &*i.symbol == "default";
            i.local != i.symbol
                && (names.contains(&i.symbol)
                    || default && names.iter().any(|n| &**n == "default" || &**n == "exports"))
        });
        renamed.map(|i| i.local.clone()).collect()
    }

    /// Names that the file of a function gives to one of its names: `export { put as change }`,
    /// `export default put`, `module.exports = put`.
    fn exported_as(&self, fun: Fun, names: &[Box<str>]) -> Vec<Box<str>> {
        let unit = self.program.unit(fun.unit);
        let of = |value| matches!(unit.expr(value), Expr::Name(of) if names.contains(of));
        let given = unit.bindings.iter().filter(|b| b.function.0 == 0 && b.value.is_some_and(of));
        let name = |target: &Target| match target {
            Target::Name(name) | Target::Member(_, name) | Target::Field(_, name) => name.clone(),
        };
        given.map(|b| name(&b.target)).collect()
    }

    /// Whether a call is handed a function that takes something.
    pub fn keeps_function(&self, made: At) -> bool {
        let Expr::Call(call) = self.program.expr(made) else { return false };
        call.arguments.iter().any(|a| match self.program.unit(made.unit).expr(a.value) {
            Expr::Function(id) => {
                let fun = Fun { unit: made.unit, id: *id };
                !self.program.function(fun).parameters.is_empty()
            }
            _ => false,
        })
    }

    /// The function that gives this one back: as it is, or `return useCallback((path) => …)`.
    fn maker_of(&self, fun: Fun) -> Option<Fun> {
        let maker = Fun { unit: fun.unit, id: self.program.function(fun).outer };
        let is_it = |expr: &ExprId| {
            let back = At { unit: fun.unit, expr: *expr };
            let back = self.program.value_of_name(back).unwrap_or(back);
            matches!(self.program.expr(back), Expr::Function(id) if *id == fun.id)
                || self.is_around(back, fun)
        };
        let gives = maker != fun && self.program.function(maker).returns.iter().any(is_it);
        gives.then_some(maker)
    }

    /// Whether a call was handed a function, so that what it gives back stands for it:
    /// `createAsyncThunk("name", async (path) => …)`.
    fn is_around(&self, made: At, fun: Fun) -> bool {
        let Expr::Call(call) = self.program.expr(made) else { return false };
        let is_it = |expr| matches!(self.program.unit(made.unit).expr(expr), Expr::Function(f) if *f == fun.id);
        made.unit == fun.unit && call.arguments.iter().any(|a| is_it(a.value))
    }

    pub(super) fn calls(&self, call_at: At, fun: Fun, made: &[Cls]) -> bool {
        let Expr::Call(call) = self.program.expr(call_at) else { return false };
        let callee = At { unit: call_at.unit, expr: call.callee };
        let values = self.called(call_at, self.of(callee, &None));
        let mut vague = true;
        for value in &values {
            match value {
                Value::Function(other) if *other == fun => return true,
                Value::Class(class) | Value::Instance(class, _) if made.contains(class) => {
                    return true;
                }
                Value::Function(_) | Value::Class(_) | Value::Module(_) => vague = false,
                Value::Made(_, Some((made, _))) if self.is_around(*made, fun) => return true,
                _ => {}
            }
        }
        if let Some(parent) = self.program.unit(call_at.unit).last_name(call.callee)
            && matches!(parent, "super" | "base" | "__init__" | "init" | "__construct")
        {
            // A class made from this one hands its arguments on.
            let inside = self.this(call_at, &None);
            return inside.iter().any(|v| matches!(v, Value::Instance(c, _) if made.contains(c)));
        }
        // A method of an object nobody knows, under a name that only this function has.
        let Expr::Member(object, name) = self.program.expr(callee) else { return false };
        let unique = self.program.functions_of(name).len() == 1;
        let distinct = name.len() > 6 && !texts::is_common(name);
        let known_elsewhere = object.is_some_and(|object| {
            let object = At { unit: call_at.unit, expr: object };
            self.of(object, &None).iter().all(|v| {
                matches!(v, Value::Text(_) | Value::List(..) | Value::Map(..) | Value::Outside(_))
            })
        });
        vague && unique && distinct && !known_elsewhere
    }
}

/// The type of what a function takes whose own type is written: `(a: A, b: B) => C`.
fn taken_type(written: &str, place: u16) -> Option<&str> {
    let inside = written.trim_start_matches(['(', ' ']).len();
    let start = written.len() - inside;
    // One bracket opens what is taken; those before it only stand around the type.
    let open = written[..start].rfind('(')?;
    let mut depth = 0_u32;
    let mut from = open + 1;
    let mut parts = Vec::new();
    for (at, letter) in written.char_indices().skip_while(|(at, _)| *at < open) {
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            '>' if written[..at].ends_with('=') => {}
            ')' | ']' | '}' | '>' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    parts.push(&written[from..at]);
                    let behind = written[at + 1..].trim_start();
                    let part =
                        parts.get(usize::from(place)).filter(|_| behind.starts_with("=>"))?;
                    return part.split_once(':').map(|(_, of)| of.trim());
                }
            }
            ',' if depth == 1 => {
                parts.push(&written[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// Whether a method makes objects of its class.
pub fn is_constructor(method: &str, class: &str) -> bool {
    matches!(method, "constructor" | "__init__" | "initialize" | "__construct" | "init")
        || method == class
        || method == "new"
        || method == "."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constructors_are_called_so_or_like_their_class() {
        for method in ["constructor", "__init__", "initialize", "init", "Api", "new", "."] {
            assert!(is_constructor(method, "Api"), "{method}");
        }
        assert!(!is_constructor("get", "Api") && !is_constructor("Other", "Api"));
    }
}
