//! One small file of each format, with the package that is looked for and others.

use std::fs;

use super::*;
use crate::audit::walk::written;

use Ecosystem::{DotNet, Go, JavaScript, Jvm, Php, Python, Ruby, Rust, Swift};

/// The dependencies of a tree of these files on these packages, as `folder package release file:line`.
fn found(files: &[(&str, &str)], packages: &[(Ecosystem, &str)]) -> Vec<String> {
    let (_root, tree) = written(files);
    let packages: Vec<Package> =
        packages.iter().map(|(ecosystem, name)| Package { ecosystem: *ecosystem, name }).collect();
    dependencies(&tree.root, &tree.manifests, &packages, 0)
        .into_iter()
        .map(|d| {
            let release = match d.release {
                Release::Any => "any".to_owned(),
                Release::AtLeast(version) => format!("{version}+"),
                Release::Exactly(version) => version,
            };
            format!("{}|{} {release} {}:{}", d.folder, d.package, d.file, d.line)
        })
        .collect()
}

/// What one file says of one package: its release and line; empty for nothing.
fn one(name: &str, text: &str, ecosystem: Ecosystem, package: &str) -> String {
    let all = found(&[(name, text)], &[(ecosystem, package)]);
    assert!(all.len() <= 1, "{all:?}");
    let said = all.first().map_or("", |text| text.as_str());
    let said = said.split_once(&format!("|{package} ")).map_or("", |(_, rest)| rest);
    said.split_once(' ').map_or(String::new(), |(release, at)| {
        format!("{release} :{}", at.rsplit_once(':').unwrap().1)
    })
}

#[test]
fn python_manifests() {
    let says = |name: &str, text: &str| one(name, text, Python, "spotipy");
    assert_eq!(says("requirements.txt", "flask\nspotipy==2.23.0 # x\n"), "2.23.0 :2");
    assert_eq!(
        says("requirements-dev.txt", "Spotipy[redis] >= 2.19,<3 ; python_version > '3'"),
        "2.19+ :1"
    );
    assert_eq!(says("requirements.txt", "spotipy\n"), "any :1");
    assert_eq!(says("requirements.txt", "spotipy @ git+https://x/spotipy@2.22.1\n"), "2.22.1 :1");
    assert_eq!(says("requirements.txt", "spotipy-anon==1\n# spotipy==2\nmyspotipy\n"), "");
    assert_eq!(says("Pipfile", "[packages]\nspotipy = \"~=2.1\"\n"), "2.1+ :2");
    assert_eq!(
        says(
            "pyproject.toml",
            "[project]\nname = \"a\"\ndependencies = [\n \"spotipy>=2.20\",\n]\n"
        ),
        "2.20+ :4"
    );
    assert_eq!(
        says("pyproject.toml", "[tool.poetry.dependencies]\nspotipy = { version = \"^2.20\" }\n"),
        "2.20+ :2"
    );
    assert_eq!(says("pyproject.toml", "[project]\nname = \"spotipy\"\n"), "");
    assert_eq!(
        says("setup.py", "setup(\n  install_requires=['six', 'spotipy>=2.1'])\n"),
        "2.1+ :2"
    );
    assert_eq!(says("setup.cfg", "install_requires =\n  spotipy~=2.3\n"), "2.3+ :2");
    assert_eq!(says("environment.yml", "dependencies:\n - spotipy=2.23\n"), "2.23 :2");
}

#[test]
fn python_locks() {
    let says = |name: &str, text: &str| one(name, text, Python, "spotipy");
    let block = "[[package]]\nname = \"six\"\nversion = \"1\"\n\n[[package]]\nname = \"spotipy\"\nversion = \"2.24.0\"\n";
    assert_eq!(says("poetry.lock", block), "2.24.0 :6");
    assert_eq!(says("uv.lock", block), "2.24.0 :6");
    assert_eq!(
        says("Pipfile.lock", "{\n\"default\": {\n\"spotipy\": {\"version\": \"==2.23.0\"}}}"),
        "2.23.0 :3"
    );
    assert_eq!(says("Pipfile.lock", "{\"default\": {\"six\": {\"index\": \"spotipy\"}}}"), "");
}

#[test]
fn javascript_manifests_and_locks() {
    let says = |name: &str, text: &str| one(name, text, JavaScript, "spotify-web-api-node");
    assert_eq!(
        says("package.json", "{\n\"dependencies\": {\n\"spotify-web-api-node\": \"^5.0.2\"}}"),
        "5.0.2+ :3"
    );
    assert_eq!(
        says("package.json", "{\"dependencies\": {\"@types/spotify-web-api-node\": \"^5\"}}"),
        ""
    );
    assert_eq!(
        says("package.json", "{\"dependencies\": {\"s\": \"npm:spotify-web-api-node@4.0.0\"}}"),
        "4.0.0 :1"
    );
    assert_eq!(says("package.json", "{ broken spotify-web-api-node"), "");
    assert_eq!(
        says(
            "package-lock.json",
            "{\"packages\": {\n\"\": {},\n\"node_modules/spotify-web-api-node\": {\"version\": \"5.0.2\"}}}"
        ),
        "5.0.2 :3"
    );
    assert_eq!(
        says(
            "package-lock.json",
            "{\"dependencies\": {\"spotify-web-api-node\": {\"version\": \"4.0.0\"}}}"
        ),
        "4.0.0 :1"
    );
    assert_eq!(
        says("yarn.lock", "# x\n\nspotify-web-api-node@^5.0.0:\n  version \"5.0.2\"\n"),
        "5.0.2 :3"
    );
    assert_eq!(
        says(
            "yarn.lock",
            "\"spotify-web-api-node@npm:^5.0.0\":\n  version: 5.0.2\n  resolution: x\n"
        ),
        "5.0.2 :1"
    );
    assert_eq!(says("pnpm-lock.yaml", "packages:\n  spotify-web-api-node@5.0.2:\n"), "5.0.2 :2");
    assert_eq!(says("pnpm-lock.yaml", "  /spotify-web-api-node@5.0.2(x@1):\n"), "5.0.2 :1");
    assert_eq!(says("pnpm-lock.yaml", "  /spotify-web-api-node/4.0.0:\n"), "4.0.0 :1");
    assert_eq!(
        says("bun.lock", "{\n \"x\": [\"spotify-web-api-node@5.0.2\", \"\"],\n"),
        "5.0.2 :2"
    );
    assert_eq!(
        says("deno.json", "{\"imports\": {\n\"s\": \"npm:spotify-web-api-node@^5.0.1\"}}"),
        "5.0.1+ :2"
    );
    let sdk = |name: &str, text: &str| one(name, text, JavaScript, "@spotify/web-api-ts-sdk");
    assert_eq!(
        sdk("yarn.lock", "\"@spotify/web-api-ts-sdk@^1.2.0\":\n  version \"1.2.0\"\n"),
        "1.2.0 :1"
    );
    assert_eq!(sdk("pnpm-lock.yaml", "  '@spotify/web-api-ts-sdk@1.2.0':\n"), "1.2.0 :1");
    assert_eq!(sdk("pnpm-lock.yaml", "  /@spotify/web-api-ts-sdk/1.1.2:\n"), "1.1.2 :1");
}

#[test]
fn go_modules() {
    let says = |text: &str| one("go.mod", text, Go, "github.com/zmb3/spotify");
    assert_eq!(
        says("module x\nrequire (\n\tgithub.com/zmb3/spotify/v2 v2.4.0 // y\n)\n"),
        "2.4.0 :3"
    );
    assert_eq!(says("require github.com/zmb3/spotify v1.3.0\n"), "1.3.0 :1");
    assert_eq!(says("require github.com/zmb3/spotifyx v1.3.0\n"), "");
    assert_eq!(says("require github.com/zmb3/spotify/cmd v1.3.0\n"), "");
}

#[test]
fn cargo_manifests_and_locks() {
    let says = |name: &str, text: &str| one(name, text, Rust, "rspotify");
    assert_eq!(says("Cargo.toml", "[dependencies]\nrspotify = \"0.12\"\n"), "0.12+ :2");
    assert_eq!(
        says(
            "Cargo.toml",
            "[target.'cfg(unix)'.dependencies]\ns = { package = \"rspotify\", version = \"=0.10.0\" }\n"
        ),
        "0.10.0 :1"
    );
    assert_eq!(says("Cargo.toml", "[workspace.dependencies.rspotify]\ngit = \"x\"\n"), "any :1");
    assert_eq!(says("Cargo.toml", "[package]\nname = \"rspotify\"\n"), "");
    assert_eq!(
        says("Cargo.lock", "[[package]]\nname = \"rspotify\"\nversion = \"0.15.3\"\n"),
        "0.15.3 :2"
    );
}

#[test]
fn dotnet_projects_and_locks() {
    let says = |name: &str, text: &str| one(name, text, DotNet, "SpotifyAPI.Web");
    assert_eq!(
        says(
            "App.csproj",
            "<Project>\n<PackageReference Include=\"SpotifyAPI.Web\" Version=\"7.2.1\" />\n"
        ),
        "7.2.1 :2"
    );
    assert_eq!(
        says(
            "App.csproj",
            "<PackageReference Include=\"spotifyapi.web\">\n<Version>6.*</Version>\n</PackageReference>"
        ),
        "6+ :1"
    );
    assert_eq!(
        says(
            "App.csproj",
            "<PackageReference Include=\"SpotifyAPI.Web.Auth\" Version=\"7.2.1\" />"
        ),
        ""
    );
    assert_eq!(
        says("packages.config", "<packages>\n<package id=\"SpotifyAPI.Web\" version=\"5.1.1\" />"),
        "5.1.1 :2"
    );
    assert_eq!(
        says(
            "Directory.Packages.props",
            "<PackageVersion Include=\"SpotifyAPI.Web\" Version=\"[6.0,7)\" />"
        ),
        "6.0+ :1"
    );
    assert_eq!(
        says(
            "packages.lock.json",
            "{\"dependencies\": {\"net8.0\": {\"SpotifyAPI.Web\": {\"resolved\": \"7.1.1\"}}}}"
        ),
        "7.1.1 :1"
    );
    assert_eq!(says("paket.dependencies", "nuget SpotifyAPI.Web ~> 6.2\n"), "6.2+ :1");
    assert_eq!(says("paket.lock", "NUGET\n  remote: x\n    SpotifyAPI.Web (6.2.2)\n"), "6.2.2 :3");
}

#[test]
fn jvm_builds_and_locks() {
    let says = |name: &str, text: &str| {
        one(name, text, Jvm, "se.michaelthelin.spotify:spotify-web-api-java")
    };
    let pom = "<project><properties><spotify.version>8.4.1</spotify.version></properties>\n<dependency>\n\
               <groupId>se.michaelthelin.spotify</groupId><artifactId>spotify-web-api-java</artifactId>\n\
               <version>${spotify.version}</version></dependency>";
    assert_eq!(says("pom.xml", pom), "8.4.1 :2");
    assert_eq!(says("pom.xml", &pom.replace("${spotify.version}", "7.0.0")), "7.0.0 :2");
    assert_eq!(says("pom.xml", &pom.replace("se.michael", "com.wrapper")), "");
    let name = "se.michaelthelin.spotify:spotify-web-api-java";
    let gradle = |text: &str| says("build.gradle", text);
    assert_eq!(gradle(&format!("a\nimplementation '{name}:8.0.0'\n")), "8.0.0 :2");
    assert_eq!(gradle(&format!("def v = '8.1.0'\nimplementation \"{name}:$v\"\n")), "8.1.0 :2");
    assert_eq!(
        gradle(
            "compile group: 'se.michaelthelin.spotify', name: 'spotify-web-api-java', version: '6.5.4'"
        ),
        "6.5.4 :1"
    );
    assert_eq!(gradle(&format!("// '{name}:8.0.0'\n")), "");
    assert_eq!(says("gradle.lockfile", &format!("{name}:8.3.5=compileClasspath\n")), "8.3.5 :1");
    let catalog = "[versions]\ns = \"8.2.0\"\n[libraries]\n\
                   spotify = { module = \"se.michaelthelin.spotify:spotify-web-api-java\", version.ref = \"s\" }\n";
    assert_eq!(says("gradle/libs.versions.toml", catalog), "8.2.0 :4");
}

#[test]
fn php_ruby_swift() {
    let php = |name: &str, text: &str| one(name, text, Php, "jwilsson/spotify-web-api-php");
    assert_eq!(
        php("composer.json", "{\"require\": {\"jwilsson/spotify-web-api-php\": \"^6.0\"}}"),
        "6.0+ :1"
    );
    assert_eq!(
        php(
            "composer.lock",
            "{\"packages\": [\n{\"name\": \"jwilsson/spotify-web-api-php\", \"version\": \"v6.2.0\"}]}"
        ),
        "6.2.0 :2"
    );
    assert_eq!(php("composer.json", "{\"name\": \"jwilsson/spotify-web-api-php\"}"), "");
    let ruby = |name: &str, text: &str| one(name, text, Ruby, "rspotify");
    assert_eq!(ruby("Gemfile", "gem 'rails'\ngem 'rspotify', '~> 2.9'\n"), "2.9+ :2");
    assert_eq!(ruby("Gemfile", "gem \"rspotify\", require: false\n"), "any :1");
    assert_eq!(ruby("Gemfile", "# gem 'rspotify'\n"), "");
    assert_eq!(
        ruby("Gemfile.lock", "GEM\n  specs:\n    rspotify (2.9.2)\n      x (1)\n"),
        "2.9.2 :3"
    );
    assert_eq!(ruby("Gemfile.lock", "GEM\n  specs:\n    a (1)\n      rspotify (>= 1)\n"), "");
    assert_eq!(ruby("a.gemspec", "s.add_runtime_dependency \"rspotify\", \">= 2.1\"\n"), "2.1+ :1");
    let swift = |name: &str, text: &str| {
        one(name, text, Swift, "https://github.com/Peter-Schorn/SpotifyAPI")
    };
    let url = "https://github.com/Peter-Schorn/SpotifyAPI.git";
    assert_eq!(
        swift("Package.swift", &format!(".package(url: \"{url}\", from: \"2.2.4\"),")),
        "2.2.4+ :1"
    );
    assert_eq!(
        swift("Package.swift", &format!(".package(url: \"{url}\", exact: \"2.2.4\"),")),
        "2.2.4 :1"
    );
    assert_eq!(
        swift("Package.swift", &format!(".package(url: \"{url}\", branch: \"main\"),")),
        "any :1"
    );
    assert_eq!(
        swift("Package.swift", ".package(url: \"https://x/SpotifyAPI\", from: \"1.0.0\")"),
        ""
    );
    assert_eq!(
        swift(
            "Package.resolved",
            &format!(
                "{{\"pins\": [{{\"location\": \"{url}\", \"state\": {{\"version\": \"3.0.1\"}}}}]}}"
            )
        ),
        "3.0.1 :1"
    );
    assert_eq!(
        swift(
            "A.xcodeproj/project.pbxproj",
            &format!("repositoryURL = \"{url}\";\nrequirement = {{\nminimumVersion = 2.1.0;\n")
        ),
        "2.1.0+ :1"
    );
    assert_eq!(one("Podfile.lock", "PODS:\n  - Spartan (3.0)\n", Swift, "Spartan"), "3.0 :2");
}

#[test]
fn locks_go_before_manifests_and_reach_down() {
    let files = [
        ("package.json", "{\"dependencies\": {\"spotify-web-api-node\": \"^4\"}}"),
        (
            "package-lock.json",
            "{\"packages\": {\"node_modules/spotify-web-api-node\": {\"version\": \"5.0.2\"}}}",
        ),
        ("packages/app/package.json", "{\"dependencies\": {\"spotify-web-api-node\": \"^5\"}}"),
        ("other/package.json", "{\"dependencies\": {\"react\": \"^5\"}}"),
        (
            "node_modules/x/package.json",
            "{\"dependencies\": {\"spotify-web-api-node\": \"1.0.0\"}}",
        ),
    ];
    assert_eq!(
        found(&files, &[(JavaScript, "spotify-web-api-node"), (Python, "spotipy")]),
        [
            "|spotify-web-api-node 5.0.2 package-lock.json:1",
            "packages/app|spotify-web-api-node 5.0.2 package-lock.json:1",
        ]
    );
}

#[test]
fn the_nearest_folder_counts() {
    let dependency = |folder: &str, version: &str| Dependency {
        folder: folder.into(),
        ecosystem: Python,
        package: "spotipy".into(),
        release: Release::Exactly(version.into()),
        file: "x".into(),
        line: 1,
    };
    let all = [dependency("", "1"), dependency("a", "2"), dependency("a/b", "3")];
    let of = |path| nearest(&all, path, "spotipy").and_then(|d| d.release.lowest());
    assert_eq!(of("main.py"), Some("1"));
    assert_eq!(of("a/main.py"), Some("2"));
    assert_eq!(of("a/b/c/main.py"), Some("3"));
    assert_eq!(of("ab/main.py"), Some("1"));
    assert_eq!(nearest(&all, "main.py", "tekore"), None);
}

#[test]
fn manifests_name_themselves() {
    let root = tempfile::tempdir().unwrap();
    let own = |name: &str, text: &str| {
        let path = root.path().join(name);
        fs::write(&path, text).unwrap();
        own_name(&path)
    };
    let is = |name: &str| Some(name.to_owned());
    assert_eq!(own("package.json", "{\"name\": \"a\"}"), is("a"));
    assert_eq!(own("package.json", "{\"version\": \"a\"}"), None);
    assert_eq!(own("setup.py", "setup(\n    name='spotipy',\n    version=1)"), is("spotipy"));
    assert_eq!(own("setup.py", "names = 'x'\n"), None);
    assert_eq!(own("pyproject.toml", "[tool.poetry]\nname = \"tekore\"\n"), is("tekore"));
    assert_eq!(own("Cargo.toml", "[package]\nname = \"rspotify\"\n"), is("rspotify"));
    assert_eq!(own("go.mod", "module github.com/zmb3/spotify/v2\n"), is("github.com/zmb3/spotify"));
    assert_eq!(own("a.gemspec", "spec.name          = \"rspotify\"\n"), is("rspotify"));
    assert_eq!(own("a.csproj", "<PackageId>SpotifyAPI.Web</PackageId>"), is("SpotifyAPI.Web"));
    assert_eq!(own("requirements.txt", "spotipy"), None);
    fs::write(root.path().join("package.json"), "{\"name\": \"tekore\"}").unwrap();
    let among = |names: &[&str]| own_name_among(&root.path().join("package.json"), names);
    assert_eq!(among(&["spotipy", "tekore"]), is("tekore"));
    assert_eq!(among(&["spotipy"]), None);
}

#[test]
fn every_registry_of_the_tables_is_known() {
    for library in Libraries::built_in().all {
        assert!(Ecosystem::of_registry(library.registry).is_some(), "{}", library.registry);
    }
    assert!(Package::all(Libraries::built_in()).iter().any(|package| package.name == "spotipy"));
    assert_eq!(Ecosystem::of_registry("AUR"), None);
}
