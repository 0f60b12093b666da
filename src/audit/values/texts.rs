//! What well-known functions of many languages make of texts and lists: formats,
//! joins, replacements, addresses, defaults.
//!
//! They are told apart by their last name and by what they are given, not by
//! where they come from: `" ".join(x)`, `x.join(" ")`, `strings.Join(x, " ")` and
//! `implode(" ", $x)` all join.

mod builders;
mod expansions;
mod formats;
mod lists;
mod names;
mod parts;
mod settled;

pub use builders::fills_builder;
pub use lists::{flat, items, pairs};
pub use names::{collects, hands_elements, is_common, keeps};
pub use parts::part;

use crate::audit::ir::{Argument, Call, Expr, ExprId};
use crate::audit::program::At;
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Text, Value, Values};

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
        "reduce" | "fold" | "Aggregate" if receiver.is_some() => site.folded(),
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
        "build" | "UriBuilder" | "URLBuilder" if let Some(named) = site.host_and_path() => {
            Some(named)
        }
        "ResolveReference" => site.resolved_below(),
        _ if values.makes_list(at, call) => Some(vec![Value::List(at, context.clone())]),
        "concat" | "plus" | "union" => site.concatenated(),
        "array_merge" => site.merged(),
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
            .or_else(|| builders::appended(values, at, receiver?, context))
            .or_else(|| site.same())
            .or_else(|| site.receiver_again()),
        "config" if values.program.language(at.unit) == Language::Php => {
            site.setting().or_else(|| site.looked_up())
        }
        // `app.config.get("A")`
        "get"
            if receiver
                .is_some_and(|r| values.program.unit(at.unit).last_name(r) == Some("config"))
                && values.program.language(at.unit) == Language::Python
                && site.is_set() =>
        {
            call.arguments.first().map(|a| values.setting_at(at.unit, receiver, a.value))
        }
        // `get(store)` of Svelte
        "get" if site.comes_from("svelte/store") => {
            call.arguments.first().map(|a| site.of(a.value))
        }
        // `HttpUrl.get("https://…")`, `HttpMethod.valueOf("PUT")`
        "get" | "valueOf"
            if call.arguments.len() == 1
                && receiver.is_some_and(|r| {
                    let of = values.program.unit(at.unit).last_name(r);
                    matches!(
                        (name, of),
                        ("get", Some("HttpUrl"))
                            | ("valueOf", Some("HttpMethod" | "RequestMethod"))
                    )
                }) =>
        {
            site.same()
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
            let is_list = name != "append" || values.program.language(at.unit) == Language::Go;
            is_list.then(|| vec![Value::List(at, context.clone())])
        }
        // `Object.values(scopes)`; of the pairs of `Object.entries(…)` only the second are asked for.
        "values" | "entries"
            if call.arguments.len() == 1 && receiver.is_some_and(|r| site.is_outside(r)) =>
        {
            site.held_by(call.arguments[0].value)
        }
        // `scopes.values()`
        "values" if call.arguments.is_empty() && receiver.is_some() => {
            site.held_by(receiver?).or_else(|| site.receiver_again())
        }
        // `Object.keys(scopes)`, `array_keys($scopes)`, `scopes.keys()`
        "keys" | "array_keys" | "keySet" => site.keys(),
        // `for name, url in urls.items()`
        "items" => site.fields(),
        // `def page(client=Depends(get_client))` of FastAPI
        "Depends" | "Security" => site.provided(),
        // What `<Context.Provider value={…}>` hands down.
        "useContext" | "use" => {
            call.arguments.first().and_then(|a| values.handed_down(site.here(a.value)))
        }
        // `const [value, setValue] = useState(first)`
        "useState" | "useSignal" | "createSignal" => Some(vec![Value::List(at, context.clone())]),
        "map" | "mapToObj" | "Select" | "mapNotNull" | "collect" => {
            site.members_of_each().or_else(|| site.mapped()).or_else(|| site.receiver_again())
        }
        // WordPress: `add_query_arg(['limit' => 5], $address)`
        "add_query_arg" | "remove_query_arg" => {
            let address = site.written(call.arguments.last()?.value)?;
            Some(address.into_iter().map(Value::Text).collect())
        }
        // `strings.Fields(scopes)`, `scopes.Split(' ')`
        // `Arrays.stream(scopes)`
        "stream" if call.arguments.len() == 1 && receiver.is_some_and(|r| site.is_outside(r)) => {
            site.same()
        }
        "slice" if values.cut_list(at, call).is_some() => {
            Some(vec![Value::List(at, context.clone())])
        }
        "substringBefore" | "substringAfter" | "strtok" => {
            parts::beside(values, at, call, context).or_else(|| site.receiver_again())
        }
        "Split" | "Fields" if receiver.is_some_and(|r| site.is_outside(r)) => site.same(),
        "Split" => site.receiver_again(),
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
        | "Parse"
        | "from"
        | "from_str"
        | "from_bytes"
        | "try_from"
        | "HttpMethod"
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
        "build" | "toUriString" | "toUri" | "toURI" | "toString" | "ToString"
            if receiver.is_some() && call.arguments.is_empty() =>
        {
            builders::address(values, at, call, context)
                .or_else(|| builders::appended(values, at, receiver?, context))
                .or_else(|| values.with_path(at, receiver?, context))
                .or_else(|| site.receiver_again())
        }
        "trim" if receiver.is_none() => site.same(),
        // What is told to it besides takes a part of its own.
        "UriBuilder" if call.arguments.len() == 1 => site.same(),
        "create"
            if receiver.is_some_and(|r| {
                matches!(values.program.unit(at.unit).last_name(r), Some("URI" | "Uri"))
            }) =>
        {
            site.same()
        }
        // What is asked of a proxy is asked of what stands behind it.
        "Proxy" => site.same(),
        // `Lazy::new(|| …)`
        "new"
            if receiver.is_some_and(|r| {
                let of = values.program.unit(at.unit).last_name(r);
                matches!(of, Some("Lazy" | "LazyLock" | "LazyCell"))
            }) =>
        {
            site.same()
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
        | "split_whitespace"
        | "split_ascii_whitespace"
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
}
