//! An audit for people: what was found, with the code, then what it comes to.

use std::collections::BTreeSet;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{at, count, sentence};
use crate::audit::excerpt::Excerpt;
use crate::audit::rules::Severity;
use crate::render::page::{self, Page, Piece, is_active, style, visible};
use crate::render::{list, table};
use crate::report::audit::{At, AuditReport, CalledReport, FindingReport, RulesReport};
use crate::sorted;

/// Columns beside a mark: the line number, and what shows that a line goes on.
const AROUND_MARK: usize = 20;
/// How many places of one finding are named.
const FEW: usize = 4;

pub(super) fn page(report: &AuditReport, page: &mut Page) {
    let noted = |f: &&FindingReport| f.severity == Severity::Note;
    let loud: Vec<&FindingReport> = report.findings.iter().filter(|f| !noted(f)).collect();
    let mut told = BTreeSet::new();
    for group in loud.chunk_by(|a, b| stand_together(a, b)) {
        findings(page, group, &mut told);
        page.gap();
    }
    notes(page, report.findings.iter().filter(noted));
    page.gap();
    summary(page, report);
    page.gap();
    scopes(page, report);
    page.gap();
    consent(page, report);
    page.gap();
    endpoints(page, report);
    if let Some(mode) = &report.mode {
        page.gap();
        page.text(0, mode.says, style::QUIET);
    }
    if let Some(next) = &report.next {
        page.gap();
        page.copyable(vec![Piece::new("Next", style::TITLE), Piece::plain(format!("  {next}"))]);
    }
}

fn style_of(severity: Severity) -> anstyle::Style {
    match severity {
        Severity::Error => style::ERROR,
        Severity::Warning => style::WARNING,
        Severity::Note => style::QUIET,
    }
}

/// Whether two findings are of one rule and on the same lines.
fn stand_together(a: &FindingReport, b: &FindingReport) -> bool {
    let lines = |finding: &FindingReport| {
        finding.at.iter().map(|spot| spot.at.clone()).collect::<Vec<At>>()
    };
    a.rule == b.rule && lines(a) == lines(b)
}

/// Findings that stand together: what they say, the code, then what they mean. What
/// has been `told` once is not told again.
fn findings<'r>(page: &mut Page, group: &[&'r FindingReport], told: &mut BTreeSet<&'r str>) {
    for finding in group {
        let head = format!("{}[{}]", finding.severity.id(), finding.rule);
        let title = [
            Piece::new(head, style_of(finding.severity)),
            Piece::new(format!(": {}", finding.says), style::TITLE),
        ];
        page.flow(0, 2, &title);
    }
    let Some((first, others)) = group.first().and_then(|finding| finding.at.split_first()) else {
        return;
    };
    let column = first.column.map_or_else(String::new, |column| format!(":{column}"));
    page.copyable(vec![Piece::plain(format!("  {}{column}", at(&first.at)))]);
    let spots = group.iter().filter_map(|finding| finding.at.first());
    let excerpts: Vec<&Excerpt> = spots.filter_map(|spot| spot.excerpt.as_ref()).collect();
    code(page, group[0].severity, first.at.line, &excerpts);
    let others: Vec<&At> = others.iter().map(|spot| &spot.at).collect();
    if !others.is_empty() {
        page.text(2, format!("Also at {}.", places(&others)), style::QUIET);
    }
    let mut words: Vec<&str> = Vec::new();
    // Where each has an explanation of its own, the titles will do.
    if group.iter().all(|finding| finding.why == group[0].why) {
        let why = group[0].why.as_str();
        if told.insert(why) || why.len() < SHORT {
            words.push(why);
        }
    }
    for finding in group {
        if !words.contains(&finding.mend.as_str()) {
            words.push(&finding.mend);
        }
    }
    page.text(2, words.join(" ").trim(), style::PLAIN);
}

/// Explanations below this many bytes are repeated rather than looked up further above.
const SHORT: usize = 80;

/// The first few of several places, as a phrase.
fn places(all: &[&At]) -> String {
    let named = if all.len() > FEW { FEW - 1 } else { all.len() };
    let mut text = all[..named].iter().map(|place| at(place)).collect::<Vec<_>>().join(", ");
    if all.len() > named {
        text.push_str(&format!(" and {} more", all.len() - named));
    }
    text
}

/// A line of code with places in it marked.
fn code(page: &mut Page, severity: Severity, line: u32, excerpts: &[&Excerpt]) {
    let Some(first) = excerpts.first() else { return };
    let text = shown(&first.line());
    if text.trim().is_empty() {
        return;
    }
    // What is marked is never cut off, so it must not be wider than the page.
    let room = page.width().saturating_sub(AROUND_MARK).max(1);
    let mark = |excerpt: &&&Excerpt| {
        let (before, marked) = (shown(&excerpt.before), shown(&excerpt.marked));
        let end = marked.char_indices().nth(room).map_or(marked.len(), |(at, _)| at);
        AnnotationKind::Primary.span(before.len()..before.len() + end)
    };
    let mut same: Vec<&&Excerpt> =
        excerpts.iter().filter(|excerpt| excerpt.line() == first.line()).collect();
    sorted::sort_by_key(&mut same, |excerpt| excerpt.before.len());
    // Of a line wider than the page, marks that are far apart are shown one by one.
    let wide = page::text_width(&text) > room;
    let near = |a: &&&Excerpt, b: &&&Excerpt| {
        let end = shown(&b.before).len() + shown(&b.marked).len();
        !wide || end.saturating_sub(shown(&a.before).len()) <= room
    };
    let mut rest = same.as_slice();
    while let Some(first) = rest.first() {
        let together = rest.iter().take_while(|next| near(first, next)).count().max(1);
        let (now, later) = rest.split_at(together);
        rest = later;
        let marks = now.iter().map(&mark).collect();
        drawn(page, severity, line, &text, marks);
    }
}

/// A line of code with these parts of it marked.
fn drawn(page: &mut Page, severity: Severity, line: u32, text: &str, marks: Vec<Annotation<'_>>) {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let snippet = Snippet::source(text).line_start(line as usize).annotations(marks);
    let group = [Group::with_level(level).element(snippet)];
    let drawn = Renderer::plain().term_width(page.width()).render(&group);
    // Styles are put on here, so that there is one place that decides about colour.
    for line in drawn.trim_end().lines() {
        let (gutter, code) = line.split_at(line.find('|').map_or(0, |bar| bar + 1));
        let mark = code.contains('^') && code.chars().all(|c| matches!(c, ' ' | '^' | '.'));
        let code = Piece::new(code, if mark { style_of(severity) } else { style::PLAIN });
        page.copyable(vec![Piece::new(gutter, style::QUIET), code]);
    }
}

/// Code as it is shown: tabs as spaces, and nothing that a terminal acts upon.
fn shown(text: &str) -> String {
    if text.chars().any(|c| c == '\t' || is_active(c)) {
        visible(&text.replace('\t', "    ")).into_owned()
    } else {
        text.to_string()
    }
}

/// Notes, a line each: they are there to be known, not to be acted upon.
fn notes<'r>(page: &mut Page, notes: impl Iterator<Item = &'r FindingReport>) {
    let mut first = true;
    for note in notes {
        if first {
            page.text(0, "Worth knowing", style::TITLE);
            first = false;
        }
        let all: Vec<&At> = note.at.iter().map(|spot| &spot.at).collect();
        let head = format!("[{}] ", note.rule);
        let words = [sentence(&note.says), note.why.clone()].join(" ");
        page.flow(2, 4, &[Piece::new(head, style::QUIET), Piece::plain(words.trim())]);
        page.text(4, places(&all), style::QUIET);
    }
}

fn summary(page: &mut Page, report: &AuditReport) {
    let counts = &report.counts;
    let found = [
        (counts.errors, "error", style::ERROR),
        (counts.warnings, "warning", style::WARNING),
        (counts.notes, "note", style::PLAIN),
    ];
    let mut pieces = Vec::new();
    for (number, what, style) in found.into_iter().filter(|(number, _, _)| *number > 0) {
        if !pieces.is_empty() {
            pieces.push(Piece::plain(", "));
        }
        pieces.push(Piece::new(count(number, what), style));
    }
    if counts.errors + counts.warnings == 0 {
        let mut clean = vec![Piece::new("Nothing to mend", style::GOOD)];
        if !pieces.is_empty() {
            clean.push(Piece::plain("; "));
        }
        clean.append(&mut pieces);
        pieces = clean;
    }
    pieces.push(Piece::plain("."));
    page.flow(0, 2, &pieces);
    let mut looked = format!(
        "{} looked at, {} read in full; {} called at {}.",
        count(counts.files, "file"),
        counts.read,
        count(report.endpoints.len() as u64, "endpoint"),
        count(counts.calls, "place"),
    );
    let beside = [
        (counts.skipped, "skipped"),
        (counts.left_out, "left out"),
        (counts.ignored, "ignored on request"),
        (counts.in_baseline, "in the baseline"),
    ];
    let beside: Vec<String> = beside
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    if !beside.is_empty() {
        looked.push_str(&format!(" {}.", beside.join(", ")));
    }
    page.text(0, looked, style::QUIET);
}

const SCOPE_HEADER: [&str; 3] = ["Scope", "Verdict", "For"];

/// The scopes there are and should be, and what for.
fn scopes(page: &mut Page, report: &AuditReport) {
    let ask = &report.ask_for;
    let row = |scope: &str, verdict: &str, style, used: &[&str]| {
        let scope = Piece::new(scope, style::VALUE);
        vec![scope, Piece::new(verdict, style), Piece::plain(few(used))]
    };
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for requested in &report.requested {
        let scope = requested.scope.as_str();
        let wrong = report.wrong.iter().find(|w| w.scope == scope && w.fault != "comma-joined");
        let perhaps = report.perhaps_unused.iter().any(|p| p.scope == scope);
        let (verdict, style) = match wrong {
            Some(wrong) => (wrong.fault, style::ERROR),
            None if ask.drop.contains(&scope) => ("not needed", style::WARNING),
            None if perhaps => ("perhaps unused", style::PLAIN),
            None => ("needed", style::PLAIN),
        };
        let used: Vec<&str> = requested.used_by.iter().map(|e| e.name).collect();
        rows.push(row(scope, verdict, style, &used));
    }
    for scope in &ask.add {
        let lacking = report.missing.iter().chain(&report.unjudged);
        let used: Vec<&str> = lacking
            .filter(|m| m.needs.iter().any(|need| need.any_of.contains(scope)))
            .map(|m| m.name)
            .collect();
        let (verdict, style) = if report.grants.are == "known" {
            ("missing", style::ERROR)
        } else {
            ("needed, not seen", style::PLAIN)
        };
        rows.push(row(scope, verdict, style, &used));
    }
    if rows.is_empty() {
        return;
    }
    table::table(page, &SCOPE_HEADER, rows);
    if !(ask.add.is_empty() && ask.drop.is_empty()) {
        page.gap();
        let value = if ask.scopes.is_empty() { "no scope" } else { "" };
        let mut pieces = vec![Piece::new("Ask for", style::TITLE), Piece::plain("  ")];
        pieces.push(Piece::plain(value));
        pieces.push(Piece::new(ask.scopes.join(" "), style::VALUE));
        if !ask.beyond.is_empty() {
            let beyond = format!(", and what {} may need", ask.beyond.join(", "));
            pieces.push(Piece::plain(beyond));
        }
        page.flow(0, 9, &pieces);
    }
}

fn few(names: &[&str]) -> String {
    let mut names: Vec<&str> = names.to_vec();
    names.dedup();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_string(),
        [one, two] => format!("{one}, {two}"),
        [one, rest @ ..] => format!("{one} and {} more", rest.len()),
    }
}

/// What the user reads now and would read then, where that differs.
fn consent(page: &mut Page, report: &AuditReport) {
    let screens = &report.consent_screen;
    let (ask, known) = (&report.ask_for, report.grants.are == "known");
    if ask.add.is_empty() && ask.drop.is_empty() || !known && report.requested.is_empty() {
        return;
    }
    page.text(0, "The user reads", style::TITLE);
    let before = screens.before.lines().map(|line| (line, true));
    let new = screens.after.lines().filter(|line| line.new).map(|line| (line, false));
    for (line, now) in before.chain(new).filter(|(line, _)| line.scope.is_some()) {
        let stays = line.scope.is_some_and(|scope| ask.scopes.contains(&scope));
        let (indent, mark, style) = match (now, stays) {
            (true, true) => (4, "", style::PLAIN),
            (true, false) => (2, "- ", style::ERROR),
            (false, _) => (2, "+ ", style::GOOD),
        };
        page.flow(indent, 6, &[Piece::new(mark, style), Piece::new(line.text, style)]);
    }
    page.text(2, "- goes, + is new", style::QUIET);
}

const ENDPOINT_HEADER: [&str; 3] = ["Endpoint", "Needs", "Called at"];

fn endpoints(page: &mut Page, report: &AuditReport) {
    if report.endpoints.is_empty() {
        page.text(0, "No call of the API was found.", style::PLAIN);
        return;
    }
    let row = |called: &CalledReport| {
        let mut first = called.at.first().map_or_else(String::new, at);
        if called.at.len() > 1 {
            first.push_str(&format!(" +{}", called.at.len() - 1));
        }
        let doubt = match (called.dead, called.confidence) {
            (true, _) => " (in code nothing calls)",
            (false, "likely") => " (likely)",
            _ => "",
        };
        vec![
            Piece::plain(format!("{}{doubt}", called.name.call())),
            Piece::plain(list::brief(&called.requires)),
            Piece::new(first, style::QUIET),
        ]
    };
    let rows: Vec<Vec<Piece>> = report.endpoints.iter().map(row).collect();
    let signs = rows.iter().any(|row| row[1].text().contains([' ', '(']));
    table::table(page, &ENDPOINT_HEADER, rows);
    if signs {
        page.gap();
        page.text(0, list::SIGNS, style::QUIET);
    }
}

pub(super) fn rules(report: &RulesReport, page: &mut Page) {
    if let [rule] = report.rules.as_slice() {
        let head = [
            Piece::new(rule.id, style::TITLE),
            Piece::plain("  "),
            Piece::new(rule.severity.id(), style_of(rule.severity)),
        ];
        page.flow(0, 2, &head);
        for text in [sentence(rule.title).as_str(), rule.means, rule.mend] {
            page.text(2, text, style::PLAIN);
        }
        page.text(2, format!("To silence it: scopes:ignore {} REASON", rule.id), style::QUIET);
        return;
    }
    let rows: Vec<_> = report
        .rules
        .iter()
        .map(|rule| {
            let severity = Piece::new(rule.severity.id(), style_of(rule.severity));
            let left = vec![Piece::plain(rule.id)];
            (left, vec![severity, Piece::plain("  "), Piece::plain(rule.title)])
        })
        .collect();
    page.rows(0, &rows);
}
