//! How `need` answers.

use super::page::{Page, Piece, style};
use super::{Render, consent, markdown, member};
use crate::catalogue::{EndpointStatus, Login, ModeAccess};
use crate::report::need::{BecauseReport, NeedReport, QueryReport, ReasonReport};
use crate::report::{EndpointName, EndpointReport, Note, NoteKind, RequirementReport, brief};

impl Render for NeedReport {
    fn page(&self, page: &mut Page) {
        for query in self.queries.iter().filter(|q| q.reason.is_some()) {
            page.gap();
            no_endpoint(page, query);
        }
        let endpoints: Vec<&EndpointReport> = self.endpoints();
        if endpoints.is_empty() {
            let near = self.queries.iter().find_map(|q| q.candidates.first());
            let next = near.map(|near| format!("scopes need {}", near.id));
            next_command(page, next.as_deref().unwrap_or("scopes list endpoints"));
            return;
        }
        page.gap();
        self.ask(page, endpoints.len() == 1);
        page.gap();
        for endpoint in &endpoints {
            block(page, endpoint);
            self.replaced(page, endpoint);
            if self.with_sources {
                sources(page, endpoint);
            }
        }
        for query in &self.queries {
            member::meanings(page, query);
        }
        self.optional(page);
        if let Some(mode) = &self.mode {
            page.gap();
            page.text(0, mode.says, style::QUIET);
        }
        if !self.ask_for.scopes.is_empty() {
            page.gap();
            consent::list(page, &self.consent_screen);
        }
        if let Some(next) = &self.next {
            next_command(page, next);
        }
    }

    fn plain(&self) -> Vec<String> {
        let ask = &self.ask_for;
        ask.scopes.iter().chain(&ask.service_scopes).map(ToString::to_string).collect()
    }

    fn markdown(&self) -> String {
        let mut out = String::new();
        for query in self.queries.iter().filter(|q| q.reason.is_some()) {
            let reason = query.reason.as_deref().unwrap_or_default();
            out.push_str(&format!(
                "No such endpoint: {}. {}\n\n",
                markdown::code(&brief(&query.query)),
                markdown::escape(reason)
            ));
        }
        let endpoints = self.endpoints();
        if endpoints.is_empty() {
            return out;
        }
        let rows: Vec<Vec<String>> = endpoints
            .iter()
            .map(|e| {
                vec![
                    e.name.name.to_string(),
                    markdown::code(&e.name.call()),
                    markdown::escape(&requirement(&e.requires)),
                    login(e).to_string(),
                    if e.change_short.is_empty() { "current".to_string() } else { status(e) },
                ]
            })
            .collect();
        out.push_str(&markdown::table(&["Endpoint", "Call", "Needs", "Login", "Status"], &rows));
        let ask = &self.ask_for;
        if !ask.known {
            out.push_str(&format!("\n{NOT_KNOWN}\n"));
        }
        if ask.scopes.is_empty() && ask.service_scopes.is_empty() {
            let says = self.no_scope().0;
            if !says.is_empty() {
                out.push_str(&format!("\n{says}\n"));
            }
        } else {
            let rows: Vec<Vec<String>> = ask
                .reasons
                .iter()
                .map(|r| vec![markdown::code(r.scope), markdown::escape(&why(r, false))])
                .collect();
            out.push('\n');
            out.push_str(&markdown::table(&["Ask for", "Because"], &rows));
        }
        let optional: Vec<Vec<String>> = self
            .left_out()
            .into_iter()
            .map(|(scope, adds)| vec![markdown::code(scope), markdown::escape(&adds)])
            .collect();
        if !optional.is_empty() {
            out.push('\n');
            out.push_str(&markdown::table(&["Optional, left out", "With it"], &optional));
        }
        for endpoint in &endpoints {
            let said = remarks(endpoint);
            if !said.is_empty() {
                let said = markdown::escape(&said.join(" "));
                out.push_str(&format!("\n{}: {said}\n", endpoint.name.name));
            }
        }
        if !ask.scopes.is_empty() {
            let screen = consent::markdown(&self.consent_screen, false);
            out.push_str(&format!("\nThe user will read:\n{screen}"));
        }
        out
    }

    fn shows(&self, note: &Note) -> bool {
        // Why there is no endpoint stands on the page.
        note.kind == NoteKind::Error || note.on_page
    }
}

/// Where nobody knows what a call needs.
const NOT_KNOWN: &str = "What it needs is not known.";
/// What stands before the scopes.
const ASK_FOR: &str = "Ask for";

impl NeedReport {
    /// Every endpoint, once, in order.
    fn endpoints(&self) -> Vec<&EndpointReport> {
        let mut endpoints: Vec<&EndpointReport> = Vec::new();
        for endpoint in self.queries.iter().flat_map(|q| &q.endpoints) {
            if !endpoints.iter().any(|known| known.name.id == endpoint.name.id) {
                endpoints.push(endpoint);
            }
        }
        endpoints
    }

    /// The answer: what to ask for, and why each of it.
    fn ask(&self, page: &mut Page, one: bool) {
        let ask = &self.ask_for;
        if !ask.known {
            page.text(0, NOT_KNOWN, style::TITLE);
        }
        if ask.scopes.is_empty() && ask.service_scopes.is_empty() {
            let (text, style) = self.no_scope();
            page.text(0, text, style);
            return;
        }
        let title = if ask.service_scopes.is_empty() {
            ASK_FOR
        } else if ask.scopes.is_empty() {
            "Ask for, in the body of a client-credentials token request"
        } else {
            "Ask for, user and service scopes in separate requests"
        };
        let service = title != ASK_FOR;
        if service || page.is_narrow() {
            page.text(0, title, style::TITLE);
        }
        let rows: Vec<_> = ask
            .reasons
            .iter()
            .enumerate()
            .map(|(at, reason)| {
                let why = why(reason, one);
                let why = if why.is_empty() { Vec::new() } else { vec![Piece::plain(why)] };
                let lead = if at == 0 { ASK_FOR } else { "" };
                let lead = Piece::new(format!("{lead:<9}"), style::TITLE);
                let scope = Piece::new(reason.scope, style::VALUE);
                let beside = !service && !page.is_narrow();
                (if beside { vec![lead, scope] } else { vec![scope] }, why)
            })
            .collect();
        let indent = if service || page.is_narrow() { 2 } else { 0 };
        page.rows(indent, &rows);
        let mut savings: Vec<(Vec<&str>, &[&str])> = Vec::new();
        for saving in &ask.savings {
            match savings.iter_mut().find(|(_, without)| *without == saving.without.as_slice()) {
                Some((cases, _)) => cases.push(saving.when),
                None => savings.push((vec![saving.when], &saving.without)),
            }
        }
        for (cases, without) in savings {
            let saved = format!("--when {} saves {}", cases.join(","), without.join(", "));
            let indent = if indent == 0 { ASK_FOR.len() + 2 } else { indent };
            page.flow(indent, indent + 2, &[Piece::new(saved, style::QUIET)]);
        }
    }

    /// What an endpoint replaced that has a name with it, or the words of the question.
    fn replaced(&self, page: &mut Page, endpoint: &EndpointReport) {
        let mut calls: Vec<String> = Vec::new();
        for (older, by) in self.queries.iter().flat_map(|query| &query.replaced) {
            let call = older.call();
            if *by == endpoint.name.id && !calls.contains(&call) {
                calls.push(call);
            }
        }
        if !calls.is_empty() {
            let also = format!("Also the name of {}, which it replaced.", calls.join(", "));
            page.flow(2, 4, &[Piece::new(also, style::QUIET)]);
        }
    }

    /// What is said where there is no scope to ask for.
    fn no_scope(&self) -> (&'static str, anstyle::Style) {
        let ask = &self.ask_for;
        if self.endpoints().iter().all(|e| is_closed(e)) {
            ("No scope will help.", style::ERROR)
        } else if !ask.known {
            ("", style::PLAIN)
        } else if ask.optional.is_empty() {
            ("No scope is needed.", style::TITLE)
        } else {
            ("No scope is needed; for the whole answer, some are.", style::TITLE)
        }
    }

    /// Optional scopes that were left out, and what they would add.
    fn left_out(&self) -> Vec<(&'static str, String)> {
        let mut rows = Vec::new();
        for left in &self.ask_for.optional {
            let adds = if left.withheld {
                format!("would add {}, but not in Development Mode", left.adds)
            } else {
                format!("would add {}", left.adds)
            };
            let row = (left.scope, adds);
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        rows
    }

    /// Optional scopes that were left out.
    fn optional(&self, page: &mut Page) {
        let rows = self.left_out();
        if rows.is_empty() {
            return;
        }
        page.gap();
        page.flow(
            0,
            2,
            &[
                Piece::new("Optional", style::TITLE),
                Piece::new(", left out; --with-optional takes it in", style::QUIET),
            ],
        );
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(scope, adds)| (vec![Piece::new(scope, style::VALUE)], vec![Piece::plain(adds)]))
            .collect();
        page.rows(2, &rows);
    }
}

/// Why a scope is there; the endpoint goes without saying where there is only one.
fn why(reason: &ReasonReport, one: bool) -> String {
    let mut calls: Vec<(&str, Vec<&BecauseReport>)> = Vec::new();
    for because in &reason.because {
        match calls.iter_mut().find(|(name, _)| *name == because.name) {
            Some((_, all)) => all.push(because),
            None => calls.push((because.name, vec![because])),
        }
    }
    let parts = calls.into_iter().map(|(name, because)| match (one, detail(&because)) {
        (true, detail) => detail,
        (false, detail) if detail.is_empty() => name.to_string(),
        (false, detail) => format!("{name} ({detail})"),
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// In which cases one call needs a scope, what would do instead, or what it adds;
/// nothing where it just needs it.
fn detail(because: &[&BecauseReport]) -> String {
    let mut cases = Vec::new();
    let mut parts = Vec::new();
    for because in because {
        for case in because.when {
            let default = if because.default { " (default)" } else { "" };
            cases.push(format!("{case}{default}"));
        }
        if !because.or.is_empty() {
            parts.push(format!("{} would do as well", because.or.join(" or ")));
        }
        if !because.adds.is_empty() {
            parts.push(format!("adds {}", because.adds));
        }
    }
    if !cases.is_empty() {
        parts.insert(0, format!("when {}", either(&cases)));
    }
    parts.join(", ")
}

/// "a, b or c"
pub(super) fn either(items: &[impl AsRef<str>]) -> String {
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        out.push_str(match items.len() - at {
            _ if at == 0 => "",
            1 => " or ",
            _ => ", ",
        });
        out.push_str(item.as_ref());
    }
    out
}

/// Whether calls fail whatever the scope: in the mode asked about, or for every new app.
fn is_closed(endpoint: &EndpointReport) -> bool {
    match &endpoint.mode {
        Some(mode) => mode.access == ModeAccess::Closed,
        None => matches!(endpoint.name.status, EndpointStatus::Closed | EndpointStatus::Removed),
    }
}

/// The command that goes on from here, whole for copying.
fn next_command(page: &mut Page, command: &str) {
    page.copyable(vec![Piece::new("Next", style::TITLE), Piece::plain(format!("  {command}"))]);
}

/// What is known of one endpoint, apart from its scopes.
fn block(page: &mut Page, endpoint: &EndpointReport) {
    page.flow(
        0,
        2,
        &[
            Piece::new(endpoint.name.name, style::TITLE),
            Piece::plain("  "),
            Piece::plain(endpoint.name.call()),
        ],
    );
    page.flow(2, 4, &[Piece::plain(who(endpoint))]);
    let open = endpoint.mode.as_ref().is_some_and(|mode| mode.access == ModeAccess::Open);
    let change = |page: &mut Page| {
        let style = if open { style::PLAIN } else { style::WARNING };
        let mut pieces = vec![Piece::new(format!("{}.", capital(&status(endpoint))), style)];
        if let Some(by) = &endpoint.replacement {
            let note = if by.note.is_empty() { String::new() } else { format!(", {}", by.note) };
            let instead = format!(" Instead: {} ({}){note}.", by.name.name, by.name.call());
            pieces.push(Piece::plain(instead));
        } else if endpoint.deprecated {
            pieces.push(Piece::plain(" Nothing replaces it."));
        }
        page.flow(2, 4, &pieces);
    };
    // What is open in the mode that was asked about is no reason to worry.
    if !open && !endpoint.change.is_empty() {
        change(page);
    }
    if let Some(mode) = &endpoint.mode {
        let (text, style) = match mode.access {
            ModeAccess::Open => (format!("Open in {} mode.", mode.mode), style::GOOD),
            ModeAccess::Limited => {
                (format!("Limited in {} mode: {}", mode.mode, sentence(mode.says)), style::WARNING)
            }
            ModeAccess::Closed => (
                format!("Fails in {} mode, whatever the scope. {}", mode.mode, mode.says),
                style::ERROR,
            ),
        };
        page.flow(2, 4, &[Piece::new(text, style)]);
    }
    if open && !endpoint.change.is_empty() {
        change(page);
    }
    if !endpoint.contested.is_empty() {
        page.flow(
            2,
            4,
            &[
                Piece::new("Sources disagree.", style::WARNING),
                Piece::plain(" "),
                Piece::plain(endpoint.contested),
            ],
        );
    }
    if !endpoint.note.is_empty() {
        page.flow(2, 4, &[Piece::plain(endpoint.note)]);
    }
}

/// What a table has no room for: how the mode treats a call, what to call instead, where
/// sources disagree.
fn remarks(endpoint: &EndpointReport) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(by) = &endpoint.replacement {
        said.push(format!("Instead: {} ({}).", by.name.name, by.name.call()));
    }
    if let Some(mode) = &endpoint.mode {
        match mode.access {
            ModeAccess::Open => {}
            ModeAccess::Limited => {
                said.push(format!("Limited in {} mode: {}", mode.mode, sentence(mode.says)));
            }
            ModeAccess::Closed => {
                said.push(format!(
                    "Fails in {} mode, whatever the scope. {}",
                    mode.mode, mode.says
                ));
            }
        }
    }
    if !endpoint.contested.is_empty() {
        said.push(format!("Sources disagree. {}", endpoint.contested));
    }
    if !endpoint.note.is_empty() {
        said.push(endpoint.note.to_string());
    }
    said
}

/// Where the facts about an endpoint come from.
fn sources(page: &mut Page, endpoint: &EndpointReport) {
    let rows: Vec<_> = endpoint
        .sources
        .iter()
        .map(|source| {
            let date =
                if source.date.is_empty() { String::new() } else { format!(" of {}", source.date) };
            let what = format!("{}{date}, checked {}", source.title, source.checked);
            (vec![Piece::new("From", style::QUIET)], vec![Piece::new(what, style::QUIET)])
        })
        .collect();
    page.rows(2, &rows);
}

/// Who must be logged in, and with which plan.
fn who(endpoint: &EndpointReport) -> String {
    let login = match endpoint.login {
        Login::User => "A user must log in",
        Login::App => "No login: an app token will do",
    };
    match (endpoint.premium, endpoint.login) {
        (true, _) => format!("{login}, and that user must have Premium."),
        (false, Login::User) => format!("{login}; Premium is not needed."),
        (false, Login::App) => format!("{login}."),
    }
}

fn login(endpoint: &EndpointReport) -> &'static str {
    match (endpoint.login, endpoint.premium) {
        (Login::User, true) => "user with Premium",
        (Login::User, false) => "user",
        (Login::App, _) => "app token will do",
    }
}

fn status(endpoint: &EndpointReport) -> String {
    if endpoint.since.is_empty() {
        endpoint.change_short.to_string()
    } else {
        format!("{} since {}", endpoint.change_short, endpoint.since)
    }
}

/// The requirement in one line.
pub(super) fn requirement(requires: &RequirementReport) -> String {
    let rule = |all: &[&str], any: &[&str]| match (all, any) {
        ([], []) => String::new(),
        ([], any) => any.join(" or "),
        (all, _) => all.join(" + "),
    };
    let mut parts = vec![rule(&requires.all, &requires.any)];
    for case in &requires.when {
        parts.push(format!("{} when {}", rule(&case.all, &case.any), case.case.join("/")));
    }
    for optional in &requires.optional {
        parts.push(format!("optional {}", optional.scope));
    }
    parts.retain(|part| !part.is_empty());
    match (requires.needs, parts.is_empty()) {
        ("unknown", _) => "not known".to_string(),
        (_, true) => "nothing".to_string(),
        (_, false) => parts.join("; "),
    }
}

/// Why there is no endpoint, and what comes near.
pub(super) fn no_endpoint(page: &mut Page, query: &QueryReport) {
    if query.query.trim().is_empty() {
        page.text(0, query.reason.as_deref().unwrap_or_default(), style::ERROR);
        return;
    }
    page.flow(
        0,
        2,
        &[
            Piece::new(
                if query.members.is_empty() {
                    "No such endpoint"
                } else {
                    "No endpoint of its own"
                },
                style::ERROR,
            ),
            Piece::plain(": "),
            Piece::plain(brief(&query.query)),
        ],
    );
    page.text(2, query.reason.as_deref().unwrap_or_default(), style::PLAIN);
    if !query.candidates.is_empty() {
        page.text(2, "Near to it:", style::QUIET);
        names(page, &query.candidates);
    }
}

fn names(page: &mut Page, names: &[EndpointName]) {
    let rows: Vec<_> = names
        .iter()
        .map(|name| (vec![Piece::plain(name.name)], vec![Piece::new(name.call(), style::QUIET)]))
        .collect();
    page.rows(4, &rows);
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn sentence(text: &str) -> String {
    if text.ends_with('.') { text.to_string() } else { format!("{text}.") }
}
