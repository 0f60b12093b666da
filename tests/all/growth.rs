//! What a look-up costs does not grow with the catalogue, and what words cost grows no
//! faster than it. `cargo bench --bench growth` prints the times.

#[path = "../../benches/growth/synthetic.rs"]
mod synthetic;

use std::time::{Duration, Instant};

use scopes::catalogue::Catalogue;
use scopes::query::{Within, read};

/// Sizes far enough apart that flat, linear and quadratic cannot be mistaken for each
/// other, however busy the machine is.
const SMALL: usize = 200;
const TIMES: usize = 32;

#[test]
fn exact_questions_cost_the_same_in_any_catalogue_and_words_grow_with_it() {
    let small = synthetic::catalogue(SMALL);
    let large = synthetic::catalogue(SMALL * TIMES);
    let (first, second) = synthetic::names(0);
    let exact = [
        format!("get-{first}-{second}"),
        format!("Get {first} {second}"),
        format!("GET /{first}/{{id}}/{second}"),
        format!("https://api.spotify.com/v1/{first}/4aawyAB9vmqN3uQ7FjRGTy/{second}"),
    ];
    for question in &exact {
        let ratio = ratio(&small, &large, question, 50);
        assert!(ratio < 8.0, "{question} takes {ratio:.1} times as long");
    }
    for words in [format!("{second} that a {first} has"), format!("the {second}x of {first}")] {
        let ratio = ratio(&small, &large, &words, 1);
        assert!(ratio < 250.0, "{words} takes {ratio:.1} times as long");
    }
}

/// How many times as long a question takes in the larger catalogue.
fn ratio(small: &Catalogue, large: &Catalogue, question: &str, rounds: u32) -> f64 {
    let timed = |catalogue: &Catalogue| {
        let start = Instant::now();
        for _ in 0..rounds {
            let found = read(catalogue, question, &Within::default());
            assert!(!found[0].endpoints.is_empty(), "{question}: {:?}", found[0].refusal);
        }
        start.elapsed()
    };
    let mut best = [Duration::MAX; 2];
    // Turn by turn, so that whatever else the machine does hits both alike.
    for _ in 0..7 {
        best = [best[0].min(timed(small)), best[1].min(timed(large))];
    }
    best[1].as_secs_f64() / best[0].as_secs_f64()
}
