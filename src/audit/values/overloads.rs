//! Which of several functions of one name a call is meant for.

use super::{Value, Values};
use crate::audit::ir::{Argument, Expr, Parameter, Target};
use crate::audit::program::{At, Cls, Fun, base_name};
use crate::audit::syntax::Language;

/// Kinds of things that are never taken for each other.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Number,
    Truth,
    Function,
    Map,
    List,
}

impl Values<'_> {
    /// What a call is of, without functions that cannot be given what it gives, where others of
    /// the name can.
    pub fn called(&self, call_at: At, mut callees: Vec<Value>) -> Vec<Value> {
        let has_overloads = matches!(
            self.program.language(call_at.unit),
            Language::Java | Language::CSharp | Language::Kotlin | Language::Swift
        );
        let several = callees.iter().filter(|v| matches!(v, Value::Function(_))).nth(1).is_some();
        if !has_overloads || !several {
            return callees;
        }
        let fits = |value: &Value| match value {
            Value::Function(fun) => self.may_take(*fun, call_at),
            _ => false,
        };
        if callees.iter().any(fits) {
            callees.retain(|value| !matches!(value, Value::Function(_)) || fits(value));
        }
        // Of those that may be meant, the ones that take what is given by its very type.
        let alike = |value: &Value| match value {
            Value::Function(fun) => self.taken_as_written(*fun, call_at),
            _ => 0,
        };
        let most = callees.iter().map(alike).max().unwrap_or(0);
        callees.retain(|value| !matches!(value, Value::Function(_)) || alike(value) == most);
        callees
    }

    /// How well parameters are of the types that are written for what they are given.
    fn taken_as_written(&self, fun: Fun, call_at: At) -> usize {
        let Expr::Call(call) = self.program.expr(call_at) else { return 0 };
        let given = call.arguments.iter().enumerate().filter(|(_, a)| a.name.is_none());
        let taken = &self.program.function(fun).parameters;
        let alike = given.map(|(place, argument)| {
            let Some(parameter) = taken.get(place) else { return 0 };
            let wanted = bare(&parameter.type_name);
            let written = self.type_given(call_at, argument);
            let kind = kind_of(&parameter.type_name);
            match written {
                Some(written) if written.eq_ignore_ascii_case(wanted) => 2,
                _ if kind.is_some() && kind == self.kind_given(call_at, argument) => 1,
                _ => 0,
            }
        });
        alike.sum()
    }

    /// The type of what is given, without what stands around its name.
    fn type_given(&self, call_at: At, argument: &Argument) -> Option<&str> {
        let at = At { unit: call_at.unit, expr: argument.value };
        let program = self.program;
        let written = match program.expr(at) {
            Expr::Text(_) | Expr::Join(_) => "String",
            Expr::Number(_) => "int",
            Expr::Name(name) => {
                let owner = program.owner(at);
                let taken = program.function(owner).parameters.iter();
                let taken = taken.filter(|p| p.name == *name).map(|p| &*p.type_name);
                let bound = program.unit(at.unit).bindings.iter().filter(|b| {
                    b.function == owner.id && matches!(&b.target, Target::Name(n) if n == name)
                });
                taken.chain(bound.map(|b| &*b.type_name)).find(|written| !written.is_empty())?
            }
            Expr::Call(call) if call.makes => program.unit(at.unit).last_name(call.callee)?,
            Expr::Call(call) => {
                match self.of(At { unit: at.unit, expr: call.callee }, &None).as_slice() {
                    [Value::Function(fun)] => &program.function(*fun).return_type,
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(bare(written))
    }

    /// The methods of a name that an object of a class may have: of what it is made from the
    /// nearest, not those behind that, unless some call is of what is above (`super.f()`).
    pub(super) fn not_overridden(&self, class: Cls, mut methods: Vec<Fun>, name: &str) -> Vec<Fun> {
        let program = self.program;
        let named = |fun: &Fun| {
            let class = program.function(*fun).class;
            class.map_or("", |id| &program.class(Cls { unit: fun.unit, id }).name)
        };
        if methods.len() < 2 {
            return methods;
        }
        let language = program.language(class.unit);
        let order = program.made_of(&program.class(class).name, language);
        let has = |class: &&&str| methods.iter().any(|fun| named(fun) == **class);
        let Some(nearest) = order.iter().find(has).copied() else { return methods };
        let is_above = |at: &At| {
            let unit = program.unit(at.unit);
            let Expr::Call(call) = unit.expr(at.expr) else { return false };
            let object = match unit.expr(call.callee) {
                Expr::Member(Some(object), _) => *object,
                // `super` of Ruby, `super(…)`
                _ => call.callee,
            };
            let object = match unit.expr(object) {
                Expr::Call(inner) => inner.callee,
                _ => object,
            };
            matches!(unit.last_name(object), Some("super" | "base" | "parent"))
                && program
                    .class_of_method(*at)
                    .is_some_and(|around| program.relatives(class).contains(&around))
        };
        let mut calls = program.calls_of(name).iter().chain(program.calls_of("super"));
        if calls.any(is_above) {
            return methods;
        }
        // Of two that a class is made from the first goes before the other in Python alone.
        let behind: Vec<&str> = match language {
            Language::Python => order.into_iter().skip_while(|class| *class != nearest).collect(),
            _ => program.made_of(nearest, language),
        };
        methods.retain(|fun| named(fun) == nearest || !behind.contains(&named(fun)));
        methods
    }

    /// Whether a function may be given what a call gives: as many, by these names, of these kinds.
    fn may_take(&self, fun: Fun, call_at: At) -> bool {
        let Expr::Call(call) = self.program.expr(call_at) else { return true };
        let given = &call.arguments;
        let taken = &self.program.function(fun).parameters;
        let is_rest = |p: &Parameter| p.name.starts_with('*');
        let needed = taken.iter().filter(|p| p.default.is_none() && !is_rest(p)).count();
        if given.iter().any(|a| a.spread) {
            return true;
        }
        if given.len() < needed || given.len() > taken.len() && !taken.iter().any(is_rest) {
            return false;
        }
        given.iter().enumerate().all(|(place, argument)| {
            let named = |p: &Parameter| {
                argument.name.as_deref() == Some(p.called().trim_start_matches('*'))
            };
            let parameter = match argument.name {
                Some(_) => match taken.iter().find(|p| named(p)) {
                    Some(parameter) => Some(parameter),
                    None => return false,
                },
                None => taken.get(place),
            };
            let taken = parameter.filter(|p| !is_rest(p)).and_then(|p| kind_of(&p.type_name));
            let given = taken.and_then(|_| self.kind_given(call_at, argument));
            given.is_none() || given == taken
        })
    }

    /// The kind of what is given, as far as it is written where it is given.
    fn kind_given(&self, call_at: At, argument: &Argument) -> Option<Kind> {
        let at = At { unit: call_at.unit, expr: argument.value };
        let program = self.program;
        match program.expr(at) {
            Expr::Text(_) | Expr::Join(_) => Some(Kind::Text),
            Expr::Number(_) => Some(Kind::Number),
            Expr::Map(_) => Some(Kind::Map),
            Expr::List(_) => Some(Kind::List),
            Expr::Function(_) => Some(Kind::Function),
            Expr::Name(_) | Expr::Call(_) => kind_of(self.type_given(call_at, argument)?),
            _ => None,
        }
    }
}

/// The name of a type, without what it is of and what it comes from.
fn bare(written: &str) -> &str {
    base_name(written.trim().trim_end_matches('?').split('<').next().unwrap_or_default())
}

/// The kind that a type is of; none where it is of none, or not known.
fn kind_of(type_name: &str) -> Option<Kind> {
    let name = type_name.trim();
    if name.contains("->") || name.contains("=>") {
        return Some(Kind::Function);
    }
    if name.ends_with(']') && !name.contains(':') {
        return Some(Kind::List);
    }
    let name = name.trim_end_matches('?').split('<').next().unwrap_or_default();
    Some(match base_name(name) {
        "String" | "string" | "CharSequence" => Kind::Text,
        "int" | "Int" | "Integer" | "long" | "Long" | "double" | "Double" => Kind::Number,
        "bool" | "Bool" | "boolean" | "Boolean" => Kind::Truth,
        "Consumer" | "BiConsumer" | "Function" | "BiFunction" | "Supplier" | "Predicate"
        | "Runnable" | "Callable" | "Action" | "Func" => Kind::Function,
        "Map" | "HashMap" | "Dictionary" | "IDictionary" | "MutableMap" => Kind::Map,
        "List" | "ArrayList" | "Set" | "Collection" | "IEnumerable" | "Array" => Kind::List,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_of_kinds() {
        let all = |names: &[&str], kind| {
            for name in names {
                assert!(kind_of(name) == Some(kind), "{name}");
            }
        };
        all(&["String", "string?", "java.lang.String", "CharSequence"], Kind::Text);
        all(&["int", "Int?", "Long", "Double"], Kind::Number);
        all(&["bool", "Boolean"], Kind::Truth);
        all(&["Func<int>", "Runnable", "(String) -> Unit", "() => void"], Kind::Function);
        all(&["Map<String, String>", "Dictionary<string, int>"], Kind::Map);
        all(&["List<String>", "String[]", "[String]", "Collection"], Kind::List);
        for name in ["Api", "", "[String: Int]", "Strings"] {
            assert!(kind_of(name).is_none(), "{name}");
        }
    }
}
