//! Calls by way of client libraries.
//!
//! A member of a library is one only with evidence for what it is called on: an
//! object that was made or declared as a client, followed through names, fields,
//! parameters and results; failing that, a conventional name or a distinctive
//! member together with an import of the library. A member's name alone is nothing.

mod conditions;
mod objects;
mod perhaps;
mod properties;
mod receivers;
mod taken;

pub use conditions::{argument, condition_holds};
pub use objects::{imported_in, objects};

use std::collections::BTreeSet;
use std::sync::Arc;

use objects::{imported_anywhere, member_of};

use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::{At, Fun, Meaning, Program};
use crate::audit::requests::{Generic, Missed, Sent};
use crate::audit::syntax::Language;
use crate::audit::told::{self, Cases, Said};
use crate::audit::values::{Piece, Value, Values};
use crate::audit::verbs::words;
use crate::catalogue::{Catalogue, EndpointRef};
use crate::libraries::{Libraries, Library, Member, Reaches, Target};

/// The releases of libraries that a program was written for.
pub trait Releases: Sync {
    /// The release of a library below a path, where that is known.
    fn of(&self, library: &Library, path: &str) -> Option<String>;

    /// Whether a project above a path depends on a library.
    fn depends(&self, library: &Library, path: &str) -> bool;
}

/// What was found of client libraries.
#[derive(Debug, Default)]
pub struct Found {
    /// Calls of endpoints, with the member each goes by and the cases the code tells.
    pub calls: Vec<(Sent, &'static str, Cases)>,
    /// What could not be told.
    pub unknown: Vec<(At, Missed)>,
    /// Calls whose path is an argument: the call, the path, the verb or where it stands.
    pub generic: Vec<Generic>,
    /// Calls that get the next page of what they are given.
    pub paging: Vec<At>,
}

/// Finds the calls that go by way of libraries.
pub fn find(
    catalogue: &'static Catalogue,
    tables: &'static Libraries,
    values: &Values<'_>,
    releases: &dyn Releases,
) -> Found {
    let hunt = Hunt { catalogue, tables, values, releases };
    let mut found = Found::default();
    let mut seen: BTreeSet<At> = BTreeSet::new();
    for call_at in values.program.all_calls() {
        hunt.call(call_at, &mut found, &mut seen);
        hunt.handed_on(call_at, &mut found);
    }
    hunt.told_by_others(&mut found, &mut seen);
    hunt.properties(&mut found);
    hunt.taken(&mut found);
    found
}

struct Hunt<'a, 'p> {
    catalogue: &'static Catalogue,
    tables: &'static Libraries,
    values: &'a Values<'p>,
    releases: &'a dyn Releases,
}

impl Hunt<'_, '_> {
    fn call(&self, at: At, found: &mut Found, seen: &mut BTreeSet<At>) {
        let program = self.values.program;
        let Expr::Call(call) = program.expr(at) else { return };
        let by_text = self.named_by_text(At { unit: at.unit, expr: call.callee });
        if !by_text.is_empty() {
            for (object, keys) in by_text {
                self.call_by_text(at, call, object, &keys, found, seen);
            }
            return;
        }
        let Some(name) = program.unit(at.unit).last_name(call.callee) else { return };
        let callee = At { unit: at.unit, expr: call.callee };
        let is_member = self.tables.named(name).next().is_some();
        if !is_member || program.language(at.unit).in_tables().is_none() {
            return;
        }
        let mut members: Vec<(Member, Confidence)> = Vec::new();
        let values = self.callee_values(callee);
        let mut own = false;
        let mut vague = true;
        for value in &values {
            match value {
                Value::Made(path, _) | Value::Outside(path) => {
                    for object in objects(self.tables, program, at.unit, path) {
                        if let Some(member) = member_of(&object) {
                            let sure =
                                if object.alike { Confidence::Likely } else { Confidence::Certain };
                            push(&mut members, member, sure);
                        }
                    }
                    if let Value::Made(path, _) = value
                        && path.contains("()")
                    {
                        vague = false;
                    }
                }
                Value::Function(_) | Value::Class(_) | Value::Instance(..) => own = true,
                _ => {}
            }
        }
        if members.is_empty() && !own && (vague || self.has_hint(at, call)) {
            members = self.by_convention(at, call, name);
        }
        if members.is_empty() && !own && vague {
            self.perhaps(at, call, name, &values, found);
        }
        if members.is_empty() || !seen.insert(at) {
            return;
        }
        // One name in several libraries: the ones the file imports.
        let imported = imported_in(self.tables, program, at.unit);
        let is_here = |(m, _): &(Member, _)| imported.iter().any(|l| l.id == m.library.id);
        if members.iter().any(is_here) {
            members.retain(is_here);
        }
        for (member, confidence) in members {
            self.reached(at, call, member, confidence, found);
        }
    }

    /// The object and the names of a member that is called by a text: `client[name](…)`,
    /// `$client->{$name}(…)`, `getattr(client, name)(…)`; of one that was kept, from where it was
    /// taken.
    fn named_by_text(&self, callee: At) -> Vec<(At, Vec<Value>)> {
        let program = self.values.program;
        let here = |expr: ExprId| At { unit: callee.unit, expr };
        let of = |expr: ExprId| self.values.of(here(expr), &None);
        match program.expr(callee) {
            Expr::Index(object, key) => vec![(here(*object), of(*key))],
            Expr::Call(_) => self.taken_by_text(callee).into_iter().collect(),
            Expr::Member(Some(object), name) if name.starts_with(['$', '{']) => {
                let name = name.trim_matches(['{', '}', '$']);
                vec![(here(*object), self.values.named(callee, name, &None))]
            }
            Expr::Name(name) if program.language(callee.unit) == Language::Python => {
                let meanings = program.meanings(callee.unit, program.owner(callee).id, name);
                let given = meanings.iter().filter_map(|meaning| match meaning {
                    Meaning::Bound(bound) => {
                        Some(At { unit: bound.unit, expr: program.binding(*bound).value? })
                    }
                    _ => None,
                });
                given.filter_map(|value| self.taken_by_text(value)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// `getattr(client, name)`
    fn taken_by_text(&self, at: At) -> Option<(At, Vec<Value>)> {
        let Expr::Call(call) = self.values.program.expr(at) else { return None };
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let [object, key, ..] = call.arguments.as_slice() else { return None };
        let takes = self.values.program.unit(at.unit).last_name(call.callee) == Some("getattr");
        takes.then(|| (here(object.value), self.values.of(here(key.value), &None)))
    }

    /// Calls of members that are named by texts; each stands where its name is written.
    fn call_by_text(
        &self,
        at: At,
        call: &Call,
        object: At,
        keys: &[Value],
        found: &mut Found,
        seen: &mut BTreeSet<At>,
    ) {
        let program = self.values.program;
        let mut paths: Vec<Arc<str>> = Vec::new();
        for value in self.values.of(object, &None) {
            for settled in self.values.settled(value, None) {
                if let Value::Made(path, _) | Value::Outside(path) = settled {
                    paths.push(path);
                }
            }
        }
        if paths.is_empty() {
            return;
        }
        let names = keys.iter().flat_map(|key| self.values.settled(key.clone(), None));
        let names: Vec<Value> = names.collect();
        let is_told = |name: &Value| matches!(name, Value::Text(text) if text.whole().is_some());
        let is_client = |path: &Arc<str>| {
            let mut objects = objects(self.tables, program, at.unit, path).into_iter();
            path.contains("()") && objects.any(|object| object.of.is_some())
        };
        // `getattr(client, name)()`, where nothing says the name: it may be any of them.
        if !names.iter().any(is_told) && paths.iter().any(is_client) {
            found.unknown.push((at, Missed::Path(None)));
        }
        for name in names {
            let Value::Text(text) = name else { continue };
            let (Some(written), Some(Piece::Written(_, place))) =
                (text.whole(), text.pieces.first())
            else {
                continue;
            };
            for path in &paths {
                for object in objects(self.tables, program, at.unit, &format!("{path}.{written}")) {
                    if let Some(member) = member_of(&object)
                        && seen.insert(*place)
                    {
                        self.reached_at(at, call, *place, member, Confidence::Certain, found);
                    }
                }
            }
        }
    }

    /// Members that something else is to call: `to_thread(sp.playlist_items, id)`.
    fn handed_on(&self, at: At, found: &mut Found) {
        let program = self.values.program;
        let Expr::Call(call) = program.expr(at) else { return };
        if !matches!(program.language(at.unit), Language::Python)
            && program.language(at.unit).family() != 0
        {
            return;
        }
        for (index, argument) in call.arguments.iter().enumerate() {
            let member = At { unit: at.unit, expr: argument.value };
            let Expr::Member(Some(_), name) = program.expr(member) else { continue };
            if self.tables.named(name).next().is_none() {
                continue;
            }
            // What follows is what it will be called with.
            let arguments = call.arguments[index + 1..].to_vec();
            let later = Call { callee: argument.value, arguments, makes: false };
            for value in self.callee_values(member) {
                let (Value::Made(path, _) | Value::Outside(path)) = value else { continue };
                for object in objects(self.tables, program, at.unit, &path) {
                    if object.of.is_some_and(|of| !of.name.is_empty() || path.contains("()"))
                        && let Some(member) = member_of(&object)
                    {
                        self.reached(at, &later, member, Confidence::Likely, found);
                    }
                }
            }
        }
    }

    fn callee_values(&self, callee: At) -> Vec<Value> {
        let above = self.of_above(callee);
        let mut values =
            if above.is_empty() { self.values.of(callee, &None) } else { return above };
        if let Expr::Member(Some(object), name) = self.values.program.expr(callee) {
            let object = At { unit: callee.unit, expr: *object };
            for value in self.values.of(object, &None) {
                if let Value::Parameter(..) = value {
                    for settled in self.values.settled(value, None) {
                        values.extend(self.values.member(callee, &settled, name, &None));
                    }
                }
            }
        }
        values
    }

    fn has_hint(&self, at: At, call: &Call) -> bool {
        let unit = self.values.program.unit(at.unit);
        match unit.expr(call.callee) {
            Expr::Member(Some(object), _) => {
                unit.last_name(*object).is_some_and(|n| n.to_lowercase().contains("spotify"))
            }
            _ => false,
        }
    }

    /// Members that a call is by convention: a receiver of a usual name, or a
    /// distinctive member, where the library is imported.
    fn by_convention(&self, at: At, call: &Call, name: &str) -> Vec<(Member, Confidence)> {
        let program = self.values.program;
        let unit = program.unit(at.unit);
        let Expr::Member(Some(object), _) = unit.expr(call.callee) else { return Vec::new() };
        let object = At { unit: at.unit, expr: *object };
        // An app's own service often borrows the names of the library. One that calls
        // something of its own name on something else hands on.
        let hands_on =
            |fun: &Fun| !matches!(program.expr(object), Expr::This) && program.stands_in(at, *fun);
        if self.has_own(at, name, hands_on) {
            return Vec::new();
        }
        if self.is_own(object) {
            return Vec::new();
        }
        let receiver = receiver_name(program, object);
        let here = imported_in(self.tables, program, at.unit);
        let anywhere = imported_anywhere(self.tables, program, program.language(at.unit));
        let mut members: Vec<(Member, Confidence)> = Vec::new();
        for member in self.tables.named(name) {
            let library = member.library;
            let in_file = here.iter().any(|l| l.id == library.id);
            let in_project = in_file
                || anywhere.iter().any(|l| l.id == library.id)
                || self.releases.depends(library, &program.sources[at.unit as usize].path);
            let language = program.language(at.unit).in_tables();
            if !in_project || !language.is_some_and(|l| library.languages.contains(&l)) {
                continue;
            }
            let lower = receiver.to_lowercase();
            let spotify = lower.contains("spotify") && fits_name(&member, &receiver);
            let usual = library
                .receivers
                .iter()
                .any(|r| r.eq_ignore_ascii_case(receiver.trim_start_matches(['_', '@', '$'])));
            let two_words = words(name).len() > 1;
            let (outer, _) = member.name.rsplit_once(['.', '#']).unwrap_or_default();
            let part = outer.rsplit(['.', '#']).next().unwrap_or_default();
            let of_part = part.eq_ignore_ascii_case(receiver.trim_start_matches('_'))
                || lower.trim_start_matches('_') == format!("{}client", part.to_lowercase());
            let enough = if part.is_empty() {
                member.traits.distinctive
                    || spotify && (in_file || two_words)
                    || usual && in_file && (two_words || lower.starts_with("sp"))
            } else {
                of_part && (in_file || two_words)
                    || member.name.contains('#')
                        && (spotify || member.traits.distinctive && in_file)
            };
            if enough && !member.name.starts_with("::") {
                push(&mut members, member, Confidence::Likely);
            }
        }
        members
    }

    /// Whether an object is known to be one of a class of the app that has no base of the
    /// library: a record of its own, called like what it stands for.
    fn is_own(&self, object: At) -> bool {
        let values = self.values.of(object, &None);
        !values.is_empty() && values.iter().all(|v| matches!(v, Value::Instance(..)))
    }

    fn reached(
        &self,
        at: At,
        call: &Call,
        member: Member,
        confidence: Confidence,
        found: &mut Found,
    ) {
        let place = At { unit: at.unit, expr: call.callee };
        self.reached_at(at, call, place, member, confidence, found);
    }

    /// Which of these a call certainly reaches, and which it may, by what it is given.
    fn fitting<'t>(
        &self,
        at: At,
        call: &Call,
        candidates: &[&'t Target],
        by_name: bool,
    ) -> (Vec<&'t Target>, Vec<&'t Target>) {
        let (mut sure, mut maybe) = (Vec::new(), Vec::new());
        for target in candidates.iter().copied() {
            let conditions = self.tables.conditions(target.when);
            let answers: Vec<Option<bool>> = conditions
                .iter()
                .map(|c| conditions::holds(self.values, at, call, c, by_name))
                .collect();
            if answers.contains(&Some(false)) {
                continue;
            }
            if answers.iter().all(|a| *a == Some(true)) && !target.judged {
                sure.push(target);
            } else {
                maybe.push(target);
            }
        }
        (sure, maybe)
    }

    fn reached_at(
        &self,
        at: At,
        call: &Call,
        place: At,
        member: Member,
        confidence: Confidence,
        found: &mut Found,
    ) {
        let program = self.values.program;
        let release = self.releases.of(member.library, &program.sources[at.unit as usize].path);
        let release = release.as_deref().unwrap_or(member.library.release);
        let in_release: Vec<&Target> = member
            .targets
            .iter()
            .filter(|t| self.tables.releases(t.releases).has(release))
            .collect();
        // A member that the release does not have was probably read from a wrong release.
        let candidates =
            if in_release.is_empty() { member.targets.iter().collect() } else { in_release };
        let (mut sure, mut maybe) = self.fitting(at, call, &candidates, true);
        let mut confidence = confidence;
        if sure.is_empty() && maybe.is_empty() {
            // That a name speaks of one thing or of several is a guess; the release is none.
            (sure, maybe) = self.fitting(at, call, &candidates, false);
            confidence = Confidence::Likely;
        }
        if sure.is_empty() && maybe.is_empty() {
            // What is given to it is for another release.
            let all: Vec<&Target> = member.targets.iter().collect();
            (sure, maybe) = self.fitting(at, call, &all, true);
        }
        let alone = sure.iter().any(|t| !t.also);
        let chosen: Vec<&Target> =
            if alone { sure } else { sure.into_iter().chain(maybe.iter().copied()).collect() };
        let unsure = !alone && chosen.iter().filter(|t| !t.also).count() > 1;
        for target in chosen {
            match target.reaches {
                Reaches::Endpoint { endpoint, older } => {
                    let confidence = if unsure { Confidence::Likely } else { confidence };
                    let sent = Sent { at: place, endpoint, older, confidence };
                    let cases = self.cases_told(at, call, endpoint, target);
                    found.calls.push((sent, member.name, cases));
                }
                Reaches::Unknown { method, path } => {
                    if !unsure {
                        let path = format!("{} {}", method.name(), self.tables.path(path));
                        found.unknown.push((place, Missed::Nothing(path)));
                    }
                }
                Reaches::Any { path, verb } => {
                    if let Some(argument) = call.arguments.get(usize::from(path.0)) {
                        found.generic.push(Generic {
                            call: at,
                            path: At { unit: at.unit, expr: argument.value },
                            verb,
                            confidence,
                        });
                    }
                }
                Reaches::Paging => found.paging.push(at),
                Reaches::Nothing => {}
            }
        }
    }

    /// The cases that a call tells: by its name, or by what it gives.
    fn cases_told(&self, at: At, call: &Call, endpoint: EndpointRef, target: &Target) -> Cases {
        let requirement = &self.catalogue.endpoint(endpoint).requirement;
        let fields = self.tables.fields(target.fields);
        if fields.is_empty() {
            return target.cases;
        }
        let said = |name: &str| {
            let field = fields.iter().find(|field| field.name == name);
            field.map_or(Said::Absent, |field| told::in_call(self.values, at, call, field))
        };
        target.cases | told::cases(requirement, &said)
    }
}

/// Whether a member may belong to what a name speaks of: `spotify_user` is a user, and none
/// of the other types of a library.
fn fits_name(member: &Member, receiver: &str) -> bool {
    let Some((of, _)) = member.name.split_once('#') else { return true };
    let spoken = words(receiver);
    let is_said = |of: &str| spoken.iter().any(|word| word.eq_ignore_ascii_case(of));
    let types = member.library.types.iter().filter_map(|t| t.members.strip_suffix('#'));
    is_said(of) || !types.into_iter().any(is_said)
}

fn push(members: &mut Vec<(Member, Confidence)>, member: Member, confidence: Confidence) {
    let same = |(known, _): &(Member, Confidence)| {
        known.library.id == member.library.id && known.name == member.name
    };
    if !members.iter().any(same) {
        members.push((member, confidence));
    }
}

fn receiver_name(program: &Program, object: At) -> String {
    let unit = program.unit(object.unit);
    match unit.expr(object.expr) {
        Expr::Name(name) | Expr::Member(_, name) => name.to_string(),
        Expr::Call(call) => unit.last_name(call.callee).unwrap_or_default().to_string(),
        Expr::Index(inner, _) => unit.last_name(*inner).unwrap_or_default().to_string(),
        _ => String::new(),
    }
}
