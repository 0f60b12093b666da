//! Java.

use tree_sitter::Node;

use super::branches;
use super::nodes::{field, field_text, kind_of, named, operands, text, unescape};
use super::shape::{
    Bind, Callee, Dialect, FunctionShape, Given, GuardShape, ImportShape, ParameterShape, Piece,
    Shape,
};

pub(super) struct Java;

impl Dialect for Java {
    fn members_by_name(&self) -> bool {
        true
    }

    fn guards<'t>(&self, node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
        branches::java(node, source)
    }

    #[allow(clippy::too_many_lines, reason = "one match over the kinds of nodes")]
    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            "line_comment" | "block_comment" => Shape::Skip,
            "package_declaration"
            | "type_arguments"
            | "type_parameters"
            | "modifiers"
            | "throws"
            | "switch_label"
            | "dimensions"
            | "catch_formal_parameter"
            | "annotation_type_declaration" => Shape::Skip,
            "character_literal" => Shape::Text(unescape(text(node, source).trim_matches('\''))),
            "string_literal" => Shape::Text(string(node, source)),
            "identifier" | "type_identifier" | "super" | "true" | "false" | "null_literal" => {
                Shape::Name(text(node, source).to_string())
            }
            "this" => Shape::This,
            "scoped_type_identifier" => match values(node).as_slice() {
                [scope, .., name] => Shape::Member(Some(*scope), text(*name, source).to_string()),
                _ => Shape::Other,
            },
            // `Outer.this`
            "field_access" if field(node, "field").is_some_and(|n| kind_of(n) == "this") => {
                Shape::This
            }
            "field_access" => {
                Shape::Member(field(node, "object"), field_text(node, "field", source).to_string())
            }
            "array_access" => match (field(node, "array"), field(node, "index")) {
                (Some(array), Some(index)) => Shape::Index(array, index),
                _ => Shape::Other,
            },
            "method_reference" => match values(node).as_slice() {
                [object, name] => Shape::Member(Some(*object), text(*name, source).to_string()),
                [class] => Shape::Inner(*class),
                _ => Shape::Other,
            },
            "method_invocation" => invocation(node, source),
            "explicit_constructor_invocation" => match field(node, "constructor") {
                Some(constructor) => Shape::Call {
                    callee: Callee::Expr(constructor),
                    arguments: arguments(field(node, "arguments"), source),
                    makes: false,
                },
                None => Shape::Other,
            },
            "object_creation_expression" => creation(node, source),
            // Reached by itself only where it makes a constant of an enum.
            "argument_list" => {
                let list = node.parent().and_then(|constant| constant.parent()?.parent());
                Shape::Call {
                    callee: Callee::Named(
                        None,
                        list.map_or("", |class| field_text(class, "name", source)).to_string(),
                    ),
                    arguments: arguments(Some(node), source),
                    makes: true,
                }
            }
            "array_initializer" | "element_value_array_initializer" => Shape::List(values(node)),
            "generic_type"
            | "class_literal"
            | "parenthesized_expression"
            | "expression_statement"
            | "yield_statement"
            | "throw_statement" => {
                values(node).first().map_or(Shape::Other, |first| Shape::Inner(*first))
            }
            "cast_expression" | "array_creation_expression" => {
                field(node, "value").map_or(Shape::Other, Shape::Inner)
            }
            "binary_expression" => binary(node, source),
            "ternary_expression" => {
                let branches =
                    ["consequence", "alternative"].into_iter().filter_map(|f| field(node, f));
                let condition = field(node, "condition").map(Shape::Node);
                Shape::Seq(
                    condition.into_iter().chain([Shape::Either(branches.collect())]).collect(),
                )
            }
            "switch_expression" => Shape::Seq(
                field(node, "condition")
                    .map(Shape::Node)
                    .into_iter()
                    .chain([Shape::Either(field(node, "body").map(values).unwrap_or_default())])
                    .collect(),
            ),
            "switch_rule" => values(node).last().map_or(Shape::Other, |last| Shape::Inner(*last)),
            // Its value is the last one, which may be a `yield`.
            "block" => Shape::Seq(values(node).into_iter().map(Shape::Node).collect()),
            "local_variable_declaration" | "field_declaration" | "constant_declaration" => {
                declaration(node, source)
            }
            "resource" if field(node, "name").is_some() => Shape::Bind(vec![
                Bind::name(field_text(node, "name", source), field(node, "value"))
                    .typed(declared_type(node, source)),
            ]),
            "assignment_expression" => match (field(node, "left"), field(node, "right")) {
                (Some(left), Some(right)) => {
                    let bind = Bind::expr(left, Some(right));
                    let adds = field_text(node, "operator", source) == "+=";
                    Shape::Bind(vec![if adds { bind.added() } else { bind }])
                }
                _ => Shape::Other,
            },
            "enhanced_for_statement" => {
                let bind = Bind::name(field_text(node, "name", source), field(node, "value"));
                let body = field(node, "body").map(Shape::Node);
                Shape::Seq([Shape::Bind(vec![bind.element()])].into_iter().chain(body).collect())
            }
            "instanceof_expression" => match (field(node, "left"), field(node, "name")) {
                (Some(value), Some(name)) => {
                    Shape::Bind(vec![Bind::name(text(name, source), Some(value))])
                }
                (Some(value), None) => Shape::Inner(value),
                _ => Shape::Other,
            },
            "return_statement" => Shape::Return(values(node).first().copied()),
            "method_declaration"
            | "constructor_declaration"
            | "compact_constructor_declaration"
            | "lambda_expression" => Shape::Function(function(node, source)),
            "static_initializer" => {
                Shape::Function(FunctionShape { body: values(node), ..FunctionShape::default() })
            }
            // Reached by itself only where a record is made from what stands behind its name.
            "formal_parameters" => {
                let class = node.parent().map_or("", |class| field_text(class, "name", source));
                Shape::Function(FunctionShape {
                    name: class.to_string(),
                    parameters: parameters(node, source)
                        .into_iter()
                        .map(|p| ParameterShape { is_field: true, ..p })
                        .collect(),
                    ..FunctionShape::default()
                })
            }
            "enum_constant" => {
                let name = field_text(node, "name", source);
                let value = Shape::Bind(vec![Bind::name(name, field(node, "arguments"))]);
                let body = field(node, "body").map(Shape::Node);
                Shape::Seq(body.into_iter().chain([value]).collect())
            }
            "class_declaration"
            | "interface_declaration"
            | "enum_declaration"
            | "record_declaration" => class(node, source),
            "annotation" | "marker_annotation" => Shape::Call {
                callee: Callee::Named(None, field_text(node, "name", source).to_string()),
                arguments: arguments(field(node, "arguments"), source),
                makes: false,
            },
            "import_declaration" => import(node, source),
            _ => Shape::Other,
        }
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    named(node)
        .into_iter()
        .filter(|n| !matches!(kind_of(n), "line_comment" | "block_comment"))
        .collect()
}

fn string(node: Node<'_>, source: &str) -> String {
    let written = text(node, source);
    if let Some(block) = written.strip_prefix("\"\"\"").and_then(|w| w.strip_suffix("\"\"\"")) {
        let lines = block.trim_start_matches([' ', '\t']).trim_start_matches(['\r', '\n']);
        return unescape(&textwrap::dedent(lines));
    }
    let inner = written.strip_prefix('"').unwrap_or(written);
    unescape(inner.strip_suffix('"').unwrap_or(inner))
}

fn invocation<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let given = arguments(field(node, "arguments"), source);
    let name = field_text(node, "name", source);
    match (field_text(node, "object", source), name) {
        // Lists and maps written out.
        ("List" | "Set" | "Stream" | "EnumSet" | "ImmutableList" | "ImmutableSet", "of")
        | ("Arrays", "asList")
        | ("Collections", "singletonList" | "singleton") => {
            return Shape::List(given.into_iter().map(|g| g.value).collect());
        }
        ("Map" | "ImmutableMap", "of") => {
            let values: Vec<Node> = given.into_iter().map(|g| g.value).collect();
            let pairs = values
                .chunks_exact(2)
                .map(|pair| (text(pair[0], source).trim_matches('"').to_string(), pair[1]));
            return Shape::Map(pairs.collect());
        }
        _ => {}
    }
    Shape::Call {
        callee: Callee::Named(field(node, "object"), name.to_string()),
        arguments: given,
        makes: false,
    }
}

fn arguments<'t>(list: Option<Node<'t>>, source: &'t str) -> Vec<Given<'t>> {
    let given = |argument: Node<'t>| match (kind_of(argument), field(argument, "value")) {
        ("element_value_pair", Some(value)) => {
            Given::named(field_text(argument, "key", source), value)
        }
        _ => Given::plain(argument),
    };
    list.map(values).unwrap_or_default().into_iter().map(given).collect()
}

/// `new T(…)`, perhaps with a body of its own.
fn creation<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(class) = field(node, "type") else {
        return Shape::Other;
    };
    let body = values(node).into_iter().find(|n| kind_of(n) == "class_body");
    let call = Shape::Call {
        callee: Callee::Expr(class),
        arguments: arguments(field(node, "arguments"), source),
        makes: true,
    };
    Shape::Seq(body.map(Shape::Node).into_iter().chain([call]).collect())
}

fn binary<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let split = |n: Node<'t>| {
        let is = kind_of(n) == "binary_expression" && field_text(n, "operator", source) == "+";
        is.then_some((field(n, "left")?, field(n, "right")?))
    };
    match field_text(node, "operator", source) {
        "+" => Shape::Join(operands(node, split).into_iter().map(Piece::Expr).collect()),
        _ => Shape::Other,
    }
}

/// The type of what is declared; empty for `var`.
fn declared_type<'s>(node: Node<'_>, source: &'s str) -> &'s str {
    match field_text(node, "type", source) {
        "var" => "",
        type_name => type_name,
    }
}

fn declaration<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let type_name = declared_type(node, source);
    // A field that a container sets is what is written above it.
    let setting = annotations(node)
        .into_iter()
        .find(|n| is_setting(field_text(*n, "name", source)) && field(*n, "arguments").is_some());
    let binds = values(node).into_iter().filter(|n| kind_of(n) == "variable_declarator").map(|n| {
        let value = field(n, "value").or(setting);
        Bind::name(field_text(n, "name", source), value).typed(type_name)
    });
    let binds = Shape::Bind(binds.collect());
    let others = annotations(node).into_iter().filter(|n| Some(*n) != setting);
    Shape::Seq(others.map(Shape::Node).chain([binds]).collect())
}

/// Whether an annotation says which setting a field or parameter is.
pub(super) fn is_setting(annotation: &str) -> bool {
    matches!(annotation, "Value" | "ConfigProperty" | "Property")
}

fn annotations(node: Node<'_>) -> Vec<Node<'_>> {
    let modifiers = named(node).into_iter().filter(|n| kind_of(n) == "modifiers");
    let each = modifiers.flat_map(named);
    each.filter(|n| matches!(kind_of(n), "annotation" | "marker_annotation")).collect()
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let body = field(node, "body");
    let given = field(node, "parameters").map(|list| match kind_of(list) {
        // `x -> …`
        "identifier" => vec![untyped(list, source)],
        _ => parameters(list, source),
    });
    FunctionShape {
        name: field_text(node, "name", source).to_string(),
        parameters: given.unwrap_or_default(),
        body: body.into_iter().collect(),
        body_is_result: kind_of(node) == "lambda_expression"
            && body.is_some_and(|body| kind_of(body) != "block"),
        return_type: field_text(node, "type", source).to_string(),
        decorators: annotations(node),
        of_object: kind_of(node) != "lambda_expression",
        ..FunctionShape::default()
    }
}

fn untyped<'t>(name: Node<'t>, source: &'t str) -> ParameterShape<'t> {
    ParameterShape { name: text(name, source).to_string(), ..ParameterShape::default() }
}

fn parameters<'t>(list: Node<'t>, source: &'t str) -> Vec<ParameterShape<'t>> {
    let parameter = |node: Node<'t>| match kind_of(node) {
        "formal_parameter" => Some(ParameterShape {
            name: field_text(node, "name", source).to_string(),
            type_name: field_text(node, "type", source).to_string(),
            decorators: annotations(node),
            ..ParameterShape::default()
        }),
        // `String... all`
        "spread_parameter" => {
            let name = values(node).into_iter().find(|n| kind_of(n) == "variable_declarator")?;
            Some(ParameterShape {
                name: format!("*{}", text(name, source)),
                decorators: annotations(node),
                ..ParameterShape::default()
            })
        }
        "identifier" => Some(untyped(node, source)),
        _ => None,
    };
    values(list).into_iter().filter_map(parameter).collect()
}

fn class<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut bases = Vec::new();
    let mut body = Vec::new();
    for child in named(node) {
        match kind_of(child) {
            "superclass" => {
                bases.extend(child.named_child(0).map(|n| text(n, source).to_string()));
            }
            "super_interfaces" | "extends_interfaces" => {
                let each = named(child).into_iter().flat_map(named);
                bases.extend(each.map(|n| text(n, source).to_string()));
            }
            "formal_parameters" => body.push(child),
            _ => {}
        }
    }
    body.extend(field(node, "body"));
    Shape::Class {
        name: field_text(node, "name", source).to_string(),
        bases,
        decorators: annotations(node),
        body,
    }
}

/// `import a.B;`, `import a.*;`, `import static a.B.c;`
fn import<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let children = values(node);
    let path = children.first().map_or("", |n| text(*n, source));
    let import = if children.iter().any(|n| kind_of(n) == "asterisk") {
        ImportShape { module: path.to_string(), symbol: "*".into(), ..ImportShape::default() }
    } else {
        let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
        ImportShape {
            local: name.to_string(),
            module: module.to_string(),
            symbol: name.to_string(),
            ..ImportShape::default()
        }
    };
    Shape::Import(vec![import])
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    fn java(source: &str) -> String {
        sketch_of(Language::Java, source)
    }

    #[test]
    fn texts_and_values() {
        let sketch = java(
            r#"class A { /** f("documentation") */ void b() {
// f("comment")
String c = "d\u0041" + e + ("f" + g.h());
String i = """
    j "k"
      l
    """;
var m = n ? "o" : (String) p;
String q = switch (r) { case S, T -> "u"; case V -> { w(); yield x("y"); } default -> throw new Z(); };
String[] aa = { "bb" }, cc = new String[] { "dd" };
ee += "ff"; gg[0] = "hh"; ii.jj = kk; ll = A.class;
if (mm instanceof Nn oo) { }
} }
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call g.h()
call w()
call x("y")
call new Z()
bind #1 c: String = ("dA" + e + ("f" + g.h()))
bind #1 i: String = "j /"k/"/n  l/n"
bind #1 m = either("o" | p)
bind #1 q: String = either("u" | x("y") | new Z())
bind #1 aa: String[] = ["bb"]
bind #1 cc: String[] = ["dd"]
bind #1 ee += "ff"
bind #1 gg.[] = "hh"
bind #1 ii.jj = kk
bind #1 ll = A
bind #1 oo = mm
function #1 A::b() void -> 
class A < 
arm 1/3 [S | T]: 
arm 1/3 [V]: w(), x("y")
arm 1/3 []: new Z()
if n is [true]: 
if n is not [true]: 
if _ is []: 

"#]]
        );
    }

    #[test]
    fn calls() {
        let sketch = java(
            r#"class A { void b() throws NotACall {
SpotifyApi c = new SpotifyApi.Builder().setClientId("d").build();
HttpRequest.newBuilder().uri(URI.create(E + "/f")).PUT(G.noBody()).build();
this.<T>h(i -> i + "j", (k, l) -> { m(); return k; }, A::n);
new Thread(new Runnable() { @Override public void run() { o("p"); } }).start();
var aa = List.of("bb", Scope.CC); var dd = Map.of("ee", ff);
List<String> q = new ArrayList<>() {{ add("r"); }};
for (String s : t) { u(s); }
try (var v = w("x")) { } catch (Exception y) { z(); }
} }
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call new SpotifyApi.Builder()
call new SpotifyApi.Builder().setClientId("d")
call new SpotifyApi.Builder().setClientId("d").build()
call HttpRequest.newBuilder()
call URI.create((E + "/f"))
call HttpRequest.newBuilder().uri(URI.create((E + "/f")))
call G.noBody()
call HttpRequest.newBuilder().uri(URI.create((E + "/f"))).PUT(G.noBody())
call HttpRequest.newBuilder().uri(URI.create((E + "/f"))).PUT(G.noBody()).build()
call m()
call this.h(function#2, function#3, A.n)
call Override()
call o("p")
call new Runnable()
call new Thread(new Runnable())
call new Thread(new Runnable()).start()
call add("r")
call new ArrayList()
call u(s)
call w("x")
call z()
bind #1 c: SpotifyApi = new SpotifyApi.Builder().setClientId("d").build()
bind #1 aa = ["bb", Scope.CC]
bind #1 dd = {ee: ff}
bind #1 q: List<String> = new ArrayList()
bind #1 s = t[_]
bind #1 v = w("x")
function #1 A::b() void -> 
function #2 (i)  -> (i + "j")
function #3 (k, l)  -> k
function #4 @Override() run() void -> 
class A < 

"#]]
        );
    }

    #[test]
    fn classes_and_their_members() {
        let sketch = java(
            r#"package a;
import b.c.D;
import static b.c.E.F;
import g.*;
@RestController @RequestMapping("/h")
public class A<T> extends B<T> implements I, J {
  private static final String URL = "u", V = URL + "/v";
  @Value("${w}") private String w;
  static { X = "x"; } static String X;
  @Autowired A(@Qualifier("y") Y y, String... rest) { super(y); this.y = y; w = "w"; }
  @GetMapping(value = "/z", produces = {"p", "q"}) public R<T> get(@RequestParam("id") String id) { return V; }
  interface Api extends K { @GET("me/tracks") Call<T> tracks(@Query("limit") int limit); String C = "c"; }
  enum Scope { READ("user-read"), PLAIN; private final String s; Scope(String s) { this.s = s; } }
  record Pair(String l, @Path("r") int r) { }
  @interface NotACall { String value() default "n"; }
}
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call RestController()
call RequestMapping("/h")
call Value("${w}")
call Autowired()
call Qualifier("y")
call super(y)
call GetMapping(value="/z", produces=["p", "q"])
call RequestParam("id")
call GET("me/tracks")
call Query("limit")
call new Scope("user-read")
call Path("r")
bind #0 A::URL: String = "u"
bind #0 A::V: String = (A.URL + "/v")
bind #0 A::w: String = Value("${w}")
bind #1 A::X = "x"
bind #0 A::X: String = ?
bind #2 this.y = y
bind #2 A::w = "w"
bind #0 Api::C: String = "c"
bind #0 Scope::READ = new Scope("user-read")
bind #0 Scope::PLAIN = ?
bind #0 Scope::s: String = ?
bind #5 this.s = s
bind #6 Pair::l: String = l
bind #6 Pair::r: int = r
function #1 A::()  -> 
function #2 @Autowired() A::A(@Qualifier("y") y: Y, *rest)  -> 
function #3 @GetMapping(value="/z", produces=["p", "q"]) A::get(@RequestParam("id") id: String) R<T> -> V
function #4 @GET("me/tracks") Api::tracks(@Query("limit") limit: int) Call<T> -> 
function #5 Scope::Scope(s: String)  -> 
function #6 Pair::Pair(l: String, @Path("r") r: int)  -> 
class @RestController() @RequestMapping("/h") A < B<T>, I, J
class Api < K
class Scope < 
class Pair < 
import D = b.c . D
import F = b.c.E . F
import  = g . *

"#]]
        );
    }
}
