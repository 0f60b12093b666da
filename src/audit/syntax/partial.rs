//! Functions that are whole with some of what they take: `send.bind(null, "PUT")`,
//! `partial(send, "PUT")`. They become functions that take the rest.

use tree_sitter::Node;

use super::lower::Lowering;
use super::shape::{Callee, Given};
use crate::audit::ir::{Argument, Expr, ExprId, Function, FunctionId, Parameter};

/// The name of the rest, which nobody can type.
const REST: &str = "{rest}";

impl<'s> Lowering<'s> {
    /// `(...rest) => callee(given, ...rest)`
    pub(super) fn partial(
        &mut self,
        node: Node<'s>,
        callee: Node<'s>,
        given: Vec<Given<'s>>,
    ) -> ExprId {
        let span = self.span(node);
        let id = FunctionId(u32::try_from(self.unit.functions.len()).unwrap_or(u32::MAX));
        let rest = Parameter { name: format!("*{REST}").into(), ..Parameter::default() };
        self.unit.functions.push(Function {
            parameters: vec![rest],
            outer: self.function,
            span,
            ..Function::default()
        });
        let (outer, around) = (self.function, self.class.take());
        self.function = id;
        let mut whole = self.call(Callee::Expr(callee), given, false, span);
        let value = self.push(Expr::Name(REST.into()), span);
        if let Expr::Call(call) = &mut whole {
            call.arguments.push(Argument { name: None, value, spread: true });
        }
        let whole = self.push(whole, span);
        self.unit.functions[id.0 as usize].returns.push(whole);
        (self.function, self.class) = (outer, around);
        self.push(Expr::Function(id), span)
    }
}
