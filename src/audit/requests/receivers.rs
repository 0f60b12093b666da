//! Requests that are asked of an address itself: `new URL(a).openConnection()`,
//! `"…".httpGet()`, `"…".WithOAuthBearerToken(t).GetJsonAsync<T>()`.

use super::{Address, Hunt};
use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::At;
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Piece, Text, Value, concat};
use crate::audit::verbs::verb_in_name;

/// Calls in a chain that are followed back to where it begins.
const STEPS: usize = 16;

impl Hunt<'_, '_> {
    /// The address a request is asked of; none where it is none, or where the call is given
    /// an address.
    pub(super) fn asked_of(
        &self,
        at: At,
        call: &Call,
        name: &str,
        context: &Context,
    ) -> Vec<Address> {
        let program = self.program();
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let java = program.language(at.unit) != Language::CSharp;
        let opens = match program.language(at.unit) {
            Language::Java => matches!(name, "openConnection" | "openStream" | "getContent"),
            Language::Kotlin => {
                matches!(name, "openConnection" | "openStream" | "readText" | "readBytes")
                    || name.strip_prefix("http").is_some_and(|verb| verb_in_name(verb).is_some())
            }
            Language::CSharp => {
                name.ends_with("Async") && (name == "SendAsync" || verb_in_name(name).is_some())
            }
            _ => false,
        };
        let Expr::Member(Some(object), _) = program.expr(here(call.callee)) else {
            return Vec::new();
        };
        if !opens {
            return Vec::new();
        }
        let mut object = here(*object);
        // What is added to it on the way: `.AppendPathSegment("me")`.
        let mut added: Vec<Vec<Text>> = Vec::new();
        for _ in 0..STEPS {
            let values = self.values.of(object, context);
            // Only an address is opened; other things are asked with `…Async` as well.
            let whole = |v: Value| match v {
                Value::Text(text) if text.shown().contains("://") => Some(text),
                Value::Text(text) if java && text.parameters().next().is_some() => Some(text),
                Value::Parameter(fun, place, _) if java => {
                    let pieces = vec![Piece::Hole(object, Some((fun, place)))];
                    Some(Text { pieces })
                }
                _ => None,
            };
            let bases: Vec<Text> = values.into_iter().filter_map(whole).collect();
            if !bases.is_empty() {
                added.push(bases);
                added.reverse();
                let texts = concat(&added).into_iter();
                return texts.map(|text| Address { text, at: object }).collect();
            }
            let Expr::Call(step) = program.expr(object) else { break };
            let Expr::Member(Some(inner), name) = program.expr(here(step.callee)) else { break };
            if matches!(&**name, "AppendPathSegment" | "AppendPathSegments") {
                for argument in step.arguments.iter().rev() {
                    added.push(self.values.texts(here(argument.value), context));
                    added.push(vec![Text::written("/", here(argument.value))]);
                }
            }
            object = here(*inner);
        }
        Vec::new()
    }
}
