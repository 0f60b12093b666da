//! What a file of Rust declares: types, functions, what it imports.

use tree_sitter::Node;

use super::super::nodes::{field, field_text, kind_of, named, nested_in, text};
use super::super::shape::{Bind, FunctionShape, ImportShape, ParameterShape, Shape, Step, Taken};
use super::patterns::taken_out;
use super::{gives_up, result_of, values};

pub(super) fn item<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let attributes = attributes(node, source);
    if attributes.iter().any(|attribute| is_test(text(*attribute, source))) {
        return Shape::Skip;
    }
    let name = field_text(node, "name", source).to_string();
    let decorators = attributes
        .into_iter()
        .filter(|a| {
            let name = a.named_child(0).map_or("", |n| text(n, source));
            // What these say changes nothing of what is called.
            !matches!(name, "derive" | "allow" | "expect" | "warn" | "doc" | "cfg" | "serde")
        })
        .collect();
    let body: Vec<Node> = field(node, "body").into_iter().collect();
    match kind_of(node) {
        "function_item" => Shape::Function(FunctionShape { decorators, ..function(node, source) }),
        "impl_item" => Shape::Class {
            name: type_base(field_text(node, "type", source)).to_string(),
            bases: field(node, "trait")
                .map(|base| type_base(text(base, source)).to_string())
                .into_iter()
                .chain(stands_for(node, source))
                .collect(),
            decorators,
            body,
        },
        "trait_item" => Shape::Class {
            name,
            bases: field(node, "bounds")
                .map(named)
                .unwrap_or_default()
                .into_iter()
                .map(|base| type_base(text(base, source)).to_string())
                .collect(),
            decorators,
            body,
        },
        "enum_item" | "struct_item" | "union_item" => Shape::Class {
            name,
            bases: Vec::new(),
            decorators,
            body: body
                .into_iter()
                .flat_map(|list| match kind_of(list) {
                    "ordered_field_declaration_list" => vec![list],
                    _ => values(list),
                })
                .collect(),
        },
        // A file of its own, unless what is in it stands here.
        "mod_item" if body.is_empty() => Shape::Import(vec![ImportShape {
            module: format!("self::{name}"),
            local: name,
            ..ImportShape::default()
        }]),
        "mod_item" => Shape::Seq(body.into_iter().map(Shape::Node).collect()),
        "const_item" | "static_item" | "enum_variant" | "field_declaration" => {
            let type_name = bare_type(field_text(node, "type", source));
            Shape::Bind(vec![Bind::name(name, field(node, "value")).typed(type_name)])
        }
        "extern_crate_declaration" => {
            let alias = field_text(node, "alias", source);
            let local = if alias.is_empty() { name.clone() } else { alias.to_string() };
            Shape::Import(vec![ImportShape { local, module: name, ..ImportShape::default() }])
        }
        "use_declaration" => {
            let mut imports = Vec::new();
            if let Some(argument) = field(node, "argument") {
                use_tree(argument, "", source, &mut imports);
            }
            Shape::Import(imports)
        }
        _ => Shape::Other,
    }
}

/// A type without references.
pub(super) fn bare_type(written: &str) -> &str {
    let mut bare = written.trim();
    while let Some(referred) = bare.strip_prefix('&') {
        bare = referred.trim_start();
        if bare.starts_with('\'') {
            bare = bare.split_once(' ').map_or("", |(_, rest)| rest).trim_start();
        }
        bare = bare.strip_prefix("mut ").unwrap_or(bare).trim_start();
    }
    bare
}

/// Another name of a type is a type that has what the names in it have:
/// `type Shared = Arc<Mutex<State>>`.
pub(super) fn alias<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let of_type = node.parent().and_then(|n| n.parent()).map_or("", |n| kind_of(n));
    let name = field_text(node, "name", source).to_string();
    if matches!(of_type, "impl_item" | "trait_item") || name == "Result" {
        return Shape::Skip;
    }
    let written = field_text(node, "type", source);
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let is_type = |path: &&str| {
        path.rsplit(':').next().is_some_and(|last| last.starts_with(char::is_uppercase))
    };
    let bases = written.split(|c| !word(c)).filter(is_type).map(str::to_string).collect();
    Shape::Class { name, bases, decorators: Vec::new(), body: Vec::new() }
}

/// What the types that a function is generic over must be, each with its name.
pub(super) fn bounds<'t>(node: Node<'_>, source: &'t str) -> Vec<(&'t str, &'t str)> {
    let parameters = field(node, "type_parameters").map(named).unwrap_or_default();
    let mut cursor = node.walk();
    let clause = node.children(&mut cursor).find(|n| kind_of(n) == "where_clause");
    parameters
        .into_iter()
        .chain(clause.map(named).unwrap_or_default())
        .map(|n| (field_text(n, "left", source), field_text(n, "bounds", source)))
        .filter(|(name, bounds)| !name.is_empty() && !bounds.is_empty())
        .collect()
}

/// The last name of a type, without what it is generic over.
pub(super) fn type_base(written: &str) -> &str {
    let bare = bare_type(written);
    let name = bare.split('<').next().unwrap_or(bare);
    name.rsplit("::").next().unwrap_or(name).trim()
}

/// The attributes above an item.
pub(super) fn attributes<'t>(node: Node<'t>, source: &'t str) -> Vec<Node<'t>> {
    // Walking back over siblings is slow, and most items have none.
    let before = source.get(..node.start_byte()).unwrap_or_default().trim_end();
    let line = before.rsplit('\n').next().unwrap_or(before).trim_start();
    let mut attributes = Vec::new();
    if !before.ends_with(']') && !line.starts_with("//") {
        return attributes;
    }
    let mut at = node.prev_named_sibling();
    while let Some(above) = at {
        match kind_of(above) {
            "attribute_item" => attributes.extend(above.named_child(0)),
            "line_comment" | "block_comment" => {}
            _ => break,
        }
        at = above.prev_named_sibling();
    }
    attributes.reverse();
    attributes
}

/// `cfg(test)`, `test`, `tokio::test`, `test_case(…)`.
pub(super) fn is_test(attribute: &str) -> bool {
    let (path, arguments) = attribute.split_once('(').unwrap_or((attribute, ""));
    let name = path.rsplit("::").next().unwrap_or(path).trim();
    let words = || arguments.split(|c: char| !c.is_alphanumeric());
    name == "test"
        || name == "rstest"
        || (name == "cfg" && words().any(|word| word == "test") && !words().any(|w| w == "not"))
}

pub(super) fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let body = field(node, "body");
    let return_type = field_text(node, "return_type", source);
    let result = body.and_then(|body| result_of(body, source));
    let mut parameters =
        field(node, "parameters").map(|p| parameters(p, source)).unwrap_or_default();
    for (name, bounds) in bounds(node, source) {
        let is_it = |p: &&mut ParameterShape<'_>| {
            p.type_name.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|n| n == name)
        };
        parameters.iter_mut().filter(is_it).for_each(|p| p.type_name += bounds);
    }
    FunctionShape {
        name: field_text(node, "name", source).to_string(),
        parameters,
        body: body.into_iter().collect(),
        body_is_result: !return_type.is_empty() && result.is_some_and(|r| !gives_up(r, source)),
        return_type: bare_type(return_type).to_string(),
        ..FunctionShape::default()
    }
}

pub(super) fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    values(list)
        .into_iter()
        .filter(|n| kind_of(n) != "self_parameter")
        .map(|parameter| {
            let (whole, type_name) = match kind_of(parameter) {
                "parameter" => {
                    (field(parameter, "pattern"), bare_type(field_text(parameter, "type", source)))
                }
                _ => (Some(parameter), ""),
            };
            let mut shape =
                ParameterShape { type_name: type_name.to_string(), ..ParameterShape::default() };
            let mut taken = Vec::new();
            if let Some(whole) = whole {
                taken_out(whole, Step::Whole, source, &mut taken);
            }
            for (name, step) in taken {
                match step {
                    Step::Field(key) => {
                        shape.fields.push(Taken { key, local: name, default: None });
                    }
                    // The only name in `Path(id)`, `Some(id)` stands for all of it.
                    Step::Whole | Step::Element | Step::Place(_) if shape.name.is_empty() => {
                        shape.name = name;
                    }
                    Step::Whole | Step::Element | Step::Place(_) => {}
                }
            }
            if whole.is_some_and(|n| kind_of(n) == "tuple_pattern") {
                shape.name.clear();
            }
            shape
        })
        .collect()
}

/// Names of a tree of `use`.
pub(super) fn use_tree(tree: Node<'_>, prefix: &str, source: &str, out: &mut Vec<ImportShape>) {
    if nested_in(tree, 64, &|kind| kind.ends_with("use_list")) {
        return;
    }
    let under = |path: &str| match (prefix, path) {
        ("", path) => path.to_string(),
        (prefix, "") => prefix.to_string(),
        (prefix, path) => format!("{prefix}::{path}"),
    };
    let import = |path: &str, local: Option<&str>| {
        let path = path.strip_suffix("::self").unwrap_or(path);
        let (module, symbol) = path.rsplit_once("::").unwrap_or((path, ""));
        let name = if symbol.is_empty() { path } else { symbol };
        ImportShape {
            local: local.unwrap_or(name).to_string(),
            module: module.to_string(),
            symbol: symbol.to_string(),
            types_only: false,
        }
    };
    match kind_of(tree) {
        "use_list" => {
            for child in values(tree) {
                use_tree(child, prefix, source, out);
            }
        }
        "scoped_use_list" => {
            if let Some(list) = field(tree, "list") {
                use_tree(list, &under(field_text(tree, "path", source)), source, out);
            }
        }
        "use_as_clause" => {
            let path = under(field_text(tree, "path", source));
            out.push(import(&path, Some(field_text(tree, "alias", source))));
        }
        "use_wildcard" => out.push(ImportShape {
            module: under(tree.named_child(0).map_or("", |n| text(n, source))),
            symbol: "*".into(),
            ..ImportShape::default()
        }),
        _ => out.push(import(&under(text(tree, source)), None)),
    }
}

/// What `impl Deref for Mine { type Target = Theirs; }` makes of a type.
fn stands_for(node: Node<'_>, source: &str) -> Option<String> {
    let of = type_base(text(field(node, "trait")?, source));
    if of != "Deref" {
        return None;
    }
    let body = field(node, "body")?;
    let mut cursor = body.walk();
    let target = body.named_children(&mut cursor).find(|n| kind_of(n) == "type_item")?;
    Some(text(field(target, "type")?, source).to_string())
}
