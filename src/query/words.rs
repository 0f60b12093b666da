//! Which endpoint a question in words fits best.
//!
//! Each word of the question is read in every way the catalogue knows: as it
//! stands, as a synonym, by its stem, and where it is no word at all, by its
//! spelling. An endpoint is judged by its titles (names, aliases, phrases): how
//! much of the question a title explains, and how much of the title the question
//! says. Rare words count for more. A question whose words are not explained has
//! no answer, however well the rest fits.

use super::kinds;
use super::manner::{self, Asks, Manner};
use super::optional;
use super::reading::{Token, asks_yes_or_no, known, name_a_thing, term, tokens};
use super::score::{Score, Scores};
use super::spelling;
use super::{Found, Match, NEAREST, Refusal, current_first};
use crate::catalogue::terms;
use crate::catalogue::{
    AbsentRef, Case, Catalogue, EndpointRef, Method, Told, ToldBy, Whose, WordIndex,
};
use crate::sorted;

/// A text of more words than this is no question, and every word costs time.
const MOST_WORDS: usize = 60;
/// How much of the name of something absent must be said, 0 to 1.
const RECOGNISED: f32 = 0.70;
/// Answers this close to the best are equally right.
const LEVEL: f32 = 0.025;
/// How much of a question of one word is explained by nothing less than a name.
const IN_A_NAME: f32 = 0.97;
/// Most answers that are shown side by side.
const MOST_LEVEL: usize = 5;
/// How well an endpoint must fit to be offered where there is no answer, 0 to 1.
const NEAR_FIT: f32 = 0.36;
/// How much of the question it must explain to be offered, 0 to 1.
const NEAR_EXPLAINED: f32 = 0.40;
/// Below this all words of a question together tell nothing, of 255.
const TELLS_SOMETHING: f32 = 45.0;

/// Finds what a question in words means.
#[inline(never)]
pub(super) fn find(catalogue: &Catalogue, question: &str) -> Found {
    let index = &catalogue.words;
    if terms::words(question).len() > MOST_WORDS {
        return Found::refuse(question, Refusal::NoCall, Vec::new());
    }
    let mut words = without_names(index, &question.replace('%', " percent "));
    let misspelled = correct_listed(index, &mut words);
    manner::read_numbers(index, &mut words);
    let idiom = |phrase: &str| index.idioms.find(phrase).map(|at| index.idiom_meanings.get(at));
    terms::read_idioms(&mut words, idiom);
    let of_any_state = without_states(catalogue, &words)
        .map(|words| find_words(catalogue, question, &words))
        .filter(|found| found.how == Match::Words);
    let mut found = of_any_state.unwrap_or_else(|| find_words(catalogue, question, &words));
    // What a thing is wanted for may well be unknown, as long as the rest is clear.
    let unknown =
        matches!(&found.refusal, Some(Refusal::NoSuchWords(unknown)) if !unknown.is_empty());
    if unknown
        && let Some(shorter) = manner::without_purpose(index, &words)
        && let shorter = find_words(catalogue, question, &shorter)
        && shorter.how != Match::None
    {
        found = shorter;
    }
    if misspelled && found.how == Match::Words {
        found.how = Match::Typo;
    }
    found.kinds = kinds::told(catalogue, &found.endpoints, &words, question);
    found.optional = optional::asked_for(catalogue, &found.endpoints, question);
    found
}

/// What several tasks in one question mean: "like a song and follow its artist". None
/// where it is one task, or any of them is not understood by itself.
pub(super) fn tasks(catalogue: &Catalogue, question: &str) -> Option<Vec<Found>> {
    let index = &catalogue.words;
    let is_verb = |word: &str| {
        let word = word.to_lowercase();
        index.does.has(&word) || index.reads.has(&word)
    };
    let words: Vec<&str> = question.split_whitespace().collect();
    let begins = |at: &usize| {
        words[*at].eq_ignore_ascii_case("and") && words.get(at + 1).is_some_and(|w| is_verb(w))
    };
    if words.len() > MOST_WORDS || !words.first().is_some_and(|word| is_verb(word)) {
        return None;
    }
    let joints: Vec<usize> = (1..words.len()).filter(begins).collect();
    if joints.is_empty() {
        return None;
    }
    let ends = joints.iter().copied().chain([words.len()]);
    let starts = std::iter::once(0).chain(joints.iter().map(|at| at + 1));
    let mut parts: Vec<Vec<&str>> =
        starts.zip(ends).map(|(start, end)| words[start..end].to_vec()).collect();
    // In "pause and resume playback" it is playback that is paused.
    for at in (1..parts.len()).rev() {
        if parts[at - 1].len() == 1 {
            let object = parts[at][1..].to_vec();
            parts[at - 1].extend(object);
        }
    }
    let found: Vec<Found> = parts.iter().map(|part| find(catalogue, &part.join(" "))).collect();
    found.iter().all(|found| found.how == Match::Words).then_some(found)
}

/// What a list of things means that commas part: "my top artists, recently played". None
/// where it is one sentence with commas in it.
pub(super) fn listed(catalogue: &Catalogue, question: &str) -> Option<Vec<Found>> {
    let parts: Vec<&str> = question.split([',', ';']).map(str::trim).collect();
    let parts = parts.strip_suffix(&[""]).unwrap_or(&parts);
    if parts.len() < 2 || terms::words(question).len() > MOST_WORDS {
        return None;
    }
    let index = &catalogue.words;
    let mut all: Vec<Found> = Vec::new();
    let mut deeds = false;
    for (at, part) in parts.iter().enumerate() {
        let words = terms::words(part);
        let first = words.first()?;
        let deed = index.does.has(first) || index.reads.has(first);
        let begins = deed || index.mine.has(first);
        deeds |= at == 0 && deed;
        // "Play a song, on my phone" is one thing, and so is "get my songs, albums and shows".
        let goes_on = index.apart.has(first)
            || index.ignore.has(first) && !index.articles.has(first)
            || deeds
            || words.iter().any(|word| word == "and" || word == "or");
        // One word alone may belong to what stands before it: "save songs, albums".
        if words.len() < 2 || goes_on && !begins {
            return None;
        }
        let found = find(catalogue, part);
        let is_new = all.iter().all(|other| other.endpoints != found.endpoints);
        if found.how != Match::Words || found.endpoints.len() != 1 && !deed || !is_new {
            return None;
        }
        all.push(found);
    }
    Some(all)
}

/// The words of a task without what the thing is that it is done to: what is done to a
/// public playlist is done to a playlist. None where nothing of that is said.
fn without_states(catalogue: &Catalogue, words: &[String]) -> Option<Vec<String>> {
    let index = &catalogue.words;
    let cases = || catalogue.endpoints.iter().flat_map(|e| e.requirement.cases);
    let is_state = |word: &str| {
        let tells = |case: &Case| matches!(case.told, Some(Told { by: ToldBy::Is(_), .. }));
        cases().any(|case| case.names.contains(&word) && tells(case))
    };
    let is_thing = |word: &String| name_a_thing(index, &known(index, word));
    let mut kept: Vec<String> = Vec::new();
    for word in words.iter().rev() {
        if !(is_state(word) && kept.last().is_some_and(is_thing)) {
            kept.push(word.clone());
        }
    }
    kept.reverse();
    let is_task = || manner::parted(index, words.to_vec()).1.asks == Asks::Done;
    (kept.len() < words.len() && is_task()).then_some(kept)
}

/// Finds what the words of a question mean.
fn find_words(catalogue: &Catalogue, question: &str, words: &[String]) -> Found {
    let index = &catalogue.words;
    let (mut content, manner) = manner::parted(index, words.to_vec());
    if tells_nothing(index, &content) {
        // "who am I" is nothing but listed words, and yet a question.
        content = words.to_vec();
    }
    if tells_nothing(index, &content) {
        return Found::refuse(question, Refusal::NoSuchWords(content), Vec::new());
    }
    let asks = manner.asks;
    // Phrases come first, but a phrase may hide what its words say one by one.
    let scores = |mut tokens: Vec<Token>| {
        if let (Asks::YesOrNo, Some(check)) = (asks, index.check) {
            tokens.push(asks_yes_or_no(index, check));
        }
        Scores::of(catalogue, tokens, asks)
    };
    let phrased = tokens(index, &content, true, &[]);
    let is_phrase = |token: &Token| token.text.contains(' ');
    let plain =
        phrased.iter().any(is_phrase).then(|| scores(tokens(index, &content, false, &phrased)));
    let phrased = scores(phrased);
    let scores = match plain {
        Some(plain) => phrased.better_of(plain),
        None => phrased,
    };
    judge(catalogue, question, &scores, manner)
}

/// The words of a question without names of things: what follows "called", and
/// unknown words in capitals where the rest is in small letters.
fn without_names(index: &WordIndex, question: &str) -> Vec<String> {
    let mut words = Vec::new();
    let small = |part: &&str| part.chars().next().is_some_and(char::is_lowercase);
    let in_sentence = question.split_whitespace().filter(small).count() > 1;
    for (at, part) in question.split_whitespace().enumerate() {
        let lower = part.to_lowercase();
        if at > 0 && index.called.has(&lower) {
            break;
        }
        let named = at > 0 && in_sentence && part.chars().next().is_some_and(char::is_uppercase);
        let parts = terms::words(part);
        if !(named && parts.iter().all(|word| known(index, word).is_empty())) {
            words.extend(parts);
        }
    }
    words
}

fn tells_nothing(index: &WordIndex, words: &[String]) -> bool {
    let known = |word: &String| term(index, word).map(|at| f32::from(index.tells[at as usize]));
    words.iter().all(|word| known(word).is_some_and(|tells| tells < TELLS_SOMETHING))
}

/// Corrects words that are nearly one of the listed words, such as "curent user".
fn correct_listed(index: &WordIndex, words: &mut [String]) -> bool {
    let mut corrected = false;
    for word in words {
        if index.ignore.has(word) || !known(index, word).is_empty() {
            continue;
        }
        let near = spelling::Typed::new(word).near(&index.mine_spellings);
        if let Some((_, near)) = near.first() {
            *word = near.to_string();
            corrected = true;
        }
    }
    corrected
}

fn judge(catalogue: &Catalogue, question: &str, scores: &Scores, manner: Manner) -> Found {
    let mut ranked: Vec<(f32, usize)> = Vec::new();
    for (document, score) in scores.documents.iter().enumerate() {
        // What is absent is recognised by its name, not by a word it shares.
        let recognised = document < catalogue.endpoints.len() || score.said >= RECOGNISED;
        if score.fit > 0.0
            && recognised
            && let Some(leaning) = leaning(catalogue, document, manner)
        {
            ranked.push((score.fit + leaning, document));
        }
    }
    sorted::sort_by(&mut ranked, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let count = catalogue.endpoints.len();
    let near: Vec<EndpointRef> = ranked
        .iter()
        .filter(|(_, document)| *document < count)
        .map(|(_, document)| endpoint(*document))
        .take(NEAREST)
        .collect();
    // A word that names something absent, and nothing else, says it all.
    let named = scores.tokens.iter().find_map(|token| {
        let exact = token.readings.iter().find(|r| r.likeness >= 1.0 && r.terms.len() == 1)?;
        catalogue.words.names_absent[exact.terms[0] as usize]
    });
    if let Some(at) = named {
        return Found::refuse(question, Refusal::Absent(at), catalogue.absent(at).see.to_vec());
    }
    let answers = |(_, document): &(f32, usize)| scores.documents[*document].answers();
    let of_others = |document: &usize| catalogue.words.whose[*document] == Whose::Others;
    let fit = |document: &usize| scores.documents[*document].fit;
    let absent = (count..scores.documents.len()).filter(of_others);
    let others = absent.max_by(|a, b| fit(a).total_cmp(&fit(b)));
    if let (Some(best), Some(others)) = (ranked.first(), others)
        && catalogue.words.whose[best.1] == Whose::Mine
        && manner.other
        && !manner.mine
        && manner.asks != Asks::Done
    {
        // What is there for one's own account alone is not there for anybody else's.
        let at = AbsentRef(u16::try_from(others - count).unwrap_or(u16::MAX));
        return Found::refuse(question, Refusal::Absent(at), catalogue.absent(at).see.to_vec());
    }
    let Some(best) = ranked.first().filter(|best| answers(best)) else {
        let near = if says_a_verb_alone(catalogue, scores) {
            Vec::new()
        } else {
            near.into_iter().filter(|at| is_near(&scores.documents[at.0 as usize])).collect()
        };
        return Found::refuse(question, Refusal::NoSuchWords(not_known(scores)), near);
    };
    if best.1 >= count {
        let at = AbsentRef(u16::try_from(best.1 - count).unwrap_or(u16::MAX));
        return Found::refuse(question, Refusal::Absent(at), catalogue.absent(at).see.to_vec());
    }
    let level = ranked
        .iter()
        .take_while(|(fit, _)| best.0 - fit < LEVEL)
        .filter(|next| next.1 < count && answers(next))
        .map(|(_, document)| endpoint(*document))
        .take(MOST_LEVEL);
    let mut level: Vec<EndpointRef> =
        named_by_one_word(catalogue, scores, &ranked, manner).unwrap_or_else(|| level.collect());
    level.extend(replacement_of_a_deed(catalogue, scores, &level));
    if let [word] = scores.tokens.as_slice() {
        // Those that bear the word in their name come before those that tell it.
        let name = |at: &EndpointRef| terms::words(catalogue.endpoint(*at).name);
        sorted::sort_by_key(&mut level, |at| !name(at).contains(&word.text));
    }
    let (endpoints, mut candidates) = current_first(catalogue, level);
    for next in near {
        let known = endpoints.contains(&next) || candidates.contains(&next);
        if !known && candidates.len() < NEAREST {
            candidates.push(next);
        }
    }
    let corrected = scores.tokens.iter().any(|t| t.corrected);
    let how = if corrected { Match::Typo } else { Match::Words };
    Found { candidates, ..Found::answer(question, how, endpoints) }
}

/// Whether an endpoint that does not answer a question is worth a look all the same.
fn is_near(score: &Score) -> bool {
    score.verb && score.fit >= NEAR_FIT && score.explained >= NEAR_EXPLAINED
}

/// Whether of what was asked nothing is known but what is to be done.
fn says_a_verb_alone(catalogue: &Catalogue, scores: &Scores) -> bool {
    let index = &catalogue.words;
    let verb = |word: &str| index.does.has(word) || index.reads.has(word) || index.light.has(word);
    let known = |token: &&Token| !token.readings.is_empty();
    scores.tokens.len() > 1 && scores.tokens.iter().filter(known).all(|token| verb(&token.text))
}

/// The words that mean nothing, and beside these the ones that were only guessed at.
fn not_known(scores: &Scores) -> Vec<String> {
    if scores.tokens.iter().all(|token| !token.readings.is_empty()) {
        return Vec::new();
    }
    let doubtful = scores.tokens.iter().filter(|t| t.readings.is_empty() || t.corrected);
    doubtful.map(|token| token.text.clone()).collect()
}

/// What replaced the first answer, where that does something or tells yes or no, and
/// what replaced it answers as well: the current endpoint comes before the older one.
fn replacement_of_a_deed(
    catalogue: &Catalogue,
    scores: &Scores,
    level: &[EndpointRef],
) -> Option<EndpointRef> {
    let first = level.first()?;
    let at = first.0 as usize;
    let index = &catalogue.words;
    let by = catalogue.endpoint(*first).replacement?;
    let told = index.reading[at] && !index.answers_yes_or_no[at];
    (!told && !level.contains(&by) && scores.documents[by.0 as usize].answers()).then_some(by)
}

/// A question of one word means every endpoint that is called by it, as far as
/// they can be counted on one hand, and what replaced them.
fn named_by_one_word(
    catalogue: &Catalogue,
    scores: &Scores,
    ranked: &[(f32, usize)],
    manner: Manner,
) -> Option<Vec<EndpointRef>> {
    let [_] = scores.tokens.as_slice() else {
        return None;
    };
    if manner.other {
        // What the user has of one's own replaces nothing of others.
        return None;
    }
    let named = |document: usize| {
        scores.documents[document].explained > IN_A_NAME && scores.documents[document].answers()
    };
    let endpoints = ranked.iter().filter(|(_, document)| *document < catalogue.endpoints.len());
    let mut all: Vec<EndpointRef> = Vec::new();
    for at in endpoints.filter(|(_, document)| named(*document)).map(|(_, at)| endpoint(*at)) {
        let by = catalogue.endpoint(at).replacement;
        for next in by.into_iter().chain([at]) {
            if !all.contains(&next) {
                all.push(next);
            }
        }
    }
    (2..=MOST_LEVEL).contains(&all.len()).then_some(all)
}

fn endpoint(document: usize) -> EndpointRef {
    EndpointRef(u32::try_from(document).unwrap_or(u32::MAX))
}

/// Small preferences between documents that fit alike: whose things are asked
/// about, whether something is to be read, and current endpoints before older
/// ones. None rules a document out.
fn leaning(catalogue: &Catalogue, document: usize, manner: Manner) -> Option<f32> {
    let whose = match (catalogue.words.whose[document], manner.mine, manner.other) {
        (Whose::Others, _, false) => return None,
        (Whose::Others, _, true) if manner.asks == Asks::Done => 0.05,
        (Whose::Others, _, true) => 0.12,
        (Whose::Mine, true, false) | (Whose::Anybody, false, true) => 0.04,
        (Whose::Mine, false, true) if manner.asks != Asks::Done => -0.20,
        (Whose::Anybody, true, false) => -0.06,
        (Whose::Mine, false, false) => 0.01,
        _ => 0.0,
    };
    let told = matches!(manner.asks, Asks::YesOrNo | Asks::Told);
    let outright = manner.outright;
    let Some(endpoint) = catalogue.endpoints.get(document) else {
        return Some(whose + if told { 0.10 } else { 0.0 });
    };
    let answers_yes_or_no = catalogue.words.answers_yes_or_no[document];
    let manner = match (manner.asks, catalogue.words.reading[document]) {
        (Asks::YesOrNo, _) if answers_yes_or_no => 0.12,
        // "Which repeat mode is active" sets nothing.
        (Asks::YesOrNo | Asks::Told, false) if outright && endpoint.method != Method::Sdk => {
            return None;
        }
        (Asks::Done, true) => -0.15,
        (Asks::Told, _) if outright && answers_yes_or_no => 0.0,
        (Asks::YesOrNo | Asks::Told, true) => 0.10,
        (Asks::YesOrNo | Asks::Told, false) if endpoint.method != Method::Sdk => -0.20,
        _ => 0.0,
    };
    let older = if endpoint.change.is_some() { -0.01 } else { 0.0 };
    Some(whose + manner + older)
}
