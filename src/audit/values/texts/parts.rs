//! Parts of texts that are cut: `url.split("?")[0]`, `explode(",", $list)[1]`.

use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::At;
use crate::audit::values::{Context, Piece, Text, Value, Values};

/// Parts of a text that are looked at where it is not known which is meant.
const MOST: usize = 8;

/// A part of a text that is cut: the one that is asked for, or each of them where its number is
/// not written out. None where nothing is cut, or nothing is known of what is.
pub fn part(values: &Values<'_>, whole: At, index: At, context: &Context) -> Option<Vec<Value>> {
    let cut_at = cutting(values, whole)?;
    let Expr::Call(call) = values.program.expr(cut_at) else { return None };
    let (subject, separator, limited) = subject(values, cut_at, call, context)?;
    let place = match values.program.expr(index) {
        Expr::Number(place) => Some(*place as usize),
        _ => None,
    };
    let mut found = Vec::new();
    for text in values.texts(At { unit: cut_at.unit, expr: subject }, context) {
        if !text.pieces.iter().any(|p| matches!(p, Piece::Written(l, _) if !l.is_empty())) {
            return None;
        }
        let open = text.whole().is_none();
        let parts = cut(&text, &separator);
        match place {
            // What comes after the last cut is left in one.
            Some(place) if limited && place > 0 => {
                let rest = parts.into_iter().skip(place);
                found.push(Value::Text(joined(rest, &separator, cut_at)?));
            }
            Some(place) => match parts.into_iter().nth(place) {
                Some(part) => found.push(Value::Text(part)),
                None if open => found.push(Value::Unknown(index)),
                None => {}
            },
            None => found.extend(parts.into_iter().take(MOST).map(Value::Text)),
        }
    }
    (!found.is_empty()).then_some(found)
}

/// `url.substringBefore("?")`, `strtok($url, "?")`, `uri.substringAfter(":")`
pub(super) fn beside(
    values: &Values<'_>,
    at: At,
    call: &Call,
    context: &Context,
) -> Option<Vec<Value>> {
    let name = values.program.unit(at.unit).last_name(call.callee)?;
    let (subject, separator, _) = subject(values, at, call, context)?;
    let texts = values.texts(At { unit: at.unit, expr: subject }, context);
    let side = |text: &Text| {
        let mut parts = cut(text, &separator).into_iter();
        let first = parts.next()?;
        if name != "substringAfter" {
            return Some(first);
        }
        joined(parts, &separator, at)
    };
    let found: Vec<Value> = texts.iter().filter_map(side).map(Value::Text).collect();
    (!found.is_empty()).then_some(found)
}

/// The call that cuts a text, itself or what a name is given.
fn cutting(values: &Values<'_>, whole: At) -> Option<At> {
    let program = values.program;
    let call = match program.expr(whole) {
        Expr::Call(_) => whole,
        _ => program.value_of_name(whole)?,
    };
    let Expr::Call(found) = program.expr(call) else { return None };
    let name = program.unit(call.unit).last_name(found.callee)?;
    let cuts = matches!(name, "split" | "Split" | "SplitN" | "splitn" | "explode");
    cuts.then_some(call)
}

/// What is cut, at what, and whether only so often.
fn subject(
    values: &Values<'_>,
    at: At,
    call: &Call,
    context: &Context,
) -> Option<(ExprId, String, bool)> {
    let unit = values.program.unit(at.unit);
    let here = |expr: ExprId| At { unit: at.unit, expr };
    let outside = |expr: ExprId| {
        values.of(here(expr), context).iter().all(|v| matches!(v, Value::Outside(_)))
    };
    let mut given = call.arguments.iter().map(|a| a.value);
    let (subject, separator) = match unit.expr(call.callee) {
        Expr::Member(Some(object), _) if !outside(*object) => (*object, given.next()?),
        _ => {
            let (one, other) = (given.next()?, given.next()?);
            // `explode(",", $list)`
            let first = unit.last_name(call.callee) == Some("explode");
            if first { (other, one) } else { (one, other) }
        }
    };
    let separator = values.texts(here(separator), context).first().and_then(Text::whole)?;
    // What stands for itself in a pattern: `split("\\?")`.
    let separator = separator.strip_prefix('\\').unwrap_or(&separator);
    (!separator.is_empty()).then(|| (subject, separator.to_string(), given.next().is_some()))
}

/// Parts put together again; none where there are none.
fn joined(mut parts: impl Iterator<Item = Text>, separator: &str, at: At) -> Option<Text> {
    let mut text = parts.next()?;
    for part in parts {
        text.pieces.push(Piece::Written(separator.into(), at));
        text.pieces.extend(part.pieces);
    }
    Some(text)
}

/// A text cut at a separator; what is not known is taken to be without it.
fn cut(text: &Text, separator: &str) -> Vec<Text> {
    let mut parts = Vec::new();
    let mut last = Text::default();
    for piece in &text.pieces {
        let Piece::Written(letters, at) = piece else {
            last.pieces.push(piece.clone());
            continue;
        };
        for (index, part) in letters.split(separator).enumerate() {
            if index > 0 {
                parts.push(std::mem::take(&mut last));
            }
            last.pieces.push(Piece::Written(part.into(), *at));
        }
    }
    parts.push(last);
    parts
}
