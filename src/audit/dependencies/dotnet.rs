//! .NET: project files, `packages.config`, central versions, Paket.

use serde_json::Value;

use super::{Ecosystem, Entry, Release, Source, line_at};

const NUGET: Ecosystem = Ecosystem::DotNet;

/// Project files, `packages.config`, `Directory.Packages.props`: elements that name a
/// package, with its version as an attribute or as an element inside.
pub fn project(source: &Source) -> Vec<Entry> {
    let mut out = Vec::new();
    for element in ["<PackageReference", "<PackageVersion", "<package"] {
        for (at, _) in source.text.match_indices(element) {
            let rest = &source.text[at + element.len()..];
            let Some((tag, after)) = rest.split_once('>') else { continue };
            if !tag.starts_with(char::is_whitespace) {
                continue;
            }
            let name = ["Include", "Update", "id"].iter().find_map(|name| attribute(tag, name));
            let Some(name) = name else { continue };
            let version = ["Version", "version", "VersionOverride"]
                .iter()
                .find_map(|name| attribute(tag, name))
                .or_else(|| inner(tag, after));
            // NuGet takes the lowest release that fits, so that a bare version is that one.
            let release = version.map_or(Release::Any, range);
            out.extend(source.entry(NUGET, name, release, line_at(source.text, at)));
        }
    }
    out
}

fn range(version: &str) -> Release {
    match Release::of_range(version, true) {
        // `[1.2]` is that release, `[1.2,2)` at least it.
        Release::Exactly(lowest) if version.contains(',') => Release::AtLeast(lowest),
        other => other,
    }
}

/// `<Version>1.2</Version>` inside an element.
fn inner<'t>(tag: &str, after: &'t str) -> Option<&'t str> {
    if tag.ends_with('/') {
        return None;
    }
    let body = after.split("</PackageReference>").next()?;
    Some(body.split_once("<Version>")?.1.split('<').next()?.trim())
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.find(&format!(" {name}=")).or_else(|| tag.find(&format!("\n{name}=")))?;
    let value = &tag[at + name.len() + 2..];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// `packages.lock.json`
pub fn lock(source: &Source) -> Vec<Entry> {
    let Ok(lock) = serde_json::from_str::<Value>(source.text) else { return Vec::new() };
    let frameworks = lock.get("dependencies").and_then(Value::as_object).into_iter().flatten();
    frameworks
        .filter_map(|(_, packages)| packages.as_object())
        .flatten()
        .filter_map(|(name, package)| {
            let release = Release::Exactly(package.get("resolved")?.as_str()?.to_owned());
            source.entry(NUGET, name, release, source.line_of(&format!("\"{name}\"")))
        })
        .collect()
}

/// `paket.dependencies`: `nuget Name ~> 1.2`
pub fn paket(source: &Source) -> Vec<Entry> {
    source
        .lines()
        .filter_map(|(line, text)| {
            let rest = text.trim().strip_prefix("nuget ")?.trim();
            let (name, version) = rest.split_once(' ').unwrap_or((rest, ""));
            source.entry(NUGET, name, Release::of_range(version, true), line)
        })
        .collect()
}

/// `paket.lock`: `Name (1.2.3)`, indented by four.
pub fn paket_lock(source: &Source) -> Vec<Entry> {
    bracketed(source, NUGET, "    ")
}

/// Lines `name (1.2.3)` with this in front.
pub fn bracketed(source: &Source, ecosystem: Ecosystem, front: &str) -> Vec<Entry> {
    source
        .lines()
        .filter_map(|(line, text)| {
            let rest = text.strip_prefix(front).filter(|rest| !rest.starts_with(' '))?;
            let (name, version) = rest.trim_start_matches('"').split_once(" (")?;
            let version = version.split([')', ' ']).next()?;
            if !version.starts_with(|c: char| c.is_ascii_digit()) {
                return None;
            }
            source.entry(ecosystem, name, Release::Exactly(version.to_owned()), line)
        })
        .collect()
}

/// The name a project gives its package.
pub fn own_name(text: &str) -> Option<String> {
    let name = text.split_once("<PackageId>")?.1.split('<').next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
