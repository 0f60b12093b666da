//! How well each endpoint, and each thing that is absent, fits the words of a question.

use super::manner::Asks;
use super::reading::{Reading, Token, name_a_thing};
use crate::catalogue::{Catalogue, Voice, WordIndex};
use crate::sorted;

/// How much of a question must be explained before it is answered, 0 to 1.
const EXPLAINED: f32 = 0.66;
/// The same where a title was said in full: that much is clear, whatever the rest.
const EXPLAINED_BESIDE_TITLE: f32 = 0.55;
/// How much is as good as all, 0 to 1.
const EXPLAINED_ALL: f32 = 0.9;
/// How much of a title must be said to count as said in full, 0 to 1.
const IN_FULL: f32 = 0.88;
/// How well the best title must fit, 0 to 1.
const FITS: f32 = 0.52;
/// What the same order of words is worth, beside the words.
const IN_ORDER: f32 = 0.04;
/// What a title in the wrong voice is worth.
const OTHER_VOICE: f32 = 0.85;
/// What a title is worth that does not begin with the verb of what is to be done.
const NOT_LED: f32 = 0.95;
/// The same for what is absent, which must be recognised more surely.
const OTHER_VOICE_OF_ABSENT: f32 = 0.6;
/// What a word tells that a title lost because it means nothing, of 255.
const LOST_TELLS: f32 = 12.0;
/// What the verb that begins a question tells at least, of 255.
const VERB_TELLS: f32 = 150.0;
/// How well the verb of what is to be done must be understood, 0 to 1.
const VERB_UNDERSTOOD: f32 = 0.3;

/// How well one document answers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Score {
    /// How well its best title fits, 0 to 1.
    pub(super) fit: f32,
    /// How much of its best title was said, 0 to 1.
    pub(super) said: f32,
    /// How many terms that title has.
    pub(super) title_terms: usize,
    /// How much of the question the document explains, 0 to 1.
    pub(super) explained: f32,
    /// Whether it is about every thing that was named.
    pub(super) things: bool,
    /// Whether the verb of what is to be done is understood; true where there is none.
    pub(super) verb: bool,
    /// Whether its best title begins with that verb; true where there is none.
    pub(super) led: bool,
}

impl Score {
    /// Whether enough of the question is explained to answer it with this document.
    pub(super) fn answers(&self) -> bool {
        self.fit >= FITS
            && self.things
            && self.verb
            && self.led
            && (self.explained >= EXPLAINED
                || self.title_terms > 1
                    && self.said >= IN_FULL
                    && self.explained >= EXPLAINED_BESIDE_TITLE)
    }
}

pub(super) struct Scores {
    pub(super) tokens: Vec<Token>,
    pub(super) documents: Vec<Score>,
}

impl Scores {
    pub(super) fn of(catalogue: &Catalogue, mut tokens: Vec<Token>, asks: Asks) -> Self {
        let index = &catalogue.words;
        let count = catalogue.endpoints.len() + catalogue.absent.len();
        let light = tokens.first().is_some_and(|verb| index.light.has(&verb.text));
        let asks = if light && asks == Asks::Done { Asks::Open } else { asks };
        if let (Asks::Done, Some(verb)) = (asks, tokens.first_mut()) {
            // What is to be done decides more than what it is done to.
            verb.tells = verb.tells.max(VERB_TELLS);
        }
        let asked: f32 = tokens.iter().map(|t| t.tells).sum();
        let mut documents = vec![Score::default(); count];
        explain(index, &tokens, asks, asked, &mut documents);
        fit_titles(catalogue, &tokens, asks, asked, &mut documents);
        Scores { tokens, documents }
    }

    pub(super) fn better_of(mut self, other: Self) -> Self {
        for (mine, theirs) in self.documents.iter_mut().zip(other.documents) {
            if theirs.fit > mine.fit {
                *mine = theirs;
            }
        }
        self
    }
}

/// How much of the question each document explains, wherever in it the words stand.
fn explain(index: &WordIndex, tokens: &[Token], asks: Asks, asked: f32, documents: &mut [Score]) {
    let mut best = vec![0.0f32; documents.len()];
    let mut sum = vec![0.0f32; documents.len()];
    for document in documents.iter_mut() {
        document.things = true;
    }
    for (at, token) in tokens.iter().enumerate() {
        let thing = name_a_thing(index, &token.readings);
        best.fill(0.0);
        for reading in &token.readings {
            #[allow(clippy::cast_precision_loss, reason = "a reading has a handful of terms")]
            let share = reading.likeness / reading.terms.len() as f32 / 255.0;
            sum.fill(0.0);
            for term in &reading.terms {
                for (document, weight) in index.documents.get(*term as usize) {
                    let at = *document as usize;
                    sum[at] += share * f32::from(*weight);
                    best[at] = best[at].max(sum[at]);
                }
            }
        }
        for (document, best) in documents.iter_mut().zip(&best) {
            document.explained += token.tells / asked * best;
            document.things &= !thing || *best > 0.0;
            if at == 0 {
                document.verb = asks != Asks::Done || *best > VERB_UNDERSTOOD;
            }
        }
    }
}

/// A word of the question that may stand for a term.
struct Stand {
    term: u32,
    token: usize,
    reading: usize,
    likeness: f32,
    /// The term's share of that reading.
    share: f32,
}

/// What may stand for each term; for most terms of the catalogue nothing does.
struct Stands {
    /// By term.
    all: Vec<Stand>,
    /// For each term, where in `all` the first that may stand for it is, and the end.
    places: Vec<(u16, u16)>,
    readings: usize,
}

impl Stands {
    fn of(index: &WordIndex, tokens: &[Token]) -> Self {
        let mut all = Vec::new();
        let mut reading = 0;
        for (token, read) in tokens.iter().enumerate() {
            for Reading { terms, likeness } in &read.readings {
                #[allow(clippy::cast_precision_loss, reason = "a reading has a handful of terms")]
                let share = 1.0 / terms.len() as f32;
                let stands = terms.iter().map(|term| Stand {
                    term: *term,
                    token,
                    reading,
                    likeness: *likeness,
                    share,
                });
                all.extend(stands);
                reading += 1;
            }
        }
        sorted::sort_by_key(&mut all, |stand| stand.term);
        let mut places = vec![(0, 0); index.terms.len()];
        let mut from = 0;
        for same in all.chunk_by(|a, b| a.term == b.term) {
            let to = from + same.len();
            let place = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
            places[same[0].term as usize] = (place(from), place(to));
            from = to;
        }
        Stands { all, places, readings: reading }
    }

    fn any_for(&self, term: u32) -> bool {
        self.places[term as usize].1 > 0
    }

    fn for_term(&self, term: u32) -> &[Stand] {
        let (from, to) = self.places[term as usize];
        &self.all[usize::from(from)..usize::from(to)]
    }
}

/// How many of a title's neighbours are neighbours in the question too, 0 to 1:
/// "make a playlist public" is not "make a public playlist".
fn in_order(stands: &Stands, title: &[u32]) -> f32 {
    let tokens = |term: u32| stands.for_term(term).iter().map(|stand| stand.token);
    let follows = |pair: &&[u32]| tokens(pair[0]).any(|a| tokens(pair[1]).any(|b| b == a + 1));
    let pairs = title.windows(2).filter(follows).count();
    #[allow(clippy::cast_precision_loss, reason = "a title has a handful of terms")]
    let share = pairs as f32 / title.len().saturating_sub(1).max(1) as f32;
    share
}

/// How well a title in this voice answers what is asked, apart from its words: who
/// wants something done is not told who has done it.
fn in_voice(catalogue: &Catalogue, document: usize, voice: Voice, asks: Asks, led: bool) -> f32 {
    let absent = document >= catalogue.endpoints.len();
    match (asks, voice) {
        (Asks::Told | Asks::YesOrNo, Voice::Does) if absent => OTHER_VOICE_OF_ABSENT,
        (Asks::Done, Voice::Tells | Voice::Asks) if absent => OTHER_VOICE_OF_ABSENT,
        (Asks::Done, _) if !led && !absent => {
            if catalogue.words.reading[document] {
                OTHER_VOICE
            } else {
                NOT_LED
            }
        }
        _ => 1.0,
    }
}

/// How well the best title of each document fits the question.
fn fit_titles(
    catalogue: &Catalogue,
    tokens: &[Token],
    asks: Asks,
    asked: f32,
    documents: &mut [Score],
) {
    let index = &catalogue.words;
    let stands = Stands::of(index, tokens);
    let mut by_reading = vec![0.0f32; stands.readings];
    let mut by_token = vec![0.0f32; tokens.len()];
    for (at, (document, weight, lost)) in index.title_documents.iter().enumerate() {
        let title = index.titles.get(at);
        // Most titles share no word with the question.
        if !title.iter().any(|term| stands.any_for(*term)) {
            continue;
        }
        by_reading.fill(0.0);
        by_token.fill(0.0);
        let mut said = 0.0;
        let mut whole = LOST_TELLS * f32::from(*lost);
        for term in title {
            let tells = f32::from(index.tells[*term as usize]);
            whole += tells;
            let mut heard = 0.0f32;
            for stand in stands.for_term(*term) {
                let read = &mut by_reading[stand.reading];
                *read += stand.likeness * stand.share;
                by_token[stand.token] = by_token[stand.token].max(read.min(1.0));
                heard = heard.max(stand.likeness);
            }
            said += tells * heard;
        }
        let explained: f32 = tokens.iter().zip(&by_token).map(|(t, best)| t.tells * best).sum();
        let (explained, said) = (explained / asked, said / whole);
        let order = 1.0 + IN_ORDER * in_order(&stands, title);
        let voice = index.title_voices[at];
        let verb = |term: &u32| stands.for_term(*term).iter().any(|stand| stand.token == 0);
        let led = voice != Voice::Asks && title.first().is_some_and(verb);
        let order = order * in_voice(catalogue, *document as usize, voice, asks, led);
        let fit = explained * (0.7 + 0.3 * said) * order * f32::from(*weight) / 255.0;
        let score = &mut documents[*document as usize];
        if fit > score.fit {
            score.fit = fit;
            score.said = said;
            score.title_terms = title.len();
            score.led = led || asks != Asks::Done || !index.reading[*document as usize];
        }
    }
    for document in documents {
        // What the rest of the entry explains counts a little, and explaining
        // everything counts even where no one title does.
        document.fit = document.fit * 0.8 + document.explained * 0.2;
        if document.explained > EXPLAINED_ALL {
            document.fit = document.fit.max(document.explained * 0.6);
        }
    }
}
