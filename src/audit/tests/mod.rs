//! Small programs in every language, and what is read off them.

mod boxes;
mod clients;
mod collected;
mod commands;
mod compiled;
mod cut;
mod defaults;
mod elements;
mod found;
mod handed;
mod joined;
mod kept;
mod languages;
mod later;
mod perhaps;
mod programs;
mod put;
mod scripts;
mod services;
mod tails;
mod told;
mod turns;
mod unsaid;

use crate::audit::clients::Releases;
use crate::audit::collecting::{Limits, collect};
use crate::audit::evidence::{Evidence, FileId};
use crate::audit::program::Source;
use crate::audit::reading::line_starts;
use crate::audit::syntax::{self, Language};
use crate::audit::values::ALL_FUEL;
use crate::catalogue::Catalogue;
use crate::libraries::{Libraries, Library};

/// A project whose manifests say nothing.
struct Nothing;

impl Releases for Nothing {
    fn of(&self, _: &Library, _: &str) -> Option<String> {
        None
    }

    fn depends(&self, _: &Library, _: &str) -> bool {
        false
    }
}

/// What is read off files, each a path and its text.
fn read(files: &[(&str, &str)]) -> Evidence {
    read_within(ALL_FUEL, files)
}

/// The language of a file, by the ending of its name.
fn language_of(path: &str) -> Language {
    match path.rsplit('.').next().unwrap_or_default() {
        "yml" | "yaml" | "json" => Language::Settings,
        "properties" | "env" => Language::Properties,
        ending => Language::of_extension(ending).expect("a language"),
    }
}

/// What is read off files in so many steps.
fn read_within(steps: u64, files: &[(&str, &str)]) -> Evidence {
    let mut sources = Vec::new();
    for (number, (path, text)) in files.iter().enumerate() {
        let language = language_of(path);
        sources.push(Source {
            file: FileId(u32::try_from(number).expect("few files")),
            path: (*path).to_string(),
            language,
            unit: syntax::read_file(language, text).expect("it can be parsed"),
            lines: line_starts(text),
        });
    }
    let limits = Limits { steps, threads: 0 };
    collect(Catalogue::built_in(), Libraries::built_in(), sources, &Nothing, limits)
}

/// The endpoints called, each with its line, in order.
fn calls(files: &[(&str, &str)]) -> Vec<String> {
    let evidence = read(files);
    let each = evidence.calls.iter();
    each.map(|c| format!("{} {}", c.place.span.line, Catalogue::built_in().endpoint(c.endpoint).id))
        .collect()
}

/// The scopes asked for, in order.
fn scopes(files: &[(&str, &str)]) -> Vec<String> {
    read(files).requested.iter().map(|s| s.scope.clone()).collect()
}
