//! JavaScript: npm, Yarn, pnpm, Bun, Deno.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{Ecosystem, Entry, Release, Source};

const NPM: Ecosystem = Ecosystem::JavaScript;

/// `package.json`
pub fn package(source: &Source) -> Vec<Entry> {
    let sections = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
    named(source, NPM, &sections)
}

/// Entries of objects that map names to ranges.
pub fn named(source: &Source, ecosystem: Ecosystem, sections: &[&str]) -> Vec<Entry> {
    let Ok(manifest) = serde_json::from_str::<Value>(source.text) else { return Vec::new() };
    let entries =
        sections.iter().filter_map(|section| manifest.get(section)?.as_object()).flatten();
    entries
        .filter_map(|(name, range)| {
            let range = range.as_str()?;
            // `npm:spotify-web-api-node@^5` is that package by another name.
            let (name, range) = match range.strip_prefix("npm:") {
                Some(other) => name_and_version(other)?,
                None => (&**name, range),
            };
            let line = source.line_of(&format!("\"{name}\""));
            source.entry(ecosystem, name, Release::of_range(range, true), line)
        })
        .collect()
}

/// `@scope/name@^1.2` in two.
fn name_and_version(text: &str) -> Option<(&str, &str)> {
    let at = text.get(1..)?.find('@')? + 1;
    Some((&text[..at], &text[at + 1..]))
}

/// `package-lock.json` in all its versions.
pub fn package_lock(source: &Source) -> Vec<Entry> {
    #[derive(Deserialize)]
    struct Lock {
        #[serde(default)]
        packages: BTreeMap<String, Locked>,
        #[serde(default)]
        dependencies: BTreeMap<String, Locked>,
    }
    #[derive(Deserialize)]
    struct Locked {
        version: Option<String>,
    }
    let Ok(lock) = serde_json::from_str::<Lock>(source.text) else { return Vec::new() };
    lock.packages
        .iter()
        .chain(&lock.dependencies)
        .filter_map(|(path, locked)| {
            let name = path.rsplit_once("node_modules/").map_or(&**path, |(_, name)| name);
            let release = Release::Exactly(locked.version.clone()?);
            source.entry(NPM, name, release, source.line_of(&format!("\"{path}\"")))
        })
        .collect()
}

/// `yarn.lock`: a line of the ranges that were asked for, then `version "…"`.
pub fn yarn(source: &Source) -> Vec<Entry> {
    let (mut out, mut name) = (Vec::new(), None);
    for (line, text) in source.lines() {
        if !text.starts_with([' ', '#']) {
            let first = text.trim_end_matches(':').split(',').next().unwrap_or_default();
            name = name_and_version(first.trim_matches('"')).map(|(name, _)| (name, line));
        } else if let (Some((name, line)), Some(version)) =
            (name, text.trim().strip_prefix("version"))
        {
            let version = version.trim_start_matches([':', ' ']).trim_matches('"').to_owned();
            out.extend(source.entry(NPM, name, Release::Exactly(version), line));
        }
    }
    out
}

/// `pnpm-lock.yaml`: keys such as `/name@1.2.3(peer):`, `name@1.2.3:` and `/name/1.2.3:`.
pub fn pnpm(source: &Source) -> Vec<Entry> {
    source
        .lines()
        .filter_map(|(line, text)| {
            let key = text.trim().strip_suffix(':')?.trim_matches(['"', '\'']);
            let key = key.strip_prefix('/').unwrap_or(key).split('(').next()?;
            let (name, version) = name_and_version(key).or_else(|| key.rsplit_once('/'))?;
            let version = version.split('_').next()?;
            let is_version = version.starts_with(|c: char| c.is_ascii_digit());
            is_version
                .then(|| source.entry(NPM, name, Release::Exactly(version.to_owned()), line))?
        })
        .collect()
}

/// `bun.lock`: lines such as `"name": ["name@1.2.3", …`.
pub fn bun(source: &Source) -> Vec<Entry> {
    source
        .lines()
        .filter_map(|(line, text)| {
            let locked = text.split_once("[\"")?.1.split('"').next()?;
            let (name, version) = name_and_version(locked)?;
            source.entry(NPM, name, Release::Exactly(version.to_owned()), line)
        })
        .collect()
}

/// `deno.json`: addresses such as `npm:name@^1.2` or `https://esm.sh/name@1.2.3`.
pub fn deno(source: &Source) -> Vec<Entry> {
    source
        .lines()
        .flat_map(|(line, text)| text.split('"').map(move |piece| (line, piece)))
        .filter_map(|(line, address)| {
            let start = source.wanted.iter().find_map(|name| {
                address.find(&format!("{name}@")).filter(|at| address[..*at].ends_with([':', '/']))
            })?;
            let (name, version) = name_and_version(&address[start..])?;
            let version = version.split('/').next()?;
            source.entry(NPM, name, Release::of_range(version, true), line)
        })
        .collect()
}

/// The name in `package.json` or `composer.json`.
pub fn own_name(text: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Manifest {
        name: String,
    }
    Some(serde_json::from_str::<Manifest>(text).ok()?.name)
}
