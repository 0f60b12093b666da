//! Which endpoints a path reaches.

use super::spelling;
use crate::catalogue::{Catalogue, Method, PathEnd, PathIndex, PathNode, Placeholder, Takes};

/// The calls that end at a path, most specific reading first; with a verb, those of that verb.
///
/// `base` is an index into the catalogue's bases; without one, each is tried in order.
pub(crate) fn find(
    catalogue: &Catalogue,
    base: Option<u8>,
    segments: &[String],
    method: Option<Method>,
) -> Vec<PathEnd> {
    let wanted = |node: &PathNode| ends_of(node, method);
    roots(catalogue, base)
        .find_map(|root| walk(&catalogue.paths, root, segments, &wanted))
        .unwrap_or_default()
}

fn ends_of(node: &PathNode, method: Option<Method>) -> Vec<PathEnd> {
    node.ends.iter().filter(|end| method.is_none_or(|m| m == end.method)).copied().collect()
}

fn roots(catalogue: &Catalogue, base: Option<u8>) -> impl Iterator<Item = u32> + use<> {
    let count = catalogue.bases.len();
    let all = 0..u32::try_from(count).unwrap_or(u32::MAX);
    all.filter(move |root| base.is_none_or(|b| u32::from(b) == *root))
}

/// Follows fixed segments before placeholders, and turns back where that leads nowhere.
fn walk(
    paths: &PathIndex,
    node: u32,
    segments: &[String],
    wanted: &impl Fn(&PathNode) -> Vec<PathEnd>,
) -> Option<Vec<PathEnd>> {
    let node = &paths.nodes[node as usize];
    let Some((segment, rest)) = segments.split_first() else {
        let ends = wanted(node);
        return (!ends.is_empty()).then_some(ends);
    };
    let lower = segment.to_lowercase();
    if let Ok(at) = node.fixed.binary_search_by(|(fixed, _)| (*fixed).cmp(&lower))
        && let Some(ends) = walk(paths, node.fixed[at].1, rest, wanted)
    {
        return Some(ends);
    }
    node.open.iter().find_map(|(kind, next)| {
        let placeholder = &paths.placeholders[usize::from(*kind)];
        fits(placeholder, segment, rest.is_empty()).then(|| walk(paths, *next, rest, wanted))?
    })
}

/// The calls at the paths spelled most nearly like this one; none where nothing is near.
pub(super) fn find_near(
    catalogue: &Catalogue,
    base: Option<u8>,
    segments: &[String],
    method: Option<Method>,
) -> Vec<PathEnd> {
    let mut nearest = Nearest { distance: usize::MAX, ends: Vec::new() };
    for root in roots(catalogue, base) {
        walk_near(&catalogue.paths, root, segments, method, 0, &mut nearest);
    }
    nearest.ends
}

struct Nearest {
    distance: usize,
    ends: Vec<PathEnd>,
}

fn walk_near(
    paths: &PathIndex,
    node: u32,
    segments: &[String],
    method: Option<Method>,
    distance: usize,
    nearest: &mut Nearest,
) {
    let node = &paths.nodes[node as usize];
    if distance > nearest.distance {
        return;
    }
    let Some((segment, rest)) = segments.split_first() else {
        let ends = ends_of(node, method);
        if !ends.is_empty() {
            if distance < nearest.distance {
                nearest.ends.clear();
                nearest.distance = distance;
            }
            nearest.ends.extend(ends);
        }
        return;
    };
    let lower = segment.to_lowercase();
    for (fixed, next) in node.fixed {
        if let Some(off) = spelling::distance(&lower, fixed) {
            walk_near(paths, *next, rest, method, distance + off, nearest);
        }
    }
    for (kind, next) in node.open {
        let placeholder = &paths.placeholders[usize::from(*kind)];
        let off = match placeholder.takes {
            _ if fits(placeholder, segment, rest.is_empty()) => Some(0),
            Takes::OneOf(values) => {
                values.iter().filter_map(|v| spelling::distance(&lower, v)).min()
            }
            _ => None,
        };
        if let Some(off) = off {
            walk_near(paths, *next, rest, method, distance + off, nearest);
        }
    }
}

/// Whether a segment may stand in a placeholder.
///
/// At the end of a path a plain lower-case word is no Spotify id: `/playlists/folders`
/// is a path that does not exist rather than a playlist of that id.
fn fits(placeholder: &Placeholder, segment: &str, last: bool) -> bool {
    if is_placeholder(segment) {
        return true;
    }
    match placeholder.takes {
        Takes::Anything => true,
        Takes::SpotifyId => !last || could_be_id(segment),
        Takes::OneOf(values) => values.iter().any(|v| v.eq_ignore_ascii_case(segment)),
    }
}

/// Whether a segment stands for a value, in any of the ways documentation and code write it.
pub(super) fn is_placeholder(segment: &str) -> bool {
    let wrapped =
        [("{", "}"), ("<", ">"), ("[", "]"), ("(", ")"), ("${", "}"), ("#{", "}"), ("\\(", ")")];
    let is_name = |s: &str| s.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    segment.starts_with([':', '$', '%', '@', '*'])
        || segment.contains('{')
        || segment.contains("...")
        || segment.contains('\u{2026}')
        || wrapped.iter().any(|(open, close)| segment.starts_with(open) && segment.ends_with(close))
        || segment.len() > 1
            && is_name(segment)
            && !segment.chars().any(char::is_lowercase)
            && segment.chars().any(char::is_uppercase)
}

/// Ids have 22 letters and digits; made-up ones in examples are short, or end in `id`.
fn could_be_id(segment: &str) -> bool {
    let plain = segment.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    !plain || segment.len() == 22 || segment.len() <= 3 || segment.ends_with("id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_in_every_style() {
        for segment in [
            "{id}",
            ":id",
            "<id>",
            "${id}",
            "$id",
            "%s",
            "%d",
            "[id]",
            "#{id}",
            "\\(id)",
            "*",
            "...",
            "PLAYLIST_ID",
            "{playlist_id}",
        ] {
            assert!(is_placeholder(segment), "{segment}");
        }
        for segment in
            ["tracks", "me", "4aawyAB9vmqN3uQ7FjRGTy", "currently-playing", "37i9dQZF1DX"]
        {
            assert!(!is_placeholder(segment), "{segment}");
        }
    }

    #[test]
    fn plain_words_are_no_ids() {
        assert!(could_be_id("4aawyAB9vmqN3uQ7FjRGTy"));
        assert!(could_be_id("abc"));
        assert!(could_be_id("playlistid"));
        assert!(!could_be_id("folders"));
        assert!(!could_be_id("top-tracks"));
    }
}
