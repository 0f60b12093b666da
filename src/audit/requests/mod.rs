//! Requests written as plain HTTP: where an address reaches a call that sends it.
//!
//! A request whose address or verb is a parameter is looked at once for each caller
//! of the function it stands in, and so on outwards; a request helper is nothing
//! special. Where an address has only a path, its base must be found in what the
//! request is sent through; failing that, a name or a neighbouring constant must
//! say that it is this API, and the finding is only likely.

mod addresses;
mod alike;
mod annotations;
mod base;
mod beside;
mod bodies;
mod commands;
mod described;
mod guards;
mod handed;
mod hrefs;
mod injected;
mod interfaces;
mod made;
mod narrowed;
mod outwards;
mod pages;
mod places;
mod queries;
mod receivers;
mod senders;
mod shared;
mod unexplained;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use crate::audit::evidence::Confidence;
use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::{At, Cls, Fun, Program};
use crate::audit::reach::{Reach, names_api, reach};
use crate::audit::told::{self, Cases};
use crate::audit::values::{Context, Piece, Text, Value, Values, through};
use crate::audit::verbs::{Verb, sends, verb_named, verbs, words};
use crate::catalogue::{Catalogue, EndpointRef, Method, PathEnd, Target as PathTarget};
use crate::libraries;
use crate::sorted;

use senders::is_no_request;
use shared::{Shared, Whose};

/// What requests were found.
#[derive(Debug, Default)]
pub struct Requests {
    /// Calls of endpoints.
    pub calls: BTreeSet<Sent>,
    /// The cases that what a call carries tells; none where none of it was seen.
    pub told: BTreeMap<(At, EndpointRef), Option<Cases>>,
    /// What could not be told.
    pub unknown: Vec<(At, Missed)>,
    /// What each call reaches, by way of others too.
    pub reached: Vec<(At, EndpointRef)>,
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

/// Ways to one request that are followed, so that a helper everybody calls does not stall.
const WAYS: u32 = 600;
/// Calls outwards that are followed.
const OUTWARDS: usize = 6;
/// Words in the names of what stands behind a path and is no part of it.
const QUERY: &[&str] =
    &["query", "qs", "q", "param", "params", "parameters", "search", "filter", "filters", "fields"];

/// Calls written above functions and classes.
fn decorated(unit: &crate::audit::ir::Unit) -> BTreeSet<ExprId> {
    let functions = unit.functions.iter().flat_map(|f| &f.decorators);
    let classes = unit.classes.iter().flat_map(|c| &c.decorators);
    sorted::set(functions.chain(classes).copied())
}

fn unit_names_base(catalogue: &Catalogue, source: &crate::audit::program::Source) -> bool {
    !source.language.is_settings()
        && source
            .unit
            .exprs
            .iter()
            .any(|e| matches!(e, Expr::Text(text) if names_api(catalogue, text) && !has_id(text)))
}

/// Whether an address is that of one thing, as samples of answers hold it: no path goes on there.
fn has_id(address: &str) -> bool {
    let mut parts = address.split(['/', '?']);
    parts.any(|part| part.len() == 22 && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Looks for requests.
pub struct Hunt<'a, 'p> {
    catalogue: &'static Catalogue,
    values: &'a Values<'p>,
    found: RefCell<Requests>,
    ways: Cell<u32>,
    names_base: bool,
    routes: Vec<BTreeSet<ExprId>>,
    /// Calls of the program's own functions.
    handed: RefCell<Vec<At>>,
    /// Requests for next pages, and the list each is of.
    pages: RefCell<Vec<(At, String)>>,
    /// Functions through whose callers a request was told.
    followed: RefCell<BTreeSet<Fun>>,
    /// Functions in which another service is asked.
    elsewhere: RefCell<BTreeSet<Fun>>,
    /// Whether anything was written down since it was last asked.
    settled: Cell<bool>,
    /// The calls through which the one at hand is looked at, innermost first.
    chain: RefCell<Vec<(Fun, At)>>,
    /// What was reached since it was last asked.
    lately: RefCell<Vec<EndpointRef>>,
    /// Whether the call at hand may be handed one of several paths.
    many_paths: Cell<bool>,
    /// Where whole addresses of requests that were told are written.
    explained: RefCell<BTreeSet<At>>,
    /// Classes and functions, and whether they name the address of the API.
    class_bases: RefCell<HashMap<Cls, bool>>,
    function_bases: RefCell<HashMap<Fun, bool>>,
    /// Functions, and whether the address is written in them.
    base_texts: RefCell<HashMap<Fun, bool>>,
    /// Calls, and whether they are sent through something made for the API.
    sent_through: RefCell<HashMap<At, Option<Confidence>>>,
    /// Steps left to the question for a base.
    base_steps: Cell<u32>,
    /// Names of calls, and whether they say that something is sent.
    senders: RefCell<HashMap<Box<str>, bool>>,
    /// Questions for a base within one.
    base_nested: Cell<u32>,
    /// What functions are given that serve more than the API.
    shared: RefCell<HashMap<Fun, Shared>>,
}

/// An address in a call.
struct Address {
    text: Text,
    /// Where it is written in the call.
    at: At,
}

impl<'a, 'p> Hunt<'a, 'p> {
    /// Looks at all calls of a program.
    pub fn over_all_calls(catalogue: &'static Catalogue, values: &'a Values<'p>) -> Self {
        let program = values.program;
        let hunt = Hunt {
            catalogue,
            values,
            found: RefCell::default(),
            ways: Cell::new(0),
            names_base: program.sources.iter().any(|s| unit_names_base(catalogue, s)),
            routes: program.sources.iter().map(|s| decorated(&s.unit)).collect(),
            handed: RefCell::default(),
            pages: RefCell::default(),
            followed: RefCell::default(),
            elsewhere: RefCell::default(),
            settled: Cell::new(false),
            chain: RefCell::default(),
            lately: RefCell::default(),
            many_paths: Cell::new(false),
            explained: RefCell::default(),
            class_bases: RefCell::default(),
            function_bases: RefCell::default(),
            base_texts: RefCell::default(),
            sent_through: RefCell::default(),
            senders: RefCell::default(),
            base_steps: Cell::new(0),
            base_nested: Cell::new(0),
            shared: RefCell::default(),
        };
        for call in program.all_calls() {
            if !hunt.routes[call.unit as usize].contains(&call.expr) {
                hunt.look(call, &[]);
            }
        }
        hunt.chain.take();
        hunt
    }

    /// Looks at what libraries send, and at what several calls tell together.
    pub fn finish(self, generic: &[Generic]) -> Requests {
        for call in generic {
            self.by_library(call);
        }
        self.annotations();
        self.declared_queries();
        self.described();
        self.targets();
        self.filled_in_by_case();
        self.pages_of_parts();
        self.handed_over();
        self.unexplained();
        self.found.into_inner()
    }
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
        let name = self.name_of(at, call);
        // `HttpRequest.newBuilder(uri)`, but not `url.newBuilder()`
        let begins = name == "newBuilder" && !call.arguments.is_empty();
        let silent = (is_no_request(name) || self.is_logged(at, call)) && !begins;
        if silent {
            return;
        }
        let context = context_of(chain);
        if self.is_kept(at, call, &context) || self.is_left_out(at, chain) {
            return;
        }
        if self.hands_on(at, call) {
            if chain.is_empty() {
                self.handed.borrow_mut().push(at);
            }
            return;
        }
        *self.chain.borrow_mut() = chain.to_vec();
        self.settled.set(false);
        self.lately.take();
        let last = chain.len() >= OUTWARDS;
        if let Some(outwards) = self.by_commands(at, call, name, &context, last) {
            self.reached_through(at, chain);
            return self.look_outwards(at, chain, &outwards, &[]);
        }
        let asked_of = self.asked_of(at, call, name, &context);
        let sending = !asked_of.is_empty() || self.is_sending(at, call, name);
        // Whether it sends anything is for the function it is handed to say.
        if !sending && self.is_handed_a_function(at, call) {
            return;
        }
        if sending && chain.is_empty() {
            self.note_page(at, call);
        }
        let mut outwards: Vec<Fun> = Vec::new();
        let verbs = once(|| verbs(self.values, at, &context));
        let mut addresses = self.addresses(at, call, name, &context);
        if addresses.is_empty() {
            addresses = asked_of;
        }
        let narrowed: Vec<Address> = addresses
            .iter()
            .filter_map(|a| Some((self.narrowed(&a.text)?, a.at)))
            .flat_map(|(texts, at)| texts.into_iter().map(move |text| Address { text, at }))
            .collect();
        if !narrowed.is_empty() {
            addresses.retain(|a| self.narrowed(&a.text).is_none());
            addresses.extend(narrowed);
        }
        let mut wanted: Vec<(Fun, u16)> = Vec::new();
        let path = |address: &Address| {
            let text = address.text.shown();
            text.split('?').next().unwrap_or_default().to_string()
        };
        let differs = |pair: &[Address]| path(&pair[0]) != path(&pair[1]);
        self.many_paths.set(addresses.windows(2).any(differs));
        for address in addresses {
            wanted.extend(address.text.parameters());
            let outcome = self.judge(at, call, name, sending, &address, &verbs, last);
            if let Some(fun) = outcome
                && !outwards.contains(&fun)
            {
                outwards.push(fun);
            }
        }
        self.reached_through(at, chain);
        self.look_outwards(at, chain, &outwards, &wanted);
    }

    /// Whether the first thing a call is given is a function of the program, by its name:
    /// `schedule(save, url)`.
    fn is_handed_a_function(&self, at: At, call: &Call) -> bool {
        let Some(first) = call.arguments.first() else { return false };
        let place = At { unit: at.unit, expr: first.value };
        matches!(self.program().expr(place), Expr::Name(_) | Expr::Member(..))
            && self.values.of(place, &None).iter().any(|v| matches!(v, Value::Function(_)))
    }

    /// The name of what is called; of `axios[method](…)` one that sends.
    fn name_of(&self, at: At, call: &Call) -> &str {
        let unit = self.program().unit(at.unit);
        if let Expr::Index(object, _) = unit.expr(call.callee)
            && unit.last_name(*object).is_some_and(|name| sends(name) || name.ends_with("lient"))
        {
            return "request";
        }
        let name = unit.last_name(call.callee).unwrap_or_default();
        // `$client->$verb($url)`, where that is a verb.
        if let Some(variable) = name.strip_prefix('$') {
            let values = self.values.named(at, variable, &None);
            let is_verb = |v: &Value| {
                matches!(v, Value::Text(text)
                if text.whole().is_some_and(|t| verb_named(&t).is_some()))
            };
            if !values.is_empty() && values.iter().all(is_verb) {
                return "request";
            }
        }
        name
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
        last: bool,
    ) -> Option<Fun> {
        if self.is_of_another(&address.text) {
            return None;
        }
        if sending
            && let Some(text) = self.behind_href(at, &address.text)
            && let Reach::Relative(relative) = reach(self.catalogue, &text, None)
        {
            let confidence = Confidence::Likely;
            return self.settle(at, *relative.reach, address, &verbs.get(), confidence, name);
        }
        let reached = reach(self.catalogue, &address.text, None);
        let parameter = address.text.parameters().map(|(fun, _)| fun).next();
        if sending
            && matches!(reached, Reach::Relative(_))
            && let Some(text) = self.below_made(at, call, &address.text)
        {
            let asked = parameter.filter(|fun| !last && !self.values.callers(*fun).is_empty());
            if asked.is_some() {
                return asked;
            }
            let below = reach(self.catalogue, &text, None);
            // Some take a path with a slash for one from the top of the host.
            if !matches!(below, Reach::Nothing(..)) {
                let whole = Address { text, at: address.at };
                return self.settle(at, below, &whole, &verbs.get(), Confidence::Certain, name);
            }
        }
        match reached {
            Reach::Elsewhere | Reach::Base => {
                if matches!(reached, Reach::Elsewhere) && has_host(&address.text) {
                    let chain = self.chain.borrow();
                    let outmost = chain.last().map_or(at, |(_, call)| *call);
                    self.elsewhere.borrow_mut().insert(self.program().owner(outmost));
                }
                parameter.filter(|_| sending && !has_host(&address.text))
            }
            Reach::Accounts => None,
            Reach::Relative(relative) => {
                let told = matches!(*relative.reach, Reach::Calls { .. });
                // What callers give in the middle of a path changes nothing.
                let wanted = parameter.filter(|_| !told || relative.below.is_some());
                if let Some(fun) = wanted {
                    let has_callers = !last && self.can_say(fun);
                    if has_callers
                        && (sending || told || matches!(*relative.reach, Reach::OneOf(..)))
                    {
                        return Some(fun);
                    }
                }
                let Some(confidence) = self.below_api(at, call, name, sending, &relative) else {
                    let whole = relative.fixed && relative.below.is_none();
                    if let Reach::Calls { ends, at: place, .. } = *relative.reach
                        && whole
                        && address.text.shown().contains('/')
                        && self.perhaps_api(at, call, name)
                    {
                        let fitting = self.with_verbs(&endpoints_of(&ends), &verbs.get());
                        self.miss(place, Missed::OneOf(fitting));
                    }
                    return None;
                };
                self.settle(at, *relative.reach, address, &verbs.get(), confidence, name)
            }
            Reach::Open(_) | Reach::OneOf(..) | Reach::Nothing(..) if parameter.is_some() => {
                let fun = parameter?;
                if last || !self.can_say(fun) {
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
                if let (false, Reach::Calls { ends, .. }) = (last, &other)
                    && let Some(fun) = self
                        .goes_on(address, ends, &verbs.get())
                        .or_else(|| self.object_unsaid(at, &address.text))
                {
                    return Some(fun);
                }
                let mut confidence = Confidence::Certain;
                if let Reach::Calls { tail: Some(tail), at: place, .. } = &other
                    && !self.is_query(*tail)
                {
                    if let (false, Some(fun)) = (last, self.says_end(address)) {
                        return Some(fun);
                    }
                    self.miss(*place, Missed::Path(None));
                    confidence = Confidence::Likely;
                }
                self.settle(at, other, address, &verbs.get(), confidence, name)
            }
        }
    }

    /// Whether callers of a function may say more than those that were asked already.
    pub(super) fn can_say(&self, fun: Fun) -> bool {
        !self.chain.borrow().iter().any(|(asked, _)| *asked == fun)
            && !self.values.callers(fun).is_empty()
    }

    /// Whether what stands behind a path is named like a query.
    fn is_query(&self, at: At) -> bool {
        let unit = self.program().unit(at.unit);
        let named = if let Expr::Call(call) = unit.expr(at.expr) { call.callee } else { at.expr };
        let name = unit.last_name(named).unwrap_or_default();
        words(name).iter().any(|word| QUERY.contains(&word.as_str()))
    }

    /// The function whose callers give the end of an address.
    fn says_end(&self, address: &Address) -> Option<Fun> {
        let Some(Piece::Hole(_, Some((fun, _)))) = address.text.pieces.last() else { return None };
        (!self.values.callers(*fun).is_empty()).then_some(*fun)
    }

    /// The function whose callers give the end of a path that is too short for the verb:
    /// `POST /playlists/` + `path`.
    fn goes_on(&self, address: &Address, ends: &[PathEnd], verbs: &[Verb]) -> Option<Fun> {
        let fits = |end: &PathEnd| verbs.contains(&Verb::Is(end.method));
        let unfit = verbs.iter().any(|v| matches!(v, Verb::Is(_))) && !ends.iter().any(fits);
        self.says_end(address).filter(|_| unfit)
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
        let whose = self.whose(at, &address.text);
        if whose == Some(Whose::Another) {
            return None;
        }
        let shared = whose == Some(Whose::Either);
        if has_host(&address.text) {
            self.explained.borrow_mut().extend(address.text.pieces.iter().map(Piece::at));
        }
        let (ends, place) = match reached {
            Reach::Calls { ends, at: place, .. } => (ends, self.telling(at, address, place)),
            Reach::OneOf(endpoints, place) => {
                let fitting = self.with_verbs(&endpoints, verbs);
                self.miss(place, Missed::OneOf(fitting));
                return None;
            }
            Reach::Open(place) => {
                if !self.is_next_page(address.at) {
                    // Of several it may be any.
                    let method = match verbs {
                        [Verb::Is(first), rest @ ..] if rest.iter().all(|v| *v == verbs[0]) => {
                            Some(*first)
                        }
                        _ => None,
                    };
                    self.miss(place, Missed::Path(method));
                }
                return None;
            }
            // The accounts service, asked through what speaks to the API otherwise.
            Reach::Nothing(path, _) if self.catalogue.accounts.token.ends_with(path.as_str()) => {
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
        sorted::sort(&mut methods);
        methods.dedup();
        if methods.len() > 1 {
            let told = self.told_with(place).or_else(|| self.told_beside(place));
            methods = told.unwrap_or(methods);
        }
        // Which verb is for which path is not told. And beside others a `GET` is what is sent where
        // nothing else is said: one of them may never be.
        let crossed = methods.len() > 1 && self.many_paths.get();
        let fits = |end: &&PathEnd| methods.contains(&end.method);
        let perhaps = ends.iter().filter(fits).any(|e| e.method == Method::Get)
            && ends.iter().filter(fits).any(|e| e.method != Method::Get);
        let confidence = if crossed || perhaps || shared { Confidence::Likely } else { confidence };
        let mut any = false;
        for end in ends.iter().filter(|e| methods.contains(&e.method)) {
            if let PathTarget::Endpoint(endpoint) = end.target {
                any = true;
                self.settled.set(true);
                self.lately.borrow_mut().push(endpoint);
                // What a command carries is not looked at.
                let told = match name {
                    commands::BY_COMMAND => None,
                    _ => self.cases_told(at, endpoint, address),
                };
                let mut found = self.found.borrow_mut();
                found.calls.insert(Sent { at: place, endpoint, older: end.older, confidence });
                let known = found.told.entry((place, endpoint)).or_default();
                *known = told::both(*known, told);
            }
        }
        if !any && !methods.is_empty() && confidence == Confidence::Certain {
            let verb = methods[0].name();
            self.miss(place, Missed::Nothing(format!("{verb} {}", path_shown(&address.text))));
        }
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
        let texts = self.values.texts(generic.path, &None);
        if texts.is_empty() {
            self.miss(generic.path, Missed::Path(None));
        }
        for text in texts {
            let reached = match reach(self.catalogue, &text, None) {
                Reach::Relative(relative) => *relative.reach,
                other => other,
            };
            let address = Address { text, at: generic.path };
            self.settle(generic.call, reached, &address, &verbs, generic.confidence, "");
        }
    }
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
