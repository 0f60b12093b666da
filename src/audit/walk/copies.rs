//! Copies of client libraries that stand among an app's own files.
//!
//! A copy calls every endpoint there is; the app only those it uses. What tells a copy
//! comes from the tables of libraries: the namespace it declares, or that it defines most
//! of the library's members. An app calls members, it does not define them.

use std::collections::BTreeSet;

use memchr::memmem;

use crate::libraries::{Kind as LibraryKind, Libraries, Library};
use crate::sorted;

/// A file that defines fewer members is no copy, however small the library.
const FEWEST: usize = 20;

/// How to tell a copy of a client library from the app around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryMark {
    /// Id of the library.
    pub library: &'static str,
    /// Names it gives itself in package metadata: `"name": "spotify-web-api-node"`. A
    /// folder whose manifest declares one of them is a copy.
    pub own_names: Vec<&'static str>,
    /// Namespaces that only it declares: `SpotifyWebAPI`.
    pub namespaces: Vec<&'static str>,
    /// Names its folder may have, in small letters.
    pub folders: BTreeSet<String>,
    /// Last names of its members.
    pub members: BTreeSet<&'static str>,
}

impl LibraryMark {
    /// The marks of all client libraries there is a table of.
    pub fn all(libraries: &Libraries) -> Vec<Self> {
        libraries
            .all
            .iter()
            .filter(|library| library.kind == LibraryKind::Client)
            .map(Self::of)
            .collect()
    }

    fn of(library: &'static Library) -> Self {
        let last = |name: &&'static str| {
            name.rsplit(['/', ':', '.', '\\']).next().map(str::to_ascii_lowercase)
        };
        let names = || library.packages.iter().chain(library.modules);
        LibraryMark {
            library: library.id,
            own_names: library.packages.to_vec(),
            namespaces: library.modules.to_vec(),
            folders: sorted::set(names().filter_map(last)),
            members: sorted::set(
                (0..library.members.len())
                    .filter_map(|at| library.members.get(at).rsplit(['.', '#', ':']).next()),
            ),
        }
    }
}

/// A file that is part of a copy.
#[derive(Debug)]
pub struct Copy<'m> {
    /// Of which library.
    pub library: &'m LibraryMark,
    /// The folder that goes with it, as it is shown.
    pub folder: Option<&'m str>,
}

/// The library that a file is a copy of.
pub fn of<'m>(bytes: &[u8], path: &'m str, marks: &'m [LibraryMark]) -> Option<Copy<'m>> {
    if let Some(library) = marks.iter().find(|mark| declares(bytes, mark)) {
        return Some(Copy { library, folder: None });
    }
    let defined = defined(bytes);
    let hits =
        |mark: &LibraryMark| mark.members.iter().filter(|name| defined.contains(**name)).count();
    let (count, library) =
        marks.iter().map(|mark| (hits(mark), mark)).max_by_key(|(count, _)| *count)?;
    if count < FEWEST || count * 2 < library.members.len() {
        return None;
    }
    // lib/spotipy/client.py takes lib/spotipy with it.
    let folder = path.rmatch_indices('/').map(|(end, _)| &path[..end]).take(2).find(|folder| {
        let name = folder.rsplit('/').next().unwrap_or(folder);
        library.folders.contains(&name.to_ascii_lowercase())
    });
    Some(Copy { library, folder })
}

/// Whether a file puts what it defines into a namespace of the library.
fn declares(bytes: &[u8], mark: &LibraryMark) -> bool {
    let lines = mark.namespaces.iter().flat_map(|namespace| {
        ["namespace", "package"].map(|keyword| format!("{keyword} {namespace}"))
    });
    lines.into_iter().any(|line| {
        memmem::find_iter(bytes, &line).any(|at| {
            let starts = at == 0 || bytes[at - 1] == b'\n' || bytes[..at].ends_with(b"<?php ");
            let after = bytes.get(at + line.len());
            starts && after.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_')
        })
    })
}

/// Names that stand where functions are defined: before a bracket with nothing they are
/// taken from, or before `= function`.
fn defined(bytes: &[u8]) -> BTreeSet<&str> {
    sorted::set(memchr::memchr_iter(b'(', bytes).filter_map(|at| {
        let (name, before) = word_before(bytes, at)?;
        if name != "function" && name != "async" {
            return (!is_taken_from_something(before)).then_some(name);
        }
        // getMe: function (…), X.prototype.getMe = async function (…)
        let before = before.trim_ascii_end();
        let before = before.strip_suffix(b"async").unwrap_or(before).trim_ascii_end();
        let before = before.strip_suffix(b"=").or(before.strip_suffix(b":"))?;
        word_before(before, before.len()).map(|(name, _)| name)
    }))
}

/// The word that ends before a byte, and what stands before it.
fn word_before(bytes: &[u8], end: usize) -> Option<(&str, &[u8])> {
    let text = bytes[..end].trim_ascii_end();
    let length = text.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let (before, word) = text.split_at(text.len() - length);
    std::str::from_utf8(word).ok().filter(|word| !word.is_empty()).map(|word| (word, before))
}

/// `sp.me(`, `$api->me(`, `Api::me(`
fn is_taken_from_something(before: &[u8]) -> bool {
    before.ends_with(b".") || before.ends_with(b"->") || before.ends_with(b"::")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks() -> Vec<LibraryMark> {
        LibraryMark::all(Libraries::built_in())
    }

    /// The library and folder that a file is taken for.
    fn copy(text: &str, path: &str) -> Option<(&'static str, Option<String>)> {
        let marks = marks();
        let copy = of(text.as_bytes(), path, &marks)?;
        Some((copy.library.library, copy.folder.map(str::to_owned)))
    }

    fn each_member(library: &str, line: impl Fn(&str) -> String) -> String {
        let marks = marks();
        let mark = marks.iter().find(|mark| mark.library == library).unwrap();
        mark.members.iter().map(|name| line(name)).collect()
    }

    #[test]
    fn defining_the_members_is_being_the_library() {
        let python =
            each_member("spotipy", |name| format!("    def {name}(self):\n        pass\n"));
        assert_eq!(
            copy(&python, "lib/spotipy/client.py"),
            Some(("spotipy", Some("lib/spotipy".into())))
        );
        assert_eq!(copy(&python, "lib/api.py"), Some(("spotipy", None)));
        let js = each_member("spotify-web-api-js", |name| {
            format!("C.prototype.{name} = function (a) {{}};\n")
        });
        assert_eq!(copy(&js, "static/api.js"), Some(("spotify-web-api-js", None)));
    }

    #[test]
    fn calling_the_members_is_not() {
        let python = each_member("spotipy", |name| format!("sp.{name}()\n"));
        assert_eq!(copy(&python, "spotipy/app.py"), None);
        let few = "def me(self):\n    pass\ndef track(self):\n    pass\n";
        assert_eq!(copy(few, "spotipy/app.py"), None);
    }

    #[test]
    fn a_namespace_of_a_library_is_its_own() {
        let of = |text: &str| copy(text, "a/b").map(|(library, _)| library);
        assert_eq!(of("<?php\nnamespace SpotifyWebAPI;\n"), Some("spotify-web-api-php"));
        assert_eq!(of("namespace SpotifyAPI.Web.Http\n{"), Some("spotifyapi-net"));
        assert_eq!(of("<?php\nuse SpotifyWebAPI\\Session;\n"), None);
        assert_eq!(of("namespace SpotifyWebAPITool;\n"), None);
        assert_eq!(of("// namespace SpotifyAPI.Web\n"), None);
    }

    #[test]
    fn words_before_brackets_are_definitions_unless_taken_from_something() {
        let all: Vec<_> =
            defined(b"a.b(1); c(2); d: function() {}; e = async function (x) {}; (f)")
                .into_iter()
                .collect();
        assert_eq!(all, ["c", "d", "e"]);
    }
}
