//! Branches that are not taken with what callers give.

use super::value::is_nothing;
use super::{Context, Piece, Value, Values};
use crate::audit::ir::{Expr, ExprId, Guard, Target};
use crate::audit::program::{At, Cls};
use crate::audit::syntax::Language;

impl Values<'_> {
    /// Whether an expression, reached through some calls, stands in a branch that what the
    /// callers give does not take.
    pub fn contradicts(&self, at: At, context: &Context) -> bool {
        if context.is_none() {
            return false;
        }
        self.program.guards_around(at).into_iter().any(|guard| {
            let subject = At { unit: at.unit, expr: guard.subject };
            // Only what callers say is known to be all there is.
            let given = self.of(subject, &None);
            given.iter().any(|v| matches!(v, Value::Parameter(..)))
                && self.decided(guard, at.unit, context) == Some(false)
        })
    }

    /// The branches around an expression, but not around another, that may as well not be
    /// taken: whether each is taken where what it asks holds.
    pub fn branches_between(&self, at: At, other: ExprId, context: &Context) -> Vec<bool> {
        let other = self.program.unit(at.unit).span(other);
        let between = |g: &&Guard| !(g.span.start <= other.start && other.end <= g.span.end);
        let open = |g: &&Guard| self.decided(g, at.unit, context) != Some(true);
        let around = self.program.guards_around(at).into_iter();
        around.filter(between).filter(open).map(|g| g.holds).collect()
    }

    /// Whether a branch is taken, where that can be told.
    fn decided(&self, guard: &Guard, unit: u32, context: &Context) -> Option<bool> {
        let subject = At { unit, expr: guard.subject };
        if self.is_missing_member(subject, context) {
            return Some(!guard.holds);
        }
        let mut values = self.of(subject, context);
        if context.is_none() {
            values = values.into_iter().flat_map(|value| self.settled(value, None)).collect();
        }
        let mut all = values.iter().map(|value| match value {
            // What is left out of a call of JavaScript is nothing.
            Value::Unknown(of)
                if context.as_ref().is_some_and(|frame| *of == frame.call)
                    && self.program.language(unit).family() == 0 =>
            {
                Some(!guard.holds)
            }
            value => self.fits(guard, unit, value),
        });
        let first = all.next().flatten()?;
        all.all(|other| other == Some(first)).then_some(first)
    }

    /// Whether something is a field of what is written out without it: `options.body`, where
    /// the caller gives `{ method: "PUT" }`.
    fn is_missing_member(&self, at: At, context: &Context) -> bool {
        let Expr::Member(Some(object), name) = self.program.expr(at) else { return false };
        let objects = self.of(At { unit: at.unit, expr: *object }, context);
        // Fields that are given one later.
        let given = self.program.fields_of(name);
        let is_given = |map: &At| {
            given.len() > 16
                || given.iter().any(|bound| {
                    let Target::Member(object, _) = &self.program.binding(*bound).target else {
                        return false;
                    };
                    let of = self.of(At { unit: bound.unit, expr: *object }, &None);
                    of.iter().any(|v| matches!(v, Value::Map(other, _) if other == map))
                })
        };
        let lacks = |value: &Value| match value {
            Value::Map(map, _) => match self.program.expr(*map) {
                Expr::Map(pairs) => {
                    pairs.iter().all(|(key, _)| key != name && &**key != "...") && !is_given(map)
                }
                _ => false,
            },
            _ => false,
        };
        !objects.is_empty() && objects.iter().all(lacks)
    }

    /// Whether a value is what a branch asks for.
    fn fits(&self, guard: &Guard, unit: u32, value: &Value) -> Option<bool> {
        let is_one = if let Some(constant) = guard.constant {
            let others = self.of(At { unit, expr: constant }, &None);
            let [other] = others.as_slice() else { return None };
            self.is_same_constant(value, other)?
        } else if guard.texts.is_empty() {
            self.is_anything(value, self.program.language(unit))?
        } else {
            match value {
                Value::Text(text) => {
                    let said = text.whole()?;
                    guard.texts.iter().any(|t| t.eq_ignore_ascii_case(said.trim()))
                }
                // `true` and `false` are words of their own.
                Value::Outside(word) if is_truth(word) => {
                    guard.texts.iter().any(|t| t.eq_ignore_ascii_case(word))
                }
                Value::List(..) | Value::Map(..) | Value::Function(_) => false,
                nothing if is_nothing(nothing) => false,
                _ => return None,
            }
        };
        Some(is_one == guard.holds)
    }

    /// Whether two values are the same constant, where both are constants.
    fn is_same_constant(&self, value: &Value, other: &Value) -> Option<bool> {
        match (value, other) {
            (Value::Text(a), Value::Text(b)) => Some(a.whole()? == b.whole()?),
            // Members of an enum that stand for nothing that is read.
            (Value::Unknown(a), Value::Unknown(b)) => {
                let is_member = |at: &At| {
                    self.program.bound_to(*at).iter().any(|bound| {
                        matches!(self.program.binding(*bound).target, Target::Field(..))
                    })
                };
                if is_member(a) && is_member(b) {
                    return Some(a == b);
                }
                // Those of one that says nothing more of them: `Kind.PUT`.
                let ((class, name), (of, other)) = (self.member_of(*a)?, self.member_of(*b)?);
                (class == of).then_some(name == other)
            }
            (nothing, _) if is_nothing(nothing) => Some(false),
            _ => None,
        }
    }

    /// The class of the program that a member is taken of, and its name.
    fn member_of(&self, at: At) -> Option<(Cls, &str)> {
        let Expr::Member(Some(object), name) = self.program.expr(at) else { return None };
        match self.of(At { unit: at.unit, expr: *object }, &None)[..] {
            [Value::Class(class)] => Some((class, name)),
            _ => None,
        }
    }

    /// Whether a value is anything at all, in the language it is written in.
    fn is_anything(&self, value: &Value, language: Language) -> Option<bool> {
        if language == Language::Java {
            return self.is_not_null(value);
        }
        let ruby = |at: &At| self.program.language(at.unit) == Language::Ruby;
        // What is empty is nothing in some languages.
        let empty_counts = |at: &At| ruby(at) || self.program.language(at.unit).family() == 0;
        match value {
            Value::Text(text) => text.whole().map(|t| !t.is_empty()),
            Value::Outside(word) if is_truth(word) => Some(word.eq_ignore_ascii_case("true")),
            Value::Outside(_) => is_nothing(value).then_some(false),
            Value::List(at, _) | Value::Map(at, _) => {
                let empty = match self.program.expr(*at) {
                    Expr::List(items) => items.is_empty(),
                    Expr::Map(pairs) => pairs.is_empty(),
                    _ => false,
                };
                Some(empty_counts(at) || !empty)
            }
            Value::Function(_) => Some(true),
            _ => None,
        }
    }

    /// Whether a value is anything where all but `null` is, however empty or false.
    fn is_not_null(&self, value: &Value) -> Option<bool> {
        let is_made = |at: &At| matches!(self.program.expr(*at), Expr::Call(call) if call.makes);
        let there = match value {
            Value::Text(text) => text.pieces.iter().any(|p| matches!(p, Piece::Written(..))),
            Value::Made(_, Some((made, _))) | Value::Instance(_, Some(made)) => is_made(made),
            Value::Outside(word) => is_truth(word),
            Value::Function(_) | Value::List(..) | Value::Map(..) => true,
            _ => false,
        };
        if is_nothing(value) { Some(false) } else { there.then_some(true) }
    }
}

fn is_truth(word: &str) -> bool {
    word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("false")
}
