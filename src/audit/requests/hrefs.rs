//! Addresses that came with an answer: `playlist.href + "/tracks"`, `album.tracks.href`.
//!
//! What has an `href` is told by its name: that of a playlist is its own path.

use super::Hunt;
use crate::audit::ir::{Expr, ExprId, Target};
use crate::audit::program::At;
use crate::audit::reach::{Reach, reach};
use crate::audit::values::{Piece, Text};
use crate::audit::verbs::words;

impl Hunt<'_, '_> {
    /// The path that stands for an address which begins with an `href`.
    pub(super) fn behind_href(&self, text: &Text) -> Option<Text> {
        let (Piece::Hole(at, _), rest) = text.pieces.split_first()? else { return None };
        let object = self.has_href(*at, true)?;
        let name = self.name_in(object)?;
        let around = self.around(object).and_then(|outer| self.name_in(outer));
        // `album.tracks` is a list of its own; `item.track` is a track.
        let within = around.map(|around| vec![format!("/{around}s/"), format!("/{name}")]);
        let alone = Some(vec![format!("/{name}s/")]);
        [within, alone].into_iter().flatten().find_map(|parts| {
            let mut pieces: Vec<Piece> = Vec::new();
            for (index, part) in parts.iter().enumerate() {
                pieces.push(Piece::Written(part.as_str().into(), *at));
                if index == 0 {
                    pieces.push(Piece::Hole(*at, None));
                }
            }
            pieces.extend(rest.iter().cloned());
            let whole = Text { pieces };
            let Reach::Relative(relative) = reach(self.catalogue, &whole, None) else {
                return None;
            };
            matches!(*relative.reach, Reach::Calls { .. }).then_some(whole)
        })
    }

    /// What an expression takes the `href` of; a name is what it is given in its function.
    pub(super) fn has_href(&self, at: At, follow: bool) -> Option<At> {
        if let Some((object, key)) = self.key_taken(at) {
            return (key == "href").then_some(object);
        }
        let unit = self.program().unit(at.unit);
        let Expr::Name(name) = unit.expr(at.expr) else { return None };
        let owner = unit.owner(at.expr);
        let of_it = |b: &&crate::audit::ir::Binding| {
            b.function == owner && matches!(&b.target, Target::Name(n) if n == name)
        };
        let mut given = unit.bindings.iter().filter(of_it).filter_map(|b| b.value);
        let (value, None) = (given.next()?, given.next()) else { return None };
        follow.then(|| self.has_href(At { unit: at.unit, expr: value }, false)).flatten()
    }

    /// An object and the key that is taken from it.
    fn key_taken(&self, at: At) -> Option<(At, &str)> {
        let unit = self.program().unit(at.unit);
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match unit.expr(at.expr) {
            Expr::Member(Some(object), name) => Some((here(*object), name)),
            Expr::Index(object, index) => match unit.expr(*index) {
                Expr::Text(key) => Some((here(*object), key)),
                _ => None,
            },
            _ => None,
        }
    }

    fn around(&self, at: At) -> Option<At> {
        self.key_taken(at).map(|(object, _)| object)
    }

    /// The last word of what something is called: `playlist` of `currentPlaylist`,
    /// `playlists[0]` and `data["playlist"]`.
    fn name_in(&self, at: At) -> Option<String> {
        let unit = self.program().unit(at.unit);
        let (name, one_of) = match (self.key_taken(at), unit.expr(at.expr)) {
            (Some((_, key)), _) => (key, false),
            (None, Expr::Name(name)) => (&**name, false),
            (None, Expr::Index(list, _)) => (unit.last_name(*list)?, true),
            _ => return None,
        };
        let mut word = words(name).pop()?;
        if one_of && word.ends_with('s') {
            word.pop();
        }
        Some(word)
    }
}
