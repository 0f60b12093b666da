//! What a parameter is given, and what its type says of it.

use std::sync::Arc;

use super::members::element_step;
use super::value::{MOST, limit};
use super::{Context, Frame, Text, Value, Values, field};
use crate::audit::ir::{Expr, ExprId, Target};
use crate::audit::program::{At, Cls, Fun};
use crate::audit::syntax::Language;

/// Functions that a parameter may have been handed through.
const HANDED_ON: usize = 4;
/// Callers that are looked at further out than the first.
const FEW: usize = 8;

impl Values<'_> {
    pub(super) fn parameter(
        &self,
        read: At,
        fun: Fun,
        place: u16,
        context: &Context,
    ) -> Vec<Value> {
        let mut at = context;
        let mut left_out = None;
        let takes_rest = self.takes_rest(fun) == Some(place);
        while let Some(frame) = at {
            if frame.function == fun && takes_rest {
                return vec![Value::List(frame.call, frame.outer.clone())];
            }
            if frame.function == fun {
                let given = self.given(frame, place);
                if let Some(values) = given {
                    let vague = values.iter().all(|v| matches!(v, Value::Unknown(_)));
                    let said = if vague { self.said_by_type(read, fun, place) } else { None };
                    return said.unwrap_or(values);
                }
                if let Expr::Call(call) = self.program.expr(frame.call)
                    && call.arguments.len() <= usize::from(place)
                    && !call.arguments.iter().any(|a| a.spread)
                {
                    left_out = Some(frame.call);
                }
                break;
            }
            at = &frame.outer;
        }
        if at.is_none()
            && place == 0
            && let Some(values) = self.elements_handed(fun)
        {
            return values;
        }
        let parameter = &self.program.function(fun).parameters[usize::from(place)];
        let settings = parameter.decorators.iter().find_map(|decorator| {
            let at = At { unit: fun.unit, expr: *decorator };
            let Expr::Call(call) = self.program.expr(at) else { return None };
            self.annotated_setting(at, call, &None)
        });
        if let Some(settings) = settings {
            return settings;
        }
        let mut values = vec![Value::Parameter(fun, place, Arc::new([]))];
        // `direction: "next" | "previous"` says all there is where no caller does.
        if at.is_none()
            && let Some(said) = self.said_by_type(read, fun, place)
            && self.callers(fun).is_empty()
        {
            return said;
        }
        // What nobody but the function itself calls starts with its default.
        if at.is_none()
            && let Some(default) = parameter.default
            && self.callers(fun).iter().all(|call| self.program.stands_in(*call, fun))
        {
            values.extend(self.of(At { unit: fun.unit, expr: default }, &None));
        }
        if at.is_some() {
            // The caller says nothing: the default, where there is one.
            if let Some(default) = parameter.default {
                return self.of(At { unit: fun.unit, expr: default }, &None);
            }
            if let Some(call) = left_out {
                return vec![Value::Unknown(call)];
            }
        }
        if parameter.type_name.is_empty() {
            values.extend(self.of_taken_type(fun, place));
        } else {
            values.extend(self.of_type(fun.unit, &parameter.type_name));
        }
        values
    }

    /// The parameter that takes what is left over, where a function has one.
    pub(super) fn takes_rest(&self, fun: Fun) -> Option<u16> {
        let parameters = &self.program.function(fun).parameters;
        let place = parameters.iter().position(|p| {
            p.name.strip_prefix('*').is_some_and(|name| !name.is_empty() && !name.starts_with('*'))
        })?;
        u16::try_from(place).ok()
    }

    /// The texts that a type made of texts allows: `"a" | "b"`, `Literal["a", "b"]`.
    pub(super) fn said_by_type(&self, at: At, fun: Fun, place: u16) -> Option<Vec<Value>> {
        let parameter = &self.program.function(fun).parameters[usize::from(place)];
        let written = parameter.type_name.trim();
        let inner = written
            .strip_prefix("typing.")
            .unwrap_or(written)
            .strip_prefix("Literal[")
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(written);
        let text = |part: &str| {
            let part = part.trim();
            let quote = part.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let said = part.strip_prefix(quote)?.strip_suffix(quote)?;
            Some(Value::Text(Text::written(said, at)))
        };
        if !inner.contains(['"', '\'']) {
            let classes = self.of_type(fun.unit, written);
            return classes.iter().find_map(|v| match v {
                Value::Instance(class, _) => self.texts_of_enum(at, *class),
                _ => None,
            });
        }
        inner.split(['|', ',']).filter(|p| !p.trim().is_empty()).map(text).collect()
    }

    /// The texts that stand for the members of an enum; none where it has others.
    pub(super) fn texts_of_enum(&self, read: At, class: Cls) -> Option<Vec<Value>> {
        let unit = self.program.unit(class.unit);
        let found = self.program.class(class);
        let python = self.program.language(class.unit) == Language::Python;
        let declared = found.bases.iter().any(|b| b.ends_with("Enum"));
        let has_methods = unit.functions.iter().any(|f| f.class == Some(class.id));
        if python != declared || !python && (has_methods || !found.bases.is_empty()) {
            return None;
        }
        // They stand where the name is read; the members alone are no calls.
        let text = |said: &str| Value::Text(Text::written(said, read));
        let mut texts = Vec::new();
        for binding in &unit.bindings {
            let Target::Field(id, name) = &binding.target else { continue };
            let Some(value) = binding.value.filter(|_| *id == class.id) else { continue };
            let counted = matches!(unit.expr(value), Expr::Call(call)
                if python && unit.last_name(call.callee) == Some("auto"));
            if counted && found.bases.iter().any(|b| b.ends_with("StrEnum")) {
                texts.push(text(&name.to_lowercase()));
                continue;
            }
            match self.of(At { unit: class.unit, expr: value }, &None).as_slice() {
                [Value::Text(said)] => texts.push(text(&said.whole()?)),
                _ => return None,
            }
        }
        (!texts.is_empty()).then_some(texts)
    }

    /// What a call gives a parameter; none where it leaves it out.
    pub(super) fn given(&self, frame: &Frame, place: u16) -> Option<Vec<Value>> {
        // `<Player api={api} />` gives its component one object.
        if place == 0 && self.is_element(frame.call) {
            return Some(vec![Value::Map(frame.call, frame.outer.clone())]);
        }
        let Some(argument) = self.argument_for(frame.function, frame.call, place) else {
            return self.given_on(frame.function, place, frame.call, &frame.outer);
        };
        let given = self.of(argument, &frame.outer);
        let parameter = &self.program.function(frame.function).parameters[usize::from(place)];
        let as_said = |value: Value| {
            self.case_named(frame.function.unit, &value, &parameter.type_name).unwrap_or(value)
        };
        Some(given.into_iter().map(as_said).collect())
    }

    /// What a call gives a parameter by handing on what it was given itself
    /// (`request(path, *args, **kwargs)`), or by spreading fields; none where that
    /// leaves it out.
    pub(super) fn given_on(
        &self,
        fun: Fun,
        place: u16,
        call_at: At,
        outer: &Context,
    ) -> Option<Vec<Value>> {
        let name = &self.program.function(fun).parameters[usize::from(place)].name;
        self.given_by_rest(fun, name, place.into(), call_at, outer)
    }

    /// What a call gives at a place, or under a name, by what it spreads.
    fn given_by_rest(
        &self,
        fun: Fun,
        name: &str,
        place: usize,
        call_at: At,
        outer: &Context,
    ) -> Option<Vec<Value>> {
        let Expr::Call(call) = self.program.expr(call_at) else { return None };
        for (index, argument) in call.arguments.iter().enumerate().filter(|(_, a)| a.spread) {
            let here = At { unit: call_at.unit, expr: argument.value };
            let rest = match self.program.expr(here) {
                Expr::Name(rest) => self.rest_parameter(here, rest),
                _ => None,
            };
            let Some((taker, at, stars)) = rest else {
                // `request(**fields)`
                for value in self.of(here, outer) {
                    match value {
                        Value::Map(map, context) if field(self, map, name, 0).is_some() => {
                            return Some(self.entry(map, &context, name));
                        }
                        // `send(...["PUT", "/me/tracks"])`
                        Value::List(list, context) => {
                            let element = place
                                .checked_sub(index)
                                .and_then(|number| self.element_at(list, number, &context));
                            if element.is_some() {
                                return element;
                            }
                        }
                        // `for fields in all: request(**fields)`, with all from a caller.
                        Value::Parameter(taker, at, path) if taker != fun && path.len() < 4 => {
                            let path = path.iter().cloned().chain([name.into()]).collect();
                            return Some(vec![Value::Parameter(taker, at, path)]);
                        }
                        _ => {}
                    }
                }
                continue;
            };
            let mut frame = outer;
            while let Some(inner) = frame.as_ref().filter(|f| f.function != taker) {
                frame = &inner.outer;
            }
            let Some(frame) = frame else {
                // Its own callers say it.
                let step = match stars {
                    2 => name.into(),
                    _ => match place.checked_sub(index) {
                        Some(skipped) => element_step(skipped).into(),
                        None => continue,
                    },
                };
                return Some(vec![Value::Parameter(taker, at, Arc::new([step]))]);
            };
            let Expr::Call(given) = self.program.expr(frame.call) else { continue };
            let (found, further) = if stars == 2 {
                (given.arguments.iter().find(|a| a.name.as_deref() == Some(name)), place)
            } else {
                let Some(skipped) = place.checked_sub(index) else { continue };
                let further = usize::from(at) + skipped;
                let found = given.arguments.get(further);
                (found.filter(|a| a.name.is_none() && !a.spread), further)
            };
            if let Some(found) = found {
                return Some(
                    self.of(At { unit: frame.call.unit, expr: found.value }, &frame.outer),
                );
            }
            if let Some(values) = self.given_by_rest(fun, name, further, frame.call, &frame.outer) {
                return Some(values);
            }
        }
        None
    }

    /// The parameter that takes what is left over under a name, and how many stars it has.
    pub(super) fn rest_parameter(&self, at: At, name: &str) -> Option<(Fun, u16, usize)> {
        let mut fun = self.program.owner(at);
        loop {
            let function = self.program.function(fun);
            let found = function
                .parameters
                .iter()
                .position(|p| p.name.starts_with('*') && p.name.trim_start_matches('*') == name);
            if let Some(place) = found {
                let stars = function.parameters[place].name.len() - name.len();
                return Some((fun, u16::try_from(place).unwrap_or(u16::MAX), stars));
            }
            if function.outer == fun.id {
                return None;
            }
            fun.id = function.outer;
        }
    }

    /// The case that `.name` or `.name(…)` is where a type is wanted.
    pub(super) fn case_named(&self, unit: u32, value: &Value, type_name: &str) -> Option<Value> {
        let (Value::Outside(path) | Value::Made(path, _)) = value else { return None };
        let name = path.strip_prefix('.')?.trim_end_matches("()");
        let of_type = self.of_type(unit, type_name);
        of_type.into_iter().find_map(|v| match v {
            Value::Instance(class, _) if self.is_case(class, name) => {
                Some(Value::Case(class, name.into()))
            }
            _ => None,
        })
    }

    /// The text that `.name` stands for where a type is wanted whose cases are texts.
    pub(super) fn constant_named(
        &self,
        unit: u32,
        value: &Value,
        type_name: &str,
    ) -> Option<Value> {
        let Value::Outside(path) = value else { return None };
        let name = path.strip_prefix('.')?;
        let at = At { unit, expr: ExprId(0) };
        self.of_type(unit, type_name).into_iter().find_map(|of| {
            let Value::Instance(class, _) = of else { return None };
            let found = self.member(at, &Value::Class(class), name, &None);
            found.into_iter().find(|v| matches!(v, Value::Text(_)))
        })
    }

    /// Whether an enum has a case of that name that has no value of its own.
    pub(super) fn is_case(&self, class: Cls, name: &str) -> bool {
        self.program.language(class.unit) == Language::Swift
            && self.program.fields_of(name).iter().any(|bound| {
                let binding = self.program.binding(*bound);
                binding.value.is_none()
                    && binding.type_name.is_empty()
                    && matches!(binding.target, Target::Field(id, _)
                        if self.program.relatives(class).contains(&Cls { unit: bound.unit, id }))
            })
    }

    /// The argument that a call gives a parameter.
    pub fn argument_for(&self, fun: Fun, call_at: At, place: u16) -> Option<At> {
        let Expr::Call(call) = self.program.expr(call_at) else { return None };
        let function = self.program.function(fun);
        let parameter = &function.parameters[usize::from(place)];
        let here = |expr: ExprId| At { unit: call_at.unit, expr };
        let called = parameter.called();
        let by_name = call.arguments.iter().find(|a| a.name.as_deref() == Some(called));
        if let Some(argument) = by_name {
            return Some(here(argument.value));
        }
        // Those without a name come first, or stand where their parameter does (Swift's `_`).
        let argument = call.arguments.get(usize::from(place)).filter(|a| a.name.is_none())?;
        (!argument.spread).then(|| here(argument.value))
    }

    /// A parameter of a constructor is what the maker of the object gives it; where that
    /// is not known, what any does.
    pub fn settled(&self, value: Value, maker: Option<At>) -> Vec<Value> {
        let Value::Parameter(fun, place, path) = &value else { return vec![value] };
        if self.settling.borrow().contains(&(*fun, *place)) || self.settling.borrow().len() > 8 {
            self.cut.set(true);
            return vec![value];
        }
        // Nothing but the parameter has a say: a helper that everybody calls is asked for often.
        let by_itself =
            maker.is_none() && self.settling.borrow().is_empty() && self.cases.borrow().is_empty();
        let key = (*fun, *place, path.clone());
        if by_itself && let Some(known) = self.given.borrow().get(&key) {
            return known.to_vec();
        }
        self.settling.borrow_mut().push((*fun, *place));
        let (mut found, whole) = self.uncut(|| self.given_by_callers(*fun, *place, path, maker));
        self.settling.borrow_mut().pop();
        limit(&mut found);
        if found.is_empty() {
            found.push(value);
        }
        if by_itself && (whole || self.nested.get() == 0) {
            self.given.borrow_mut().insert(key, Arc::new(found.clone()));
        }
        found
    }

    fn given_by_callers(
        &self,
        fun: Fun,
        place: u16,
        path: &[Box<str>],
        maker: Option<At>,
    ) -> Vec<Value> {
        let mut found = Vec::new();
        // Far out, a helper that everybody calls would be looked at once for each way to it.
        let nested = self.settling.borrow().len() > 1;
        let most = if nested { FEW } else { usize::MAX };
        let callers = self.callers(fun);
        // They stand in order.
        let maker = maker.filter(|maker| callers.binary_search(maker).is_ok());
        let of_maker = maker.as_ref().map_or(&callers[..], std::slice::from_ref);
        for call in of_maker.iter().take(most) {
            if found.len() > MOST {
                break;
            }
            let element = (place == 0 && self.is_element(*call)).then_some(*call);
            if let Some(argument) = self.argument_for(fun, *call, place).or(element) {
                let mut values = match element {
                    Some(element) => vec![Value::Map(element, None)],
                    None => self.of(argument, &None),
                };
                for step in path {
                    values =
                        values.iter().flat_map(|v| self.member(argument, v, step, &None)).collect();
                }
                // What that caller was given itself.
                if self.settling.borrow().len() < HANDED_ON {
                    values = values.into_iter().flat_map(|v| self.settled(v, maker)).collect();
                }
                found.extend(values);
            }
        }
        if place == 0 && path.is_empty() {
            found.extend(self.one_by_one(fun));
        }
        let parameter = &self.program.function(fun).parameters[usize::from(place)];
        if path.is_empty() {
            if let Some(default) = parameter.default {
                found.extend(self.of(At { unit: fun.unit, expr: default }, &None));
            }
            found.extend(self.of_type(fun.unit, &parameter.type_name));
        }
        found
    }

    /// What a block is given by the list it goes through: `artists.each { |artist| … }`.
    fn one_by_one(&self, fun: Fun) -> Vec<Value> {
        let unit = self.program.unit(fun.unit);
        if !unit.function(fun.id).name.is_empty() {
            return Vec::new();
        }
        let Some(block) = self.program.place_of(fun) else { return Vec::new() };
        let at = At { unit: fun.unit, expr: block };
        let Some(call_at) = self.program.parent(at) else { return Vec::new() };
        let Expr::Call(call) = self.program.expr(call_at) else { return Vec::new() };
        let Expr::Member(Some(list), name) = unit.expr(call.callee) else { return Vec::new() };
        if !goes_through(name) {
            return Vec::new();
        }
        let lists = self.of(At { unit: fun.unit, expr: *list }, &None);
        let lists: Vec<Value> = lists.into_iter().flat_map(|v| self.settled(v, None)).collect();
        let of_list = |list: &Value| match list {
            Value::Made(..) => vec![list.clone()],
            Value::List(..) => self.element(call_at, list, &[]),
            _ => Vec::new(),
        };
        lists.iter().flat_map(of_list).collect()
    }
}

/// Methods that hand the things in a list to a block one after the other.
fn goes_through(name: &str) -> bool {
    matches!(
        name,
        "each"
            | "map"
            | "flat_map"
            | "filter_map"
            | "each_with_index"
            | "each_with_object"
            | "collect"
            | "select"
            | "filter"
            | "reject"
            | "find"
            | "detect"
            | "any?"
            | "all?"
            | "sort_by"
            | "group_by"
            | "min_by"
            | "max_by"
            | "sum"
            | "forEach"
            | "flatMap"
            | "compactMap"
    )
}

#[cfg(test)]
mod tests {
    use super::goes_through;

    #[test]
    fn blocks_are_handed_what_a_list_holds_by_some_methods() {
        assert!(["each", "map", "forEach", "sort_by"].into_iter().all(goes_through));
        assert!(!["then", "tap", "times", "catch"].into_iter().any(goes_through));
    }
}
