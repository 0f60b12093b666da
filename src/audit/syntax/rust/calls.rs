//! Calls, and those that only wrap a value.

use tree_sitter::Node;

use super::super::nodes::{field, field_text, kind_of, text};
use super::super::shape::{Bind, Callee, Given, Piece, Shape};
use super::{gives_up, string, values};

/// Keys and values in parentheses: what [`macros`] makes of braces with keys.
pub(super) fn map<'t>(node: Node<'t>, source: &'t str) -> Option<Shape<'t>> {
    let pairs = values(node).into_iter().map(|pair| {
        let key = field(pair, "left").filter(|_| kind_of(pair) == "assignment_expression")?;
        let key = match kind_of(key) {
            "string_literal" => string(key, source),
            "identifier" => text(key, source).to_string(),
            _ => return None,
        };
        Some((key, field(pair, "right")?))
    });
    let pairs: Vec<_> = pairs.collect::<Option<_>>()?;
    (!pairs.is_empty()).then_some(Shape::Map(pairs))
}

pub(super) fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(function) = field(node, "function") else {
        return Shape::Other;
    };
    let arguments = field(node, "arguments").map(values).unwrap_or_default();
    if let Some(same) = same_value(function, &arguments, source) {
        return same;
    }
    let makes =
        kind_of(function) == "scoped_identifier" && field_text(function, "name", source) == "new";
    let given = |argument: Node<'t>| match (
        kind_of(argument),
        field(argument, "left"),
        field(argument, "right"),
    ) {
        // `name = value` in a macro.
        ("assignment_expression", Some(name), Some(value)) => {
            Given::named(text(name, source), value)
        }
        _ => Given::plain(argument),
    };
    Shape::Call {
        callee: Callee::Expr(function),
        arguments: arguments.into_iter().map(given).collect(),
        makes,
    }
}

/// Calls that give back what they are given, in another wrapping.
pub(super) fn same_value<'t>(
    function: Node<'t>,
    arguments: &[Node<'t>],
    source: &'t str,
) -> Option<Shape<'t>> {
    if kind_of(function) != "field_expression" {
        return match (text(function, source), arguments) {
            (
                "Some" | "Ok" | "String::from" | "Box::new" | "Arc::new" | "Rc::new" | "Mutex::new"
                | "RwLock::new" | "RefCell::new" | "Cow::from" | "Cow::Borrowed" | "Cow::Owned",
                [value],
            ) => Some(Shape::Inner(*value)),
            ("concat", parts) => {
                Some(Shape::Join(parts.iter().copied().map(Piece::Expr).collect()))
            }
            _ => None,
        };
    }
    let object = field(function, "value")?;
    match (field_text(function, "field", source), arguments) {
        (
            "to_string" | "to_owned" | "into" | "clone" | "cloned" | "copied" | "as_str" | "as_ref"
            | "as_deref" | "as_mut" | "into_owned" | "unwrap" | "unwrap_or_default" | "ok",
            [],
        ) => Some(Shape::Inner(object)),
        ("expect" | "context", [_]) => Some(Shape::Inner(object)),
        ("map_err" | "ok_or" | "ok_or_else" | "with_context", [error]) => {
            Some(Shape::Seq(vec![Shape::Node(*error), Shape::Node(object)]))
        }
        ("unwrap_or" | "or", [default]) => Some(Shape::Either(vec![object, *default])),
        ("unwrap_or_else" | "or_else", [default]) => {
            let body = field(*default, "body").filter(|_| kind_of(default) == "closure_expression");
            match body {
                Some(body) if gives_up(body, source) => {
                    Some(Shape::Seq(vec![Shape::Node(body), Shape::Node(object)]))
                }
                body => Some(Shape::Either(vec![object, body.unwrap_or(*default)])),
            }
        }
        ("push_str", [more]) => Some(Shape::Bind(vec![Bind::expr(object, Some(*more)).added()])),
        _ => None,
    }
}

pub(super) fn literal<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(name) = field(node, "name") else {
        return Shape::Other;
    };
    let fields = field(node, "body").map(values).unwrap_or_default();
    let given = fields.into_iter().filter_map(|part| match kind_of(part) {
        "field_initializer" => {
            Some(Given::named(field_text(part, "field", source), field(part, "value")?))
        }
        "shorthand_field_initializer" => {
            let name = values(part).last().copied()?;
            Some(Given::named(text(name, source), name))
        }
        "base_field_initializer" => {
            Some(Given { spread: true, ..Given::plain(values(part).first().copied()?) })
        }
        _ => None,
    });
    Shape::Call { callee: Callee::Expr(name), arguments: given.collect(), makes: true }
}
