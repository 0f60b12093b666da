//! Settings with defaults, and calls that give back what they are given.

use super::Site;
use crate::audit::ir::{Expr, ExprId};
use crate::audit::program::At;
use crate::audit::values::{Text, Value, field, is_variable, through};

impl Site<'_, '_> {
    /// `map.get(key)`, `getenv(name, default)`
    pub(super) fn looked_up(&self) -> Option<Vec<Value>> {
        let first = self.call.arguments.first()?;
        if let Some(receiver) = self.receiver {
            let keys: Vec<String> =
                self.texts(first.value).iter().filter_map(Text::whole).collect();
            let maps: Vec<Value> =
                self.of(receiver).into_iter().filter(|v| matches!(v, Value::Map(..))).collect();
            let has = |map: &Value, key: &str| matches!(map, Value::Map(at, _) if field(self.values, *at, key, 0).is_some());
            let has_any = || maps.iter().any(|map| keys.iter().any(|key| has(map, key)));
            // `urls.get("b", other)`, with no such key.
            if let [_, other] = self.call.arguments.as_slice()
                && !maps.is_empty()
                && !keys.is_empty()
                && !has_any()
            {
                return Some(self.of(other.value));
            }
            let found = maps.iter().flat_map(|m| self.values.element(self.at, m, &keys));
            let found: Vec<Value> = found.collect();
            if found.iter().all(|v| matches!(v, Value::Unknown(_))) {
                let kept = self.values.kept(self.at, receiver, &keys);
                if !kept.is_empty() {
                    return Some(kept);
                }
            }
            if !maps.is_empty() {
                return Some(found);
            }
        }
        // `getenv("API_URL")`
        if let Expr::Text(name) = self.values.program.expr(self.here(first.value))
            && is_variable(name)
        {
            let set = self.values.setting_at(self.at.unit, None, first.value);
            if !set.is_empty() {
                return Some(set);
            }
        }
        let second = self.call.arguments.get(1)?;
        let default: Vec<Value> = self
            .of(second.value)
            .into_iter()
            .filter(|v| matches!(v, Value::Text(_) | Value::List(..)))
            .collect();
        // An address given a second text is no look-up.
        let address = self.texts(first.value).iter().any(|t| t.shown().contains('/'));
        let only = default.iter().all(is_empty);
        (!only && !address && self.call.arguments.len() == 2).then_some(default)
    }

    /// `config('services.spotify.scopes')` of Laravel: what `config/services.php` gives back.
    pub(super) fn setting(&self) -> Option<Vec<Value>> {
        let first = self.call.arguments.first()?;
        let key = self.texts(first.value).iter().find_map(Text::whole)?;
        let mut keys = key.split('.');
        let file = format!("config/{}.php", keys.next()?);
        let program = self.values.program;
        let is_it = |path: &str| {
            path.strip_suffix(&*file)
                .is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let unit = program.sources.iter().position(|source| is_it(&source.path))?;
        let unit = u32::try_from(unit).ok()?;
        let returned = &program.unit(unit).functions.first()?.returns;
        let start = |expr: &ExprId| self.values.of(At { unit, expr: *expr }, &None);
        let mut found: Vec<Value> = returned.iter().flat_map(start).collect();
        for key in keys {
            let of_key = |value: &Value| match value {
                Value::Map(map, context) => self.values.entry(*map, context, key),
                _ => Vec::new(),
            };
            found = found.iter().flat_map(of_key).collect();
        }
        found.retain(|value| !matches!(value, Value::Unknown(_)));
        (!found.is_empty()).then_some(found)
    }

    pub(super) fn or_else(&self) -> Option<Vec<Value>> {
        let receiver = self.receiver?;
        let mut found: Vec<Value> = self
            .of(receiver)
            .into_iter()
            .filter(|v| !matches!(v, Value::Unknown(_) | Value::Made(..) | Value::Outside(_)))
            .collect();
        for argument in &self.call.arguments {
            for value in self.of(argument.value) {
                match value {
                    Value::Function(fun) => {
                        found.extend(
                            self.values.returned(fun, &through(fun, self.at, self.context)),
                        );
                    }
                    other => found.push(other),
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    pub(super) fn same(&self) -> Option<Vec<Value>> {
        let argument = self.call.arguments.first()?;
        let mut found = Vec::new();
        let given = self.of(argument.value);
        let all = given.iter().all(is_empty);
        // What a getter gives is there already, of the case that its object is.
        let is_read = given.iter().any(|v| matches!(v, Value::Text(_) | Value::List(..)));
        for value in given {
            match value {
                // `useMemo(() => value)`, `lazy { value }`
                Value::Function(fun) if !is_read => {
                    found.extend(self.values.returned(fun, &through(fun, self.at, self.context)));
                }
                Value::Text(_) | Value::List(..) | Value::Parameter(..) => found.push(value),
                // A box is as good as what is in it.
                Value::Made(..) if self.is_box() => found.push(value),
                // Fields handed to something that makes clients are no client.
                Value::Map(..) if self.keeps_fields() => found.push(value),
                _ => {}
            }
        }
        // `encode(id || "")`: empty only where there is none.
        (all || !found.iter().all(is_empty)).then_some(found).filter(|found| !found.is_empty())
    }

    /// What a function gives back that is named to be called.
    pub(super) fn provided(&self) -> Option<Vec<Value>> {
        let first = self.call.arguments.first()?;
        let mut found = Vec::new();
        for value in self.of(first.value) {
            match value {
                Value::Function(fun) => found.extend(self.values.returned(fun, &None)),
                Value::Class(class) => found.push(Value::Instance(class, None)),
                _ => {}
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// The fields of an object, as a list of pairs.
    pub(super) fn fields(&self) -> Option<Vec<Value>> {
        let mut values = self.of(self.receiver?);
        values.retain(|v| matches!(v, Value::Map(..)));
        (!values.is_empty()).then_some(values)
    }

    pub(super) fn is_box(&self) -> bool {
        let name = self.values.program.unit(self.at.unit).last_name(self.call.callee);
        matches!(
            name,
            Some(
                "useRef"
                    | "shallowRef"
                    | "ref"
                    | "markRaw"
                    | "writable"
                    | "signal"
                    | "BehaviorSubject"
                    | "Proxy"
            )
        )
    }

    pub(super) fn keeps_fields(&self) -> bool {
        let name = self.values.program.unit(self.at.unit).last_name(self.call.callee);
        matches!(
            name,
            Some(
                "freeze"
                    | "ref"
                    | "reactive"
                    | "computed"
                    | "useMemo"
                    | "lazy"
                    | "memo"
                    | "cast"
                    | "Ok"
                    | "Some"
            )
        )
    }

    pub(super) fn receiver_again(&self) -> Option<Vec<Value>> {
        let values = self.of(self.receiver?);
        let carried = |v: &Value| {
            matches!(
                v,
                Value::Text(_)
                    | Value::List(..)
                    | Value::Map(..)
                    | Value::Instance(..)
                    | Value::Parameter(..)
            )
        };
        let all = values.iter().all(is_empty);
        let kept: Vec<Value> = values.into_iter().filter(carried).collect();
        (all || !kept.iter().all(is_empty)).then_some(kept).filter(|kept| !kept.is_empty())
    }
}

/// Whether a value is a text without letters.
fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Text(text) if text.whole().is_some_and(|letters| letters.is_empty()))
}
