//! Reading an app's code for what it calls and asks for.

mod asked;
pub mod baseline;
mod callers;
mod clients;
mod collecting;
mod cores;
pub mod dependencies;
pub mod evidence;
pub mod excerpt;
pub mod findings;
pub mod ignore;
pub mod ir;
pub mod judge;
mod modules;
mod pages;
mod program;
mod reach;
mod reading;
mod remembered;
mod requests;
pub mod rules;
mod seeds;
pub mod settings;
mod strangers;
pub mod syntax;
#[cfg(test)]
mod tests;
pub mod text;
mod told;
mod values;
mod verbs;
pub mod view;
pub mod walk;

pub use reading::read;
