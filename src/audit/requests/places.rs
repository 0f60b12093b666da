//! Where a request is said to be: at the part of its path that tells most of it.

use super::{Address, Hunt};
use crate::audit::program::At;
use crate::audit::values::Piece;

impl Hunt<'_, '_> {
    /// The part of a path that is written where the request is, or in a row of a table, rather
    /// than one that many have in common: `next` of `PLAYER_URL + "next"`.
    pub(super) fn telling(&self, request: At, address: &Address, place: At) -> At {
        let program = self.program();
        let is_near = |at: At| program.owner(at) == program.owner(request);
        if is_near(place) {
            return place;
        }
        let pieces = &address.text.pieces;
        let Some(known) = pieces.iter().position(|piece| piece.at() == place) else { return place };
        let mut before = "";
        let mut later: Vec<(At, bool)> = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            let Piece::Written(letters, at) = piece else {
                before = "";
                continue;
            };
            let path = letters.split(['?', '#']).next().unwrap_or_default();
            let first = path.split('/').next().unwrap_or_default();
            let begins = before.ends_with('/')
                && first.len() > 1
                && first.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if index > known && begins {
                later.push((*at, before == "/"));
            }
            if path.len() < letters.len() {
                break;
            }
            before = letters;
        }
        let near = later.iter().rev().find(|(at, _)| is_near(*at));
        let row = || later.iter().rev().find(|(_, alone)| *alone);
        near.or_else(row).map_or(place, |(at, _)| *at)
    }
}
