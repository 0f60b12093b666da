//! Instructions of whole processes under callgrind, from the first of the dynamic
//! linker to the last: what somebody waits for who types a command.
//!
//! `.ci/speed` builds and installs what this needs, runs it, and holds the numbers
//! against `counts.tsv`.

use gungraun::{
    Bench, BinaryBenchmark, BinaryBenchmarkConfig, Callgrind, Command, binary_benchmark_group, main,
};

/// Programs to compare with, and what they are asked.
const OTHERS: [(&str, &str, &[&str]); 3] = [
    ("hello world", env!("CARGO_BIN_EXE_hello"), &[]),
    ("minimal clap", env!("CARGO_BIN_EXE_minimal"), &["need", "Create Playlist"]),
    ("tldr", "TLDR", &["example"]),
];

const ID: &str = "0123456789abcdef0123456789abcdef";

/// What `scopes` is asked.
const QUESTIONS: [(&str, &[&str]); 14] = [
    ("version", &["--version"]),
    ("need, name", &["need", "Create Playlist"]),
    ("need, name, coloured", &["need", "Create Playlist", "--color", "always"]),
    ("need, path", &["need", "PUT", "/me/player/play"]),
    ("need, words", &["need", "skip", "song"]),
    ("need, many words", &["need", "show the songs somebody listened to most this month"]),
    ("need, misspelt words", &["need", "shwo my recentyl playd songs"]),
    (
        "explain, five scopes",
        &[
            "explain",
            "user-read-email",
            "playlist-modify-public",
            "playlist-modify-private",
            "user-top-read",
            "user-library-modify",
        ],
    ),
    (
        "url",
        &[
            "url",
            "--client-id",
            ID,
            "--redirect",
            "https://example.com/cb",
            "--for",
            "Create Playlist",
            "--state",
            "Zm9vYmFyYmF6",
        ],
    ),
    ("list endpoints", &["list", "endpoints"]),
    ("list endpoints, coloured", &["list", "endpoints", "--color", "always"]),
    ("completion, bash", &["__complete", "bash", "scopes need Create\\ Pl", "22"]),
    ("completion, endpoint", &["__complete", "zsh", "scopes", "need", "Create Pl"]),
    ("completion, scope", &["__complete", "zsh", "scopes", "explain", "user-read-p"]),
];

fn processes() -> Vec<(String, Command)> {
    let path = |variable: &str| {
        std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set; run .ci/speed"))
    };
    let others = OTHERS.iter().map(|(name, program, arguments)| {
        let program = if program.contains('/') { (*program).to_owned() } else { path(program) };
        (*name, program, *arguments)
    });
    let scopes = path("SCOPES");
    let own = QUESTIONS.iter().map(|(name, arguments)| (*name, scopes.clone(), *arguments));
    others
        .chain(own)
        .map(|(name, program, arguments)| {
            let command = Command::new(program).args(arguments).build();
            // Names of benchmarks are identifiers.
            let id = name.replace(", ", "__").replace(' ', "_");
            (id, command)
        })
        .collect()
}

binary_benchmark_group!(
    name = startup,
    benchmarks = |group: &mut BinaryBenchmarkGroup| {
        let mut all = BinaryBenchmark::new("process");
        for (id, command) in processes() {
            all.bench(Bench::new(id).command(command));
        }
        group.binary_benchmark(all);
    }
);

main!(
    config = BinaryBenchmarkConfig::default()
        .env_clear(true)
        // As in a terminal of the usual width, wherever this runs.
        .env("COLUMNS", "80")
        .pass_through_env("TEALDEER_CONFIG_DIR")
        .tool(Callgrind::with_args(["--cache-sim=no"])),
    binary_benchmark_groups = startup
);
