//! Texts of Kotlin.

use tree_sitter::Node;

use super::super::nodes::{kind_of, named, unescape};
use super::super::shape::{Piece, Shape};
use super::values;

/// What stands between interpolations is cut out of the source; in texts between single
/// quotes the grammar takes `$name` for letters.
pub fn string<'t>(node: Node<'t>, source: &'t str) -> Shape<'t> {
    let quotes = if kind_of(node) == "string_literal" { 1 } else { 3 };
    let mut pieces = Vec::new();
    let mut at = node.start_byte() + quotes;
    let letters = |from: usize, to: usize, pieces: &mut Vec<Piece<'t>>| {
        let raw: &'t str = source.get(from..to).unwrap_or_default();
        if quotes == 3 {
            pieces.push(Piece::Text(raw.to_string(), node));
        } else {
            with_names(raw, node, pieces);
        }
    };
    for part in named(node).into_iter().filter(|n| kind_of(n) == "interpolation") {
        if at < part.start_byte() {
            letters(at, part.start_byte(), &mut pieces);
        }
        pieces.extend(values(part).last().map(|value| Piece::Expr(*value)));
        at = part.end_byte();
    }
    let end = node.end_byte().saturating_sub(quotes);
    if at < end {
        letters(at, end, &mut pieces);
    }
    match pieces.as_mut_slice() {
        [] => Shape::Text(String::new()),
        [Piece::Text(text, _)] => Shape::Text(std::mem::take(text)),
        _ => Shape::Join(pieces),
    }
}

/// Cuts `a$name` in two; `\$` and a `$` before anything but a name are letters.
fn with_names<'t>(raw: &'t str, node: Node<'t>, pieces: &mut Vec<Piece<'t>>) {
    let (mut rest, mut at) = (raw, 0);
    while let Some(found) = rest.get(at..).and_then(|behind| behind.find(['\\', '$'])) {
        at += found;
        let behind = &rest[at + 1..];
        if rest[at..].starts_with('\\') {
            at += 1 + behind.chars().next().map_or(0, char::len_utf8);
            continue;
        }
        let is_letter = |c: char| c.is_alphanumeric() || c == '_';
        let end = behind.find(|c| !is_letter(c)).unwrap_or(behind.len());
        if end == 0 || behind.starts_with(char::is_numeric) {
            at += 1;
            continue;
        }
        if at > 0 {
            pieces.push(Piece::Text(unescape(&rest[..at]), node));
        }
        pieces.push(Piece::As(
            match &behind[..end] {
                "this" => Shape::This,
                name => Shape::Name(name.to_string()),
            },
            node,
        ));
        (rest, at) = (&behind[end..], 0);
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(unescape(rest), node));
    }
}
