//! Members of libraries of Java that Kotlin reads like fields: `api.usersQueue` is
//! `api.getUsersQueue()`.

use super::objects::member_of;
use super::{Found, Hunt, objects};
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr};
use crate::audit::program::At;
use crate::audit::syntax::Language;
use crate::audit::values::Value;

impl Hunt<'_, '_> {
    pub(super) fn properties(&self, found: &mut Found) {
        let program = self.values.program;
        for (index, source) in program.sources.iter().enumerate() {
            if source.language != Language::Kotlin {
                continue;
            }
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            for (expr, member) in source.unit.all() {
                let Expr::Member(Some(object), name) = member else { continue };
                let Some(getter) = getter_of(name) else { continue };
                if self.tables.named(&getter).next().is_none() {
                    continue;
                }
                let at = At { unit, expr };
                let is_called = program.parent(at).is_some_and(
                    |p| matches!(program.expr(p), Expr::Call(call) if call.callee == expr),
                );
                if !is_called {
                    self.property(at, At { unit, expr: *object }, &getter, found);
                }
            }
        }
    }

    fn property(&self, at: At, object: At, getter: &str, found: &mut Found) {
        let call = Call { callee: at.expr, arguments: Vec::new(), makes: false };
        let values = self.values.of(object, &None);
        for value in values.into_iter().flat_map(|v| self.values.settled(v, None)) {
            let (Value::Made(path, _) | Value::Outside(path)) = value else { continue };
            let path = format!("{path}.{getter}");
            for object in objects(self.tables, self.values.program, at.unit, &path) {
                if object.of.is_some_and(|of| !of.name.is_empty())
                    && let Some(member) = member_of(&object)
                {
                    self.reached(at, &call, member, Confidence::Certain, found);
                    return;
                }
            }
        }
    }
}

/// The method that a field stands for: `getUsersQueue` of `usersQueue`.
fn getter_of(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let first = letters.next().filter(char::is_ascii_lowercase)?;
    Some(format!("get{}{}", first.to_ascii_uppercase(), letters.as_str()))
}
