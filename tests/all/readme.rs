//! The README: its code blocks are run, its pictures are what the program prints.

use crate::support::scopes;
use snapbox::{Data, assert_data_eq, data::DataFormat, file};

/// What somebody types, and what the terminal then shows.
fn screen(command: &str, arguments: &[&str]) -> Data {
    let ran = scopes(command).args(arguments.iter().copied()).colour().run();
    let quoted = |a: &&str| if a.contains(' ') { format!("\"{a}\"") } else { a.to_string() };
    let typed: Vec<String> = arguments.iter().map(quoted).collect();
    let text = format!("$ scopes {command} {}\n{}{}", typed.join(" "), ran.err, ran.out);
    Data::text(text).coerce_to(DataFormat::TermSvg)
}

#[test]
fn pictures_are_what_the_program_prints() {
    assert_data_eq!(
        screen("need", &["Create Playlist"]),
        file!["../../docs/pictures/need.svg": TermSvg]
    );
    assert_data_eq!(
        screen("explain", &["user-read-email", "playlist-modify-public"]),
        file!["../../docs/pictures/explain.svg": TermSvg]
    );
    assert_data_eq!(
        screen("need", &["skip song", "Get Recommendations"]),
        file!["../../docs/pictures/closed.svg": TermSvg]
    );
    #[cfg(feature = "audit")]
    assert_data_eq!(
        screen("audit", &["docs/example"]),
        file!["../../docs/pictures/audit.svg": TermSvg]
    );
}

#[test]
fn code_blocks_are_run() {
    trycmd::TestCases::new().case("README.md").case("docs/*.md").run();
}

#[test]
fn every_file_the_readme_names_is_there() {
    let readme = include_str!("../../README.md");
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.starts_with("http") && !link.starts_with('#')) {
        assert!(std::path::Path::new(link).exists(), "{link}");
    }
}
