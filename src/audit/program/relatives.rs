//! Classes, and those they are made from.

use super::{Cls, Fun, Program, base_name};
use crate::audit::syntax::Language;

/// Classes that are followed from one, upwards and downwards.
const MOST_RELATIVES: usize = 96;

fn dedup(classes: &mut Vec<Cls>) {
    let mut kept: Vec<Cls> = Vec::with_capacity(classes.len());
    for class in classes.drain(..) {
        if !kept.contains(&class) {
            kept.push(class);
        }
    }
    *classes = kept;
}

impl Program {
    /// Classes of that name in the languages that see each other.
    pub fn classes_of(&self, name: &str, language: Language) -> Vec<Cls> {
        let all = self.classes.get(name).map_or(&[][..], Vec::as_slice);
        let sees = |c: &&Cls| self.language(c.unit).family() == language.family();
        all.iter().filter(sees).copied().collect()
    }

    /// Methods of that name of some classes.
    pub fn methods_among(&self, classes: &[Cls], name: &str) -> Vec<Fun> {
        let own = |class: &Cls| self.methods.get(class)?.get(name);
        classes.iter().filter_map(own).flatten().copied().collect()
    }

    /// A class and what it is made from, by name, the nearest first: behind a class comes what
    /// it is made from itself, and behind all of them what they have in common.
    pub fn made_of<'p>(&'p self, name: &'p str, language: Language) -> Vec<&'p str> {
        let (mut found, mut next) = (Vec::new(), vec![name]);
        while let Some(name) = next.pop() {
            if found.len() >= MOST_RELATIVES {
                break;
            }
            found.push(name);
            let classes = self.classes_of(name, language);
            let bases: Vec<&str> = classes
                .iter()
                .flat_map(|class| &self.class(*class).bases)
                .map(|base| base_name(base))
                .filter(|base| *base != name)
                .collect();
            next.extend(bases.into_iter().rev());
        }
        let mut at = 0;
        found.retain({
            let whole = found.clone();
            move |name| {
                at += 1;
                !whole[at..].contains(name)
            }
        });
        found
    }

    /// A class, what it is made from, and what is made from it.
    pub fn relatives(&self, class: Cls) -> &[Cls] {
        self.related.get(&class).map_or(&[], Vec::as_slice)
    }

    /// Whether all that is known of a class is what the program adds to it, so that what it is
    /// made with goes to a class from elsewhere: `static Task Go(this HttpClient c)`.
    pub fn is_added_to(&self, class: Cls) -> bool {
        let added = |of: &Cls| {
            let (unit, known) = (self.unit(of.unit), self.class(*of));
            // Such a class stands where the first function stands that is added to it.
            let mut functions = unit.functions.iter();
            functions.any(|f| f.class == Some(of.id) && f.span == known.span)
        };
        matches!(self.language(class.unit), Language::CSharp | Language::Kotlin)
            && self.relatives(class).iter().chain([&class]).all(added)
    }

    pub(super) fn relatives_of(&self, class: Cls) -> Vec<Cls> {
        let mut found = vec![class];
        // Upwards.
        let mut at = 0;
        while at < found.len() && found.len() < 32 {
            let here = found[at];
            at += 1;
            let language = self.language(here.unit);
            for base in &self.class(here).bases {
                found.extend(self.classes_of(base_name(base), language));
            }
            // Parts of one class in several files.
            let name = &self.class(here).name;
            if !name.is_empty() && language.shares_names() {
                found.extend(self.classes_of(name, language));
            }
            dedup(&mut found);
        }
        // Downwards, from the class itself.
        let name = &self.class(class).name;
        let family = self.language(class.unit).family();
        let mut below = vec![name.clone()];
        let mut next = 0;
        while let Some(name) = below.get(next).cloned() {
            next += 1;
            for down in self.made_from.get(&name).into_iter().flatten() {
                let made = &self.class(*down).name;
                if self.language(down.unit).family() == family && found.len() < MOST_RELATIVES {
                    found.push(*down);
                    if !made.is_empty() && !below.contains(made) {
                        below.push(made.clone());
                    }
                }
            }
        }
        dedup(&mut found);
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::audit::program::{Program, Source};
    use crate::audit::syntax::{self, Language};

    /// Two programs of the same files differ in nothing, not even in the order in which what is
    /// made from a class is found: of many, only so many are followed.
    #[test]
    fn what_is_made_from_a_class_comes_in_the_order_of_the_files() {
        let of = || {
            let below: Vec<String> =
                (0..40).map(|n| format!("class A{n} extends Base {{}}")).collect();
            let text = format!("<?php\nclass Base {{}}\n{}\n", below.join("\n"));
            let unit = syntax::read_file(Language::Php, &text).expect("it can be parsed");
            let program = Program::new(
                vec![Source {
                    file: crate::audit::evidence::FileId(0),
                    path: "a.php".into(),
                    language: Language::Php,
                    unit,
                    lines: Vec::new(),
                }],
                1,
            );
            let base = program.classes_of("Base", Language::Php)[0];
            let names = program.relatives(base).iter().map(|c| program.class(*c).name.clone());
            names.collect::<Vec<_>>()
        };
        let expected = std::iter::once("Base".to_string()).chain((0..40).map(|n| format!("A{n}")));
        assert_eq!(of(), expected.map(String::into_boxed_str).collect::<Vec<_>>());
    }

    #[test]
    fn classes_of_one_name_are_parts_of_one_where_files_share_names() {
        let related = |language, ending: &str, text: &str| {
            let source = |number: u32| Source {
                file: crate::audit::evidence::FileId(number),
                path: format!("{number}.{ending}"),
                language,
                unit: syntax::read_file(language, text).expect("it can be parsed"),
                lines: Vec::new(),
            };
            let program = Program::new(vec![source(0), source(1)], 1);
            let class = program.classes_of("Api", language)[0];
            program.relatives(class).len()
        };
        assert_eq!(related(Language::CSharp, "cs", "partial class Api {}\n"), 2);
        assert_eq!(related(Language::JavaScript, "js", "class Api {}\n"), 1);
    }
}
