//! Fields that are written out.

use std::borrow::Cow;

use foldhash::HashMap;

use super::{Value, Values};
use crate::audit::ir::{Expr, ExprId};
use crate::audit::modules::parted;
use crate::audit::program::{At, Cls};
use crate::audit::syntax::Language;

/// Elements of one component that are looked at.
const FEW: usize = 16;

/// Keys and what they hold, of fields written out or of an element that is given attributes.
pub(super) type Pairs<'p> = Cow<'p, [(Box<str>, ExprId)]>;

/// An element, one of its attributes, and what that is given.
pub(super) type Attribute = (At, Box<str>, At);

/// The expression of a key of fields written out.
pub fn field(values: &Values<'_>, map: At, key: &str, depth: u8) -> Option<At> {
    let pairs = values.pairs(map);
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

impl Values<'_> {
    /// The fields of an object that is written out, or what an element gives its component.
    pub(super) fn pairs(&self, map: At) -> Pairs<'_> {
        match self.program.expr(map) {
            Expr::Map(pairs) => Cow::Borrowed(pairs),
            Expr::Call(call) if self.is_element(map) => {
                let given = call.arguments.iter().map(|a| {
                    let name = a.name.clone().filter(|_| !a.spread);
                    (name.unwrap_or_else(|| "...".into()), a.value)
                });
                Cow::Owned(given.collect())
            }
            _ => Cow::Borrowed(&[]),
        }
    }

    /// Whether a call is an element of a page, `<Player api={api} />`: nothing else of
    /// JavaScript gives anything by name.
    pub(super) fn is_element(&self, at: At) -> bool {
        let Expr::Call(call) = self.program.expr(at) else { return false };
        call.makes
            && self.program.language(at.unit).family() == 0
            && call.arguments.iter().any(|a| a.name.is_some())
    }

    /// Attributes of elements by the name each is given: the element, the attribute, the value.
    pub(super) fn attributes(&self) -> &HashMap<Box<str>, Vec<Attribute>> {
        self.attributes.get_or_init(|| {
            let mut found: HashMap<Box<str>, Vec<Attribute>> = HashMap::default();
            for (unit, source) in (0..).zip(&self.program.sources) {
                for (expr, _) in source.unit.all() {
                    let element = At { unit, expr };
                    let Expr::Call(call) = self.program.expr(element) else { continue };
                    if !self.is_element(element) {
                        continue;
                    }
                    for argument in &call.arguments {
                        let given = source.unit.last_name(argument.value);
                        if let (Some(name), Some(given)) = (&argument.name, given) {
                            let value = At { unit, expr: argument.value };
                            let known = found.entry(given.into()).or_default();
                            known.push((element, name.clone(), value));
                        }
                    }
                }
            }
            found
        })
    }

    /// What elements give a component of React that is a class: its `props`.
    pub(super) fn given_by_elements(&self, class: Cls) -> Vec<Value> {
        let named = self.program.calls_of(&self.program.class(class).name).iter();
        let is_of = |at: &&At| {
            let Expr::Call(call) = self.program.expr(**at) else { return false };
            let callee = At { unit: at.unit, expr: call.callee };
            let made = self.of(callee, &None);
            made.iter().any(|v| matches!(v, Value::Class(known) if *known == class))
        };
        let elements = named.filter(|at| self.is_element(**at)).take(FEW).filter(is_of);
        elements.map(|at| Value::Map(*at, None)).collect()
    }

    /// What elements give a component of Vue or Svelte, which is called like its file:
    /// `<my-player>` and `<MyPlayer>` of `MyPlayer.vue`.
    pub(super) fn given_by_tags(&self, unit: u32) -> Vec<Value> {
        let source = &self.program.sources[unit as usize];
        let is_component = matches!(source.language, Language::Vue | Language::Svelte);
        let file = source.path.rsplit('/').next().filter(|_| is_component);
        let Some((name, _)) = file.and_then(|file| file.split_once('.')) else {
            return Vec::new();
        };
        let tag = parted(name, '-');
        let named = [name, &tag].into_iter().flat_map(|name| self.program.calls_of(name));
        let elements = named.filter(|at| at.unit != unit && self.is_element(**at));
        elements.take(FEW).map(|at| Value::Map(*at, None)).collect()
    }
}
