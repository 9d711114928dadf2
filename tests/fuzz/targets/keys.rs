//! What is pressed, at the desk that the tests of the program sit at.
#![no_main]
#![allow(dead_code, reason = "a desk can do more than this")]

#[path = "../../decklog/keyboard/clock.rs"]
mod clock;
#[path = "../../decklog/keyboard/desk.rs"]
mod desk;
#[path = "../../decklog/keyboard/disks.rs"]
mod disks;
#[path = "../../decklog/keyboard/glass.rs"]
mod glass;
#[path = "../../decklog/patience.rs"]
mod patience;
#[path = "../../decklog/keyboard/stream.rs"]
mod stream;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| stream::survives(bytes));
