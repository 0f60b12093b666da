//! `scopes audit`: what is concluded from what was read, and how that is written.

mod asking;
mod environment;
mod files;
mod output;
mod program;
mod reading;
mod receivers;
mod silence;
mod typed;
mod verdict;
mod ways;
mod whole;

/// Reports that together have every field there is.
pub fn reports() -> Vec<scopes::report::audit::AuditReport> {
    output::everything()
}
