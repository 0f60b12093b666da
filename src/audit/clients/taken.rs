//! Members that are taken to be called later: `{"next": sp.next_track}`,
//! `api.getMySavedTracks.bind(api)`.

use super::objects::member_of;
use super::{Found, Hunt, objects};
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr};
use crate::audit::program::At;
use crate::audit::syntax::Language;
use crate::audit::values::Value;

impl Hunt<'_, '_> {
    /// Finds members of known objects that are put somewhere rather than called.
    pub(super) fn taken(&self, found: &mut Found) {
        let program = self.values.program;
        for unit in 0..program.sources.len() {
            let unit = u32::try_from(unit).unwrap_or(u32::MAX);
            let language = program.language(unit);
            if language != Language::Python && language.family() != 0 {
                continue;
            }
            for (expr, member) in program.unit(unit).all() {
                let Expr::Member(Some(_), name) = member else { continue };
                let at = At { unit, expr };
                if self.tables.named(name).next().is_none() || !self.is_kept(at) {
                    continue;
                }
                let later = Call { callee: expr, arguments: Vec::new(), makes: false };
                for value in self.callee_values(at) {
                    let (Value::Made(path, _) | Value::Outside(path)) = value else { continue };
                    for object in objects(self.tables, program, unit, &path) {
                        if object.of.is_some_and(|of| !of.name.is_empty() || path.contains("()"))
                            && let Some(member) = member_of(&object)
                        {
                            let likely = Confidence::Likely;
                            self.reached_at(at, &later, at, member, likely, found);
                        }
                    }
                }
            }
        }
    }

    /// Whether a member is neither called nor looked into, but put somewhere.
    fn is_kept(&self, at: At) -> bool {
        let program = self.values.program;
        if !program.bound_to(at).is_empty() {
            return true;
        }
        let Some(parent) = program.parent(at) else { return false };
        match program.expr(parent) {
            Expr::Map(_) | Expr::List(_) | Expr::Either(_) => true,
            Expr::Member(Some(_), name) => matches!(&**name, "bind" | "call" | "apply"),
            _ => false,
        }
    }
}
