//! Questions about endpoints, as arguments and as a piped text.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scopes_fuzz::need(bytes));
