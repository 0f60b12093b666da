//! What expressions can be at run time, as far as the code says.
//!
//! Values are found on demand, backwards from where one is wanted: a name is what
//! it is given anywhere in its function, a field what any method of its class gives
//! it, a call what the function called gives back. What is only known at run time
//! stays a hole; a parameter stays itself until a caller is looked at.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::audit::ir::{Expr, ExprId, Import, Target};
use crate::audit::program::{At, Bound, Cls, Fun, Meaning, Program, base_name};
use crate::audit::texts;

/// Something an expression can be.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text, perhaps with holes.
    Text(Text),
    /// A function of the program.
    Function(Fun),
    /// A class of the program itself.
    Class(Cls),
    /// An object of a class of the program.
    Instance(Cls),
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
    settling: RefCell<Vec<(Fun, u16)>>,
    nested: Cell<u32>,
    fuel: Cell<u32>,
    cut: Cell<bool>,
}

impl<'p> Values<'p> {
    /// Finds values of a program.
    pub fn new(program: &'p Program) -> Self {
        Values {
            program,
            known: RefCell::default(),
            callers: RefCell::default(),
            imports: RefCell::default(),
            types: RefCell::default(),
            active: RefCell::default(),
            resolving: RefCell::default(),
            members: RefCell::default(),
            settling: RefCell::default(),
            nested: Cell::new(0),
            fuel: Cell::new(0),
            cut: Cell::new(false),
        }
    }

    /// What an expression can be. Each question gets its fuel anew when it is the outermost.
    pub fn of(&self, at: At, context: &Context) -> Vec<Value> {
        if context.is_none()
            && let Some(known) = self.known.borrow().get(&at)
        {
            return known.to_vec();
        }
        let key = (at, context.is_some());
        if self.active.borrow().contains(&key) {
            self.cut.set(true);
            return vec![Value::Unknown(at)];
        }
        if !self.enter() {
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
        if context.is_none() && whole {
            self.known.borrow_mut().insert(at, Rc::new(values.clone()));
        }
        self.cut.set(self.cut.get() || outer_cut);
        values
    }

    /// Whether there is room to go deeper; whoever gets in must leave.
    fn enter(&self) -> bool {
        if self.nested.get() == 0 {
            self.fuel.set(FUEL);
            self.cut.set(false);
        }
        if self.nested.get() > NESTED || self.fuel.get() == 0 {
            self.cut.set(true);
            return false;
        }
        self.fuel.set(self.fuel.get() - 1);
        self.nested.set(self.nested.get() + 1);
        true
    }

    fn leave(&self) {
        self.nested.set(self.nested.get() - 1);
    }

    /// What an expression can be, as texts; everything else is a hole.
    pub fn texts(&self, at: At, context: &Context) -> Vec<Text> {
        let values = self.of(at, context);
        let mut texts: Vec<Text> = values.iter().map(|v| as_text(v, at)).collect();
        // An alternative that says nothing is dropped where another says something.
        if texts.iter().any(|t| t.pieces.iter().any(|p| matches!(p, Piece::Written(..)))) {
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
                let parts: Vec<Vec<Text>> =
                    parts.iter().map(|p| self.texts(here(*p), context)).collect();
                concat(&parts).into_iter().map(Value::Text).collect()
            }
            Expr::Name(name) => self.name(at, name, context),
            Expr::This => self.this(at),
            Expr::Member(Some(object), name) => {
                if matches!(&**name, "url" | "string")
                    && let Some(texts) = self.from_parts(at, *object, context)
                {
                    return texts.into_iter().map(Value::Text).collect();
                }
                let objects = self.of(here(*object), context);
                let found: Vec<Value> =
                    objects.iter().flat_map(|o| self.member(at, o, name)).collect();
                found.into_iter().flat_map(|v| self.read(at, v)).collect()
            }
            Expr::Member(None, name) => vec![Value::Outside(format!(".{name}").into())],
            Expr::Index(object, index) => {
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
            Expr::Function(function) => {
                vec![Value::Function(Fun { unit: at.unit, id: *function })]
            }
            Expr::Other => vec![Value::Unknown(at)],
        }
    }

    /// An address put together part by part: `parts.host = …; parts.path = …; parts.url`.
    fn from_parts(&self, at: At, object: ExprId, context: &Context) -> Option<Vec<Text>> {
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

    fn this(&self, at: At) -> Vec<Value> {
        let mut fun = self.program.owner(at);
        loop {
            let function = self.program.function(fun);
            if let Some(class) = function.class {
                return vec![Value::Instance(Cls { unit: at.unit, id: class })];
            }
            if function.outer == fun.id {
                return vec![Value::Unknown(at)];
            }
            fun.id = function.outer;
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
        for value in &function.returns {
            values.extend(self.of(At { unit: fun.unit, expr: *value }, context));
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
        if meanings.is_empty() {
            return vec![Value::Outside(name.into())];
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
            return so_far;
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
        self.resolving.borrow_mut().pop().map(|r| r.3).unwrap_or_default()
    }

    /// What a name can be where an expression stands; nothing where it means nothing.
    pub fn named(&self, at: At, name: &str, context: &Context) -> Vec<Value> {
        let owner = self.program.owner(at);
        let meanings = self.program.meanings(at.unit, owner.id, name);
        meanings.iter().flat_map(|m| self.meaning(at, *m, context)).collect()
    }

    fn meaning(&self, at: At, meaning: Meaning, context: &Context) -> Vec<Value> {
        match meaning {
            Meaning::Bound(bound) => self.bound(bound, context),
            Meaning::Parameter(fun, place) => self.parameter(fun, place, context),
            Meaning::Class(class) => vec![Value::Class(class)],
            Meaning::Import(unit, index) => self.import(unit, index),
            Meaning::Member(class) => {
                let Expr::Name(name) = self.program.expr(at) else { return Vec::new() };
                let found = self.member(at, &Value::Instance(class), name);
                found.into_iter().flat_map(|v| self.read(at, v)).collect()
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
        let vague = values
            .iter()
            .all(|v| matches!(v, Value::Unknown(_) | Value::Made(..) | Value::Parameter(..)));
        if vague && !binding.type_name.is_empty() {
            let typed = self.of_type(bound.unit, &binding.type_name);
            values.retain(|v| !matches!(v, Value::Unknown(_)));
            values.extend(typed);
        }
        values
    }

    fn parameter(&self, fun: Fun, place: u16, context: &Context) -> Vec<Value> {
        let mut at = context;
        let mut left_out = None;
        while let Some(frame) = at {
            if frame.function == fun {
                let given = self.given(frame, place);
                if let Some(values) = given {
                    return values;
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
        let parameter = &self.program.function(fun).parameters[usize::from(place)];
        let mut values = vec![Value::Parameter(fun, place, Rc::new([]))];
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

    /// What a call gives a parameter; none where it leaves it out.
    fn given(&self, frame: &Frame, place: u16) -> Option<Vec<Value>> {
        let argument = self.argument_for(frame.function, frame.call, place)?;
        Some(self.of(argument, &frame.outer))
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

    fn import(&self, unit: u32, index: u32) -> Vec<Value> {
        if !self.enter() {
            return Vec::new();
        }
        if let Some(known) = self.imports.borrow().get(&(unit, index)) {
            self.leave();
            return known.to_vec();
        }
        let outer_cut = self.cut.replace(false);
        let found = self.import_within(unit, index);
        self.leave();
        if !self.cut.get() {
            self.imports.borrow_mut().insert((unit, index), Rc::new(found.clone()));
        }
        self.cut.set(self.cut.get() || outer_cut);
        found
    }

    fn import_within(&self, unit: u32, index: u32) -> Vec<Value> {
        let import = self.program.import(unit, index);
        let modules = self.program.modules(unit, &import.module);
        let mut values = Vec::new();
        for module in &modules {
            if import.symbol.is_empty() {
                values.push(Value::Module(*module));
                // The default export goes by the module's own name.
                for bound in self.program.default_export(*module) {
                    values.extend(self.bound(bound, &None));
                }
            } else {
                for meaning in self.program.exported(*module, &import.symbol, 0) {
                    let at = At { unit: *module, expr: ExprId(0) };
                    values.extend(self.meaning(at, meaning, &None));
                }
            }
        }
        if !values.is_empty() {
            return values;
        }
        // A submodule, or a class of the program by its name alone.
        if !import.symbol.is_empty() {
            let sub = format!("{}{}{}", import.module, self.separator(unit), import.symbol);
            for module in self.program.modules(unit, &sub) {
                values.push(Value::Module(module));
            }
            if values.is_empty() && self.program.language(unit).shares_names() {
                values.extend(self.shared_import(unit, import));
            }
        }
        if values.is_empty() && modules.is_empty() {
            // `import urllib.parse` makes `urllib` known.
            let first = import.module.split('.').next();
            let whole = first == Some(&*import.local) && import.module.contains('.');
            if whole && import.symbol.is_empty() {
                return vec![Value::Outside(import.local.as_ref().into())];
            }
            let path = if import.symbol.is_empty() || &*import.symbol == "*" {
                import.module.to_string()
            } else {
                format!("{}.{}", import.module, import.symbol)
            };
            values.push(Value::Outside(path.into()));
        }
        values
    }

    /// What an import of a language that names no files brings: a class, what stands at
    /// the top of a file, or a static member (`import static a.b.Settings.api`).
    fn shared_import(&self, unit: u32, import: &Import) -> Vec<Value> {
        let language = self.program.language(unit);
        let classes = self.program.classes_of(&import.symbol, language);
        if !classes.is_empty() {
            return classes.into_iter().map(Value::Class).collect();
        }
        if !self.program.has_package(&import.module, language) {
            return Vec::new();
        }
        let start = At { unit, expr: ExprId(0) };
        let mut found = Vec::new();
        for class in self.program.classes_of(base_name(&import.module), language) {
            found.extend(self.class_member(start, class, &import.symbol));
        }
        found.retain(|v| !matches!(v, Value::Unknown(_)));
        if found.is_empty() {
            let top = self.program.shared(&import.symbol, language);
            found.extend(top.into_iter().flat_map(|m| self.meaning(start, m, &None)));
        }
        found
    }

    fn separator(&self, unit: u32) -> char {
        let dotted = self.program.language(unit) == crate::audit::syntax::Language::Python;
        if dotted { '.' } else { '/' }
    }

    /// What a type, as written, says of a value: an object of a class.
    pub fn of_type(&self, unit: u32, written: &str) -> Vec<Value> {
        if !self.enter() {
            return Vec::new();
        }
        let key = (unit, Box::<str>::from(written));
        if let Some(known) = self.types.borrow().get(&key) {
            self.leave();
            return known.to_vec();
        }
        let outer_cut = self.cut.replace(false);
        let found = self.of_type_within(unit, written);
        self.leave();
        if !self.cut.get() {
            self.types.borrow_mut().insert(key, Rc::new(found.clone()));
        }
        self.cut.set(self.cut.get() || outer_cut);
        found
    }

    fn of_type_within(&self, unit: u32, written: &str) -> Vec<Value> {
        if written.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for name in type_names(written) {
            let last = base_name(name);
            let first = name.split(['.', ':']).next().unwrap_or(name);
            let meanings = self.program.meanings(unit, crate::audit::ir::FunctionId(0), first);
            let mut known = false;
            for meaning in &meanings {
                match meaning {
                    Meaning::Class(class) => {
                        found.push(Value::Instance(*class));
                        known = true;
                    }
                    Meaning::Import(u, i) => {
                        let rest = name[first.len()..].trim_start_matches([':', '.']);
                        for value in self.import(*u, *i) {
                            match value {
                                Value::Class(class) => found.push(Value::Instance(class)),
                                Value::Outside(path) if rest.is_empty() => {
                                    found.push(Value::Made(path, None));
                                }
                                Value::Outside(path) => {
                                    let rest = rest.replace("::", ".");
                                    found.push(Value::Made(format!("{path}.{rest}").into(), None));
                                }
                                Value::Module(module) => {
                                    let exported = self.program.exported(module, last, 0);
                                    found.extend(exported.iter().filter_map(|m| match m {
                                        Meaning::Class(class) => Some(Value::Instance(*class)),
                                        _ => None,
                                    }));
                                }
                                _ => {}
                            }
                            known = true;
                        }
                    }
                    _ => {}
                }
            }
            if !known {
                let path = name.replace("::", ".");
                found.push(Value::Made(path.into(), None));
            }
        }
        found
    }

    /// A member of a value.
    pub fn member(&self, at: At, object: &Value, name: &str) -> Vec<Value> {
        match object {
            Value::Instance(class) | Value::Class(class) => self.class_member(at, *class, name),
            Value::Module(module) => {
                let exported = self.program.exported(*module, name, 0);
                let start = At { unit: *module, expr: ExprId(0) };
                exported.into_iter().flat_map(|m| self.meaning(start, m, &None)).collect()
            }
            Value::Map(map, context) => self.entry(*map, context, name),
            Value::Outside(path) => vec![Value::Outside(format!("{path}.{name}").into())],
            Value::Made(path, made) => {
                vec![Value::Made(format!("{path}.{name}").into(), made.clone())]
            }
            Value::Parameter(fun, place, path) if path.len() < 4 => {
                let path = path.iter().cloned().chain([name.into()]).collect();
                vec![Value::Parameter(*fun, *place, path)]
            }
            // `.value`, `.rawValue`, `.uri` of a constant is the constant.
            Value::Text(text) if texts::keeps(name) => vec![Value::Text(text.clone())],
            Value::List(..) if texts::keeps(name) => vec![object.clone()],
            _ => vec![Value::Unknown(at)],
        }
    }

    fn class_member(&self, at: At, class: Cls, name: &str) -> Vec<Value> {
        // A field that is made from itself, by whatever way.
        let key = (class, Box::<str>::from(name));
        if self.members.borrow().contains(&key) {
            self.cut.set(true);
            return vec![Value::Unknown(at)];
        }
        self.members.borrow_mut().push(key);
        let found = self.look_up(at, class, name);
        self.members.borrow_mut().pop();
        found
    }

    fn look_up(&self, at: At, class: Cls, name: &str) -> Vec<Value> {
        let relatives = self.program.relatives(class);
        let mut found = Vec::new();
        for bound in self.program.fields_of(name) {
            let binding = self.program.binding(*bound);
            let own = match &binding.target {
                Target::Field(id, _) => relatives.contains(&Cls { unit: bound.unit, id: *id }),
                Target::Member(object, _) => self.is_this(*bound, *object, relatives),
                Target::Name(_) => false,
            };
            if own {
                found.extend(self.bound(*bound, &None).into_iter().flat_map(|v| self.settled(v)));
            }
        }
        let methods = self.program.methods_among(relatives, name);
        found.extend(methods.into_iter().map(Value::Function));
        if found.iter().any(|v| !matches!(v, Value::Unknown(_))) {
            found.retain(|v| !matches!(v, Value::Unknown(_)));
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

    fn is_this(&self, bound: Bound, object: ExprId, relatives: &[Cls]) -> bool {
        let at = At { unit: bound.unit, expr: object };
        match self.program.expr(at) {
            Expr::This => self
                .this(at)
                .iter()
                .any(|v| matches!(v, Value::Instance(class) if relatives.contains(class))),
            // Go names the object, and statics are given values by their class. Other
            // names are not followed: whose fields they set is too seldom worth knowing.
            Expr::Name(name) => {
                let owner = self.program.owner(at);
                let own = |class: Cls| relatives.contains(&class);
                let typed = |written: &str| {
                    type_names(written).any(|n| {
                        relatives.iter().any(|c| &*self.program.class(*c).name == base_name(n))
                    })
                };
                self.program.meanings(at.unit, owner.id, name).into_iter().any(|m| match m {
                    Meaning::Class(class) => own(class),
                    Meaning::Bound(b) => {
                        let binding = self.program.binding(b);
                        let value = binding.value.map(|expr| At { unit: b.unit, expr });
                        typed(&binding.type_name)
                            || value.is_some_and(|v| {
                                matches!(self.program.expr(v), Expr::This)
                                    && self
                                        .this(v)
                                        .iter()
                                        .any(|v| matches!(v, Value::Instance(c) if own(*c)))
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

    /// A parameter of a constructor is what any maker of the object gives it.
    pub fn settled(&self, value: Value) -> Vec<Value> {
        let Value::Parameter(fun, place, path) = &value else { return vec![value] };
        if self.settling.borrow().contains(&(*fun, *place)) || self.settling.borrow().len() > 8 {
            self.cut.set(true);
            return vec![value];
        }
        self.settling.borrow_mut().push((*fun, *place));
        let found = self.given_by_callers(*fun, *place, path);
        self.settling.borrow_mut().pop();
        if found.is_empty() { vec![value] } else { found }
    }

    fn given_by_callers(&self, fun: Fun, place: u16, path: &[Box<str>]) -> Vec<Value> {
        let mut found = Vec::new();
        for call in self.callers(fun).iter() {
            if let Some(argument) = self.argument_for(fun, *call, place) {
                let mut values = self.of(argument, &None);
                for step in path {
                    values = values.iter().flat_map(|v| self.member(argument, v, step)).collect();
                }
                found.extend(values);
            }
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

    /// The value of a key of fields written out.
    pub fn entry(&self, map: At, context: &Context, name: &str) -> Vec<Value> {
        if !self.enter() {
            return Vec::new();
        }
        let found = self.entry_within(map, context, name);
        self.leave();
        found
    }

    fn entry_within(&self, map: At, context: &Context, name: &str) -> Vec<Value> {
        let Expr::Map(pairs) = self.program.expr(map) else { return Vec::new() };
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
                if let Value::Map(map, context) = inner {
                    found.extend(self.entry(map, &context, name));
                }
            }
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
                let values: Vec<ExprId> = match self.program.expr(*map) {
                    Expr::Map(pairs) => pairs.iter().map(|(_, value)| *value).collect(),
                    Expr::List(items) => items.clone(),
                    Expr::Call(call) => call.arguments.iter().map(|a| a.value).collect(),
                    _ => Vec::new(),
                };
                values.into_iter().flat_map(|v| self.of(here(v), context)).collect()
            }
            Value::Instance(_) | Value::Class(_) | Value::Module(_) | Value::Parameter(..)
                if keys.len() == 1 =>
            {
                self.member(at, object, &keys[0])
            }
            _ => vec![Value::Unknown(at)],
        }
    }

    fn call(&self, at: At, context: &Context) -> Vec<Value> {
        let Expr::Call(call) = self.program.expr(at) else { return Vec::new() };
        if let Some(values) = texts::built(self, at, call, context) {
            return values;
        }
        let callee = At { unit: at.unit, expr: call.callee };
        let mut found = Vec::new();
        for value in self.of(callee, context) {
            match value {
                Value::Function(fun) => {
                    let depth = context.as_ref().map_or(0, |f| f.depth);
                    if depth < DEEPEST {
                        let returned = self.returned(fun, &through(fun, at, context));
                        if returned.is_empty() {
                            found.push(Value::Unknown(at));
                        }
                        found.extend(returned);
                    }
                }
                Value::Class(class) | Value::Instance(class) => {
                    found.push(Value::Instance(class));
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

    /// The calls of a function, in order.
    pub fn callers(&self, fun: Fun) -> Rc<Vec<At>> {
        if let Some(known) = self.callers.borrow().get(&fun) {
            return Rc::clone(known);
        }
        if !self.enter() {
            return Rc::default();
        }
        // Looked for once; whoever asks on the way gets none.
        self.callers.borrow_mut().insert(fun, Rc::new(Vec::new()));
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
        names.extend(self.imported_as(fun, &names));
        names.sort();
        names.dedup();
        let mut found = if function.name.is_empty() { self.called_back(fun) } else { Vec::new() };
        for name in &names {
            for call_at in self.program.calls_of(name) {
                let same = self.program.language(call_at.unit).family()
                    == self.program.language(fun.unit).family();
                if same && !found.contains(call_at) && self.calls(*call_at, fun, &classes) {
                    found.push(*call_at);
                }
            }
        }
        found.sort();
        self.leave();
        let found = Rc::new(found);
        self.callers.borrow_mut().insert(fun, Rc::clone(&found));
        found
    }

    /// Where a function handed to another is called: `retry(|api| …)`, with `call(&self.api)`
    /// in `retry`.
    fn called_back(&self, fun: Fun) -> Vec<At> {
        let unit = self.program.unit(fun.unit);
        let Some((place, _)) =
            unit.all().find(|(_, e)| matches!(e, Expr::Function(id) if *id == fun.id))
        else {
            return Vec::new();
        };
        let here = At { unit: fun.unit, expr: place };
        let Some(call_at) = self.program.parent(here) else { return Vec::new() };
        let Expr::Call(call) = self.program.expr(call_at) else { return Vec::new() };
        if call.callee == place {
            return Vec::new();
        }
        let mut found = Vec::new();
        for value in self.of(At { unit: fun.unit, expr: call.callee }, &None) {
            let Value::Function(taker) = value else { continue };
            let accepted = &self.program.function(taker).parameters;
            for (index, parameter) in accepted.iter().enumerate() {
                let index = u16::try_from(index).unwrap_or(u16::MAX);
                if self.argument_for(taker, call_at, index) != Some(here) {
                    continue;
                }
                for inner in self.program.calls_of(&parameter.name) {
                    let Expr::Call(back) = self.program.expr(*inner) else { continue };
                    let by_name =
                        matches!(self.program.unit(inner.unit).expr(back.callee), Expr::Name(_));
                    let owner = self.program.owner(*inner);
                    let means = || {
                        let all = self.program.meanings(inner.unit, owner.id, &parameter.name);
                        all.contains(&Meaning::Parameter(taker, index))
                    };
                    if inner.unit == taker.unit && by_name && means() {
                        found.push(*inner);
                    }
                }
            }
        }
        found
    }

    /// Other names a function is imported under.
    fn imported_as(&self, fun: Fun, names: &[Box<str>]) -> Vec<Box<str>> {
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

    fn calls(&self, call_at: At, fun: Fun, made: &[Cls]) -> bool {
        let Expr::Call(call) = self.program.expr(call_at) else { return false };
        let callee = At { unit: call_at.unit, expr: call.callee };
        let values = self.of(callee, &None);
        let mut vague = true;
        for value in &values {
            match value {
                Value::Function(other) if *other == fun => return true,
                Value::Class(class) | Value::Instance(class) if made.contains(class) => {
                    return true;
                }
                Value::Function(_) | Value::Class(_) | Value::Module(_) => vague = false,
                _ => {}
            }
        }
        if let Some(parent) = self.program.unit(call_at.unit).last_name(call.callee)
            && matches!(parent, "super" | "base" | "__init__" | "init")
        {
            // A class made from this one hands its arguments on.
            let inside = self.this(call_at);
            return inside.iter().any(|v| matches!(v, Value::Instance(c) if made.contains(c)));
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

/// Whether a method makes objects of its class.
pub fn is_constructor(method: &str, class: &str) -> bool {
    matches!(method, "constructor" | "__init__" | "initialize" | "__construct" | "init")
        || method == class
        || method == "new"
        || method == "."
}

/// Names of types in what is written: `Foo`, `Optional[Foo]`, `Arc<Mutex<Foo>>`, `Foo | None`.
fn type_names(written: &str) -> impl Iterator<Item = &str> {
    let parts =
        written.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '$')));
    parts.map(|p| p.trim_matches([':', '.'])).filter(|p| {
        !p.is_empty()
            && p.rsplit(['.', ':'])
                .next()
                .is_some_and(|last| last.starts_with(|c: char| c.is_uppercase()))
    })
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
        (Value::Class(a), Value::Class(b)) | (Value::Instance(a), Value::Instance(b)) => a == b,
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

fn added(before: &[Value], after: &[Value], at: At) -> Vec<Value> {
    let texts = |values: &[Value]| -> Vec<Text> { values.iter().map(|v| as_text(v, at)).collect() };
    let (first, second) = (texts(before), texts(after));
    if before.iter().any(|v| matches!(v, Value::List(..))) {
        return before.iter().chain(after).cloned().collect();
    }
    concat(&[first, second]).into_iter().map(Value::Text).collect()
}
