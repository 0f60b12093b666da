//! Requests written as plain HTTP: where an address reaches a call that sends it.
//!
//! A request whose address or verb is a parameter is looked at once for each caller
//! of the function it stands in, and so on outwards; a request helper is nothing
//! special. Where an address has only a path, its base must be found in what the
//! request is sent through; failing that, a name or a neighbouring constant must
//! say that it is this API, and the finding is only likely.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use crate::audit::clients::Generic;
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr, ExprId, Target};
use crate::audit::program::{At, Cls, Fun, Program};
use crate::audit::reach::{Reach, Relative, names_api, reach};
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Piece, Text, Value, Values, concat, through};
use crate::audit::verbs::{Verb, sends, verb_in_name, verbs, words};
use crate::catalogue::{Catalogue, EndpointRef, Method, PathEnd, Target as PathTarget};
use crate::libraries;

/// What requests were found.
#[derive(Debug, Default)]
pub struct Requests {
    /// Calls of endpoints.
    pub calls: BTreeSet<Sent>,
    /// Addresses of the accounts service, with what is asked for in them.
    pub accounts: Vec<(At, Text)>,
    /// What could not be told.
    pub unknown: Vec<(At, Missed)>,
}

/// A request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sent {
    /// The text its path begins in.
    pub at: At,
    /// What it reaches.
    pub endpoint: EndpointRef,
    /// Whether by a path out of use.
    pub older: bool,
    /// How sure that is.
    pub confidence: Confidence,
}

/// What could not be told of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// Its path.
    Path(Option<Method>),
    /// Its verb, or which of these paths.
    OneOf(Vec<EndpointRef>),
    /// There is no such endpoint.
    Nothing(String),
}

/// Ways to one request that are followed, so that a helper everybody calls does not stall.
const WAYS: u32 = 600;
/// Calls outwards that are followed.
const OUTWARDS: usize = 6;

/// Finds the requests of a program.
pub fn find(catalogue: &'static Catalogue, values: &Values<'_>, generic: &[Generic]) -> Requests {
    let program = values.program;
    let hunt = Hunt {
        catalogue,
        values,
        found: RefCell::default(),
        ways: Cell::new(0),
        names_base: program.sources.iter().any(|s| unit_names_base(catalogue, program, s)),
        routes: program.sources.iter().map(|s| decorated(&s.unit)).collect(),
        handed: RefCell::default(),
        followed: RefCell::default(),
        settled: Cell::new(false),
    };
    for call in program.all_calls() {
        if !hunt.routes[call.unit as usize].contains(&call.expr) {
            hunt.look(call, &[]);
        }
    }
    for call in generic {
        hunt.by_library(call);
    }
    hunt.annotations();
    hunt.handed_over();
    hunt.found.into_inner()
}

/// Calls written above functions and classes.
fn decorated(unit: &crate::audit::ir::Unit) -> BTreeSet<ExprId> {
    let functions = unit.functions.iter().flat_map(|f| &f.decorators);
    let classes = unit.classes.iter().flat_map(|c| &c.decorators);
    functions.chain(classes).copied().collect()
}

fn unit_names_base(
    catalogue: &Catalogue,
    program: &Program,
    source: &crate::audit::program::Source,
) -> bool {
    let _ = program;
    source.unit.exprs.iter().any(|e| matches!(e, Expr::Text(text) if names_api(catalogue, text)))
}

struct Hunt<'a, 'p> {
    catalogue: &'static Catalogue,
    values: &'a Values<'p>,
    found: RefCell<Requests>,
    ways: Cell<u32>,
    names_base: bool,
    routes: Vec<BTreeSet<ExprId>>,
    /// Calls of the program's own functions.
    handed: RefCell<Vec<At>>,
    /// Functions through whose callers a request was told.
    followed: RefCell<BTreeSet<Fun>>,
    /// Whether anything was written down since it was last asked.
    settled: Cell<bool>,
}

/// An address in a call.
struct Address {
    text: Text,
    /// Where it is written in the call.
    at: At,
}

impl Hunt<'_, '_> {
    fn program(&self) -> &Program {
        self.values.program
    }

    fn look(&self, at: At, chain: &[(Fun, At)]) {
        if chain.is_empty() {
            self.ways.set(0);
        }
        self.ways.set(self.ways.get() + 1);
        if self.ways.get() > WAYS {
            return;
        }
        let program = self.program();
        let Expr::Call(call) = program.expr(at) else { return };
        let name = program.unit(at.unit).last_name(call.callee).unwrap_or_default();
        if is_no_request(name) {
            return;
        }
        if self.hands_on(at, call) {
            if chain.is_empty() {
                self.handed.borrow_mut().push(at);
            }
            return;
        }
        let context = context_of(chain);
        self.settled.set(false);
        let sending = sends(name) || self.is_anonymous_sender(at, call);
        let mut outwards: Vec<Fun> = Vec::new();
        let verbs = once(|| verbs(self.values, at, &context));
        for address in self.addresses(at, call, name, &context) {
            let outcome = self.judge(at, call, name, sending, &address, &verbs, chain.is_empty());
            if let Some(fun) = outcome
                && !outwards.contains(&fun)
            {
                outwards.push(fun);
            }
        }
        if self.settled.get() {
            self.followed.borrow_mut().extend(chain.iter().map(|(fun, _)| *fun));
        }
        if chain.len() >= OUTWARDS {
            return;
        }
        // The innermost function first; the others turn up as parameters of its callers.
        for fun in outwards {
            if chain.iter().any(|(f, _)| *f == fun) {
                continue;
            }
            for caller in self.values.callers(fun).iter() {
                if chain.iter().any(|(_, c)| c == caller) {
                    continue;
                }
                let mut longer = chain.to_vec();
                longer.push((fun, *caller));
                self.look(at, &longer);
            }
        }
    }

    /// Writes down what an address reaches; gives the function whose callers must say more.
    #[allow(clippy::too_many_arguments)]
    fn judge(
        &self,
        at: At,
        call: &Call,
        name: &str,
        sending: bool,
        address: &Address,
        verbs: &Once<'_>,
        outermost: bool,
    ) -> Option<Fun> {
        let reached = reach(self.catalogue, &address.text, None);
        let parameter = address.text.parameters().map(|(fun, _)| fun).next();
        match reached {
            Reach::Elsewhere | Reach::Base => {
                parameter.filter(|_| sending && !has_host(&address.text))
            }
            Reach::Accounts(place) => {
                self.found.borrow_mut().accounts.push((place, address.text.clone()));
                None
            }
            Reach::Relative(relative) => {
                if let Some(fun) = parameter {
                    let has_callers = !self.values.callers(fun).is_empty();
                    if has_callers
                        && (sending
                            || matches!(*relative.reach, Reach::Calls { .. } | Reach::OneOf(..)))
                    {
                        return Some(fun);
                    }
                }
                let confidence = self.below_api(at, call, name, sending, &relative)?;
                self.settle(at, *relative.reach, address, &verbs.get(), confidence, name)
            }
            Reach::Open(_) | Reach::OneOf(..) | Reach::Nothing(..) if parameter.is_some() => {
                let fun = parameter?;
                if self.values.callers(fun).is_empty() {
                    return self.settle(
                        at,
                        reached,
                        address,
                        &verbs.get(),
                        Confidence::Certain,
                        name,
                    );
                }
                Some(fun)
            }
            other => {
                let _ = outermost;
                self.settle(at, other, address, &verbs.get(), Confidence::Certain, name)
            }
        }
    }

    /// Writes down a request of the API; gives the function whose callers must say its verb.
    fn settle(
        &self,
        at: At,
        reached: Reach,
        address: &Address,
        verbs: &[Verb],
        confidence: Confidence,
        name: &str,
    ) -> Option<Fun> {
        let (ends, place) = match reached {
            Reach::Calls { ends, at } => (ends, at),
            Reach::OneOf(endpoints, place) => {
                let fitting = self.with_verbs(&endpoints, verbs);
                self.miss(place, Missed::OneOf(fitting));
                return None;
            }
            Reach::Open(place) => {
                if !self.is_next_page(address.at) {
                    let method = verbs
                        .iter()
                        .find_map(|v| if let Verb::Is(m) = v { Some(*m) } else { None });
                    self.miss(place, Missed::Path(method));
                }
                return None;
            }
            Reach::Nothing(path, place) => {
                if confidence == Confidence::Certain {
                    self.miss(place, Missed::Nothing(path));
                }
                return None;
            }
            _ => return None,
        };
        let mut methods: Vec<Method> = Vec::new();
        let mut unsure = false;
        for verb in verbs {
            match verb {
                Verb::Is(method) => methods.push(*method),
                Verb::Odd => unsure = true,
                Verb::Parameter(fun, _) => {
                    if !self.values.callers(*fun).is_empty() {
                        return Some(*fun);
                    }
                    unsure = true;
                }
                Verb::Unknown => unsure = true,
            }
        }
        if methods.is_empty() {
            let get = ends.iter().any(|e| e.method == Method::Get);
            let default_get =
                verbs.is_empty() || verbs.iter().all(|v| matches!(v, Verb::Parameter(..))) && get;
            if default_get && get {
                methods.push(Method::Get);
            } else if verbs.is_empty() && ends.len() == 1 && !sends(name) {
                methods.push(ends[0].method);
            } else if unsure || verbs.is_empty() {
                self.miss(place, Missed::OneOf(endpoints_of(&ends)));
                return None;
            }
        }
        let mut any = false;
        for end in ends.iter().filter(|e| methods.contains(&e.method)) {
            if let PathTarget::Endpoint(endpoint) = end.target {
                any = true;
                self.settled.set(true);
                self.found.borrow_mut().calls.insert(Sent {
                    at: place,
                    endpoint,
                    older: end.older,
                    confidence,
                });
            }
        }
        if !any && !methods.is_empty() && confidence == Confidence::Certain {
            let verb = methods[0].name();
            self.miss(place, Missed::Nothing(format!("{verb} {}", path_shown(&address.text))));
        }
        let _ = at;
        None
    }

    fn miss(&self, at: At, missed: Missed) {
        self.settled.set(true);
        let mut found = self.found.borrow_mut();
        if !found.unknown.iter().any(|(place, known)| *place == at && *known == missed) {
            found.unknown.push((at, missed));
        }
    }

    fn with_verbs(&self, endpoints: &[EndpointRef], verbs: &[Verb]) -> Vec<EndpointRef> {
        let methods: Vec<Method> = verbs
            .iter()
            .filter_map(|v| if let Verb::Is(m) = v { Some(*m) } else { None })
            .collect();
        let fits = |e: &&EndpointRef| {
            methods.is_empty() || methods.contains(&self.catalogue.endpoint(**e).method)
        };
        endpoints.iter().filter(fits).copied().collect()
    }

    /// Addresses handed to functions of the program that could not be followed to a
    /// request: a queue, rest parameters, a class of its own that keeps the base.
    fn handed_over(&self) {
        let program = self.program();
        let handed = self.handed.take();
        for at in handed {
            let Expr::Call(call) = program.expr(at) else { continue };
            let own = self.own_callees(at, call);
            if own.iter().any(|fun| self.followed.borrow().contains(fun)) {
                continue;
            }
            let name = program.unit(at.unit).last_name(call.callee).unwrap_or_default();
            let found = once(|| verbs(self.values, at, &None));
            for address in self.addresses(at, call, name, &None) {
                let (reached, below) = match reach(self.catalogue, &address.text, None) {
                    Reach::Relative(r) if r.fixed && r.below.is_none() => (*r.reach, true),
                    Reach::Relative(_) => continue,
                    other => (other, false),
                };
                let Reach::Calls { at: place, .. } = &reached else { continue };
                let known = self.found.borrow();
                if known.calls.iter().any(|c| c.at == *place)
                    || known.unknown.iter().any(|(known, _)| known == place)
                {
                    continue;
                }
                drop(known);
                let leads = own.iter().any(|fun| {
                    let inside = self.reached_from(*fun);
                    inside.iter().any(|f| self.calls_a_sender(*f))
                        && (!below || inside.iter().any(|f| self.speaks_of_base(*f)))
                });
                if leads && !self.takes_handler(at, call) {
                    let likely = Confidence::Likely;
                    self.settle(at, reached, &address, &found.get(), likely, name);
                }
            }
        }
    }

    /// A function, and those of the program that it calls.
    fn reached_from(&self, fun: Fun) -> Vec<Fun> {
        let mut found = vec![fun];
        let mut at = 0;
        while at < found.len() && found.len() < 16 {
            let fun = found[at];
            at += 1;
            for (id, expr) in self.within(fun) {
                if let Expr::Call(call) = expr {
                    for own in self.own_callees(At { unit: fun.unit, expr: id }, call) {
                        if !found.contains(&own) {
                            found.push(own);
                        }
                    }
                }
            }
        }
        found
    }

    /// The expressions of a function and of those inside it.
    fn within(&self, fun: Fun) -> impl Iterator<Item = (ExprId, &Expr)> {
        let unit = self.program().unit(fun.unit);
        unit.all().filter(move |(id, _)| {
            let mut at = unit.owner(*id);
            while at != fun.id && unit.function(at).outer != at {
                at = unit.function(at).outer;
            }
            at == fun.id
        })
    }

    fn calls_a_sender(&self, fun: Fun) -> bool {
        let unit = self.program().unit(fun.unit);
        self.within(fun).any(|(id, e)| match e {
            Expr::Call(call) => {
                unit.last_name(call.callee).is_some_and(|n| sends(n) && !is_no_request(n))
                    && self.own_callees(At { unit: fun.unit, expr: id }, call).is_empty()
            }
            _ => false,
        })
    }

    /// Whether a function, or the class it belongs to, names the address of the API.
    fn speaks_of_base(&self, fun: Fun) -> bool {
        let class = self.program().function(fun).class.map(|id| Cls { unit: fun.unit, id });
        class.is_some_and(|class| self.class_names_base(class))
            || self.within(fun).any(|(id, e)| {
                matches!(e, Expr::Text(_) | Expr::Name(_) | Expr::Member(..))
                    && self.mentions_base(At { unit: fun.unit, expr: id }, &None, 3)
            })
    }

    fn own_callees(&self, at: At, call: &Call) -> Vec<Fun> {
        let callee = At { unit: at.unit, expr: call.callee };
        let values = self.values.of(callee, &None);
        let own = values.iter().filter_map(|v| match v {
            Value::Function(fun) => Some(*fun),
            _ => None,
        });
        own.collect()
    }

    /// How sure it is that a path stands below the Web API; none where nothing says so.
    fn below_api(
        &self,
        at: At,
        call: &Call,
        name: &str,
        sending: bool,
        relative: &Relative,
    ) -> Option<Confidence> {
        let known = matches!(*relative.reach, Reach::Calls { .. });
        let somewhere = known || matches!(*relative.reach, Reach::OneOf(..) | Reach::Open(_));
        if !somewhere || !relative.fixed && !matches!(*relative.reach, Reach::Open(_)) {
            return None;
        }
        if self.takes_handler(at, call) {
            return None;
        }
        // `axios.get("/me", { baseURL })`
        let told = call.arguments.iter().any(|a| {
            let place = At { unit: at.unit, expr: a.value };
            self.values.of(place, &None).iter().any(|v| matches!(v, Value::Map(..)))
                && self.mentions_base(place, &None, 3)
        });
        if told && sending {
            return Some(Confidence::Certain);
        }
        if let Some(confidence) = self.sent_through_api(at, call)
            && sending
        {
            return Some(confidence);
        }
        if !known {
            return None;
        }
        if let Some(below) = relative.below {
            // An address only known at run time, whose name says what it is.
            let named = self.names(below).iter().any(|n| n.to_lowercase().contains("spotify"))
                || self.is_setting_of_api(below);
            let base = self.names(below).iter().any(|n| {
                let words = words(n);
                words.iter().any(|w| {
                    matches!(
                        w.as_str(),
                        "base" | "api" | "root" | "host" | "url" | "endpoint" | "prefix"
                    )
                })
            });
            let about = self.is_about_spotify(at);
            return (named || base && about && self.names_base).then_some(Confidence::Likely);
        }
        // A path alone, sent through something whose name says what it is.
        let through: Vec<String> = self.names(At { unit: at.unit, expr: call.callee });
        let named = through.iter().any(|n| n.to_lowercase().contains("spotify"));
        (named && (sending || verb_in_name(name).is_some())).then_some(Confidence::Likely)
    }

    /// Whether an address is given by a setting that is named after the API:
    /// `@ConfigProperty(name = "spotify.base-url") val base: String`.
    fn is_setting_of_api(&self, below: At) -> bool {
        let unit = self.program().unit(below.unit);
        let names = self.names(below);
        let of_name = |p: &&crate::audit::ir::Parameter| names.iter().any(|n| **n == *p.name);
        let parameters = unit.functions.iter().flat_map(|f| &f.parameters).filter(of_name);
        parameters.flat_map(|p| &p.decorators).any(|decorator| {
            let said = self.names(At { unit: below.unit, expr: *decorator });
            said.iter().any(|n| n.to_lowercase().contains("spotify"))
        })
    }

    fn is_about_spotify(&self, at: At) -> bool {
        let source = &self.program().sources[at.unit as usize];
        source.path.to_lowercase().contains("spotify")
            || source.unit.exprs.iter().any(|e| match e {
                Expr::Text(text) => text.to_lowercase().contains("spotify"),
                Expr::Name(name) | Expr::Member(_, name) => name.to_lowercase().contains("spotify"),
                _ => false,
            })
    }

    /// The names in an expression.
    fn names(&self, at: At) -> Vec<String> {
        let unit = self.program().unit(at.unit);
        let mut found = Vec::new();
        let mut open = vec![at.expr];
        while let Some(expr) = open.pop() {
            match unit.expr(expr) {
                Expr::Name(name) => found.push(name.to_string()),
                Expr::Member(object, name) => {
                    found.push(name.to_string());
                    open.extend(object);
                }
                Expr::Call(call) => {
                    open.push(call.callee);
                    open.extend(call.arguments.iter().map(|a| a.value));
                }
                Expr::Text(text) => found.push(text.to_string()),
                Expr::Index(object, index) => open.extend([*object, *index]),
                Expr::Either(branches) | Expr::Join(branches) => open.extend(branches),
                _ => {}
            }
            if found.len() > 24 {
                break;
            }
        }
        found
    }

    /// Whether what a call is sent through was made for the Web API.
    fn sent_through_api(&self, at: At, call: &Call) -> Option<Confidence> {
        let callee = At { unit: at.unit, expr: call.callee };
        let objects: Vec<Value> = match self.program().expr(callee) {
            Expr::Member(Some(object), _) => {
                let object = At { unit: at.unit, expr: *object };
                let mut found = self.values.of(object, &None);
                found.extend(found.clone().into_iter().flat_map(|v| self.values.settled(v)));
                found
            }
            _ => self.values.of(callee, &None),
        };
        let mut likely = None;
        for object in objects {
            match object {
                Value::Made(_, Some((made, context))) if self.is_made_for_api(made, &context) => {
                    return Some(Confidence::Certain);
                }
                Value::Instance(class) | Value::Class(class) if self.class_names_base(class) => {
                    likely = Some(Confidence::Likely);
                }
                _ => {}
            }
        }
        likely
    }

    /// Whether a call that makes a client, or one of those chained to it, is given the address of the API.
    fn is_made_for_api(&self, made: At, context: &Context) -> bool {
        let mut inner = Some(made);
        for _ in 0..12 {
            let Some(at) = inner else { break };
            let Expr::Call(call) = self.program().expr(at) else { break };
            if call
                .arguments
                .iter()
                .any(|a| self.mentions_base(At { unit: at.unit, expr: a.value }, context, 0))
            {
                return true;
            }
            inner = match self.program().expr(At { unit: at.unit, expr: call.callee }) {
                Expr::Member(Some(object), _) => Some(At { unit: at.unit, expr: *object }),
                _ => None,
            };
        }
        // Told afterwards: `client.BaseAddress = new Uri("…")`, `axios.defaults.baseURL = "…"`.
        let mut names: Vec<Box<str>> = Vec::new();
        for bound in self.program().bound_to(made) {
            match &self.program().binding(*bound).target {
                Target::Name(n) | Target::Field(_, n) | Target::Member(_, n) => {
                    names.push(n.clone());
                }
            }
        }
        let unit = self.program().unit(made.unit);
        unit.bindings.iter().any(|b| match &b.target {
            Target::Member(object, field) => {
                let of_it = unit
                    .path(*object)
                    .is_some_and(|p| p.iter().any(|n| names.iter().any(|k| **k == **n)));
                let is_base = words(field).iter().any(|w| w == "base" || w == "url" || w == "uri");
                of_it
                    && is_base
                    && b.value.is_some_and(|v| {
                        self.mentions_base(At { unit: made.unit, expr: v }, &None, 0)
                    })
            }
            _ => false,
        })
    }

    fn mentions_base(&self, at: At, context: &Context, depth: u8) -> bool {
        let here = |expr: ExprId| At { unit: at.unit, expr };
        if depth > 4 {
            return false;
        }
        let values = self.values.of(at, context);
        for value in values.into_iter().flat_map(|v| self.values.settled(v)) {
            match value {
                Value::Text(text)
                    if matches!(reach(self.catalogue, &text, None), Reach::Base)
                        && names_api(self.catalogue, &text.shown()) =>
                {
                    return true;
                }
                Value::Map(map, context) | Value::List(map, context) => {
                    let exprs = match self.program().expr(map) {
                        Expr::Map(pairs) => pairs.iter().map(|(_, v)| *v).collect(),
                        Expr::List(items) => items.clone(),
                        _ => Vec::new(),
                    };
                    if exprs.into_iter().any(|e| {
                        self.mentions_base(At { unit: map.unit, expr: e }, &context, depth + 1)
                    }) {
                        return true;
                    }
                }
                Value::Function(fun) => {
                    // `HttpClient { defaultRequest { url("…") } }`
                    let unit = self.program().unit(fun.unit);
                    let inside = unit.all().any(|(id, e)| {
                        unit.owner(id) == fun.id
                            && matches!(e, Expr::Text(text) if names_api(self.catalogue, text))
                    });
                    if inside {
                        return true;
                    }
                }
                Value::Made(..) => {
                    if let Expr::Call(call) = self.program().expr(at)
                        && call
                            .arguments
                            .iter()
                            .any(|a| self.mentions_base(here(a.value), context, depth + 1))
                    {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Whether a class, or one it is related to, holds the address of the API by itself.
    fn class_names_base(&self, class: Cls) -> bool {
        self.program().relatives(class).iter().any(|class| {
            let unit = self.program().unit(class.unit);
            let of_class = |fun: crate::audit::ir::FunctionId| {
                let mut at = fun;
                loop {
                    if unit.function(at).class == Some(class.id) {
                        return true;
                    }
                    if unit.function(at).outer == at {
                        return false;
                    }
                    at = unit.function(at).outer;
                }
            };
            let field = unit.bindings.iter().any(|b| {
                matches!(b.target, Target::Field(id, _) if id == class.id)
                    && b.value.is_some_and(|v| self.mentions_base(At { unit: class.unit, expr: v }, &None, 0))
            });
            let span = unit.classes[class.id.0 as usize].span;
            field
                || unit.all().any(|(id, e)| {
                    let inside = of_class(unit.owner(id)) || {
                        let place = unit.span(id);
                        place.start >= span.start && place.end <= span.end
                    };
                    inside && matches!(e, Expr::Text(text) if names_api(self.catalogue, text)
                        && matches!(reach(self.catalogue, &Text::written(text, At { unit: class.unit, expr: id }), None), Reach::Base))
                })
        })
    }

    /// `app.get("/me", handler)` answers requests, it sends none.
    fn takes_handler(&self, at: At, call: &Call) -> bool {
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let name = self.program().unit(at.unit).last_name(call.callee).unwrap_or_default();
        verb_in_name(name).is_some()
            && call.arguments.iter().skip(1).any(|a| {
                matches!(self.program().expr(here(a.value)), Expr::Function(f)
                    if self.program().unit(at.unit).function(*f).parameters.len() >= 2)
                    || matches!(
                        self.program().expr(here(a.value)),
                        Expr::Name(_) | Expr::Member(..)
                    ) && self
                        .values
                        .of(here(a.value), &None)
                        .iter()
                        .any(|v| matches!(v, Value::Function(_)))
            })
    }

    /// A call of one of the program's own functions; what is sent is sent inside it.
    fn hands_on(&self, at: At, call: &Call) -> bool {
        let own = self.own_callees(at, call);
        !own.is_empty() && own.iter().all(|fun| self.does_something(*fun))
    }

    /// Whether a function has calls of its own that could send something.
    fn does_something(&self, fun: Fun) -> bool {
        let unit = self.program().unit(fun.unit);
        unit.all().any(|(id, e)| {
            let Expr::Call(call) = e else { return false };
            let mut at = unit.owner(id);
            while at != fun.id && unit.function(at).outer != at {
                at = unit.function(at).outer;
            }
            at == fun.id && unit.last_name(call.callee).is_some_and(|n| !is_no_request(n))
        })
    }

    fn is_anonymous_sender(&self, at: At, call: &Call) -> bool {
        // `new T(url)` of something that sends.
        call.makes
            && self
                .program()
                .unit(at.unit)
                .last_name(call.callee)
                .is_some_and(|n| words(n).iter().any(|w| w == "request" || w == "http"))
    }

    /// The addresses in what a call is given.
    fn addresses(&self, at: At, call: &Call, name: &str, context: &Context) -> Vec<Address> {
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let mut found: Vec<Address> = Vec::new();
        let sending = sends(name) || self.is_anonymous_sender(at, call);
        for argument in &call.arguments {
            if argument.name.as_deref().is_some_and(|n| !is_address_key(n)) && !call.makes {
                // Named otherwise, it is no address: `headers=`, `json=`.
                if argument.name.as_deref() != Some("arguments") {
                    continue;
                }
            }
            let place = here(argument.value);
            if let Expr::Function(_) = self.program().expr(place) {
                continue;
            }
            if self.verb_by_place(place, context) {
                continue;
            }
            let before = found.len();
            for value in self.values.of(place, context) {
                match &value {
                    Value::Text(text) => found.push(Address { text: text.clone(), at: place }),
                    Value::Parameter(fun, parameter, _) if sending => {
                        let hole = Piece::Hole(place, Some((*fun, *parameter)));
                        found.push(Address { text: Text { pieces: vec![hole] }, at: place });
                    }
                    // Made from a parameter in some way that is not followed.
                    Value::Unknown(_) | Value::Made(..) if sending => {
                        found.extend(self.made_from(place, context));
                    }
                    Value::Map(map, inner) => {
                        found.extend(
                            self.in_fields(*map, inner)
                                .into_iter()
                                .map(|text| Address { text, at: place }),
                        );
                    }
                    _ => {}
                }
            }
            // The first that could be an address is the address.
            let is_address = |a: &Address| {
                let shown = a.text.shown();
                shown.contains('/')
                    || a.text.parameters().next().is_some()
                    || shown.starts_with("{}")
            };
            if found.len() > before {
                if found[before..].iter().any(is_address) {
                    if sending
                        && !found[before..].iter().all(|a| a.text.parameters().next().is_some())
                    {
                        break;
                    }
                } else if !sending {
                    found.truncate(before);
                }
            }
        }
        found
    }

    /// `"PUT"` is no address.
    fn verb_by_place(&self, place: At, context: &Context) -> bool {
        matches!(self.program().expr(place), Expr::Name(_) | Expr::Text(_) | Expr::Member(..))
            && crate::audit::verbs::said_by_in(self.values, place, context)
                .iter()
                .any(|v| matches!(v, Verb::Is(_) | Verb::Odd))
    }

    /// Addresses that a call makes of a path in a way that is not followed: something
    /// unknown, and then the path.
    fn made_from(&self, at: At, context: &Context) -> Vec<Address> {
        let Expr::Call(call) = self.program().expr(at) else { return Vec::new() };
        let here = |expr: ExprId| At { unit: at.unit, expr };
        let mut found = Vec::new();
        for argument in call.arguments.iter().filter(|a| !a.spread) {
            for value in self.values.of(here(argument.value), context) {
                let piece = match &value {
                    Value::Parameter(fun, place, _) => Piece::Hole(at, Some((*fun, *place))),
                    Value::Text(text) => {
                        let mut pieces = vec![Piece::Hole(at, None)];
                        pieces.extend(text.pieces.iter().cloned());
                        found.push(Address { text: Text { pieces }, at });
                        continue;
                    }
                    _ => continue,
                };
                found.push(Address {
                    text: Text { pieces: vec![Piece::Hole(at, None), piece] },
                    at,
                });
            }
            if !found.is_empty() {
                break;
            }
        }
        found
    }

    /// The address among fields: `{ url }`, `{ baseURL, url }`, `{ hostname, path }`.
    fn in_fields(&self, map: At, context: &Context) -> Vec<Text> {
        let Expr::Map(pairs) = self.program().expr(map) else { return Vec::new() };
        let of = |keys: &[&str]| -> Option<Vec<Text>> {
            let (_, value) = pairs.iter().find(|(k, _)| keys.contains(&&**k))?;
            Some(self.values.texts(At { unit: map.unit, expr: *value }, context))
        };
        let base = of(&[
            "baseURL",
            "baseUrl",
            "prefixUrl",
            "base_url",
            "base_uri",
            "hostname",
            "host",
            "origin",
        ]);
        let path = of(&["url", "uri", "path", "endpoint", "pathname", "href"]);
        match (base, path) {
            (Some(base), Some(path)) => {
                let whole = path.iter().any(|p| p.shown().contains("://"));
                if whole {
                    return path;
                }
                let slash = vec![Text::written("/", map)];
                concat(&[base, slash, path])
            }
            (None, Some(path)) => path,
            _ => Vec::new(),
        }
    }

    /// `data.next`: the address of the next page of the same list.
    fn is_next_page(&self, at: At) -> bool {
        let names = self.names(at);
        names.iter().any(|n| {
            let words = words(n);
            words.iter().any(|w| {
                matches!(w.as_str(), "next" | "previous" | "prev" | "href" | "page" | "paging")
            })
        }) || self.bound_to_next(at)
    }

    fn bound_to_next(&self, at: At) -> bool {
        let Expr::Name(name) = self.program().expr(at) else { return false };
        let unit = self.program().unit(at.unit);
        let owner = unit.owner(at.expr);
        unit.bindings.iter().any(|b| {
            matches!(&b.target, Target::Name(n) if n == name)
                && b.function == owner
                && b.value.is_some_and(|v| {
                    self.names(At { unit: at.unit, expr: v })
                        .iter()
                        .any(|n| words(n).iter().any(|w| w == "next"))
                })
        })
    }

    /// A call of a client library whose path is an argument.
    fn by_library(&self, generic: &Generic) {
        let Expr::Call(call) = self.program().expr(generic.call) else { return };
        let verbs = match generic.verb {
            libraries::Verb::Fixed(method) => vec![Verb::Is(method)],
            libraries::Verb::Argument(place) => {
                let argument = call.arguments.get(usize::from(place.0));
                let found = argument.map(|a| {
                    crate::audit::verbs::said_by(
                        self.values,
                        At { unit: generic.call.unit, expr: a.value },
                    )
                });
                found.unwrap_or_default()
            }
        };
        for text in self.values.texts(generic.path, &None) {
            let reached = match reach(self.catalogue, &text, None) {
                Reach::Relative(relative) => *relative.reach,
                other => other,
            };
            let address = Address { text, at: generic.path };
            self.settle(generic.call, reached, &address, &verbs, generic.confidence, "");
        }
    }

    /// Requests written above methods without bodies: `@GET("me/tracks")`, `[Get("/me")]`.
    fn annotations(&self) {
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
                if matches!(prefix, Declared::Server) {
                    continue;
                }
                let path = function.decorators.iter().find_map(|d| self.path_beside(unit, *d));
                for decorator in &function.decorators {
                    let name = match source.unit.expr(*decorator) {
                        Expr::Call(call) => source.unit.last_name(call.callee),
                        _ => source.unit.last_name(*decorator),
                    };
                    let Some(name) = name else { continue };
                    let of_spring = matches!(prefix, Declared::Client(_));
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
                    self.annotation(At { unit, expr: *decorator }, verb, &prefix, path.as_ref());
                }
            }
        }
    }

    /// `@Path("/me")` beside `@GET`.
    fn path_beside(&self, unit: u32, decorator: ExprId) -> Option<Text> {
        let Expr::Call(call) = self.program().unit(unit).expr(decorator) else { return None };
        let name = self.program().unit(unit).last_name(call.callee)?;
        let argument = call.arguments.first().filter(|_| name == "Path")?;
        let texts = self.values.texts(At { unit, expr: argument.value }, &None);
        texts.into_iter().find(|t| t.whole().is_some())
    }

    /// What is written above an interface whose methods are requests, or a class whose
    /// methods answer them.
    fn declared_client(&self, class: Cls) -> Declared {
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
        prefix.sort_by_key(|text| !has_host(text));
        let whole = Text { pieces: prefix.into_iter().flat_map(|t| t.pieces).collect() };
        match (has_host(&whole), about) {
            (true, _) => Declared::Client(Some(whole)),
            (false, true) => Declared::Client(None),
            (false, false) => Declared::Server,
        }
    }

    fn annotation(&self, at: At, verb: Option<Method>, declared: &Declared, beside: Option<&Text>) {
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
        let said = self.names_base || matches!(declared, Declared::Client(_));
        let (reached, confidence) = match reach(self.catalogue, &text, Some(verb)) {
            Reach::Relative(relative) if said => (*relative.reach, Confidence::Likely),
            Reach::Relative(_) => return,
            other => (other, Confidence::Certain),
        };
        let address = Address { text, at };
        self.settle(at, reached, &address, &[Verb::Is(verb)], confidence, "GET");
    }
}

/// What is written above a class or interface says of its methods.
enum Declared {
    /// Nothing.
    Unsaid,
    /// They answer requests, or send them to something else.
    Server,
    /// They send requests to this address, or to one from the settings.
    Client(Option<Text>),
}

/// A value found at most once, when it is first wanted.
struct Once<'a> {
    find: Box<dyn Fn() -> Vec<Verb> + 'a>,
    known: RefCell<Option<Vec<Verb>>>,
}

fn once<'a>(find: impl Fn() -> Vec<Verb> + 'a) -> Once<'a> {
    Once { find: Box::new(find), known: RefCell::new(None) }
}

impl Once<'_> {
    fn get(&self) -> Vec<Verb> {
        self.known.borrow_mut().get_or_insert_with(|| (self.find)()).clone()
    }
}

fn endpoints_of(ends: &[PathEnd]) -> Vec<EndpointRef> {
    let mut found = Vec::new();
    for end in ends {
        if let PathTarget::Endpoint(endpoint) = end.target
            && !found.contains(&endpoint)
        {
            found.push(endpoint);
        }
    }
    found
}

/// The context of a chain of calls, innermost first.
pub fn context_of(chain: &[(Fun, At)]) -> Context {
    let mut context: Context = None;
    for (fun, call) in chain.iter().rev() {
        context = through(*fun, *call, &context);
    }
    context
}

fn has_host(text: &Text) -> bool {
    text.shown().contains("://")
}

fn path_shown(text: &Text) -> String {
    let shown = text.shown();
    let rest = shown.split_once("://").map_or(shown.as_str(), |(_, rest)| rest);
    let path = rest.find('/').map_or(rest, |at| &rest[at..]);
    path.split('?').next().unwrap_or(path).to_string()
}

fn is_address_key(key: &str) -> bool {
    let words = words(key);
    words.iter().any(|w| {
        matches!(
            w.as_str(),
            "url"
                | "uri"
                | "path"
                | "endpoint"
                | "string"
                | "href"
                | "route"
                | "resource"
                | "src"
                | "input"
                | "config"
                | "options"
                | "request"
                | "with"
                | "for"
                | "from"
        )
    })
}

/// Calls that take addresses and send nothing.
fn is_no_request(name: &str) -> bool {
    matches!(
        name,
        "value"
            | "rawValue"
            | "absoluteString"
            | "log"
            | "debug"
            | "info"
            | "warn"
            | "warning"
            | "error"
            | "trace"
            | "print"
            | "println"
            | "printf"
            | "puts"
            | "eprintln"
            | "Println"
            | "Printf"
            | "Errorf"
            | "fatal"
            | "Fatal"
            | "Fatalf"
            | "console"
            | "write"
            | "writeln"
            | "startsWith"
            | "starts_with"
            | "startswith"
            | "endsWith"
            | "includes"
            | "contains"
            | "Contains"
            | "indexOf"
            | "match"
            | "matches"
            | "test"
            | "equals"
            | "replace"
            | "replaceAll"
            | "split"
            | "strip"
            | "trim"
            | "format"
            | "Format"
            | "Sprintf"
            | "sprintf"
            | "join"
            | "Join"
            | "push"
            | "append"
            | "add"
            | "Error"
            | "Exception"
            | "raise"
            | "throw"
            | "assert"
            | "assertEquals"
            | "expect"
            | "describe"
            | "it"
            | "JSON"
            | "parse"
            | "stringify"
            | "Parse"
            | "URL"
            | "Uri"
            | "URI"
            | "Url"
            | "create"
            | "from"
            | "from_str"
            | "to_string"
            | "String"
            | "str"
            | "len"
            | "isinstance"
            | "require"
            | "import"
            | "include"
            | "typeof"
            | "useState"
            | "setState"
            | "redirect"
            | "Redirect"
            | "setItem"
            | "encodeURIComponent"
            | "encodeURI"
            | "urlencode"
            | "quote"
            | "RegExp"
            | "re"
            | "compile"
            | "concat"
            | "toString"
            | "Ok"
            | "Some"
            | "Err"
            | "urljoin"
            | "urlparse"
            | "parse_url"
            | "NSURL"
            | "URLComponents"
            | "HttpUrl"
            | "toHttpUrl"
            | "newBuilder"
            | "format!"
            | "define"
            | "getenv"
            | "env"
            | "environ"
            | "config"
    )
}
