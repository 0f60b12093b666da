//! Python.

use tree_sitter::Node;

use super::branches;
use super::nodes::{field, field_text, kind_of, named, operands, text, unescape};
use super::shape::{
    Bind, Callee, Dialect, FunctionShape, Given, GuardShape, ImportShape, ParameterShape, Piece,
    Shape,
};

pub(super) struct Python;

impl Dialect for Python {
    fn bodies_name_members(&self) -> bool {
        true
    }

    fn guards<'t>(&self, node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
        branches::python(node, source)
    }

    fn held_against<'t>(&self, node: Node<'t>, source: &str) -> Option<(Node<'t>, Node<'t>)> {
        if kind_of(node) != "comparison_operator" || node.named_child_count() != 2 {
            return None;
        }
        let (one, many) = (node.named_child(0)?, node.named_child(1)?);
        let between = source.get(one.end_byte()..many.start_byte())?.trim();
        let simple = |n: Node| matches!(kind_of(n), "identifier" | "attribute");
        let listed = matches!(kind_of(many), "identifier" | "attribute" | "tuple" | "list" | "set");
        (matches!(between, "in" | "not in") && simple(one) && listed).then_some((one, many))
    }

    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            "comment" => Shape::Skip,
            "type" | "type_conversion" | "format_specifier" => Shape::Skip,
            // A text that stands for itself is documentation.
            "expression_statement" if only(node).is_some_and(|n| kind_of(n) == "string") => {
                Shape::Skip
            }
            "string" => string(node, source),
            "concatenated_string" => Shape::Join(
                named(node)
                    .into_iter()
                    .filter(|n| kind_of(n) == "string")
                    .map(Piece::Expr)
                    .collect(),
            ),
            "identifier" => match text(node, source) {
                "self" | "cls" => Shape::This,
                name => Shape::Name(name.to_string()),
            },
            "attribute" => Shape::Member(
                field(node, "object"),
                field_text(node, "attribute", source).to_string(),
            ),
            "subscript" => match (field(node, "value"), field(node, "subscript")) {
                // `url[:-1]`: all of it but its end.
                (Some(value), Some(index))
                    if kind_of(index) == "slice" && text(index, source).starts_with(':') =>
                {
                    Shape::Seq(vec![Shape::Node(index), Shape::Inner(value)])
                }
                (Some(value), Some(index)) => Shape::Index(value, index),
                _ => Shape::Other,
            },
            "binary_operator" => binary(node, source),
            // A text that is only compared with goes nowhere.
            "comparison_operator" => {
                let sides = values(node).into_iter().filter(|n| kind_of(n) != "string");
                Shape::Seq(sides.map(Shape::Node).chain([Shape::Skip]).collect())
            }
            "true" | "false" | "none" => Shape::Name(text(node, source).to_string()),
            "boolean_operator" | "conditional_expression" => choice(node, source),
            "call" => call(node, source),
            "list" | "tuple" | "set" | "expression_list" => Shape::List(values(node)),
            "list_comprehension" | "set_comprehension" | "generator_expression" => {
                comprehension(node)
            }
            "for_in_clause" => bind_elements(node, source).map_or(Shape::Other, Shape::Bind),
            "for_statement" => {
                let binds = bind_elements(node, source).map(Shape::Bind);
                let rest = ["body", "alternative"]
                    .into_iter()
                    .filter_map(|f| field(node, f))
                    .map(Shape::Node);
                Shape::Seq(binds.into_iter().chain(rest).collect())
            }
            "dictionary" => dictionary(node, source),
            "await" | "parenthesized_expression" | "list_splat" | "dictionary_splat" => {
                only(node).map_or(Shape::Other, Shape::Inner)
            }
            "decorated_definition" => {
                let decorators: Vec<Node> = named(node)
                    .into_iter()
                    .filter(|n| kind_of(n) == "decorator")
                    .filter_map(|n| n.named_child(0))
                    .collect();
                match field(node, "definition") {
                    Some(function) if kind_of(function) == "function_definition" => {
                        Shape::Function(FunctionShape {
                            decorators,
                            ..definition(function, source)
                        })
                    }
                    Some(class) => class_of(class, source, decorators),
                    None => Shape::Other,
                }
            }
            "function_definition" => Shape::Function(definition(node, source)),
            "lambda" => Shape::Function(FunctionShape {
                parameters: field(node, "parameters")
                    .map(|p| parameters(p, source))
                    .unwrap_or_default(),
                body: field(node, "body").into_iter().collect(),
                body_is_result: true,
                ..FunctionShape::default()
            }),
            "class_definition" => class_of(node, source, Vec::new()),
            "assignment" => assignment(node, source),
            "augmented_assignment" => match (field(node, "left"), field(node, "right")) {
                (Some(left), Some(right)) => {
                    Shape::Bind(vec![Bind::expr(left, Some(right)).added()])
                }
                _ => Shape::Other,
            },
            "named_expression" => {
                let name = field_text(node, "name", source);
                Shape::Bind(vec![Bind::name(name, field(node, "value"))])
            }
            "as_pattern" => {
                let alias = field(node, "alias").and_then(|alias| alias.named_child(0));
                match (node.named_child(0), alias) {
                    (Some(value), Some(alias)) => Shape::Bind(vec![Bind::expr(alias, Some(value))]),
                    _ => Shape::Other,
                }
            }
            "return_statement" => Shape::Return(only(node)),
            "import_statement" => Shape::Import(imports(node, source)),
            "import_from_statement" => Shape::Import(imports_from(node, source)),
            _ => Shape::Other,
        }
    }
}

/// The only named child apart from comments.
fn only(node: Node<'_>) -> Option<Node<'_>> {
    let mut children = named(node).into_iter().filter(|n| kind_of(n) != "comment");
    let first = children.next();
    children.next().map_or(first, |_| None)
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node).into_iter().filter(|n| kind_of(n) != "comment").collect()
}

fn string<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let children = named(node);
    let start = children.first().map_or("", |n| text(*n, source)).to_lowercase();
    let raw = start.contains('r');
    let content = |n: Node<'t>| {
        let content = text(n, source);
        let content = if raw { content.to_string() } else { unescape(content) };
        // Doubled braces are single ones in a format string.
        if start.contains('f') { content.replace("{{", "{").replace("}}", "}") } else { content }
    };
    let parts: Vec<Node> = children
        .into_iter()
        .filter(|n| kind_of(n) != "string_start" && kind_of(n) != "string_end")
        .collect();
    match parts.as_slice() {
        [] => Shape::Text(String::new()),
        [one] if kind_of(one) == "string_content" => Shape::Text(content(*one)),
        _ => Shape::Join(
            parts
                .into_iter()
                .filter_map(|part| match kind_of(part) {
                    "string_content" => Some(Piece::Text(content(part), part)),
                    "interpolation" => {
                        field(part, "expression").or_else(|| part.named_child(0)).map(Piece::Expr)
                    }
                    _ => None,
                })
                .collect(),
        ),
    }
}

fn binary<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let split = |node: Node<'t>, operator: &str| {
        let is =
            kind_of(node) == "binary_operator" && field_text(node, "operator", source) == operator;
        is.then_some((field(node, "left")?, field(node, "right")?))
    };
    match field_text(node, "operator", source) {
        "+" => {
            Shape::Join(operands(node, |n| split(n, "+")).into_iter().map(Piece::Expr).collect())
        }
        // `"%s/me" % x` is `"%s/me".format(x)` in other words.
        "%" => match split(node, "%") {
            Some((left, right)) => {
                let arguments = if kind_of(right) == "tuple" { values(right) } else { vec![right] };
                let arguments = arguments.into_iter().map(Given::plain).collect();
                Shape::Call {
                    callee: Callee::Named(Some(left), "%".into()),
                    arguments,
                    makes: false,
                }
            }
            None => Shape::Other,
        },
        // `BASE / "me"` joins paths; unions of sets are written with `|`.
        "/" | "|" => Shape::Either(values(node)),
        _ => Shape::Other,
    }
}

fn choice<'t>(node: Node<'t>, source: &str) -> Shape<'t> {
    let children = values(node);
    match (kind_of(node), children.as_slice()) {
        ("boolean_operator", [value, other]) if field_text(node, "operator", source) == "or" => {
            Shape::Default(*value, *other)
        }
        ("conditional_expression", [then, condition, or_else]) => {
            Shape::Seq(vec![Shape::Node(*condition), Shape::Either(vec![*then, *or_else])])
        }
        _ => Shape::Either(children),
    }
}

fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(function) = field(node, "function") else {
        return Shape::Other;
    };
    let arguments = field(node, "arguments").map(|list| match kind_of(list) {
        "generator_expression" => vec![Given::plain(list)],
        _ => values(list).into_iter().map(|argument| given(argument, source)).collect(),
    });
    let arguments = arguments.unwrap_or_default();
    // `partial(send, "PUT")`
    let name = field(function, "attribute").unwrap_or(function);
    if text(name, source) == "partial"
        && let Some((first, given)) = arguments.split_first()
        && is_callable(first.value)
    {
        return Shape::Partial(first.value, given.to_vec());
    }
    let (function, arguments) =
        handed_on(function, &arguments, source).unwrap_or((function, arguments));
    Shape::Call { callee: Callee::Expr(function), arguments, makes: false }
}

/// What has another function called, in a thread or later, is read as the call itself:
/// `to_thread(f, a)`, `executor.submit(f, a)`, `Thread(target=f, args=(a,))`.
fn handed_on<'t>(
    function: Node<'t>,
    arguments: &[Given<'t>],
    source: &'t str,
) -> Option<(Node<'t>, Vec<Given<'t>>)> {
    let name = field(function, "attribute").unwrap_or(function);
    let place = match text(name, source) {
        // Tasks of Celery, called later by someone else.
        "delay" if source.contains("celery") => {
            let task = field(function, "object").filter(|n| is_callable(*n))?;
            return Some((task, arguments.to_vec()));
        }
        "to_thread" | "run_sync" | "run_in_threadpool" => 0,
        "run_in_executor" => 1,
        "submit" if runs_others(function, source) => 0,
        // `pool.map(f, list)`
        "map" | "imap" | "imap_unordered" if runs_others(function, source) => {
            let (called, lists) = arguments.split_first()?;
            let each = |given: &Given<'t>| Given { each: given.name.is_none(), ..given.clone() };
            let of = lists.iter().filter(|given| given.name.is_none()).map(each);
            return is_callable(called.value).then(|| (called.value, of.collect()));
        }
        "Thread" | "Process" => {
            let named = |key: &str| arguments.iter().find(|a| a.name.as_deref() == Some(key));
            let called = named("target").map(|a| a.value).filter(|n| is_callable(*n))?;
            let args = match named("args").map(|a| a.value) {
                Some(list) if matches!(kind_of(list), "tuple" | "list") => values(list),
                Some(_) => return None,
                None => Vec::new(),
            };
            return Some((called, args.into_iter().map(Given::plain).collect()));
        }
        _ => return None,
    };
    let (called, rest) = arguments.get(place..)?.split_first()?;
    if called.name.is_some() || called.spread {
        return None;
    }
    if is_callable(called.value) {
        return Some((called.value, rest.to_vec()));
    }
    // `partial(f, a)`
    let made = field(called.value, "function").filter(|_| kind_of(called.value) == "call")?;
    let maker = field(made, "attribute").unwrap_or(made);
    let all = values(field(called.value, "arguments")?);
    let (called, first) = all.split_first().filter(|_| text(maker, source) == "partial")?;
    let first = first.iter().map(|argument| given(*argument, source));
    is_callable(*called).then(|| (*called, first.chain(rest.iter().cloned()).collect()))
}

/// Whether what a method belongs to is called like something that runs functions.
fn runs_others(method: Node<'_>, source: &str) -> bool {
    let receiver = field(method, "object").map_or("", |n| text(n, source)).to_lowercase();
    let last = receiver.rsplit('.').next().unwrap_or_default();
    ["exec", "pool"].iter().any(|word| last.contains(word)) || matches!(last, "ex" | "e" | "tpe")
}

fn is_callable(node: Node<'_>) -> bool {
    matches!(kind_of(node), "identifier" | "attribute")
}

fn given<'t>(argument: Node<'t>, source: &'t str) -> Given<'t> {
    match kind_of(argument) {
        "keyword_argument" => match field(argument, "value") {
            Some(value) => Given::named(field_text(argument, "name", source), value),
            None => Given::plain(argument),
        },
        "list_splat" | "dictionary_splat" => Given { spread: true, ..Given::plain(argument) },
        _ => Given::plain(argument),
    }
}

fn comprehension(node: Node<'_>) -> Shape<'_> {
    let clauses =
        named(node).into_iter().filter(|n| kind_of(n) == "for_in_clause").map(Shape::Node);
    let body = Shape::List(field(node, "body").into_iter().collect());
    Shape::Seq(clauses.chain([body]).collect())
}

fn bind_elements<'t>(node: Node<'t>, source: &'t str) -> Option<Vec<Bind<'t>>> {
    let (left, right) = (field(node, "left")?, field(node, "right")?);
    if kind_of(left) == "identifier" {
        return Some(vec![Bind::name(text(left, source), Some(right)).element()]);
    }
    // Of what a call gives (`all.items()`, `enumerate(all)`) it is not known what a pair is.
    let told = kind_of(right) != "call";
    let names = values(left).into_iter().enumerate().filter(|(_, n)| kind_of(n) == "identifier");
    let bind = |(place, n)| {
        let bind = Bind::name(text(n, source), Some(right));
        if told { bind.place(place).of_each() } else { bind.element() }
    };
    Some(names.map(bind).collect())
}

fn dictionary<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut pairs = Vec::new();
    let mut others = Vec::new();
    for child in values(node) {
        match (kind_of(child), field(child, "key"), field(child, "value")) {
            ("pair", Some(key), Some(value)) => {
                let quoted = kind_of(key) == "string";
                let key_text = text(key, source);
                let plain = key_text.trim_matches(['"', '\'']);
                if !quoted {
                    others.push(Shape::Node(key));
                }
                pairs.push((plain.to_string(), value));
            }
            _ => pairs.push(("...".to_string(), child)),
        }
    }
    others.push(Shape::Map(pairs));
    Shape::Seq(others)
}

fn definition<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    FunctionShape {
        name: field_text(node, "name", source).to_string(),
        parameters: field(node, "parameters").map(|p| parameters(p, source)).unwrap_or_default(),
        body: field(node, "body").into_iter().collect(),
        return_type: field_text(node, "return_type", source).to_string(),
        ..FunctionShape::default()
    }
}

fn parameters<'t>(node: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    values(node)
        .into_iter()
        .filter_map(|parameter| {
            let name = match kind_of(parameter) {
                "identifier" => text(parameter, source),
                "typed_parameter" => parameter.named_child(0).map_or("", |n| text(n, source)),
                "default_parameter" | "typed_default_parameter" => {
                    field_text(parameter, "name", source)
                }
                "list_splat_pattern" | "dictionary_splat_pattern" => text(parameter, source),
                _ => return None,
            };
            let (type_name, beside) = annotated(parameter, source);
            // The object itself is not given by the caller.
            (!matches!(name, "self" | "cls")).then(|| ParameterShape {
                name: name.to_string(),
                type_name: type_name.to_string(),
                default: field(parameter, "value").or(beside),
                ..ParameterShape::default()
            })
        })
        .collect()
}

/// The type of a parameter, and what is written beside it that a framework hands in:
/// `client: Annotated[Client, Depends(get_client)]`.
fn annotated<'t>(parameter: Node<'t>, source: &'t str) -> (&'t str, Option<Node<'t>>) {
    let written = field_text(parameter, "type", source);
    if !written.trim_start_matches("typing.").starts_with("Annotated[") {
        return (written, None);
    }
    // Parsers differ in whether it is a type with arguments or an element of something.
    let mut open: Vec<Node> = field(parameter, "type").into_iter().collect();
    let mut parts: Vec<Node> = Vec::new();
    while let Some(node) = open.pop() {
        match kind_of(node) {
            "type_parameter" => parts = values(node),
            "subscript" => parts = values(node).into_iter().skip(1).collect(),
            _ => open.extend(values(node)),
        }
        if !parts.is_empty() {
            break;
        }
    }
    let bare = |node: &Node<'t>| {
        let inner = (kind_of(node) == "type").then(|| node.named_child(0)).flatten();
        inner.unwrap_or(*node)
    };
    let call = parts.iter().skip(1).map(bare).find(|node| {
        kind_of(node) == "call"
            && matches!(field_text(*node, "function", source), "Depends" | "fastapi.Depends")
    });
    (parts.first().map_or(written, |first| text(*first, source)), call)
}

fn class_of<'t>(node: Node<'t>, source: &'t str, decorators: Vec<Node<'t>>) -> Shape<'t> {
    let bases = field(node, "superclasses").map(|list| {
        values(list)
            .into_iter()
            .filter(|n| kind_of(n) != "keyword_argument")
            .map(|n| text(n, source).to_string())
            .collect()
    });
    Shape::Class {
        name: field_text(node, "name", source).to_string(),
        bases: bases.unwrap_or_default(),
        decorators,
        body: field(node, "body").into_iter().collect(),
    }
}

fn assignment<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(left) = field(node, "left") else {
        return Shape::Other;
    };
    let right = field(node, "right");
    let type_name = field_text(node, "type", source);
    // In the body of a class a name is a field, and a name to the rest of the body too.
    let of_class = |node: Node<'t>| {
        let block = node.parent()?.parent()?;
        (block.parent()?.kind() == "class_definition").then_some(())
    };
    if kind_of(left) == "identifier" && of_class(node).is_some() {
        return Shape::Bind(vec![
            Bind::name(text(left, source), right).typed(type_name),
            Bind::expr(left, right).typed(type_name),
        ]);
    }
    if !matches!(kind_of(left), "pattern_list" | "tuple_pattern" | "list_pattern") {
        return Shape::Bind(vec![Bind::expr(left, right).typed(type_name)]);
    }
    let names = values(left);
    let pairs = right.map(|right| (right, values(right)));
    let binds = names.iter().enumerate().map(|(at, name)| match &pairs {
        // One by one where both sides say so, else some element of the whole.
        Some((right, each))
            if matches!(kind_of(right), "expression_list" | "tuple" | "list")
                && each.len() == names.len() =>
        {
            Bind::expr(*name, Some(each[at]))
        }
        Some((right, _)) => Bind::expr(*name, Some(*right)).place(at),
        None => Bind::expr(*name, None),
    });
    Shape::Bind(binds.collect())
}

fn imports(node: Node<'_>, source: &str) -> Vec<ImportShape> {
    let each = named(node).into_iter().map(|name| {
        if kind_of(name) == "aliased_import" {
            ImportShape {
                local: field_text(name, "alias", source).to_string(),
                module: field_text(name, "name", source).to_string(),
                ..ImportShape::default()
            }
        } else {
            let module = text(name, source);
            // `import a.b` makes `a` known.
            let local = module.split('.').next().unwrap_or(module);
            ImportShape {
                local: local.to_string(),
                module: module.to_string(),
                ..ImportShape::default()
            }
        }
    });
    each.collect()
}

fn imports_from(node: Node<'_>, source: &str) -> Vec<ImportShape> {
    let module = field_text(node, "module_name", source).to_string();
    let first = field(node, "module_name").map(|n| n.id());
    named(node)
        .into_iter()
        .filter(|n| Some(n.id()) != first)
        .map(|name| match kind_of(name) {
            "aliased_import" => ImportShape {
                local: field_text(name, "alias", source).to_string(),
                module: module.clone(),
                symbol: field_text(name, "name", source).to_string(),
                ..ImportShape::default()
            },
            "wildcard_import" => {
                ImportShape { module: module.clone(), symbol: "*".into(), ..ImportShape::default() }
            }
            _ => {
                let symbol = text(name, source).to_string();
                ImportShape {
                    local: symbol.clone(),
                    module: module.clone(),
                    symbol,
                    ..ImportShape::default()
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    fn python(source: &str) -> String {
        sketch_of(Language::Python, source)
    }

    #[test]
    fn texts_and_their_pieces() {
        let sketch = python(
            "\"\"\"documentation\"\"\"\nA = f\"{BASE}/me/{x!r}?{{y}}\" + 'a' 'b' + r'\\d'\nB = '%s/me' % A\nC = 'x' if y() else z\n",
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call "%s/me".%(A)
call y()
bind #0 A = ((BASE + "/me/" + x + "?{y}") + ("a" + "b") + "//d")
bind #0 B = "%s/me".%(A)
bind #0 C = either("x" | z)
if _ is []: 
if _ is not []: 

"#]]
        );
    }

    #[test]
    fn calls_classes_and_imports() {
        let sketch = python(
            "import os, spotipy as sp\nfrom a.b import C as D, e\nclass X(Base):\n    url = 'u'\n    @property\n    async def f(self, a, b: str = 'x', **kw) -> 'T':\n        self.c = a\n        return await requests.get(self.url, headers={'A': 1}, *z)\nwith open(p) as h: pass\nfor i in l: i.go()\n",
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call requests.get(this.url, headers={A: _}, ...z)
call open(p)
call i.go()
bind #0 X::url = "u"
bind #0 url = "u"
bind #1 this.c = a
bind #0 h = open(p)
bind #0 i = l[_]
function #1 @property X::f(a, b: str = "x", **kw) 'T' -> requests.get(this.url, headers={A: _}, ...z)
class X < Base
import os = os . 
import sp = spotipy . 
import D = a.b . C
import e = a.b . e

"#]]
        );
    }
}
