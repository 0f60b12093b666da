//! From parsed files to evidence: what is called, and beside it what is asked for.

use crate::audit::asked::{self, Asked};
use crate::audit::callers::{self, Running};
use crate::audit::clients::{self, Releases};
use crate::audit::evidence::{
    Authorization, BlindSpot, CallSite, Confidence, Evidence, Ignore, Place, ScopeSite, Unknown,
    UnusedRequest,
};
use crate::audit::ignore::read_ignores;
use crate::audit::ir::{Expr, Span};
use crate::audit::program::{At, Program, Source};
use crate::audit::requests::{self, Missed, Requests, Sent};
use crate::audit::values::Values;
use crate::audit::{cores, pages, told};
use crate::catalogue::Catalogue;
use crate::libraries::Libraries;
use crate::sorted;

/// What looking for everything may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Steps for all requests together, as many for calls of libraries and for all that is
    /// asked for.
    pub steps: u64,
    /// Threads; 0 for as many as there are cores.
    pub threads: usize,
}

/// Finds everything in parsed files.
pub fn collect(
    catalogue: &'static Catalogue,
    tables: &'static Libraries,
    sources: Vec<Source>,
    releases: &dyn Releases,
    limits: Limits,
) -> Evidence {
    let program = Program::new(sources, limits.threads);
    // None knows of what the others find, so that the order does not matter. Requests take as
    // long as the other two.
    let values = Values::new(&program, limits.steps);
    let (hunt, (asked, by_library)) = cores::both(
        limits.threads,
        || requests::Hunt::over_all_calls(catalogue, &values),
        || {
            let asked = AskedFor::find(catalogue, tables, &program, limits.steps);
            let by_library = by_values(&program, limits.steps, |values| {
                clients::find(catalogue, tables, values, releases)
            });
            (asked, by_library)
        },
    );
    let called = Called::of(catalogue, &values, hunt, by_library);
    values.let_go();
    let mut evidence = Evidence {
        files: program.sources.iter().map(|s| s.path.clone()).collect(),
        ..Evidence::default()
    };
    let writer = Writer { program: &program, running: asked.running };
    writer.calls(catalogue, &called, &mut evidence);
    writer.asked(&asked.found, asked.cut, &mut evidence);
    for source in &program.sources {
        evidence.ignores.extend(ignores(source));
    }
    evidence.sort();
    cores::let_go(program);
    evidence
}

/// What is called.
struct Called {
    by_library: clients::Found,
    requests: Requests,
    pages: Vec<Sent>,
    /// Where following it was given up.
    cut: Option<At>,
}

impl Called {
    fn of(
        catalogue: &'static Catalogue,
        values: &Values<'_>,
        hunt: requests::Hunt<'_, '_>,
        (by_library, cut): (clients::Found, Option<At>),
    ) -> Self {
        let program = values.program;
        let requests = hunt.finish(&by_library.generic);
        let by_library_calls = by_library.calls.iter().filter_map(|(sent, ..)| {
            let call = program.parent(sent.at)?;
            matches!(program.expr(call), Expr::Call(_)).then_some((call, sent.endpoint))
        });
        let reached: Vec<_> = by_library_calls.chain(requests.reached.iter().copied()).collect();
        let pages = pages::find(catalogue, values, &reached, &by_library.paging);
        Called { cut: values.starved().or(cut), by_library, requests, pages }
    }
}

/// What is found by values of its own, and where following them was given up.
fn by_values<R>(
    program: &Program,
    steps: u64,
    find: impl FnOnce(&Values<'_>) -> R,
) -> (R, Option<At>) {
    let values = Values::new(program, steps);
    let found = find(&values);
    let cut = values.starved();
    values.let_go();
    (found, cut)
}

/// What is asked for, and what of the program runs.
struct AskedFor {
    running: Running,
    found: Asked,
    /// Where following it was given up.
    cut: Option<At>,
}

impl AskedFor {
    fn find(
        catalogue: &'static Catalogue,
        tables: &'static Libraries,
        program: &Program,
        steps: u64,
    ) -> Self {
        let running = Running::of(program);
        let (found, cut) = by_values(program, steps, |values| {
            asked::find(catalogue, tables, values, &running.uses)
        });
        AskedFor { running, found, cut }
    }
}

/// What the comments of a file say to the audit.
fn ignores(source: &Source) -> Vec<Ignore> {
    let each = source.unit.comments.iter().flat_map(|comment| {
        read_ignores(&comment.text).into_iter().map(|read| {
            let line = comment.span.line + read.after;
            let start = comment.span.start + read.begins;
            let span = Span { start, end: start + read.length, line };
            let begins = comment.span;
            let behind_code = source
                .unit
                .spans
                .iter()
                .any(|s| s.line == begins.line && s.end <= begins.start && s.end > s.start);
            Ignore {
                place: Place { file: source.file, span },
                until: if behind_code { 0 } else { line + read.before_end },
                rule: read.rule,
                reason: read.reason,
            }
        })
    });
    each.collect()
}

struct Writer<'p> {
    program: &'p Program,
    running: Running,
}

impl Writer<'_> {
    fn calls(&self, catalogue: &'static Catalogue, called: &Called, evidence: &mut Evidence) {
        let told =
            |sent: &Sent, cases| told::names(&catalogue.endpoint(sent.endpoint).requirement, cases);
        for (sent, member, cases) in &called.by_library.calls {
            let site = self.call_site(sent, self.name_place(sent.at), Some(member));
            evidence.calls.push(CallSite { cases: told(sent, *cases), ..site });
        }
        for sent in &called.requests.calls {
            let site = self.call_site(sent, self.place(sent.at, 0), None);
            let cases = called.requests.told.get(&(sent.at, sent.endpoint)).copied().flatten();
            evidence.calls.push(CallSite { cases: told(sent, cases.unwrap_or_default()), ..site });
        }
        for sent in &called.pages {
            evidence.calls.push(self.call_site(sent, self.name_place(sent.at), None));
        }
        for (at, missed) in called.by_library.unknown.iter().chain(&called.requests.unknown) {
            let unknown = match missed {
                Missed::Path(method) => Unknown::Path { method: *method },
                Missed::OneOf(endpoints) => Unknown::Method(endpoints.clone()),
                Missed::Nothing(path) => Unknown::NoSuchEndpoint(path.clone()),
            };
            evidence.blind_spots.push(BlindSpot { place: self.place(*at, 0), unknown });
        }
        // What was not followed to its end may be a call of anything.
        if let Some(at) = called.cut {
            let place = self.place(at, 0);
            evidence.blind_spots.push(BlindSpot { place, unknown: Unknown::Entangled });
        }
    }

    fn asked(&self, asked: &Asked, cut: Option<At>, evidence: &mut Evidence) {
        // What was not followed to its end may ask for any scope.
        for at in cut.iter().chain(&asked.unknown) {
            let place = self.place(*at, 0);
            evidence.blind_spots.push(BlindSpot { place, unknown: Unknown::Scopes });
        }
        for named in &asked.scopes {
            evidence.requested.push(ScopeSite {
                place: self.place(named.at, named.letter),
                letter: named.letter,
                scope: named.scope.clone(),
                comma_joined: named.comma_joined,
            });
        }
        for authorization in &asked.authorizations {
            evidence.authorizations.push(Authorization {
                place: self.place(authorization.at, 0),
                resolved: authorization.resolved,
                implies: authorization.implies.clone(),
            });
        }
        for (at, scopes) in &asked.unused {
            let place = self.place(*at, 0);
            evidence.unused_requests.push(UnusedRequest { place, scopes: scopes.clone() });
        }
        for at in &asked.app_tokens {
            evidence.app_tokens.push(self.place(*at, 0));
        }
    }

    fn call_site(&self, sent: &Sent, place: Place, member: Option<&'static str>) -> CallSite {
        CallSite {
            place,
            endpoint: sent.endpoint,
            older: sent.older,
            confidence: sent.confidence,
            member,
            cases: Vec::new(),
            dead: callers::is_dead_at(self.program, &self.running, sent.at),
        }
    }

    /// The place of an expression; of a text, the line a letter of it stands on.
    fn place(&self, at: At, letter: u32) -> Place {
        let source = &self.program.sources[at.unit as usize];
        let mut span = source.unit.span(at.expr);
        if letter > 0
            && let Expr::Text(text) = source.unit.expr(at.expr)
        {
            let before = text.get(..letter as usize).unwrap_or_default();
            let line = |byte: u32| {
                u32::try_from(source.lines.partition_point(|b| *b <= byte)).unwrap_or(u32::MAX)
            };
            // Only texts that are written over several lines have several lines.
            let (first, last) = (line(span.start), line(span.end.saturating_sub(1)));
            let below = u32::try_from(before.matches('\n').count()).unwrap_or(0);
            if last > first {
                span.line = (span.line + below).min(span.line + (last - first));
            }
        }
        Place { file: source.file, span }
    }

    /// The place of the last name of a member expression.
    fn name_place(&self, at: At) -> Place {
        let source = &self.program.sources[at.unit as usize];
        Place { file: source.file, span: source.name_span(at.expr) }
    }
}

impl Evidence {
    /// Puts everything in order, and what was found twice once.
    pub(super) fn sort(&mut self) {
        sorted::sort_by(&mut self.calls, |a, b| {
            (a.place, a.endpoint, b.confidence).cmp(&(b.place, b.endpoint, a.confidence))
        });
        // One line, one endpoint: the surest finding stays.
        self.calls.dedup_by(|later, kept| {
            later.place.file == kept.place.file
                && later.place.span.line == kept.place.span.line
                && later.endpoint == kept.endpoint
                && {
                    kept.confidence = kept.confidence.max(later.confidence);
                    // Two calls on one line that tell different things tell nothing.
                    if kept.cases != later.cases {
                        kept.cases.clear();
                    }
                    true
                }
        });
        sorted::sort_by(&mut self.requested, |a, b| (a.place, &a.scope).cmp(&(b.place, &b.scope)));
        self.requested.dedup_by(|later, kept| {
            later.place.file == kept.place.file
                && later.place.span.line == kept.place.span.line
                && later.scope == kept.scope
                && {
                    kept.comma_joined |= later.comma_joined;
                    true
                }
        });
        sorted::sort_by_key(&mut self.authorizations, |a| a.place);
        self.authorizations.dedup_by(|later, kept| {
            later.place == kept.place && {
                kept.resolved &= later.resolved;
                true
            }
        });
        sorted::sort_by_key(&mut self.unused_requests, |request| request.place);
        sorted::sort(&mut self.app_tokens);
        self.app_tokens.dedup();
        // What was resolved in one way is no blind spot in another, if it may be that call:
        // many may begin with an address that is written once.
        let calls = &self.calls;
        self.blind_spots.retain(|spot| {
            let may_be = |call: &CallSite| match &spot.unknown {
                Unknown::Scopes | Unknown::File | Unknown::Entangled | Unknown::Library(_) => false,
                Unknown::Path { method: Some(method) } => {
                    Catalogue::built_in().endpoint(call.endpoint).method == *method
                }
                Unknown::Method(of) => of.contains(&call.endpoint),
                _ => true,
            };
            !calls.iter().any(|c| {
                c.place.file == spot.place.file
                    && c.place.span.line == spot.place.span.line
                    && c.confidence == Confidence::Certain
                    && may_be(c)
            })
        });
        sorted::sort_by_key(&mut self.blind_spots, |b| b.place);
        self.blind_spots.dedup();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::evidence::FileId;
    use crate::audit::reading::line_starts;
    use crate::audit::syntax::{self, Language};
    use crate::catalogue::{EndpointRef, Method};

    fn on_line(line: u32) -> Place {
        Place { file: FileId(0), span: Span { start: line * 10, end: line * 10 + 5, line } }
    }

    #[test]
    fn what_is_found_twice_is_found_once() {
        let scope = |line, comma_joined| ScopeSite {
            place: on_line(line),
            letter: 0,
            scope: "user-read-email".to_string(),
            comma_joined,
        };
        let sending =
            |line, resolved| Authorization { place: on_line(line), resolved, implies: vec![] };
        let mut evidence = Evidence {
            requested: vec![
                scope(4, false),
                scope(1, true),
                scope(1, false),
                scope(2, false),
                scope(2, true),
                scope(3, true),
                scope(3, true),
            ],
            authorizations: vec![
                sending(3, true),
                sending(1, true),
                sending(1, false),
                sending(2, false),
                sending(2, true),
                sending(4, false),
                sending(4, false),
            ],
            ..Evidence::default()
        };
        evidence.sort();
        let commas: Vec<bool> = evidence.requested.iter().map(|s| s.comma_joined).collect();
        assert_eq!(commas, [true, true, true, false]);
        let resolved: Vec<bool> = evidence.authorizations.iter().map(|a| a.resolved).collect();
        assert_eq!(resolved, [false, false, true, false]);
    }

    #[test]
    fn what_is_certain_leaves_no_blind_spot_on_its_line() {
        let endpoint = EndpointRef(0);
        let method = Catalogue::built_in().endpoint(endpoint).method;
        let other = if method == Method::Get { Method::Put } else { Method::Get };
        let call = |line, confidence| CallSite {
            place: on_line(line),
            endpoint,
            older: false,
            confidence,
            member: None,
            cases: vec![],
            dead: false,
        };
        let left = |line, unknown: Unknown| {
            let mut evidence = Evidence {
                calls: vec![call(1, Confidence::Certain), call(2, Confidence::Likely)],
                blind_spots: vec![BlindSpot { place: on_line(line), unknown }],
                ..Evidence::default()
            };
            evidence.sort();
            evidence.blind_spots.len()
        };
        for (unknown, stays) in [
            (Unknown::Scopes, 1),
            (Unknown::File, 1),
            (Unknown::Entangled, 1),
            (Unknown::Path { method: Some(other) }, 1),
            (Unknown::Path { method: Some(method) }, 0),
            (Unknown::Path { method: None }, 0),
            (Unknown::Method(vec![EndpointRef(1)]), 1),
            (Unknown::Method(vec![EndpointRef(1), endpoint]), 0),
            (Unknown::NoSuchEndpoint("/x".to_string()), 0),
        ] {
            assert_eq!(left(1, unknown.clone()), stays, "{unknown:?}");
            assert_eq!(left(2, unknown.clone()), 1, "{unknown:?}");
            assert_eq!(left(3, unknown.clone()), 1, "{unknown:?}");
        }
    }

    #[test]
    fn what_a_comment_says_has_its_place() {
        let text =
            "x = 1\n# scopes:ignore unused-scope later\ny = 2 # scopes:ignore blind-spot no\n";
        let unit = syntax::read_file(Language::Python, text).expect("a unit");
        let (path, lines) = ("a.py".to_string(), line_starts(text));
        let source = Source { file: FileId(0), path, language: Language::Python, unit, lines };
        let found = ignores(&source);
        let said: Vec<(&str, u32)> =
            found.iter().map(|i| (&text[i.place.span.bytes()], i.until)).collect();
        assert_eq!(
            said,
            [("scopes:ignore unused-scope later", 2), ("scopes:ignore blind-spot no", 0)]
        );
    }
}
