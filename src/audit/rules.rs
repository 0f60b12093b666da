//! What an audit can find, as a table: names, how bad it is, what it means.
//!
//! `docs/audit-rules.md`, `--explain` and the rules of SARIF are written from this.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something fails.
    Error,
    /// Something is not as it should be, or soon fails.
    Warning,
    /// Worth knowing; it does not make the audit fail.
    Note,
}

impl Severity {
    /// The severity as answers write it.
    pub fn id(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// Something an audit can find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A call certainly answers 403.
    MissingScope,
    /// A call is made in a case that the scopes do not cover.
    CaseNotCovered,
    /// A call may answer 403.
    PerhapsMissingScope,
    /// A call succeeds with less, or in some cases only.
    ReducedAnswer,
    /// The program has no user, and the call needs one.
    UserLoginNeeded,
    /// No call needs the scope.
    UnusedScope,
    /// No call was seen to need the scope.
    PerhapsUnusedScope,
    /// There is no such scope.
    UnknownScope,
    /// The scope is no more.
    RetiredScope,
    /// The scope is Spotify's own.
    InternalScope,
    /// The scope is for partners.
    PartnerScope,
    /// Scopes are sent with commas between them.
    CommaJoinedScopes,
    /// The scopes asked for are not in the code.
    UnknownScopes,
    /// The endpoint is advised against.
    DeprecatedEndpoint,
    /// The endpoint is closed to new apps, or to all.
    ClosedEndpoint,
    /// The endpoint fails in Development Mode.
    DevelopmentMode,
    /// The endpoint is for partners.
    PartnerEndpoint,
    /// The path is out of use.
    OlderPath,
    /// The API has no such call.
    NoSuchEndpoint,
    /// A call could not be resolved.
    BlindSpot,
    /// A comment that silences nothing.
    UnusedIgnore,
    /// A comment that silences nothing because of how it is written.
    WrongIgnore,
}

/// All that is written about a rule.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct About {
    /// The rule.
    #[serde(skip)]
    pub rule: Rule,
    /// Name to type.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it says, in a few words.
    pub title: &'static str,
    /// What it means, and how sure it is.
    pub means: &'static str,
    /// What to do about it.
    pub mend: &'static str,
}

const fn about(
    rule: Rule,
    id: &'static str,
    severity: Severity,
    title: &'static str,
    means: &'static str,
    mend: &'static str,
) -> About {
    About { rule, id, severity, title, means, mend }
}

/// All rules, in the order of their findings.
pub const RULES: &[About] = &[
    about(
        Rule::MissingScope,
        "missing-scope",
        Severity::Error,
        "A call needs a scope that is not requested",
        "The call answers 403 for every user, whatever it is given. It is only said where the call and every authorization request were read in full and no documented case lets the call through.",
        "Request the scope, and send users who agreed before through the authorization request again.",
    ),
    about(
        Rule::CommaJoinedScopes,
        "comma-joined-scopes",
        Severity::Error,
        "Scopes are sent with commas between them",
        "Spotify parts scopes by spaces. It takes a list with commas for one scope, which it does not know, and refuses the whole request.",
        "Put spaces between the scopes.",
    ),
    about(
        Rule::UnknownScope,
        "unknown-scope",
        Severity::Error,
        "A requested name is no scope",
        "Spotify refuses an authorization request with a name it does not know (\"Illegal scope\").",
        "Correct the name, or remove it.",
    ),
    about(
        Rule::RetiredScope,
        "retired-scope",
        Severity::Warning,
        "A requested scope is no more",
        "The scope worked once. Old client ids may still be let through; newer ones are refused.",
        "Remove it, or request what replaced it.",
    ),
    about(
        Rule::InternalScope,
        "internal-scope",
        Severity::Warning,
        "A requested scope is not for apps",
        "The scope belongs to Spotify's own clients or opens nothing; a request with it is likely to be refused.",
        "Remove it.",
    ),
    about(
        Rule::PartnerScope,
        "partner-scope",
        Severity::Warning,
        "A requested scope is for partners",
        "Spotify gives the scope to client ids it has allow-listed. Some of these scopes belong into the body of a token request, not into an authorization request.",
        "Remove it, unless the client id is allow-listed.",
    ),
    about(
        Rule::CaseNotCovered,
        "case-not-covered",
        Severity::Warning,
        "A call is made in a case that the requested scopes do not cover",
        "The same call works in another case (another kind of playlist or item), and the code tells that it is this one.",
        "Request the scope for this case, or keep to the other.",
    ),
    about(
        Rule::UserLoginNeeded,
        "user-login-needed",
        Severity::Warning,
        "A call needs a user, and the program never asks one",
        "The only tokens taken in the code are of the app itself (client credentials). With such a token the call fails; no scope helps.",
        "Send the user through an authorization request, or drop the call.",
    ),
    about(
        Rule::UnusedScope,
        "unused-scope",
        Severity::Warning,
        "A requested scope is needed by no call",
        "No call in the code needs the scope, in any case, and no call was left unresolved that could. Users read a line on the consent screen for nothing.",
        "Remove it from the request.",
    ),
    about(
        Rule::NoSuchEndpoint,
        "no-such-endpoint",
        Severity::Warning,
        "The API has no such call",
        "No endpoint of the catalogue has this verb and path, nor had one. The call answers 404 or 405, unless the endpoint is newer than the catalogue.",
        "Correct the verb or the path; `scopes need` finds what there is.",
    ),
    about(
        Rule::ClosedEndpoint,
        "closed-endpoint",
        Severity::Warning,
        "A called endpoint is closed",
        "The endpoint answers only apps that could call it on a certain day, or nobody. No scope opens it.",
        "Call the replacement where there is one.",
    ),
    about(
        Rule::DevelopmentMode,
        "development-mode",
        Severity::Warning,
        "A called endpoint fails in Development Mode",
        "Apps without extended quota get 403, whatever the scope. `--mode extended` says that the app has extended quota and silences this.",
        "Call the replacement where there is one, or apply for extended quota.",
    ),
    about(
        Rule::DeprecatedEndpoint,
        "deprecated-endpoint",
        Severity::Warning,
        "A called endpoint is deprecated",
        "The call works, and the documentation advises against it.",
        "Call the replacement.",
    ),
    about(
        Rule::PartnerEndpoint,
        "partner-endpoint",
        Severity::Warning,
        "A called endpoint is for partners",
        "It answers client ids that Spotify has allow-listed, and nobody else.",
        "Drop the call, unless the client id is allow-listed.",
    ),
    about(
        Rule::OlderPath,
        "older-path",
        Severity::Warning,
        "A call uses a path that is out of use",
        "The path reached the endpoint once. It is no longer documented and may stop working on any day.",
        "Call the endpoint by its present path.",
    ),
    about(
        Rule::WrongIgnore,
        "wrong-ignore",
        Severity::Warning,
        "A scopes:ignore comment cannot be followed",
        "It names no rule there is, or gives no reason.",
        "Write `scopes:ignore RULE reason`; `scopes audit --rules` lists the rules.",
    ),
    about(
        Rule::PerhapsMissingScope,
        "perhaps-missing-scope",
        Severity::Note,
        "A call may need a scope that is not requested",
        "The call needs the scope, but it is not certain that the app makes the call or that nothing else covers it.",
        "Try the call; if it answers 403, request the scope.",
    ),
    about(
        Rule::ReducedAnswer,
        "reduced-answer",
        Severity::Note,
        "A call succeeds, but not with everything or not in every case",
        "A scope that is not requested would add to the answer, or would let the call through for other kinds of items.",
        "Request the scope, if the app has a use for what it brings.",
    ),
    about(
        Rule::PerhapsUnusedScope,
        "perhaps-unused-scope",
        Severity::Note,
        "No call was seen to need a requested scope",
        "Something that was not resolved, or that endpoints cannot show, could need the scope. So it is not called unused.",
        "Look at the places named; remove the scope if nothing there needs it.",
    ),
    about(
        Rule::UnknownScopes,
        "unknown-scopes",
        Severity::Note,
        "Which scopes are requested cannot be told from the code",
        "They come from a setting, another program or another repository. So nothing is called missing.",
        "Name them with `--granted-elsewhere` or in scopes-audit.toml.",
    ),
    about(
        Rule::BlindSpot,
        "blind-spot",
        Severity::Note,
        "A call could not be resolved",
        "Its path or verb is only known at run time, or the file cannot be read. What it needs is not judged, and scopes it could need are not called unused.",
        "Look at the call; write its path where the audit can follow it, if you like.",
    ),
    about(
        Rule::UnusedIgnore,
        "unused-ignore",
        Severity::Note,
        "A scopes:ignore comment silences nothing",
        "The finding it was written for is gone.",
        "Remove the comment.",
    ),
];

impl Rule {
    /// What is written about it.
    pub fn about(self) -> &'static About {
        // Every rule stands in the table; a test holds that.
        RULES.iter().find(|about| about.rule == self).unwrap_or(&RULES[0])
    }

    /// The rule of that name.
    pub fn named(id: &str) -> Option<Rule> {
        RULES.iter().find(|about| about.id == id).map(|about| about.rule)
    }

    /// Place of its findings among all findings of one severity.
    pub fn order(self) -> usize {
        RULES.iter().position(|about| about.rule == self).unwrap_or(RULES.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_is_written_about_once() {
        let ids: BTreeSet<&str> = RULES.iter().map(|a| a.id).collect();
        assert_eq!(ids.len(), RULES.len());
        for (at, about) in RULES.iter().enumerate() {
            assert_eq!(about.rule.order(), at, "{}", about.id);
            assert_eq!(about.rule.about().id, about.id);
            assert_eq!(
                about.rule as usize,
                RULES.iter().filter(|a| (a.rule as usize) < (about.rule as usize)).count()
            );
            assert!(about.means.ends_with('.') && about.mend.ends_with('.'), "{}", about.id);
        }
        assert!(RULES.is_sorted_by_key(|about| about.severity), "the worst comes first");
        assert_eq!(Rule::WrongIgnore as usize + 1, RULES.len(), "a rule is not in the table");
    }
}
