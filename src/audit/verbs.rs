//! Which verb a request is made with: from the name of what is called, from what it
//! is given, from the chain of calls around it, from what is done with the result.

mod configured;

use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Fun, Meaning};
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Text, Value, Values};
use crate::catalogue::Method;

/// A verb, as far as it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// This one.
    Is(Method),
    /// One the API does not use.
    Odd,
    /// What a caller gives.
    Parameter(Fun, u16),
    /// Something says it, but not here.
    Unknown,
}

/// The verb a word is.
pub fn verb_named(word: &str) -> Option<Verb> {
    let lower = word.to_ascii_lowercase();
    Some(match lower.as_str() {
        "get" => Verb::Is(Method::Get),
        "post" => Verb::Is(Method::Post),
        "put" => Verb::Is(Method::Put),
        "delete" | "del" => Verb::Is(Method::Delete),
        "patch" | "head" | "options" => Verb::Odd,
        _ => return None,
    })
}

/// Words of a name: `makePutRequest` → make, put, request.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (at, c) in letters.iter().enumerate() {
        let after_small = at > 0 && letters[at - 1].is_lowercase();
        let before_small = letters.get(at + 1).is_some_and(|n| n.is_lowercase());
        let starts = c.is_uppercase() && (after_small || before_small && at > 0);
        if (!c.is_alphanumeric() || starts) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Words that stand beside a verb in the name of a request function and change nothing.
const BESIDE: &[&str] = &[
    "async",
    "json",
    "string",
    "from",
    "as",
    "for",
    "object",
    "entity",
    "http",
    "https",
    "api",
    "spotify",
    "request",
    "req",
    "make",
    "do",
    "send",
    "call",
    "data",
    "form",
    "body",
    "raw",
    "stream",
    "bytes",
    "auth",
    "authed",
    "authenticated",
    "authorized",
    "authorised",
    "web",
    "fetch",
    "with",
    "token",
    "retry",
    "page",
    "pages",
    "all",
    "paginated",
    "url",
    "response",
    "result",
    "client",
    "rest",
    "exec",
    "execute",
    "perform",
    "blocking",
    "oauth",
    "sync",
    "safe",
    "simple",
    "helper",
    "endpoint",
    "to",
    "access",
    "bearer",
    "user",
    "params",
    "query",
    "value",
    "new",
];

/// The verb in the name of a function: `GetAsync`, `http_put`, `spotifyPost`.
pub fn verb_in_name(name: &str) -> Option<Verb> {
    let words = words(name);
    let mut found = None;
    for word in &words {
        match verb_named(word) {
            Some(verb) if found.is_none() => found = Some(verb),
            // `deleteWithGet` says nothing.
            Some(_) => return None,
            None if BESIDE.contains(&word.as_str()) => {}
            None => return None,
        }
    }
    found
}

/// Whether a name is that of something that sends requests: `fetch`, `apiRequest`, `NewRequest`.
pub fn sends(name: &str) -> bool {
    if name.strip_prefix('$').is_some_and(is_method_key) {
        return true;
    }
    let words = words(name);
    let sending = |w: &String| {
        matches!(
            w.as_str(),
            "fetch"
                | "fetcher"
                | "request"
                | "requests"
                | "req"
                | "ajax"
                | "axios"
                | "got"
                | "ky"
                | "urlopen"
                | "curl"
                | "wget"
                | "swr"
                | "http"
                | "open"
                | "call"
                | "send"
                | "api"
                | "ofetch"
                | "superagent"
                | "invoke"
                | "query"
                | "load"
                | "download"
        )
    };
    words.iter().any(sending)
        || verb_in_name(name).is_some()
        || matches!(
            name,
            "uri"
                | "url"
                | "dataTask"
                | "data"
                | "curl_init"
                | "curl_setopt"
                | "dataTaskPublisher"
                | "RestRequest"
                | "submitForm"
                | "open_uri"
        )
}

/// Options that something from outside adds to: `fetch(url, json({ method: "PUT" }))`.
fn wrapped(values: &Values<'_>, path: &str, made: At, context: &Context) -> Vec<Value> {
    let name = path.trim_end_matches("()").rsplit('.').next().unwrap_or(path);
    let is_body = words(name).iter().any(|word| {
        matches!(word.as_str(), "dumps" | "stringify" | "encode" | "data" | "params" | "create")
    });
    let Expr::Call(call) = values.program.expr(made) else { return Vec::new() };
    if is_body {
        return Vec::new();
    }
    let given = call.arguments.iter().filter(|a| !a.spread);
    let of = given.flat_map(|a| values.of(At { unit: made.unit, expr: a.value }, context));
    of.filter(|v| matches!(v, Value::Map(..))).collect()
}

/// The verbs a value says.
fn of_value(value: &Value) -> Option<Verb> {
    match value {
        Value::Text(text) => verb_named(text.whole()?.trim()),
        Value::Outside(path) | Value::Made(path, _) => {
            let mut parts = path.rsplit(['.', ':']).filter(|p| !p.is_empty());
            let last = parts.next()?.trim_end_matches("()");
            let verb = |word: &str| {
                let word = word.strip_prefix("Method").unwrap_or(word);
                let word = word.strip_prefix("METHOD_").unwrap_or(word);
                verb_named(word)
            };
            verb(last).or_else(|| {
                // `Method.PUT.rawValue`, `HttpMethod.Put.Method`
                parts.next().and_then(|p| verb(p.trim_end_matches("()")))
            })
        }
        Value::Parameter(fun, place, _) => Some(Verb::Parameter(*fun, *place)),
        _ => None,
    }
}

/// Verbs said outright; parameters and the like only where nothing else could be meant.
fn clear(values: &[Value]) -> Vec<Verb> {
    values.iter().filter_map(of_value).collect()
}

/// The verbs an expression says.
pub fn said_by(values: &Values<'_>, at: At) -> Vec<Verb> {
    said(&values.of(at, &None))
}

/// The verbs an expression says, reached through some calls.
pub fn said_by_in(values: &Values<'_>, at: At, context: &Context) -> Vec<Verb> {
    clear(&values.of(at, context))
}

/// Finds the verbs a call may be made with; empty where nothing says any.
pub fn verbs(values: &Values<'_>, at: At, context: &Context) -> Vec<Verb> {
    let program = values.program;
    let Expr::Call(call) = program.expr(at) else { return Vec::new() };
    let here = |expr: ExprId| At { unit: at.unit, expr };
    // By name: `method=`, `{ method: "PUT" }`.
    let mut named = Vec::new();
    let mut options: Vec<Value> = Vec::new();
    for argument in &call.arguments {
        match &argument.name {
            Some(name) if is_method_key(name) => {
                let found = values.of(here(argument.value), context);
                named.extend(said(&found));
            }
            _ => {
                for value in values.of(here(argument.value), context) {
                    match value {
                        Value::Map(..) => options.push(value),
                        // `fetch(url, { ...options, method })` given by a caller.
                        Value::Parameter(fun, place, path)
                            if argument.name.is_none() && is_options(values, fun, place, &path) =>
                        {
                            options.push(Value::Parameter(fun, place, path));
                        }
                        Value::Made(path, Some((made, inner))) if argument.name.is_none() => {
                            options.extend(wrapped(values, &path, made, &inner));
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    for option in &options {
        named.extend(in_options(values, option, 0));
    }
    named.extend(told_to_options(values, at, call, context));
    // What a caller's options say comes after what the call itself says.
    let (told, named): (Vec<Verb>, Vec<Verb>) =
        named.into_iter().partition(|v| matches!(v, Verb::Parameter(..)));
    if !named.is_empty() {
        return named;
    }
    // By place: `request("PUT", url)`, `NewRequest(http.MethodPut, url, body)`.
    let mut placed = Vec::new();
    for argument in call.arguments.iter().filter(|a| a.name.is_none()).take(4) {
        let found = values.of(here(argument.value), context);
        let verbs = clear(&found);
        if verbs.iter().any(|v| matches!(v, Verb::Is(_) | Verb::Odd)) {
            placed.extend(verbs.into_iter().filter(|v| !matches!(v, Verb::Parameter(..))));
            break;
        }
        let parameter = found.iter().find_map(|v| match v {
            Value::Parameter(fun, place, path) => {
                let named = match path.last() {
                    Some(key) => is_method_key(key),
                    None => is_method_parameter(values, *fun, *place),
                };
                named.then_some(Verb::Parameter(*fun, *place))
            }
            _ => None,
        });
        if let Some(verb) = parameter {
            placed.push(verb);
            break;
        }
    }
    if !placed.is_empty() {
        return placed;
    }
    let callee = here(call.callee);
    // `axios[method](url)`
    if let Expr::Index(_, index) = program.expr(callee) {
        let verbs = clear(&values.of(here(*index), context));
        if !verbs.is_empty() {
            return verbs;
        }
    }
    if let Some(name) = program.unit(at.unit).last_name(call.callee) {
        // `Http::withToken($token)->$method($url)`
        if let Some(variable) = name.strip_prefix('$') {
            let found = values.named(at, variable, context);
            if !found.is_empty() {
                return said(&found);
            }
        }
        if let Some(verb) = verb_in_name(name) {
            // `HttpClient.get`, but also `Net::HTTP::Put.new`, `Request::get`.
            return vec![verb];
        }
        // `Net::HTTP::Put.new(uri)`
        if let (Some(object), "new") = member(program.expr(callee))
            && let Some(class) = program.unit(at.unit).last_name(*object)
            && let Some(verb) = verb_in_name(class)
        {
            return vec![verb];
        }
    }
    if !told.is_empty() {
        return told;
    }
    if let Some(outer) = filled_in(values, at, call) {
        return verbs(values, outer, context);
    }
    // Command lines: `curl -X PUT url`, `curl -d … url`.
    if let Some(verb) = command_line(values, at, call, context) {
        return vec![verb];
    }
    if let Some(verb) = in_chain(values, at, context) {
        return vec![verb];
    }
    let later = said_later(values, at, context);
    if !later.is_empty() {
        return later;
    }
    if has_body(call) { vec![Verb::Is(Method::Post)] } else { Vec::new() }
}

/// The request that a call fills in: `client.post { |request| request.url "me/tracks" }`.
pub fn filled_in(values: &Values<'_>, at: At, call: &Call) -> Option<At> {
    let program = values.program;
    let unit = program.unit(at.unit);
    let Expr::Member(Some(object), _) = unit.expr(call.callee) else { return None };
    let Expr::Name(name) = unit.expr(*object) else { return None };
    let owner = program.owner(at);
    let fun = program.meanings(at.unit, owner.id, name).into_iter().find_map(|m| match m {
        Meaning::Parameter(fun, 0) => Some(fun),
        _ => None,
    })?;
    let block = unit.all().find(|(_, e)| matches!(e, Expr::Function(id) if *id == fun.id))?.0;
    let outer = program.parent(At { unit: at.unit, expr: block })?;
    let Expr::Call(taker) = program.expr(outer) else { return None };
    let verb = unit.last_name(taker.callee).and_then(verb_in_name);
    (taker.callee != block && matches!(verb, Some(Verb::Is(_)))).then_some(outer)
}

fn member(expr: &Expr) -> (Option<&ExprId>, &str) {
    match expr {
        Expr::Member(object, name) => (object.as_ref(), name),
        _ => (None, ""),
    }
}

fn said(found: &[Value]) -> Vec<Verb> {
    let verbs = clear(found);
    if verbs.is_empty() { vec![Verb::Unknown] } else { verbs }
}

/// Whether a key names the verb of a request.
pub fn is_method_key(key: &str) -> bool {
    matches!(
        key,
        "method"
            | "httpMethod"
            | "verb"
            | "type"
            | "requestMethod"
            | "Method"
            | "http_method"
            | "HttpMethod"
    )
}

/// The verb that options are given in a line of its own: `options.method = "PUT"`.
fn told_to_options(values: &Values<'_>, at: At, call: &Call, context: &Context) -> Vec<Verb> {
    let unit = values.program.unit(at.unit);
    let names: Vec<&str> = call
        .arguments
        .iter()
        .filter_map(|a| match unit.expr(a.value) {
            Expr::Name(name) => Some(&**name),
            _ => None,
        })
        .collect();
    if names.is_empty() {
        return Vec::new();
    }
    let owner = unit.owner(at.expr);
    let mut found = Vec::new();
    for binding in unit.bindings.iter().filter(|b| b.function == owner) {
        if let (Target::Member(object, field), Some(value)) = (&binding.target, binding.value)
            && is_method_key(field)
            && matches!(unit.expr(*object), Expr::Name(n) if names.contains(&&**n))
        {
            let verbs = said(&values.of(At { unit: at.unit, expr: value }, context));
            let verb = |v: &Verb| field.as_ref() != "type" || matches!(v, Verb::Is(_) | Verb::Odd);
            found.extend(verbs.into_iter().filter(verb));
        }
    }
    found
}

fn is_options(values: &Values<'_>, fun: Fun, place: u16, path: &[Box<str>]) -> bool {
    let name = path.last().cloned().unwrap_or_else(|| {
        values.program.function(fun).parameters[usize::from(place)].name.clone()
    });
    let name = name.to_lowercase();
    ["option", "opts", "init", "config", "request", "req", "params", "settings", "args"]
        .iter()
        .any(|w| name.contains(w))
}

fn is_method_parameter(values: &Values<'_>, fun: Fun, place: u16) -> bool {
    let parameter = &values.program.function(fun).parameters[usize::from(place)];
    let name = parameter.name.to_lowercase();
    name.contains("method") || name.contains("verb") || parameter.type_name.contains("Method")
}

/// The verbs that options say.
pub fn of_options(values: &Values<'_>, option: &Value) -> Vec<Verb> {
    in_options(values, option, 0)
}

fn in_options(values: &Values<'_>, option: &Value, depth: u8) -> Vec<Verb> {
    match option {
        Value::Map(map, context) => {
            let Expr::Map(pairs) = values.program.expr(*map) else { return Vec::new() };
            let here = |expr: ExprId| At { unit: map.unit, expr };
            let mut found = Vec::new();
            for (key, value) in pairs {
                if is_method_key(key) {
                    let said_here = clear(&values.of(here(*value), context));
                    if key.as_ref() == "type" {
                        // `type` is many things; only a verb counts.
                        found.extend(
                            said_here.into_iter().filter(|v| matches!(v, Verb::Is(_) | Verb::Odd)),
                        );
                    } else if said_here.is_empty() {
                        found.push(Verb::Unknown);
                    } else {
                        found.extend(said_here);
                    }
                }
            }
            found.extend(in_curl_options(values, *map, pairs, context));
            if found.is_empty() && depth < 3 {
                for (_, value) in pairs.iter().filter(|(key, _)| &**key == "...") {
                    for inner in values.of(here(*value), context) {
                        found.extend(in_options(values, &inner, depth + 1));
                    }
                }
            }
            found
        }
        // What the caller's options say shows when the caller is looked at.
        Value::Parameter(fun, place, _) => vec![Verb::Parameter(*fun, *place)],
        _ => Vec::new(),
    }
}

/// The verb among the options of PHP's curl: a body is sent by `POST`, unless one is said.
fn in_curl_options(
    values: &Values<'_>,
    map: At,
    pairs: &[(Box<str>, ExprId)],
    context: &Context,
) -> Vec<Verb> {
    let of = |key: &str| pairs.iter().find(|(k, _)| &**k == key).map(|(_, value)| *value);
    if let Some(value) = of("CURLOPT_CUSTOMREQUEST") {
        return said(&values.of(At { unit: map.unit, expr: value }, context));
    }
    let is_set = |key: &str| {
        of(key).is_some_and(|value| {
            let name = values.program.unit(map.unit).last_name(value);
            !name.is_some_and(|n| n.eq_ignore_ascii_case("false"))
        })
    };
    if is_set("CURLOPT_PUT") {
        return vec![Verb::Is(Method::Put)];
    }
    let sends_body = is_set("CURLOPT_POST") || is_set("CURLOPT_POSTFIELDS");
    if sends_body { vec![Verb::Is(Method::Post)] } else { Vec::new() }
}

fn command_line(values: &Values<'_>, at: At, call: &Call, context: &Context) -> Option<Verb> {
    let name = values.program.unit(at.unit).last_name(call.callee)?;
    let is_command = matches!(name, "curl" | "wget" | "http" | "https" | "curlie" | "xh")
        || values.program.language(at.unit) == Language::Shell
            && words(name).iter().any(|word| word == "curl");
    if !is_command {
        return None;
    }
    flags(values, at, call, context).or(Some(Verb::Is(Method::Get)))
}

/// The verb among the words of a command.
fn flags(values: &Values<'_>, at: At, call: &Call, context: &Context) -> Option<Verb> {
    let name = values.program.unit(at.unit).last_name(call.callee).unwrap_or_default();
    let here = |expr: ExprId| At { unit: at.unit, expr };
    let mut sends_data = false;
    let mut next_is_verb = false;
    for argument in &call.arguments {
        // `curl "$url" "$@"`: what the caller gives on top.
        if argument.spread
            && let Some(told) = handed_through(values, at, context)
        {
            return Some(told);
        }
        let texts = values.texts(here(argument.value), context);
        let text = texts.first().and_then(Text::whole).unwrap_or_default();
        if next_is_verb {
            return Some(verb_named(text.trim()).unwrap_or(Verb::Unknown));
        }
        match text.as_str() {
            "-X" | "--request" | "-sX" | "-sSX" => next_is_verb = true,
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-urlencode" | "--json"
            | "-F" => sends_data = true,
            "-G" | "--get" => return Some(Verb::Is(Method::Get)),
            "-T" | "--upload-file" => return Some(Verb::Is(Method::Put)),
            other => {
                let glued = other.strip_prefix("-X").or_else(|| other.strip_prefix("--request="));
                if let Some(verb) = glued.and_then(verb_named) {
                    return Some(verb);
                }
                if matches!(name, "http" | "https" | "xh")
                    && let Some(verb) = verb_named(other)
                {
                    return Some(verb);
                }
            }
        }
    }
    sends_data.then_some(Verb::Is(Method::Post))
}

/// The verb in what a caller of the function around a command gives it.
fn handed_through(values: &Values<'_>, at: At, context: &Context) -> Option<Verb> {
    let program = values.program;
    let mut fun = program.owner(at);
    let all = loop {
        let function = program.function(fun);
        if let Some(place) = function.parameters.iter().position(|p| &*p.name == "*@") {
            break place;
        }
        if function.outer == fun.id {
            return None;
        }
        fun.id = function.outer;
    };
    let mut frame = context.as_ref();
    while let Some(here) = frame {
        if here.function == fun {
            let Expr::Call(call) = program.expr(here.call) else { return None };
            return flags(values, here.call, call, &here.outer);
        }
        frame = here.outer.as_ref();
    }
    if values.callers(fun).is_empty() {
        return None;
    }
    Some(Verb::Parameter(fun, u16::try_from(all).unwrap_or(u16::MAX)))
}

/// The calls chained around a call: `.url(u).put(body)`, `.uri(u).method("PUT")`.
fn in_chain(values: &Values<'_>, at: At, context: &Context) -> Option<Verb> {
    let program = values.program;
    let mut here = at;
    for _ in 0..16 {
        let Some(parent) = program.parent(here) else { break };
        match program.expr(parent) {
            Expr::Member(_, name) => {
                let Some(outer) = program.parent(parent) else { break };
                match program.expr(outer) {
                    Expr::Call(call) if call.callee == parent.expr => {
                        if let Some(verb) = of_step(values, outer, call, name, context) {
                            return Some(verb);
                        }
                        let told = configured::chained(values, outer, call, name, context);
                        if let Some(verb) = told.first() {
                            return Some(*verb);
                        }
                        here = outer;
                    }
                    _ => break,
                }
            }
            // `URL(string: …)` handed on: `URLRequest(url: URL(…))`
            Expr::Call(taker) => {
                let name = program.unit(at.unit).last_name(taker.callee).unwrap_or_default();
                let handed = taker.arguments.iter().any(|a| a.value == here.expr);
                if handed && let Some(verb) = verb_in_name(name) {
                    return Some(verb);
                }
                here = parent;
            }
            _ => break,
        }
    }
    // And the ones before it: `Request.Builder().put(body).url(u)`, `axios.request`, `AF.request`.
    let mut inner = at;
    for _ in 0..16 {
        let Expr::Call(call) = program.expr(inner) else { break };
        let callee = At { unit: at.unit, expr: call.callee };
        let Expr::Member(Some(object), _) = program.expr(callee) else { break };
        inner = At { unit: at.unit, expr: *object };
        if let Expr::Call(call) = program.expr(inner)
            && let Some(name) = program.unit(at.unit).last_name(call.callee)
            && let Some(verb) = of_step(values, inner, call, name, context)
        {
            return Some(verb);
        }
    }
    None
}

fn of_step(
    values: &Values<'_>,
    at: At,
    call: &Call,
    name: &str,
    context: &Context,
) -> Option<Verb> {
    if matches!(
        name,
        "method"
            | "setMethod"
            | "setRequestMethod"
            | "requestMethod"
            | "httpMethod"
            | "with_method"
            | "WithMethod"
    ) {
        let argument = call.arguments.first()?;
        let found = values.of(At { unit: at.unit, expr: argument.value }, context);
        return clear(&found).into_iter().next().or(Some(Verb::Unknown));
    }
    let exact = matches!(
        name,
        "GET"
            | "PUT"
            | "POST"
            | "DELETE"
            | "put"
            | "post"
            | "delete"
            | "get"
            | "patch"
            | "PATCH"
            | "Put"
            | "Post"
            | "Delete"
            | "Get"
    );
    if exact { verb_named(name) } else { None }
}

/// What is done with the result: `request.httpMethod = "PUT"`, `conn.setRequestMethod("PUT")`.
fn said_later(values: &Values<'_>, at: At, context: &Context) -> Vec<Verb> {
    let program = values.program;
    let unit = program.unit(at.unit);
    let mut here = at;
    let mut names: Vec<Box<str>> = Vec::new();
    for _ in 0..12 {
        for bound in program.bound_to(here) {
            match &program.binding(*bound).target {
                Target::Name(name) | Target::Field(_, name) | Target::Member(_, name) => {
                    names.push(name.clone());
                }
            }
        }
        if !names.is_empty() {
            break;
        }
        match program.parent(here) {
            Some(parent)
                if matches!(
                    program.expr(parent),
                    Expr::Call(_) | Expr::Member(..) | Expr::Either(_) | Expr::Default(..)
                ) =>
            {
                here = parent;
            }
            _ => break,
        }
    }
    // `xhr.open("PUT", url)`, where the verb is told to the object of the address.
    if let Expr::Call(call) = program.expr(at)
        && let Expr::Member(Some(object), _) = program.expr(At { unit: at.unit, expr: call.callee })
        && let Expr::Name(name) = unit.expr(*object)
    {
        names.push(name.clone());
    }
    // `curl_setopt($ch, CURLOPT_URL, url)` speaks of `$ch`.
    if let Expr::Call(call) = program.expr(at)
        && matches!(unit.last_name(call.callee), Some("curl_setopt" | "curl_setopt_array"))
        && let Some(first) = call.arguments.first()
        && let Expr::Name(name) = unit.expr(first.value)
    {
        names.push(name.clone());
    }
    if names.is_empty() {
        return Vec::new();
    }
    let owner = unit.owner(at.expr);
    let is_it =
        |expr: ExprId| unit.last_name(expr).is_some_and(|n| names.iter().any(|k| &**k == n));
    let mut set = Vec::new();
    for binding in unit.bindings.iter().filter(|b| b.function == owner) {
        if let Target::Member(object, field) = &binding.target
            && is_method_key(field)
            && is_it(*object)
            && let Some(value) = binding.value
        {
            set.extend(said(&values.of(At { unit: at.unit, expr: value }, context)));
        }
    }
    let mut found = Vec::new();
    for (id, expr) in unit.all().filter(|(id, _)| unit.owner(*id) == owner) {
        let Expr::Call(call) = expr else { continue };
        let place = At { unit: at.unit, expr: id };
        found.extend(configured::told(values, place, call, &is_it, context));
        match unit.expr(call.callee) {
            Expr::Member(Some(object), name) if is_it(*object) && id != at.expr => {
                found.extend(of_step(values, place, call, name, context));
            }
            Expr::Name(name) if &**name == "curl_setopt_array" && id != at.expr => {
                let [of, options] = call.arguments.as_slice() else { continue };
                if is_it(of.value) {
                    let options = values.of(At { unit: at.unit, expr: options.value }, context);
                    found.extend(options.iter().flat_map(|o| in_options(values, o, 0)));
                }
            }
            Expr::Name(name) if &**name == "curl_setopt" => {
                let of_it = call.arguments.first().is_some_and(|a| is_it(a.value));
                let option = call.arguments.get(1).and_then(|a| unit.last_name(a.value));
                let (true, Some(option)) = (of_it, option) else { continue };
                match option {
                    "CURLOPT_CUSTOMREQUEST" => {
                        if let Some(value) = call.arguments.get(2) {
                            found.extend(said(
                                &values.of(At { unit: at.unit, expr: value.value }, context),
                            ));
                        }
                    }
                    "CURLOPT_POST" | "CURLOPT_POSTFIELDS" => found.push(Verb::Is(Method::Post)),
                    "CURLOPT_PUT" => found.push(Verb::Is(Method::Put)),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    // What makes an address sends nothing; what is handed it does.
    let made = matches!(program.expr(at), Expr::Call(call)
        if !unit.last_name(call.callee).is_some_and(sends));
    if found.is_empty() && set.is_empty() && made {
        let calls = unit.all().filter(|(id, _)| unit.owner(*id) == owner);
        found.extend(calls.filter_map(|(_, expr)| match expr {
            Expr::Call(call) if call.arguments.iter().any(|a| is_it(a.value)) => {
                unit.last_name(call.callee).and_then(verb_in_name)
            }
            _ => None,
        }));
    }
    // A verb said outright beats the body that comes with it.
    let is_post = |v: &Verb| matches!(v, Verb::Is(Method::Post));
    if found.iter().chain(&set).any(|v| !is_post(v)) {
        found.retain(|v| !is_post(v));
    }
    set.extend(found);
    set
}

/// Libraries that send a body by POST unless told otherwise (`urllib`'s `data=`).
fn has_body(call: &Call) -> bool {
    call.arguments.iter().any(|a| a.name.as_deref() == Some("data"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_read_from_names() {
        for name in [
            "put",
            "PutAsync",
            "http_put",
            "spotifyPut",
            "makePutRequest",
            "PutAsJsonAsync",
            "_put",
            "HttpPut",
        ] {
            assert_eq!(verb_in_name(name), Some(Verb::Is(Method::Put)), "{name}");
        }
        for name in
            ["getPlaylist", "computed", "output", "getByName", "widget", "putIfAbsent", "deleteRow"]
        {
            assert_eq!(verb_in_name(name), None, "{name}");
        }
        assert_eq!(verb_in_name("getJSON"), Some(Verb::Is(Method::Get)));
    }
}
