//! `scopes` tells which OAuth scopes a call of the Spotify Web API needs, what
//! the user will be shown, and writes the authorization request.
extern crate self as scopes;
pub mod authorize;
pub mod catalogue;
pub mod consent;
pub mod query;
pub mod requirement;
pub mod scope_text;
pub mod commands; pub mod report;
