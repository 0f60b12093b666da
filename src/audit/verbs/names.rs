//! Verbs in names.

use super::Verb;
use crate::catalogue::Method;

/// The verb a word is.
pub fn verb_named(word: &str) -> Option<Verb> {
    let lower = word.to_ascii_lowercase();
    Some(match lower.as_str() {
        "get" => Verb::Is(Method::Get),
        "post" => Verb::Is(Method::Post),
        "put" => Verb::Is(Method::Put),
        "delete" | "del" => Verb::Is(Method::Delete),
        "patch" | "head" | "options" => Verb::Odd,
        _ => return None,
    })
}

/// Words of a name: `makePutRequest` → make, put, request.
pub fn words(name: &str) -> Vec<String> {
    spaced(name).split_whitespace().map(ToString::to_string).collect()
}

/// The same as one text, a blank between words.
fn spaced(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 4);
    let mut letters = name.chars().peekable();
    let (mut is_first, mut after_small) = (true, false);
    while let Some(letter) = letters.next() {
        let before_small = letters.peek().is_some_and(|next| next.is_lowercase());
        let starts = letter.is_uppercase() && (after_small || before_small && !is_first);
        if (!letter.is_alphanumeric() || starts) && !spaced.ends_with(' ') {
            spaced.push(' ');
        }
        if letter.is_alphanumeric() {
            spaced.extend(letter.to_lowercase());
        }
        (is_first, after_small) = (false, letter.is_lowercase());
    }
    spaced
}

/// Words that stand beside a verb in the name of a request function and change nothing.
const BESIDE: &[&str] = &[
    "async",
    "json",
    "string",
    "from",
    "as",
    "for",
    "object",
    "entity",
    "http",
    "https",
    "api",
    "spotify",
    "request",
    "req",
    "make",
    "do",
    "send",
    "call",
    "data",
    "form",
    "body",
    "raw",
    "stream",
    "bytes",
    "auth",
    "authed",
    "authenticated",
    "authorized",
    "authorised",
    "web",
    "fetch",
    "with",
    "token",
    "retry",
    "page",
    "pages",
    "all",
    "paginated",
    "url",
    "response",
    "result",
    "client",
    "rest",
    "exec",
    "execute",
    "perform",
    "blocking",
    "oauth",
    "sync",
    "safe",
    "simple",
    "helper",
    "endpoint",
    "to",
    "access",
    "bearer",
    "user",
    "params",
    "query",
    "value",
    "new",
    "wp",
    "remote",
];

/// The verb in the name of a function: `GetAsync`, `http_put`, `spotifyPost`.
pub fn verb_in_name(name: &str) -> Option<Verb> {
    verb_in_words(&spaced(name))
}

fn verb_in_words(spaced: &str) -> Option<Verb> {
    let mut found = None;
    for word in spaced.split_whitespace() {
        match verb_named(word) {
            Some(verb) if found.is_none() => found = Some(verb),
            // `deleteWithGet` says nothing.
            Some(_) => return None,
            None if BESIDE.contains(&word) => {}
            None => return None,
        }
    }
    found
}

/// Whether a name is that of something that sends requests: `fetch`, `apiRequest`, `NewRequest`.
pub fn sends(name: &str) -> bool {
    if name.strip_prefix('$').is_some_and(is_method_key) {
        return true;
    }
    let spaced = spaced(name);
    let sending = |word: &str| {
        matches!(
            word,
            "fetch"
                | "fetcher"
                | "request"
                | "requests"
                | "req"
                | "ajax"
                | "axios"
                | "got"
                | "ky"
                | "urlopen"
                | "curl"
                | "wget"
                | "swr"
                | "http"
                | "open"
                | "call"
                | "send"
                | "api"
                | "ofetch"
                | "superagent"
                | "invoke"
                | "query"
                | "load"
                | "download"
        )
    };
    spaced.split_whitespace().any(sending)
        || verb_in_words(&spaced).is_some()
        || matches!(
            name,
            "uri"
                | "url"
                | "dataTask"
                | "data"
                | "curl_init"
                | "curl_setopt"
                | "dataTaskPublisher"
                | "RestRequest"
                | "submitForm"
                | "open_uri"
                | "exchange"
        )
}

/// Whether a key names the verb of a request.
pub fn is_method_key(key: &str) -> bool {
    matches!(
        key,
        "method"
            | "httpMethod"
            | "verb"
            | "Verb"
            | "type"
            | "requestMethod"
            | "Method"
            | "http_method"
            | "HttpMethod"
            | "METHOD"
    )
}

/// Whether a function gives the verb of a request, by its name: `method()`, `getMethod()`.
pub fn gives_method(name: &str) -> bool {
    let bare = name.strip_prefix("get_").or_else(|| name.strip_prefix("get")).unwrap_or(name);
    is_method_key(bare) || matches!(bare, "RequestMethod" | "request_method")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_read_from_names() {
        for name in [
            "put",
            "PutAsync",
            "http_put",
            "spotifyPut",
            "makePutRequest",
            "PutAsJsonAsync",
            "_put",
            "HttpPut",
        ] {
            assert_eq!(verb_in_name(name), Some(Verb::Is(Method::Put)), "{name}");
        }
        for name in
            ["getPlaylist", "computed", "output", "getByName", "widget", "putIfAbsent", "deleteRow"]
        {
            assert_eq!(verb_in_name(name), None, "{name}");
        }
        assert_eq!(verb_in_name("getJSON"), Some(Verb::Is(Method::Get)));
    }
}
