//! Settings beside a program: `application.yml`, `application.properties`,
//! `appsettings.json`. Each is a unit that gives names what is written under them.
//!
//! Keys are kept as frameworks compare them: in small letters, without dashes and
//! underscores, with dots between the levels (`spring.security.clientid`). What one
//! value takes from another (`${base}/v1`) is a name; a default is written out.

use saphyr_parser::{Event, Parser};

use crate::audit::ir::{Binding, Expr, ExprId, Function, FunctionId, Span, Target, Unit};

/// Levels that are followed.
const DEEPEST: usize = 40;

/// A key as frameworks compare it.
pub fn key(written: &str) -> String {
    let plain = written.split('[').next().unwrap_or(written);
    let plain = plain.replace("__", ".");
    let letters = plain.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    letters.map(|c| if c == ':' { '.' } else { c.to_ascii_lowercase() }).collect()
}

/// Reads YAML or JSON; a file that is neither gives no names.
pub fn read_tree(source: &str) -> Unit {
    // `appsettings.json` may have comments, which JSON has not.
    let plain: Vec<&str> =
        source.lines().map(|l| if l.trim_start().starts_with("//") { "" } else { l }).collect();
    let plain = plain.join("\n");
    let mut reader = Reader::new(&plain);
    let mut events = Parser::new_from_str(&plain);
    while let Some(Ok((event, place))) = events.next() {
        let place = (place.start.line(), place.start.col());
        reader.event(event, place);
    }
    reader.unit
}

/// Reads `key=value` by lines.
pub fn read_lines(source: &str) -> Unit {
    let mut reader = Reader::new(source);
    let mut lines = source.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let text = line.trim_start();
        if text.starts_with(['#', '!']) {
            continue;
        }
        let Some(end) = text.find(['=', ':']) else { continue };
        let (name, value) = (text[..end].trim_end(), text[end + 1..].trim());
        // Settings of development and tests are not those the program runs with.
        let name = match name.strip_prefix('%').and_then(|n| n.split_once('.')) {
            Some(("prod", name)) => name,
            Some(_) => continue,
            None => name,
        };
        let mut whole = value.to_string();
        while whole.ends_with('\\') {
            whole.pop();
            match lines.next() {
                Some((_, more)) => whole.push_str(more.trim()),
                None => break,
            }
        }
        let column = line.find(value).unwrap_or(0);
        // Variables of the environment: what stands in a file for all to copy is most often
        // no more than a hint; an address is meant, and so are scopes.
        let name = name.strip_prefix("export ").unwrap_or(name).trim_start();
        if name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') {
            // What stands behind it on its line is a comment.
            let bare = match whole.chars().next() {
                Some(quote @ ('"' | '\'')) => whole[1..].split(quote).next(),
                _ => whole.split(" #").next().map(str::trim_end),
            };
            let bare = bare.unwrap_or_default();
            if !bare.contains("://") && !name.contains("SCOPE") {
                continue;
            }
            whole = bare.to_string();
        }
        let value = reader.value(&whole, (at + 1, column));
        reader.bind(&key(name), value);
    }
    reader.unit
}

struct Reader<'s> {
    unit: Unit,
    /// Where lines begin.
    starts: Vec<usize>,
    source: &'s str,
    open: Vec<Level>,
}

enum Level {
    /// Fields, and the key whose value comes next.
    Fields(Option<String>),
    /// Elements so far, and where it begins.
    Elements(Vec<ExprId>, (usize, usize)),
}

impl<'s> Reader<'s> {
    fn new(source: &'s str) -> Self {
        let unit = Unit { functions: vec![Function::default()], ..Unit::default() };
        let ends = source.match_indices('\n').map(|(at, _)| at + 1);
        Reader { unit, starts: std::iter::once(0).chain(ends).collect(), source, open: Vec::new() }
    }

    fn event(&mut self, event: Event<'_>, place: (usize, usize)) {
        match event {
            Event::Scalar(text, ..) => {
                if let Some(Level::Fields(name)) = self.open.last_mut()
                    && name.is_none()
                {
                    *name = Some(key(&text));
                    return;
                }
                let value = self.value(&text, place);
                self.given(value);
            }
            Event::MappingStart(..) if self.open.len() < DEEPEST => {
                self.open.push(Level::Fields(None));
            }
            Event::SequenceStart(..) if self.open.len() < DEEPEST => {
                self.open.push(Level::Elements(Vec::new(), place));
            }
            Event::MappingEnd => {
                self.open.pop();
                self.done();
            }
            Event::SequenceEnd => {
                if let Some(Level::Elements(items, place)) = self.open.pop() {
                    let list = self.add(Expr::List(items), place, 1);
                    self.given(list);
                }
            }
            Event::Alias(_) => self.done(),
            _ => {}
        }
    }

    /// A value belongs to the key before it, or to the list around it.
    fn given(&mut self, value: ExprId) {
        match self.open.last_mut() {
            Some(Level::Elements(items, _)) => items.push(value),
            Some(Level::Fields(Some(_))) => {
                let names = self.open.iter().filter_map(|level| match level {
                    Level::Fields(name) => name.clone(),
                    Level::Elements(..) => None,
                });
                let whole = names.collect::<Vec<_>>().join(".");
                self.bind(&whole, value);
                self.done();
            }
            _ => {}
        }
    }

    fn done(&mut self) {
        if let Some(Level::Fields(name)) = self.open.last_mut() {
            *name = None;
        }
    }

    fn bind(&mut self, name: &str, value: ExprId) {
        self.unit.bindings.push(Binding {
            target: Target::Name(name.into()),
            value: Some(value),
            type_name: "".into(),
            function: FunctionId(0),
            adds: false,
            span: self.unit.span(value),
        });
    }

    /// A text, with what it takes from other settings: `${name:default}`.
    fn value(&mut self, text: &str, place: (usize, usize)) -> ExprId {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, inside)) = rest.split_once("${") {
            let Some((name, after)) = inside.split_once('}') else { break };
            if !before.is_empty() {
                parts.push(self.add(Expr::Text(before.into()), place, text.len()));
            }
            let (name, default) = match name.split_once(':') {
                Some((name, default)) => (name, Some(default)),
                None => (name, None),
            };
            let name = self.add(Expr::Name(key(name).into()), place, text.len());
            let part = match default.filter(|d| !d.is_empty()) {
                Some(default) => {
                    let default = self.add(Expr::Text(default.into()), place, text.len());
                    self.add(Expr::Either(vec![name, default]), place, text.len())
                }
                None => name,
            };
            parts.push(part);
            rest = after;
        }
        if parts.is_empty() {
            return self.add(Expr::Text(text.into()), place, text.len());
        }
        if !rest.is_empty() {
            parts.push(self.add(Expr::Text(rest.into()), place, text.len()));
        }
        match parts.as_slice() {
            [one] => *one,
            _ => self.add(Expr::Join(parts), place, text.len()),
        }
    }

    fn add(&mut self, expr: Expr, (line, column): (usize, usize), length: usize) -> ExprId {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let id = ExprId(small(self.unit.exprs.len()));
        let line_start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let within = self.source[line_start..].char_indices().nth(column).map_or(0, |(at, _)| at);
        let start = (line_start + within).min(self.source.len());
        // Behind its quotes, if it stands in any.
        let start = start + usize::from(self.source[start..].starts_with(['"', '\'']));
        let mut end = (start + length).min(self.source.len());
        while !self.source.is_char_boundary(end) {
            end -= 1;
        }
        self.unit.exprs.push(expr);
        self.unit.spans.push(Span { start: small(start), end: small(end), line: small(line) });
        self.unit.owners.push(FunctionId(0));
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::ir::sketch;

    fn shown(unit: &Unit) -> Vec<String> {
        let line = |b: &Binding| {
            let Target::Name(name) = &b.target else { return String::new() };
            let value = b.value.map(|v| sketch::expr(unit, v)).unwrap_or_default();
            format!("{}: {name} = {value}", b.span.line)
        };
        unit.bindings.iter().map(line).collect()
    }

    #[test]
    fn trees_are_named_level_by_level() {
        let yaml = "music:\n  base-url: https://a.b/v1\n  oauth:\n    scope:\n      - one\n      - two\n  limit: ${LIMIT:5}\nother_Name: \"${music.base-url}/me\"\n";
        assert_eq!(
            shown(&read_tree(yaml)),
            [
                "2: music.baseurl = \"https://a.b/v1\"",
                "5: music.oauth.scope = [\"one\", \"two\"]",
                "7: music.limit = either(limit | \"5\")",
                "8: othername = (music.baseurl + \"/me\")",
            ]
        );
        let json = "{\n  // secret\n  \"Music\": { \"Scopes\": [ \"one\" ], \"Base\": \"x\" }\n}\n";
        assert_eq!(
            shown(&read_tree(json)),
            ["3: music.scopes = [\"one\"]", "3: music.base = \"x\""]
        );
    }

    #[test]
    fn lines_are_named_by_their_keys() {
        let text = "# no\nmusic.oauth.scope = one,\\\n  two\n%dev.music.base=http://localhost\n%prod.music.base=https://a.b\nmusic.list[0]: x\n";
        assert_eq!(
            shown(&read_lines(text)),
            [
                "2: music.oauth.scope = \"one,two\"",
                "5: music.base = \"https://a.b\"",
                "6: music.list = \"x\"",
            ]
        );
    }

    #[test]
    fn what_is_no_tree_gives_what_was_read_before() {
        assert_eq!(shown(&read_tree("a: b\nc: [\n")), ["1: a = \"b\""]);
        assert!(shown(&read_tree("")).is_empty());
        assert!(shown(&read_lines("é\n=\n")).len() < 2);
    }
}
