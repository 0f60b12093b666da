//! Files that mention nothing themselves and still matter: what a file that does imports,
//! and what imports it.

use super::Tree;

/// A file that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// Index into [`Tree::files`].
    pub file: usize,
    /// Modules it imports, as they are written: `./api`, `app.config`, `crate::auth`.
    pub imports: Vec<String>,
}

/// Files of the same projects that import a seed or that a seed imports, as indexes into
/// [`Tree::files`], in order, without the seeds.
///
/// `members` are names that only the client libraries have; a file that holds one of them
/// in a project of a seed counts too.
pub fn neighbours(tree: &Tree, seeds: &[Seed], members: &[&str]) -> Vec<usize> {
    let _ = (tree, seeds, members);
    Vec::new()
}
