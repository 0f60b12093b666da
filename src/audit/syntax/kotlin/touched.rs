//! Code that the grammar of Kotlin stumbles over or misreads though it is right, written in
//! a way that it knows and that is as long.

use tree_sitter::Node;

use crate::audit::syntax::nodes::{Walk, kind_of, walk};

/// What is around a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    /// Braces, and what closes them.
    Braces,
    /// `${` in a text.
    Template,
    /// A text with so many quotes.
    Text(usize),
}

/// The same code, with
/// - a semicolon for the space before a brace that closes on the line of what it closes:
///   the grammar wants an end after each member of a class;
/// - no annotations of types (`: @A (B) -> C`), and no `suspend` before a lambda;
/// - another name for what is called `dynamic`, which is a word of its own to the grammar.
pub fn touched(source: &str) -> Option<String> {
    let mut bytes = source.as_bytes().to_vec();
    let mut around = Vec::new();
    let mut at = 0;
    // The last byte of code that is no space, and where it stands.
    let mut last = (b'{', 0);
    while let Some(byte) = bytes.get(at).copied() {
        let rest = &bytes[at..];
        if let Some(Around::Text(quotes)) = around.last().copied() {
            at += match byte {
                b'\\' if quotes == 1 => 2,
                b'"' if closes(rest, quotes) => {
                    around.pop();
                    last = (byte, at + quotes - 1);
                    quotes
                }
                b'\n' if quotes == 1 => {
                    around.pop();
                    1
                }
                b'$' if rest.get(1) == Some(&b'{') => {
                    around.push(Around::Template);
                    last = (b'{', at + 1);
                    2
                }
                b'$' if is_word(rest.get(1..)?, b"dynamic") => {
                    bytes[at + 7] = b'C';
                    8
                }
                _ => 1,
            };
            continue;
        }
        match byte {
            b'/' if rest.starts_with(b"//") => {
                at += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                continue;
            }
            b'/' if rest.starts_with(b"/*") => {
                at += comment(rest);
                continue;
            }
            b'\'' => {
                // `'"'`, `'\''`, `'\u0022'`
                let from = if rest.get(1) == Some(&b'\\') { 3 } else { 1 };
                let end = rest.iter().skip(from).take(8).position(|b| *b == b'\'');
                at += end.map_or(1, |end| from + end + 1);
                last = (byte, at - 1);
                continue;
            }
            b'"' => {
                let quotes = if rest.starts_with(b"\"\"\"") { 3 } else { 1 };
                around.push(Around::Text(quotes));
                at += quotes;
                continue;
            }
            b'`' => {
                let end = rest.iter().skip(1).position(|b| matches!(b, b'`' | b'\n'));
                at += end.map_or(1, |end| end + 2);
                last = (byte, at - 1);
                continue;
            }
            b'{' => around.push(Around::Braces),
            b'}' => {
                let of_template = matches!(around.pop(), Some(Around::Template));
                let is_end = !of_template && !matches!(last.0, b'{' | b';' | b',' | b'>');
                let between = bytes.get(last.1 + 1..at).unwrap_or_default();
                let on_line = between.iter().all(|b| matches!(b, b' ' | b'\t'));
                if is_end && on_line && !between.is_empty() {
                    bytes[at - 1] = b';';
                }
            }
            b'@' if last.0 == b':' => {
                let length = 1 + rest[1..].iter().take_while(|b| is_of_name(**b)).count();
                if rest.get(length).is_some_and(u8::is_ascii_whitespace) {
                    bytes[at..at + length].fill(b' ');
                    at += length;
                    continue;
                }
            }
            _ if last.1 + 1 == at && is_of_word(last.0) => {}
            b's' if is_word(rest, b"suspend") => {
                let behind = rest[7..].iter().find(|b| !b.is_ascii_whitespace());
                if behind == Some(&b'{') {
                    bytes[at..at + 7].fill(b' ');
                    at += 7;
                    continue;
                }
            }
            b'd' if is_word(rest, b"dynamic") => bytes[at + 6] = b'C',
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = (byte, at);
        }
        at += 1;
    }
    String::from_utf8(bytes).ok().filter(|touched| touched != source)
}

/// Whether a text between so many quotes ends here; `""""` is a quote and its end.
fn closes(rest: &[u8], quotes: usize) -> bool {
    match quotes {
        1 => rest.starts_with(b"\""),
        _ => rest.starts_with(b"\"\"\"") && !rest[3..].starts_with(b"\""),
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn is_of_name(byte: u8) -> bool {
    is_of_word(byte) || byte == b'.'
}

fn is_word(text: &[u8], word: &[u8]) -> bool {
    text.starts_with(word) && !text.get(word.len()).is_some_and(|b| is_of_word(*b))
}

/// The length of a comment that comments may stand in.
pub fn comment(text: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        if text[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

/// What must go for the grammar to read right what it reads wrongly without an error: first
/// bytes and those after the last.
/// - `by a` of `class B : C by a { … }`, whose body it takes for a lambda given to `a`;
/// - annotations before `private fun a() { … }` or `enum class A { … }`, which it then takes
///   for operations named `fun` and `class`.
pub fn misread(root: Node<'_>, source: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    walk(root, |node, _| {
        match kind_of(node) {
            "explicit_delegation" => spans.extend(delegate(node)),
            "infix_expression" if is_declaration(node, source) => {
                let mut at = node;
                while let Some(annotated) =
                    at.parent().filter(|n| kind_of(n) == "annotated_expression")
                {
                    spans.extend(annotated.named_child(0).map(|n| (n.start_byte(), n.end_byte())));
                    at = annotated;
                }
            }
            _ => {}
        }
        Walk::Into
    });
    spans
}

fn delegate(node: Node<'_>) -> Option<(usize, usize)> {
    let mut cursor = node.walk();
    let by = node.children(&mut cursor).find(|n| kind_of(n) == "by")?;
    let count = u32::try_from(node.named_child_count()).ok()?;
    let call = node.named_child(count.checked_sub(1)?)?;
    let last = u32::try_from(call.named_child_count()).ok()?.checked_sub(1)?;
    let lambda = call.named_child(last).filter(|n| kind_of(n) == "annotated_lambda")?;
    Some((by.start_byte(), lambda.start_byte()))
}

/// Whether what the grammar takes for an operation has a word that names nothing.
fn is_declaration(node: Node<'_>, source: &str) -> bool {
    let mut cursor = node.walk();
    node.named_children(&mut cursor).filter(|n| kind_of(n) == "identifier").any(|n| {
        let name = source.get(n.byte_range());
        matches!(name, Some("fun" | "class" | "interface" | "object" | "val" | "var" | "typealias"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sources with what is made of them; the same where nothing is.
    #[test]
    fn what_the_grammar_stumbles_over_is_written_otherwise() {
        for (source, left) in [
            ("class A { val b = c }", "class A { val b = c;}"),
            ("class A { val b = c\t}", "class A { val b = c;}"),
            ("class A { val b = \"c\" }", "class A { val b = \"c\";}"),
            ("class A { val b = \"\"\"c\"\"\" }", "class A { val b = \"\"\"c\"\"\";}"),
            ("class A { val b = 'c' }", "class A { val b = 'c';}"),
            ("class A { val `b` }", "class A { val `b`;}"),
            ("class A { fun b() { c() } }", "class A { fun b() { c();};}"),
            ("a { b; }", "a { b; }"),
            ("a { }", "a { }"),
            ("a { b -> }", "a { b -> }"),
            ("a { b, }", "a { b, }"),
            ("a { b\n }", "a { b\n }"),
            ("a { b}", "a { b}"),
            ("\"${a }\"", "\"${a }\""),
            ("\"${a { b } }\"", "\"${a { b;} }\""),
            ("\"a { b }\"", "\"a { b }\""),
            ("\"\\\" { a }\"", "\"\\\" { a }\""),
            ("\"\"\"a \" { b }\"\"\"", "\"\"\"a \" { b }\"\"\""),
            ("\"\"\"a\"\"\"\" + { b }", "\"\"\"a\"\"\"\" + { b;}"),
            ("\"a\n{ b }", "\"a\n{ b;}"),
            ("'{' + { a }", "'{' + { a;}"),
            ("'\\'' + { a }", "'\\'' + { a;}"),
            ("'\\u0022' + { a }", "'\\u0022' + { a;}"),
            ("// { a }\n{ b }", "// { a }\n{ b;}"),
            ("/* { a } /* b */ { c } */ { d }", "/* { a } /* b */ { c } */ { d;}"),
            ("`a { b }`", "`a { b }`"),
            ("a: @B (C) -> D", "a:    (C) -> D"),
            ("a: @B.C (D) -> E", "a:      (D) -> E"),
            ("a: @B(C) -> D", "a: @B(C) -> D"),
            ("@A (b)", "@A (b)"),
            ("a(suspend { b(c) })", "a(        { b(c);})"),
            ("suspend fun a()", "suspend fun a()"),
            ("suspended { a(b) }", "suspended { a(b);}"),
            ("asuspend { a(b) }", "asuspend { a(b);}"),
            ("fun dynamic() = dynamic", "fun dynamiC() = dynamiC"),
            ("dynamics + adynamic", "dynamics + adynamic"),
            ("\"$dynamic $dynamics ${dynamic}\"", "\"$dynamiC $dynamics ${dynamiC}\""),
            ("\"dynamic\"", "\"dynamic\""),
        ] {
            assert_eq!(touched(source).as_deref().unwrap_or(source), left);
        }
        assert_eq!(comment(b"/* a /* b */ c */ d"), 17);
        assert_eq!(comment(b"/* a"), 4);
    }
}
