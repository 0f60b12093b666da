//! From checked forms to packed tables.

use std::collections::BTreeMap;

use crate::catalogue::model::{Case, Catalogue, EndpointRef, Lists, Method, ScopeRef, Texts};

use super::super::model::{
    Argument, ArgumentPlace, ByItself, Condition, Field, Is, Libraries, Library, LibraryRef, Maker,
    MemberRef, Reaches, Releases, Run, ScopeRequest, Source, Target, Traits, Type, Verb,
};
use super::form::{self, Form, Shape};
use super::{Call, fits, last_name, look_up};

/// Packs tables; everything they refer to has been checked to exist.
pub(super) fn pack(forms: &[Form], catalogue: &Catalogue) -> Libraries {
    let mut packing = Packing {
        catalogue,
        conditions: Vec::new(),
        fields: Vec::new(),
        releases: vec![Releases { since: "", after: "", until: "" }],
        sentences: vec![String::new()],
        paths: Vec::new(),
    };
    let all = keep_all(forms.iter().map(|form| packing.library(form)));
    let mut modules: BTreeMap<String, Vec<LibraryRef>> = BTreeMap::new();
    let mut names: BTreeMap<&str, Vec<MemberRef>> = BTreeMap::new();
    for (library, at) in all.iter().zip((0..).map(LibraryRef)) {
        for language in library.languages {
            for module in library.modules {
                modules.entry(format!("{} {module}", language.id())).or_default().push(at);
            }
        }
        for (member, place) in library.members.iter().zip(0u16..) {
            let bearer = MemberRef { library: at, member: place };
            names.entry(last_name(member)).or_default().push(bearer);
        }
    }
    Libraries {
        all,
        modules: texts(modules.keys().map(String::as_str)),
        imported_as: lists(modules.into_values()),
        names: texts(names.keys().copied()),
        bearers: lists(names.into_values()),
        conditions: packing.conditions.leak(),
        fields: packing.fields.leak(),
        releases: packing.releases.leak(),
        sentences: texts(packing.sentences.iter().map(String::as_str)),
        paths: texts(packing.paths.iter().map(String::as_str)),
    }
}

struct Packing<'a> {
    catalogue: &'a Catalogue,
    conditions: Vec<Condition>,
    fields: Vec<Field>,
    releases: Vec<Releases>,
    sentences: Vec<String>,
    paths: Vec<String>,
}

impl Packing<'_> {
    fn library(&mut self, form: &Form) -> Library {
        let members: BTreeMap<&str, &form::Targets> =
            form.members.iter().map(|(name, targets)| (name.get_ref().as_str(), targets)).collect();
        let constants: BTreeMap<&str, &Vec<String>> =
            form.constants.iter().map(|(name, ids)| (name.get_ref().as_str(), ids)).collect();
        Library {
            id: keep(&form.id),
            name: keep(&form.name),
            kind: form.kind,
            languages: keep_all(form.languages.iter().copied()),
            registry: keep(&form.registry),
            packages: keep_texts(&form.packages),
            modules: keep_texts(&form.modules),
            release: keep(&form.release),
            source: Source {
                title: keep(&form.source.title),
                at: keep(&form.source.at),
                date: keep(&form.source.date),
                checked: keep(&form.source.checked),
            },
            note: keep(&form.note),
            types: keep_all(
                form.types.iter().map(|t| Type { name: keep(&t.name), members: keep(&t.members) }),
            ),
            makers: keep_all(form.makers.iter().map(|maker| Maker {
                call: keep(&maker.call),
                then: keep(&maker.then),
                hands: maker.hands,
                makes: keep(&maker.makes),
                when: self.run(&maker.when),
                app_only: maker.app_only,
            })),
            receivers: keep_texts(&form.receivers),
            members: texts(members.keys().copied()),
            targets: lists(members.values().map(|targets| self.targets(targets))),
            traits: keep_all(members.keys().map(|name| traits(form, name))),
            constants: texts(constants.keys().copied()),
            constant_scopes: lists(constants.values().map(|ids| self.scopes(ids))),
            requests: keep_all(form.requests.iter().map(|request| self.request(request))),
            app_tokens: keep_texts(&form.app_tokens),
            by_itself: keep_all(form.by_itself.iter().map(|by_itself| ByItself {
                endpoint: self.endpoint(&by_itself.to),
                when: keep(&by_itself.when),
            })),
        }
    }

    fn targets(&mut self, targets: &form::Targets) -> Vec<Target> {
        match targets {
            form::Targets::Plain(to) => vec![Target {
                reaches: self.reaches(to),
                releases: 0,
                when: Run::default(),
                says: 0,
                judged: false,
                also: false,
                fields: Run::default(),
                cases: 0,
            }],
            form::Targets::One(target) => vec![self.target(target)],
            form::Targets::Several(targets) => targets.iter().map(|t| self.target(t)).collect(),
        }
    }

    fn target(&mut self, target: &form::Target) -> Target {
        let reaches = match &target.any {
            Some(any) => Reaches::Any {
                path: ArgumentPlace(any.path),
                verb: match &any.verb {
                    form::Verb::Argument(place) => Verb::Argument(ArgumentPlace(*place)),
                    form::Verb::Fixed(verb) => {
                        Verb::Fixed(Method::named(verb).unwrap_or(Method::Get))
                    }
                },
            },
            None => self.reaches(&target.to),
        };
        let judged = !target.judged.is_empty();
        Target {
            reaches,
            releases: self.releases(&target.since, &target.after, &target.until),
            when: self.run(&target.when),
            says: self.sentence(if judged { &target.judged } else { &target.note }),
            judged,
            also: target.also,
            fields: self.fields(&target.fields),
            cases: self.cases(&target.to, &target.case),
        }
    }

    fn fields(&mut self, fields: &[form::Field]) -> Run {
        let wanted = fields.iter().map(|field| Field {
            name: keep(&field.name),
            argument: Argument {
                position: field.argument,
                keyword: keep(&field.keyword),
                within: keep(&field.within),
            },
            then: keep(&field.then),
            default: field.default,
        });
        run(&mut self.fields, &wanted.collect::<Vec<_>>())
    }

    /// Which cases of an endpoint bear one of some names, as bits.
    fn cases(&self, to: &str, names: &[String]) -> u8 {
        let Call::Endpoint(endpoint, _) = look_up(self.catalogue, to) else { return 0 };
        let Some(endpoint) = self.catalogue.endpoints.get(endpoint.0 as usize) else { return 0 };
        let wanted = |case: &Case| names.iter().any(|name| case.names.contains(&name.as_str()));
        let cases = endpoint.requirement.cases.iter().enumerate().take(8);
        cases.filter(|(_, case)| wanted(case)).fold(0, |bits, (at, _)| bits | 1 << at)
    }

    fn reaches(&mut self, to: &str) -> Reaches {
        match to {
            "paging" => Reaches::Paging,
            "nothing" => Reaches::Nothing,
            _ => match look_up(self.catalogue, to) {
                Call::Endpoint(endpoint, older) => Reaches::Endpoint { endpoint, older },
                Call::Unknown(method, path) => {
                    Reaches::Unknown { method, path: place(&mut self.paths, path) }
                }
                Call::Wrong => Reaches::Nothing,
            },
        }
    }

    fn endpoint(&self, to: &str) -> EndpointRef {
        match look_up(self.catalogue, to) {
            Call::Endpoint(endpoint, _) => endpoint,
            Call::Unknown(..) | Call::Wrong => EndpointRef(u32::MAX),
        }
    }

    fn request(&mut self, request: &form::Request) -> ScopeRequest {
        let there = request.argument.is_some() || !request.keyword.is_empty();
        let argument = Argument {
            position: request.argument,
            keyword: keep(&request.keyword),
            within: keep(&request.within),
        };
        ScopeRequest {
            name: keep(&request.name),
            by: request.by,
            argument: (there || !request.within.is_empty()).then_some(argument),
            rest: request.rest,
            when: self.run(&request.when),
            text: request.text,
            authorizes: request.authorizes,
            default: keep_all(self.scopes(&request.default)),
            default_stays: request.default_stays,
            releases: self.releases(&request.since, &request.after, &request.until),
        }
    }

    fn scopes(&self, ids: &[String]) -> Vec<ScopeRef> {
        let scopes = self.catalogue.scopes;
        let of = |id: &String| (0..).map(ScopeRef).zip(scopes).find(|(_, s)| s.id == *id);
        ids.iter().filter_map(of).map(|(at, _)| at).collect()
    }

    fn releases(&mut self, since: &str, after: &str, until: &str) -> u16 {
        let same = |r: &Releases| r.since == since && r.after == after && r.until == until;
        let at = self.releases.iter().position(same).unwrap_or_else(|| {
            self.releases.push(Releases {
                since: keep(since),
                after: keep(after),
                until: keep(until),
            });
            self.releases.len() - 1
        });
        small(at)
    }

    fn sentence(&mut self, text: &str) -> u16 {
        place(&mut self.sentences, text)
    }

    fn run(&mut self, conditions: &[form::Condition]) -> Run {
        run(&mut self.conditions, &conditions.iter().map(condition).collect::<Vec<_>>())
    }
}

/// The run of a list that some items are, which are put there if they are not in it.
fn run<T: Copy + PartialEq>(list: &mut Vec<T>, wanted: &[T]) -> Run {
    if wanted.is_empty() {
        return Run::default();
    }
    let known = list.windows(wanted.len()).position(|run| run == wanted);
    let first = known.unwrap_or_else(|| {
        list.extend_from_slice(wanted);
        list.len() - wanted.len()
    });
    Run { first: small(first), count: u8::try_from(wanted.len()).unwrap_or(u8::MAX) }
}

fn condition(condition: &form::Condition) -> Condition {
    let is = match condition {
        form::Condition { has_key: Some(key), .. } => Is::Key(keep(key)),
        form::Condition { lacks_key: Some(key), .. } => Is::NoKey(keep(key)),
        form::Condition { constant: Some(name), .. } => Is::Constant(keep(name)),
        form::Condition { equals: Some(text), .. } => Is::Equal(keep(text)),
        form::Condition { is, .. } => match is {
            Some(Shape::Absent) => Is::Absent,
            Some(Shape::Text) => Is::Text,
            Some(Shape::NoText) => Is::NoText,
            Some(Shape::List) => Is::List,
            Some(Shape::NoList) => Is::NoList,
            Some(Shape::Present) | None => Is::Present,
        },
    };
    let argument = Argument {
        position: condition.argument,
        keyword: keep(&condition.keyword),
        within: keep(&condition.within),
    };
    Condition { argument, is }
}

fn traits(form: &Form, member: &str) -> Traits {
    let gives = form.gives.iter().find(|(name, _)| name.get_ref() == member);
    let place = gives.and_then(|(_, of)| form.types.iter().position(|t| t.name == *of));
    Traits {
        distinctive: form.distinctive.iter().any(|pattern| fits(pattern, member)),
        gives: place.and_then(|at| u8::try_from(at).ok()),
    }
}

/// The place of a text in a list, where it is put if it is not there.
fn place(list: &mut Vec<String>, text: &str) -> u16 {
    let at = list.iter().position(|known| known == text).unwrap_or_else(|| {
        list.push(text.to_string());
        list.len() - 1
    });
    small(at)
}

fn small(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn keep(text: &str) -> &'static str {
    if text.is_empty() { "" } else { String::from(text).leak() }
}

fn keep_all<T>(items: impl IntoIterator<Item = T>) -> &'static [T] {
    items.into_iter().collect::<Vec<T>>().leak()
}

fn keep_texts(texts: &[String]) -> &'static [&'static str] {
    keep_all(texts.iter().map(|text| keep(text)))
}

fn texts<'a>(items: impl IntoIterator<Item = &'a str>) -> Texts {
    let (mut all, mut ends) = (String::new(), Vec::new());
    for item in items {
        all.push_str(item);
        ends.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
    }
    Texts { all: keep(&all), ends: ends.leak() }
}

fn lists<T>(items: impl IntoIterator<Item = Vec<T>>) -> Lists<T> {
    let (mut all, mut ends) = (Vec::new(), Vec::new());
    for item in items {
        all.extend(item);
        ends.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
    }
    Lists { all: all.leak(), ends: ends.leak() }
}
