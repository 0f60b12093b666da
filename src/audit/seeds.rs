//! What a parsed file tells of the files it goes together with.

use std::collections::BTreeSet;

use crate::audit::ir::{Expr, FunctionId, Import, Span, Target, Unit};
use crate::audit::program::base_name;
use crate::audit::syntax::Language;
use crate::audit::values::type_names;
use crate::audit::walk::{Seed, names_its_folder};

/// What the units of a file, which is the `file`th of its tree, tell.
pub fn seed(file: usize, path: &str, units: &[(Unit, Language)], text: &str) -> Seed {
    let is_page = units.len() > 1;
    let mut seed = Seed { file, ..Seed::default() };
    let mut types = BTreeSet::new();
    for (unit, language) in units {
        let names_all = !is_page && says_what_it_takes(*language) && !names_its_folder(path);
        let taken = unit.imports.iter().filter(|i| !names_all || is_used(i, unit, text));
        seed.imports.extend(taken.map(|i| i.module.to_string()));
        types.extend(types_of(unit, *language));
    }
    seed.types = types.into_iter().collect();
    if let [(unit, language)] = units
        && says_what_it_takes(*language)
    {
        seed.gives = given(unit, *language, text);
    }
    seed
}

/// Whether files of a language use nothing of each other but what they name in an import.
fn says_what_it_takes(language: Language) -> bool {
    matches!(language, Language::Python | Language::JavaScript | Language::TypeScript)
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

/// Whether an import is one that offers what it brings: `export { more } from './more'`.
fn is_handed_on(import: Span, text: &str) -> bool {
    let line = text.get(import.start as usize..).unwrap_or_default();
    line.starts_with("export")
}

/// Names by which others use a file; none where they may call it anything.
fn given(unit: &Unit, language: Language, text: &str) -> Option<BTreeSet<String>> {
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
    written.flat_map(|w| type_names(w)).map(|name| base_name(name).to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::syntax::read_file;

    fn told(path: &str, language: Language, text: &str) -> (Vec<String>, Option<Vec<String>>) {
        let units = [(read_file(language, text).unwrap(), language)];
        let seed = seed(0, path, &units, text);
        (seed.imports, seed.gives.map(|names| names.into_iter().collect()))
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
        assert_eq!(told("Api.java", Language::Java, "class Api {}\n").1, None);
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
}
