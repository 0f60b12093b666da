//! How the words of questions are written in `scopes.toml`, as opposed to facts.

use std::collections::BTreeMap;

use serde::Deserialize;

/// `[words]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Without meaning in a question.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// "Of the user who is logged in".
    #[serde(default)]
    pub mine: Vec<String>,
    /// "Of somebody else".
    #[serde(default)]
    pub other: Vec<String>,
    /// What begins a question to be answered by yes or no.
    #[serde(default)]
    pub yes_or_no: Vec<String>,
    /// Words by which a question asks what a call takes.
    pub about: Vec<String>,
    /// What questions open with and what says nothing of them, such as "how do i".
    #[serde(default)]
    pub openings: Vec<String>,
    /// What makes a question one to be answered by yes or no, wherever it stands.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// What a question begins with that tells first what the asker does, such as "im building".
    #[serde(default)]
    pub circumstances: Vec<String>,
    /// What such a question turns by to what is asked, such as "and need".
    #[serde(default)]
    pub turns: Vec<String>,
    /// What begins a question to be answered by a thing.
    #[serde(default)]
    pub which: Vec<String>,
    /// What a noun follows, so that it is no verb.
    #[serde(default)]
    pub articles: Vec<String>,
    /// Numbers above one, in letters.
    #[serde(default)]
    pub numbers: Vec<String>,
    /// Words for how many of a thing.
    #[serde(default)]
    pub quantities: Vec<String>,
    /// Things an answer must be about where they are named.
    #[serde(default)]
    pub things: Vec<String>,
    /// Kinds of things that cases of requirements are about.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Verbs for following, by themselves.
    #[serde(default)]
    pub follows: Vec<String>,
    /// Kinds of things that are followed.
    #[serde(default)]
    pub followed: Vec<String>,
    /// What parts a thing from where it is or belongs.
    #[serde(default)]
    pub apart: Vec<String>,
    /// Verbs that say next to nothing by themselves.
    #[serde(default)]
    pub light: Vec<String>,
    /// What begins a purpose, which need not be understood.
    #[serde(default)]
    pub purposes: Vec<String>,
    /// Words for people, after words that say "of somebody else".
    #[serde(default)]
    pub people: Vec<String>,
    /// Words that say "of somebody else" before a word for people, or at the end.
    #[serde(default)]
    pub another: Vec<String>,
    /// Verbs that ask to be told something.
    #[serde(default)]
    pub reads: Vec<String>,
    /// Verbs that ask for something to be done.
    #[serde(default)]
    pub does: Vec<String>,
    /// What a made-up name follows.
    #[serde(default)]
    pub called: Vec<String>,
    /// First word of the names of endpoints that answer yes or no.
    #[serde(default)]
    pub answers_yes_or_no: String,
    /// Words that ask for what an optional scope adds, by what it adds.
    #[serde(default)]
    pub adds: BTreeMap<String, Vec<String>>,
    /// Words that belong to every endpoint of a category, without naming any.
    #[serde(default)]
    pub context: BTreeMap<String, Vec<String>>,
}

/// `[[idiom]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Idiom {
    /// What it is to be read as; nothing, where it says nothing.
    pub means: String,
    /// Phrases, word for word.
    pub says: Vec<String>,
}

/// `[[synonym]]`: either `means` and `words`, or `same`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonym {
    /// Words of the catalogue, parted by spaces.
    #[serde(default)]
    pub means: String,
    /// Words and phrases that stand for them.
    #[serde(default)]
    pub words: Vec<String>,
    /// Words and phrases that stand for each other.
    #[serde(default)]
    pub same: Vec<String>,
    /// How well, 0 to 1.
    #[serde(default = "Synonym::usual_weight")]
    pub weight: f32,
}

impl Synonym {
    fn usual_weight() -> f32 {
        0.9
    }
}
