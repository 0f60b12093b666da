//! `scopes` tells which OAuth scopes a call of the Spotify Web API needs, what
//! the user will be shown, and writes the authorization request.
//!
//! Data flows one way: [`arguments`] → [`query`] → [`catalogue`] →
//! [`requirement`] → [`report`] → [`render`]. A command in [`commands`] walks a
//! question along that way; [`run`] reads the command line, calls one command,
//! and writes what it answers through [`output`].

// The tables the build script writes name their types by this path.
extern crate self as scopes;

pub mod arguments;
#[cfg(feature = "audit")]
pub mod audit;
pub mod authorize;
pub mod catalogue;
pub mod commands;
pub mod completion;
pub mod consent;
pub mod diagnosis;
pub mod drift;
pub mod encoding;
pub mod libraries;
pub mod output;
pub mod query;
pub mod render;
pub mod report;
pub mod requirement;
mod run;
pub mod scope_text;
pub mod secrets;
mod sorted;

pub use run::{Parser, run};
