//! Authorize URLs, and what the browser came back with.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scopes_fuzz::inspect(bytes));
