//! What a shell makes of a value where it puts it in: `${base%/}`, `${scopes// /%20}`.

use crate::audit::ir::{Call, Expr};
use crate::audit::program::At;
use crate::audit::values::{Context, Piece, Text, Value, Values};

/// Operators, the longer before what they begin with.
const OPERATORS: [&str; 8] = ["//", "/#", "/%", "/", "%%", "%", "##", "#"];

/// How a default is written that is one text.
const DEFAULT: &str = ":-";

/// What an expansion makes of texts; none where that cannot be told.
pub fn expanded(values: &Values<'_>, at: At, call: &Call, context: &Context) -> Option<Vec<Value>> {
    let callee = At { unit: at.unit, expr: call.callee };
    let Expr::Member(Some(object), name) = values.program.expr(callee) else { return None };
    if let Some(default) = name.strip_prefix(DEFAULT) {
        let mut found = values.of(At { unit: at.unit, expr: *object }, context);
        let default = default.trim_matches(['"', '\'']);
        found.push(Value::Text(Text::written(default, at)));
        return Some(found);
    }
    let operator = OPERATORS.into_iter().find(|o| name.starts_with(o))?;
    let pattern = name[operator.len()..].trim_matches(['"', '\'']).replace('\\', "");
    let subjects = values.texts(At { unit: at.unit, expr: *object }, context);
    let instead = match call.arguments.first() {
        Some(given) => values.texts(At { unit: at.unit, expr: given.value }, context),
        None => vec![Text::default()],
    };
    let mut found = Vec::new();
    for subject in &subjects {
        for instead in &instead {
            found.push(Value::Text(changed(subject, operator, &pattern, instead)?));
        }
    }
    (!found.is_empty()).then_some(found)
}

/// A text changed; none where the pattern stands for more than itself and could hit anything.
fn changed(subject: &Text, operator: &str, pattern: &str, instead: &Text) -> Option<Text> {
    let open = |letters: &str| letters.contains(['*', '?', '[']);
    // What a caller gives is looked at once more in its place.
    if subject.pieces.iter().all(|p| matches!(p, Piece::Hole(..))) && open(pattern) {
        return Some(subject.clone());
    }
    if operator.starts_with('/') {
        return (!open(pattern)).then(|| replaced(subject, operator, pattern, instead));
    }
    let from_end = operator.starts_with('%');
    let most = operator.len() == 2;
    if !open(pattern) {
        let mut pieces = subject.pieces.clone();
        let edge = if from_end { pieces.last_mut() } else { pieces.first_mut() };
        if let Some(Piece::Written(letters, _)) = edge {
            let rest = if from_end {
                letters.strip_suffix(pattern)
            } else {
                letters.strip_prefix(pattern)
            };
            if let Some(rest) = rest {
                *letters = rest.into();
            }
        }
        return Some(Text { pieces });
    }
    // `${name%%:*}`, `${name#*:}`: one side of a mark.
    let mark = if from_end { pattern.strip_suffix('*') } else { pattern.strip_prefix('*') };
    let mark = mark.filter(|mark| !mark.is_empty() && !open(mark))?;
    let whole = subject.whole()?;
    let parts = if from_end == most { whole.split_once(mark) } else { whole.rsplit_once(mark) };
    let left = match parts {
        Some((before, _)) if from_end => before,
        Some((_, after)) => after,
        None => &whole,
    };
    let Some(Piece::Written(_, at)) = subject.pieces.first() else { return None };
    Some(Text::written(left, *at))
}

fn replaced(subject: &Text, operator: &str, pattern: &str, instead: &Text) -> Text {
    let mut pieces = Vec::new();
    for piece in &subject.pieces {
        match piece {
            Piece::Written(letters, at) if !pattern.is_empty() && letters.contains(pattern) => {
                let times = if operator == "//" { usize::MAX } else { 1 };
                for (index, part) in letters.splitn(times.saturating_add(1), pattern).enumerate() {
                    if index > 0 {
                        pieces.extend(instead.pieces.iter().cloned());
                    }
                    pieces.push(Piece::Written(part.into(), *at));
                }
            }
            other => pieces.push(other.clone()),
        }
    }
    Text { pieces }
}

#[cfg(test)]
mod tests {
    use super::changed;
    use crate::audit::ir::ExprId;
    use crate::audit::program::At;
    use crate::audit::values::Text;

    fn of(subject: &str, operator: &str, pattern: &str, instead: &str) -> Option<String> {
        let text = |letters| Text::written(letters, At { unit: 0, expr: ExprId(0) });
        changed(&text(subject), operator, pattern, &text(instead)).map(|t| t.shown())
    }

    #[test]
    fn expansions_change_texts() {
        let some = |letters: &str| Some(letters.to_string());
        assert_eq!(of("a b c", "//", " ", "%20"), some("a%20b%20c"));
        assert_eq!(of("a b c", "/", " ", "+"), some("a+b c"));
        assert_eq!(of("a b c", "//", "", "+"), some("a b c"));
        assert_eq!(of("https://x/v1/", "%", "/", ""), some("https://x/v1"));
        assert_eq!(of("https://x/v1", "%", "/", ""), some("https://x/v1"));
        assert_eq!(of("/me", "#", "/", ""), some("me"));
        assert_eq!(of("GET:/me:x", "%%", ":*", ""), some("GET"));
        assert_eq!(of("GET:/me:x", "%", ":*", ""), some("GET:/me"));
        assert_eq!(of("GET:/me:x", "#", "*:", ""), some("/me:x"));
        assert_eq!(of("GET:/me:x", "##", "*:", ""), some("x"));
        assert_eq!(of("none", "##", "*:", ""), some("none"));
        // What could be anything is not guessed.
        assert_eq!(of("a b", "//", "[a-z]", ""), None);
        assert_eq!(of("a b", "%", "*", ""), None);
    }
}
