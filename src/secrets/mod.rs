//! Keeps tokens, codes, secrets and verifiers out of what is repeated of a text.

mod mask;

use std::ops::Range;

pub use mask::{MASK, Mask, is_secret};

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
        out.push_str(if looks_secret(run) { MASK } else { run });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether a run of characters is too long and too mixed to be a word, an id or a scope.
fn looks_secret(run: &str) -> bool {
    let digits = run.bytes().any(|b| b.is_ascii_digit());
    // Names of members are words one after another: `getMyCurrentPlaybackState`.
    let capitals = run.bytes().skip(1).filter(u8::is_ascii_uppercase).count();
    run.len() >= SHORTEST && (digits || capitals * SHORTEST_WORD > run.len())
}

/// Fewer letters than this to each capital, and a run is not made of words.
const SHORTEST_WORD: usize = 4;

/// Where secrets stand in a line of code: texts in quotes that are one long run of mixed
/// characters, or that stand beside a telling name.
pub fn in_code(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = line[at..].find(['"', '\'', '`']).map(|open| at + open) {
        let quote = line[open..].chars().next().unwrap_or('"');
        let from = open + 1;
        let Some(to) = line[from..].find(quote).map(|to| from + to) else { break };
        let text = &line[from..to];
        let one_run = text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.~+/=".contains(c));
        let name =
            line[..open].trim_end_matches(|c: char| c.is_whitespace() || "=:>,(".contains(c));
        let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let name = name.rsplit(|c: char| !in_name(c)).next().unwrap_or_default();
        let named = is_secret(name) && text.len() >= SHORTEST_NAMED;
        let alone = !text.contains(['/', '.']) && looks_secret(text);
        // Names of members are long and mixed too, and have no digits.
        let digits = text.bytes().any(|b| b.is_ascii_digit());
        if one_run && digits && (alone || named) {
            found.push(from..to);
        }
        at = to + 1;
    }
    found
}

/// Shorter texts beside a telling name are no secrets: `code = '200'`.
const SHORTEST_NAMED: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_code_are_found() {
        for line in [
            "auth = SpotifyOAuth(client_secret='a1b2c3d4e5', scope='user-top-read')",
            "const CLIENT_SECRET = \"0123456789abcdef0123456789abcdef\"",
            "  client_secret: `a1b2c3d4e5`,",
            "put('/me/player/play', { token: 'BQDk3x9-secretsecret_secret' })",
            "os.environ['X'] = 'AQBD4CLvpVZFpMzoUwv1RX8EMZqtZ3xQ'",
        ] {
            let found = in_code(line);
            assert_eq!(found.len(), 1, "{line}");
            assert!(line[found[0].clone()].len() >= 10, "{line}");
        }
    }

    #[test]
    fn code_is_no_secret() {
        for line in [
            "auth = SpotifyOAuth(scope='user-read-currently-playing user-top-read')",
            "token = get_token('user-read-email')",
            "fetch('https://api.spotify.com/v1/me/playlists/37i9dQZF1DXcBWIGoYBM5M')",
            "code = '200'",
            "it's a quote that never ends",
            "sdk.currentUserGetTopArtistsAndTracks('')",
        ] {
            assert!(in_code(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn secrets_are_masked() {
        for (text, left) in [
            ("Authorization: Bearer BQDk3x9secret", "Authorization: Bearer ***"),
            ("client_secret=abc123", "client_secret=***"),
            ("0123456789abcdef0123456789abcdef", "***"),
            ("code AQBD4CLvpVZFpMzoUwv1RX8EMZqtZ3xQ is old", "code *** is old"),
            ("AQBDfCLvpVZFpMzoUwvhRXgEMZqtZtxQ", "***"),
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
            "spotifyApi.getMyCurrentPlaybackState()",
            "window.onSpotifyWebPlaybackSDKReady = () => {}",
            "Spiele \u{fc}ber alles",
            "",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
