//! Code that is right and that a grammar does not know: the part that it stumbles over, or
//! that makes it misread what follows, is blanked where nothing is lost by it, and the file
//! parsed once more.
//!
//! What is blanked only says something of a parameter, a type or a declaration: never an
//! address or a request.

use tree_sitter::{Node, Tree};

use super::Language;

/// Times a file is parsed again: blanking one part may show the next.
const ROUNDS: usize = 4;
/// Errors that are looked at.
const MOST: usize = 400;

/// A tree that says what is written, and the text that it is of.
pub(super) fn parse(language: Language, source: &str, tree: &Tree) -> Option<(Tree, String)> {
    let mut best: Option<(Tree, String)> = None;
    for _ in 0..ROUNDS {
        let (tree, text) = match &best {
            Some((tree, text)) => (tree, text.as_str()),
            None => (tree, source),
        };
        let right = read_right(language, text, tree);
        let right =
            right.map(|(again, text)| mended(language, &text, &again).unwrap_or((again, text)));
        let right = right.filter(|(again, _)| !is_better(tree, again));
        let Some(next) = right.or_else(|| mended(language, text, tree)) else { break };
        best = Some(next);
    }
    best
}

/// A tree with fewer errors.
fn mended(language: Language, source: &str, tree: &Tree) -> Option<(Tree, String)> {
    let mut best = touched(language, source, tree);
    for _ in 0..ROUNDS {
        let (tree, text) = match &best {
            Some((tree, text)) => (tree, text.as_str()),
            None => (tree, source),
        };
        if !tree.root_node().has_error() {
            break;
        }
        let errors = errors(tree.root_node());
        let spans = errors.iter().filter_map(|error| to_blank(language, text, *error));
        let Some(mended) = blanked(text, spans) else { break };
        let Some(again) = language.parse(&mended) else { break };
        best = Some((again, mended));
    }
    best.filter(|(again, _)| is_better(again, tree))
}

/// Code without what makes the grammar misread it.
fn read_right(language: Language, source: &str, tree: &Tree) -> Option<(Tree, String)> {
    let spans = match language {
        Language::Kotlin => super::kotlin::misread(tree.root_node(), source),
        _ => return None,
    };
    let blanked = blanked(source, spans)?;
    Some((language.parse(&blanked)?, blanked))
}

/// A text with spaces in some places; none where nothing changes.
fn blanked(source: &str, spans: impl IntoIterator<Item = (usize, usize)>) -> Option<String> {
    let mut bytes = source.as_bytes().to_vec();
    let mut any = false;
    for (from, to) in spans {
        for byte in &mut bytes[from..to] {
            if !byte.is_ascii_whitespace() {
                *byte = b' ';
                any = true;
            }
        }
    }
    String::from_utf8(bytes).ok().filter(|_| any)
}

/// Code without what the grammar stumbles over everywhere, if that helps.
fn touched(language: Language, source: &str, tree: &Tree) -> Option<(Tree, String)> {
    if !tree.root_node().has_error() {
        return None;
    }
    let touched = match language {
        Language::Kotlin => super::kotlin::touched(source)?,
        Language::Swift => super::swift::touched(source)?,
        Language::JavaScript | Language::TypeScript => plain_script(source)?,
        Language::Ruby => named_blocks(source)?,
        Language::Rust => older_rust(source)?,
        // The grammar wants a line to end behind a declaration.
        Language::Go if !source.ends_with('\n') => format!("{source}\n"),
        _ => return None,
    };
    let again = language.parse(&touched)?;
    is_better(&again, tree).then_some((again, touched))
}

/// Whether a tree has fewer errors. Some are of what has no name, and cannot be counted.
fn is_better(one: &Tree, other: &Tree) -> bool {
    let (one, other) = (one.root_node(), other.root_node());
    let whole = |node: Node| !node.has_error();
    (whole(one) && !whole(other)) || errors(one).len() < errors(other).len()
}

fn errors(root: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if !node.has_error() || found.len() >= MOST {
            continue;
        }
        if node.is_error() || node.is_missing() {
            found.push(node);
        }
        let mut cursor = node.walk();
        open.extend(node.children(&mut cursor));
    }
    found
}

/// What to blank for an error to go: its first byte and the one after the last.
fn to_blank(language: Language, source: &str, error: Node<'_>) -> Option<(usize, usize)> {
    let span = (error.start_byte(), error.end_byte());
    let text = source.get(span.0..span.1)?.trim();
    match language {
        // The second attribute of a parameter: `#[a] #[b] c: D`.
        Language::Rust if text.starts_with("#[") && text.ends_with(']') => Some(span),
        // The annotation of a function's type: `@A (B) -> C`.
        Language::Kotlin => {
            let arrow = source.get(span.0..span.1)?.find("->")?;
            annotation_before(source.get(..span.0 + arrow)?)
        }
        _ => None,
    }
}

/// The same text without what Rust has had since 1.82: closures that are `async`, raw
/// references, lists of what a type captures, and `unsafe` before foreign items.
fn older_rust(source: &str) -> Option<String> {
    let before = |word: &'static str, behind: &'static [&'static str]| {
        let found = source.match_indices(word).filter(move |(at, _)| {
            let rest = source[at + word.len()..].trim_start();
            behind.iter().any(|b| rest.starts_with(b))
        });
        found.map(|(at, word)| (at, at + word.len()))
    };
    let raw = ["&raw const", "&raw mut"].into_iter().flat_map(|word| source.match_indices(word));
    let captures = source.match_indices("use<").filter_map(|(at, _)| {
        let plus = source[..at].trim_end().strip_suffix('+')?.len();
        Some((plus, at + source[at..].find('>')? + 1))
    });
    let spans = before("async", &["|", "move |"])
        .chain(before("unsafe", &["extern \""]))
        .chain(raw.map(|(at, word)| (at + 1, at + word.len())))
        .chain(captures);
    blanked(source, spans)
}

/// The same text without blocks that are handed on without a name, on lines of their own: there
/// the grammar wants one behind the `&`.
fn named_blocks(source: &str) -> Option<String> {
    let mut bytes = source.as_bytes().to_vec();
    let (mut at, mut is_argument) = (0, false);
    for line in source.split_inclusive('\n') {
        let letters = line.trim();
        if letters == "&" && is_argument {
            bytes[at + line.len() - line.trim_start().len()] = b' ';
        }
        is_argument = letters.ends_with([',', '(']);
        at += line.len();
    }
    String::from_utf8(bytes).ok().filter(|text| text != source)
}

/// The same text without what the grammar does not know: types between a function and the
/// template it is called with, `export type * from`, types of other files, and `&` in JSX, which it takes for the
/// beginning of a letter's name. A bar stands for that: it may stand wherever `&` does.
fn plain_script(source: &str) -> Option<String> {
    let mut bytes = untyped_tags(source).unwrap_or_else(|| source.to_string()).into_bytes();
    for (at, found) in source.match_indices("export type *") {
        let from = at + "export ".len();
        bytes[from..at + found.len() - 1].fill(b' ');
    }
    // `import('a').B[]` as a type: no value has a name in capitals taken from it at once.
    for (at, _) in source.match_indices("import(") {
        let behind = source[at..].find(").").map(|close| at + close + 2);
        let Some(end) = behind.filter(|end| *end < at + 200) else { continue };
        let before = source[..at].trim_end();
        let is_type = source[end..].starts_with(|c: char| c.is_ascii_uppercase());
        if is_type && before.ends_with([':', '<', '|', '&', ',', '=']) {
            bytes[at..end].fill(b' ');
        }
    }
    for at in 0..bytes.len() {
        let beside = |place: Option<usize>| place.and_then(|p| bytes.get(p)) == Some(&b'&');
        if bytes[at] == b'&' && !beside(at.checked_sub(1)) && !beside(Some(at + 1)) {
            bytes[at] = b'|';
        }
    }
    String::from_utf8(bytes).ok().filter(|text| text != source)
}

/// The same text with blanks for the types between a function and the template it is called
/// with (`styled.div<{ wide: boolean }>` and a template), as far as they are on few lines.
fn untyped_tags(source: &str) -> Option<String> {
    let mut bytes = source.as_bytes().to_vec();
    for (at, _) in source.match_indices(">`") {
        let Some(start) = opening(&source[..at]) else { continue };
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | ')');
        if source[..start].ends_with(is_part) {
            for byte in bytes[start..=at].iter_mut().filter(|b| !b.is_ascii_whitespace()) {
                *byte = b' ';
            }
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    (text != source).then_some(text)
}

/// Where the bracket opens that closes right behind a text.
fn opening(text: &str) -> Option<usize> {
    let mut open = 1_u32;
    for (at, letter) in text.char_indices().rev().take(2_000) {
        match letter {
            '>' | '}' | ')' | ']' if letter != '>' || !text[..at].ends_with('=') => open += 1,
            '<' | '{' | '(' | '[' => {
                open -= 1;
                if open == 0 {
                    return (letter == '<').then_some(at);
                }
            }
            '`' => return None,
            _ => {}
        }
    }
    None
}

/// The nearest annotation right before a bracket that is open or was closed.
fn annotation_before(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0_u32;
    for (at, letter) in text.char_indices().rev().take(2_000) {
        match letter {
            ')' => depth += 1,
            '(' => {
                depth = depth.saturating_sub(1);
                let of = text[..at].trim_end();
                let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
                if depth == 0
                    && let Some(before) = of.trim_end_matches(word).strip_suffix('@')
                    && before.len() + 1 < of.len()
                {
                    return Some((before.len(), of.len()));
                }
            }
            '{' | '}' | ';' | '=' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::read_file;
    use super::*;
    use crate::audit::ir::Expr;

    fn is_whole(language: Language, source: &str) -> bool {
        read_file(language, source).is_some_and(|unit| !unit.broken)
    }

    #[test]
    fn attributes_of_parameters_are_no_errors() {
        for source in [
            "async fn a(c: C<'_>, #[description = \"x\"] #[max_length = 512] input: String) { b(input) }",
            "fn a(#[x] #[y = \"z\"]\n #[w] b: C) {}",
        ] {
            assert!(is_whole(Language::Rust, source), "{source}");
        }
        assert!(!is_whole(Language::Rust, "fn a(#[x] #[y] b: C { }"));
    }

    #[test]
    fn what_is_new_in_rust_is_no_error() {
        for source in [
            "fn a() { b(async |c| d(c).await, async move |e: &E| f(e), async || g()) }",
            "fn a() { b(async { c }.await, async move { d }) }",
            "fn a() -> impl Iterator<Item = B> + use<'_, T> { b(&raw const c, &raw mut d.e, &raw) }",
            "fn a() -> impl B\n    + use<> { }",
            "unsafe extern \"C\" { fn a(); }",
        ] {
            assert!(is_whole(Language::Rust, source), "{source}");
        }
        assert!(!is_whole(Language::Rust, "fn a() { b(async |c| ) }"));
        // What is written stays what it is.
        let unit = read_file(Language::Rust, "fn a() { b(async |c| get(\"/me/player\")) }");
        let texts = unit.expect("a unit").exprs;
        assert!(texts.iter().any(|e| matches!(e, Expr::Text(t) if &**t == "/me/player")));
    }

    #[test]
    fn an_ampersand_in_a_page_is_no_error() {
        for source in [
            "const a = <a href=\"/authorize?b=c&scope=d&e\">F & G</a>;",
            "type A = B & C; const d = <p>E & F {g && h & i}</p>;",
            "export type * from './a';",
            "const a: import('b').C[] = [];",
        ] {
            assert!(is_whole(Language::TypeScript, source), "{source}");
        }
        assert!(!is_whole(Language::TypeScript, "const a = <a href=\"b&c\">d & "));
        // What is written stays what it is.
        let unit = read_file(Language::JavaScript, "const a = <a href=\"/b?c&scope=d\">E</a>;");
        let texts = unit.expect("a unit").exprs;
        let is_it = |e: &Expr| matches!(e, Expr::Text(t) if &**t == "/b?c&scope=d");
        assert!(texts.iter().any(is_it));
    }

    #[test]
    fn a_file_of_go_may_end_without_a_line() {
        assert!(is_whole(Language::Go, "package a\ntype B struct {\n\tC int\n}"));
    }

    #[test]
    fn annotated_types_of_functions_are_no_errors() {
        for source in [
            "@Composable\nfun A(content: @Composable () -> Unit) { content() }",
            "fun a(b: @Composable (D) -> Unit = {}, c: @Composable (() -> Unit)? = null) { f(\"g\") }",
            "val a: @A.B (C, (D) -> E) -> Unit = f",
        ] {
            assert!(is_whole(Language::Kotlin, source), "{source}");
        }
        assert!(!is_whole(Language::Kotlin, "fun a(b: (C -> D) { }"));
    }

    #[test]
    fn the_tag_of_types_before_a_text_is_found() {
        let of = |text: &'static str| opening(text).map(|at| &text[at..]);
        assert_eq!(of("styled.a<B"), Some("<B"));
        assert_eq!(of("a<{ b: (c: D) => E; f: G[] }"), Some("<{ b: (c: D) => E; f: G[] }"));
        assert_eq!(of("a<B<C>, D"), Some("<B<C>, D"));
        assert_eq!(of("a(b"), None);
        assert_eq!(of("a { b"), None);
        assert_eq!(of("`a<` + b"), None);
        assert_eq!(of("a = b"), None);
    }

    #[test]
    fn types_of_tags_are_blanked() {
        for (code, left) in [
            ("a.b<C>`d`", Some("a.b   `d`")),
            ("a<B<C>>`d`", Some("a      `d`")),
            ("a(b)<C>`d`", Some("a(b)   `d`")),
            ("$<A>`b`", Some("$   `b`")),
            ("_<A>`b`", Some("_   `b`")),
            ("a<B\n>`c`", Some("a  \n `c`")),
            ("a <B>`c`", None),
            ("a => `b`", None),
            ("if (a) >`b`", None),
        ] {
            assert_eq!(untyped_tags(code).as_deref(), left, "{code}");
        }
    }

    #[test]
    fn the_annotation_of_a_type_is_found() {
        let of = |text: &'static str| annotation_before(text).map(|(from, to)| &text[from..to]);
        assert_eq!(of("a: @B (C) "), Some("@B"));
        assert_eq!(of("a: @B.C (D, (E) -> F) "), Some("@B.C"));
        assert_eq!(of("a: @B((C) -> D) "), Some("@B"));
        assert_eq!(of("a: (B) "), None);
        assert_eq!(of("a: @ (B) "), None);
        assert_eq!(of("@A; b: (C) "), None);
        assert_eq!(of("@A (B) = (c) "), None);
        assert_eq!(of("@A (b) { (c) "), None);
        assert_eq!(of("a"), None);
    }
}
