//! Files read into [`Unit`]s: which language a file is in, its parser, its dialect.

mod csharp;
mod embedded;
mod go;
mod java;
mod javascript;
mod kotlin;
mod lower;
mod members;
mod php;
mod python;
mod ruby;
mod rust;
mod shell;
mod swift;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

use crate::audit::ir::Unit;

/// A language with a parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// C#.
    CSharp,
    /// Go.
    Go,
    /// PHP.
    Php,
    /// Python.
    Python,
    /// Ruby.
    Ruby,
    /// Rust.
    Rust,
    /// Shell: sh, bash, zsh.
    Shell,
    /// Java.
    Java,
    /// JavaScript with JSX, and TypeScript with JSX.
    JavaScript,
    /// TypeScript without JSX.
    TypeScript,
    /// Kotlin.
    Kotlin,
    /// Swift.
    Swift,
    /// A page, with scripts in it.
    Html,
    /// A Vue component.
    Vue,
    /// A Svelte component.
    Svelte,
    /// An Astro component.
    Astro,
}

impl Language {
    /// The language of a file by its name's ending, without the dot.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "cs" | "csx" => Language::CSharp,
            "go" => Language::Go,
            "php" | "phtml" | "inc" => Language::Php,
            "rs" => Language::Rust,
            "sh" | "bash" | "zsh" => Language::Shell,
            "rb" | "rake" | "ru" | "gemspec" => Language::Ruby,
            "py" | "pyw" | "pyi" => Language::Python,
            "java" => Language::Java,
            "js" | "jsx" | "mjs" | "cjs" | "tsx" => Language::JavaScript,
            "ts" | "mts" | "cts" => Language::TypeScript,
            "kt" | "kts" => Language::Kotlin,
            "swift" => Language::Swift,
            "html" | "htm" | "xhtml" => Language::Html,
            "vue" => Language::Vue,
            "svelte" => Language::Svelte,
            "astro" => Language::Astro,
            _ => return None,
        })
    }

    fn grammar(self) -> tree_sitter::Language {
        match self {
            Language::CSharp => tree_sitter_c_sharp::LANGUAGE.into(),
            Language::Go => tree_sitter_go::LANGUAGE.into(),
            Language::Php => tree_sitter_php::LANGUAGE_PHP.into(),
            Language::Shell => tree_sitter_bash::LANGUAGE.into(),
            Language::Ruby => tree_sitter_ruby::LANGUAGE.into(),
            Language::Rust => tree_sitter_rust::LANGUAGE.into(),
            Language::Python => tree_sitter_python::LANGUAGE.into(),
            Language::Java => tree_sitter_java::LANGUAGE.into(),
            Language::JavaScript => tree_sitter_typescript::LANGUAGE_TSX.into(),
            Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
            Language::Kotlin => tree_sitter_kotlin_sg::LANGUAGE.into(),
            Language::Swift => tree_sitter_swift::LANGUAGE.into(),
            Language::Html | Language::Vue => tree_sitter_html::LANGUAGE.into(),
            // Both have code in braces.
            Language::Svelte | Language::Astro => tree_sitter_svelte_ng::LANGUAGE.into(),
        }
    }

    /// None where the code stands in a page.
    fn dialect(self) -> Option<&'static dyn lower::Dialect> {
        Some(match self {
            Language::CSharp => &csharp::CSharp,
            Language::Go => &go::Go,
            Language::Php => &php::Php,
            Language::Shell => &shell::Shell,
            Language::Ruby => &ruby::Ruby,
            Language::Rust => &rust::Rust,
            Language::Python => &python::Python,
            Language::Java => &java::Java,
            Language::Kotlin => &kotlin::Kotlin,
            Language::JavaScript | Language::TypeScript => &javascript::JavaScript,
            Language::Swift => &swift::Swift,
            Language::Html | Language::Vue | Language::Svelte | Language::Astro => return None,
        })
    }

    fn parse(self, source: &str) -> Option<Tree> {
        if self == Language::Shell {
            return parse(&self.grammar(), &ascii(source));
        }
        parse(&self.grammar(), source)
    }
}

/// The same text with a letter for each byte that is not ASCII.
///
/// The parser of shell looks other characters after `{` up in a table of 256 and
/// crashes (`isdigit` in its scanner, 0.25.1); to the grammar they are letters anyway.
fn ascii(source: &str) -> String {
    source.bytes().map(|byte| if byte.is_ascii() { char::from(byte) } else { 'x' }).collect()
}

/// Longer than this no file is parsed.
const LONGEST: Duration = Duration::from_secs(10);

/// Parses a text. Made-up texts keep some parsers busy for minutes: work is counted
/// first, so that the same text gives the same answer, and time only stops what is
/// slow at every step.
fn parse(grammar: &tree_sitter::Language, source: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(grammar).ok()?;
    let bytes = source.as_bytes();
    let mut left = 2_000 + bytes.len() / 8;
    let begun = Instant::now();
    let mut progress = |_: &ParseState| match left.checked_sub(1) {
        Some(less) if less % 64 != 0 || begun.elapsed() < LONGEST => {
            left = less;
            ControlFlow::Continue(())
        }
        _ => ControlFlow::Break(()),
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let mut read = |at: usize, _| bytes.get(at..).unwrap_or_default();
    parser.parse_with_options(&mut read, None, Some(options))
}

/// Reads a whole file; a page and its scripts are one unit.
///
/// None where the parser gives up.
pub fn read_file(language: Language, source: &str) -> Option<Unit> {
    match language.dialect() {
        Some(dialect) => {
            let tree = language.parse(source)?;
            Some(lower::lower(dialect, tree.root_node(), source, 0, 1))
        }
        None => embedded::read(language, source),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::audit::ir::sketch;

    /// What a front end makes of a source, written down briefly.
    pub fn sketch_of(language: Language, source: &str) -> String {
        sketch::unit(&read_file(language, source).expect("a unit"))
    }

    /// Pieces that programs are made of, and made-up ones break.
    const PIECES: [&str; 40] = [
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "`",
        "${",
        "#{",
        "{$",
        "$x",
        "@x",
        "\\",
        "\n",
        " ",
        "<<A\n",
        "<<~'A'\n",
        "<<<A\n",
        "A\n",
        "x",
        "\u{e9}\u{1f600}",
        "1",
        "=",
        "+=",
        "f!(",
        "def ",
        "end\n",
        "fn f() ",
        "func (c *C) f() ",
        "class C ",
        "<?php ",
        "?>",
        "if ",
        "#[a]",
        "use a::{",
        "%w[",
        "\"a: {b}\"",
        ", ",
    ];

    const EXTENSIONS: [&str; 15] = [
        "astro", "cs", "go", "html", "java", "js", "kt", "php", "py", "rb", "rs", "sh", "svelte",
        "swift", "ts",
    ];

    #[test]
    fn shell_with_other_letters() {
        let sketch = sketch_of(Language::Shell, "echo {\u{dc74b}} {\u{1f600} \"\u{e9}\"");
        snapbox::assert_data_eq!(
            sketch,
            snapbox::str![[r#"
call echo(("{" + "/u{dc74b}" + "}"), ("{" + "😀"), "é")

"#]]
        );
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]
        #[test]
        fn nothing_breaks_a_front_end(
            pieces in proptest::collection::vec(proptest::sample::select(&PIECES[..]), 0..60),
            noise in ".{0,40}",
        ) {
            let source = format!("{}{noise}", pieces.concat());
            for language in EXTENSIONS.iter().filter_map(|e| Language::of_extension(e)) {
                let Some(unit) = read_file(language, &source) else { continue };
                for span in &unit.spans {
                    let within = span.start <= span.end && span.end as usize <= source.len();
                    proptest::prop_assert!(within, "{language:?} {span:?}");
                }
                let _ = sketch::unit(&unit);
            }
        }
    }
}
