//! What dialects ask of the nodes of a syntax tree.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::num::NonZeroU16;
use std::sync::{Mutex, PoisonError};

use tree_sitter::{Language, Node};

/// The text of a node.
pub fn text<'t>(node: Node<'_>, source: &'t str) -> &'t str {
    source.get(node.byte_range()).unwrap_or_default()
}

/// Children that are looked for one by one.
const FEW: usize = 3;

/// The children of a node that have names of their own (no punctuation).
pub fn named(node: Node<'_>) -> Vec<Node<'_>> {
    // A cursor costs more than to look for a few from the start.
    let count = node.named_child_count();
    if count <= FEW {
        return (0..count).filter_map(|at| node.named_child(u32::try_from(at).ok()?)).collect();
    }
    let mut cursor = node.walk();
    node.named_children(&mut cursor).collect()
}

/// The fields that were asked for of the language that is read last. Grammars look the name
/// of a field up among all of theirs, which takes a seventh of the time to read a file.
#[derive(Default)]
struct Fields {
    language: Option<Language>,
    known: Vec<(&'static str, Option<NonZeroU16>)>,
}

impl Fields {
    fn id(&mut self, language: &Language, name: &'static str) -> Option<NonZeroU16> {
        if self.language.as_ref() != Some(language) {
            *self = Fields { language: Some(language.clone()), known: Vec::new() };
        }
        // Where a name is written tells it apart sooner than its letters.
        if let Some((_, id)) = self.known.iter().find(|(known, _)| std::ptr::eq(*known, name)) {
            return *id;
        }
        let id = language.field_id_for_name(name);
        self.known.push((name, id));
        id
    }
}

/// The names of all kinds of nodes of a grammar, by their numbers.
type Kinds = &'static [&'static str];

/// Those of each grammar that was asked for, which are kept as long as the program runs.
/// Grammars give a name as it is in C: each time its length is counted and its letters are
/// looked at.
static KINDS: Mutex<Vec<(Language, Kinds)>> = Mutex::new(Vec::new());

fn kinds(language: &Language) -> Kinds {
    let mut all = KINDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, kinds)) = all.iter().find(|(known, _)| known == language) {
        return kinds;
    }
    let ids = 0..u16::try_from(language.node_kind_count()).unwrap_or(u16::MAX);
    let name = |id| language.node_kind_for_id(id).unwrap_or_default().to_owned().leak();
    let kinds: Kinds = ids.map(|id| &*name(id)).collect::<Vec<_>>().leak();
    all.push((language.clone(), kinds));
    kinds
}

thread_local! {
    static FIELDS: RefCell<Fields> = RefCell::default();
    /// The kinds of the grammar that is read last.
    static LAST: RefCell<Option<(Language, Kinds)>> = const { RefCell::new(None) };
}

/// The name of the kind of a node.
pub fn kind_of<'t>(node: impl Borrow<Node<'t>>) -> &'static str {
    name_of_kind(*node.borrow())
}

fn name_of_kind(node: Node<'_>) -> &'static str {
    let language = node.language();
    let kinds = LAST.with_borrow_mut(|last| match last {
        Some((known, kinds)) if *known == *language => kinds,
        _ => last.insert((language.clone(), kinds(&language))).1,
    });
    // What could not be parsed is of a kind that grammars do not count.
    let kind = kinds.get(usize::from(node.kind_id())).copied().unwrap_or("ERROR");
    debug_assert_eq!(kind, node.kind());
    kind
}

/// The child in a field.
pub fn field<'t>(node: Node<'t>, name: &'static str) -> Option<Node<'t>> {
    let id = FIELDS.with_borrow_mut(|fields| fields.id(&node.language(), name))?;
    node.child_by_field_id(id.get())
}

/// The text of the child in a field; empty where there is none.
pub fn field_text<'t>(node: Node<'_>, name: &'static str, source: &'t str) -> &'t str {
    field(node, name).map_or("", |child| text(child, source))
}

/// The first child with a name of its own behind a token: the value behind `=`.
pub fn after<'t>(node: Node<'t>, token: &str) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    let mut children = node.children(&mut cursor);
    children.find(|child| kind_of(child) == token)?;
    children.find(|child| child.is_named() && !child.is_extra())
}

/// Where a walk through a tree goes on.
pub enum Walk {
    /// Into the node, then behind it.
    Into,
    /// Behind the node.
    Past,
    /// Nowhere.
    Stop,
}

/// Shows every node of a tree, in the order of the text, however deep they stand, with how
/// many it stands in.
pub fn walk<'t>(root: Node<'t>, mut show: impl FnMut(Node<'t>, usize) -> Walk) {
    let (mut cursor, mut depth) = (root.walk(), 0);
    loop {
        match show(cursor.node(), depth) {
            Walk::Stop => return,
            Walk::Into if cursor.goto_first_child() => {
                depth += 1;
                continue;
            }
            Walk::Into | Walk::Past => {}
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return;
            }
            depth -= 1;
        }
    }
}

/// Operands of a left-leaning chain of one operator, flattened: `a + b + c`.
///
/// `split` gives the left and right operand where a node is such an operation.
pub fn operands<'t>(
    node: Node<'t>,
    split: impl Fn(Node<'t>) -> Option<(Node<'t>, Node<'t>)>,
) -> Vec<Node<'t>> {
    let mut right = Vec::new();
    let mut at = node;
    while let Some((left, last)) = split(at) {
        right.push(last);
        at = left;
    }
    right.push(at);
    right.reverse();
    right
}

/// A text without its escapes: `\n`, `\u0041`, `\x41`, and the next character for all others.
pub fn unescape(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_string();
    }
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('0') => out.push('\0'),
            Some(kind @ ('u' | 'x')) => {
                let rest = chars.as_str();
                let braced = rest.strip_prefix('{').and_then(|r| r.split_once('}'));
                let width = if kind == 'x' { 2 } else { 4 };
                let (digits, used) = match braced {
                    Some((digits, _)) => (digits, digits.len() + 2),
                    None => (rest.get(..width).unwrap_or_default(), width),
                };
                match u32::from_str_radix(digits, 16).ok().and_then(char::from_u32) {
                    Some(c) => {
                        out.push(c);
                        chars = rest.get(used..).unwrap_or_default().chars();
                    }
                    None => out.push(kind),
                }
            }
            // A line that goes on in the next.
            Some('\n') | None => {}
            Some(other) => out.push(other),
        }
    }
    out
}

/// Whether a node stands deeper in nodes of its kind than programs go.
pub fn nested_in(node: Node<'_>, most: usize, alike: &dyn Fn(&str) -> bool) -> bool {
    std::iter::successors(node.parent(), Node::parent)
        .take_while(|n| alike(kind_of(n)))
        .take(most + 1)
        .count()
        > most
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn escapes() {
        assert_eq!(unescape(r"a\n\u0041\u{42}\x43\/\q\\"), "a\nABC/q\\");
        assert_eq!(unescape("a\\\nb\\"), "ab");
        assert_eq!(unescape(r"\u{110000}\x\u12"), "u{110000}xu12");
    }
}
