//! Scopes in every form, right and wrong.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scopes_fuzz::explain(bytes));
