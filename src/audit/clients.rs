//! Calls by way of client libraries.
//!
//! A member of a library is one only with evidence for what it is called on: an
//! object that was made or declared as a client, followed through names, fields,
//! parameters and results; failing that, a conventional name or a distinctive
//! member together with an import of the library. A member's name alone is nothing.

mod properties;
mod taken;

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::{At, Fun, Program};
use crate::audit::requests::{Missed, Sent};
use crate::audit::syntax::Language;
use crate::audit::told::{self, Cases, Said};
use crate::audit::values::{Context, Piece, Text, Value, Values};
use crate::audit::verbs::words;
use crate::catalogue::{Catalogue, EndpointRef};
use crate::libraries::{
    self, Condition, Is, Kind, Libraries, Library, Maker, Member, Reaches, Target, Type,
};

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

/// A call whose path is an argument.
#[derive(Debug, Clone)]
pub struct Generic {
    /// The call.
    pub call: At,
    /// The argument with the path.
    pub path: At,
    /// The verb.
    pub verb: libraries::Verb,
    /// How sure it is that this is such a call.
    pub confidence: Confidence,
}

/// An object of a library.
#[derive(Debug, Clone)]
pub struct Object {
    /// The library.
    pub library: &'static Library,
    /// Its type; none for the module itself.
    pub of: Option<&'static Type>,
    /// Names taken from it so far: `player`.
    pub below: String,
    /// Whether it comes from a package nobody knows that is like this library: a fork.
    pub alike: bool,
}

/// What a path of values is in the tables, with the libraries imported in a unit where
/// the path itself does not say.
pub fn objects(
    tables: &'static Libraries,
    program: &Program,
    unit: u32,
    path: &str,
) -> Vec<Object> {
    let Some(language) = program.language(unit).in_tables() else { return Vec::new() };
    let plain = path.replace("()", "").replace('\\', ".");
    let mut found = Vec::new();
    let mut whole = plain.as_str();
    if whole.starts_with('.') {
        whole = &whole[1..];
    }
    let mut roots: Vec<(&'static Library, String)> =
        tables.imported(language, whole).map(|(library, _)| (library, String::new())).collect();
    roots.dedup_by_key(|(library, _)| library.id);
    for (library, _) in &roots {
        // How much of the path the module takes.
        let modules = library.modules.iter().filter(|m| {
            let module = m.replace("::", ".").replace('\\', ".");
            whole == module
                || whole
                    .strip_prefix(module.as_str())
                    .is_some_and(|r| r.starts_with(['.', '/', ':']))
        });
        if let Some(module) = modules.max_by_key(|m| m.len()) {
            let module = module.replace("::", ".").replace('\\', ".");
            let rest = path.replace('\\', ".");
            let rest = rest.trim_start_matches('.');
            let rest = rest.get(module.len()..).unwrap_or_default();
            let rest = rest.trim_start_matches(['.', '/', ':']).replace('/', ".");
            found.extend(walk(library, &rest, true));
        }
    }
    if found.is_empty() && !path.contains('/') {
        for library in imported_in(tables, program, unit) {
            if roots.iter().any(|(known, _)| known.id == library.id) {
                continue;
            }
            found.extend(walk(library, path, false));
        }
    }
    if found.is_empty() && language == libraries::Language::Ruby {
        // What Bundler requires stands in no file: `RSpotify` is known everywhere.
        let root = plain.split('.').next().unwrap_or_default();
        let of_root = |l: &&Library| {
            l.languages.contains(&language)
                && l.modules.iter().any(|m| m.eq_ignore_ascii_case(root))
        };
        found.extend(tables.all.iter().filter(of_root).filter_map(|l| walk(l, path, false)));
    }
    if found.is_empty() && roots.is_empty() {
        found = alike(tables, language, path.trim_start_matches('.'));
    }
    found
}

/// What a path is in libraries that a package, by its name one of Spotify, is a fork of:
/// a type of the same name has a member of the same name.
fn alike(tables: &'static Libraries, language: libraries::Language, path: &str) -> Vec<Object> {
    let module = path.rfind('/').map_or(0, |at| at + 1);
    let Some(end) = path[module..].find('.').map(|at| module + at) else { return Vec::new() };
    if !path[..end].to_lowercase().contains("spotify") {
        return Vec::new();
    }
    let fits = |library: &'static Library| {
        let object = walk(library, &path[end + 1..], false)?;
        let named = object.of.is_some_and(|of| !of.name.is_empty() || path.contains("()"));
        (named && member_of(&object).is_some()).then_some(Object { alike: true, ..object })
    };
    let of_language = |l: &&'static Library| l.languages.contains(&language);
    tables.all.iter().filter(of_language).filter_map(fits).collect()
}

/// Libraries that a unit imports, or that its language sees without an import.
pub fn imported_in(
    tables: &'static Libraries,
    program: &Program,
    unit: u32,
) -> Vec<&'static Library> {
    program
        .libraries
        .borrow_mut()
        .entry(unit)
        .or_insert_with(|| imports_of(tables, program, unit))
        .clone()
}

fn imports_of(tables: &'static Libraries, program: &Program, unit: u32) -> Vec<&'static Library> {
    let Some(language) = program.language(unit).in_tables() else { return Vec::new() };
    let mut found: Vec<&'static Library> = Vec::new();
    for import in &program.unit(unit).imports {
        let full = if import.symbol.is_empty() || &*import.symbol == "*" {
            import.module.to_string()
        } else {
            format!("{}.{}", import.module, import.symbol)
        };
        if import.types_only {
            continue;
        }
        for (library, _) in tables.imported(language, &full) {
            if !found.iter().any(|known| known.id == library.id) {
                found.push(library);
            }
        }
    }
    found
}

/// Libraries imported anywhere among units that see each other.
pub fn imported_anywhere(
    tables: &'static Libraries,
    program: &Program,
    language: Language,
) -> Vec<&'static Library> {
    if let Some(known) = program.libraries_seen.borrow().get(&language.family()) {
        return known.clone();
    }
    let mut found: Vec<&'static Library> = Vec::new();
    for unit in 0..program.sources.len() {
        let unit = u32::try_from(unit).unwrap_or(u32::MAX);
        if program.language(unit).family() != language.family() {
            continue;
        }
        for library in imported_in(tables, program, unit) {
            if !found.iter().any(|known| known.id == library.id) {
                found.push(library);
            }
        }
    }
    program.libraries_seen.borrow_mut().insert(language.family(), found.clone());
    found
}

/// Follows names and calls below a module: `Spotify().player.getQueue`.
fn walk(library: &'static Library, path: &str, sure: bool) -> Option<Object> {
    let mut name = String::new();
    let mut object: Option<&'static Type> = None;
    let mut below = String::new();
    let mut pending: Option<(&'static str, &'static str)> = None;
    let module_type = library.types.iter().find(|t| t.name.is_empty());
    for step in path.split('.').filter(|s| !s.is_empty()) {
        let calls = step.matches("()").count();
        let step = step.trim_end_matches("()");
        // A call of an object whose type was said: `field.lock()`.
        if calls > 0 && object.is_none() && pending.is_none() {
            object = declared(library, &name, step);
        }
        if let Some(of) = object {
            below = if below.is_empty() { step.to_string() } else { format!("{below}.{step}") };
            if calls > 0 {
                // `authenticator.NewClient(token)`
                let making = format!("{}#{below}", of.name);
                if let Some(maker) = library.makers.iter().find(|m| !m.hands && m.call == making) {
                    object = library.type_named(maker.makes);
                    below.clear();
                    continue;
                }
                // A member called: what it gives back goes on, or nothing does.
                match library.member(&format!("{}{below}", of.members)) {
                    Some(member) => {
                        let given = library.given_by(&member)?;
                        object = Some(given);
                        below.clear();
                    }
                    // Builders and wrappers give the client back: `.build()`, `.clone()`; so
                    // does what a login is told: `driver("spotify")->scopes([…])->redirect()`.
                    None if keeps_client(&below) || library.kind == Kind::Login => below.clear(),
                    None => return None,
                }
            }
            continue;
        }
        if let Some((then, makes)) = pending {
            if calls > 0 && step == then {
                object = library.type_named(makes);
                below.clear();
                pending = None;
            }
            continue;
        }
        name = if name.is_empty() { step.to_string() } else { format!("{name}.{step}") };
        if calls > 0 {
            // Also of an object whose type was said: `auth.NewClient(token)`.
            let of_object = name.rsplit_once('.').map(|(of, last)| format!("{of}#{last}"));
            let fitting =
                |m: &&Maker| !m.hands && (m.call == name || of_object.as_deref() == Some(m.call));
            let maker = library.makers.iter().find(fitting);
            // Facades stand in a namespace of their own below the module.
            let maker = maker.or_else(|| {
                let login = library.kind == Kind::Login;
                let inner = |m: &&Maker| name.ends_with(&format!(".{}", m.call));
                library.makers.iter().filter(|m| login && !m.hands).find(inner)
            });
            match maker {
                Some(maker) if maker.then.is_empty() => {
                    object = library
                        .type_named(maker.makes)
                        .or_else(|| library.types.iter().find(|t| t.name == maker.makes));
                    below.clear();
                }
                Some(maker) => pending = Some((maker.then, maker.makes)),
                None => {
                    // The result of some other call of it is nothing known.
                    if let Some(of) =
                        library.types.iter().find(|t| !t.name.is_empty() && t.name == name)
                    {
                        object = Some(of);
                        below.clear();
                    } else if let Some(member) =
                        module_type.and_then(|of| library.member(&format!("{}{name}", of.members)))
                    {
                        object = Some(library.given_by(&member)?);
                        below.clear();
                        name.clear();
                    } else if let Some(member) = library.member(&format!("::{name}")) {
                        object = Some(library.given_by(&member)?);
                        below.clear();
                        name.clear();
                    } else {
                        return None;
                    }
                }
            }
        }
    }
    if object.is_some() {
        return Some(Object { library, of: object, below, alike: false });
    }
    if pending.is_some() {
        return None;
    }
    // `RSpotify::Artist.search` belongs to the module, `artist.albums` to the object.
    if library.member(&format!("::{name}")).is_some() {
        return Some(Object { library, of: module_type, below: name, alike: false });
    }
    // A type said, not made: `sp: spotipy.Spotify`.
    let mut declared = name.as_str();
    let mut rest = String::new();
    loop {
        if let Some(of) = type_of(library, declared) {
            return Some(Object { library, of: Some(of), below: rest, alike: false });
        }
        match declared.rsplit_once('.') {
            Some((outer, last)) => {
                rest = if rest.is_empty() { last.to_string() } else { format!("{last}.{rest}") };
                declared = outer;
            }
            None => break,
        }
    }
    let known = sure
        || library.makers.iter().any(|m| m.call == name)
        || library.constants.find(&name).is_some();
    known.then_some(Object { library, of: module_type, below: name, alike: false })
}

/// The type that a name is, where what is called of it gives the object back.
fn declared(library: &'static Library, name: &str, step: &str) -> Option<&'static Type> {
    let of = type_of(library, name)?;
    let made = library.makers.iter().any(|m| m.call == format!("{name}.{step}"));
    (!made && keeps_client(step)).then_some(of)
}

/// The type of a name, by whatever modules it was reached: `prelude.OAuthClient`.
fn type_of(library: &'static Library, name: &str) -> Option<&'static Type> {
    let modules = |before: &str| {
        before.split('.').all(|module| module.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    let inside = |t: &&Type| {
        let before = name.strip_suffix(t.name).and_then(|before| before.strip_suffix('.'));
        t.name.starts_with(char::is_uppercase) && before.is_some_and(modules)
    };
    let named = || library.types.iter().filter(|t| !t.name.is_empty());
    named().find(|t| t.name == name).or_else(|| named().find(inside))
}

fn keeps_client(name: &str) -> bool {
    matches!(
        name.rsplit('.').next().unwrap_or(name),
        "build"
            | "clone"
            | "await"
            | "unwrap"
            | "with_token"
            | "token_as"
            | "apply"
            | "also"
            | "use"
            | "to_owned"
            | "as_ref"
            | "lock"
            | "read"
            | "write"
            | "borrow"
            | "expect"
            | "get"
            | "getInstance"
            | "instance"
            | "as_mut"
            | "get_mut"
            | "borrow_mut"
            | "try_lock"
            | "blocking_lock"
            | "blocking_read"
            | "blocking_write"
            | "lock_owned"
            | "read_owned"
            | "load"
            | "load_full"
    ) || picks(name)
}

/// Members of lists that give the same kind of list or one thing out of it.
pub fn picks(name: &str) -> bool {
    matches!(
        name.rsplit('.').next().unwrap_or(name),
        "first"
            | "last"
            | "sample"
            | "take"
            | "compact"
            | "flatten"
            | "uniq"
            | "reverse"
            | "shuffle"
            | "select"
            | "reject"
            | "sort_by"
            | "find"
            | "detect"
            | "min_by"
            | "max_by"
            | "to_a"
            | "slice"
    )
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
        if let Some((object, keys)) = self.named_by_text(at, call) {
            self.call_by_text(at, call, object, &keys, found, seen);
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
                Value::Text(_) | Value::List(..) | Value::Map(..) => vague = false,
                _ => {}
            }
        }
        if members.is_empty() && !own && (vague || self.has_hint(at, call)) {
            members = self.by_convention(at, call, name);
        }
        if members.is_empty() || !seen.insert(at) {
            return;
        }
        // One name in several libraries: the ones the file imports.
        if members.len() > 1 {
            let imported = imported_in(self.tables, program, at.unit);
            if members.iter().any(|(m, _)| imported.iter().any(|l| l.id == m.library.id)) {
                members.retain(|(m, _)| imported.iter().any(|l| l.id == m.library.id));
            }
        }
        for (member, confidence) in members {
            self.reached(at, call, member, confidence, found);
        }
    }

    /// The object and the names of a member that is called by a text: `client[name](…)`,
    /// `$client->{$name}(…)`, `getattr(client, name)(…)`, `client.public_send(name, …)`.
    fn named_by_text(&self, at: At, call: &Call) -> Option<(At, Vec<Value>)> {
        let program = self.values.program;
        let unit = program.unit(at.unit);
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let of = |expr: ExprId| self.values.of(here(expr), &None);
        match unit.expr(call.callee) {
            Expr::Index(object, key) => Some((here(*object), of(*key))),
            Expr::Call(inner) if unit.last_name(inner.callee) == Some("getattr") => {
                let [object, key, ..] = inner.arguments.as_slice() else { return None };
                Some((here(object.value), of(key.value)))
            }
            Expr::Member(Some(object), name) if name.starts_with(['$', '{']) => {
                let name = name.trim_matches(['{', '}', '$']);
                Some((here(*object), self.values.named(at, name, &None)))
            }
            Expr::Member(Some(object), name)
                if matches!(&**name, "public_send" | "send" | "__send__")
                    && program.language(at.unit) == Language::Ruby =>
            {
                Some((here(*object), of(call.arguments.first()?.value)))
            }
            _ => None,
        }
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
        let mut paths: Vec<Rc<str>> = Vec::new();
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
        let mut values = self.values.of(callee, &None);
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
        let family = program.language(at.unit).family();
        let own = program
            .functions_of(name)
            .iter()
            .any(|f| program.language(f.unit).family() == family && !hands_on(f));
        if own {
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
            let of_part = !part.is_empty()
                && part.eq_ignore_ascii_case(receiver.trim_start_matches('_'))
                || !part.is_empty()
                    && lower.trim_start_matches('_') == format!("{}client", part.to_lowercase());
            let enough = if part.is_empty() {
                member.traits.distinctive && (in_file || usual || spotify)
                    || spotify && (in_file || two_words || member.traits.distinctive)
                    || usual && in_file && two_words
                    || member.traits.distinctive && two_words
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
        let mut sure: Vec<&Target> = Vec::new();
        let mut maybe: Vec<&Target> = Vec::new();
        for target in candidates {
            let conditions = self.tables.conditions(target.when);
            let answers: Vec<Option<bool>> =
                conditions.iter().map(|c| self.holds(at, call, c)).collect();
            if answers.contains(&Some(false)) {
                continue;
            }
            if answers.iter().all(|a| *a == Some(true)) && !target.judged {
                sure.push(target);
            } else {
                maybe.push(target);
            }
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

    /// Whether a condition holds; none where that cannot be told.
    fn holds(&self, at: At, call: &Call, condition: &Condition) -> Option<bool> {
        condition_holds(self.values, at, call, condition)
    }
}

/// Whether a condition of the tables holds of a call; none where that cannot be told.
pub fn condition_holds(
    values: &Values<'_>,
    at: At,
    call: &Call,
    condition: &Condition,
) -> Option<bool> {
    let given = argument(values, at, call, &condition.argument, &None);
    let Some(given) = given else {
        return Some(matches!(condition.is, Is::Absent | Is::NoText | Is::NoList | Is::NoKey(_)));
    };
    let known = values.of(given, &None);
    let null = matches!(values.program.expr(given), Expr::Name(n) if matches!(&**n, "None" | "null" | "nil" | "undefined"));
    if null {
        return Some(matches!(condition.is, Is::Absent | Is::NoText | Is::NoList | Is::NoKey(_)));
    }
    let is_text = known.iter().any(|v| matches!(v, Value::Text(_)))
        || matches!(values.program.expr(given), Expr::Text(_) | Expr::Join(_));
    let is_list = known.iter().any(|v| matches!(v, Value::List(..)))
        || matches!(values.program.expr(given), Expr::List(_));
    let is_map = known.iter().any(|v| matches!(v, Value::Map(..)));
    let plural = names_several(values, given);
    match condition.is {
        Is::Absent => Some(false),
        Is::Present => Some(true),
        Is::Text => match (is_text, is_list || is_map) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => plural.map(|p| !p),
        },
        Is::NoText => match (is_text, is_list || is_map) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => plural,
        },
        Is::List => match (is_list, is_text || is_map) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => plural,
        },
        Is::NoList => match (is_list, is_text || is_map) {
            (true, _) => Some(false),
            (_, true) => Some(true),
            _ => plural.map(|p| !p),
        },
        Is::Key(key) | Is::NoKey(key) => {
            let wants = matches!(condition.is, Is::Key(_));
            for value in &known {
                if let Value::Map(map, _) = value
                    && let Expr::Map(pairs) = values.program.expr(*map)
                {
                    let has = pairs.iter().any(|(k, _)| &**k == key);
                    let spread = pairs.iter().any(|(k, _)| &**k == "...");
                    return (!spread || has).then_some(has == wants);
                }
            }
            None
        }
        Is::Constant(name) => {
            let last = values.program.unit(given.unit).last_name(given.expr)?;
            let wanted = name.rsplit('.').next().unwrap_or(name);
            Some(last.eq_ignore_ascii_case(wanted))
        }
        Is::Equal(text) => {
            let texts: Vec<String> =
                values.texts(given, &None).iter().filter_map(Text::whole).collect();
            (!texts.is_empty()).then(|| texts.iter().any(|t| t == text))
        }
    }
}

/// Whether an expression's name speaks of several things: `ids`, `trackUris`, `a.map(…)`.
fn names_several(values: &Values<'_>, at: At) -> Option<bool> {
    let program = values.program;
    let name = match program.expr(at) {
        Expr::Call(call) => {
            let name = program.unit(at.unit).last_name(call.callee)?;
            match name {
                "map" | "filter" | "slice" | "collect" | "list" | "Array" | "ToList" | "listOf"
                | "toList" | "split" | "concat" => return Some(true),
                "first" | "last" | "sample" | "pop" | "shift" => return Some(false),
                _ if !call.arguments.is_empty() => return None,
                // As many as there were.
                "uniq" | "compact" | "flatten" | "shuffle" | "reverse" | "sort" | "to_a"
                | "to_s" | "to_str" | "strip" | "toString" | "trim" | "presence" => {
                    let Expr::Member(Some(object), _) = program.unit(at.unit).expr(call.callee)
                    else {
                        return None;
                    };
                    return names_several(values, At { unit: at.unit, expr: *object });
                }
                // A getter: `song.spotify_id`, `track.getId()`.
                _ => match program.unit(at.unit).expr(call.callee) {
                    Expr::Member(Some(_), name) => name,
                    _ => return None,
                },
            }
        }
        Expr::Name(name) | Expr::Member(_, name) => name,
        Expr::List(_) => return Some(true),
        Expr::Index(..) | Expr::Text(_) | Expr::Join(_) => return Some(false),
        _ => return None,
    };
    let last = words(name).pop()?;
    Some(
        last.ends_with('s') && !last.ends_with("ss")
            || matches!(last.as_str(), "batch" | "chunk" | "list" | "array" | "group"),
    )
}

/// The argument of a call that the tables speak of, with what is inside it.
pub fn argument(
    values: &Values<'_>,
    at: At,
    call: &Call,
    wanted: &libraries::Argument,
    context: &Context,
) -> Option<At> {
    let here = |expr: ExprId| At { unit: at.unit, expr };
    let by_name = call
        .arguments
        .iter()
        .find(|a| !wanted.keyword.is_empty() && a.name.as_deref() == Some(wanted.keyword));
    let by_place = || {
        let position = usize::from(wanted.position?);
        let mut unnamed = call.arguments.iter().filter(|a| a.name.is_none());
        unnamed.nth(position).filter(|a| !a.spread)
    };
    let argument = by_name.or_else(by_place)?;
    let mut at = here(argument.value);
    for key in wanted.within.split('.').filter(|k| !k.is_empty()) {
        let maps = values.of(at, context);
        let inner = maps.iter().find_map(|v| match v {
            Value::Map(map, _) => field(values, *map, key, 0),
            _ => None,
        });
        at = inner?;
    }
    Some(at)
}

/// The expression of a key of fields written out.
pub fn field(values: &Values<'_>, map: At, key: &str, depth: u8) -> Option<At> {
    let Expr::Map(pairs) = values.program.expr(map) else { return None };
    let here = |expr: ExprId| At { unit: map.unit, expr };
    if let Some((_, value)) = pairs.iter().rev().find(|(k, _)| &**k == key) {
        return Some(here(*value));
    }
    if depth > 3 {
        return None;
    }
    pairs.iter().filter(|(k, _)| &**k == "...").find_map(|(_, value)| {
        values.of(here(*value), &None).iter().find_map(|v| match v {
            Value::Map(inner, _) => field(values, *inner, key, depth + 1),
            _ => None,
        })
    })
}

fn member_of(object: &Object) -> Option<Member> {
    if let Some(of) = object.of
        && let Some(member) = object.library.member(&format!("{}{}", of.members, object.below))
    {
        return Some(member);
    }
    if object.of.is_none_or(|of| of.name.is_empty()) {
        return object.library.member(&format!("::{}", object.below));
    }
    None
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
