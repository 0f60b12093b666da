//! `<Type>value`: assertions of TypeScript that look like tags.
//!
//! One grammar reads JavaScript, TypeScript and their pages; to it a `<` before a value
//! opens a tag. The other grammar of TypeScript, which differs in this alone, would make
//! the program larger by 1.4 MB for a form that hardly anybody writes.

/// The same text with blanks for each type in front of a value; none without any.
///
/// For files that hold no tags. Type parameters of an arrow (`<T>(a) => …`) stand in the
/// same place and go as well, as types say nothing here.
pub fn blanked(source: &str) -> Option<String> {
    let bytes = source.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            quote @ (b'"' | b'\'' | b'`') => after_text(bytes, at, quote),
            b'/' if bytes.get(at + 1) == Some(&b'/') => after(bytes, at, b"\n"),
            b'/' if bytes.get(at + 1) == Some(&b'*') => after(bytes, at, b"*/"),
            b'<' if before_a_value(&source[..at]) => match end_of_types(bytes, at) {
                Some(end) => {
                    out[at..end].fill(b' ');
                    end
                }
                None => at + 1,
            },
            _ => at + 1,
        };
    }
    // Whole characters were replaced by blanks, or none at all.
    let out = String::from_utf8(out).ok()?;
    (out != source).then_some(out)
}

/// Behind the end of a text in quotes; one that is not closed ends with its line.
fn after_text(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'\n' if quote != b'`' => return at,
            _ if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at
}

/// Behind the next mark, or the end.
fn after(bytes: &[u8], start: usize, mark: &[u8]) -> usize {
    bytes[start..]
        .windows(mark.len())
        .position(|piece| piece == mark)
        .map_or(bytes.len(), |found| start + found + mark.len())
}

/// Whether a value, not an operator, comes next.
fn before_a_value(before: &str) -> bool {
    let before = before.trim_end();
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    if !before.ends_with(is_part) {
        return before
            .ends_with(['=', '(', ',', '[', ':', '?', '{', '}', ';', '&', '|', '!', '>', '+']);
    }
    let word = before.rsplit(|c| !is_part(c)).next().unwrap_or_default();
    matches!(word, "return" | "await" | "yield" | "case" | "of" | "in")
}

/// Behind the `>` that closes a `<`, if only types stand between, on one line.
fn end_of_types(bytes: &[u8], start: usize) -> Option<usize> {
    let mut open = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(start).take_while(|(_, b)| **b != b'\n') {
        match byte {
            b'<' | b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.checked_sub(1)?,
            // `=>` of a function's type.
            b'>' if bytes[at - 1] != b'=' => {
                open = open.checked_sub(1)?;
                if open == 0 {
                    return Some(at + 1);
                }
            }
            b';' if open == 1 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::blanked;

    #[test]
    fn types_in_front_of_values_are_blanked() {
        for (code, left) in [
            ("a = <any>b;", "a =      b;"),
            ("return <Map<string, A>>f(x)", "return                 f(x)"),
            ("f(<T>x, <() => void>y)", "f(   x,             y)"),
            ("a = <T>(b: T) => b", "a =    (b: T) => b"),
            ("a = <Größe>b", "a =          b"),
            ("a = <{ b: C; d: E }>f", "a =                 f"),
        ] {
            assert_eq!(blanked(code).as_deref(), Some(left));
        }
    }

    #[test]
    fn all_else_stays() {
        for code in [
            "f<T>(x)",
            "a < b && c > d",
            "'= <any>b'",
            "`= <any>b`",
            "// = <any>b",
            "/* = <any>b */",
            "a = <any\n>b",
            "x = a ? b : c",
            "a = <",
            "a = <b; c>d",
        ] {
            assert_eq!(blanked(code), None, "{code}");
        }
    }
}
