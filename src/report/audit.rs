//! What `audit` answers.

use serde::Serialize;

use super::need::ModeLimits;
use super::{EndpointName, Head, RequirementReport};
use crate::audit::excerpt::Excerpt;
use crate::audit::rules::{About, Severity};
use crate::consent::ConsentScreen;

/// What a program calls, asks for, lacks and asks for in vain.
#[derive(Debug, Clone, Serialize)]
pub struct AuditReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// Version of the program that answered.
    pub tool: &'static str,
    /// The folder that was looked at; paths are below it.
    pub root: String,
    /// The same below the folder the command ran in, where it is; for formats whose
    /// readers start from there.
    #[serde(skip)]
    pub prefix: String,
    /// How much there was.
    pub counts: Counts,
    /// What there is to say, the worst first.
    pub findings: Vec<FindingReport>,
    /// Endpoints called, in catalogue order.
    pub endpoints: Vec<CalledReport>,
    /// Names of scopes requested, the valid ones first, in catalogue order.
    pub requested: Vec<RequestedReport>,
    /// How much is known of what users grant.
    pub grants: GrantsReport,
    /// Calls that answer 403.
    pub missing: Vec<MissingReport>,
    /// Calls that succeed with less, or in some cases only, or perhaps not.
    pub reduced: Vec<ReducedReport>,
    /// Calls that need scopes, where what users grant is not known.
    pub unjudged: Vec<MissingReport>,
    /// Scopes that no call needs.
    pub unused: Vec<ScopePlaces>,
    /// Scopes that no call was seen to need.
    pub perhaps_unused: Vec<PerhapsUnusedReport>,
    /// Names that Spotify refuses, or does not give to everybody.
    pub wrong: Vec<WrongReport>,
    /// What was seen and not resolved.
    pub blind_spots: Vec<BlindSpotReport>,
    /// The smallest set that would do.
    pub ask_for: AskForReport,
    /// What users read now, and would read then.
    pub consent_screen: Screens,
    /// The mode the app is in, where it was told.
    pub mode: Option<ModeLimits>,
    /// Files that could not be read or parsed.
    pub skipped: Vec<SkippedReport>,
    /// The command to go on with; none where there is nothing to do.
    pub next: Option<String>,
}

/// How much there was.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Counts {
    /// Files looked into.
    pub files: u64,
    /// Files that mention the API and were read in full.
    pub read: u64,
    /// Files that could not be read or parsed.
    pub skipped: u64,
    /// Files and folders left out as tests, documentation, vendored or ignored.
    pub left_out: u64,
    /// Places of calls.
    pub calls: u64,
    /// Findings that are errors.
    pub errors: u64,
    /// Findings that are warnings.
    pub warnings: u64,
    /// Findings that are notes.
    pub notes: u64,
    /// Places of findings silenced by comments and settings.
    pub ignored: u64,
    /// Places of findings that the baseline has.
    pub in_baseline: u64,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct At {
    /// The file, with `/` between names.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// Something found.
#[derive(Debug, Clone, Serialize)]
pub struct FindingReport {
    /// Id of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The scope or endpoint it is about.
    pub of: String,
    /// What was found, as a clause.
    pub says: String,
    /// Why that is so, or matters; may be empty.
    pub why: String,
    /// What to do about it.
    pub mend: String,
    /// Where; at least one place.
    pub at: Vec<SpotReport>,
}

/// A place of a finding.
#[derive(Debug, Clone, Serialize)]
pub struct SpotReport {
    /// File and line.
    #[serde(flatten)]
    pub at: At,
    /// Column, in characters from 1; none where the line is too long to tell.
    pub column: Option<u32>,
    /// Knows the finding again when lines have moved.
    pub fingerprint: String,
    /// The line of code.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

/// An endpoint that is called.
#[derive(Debug, Clone, Serialize)]
pub struct CalledReport {
    /// The endpoint.
    #[serde(flatten)]
    pub name: EndpointName,
    /// `certain` or `likely`.
    pub confidence: &'static str,
    /// Whether nothing in the project runs the code that calls it.
    pub dead: bool,
    /// Whether some call uses a path out of use.
    pub older: bool,
    /// What a token must have been granted for it.
    pub requires: RequirementReport,
    /// Where it is called.
    pub at: Vec<At>,
}

/// A name that is requested.
#[derive(Debug, Clone, Serialize)]
pub struct RequestedReport {
    /// The name as it is sent.
    pub scope: String,
    /// What it lets the app do; empty for names that are no scopes.
    pub means: &'static str,
    /// Endpoints called that have a use for it.
    pub used_by: Vec<EndpointName>,
    /// Where it is requested.
    pub at: Vec<At>,
}

/// How much is known of what users grant.
#[derive(Debug, Clone, Serialize)]
pub struct GrantsReport {
    /// `known`, `unresolved`, `unseen` or `app-only`.
    pub are: &'static str,
    /// Scopes said to be asked for elsewhere.
    pub elsewhere: Vec<&'static str>,
    /// Where scopes are only known at run time, or where tokens of the app are taken.
    pub at: Vec<At>,
}

/// A call whose scopes are not granted.
#[derive(Debug, Clone, Serialize)]
pub struct MissingReport {
    /// Id of the endpoint.
    pub endpoint: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it lacks; each must be met, those of cases in that case.
    pub needs: Vec<NeedsReport>,
    /// The scopes to add.
    pub add: Vec<&'static str>,
    /// Where it is called.
    pub at: Vec<At>,
}

/// A condition that is not met.
#[derive(Debug, Clone, Serialize)]
pub struct NeedsReport {
    /// One of these is enough.
    pub any_of: Vec<&'static str>,
    /// The cases in which it is needed; empty: always.
    pub when: &'static [&'static str],
}

/// A call that succeeds with less.
#[derive(Debug, Clone, Serialize)]
pub struct ReducedReport {
    /// Id of the endpoint.
    pub endpoint: &'static str,
    /// Its name.
    pub name: &'static str,
    /// `optional`: it answers with less; `case`: it fails in some cases; `unsure`: it may fail.
    pub how: &'static str,
    /// The scopes that would help.
    pub scopes: Vec<&'static str>,
    /// What they would add, or why it is not certain; may be empty.
    pub why: String,
    /// Where it is called.
    pub at: Vec<At>,
}

/// A scope and where it is requested.
#[derive(Debug, Clone, Serialize)]
pub struct ScopePlaces {
    /// The scope.
    pub scope: &'static str,
    /// Where it is requested.
    pub at: Vec<At>,
}

/// A scope that no call was seen to need.
#[derive(Debug, Clone, Serialize)]
pub struct PerhapsUnusedReport {
    /// The scope.
    pub scope: &'static str,
    /// Why it may be needed all the same.
    pub why: String,
    /// Where it is requested.
    pub at: Vec<At>,
}

/// A name that is wrong.
#[derive(Debug, Clone, Serialize)]
pub struct WrongReport {
    /// The name as it is sent.
    pub scope: String,
    /// `unknown`, `retired`, `internal`, `partner` or `comma-joined`.
    pub fault: &'static str,
    /// Why; may be empty.
    pub why: &'static str,
    /// What was probably meant.
    pub did_you_mean: Vec<&'static str>,
    /// Where it is requested.
    pub at: Vec<At>,
}

/// Something that was seen and not resolved.
#[derive(Debug, Clone, Serialize)]
pub struct BlindSpotReport {
    /// `path`, `method`, `endpoint`, `scopes`, `language` or `file`.
    pub what: &'static str,
    /// The same, in words.
    pub says: String,
    /// Where.
    #[serde(flatten)]
    pub at: At,
}

/// The smallest set that would do.
#[derive(Debug, Clone, Serialize)]
pub struct AskForReport {
    /// The scopes.
    pub scopes: Vec<&'static str>,
    /// Those that are not requested now.
    pub add: Vec<&'static str>,
    /// Those that are requested now and can go.
    pub drop: Vec<&'static str>,
    /// Client libraries that are not known, which may need more.
    pub beyond: Vec<String>,
}

/// What users read.
#[derive(Debug, Clone, Serialize)]
pub struct Screens {
    /// With what is requested now.
    pub before: ConsentScreen,
    /// With the smallest set that would do; `new` marks what they do not read now.
    pub after: ConsentScreen,
}

/// A file that could not be read or parsed.
#[derive(Debug, Clone, Serialize)]
pub struct SkippedReport {
    /// The file.
    pub file: String,
    /// Why.
    pub why: String,
}

/// What `audit --rules` answers.
#[derive(Debug, Clone, Serialize)]
pub struct RulesReport {
    /// Version, command, catalogue.
    #[serde(flatten)]
    pub head: Head,
    /// The rules asked for, the worst first.
    pub rules: Vec<About>,
}
