//! How files of a language see each other's names.

use crate::audit::syntax::Language;
use crate::libraries;

/// The words of a name in small letters, with a sign between: `SpotifyClient` as `spotify_client`,
/// `MyPlayer` as `my-player`.
pub fn parted(name: &str, sign: char) -> String {
    let mut parted = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !parted.is_empty() {
            parted.push(sign);
        }
        parted.extend(letter.to_lowercase());
    }
    parted
}

impl Language {
    /// Languages of one family read each other's files.
    pub fn family(self) -> u8 {
        match self {
            Language::JavaScript
            | Language::TypeScript
            | Language::Html
            | Language::Vue
            | Language::Svelte
            | Language::Astro => 0,
            Language::Python => 1,
            Language::Settings | Language::Properties => 15,
            // Java and Kotlin are compiled together.
            Language::Java | Language::Kotlin => 2,
            other => 16 + other as u8,
        }
    }

    /// The language of the library tables it is.
    pub fn in_tables(self) -> Option<libraries::Language> {
        Some(match self {
            Language::Python => libraries::Language::Python,
            Language::Go => libraries::Language::Go,
            Language::Rust => libraries::Language::Rust,
            Language::CSharp => libraries::Language::CSharp,
            Language::Java => libraries::Language::Java,
            Language::Kotlin => libraries::Language::Kotlin,
            Language::Ruby => libraries::Language::Ruby,
            Language::Php => libraries::Language::Php,
            Language::Swift => libraries::Language::Swift,
            Language::JavaScript
            | Language::TypeScript
            | Language::Html
            | Language::Vue
            | Language::Svelte
            | Language::Astro => libraries::Language::JavaScript,
            Language::Shell | Language::Settings | Language::Properties => return None,
        })
    }

    /// Whether types and top-level names are seen from other files without naming the file.
    pub fn shares_names(self) -> bool {
        self.family() > 1
    }

    /// Whether members are named without the object they belong to.
    pub fn names_members_alone(self) -> bool {
        use Language::{CSharp, Java, Kotlin, Ruby, Swift};
        matches!(self, CSharp | Java | Kotlin | Ruby | Swift)
    }

    /// Whether it is no program but what is set for one.
    pub fn is_settings(self) -> bool {
        matches!(self, Language::Settings | Language::Properties)
    }

    /// Whether containers are wont to hand classes the clients they send with.
    pub fn hands_in(self) -> bool {
        matches!(self, Language::CSharp | Language::Java | Language::Kotlin)
    }

    /// Whether a program adds members to types from elsewhere under their own names.
    pub fn adds_to_types(self) -> bool {
        matches!(
            self,
            Language::Swift | Language::Rust | Language::Ruby | Language::CSharp | Language::Kotlin
        )
    }

    /// Whether an import names a folder rather than a file.
    pub fn modules_are_folders(self) -> bool {
        self == Language::Go
    }

    /// The path an import leads to, without the file's ending, as far as it can be told.
    ///
    /// Relative imports give a whole path, others the end of one.
    pub fn module_path(self, module: &str, own: &str) -> String {
        let folder = own.rsplit_once('/').map_or("", |(folder, _)| folder);
        match self {
            Language::Python => {
                let levels = module.chars().take_while(|c| *c == '.').count();
                let rest = module[levels..].replace('.', "/");
                match levels {
                    0 => rest,
                    _ => join(folder, &format!("{}{rest}", "../".repeat(levels - 1))),
                }
            }
            _ if self.family() == 0 => {
                let module = strip_ending(module);
                if module.starts_with('.') {
                    join(folder, module)
                } else {
                    let aliases = ["@/", "~/", "~~/", "#/", "$", "src/", "/"];
                    let short = aliases.iter().find_map(|a| module.strip_prefix(a));
                    // `@src/lib/spotify` is what builds call `src/lib/spotify`.
                    short.or(module.strip_prefix('@')).unwrap_or(module).to_string()
                }
            }
            _ => {
                let module = strip_ending(module).replace("::", "/").replace('\\', "/");
                let skip = |part: &&str| !matches!(*part, "crate" | "self" | "super" | "." | "");
                if module.starts_with('.') {
                    join(folder, &module)
                } else {
                    module.split('/').filter(skip).collect::<Vec<_>>().join("/")
                }
            }
        }
    }
}

fn strip_ending(module: &str) -> &str {
    let endings = [".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs", ".vue", ".svelte", ".rb", ".php"];
    endings.iter().find_map(|e| module.strip_suffix(e)).unwrap_or(module)
}

/// A path from a folder, with `.` and `..` taken.
fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_lead_to_paths() {
        let js = |module: &str| Language::JavaScript.module_path(module, "src/app/page.ts");
        assert_eq!(js("./api"), "src/app/api");
        assert_eq!(js("../lib/spotify.js"), "src/lib/spotify");
        assert_eq!(js("@/lib/spotify"), "lib/spotify");
        assert_eq!(js("@src/lib/spotify"), "src/lib/spotify");
        assert_eq!(js(".."), "src");
        let py = |module: &str| Language::Python.module_path(module, "app/web/views.py");
        assert_eq!(py("app.client"), "app/client");
        assert_eq!(py(".client"), "app/web/client");
        assert_eq!(py("..client"), "app/client");
    }

    #[test]
    fn each_language_has_its_ways() {
        use Language::{CSharp, Go, Java, Kotlin, Php, Python, Ruby, Rust, Settings, Shell, Swift};
        let apart = [CSharp, Go, Php, Ruby, Rust, Shell, Swift];
        let known = [Language::JavaScript, Python, Java, Settings].map(Language::family);
        for language in apart {
            assert!(!known.contains(&language.family()), "{language:?}");
        }
        for language in [CSharp, Java, Kotlin, Ruby, Swift] {
            assert!(language.names_members_alone(), "{language:?}");
        }
        assert!(!Python.names_members_alone() && !Go.names_members_alone());
        for (language, hands_in) in [(CSharp, true), (Java, true), (Python, false), (Go, false)] {
            assert_eq!(language.hands_in(), hands_in, "{language:?}");
        }
        assert_eq!(Rust.module_path("crate::api::client", "src/main.rs"), "api/client");
        assert_eq!(Ruby.module_path("./lib/api.rb", "app/main.rb"), "app/lib/api");
    }
}
