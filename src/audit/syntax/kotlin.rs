//! Kotlin.

mod calls;
mod strings;
#[cfg(test)]
mod tests;
mod touched;

use tree_sitter::Node;

use super::nodes::{after, field, field_text, kind_of, named, operands, text, unescape};
use super::shape::{
    Bind, Callee, Dialect, FunctionShape, Given, ImportShape, ParameterShape, Piece, Shape,
};

use calls::{arguments, call, is_link, is_postfix, last_operand, typed_call};
use strings::string;
pub(super) use touched::{comment, misread, touched};

pub(super) struct Kotlin;

impl Dialect for Kotlin {
    fn members_by_name(&self) -> bool {
        true
    }

    /// The grammar takes what stands before `<T>` in calls, and all of `!a`, for what is
    /// called: `"b" to c<T>()` for `("b" to c)<T>()`, `!a.b()` for `(!a).b()`.
    fn misread<'t>(&self, node: Node<'t>) -> Option<(Node<'t>, Node<'t>)> {
        let mut head = node;
        while is_link(head) {
            head = values(head).first().copied()?;
        }
        if head.id() == node.id() {
            return None;
        }
        Some((head, last_operand(head)?))
    }

    #[allow(clippy::too_many_lines, reason = "one match over the kinds of nodes")]
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            "line_comment" | "block_comment" => Shape::Skip,
            "package_header" | "type_alias" | "type_arguments" | "type_parameters"
            | "type_projection" | "type_modifiers" | "function_type" | "nullable_type"
            | "non_nullable_type" | "parenthesized_type" | "modifiers" | "use_site_target"
            | "label" | "type_constraints" | "range_test" | "type_test" => Shape::Skip,
            "string_literal" | "multiline_string_literal" => string(node, source),
            "character_literal" => Shape::Text(unescape(text(node, source).trim_matches('\''))),
            "identifier" => match text(node, source) {
                // Words that the grammar takes for names.
                "null" | "break" | "continue" => Shape::Skip,
                name => Shape::Name(name.to_string()),
            },
            "super_expression" => Shape::Name(text(node, source).to_string()),
            "user_type" => Shape::Name(type_name(node, source)),
            "this_expression" => Shape::This,
            "navigation_expression" => navigation(node, source),
            "callable_reference" => match values(node).as_slice() {
                [object, member] => Shape::Member(Some(*object), text(*member, source).to_string()),
                // `::name`, `Class::class`
                [name] => Shape::Inner(*name),
                _ => Shape::Other,
            },
            "index_expression" => match values(node).as_slice() {
                [object, index, ..] => Shape::Index(*object, *index),
                [object] => Shape::Inner(*object),
                [] => Shape::Other,
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
            "object_literal" => {
                let body = child(node, "class_body");
                Shape::Seq(body.into_iter().chain(specifiers(node)).map(Shape::Node).collect())
            }
            "annotation" => annotation(node, source),
            // Reached by itself only where it makes an entry of an enum, or the base of a class.
            "value_arguments" => match node.parent().filter(|n| kind_of(n) == "enum_entry") {
                Some(entry) => Shape::Call {
                    callee: Callee::Named(
                        None,
                        entry
                            .parent()
                            .and_then(|body| body.parent())
                            .map_or("", |class| field_text(class, "name", source))
                            .to_string(),
                    ),
                    arguments: arguments(node, source),
                    makes: true,
                },
                None => Shape::Other,
            },
            "infix_expression" => infix(node, source),
            "collection_literal" => Shape::List(values(node)),
            "binary_expression" if after(node, "?:").is_some() => Shape::Either(values(node)),
            "binary_expression" => typed_call(node, source).unwrap_or_else(|| sum(node)),
            "if_expression" => {
                let condition = field(node, "condition");
                let is_branch = |n: &Node| Some(n.id()) != condition.map(|n| n.id());
                let branches = values(node).into_iter().filter(is_branch).collect();
                let condition = condition.map(Shape::Node);
                Shape::Seq(condition.into_iter().chain([Shape::Either(branches)]).collect())
            }
            "when_expression" => {
                let (entries, subject): (Vec<Node>, Vec<Node>) =
                    values(node).into_iter().partition(|n| kind_of(n) == "when_entry");
                Shape::Seq(
                    subject.into_iter().map(Shape::Node).chain([Shape::Either(entries)]).collect(),
                )
            }
            "when_subject" => match (child(node, "variable_declaration"), after(node, "=")) {
                (Some(variable), Some(value)) => {
                    let name = child_text(variable, "identifier", source);
                    let type_name = declared_type(variable, source);
                    Shape::Bind(vec![Bind::name(name, Some(value)).typed(type_name)])
                }
                _ => values(node).last().map_or(Shape::Other, |last| Shape::Inner(*last)),
            },
            "try_expression" => {
                let (last, values): (Vec<Node>, Vec<Node>) =
                    values(node).into_iter().partition(|n| kind_of(n) == "finally_block");
                Shape::Seq(
                    last.into_iter().map(Shape::Node).chain([Shape::Either(values)]).collect(),
                )
            }
            // What `lazy { … }` remembers is what is in its braces.
            "property_delegate" => match values(node).last() {
                Some(call) => Shape::Inner(lazily(*call, source).unwrap_or(*call)),
                None => Shape::Other,
            },
            "lambda_literal" if is_lazy(node, source) => in_turn(node),
            // Their value is the last of what is in them.
            "block" => in_turn(node),
            "annotated_expression" => match annotated(node) {
                Some((annotation, given)) => {
                    let class = child(annotation, "user_type");
                    let class = class.map_or(String::new(), |n| type_name(n, source));
                    Shape::Call {
                        callee: Callee::Named(None, class),
                        arguments: values(given).into_iter().map(Given::plain).collect(),
                        makes: false,
                    }
                }
                // Of what follows, and read there.
                None if loose(node).is_some() => Shape::Skip,
                None => in_turn(node),
            },
            "when_entry"
            | "catch_block"
            | "finally_block"
            | "function_body"
            | "parenthesized_expression"
            | "annotated_lambda"
            | "labeled_expression"
            | "throw_expression"
            | "value_argument"
            | "spread_expression"
            | "explicit_delegation"
            | "delegation_specifier" => {
                values(node).last().map_or(Shape::Other, |last| Shape::Inner(*last))
            }
            "as_expression" | "is_expression" => {
                values(node).first().map_or(Shape::Other, |first| Shape::Inner(*first))
            }
            "unary_expression" if is_postfix(node) => {
                values(node).first().map_or(Shape::Other, |first| Shape::Inner(*first))
            }
            "return_expression" => {
                let label = field(node, "label").map(|n| n.id());
                Shape::Return(values(node).into_iter().rfind(|n| Some(n.id()) != label))
            }
            "property_declaration" => property(node, source),
            "assignment" => assignment(node),
            "for_statement" => loop_over(node, source),
            "getter" | "setter" => accessor(node, source),
            "lambda_literal" => Shape::Function(lambda(node, source)),
            "function_declaration" | "anonymous_function" => {
                Shape::Function(function(node, source))
            }
            "anonymous_initializer" => {
                Shape::Function(FunctionShape { body: values(node), ..FunctionShape::default() })
            }
            "primary_constructor" | "secondary_constructor" => {
                Shape::Function(constructor(node, source))
            }
            "class_declaration" | "object_declaration" => class(node, source),
            // Its members are had by the name of the class around it.
            "companion_object" => {
                Shape::Seq(child(node, "class_body").into_iter().map(Shape::Node).collect())
            }
            "enum_entry" => {
                let value =
                    child(node, "value_arguments").or_else(|| annotations(node).into_iter().next());
                let name = child_text(node, "identifier", source);
                let body = child(node, "class_body").map(Shape::Node);
                let bind = Shape::Bind(vec![Bind::name(name, value)]);
                Shape::Seq(body.into_iter().chain([bind]).collect())
            }
            "import" => import(node, source),
            _ => Shape::Other,
        }
    }
}

fn is_comment(node: Node<'_>) -> bool {
    matches!(kind_of(node), "line_comment" | "block_comment")
}

fn is_type(node: Node<'_>) -> bool {
    matches!(
        kind_of(node),
        "user_type"
            | "nullable_type"
            | "non_nullable_type"
            | "parenthesized_type"
            | "function_type"
    )
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node).into_iter().filter(|n| !is_comment(*n)).collect()
}

/// Statements one after the other; the last is the value.
fn in_turn(node: Node<'_>) -> Shape<'_> {
    Shape::Seq(statements(node).into_iter().map(Shape::Node).collect())
}

fn statements(node: Node<'_>) -> Vec<Node<'_>> {
    values(node).into_iter().filter(|n| kind_of(n) != "lambda_parameters").collect()
}

fn child<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    named(node).into_iter().find(|n| kind_of(n) == kind)
}

fn child_text<'s>(node: Node<'_>, kind: &str, source: &'s str) -> &'s str {
    child(node, kind).map_or("", |n| text(n, source))
}

/// `a.b`, `a?.b`, `a::b`, `A::class.java`
fn navigation<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    match values(node).as_slice() {
        [object, name] => {
            let name = text(*name, source);
            let is_class = text(*object, source).ends_with("::class");
            if is_class && matches!(name, "java" | "javaObjectType") {
                return Shape::Inner(*object);
            }
            if name == "class" && after(node, "::").is_some() {
                return Shape::Inner(*object);
            }
            Shape::Member(Some(*object), name.to_string())
        }
        [object] => Shape::Inner(*object),
        _ => Shape::Other,
    }
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
    let modifiers = named(node)
        .into_iter()
        .filter(|n| matches!(kind_of(n), "modifiers" | "parameter_modifiers"));
    let annotations = modifiers.flat_map(named).filter(|n| kind_of(n) == "annotation");
    loose_before(node).into_iter().chain(annotations).collect()
}

/// `@A("b")` of a declaration outside of classes, which the grammar takes for the annotated
/// expression `("b")`: what is annotated by which.
fn annotated(node: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
    let annotation = child(node, "annotation")?;
    let given = child(node, "parenthesized_expression")?;
    let is_one = annotation.end_byte() == given.start_byte();
    (is_one && child(annotation, "constructor_invocation").is_none()).then_some((annotation, given))
}

/// All annotations of such an expression, the last of which is it itself.
fn loose(node: Node<'_>) -> Option<Vec<Node<'_>>> {
    let mut found = Vec::new();
    let mut at = node;
    while kind_of(at) == "annotated_expression" {
        if annotated(at).is_some() {
            found.push(at);
            return Some(found);
        }
        found.push(child(at, "annotation")?);
        at = values(at).last().copied()?;
    }
    None
}

/// Such annotations right before a declaration.
fn loose_before(node: Node<'_>) -> Vec<Node<'_>> {
    let is_declaration = matches!(
        kind_of(node),
        "class_declaration"
            | "object_declaration"
            | "function_declaration"
            | "property_declaration"
    );
    let mut before = node.prev_named_sibling().filter(|_| is_declaration);
    while let Some(comment) = before.filter(|n| is_comment(*n)) {
        before = comment.prev_named_sibling();
    }
    before.and_then(loose).unwrap_or_default()
}

/// The last name of a type, without what is in its angle brackets.
fn type_name(node: Node<'_>, source: &str) -> String {
    let names = named(node).into_iter().rfind(|n| kind_of(n) == "identifier");
    names.map_or("", |n| text(n, source)).to_string()
}

fn infix<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    match values(node).as_slice() {
        [left, name, right] => Shape::Call {
            callee: Callee::Named(Some(*left), text(*name, source).to_string()),
            arguments: vec![Given::plain(*right)],
            makes: false,
        },
        _ => Shape::Other,
    }
}

fn sum(node: Node<'_>) -> Shape<'_> {
    fn split(node: Node<'_>) -> Option<(Node<'_>, Node<'_>)> {
        let is = kind_of(node) == "binary_expression" && after(node, "+").is_some();
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
    let delegate = child(node, "property_delegate");
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
    let name = child_text(variable, "identifier", source);
    let type_name = declared_type(variable, source);
    let accessors: Vec<Node> =
        named(node).into_iter().filter(|n| matches!(kind_of(n), "getter" | "setter")).collect();
    if value.is_some() || !accessors.iter().any(|n| kind_of(n) == "getter") {
        shapes.push(Shape::Bind(vec![Bind::name(name, value).typed(type_name)]));
    }
    shapes.extend(accessors.into_iter().map(Shape::Node));
    Shape::Seq(shapes)
}

/// The lambda of `lazy { … }`.
fn lazily<'t>(call: Node<'t>, source: &str) -> Option<Node<'t>> {
    let called = text(call, source).strip_prefix("lazy")?.trim_start();
    called.starts_with(['{', '(', '<']).then_some(())?;
    let last = values(call).last().copied()?;
    if kind_of(last) == "lambda_literal" { Some(last) } else { child(last, "lambda_literal") }
}

fn is_lazy(lambda: Node<'_>, source: &str) -> bool {
    let call = lambda.parent().filter(|n| kind_of(n) != "annotated_lambda");
    let call = call.or_else(|| lambda.parent().and_then(|n| n.parent()));
    call.filter(|n| n.parent().is_some_and(|by| kind_of(by) == "property_delegate"))
        .and_then(|call| lazily(call, source))
        .is_some_and(|n| n.id() == lambda.id())
}

fn elements<'t>(several: Node<'t>, value: Option<Node<'t>>, source: &'t str) -> Vec<Bind<'t>> {
    named(several)
        .into_iter()
        .filter(|n| kind_of(n) == "variable_declaration")
        .map(|n| Bind::name(child_text(n, "identifier", source), value).element())
        .collect()
}

fn assignment(node: Node<'_>) -> Shape<'_> {
    let (Some(mut left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return Shape::Other;
    };
    // The annotation of a statement is that of its first name to the grammar.
    while kind_of(left) == "annotated_expression"
        && let Some(inner) = values(left).last()
    {
        left = *inner;
    }
    let bind = Bind::expr(left, Some(right));
    let adds = after(node, "+=").is_some();
    Shape::Bind(vec![if adds { bind.added() } else { bind }])
}

fn loop_over<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let value = after(node, "in");
    let mut shapes = Vec::new();
    if let Some(several) = child(node, "multi_variable_declaration") {
        shapes.push(Shape::Bind(elements(several, value, source)));
    } else if let Some(variable) = child(node, "variable_declaration") {
        let name = child_text(variable, "identifier", source);
        shapes.push(Shape::Bind(vec![Bind::name(name, value).element()]));
    }
    shapes.extend(after(node, ")").map(Shape::Node));
    Shape::Seq(shapes)
}

/// A getter is a function by the name of its property; a setter one without a name.
fn accessor<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let is_getter = kind_of(node) == "getter";
    let property = node.parent();
    let variable = property.and_then(|n| child(n, "variable_declaration"));
    let name = variable.map_or("", |n| child_text(n, "identifier", source));
    let type_name = variable.map_or("", |n| declared_type(n, source));
    let body = child(node, "function_body");
    let parameter = child(node, "identifier").map(|n| ParameterShape {
        name: text(n, source).to_string(),
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
    let before = |n: &Node| {
        kind_of(n) != "variable_declaration" && field(node, "name").is_none_or(|m| m.id() != n.id())
    };
    let receiver = named(node).into_iter().take_while(before).find(|n| is_type(*n))?;
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
                ..plain(child_text(n, "identifier", source))
            })
            .collect(),
        None => vec![plain("it")],
    };
    FunctionShape {
        parameters,
        body: statements(node),
        body_is_result: true,
        ..FunctionShape::default()
    }
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let list = child(node, "function_value_parameters");
    let body = child(node, "function_body");
    let of_class =
        (kind_of(node) == "function_declaration").then(|| extended(node, source)).flatten();
    FunctionShape {
        name: field_text(node, "name", source).to_string(),
        parameters: list.map(|list| parameters(list, source)).unwrap_or_default(),
        body: body.into_iter().collect(),
        body_is_result: is_result(body, source),
        return_type: declared_type(node, source).to_string(),
        decorators: annotations(node),
        of_class,
        ..FunctionShape::default()
    }
}

/// Annotations, parameters and defaults stand side by side in the list.
fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    let mut parameters: Vec<ParameterShape> = Vec::new();
    let mut decorators = Vec::new();
    let mut rest = "";
    for part in values(list) {
        match kind_of(part) {
            "parameter_modifiers" => {
                decorators.extend(named(part).into_iter().filter(|n| kind_of(n) == "annotation"));
                if text(part, source).ends_with("vararg") {
                    rest = "*";
                }
            }
            "parameter" => {
                let name = child_text(part, "identifier", source);
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

fn constructor<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let class = match kind_of(node) {
        "primary_constructor" => node.parent(),
        _ => node.parent().and_then(|body| body.parent()),
    };
    let is_field = |n: Node| {
        let mut cursor = n.walk();
        n.children(&mut cursor).any(|n| matches!(kind_of(n), "val" | "var"))
    };
    let fields = child(node, "class_parameters").map(values).unwrap_or_default();
    let fields = fields.into_iter().map(|n| ParameterShape {
        name: child_text(n, "identifier", source).to_string(),
        type_name: declared_type(n, source).to_string(),
        default: after(n, "="),
        decorators: annotations(n),
        is_field: is_field(n),
        ..ParameterShape::default()
    });
    let list = child(node, "function_value_parameters");
    FunctionShape {
        name: class.map_or("", |class| field_text(class, "name", source)).to_string(),
        parameters: fields
            .chain(list.map(|list| parameters(list, source)).unwrap_or_default())
            .collect(),
        body: values(node)
            .into_iter()
            .filter(|n| matches!(kind_of(n), "constructor_delegation_call" | "block"))
            .collect(),
        ..FunctionShape::default()
    }
}

/// What stands behind the colon of a class or object.
fn specifiers(node: Node<'_>) -> Vec<Node<'_>> {
    let list = child(node, "delegation_specifiers");
    let parts = list.map(values).unwrap_or_default();
    parts.into_iter().filter(|n| kind_of(n) == "delegation_specifier").collect()
}

fn class<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut bases = Vec::new();
    let mut body: Vec<Node> = child(node, "primary_constructor").into_iter().collect();
    for specifier in specifiers(node) {
        let mut base = values(specifier).last().copied();
        if let Some(made) = base.filter(|base| !is_type(*base)) {
            // What the base is made with.
            body.extend(named(made).into_iter().skip(1));
            base = made.named_child(0);
        }
        bases.extend(base.map(|base| text(base, source).to_string()));
    }
    body.extend(child(node, "class_body"));
    body.extend(child(node, "enum_class_body"));
    Shape::Class {
        name: field_text(node, "name", source).to_string(),
        bases,
        decorators: annotations(node),
        body,
    }
}

/// `import a.B`, `import a.B as C`, `import a.*`
fn import<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let path = child_text(node, "qualified_identifier", source);
    let mut cursor = node.walk();
    let import = if node.children(&mut cursor).any(|n| kind_of(n) == "*") {
        ImportShape { module: path.to_string(), symbol: "*".into(), ..ImportShape::default() }
    } else {
        let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
        ImportShape {
            local: after(node, "as").map_or(name, |n| text(n, source)).to_string(),
            module: module.to_string(),
            symbol: name.to_string(),
            ..ImportShape::default()
        }
    };
    Shape::Import(vec![import])
}
