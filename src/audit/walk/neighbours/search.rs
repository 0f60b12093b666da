//! What is looked for in files that may be neighbours: whom they import by name.

use std::collections::BTreeMap;

use foldhash::HashSet;

use super::names::{Names, words};
use super::{Seed, folder, is_go, language, last, module_of, names_its_folder};
use crate::audit::syntax::Language;
use crate::audit::walk::File;

/// What is looked for in the other files of some projects.
#[derive(Debug)]
pub struct Search<'t> {
    names: Names,
    /// For each name of a seed, the projects it stands in, and what those so called give
    /// there. Names from there on are members.
    seeds: Vec<BTreeMap<&'t str, Vec<Gives<'t>>>>,
}

/// Names of which one at least is used; none where it may be used without.
pub type Gives<'t> = Option<&'t HashSet<String>>;

impl<'t> Search<'t> {
    /// Looks for these seeds of projects, and for members of client libraries.
    pub fn new(seeds: &BTreeMap<&'t str, Vec<(&File, &'t Seed)>>, members: &[&str]) -> Self {
        let mut names: BTreeMap<String, BTreeMap<&str, Vec<Gives<'t>>>> = BTreeMap::new();
        let each = seeds.iter().flat_map(|(p, files)| files.iter().map(move |f| (p, f)));
        for (project, (file, seed)) in each {
            // A package of Go is imported by the name of its folder.
            let name = if is_go(file) && !folder(&file.path).is_empty() {
                last(folder(&file.path))
            } else {
                last(module_of(&file.path))
            };
            // Rails finds `SpotifyClient` in `spotify_client.rb`.
            let of_ruby = (language(file) == Some(Language::Ruby)).then(|| camel(name));
            for name in of_ruby.into_iter().chain([name.to_owned()]).filter(|n| !n.is_empty()) {
                let gives = names.entry(name).or_default().entry(project).or_default();
                gives.push(seed.gives.as_ref());
            }
        }
        let needles = names.keys().map(String::as_str).chain(members.iter().copied());
        let needles = needles.map(Box::from).collect();
        Search { names: Names::new(needles), seeds: names.into_values().collect() }
    }

    /// Whether a file of a project uses one of the seeds, or names a member.
    pub fn holds(&self, file: &File, project: &str, text: &str) -> bool {
        let Some(language) = language(file) else { return false };
        let hands_on = names_its_folder(&file.path);
        // `import { play } from './player'` where the player has nothing of that name is
        // meant for another player.
        let uses = |gives: &Gives<'_>| is_markup(language) || uses(*gives, text);
        // Names of whose seeds nothing is used: one look at the text tells.
        let mut unused: Vec<usize> = Vec::new();
        self.names.any_in(text, |name, start| {
            let Some(projects) = self.seeds.get(name) else { return true };
            let Some(seeds) = projects.get(project) else { return false };
            let line = line_around(text, start);
            let named = language.shares_names() && !is_markup(language) || is_import(line);
            // `export * from './player'` hands on what there is, whatever its names.
            if !named || line.contains('*') || hands_on {
                return named;
            }
            let is_used = !unused.contains(&name) && seeds.iter().any(uses);
            unused.extend((!is_used).then_some(name));
            is_used
        })
    }
}

fn is_markup(language: Language) -> bool {
    matches!(language, Language::Html | Language::Vue | Language::Svelte | Language::Astro)
}

fn line_around(text: &str, at: usize) -> &str {
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |before| before + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |after| at + after);
    &text[start..end]
}

fn is_import(line: &str) -> bool {
    ["import", "require", "from", "export", "src="].iter().any(|word| line.contains(word))
}

/// `spotify_client` as `SpotifyClient`.
fn camel(name: &str) -> String {
    name.split('_')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_ascii_uppercase().to_string() + letters.as_str()
            })
        })
        .collect()
}

/// Whether one of some names is used in a text; where none are known, it may be.
pub fn uses(gives: Gives<'_>, text: &str) -> bool {
    gives.is_none_or(|names| words(text).any(|word| names.contains(word)))
}
