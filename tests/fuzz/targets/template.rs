#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| decklog_fuzz::template(bytes));
