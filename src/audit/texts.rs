//! What well-known functions of many languages make of texts and lists: formats,
//! joins, replacements, addresses, defaults.
//!
//! They are told apart by their last name and by what they are given, not by
//! where they come from: `" ".join(x)`, `x.join(" ")`, `strings.Join(x, " ")` and
//! `implode(" ", $x)` all join.

use std::collections::HashMap;

use crate::audit::builders;
use crate::audit::expansions;
use crate::audit::ir::{Argument, Call, Expr, ExprId};
use crate::audit::program::{At, Fun};
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Piece, Text, Value, Values, as_text, concat, through};

/// Members of a constant that are the constant again.
pub fn keeps(name: &str) -> bool {
    matches!(
        name,
        "value"
            | "rawValue"
            | "uri"
            | "scope"
            | "href"
            | "absoluteString"
            | "url"
            | "text"
            | "current"
            | "String"
            | "encodedPath"
            | "wrappedValue"
    )
}

/// Functions that only put texts or lists together, or take them apart.
pub fn collects(name: &str) -> bool {
    matches!(
        name,
        "join"
            | "Join"
            | "implode"
            | "joinToString"
            | "joined"
            | "format"
            | "Sprintf"
            | "sprintf"
            | "listOf"
            | "setOf"
            | "arrayOf"
            | "mutableListOf"
            | "asList"
            | "of"
            | "vec"
            | "List"
            | "Set"
            | "set"
            | "list"
            | "tuple"
            | "frozenset"
            | "freeze"
            | "sorted"
            | "Array"
            | "from"
            | "concat"
            | "encodeURIComponent"
            | "quote"
            | "urlencode"
            | "String"
            | "str"
            | "to_string"
            | "split"
            | "map"
            | "filter"
            | "ref"
            | "computed"
            | "lazy"
            | "from_iter"
            | "HashSet"
            | "append"
            | "stringify"
            | "HashMap"
            | "dict"
    )
}

/// Methods that hand a function the elements of a list one by one, or a value itself.
pub fn hands_elements(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "flatMap"
            | "mapNotNull"
            | "forEach"
            | "for_each"
            | "each"
            | "let"
            | "also"
            | "Select"
            | "SelectMany"
            | "ForEach"
            | "filter_map"
            | "flat_map"
            | "mapToObj"
            | "and_then"
    )
}

/// Methods of so many things that their name alone says nothing.
pub fn is_common(name: &str) -> bool {
    matches!(
        name,
        "request"
            | "execute"
            | "process"
            | "getData"
            | "fetchData"
            | "getItem"
            | "setItem"
            | "addItem"
            | "forEach"
            | "includes"
            | "indexOf"
            | "dispatch"
            | "subscribe"
            | "connect"
            | "initialize"
    )
}

/// What a call makes of texts or lists; none where it is no such call.
pub fn built(values: &Values<'_>, at: At, call: &Call, context: &Context) -> Option<Vec<Value>> {
    let callee = At { unit: at.unit, expr: call.callee };
    let (receiver, name) = match values.program.expr(callee) {
        Expr::Name(name) => (None, &**name),
        Expr::Member(object, name) => (*object, &**name),
        _ => return None,
    };
    let site = Site { values, at, call, context, receiver };
    if receiver.is_some() && values.program.language(at.unit) == Language::Shell {
        return expansions::expanded(values, at, call, context);
    }
    match name {
        "%" | "format" | "Format" | "Sprintf" | "sprintf" | "formatted" | "format!" => {
            site.format()
        }
        "join" | "Join" | "implode" | "joinToString" | "joined" => site.join(),
        "urljoin"
        | "urlJoin"
        | "JoinPath"
        | "resolve"
        | "Combine"
        | "appendingPathComponent"
        | "appending"
        | "joinPath"
        | "appendPath" => site.paths(),
        "URL" | "Uri" | "URI" | "NSURL" if call.arguments.len() > 1 => site.address(),
        "concat" | "plus" | "union" => site.concatenated(),
        "replace"
        | "replaceAll"
        | "gsub"
        | "sub"
        | "ReplaceAll"
        | "Replace"
        | "replacingOccurrences"
        | "str_replace"
        | "replacen" => site.replaced(),
        "urlencode"
        | "URLSearchParams"
        | "stringify"
        | "http_build_query"
        | "encode_www_form"
        | "to_query"
        | "FormUrlEncodedContent" => site.query(),
        "Value" | "ConfigProperty" | "Property" => values.annotated_setting(at, call, context),
        "GetValue"
        | "getProperty"
        | "getRequiredProperty"
        | "GetSection"
        | "GetRequiredSection"
            if site.is_set() =>
        {
            call.arguments.first().map(|a| values.setting_at(at.unit, receiver, a.value))
        }
        "Get" if call.arguments.is_empty() => site.receiver_again(),
        // `u := *base; u.Path = path.Join(base.Path, p); u.String()`
        "String" if call.arguments.is_empty() && receiver.is_some() => values
            .with_path(at, receiver?, context)
            .or_else(|| site.same())
            .or_else(|| site.receiver_again()),
        "Parse" if values.program.language(at.unit) == Language::Go => site.same(),
        "config" if receiver.is_none() && values.program.language(at.unit) == Language::Php => {
            site.setting().or_else(|| site.looked_up())
        }
        // `get(store)` of Svelte
        "get"
            if receiver.is_none()
                && call.arguments.len() == 1
                && site.comes_from("svelte/store") =>
        {
            call.arguments.first().map(|a| site.of(a.value))
        }
        "get"
        | "getenv"
        | "Getenv"
        | "env"
        | "fetch"
        | "getOrDefault"
        | "GetValue"
        | "getProperty"
        | "config"
        | "var"
        | "pop"
        | "setdefault"
        | "GetEnvironmentVariable" => site.looked_up(),
        "unwrap_or" | "unwrap_or_else" | "orElse" | "or" | "or_else" | "orElseGet"
        | "unwrap_or_default" | "getOrElse" | "ifEmpty" | "ok_or" => site.or_else(),
        "listOf" | "setOf" | "arrayOf" | "mutableListOf" | "mutableSetOf" | "hashSetOf"
        | "asList" | "of" | "vec" | "List" | "arrayListOf" | "array" | "linkedSetOf"
        | "emptyList" | "enumSetOf" | "EnumSet" | "append"
            if receiver.is_none_or(|r| site.is_outside(r)) =>
        {
            (name != "append").then(|| vec![Value::List(at, context.clone())])
        }
        // `Object.values(scopes)`
        "values" if call.arguments.len() == 1 && receiver.is_some_and(|r| site.is_outside(r)) => {
            let mut fields = site.of(call.arguments[0].value);
            fields.retain(|v| matches!(v, Value::Map(..)));
            (!fields.is_empty()).then_some(fields)
        }
        // `for name, url in urls.items()`
        "items" if call.arguments.is_empty() => site.fields(),
        // `def page(client=Depends(get_client))` of FastAPI
        "Depends" | "Security" if receiver.is_none() => site.provided(),
        // What `<Context.Provider value={…}>` hands down.
        "useContext" | "use" if call.arguments.len() == 1 => {
            call.arguments.first().and_then(|a| values.handed_down(site.here(a.value)))
        }
        // `const [value, setValue] = useState(first)`
        "useState" | "useSignal" | "createSignal" => Some(vec![Value::List(at, context.clone())]),
        "map" | "mapToObj" | "Select" | "mapNotNull" => {
            site.mapped().or_else(|| site.receiver_again())
        }
        // WordPress: `add_query_arg(['limit' => 5], $address)`
        "add_query_arg" | "remove_query_arg" if receiver.is_none() => {
            let address = site.written(call.arguments.last()?.value)?;
            Some(address.into_iter().map(Value::Text).collect())
        }
        // One thing in, the same thing out.
        "useRef"
        | "shallowRef"
        | "markRaw"
        | "writable"
        | "signal"
        | "BehaviorSubject"
        | "URL"
        | "URI"
        | "Uri"
        | "NSURL"
        | "Url"
        | "parse"
        | "create"
        | "from"
        | "from_str"
        | "try_from"
        | "String"
        | "str"
        | "toHttpUrl"
        | "encodeURI"
        | "encodeURIComponent"
        | "quote"
        | "quote_plus"
        | "url_encode"
        | "rawurlencode"
        | "escape"
        | "QueryEscape"
        | "PathEscape"
        | "EscapeDataString"
        | "UrlEncode"
        | "encode"
        | "Ok"
        | "Some"
        | "Just"
        | "freeze"
        | "ref"
        | "computed"
        | "useMemo"
        | "lazy"
        | "memo"
        | "tuple"
        | "list"
        | "set"
        | "Set"
        | "frozenset"
        | "sorted"
        | "HashSet"
        | "Box"
        | "Arc"
        | "Rc"
        | "Cow"
        | "from_iter"
        | "await"
        | "toURL"
        | "URLComponents"
        | "URLRequestConvertible"
        | "HttpUrl"
        | "URLBuilder"
        | "Array"
        | "unref"
        | "strval"
        | "rtrim"
        | "ltrim"
        | "TrimRight"
        | "TrimSuffix"
        | "TrimPrefix"
        | "TrimLeft"
        | "Trim"
        | "cast"
        | "resolve_url"
        | "html_safe"
        | "esc_url"
        | "esc_url_raw"
        | "raw" => site.same(),
        "build" | "toUriString" | "toUri" | "toURI" | "toString"
            if receiver.is_some() && call.arguments.is_empty() =>
        {
            builders::address(values, at, call, context).or_else(|| site.receiver_again())
        }
        "toString"
        | "to_string"
        | "to_s"
        | "as_str"
        | "to_owned"
        | "clone"
        | "into"
        | "unwrap"
        | "expect"
        | "ok"
        | "trim"
        | "strip"
        | "rstrip"
        | "lstrip"
        | "decode"
        | "lower"
        | "toLowerCase"
        | "as_ref"
        | "iter"
        | "into_iter"
        | "collect"
        | "to_vec"
        | "copied"
        | "cloned"
        | "stream"
        | "toList"
        | "toSet"
        | "ToList"
        | "ToArray"
        | "toArray"
        | "distinct"
        | "sort"
        | "reverse"
        | "filter"
        | "split"
        | "slice"
        | "ToString"
        | "unicodeScalars"
        | "toTypedArray"
        | "addingPercentEncoding"
        | "build"
        | "toUri"
        | "toURI"
        | "orEmpty"
        | "buildString"
        | "trimEnd"
        | "trimStart"
        | "TrimEnd"
        | "trimIndent"
        | "trimMargin"
        | "freeze_all"
        | "absoluteURL"
        | "values"
        | "entries"
        | "flat"
        | "compactMap"
        | "to_sym"
        | "to_str"
        | "asSequence"
        | "trim_end_matches"
        | "trim_start_matches"
        | "to_uri"
        | "removeSuffix"
        | "removePrefix"
        | "chars"
        | "also"
        | "let"
        | "apply" => site.receiver_again(),
        _ => None,
    }
}

/// A call being looked at.
struct Site<'a, 'p> {
    values: &'a Values<'p>,
    at: At,
    call: &'a Call,
    context: &'a Context,
    receiver: Option<ExprId>,
}

impl Site<'_, '_> {
    fn here(&self, expr: ExprId) -> At {
        At { unit: self.at.unit, expr }
    }

    fn texts(&self, expr: ExprId) -> Vec<Text> {
        self.values.texts(self.here(expr), self.context)
    }

    fn of(&self, expr: ExprId) -> Vec<Value> {
        self.values.of(self.here(expr), self.context)
    }

    fn unnamed(&self) -> impl Iterator<Item = &Argument> {
        self.call.arguments.iter().filter(|a| a.name.is_none())
    }

    /// Whether settings beside the program have what is asked for.
    fn is_set(&self) -> bool {
        let first = self.call.arguments.first();
        first.is_some_and(|a| {
            !self.values.setting_at(self.at.unit, self.receiver, a.value).is_empty()
        })
    }

    /// Whether what is called was imported from a module.
    fn comes_from(&self, module: &str) -> bool {
        self.of(self.call.callee).iter().any(|v| {
            matches!(v, Value::Outside(path)
                if path.strip_prefix(module).is_some_and(|rest| rest.starts_with('.')))
        })
    }

    fn is_outside(&self, expr: ExprId) -> bool {
        self.of(expr).iter().all(|v| matches!(v, Value::Outside(_)))
    }

    /// The texts of an expression that has any letters of its own.
    fn written(&self, expr: ExprId) -> Option<Vec<Text>> {
        let values = self.of(expr);
        let texts: Vec<Text> = values
            .iter()
            .filter_map(|v| match v {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            })
            .collect();
        (!texts.is_empty()).then_some(texts)
    }

    fn format(&self) -> Option<Vec<Value>> {
        let (templates, skip) = if let Some(templates) = self.receiver.and_then(|r| self.written(r))
        {
            (templates, 0)
        } else {
            let at = self.call.arguments.iter().position(|a| self.written(a.value).is_some())?;
            (self.written(self.call.arguments[at].value)?, at + 1)
        };
        let mut arguments: Vec<Vec<Text>> = Vec::new();
        let mut named: HashMap<&str, Vec<Text>> = HashMap::new();
        for argument in self.call.arguments.iter().skip(skip) {
            let texts = self.texts(argument.value);
            match &argument.name {
                Some(name) if &**name != "arguments" => {
                    named.insert(name, texts);
                }
                _ => arguments.push(texts),
            }
        }
        let mut found = Vec::new();
        for template in &templates {
            let mut parts: Vec<Vec<Text>> = Vec::new();
            let mut next = 0;
            for piece in &template.pieces {
                let Piece::Written(text, at) = piece else {
                    parts.push(vec![Text { pieces: vec![piece.clone()] }]);
                    continue;
                };
                for part in blanks(text) {
                    parts.push(match part {
                        Blank::Text(text) => vec![Text::written(&text, *at)],
                        Blank::Next => {
                            next += 1;
                            arguments.get(next - 1).cloned().unwrap_or_else(|| self.hole())
                        }
                        Blank::Place(place) => {
                            arguments.get(place).cloned().unwrap_or_else(|| self.hole())
                        }
                        Blank::Named(name) => match named.get(name.as_str()) {
                            Some(texts) => texts.clone(),
                            None => self.captured(&name),
                        },
                    });
                }
            }
            found.extend(concat(&parts).into_iter().map(Value::Text));
        }
        Some(found)
    }

    /// A variable named inside a format.
    fn captured(&self, name: &str) -> Vec<Text> {
        let simple = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !simple || name.is_empty() {
            return self.hole();
        }
        let values = self.values.named(self.at, name, self.context);
        if values.is_empty() {
            return self.hole();
        }
        values.iter().map(|v| as_text(v, self.at)).collect()
    }

    fn hole(&self) -> Vec<Text> {
        vec![Text { pieces: vec![Piece::Hole(self.at, None)] }]
    }

    fn join(&self) -> Option<Vec<Value>> {
        let arguments: Vec<&Argument> = self.call.arguments.iter().collect();
        let receiver = self.receiver.filter(|r| !self.is_outside(*r));
        let lists = |expr: ExprId| -> bool {
            self.of(expr).iter().any(|v| match v {
                Value::List(..) => true,
                Value::Map(map, _) => self.values.program.language(map.unit).family() == 0,
                _ => false,
            })
        };
        // `list.join(" ")`, `list.joinToString(" ")`, `list.joined(separator: " ")`
        if let Some(receiver) = receiver
            && lists(receiver)
        {
            let separator = arguments.first().map(|a| self.texts(a.value));
            return Some(self.joined(&self.of(receiver), separator.as_deref()));
        }
        // `" ".join(list)`, `base.join("path")`
        if let Some(receiver) = receiver
            && let Some(separator) = self.written(receiver)
        {
            let first = arguments.first()?;
            if separator.iter().any(|s| s.shown().contains("//")) {
                return self.paths();
            }
            return Some(self.joined(&self.of(first.value), Some(&separator)));
        }
        if arguments.len() < 2 {
            let receiver = receiver?;
            let separator = arguments.first().map(|a| self.texts(a.value));
            return Some(self.joined(&self.of(receiver), separator.as_deref()));
        }
        // `strings.Join(list, " ")`, `implode(" ", list)`, `String.join(" ", a, b)`
        let list = arguments.iter().position(|a| lists(a.value));
        match list {
            Some(at) => {
                let separator = arguments.iter().enumerate().find(|(i, _)| *i != at);
                let separator = separator.map(|(_, a)| self.texts(a.value));
                Some(self.joined(&self.of(arguments[at].value), separator.as_deref()))
            }
            None => self.paths(),
        }
    }

    /// Elements one after the other with something between them.
    fn joined(&self, lists: &[Value], separator: Option<&[Text]>) -> Vec<Value> {
        let between = separator.and_then(<[Text]>::first).cloned();
        let between = between.unwrap_or_else(|| Text::written(",", self.at));
        let mut found = Vec::new();
        for list in lists {
            let items = items(self.values, list, 0);
            if items.is_empty() {
                found.push(Value::Unknown(self.at));
                continue;
            }
            let mut pieces: Vec<Piece> = Vec::new();
            for (index, item) in items.into_iter().enumerate() {
                if index > 0 {
                    pieces.extend(between.pieces.iter().cloned());
                }
                pieces.extend(item.pieces);
            }
            found.push(Value::Text(Text { pieces }));
        }
        found
    }

    /// What a function handed to `map` makes of each element, where it makes addresses.
    fn mapped(&self) -> Option<Vec<Value>> {
        let argument = self.call.arguments.first()?;
        let Expr::Function(function) = self.values.program.expr(self.here(argument.value)) else {
            return None;
        };
        let fun = Fun { unit: self.at.unit, id: *function };
        let made = self.values.returned(fun, &None);
        let address =
            |value: &Value| matches!(value, Value::Text(text) if text.shown().contains('/'));
        (!made.is_empty() && made.iter().all(address)).then_some(made)
    }

    /// Parts of a path or address with slashes between them.
    fn paths(&self) -> Option<Vec<Value>> {
        let receiver = self.receiver.filter(|r| !self.is_outside(*r));
        let parts = receiver.into_iter().chain(self.unnamed().map(|a| a.value));
        let parts: Vec<Vec<Text>> = parts.map(|p| self.texts(p)).collect();
        let has_text = parts.iter().flatten().any(|t| !t.pieces.is_empty() && t.shown() != "{}");
        if parts.is_empty() || !has_text {
            return None;
        }
        Some(self.with_slashes(&parts))
    }

    fn with_slashes(&self, parts: &[Vec<Text>]) -> Vec<Value> {
        let mut spaced: Vec<Vec<Text>> = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                spaced.push(vec![Text::written("/", self.at)]);
            }
            spaced.push(part.clone());
        }
        concat(&spaced).into_iter().map(Value::Text).collect()
    }

    /// `new URL(path, base)`, `new Uri(base, path)`
    fn address(&self) -> Option<Vec<Value>> {
        let mut parts: Vec<Vec<Text>> =
            self.call.arguments.iter().take(2).map(|a| self.texts(a.value)).collect();
        let is_whole = |t: &Text| t.shown().contains("://");
        let (first, second) = (parts.first()?, parts.get(1)?);
        if first.iter().any(is_whole) && !second.iter().any(is_whole) {
            return Some(self.with_slashes(&parts));
        }
        if first.iter().all(is_whole) {
            return Some(parts.swap_remove(0).into_iter().map(Value::Text).collect());
        }
        parts.reverse();
        Some(self.with_slashes(&parts))
    }

    fn concatenated(&self) -> Option<Vec<Value>> {
        let receiver = self.receiver?;
        let values = self.of(receiver);
        if values.iter().any(|v| matches!(v, Value::List(..))) {
            let more = self.call.arguments.iter().flat_map(|a| self.of(a.value));
            return Some(values.into_iter().chain(more).collect());
        }
        let parts = std::iter::once(receiver).chain(self.call.arguments.iter().map(|a| a.value));
        let parts: Vec<Vec<Text>> = parts.map(|p| self.texts(p)).collect();
        Some(concat(&parts).into_iter().map(Value::Text).collect())
    }

    fn replaced(&self) -> Option<Vec<Value>> {
        let arguments: Vec<ExprId> = self.call.arguments.iter().map(|a| a.value).collect();
        let (subject, old, new) =
            match (self.receiver.filter(|r| !self.is_outside(*r)), arguments.as_slice()) {
                (Some(receiver), [old, new, ..]) => (receiver, *old, *new),
                (_, [old, new, subject]) => {
                    if self.written(*old).is_some_and(|t| t.iter().any(|t| t.shown().len() > 24)) {
                        (*old, *new, *subject)
                    } else {
                        (*subject, *old, *new)
                    }
                }
                _ => return None,
            };
        let subjects = self.written(subject)?;
        let olds = self.texts(old);
        let old = olds.first().and_then(Text::whole).filter(|old| !old.is_empty());
        let Some(old) = old else {
            return Some(subjects.into_iter().map(Value::Text).collect());
        };
        let news = self.texts(new);
        let mut found = Vec::new();
        for subject in subjects {
            for new in &news {
                let mut pieces = Vec::new();
                for piece in &subject.pieces {
                    match piece {
                        Piece::Written(text, at) if text.contains(&old) => {
                            for (index, part) in text.split(&old).enumerate() {
                                if index > 0 {
                                    pieces.extend(new.pieces.iter().cloned());
                                }
                                pieces.push(Piece::Written(part.into(), *at));
                            }
                        }
                        other => pieces.push(other.clone()),
                    }
                }
                found.push(Value::Text(Text { pieces }));
            }
        }
        Some(found)
    }

    /// `key=value&key=value` of fields written out.
    fn query(&self) -> Option<Vec<Value>> {
        let argument = self.call.arguments.first()?;
        let mut found = Vec::new();
        for value in self.of(argument.value) {
            let pairs = pairs(self.values, &value, 0);
            if pairs.is_empty() {
                continue;
            }
            let mut parts: Vec<Vec<Text>> = Vec::new();
            for (key, texts) in pairs {
                parts.push(vec![Text::written(&format!("&{key}="), self.at)]);
                parts.push(texts.into_iter().take(4).collect());
            }
            found.extend(concat(&parts).into_iter().map(Value::Text));
        }
        if found.is_empty() {
            let text = self.written(argument.value)?;
            found.extend(text.into_iter().map(Value::Text));
        }
        Some(found)
    }

    /// `map.get(key)`, `getenv(name, default)`
    fn looked_up(&self) -> Option<Vec<Value>> {
        let first = self.call.arguments.first()?;
        if let Some(receiver) = self.receiver {
            let keys: Vec<String> =
                self.texts(first.value).iter().filter_map(Text::whole).collect();
            let maps: Vec<Value> =
                self.of(receiver).into_iter().filter(|v| matches!(v, Value::Map(..))).collect();
            if !maps.is_empty() {
                let found = maps.iter().flat_map(|m| self.values.element(self.at, m, &keys));
                return Some(found.collect());
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
        (!default.is_empty() && !address && self.call.arguments.len() == 2).then_some(default)
    }

    /// `config('services.spotify.scopes')` of Laravel: what `config/services.php` gives back.
    fn setting(&self) -> Option<Vec<Value>> {
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

    fn or_else(&self) -> Option<Vec<Value>> {
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

    fn same(&self) -> Option<Vec<Value>> {
        let argument = self.call.arguments.first()?;
        let mut found = Vec::new();
        for value in self.of(argument.value) {
            match value {
                // `useMemo(() => value)`, `lazy { value }`
                Value::Function(fun) => {
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
        (!found.is_empty()).then_some(found)
    }

    /// What a function gives back that is named to be called.
    fn provided(&self) -> Option<Vec<Value>> {
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
    fn fields(&self) -> Option<Vec<Value>> {
        let mut values = self.of(self.receiver?);
        values.retain(|v| matches!(v, Value::Map(..)));
        (!values.is_empty()).then_some(values)
    }

    fn is_box(&self) -> bool {
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
            )
        )
    }

    fn keeps_fields(&self) -> bool {
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

    fn receiver_again(&self) -> Option<Vec<Value>> {
        let values = self.of(self.receiver?);
        let carried = |v: &Value| match v {
            Value::Text(_)
            | Value::List(..)
            | Value::Map(..)
            | Value::Instance(..)
            | Value::Parameter(..) => true,
            Value::Made(..) => false,
            _ => false,
        };
        let kept: Vec<Value> = values.into_iter().filter(carried).collect();
        (!kept.is_empty()).then_some(kept)
    }
}

/// Every element of a list, and of lists in it, as a text.
pub fn items(values: &Values<'_>, list: &Value, depth: u8) -> Vec<Text> {
    let (at, context) = match list {
        Value::List(at, context) => (*at, context),
        // What fields hold; other languages join their keys.
        Value::Map(at, context) if values.program.language(at.unit).family() == 0 => (*at, context),
        Value::Text(text) => return vec![text.clone()],
        _ => return Vec::new(),
    };
    let exprs: Vec<ExprId> = match values.program.expr(at) {
        Expr::List(items) => items.clone(),
        Expr::Map(pairs) => pairs.iter().map(|(_, value)| *value).collect(),
        Expr::Call(call) => call.arguments.iter().map(|a| a.value).collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for expr in exprs {
        let place = At { unit: at.unit, expr };
        let inner = values.of(place, context);
        let mut any = false;
        for value in &inner {
            match value {
                Value::List(..) if depth < 4 => {
                    found.extend(items(values, value, depth + 1));
                    any = true;
                }
                Value::Text(text) if !any => {
                    found.push(text.clone());
                    any = true;
                }
                _ => {}
            }
        }
        if !any {
            let hole = inner.first().map_or_else(
                || Text { pieces: vec![Piece::Hole(place, None)] },
                |v| as_text(v, place),
            );
            found.push(hole);
        }
    }
    found
}

/// Keys with their values as texts, of fields written out or pairs in a list.
pub fn pairs(values: &Values<'_>, map: &Value, depth: u8) -> Vec<(String, Vec<Text>)> {
    let (at, context) = match map {
        Value::Map(at, context) | Value::List(at, context) => (*at, context),
        _ => return Vec::new(),
    };
    let here = |expr: ExprId| At { unit: at.unit, expr };
    match values.program.expr(at) {
        Expr::Map(entries) => {
            let mut found = Vec::new();
            for (key, value) in entries {
                if &**key == "..." {
                    for inner in values.of(here(*value), context) {
                        if depth < 4 {
                            found.extend(pairs(values, &inner, depth + 1));
                        }
                    }
                } else {
                    found.push((key.to_string(), flat(values, here(*value), context)));
                }
            }
            found
        }
        Expr::List(items) => items
            .iter()
            .filter_map(|item| {
                let parts = match values.program.expr(here(*item)) {
                    Expr::List(parts) => parts.clone(),
                    Expr::Call(call) => call.arguments.iter().map(|a| a.value).collect(),
                    _ => return None,
                };
                let (key, value) = (parts.first()?, parts.get(1)?);
                let key = values.texts(here(*key), context).first()?.whole()?;
                Some((key, flat(values, here(*value), context)))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The texts of an expression; a list is its elements with spaces between them.
pub fn flat(values: &Values<'_>, at: At, context: &Context) -> Vec<Text> {
    let mut found = Vec::new();
    for value in values.of(at, context) {
        if let Value::List(..) = value {
            let mut pieces = Vec::new();
            for item in items(values, &value, 0) {
                pieces.extend(item.pieces);
                pieces.push(Piece::Written(" ".into(), at));
            }
            found.push(Text { pieces });
        } else {
            found.push(as_text(&value, at));
        }
    }
    found
}

enum Blank {
    Text(String),
    Next,
    Place(usize),
    Named(String),
}

/// Cuts a format at its blanks: `%s`, `%1$s`, `{}`, `{0}`, `{name}`.
fn blanks(template: &str) -> Vec<Blank> {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut chars = template.chars().peekable();
    let take = |text: &mut String, blank: Blank, parts: &mut Vec<Blank>| {
        if !text.is_empty() {
            parts.push(Blank::Text(std::mem::take(text)));
        }
        parts.push(blank);
    };
    while let Some(c) = chars.next() {
        match c {
            '%' => {
                let rest: String = chars.clone().take(12).collect();
                let Some(length) = conversion(&rest) else {
                    text.push('%');
                    continue;
                };
                let spec: String = chars.by_ref().take(length).collect();
                if spec == "%" {
                    text.push('%');
                } else if let Some((place, _)) = spec.split_once('$')
                    && let Ok(place) = place.parse::<usize>()
                {
                    take(&mut text, Blank::Place(place.saturating_sub(1)), &mut parts);
                } else if let Some(name) = spec.strip_prefix('(').and_then(|s| s.split_once(')')) {
                    take(&mut text, Blank::Named(name.0.to_string()), &mut parts);
                } else {
                    take(&mut text, Blank::Next, &mut parts);
                }
            }
            '{' => {
                let rest: String = chars.clone().collect();
                match rest.split_once('}') {
                    Some((inside, _)) if inside.len() < 40 && !inside.contains('{') => {
                        for _ in 0..=inside.chars().count() {
                            chars.next();
                        }
                        let name = inside.split([':', '!']).next().unwrap_or_default();
                        let blank = match name.parse::<usize>() {
                            Ok(place) => Blank::Place(place),
                            Err(_) if name.is_empty() => Blank::Next,
                            Err(_) => Blank::Named(name.to_string()),
                        };
                        take(&mut text, blank, &mut parts);
                    }
                    _ => text.push('{'),
                }
            }
            other => text.push(other),
        }
    }
    if !text.is_empty() {
        parts.push(Blank::Text(text));
    }
    parts
}

/// How long the conversion after a `%` is; none where there is none.
fn conversion(rest: &str) -> Option<usize> {
    if rest.starts_with('(') {
        let end = rest.find(')')?;
        return rest[end + 1..].starts_with(['s', 'd']).then_some(end + 2);
    }
    // `%20` and its like are letters of an address.
    if ["20", "2C", "2c", "2F", "2f", "3A", "3a", "3D", "26", "3F"]
        .iter()
        .any(|h| rest.starts_with(h))
    {
        return None;
    }
    for (at, c) in rest.char_indices() {
        match c {
            's' | 'd' | 'v' | 'q' | 'i' | 'u' | 'x' | 'f' | '@' | '%' => return Some(at + 1),
            '0'..='9' | '$' | '-' | '+' | '.' | '#' | 'l' => {}
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(template: &str) -> String {
        let part = |b: &Blank| match b {
            Blank::Text(text) => text.clone(),
            Blank::Next => "<next>".into(),
            Blank::Place(place) => format!("<{place}>"),
            Blank::Named(name) => format!("<{name}>"),
        };
        blanks(template).iter().map(part).collect()
    }

    #[test]
    fn formats_are_cut_at_their_blanks() {
        assert_eq!(cut("%s/me/%d?x=%v"), "<next>/me/<next>?x=<next>");
        assert_eq!(cut("a%20b 100%"), "a%20b 100%");
        assert_eq!(cut("{}/users/{0}/{id}/{n:>4}"), "<next>/users/<0>/<id>/<n>");
        assert_eq!(cut("%1$s-%(name)s"), "<0>-<name>");
        assert_eq!(cut("{ \"json\": {} }"), "{ \"json\": <next> }");
    }
}
