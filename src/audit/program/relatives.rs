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

    /// A class, what it is made from, and what is made from it.
    pub fn relatives(&self, class: Cls) -> &[Cls] {
        self.related.get(&class).map_or(&[], Vec::as_slice)
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
