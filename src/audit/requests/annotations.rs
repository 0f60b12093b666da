//! Requests written above methods without bodies: `@GET("me/tracks")`, `[Get("/me")]`.

use foldhash::HashMap;

use super::has_host;

use super::interfaces::MadeFor;
use super::{Address, Hunt};
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Expr, ExprId};
use crate::audit::program::{At, Cls};
use crate::audit::reach::{Reach, reach};
use crate::audit::syntax::Language;
use crate::audit::values::{Piece, Text};
use crate::audit::verbs::Verb;
use crate::catalogue::Method;
use crate::sorted;

impl Hunt<'_, '_> {
    /// Requests written above methods without bodies: `@GET("me/tracks")`, `[Get("/me")]`.
    pub(super) fn annotations(&self) {
        let mut made: HashMap<Cls, MadeFor> = HashMap::default();
        let mut near: HashMap<Cls, bool> = HashMap::default();
        for (index, source) in self.program().sources.iter().enumerate() {
            if matches!(
                source.language,
                Language::Python | Language::JavaScript | Language::TypeScript
            ) {
                continue;
            }
            let unit = u32::try_from(index).unwrap_or(u32::MAX);
            for function in &source.unit.functions {
                let prefix = match function.class {
                    Some(class) => self.declared_client(Cls { unit, id: class }),
                    None => Declared::Unsaid,
                };
                if matches!(prefix, Declared::Server) || function.decorators.is_empty() {
                    continue;
                }
                let class = function.class.map(|id| Cls { unit, id });
                let of_class =
                    |class: Cls| *made.entry(class).or_insert_with(|| self.made_for(class));
                let made_for = class.map_or(MadeFor::Unsaid, of_class);
                let unsaid = matches!(prefix, Declared::Unsaid);
                if unsaid && made_for == MadeFor::Elsewhere {
                    continue;
                }
                let is_near =
                    |class: Cls| *near.entry(class).or_insert_with(|| self.is_known_near(class));
                if unsaid && made_for == MadeFor::Unsaid && !class.is_none_or(is_near) {
                    continue;
                }
                let path = function.decorators.iter().find_map(|d| self.path_beside(unit, *d));
                for decorator in &function.decorators {
                    let name = match source.unit.expr(*decorator) {
                        Expr::Call(call) => source.unit.last_name(call.callee),
                        _ => source.unit.last_name(*decorator),
                    };
                    let Some(name) = name else { continue };
                    let of_spring =
                        matches!(prefix, Declared::Client(_)) || made_for == MadeFor::Api;
                    let verb = match name {
                        "GET" | "Get" => Some(Method::Get),
                        "PUT" | "Put" => Some(Method::Put),
                        "POST" | "Post" => Some(Method::Post),
                        "DELETE" | "Delete" => Some(Method::Delete),
                        "HTTP" | "RequestLine" => None,
                        "GetMapping" | "GetExchange" if of_spring => Some(Method::Get),
                        "PutMapping" | "PutExchange" if of_spring => Some(Method::Put),
                        "PostMapping" | "PostExchange" if of_spring => Some(Method::Post),
                        "DeleteMapping" | "DeleteExchange" if of_spring => Some(Method::Delete),
                        "RequestMapping" if of_spring => None,
                        _ => continue,
                    };
                    let at = At { unit, expr: *decorator };
                    self.annotation(at, verb, &prefix, made_for, path.as_ref());
                }
            }
        }
    }

    /// `@Path("/me")` beside `@GET`.
    pub(super) fn path_beside(&self, unit: u32, decorator: ExprId) -> Option<Text> {
        let Expr::Call(call) = self.program().unit(unit).expr(decorator) else { return None };
        let name = self.program().unit(unit).last_name(call.callee)?;
        let argument = call.arguments.first().filter(|_| name == "Path")?;
        let texts = self.values.texts(At { unit, expr: argument.value }, &None);
        texts.into_iter().find(|t| t.whole().is_some())
    }

    /// What is written above an interface whose methods are requests, or a class whose
    /// methods answer them.
    pub(super) fn declared_client(&self, class: Cls) -> Declared {
        let unit = self.program().unit(class.unit);
        let found = self.program().class(class);
        let mut client = false;
        let mut prefix: Vec<Text> = Vec::new();
        let mut about = found.name.to_lowercase().contains("spotify");
        for decorator in &found.decorators {
            let (name, arguments) = match unit.expr(*decorator) {
                Expr::Call(call) => (unit.last_name(call.callee), call.arguments.as_slice()),
                _ => (unit.last_name(*decorator), &[][..]),
            };
            let name = name.unwrap_or_default();
            if name.ends_with("Controller") {
                return Declared::Server;
            }
            let declares = matches!(
                name,
                "FeignClient"
                    | "HttpExchange"
                    | "RegisterRestClient"
                    | "Client"
                    | "RequestMapping"
                    | "Path"
            );
            if !declares {
                continue;
            }
            client |= !matches!(name, "RequestMapping" | "Path");
            for argument in arguments {
                for text in self.values.texts(At { unit: class.unit, expr: argument.value }, &None)
                {
                    about |= text.shown().to_lowercase().contains("spotify");
                    let text = self.values.with_setting(text);
                    let shown = text.shown();
                    about |= shown.to_lowercase().contains("spotify");
                    let key = argument.name.as_deref().unwrap_or("value");
                    let address = shown.contains("://") || shown.starts_with('/');
                    if address && matches!(key, "value" | "url" | "path" | "baseUri" | "arguments")
                    {
                        prefix.push(text);
                    }
                }
            }
        }
        if !client {
            // Classes of a server have paths above them too.
            return if prefix.is_empty() { Declared::Unsaid } else { Declared::Server };
        }
        sorted::sort_by_key(&mut prefix, |text| !has_host(text));
        let whole = Text { pieces: prefix.into_iter().flat_map(|t| t.pieces).collect() };
        match (has_host(&whole), about) {
            (true, _) => Declared::Client(Some(whole)),
            (false, about) if about || self.made_for(class) == MadeFor::Api => {
                Declared::Client((!whole.pieces.is_empty()).then_some(whole))
            }
            (false, _) => Declared::Server,
        }
    }

    pub(super) fn annotation(
        &self,
        at: At,
        verb: Option<Method>,
        declared: &Declared,
        made_for: MadeFor,
        beside: Option<&Text>,
    ) {
        let mut verb = verb;
        let mut address = beside.cloned();
        let arguments = match self.program().expr(at) {
            Expr::Call(call) => call.arguments.clone(),
            _ => Vec::new(),
        };
        for argument in &arguments {
            let place = At { unit: at.unit, expr: argument.value };
            if argument.name.as_deref() == Some("method") {
                let said = crate::audit::verbs::said_by(self.values, place);
                if let Some(Verb::Is(method)) = said.first() {
                    verb = Some(*method);
                    continue;
                }
            }
            let named = argument.name.as_deref();
            if named
                .is_some_and(|n| !matches!(n, "value" | "path" | "url" | "arguments" | "method"))
            {
                continue;
            }
            for text in self.values.texts(place, &None) {
                let Some(whole) = text.whole() else { continue };
                // `/me/following{?type}`: what is optional in a template is the query.
                let (text, whole) = match whole.split_once("{?") {
                    Some((path, _)) => (Text::written(path, place), path.to_string()),
                    None => (text, whole),
                };
                if let Some(Verb::Is(method)) = crate::audit::verbs::verb_named(whole.trim()) {
                    verb = Some(method);
                } else if let Some((word, rest)) = whole.trim().split_once(' ')
                    && let Some(Verb::Is(method)) = crate::audit::verbs::verb_named(word)
                {
                    verb = Some(method);
                    address = Some(Text::written(rest, place));
                } else {
                    address = Some(text);
                }
            }
        }
        let (Some(mut text), Some(verb)) = (address, verb) else { return };
        if let Declared::Client(Some(prefix)) = declared
            && !has_host(&text)
        {
            let slash = Piece::Written("/".into(), at);
            let pieces = prefix.pieces.iter().cloned().chain([slash]).chain(text.pieces);
            text = Text { pieces: pieces.collect() };
        }
        // An interface may say by its name alone whose it is.
        let program = self.program();
        let classes = &program.unit(at.unit).classes;
        let place = program.unit(at.unit).span(at.expr);
        let is_named = classes.iter().any(|class| {
            let around = class.span.start <= place.start && place.end <= class.span.end;
            around && class.name.to_lowercase().contains("spotify")
        });
        let said = self.names_base || is_named || matches!(declared, Declared::Client(_));
        let (reached, confidence) = match reach(self.catalogue, &text, Some(verb)) {
            Reach::Relative(relative) if made_for == MadeFor::Api => {
                (*relative.reach, Confidence::Certain)
            }
            Reach::Relative(relative) if said || made_for == MadeFor::Both => {
                (*relative.reach, Confidence::Likely)
            }
            Reach::Relative(_) => return,
            other => (other, Confidence::Certain),
        };
        let address = Address { text, at };
        self.settle(at, reached, &address, &[Verb::Is(verb)], confidence, "GET");
    }
}

/// What is written above a class or interface says of its methods.
pub(super) enum Declared {
    /// Nothing.
    Unsaid,
    /// They answer requests, or send them to something else.
    Server,
    /// They send requests to this address, or to one from the settings.
    Client(Option<Text>),
}
