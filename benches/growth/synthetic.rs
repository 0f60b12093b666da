//! Catalogues of any size: the real one, with made-up endpoints after it.

use std::fmt::Write as _;

use scopes::catalogue::{Catalogue, source};

/// The real catalogue, which has about a hundred endpoints.
const FILE: &str = include_str!("../../scopes.toml");

/// A catalogue with that many endpoints, or as many as the real one, if those are more.
/// Every made-up endpoint is satisfied by any of five scopes.
pub fn catalogue(endpoints: usize) -> Catalogue {
    let real = Catalogue::built_in();
    let scopes: Vec<&str> =
        real.scopes.iter().filter(|scope| scope.can_be_asked_for()).map(|scope| scope.id).collect();
    let mut text = FILE.to_string();
    let mut random = Random(42);
    for number in 0..endpoints.saturating_sub(real.endpoints.len()) {
        let (first, second) = names(number);
        let mut any: Vec<&str> = Vec::new();
        while any.len() < 5 {
            let scope = scopes[random.below(scopes.len())];
            if !any.contains(&scope) {
                any.push(scope);
            }
        }
        let _ = write!(
            text,
            "\n[[endpoint]]\n\
             id = \"get-{first}-{second}\"\n\
             name = \"Get {first} {second}\"\n\
             call = \"GET /{first}/{{id}}/{second}\"\n\
             category = \"albums\"\n\
             does = \"The {second} of one {first}.\"\n\
             says = [\"{second} within {first}\"]\n\
             login = \"user\"\n\
             documented = {{ reference = {any:?}, scopes_page = {any:?} }}\n\
             sources = [\"reference\"]\n\
             any = {any:?}\n"
        );
    }
    match source::read(&text) {
        Ok(catalogue) => catalogue,
        Err(faults) => panic!("{}", faults[0]),
    }
}

/// The two words of a made-up endpoint; each is shared with others.
pub fn names(number: usize) -> (String, String) {
    (word(number / 300), word(300 + number % 300))
}

/// A word that English has not, for every number.
fn word(mut number: usize) -> String {
    const BEGINS: [&str; 14] =
        ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "t", "v", "w", "z"];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut word = String::from("x");
    for _ in 0..4 {
        word.push_str(VOWELS[number % 5]);
        number /= 5;
        word.push_str(BEGINS[number % 14]);
        number /= 14;
    }
    word + "o"
}

/// Numbers that are the same in every run (xorshift).
pub struct Random(pub u64);

impl Random {
    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or(0)
    }
}
