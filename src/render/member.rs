//! How the meanings of a member of client libraries are shown.

use super::page::{Page, Piece, style};
use crate::query::Match;
use crate::report::need::QueryReport;
use crate::report::{MemberReport, What};

/// Which library means what, where they do not all mean the same.
pub(super) fn meanings(page: &mut Page, query: &QueryReport) {
    if query.how != Match::Member {
        return;
    }
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for meaning in &query.members {
        let (call, place) = (call(meaning), place(meaning));
        match groups.iter_mut().find(|(known, _)| *known == call) {
            Some((_, places)) if places.contains(&place) => {}
            Some((_, places)) => places.push(place),
            None => groups.push((call, vec![place])),
        }
    }
    page.gap();
    page.flow(
        0,
        2,
        &[
            Piece::new(query.query.clone(), style::TITLE),
            Piece::new(" means, by library", style::QUIET),
        ],
    );
    for (call, places) in groups {
        page.text(2, &call, style::PLAIN);
        page.text(4, places.join("; "), style::QUIET);
    }
}

fn call(meaning: &MemberReport) -> String {
    match (meaning.reaches, &meaning.call) {
        (What::Paging, _) => "the next page".to_string(),
        (What::Nothing, _) => "nothing by itself".to_string(),
        (What::Any, Some(call)) => format!("{call} as given"),
        (What::Any, None) => "any call, as given".to_string(),
        (What::Unknown, Some(call)) => format!("{call}, which is not there"),
        (_, call) => call.clone().unwrap_or_default(),
    }
}

fn place(meaning: &MemberReport) -> String {
    if meaning.also { format!("{} as well", meaning.place()) } else { meaning.place() }
}
