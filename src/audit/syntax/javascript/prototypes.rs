//! Classes as they were written before there were any: `function Api() {}` and
//! `Api.prototype.me = function () {}`.

use memchr::memmem;
use tree_sitter::Node;

use super::function;
use crate::audit::syntax::nodes::{field, field_text, kind_of, text};
use crate::audit::syntax::shape::{FunctionShape, Shape};

/// What a method is given to; none where it is no prototype.
pub(super) fn method<'t>(left: Node<'t>, right: Node<'t>, source: &'t str) -> Option<Shape<'t>> {
    let object = field(left, "object").filter(|_| kind_of(left) == "member_expression")?;
    if field_text(left, "property", source) == "prototype" && kind_of(right) == "object" {
        let methods = super::values(right).into_iter().filter_map(|pair| match kind_of(pair) {
            "pair" => of(object, field_text(pair, "key", source), field(pair, "value")?, source),
            "method_definition" => of(object, field_text(pair, "name", source), pair, source),
            _ => None,
        });
        let methods: Vec<Shape> = methods.collect();
        return (!methods.is_empty()).then_some(Shape::Seq(methods));
    }
    let class = field(object, "object").filter(|_| kind_of(object) == "member_expression")?;
    let is_prototype = field_text(object, "property", source) == "prototype";
    let name = field_text(left, "property", source);
    is_prototype.then(|| of(class, name, right, source))?
}

fn of<'t>(class: Node<'t>, name: &str, value: Node<'t>, source: &'t str) -> Option<Shape<'t>> {
    let is_function = matches!(
        kind_of(value),
        "function_expression" | "generator_function" | "arrow_function" | "method_definition"
    );
    is_function.then(|| {
        Shape::Function(FunctionShape {
            name: name.to_string(),
            of_class: Some(text(class, source).to_string()),
            of_object: false,
            ..function(value, source)
        })
    })
}

/// A function by whose name a prototype goes is what makes its objects.
pub(super) fn maker<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let shape = function(node, source);
    // Looked for in all of the file, for each of its functions.
    let own = format!("{}.prototype", shape.name);
    if shape.name.is_empty() || memmem::find(source.as_bytes(), own.as_bytes()).is_none() {
        return shape;
    }
    FunctionShape { of_class: Some(shape.name), name: "constructor".to_string(), ..shape }
}
