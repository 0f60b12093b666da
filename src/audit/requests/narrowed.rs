//! Holes that a test before them leaves only a few values: `if kind not in ("tracks",
//! "albums"): return`, and then `f"me/{kind}"`.

use super::Hunt;
use crate::audit::ir::{Expr, ExprId};
use crate::audit::program::{At, Cls};
use crate::audit::values::{Piece, Text, Value, concat};

impl Hunt<'_, '_> {
    /// The texts that an address can be, where its holes are held against values written
    /// out; none where no hole is.
    pub(super) fn narrowed(&self, address: &Text) -> Option<Vec<Text>> {
        let mut any = false;
        let mut parts: Vec<Vec<Text>> = Vec::new();
        for piece in &address.pieces {
            let plain = || vec![Text { pieces: vec![piece.clone()] }];
            let Piece::Hole(at, _) = piece else {
                parts.push(plain());
                continue;
            };
            let values = self.among(*at);
            any |= !values.is_empty();
            let texts = values.into_iter().map(|value| Text::written(&value, *at)).collect();
            parts.push(if any { texts } else { plain() });
            if parts.last().is_some_and(Vec::is_empty) {
                parts.pop();
                parts.push(plain());
            }
        }
        any.then(|| concat(&parts))
    }

    /// The values that the function around a place holds it against.
    fn among(&self, at: At) -> Vec<String> {
        let program = self.program();
        let unit = program.unit(at.unit);
        let subject = unit.path(at.expr);
        let Some(subject) = subject.as_deref() else { return Vec::new() };
        // `kind.value` is what `kind` is.
        let subject = match subject {
            [rest @ .., "value" | "rawValue" | "name"] => rest,
            whole => whole,
        };
        let mut functions = vec![unit.owner(at.expr)];
        while let Some(last) = functions.last()
            && unit.function(*last).outer != *last
        {
            functions.push(unit.function(*last).outer);
        }
        let mut found = Vec::new();
        for (one, many) in &unit.tests {
            let same = unit.path(*one).as_deref() == Some(subject);
            if same && functions.contains(&unit.owner(*one)) {
                found.extend(self.written_in(At { unit: at.unit, expr: *many }));
            }
        }
        found
    }

    /// The texts of a list or of the keys of fields written out; none where one is unknown.
    fn written_in(&self, at: At) -> Vec<String> {
        let mut found = Vec::new();
        for value in self.values.of(at, &None) {
            match value {
                Value::List(list, context) => {
                    let exprs: Vec<ExprId> = match self.program().expr(list) {
                        Expr::List(items) => items.clone(),
                        Expr::Call(call) => call.arguments.iter().map(|a| a.value).collect(),
                        _ => return Vec::new(),
                    };
                    for expr in exprs {
                        let texts = self.values.texts(At { unit: list.unit, expr }, &context);
                        let [text] = texts.as_slice() else { return Vec::new() };
                        let Some(text) = text.whole() else { return Vec::new() };
                        found.push(text);
                    }
                }
                Value::Map(map, _) => {
                    let Expr::Map(pairs) = self.program().expr(map) else { return Vec::new() };
                    for (key, _) in pairs {
                        let Some(text) = self.key(map, key) else { return Vec::new() };
                        found.push(text);
                    }
                }
                _ => return Vec::new(),
            }
        }
        found
    }

    /// A key as a text: itself, or the value of `Enum.MEMBER`.
    fn key(&self, map: At, key: &str) -> Option<String> {
        let Some((class, member)) = key.rsplit_once('.') else { return Some(key.to_string()) };
        let program = self.program();
        let class = class.rsplit('.').next().unwrap_or(class);
        let classes = program.classes_of(class, program.language(map.unit));
        let of = |class: &Cls| -> Option<String> {
            let values = self.values.member(map, &Value::Class(*class), member, &None);
            values.iter().find_map(|v| match v {
                Value::Text(text) => text.whole(),
                _ => None,
            })
        };
        classes.iter().find_map(of)
    }
}
