//! Files of every language, manifests and settings.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| scopes_fuzz::audit(bytes));
