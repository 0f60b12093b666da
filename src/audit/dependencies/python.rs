//! Python: pip, Poetry, uv, PDM, Pipenv, setuptools, conda.

use super::{Ecosystem, Entry, Release, Source};

/// A name as `PyPI` compares it: `Foo_Bar` and `foo.bar` are `foo-bar`.
pub fn plain_name(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

/// A requirement: `spotipy[redis] >= 2.19 ; python_version > "3"`.
fn requirement(source: &Source, text: &str, line: u32) -> Option<Entry> {
    let text = text.split(['#', ';']).next().unwrap_or_default().trim();
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')));
    let (name, mut rest) = text.split_at(end.unwrap_or(text.len()));
    rest = rest.trim_start();
    if let Some(extras) = rest.strip_prefix('[') {
        rest = extras.split_once(']')?.1.trim_start();
    }
    let release = match rest.strip_prefix('@') {
        Some(address) => tag_of(address),
        None => Release::of_range(rest.trim_matches(['(', ')']), false),
    };
    source.entry(Ecosystem::Python, name, release, line)
}

/// The version in `git+https://…@2.23.0`.
fn tag_of(address: &str) -> Release {
    match address.trim().rsplit_once('@') {
        Some((_, tag)) => match Release::of_range(tag, true) {
            Release::Exactly(version) if version.contains('.') => Release::Exactly(version),
            _ => Release::Any,
        },
        None => Release::Any,
    }
}

/// `requirements.txt`
pub fn requirements(source: &Source) -> Vec<Entry> {
    source.lines().filter_map(|(line, text)| requirement(source, text, line)).collect()
}

/// `setup.py`, `setup.cfg`, `environment.yml`: requirements in quotes, after dashes or
/// alone on a line.
pub fn loose(source: &Source) -> Vec<Entry> {
    let mut out = Vec::new();
    for (line, text) in source.lines() {
        if text.trim_start().starts_with('#') {
            continue;
        }
        let alone = text.trim().trim_start_matches("- ");
        // conda writes `spotipy=2.23`.
        let alone = match alone.split_once('=') {
            Some((name, version))
                if !alone.contains("==") && !name.contains(['>', '<', '~', '!']) =>
            {
                format!("{name}=={version}")
            }
            _ => alone.to_owned(),
        };
        out.extend(requirement(source, &alone, line));
        for quoted in text.split(['"', '\'']).skip(1).step_by(2) {
            out.extend(requirement(source, quoted, line));
        }
    }
    out
}

/// `Pipfile`
pub fn pipfile(source: &Source) -> Vec<Entry> {
    let Ok(table) = source.text.parse::<toml::Table>() else { return Vec::new() };
    table
        .iter()
        .filter(|(_, section)| section.is_table())
        .flat_map(|(_, section)| named(source, section, false))
        .collect()
}

/// Tables of names and versions, or of tables with a `version`.
fn named(source: &Source, section: &toml::Value, exact: bool) -> Vec<Entry> {
    let Some(section) = section.as_table() else { return Vec::new() };
    let entry = |(name, value): (&String, &toml::Value)| {
        let range = value.as_str().or_else(|| value.get("version")?.as_str()).unwrap_or_default();
        let release = Release::of_range(range, exact);
        source.entry(Ecosystem::Python, name, release, source.line_of(name))
    };
    section.iter().filter_map(entry).collect()
}

/// `pyproject.toml`, by the standard and by Poetry.
pub fn pyproject(source: &Source) -> Vec<Entry> {
    let Ok(table) = source.text.parse::<toml::Table>() else { return Vec::new() };
    let mut out = Vec::new();
    let project = table.get("project");
    let lists = [project.and_then(|p| p.get("dependencies"))];
    let groups = [
        project.and_then(|p| p.get("optional-dependencies")),
        table.get("dependency-groups"),
        table.get("tool").and_then(|tool| tool.get("pdm")?.get("dev-dependencies")),
    ];
    let grouped =
        groups.into_iter().flatten().filter_map(toml::Value::as_table).flat_map(|g| g.values());
    for text in lists
        .into_iter()
        .flatten()
        .chain(grouped)
        .filter_map(toml::Value::as_array)
        .flatten()
        .filter_map(toml::Value::as_str)
    {
        out.extend(requirement(source, text, source.line_of(text)));
    }
    let Some(poetry) = table.get("tool").and_then(|tool| tool.get("poetry")) else { return out };
    for section in ["dependencies", "dev-dependencies"] {
        out.extend(poetry.get(section).map(|s| named(source, s, true)).unwrap_or_default());
    }
    for group in
        poetry.get("group").and_then(toml::Value::as_table).into_iter().flat_map(|g| g.values())
    {
        out.extend(group.get("dependencies").map(|s| named(source, s, true)).unwrap_or_default());
    }
    out
}

/// `poetry.lock`, `uv.lock`, `pdm.lock`: blocks of a name and a version. A parser would
/// hold all of a long file at once.
pub fn toml_lock(source: &Source) -> Vec<Entry> {
    blocks(source, Ecosystem::Python)
}

/// Blocks `[[package]]` with `name = "…"` before `version = "…"`.
pub fn blocks(source: &Source, ecosystem: Ecosystem) -> Vec<Entry> {
    let value = |text: &str, key: &str| {
        let value = text.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim();
        Some(value.trim_matches('"').to_owned())
    };
    let (mut out, mut name) = (Vec::new(), None);
    for (line, text) in source.lines() {
        if text.starts_with('[') {
            name = None;
        } else if let Some(found) = value(text, "name") {
            name = Some((found, line));
        } else if let (Some((name, line)), Some(version)) = (&name, value(text, "version")) {
            out.extend(source.entry(ecosystem, name, Release::Exactly(version), *line));
        }
    }
    out
}

/// `Pipfile.lock`
pub fn pipfile_lock(source: &Source) -> Vec<Entry> {
    let Ok(lock) = serde_json::from_str::<serde_json::Value>(source.text) else {
        return Vec::new();
    };
    let sections =
        ["default", "develop"].into_iter().filter_map(|name| lock.get(name)?.as_object());
    sections
        .flatten()
        .filter_map(|(name, locked)| {
            let release = Release::of_range(locked.get("version")?.as_str()?, true);
            source.entry(Ecosystem::Python, name, release, source.line_of(&format!("\"{name}\"")))
        })
        .collect()
}

/// The name in `pyproject.toml`.
pub fn own_name(text: &str) -> Option<String> {
    let table: toml::Table = text.parse().ok()?;
    let name = |table: Option<&toml::Value>| Some(table?.get("name")?.as_str()?.to_owned());
    name(table.get("project")).or_else(|| name(table.get("tool")?.get("poetry")))
}

/// The name in `setup.py` or `setup.cfg`: `name="spotipy",` or `name = spotipy`.
pub fn loose_own_name(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let value = line.trim().trim_start_matches("setup(").strip_prefix("name")?.trim_start();
        let value = value.strip_prefix('=')?.trim().trim_end_matches([',', ')']);
        let name = value.trim_matches(['"', '\'']);
        (!name.is_empty() && !name.contains(['(', ' '])).then(|| name.to_owned())
    })
}
