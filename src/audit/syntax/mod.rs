//! Files read into [`Unit`]s: which language a file is in, its parser, its dialect.

mod arms;
mod assertions;
mod branches;
mod csharp;
mod embedded;
mod go;
mod java;
mod javascript;
mod kotlin;
mod lower;
mod members;
mod mended;
pub mod mixed;
mod nodes;
mod partial;
mod php;
mod python;
mod razor;
mod ruby;
mod rust;
mod settings;
mod shape;
mod shell;
mod swift;
mod words;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use tree_sitter::{ParseOptions, ParseState, Parser, Tree};

use crate::audit::ir::Unit;
use nodes::{Walk, walk};

pub use settings::key as setting_key;

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
    /// Settings beside a program, in YAML or JSON.
    Settings,
    /// Settings beside a program, a line each.
    Properties,
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

    fn grammar(self) -> Option<tree_sitter::Language> {
        Some(match self {
            Language::CSharp => tree_sitter_c_sharp::LANGUAGE.into(),
            Language::Go => tree_sitter_go::LANGUAGE.into(),
            Language::Php => tree_sitter_php::LANGUAGE_PHP.into(),
            Language::Shell => tree_sitter_bash::LANGUAGE.into(),
            Language::Ruby => tree_sitter_ruby::LANGUAGE.into(),
            Language::Rust => tree_sitter_rust::LANGUAGE.into(),
            Language::Python => tree_sitter_python::LANGUAGE.into(),
            Language::Java => tree_sitter_java::LANGUAGE.into(),
            Language::JavaScript | Language::TypeScript => {
                tree_sitter_typescript::LANGUAGE_TSX.into()
            }
            Language::Kotlin => tree_sitter_kotlin_ng::LANGUAGE.into(),
            Language::Swift => tree_sitter_swift::LANGUAGE.into(),
            Language::Html | Language::Vue => tree_sitter_html::LANGUAGE.into(),
            // Both have code in braces.
            Language::Svelte | Language::Astro => tree_sitter_svelte_ng::LANGUAGE.into(),
            Language::Settings | Language::Properties => return None,
        })
    }

    /// None where the code stands in a page.
    fn dialect(self) -> Option<&'static dyn shape::Dialect> {
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
            Language::Html
            | Language::Vue
            | Language::Svelte
            | Language::Astro
            | Language::Settings
            | Language::Properties => return None,
        })
    }

    /// None where it takes far longer than any program does: trying every way to read
    /// what is no program at all can take the square of its length or worse.
    fn parse(self, source: &str) -> Option<Tree> {
        if self == Language::Kotlin {
            // The parser never ends where an annotation is the last of a file, with no space behind.
            return parse(&self.grammar()?, &(source.to_string() + "\n"));
        }
        if self == Language::Shell {
            return parse(&self.grammar()?, &words::joined(ascii(source)));
        }
        let tree = parse(&self.grammar()?, source)?;
        if self == Language::TypeScript
            && tree.root_node().has_error()
            && let Some(blanked) = assertions::blanked(source)
        {
            return parse(&self.grammar()?, &blanked);
        }
        Some(tree)
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
        // Some steps are long: the time is looked at after each.
        Some(less) if begun.elapsed() < LONGEST => {
            left = less;
            ControlFlow::Continue(())
        }
        _ => ControlFlow::Break(()),
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let mut read = |at: usize, _| bytes.get(at..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut read, None, Some(options))?;
    (bytes.len() < SHORT || !is_too_deep(&tree)).then_some(tree)
}

/// Nodes within nodes that are read: some of what reads them calls itself. Nobody writes a
/// program that goes a hundredth as deep.
const DEEPEST: usize = 20_000;

/// Texts below this many bytes go no deeper than the stack reaches, whatever stands in them. To
/// look at every node takes a tenth of what parsing does.
const SHORT: usize = 60_000;

/// Whether a tree goes deeper than [`DEEPEST`].
fn is_too_deep(tree: &Tree) -> bool {
    let mut is_one = false;
    walk(tree.root_node(), |_, depth| {
        is_one = depth > DEEPEST;
        if is_one { Walk::Stop } else { Walk::Into }
    });
    is_one
}

/// Reads a whole file; a page and its scripts are one unit.
///
/// None where the parser gives up.
pub fn read_file(language: Language, source: &str) -> Option<Unit> {
    match language {
        Language::Settings => return Some(settings::read_tree(source)),
        Language::Properties => return Some(settings::read_lines(source)),
        _ => {}
    }
    match language.dialect() {
        Some(dialect) => {
            let tree = language.parse(source)?;
            if let Some((tree, text)) = mended::parse(language, source, &tree) {
                // What was put in for the grammar's sake is not what is written.
                let kept =
                    matches!(language, Language::JavaScript | Language::TypeScript | Language::Go);
                let text = if kept { source } else { &text };
                return Some(lower::lower(dialect, tree.root_node(), text, 0, 1));
            }
            Some(lower::lower(dialect, tree.root_node(), source, 0, 1))
        }
        None => embedded::read(language, source),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::audit::ir::sketch;

    /// What a front end makes of a source, written down briefly.
    pub fn sketch_of(language: Language, source: &str) -> String {
        sketch::unit(&read_file(language, source).expect("a unit"))
    }

    const ALL: &[Language] = &[
        Language::Astro,
        Language::CSharp,
        Language::Go,
        Language::Html,
        Language::Java,
        Language::JavaScript,
        Language::Kotlin,
        Language::Php,
        Language::Python,
        Language::Ruby,
        Language::Rust,
        Language::Shell,
        Language::Svelte,
        Language::Swift,
        Language::TypeScript,
        Language::Vue,
    ];

    /// What opens, closes and joins things in some language or other.
    const PIECES: &str = r#"( ) [ ] { } < > " ' ` """ ${ #{ \( $" @" \ ; , . ?. :: : = => -> + +=
        ?? ?: !! | & ... * // /* */ # --- <?php <script> </script> <a href=" <b @c=" {{ }} {#if {/if}
        $ @ #if x é 🎵 f class enum case fun func def fn let val var const new return if else for in
        import using switch when match lambda init get set object static public 1
        <<A <<~'A' <<<A A {$ f!( end %w[ #[a] a::{ ?> (c *C) super:: impl sub unless
        "https://x.example/v1/""#;

    fn pieces() -> impl Strategy<Value = String> {
        let pieces: Vec<&str> = PIECES.split_whitespace().collect();
        let between = select(vec!["", " ", "\n"]);
        let piece = (select(pieces), between).prop_map(|(piece, after)| piece.to_string() + after);
        let any = prop_oneof![8 => piece, 1 => any::<String>()];
        prop::collection::vec(any, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

        /// Nothing that can be in a file ends a run, and everything is said to stand in it.
        #[test]
        fn whatever_is_in_a_file_is_survived(
            language in select(ALL),
            source in pieces(),
        ) {
            let Some(unit) = read_file(language, &source) else { return Ok(()) };
            for span in &unit.spans {
                prop_assert!(source.get(span.bytes()).is_some(), "{span:?} of {}", source.len());
            }
        }
    }

    #[test]
    fn what_goes_too_deep_is_not_read() {
        let nested = |depth: usize| {
            let source = format!("var x={}1{};", "(\n".repeat(depth), ")\n".repeat(depth));
            crate::audit::cores::deeply(|| read_file(Language::JavaScript, &source).is_some())
        };
        assert!(nested(DEEPEST - 100));
        assert!(!nested(DEEPEST + 100));
    }

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

    /// Programs that somebody is still typing.
    #[test]
    fn the_beginning_of_a_file_is_survived() {
        let sources = [
            (
                Language::CSharp,
                "[A(\"b\")] class C(string d) : E { string F => $\"{g}/h\"; void I() { var j = new K { L = \"m\" }; n?.O(p => p + 1); } }",
            ),
            (
                Language::Java,
                "@A(b = \"c\") class D extends E { F g = \"h\" + i; void j() { k(l -> m).n(new O() { void p() {} }); } }",
            ),
            (
                Language::Kotlin,
                "@A(\"b\") class C(val d: E = f) : G() { val h get() = \"$i/${j}\"\nfun k() = when (l) { is M -> n { it.o }\nelse -> p }\n}",
            ),
            (
                Language::Swift,
                "@A class B: C { var d: E { \"\\(f)/g\" }\n func h(i j: K) { guard let l = m?.n(o: .p) { $0 } else { return } }\n}\n enum Q: R { case s = \"t\" }",
            ),
            (
                Language::Vue,
                "<template><a :b=\"c()\" @d=\"e; f()\">{{ g }}</a></template><script setup lang=\"ts\">const h = `i${j}`;</script>",
            ),
            (
                Language::Svelte,
                "<script>let a = 1;</script>{#each b as c}<d on:e={() => f(c)} {...g} h=\"i{j}\" />{/each}{@html k}",
            ),
            (Language::Astro, "---\nconst a = 1;\n---\n<b c={d}>{e.map((f) => <g>{f}</g>)}</b>"),
        ];
        for (language, source) in sources {
            for (end, _) in source.char_indices() {
                let _ = read_file(language, &source[..end]);
            }
            assert!(!read_file(language, source).expect("a unit").broken, "{language:?}");
        }
    }

    /// The grammar of Kotlin would end the process.
    #[test]
    fn texts_within_texts_within_texts_are_survived() {
        for depth in [400, 5_000] {
            let source = format!("val a = {}b{}", "\"${".repeat(depth), "}\"".repeat(depth));
            for language in ALL {
                // Threads of a run have more room than those of tests.
                let reading = std::thread::Builder::new().stack_size(32 << 20);
                let source = source.clone();
                let read = move || drop(read_file(*language, &source));
                reading.spawn(read).expect("a thread").join().expect("no panic");
            }
        }
    }
}
