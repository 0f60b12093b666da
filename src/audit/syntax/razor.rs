//! Pages and components of Razor: C# between the tags.
//!
//! What stands in `@code { }`, `@functions { }` and `@{ }`, and what `@inject` says, is written
//! out as a class, byte for byte where it stands. What only a tag names (`@onclick="Play"`) is
//! mentioned, so that nobody takes it for dead.

use std::ops::Range;

use super::mixed::write_over;

/// Whether a file is one, by its name.
pub(super) fn is_razor(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    ["cshtml", "razor"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Methods and fields.
    Members,
    /// What runs where the page is made.
    Statements,
    /// `@using Some.Name`
    Using,
    /// `@inject Type Name`
    Inject,
    /// `@* … *@`
    Comment,
}

/// A part of a file that is code: all of it, and what is between its marks.
struct Block {
    kind: Kind,
    whole: Range<usize>,
    inner: Range<usize>,
}

/// The code of a file as a program of its own; none where there is no room to write it out.
pub(super) fn code(path: &str, text: &str) -> Option<String> {
    let blocks = blocks(text);
    let mut out = String::with_capacity(text.len());
    write_over(text, ' ', &mut out);
    let mut out = out.into_bytes();
    let bytes = text.as_bytes();
    let of = |kind: Kind| blocks.iter().filter(move |b| b.kind == kind);
    for block in &blocks {
        let inner = &bytes[block.inner.clone()];
        match block.kind {
            Kind::Comment | Kind::Using => {}
            // The type moves to where its mark was, so that there is room for the end.
            Kind::Inject => {
                let start = block.inner.start - 1;
                out[start..start + inner.len()].copy_from_slice(inner);
                out[block.inner.end - 1] = b';';
            }
            Kind::Members | Kind::Statements => {
                out[block.inner.clone()].copy_from_slice(inner);
            }
        }
    }
    // Without members, what is injected may as well stand before the statements: between them
    // there is often no room for a method.
    let is_class = of(Kind::Members).next().is_some()
        || of(Kind::Inject).next().is_some() && of(Kind::Statements).next().is_none();
    for block in of(Kind::Statements) {
        out[block.inner.start - 1] = b'{';
        out[block.whole.end - 1] = b'}';
        let before = blocks.iter().map(|b| b.whole.end).filter(|end| *end <= block.whole.start);
        let room = before.max().unwrap_or(0)..block.inner.start - 1;
        if is_class && !place_last(&mut out, room, &[b"void", b"Page()"]) {
            return None;
        }
    }
    if is_class {
        let Some(mut first) = first_letter(&out) else { return String::from_utf8(out).ok() };
        // What is injected in the first line leaves no room for the name of the class.
        if first < "class A {".len()
            && let Some(block) = of(Kind::Inject).next()
            && block.whole.contains(&first)
        {
            out[block.whole.clone()].fill(b' ');
            first = first_letter(&out).unwrap_or(out.len());
        }
        let file = path.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default();
        let named = stem.starts_with(|c: char| c.is_ascii_uppercase())
            && stem.bytes().all(|b| b.is_ascii_alphanumeric());
        let header = [b"class".as_slice(), stem.as_bytes(), b"{"];
        let placed = named && place(&mut out, 0..first, &header)
            || place(&mut out, 0..first, &[b"class", b"A", b"{"]);
        let end = out.iter().rposition(|b| !b.is_ascii_whitespace()).map_or(0, |last| last + 1);
        let room = end..out.len();
        if !placed || !place(&mut out, room, &[b"}"]) {
            return None;
        }
    }
    String::from_utf8(out).ok()
}

fn first_letter(out: &[u8]) -> Option<usize> {
    out.iter().position(|byte| !byte.is_ascii_whitespace())
}

/// The page around the code.
pub(super) fn page(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for block in blocks(text) {
        out.push_str(&text[from..block.whole.start]);
        write_over(&text[block.whole.clone()], ' ', &mut out);
        from = block.whole.end;
    }
    out.push_str(&text[from..]);
    out
}

/// What a file takes names from, and where: `@using Some.Name`.
pub(super) fn usings(text: &str) -> Vec<(usize, &str)> {
    let of = |block: Block| {
        let (start, written) = (block.inner.start, &text[block.inner.clone()]);
        let module = written.strip_prefix("using ")?.trim();
        (block.kind == Kind::Using).then_some((start, module))
    };
    blocks(text).into_iter().filter_map(of).collect()
}

/// Names that the page around the code mentions, and where.
pub(super) fn mentioned(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    let blocks = blocks(text);
    let end = text.len()..text.len();
    for block in blocks.iter().map(|b| &b.whole).chain(std::iter::once(&end)) {
        let part = &text[from..block.start];
        let mut start = None;
        for (at, c) in part.char_indices().chain([(part.len(), ' ')]) {
            let in_name = c.is_alphanumeric() || c == '_';
            match (start, in_name) {
                (None, true) => start = Some(at),
                (Some(begins), false) => {
                    let before = part[..begins].chars().next_back();
                    let named = matches!(before, Some('"' | '@' | '(' | ' ' | '.' | '!'));
                    if named && part[begins..].starts_with(|c: char| c.is_uppercase()) {
                        found.push((from + begins, &part[begins..at]));
                    }
                    start = None;
                }
                _ => {}
            }
        }
        from = block.end;
    }
    found
}

/// Writes words one after the other into what is empty; tells whether there is room.
fn place(out: &mut [u8], room: Range<usize>, words: &[&[u8]]) -> bool {
    let mut places = Vec::new();
    let mut from = room.start;
    for word in words {
        let fits = |at: &usize| out[*at..*at + word.len()].iter().all(|b| *b == b' ');
        let Some(at) = (from..(room.end + 1).saturating_sub(word.len())).find(fits) else {
            return false;
        };
        places.push(at);
        // Between two names stands something.
        from = at + word.len() + usize::from(word[0].is_ascii_alphabetic());
    }
    for (at, word) in places.into_iter().zip(words) {
        out[at..at + word.len()].copy_from_slice(word);
    }
    true
}

/// Bytes before a block in which its head may stand.
const NEAR: usize = 400;

/// The same, as near to the end as there is room.
fn place_last(out: &mut [u8], room: Range<usize>, words: &[&[u8]]) -> bool {
    let nearest = room.end.saturating_sub(NEAR).max(room.start);
    let starts = (nearest..room.end).rev();
    starts.into_iter().any(|start| place(out, start..room.end, words))
}

fn blocks(text: &str) -> Vec<Block> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find('@').map(|next| at + next) {
        at = next + 1;
        let behind = &text[at..];
        // `name@host` and `@@` are letters.
        if behind.starts_with('@') {
            at += 1;
            continue;
        }
        if next > 0 && bytes[next - 1].is_ascii_alphanumeric() {
            continue;
        }
        let block = if behind.starts_with('*') {
            let end = behind.find("*@").map_or(text.len(), |end| at + end + 2);
            Block { kind: Kind::Comment, whole: next..end, inner: end..end }
        } else if let Some(kind) = line_kind(behind) {
            let end = behind.find('\n').map_or(text.len(), |end| at + end);
            let end = next + text[next..end].trim_end_matches([' ', '\t', '\r', ';']).len();
            let skipped = if kind == Kind::Inject { "inject ".len() } else { 0 };
            Block { kind, whole: next..end, inner: (at + skipped).min(end)..end }
        } else if let Some((kind, open)) = braced(behind) {
            // One that never closes leaves the rest a page.
            let Some(close) = closing(bytes, at + open + 1) else { break };
            Block { kind, whole: next..close + 1, inner: at + open + 1..close }
        } else {
            continue;
        };
        at = block.whole.end;
        found.push(block);
    }
    found
}

fn line_kind(behind: &str) -> Option<Kind> {
    if behind.starts_with("using ") && !behind.starts_with("using (") {
        return Some(Kind::Using);
    }
    behind.starts_with("inject ").then_some(Kind::Inject)
}

/// What a block is that begins here, and where its brace opens.
fn braced(behind: &str) -> Option<(Kind, usize)> {
    let (kind, word) =
        [(Kind::Members, "code"), (Kind::Members, "functions"), (Kind::Statements, "")]
            .into_iter()
            .find(|(_, word)| behind.starts_with(word))?;
    let rest = &behind[word.len()..];
    let open = rest.len() - rest.trim_start().len();
    let spaced = !word.is_empty() || open == 0;
    (spaced && rest[open..].starts_with('{')).then_some((kind, word.len() + open))
}

/// Where the brace closes that opens before a place: texts and comments have braces of their own.
fn closing(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b'"' => at = end_of_text(bytes, at),
            b'\'' if bytes.get(at + 2) == Some(&b'\'') => at += 2,
            b'\'' if bytes.get(at + 1) == Some(&b'\\') && bytes.get(at + 3) == Some(&b'\'') => {
                at += 3;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') && bytes[at - 1] != b':' => {
                at += bytes[at..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - at);
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let end = bytes[at + 2..].windows(2).position(|pair| pair == b"*/");
                at += end.map_or(bytes.len() - at, |end| end + 3);
            }
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Where a text ends that begins at a place.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    if bytes[start..].starts_with(b"\"\"\"") {
        let end = bytes[start + 3..].windows(3).position(|three| three == b"\"\"\"");
        return end.map_or(bytes.len(), |end| start + end + 5);
    }
    let verbatim = bytes[..start].iter().rev().take(2).any(|b| *b == b'@');
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if !verbatim => at += 1,
            b'"' if verbatim && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' => return at,
            b'\n' if !verbatim => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_written_out_where_it_stands() {
        let razor = "@page \"/a\"\n@using Some.Api\n@inject HttpClient Http\n\n<b>é @Name</b>\n\
                     @code {\n  string Name = \"}\"; // }\n}\n<p>more</p>\n";
        let found = code("Pages/Index.razor", razor).expect("code");
        assert_eq!(found.len(), razor.len());
        let words: Vec<&str> = found.split_whitespace().collect();
        let wanted = "class A {HttpClient Http; string Name = \"}\"; // } }";
        assert_eq!(words.join("").replace("Index", "A"), wanted.replace(' ', ""), "{found}");
        assert_eq!(found.lines().count(), razor.lines().count());
        assert_eq!(usings(razor).first().map(|(_, name)| *name), Some("Some.Api"));
        assert!(!page(razor).contains("string") && page(razor).contains("<p>more</p>"));
        let statements = "@model A\n@{\n  var a = 1;\n}\n<p>a@b.c</p>\n";
        let found = code("a.cshtml", statements).expect("code");
        assert_eq!(found.split_whitespace().collect::<String>(), "{vara=1;}");
        assert_eq!(found.find('{'), statements.find('{'));
        // No room for a method between them.
        let both = "@using Some.Api\n@inject Api A\n@{\n  var a = A.B();\n}\n";
        let found = code("a.cshtml", both).expect("code");
        assert_eq!(found.split_whitespace().collect::<String>(), "ApiA;{vara=A.B();}");
    }

    #[test]
    fn braces_in_texts_letters_and_comments_close_nothing() {
        for inner in [
            "char a = '}';",
            r"char a = '\'', b = '}';",
            r"char a = '\'';",
            "char a = '\"';",
            r#"char a = '\"';"#,
            "// it's }\n",
            "/* \" } */",
            "/*/ } */",
            "int a = b / c; d = '/';",
            "string a = \"}\";",
            r#"string a = "\"}";"#,
            r#"string a = "\\";"#,
            r#"string a = @"\";"#,
            r#"string a = @$"\", b = $@"}";"#,
            r#"string a = @"b""}";"#,
            r#"string a = "b" + "}";"#,
            "string a = @\"\n}\";",
            "string a = \"\"\"\" } \"\"\";",
            "string a = \"\"\"\n \" } \"\n\"\"\";",
            "string a = \"b;\n",
            "var a = new { b = new { } };",
            "goto a; https://x.y/{z}\n",
        ] {
            for before in ["@code {", "@functions\n{", "@{"] {
                let text = format!("<p>é</p>{before}{inner}}}<p>after</p>\n");
                let blank = text.replace(&format!("{before}{inner}}}"), "");
                let page = page(&text);
                assert_eq!((page.len(), page.lines().count()), (text.len(), text.lines().count()));
                let page = page.replace(' ', "");
                assert_eq!(page.replace('\n', ""), blank.replace('\n', ""), "{text}");
            }
        }
        // What never closes is none.
        for open in ["@code { '", "@code { /", "@{ \"", "@{ /* } *", "@{ \"\"\" } \"\""] {
            assert_eq!(page(open), open);
        }
    }

    #[test]
    fn statements_beside_members_run_in_a_method_of_the_page() {
        let razor = "@page\n@functions {\n  void Save() {}\n}\n<p>a</p>\n<p>room</p>\n@{\n  Save();\n}\n<hr>\n";
        let found = code("index.cshtml", razor).expect("code");
        let words = found.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words, "class A { void Save() {} void Page() { Save(); } }");
        assert_eq!(found.find("Save();"), razor.find("Save();"));
        // Where there is no room for its head there is no code.
        let narrow = "@page \"/a\"\n@functions {\n  void Save() {}\n}\n@{\n  Save();\n}\n<hr>\n";
        assert_eq!(code("index.cshtml", narrow), None);
        // As near as there is room, and no further away than that.
        let far = format!("@functions {{\n}}\n{}@{{\n}}\n \n", "<p></p>\n".repeat(900));
        let found = code("index.cshtml", &format!("{}\n{far}", " ".repeat(20))).expect("code");
        let words = found.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words, "class A { void Page() { } }");
        assert!(found.rfind("void") > Some(found.len() / 2));
    }

    #[test]
    fn marks_of_a_page_are_no_code() {
        let razor = "@* @code { a } *@ @@{ b } me@{ c } @using (Html.Begin()) { } @ code { d }\n";
        assert_eq!(code("a.cshtml", razor).expect("code").trim(), "");
        assert!(usings(razor).is_empty());
        assert_eq!(page(razor).trim(), razor[17..].trim());
        assert!(page("@* never closed").trim().is_empty());
        let using = "@using  A.B;  \n@usingC\n";
        assert_eq!(usings(using), [(1, "A.B")]);
    }

    #[test]
    fn names_in_tags_are_mentioned() {
        let razor = "<button @onclick=\"() => Play(Track)\">x</button>\n@code { void Stop() {} }";
        let names: Vec<&str> = mentioned(razor).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["Play", "Track"]);
    }
}
