//! Swift.

#[cfg(test)]
mod tests;
mod touched;

use tree_sitter::Node;

use super::nodes::{field, field_text, kind_of, named, operands, text, unescape};
use super::shape::{
    Bind, BindTarget, Callee, Dialect, FunctionShape, Given, ImportShape, ParameterShape, Piece,
    Shape, Step,
};

pub(super) use touched::touched;

pub(super) struct Swift;

impl Dialect for Swift {
    fn members_by_name(&self) -> bool {
        true
    }

    /// The grammar takes all that stands before `.b` in sums for what has it: `"a" + b.c`
    /// for `("a" + b).c`.
    fn misread<'t>(&self, node: Node<'t>) -> Option<(Node<'t>, Node<'t>)> {
        let mut head = node;
        while let "navigation_expression" | "call_expression" | "postfix_expression" = kind_of(head)
        {
            head = first(head)?;
        }
        if head.id() == node.id() {
            return None;
        }
        while let "try_expression" | "await_expression" = kind_of(head) {
            head = field(head, "expr")?;
        }
        let mut last = last_operand(head)?;
        while let Some(operand) = last_operand(last) {
            last = operand;
        }
        Some((head, last))
    }

    #[allow(clippy::too_many_lines, reason = "one match over the kinds of nodes")]
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            "comment" | "multiline_comment" => Shape::Skip,
            "type_annotation"
            | "type_parameters"
            | "type_constraints"
            | "type_arguments"
            | "typealias_declaration"
            | "associatedtype_declaration"
            | "modifiers"
            | "switch_pattern"
            | "pattern"
            | "value_binding_pattern"
            | "availability_condition"
            | "key_path_expression"
            | "directive"
            | "operator_declaration" => Shape::Skip,
            "line_string_literal" | "multi_line_string_literal" | "raw_string_literal" => {
                string(node, source)
            }
            "simple_identifier" | "type_identifier" | "boolean_literal" => match text(node, source)
            {
                "self" | "Self" => Shape::This,
                name => Shape::Name(name.trim_matches('`').to_string()),
            },
            "self_expression" => Shape::This,
            "super_expression" => Shape::Name("super".into()),
            "user_type" => Shape::Name(bare(text(node, source)).to_string()),
            "navigation_expression" => {
                let name = field(node, "suffix").and_then(|suffix| field(suffix, "suffix"));
                match (field(node, "target"), name.map_or("", |n| text(n, source))) {
                    // `Thing.self`
                    (Some(target), "self") => Shape::Inner(target),
                    (target, name) => Shape::Member(target, name.trim_matches('`').to_string()),
                }
            }
            "prefix_expression" => {
                let operator = field_text(node, "operation", source);
                match (operator, field(node, "target")) {
                    (".", Some(name)) => Shape::Member(None, text(name, source).to_string()),
                    (_, Some(target)) => Shape::Inner(target),
                    _ => Shape::Other,
                }
            }
            "postfix_expression" => field(node, "target").map_or(Shape::Other, Shape::Inner),
            "try_expression" | "await_expression" | "as_expression" => {
                field(node, "expr").map_or(Shape::Other, Shape::Inner)
            }
            "interpolated_expression" => field(node, "value").map_or(Shape::Other, Shape::Inner),
            "check_expression" | "directly_assignable_expression" | "selector_expression" => {
                values(node).first().map_or(Shape::Other, |first| Shape::Inner(*first))
            }
            "tuple_expression" => match of_field(node, "value").as_slice() {
                [inner] => Shape::Inner(*inner),
                several => Shape::List(several.to_vec()),
            },
            "call_expression" => call(node, source),
            "attribute" => attribute(node, source),
            "array_literal" => Shape::List(of_field(node, "element")),
            "dictionary_literal" => {
                let keys = of_field(node, "key").into_iter().map(|key| key_of(key, source));
                Shape::Map(keys.zip(of_field(node, "value")).collect())
            }
            "additive_expression" => additive(node, source),
            // `Page<Track>.self` is read as two comparisons.
            "comparison_expression" if text(node, source).ends_with(">.self") => {
                field(node, "lhs").map_or(Shape::Other, Shape::Inner)
            }
            "nil_coalescing_expression" => Shape::Either(
                ["value", "if_nil"].into_iter().filter_map(|f| field(node, f)).collect(),
            ),
            "ternary_expression" => {
                let branches = ["if_true", "if_false"].into_iter().filter_map(|f| field(node, f));
                let condition = field(node, "condition").map(Shape::Node);
                Shape::Seq(
                    condition.into_iter().chain([Shape::Either(branches.collect())]).collect(),
                )
            }
            "if_statement" | "guard_statement" | "while_statement" => {
                let branches = values(node)
                    .into_iter()
                    .filter(|n| matches!(kind_of(n), "statements" | "if_statement"));
                let either = Shape::Either(branches.collect());
                Shape::Seq(conditions(node, source).into_iter().chain([either]).collect())
            }
            "switch_statement" => {
                let entries =
                    values(node).into_iter().filter(|n| kind_of(n) == "switch_entry").collect();
                let value = field(node, "expr").map(Shape::Node);
                Shape::Seq(value.into_iter().chain([Shape::Either(entries)]).collect())
            }
            "switch_entry" => values(node)
                .into_iter()
                .rfind(|n| kind_of(n) == "statements")
                .map_or(Shape::Skip, Shape::Inner),
            // Their value is the last of what is in them.
            "statements" => Shape::Seq(values(node).into_iter().map(Shape::Node).collect()),
            "control_transfer_statement" => {
                let value = field(node, "result").or_else(|| values(node).into_iter().next());
                if text(node, source).starts_with("return") {
                    Shape::Return(value)
                } else {
                    value.map_or(Shape::Skip, Shape::Inner)
                }
            }
            "property_declaration" => property(node, source),
            "protocol_property_declaration" => {
                let name = field(node, "name").and_then(|n| field(n, "bound_identifier"));
                let name = name.map_or("", |n| text(n, source));
                Shape::Bind(vec![Bind::name(name, None).typed(declared_type(node, source))])
            }
            "assignment" => match (field(node, "target"), field(node, "result")) {
                (Some(target), Some(value)) => {
                    let bind = Bind::expr(target, Some(value));
                    let adds = field_text(node, "operator", source) == "+=";
                    Shape::Bind(vec![if adds { bind.added() } else { bind }])
                }
                _ => Shape::Other,
            },
            "for_statement" => {
                let collection = field(node, "collection");
                let binds = field(node, "item").map(|item| {
                    names(item, source).into_iter().map(|n| Bind::name(n, collection).element())
                });
                let binds = Shape::Bind(binds.into_iter().flatten().collect());
                let body = values(node).into_iter().filter(|n| kind_of(n) == "statements");
                Shape::Seq([binds].into_iter().chain(body.map(Shape::Node)).collect())
            }
            "lambda_literal" => Shape::Function(lambda(node, source)),
            "function_declaration"
            | "protocol_function_declaration"
            | "init_declaration"
            | "deinit_declaration"
            | "subscript_declaration"
            | "willset_clause"
            | "didset_clause" => Shape::Function(function(node, source)),
            "class_declaration" | "protocol_declaration" => class(node, source),
            "enum_entry" => entries(node, source),
            "import_declaration" => import(node, source),
            _ => Shape::Other,
        }
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node)
        .into_iter()
        .filter(|n| !matches!(kind_of(n), "comment" | "multiline_comment"))
        .collect()
}

/// The first child, where it has a name.
fn first(node: Node<'_>) -> Option<Node<'_>> {
    node.named_child(0).filter(|n| !matches!(kind_of(n), "comment" | "multiline_comment"))
}

/// The last operand of an operation.
fn last_operand(node: Node<'_>) -> Option<Node<'_>> {
    let place = match kind_of(node) {
        "additive_expression"
        | "multiplicative_expression"
        | "comparison_expression"
        | "equality_expression"
        | "conjunction_expression"
        | "disjunction_expression"
        | "bitwise_operation"
        | "infix_expression" => "rhs",
        "range_expression" => "end",
        "nil_coalescing_expression" => "if_nil",
        "ternary_expression" => "if_false",
        _ => return None,
    };
    field(node, place)
}

/// Children with names of their own that stand in a field.
fn of_field<'t>(node: Node<'t>, name: &str) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    let is_value = |n: &Node| n.is_named() || kind_of(n) == "nil";
    node.children_by_field_name(name, &mut cursor).filter(is_value).collect()
}

/// A name without what is in its angle brackets.
fn bare(name: &str) -> &str {
    name.split('<').next().unwrap_or(name).trim_end_matches(['?', '!']).trim()
}

/// A text is what stands between its interpolations; pieces of it have many kinds.
fn string<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let written = text(node, source);
    let marks = written.len() - written.trim_start_matches('#').len();
    let block = written[marks..].starts_with("\"\"\"");
    let around = marks + if block { 3 } else { 1 };
    let opening = format!("\\{}(", &written[..marks]);
    let plain = |raw: &str| if marks > 0 { raw.to_string() } else { unescape(raw) };
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = node.start_byte() + around;
    for expression in interpolations(node) {
        let gap = source.get(at..expression.start_byte()).unwrap_or_default();
        let gap = gap.rfind(&opening).map_or(gap, |end| &gap[..end]);
        let gap = if block && pieces.is_empty() { gap.trim_start() } else { gap };
        if !gap.is_empty() {
            pieces.push(Piece::Text(plain(gap), node));
        }
        pieces.push(Piece::Expr(expression));
        let rest = source.get(expression.end_byte()..node.end_byte()).unwrap_or_default();
        at = expression.end_byte() + rest.find(')').map_or(0, |close| close + 1);
    }
    let last = source.get(at..node.end_byte().saturating_sub(around)).unwrap_or_default();
    if pieces.is_empty() {
        let whole = if block { textwrap::dedent(last).trim().to_string() } else { last.into() };
        return Shape::Text(plain(&whole));
    }
    let last = if block { last.trim_end() } else { last };
    if !last.is_empty() {
        pieces.push(Piece::Text(plain(last), node));
    }
    Shape::Join(pieces)
}

fn interpolations(string: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    for part in named(string) {
        match kind_of(part) {
            "interpolated_expression" => found.push(part),
            "raw_str_interpolation" => found.extend(
                named(part).into_iter().filter(|n| kind_of(n) == "interpolated_expression"),
            ),
            _ => {}
        }
    }
    found
}

fn key_of(key: Node<'_>, source: &str) -> String {
    match kind_of(key) {
        "line_string_literal" => unescape(text(key, source).trim_matches('"')),
        _ => text(key, source).to_string(),
    }
}

fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let children = values(node);
    let [callee, suffix @ ..] = children.as_slice() else {
        return Shape::Other;
    };
    let mut given = Vec::new();
    for part in suffix.iter().flat_map(|suffix| values(*suffix)) {
        match kind_of(part) {
            "value_arguments" => {
                let arguments = arguments(part, source);
                // `object[index]` is a call to the grammar.
                if let (true, Some(index)) =
                    (text(part, source).starts_with('['), arguments.first())
                {
                    return Shape::Index(*callee, index.value);
                }
                given.extend(arguments);
            }
            "lambda_literal" => given.push(Given::plain(part)),
            _ => {}
        }
    }
    Shape::Call { callee: Callee::Expr(*callee), arguments: given, makes: false }
}

fn arguments<'t>(list: Node<'t>, source: &'t str) -> Vec<Given<'t>> {
    let given = |argument: Node<'t>| {
        let value = field(argument, "value")?;
        let name = field(argument, "name").map(|n| text(n, source).to_string());
        Some(Given { name, ..Given::plain(value) })
    };
    let arguments = values(list).into_iter().filter(|n| kind_of(n) == "value_argument");
    arguments.filter_map(given).collect()
}

/// `@GET("/me")`
fn attribute<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let children = values(node);
    let (name, arguments) = children
        .split_first()
        .map_or(("", &[][..]), |(name, rest)| (bare(text(*name, source)), rest));
    Shape::Call {
        callee: Callee::Named(None, name.to_string()),
        arguments: arguments.iter().copied().map(Given::plain).collect(),
        makes: false,
    }
}

fn attributes(node: Node<'_>) -> Vec<Node<'_>> {
    let modifiers = named(node).into_iter().filter(|n| kind_of(n) == "modifiers");
    modifiers.flat_map(named).filter(|n| kind_of(n) == "attribute").collect()
}

fn additive<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let split = |n: Node<'t>| {
        let is = kind_of(n) == "additive_expression" && field_text(n, "op", source) == "+";
        is.then_some((field(n, "lhs")?, field(n, "rhs")?))
    };
    if split(node).is_some() {
        Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect())
    } else {
        Shape::Other
    }
}

/// What `if`, `guard` and `while` ask, and the names it declares: `let a = b, c()`.
fn conditions<'t>(node: Node<'t>, source: &'t str) -> Vec<Shape<'t>> {
    let mut shapes = Vec::new();
    let mut cursor = node.walk();
    let mut name = None;
    let mut given = false;
    let mut in_case = false;
    for child in node.children(&mut cursor) {
        match kind_of(child) {
            "statements" | "else" | "{" => break,
            "," => (name, given) = (None, false),
            "case" => in_case = true,
            "=" => (given, in_case) = (true, false),
            "simple_identifier" if in_case => {}
            "simple_identifier" if !given && name.is_none() => name = Some(child),
            "value_binding_pattern" | "type_annotation" | "pattern" => {}
            _ if !child.is_named() => {}
            _ => match name.take().filter(|_| given) {
                Some(name) => {
                    shapes.push(Shape::Bind(vec![Bind::name(text(name, source), Some(child))]));
                }
                None => shapes.push(Shape::Node(child)),
            },
        }
    }
    shapes
}

/// The type written behind a name.
fn declared_type<'s>(node: Node<'_>, source: &'s str) -> &'s str {
    let annotation = named(node).into_iter().find(|n| kind_of(n) == "type_annotation");
    annotation.map_or("", |n| text(n, source).trim_start_matches(':').trim())
}

/// Names that a pattern declares.
fn names<'s>(pattern: Node<'_>, source: &'s str) -> Vec<&'s str> {
    if let Some(name) = field(pattern, "bound_identifier") {
        return vec![text(name, source)];
    }
    let inner = named(pattern).into_iter().filter(|n| kind_of(n) == "pattern");
    // Patterns within patterns say what is taken apart, not what it is called.
    inner
        .filter_map(|n| field(n, "bound_identifier").or_else(|| n.named_child(0)))
        .map(|n| text(n, source))
        .collect()
}

fn property<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut shapes = Vec::new();
    let mut binds: Vec<Bind> = Vec::new();
    let mut cursor = node.walk();
    if !cursor.goto_first_child() {
        return Shape::Other;
    }
    loop {
        let child = cursor.node();
        match (cursor.field_name(), kind_of(child)) {
            (Some("name"), _) if field(child, "bound_identifier").is_some() => {
                binds.extend(names(child, source).first().map(|n| Bind::name(*n, None)));
            }
            (Some("name"), _) => {
                let elements = names(child, source).into_iter();
                binds.extend(elements.map(|n| Bind::name(n, None).element()));
            }
            (_, "type_annotation") => {
                if let Some(bind) = binds.last_mut() {
                    bind.type_name = text(child, source).trim_start_matches(':').trim().to_string();
                }
            }
            // `let _ = send()`
            (Some("value"), _) if binds.is_empty() => shapes.push(Shape::Node(child)),
            (Some("value"), _) => {
                for bind in binds.iter_mut().rev() {
                    // Elements of one pattern share what it is given.
                    let is_element = bind.step == Step::Element;
                    if bind.value.is_none() {
                        bind.value = Some(child);
                    }
                    if !is_element {
                        break;
                    }
                }
            }
            (Some("computed_value"), _) => {
                let name = binds.pop();
                shapes.extend(computed(child, name));
            }
            (_, "willset_didset_block") => shapes.push(Shape::Node(child)),
            _ => {}
        }
        if !cursor.goto_next_sibling() {
            break;
        }
    }
    if !binds.is_empty() {
        shapes.push(Shape::Bind(binds));
    }
    Shape::Seq(shapes)
}

/// A computed property is a function of nothing, by its name.
fn computed<'t>(node: Node<'t>, property: Option<Bind<'t>>) -> Vec<Shape<'t>> {
    let Some(Bind { target: BindTarget::Name(name), type_name, .. }) = property else {
        return vec![Shape::Other];
    };
    let mut shapes = Vec::new();
    for part in values(node) {
        let getter = match kind_of(part) {
            "statements" => Some(part),
            "computed_getter" | "computed_setter" | "computed_modify" => {
                values(part).into_iter().find(|n| kind_of(n) == "statements")
            }
            _ => None,
        };
        let is_getter = matches!(kind_of(part), "statements" | "computed_getter");
        shapes.push(Shape::Function(FunctionShape {
            name: if is_getter { name.clone() } else { String::new() },
            return_type: if is_getter { type_name.clone() } else { String::new() },
            body: getter.into_iter().collect(),
            body_is_result: is_getter && getter.is_some_and(is_single),
            of_object: true,
            ..FunctionShape::default()
        }));
    }
    shapes
}

/// A single expression is the result without `return`.
fn is_single(statements: Node<'_>) -> bool {
    matches!(values(statements).as_slice(), [one] if kind_of(one) != "control_transfer_statement")
}

fn lambda<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let plain = |name: &str| ParameterShape { name: name.into(), ..ParameterShape::default() };
    let list = field(node, "type").into_iter().flat_map(named);
    let list = list.filter(|n| kind_of(n) == "lambda_function_type_parameters").flat_map(named);
    let mut parameters: Vec<ParameterShape> = list
        .filter(|n| kind_of(n) == "lambda_parameter")
        .map(|n| plain(field_text(n, "name", source)))
        .collect();
    if parameters.is_empty() {
        parameters = vec![plain("$0"), plain("$1")];
    }
    let body = values(node).into_iter().find(|n| kind_of(n) == "statements");
    FunctionShape {
        parameters,
        body: body.into_iter().collect(),
        body_is_result: body.is_some_and(is_single),
        ..FunctionShape::default()
    }
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let mut parameters: Vec<ParameterShape> = Vec::new();
    let mut return_type = "";
    let mut body = field(node, "body")
        .and_then(|body| values(body).into_iter().find(|n| kind_of(n) == "statements"));
    for part in values(node) {
        match kind_of(part) {
            "parameter" => parameters.push(parameter(part, source)),
            "statements" | "computed_property" => body = Some(part),
            kind if kind.ends_with("_type") => return_type = text(part, source),
            _ => {}
        }
    }
    // Defaults stand behind their parameters.
    for default in of_field(node, "default_value") {
        let before = values(node)
            .into_iter()
            .filter(|n| kind_of(n) == "parameter" && n.end_byte() <= default.start_byte());
        if let Some(parameter) = before.count().checked_sub(1) {
            parameters[parameter].default = Some(default);
        }
    }
    let name = match kind_of(node) {
        // A constructor is called by the name of its class.
        "init_declaration" => {
            let class = node.parent().and_then(|body| body.parent());
            bare(class.map_or("", |class| field_text(class, "name", source)))
        }
        _ => field(node, "name")
            .filter(|n| kind_of(n) == "simple_identifier")
            .map_or("", |n| text(n, source).trim_matches('`')),
    };
    FunctionShape {
        name: name.to_string(),
        parameters,
        body: body.into_iter().collect(),
        body_is_result: body.is_some_and(is_single),
        return_type: return_type.to_string(),
        decorators: attributes(node),
        ..FunctionShape::default()
    }
}

fn parameter<'t>(node: Node<'t>, source: &'t str) -> ParameterShape<'t> {
    let mut names = of_field(node, "name").into_iter();
    let name = names.next().map_or("", |n| text(n, source));
    let type_name = names.next().map_or("", |n| text(n, source));
    // `parts: String...`
    let mut cursor = node.walk();
    let takes_rest = node.children(&mut cursor).any(|n| kind_of(n) == "...");
    ParameterShape {
        name: format!("{}{name}", if takes_rest { "*" } else { "" }),
        label: field_text(node, "external_name", source).to_string(),
        type_name: type_name.to_string(),
        ..ParameterShape::default()
    }
}

fn class<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let bases = named(node)
        .into_iter()
        .filter(|n| kind_of(n) == "inheritance_specifier")
        .map(|n| field_text(n, "inherits_from", source).to_string());
    Shape::Class {
        name: bare(field_text(node, "name", source)).to_string(),
        bases: bases.collect(),
        decorators: attributes(node),
        body: field(node, "body").into_iter().collect(),
    }
}

/// `case a = "b", c, d(String)`
fn entries<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    // Of texts, an entry without one stands for its name.
    let class = node.parent().and_then(|body| body.parent());
    let texts = class.is_some_and(|class| {
        named(class).iter().any(|n| {
            kind_of(n) == "inheritance_specifier"
                && matches!(text(*n, source), "String" | "CodingKey")
        })
    });
    let mut binds: Vec<Bind> = Vec::new();
    let mut cursor = node.walk();
    let mut more = cursor.goto_first_child();
    while more {
        let child = cursor.node();
        match (cursor.field_name(), binds.last_mut()) {
            (Some("name"), _) => {
                let name = text(child, source).trim_matches('`');
                let bind = Bind::name(name, None);
                binds.push(if texts { bind.text(name) } else { bind });
            }
            (Some("raw_value"), Some(bind)) => {
                bind.literal = None;
                bind.value = Some(child);
            }
            (Some("data_contents"), Some(bind)) => bind.literal = None,
            _ => {}
        }
        more = cursor.goto_next_sibling();
    }
    Shape::Bind(binds)
}

/// `import A` makes `A` known and everything in it; `import struct A.B` only that.
fn import<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let path = named(node).into_iter().find(|n| kind_of(n) == "identifier");
    let path = path.map_or("", |n| text(n, source));
    let mut cursor = node.walk();
    let of_kind = node.children(&mut cursor).any(|n| {
        matches!(kind_of(n), "struct" | "class" | "enum" | "protocol" | "func" | "let" | "var")
    });
    if let (true, Some((module, name))) = (of_kind, path.rsplit_once('.')) {
        return Shape::Import(vec![ImportShape {
            local: name.to_string(),
            module: module.to_string(),
            symbol: name.to_string(),
            ..ImportShape::default()
        }]);
    }
    let module = ImportShape { module: path.to_string(), ..ImportShape::default() };
    let local = path.rsplit('.').next().unwrap_or(path).to_string();
    Shape::Import(vec![
        ImportShape { local, ..module.clone() },
        ImportShape { symbol: "*".into(), ..module },
    ])
}
