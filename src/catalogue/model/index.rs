//! How what the catalogue holds is found: by names, paths and words.

use databake::Bake;

use super::{AbsentRef, EndpointRef, Method};

/// What a look-up by name or path found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Bake)]
#[databake(path = scopes::catalogue::model)]
pub enum Target {
    /// An endpoint.
    Endpoint(EndpointRef),
    /// Something that is known not to be there.
    Absent(AbsentRef),
}

/// One folded name and what bears it.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct NameEntry {
    /// The name as [`crate::catalogue::terms::fold_name`] leaves it; entries are sorted by this.
    pub name: &'static str,
    /// Which letters it has; see [`crate::catalogue::terms::letters`].
    pub letters: u32,
    /// Endpoints of that name, the current before those it replaced.
    pub endpoints: &'static [EndpointRef],
}

/// All paths as one tree a base, segment by segment.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct PathIndex {
    /// Nodes; the first `bases.len()` are the roots.
    pub nodes: &'static [PathNode],
    /// What may stand in placeholders; nodes refer to these by index.
    pub placeholders: &'static [Placeholder],
}

/// A place in the tree of paths.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct PathNode {
    /// Fixed segments in lower case, sorted, with the node they lead to.
    pub fixed: &'static [(&'static str, u32)],
    /// Placeholders, with the node they lead to.
    pub open: &'static [(u16, u32)],
    /// Calls that end here.
    pub ends: &'static [PathEnd],
}

/// A call that ends at a node.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct PathEnd {
    /// The verb.
    pub method: Method,
    /// What it reaches.
    pub target: Target,
    /// Whether the path is out of use.
    pub older: bool,
}

/// What may stand in a placeholder.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Placeholder {
    /// Name between the braces.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
}

/// The values of a placeholder.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub enum Takes {
    /// Any text.
    Anything,
    /// A Spotify id: 22 letters and digits.
    SpotifyId,
    /// One of these.
    OneOf(&'static [&'static str]),
}

/// The words of all names and phrases, and who uses them.
///
/// A *title* is a name, alias or phrase of a *document*; documents are the
/// endpoints, then the absent.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct WordIndex {
    /// Words, sorted; a term is a word's place here.
    pub terms: Texts,
    /// How much each term tells, 0 to 255: rarer words tell more.
    pub tells: &'static [u8],
    /// For each term, the documents that use it and how prominently, 0 to 255.
    pub documents: Lists<(u32, u8)>,
    /// Stems, sorted.
    pub stems: Texts,
    /// For each stem, the terms that share it.
    pub stem_terms: Lists<u32>,
    /// For each title, its terms.
    pub titles: Lists<u32>,
    /// For each title, its document, how well it stands for it (0 to 255), and
    /// how many words it lost because they mean nothing in a question.
    pub title_documents: &'static [(u32, u8, u8)],
    /// For each title, whether it says what is done, tells something, or names a thing.
    pub title_voices: &'static [Voice],
    /// Words and phrases that stand for terms, sorted.
    pub synonyms: Texts,
    /// For each synonym, the terms it stands for, together.
    pub synonym_terms: Lists<u32>,
    /// For each synonym, how well it stands for them, 0 to 255.
    pub synonym_weights: &'static [u8],
    /// What a misspelt word may have been meant for: terms, and synonyms of one word.
    pub spellings: Spellings,
    /// The longer words of those that say "of the user who is logged in".
    pub mine_spellings: Spellings,
    /// Words without meaning in a question, sorted.
    pub ignore: Texts,
    /// Words that say "of the user who is logged in", sorted.
    pub mine: Texts,
    /// Words that say "of somebody else", sorted.
    pub other: Texts,
    /// Words that begin a question to be answered by yes or no, sorted.
    pub yes_or_no: Texts,
    /// Words by which a question asks what a call takes.
    pub about: Texts,
    /// What questions open with and what says nothing of them, sorted.
    pub openings: Texts,
    /// What questions begin with that tell first what the asker does, sorted.
    pub circumstances: Texts,
    /// What they turn by to what is asked, sorted.
    pub turns: Texts,
    /// Words that do the same wherever they stand, sorted.
    pub conditions: Texts,
    /// Words that begin a question to be answered by a thing, sorted.
    pub which: Texts,
    /// What a noun follows, so that it is no verb, sorted.
    pub articles: Texts,
    /// Numbers above one in letters, sorted.
    pub numbers: Texts,
    /// Words for how many of a thing, sorted.
    pub quantities: Texts,
    /// For each term, what is absent that it names, where no endpoint uses it.
    pub names_absent: &'static [Option<AbsentRef>],
    /// For each term, whether it is a thing an answer must be about where it is named.
    pub things: &'static [bool],
    /// Kinds of things that cases of requirements are about, sorted.
    pub kinds: Texts,
    /// Verbs for following, sorted.
    pub follows: Texts,
    /// Kinds of things that are followed, sorted.
    pub followed: Texts,
    /// What parts a thing from where it is or belongs, sorted.
    pub apart: Texts,
    /// Verbs that say next to nothing by themselves, sorted.
    pub light: Texts,
    /// What begins a purpose, which need not be understood, sorted.
    pub purposes: Texts,
    /// Words for people, sorted.
    pub people: Texts,
    /// Words that say "of somebody else" where people are meant, sorted.
    pub another: Texts,
    /// Phrases that are read as other words before anything else, sorted.
    pub idioms: Texts,
    /// What each idiom is read as.
    pub idiom_meanings: Texts,
    /// Verbs that ask to be told something, sorted.
    pub reads: Texts,
    /// Verbs that ask for something to be done, sorted.
    pub does: Texts,
    /// Words that a made-up name follows, sorted.
    pub called: Texts,
    /// The term that names endpoints which answer yes or no.
    pub check: Option<u32>,
    /// For each document, whether it answers yes or no.
    pub answers_yes_or_no: &'static [bool],
    /// For each document, whether it only tells something.
    pub reading: &'static [bool],
    /// For each document, whose things it is about.
    pub whose: &'static [Whose],
}

/// Words in an order in which those of a length stand together.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Spellings {
    /// The words, by length in bytes, those of a length sorted.
    pub words: Texts,
    /// Which letters each has; see [`letters`](crate::catalogue::terms::letters).
    pub letters: &'static [u32],
    /// For each length from 0, where the words of that length end.
    pub ends: &'static [u32],
}

/// How a title says what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Bake)]
#[databake(path = scopes::catalogue::model)]
pub enum Voice {
    /// "Skip a song".
    Does,
    /// "Get an album".
    Tells,
    /// "Who likes a song".
    Asks,
    /// "Playback state".
    Names,
}

/// Many texts in one piece of memory.
///
/// A slice of string slices would have to be relocated, string by string, every
/// time the program starts; this costs nothing until it is used.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Texts {
    /// The texts end to end.
    pub all: &'static str,
    /// Where each ends.
    pub ends: &'static [u32],
}

/// Many lists in one piece of memory, for the same reason.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::model)]
pub struct Lists<T: 'static> {
    /// The lists end to end.
    pub all: &'static [T],
    /// Where each ends.
    pub ends: &'static [u32],
}

/// Whose things a document is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Bake)]
#[databake(path = scopes::catalogue::model)]
pub enum Whose {
    /// Nobody's in particular.
    Nobody,
    /// Those of the user who is logged in.
    Mine,
    /// Those of any user.
    Anybody,
    /// Those of other users alone.
    Others,
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text at a place; empty where there is none.
    pub fn get(&self, at: usize) -> &'static str {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.ends.get(at).map_or("", |to| &self.all[from..*to as usize])
    }

    /// All texts in order.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> + '_ {
        (0..self.len()).map(|at| self.get(at))
    }

    /// The first place whose text is not before `text`; the texts must be sorted.
    pub fn place(&self, text: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.get(middle) < text { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Where a text stands, if it does; the texts must be sorted.
    pub fn find(&self, text: &str) -> Option<usize> {
        let at = self.place(text);
        (at < self.len() && self.get(at) == text).then_some(at)
    }

    /// Whether a text is among them; the texts must be sorted.
    pub fn has(&self, text: &str) -> bool {
        self.find(text).is_some()
    }
}

impl<T> Lists<T> {
    /// The list at a place; empty where there is none.
    pub fn get(&self, at: usize) -> &'static [T] {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.ends.get(at).map_or(&[], |to| &self.all[from..*to as usize])
    }
}
