//! What a member of a client library means, as it is answered.

use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::libraries::{Argument, Condition, Is, Libraries, Reaches, Releases, Verb};
use crate::query::Meaning;

/// What a member means in one library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberReport {
    /// The library's id.
    pub library: &'static str,
    /// The library's name, for people.
    pub name: &'static str,
    /// The member, as the library's table names it.
    pub member: &'static str,
    /// The releases in which it means this, such as `after 4.0.0`; empty: all.
    pub releases: String,
    /// What must hold of the call, where that cannot be told; may be empty.
    pub when: String,
    /// Whether it comes on top of the other meanings.
    pub also: bool,
    /// What it comes to.
    pub reaches: What,
    /// The endpoint's id, where it is one.
    pub endpoint: Option<&'static str>,
    /// Verb and path, where they are known.
    pub call: Option<String>,
    /// Whether the endpoint is reached by a path out of use.
    pub older: bool,
    /// Worth knowing; may be empty.
    pub note: &'static str,
}

/// What a member comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// An endpoint.
    Endpoint,
    /// A path that the catalogue does not know.
    Unknown,
    /// The next page of whatever gave the page before.
    Paging,
    /// Whatever path it is given.
    Any,
    /// What another member says.
    Nothing,
}

impl MemberReport {
    /// A meaning as it is answered.
    pub fn new(catalogue: &Catalogue, meaning: &Meaning) -> Self {
        let mut when: Vec<String> = meaning.conditions.iter().map(|c| condition(c)).collect();
        if meaning.judged {
            when.push(meaning.says.to_string());
        }
        let (mut endpoint, mut call, mut older) = (None, None, false);
        let reaches = match meaning.reaches {
            Reaches::Endpoint { endpoint: at, older: by } => {
                let reached = catalogue.endpoint(at);
                endpoint = Some(reached.id);
                call = Some(format!("{} {}", reached.method.name(), catalogue.shown_path(reached)));
                older = by;
                What::Endpoint
            }
            Reaches::Unknown { method, path } => {
                call = Some(format!("{} {}", method.name(), Libraries::built_in().path(path)));
                What::Unknown
            }
            Reaches::Any { verb, .. } => {
                if let Verb::Fixed(method) = verb {
                    call = Some(format!("{} …", method.name()));
                }
                What::Any
            }
            Reaches::Paging => What::Paging,
            Reaches::Nothing => What::Nothing,
        };
        MemberReport {
            library: meaning.member.library.id,
            name: meaning.member.library.name,
            member: meaning.member.name,
            releases: releases(meaning.releases),
            when: when.join(" and "),
            also: meaning.also,
            reaches,
            endpoint,
            call,
            older,
            note: if meaning.judged { "" } else { meaning.says },
        }
    }

    /// The library, with the releases and conditions in which this holds.
    pub fn place(&self) -> String {
        let mut place = self.name.to_string();
        if !self.releases.is_empty() {
            place.push(' ');
            place.push_str(&self.releases);
        }
        if !self.when.is_empty() {
            place.push_str(", when ");
            place.push_str(&self.when);
        }
        place
    }
}

/// "up to 4.0.0", "after 4.0.0", "1.1.1 to 1.1.2"; nothing for all.
fn releases(releases: &Releases) -> String {
    match (releases.since, releases.after, releases.until) {
        ("", "", "") => String::new(),
        ("", "", until) => format!("up to {until}"),
        ("", after, "") => format!("after {after}"),
        (since, _, "") => format!("since {since}"),
        ("", after, until) => format!("after {after} up to {until}"),
        (since, _, until) if since == until => since.to_string(),
        (since, _, until) => format!("{since} to {until}"),
    }
}

/// "`playlist_id` is left out"
fn condition(condition: &Condition) -> String {
    const PLACES: [&str; 4] = ["first", "second", "third", "fourth"];
    let Argument { position, keyword, .. } = condition.argument;
    let argument = match (keyword, position) {
        ("", Some(at)) => {
            let place = PLACES.get(usize::from(at)).copied().unwrap_or("last");
            format!("the {place} argument")
        }
        (keyword, _) => format!("`{keyword}`"),
    };
    match condition.is {
        Is::Absent => format!("{argument} is left out"),
        Is::Present => format!("{argument} is given"),
        Is::Text => format!("{argument} is a text"),
        Is::NoText => format!("{argument} is no text"),
        Is::List => format!("{argument} is a list"),
        Is::NoList => format!("{argument} is no list"),
        Is::Key(key) => format!("{argument} has `{key}`"),
        Is::NoKey(key) => format!("{argument} has no `{key}`"),
        Is::Constant(name) => format!("{argument} is {name}"),
        Is::Equal(text) => format!("{argument} is \"{text}\""),
    }
}
