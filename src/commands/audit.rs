//! `audit`: what the code of an app calls, asks for, lacks and asks for in vain.

use std::path::{Component, Path, PathBuf};

use super::Trouble;
use super::granted::granted;
use crate::audit::baseline::{Baseline, Known};
use crate::audit::evidence::{Confidence, Evidence, Place, Unknown};
use crate::audit::excerpt::Sources;
use crate::audit::findings::{self, Finding, Found, Silencers};
use crate::audit::judge::{self, Circumstances, Fare, Fault, Grants, Need, Outcome, Verdict};
use crate::audit::rules::{About, RULES, Rule, Severity};
use crate::audit::settings::Settings;
use crate::audit::view::View;
use crate::catalogue::{Catalogue, DEVELOPMENT, EndpointRef, ScopeRef};
use crate::consent::{self, Wording};
use crate::report::audit::{
    AskForReport, At, AuditReport, BlindSpotReport, CalledReport, Counts, FindingReport,
    GrantsReport, MissingReport, NeedsReport, PerhapsUnusedReport, ReducedReport, RequestedReport,
    RulesReport, ScopePlaces, Screens, SkippedReport, SpotReport, WrongReport,
};
use crate::report::need::ModeLimits;
use crate::report::{Answer, EndpointName, Head, Note, Outcome as Ended, RequirementReport, ids};
use crate::requirement::ScopeSet;
use crate::scope_text;
use crate::sorted;

/// What `audit` is asked.
#[derive(Debug, Clone, Default)]
pub struct AuditRequest {
    /// Folders and files to look at.
    pub paths: Vec<PathBuf>,
    /// Kinds of files that are left out unless named here: tests, docs, vendored, ignored.
    pub include: Vec<String>,
    /// The quota mode of the app.
    pub mode: Option<&'static str>,
    /// Texts with scopes that are asked for outside of this code.
    pub granted_elsewhere: Vec<String>,
    /// How many threads to use; none: as many as there are cores.
    pub threads: Option<usize>,
    /// Findings that were there before.
    pub baseline: Option<PathBuf>,
    /// The folder from which a baseline sees files; empty: the current one.
    pub seen_from: PathBuf,
}

/// Judges what was read off a program.
///
/// `settings` are those of the project; what the request says goes before them.
///
/// # Errors
///
/// When the baseline cannot be used, or nothing could be looked at.
pub fn audit(
    catalogue: &Catalogue,
    request: &AuditRequest,
    settings: &Settings,
    evidence: &Evidence,
    sources: &dyn Sources,
) -> Result<Answer<AuditReport>, Trouble> {
    if evidence.coverage.code == 0 {
        return Err(Trouble::NothingToAudit { hint: nothing(evidence) });
    }
    let elsewhere = elsewhere(catalogue, request, settings)?;
    let baseline = request.baseline.as_deref().map(Baseline::read).transpose()?;
    let told = settings.mode.as_deref().and_then(|id| catalogue.mode(id)).map(|mode| mode.id);
    let mode = request.mode.or(told);
    let given =
        Circumstances { elsewhere: elsewhere.clone(), development: mode == Some(DEVELOPMENT) };
    let verdict = judge::judge(catalogue, evidence, &given);
    let root = &evidence.root;
    let view = View::from(&request.seen_from, root).or_else(|| View::from(Path::new(""), root));
    let silencers = Silencers {
        settings: settings.silence(root),
        baseline: baseline.as_ref(),
        view: view.unwrap_or_default(),
    };
    let found = findings::findings(catalogue, evidence, &verdict, mode, sources, &silencers);
    let report = Reporter { catalogue, evidence, verdict: &verdict }.report(
        &found,
        mode,
        elsewhere.unwrap_or_default(),
    );
    let fails = found.findings.iter().any(|f| f.severity != Severity::Note);
    let nowhere: Vec<(&Path, Note)> = request.paths.iter().filter_map(|p| not_there(p)).collect();
    let mut notes = notes(&report, &nowhere);
    let outcome = match fails {
        _ if !nowhere.is_empty() => Ended::Unanswerable,
        true => Ended::No,
        false => Ended::Answered,
    };
    notes.extend(nowhere.into_iter().map(|(_, note)| note));
    Ok(Answer { report, notes, outcome })
}

/// All rules, or one of them.
///
/// # Errors
///
/// When there is no rule of that name.
pub fn rules(catalogue: &Catalogue, one: Option<&str>) -> Result<Answer<RulesReport>, Trouble> {
    let rules: Vec<About> =
        RULES.iter().filter(|about| one.is_none_or(|id| about.id == id)).copied().collect();
    match one {
        Some(given) if rules.is_empty() => Err(Trouble::UnknownRule {
            given: given.to_string(),
            known: RULES.iter().map(|about| about.id).collect::<Vec<_>>().join(", "),
        }),
        _ => {
            let report = RulesReport { head: Head::new(catalogue, "audit"), rules };
            Ok(Answer { report, notes: Vec::new(), outcome: Ended::Answered })
        }
    }
}

/// The findings of a report as a baseline.
pub fn baseline(report: &AuditReport) -> Baseline {
    let known = |finding: &FindingReport, spot: &SpotReport| Known {
        rule: finding.rule.to_string(),
        of: finding.of.clone(),
        file: spot.at.file.clone(),
    };
    Baseline::of(report.findings.iter().flat_map(|finding| {
        finding.at.iter().map(move |spot| (spot.fingerprint.clone(), known(finding, spot)))
    }))
}

fn elsewhere(
    catalogue: &Catalogue,
    request: &AuditRequest,
    settings: &Settings,
) -> Result<Option<ScopeSet>, Trouble> {
    if request.granted_elsewhere.is_empty() {
        return Ok(settings.granted_elsewhere.as_ref().map(|scopes| granted(catalogue, scopes)));
    }
    let given = &request.granted_elsewhere;
    match given.iter().find_map(|text| scope_text::unknown(catalogue, text)) {
        Some(says) => Err(Trouble::UnknownScopes(format!("--granted-elsewhere: {says}"))),
        None => Ok(Some(granted(catalogue, given))),
    }
}

/// What to say of a path that was named and is not there; the rest is looked at all the same.
fn not_there(path: &Path) -> Option<(&Path, Note)> {
    let error = std::fs::metadata(path).err()?;
    let says =
        format!("cannot read {}: {error}\n  all else that was named was looked at", path.display());
    Some((path, Note::error(says)))
}

/// Why nothing was looked at, and what to do.
fn nothing(evidence: &Evidence) -> String {
    let coverage = &evidence.coverage;
    let left_out: u64 = coverage.left_out.iter().map(|(_, count)| count).sum();
    if let Some((path, why)) = coverage.skipped.first() {
        format!("cannot read {path}: {why}")
    } else if left_out > 0 {
        let kinds: Vec<&str> = coverage.left_out.iter().map(|(kind, _)| *kind).collect();
        format!("{left_out} left out as {}; --include takes them in", kinds.join(", "))
    } else if coverage.files > 0 {
        let files = match coverage.files {
            1 => "the one file there is holds no code".to_string(),
            number => format!("none of the {number} files there are holds code"),
        };
        format!("{files} in a language that is known; name a folder or files with code in them")
    } else {
        "name a folder or files with code in them".to_string()
    }
}

/// A folder as seen from the current one, with `/` at the end; empty for the current
/// folder itself and for folders that are not below it.
fn prefix(root: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let below =
        if root.is_absolute() { root.strip_prefix(here).unwrap_or(Path::new("")) } else { root };
    let mut prefix = String::new();
    for part in below.components() {
        match part {
            Component::Normal(name) => {
                prefix.push_str(&name.to_string_lossy());
                prefix.push('/');
            }
            Component::CurDir => {}
            _ => return String::new(),
        }
    }
    prefix
}

fn notes(report: &AuditReport, nowhere: &[(&Path, Note)]) -> Vec<Note> {
    const FEW: usize = 5;
    let said = |file: &str| nowhere.iter().any(|(path, _)| *path == Path::new(file));
    let mut notes: Vec<Note> = report
        .skipped
        .iter()
        .take(FEW)
        .filter(|skipped| !said(&skipped.file))
        .map(|skipped| {
            Note::warning(format!("not read in full: {}: {}", skipped.file, skipped.why))
        })
        .collect();
    if report.skipped.len() > FEW {
        let more = report.skipped.len() - FEW;
        notes.push(Note::warning(format!(
            "{more} more not read in full; --format json names them all"
        )));
    }
    notes
}

/// Writes a verdict down as a report.
struct Reporter<'a> {
    catalogue: &'a Catalogue,
    evidence: &'a Evidence,
    verdict: &'a Verdict,
}

impl Reporter<'_> {
    fn report(
        &self,
        found: &Found,
        mode: Option<&'static str>,
        elsewhere: ScopeSet,
    ) -> AuditReport {
        let (catalogue, verdict) = (self.catalogue, self.verdict);
        let asked = sorted::set(verdict.requested.iter().map(|r| r.scope));
        let screen = |scopes: &[ScopeRef], granted: &ScopeSet| {
            consent::screen(catalogue, scopes, granted, Wording::default())
        };
        let before: Vec<ScopeRef> = asked.iter().copied().collect();
        let elsewhere: Vec<ScopeRef> = elsewhere.into_iter().collect();
        AuditReport {
            head: Head::new(catalogue, "audit"),
            tool: env!("CARGO_PKG_VERSION"),
            root: self.evidence.root.to_string_lossy().into_owned(),
            prefix: prefix(&self.evidence.root),
            counts: self.counts(found),
            findings: found.findings.iter().map(|finding| self.finding(finding)).collect(),
            endpoints: verdict
                .called
                .iter()
                .map(|called| CalledReport {
                    name: EndpointName::new(catalogue, called.endpoint),
                    confidence: match called.confidence {
                        Confidence::Certain => "certain",
                        Confidence::Likely => "likely",
                    },
                    dead: called.dead,
                    older: !called.older.is_empty(),
                    requires: RequirementReport::new(
                        catalogue,
                        &catalogue.endpoint(called.endpoint).requirement,
                    ),
                    at: self.at(&called.places),
                })
                .collect(),
            requested: self.requested(),
            grants: self.grants(&elsewhere),
            missing: verdict.missing.iter().filter_map(|fare| self.missing(fare)).collect(),
            reduced: self.reduced(),
            unjudged: verdict.unjudged.iter().filter_map(|fare| self.missing(fare)).collect(),
            unused: verdict.unused.iter().map(|scope| self.scope_places(*scope)).collect(),
            perhaps_unused: verdict
                .perhaps_unused
                .iter()
                .map(|perhaps| {
                    let ScopePlaces { scope, at } = self.scope_places(perhaps.scope);
                    let why = findings::maybe(catalogue, self.evidence, perhaps);
                    PerhapsUnusedReport { scope, why, at }
                })
                .collect(),
            wrong: self.wrong(),
            blind_spots: self.blind_spots(),
            ask_for: AskForReport {
                scopes: ids(catalogue, &verdict.ask.scopes),
                add: ids(catalogue, &verdict.ask.add),
                drop: ids(catalogue, &verdict.ask.drop),
                beyond: self.beyond(),
            },
            consent_screen: Screens {
                before: screen(&before, &ScopeSet::new()),
                after: screen(&verdict.ask.scopes, &asked),
            },
            mode: mode.and_then(|id| catalogue.mode(id)).map(|m| ModeLimits {
                id: m.id,
                title: m.title,
                says: m.says,
            }),
            skipped: self
                .evidence
                .coverage
                .skipped
                .iter()
                .map(|(file, why)| SkippedReport { file: file.clone(), why: why.clone() })
                .collect(),
            next: self.next(found),
        }
    }

    fn at(&self, places: &[Place]) -> Vec<At> {
        let at = |place: &Place| At {
            file: self.evidence.file(*place).to_string(),
            line: place.span.line,
        };
        let mut all: Vec<At> = places.iter().map(at).collect();
        sorted::sort(&mut all);
        all.dedup();
        all
    }

    fn counts(&self, found: &Found) -> Counts {
        let coverage = &self.evidence.coverage;
        let of = |severity| found.findings.iter().filter(|f| f.severity == severity).count() as u64;
        Counts {
            files: coverage.files,
            read: coverage.read,
            skipped: coverage.skipped.len() as u64,
            left_out: coverage.left_out.iter().map(|(_, count)| count).sum(),
            calls: self.evidence.calls.len() as u64,
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            notes: of(Severity::Note),
            ignored: found.ignored as u64,
            in_baseline: found.in_baseline as u64,
        }
    }

    fn finding(&self, finding: &Finding) -> FindingReport {
        let spot = |spot: &findings::Spot| SpotReport {
            at: At { file: self.evidence.file(spot.place).to_string(), line: spot.place.span.line },
            column: spot.excerpt.as_ref().and_then(|excerpt| excerpt.column),
            fingerprint: spot.fingerprint.clone(),
            excerpt: spot.excerpt.clone(),
        };
        FindingReport {
            rule: finding.rule.about().id,
            severity: finding.severity,
            of: finding.subject.clone(),
            says: finding.says.clone(),
            why: finding.why.clone(),
            mend: finding.mend.clone(),
            at: finding.spots.iter().map(spot).collect(),
        }
    }

    fn requested(&self) -> Vec<RequestedReport> {
        let right = self.verdict.requested.iter().map(|requested| {
            let scope = self.catalogue.scope(requested.scope);
            let name = |endpoint: &EndpointRef| EndpointName::new(self.catalogue, *endpoint);
            RequestedReport {
                scope: scope.id.to_string(),
                means: scope.means,
                used_by: requested.serves.iter().map(name).collect(),
                at: self.at(&requested.places),
            }
        });
        let mut all: Vec<RequestedReport> = right.collect();
        for wrong in &self.verdict.wrong {
            if !all.iter().any(|requested| requested.scope == wrong.name) {
                all.push(RequestedReport {
                    scope: wrong.name.clone(),
                    means: "",
                    used_by: Vec::new(),
                    at: self.at(&wrong.places),
                });
            }
        }
        all
    }

    fn grants(&self, elsewhere: &[ScopeRef]) -> GrantsReport {
        let (are, at) = match &self.verdict.grants {
            Grants::Known => ("known", Vec::new()),
            Grants::Unresolved(places) => ("unresolved", self.at(places)),
            Grants::Unseen => ("unseen", Vec::new()),
            Grants::AppOnly(places) => ("app-only", self.at(places)),
        };
        GrantsReport { are, elsewhere: ids(self.catalogue, elsewhere), at }
    }

    fn missing(&self, fare: &Fare) -> Option<MissingReport> {
        let needs: &[Need] = match &fare.outcome {
            Outcome::Met => return None,
            Outcome::Missing(needs) | Outcome::Perhaps(_, needs) => needs,
            Outcome::SomeCases { others, .. } => others,
        };
        let endpoint = self.catalogue.endpoint(fare.endpoint);
        let asks = |scope: &&ScopeRef| self.verdict.ask.add.contains(scope);
        let mut add: Vec<ScopeRef> =
            needs.iter().flat_map(|need| need.any_of.iter().filter(asks)).copied().collect();
        sorted::sort(&mut add);
        add.dedup();
        let needs = needs
            .iter()
            .map(|need| NeedsReport { any_of: ids(self.catalogue, &need.any_of), when: need.when });
        Some(MissingReport {
            endpoint: endpoint.id,
            name: endpoint.name,
            needs: needs.collect(),
            add: ids(self.catalogue, &add),
            at: self.at(&fare.places),
        })
    }

    fn reduced(&self) -> Vec<ReducedReport> {
        let new = |endpoint: EndpointRef, how, mut scopes: Vec<ScopeRef>, why, places: &[Place]| {
            sorted::sort(&mut scopes);
            scopes.dedup();
            let endpoint = self.catalogue.endpoint(endpoint);
            ReducedReport {
                endpoint: endpoint.id,
                name: endpoint.name,
                how,
                scopes: ids(self.catalogue, &scopes),
                why,
                at: self.at(places),
            }
        };
        let scopes = |needs: &[Need]| needs.iter().flat_map(|n| n.any_of.clone()).collect();
        let doubtful = self.verdict.doubtful.iter().filter_map(|fare| {
            let (how, scopes, why) = match &fare.outcome {
                Outcome::Perhaps(doubt, needs) => {
                    let why = findings::doubt(self.catalogue, fare.endpoint, *doubt);
                    ("unsure", scopes(needs), why)
                }
                Outcome::SomeCases { others, .. } => ("case", scopes(others), String::new()),
                Outcome::Met | Outcome::Missing(_) => return None,
            };
            Some(new(fare.endpoint, how, scopes, why, &fare.places))
        });
        let less = self.verdict.less.iter().map(|less| {
            let adds: Vec<&str> = less.without.iter().map(|o| o.adds).collect();
            let scopes = less.without.iter().map(|o| o.scope).collect();
            new(less.endpoint, "optional", scopes, adds.join("; "), &less.places)
        });
        doubtful.chain(less).collect()
    }

    fn scope_places(&self, scope: ScopeRef) -> ScopePlaces {
        let requested = self.verdict.requested.iter().filter(|r| r.scope == scope);
        let places: Vec<Place> = requested.flat_map(|r| r.places.iter().copied()).collect();
        ScopePlaces { scope: self.catalogue.scope(scope).id, at: self.at(&places) }
    }

    fn wrong(&self) -> Vec<WrongReport> {
        let report = |wrong: &judge::Wrong| WrongReport {
            scope: wrong.name.clone(),
            fault: match wrong.fault {
                Fault::Unknown => "unknown",
                Fault::Retired => "retired",
                Fault::Internal => "internal",
                Fault::Partner => "partner",
                Fault::CommaJoined => "comma-joined",
            },
            why: wrong.why,
            did_you_mean: ids(self.catalogue, &wrong.meant),
            at: self.at(&wrong.places),
        };
        self.verdict.wrong.iter().map(report).collect()
    }

    fn beyond(&self) -> Vec<String> {
        let spots = self.evidence.blind_spots.iter();
        let names = spots.filter_map(|spot| match &spot.unknown {
            Unknown::Library(name) => Some(name.clone()),
            _ => None,
        });
        sorted::set(names).into_iter().collect()
    }

    fn blind_spots(&self) -> Vec<BlindSpotReport> {
        let report = |spot: &crate::audit::evidence::BlindSpot| BlindSpotReport {
            what: spot.unknown.word(),
            says: findings::unknown(self.catalogue, &spot.unknown),
            at: At { file: self.evidence.file(spot.place).to_string(), line: spot.place.span.line },
        };
        let mut all: Vec<BlindSpotReport> = self.evidence.blind_spots.iter().map(report).collect();
        sorted::sort_by(&mut all, |a, b| (&a.at, a.what, &a.says).cmp(&(&b.at, b.what, &b.says)));
        all.dedup_by(|a, b| a.at == b.at && a.says == b.says);
        all
    }

    /// The command to go on with: the one that mends the request, or else the one that
    /// explains the worst there is.
    fn next(&self, found: &Found) -> Option<String> {
        let worst = found.findings.first().filter(|f| f.severity != Severity::Note)?;
        let ask = &self.verdict.ask;
        let about_scopes = found.findings.iter().any(|f| {
            matches!(f.rule, Rule::MissingScope | Rule::UnusedScope | Rule::CommaJoinedScopes)
        });
        if about_scopes && !ask.scopes.is_empty() {
            let scopes = ids(self.catalogue, &ask.scopes).join(" ");
            return Some(format!("scopes url --client-id ID --redirect URI --scope '{scopes}'"));
        }
        Some(format!("scopes audit --explain {}", worst.rule.about().id))
    }
}
