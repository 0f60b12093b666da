//! Branches that a way to a request does not take.

use super::Hunt;
use crate::audit::program::{At, Fun};
use crate::audit::values::{Context, through};

impl Hunt<'_, '_> {
    /// Whether a request, reached through some calls, or one of those calls, stands in a
    /// branch that what the callers give does not take.
    pub(super) fn is_left_out(&self, at: At, chain: &[(Fun, At)]) -> bool {
        if chain.is_empty() {
            return false;
        }
        // Every step is reached through those behind it.
        let mut contexts: Vec<Context> = vec![None];
        for (fun, call) in chain.iter().rev() {
            let outer = contexts.last().cloned().flatten();
            contexts.push(through(*fun, *call, &outer));
        }
        contexts.reverse();
        let steps = std::iter::once(at).chain(chain.iter().map(|(_, call)| *call));
        steps.zip(&contexts).any(|(step, context)| self.values.contradicts(step, context))
    }
}
