//! Ruby.
//!
//! A member is a call, with or without parentheses; so is a name that nothing is bound
//! to. What wraps a text without changing it (`.freeze`, `.to_s`) is taken off.

use tree_sitter::Node;

use super::branches;
use super::nodes::{field, field_text, kind_of, named, operands, text, unescape};
use super::shape::{
    Bind, BindTarget, Callee, Dialect, FunctionShape, Given, GuardShape, ImportShape,
    ParameterShape, Piece, Shape,
};

pub(super) struct Ruby;

impl Dialect for Ruby {
    fn guards<'t>(&self, node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
        branches::ruby(node, source)
    }

    fn bodies_name_members(&self) -> bool {
        true
    }

    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            // Keywords are called like what they begin.
            _ if !node.is_named() => Shape::Skip,
            "comment" => Shape::Skip,
            "uninterpreted" | "regex" | "heredoc_body" | "alias" | "undef" => Shape::Skip,
            "identifier" | "constant" | "global_variable" | "hash_key_symbol" | "super"
            | "true" | "false" | "nil" => Shape::Name(text(node, source).to_string()),
            "self" => Shape::This,
            "instance_variable" | "class_variable" => {
                Shape::Own(text(node, source).trim_start_matches('@').to_string())
            }
            "scope_resolution" => match field(node, "scope") {
                None => Shape::Name(field_text(node, "name", source).to_string()),
                scope => Shape::Member(scope, field_text(node, "name", source).to_string()),
            },
            "method" | "singleton_method" => Shape::Function(method(node, source)),
            "lambda" => {
                let block = field(node, "body");
                let parameters = field(node, "parameters");
                Shape::Function(FunctionShape {
                    parameters: parameters.map(|p| self::parameters(p, source)).unwrap_or_default(),
                    ..block.map(|block| of_block(block, source)).unwrap_or_default()
                })
            }
            "block" | "do_block" => Shape::Function(of_block(node, source)),
            "class" | "module" => class(node, source),
            "assignment" => assignment(node, source),
            "operator_assignment" => match (field(node, "left"), field(node, "right")) {
                (Some(left), Some(right)) => {
                    let bind = target(left, right, source);
                    let adds = matches!(field_text(node, "operator", source), "+=" | "<<=");
                    Shape::Bind(vec![if adds { bind.added() } else { bind }])
                }
                _ => Shape::Other,
            },
            "for" => {
                let value = field(node, "value").and_then(|value| value.named_child(0));
                let name = field(node, "pattern").filter(|n| kind_of(n) == "identifier");
                let bind = name.map(|n| Bind::name(text(n, source), value).element());
                let body = field(node, "body").map(Shape::Node);
                Shape::Seq(
                    [Shape::Bind(bind.into_iter().collect())].into_iter().chain(body).collect(),
                )
            }
            "exception_variable" => Shape::Bind(
                node.named_child(0)
                    .map(|n| Bind::name(text(n, source), None))
                    .into_iter()
                    .collect(),
            ),
            "return" => {
                let list = node.named_child(0);
                let values = list.map(values).unwrap_or_default();
                match values.as_slice() {
                    [only] if gives_up(*only, source) => Shape::Skip,
                    [only] => Shape::Return(Some(*only)),
                    _ => Shape::Return(list),
                }
            }
            _ => expression(node, source),
        }
    }

    fn names_may_call(&self) -> bool {
        true
    }
}

/// What has a value.
fn expression<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    match kind_of(node) {
        "string" | "bare_string" | "bare_symbol" | "delimited_symbol" => string(node, source),
        "subshell" => Shape::Run(Box::new(string(node, source))),
        "heredoc_beginning" => heredoc(node, source),
        "chained_string" => Shape::Join(values(node).into_iter().map(Piece::Expr).collect()),
        "simple_symbol" | "character" => {
            Shape::Text(text(node, source).trim_start_matches([':', '?']).to_string())
        }
        "array" | "string_array" | "symbol_array" | "argument_list" | "right_assignment_list" => {
            Shape::List(values(node))
        }
        "hash" => Shape::Map(values(node).into_iter().filter_map(|n| pair(n, source)).collect()),
        "element_reference" => match (field(node, "object"), values(node).as_slice()) {
            (Some(object), [_, index, ..]) => Shape::Index(object, *index),
            _ => Shape::Other,
        },
        "splat_argument" | "hash_splat_argument" | "block_argument" => {
            values(node).first().map_or(Shape::Other, |inner| Shape::Inner(*inner))
        }
        "call" => call(node, source),
        "binary" => binary(node, source),
        "conditional" => {
            let branches =
                ["consequence", "alternative"].into_iter().filter_map(|f| field(node, f)).collect();
            let condition = field(node, "condition").map(Shape::Node);
            Shape::Seq(condition.into_iter().chain(either(branches, source)).collect())
        }
        "if" | "unless" | "elsif" => {
            let condition = field(node, "condition").map(Shape::Node);
            let branches =
                ["consequence", "alternative"].into_iter().filter_map(|f| field(node, f)).collect();
            Shape::Seq(condition.into_iter().chain(either(branches, source)).collect())
        }
        "if_modifier" | "unless_modifier" | "while_modifier" | "until_modifier" => Shape::Seq(
            ["condition", "body"]
                .into_iter()
                .filter_map(|f| field(node, f))
                .map(Shape::Node)
                .collect(),
        ),
        "rescue_modifier" => {
            Shape::Either(["body", "handler"].into_iter().filter_map(|f| field(node, f)).collect())
        }
        "case" | "case_match" => {
            let value = field(node, "value").map(Shape::Node);
            let clauses: Vec<Node> = values(node)
                .into_iter()
                .filter(|n| matches!(kind_of(n), "when" | "in_clause" | "else"))
                .collect();
            let branches = clauses
                .into_iter()
                .filter_map(|n| if kind_of(n) == "else" { Some(n) } else { field(n, "body") })
                .collect();
            Shape::Seq(value.into_iter().chain(either(branches, source)).collect())
        }
        "then"
        | "else"
        | "do"
        | "begin"
        | "body_statement"
        | "block_body"
        | "parenthesized_statements" => statements(node),
        _ => Shape::Other,
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node)
        .into_iter()
        .filter(|n| !matches!(kind_of(n), "comment" | "heredoc_body" | "empty_statement"))
        .collect()
}

/// Statements, whose value is that of the last that is no `rescue` or `ensure`.
fn statements(node: Node<'_>) -> Shape<'_> {
    let said = named(node).into_iter().filter(|n| kind_of(n) != "comment");
    let (aside, main): (Vec<Node>, Vec<Node>) = said.partition(|n| aside(*n));
    Shape::Seq(aside.into_iter().chain(main).map(Shape::Node).collect())
}

fn aside(node: Node<'_>) -> bool {
    matches!(kind_of(node), "rescue" | "ensure" | "heredoc_body")
}

/// Whether an expression leaves, or says that there is no value.
fn gives_up(mut node: Node<'_>, source: &str) -> bool {
    while matches!(kind_of(node), "then" | "else" | "body_statement" | "begin" | "block_body") {
        match values(node).into_iter().rfind(|n| !aside(*n)) {
            Some(last) => node = last,
            None => return false,
        }
    }
    match kind_of(node) {
        "nil" | "return" | "next" | "break" | "redo" | "retry" => true,
        "identifier" => matches!(text(node, source), "raise" | "fail" | "exit" | "abort"),
        "call" => {
            field(node, "receiver").is_none()
                && matches!(field_text(node, "method", source), "raise" | "fail" | "exit" | "abort")
        }
        _ => false,
    }
}

/// Branches of which one is the value; those that give up are only looked at.
fn either<'t>(branches: Vec<Node<'t>>, source: &'t str) -> Vec<Shape<'t>> {
    Shape::one_of(branches, |n| gives_up(n, source))
}

/// A text, or its pieces where something is put in.
fn string<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let whole = text(node, source);
    let raw = whole.starts_with('\'') || whole.starts_with("%q") || whole.starts_with(":'");
    pieces(values(node), raw, "", source)
}

fn pieces<'t>(parts: Vec<Node<'t>>, raw: bool, strip: &str, source: &'t str) -> Shape<'t> {
    let content = |part: Node<'t>| {
        let written = text(part, source);
        if raw { written.replace("\\'", "'").replace("\\\\", "\\") } else { unescape(written) }
    };
    if parts.iter().all(|n| kind_of(n) != "interpolation") {
        let whole: String = parts.into_iter().map(content).collect();
        return Shape::Text(whole.strip_prefix(strip).unwrap_or(&whole).to_string());
    }
    let mut pieces = Vec::with_capacity(parts.len());
    for part in parts {
        if kind_of(part) == "interpolation" {
            pieces.extend(values(part).last().copied().map(Piece::Expr));
        } else {
            let mut content = content(part);
            if let (true, Some(rest)) = (pieces.is_empty(), content.strip_prefix(strip)) {
                content = rest.to_string();
            }
            pieces.push(Piece::Text(content, part));
        }
    }
    Shape::Join(pieces)
}

/// The body that a `<<~NAME` stands for: it follows on a later line.
fn heredoc<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let opening = text(node, source);
    let name = opening.trim_start_matches(['<', '~', '-']);
    let raw = name.starts_with('\'');
    let name = name.trim_matches(['\'', '"', '`']);
    let mut around = Some(node);
    while let Some(at) = around {
        let mut next = at.next_sibling();
        // Bodies stand right after the statement; looking far would be slow in broken files.
        for _ in 0..32 {
            let Some(body) = next else { break };
            if kind_of(body) == "heredoc_body" {
                let mut parts = named(body);
                let end = parts.pop().filter(|n| kind_of(n) == "heredoc_end");
                if end.is_some_and(|end| text(end, source).trim() == name) {
                    return pieces(parts, raw, "\n", source);
                }
            }
            next = body.next_sibling();
        }
        around = at.parent();
    }
    Shape::Other
}

fn key(node: Node<'_>, source: &str) -> String {
    let written = text(node, source);
    match kind_of(node) {
        "simple_symbol" => written.trim_start_matches(':').to_string(),
        "string" | "delimited_symbol" => written.trim_matches([':', '"', '\'']).to_string(),
        _ => written.to_string(),
    }
}

/// Key and value of a hash or of arguments; `...` where it is put in whole.
fn pair<'t>(node: Node<'t>, source: &'t str) -> Option<(String, Node<'t>)> {
    if kind_of(node) != "pair" {
        return Some(("...".to_string(), node));
    }
    let name = field(node, "key")?;
    // `name:` alone gives what is called so.
    Some((key(name, source), field(node, "value").unwrap_or(name)))
}

fn given<'t>(argument: Node<'t>, source: &'t str) -> Given<'t> {
    match (kind_of(argument), pair(argument, source)) {
        ("pair", Some((name, value))) => Given::named(name, value),
        ("splat_argument" | "hash_splat_argument", _) => {
            Given { spread: true, ..Given::plain(argument) }
        }
        _ => Given::plain(argument),
    }
}

fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let receiver = field(node, "receiver");
    let method = match field(node, "method") {
        Some(method) => text(method, source),
        None => "call",
    };
    let mut list = field(node, "arguments").map(values).unwrap_or_default();
    let mut method = method.to_string();
    // `x.send(:get, …)` is `x.get(…)`.
    if matches!(method.as_str(), "send" | "public_send" | "__send__")
        && list.first().is_some_and(|name| {
            let is_whole = || named(*name).iter().all(|part| kind_of(part) != "interpolation");
            matches!(kind_of(name), "simple_symbol" | "string") && is_whole()
        })
    {
        method = key(list.remove(0), source);
    }
    let block = field(node, "block");
    match (receiver, method.as_str(), list.as_slice(), block) {
        (Some(object), "freeze" | "to_s" | "to_sym" | "to_str" | "dup" | "presence", [], None) => {
            return Shape::Inner(object);
        }
        (None, "lambda" | "proc", [], Some(block)) => return Shape::Inner(block),
        (None, "define_method", [name], Some(block)) => {
            return Shape::Function(FunctionShape {
                name: key(*name, source),
                ..of_block(block, source)
            });
        }
        (None, "require" | "require_relative" | "load", [path], None) => {
            let path = key(*path, source);
            let relative = method == "require_relative" && !path.starts_with('.');
            let module = if relative { format!("./{path}") } else { path };
            return Shape::Import(vec![ImportShape { module, ..ImportShape::default() }]);
        }
        (None, "attr_reader" | "attr_accessor", names, None) if !names.is_empty() => {
            // What it makes is written out: a method each.
            let methods = names.iter().filter(|n| kind_of(**n) == "simple_symbol").map(|name| {
                let name = key(*name, source);
                format!("def {name}; @{name}; end\n")
            });
            return Shape::Reparse(methods.collect());
        }
        _ => {}
    }
    let arguments = list.into_iter().map(|n| given(n, source));
    let makes = method == "new" && receiver.is_some();
    Shape::Call {
        callee: Callee::Named(receiver, method),
        arguments: arguments.chain(block.map(Given::plain)).collect(),
        makes,
    }
}

fn binary<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return Shape::Other;
    };
    match field_text(node, "operator", source) {
        "+" => {
            let split = |n: Node<'t>| {
                let is = kind_of(n) == "binary" && field_text(n, "operator", source) == "+";
                is.then_some((field(n, "left")?, field(n, "right")?))
            };
            Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect())
        }
        "%" => {
            let arguments = if kind_of(right) == "array" { values(right) } else { vec![right] };
            Shape::Call {
                callee: Callee::Named(Some(left), "%".into()),
                arguments: arguments.into_iter().map(Given::plain).collect(),
                makes: false,
            }
        }
        "<<" => Shape::Bind(vec![target(left, right, source).added()]),
        "||" | "or" => Shape::Seq(either(vec![left, right], source)),
        "&&" | "and" => Shape::Seq(vec![Shape::Node(left), Shape::Node(right)]),
        _ => Shape::Other,
    }
}

/// What is on the left given what is on the right.
fn target<'t>(left: Node<'t>, right: Node<'t>, source: &'t str) -> Bind<'t> {
    match (kind_of(left), field(left, "receiver")) {
        ("identifier" | "constant" | "global_variable", _) => {
            Bind::name(text(left, source), Some(right))
        }
        ("call", Some(object)) => {
            let name = field_text(left, "method", source).to_string();
            Bind { target: BindTarget::Member(object, name), ..Bind::name("", Some(right)) }
        }
        _ => Bind::expr(left, Some(right)),
    }
}

fn assignment<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return Shape::Other;
    };
    if kind_of(left) != "left_assignment_list" {
        return Shape::Bind(vec![target(left, right, source)]);
    }
    let (names, each) = (values(left), values(right));
    let one_by_one =
        matches!(kind_of(right), "right_assignment_list" | "array") && names.len() == each.len();
    let binds = names.into_iter().enumerate().map(|(at, name)| {
        let name = if kind_of(name) == "rest_assignment" { name.named_child(0)? } else { name };
        Some(match each.get(at).filter(|_| one_by_one) {
            Some(value) => target(name, *value, source),
            None => target(name, right, source).place(at),
        })
    });
    Shape::Bind(binds.flatten().collect())
}

fn method<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let name = field_text(node, "name", source).to_string();
    let body = field(node, "body");
    FunctionShape {
        parameters: field(node, "parameters").map(|p| parameters(p, source)).unwrap_or_default(),
        body: body.into_iter().collect(),
        body_is_result: name != "initialize" && body.is_some_and(|b| !gives_up(b, source)),
        name,
        ..FunctionShape::default()
    }
}

fn of_block<'t>(block: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let body = field(block, "body");
    FunctionShape {
        parameters: field(block, "parameters").map(|p| parameters(p, source)).unwrap_or_default(),
        body: body.into_iter().collect(),
        body_is_result: body.is_some_and(|body| !gives_up(body, source)),
        ..FunctionShape::default()
    }
}

fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    values(list)
        .into_iter()
        .flat_map(|parameter| match kind_of(parameter) {
            // Which piece of it each name is, is not kept.
            "destructured_parameter" => values(parameter),
            _ => vec![parameter],
        })
        .map(|parameter| {
            let sign = match kind_of(parameter) {
                "splat_parameter" => "*",
                "hash_splat_parameter" => "**",
                "block_parameter" => "&",
                _ => "",
            };
            let name = match field(parameter, "name") {
                Some(name) => text(name, source),
                None if sign.is_empty() => text(parameter, source),
                None => "",
            };
            ParameterShape {
                name: format!("{sign}{name}"),
                default: field(parameter, "value"),
                ..ParameterShape::default()
            }
        })
        .collect()
}

fn class<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let name = field_text(node, "name", source);
    let mut bases: Vec<String> = field(node, "superclass")
        .and_then(|base| base.named_child(0))
        .map(|base| text(base, source).to_string())
        .into_iter()
        .collect();
    let body = field(node, "body");
    for statement in body.map(values).unwrap_or_default() {
        let mixes_in = kind_of(statement) == "call"
            && field(statement, "receiver").is_none()
            && matches!(field_text(statement, "method", source), "include" | "extend" | "prepend");
        if let (true, Some(list)) = (mixes_in, field(statement, "arguments")) {
            bases.extend(values(list).into_iter().map(|n| text(n, source).to_string()));
        }
    }
    Shape::Class {
        name: name.rsplit("::").next().unwrap_or(name).to_string(),
        bases,
        decorators: Vec::new(),
        body: body.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    fn ruby(source: &str) -> String {
        sketch_of(Language::Ruby, source)
    }

    #[test]
    fn requests_and_methods() {
        let sketch = ruby(
            r#"
# Not a call: get("/me")
require 'rspotify'
require_relative 'lib/x'
module Spot
  class Client < Base::Http
    include HTTParty
    BASE = "https://api/v1".freeze
    attr_reader :token
    def self.me(token, kind: 'tracks', **opts, &block)
      get("/me/#{kind}", headers: { 'A' => "b", c: 1, **opts }, :scope => 'x')
    end
    def initialize(token = nil)
      @token = token || ENV['T']
      @conn ||= Faraday.new(url: BASE) do |f|
        f.request :json
      end
    end
    def put(path, *rest)
      raise "no" if rest.empty?
      req = Net::HTTP::Put.new URI(base + path)
      req['Auth'] = "%s!" % token
      req.body = { ids: [path] }
      client.request(req, *rest).body
    end
    private
    def base = prod? ? BASE : 'http://x'
  end
end
user&.player.send :play, 1
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call include(HTTParty)
call get(("/me/" + kind), headers={A: "b", c: _, ...: opts}, scope="x")
call f.request("json")
call new Faraday.new(url=BASE, function#4)
call rest.empty?()
call raise("no")
call base()
call URI((base() + path))
call new Net.HTTP.Put.new(URI((base() + path)))
call token()
call "%s!".%(token())
call client()
call client().request(req, ...rest)
call client().request(req, ...rest).body()
call private()
call prod?()
call user()
call user().player()
call user().player().play(_)
bind #0 Client::BASE = "https://api/v1"
bind #3 this.token = either(token | ENV["T"])
bind #3 this.conn = new Faraday.new(url=BASE, function#4)
bind #5 req = new Net.HTTP.Put.new(URI((base() + path)))
bind #5 req.Auth = "%s!".%(token())
bind #5 req.body = {ids: [path]}
function #1 Client::token()  -> this.token
function #2 Client::me(token, kind = "tracks", **opts, &block)  -> get(("/me/" + kind), headers={A: "b", c: _, ...: opts}, scope="x")
function #3 Client::initialize(token = nil)  -> 
function #4 (f)  -> f.request("json")
function #5 Client::put(path, *rest)  -> client().request(req, ...rest).body()
function #6 Client::base()  -> either(BASE | "http://x")
class Spot < 
class Client < Base::Http, HTTParty
import  = rspotify . 
import  = ./lib/x . 
if rest is not []: raise("no")
if _ is []: 
if _ is not []: 

"#]]
        );
    }

    #[test]
    fn values_and_names() {
        let sketch = ruby(
            r#"
=begin
get "/not/a/call"
=end
SCOPES = %w[a b] + %i[c]
text = <<~A + 'x\'\d' "\u0041" + ?c
  one #{name}
  two
A
call(<<-'B', 1)
raw #{no}
B
def all(list, (a, b), c = "d")
  e, *f = list
  g, h = "g", f
  scopes << "more"
  url += "/x"
  list.each { |i| go i }
  q = case c when 'a' then "one" when :b; "two" else raise "no" end
  r = begin go! rescue "z" end
  if a then "p" elsif b then nil else q end
rescue Foo => e
  e.message
end
provider :spotify, ENV.fetch("ID", "d"), scope: 'a ' \
  'b'
define_method(:zed) { |x| x }
on_error ->(x) { x + "l" }, list.map(&:uri), %r{/no}
h = { c:, "d": x, 'e f' => 2 }
__END__
get "/not/a/call"
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call name()
call call("raw #{no}/n", _)
call e.message()
call go(i)
call list.each(function#2)
call raise("no")
call go!()
call ENV.fetch("ID", "d")
call provider("spotify", ENV.fetch("ID", "d"), scope=("a " + "b"))
call list()
call list().map("uri")
call on_error(function#4, list().map("uri"), _)
call c()
call x()
bind #0 SCOPES = (["a", "b"] + ["c"])
bind #0 text = (("  one " + name() + "/n  two/n") + ("x'//d" + "A") + "c")
bind #1 e = ?
bind #1 e = list[_]
bind #1 f = list[_]
bind #1 g = "g"
bind #1 h = f
bind #1 scopes += "more"
bind #1 url += "/x"
bind #1 q = either("one" | "two")
bind #1 r = either(go!() | "z")
bind #0 all = function#1
bind #0 zed = function#3
bind #0 h = {c: c(), d: x(), e f: _}
function #1 all(list, a, b, c = "d")  -> either("p" | q)
function #2 (i)  -> go(i)
function #3 zed(x)  -> x
function #4 (x)  -> (x + "l")
arm 1/1 []: raise("no")
if c is [a]: 
if c is [b]: 
if c is not [a | b]: raise("no")
if b is []: 
if b is not []: 
if a is []: 
if a is not []: 

"#]]
        );
    }
}
