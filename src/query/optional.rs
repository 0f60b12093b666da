//! Which optional scopes a question in words asks for: who wants "my email" wants what
//! the scope adds to a profile, and is not served by a profile without it.

use crate::catalogue::{Catalogue, EndpointRef, OptionalScope, terms};

/// Words before a thing that is not wanted: "without private ones".
pub(super) const LEFT_OUT: [&str; 10] =
    ["without", "not", "no", "non", "except", "excluding", "dont", "exclude", "isnt", "never"];
/// How many words before a thing say that it is not wanted.
const NEAR: usize = 2;

/// The optional scopes of the endpoints that add what the words of a question name.
pub(super) fn asked_for(
    catalogue: &Catalogue,
    endpoints: &[EndpointRef],
    question: &str,
) -> Vec<(EndpointRef, &'static OptionalScope)> {
    let of = |at: &EndpointRef| {
        let at = *at;
        catalogue.endpoint(at).requirement.optional.iter().map(move |optional| (at, optional))
    };
    let mut optional = endpoints.iter().flat_map(of).peekable();
    if optional.peek().is_none() {
        return Vec::new();
    }
    let words = terms::words(question);
    optional.filter(|(_, optional)| optional.asked.iter().any(|said| says(&words, said))).collect()
}

/// Whether a phrase stands among the words, and not as something to be left out.
fn says(words: &[String], phrase: &str) -> bool {
    let phrase: Vec<&str> = phrase.split(' ').collect();
    let mut places = words.windows(phrase.len()).enumerate();
    places.any(|(at, said)| {
        let left_out = |word: &String| LEFT_OUT.contains(&word.as_str());
        said.iter().zip(&phrase).all(|(said, word)| said == word)
            && !words[at.saturating_sub(NEAR)..at].iter().any(left_out)
    })
}
