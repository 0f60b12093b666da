//! Addresses put together from members of one object.
//!
//! Where only the type of an object is known, it may be of any class made from that type.
//! But what one such class says of the base belongs to what the same class says of the
//! path; and what nobody says counts only where nothing else is said.

use super::{Address, Hunt};
use crate::audit::ir::Expr;
use crate::audit::program::{At, Cls, Fun, base_name};
use crate::audit::values::{Piece, Text, Value};

impl Hunt<'_, '_> {
    /// The addresses of a call that one object can have, without those that leave open what
    /// others say.
    pub(super) fn of_one_object(&self, addresses: Vec<Address>) -> Vec<Address> {
        if addresses.len() < 2 {
            return addresses;
        }
        let (mixed, mut whole): (Vec<Address>, Vec<Address>) =
            addresses.into_iter().partition(|address| self.is_mixed(&address.text));
        if whole.is_empty() {
            return mixed;
        }
        let shown: Vec<String> = whole.iter().map(|a| a.text.shown()).collect();
        whole.retain(|address| {
            let letters = address.text.shown();
            let rest = letters.trim_start_matches("{}");
            let is_open = rest.len() < letters.len();
            let rest =
                Some(rest.trim_start_matches('/')).filter(|rest| is_open && !rest.is_empty());
            if let Some(rest) = rest {
                let rest = format!("/{rest}");
                return !shown.iter().any(|other| other.contains("://") && other.ends_with(&rest));
            }
            let Some(before) = letters.strip_suffix("{}").filter(|b| b.contains("://")) else {
                return true;
            };
            let is_path = self.ends_in_path(&address.text);
            let says_more = |other: &String| {
                let rest = other.strip_prefix(before).filter(|rest| *rest != "{}");
                // Behind a slash an id may stand as well as none: `/tracks/` + `?ids=…`.
                let is_query = before.ends_with('/') && rest.is_some_and(|r| r.starts_with('?'));
                !is_query && rest.is_some_and(|rest| is_path || !rest.starts_with("{}"))
            };
            !shown.iter().any(says_more)
        });
        whole
    }

    /// Whether what a text leaves open at its end is called a path: `endpoint.path`.
    fn ends_in_path(&self, text: &Text) -> bool {
        let Some(Piece::Hole(at, _)) = text.pieces.last() else { return false };
        let name = self.program().unit(at.unit).last_name(at.expr);
        matches!(name, Some("path" | "endpoint" | "route" | "url" | "uri" | "resource"))
    }

    /// Whether parts of a text stand in classes of which an object is one or the other.
    fn is_mixed(&self, text: &Text) -> bool {
        let classes = self.classes_in(text);
        classes.iter().enumerate().any(|(index, one)| {
            classes[index + 1..].iter().any(|other| self.are_siblings(*one, *other))
        })
    }

    /// The classes that parts of a text stand in.
    fn classes_in(&self, text: &Text) -> Vec<Cls> {
        let places = text.pieces.iter().filter_map(|piece| match piece {
            Piece::Written(letters, at) if letters.contains(char::is_alphanumeric) => Some(*at),
            _ => None,
        });
        places.filter_map(|at| self.class_around(at)).collect()
    }

    /// Whether a part of an address is of another class than the object that the calls are made
    /// on through which it is looked at: `self._put()` of `Albums`, and a path of `Player`.
    pub(super) fn is_of_another(&self, text: &Text) -> bool {
        let classes = self.classes_in(text);
        let chain = self.chain.borrow();
        let program = self.program();
        !classes.is_empty()
            && chain.iter().any(|(fun, call_at)| {
                let unit = program.unit(call_at.unit);
                let Expr::Call(call) = program.expr(*call_at) else { return false };
                let callee = At { unit: call_at.unit, expr: call.callee };
                let around = || self.class_around(*call_at).into_iter().collect();
                let of: Vec<Cls> = match program.expr(callee) {
                    Expr::Member(Some(object), _) if !matches!(unit.expr(*object), Expr::This) => {
                        let object = At { unit: call_at.unit, expr: *object };
                        let of = self.values.of(object, &None).into_iter().map(|v| match v {
                            Value::Instance(class, _) => Some(class),
                            _ => None,
                        });
                        of.collect::<Option<_>>().unwrap_or_default()
                    }
                    Expr::Member(..) => around(),
                    // `put()` of Kotlin is called on the object at hand.
                    Expr::Name(_) if program.function(*fun).class.is_some() => around(),
                    _ => Vec::new(),
                };
                let differs = |class: &Cls| of.iter().all(|one| self.are_siblings(*one, *class));
                !of.is_empty() && classes.iter().any(differs)
            })
    }

    /// The method whose callers say of which class the object is that an address is of: one of
    /// a class from which that is made in which a part of the address stands.
    pub(super) fn object_unsaid(&self, at: At, text: &Text) -> Option<Fun> {
        let program = self.program();
        let outmost = self.chain.borrow().last().map_or(at, |(_, call)| *call);
        let around = self.class_around(outmost)?;
        let method = self.values.method_around(outmost, around);
        let name = &*program.class(around).name;
        let is_below = |class: &Cls| *class != around && self.bases(*class).contains(&name);
        (self.classes_in(text).iter().any(is_below) && self.can_say(method)).then_some(method)
    }

    /// Whether two classes are made from one type of the program, and neither from the other.
    fn are_siblings(&self, one: Cls, other: Cls) -> bool {
        let (of_one, of_other) = (self.bases(one), self.bases(other));
        let named = |class: Cls| &*self.program().class(class).name;
        if named(one) == named(other)
            || of_one.contains(&named(other))
            || of_other.contains(&named(one))
        {
            return false;
        }
        let language = self.program().language(one.unit);
        let is_own = |base: &&str| !self.program().classes_of(base, language).is_empty();
        of_one.iter().any(|base| of_other.contains(base) && is_own(base))
    }

    /// What a class is made from, in all its parts.
    fn bases(&self, class: Cls) -> Vec<&str> {
        let program = self.program();
        let name = &program.class(class).name;
        let parts = program.classes_of(name, program.language(class.unit)).into_iter();
        let bases = parts.chain([class]).flat_map(|part| &program.class(part).bases);
        bases.map(|base| base_name(base)).collect()
    }
}
