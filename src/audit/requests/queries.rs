//! Requests that a library makes of what functions give back: `builder.query({ query:
//! () => "me" })`, below the address that its `createApi` was given.

use super::{Address, Hunt};
use crate::audit::evidence::Confidence;
use crate::audit::ir::Expr;
use crate::audit::program::At;
use crate::audit::reach::{Reach, reach};
use crate::audit::values::Value;
use crate::audit::values::field;
use crate::audit::verbs::{Verb, of_options};
use crate::catalogue::Method;

/// Functions within functions that are looked through for the call around.
const AROUND: usize = 6;

impl Hunt<'_, '_> {
    /// Queries and mutations that are declared rather than sent.
    pub(super) fn declared_queries(&self) {
        let program = self.program();
        for name in ["query", "mutation", "infiniteQuery"] {
            for at in program.calls_of(name) {
                if program.language(at.unit).family() == 0 {
                    self.declared_query(*at);
                }
            }
        }
    }

    fn declared_query(&self, at: At) {
        let Expr::Call(call) = self.program().expr(at) else { return };
        let Some(argument) = call.arguments.first() else { return };
        let declared = self.values.of(At { unit: at.unit, expr: argument.value }, &None);
        let query = declared.iter().find_map(|v| match v {
            Value::Map(map, _) => field(self.values, *map, "query", 0),
            _ => None,
        });
        let Some(query) = query else { return };
        let Some(confidence) = self.declared_below_api(at) else { return };
        for value in self.values.of(query, &None) {
            let Value::Function(fun) = value else { continue };
            for given in self.values.returned(fun, &None) {
                let (texts, verbs) = match &given {
                    Value::Text(text) => (vec![text.clone()], vec![Verb::Is(Method::Get)]),
                    Value::Map(map, context) => {
                        (self.in_fields(*map, context), of_options(self.values, &given))
                    }
                    _ => continue,
                };
                for text in texts {
                    let reached = match reach(self.catalogue, &text, None) {
                        Reach::Relative(relative) => *relative.reach,
                        other => other,
                    };
                    let address = Address { text, at: query };
                    self.settle(at, reached, &address, &verbs, confidence, "query");
                }
            }
        }
    }

    /// Whether a declaration stands in one that was given the address of the API.
    fn declared_below_api(&self, at: At) -> Option<Confidence> {
        let program = self.program();
        let unit = program.unit(at.unit);
        let mut here = at;
        for _ in 0..AROUND {
            while let Some(parent) = program.parent(here) {
                here = parent;
                let Expr::Call(call) = program.expr(here) else { continue };
                let name = unit.last_name(call.callee).unwrap_or_default();
                if name == "createApi" || name == "buildCreateApi" {
                    let told = call
                        .arguments
                        .iter()
                        .any(|a| self.mentions_base(At { unit: at.unit, expr: a.value }, &None, 0));
                    return told.then_some(Confidence::Certain);
                }
                if matches!(name, "injectEndpoints" | "enhanceEndpoints") {
                    return self.sent_through_api(here, call);
                }
            }
            let owner = unit.owner(here.expr);
            let around = unit.all().find(|(_, e)| matches!(e, Expr::Function(f) if *f == owner));
            here = At { unit: at.unit, expr: around?.0 };
        }
        None
    }
}
