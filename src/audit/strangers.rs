//! Client libraries that there is no table of: what they call is not known.
//!
//! A package is taken for one by its name: it speaks of the service, and is neither the
//! project's own nor known to call nothing (`libraries/silent.txt`). A manifest says so, or,
//! of Python and JavaScript, where many a program has none, and of Go, where it may stand above
//! what is looked at, an import. In other languages the names in imports are not those of packages.

use crate::audit::dependencies::{self, Dependency, Ecosystem, plain};
use crate::audit::evidence::{BlindSpot, Evidence, Place, Unknown};
use crate::audit::ir::Span;
use crate::audit::program::Source;
use crate::audit::syntax::Language;
use crate::audit::walk::{NAME, Tree};
use crate::libraries::{self, Libraries};

/// Packages with the name of the service that call nothing.
const SILENT: &str = include_str!("../../libraries/silent.txt");

/// A package that may call anything.
#[derive(Debug)]
pub struct Stranger {
    name: String,
    path: String,
    span: Span,
    /// Whether an import says so, rather than a manifest.
    imported: bool,
}

/// What manifests name that is in no table.
pub fn depended_on<'d>(all: impl Iterator<Item = &'d Dependency>) -> Vec<Stranger> {
    let calls = all.filter(|d| !is_silent(d.ecosystem, &d.package));
    calls
        .map(|d| Stranger {
            name: d.package.clone(),
            path: d.file.to_string(),
            span: Span { start: 0, end: 0, line: d.line },
            imported: false,
        })
        .collect()
}

/// What files import that is in no table.
pub fn imported(tables: &'static Libraries, sources: &[Source]) -> Vec<Stranger> {
    let mut found = Vec::new();
    for source in sources {
        let Some(language) = source.language.in_tables() else { continue };
        let ecosystem = match language {
            libraries::Language::Python => Ecosystem::Python,
            libraries::Language::JavaScript => Ecosystem::JavaScript,
            libraries::Language::Go => Ecosystem::Go,
            _ => continue,
        };
        for import in source.unit.imports.iter().filter(|import| !import.types_only) {
            let name = package_of(ecosystem, &import.module);
            let is_known = || {
                tables.imported(language, &import.module).next().is_some()
                    || tables.of_package(name).next().is_some()
            };
            let is_stranger =
                plain(name).contains(NAME) && !is_known() && !is_silent(ecosystem, name);
            let below = import.module.strip_prefix(name).filter(|_| ecosystem == Ecosystem::Go);
            if is_stranger && !below.is_some_and(|below| is_folder(sources, below)) {
                found.push(Stranger {
                    name: name.to_string(),
                    path: source.path.clone(),
                    span: import.span,
                    imported: true,
                });
            }
        }
    }
    found
}

/// Whether what stands behind the name of a package of Go is a folder that is read: then the
/// package is the project's own.
fn is_folder(sources: &[Source], rest: &str) -> bool {
    let stands = |source: &Source| {
        let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        source.language == Language::Go && format!("/{folder}").ends_with(rest)
    };
    !rest.is_empty() && sources.iter().any(stands)
}

/// The package of a module; empty where it is a file.
fn package_of(ecosystem: Ecosystem, module: &str) -> &str {
    if ecosystem == Ecosystem::Python {
        return module.split('.').next().unwrap_or_default();
    }
    if ecosystem == Ecosystem::Go {
        // A host, and mostly whose it is and what. Without a host it is of the language itself,
        // or the project's own.
        let hosted = module.split('/').next().is_some_and(|host| host.contains('.'));
        let end = module.match_indices('/').nth(2).map_or(module.len(), |(at, _)| at);
        return if hosted { &module[..end] } else { "" };
    }
    // Deno says where it comes from, and its release.
    let module = module.trim_start_matches("npm:").trim_start_matches("jsr:");
    let segments = if module.starts_with('@') { 2 } else { 1 };
    let end = module.match_indices('/').nth(segments - 1).map_or(module.len(), |(at, _)| at);
    let name = &module[..end];
    let release = name.rfind('@').filter(|at| *at > 0);
    let name = &name[..release.unwrap_or(name.len())];
    // `@/lib`, `~/lib`, `./lib`; `@assets/spotify.svg`
    let is_path = name.starts_with("@/") || name.starts_with(['.', '~', '#', '$']);
    let is_file = name.rsplit_once('.').is_some_and(|(_, ending)| ending != "js");
    // The registry takes small letters alone.
    if is_path || is_file || name.contains(char::is_uppercase) { "" } else { name }
}

/// Whether a package is known to call nothing for a user.
fn is_silent(ecosystem: Ecosystem, name: &str) -> bool {
    SILENT.lines().any(|line| {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        let (Some(registry), Some(known)) = (words.next(), words.next()) else { return false };
        Ecosystem::of_registry(registry) == Some(ecosystem)
            && match known.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => plain(known) == plain(name),
            }
    })
}

impl Evidence {
    /// Notes strangers that are not the project's own.
    pub fn meet(&mut self, tree: &Tree, mut strangers: Vec<Stranger>) {
        if strangers.is_empty() {
            return;
        }
        let own = tree.manifests.iter();
        let own = own.filter_map(|manifest| dependencies::own_name(&tree.root.join(&**manifest)));
        // What is looked at may be a part of a module.
        let whole = std::path::absolute(&tree.root).unwrap_or_default();
        let around = whole.ancestors().filter_map(|f| dependencies::own_name(&f.join("go.mod")));
        let own: Vec<String> = own.chain(around).map(|name| plain(&name)).collect();
        let named: Vec<String> =
            strangers.iter().filter(|s| !s.imported).map(|s| plain(&s.name)).collect();
        // A module that stands in the tree is read there.
        let is_here = |name: &str| {
            let mut parts = tree.files.iter().flat_map(|file| file.path.split('/'));
            parts.any(|part| plain(part.split('.').next().unwrap_or(part)) == name)
        };
        strangers.retain(|stranger| {
            let name = plain(&stranger.name);
            // A path of Go says whose it is.
            let hosted = stranger.name.split_once('/').is_some_and(|(host, _)| host.contains('.'));
            let here = !hosted && is_here(&name);
            let known = stranger.imported && (here || named.contains(&name));
            !known && !own.contains(&name)
        });
        for stranger in strangers {
            let file = self.file_of(stranger.path);
            let place = Place { file, span: stranger.span };
            self.blind_spots.push(BlindSpot { place, unknown: Unknown::Library(stranger.name) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::read;
    use crate::audit::walk::{Options, Progress, written};
    use crate::catalogue::Catalogue;

    #[test]
    fn every_silent_package_has_a_registry_and_a_reason() {
        let lines = SILENT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut last = String::new();
        for line in lines {
            let (entry, why) = line.split_once('#').expect("a reason");
            let words: Vec<&str> = entry.split_whitespace().collect();
            let [registry, name] = words.as_slice() else { panic!("{line}") };
            let ecosystem = Ecosystem::of_registry(registry).expect(line);
            assert!(!why.trim().is_empty() && is_silent(ecosystem, name), "{line}");
            assert_eq!(Libraries::built_in().of_package(name).count(), 0, "{line} has a table");
            assert!(*last < *entry.trim(), "{line} stands behind {last}");
            last = entry.trim().to_string();
        }
    }

    /// The strangers of a program, each with where it is met.
    fn met(files: &[(&str, &str)]) -> Vec<String> {
        let (root, _) = written(files);
        let options =
            Options { paths: vec![root.path().to_owned()], threads: 1, ..Options::default() };
        let (catalogue, tables) = (Catalogue::built_in(), Libraries::built_in());
        let evidence = read(catalogue, tables, &options, &Progress::default());
        let spots = evidence.blind_spots.iter();
        let met = spots.filter_map(|spot| match &spot.unknown {
            Unknown::Library(name) => {
                Some(format!("{}:{} {name}", evidence.file(spot.place), spot.place.span.line))
            }
            _ => None,
        });
        met.collect()
    }

    #[test]
    fn packages_of_every_registry_are_met_at_their_manifests() {
        let met = |name, text| met(&[(name, text)]);
        let package = "{\n \"name\": \"a\",\n \"dependencies\": {\"spotify-api.js\": \"^9\", \"@x/spotify-finder\": \"1\"}\n}\n";
        assert_eq!(
            met("package.json", package),
            ["package.json:3 @x/spotify-finder", "package.json:3 spotify-api.js"]
        );
        assert_eq!(
            met("requirements.txt", "flask\nasync_spotify==1\n"),
            ["requirements.txt:2 async_spotify"]
        );
        assert_eq!(
            met(
                "pyproject.toml",
                "[project]\nname = \"a\"\ndependencies = [\n \"spotifyaio>=2\",\n]\n"
            ),
            ["pyproject.toml:4 spotifyaio"]
        );
        assert_eq!(
            met(
                "Cargo.toml",
                "[dependencies]\naspotify = \"0.7\"\nspotify-rs = { version = \"0.3\" }\n"
            ),
            ["Cargo.toml:2 aspotify", "Cargo.toml:3 spotify-rs"]
        );
        assert_eq!(
            met("go.mod", "module a\nrequire github.com/rapito/go-spotify v1.0.0\n"),
            ["go.mod:2 github.com/rapito/go-spotify"]
        );
        assert_eq!(
            met("A.csproj", "<PackageReference Include=\"SpotifyApi.NetCore\" Version=\"3.5\" />"),
            ["A.csproj:1 SpotifyApi.NetCore"]
        );
        let pom = "<dependencies>\n<dependency>\n<groupId>org.a</groupId>\n<artifactId>spotify-api</artifactId>\n</dependency>";
        assert_eq!(met("pom.xml", pom), ["pom.xml:2 org.a:spotify-api"]);
        assert_eq!(
            met("build.gradle", "implementation 'com.a:spotify-player@aar'\n"),
            ["build.gradle:1 com.a:spotify-player"]
        );
        assert_eq!(met("Gemfile", "gem 'spotify-client'\n"), ["Gemfile:1 spotify-client"]);
        assert_eq!(
            met("composer.json", "{\"require\": {\"a/spotify-api\": \"1\"}}"),
            ["composer.json:1 a/spotify-api"]
        );
        assert_eq!(
            met("Package.swift", ".package(url: \"https://a.com/b/Spotify.git\", from: \"1.0.0\")"),
            ["Package.swift:1 https://a.com/b/Spotify.git"]
        );
        assert_eq!(
            met("Podfile.lock", "PODS:\n  - SpotifyKit (1.0)\n"),
            ["Podfile.lock:2 SpotifyKit"]
        );
    }

    #[test]
    fn packages_that_are_known_or_the_projects_own_are_no_strangers() {
        let none = |files: &[(&str, &str)]| assert!(met(files).is_empty(), "{:?}", met(files));
        for package in [
            "spotify-web-api-node",
            "passport-spotify",
            "@types/spotify-api",
            "react-spotify-embed",
            "@spotify/eslint-config",
            "music",
        ] {
            none(&[("package.json", &format!("{{\"dependencies\": {{\"{package}\": \"1\"}}}}"))]);
        }
        // Its own, a member of its workspace, a part of its build.
        none(&[
            (
                "package.json",
                "{\"name\": \"spotify-app\", \"dependencies\": {\"@me/spotify-ui\": \"*\"}}",
            ),
            ("ui/package.json", "{\"name\": \"@me/spotify-ui\"}"),
        ]);
        none(&[
            (
                "a/Cargo.toml",
                "[package]\nname = \"a\"\n[dependencies]\nspotify-core = { path = \"../b\" }\n",
            ),
            ("b/Cargo.toml", "[package]\nname = \"spotify-core\"\n"),
        ]);
        none(&[(
            "build.gradle",
            "implementation project(':spotify-auth')\nuri \"app://spotify-pkce\"\n",
        )]);
        none(&[
            (
                "pom.xml",
                "<parent><artifactId>p</artifactId></parent><artifactId>spotify-a</artifactId>",
            ),
            (
                "b/pom.xml",
                "<artifactId>b</artifactId><dependencies><dependency><groupId>g</groupId><artifactId>spotify-a</artifactId></dependency></dependencies>",
            ),
        ]);
        none(&[("Package.swift", ".package(path: \"../SpotifyKit\")")]);
        // Words about the project, and what packages depend on.
        none(&[("setup.py", "setup(name='a', keywords=['spotify'], packages=['spotify_a'])\n")]);
        none(&[(
            "package-lock.json",
            "{\"packages\": {\"node_modules/spotify-x\": {\"version\": \"1\"}}}",
        )]);
    }

    #[test]
    fn modules_are_met_where_nothing_in_the_tree_is_called_so() {
        let python = "import spotify_client.api as a\n";
        assert_eq!(met(&[("a.py", python)]), ["a.py:1 spotify_client"]);
        let script = "import {a} from '@b/spotify-x/lib';\nconst c = require('spotify-y');\n";
        assert_eq!(met(&[("a.js", script)]), ["a.js:1 @b/spotify-x", "a.js:2 spotify-y"]);
        // Met at the manifest, where there is one.
        let both = [("a.py", python), ("requirements.txt", "spotify-client\n")];
        assert_eq!(met(&both), ["requirements.txt:1 spotify-client"]);
        let none = |files: &[(&str, &str)]| assert!(met(files).is_empty(), "{:?}", met(files));
        none(&[("a.py", python), ("spotify_client/api.py", "a = 1\n")]);
        none(&[("a.py", python), ("lib/spotify_client.py", "a = 1\n")]);
        none(&[("a.py", "import spotipy\nfrom .spotify import b\nfrom app.spotify import c\n")]);
        none(&[("a.ts", "import type {A} from 'spotify-api';\nimport {b} from '@/spotify';\n")]);
        none(&[("a.ts", "import S from 'next-auth/providers/spotify';\n")]);
    }

    #[test]
    fn packages_of_go_are_met_in_imports_too() {
        let code =
            "package main\nimport (\n\t\"a/spotify\"\n\t\"github.com/b/spotify/v2/auth\"\n)\n";
        assert_eq!(met(&[("a.go", code)]), ["a.go:4 github.com/b/spotify"]);
        // A folder of the project's own may well have the same name.
        let both = [("a.go", code), ("spotify/b.go", "package spotify\n")];
        assert_eq!(met(&both), ["a.go:4 github.com/b/spotify"]);
        let manifest = ("go.mod", "module a\nrequire github.com/b/spotify/v2 v2.0.0\n");
        assert_eq!(met(&[("a.go", code), manifest]), ["go.mod:2 github.com/b/spotify/v2"]);
        let none = |files: &[(&str, &str)]| assert!(met(files).is_empty(), "{:?}", met(files));
        none(&[("a.go", code), ("go.mod", "module github.com/b/spotify/v2\n")]);
        let own = "package auth\nconst A = \"https://api.spotify.com/v1/me\"\n";
        none(&[("a.go", code), ("v2/auth/b.go", own)]);
        none(&[("a.go", "package main\nimport \"github.com/zmb3/spotify/v2\"\n")]);
        none(&[("a.go", "package main\nimport \"golang.org/x/oauth2/spotify\"\n")]);
    }

    #[test]
    fn modules_are_of_packages() {
        let of = |module| package_of(Ecosystem::JavaScript, module);
        assert_eq!(of("spotify-x/lib/a"), "spotify-x");
        assert_eq!(of("@a/spotify-x/lib"), "@a/spotify-x");
        assert_eq!(of("npm:spotify-x@^1.2/a"), "spotify-x");
        assert_eq!(of("npm:@a/spotify-x@1"), "@a/spotify-x");
        assert_eq!(of("spotify-x.js"), "spotify-x.js");
        for own in [
            "@assets/Spotify_Logo",
            "@assets/spotify.svg",
            "./spotify",
            "../spotify/a",
            "@/spotify",
            "~/spotify",
            "#spotify",
            "$spotify",
        ] {
            assert_eq!(of(own), "", "{own}");
        }
        let of = |module| package_of(Ecosystem::Python, module);
        assert_eq!(of("spotify_x.client"), "spotify_x");
        assert_eq!(of(".spotify"), "");
    }
}
