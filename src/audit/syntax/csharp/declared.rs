//! What a file of C# declares: classes, properties, functions, imports.

use tree_sitter::Node;

use super::super::nodes::{after, field, field_text, kind_of, named, text};
use super::super::shape::{Bind, FunctionShape, ImportShape, ParameterShape, Shape};
use super::{bare, values};

/// The type of what is declared; empty for `var`.
pub(super) fn declared_type<'s>(node: Node<'_>, source: &'s str) -> &'s str {
    field(node, "type").filter(|n| kind_of(n) != "implicit_type").map_or("", |n| text(n, source))
}

pub(super) fn declarator<'t>(node: Node<'t>, type_name: &str, source: &'t str) -> Shape<'t> {
    let value = after(node, "=");
    let Some(name) = field(node, "name") else {
        // `var (a, b) = c`
        let names =
            named(node).into_iter().filter(|n| kind_of(n) == "tuple_pattern").flat_map(named);
        let element = |n| Bind::name(text(n, source), value).element();
        return Shape::Bind(names.map(element).collect());
    };
    Shape::Bind(vec![Bind::name(text(name, source), value).typed(type_name)])
}

pub(super) fn attributes(node: Node<'_>) -> Vec<Node<'_>> {
    let lists = named(node).into_iter().filter(|n| kind_of(n) == "attribute_list");
    lists.flat_map(named).filter(|n| kind_of(n) == "attribute").collect()
}

pub(super) fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let list = field(node, "parameters");
    let mut given = match list {
        Some(list) if kind_of(list) == "parameter_list" => parameters(list, source),
        // `x => …`
        Some(single) => vec![ParameterShape {
            name: text(single, source).to_string(),
            ..ParameterShape::default()
        }],
        None => Vec::new(),
    };
    let body = field(node, "body")
        .or_else(|| field(node, "accessors"))
        .or_else(|| named(node).into_iter().find(|n| kind_of(n) == "block"));
    let mut shape = FunctionShape {
        name: field_text(node, "name", source).to_string(),
        return_type: field(node, "returns")
            .or_else(|| field(node, "type"))
            .map_or("", |n| text(n, source))
            .to_string(),
        decorators: attributes(node),
        body_is_result: body
            .is_some_and(|body| !matches!(kind_of(body), "block" | "accessor_list")),
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
    let chained = named(node).into_iter().find(|n| kind_of(n) == "constructor_initializer");
    shape.body = chained.into_iter().chain(body).collect();
    shape
}

/// The type that a method is added to.
pub(super) fn extended<'s>(list: Node<'_>, source: &'s str) -> Option<&'s str> {
    let first = values(list).into_iter().next().filter(|n| kind_of(n) == "parameter")?;
    let this = named(first).iter().any(|n| kind_of(n) == "modifier" && text(*n, source) == "this");
    this.then(|| field_text(first, "type", source))
}

pub(super) fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    let mut parameters: Vec<ParameterShape> = values(list)
        .into_iter()
        .filter(|n| kind_of(n) == "parameter")
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
pub(super) fn property<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let name = field_text(node, "name", source);
    let type_name = field_text(node, "type", source);
    let getter = |body: Node<'t>, is_result: bool| {
        Shape::Function(FunctionShape {
            name: name.to_string(),
            return_type: type_name.to_string(),
            decorators: attributes(node),
            body: vec![body],
            body_is_result: is_result,
            ..FunctionShape::default()
        })
    };
    let value = field(node, "value");
    if let Some(arrow) = value.filter(|v| kind_of(v) == "arrow_expression_clause") {
        return getter(arrow, true);
    }
    let mut shapes = Vec::new();
    for accessor in field(node, "accessors").map(named).unwrap_or_default() {
        let Some(body) = field(accessor, "body") else {
            continue;
        };
        if field_text(accessor, "name", source) == "get" {
            shapes.push(getter(body, kind_of(body) != "block"));
        } else {
            // What a setter does is done in a function without a name.
            shapes.push(Shape::Function(FunctionShape {
                parameters: vec![ParameterShape {
                    name: "value".into(),
                    type_name: type_name.to_string(),
                    ..ParameterShape::default()
                }],
                body: vec![body],
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

pub(super) fn class<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut bases = Vec::new();
    let mut body = Vec::new();
    for child in named(node) {
        match kind_of(child) {
            "base_list" => {
                for base in values(child) {
                    match kind_of(base) {
                        // What the base is made with.
                        "argument_list" => body.push(base),
                        "primary_constructor_base_type" => {
                            bases.push(field_text(base, "type", source).to_string());
                            body.extend(
                                named(base).into_iter().filter(|n| kind_of(n) == "argument_list"),
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
pub(super) fn import<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
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
