//! Go.

use tree_sitter::Node;

use super::nodes::{Walk, field, field_text, kind_of, named, operands, text, unescape, walk};
use super::shape::{
    Bind, Callee, Dialect, FunctionShape, Given, ImportShape, ParameterShape, Piece, Shape, part_of,
};
use crate::catalogue::Method;

pub(super) struct Go;

impl Dialect for Go {
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            "comment" => Shape::Skip,
            "package_clause" | "rune_literal" | "label_name" | "blank_identifier"
            | "type_arguments" | "slice_type" | "array_type" | "map_type" | "pointer_type"
            | "channel_type" | "function_type" | "struct_type" | "interface_type" => Shape::Skip,
            "interpreted_string_literal" | "raw_string_literal" => {
                Shape::Text(quoted(node, source))
            }
            "identifier" | "field_identifier" | "package_identifier" | "type_identifier"
            | "true" | "false" => Shape::Name(text(node, source).to_string()),
            "selector_expression" => {
                Shape::Member(field(node, "operand"), field_text(node, "field", source).to_string())
            }
            "qualified_type" => {
                Shape::Member(field(node, "package"), field_text(node, "name", source).to_string())
            }
            "generic_type" => field(node, "type").map_or(Shape::Skip, Shape::Inner),
            "index_expression" => match (field(node, "operand"), field(node, "index")) {
                (Some(operand), Some(index)) => Shape::Index(operand, index),
                _ => Shape::Other,
            },
            "binary_expression" if field_text(node, "operator", source) == "+" => {
                let split = |n: Node<'t>| {
                    let is = kind_of(n) == "binary_expression"
                        && field_text(n, "operator", source) == "+";
                    is.then_some((field(n, "left")?, field(n, "right")?))
                };
                Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect())
            }
            // What is pointed at is as good as the pointer.
            "unary_expression" if matches!(field_text(node, "operator", source), "&" | "*") => {
                field(node, "operand").map_or(Shape::Other, Shape::Inner)
            }
            "type_assertion_expression" => {
                field(node, "operand").map_or(Shape::Other, Shape::Inner)
            }
            "parenthesized_expression" | "literal_element" | "variadic_argument" => {
                values(node).first().map_or(Shape::Other, |first| Shape::Inner(*first))
            }
            "type_conversion_expression" => conversion(node),
            "call_expression" => call(node, source),
            "slice_expression" => match field(node, "operand") {
                Some(of) => {
                    let bounds = [("from", "start"), ("to", "end")].into_iter();
                    let given = bounds.filter_map(|(name, of)| Some((name, field(node, of)?)));
                    part_of(of, given)
                }
                None => Shape::Other,
            },
            "composite_literal" => literal(node, source),
            "literal_value" => fields_or_elements(node, source),
            "function_declaration" | "method_declaration" | "func_literal" => {
                Shape::Function(function(node, source))
            }
            "type_spec" | "type_alias" => type_spec(node, source),
            "field_declaration" => struct_field(node, source),
            "method_elem" => promised(node, source),
            "const_spec" if counted_verb(node, source).is_some() => {
                let verb = counted_verb(node, source).unwrap_or_default();
                Shape::Bind(vec![Bind::name(field_text(node, "name", source), None).text(verb)])
            }
            "const_spec" | "var_spec" => {
                let names = names_of(node, "name");
                let values = field(node, "value").map(values).unwrap_or_default();
                assigned(&names, &values, bare_type(field_text(node, "type", source)), source)
            }
            "short_var_declaration" | "assignment_statement" => assignment(node, source),
            "range_clause" => range(node, source),
            "type_switch_statement" => {
                let alias = field(node, "alias").map(values).unwrap_or_default();
                let value = field(node, "value");
                let binds = alias.into_iter().map(|n| Bind::name(text(n, source), value));
                let rest = named(node)
                    .into_iter()
                    .filter(|n| Some(n.id()) != field(node, "alias").map(|a| a.id()))
                    .filter(|n| field(node, "alias").is_none() || Some(*n) != value)
                    .map(Shape::Node);
                Shape::Seq([Shape::Bind(binds.collect())].into_iter().chain(rest).collect())
            }
            "type_case" => {
                let types: Vec<Node> = names_of(node, "type");
                let rest = values(node).into_iter().filter(|n| !types.contains(n));
                Shape::Seq(rest.map(Shape::Node).collect())
            }
            "return_statement" => returned(node, source),
            "import_spec" => import(node, source),
            _ => Shape::Other,
        }
    }

    fn sets_names_of_files(&self) -> bool {
        true
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node).into_iter().filter(|n| kind_of(n) != "comment").collect()
}

/// The verb that a constant is named after which has only a number: `PUT` of
/// `const (GET Method = iota; POST; PUT)`. What gives it its text says the same.
fn counted_verb(node: Node<'_>, source: &str) -> Option<&'static str> {
    let counted = field_text(node, "value", source);
    if !matches!(counted, "" | "iota" | "iota + 1") {
        return None;
    }
    let name = field_text(node, "name", source);
    let verb = name.strip_prefix("Method").unwrap_or(name);
    Method::named(&verb.to_ascii_uppercase()).map(Method::name)
}

/// All children in a field that can be there several times.
fn names_of<'t>(node: Node<'t>, name: &str) -> Vec<Node<'t>> {
    let mut cursor = node.walk();
    node.children_by_field_name(name, &mut cursor).filter(Node::is_named).collect()
}

/// The text inside quotes or backquotes.
fn quoted(node: Node<'_>, source: &str) -> String {
    let whole = text(node, source);
    if kind_of(node) == "raw_string_literal" {
        return whole.trim_matches('`').to_string();
    }
    unescape(whole.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(whole))
}

/// A type without what says that it is pointed at.
fn bare_type(written: &str) -> &str {
    written.trim_start_matches(['*', ' '])
}

/// `[]byte(x)` is x; `Map[int, string](x)` is a call with two type arguments.
fn conversion(node: Node<'_>) -> Shape<'_> {
    match (field(node, "type"), field(node, "operand")) {
        (Some(kind), Some(operand)) if kind_of(kind) == "generic_type" => Shape::Call {
            callee: Callee::Expr(kind),
            arguments: vec![Given::plain(operand)],
            makes: false,
        },
        (_, Some(operand)) => Shape::Inner(operand),
        _ => Shape::Other,
    }
}

fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(function) = field(node, "function") else {
        return Shape::Other;
    };
    let arguments: Vec<Given> = field(node, "arguments")
        .map(values)
        .unwrap_or_default()
        .into_iter()
        .map(|n| Given { spread: kind_of(n) == "variadic_argument", ..Given::plain(n) })
        .collect();
    let mut callee = function;
    if kind_of(function) == "index_expression"
        && let (Some(operand), Some(index)) = (field(function, "operand"), field(function, "index"))
        && is_generic(operand, index, source)
    {
        callee = operand;
    }
    // `string(x)` says the same as x.
    if let ("string", [only]) = (text(function, source), arguments.as_slice()) {
        return Shape::Inner(only.value);
    }
    Shape::Call { callee: Callee::Expr(callee), arguments, makes: false }
}

/// Whether `operand[index]` is a function with a type in the place of its own, rather than what
/// is in a list or map: the file says so of one of them, or the type is one of the language, or
/// nothing around says that the operand is a value and the index can be a type.
fn is_generic(operand: Node<'_>, index: Node<'_>, source: &str) -> bool {
    let (called, kind) = (text(operand, source), text(index, source));
    if kind_of(operand) != "identifier" || kind_of(index) != "identifier" {
        return false;
    }
    let of_language = ["any", "bool", "byte", "error", "float64", "int", "int64", "rune", "string"];
    if of_language.contains(&kind) {
        return true;
    }
    let (mut root, mut around) = (operand, operand);
    while let Some(parent) = root.parent() {
        around = root;
        root = parent;
    }
    // `func fetch[T any](path string) T { return send[T](path) }`
    let own = field(around, "type_parameters").map(named).unwrap_or_default();
    let is_own = own.iter().flat_map(|n| names_of(*n, "name")).any(|n| text(n, source) == kind);
    let says_so = named(root).into_iter().any(|node| match kind_of(node) {
        "function_declaration" => {
            field(node, "type_parameters").is_some() && field_text(node, "name", source) == called
        }
        "type_declaration" => {
            named(node).into_iter().any(|spec| field_text(spec, "name", source) == kind)
        }
        _ => false,
    });
    let is_value = || {
        let others = named(root).into_iter().filter(|n| kind_of(n).ends_with("_declaration"));
        let shared =
            others.filter(|n| !matches!(kind_of(n), "function_declaration" | "method_declaration"));
        shared.chain([around]).any(|node| gives(node, called, source))
    };
    says_so || (is_own || kind.starts_with(char::is_uppercase)) && !is_value()
}

/// Whether a name is given a value in a part of a file.
fn gives(node: Node<'_>, name: &str, source: &str) -> bool {
    let names = match kind_of(node) {
        "parameter_declaration" | "variadic_parameter_declaration" | "var_spec" | "const_spec" => {
            names_of(node, "name")
        }
        "short_var_declaration" | "range_clause" => {
            field(node, "left").map(values).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    names.into_iter().any(|n| text(n, source) == name)
        || named(node).into_iter().any(|inner| gives(inner, name, source))
}

/// Key and value of `Key: value`, of `"key": value`.
fn keyed<'t>(element: Node<'t>, source: &'t str) -> Option<(String, Node<'t>)> {
    if kind_of(element) != "keyed_element" {
        return None;
    }
    let mut key = field(element, "key")?;
    while let ("literal_element", Some(inner)) = (kind_of(key), key.named_child(0)) {
        key = inner;
    }
    let name = match kind_of(key) {
        "interpreted_string_literal" | "raw_string_literal" => quoted(key, source),
        _ => text(key, source).to_string(),
    };
    Some((name, field(element, "value")?))
}

/// The type of the elements that braces of a list or map stand for: `call` of
/// `[]call{{"GET", "/me"}}`.
fn element_type(body: Node<'_>) -> Option<Node<'_>> {
    let mut outer = body.parent()?;
    while matches!(kind_of(outer), "literal_element" | "keyed_element") {
        outer = outer.parent()?;
    }
    let whole = outer.parent().filter(|whole| kind_of(whole) == "composite_literal")?;
    let kind = field(whole, "type")?;
    let mut of = field(kind, "element").or_else(|| field(kind, "value"))?;
    if kind_of(of) == "pointer_type" {
        of = of.named_child(0)?;
    }
    matches!(kind_of(of), "type_identifier" | "qualified_type" | "struct_type").then_some(of)
}

/// The fields of a struct without a name, in order: `struct{ Method, Path string }`.
fn fields_of<'t>(kind: Node<'_>, source: &'t str) -> Vec<&'t str> {
    let declared = named(kind).into_iter().flat_map(named);
    let names = declared.flat_map(|declaration| names_of(declaration, "name"));
    names.map(|name| text(name, source)).collect()
}

/// Braces whose type is said further out, or that say fields by name.
fn fields_or_elements<'t>(body: Node<'t>, source: &'t str) -> Shape<'t> {
    let elements = values(body);
    let pairs: Vec<_> = elements.iter().filter_map(|n| keyed(*n, source)).collect();
    if pairs.is_empty()
        && !elements.is_empty()
        && let Some(kind) = element_type(body)
    {
        if kind_of(kind) == "struct_type" {
            let fields = fields_of(kind, source).into_iter().map(str::to_string);
            return Shape::Map(fields.zip(elements).collect());
        }
        let arguments = elements.into_iter().map(Given::plain).collect();
        return Shape::Call { callee: Callee::Expr(kind), arguments, makes: true };
    }
    if pairs.is_empty() { Shape::List(elements) } else { Shape::Map(pairs) }
}

fn literal<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let (Some(kind), Some(body)) = (field(node, "type"), field(node, "body")) else {
        return Shape::Other;
    };
    match kind_of(kind) {
        "slice_type" | "array_type" | "implicit_length_array_type" => Shape::List(
            values(body)
                .into_iter()
                .map(|n| keyed(n, source).map_or(n, |(_, value)| value))
                .collect(),
        ),
        "map_type" => Shape::Map(values(body).iter().filter_map(|n| keyed(*n, source)).collect()),
        "struct_type" => fields_or_elements(body, source),
        _ => Shape::Call {
            callee: Callee::Expr(kind),
            arguments: values(body)
                .into_iter()
                .map(|n| match keyed(n, source) {
                    Some((name, value)) => Given::named(name, value),
                    None => Given::plain(n),
                })
                .collect(),
            makes: true,
        },
    }
}

fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    let mut parameters = Vec::new();
    for declaration in values(list) {
        let type_name = bare_type(field_text(declaration, "type", source));
        let star = if kind_of(declaration) == "variadic_parameter_declaration" { "*" } else { "" };
        let parameter = |name: &str| ParameterShape {
            name: format!("{star}{name}"),
            type_name: type_name.to_string(),
            ..ParameterShape::default()
        };
        let names = names_of(declaration, "name");
        if names.is_empty() {
            parameters.push(parameter(""));
        }
        parameters.extend(names.into_iter().map(|n| parameter(text(n, source))));
    }
    parameters
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let receiver = field(node, "receiver").and_then(|list| list.named_child(0));
    let of_class = receiver.map(|receiver| {
        let written = bare_type(field_text(receiver, "type", source));
        written.split('[').next().unwrap_or(written).trim().to_string()
    });
    let first_result = first_result(node);
    let return_type = result_type(node, source);
    let body = field(node, "body");
    // A named result is what a bare `return` gives.
    let named_result = first_result
        .and_then(|first| field(first, "name"))
        .filter(|_| body.is_some_and(returns_bare));
    FunctionShape {
        name: field_text(node, "name", source).to_string(),
        parameters: field(node, "parameters").map(|p| parameters(p, source)).unwrap_or_default(),
        body: body.into_iter().chain(named_result).collect(),
        body_is_result: named_result.is_some(),
        return_type: return_type.to_string(),
        of_class,
        receiver: receiver
            .map(|receiver| field_text(receiver, "name", source).to_string())
            .filter(|name| !matches!(name.as_str(), "" | "_")),
        ..FunctionShape::default()
    }
}

/// The first of several results: the others are errors and flags.
fn first_result(node: Node<'_>) -> Option<Node<'_>> {
    let list = field(node, "result").filter(|result| kind_of(result) == "parameter_list")?;
    values(list).first().copied()
}

/// The type of what a function gives back.
fn result_type<'t>(node: Node<'_>, source: &'t str) -> &'t str {
    bare_type(match first_result(node) {
        Some(first) => field_text(first, "type", source),
        None => field_text(node, "result", source),
    })
}

/// A method of an interface is as good as a field that is what it gives back: who does it
/// is not known, and who calls it gets that.
fn promised<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let given = result_type(node, source);
    // Texts, numbers and errors say nothing.
    if !given.contains(char::is_uppercase) {
        return Shape::Skip;
    }
    let name = field_text(node, "name", source);
    Shape::Bind(vec![Bind::name(name, None).typed(given)])
}

/// Whether a body has a `return` without values.
fn returns_bare(body: Node<'_>) -> bool {
    let mut has_one = false;
    walk(body, |node, _| {
        has_one |= kind_of(node) == "return_statement" && node.named_child_count() == 0;
        match kind_of(node) {
            _ if has_one => Walk::Stop,
            "func_literal" => Walk::Past,
            _ => Walk::Into,
        }
    });
    has_one
}

fn type_spec<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(kind) = field(node, "type") else {
        return Shape::Skip;
    };
    let mut bases = Vec::new();
    let mut body = Vec::new();
    match kind_of(kind) {
        "struct_type" => {
            body = values(kind).into_iter().flat_map(values).collect();
            // A field without a name lends its own fields and methods.
            bases.extend(
                body.iter()
                    .filter(|n| field(**n, "name").is_none())
                    .map(|n| bare_type(field_text(*n, "type", source)).to_string()),
            );
        }
        "interface_type" => {
            let elements = values(kind).into_iter().filter(|n| kind_of(n) == "type_elem");
            bases.extend(elements.map(|n| text(n, source).to_string()));
            body = values(kind).into_iter().filter(|n| kind_of(n) == "method_elem").collect();
        }
        "function_type" => return Shape::Skip,
        _ => bases.push(bare_type(text(kind, source)).to_string()),
    }
    let name = field_text(node, "name", source).to_string();
    Shape::Class { name, bases, decorators: Vec::new(), body }
}

fn struct_field<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let type_name = bare_type(field_text(node, "type", source));
    let mut names: Vec<&str> =
        names_of(node, "name").into_iter().map(|n| text(n, source)).collect();
    if names.is_empty() {
        names.extend(type_name.split('[').next().and_then(|name| name.rsplit('.').next()));
    }
    Shape::Bind(names.into_iter().map(|name| Bind::name(name, None).typed(type_name)).collect())
}

/// Names given values: one by one, or all by one call, whose first result stands
/// for the whole: what comes after it is an error or a flag.
fn assigned<'t>(
    targets: &[Node<'t>],
    given: &[Node<'t>],
    type_name: &str,
    source: &'t str,
) -> Shape<'t> {
    let one_by_one = targets.len() == given.len();
    let mut binds = Vec::new();
    let mut unnamed = Vec::new();
    for (at, target) in targets.iter().enumerate() {
        let value = if one_by_one { given.get(at) } else { given.first() }.copied();
        if text(*target, source) == "_" {
            unnamed.extend(value.filter(|_| one_by_one || targets.len() == 1).map(Shape::Node));
            continue;
        }
        let sets = target.parent().and_then(|list| list.parent());
        let bind = match kind_of(target) {
            "identifier" if sets.is_none_or(|node| kind_of(node) != "assignment_statement") => {
                Bind::name(text(*target, source), value)
            }
            _ => Bind::expr(*target, value),
        };
        let bind = bind.typed(type_name);
        binds.push(if one_by_one || at == 0 || value.is_none() { bind } else { bind.element() });
    }
    // `_, _ = http.Get(url)`
    if binds.is_empty() && !one_by_one && unnamed.is_empty() {
        unnamed.extend(given.first().copied().map(Shape::Node));
    }
    unnamed.push(Shape::Bind(binds));
    Shape::Seq(unnamed)
}

fn assignment<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return Shape::Other;
    };
    match field_text(node, "operator", source) {
        "" | "=" => assigned(&values(left), &values(right), "", source),
        "+=" => match (values(left).first(), values(right).first()) {
            (Some(left), Some(right)) => Shape::Bind(vec![Bind::expr(*left, Some(*right)).added()]),
            _ => Shape::Other,
        },
        _ => Shape::Other,
    }
}

/// `for i, x := range xs`: the second is an element.
fn range<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let names = field(node, "left").map(values).unwrap_or_default();
    match (names.get(1), field(node, "right")) {
        (Some(name), Some(right)) if text(*name, source) != "_" => {
            Shape::Bind(vec![Bind::expr(*name, Some(right)).element()])
        }
        (_, Some(right)) => Shape::Seq(vec![Shape::Node(right)]),
        _ => Shape::Other,
    }
}

/// The first of several results; a zero value beside an error is none.
fn returned<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let results = values(node).first().copied().map(values).unwrap_or_default();
    let Some((first, rest)) = results.split_first() else {
        return Shape::Skip;
    };
    let zero = matches!(text(*first, source), "\"\"" | "``" | "nil");
    let mut shapes = vec![if zero && !rest.is_empty() {
        Shape::Node(*first)
    } else {
        Shape::Return(Some(*first))
    }];
    shapes.extend(rest.iter().map(|n| Shape::Node(*n)));
    Shape::Seq(shapes)
}

fn import<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let module = field(node, "path").map(|n| quoted(n, source)).unwrap_or_default();
    let (local, symbol) = match field(node, "name") {
        Some(name) if kind_of(name) == "dot" => (String::new(), "*"),
        Some(name) if kind_of(name) == "blank_identifier" => (String::new(), ""),
        Some(name) => (text(name, source).to_string(), ""),
        None => (package_name(&module).to_string(), ""),
    };
    Shape::Import(vec![ImportShape { local, module, symbol: symbol.into(), types_only: false }])
}

/// What a package is called by convention: its path's last name that is no version.
fn package_name(path: &str) -> &str {
    let version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let name = path.rsplit('/').find(|part| !version(part)).unwrap_or(path);
    match name.rsplit_once('.') {
        Some((name, tail)) if version(tail) => name,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    fn go(source: &str) -> String {
        sketch_of(Language::Go, source)
    }

    #[test]
    fn requests_and_methods() {
        let sketch = go(r#"
package main
// Not a call: fetch("https://x/me").
type Client struct {
    *http.Client
    base string `json:"not-a-text"`
}
func (c *Client) top(ctx context.Context, kind string, rest ...any) (*Page, error) {
    req, err := http.NewRequest("GET", c.base+"/me/top/"+fmt.Sprintf("%s?x=%d", kind, 1), nil)
    if err != nil {
        return nil, err
    }
    c.last = string(kind)
    go func() { c.Do(req) }()
    return decode(&http.Request{Method: "PUT", URL: u}, rest...)
}
"#);
        assert_data_eq!(
            sketch,
            str![[r#"
call fmt.Sprintf("%s?x=%d", kind, _)
call http.NewRequest("GET", (c.base + "/me/top/" + fmt.Sprintf("%s?x=%d", kind, _)), _)
call c.Do(req)
call function#2()
call new http.Request(Method="PUT", URL=u)
call decode(new http.Request(Method="PUT", URL=u), ...rest)
bind #0 Client::Client: http.Client = ?
bind #0 Client::base: string = ?
bind #1 c = this
bind #1 req = http.NewRequest("GET", (c.base + "/me/top/" + fmt.Sprintf("%s?x=%d", kind, _)), _)
bind #1 err = http.NewRequest("GET", (c.base + "/me/top/" + fmt.Sprintf("%s?x=%d", kind, _)), _)[_]
bind #1 c.last = kind
function #1 Client::top(ctx: context.Context, kind: string, *rest: any) Page -> decode(new http.Request(Method="PUT", URL=u), ...rest)
function #2 ()  -> 
class Client < http.Client

"#]]
        );
    }

    #[test]
    fn values_and_names() {
        let sketch = go(r#"
package main
import (
    "fmt"
    sp "github.com/zmb3/spotify/v2"
    . "a/dot"
    _ "a/effect"
    "gopkg.in/yaml.v3"
)
const (
    First Scope = "a-b"
    Second, Third = `c\d`, "e\tf"
)
type Scope string
type Doer interface { Do(a string) error; io.Reader }
var m = map[string][]string{"scope": {"x", "y"}, "k": []string{z}}
func named() (s string, err error) {
    s, m["k"] = "n", nil
    s += "o"
    for _, p := range list { use(p.(sp.Item)) }
    switch v := x.(type) { case sp.Track: v.Play() }
    _ = []byte(s)
    return
}
"#);
        assert_data_eq!(
            sketch,
            str![[r#"
call use(p)
call v.Play()
bind #0 First: Scope = "a-b"
bind #0 Second = "c//d"
bind #0 Third = "e/tf"
bind #0 m = {scope: ["x", "y"], k: [z]}
bind #1 s = "n"
bind #1 m.k = _
bind #1 s += "o"
bind #1 p = list[_]
bind #1 v = x
bind #0 named = function#1
function #1 named() string -> s
class Scope < string
class Doer < io.Reader
import fmt = fmt . 
import sp = github.com/zmb3/spotify/v2 . 
import  = a/dot . *
import  = a/effect . 
import yaml = gopkg.in/yaml.v3 . 

"#]]
        );
    }
}
