//! HTTP statuses in a text: numbers that stand where a status would.

/// What a number follows when it is no status.
const COUNTS: [&str; 13] = [
    "line", "lines", "ln", "row", "col", "column", "port", "pid", "id", "issue", "page", "offset",
    "limit",
];
/// What follows a number when it is no status.
const UNITS: [&str; 14] = [
    "ms", "s", "sec", "seconds", "bytes", "kb", "mb", "px", "items", "tracks", "songs", "rows",
    "lines", "times",
];
/// What ends with a colon or an equals sign before a status.
const LABELS: [&str; 9] =
    ["status", "code", "statuscode", "error", "http", "errorcode", "httpstatus", "response", "err"];

/// The statuses of failures (400 to 599) in a line.
pub(super) fn statuses(line: &str) -> impl Iterator<Item = u16> + '_ {
    let bytes = line.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            if !bytes[start].is_ascii_digit() {
                at += 1;
                continue;
            }
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            let number = line[start..at].parse().ok().filter(|n| (400..600).contains(n));
            if let Some(number) = number
                && at - start == 3
                && is_status(&line[..start], &line[at..])
            {
                return Some(number);
            }
        }
        None
    })
}

/// Whether a number of three digits is a status, by what stands around it.
fn is_status(before: &str, after: &str) -> bool {
    let last = before.chars().next_back().unwrap_or(' ');
    let next = after.chars().next().unwrap_or(' ');
    if next.is_ascii_alphanumeric() || next == '_' || next == '%' {
        return false;
    }
    if matches!(next, '.' | ',' | ':' | '-')
        && after[1..].chars().next().is_some_and(|c| c.is_ascii_digit())
    {
        return false;
    }
    let word_before = |text: &str| {
        let text = text.trim_end_matches([' ', '"', '\'', '\t', '*', '`']);
        let word: Vec<u8> = text.bytes().rev().take_while(u8::is_ascii_alphanumeric).collect();
        word.iter().rev().map(|b| char::from(b.to_ascii_lowercase())).collect::<String>()
    };
    let labelled = |text: &str| LABELS.iter().any(|label| word_before(text).ends_with(label));
    match last {
        c if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '#' | '-' | '/' | '$' | '%') => {
            return false;
        }
        ',' => return !before[..before.len() - 1].ends_with(|c: char| c.is_ascii_digit()),
        // `file.py:403` and `host:404` are places, `status:403` is one.
        ':' | '=' => return labelled(&before[..before.len() - 1]),
        _ => {}
    }
    let following = after.trim_start_matches([' ', ':', '"', '\'']);
    let unit: String = following
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let trimmed = before.trim_end();
    let counted = COUNTS.contains(&word_before(trimmed.trim_end_matches([':', '='])).as_str());
    !counted && !UNITS.contains(&unit.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Vec<u16> {
        statuses(line).collect()
    }

    #[test]
    fn where_statuses_stand() {
        for line in [
            "403",
            "HTTP/1.1 403 Forbidden",
            "HTTP/2 403",
            "http status: 403, code:-1 - https://api.spotify.com/v1/me",
            "\"status\" : 403,",
            "{\"error\":{\"status\":403,\"message\":\"x\"}}",
            "status=403",
            "Error Code: 403",
            "(403)",
            "[403]",
            "returned 403 due to None",
            "403 Client Error: Forbidden for url",
            "statusCode: 403",
            "Response code 403 (Forbidden)",
            "code=403 error=403 Forbidden",
            "\u{30a8}\u{30e9}\u{30fc}403",
            "GET https://api.spotify.com/v1/me 403 (Forbidden)",
            "failed with 403.",
        ] {
            assert!(read(line).contains(&403), "{line}");
        }
    }

    #[test]
    fn where_other_numbers_stand() {
        for line in [
            "File \"client.py\", line 403, in _get",
            "client.js:403:12",
            "http://127.0.0.1:403/callback",
            "took 403 ms",
            "403ms",
            "12:34:56.403",
            "2026-403",
            "issues/403",
            "#403",
            "4033",
            "1,403 items",
            "?limit=403",
            "abc403",
            "200",
        ] {
            assert!(read(line).is_empty(), "{line}");
        }
    }
}
