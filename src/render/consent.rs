//! The consent screen as a panel, and as a short list.

use super::page::{Page, Piece, style};
use crate::consent::{ConsentScreen, Wording};

/// The screen in a frame, as the dialog groups it.
pub(super) fn panel(page: &mut Page, screen: &ConsentScreen, marks: bool) {
    page.framed(WIDEST, |page| {
        page.text(0, screen.heading.replace("{app}", "your app"), style::PLAIN);
        for group in &screen.groups {
            page.gap();
            let heading = if group.heading.is_empty() { "Also" } else { group.heading };
            page.text(0, heading, style::TITLE);
            for line in &group.lines {
                let (mark, style) = if marks && line.new {
                    ("+ ", style::GOOD)
                } else {
                    ("\u{2022} ", style::PLAIN)
                };
                page.begun(vec![Piece::new(mark, style)], 2, &[Piece::new(line.text, style)]);
            }
        }
    });
    page.text(0, wording(screen), style::QUIET);
    for silent in screen.silent.iter().filter(|_| screen.wording == Wording::Observed) {
        page.text(0, format!("{}: {}", silent.scope, silent.reason), style::QUIET);
    }
    if marks {
        let new = if any_new(screen) { "+ is new to the user" } else { NOTHING_NEW };
        page.text(0, new, style::QUIET);
    }
}

/// Where every line was granted before.
const NOTHING_NEW: &str = "No line is new to the user: all of it was granted before.";

fn any_new(screen: &ConsentScreen) -> bool {
    screen.lines().any(|line| line.new)
}

/// Where the texts are from.
pub(super) fn wording(screen: &ConsentScreen) -> &'static str {
    match screen.wording {
        Wording::Documented => {
            "Texts as documented. The live dialog has worded them differently: --observed"
        }
        Wording::Observed => {
            "Texts as last observed in the live dialog; they may have changed since."
        }
    }
}

/// Wider than this a dialog is no dialog.
const WIDEST: usize = 76;

/// The lines alone, below a heading.
pub(super) fn list(page: &mut Page, screen: &ConsentScreen) {
    page.text(0, "The user will read", style::TITLE);
    for line in screen.lines().filter(|line| line.scope.is_some()) {
        page.flow(2, 4, &[Piece::plain(line.text)]);
    }
    for silent in &screen.silent {
        let reason = format!("{}: {}", silent.scope, silent.reason);
        page.flow(2, 4, &[Piece::new(reason, style::QUIET)]);
    }
    if screen.silent.is_empty() && screen.lines().all(|line| line.scope.is_none()) {
        for line in screen.lines() {
            page.flow(2, 4, &[Piece::plain(line.text)]);
        }
    }
}

/// The lines as Markdown; with `marks` those that are new say so.
pub(super) fn markdown(screen: &ConsentScreen, marks: bool) -> String {
    let mut out = String::new();
    for group in &screen.groups {
        if !group.heading.is_empty() {
            out.push_str(&format!("\n{}\n\n", group.heading));
        }
        for line in &group.lines {
            let scope = line.scope.map_or_else(String::new, |scope| format!(" (`{scope}`)"));
            let new = if marks && line.new { ", new to the user" } else { "" };
            out.push_str(&format!("- {}{scope}{new}\n", super::markdown::escape(line.text)));
        }
    }
    if marks && !any_new(screen) {
        out.push_str(&format!("\n{NOTHING_NEW}\n"));
    }
    out
}
