//! Members of client libraries in what somebody typed: `sp.current_user_playlists()`,
//! `sdk.player.startResumePlayback`, `RSpotify::Track.search`.
//!
//! Only what is written as code is read so: words stay words. A member is answered
//! as sure where all libraries that have it mean the same endpoint; where libraries,
//! releases or arguments part them, every meaning is kept and said.

use super::snippet::{self, Step};
use super::{Found, Match, Refusal, current_first, find_call};
use crate::catalogue::{Catalogue, EndpointRef};
use crate::libraries::{
    ArgumentPlace, Condition, Language, Libraries, Library, Member, Reaches, Releases, Target,
    Verb, judge,
};
use crate::requirement::case_names;

/// Which library and release a question is about, where that is known.
#[derive(Debug, Clone, Default)]
pub struct Within {
    /// The library; any, where there is none.
    pub library: Option<&'static Library>,
    /// Its release; any, where there is none.
    pub release: Option<String>,
}

/// What a member means in one library.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// The member and its library.
    pub member: Member,
    /// In which releases.
    pub releases: &'static Releases,
    /// What must hold of the arguments and cannot be told.
    pub conditions: Vec<&'static Condition>,
    /// What else must hold, or is worth knowing; may be empty.
    pub says: &'static str,
    /// Whether `says` is a condition.
    pub judged: bool,
    /// Whether it comes on top of the other meanings.
    pub also: bool,
    /// The cases of its endpoint's requirement that always hold, as bits.
    pub cases: u8,
    /// What it comes to.
    pub reaches: Reaches,
}

impl Within {
    fn takes(&self, member: &Member) -> bool {
        self.library.is_none_or(|library| library.id == member.library.id)
    }

    fn has(&self, releases: &Releases) -> bool {
        self.release.as_deref().is_none_or(|release| releases.has(release))
    }
}

/// What a text written as code means, where it names a member of some library.
pub(super) fn find(catalogue: &Catalogue, question: &str, within: &Within) -> Option<Found> {
    let libraries = Libraries::built_in();
    let snippet = snippet::read(question)?;
    let language = snippet.languages();
    (0..snippet.steps.len())
        .filter(|at| snippet.steps[*at].called || at + 1 == snippet.steps.len())
        .find_map(|at| {
            let steps = &snippet.steps[..=at];
            let members = best(libraries, steps, language, within);
            (!members.is_empty())
                .then(|| answer(catalogue, libraries, question, &steps[at], &members, within))
        })
}

/// Whether a text names a member whose name alone says much.
pub(super) fn find_distinctive(
    catalogue: &Catalogue,
    line: &str,
    within: &Within,
) -> Option<Found> {
    let found = find(catalogue, line, within)?;
    let surely = |meaning: &Meaning| meaning.member.traits.distinctive;
    (!found.endpoints.is_empty() && found.members.iter().all(surely)).then_some(found)
}

/// The members that fit a path by most of its names.
fn best(
    libraries: &Libraries,
    steps: &[Step],
    languages: &[Language],
    within: &Within,
) -> Vec<Member> {
    let Some(last) = steps.last() else {
        return Vec::new();
    };
    let mut members = Vec::new();
    let mut longest = 0;
    for member in libraries.named(&last.name).filter(|member| within.takes(member)) {
        let spoken = |language: &Language| languages.contains(language);
        if !languages.is_empty() && !member.library.languages.iter().any(spoken) {
            continue;
        }
        let Some(length) = fit(member.name, steps) else {
            continue;
        };
        if length > longest {
            members.clear();
            longest = length;
        }
        if length == longest {
            members.push(member);
        }
    }
    members
}

/// How many names of a member stand at the end of a path; none where it does not
/// fit. A name alone may be any member; before a name may stand any variable, but
/// what a member needs before it, it needs.
fn fit(member: &str, steps: &[Step]) -> Option<usize> {
    let names: Vec<&str> = member.split(['.', '#', ':']).filter(|name| !name.is_empty()).collect();
    let same = |name: &str, step: &Step| {
        name.eq_ignore_ascii_case(step.name.trim_matches(['_', '$', '@']))
    };
    let (last, before) = names.split_last()?;
    if steps.last()?.name != *last {
        return None;
    }
    let path = &steps[..steps.len() - 1];
    let shared =
        before.iter().rev().zip(path.iter().rev()).take_while(|(name, step)| same(name, step));
    match shared.count() {
        shared if shared == before.len() || shared == path.len() => Some(shared + 1),
        // `user.saved_tracks`, `me.player`: what holds an object is called anything.
        0 if member.contains('#') => Some(1),
        // `RSpotify::Track.search`, written `Track.search` after an include.
        shared if member.starts_with("::") && shared > 0 => Some(shared + 1),
        _ => None,
    }
}

fn answer(
    catalogue: &Catalogue,
    libraries: &'static Libraries,
    question: &str,
    call: &Step,
    members: &[Member],
    within: &Within,
) -> Found {
    let mut meanings: Vec<Meaning> = Vec::new();
    for member in members {
        for target in member.targets {
            let releases = libraries.releases(target.releases);
            if within.has(releases)
                && let Some(conditions) = open_conditions(libraries, target, call)
            {
                meanings.push(Meaning {
                    member: *member,
                    releases,
                    conditions,
                    says: libraries.sentence(target.says),
                    judged: target.judged,
                    also: target.also,
                    cases: target.cases,
                    reaches: target.reaches,
                });
            }
        }
    }
    let reached = |meaning: &Meaning| match meaning.reaches {
        Reaches::Endpoint { endpoint, .. } if !meaning.also => Some(endpoint),
        _ => None,
    };
    let mut endpoints: Vec<EndpointRef> = Vec::new();
    for endpoint in meanings.iter().filter_map(reached) {
        if !endpoints.contains(&endpoint) {
            endpoints.push(endpoint);
        }
    }
    if endpoints.is_empty() {
        let passed =
            meanings.iter().find_map(|meaning| passed_on(catalogue, question, call, meaning));
        let found = passed
            .unwrap_or_else(|| Found::refuse(question, Refusal::NoEndpointOfItsOwn, Vec::new()));
        return Found { members: meanings, ..found };
    }
    let alone = |meaning: &Meaning| meaning.also || reached(meaning).is_some();
    let agreed = endpoints.len() == 1 && meanings.iter().all(alone);
    let (mut current, replaced) = current_first(catalogue, endpoints);
    current.extend(replaced);
    let how = if agreed { Match::Exact } else { Match::Member };
    let kinds = kinds(catalogue, &meanings);
    Found { members: meanings, kinds, ..Found::answer(question, how, current) }
}

/// The cases that a member always means: who saves tracks follows nobody. None where one
/// of its meanings leaves open which.
fn kinds(catalogue: &Catalogue, meanings: &[Meaning]) -> Vec<&'static str> {
    let mut kinds: Vec<&'static str> = Vec::new();
    for meaning in meanings.iter().filter(|meaning| !meaning.also) {
        let Reaches::Endpoint { endpoint, .. } = meaning.reaches else { continue };
        let requirement = &catalogue.endpoint(endpoint).requirement;
        if requirement.cases.is_empty() {
            continue;
        }
        if meaning.cases == 0 {
            return Vec::new();
        }
        for kind in case_names(requirement, meaning.cases) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    kinds
}

/// The conditions of a target that cannot be told; none where one does not hold.
fn open_conditions(
    libraries: &'static Libraries,
    target: &Target,
    call: &Step,
) -> Option<Vec<&'static Condition>> {
    let mut open = Vec::new();
    for condition in libraries.conditions(target.when) {
        match judge(condition, &call.argument(&condition.argument)) {
            Some(false) => return None,
            Some(true) => {}
            None => open.push(condition),
        }
    }
    Some(open)
}

/// The call that is given as an argument: `sp._put("me/player/pause")`.
fn passed_on(
    catalogue: &Catalogue,
    question: &str,
    call: &Step,
    meaning: &Meaning,
) -> Option<Found> {
    let Reaches::Any { path, verb } = meaning.reaches else {
        return None;
    };
    let text = |ArgumentPlace(at): ArgumentPlace| call.text(usize::from(at));
    let path = text(path)?;
    let rooted = if path.starts_with('/') || path.contains("://") {
        path.to_string()
    } else {
        format!("/{path}")
    };
    let mut read = super::calls_in(catalogue, &rooted);
    if read.len() != 1 {
        return None;
    }
    let mut read = read.remove(0);
    read.method = match verb {
        Verb::Fixed(method) => Some(method),
        Verb::Argument(at) => crate::catalogue::Method::named(&text(at)?.to_ascii_uppercase()),
    };
    Some(find_call(catalogue, question, read))
}
