//! C#.

use tree_sitter::Node;

use crate::audit::ir::TYPE_ARGUMENT;

use super::nodes::{after, field, field_text, named, operands, text, unescape};
use super::shape::{
    Bind, Callee, Dialect, FunctionShape, Given, ImportShape, ParameterShape, Piece, Shape,
};

pub(super) struct CSharp;

impl Dialect for CSharp {
    fn members_by_name(&self) -> bool {
        true
    }

    #[allow(clippy::too_many_lines, reason = "one match over the kinds of nodes")]
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match node.kind() {
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
                let content = named(node).into_iter().find(|n| n.kind() == "raw_string_content");
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
                        .filter(|n| n.kind() == "with_initializer")
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
                .find(|n| n.kind() == "initializer_expression")
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
                    values(node).into_iter().partition(|n| n.kind() == "switch_expression_arm");
                Shape::Seq(
                    value.into_iter().map(Shape::Node).chain([Shape::Either(arms)]).collect(),
                )
            }
            "switch_expression_arm" => after(node, "=>").map_or(Shape::Other, Shape::Inner),
            "variable_declaration" => Shape::Seq(
                named(node)
                    .into_iter()
                    .filter(|n| n.kind() == "variable_declarator")
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
                    (Some(left), Some(right)) if left.kind() == "identifier" => {
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
                if !node.parent().is_some_and(|n| n.kind().ends_with("_declaration")) {
                    return Shape::Other;
                }
                let class = node.parent().map_or("", |class| field_text(class, "name", source));
                Shape::Function(FunctionShape {
                    name: class.to_string(),
                    parameters: parameters(node, source)
                        .into_iter()
                        .map(|p| ParameterShape { is_field: true, ..p })
                        .collect(),
                    of_object: true,
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
                    named(node).into_iter().find(|n| n.kind() == "attribute_argument_list"),
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
    named(node).into_iter().filter(|n| n.kind() != "comment").collect()
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
        .map(|part| match part.kind() {
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
    let raw = children.iter().any(|n| n.kind() == "interpolation_quote");
    let pieces = children.into_iter().filter_map(|child| match child.kind() {
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
            values(child).into_iter().find(|n| n.kind() != "interpolation_brace").map(Piece::Expr)
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
        (Some(object), Some(binding)) if binding.kind() == "member_binding_expression" => {
            Shape::Member(Some(object), last_name(binding, source))
        }
        (Some(object), Some(binding)) if binding.kind() == "element_binding_expression" => {
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

/// The types that a container is told of, or a library is to make an object of:
/// `services.AddHttpClient<IMusic, Music>(…)`, `RestService.For<IApi>(…)`. Elsewhere types
/// between angle brackets say nothing.
fn registered<'t>(function: Node<'t>, source: &'t str) -> Vec<Given<'t>> {
    let name = field(function, "name").unwrap_or(function);
    let written = text(name, source);
    let told = written.starts_with("Add") || written.starts_with("For<");
    if name.kind() != "generic_name" || !told {
        return Vec::new();
    }
    let list = named(name).into_iter().find(|n| n.kind() == "type_argument_list");
    list.map(named)
        .unwrap_or_default()
        .into_iter()
        .map(|n| Given::named(TYPE_ARGUMENT, n))
        .collect()
}

/// Whether an initializer sets fields by name (`{ A = 1 }`) rather than holding elements.
fn sets_fields(initializer: Node<'_>) -> bool {
    values(initializer).iter().all(|n| {
        n.kind() == "assignment_expression"
            && field(*n, "left").is_some_and(|left| left.kind() == "identifier")
    })
}

fn creation<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let list = |kind: &str| named(node).into_iter().find(|n| n.kind() == kind);
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
    let declared = node.parent().and_then(|parent| match parent.kind() {
        "variable_declarator" => parent.parent(),
        _ => Some(parent),
    });
    let type_name = declared.map_or("", |declared| field_text(declared, "type", source));
    let bare = bare(type_name).trim_end_matches('?');
    if bare.is_empty() { "new".to_string() } else { bare.to_string() }
}

fn initializer<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let children = values(node);
    let pair = |child: &Node<'t>| match child.kind() {
        "assignment_expression" => {
            let left = field(*child, "left")?;
            let key = match left.kind() {
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
    match key.kind() {
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
        match child.kind() {
            "=" => key = last.take().map(|n| text(n, source).to_string()),
            "," | "}" => {
                if let Some(value) = last.take() {
                    let written = text(value, source);
                    let name = written.rsplit('.').next().unwrap_or(written);
                    pairs.push((key.take().unwrap_or_else(|| name.to_string()), value));
                }
            }
            _ if child.is_named() && child.kind() != "comment" => last = Some(child),
            _ => {}
        }
    }
    pairs.into_iter()
}

fn binary<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let split = |n: Node<'t>| {
        let is = n.kind() == "binary_expression" && field_text(n, "operator", source) == "+";
        is.then_some((field(n, "left")?, field(n, "right")?))
    };
    match field_text(node, "operator", source) {
        "+" => Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect()),
        // Flags are joined with `|`.
        "??" | "|" => Shape::Either(values(node)),
        _ => Shape::Other,
    }
}

/// The type of what is declared; empty for `var`.
fn declared_type<'s>(node: Node<'_>, source: &'s str) -> &'s str {
    field(node, "type").filter(|n| n.kind() != "implicit_type").map_or("", |n| text(n, source))
}

fn declarator<'t>(node: Node<'t>, type_name: &str, source: &'t str) -> Shape<'t> {
    let value = after(node, "=");
    let Some(name) = field(node, "name") else {
        // `var (a, b) = c`
        let names = named(node).into_iter().filter(|n| n.kind() == "tuple_pattern").flat_map(named);
        let element = |n| Bind::name(text(n, source), value).element();
        return Shape::Bind(names.map(element).collect());
    };
    Shape::Bind(vec![Bind::name(text(name, source), value).typed(type_name)])
}

fn attributes(node: Node<'_>) -> Vec<Node<'_>> {
    let lists = named(node).into_iter().filter(|n| n.kind() == "attribute_list");
    lists.flat_map(named).filter(|n| n.kind() == "attribute").collect()
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let list = field(node, "parameters");
    let mut given = match list {
        Some(list) if list.kind() == "parameter_list" => parameters(list, source),
        // `x => …`
        Some(single) => vec![ParameterShape {
            name: text(single, source).to_string(),
            ..ParameterShape::default()
        }],
        None => Vec::new(),
    };
    let body = field(node, "body")
        .or_else(|| field(node, "accessors"))
        .or_else(|| named(node).into_iter().find(|n| n.kind() == "block"));
    let mut shape = FunctionShape {
        name: field_text(node, "name", source).to_string(),
        return_type: field(node, "returns")
            .or_else(|| field(node, "type"))
            .map_or("", |n| text(n, source))
            .to_string(),
        decorators: attributes(node),
        body_is_result: body.is_some_and(|body| !matches!(body.kind(), "block" | "accessor_list")),
        of_object: node.kind() == "method_declaration",
        ..FunctionShape::default()
    };
    // A method for a class that stands elsewhere: `static void Go(this Client client)`.
    if let Some(this) = list.and_then(|list| extended(list, source)) {
        let object = given.remove(0);
        shape.of_class = Some(bare(this).to_string());
        shape.receiver = Some(object.name);
    }
    shape.parameters = given;
    // `: base(url)` hands over to another constructor.
    let chained = named(node).into_iter().find(|n| n.kind() == "constructor_initializer");
    shape.body = chained.into_iter().chain(body).collect();
    shape
}

/// The type that a method is added to.
fn extended<'s>(list: Node<'_>, source: &'s str) -> Option<&'s str> {
    let first = values(list).into_iter().next().filter(|n| n.kind() == "parameter")?;
    let this = named(first).iter().any(|n| n.kind() == "modifier" && text(*n, source) == "this");
    this.then(|| field_text(first, "type", source))
}

fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    let mut parameters: Vec<ParameterShape> = values(list)
        .into_iter()
        .filter(|n| n.kind() == "parameter")
        .map(|parameter| ParameterShape {
            name: field_text(parameter, "name", source).to_string(),
            type_name: field_text(parameter, "type", source).to_string(),
            default: after(parameter, "="),
            decorators: attributes(parameter),
            ..ParameterShape::default()
        })
        .collect();
    // `params string[] all` stands in the list without a node of its own.
    if let Some(rest) = field(list, "name") {
        parameters.push(ParameterShape {
            name: format!("*{}", text(rest, source)),
            type_name: field_text(list, "type", source).to_string(),
            ..ParameterShape::default()
        });
    }
    parameters
}

/// A property is a field; one with a getter is a function of nothing.
fn property<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let name = field_text(node, "name", source);
    let type_name = field_text(node, "type", source);
    let getter = |body: Node<'t>, is_result: bool| {
        Shape::Function(FunctionShape {
            name: name.to_string(),
            return_type: type_name.to_string(),
            decorators: attributes(node),
            body: vec![body],
            body_is_result: is_result,
            of_object: true,
            ..FunctionShape::default()
        })
    };
    let value = field(node, "value");
    if let Some(arrow) = value.filter(|v| v.kind() == "arrow_expression_clause") {
        return getter(arrow, true);
    }
    let mut shapes = Vec::new();
    for accessor in field(node, "accessors").map(named).unwrap_or_default() {
        let Some(body) = field(accessor, "body") else {
            continue;
        };
        if field_text(accessor, "name", source) == "get" {
            shapes.push(getter(body, body.kind() != "block"));
        } else {
            // What a setter does is done in a function without a name.
            shapes.push(Shape::Function(FunctionShape {
                parameters: vec![ParameterShape {
                    name: "value".into(),
                    type_name: type_name.to_string(),
                    ..ParameterShape::default()
                }],
                body: vec![body],
                of_object: true,
                ..FunctionShape::default()
            }));
        }
    }
    if value.is_some() || shapes.is_empty() {
        shapes.extend(attributes(node).into_iter().map(Shape::Node));
        shapes.push(Shape::Bind(vec![Bind::name(name, value).typed(type_name)]));
    }
    Shape::Seq(shapes)
}

fn class<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut bases = Vec::new();
    let mut body = Vec::new();
    for child in named(node) {
        match child.kind() {
            "base_list" => {
                for base in values(child) {
                    match base.kind() {
                        // What the base is made with.
                        "argument_list" => body.push(base),
                        "primary_constructor_base_type" => {
                            bases.push(field_text(base, "type", source).to_string());
                            body.extend(
                                named(base).into_iter().filter(|n| n.kind() == "argument_list"),
                            );
                        }
                        _ => bases.push(text(base, source).to_string()),
                    }
                }
            }
            "parameter_list" => body.push(child),
            _ => {}
        }
    }
    body.extend(field(node, "body"));
    Shape::Class {
        name: field_text(node, "name", source).to_string(),
        bases,
        decorators: attributes(node),
        body,
    }
}

/// `using A.B;`, `using static A.B;`, `using C = A.B;`
fn import<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let alias = field(node, "name");
    let Some(path) = values(node).into_iter().rfind(|n| Some(n.id()) != alias.map(|a| a.id()))
    else {
        return Shape::Skip;
    };
    let path = text(path, source).to_string();
    let import = match alias {
        Some(alias) => ImportShape {
            local: text(alias, source).to_string(),
            module: path,
            ..ImportShape::default()
        },
        None => ImportShape { module: path, symbol: "*".into(), ..ImportShape::default() },
    };
    Shape::Import(vec![import])
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    fn csharp(source: &str) -> String {
        sketch_of(Language::CSharp, source)
    }

    #[test]
    fn texts_and_values() {
        let sketch = csharp(
            r#"/// <summary>"documentation"</summary>
// f("comment")
var a = "x\u0041" + @"c""d" + $"{b}/me/{c:N2}{{e}}" + $@"{f}""g" + $$"""{{h}} "i" """ + """j""";
var k = l ?? m?.N<O>("p") ?? (q ? "r" : (string)s!);
var t = u switch { 1 => "v", _ => w("x") };
string.Format("{0}/me", y);
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call either(l | m).N("p")
call w("x")
call string.Format("{0}/me", y)
bind #0 a = ("xA" + "c/"d" + (b + "/me/" + c + "{e}") + (f + "/"g") + (h + " /"i/" ") + "j")
bind #0 k = either(either(l | m).N("p") | either("r" | s))
bind #0 t = either("v" | w("x"))

"#]]
        );
    }

    #[test]
    fn objects_and_collections() {
        let sketch = csharp(
            r#"var a = new Client(url) { Base = new Uri("u"), Headers = { A = "b" } };
Request b = new(Method.Put, "c");
var d = new List<string> { "e", Scopes.F };
string[] g = { "h" }; string[] i = ["j", ..k]; var l = new[] { "m" };
var n = new Dictionary<string, string> { ["o"] = "p", { "q", r } };
var s = new { scope = "t", u, v.w };
call(name: "x", new() { Y = "z" }, async (p) => await go(p));
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call new Uri("u")
call new Client(url, Base=new Uri("u"), Headers={A: "b"})
call new Request(Method.Put, "c")
call new new(Y="z")
call go(p)
call call(name="x", new new(Y="z"), function#1)
bind #0 a = new Client(url, Base=new Uri("u"), Headers={A: "b"})
bind #0 b: Request = new Request(Method.Put, "c")
bind #0 d = ["e", Scopes.F]
bind #0 g: string[] = ["h"]
bind #0 i: string[] = ["j", k]
bind #0 l = ["m"]
bind #0 n = {o: "p", q: r}
bind #0 s = {scope: "t", u: u, w: v.w}
function #1 (p)  -> go(p)

"#]]
        );
    }

    #[test]
    fn classes_and_their_members() {
        let sketch = csharp(
            r#"using System;
using static A.B;
using C = D.E;
namespace N;
[Route("r")]
public class F<T>(Http http) : G<T>(http), IH where T : class {
    private const string Url = "u", Other = Url + "/o";
    private string _f;
    public string Name { get; set; } = "n";
    public string Full => Url + "/full";
    public string Got { get { return Url; } set { _f = value; } }
    public F(string f) : this(null) { _f = f; this.g = f; }
    [Get("/me/{id}")] public Task<U> GetMe([AliasAs("i")] string id, string t = "d", params string[] rest);
    void Go() { foreach (var s in list) { Use(s); } if (x is string y) { _f += y; } void Local() { } }
}
static class Extensions { public static string Ask(this Client<T> client, string path) => client.Get(path); }
enum Scope { [Description("user-read")] UserRead, Plain = 1 }
record R(string A);
delegate void NotACall(string a);
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call Route("r")
call Get("/me/{id}")
call AliasAs("i")
call Use(s)
call client.Get(path)
call Description("user-read")
bind #1 F::http: Http = http
bind #0 F::Url: string = "u"
bind #0 F::Other: string = (F.Url + "/o")
bind #0 F::_f: string = ?
bind #0 F::Name: string = "n"
bind #4 F::_f = value
bind #5 F::_f = f
bind #5 this.g = f
bind #7 s = list[_]
bind #7 y = x
bind #7 F::_f += y
bind #7 Local = function#8
bind #9 client = this
bind #0 Scope::UserRead = Description("user-read")
bind #0 Scope::Plain = _
bind #10 R::A: string = A
function #1 F::F(http: Http)  -> 
function #2 F::Full() string -> (Url + "/full")
function #3 F::Got() string -> Url
function #4 F::(value: string)  -> 
function #5 F::F(f: string)  -> 
function #6 @Get("/me/{id}") F::GetMe(@AliasAs("i") id: string, t: string = "d", *rest: string[]) Task<U> -> 
function #7 F::Go() void -> 
function #8 Local() void -> 
function #9 Client::Ask(path: string) string -> client.Get(path)
function #10 R::R(A: string)  -> 
class @Route("r") F < G<T>, IH
class Extensions < 
class Client < 
class Scope < 
class R < 
import  = System . *
import  = A.B . *
import C = D.E . 

"#]]
        );
    }
}
