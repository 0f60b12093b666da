//! What the library tables hold, as plain data.
//!
//! These types are compiled twice, as those of the catalogue are: into the build
//! script, which fills them from `libraries/*.toml`, and into the program. Whatever
//! there is much of (names, targets) is packed, so that nothing is relocated when
//! the program starts.
//!
//! A *name* below a module is written with dots whatever the language:
//! `util.prompt_for_user_token`, `AuthCodeSpotify.new`, `RSpotify.Track.search`.
//! Code may reach the same thing by a longer path (`spotipy.oauth2.SpotifyOAuth`
//! for `SpotifyOAuth`): a name fits a path that ends with it, and of several that
//! fit the longest counts, see [`super::best_fit`]. An empty name is the module
//! itself or its default export; `Type#name` is something of an object of that
//! type, and `#name` of any object.

use databake::Bake;
use serde::{Deserialize, Serialize};

use crate::catalogue::model::{EndpointRef, Lists, Method, ScopeRef, Texts};

/// Every library there is a table of.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Libraries {
    /// The libraries, sorted by id.
    pub all: &'static [Library],
    /// The language and module of every import, `python spotipy`, sorted.
    pub modules: Texts,
    /// For each of them, who is imported by it.
    pub imported_as: Lists<LibraryRef>,
    /// Last names of all members, sorted: `pausePlayback`.
    pub names: Texts,
    /// For each last name, the members that bear it.
    pub bearers: Lists<MemberRef>,
    /// Conditions; targets and others refer to runs of these.
    pub conditions: &'static [Condition],
    /// Fields of requests; targets refer to runs of these.
    pub fields: &'static [Field],
    /// Ranges of releases; the first holds all of them.
    pub releases: &'static [Releases],
    /// Sentences; the first is empty.
    pub sentences: Texts,
    /// Paths that the catalogue does not know, of [`Reaches::Unknown`].
    pub paths: Texts,
}

/// Index of a [`Library`] in [`Libraries::all`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct LibraryRef(pub u16);

/// A member of a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct MemberRef {
    /// The library.
    pub library: LibraryRef,
    /// Place in [`Library::members`].
    pub member: u16,
}

/// What a library is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Bake)]
#[databake(path = scopes::libraries::model)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It calls the Web API.
    Client,
    /// It signs users in; it calls little or nothing.
    Login,
}

/// A language the tables speak of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Bake,
)]
#[databake(path = scopes::libraries::model)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Python.
    Python,
    /// JavaScript and TypeScript.
    JavaScript,
    /// Go.
    Go,
    /// Rust.
    Rust,
    /// C#.
    CSharp,
    /// Java.
    Java,
    /// Kotlin.
    Kotlin,
    /// Ruby.
    Ruby,
    /// PHP.
    Php,
    /// Swift, and Objective-C behind it.
    Swift,
}

impl Language {
    /// Its name in the tables.
    pub fn id(self) -> &'static str {
        match self {
            Language::Python => "python",
            Language::JavaScript => "javascript",
            Language::Go => "go",
            Language::Rust => "rust",
            Language::CSharp => "csharp",
            Language::Java => "java",
            Language::Kotlin => "kotlin",
            Language::Ruby => "ruby",
            Language::Php => "php",
            Language::Swift => "swift",
        }
    }
}

/// A client library, or one that signs users in.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Library {
    /// Short name; that of its file.
    pub id: &'static str,
    /// Name, for people.
    pub name: &'static str,
    /// What it is for.
    pub kind: Kind,
    /// Languages it is used from.
    pub languages: &'static [Language],
    /// Where its packages are published: `PyPI`, `npm`, `crates.io` …
    pub registry: &'static str,
    /// Its packages, as manifests and lock files name them.
    pub packages: &'static [&'static str],
    /// What imports of it begin with, as code writes it.
    pub modules: &'static [&'static str],
    /// The release the facts were read from; empty where they stood on a page.
    pub release: &'static str,
    /// What they were read from.
    pub source: Source,
    /// One more thing worth knowing; may be empty.
    pub note: &'static str,
    /// Types whose objects have members.
    pub types: &'static [Type],
    /// What makes such objects.
    pub makers: &'static [Maker],
    /// What variables that hold a client are usually called.
    pub receivers: &'static [&'static str],
    /// Members, sorted. `current_user_playlists` or `player.getQueue` is one of a
    /// client; `User#player` one of an object of type `User`; `::Request` a
    /// function, class or constructor below the module.
    pub members: Texts,
    /// For each member, what it reaches: alternatives, of which those count whose
    /// releases and conditions may hold.
    pub targets: Lists<Target>,
    /// For each member, what else is known of it.
    pub traits: &'static [Traits],
    /// Constants that stand for scopes, sorted, as names below a module.
    pub constants: Texts,
    /// For each constant, the scopes it stands for.
    pub constant_scopes: Lists<ScopeRef>,
    /// Where users are asked for scopes.
    pub requests: &'static [ScopeRequest],
    /// What gets a token of the app alone: names below a module, or `Type#method`.
    pub app_tokens: &'static [&'static str],
    /// What it calls without being told to.
    pub by_itself: &'static [ByItself],
}

/// Where the facts about a library come from.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Source {
    /// What was read.
    pub title: &'static str,
    /// Its address.
    pub at: &'static str,
    /// Day of the version read; empty where it bears none.
    pub date: &'static str,
    /// Day the facts were last held against it.
    pub checked: &'static str,
}

/// A type whose objects have members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Type {
    /// Name below a module: `Spotify`, `IPlaylistsClient`; empty for the module itself.
    pub name: &'static str,
    /// What its members begin with in [`Library::members`]: nothing for a client,
    /// `Playlists.` for the part of it, `User#` for another object.
    pub members: &'static str,
}

/// What makes an object of a [`Type`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Maker {
    /// What is called, below a module: `Spotify`, `SpotifyApi.withUserAuthorization`.
    pub call: &'static str,
    /// The call that ends the chain begun so (`build`); empty where it is the first.
    pub then: &'static str,
    /// The object is not the result but what the function given is called with:
    /// `AddSpotify(options => …)`.
    pub hands: bool,
    /// Name of the [`Type`] it makes.
    pub makes: &'static str,
    /// What must hold of the call; a run in [`Libraries::conditions`].
    pub when: Run,
    /// Whether that client has a token of the app alone.
    pub app_only: bool,
}

/// What is known of a member besides its targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Traits {
    /// Whether the name alone says much: no common word, hardly met elsewhere.
    pub distinctive: bool,
    /// Index into [`Library::types`] of what it gives back, where that has members.
    pub gives: Option<u8>,
}

/// What a member reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Target {
    /// What it reaches.
    pub reaches: Reaches,
    /// In which releases; index into [`Libraries::releases`].
    pub releases: u16,
    /// What must hold of the call, together; a run in [`Libraries::conditions`].
    pub when: Run,
    /// What else must hold, or is worth knowing, as a sentence; index into
    /// [`Libraries::sentences`].
    pub says: u16,
    /// Whether `says` is a condition that only a reader can judge.
    pub judged: bool,
    /// Whether it comes on top of the others rather than instead of them.
    pub also: bool,
    /// Fields of the request that tell its case, and what sets them; a run in
    /// [`Libraries::fields`].
    pub fields: Run,
    /// The cases of its requirement that always hold, as bits.
    pub cases: u8,
}

/// What sets a field of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Field {
    /// The field, as the API calls it.
    pub name: &'static str,
    /// The argument that it is.
    pub argument: Argument,
    /// The call in the chain after the member whose first argument it is (builders);
    /// mostly empty.
    pub then: &'static str,
    /// What is sent where the code gives nothing; none where nothing is sent.
    pub default: Option<bool>,
}

/// What a call by way of a library comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub enum Reaches {
    /// An endpoint.
    Endpoint {
        /// The endpoint.
        endpoint: EndpointRef,
        /// Whether it gets there by a path out of use.
        older: bool,
    },
    /// A path that the catalogue does not know; says why.
    Unknown {
        /// The verb.
        method: Method,
        /// Index into [`Libraries::paths`].
        path: u16,
    },
    /// The next page of an answer: no endpoint but the one that gave the page.
    Paging,
    /// Any endpoint: the path is an argument.
    Any {
        /// Which argument is the path, or a whole address.
        path: ArgumentPlace,
        /// The verb.
        verb: Verb,
    },
    /// Nothing by itself: another member says what (`send(Request(…))`).
    Nothing,
}

/// The verb of a call whose path is an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub enum Verb {
    /// Always this.
    Fixed(Method),
    /// An argument.
    Argument(ArgumentPlace),
}

/// The place of an argument whose name does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct ArgumentPlace(pub u8);

/// A run of a table: the first and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Run {
    /// The first.
    pub first: u16,
    /// How many.
    pub count: u8,
}

/// Releases of a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Releases {
    /// The first; empty: the very first.
    pub since: &'static str,
    /// The last before the first, where only that is known; mostly empty.
    pub after: &'static str,
    /// The last, itself included; empty: there is none yet.
    pub until: &'static str,
}

/// An argument, or something inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Argument {
    /// Its place from 0, without the receiver; none where it is only given by name.
    pub position: Option<u8>,
    /// Its name, where it can be given by name; may be empty.
    pub keyword: &'static str,
    /// Keys inside it, outermost first, with dots between: `options.scopes`; may be empty.
    pub within: &'static str,
}

/// Something that must hold of an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct Condition {
    /// The argument.
    pub argument: Argument,
    /// What it must be.
    pub is: Is,
}

/// What an argument may have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub enum Is {
    /// Left out, or null.
    Absent,
    /// Given, and not null.
    Present,
    /// A text.
    Text,
    /// Anything but a text; left out, too.
    NoText,
    /// A list of any kind.
    List,
    /// Anything but a list; left out, too.
    NoList,
    /// A map that has this key.
    Key(&'static str),
    /// A map without this key.
    NoKey(&'static str),
    /// A constant of this name, of which the last part counts: `LibraryType.Track`.
    Constant(&'static str),
    /// This text or symbol.
    Equal(&'static str),
}

/// Where a user is asked for scopes, or sent to grant them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct ScopeRequest {
    /// What is done, as `by` tells: a name below a module, or `Type#name`.
    pub name: &'static str,
    /// How scopes are given there.
    pub by: By,
    /// The argument that holds the scopes, for a call; none where it holds none.
    pub argument: Option<Argument>,
    /// Whether every argument from there on is a scope (`NewAuthenticator(uri, A, B)`).
    pub rest: bool,
    /// What must hold of the call; a run in [`Libraries::conditions`].
    pub when: Run,
    /// What cuts a text into scopes before it is sent.
    pub text: TextIs,
    /// Whether this sends a user to grant something, or is sure to lead there.
    pub authorizes: bool,
    /// Scopes that are asked for where none are given.
    pub default: &'static [ScopeRef],
    /// Whether those are asked for in any case.
    pub default_stays: bool,
    /// In which releases; index into [`Libraries::releases`].
    pub releases: u16,
}

/// How scopes are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Bake)]
#[databake(path = scopes::libraries::model)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// In an argument of a call, of a constructor, or a field of a literal.
    Call,
    /// By setting a field, adding to it, or overriding it in a subclass:
    /// `options.Scope.Add(…)`, `override val scopes = …`.
    Field,
    /// By setting a name of a settings file: `SOCIAL_AUTH_SPOTIFY_SCOPE = […]`.
    Setting,
}

/// What becomes of a text with several scopes in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Bake)]
#[databake(path = scopes::libraries::model)]
#[serde(rename_all = "kebab-case")]
pub enum TextIs {
    /// It is sent as it is: spaces part scopes, commas make one wrong name of them.
    Sent,
    /// It is cut at commas first; spaces part scopes as well, since they are sent.
    CutAtCommas,
    /// It is a whole authorize URL; its `scope` parameter counts.
    Url,
}

/// A call that a library makes without being told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::libraries::model)]
pub struct ByItself {
    /// What it calls.
    pub endpoint: EndpointRef,
    /// When, as a clause: "a user comes back from signing in".
    pub when: &'static str,
}
