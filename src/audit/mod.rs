//! Reading an app's code for what it calls and asks for.

pub mod evidence;
pub mod ir;
pub mod syntax;
