//! A line of code, cut into names and arguments; in whatever language.

use crate::libraries::{Argument, Language, Shape};

/// What somebody typed, where it is written as code.
#[derive(Debug)]
pub(super) struct Snippet {
    /// The names from the outermost inwards, with what they are given.
    pub steps: Vec<Step>,
    arrows: bool,
    colons: bool,
    /// Whether nothing stands around it.
    alone: bool,
}

/// A name in a path.
#[derive(Debug)]
pub(super) struct Step {
    /// The name, with `!` or `?` where it ends so.
    pub name: String,
    /// Whether it is called.
    pub called: bool,
    /// What it is called with; none where that is not said.
    arguments: Option<Vec<Given>>,
}

/// An argument.
#[derive(Debug)]
struct Given {
    /// Its name, where it is given by name.
    name: String,
    /// What is written there.
    text: String,
}

/// Reads a text as code, where it is written so: a path with dots, arrows or colons,
/// a call, or one name in `snake_case` or `camelCase`. Words are not.
pub(super) fn read(text: &str) -> Option<Snippet> {
    let whole = text.trim();
    let text = statement(whole);
    let mut snippet = Snippet {
        steps: Vec::new(),
        arrows: text.starts_with('$'),
        colons: false,
        alone: text.len() == whole.len(),
    };
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '@')));
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        let mark = usize::from(
            after.starts_with(['!', '?'])
                && !after.starts_with("?.")
                && !after.starts_with("?->")
                && !after.starts_with("!="),
        );
        let name = format!("{name}{}", &after[..mark]);
        rest = &after[mark..];
        if name.trim_matches(['_', '$', '@', '!', '?']).is_empty() {
            return None;
        }
        let mut step = Step { name, called: false, arguments: None };
        if let Some(inside) = rest.strip_prefix('(') {
            let (arguments, after) = bracketed(inside);
            step.called = true;
            step.arguments = given(arguments);
            rest = after;
        }
        snippet.steps.push(step);
        let joints = ["?.", "?->", "->", "::", "&.", "!!.", ".", "#"];
        let Some(joint) = joints.into_iter().find(|joint| rest.starts_with(joint)) else {
            break;
        };
        snippet.arrows |= joint.ends_with("->");
        snippet.colons |= joint == "::";
        rest = &rest[joint.len()..];
    }
    let left = rest.trim_matches([';', ' ', ')', '}', ',']);
    let any_called = snippet.steps.iter().any(|step| step.called);
    snippet.alone &= left.is_empty();
    if !left.is_empty() && !any_called {
        return None;
    }
    let first = &snippet.steps.first()?.name;
    let coded = snippet.steps.len() > 1 || any_called || is_coded(first);
    coded.then_some(snippet)
}

/// Whether a text is a member or a call of one, and nothing else.
pub(super) fn is_call(text: &str) -> bool {
    read(text).is_some_and(|snippet| snippet.alone)
}

impl Snippet {
    /// The languages that are written so; empty where any may be.
    pub fn languages(&self) -> &'static [Language] {
        match (self.arrows, self.colons) {
            (true, _) => &[Language::Php],
            (false, true) => &[Language::Ruby, Language::Rust],
            (false, false) => &[],
        }
    }
}

impl Step {
    /// What is known of an argument.
    pub fn argument(&self, argument: &Argument) -> Shape {
        let Some(given) = &self.arguments else {
            return Shape::Unknown;
        };
        if !argument.within.is_empty() {
            return Shape::Unknown;
        }
        let named = given.iter().find(|g| !g.name.is_empty() && g.name == argument.keyword);
        let placed = || {
            let mut by_place = given.iter().filter(|g| g.name.is_empty());
            by_place.nth(usize::from(argument.position?))
        };
        let spread = given.iter().any(|g| g.text.starts_with(['*', '.', '…']));
        match named.or_else(placed) {
            _ if spread => Shape::Unknown,
            Some(given) => shape(&given.text),
            None => Shape::Absent,
        }
    }

    /// The text that is given at a place, where it is written out.
    pub fn text(&self, place: usize) -> Option<&str> {
        let given = self.arguments.as_ref()?.iter().filter(|g| g.name.is_empty()).nth(place)?;
        quoted(&given.text)
    }
}

/// Leaves out what stands before the expression: `await`, `return`, `const x =`.
fn statement(text: &str) -> &str {
    let mut text = text;
    if let Some((before, after)) = text.split_once('=')
        && !after.starts_with(['=', '>'])
        && before.chars().all(|c| c.is_alphanumeric() || "_$.,:[]<> ".contains(c))
        && !before.ends_with(['<', '>'])
    {
        text = after.trim_start();
    }
    for word in ["return ", "try! ", "try? ", "try ", "await ", "new "] {
        text = text.strip_prefix(word).unwrap_or(text).trim_start();
    }
    text.trim_start_matches('(').trim_start()
}

/// Whether one name is written as no word is: `saved_tracks`, `getMe`.
fn is_coded(name: &str) -> bool {
    let inner = name.trim_matches('_');
    let camel =
        inner.as_bytes().windows(2).any(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase());
    camel || inner.contains('_')
}

/// What stands up to the bracket that closes, and what follows it.
fn bracketed(text: &str) -> (&str, &str) {
    let end = top_level(text).find(|(_, c, depth)| *depth < 0 && matches!(c, ')' | ']' | '}'));
    match end {
        Some((at, c, _)) => (&text[..at], &text[at + c.len_utf8()..]),
        None => (text, ""),
    }
}

/// Characters outside of quotes, with how deep in brackets they stand; a closing
/// bracket stands one less deep than what it closes.
fn top_level(text: &str) -> impl Iterator<Item = (usize, char, i32)> {
    let mut quote: Option<char> = None;
    let mut escaped = false;
    let mut depth = 0;
    text.char_indices().filter_map(move |(at, c)| {
        if let Some(open) = quote {
            if !escaped && c == open {
                quote = None;
            }
            escaped = c == '\\' && !escaped;
            return None;
        }
        match c {
            '"' | '\'' | '`' => {
                quote = Some(c);
                return None;
            }
            '(' | '[' | '{' => {
                depth += 1;
                return Some((at, c, depth - 1));
            }
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        Some((at, c, depth))
    })
}

/// The arguments of a call; none where they are left open: `(...)`.
fn given(text: &str) -> Option<Vec<Given>> {
    if matches!(text.trim(), "..." | "…") {
        return None;
    }
    Some(pieces(text).into_iter().map(argument).collect())
}

/// What stands between the commas of a list.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, _, _) in top_level(text).filter(|(_, c, depth)| *c == ',' && *depth == 0) {
        pieces.push(text[from..at].trim());
        from = at + 1;
    }
    pieces.push(text[from..].trim());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn argument(text: &str) -> Given {
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let split = text
        .split_once('=')
        .filter(|(_, value)| !value.starts_with(['=', '>']))
        .or_else(|| text.split_once(':').filter(|(_, value)| !value.starts_with(':')));
    match split {
        Some((name, value)) if is_name(name.trim()) => {
            Given { name: name.trim().to_string(), text: value.trim().to_string() }
        }
        _ => Given { name: String::new(), text: text.to_string() },
    }
}

/// The text between quotes, or the name of a symbol.
fn quoted(text: &str) -> Option<&str> {
    let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if let Some(symbol) = text.strip_prefix(':').filter(|symbol| is_name(symbol)) {
        return Some(symbol);
    }
    let text = text.trim_start_matches(['f', 'r', 'b', 'u', '@', '$', '&']);
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    text[1..].strip_suffix(quote)
}

fn shape(text: &str) -> Shape {
    let text = text.trim_start_matches('&');
    if matches!(text, "None" | "null" | "nil" | "undefined" | "NULL") {
        return Shape::Absent;
    }
    if let Some(inside) = quoted(text) {
        return Shape::Text(Some(inside.to_string()));
    }
    let lists = [
        "listOf(",
        "arrayOf(",
        "array(",
        "new[]",
        "new []",
        "vec![",
        "List.of(",
        "Arrays.asList(",
        "new string[",
        "new String[",
        "new List<",
    ];
    if text.starts_with('[') && text.contains("=>") {
        return map(&text[1..]);
    }
    if text.starts_with('[') || lists.iter().any(|begin| text.starts_with(begin)) {
        return Shape::List;
    }
    if let Some(inside) = text.strip_prefix('{') {
        return map(inside);
    }
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return Shape::Other;
    }
    let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '@' | ':');
    if text.chars().all(is_path) {
        return Shape::Name(text.replace("::", "."));
    }
    Shape::Something
}

/// A map, by its keys.
fn map(inside: &str) -> Shape {
    let (inside, _) = bracketed(inside);
    let mut keys = Vec::new();
    let mut open = false;
    for piece in pieces(inside) {
        let key =
            piece.split_once("=>").or_else(|| piece.split_once(':')).map_or(piece, |(k, _)| k);
        open |= piece.starts_with(['.', '*']);
        let key = key.trim();
        keys.push(quoted(key).unwrap_or(key).to_string());
    }
    Shape::Map { keys, open }
}
