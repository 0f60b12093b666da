//! Whether an argument is what a condition asks for, as far as it is known.

use super::model::{Condition, Is};

/// What is known of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// It is left out, or null.
    Absent,
    /// It is a text; which one, where that is known.
    Text(Option<String>),
    /// It is a list.
    List,
    /// It is a map with these keys; others may be there where `open`.
    Map {
        /// The keys that are known.
        keys: Vec<String>,
        /// Whether there may be more.
        open: bool,
    },
    /// It is this name or constant, of which the last part is known: what that
    /// holds is not.
    Name(String),
    /// It is a number, a function, or another thing that is none of the above.
    Other,
    /// It is given; nothing else is known.
    Something,
    /// It may not even be given.
    Unknown,
}

/// Whether a condition holds of an argument; none where that cannot be told.
pub fn judge(condition: &Condition, shape: &Shape) -> Option<bool> {
    match condition.is {
        Is::Absent => given(shape).map(|given| !given),
        Is::Present => given(shape),
        Is::Text => is_text(shape),
        Is::NoText => is_text(shape).map(|text| !text),
        Is::List => is_list(shape),
        Is::NoList => is_list(shape).map(|list| !list),
        Is::Key(key) => has(shape, key),
        Is::NoKey(key) => has(shape, key).map(|there| !there),
        Is::Constant(constant) => match shape {
            Shape::Name(name) => same_name(name, constant),
            Shape::Something | Shape::Unknown => None,
            _ => Some(false),
        },
        Is::Equal(text) => match shape {
            Shape::Text(Some(known)) => Some(known == text),
            Shape::Text(None) | Shape::Name(_) | Shape::Something | Shape::Unknown => None,
            Shape::Absent | Shape::List | Shape::Map { .. } | Shape::Other => Some(false),
        },
    }
}

/// Whether it is given, and not null: a name may well hold null, but a program that
/// passes one on means to give something.
fn given(shape: &Shape) -> Option<bool> {
    match shape {
        Shape::Absent => Some(false),
        Shape::Unknown => None,
        _ => Some(true),
    }
}

fn is_text(shape: &Shape) -> Option<bool> {
    match shape {
        Shape::Text(_) => Some(true),
        Shape::Name(_) | Shape::Something | Shape::Unknown => None,
        _ => Some(false),
    }
}

fn is_list(shape: &Shape) -> Option<bool> {
    match shape {
        Shape::List => Some(true),
        Shape::Name(_) | Shape::Something | Shape::Unknown => None,
        _ => Some(false),
    }
}

fn has(shape: &Shape, key: &str) -> Option<bool> {
    match shape {
        Shape::Map { keys, open } => {
            let there = keys.iter().any(|known| known == key);
            (there || !open).then_some(there)
        }
        Shape::Name(_) | Shape::Something | Shape::Unknown => None,
        _ => Some(false),
    }
}

/// Whether a name is a constant of that name, whatever the case: what an enum calls
/// `Track` today it called `TRACK` once. A name of another enum or of a variable
/// says nothing, unless it stands where the constants do.
fn same_name(name: &str, constant: &str) -> Option<bool> {
    let last = |text: &str| text.rsplit('.').next().unwrap_or_default().to_lowercase();
    let owner = |text: &str| text.rsplit('.').nth(1).unwrap_or_default().to_lowercase();
    match (last(name) == last(constant), owner(name) == owner(constant)) {
        (true, _) if owner(name).is_empty() => Some(true),
        (same, true) => Some(same),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::libraries::Argument;

    fn holds(is: Is, shape: &Shape) -> Option<bool> {
        let argument = Argument { position: Some(0), keyword: "", within: "" };
        judge(&Condition { argument, is }, shape)
    }

    #[test]
    fn what_is_written_is_judged_and_what_is_not_is_left_open() {
        let text = Shape::Text(Some("spotify".into()));
        let map = |open| Shape::Map { keys: vec!["ids".into()], open };
        let name = |name: &str| Shape::Name(name.into());
        for (is, shape, expected) in [
            (Is::Absent, Shape::Absent, Some(true)),
            (Is::Absent, name("x"), Some(false)),
            (Is::Present, Shape::Unknown, None),
            (Is::Text, text.clone(), Some(true)),
            (Is::Text, name("x"), None),
            (Is::NoText, Shape::Absent, Some(true)),
            (Is::NoText, map(false), Some(true)),
            (Is::List, Shape::List, Some(true)),
            (Is::NoList, Shape::Something, None),
            (Is::Key("ids"), map(true), Some(true)),
            (Is::Key("other"), map(true), None),
            (Is::NoKey("other"), map(false), Some(true)),
            (Is::Equal("spotify"), text, Some(true)),
            (Is::Equal("spotify"), Shape::Text(None), None),
            (Is::Constant("LibraryType.Track"), name("LibraryType.TRACK"), Some(true)),
            (Is::Constant("LibraryType.Track"), name("LibraryType.Album"), Some(false)),
            (Is::Constant("LibraryType.Track"), name("Track"), Some(true)),
            (Is::Constant("LibraryType.Track"), name("kind"), None),
            (Is::Constant("LibraryType.Track"), Shape::List, Some(false)),
        ] {
            assert_eq!(holds(is, &shape), expected, "{is:?} {shape:?}");
        }
    }
}
