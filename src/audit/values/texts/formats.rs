//! Formats with blanks, and texts with parts replaced.

use foldhash::HashMap;

use super::{Site, pairs};
use crate::audit::ir::ExprId;
use crate::audit::values::{Piece, Text, Value, concat};

impl Site<'_, '_> {
    pub(super) fn format(&self) -> Option<Vec<Value>> {
        let (templates, skip) = if let Some(templates) = self.receiver.and_then(|r| self.written(r))
        {
            (templates, 0)
        } else {
            let at = self.call.arguments.iter().position(|a| self.written(a.value).is_some())?;
            (self.written(self.call.arguments[at].value)?, at + 1)
        };
        let mut arguments: Vec<Vec<Text>> = Vec::new();
        let mut named: HashMap<&str, Vec<Text>> = HashMap::default();
        for argument in self.call.arguments.iter().skip(skip) {
            let texts = self.texts(argument.value);
            match &argument.name {
                Some(name) if &**name != "arguments" => {
                    named.insert(name, texts);
                }
                _ => arguments.push(texts),
            }
        }
        let mut found = Vec::new();
        for template in &templates {
            let mut parts: Vec<Vec<Text>> = Vec::new();
            let mut next = 0;
            for piece in &template.pieces {
                let Piece::Written(text, at) = piece else {
                    parts.push(vec![Text { pieces: vec![piece.clone()] }]);
                    continue;
                };
                for part in blanks(text) {
                    parts.push(match part {
                        Blank::Text(text) => vec![Text::written(&text, *at)],
                        Blank::Next => {
                            next += 1;
                            arguments.get(next - 1).cloned().unwrap_or_else(|| self.hole())
                        }
                        Blank::Place(place) => {
                            arguments.get(place).cloned().unwrap_or_else(|| self.hole())
                        }
                        // What Rust takes from around a format is given to it by name.
                        Blank::Named(name) => {
                            named.get(name.as_str()).cloned().unwrap_or_else(|| self.hole())
                        }
                    });
                }
            }
            found.extend(concat(&parts).into_iter().map(Value::Text));
        }
        Some(found)
    }

    pub(super) fn hole(&self) -> Vec<Text> {
        vec![Text { pieces: vec![Piece::Hole(self.at, None)] }]
    }

    pub(super) fn replaced(&self) -> Option<Vec<Value>> {
        let arguments: Vec<ExprId> = self.call.arguments.iter().map(|a| a.value).collect();
        let (subject, old, new) =
            match (self.receiver.filter(|r| !self.is_outside(*r)), arguments.as_slice()) {
                (Some(receiver), [old, new, ..]) => (receiver, *old, *new),
                (_, [old, new, subject]) => {
                    if self.written(*old).is_some_and(|t| t.iter().any(|t| t.shown().len() > 24)) {
                        (*old, *new, *subject)
                    } else {
                        (*subject, *old, *new)
                    }
                }
                _ => return None,
            };
        let subjects = self.written(subject)?;
        let olds = self.texts(old);
        let old = olds.first().and_then(Text::whole).filter(|old| !old.is_empty());
        let Some(old) = old else {
            return Some(subjects.into_iter().map(Value::Text).collect());
        };
        let news = self.texts(new);
        let mut found = Vec::new();
        for subject in subjects {
            for new in &news {
                let mut pieces = Vec::new();
                for piece in &subject.pieces {
                    match piece {
                        Piece::Written(text, at) if text.contains(&old) => {
                            for (index, part) in text.split(&old).enumerate() {
                                if index > 0 {
                                    pieces.extend(new.pieces.iter().cloned());
                                }
                                pieces.push(Piece::Written(part.into(), *at));
                            }
                        }
                        other => pieces.push(other.clone()),
                    }
                }
                found.push(Value::Text(Text { pieces }));
            }
        }
        Some(found)
    }

    /// `key=value&key=value` of fields written out.
    pub(super) fn query(&self) -> Option<Vec<Value>> {
        // `URLSearchParams(fields)`, `fields.to_query`
        let fields = match self.call.arguments.first() {
            Some(argument) => argument.value,
            None => self.receiver?,
        };
        let mut found = Vec::new();
        for value in self.of(fields) {
            let pairs = pairs(self.values, &value, 0);
            if pairs.is_empty() {
                continue;
            }
            let mut parts: Vec<Vec<Text>> = Vec::new();
            for (key, texts) in pairs {
                parts.push(vec![Text::written(&format!("&{key}="), self.at)]);
                parts.push(texts.into_iter().take(4).collect());
            }
            found.extend(concat(&parts).into_iter().map(Value::Text));
        }
        if found.is_empty() {
            let text = self.written(fields)?;
            found.extend(text.into_iter().map(Value::Text));
        }
        Some(found)
    }
}

enum Blank {
    Text(String),
    Next,
    Place(usize),
    Named(String),
}

/// Cuts a format at its blanks: `%s`, `%1$s`, `{}`, `{0}`, `{name}`.
fn blanks(template: &str) -> Vec<Blank> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut chars = template.chars().peekable();
    let take = |text: &mut String, blank: Blank, parts: &mut Vec<Blank>| {
        if !text.is_empty() {
            parts.push(Blank::Text(std::mem::take(text)));
        }
        parts.push(blank);
    };
    while let Some(c) = chars.next() {
        match c {
            '%' => {
                let rest: String = chars.clone().take(12).collect();
                let Some(length) = conversion(&rest) else {
                    text.push('%');
                    continue;
                };
                let spec: String = chars.by_ref().take(length).collect();
                if spec == "%" {
                    text.push('%');
                } else if let Some((place, _)) = spec.split_once('$')
                    && let Ok(place) = place.parse::<usize>()
                {
                    take(&mut text, Blank::Place(place.saturating_sub(1)), &mut parts);
                } else if let Some(name) = spec.strip_prefix('(').and_then(|s| s.split_once(')')) {
                    take(&mut text, Blank::Named(name.0.to_string()), &mut parts);
                } else {
                    take(&mut text, Blank::Next, &mut parts);
                }
            }
            '{' => {
                let rest: String = chars.clone().collect();
                match rest.split_once('}') {
                    Some((inside, _)) if inside.len() < 40 && !inside.contains('{') => {
                        for _ in 0..=inside.chars().count() {
                            chars.next();
                        }
                        let name = inside.split([':', '!']).next().unwrap_or_default();
                        let blank = match name.parse::<usize>() {
                            Ok(place) => Blank::Place(place),
                            Err(_) if name.is_empty() => Blank::Next,
                            Err(_) => Blank::Named(name.to_string()),
                        };
                        take(&mut text, blank, &mut parts);
                    }
                    _ => text.push('{'),
                }
            }
            other => text.push(other),
        }
    }
    if !text.is_empty() {
        parts.push(Blank::Text(text));
    }
    parts
}

/// How long the conversion after a `%` is; none where there is none.
fn conversion(rest: &str) -> Option<usize> {
    if rest.starts_with('(') {
        let end = rest.find(')')?;
        return rest[end + 1..].starts_with(['s', 'd']).then_some(end + 2);
    }
    // `%20` and its like are letters of an address.
    if ["20", "2C", "2c", "2F", "2f", "3A", "3a", "3D", "26", "3F"]
        .iter()
        .any(|h| rest.starts_with(h))
    {
        return None;
    }
    for (at, c) in rest.char_indices() {
        match c {
            's' | 'd' | 'v' | 'q' | 'i' | 'u' | 'x' | 'f' | '@' | '%' => return Some(at + 1),
            '0'..='9' | '$' | '-' | '+' | '.' | '#' | 'l' => {}
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(template: &str) -> String {
        let part = |b: &Blank| match b {
            Blank::Text(text) => text.clone(),
            Blank::Next => "<next>".into(),
            Blank::Place(place) => format!("<{place}>"),
            Blank::Named(name) => format!("<{name}>"),
        };
        blanks(template).iter().map(part).collect()
    }

    #[test]
    fn formats_are_cut_at_their_blanks() {
        assert_eq!(cut("%s/me/%d?x=%v"), "<next>/me/<next>?x=<next>");
        assert_eq!(cut("a%20b 100%"), "a%20b 100%");
        assert_eq!(cut("{}/users/{0}/{id}/{n:>4}"), "<next>/users/<0>/<id>/<n>");
        assert_eq!(cut("%1$s-%(name)s"), "<0>-<name>");
        let long = "{a text of forty characters in brackets..}";
        assert_eq!(cut(long), long);
        assert_eq!(cut("{ \"json\": {} }"), "{ \"json\": <next> }");
    }
}
