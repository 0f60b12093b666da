//! Verbs on command lines: `curl -X PUT`.

use std::slice;

use super::{Verb, verb_named, words};
use crate::audit::ir::{Call, Expr, ExprId};
use crate::audit::program::At;
use crate::audit::syntax::Language;
use crate::audit::values::{Context, Piece, Text, Value, Values, texts};
use crate::catalogue::Method;

pub(super) fn command_line(
    values: &Values<'_>,
    at: At,
    call: &Call,
    context: &Context,
) -> Option<Verb> {
    let name = values.program.unit(at.unit).last_name(call.callee)?;
    let is_command = matches!(name, "curl" | "wget" | "http" | "https" | "curlie" | "xh")
        || values.program.language(at.unit) == Language::Shell
            && words(name).iter().any(|word| word == "curl");
    if !is_command {
        return None;
    }
    flags(values, at, call, context).or(Some(Verb::Is(Method::Get)))
}

/// The verb among the words of a command.
pub(super) fn flags(values: &Values<'_>, at: At, call: &Call, context: &Context) -> Option<Verb> {
    let name = values.program.unit(at.unit).last_name(call.callee).unwrap_or_default();
    let here = |expr: ExprId| At { unit: at.unit, expr };
    let mut words: Vec<Text> = Vec::new();
    for argument in &call.arguments {
        // `curl "$url" "$@"`: what the caller gives on top.
        if argument.spread
            && let Some(told) = handed_through(values, at, context)
        {
            let (verb, certain) = of_words(name, &words);
            return verb.filter(|_| certain).or(Some(told));
        }
        // `curl "${args[@]}"`
        if argument.spread {
            let lists = values.of(here(argument.value), context);
            let items = lists.iter().filter(|v| matches!(v, Value::List(..)));
            let items: Vec<Text> = items.flat_map(|list| texts::items(values, list, 0)).collect();
            if !items.is_empty() {
                words.extend(items);
                continue;
            }
        }
        let texts = values.texts(here(argument.value), context);
        // `--method="${METHOD[$1]}"`: which of them shows at run time.
        let mut told = texts.iter().map(|text| of_words(name, slice::from_ref(text)).0);
        let first = told.next();
        if told.any(|verb| Some(verb) != first) {
            return Some(Verb::Unknown);
        }
        words.push(texts.into_iter().next().unwrap_or_default());
    }
    of_words(name, &words).0
}

/// The verb that the words after a command say, and whether nothing after them could say another.
pub fn of_words(name: &str, words: &[Text]) -> (Option<Verb>, bool) {
    let mut sends_data = false;
    let mut next_is_verb = false;
    for word in words {
        let text = word.whole().unwrap_or_default();
        if next_is_verb {
            let given = match word.pieces.as_slice() {
                [Piece::Hole(_, Some((fun, place)))] => Verb::Parameter(*fun, *place),
                _ => Verb::Unknown,
            };
            return (Some(verb_named(text.trim()).unwrap_or(given)), true);
        }
        match text.as_str() {
            option if names_verb(option) => next_is_verb = true,
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-urlencode" | "--json"
            | "-F" | "--post-data" | "--post-file" => sends_data = true,
            "-G" | "--get" => return (Some(Verb::Is(Method::Get)), true),
            "-T" | "--upload-file" => return (Some(Verb::Is(Method::Put)), true),
            other => {
                let glued = ["-X", "--request=", "--method="].iter();
                let glued = glued.filter_map(|flag| other.strip_prefix(flag)).find_map(verb_named);
                if let Some(verb) = glued {
                    return (Some(verb), true);
                }
                let data = ["--post-data=", "-d", "-F"];
                sends_data |= data.iter().any(|flag| other.starts_with(flag));
                if matches!(name, "http" | "https" | "xh")
                    && let Some(verb) = verb_named(other)
                {
                    return (Some(verb), true);
                }
            }
        }
    }
    (sends_data.then_some(Verb::Is(Method::Post)), false)
}

/// Whether the word after an option is the verb; options in one letter may stand together.
fn names_verb(option: &str) -> bool {
    let letters = option.strip_prefix('-').and_then(|rest| rest.strip_suffix('X'));
    matches!(option, "--request" | "--method")
        || letters.is_some_and(|before| before.chars().all(|c| "#fgikLnNqsSv".contains(c)))
}

/// The verb in what a caller of the function around a command gives it.
pub(super) fn handed_through(values: &Values<'_>, at: At, context: &Context) -> Option<Verb> {
    let program = values.program;
    let mut fun = program.owner(at);
    let all = loop {
        let function = program.function(fun);
        if let Some(place) = function.parameters.iter().position(|p| &*p.name == "*@") {
            break place;
        }
        if function.outer == fun.id {
            return None;
        }
        fun.id = function.outer;
    };
    let mut frame = context.as_ref();
    while let Some(here) = frame {
        if here.function == fun {
            let Expr::Call(call) = program.expr(here.call) else { return None };
            return flags(values, here.call, call, &here.outer);
        }
        frame = here.outer.as_ref();
    }
    if values.callers(fun).is_empty() {
        return None;
    }
    Some(Verb::Parameter(fun, u16::try_from(all).unwrap_or(u16::MAX)))
}
