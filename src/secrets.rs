//! Tokens, codes, secrets and verifiers in what people paste: they are never shown.

/// What stands in place of a secret.
pub const MASK: &str = "***";

/// Shorter than this no secret of Spotify is; ids of tracks and playlists have 22 characters.
const SHORTEST: usize = 24;

/// A text without what could be a secret: the word after `Bearer` or `Basic`, and
/// every long run of letters and digits that is no word or name.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut after_scheme = false;
    while !rest.is_empty() {
        let run = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let wide = |c: char| run(c) || matches!(c, '+' | '/' | '=' | '.' | '~');
        let length = if after_scheme {
            rest.find(|c| !wide(c)).unwrap_or(rest.len())
        } else {
            rest.find(|c| !run(c)).unwrap_or(rest.len())
        };
        if length == 0 {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..first]);
            after_scheme &= rest[..first].trim().is_empty();
            rest = &rest[first..];
            continue;
        }
        let word = &rest[..length];
        out.push_str(if after_scheme || is_secret(word) { MASK } else { word });
        after_scheme = ["bearer", "basic"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme));
        rest = &rest[length..];
    }
    out
}

/// Whether a run of characters is too long and too mixed to be a word, an id or a scope.
fn is_secret(word: &str) -> bool {
    let digits = word.bytes().any(|b| b.is_ascii_digit());
    let capitals = word.bytes().skip(1).any(|b| b.is_ascii_uppercase());
    word.len() >= SHORTEST && (digits || capitals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked() {
        for (text, left) in [
            ("Authorization: Bearer BQDk3x9secret", "Authorization: Bearer ***"),
            ("Authorization: Basic aWQ6c2VjcmV0+/==", "Authorization: Basic ***"),
            ("client_secret=0123456789abcdef0123456789abcdef", "client_secret=***"),
            ("?code=AQBD4CLvpVZFpMzoUwv1RX8EMZqtZ3xQ&state=x", "?code=***&state=x"),
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
