//! What error texts mean, as plain data.
//!
//! Like the catalogue's own types these are compiled twice: the build script fills
//! them from `diagnoses.toml`, the program reads the tables that come of it.

pub mod source;

use databake::Bake;
use serde::Deserialize;

use super::model::{EndpointRef, Source};

/// Everything known about error texts.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::diagnoses)]
pub struct Diagnoses {
    /// Hosts of the servers that are spoken of, in lower case.
    pub hosts: &'static [&'static str],
    /// Parts of words that suggest that these servers are spoken of, in lower case.
    pub names: &'static [&'static str],
    /// Phrases that suggest the same.
    pub shapes: &'static [&'static str],
    /// Phrases of other services.
    pub others: &'static [&'static str],
    /// Phrases that stand for an HTTP status.
    pub statuses: &'static [(&'static str, u16)],
    /// What may have gone wrong.
    pub causes: &'static [Cause],
    /// How to tell, heaviest first.
    pub rules: &'static [Diagnosis],
}

/// Something that may have gone wrong.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::diagnoses)]
pub struct Cause {
    /// Short name; never changes.
    pub id: &'static str,
    /// What it is, for people.
    pub title: &'static str,
    /// Which scopes go with it.
    pub scopes: CauseScopes,
    /// Whether naming it answers what went wrong.
    pub answers: bool,
}

/// Which scopes go with a cause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Bake)]
#[databake(path = scopes::catalogue::diagnoses)]
#[serde(rename_all = "kebab-case")]
pub enum CauseScopes {
    /// None.
    #[default]
    None,
    /// Those that the call needs and the text does not ask for.
    Missing,
    /// Those that the text asks for and nobody is given.
    Refused,
    /// Those that the text asks for and that exist.
    Sound,
}

/// A way to tell a cause from a text. Phrases are as [`plain`] leaves them; one that
/// ends in `*` stands for any longer word too.
#[derive(Debug, Clone, Copy, Bake)]
#[databake(path = scopes::catalogue::diagnoses)]
pub struct Diagnosis {
    /// Index into [`Diagnoses::causes`].
    pub cause: u8,
    /// How likely it is where the rule holds, 1 to 100.
    pub weight: u8,
    /// Whose words these are.
    pub telling: Telling,
    /// One of these must be there, unless there are none.
    pub any: &'static [&'static str],
    /// Each of these must be there.
    pub all: &'static [&'static str],
    /// None of these may be there.
    pub not: &'static [&'static str],
    /// One of these statuses must be there, unless there are none.
    pub status: &'static [u16],
    /// Whether the text must, or must not, name a call.
    pub call: Option<bool>,
    /// The call must be one of these, unless there are none.
    pub endpoints: &'static [EndpointRef],
    /// What must hold of the call.
    pub endpoint_is: &'static [EndpointIs],
    /// What must hold of the scopes that the text asks for.
    pub scopes_are: Option<Found>,
    /// What must hold of the redirect URI in the text.
    pub redirect: Option<Found>,
    /// The calls that are meant where the text names none.
    pub about: &'static [EndpointRef],
    /// What to do, with `{placeholders}`.
    pub remedy: &'static str,
    /// The command to type next, with `{placeholders}`; may be empty.
    pub next: &'static str,
    /// Where this comes from.
    pub sources: &'static [Source],
}

/// Whose words a rule looks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Bake)]
#[databake(path = scopes::catalogue::diagnoses)]
#[serde(rename_all = "kebab-case")]
pub enum Telling {
    /// Nobody else words it so.
    #[default]
    Own,
    /// Any OAuth server may say it.
    Oauth,
    /// Any web service may say it.
    Http,
    /// Nobody's: the rule holds of texts about something else.
    Elsewhere,
}

/// What the catalogue may say of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Bake)]
#[databake(path = scopes::catalogue::diagnoses)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointIs {
    /// Closed to new apps, or removed.
    Closed,
    /// Closed in Development Mode alone.
    ClosedInDevelopment,
    /// Open in every mode.
    Open,
    /// Replaced by an endpoint of the same name, or called by a path out of use.
    Renamed,
    /// Replaced by another endpoint.
    Replaced,
    /// Only for a user's token.
    NeedsUser,
    /// Only for users with Premium.
    NeedsPremium,
    /// Not without a scope, at least in some case.
    NeedsScope,
    /// For any token.
    NeedsNoScope,
}

/// What a text holds of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Bake)]
#[databake(path = scopes::catalogue::diagnoses)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// Nothing.
    None,
    /// Something that is refused.
    Refused,
    /// Nothing that is refused, but something.
    Sound,
}

/// Words in lower case, each parted by one space, with a space before and after.
///
/// Letters and digits of ASCII make words; everything else parts them. With `humps`
/// a capital inside a word begins a new one: `invalidGrant` is two words then.
pub fn plain(text: &str, humps: bool) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_ascii_alphanumeric() {
            let after = chars.peek().copied().unwrap_or(' ');
            let hump = c.is_ascii_uppercase()
                && (before.is_ascii_lowercase()
                    || before.is_ascii_uppercase() && after.is_ascii_lowercase());
            if humps && hump && !out.ends_with(' ') {
                out.push(' ');
            }
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
        before = c;
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_all_that_is_left() {
        assert_eq!(
            plain("INVALID_CLIENT: Invalid redirect URI", false),
            " invalid client invalid redirect uri "
        );
        assert_eq!(plain("don't,  own!", false), " don t own ");
        assert_eq!(plain("invalidGrant APIError", true), " invalid grant api error ");
        assert_eq!(plain("invalidGrant", false), " invalidgrant ");
        assert_eq!(plain("Fehler\u{fc}403", false), " fehler 403 ");
        assert_eq!(plain("", true), " ");
    }
}
