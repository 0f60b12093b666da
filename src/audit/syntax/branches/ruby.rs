//! Branches of Ruby.

use tree_sitter::Node;

use super::super::nodes::{field, field_text, kind_of, named, text};
use super::super::shape::GuardShape;
use super::{Condition, Conditions, behind, guard, of_clauses, open};

/// The branches of a node of Ruby.
pub(in super::super) fn ruby<'t>(node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
    let asked =
        || field(node, "condition").map_or_else(Conditions::default, |n| condition(n, source));
    let unless = kind_of(node).starts_with("unless");
    let said = || if unless { asked().negated() } else { asked() };
    match kind_of(node) {
        "if" | "unless" | "elsif" | "conditional" => {
            let Some(branch) = field(node, "consequence") else { return Vec::new() };
            let after = behind(node).filter(|_| kind_of(node) != "elsif");
            of_clauses(&[(said(), branch)], field(node, "alternative"), after.as_ref())
        }
        "if_modifier" | "unless_modifier" => match field(node, "body") {
            Some(branch) => of_clauses(&[(said(), branch)], None, behind(node).as_ref()),
            None => Vec::new(),
        },
        "case" => case(node, source),
        _ => Vec::new(),
    }
}

fn case<'t>(node: Node<'t>, source: &'t str) -> Vec<GuardShape<'t>> {
    let subject = field(node, "value").and_then(|n| plain(n, source));
    let (mut found, mut all, mut known) = (Vec::new(), Vec::new(), subject.is_some());
    for clause in named(node) {
        match kind_of(clause) {
            "when" => {
                let patterns = named(clause).into_iter().filter(|n| kind_of(n) == "pattern");
                let texts: Option<Vec<String>> =
                    patterns.map(|p| written(p.named_child(0)?, source)).collect();
                let Some(branch) = field(clause, "body") else { continue };
                match (subject, texts) {
                    (Some(subject), Some(texts)) if !texts.is_empty() => {
                        all.extend(texts.iter().cloned());
                        let condition = Condition::of(subject, texts, true);
                        found.push(guard(&condition, branch.byte_range()));
                    }
                    _ => {
                        known = false;
                        found.push(open(branch.byte_range(), true));
                    }
                }
            }
            "else" => match subject.filter(|_| known) {
                Some(subject) => {
                    let condition = Condition::of(subject, all.clone(), false);
                    found.push(guard(&condition, clause.byte_range()));
                }
                None => found.push(open(clause.byte_range(), false)),
            },
            _ => {}
        }
    }
    found
}

/// A name or a field; without what only changes its letters: `verb.to_s.downcase`.
fn plain<'t>(node: Node<'t>, source: &str) -> Option<Node<'t>> {
    match kind_of(node) {
        "identifier" | "instance_variable" | "class_variable" | "constant" => Some(node),
        "parenthesized_statements" => plain(node.named_child(0)?, source),
        "call" => {
            let same = matches!(
                field_text(node, "method", source),
                "to_s" | "to_sym" | "upcase" | "downcase" | "strip"
            );
            if same { plain(field(node, "receiver")?, source) } else { None }
        }
        _ => None,
    }
}

fn written(node: Node<'_>, source: &str) -> Option<String> {
    match kind_of(node) {
        "simple_symbol" => Some(text(node, source).trim_start_matches(':').to_string()),
        "string" => {
            let inner = text(node, source).trim_matches(['"', '\'']);
            (!inner.contains(['#', '\\', '\n'])).then(|| inner.to_string())
        }
        _ => None,
    }
}

fn compared<'t>(node: Node<'t>, texts: Vec<String>, holds: bool, source: &str) -> Conditions<'t> {
    let subject = plain(node, source);
    Conditions::one(subject.map(|subject| Condition::of(subject, texts, holds)))
}

fn condition<'t>(node: Node<'t>, source: &'t str) -> Conditions<'t> {
    match kind_of(node) {
        "parenthesized_statements" => {
            node.named_child(0).map_or_else(Conditions::default, |n| condition(n, source))
        }
        "identifier" | "instance_variable" => compared(node, Vec::new(), true, source),
        "unary" => field(node, "operand")
            .map_or_else(Conditions::default, |n| condition(n, source).negated()),
        "call" => {
            let holds = match field_text(node, "method", source) {
                "present?" | "any?" => true,
                "nil?" | "blank?" | "empty?" => false,
                _ => return Conditions::default(),
            };
            field(node, "receiver")
                .map_or_else(Conditions::default, |n| compared(n, Vec::new(), holds, source))
        }
        "binary" => {
            let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
                return Conditions::default();
            };
            match field_text(node, "operator", source) {
                "&&" | "and" => condition(left, source).both(condition(right, source)),
                "||" | "or" => condition(left, source).either(&condition(right, source), source),
                operator @ ("==" | "!=") => {
                    let is = operator == "==";
                    match (written(left, source), written(right, source)) {
                        (None, Some(said)) => compared(left, vec![said], is, source),
                        (Some(said), None) => compared(right, vec![said], is, source),
                        _ if text(right, source) == "nil" => {
                            compared(left, Vec::new(), !is, source)
                        }
                        _ => Conditions::default(),
                    }
                }
                _ => Conditions::default(),
            }
        }
        _ => Conditions::default(),
    }
}
