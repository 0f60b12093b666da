//! Addresses of the API from which no request came: whatever they are handed to may send one.

use std::collections::BTreeSet;

use super::{Hunt, Missed};
use crate::audit::ir::{Argument, Expr, Target};
use crate::audit::program::At;
use crate::audit::reach::names_api;
use crate::audit::syntax::Language;
use crate::sorted;

/// Keys of what an answer of the API holds.
const ANSWERED: &[&str] = &["href", "next", "previous", "track_href", "analysis_url"];
/// Calls that only look at an address.
const LOOKS: &[&str] = &[
    "startsWith",
    "startswith",
    "start_with?",
    "StartsWith",
    "hasPrefix",
    "HasPrefix",
    "starts_with",
    "str_starts_with",
    "includes",
    "contains",
    "Contains",
    "indexOf",
    "match",
    "test",
    "replace",
    "Replace",
    "ReplaceAll",
    "replaceAll",
    "TrimPrefix",
    "removeprefix",
    "equals",
    "strpos",
    "split",
];

impl Hunt<'_, '_> {
    /// Notes one such address for each file in which nothing else is told. Where requests
    /// are sent below an address, it may be any.
    pub(super) fn unexplained(&self) {
        let program = self.values.program;
        let (told, absolute): (BTreeSet<At>, BTreeSet<At>) = {
            let found = self.found.borrow();
            let calls = found.calls.iter().map(|sent| sent.at);
            let told = sorted::set(calls.chain(found.unknown.iter().map(|(at, _)| *at)));
            (told, self.explained.borrow().clone())
        };
        if told.iter().any(|at| !absolute.contains(at)) {
            return;
        }
        for (index, source) in program.sources.iter().enumerate() {
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            let is_code = !matches!(
                source.language,
                Language::Settings | Language::Properties | Language::Html
            );
            if !is_code || told.iter().any(|at| at.unit == unit) {
                continue;
            }
            let open = source.unit.all().find(|(id, expr)| {
                let at = At { unit, expr: *id };
                let Expr::Text(text) = expr else { return false };
                let begins = text.trim_start().starts_with("http");
                begins
                    && names_api(self.catalogue, text)
                    && !absolute.contains(&at)
                    && !self.is_looked_at(at)
                    && !self.is_spare(at)
            });
            if let Some((expr, _)) = open {
                self.miss(At { unit, expr }, Missed::Path(None));
            }
        }
    }

    /// Whether an address is only what something is given that no code names, in languages in
    /// which nothing is reached without its name: `static let spare = setting ?? "https://…"`.
    fn is_spare(&self, at: At) -> bool {
        let program = self.values.program;
        if !matches!(program.language(at.unit), Language::Swift | Language::Go) {
            return false;
        }
        let mut here = at;
        while let Some(parent) = program.parent(here)
            && matches!(program.expr(parent), Expr::Default(..) | Expr::Either(_))
        {
            here = parent;
        }
        let bound = program.bound_to(here);
        let is_named = |name: &str| {
            let mut units = program.sources.iter().map(|source| &source.unit);
            units.any(|unit| unit.all().any(|(id, _)| unit.last_name(id) == Some(name)))
        };
        !bound.is_empty()
            && bound.iter().all(|bound| match &program.binding(*bound).target {
                Target::Name(name) => !is_named(name),
                // Cases of an enum of texts, and fields of what is encoded, are had all at once.
                Target::Field(class, name) => {
                    let class = &program.unit(bound.unit).classes[class.0 as usize];
                    class.bases.is_empty() && !is_named(name)
                }
                Target::Member(..) => false,
            })
    }

    /// Whether an address is only part of an answer, or compared.
    fn is_looked_at(&self, at: At) -> bool {
        let program = self.values.program;
        let unit = program.unit(at.unit);
        let answered = |name: &str| ANSWERED.contains(&name.to_ascii_lowercase().as_str());
        let mut here = at;
        for _ in 0..4 {
            let bound = program.bound_to(here).iter().any(|bound| {
                let (Target::Name(name) | Target::Field(_, name) | Target::Member(_, name)) =
                    &program.binding(*bound).target;
                answered(name)
            });
            let parent = program.parent(here);
            let in_parent = parent.is_some_and(|parent| match program.expr(parent) {
                Expr::Map(pairs) => {
                    pairs.iter().any(|(key, value)| *value == here.expr && answered(key))
                }
                Expr::Call(call) => {
                    let name = unit.last_name(call.callee).unwrap_or_default();
                    let named = |a: &Argument| a.value == here.expr && a.name.is_some();
                    let argument = call.arguments.iter().find(|a| named(a));
                    LOOKS.contains(&name)
                        || argument.is_some_and(|a| answered(a.name.as_deref().unwrap_or("")))
                }
                _ => false,
            });
            let mut parameters = unit.functions.iter().flat_map(|f| &f.parameters);
            let by_default = parameters.any(|p| p.default == Some(here.expr) && answered(&p.name));
            if bound || in_parent || by_default {
                return true;
            }
            match parent {
                Some(parent) if matches!(program.expr(parent), Expr::Join(_) | Expr::Call(_)) => {
                    here = parent;
                }
                _ => return false,
            }
        }
        false
    }
}
