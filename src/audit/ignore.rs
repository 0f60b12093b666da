//! Comments that silence findings: `scopes:ignore RULE reason`.

use crate::audit::evidence::{FileId, Ignore, Place};
use crate::audit::ir::TO_THE_AUDIT;
use crate::audit::rules::Rule;

/// A comment of this kind, read from the text of a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadIgnore {
    /// Bytes of the comment before the word.
    pub begins: u32,
    /// Bytes of the word and what it says.
    pub length: u32,
    /// Lines of the comment before the one that says it.
    pub after: u32,
    /// Lines of the comment from that one to the end, without itself.
    pub before_end: u32,
    /// The rule, as written; empty where none is.
    pub rule: String,
    /// The reason; empty where none is.
    pub reason: String,
}

/// Reads what the text of one comment, with its marks, says to the audit.
///
/// The word must begin a line of the comment: a text about the word is none.
pub fn read_ignores(comment: &str) -> Vec<ReadIgnore> {
    let last = comment.trim_end().matches('\n').count();
    let marks = |c: char| c.is_whitespace() || "/*#<!-;{%'\"".contains(c);
    let end = |c: char| c.is_whitespace() || "*/->%}".contains(c);
    let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
    let mut offset = 0;
    let mut found = Vec::new();
    for (at, line) in comment.split_inclusive('\n').enumerate() {
        let begins = offset + line.len() - line.trim_start_matches(marks).len();
        offset += line.len();
        let Some(said) = line.trim_start_matches(marks).strip_prefix(TO_THE_AUDIT) else {
            continue;
        };
        // `scopes:ignored` is another word.
        if said.chars().next().is_some_and(|c| !c.is_whitespace() && !end(c)) {
            continue;
        }
        let said = said.trim_end_matches(end);
        let length = TO_THE_AUDIT.len() + said.len();
        let said = said.trim_start();
        let (rule, reason) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
        found.push(ReadIgnore {
            begins: count(begins),
            length: count(length),
            after: count(at),
            before_end: count(last.saturating_sub(at)),
            rule: rule.trim_end_matches(':').to_string(),
            reason: reason.trim().to_string(),
        });
    }
    found
}

/// Comments of one audit, and which of them were of use.
#[derive(Debug)]
pub struct Ignores<'e> {
    all: Vec<(&'e Ignore, Option<Rule>)>,
    used: Vec<bool>,
}

impl<'e> Ignores<'e> {
    /// Takes the comments of an audit.
    pub fn new(ignores: &'e [Ignore]) -> Self {
        let all: Vec<_> = ignores
            .iter()
            .map(|i| (i, Rule::named(&i.rule).filter(|_| !i.reason.is_empty())))
            .collect();
        Ignores { used: vec![false; all.len()], all }
    }

    /// Whether a comment on the line, or right above it, silences a rule there.
    ///
    /// Above means above the line but for other such comments.
    pub fn silence(&mut self, rule: Rule, place: Place) -> bool {
        let first = |ignore: &Ignore| ignore.place.span.line;
        let last = |ignore: &Ignore| ignore.until.max(ignore.place.span.line);
        let mut line = place.span.line;
        let mut reached = self.those(place.file, |ignore| first(ignore) == line);
        loop {
            let alone = |ignore: &Ignore| ignore.until >= first(ignore);
            let above = self.those(place.file, |ignore| alone(ignore) && last(ignore) + 1 == line);
            let Some(top) = above.iter().map(|at| first(self.all[*at].0)).min() else { break };
            reached.extend(above);
            line = top;
        }
        reached.retain(|at| self.all[*at].1 == Some(rule));
        for at in &reached {
            self.used[*at] = true;
        }
        !reached.is_empty()
    }

    fn those(&self, file: FileId, stands: impl Fn(&Ignore) -> bool) -> Vec<usize> {
        let fits = |ignore: &Ignore| ignore.place.file == file && stands(ignore);
        (0..self.all.len()).filter(|at| fits(self.all[*at].0)).collect()
    }

    /// Comments that cannot be followed.
    pub fn wrong(&self) -> impl Iterator<Item = &'e Ignore> {
        self.all.iter().filter(|(_, rule)| rule.is_none()).map(|(ignore, _)| *ignore)
    }

    /// Comments that silenced nothing.
    pub fn unused(&self) -> impl Iterator<Item = &'e Ignore> {
        let of_use = self.all.iter().zip(&self.used);
        of_use.filter(|((_, rule), used)| rule.is_some() && !**used).map(|((i, _), _)| *i)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::ir::Span;

    fn read(comment: &str) -> Vec<(u32, u32, String, String)> {
        let parts = |r: ReadIgnore| (r.after, r.before_end, r.rule, r.reason);
        read_ignores(comment).into_iter().map(parts).collect()
    }

    #[test]
    fn comments_of_every_language() {
        for comment in [
            "// scopes:ignore unused-scope the partner site needs it",
            "# scopes:ignore unused-scope the partner site needs it",
            "/* scopes:ignore unused-scope the partner site needs it */",
            "<!-- scopes:ignore unused-scope the partner site needs it -->",
            "{# scopes:ignore unused-scope the partner site needs it",
            "scopes:ignore unused-scope: the partner site needs it",
        ] {
            let wanted = (0, 0, "unused-scope".into(), "the partner site needs it".into());
            assert_eq!(read(comment), [wanted], "{comment}");
        }
    }

    #[test]
    fn one_line_of_many() {
        let comment = "/*\n * About this.\n * scopes:ignore blind-spot tested by hand\n */";
        assert_eq!(read(comment), [(2, 1, "blind-spot".into(), "tested by hand".into())]);
    }

    #[test]
    fn it_is_told_where_it_stands() {
        let comment = "/* a\n * scopes:ignore blind-spot known */";
        let read = &read_ignores(comment)[0];
        let (from, length) = (read.begins as usize, read.length as usize);
        assert_eq!(&comment[from..from + length], "scopes:ignore blind-spot known");
    }

    #[test]
    fn what_is_left_out_is_empty_and_talk_about_it_is_nothing() {
        assert_eq!(read("// scopes:ignore"), [(0, 0, String::new(), String::new())]);
        assert_eq!(
            read("// scopes:ignore blind-spot"),
            [(0, 0, "blind-spot".into(), String::new())]
        );
        assert!(read("// write scopes:ignore RULE reason to silence it").is_empty());
        assert!(read("// scopes:ignored").is_empty());
        assert!(read("// nothing").is_empty());
    }

    fn ignore(line: u32, until: u32, rule: &str) -> Ignore {
        let place = Place { file: FileId(0), span: Span { start: 0, end: 0, line } };
        Ignore { place, until, rule: rule.into(), reason: "because".into() }
    }

    fn on(line: u32) -> Place {
        Place { file: FileId(0), span: Span { start: 0, end: 0, line } }
    }

    #[test]
    fn the_line_and_the_one_below_are_silenced() {
        let list = [ignore(5, 5, "blind-spot")];
        for (line, silenced) in [(4, false), (5, true), (6, true), (7, false)] {
            assert_eq!(Ignores::new(&list).silence(Rule::BlindSpot, on(line)), silenced, "{line}");
        }
        assert!(!Ignores::new(&list).silence(Rule::OlderPath, on(5)));
        let elsewhere = Place { file: FileId(1), ..on(5) };
        assert!(!Ignores::new(&list).silence(Rule::BlindSpot, elsewhere));
    }

    #[test]
    fn several_comments_may_stand_one_above_the_other() {
        let list = [ignore(1, 2, "blind-spot"), ignore(3, 3, "older-path"), ignore(9, 9, "x")];
        let mut ignores = Ignores::new(&list);
        assert!(ignores.silence(Rule::BlindSpot, on(4)));
        assert_eq!(ignores.unused().count(), 1);
        assert!(ignores.silence(Rule::OlderPath, on(4)));
        assert_eq!(ignores.unused().count(), 0);
        assert_eq!(ignores.wrong().count(), 1);
    }

    #[test]
    fn the_word_ends_where_the_comment_does() {
        let rules = |comment: &str| -> Vec<String> {
            read_ignores(comment).into_iter().map(|read| read.rule).collect()
        };
        assert_eq!(rules("/* scopes:ignore*/"), [""]);
        assert_eq!(rules("<!--scopes:ignore-->"), [""]);
        assert_eq!(rules("// scopes:ignore unused-scope later"), ["unused-scope"]);
        assert!(rules("// scopes:ignored unused-scope later").is_empty());
    }
}
