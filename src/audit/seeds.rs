//! What a parsed file tells of the files it goes together with.

use std::collections::BTreeSet;

use foldhash::HashSet;

use crate::audit::ir::{Expr, FunctionId, Import, Span, Target, Unit};
use crate::audit::program::base_name;
use crate::audit::syntax::Language;
use crate::audit::values::type_names;
use crate::audit::walk::{Seed, names_its_folder, words};
use crate::sorted;

/// What the units of a file, which is the `file`th of its tree, tell.
pub fn seed(file: usize, path: &str, units: &[(Unit, Language)], text: &str) -> Seed {
    let is_page = units.len() > 1;
    let mut seed = Seed { file, ..Seed::default() };
    let mut types = BTreeSet::new();
    for (unit, language) in units {
        let names_all = !is_page && !names_its_folder(path);
        let taken = unit.imports.iter().filter(|import| {
            !names_all || !is_used_by_name(*language, import) || is_used(import, unit, text)
        });
        seed.imports.extend(taken.map(|i| i.module.to_string()));
        types.extend(types_of(unit, *language));
    }
    seed.types = types.into_iter().collect();
    if let [(unit, language)] = units {
        seed.gives = match language {
            Language::Python | Language::JavaScript | Language::TypeScript => {
                given(unit, *language, text)
            }
            Language::Go | Language::Java | Language::Ruby | Language::Rust => {
                given_unsaid(unit, *language, path, text)
            }
            _ => None,
        };
        if *language == Language::Go {
            seed.words = words(text).map(ToString::to_string).collect();
        }
    }
    seed
}

/// Names by which others use a file that they need not import name by name; none where they
/// may call it anything.
fn given_unsaid(
    unit: &Unit,
    language: Language,
    path: &str,
    text: &str,
) -> Option<HashSet<String>> {
    let (keywords, wild): (&[&str], &[&str]) = match language {
        Language::Rust => (
            &["enum", "macro_rules", "mod", "static", "struct", "trait", "type", "union"],
            // What it hands on has names that are written elsewhere.
            &["pub use ", ") use "],
        ),
        Language::Ruby => (
            &["class", "module"],
            &[
                "define_method",
                "define_singleton_method",
                "method_missing",
                "class_eval",
                "instance_eval",
            ],
        ),
        Language::Java => (&["class", "enum", "interface", "record"], &[]),
        _ => (&["type"], &[]),
    };
    if names_its_folder(path) && language != Language::Go || wild.iter().any(|w| text.contains(w)) {
        return None;
    }
    // Who names a file of Java names a type in it.
    let functions = unit.functions.iter().filter(|_| language != Language::Java).map(|f| &*f.name);
    let classes = unit.classes.iter().map(|c| base_name(&c.name));
    let bound = unit.bindings.iter().filter_map(|binding| match &binding.target {
        Target::Name(name) if binding.function == FunctionId(0) => Some(&**name),
        Target::Member(_, name) if language != Language::Java => Some(&**name),
        // Pages of Rails name what their controller keeps: `@list`.
        Target::Field(_, name) if language == Language::Ruby => Some(&**name),
        _ => None,
    });
    // Not all of what is written down has a place in a unit: traits, macros, enums.
    let mut before = "";
    let written = words(text).filter(|word| {
        let is_named = keywords.contains(&before);
        // `static mut NAME`
        before = if *word == "mut" { before } else { word };
        is_named && *word != "mut"
    });
    let names = functions.chain(classes).chain(bound).chain(written);
    // `$token` of Ruby
    let names = names.map(|name| name.trim_start_matches('$'));
    // A program begins there, nobody names it.
    let is_name = |name: &&str| !name.is_empty() && !matches!(*name, "main" | "init");
    Some(names.filter(is_name).map(ToString::to_string).collect())
}

/// Whether what an import brings is of use only where it is named: traits of Rust are not.
fn is_used_by_name(language: Language, import: &Import) -> bool {
    match language {
        Language::Python | Language::JavaScript | Language::TypeScript | Language::Java => true,
        Language::Rust => import.local.starts_with(char::is_lowercase),
        _ => false,
    }
}

/// Whether what an import brings is named anywhere but in imports, or handed on.
fn is_used(import: &Import, unit: &Unit, text: &str) -> bool {
    let within = |span: Span, at: usize| (span.start as usize..span.end as usize).contains(&at);
    if import.local.is_empty() || is_handed_on(import.span, text) {
        return true;
    }
    let is_part = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    text.match_indices(&*import.local).any(|(at, name)| {
        let bytes = text.as_bytes();
        let is_whole = !is_part(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && !is_part(bytes.get(at + name.len()));
        is_whole && !unit.imports.iter().any(|i| !is_handed_on(i.span, text) && within(i.span, at))
    })
}

/// Whether an import is one that offers what it brings: `export { more } from './more'`,
/// `pub use more::more`.
fn is_handed_on(import: Span, text: &str) -> bool {
    let line = text.get(import.start as usize..).unwrap_or_default();
    line.starts_with("export") || line.starts_with("pub")
}

/// Names by which others use a file; none where they may call it anything.
fn given(unit: &Unit, language: Language, text: &str) -> Option<HashSet<String>> {
    // What is exported as a whole is called whatever those who import it like.
    let is_whole = ["default", "exports"].iter().any(|word| text.contains(word));
    if is_whole || unit.imports.iter().any(|import| import.local.is_empty()) {
        return None;
    }
    let is_outside = |function: FunctionId| function == FunctionId(0);
    let bound = unit.bindings.iter().filter_map(|binding| match &binding.target {
        Target::Name(name) if is_outside(binding.function) => Some(name),
        Target::Member(_, name) => Some(name),
        Target::Name(_) | Target::Field(..) => None,
    });
    let defined = unit.functions.iter().filter(|f| is_outside(f.outer) || f.class.is_some());
    let defined = defined.map(|f| &f.name).chain(unit.classes.iter().map(|c| &c.name)).chain(bound);
    // Hardly anyone takes a whole module from a file that imports it: `import os`. What
    // JavaScript imports is handed on only by an `export`.
    let hands_on = language == Language::Python || text.contains("export {");
    let parts = unit.imports.iter().filter(|import| {
        !import.symbol.is_empty() && (hands_on || is_handed_on(import.span, text))
    });
    let names = defined.chain(parts.map(|import| &import.local));
    Some(names.filter(|name| !name.is_empty()).map(ToString::to_string).collect())
}

/// Types that a file names, in languages that see them without naming their files.
fn types_of(unit: &Unit, language: Language) -> BTreeSet<String> {
    if !matches!(
        language,
        Language::CSharp | Language::Java | Language::Kotlin | Language::Ruby | Language::Php
    ) {
        return BTreeSet::new();
    }
    let parameters = unit.functions.iter().flat_map(|f| &f.parameters).map(|p| &p.type_name);
    let results = unit.functions.iter().map(|f| &f.return_type);
    let bindings = unit.bindings.iter().map(|b| &b.type_name);
    let bases = unit.classes.iter().flat_map(|c| &c.bases);
    let imports = unit.imports.iter().map(|i| &i.symbol);
    let names = unit.exprs.iter().filter_map(|e| match e {
        Expr::Name(name) => Some(name),
        _ => None,
    });
    let written =
        parameters.chain(results).chain(bindings).chain(bases).chain(imports).chain(names);
    sorted::set(written.flat_map(|w| type_names(w)).map(|name| base_name(name).to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::syntax::read_file;

    fn told(path: &str, language: Language, text: &str) -> (Vec<String>, Option<Vec<String>>) {
        let units = [(read_file(language, text).unwrap(), language)];
        let seed = seed(0, path, &units, text);
        (seed.imports, seed.gives.map(|names| sorted::set(names).into_iter().collect()))
    }

    #[test]
    fn what_is_imported_and_not_used_is_not_followed() {
        let text = "import { base } from './base'\nimport { rest } from './rest'\nimport './side'\n\
            export { more } from './more'\nconst at = `${base}/me`\n";
        let (imports, _) = told("src/api.ts", Language::TypeScript, text);
        assert_eq!(imports, ["./base", "./side", "./more"]);
        let text =
            "from .base import BASE\nfrom .rest import *\nfrom .last import LAST\nget(BASE)\n";
        let (imports, _) = told("app/api.py", Language::Python, text);
        assert_eq!(imports, [".base", ".rest"]);
        // A file that stands for its folder hands on what it imports.
        let (imports, _) = told("app/__init__.py", Language::Python, text);
        assert_eq!(imports, [".base", ".rest", ".last"]);
        let text = "use crate::base::base;\nuse crate::rest::run;\nuse crate::ext::Ext;\n\
            pub use crate::last::last;\nfn me() { get(base) }\n";
        let (imports, _) = told("src/api.rs", Language::Rust, text);
        assert!(!imports.iter().any(|module| module.contains("rest")), "{imports:?}");
        for module in ["base", "ext", "last"] {
            assert!(imports.iter().any(|import| import.contains(module)), "{imports:?}");
        }
        let text =
            "import app.Base;\nimport app.Rest;\nclass Api { void me() { get(Base.URL); } }\n";
        let (imports, _) = told("app/Api.java", Language::Java, text);
        assert_eq!(imports.len(), 1, "{imports:?}");
    }

    #[test]
    fn names_that_others_use() {
        let text = "import { base as b } from './base'\nexport const me = () => { const local = get(b) }\n\
            export class Api { top() {} }\n";
        let names_of = |text: &str| told("src/api.ts", Language::TypeScript, text).1.unwrap();
        let given = names_of(text);
        for (name, is_given) in
            [("me", true), ("Api", true), ("top", true), ("b", false), ("local", false)]
        {
            assert_eq!(given.iter().any(|given| given == name), is_given, "{name} of {given:?}");
        }
        let given = names_of(&format!("{text}export {{ b }}\n"));
        assert!(given.iter().any(|given| given == "b"));
        let (_, given) = told("api.py", Language::Python, "from base import base as b\n");
        assert_eq!(given.unwrap(), ["b"]);
        // These are called what those who import them like.
        for text in ["export default () => get('/me')\n", "module.exports = () => get('/me')\n"] {
            assert_eq!(told("src/api.js", Language::JavaScript, text).1, None);
        }
        assert_eq!(told("api.py", Language::Python, "from .base import *\n").1, None);
    }

    #[test]
    fn names_are_held_against_whole_words() {
        let text = "import { base } from './base'\nconst database = 1, basement = 2\n";
        assert!(told("src/api.ts", Language::TypeScript, text).0.is_empty());
        let text = "import { base } from './base'\nconst base_of = 1, my_base = 2\n";
        assert!(told("src/api.ts", Language::TypeScript, text).0.is_empty());
        // What a page imports may be used in what stands around its code.
        let unit = || read_file(Language::TypeScript, text).unwrap();
        let units = [(unit(), Language::TypeScript), (unit(), Language::Html)];
        let seed = seed(0, "src/page.vue", &units, text);
        assert!(seed.imports.iter().any(|module| module == "./base"));
        assert_eq!(seed.gives, None);
    }

    #[test]
    fn functions_by_themselves_are_given() {
        let text = "export function go() { function within() {} }\nexport class Api { top() {} }\n";
        let (_, given) = told("src/api.ts", Language::TypeScript, text);
        assert_eq!(given.unwrap(), ["Api", "go", "top"]);
    }

    #[test]
    fn names_that_others_use_without_importing_each() {
        let given = |path: &str, language, text: &str| told(path, language, text).1;
        let rust = "pub struct Api;\nimpl Api { pub fn me(&self) {} }\npub trait Ext {}\n\
            pub static mut COUNT: u8 = 0;\npub const BASE: &str = \"\";\nmacro_rules! call { () => {} }\n\
            fn main() { let mut local = 1; }\n";
        let names = given("src/api.rs", Language::Rust, rust).unwrap();
        for (name, is_given) in [
            ("Api", true),
            ("me", true),
            ("Ext", true),
            ("COUNT", true),
            ("BASE", true),
            ("call", true),
            ("local", false),
            ("main", false),
        ] {
            assert_eq!(names.iter().any(|given| given == name), is_given, "{name} of {names:?}");
        }
        // What these hand on is written elsewhere.
        assert_eq!(given("src/api/mod.rs", Language::Rust, rust), None);
        assert_eq!(given("src/api.rs", Language::Rust, "pub use crate::other::*;\n"), None);
        let ruby = "module Music\n  class Api::Client\n    def me; end\n  end\nend\n$token = 1\nBASE = 2\n";
        let names = given("api.rb", Language::Ruby, ruby).unwrap();
        for name in ["Music", "Api", "me", "token", "BASE"] {
            assert!(names.iter().any(|given| given == name), "{name} of {names:?}");
        }
        assert_eq!(given("api.rb", Language::Ruby, "define_method(:me) { }\n"), None);
        let java = "enum Kind { A }\nclass Api { static void me() {} }\n@interface Mark {}\nrecord Row() {}\n";
        let names = given("Api.java", Language::Java, java).unwrap();
        assert_eq!(names, ["Api", "Kind", "Mark", "Row"]);
        let go = "package api\ntype Option func()\nfunc (c *Client) Me() {}\nconst base = 1\nfunc init() {}\n";
        let names = given("api/me.go", Language::Go, go).unwrap();
        assert_eq!(names, ["Client", "Me", "Option", "base"]);
        assert_eq!(given("Api.kt", Language::Kotlin, "class Api\n"), None);
    }
}
