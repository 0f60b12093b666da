//! `scopes audit` against ripgrep: trees of 10 MB, 100 MB and 1 GB in which one file in a
//! thousand mentions Spotify, on the same machine in the same run.
//!
//! `cargo bench --bench audit`, with `rg` on the path. `TREE_MB=100` makes one tree of
//! that size, `TREE=FOLDER` takes one that is there, `CODE=FOLDER` makes trees of copies of
//! what is in it, with a call added to each thousandth file.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints, and stops where it cannot go on"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often each is run. The middle one of the ratios counts.
const RUNS: usize = 9;
/// How many times as long as ripgrep an audit of the largest tree may take.
const MOST_TIMES: f64 = 1.5;
/// How much memory it may take.
const MOST_MEMORY: u64 = 200 << 20;

fn main() {
    println!(
        "{:>8} {:>8} {:>9} {:>9} {:>7} {:>11}",
        "tree", "files", "rg -l", "audit", "times", "peak memory"
    );
    if let Some(tree) = std::env::var_os("TREE").map(PathBuf::from) {
        return measure("TREE", &tree);
    }
    let one = std::env::var("TREE_MB").ok().and_then(|mb| mb.parse().ok());
    for megabytes in one.map_or(vec![10, 100, 1024], |one| vec![one]) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        match std::env::var_os("CODE") {
            Some(code) => copy_tree(folder.path(), Path::new(&code), megabytes << 20),
            None => write_tree(folder.path(), megabytes << 20),
        }
        measure(&format!("{megabytes} MB"), folder.path());
    }
    println!("to hold on 1 GB: {MOST_TIMES} times, {} MB", MOST_MEMORY >> 20);
}

fn measure(name: &str, tree: &Path) {
    // Once each, so that both find the files in memory.
    let files = Command::new("rg").arg("--files").arg(tree).output().expect("ripgrep runs");
    let files = String::from_utf8_lossy(&files.stdout).lines().count();
    run(&mut ripgrep(tree));
    run(&mut audit(tree));
    // Turn by turn, so that whatever else the machine does hits both alike.
    let pairs: Vec<[f64; 2]> = (0..RUNS)
        .map(|_| [ripgrep(tree), audit(tree)].map(|mut what| run(&mut what).as_secs_f64()))
        .collect();
    let peak = most_memory(&mut audit(tree));
    println!(
        "{name:>8} {files:>8} {:>7.3} s {:>7.3} s {:>7.2} {:>8} MB",
        middle(pairs.iter().map(|pair| pair[0])),
        middle(pairs.iter().map(|pair| pair[1])),
        middle(pairs.iter().map(|[rg, audit]| audit / rg)),
        peak >> 20
    );
}

fn middle(numbers: impl Iterator<Item = f64>) -> f64 {
    let mut numbers: Vec<f64> = numbers.collect();
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn ripgrep(tree: &Path) -> Command {
    let mut command = Command::new("rg");
    command.args(["-l", "spotify"]).arg(tree);
    command
}

fn audit(tree: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scopes"));
    command.args(["audit", "--format", "json"]).arg(tree);
    command
}

/// How long a program ran.
fn run(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = begin(command).wait().expect("a child");
    let took = start.elapsed();
    must_have_worked(command, status);
    took
}

/// The most memory a program had, as far as the system tells whoever asks every millisecond:
/// in a run of its own, for the asking takes time.
fn most_memory(command: &mut Command) -> u64 {
    let (mut child, mut peak) = (begin(command), 0);
    let status = loop {
        peak = memory(&child).unwrap_or(0).max(peak);
        if let Some(status) = child.try_wait().expect("a child") {
            break status;
        }
        thread::sleep(Duration::from_millis(1));
    };
    must_have_worked(command, status);
    peak
}

/// Both programs say 0 or 1 where they could do their work.
fn must_have_worked(command: &Command, status: ExitStatus) {
    assert!(matches!(status.code(), Some(0 | 1)), "{command:?} ended with {status}");
}

fn begin(command: &mut Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it is on the path")
}

/// The most memory a process ever had.
fn memory(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

/// A language files are written in: their ending, how they import one another, a function
/// with a number in place of `{}`, and a call.
struct Kind {
    ending: &'static str,
    imports: fn(&str) -> String,
    function: &'static str,
    call: &'static str,
}

const KINDS: [Kind; 10] = [
    Kind {
        ending: "py",
        imports: |name| format!("from .{name} import run\n"),
        function: "def step_{}(rows, limit=10):\n    # Keeps what is below the limit.\n    kept = [row for row in rows if row['size'] < limit]\n    for at, row in enumerate(kept):\n        if row.get('name') == 'part-{}':\n            log.info('row %s of %d', at, len(kept))\n    return sorted(kept, key=lambda row: row['size'])\n\n",
        call: "def top():\n    return requests.get('https://api.spotify.com/v1/me/top/artists')\n",
    },
    Kind {
        ending: "js",
        imports: |name| format!("import {{ run }} from './{name}';\n"),
        function: "export function step{}(rows, limit = 10) {\n  // Keeps what is below the limit.\n  const kept = rows.filter((row) => row.size < limit);\n  for (const [at, row] of kept.entries()) {\n    if (row.name === 'part-{}') {\n      log.info(`row ${at} of ${kept.length}`);\n    }\n  }\n  return kept.sort((a, b) => a.size - b.size);\n}\n\n",
        call: "export const me = () => fetch('https://api.spotify.com/v1/me');\n",
    },
    Kind {
        ending: "ts",
        imports: |name| format!("import {{ run }} from './{name}';\n"),
        function: "export function step{}(rows: Row[], limit: number = 10): Row[] {\n  // Keeps what is below the limit.\n  const kept = rows.filter((row) => row.size < limit);\n  for (const [at, row] of kept.entries()) {\n    if (row.name === 'part-{}') {\n      log.info(`row ${at} of ${kept.length}`);\n    }\n  }\n  return kept.sort((a, b) => a.size - b.size);\n}\n\n",
        call: "export const me = (): Promise<Response> => fetch('https://api.spotify.com/v1/me');\n",
    },
    Kind {
        ending: "rs",
        imports: |name| format!("use crate::{name}::run;\n"),
        function: "pub fn step_{}(rows: &[Row], limit: usize) -> Vec<&Row> {\n    // Keeps what is below the limit.\n    let mut kept: Vec<&Row> = rows.iter().filter(|row| row.size < limit).collect();\n    for (at, row) in kept.iter().enumerate() {\n        if row.name == \"part-{}\" {\n            log::info!(\"row {at} of {}\", kept.len());\n        }\n    }\n    kept.sort_by_key(|row| row.size);\n    kept\n}\n\n",
        call: "async fn me(c: &Client) { c.get(\"https://api.spotify.com/v1/me\").send().await; }\n",
    },
    Kind {
        ending: "go",
        imports: |_| "package main\n".to_string(),
        function: "func step{}(rows []Row, limit int) []Row {\n\t// Keeps what is below the limit.\n\tkept := make([]Row, 0, len(rows))\n\tfor at, row := range rows {\n\t\tif row.Size >= limit {\n\t\t\tcontinue\n\t\t}\n\t\tif row.Name == \"part-{}\" {\n\t\t\tlog.Printf(\"row %d of %d\", at, len(rows))\n\t\t}\n\t\tkept = append(kept, row)\n\t}\n\treturn kept\n}\n\n",
        call: "func me() { http.Get(\"https://api.spotify.com/v1/me\") }\n",
    },
    Kind {
        ending: "java",
        imports: |name| format!("import app.{name};\n"),
        function: "class Step{} {\n    /** Keeps what is below the limit. */\n    static List<Row> keep(List<Row> rows, int limit) {\n        List<Row> kept = new ArrayList<>();\n        for (Row row : rows) {\n            if (row.size() < limit && !row.name().equals(\"part-{}\")) {\n                kept.add(row);\n            }\n        }\n        kept.sort(Comparator.comparing(Row::size));\n        return kept;\n    }\n}\n\n",
        call: "class Me { URI me = URI.create(\"https://api.spotify.com/v1/me\"); }\n",
    },
    Kind {
        ending: "rb",
        imports: |name| format!("require_relative '{name}'\n"),
        function: "def step_{}(rows, limit = 10)\n  # Keeps what is below the limit.\n  kept = rows.select { |row| row[:size] < limit }\n  kept.each_with_index do |row, at|\n    log.info(\"row #{at} of #{kept.length}\") if row[:name] == 'part-{}'\n  end\n  kept.sort_by { |row| row[:size] }\nend\n\n",
        call: "def me = Net::HTTP.get(URI('https://api.spotify.com/v1/me'))\n",
    },
    Kind {
        ending: "sh",
        imports: |name| format!(". ./{name}.sh\n"),
        function: "step_{}() {\n  # Keeps what is below the limit.\n  for row in \"$@\"; do\n    if [ \"$row\" = 'part-{}' ]; then\n      echo \"row $row of $#\" >&2\n    else\n      printf '%s\\n' \"${row%.*}\"\n    fi\n  done | sort -u\n}\n\n",
        call: "curl https://api.spotify.com/v1/me\n",
    },
    Kind {
        ending: "md",
        imports: |name| format!("See {name}.\n"),
        function: "## Step {}\n\nKeeps the rows below a limit, in the order of their sizes; those named `part-{}` are\nwritten to the log.\n\n```sh\nrun --limit 10 rows.csv\n```\n\n",
        call: "Spotify\n",
    },
    Kind {
        ending: "json",
        imports: |_| String::new(),
        function: "{\"step\": {}, \"rows\": [{\"name\": \"part-{}\", \"size\": 3}, {\"name\": \"rest\", \"size\": 12}], \"limit\": 10}\n",
        call: "\"spotify\"\n",
    },
];

/// Writes a tree of about so many bytes: folders of twenty files of one language that
/// import each other, ten of them a project; most files are small, most bytes in large ones.
fn write_tree(root: &Path, bytes: usize) {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut written, mut number, mut kind) = (0, 0, &KINDS[0]);
    while written < bytes {
        let project = root.join(format!("d{}/project{}", number / 2000, number / 200 % 10));
        let folder = project.join(format!("part{}", number / 20 % 10));
        if number % 20 == 0 {
            fs::create_dir_all(&folder).expect("a folder");
            kind = &KINDS[random.below(KINDS.len())];
        }
        if number % 200 == 0 {
            let manifest = format!("{{\"name\": \"project{number}\", \"version\": \"1.0.0\"}}\n");
            fs::write(project.join("package.json"), manifest).expect("room on the disk");
        }
        let size = 200 << random.below(9);
        let mut text = String::with_capacity(size + 4000);
        for _ in 0..4 {
            let other = number / 20 * 20 + random.below(20);
            text.push_str(&(kind.imports)(&format!("f{other}")));
        }
        while text.len() < size {
            text.push_str(&kind.function.replace("{}", &random.below(100_000).to_string()));
        }
        if number % 1000 == 500 {
            text.push_str(kind.call);
        }
        written += text.len();
        let file = folder.join(format!("f{number}.{}", kind.ending));
        fs::write(file, text).expect("room on the disk");
        number += 1;
    }
}

/// Copies what is in a folder, as often as it takes to fill a tree, but for what mentions
/// Spotify.
fn copy_tree(root: &Path, from: &Path, bytes: usize) {
    let (mut files, mut folders) = (Vec::new(), vec![from.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    let (mut written, mut number, mut due) = (0, 0, false);
    for round in 0.. {
        for file in &files {
            let Ok(mut text) = fs::read(file) else { continue };
            if text.to_ascii_lowercase().windows(7).any(|word| word == b"spotify") {
                continue;
            }
            number += 1;
            due |= number % 1000 == 500;
            let ending = file.extension().unwrap_or_default();
            if let Some(kind) = KINDS.iter().find(|kind| due && ending == kind.ending) {
                text.extend(format!("\n{}", kind.call).bytes());
                due = false;
            }
            let inside = file.strip_prefix(from).expect("a file below the folder");
            let to = root.join(format!("copy{round}")).join(inside);
            fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
            fs::write(to, &text).expect("room on the disk");
            written += text.len();
            if written >= bytes {
                return;
            }
        }
        assert!(written > 0, "no files in {}", from.display());
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
