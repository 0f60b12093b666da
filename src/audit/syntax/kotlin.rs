//! Kotlin.

use tree_sitter::Node;

use super::lower::{
    Bind, Callee, Dialect, FunctionShape, Given, ImportShape, ParameterShape, Piece, Shape, after,
    field, named, operands, text, unescape,
};

use crate::audit::ir::TYPE_ARGUMENT;

pub(super) struct Kotlin;

impl Dialect for Kotlin {
    fn members_by_name(&self) -> bool {
        true
    }

    #[allow(clippy::too_many_lines, reason = "one match over the kinds of nodes")]
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match node.kind() {
            "line_comment" | "multiline_comment" => Shape::Comment,
            "package_header"
            | "type_alias"
            | "type_arguments"
            | "type_parameters"
            | "type_projection"
            | "function_type"
            | "nullable_type"
            | "modifiers"
            | "type_constraints"
            | "when_condition"
            | "binding_pattern_kind" => Shape::Skip,
            "string_literal" => string(node, source),
            "character_literal" => Shape::Text(unescape(text(node, source).trim_matches('\''))),
            "simple_identifier"
            | "type_identifier"
            | "interpolated_identifier"
            | "boolean_literal"
            | "super_expression" => Shape::Name(text(node, source).to_string()),
            "user_type" => Shape::Name(type_name(node, source)),
            "this_expression" => Shape::This,
            "navigation_expression" => navigation(node, source),
            "callable_reference" => match values(node).as_slice() {
                [object, member] => Shape::Member(Some(*object), text(*member, source).to_string()),
                // `::name`, `Class::class`
                [name] => Shape::Inner(*name),
                _ => Shape::Other,
            },
            "indexing_expression" => indexed(node),
            "directly_assignable_expression" => match values(node).as_slice() {
                [_, suffix] if suffix.kind() == "navigation_suffix" => navigation(node, source),
                [_, suffix] if suffix.kind() == "indexing_suffix" => indexed(node),
                [inner] => Shape::Inner(*inner),
                _ => Shape::Other,
            },
            "call_expression" => call(node, source),
            "constructor_invocation" => match values(node).as_slice() {
                [class, rest @ ..] => Shape::Call {
                    callee: Callee::Expr(*class),
                    arguments: rest.first().map(|n| arguments(*n, source)).unwrap_or_default(),
                    makes: true,
                },
                [] => Shape::Other,
            },
            "object_literal" => Shape::Seq(
                ["class_body", "delegation_specifier"]
                    .into_iter()
                    .flat_map(|kind| values(node).into_iter().filter(move |n| n.kind() == kind))
                    .map(Shape::Node)
                    .collect(),
            ),
            "annotation" => annotation(node, source),
            // Reached by itself only where it makes an entry of an enum, or the base of a class.
            "value_arguments" => match node.parent().filter(|n| n.kind() == "enum_entry") {
                Some(entry) => Shape::Call {
                    callee: Callee::Named(
                        None,
                        entry
                            .parent()
                            .and_then(|body| body.parent())
                            .map_or("", |class| class_name(class, source))
                            .to_string(),
                    ),
                    arguments: arguments(node, source),
                    makes: true,
                },
                None => Shape::Other,
            },
            "infix_expression" => infix(node, source),
            "collection_literal" => Shape::List(values(node)),
            "additive_expression" => additive(node),
            "elvis_expression" => Shape::Either(values(node)),
            "if_expression" => {
                let branches =
                    ["consequence", "alternative"].into_iter().filter_map(|f| field(node, f));
                let condition = field(node, "condition").map(Shape::Node);
                Shape::Seq(
                    condition.into_iter().chain([Shape::Either(branches.collect())]).collect(),
                )
            }
            "when_expression" => {
                let (entries, subject): (Vec<Node>, Vec<Node>) =
                    values(node).into_iter().partition(|n| n.kind() == "when_entry");
                Shape::Seq(
                    subject.into_iter().map(Shape::Node).chain([Shape::Either(entries)]).collect(),
                )
            }
            "when_subject" => match (after(node, "val"), after(node, "=")) {
                (Some(name), Some(value)) => {
                    Shape::Bind(vec![Bind::name(text(name, source), Some(value))])
                }
                _ => values(node).last().map_or(Shape::Other, |last| Shape::Inner(*last)),
            },
            "try_expression" => {
                let (last, values): (Vec<Node>, Vec<Node>) =
                    values(node).into_iter().partition(|n| n.kind() == "finally_block");
                Shape::Seq(
                    last.into_iter().map(Shape::Node).chain([Shape::Either(values)]).collect(),
                )
            }
            // Their value is the last of what is in them.
            "statements" => Shape::Seq(values(node).into_iter().map(Shape::Node).collect()),
            "when_entry"
            | "catch_block"
            | "control_structure_body"
            | "function_body"
            | "interpolated_expression"
            | "parenthesized_expression"
            | "annotated_lambda"
            | "value_argument"
            | "spread_expression"
            | "delegation_specifier" => {
                values(node).last().map_or(Shape::Other, |last| Shape::Inner(*last))
            }
            "as_expression" | "postfix_expression" | "check_expression" => {
                values(node).first().map_or(Shape::Other, |first| Shape::Inner(*first))
            }
            "jump_expression" => {
                let value = values(node).into_iter().rfind(|n| n.kind() != "label");
                if text(node, source).starts_with("return") {
                    Shape::Return(value)
                } else {
                    value.map_or(Shape::Other, Shape::Inner)
                }
            }
            "property_declaration" => property(node, source),
            "assignment" => assignment(node),
            "for_statement" => loop_over(node, source),
            "getter" | "setter" => accessor(node, source),
            "lambda_literal" => Shape::Function(lambda(node, source)),
            "function_declaration" | "anonymous_function" => {
                Shape::Function(function(node, source))
            }
            "anonymous_initializer" => Shape::Function(FunctionShape {
                body: values(node),
                of_object: true,
                ..FunctionShape::default()
            }),
            "primary_constructor" | "secondary_constructor" => {
                Shape::Function(constructor(node, source))
            }
            "class_declaration" | "object_declaration" => class(node, source),
            // Its members are had by the name of the class around it.
            "companion_object" => {
                let body = values(node).into_iter().filter(|n| n.kind() == "class_body");
                Shape::Seq(body.map(Shape::Node).collect())
            }
            "enum_entry" => {
                let children = values(node);
                let of_kind = |kind: &str| children.iter().copied().find(|n| n.kind() == kind);
                let value =
                    of_kind("value_arguments").or_else(|| annotations(node).into_iter().next());
                let name = of_kind("simple_identifier").map_or("", |n| text(n, source));
                let body = of_kind("class_body").map(Shape::Node);
                let bind = Shape::Bind(vec![Bind::name(name, value)]);
                Shape::Seq(body.into_iter().chain([bind]).collect())
            }
            "import_header" => import(node, source),
            _ => Shape::Other,
        }
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node)
        .into_iter()
        .filter(|n| !matches!(n.kind(), "line_comment" | "multiline_comment"))
        .collect()
}

fn child<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    named(node).into_iter().find(|n| n.kind() == kind)
}

fn child_text<'s>(node: Node<'_>, kind: &str, source: &'s str) -> &'s str {
    child(node, kind).map_or("", |n| text(n, source))
}

/// What stands between interpolations is cut out of the source: the grammar drops some of it.
fn string<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let written = text(node, source);
    // `$$"…"` takes more dollars for an interpolation.
    let dollars = written.len() - written.trim_start_matches('$').len();
    let quotes = if written[dollars..].starts_with("\"\"\"") { 3 } else { 1 };
    let literal = |from: usize, to: usize| {
        let raw = source.get(from..to).unwrap_or_default();
        if quotes == 3 { raw.to_string() } else { unescape(raw) }
    };
    let mut pieces = Vec::new();
    let mut at = node.start_byte() + dollars + quotes;
    for part in named(node) {
        let start = part.start_byte();
        match part.kind() {
            "interpolation_identifier_start" | "interpolation_expression_start" => {
                if at < start {
                    pieces.push(Piece::Text(literal(at, start), node));
                }
                at = part.end_byte();
            }
            "interpolated_identifier" | "interpolated_expression" => {
                pieces.push(Piece::Expr(part));
                at = part.end_byte();
            }
            "interpolation_expression_end" => at = part.end_byte(),
            _ => {}
        }
    }
    let end = node.end_byte().saturating_sub(quotes);
    if pieces.is_empty() {
        return Shape::Text(literal(at, end));
    }
    if at < end {
        pieces.push(Piece::Text(literal(at, end), node));
    }
    Shape::Join(pieces)
}

/// `a.b`, `a?.b`, `A::class.java`
fn navigation<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    match values(node).as_slice() {
        [object, suffix] => {
            let name = suffix.named_child(0).map_or("class", |n| text(n, source));
            let is_class = text(*object, source).ends_with("::class");
            if is_class && matches!(name, "java" | "javaObjectType") {
                return Shape::Inner(*object);
            }
            Shape::Member(Some(*object), name.to_string())
        }
        _ => Shape::Other,
    }
}

fn indexed(node: Node<'_>) -> Shape<'_> {
    match values(node).as_slice() {
        [object, suffix] => match suffix.named_child(0) {
            Some(index) => Shape::Index(*object, index),
            None => Shape::Inner(*object),
        },
        _ => Shape::Other,
    }
}

fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let children = values(node);
    let [callee, rest @ ..] = children.as_slice() else {
        return Shape::Other;
    };
    let mut given = Vec::new();
    let mut types = Vec::new();
    for part in rest.iter().flat_map(|suffix| values(*suffix)) {
        match part.kind() {
            "value_arguments" => given.extend(arguments(part, source)),
            "annotated_lambda" => given.push(Given::plain(part)),
            // `retrofit.create<Api>()`; elsewhere types between angle brackets say nothing.
            "type_arguments" if text(*callee, source).ends_with(".create") => {
                let projected = named(part).into_iter().filter_map(|n| child(n, "user_type"));
                types.extend(projected.map(|n| Given::named(TYPE_ARGUMENT, n)));
            }
            _ => {}
        }
    }
    // An object with a body is read as one called with a lambda.
    if callee.kind() == "object_literal" {
        let bodies = given.into_iter().filter_map(|g| child(g.value, "lambda_literal"));
        let bodies = bodies.flat_map(named).map(Shape::Node);
        return Shape::Seq(bodies.chain([Shape::Node(*callee)]).collect());
    }
    let name = text(*callee, source);
    match name {
        "listOf" | "listOfNotNull" | "mutableListOf" | "arrayListOf" | "arrayOf" | "setOf"
        | "setOfNotNull" | "mutableSetOf" | "hashSetOf" | "linkedSetOf" | "sequenceOf" => {
            return Shape::List(given.into_iter().map(|g| g.value).collect());
        }
        "mapOf" | "mutableMapOf" | "hashMapOf" | "linkedMapOf" => {
            let pairs: Vec<_> = given.iter().filter_map(|g| pair(g.value, source)).collect();
            if pairs.len() == given.len() {
                return Shape::Map(pairs);
            }
        }
        _ => {}
    }
    given.extend(types);
    if callee.kind() == "navigation_expression"
        && (name.ends_with(".trimIndent") || name.ends_with(".trimMargin"))
        && let Some(text) = callee.named_child(0)
    {
        return Shape::Inner(text);
    }
    Shape::Call { callee: Callee::Expr(*callee), arguments: given, makes: false }
}

/// `"key" to value`
fn pair<'t>(node: Node<'t>, source: &'t str) -> Option<(String, Node<'t>)> {
    match values(node).as_slice() {
        [key, to, value] if node.kind() == "infix_expression" && text(*to, source) == "to" => {
            Some((text(*key, source).trim_matches('"').to_string(), *value))
        }
        _ => None,
    }
}

fn arguments<'t>(list: Node<'t>, source: &'t str) -> Vec<Given<'t>> {
    let given = |argument: Node<'t>| {
        let children = values(argument);
        let value = children.last().copied()?;
        let name = children.first().filter(|n| n.id() != value.id() && n.kind() != "annotation");
        let mut cursor = argument.walk();
        let spread = argument.children(&mut cursor).any(|n| n.kind() == "*")
            || value.kind() == "spread_expression";
        Some(Given {
            name: name.map(|n| text(*n, source).to_string()),
            spread,
            ..Given::plain(value)
        })
    };
    let arguments = values(list).into_iter().filter(|n| n.kind() == "value_argument");
    arguments.filter_map(given).collect()
}

fn annotation<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let made = child(node, "constructor_invocation");
    let class = made.map_or_else(|| child(node, "user_type"), |made| child(made, "user_type"));
    let list = made.and_then(|made| child(made, "value_arguments"));
    Shape::Call {
        callee: Callee::Named(None, class.map_or(String::new(), |n| type_name(n, source))),
        arguments: list.map(|list| arguments(list, source)).unwrap_or_default(),
        makes: false,
    }
}

/// Annotations of a declaration, which stand in its modifiers.
fn annotations(node: Node<'_>) -> Vec<Node<'_>> {
    let modifiers =
        named(node).into_iter().filter(|n| matches!(n.kind(), "modifiers" | "parameter_modifiers"));
    modifiers.flat_map(named).filter(|n| n.kind() == "annotation").collect()
}

/// The last name of a type, without what is in its angle brackets.
fn type_name(node: Node<'_>, source: &str) -> String {
    let names = named(node).into_iter().rfind(|n| n.kind() == "type_identifier");
    names.map_or("", |n| text(n, source)).to_string()
}

fn infix<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    match values(node).as_slice() {
        // What is `object Name { … }` to Kotlin is such an expression to the grammar at times.
        [object, name, body] if text(*object, source) == "object" => Shape::Class {
            name: text(*name, source).to_string(),
            bases: Vec::new(),
            decorators: Vec::new(),
            body: named(*body),
        },
        [left, name, right] => Shape::Call {
            callee: Callee::Named(Some(*left), text(*name, source).to_string()),
            arguments: vec![Given::plain(*right)],
            makes: false,
        },
        _ => Shape::Other,
    }
}

fn additive(node: Node<'_>) -> Shape<'_> {
    fn split(node: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
        let is = node.kind() == "additive_expression" && after(node, "+").is_some();
        is.then_some((node.named_child(0)?, after(node, "+")?))
    }
    if split(node).is_some() {
        Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect())
    } else {
        Shape::Other
    }
}

/// The type written behind a name.
fn declared_type<'s>(node: Node<'_>, source: &'s str) -> &'s str {
    after(node, ":").map_or("", |n| text(n, source))
}

fn property<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut shapes: Vec<Shape> = annotations(node).into_iter().map(Shape::Node).collect();
    let delegate = child(node, "property_delegate").and_then(|by| by.named_child(0));
    // What `lazy { … }` remembers is what is in its braces.
    let delegate = delegate.map(|by| lazily(by, source).unwrap_or(by));
    // A property that a container sets is what is written above it.
    let setting = annotations(node).into_iter().find(|n| {
        let written = text(*n, source).trim_start_matches('@');
        let name = written.rsplit_once(':').filter(|(site, _)| !site.contains('('));
        let name = name.map_or(written, |(_, name)| name);
        name.split_once('(').is_some_and(|(name, _)| super::java::is_setting(name.trim()))
    });
    let value = after(node, "=").or(delegate).or(setting);
    if let Some(several) = child(node, "multi_variable_declaration") {
        shapes.push(Shape::Bind(elements(several, value, source)));
        return Shape::Seq(shapes);
    }
    let Some(variable) = child(node, "variable_declaration") else {
        return Shape::Other;
    };
    let name = child_text(variable, "simple_identifier", source);
    let type_name = declared_type(variable, source);
    let accessors: Vec<Node> =
        named(node).into_iter().filter(|n| matches!(n.kind(), "getter" | "setter")).collect();
    if value.is_some() || !accessors.iter().any(|n| n.kind() == "getter") {
        shapes.push(Shape::Bind(vec![Bind::name(name, value).typed(type_name)]));
    }
    shapes.extend(accessors.into_iter().map(Shape::Node));
    Shape::Seq(shapes)
}

/// What is in the braces of `lazy { … }`.
fn lazily<'t>(call: Node<'t>, source: &str) -> Option<Node<'t>> {
    let [callee, suffix] = values(call).try_into().ok()?;
    (text(callee, source) == "lazy").then_some(())?;
    let lambda = child(child(suffix, "annotated_lambda")?, "lambda_literal")?;
    child(lambda, "statements")
}

fn elements<'t>(several: Node<'t>, value: Option<Node<'t>>, source: &'t str) -> Vec<Bind<'t>> {
    named(several)
        .into_iter()
        .filter(|n| n.kind() == "variable_declaration")
        .map(|n| Bind::name(child_text(n, "simple_identifier", source), value).element())
        .collect()
}

fn assignment(node: Node<'_>) -> Shape<'_> {
    let children = values(node);
    let (Some(left), Some(right)) = (children.first(), children.last()) else {
        return Shape::Other;
    };
    let bind = Bind::expr(*left, Some(*right));
    let adds = after(node, "+=").is_some();
    Shape::Bind(vec![if adds { bind.added() } else { bind }])
}

fn loop_over<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let value = after(node, "in");
    let mut shapes = Vec::new();
    if let Some(several) = child(node, "multi_variable_declaration") {
        shapes.push(Shape::Bind(elements(several, value, source)));
    } else if let Some(variable) = child(node, "variable_declaration") {
        let name = child_text(variable, "simple_identifier", source);
        shapes.push(Shape::Bind(vec![Bind::name(name, value).element()]));
    }
    shapes.extend(child(node, "control_structure_body").map(Shape::Node));
    Shape::Seq(shapes)
}

/// A getter is a function by the name of its property; a setter one without a name.
fn accessor<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let is_getter = node.kind() == "getter";
    // The grammar puts some into their properties and some behind them.
    let property = node
        .parent()
        .filter(|n| n.kind() == "property_declaration")
        .or_else(|| node.prev_named_sibling());
    let variable = property.and_then(|n| child(n, "variable_declaration"));
    let name = variable.map_or("", |n| child_text(n, "simple_identifier", source));
    let type_name = variable.map_or("", |n| declared_type(n, source));
    let body = child(node, "function_body");
    let parameter = child(node, "parameter_with_optional_type");
    let parameter = parameter.map(|n| ParameterShape {
        name: child_text(n, "simple_identifier", source).to_string(),
        type_name: type_name.to_string(),
        ..ParameterShape::default()
    });
    Shape::Function(FunctionShape {
        name: if is_getter { name.to_string() } else { String::new() },
        return_type: if is_getter { type_name.to_string() } else { String::new() },
        parameters: parameter.into_iter().collect(),
        body: body.into_iter().collect(),
        body_is_result: is_result(body, source),
        of_class: property.and_then(|n| extended(n, source)),
        of_object: true,
        ..FunctionShape::default()
    })
}

fn is_result(body: Option<Node<'_>>, source: &str) -> bool {
    body.is_some_and(|body| text(body, source).starts_with('='))
}

/// The class that a function or property is added to: `fun Client.ask()`.
fn extended(node: Node<'_>, source: &str) -> Option<String> {
    let receiver = field(node, "receiver").or_else(|| child(node, "receiver_type"))?;
    let written = text(receiver, source).trim_end_matches('?');
    let written = written.strip_suffix(".Companion").unwrap_or(written);
    let bare = written.split('<').next().unwrap_or(written);
    Some(bare.rsplit('.').next().unwrap_or(bare).trim().to_string())
}

fn lambda<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let plain = |name: &str| ParameterShape { name: name.into(), ..ParameterShape::default() };
    let parameters = match child(node, "lambda_parameters") {
        Some(list) => values(list)
            .into_iter()
            .map(|n| ParameterShape {
                type_name: declared_type(n, source).to_string(),
                ..plain(child_text(n, "simple_identifier", source))
            })
            .collect(),
        None => vec![plain("it")],
    };
    FunctionShape {
        parameters,
        body: child(node, "statements").into_iter().collect(),
        body_is_result: true,
        ..FunctionShape::default()
    }
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let list = child(node, "function_value_parameters");
    let body = child(node, "function_body");
    let children = values(node);
    // The type behind the parameters.
    let returned = children
        .iter()
        .skip_while(|n| Some(n.id()) != list.map(|list| list.id()))
        .skip(1)
        .find(|n| matches!(n.kind(), "user_type" | "nullable_type" | "function_type"));
    FunctionShape {
        name: child_text(node, "simple_identifier", source).to_string(),
        parameters: list.map(|list| parameters(list, source)).unwrap_or_default(),
        body: body.into_iter().collect(),
        body_is_result: is_result(body, source),
        return_type: returned.map_or("", |n| text(*n, source)).to_string(),
        decorators: annotations(node),
        of_class: extended(node, source),
        ..FunctionShape::default()
    }
}

/// Annotations, parameters and defaults stand side by side in the list.
fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    let mut parameters: Vec<ParameterShape> = Vec::new();
    let mut decorators = Vec::new();
    let mut rest = "";
    for part in values(list) {
        match part.kind() {
            "parameter_modifiers" => {
                decorators.extend(named(part).into_iter().filter(|n| n.kind() == "annotation"));
                if text(part, source).ends_with("vararg") {
                    rest = "*";
                }
            }
            "parameter" => {
                let name = child_text(part, "simple_identifier", source);
                parameters.push(ParameterShape {
                    name: format!("{rest}{name}"),
                    type_name: declared_type(part, source).to_string(),
                    decorators: std::mem::take(&mut decorators),
                    ..ParameterShape::default()
                });
                rest = "";
            }
            _ => {
                if let Some(last) = parameters.last_mut() {
                    last.default = Some(part);
                }
            }
        }
    }
    parameters
}

fn class_name<'s>(class: Node<'_>, source: &'s str) -> &'s str {
    child_text(class, "type_identifier", source)
}

fn constructor<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let class = match node.kind() {
        "primary_constructor" => node.parent(),
        _ => node.parent().and_then(|body| body.parent()),
    };
    let fields =
        named(node).into_iter().filter(|n| n.kind() == "class_parameter").map(|n| ParameterShape {
            name: child_text(n, "simple_identifier", source).to_string(),
            type_name: declared_type(n, source).to_string(),
            default: after(n, "="),
            decorators: annotations(n),
            is_field: child(n, "binding_pattern_kind").is_some(),
            ..ParameterShape::default()
        });
    let list = child(node, "function_value_parameters");
    FunctionShape {
        name: class.map_or("", |class| class_name(class, source)).to_string(),
        parameters: fields
            .chain(list.map(|list| parameters(list, source)).unwrap_or_default())
            .collect(),
        body: values(node)
            .into_iter()
            .filter(|n| matches!(n.kind(), "constructor_delegation_call" | "statements"))
            .collect(),
        of_object: true,
        ..FunctionShape::default()
    }
}

fn class<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut bases = Vec::new();
    let mut body = Vec::new();
    for part in named(node) {
        match part.kind() {
            "delegation_specifier" => {
                let mut base = part.named_child(0);
                if let Some(made) = base.filter(|base| base.kind() != "user_type") {
                    // What the base is made with.
                    body.extend(named(made).into_iter().skip(1));
                    base = made.named_child(0);
                }
                bases.extend(base.map(|base| text(base, source).to_string()));
            }
            "primary_constructor" | "class_body" | "enum_class_body" => body.push(part),
            _ => {}
        }
    }
    Shape::Class {
        name: class_name(node, source).to_string(),
        bases,
        decorators: annotations(node),
        body,
    }
}

/// `import a.B`, `import a.B as C`, `import a.*`
fn import<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let path = child_text(node, "identifier", source);
    let import = if child(node, "wildcard_import").is_some() {
        ImportShape { module: path.to_string(), symbol: "*".into(), ..ImportShape::default() }
    } else {
        let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
        let alias = child(node, "import_alias").and_then(|alias| alias.named_child(0));
        ImportShape {
            local: alias.map_or(name, |n| text(n, source)).to_string(),
            module: module.to_string(),
            symbol: name.to_string(),
            ..ImportShape::default()
        }
    };
    Shape::Import(vec![import])
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    fn kotlin(source: &str) -> String {
        sketch_of(Language::Kotlin, source)
    }

    #[test]
    fn texts_and_values() {
        let sketch = kotlin(
            r#"/** f("documentation") */
// f("comment")
val a = "x\u0041\$" + "$b/me/${c.d("e")}?f" + '/' + """g $h "i" """.trimIndent()
val j = k ?: l?.m("n") as String
val o = when (p) { 1 -> "q"; is R, 2 -> s("t"); else -> { u(); "v" } }
val w = if (x) "y" else z!!
val aa = try { bb("cc") } catch (e: E) { "dd" } finally { ee() }
val ff = listOf("gg", Scope.HH)
val ii = mapOf("jj" to kk, "ll" to "mm")
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call c.d("e")
call l.m("n")
call s("t")
call u()
call ee()
call bb("cc")
bind #0 a = ("xA$" + (b + "/me/" + c.d("e") + "?f") + "/" + ("g " + h + " /"i/" "))
bind #0 j = either(k | l.m("n"))
bind #0 o = either("q" | s("t") | "v")
bind #0 w = either("y" | z)
bind #0 aa = either(bb("cc") | "dd")
bind #0 ff = ["gg", Scope.HH]
bind #0 ii = {jj: kk, ll: "mm"}

"#]]
        );
    }

    #[test]
    fn calls() {
        let sketch = kotlin(
            r#"fun main() {
    val request = Request.Builder().url("a").put(b).build()
    client.get("c") { header("d", "e") }
    http.apply { url = "f" }
    with(api) { g("h") }
    items.map { it.id }.forEach(::i)
    call<T>(name = "j", *k, l)
    val m = { n: String, o -> n + "p" }
    val q = object : Callback<T>() { override fun done() { r() } }
    retrofit.create(Api::class.java)
    val (s, t) = u()
    v += "w"; x["y"] = "z"; this.aa = bb
    for (cc in dd) { ee(cc) }
    val ff = fun(gg: Int): Int { return@label gg }
}
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call Request.Builder()
call Request.Builder().url("a")
call Request.Builder().url("a").put(b)
call Request.Builder().url("a").put(b).build()
call header("d", "e")
call client.get("c", function#2)
call http.apply(function#3)
call g("h")
call with(api, function#4)
call items.map(function#5)
call items.map(function#5).forEach(i)
call call(name="j", ...k, l)
call r()
call new Callback()
call retrofit.create(Api)
call u()
call ee(cc)
bind #1 request = Request.Builder().url("a").put(b).build()
bind #3 url = "f"
bind #1 m = function#6
bind #1 done = function#7
bind #1 q = new Callback()
bind #1 s = u()[_]
bind #1 t = u()[_]
bind #1 v += "w"
bind #1 x.y = "z"
bind #1 this.aa = bb
bind #1 cc = dd[_]
bind #1 ff = function#8
bind #0 main = function#1
function #1 main()  -> 
function #2 (it)  -> header("d", "e")
function #3 (it)  -> "f"
function #4 (it)  -> g("h")
function #5 (it)  -> it.id
function #6 (n: String, o)  -> (n + "p")
function #7 done()  -> 
function #8 (gg: Int) Int -> gg

"#]]
        );
    }

    #[test]
    fn classes_and_their_members() {
        let sketch = kotlin(
            r#"package a
import b.C
import b.C as D
import e.*
private const val PATH = "/me"
@F("g")
class H<T>(private val http: Http, val i: String = "j", k: Int) : Base<T>(k), L by m {
    companion object {
        const val URL = "u"
        fun make() = H(1)
    }
    private val full = "$URL/full"
    val got: String get() = URL
    var set: String = "n"
        set(value) { field = value }
    val later by lazy { Service("o") }
    lateinit var late: String
    init { late = "p" }
    constructor(q: String) : this(q, "r") { s() }
    @GET("$PATH/{id}") suspend fun getMe(@Path("id") id: String, limit: Int? = null, vararg t: String): Response<T>
    inner class Inner { fun v() = URL }
}
fun Client.ask(path: String): String = get(path)
object Scopes {
    const val READ = "user-read"
}
enum class Scope(val uri: String) { READ("user-read"), @SerialName("w") W, PLAIN }
interface NotACall { fun w() }
typealias X = Y
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call F("g")
call H(_)
call Service("o")
call s()
call GET((PATH + "/{id}"))
call Path("id")
call get(path)
call new Scope("user-read")
call SerialName("w")
bind #0 PATH = "/me"
bind #1 H::http: Http = http
bind #1 H::i: String = i
bind #0 H::URL = "u"
bind #0 H::full = (H.URL + "/full")
bind #0 H::set: String = "n"
bind #4 field = value
bind #0 H::later = Service("o")
bind #0 H::late: String = ?
bind #5 H::late = "p"
bind #0 Scopes::READ = "user-read"
bind #10 Scope::uri: String = uri
bind #0 Scope::READ = new Scope("user-read")
bind #0 Scope::W = SerialName("w")
bind #0 Scope::PLAIN = ?
function #1 H::H(http: Http, i: String = "j", k: Int)  -> 
function #2 H::make()  -> H(_)
function #3 H::got() String -> URL
function #4 H::(value: String)  -> 
function #5 H::()  -> 
function #6 H::H(q: String)  -> 
function #7 @GET((PATH + "/{id}")) H::getMe(@Path("id") id: String, limit: Int? = _, *t: String) Response<T> -> 
function #8 Inner::v()  -> H.URL
function #9 Client::ask(path: String) String -> get(path)
function #10 Scope::Scope(uri: String)  -> 
function #11 NotACall::w()  -> 
class @F("g") H < Base<T>, L
class Inner < 
class Client < 
class Scopes < 
class Scope < 
class NotACall < 
import C = b . C
import D = b . C
import  = e . *

"#]]
        );
    }
}
