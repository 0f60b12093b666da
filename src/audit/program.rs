//! The units of a folder taken together: who is called what, who calls whom, where
//! a name leads.

mod exports;
mod inside;
mod names;
mod relatives;
mod unasked;

use foldhash::HashMap;

use exports::stem_of;
use inside::Inside;

use crate::audit::cores;
use crate::audit::evidence::FileId;
use crate::audit::ir::{
    Binding, Class, ClassId, Expr, ExprId, Function, FunctionId, Guard, Import, Span, Target, Unit,
};
use crate::audit::remembered::Remembered;
use crate::audit::syntax::Language;
use crate::libraries::Library;
use crate::sorted;

/// An expression of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Index into [`Program::sources`].
    pub unit: u32,
    /// The expression.
    pub expr: ExprId,
}

/// A function of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fun {
    /// Index into [`Program::sources`].
    pub unit: u32,
    /// The function.
    pub id: FunctionId,
}

/// A class of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cls {
    /// Index into [`Program::sources`].
    pub unit: u32,
    /// The class.
    pub id: ClassId,
}

/// A binding of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bound {
    /// Index into [`Program::sources`].
    pub unit: u32,
    /// Index into [`Unit::bindings`].
    pub index: u32,
}

/// A file, or the script inside one, with what is in it.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file.
    pub file: FileId,
    /// Its path as it is shown.
    pub path: String,
    /// Its language.
    pub language: Language,
    /// What is in it.
    pub unit: Unit,
    /// The byte each line of the file begins at.
    pub lines: Vec<u32>,
}

impl Source {
    /// Where the last name of a member expression stands, which may be lines below its beginning.
    pub fn name_span(&self, expr: ExprId) -> Span {
        let span = self.unit.span(expr);
        let Expr::Member(Some(_), name) = self.unit.expr(expr) else { return span };
        let length = small(name.len());
        let start = span.end.saturating_sub(length).max(span.start);
        let line = self.lines.partition_point(|begin| *begin <= start);
        Span { start, end: span.end, line: small(line).max(span.line) }
    }
}

/// Units with indexes over all of them.
#[derive(Debug, Default)]
pub struct Program {
    /// The units.
    pub sources: Vec<Source>,
    /// What each says about itself.
    inside: Vec<Inside>,
    fields: HashMap<Box<str>, Vec<Bound>>,
    calls: HashMap<Box<str>, Vec<At>>,
    functions: HashMap<Box<str>, Vec<Fun>>,
    classes: HashMap<Box<str>, Vec<Cls>>,
    top_level: HashMap<Box<str>, Vec<Bound>>,
    methods: HashMap<Cls, HashMap<Box<str>, Vec<Fun>>>,
    stems: HashMap<String, Vec<u32>>,
    related: HashMap<Cls, Vec<Cls>>,
    made_from: HashMap<Box<str>, Vec<Cls>>,
    scripts: HashMap<Box<str>, Vec<u32>>,
    pages: HashMap<u32, Vec<u32>>,
    /// Libraries that units import, as they are asked for.
    pub(super) libraries: Remembered<u32, Vec<&'static Library>>,
    /// Libraries that languages of one family import anywhere.
    pub(super) libraries_seen: Remembered<u8, Vec<&'static Library>>,
    /// The units that imports lead to, found before.
    led_to: Remembered<(u32, Box<str>), Vec<u32>>,
    /// What names mean to those who import them, found before.
    given_out: Remembered<(u32, Box<str>), Vec<Meaning>>,
}

const NOBODY: u32 = u32::MAX;

/// Puts something under a name, of which few are new.
fn put<T>(map: &mut HashMap<Box<str>, Vec<T>>, name: &str, value: T) {
    match map.get_mut(name) {
        Some(list) => list.push(value),
        None => drop(map.insert(name.into(), vec![value])),
    }
}

/// What has one key, in a list that is in the order of keys.
fn those_of<T, K: Ord + Copy>(all: &[T], key: K, key_of: impl Fn(&T) -> K) -> &[T] {
    let from = all.partition_point(|one| key_of(one) < key);
    let length = all[from..].partition_point(|one| key_of(one) == key);
    &all[from..from + length]
}

/// Calls of all units, by the names they are of.
fn calls_by_name(sources: &[Source]) -> HashMap<Box<str>, Vec<At>> {
    let mut calls = HashMap::default();
    for (at, source) in (0..).zip(sources) {
        let unit = &source.unit;
        for (id, expr) in unit.all() {
            let Expr::Call(call) = expr else { continue };
            let place = At { unit: at, expr: id };
            // `(on ? this.put : this.remove)(path)`
            let called = match unit.expr(call.callee) {
                Expr::Either(branches) => branches.as_slice(),
                _ => std::slice::from_ref(&call.callee),
            };
            for name in called.iter().filter_map(|callee| unit.last_name(*callee)) {
                put(&mut calls, name, place);
            }
            // `Self { … }` of Rust
            if call.makes && matches!(unit.expr(call.callee), Expr::This) {
                put(&mut calls, "Self", place);
            }
        }
    }
    calls
}

/// What a script is run by.
fn script_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What a name means in its function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// What it was given.
    Bound(Bound),
    /// A parameter, by its place.
    Parameter(Fun, u16),
    /// A class.
    Class(Cls),
    /// A name from elsewhere: an index into [`Unit::imports`].
    Import(u32, u32),
    /// A method or field of the class around it.
    Member(Cls),
    /// A file that is run by its name.
    Script(u32),
}

impl Program {
    /// Takes units together, on so many threads; 0 for one a core.
    pub fn new(sources: Vec<Source>, threads: usize) -> Self {
        let numbered: Vec<(u32, &Source)> = (0..).zip(&sources).collect();
        let inside = cores::each(&numbered, threads, |(unit, source)| Inside::of(*unit, source));
        let (calls, mut program) =
            cores::both(threads, || calls_by_name(&sources), || Program::named(&sources, &inside));
        (program.calls, program.sources, program.inside) = (calls, sources, inside);
        // In the order of the files: where only so many are followed, always the same ones.
        let mut classes: Vec<Cls> = Vec::new();
        for (unit, source) in (0..).zip(&program.sources) {
            let ids = (0..small(source.unit.classes.len())).map(ClassId);
            classes.extend(ids.map(|id| Cls { unit, id }));
        }
        for class in &classes {
            let bases = program.class(*class).bases.iter();
            let names: Vec<Box<str>> = bases.map(|b| base_name(b).into()).collect();
            for name in names {
                program.made_from.entry(name).or_default().push(*class);
            }
        }
        program.related = classes.iter().map(|c| (*c, program.relatives_of(*c))).collect();
        program.pages = unasked::pages(&program);
        program
    }

    /// What is found by its name, but for calls.
    fn named(sources: &[Source], inside: &[Inside]) -> Self {
        let mut program = Program::default();
        for (at, source) in (0..).zip(sources) {
            let unit = &source.unit;
            for (index, binding) in unit.bindings.iter().enumerate() {
                let bound = Bound { unit: at, index: small(index) };
                match &binding.target {
                    Target::Name(name) if binding.function == FunctionId(0) => {
                        put(&mut program.top_level, name, bound);
                    }
                    Target::Name(_) => {}
                    Target::Field(_, name) | Target::Member(_, name) => {
                        put(&mut program.fields, name, bound);
                    }
                }
            }
            for (function, name) in inside[at as usize].names_of_functions(unit) {
                put(&mut program.functions, name, Fun { unit: at, id: function });
            }
            for (id, function) in (0..).map(FunctionId).zip(&unit.functions).skip(1) {
                if let Some(class) = function.class {
                    let class = Cls { unit: at, id: class };
                    let methods = program.methods.entry(class).or_default();
                    methods.entry(function.name.clone()).or_default().push(Fun { unit: at, id });
                }
            }
            if source.language == Language::Shell {
                put(&mut program.scripts, script_name(&source.path), at);
            }
            for (id, class) in (0..).map(ClassId).zip(&unit.classes) {
                put(&mut program.classes, &class.name, Cls { unit: at, id });
            }
            program.stems.entry(stem_of(&source.path)).or_default().push(at);
        }
        program
    }

    /// The unit of a number.
    pub fn unit(&self, unit: u32) -> &Unit {
        &self.sources[unit as usize].unit
    }

    /// The language of a unit.
    pub fn language(&self, unit: u32) -> Language {
        self.sources[unit as usize].language
    }

    /// The expression at a place.
    pub fn expr(&self, at: At) -> &Expr {
        self.unit(at.unit).expr(at.expr)
    }

    /// The function at a place.
    pub fn function(&self, fun: Fun) -> &Function {
        self.unit(fun.unit).function(fun.id)
    }

    /// The class at a place.
    pub fn class(&self, class: Cls) -> &Class {
        &self.unit(class.unit).classes[class.id.0 as usize]
    }

    /// The binding at a place.
    pub fn binding(&self, bound: Bound) -> &Binding {
        &self.unit(bound.unit).bindings[bound.index as usize]
    }

    /// The import at a place.
    pub fn import(&self, unit: u32, index: u32) -> &Import {
        &self.unit(unit).imports[index as usize]
    }

    /// The function an expression stands in.
    pub fn owner(&self, at: At) -> Fun {
        Fun { unit: at.unit, id: self.unit(at.unit).owner(at.expr) }
    }

    /// The class whose method an expression stands in, or in a function inside of that.
    pub fn class_of_method(&self, at: At) -> Option<Cls> {
        let mut fun = self.owner(at);
        loop {
            let function = self.function(fun);
            if let Some(id) = function.class {
                return Some(Cls { unit: at.unit, id });
            }
            if function.outer == fun.id {
                return None;
            }
            fun.id = function.outer;
        }
    }

    /// Whether an expression stands in a function, or in one inside it.
    pub fn stands_in(&self, at: At, fun: Fun) -> bool {
        if fun.unit != at.unit {
            return false;
        }
        let unit = self.unit(at.unit);
        let mut id = unit.owner(at.expr);
        while id != fun.id {
            let outer = unit.function(id).outer;
            if outer == id {
                return false;
            }
            id = outer;
        }
        true
    }

    /// Where a function stands that is a value.
    pub fn place_of(&self, fun: Fun) -> Option<ExprId> {
        self.inside[fun.unit as usize].place_of(fun.id)
    }

    /// The branches that an expression stands in.
    pub fn guards_around(&self, at: At) -> Vec<&Guard> {
        let unit = self.unit(at.unit);
        let span = unit.span(at.expr);
        let mut found = Vec::new();
        let mut owner = unit.owner(at.expr);
        loop {
            let own = self.inside[at.unit as usize].branched.get(&owner).into_iter().flatten();
            let guards = own.map(|index| &unit.guards[*index as usize]);
            found.extend(guards.filter(|g| g.span.start <= span.start && span.end <= g.span.end));
            let outer = unit.function(owner).outer;
            if outer == owner {
                return found;
            }
            owner = outer;
        }
    }

    /// The branches that ask for what a name is, in order.
    pub fn guards_of(&self, unit: u32, name: &str) -> impl DoubleEndedIterator<Item = &Guard> {
        let found = self.inside[unit as usize].guarded.get(name).into_iter().flatten();
        found.map(move |index| &self.unit(unit).guards[*index as usize])
    }

    /// The expressions of a function and of those inside it, in order.
    pub fn within(&self, fun: Fun) -> impl Iterator<Item = (ExprId, &Expr)> {
        let unit = self.unit(fun.unit);
        let mut found: Vec<ExprId> = Vec::new();
        let mut open = vec![fun.id.0 as usize];
        while let Some(function) = open.pop() {
            found.extend(&self.inside[fun.unit as usize].owned[function]);
            open.extend(
                self.inside[fun.unit as usize].inner[function].iter().map(|id| id.0 as usize),
            );
        }
        sorted::sort(&mut found);
        found.into_iter().map(|id| (id, unit.expr(id)))
    }

    /// An object and the key that is taken from it: `a.next`, `a["next"]`.
    pub fn key_taken(&self, at: At) -> Option<(At, &str)> {
        let unit = self.unit(at.unit);
        let (object, key) = match unit.expr(at.expr) {
            Expr::Member(Some(object), name) => (*object, &**name),
            Expr::Index(object, index) => match unit.expr(*index) {
                Expr::Text(key) => (*object, &**key),
                _ => return None,
            },
            _ => return None,
        };
        Some((At { unit: at.unit, expr: object }, key))
    }

    /// The whole number that is written out at a place.
    pub fn number(&self, at: At) -> Option<u32> {
        match self.expr(at) {
            Expr::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The expression a place is part of.
    pub fn parent(&self, at: At) -> Option<At> {
        let parent = self.inside[at.unit as usize].parents[at.expr.0 as usize];
        (parent != NOBODY).then_some(At { unit: at.unit, expr: ExprId(parent) })
    }

    /// What is given the value at a place.
    pub fn bound_to(&self, at: At) -> &[Bound] {
        self.inside[at.unit as usize].bound_to(at.expr)
    }

    /// All calls, unit by unit.
    pub fn all_calls(&self) -> impl Iterator<Item = At> + '_ {
        self.sources.iter().enumerate().flat_map(|(unit, source)| {
            let of_unit = source.unit.all().filter(|(_, e)| matches!(e, Expr::Call(_)));
            of_unit.map(move |(expr, _)| At { unit: small(unit), expr })
        })
    }

    /// Calls of anything of that name.
    pub fn calls_of(&self, name: &str) -> &[At] {
        self.calls.get(name).map_or(&[], Vec::as_slice)
    }

    /// Calls of anything of that name in one unit.
    pub fn calls_in(&self, unit: u32, name: &str) -> &[At] {
        those_of(self.calls_of(name), unit, |at| at.unit)
    }

    /// Functions of that name.
    pub fn functions_of(&self, name: &str) -> &[Fun] {
        self.functions.get(name).map_or(&[], Vec::as_slice)
    }

    /// Names a function goes by.
    pub fn names_of(&self, fun: Fun) -> &[Box<str>] {
        self.inside[fun.unit as usize].known_as(fun.id)
    }

    /// What fields of that name are given, in any class or object.
    pub fn fields_of(&self, name: &str) -> &[Bound] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// What fields of that name are given in one unit.
    pub fn fields_in(&self, unit: u32, name: &str) -> &[Bound] {
        those_of(self.fields_of(name), unit, |bound| bound.unit)
    }

    /// What a function gives a name of its own, in order.
    fn given_in(&self, unit: u32, function: FunctionId, name: &str) -> &[u32] {
        let here = self.unit(unit);
        let all = self.inside[unit as usize].names.get(name).map_or(&[][..], Vec::as_slice);
        those_of(all, function, |index| here.bindings[*index as usize].function)
    }

    /// What a name of a unit is given in any function, in order.
    fn given_anywhere(&self, unit: u32, name: &str) -> Vec<u32> {
        let mut all = self.inside[unit as usize].names.get(name).cloned().unwrap_or_default();
        sorted::sort(&mut all);
        all
    }

    /// What stands under a name at the top of any file.
    pub(super) fn top_level_of(&self, name: &str) -> &[Bound] {
        self.top_level.get(name).map_or(&[], Vec::as_slice)
    }

    /// Units that stand in one page with a unit.
    pub(super) fn beside(&self, unit: u32) -> &[u32] {
        self.pages.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// What settings beside the program say of a key.
    pub fn settings(&self, key: &str) -> Vec<Bound> {
        let all = self.top_level.get(key).map_or(&[][..], Vec::as_slice);
        all.iter().filter(|b| self.language(b.unit).is_settings()).copied().collect()
    }

    /// All keys of settings beside the program, in order.
    pub fn setting_keys(&self) -> Vec<&str> {
        let units = self.sources.iter().filter(|s| s.language.is_settings());
        let bindings = units.flat_map(|s| &s.unit.bindings);
        let mut keys: Vec<&str> = bindings
            .filter_map(|b| if let Target::Name(name) = &b.target { Some(&**name) } else { None })
            .collect();
        sorted::sort(&mut keys);
        keys.dedup();
        keys
    }
}

/// The function a value is, or wraps.
/// The name in what a class says it is made from: `Base` of `pkg.Base<T>(x)`.
pub fn base_name(written: &str) -> &str {
    let written = written.trim_start_matches(['&', '*', '?', ' ', '\\']);
    let end = written.find(['<', '(', '[', ' ', '?', '!']).unwrap_or(written.len());
    let path = &written[..end];
    path.rsplit(['.', ':', '\\']).next().unwrap_or(path)
}

/// Calls something with each expression that an expression is made of.
fn each_child(expr: &Expr, mut with: impl FnMut(ExprId)) {
    match expr {
        Expr::Text(_)
        | Expr::Name(_)
        | Expr::This
        | Expr::Function(_)
        | Expr::Number(_)
        | Expr::Other => {}
        Expr::Join(parts) | Expr::List(parts) | Expr::Either(parts) => {
            parts.iter().copied().for_each(with);
        }
        Expr::Member(object, _) => object.iter().copied().for_each(with),
        Expr::Index(object, index) | Expr::Default(object, index) => {
            with(*object);
            with(*index);
        }
        Expr::Call(call) => {
            with(call.callee);
            call.arguments.iter().for_each(|a| with(a.value));
        }
        Expr::Map(pairs) => pairs.iter().for_each(|(_, value)| with(*value)),
    }
}
