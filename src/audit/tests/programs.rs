//! Small programs kept as text, a file a topic, each with what is read off it.
//!
//! A program begins with a line `## what it shows`. Its files follow, each behind a line
//! `--- path`. Behind `--- found` stands what is found, a line each; behind `--- sketch`
//! what the front end makes of the only file.
//! `SNAPSHOTS=overwrite cargo test --lib programs` writes both anew: read the difference.

use std::fmt::Write as _;
use std::path::Path;

use super::{language_of, read};
use crate::audit::evidence::{Confidence, Evidence, Place, Unknown};
use crate::audit::ir::Expr;
use crate::audit::syntax::read_file;
use crate::audit::syntax::tests::sketch_of;
use crate::catalogue::Catalogue;

/// What a program must show.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Found,
    Sketch,
}

/// Everything found, in order of places, a line each.
fn written(evidence: &Evidence, sources: &[(&str, &str)]) -> String {
    let catalogue = Catalogue::built_in();
    let mut lines: Vec<(Place, String)> = Vec::new();
    for call in &evidence.calls {
        let mut line = catalogue.endpoint(call.endpoint).id.to_string();
        if let Some(member) = call.member {
            let _ = write!(line, " by {member}");
        }
        for case in &call.cases {
            let _ = write!(line, " ({case})");
        }
        let marks = [
            (call.confidence == Confidence::Likely, " likely"),
            (call.dead, " dead"),
            (call.older, " older"),
        ];
        marks.iter().filter(|(is_so, _)| *is_so).for_each(|(_, mark)| line.push_str(mark));
        lines.push((call.place, line));
    }
    for asked in &evidence.requested {
        let commas = if asked.comma_joined { " with commas" } else { "" };
        // Where a scope stands as it is, its place is there.
        let path = &evidence.files[asked.place.file.0 as usize];
        let source = sources.iter().find(|(known, _)| known == path).map_or("", |(_, text)| text);
        let there = source.get(asked.place.span.bytes()).unwrap_or_default();
        let row = source.lines().nth(asked.place.span.line as usize - 1).unwrap_or_default();
        let stands = row.contains(&*asked.scope) && !there.contains(&*asked.scope);
        let misplaced = if stands { format!(" at {there}") } else { String::new() };
        lines.push((asked.place, format!("asks {}{commas}{misplaced}", asked.scope)));
    }
    for sending in &evidence.authorizations {
        let mut line = "sends users".to_string();
        if !sending.resolved {
            line.push_str(" for more");
        }
        for endpoint in &sending.implies {
            let _ = write!(line, ", then {}", catalogue.endpoint(*endpoint).id);
        }
        lines.push((sending.place, line));
    }
    for unused in &evidence.unused_requests {
        lines.push((unused.place, format!("does not ask {}", unused.scopes.join(" "))));
    }
    for place in &evidence.app_tokens {
        lines.push((*place, "takes a token for itself".to_string()));
    }
    for spot in &evidence.blind_spots {
        let more = match &spot.unknown {
            Unknown::Path { method } => method.map_or(String::new(), |m| format!(" of {m:?}")),
            Unknown::Method(of) => {
                let ids = of.iter().map(|e| catalogue.endpoint(*e).id);
                format!(": {}", ids.collect::<Vec<_>>().join(" or "))
            }
            Unknown::NoSuchEndpoint(path) => format!(" {path}"),
            _ => String::new(),
        };
        lines.push((spot.place, format!("unknown {}{more}", spot.unknown.word())));
    }
    for ignore in &evidence.ignores {
        let until =
            if ignore.until > 0 { format!(" until {}", ignore.until) } else { String::new() };
        lines.push((ignore.place, format!("ignores {}{until}: {}", ignore.rule, ignore.reason)));
    }
    // Of one place in the order of kinds.
    lines.sort_by_key(|(place, _)| (place.file, place.span.line));
    let mut out = String::new();
    for (place, line) in lines {
        if evidence.files.len() > 1 {
            let _ = write!(out, "{}:", evidence.files[place.file.0 as usize]);
        }
        let _ = writeln!(out, "{} {line}", place.span.line);
    }
    if out.is_empty() { "nothing\n".to_string() } else { out }
}

/// What is shown by files, each a path and its text.
fn shown(wanted: Wanted, files: &[(&str, String)]) -> String {
    if wanted == Wanted::Sketch {
        let (path, text) = &files[0];
        return sketch_of(language_of(path), text);
    }
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    written(&read(&files), &files)
}

/// The programs of a file once more, each with what it shows now.
fn renewed(kept: &str) -> String {
    let mut out = String::new();
    let mut files: Vec<(&str, String)> = Vec::new();
    let mut is_answer = false;
    for line in kept.lines() {
        let place = line.strip_prefix("--- ");
        let wanted = match place {
            Some("found") => Some(Wanted::Found),
            Some("sketch") => Some(Wanted::Sketch),
            _ => None,
        };
        if line.starts_with("## ") {
            files.clear();
            is_answer = false;
        } else if let Some(wanted) = wanted {
            is_answer = true;
            let _ = writeln!(out, "{line}\n{}", shown(wanted, &files));
            continue;
        } else if let Some(path) = place {
            files.push((path, String::new()));
        } else if let (false, Some((_, text))) = (is_answer, files.last_mut()) {
            let _ = writeln!(text, "{line}");
        }
        if !is_answer {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

/// The texts of a file that do not stand where they are said to stand.
fn misplaced(path: &str, source: &str) -> Vec<String> {
    let unit = read_file(language_of(path), source).expect("a unit");
    let mut found = Vec::new();
    for (id, expr) in unit.all() {
        let Expr::Text(letters) = expr else { continue };
        let span = unit.span(id);
        let there = source.get(span.bytes()).unwrap_or("nothing");
        // With escapes a text is written otherwise.
        let plain = letters.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-'));
        let is_there = there.contains(&**letters) || there.contains('\\');
        let line = 1 + source[..span.start as usize].matches('\n').count();
        if plain && !is_there || line != span.line as usize {
            found.push(format!("{path}: {letters} in line {}, where {there:?} stands", span.line));
        }
    }
    found
}

#[test]
fn everything_stands_where_it_is_said_to() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit/tests/programs");
    let mut found = Vec::new();
    for topic in std::fs::read_dir(folder).expect("programs") {
        let kept = std::fs::read_to_string(topic.expect("a topic").path()).expect("programs");
        for program in kept.split("\n## ") {
            for file in program.split("\n--- ").skip(1) {
                let (path, text) = file.split_once('\n').unwrap_or((file, ""));
                if path.contains('.') {
                    found.extend(misplaced(path, text));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[track_caller]
fn hold(topic: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit/tests/programs").join(topic);
    let kept = std::fs::read_to_string(&path).expect("programs");
    let asserted = snapbox::Assert::new().action_env("SNAPSHOTS");
    asserted.eq(renewed(&kept), snapbox::Data::read_from(&path, None).raw());
}

macro_rules! topics {
    ($($topic:ident)*) => {
        $(#[test]
        fn $topic() {
            hold(concat!(stringify!($topic), ".txt"));
        })*
    };
}

topics! {
    alike
    asked
    asking
    bases
    bodies
    branches
    callers
    commands
    csharp
    dead_code
    environment
    go
    injected
    java
    javascript
    kotlin
    libraries
    lists
    markup
    members
    mended
    names
    objects
    overloads
    pages
    parts
    php
    python
    requests
    ruby
    rust
    scopes
    settings
    shell
    signs
    swift
    texts
    told
    values
    variadic
    verbs
}
