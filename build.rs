//! Reads `scopes.toml`, checks it, and writes it out as static tables.
//!
//! A wrong catalogue does not build; the message names the entry and what to mend.

#![allow(dead_code, reason = "the program uses more of these modules than the build does")]

use std::path::Path;
use std::{env, fs, process};

use databake::Bake;

/// The part of the program that the build shares with it.
#[path = "src/catalogue"]
mod catalogue {
    pub mod model;
    pub mod source;
    pub mod terms;
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=scopes.toml");
    println!("cargo::rerun-if-changed=src/catalogue");
    let text =
        fs::read_to_string("scopes.toml").unwrap_or_else(|e| fail(&[format!("scopes.toml: {e}")]));
    let catalogue = catalogue::source::read(&text)
        .unwrap_or_else(|faults| fail(&faults.iter().map(ToString::to_string).collect::<Vec<_>>()));
    println!("cargo::rustc-env=SCOPES_CATALOGUE_DATE={}", catalogue.date);
    let out = env::var_os("OUT_DIR").unwrap_or_else(|| fail(&["OUT_DIR is not set".to_string()]));
    let code = catalogue.bake(&databake::CrateEnv::default()).to_string();
    fs::write(Path::new(&out).join("catalogue.rs"), code)
        .unwrap_or_else(|e| fail(&[format!("cannot write the tables: {e}")]));
}

fn fail(messages: &[String]) -> ! {
    for message in messages {
        for line in message.lines() {
            println!("cargo::error={line}");
        }
    }
    process::exit(1)
}
