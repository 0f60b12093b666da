//! Code that the grammar of Swift stumbles over though it is right, written in a way that
//! it knows and that is as long.

/// What is around a place.
#[derive(Clone, Copy)]
enum Around {
    /// Brackets of any kind.
    Brackets,
    /// A text: its quotes and the marks around them.
    Text { quotes: usize, marks: usize },
    /// `\(` in a text.
    Value,
}

/// Words behind `#` that are not macros.
const DIRECTIVES: [&str; 27] = [
    "if",
    "elseif",
    "else",
    "endif",
    "available",
    "unavailable",
    "selector",
    "keyPath",
    "file",
    "fileID",
    "filePath",
    "fileLiteral",
    "line",
    "column",
    "function",
    "dsohandle",
    "colorLiteral",
    "imageLiteral",
    "warning",
    "error",
    "sourceLocation",
    "externalMacro",
    "isolation",
    "hasInclude",
    "canImport",
    "os",
    "swift",
];

/// The same code, with
/// - macros (`#Preview { … }`) as calls of what they are named;
/// - no `try` and `await`, behind which the grammar takes `{` for a lambda at times;
/// - no comma before the bracket that closes a list;
/// - a number for the value `()`, in which the grammar misses a name;
/// - no colon where a line begins with what a call before takes (`header: {`), which is then a
///   call of its own.
pub fn touched(source: &str) -> Option<String> {
    let mut bytes = source.as_bytes().to_vec();
    let mut around = Vec::new();
    // The last byte of code that is no space, and where it stands; the last word.
    let (mut last, mut last_word): ((u8, usize), &[u8]) = ((b' ', 0), b"");
    let mut at = 0;
    while let Some(rest) = source.as_bytes().get(at..).filter(|rest| !rest.is_empty()) {
        let byte = rest[0];
        if let Some(Around::Text { quotes, marks }) = around.last().copied() {
            let marked = |from: usize| {
                rest.get(from..from + marks).is_some_and(|m| m.iter().all(|b| *b == b'#'))
            };
            let closes = rest.starts_with(&b"\"\"\""[..quotes]) && marked(quotes);
            at += match byte {
                b'"' if closes => {
                    around.pop();
                    quotes + marks
                }
                b'\n' if quotes == 1 => {
                    around.pop();
                    1
                }
                b'\\' if marked(1) && rest.get(1 + marks) == Some(&b'(') => {
                    around.push(Around::Value);
                    2 + marks
                }
                b'\\' if marks == 0 => 2,
                _ => 1,
            };
            continue;
        }
        let mut length = 1;
        match byte {
            b'/' if rest.starts_with(b"//") => {
                at += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                continue;
            }
            b'/' if rest.starts_with(b"/*") => {
                at += super::super::kotlin::comment(rest);
                continue;
            }
            b'"' | b'#' if text_begins(rest).is_some() => {
                let (quotes, marks) = text_begins(rest).unwrap_or_default();
                around.push(Around::Text { quotes, marks });
                length = quotes + marks;
            }
            b'#' => {
                let word = word(&rest[1..]);
                if !word.is_empty() && !DIRECTIVES.iter().any(|d| d.as_bytes() == word) {
                    bytes[at] = b'_';
                }
                length = 1 + word.len();
            }
            b'(' if is_value(rest, last.0, last_word) => {
                bytes[at] = b'0';
                bytes[at + 1] = b' ';
                length = 2;
            }
            b'(' | b'[' | b'{' => around.push(Around::Brackets),
            b')' | b']' | b'}' => {
                around.pop();
                if let (b')', (b',', comma)) = (byte, last) {
                    bytes[comma] = b' ';
                }
            }
            _ if is_of_word(byte) => {
                let word = word(rest);
                length = word.len().max(1);
                if matches!(word, b"try" | b"await") {
                    let marked = word == b"try" && matches!(rest.get(3), Some(b'?' | b'!'));
                    length += usize::from(marked);
                    bytes[at..at + length].fill(b' ');
                    at += length;
                    continue;
                }
                let below = last.0 == b'}' && source.as_bytes()[last.1..at].contains(&b'\n');
                if below
                    && word != b"default"
                    && let Some(behind) = rest[length..].strip_prefix(b":")
                    && behind.trim_ascii_start().starts_with(b"{")
                {
                    bytes[at + length] = b' ';
                }
                last_word = word;
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = (byte, at);
            if !is_of_word(byte) {
                last_word = b"";
            }
        }
        at += length;
    }
    String::from_utf8(bytes).ok().filter(|touched| touched != source)
}

/// Whether `()` is a value here, by what stands before and behind it.
fn is_value(rest: &[u8], before: u8, word: &[u8]) -> bool {
    let Some(behind) = rest.strip_prefix(b"()").map(<[u8]>::trim_ascii_start) else {
        return false;
    };
    let is_type = [&b"->"[..], b"throws", b"rethrows", b"async"];
    if is_type.iter().any(|word| behind.starts_with(word)) {
        return false;
    }
    match before {
        b'(' | b',' | b'=' | b'{' | b'[' => true,
        b':' => matches!(behind.first(), Some(b')' | b',' | b']')),
        _ => matches!(word, b"return" | b"in"),
    }
}

/// The quotes and marks of a text that begins here.
fn text_begins(rest: &[u8]) -> Option<(usize, usize)> {
    let marks = rest.iter().take_while(|b| **b == b'#').count();
    let quotes = &rest[marks..];
    match quotes.first() {
        Some(b'"') => Some((if quotes.starts_with(b"\"\"\"") { 3 } else { 1 }, marks)),
        _ => None,
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'@' | b'`') || !byte.is_ascii()
}

fn word(text: &[u8]) -> &[u8] {
    &text[..text.iter().take_while(|b| is_of_word(**b)).count()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sources with what is made of them; the same where nothing is.
    #[test]
    fn what_the_grammar_stumbles_over_is_written_otherwise() {
        for (source, left) in [
            ("#Preview { a() }", "_Preview { a() }"),
            ("#if a", "#if a"),
            ("#selector(a)", "#selector(a)"),
            ("a(b, c,)", "a(b, c )"),
            ("a(b,\n)", "a(b \n)"),
            ("[a,]", "[a,]"),
            ("a(b, c)", "a(b, c)"),
            ("try a()", "    a()"),
            ("try? a() + try! b() + await c()", "     a() +      b() +       c()"),
            ("trying a + awaits", "trying a + awaits"),
            ("a(())", "a(0 )"),
            ("a(b, ())", "a(b, 0 )"),
            ("a(b: ())", "a(b: 0 )"),
            ("a = ()", "a = 0 "),
            ("return ()", "return 0 "),
            ("{ a in () }", "{ a in 0  }"),
            ("[()]", "[0 ]"),
            ("{ () }", "{ 0  }"),
            ("a: () -> B", "a: () -> B"),
            ("a = () -> B", "a = () -> B"),
            ("(() throws -> A)", "(() throws -> A)"),
            ("(() async -> A)", "(() async -> A)"),
            ("a: () = b", "a: () = b"),
            ("a()", "a()"),
            ("returns ()", "returns ()"),
            ("\"a(b,) try #c ()\"", "\"a(b,) try #c ()\""),
            ("\"\\\"\" + a(b,)", "\"\\\"\" + a(b )"),
            ("\"\\(a(b,))\" + c(d,)", "\"\\(a(b ))\" + c(d )"),
            ("#\"a\" \\(b(c,)) \\#(d(e,))\"# + f(g,)", "#\"a\" \\(b(c,)) \\#(d(e ))\"# + f(g )"),
            ("\"\"\"\na \" try\n\"\"\" + a(b,)", "\"\"\"\na \" try\n\"\"\" + a(b )"),
            ("\"a\nb(c,)", "\"a\nb(c )"),
            ("a { }\n b: { }", "a { }\n b  { }"),
            ("a { } b: { }", "a { } b: { }"),
            ("}\nvar b: C = { }", "}\nvar b: C = { }"),
            ("}\ndefault: { }", "}\ndefault: { }"),
            ("]\nb: { }", "]\nb: { }"),
            ("// a(b,)\nc(d,)", "// a(b,)\nc(d )"),
            ("/* a(b,) /* c */ d(e,) */ f(g,)", "/* a(b,) /* c */ d(e,) */ f(g )"),
        ] {
            assert_eq!(touched(source).as_deref().unwrap_or(source), left);
        }
    }
}
