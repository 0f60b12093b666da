//! Java and Kotlin: Maven and Gradle.

use super::{Ecosystem, Entry, Release, Source, line_at};

const JVM: Ecosystem = Ecosystem::Jvm;

/// `pom.xml`: `<dependency>` elements, with versions looked up among the properties.
pub fn pom(source: &Source) -> Vec<Entry> {
    let text = source.text;
    let element = |within: &str, name: &str| {
        let value = within.split_once(&format!("<{name}>"))?.1.split('<').next()?;
        Some(value.trim().to_owned())
    };
    text.match_indices("<dependency>")
        .filter_map(|(at, _)| {
            let within = text[at..].split("</dependency>").next()?;
            let name =
                format!("{}:{}", element(within, "groupId")?, element(within, "artifactId")?);
            let version = element(within, "version").unwrap_or_default();
            let version = match version.strip_prefix("${").and_then(|v| v.strip_suffix('}')) {
                Some(property) => element(text, property).unwrap_or_default(),
                None => version,
            };
            source.entry(JVM, &name, Release::of_range(&version, true), line_at(text, at))
        })
        .collect()
}

/// The name in `pom.xml`, which stands outside of what it depends on and is made from.
pub fn own_name(text: &str) -> Option<String> {
    let (before, after) = text.split_once("<parent>").unwrap_or((text, ""));
    let after = after.split_once("</parent>").map_or("", |(_, after)| after);
    let name = [before, after].into_iter().find_map(|part| {
        let part = part.split("<dependencies>").next()?;
        part.split_once("<artifactId>")?.1.split('<').next()
    });
    Some(name?.trim().to_owned())
}

/// `build.gradle` and `build.gradle.kts`: `"group:name:version"`, or the three by name.
pub fn gradle(source: &Source) -> Vec<Entry> {
    let mut out = Vec::new();
    for (line, text) in source.lines() {
        if text.trim_start().starts_with("//") {
            continue;
        }
        let texts: Vec<&str> = text.split(['"', '\'']).skip(1).step_by(2).collect();
        for quoted in &texts {
            let mut parts = quoted.splitn(3, ':');
            let (Some(group), Some(name)) = (parts.next(), parts.next()) else { continue };
            // `name@aar` is the name with what kind of file it is.
            let name = name.split('@').next().unwrap_or(name);
            let version = parts.next().unwrap_or_default();
            let release = version_of(source, version.split('@').next().unwrap_or_default());
            out.extend(source.entry(JVM, &format!("{group}:{name}"), release, line));
        }
        // implementation group: 'g', name: 'n', version: 'v'
        if let [group, name, rest @ ..] = texts.as_slice()
            && text.contains("group")
            && text.contains("name")
        {
            let release = version_of(source, rest.first().copied().unwrap_or_default());
            out.extend(source.entry(JVM, &format!("{group}:{name}"), release, line));
        }
    }
    out
}

/// A version as written, or the value of the variable it names.
fn version_of(source: &Source, version: &str) -> Release {
    let Some(variable) = version.strip_prefix('$') else { return Release::of_range(version, true) };
    let variable = variable.trim_matches(['{', '}']);
    let variable = variable.rsplit('.').next().unwrap_or(variable);
    let value = source.text.lines().find_map(|line| {
        let (left, right) = line.split_once('=')?;
        let name = left.trim_end().rsplit([' ', '.', '"', '\'']).find(|word| !word.is_empty())?;
        (name == variable).then(|| right.split(['"', '\'']).nth(1)).flatten()
    });
    Release::of_range(value.unwrap_or_default(), true)
}

/// `libs.versions.toml`
pub fn catalog(source: &Source) -> Vec<Entry> {
    let Ok(table) = source.text.parse::<toml::Table>() else { return Vec::new() };
    let text = |value: &toml::Value, key: &str| Some(value.get(key)?.as_str()?.to_owned());
    let versions = table.get("versions");
    let libraries = table.get("libraries").and_then(toml::Value::as_table).into_iter().flatten();
    libraries
        .filter_map(|(key, library)| {
            let line = source.line_of(key);
            if let Some(whole) = library.as_str() {
                let (name, version) = whole.rsplit_once(':')?;
                return source.entry(JVM, name, Release::of_range(version, true), line);
            }
            let name = text(library, "module").or_else(|| {
                Some(format!("{}:{}", text(library, "group")?, text(library, "name")?))
            })?;
            let version = library.get("version").and_then(|version| match version.get("ref") {
                Some(reference) => text(versions?, reference.as_str()?),
                None => version.as_str().map(str::to_owned),
            });
            source.entry(JVM, &name, Release::of_range(&version.unwrap_or_default(), true), line)
        })
        .collect()
}

/// `gradle.lockfile`: `group:name:version=configurations`
pub fn gradle_lock(source: &Source) -> Vec<Entry> {
    source
        .lines()
        .filter_map(|(line, text)| {
            let (name, version) = text.split('=').next()?.rsplit_once(':')?;
            source.entry(JVM, name, Release::Exactly(version.to_owned()), line)
        })
        .collect()
}
