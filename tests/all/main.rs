//! Tests of the program as a whole, a file for each command or concern.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![allow(clippy::needless_raw_string_hashes, reason = "inline snapshots are written by a tool")]

#[cfg(feature = "audit")]
mod audit;
mod calls;
mod catalogue;
mod check;
mod cli;
mod diagnose;
mod drift;
mod explain;
#[cfg(all(unix, feature = "audit"))]
mod fuzzed;
mod growth;
#[cfg(target_os = "linux")]
mod hostile;
mod inspect;
mod json;
mod libraries;
mod list;
mod need;
mod newcomer;
mod properties;
mod questions;
mod readme;
mod requirement;
mod slips;
mod snippets;
mod support;
mod texts;
mod url;
#[cfg(feature = "audit")]
mod walk;
