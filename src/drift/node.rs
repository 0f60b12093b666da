//! YAML and JSON as one plain tree, read with bounds: neither a deep document nor one
//! of many aliases costs more than its own length.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser};

/// Levels a document may be deep. Spotify's has 20.
const DEEPEST: usize = 100;

/// A value. Whether `true` was a word or a truth does not matter here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A scalar.
    Text(String),
    /// A sequence.
    List(Vec<Rc<Node>>),
    /// A mapping, in its order.
    Map(Vec<(String, Rc<Node>)>),
}

impl Node {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        let found = self.entries().iter().find(|(name, _)| name == key);
        found.map(|(_, value)| &**value)
    }

    /// The keys and values of a mapping; nothing for anything else.
    pub(super) fn entries(&self) -> &[(String, Rc<Node>)] {
        if let Node::Map(entries) = self { entries } else { &[] }
    }

    /// The items of a sequence; nothing for anything else.
    pub(super) fn items(&self) -> &[Rc<Node>] {
        if let Node::List(items) = self { items } else { &[] }
    }

    /// A scalar as text.
    pub(super) fn text(&self) -> Option<&str> {
        if let Node::Text(text) = self { Some(text) } else { None }
    }
}

/// Reads the first document of a text; says why it cannot be read.
pub(super) fn read(text: &str) -> Result<Rc<Node>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // JSON is YAML but for its escapes of characters outside the first plane.
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(Rc::new(from_json(value)));
    }
    Reader { events: Parser::new_from_str(text), anchors: HashMap::new() }.document()
}

/// No deeper than `serde_json` reads, which is 128 levels.
fn from_json(value: serde_json::Value) -> Node {
    use serde_json::Value;
    match value {
        Value::String(text) => Node::Text(text),
        Value::Array(items) => {
            Node::List(items.into_iter().map(|item| Rc::new(from_json(item))).collect())
        }
        Value::Object(entries) => Node::Map(
            entries.into_iter().map(|(key, value)| (key, Rc::new(from_json(value)))).collect(),
        ),
        other => Node::Text(other.to_string()),
    }
}

/// A node, and how many levels it is high.
type Tall = (Rc<Node>, usize);

struct Reader<'t> {
    events: Parser<'t, saphyr_parser::StrInput<'t>>,
    /// What aliases stand for. They share it, so that it is never copied.
    anchors: HashMap<usize, Tall>,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, String> {
        match self.events.next() {
            Some(Ok((event, _))) => Ok(event),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("it ends too early".into()),
        }
    }

    fn document(mut self) -> Result<Rc<Node>, String> {
        loop {
            match self.next()? {
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => {}
                Event::StreamEnd => return Err("it is empty".into()),
                event => return self.node(event, 0).map(|(node, _)| node),
            }
        }
    }

    fn node(&mut self, event: Event<'t>, depth: usize) -> Result<Tall, String> {
        let too_deep = || format!("it is more than {DEEPEST} levels deep");
        if depth > DEEPEST {
            return Err(too_deep());
        }
        let mut height = 0;
        let (anchor, node) = match event {
            Event::Scalar(text, _, anchor, _) => (anchor, Node::Text(text.into_owned())),
            Event::Alias(anchor) => {
                let (node, height) =
                    self.anchors.get(&anchor).ok_or("an alias stands for itself")?;
                return Ok((Rc::clone(node), *height));
            }
            Event::SequenceStart(anchor, _) => {
                let mut items = Vec::new();
                loop {
                    let event = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        break;
                    }
                    let (item, tall) = self.node(event, depth + 1)?;
                    height = height.max(tall + 1);
                    items.push(item);
                }
                (anchor, Node::List(items))
            }
            Event::MappingStart(anchor, _) => {
                let mut entries = Vec::new();
                loop {
                    let event = self.next()?;
                    if matches!(event, Event::MappingEnd) {
                        break;
                    }
                    let (key, _) = self.node(event, depth + 1)?;
                    let event = self.next()?;
                    let (value, tall) = self.node(event, depth + 1)?;
                    height = height.max(tall + 1);
                    entries.push((key.text().unwrap_or_default().to_string(), value));
                }
                (anchor, Node::Map(entries))
            }
            _ => return Err("it has no value where one is due".into()),
        };
        if height > DEEPEST {
            return Err(too_deep());
        }
        let node = Rc::new(node);
        if anchor > 0 {
            self.anchors.insert(anchor, (Rc::clone(&node), height));
        }
        Ok((node, height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_json_read_alike() {
        let yaml = read("a: [x, 'true']\nb:\n  c: |\n    text\n").expect("YAML");
        let json = read(r#"{"a": ["x", true], "b": {"c": "text\n"}}"#).expect("JSON");
        assert_eq!(yaml, json);
        assert_eq!(
            read(r#"{"a": "\ud83d\ude00"}"#).expect("JSON").get("a"),
            Some(&Node::Text("😀".into()))
        );
        assert_eq!(read("{a: b}").expect("YAML").get("a"), Some(&Node::Text("b".into())));
    }

    #[test]
    fn what_is_no_document_is_refused() {
        for text in ["", "# nothing", "a: [", "a: &x [*x]", "a: *nope", "\t- a: b: c", "%YAML"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn depth_and_aliases_are_bounded() {
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read(&"- ".repeat(100_000)).is_err());
        assert!(read(&"{\"a\":".repeat(100_000)).is_err());
        let mut bomb = String::from("a0: &a0 [x, x]\n");
        for at in 1..90 {
            bomb.push_str(&format!("a{at}: &a{at} [*a{}, *a{}]\n", at - 1, at - 1));
        }
        assert!(read(&bomb).is_ok());
        for at in 90..100_000 {
            bomb.push_str(&format!("a{at}: &a{at} [*a{}]\n", at - 1));
        }
        assert!(read(&bomb).is_err());
    }
}
