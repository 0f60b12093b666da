//! Members of objects, elements of lists and of fields written out.

use std::sync::Arc;

use super::collected::is_all;
use super::imports::names_in;
use super::settings::getter_field;

use super::texts;
use super::value::is_there;
use super::{Context, Text, Value, Values};
use crate::audit::ir::{ELEMENT, Expr, ExprId, Target};
use crate::audit::program::{At, Bound, Cls, Fun, Meaning, base_name};
use crate::audit::syntax::Language;

impl Values<'_> {
    /// A member of a value.
    pub fn member(&self, at: At, object: &Value, name: &str, context: &Context) -> Vec<Value> {
        match object {
            _ if name == ELEMENT => self.element(at, object, &[]),
            _ if let Some(number) = numbered(name) => match object {
                Value::Parameter(fun, place, path) if path.len() < 4 => {
                    let path = path.iter().cloned().chain([name.into()]).collect();
                    vec![Value::Parameter(*fun, *place, path)]
                }
                Value::List(list, context) => self
                    .element_at(*list, number, context)
                    .unwrap_or_else(|| self.element(at, object, &[])),
                _ => self.element(at, object, &[]),
            },
            Value::Class(class) if self.is_case(*class, name) => {
                vec![Value::Case(*class, name.into())]
            }
            Value::Instance(class, maker) => {
                let found = self.class_member(at, *class, *maker, name, context);
                if is_from_outside(&found) && picks_records(name) && self.is_record(*class) {
                    return vec![object.clone()];
                }
                found
            }
            Value::Class(class) | Value::Case(class, _) => {
                let found = self.class_member(at, *class, None, name, context);
                // `User.find_by(id: 1)`, `User::where('id', 1)`
                if is_from_outside(&found) && self.is_record(*class) {
                    return vec![Value::Instance(*class, None)];
                }
                found
            }
            Value::Module(module) => {
                let exported = self.program.exported(*module, name);
                let start = At { unit: *module, expr: ExprId(0) };
                exported.into_iter().flat_map(|m| self.meaning(start, m, &None)).collect()
            }
            Value::Map(map, context) => match self.keys_named(*map, name) {
                Some(keys) => keys,
                None => self.entry(*map, context, name),
            },
            Value::Outside(path) => vec![Value::Outside(format!("{path}.{name}").into())],
            // What a box (`useRef(…)`, `ref(…)`) holds is had by these names.
            Value::Made(_, made)
                if matches!(name, "current" | "value")
                    && (made.is_some() || self.program.language(at.unit).family() == 0) =>
            {
                vec![object.clone()]
            }
            Value::Made(path, made) => {
                vec![Value::Made(format!("{path}.{name}").into(), made.clone())]
            }
            Value::Parameter(fun, place, path) if path.len() < 4 => {
                let path = path.iter().cloned().chain([name.into()]).collect();
                vec![Value::Parameter(*fun, *place, path)]
            }
            // `.value`, `.rawValue`, `.uri` of a constant is the constant.
            Value::Text(text) if texts::keeps(name) => vec![Value::Text(text.clone())],
            // `Net::HTTP::Get.new(uri.request_uri)` goes to the host of the address. What the path
            // is put together with may be another one.
            Value::Text(text) if name == "request_uri" && !self.is_joined(at) => {
                vec![Value::Text(text.clone())]
            }
            // `scope.getId()` of one of all constants, each of which is the text it stands for.
            Value::Text(text) if name.starts_with("get") && !is_of_texts(name) => {
                vec![Value::Text(text.clone())]
            }
            Value::List(..) if texts::keeps(name) => vec![object.clone()],
            _ => vec![Value::Unknown(at)],
        }
    }

    /// Whether a value is put together with others.
    fn is_joined(&self, at: At) -> bool {
        let parent = self.program.parent(at);
        parent.is_some_and(|p| matches!(self.program.expr(p), Expr::Join(_)))
    }

    /// Whether a class is of records in a database, which it finds and makes by methods that
    /// stand in no file.
    fn is_record(&self, class: Cls) -> bool {
        let relatives = self.program.relatives(class).iter().chain([&class]);
        let mut bases = relatives.flat_map(|c| &self.program.class(*c).bases);
        bases.any(|base| {
            matches!(base_name(base), "ApplicationRecord" | "Model" | "Authenticatable")
                || base.contains("ActiveRecord")
        })
    }

    pub(super) fn class_member(
        &self,
        at: At,
        class: Cls,
        maker: Option<At>,
        name: &str,
        context: &Context,
    ) -> Vec<Value> {
        // A field that is made from itself, by whatever way.
        let key = (class, Box::<str>::from(name));
        if self.members.borrow().contains(&key) {
            self.cut.set(true);
            return vec![Value::Unknown(at)];
        }
        let by_itself = maker.is_none() && context.is_none() && self.cases.borrow().is_empty();
        if by_itself && let Some((asked_at, known)) = self.of_classes.borrow().get(&key) {
            // What is not known is not known where it is asked for.
            let moved = |value: &Value| match value {
                Value::Unknown(place) if place == asked_at => Value::Unknown(at),
                other => other.clone(),
            };
            return known.iter().map(moved).collect();
        }
        self.members.borrow_mut().push(key.clone());
        let (found, whole) = self.uncut(|| self.look_up(at, class, maker, name, context, true));
        self.members.borrow_mut().pop();
        if by_itself && whole && self.settling.borrow().is_empty() {
            self.of_classes.borrow_mut().insert(key, (at, Arc::new(found.clone())));
        }
        found
    }

    fn look_up(
        &self,
        at: At,
        class: Cls,
        maker: Option<At>,
        name: &str,
        context: &Context,
        is_whole: bool,
    ) -> Vec<Value> {
        let set = self.field_setting(class, name);
        if !set.is_empty() {
            return set;
        }
        let given = maker.and_then(|maker| {
            self.given_by_name(maker, name).or_else(|| self.given_in_order(class, maker, name))
        });
        // Of Go, what an object is made with may be set anew by whoever holds it:
        // `func(b *builder) { b.method = m }`.
        let kept = self.program.language(class.unit) != Language::Go;
        let mut found = match given {
            Some(given) if kept => return given,
            given => given.unwrap_or_default(),
        };
        let relatives = self.program.relatives(class);
        for bound in self.program.fields_of(name) {
            let binding = self.program.binding(*bound);
            let own = match &binding.target {
                Target::Field(id, _) => relatives.contains(&Cls { unit: bound.unit, id: *id }),
                Target::Member(object, _) => self.is_this(*bound, *object, relatives),
                Target::Name(_) => false,
            };
            if own && let Some(name) = self.numbered(*bound, name) {
                found.push(name);
            } else if own {
                // A constructor that the request is reached through was given its values there.
                let within =
                    reached_through(context, Fun { unit: bound.unit, id: binding.function });
                let values = self.bound(*bound, if within { context } else { &None });
                let maker = maker.filter(|_| kept);
                found.extend(values.into_iter().flat_map(|v| self.settled(v, maker)));
            }
        }
        if !found.iter().any(is_there) {
            found.extend(self.given_by_any_maker(class, name));
        }
        let methods = self.program.methods_among(relatives, name);
        let methods = self.not_overridden(class, methods, name);
        found.extend(methods.into_iter().map(Value::Function));
        if found.iter().any(|v| !matches!(v, Value::Unknown(_))) {
            found.retain(|v| !matches!(v, Value::Unknown(_)));
        }
        if found.is_empty()
            && let Some(field) = getter_field(name)
        {
            // A getter that a compiler writes.
            let given = self.look_up(at, class, maker, &field, context, is_whole).into_iter();
            found.extend(given.filter(|v| matches!(v, Value::Text(_) | Value::List(..))));
        }
        if found.is_empty() && is_all(name) {
            found.extend(self.all_constants(class));
        }
        if found.is_empty() && name == "props" && self.program.language(class.unit).family() == 0 {
            found.extend(self.given_by_elements(class));
        }
        if found.is_empty()
            && self.program.language(class.unit) == Language::Rust
            && hands_out(name)
        {
            // `state.lock()`, where its type is `Arc<Mutex<State>>`.
            found.push(Value::Instance(class, maker));
        }
        if found.is_empty() && is_whole {
            // What is mixed in has the rest from what it is mixed with, and from no others:
            // from there the way would lead to all that is mixed with anything.
            let mixed = |c: &&Cls| **c != class && self.program.class(**c).bases.len() > 1;
            for mixed in relatives.iter().filter(mixed).take(FEW) {
                let given = self.look_up(at, *mixed, None, name, context, false);
                found.extend(given.into_iter().filter(|v| !matches!(v, Value::Unknown(_))));
            }
        }
        if found.is_empty() {
            // Something it has from a class outside: `class Mine(spotipy.Spotify)`.
            // Its parts may each say something of it (`impl Deref for Mine`).
            let whole = &self.program.class(class).name;
            let parts = relatives.iter().filter(|c| self.program.class(**c).name == *whole);
            for part in parts.chain([&class]) {
                for base in &self.program.class(*part).bases {
                    for value in self.of_type(part.unit, base) {
                        if let Value::Made(path, made) = value {
                            found.push(Value::Made(format!("{path}.{name}").into(), made));
                        }
                    }
                }
            }
        }
        if found.is_empty() && self.program.language(class.unit).adds_to_types() {
            // `extension SpotifyAPI { … }`, `impl Mine for AuthCodeSpotify { … }`
            let whole = &self.program.class(class).name;
            found.push(Value::Made(format!("{whole}.{name}").into(), None));
        }
        if found.is_empty() {
            found.push(Value::Unknown(at));
        }
        found
    }

    /// What the making of an object gives a field by its name: `Request{Path: "/me"}`.
    fn given_by_name(&self, maker: At, name: &str) -> Option<Vec<Value>> {
        let Expr::Call(call) = self.program.expr(maker) else { return None };
        let given = call.arguments.iter().find(|a| a.name.as_deref() == Some(name))?;
        Some(self.of(At { unit: maker.unit, expr: given.value }, &None))
    }

    /// What the making of an object gives a field by its place: `Request{"GET", "/me"}` of Go,
    /// which gives all fields or none.
    fn given_in_order(&self, class: Cls, maker: At, name: &str) -> Option<Vec<Value>> {
        let Expr::Call(call) = self.program.expr(maker) else { return None };
        let is_plain = call.arguments.iter().all(|a| a.name.is_none() && !a.spread);
        if self.program.language(maker.unit) != Language::Go || !call.makes || !is_plain {
            return None;
        }
        let declared =
            self.program.unit(class.unit).bindings.iter().filter_map(|b| match &b.target {
                Target::Field(id, field) if *id == class.id && b.value.is_none() => Some(&**field),
                _ => None,
            });
        let fields: Vec<&str> = declared.collect();
        let place = fields.iter().position(|field| *field == name)?;
        let given = call.arguments.get(place).filter(|_| call.arguments.len() == fields.len())?;
        Some(self.of(At { unit: maker.unit, expr: given.value }, &None))
    }

    /// What those who make objects of a class give a field by its name.
    fn given_by_any_maker(&self, class: Cls, name: &str) -> Vec<Value> {
        let program = self.program;
        let language = program.language(class.unit);
        if !matches!(language, Language::Go | Language::Rust | Language::CSharp) {
            return Vec::new();
        }
        let mut names = vec![&*program.class(class).name];
        if language == Language::Rust {
            names.push("Self");
        }
        let makes = |at: &&At| {
            let here = program.language(at.unit) == language;
            here && matches!(program.expr(**at), Expr::Call(call) if call.makes)
                && self.is_of(**at, class)
        };
        let calls = names.iter().flat_map(|name| program.calls_of(name));
        let by_maker = |at: &At| {
            self.given_by_name(*at, name).or_else(|| self.given_in_order(class, *at, name))
        };
        let given = calls.filter(makes).filter_map(by_maker);
        given.take(FEW).flatten().flat_map(|value| self.settled(value, None)).collect()
    }

    /// Whether a call makes an object of a class: by its name, or by that of the class around it.
    fn is_of(&self, at: At, class: Cls) -> bool {
        let Expr::Call(call) = self.program.expr(at) else { return false };
        let unit = self.program.unit(at.unit);
        if !matches!(unit.expr(call.callee), Expr::This) {
            return unit.last_name(call.callee) == Some(&*self.program.class(class).name);
        }
        let around = self.program.function(self.program.owner(at)).class;
        let name = around.map(|id| &self.program.class(Cls { unit: at.unit, id }).name);
        name == Some(&self.program.class(class).name)
    }

    /// `TRACK = auto()` of a `StrEnum` is its name in small letters.
    fn numbered(&self, bound: Bound, name: &str) -> Option<Value> {
        let binding = self.program.binding(bound);
        let Target::Field(class, _) = binding.target else { return None };
        let value = At { unit: bound.unit, expr: binding.value? };
        let Expr::Call(call) = self.program.expr(value) else { return None };
        let unit = self.program.unit(bound.unit);
        let class = self.program.class(Cls { unit: bound.unit, id: class });
        let texts = class.bases.iter().any(|base| base_name(base) == "StrEnum");
        (texts && unit.last_name(call.callee) == Some("auto"))
            .then(|| Value::Text(Text::written(&name.to_lowercase(), value)))
    }

    pub(super) fn is_this(&self, bound: Bound, object: ExprId, relatives: &[Cls]) -> bool {
        let at = At { unit: bound.unit, expr: object };
        match self.program.expr(at) {
            Expr::This => self.is_object_of(at, relatives),
            // Go names the object, and statics are given values by their class. Other
            // names are not followed: whose fields they set is too seldom worth knowing.
            Expr::Name(name) => {
                let owner = self.program.owner(at);
                let own = |class: Cls| relatives.contains(&class);
                let typed = |written: &str| {
                    names_in(written).any(|n| {
                        relatives.iter().any(|c| &*self.program.class(*c).name == base_name(n))
                    })
                };
                self.program.meanings(at.unit, owner.id, name).into_iter().any(|m| match m {
                    Meaning::Class(class) => own(class),
                    Meaning::Bound(b) => {
                        let binding = self.program.binding(b);
                        let value = binding.value.map(|expr| At { unit: b.unit, expr });
                        let made = value.is_some_and(|v| {
                            relatives.iter().any(|class| {
                                let called = matches!(self.program.expr(v), Expr::Call(_));
                                called && self.is_of(v, *class)
                            })
                        });
                        made || typed(&binding.type_name)
                            || value.is_some_and(|v| {
                                matches!(self.program.expr(v), Expr::This)
                                    && self.is_object_of(v, relatives)
                            })
                    }
                    Meaning::Parameter(fun, place) => {
                        typed(&self.program.function(fun).parameters[usize::from(place)].type_name)
                    }
                    _ => false,
                })
            }
            _ => false,
        }
    }

    /// The value of a key of fields written out.
    pub fn entry(&self, map: At, context: &Context, name: &str) -> Vec<Value> {
        if !self.enter() {
            return Vec::new();
        }
        let found = self.entry_within(map, context, name);
        self.leave();
        found
    }

    pub(super) fn entry_within(&self, map: At, context: &Context, name: &str) -> Vec<Value> {
        let pairs = self.pairs(map);
        let here = |expr: ExprId| At { unit: map.unit, expr };
        let mut found = Vec::new();
        for (key, value) in pairs.iter().rev() {
            if &**key == name {
                found.extend(self.of(here(*value), context));
                return found;
            }
        }
        for (_, value) in pairs.iter().filter(|(key, _)| &**key == "...") {
            for inner in self.of(here(*value), context) {
                if let Value::Map(spread, context) = inner {
                    // What one of them leaves out another may say.
                    found.extend(self.entry(spread, &context, name).into_iter().map(|v| match v {
                        Value::Unknown(at) if at == spread => Value::Unknown(map),
                        v => v,
                    }));
                }
            }
        }
        if found.is_empty() {
            found = self.in_parts(map, name);
        }
        if found.is_empty() { vec![Value::Unknown(map)] } else { found }
    }

    /// Elements of a value; with keys, those of these keys.
    pub fn element(&self, at: At, object: &Value, keys: &[String]) -> Vec<Value> {
        match object {
            Value::Map(map, context) if !keys.is_empty() => {
                keys.iter().flat_map(|k| self.entry(*map, context, k)).collect()
            }
            Value::Map(map, context) | Value::List(map, context) => {
                let here = |expr: ExprId| At { unit: map.unit, expr };
                let values = self.elements_of(*map);
                values.into_iter().flat_map(|v| self.of(here(v), context)).collect()
            }
            Value::Instance(..) | Value::Class(_) | Value::Module(_) | Value::Parameter(..)
                if !keys.is_empty() =>
            {
                keys.iter().flat_map(|key| self.member(at, object, key, &None)).collect()
            }
            // One of those that a caller gives.
            Value::Parameter(fun, place, path) if path.len() < 4 => {
                let path = path.iter().cloned().chain([ELEMENT.into()]).collect();
                vec![Value::Parameter(*fun, *place, path)]
            }
            // `for scope in Scope`
            Value::Class(class) if self.program.language(at.unit) == Language::Python => {
                self.texts_of_enum(at, *class).unwrap_or_else(|| vec![Value::Unknown(at)])
            }
            // A text that is a list of words: `for scope in scopes.split(" ")`.
            Value::Text(text)
                if keys.is_empty()
                    && text.whole().is_some_and(|t| t.contains([' ', ',']) && !t.contains('/')) =>
            {
                vec![object.clone()]
            }
            // A list that a library gave: what is in it goes by the same name.
            Value::Made(..) if self.program.language(at.unit) == Language::Ruby => {
                vec![object.clone()]
            }
            _ => vec![Value::Unknown(at)],
        }
    }
}

/// The step from a list to the element at a place: `parts[1]`.
pub(super) fn element_step(place: usize) -> String {
    format!("[{place}]")
}

/// The place that such a step leads to.
fn numbered(step: &str) -> Option<usize> {
    step.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// Calls that make an object and are looked at, where it is not known which made it.
const FEW: usize = 8;

/// Methods of what is around a value that give the value.
fn hands_out(name: &str) -> bool {
    matches!(
        name,
        "lock"
            | "read"
            | "write"
            | "try_lock"
            | "blocking_lock"
            | "blocking_read"
            | "blocking_write"
            | "borrow"
            | "borrow_mut"
            | "get"
            | "get_ref"
            | "get_mut"
            | "deref"
            | "inner"
            | "into_inner"
            | "load"
            | "load_full"
            | "upgrade"
            | "data"
            | "state"
    )
}

/// Getters that texts themselves have.
fn is_of_texts(name: &str) -> bool {
    matches!(name, "getBytes" | "getChars" | "getClass" | "getOrNull" | "getOrElse" | "get")
}

/// Whether a function is one of the calls through which something is reached.
fn reached_through(context: &Context, fun: Fun) -> bool {
    let mut at = context;
    while let Some(frame) = at {
        if frame.function == fun {
            return true;
        }
        at = &frame.outer;
    }
    false
}

fn is_from_outside(values: &[Value]) -> bool {
    values.iter().all(|v| matches!(v, Value::Unknown(_) | Value::Made(..) | Value::Outside(_)))
}

/// Steps of a query for records that lead to records of the same kind.
fn picks_records(name: &str) -> bool {
    matches!(
        name,
        "where"
            | "not"
            | "order"
            | "limit"
            | "includes"
            | "joins"
            | "first"
            | "last"
            | "take"
            | "find"
            | "find_by"
            | "find_by!"
            | "first_or_create"
            | "first_or_initialize"
            | "firstOrFail"
            | "get"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_getters_of_their_own() {
        assert!(["getBytes", "getOrNull", "get"].into_iter().all(is_of_texts));
        assert!(!["getUrl", "getPath"].into_iter().any(is_of_texts));
    }

    #[test]
    fn what_is_known_is_not_from_outside() {
        use crate::audit::ir::ExprId;
        let at = At { unit: 0, expr: ExprId(0) };
        let text = Value::Text(Text::written("x", at));
        assert!(is_from_outside(&[Value::Unknown(at)]));
        assert!(!is_from_outside(&[Value::Unknown(at), text]));
    }

    #[test]
    fn nothing_is_reached_through_no_call() {
        use crate::audit::ir::FunctionId;
        assert!(!reached_through(&None, Fun { unit: 0, id: FunctionId(1) }));
    }
}
