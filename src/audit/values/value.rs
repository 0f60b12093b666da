//! What an expression can be, and what is made of it.

use std::sync::Arc;

use crate::audit::program::{At, Cls, Fun};

/// More alternatives than this are not kept.
pub(super) const MOST: usize = 48;

/// Something an expression can be.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text, perhaps with holes.
    Text(Text),
    /// A function of the program.
    Function(Fun),
    /// A class of the program itself.
    Class(Cls),
    /// An object of a class of the program, and the call that made it where one is known.
    Instance(Cls, Option<At>),
    /// One case of an enum of the program that has no value of its own.
    Case(Cls, Box<str>),
    /// A file of the program.
    Module(u32),
    /// Something from outside the program, by its path: `axios`, `spotipy.Spotify`.
    Outside(Arc<str>),
    /// An object made by something from outside: what made it, and the call.
    Made(Arc<str>, Option<(At, Context)>),
    /// A list written out.
    List(At, Context),
    /// Fields written out.
    Map(At, Context),
    /// What a caller gives; the path leads into it.
    Parameter(Fun, u16, Arc<[Box<str>]>),
    /// Only known at run time.
    Unknown(At),
}

/// A text with holes.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// What stands one after the other.
    pub pieces: Vec<Piece>,
}

/// Part of a text.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Written out, and where.
    Written(Arc<str>, At),
    /// Only known at run time; where it comes from, and the parameter it is where it is one.
    Hole(At, Option<(Fun, u16)>),
}

impl Piece {
    /// Where it stands, or comes from.
    pub fn at(&self) -> At {
        match self {
            Piece::Written(_, at) | Piece::Hole(at, _) => *at,
        }
    }
}

impl Text {
    /// A text that is written out.
    pub fn written(text: &str, at: At) -> Self {
        Text { pieces: vec![Piece::Written(text.into(), at)] }
    }

    /// Its letters, with `{}` for each hole.
    pub fn shown(&self) -> String {
        let piece = |p: &Piece| match p {
            Piece::Written(text, _) => text.to_string(),
            Piece::Hole(..) => HOLE.to_string(),
        };
        self.pieces.iter().map(piece).collect()
    }

    /// Its letters, where it has no hole.
    pub fn whole(&self) -> Option<String> {
        self.pieces.iter().all(|p| matches!(p, Piece::Written(..))).then(|| self.shown())
    }

    /// The parameters in it.
    pub fn parameters(&self) -> impl Iterator<Item = (Fun, u16)> + '_ {
        self.pieces.iter().filter_map(|p| match p {
            Piece::Hole(_, parameter) => *parameter,
            Piece::Written(..) => None,
        })
    }
}

/// How a hole is written.
pub const HOLE: &str = "{}";

/// The calls through which an expression is reached, innermost first; none where
/// it is looked at by itself.
pub type Context = Option<Arc<Frame>>;

/// A call through which an expression is reached.
#[derive(Debug)]
pub struct Frame {
    /// The function called.
    pub function: Fun,
    /// The call.
    pub call: At,
    /// How the call itself is reached.
    pub outer: Context,
    /// How many frames there are.
    pub depth: u8,
}

/// A context with one call more.
#[allow(
    clippy::unnecessary_wraps,
    reason = "a context is where one stands; outside of all calls it is none"
)]
pub fn through(function: Fun, call: At, outer: &Context) -> Context {
    let depth = outer.as_ref().map_or(0, |f| f.depth) + 1;
    Some(Arc::new(Frame { function, call, outer: outer.clone(), depth }))
}

/// Whether a value is the word for none: `null`, `None`.
pub(super) fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Outside(path)
        if matches!(&**path, "null" | "NULL" | "undefined" | "None" | "nil"))
}

/// Whether a value is something for certain, so that nothing stands in for it.
pub(super) fn is_there(value: &Value) -> bool {
    match value {
        Value::Text(text) => {
            text.pieces.iter().any(|p| matches!(p, Piece::Written(t, _) if !t.is_empty()))
        }
        Value::Function(_)
        | Value::Class(_)
        | Value::Instance(..)
        | Value::List(..)
        | Value::Map(..) => true,
        _ => false,
    }
}

pub(super) fn limit(values: &mut Vec<Value>) {
    if values.len() > 1 {
        let mut kept: Vec<Value> = Vec::with_capacity(values.len());
        for value in values.drain(..) {
            if kept.len() == MOST {
                break;
            }
            if !kept.iter().any(|k| same(k, &value)) {
                kept.push(value);
            }
        }
        *values = kept;
    }
}

pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => {
            a.pieces.len() == b.pieces.len()
                && a.pieces.iter().zip(&b.pieces).all(|pair| match pair {
                    (Piece::Written(a, at), Piece::Written(b, bt)) => at == bt && a == b,
                    (Piece::Hole(a, p), Piece::Hole(b, q)) => a == b && p == q,
                    _ => false,
                })
        }
        (Value::Function(a), Value::Function(b)) => a == b,
        (Value::Class(a), Value::Class(b)) => a == b,
        (Value::Instance(a, x), Value::Instance(b, y)) => a == b && x == y,
        (Value::Case(a, x), Value::Case(b, y)) => a == b && x == y,
        (Value::Module(a), Value::Module(b)) => a == b,
        (Value::Outside(a), Value::Outside(b)) => a == b,
        (Value::Made(a, x), Value::Made(b, y)) => {
            a == b && x.as_ref().map(|x| x.0) == y.as_ref().map(|y| y.0)
        }
        (Value::Parameter(a, i, p), Value::Parameter(b, j, q)) => a == b && i == j && p == q,
        (Value::Unknown(a), Value::Unknown(b)) => a == b,
        (Value::List(a, None), Value::List(b, None))
        | (Value::Map(a, None), Value::Map(b, None)) => a == b,
        _ => false,
    }
}

/// Whether a name stands for nothing at all.
pub fn names_nothing(name: &str) -> bool {
    matches!(name, "None" | "null" | "nil" | "undefined")
}

/// Whether something is nothing, or a member that nothing would have (`self.app = None`).
pub fn of_nothing(path: &str) -> bool {
    path.split('.').next().is_some_and(names_nothing)
}

/// A value as a text.
pub fn as_text(value: &Value, at: At) -> Text {
    match value {
        Value::Text(text) => text.clone(),
        Value::Parameter(fun, place, path) => {
            let _ = path;
            Text { pieces: vec![Piece::Hole(at, Some((*fun, *place)))] }
        }
        _ => Text { pieces: vec![Piece::Hole(at, None)] },
    }
}

/// Every way to put alternatives one after the other, as far as there is room.
pub fn concat(parts: &[Vec<Text>]) -> Vec<Text> {
    let mut whole = vec![Text::default()];
    for part in parts {
        let mut next = Vec::new();
        for before in &whole {
            for after in part {
                if next.len() >= MOST {
                    break;
                }
                let pieces = before.pieces.iter().chain(&after.pieces).cloned().collect();
                next.push(Text { pieces });
            }
        }
        if !part.is_empty() {
            whole = next;
        }
    }
    whole
}

/// A segment that is empty (`/users/` + `""` + `/playlists`) is one that was not known yet.
pub(super) fn without_gaps(mut text: Text) -> Text {
    let letters = |piece: Option<&Piece>| match piece {
        Some(Piece::Written(letters, _)) => Some(letters.clone()),
        _ => None,
    };
    for index in 1..text.pieces.len().saturating_sub(1) {
        let before = letters(text.pieces.get(index - 1));
        let after = letters(text.pieces.get(index + 1));
        let between = before.is_some_and(|b| b.ends_with('/') && !b.ends_with("//"))
            && after.is_some_and(|a| a.starts_with('/'));
        if let (true, Piece::Written(inner, at)) = (between, &text.pieces[index])
            && inner.is_empty()
        {
            text.pieces[index] = Piece::Hole(*at, None);
        }
    }
    text
}

pub(super) fn added(before: &[Value], after: &[Value], at: At) -> Vec<Value> {
    let texts = |values: &[Value]| -> Vec<Text> { values.iter().map(|v| as_text(v, at)).collect() };
    let (first, second) = (texts(before), texts(after));
    if before.iter().any(|v| matches!(v, Value::List(..))) {
        return before.iter().chain(after).cloned().collect();
    }
    concat(&[first, second]).into_iter().map(Value::Text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::ir::{ClassId, ExprId, FunctionId};

    fn at(unit: u32, expr: u32) -> At {
        At { unit, expr: ExprId(expr) }
    }

    /// Values that differ in one thing each.
    fn different() -> Vec<Value> {
        let fun = |unit, id| Fun { unit, id: FunctionId(id) };
        let class = |unit, id| Cls { unit, id: ClassId(id) };
        let text = |pieces: &[Piece]| Value::Text(Text { pieces: pieces.to_vec() });
        let written = |letters: &str, at| Piece::Written(letters.into(), at);
        let hole = |at, of| Piece::Hole(at, of);
        vec![
            text(&[written("a", at(0, 0))]),
            text(&[written("b", at(0, 0))]),
            text(&[written("a", at(0, 1))]),
            text(&[written("a", at(0, 0)), written("b", at(0, 0))]),
            text(&[hole(at(0, 0), None)]),
            text(&[hole(at(0, 1), None)]),
            text(&[hole(at(0, 0), Some((fun(0, 0), 0)))]),
            text(&[hole(at(0, 0), Some((fun(0, 0), 1)))]),
            Value::Function(fun(0, 1)),
            Value::Function(fun(0, 2)),
            Value::Class(class(0, 0)),
            Value::Class(class(1, 0)),
            Value::Instance(class(0, 0), None),
            Value::Instance(class(0, 0), Some(at(0, 0))),
            Value::Instance(class(1, 0), None),
            Value::Case(class(0, 0), "a".into()),
            Value::Case(class(0, 0), "b".into()),
            Value::Case(class(1, 0), "a".into()),
            Value::Module(0),
            Value::Module(1),
            Value::Outside("a".into()),
            Value::Outside("b".into()),
            Value::Made("a".into(), None),
            Value::Made("b".into(), None),
            Value::Made("a".into(), Some((at(0, 0), None))),
            Value::Made("a".into(), Some((at(0, 1), None))),
            Value::Parameter(fun(0, 0), 0, [].into()),
            Value::Parameter(fun(0, 1), 0, [].into()),
            Value::Parameter(fun(0, 0), 1, [].into()),
            Value::Parameter(fun(0, 0), 0, ["a".into()].into()),
            Value::Unknown(at(0, 0)),
            Value::Unknown(at(0, 1)),
            Value::List(at(0, 0), None),
            Value::List(at(0, 1), None),
            Value::Map(at(0, 0), None),
            Value::Map(at(0, 1), None),
        ]
    }

    #[test]
    fn what_is_said_twice_is_kept_once() {
        for (place, one) in different().iter().enumerate() {
            for (other_place, other) in different().iter().enumerate() {
                assert_eq!(same(one, other), place == other_place, "{one:?} and {other:?}");
            }
            let mut twice = vec![one.clone(), Value::Unknown(at(9, 9)), one.clone()];
            limit(&mut twice);
            assert_eq!(twice.len(), 2, "{one:?}");
        }
        // Lists made within calls may each hold something else.
        let within = || through(Fun { unit: 0, id: FunctionId(0) }, at(0, 0), &None);
        assert!(!same(&Value::List(at(0, 0), within()), &Value::List(at(0, 0), within())));
        let mut many: Vec<Value> = (0..1_000).map(Value::Module).collect();
        limit(&mut many);
        assert_eq!(many.len(), MOST);
    }

    #[test]
    fn what_is_there_needs_nothing_in_its_place() {
        let is = |value: &Value| is_there(value);
        let text = |letters: &str| Value::Text(Text::written(letters, at(0, 0)));
        assert!(is(&text("a")) && !is(&text("")));
        let class = Cls { unit: 0, id: ClassId(0) };
        assert!(is(&Value::Class(class)) && is(&Value::Instance(class, None)));
        assert!(is(&Value::List(at(0, 0), None)) && is(&Value::Map(at(0, 0), None)));
        assert!(is(&Value::Function(Fun { unit: 0, id: FunctionId(0) })));
        assert!(!is(&Value::Unknown(at(0, 0))) && !is(&Value::Outside("a".into())));
        assert!(is_nothing(&Value::Outside("null".into())));
        assert!(!is_nothing(&Value::Outside("a.null".into())) && !is_nothing(&text("null")));
    }

    #[test]
    fn calls_within_calls_are_counted() {
        let fun = Fun { unit: 0, id: FunctionId(0) };
        let one = through(fun, at(0, 0), &None);
        let two = through(fun, at(0, 1), &one);
        let depth = |context: &Context| context.as_ref().map(|frame| frame.depth);
        assert_eq!((depth(&one), depth(&two)), (Some(1), Some(2)));
    }

    #[test]
    fn an_empty_segment_is_a_gap() {
        let is_gap = |before: &str, inner: &str, after: &str| {
            let pieces = [before, inner, after].map(|part| Piece::Written(part.into(), at(0, 0)));
            let text = without_gaps(Text { pieces: pieces.to_vec() });
            matches!(text.pieces[1], Piece::Hole(..))
        };
        assert!(is_gap("/users/", "", "/playlists"));
        assert!(!is_gap("/users/", "me", "/playlists"));
        assert!(!is_gap("https://", "", "/playlists"));
        assert!(!is_gap("/users", "", "/playlists"));
        assert!(!is_gap("/users/", "", "playlists"));
    }
}
