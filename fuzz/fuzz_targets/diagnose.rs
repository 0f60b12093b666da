//! Error messages and logs.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scopes_fuzz::diagnose(bytes));
