//! Calls that may be members of a library, on objects that nobody knows: `clients[id].pause()`
//! in a file that imports one. They are no findings, but no scope that they would need is
//! unused for want of them.

use std::collections::BTreeSet;

use super::{Found, Hunt, imported_in, receiver_name};
use crate::audit::ir::{Call, Expr};
use crate::audit::program::At;
use crate::audit::requests::Missed;
use crate::audit::values::Value;
use crate::libraries::Reaches;

impl Hunt<'_, '_> {
    /// Notes what a call of such a name may reach, where nothing is known of its object.
    pub(super) fn perhaps(
        &self,
        at: At,
        call: &Call,
        name: &str,
        values: &[Value],
        found: &mut Found,
    ) {
        let program = self.values.program;
        let unit = program.unit(at.unit);
        let Expr::Member(Some(object), _) = unit.expr(call.callee) else { return };
        let object = At { unit: at.unit, expr: *object };
        let nobody_knows = |v: &Value| matches!(v, Value::Unknown(_) | Value::Parameter(..));
        if !values.iter().all(nobody_knows)
            || !self.values.of(object, &None).iter().all(nobody_knows)
            || self.has_own(at, name, |_| false)
        {
            return;
        }
        let receiver = receiver_name(program, object);
        let imported = imported_in(self.tables, program, at.unit);
        let mut endpoints = BTreeSet::new();
        for member in self.tables.named(name) {
            let is_here = imported.iter().any(|l| l.id == member.library.id);
            let is_made = !member.name.starts_with("::");
            if !is_here || !is_made || !super::fits_name(&member, &receiver) {
                continue;
            }
            for target in member.targets {
                if let Reaches::Endpoint { endpoint, .. } = target.reaches
                    && self.catalogue.endpoint(endpoint).requirement.scopes().next().is_some()
                {
                    endpoints.insert(endpoint);
                }
            }
        }
        if !endpoints.is_empty() {
            let place = At { unit: at.unit, expr: call.callee };
            found.unknown.push((place, Missed::OneOf(endpoints.into_iter().collect())));
        }
    }
}
