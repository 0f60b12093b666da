//! Branches of Python, JavaScript, PHP, Ruby and Java, and what must hold where they are taken.
//!
//! Only comparisons of a name or a field with texts are kept, and whether a name is
//! anything at all, or true. Of what else decides over a branch it is kept that something does:
//! then it may be taken or not.

mod ruby;

use std::ops::Range;

use tree_sitter::Node;

pub(super) use ruby::ruby;

use super::nodes::{field, field_text, kind_of, named, text, unescape};
use super::shape::GuardShape;

/// One comparison.
#[derive(Clone)]
struct Condition<'t> {
    subject: Node<'t>,
    texts: Vec<String>,
    constant: Option<Node<'t>>,
    holds: bool,
}

impl<'t> Condition<'t> {
    /// That something is one of some texts, or none of them.
    fn of(subject: Node<'t>, texts: Vec<String>, holds: bool) -> Self {
        Condition { subject, texts, constant: None, holds }
    }

    fn negated(&self) -> Self {
        Condition { holds: !self.holds, ..self.clone() }
    }
}

/// What a condition says: all of these hold, and perhaps more where not all was read.
/// Where one is the whole of it, its opposite is known too.
#[derive(Default)]
struct Conditions<'t> {
    all: Vec<Condition<'t>>,
    read: bool,
    whole: bool,
}

impl<'t> Conditions<'t> {
    fn one(condition: Option<Condition<'t>>) -> Self {
        let whole = condition.is_some();
        Conditions { all: condition.into_iter().collect(), read: whole, whole }
    }

    /// What holds where the condition does not; nothing where that is not known.
    fn opposite(&self) -> Option<Condition<'t>> {
        match self.all.as_slice() {
            [one] if self.whole => Some(one.negated()),
            _ => None,
        }
    }

    fn negated(self) -> Self {
        Conditions::one(self.opposite())
    }

    fn both(self, other: Self) -> Self {
        let read = self.read && other.read;
        Conditions { all: self.all.into_iter().chain(other.all).collect(), read, whole: false }
    }

    /// One or the other, where both speak of the same.
    fn either(&self, other: &Self, source: &str) -> Self {
        match (self.all.as_slice(), other.all.as_slice()) {
            ([a], [b])
                if self.whole
                    && other.whole
                    && a.holds
                    && b.holds
                    && !a.texts.is_empty()
                    && !b.texts.is_empty()
                    && text(a.subject, source) == text(b.subject, source) =>
            {
                let texts = a.texts.iter().chain(&b.texts).cloned().collect();
                Conditions::one(Some(Condition { texts, ..a.clone() }))
            }
            _ => Conditions::default(),
        }
    }
}

fn guard<'t>(condition: &Condition<'t>, bytes: Range<usize>) -> GuardShape<'t> {
    GuardShape {
        bytes,
        subject: Some(condition.subject),
        texts: condition.texts.clone(),
        constant: condition.constant,
        holds: condition.holds,
    }
}

/// A branch that something decides over that is not read; whether it is the one that is taken
/// where it holds.
fn open<'t>(bytes: Range<usize>, holds: bool) -> GuardShape<'t> {
    GuardShape { bytes, subject: None, texts: Vec::new(), constant: None, holds }
}

fn compared<'t>(
    subject: Node<'t>,
    texts: Vec<String>,
    holds: bool,
    source: &str,
) -> Option<Condition<'t>> {
    Some(Condition::of(plain(subject, source)?, texts, holds))
}

/// Something held against a constant that has a name with a dot: `kind == Kind.GET`.
fn named_constant<'t>(
    left: Node<'t>,
    right: Node<'t>,
    holds: bool,
    source: &str,
) -> Option<Condition<'t>> {
    let dotted = matches!(kind_of(right), "attribute" | "member_expression" | "field_access");
    let of = dotted.then(|| right.named_child(0));
    let starts_large = text(of??, source).starts_with(char::is_uppercase);
    let subject = plain(left, source).filter(|_| starts_large)?;
    Some(Condition { subject, texts: Vec::new(), constant: Some(right), holds })
}

/// A name or a field; without what only changes its letters: `method.upper()`.
fn plain<'t>(node: Node<'t>, source: &str) -> Option<Node<'t>> {
    match kind_of(node) {
        "identifier"
        | "attribute"
        | "member_expression"
        | "variable_name"
        | "field_access"
        | "member_access_expression" => Some(node),
        "parenthesized_expression" | "non_null_expression" | "as_expression" => {
            plain(node.named_child(0)?, source)
        }
        // `strtoupper($method)`
        "function_call_expression" => {
            let same = matches!(
                field_text(node, "function", source),
                "strtoupper" | "strtolower" | "mb_strtoupper" | "mb_strtolower" | "trim"
            );
            let given = field(node, "arguments")?.named_child(0).filter(|_| same)?;
            plain(given.named_child(0)?, source)
        }
        "call" | "call_expression" => {
            let callee = field(node, "function")?;
            let (object, name) = match kind_of(callee) {
                "attribute" => (field(callee, "object")?, field_text(callee, "attribute", source)),
                "member_expression" => {
                    (field(callee, "object")?, field_text(callee, "property", source))
                }
                _ => return None,
            };
            let same = matches!(
                name,
                "upper" | "lower" | "strip" | "toUpperCase" | "toLowerCase" | "trim"
            );
            if same { plain(object, source) } else { None }
        }
        _ => None,
    }
}

fn written(node: Node<'_>, source: &str) -> Option<String> {
    let is_text = matches!(kind_of(node), "string" | "string_literal" | "encapsed_string");
    let quoted = is_text.then(|| text(node, source))?;
    let inner = quoted.trim_matches(['"', '\'']);
    if kind_of(node) == "encapsed_string" && inner.contains('$') {
        return None;
    }
    (!inner.contains(['{', '\n'])).then(|| unescape(inner))
}

fn all_written(list: Node<'_>, source: &str) -> Option<Vec<String>> {
    let listed = matches!(kind_of(list), "tuple" | "list" | "set" | "array");
    let items = listed.then(|| named(list))?;
    items.into_iter().map(|item| written(item, source)).collect()
}

/// The texts of a pattern: `"a"`, `"a" | "b"`.
fn one_of(pattern: Node<'_>, source: &str) -> Option<Vec<String>> {
    match kind_of(pattern) {
        "union_pattern" => named(pattern).into_iter().map(|part| written(part, source)).collect(),
        _ => written(pattern, source).map(|said| vec![said]),
    }
}

/// Whether nothing behind a statement or block is reached through it.
fn leaves(node: Node<'_>) -> bool {
    match kind_of(node) {
        "return_statement" | "throw_statement" | "raise_statement" | "continue_statement"
        | "break_statement" | "return" | "next" | "break" => true,
        "statement_block" | "block" | "compound_statement" | "then" => {
            let last = named(node).into_iter().rfind(|n| kind_of(n) != "comment");
            last.is_some_and(leaves)
        }
        _ => false,
    }
}

/// Guards of an `if` and of what comes behind it in its block.
fn of_clauses<'t>(
    clauses: &[(Conditions<'t>, Node<'t>)],
    other: Option<Node<'t>>,
    behind: Option<&Range<usize>>,
) -> Vec<GuardShape<'t>> {
    let mut found = Vec::new();
    let mut before: Vec<Condition<'t>> = Vec::new();
    let mut left = true;
    for (conditions, branch) in clauses {
        let all = conditions.all.iter().chain(&before);
        found.extend(all.map(|c| guard(c, branch.byte_range())));
        if !conditions.read {
            found.push(open(branch.byte_range(), true));
        }
        left &= leaves(*branch);
        if let Some(opposite) = conditions.opposite() {
            if let (true, Some(behind)) = (left, behind) {
                found.push(guard(&opposite, behind.clone()));
            }
            before.push(opposite);
        }
    }
    if let Some(other) = other {
        found.extend(before.iter().map(|c| guard(c, other.byte_range())));
        if before.len() < clauses.len() {
            found.push(open(other.byte_range(), false));
        }
    }
    found
}

/// Whether a call asks if what it is given is anything at all (`count($a)`), or nothing
/// (`empty($a)`); and what that is.
fn asked<'t>(call: Node<'t>, source: &str) -> Option<(Node<'t>, bool)> {
    let holds = match field_text(call, "function", source) {
        "count" | "sizeof" | "strlen" | "boolval" | "isset" | "len" | "bool" | "Boolean" => true,
        "empty" | "is_null" => false,
        _ => return None,
    };
    let first = field(call, "arguments")?.named_child(0)?;
    let given = if kind_of(first) == "argument" { first.named_child(0)? } else { first };
    Some((given, holds))
}

fn asked_by<'t>(call: Node<'t>, source: &str) -> Conditions<'t> {
    let condition =
        asked(call, source).and_then(|(s, holds)| compared(s, Vec::new(), holds, source));
    Conditions::one(condition)
}

/// What a comparison that is written with a word for yes or no, or with 0, says of one side:
/// `$post === true`, `len(data) > 0`.
fn held_to<'t>(left: Node<'t>, operator: &str, right: &str, source: &str) -> Conditions<'t> {
    let holds = match operator {
        "==" | "===" | "is" => true,
        "!=" | "!==" | "is not" => false,
        ">" if right == "0" => return asked_by(left, source),
        _ => return Conditions::default(),
    };
    let word = right.to_ascii_lowercase();
    let truth = matches!(word.as_str(), "true" | "false");
    Conditions::one(truth.then(|| compared(left, vec![word], holds, source)).flatten())
}

fn behind(node: Node<'_>) -> Option<Range<usize>> {
    let block = node.parent()?;
    let end = block.end_byte();
    matches!(
        kind_of(block),
        "statement_block"
            | "block"
            | "compound_statement"
            | "program"
            | "module"
            | "switch_case"
            | "body_statement"
            | "block_body"
            | "then"
    )
    .then_some(node.end_byte()..end)
}

/// The branches of a node of Python.
pub(super) fn python<'t>(node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
    match kind_of(node) {
        "if_statement" => {
            let mut clauses = Vec::new();
            let mut other = None;
            if let (Some(condition), Some(branch)) =
                (field(node, "condition"), field(node, "consequence"))
            {
                clauses.push((python_condition(condition, source), branch));
            }
            for clause in named(node) {
                match (kind_of(clause), field(clause, "condition"), field(clause, "consequence")) {
                    ("elif_clause", Some(condition), Some(branch)) => {
                        clauses.push((python_condition(condition, source), branch));
                    }
                    ("else_clause", ..) => other = Some(clause),
                    _ => {}
                }
            }
            of_clauses(&clauses, other, behind(node).as_ref())
        }
        "conditional_expression" => match named(node).as_slice() {
            [then, condition, other] => {
                of_clauses(&[(python_condition(*condition, source), *then)], Some(*other), None)
            }
            _ => Vec::new(),
        },
        "boolean_operator" => {
            chosen(node, &["and"], &["or"], |n| python_condition(n, source), source)
        }
        "match_statement" => {
            let subject = field(node, "subject");
            let body = field(node, "body");
            let (Some(subject), Some(body)) = (subject, body) else { return Vec::new() };
            let mut clauses = Vec::new();
            for case in named(body).into_iter().filter(|n| kind_of(n) == "case_clause") {
                let patterns: Vec<Node> =
                    named(case).into_iter().filter(|n| kind_of(n) == "case_pattern").collect();
                let texts: Option<Vec<Vec<String>>> =
                    patterns.iter().map(|p| one_of(p.named_child(0)?, source)).collect();
                let texts = texts.map(|texts| texts.concat());
                let condition = texts
                    .filter(|t| !t.is_empty() && field(case, "guard").is_none())
                    .and_then(|t| compared(subject, t, true, source));
                if let Some(branch) = field(case, "consequence") {
                    clauses.push((Conditions::one(condition), branch));
                }
            }
            of_clauses(&clauses, None, None)
        }
        _ => Vec::new(),
    }
}

fn python_condition<'t>(node: Node<'t>, source: &'t str) -> Conditions<'t> {
    match kind_of(node) {
        "parenthesized_expression" => {
            node.named_child(0).map_or_else(Conditions::default, |n| python_condition(n, source))
        }
        "identifier" | "attribute" => Conditions::one(compared(node, Vec::new(), true, source)),
        "call" => asked_by(node, source),
        "not_operator" => field(node, "argument")
            .map_or_else(Conditions::default, |n| python_condition(n, source).negated()),
        "boolean_operator" => {
            let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
                return Conditions::default();
            };
            let (a, b) = (python_condition(left, source), python_condition(right, source));
            match field_text(node, "operator", source) {
                "and" => a.both(b),
                _ => a.either(&b, source),
            }
        }
        "comparison_operator" => {
            let sides = named(node);
            let [left, right] = sides.as_slice() else { return Conditions::default() };
            let between = source.get(left.end_byte()..right.start_byte()).unwrap_or_default();
            let operator = between.split_whitespace().collect::<Vec<_>>().join(" ");
            let condition = match operator.as_str() {
                "==" | "!=" => {
                    let (subject, said) = match (written(*left, source), written(*right, source)) {
                        (None, Some(said)) => (*left, said),
                        (Some(said), None) => (*right, said),
                        _ => {
                            let equal = operator == "==";
                            return match named_constant(*left, *right, equal, source) {
                                None => held_to(*left, &operator, text(*right, source), source),
                                condition => Conditions::one(condition),
                            };
                        }
                    };
                    compared(subject, vec![said], operator == "==", source)
                }
                "is" | "is not" if text(*right, source) == "None" => {
                    compared(*left, Vec::new(), operator == "is not", source)
                }
                "in" | "not in" => all_written(*right, source)
                    .and_then(|texts| compared(*left, texts, operator == "in", source)),
                _ => return held_to(*left, &operator, text(*right, source), source),
            };
            Conditions::one(condition)
        }
        _ => Conditions::default(),
    }
}

/// The branches of a node of PHP.
pub(super) fn php<'t>(node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
    let condition = |of: Node<'t>| {
        field(of, "condition").map_or_else(Conditions::default, |n| php_condition(n, source))
    };
    match (kind_of(node), field(node, "body")) {
        ("if_statement", Some(branch)) => {
            let mut clauses = vec![(condition(node), branch)];
            let mut other = None;
            for clause in named(node) {
                match (kind_of(clause), field(clause, "body")) {
                    ("else_if_clause", Some(branch)) => clauses.push((condition(clause), branch)),
                    ("else_clause", body) => other = body,
                    _ => {}
                }
            }
            of_clauses(&clauses, other, behind(node).as_ref())
        }
        ("conditional_expression", _) => {
            let alternative = field(node, "alternative");
            match field(node, "body").or_else(|| field(node, "consequence")) {
                Some(branch) => of_clauses(&[(condition(node), branch)], alternative, None),
                None => Vec::new(),
            }
        }
        ("switch_statement", Some(body)) => {
            let subject = field(node, "condition").and_then(|n| plain(n, source));
            switch(subject, body, ("case_statement", "default_statement"), source)
        }
        _ => Vec::new(),
    }
}

fn php_condition<'t>(node: Node<'t>, source: &'t str) -> Conditions<'t> {
    match kind_of(node) {
        "parenthesized_expression" => {
            node.named_child(0).map_or_else(Conditions::default, |n| php_condition(n, source))
        }
        "variable_name" | "member_access_expression" => {
            Conditions::one(compared(node, Vec::new(), true, source))
        }
        "function_call_expression" => asked_by(node, source),
        "unary_op_expression" if text(node, source).starts_with('!') => {
            let inner = field(node, "argument").or_else(|| node.named_child(0));
            inner.map_or_else(Conditions::default, |n| php_condition(n, source).negated())
        }
        "binary_expression" => script_sides(node, source, php_condition),
        _ => Conditions::default(),
    }
}

/// The branches of a node of JavaScript.
pub(super) fn javascript<'t>(node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
    match kind_of(node) {
        "binary_expression" => {
            chosen(node, &["&&"], &["||", "??"], |n| script_condition(n, source), source)
        }
        "switch_statement" => {
            let value = field(node, "value");
            let subject = value.and_then(|v| plain(v.named_child(0).unwrap_or(v), source));
            match field(node, "body") {
                Some(body) => switch(subject, body, ("switch_case", "switch_default"), source),
                None => Vec::new(),
            }
        }
        _ => two_ways(node, source, script_condition),
    }
}

/// The branches of a node of Java.
pub(super) fn java<'t>(node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
    two_ways(node, source, java_condition)
}

/// The `if` whose other branch a node is.
fn other_of(node: Node<'_>) -> Option<Node<'_>> {
    let around = node.parent()?;
    let (part, outer) = match kind_of(around) {
        "else_clause" => (around, around.parent()?),
        _ => (node, around),
    };
    (kind_of(outer) == "if_statement" && field(outer, "alternative") == Some(part)).then_some(outer)
}

/// The branches of an `if`, or of `a ? b : c`.
fn two_ways<'t>(
    node: Node<'t>,
    source: &'t str,
    condition: fn(Node<'t>, &'t str) -> Conditions<'t>,
) -> Vec<GuardShape<'t>> {
    let Some(branch) = field(node, "consequence") else { return Vec::new() };
    let behind = match kind_of(node) {
        "if_statement" => {
            // `else if` goes on behind the whole chain, where all before it leave too.
            let (mut whole, mut left) = (node, true);
            while let Some(outer) = other_of(whole) {
                left &= field(outer, "consequence").is_some_and(leaves);
                whole = outer;
            }
            behind(whole).filter(|_| left)
        }
        "ternary_expression" => None,
        _ => return Vec::new(),
    };
    let asked = field(node, "condition").map_or_else(Conditions::default, |n| condition(n, source));
    of_clauses(&[(asked, branch)], field(node, "alternative"), behind.as_ref())
}

/// The branches of `a && b || c`: the second where the first holds, the third where not.
fn chosen<'t>(
    node: Node<'t>,
    and: &[&str],
    or: &[&str],
    condition: impl Fn(Node<'t>) -> Conditions<'t>,
    source: &str,
) -> Vec<GuardShape<'t>> {
    let operator = field_text(node, "operator", source);
    let (Some(mut left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return Vec::new();
    };
    if and.contains(&operator) {
        return of_clauses(&[(condition(left), right)], None, None);
    }
    while let ("parenthesized_expression", Some(inner)) = (kind_of(left), left.named_child(0)) {
        left = inner;
    }
    match (field(left, "left"), field(left, "right")) {
        (Some(asked), Some(then))
            if or.contains(&operator) && and.contains(&field_text(left, "operator", source)) =>
        {
            of_clauses(&[(condition(asked), then)], Some(right), None)
        }
        _ => Vec::new(),
    }
}

/// The branches of a `switch` of some kind of cases.
fn switch<'t>(
    subject: Option<Node<'t>>,
    body: Node<'t>,
    (one, rest): (&str, &str),
    source: &'t str,
) -> Vec<GuardShape<'t>> {
    let cases = named(body).into_iter().filter(|n| kind_of(n) == one || kind_of(n) == rest);
    let Some(subject) = subject else {
        return cases.map(|case| open(case.byte_range(), kind_of(case) == one)).collect();
    };
    let mut found = Vec::new();
    // Texts that lead into the case at hand, through those before it that do not leave.
    let mut texts: Vec<String> = Vec::new();
    let mut all: Vec<String> = Vec::new();
    let mut known = true;
    for case in cases {
        if kind_of(case) == rest {
            if known && texts.is_empty() && !all.is_empty() {
                let condition = Condition::of(subject, all.clone(), false);
                found.push(guard(&condition, case.byte_range()));
            }
            return found;
        }
        match field(case, "value").and_then(|v| written(v, source)) {
            Some(said) => {
                texts.push(said.clone());
                all.push(said);
            }
            None => known = false,
        }
        let value = field(case, "value").map(|v| v.id());
        let inside: Vec<Node> = named(case)
            .into_iter()
            .filter(|n| Some(n.id()) != value && kind_of(n) != "comment")
            .collect();
        if known && !inside.is_empty() {
            let condition = Condition::of(subject, texts.clone(), true);
            found.push(guard(&condition, case.byte_range()));
        }
        if inside.last().is_some_and(|n| leaves(*n)) {
            texts.clear();
        }
    }
    found
}

/// What an operator with two sides says of them.
fn script_sides<'t>(
    node: Node<'t>,
    source: &'t str,
    condition: fn(Node<'t>, &'t str) -> Conditions<'t>,
) -> Conditions<'t> {
    let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return Conditions::default();
    };
    match field_text(node, "operator", source) {
        "&&" => condition(left, source).both(condition(right, source)),
        "||" => condition(left, source).either(&condition(right, source), source),
        operator @ ("==" | "===" | "!=" | "!==") => {
            let (subject, said) = match (written(left, source), written(right, source)) {
                (None, Some(said)) => (left, said),
                (Some(said), None) => (right, said),
                _ => {
                    // `body !== undefined`
                    let nothing = matches!(text(right, source), "undefined" | "null" | "NULL");
                    if let Some(condition) =
                        named_constant(left, right, operator.starts_with('='), source)
                    {
                        return Conditions::one(Some(condition));
                    }
                    if !nothing {
                        return held_to(left, operator, text(right, source), source);
                    }
                    let is = operator.starts_with('!');
                    return Conditions::one(compared(left, Vec::new(), is, source));
                }
            };
            Conditions::one(compared(subject, vec![said], operator.starts_with('='), source))
        }
        operator => held_to(left, operator, text(right, source), source),
    }
}

fn script_condition<'t>(node: Node<'t>, source: &'t str) -> Conditions<'t> {
    match kind_of(node) {
        "parenthesized_expression" => {
            node.named_child(0).map_or_else(Conditions::default, |n| script_condition(n, source))
        }
        "identifier" | "member_expression" => {
            Conditions::one(compared(node, Vec::new(), true, source))
        }
        "unary_expression" if field_text(node, "operator", source) == "!" => {
            field(node, "argument")
                .map_or_else(Conditions::default, |n| script_condition(n, source).negated())
        }
        "binary_expression" => script_sides(node, source, script_condition),
        "call_expression" if asked(node, source).is_some() => asked_by(node, source),
        // `["a", "b"].includes(x)`
        "call_expression" => {
            let condition = field(node, "function").and_then(|callee| {
                let includes = field_text(callee, "property", source) == "includes";
                let texts = includes.then(|| all_written(field(callee, "object")?, source))??;
                let subject = field(node, "arguments")?.named_child(0)?;
                compared(subject, texts, true, source)
            });
            Conditions::one(condition)
        }
        _ => Conditions::default(),
    }
}

fn java_condition<'t>(node: Node<'t>, source: &'t str) -> Conditions<'t> {
    match kind_of(node) {
        "parenthesized_expression" => {
            node.named_child(0).map_or_else(Conditions::default, |n| java_condition(n, source))
        }
        // Only what is true or false stands alone.
        "identifier" | "field_access" => {
            Conditions::one(compared(node, vec!["true".to_string()], true, source))
        }
        "unary_expression" if field_text(node, "operator", source) == "!" => field(node, "operand")
            .map_or_else(Conditions::default, |n| java_condition(n, source).negated()),
        "binary_expression" => script_sides(node, source, java_condition),
        "method_invocation"
            if matches!(field_text(node, "name", source), "equals" | "equalsIgnoreCase") =>
        {
            let given = field(node, "arguments").and_then(|n| n.named_child(0));
            let condition = field(node, "object").zip(given).and_then(|(one, other)| {
                match (written(one, source), written(other, source)) {
                    (None, Some(said)) => compared(one, vec![said], true, source),
                    (Some(said), None) => compared(other, vec![said], true, source),
                    _ => None,
                }
            });
            Conditions::one(condition)
        }
        _ => Conditions::default(),
    }
}
