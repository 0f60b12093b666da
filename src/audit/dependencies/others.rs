//! Go, Rust, PHP, Ruby and Swift.

use serde::Deserialize;
use serde_json::Value;

use super::{Ecosystem, Entry, Release, Source, dotnet, javascript, line_at, python};

/// `go.mod`: `require` lines, each with the release that is used.
pub fn go_mod(source: &Source) -> Vec<Entry> {
    source
        .lines()
        .filter_map(|(line, text)| {
            let text = text.split("//").next()?.trim();
            let text = text.strip_prefix("require ").unwrap_or(text).trim_start_matches(['(', ' ']);
            let (name, version) = text.split_once(' ')?;
            let version = version.trim().strip_prefix('v')?.trim_end_matches(')').trim();
            source.entry(Ecosystem::Go, name, Release::Exactly(version.to_owned()), line)
        })
        .collect()
}

/// The path in `go.mod`, without its major version.
pub fn go_own_name(text: &str) -> Option<String> {
    let path = text.lines().find_map(|line| line.trim().strip_prefix("module "))?.trim();
    match path.rsplit_once("/v") {
        Some((name, version)) if version.parse::<u32>().is_ok() => Some(name.to_owned()),
        _ => Some(path.to_owned()),
    }
}

/// `Cargo.toml`: dependencies of every sort, those of targets and workspaces as well.
pub fn cargo(source: &Source) -> Vec<Entry> {
    let Ok(table) = source.text.parse::<toml::Table>() else { return Vec::new() };
    let mut out = Vec::new();
    let mut tables: Vec<&toml::Table> = vec![&table];
    tables.extend(table.get("workspace").and_then(toml::Value::as_table));
    let targets = table.get("target").and_then(toml::Value::as_table).into_iter().flatten();
    tables.extend(targets.filter_map(|(_, target)| target.as_table()));
    for table in tables {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let section = table.get(section).and_then(toml::Value::as_table).into_iter().flatten();
            for (key, value) in section {
                let text = |key| value.get(key).and_then(toml::Value::as_str);
                let name = text("package").unwrap_or(key);
                let range = value.as_str().or_else(|| text("version")).or_else(|| text("tag"));
                let release = Release::of_range(range.unwrap_or_default(), false);
                out.extend(source.entry(Ecosystem::Rust, name, release, source.line_of(key)));
            }
        }
    }
    out
}

/// `Cargo.lock`
pub fn cargo_lock(source: &Source) -> Vec<Entry> {
    python::blocks(source, Ecosystem::Rust)
}

/// The name in `Cargo.toml`.
pub fn cargo_own_name(text: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    Some(table.get("package")?.get("name")?.as_str()?.to_owned())
}

/// `composer.json`
pub fn composer(source: &Source) -> Vec<Entry> {
    javascript::named(source, Ecosystem::Php, &["require", "require-dev"])
}

/// `composer.lock`
pub fn composer_lock(source: &Source) -> Vec<Entry> {
    #[derive(Deserialize)]
    struct Lock {
        #[serde(default)]
        packages: Vec<Locked>,
        #[serde(default, rename = "packages-dev")]
        dev: Vec<Locked>,
    }
    #[derive(Deserialize)]
    struct Locked {
        name: String,
        version: String,
    }
    let Ok(lock) = serde_json::from_str::<Lock>(source.text) else { return Vec::new() };
    lock.packages
        .iter()
        .chain(&lock.dev)
        .filter_map(|locked| {
            let release = Release::of_range(&locked.version, true);
            let line = source.line_of(&format!("\"name\": \"{}\"", locked.name));
            source.entry(Ecosystem::Php, &locked.name, release, line)
        })
        .collect()
}

/// `Gemfile` and `*.gemspec`: `gem 'name', '~> 1.2'`, `add_dependency "name", ">= 1"`.
pub fn gemfile(source: &Source) -> Vec<Entry> {
    source
        .lines()
        .filter_map(|(line, text)| {
            let text = text.split('#').next()?.trim();
            let is_dependency =
                text.starts_with("gem ") || text.starts_with("gem(") || text.contains("dependency");
            let mut quoted = text.split(['"', '\'']).skip(1).step_by(2);
            let name = quoted.next().filter(|_| is_dependency)?;
            let range = quoted.next().filter(|range| range.contains(|c: char| c.is_ascii_digit()));
            let release = Release::of_range(range.unwrap_or_default(), true);
            source.entry(Ecosystem::Ruby, name, release, line)
        })
        .collect()
}

/// `Gemfile.lock`
pub fn gemfile_lock(source: &Source) -> Vec<Entry> {
    dotnet::bracketed(source, Ecosystem::Ruby, "    ")
}

/// The name in a `*.gemspec`.
pub fn gem_own_name(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (left, right) = line.split_once('=')?;
        let name = right.split(['"', '\'']).nth(1)?;
        (left.trim().rsplit('.').next() == Some("name")).then(|| name.to_owned())
    })
}

/// An address without what does not tell packages apart: protocol, `.git`, case.
pub fn plain_address(address: &str) -> String {
    let address =
        address.trim().trim_end_matches('/').trim_end_matches(".git").to_ascii_lowercase();
    let address = address.split_once("://").map_or(&*address, |(_, rest)| rest);
    address.trim_start_matches("git@").replace(':', "/")
}

/// `Package.swift`: `.package(url: "…", from: "2.0.0")`
pub fn package_swift(source: &Source) -> Vec<Entry> {
    let text = source.text;
    text.match_indices(".package(")
        .filter_map(|(at, _)| {
            let call = text[at + ".package(".len()..].split(".package(").next()?;
            let mut quoted = call.split('"').skip(1).step_by(2);
            let (first, second) = (quoted.next()?, quoted.next());
            let is_named = call.trim_start().starts_with("name:");
            let (address, version) =
                if is_named { (second?, quoted.next()) } else { (first, second) };
            let version =
                version.filter(|_| !call.contains("branch:") && !call.contains("revision:"));
            let exact = call.contains("exact");
            let release = Release::of_range(version.unwrap_or_default(), exact);
            source.entry(Ecosystem::Swift, address, release, line_at(text, at))
        })
        .collect()
}

/// `Package.resolved` in all its versions.
pub fn package_resolved(source: &Source) -> Vec<Entry> {
    let Ok(resolved) = serde_json::from_str::<Value>(source.text) else { return Vec::new() };
    let pins = resolved.get("pins").or_else(|| resolved.get("object")?.get("pins"));
    let pins = pins.and_then(Value::as_array).into_iter().flatten();
    pins.filter_map(|pin| {
        let address = pin.get("location").or_else(|| pin.get("repositoryURL"))?.as_str()?;
        let version = pin.get("state")?.get("version").and_then(Value::as_str).unwrap_or_default();
        let line = source.line_of(address);
        source.entry(Ecosystem::Swift, address, Release::of_range(version, true), line)
    })
    .collect()
}

/// `project.pbxproj`: `repositoryURL = "…"` with `minimumVersion` or `version` after it.
pub fn pbxproj(source: &Source) -> Vec<Entry> {
    let (mut out, mut open) = (Vec::new(), None);
    for (line, text) in source.lines() {
        let Some((key, value)) = text.trim().trim_end_matches(';').split_once(" = ") else {
            continue;
        };
        let value = value.trim_matches('"');
        match (key, open) {
            ("repositoryURL", _) => {
                out.extend(source.entry(Ecosystem::Swift, value, Release::Any, line));
                open = Some((value, line));
            }
            ("minimumVersion", Some((address, line))) => {
                let release = Release::of_range(value, false);
                out.extend(source.entry(Ecosystem::Swift, address, release, line));
            }
            ("version", Some((address, line))) => {
                let release = Release::of_range(value, true);
                out.extend(source.entry(Ecosystem::Swift, address, release, line));
            }
            ("isa", _) => open = None,
            _ => {}
        }
    }
    out
}

/// `Podfile.lock`: `  - Name (1.2.3)`
pub fn podfile_lock(source: &Source) -> Vec<Entry> {
    dotnet::bracketed(source, Ecosystem::Swift, "  - ")
}
