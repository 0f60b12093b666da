//! Libraries that call the Web API or sign users in: what their members reach,
//! how scopes are asked for with them, and how a client of theirs is recognised.
//!
//! The facts stand in `libraries/*.toml`; the build script checks them and writes
//! them out as static tables, so that they cost nothing until one is looked up.

pub mod model;
mod release;
pub mod source;

pub use model::*;
pub use release::{compare, is_release};

static BUILT_IN: Libraries = include!(concat!(env!("OUT_DIR"), "/libraries.rs"));

/// A member with what it belongs to.
#[derive(Debug, Clone, Copy)]
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
                .map(|at| tables.module_libraries.get(at))
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

    /// The type of that name, of which the last part may stand alone.
    pub fn type_named(&self, name: &str) -> Option<&'static Type> {
        let last = |full: &'static str| full.rsplit('.').next() == Some(name);
        self.types.iter().find(|t| t.name == name || last(t.name))
    }

    /// The type that a member gives back, where that has members of its own.
    pub fn given_by(&self, member: &Member) -> Option<&'static Type> {
        member.traits.gives.map(|at| &self.types[usize::from(at)])
    }

    /// The scopes that a constant stands for.
    pub fn constant(&self, name: &str) -> Option<&'static [crate::catalogue::ScopeRef]> {
        self.constants.find(name).map(|at| self.constant_scopes.get(at))
    }
}
