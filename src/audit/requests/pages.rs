//! Addresses of next pages that lead to another endpoint than the one that gave them.
//!
//! `album.tracks.next` comes with an album, and is a page of `/albums/{id}/tracks`.

use super::{Hunt, Sent};
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Fun};
use crate::audit::values::getter_field;
use crate::catalogue::{EndpointRef, Method};

/// Steps that are followed.
const DEEPEST: u8 = 6;

impl Hunt<'_, '_> {
    /// Notes the list whose next page a request asks for.
    pub(super) fn note_page(&self, at: At, call: &Call) {
        for argument in call.arguments.iter().filter(|a| !a.spread) {
            if let Some(list) = self.list_of_page(at.unit, argument.value, 0) {
                self.pages.borrow_mut().push((at, list));
                return;
            }
        }
    }

    /// `tracks` of `album.tracks.next`, of a name that was given it, and of both within
    /// something made of them.
    fn list_of_page(&self, unit: u32, expr: ExprId, depth: u8) -> Option<String> {
        // A name may be given what it was before.
        if depth > DEEPEST {
            return None;
        }
        let inner = |expr: ExprId| self.list_of_page(unit, expr, depth + 1);
        let here = At { unit, expr };
        let program = self.program();
        match program.expr(here) {
            Expr::Member(Some(object), name)
                if name.eq_ignore_ascii_case("next") || name.eq_ignore_ascii_case("href") =>
            {
                self.list_named(unit, *object)
            }
            Expr::Index(object, key)
                if self.is_key(unit, *key, "next") || self.is_key(unit, *key, "href") =>
            {
                self.list_named(unit, *object)
            }
            Expr::Name(name) => {
                let owner = program.owner(here);
                let bindings = &program.unit(unit).bindings;
                bindings
                    .iter()
                    .filter(|b| {
                        b.function == owner.id
                            && matches!(&b.target, Target::Name(target) if target == name)
                    })
                    .filter_map(|b| b.value)
                    .filter(|value| {
                        !matches!(program.expr(At { unit, expr: *value }), Expr::Name(_))
                    })
                    .find_map(inner)
            }
            Expr::Call(call) => match program.expr(At { unit, expr: call.callee }) {
                Expr::Member(Some(object), name) if call.arguments.is_empty() => {
                    if matches!(getter_field(name).as_deref(), Some("next" | "href")) {
                        self.list_named(unit, *object)
                    } else {
                        inner(*object)
                    }
                }
                _ => call.arguments.iter().find_map(|a| inner(a.value)),
            },
            _ => None,
        }
    }

    /// The last name of an object that is itself a part of another.
    fn list_named(&self, unit: u32, object: ExprId) -> Option<String> {
        match self.program().expr(At { unit, expr: object }) {
            Expr::Member(Some(_), name) => Some(name.to_lowercase()),
            Expr::Index(_, key) => match self.program().expr(At { unit, expr: *key }) {
                Expr::Text(text) => Some(text.to_string()),
                _ => None,
            },
            Expr::Call(call) if call.arguments.is_empty() => {
                match self.program().expr(At { unit, expr: call.callee }) {
                    Expr::Member(Some(_), name) => getter_field(name),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn is_key(&self, unit: u32, key: ExprId, wanted: &str) -> bool {
        matches!(self.program().expr(At { unit, expr: key }), Expr::Text(text) if **text == *wanted)
    }

    /// Pages of lists that came with what the same function asked for.
    pub(super) fn pages_of_parts(&self) {
        let pages = self.pages.take();
        let calls: Vec<Sent> = self.found.borrow().calls.iter().copied().collect();
        for (at, list) in pages {
            let function = self.outermost(at);
            for call in calls.iter().filter(|call| self.outermost(call.at) == function) {
                let part = self.part(call.endpoint, &list);
                if let Some(endpoint) = part.or_else(|| self.part_of_element(call.endpoint, &list))
                {
                    let confidence = Confidence::Likely;
                    let sent = Sent { at, endpoint, older: false, confidence };
                    if !self.found.borrow().calls.iter().any(|c| c.endpoint == endpoint) {
                        self.found.borrow_mut().calls.insert(sent);
                    }
                }
            }
        }
    }

    /// The named function around an expression; none outside of all.
    fn outermost(&self, at: At) -> Option<Fun> {
        let program = self.program();
        let mut fun = program.owner(at);
        loop {
            let function = program.function(fun);
            if function.outer == fun.id {
                return None;
            }
            if !function.name.is_empty() {
                return Some(fun);
            }
            fun.id = function.outer;
        }
    }

    /// The endpoint that lists a part of what another gives: its path and the name of the list.
    fn part(&self, of: EndpointRef, list: &str) -> Option<EndpointRef> {
        let whole = self.catalogue.endpoint(of);
        if whole.method != Method::Get {
            return None;
        }
        self.got_from(whole.base, |path| path == format!("{}/{list}", whole.path))
    }

    /// The same of what is in a list: `/me/playlists` gives playlists, each with `tracks`.
    fn part_of_element(&self, of: EndpointRef, list: &str) -> Option<EndpointRef> {
        let whole = self.catalogue.endpoint(of);
        if whole.method != Method::Get {
            return None;
        }
        let things = whole.path.rsplit('/').next().filter(|things| !things.starts_with('{'))?;
        self.got_from(whole.base, |path| {
            let inside = path.strip_prefix('/').and_then(|rest| rest.strip_prefix(things));
            let parts: Vec<&str> = inside.unwrap_or_default().split('/').collect();
            matches!(parts.as_slice(), ["", id, part] if id.starts_with('{') && *part == list)
        })
    }

    fn got_from(&self, base: u8, fits: impl Fn(&str) -> bool) -> Option<EndpointRef> {
        let found = self.catalogue.endpoints.iter().position(|endpoint| {
            endpoint.method == Method::Get && endpoint.base == base && fits(endpoint.path)
        })?;
        u32::try_from(found).ok().map(EndpointRef)
    }
}
