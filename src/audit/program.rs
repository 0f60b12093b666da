//! The units of a folder taken together: who is called what, who calls whom, where
//! a name leads.

mod unasked;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::audit::evidence::FileId;
use crate::audit::ir::{
    Binding, Class, ClassId, Expr, ExprId, Function, FunctionId, Import, Span, Target, Unit,
};
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
    names: Vec<HashMap<Box<str>, Vec<u32>>>,
    fields: HashMap<Box<str>, Vec<Bound>>,
    calls: HashMap<Box<str>, Vec<At>>,
    functions: HashMap<Box<str>, Vec<Fun>>,
    classes: HashMap<Box<str>, Vec<Cls>>,
    top_level: HashMap<Box<str>, Vec<Bound>>,
    imports: Vec<HashMap<Box<str>, Vec<u32>>>,
    parents: Vec<Vec<u32>>,
    owned: Vec<HashMap<FunctionId, Vec<ExprId>>>,
    bound: HashMap<At, Vec<Bound>>,
    known_as: HashMap<Fun, Vec<Box<str>>>,
    methods: HashMap<Cls, HashMap<Box<str>, Vec<Fun>>>,
    stems: HashMap<String, Vec<u32>>,
    related: HashMap<Cls, Vec<Cls>>,
    made_from: HashMap<Box<str>, Vec<Cls>>,
    scripts: HashMap<Box<str>, Vec<u32>>,
    pages: HashMap<u32, Vec<u32>>,
    /// Libraries that units import, as they are asked for.
    pub(super) libraries: RefCell<HashMap<u32, Vec<&'static Library>>>,
    /// Libraries that languages of one family import anywhere.
    pub(super) libraries_seen: RefCell<HashMap<u8, Vec<&'static Library>>>,
    /// The units that imports lead to, found before.
    led_to: Remembered<u32>,
    /// What names mean to those who import them, found before.
    given_out: Remembered<Meaning>,
}

/// What was found before of a unit and a name or module.
type Remembered<T> = RefCell<HashMap<(u32, Box<str>), Rc<[T]>>>;

const NOBODY: u32 = u32::MAX;

/// Classes that are followed from one, upwards and downwards.
const MOST_RELATIVES: usize = 96;

fn dedup(classes: &mut Vec<Cls>) {
    let mut kept: Vec<Cls> = Vec::with_capacity(classes.len());
    for class in classes.drain(..) {
        if !kept.contains(&class) {
            kept.push(class);
        }
    }
    *classes = kept;
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
    /// Takes units together.
    pub fn new(sources: Vec<Source>) -> Self {
        let mut program = Program { sources, ..Program::default() };
        for unit in 0..small(program.sources.len()) {
            program.index(unit);
        }
        let classes: Vec<Cls> = program.classes.values().flatten().copied().collect();
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

    fn index(&mut self, at: u32) {
        let source = &self.sources[at as usize];
        let unit = &source.unit;
        let mut names: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        let mut learned: Vec<(Option<FunctionId>, Box<str>)> = Vec::new();
        for (index, binding) in unit.bindings.iter().enumerate() {
            let bound = Bound { unit: at, index: small(index) };
            match &binding.target {
                Target::Name(name) => {
                    names.entry(name.clone()).or_default().push(small(index));
                    if binding.function == FunctionId(0) {
                        self.top_level.entry(name.clone()).or_default().push(bound);
                    }
                    learned.push((unit_value(unit, binding.value), name.clone()));
                }
                Target::Field(_, name) | Target::Member(_, name) => {
                    self.fields.entry(name.clone()).or_default().push(bound);
                    learned.push((unit_value(unit, binding.value), name.clone()));
                }
            }
            if let Some(value) = binding.value {
                self.bound.entry(At { unit: at, expr: value }).or_default().push(bound);
            }
        }
        let mut parents = vec![NOBODY; unit.exprs.len()];
        for (id, expr) in unit.all() {
            for child in children(expr) {
                parents[child.0 as usize] = id.0;
            }
            match expr {
                Expr::Call(call) => {
                    if let Some(name) = unit.last_name(call.callee) {
                        let place = At { unit: at, expr: id };
                        self.calls.entry(name.into()).or_default().push(place);
                    }
                }
                Expr::Map(pairs) => {
                    for (key, value) in pairs {
                        learned.push((unit_value(unit, Some(*value)), key.clone()));
                    }
                }
                _ => {}
            }
        }
        let mut owned: HashMap<FunctionId, Vec<ExprId>> = HashMap::new();
        for (id, _) in unit.all() {
            owned.entry(unit.owner(id)).or_default().push(id);
        }
        for (index, function) in unit.functions.iter().enumerate().skip(1) {
            let fun = Fun { unit: at, id: FunctionId(small(index)) };
            if !function.name.is_empty() {
                self.functions.entry(function.name.clone()).or_default().push(fun);
                self.known_as.entry(fun).or_default().push(function.name.clone());
            }
            if let Some(class) = function.class {
                let class = Cls { unit: at, id: class };
                let methods = self.methods.entry(class).or_default();
                methods.entry(function.name.clone()).or_default().push(fun);
            }
        }
        if source.language == Language::Shell {
            let name: Box<str> = source.path.rsplit('/').next().unwrap_or_default().into();
            let fun = Fun { unit: at, id: FunctionId(0) };
            self.known_as.entry(fun).or_default().push(name.clone());
            self.scripts.entry(name).or_default().push(at);
        }
        for (index, class) in unit.classes.iter().enumerate() {
            let class_at = Cls { unit: at, id: ClassId(small(index)) };
            self.classes.entry(class.name.clone()).or_default().push(class_at);
        }
        let mut imports: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        for (index, import) in unit.imports.iter().enumerate() {
            imports.entry(import.local.clone()).or_default().push(small(index));
        }
        let stem = stem_of(&source.path);
        self.stems.entry(stem).or_default().push(at);
        self.names.push(names);
        self.imports.push(imports);
        self.parents.push(parents);
        self.owned.push(owned);
        for (function, name) in learned {
            self.learn_name(at, function, &name);
        }
    }

    fn learn_name(&mut self, unit: u32, function: Option<FunctionId>, name: &str) {
        if let Some(id) = function {
            let fun = Fun { unit, id };
            let known = self.known_as.entry(fun).or_default();
            if !known.iter().any(|n| &**n == name) {
                known.push(name.into());
                self.functions.entry(name.into()).or_default().push(fun);
            }
        }
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

    /// The expressions of a function and of those inside it, in order.
    pub fn within(&self, fun: Fun) -> impl Iterator<Item = (ExprId, &Expr)> {
        let unit = self.unit(fun.unit);
        let mut found: Vec<ExprId> = Vec::new();
        for (owner, exprs) in &self.owned[fun.unit as usize] {
            let mut at = *owner;
            while at != fun.id && unit.function(at).outer != at {
                at = unit.function(at).outer;
            }
            if at == fun.id {
                found.extend(exprs);
            }
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

    /// The expression a place is part of.
    pub fn parent(&self, at: At) -> Option<At> {
        let parent = self.parents[at.unit as usize][at.expr.0 as usize];
        (parent != NOBODY).then_some(At { unit: at.unit, expr: ExprId(parent) })
    }

    /// What is given the value at a place.
    pub fn bound_to(&self, at: At) -> &[Bound] {
        self.bound.get(&at).map_or(&[], Vec::as_slice)
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

    /// Functions of that name.
    pub fn functions_of(&self, name: &str) -> &[Fun] {
        self.functions.get(name).map_or(&[], Vec::as_slice)
    }

    /// Names a function goes by.
    pub fn names_of(&self, fun: Fun) -> &[Box<str>] {
        self.known_as.get(&fun).map_or(&[], Vec::as_slice)
    }

    /// What fields of that name are given, in any class or object.
    pub fn fields_of(&self, name: &str) -> &[Bound] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Classes of that name in the languages that see each other.
    pub fn classes_of(&self, name: &str, language: Language) -> Vec<Cls> {
        let all = self.classes.get(name).map_or(&[][..], Vec::as_slice);
        let sees = |c: &&Cls| self.language(c.unit).family() == language.family();
        all.iter().filter(sees).copied().collect()
    }

    /// Methods of that name of some classes.
    pub fn methods_among(&self, classes: &[Cls], name: &str) -> Vec<Fun> {
        let own = |class: &Cls| self.methods.get(class)?.get(name);
        classes.iter().filter_map(own).flatten().copied().collect()
    }

    /// A class, what it is made from, and what is made from it.
    pub fn relatives(&self, class: Cls) -> &[Cls] {
        self.related.get(&class).map_or(&[], Vec::as_slice)
    }

    fn relatives_of(&self, class: Cls) -> Vec<Cls> {
        let mut found = vec![class];
        // Upwards.
        let mut at = 0;
        while at < found.len() && found.len() < 32 {
            let here = found[at];
            at += 1;
            let language = self.language(here.unit);
            for base in &self.class(here).bases {
                found.extend(self.classes_of(base_name(base), language));
            }
            // Parts of one class in several files.
            let name = &self.class(here).name;
            if !name.is_empty() && language.shares_names() {
                found.extend(self.classes_of(name, language));
            }
            dedup(&mut found);
        }
        // Downwards, from the class itself.
        let name = &self.class(class).name;
        let family = self.language(class.unit).family();
        let mut below = vec![name.clone()];
        let mut next = 0;
        while let Some(name) = below.get(next).cloned() {
            next += 1;
            for down in self.made_from.get(&name).into_iter().flatten() {
                let made = &self.class(*down).name;
                if self.language(down.unit).family() == family && found.len() < MOST_RELATIVES {
                    found.push(*down);
                    if !made.is_empty() && !below.contains(made) {
                        below.push(made.clone());
                    }
                }
            }
        }
        dedup(&mut found);
        found
    }

    /// What a name means where it stands, nearest first.
    pub fn meanings(&self, unit: u32, function: FunctionId, name: &str) -> Vec<Meaning> {
        let here = self.unit(unit);
        let bindings = self.names[unit as usize].get(name);
        let mut at = function;
        loop {
            let fun = here.function(at);
            let mut found: Vec<Meaning> = Vec::new();
            if let Some(place) = fun.parameters.iter().position(|p| &*p.name == name) {
                let place = u16::try_from(place).unwrap_or(u16::MAX);
                found.push(Meaning::Parameter(Fun { unit, id: at }, place));
            }
            for index in bindings.into_iter().flatten() {
                if here.bindings[*index as usize].function == at {
                    found.push(Meaning::Bound(Bound { unit, index: *index }));
                }
            }
            if !found.is_empty() {
                if found.iter().all(|meaning| self.is_declared_only(*meaning)) {
                    found.extend(self.given_inside(unit, at, name));
                }
                if at == FunctionId(0) {
                    found.extend(self.imported(unit, name));
                } else if self.language(unit) == Language::Shell {
                    found.extend(self.only_emptied(unit, &found, name));
                }
                return found;
            }
            if let Some(class) = fun.class {
                let class = Cls { unit, id: class };
                if self.has_member(class, name) {
                    return vec![Meaning::Member(class)];
                }
            }
            if at == FunctionId(0) {
                break;
            }
            at = fun.outer;
        }
        let imported = self.imported(unit, name);
        if !imported.is_empty() {
            return imported;
        }
        let language = self.language(unit);
        let class = here.classes.iter().position(|c| &*c.name == name);
        if let Some(index) = class {
            return vec![Meaning::Class(Cls { unit, id: ClassId(small(index)) })];
        }
        // Assigned in some other function of the file (`global`, closures, `let x; f(() => x = …)`).
        if let Some(elsewhere) = bindings {
            let all = elsewhere.iter().map(|i| Meaning::Bound(Bound { unit, index: *i }));
            return all.collect();
        }
        if language == Language::Shell
            && let Some(scripts) = self.scripts.get(name)
        {
            return scripts.iter().map(|unit| Meaning::Script(*unit)).collect();
        }
        if language.shares_names() {
            let inside = self.members_imported(here, name, language);
            return if inside.is_empty() { self.shared(name, language) } else { inside };
        }
        let wild = here.imports.iter().enumerate().filter(|(_, i)| &*i.symbol == "*");
        let mut found = Vec::new();
        for (_, import) in wild {
            for module in self.modules(unit, &import.module) {
                found.extend(self.exported(module, name));
            }
        }
        if found.is_empty() { self.unasked(unit, name) } else { found }
    }

    /// What stands under a name at the top of any file.
    pub(super) fn top_level_of(&self, name: &str) -> &[Bound] {
        self.top_level.get(name).map_or(&[], Vec::as_slice)
    }

    /// Units that stand in one page with a unit.
    pub(super) fn beside(&self, unit: u32) -> &[u32] {
        self.pages.get(&unit).map_or(&[], Vec::as_slice)
    }

    fn is_declared_only(&self, meaning: Meaning) -> bool {
        matches!(meaning, Meaning::Bound(bound) if self.binding(bound).value.is_none())
    }

    /// What functions inside of the one that declares a name give it:
    /// `let client; function start() { client = … }`.
    fn given_inside(&self, unit: u32, outer: FunctionId, name: &str) -> Vec<Meaning> {
        if self.language(unit).family() != 0 {
            return Vec::new();
        }
        let here = self.unit(unit);
        let inside = |mut at: FunctionId| {
            while at != outer && here.function(at).outer != at {
                at = here.function(at).outer;
            }
            at == outer
        };
        let bindings = self.names[unit as usize].get(name).into_iter().flatten();
        bindings
            .filter(|index| {
                let binding = &here.bindings[**index as usize];
                binding.value.is_some() && binding.function != outer && inside(binding.function)
            })
            .map(|index| Meaning::Bound(Bound { unit, index: *index }))
            .collect()
    }

    /// What a name of the whole script is given, where a function does no more than empty it.
    fn only_emptied(&self, unit: u32, found: &[Meaning], name: &str) -> Vec<Meaning> {
        let here = self.unit(unit);
        let empties = |meaning: &Meaning| {
            let Meaning::Bound(bound) = meaning else { return false };
            let value = self.binding(*bound).value.map(|value| here.expr(value));
            matches!(value, Some(Expr::Text(text)) if text.is_empty())
        };
        if !found.iter().all(empties) {
            return Vec::new();
        }
        let of_script = self.names[unit as usize].get(name).into_iter().flatten();
        of_script
            .filter(|index| here.bindings[**index as usize].function == FunctionId(0))
            .map(|index| Meaning::Bound(Bound { unit, index: *index }))
            .collect()
    }

    /// Members of classes whose members are all imported: `import static a.Api.*`.
    fn members_imported(&self, here: &Unit, name: &str, language: Language) -> Vec<Meaning> {
        let wild = here.imports.iter().filter(|i| &*i.symbol == "*");
        let classes = wild.flat_map(|i| self.classes_of(base_name(&i.module), language));
        let having = classes.filter(|class| self.has_member(*class, name));
        having.map(Meaning::Member).collect()
    }

    fn imported(&self, unit: u32, name: &str) -> Vec<Meaning> {
        let of = self.imports[unit as usize].get(name);
        of.into_iter().flatten().map(|index| Meaning::Import(unit, *index)).collect()
    }

    /// Classes and top-level names of that name in any file of the language.
    pub fn shared(&self, name: &str, language: Language) -> Vec<Meaning> {
        let classes = self.classes_of(name, language);
        if !classes.is_empty() {
            return classes.into_iter().map(Meaning::Class).collect();
        }
        let top = self.top_level.get(name).map_or(&[][..], Vec::as_slice);
        let sees = |b: &&Bound| self.language(b.unit).family() == language.family();
        top.iter().filter(sees).map(|b| Meaning::Bound(*b)).collect()
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

    /// Whether a package, as an import names it, is one of the program's own: its first
    /// two names are folders.
    pub fn has_package(&self, module: &str, language: Language) -> bool {
        let names = module.split(['.', '\\', ':']).filter(|n| !n.is_empty());
        let folders = names.take(2).collect::<Vec<_>>().join("/");
        let inside = |path: &str| {
            path.match_indices(&folders).any(|(at, _)| {
                let before = path[..at].chars().next_back();
                before.is_none_or(|c| c == '/') && path[at + folders.len()..].starts_with('/')
            })
        };
        let same = |s: &&Source| s.language.family() == language.family();
        !folders.is_empty() && self.sources.iter().filter(same).any(|s| inside(&s.path))
    }

    fn has_member(&self, class: Cls, name: &str) -> bool {
        let relatives = self.relatives(class);
        let is_method =
            relatives.iter().any(|c| self.methods.get(c).is_some_and(|m| m.contains_key(name)));
        is_method
            || self.fields_of(name).iter().any(|bound| {
                matches!(self.binding(*bound).target, Target::Field(id, _)
                    if relatives.contains(&Cls { unit: bound.unit, id }))
            })
    }

    /// Units a module name leads to from a unit.
    pub fn modules(&self, from: u32, module: &str) -> Vec<u32> {
        let key = (from, Box::<str>::from(module));
        if let Some(known) = self.led_to.borrow().get(&key) {
            return known.to_vec();
        }
        let found = self.modules_named(from, module);
        self.led_to.borrow_mut().insert(key, found.as_slice().into());
        found
    }

    fn modules_named(&self, from: u32, module: &str) -> Vec<u32> {
        let own = &self.sources[from as usize].path;
        let language = self.language(from);
        let wanted = language.module_path(module, own);
        // `import axios from "axios"` is a package, whatever files are called so.
        if language.family() == 0 && !module.contains('/') && !module.starts_with('.') {
            return Vec::new();
        }
        let Some(last) = wanted.rsplit('/').next().filter(|last| !last.is_empty()) else {
            return Vec::new();
        };
        let mut candidates: Vec<u32> = Vec::new();
        for stem in [last, "index", "__init__", "mod"] {
            candidates.extend(self.stems.get(stem).into_iter().flatten());
        }
        candidates.retain(|unit| {
            let path = without_ending(&self.sources[*unit as usize].path);
            let path = ["/index", "/__init__", "/mod"]
                .iter()
                .find_map(|tail| path.strip_suffix(tail))
                .unwrap_or(path);
            self.language(*unit).family() == language.family()
                && (path == wanted || path.ends_with(&format!("/{wanted}")))
        });
        if candidates.is_empty() && language.modules_are_folders() {
            let inside = |source: &Source| {
                let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                folder == wanted
                    || folder.ends_with(&format!("/{wanted}"))
                    || !folder.is_empty() && wanted.ends_with(&format!("/{folder}"))
            };
            let all = self.sources.iter().enumerate();
            candidates = all
                .filter(|(_, s)| s.language.family() == language.family() && inside(s))
                .map(|(unit, _)| small(unit))
                .collect();
        }
        // The nearest one where several end alike.
        let shared = |unit: &u32| {
            let path = &self.sources[*unit as usize].path;
            path.split('/').zip(own.split('/')).take_while(|(a, b)| a == b).count()
        };
        let most = candidates.iter().map(shared).max();
        if !language.modules_are_folders() {
            candidates.retain(|unit| Some(shared(unit)) == most);
        }
        candidates.retain(|unit| *unit != from);
        sorted::sort(&mut candidates);
        candidates.dedup();
        candidates
    }

    /// What a unit offers under a name.
    pub fn exported(&self, unit: u32, name: &str) -> Vec<Meaning> {
        let key = (unit, Box::<str>::from(name));
        if let Some(known) = self.given_out.borrow().get(&key) {
            return known.to_vec();
        }
        let found = self.exported_by(unit, name, 0, &mut vec![unit]);
        self.given_out.borrow_mut().insert(key, found.as_slice().into());
        found
    }

    /// The same, by way of so many others; those looked at before are not looked at again.
    fn exported_by(&self, unit: u32, name: &str, depth: u8, seen: &mut Vec<u32>) -> Vec<Meaning> {
        let here = self.unit(unit);
        let mut found: Vec<Meaning> = Vec::new();
        let bindings = self.names[unit as usize].get(name).into_iter().flatten();
        found.extend(
            bindings
                .filter(|index| here.bindings[**index as usize].function == FunctionId(0))
                .map(|index| Meaning::Bound(Bound { unit, index: *index })),
        );
        if let Some(index) = here.classes.iter().position(|c| &*c.name == name) {
            found.push(Meaning::Class(Cls { unit, id: ClassId(small(index)) }));
        }
        if found.is_empty() {
            // `exports.name = …`, `module.exports = { name }`, `export default { name }`.
            for bound in self.fields_of(name).iter().filter(|b| b.unit == unit) {
                if let Target::Member(object, _) = &self.binding(*bound).target
                    && here.path(*object).is_some_and(|p| p.last() == Some(&"exports"))
                {
                    found.push(Meaning::Bound(*bound));
                }
            }
        }
        if found.is_empty() && name == "default" {
            for bound in self.fields_of("exports").iter().filter(|b| b.unit == unit) {
                found.push(Meaning::Bound(*bound));
            }
        }
        if found.is_empty() && depth < 4 {
            found.extend(self.imported(unit, name));
            for import in here.imports.iter().filter(|i| &*i.symbol == "*") {
                for module in self.modules(unit, &import.module) {
                    if !seen.contains(&module) {
                        seen.push(module);
                        found.extend(self.exported_by(module, name, depth + 1, seen));
                    }
                }
            }
        }
        found
    }

    /// The value `module.exports` or `export default` gives a unit, with the binding.
    pub fn default_export(&self, unit: u32) -> Vec<Bound> {
        let of = self.names[unit as usize].get("default").into_iter().flatten();
        let mut found: Vec<Bound> = of.map(|index| Bound { unit, index: *index }).collect();
        found.extend(self.fields_of("exports").iter().filter(|b| b.unit == unit));
        found
    }
}

/// The function a value is, or wraps.
fn unit_value(unit: &Unit, value: Option<ExprId>) -> Option<FunctionId> {
    match unit.expr(value?) {
        Expr::Function(function) => Some(*function),
        // `useCallback(async (path) => …)`, `cache(async () => …)`
        Expr::Call(call) => call.arguments.iter().find_map(|a| match unit.expr(a.value) {
            Expr::Function(function) => Some(*function),
            _ => None,
        }),
        _ => None,
    }
}

/// The name in what a class says it is made from: `Base` of `pkg.Base<T>(x)`.
pub fn base_name(written: &str) -> &str {
    let written = written.trim_start_matches(['&', '*', '?', ' ', '\\']);
    let end = written.find(['<', '(', '[', ' ', '?', '!']).unwrap_or(written.len());
    let path = &written[..end];
    path.rsplit(['.', ':', '\\']).next().unwrap_or(path)
}

fn without_ending(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').map_or((0, path), |(f, n)| (f.len() + 1, n));
    name.rfind('.').filter(|dot| *dot > 0).map_or(path, |dot| &path[..folder + dot])
}

fn stem_of(path: &str) -> String {
    let path = without_ending(path);
    path.rsplit('/').next().unwrap_or(path).to_string()
}

/// The expressions an expression is made of.
pub fn children(expr: &Expr) -> Vec<ExprId> {
    match expr {
        Expr::Text(_) | Expr::Name(_) | Expr::This | Expr::Function(_) | Expr::Other => Vec::new(),
        Expr::Join(parts) | Expr::List(parts) | Expr::Either(parts) => parts.clone(),
        Expr::Member(object, _) => object.iter().copied().collect(),
        Expr::Index(object, index) | Expr::Default(object, index) => vec![*object, *index],
        Expr::Call(call) => {
            let arguments = call.arguments.iter().map(|a| a.value);
            std::iter::once(call.callee).chain(arguments).collect()
        }
        Expr::Map(pairs) => pairs.iter().map(|(_, value)| *value).collect(),
    }
}
