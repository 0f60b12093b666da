//! What expressions can be at run time, as far as the code says.
//!
//! Values are found on demand, backwards from where one is wanted: a name is what
//! it is given anywhere in its function, a field what any method of its class gives
//! it, a call what the function called gives back. What is only known at run time
//! stays a hole; a parameter stays itself until a caller is looked at.

mod addresses;
mod boxes;
mod callers;
mod collected;
mod fields;
mod guards;
mod imports;
mod members;
mod names;
mod objects;
mod overloads;
mod parameters;
mod settings;
pub mod texts;
mod value;

pub use callers::is_constructor;
pub use fields::field;
pub use imports::type_names;
pub use settings::{getter_field, is_variable};
pub use value::{
    Context, Frame, Piece, Text, Value, as_text, concat, names_nothing, of_nothing, through,
};

use std::cell::{Cell, OnceCell, RefCell};
use std::sync::Arc;

use foldhash::HashMap;

use members::element_step;
use value::{is_there, limit, without_gaps};

use crate::audit::cores;
use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::{At, Cls, Fun, Meaning, Program};
use crate::audit::syntax::Language;

/// Calls within calls that are followed.
const DEEPEST: u8 = 10;
/// Expressions within expressions that are followed.
const NESTED: u32 = 100;
/// Steps one question may take, so that no program, however made, stalls the audit.
const FUEL: u32 = 6_000;
/// Steps all questions together may take: some seconds.
pub const ALL_FUEL: u64 = 3_000_000;
/// Steps of a question when all of that is used up: what stands beside it is still found.
const RESERVE: u32 = 60;

/// Values found before.
type Known = Arc<Vec<Value>>;

/// A member of a class.
type OfClass = (Cls, Box<str>);

/// A parameter, and the way to a field of it.
type Given = (Fun, u16, Arc<[Box<str>]>);

/// A name being resolved: unit, function, name, and what it was found to be so far.
type Resolving = ((u32, u32, Option<At>, Box<str>), Vec<Value>);

/// Finds values.
pub struct Values<'p> {
    /// The program.
    pub program: &'p Program,
    /// What was found of each place, none where that is nothing: most places are such.
    known: RefCell<HashMap<At, Option<Arc<[Value]>>>>,
    callers: RefCell<HashMap<Fun, Arc<Vec<At>>>>,
    imports: RefCell<HashMap<(u32, u32), Known>>,
    /// Imports being followed.
    importing: RefCell<Vec<(u32, u32)>>,
    attributes: OnceCell<HashMap<Box<str>, Vec<fields::Attribute>>>,
    types: RefCell<HashMap<(u32, Box<str>), Known>>,
    active: RefCell<Vec<(At, bool, Option<At>)>>,
    resolving: RefCell<Vec<Resolving>>,
    members: RefCell<Vec<OfClass>>,
    /// Members of classes found before, and where they were asked for.
    of_classes: RefCell<HashMap<OfClass, (At, Known)>>,
    /// The cases that objects are, whose members are being looked at.
    cases: RefCell<Vec<(Cls, Box<str>)>>,
    settling: RefCell<Vec<(Fun, u16)>>,
    /// What callers give parameters, or fields of them.
    given: RefCell<HashMap<Given, Known>>,
    nested: Cell<u32>,
    fuel: Cell<u32>,
    /// Steps that all questions together may still take.
    left: Cell<u64>,
    /// The first place that could not be followed for want of it.
    starved: Cell<Option<At>>,
    cut: Cell<bool>,
}

impl<'p> Values<'p> {
    /// Finds values of a program, in so many steps for all questions together.
    pub fn new(program: &'p Program, all_fuel: u64) -> Self {
        Values {
            program,
            known: RefCell::default(),
            callers: RefCell::default(),
            imports: RefCell::default(),
            importing: RefCell::default(),
            attributes: OnceCell::new(),
            types: RefCell::default(),
            active: RefCell::default(),
            resolving: RefCell::default(),
            members: RefCell::default(),
            of_classes: RefCell::default(),
            cases: RefCell::default(),
            settling: RefCell::default(),
            given: RefCell::default(),
            nested: Cell::new(0),
            fuel: Cell::new(0),
            left: Cell::new(all_fuel),
            starved: Cell::new(None),
            cut: Cell::new(false),
        }
    }

    /// Forgets what was found, which takes a while to take apart: nobody waits for it.
    pub fn let_go(self) {
        cores::let_go((self.known, self.imports, self.types, self.of_classes, self.given));
    }

    /// What an expression can be. Each question gets its fuel anew when it is the outermost.
    pub fn of(&self, at: At, context: &Context) -> Vec<Value> {
        // What says all by itself takes no steps, and is not worth writing down.
        if matches!(
            self.program.expr(at),
            Expr::Text(_) | Expr::Number(_) | Expr::Function(_) | Expr::Other
        ) {
            return self.expression(at, context);
        }
        let by_itself = context.is_none() && self.cases.borrow().is_empty();
        if by_itself && let Some(known) = self.known.borrow().get(&at) {
            return known.as_ref().map_or_else(|| vec![Value::Unknown(at)], |known| known.to_vec());
        }
        // A function whose argument is a call of itself is no function that goes on for ever:
        // `join(join(host, "v1"), "me")`.
        let key = (at, !by_itself, context.as_ref().map(|frame| frame.call));
        if self.active.borrow().contains(&key) {
            self.cut.set(true);
            return vec![Value::Unknown(at)];
        }
        if !self.enter() {
            if self.left.get() == 0 && self.starved.get().is_none() {
                self.starved.set(Some(at));
            }
            return vec![Value::Unknown(at)];
        }
        self.active.borrow_mut().push(key);
        let (mut values, whole) = self.uncut(|| self.expression(at, context));
        self.active.borrow_mut().pop();
        self.leave();
        limit(&mut values);
        // What was cut short may come out fuller when asked for by itself.
        let whole = whole || self.nested.get() == 0 || self.fuel.get() == 0;
        if by_itself && whole {
            let is_nothing = matches!(*values, [Value::Unknown(place)] if place == at);
            let known = (!is_nothing).then(|| Arc::from(values.as_slice()));
            self.known.borrow_mut().insert(at, known);
        }
        values
    }

    /// What something finds, and whether nothing in it was cut short.
    fn uncut(&self, find: impl FnOnce() -> Vec<Value>) -> (Vec<Value>, bool) {
        let outer_cut = self.cut.replace(false);
        let found = find();
        let whole = !self.cut.get();
        self.cut.set(outer_cut || !whole);
        (found, whole)
    }

    /// Whether there is room to go deeper; whoever gets in must leave.
    fn enter(&self) -> bool {
        if self.nested.get() == 0 {
            self.fuel.set(if self.left.get() == 0 { RESERVE } else { FUEL });
            self.cut.set(false);
        }
        if self.nested.get() > NESTED || self.fuel.get() == 0 {
            self.cut.set(true);
            return false;
        }
        self.fuel.set(self.fuel.get() - 1);
        self.left.set(self.left.get().saturating_sub(1));
        self.nested.set(self.nested.get() + 1);
        true
    }

    /// Where the program was too large or too entangled to be followed in full.
    pub fn starved(&self) -> Option<At> {
        self.starved.get()
    }

    fn leave(&self) {
        self.nested.set(self.nested.get() - 1);
    }

    /// What an expression can be, as texts; everything else is a hole.
    pub fn texts(&self, at: At, context: &Context) -> Vec<Text> {
        let values = self.of(at, context);
        let mut texts: Vec<Text> = values.iter().map(|v| as_text(v, at)).collect();
        if texts.is_empty() {
            // Declared, and given nothing that can be seen.
            texts.push(Text { pieces: vec![Piece::Hole(at, None)] });
        }
        // `id ?? ""`: empty only where there is none.
        let is_empty = |t: &Text| t.whole().is_some_and(|letters| letters.is_empty());
        let is_open = |v: &Value| {
            matches!(
                v,
                Value::Unknown(_) | Value::Parameter(..) | Value::Made(..) | Value::Outside(_)
            )
        };
        if texts.iter().any(is_empty) && values.iter().any(is_open) {
            texts.retain(|t| !is_empty(t));
        }
        // An alternative that says nothing is dropped where another says something.
        let letters = |t: &Text| {
            t.pieces.iter().any(|p| matches!(p, Piece::Written(text, _) if !text.is_empty()))
        };
        let hole = |t: &Text| t.pieces.iter().any(|p| matches!(p, Piece::Hole(..)));
        if !texts.iter().any(letters) && texts.iter().any(hole) {
            texts.retain(hole);
        } else if texts.iter().any(|t| t.pieces.iter().any(|p| matches!(p, Piece::Written(..)))) {
            texts.retain(|t| {
                t.pieces.iter().any(|p| matches!(p, Piece::Written(..)))
                    || t.parameters().next().is_some()
            });
        }
        texts
    }

    fn expression(&self, at: At, context: &Context) -> Vec<Value> {
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match self.program.expr(at) {
            Expr::Text(text) => vec![Value::Text(Text::written(text, at))],
            Expr::Join(parts) => {
                if let Some(lists) = self.lists_added(at.unit, parts, context) {
                    return lists;
                }
                // `"\(endpoint.method)"` of something that is named and no text.
                if let [only] = parts.as_slice() {
                    let mut named = self.of(here(*only), context);
                    let is_named = |v: &Value| match v {
                        Value::Outside(path) => path.starts_with('.'),
                        other => matches!(other, Value::Case(..)),
                    };
                    named.retain(is_named);
                    if !named.is_empty() {
                        return named;
                    }
                }
                let parts: Vec<Vec<Text>> =
                    parts.iter().map(|p| self.texts(here(*p), context)).collect();
                concat(&parts).into_iter().map(|text| Value::Text(without_gaps(text))).collect()
            }
            Expr::Name(name) => self.name(at, name, context),
            Expr::This => self.this(at, context),
            Expr::Member(Some(object), name) => {
                if matches!(&**name, "url" | "string")
                    && let Some(texts) = self.put_together(at, *object, context)
                {
                    return texts.into_iter().map(Value::Text).collect();
                }
                // `builder.Path = "v1/me"; builder.Uri`
                if &**name == "Uri"
                    && let Some(told) = self.with_path(at, *object, context)
                {
                    return told;
                }
                let set = self.variable(at.unit, *object, name);
                if !set.is_empty() {
                    return set;
                }
                let objects = self.of(here(*object), context);
                let of_one = |object: &Value| -> Vec<Value> {
                    let read = || {
                        let found = self.member(at, object, name, context);
                        found.into_iter().flat_map(|v| self.read(at, v)).collect()
                    };
                    self.as_case(object, read)
                };
                // Where callers say what it is, its type adds nothing by leaving it open.
                let said = objects.iter().any(|o| matches!(o, Value::Parameter(..)));
                let open = |object: &Value, found: &Value| {
                    said && matches!(object, Value::Instance(..))
                        && matches!(found, Value::Unknown(_))
                };
                objects
                    .iter()
                    .flat_map(|o| of_one(o).into_iter().filter(move |v| !open(o, v)))
                    .collect()
            }
            Expr::Member(None, name) => vec![Value::Outside(format!(".{name}").into())],
            Expr::Index(object, index) => {
                let set = self.setting_at(at.unit, Some(*object), *index);
                if !set.is_empty() {
                    return set;
                }
                if let Some(parts) = texts::part(self, here(*object), here(*index), context) {
                    return parts;
                }
                let objects = self.of(here(*object), context);
                let keys: Vec<String> =
                    self.texts(here(*index), context).iter().filter_map(Text::whole).collect();
                // `for (Scope scope : Scope.values())`: one of them, each a text of its own.
                let whole = |v: &Value| matches!(v, Value::Text(text) if text.whole().is_some());
                if keys.is_empty() && objects.len() > 1 && objects.iter().all(whole) {
                    return objects;
                }
                let step = self.program.number(here(*index)).map(|n| element_step(n as usize));
                // `for (const [name, path] of pairs)`: what is no list may be part of one already.
                let is_each = self.program.is_some_of(here(*object));
                let of = |object: &Value| match &step {
                    Some(_) if is_each && !matches!(object, Value::List(..)) => {
                        vec![object.clone()]
                    }
                    Some(step) => self.member(at, object, step, context),
                    None => self.element(at, object, &keys),
                };
                let found: Vec<Value> = objects.iter().flat_map(of).collect();
                let unsaid = found.iter().all(|v| matches!(v, Value::Unknown(_)));
                let kept = if unsaid { self.kept(at, *object, &keys) } else { Vec::new() };
                if kept.is_empty() { found } else { kept }
            }
            Expr::Call(_) => self.call(at, context),
            Expr::List(_) => vec![Value::List(at, context.clone())],
            Expr::Map(_) => vec![Value::Map(at, context.clone())],
            Expr::Either(branches) => {
                // `body ? "PUT" : "GET"`, where the caller gives a body or none.
                let taken = |b: &&ExprId| !self.contradicts(here(**b), context);
                let mut open: Vec<ExprId> = branches.iter().filter(taken).copied().collect();
                if open.is_empty() {
                    open.clone_from(branches);
                }
                open.into_iter().flat_map(|b| self.of(here(b), context)).collect()
            }
            Expr::Default(value, other) => {
                let mut found = self.of(here(*value), context);
                if found.is_empty() || !found.iter().all(is_there) {
                    let other = self.of(here(*other), context);
                    // `url ?? ""`: nothing is no alternative, so that the hole stays.
                    let nothing = |v: &Value| matches!(v, Value::Text(t) if t.whole().is_some_and(|w| w.is_empty()));
                    if other.is_empty() || !other.iter().all(nothing) {
                        found.retain(|v| !matches!(v, Value::Unknown(_)));
                    }
                    found.extend(other);
                }
                found
            }
            Expr::Function(function) => {
                vec![Value::Function(Fun { unit: at.unit, id: *function })]
            }
            Expr::Number(_) | Expr::Other => vec![Value::Unknown(at)],
        }
    }

    /// What a function of a script gives that says by its name that it encodes what it is given,
    /// whatever it does it with: `$(urlencode "$scopes")`.
    fn encoded(&self, at: At, call: &Call, context: &Context) -> Option<Vec<Value>> {
        let unit = self.program.unit(at.unit);
        let [only] = call.arguments.as_slice() else { return None };
        if self.program.language(at.unit) != Language::Shell {
            return None;
        }
        let name = unit.last_name(call.callee)?.to_lowercase().replace(['-', '_'], "");
        let encodes = ["urlencode", "uriencode", "encodeuri", "urlescape", "encodeurl"];
        let of = At { unit: at.unit, expr: only.value };
        encodes.iter().any(|word| name.contains(word)).then(|| self.of(of, context))
    }

    /// Whether a text is cut into a list: `"a b".split(" ")`, or a name that is given one.
    fn is_cut(&self, at: At) -> bool {
        let cuts = |at: At| match self.program.expr(at) {
            Expr::Call(call) => matches!(
                self.program.unit(at.unit).last_name(call.callee),
                Some("split" | "explode" | "Split")
            ),
            _ => false,
        };
        match self.program.expr(at) {
            Expr::Name(name) => {
                let owner = self.program.owner(at);
                let meanings = self.program.meanings(at.unit, owner.id, name);
                let given = meanings.iter().filter_map(|m| match m {
                    Meaning::Bound(bound) => {
                        let value = self.program.binding(*bound).value;
                        value.map(|expr| At { unit: bound.unit, expr })
                    }
                    _ => None,
                });
                let mut given = given.peekable();
                given.peek().is_some() && given.all(cuts)
            }
            _ => cuts(at),
        }
    }

    /// `A + B` of lists: each of them, and what nothing is known of.
    fn lists_added(&self, unit: u32, parts: &[ExprId], context: &Context) -> Option<Vec<Value>> {
        let is_list = |v: &Value| matches!(v, Value::List(..));
        let (mut found, mut cut) = (Vec::new(), false);
        for part in parts {
            let at = At { unit, expr: *part };
            let values = self.of(at, context);
            if self.is_cut(at) {
                cut = true;
                found.extend(values);
            } else if values.iter().any(is_list) {
                found.extend(values.into_iter().filter(is_list));
            } else if values.iter().all(|v| matches!(v, Value::Unknown(_) | Value::Outside(_))) {
                found.push(Value::Unknown(at));
            } else {
                return None;
            }
        }
        (parts.len() > 1 && (cut || found.iter().any(is_list))).then_some(found)
    }

    fn is_own(&self, callee: At) -> bool {
        let family = self.program.language(callee.unit).family();
        let own = |fun: &Fun| self.program.language(fun.unit).family() == family;
        let name = self.program.unit(callee.unit).last_name(callee.expr);
        name.is_some_and(|name| self.program.functions_of(name).iter().any(own))
            && self.of(callee, &None).iter().any(|v| matches!(v, Value::Function(_)))
    }

    fn call(&self, at: At, context: &Context) -> Vec<Value> {
        let Expr::Call(call) = self.program.expr(at) else { return Vec::new() };
        let callee = At { unit: at.unit, expr: call.callee };
        // A function of the program does what it does, whatever others of its name do.
        if !self.is_own(callee)
            && let Some(values) = texts::built(self, at, call, context)
        {
            return values;
        }
        let mut found = Vec::new();
        // `Endpoint.track(id).path()`
        let case = match self.program.expr(callee) {
            Expr::Member(Some(object), _) => {
                let objects = self.of(At { unit: at.unit, expr: *object }, context);
                objects.into_iter().find(|o| matches!(o, Value::Case(..)))
            }
            _ => None,
        };
        for value in self.called(at, self.of(callee, context)) {
            match value {
                Value::Function(fun) => {
                    let depth = context.as_ref().map_or(0, |f| f.depth);
                    if depth < DEEPEST {
                        let back = || self.returned(fun, &through(fun, at, context));
                        let returned = match &case {
                            Some(case) => self.as_case(case, back),
                            None => back(),
                        };
                        let is_text = |v: &Value| matches!(v, Value::Text(_));
                        if !returned.iter().any(is_text)
                            && let Some(encoded) = self.encoded(at, call, context)
                        {
                            found.extend(encoded);
                            continue;
                        }
                        if returned.is_empty() {
                            found.push(Value::Unknown(at));
                        }
                        found.extend(returned);
                    }
                }
                Value::Class(class) => {
                    let maker = (!call.arguments.is_empty()).then_some(at);
                    found.push(Value::Instance(class, maker));
                    if self.program.is_added_to(class) {
                        let path = format!("{}()", self.program.class(class).name).into();
                        found.push(Value::Made(path, Some((at, context.clone()))));
                    }
                }
                // `Self { path }` is an object with what it is given.
                Value::Instance(class, _)
                    if call.makes && matches!(self.program.expr(callee), Expr::This) =>
                {
                    found.push(Value::Instance(class, Some(at)));
                }
                Value::Instance(..) => found.push(value),
                // A getter that is not written out: `settings.getScope()`, `record.path()`.
                Value::Text(_) | Value::List(..) if call.arguments.is_empty() => {
                    found.push(value);
                }
                Value::Case(..) => found.push(value),
                // `const props = defineProps({ path: String })`
                Value::Outside(path)
                    if matches!(&*path, "defineProps" | "withDefaults" | "$props") =>
                {
                    found.extend(self.given_by_tags(at.unit));
                }
                Value::Outside(path) if &*path == "require" => {
                    found.extend(self.required(at.unit, call));
                }
                Value::Outside(path) | Value::Made(path, None) => {
                    found
                        .push(Value::Made(format!("{path}()").into(), Some((at, context.clone()))));
                }
                Value::Made(path, made) => {
                    found.push(Value::Made(format!("{path}()").into(), made));
                }
                _ => {}
            }
        }
        if found.is_empty() { vec![Value::Unknown(at)] } else { found }
    }
}
