//! Which language a file is in, by its name or its first line.

use super::Kind;
use crate::audit::syntax::Language;
use crate::audit::text::in_small_letters;

/// Endings of files in programming languages without a parser here, in order.
const OTHER: &[(&str, &str)] = &[
    ("adb", "Ada"),
    ("ads", "Ada"),
    ("ahk", "AutoHotkey"),
    ("apex", "Apex"),
    ("applescript", "AppleScript"),
    ("au3", "AutoIt"),
    ("bas", "Visual Basic"),
    ("bat", "Batch"),
    ("bats", "Shell"),
    ("bb", "Clojure"),
    ("c", "C"),
    ("c++", "C++"),
    ("cc", "C++"),
    ("cfc", "ColdFusion"),
    ("cfm", "ColdFusion"),
    ("cgi", "Perl"),
    ("clj", "Clojure"),
    ("cljc", "Clojure"),
    ("cljs", "Clojure"),
    ("cls", "Apex"),
    ("cmd", "Batch"),
    ("coffee", "CoffeeScript"),
    ("cpp", "C++"),
    ("cr", "Crystal"),
    ("cxx", "C++"),
    ("d", "D"),
    ("dart", "Dart"),
    ("dpr", "Delphi"),
    ("eex", "Elixir"),
    ("el", "Emacs Lisp"),
    ("elm", "Elm"),
    ("erl", "Erlang"),
    ("ex", "Elixir"),
    ("exs", "Elixir"),
    ("fish", "Shell"),
    ("fnl", "Fennel"),
    ("fs", "F#"),
    ("fsi", "F#"),
    ("fsx", "F#"),
    ("gd", "GDScript"),
    ("gleam", "Gleam"),
    ("groovy", "Groovy"),
    ("h", "C++"),
    ("hack", "Hack"),
    ("haml", "Ruby templates"),
    ("heex", "Elixir"),
    ("hh", "C++"),
    ("hpp", "C++"),
    ("hrl", "Erlang"),
    ("hs", "Haskell"),
    ("hx", "Haxe"),
    ("hxx", "C++"),
    ("inl", "C++"),
    ("ino", "C++"),
    ("jl", "Julia"),
    ("jsp", "JSP"),
    ("ksh", "Shell"),
    ("lhs", "Haskell"),
    ("lisp", "Common Lisp"),
    ("litcoffee", "CoffeeScript"),
    ("lsp", "Common Lisp"),
    ("lua", "Lua"),
    ("luau", "Lua"),
    ("m", "Objective-C"),
    ("ml", "OCaml"),
    ("mli", "OCaml"),
    ("mm", "Objective-C"),
    ("mojo", "Mojo"),
    ("moon", "MoonScript"),
    ("nim", "Nim"),
    ("nu", "Shell"),
    ("pas", "Delphi"),
    ("pl", "Perl"),
    ("pm", "Perl"),
    ("ps1", "PowerShell"),
    ("psm1", "PowerShell"),
    ("purs", "PureScript"),
    ("qmd", "R"),
    ("r", "R"),
    ("raku", "Raku"),
    ("rakumod", "Raku"),
    ("re", "Reason"),
    ("res", "ReScript"),
    ("rkt", "Racket"),
    ("rmd", "R"),
    ("sc", "Scala"),
    ("scala", "Scala"),
    ("scm", "Scheme"),
    ("slim", "Ruby templates"),
    ("sol", "Solidity"),
    ("st", "Smalltalk"),
    ("tcl", "Tcl"),
    ("v", "V"),
    ("vala", "Vala"),
    ("vb", "Visual Basic"),
    ("vbs", "VBScript"),
    ("vim", "Vim script"),
    ("zig", "Zig"),
];

/// Interpreters named in first lines, and the ending their scripts would have.
const INTERPRETERS: &[(&str, &str)] = &[
    ("ash", "sh"),
    ("babashka", "bb"),
    ("bash", "sh"),
    ("bb", "bb"),
    ("bun", "ts"),
    ("dash", "sh"),
    ("deno", "ts"),
    ("elixir", "exs"),
    ("fish", "fish"),
    ("groovy", "groovy"),
    ("julia", "jl"),
    ("kotlin", "kts"),
    ("ksh", "ksh"),
    ("lua", "lua"),
    ("luajit", "lua"),
    ("node", "js"),
    ("nodejs", "js"),
    ("nu", "nu"),
    ("osascript", "applescript"),
    ("perl", "pl"),
    ("php", "php"),
    ("pwsh", "ps1"),
    ("pypy", "py"),
    ("python", "py"),
    ("rscript", "r"),
    ("ruby", "rb"),
    ("scala", "scala"),
    ("sh", "sh"),
    ("swift", "swift"),
    ("tclsh", "tcl"),
    ("ts-node", "ts"),
    ("tsx", "ts"),
    ("uv", "py"),
    ("zsh", "zsh"),
];

/// What a file's name says of its contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByName {
    /// Code.
    Kind(Kind),
    /// No ending: the first line may tell.
    FirstLine,
    /// Data, text, or anything else that is no program.
    NotCode,
}

/// What is in a file, by its name.
pub fn by_name(name: &str) -> ByName {
    if is_environment(name) {
        return ByName::Kind(Kind::Code(Language::Properties));
    }
    let Some((stem, ending)) = name.rsplit_once('.') else { return without_ending(name) };
    if stem.is_empty() {
        return ByName::NotCode;
    }
    if let Some(language) = settings(stem, ending) {
        return ByName::Kind(Kind::Code(language));
    }
    by_ending(&in_small_letters(ending)).map_or(ByName::NotCode, ByName::Kind)
}

/// Whether a file sets variables of the environment: `.env`, `.env.example`, `sample.env`.
pub fn is_environment(name: &str) -> bool {
    let parts = || name.split(['.', '-']);
    let plain = |part: &str| {
        matches!(
            part,
            "" | "env"
                | "local"
                | "example"
                | "sample"
                | "template"
                | "dist"
                | "default"
                | "defaults"
                | "development"
                | "dev"
                | "production"
                | "prod"
                | "staging"
        )
    };
    parts().all(plain) && parts().any(|part| part == "env")
}

/// Whether a file of variables is one for all to copy: `.env.example`.
pub fn is_example(name: &str) -> bool {
    let hint = ["example", "sample", "template", "dist", "default", "defaults"];
    name.split(['.', '-']).any(|part| hint.contains(&part))
}

/// Settings that frameworks read by the name of their file.
fn settings(stem: &str, ending: &str) -> Option<Language> {
    let is = |name: &str| {
        stem.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
    };
    match ending {
        "yml" | "yaml" if is("application") || is("bootstrap") => Some(Language::Settings),
        "json" if is("appsettings") || is("config") || is("settings") || is("scopes") => {
            Some(Language::Settings)
        }
        "properties" if is("application") || is("bootstrap") || is("microprofile-config") => {
            Some(Language::Properties)
        }
        _ => None,
    }
}

fn without_ending(name: &str) -> ByName {
    match name {
        "Rakefile" | "Gemfile" | "Guardfile" | "Vagrantfile" | "Fastfile" | "Capfile" => {
            by_ending("rb").map_or(ByName::NotCode, ByName::Kind)
        }
        "Jenkinsfile" => by_ending("groovy").map_or(ByName::NotCode, ByName::Kind),
        "LICENSE" | "README" | "COPYING" | "AUTHORS" | "CHANGELOG" | "NOTICE" | "Makefile"
        | "Dockerfile" | "Procfile" | "CODEOWNERS" | "Pipfile" | "Podfile" | "VERSION" => {
            ByName::NotCode
        }
        _ => ByName::FirstLine,
    }
}

/// What is in a file with this ending, given in small letters without the dot.
fn by_ending(ending: &str) -> Option<Kind> {
    Some(match ending {
        "ipynb" => Kind::Notebook,
        "erb" => Kind::Code(Language::Ruby),
        "cshtml" | "razor" => Kind::Code(Language::CSharp),
        // Templates of pages: what a template language adds stands between the tags.
        "ejs" | "hbs" | "handlebars" | "mustache" | "njk" | "jinja" | "jinja2" | "j2" | "twig"
        | "liquid" => Kind::Code(Language::Html),
        _ => {
            let known = Language::of_extension(ending).map(Kind::Code);
            let other = || OTHER.binary_search_by_key(&ending, |(ending, _)| *ending).ok();
            return known.or_else(|| Some(Kind::Other(OTHER[other()?].1)));
        }
    })
}

/// What is in a file that begins with these bytes, if they are a `#!` line.
pub fn by_first_line(head: &[u8]) -> Option<Kind> {
    let line = head.strip_prefix(b"#!")?.split(|b| *b == b'\n').next()?;
    let line = String::from_utf8_lossy(line);
    // `env` passes on options and variables before the program: `env -S VAR=1 node`.
    let mut words = line.split_ascii_whitespace();
    let mut program = words.next()?.rsplit('/').next()?;
    if program == "env" {
        program = words.find(|w| !w.starts_with('-') && !w.contains('='))?.rsplit('/').next()?;
    }
    let program = program.to_ascii_lowercase();
    let bare = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    INTERPRETERS
        .iter()
        .find(|(name, _)| *name == program || *name == bare)
        .and_then(|(_, ending)| by_ending(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_language() {
        assert_eq!(by_name("app.py"), ByName::Kind(Kind::Code(Language::Python)));
        assert_eq!(by_name("APP.PY"), ByName::Kind(Kind::Code(Language::Python)));
        assert_eq!(by_name("a.b.ts"), ByName::Kind(Kind::Code(Language::TypeScript)));
        assert_eq!(by_name("App.vue"), ByName::Kind(Kind::Code(Language::Vue)));
        assert_eq!(by_name("page.ejs"), ByName::Kind(Kind::Code(Language::Html)));
        assert_eq!(by_name("main.dart"), ByName::Kind(Kind::Other("Dart")));
        assert_eq!(by_name("plot.R"), ByName::Kind(Kind::Other("R")));
        assert_eq!(by_name("data.json"), ByName::NotCode);
        let settings = ByName::Kind(Kind::Code(Language::Settings));
        assert_eq!(by_name("application-dev.yml"), settings);
        assert_eq!(by_name("appsettings.json"), settings);
        assert_eq!(by_name("applications.yml"), ByName::NotCode);
        assert_eq!(by_name("README.md"), ByName::NotCode);
        let lines = ByName::Kind(Kind::Code(Language::Properties));
        assert_eq!(by_name(".env"), lines);
        assert_eq!(by_name(".env.local.example"), lines);
        assert_eq!(by_name("sample.env"), lines);
        assert_eq!(by_name(".env-example"), lines);
        assert_eq!(by_name("env.py"), ByName::Kind(Kind::Code(Language::Python)));
        assert_eq!(by_name(".env.test"), ByName::NotCode);
        assert_eq!(by_name(".py"), ByName::NotCode);
        assert_eq!(by_name("LICENSE"), ByName::NotCode);
        assert_eq!(by_name("playlists"), ByName::FirstLine);
    }

    #[test]
    fn names_without_an_ending_and_settings_tell_too() {
        let code = |language| ByName::Kind(Kind::Code(language));
        assert_eq!(by_name("Rakefile"), code(Language::Ruby));
        assert_eq!(by_name("Jenkinsfile"), ByName::Kind(Kind::Other("Groovy")));
        assert_eq!(by_name("Makefile"), ByName::NotCode);
        for name in ["application.yaml", "bootstrap.yml", "config.json", "settings.dev.json"] {
            assert_eq!(by_name(name), code(Language::Settings), "{name}");
        }
        assert_eq!(by_name("scopes.json"), code(Language::Settings));
        for name in ["config.yml", "application.json", "configs.json", "bootstraps.yml"] {
            assert_eq!(by_name(name), ByName::NotCode, "{name}");
        }
        for name in
            ["application.properties", "bootstrap.properties", "microprofile-config.properties"]
        {
            assert_eq!(by_name(name), code(Language::Properties), "{name}");
        }
        assert_eq!(by_name("gradle.properties"), ByName::NotCode);
        assert_eq!(by_name("page.html.erb"), code(Language::Ruby));
        assert_eq!(by_name("Page.cshtml"), code(Language::CSharp));
        assert_eq!(by_name("plays.ipynb"), ByName::Kind(Kind::Notebook));
    }

    #[test]
    fn first_lines_tell_the_language() {
        let python = Some(Kind::Code(Language::Python));
        assert_eq!(by_first_line(b"#!/usr/bin/env python3\nimport os\n"), python);
        assert_eq!(by_first_line(b"#!/usr/bin/python3.12\n"), python);
        assert_eq!(by_first_line(b"#!/usr/bin/env -S A=1 uv run\n"), python);
        assert_eq!(by_first_line(b"#!/usr/bin/lua5.4\n"), Some(Kind::Other("Lua")));
        assert_eq!(by_first_line(b"#!/bin/unheard-of\n"), None);
        assert_eq!(by_first_line(b"#!/usr/bin/env\n"), None);
        assert_eq!(by_first_line(b"#!/usr/bin/env VERBOSE=1 python3\n"), python);
        assert_eq!(by_first_line(b"#!/opt/env/python3\n"), python);
        assert_eq!(by_first_line(b"#!"), None);
        assert_eq!(by_first_line(b"import os\n"), None);
    }

    #[test]
    fn languages_with_a_parser_are_no_others() {
        for (ending, _) in OTHER {
            assert_eq!(Language::of_extension(ending), None, "{ending}");
        }
        assert!(OTHER.is_sorted());
    }

    #[test]
    fn every_interpreter_has_a_language() {
        for (name, ending) in INTERPRETERS {
            assert!(by_ending(ending).is_some(), "{name}");
        }
    }
}
