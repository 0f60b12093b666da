//! Words of shell in which more than one variable is put without quotes:
//! `$ROOT/users/$me/playlists`. The grammar ends the word at the second (0.25.1), so that it is
//! shown a letter for its `$`, and the word is taken apart here.

use tree_sitter::Node;

use super::nodes::text;
use super::shape::{Piece, Shape};

/// A program with a letter for each `$` that the grammar would end a word at. Programs with
/// texts over several lines (`<<`) stay as they are.
pub fn joined(source: String) -> String {
    if source.contains("<<") {
        return source;
    }
    let mut bytes = source.into_bytes();
    // The mark of a quoted text, and whether a variable was put into the word at hand.
    let (mut quote, mut put_in, mut at) = (None, false, 0);
    // The same of what stands around commands in brackets.
    let mut around: Vec<(Option<u8>, bool)> = Vec::new();
    while let Some(&byte) = bytes.get(at) {
        let before = at.checked_sub(1).map(|before| bytes[before]);
        match byte {
            b'\\' => at += 1,
            b'$' if quote != Some(b'\'') && bytes.get(at + 1) == Some(&b'(') => {
                around.push((quote, true));
                (quote, put_in) = (None, false);
                at += 1;
            }
            b'\'' | b'"' if quote.is_none() => quote = Some(byte),
            _ if quote == Some(byte) => quote = None,
            b'$' if quote == Some(b'"') => put_in = true,
            _ if quote.is_some() => {}
            b'#' if before.is_none_or(|b| b.is_ascii_whitespace()) => {
                at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at);
                continue;
            }
            b'(' => {
                around.push((None, false));
                put_in = false;
            }
            b')' => (quote, put_in) = around.pop().unwrap_or_default(),
            b' ' | b'\t' | b'\n' | b';' | b'|' | b'&' | b'<' | b'>' | b'`' => put_in = false,
            b'$' if put_in && bytes.get(at + 1).is_some_and(|b| begins_name(*b)) => {
                bytes[at] = b'x';
            }
            b'$' => put_in = true,
            _ => {}
        }
        at += 1;
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

/// A word with the variables that are put into it; none where it has none.
pub fn put_together<'t>(node: Node<'t>, source: &'t str) -> Option<Shape<'t>> {
    let word = text(node, source);
    let mut pieces = Vec::new();
    let mut rest = word;
    while let Some(start) = rest.match_indices('$').map(|(at, _)| at).find(|at| {
        let is_name = rest.as_bytes().get(at + 1).is_some_and(|b| begins_name(*b));
        is_name && !rest[..*at].ends_with('\\')
    }) {
        let name = &rest[start + 1..];
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = name.find(|c: char| !is_part(c)).unwrap_or(name.len());
        if start > 0 {
            pieces.push(Piece::Text(rest[..start].to_string(), node));
        }
        pieces.push(Piece::As(Shape::Name(name[..end].to_string()), node));
        rest = &name[end..];
    }
    if pieces.is_empty() {
        return None;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_string(), node));
    }
    Some(Shape::Join(pieces))
}
