//! Files read into [`Unit`]s: which language a file is in, its parser, its dialect.

mod go;
mod javascript;
mod lower;
mod python;

use tree_sitter::Parser;

use crate::audit::ir::Unit;

/// A language with a parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Go.
    Go,
    /// Python.
    Python,
    /// JavaScript with JSX, and TypeScript with JSX.
    JavaScript,
    /// TypeScript without JSX.
    TypeScript,
}

impl Language {
    /// The language of a file by its name's ending, without the dot.
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "go" => Language::Go,
            "py" | "pyw" | "pyi" => Language::Python,
            "js" | "jsx" | "mjs" | "cjs" | "tsx" => Language::JavaScript,
            "ts" | "mts" | "cts" => Language::TypeScript,
            _ => return None,
        })
    }

    fn grammar(self) -> tree_sitter::Language {
        match self {
            Language::Go => tree_sitter_go::LANGUAGE.into(),
            Language::Python => tree_sitter_python::LANGUAGE.into(),
            Language::JavaScript => tree_sitter_typescript::LANGUAGE_TSX.into(),
            Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        }
    }

    fn dialect(self) -> &'static dyn lower::Dialect {
        match self {
            Language::Go => &go::Go,
            Language::Python => &python::Python,
            Language::JavaScript | Language::TypeScript => &javascript::JavaScript,
        }
    }
}

/// Reads a source, or a script inside a file that begins at a byte and on a line.
///
/// None where the parser gives up.
pub fn read(language: Language, source: &str, offset: u32, line: u32) -> Option<Unit> {
    let mut parser = Parser::new();
    parser.set_language(&language.grammar()).ok()?;
    let tree = parser.parse(source, None)?;
    Some(lower::lower(language.dialect(), tree.root_node(), source, offset, line))
}

/// Reads a whole file.
pub fn read_file(language: Language, source: &str) -> Option<Unit> {
    read(language, source, 0, 1)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::audit::ir::sketch;

    /// What a front end makes of a source, written down briefly.
    pub fn sketch_of(language: Language, source: &str) -> String {
        sketch::unit(&read_file(language, source).expect("a unit"))
    }
}
