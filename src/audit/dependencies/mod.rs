//! Which release of a client library a project uses, by its manifests and lock files.
//!
//! A lock file's word goes before a manifest's; a range gives its lower end. Files are
//! read with parsers where there are good ones, else line by line, and only entries of
//! packages that were asked for are looked at.

mod dotnet;
mod javascript;
mod jvm;
mod others;
mod python;
mod release;

use std::collections::BTreeMap;
use std::path::Path;

use crate::audit::cores;
use crate::audit::walk::NAME;
use crate::libraries::Libraries;

pub use release::Release;

/// A manifest or lock file above this is not read.
const MOST: u64 = 64 << 20;

/// Who hands out packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// `PyPI`.
    Python,
    /// npm.
    JavaScript,
    /// Go modules.
    Go,
    /// crates.io.
    Rust,
    /// `NuGet`.
    DotNet,
    /// Maven Central and its like.
    Jvm,
    /// Packagist.
    Php,
    /// `RubyGems`.
    Ruby,
    /// Swift packages and `CocoaPods`.
    Swift,
}

impl Ecosystem {
    /// The one that a library's table names.
    pub fn of_registry(registry: &str) -> Option<Self> {
        Some(match registry {
            "PyPI" => Ecosystem::Python,
            "npm" => Ecosystem::JavaScript,
            "Go modules" => Ecosystem::Go,
            "crates.io" => Ecosystem::Rust,
            "NuGet" => Ecosystem::DotNet,
            "Maven" => Ecosystem::Jvm,
            "Packagist" => Ecosystem::Php,
            "RubyGems" => Ecosystem::Ruby,
            "Swift packages" => Ecosystem::Swift,
            _ => return None,
        })
    }
}

/// A package to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Package<'p> {
    /// Who hands it out.
    pub ecosystem: Ecosystem,
    /// Its name there: `spotipy`, `@spotify/web-api-ts-sdk`, `github.com/zmb3/spotify`,
    /// `se.michaelthelin.spotify:spotify-web-api-java`, the address of a Swift package.
    pub name: &'p str,
}

impl Package<'static> {
    /// The packages of all libraries there is a table of.
    pub fn all(libraries: &'static Libraries) -> Vec<Self> {
        let of = |registry| Ecosystem::of_registry(registry);
        libraries
            .all
            .iter()
            .filter_map(|library| Some((of(library.registry)?, library)))
            .flat_map(|(ecosystem, library)| {
                library.packages.iter().map(move |name| Package { ecosystem, name })
            })
            .collect()
    }
}

/// A dependency on a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The folder of the project that depends on it; empty for the root.
    pub folder: Box<str>,
    /// Who hands the package out.
    pub ecosystem: Ecosystem,
    /// The package, as it was asked for.
    pub package: String,
    /// Its release.
    pub release: Release,
    /// The manifest or lock file that says so.
    pub file: Box<str>,
    /// The line it stands on, from 1.
    pub line: u32,
}

/// What a file says of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    /// Which package, as it was asked for.
    package: String,
    release: Release,
    line: u32,
}

/// What a reader of one format is given.
struct Source<'s> {
    text: &'s str,
    /// Packages of its ecosystem.
    wanted: &'s [&'s str],
}

impl Source<'_> {
    /// An entry, if the package of this name was asked for. Names are compared as the
    /// ecosystem does.
    fn entry(
        &self,
        ecosystem: Ecosystem,
        name: &str,
        release: Release,
        line: u32,
    ) -> Option<Entry> {
        let wanted = self.wanted.iter().find(|wanted| is_same(ecosystem, wanted, name));
        let package = match wanted {
            Some(wanted) => (*wanted).to_owned(),
            None if is_named_after_the_service(ecosystem, name) => name.to_owned(),
            None => return None,
        };
        Some(Entry { package, release, line })
    }

    /// The line on which a text first stands.
    fn line_of(&self, text: &str) -> u32 {
        self.text.find(text).map_or(1, |at| line_at(self.text, at))
    }

    /// Lines with their numbers, without the line break.
    fn lines(&self) -> impl Iterator<Item = (u32, &str)> {
        (1..).zip(self.text.lines())
    }
}

/// The line of a byte, from 1.
fn line_at(text: &str, at: usize) -> u32 {
    let before = memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

/// Whether a package that nobody asked for has the service in its name. The name of its owner
/// (`@spotify/eslint-config`) says nothing.
fn is_named_after_the_service(ecosystem: Ecosystem, name: &str) -> bool {
    let is_name = match ecosystem {
        // What Gradle has between quotes may be an address or a part of the project.
        Ecosystem::Jvm => name.find(':').is_some_and(|at| at > 0) && !name.contains('/'),
        // A folder beside it is the project's own.
        _ => !name.starts_with(['.', '/']),
    };
    is_name && plain(name).contains(NAME)
}

/// The letters of a package's own name, by which manifests, imports and folders are compared.
pub fn plain(name: &str) -> String {
    let own =
        |part: &&str| !part.is_empty() && part.trim_start_matches('v').parse::<u32>().is_err();
    let last = name.trim_end_matches(".git").rsplit(['/', ':']).find(own).unwrap_or_default();
    last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn is_same(ecosystem: Ecosystem, wanted: &str, name: &str) -> bool {
    match ecosystem {
        Ecosystem::Python => python::plain_name(wanted) == python::plain_name(name),
        Ecosystem::DotNet | Ecosystem::Php => wanted.eq_ignore_ascii_case(name),
        // A major version is part of the path: `…/spotify/v2`.
        Ecosystem::Go => name.strip_prefix(wanted).is_some_and(|rest| {
            rest.is_empty() || rest.strip_prefix("/v").is_some_and(|v| v.parse::<u32>().is_ok())
        }),
        // Addresses are written with and without `.git`; pods have bare names.
        Ecosystem::Swift => others::plain_address(wanted) == others::plain_address(name),
        Ecosystem::JavaScript | Ecosystem::Rust | Ecosystem::Jvm | Ecosystem::Ruby => {
            wanted == name
        }
    }
}

/// How a format is read.
type Reader = fn(&Source) -> Vec<Entry>;

/// What a file of a project is.
#[derive(Clone, Copy)]
enum Format {
    /// It says which packages the project wants.
    Manifest(Ecosystem, Reader),
    /// It says so among much that looks alike.
    Loose(Ecosystem, Reader),
    /// It says which releases it got.
    Lock(Ecosystem, Reader),
    /// It only shows that there is a project.
    Mark,
}

/// What a file of this name says, if it says anything about a project.
fn format(name: &str) -> Option<Format> {
    use Ecosystem::{DotNet, Go, JavaScript, Jvm, Php, Python, Ruby, Rust, Swift};
    use Format::{Lock, Loose, Manifest, Mark};
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    Some(match name {
        "Pipfile" => Manifest(Python, python::pipfile),
        "pyproject.toml" => Manifest(Python, python::pyproject),
        "setup.py" | "setup.cfg" | "environment.yml" | "environment.yaml" => {
            Loose(Python, python::loose)
        }
        "Pipfile.lock" => Lock(Python, python::pipfile_lock),
        "poetry.lock" | "uv.lock" | "pdm.lock" => Lock(Python, python::toml_lock),
        "package.json" => Manifest(JavaScript, javascript::package),
        "package-lock.json" | "npm-shrinkwrap.json" => Lock(JavaScript, javascript::package_lock),
        "yarn.lock" => Lock(JavaScript, javascript::yarn),
        "pnpm-lock.yaml" => Lock(JavaScript, javascript::pnpm),
        "bun.lock" => Lock(JavaScript, javascript::bun),
        "deno.json" | "deno.jsonc" => Manifest(JavaScript, javascript::deno),
        "go.mod" => Manifest(Go, others::go_mod),
        "Cargo.toml" => Manifest(Rust, others::cargo),
        "Cargo.lock" => Lock(Rust, others::cargo_lock),
        "packages.config" | "Directory.Packages.props" | "Directory.Build.props" => {
            Manifest(DotNet, dotnet::project)
        }
        "packages.lock.json" => Lock(DotNet, dotnet::lock),
        "paket.dependencies" => Manifest(DotNet, dotnet::paket),
        "paket.lock" => Lock(DotNet, dotnet::paket_lock),
        "pom.xml" => Manifest(Jvm, jvm::pom),
        "build.gradle" | "build.gradle.kts" => Manifest(Jvm, jvm::gradle),
        "libs.versions.toml" => Manifest(Jvm, jvm::catalog),
        "gradle.lockfile" => Lock(Jvm, jvm::gradle_lock),
        "composer.json" => Manifest(Php, others::composer),
        "composer.lock" => Lock(Php, others::composer_lock),
        "Gemfile" => Manifest(Ruby, others::gemfile),
        "Gemfile.lock" => Lock(Ruby, others::gemfile_lock),
        "Package.swift" => Manifest(Swift, others::package_swift),
        "Package.resolved" => Lock(Swift, others::package_resolved),
        "project.pbxproj" => Manifest(Swift, others::pbxproj),
        "Podfile.lock" => Lock(Swift, others::podfile_lock),
        "settings.gradle"
        | "settings.gradle.kts"
        | "build.sbt"
        | "mix.exs"
        | "pubspec.yaml"
        | "CMakeLists.txt"
        | "project.clj"
        | "Podfile" => Mark,
        _ if ends(&[".csproj", ".fsproj", ".vbproj"]) => Manifest(DotNet, dotnet::project),
        _ if ends(&[".gemspec"]) => Manifest(Ruby, others::gemfile),
        _ if ends(&[".cabal"]) => Mark,
        _ if is_requirements(name) => Manifest(Python, python::requirements),
        _ => return None,
    })
}

/// `requirements.txt`, `requirements-dev.txt`, `dev_requirements.in`.
fn is_requirements(name: &str) -> bool {
    let Some((stem, "txt" | "in")) = name.rsplit_once('.') else { return false };
    stem.contains("requirements") || stem == "constraints"
}

/// Whether a file of this name says anything about a project.
pub fn is_manifest(name: &str) -> bool {
    format(name).is_some()
}

/// The dependencies on these packages that the manifests below a folder name, by folder and
/// package, and those on others that are named after the service.
///
/// A file that cannot be read or makes no sense says nothing.
pub fn dependencies(
    root: &Path,
    manifests: &[Box<str>],
    packages: &[Package],
    threads: usize,
) -> Vec<Dependency> {
    let mut locked = BTreeMap::new();
    let mut wanted = BTreeMap::new();
    let read = cores::each(manifests, threads, |manifest| {
        let (_, name) = split(manifest);
        // A lock file has what packages depend on as well; of pods there is nothing else.
        let (ecosystem, reader, is_lock, others) = match format(name)? {
            Format::Manifest(ecosystem, reader) => (ecosystem, reader, false, true),
            Format::Loose(ecosystem, reader) => (ecosystem, reader, false, false),
            Format::Lock(ecosystem, reader) => {
                (ecosystem, reader, true, ecosystem == Ecosystem::Swift)
            }
            Format::Mark => return None,
        };
        let wanted: Vec<&str> =
            packages.iter().filter(|p| p.ecosystem == ecosystem).map(|p| p.name).collect();
        let signs: Vec<&str> = wanted.iter().copied().chain([NAME]).collect();
        let text = text(&root.join(&**manifest), &signs)?;
        let mut entries = reader(&Source { text: &text, wanted: &wanted });
        entries.retain(|entry| others || wanted.contains(&&*entry.package));
        Some((ecosystem, is_lock, entries))
    });
    for (manifest, (ecosystem, is_lock, entries)) in
        manifests.iter().zip(read).filter_map(|(manifest, read)| Some((manifest, read?)))
    {
        let (folder, name) = split(manifest);
        let found = if is_lock { &mut locked } else { &mut wanted };
        for entry in entries {
            let dependency = Dependency {
                folder: project_folder(folder, name).into(),
                ecosystem,
                package: entry.package,
                release: entry.release,
                file: manifest.clone(),
                line: entry.line,
            };
            let key = (dependency.folder.clone(), ecosystem, dependency.package.clone());
            // The most that any file of the folder says.
            let known = found.entry(key).or_insert_with(|| dependency.clone());
            if dependency.release > known.release {
                *known = dependency;
            }
        }
    }
    // The lock file of a workspace stands above the manifests of its members.
    for ((folder, ecosystem, package), dependency) in &wanted {
        let above = std::iter::successors(Some(&**folder), |folder| match *folder {
            "" => None,
            inner => Some(inner.rsplit_once('/').map_or("", |(outer, _)| outer)),
        });
        let lock = above
            .into_iter()
            .find_map(|above| locked.get(&(above.into(), *ecosystem, package.clone())))
            .map(|lock| Dependency { folder: folder.clone(), ..lock.clone() });
        let key = (folder.clone(), *ecosystem, package.clone());
        locked.insert(key, lock.unwrap_or_else(|| dependency.clone()));
    }
    locked.into_values().collect()
}

/// The dependency that holds for a file: of the nearest folder above it that has one.
pub fn nearest<'d>(all: &'d [Dependency], path: &str, package: &str) -> Option<&'d Dependency> {
    all.iter()
        .filter(|d| d.package == package)
        .filter(|d| {
            d.folder.is_empty()
                || path.strip_prefix(&*d.folder).is_some_and(|rest| rest.starts_with('/'))
        })
        .max_by_key(|d| d.folder.len())
}

/// The folder a file stands in, and its name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The folder a manifest speaks for, where it does not stand in that itself.
fn project_folder<'f>(folder: &'f str, name: &str) -> &'f str {
    let up = |folder: &'f str| folder.rsplit_once('/').map_or("", |(up, _)| up);
    match name {
        // App.xcodeproj/project.pbxproj; App.xcodeproj/project.xcworkspace/xcshareddata/swiftpm
        "project.pbxproj" => up(folder),
        "Package.resolved" => match folder.find(".xcodeproj").or(folder.find(".xcworkspace")) {
            Some(at) => up(&folder[..at]),
            None => folder,
        },
        "libs.versions.toml" if folder.ends_with("gradle") => up(folder),
        _ => folder,
    }
}

/// The text of a manifest, if it holds the name of one of the packages.
fn text(path: &Path, packages: &[&str]) -> Option<String> {
    if packages.is_empty() {
        return None;
    }
    let text = read(path)?;
    let small = text.to_ascii_lowercase();
    let holds = |package: &&str| {
        let end = package.rsplit(['/', ':']).next().unwrap_or(package);
        let end = end.trim_end_matches(".git").to_ascii_lowercase();
        // Python takes `_`, `-` and `.` for one another.
        end.split(['_', '-', '.']).all(|part| small.contains(part))
    };
    packages.iter().any(holds).then_some(text)
}

fn read(path: &Path) -> Option<String> {
    crate::audit::text::read(path, MOST).ok()
}

/// The name that a manifest gives its own package.
pub fn own_name(manifest: &Path) -> Option<String> {
    own_name_reader(manifest)?(&read(manifest)?)
}

/// The same, if that may be one of these names: most manifests hold none of them, and are
/// not read any further.
pub fn own_name_among(manifest: &Path, names: &[&str]) -> Option<String> {
    own_name_reader(manifest)?(&text(manifest, names)?)
}

fn own_name_reader(manifest: &Path) -> Option<fn(&str) -> Option<String>> {
    let name = manifest.file_name()?.to_str()?;
    Some(match name {
        "package.json" | "composer.json" => javascript::own_name,
        "pyproject.toml" => python::own_name,
        "setup.py" | "setup.cfg" => python::loose_own_name,
        "Cargo.toml" => others::cargo_own_name,
        "go.mod" => others::go_own_name,
        "pom.xml" => jvm::own_name,
        _ if name.ends_with(".gemspec") => others::gem_own_name,
        _ if name.ends_with(".csproj") => dotnet::own_name,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
