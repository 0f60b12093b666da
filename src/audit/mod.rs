//! Reading an app's code for what it calls and asks for.

mod asked;
mod clients;
pub mod dependencies;
pub mod evidence;
pub mod ir;
mod modules;
mod program;
mod reach;
mod reading;
mod requests;
pub mod syntax;
mod texts;
mod values;
mod verbs;
pub mod walk;

pub use reading::read;
