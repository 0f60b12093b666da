//! PHP, and the pages it stands in.
//!
//! Names of variables go without their `$`.

use tree_sitter::Node;

use super::branches;
use super::nodes::{field, field_text, kind_of, named, operands, text, unescape};
use super::shape::{
    Bind, Callee, Dialect, FunctionShape, Given, GuardShape, ImportShape, ParameterShape, Piece,
    Shape, Step,
};

pub(super) struct Php;

impl Dialect for Php {
    fn guards<'t>(&self, node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
        branches::php(node, source)
    }

    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            // Keywords are called like what they begin.
            _ if !node.is_named() => Shape::Skip,
            "comment" => Shape::Skip,
            "text"
            | "php_tag"
            | "php_end_tag"
            | "global_declaration"
            | "attribute_list"
            | "declare_statement"
            | "anonymous_function_use_clause"
            | "visibility_modifier" => Shape::Skip,
            "namespace_definition" => field(node, "body").map_or(Shape::Skip, Shape::Inner),
            "namespace_use_declaration" => Shape::Import(imports(node, source)),
            "require_expression"
            | "require_once_expression"
            | "include_expression"
            | "include_once_expression" => required(node, source),
            "function_definition" | "anonymous_function" | "arrow_function" => {
                Shape::Function(function(node, source))
            }
            // Without a body it is a promise.
            "method_declaration" if field(node, "body").is_none() => Shape::Skip,
            "method_declaration" => Shape::Function(function(node, source)),
            "attribute" => match node.named_child(0) {
                Some(name) => match field(node, "parameters") {
                    Some(_) => Shape::Call {
                        callee: Callee::Expr(name),
                        arguments: arguments(field(node, "parameters"), source),
                        makes: true,
                    },
                    None => Shape::Inner(name),
                },
                None => Shape::Skip,
            },
            "class_declaration"
            | "interface_declaration"
            | "trait_declaration"
            | "enum_declaration"
            | "anonymous_class" => class(node, source),
            "enum_case" => Shape::Bind(vec![Bind::name(
                field_text(node, "name", source),
                field(node, "value"),
            )]),
            "const_element" => match values(node).as_slice() {
                [name, value] => Shape::Bind(vec![Bind::name(text(*name, source), Some(*value))]),
                _ => Shape::Other,
            },
            "property_declaration" => {
                let type_name = field_text(node, "type", source);
                let elements =
                    values(node).into_iter().filter(|n| kind_of(n) == "property_element");
                let binds = elements.map(|n| {
                    let name = variable(field(n, "name"), source);
                    Bind::name(name, field(n, "default_value")).typed(type_name)
                });
                Shape::Bind(binds.collect())
            }
            // A trait lends its members: a base, see `class`.
            "use_declaration" => Shape::Skip,
            "static_variable_declaration" => Shape::Bind(vec![Bind::name(
                variable(field(node, "name"), source),
                field(node, "value"),
            )]),
            "assignment_expression" | "reference_assignment_expression" => {
                match (field(node, "left"), field(node, "right")) {
                    (Some(left), Some(right)) => Shape::Bind(assigned(left, right, source)),
                    _ => Shape::Other,
                }
            }
            "augmented_assignment_expression" => {
                match (field(node, "left"), field(node, "right")) {
                    (Some(left), Some(right)) => {
                        let adds = matches!(field_text(node, "operator", source), ".=" | "+=");
                        let binds = assigned(left, right, source).into_iter();
                        Shape::Bind(binds.map(|b| if adds { b.added() } else { b }).collect())
                    }
                    _ => Shape::Other,
                }
            }
            "foreach_statement" => foreach(node, source),
            "return_statement" => match values(node).first() {
                Some(value) if gives_up(*value) => Shape::Skip,
                value => Shape::Return(value.copied()),
            },
            _ => expression(node, source),
        }
    }
}

/// What has a value.
fn expression<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    match kind_of(node) {
        "string" => Shape::Text(single_quoted(node, source)),
        "encapsed_string" => pieces(named(node), source),
        "shell_command_expression" => Shape::Run(Box::new(pieces(named(node), source))),
        "heredoc" => pieces(field(node, "value").map(named).unwrap_or_default(), source),
        "nowdoc" => Shape::Text(field_text(node, "value", source).trim_start_matches('\n').into()),
        "variable_name" | "dynamic_variable_name" => match variable(Some(node), source) {
            "this" => Shape::This,
            name => Shape::Name(name.to_string()),
        },
        "relative_scope" => match text(node, source) {
            "parent" => Shape::Name("parent".into()),
            _ => Shape::This,
        },
        "name" | "namespace_name" | "boolean" | "null" => match text(node, source) {
            "self" | "static" => Shape::This,
            // The grammar takes what a name begins with for a part of it: `\A\B`.
            name => Shape::Name(name.trim_start_matches('\\').to_string()),
        },
        "qualified_name" => {
            let prefix = field_of_kind(node, "namespace_name");
            let name = named(node).last().map_or("", |n| text(*n, source)).to_string();
            if prefix.is_some() { Shape::Member(prefix, name) } else { Shape::Name(name) }
        }
        "member_access_expression" | "nullsafe_member_access_expression" => {
            match (field(node, "object"), field(node, "name")) {
                (Some(object), Some(name)) if kind_of(name) == "name" => {
                    Shape::Member(Some(object), text(name, source).to_string())
                }
                (Some(object), Some(name)) => Shape::Index(object, name),
                _ => Shape::Other,
            }
        }
        "scoped_property_access_expression" => {
            Shape::Member(field(node, "scope"), variable(field(node, "name"), source).to_string())
        }
        "class_constant_access_expression" => match values(node).as_slice() {
            // `T::class` names the class itself.
            [class, name] if text(*name, source) == "class" => Shape::Inner(*class),
            [class, name] => Shape::Member(Some(*class), text(*name, source).to_string()),
            _ => Shape::Other,
        },
        "subscript_expression" => match values(node).as_slice() {
            [object, index] => Shape::Index(*object, *index),
            [object] => Shape::Inner(*object),
            _ => Shape::Other,
        },
        "binary_expression" => binary(node, source),
        "conditional_expression" => {
            let branches: Vec<Node> =
                ["body", "alternative"].into_iter().filter_map(|f| field(node, f)).collect();
            match (field(node, "condition"), branches.as_slice()) {
                (Some(condition), [alternative]) => {
                    Shape::Seq(either(vec![condition, *alternative]))
                }
                (condition, _) => Shape::Seq(
                    condition.map(Shape::Node).into_iter().chain(either(branches)).collect(),
                ),
            }
        }
        "match_expression" => {
            let arms = field(node, "body").map(values).unwrap_or_default();
            let branches = arms.iter().filter_map(|n| field(*n, "return_expression")).collect();
            let condition = field(node, "condition").map(Shape::Node);
            Shape::Seq(condition.into_iter().chain(either(branches)).collect())
        }
        "function_call_expression"
        | "member_call_expression"
        | "nullsafe_member_call_expression"
        | "scoped_call_expression" => call(node, source),
        "object_creation_expression" => match values(node).as_slice() {
            [class, rest @ ..] if kind_of(class) != "anonymous_class" => Shape::Call {
                callee: Callee::Expr(*class),
                arguments: arguments(rest.first().copied(), source),
                makes: true,
            },
            _ => Shape::Other,
        },
        "array_creation_expression" => array(node, source),
        "cast_expression" => field(node, "value").map_or(Shape::Other, Shape::Inner),
        "parenthesized_expression"
        | "clone_expression"
        | "error_suppression_expression"
        | "argument"
        | "variadic_unpacking"
        | "by_ref" => values(node).last().map_or(Shape::Other, |inner| Shape::Inner(*inner)),
        _ => Shape::Other,
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node)
        .into_iter()
        .filter(|n| !matches!(kind_of(n), "comment" | "text_interpolation"))
        .collect()
}

fn field_of_kind<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    named(node).into_iter().find(|n| kind_of(n) == kind)
}

/// The name of a variable, without `$`.
fn variable<'s>(node: Option<Node<'_>>, source: &'s str) -> &'s str {
    let written = node.map_or("", |n| text(n, source));
    written.trim_start_matches(['$', '&', '{']).trim_end_matches('}')
}

fn single_quoted(node: Node<'_>, source: &str) -> String {
    let whole = text(node, source).trim_start_matches(['b', 'B']);
    let inner = whole.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or(whole);
    inner.replace("\\'", "'").replace("\\\\", "\\")
}

/// A text, or its pieces where something is put in.
fn pieces<'t>(parts: Vec<Node<'t>>, source: &'t str) -> Shape<'t> {
    let is_text = |n: &Node<'t>| matches!(kind_of(n), "string_content" | "escape_sequence");
    if parts.iter().all(is_text) {
        return Shape::Text(parts.into_iter().map(|n| unescape(text(n, source))).collect());
    }
    let pieces = parts.into_iter().map(|part| {
        if is_text(&part) {
            Piece::Text(unescape(text(part, source)), part)
        } else {
            Piece::Expr(part)
        }
    });
    Shape::Join(pieces.collect())
}

fn binary<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return Shape::Other;
    };
    match field_text(node, "operator", source) {
        "." => {
            let split = |n: Node<'t>| {
                let is =
                    kind_of(n) == "binary_expression" && field_text(n, "operator", source) == ".";
                is.then_some((field(n, "left")?, field(n, "right")?))
            };
            Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect())
        }
        "??" => Shape::Seq(either(vec![left, right])),
        // Arrays put together.
        "+" if [left, right].iter().any(|n| kind_of(n) == "array_creation_expression") => {
            Shape::Either(vec![left, right])
        }
        "instanceof" => Shape::Node(left),
        _ => Shape::Other,
    }
}

/// Whether an expression leaves, or says that there is no value.
fn gives_up(node: Node<'_>) -> bool {
    matches!(kind_of(node), "null" | "boolean" | "throw_expression")
}

/// Branches of which one is the value; those that give up are only looked at.
fn either(branches: Vec<Node<'_>>) -> Vec<Shape<'_>> {
    Shape::one_of(branches, gives_up)
}

fn arguments<'t>(list: Option<Node<'t>>, source: &'t str) -> Vec<Given<'t>> {
    let list = list.map(values).unwrap_or_default();
    let given = list.into_iter().filter(|n| kind_of(n) == "argument").filter_map(|argument| {
        let value = values(argument).last().copied()?;
        Some(match field(argument, "name") {
            Some(name) if name != value => Given::named(text(name, source), value),
            _ => Given { spread: kind_of(value) == "variadic_unpacking", ..Given::plain(value) },
        })
    });
    given.collect()
}

fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let list = field(node, "arguments");
    // `f(...)` names a function and calls none.
    let names = list.is_some_and(|list| field_of_kind(list, "variadic_placeholder").is_some());
    let arguments = arguments(list, source);
    if let Some(function) = field(node, "function") {
        if names {
            return Shape::Inner(function);
        }
        if let ("define", [name, value, ..]) = (text(function, source), arguments.as_slice())
            && matches!(kind_of(name.value), "string" | "encapsed_string")
        {
            let name = text(name.value, source).trim_matches(['"', '\'']);
            return Shape::Bind(vec![Bind::name(name, Some(value.value))]);
        }
        return Shape::Call { callee: Callee::Expr(function), arguments, makes: false };
    }
    let object = field(node, "object").or_else(|| field(node, "scope"));
    let name = field_text(node, "name", source).to_string();
    if names {
        return Shape::Member(object, name);
    }
    // `$client->{$this->method()}(…)`; of a plain variable its name is kept.
    let told = field(node, "name").filter(|name| {
        matches!(
            kind_of(name),
            "member_call_expression"
                | "member_access_expression"
                | "scoped_call_expression"
                | "class_constant_access_expression"
                | "function_call_expression"
                | "match_expression"
        )
    });
    let callee = match (object, told) {
        (Some(object), Some(told)) => Callee::Told(object, told),
        _ => Callee::Named(object, name),
    };
    Shape::Call { callee, arguments, makes: false }
}

fn key(node: Node<'_>, source: &str) -> String {
    match kind_of(node) {
        "string" => single_quoted(node, source),
        "encapsed_string" => unescape(text(node, source).trim_matches('"')),
        _ => text(node, source).to_string(),
    }
}

fn array<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let elements: Vec<Vec<Node>> = values(node).into_iter().map(values).collect();
    if elements.iter().all(|element| element.len() < 2) {
        return Shape::List(elements.into_iter().flatten().collect());
    }
    let pairs =
        elements.into_iter().enumerate().filter_map(|(at, element)| match element.as_slice() {
            [name, value] => Some((key(*name, source), *value)),
            [spread] if kind_of(spread) == "variadic_unpacking" => Some(("...".into(), *spread)),
            [value] => Some((at.to_string(), *value)),
            _ => None,
        });
    Shape::Map(pairs.collect())
}

/// What is on the left given what is on the right.
fn assigned<'t>(left: Node<'t>, right: Node<'t>, source: &'t str) -> Vec<Bind<'t>> {
    match kind_of(left) {
        "variable_name" => vec![Bind::name(variable(Some(left), source), Some(right))],
        "list_literal" => {
            let mut binds = Vec::new();
            let (mut key_before, mut place) = (None, 0);
            let mut cursor = left.walk();
            for part in left.children(&mut cursor) {
                let bind = match kind_of(part) {
                    "string" | "encapsed_string" => {
                        key_before = Some(key(part, source));
                        continue;
                    }
                    "," => {
                        place += 1;
                        continue;
                    }
                    "variable_name" => Bind::name(variable(Some(part), source), Some(right)),
                    "member_access_expression" | "scoped_property_access_expression" => {
                        Bind::expr(part, Some(right))
                    }
                    _ => continue,
                };
                binds.push(match key_before.take() {
                    Some(key) => bind.field(key),
                    None => bind.place(place),
                });
            }
            binds
        }
        // `$list[] = x`
        "subscript_expression" if values(left).len() == 1 => {
            vec![Bind::expr(left, Some(right)).added()]
        }
        _ => vec![Bind::expr(left, Some(right))],
    }
}

fn foreach<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let body = field(node, "body");
    let parts: Vec<Node> = values(node).into_iter().filter(|n| Some(*n) != body).collect();
    let [list, each] = parts.as_slice() else {
        return Shape::Other;
    };
    let each = if kind_of(each) == "pair" { values(*each).last().copied() } else { Some(*each) };
    let each = each.map(|n| if kind_of(n) == "by_ref" { n.named_child(0).unwrap_or(n) } else { n });
    let binds = each.map(|n| assigned(n, *list, source)).unwrap_or_default();
    let binds =
        binds.into_iter().map(|b| if b.step == Step::Whole { b.element() } else { b }).collect();
    Shape::Seq([Shape::Bind(binds)].into_iter().chain(body.map(Shape::Node)).collect())
}

fn attributes(node: Node<'_>) -> Vec<Node<'_>> {
    let groups = field(node, "attributes").map(named).unwrap_or_default();
    groups.into_iter().flat_map(named).filter(|n| kind_of(n) == "attribute").collect()
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let parameters = field(node, "parameters").map(values).unwrap_or_default();
    let parameters = parameters.into_iter().map(|parameter| {
        let star = if kind_of(parameter) == "variadic_parameter" { "*" } else { "" };
        ParameterShape {
            name: format!("{star}{}", variable(field(parameter, "name"), source)),
            type_name: field_text(parameter, "type", source).to_string(),
            default: field(parameter, "default_value"),
            decorators: attributes(parameter),
            is_field: kind_of(parameter) == "property_promotion_parameter",
            ..ParameterShape::default()
        }
    });
    FunctionShape {
        name: field_text(node, "name", source).to_string(),
        parameters: parameters.collect(),
        body: field(node, "body").into_iter().collect(),
        body_is_result: kind_of(node) == "arrow_function",
        return_type: field_text(node, "return_type", source).to_string(),
        decorators: attributes(node),
        ..FunctionShape::default()
    }
}

fn class<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let body = field(node, "body");
    let traits = body.map(values).unwrap_or_default();
    let bases = named(node)
        .into_iter()
        .filter(|n| matches!(kind_of(n), "base_clause" | "class_interface_clause"))
        .chain(traits.into_iter().filter(|n| kind_of(n) == "use_declaration"))
        .flat_map(values)
        .filter(|n| matches!(kind_of(n), "name" | "qualified_name"))
        .map(|n| text(n, source).to_string())
        .collect();
    Shape::Class {
        name: field_text(node, "name", source).to_string(),
        bases,
        decorators: attributes(node),
        body: body.into_iter().collect(),
    }
}

/// `use A\B as C`, `use A\{B, C as D}`, `use function A\f`.
fn imports(node: Node<'_>, source: &str) -> Vec<ImportShape> {
    let prefix = field_of_kind(node, "namespace_name").map_or("", |n| text(n, source));
    let clauses = match field(node, "body") {
        Some(group) => values(group),
        None => values(node),
    };
    let clauses = clauses.into_iter().filter(|n| kind_of(n) == "namespace_use_clause");
    let import = |clause: Node<'_>| {
        let path = values(clause)
            .into_iter()
            .find(|n| matches!(kind_of(n), "name" | "qualified_name" | "namespace_name"))
            .map_or("", |n| text(n, source))
            .trim_start_matches('\\');
        let whole = if prefix.is_empty() { path.to_string() } else { format!("{prefix}\\{path}") };
        let (module, symbol) = whole.rsplit_once('\\').unwrap_or((&whole, ""));
        let name = if symbol.is_empty() { &whole } else { symbol };
        let alias = field_text(clause, "alias", source);
        ImportShape {
            local: if alias.is_empty() { name } else { alias }.to_string(),
            module: module.to_string(),
            symbol: symbol.to_string(),
            types_only: false,
        }
    };
    clauses.map(import).collect()
}

/// `require __DIR__ . '/lib.php'`: the text at its end.
fn required<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut at = values(node).last().copied();
    while let Some(inner) = at {
        match kind_of(inner) {
            "parenthesized_expression" => at = values(inner).last().copied(),
            "binary_expression" => at = field(inner, "right"),
            "string" | "encapsed_string" => {
                let path = key(inner, source);
                let module = if path.starts_with('.') {
                    path
                } else {
                    format!("./{}", path.trim_start_matches('/'))
                };
                return Shape::Import(vec![ImportShape {
                    module,
                    symbol: "*".into(),
                    ..ImportShape::default()
                }]);
            }
            _ => break,
        }
    }
    Shape::Other
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    fn php(source: &str) -> String {
        sketch_of(Language::Php, source)
    }

    #[test]
    fn requests_and_methods() {
        let sketch = php(r#"<a href="http://not/a/text"><?= $user->name() ?></a>
<?php
namespace App\Http;
use SpotifyWebAPI\{SpotifyWebAPI, Session as S};
use function Foo\helper;
require_once __DIR__ . '/lib.php';
// Not a call: f('/me')
/** @see g('/me') */
#[Route('/mine', methods: ['GET'])]
final class Api extends Base implements I {
    use Macroable;
    const SCOPES = ['a', 'b'];
    private static ?string $base = 'https://x';
    public function __construct(private readonly Client $client, string $tok = null, ...$rest) {
        parent::__construct($tok);
        $this->http = new \GuzzleHttp\Client(['base_uri' => self::$base, "h" => static::SCOPES]);
    }
    #[Get]
    public static function me(string $id, array &$o = []): ?array {
        $url = self::$base . "/me/{$id}/$this->x/{$o['k']}/${id}\x41" . Foo::BAR;
        $r = $this->http?->request('PUT', sprintf('%s/me', $url), ...$o);
        Http::withToken($t)->put("https://api/{$id}", limit: 5);
        if ($x) { return null; }
        return new self($r);
    }
    abstract function no($x);
}
?>
<script>f('/me')</script>
"#);
        assert_data_eq!(
            sketch,
            str![[r#"
call user.name()
call new Route("/mine", methods=["GET"])
call parent.__construct(tok)
call new GuzzleHttp.Client({base_uri: this.base, h: this.SCOPES})
call sprintf("%s/me", url)
call this.http.request("PUT", sprintf("%s/me", url), ...o)
call Http.withToken(t)
call Http.withToken(t).put(("https://api/" + id), limit=_)
call new this(r)
bind #0 Api::SCOPES = ["a", "b"]
bind #0 Api::base: ?string = "https://x"
bind #1 Api::client: Client = client
bind #1 this.http = new GuzzleHttp.Client({base_uri: this.base, h: this.SCOPES})
bind #2 url = (this.base + ("/me/" + id + "/" + this.x + "/" + o["k"] + "/" + id + "A") + Foo.BAR)
bind #2 r = this.http.request("PUT", sprintf("%s/me", url), ...o)
function #1 Api::__construct(client: Client, tok: string = null, *rest)  -> 
function #2 @Get Api::me(id: string, o: array = []) ?array -> new this(r)
class @new Route("/mine", methods=["GET"]) Api < Base, I, Macroable
import SpotifyWebAPI = SpotifyWebAPI . SpotifyWebAPI
import S = SpotifyWebAPI . Session
import helper = Foo . helper
import  = ./lib.php . *
if x is []: 
if x is not []: new this(r)

"#]]
        );
    }

    #[test]
    fn values_and_names() {
        let sketch = php(r#"<?php
define('TOKEN_URL', "https://t");
const BASE = 'it\'s \n';
enum Scope: string { case Read = 'user-read'; }
function all($a) {
    $x = $a ?? 'd'; $y = $c ? 'p' : 'q'; $z = $c ?: "r";
    $url .= '?a=' . (string) $b['k']; $list[] = 'p'; $arr['k'] = 'v';
    list($m, 'k' => $n) = f();
    foreach ($list as $k => $item) { $item->go(); }
    $f = fn($a) => $a . 'x'; $g = function ($b) use ($url) { return $b; };
    $s = match($c) { 'a', 'b' => 'one', default => throw new E('no') };
    $h = <<<EOT
  hello $name
  EOT;
    $n = <<<'N'
raw $x
N;
    $o->$n(); $l = array('x' => array(1, 'y'), ...$b); $fn = strlen(...);
    return [Api::class, 'me'];
}
"#);
        assert_data_eq!(
            sketch,
            str![[r#"
call f()
call item.go()
call new E("no")
call o.$n()
bind #0 TOKEN_URL = "https://t"
bind #0 BASE = "it's //n"
bind #0 Scope::Read = "user-read"
bind #1 x = either(a | "d")
bind #1 y = either("p" | "q")
bind #1 z = either(c | "r")
bind #1 url += ("?a=" + b["k"])
bind #1 list += "p"
bind #1 arr.k = "v"
bind #1 m = f()[_]
bind #1 n = f().k
bind #1 item = list[_]
bind #1 f = function#2
bind #1 g = function#3
bind #1 s = "one"
bind #1 h = ("  hello " + name)
bind #1 n = "raw $x"
bind #1 l = {x: [_, "y"], ...: b}
bind #1 fn = strlen
bind #0 all = function#1
function #1 all(a)  -> [Api, "me"]
function #2 (a)  -> (a + "x")
function #3 (b)  -> b
class Scope < 
if c is []: 
if c is not []: 

"#]]
        );
    }
}
