//! How the program is linked; run by cargo before it compiles anything else.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=.cargo/build.rs");
    let is = |what: &str, value: &str| env::var(what).is_ok_and(|set| set == value);
    // It stands at a fixed address. As a program that can stand anywhere it has 15,000 addresses to put right before
    // its first line runs, a fifth of all that `decklog log` does.
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
