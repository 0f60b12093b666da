//! Which case of a requirement a request tells, by what it gives its fields: `public: false`,
//! `uris=spotify:track:…`.

use super::Requirement;
use crate::catalogue::{Case, ToldBy};

/// Cases of a requirement, as bits in their order; none where the request does not tell.
pub type Cases = u8;

/// What is said that a field is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// True or false.
    Truth(bool),
    /// Texts, perhaps with holes in them.
    Texts(Vec<String>),
    /// It is not given.
    Absent,
    /// Only known at run time.
    Unknown,
}

/// Whether anything a request is given tells its case.
pub fn can_be_told(requirement: &Requirement) -> bool {
    requirement.cases.iter().any(|case| case.told.is_some())
}

/// The cases that hold, where it is told of every field that decides.
pub fn cases(requirement: &Requirement, said: &dyn Fn(&str) -> Said) -> Cases {
    let mut holding: Cases = 0;
    for (at, case) in requirement.cases.iter().enumerate().take(8) {
        let Some(told) = case.told else { continue };
        let holds = match (told.by, said(told.field)) {
            (_, Said::Absent) => case.default,
            (ToldBy::Is(wanted), Said::Truth(is)) => is == wanted,
            (ToldBy::Begins(_), Said::Texts(texts)) => {
                let of_a_case =
                    |text: &&String| requirement.cases.iter().any(|other| begins(other, text));
                if !texts.iter().all(|text| of_a_case(&text)) {
                    return 0;
                }
                texts.iter().any(|text| begins(case, text))
            }
            _ => return 0,
        };
        holding |= Cases::from(holds) << at;
    }
    holding
}

fn begins(case: &Case, text: &str) -> bool {
    let Some(ToldBy::Begins(pattern)) = case.told.map(|told| told.by) else { return false };
    case.names.iter().any(|name| text.starts_with(&pattern.replace("{}", name)))
}

/// What a text says, each of several between commas by itself.
pub fn in_text(text: &str) -> Said {
    let plain = text.replace("%3A", ":").replace("%3a", ":").replace("%2C", ",");
    Said::Texts(plain.split(',').map(|part| part.trim().to_string()).collect())
}
