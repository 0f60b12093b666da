//! Keeps tokens, codes, secrets and verifiers out of what is repeated of a text.

use crate::authorize::pasted::{MASK, Mask};

/// Shorter than this no secret of Spotify is; ids of tracks and playlists have 22 characters.
const SHORTEST: usize = 24;

/// A text without its secrets: values of fields with telling names, credentials of
/// headers, and every long run of letters and digits that is no word, id or scope.
pub fn masked(text: &str) -> String {
    let text = Mask::of(text).apply(text);
    let in_run = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(begin) = rest.find(in_run) {
        let (before, from) = rest.split_at(begin);
        let (run, after) = from.split_at(from.find(|c| !in_run(c)).unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(if is_secret(run) { MASK } else { run });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether a run of characters is too long and too mixed to be a word, an id or a scope.
fn is_secret(run: &str) -> bool {
    let digits = run.bytes().any(|b| b.is_ascii_digit());
    let capitals = run.bytes().skip(1).any(|b| b.is_ascii_uppercase());
    run.len() >= SHORTEST && (digits || capitals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked() {
        for (text, left) in [
            ("Authorization: Bearer BQDk3x9secret", "Authorization: Bearer ***"),
            ("client_secret=abc123", "client_secret=***"),
            ("0123456789abcdef0123456789abcdef", "***"),
            ("code AQBD4CLvpVZFpMzoUwv1RX8EMZqtZ3xQ is old", "code *** is old"),
        ] {
            assert_eq!(masked(text), left);
        }
    }

    #[test]
    fn words_ids_and_addresses_are_left() {
        for text in [
            "get-the-users-currently-playing-track",
            "https://api.spotify.com/v1/playlists/37i9dQZF1DXcBWIGoYBM5M/tracks",
            "GET /me/player/currently-playing",
            "user-read-currently-playing",
            "Spiele \u{fc}ber alles",
            "",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
