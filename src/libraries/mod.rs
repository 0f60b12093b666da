//! Libraries that call the Web API or sign users in: what their members reach,
//! how scopes are asked for with them, and how a client of theirs is recognised.
//!
//! The facts stand in `libraries/*.toml`; the build script checks them and writes
//! them out as static tables, so that they cost nothing until one is looked up.

mod judge;
pub mod model;
mod release;
pub mod source;

use std::fmt;

pub use judge::{Shape, judge};
pub use model::*;
pub use release::{compare, is_release};

static BUILT_IN: Libraries = include!(concat!(env!("OUT_DIR"), "/libraries.rs"));

/// A member with what it belongs to.
#[derive(Clone, Copy)]
pub struct Member {
    /// Its library.
    pub library: &'static Library,
    /// Its name among the members of the library: `player.getQueue`, `User#player`.
    pub name: &'static str,
    /// What it reaches: alternatives, see [`Target`].
    pub targets: &'static [Target],
    /// What else is known of it.
    pub traits: Traits,
}

impl fmt::Debug for Member {
    /// Names it; whatever else there is stands in its table.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.name, self.library.id)
    }
}

impl Libraries {
    /// The tables this program was built with.
    pub fn built_in() -> &'static Libraries {
        &BUILT_IN
    }

    /// The library of that id.
    pub fn by_id(&self, id: &str) -> Option<&'static Library> {
        let at = self.all.binary_search_by(|library| library.id.cmp(id)).ok()?;
        Some(&self.all[at])
    }

    /// The library behind a reference.
    pub fn library(&self, library: LibraryRef) -> &'static Library {
        &self.all[usize::from(library.0)]
    }

    /// The libraries that an import is one of, most specific module first, and
    /// what the import names below their module: `python`, `spotipy.oauth2` gives
    /// spotipy and `oauth2`.
    pub fn imported(
        &self,
        language: Language,
        module: &str,
    ) -> impl Iterator<Item = (&'static Library, String)> + '_ {
        let id = language.id();
        let module = module.to_string();
        let mut ends: Vec<usize> = module
            .char_indices()
            .filter(|(_, c)| matches!(c, '.' | '/' | ':' | '\\'))
            .map(|(at, _)| at)
            .collect();
        ends.push(module.len());
        let tables = *self;
        ends.into_iter().rev().flat_map(move |end| {
            let found = tables.modules.find(&format!("{id} {}", &module[..end]));
            let below = module[end..].trim_start_matches(['.', '/', ':', '\\']);
            let below = below.replace("::", ".").replace(['/', '\\'], ".");
            found
                .map(|at| tables.imported_as.get(at))
                .unwrap_or_default()
                .iter()
                .map(move |library| (tables.library(*library), below.clone()))
        })
    }

    /// The libraries of a package, as a manifest or lock file of a registry names it.
    pub fn of_package<'a>(
        &'a self,
        package: &'a str,
    ) -> impl Iterator<Item = &'static Library> + 'a {
        self.all.iter().filter(move |library| {
            library.packages.iter().any(|known| known.eq_ignore_ascii_case(package))
        })
    }

    /// The member behind a reference.
    pub fn member(&self, member: MemberRef) -> Member {
        self.library(member.library).member_at(usize::from(member.member))
    }

    /// Every member of any library whose name ends with that one.
    pub fn named(&self, last: &str) -> impl Iterator<Item = Member> + use<> {
        let at = self.names.find(last);
        let members = at.map(|at| self.bearers.get(at)).unwrap_or_default();
        let tables = *self;
        members.iter().map(move |member| tables.member(*member))
    }

    /// The conditions of a run.
    pub fn conditions(&self, run: Run) -> &'static [Condition] {
        let first = usize::from(run.first);
        self.conditions.get(first..first + usize::from(run.count)).unwrap_or_default()
    }

    /// The fields of a run.
    pub fn fields(&self, run: Run) -> &'static [Field] {
        let first = usize::from(run.first);
        self.fields.get(first..first + usize::from(run.count)).unwrap_or_default()
    }

    /// The releases that a target or request belongs to.
    pub fn releases(&self, at: u16) -> &'static Releases {
        &self.releases[usize::from(at)]
    }

    /// A sentence; may be empty.
    pub fn sentence(&self, at: u16) -> &'static str {
        self.sentences.get(usize::from(at))
    }

    /// The path of [`Reaches::Unknown`].
    pub fn path(&self, at: u16) -> &'static str {
        self.paths.get(usize::from(at))
    }
}

impl Library {
    /// The member of that name, to the letter: `player.getQueue`, `User#player`, `::Request`.
    pub fn member(&'static self, name: &str) -> Option<Member> {
        self.members.find(name).map(|at| self.member_at(at))
    }

    /// The member of a type: `getQueue` of the type whose members begin with `player.`.
    pub fn member_of(&'static self, of: &Type, name: &str) -> Option<Member> {
        self.member(&format!("{}{name}", of.members))
    }

    fn member_at(&'static self, at: usize) -> Member {
        Member {
            library: self,
            name: self.members.get(at),
            targets: self.targets.get(at),
            traits: self.traits[at],
        }
    }

    /// The type of that name.
    pub fn type_named(&self, path: &str) -> Option<&'static Type> {
        let types = self.types;
        best_fit(path, |name| types.iter().find(|t| t.name == name))
    }

    /// The type that a member gives back, where that has members of its own.
    pub fn given_by(&self, member: &Member) -> Option<&'static Type> {
        member.traits.gives.map(|at| &self.types[usize::from(at)])
    }

    /// The function, class or constructor of that name below the module.
    pub fn function(&'static self, path: &str) -> Option<Member> {
        best_fit(path, |name| self.member(&format!("::{name}")))
    }

    /// What a call makes: every maker of that name, whatever its conditions.
    pub fn makers(&self, path: &str) -> impl Iterator<Item = &'static Maker> + use<> {
        let makers = self.makers;
        let call = best_fit(path, |name| makers.iter().find(|m| m.call == name)).map(|m| m.call);
        makers.iter().filter(move |maker| Some(maker.call) == call)
    }

    /// Where scopes are given: every request of that name, whatever its conditions.
    pub fn requests(&self, path: &str) -> impl Iterator<Item = &'static ScopeRequest> + use<> {
        let all = self.requests;
        let found = best_fit(path, |name| all.iter().find(|r| r.name == name)).map(|r| r.name);
        all.iter().filter(move |request| Some(request.name) == found)
    }

    /// The scopes that a constant stands for.
    pub fn constant(&self, path: &str) -> Option<&'static [crate::catalogue::ScopeRef]> {
        let found = |name: &str| self.constants.find(name).map(|at| self.constant_scopes.get(at));
        best_fit(path, found)
    }

    /// Whether a call gets a token of the app alone.
    pub fn gets_app_token(&self, path: &str) -> bool {
        best_fit(path, |name| self.app_tokens.contains(&name).then_some(())).is_some()
    }
}

/// What the longest end of a path is known as: `client.util.Spotify` is looked up
/// as it stands, then as `util.Spotify`, then as `Spotify`; `Type#name` last as
/// `#name`, something of any object.
pub fn best_fit<T>(path: &str, known: impl Fn(&str) -> Option<T>) -> Option<T> {
    let (of, something) = match path.split_once('#') {
        Some((of, _)) => (of, &path[of.len()..]),
        None => (path, ""),
    };
    let starts = std::iter::once(0).chain(of.match_indices('.').map(|(at, _)| at + 1));
    let ends = starts.map(|at| &path[at..]);
    let any = (!something.is_empty()).then_some(something);
    ends.chain(any).find_map(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_end_counts() {
        let known = ["auth.New", "New", "Client#get", "#get"];
        let find = |path| best_fit(path, |name| known.iter().find(|k| **k == name).copied());
        assert_eq!(find("v2.auth.New"), Some("auth.New"));
        assert_eq!(find("spotify.New"), Some("New"));
        assert_eq!(find("Renew"), None);
        assert_eq!(find("a.Client#get"), Some("Client#get"));
        assert_eq!(find("Other#get"), Some("#get"));
        assert_eq!(find("#get"), Some("#get"));
        assert_eq!(find("get"), None);
    }

    #[test]
    fn imports_are_recognised_by_what_they_begin_with() {
        let libraries = Libraries::built_in();
        let of = |language, module: &str| {
            let found = libraries.imported(language, module);
            found.map(|(library, below)| (library.id, below)).collect::<Vec<_>>()
        };
        let one = |id, below: &str| vec![(id, below.to_string())];
        assert_eq!(of(Language::Python, "spotipy"), one("spotipy", ""));
        assert_eq!(of(Language::Python, "spotipy.oauth2"), one("spotipy", "oauth2"));
        assert_eq!(of(Language::Rust, "rspotify::clients"), one("rspotify", "clients"));
        assert_eq!(of(Language::Ruby, "rspotify"), one("rspotify-ruby", ""));
        assert_eq!(
            of(Language::Go, "github.com/zmb3/spotify/v2/auth"),
            [("zmb3-spotify", "auth".to_string()), ("zmb3-spotify", "v2.auth".to_string())]
        );
        assert_eq!(
            of(Language::JavaScript, "spotify-web-api-node/src/server"),
            one("spotify-web-api-node", "src.server")
        );
        assert_eq!(of(Language::Python, "spotipyx"), []);
        assert_eq!(of(Language::Python, "rspotify"), []);
    }
}
