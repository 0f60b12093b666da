//! Releases, and the ranges of them that manifests write.

/// Which release. Of two, the greater says more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Release {
    /// Any.
    Any,
    /// This one or later, as far as the range goes.
    AtLeast(String),
    /// This one, by a lock file or an exact version in a manifest.
    Exactly(String),
}

impl Release {
    /// The lowest release it can be.
    pub fn lowest(&self) -> Option<&str> {
        match self {
            Release::Any => None,
            Release::AtLeast(version) | Release::Exactly(version) => Some(version),
        }
    }

    /// A range as manifests write it: `>=2.19,<3`, `^1.2 || ^2`, `~> 2.1`, `[1.0,2.0)`.
    /// `exact` tells whether a bare version means that one alone.
    pub(super) fn of_range(range: &str, exact: bool) -> Release {
        let first = range.split("||").next().unwrap_or_default().replace(' ', "");
        pieces(&first)
            .map(|clause| clause_of(clause, exact))
            .find(|r| *r != Release::Any)
            .unwrap_or(Release::Any)
    }
}

/// The parts of a range between commas, and before each comparison.
fn pieces(range: &str) -> impl Iterator<Item = &str> {
    let mut rest = range;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([',', '[', ']', '(', ')']);
        if rest.is_empty() {
            return None;
        }
        let number = rest.find(|c: char| !is_operator(c)).unwrap_or(rest.len());
        let end = rest[number..].find(|c: char| is_operator(c) || matches!(c, ',' | ']' | ')'));
        let (piece, left) = rest.split_at(end.map_or(rest.len(), |end| number + end));
        rest = left;
        Some(piece)
    })
}

fn is_operator(c: char) -> bool {
    matches!(c, '<' | '>' | '=' | '~' | '^' | '!')
}

fn clause_of(clause: &str, exact: bool) -> Release {
    let at = clause.find(|c| !is_operator(c)).unwrap_or(clause.len());
    let (operator, version) = clause.split_at(at);
    let version = version.trim_start_matches(['v', 'V']);
    // `2.x`, `2.*`: what stands before is the lower end.
    let open = version.find(['*', 'x', 'X']).map(|at| version[..at].trim_end_matches('.'));
    let fixed = open.unwrap_or(version);
    if !fixed.starts_with(|c: char| c.is_ascii_digit()) {
        return Release::Any;
    }
    match operator {
        "" | "=" | "==" | "===" if open.is_some() => Release::AtLeast(fixed.to_owned()),
        "=" | "==" | "===" => Release::Exactly(fixed.to_owned()),
        "" if exact => Release::Exactly(fixed.to_owned()),
        "" | ">=" | ">" | "~>" | "~=" | "~" | "^" => Release::AtLeast(fixed.to_owned()),
        _ => Release::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_give_their_lower_end() {
        let least = |version: &str| Release::AtLeast(version.to_owned());
        for (range, version) in [
            (">=2.19,<3", "2.19"),
            ("<3, >= 2.19", "2.19"),
            ("^1.2 || ^2", "1.2"),
            ("~> 2.1", "2.1"),
            ("~=2.0", "2.0"),
            ("2.x", "2"),
            ("==2.*", "2"),
            (">=1.0.0 <2.0.0", "1.0.0"),
            ("[>=1.0,2.0)", "1.0"),
        ] {
            assert_eq!(Release::of_range(range, true), least(version), "{range}");
        }
        assert_eq!(Release::of_range("1.2", false), least("1.2"));
    }

    #[test]
    fn exact_versions_are_exact() {
        let exactly = |version: &str| Release::Exactly(version.to_owned());
        assert_eq!(Release::of_range("==2.23.0", false), exactly("2.23.0"));
        assert_eq!(Release::of_range("=1.2", false), exactly("1.2"));
        assert_eq!(Release::of_range("5.0.2", true), exactly("5.0.2"));
        assert_eq!(Release::of_range("v5.0.2", true), exactly("5.0.2"));
    }

    #[test]
    fn anything_else_is_any() {
        for range in ["", "*", "latest", "<3", "!=2.1", "workspace:*", "file:../x", "||", ">="] {
            assert_eq!(Release::of_range(range, true), Release::Any, "{range}");
        }
    }
}
