//! What a request carries, as far as it tells the case: fields of its body and its query.

use serde_json::Value as Json;

use super::{Address, Hunt, context_of};
use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Meaning};
use crate::audit::told::{self, Cases, Said};
use crate::audit::values::{Context, Text, Value};
use crate::catalogue::EndpointRef;

/// Calls within calls that are looked through for what is written out: a body is
/// serialized, wrapped, and handed on.
const WRAPPED: u8 = 5;
/// Steps of a chain that are looked at.
const STEPS: usize = 16;

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Perhaps a body, perhaps options with one in them.
    Any,
    /// A body.
    Body,
    /// A query.
    Query,
}

/// What a request was seen to carry.
#[derive(Default)]
struct Carried {
    bodies: Vec<Body>,
    queries: Vec<(At, Context)>,
}

/// A body.
enum Body {
    /// Fields written out.
    Fields(At, Context),
    /// A text that is JSON.
    Json(serde_json::Map<String, Json>),
}

impl Hunt<'_, '_> {
    /// The cases that a request tells; none where it was not seen what it carries.
    pub(super) fn cases_told(
        &self,
        at: At,
        endpoint: EndpointRef,
        address: &Address,
    ) -> Option<Cases> {
        let requirement = &self.catalogue.endpoint(endpoint).requirement;
        if !told::can_be_told(requirement) {
            return None;
        }
        let chain = self.chain.borrow();
        let mut carried = Carried::default();
        self.by_call(at, &context_of(&chain), &mut carried);
        for (at, (_, caller)) in chain.iter().enumerate() {
            let outer = context_of(&chain[at + 1..]);
            if let Expr::Call(call) = self.program().expr(*caller) {
                self.in_arguments(*caller, call, &outer, &mut carried);
            }
        }
        let nothing = carried.bodies.is_empty() && carried.queries.is_empty();
        if nothing && chain.is_empty() && !address.text.shown().contains('?') {
            return None;
        }
        Some(told::cases(requirement, &|field| self.field(&carried, &address.text, field)))
    }

    fn field(&self, carried: &Carried, address: &Text, field: &str) -> Said {
        if let Some(value) = in_query(&address.shown(), field) {
            return told::in_text(value);
        }
        for (map, context) in &carried.queries {
            match told::in_fields(self.values, *map, context, field) {
                Said::Absent => {}
                found => return found,
            }
        }
        match carried.bodies.as_slice() {
            [Body::Fields(map, context)] => told::in_fields(self.values, *map, context, field),
            [Body::Json(fields)] => fields.get(field).map_or(Said::Absent, of_json),
            _ => Said::Unknown,
        }
    }

    /// What is told to the call of a request: its arguments, the chain around it, and what
    /// is done with its result.
    fn by_call(&self, at: At, context: &Context, carried: &mut Carried) {
        let program = self.program();
        let Expr::Call(call) = program.expr(at) else { return };
        self.in_arguments(at, call, context, carried);
        let mut inner = at;
        for _ in 0..STEPS {
            let Expr::Call(call) = program.expr(inner) else { break };
            let callee = At { unit: at.unit, expr: call.callee };
            let Expr::Member(Some(object), _) = program.expr(callee) else { break };
            inner = At { unit: at.unit, expr: *object };
            if let Expr::Call(step) = program.expr(inner) {
                self.in_step(inner, step, context, carried);
            }
        }
        let mut outer = at;
        for _ in 0..STEPS {
            let Some(parent) = program.parent(outer) else { break };
            let is_step = match program.expr(parent) {
                Expr::Member(..) => program.parent(parent),
                Expr::Call(_) => None,
                _ => break,
            };
            match is_step.map(|step| (step, program.expr(step))) {
                Some((step, Expr::Call(call))) if call.callee == parent.expr => {
                    self.in_step(step, call, context, carried);
                    outer = step;
                }
                _ => outer = parent,
            }
        }
        self.told_later(at, outer, context, carried);
    }

    fn in_step(&self, at: At, call: &Call, context: &Context, carried: &mut Carried) {
        let name = self.program().unit(at.unit).last_name(call.callee).unwrap_or_default();
        if is_headers(name) {
            return;
        }
        let role = role_of(name).unwrap_or(Role::Any);
        for argument in call.arguments.iter().filter(|a| a.name.is_none()) {
            let place = At { unit: at.unit, expr: argument.value };
            self.gather(place, context, role, 0, carried);
        }
    }

    fn in_arguments(&self, at: At, call: &Call, context: &Context, carried: &mut Carried) {
        for argument in &call.arguments {
            let role = match argument.name.as_deref() {
                None => Some(Role::Any),
                Some(name) => role_of(name),
            };
            if let Some(role) = role {
                let place = At { unit: at.unit, expr: argument.value };
                self.gather(place, context, role, 0, carried);
            }
        }
    }

    /// `request.body = …`, `xhr.send(…)`, `curl_setopt($ch, CURLOPT_POSTFIELDS, …)`
    fn told_later(&self, at: At, outer: At, context: &Context, carried: &mut Carried) {
        let program = self.program();
        let unit = program.unit(at.unit);
        let mut names: Vec<&str> = Vec::new();
        for bound in program.bound_to(at).iter().chain(program.bound_to(outer)) {
            if let Target::Name(name) = &program.binding(*bound).target {
                names.push(name);
            }
        }
        if let Expr::Call(call) = program.expr(at) {
            let object = match unit.expr(call.callee) {
                Expr::Member(Some(object), name) if &**name == "open" => Some(*object),
                Expr::Name(name) if &**name == "curl_setopt" => {
                    call.arguments.first().map(|a| a.value)
                }
                _ => None,
            };
            names.extend(object.and_then(|object| unit.last_name(object)));
        }
        if names.is_empty() {
            return;
        }
        let owner = unit.owner(at.expr);
        let is_it = |expr: ExprId| unit.last_name(expr).is_some_and(|n| names.contains(&n));
        let here = |expr: ExprId| At { unit: at.unit, expr };
        for binding in unit.bindings.iter().filter(|b| b.function == owner) {
            if let (Target::Member(object, field), Some(value)) = (&binding.target, binding.value)
                && is_it(*object)
                && let Some(role) = role_of(field)
            {
                self.gather(here(value), context, role, 0, carried);
            }
        }
        for (id, expr) in unit.all().filter(|(id, _)| unit.owner(*id) == owner && *id != at.expr) {
            let Expr::Call(call) = expr else { continue };
            match unit.expr(call.callee) {
                Expr::Member(Some(object), _) if is_it(*object) => {
                    self.in_step(here(id), call, context, carried);
                }
                Expr::Name(name) if name.starts_with("curl_setopt") => {
                    let [of, option, value @ ..] = call.arguments.as_slice() else { continue };
                    if !is_it(of.value) {
                        continue;
                    }
                    match (unit.last_name(option.value), value.first()) {
                        (Some(option), Some(value)) if role_of(option).is_some() => {
                            self.gather(here(value.value), context, Role::Body, 0, carried);
                        }
                        (_, None) => {
                            self.gather(here(option.value), context, Role::Any, 0, carried);
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
    }

    /// Writes down the fields in an expression, and in what it is made from.
    fn gather(&self, at: At, context: &Context, role: Role, depth: u8, carried: &mut Carried) {
        if depth > WRAPPED {
            return;
        }
        let program = self.program();
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match program.expr(at) {
            Expr::Map(_) => self.in_map(at, context, role, depth, carried),
            Expr::Call(call) => {
                let before = carried.bodies.len() + carried.queries.len();
                for value in self.values.of(at, context) {
                    self.in_value(at, &value, role, depth, carried);
                }
                if carried.bodies.len() + carried.queries.len() > before {
                    return;
                }
                let role = if role == Role::Query { role } else { Role::Body };
                if let Expr::Member(Some(object), _) = program.expr(here(call.callee)) {
                    self.gather(here(*object), context, role, depth + 1, carried);
                }
                for argument in &call.arguments {
                    self.gather(here(argument.value), context, role, depth + 1, carried);
                }
            }
            Expr::Text(_)
            | Expr::Join(_)
            | Expr::Name(_)
            | Expr::Member(..)
            | Expr::Index(..)
            | Expr::Either(_)
            | Expr::Default(..) => {
                let before = carried.bodies.len() + carried.queries.len();
                for value in self.values.of(at, context) {
                    self.in_value(at, &value, role, depth, carried);
                }
                if carried.bodies.len() + carried.queries.len() == before {
                    self.gather_named(at, context, role, depth, carried);
                }
            }
            _ => {}
        }
    }

    /// What a name is given by calls that say nothing by themselves: `body = json.dumps(…)`.
    fn gather_named(
        &self,
        at: At,
        context: &Context,
        role: Role,
        depth: u8,
        carried: &mut Carried,
    ) {
        let program = self.program();
        let Expr::Name(name) = program.expr(at) else { return };
        for meaning in program.meanings(at.unit, program.owner(at).id, name) {
            if let Meaning::Bound(bound) = meaning
                && let Some(value) = program.binding(bound).value
                && let place = (At { unit: bound.unit, expr: value })
                && matches!(program.expr(place), Expr::Call(_))
            {
                self.gather(place, context, role, depth + 1, carried);
            }
        }
    }

    fn in_value(&self, at: At, value: &Value, role: Role, depth: u8, carried: &mut Carried) {
        match value {
            Value::Map(map, context) => self.in_map(*map, context, role, depth, carried),
            Value::Text(text) => {
                let letters = text.shown().replace("{}", "0");
                if letters.trim_start().starts_with('{')
                    && let Ok(fields) = serde_json::from_str(&letters)
                {
                    carried.bodies.push(Body::Json(fields));
                }
            }
            Value::Made(_, Some((call, context))) if *call != at => {
                self.gather(*call, context, role, depth + 1, carried);
            }
            _ => {}
        }
    }

    fn in_map(&self, map: At, context: &Context, role: Role, depth: u8, carried: &mut Carried) {
        let Expr::Map(pairs) = self.program().expr(map) else { return };
        if pairs.iter().any(|(key, _)| is_header(key)) {
            return;
        }
        let options = role == Role::Any
            && pairs.iter().any(|(key, _)| role_of(key).is_some() || is_option(key));
        if options {
            for (key, value) in pairs {
                let place = At { unit: map.unit, expr: *value };
                let role = if matches!(&**key, "..." | "http") { Some(role) } else { role_of(key) };
                if let Some(role) = role {
                    self.gather(place, context, role, depth + 1, carried);
                }
            }
        } else if role == Role::Query {
            if !carried.queries.iter().any(|(known, _)| *known == map) {
                carried.queries.push((map, context.clone()));
            }
        } else {
            let known = |b: &Body| matches!(b, Body::Fields(known, _) if *known == map);
            if !carried.bodies.iter().any(known) {
                carried.bodies.push(Body::Fields(map, context.clone()));
            }
        }
    }
}

/// What a value of JSON says.
fn of_json(value: &Json) -> Said {
    match value {
        Json::Bool(is) => Said::Truth(*is),
        Json::Null => Said::Absent,
        Json::String(text) => told::in_text(text),
        Json::Array(items) => {
            let text = |item: &Json| item.as_str().map(str::to_string);
            items.iter().map(text).collect::<Option<Vec<_>>>().map_or(Said::Unknown, Said::Texts)
        }
        _ => Said::Unknown,
    }
}

/// The value of a field in the query of an address.
fn in_query<'a>(address: &'a str, field: &str) -> Option<&'a str> {
    let (_, query) = address.split_once('?')?;
    let mut pairs = query.split(['&', '?']).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == field).map(|(_, value)| value)
}

/// What something is by its name, where that is a body or a query.
fn role_of(name: &str) -> Option<Role> {
    let plain = name.trim_start_matches(['@', '$', ':']);
    Some(match plain {
        "json" | "body" | "data" | "payload" | "content" | "form" | "httpBody" | "setBody"
        | "set_body" | "Content" | "Body" | "JSON" | "form_params" | "CURLOPT_POSTFIELDS"
        | "jsonBody" | "postData" | "requestBody" | "json_data" | "send" | "write" => Role::Body,
        "params" | "query" | "qs" | "searchParams" | "queryParams" | "query_params" | "search" => {
            Role::Query
        }
        _ => return None,
    })
}

/// Whether a key is one of the options of a request, and no field of the API.
fn is_option(key: &str) -> bool {
    matches!(
        key,
        "method"
            | "headers"
            | "url"
            | "uri"
            | "auth"
            | "timeout"
            | "http"
            | "credentials"
            | "signal"
            | "responseType"
            | "baseURL"
            | "path"
            | "verb"
            | "cache"
    )
}

fn is_headers(name: &str) -> bool {
    name.to_ascii_lowercase().contains("header") || matches!(name, "set" | "bearer_auth" | "then")
}

/// Whether a key is that of a header.
fn is_header(key: &str) -> bool {
    ["authorization", "content-type", "accept", "user-agent"]
        .iter()
        .any(|header| key.eq_ignore_ascii_case(header))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_json_say_what_they_are() {
        let of = |json: &str| of_json(&serde_json::from_str(json).expect("JSON"));
        let texts = |all: &[&str]| Said::Texts(all.iter().map(ToString::to_string).collect());
        assert_eq!(of("true"), Said::Truth(true));
        assert_eq!(of("null"), Said::Absent);
        assert_eq!(of("\"a\""), told::in_text("a"));
        assert_eq!(of("[\"a\", \"b\"]"), texts(&["a", "b"]));
        assert_eq!(of("[\"a\", 1]"), Said::Unknown);
        assert_eq!(of("1"), Said::Unknown);
    }

    #[test]
    fn fields_of_a_query_are_found() {
        let address = "https://x.example/public=a?type=b&public=c&d";
        assert_eq!(in_query(address, "type"), Some("b"));
        assert_eq!(in_query(address, "public"), Some("c"));
        assert_eq!(in_query(address, "d"), None);
        assert_eq!(in_query("/public=a", "public"), None);
    }
}
