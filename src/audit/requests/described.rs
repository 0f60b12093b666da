//! Requests that are classes: a method gives the path, a field the verb, and a library asks
//! for both when an object of the class is sent (`resolveEndpoint` of Saloon).

use super::{Address, Hunt};
use crate::audit::evidence::Confidence;
use crate::audit::ir::{Arm, Binding, Expr, Target};
use crate::audit::program::{At, Cls, Fun, base_name};
use crate::audit::reach::{Reach, names_api, reach};
use crate::audit::values::{Piece, Text, Value};
use crate::audit::verbs::{Verb, is_method_key, said_by, verb_named};
use crate::catalogue::Method;

fn is_within(binding: &Binding, arm: &Arm) -> bool {
    arm.span.start <= binding.span.start && binding.span.end <= arm.span.end
}

/// Classes that a class is made from, one after the other.
const BASES: usize = 4;

impl Hunt<'_, '_> {
    /// Requests whose class gives their path to whoever sends them.
    pub(super) fn described(&self) {
        let requests = self.program().functions_of("resolveEndpoint");
        if requests.is_empty() {
            return;
        }
        let Some(confidence) = self.connected() else { return };
        for fun in requests {
            let Some(class) = self.program().function(*fun).class else { continue };
            self.described_by(*fun, Cls { unit: fun.unit, id: class }, confidence);
        }
    }

    /// How sure it is that what is sent goes to the API: where some goes elsewhere, likely.
    fn connected(&self) -> Option<Confidence> {
        let bases = self.program().functions_of("resolveBaseUrl").iter();
        let texts: Vec<String> = bases
            .flat_map(|fun| self.values.returned(*fun, &None))
            .filter_map(|v| if let Value::Text(text) = v { Some(text.shown()) } else { None })
            .collect();
        let is_api = |text: &String| names_api(self.catalogue, text);
        let accounts = self.catalogue.accounts.authorize;
        let is_accounts =
            |text: &String| !text.is_empty() && accounts.starts_with(text.trim_end_matches('/'));
        if !texts.iter().any(is_api) {
            return None;
        }
        let all = texts.iter().all(|text| is_api(text) || is_accounts(text));
        Some(if all { Confidence::Certain } else { Confidence::Likely })
    }

    /// Targets of Moya: an enum or a class whose `baseURL`, `path` and `method` are asked for
    /// when it is sent, by case.
    pub(super) fn targets(&self) {
        for fun in self.program().functions_of("path") {
            let Some(id) = self.program().function(*fun).class else { continue };
            let class = Cls { unit: fun.unit, id };
            let is_target = |of: &Cls| {
                let bases = &self.program().class(*of).bases;
                bases.iter().any(|base| base_name(base) == "TargetType")
            };
            let related = self.program().relatives(class);
            if !is_target(&class) && !related.iter().any(is_target) {
                continue;
            }
            let of_class = |name: &str| -> Vec<Fun> {
                let functions = self.program().functions_of(name).iter().copied();
                let own = |f: &Fun| {
                    let id = self.program().function(*f).class;
                    id.is_some_and(|id| {
                        let of = Cls { unit: f.unit, id };
                        of == class || related.contains(&of)
                    })
                };
                functions.filter(own).collect()
            };
            let texts = |value| if let Value::Text(text) = value { Some(text) } else { None };
            let bases: Vec<_> = of_class("baseURL")
                .into_iter()
                .flat_map(|base| self.values.returned(base, &None))
                .filter_map(texts)
                .collect();
            let is_api = |text: &Text| names_api(self.catalogue, &text.shown());
            if bases.is_empty() || !bases.iter().all(is_api) {
                continue;
            }
            let methods = of_class("method");
            for path in self.values.returned(*fun, &None).into_iter().filter_map(texts) {
                let Some(at) = path.pieces.first().map(Piece::at) else { continue };
                let verbs = self.verbs_of_case(at, &methods);
                let slash = Piece::Written("/".into(), at);
                let [base] = bases.as_slice() else { continue };
                let pieces = base.pieces.iter().cloned().chain([slash]).chain(path.pieces);
                let text = Text { pieces: pieces.collect() };
                let reached = reach(self.catalogue, &text, None);
                self.settle(at, reached, &Address { text, at }, &verbs, Confidence::Likely, "send");
            }
        }
    }

    /// Requests that a function fills in for each of several cases: `var r = Request("https://…")`,
    /// then `case .pause: r.method = .put; r.path = "/pause"`. Who asks for which is not known.
    pub(super) fn filled_in_by_case(&self) {
        let program = self.program();
        for (number, source) in (0..).zip(&program.sources) {
            let unit = &source.unit;
            // What some arm tells an object by its name.
            let told_in_arms = unit.bindings.iter().filter_map(|told| {
                let Target::Member(of, _) = &told.target else { return None };
                let Expr::Name(name) = unit.expr(*of) else { return None };
                let in_arm = unit.arms.iter().any(|arm| is_within(told, arm));
                in_arm.then_some((name, told))
            });
            let told_in_arms: Vec<(&Box<str>, &Binding)> = told_in_arms.collect();
            if told_in_arms.is_empty() {
                continue;
            }
            for made in &unit.bindings {
                let (Target::Name(name), Some(value)) = (&made.target, made.value) else {
                    continue;
                };
                let Expr::Call(call) = unit.expr(value) else { continue };
                let of_it = told_in_arms
                    .iter()
                    .filter(|(of, told)| *of == name && told.function == made.function);
                let told: Vec<&Binding> = of_it.map(|(_, told)| *told).collect();
                if told.is_empty() {
                    continue;
                }
                let here = |expr| At { unit: number, expr };
                let given = call.arguments.iter().map(|a| here(a.value));
                let mut texts = given.flat_map(|place| self.values.texts(place, &None));
                let is_base =
                    |text: &Text| text.whole().is_some_and(|text| names_api(self.catalogue, &text));
                let Some(base) = texts.find(is_base) else { continue };
                for arm in &unit.arms {
                    let told: Vec<&Binding> =
                        told.iter().copied().filter(|b| is_within(b, arm)).collect();
                    if !told.is_empty() {
                        self.filled_in(number, &base, &told);
                    }
                }
            }
        }
    }

    /// One request of which the address and what it is told are known.
    fn filled_in(&self, unit: u32, base: &Text, told: &[&Binding]) {
        let part = |is: fn(&str) -> bool| {
            let given =
                told.iter().find(|b| matches!(&b.target, Target::Member(_, key) if is(key)));
            given.and_then(|b| b.value).map(|expr| At { unit, expr })
        };
        let path = part(|key| matches!(key, "path" | "endpoint" | "route"));
        let verb = part(is_method_key);
        let Some(at) = path.or(verb) else { return };
        let verbs = verb.map_or(vec![Verb::Is(Method::Get)], |verb| said_by(self.values, verb));
        let paths = match path {
            Some(path) => self.values.texts(path, &None),
            None => vec![Text::written("", at)],
        };
        for path in paths {
            let slash = Piece::Written("/".into(), at);
            let pieces = base.pieces.iter().cloned().chain([slash]).chain(path.pieces);
            let text = Text { pieces: pieces.collect() };
            let reached = reach(self.catalogue, &text, None);
            let Reach::Calls { at: place, .. } = &reached else { continue };
            if !self.found.borrow().calls.iter().any(|c| c.at == *place && c.at != at) {
                self.settle(at, reached, &Address { text, at }, &verbs, Confidence::Likely, "send");
            }
        }
    }

    /// The verbs that a method gives in the cases that a place is for.
    fn verbs_of_case(&self, at: At, methods: &[Fun]) -> Vec<Verb> {
        let mut verbs = Vec::new();
        for method in methods {
            for (id, expr) in self.within(*method) {
                let place = At { unit: method.unit, expr: id };
                if !matches!(expr, Expr::Member(..)) || at.unit != place.unit {
                    continue;
                }
                let unit = self.program().unit(at.unit);
                if !unit.may_be_taken_together(unit.span(at.expr), unit.span(id)) {
                    continue;
                }
                let said = unit.last_name(id).and_then(verb_named);
                verbs.extend(said.filter(|verb| matches!(verb, Verb::Is(_))));
            }
        }
        if verbs.is_empty() {
            verbs.push(if methods.is_empty() { Verb::Is(Method::Get) } else { Verb::Unknown });
        }
        verbs
    }

    fn described_by(&self, fun: Fun, class: Cls, confidence: Confidence) {
        let Some(first) = self.program().function(fun).returns.first() else { return };
        let at = At { unit: fun.unit, expr: *first };
        let verbs: Vec<Verb> = match self.told_beside(at) {
            Some(methods) => methods.into_iter().map(Verb::Is).collect(),
            None => self.told_by_chain(class),
        };
        for value in self.values.returned(fun, &None) {
            let Value::Text(text) = value else { continue };
            let reached = match reach(self.catalogue, &text, None) {
                Reach::Relative(relative) => *relative.reach,
                other => other,
            };
            self.settle(at, reached, &Address { text, at }, &verbs, confidence, "send");
        }
    }

    /// The verbs that a class tells, or else one that it is made from.
    fn told_by_chain(&self, class: Cls) -> Vec<Verb> {
        let program = self.program();
        let mut open = vec![class];
        for _ in 0..BASES {
            for of in &open {
                let unit = program.unit(of.unit);
                let own = unit.bindings.iter().filter(|b| {
                    matches!(&b.target, Target::Field(id, name) if *id == of.id && is_method_key(name))
                });
                let given = own.filter_map(|b| Some(At { unit: of.unit, expr: b.value? }));
                let verbs: Vec<Verb> = given.flat_map(|at| said_by(self.values, at)).collect();
                if !verbs.is_empty() {
                    return verbs;
                }
            }
            let language = program.language(class.unit);
            let bases = open.iter().flat_map(|c| &program.class(*c).bases);
            open = bases.flat_map(|base| program.classes_of(base_name(base), language)).collect();
        }
        Vec::new()
    }
}
