//! Calls of Kotlin, and what the grammar takes for other calls or for operations.

use tree_sitter::Node;

use super::super::nodes::{after, field, kind_of, named, text};
use super::super::shape::{Bind, Callee, Given, Shape};
use super::{child, statements, values};
use crate::audit::ir::TYPE_ARGUMENT;

/// Whether a node goes on from its first child: `a.b`, `a()`, `a[b]`, `a!!`.
pub fn is_link(node: Node<'_>) -> bool {
    match kind_of(node) {
        "navigation_expression" | "call_expression" | "index_expression" => true,
        "unary_expression" => is_postfix(node),
        _ => false,
    }
}

pub fn is_postfix(node: Node<'_>) -> bool {
    node.child(0).is_some_and(|n| n.is_named())
}

/// The last operand of an operation, however deep.
pub fn last_operand(node: Node<'_>) -> Option<Node<'_>> {
    let mut last = None;
    let mut at = node;
    while is_operation(at) || (kind_of(at) == "unary_expression" && !is_postfix(at)) {
        at = values(at).last().copied()?;
        last = Some(at);
    }
    last
}

fn is_operation(node: Node<'_>) -> bool {
    matches!(
        kind_of(node),
        "binary_expression" | "infix_expression" | "range_expression" | "in_expression"
    )
}

/// A call, and the loops that are calls to the grammar.
pub fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let children = values(node);
    let [first, rest @ ..] = children.as_slice() else {
        return Shape::Other;
    };
    let (mut callee, mut parts) = (*first, rest.to_vec());
    // `a(b) { c }` is a call of `a(b)` to the grammar, given `{ c }` alone.
    if let ("call_expression", [lambda]) = (kind_of(callee), rest)
        && kind_of(lambda) == "annotated_lambda"
        && let [inner, rest @ ..] = values(callee).as_slice()
        && rest.iter().all(|n| kind_of(n) != "annotated_lambda")
    {
        callee = *inner;
        parts = rest.iter().copied().chain([*lambda]).collect();
    }
    let mut given = Vec::new();
    let mut types = Vec::new();
    for part in parts {
        match kind_of(part) {
            "value_arguments" => given.extend(arguments(part, source)),
            "annotated_lambda" => given.push(Given::plain(part)),
            "type_arguments" => {
                types.extend(named(part).into_iter().filter_map(|n| child(n, "user_type")));
            }
            _ => {}
        }
    }
    // Loops behind `else` are calls to the grammar.
    match text(callee, source) {
        "while" => return Shape::Other,
        "for" => {
            let element = given.first().filter(|g| kind_of(g.value) == "in_expression");
            if let Some([name, list]) = element.map(|g| values(g.value)).as_deref() {
                let name = text(*name, source);
                let bind = Shape::Bind(vec![Bind::name(name, Some(*list)).element()]);
                let lambda = given.get(1).and_then(|g| child(g.value, "lambda_literal"));
                let body = lambda.map(statements).unwrap_or_default();
                return Shape::Seq(
                    [bind].into_iter().chain(body.into_iter().map(Shape::Node)).collect(),
                );
            }
        }
        _ => {}
    }
    // Of what the grammar takes for called, what is.
    called(last_operand(callee).unwrap_or(callee), callee, given, types, source)
}

/// `a<B>(c)`, which the grammar takes for comparisons, `(a < B) > (c)`: in Kotlin nothing
/// is compared with what a comparison gives.
pub fn typed_call<'t>(node: Node<'t>, source: &'t str) -> Option<Shape<'t>> {
    let left = field(node, "left").filter(|n| kind_of(n) == "binary_expression")?;
    let (function, kind) = (field(left, "left")?, after(left, "<")?);
    let right = after(node, ">")?;
    // What is called stands at the beginning of what it is compared with.
    let mut path = vec![right];
    while let Some(at) = path.last().copied().filter(|n| is_link(*n) || is_operation(*n)) {
        path.push(values(at).first().copied()?);
    }
    let mut place = path.pop()?;
    let mut given = match kind_of(place) {
        "parenthesized_expression" => {
            let value = values(place).last().copied()?;
            vec![Given { spread: kind_of(value) == "spread_expression", ..Given::plain(value) }]
        }
        "lambda_literal" => vec![Given::plain(place)],
        _ => return None,
    };
    if let Some(call) = path.last().copied().filter(|n| kind_of(n) == "call_expression")
        && let [_, lambda] = values(call).as_slice()
        && kind_of(lambda) == "annotated_lambda"
    {
        given.push(Given::plain(*lambda));
        place = call;
        path.pop();
    }
    let mut chain = place;
    while let Some(link) = path.last().copied().filter(|n| is_link(*n)) {
        chain = link;
        path.pop();
    }
    let operand = last_operand(function);
    let callee = operand.unwrap_or(function);
    let mut shape = called(callee, callee, given, vec![kind], source);
    if chain.id() != place.id() {
        shape = Shape::Within(chain, place, Box::new(shape));
    }
    if let Some(operand) = operand {
        shape = Shape::Within(function, operand, Box::new(shape));
    }
    if right.id() != chain.id() {
        shape = Shape::Within(right, chain, Box::new(shape));
    }
    Some(shape)
}

/// A call, by the text of the name that is called.
fn called<'t>(
    name: Node<'t>,
    function: Node<'t>,
    mut given: Vec<Given<'t>>,
    types: Vec<Node<'t>>,
    source: &'t str,
) -> Shape<'t> {
    let written = text(name, source);
    match written {
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
    // `retrofit.create<Api>()`; elsewhere types between angle brackets say nothing.
    if written.ends_with(".create") {
        given.extend(types.into_iter().map(|n| Given::named(TYPE_ARGUMENT, n)));
    }
    if kind_of(name) == "navigation_expression"
        && (written.ends_with(".trimIndent") || written.ends_with(".trimMargin"))
        && let Some(text) = name.named_child(0)
    {
        return Shape::Inner(text);
    }
    Shape::Call { callee: Callee::Expr(function), arguments: given, makes: false }
}

/// `"key" to value`
fn pair<'t>(node: Node<'t>, source: &'t str) -> Option<(String, Node<'t>)> {
    let mut head = node;
    while is_link(head) || kind_of(head) == "binary_expression" {
        head = values(head).first().copied()?;
    }
    match values(head).as_slice() {
        [key, to, value] if kind_of(head) == "infix_expression" && text(*to, source) == "to" => {
            let key = text(*key, source).trim_matches('"').to_string();
            // The value of `"key" to value<A>()` is not known here: the grammar misreads it.
            Some((key, if head.id() == node.id() { *value } else { node }))
        }
        _ => None,
    }
}

/// What stands between the brackets of a call.
pub fn arguments<'t>(list: Node<'t>, source: &'t str) -> Vec<Given<'t>> {
    let given = |argument: Node<'t>| {
        let children = values(argument);
        let value = children.last().copied()?;
        let name =
            children.first().filter(|n| n.id() != value.id() && kind_of(**n) != "annotation");
        let mut cursor = argument.walk();
        let spread = argument.children(&mut cursor).any(|n| kind_of(n) == "*")
            || kind_of(value) == "spread_expression";
        Some(Given {
            name: name.map(|n| text(*n, source).to_string()),
            spread,
            ..Given::plain(value)
        })
    };
    let arguments = values(list).into_iter().filter(|n| kind_of(n) == "value_argument");
    arguments.filter_map(given).collect()
}
