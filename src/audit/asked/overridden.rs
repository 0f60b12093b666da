//! Scopes that the environment may say otherwise: `process.env.SCOPES ?? "…"`.

use super::Hunt;
use crate::audit::ir::{Expr, ExprId, Target};
use crate::audit::program::At;
use crate::audit::values::{Value, is_variable, of_nothing};
use crate::audit::walk::{is_environment, is_example};

/// Expressions around a text that are looked at.
const AROUND: usize = 8;

impl Hunt<'_, '_> {
    /// Whether a text only stands in where a variable of the environment, which nothing
    /// beside the program sets, is not there.
    pub(super) fn is_overridden(&self, text: At) -> bool {
        let program = self.program();
        if self.is_of_environment(text) {
            return true;
        }
        let unit = program.unit(text.unit);
        // An address is one among other things that a name may hold.
        let whole = matches!(program.expr(text), Expr::Text(letters) if letters.contains("://"));
        let mut here = text;
        for _ in 0..AROUND {
            // `scopes := os.Getenv("X"); if scopes == "" { scopes = "…" }`
            for bound in program.bound_to(here) {
                let Target::Name(name) = &program.binding(*bound).target else { continue };
                let function = program.binding(*bound).function;
                let others = unit.bindings.iter().filter(|other| {
                    other.function == function
                        && other.value != Some(here.expr)
                        && matches!(&other.target, Target::Name(n) if n == name)
                });
                // `scope = quote(scope)` gives it nothing new.
                let anew = |v: ExprId| {
                    let at = At { unit: text.unit, expr: v };
                    !whole && !self.mentions(at, name) && self.is_asked_for(at)
                };
                let mut others = others.filter_map(|other| other.value);
                if others.any(|v| self.is_open(text.unit, v) || anew(v)) {
                    return true;
                }
            }
            let Some(parent) = program.parent(here) else { return false };
            let instead_of = match program.expr(parent) {
                Expr::Default(value, other) if *other == here.expr => vec![*value],
                Expr::Either(branches) => branches.clone(),
                // `getenv("X", "…")`, `ENV.fetch("X") { "…" }`
                Expr::Call(call) if call.callee != here.expr => match unit.expr(call.callee) {
                    // `env::var("X").unwrap_or("…")`
                    Expr::Member(Some(object), name) if takes_default(name) => {
                        // `Optional.ofNullable(getenv("X")).orElse("…")`
                        let wrapped = match unit.expr(*object) {
                            Expr::Call(wraps) => wraps.arguments.as_slice(),
                            _ => &[],
                        };
                        let wrapped = wrapped.iter().map(|argument| argument.value);
                        wrapped.chain([parent.expr, *object]).collect()
                    }
                    _ => vec![parent.expr],
                },
                Expr::Function(_) | Expr::Map(_) => return false,
                _ => Vec::new(),
            };
            // A call that takes the text is not instead of it.
            let beside = !matches!(program.expr(parent), Expr::Call(_));
            let is_open = |v: ExprId| {
                let at = At { unit: text.unit, expr: v };
                self.is_open(text.unit, v) || beside && v != here.expr && self.is_asked_for(at)
            };
            if instead_of.into_iter().any(is_open) {
                return true;
            }
            here = parent;
        }
        false
    }

    /// Whether a text stands in a file of variables. A deployed program is given an environment
    /// of its own, which may say more.
    pub(super) fn is_of_environment(&self, text: At) -> bool {
        is_environment(self.file_name(text))
    }

    /// Whether a text stands in such a file for all to copy: no more than a hint.
    pub(super) fn is_hint(&self, text: At) -> bool {
        self.is_of_environment(text) && is_example(self.file_name(text))
    }

    fn file_name(&self, at: At) -> &str {
        let path = &self.program().sources[at.unit as usize].path;
        path.rsplit('/').next().unwrap_or(path)
    }

    /// Whether an expression is a variable of the environment that nothing sets.
    fn is_open(&self, unit: u32, expr: ExprId) -> bool {
        let at = At { unit, expr };
        if self.is_looked_up(at) || self.is_of_something_read(at) {
            return true;
        }
        let Some(name) = self.variable(at) else { return false };
        let set = self.values.setting_at(unit, None, name);
        let is_set = |v: &Value| matches!(v, Value::Text(_) | Value::List(..));
        let member = matches!(self.program().expr(at), Expr::Member(..));
        let is_known = member && self.values.of(at, &None).iter().any(is_set);
        !is_known && !set.iter().any(is_set)
    }

    /// Whether an expression is a field of something that nothing is known of: `config.scope` of
    /// what was read from a file.
    fn is_of_something_read(&self, at: At) -> bool {
        let (Expr::Member(Some(object), _) | Expr::Index(object, _)) = self.program().expr(at)
        else {
            return false;
        };
        let of = self.values.of(At { unit: at.unit, expr: *object }, &None);
        let open = |value: &Value| match value {
            Value::Unknown(_) | Value::Made(..) => true,
            Value::Outside(path) => !of_nothing(path),
            _ => false,
        };
        !of.is_empty() && of.iter().all(open)
    }

    /// Whether a name stands in an expression.
    fn mentions(&self, whole: At, name: &str) -> bool {
        let unit = self.program().unit(whole.unit);
        let span = unit.span(whole.expr);
        let is_it = |expr: &Expr| matches!(expr, Expr::Name(n) if &**n == name);
        unit.all().any(|(id, expr)| {
            let inner = unit.span(id);
            is_it(expr) && span.start <= inner.start && inner.end <= span.end
        })
    }

    /// Whether an expression is what something outside gives or is asked with: `input("…")`,
    /// `req.query.scope`.
    fn is_asked_for(&self, at: At) -> bool {
        let asked = match self.program().expr(at) {
            Expr::Call(_) => self.values.of(at, &None),
            Expr::Member(..) | Expr::Index(..) => {
                let of = self.values.of(at, &None).into_iter();
                of.flat_map(|value| self.values.settled(value, None)).collect()
            }
            _ => return false,
        };
        let open = |value: &Value| match value {
            Value::Unknown(_) | Value::Made(..) => true,
            Value::Parameter(.., path) => !path.is_empty(),
            Value::Outside(path) => !of_nothing(path),
            _ => false,
        };
        !asked.is_empty() && asked.iter().all(open)
    }

    /// Whether an expression looks something up, with a default, in what was read from elsewhere:
    /// `json.load(file).get("scope", "…")`.
    fn is_looked_up(&self, at: At) -> bool {
        let Expr::Call(call) = self.program().expr(at) else { return false };
        let Expr::Member(Some(object), name) = self.program().unit(at.unit).expr(call.callee)
        else {
            return false;
        };
        let looks_up = matches!(
            &**name,
            "get" | "pop" | "setdefault" | "fetch" | "getOrDefault" | "GetValue" | "getProperty"
        );
        let [key, _] = call.arguments.as_slice() else { return false };
        let in_files = || self.values.setting_at(at.unit, Some(*object), key.value);
        let place = At { unit: at.unit, expr: *object };
        let open = |value: &Value| match value {
            Value::Unknown(_) | Value::Made(..) | Value::Outside(_) => true,
            Value::Parameter(..) => {
                let given = self.values.settled(value.clone(), None);
                !given.iter().any(|v| matches!(v, Value::Map(..)))
            }
            _ => false,
        };
        looks_up
            && self.values.of(place, &None).iter().any(open)
            && !in_files().iter().any(|v| matches!(v, Value::Text(_) | Value::List(..)))
    }

    /// Where the name of a variable of the environment stands, if an expression is one:
    /// `process.env.X`, `getenv("X")`, `os.environ["X"]`, `ENV.fetch("X", …)`.
    fn variable(&self, at: At) -> Option<ExprId> {
        let unit = self.program().unit(at.unit);
        let is_name = |expr: ExprId| matches!(unit.expr(expr), Expr::Text(n) if is_variable(n));
        let is_environment = |of: ExprId| {
            let name = unit.last_name(of).unwrap_or_default();
            matches!(name, "env" | "environ" | "ENV" | "Environment" | "_ENV" | "$_ENV")
        };
        match unit.expr(at.expr) {
            Expr::Member(Some(object), name) => {
                (is_variable(name) && is_environment(*object)).then_some(at.expr)
            }
            Expr::Index(object, key) => (is_name(*key) && is_environment(*object)).then_some(*key),
            Expr::Call(call) => {
                let first = call.arguments.first().map(|a| a.value).filter(|a| is_name(*a))?;
                let reads = match unit.last_name(call.callee).unwrap_or_default() {
                    "getenv" | "Getenv" | "env" | "GetEnvironmentVariable" => true,
                    _ => match unit.expr(call.callee) {
                        Expr::Member(Some(object), _) => is_environment(*object),
                        _ => false,
                    },
                };
                reads.then_some(first)
            }
            _ => None,
        }
    }
}

/// Methods that are told what to give where their object is nothing.
fn takes_default(name: &str) -> bool {
    matches!(
        name,
        "unwrap_or" | "unwrap_or_else" | "or" | "or_else" | "orElse" | "orElseGet" | "getOrElse"
    )
}
