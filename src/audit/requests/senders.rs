//! What sends a request, and what takes addresses and sends nothing.

use std::sync::LazyLock;

use foldhash::HashSet;

use super::Hunt;
use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::{At, Fun, base_name};
use crate::audit::values::{Context, Value, field};
use crate::audit::verbs::{sends, verb_in_name, verb_named, words};

/// What things are called that keep what they are given.
const KEEPERS: &[&str] = &["map", "dict", "defaultdict", "dictionary", "hash", "cache", "redis"];

/// Functions of a class that make an object of it.
const MAKERS: &[&str] = &["", "new", "New", "with_capacity", "default", "create"];

/// Whether something writes a log, by its name: `log`, `appLogger`.
fn is_logger(name: &str) -> bool {
    // Its end is looked at first: few names have one, and to tell their words takes longer.
    let ends = |word: &str| {
        let start = name.len().checked_sub(word.len());
        start.and_then(|s| name.get(s..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    let is_last = |word: &str| words(name).last().is_some_and(|last| last == word);
    let loggers = ["log", "logger", "logging", "slog", "logrus", "zap"];
    loggers.into_iter().any(|word| ends(word) && is_last(word))
}

/// Names of calls that take addresses and send nothing.
const SILENT: &[&str] = &[
    "Contains",
    "Err",
    "Errorf",
    "Fatal",
    "Fatalf",
    "Format",
    "HttpUrl",
    "JSON",
    "Join",
    "NSLog",
    "NSURL",
    "Ok",
    "Parse",
    "Printf",
    "Println",
    "Redirect",
    "RegExp",
    "Some",
    "Sprintf",
    "String",
    "URI",
    "URL",
    "URLComponents",
    "Uri",
    "Url",
    "absoluteString",
    "add",
    "add_query_arg",
    "append",
    "appendingPathComponent",
    "assert",
    "assertEquals",
    "compile",
    "concat",
    "config",
    "console",
    "contains",
    "create",
    "debug",
    "debugPrint",
    "define",
    "describe",
    "echo",
    "encodeURI",
    "encodeURIComponent",
    "endsWith",
    "env",
    "environ",
    "eprintln",
    "equals",
    "error",
    "error_log",
    "esc_url",
    "esc_url_raw",
    "expect",
    "fatal",
    "format",
    "format!",
    "from",
    "from_str",
    "getenv",
    "import",
    "include",
    "includes",
    "indexOf",
    "info",
    "isinstance",
    "it",
    "join",
    "len",
    "log",
    "match",
    "matches",
    "newBuilder",
    "os_log",
    "parse",
    "parse_url",
    "pp",
    "print",
    "print_r",
    "printf",
    "println",
    "push",
    "puts",
    "quote",
    "raise",
    "rawValue",
    "re",
    "redirect",
    "replace",
    "replaceAll",
    "require",
    "setItem",
    "setState",
    "split",
    "sprintf",
    "startsWith",
    "starts_with",
    "startswith",
    "str",
    "stringify",
    "strip",
    "test",
    "throw",
    "toHttpUrl",
    "toString",
    "to_string",
    "trace",
    "trim",
    "typeof",
    "urlencode",
    "urljoin",
    "urlparse",
    "useState",
    "value",
    "var_dump",
    "warn",
    "warning",
    "write",
    "writeln",
];

/// The same, to be looked up: all calls of a program are.
static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| SILENT.iter().copied().collect());

/// Whether a call takes addresses and sends nothing, by its name.
pub(super) fn is_no_request(name: &str) -> bool {
    let is_fault = ["Exception", "Error"].iter().any(|end| name.ends_with(end));
    if is_fault || is_hook_of_a_query(name) {
        return true;
    }
    NAMES.contains(name)
}

/// Whether this is what Redux calls the hook of a query that was declared: `useGetTopQuery`.
fn is_hook_of_a_query(name: &str) -> bool {
    let of = name.strip_prefix("use").unwrap_or_default();
    let of = of.strip_suffix("Query").or_else(|| of.strip_suffix("Mutation")).unwrap_or_default();
    !matches!(of, "" | "Lazy" | "Infinite" | "Suspense" | "SuspenseInfinite")
}

impl Hunt<'_, '_> {
    /// Whether a call writes something down: `log.Info("asked", "url", url)`,
    /// `logger.atDebug().log(url)`.
    pub(super) fn is_logged(&self, at: At, call: &Call) -> bool {
        let unit = self.program().unit(at.unit);
        let mut inner = call.callee;
        while let Expr::Member(Some(object), _) = unit.expr(inner) {
            let name = unit.last_name(*object).unwrap_or_default();
            if is_logger(name) {
                return true;
            }
            inner = match unit.expr(*object) {
                Expr::Call(step) => step.callee,
                _ => *object,
            };
        }
        false
    }

    /// Whether a call asks something that only keeps what it is given: `seen.get(url)` of a
    /// map, `cache.put(url, answer)`.
    pub(super) fn is_kept(&self, at: At, call: &Call, context: &Context) -> bool {
        let unit = self.program().unit(at.unit);
        let Expr::Member(Some(object), name) = unit.expr(call.callee) else { return false };
        if verb_named(name).is_none() || matches!(unit.expr(*object), Expr::This) {
            return false;
        }
        let keeps = |name: &str| words(name).last().is_some_and(|w| KEEPERS.contains(&w.as_str()));
        let is_keeper = |value: &Value| match value {
            Value::Map(map, _) => field(self.values, *map, name, 0).is_none(),
            Value::List(..) => true,
            // `new Map()`, `HashMap::with_capacity(8)`, `Map<String, Long>`
            Value::Outside(path) | Value::Made(path, _) => {
                let path = path.split('<').next().unwrap_or_default();
                let mut parts = path.rsplit(['.', ':']).map(|part| part.trim_end_matches("()"));
                parts.find(|part| !MAKERS.contains(part)).is_some_and(keeps)
            }
            _ => false,
        };
        let values = self.values.of(At { unit: at.unit, expr: *object }, context);
        let known = |v: &&Value| !matches!(v, Value::Unknown(_) | Value::Parameter(..));
        let mut known = values.iter().filter(known).peekable();
        match known.peek() {
            Some(_) => known.all(is_keeper),
            None => unit.last_name(*object).is_some_and(keeps),
        }
    }

    /// `app.get("/me", handler)` answers requests, it sends none.
    pub(super) fn takes_handler(&self, at: At, call: &Call) -> bool {
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
    pub(super) fn hands_on(&self, at: At, call: &Call) -> bool {
        if self.makes_own(at, call) {
            return true;
        }
        let own = self.own_callees(at, call);
        !own.is_empty() && own.iter().all(|fun| self.does_something(*fun))
    }

    /// Whether a call makes an object of a class that is the program's own in every part.
    pub(super) fn makes_own(&self, at: At, call: &Call) -> bool {
        let program = self.program();
        let own = |value: &Value| match value {
            Value::Class(class) => program.relatives(*class).iter().all(|c| {
                let language = program.language(c.unit);
                let bases = &program.class(*c).bases;
                bases.iter().all(|base| !program.classes_of(base_name(base), language).is_empty())
            }),
            _ => false,
        };
        let made = self.values.of(At { unit: at.unit, expr: call.callee }, &None);
        !made.is_empty() && made.iter().all(own)
    }

    /// Whether a function has calls of its own that could send something.
    pub(super) fn does_something(&self, fun: Fun) -> bool {
        let unit = self.program().unit(fun.unit);
        self.within(fun).any(|(_, e)| {
            let Expr::Call(call) = e else { return false };
            unit.last_name(call.callee).is_some_and(|n| !is_no_request(n))
        })
    }

    /// Whether a call sends something, by its name or by what it is given.
    pub(super) fn is_sending(&self, at: At, call: &Call, name: &str) -> bool {
        self.is_sender(name)
            || name == "newBuilder"
            || self.is_anonymous_sender(at, call)
            || self.opens_with_verb(at, call, name)
            || self.is_made_to_send(at, call)
    }

    /// Whether a name says that something is sent. Programs have few names and many calls.
    fn is_sender(&self, name: &str) -> bool {
        if let Some(known) = self.senders.borrow().get(name) {
            return *known;
        }
        let is_one = sends(name);
        self.senders.borrow_mut().insert(name.into(), is_one);
        is_one
    }

    /// `client("me/tracks")`, with `client = ky.create({ prefixUrl: … })`.
    pub(super) fn is_made_to_send(&self, at: At, call: &Call) -> bool {
        let callee = At { unit: at.unit, expr: call.callee };
        if !matches!(self.program().expr(callee), Expr::Name(_)) {
            return false;
        }
        let makes = |path: &str| [".create()", ".extend()"].iter().any(|end| path.ends_with(end));
        self.values.of(callee, &None).iter().any(|v| match v {
            Value::Made(path, Some((made, context))) => {
                makes(path) && self.is_made_for_api(*made, context)
            }
            _ => false,
        })
    }

    /// `xhr.open("POST", url)`, `client.R().Execute("POST", url)`
    pub(super) fn opens_with_verb(&self, at: At, call: &Call, name: &str) -> bool {
        let opens = matches!(name, "open" | "Execute" | "execute");
        let Some(first) = call.arguments.first().filter(|_| opens) else { return false };
        self.verb_by_place(At { unit: at.unit, expr: first.value }, &None)
    }

    pub(super) fn is_anonymous_sender(&self, at: At, call: &Call) -> bool {
        if !call.makes {
            return false;
        }
        // `new T(url)` of something that sends.
        let unit = self.program().unit(at.unit);
        let named = unit
            .last_name(call.callee)
            .is_some_and(|n| words(n).iter().any(|w| w == "request" || w == "http"));
        // `Net::HTTP::Post.new(uri)`
        let verb = unit.path(call.callee).is_some_and(|path| match path.as_slice() {
            [.., outer, of, "new"] => {
                verb_in_name(of).is_some() && words(outer).iter().any(|w| w == "http")
            }
            _ => false,
        });
        named || verb
    }
}

#[cfg(test)]
mod tests {
    use super::{SILENT, is_logger, is_no_request};

    #[test]
    fn what_sends_nothing_is_found_by_its_name() {
        assert!(SILENT.iter().all(|name| is_no_request(name)));
        assert!(!is_no_request("fetch") && !is_no_request(""));
    }

    #[test]
    fn loggers_are_told_by_their_last_word() {
        for name in ["log", "LOG", "slog", "appLogger", "my_logging", "zap", "Logrus"] {
            assert!(is_logger(name), "{name}");
        }
        for name in ["", "catalog", "logged", "dialog", "loggerOf", "blog", "é"] {
            assert!(!is_logger(name), "{name}");
        }
    }
}
