//! The walk against ripgrep: a tree of 1 GB in which one file in a thousand mentions
//! Spotify, on the same machine in the same run.
//!
//! `cargo bench --bench walk`, with `rg` on the path. `TREE_MB` makes it another size,
//! `TREE` keeps it in a folder of that name for the next run.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and stops where it cannot go on"
)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use scopes::audit::walk::{Options, Progress, walk};

/// How often each is run; the best run counts.
const RUNS: usize = 7;

fn main() {
    let megabytes = std::env::var("TREE_MB").ok().and_then(|mb| mb.parse().ok()).unwrap_or(1024);
    let kept = std::env::var_os("TREE").map(PathBuf::from);
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let tree = kept.unwrap_or_else(|| temporary.path().join("tree"));
    if !tree.exists() {
        write_tree(&tree, megabytes << 20);
    }
    let options = Options { paths: vec![tree.clone()], ..Options::default() };
    let found = walk(&options, &Progress::default());
    println!(
        "{} files, {} of code, {} MB looked through, {} mention the API",
        found.counts.files,
        found.counts.code,
        found.counts.bytes >> 20,
        found.seeds().count()
    );
    drop(found);
    // Turn by turn, so that whatever else the machine does hits all alike.
    let mut best = [Duration::MAX; 3];
    for _ in 0..RUNS {
        let walked = timed(|| drop(walk(&options, &Progress::default())));
        let times = [walked, timed(|| ripgrep("-l", &tree)), timed(|| ripgrep("-li", &tree))];
        for (best, time) in best.iter_mut().zip(times) {
            *best = time.min(*best);
        }
    }
    let [walk, exact, any_case] = best.map(|time| time.as_secs_f64());
    println!("rg -l spotify   {exact:.3} s");
    println!("rg -li spotify  {any_case:.3} s");
    println!(
        "walk            {walk:.3} s, {:.2} and {:.2} times as long",
        walk / exact,
        walk / any_case
    );
    if let Some(peak) = peak_memory() {
        println!("peak memory     {peak}");
    }
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn ripgrep(flag: &str, tree: &Path) {
    let status =
        Command::new("rg").args([flag, "spotify"]).arg(tree).stdout(Stdio::null()).status();
    assert!(status.expect("ripgrep is installed").success(), "ripgrep found nothing");
}

/// The most memory this process ever had, where the system tells.
fn peak_memory() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    Some(status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().to_owned())
}

/// Writes a tree of about so many bytes: folders of twenty files, a few of them large.
fn write_tree(root: &Path, bytes: usize) {
    let endings = [
        "py", "js", "ts", "tsx", "go", "rs", "cs", "java", "kt", "rb", "php", "swift", "sh", "c",
        "md", "json",
    ];
    let lines: Vec<&str> = [
        include_str!("../src/audit/walk/find.rs"),
        include_str!("../src/audit/walk/place.rs"),
        include_str!("../src/audit/ir.rs"),
        include_str!("../src/audit/dependencies/mod.rs"),
        include_str!("../CHANGELOG.md"),
    ]
    .into_iter()
    .flat_map(str::lines)
    .filter(|line| {
        let line = line.to_ascii_lowercase();
        let signs = ["spot", "tekore", "me/", "user-", "playlist-", "@generated", "webpack"];
        !signs.iter().any(|sign| line.contains(sign))
    })
    .collect();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut written, mut number) = (0, 0);
    while written < bytes {
        let folder =
            root.join(format!("d{}/d{}/d{}", number / 2000, number / 200 % 10, number / 20 % 10));
        if number % 20 == 0 {
            fs::create_dir_all(&folder).expect("a folder");
        }
        let ending = endings[random.below(endings.len())];
        // Most files are small, most bytes are in large ones.
        let size = 200 << random.below(9);
        let mut text = Vec::with_capacity(size + 200);
        while text.len() < size {
            text.extend_from_slice(lines[random.below(lines.len())].as_bytes());
            text.push(b'\n');
        }
        if number % 1000 == 500 {
            text.extend_from_slice(b"fetch('https://api.spotify.com/v1/me')\n");
        }
        written += text.len();
        let mut file =
            fs::File::create(folder.join(format!("f{number}.{ending}"))).expect("a file");
        file.write_all(&text).expect("room on the disk");
        number += 1;
    }
}

/// Numbers that are the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or(0)
    }
}
