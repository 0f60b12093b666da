//! Scripts inside pages and components: HTML, Vue, Svelte, Astro.
//!
//! All scripts of a file, the code in its attributes and what stands in braces make
//! one unit: they share their names. An element is what it is in JSX, the making of
//! an object that is given its attributes by name; so the address in
//! `<a href="https://…">` is a text.

use tree_sitter::Node;

use super::Language;
use super::lower::lower_into;
use super::nodes::{field, kind_of, named, text};
use crate::audit::ir::{
    Argument, Call, Comment, Expr, ExprId, Function, FunctionId, Import, Span, TO_THE_AUDIT, Unit,
};

/// Reads a page or component.
pub(super) fn read(language: Language, source: &str) -> Option<Unit> {
    let span = Span { start: 0, end: small(source.len()), line: 1 };
    let file = Function { span, ..Function::default() };
    let unit = Unit { functions: vec![file], ..Unit::default() };
    let mut page = Page { language, source, start: Start { byte: 0, line: 1 }, unit };
    if let (Language::Astro, Some((script, end))) = (language, frontmatter(source)) {
        page.script(Language::TypeScript, &source[script..end], page.at(script));
        let rest = end + FENCE.len();
        page.start = page.at(rest);
        page.source = &source[rest..];
    }
    let tree = language.parse(page.source)?;
    // No recursion: pages may be nested as deep as they like.
    let mut todo = vec![tree.root_node()];
    while let Some(node) = todo.pop() {
        if page.visit(node) {
            todo.extend(named(node).into_iter().rev());
        }
    }
    Some(page.unit)
}

/// Where a piece of code begins in its file.
#[derive(Clone, Copy)]
struct Start {
    byte: u32,
    line: u32,
}

struct Page<'s> {
    language: Language,
    source: &'s str,
    /// Where `source` begins.
    start: Start,
    unit: Unit,
}

impl<'s> Page<'s> {
    /// Takes from a node what it says; tells whether to look inside.
    fn visit(&mut self, node: Node<'s>) -> bool {
        match kind_of(node) {
            "comment" => {
                let (text, span) = (text(node, self.source), self.span(node));
                if text.contains(TO_THE_AUDIT) {
                    self.unit.comments.push(Comment { text: text.into(), span });
                }
                false
            }
            "script_element" => {
                self.script_element(node);
                false
            }
            "start_tag" | "self_closing_tag" => {
                self.element(node);
                false
            }
            "text" if self.language == Language::Vue => {
                self.interpolations(node);
                false
            }
            "expression" | "if_start" | "else_if_start" | "key_start" | "await_start"
            | "each_start" | "html_tag" | "const_tag" | "render_tag" | "attach_tag" => {
                self.braced(node);
                false
            }
            _ => true,
        }
    }

    fn at(&self, byte: usize) -> Start {
        let before = self.source.get(..byte).unwrap_or_default();
        let lines = before.bytes().filter(|b| *b == b'\n').count();
        Start { byte: self.start.byte + small(byte), line: self.start.line + small(lines) }
    }

    fn start_of(&self, node: Node<'_>) -> Start {
        Start {
            byte: self.start.byte + small(node.start_byte()),
            line: self.start.line + small(node.start_position().row),
        }
    }

    fn span(&self, node: Node<'_>) -> Span {
        let start = self.start_of(node);
        Span { start: start.byte, end: self.start.byte + small(node.end_byte()), line: start.line }
    }

    fn push(&mut self, expr: Expr, span: Span) -> ExprId {
        let id = ExprId(small(self.unit.exprs.len()));
        self.unit.exprs.push(expr);
        self.unit.spans.push(span);
        self.unit.owners.push(FunctionId(0));
        id
    }

    fn script_element(&mut self, node: Node<'s>) {
        let Some(tag) = named(node).into_iter().find(|n| kind_of(n) == "start_tag") else {
            return;
        };
        let mut language = match self.language {
            Language::Astro => Language::TypeScript,
            _ => Language::JavaScript,
        };
        for attribute in attributes(tag, self.source) {
            let value = attribute.value.map_or("", |value| text(value, self.source));
            match attribute.name {
                "src" => self.unit.imports.push(Import {
                    local: "".into(),
                    module: value.into(),
                    symbol: "".into(),
                    types_only: false,
                    span: self.span(tag),
                }),
                "lang" if matches!(value, "ts" | "typescript") => language = Language::TypeScript,
                "type" => match value {
                    "" | "module" | "text/babel" | "text/jsx" => {}
                    "text/typescript" | "ts" => language = Language::TypeScript,
                    other if other.ends_with("javascript") || other.ends_with("ecmascript") => {}
                    // Data, templates, other languages.
                    _ => return,
                },
                _ => {}
            }
        }
        if let Some(body) = named(node).into_iter().find(|n| kind_of(n) == "raw_text") {
            self.script(language, text(body, self.source), self.start_of(body));
        }
    }

    fn script(&mut self, language: Language, code: &str, start: Start) {
        let dialect = language.dialect();
        if let (Some(dialect), Some(tree)) = (dialect, language.parse(code)) {
            lower_into(&mut self.unit, dialect, tree.root_node(), code, start.byte, start.line);
        }
    }

    /// An expression, or the statements of a handler; gives its value.
    fn code(&mut self, code: &str, start: Start) -> Option<ExprId> {
        // In Astro alone, code has elements inside.
        let language = match self.language {
            Language::Astro => Language::JavaScript,
            _ => Language::TypeScript,
        };
        let dialect = language.dialect()?;
        // In parentheses, for `{ a: b }` would be a block.
        let whole = format!("({code}\n)");
        let tree = language.parse(&whole)?;
        let root = tree.root_node();
        let before = start.byte.saturating_sub(1);
        if let (false, Some(statement)) = (root.has_error(), root.named_child(0)) {
            let value = statement.named_child(0).unwrap_or(statement);
            return Some(lower_into(&mut self.unit, dialect, value, &whole, before, start.line));
        }
        let tree = language.parse(code)?;
        let root = tree.root_node();
        let broken = self.unit.broken;
        let value = lower_into(&mut self.unit, dialect, root, code, start.byte, start.line);
        // Not every template's braces hold what these languages do.
        self.unit.broken = broken;
        Some(value)
    }

    /// What stands between the braces of a Svelte block or expression.
    fn braced(&mut self, node: Node<'s>) -> Option<ExprId> {
        let raw = match kind_of(node) {
            "each_start" => field(node, "identifier"),
            _ => named(node).into_iter().find(|n| kind_of(n) == "svelte_raw_text"),
        }?;
        self.code(text(raw, self.source), self.start_of(raw))
    }

    /// `{{ … }}` in a text of Vue.
    fn interpolations(&mut self, node: Node<'s>) {
        let mut at = self.start_of(node);
        for (nth, piece) in text(node, self.source).split("{{").enumerate() {
            if let (true, Some((code, _))) = (nth > 0, piece.split_once("}}")) {
                self.code(code, at);
            }
            at.byte += small(piece.len()) + 2;
            at.line += small(piece.matches('\n').count());
        }
    }

    fn element(&mut self, tag: Node<'s>) {
        let mut arguments = Vec::new();
        for attribute in attributes(tag, self.source) {
            // What things look like is of no interest.
            if matches!(attribute.name, "class" | "style" | "id") {
                continue;
            }
            arguments.extend(self.argument(&attribute));
        }
        if arguments.is_empty() {
            return;
        }
        let span = self.span(tag);
        let name = named(tag).into_iter().find(|n| kind_of(n) == "tag_name");
        let name = name.map_or("", |n| text(n, self.source));
        let callee = self.push(Expr::Name(name.into()), span);
        self.push(Expr::Call(Call { callee, arguments, makes: true }), span);
    }

    fn argument(&mut self, attribute: &Attribute<'s>) -> Option<Argument> {
        if let Some(braces) = attribute.shorthand {
            let code = text(braces, self.source);
            let start = self.start_of(braces);
            return match code.strip_prefix("...") {
                Some(rest) => {
                    let start = Start { byte: start.byte + 3, ..start };
                    Some(Argument { name: None, value: self.code(rest, start)?, spread: true })
                }
                None => Some(Argument {
                    name: Some(code.into()),
                    value: self.code(code, start)?,
                    spread: false,
                }),
            };
        }
        let value = attribute.value?;
        let written = text(value, self.source);
        let (name, code) = match key(attribute.name)? {
            Key::Code(name) => (name, Some(written)),
            Key::Text(name) => (name, written.strip_prefix("javascript:")),
        };
        let value = match code {
            _ if kind_of(value) == "expression" => self.braced(value)?,
            Some(code) => {
                let skipped = small(written.len() - code.len());
                let start = self.start_of(value);
                self.code(code, Start { byte: start.byte + skipped, ..start })?
            }
            None => self.attribute_text(value),
        };
        Some(Argument { name: Some(name.into()), value, spread: false })
    }

    /// A text, with expressions in braces where the language has them.
    fn attribute_text(&mut self, value: Node<'s>) -> ExprId {
        let span = self.span(value);
        let mut parts = Vec::new();
        let mut at = value.start_byte();
        for expression in named(value).into_iter().filter(|n| kind_of(n) == "expression") {
            self.plain(at, expression.start_byte(), span, &mut parts);
            parts.extend(self.braced(expression));
            at = expression.end_byte();
        }
        self.plain(at, value.end_byte(), span, &mut parts);
        match parts.as_slice() {
            [one] => *one,
            _ => self.push(Expr::Join(parts), span),
        }
    }

    fn plain(&mut self, from: usize, to: usize, span: Span, parts: &mut Vec<ExprId>) {
        let text = self.source.get(from..to).unwrap_or_default();
        if !text.is_empty() {
            // Entities stay: who reads an address knows them.
            parts.push(self.push(Expr::Text(text.into()), span));
        }
    }
}

struct Attribute<'s> {
    name: &'s str,
    /// The value without quotes, or an expression in braces.
    value: Option<Node<'s>>,
    /// What is in the braces of `{name}` and `{...rest}`.
    shorthand: Option<Node<'s>>,
}

fn attributes<'s>(tag: Node<'s>, source: &'s str) -> Vec<Attribute<'s>> {
    let mut attributes = Vec::new();
    for attribute in named(tag).into_iter().filter(|n| kind_of(n) == "attribute") {
        let mut found = Attribute { name: "", value: None, shorthand: None };
        for child in named(attribute) {
            match kind_of(child) {
                "attribute_name" => {
                    found.name = text(child, source);
                    found.shorthand = child.named_child(0);
                }
                "quoted_attribute_value" => found.value = child.named_child(0),
                _ => found.value = Some(child),
            }
        }
        attributes.push(found);
    }
    attributes
}

/// What an attribute holds, and what it is called without its marks.
enum Key<'s> {
    Text(&'s str),
    Code(&'s str),
}

/// None where it holds neither, as `v-for` and `v-slot` do.
fn key(name: &str) -> Option<Key<'_>> {
    // Modifiers: `@click.prevent`.
    let bare = |name: &str| name.find('.').unwrap_or(name.len());
    let code = ["@", ":", "v-on:", "v-bind:", "x-on:", "x-bind:", "on:"]
        .into_iter()
        .find_map(|mark| name.strip_prefix(mark));
    if let Some(rest) = code {
        return Some(Key::Code(&rest[..bare(rest)]));
    }
    // Angular's `(click)` and `[href]`.
    if let Some(inner) = name.strip_prefix(['(', '[']) {
        return Some(Key::Code(inner.trim_end_matches([')', ']'])));
    }
    if name.starts_with("v-for") || name.starts_with("v-slot") || name.starts_with('#') {
        return None;
    }
    let handler = name.starts_with("on") && name.bytes().all(|b| b.is_ascii_lowercase());
    if handler || name.starts_with("v-") || name == "x-data" || name == "x-init" {
        return Some(Key::Code(name));
    }
    Some(Key::Text(name))
}

/// Stands above and below the script of an Astro component.
const FENCE: &str = "---";

/// Where the script of an Astro component begins and ends.
fn frontmatter(source: &str) -> Option<(usize, usize)> {
    let opening = source.find(FENCE)?;
    if !source[..opening].trim().is_empty() {
        return None;
    }
    let script = opening + FENCE.len();
    let length = source[script..].find("\n---")?;
    Some((script, script + length + 1))
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use snapbox::{assert_data_eq, str};

    use super::Language;
    use crate::audit::syntax::read_file;
    use crate::audit::syntax::tests::sketch_of;

    #[test]
    fn pages() {
        let page = r#"<!doctype html>
<!-- <a href="https://not.example"> -->
<script src="https://cdn.example/spotify-web-api.js"></script>
<script type="application/json">{"a": f()}</script>
<script type="text/template"><a href="no"></a></script>
<style>a { color: b() }</style>
<script>const BASE = 'u';</script>
<a class="x" href="https://accounts.example/authorize?a=b&amp;scope=c%20d">fetch("text")</a>
<a href="javascript:login()">x</a>
<button onclick="go(BASE); stop()" disabled>x</button>
<script type="module">fetch(BASE + '/me');</script>
"#;
        assert_data_eq!(
            sketch_of(Language::Html, page),
            str![[r#"
call new a(href="https://accounts.example/authorize?a=b&amp;scope=c%20d")
call login()
call new a(href=login())
call go(BASE)
call stop()
call new button(onclick=_)
call fetch((BASE + "/me"))
bind #0 BASE = "u"
import  = https://cdn.example/spotify-web-api.js . 

"#]]
        );
    }

    #[test]
    fn vue() {
        let component = r#"<template>
  <Login v-for="x in list()" v-slot="y" v-if="ready()" :scopes="['a', 'b']" title="t" @click.prevent="player.pause()" @done="a = b; c()">
    {{ t('x') }} and {{ y }}
  </Login>
</template>
<script lang="ts">export const A = 'a' as string;</script>
<script setup lang="ts">
defineProps<{ a: string }>();
api.get(A);
</script>
"#;
        assert_data_eq!(
            sketch_of(Language::Vue, component),
            str![[r#"
call ready()
call player.pause()
call c()
call new Login(v-if=ready(), scopes=["a", "b"], title="t", click=player.pause(), done=_)
call t("x")
call defineProps()
call api.get(A)
bind #0 a = b
bind #0 A: string = "a"

"#]]
        );
    }

    #[test]
    fn svelte_and_astro() {
        let component = r#"<script lang="ts">let { a }: P = $props();</script>
{#if ready()}<button on:click={() => api.play(a)} {...rest} {a} title="x {a} y">{t()}</button>{/if}
{#each items.map(f) as item, i (item.id)}<X a={item} />{/each}
{#await fetch(`u/${a}`)}f(){:then r}{@html g(r)}{/await}
{@const z = h()}
"#;
        assert_data_eq!(
            sketch_of(Language::Svelte, component),
            str![[r#"
call $props()
call ready()
call api.play(a)
call new button(click=function#1, ...rest, a=a, title=("x " + a + " y"))
call t()
call items.map(f)
call new X(a=item)
call fetch(("u/" + a))
call g(r)
call h()
bind #0 a: P = $props().a
bind #0 z = h()
function #1 ()  -> api.play(a)

"#]]
        );
        let component = r"---
import { a } from 'm';
const b: string = await a('x');
---
<ul>{list(b).map((x) => <li><a href={x.url}>{f(x)}</a></li>)}</ul>
";
        assert_data_eq!(
            sketch_of(Language::Astro, component),
            str![[r#"
call a("x")
call list(b)
call new li()
call new a(href=x.url)
call f(x)
call list(b).map(function#1)
bind #0 b: string = a("x")
function #1 (x)  -> _
import a = m . a

"#]]
        );
    }

    #[test]
    fn everything_stands_where_it_is_in_the_file() {
        let page = "<p>ä</p>\n<a @click=\"\n go()\">\n<script>\n\n  run();</script>";
        let unit = read_file(Language::Html, page).expect("a unit");
        let at = |name: &str| {
            let named = |id| unit.last_name(id) == Some(name);
            let (id, _) = unit.all().find(|(id, _)| named(*id)).expect(name);
            (&page[unit.span(id).bytes()], unit.span(id).line)
        };
        assert_eq!(at("go"), ("go", 3));
        assert_eq!(at("run"), ("run", 6));
        let astro = "---\n\nrun();\n---\n<p>{\ngo()}</p>";
        let unit = read_file(Language::Astro, astro).expect("a unit");
        let lines: Vec<(&str, u32)> = unit
            .all()
            .filter(|(id, _)| unit.last_name(*id).is_some())
            .map(|(id, _)| (&astro[unit.span(id).bytes()], unit.span(id).line))
            .collect();
        assert_eq!(lines, [("run", 3), ("go", 6)]);
    }
}
