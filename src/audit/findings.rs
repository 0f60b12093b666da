//! What a verdict comes to: findings, each with a rule, places and words.

mod words;

use std::collections::BTreeMap;

use crate::audit::baseline::{Baseline, Fingerprints};
use crate::audit::evidence::{Confidence, Evidence, Ignore, Place, Unknown};
use crate::audit::excerpt::{Excerpt, Sources};
use crate::audit::ignore::Ignores;
use crate::audit::judge::{Called, Fare, Fault, Grants, Outcome, Verdict};
use crate::audit::rules::{Rule, Severity};
use crate::audit::settings::Silence;
use crate::audit::view::View;
use crate::catalogue::{Catalogue, DEVELOPMENT, EXTENDED, EndpointStatus};
use crate::sorted;

pub(crate) use words::{doubt, maybe, unknown};

/// Something found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// Id of the scope or endpoint it is about; a text of its own for others.
    pub subject: String,
    /// What was found, as a clause.
    pub says: String,
    /// Why that is so, or matters, in sentences; may be empty.
    pub why: String,
    /// What to do about it, as a sentence.
    pub mend: String,
    /// Where; at least one place.
    pub spots: Vec<Spot>,
}

/// A place of a finding.
#[derive(Debug, Clone)]
pub struct Spot {
    /// The place.
    pub place: Place,
    /// Knows the finding again when lines have moved.
    pub fingerprint: String,
    /// The line of code; none where it cannot be read any more.
    pub excerpt: Option<Excerpt>,
}

/// What silences findings.
#[derive(Debug, Default)]
pub struct Silencers<'a> {
    /// The settings of the project.
    pub settings: Silence,
    /// Findings that were there before.
    pub baseline: Option<&'a Baseline>,
    /// How files are seen from where the baseline stands.
    pub view: View,
}

/// Findings, and how many places were silenced.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The findings, the worst first.
    pub findings: Vec<Finding>,
    /// Places silenced by comments and settings.
    pub ignored: usize,
    /// Places that the baseline has.
    pub in_baseline: usize,
}

/// Puts a verdict into findings, without those that are silenced.
pub fn findings(
    catalogue: &Catalogue,
    evidence: &Evidence,
    verdict: &Verdict,
    mode: Option<&'static str>,
    sources: &dyn Sources,
    silencers: &Silencers<'_>,
) -> Found {
    let mut all = Collector { catalogue, evidence, verdict, mode, findings: Vec::new() };
    all.scopes();
    all.calls();
    all.endpoints();
    all.blind_spots();
    let mut found = Found::default();
    let mut sieve = Sieve {
        evidence,
        sources,
        silencers,
        prints: Fingerprints::default(),
        ignores: Ignores::new(&evidence.ignores),
        found: &mut found,
    };
    for (finding, places) in in_order(evidence, all.findings) {
        sieve.pass(finding, places);
    }
    let mut rest = Collector { catalogue, evidence, verdict, mode, findings: Vec::new() };
    for ignore in sieve.ignores.wrong() {
        rest.wrong_ignore(ignore);
    }
    for ignore in sieve.ignores.unused() {
        rest.unused_ignore(ignore);
    }
    for (finding, places) in in_order(evidence, rest.findings) {
        sieve.pass(finding, places);
    }
    sorted::sort_by_key(&mut found.findings, |f| (f.severity, f.rule.order()));
    found
}

/// Findings by how bad they are, then by rule, then by place; so are their places.
fn in_order(
    evidence: &Evidence,
    mut findings: Vec<(Finding, Vec<Place>)>,
) -> Vec<(Finding, Vec<Place>)> {
    let key = |place: &Place| {
        let file = evidence.file(*place).to_string();
        (file, place.span.line, place.span.start)
    };
    for (_, places) in &mut findings {
        sorted::sort_by_cached_key(places, key);
        // What stands on one line is one place to look at.
        places.dedup_by_key(|place| (place.file, place.span.line));
    }
    sorted::sort_by_cached_key(&mut findings, |(finding, places)| {
        let subject = finding.subject.clone();
        (finding.severity, finding.rule.order(), places.first().map(key), subject)
    });
    findings
}

/// Lets through what is not silenced.
struct Sieve<'a> {
    evidence: &'a Evidence,
    sources: &'a dyn Sources,
    silencers: &'a Silencers<'a>,
    prints: Fingerprints,
    ignores: Ignores<'a>,
    found: &'a mut Found,
}

impl Sieve<'_> {
    fn pass(&mut self, mut finding: Finding, places: Vec<Place>) {
        let id = finding.rule.about().id;
        for place in places {
            let file = self.evidence.file(place);
            let excerpt = self.sources.excerpt(file, place);
            let excerpt = excerpt.map(|excerpt| excerpt.narrowed(&finding.subject));
            let line = excerpt.as_ref().map(Excerpt::line).unwrap_or_default();
            let fingerprint = {
                let seen = self.silencers.view.path(file);
                self.prints.of(id, &finding.subject, &seen, &line)
            };
            let silenced = self.ignores.silence(finding.rule, place)
                || self.silencers.settings.holds(finding.rule, &finding.subject, file);
            if silenced {
                self.found.ignored += 1;
            } else if self.silencers.baseline.is_some_and(|b| b.has(&fingerprint)) {
                self.found.in_baseline += 1;
            } else {
                let excerpt = excerpt.map(Excerpt::without_secrets);
                finding.spots.push(Spot { place, fingerprint, excerpt });
            }
        }
        // A finding without a place is none.
        if !finding.spots.is_empty() {
            self.found.findings.push(finding);
        }
    }
}

impl Evidence {
    /// The file of a place, as it is shown.
    pub fn file(&self, place: Place) -> &str {
        self.files.get(place.file.0 as usize).map_or("", String::as_str)
    }
}

/// Collects findings before anything is silenced.
struct Collector<'a> {
    catalogue: &'a Catalogue,
    evidence: &'a Evidence,
    verdict: &'a Verdict,
    mode: Option<&'static str>,
    findings: Vec<(Finding, Vec<Place>)>,
}

impl Collector<'_> {
    fn add(&mut self, rule: Rule, subject: impl Into<String>, says: String, places: &[Place]) {
        let about = rule.about();
        let finding = Finding {
            rule,
            severity: about.severity,
            subject: subject.into(),
            says,
            why: String::new(),
            mend: about.mend.to_string(),
            spots: Vec::new(),
        };
        self.findings.push((finding, places.to_vec()));
    }

    /// Says more of the finding added last.
    fn explain(&mut self, why: impl Into<String>, mend: impl Into<String>) {
        if let Some((finding, _)) = self.findings.last_mut() {
            let mend = mend.into();
            finding.why = why.into();
            if !mend.is_empty() {
                finding.mend = mend;
            }
        }
    }

    /// Says that the finding added last is as bad as this.
    fn severity(&mut self, severity: Severity) {
        if let Some((finding, _)) = self.findings.last_mut() {
            finding.severity = severity;
        }
    }

    fn scopes(&mut self) {
        let verdict = self.verdict;
        let mut joined: BTreeMap<Place, Vec<&str>> = BTreeMap::new();
        for wrong in &verdict.wrong {
            if wrong.fault == Fault::CommaJoined {
                continue;
            }
            let rule = match wrong.fault {
                Fault::Retired => Rule::RetiredScope,
                Fault::Internal => Rule::InternalScope,
                Fault::Partner => Rule::PartnerScope,
                Fault::Unknown | Fault::CommaJoined => Rule::UnknownScope,
            };
            self.add(rule, wrong.name.as_str(), words::wrong(wrong), &wrong.places);
            self.explain(wrong.why, words::instead(self.catalogue, wrong));
        }
        // Names of one text are one finding, at the first of them.
        let mut sites: Vec<_> = self.evidence.requested.iter().filter(|s| s.comma_joined).collect();
        sorted::sort_by_key(&mut sites, |site| (site.place, site.letter));
        for site in sites {
            let same = joined
                .keys()
                .copied()
                .find(|p| p.file == site.place.file && p.span.line == site.place.span.line);
            joined.entry(same.unwrap_or(site.place)).or_default().push(&site.scope);
        }
        for (place, names) in joined {
            let says = format!("\"{}\" is taken for one scope", names.join(","));
            self.add(Rule::CommaJoinedScopes, names.join(","), says, &[place]);
            let mend = format!("Send them as \"{}\".", names.join(" "));
            self.explain("Spotify parts scopes by spaces and refuses what it does not know.", mend);
        }
        for scope in &verdict.unused {
            let facts = self.catalogue.scope(*scope);
            let places = self.places_of(*scope);
            let says = format!("no call needs {}", facts.id);
            self.add(Rule::UnusedScope, facts.id, says, &places);
            let why = facts.consent.map_or_else(String::new, |line| {
                format!("For it the user reads \"{}\"", line.text)
            });
            self.explain(why, "");
        }
        for perhaps in &verdict.perhaps_unused {
            let facts = self.catalogue.scope(perhaps.scope);
            let places = self.places_of(perhaps.scope);
            let says = format!("no call was seen to need {}", facts.id);
            self.add(Rule::PerhapsUnusedScope, facts.id, says, &places);
            self.explain(words::maybe(self.catalogue, self.evidence, perhaps), "");
        }
    }

    fn places_of(&self, scope: crate::catalogue::ScopeRef) -> Vec<Place> {
        let requested = self.verdict.requested.iter().filter(|r| r.scope == scope);
        requested.flat_map(|r| r.places.iter().copied()).collect()
    }

    fn calls(&mut self) {
        let verdict = self.verdict;
        for fare in &verdict.missing {
            self.fare(fare);
        }
        for fare in &verdict.doubtful {
            self.fare(fare);
        }
        for less in &verdict.less {
            let id = self.catalogue.endpoint(less.endpoint).id;
            let says = words::less(self.catalogue, less);
            self.add(Rule::ReducedAnswer, id, says, &less.places);
        }
        for called in &verdict.userless {
            let id = self.catalogue.endpoint(called.endpoint).id;
            let call = words::call(self.catalogue, called.endpoint);
            let says = format!("{call} needs a user, but no user is ever asked");
            self.add(Rule::UserLoginNeeded, id, says, &called.places);
            let taken = match &verdict.grants {
                Grants::AppOnly(places) => words::places(self.evidence, places),
                _ => String::new(),
            };
            self.explain(
                format!("The only tokens are of the app itself, taken at {taken}. No scope helps."),
                "",
            );
        }
        match &verdict.grants {
            Grants::Unresolved(places) => {
                let says = "which scopes are requested here is only known at run time".to_string();
                self.add(Rule::UnknownScopes, "", says, places);
                self.explain(words::unjudged(self.catalogue, &verdict.unjudged), "");
            }
            Grants::Unseen if !self.evidence.unused_requests.is_empty() => {
                let requests = &self.evidence.unused_requests;
                let places: Vec<Place> = requests.iter().map(|request| request.place).collect();
                let says = "an authorization request is built here, but nothing uses it";
                self.add(Rule::UnknownScopes, "", says.to_string(), &places);
                let why = words::in_vain(self.catalogue, requests, &verdict.unjudged);
                self.explain(why, "Send users there, or remove it.");
            }
            Grants::Unseen => {
                let first = verdict.unjudged.first().and_then(|fare| fare.places.first());
                if let Some(first) = first {
                    let says = "calls need scopes, but no authorization request is in this code";
                    self.add(Rule::UnknownScopes, "", says.to_string(), &[*first]);
                    self.explain(words::unjudged(self.catalogue, &verdict.unjudged), "");
                }
            }
            Grants::Known | Grants::AppOnly(_) => {}
        }
    }

    fn fare(&mut self, fare: &Fare) {
        let id = self.catalogue.endpoint(fare.endpoint).id;
        let call = words::call(self.catalogue, fare.endpoint);
        let (rule, needs, why) = match &fare.outcome {
            Outcome::Met => return,
            Outcome::Missing(needs) => {
                (Rule::MissingScope, needs, "It answers 403 for every user.".to_string())
            }
            Outcome::Perhaps(doubt, needs) => {
                let why = words::doubt(self.catalogue, fare.endpoint, *doubt);
                (Rule::PerhapsMissingScope, needs, why)
            }
            Outcome::SomeCases { others, told: true } => {
                (Rule::CaseNotCovered, others, "In this case it answers 403.".to_string())
            }
            Outcome::SomeCases { others, told: false } => {
                (Rule::ReducedAnswer, others, "In other cases it goes through.".to_string())
            }
        };
        let needs = words::needs(self.catalogue, needs);
        let says = match &fare.outcome {
            Outcome::SomeCases { told: false, .. } => {
                format!("{call} is covered for some cases only; the rest need {needs}")
            }
            _ => format!("{call} needs {needs}, which is not requested"),
        };
        self.add(rule, id, says, &fare.places);
        self.explain(why, "");
    }

    fn endpoints(&mut self) {
        for called in &self.verdict.called {
            self.endpoint(called);
        }
    }

    fn endpoint(&mut self, called: &Called) {
        let endpoint = self.catalogue.endpoint(called.endpoint);
        let development = self.mode == Some(DEVELOPMENT);
        let rule = match self.catalogue.status(endpoint) {
            EndpointStatus::Current => None,
            EndpointStatus::Deprecated => Some(Rule::DeprecatedEndpoint),
            EndpointStatus::ExtendedOnly if self.mode == Some(EXTENDED) => {
                Some(Rule::DeprecatedEndpoint)
            }
            EndpointStatus::ExtendedOnly => Some(Rule::DevelopmentMode),
            EndpointStatus::Closed | EndpointStatus::Removed => Some(Rule::ClosedEndpoint),
            EndpointStatus::PartnerOnly => Some(Rule::PartnerEndpoint),
        };
        let call = words::call(self.catalogue, called.endpoint);
        if let (Some(rule), Some(change)) = (rule, self.catalogue.change(endpoint)) {
            let says = format!("{call} is {}", change.short);
            self.add(rule, endpoint.id, says, &called.places);
            self.explain(change.says, words::replacement(self.catalogue, endpoint));
            let fails = development
                && self.catalogue.access(endpoint, DEVELOPMENT)
                    == crate::catalogue::ModeAccess::Closed;
            // Nothing runs it, or it is not certain that it is called.
            if called.dead || called.confidence == Confidence::Likely {
                self.severity(Severity::Note);
            } else if fails {
                self.severity(Severity::Error);
            }
        } else if development && !endpoint.development.is_empty() {
            let says = format!("{call} is limited in Development Mode");
            self.add(Rule::DevelopmentMode, endpoint.id, says, &called.places);
            self.explain(words::sentence(endpoint.development), "");
            self.severity(Severity::Note);
        }
        if !called.older.is_empty() {
            let says = format!("a path out of use leads to {call}");
            self.add(Rule::OlderPath, endpoint.id, says, &called.older);
            self.explain("", format!("Call {call} by this path."));
        }
    }

    fn blind_spots(&mut self) {
        let mut alike: BTreeMap<(bool, String, String), Vec<Place>> = BTreeMap::new();
        for spot in &self.evidence.blind_spots {
            if spot.unknown == Unknown::Scopes {
                continue;
            }
            let no_such = matches!(spot.unknown, Unknown::NoSuchEndpoint(_));
            let subject = match &spot.unknown {
                Unknown::NoSuchEndpoint(call) => call.clone(),
                other => other.word().to_string(),
            };
            let says = words::unknown(self.catalogue, &spot.unknown);
            alike.entry((no_such, subject, says)).or_default().push(spot.place);
        }
        for ((no_such, subject, says), places) in alike {
            let rule = if no_such { Rule::NoSuchEndpoint } else { Rule::BlindSpot };
            self.add(rule, subject, says, &places);
        }
    }

    fn wrong_ignore(&mut self, ignore: &Ignore) {
        let says = if ignore.rule.is_empty() {
            "it is not said which rule to ignore; write scopes:ignore RULE REASON".to_string()
        } else if Rule::named(&ignore.rule).is_none() {
            format!("there is no rule \"{}\" to ignore", ignore.rule)
        } else {
            format!("ignoring {} takes a reason", ignore.rule)
        };
        self.add(Rule::WrongIgnore, ignore.rule.as_str(), says, &[ignore.place]);
    }

    fn unused_ignore(&mut self, ignore: &Ignore) {
        let says = format!("there is no {} here to ignore", ignore.rule);
        self.add(Rule::UnusedIgnore, ignore.rule.as_str(), says, &[ignore.place]);
    }
}
