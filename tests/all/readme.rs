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
fn every_file_that_contributing_names_is_there() {
    let guide = include_str!("../../CONTRIBUTING.md");
    let is_path = |word: &&str| {
        word.contains(['/', '.'])
            && !word.contains([' ', '*', '<', ':', '"', '='])
            && !word.starts_with("--")
    };
    // In a block of commands, only what is clearly a path of ours is one.
    let code = guide.split('`').skip(1).step_by(2).filter(is_path);
    let links = guide.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let mut named = 0;
    for path in code.chain(links.filter(|link| !link.starts_with("http"))) {
        assert!(std::path::Path::new(path).exists(), "{path}");
        named += 1;
    }
    assert!(named > 30, "{named}");
}

#[test]
fn contributing_names_every_room() {
    let guide = include_str!("../../CONTRIBUTING.md");
    for entry in std::fs::read_dir("src").expect("the source") {
        let path = entry.expect("an entry").path();
        let name = path.to_string_lossy().replace('\\', "/");
        assert!(guide.contains(&format!("`{name}`")), "{name} is not named");
    }
}

#[test]
fn every_file_the_readme_names_is_there() {
    let readme = include_str!("../../README.md");
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links.filter(|link| !link.starts_with("http") && !link.starts_with('#')) {
        assert!(std::path::Path::new(link).exists(), "{link}");
    }
}
