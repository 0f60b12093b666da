//! Reads `scopes.toml` and the tables beside it, checks them, and writes them out as
//! static tables.
//!
//! A wrong catalogue does not build; the message names the entry and what to mend.

#![allow(dead_code, reason = "the program uses more of these modules than the build does")]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use databake::Bake;

/// The parts of the program that the build shares with it.
#[path = "src/catalogue"]
mod catalogue {
    pub mod diagnoses;
    pub mod disagreements;
    pub mod model;
    pub mod source;
    pub mod terms;
}

#[path = "src/libraries"]
mod libraries {
    pub mod model;
    pub mod release;
    pub mod source;
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=scopes.toml");
    println!("cargo::rerun-if-changed=diagnoses.toml");
    println!("cargo::rerun-if-changed=disagreements.toml");
    println!("cargo::rerun-if-changed=src/catalogue");
    println!("cargo::rerun-if-changed=libraries");
    println!("cargo::rerun-if-changed=src/libraries");
    // The tables of names and of parsers hold some 25,000 addresses. In a file that may be
    // loaded anywhere each is mended at every start, which costs more than most answers do.
    // Stack, heap and libraries are still placed at random.
    if ["linux", "gnu"] == ["OS", "ENV"].map(target) {
        println!("cargo::rustc-link-arg-bins=-no-pie");
        leave_out_unwinding();
        keep_equal_code_once();
    }
    let catalogue = catalogue::source::read(&read(Path::new("scopes.toml")))
        .unwrap_or_else(|faults| fail(&said(&faults)));
    let diagnoses =
        catalogue::diagnoses::source::read(&read(Path::new("diagnoses.toml")), &catalogue)
            .unwrap_or_else(|faults| fail(&said(&faults)));
    let disagreements =
        catalogue::disagreements::source::read(&read(Path::new("disagreements.toml")), &catalogue)
            .unwrap_or_else(|faults| fail(&said(&faults)));
    println!("cargo::rustc-env=SCOPES_CATALOGUE_DATE={}", catalogue.date);
    let libraries = read_libraries(&catalogue);
    write("catalogue.rs", &catalogue);
    write("diagnoses.rs", &diagnoses);
    write("disagreements.rs", &disagreements);
    write("libraries.rs", &libraries);
}

/// Leaves out what says how to unwind the stack, where a panic ends the process at once:
/// a twentieth of the program, and never read.
fn leave_out_unwinding() {
    if env::var("PROFILE").is_ok_and(|profile| profile != "release") {
        return;
    }
    let script = Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("unwinding.ld");
    let text =
        "SECTIONS { /DISCARD/ : { *(.eh_frame) *(.gcc_except_table*) } } INSERT AFTER .text;\n";
    if let Err(error) = fs::write(&script, text) {
        fail(&[format!("{}: {error}", script.display())]);
    }
    println!("cargo::rustc-link-arg-bins=-Wl,--no-eh-frame-hdr,-T,{}", script.display());
}

/// Keeps functions of the same code once, which the compiler makes for every type, and tables of
/// the same numbers; nothing asks whether two of them are one. Not every linker can, so it is
/// tried on an empty program.
fn keep_equal_code_once() {
    let option = "-Wl,--icf=all,--ignore-data-address-equality,-O2";
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let empty = out.join("empty.rs");
    if let Err(error) = fs::write(&empty, "fn main() {}") {
        fail(&[format!("{}: {error}", empty.display())]);
    }
    let mut compiler = process::Command::new(env::var_os("RUSTC").unwrap_or_default());
    compiler
        .args(["--crate-type=bin", "-C", &format!("link-arg={option}"), "-o"])
        .arg(out.join("empty"))
        .arg(&empty);
    compiler.arg("--target").arg(env::var_os("TARGET").unwrap_or_default());
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut choice = OsString::from("linker=");
        choice.push(linker);
        compiler.arg("-C").arg(choice);
    }
    if compiler.stderr(process::Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("cargo::rustc-link-arg-bins={option}");
    }
}

/// A property of the system that is built for.
fn target(name: &str) -> String {
    env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default()
}

/// Reads `libraries/*.toml`.
fn read_libraries(catalogue: &catalogue::model::Catalogue) -> libraries::model::Libraries {
    let folder = fs::read_dir("libraries").unwrap_or_else(|e| fail(&[format!("libraries: {e}")]));
    let mut paths: Vec<_> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    let texts: Vec<(String, String)> = paths
        .iter()
        .map(|path| (path.file_stem().unwrap_or_default().to_string_lossy().into(), read(path)))
        .collect();
    let files: Vec<libraries::source::File> =
        texts.iter().map(|(name, text)| libraries::source::File { name, text }).collect();
    let common = read(Path::new("libraries/common.txt"));
    libraries::source::read(&files, &common, catalogue)
        .unwrap_or_else(|faults| fail(&said(&faults)))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| fail(&[format!("{}: {e}", path.display())]))
}

fn write(name: &str, table: &impl Bake) {
    let out = env::var_os("OUT_DIR").unwrap_or_else(|| fail(&["OUT_DIR is not set".to_string()]));
    let code = table.bake(&databake::CrateEnv::default()).to_string();
    fs::write(Path::new(&out).join(name), code)
        .unwrap_or_else(|e| fail(&[format!("cannot write the tables: {e}")]));
}

fn said(faults: &[impl ToString]) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

fn fail(messages: &[String]) -> ! {
    for message in messages {
        for line in message.lines() {
            println!("cargo::error={line}");
        }
    }
    process::exit(1)
}
