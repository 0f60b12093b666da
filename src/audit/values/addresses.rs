//! Addresses that are put together part by part.

use super::{Context, Piece, Text, Value, Values, concat};
use crate::audit::ir::{Expr, ExprId, Target};
use crate::audit::program::At;

impl Values<'_> {
    /// An address put together part by part: `parts.host = …; parts.path = …; parts.url`.
    pub(super) fn put_together(
        &self,
        at: At,
        object: ExprId,
        context: &Context,
    ) -> Option<Vec<Text>> {
        let unit = self.program.unit(at.unit);
        let Expr::Name(whole) = unit.expr(object) else { return None };
        let owner = unit.owner(at.expr);
        let part = |wanted: &str| -> Option<Vec<Text>> {
            let of_it = unit.bindings.iter().find(|b| {
                b.function == owner
                    && matches!(&b.target, Target::Member(of, part) if **part == *wanted
                        && matches!(unit.expr(*of), Expr::Name(name) if name == whole))
            });
            Some(self.texts(At { unit: at.unit, expr: of_it?.value? }, context))
        };
        let scheme = vec![Text::written("https://", at)];
        Some(concat(&[scheme, part("host")?, part("path")?]))
    }

    /// An address whose path is told to it in a line of its own: `u.Path = …`.
    pub fn with_path(&self, at: At, object: ExprId, context: &Context) -> Option<Vec<Value>> {
        let unit = self.program.unit(at.unit);
        let Expr::Name(whole) = unit.expr(object) else { return None };
        let owner = unit.owner(at.expr);
        let path = unit.bindings.iter().rfind(|b| {
            b.function == owner
                && matches!(&b.target, Target::Member(of, part) if &**part == "Path"
                    && matches!(unit.expr(*of), Expr::Name(name) if name == whole))
        })?;
        let told = At { unit: at.unit, expr: path.value? };
        let bases: Vec<Text> = self
            .texts(At { unit: at.unit, expr: object }, context)
            .into_iter()
            .filter(|base| base.shown().contains("://"))
            .collect();
        let slash = Text::written("/", told);
        // What it had before is part of what it is told: `path.Join(base.Path, p)`.
        let had = |piece: &Piece| {
            matches!(piece, Piece::Hole(at, _)
                if matches!(self.program.expr(*at), Expr::Member(_, part) if &**part == "Path"))
        };
        let paths = self.texts(told, context).into_iter().map(|mut text| {
            if text.pieces.len() > 1 && text.pieces.first().is_some_and(had) {
                text.pieces.remove(0);
            }
            text
        });
        let paths: Vec<Text> = paths.collect();
        (!bases.is_empty() && !paths.is_empty())
            .then(|| concat(&[bases, vec![slash], paths]).into_iter().map(Value::Text).collect())
    }
}
