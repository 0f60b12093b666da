//! JavaScript and TypeScript, with JSX.

mod modules;
mod prototypes;

use tree_sitter::Node;

use super::branches;
use super::nodes::{field, field_text, kind_of, named, operands, text, unescape};
use super::shape::{
    Bind, BindTarget, Callee, DEEPER, Dialect, FunctionShape, Given, GuardShape, ImportShape,
    ParameterShape, Piece, Shape, Step, Taken,
};

use modules::{export, imports, is_class, required};

pub(super) struct JavaScript;

impl Dialect for JavaScript {
    fn guards<'t>(&self, node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
        branches::javascript(node, source)
    }

    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            "comment" | "html_comment" => Shape::Skip,
            "type_annotation"
            | "type_arguments"
            | "type_parameters"
            | "type_alias_declaration"
            | "ambient_declaration" => Shape::Skip,
            // `/,/g` is what it finds; more than a letter or two is a pattern.
            "regex" => match field_text(node, "pattern", source) {
                plain
                    if plain.len() <= 2
                        && plain.chars().all(|c| !".*+?^$|()[]{}\\/".contains(c)) =>
                {
                    Shape::Text(plain.to_string())
                }
                _ => Shape::Skip,
            },
            "string" => Shape::Text(unescape(unquoted(text(node, source)))),
            "template_string" => template(node, source),
            "identifier"
            | "shorthand_property_identifier"
            | "property_identifier"
            | "private_property_identifier"
            | "shorthand_property_identifier_pattern" => {
                Shape::Name(text(node, source).to_string())
            }
            "type_identifier" if node.parent().is_some_and(is_class) => {
                Shape::Name(text(node, source).to_string())
            }
            "meta_property" => Shape::Name(text(node, source).to_string()),
            "this" => Shape::This,
            "super" => Shape::Name("super".into()),
            "member_expression" => Shape::Member(
                field(node, "object"),
                field_text(node, "property", source).to_string(),
            ),
            "subscript_expression" => match (field(node, "object"), field(node, "index")) {
                (Some(object), Some(index)) => Shape::Index(object, index),
                _ => Shape::Other,
            },
            "binary_expression" => binary(node, source),
            "ternary_expression" => {
                let branches =
                    ["consequence", "alternative"].into_iter().filter_map(|f| field(node, f));
                let condition = field(node, "condition").map(Shape::Node);
                Shape::Seq(
                    condition.into_iter().chain([Shape::Either(branches.collect())]).collect(),
                )
            }
            "call_expression" => by_effect(node, source)
                .or_else(|| bound(node, source))
                .unwrap_or_else(|| call(node, "function")),
            "new_expression" => match call(node, "constructor") {
                Shape::Call { callee, arguments, .. } => {
                    Shape::Call { callee, arguments, makes: true }
                }
                other => other,
            },
            "array" => Shape::List(values(node)),
            "object" => object(node, source),
            "true" | "false" | "null" | "undefined" => Shape::Name(text(node, source).to_string()),
            "await_expression"
            | "parenthesized_expression"
            | "spread_element"
            | "as_expression"
            | "satisfies_expression"
            | "non_null_expression" => {
                values(node).first().map_or(Shape::Other, |first| Shape::Inner(*first))
            }
            "sequence_expression" => {
                Shape::Seq(values(node).into_iter().map(Shape::Node).collect())
            }
            "function_declaration" => Shape::Function(prototypes::maker(node, source)),
            "function_expression"
            | "generator_function"
            | "generator_function_declaration"
            | "arrow_function"
            | "method_definition" => Shape::Function(function(node, source)),
            "class_declaration" | "abstract_class_declaration" => class(node, source),
            // A class as a value: `module.exports = class Client { … }`.
            "class" => match field(node, "name") {
                Some(name) => Shape::Seq(vec![class(node, source), Shape::Node(name)]),
                None => class(node, source),
            },
            "interface_declaration" | "enum_declaration" => Shape::Class {
                name: field_text(node, "name", source).to_string(),
                bases: Vec::new(),
                decorators: Vec::new(),
                body: field(node, "body").into_iter().collect(),
            },
            "public_field_definition"
            | "field_definition"
            | "enum_assignment"
            | "property_signature" => {
                let name = field(node, "name").or_else(|| field(node, "property"));
                let name = name.map_or("", |n| unquoted(text(n, source)));
                let value = field(node, "value");
                let said = type_of(node, source);
                let said = if said.is_empty() { type_in_box(value, source) } else { said };
                Shape::Bind(vec![Bind::name(name, value).typed(said)])
            }
            "variable_declarator" => declarator(node, source),
            "assignment_expression" => assignment(node, source),
            "augmented_assignment_expression" => {
                match (field(node, "left"), field(node, "right")) {
                    (Some(left), Some(right)) => {
                        let bind = Bind::expr(left, Some(right));
                        let adds = field_text(node, "operator", source) == "+=";
                        Shape::Bind(vec![if adds { bind.added() } else { bind }])
                    }
                    _ => Shape::Other,
                }
            }
            "for_in_statement" => {
                let binds = match (field(node, "left"), field(node, "right")) {
                    (Some(left), Some(right)) => {
                        let each = |bind: Bind<'t>| {
                            if kind_of(left) != "array_pattern"
                                || kind_of(right) != "call_expression"
                            {
                                bind.of_each()
                            } else if gives_pairs(right, source) && bind.step != Step::Place(1) {
                                // Not what it holds, and nothing else has such a name.
                                bind.field("[key]").of_each()
                            } else {
                                // Of what another call gives it is not known what a pair is.
                                bind.element()
                            }
                        };
                        pattern(left, Some(right), source).into_iter().map(each).collect()
                    }
                    _ => Vec::new(),
                };
                let body = field(node, "body").map(Shape::Node);
                Shape::Seq([Shape::Bind(binds)].into_iter().chain(body).collect())
            }
            "return_statement" => Shape::Return(values(node).first().copied()),
            "import_statement" => Shape::Import(imports(node, source)),
            "export_statement" => export(node, source),
            "jsx_self_closing_element" | "jsx_opening_element" => element(node, source),
            _ => Shape::Other,
        }
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node).into_iter().filter(|n| !matches!(kind_of(n), "comment" | "html_comment")).collect()
}

fn unquoted(quoted: &str) -> &str {
    let inner = |quote| quoted.strip_prefix(quote).and_then(|q| q.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).unwrap_or(quoted)
}

fn template<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let pieces = named(node).into_iter().filter_map(|child| match kind_of(child) {
        "string_fragment" | "escape_sequence" => {
            Some(Piece::Text(unescape(text(child, source)), child))
        }
        "template_substitution" => values(child).first().copied().map(Piece::Expr),
        _ => None,
    });
    Shape::Join(pieces.collect())
}

fn binary<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let split = |n: Node<'t>| {
        let is = kind_of(n) == "binary_expression" && field_text(n, "operator", source) == "+";
        is.then_some((field(n, "left")?, field(n, "right")?))
    };
    match (field_text(node, "operator", source), field(node, "left"), field(node, "right")) {
        ("+", ..) => Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect()),
        ("||" | "??", Some(left), Some(right)) => match either(left, source) {
            // `a && b || c`: either may be it.
            Some((asked, then)) => {
                Shape::Seq(vec![Shape::Node(asked), Shape::Either(vec![then, right])])
            }
            None => Shape::Default(left, right),
        },
        ("&&", Some(left), Some(right)) => Shape::Seq(vec![Shape::Node(left), Shape::Node(right)]),
        // A text that is only compared with goes nowhere.
        ("===" | "!==" | "==" | "!=" | "in", Some(left), Some(right)) => {
            let sides = [left, right].into_iter().filter(|n| kind_of(n) != "string");
            Shape::Seq(sides.map(Shape::Node).chain([Shape::Skip]).collect())
        }
        _ => Shape::Other,
    }
}

/// The sides of `a && b`.
fn either<'t>(mut node: Node<'t>, source: &str) -> Option<(Node<'t>, Node<'t>)> {
    while kind_of(node) == "parenthesized_expression" {
        node = node.named_child(0)?;
    }
    let sides = field(node, "left").zip(field(node, "right"));
    sides.filter(|_| field_text(node, "operator", source) == "&&")
}

fn call<'t>(node: Node<'t>, callee: &'static str) -> Shape<'t> {
    let Some(callee) = field(node, callee) else {
        return Shape::Other;
    };
    let arguments = field(node, "arguments").map(|list| match kind_of(list) {
        "template_string" => vec![Given::plain(list)],
        _ => values(list)
            .into_iter()
            .map(|n| Given { spread: kind_of(n) == "spread_element", ..Given::plain(n) })
            .collect(),
    });
    Shape::Call {
        callee: Callee::Expr(callee),
        arguments: arguments.unwrap_or_default(),
        makes: false,
    }
}

/// What an effect of redux-saga has called: `yield call(f, a)`, `yield call([o, o.f], a)`.
fn by_effect<'t>(node: Node<'t>, source: &'t str) -> Option<Shape<'t>> {
    let effect = text(field(node, "function")?, source);
    if !matches!(effect, "call" | "fork" | "spawn") || !source.contains("redux-saga") {
        return None;
    }
    let arguments = values(field(node, "arguments")?);
    let (first, given) = arguments.split_first()?;
    let callee = match kind_of(first) {
        "identifier" | "member_expression" | "subscript_expression" => *first,
        "array" => *values(*first).get(1).filter(|n| kind_of(**n) == "member_expression")?,
        _ => return None,
    };
    let given =
        given.iter().map(|n| Given { spread: kind_of(n) == "spread_element", ..Given::plain(*n) });
    Some(Shape::Call { callee: Callee::Expr(callee), arguments: given.collect(), makes: false })
}

/// `send.bind(null, "PUT")`; `send.bind(null)` is `send` itself.
fn bound<'t>(node: Node<'t>, source: &'t str) -> Option<Shape<'t>> {
    let callee = field(node, "function").filter(|n| kind_of(n) == "member_expression")?;
    let of =
        field(callee, "object").filter(|_| field_text(callee, "property", source) == "bind")?;
    let arguments = values(field(node, "arguments")?);
    let (_, given) = arguments.split_first()?;
    if given.is_empty() {
        return (kind_of(of) == "identifier").then_some(Shape::Node(of));
    }
    let given =
        given.iter().map(|n| Given { spread: kind_of(n) == "spread_element", ..Given::plain(*n) });
    Some(Shape::Partial(of, given.collect()))
}

/// What a key says: a name, a text, or a computed text.
fn key_of<'s>(key: Node<'_>, source: &'s str) -> &'s str {
    let inner =
        if kind_of(key) == "computed_property_name" { key.named_child(0) } else { Some(key) };
    inner.map_or("", |n| unquoted(text(n, source)))
}

fn object<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut pairs = Vec::new();
    for child in values(node) {
        match kind_of(child) {
            "pair" => {
                if let (Some(key), Some(value)) = (field(child, "key"), field(child, "value")) {
                    pairs.push((key_of(key, source).to_string(), value));
                }
            }
            "method_definition" => {
                pairs.push((field_text(child, "name", source).to_string(), child));
            }
            "spread_element" => pairs.push(("...".to_string(), child)),
            _ => pairs.push((text(child, source).to_string(), child)),
        }
    }
    Shape::Map(pairs)
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let body = field(node, "body");
    let single = field(node, "parameter")
        .map(|n| ParameterShape { name: text(n, source).to_string(), ..ParameterShape::default() });
    let several = field(node, "parameters").map(|list| parameters(list, source));
    FunctionShape {
        name: field(node, "name").map_or("", |n| key_of(n, source)).to_string(),
        parameters: single.into_iter().chain(several.unwrap_or_default()).collect(),
        body: body.into_iter().collect(),
        body_is_result: body.is_some_and(|body| kind_of(body) != "statement_block"),
        return_type: field(node, "return_type").map_or("", |n| text(n, source)).to_string(),
        of_object: kind_of(node) == "method_definition",
        ..FunctionShape::default()
    }
}

fn type_of<'s>(node: Node<'_>, source: &'s str) -> &'s str {
    field_text(node, "type", source).trim_start_matches(':').trim()
}

/// What a box that is made holds, as far as it is said: `useState<T | null>(null)`.
fn type_in_box<'s>(value: Option<Node<'_>>, source: &'s str) -> &'s str {
    let Some(made) = value else { return "" };
    let maker = match kind_of(made) {
        "call_expression" => field(made, "function"),
        "new_expression" => field(made, "constructor"),
        _ => None,
    };
    if !maker.is_some_and(|m| makes_box(text(m, source))) {
        return "";
    }
    let inner = field_text(made, "type_arguments", source);
    inner.strip_prefix('<').and_then(|i| i.strip_suffix('>')).unwrap_or_default()
}

/// Whether a function makes something that holds a value of the type it is told.
fn makes_box(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    matches!(
        name,
        "ref"
            | "shallowRef"
            | "useRef"
            | "createRef"
            | "useState"
            | "createSignal"
            | "signal"
            | "useSignal"
            | "writable"
            | "$state"
            | "atom"
            | "BehaviorSubject"
            | "ReplaySubject"
    )
}

/// All children, also those that are only words of the language.
fn children(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.children(&mut cursor).collect()
}

fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    values(list)
        .into_iter()
        .filter_map(|parameter| {
            let (whole, default) = match kind_of(parameter) {
                "required_parameter" | "optional_parameter" => {
                    (field(parameter, "pattern")?, field(parameter, "value"))
                }
                _ => (parameter, None),
            };
            // `this: T` says a type and takes nothing.
            if kind_of(whole) == "this" {
                return None;
            }
            let is_field = children(parameter).iter().any(|n| {
                matches!(kind_of(n), "accessibility_modifier" | "override_modifier" | "readonly")
            });
            let mut shape = ParameterShape {
                type_name: type_of(parameter, source).to_string(),
                default,
                is_field,
                ..ParameterShape::default()
            };
            match kind_of(whole) {
                "object_pattern" => shape.fields = fields(whole, source),
                "array_pattern" => {
                    shape.fields = places(whole, source);
                    if takes_pairs(list, source) {
                        let second = shape.fields.drain(..).find(|taken| taken.key == "[1]");
                        shape.name = second.map(|taken| taken.local).unwrap_or_default();
                    }
                }
                "rest_pattern" => shape.name = text(whole, source).replace("...", "*"),
                "identifier" => shape.name = text(whole, source).to_string(),
                _ => {}
            }
            Some(shape)
        })
        .collect()
}

/// Whether a call gives pairs of a key and what it holds: `Object.entries(all)`, `all.entries()`.
fn gives_pairs(call: Node<'_>, source: &str) -> bool {
    let callee = field(call, "function");
    callee.is_some_and(|callee| field_text(callee, "property", source) == "entries")
}

/// Whether the function of a list of parameters is handed such pairs one by one:
/// `Object.entries(all).map(([name, path]) => …)`.
fn takes_pairs(list: Node<'_>, source: &str) -> bool {
    let around = list.parent().and_then(|function| function.parent()?.parent());
    let handed = around.filter(|call| kind_of(call) == "call_expression");
    let whole = handed.and_then(|call| field(field(call, "function")?, "object"));
    whole.is_some_and(|whole| kind_of(whole) == "call_expression" && gives_pairs(whole, source))
}

/// What `[a, , b]` takes out of a value.
fn places<'t>(pattern: Node<'t>, source: &str) -> Vec<Taken<'t>> {
    let (mut taken, mut place) = (Vec::new(), 0);
    let mut cursor = pattern.walk();
    for part in pattern.children(&mut cursor) {
        match kind_of(part) {
            "," => place += 1,
            "identifier" => {
                let local = text(part, source).to_string();
                taken.push(Taken { key: format!("[{place}]"), local, default: None });
            }
            _ => {}
        }
    }
    taken
}

/// What `{ a, b: c, d = 1 }` takes out of a value.
fn fields<'t>(pattern: Node<'t>, source: &str) -> Vec<Taken<'t>> {
    let mut fields = Vec::new();
    let mut take = |key: &str, local: &str, default: Option<Node<'t>>| {
        fields.push(Taken { key: key.to_string(), local: local.to_string(), default });
    };
    for child in values(pattern) {
        match kind_of(child) {
            "shorthand_property_identifier_pattern" => {
                let name = text(child, source);
                take(name, name, None);
            }
            "object_assignment_pattern" => {
                let name = field_text(child, "left", source);
                take(name, name, field(child, "right"));
            }
            "pair_pattern" => {
                let key = field(child, "key").map_or("", |n| key_of(n, source));
                let (value, default) = match field(child, "value") {
                    Some(v) if kind_of(v) == "assignment_pattern" => {
                        (field(v, "left"), field(v, "right"))
                    }
                    other => (other, None),
                };
                match value {
                    Some(v) if kind_of(v) == "identifier" => take(key, text(v, source), default),
                    Some(v) if kind_of(v) == "object_pattern" => {
                        for inner in self::fields(v, source) {
                            let way = format!("{key}{DEEPER}{}", inner.key);
                            take(&way, &inner.local, inner.default);
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    fields
}

/// Names that a pattern takes out of a value.
fn pattern<'t>(pattern: Node<'t>, value: Option<Node<'t>>, source: &'t str) -> Vec<Bind<'t>> {
    match kind_of(pattern) {
        "object_pattern" => fields(pattern, source)
            .into_iter()
            .map(|taken| Bind {
                default: taken.default,
                ..Bind::name(taken.local, value).field(taken.key)
            })
            .collect(),
        "array_pattern" => {
            let (mut binds, mut place) = (Vec::new(), 0);
            let mut cursor = pattern.walk();
            for part in pattern.children(&mut cursor) {
                match kind_of(part) {
                    "," => place += 1,
                    "identifier" => {
                        binds.push(Bind::name(text(part, source), value).place(place));
                    }
                    "member_expression" | "subscript_expression" => {
                        binds.push(Bind::expr(part, value).place(place));
                    }
                    _ => {}
                }
            }
            binds
        }
        "identifier" => vec![Bind::name(text(pattern, source), value)],
        _ => vec![Bind::expr(pattern, value)],
    }
}

fn declarator<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(name) = field(node, "name") else {
        return Shape::Other;
    };
    let value = field(node, "value");
    let mut binds = pattern(name, value, source);
    for bind in &mut binds {
        bind.type_name = type_of(node, source).to_string();
        // A declaration in a class body would be a field; these never are.
    }
    if let Some(first) = binds.first_mut().filter(|bind| bind.type_name.is_empty()) {
        first.type_name = type_in_box(value, source).to_string();
    }
    let mut shapes = Vec::new();
    if let Some((module, symbol)) = value.and_then(|value| required(value, source)) {
        let imports = binds.iter().filter_map(|bind| match (&bind.target, &bind.step) {
            (BindTarget::Name(local), Step::Field(field)) => {
                // What lies deeper is read off the call; the file is known all the same.
                let local = if field.contains(DEEPER) { "" } else { local };
                Some((local.to_string(), field.clone()))
            }
            (BindTarget::Name(local), _) => Some((local.clone(), symbol.clone())),
            (BindTarget::Expr(_) | BindTarget::Member(..), _) => None,
        });
        let imports = imports.map(|(local, symbol)| ImportShape {
            local,
            module: module.clone(),
            symbol,
            types_only: false,
        });
        shapes.push(Shape::Import(imports.collect()));
    }
    // A pattern without names still has a value.
    match value {
        Some(value) if binds.is_empty() => shapes.push(Shape::Node(value)),
        _ => shapes.push(Shape::Bind(binds)),
    }
    Shape::Seq(shapes)
}

fn assignment<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    match (field(node, "left"), field(node, "right")) {
        (Some(left), Some(right)) => prototypes::method(left, right, source)
            .unwrap_or_else(|| bound_to(pattern(left, Some(right), source), Some(right))),
        _ => Shape::Other,
    }
}

/// What is given to names; a value that none is given is there all the same.
fn bound_to<'t>(binds: Vec<Bind<'t>>, value: Option<Node<'t>>) -> Shape<'t> {
    match value.filter(|_| binds.is_empty()) {
        Some(value) => Shape::Node(value),
        None => Shape::Bind(binds),
    }
}

fn class<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut bases = Vec::new();
    let mut decorators = Vec::new();
    // `@Module({ … }) export class Music {}`: they belong to what is exported.
    let exported = node.parent().filter(|parent| kind_of(parent) == "export_statement");
    for child in exported.map(named).unwrap_or_default() {
        if kind_of(child) == "decorator" {
            decorators.extend(child.named_child(0));
        }
    }
    for child in named(node) {
        match kind_of(child) {
            "class_heritage" => {
                for clause in named(child) {
                    match kind_of(clause) {
                        "extends_clause" => {
                            bases.push(field_text(clause, "value", source).to_string());
                        }
                        "implements_clause" => {
                            bases.extend(
                                named(clause).into_iter().map(|n| text(n, source).to_string()),
                            );
                        }
                        _ => bases.push(text(clause, source).to_string()),
                    }
                }
            }
            "decorator" => decorators.extend(child.named_child(0)),
            _ => {}
        }
    }
    Shape::Class {
        name: field_text(node, "name", source).to_string(),
        bases,
        decorators,
        body: field(node, "body").into_iter().collect(),
    }
}

/// `<Login scope="x" />` makes a `Login` with what its attributes say.
fn element<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(name) = field(node, "name") else {
        return Shape::Other;
    };
    let mut arguments = Vec::new();
    for attribute in named(node) {
        match kind_of(attribute) {
            "jsx_attribute" => {
                let children = values(attribute);
                if let [name, value] = children.as_slice() {
                    let value = if kind_of(value) == "jsx_expression" {
                        value.named_child(0)
                    } else {
                        Some(*value)
                    };
                    arguments.extend(value.map(|v| Given::named(text(*name, source), v)));
                }
            }
            "jsx_expression" => {
                arguments.extend(
                    attribute.named_child(0).map(|v| Given { spread: true, ..Given::plain(v) }),
                );
            }
            _ => {}
        }
    }
    Shape::Call { callee: Callee::Expr(name), arguments, makes: true }
}

#[cfg(test)]
mod tests;
