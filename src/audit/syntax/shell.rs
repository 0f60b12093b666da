//! Shell: sh, bash, zsh.
//!
//! A command is a call whose arguments are its words. What a function writes at its end
//! with `echo` is its result; its `$1`, `$2` … are its parameters.

use tree_sitter::Node;

use super::nodes::{Walk, field, field_text, kind_of, named, text, unescape, walk};
use super::shape::{
    Bind, Callee, Dialect, FunctionShape, Given, ImportShape, ParameterShape, Piece, Shape,
};
use super::words;

pub(super) struct Shell;

impl Dialect for Shell {
    fn file_takes(&self, root: Node<'_>, source: &str) -> Vec<String> {
        taken(root, source)
    }

    fn shape<'t>(&self, node: Node<'t>, source: &'t str) -> Shape<'t> {
        match kind_of(node) {
            // Keywords are called like what they begin.
            _ if !node.is_named() => Shape::Skip,
            "comment" => Shape::Skip,
            "heredoc_start"
            | "heredoc_end"
            | "file_descriptor"
            | "regex"
            | "extglob_pattern"
            | "test_operator"
            | "arithmetic_expansion" => Shape::Skip,
            "word" if let Some(joined) = words::put_together(node, source) => joined,
            "word" => {
                let value = keyed(node, source).map(|(_, value)| value);
                Shape::Text(bare(value.unwrap_or_else(|| text(node, source))))
            }
            "number" => Shape::Text(text(node, source).to_string()),
            "raw_string" => Shape::Text(text(node, source).trim_matches('\'').to_string()),
            "ansi_c_string" => {
                let whole = text(node, source).trim_start_matches('$');
                Shape::Text(unescape(whole.trim_matches('\'')))
            }
            "string" => {
                let (start, end) = (node.start_byte() + 1, node.end_byte());
                pieces(node, start, end.saturating_sub(1).max(start), source)
            }
            "translated_string" => node.named_child(0).map_or(Shape::Other, Shape::Inner),
            "heredoc_body" => heredoc(node, source),
            "concatenation" => match keyed(node, source) {
                Some((_, value)) => Shape::Text(bare(value)),
                None => Shape::Join(values(node).into_iter().map(Piece::Expr).collect()),
            },
            "variable_name" | "special_variable_name" => {
                Shape::Name(text(node, source).to_string())
            }
            "simple_expansion" => node.named_child(0).map_or(Shape::Skip, Shape::Inner),
            "expansion" => expansion(node, source),
            "subscript" => match (field(node, "name"), field(node, "index")) {
                (Some(name), Some(index)) if !matches!(text(index, source), "@" | "*") => {
                    Shape::Index(name, index)
                }
                (Some(name), _) => Shape::Inner(name),
                _ => Shape::Other,
            },
            "array" => array(node, source),
            "command" => command(node, source),
            "command_substitution"
            | "process_substitution"
            | "subshell"
            | "pipeline"
            | "list"
            | "compound_statement"
            | "do_group"
            | "negated_command" => Shape::Seq(values(node).into_iter().map(Shape::Node).collect()),
            "redirected_statement" => {
                let body = field(node, "body");
                let redirects = values(node).into_iter().filter(|n| Some(*n) != body);
                Shape::Seq(redirects.chain(body).map(Shape::Node).collect())
            }
            // Names of files are no texts of the program.
            "file_redirect" => match field(node, "destination") {
                Some(to) if kind_of(to).ends_with("_substitution") => Shape::Inner(to),
                _ => Shape::Skip,
            },
            "variable_assignment" => assignment(node, source),
            "function_definition" => Shape::Function(function(node, source)),
            "for_statement" | "select_statement" => {
                let name = field_text(node, "variable", source);
                let mut cursor = node.walk();
                let each: Vec<Node> = node.children_by_field_name("value", &mut cursor).collect();
                let binds = each.into_iter().map(|value| {
                    let bind = Bind::name(name, Some(value));
                    if matches!(kind_of(value), "word" | "raw_string" | "number" | "concatenation")
                    {
                        bind
                    } else {
                        bind.element()
                    }
                });
                let binds = Shape::Bind(binds.collect());
                Shape::Seq(
                    [binds].into_iter().chain(field(node, "body").map(Shape::Node)).collect(),
                )
            }
            "case_item" => {
                let mut cursor = node.walk();
                let patterns: Vec<Node> =
                    node.children_by_field_name("value", &mut cursor).collect();
                let rest = values(node).into_iter().filter(|n| !patterns.contains(n));
                Shape::Seq(rest.map(Shape::Node).collect())
            }
            _ => Shape::Other,
        }
    }
}

fn values(node: Node<'_>) -> Vec<Node<'_>> {
    let mut values = named(node);
    values.retain(|n| kind_of(n) != "comment");
    values
}

/// A word without the backslashes in it.
fn bare(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next().filter(|c| *c != '\n')),
            _ => out.push(c),
        }
    }
    out
}

/// What stands between double quotes: a backslash takes effect before few characters.
fn quoted(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut chars = written.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('\n')) => {
                chars.next();
            }
            ('\\', Some(next @ ('"' | '\\' | '$' | '`'))) => {
                out.push(*next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

/// Texts and expansions between two places; texts are what lies between expansions.
fn pieces<'t>(node: Node<'t>, start: usize, end: usize, source: &'t str) -> Shape<'t> {
    let put_in = named(node)
        .into_iter()
        .filter(|n| !matches!(kind_of(n), "string_content" | "heredoc_content" | "comment"));
    let mut pieces = Vec::new();
    let mut at = start;
    for part in put_in {
        // Blanks before an expansion are taken for part of it.
        let blanks = text(part, source).find(['$', '`', '<', '>']).unwrap_or_default();
        let before = source.get(at..part.start_byte() + blanks).unwrap_or_default();
        if !before.is_empty() {
            pieces.push(Piece::Text(quoted(before), node));
        }
        pieces.push(Piece::Expr(part));
        at = part.end_byte();
    }
    let rest = source.get(at..end).unwrap_or_default();
    match pieces.as_slice() {
        [] => Shape::Text(quoted(rest)),
        [Piece::Expr(only)] if rest.is_empty() => Shape::Inner(*only),
        _ => {
            if !rest.is_empty() {
                pieces.push(Piece::Text(quoted(rest), node));
            }
            Shape::Join(pieces)
        }
    }
}

fn heredoc<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mark = node
        .parent()
        .and_then(|redirect| named(redirect).into_iter().find(|n| kind_of(n) == "heredoc_start"));
    if mark.is_some_and(|mark| text(mark, source).contains(['\'', '"', '\\'])) {
        return Shape::Text(text(node, source).to_string());
    }
    pieces(node, node.start_byte(), node.end_byte(), source)
}

/// Operators before what a variable is where nothing was set.
const DEFAULTS: [&str; 4] = [":-", "-", ":=", "="];

/// `${name}`, `${name:-default}`; what changes a value is a call of the operator with its
/// pattern, `%/` of `${name%/}`, that is given what is put in instead.
fn expansion<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let parts = values(node);
    let Some((first, rest)) = parts.split_first() else {
        return Shape::Skip;
    };
    let mut cursor = node.walk();
    let operator = node.children_by_field_name("operator", &mut cursor).next();
    // A default without anything put in is one text, whatever parts the parser makes of it.
    if let Some(operator) = operator.filter(|o| DEFAULTS.contains(&text(*o, source)))
        && let Some(default) = source.get(operator.end_byte()..node.end_byte())
        && let Some(default) = default.strip_suffix('}').filter(|d| !d.contains(['$', '`']))
        && !rest.last().is_some_and(|n| matches!(kind_of(n), "word" | "string" | "raw_string"))
    {
        return Shape::Call {
            callee: Callee::Named(Some(*first), format!(":-{default}")),
            arguments: Vec::new(),
            makes: false,
        };
    }
    match (operator.map_or("", |n| text(n, source)), rest.last()) {
        (operator, Some(default)) if DEFAULTS.contains(&operator) => {
            Shape::Either(vec![*first, *default])
        }
        (":+" | "+", Some(instead)) => Shape::Inner(*instead),
        // Case is changed and nothing else.
        ("" | ":-" | "-" | ":=" | "=" | ":?" | "?" | "^" | "^^" | "," | ",,", _) => {
            Shape::Inner(*first)
        }
        ("%" | "%%" | "#" | "##" | "/" | "//" | "/#" | "/%", _) => {
            let pattern = rest.iter().find(|n| kind_of(**n) == "regex");
            let written = source.get(operator.map_or(0, |n| n.start_byte())..);
            let end = pattern.map(|n| n.end_byte() - operator.map_or(0, |n| n.start_byte()));
            let Some(name) = written.zip(end).and_then(|(written, end)| written.get(..end)) else {
                return Shape::Skip;
            };
            let instead = rest.iter().filter(|n| Some(*n) != pattern).copied().map(Given::plain);
            Shape::Call {
                callee: Callee::Named(Some(*first), name.to_string()),
                arguments: instead.collect(),
                makes: false,
            }
        }
        _ => Shape::Skip,
    }
}

/// Key and value of an element of an array that is one plain word: `[key]=value`.
fn keyed<'t>(element: Node<'t>, source: &'t str) -> Option<(&'t str, &'t str)> {
    let written = text(element, source);
    let pair = written.strip_prefix('[')?.split_once("]=")?;
    let is_plain = !written.contains(['$', '`', '"', '\'']);
    let in_array = || element.parent().is_some_and(|parent| kind_of(parent) == "array");
    (is_plain && in_array()).then_some(pair)
}

fn array<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let elements = values(node);
    let pairs = elements.iter().map(|element| {
        if let Some((key, _)) = keyed(*element, source) {
            return Some((key.to_string(), *element));
        }
        // `[key]="value"`
        let key = text(*element, source).strip_prefix('[')?.split_once("]=")?.0;
        let value = values(*element).last().copied()?;
        if value.start_byte() < element.start_byte() + key.len() + 3 {
            return None;
        }
        Some((key.trim_matches(['"', '\'']).to_string(), value))
    });
    match pairs.collect::<Option<Vec<_>>>() {
        Some(pairs) if !pairs.is_empty() => Shape::Map(pairs),
        _ => Shape::List(elements),
    }
}

fn assignment<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let Some(name) = field(node, "name") else {
        return Shape::Other;
    };
    let value = field(node, "value");
    let bind = match kind_of(name) {
        "subscript" => Bind::expr(name, value),
        _ => Bind::name(text(name, source), value),
    };
    let sign = source.get(name.end_byte()..).unwrap_or_default();
    Shape::Bind(vec![if sign.starts_with("+=") { bind.added() } else { bind }])
}

/// Whether `"${list[@]}"`, `"$@"` stands for several words.
fn is_several(argument: Node<'_>, source: &str) -> bool {
    matches!(kind_of(argument), "string" | "expansion" | "simple_expansion")
        && matches!(text(argument, source).trim_matches(['"', '$', '{', '}']), "@" | "*")
        || text(argument, source).trim_matches(['"', '}']).ends_with("[@]")
}

/// Commands that run the one they are given.
const RUNNERS: [&str; 11] =
    ["sudo", "command", "exec", "nohup", "time", "env", "builtin", "noglob", "bash", "sh", "zsh"];

fn command<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let mut cursor = node.walk();
    let mut words: Vec<Node> = node.children_by_field_name("argument", &mut cursor).collect();
    let aside: Vec<Shape> = values(node)
        .into_iter()
        .filter(|n| kind_of(n) == "variable_assignment" || kind_of(n).ends_with("_redirect"))
        .map(Shape::Node)
        .collect();
    let Some(mut name) = field(node, "name").and_then(|name| name.named_child(0)) else {
        return Shape::Seq(aside);
    };
    while RUNNERS.contains(&text(name, source))
        && words.first().is_some_and(|n| kind_of(n) == "word" && !text(*n, source).starts_with('-'))
    {
        name = words.remove(0);
    }
    let written = text(name, source);
    let plain = written.trim_matches(['"', '$', '{', '}']);
    let script = tail_of_path(written);
    let callee = match kind_of(name) {
        "string" | "concatenation" if script.is_some() => {
            Callee::Named(None, script.unwrap_or_default().to_string())
        }
        "word" => Callee::Named(None, written.rsplit('/').next().unwrap_or(written).to_string()),
        // `"$CURL"` is what scripts call the curl they found.
        _ if plain.eq_ignore_ascii_case("curl") => Callee::Named(None, "curl".into()),
        _ => Callee::Expr(name),
    };
    match written {
        // What they are given is a number for the caller.
        "return" | "exit" => return Shape::Skip,
        "source" | "." => return sourced(words.first().copied(), source),
        "echo" | "print" | "printf" if ends_function(node) => {
            let said = words.iter().filter(|n| !text(**n, source).starts_with('-'));
            match said.collect::<Vec<_>>().as_slice() {
                [only] => return Shape::Return(Some(**only)),
                [format, only] if written == "printf" && text(**format, source).contains("%s") => {
                    return Shape::Return(Some(**only));
                }
                _ => {}
            }
        }
        _ => {}
    }
    let arguments =
        words.into_iter().map(|n| Given { spread: is_several(n, source), ..Given::plain(n) });
    let call = Shape::Call { callee, arguments: arguments.collect(), makes: false };
    Shape::Seq(aside.into_iter().chain([call]).collect())
}

/// Whether a command is the last that a function does.
fn ends_function(node: Node<'_>) -> bool {
    let mut at = node;
    while let Some(parent) = at.parent() {
        let next = at.next_named_sibling();
        let last = next.is_none_or(|n| matches!(kind_of(n), "elif_clause" | "else_clause"));
        match kind_of(parent) {
            "compound_statement" | "if_statement" | "else_clause" | "elif_clause" if last => {}
            "case_item" if last => {}
            "case_statement" if parent.next_named_sibling().is_none() => {}
            "function_definition" => return true,
            _ => return false,
        }
        at = parent;
    }
    false
}

/// `source ./lib.sh`, `. "$DIR/lib.sh"`: the text at its end.
fn sourced<'t>(path: Option<Node<'t>>, source: &'t str) -> Shape<'t> {
    let written = path.map_or("", |n| text(n, source)).trim_matches(['"', '\'']);
    let fixed = written.rsplit(['}', ')', '$']).next().unwrap_or(written);
    let fixed = if fixed.len() == written.len() {
        fixed
    } else {
        fixed.split_once('/').map_or("", |(_, rest)| rest)
    };
    if fixed.is_empty() {
        return Shape::Skip;
    }
    let module =
        if fixed.starts_with(['.', '/']) { fixed.to_string() } else { format!("./{fixed}") };
    Shape::Import(vec![ImportShape { module, symbol: "*".into(), ..ImportShape::default() }])
}

/// The name of a script that a command runs by its path: `"$DIR/lib/get.sh"`.
fn tail_of_path(written: &str) -> Option<&str> {
    let (_, tail) = written.trim_matches('"').rsplit_once('/')?;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    (!tail.is_empty() && tail.chars().all(plain)).then_some(tail)
}

/// The positions that a body or file takes, and `*@` where it takes all there are.
fn taken(body: Node<'_>, source: &str) -> Vec<String> {
    let (most, several) = positions(body, source);
    (1..=most).map(|n| n.to_string()).chain(several.then(|| "*@".to_string())).collect()
}

fn function<'t>(node: Node<'t>, source: &'t str) -> FunctionShape<'t> {
    let body = field(node, "body");
    let names = body.map(|body| taken(body, source)).unwrap_or_default();
    let last = body.and_then(|body| values(body).last().copied());
    let says = last.is_some_and(|last| match kind_of(last) {
        "pipeline" => true,
        "command" => !matches!(
            field_text(last, "name", source),
            "echo" | "print" | "printf" | "return" | "exit"
        ),
        _ => false,
    });
    FunctionShape {
        name: field_text(node, "name", source).to_string(),
        parameters: names
            .into_iter()
            .map(|name| ParameterShape { name, ..ParameterShape::default() })
            .collect(),
        body: body.into_iter().collect(),
        body_is_result: says,
        ..FunctionShape::default()
    }
}

/// The highest of `$1` to `$9` in a body, and whether it takes all there are (`$@`).
fn positions(body: Node<'_>, source: &str) -> (u32, bool) {
    let (mut most, mut several) = (0, false);
    walk(body, |node, _| {
        match (kind_of(node), text(node, source)) {
            ("variable_name", name) if name.len() == 1 => {
                most = most.max(name.parse().unwrap_or_default());
            }
            ("special_variable_name", "@" | "*") => several = true,
            _ => {}
        }
        if kind_of(node) == "function_definition" { Walk::Past } else { Walk::Into }
    });
    (most, several)
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use crate::audit::syntax::Language;
    use crate::audit::syntax::tests::sketch_of;

    fn shell(source: &str) -> String {
        sketch_of(Language::Shell, source)
    }

    #[test]
    fn commands_and_functions() {
        let sketch = shell(
            r#"#!/bin/sh
# Not a call: curl https://no
. "$(dirname "$0")/lib.sh"
request() {
  local method=$1 path="$2"
  shift 2
  curl -s -X "$method" "$API$path" -H "A: Bearer ${TOKEN}" "${more[@]}" "$@" | jq -r .x
}
url() { echo "$API/me/$1"; }
pick() { if [ "$1" = a ]; then echo "x"; else printf '%s\n' "y"; fi; }
case "$1" in
  play|p) request PUT "/me/player/play?device_id=${2:-$DEVICE}" ;;
  *) /usr/bin/curl -XPOST https://api/next"$x"'y'\&z --request=GET ${1} ;;
esac
id=$(curl -s "$(url top)" 2>/dev/null | jq '.id')
A=1 sudo curl -X DELETE "$API/q" >out.txt <<EOF
 body $id
EOF
"$CURL" `cmd x`
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call shift("2")
call curl("-s", "-X", method, (API + path), "-H", ("A: Bearer " + TOKEN), ...more, ...@)
call jq("-r", ".x")
call request("PUT", ("/me/player/play?device_id=" + either(2 | DEVICE)))
call curl("-XPOST", ("https://api/next" + x + "y"), "&z", "--request=GET", 1)
call url("top")
call curl("-s", url("top"))
call jq(".id")
call curl("-X", "DELETE", (API + "/q"))
call cmd("x")
call curl(cmd("x"))
bind #1 method = 1
bind #1 path = 2
bind #0 request = function#1
bind #0 url = function#2
bind #0 pick = function#3
bind #0 id = jq(".id")
bind #0 A = "1"
function #1 request(1, 2, *@)  -> jq("-r", ".x")
function #2 url(1)  -> (API + "/me/" + 1)
function #3 pick(1)  -> "x" | "y"
import  = ./lib.sh . *

"#]]
        );
    }

    #[test]
    fn values_and_names() {
        let sketch = shell(
            r#"
API="https://api/v1" X='lit $no'
export BASE=${BASE:-https://x} Y="${Y-"d e"}"
SCOPES=(a b "c d"); SCOPES+=(e); declare -A m=([k]="v" ["z"]=$w)
url+="\$x \"q\" \
${v%/*}/${m[k]}"
for i in a b c "${SCOPES[@]}"; do go "$i"; done
while read -r line; do :; done < <(curl "$API/p")
t="$a $b"$'c\n'"d" u=${method^^} n=$((1 + 2))
"#,
        );
        assert_data_eq!(
            sketch,
            str![[r#"
call v.%/*()
call go(i)
call curl((API + "/p"))
call read("-r", "line")
call :()
bind #0 API = "https://api/v1"
bind #0 X = "lit $no"
bind #0 BASE = either(BASE | "https://x")
bind #0 Y = either(Y | "d e")
bind #0 SCOPES = ["a", "b", "c d"]
bind #0 SCOPES += ["e"]
bind #0 m = {k: "v", z: w}
bind #0 url += ("$x /"q/" " + v.%/*() + "/" + m["k"])
bind #0 i = "a"
bind #0 i = "b"
bind #0 i = "c"
bind #0 i = SCOPES[_]
bind #0 t = ((a + " " + b) + "c/n" + "d")
bind #0 u = method
bind #0 n = _

"#]]
        );
    }
}
