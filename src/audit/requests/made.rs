//! What clients are told when they are made: the address that stands before every path.

use super::Hunt;
use super::base::is_base_key;
use crate::audit::ir::{Call, ClassId, Expr, ExprId};
use crate::audit::program::{At, Cls};
use crate::audit::reach::{Reach, names_api, reach};
use crate::audit::syntax::Language;
use crate::audit::values::{Piece, Text, Value};

impl Hunt<'_, '_> {
    /// What a call is told to put before every path: `{ baseURL: … }`, `base_url=…`.
    pub(super) fn bases_given(&self, unit: u32, call: &Call) -> Vec<ExprId> {
        let mut bases: Vec<ExprId> = Vec::new();
        for argument in &call.arguments {
            if argument.name.as_deref().is_some_and(is_base_key) {
                bases.push(argument.value);
            } else if let Expr::Map(pairs) = self.program().expr(At { unit, expr: argument.value })
            {
                bases.extend(pairs.iter().filter(|(k, _)| is_base_key(k)).map(|(_, v)| *v));
            }
        }
        bases
    }

    /// A path below the address that what it is sent through was made with, where that is more
    /// than the address of the API: `axios.create({ baseURL: "…/v1/me" }).get("/albums")`.
    pub(super) fn below_made(&self, at: At, call: &Call, path: &Text) -> Option<Text> {
        let program = self.program();
        let callee = At { unit: at.unit, expr: call.callee };
        let object = match program.expr(callee) {
            Expr::Member(Some(object), _) => At { unit: at.unit, expr: *object },
            _ => callee,
        };
        let mut bases: Vec<Text> = Vec::new();
        for value in self.values.of(object, &None) {
            let Value::Made(_, Some((made, context))) = value else { continue };
            let Expr::Call(maker) = program.expr(made) else { continue };
            for base in self.bases_given(made.unit, maker) {
                bases.extend(self.values.texts(At { unit: made.unit, expr: base }, &context));
            }
        }
        let [base] = bases.as_slice() else { return None };
        let longer = names_api(self.catalogue, &base.shown())
            && base.whole().is_some()
            && !matches!(
                reach(self.catalogue, base, None),
                Reach::Base | Reach::Elsewhere | Reach::Accounts
            );
        longer.then(|| {
            let mut pieces = base.pieces.clone();
            let mut rest = path.pieces.iter();
            // It stands where the path does.
            if let Some(Piece::Written(letters, from)) = path.pieces.first() {
                rest.next();
                let below = format!("/{}", letters.trim_start_matches('/'));
                pieces.push(Piece::Written(below.into(), *from));
            } else {
                pieces.push(Piece::Written("/".into(), at));
            }
            pieces.extend(rest.cloned());
            Text { pieces }
        })
    }

    /// Whether a class sends a request by what it was told itself:
    /// `base_uri "…"`, and then `get("/me")` or `self.class.get("/me")` in one of its methods.
    pub(super) fn is_sent_by_class(&self, at: At, call: &Call) -> bool {
        let program = self.program();
        if program.language(at.unit) != Language::Ruby {
            return false;
        }
        let unit = program.unit(at.unit);
        let own = match unit.expr(call.callee) {
            Expr::Name(_) => true,
            Expr::Member(Some(object), _) => match unit.expr(*object) {
                Expr::This => true,
                Expr::Call(of) => matches!(unit.expr(of.callee), Expr::Member(Some(of), name)
                    if &**name == "class" && matches!(unit.expr(*of), Expr::This)),
                _ => false,
            },
            _ => false,
        };
        let Some(class) = self.class_around(at).filter(|_| own) else { return false };
        program.calls_of("base_uri").iter().any(|told| {
            let Expr::Call(call) = program.expr(*told) else { return false };
            let given = call.arguments.iter().map(|a| At { unit: told.unit, expr: a.value });
            let alone =
                matches!(program.expr(At { unit: told.unit, expr: call.callee }), Expr::Name(_));
            alone
                && self.stands_in(*told).is_some_and(|of| program.relatives(class).contains(&of))
                && given.into_iter().any(|place| self.mentions_base(place, &None, 0))
        })
    }

    /// The innermost class whose body a place stands in.
    fn stands_in(&self, at: At) -> Option<Cls> {
        let unit = self.program().unit(at.unit);
        let place = unit.span(at.expr);
        let classes = (0..)
            .zip(&unit.classes)
            .filter(|(_, class)| class.span.start <= place.start && place.end <= class.span.end);
        let inner = classes.min_by_key(|(_, class)| class.span.end - class.span.start);
        inner.map(|(id, _)| Cls { unit: at.unit, id: ClassId(id) })
    }
}
