//! Rust.
//!
//! What wraps a value without changing it (`?`, `.await`, `&`, `Some(…)`, `Ok(…)`,
//! `Box::new(…)`, `.to_string()`, `.clone()`, `.unwrap()` …) is taken off here, and
//! branches that give up (`return`, `panic!`, `Err(…)`, `None`) are no values.
//! Macros are read as calls of their names, and what a format takes from around it is
//! given by name; braces with keys in them are maps. See [`macros`].

mod macros;

use tree_sitter::Node;

use super::nodes::{field, field_text, named, operands, text, unescape};
use super::shape::{
    Bind, Callee, Dialect, FunctionShape, Given, ImportShape, ParameterShape, Piece, Shape, Step,
    Taken,
};

pub(super) struct Rust;

impl Dialect for Rust {
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match node.kind() {
            "line_comment" | "block_comment" => Shape::Skip,
            "attribute_item"
            | "inner_attribute_item"
            | "macro_definition"
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
    match node.kind() {
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
            let path = field(node, "path").filter(|path| path.kind() != "self");
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
            [object, index] => Shape::Index(*object, *index),
            _ => Shape::Other,
        },
        "binary_expression" if field_text(node, "operator", source) == "+" => {
            let split = |n: Node<'t>| {
                let is =
                    n.kind() == "binary_expression" && field_text(n, "operator", source) == "+";
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

fn item<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
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
    match node.kind() {
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
                .flat_map(|list| match list.kind() {
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

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node)
        .into_iter()
        .filter(|n| {
            !matches!(
                n.kind(),
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
    if node.kind() == "raw_string_literal" {
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

/// A type without references.
fn bare_type(written: &str) -> &str {
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
fn alias<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let of_type = node.parent().and_then(|n| n.parent()).map_or("", |n| n.kind());
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
fn bounds<'t>(node: Node<'_>, source: &'t str) -> Vec<(&'t str, &'t str)> {
    let parameters = field(node, "type_parameters").map(named).unwrap_or_default();
    let of_parameters = parameters.into_iter().map(|n| (n, "name"));
    let mut cursor = node.walk();
    let clause = node.children(&mut cursor).find(|n| n.kind() == "where_clause");
    let predicates = clause.map(named).unwrap_or_default().into_iter().map(|n| (n, "left"));
    of_parameters
        .chain(predicates)
        .map(|(n, name)| (field_text(n, name, source), field_text(n, "bounds", source)))
        .filter(|(name, bounds)| !name.is_empty() && !bounds.is_empty())
        .collect()
}

/// The last name of a type, without what it is generic over.
fn type_base(written: &str) -> &str {
    let bare = bare_type(written);
    let name = bare.split('<').next().unwrap_or(bare);
    name.rsplit("::").next().unwrap_or(name).trim()
}

/// The attributes above an item.
fn attributes<'t>(node: Node<'t>, source: &'t str) -> Vec<Node<'t>> {
    // Walking back over siblings is slow, and most items have none.
    let before = source.get(..node.start_byte()).unwrap_or_default().trim_end();
    let line = before.rsplit('\n').next().unwrap_or(before).trim_start();
    let mut attributes = Vec::new();
    if !before.ends_with(']') && !line.starts_with("//") {
        return attributes;
    }
    let mut at = node.prev_named_sibling();
    while let Some(above) = at {
        match above.kind() {
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
fn is_test(attribute: &str) -> bool {
    let (path, arguments) = attribute.split_once('(').unwrap_or((attribute, ""));
    let name = path.rsplit("::").next().unwrap_or(path).trim();
    let words = || arguments.split(|c: char| !c.is_alphanumeric());
    name == "test"
        || name == "rstest"
        || (name == "cfg" && words().any(|word| word == "test") && !words().any(|w| w == "not"))
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
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

fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    values(list)
        .into_iter()
        .filter(|n| n.kind() != "self_parameter")
        .map(|parameter| {
            let (whole, type_name) = match parameter.kind() {
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
                    Step::Whole | Step::Element if shape.name.is_empty() => shape.name = name,
                    Step::Whole | Step::Element => {}
                }
            }
            if whole.is_some_and(|n| n.kind() == "tuple_pattern") {
                shape.name.clear();
            }
            shape
        })
        .collect()
}

/// Names that a pattern takes out of a value, and how.
fn taken_out(pattern: Node<'_>, step: Step, source: &str, out: &mut Vec<(String, Step)>) {
    if pattern.kind() != "identifier" && nested_in(pattern, 32, &|kind| kind.ends_with("_pattern"))
    {
        return;
    }
    // Further inside of something taken out, which piece it is is not kept.
    let inside = |next: Step| if step == Step::Whole { next } else { Step::Element };
    match pattern.kind() {
        "identifier" | "shorthand_field_identifier" => {
            let name = text(pattern, source);
            // Capitals are constants and variants.
            if !name.starts_with(char::is_uppercase) {
                out.push((name.to_string(), step));
            }
        }
        "tuple_struct_pattern" => {
            let whole = matches!(field_text(pattern, "type", source), "Some" | "Ok");
            let kind = field(pattern, "type").map(|n| n.id());
            for part in values(pattern).into_iter().filter(|n| Some(n.id()) != kind) {
                let next = if whole { step.clone() } else { inside(Step::Element) };
                taken_out(part, next, source, out);
            }
        }
        "struct_pattern" => {
            for part in values(pattern).into_iter().filter(|n| n.kind() == "field_pattern") {
                let key = field_text(part, "name", source);
                let inner = field(part, "pattern").or_else(|| field(part, "name"));
                if let Some(inner) = inner {
                    taken_out(inner, inside(Step::Field(key.to_string())), source, out);
                }
            }
        }
        "tuple_pattern" | "slice_pattern" => {
            for part in values(pattern) {
                taken_out(part, inside(Step::Element), source, out);
            }
        }
        "captured_pattern" | "mut_pattern" | "ref_pattern" | "reference_pattern" | "or_pattern"
        | "match_pattern" => {
            let condition = field(pattern, "condition").map(|n| n.id());
            for part in values(pattern).into_iter().filter(|n| Some(n.id()) != condition) {
                taken_out(part, step.clone(), source, out);
            }
        }
        _ => {}
    }
}

fn pattern<'t>(
    pattern: Option<Node<'t>>,
    value: Option<Node<'t>>,
    source: &'t str,
) -> Vec<Bind<'t>> {
    let Some(pattern) = pattern else {
        return Vec::new();
    };
    // `let (a, b) = (x, y)` is two of them.
    if let ("tuple_pattern", Some(value)) = (pattern.kind(), value) {
        let (names, each) = (values(pattern), values(value));
        if value.kind() == "tuple_expression" && names.len() == each.len() {
            return names
                .into_iter()
                .zip(each)
                .flat_map(|(name, value)| self::pattern(Some(name), Some(value), source))
                .collect();
        }
    }
    let mut taken = Vec::new();
    taken_out(pattern, Step::Whole, source, &mut taken);
    let bind = |(name, step)| Bind { step, ..Bind::name(name, value) };
    taken.into_iter().map(bind).collect()
}

/// Names given a value, or the value alone where it gets no name.
fn bound<'t>(binds: Vec<Bind<'t>>, value: Option<Node<'t>>) -> Vec<Shape<'t>> {
    if binds.is_empty() {
        return value.into_iter().map(Shape::Node).collect();
    }
    vec![Shape::Bind(binds)]
}

/// The last expression of a block, which is its value.
fn result_of<'t>(body: Node<'t>, source: &str) -> Option<Node<'t>> {
    if body.kind() != "block" {
        return Some(body);
    }
    let last = values(body).last().copied()?;
    match last.kind() {
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
    while matches!(node.kind(), "else_clause" | "expression_statement" | "block") {
        match values(node).last() {
            Some(last) => node = *last,
            None => return false,
        }
    }
    match node.kind() {
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
        .filter(|n| n.kind() == "match_arm")
        .collect();
    let patterns: Vec<Node> = arms.iter().filter_map(|arm| field(*arm, "pattern")).collect();
    let binds = patterns.iter().flat_map(|p| pattern(Some(*p), value, source)).collect();
    let mut shapes = bound(binds, value);
    shapes.extend(patterns.iter().filter_map(|p| field(*p, "condition")).map(Shape::Node));
    shapes.extend(either(arms.iter().filter_map(|arm| field(*arm, "value")).collect(), source));
    Shape::Seq(shapes)
}

/// Keys and values in parentheses: what [`macros`] makes of braces with keys.
fn map<'t>(node: Node<'t>, source: &'t str) -> Option<Shape<'t>> {
    let pairs = values(node).into_iter().map(|pair| {
        let key = field(pair, "left").filter(|_| pair.kind() == "assignment_expression")?;
        let key = match key.kind() {
            "string_literal" => string(key, source),
            "identifier" => text(key, source).to_string(),
            _ => return None,
        };
        Some((key, field(pair, "right")?))
    });
    let pairs: Vec<_> = pairs.collect::<Option<_>>()?;
    (!pairs.is_empty()).then_some(Shape::Map(pairs))
}

fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(function) = field(node, "function") else {
        return Shape::Other;
    };
    let arguments = field(node, "arguments").map(values).unwrap_or_default();
    if let Some(same) = same_value(function, &arguments, source) {
        return same;
    }
    let makes =
        function.kind() == "scoped_identifier" && field_text(function, "name", source) == "new";
    let given = |argument: Node<'t>| match (
        argument.kind(),
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
fn same_value<'t>(
    function: Node<'t>,
    arguments: &[Node<'t>],
    source: &'t str,
) -> Option<Shape<'t>> {
    if function.kind() != "field_expression" {
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
            let body = field(*default, "body").filter(|_| default.kind() == "closure_expression");
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

fn literal<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(name) = field(node, "name") else {
        return Shape::Other;
    };
    let fields = field(node, "body").map(values).unwrap_or_default();
    let given = fields.into_iter().filter_map(|part| match part.kind() {
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

/// Whether a node stands deeper in nodes of its kind than programs go.
fn nested_in(node: Node<'_>, most: usize, alike: &dyn Fn(&str) -> bool) -> bool {
    std::iter::successors(node.parent(), Node::parent)
        .take_while(|n| alike(n.kind()))
        .take(most + 1)
        .count()
        > most
}

/// What `impl Deref for Mine { type Target = Theirs; }` makes of a type.
fn stands_for(node: Node<'_>, source: &str) -> Option<String> {
    let of = type_base(text(field(node, "trait")?, source));
    if of != "Deref" {
        return None;
    }
    let body = field(node, "body")?;
    let mut cursor = body.walk();
    let target = body.named_children(&mut cursor).find(|n| n.kind() == "type_item")?;
    Some(text(field(target, "type")?, source).to_string())
}

/// Names of a tree of `use`.
fn use_tree(tree: Node<'_>, prefix: &str, source: &str, out: &mut Vec<ImportShape>) {
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
    match tree.kind() {
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

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    fn rust(source: &str) -> String {
        sketch_of(Language::Rust, source)
    }

    #[test]
    fn requests_and_methods() {
        let sketch = rust(
            r##"
//! Not a call: `fetch("/me")`.
const API: &str = "https://x/v1";
pub struct Client<T> { http: reqwest::Client, base: String, #[serde(rename = "no")] n: T }
struct Id(String);
impl<T: X> Client<T> {
    /// Nor is this: fetch("/me").
    #[get("/mine")]
    async fn top(&self, id: &'a str, State(s): State<App>) -> Result<String, Error> {
        let url = format!("{}/me/{id}", self.base);
        if id.is_empty() {
            return Err(anyhow!("empty"));
        }
        let sent = self.http.put(&url).json(&json!({"ids": [id], "deep": {"k": x.y()}})).send().await?;
        self.last = sent.json().await.map_err(|e| log(e))?;
        Ok(url + "?a=" + r#"b\c"# + "d\
            e\u{41}")
    }
    fn new(base: impl Into<String>) -> Self {
        Self { http: reqwest::Client::new(), base: base.into(), ..Default::default() }
    }
}
#[cfg(test)]
mod tests { fn t() { no("not a text") } }
#[tokio::test]
async fn t() { no("not a text") }
"##,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call get("/mine")
call format("{}/me/{id}", this.base, id=id)
call id.is_empty()
call anyhow("empty")
call Err(anyhow("empty"))
call this.http.put(url)
call x.y()
call json({ids: [id], deep: {k: x.y()}})
call this.http.put(url).json(json({ids: [id], deep: {k: x.y()}}))
call this.http.put(url).json(json({ids: [id], deep: {k: x.y()}})).send()
call log(e)
call sent.json()
call new reqwest.Client.new()
call Default.default()
call new this(http=new reqwest.Client.new(), base=base, ...Default.default())
bind #0 API: str = "https://x/v1"
bind #0 Client::http: reqwest::Client = ?
bind #0 Client::base: String = ?
bind #0 Client::n: T = ?
bind #0 Id::0: String = ?
bind #1 url = format("{}/me/{id}", this.base, id=id)
bind #1 sent = this.http.put(url).json(json({ids: [id], deep: {k: x.y()}})).send()
bind #1 this.last = sent.json()
function #1 @get("/mine") Client::top(id: str, s: State<App>) Result<String, Error> -> (url + "?a=" + "b//c" + "deA")
function #2 (e)  -> log(e)
function #3 Client::new(base: impl Into<String>) Self -> new this(http=new reqwest.Client.new(), base=base, ...Default.default())
class Client < 
class Id < 

"#]]
        );
    }

    #[test]
    fn values_and_names() {
        let sketch = rust(
            r#"
use rspotify::{model::{self, Market}, prelude::*, scopes, AuthCodeSpotify as Auth};
use reqwest;
mod inner;
enum Kind { Read, Write(u8) }
trait Api: Base { const X: &'static str = "x"; fn no(&self, a: &str); }
lazy_static! { static ref BASE: String = env::var("BASE").unwrap_or_else(|_| "https://x".to_string()); }
macro_rules! m { ($a:expr) => { $a.call("not a text") } }
fn all() -> Option<String> {
    let Foo { a, b: c } = foo();
    let (d, e) = ("d", f());
    let scopes = scopes!("user-read", "b");
    let list = vec!["a", T { b: "c" }];
    let from = match kind { Kind::Read => "r".to_string(), Kind::Write(w) if w => w, _ => return None };
    let or = if x { "t" } else { "f" };
    if let Some(k) = opt() { list.iter().map(|i| go(i, &or)); }
    let Ok(l) = m.get() else { panic!("p") };
    url.push_str("/more");
    println!("{x} {{y}} {URL:?}", x = self::y::<u8>("z") as &str);
    tokio::select! { r = one("a") => { two("b") } }
    match l { Some(v) => Some(v), None => None }
}
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call env.var("BASE")
call foo()
call f()
call scopes("user-read", "b")
call new T(b="c")
call opt()
call list.iter()
call go(i, or)
call list.iter().map(function#2)
call m.get()
call panic("p")
call y("z")
call println("{x} {{y}} {URL:?}", x=y("z"), URL=URL)
call one("a")
call two("b")
bind #0 Kind::Read = ?
bind #0 Kind::Write = ?
bind #0 Api::X: str = "x"
bind #0 BASE: String = either(env.var("BASE") | "https://x")
bind #1 a = foo().a
bind #1 c = foo().b
bind #1 d = "d"
bind #1 e = f()
bind #1 scopes = scopes("user-read", "b")
bind #1 list = ["a", new T(b="c")]
bind #1 w = kind[_]
bind #1 from = either("r" | w)
bind #1 or = either("t" | "f")
bind #1 k = opt()
bind #1 l = m.get()
bind #1 url += "/more"
bind #1 r = one("a")
bind #1 v = l
bind #0 all = function#1
function #1 all() Option<String> -> v
function #2 (i)  -> go(i, or)
class Kind < 
class Api < Base
import model = rspotify . model
import Market = rspotify::model . Market
import  = rspotify::prelude . *
import scopes = rspotify . scopes
import Auth = rspotify . AuthCodeSpotify
import reqwest = reqwest . 
import inner = self::inner . 

"#]]
        );
    }
}
