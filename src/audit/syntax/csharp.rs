//! C#.

mod declared;

use tree_sitter::Node;

use crate::audit::ir::TYPE_ARGUMENT;

use super::nodes::{after, field, field_text, kind_of, named, operands, text, unescape};
use super::shape::{Bind, Callee, Dialect, FunctionShape, Given, ParameterShape, Piece, Shape};

use declared::{
    attributes, class, declarator, declared_type, function, import, parameters, property,
};

pub(super) struct CSharp;

impl Dialect for CSharp {
    fn members_by_name(&self) -> bool {
        true
    }

    #[allow(clippy::too_many_lines, reason = "one match over the kinds of nodes")]
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            "comment" => Shape::Skip,
            "type_argument_list"
            | "type_parameter_list"
            | "type_parameter_constraints_clause"
            | "implicit_type"
            | "typeof_expression"
            | "attribute_list"
            | "delegate_declaration"
            | "property_pattern_clause"
            | "constant_pattern"
            | "extern_alias_directive" => Shape::Skip,
            "character_literal" => Shape::Text(unescape(text(node, source).trim_matches('\''))),
            "string_literal" => Shape::Text(literal(node, source)),
            "verbatim_string_literal" => Shape::Text(verbatim(text(node, source))),
            "raw_string_literal" => {
                let content = named(node).into_iter().find(|n| kind_of(n) == "raw_string_content");
                let content = content.map_or("", |n| text(n, source));
                Shape::Text(textwrap::dedent(content).trim().to_string())
            }
            "interpolated_string_expression" => interpolated(node, source),
            "identifier" | "predefined_type" | "boolean_literal" => {
                Shape::Name(text(node, source).to_string())
            }
            "base" => Shape::Name("base".into()),
            "this" => Shape::This,
            "generic_name" => {
                Shape::Name(node.named_child(0).map_or("", |n| text(n, source)).to_string())
            }
            "qualified_name" => Shape::Member(field(node, "qualifier"), last_name(node, source)),
            "alias_qualified_name" => field(node, "name").map_or(Shape::Other, Shape::Inner),
            "member_access_expression" => {
                Shape::Member(field(node, "expression"), last_name(node, source))
            }
            "conditional_access_expression" => conditional(node, source),
            "element_access_expression" => {
                let index = field(node, "subscript").and_then(|list| list.named_child(0));
                match (field(node, "expression"), index) {
                    (Some(object), Some(index)) => Shape::Index(object, index),
                    _ => Shape::Other,
                }
            }
            "argument" => values(node).last().map_or(Shape::Other, |last| Shape::Inner(*last)),
            "invocation_expression" => match field(node, "function") {
                Some(function) if asked_for(function, source).is_some() => Shape::Call {
                    callee: asked_for(function, source)
                        .map_or(Callee::Expr(function), Callee::Expr),
                    arguments: Vec::new(),
                    makes: true,
                },
                Some(function) => Shape::Call {
                    callee: Callee::Expr(function),
                    arguments: arguments(field(node, "arguments"), source)
                        .into_iter()
                        .chain(registered(function, source))
                        .collect(),
                    makes: false,
                },
                None => Shape::Other,
            },
            "object_creation_expression" | "implicit_object_creation_expression" => {
                creation(node, source)
            }
            "anonymous_object_creation_expression" => Shape::Map(pairs(node, source).collect()),
            "with_expression" => match values(node).first() {
                Some(object) => Shape::Call {
                    callee: Callee::Named(Some(*object), "with".into()),
                    arguments: named(node)
                        .into_iter()
                        .filter(|n| kind_of(n) == "with_initializer")
                        .filter_map(|n| {
                            let name = n.named_child(0)?;
                            Some(Given::named(text(name, source), after(n, "=")?))
                        })
                        .collect(),
                    makes: false,
                },
                None => Shape::Other,
            },
            "initializer_expression" => initializer(node, source),
            "array_creation_expression" | "implicit_array_creation_expression" => named(node)
                .into_iter()
                .find(|n| kind_of(n) == "initializer_expression")
                .map_or(Shape::Other, |list| Shape::List(values(list))),
            "collection_expression" | "tuple_expression" => Shape::List(values(node)),
            "collection_element"
            | "expression_element"
            | "spread_element"
            | "await_expression"
            | "parenthesized_expression"
            | "postfix_unary_expression"
            | "checked_expression"
            | "ref_expression"
            | "throw_expression"
            | "arrow_expression_clause" => {
                values(node).first().map_or(Shape::Other, |first| Shape::Inner(*first))
            }
            "cast_expression" => field(node, "value").map_or(Shape::Other, Shape::Inner),
            "as_expression" => field(node, "left").map_or(Shape::Other, Shape::Inner),
            "binary_expression" => binary(node, source),
            "conditional_expression" => {
                let branches =
                    ["consequence", "alternative"].into_iter().filter_map(|f| field(node, f));
                let condition = field(node, "condition").map(Shape::Node);
                Shape::Seq(
                    condition.into_iter().chain([Shape::Either(branches.collect())]).collect(),
                )
            }
            "switch_expression" => {
                let (arms, value): (Vec<Node>, Vec<Node>) =
                    values(node).into_iter().partition(|n| kind_of(n) == "switch_expression_arm");
                Shape::Seq(
                    value.into_iter().map(Shape::Node).chain([Shape::Either(arms)]).collect(),
                )
            }
            "switch_expression_arm" => after(node, "=>").map_or(Shape::Other, Shape::Inner),
            "variable_declaration" => Shape::Seq(
                named(node)
                    .into_iter()
                    .filter(|n| kind_of(n) == "variable_declarator")
                    .map(|n| declarator(n, declared_type(node, source), source))
                    .collect(),
            ),
            "assignment_expression" => match (field(node, "left"), field(node, "right")) {
                (Some(left), Some(right)) => {
                    let bind = Bind::expr(left, Some(right));
                    let adds = field_text(node, "operator", source) == "+=";
                    Shape::Bind(vec![if adds { bind.added() } else { bind }])
                }
                _ => Shape::Other,
            },
            "foreach_statement" => {
                let bind = match (field(node, "left"), field(node, "right")) {
                    (Some(left), Some(right)) if kind_of(left) == "identifier" => {
                        Shape::Bind(vec![Bind::name(text(left, source), Some(right)).element()])
                    }
                    (_, right) => right.map_or(Shape::Skip, Shape::Node),
                };
                let body = field(node, "body").map(Shape::Node);
                Shape::Seq([bind].into_iter().chain(body).collect())
            }
            "is_pattern_expression" => {
                let declared = field(node, "pattern")
                    .and_then(|pattern| field(pattern, "name"))
                    .map(|name| Bind::name(text(name, source), field(node, "expression")));
                match (declared, field(node, "expression")) {
                    (Some(bind), _) => Shape::Bind(vec![bind]),
                    (None, Some(value)) => Shape::Inner(value),
                    _ => Shape::Other,
                }
            }
            "declaration_expression" => {
                let type_name = declared_type(node, source);
                Shape::Bind(vec![
                    Bind::name(field_text(node, "name", source), None).typed(type_name),
                ])
            }
            "return_statement" | "yield_statement" => Shape::Return(values(node).first().copied()),
            "method_declaration"
            | "constructor_declaration"
            | "local_function_statement"
            | "operator_declaration"
            | "conversion_operator_declaration"
            | "indexer_declaration"
            | "destructor_declaration"
            | "lambda_expression"
            | "anonymous_method_expression" => Shape::Function(function(node, source)),
            // Reached by itself only where a class is made from what stands behind its name.
            "parameter_list" => {
                if !node.parent().is_some_and(|n| kind_of(n).ends_with("_declaration")) {
                    return Shape::Other;
                }
                let class = node.parent().map_or("", |class| field_text(class, "name", source));
                Shape::Function(FunctionShape {
                    name: class.to_string(),
                    parameters: parameters(node, source)
                        .into_iter()
                        .map(|p| ParameterShape { is_field: true, ..p })
                        .collect(),
                    ..FunctionShape::default()
                })
            }
            "property_declaration" => property(node, source),
            "enum_member_declaration" => {
                // Members are numbers; what they stand for is in an attribute, if anywhere.
                let value = attributes(node).into_iter().next().or(field(node, "value"));
                Shape::Bind(vec![Bind::name(field_text(node, "name", source), value)])
            }
            "class_declaration"
            | "struct_declaration"
            | "record_declaration"
            | "interface_declaration"
            | "enum_declaration" => class(node, source),
            "attribute" => Shape::Call {
                callee: Callee::Named(None, last_name(node, source)),
                arguments: arguments(
                    named(node).into_iter().find(|n| kind_of(n) == "attribute_argument_list"),
                    source,
                ),
                makes: false,
            },
            "using_directive" => import(node, source),
            _ => Shape::Other,
        }
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node).into_iter().filter(|n| kind_of(n) != "comment").collect()
}

/// A name without what is in its angle brackets.
fn bare(name: &str) -> &str {
    name.split('<').next().unwrap_or(name).trim()
}

/// The name field, which may be generic or have a path before it.
fn last_name(node: Node<'_>, source: &str) -> String {
    let name = bare(field_text(node, "name", source));
    name.rsplit(['.', ':']).next().unwrap_or(name).to_string()
}

fn literal(node: Node<'_>, source: &str) -> String {
    named(node)
        .into_iter()
        .map(|part| match kind_of(part) {
            "escape_sequence" => unescape(text(part, source)),
            "string_literal_content" => text(part, source).to_string(),
            _ => String::new(),
        })
        .collect()
}

fn verbatim(written: &str) -> String {
    let inner = written.trim_start_matches('@').trim_end_matches("u8");
    let inner = inner.strip_prefix('"').unwrap_or(inner);
    inner.strip_suffix('"').unwrap_or(inner).replace("\"\"", "\"")
}

fn interpolated<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let children = named(node);
    let start = children.first().map_or("", |n| text(*n, source));
    let raw = children.iter().any(|n| kind_of(n) == "interpolation_quote");
    let pieces = children.into_iter().filter_map(|child| match kind_of(child) {
        "string_content" | "escape_sequence" => {
            let content = text(child, source);
            let content = match (raw, start.contains('@')) {
                (true, _) => content.to_string(),
                (false, true) => content.replace("\"\"", "\""),
                (false, false) => unescape(content),
            };
            // Doubled braces are single ones.
            let content = if raw { content } else { content.replace("{{", "{").replace("}}", "}") };
            Some(Piece::Text(content, child))
        }
        "interpolation" => {
            values(child).into_iter().find(|n| kind_of(n) != "interpolation_brace").map(Piece::Expr)
        }
        _ => None,
    });
    Shape::Join(pieces.collect())
}

/// `a?.b`, `a?[b]`
fn conditional<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let object = field(node, "condition");
    let binding = values(node).into_iter().next_back();
    match (object, binding) {
        (Some(object), Some(binding)) if kind_of(binding) == "member_binding_expression" => {
            Shape::Member(Some(object), last_name(binding, source))
        }
        (Some(object), Some(binding)) if kind_of(binding) == "element_binding_expression" => {
            match binding.named_child(0) {
                Some(index) => Shape::Index(object, index),
                None => Shape::Other,
            }
        }
        _ => Shape::Other,
    }
}

fn arguments<'t>(list: Option<Node<'t>>, source: &'t str) -> Vec<Given<'t>> {
    let Some(list) = list else {
        return Vec::new();
    };
    let given = |argument: Node<'t>| {
        let value = values(argument).into_iter().next_back()?;
        let name = field(argument, "name").filter(|name| name.id() != value.id());
        Some(Given { name: name.map(|n| text(n, source).to_string()), ..Given::plain(value) })
    };
    values(list).into_iter().filter_map(given).collect()
}

/// The type of the object that a container is asked for, which makes one if there is none:
/// `services.GetRequiredService<Music>()`.
fn asked_for<'t>(function: Node<'t>, source: &str) -> Option<Node<'t>> {
    let name = field(function, "name").unwrap_or(function);
    let asks = ["GetRequiredService<", "GetService<"];
    if kind_of(name) != "generic_name" || !asks.iter().any(|a| text(name, source).starts_with(a)) {
        return None;
    }
    let list = named(name).into_iter().find(|n| kind_of(n) == "type_argument_list")?;
    list.named_child(0)
}

/// The types that a container is told of, or a library is to make an object of:
/// `services.AddHttpClient<IMusic, Music>(…)`, `RestService.For<IApi>(…)`. Elsewhere types
/// between angle brackets say nothing.
fn registered<'t>(function: Node<'t>, source: &'t str) -> Vec<Given<'t>> {
    let name = field(function, "name").unwrap_or(function);
    let written = text(name, source);
    let told = written.starts_with("Add") || written.starts_with("For<");
    if kind_of(name) != "generic_name" || !told {
        return Vec::new();
    }
    let list = named(name).into_iter().find(|n| kind_of(n) == "type_argument_list");
    list.map(named)
        .unwrap_or_default()
        .into_iter()
        .map(|n| Given::named(TYPE_ARGUMENT, n))
        .collect()
}

/// Whether an initializer sets fields by name (`{ A = 1 }`) rather than holding elements.
fn sets_fields(initializer: Node<'_>) -> bool {
    values(initializer).iter().all(|n| {
        kind_of(n) == "assignment_expression"
            && field(*n, "left").is_some_and(|left| kind_of(left) == "identifier")
    })
}

fn creation<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let list = |kind: &str| named(node).into_iter().find(|n| kind_of(n) == kind);
    let initializer = field(node, "initializer").or_else(|| list("initializer_expression"));
    let arguments_given = arguments(list("argument_list"), source);
    if let Some(initializer) = initializer.filter(|i| !sets_fields(*i)) {
        // A collection is its elements.
        let arguments = arguments_given.into_iter().map(|given| Shape::Node(given.value));
        return Shape::Seq(arguments.chain([Shape::Node(initializer)]).collect());
    }
    let fields = initializer.map(values).unwrap_or_default().into_iter().filter_map(|set| {
        let name = field_text(set, "left", source);
        Some(Given::named(name, field(set, "right")?))
    });
    let callee = match field(node, "type") {
        Some(type_name) => Callee::Expr(type_name),
        None => Callee::Named(None, wanted_type(node, source)),
    };
    let arguments = arguments_given.into_iter().chain(fields).collect();
    Shape::Call { callee, arguments, makes: true }
}

/// What `new(…)` makes: the type of what it is given to, `new` where that is not beside it.
fn wanted_type(node: Node<'_>, source: &str) -> String {
    let declared = node.parent().and_then(|parent| match kind_of(parent) {
        "variable_declarator" => parent.parent(),
        _ => Some(parent),
    });
    let type_name = declared.map_or("", |declared| field_text(declared, "type", source));
    let bare = bare(type_name).trim_end_matches('?');
    if bare.is_empty() { "new".to_string() } else { bare.to_string() }
}

fn initializer<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let children = values(node);
    let pair = |child: &Node<'t>| match kind_of(child) {
        "assignment_expression" => {
            let left = field(*child, "left")?;
            let key = match kind_of(left) {
                "element_binding_expression" => left.named_child(0)?,
                _ => left,
            };
            Some((key_of(key, source), field(*child, "right")?))
        }
        "initializer_expression" => match values(*child).as_slice() {
            [key, value] => Some((key_of(*key, source), *value)),
            _ => None,
        },
        _ => None,
    };
    let pairs: Vec<(String, Node)> = children.iter().filter_map(pair).collect();
    if !children.is_empty() && pairs.len() == children.len() {
        return Shape::Map(pairs);
    }
    Shape::List(children)
}

fn key_of(key: Node<'_>, source: &str) -> String {
    match kind_of(key) {
        "argument" => key.named_child(0).map_or(String::new(), |inner| key_of(inner, source)),
        "string_literal" => literal(key, source),
        "verbatim_string_literal" => verbatim(text(key, source)),
        _ => text(key, source).to_string(),
    }
}

/// Fields of `new { a = 1, b, c.d }`.
fn pairs<'t>(node: Node<'t>, source: &'t str) -> impl Iterator<Item = (String, Node<'t>)> {
    let mut cursor = node.walk();
    let mut pairs: Vec<(String, Node)> = Vec::new();
    let mut key: Option<String> = None;
    let mut last: Option<Node> = None;
    for child in node.children(&mut cursor) {
        match kind_of(child) {
            "=" => key = last.take().map(|n| text(n, source).to_string()),
            "," | "}" => {
                if let Some(value) = last.take() {
                    let written = text(value, source);
                    let name = written.rsplit('.').next().unwrap_or(written);
                    pairs.push((key.take().unwrap_or_else(|| name.to_string()), value));
                }
            }
            _ if child.is_named() && kind_of(child) != "comment" => last = Some(child),
            _ => {}
        }
    }
    pairs.into_iter()
}

fn binary<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let split = |n: Node<'t>| {
        let is = kind_of(n) == "binary_expression" && field_text(n, "operator", source) == "+";
        is.then_some((field(n, "left")?, field(n, "right")?))
    };
    match field_text(node, "operator", source) {
        "+" => Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect()),
        // Flags are joined with `|`.
        "??" | "|" => Shape::Either(values(node)),
        _ => Shape::Other,
    }
}

#[cfg(test)]
mod tests;
