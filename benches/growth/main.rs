//! How cost grows with the catalogue: look-ups, and the smallest set for two hundred
//! calls, in catalogues of a hundred to a hundred thousand endpoints.
//!
//! `cargo bench --bench growth`. `tests/all/growth.rs` holds the shape.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a bench prints, and stops where it cannot go on"
)]

mod synthetic;

use std::hint::black_box;
use std::time::{Duration, Instant};

use scopes::catalogue::{Catalogue, EndpointRef};
use scopes::query::{Match, Within, read};
use scopes::requirement::{Wishes, ask, smallest};

fn main() {
    let questions = [
        ("id", Match::Exact),
        ("name", Match::Exact),
        ("path", Match::Path),
        ("words", Match::Words),
        ("misspelt words", Match::Typo),
    ];
    print!("{:>10}", "endpoints");
    for (name, _) in questions {
        print!("{name:>16}");
    }
    println!("{:>16}", "200 calls");
    for size in [100, 1_000, 10_000, 100_000] {
        let catalogue = synthetic::catalogue(size);
        print!("{:>10}", catalogue.endpoints.len());
        for (question, how) in asked(&catalogue).iter().zip(questions.map(|(_, how)| how)) {
            let once = || read(&catalogue, black_box(question), &Within::default());
            assert_eq!(once()[0].how, how, "{question}");
            let rounds = if matches!(how, Match::Exact | Match::Path) { 2_000 } else { 5 };
            print!("{:>16}", shown(best(rounds, || drop(black_box(once())))));
        }
        let calls = calls(&catalogue, 200);
        let wishes = Wishes::default();
        println!("{:>16}", shown(best(3, || drop(black_box(ask(&catalogue, &calls, &wishes))))));
    }
    println!("\n{:>10}{:>16}", "scopes", "200 clauses");
    for elements in [15, 20, 25, 30, 35, 40] {
        println!("{elements:>10}{:>16}", shown(worst(elements)));
    }
}

/// What is asked for one of the last endpoints, in each way.
fn asked(catalogue: &Catalogue) -> [String; 5] {
    let endpoint = catalogue.endpoints.iter().rev().find(|e| e.path.contains('{'));
    let endpoint = endpoint.expect("an endpoint");
    let made_up = catalogue.endpoints.len() > Catalogue::built_in().endpoints.len();
    let (words, misspelt) = if made_up {
        let (first, second) = synthetic::names(0);
        (
            format!("fetch the {second} that a {first} has"),
            format!("fetch the {second}x of {first}"),
        )
    } else {
        ("show songs within a playlist".to_string(), "show the itms of a playlst".to_string())
    };
    [
        endpoint.id.to_string(),
        endpoint.name.to_lowercase(),
        format!("{} {}", endpoint.method.name(), endpoint.path),
        words,
        misspelt,
    ]
}

/// The last so many endpoints: made-up ones, each with five alternatives.
fn calls(catalogue: &Catalogue, count: usize) -> Vec<EndpointRef> {
    let mut all: Vec<EndpointRef> = catalogue.endpoint_refs().map(|(at, _)| at).collect();
    all.split_off(all.len().saturating_sub(count))
}

/// The slowest of ten random problems: two hundred clauses of five scopes each.
fn worst(elements: usize) -> Duration {
    let price = |e: usize| (1 << 48) | ((e as u64 % 3) << 40) | ((e as u64 % 2) << 32) | e as u64;
    (1..=10)
        .map(|seed| {
            let mut random = synthetic::Random(seed * 0x9E37_79B9_7F4A_7C15);
            let clauses: Vec<Vec<usize>> = (0..200)
                .map(|_| {
                    let mut clause = Vec::new();
                    while clause.len() < 5 {
                        let element = random.below(elements);
                        if !clause.contains(&element) {
                            clause.push(element);
                        }
                    }
                    clause
                })
                .collect();
            let clauses: Vec<&[usize]> = clauses.iter().map(Vec::as_slice).collect();
            best(2, || drop(black_box(smallest(&clauses, price))))
        })
        .max()
        .unwrap_or_default()
}

/// The best of three times so many runs, each.
fn best(rounds: u32, mut run: impl FnMut()) -> Duration {
    let timed = |_| {
        let start = Instant::now();
        (0..rounds).for_each(|_| run());
        start.elapsed() / rounds
    };
    (0..3).map(timed).min().unwrap_or_default()
}

fn shown(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    if micros < 1_000.0 { format!("{micros:.1} us") } else { format!("{:.2} ms", micros / 1e3) }
}
