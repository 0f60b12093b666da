//! Files that are a page with code between: PHP pages and templates, ERB, Razor.
//!
//! Both halves are read by themselves: the code, and the page around it, in which a script
//! or a link may call and ask as well. What does not belong to a half is written over, byte
//! for byte, so that every place stays what it is.

use super::{Language, razor};

/// The marks around code, and whether what stands between them is put into the page.
const PHP: &[(&str, &str, bool)] = &[
    ("<?=", "?>", true),
    ("<?php echo ", "?>", true),
    ("<?php", "?>", false),
    ("<?", "?>", false),
    ("{!!", "!!}", true),
    ("{{--", "--}}", false),
    ("{{", "}}", true),
];

const ERB: &[(&str, &str, bool)] =
    &[("<%#", "%>", false), ("<%=", "%>", true), ("<%-", "%>", false), ("<%", "%>", false)];

fn is_erb(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("erb"))
}

/// The page around the code of a file, where there is one that may matter.
pub fn page(language: Language, path: &str, text: &str) -> Option<String> {
    if language == Language::CSharp && razor::is_razor(path) {
        return Some(razor::page(text))
            .filter(|page| page.contains("<script") || page.contains("href"));
    }
    let marks = match language {
        Language::Php => PHP,
        Language::Ruby if is_erb(path) => ERB,
        _ => return None,
    };
    let matters = |page: &str| page.contains("<script") || page.contains("href");
    if !matters(text) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let next = marks
            .iter()
            .filter_map(|mark| Some((rest.find(mark.0)?, mark)))
            .min_by_key(|(at, mark)| (*at, std::cmp::Reverse(mark.0.len())));
        let Some((at, (open, close, put_in))) = next else { break };
        out.push_str(&rest[..at]);
        let behind = &rest[at + open.len()..];
        let length = behind.find(close).map_or(behind.len(), |end| end + close.len());
        let end = at + open.len() + length;
        write_over(&rest[at..end], if *put_in { 'x' } else { ' ' }, &mut out);
        rest = &rest[end..];
    }
    out.push_str(rest);
    matters(&out).then_some(out)
}

/// The code of a file that is a page, as a program of its own; none where all of it is one.
pub fn code(language: Language, path: &str, text: &str) -> Option<String> {
    if language == Language::CSharp && razor::is_razor(path) {
        return razor::code(path, text);
    }
    if language != Language::Ruby || !is_erb(path) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<%") {
        write_over(&rest[..at], ' ', &mut out);
        let behind = &rest[at..];
        let Some(end) = behind.find("%>") else {
            rest = behind;
            break;
        };
        let inside = &behind[2..end];
        if inside.starts_with(['#', '%']) {
            write_over(&behind[..end + 2], ' ', &mut out);
        } else {
            let marked = inside.starts_with(['=', '-']);
            let inside = if marked { &inside[1..] } else { inside };
            out.push_str(if marked { "   " } else { "  " });
            // `-%>` ends what `%>` ends.
            match inside.strip_suffix('-') {
                Some(inside) => {
                    out.push_str(inside);
                    out.push(' ');
                }
                None => out.push_str(inside),
            }
            // A statement ends where its mark does.
            out.push_str("; ");
        }
        rest = &behind[end + 2..];
    }
    write_over(rest, ' ', &mut out);
    Some(out)
}

/// Names that the page around the code mentions, and where: what a tag calls.
pub fn mentioned<'t>(language: Language, path: &str, text: &'t str) -> Vec<(usize, &'t str)> {
    match language {
        Language::CSharp if razor::is_razor(path) => razor::mentioned(text),
        _ => Vec::new(),
    }
}

/// What a page takes names from, and where.
pub fn usings<'t>(language: Language, path: &str, text: &'t str) -> Vec<(usize, &'t str)> {
    match language {
        Language::CSharp if razor::is_razor(path) => razor::usings(text),
        _ => Vec::new(),
    }
}

/// As many bytes as a text has, its lines kept.
pub(super) fn write_over(text: &str, with: char, out: &mut String) {
    out.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { with }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_razor_mention_names_and_take_some() {
        let text = "@using Some.Api\n<b @onclick=\"Play\">a</b>\n";
        for path in ["a.razor", "b/A.CSHTML"] {
            assert_eq!(mentioned(Language::CSharp, path, text), [(29, "Play")]);
            assert_eq!(usings(Language::CSharp, path, text), [(1, "Some.Api")]);
        }
        for (language, path) in [(Language::CSharp, "a.cs"), (Language::Php, "a.razor")] {
            assert_eq!(mentioned(language, path, text), []);
            assert_eq!(usings(language, path, text), []);
        }
    }

    #[test]
    fn pages_that_neither_run_nor_lead_anywhere_are_none() {
        let script = "<script>f()</script>\n";
        assert_eq!(page(Language::CSharp, "a.cshtml", script).as_deref(), Some(script));
        assert_eq!(page(Language::CSharp, "a.cshtml", "<b>f()</b>\n"), None);
        assert_eq!(page(Language::CSharp, "a.cs", script), None);
        assert_eq!(page(Language::Ruby, "a.rb", script), None);
        assert_eq!(page(Language::Ruby, "a.rb.ERB", script).as_deref(), Some(script));
        let link = "<a href='x'>y</a>\n";
        assert_eq!(page(Language::CSharp, "a.razor", link).as_deref(), Some(link));
    }

    #[test]
    fn the_halves_stay_in_place() {
        let php = "<?php\n$a = 1; ?>\n<script>f('/a/<?= $id ?>', {{ $é }});</script>\n";
        let page = page(Language::Php, "a.php", php).unwrap();
        assert_eq!(page.len(), php.len());
        assert_eq!(page, "     \n          \n<script>f('/a/xxxxxxxxxx', xxxxxxxxx);</script>\n");
        assert_eq!(super::page(Language::Php, "a.php", "<?php\n$a = '<script>';"), None);
        let erb = "<% if a -%>\n<b><%= A.find(1) %></b><%# no %>\n<% end %>";
        let code = code(Language::Ruby, "a.html.erb", erb).unwrap();
        assert_eq!(code.len(), erb.len());
        assert_eq!(code, "   if a  ; \n       A.find(1) ;              \n   end ; ");
        assert_eq!(super::code(Language::Ruby, "a.rb", erb), None);
    }
}
