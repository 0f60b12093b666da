//! Whose an object is, where its class or the function that made it is given the address of
//! the API by some and another address by others.
//!
//! Such a class says nothing of the base by itself: two services share it. The object that a
//! call is made on was made by one of them, and that one says it.

use std::sync::Arc;

use super::Hunt;
use crate::audit::ir::{Expr, ExprId, FunctionId};
use crate::audit::program::{At, Cls, Fun, base_name};
use crate::audit::reach::names_api;
use crate::audit::values::{Context, Piece, Text, Value, is_constructor};
use crate::audit::verbs::words;

/// Whose address stands before a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// That of the API.
    Api,
    /// That of another service.
    Another,
    /// The one or the other.
    Either,
}

/// The addresses that something is given.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    /// Where those of the API are written.
    api: Vec<At>,
    /// Whether there are others.
    other: bool,
}

/// What the calls of a function give a parameter that is not of one service alone.
pub(super) type Shared = Arc<Vec<Vec<(At, Given)>>>;

impl Hunt<'_, '_> {
    /// Whose the object is through which the request at hand is sent; none where nothing but the
    /// API is in question.
    pub(super) fn whose(&self, at: At, address: &Text) -> Option<Whose> {
        let chain = self.chain.borrow().clone();
        let mut found = Vec::new();
        if chain.is_empty()
            && let Some(class) = self.class_around(at)
        {
            found.extend(self.whose_object(class, None, address));
        }
        for (fun, call) in chain {
            found.extend(self.whose_made(fun, call, address));
            // `api("/me")`, with `const api = make("https://…")`
            if let Some((maker, made)) = self.values.made_for(fun, call) {
                found.extend(self.whose_made(maker, made, address));
            }
            let objects = self.objects_of(call);
            let of_each: Vec<Whose> = objects
                .iter()
                .filter_map(|object| match object {
                    Value::Instance(class, maker) => self.whose_object(*class, *maker, address),
                    Value::Map(_, Some(frame)) => {
                        self.whose_made(frame.function, frame.call, address)
                    }
                    _ => None,
                })
                .collect();
            if let [first, rest @ ..] = of_each.as_slice() {
                let same = rest.iter().all(|other| other == first);
                found.push(if same { *first } else { Whose::Either });
            }
        }
        // Inside of a class nobody knows which object it is; who calls it from outside does.
        let first = |wanted: Whose| found.iter().find(|whose| **whose == wanted).copied();
        first(Whose::Another).or_else(|| first(Whose::Api)).or_else(|| first(Whose::Either))
    }

    /// What a call is made on, or what that belongs to.
    fn objects_of(&self, call: At) -> Vec<Value> {
        let Expr::Call(of) = self.program().expr(call) else { return Vec::new() };
        let mut at = At { unit: call.unit, expr: of.callee };
        while let Expr::Member(Some(object), _) = self.program().expr(at) {
            at.expr = *object;
            let values = self.values.of(at, &None);
            let is_own = |v: &Value| matches!(v, Value::Instance(..) | Value::Map(_, Some(_)));
            if values.iter().any(is_own) {
                return values;
            }
        }
        Vec::new()
    }

    /// Whose an object of a class is.
    fn whose_object(&self, class: Cls, maker: Option<At>, address: &Text) -> Option<Whose> {
        let program = self.program();
        let above = self.above(class);
        for of in &above {
            let name = &program.class(*of).name;
            for (id, function) in (0..).zip(&program.unit(of.unit).functions) {
                if function.class != Some(of.id) || !is_constructor(&function.name, name) {
                    continue;
                }
                for given in self.shared(Fun { unit: of.unit, id: FunctionId(id) }).iter() {
                    let by_maker = given.iter().filter(|(call, _)| Some(*call) == maker);
                    let mut said: Vec<&Given> = by_maker.map(|(_, given)| given).collect();
                    if said.is_empty() {
                        let within = given.iter().filter(|(call, _)| {
                            let class = program.function(program.owner(*call)).class;
                            class.is_some_and(|id| above.contains(&Cls { unit: call.unit, id }))
                        });
                        said.extend(within.map(|(_, given)| given));
                    }
                    if let Some(whose) = whose_of(given, &said, address) {
                        return Some(whose);
                    }
                }
            }
        }
        None
    }

    /// Whose something is that a function made in a call of it.
    fn whose_made(&self, fun: Fun, call: At, address: &Text) -> Option<Whose> {
        self.shared(fun).iter().find_map(|given| {
            let by_it = given.iter().filter(|(of, _)| *of == call).map(|(_, given)| given);
            whose_of(given, &by_it.collect::<Vec<_>>(), address)
        })
    }

    /// A class and those it is made from.
    fn above(&self, class: Cls) -> Vec<Cls> {
        let program = self.program();
        let mut found = vec![class];
        let mut next = 0;
        while let Some(of) = found.get(next).copied() {
            next += 1;
            for base in &program.class(of).bases {
                for base in program.classes_of(base_name(base), program.language(of.unit)) {
                    if !found.contains(&base) && found.len() < 32 {
                        found.push(base);
                    }
                }
            }
        }
        found
    }

    /// The parameters of a function that some calls give the address of the API, and some another.
    fn shared(&self, fun: Fun) -> Shared {
        if let Some(known) = self.shared.borrow().get(&fun) {
            return Arc::clone(known);
        }
        let callers = self.values.callers(fun);
        let mut found = Vec::new();
        let places = self.program().function(fun).parameters.len();
        for place in 0..u16::try_from(places).unwrap_or(u16::MAX) {
            let given = callers.iter().filter_map(|call| {
                let argument = self.values.argument_for(fun, *call, place)?;
                let given = self.addresses_in(argument, &None, 0);
                (given.other || !given.api.is_empty()).then_some((*call, given))
            });
            let given: Vec<(At, Given)> = given.collect();
            if given.iter().any(|(_, g)| !g.api.is_empty()) && given.iter().any(|(_, g)| g.other) {
                found.push(given);
            }
        }
        let found = Arc::new(found);
        self.shared.borrow_mut().insert(fun, Arc::clone(&found));
        found
    }

    /// The addresses in what a call is given: alone, among fields, or in a client made with them.
    fn addresses_in(&self, at: At, context: &Context, depth: u8) -> Given {
        let mut found = Given::default();
        if depth > 2 {
            return found;
        }
        let values = self.values.of(at, context);
        for value in values.into_iter().flat_map(|v| self.values.settled(v, None)) {
            let (unit, inside, context): (u32, Vec<ExprId>, Context) = match value {
                Value::Text(text) => {
                    if let Some(Piece::Written(letters, place)) = text.pieces.first()
                        && letters.contains("://")
                    {
                        if names_api(self.catalogue, letters) {
                            found.api.push(*place);
                        } else {
                            found.other = true;
                        }
                    }
                    continue;
                }
                Value::Map(map, context) => match self.program().expr(map) {
                    Expr::Map(pairs) => {
                        let bases = pairs.iter().filter(|(key, _)| is_base(key));
                        (map.unit, bases.map(|(_, value)| *value).collect(), context)
                    }
                    _ => continue,
                },
                Value::Made(_, Some((made, context))) => match self.program().expr(made) {
                    Expr::Call(call) => {
                        let given = call.arguments.iter();
                        let bases = given.filter(|a| a.name.as_deref().is_none_or(is_base));
                        (made.unit, bases.map(|a| a.value).collect(), context)
                    }
                    _ => continue,
                },
                _ => continue,
            };
            for expr in inside {
                let given = self.addresses_in(At { unit, expr }, &context, depth + 1);
                found.api.extend(given.api);
                found.other |= given.other;
            }
        }
        found
    }
}

/// Whose something is, by what it was given of all that anything is; an address that nobody
/// gave it stands for itself.
fn whose_of(all: &[(At, Given)], said: &[&Given], address: &Text) -> Option<Whose> {
    if let Some(Piece::Written(letters, at)) = address.pieces.first()
        && letters.contains("://")
        && !all.iter().any(|(_, given)| given.api.contains(at))
    {
        return None;
    }
    let api = said.iter().any(|given| !given.api.is_empty());
    let other = said.iter().any(|given| given.other);
    Some(match (api, other) {
        (true, false) => Whose::Api,
        (false, true) => Whose::Another,
        _ => Whose::Either,
    })
}

/// Whether something of this name may stand before every path.
fn is_base(name: &str) -> bool {
    let words = words(name);
    let says = |known: &[&str]| words.iter().any(|w| known.contains(&w.as_str()));
    says(&["base", "url", "uri", "host", "endpoint", "root", "prefix", "api"])
        && !says(&["redirect", "callback", "auth", "token"])
}
