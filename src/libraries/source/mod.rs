//! From the texts of `libraries/*.toml` to [`Libraries`]: read, check, pack.
//!
//! The build script calls [`read`] and writes the result out as static tables;
//! tests call it with tables of their own. Strings and lists are leaked on
//! purpose, as those of the catalogue are.

mod check;
mod form;
mod pack;

use crate::catalogue::model::{Catalogue, EndpointRef, Method};
use crate::catalogue::source::Fault;

use super::model::Libraries;
use form::Form;

/// A file of the tables.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, without folder and ending.
    pub name: &'a str,
    /// What is in it.
    pub text: &'a str,
}

/// Reads all tables, or says everything that is wrong with them.
///
/// `common` holds the names that many programs use and that therefore prove
/// nothing, one a line; `#` begins a remark.
///
/// # Errors
///
/// Every fault found; of a file that is not TOML of the right form, just the one.
pub fn read(files: &[File], common: &str, catalogue: &Catalogue) -> Result<Libraries, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut forms: Vec<Form> = Vec::new();
    for file in files {
        match toml::from_str::<Form>(file.text) {
            Ok(form) => {
                if form.id != file.name {
                    faults.push(Fault {
                        entry: format!("libraries/{}.toml", file.name),
                        says: format!("has the id `{}`", form.id),
                        mend: "give the file and the library the same name".into(),
                    });
                }
                forms.push(form);
            }
            Err(e) => faults.push(Fault {
                entry: format!("libraries/{}.toml", file.name),
                says: e.to_string().trim_end().to_string(),
                mend: "correct the line shown; libraries/README.md describes the keys".into(),
            }),
        }
    }
    let common: Vec<&str> = common
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|name| !name.is_empty())
        .collect();
    forms.sort_by(|one, other| one.id.cmp(&other.id));
    faults.extend(check::check(&forms, &common, catalogue));
    if faults.is_empty() { Ok(pack::pack(&forms, catalogue)) } else { Err(faults) }
}

/// An operation id or `METHOD /path`, looked up.
enum Call<'a> {
    /// An endpoint, perhaps by a path out of use.
    Endpoint(EndpointRef, bool),
    /// A call that the catalogue does not know.
    Unknown(Method, &'a str),
    /// Neither.
    Wrong,
}

fn look_up<'a>(catalogue: &Catalogue, to: &'a str) -> Call<'a> {
    let Some((verb, path)) = to.split_once(' ') else {
        let known = (0..).map(EndpointRef).zip(catalogue.endpoints).find(|(_, e)| e.id == to);
        return known.map_or(Call::Wrong, |(at, _)| Call::Endpoint(at, false));
    };
    let Some(method) = Method::named(verb).filter(|_| path.starts_with('/')) else {
        return Call::Wrong;
    };
    for (at, endpoint) in (0..).map(EndpointRef).zip(catalogue.endpoints) {
        if endpoint.base == 0 && endpoint.method == method && same_path(endpoint.path, path) {
            return Call::Endpoint(at, false);
        }
    }
    for (at, endpoint) in (0..).map(EndpointRef).zip(catalogue.endpoints) {
        let reaches = |old: &crate::catalogue::model::OlderCall| {
            old.method == method && same_path(old.path, path)
        };
        if endpoint.base == 0 && endpoint.older.iter().any(reaches) {
            return Call::Endpoint(at, true);
        }
    }
    Call::Unknown(method, path)
}

/// Whether two paths differ by the names of placeholders alone.
fn same_path(one: &str, other: &str) -> bool {
    let open = |segment: &str| segment.starts_with('{');
    one.split('/').count() == other.split('/').count()
        && one.split('/').zip(other.split('/')).all(|(a, b)| a == b || open(a) && open(b))
}

/// The last part of a member's name: `pausePlayback` of `player.pausePlayback`.
fn last_name(member: &str) -> &str {
    member.rsplit(['.', '#', ':']).next().unwrap_or(member)
}

/// Whether a name fits a pattern in which `*` stands for anything; its last part
/// alone does, where the pattern has no dot.
fn fits(pattern: &str, name: &str) -> bool {
    let name = if pattern.contains('.') { name } else { last_name(name) };
    let Some((start, rest)) = pattern.split_once('*') else {
        return name == pattern;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let end = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match name.split_once(piece) {
            Some((_, after)) => name = after,
            None => return false,
        }
    }
    name.ends_with(end)
}
