//! Names that are members of a class, in languages that leave `this` out.
//!
//! In a method, whoever follows values looks into its class anyway. Three things
//! cannot be seen any more once a tree is lowered, and are written out here: a field
//! that a method assigns, a constant that another field's value names, and a member
//! of a class further out.

use foldhash::{HashMap, HashSet};

use crate::audit::ir::{ClassId, Expr, ExprId, FunctionId, Target, Unit};

/// What lowering alone knows of names.
#[derive(Debug, Default)]
pub struct Names {
    /// Names that stand in the body of a class, outside of its methods.
    pub in_class: Vec<(ExprId, ClassId)>,
    /// The class around a class.
    pub around: HashMap<ClassId, ClassId>,
    /// Bindings that assign to a name without declaring it, by their numbers.
    pub assigned: HashSet<usize>,
}

/// Writes members out where that takes knowing what is around a name.
pub fn write_out(unit: &mut Unit, names: &Names) {
    let members = members(unit);
    if members.is_empty() {
        return;
    }
    let declared = declared(unit, names);
    let is_local =
        |unit: &Unit, function: FunctionId, name: &str| is_local(unit, &declared, function, name);
    let having = |class: Option<ClassId>, name: &str| having(names, &members, class, name);

    for index in &names.assigned {
        let binding = &unit.bindings[*index];
        let Target::Name(name) = &binding.target else { continue };
        if is_local(unit, binding.function, name) {
            continue;
        }
        if let Some(class) = having(class_of(unit, binding.function), name) {
            let target = Target::Field(class, name.clone());
            unit.bindings[*index].target = target;
        }
    }

    let in_class: HashMap<ExprId, ClassId> = names.in_class.iter().copied().collect();
    let mut through: Vec<(ExprId, ClassId, Box<str>)> = Vec::new();
    for (id, expr) in unit.all() {
        let Expr::Name(name) = expr else { continue };
        let owner = unit.owner(id);
        let directly = in_class.get(&id).copied();
        let own = directly.or_else(|| class_of(unit, owner));
        if own.is_none() || is_local(unit, owner, name) {
            continue;
        }
        if let Some(class) = having(own, name)
            && (directly.is_some() || Some(class) != own)
        {
            through.push((id, class, name.clone()));
        }
    }
    for (id, class, name) in through {
        put_behind(unit, id, class, name);
    }
}

/// Gives to a file what its functions set of the names that it declares.
pub fn give_to_file(unit: &mut Unit, names: &Names) {
    let declared = declared(unit, names);
    for index in &names.assigned {
        let binding = &unit.bindings[*index];
        let Target::Name(name) = &binding.target else { continue };
        if declared.contains(&(FunctionId(0), name.clone()))
            && !is_local(unit, &declared, binding.function, name)
        {
            unit.bindings[*index].function = FunctionId(0);
        }
    }
}

/// Whether a function, or one around it, declares a name.
fn is_local(
    unit: &Unit,
    declared: &HashSet<(FunctionId, Box<str>)>,
    mut function: FunctionId,
    name: &str,
) -> bool {
    let name: Box<str> = name.into();
    while function != FunctionId(0) {
        if declared.contains(&(function, name.clone())) {
            return true;
        }
        function = unit.function(function).outer;
    }
    false
}

/// Writes out what the body of a class names of itself and of the classes around it.
pub fn write_out_in_bodies(unit: &mut Unit, names: &Names) {
    let members = members(unit);
    // `BASE = BASE` names another one.
    let own_values: HashSet<(ExprId, &str)> = unit
        .bindings
        .iter()
        .filter_map(|binding| match (&binding.target, binding.value) {
            (Target::Field(_, name), Some(value)) => Some((value, &**name)),
            _ => None,
        })
        .collect();
    let mut through: Vec<(ExprId, ClassId, Box<str>)> = Vec::new();
    for (id, class) in &names.in_class {
        let Expr::Name(name) = unit.expr(*id) else { continue };
        if own_values.contains(&(*id, &**name)) {
            continue;
        }
        if let Some(class) = having(names, &members, Some(*class), name) {
            through.push((*id, class, name.clone()));
        }
    }
    for (id, class, name) in through {
        put_behind(unit, id, class, name);
    }
}

/// Makes `name` of a class `Class.name`.
fn put_behind(unit: &mut Unit, id: ExprId, class: ClassId, name: Box<str>) {
    let object = ExprId(u32::try_from(unit.exprs.len()).unwrap_or(u32::MAX));
    let class = unit.classes[class.0 as usize].name.clone();
    unit.exprs.push(Expr::Name(class));
    unit.spans.push(unit.span(id));
    unit.owners.push(unit.owner(id));
    unit.exprs[id.0 as usize] = Expr::Member(Some(object), name);
}

/// The class that has a member of that name, from one outwards.
fn having(
    names: &Names,
    members: &HashSet<(ClassId, Box<str>)>,
    class: Option<ClassId>,
    name: &str,
) -> Option<ClassId> {
    let mut at = class;
    // No class is around itself, but two of one name may seem to be.
    for _ in 0..16 {
        let class = at?;
        if members.contains(&(class, name.into())) {
            return Some(class);
        }
        at = names.around.get(&class).copied();
    }
    None
}

/// Fields and methods by their classes; not constructors, which are called by the class.
fn members(unit: &Unit) -> HashSet<(ClassId, Box<str>)> {
    let fields = unit.bindings.iter().filter_map(|binding| match &binding.target {
        Target::Field(class, name) => Some((*class, name.clone())),
        _ => None,
    });
    let methods = unit.functions.iter().filter_map(|function| {
        let class = function.class?;
        let named =
            !function.name.is_empty() && function.name != unit.classes[class.0 as usize].name;
        named.then(|| (class, function.name.clone()))
    });
    fields.chain(methods).collect()
}

/// Parameters and names declared in functions.
fn declared(unit: &Unit, names: &Names) -> HashSet<(FunctionId, Box<str>)> {
    let parameters = (0..)
        .map(FunctionId)
        .zip(&unit.functions)
        .flat_map(|(id, function)| function.parameters.iter().map(move |p| (id, p.name.clone())));
    let bound =
        unit.bindings.iter().enumerate().filter_map(|(index, binding)| match &binding.target {
            Target::Name(name) if !names.assigned.contains(&index) => {
                Some((binding.function, name.clone()))
            }
            _ => None,
        });
    parameters.chain(bound).collect()
}

/// The class whose method a function is, or stands in.
fn class_of(unit: &Unit, mut function: FunctionId) -> Option<ClassId> {
    loop {
        let at = unit.function(function);
        if at.class.is_some() || function == FunctionId(0) {
            return at.class;
        }
        function = at.outer;
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    #[test]
    fn members_are_written_out_and_locals_are_left() {
        let sketch = sketch_of(
            Language::CSharp,
            r#"class A {
    const string B = "b"; string f; string g = B + f;
    void M(string p, string q) { f = p; q = "parameter"; string f2; f2 = B; D(() => f = "lambda"); }
    class I { string h = B; void O() { k = B; } string k; }
}
class J { void P() { f = "another"; } }
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call D(function#2)
bind #0 A::B: string = "b"
bind #0 A::f: string = ?
bind #0 A::g: string = (A.B + A.f)
bind #1 A::f = p
bind #1 q = "parameter"
bind #1 f2: string = ?
bind #1 f2 = B
bind #2 A::f = "lambda"
bind #0 I::h: string = A.B
bind #3 I::k = A.B
bind #0 I::k: string = ?
bind #4 f = "another"
function #1 A::M(p: string, q: string) void -> 
function #2 ()  -> "lambda"
function #3 I::O() void -> 
function #4 J::P() void -> 
class A < 
class I < 
class J < 

"#]]
        );
    }
}
