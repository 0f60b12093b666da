//! Which release came first; used when the tables are built and when they are read.

use std::cmp::Ordering;

use super::model::Releases;

/// Compares two releases part by part: `2.9 < 2.10.0 < 3.0.0-rc1 < 3.0.0`.
pub fn compare(one: &str, other: &str) -> Ordering {
    let (one, other) = (parts(one), parts(other));
    let longest = one.0.len().max(other.0.len());
    let number = |parts: &[u64], at: usize| parts.get(at).copied().unwrap_or(0);
    let numbers =
        (0..longest).map(|at| number(&one.0, at).cmp(&number(&other.0, at))).find(|o| o.is_ne());
    numbers.unwrap_or_else(|| match (one.1, other.1) {
        ("", "") => Ordering::Equal,
        ("", _) => Ordering::Greater,
        (_, "") => Ordering::Less,
        (one, other) => one.cmp(other),
    })
}

/// The numbers of a release, and what stands after a dash.
fn parts(release: &str) -> (Vec<u64>, &str) {
    let release = release.trim().trim_start_matches('v');
    let release = release.split_once('+').map_or(release, |(release, _)| release);
    let (numbers, pre) = release.split_once('-').unwrap_or((release, ""));
    (numbers.split('.').map(|number| number.parse().unwrap_or(0)).collect(), pre)
}

/// Whether a text can be read as a release: `1.2.3`, `v2.0`, `10.0.0-RC1`.
pub fn is_release(text: &str) -> bool {
    let text = text.trim_start_matches('v');
    let numbers = text.split_once(['-', '+']).map_or(text, |(numbers, _)| numbers);
    numbers.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

impl Releases {
    /// Whether a release is among them.
    pub fn has(&self, release: &str) -> bool {
        (self.since.is_empty() || compare(release, self.since).is_ge())
            && (self.after.is_empty() || compare(release, self.after).is_gt())
            && (self.until.is_empty() || compare(release, self.until).is_le())
    }

    /// Whether they are all there are.
    pub fn is_all(&self) -> bool {
        self.since.is_empty() && self.after.is_empty() && self.until.is_empty()
    }

    /// Whether some release is among both.
    pub fn overlap(&self, other: &Releases) -> bool {
        self.reach_into(other) && other.reach_into(self)
    }

    /// Whether they do not end before the others begin.
    fn reach_into(&self, other: &Releases) -> bool {
        self.until.is_empty()
            || (other.since.is_empty() || compare(self.until, other.since).is_ge())
                && (other.after.is_empty() || compare(self.until, other.after).is_gt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_ordered_by_number() {
        for (earlier, later) in [
            ("2.9", "2.10.0"),
            ("10.0.0-RC2", "10.0.0-RC3"),
            ("10.0.0-RC3", "10.0.0"),
            ("9.4.0", "10.0.0-RC1"),
            ("v1.3.0", "v2.0.0"),
        ] {
            assert_eq!(compare(earlier, later), Ordering::Less, "{earlier} {later}");
            assert_eq!(compare(later, earlier), Ordering::Greater, "{earlier} {later}");
        }
        assert_eq!(compare("3.4.03", "v3.4.3"), Ordering::Equal);
        assert_eq!(compare("2.0", "2.0.0"), Ordering::Equal);
    }

    #[test]
    fn ranges_hold_their_ends() {
        let range = |since, after, until| Releases { since, after, until };
        let old = range("", "", "2.13.0");
        let new = range("", "2.13.0", "");
        assert!(old.has("2.13.0") && old.has("1.0") && !old.has("2.13.1"));
        assert!(new.has("2.13.1") && !new.has("2.13.0"));
        assert!(!old.overlap(&new) && !new.overlap(&old));
        assert!(old.overlap(&range("2.13.0", "", "")));
        assert!(range("", "", "").is_all() && range("", "", "").overlap(&old));
        assert!(!range("1.1.1", "", "1.1.2").overlap(&range("", "1.1.2", "")));
    }

    #[test]
    fn releases_are_told_from_words() {
        assert!(is_release("v2.0.0") && is_release("10.0.0-RC1") && is_release("7"));
        assert!(!is_release("latest") && !is_release("") && !is_release("2.x"));
    }
}
