//! What expressions can be at run time, as far as the code says.
//!
//! Values are found on demand, backwards from where one is wanted: a name is what
//! it is given anywhere in its function, a field what any method of its class gives
//! it, a call what the function called gives back. What is only known at run time
//! stays a hole; a parameter stays itself until a caller is looked at.

mod boxes;
mod callers;
mod imports;
mod members;
mod settings;

pub use callers::is_constructor;
pub use imports::type_names;
pub use settings::getter_field;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::audit::ir::{Expr, ExprId, FunctionId, Guard, Target};
use crate::audit::program::{At, Bound, Cls, Fun, Meaning, Program};
use crate::audit::syntax::Language;
use crate::audit::{clients, texts};

/// Something an expression can be.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text, perhaps with holes.
    Text(Text),
    /// A function of the program.
    Function(Fun),
    /// A class of the program itself.
    Class(Cls),
    /// An object of a class of the program, and the call that made it where one is known.
    Instance(Cls, Option<At>),
    /// One case of an enum of the program that has no value of its own.
    Case(Cls, Box<str>),
    /// A file of the program.
    Module(u32),
    /// Something from outside the program, by its path: `axios`, `spotipy.Spotify`.
    Outside(Rc<str>),
    /// An object made by something from outside: what made it, and the call.
    Made(Rc<str>, Option<(At, Context)>),
    /// A list written out.
    List(At, Context),
    /// Fields written out.
    Map(At, Context),
    /// What a caller gives; the path leads into it.
    Parameter(Fun, u16, Rc<[Box<str>]>),
    /// Only known at run time.
    Unknown(At),
}

/// A text with holes.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// What stands one after the other.
    pub pieces: Vec<Piece>,
}

/// Part of a text.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Written out, and where.
    Written(Rc<str>, At),
    /// Only known at run time; where it comes from, and the parameter it is where it is one.
    Hole(At, Option<(Fun, u16)>),
}

impl Text {
    /// A text that is written out.
    pub fn written(text: &str, at: At) -> Self {
        Text { pieces: vec![Piece::Written(text.into(), at)] }
    }

    /// Its letters, with `{}` for each hole.
    pub fn shown(&self) -> String {
        let piece = |p: &Piece| match p {
            Piece::Written(text, _) => text.to_string(),
            Piece::Hole(..) => HOLE.to_string(),
        };
        self.pieces.iter().map(piece).collect()
    }

    /// Its letters, where it has no hole.
    pub fn whole(&self) -> Option<String> {
        self.pieces.iter().all(|p| matches!(p, Piece::Written(..))).then(|| self.shown())
    }

    /// The parameters in it.
    pub fn parameters(&self) -> impl Iterator<Item = (Fun, u16)> + '_ {
        self.pieces.iter().filter_map(|p| match p {
            Piece::Hole(_, parameter) => *parameter,
            Piece::Written(..) => None,
        })
    }
}

/// How a hole is written.
pub const HOLE: &str = "{}";

/// The calls through which an expression is reached, innermost first; none where
/// it is looked at by itself.
pub type Context = Option<Rc<Frame>>;

/// A call through which an expression is reached.
#[derive(Debug)]
pub struct Frame {
    /// The function called.
    pub function: Fun,
    /// The call.
    pub call: At,
    /// How the call itself is reached.
    pub outer: Context,
    /// How many frames there are.
    pub depth: u8,
}

/// A context with one call more.
#[allow(
    clippy::unnecessary_wraps,
    reason = "a context is where one stands; outside of all calls it is none"
)]
pub fn through(function: Fun, call: At, outer: &Context) -> Context {
    let depth = outer.as_ref().map_or(0, |f| f.depth) + 1;
    Some(Rc::new(Frame { function, call, outer: outer.clone(), depth }))
}

/// More alternatives than this are not kept.
const MOST: usize = 24;
/// Calls within calls that are followed.
const DEEPEST: u8 = 10;
/// Expressions within expressions that are followed.
const NESTED: u32 = 100;
/// Steps one question may take, so that no program, however made, stalls the audit.
const FUEL: u32 = 6_000;
/// Steps all questions together may take: some seconds.
pub const ALL_FUEL: u64 = 4_000_000;
/// Steps of a question when all of that is used up: what stands beside it is still found.
const RESERVE: u32 = 60;

/// Values found before.
type Known = Rc<Vec<Value>>;

/// A name being resolved: unit, function, name, and what it was found to be so far.
type Resolving = (u32, u32, Box<str>, Vec<Value>);

/// Finds values.
pub struct Values<'p> {
    /// The program.
    pub program: &'p Program,
    known: RefCell<HashMap<At, Known>>,
    callers: RefCell<HashMap<Fun, Rc<Vec<At>>>>,
    imports: RefCell<HashMap<(u32, u32), Known>>,
    types: RefCell<HashMap<(u32, Box<str>), Known>>,
    active: RefCell<Vec<(At, bool)>>,
    resolving: RefCell<Vec<Resolving>>,
    members: RefCell<Vec<(Cls, Box<str>)>>,
    /// The cases that objects are, whose members are being looked at.
    cases: RefCell<Vec<(Cls, Box<str>)>>,
    settling: RefCell<Vec<(Fun, u16)>>,
    nested: Cell<u32>,
    fuel: Cell<u32>,
    /// Steps all questions together may take.
    all_fuel: u64,
    /// What is left of them.
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
            types: RefCell::default(),
            active: RefCell::default(),
            resolving: RefCell::default(),
            members: RefCell::default(),
            cases: RefCell::default(),
            settling: RefCell::default(),
            nested: Cell::new(0),
            fuel: Cell::new(0),
            all_fuel,
            left: Cell::new(all_fuel),
            starved: Cell::new(None),
            cut: Cell::new(false),
        }
    }

    /// What an expression can be. Each question gets its fuel anew when it is the outermost.
    pub fn of(&self, at: At, context: &Context) -> Vec<Value> {
        let by_itself = context.is_none() && self.cases.borrow().is_empty();
        if by_itself && let Some(known) = self.known.borrow().get(&at) {
            return known.to_vec();
        }
        let key = (at, !by_itself);
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
        let outer_cut = self.cut.replace(false);
        let mut values = self.expression(at, context);
        self.active.borrow_mut().pop();
        self.leave();
        limit(&mut values);
        // What was cut short may come out fuller when asked for by itself.
        let whole = !self.cut.get() || self.nested.get() == 0 || self.fuel.get() == 0;
        if by_itself && whole {
            self.known.borrow_mut().insert(at, Rc::new(values.clone()));
        }
        self.cut.set(self.cut.get() || outer_cut);
        values
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

    /// Starts anew; where the program was too large or too entangled to be followed in full.
    pub fn refuel(&self) -> Option<At> {
        self.left.set(self.all_fuel);
        self.starved.take()
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
                let objects = self.of(here(*object), context);
                let of_one = |object: &Value| -> Vec<Value> {
                    let read = || {
                        let found = self.member(at, object, name, context);
                        found.into_iter().flat_map(|v| self.read(at, v)).collect()
                    };
                    self.as_case(object, read)
                };
                objects.iter().flat_map(of_one).collect()
            }
            Expr::Member(None, name) => vec![Value::Outside(format!(".{name}").into())],
            Expr::Index(object, index) => {
                let set = self.setting_at(at.unit, Some(*object), *index);
                if !set.is_empty() {
                    return set;
                }
                let objects = self.of(here(*object), context);
                let keys: Vec<String> =
                    self.texts(here(*index), context).iter().filter_map(Text::whole).collect();
                objects.iter().flat_map(|o| self.element(at, o, &keys)).collect()
            }
            Expr::Call(_) => self.call(at, context),
            Expr::List(_) => vec![Value::List(at, context.clone())],
            Expr::Map(_) => vec![Value::Map(at, context.clone())],
            Expr::Either(branches) => {
                branches.iter().flat_map(|b| self.of(here(*b), context)).collect()
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
            Expr::Other => vec![Value::Unknown(at)],
        }
    }

    /// `A + B` of lists: each of them.
    fn lists_added(&self, unit: u32, parts: &[ExprId], context: &Context) -> Option<Vec<Value>> {
        let mut found = Vec::new();
        for part in parts {
            let lists = self.of(At { unit, expr: *part }, context);
            let any = found.len();
            found.extend(lists.into_iter().filter(|v| matches!(v, Value::List(..))));
            if found.len() == any {
                return None;
            }
        }
        (parts.len() > 1).then_some(found)
    }

    /// An address put together part by part: `parts.host = …; parts.path = …; parts.url`.
    fn put_together(&self, at: At, object: ExprId, context: &Context) -> Option<Vec<Text>> {
        let unit = self.program.unit(at.unit);
        let Expr::Name(whole) = unit.expr(object) else { return None };
        let owner = unit.owner(at.expr);
        let part = |wanted: &str| -> Option<Vec<Text>> {
            let of_it = unit.bindings.iter().find(|b| {
                b.function == owner
                    && matches!(&b.target, Target::Member(of, part) if **part == *wanted
                        && matches!(unit.expr(*of), Expr::Name(name) if name == whole))
            });
            Some(self.texts(At { unit: at.unit, expr: of_it?.value? }, context))
        };
        let scheme = vec![Text::written("https://", at)];
        Some(concat(&[scheme, part("host")?, part("path")?]))
    }

    /// An address whose path is told to it in a line of its own: `u.Path = …`.
    pub fn with_path(&self, at: At, object: ExprId, context: &Context) -> Option<Vec<Value>> {
        let unit = self.program.unit(at.unit);
        let Expr::Name(whole) = unit.expr(object) else { return None };
        let owner = unit.owner(at.expr);
        let path = unit.bindings.iter().rfind(|b| {
            b.function == owner
                && matches!(&b.target, Target::Member(of, part) if &**part == "Path"
                    && matches!(unit.expr(*of), Expr::Name(name) if name == whole))
        })?;
        let told = At { unit: at.unit, expr: path.value? };
        let bases: Vec<Text> = self
            .texts(At { unit: at.unit, expr: object }, context)
            .into_iter()
            .filter(|base| base.shown().contains("://"))
            .collect();
        let slash = Text::written("/", told);
        // What it had before is part of what it is told: `path.Join(base.Path, p)`.
        let had = |piece: &Piece| {
            matches!(piece, Piece::Hole(at, _)
                if matches!(self.program.expr(*at), Expr::Member(_, part) if &**part == "Path"))
        };
        let paths = self.texts(told, context).into_iter().map(|mut text| {
            if text.pieces.len() > 1 && text.pieces.first().is_some_and(had) {
                text.pieces.remove(0);
            }
            text
        });
        let paths: Vec<Text> = paths.collect();
        (!bases.is_empty() && !paths.is_empty())
            .then(|| concat(&[bases, vec![slash], paths]).into_iter().map(Value::Text).collect())
    }

    /// The object a method belongs to where an expression stands.
    fn this(&self, at: At, context: &Context) -> Vec<Value> {
        let mut fun = self.program.owner(at);
        loop {
            let function = self.program.function(fun);
            if let Some(class) = function.class {
                return self.object_of(fun, Cls { unit: at.unit, id: class }, context);
            }
            if function.outer == fun.id {
                return vec![Value::Unknown(at)];
            }
            fun.id = function.outer;
        }
    }

    /// The object whose method is called through a context, with what made it; failing
    /// that, any of its class.
    fn object_of(&self, fun: Fun, class: Cls, context: &Context) -> Vec<Value> {
        let any = vec![Value::Instance(class, None)];
        let Some(frame) = context.as_ref().filter(|frame| frame.function == fun) else {
            return any;
        };
        let Expr::Call(call) = self.program.expr(frame.call) else { return any };
        let callee = At { unit: frame.call.unit, expr: call.callee };
        let Expr::Member(Some(object), _) = self.program.expr(callee) else { return any };
        let object = At { unit: frame.call.unit, expr: *object };
        let made = self.of(object, &frame.outer);
        let own = |v: &Value| matches!(v, Value::Instance(c, Some(_)) if self.program.relatives(class).contains(c));
        if made.is_empty() || !made.iter().all(own) { any } else { made }
    }

    /// Looks at members of an object while it is known which case it is.
    fn as_case<T>(&self, object: &Value, look: impl FnOnce() -> T) -> T {
        let Value::Case(class, case) = object else { return look() };
        self.cases.borrow_mut().push((*class, case.clone()));
        let found = look();
        self.cases.borrow_mut().pop();
        found
    }

    /// Whether a function gives a value back for the case that its object is known to be.
    fn is_for_case(&self, fun: Fun, value: ExprId) -> bool {
        let unit = self.program.unit(fun.unit);
        let cases = self.cases.borrow();
        let Some(class) = self.program.function(fun).class else { return true };
        let class = Cls { unit: fun.unit, id: class };
        let case = cases.iter().rev().find(|(of, _)| self.program.relatives(*of).contains(&class));
        let Some((_, case)) = case else { return true };
        let Some(arm) = unit.arm(unit.span(value)) else { return true };
        let others = || unit.arms.iter().filter(|other| other.whole == arm.whole);
        let is_named = others().any(|other| other.labels.contains(case));
        // A `switch` over something else names no case of this.
        arm.labels.contains(case) || arm.labels.is_empty() && !is_named || {
            let fields = self.program.fields_of(arm.labels.first().map_or("", |l| &**l));
            !arm.labels.is_empty() && fields.is_empty()
        }
    }

    /// The branches of a value, each by itself.
    fn branches(&self, at: At) -> Vec<ExprId> {
        match self.program.expr(at) {
            Expr::Either(branches) => branches
                .iter()
                .flat_map(|b| self.branches(At { unit: at.unit, expr: *b }))
                .collect(),
            _ => vec![at.expr],
        }
    }

    /// A property with a getter is what the getter gives back.
    fn read(&self, at: At, value: Value) -> Vec<Value> {
        let Value::Function(fun) = value else { return vec![value] };
        let function = self.program.function(fun);
        let called = self.program.parent(at).is_some_and(
            |p| matches!(self.program.expr(p), Expr::Call(call) if call.callee == at.expr),
        );
        if called || !function.parameters.is_empty() || function.returns.is_empty() {
            return vec![Value::Function(fun)];
        }
        let mut values = vec![Value::Function(fun)];
        values.extend(self.returned(fun, &None));
        values
    }

    /// What a function gives back.
    pub fn returned(&self, fun: Fun, context: &Context) -> Vec<Value> {
        let function = self.program.function(fun);
        let mut values: Vec<Value> = Vec::new();
        let by_case = !self.cases.borrow().is_empty();
        for value in &function.returns {
            let at = At { unit: fun.unit, expr: *value };
            if by_case {
                for branch in self.branches(at) {
                    if self.is_for_case(fun, branch) {
                        values.extend(self.of(At { unit: fun.unit, expr: branch }, context));
                    }
                }
            } else {
                values.extend(self.of(at, context));
            }
        }
        values.retain(|v| !matches!(v, Value::Unknown(_)));
        if values.is_empty() && !function.return_type.is_empty() {
            values.extend(self.of_type(fun.unit, &function.return_type));
        }
        values
    }

    fn name(&self, at: At, name: &str, context: &Context) -> Vec<Value> {
        let owner = self.program.owner(at);
        let meanings = self.program.meanings(at.unit, owner.id, name);
        let stored = self.in_store(at, name);
        if meanings.is_empty() {
            return if stored.is_empty() { vec![Value::Outside(name.into())] } else { stored };
        }
        let key = (at.unit, owner.id.0, Box::<str>::from(name));
        let so_far = {
            let resolving = self.resolving.borrow();
            let known = resolving.iter().find(|r| r.0 == key.0 && r.1 == key.1 && r.2 == key.2);
            known.map(|r| r.3.clone())
        };
        if let Some(so_far) = so_far {
            // `url = url + "…"`: what it was before.
            self.cut.set(true);
            return if so_far.is_empty() { self.shadowed(at, name, context) } else { so_far };
        }
        self.resolving.borrow_mut().push((key.0, key.1, key.2, Vec::new()));
        for meaning in &meanings {
            let values = self.meaning(at, *meaning, context);
            let adds = match meaning {
                Meaning::Bound(bound) => self.program.binding(*bound).adds,
                _ => false,
            };
            if let Some(entry) = self.resolving.borrow_mut().last_mut() {
                if adds {
                    entry.3 = added(&entry.3, &values, at);
                } else {
                    entry.3.extend(values);
                }
                limit(&mut entry.3);
            }
        }
        let mut found = self.resolving.borrow_mut().pop().map(|r| r.3).unwrap_or_default();
        found.extend(stored);
        self.compared_with(at, name, &found).unwrap_or(found)
    }

    /// What a name is further out, where it is given to one of the same name:
    /// `move || { let client = client.clone(); … }`.
    fn shadowed(&self, at: At, name: &str, context: &Context) -> Vec<Value> {
        let owner = self.program.owner(at);
        let outer = self.program.function(owner).outer;
        let inner = self.program.meanings(at.unit, owner.id, name);
        let is_inner = |m: &Meaning| match m {
            Meaning::Bound(bound) => self.program.binding(*bound).function == owner.id,
            _ => false,
        };
        if outer == owner.id || !inner.iter().all(is_inner) {
            return Vec::new();
        }
        let found = self.program.meanings(at.unit, outer, name);
        let further = found.into_iter().filter(|m| !is_inner(m));
        further.flat_map(|m| self.meaning(at, m, context)).collect()
    }

    /// What a name is in a branch that asks for it (`if kind in ("tracks", "albums"): …`),
    /// where nothing else says what it is.
    fn compared_with(&self, at: At, name: &str, found: &[Value]) -> Option<Vec<Value>> {
        let unit = self.program.unit(at.unit);
        let (span, owner) = (unit.span(at.expr), unit.owner(at.expr));
        let of_it = |g: &&Guard| {
            g.holds
                && !g.texts.is_empty()
                && g.span.start <= span.start
                && span.end <= g.span.end
                && unit.owner(g.subject) == owner
                && matches!(unit.expr(g.subject), Expr::Name(subject) if **subject == *name)
        };
        let guard = unit.guards.iter().rfind(of_it)?;
        let unsaid = found.iter().all(|v| match v {
            Value::Unknown(_) => true,
            Value::Parameter(fun, ..) => self.callers(*fun).is_empty(),
            _ => false,
        });
        let text = |t: &str| Value::Text(Text::written(t, at));
        unsaid.then(|| guard.texts.iter().map(|t| text(t)).collect())
    }

    /// What a name can be where an expression stands; nothing where it means nothing.
    pub fn named(&self, at: At, name: &str, context: &Context) -> Vec<Value> {
        let owner = self.program.owner(at);
        let meanings = self.program.meanings(at.unit, owner.id, name);
        meanings.iter().flat_map(|m| self.meaning(at, *m, context)).collect()
    }

    /// The method of a class that an expression stands in.
    fn method_around(&self, at: At, class: Cls) -> Fun {
        let mut fun = self.program.owner(at);
        while self.program.function(fun).class != Some(class.id) {
            let outer = self.program.function(fun).outer;
            if outer == fun.id {
                break;
            }
            fun.id = outer;
        }
        fun
    }

    fn meaning(&self, at: At, meaning: Meaning, context: &Context) -> Vec<Value> {
        match meaning {
            Meaning::Bound(bound) => self.bound(bound, context),
            Meaning::Parameter(fun, place) => self.parameter(at, fun, place, context),
            Meaning::Class(class) => vec![Value::Class(class)],
            Meaning::Import(unit, index) => self.import(unit, index),
            Meaning::Script(unit) => vec![Value::Function(Fun { unit, id: FunctionId(0) })],
            Meaning::Member(class) => {
                let Expr::Name(name) = self.program.expr(at) else { return Vec::new() };
                let owner = self.method_around(at, class);
                let objects = self.object_of(owner, class, context);
                let found = objects.iter().flat_map(|o| self.member(at, o, name, context));
                found.flat_map(|v| self.read(at, v)).collect()
            }
        }
    }

    /// What a name or field is given in one place.
    pub fn bound(&self, bound: Bound, context: &Context) -> Vec<Value> {
        if !self.enter() {
            return Vec::new();
        }
        let found = self.bound_within(bound, context);
        self.leave();
        found
    }

    fn bound_within(&self, bound: Bound, context: &Context) -> Vec<Value> {
        let binding = self.program.binding(bound);
        let mut values = match binding.value {
            Some(value) => self.of(At { unit: bound.unit, expr: value }, context),
            None => Vec::new(),
        };
        let put = self.put_into(bound);
        if !put.is_empty() {
            values.retain(|v| !matches!(v, Value::Unknown(_)));
            values.extend(put);
        }
        let vague = values.iter().all(|v| {
            matches!(v, Value::Unknown(_) | Value::Made(..) | Value::Parameter(..)) || is_nothing(v)
        });
        if vague && !binding.type_name.is_empty() {
            let typed = self.of_type(bound.unit, &binding.type_name);
            values.retain(|v| !matches!(v, Value::Unknown(_)));
            values.extend(typed);
        }
        values
    }

    fn parameter(&self, read: At, fun: Fun, place: u16, context: &Context) -> Vec<Value> {
        let mut at = context;
        let mut left_out = None;
        while let Some(frame) = at {
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
        let mut values = vec![Value::Parameter(fun, place, Rc::new([]))];
        // `direction: "next" | "previous"` says all there is where no caller does.
        if at.is_none()
            && let Some(said) = self.said_by_type(read, fun, place)
            && self.callers(fun).is_empty()
        {
            return said;
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
        values.extend(self.of_type(fun.unit, &parameter.type_name));
        values
    }

    /// The texts that a type made of texts allows: `"a" | "b"`, `Literal["a", "b"]`.
    fn said_by_type(&self, at: At, fun: Fun, place: u16) -> Option<Vec<Value>> {
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
    fn given(&self, frame: &Frame, place: u16) -> Option<Vec<Value>> {
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
    fn given_on(&self, fun: Fun, place: u16, call_at: At, outer: &Context) -> Option<Vec<Value>> {
        let Expr::Call(call) = self.program.expr(call_at) else { return None };
        let name = &self.program.function(fun).parameters[usize::from(place)].name;
        for (index, argument) in call.arguments.iter().enumerate().filter(|(_, a)| a.spread) {
            let here = At { unit: call_at.unit, expr: argument.value };
            let Expr::Name(rest) = self.program.expr(here) else { continue };
            let Some((taker, at, stars)) = self.rest_parameter(here, rest) else {
                // `request(**fields)`
                for value in self.of(here, outer) {
                    if let Value::Map(map, context) = value
                        && clients::field(self, map, name, 0).is_some()
                    {
                        return Some(self.entry(map, &context, name));
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
                if stars == 2 {
                    return Some(vec![Value::Parameter(taker, at, Rc::new([name.clone()]))]);
                }
                continue;
            };
            let Expr::Call(given) = self.program.expr(frame.call) else { continue };
            let found = if stars == 2 {
                given.arguments.iter().find(|a| a.name.as_deref() == Some(&**name))
            } else {
                let skipped = usize::from(place).checked_sub(index);
                skipped
                    .and_then(|skipped| given.arguments.get(usize::from(at) + skipped))
                    .filter(|a| a.name.is_none() && !a.spread)
            };
            if let Some(found) = found {
                return Some(
                    self.of(At { unit: frame.call.unit, expr: found.value }, &frame.outer),
                );
            }
            if let Some(values) = self.given_on(fun, place, frame.call, &frame.outer) {
                return Some(values);
            }
        }
        None
    }

    /// The parameter that takes what is left over under a name, and how many stars it has.
    fn rest_parameter(&self, at: At, name: &str) -> Option<(Fun, u16, usize)> {
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
    fn case_named(&self, unit: u32, value: &Value, type_name: &str) -> Option<Value> {
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

    /// Whether an enum has a case of that name that has no value of its own.
    fn is_case(&self, class: Cls, name: &str) -> bool {
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
        let label = if parameter.label.is_empty() { &parameter.name } else { &parameter.label };
        let by_name = call.arguments.iter().find(|a| a.name.as_deref() == Some(&**label));
        if let Some(argument) = by_name {
            return Some(here(argument.value));
        }
        // Those without a name come first, or stand where their parameter does (Swift's `_`).
        let argument = call.arguments.get(usize::from(place)).filter(|a| a.name.is_none())?;
        (!argument.spread).then(|| here(argument.value))
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
        for value in self.of(callee, context) {
            match value {
                Value::Function(fun) => {
                    let depth = context.as_ref().map_or(0, |f| f.depth);
                    if depth < DEEPEST {
                        let back = || self.returned(fun, &through(fun, at, context));
                        let returned = match &case {
                            Some(case) => self.as_case(case, back),
                            None => back(),
                        };
                        if returned.is_empty() {
                            found.push(Value::Unknown(at));
                        }
                        found.extend(returned);
                    }
                }
                Value::Class(class) => {
                    let maker = (!call.arguments.is_empty()).then_some(at);
                    found.push(Value::Instance(class, maker));
                }
                Value::Instance(..) => found.push(value),
                // A getter that is not written out: `settings.getScope()`, `record.path()`.
                Value::Text(_) | Value::List(..) if call.arguments.is_empty() => {
                    found.push(value);
                }
                Value::Case(..) => found.push(value),
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

/// Whether a value is the word for none: `null`, `None`.
fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Outside(path)
        if matches!(&**path, "null" | "undefined" | "None" | "nil"))
}

/// Whether a value is something for certain, so that nothing stands in for it.
fn is_there(value: &Value) -> bool {
    match value {
        Value::Text(text) => {
            text.pieces.iter().any(|p| matches!(p, Piece::Written(t, _) if !t.is_empty()))
        }
        Value::Function(_)
        | Value::Class(_)
        | Value::Instance(..)
        | Value::List(..)
        | Value::Map(..) => true,
        _ => false,
    }
}

fn limit(values: &mut Vec<Value>) {
    if values.len() > 1 {
        let mut kept: Vec<Value> = Vec::with_capacity(values.len());
        for value in values.drain(..) {
            if !kept.iter().any(|k| same(k, &value)) {
                kept.push(value);
            }
        }
        *values = kept;
    }
    values.truncate(MOST);
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => {
            a.pieces.len() == b.pieces.len()
                && a.pieces.iter().zip(&b.pieces).all(|pair| match pair {
                    (Piece::Written(a, at), Piece::Written(b, bt)) => a == b && at == bt,
                    (Piece::Hole(a, p), Piece::Hole(b, q)) => a == b && p == q,
                    _ => false,
                })
        }
        (Value::Function(a), Value::Function(b)) => a == b,
        (Value::Class(a), Value::Class(b)) => a == b,
        (Value::Instance(a, x), Value::Instance(b, y)) => a == b && x == y,
        (Value::Case(a, x), Value::Case(b, y)) => a == b && x == y,
        (Value::Module(a), Value::Module(b)) => a == b,
        (Value::Outside(a), Value::Outside(b)) => a == b,
        (Value::Made(a, x), Value::Made(b, y)) => {
            a == b && x.as_ref().map(|x| x.0) == y.as_ref().map(|y| y.0)
        }
        (Value::Parameter(a, i, p), Value::Parameter(b, j, q)) => a == b && i == j && p == q,
        (Value::Unknown(a), Value::Unknown(b)) => a == b,
        (Value::List(a, None), Value::List(b, None))
        | (Value::Map(a, None), Value::Map(b, None)) => a == b,
        _ => false,
    }
}

/// A value as a text.
pub fn as_text(value: &Value, at: At) -> Text {
    match value {
        Value::Text(text) => text.clone(),
        Value::Parameter(fun, place, path) => {
            let _ = path;
            Text { pieces: vec![Piece::Hole(at, Some((*fun, *place)))] }
        }
        _ => Text { pieces: vec![Piece::Hole(at, None)] },
    }
}

/// Every way to put alternatives one after the other, as far as there is room.
pub fn concat(parts: &[Vec<Text>]) -> Vec<Text> {
    let mut whole = vec![Text::default()];
    for part in parts {
        let mut next = Vec::new();
        for before in &whole {
            for after in part {
                if next.len() >= MOST {
                    break;
                }
                let pieces = before.pieces.iter().chain(&after.pieces).cloned().collect();
                next.push(Text { pieces });
            }
        }
        if !part.is_empty() {
            whole = next;
        }
    }
    whole
}

/// A segment that is empty (`/users/` + `""` + `/playlists`) is one that was not known yet.
fn without_gaps(mut text: Text) -> Text {
    let letters = |piece: Option<&Piece>| match piece {
        Some(Piece::Written(letters, _)) => Some(letters.clone()),
        _ => None,
    };
    for index in 1..text.pieces.len().saturating_sub(1) {
        let before = letters(text.pieces.get(index - 1));
        let after = letters(text.pieces.get(index + 1));
        let between = before.is_some_and(|b| b.ends_with('/') && !b.ends_with("//"))
            && after.is_some_and(|a| a.starts_with('/'));
        if let (true, Piece::Written(inner, at)) = (between, &text.pieces[index])
            && inner.is_empty()
        {
            text.pieces[index] = Piece::Hole(*at, None);
        }
    }
    text
}

fn added(before: &[Value], after: &[Value], at: At) -> Vec<Value> {
    let texts = |values: &[Value]| -> Vec<Text> { values.iter().map(|v| as_text(v, at)).collect() };
    let (first, second) = (texts(before), texts(after));
    if before.iter().any(|v| matches!(v, Value::List(..))) {
        return before.iter().chain(after).cloned().collect();
    }
    concat(&[first, second]).into_iter().map(Value::Text).collect()
}
