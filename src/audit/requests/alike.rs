//! Addresses put together from members of one object.
//!
//! Where only the type of an object is known, it may be of any class made from that type.
//! But what one such class says of the base belongs to what the same class says of the
//! path; and what nobody says counts only where nothing else is said.

use super::{Address, Hunt};
use crate::audit::program::{Cls, base_name};
use crate::audit::values::{Piece, Text};

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
                rest.is_some_and(|rest| is_path || !rest.starts_with("{}"))
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
        let places = text.pieces.iter().filter_map(|piece| match piece {
            Piece::Written(letters, at) if letters.contains(char::is_alphanumeric) => Some(*at),
            _ => None,
        });
        let classes: Vec<Cls> = places.filter_map(|at| self.class_around(at)).collect();
        let name = |class: &Cls| &self.program().class(*class).name;
        classes.iter().enumerate().any(|(index, one)| {
            classes[index + 1..]
                .iter()
                .any(|other| name(one) != name(other) && self.are_siblings(*one, *other))
        })
    }

    /// Whether two classes are made from one type of the program, and neither from the other.
    fn are_siblings(&self, one: Cls, other: Cls) -> bool {
        let (of_one, of_other) = (self.bases(one), self.bases(other));
        let named = |class: Cls| &*self.program().class(class).name;
        if of_one.contains(&named(other)) || of_other.contains(&named(one)) {
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
