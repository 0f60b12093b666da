//! Macros of Rust, written as the calls, lists and maps they look like.

use tree_sitter::Node;

use crate::audit::syntax::nodes::{field, kind_of, named, nested_in, text};
use crate::audit::syntax::shape::Shape;

/// A macro, read as a call of its name; `vec!` as a list; braces as a block.
pub(super) fn call<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let name = field(node, "macro");
    let tokens = named(node).into_iter().find(|n| kind_of(n) == "token_tree");
    let (Some(name), Some(tokens)) = (name, tokens) else {
        return Shape::Skip;
    };
    as_call(node, name, tokens, source).map_or(Shape::Other, Shape::Reparse)
}

/// A macro written as an expression, byte for byte where it stood.
fn as_call(node: Node<'_>, name: Node<'_>, tokens: Node<'_>, source: &str) -> Option<String> {
    let start = node.start_byte();
    let mut written = source.get(start..tokens.end_byte())?.as_bytes().to_vec();
    rewrite_tokens(tokens, false, start, source, &mut written);
    let (open, close) = (tokens.start_byte() - start, written.len().checked_sub(1)?);
    let is_list = text(name, source).ends_with("vec");
    // `thread_local!(static X: T = …)` holds items, as braces would.
    let first = text(tokens, source).trim_start_matches(['(', '{', '[']).trim_start();
    if ["static ", "pub ", "const ", "let "].iter().any(|word| first.starts_with(word)) {
        *written.get_mut(open)? = b'{';
    }
    // What stands before the tokens: a name and `!`, or nothing a list or block needs.
    let head =
        if is_list || written.get(open) == Some(&b'{') { 0 } else { name.end_byte() - start };
    for byte in written.get_mut(head..open)? {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
    let (opening, closing) = match written.get(open) {
        Some(b'{') => (b'{', b'}'),
        _ if is_list => (b'[', b']'),
        _ => (b'(', b')'),
    };
    *written.get_mut(open)? = opening;
    *written.get_mut(close)? = closing;
    if opening == b'(' {
        let captured = captured(tokens, source);
        if !captured.is_empty() {
            // A comma that the macro ends in already must not stand twice.
            let ends = written[..close].trim_ascii_end().ends_with(b",");
            *written.get_mut(close)? = if ends { b' ' } else { b',' };
            let given: Vec<String> = captured.iter().map(|n| format!("{n}={n}")).collect();
            written.extend(format!("{})", given.join(",")).as_bytes());
        }
    }
    written.push(b';');
    String::from_utf8(written).ok()
}

/// Names that a format takes from around it: `id` of `format!("/me/{id}")`.
fn captured<'s>(tokens: Node<'_>, source: &'s str) -> Vec<&'s str> {
    let children = named(tokens);
    let format = children.iter().take(3).find(|n| kind_of(**n) == "string_literal");
    let mut names: Vec<&str> = Vec::new();
    let mut rest = format.map_or("", |n| text(*n, source));
    while let Some((_, after)) = rest.split_once('{') {
        if let Some(doubled) = after.strip_prefix('{') {
            rest = doubled;
            continue;
        }
        rest = after;
        let Some(end) = after.find(|c: char| !c.is_alphanumeric() && c != '_') else { break };
        let name = &after[..end];
        let given = || {
            children.iter().any(|n| {
                kind_of(n) == "identifier"
                    && text(*n, source) == name
                    && n.next_sibling().is_some_and(|next| text(next, source) == "=")
            })
        };
        if after[end..].starts_with(['}', ':'])
            && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && !names.contains(&name)
            && !given()
        {
            names.push(name);
        }
    }
    names
}

/// Braces that begin with a key become parentheses, and `key: value` and `key => value`
/// in them `key = value`; `static ref` becomes `static`. `T { key: value }` stays: it is
/// `named`.
fn rewrite_tokens(tree: Node<'_>, named: bool, start: usize, source: &str, written: &mut [u8]) {
    let mut cursor = tree.walk();
    let children: Vec<Node> = tree.children(&mut cursor).collect();
    let mut put = |node: Node<'_>, with: &[u8]| {
        let at = node.start_byte() - start;
        if let Some(bytes) = written.get_mut(at..at + with.len()) {
            bytes.copy_from_slice(with);
        }
    };
    let is_key = |at: usize| {
        let key = children.get(at).is_some_and(|n| {
            matches!(kind_of(n), "string_literal" | "identifier" | "raw_string_literal")
        });
        key && children.get(at + 1).is_some_and(|n| matches!(text(*n, source), ":" | "=>"))
    };
    if !named && children.first().is_some_and(|n| text(*n, source) == "{") && is_key(1) {
        for at in 0..children.len() {
            let begins = matches!(children.get(at.wrapping_sub(1)), Some(n) if matches!(text(*n, source), "{" | ","));
            if begins && is_key(at) {
                let colon = children[at + 1];
                put(colon, if text(colon, source) == ":" { b"=" } else { b"= " });
            }
        }
        put(children[0], b"(");
        if let Some(last) = children.last() {
            put(*last, b")");
        }
    }
    for pair in children.windows(2) {
        if text(pair[0], source) == "static" && text(pair[1], source) == "ref" {
            put(pair[1], b"   ");
        }
    }
    if nested_in(tree, 64, &|kind| kind == "token_tree") {
        return;
    }
    for (at, child) in children.iter().enumerate() {
        let before = children.get(at.wrapping_sub(1)).map_or("", |n| kind_of(n));
        if kind_of(child) == "token_tree" {
            rewrite_tokens(*child, before == "identifier", start, source, written);
        }
    }
}

/// What a macro writes, once: what it is given stays open, so that requests in it are seen.
pub(super) fn written<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    if !text(node, source).contains("://") {
        return Shape::Skip;
    }
    let start = node.start_byte();
    let blank = |byte: u8| if byte == b'\n' { byte } else { b' ' };
    let mut written: Vec<u8> = text(node, source).bytes().map(blank).collect();
    for rule in named(node).into_iter().filter(|rule| kind_of(rule) == "macro_rule") {
        let Some(body) = field(rule, "right") else { continue };
        // All between the brackets, where it stood.
        for at in body.start_byte() + 1..body.end_byte().saturating_sub(1) {
            let byte = source.as_bytes().get(at).filter(|byte| **byte != b'$');
            if let (Some(byte), Some(place)) = (byte, written.get_mut(at - start)) {
                *place = *byte;
            }
        }
    }
    String::from_utf8(written).map_or(Shape::Skip, Shape::Reparse)
}
