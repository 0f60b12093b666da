//! What one unit says about itself: its names, what stands in what, what branches where.

use foldhash::HashMap;

use super::{NOBODY, each_child, put, small};
use crate::audit::ir::{Expr, ExprId, FunctionId, Target, Unit};
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
    /// The branches that ask for a name, by that name.
    pub guarded: HashMap<Box<str>, Vec<u32>>,
    /// The branches of each function.
    pub branched: HashMap<FunctionId, Vec<u32>>,
}

impl Inside {
    /// Looks through a unit.
    pub fn of(unit: &Unit) -> Self {
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
        inside
    }
}
