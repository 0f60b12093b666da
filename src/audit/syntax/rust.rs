//! Rust.
//!
//! What wraps a value without changing it (`?`, `.await`, `&`, `Some(…)`, `Ok(…)`,
//! `Box::new(…)`, `.to_string()`, `.clone()`, `.unwrap()` …) is taken off here, and
//! branches that give up (`return`, `panic!`, `Err(…)`, `None`) are no values.
//! Macros are read as calls of their names, and what a format takes from around it is
//! given by name; braces with keys in them are maps. See [`macros`].

mod calls;
mod items;
mod macros;
mod patterns;

use tree_sitter::Node;

use super::nodes::{field, field_text, kind_of, named, operands, text, unescape};
use super::shape::{Bind, Dialect, FunctionShape, Piece, Shape, part_of};

use calls::{call, literal, map};
use items::{alias, bare_type, item, parameters};
use patterns::{bound, pattern};

pub(super) struct Rust;

impl Dialect for Rust {
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            "line_comment" | "block_comment" => Shape::Skip,
            "attribute_item"
            | "inner_attribute_item"
            | "char_literal"
            | "lifetime"
            | "label"
            | "type_arguments"
            | "type_parameters"
            | "where_clause"
            | "primitive_type"
            | "reference_type"
            | "tuple_type"
            | "array_type"
            | "bracketed_type"
            | "associated_type"
            | "function_signature_item"
            | "visibility_modifier" => Shape::Skip,
            "string_literal" | "raw_string_literal" => Shape::Text(string(node, source)),
            "attribute" if field(node, "arguments").is_none() => {
                node.named_child(0).map_or(Shape::Skip, Shape::Inner)
            }
            "attribute" => Shape::Reparse(format!("{};", text(node, source))),
            "macro_definition" => macros::written(node, source),
            "macro_invocation" => macros::call(node, source),
            "type_item" => alias(node, source),
            "impl_item"
            | "trait_item"
            | "enum_item"
            | "struct_item"
            | "union_item"
            | "mod_item"
            | "function_item"
            | "const_item"
            | "static_item"
            | "use_declaration"
            | "extern_crate_declaration"
            | "enum_variant"
            | "field_declaration" => item(node, source),
            // Fields without names are called by their numbers.
            "ordered_field_declaration_list" => {
                let mut cursor = node.walk();
                let types = node.children_by_field_name("type", &mut cursor);
                let binds = types.enumerate().map(|(at, kind)| {
                    Bind::name(at.to_string(), None).typed(bare_type(text(kind, source)))
                });
                Shape::Bind(binds.collect())
            }
            "let_declaration" => {
                let value = field(node, "value");
                let type_name = bare_type(field_text(node, "type", source));
                let binds = pattern(field(node, "pattern"), value, source)
                    .into_iter()
                    .map(|bind| bind.typed(type_name))
                    .collect();
                let otherwise = field(node, "alternative").map(Shape::Node);
                Shape::Seq(bound(binds, value).into_iter().chain(otherwise).collect())
            }
            "let_condition" => {
                let value = field(node, "value");
                Shape::Seq(bound(pattern(field(node, "pattern"), value, source), value))
            }
            "for_expression" => {
                let value = field(node, "value");
                let binds = pattern(field(node, "pattern"), value, source)
                    .into_iter()
                    .map(Bind::element)
                    .collect();
                let body = field(node, "body").map(Shape::Node);
                let end = [Shape::Skip];
                Shape::Seq(bound(binds, value).into_iter().chain(body).chain(end).collect())
            }
            "assignment_expression" => match (field(node, "left"), field(node, "right")) {
                (Some(left), Some(right)) => Shape::Bind(vec![Bind::expr(left, Some(right))]),
                _ => Shape::Other,
            },
            "compound_assignment_expr" if field_text(node, "operator", source) == "+=" => {
                match (field(node, "left"), field(node, "right")) {
                    (Some(left), Some(right)) => {
                        Shape::Bind(vec![Bind::expr(left, Some(right)).added()])
                    }
                    _ => Shape::Other,
                }
            }
            "return_expression" => match values(node).first() {
                Some(value) if gives_up(*value, source) => Shape::Inner(*value),
                value => Shape::Return(value.copied()),
            },
            _ => expression(node, source),
        }
    }
}

/// What has a value.
fn expression<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let first = || values(node).first().map_or(Shape::Other, |first| Shape::Inner(*first));
    match kind_of(node) {
        "self" => Shape::This,
        "identifier"
        | "type_identifier"
        | "field_identifier"
        | "shorthand_field_identifier"
        | "crate"
        | "boolean_literal"
        | "super" => match text(node, source) {
            "Self" => Shape::This,
            name => Shape::Name(name.to_string()),
        },
        "scoped_identifier" | "scoped_type_identifier" => {
            let path = field(node, "path").filter(|path| kind_of(path) != "self");
            let name = field_text(node, "name", source).to_string();
            if path.is_some() { Shape::Member(path, name) } else { Shape::Name(name) }
        }
        "field_expression" => {
            Shape::Member(field(node, "value"), field_text(node, "field", source).to_string())
        }
        "generic_function" => field(node, "function").map_or(Shape::Other, Shape::Inner),
        "generic_type" => field(node, "type").map_or(Shape::Other, Shape::Inner),
        "type_cast_expression" | "reference_expression" => {
            field(node, "value").map_or(Shape::Other, Shape::Inner)
        }
        "unary_expression" if text(node, source).starts_with('*') => first(),
        "parenthesized_expression" => match map(node, source) {
            Some(map) => map,
            None => first(),
        },
        "try_expression" | "await_expression" | "else_clause" | "expression_statement" => first(),
        "unsafe_block" | "async_block" | "const_block" | "gen_block" | "try_block" => {
            values(node).last().map_or(Shape::Other, |last| Shape::Inner(*last))
        }
        "index_expression" => match values(node).as_slice() {
            // `list[1..]`
            [_, range]
                if kind_of(range) == "range_expression" && text(*range, source).contains("..=") =>
            {
                Shape::Other
            }
            [object, range] if kind_of(range) == "range_expression" => {
                let written = text(*range, source);
                let bounds = values(*range);
                let names = if written.starts_with("..") { ["to", ""] } else { ["from", "to"] };
                part_of(*object, names.into_iter().zip(bounds))
            }
            [object, index] => Shape::Index(*object, *index),
            _ => Shape::Other,
        },
        "binary_expression" if field_text(node, "operator", source) == "+" => {
            let split = |n: Node<'t>| {
                let is =
                    kind_of(n) == "binary_expression" && field_text(n, "operator", source) == "+";
                is.then_some((field(n, "left")?, field(n, "right")?))
            };
            Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect())
        }
        "array_expression" => Shape::List(values(node)),
        "tuple_expression" => match map(node, source) {
            Some(map) => map,
            None => Shape::List(values(node)),
        },
        "call_expression" => call(node, source),
        "struct_expression" => literal(node, source),
        "block" => {
            let mut shapes: Vec<Shape> = values(node).into_iter().map(Shape::Node).collect();
            if result_of(node, source).is_none() {
                shapes.push(Shape::Skip);
            }
            Shape::Seq(shapes)
        }
        "if_expression" => {
            let condition = field(node, "condition").map(Shape::Node);
            let branches: Vec<Node> =
                ["consequence", "alternative"].into_iter().filter_map(|f| field(node, f)).collect();
            let value = match branches.as_slice() {
                [_, _] => either(branches, source),
                _ => branches.into_iter().map(Shape::Node).chain([Shape::Skip]).collect(),
            };
            Shape::Seq(condition.into_iter().chain(value).collect())
        }
        "match_expression" => match_of(node, source),
        "match_arm" => field(node, "value").map_or(Shape::Other, Shape::Inner),
        "closure_expression" => Shape::Function(FunctionShape {
            parameters: field(node, "parameters")
                .map(|list| parameters(list, source))
                .unwrap_or_default(),
            body_is_result: field(node, "body").is_some_and(|body| !gives_up(body, source)),
            body: field(node, "body").into_iter().collect(),
            ..FunctionShape::default()
        }),
        _ => Shape::Other,
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node)
        .into_iter()
        .filter(|n| {
            !matches!(
                kind_of(n),
                "line_comment" | "block_comment" | "attribute_item" | "label" | "mutable_specifier"
            )
        })
        .collect()
}

fn string(node: Node<'_>, source: &str) -> String {
    let whole = text(node, source);
    let inner = whole
        .find('"')
        .zip(whole.rfind('"'))
        .and_then(|(start, end)| whole.get(start + 1..end))
        .unwrap_or_default();
    if kind_of(node) == "raw_string_literal" {
        return inner.to_string();
    }
    // A line that goes on in the next leaves out what it is indented by.
    let mut lines = inner.split("\\\n");
    let mut joined = lines.next().unwrap_or_default().to_string();
    for line in lines {
        joined.push_str(line.trim_start());
    }
    unescape(&joined)
}

/// The last expression of a block, which is its value.
fn result_of<'t>(body: Node<'t>, source: &str) -> Option<Node<'t>> {
    if kind_of(body) != "block" {
        return Some(body);
    }
    let last = values(body).last().copied()?;
    match kind_of(last) {
        "expression_statement" if text(last, source).ends_with(';') => None,
        "expression_statement" => last.named_child(0),
        // A macro before the closing brace may end in no semicolon and be no expression.
        kind if kind.ends_with("_item") || kind.ends_with("_declaration") => None,
        "empty_statement" => None,
        _ => Some(last),
    }
}

/// Whether an expression leaves, or says that there is no value.
fn gives_up(mut node: Node<'_>, source: &str) -> bool {
    while matches!(kind_of(node), "else_clause" | "expression_statement" | "block") {
        match values(node).last() {
            Some(last) => node = *last,
            None => return false,
        }
    }
    match kind_of(node) {
        "return_expression" | "break_expression" | "continue_expression" => true,
        "macro_invocation" => matches!(
            field_text(node, "macro", source),
            "panic" | "unreachable" | "todo" | "unimplemented" | "bail" | "anyhow::bail"
        ),
        "call_expression" => field_text(node, "function", source) == "Err",
        "identifier" => text(node, source) == "None",
        _ => false,
    }
}

/// Branches of which one is the value; those that give up are only looked at.
fn either<'t>(branches: Vec<Node<'t>>, source: &'t str) -> Vec<Shape<'t>> {
    Shape::one_of(branches, |n| gives_up(n, source))
}

fn match_of<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let value = field(node, "value");
    let arms: Vec<Node> = field(node, "body")
        .map(values)
        .unwrap_or_default()
        .into_iter()
        .filter(|n| kind_of(n) == "match_arm")
        .collect();
    let patterns: Vec<Node> = arms.iter().filter_map(|arm| field(*arm, "pattern")).collect();
    let binds = patterns.iter().flat_map(|p| pattern(Some(*p), value, source)).collect();
    let mut shapes = bound(binds, value);
    shapes.extend(patterns.iter().filter_map(|p| field(*p, "condition")).map(Shape::Node));
    // The arms themselves, so that it is known what each is taken for.
    let given = |arm: Node<'t>| field(arm, "value");
    shapes.extend(Shape::one_of(arms, |arm| given(arm).is_some_and(|n| gives_up(n, source))));
    Shape::Seq(shapes)
}

#[cfg(test)]
mod tests;
