//! Percent-encoding as browsers do it in `encodeURIComponent`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but letters, digits and `- _ . ! ~ * ' ( )`.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Encodes one value of a query, exactly as `encodeURIComponent` does.
pub fn encode_component(value: &str) -> String {
    utf8_percent_encode(value, COMPONENT).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_what_browsers_leave() {
        let left = "ABCabc019-_.!~*'()";
        assert_eq!(encode_component(left), left);
        assert_eq!(
            encode_component(" +/?&=#%:@,;$[]\"<>^`{|}\\"),
            "%20%2B%2F%3F%26%3D%23%25%3A%40%2C%3B%24%5B%5D%22%3C%3E%5E%60%7B%7C%7D%5C"
        );
        assert_eq!(encode_component("é💚\u{7f}\n"), "%C3%A9%F0%9F%92%9A%7F%0A");
    }
}
