//! What one unit says about itself: its names, what stands in what, what branches where.

use foldhash::HashMap;

use super::{Bound, NOBODY, Source, each_child, put, script_name, small};
use crate::audit::ir::{Expr, ExprId, Function, FunctionId, Target, Unit};
use crate::audit::syntax::Language;
use crate::sorted;

/// The indexes over one unit, which ask nothing of others.
#[derive(Debug, Default)]
pub(super) struct Inside {
    /// What its names are given, those of a function together and in order.
    pub names: HashMap<Box<str>, Vec<u32>>,
    /// What it imports, by the names it has here.
    pub imports: HashMap<Box<str>, Vec<u32>>,
    /// Of each expression the one it is part of.
    pub parents: Vec<u32>,
    /// Of each function its expressions, without those of functions in it.
    pub owned: Vec<Vec<ExprId>>,
    /// Of each function those that stand right in it.
    pub inner: Vec<Vec<FunctionId>>,
    /// What is given a value, in the order of the values.
    bound: Vec<Bound>,
    /// Of each expression where in that those begin that are given it, and where all end.
    bound_from: Vec<u32>,
    /// Of each function where it stands, where it is a value.
    placed: Vec<Option<ExprId>>,
    /// Of each function the names it goes by.
    known_as: Vec<Vec<Box<str>>>,
    /// Functions that go by a name besides their own, and which of their names it is.
    learned: Vec<(FunctionId, usize)>,
    /// The branches that ask for a name, by that name.
    pub guarded: HashMap<Box<str>, Vec<u32>>,
    /// The branches of each function.
    pub branched: HashMap<FunctionId, Vec<u32>>,
}

impl Inside {
    /// Looks through a unit of that number.
    pub fn of(at: u32, source: &Source) -> Self {
        let unit = &source.unit;
        let mut inside = Self::default();
        for (index, binding) in unit.bindings.iter().enumerate() {
            if let Target::Name(name) = &binding.target {
                put(&mut inside.names, name, small(index));
            }
        }
        for given in inside.names.values_mut() {
            sorted::sort_by_key(given, |index| (unit.bindings[*index as usize].function, *index));
        }
        for (index, import) in unit.imports.iter().enumerate() {
            put(&mut inside.imports, &import.local, small(index));
        }
        inside.parents = vec![NOBODY; unit.exprs.len()];
        inside.owned = vec![Vec::new(); unit.functions.len()];
        for (id, expr) in unit.all() {
            each_child(expr, |child| inside.parents[child.0 as usize] = id.0);
            inside.owned[unit.owner(id).0 as usize].push(id);
        }
        inside.inner = vec![Vec::new(); unit.functions.len()];
        for (id, function) in (0..).map(FunctionId).zip(&unit.functions) {
            if function.outer != id {
                inside.inner[function.outer.0 as usize].push(id);
            }
        }
        for (index, guard) in unit.guards.iter().enumerate() {
            inside.branched.entry(unit.owner(guard.subject)).or_default().push(small(index));
            if let Expr::Name(name) = unit.expr(guard.subject) {
                put(&mut inside.guarded, name, small(index));
            }
        }
        let values =
            || (0..).zip(&unit.bindings).filter_map(|(at, b)| Some((at, b.value?.0 as usize)));
        inside.bound_from = vec![0; unit.exprs.len() + 1];
        values().for_each(|(_, value)| inside.bound_from[value + 1] += 1);
        let mut sum = 0;
        for from in &mut inside.bound_from {
            sum += *from;
            *from = sum;
        }
        inside.bound = vec![Bound { unit: at, index: 0 }; sum as usize];
        let mut next = inside.bound_from.clone();
        for (index, value) in values() {
            inside.bound[next[value] as usize].index = index;
            next[value] += 1;
        }
        inside.name_functions(source);
        inside
    }

    /// Finds where functions stand and what they go by.
    fn name_functions(&mut self, source: &Source) {
        let unit = &source.unit;
        let own = |(at, function): (usize, &Function)| {
            (at > 0 && !function.name.is_empty()).then(|| function.name.clone())
        };
        self.known_as = unit.functions.iter().enumerate().map(|f| Vec::from_iter(own(f))).collect();
        if source.language == Language::Shell {
            self.known_as[0].push(script_name(&source.path).into());
        }
        for binding in &unit.bindings {
            match &binding.target {
                Target::Name(name) | Target::Field(_, name) | Target::Member(_, name) => {
                    self.learn_name(unit, binding.value, name);
                }
            }
        }
        self.placed = vec![None; unit.functions.len()];
        for (id, expr) in unit.all() {
            match expr {
                Expr::Function(function) => {
                    self.placed[function.0 as usize].get_or_insert(id);
                }
                Expr::Map(pairs) => {
                    for (key, value) in pairs {
                        self.learn_name(unit, Some(*value), key);
                    }
                }
                _ => {}
            }
        }
    }

    fn learn_name(&mut self, unit: &Unit, value: Option<ExprId>, name: &str) {
        let Some(function) = value.and_then(|value| function_of(unit, value)) else { return };
        let known = &mut self.known_as[function.0 as usize];
        if !known.iter().any(|other| &**other == name) {
            self.learned.push((function, known.len()));
            known.push(name.into());
        }
    }

    /// Functions with their names: each with its own, then with those it goes by as well.
    pub fn names_of_functions<'u>(
        &'u self,
        unit: &'u Unit,
    ) -> impl Iterator<Item = (FunctionId, &'u str)> {
        let own = (0..).map(FunctionId).zip(&unit.functions).skip(1);
        let own = own.map(|(id, function)| (id, &*function.name));
        let learned =
            self.learned.iter().map(|(id, at)| (*id, &*self.known_as[id.0 as usize][*at]));
        own.filter(|(_, name)| !name.is_empty()).chain(learned)
    }

    /// What is given the value of an expression, in order.
    pub fn bound_to(&self, expr: ExprId) -> &[Bound] {
        let (from, end) = (expr.0 as usize, expr.0 as usize + 1);
        &self.bound[self.bound_from[from] as usize..self.bound_from[end] as usize]
    }

    /// Names a function goes by.
    pub fn known_as(&self, function: FunctionId) -> &[Box<str>] {
        &self.known_as[function.0 as usize]
    }

    /// Where a function stands that is a value.
    pub fn place_of(&self, function: FunctionId) -> Option<ExprId> {
        self.placed[function.0 as usize]
    }
}

/// The function that is given where a value is.
fn function_of(unit: &Unit, value: ExprId) -> Option<FunctionId> {
    match unit.expr(value) {
        Expr::Function(function) => Some(*function),
        // `useCallback(async (path) => …)`, `cache(async () => …)`
        Expr::Call(call) => call.arguments.iter().find_map(|a| match unit.expr(a.value) {
            Expr::Function(function) => Some(*function),
            _ => None,
        }),
        _ => None,
    }
}
