//! Branches that are taken for some values: what is written before the arms of `switch`,
//! `when`, `match` and `case`.

use tree_sitter::Node;

use super::nodes::kind_of;

/// Whether a node is an arm, in any of the grammars.
pub fn is_arm(node: Node<'_>) -> bool {
    match kind_of(node) {
        "switch_entry"
        | "when_entry"
        | "switch_block_statement_group"
        | "switch_rule"
        | "switch_section"
        | "switch_expression_arm"
        | "switch_case"
        | "switch_default"
        | "match_arm"
        | "default_statement"
        | "match_conditional_expression"
        | "match_default_expression"
        | "case_clause"
        | "expression_case"
        | "default_case"
        | "when"
        | "in_clause" => true,
        // Of PHP; of shell it is the whole.
        "case_statement" => node.parent().is_some_and(|p| kind_of(p) == "switch_block"),
        "else" => node.parent().is_some_and(|p| matches!(kind_of(p), "case" | "case_match")),
        _ => false,
    }
}

/// What an arm is taken for, as its last names or texts; nothing where it takes what is left.
pub fn labels(node: Node<'_>, source: &str) -> Vec<Box<str>> {
    let mut found = Vec::new();
    let mut at = Some(node);
    // `case "a": case "b": …` are arms of their own, of which the first does nothing.
    for _ in 0..16 {
        let Some(arm) = at else { break };
        let written = source.get(arm.byte_range()).unwrap_or_default();
        read(written, &mut found);
        let before = arm.prev_named_sibling().filter(|n| kind_of(n) == kind_of(arm));
        let falls = before.is_some_and(|n| {
            let written = source.get(n.byte_range()).unwrap_or_default();
            read(written, &mut Vec::new()).trim().is_empty()
        });
        at = if falls { before } else { None };
    }
    found
}

/// Reads what stands before an arm; gives what is behind it.
fn read<'t>(written: &'t str, found: &mut Vec<Box<str>>) -> &'t str {
    let mut rest = written.trim_start();
    loop {
        let head = ["case ", "when ", "in "].iter().find_map(|word| rest.strip_prefix(word));
        let head = head.unwrap_or(rest);
        let end = separator(head);
        let (patterns, behind) = head.split_at(end);
        for pattern in cut(patterns) {
            found.extend(label(pattern));
        }
        let behind = behind
            .trim_start_matches("->")
            .trim_start_matches("=>")
            .trim_start_matches([':', ';'])
            .trim_start();
        if !behind.starts_with("case ") {
            return behind;
        }
        rest = behind;
    }
}

/// Where the patterns of an arm end.
fn separator(text: &str) -> usize {
    let mut depth = 0i32;
    let mut quote: Option<char> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        match (quote, c) {
            (Some(open), _) if c == open && before != '\\' => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            // Not the colon of `:tracks` and `A::B`.
            (None, ':')
                if depth == 0 && !matches!(before, ':' | ' ' | ',') && !rest.starts_with("::") =>
            {
                return at;
            }
            // One of several may stand on a line of its own.
            (None, '\n') if depth == 0 && !text[..at].trim_end().ends_with([',', '|']) => {
                return at;
            }
            (None, _) if depth == 0 && (rest.starts_with("->") || rest.starts_with("=>")) => {
                return at;
            }
            (None, _) if depth == 0 && rest.starts_with(" then") => return at,
            _ => {}
        }
        before = c;
    }
    text.len()
}

/// Patterns between commas and bars.
fn cut(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' | '|' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The last name of a pattern: `playlist` of `.playlist(let id)`, `Play` of `Call::Play { .. }`.
fn label(pattern: &str) -> Option<Box<str>> {
    let pattern = pattern.trim();
    let pattern = pattern.strip_prefix("is ").unwrap_or(pattern);
    let pattern = pattern.strip_prefix("let ").unwrap_or(pattern);
    let pattern = pattern.strip_prefix("case ").unwrap_or(pattern);
    if let Some(quote) = pattern.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) {
        return Some(pattern.trim_matches(quote).into());
    }
    let end = pattern.find(['(', '{', ' ', '\n']).unwrap_or(pattern.len());
    let name = pattern[..end].rsplit(['.', ':', '\\']).next().unwrap_or_default();
    let left_over = matches!(name, "" | "default" | "else" | "_" | "@unknown");
    (!left_over).then(|| name.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_arm_is_taken_for_is_read() {
        let labels = |text: &str| {
            let mut found = Vec::new();
            read(text, &mut found);
            found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(labels("case .play, .pause(let a: Int):\n return x"), "play pause");
        assert_eq!(labels("Endpoint.Me, is Endpoint.Top -> \"me\""), "Me Top");
        assert_eq!(labels("Call::Play { .. } | Call::Stop => 1"), "Play Stop");
        assert_eq!(labels("case \"a\":\n case \"b:c\":\n  return 1"), "a b:c");
        assert_eq!(labels("when :tracks then 1"), "tracks");
        assert_eq!(labels("default: return 1"), "");
        assert_eq!(labels("else -> 1"), "");
        assert_eq!(labels("_ => 1"), "");
    }
}
