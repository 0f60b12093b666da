//! What patterns take out of a value.

use tree_sitter::Node;

use super::super::nodes::{field, field_text, kind_of, nested_in, text};
use super::super::shape::{Bind, Shape, Step};
use super::values;

/// Names that a pattern takes out of a value, and how.
pub(super) fn taken_out(
    pattern: Node<'_>,
    step: Step,
    source: &str,
    out: &mut Vec<(String, Step)>,
) {
    if kind_of(pattern) != "identifier"
        && nested_in(pattern, 32, &|kind| kind.ends_with("_pattern"))
    {
        return;
    }
    // Further inside of something taken out, which piece it is is not kept.
    let inside = |next: Step| if step == Step::Whole { next } else { Step::Element };
    match kind_of(pattern) {
        "identifier" | "shorthand_field_identifier" => {
            let name = text(pattern, source);
            // Capitals are constants and variants.
            if !name.starts_with(char::is_uppercase) {
                out.push((name.to_string(), step));
            }
        }
        "tuple_struct_pattern" => {
            let whole = matches!(field_text(pattern, "type", source), "Some" | "Ok");
            let kind = field(pattern, "type").map(|n| n.id());
            for part in values(pattern).into_iter().filter(|n| Some(n.id()) != kind) {
                let next = if whole { step.clone() } else { inside(Step::Element) };
                taken_out(part, next, source, out);
            }
        }
        "struct_pattern" => {
            for part in values(pattern).into_iter().filter(|n| kind_of(n) == "field_pattern") {
                let key = field_text(part, "name", source);
                let inner = field(part, "pattern").or_else(|| field(part, "name"));
                if let Some(inner) = inner {
                    taken_out(inner, inside(Step::Field(key.to_string())), source, out);
                }
            }
        }
        "tuple_pattern" | "slice_pattern" => {
            for part in values(pattern) {
                taken_out(part, inside(Step::Element), source, out);
            }
        }
        "captured_pattern" | "mut_pattern" | "ref_pattern" | "reference_pattern" | "or_pattern"
        | "match_pattern" => {
            let condition = field(pattern, "condition").map(|n| n.id());
            for part in values(pattern).into_iter().filter(|n| Some(n.id()) != condition) {
                taken_out(part, step.clone(), source, out);
            }
        }
        _ => {}
    }
}

pub(super) fn pattern<'t>(
    pattern: Option<Node<'t>>,
    value: Option<Node<'t>>,
    source: &'t str,
) -> Vec<Bind<'t>> {
    let Some(pattern) = pattern else {
        return Vec::new();
    };
    // `let (a, b) = (x, y)` is two of them.
    if let ("tuple_pattern", Some(value)) = (kind_of(pattern), value) {
        let (names, each) = (values(pattern), values(value));
        if kind_of(value) == "tuple_expression" && names.len() == each.len() {
            return names
                .into_iter()
                .zip(each)
                .flat_map(|(name, value)| self::pattern(Some(name), Some(value), source))
                .collect();
        }
    }
    let mut taken = Vec::new();
    taken_out(pattern, Step::Whole, source, &mut taken);
    let bind = |(name, step)| Bind { step, ..Bind::name(name, value) };
    taken.into_iter().map(bind).collect()
}

/// Names given a value, or the value alone where it gets no name.
pub(super) fn bound<'t>(binds: Vec<Bind<'t>>, value: Option<Node<'t>>) -> Vec<Shape<'t>> {
    if binds.is_empty() {
        return value.into_iter().map(Shape::Node).collect();
    }
    vec![Shape::Bind(binds)]
}
