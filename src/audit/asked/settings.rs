//! Scopes that frameworks read from settings by themselves.

use super::{Hunt, Sending, split};
use crate::audit::ir::{Expr, Target};
use crate::audit::program::{At, Bound, Cls};
use crate::audit::reach::{Reach, reach};
use crate::audit::syntax::setting_key;
use crate::audit::values::Text;
use crate::audit::values::texts::flat;
use crate::catalogue::{EndpointRef, Method, Target as Reached};
use crate::libraries::TextIs;
use crate::sorted;

/// Keys under which frameworks keep the clients of a login: what stands before the name
/// of the client, and what after it.
const CLIENTS: &[(&str, &str)] = &[
    ("spring.security.oauth2.client.registration.", ".scope"),
    ("micronaut.security.oauth2.clients.", ".scopes"),
    ("quarkus.oidc.", ".authentication.scopes"),
    ("quarkus.oidc.", ".authentication.extrascopes"),
];

impl Hunt<'_, '_> {
    /// Scopes of clients that a framework signs users in with, as far as they are this API's.
    pub(super) fn framework_settings(&mut self) {
        let program = self.program();
        let mut found: Vec<(Bound, Vec<EndpointRef>)> = Vec::new();
        for (before, after) in CLIENTS {
            for key in program.setting_keys() {
                let name = key.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
                let Some(name) = name.filter(|name| !name.contains('.')) else { continue };
                let client = format!("{before}{name}");
                if self.is_of_api(&client, name) && !self.is_for_app(&client) {
                    let calls = self.calls_for_user(&client, name);
                    found.extend(program.settings(key).into_iter().map(|b| (b, calls.clone())));
                }
            }
        }
        for key in program.setting_keys() {
            let last = key.rsplit('.').next().unwrap_or(key);
            let named = last.ends_with("scope") || last.ends_with("scopes");
            if named && self.is_set_for_program(key, last) {
                let scopes = program.settings(key).into_iter().filter(|b| self.is_scopes(*b));
                found.extend(scopes.map(|bound| (bound, Vec::new())));
            }
        }
        // Of one place, what is said with calls comes first.
        sorted::sort_by_key(&mut found, |(bound, calls)| (*bound, calls.is_empty()));
        found.dedup_by_key(|(bound, _)| *bound);
        for (bound, implies) in found {
            let Some(expr) = program.binding(bound).value else { continue };
            let at = At { unit: bound.unit, expr };
            let resolved = self.texts_asked(at, TextIs::CutAtCommas);
            // No framework sends users by a variable of the environment: code that reads it does.
            if self.is_of_environment(at) {
                self.asked.unknown.remove(&at);
                continue;
            }
            self.asked.authorizations.push(Sending { at, resolved, implies });
        }
    }

    /// Whether what is set is nothing but scopes, one of them with a name of its own.
    fn is_scopes(&self, bound: Bound) -> bool {
        let Some(expr) = self.program().binding(bound).value else { return false };
        let texts = flat(self.values, At { unit: bound.unit, expr }, &None);
        let words: Vec<String> = texts
            .iter()
            .flat_map(|text| {
                let shown = text.shown();
                split(&shown).iter().map(|w| w.letters.to_string()).collect::<Vec<_>>()
            })
            .collect();
        words.iter().all(|w| self.is_known(w)) && words.iter().any(|w| self.is_plain_scope(w))
    }

    /// Whether the program reads a setting: by its key, or into a field of its name.
    fn is_set_for_program(&self, key: &str, last: &str) -> bool {
        let program = self.program();
        let sources = program.sources.iter().filter(|s| !s.language.is_settings());
        let mut exprs = sources.flat_map(|s| &s.unit.exprs);
        let by_key = exprs.any(|expr| {
            let Expr::Text(text) = expr else { return false };
            let inside = text
                .trim()
                .strip_prefix("${")
                .map_or(&**text, |rest| rest.split(['}', ':']).next().unwrap_or(rest));
            inside.len() >= key.len() && setting_key(inside) == key
        });
        by_key || self.is_field_read(key, last) || self.is_loaded(key, last)
    }

    /// Whether a setting stands in a file of JSON that the program names, and the program reads
    /// something of its name: `require("./config.json").spotify.scope`.
    fn is_loaded(&self, key: &str, last: &str) -> bool {
        let program = self.program();
        let sources = || program.sources.iter().filter(|s| !s.language.is_settings());
        let files = program.settings(key).into_iter().filter_map(|bound| {
            let path = &program.sources[bound.unit as usize].path;
            let name = path.rsplit('/').next().unwrap_or(path);
            path.rsplit_once('.').filter(|(_, ending)| *ending == "json").map(|_| name)
        });
        let is_named = |file: &str| {
            let ends = |text: &str| text.ends_with(file);
            sources().any(|source| {
                source.unit.imports.iter().any(|import| ends(&import.module))
                    || source.unit.exprs.iter().any(|e| matches!(e, Expr::Text(text) if ends(text)))
            })
        };
        let is_read = || {
            sources().flat_map(|source| &source.unit.exprs).any(|expr| match expr {
                Expr::Text(name) | Expr::Name(name) | Expr::Member(_, name) => {
                    setting_key(name) == last
                }
                _ => false,
            })
        };
        files.into_iter().any(is_named) && is_read()
    }

    /// Whether a class that settings are read into has a field for a key.
    fn is_field_read(&self, key: &str, last: &str) -> bool {
        let program = self.program();
        program.sources.iter().zip(0..).any(|(source, unit)| {
            source.unit.bindings.iter().any(|binding| {
                let Target::Field(class, name) = &binding.target else { return false };
                let class = Cls { unit, id: *class };
                setting_key(name) == last
                    && self
                        .values
                        .settings_of_field(class, name)
                        .iter()
                        .any(|k| setting_key(k) == key)
            })
        })
    }

    /// Whether a client is one of this API: by its name, or by where it sends users.
    fn is_of_api(&self, client: &str, name: &str) -> bool {
        let host = self.catalogue.accounts.authorize.split_once("://").map_or("", |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or(host);
        let provider = self.setting_texts(&format!("{client}.provider"));
        let names = provider.iter().filter_map(Text::whole).chain([name.to_string()]);
        names.into_iter().any(|name| {
            let sends = format!("spring.security.oauth2.client.provider.{name}.authorizationuri");
            name.contains("spotify")
                || self.setting_texts(&sends).iter().any(|text| text.shown().contains(host))
        })
    }

    /// What the framework calls by itself for a user who comes back: `user-info-uri`.
    fn calls_for_user(&self, client: &str, name: &str) -> Vec<EndpointRef> {
        let provider = self.setting_texts(&format!("{client}.provider"));
        let names = provider.iter().filter_map(Text::whole).chain([name.to_string()]);
        let keys = names.map(|n| format!("spring.security.oauth2.client.provider.{n}.userinfouri"));
        let texts = keys.flat_map(|key| self.setting_texts(&key));
        let reached = texts.map(|text| reach(self.catalogue, &text, Some(Method::Get)));
        let ends = reached.flat_map(|reached| match reached {
            Reach::Calls { ends, .. } => ends,
            _ => Vec::new(),
        });
        let endpoints = ends.filter_map(|end| match end.target {
            Reached::Endpoint(endpoint) if end.method == Method::Get => Some(endpoint),
            _ => None,
        });
        endpoints.collect()
    }

    /// Whether a client only ever takes tokens of the app itself.
    fn is_for_app(&self, client: &str) -> bool {
        let grant = self.setting_texts(&format!("{client}.authorizationgranttype"));
        grant.iter().any(|text| text.shown() == "client_credentials")
    }

    fn setting_texts(&self, key: &str) -> Vec<Text> {
        let program = self.program();
        let values = program
            .settings(key)
            .into_iter()
            .filter_map(|bound| Some(At { unit: bound.unit, expr: program.binding(bound).value? }));
        values.flat_map(|at| self.values.texts(at, &None)).collect()
    }
}
