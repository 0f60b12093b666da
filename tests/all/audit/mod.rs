//! `scopes audit`: what is concluded from what was read, and how that is written.

mod output;
mod program;
mod silence;
mod verdict;
