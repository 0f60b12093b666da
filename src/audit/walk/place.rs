//! What a file is for, by its name and place.
//!
//! Only names below the path that was typed count: who asks about a folder `tests`
//! means it. A name that others also give to sources (`build`, `bin`, `packages`) needs
//! something beside or inside it that shows what it is.

use std::path::Path;

use super::Reason;
use super::language::is_environment;
use crate::audit::text::in_small_letters;

/// What to do about a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Do not enter: installed or written by a program, as its name or mark proves.
    Stay(Reason),
    /// Look through it, and leave out what is found.
    LeaveOut(Reason),
}

impl Verdict {
    /// Why.
    pub fn reason(self) -> Reason {
        match self {
            Verdict::Stay(reason) | Verdict::LeaveOut(reason) => reason,
        }
    }
}

/// Folders that only package managers make.
const INSTALLED: &[&str] = &[
    "node_modules",
    "bower_components",
    "jspm_packages",
    "site-packages",
    "dist-packages",
    "__pypackages__",
    "pods",
    "carthage",
    "elm-stuff",
];

/// Folders for the code of others.
const VENDORED: &[&str] =
    &["vendor", "third_party", "third-party", "thirdparty", "3rdparty", "3rd-party"];

/// Folders that builds write into, and the files beside them that say so.
const BUILT: &[(&str, &[&str])] = &[
    ("dist", &["package.json", "pyproject.toml", "setup.py", "pubspec.yaml"]),
    ("out", &["package.json", "build.gradle", "build.gradle.kts", ".iml", ".xcodeproj"]),
    (
        "build",
        &[
            "package.json",
            "build.gradle",
            "build.gradle.kts",
            "settings.gradle",
            "settings.gradle.kts",
            "pyproject.toml",
            "setup.py",
            "pubspec.yaml",
            "CMakeLists.txt",
            ".xcodeproj",
        ],
    ),
    ("target", &["Cargo.toml", "pom.xml", "build.sbt", "project.clj"]),
    ("bin", &[".csproj", ".vbproj", ".fsproj", ".sln", ".slnx", ".classpath"]),
    ("obj", &[".csproj", ".vbproj", ".fsproj", ".sln", ".slnx"]),
    ("_build", &["mix.exs", "dune-project"]),
];

const TESTS: &[&str] = &[
    "test",
    "tests",
    "__tests__",
    "__test__",
    "spec",
    "specs",
    "mock",
    "mocks",
    "__mocks__",
    "__mock__",
    "fixture",
    "fixtures",
    "__fixtures__",
    "__snapshots__",
    "testdata",
    "test_data",
    "test-data",
    "unittest",
    "unittests",
    "unit-tests",
    "unit_tests",
    "integrationtest",
    "integrationtests",
    "integration-tests",
    "integration_tests",
    "androidtest",
    "e2e",
    "cypress",
    "playwright",
    "stories",
    "__stories__",
];

const DOCS: &[&str] = &["doc", "docs", "documentation", "javadoc", "apidoc", "apidocs"];

/// What a folder is for; none for sources. `allowed` are reasons that do not count.
pub fn folder(folder: &Path, allowed: &[Reason]) -> Option<Verdict> {
    let name = folder.file_name()?.to_string_lossy();
    let small = in_small_letters(&name);
    let is = |names: &[&str]| names.contains(&&*small);
    let beside = |file: &str| folder.with_file_name(file).exists();
    let within = |file: &str| folder.join(file).exists();
    let rules: [(Verdict, &dyn Fn() -> bool); 11] = [
        (Verdict::Stay(Reason::Hidden), &|| name.starts_with('.')),
        (Verdict::Stay(Reason::Vendored), &|| is(INSTALLED)),
        (Verdict::Stay(Reason::Vendored), &|| {
            small.contains("env") && (within("pyvenv.cfg") || within("conda-meta"))
        }),
        (Verdict::Stay(Reason::Vendored), &|| small == "deps" && beside("mix.exs")),
        (Verdict::Stay(Reason::Vendored), &|| small == "packages" && is_nuget(folder)),
        (Verdict::Stay(Reason::Built), &|| {
            is(&["__pycache__", "deriveddata", "htmlcov"])
                || is(&["obj"]) && within("project.assets.json")
                || is(&["target", "build", "out"]) && within("CACHEDIR.TAG")
        }),
        (Verdict::LeaveOut(Reason::Vendored), &|| {
            is(VENDORED)
                || small.ends_with(".framework")
                || small.ends_with(".xcframework")
                // Where ASP.NET keeps what pages are given of others.
                || small == "lib" && folder.parent().is_some_and(|p| p.ends_with("wwwroot"))
        }),
        (Verdict::LeaveOut(Reason::Built), &|| {
            is_written_by_a_build(folder, &small)
                || small == "coverage" && (within("lcov.info") || within("lcov-report"))
                || small == "_site"
        }),
        (Verdict::LeaveOut(Reason::Test), &|| is(TESTS) || is_test_project(&name)),
        (Verdict::LeaveOut(Reason::Docs), &|| is(DOCS)),
        (Verdict::LeaveOut(Reason::Generated), &|| is(&["generated", "__generated__"])),
    ];
    rules
        .iter()
        .find(|(verdict, holds)| !allowed.contains(&verdict.reason()) && holds())
        .map(|(verdict, _)| *verdict)
}

/// `App.Tests`, `AppUITests`, `app-tests`: how C#, Swift and JavaScript name them.
fn is_test_project(name: &str) -> bool {
    name.len() > "Tests".len()
        && ["Tests", ".Test", ".UnitTest", "-tests", "_tests"].iter().any(|end| name.ends_with(end))
}

fn is_written_by_a_build(folder: &Path, name: &str) -> bool {
    let Some((_, signs)) = BUILT.iter().find(|(built, _)| *built == name) else { return false };
    // A package of a larger repository may be called `build`; a `dist` gets a copy of the
    // manifest.
    let own = ["package.json", "Cargo.toml", "pyproject.toml", "pom.xml"];
    if name != "dist" && own.iter().any(|file| folder.join(file).exists()) {
        return false;
    }
    let Some(parent) = folder.parent() else { return false };
    // `.sln` is an ending, `setup.py` a whole name.
    let mut endings = signs.iter().filter(|sign| sign.starts_with('.')).peekable();
    signs.iter().any(|sign| parent.join(sign).exists())
        || endings.peek().is_some()
            && any_entry(parent, |name| endings.clone().any(|end| name.ends_with(end)))
}

/// Whether a folder holds packages as `NuGet` restores them: `Name.1.2.3/Name.1.2.3.nupkg`.
fn is_nuget(folder: &Path) -> bool {
    any_entry(folder, |name| {
        name == "repositories.config" || folder.join(name).join(format!("{name}.nupkg")).exists()
    })
}

fn any_entry(folder: &Path, holds: impl Fn(&str) -> bool) -> bool {
    // A folder with more entries than this shows what it is before.
    const ENOUGH: usize = 500;
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.take(ENOUGH).flatten().any(|e| holds(&e.file_name().to_string_lossy()))
    })
}

/// What a file's name says it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A source.
    Source,
    /// Left out by name alone.
    LeftOut(Reason),
    /// A test, if it looks like one inside: `test_login.py` may be the app itself.
    PerhapsTest,
}

/// Endings of scripts, which share their manners.
const SCRIPTS: &[&str] = &["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte"];

/// What a file is for, by its name alone.
pub fn file(name: &str) -> Named {
    // What a build tool puts beside a program to fetch itself.
    if matches!(name, "gradlew" | "gradlew.bat" | "mvnw" | "mvnw.cmd") {
        return Named::LeftOut(Reason::Generated);
    }
    let Some((stem, ending)) = name.rsplit_once('.') else { return Named::Source };
    let (small, ending) = (in_small_letters(stem), in_small_letters(ending));
    let is = |endings: &[&str]| endings.contains(&&*ending);
    // All of these ends have a sign in them, which most names have not.
    let is_parted = small.contains(['.', '-', '_']);
    let ends = |ends: &[&str]| is_parted && ends.iter().any(|end| small.ends_with(end));
    if name.starts_with('.') && !is_environment(name) {
        return Named::LeftOut(Reason::Hidden);
    }
    if is(SCRIPTS) {
        if ends(&[".min", "-min", ".bundle", ".chunk"]) {
            return Named::LeftOut(Reason::Minified);
        }
        let tests = [
            ".test",
            ".tests",
            ".spec",
            ".specs",
            "-spec",
            ".cy",
            ".e2e",
            ".stories",
            ".story",
            ".mock",
            ".mocks",
            ".fixture",
            ".fixtures",
            "_test",
            "-test",
            "_spec",
        ];
        if ends(&tests[..13]) {
            return Named::LeftOut(Reason::Test);
        }
        if ends(&tests[13..]) {
            return Named::PerhapsTest;
        }
    }
    let generated = match &*ending {
        "go" => ends(&[".pb", ".gen", "_gen", ".pb.gw"]),
        "py" => ends(&["_pb2", "_pb2_grpc"]),
        "cs" | "vb" => ends(&[".designer", ".g", ".g.i", ".generated"]),
        "dart" => ends(&[".g", ".freezed", ".gr", ".pb", ".pbjson"]),
        "swift" | "ts" | "js" | "tsx" => ends(&[".generated", ".gen", ".pb", "_pb"]),
        _ => false,
    };
    if generated {
        return Named::LeftOut(Reason::Generated);
    }
    let test = match &*ending {
        "go" | "exs" | "dart" => ends(&["_test"]),
        "rb" => ends(&["_spec"]),
        "bats" => true,
        "ps1" => ends(&[".tests"]),
        "py" => small == "conftest",
        _ => false,
    };
    if test {
        return Named::LeftOut(Reason::Test);
    }
    let camel = is(&["java", "kt", "cs", "php", "swift", "groovy", "scala", "vb", "fs", "hs"])
        && ["Test", "Tests", "TestCase", "Spec", "Specs", "IT"]
            .iter()
            .any(|end| stem.ends_with(end));
    let snake = is(&["py", "rb", "rs", "php", "clj", "ex", "pl", "lua"])
        && (small.starts_with("test_")
            || ends(&["_test", "_tests", "_spec", "test-helper", "test_helper"]));
    if camel || snake || ["test", "tests", "spec"].contains(&&*small) {
        return Named::PerhapsTest;
    }
    Named::Source
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What becomes of the folder `path` in a tree of these files.
    fn verdict(path: &str, files: &[&str]) -> Option<Verdict> {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join(path)).unwrap();
        for file in files {
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        folder(&root.path().join(path), &[])
    }

    #[test]
    fn installed_packages_are_not_entered() {
        let vendored = Some(Verdict::Stay(Reason::Vendored));
        assert_eq!(verdict("node_modules", &[]), vendored);
        assert_eq!(verdict("ios/Pods", &[]), vendored);

        assert_eq!(verdict("my-env", &["my-env/pyvenv.cfg"]), vendored);
        assert_eq!(verdict("environments", &["environments/dev.py"]), None);
        assert_eq!(verdict("deps", &["mix.exs"]), vendored);
        assert_eq!(verdict("deps", &["deps/a.py"]), None);
        assert_eq!(verdict("packages", &["packages/A.1.2.3/A.1.2.3.nupkg"]), vendored);
        assert_eq!(verdict("packages", &["packages/core/package.json"]), None);
        assert_eq!(verdict("packages", &["packages/repositories.config"]), vendored);
        assert_eq!(verdict("modules", &["modules/A.1.2.3/A.1.2.3.nupkg"]), None);
        assert_eq!(verdict("conda-env", &["conda-env/conda-meta/history"]), vendored);
        assert_eq!(verdict("tools", &["tools/conda-meta/history"]), None);
        assert_eq!(verdict("lib", &["mix.exs"]), None);
    }

    #[test]
    fn hidden_folders_are_not_entered() {
        assert_eq!(verdict(".next", &[]), Some(Verdict::Stay(Reason::Hidden)));
        assert_eq!(verdict("next", &[]), None);
    }

    #[test]
    fn built_folders_need_something_that_builds_them() {
        let built = Some(Verdict::LeaveOut(Reason::Built));
        assert_eq!(verdict("dist", &["package.json"]), built);
        assert_eq!(verdict("app/bin", &["app/App.csproj"]), built);
        assert_eq!(verdict("dist", &["index.html"]), None);
        assert_eq!(verdict("src/build", &["package.json", "src/a.js"]), None);
        assert_eq!(verdict("build", &["package.json", "build/package.json"]), None);
        assert_eq!(verdict("dist", &["package.json", "dist/package.json"]), built);
        assert_eq!(verdict("bin", &["package.json", "bin/cli.js"]), None);
        assert_eq!(verdict("target", &["target/CACHEDIR.TAG"]), Some(Verdict::Stay(Reason::Built)));
        assert_eq!(verdict("target", &["target/a.py"]), None);
        assert_eq!(verdict("coverage", &["coverage/lcov.info"]), built);
        assert_eq!(verdict("coverage", &["coverage/map.ts"]), None);
        assert_eq!(verdict("coverage", &["coverage/lcov-report/index.html"]), built);
        assert_eq!(verdict("areas", &["areas/lcov.info"]), None);
        assert_eq!(verdict("_site", &[]), built);
        assert_eq!(verdict("site", &[]), None);
        // What only a build puts there makes it not worth entering.
        let stay = Some(Verdict::Stay(Reason::Built));
        assert_eq!(verdict("__pycache__", &[]), stay);
        assert_eq!(verdict("obj", &["obj/project.assets.json"]), stay);
        assert_eq!(verdict("app", &["app/project.assets.json"]), None);
        assert_eq!(verdict("app", &["app/CACHEDIR.TAG"]), None);
        assert_eq!(verdict("obj", &["obj/cube.ts"]), None);
        // Signs that begin with a dot are endings of what stands beside the folder.
        assert_eq!(verdict("out", &["App.iml"]), built);
        assert_eq!(verdict("build", &["setup.py"]), built);
        assert_eq!(verdict("build", &["my-setup.py"]), None);
        assert_eq!(verdict("target", &["pom.xml", "target/pom.xml"]), None);
    }

    #[test]
    fn folders_of_tests_and_docs_are_left_out() {
        let test = Some(Verdict::LeaveOut(Reason::Test));
        for name in ["tests", "Test", "__tests__", "spec", "cypress", "App.Tests", "AppUITests"] {
            assert_eq!(verdict(name, &[]), test, "{name}");
        }
        for name in ["testing", "contest", "spotify-test", "inspector", "examples", "Tests2"] {
            assert_eq!(verdict(name, &[]), None, "{name}");
        }
        assert_eq!(verdict("docs", &[]), Some(Verdict::LeaveOut(Reason::Docs)));
        assert_eq!(verdict("docsite", &[]), None);
        let vendored = Some(Verdict::LeaveOut(Reason::Vendored));
        assert_eq!(verdict("ios/Player.framework", &[]), vendored);
        assert_eq!(verdict("ios/framework", &[]), None);
        assert_eq!(verdict("third_party", &[]), Some(Verdict::LeaveOut(Reason::Vendored)));
        assert_eq!(verdict("party", &[]), None);
        assert_eq!(verdict("App/wwwroot/lib", &[]), vendored);
        assert_eq!(verdict("App/wwwroot/js", &[]), None);
        assert_eq!(verdict("App/mywwwroot/lib", &[]), None);
        assert_eq!(verdict("wwwroot/js/lib", &[]), None);
        assert_eq!(verdict("ios/Player.xcframework", &[]), vendored);
        for name in ["App.Test", "App.UnitTest", "app-tests", "app_tests"] {
            assert_eq!(verdict(name, &[]), test, "{name}");
        }
        assert_eq!(verdict("generated", &[]), Some(Verdict::LeaveOut(Reason::Generated)));
        assert_eq!(verdict("regenerated", &[]), None);
    }

    #[test]
    fn a_reason_asked_for_leaves_the_others() {
        let root = tempfile::tempdir().unwrap();
        let tests = root.path().join("tests");
        assert_eq!(folder(&tests, &[Reason::Test]), None);
        let hidden = root.path().join(".git");
        assert_eq!(folder(&hidden, &[Reason::Test]), Some(Verdict::Stay(Reason::Hidden)));
    }

    #[test]
    fn names_of_files_tell_tests() {
        for name in [
            "a.test.ts",
            "a.spec.js",
            "Button.stories.tsx",
            "a_test.go",
            "login_spec.rb",
            "conftest.py",
            "a.cy.js",
            "login_test.exs",
            "login_test.dart",
            "login.bats",
            "Login.Tests.ps1",
        ] {
            assert_eq!(file(name), Named::LeftOut(Reason::Test), "{name}");
        }
        for name in [
            "test_a.py",
            "a_test.py",
            "LoginTest.java",
            "LoginTests.cs",
            "test.js",
            "tests.py",
            "login_test.js",
            "login-test.ts",
            "login_spec.ts",
            "LoginSpec.scala",
            "test_helper.rb",
            "spec.go",
        ] {
            assert_eq!(file(name), Named::PerhapsTest, "{name}");
        }
        for name in [
            "a.ts",
            "latest.js",
            "contest.py",
            "Latest.java",
            "a.tests",
            "inspect.py",
            "main",
            "test_a.java",
            "LoginTest.py",
            "login_test.java",
            "login_spec.go",
            "conftest.rb",
            "a.stories.py",
        ] {
            assert_eq!(file(name), Named::Source, "{name}");
        }
    }

    #[test]
    fn names_of_files_tell_what_programs_wrote() {
        assert_eq!(file("jquery.min.js"), Named::LeftOut(Reason::Minified));
        assert_eq!(file("admin.js"), Named::Source);
        assert_eq!(file("api.pb.go"), Named::LeftOut(Reason::Generated));
        assert_eq!(file("Form.Designer.cs"), Named::LeftOut(Reason::Generated));
        assert_eq!(file("designer.cs"), Named::Source);
        assert_eq!(file("gradlew"), Named::LeftOut(Reason::Generated));
        assert_eq!(file("gradle"), Named::Source);
        assert_eq!(file(".eslintrc.js"), Named::LeftOut(Reason::Hidden));
        assert_eq!(file(".env.example"), Named::Source);
        for name in [
            "api_gen.go",
            "api.pb.gw.go",
            "api_pb2_grpc.py",
            "Page.g.i.cs",
            "track.freezed.dart",
            "api.generated.ts",
            "Api.pb.swift",
        ] {
            assert_eq!(file(name), Named::LeftOut(Reason::Generated), "{name}");
        }
        for name in
            ["api_gen.py", "api_pb2.rb", "page.g.py", "track.freezed.cs", "api.generated.go"]
        {
            assert_eq!(file(name), Named::Source, "{name}");
        }
        for name in ["jquery-min.js", "app.bundle.js", "2.chunk.js"] {
            assert_eq!(file(name), Named::LeftOut(Reason::Minified), "{name}");
        }
        assert_eq!(file("app.min.py"), Named::Source);
    }
}
