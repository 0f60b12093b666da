//! Addresses that came with an answer: `playlist.href + "/tracks"`, `album.tracks.href`.
//!
//! What has an `href` is told by its name: that of a playlist is its own path.

use super::Hunt;
use crate::audit::ir::{Expr, Target};
use crate::audit::program::{At, Meaning};
use crate::audit::reach::{Reach, reach};
use crate::audit::values::{Piece, Text};
use crate::audit::verbs::words;

/// Steps that are followed backwards.
pub(super) const STEPS: u8 = 6;
/// Callers that are looked at.
const CALLERS: usize = 8;

impl Hunt<'_, '_> {
    /// The path that stands for an address which begins with an `href`. In a file that does
    /// not speak of Spotify it must be told by two names (`playlist.tracks.href`).
    pub(super) fn behind_href(&self, sent: At, text: &Text) -> Option<Text> {
        let (Piece::Hole(at, _), rest) = text.pieces.split_first()? else { return None };
        let object = self.has_href(*at, STEPS)?;
        let name = self.name_in(object)?;
        let around = self.around(object).and_then(|outer| self.name_in(outer));
        // `album.tracks` is a list of its own; `item.track` is a track.
        let within = around.map(|around| vec![format!("/{around}s/"), format!("/{name}")]);
        let about = self.is_about_spotify(sent);
        if !about && !self.names_base {
            return None;
        }
        let alone = about.then(|| vec![format!("/{name}s/")]);
        [within, alone].into_iter().flatten().find_map(|parts| {
            let mut pieces: Vec<Piece> = Vec::new();
            for (index, part) in parts.iter().enumerate() {
                pieces.push(Piece::Written(part.as_str().into(), object));
                if index == 0 {
                    pieces.push(Piece::Hole(object, None));
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

    /// What an expression takes the `href` of; a name is what it is given, in its function or
    /// by a caller, and what is made of one address (`URL(string: track.href)`) is that address.
    pub(super) fn has_href(&self, at: At, steps: u8) -> Option<At> {
        if let Some((object, key)) = self.program().key_taken(at) {
            return (key == "href").then_some(object);
        }
        let steps = steps.checked_sub(1)?;
        let program = self.program();
        match program.expr(at) {
            Expr::Name(name) => {
                let meanings = program.meanings(at.unit, program.owner(at).id, name);
                meanings.into_iter().find_map(|meaning| match meaning {
                    Meaning::Bound(bound) => {
                        let binding = program.binding(bound);
                        let whole =
                            matches!(&binding.target, Target::Name(target) if target == name);
                        let value = binding.value.filter(|_| whole && !binding.adds)?;
                        let given = At { unit: bound.unit, expr: value };
                        self.has_href(given, steps).or_else(|| {
                            let filled = self.values.filled_with(bound);
                            filled.into_iter().find_map(|at| self.has_href(at, steps))
                        })
                    }
                    Meaning::Parameter(fun, place) => {
                        self.values.callers(fun).iter().take(CALLERS).find_map(|caller| {
                            let given = self.values.argument_for(fun, *caller, place)?;
                            self.has_href(given, steps)
                        })
                    }
                    _ => None,
                })
            }
            // `page.href || null`
            Expr::Default(value, _) => self.has_href(At { unit: at.unit, expr: *value }, steps),
            Expr::Call(call) if call.arguments.len() == 1 => {
                self.has_href(At { unit: at.unit, expr: call.arguments[0].value }, steps)
            }
            _ => None,
        }
    }

    fn around(&self, at: At) -> Option<At> {
        self.program().key_taken(at).map(|(object, _)| object)
    }

    /// The last word of what something is called: `playlist` of `currentPlaylist`,
    /// `playlists[0]` and `data["playlist"]`.
    fn name_in(&self, at: At) -> Option<String> {
        let unit = self.program().unit(at.unit);
        let (name, one_of) = match (self.program().key_taken(at), unit.expr(at.expr)) {
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
