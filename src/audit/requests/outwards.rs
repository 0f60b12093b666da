//! From a request to the callers of the function it stands in.

use super::Hunt;
use crate::audit::ir::Expr;
use crate::audit::program::{At, Fun};

impl Hunt<'_, '_> {
    /// Notes what was reached by a call, and by those around it.
    pub(super) fn reached_through(&self, at: At, chain: &[(Fun, At)]) {
        for endpoint in self.lately.take() {
            let calls = std::iter::once(at).chain(chain.iter().map(|(_, call)| *call));
            self.found.borrow_mut().reached.extend(calls.map(|call| (call, endpoint)));
        }
        if self.settled.get() {
            self.followed.borrow_mut().extend(chain.iter().map(|(fun, _)| *fun));
        }
    }

    /// Looks at a call once for each caller of functions that must say more of it. The innermost
    /// function first; the others turn up as parameters of its callers.
    pub(super) fn look_outwards(
        &self,
        at: At,
        chain: &[(Fun, At)],
        outwards: &[Fun],
        wanted: &[(Fun, u16)],
    ) {
        for fun in outwards {
            if chain.iter().any(|(f, _)| f == fun) {
                continue;
            }
            for caller in self.values.callers(*fun).iter() {
                if chain.iter().any(|(_, c)| c == caller)
                    || self.hands_itself(*fun, *caller, wanted)
                {
                    continue;
                }
                let mut longer = chain.to_vec();
                longer.push((*fun, *caller));
                // `put("/me/tracks")`, with `const put = request("PUT")`.
                let (mut inner, mut call) = (*fun, *caller);
                while let Some((maker, made)) = self.values.made_for(inner, call)
                    && !longer.iter().any(|(f, _)| *f == maker)
                {
                    longer.push((maker, made));
                    (inner, call) = (maker, made);
                }
                self.look(at, &longer);
            }
        }
    }

    /// Whether a function calls itself once more with the address it was given:
    /// `return request(path, token)` after a token was renewed.
    fn hands_itself(&self, fun: Fun, caller: At, wanted: &[(Fun, u16)]) -> bool {
        let program = self.program();
        let mut places = wanted.iter().filter(|(of, _)| *of == fun).map(|(_, place)| *place);
        program.stands_in(caller, fun)
            && places.all(|place| {
                let parameter = &program.function(fun).parameters[usize::from(place)];
                self.values.argument_for(fun, caller, place).is_some_and(
                    |at| matches!(program.expr(at), Expr::Name(name) if *name == parameter.name),
                )
            })
    }
}
