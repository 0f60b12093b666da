//! What a path of values is in the tables: a module of a library, or an object of one.

use crate::audit::program::Program;
use crate::audit::syntax::Language;
use crate::libraries::{self, Kind, Libraries, Library, Maker, Member, Type};

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
    let path = path.strip_prefix("window.").unwrap_or(path);
    let plain = path.replace("()", "").replace('\\', ".");
    let mut found = Vec::new();
    let mut whole = plain.as_str();
    if whole.starts_with('.') {
        whole = &whole[1..];
    }
    let mut roots: Vec<(&'static Library, String)> =
        tables.imported(language, whole).map(|(library, _)| (library, String::new())).collect();
    roots.dedup_by_key(|(library, _)| library.id);
    // A global of pages is one of a library, if no class of the program is called so.
    let root = whole.split('.').next().unwrap_or(whole);
    if language == libraries::Language::JavaScript
        && root.starts_with(char::is_uppercase)
        && !program.classes_of(root, program.language(unit)).is_empty()
    {
        roots.clear();
    }
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
    let module = path.rfind('/').unwrap_or(0);
    let Some(end) = path[module..].find('.').map(|at| module + at) else { return Vec::new() };
    // Go fetches modules from the hosts they are named after; what has none is the program's.
    let is_here = language == libraries::Language::Go
        && !path.split('/').next().unwrap_or(path).contains('.');
    if is_here || !path[..end].to_lowercase().contains("spotify") {
        return Vec::new();
    }
    let fits = |library: &'static Library| {
        let object = walk(library, &path[end..], false)?;
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
    program.libraries.or_find(unit, || imports_of(tables, program, unit))
}

fn imports_of(tables: &'static Libraries, program: &Program, unit: u32) -> Vec<&'static Library> {
    let Some(language) = program.language(unit).in_tables() else { return Vec::new() };
    let mut found: Vec<&'static Library> = Vec::new();
    for import in &program.unit(unit).imports {
        if import.types_only {
            continue;
        }
        let full = format!("{}.{}", import.module, import.symbol);
        let mut libraries: Vec<_> = tables.imported(language, &full).collect();
        if libraries.is_empty() && import.local.is_empty() && import.module.ends_with(".js") {
            libraries.extend(loaded_as_script(tables, language, &import.module));
        }
        for (library, _) in libraries {
            if !found.iter().any(|known| known.id == library.id) {
                found.push(library);
            }
        }
    }
    if program.language(unit) == Language::Swift {
        found.extend(brought_by_headers(tables, program, unit, &found));
    }
    found
}

/// The library that a page loads as a script, by a part of the address or the name of the file:
/// `https://unpkg.com/spotify-web-api-js@1.5.2`, `js/spotify-web-api.min.js`.
fn loaded_as_script(
    tables: &'static Libraries,
    language: libraries::Language,
    address: &str,
) -> Option<(&'static Library, String)> {
    address.split('/').find_map(|part| {
        let name = part.split(['@', '?']).next().filter(|name| !name.is_empty())?;
        let name = name.strip_suffix(".js").unwrap_or(name);
        let name = name.strip_suffix(".min").unwrap_or(name);
        tables.imported(language, name).find(|(_, below)| below.is_empty())
    })
}

/// Libraries of Objective-C whose types a unit of Swift names: a header that no file of Swift
/// mentions brings them. Their names begin with capitals of their own: `SPTSessionManager`.
fn brought_by_headers(
    tables: &'static Libraries,
    program: &Program,
    unit: u32,
    imported: &[&'static Library],
) -> Vec<&'static Library> {
    let unit = program.unit(unit);
    let of_bindings = unit.bindings.iter().map(|b| &*b.type_name);
    let of_classes = unit.classes.iter().flat_map(|c| &c.bases).map(|base| &**base);
    let types: Vec<&str> = of_bindings.chain(of_classes).collect();
    let known = tables.all.iter().filter(|library| {
        !imported.iter().any(|other| other.id == library.id)
            && library.languages.contains(&libraries::Language::Swift)
            && (0..library.constants.len())
                .filter_map(|at| prefix(library.constants.get(at)))
                .any(|own| types.iter().filter_map(|written| prefix(written)).any(|p| p == own))
    });
    known.collect()
}

/// The capitals that a type of Objective-C begins with: `SPT` of `SPTScope`.
fn prefix(name: &str) -> Option<&str> {
    let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let starts_word = name.as_bytes().get(capitals).is_some_and(u8::is_ascii_lowercase);
    (capitals == 4 && starts_word).then(|| &name[..3])
}

/// Libraries imported anywhere among units that see each other.
pub fn imported_anywhere(
    tables: &'static Libraries,
    program: &Program,
    language: Language,
) -> Vec<&'static Library> {
    program.libraries_seen.or_find(language.family(), || {
        let mut found: Vec<&'static Library> = Vec::new();
        for (unit, source) in (0..).zip(&program.sources) {
            if source.language.family() != language.family() {
                continue;
            }
            for library in imported_in(tables, program, unit) {
                if !found.iter().any(|known| known.id == library.id) {
                    found.push(library);
                }
            }
        }
        found
    })
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
fn picks(name: &str) -> bool {
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

pub(super) fn member_of(object: &Object) -> Option<Member> {
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
