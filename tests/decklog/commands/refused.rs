//! What can't be done: the exit code, a clear sentence, and every word given back.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use super::deck_with;
use crate::deck::Deck;

#[test]
fn a_wrong_command_line_is_told_with_a_suggestion() {
    let deck = deck_with(&["d: alert"]);
    for (arguments, suggestion) in [
        (&["exprt"][..], "export"),
        (&["checkout is down"], "decklog log TEXT"),
        (&["show", "--frmat", "json"], "--format"),
        (&["show", "--format", "yaml"], "json"),
        (&["start", "--severity", "9"], "1..=5"),
        (&["--zone", "Mars", "show"], "Africa/Lagos"),
        (&["use"], "<INCIDENT>"),
        (&["log", "-t"], "--tag <TAG>"),
    ] {
        let wrote = deck.run(arguments).fails_with(2);
        assert!(wrote.stderr.contains(suggestion) && wrote.stdout.is_empty(), "{arguments:?}: {wrote:?}");
    }
    let bytes = OsStr::from_bytes(b"caf\xe9");
    deck.run(&["show"]).arg(bytes).fails_with(2);
    deck.run(&["log"]).arg(bytes).succeeds();
    assert_eq!(deck.texts(), ["alert", r"caf\xE9"]);
}

#[test]
fn what_is_not_there_is_exit_code_3() {
    let nothing = Deck::new();
    for arguments in [&["show"][..], &["status"], &["export"], &["verify"], &["close"], &["reopen"], &["use", "x"]] {
        nothing.run(arguments).fails_with(3);
        assert!(!nothing.data().exists(), "asking makes nothing: {arguments:?}");
    }
    let deck = deck_with(&["d: alert"]);
    for arguments in [
        &["show", "nope"][..],
        &["use", "nope"],
        &["--incident", "nope", "status"],
        &["verify", "nope"],
        &["redact", "ZZZZZZ", "--why", "x"],
    ] {
        assert!(deck.run(arguments).fails_with(3).stderr.contains("decklog "), "{arguments:?}");
    }
    deck.run(&["start", "Checkout is slow"]).succeeds();
    let two = deck.run(&["show", "checkout"]).fails_with(3).stderr;
    assert!(two.contains("checkout-is-down") && two.contains("checkout-is-slow"), "{two}");
}

#[test]
fn a_text_for_nowhere_is_given_back() {
    let deck = deck_with(&["d: alert"]);
    for (arguments, code) in [
        (&["log", "--incident", "nope", "my words"][..], 3),
        (&["log", "--zone", "Mars", "my words"], 2),
        (&["--dir", "/dev/null/x", "log", "my words"], 4),
        (&["--dir", "/proc/decklog", "log", "my words"], 4),
        (&["--dir", "/proc/decklog", "start", "my words"], 4),
        (&["--dir", "/dev/null", "start", "my words"], 4),
    ] {
        let wrote = deck.run(arguments).fails_with(code);
        assert!(
            wrote.stderr.contains("NOT SAVED") && wrote.stderr.contains("\nmy words\n"),
            "{arguments:?}: {wrote:?}"
        );
        assert!(wrote.stdout.is_empty(), "{wrote:?}");
    }
    assert_eq!(deck.texts(), ["alert"]);
}

#[test]
fn a_file_in_place_of_the_directory_is_told_to_everyone() {
    let deck = Deck::new();
    fs::write(deck.data(), "a file").unwrap();
    for arguments in [&["show"][..], &["status"], &["list"], &["export"], &["verify"], &["close"], &["use", "x"]] {
        let wrote = deck.run(arguments).fails_with(1);
        assert!(wrote.stderr.contains("a file stands where"), "{arguments:?}: {wrote:?}");
    }
    let wrote = deck.run(&["log", "my words"]).fails_with(4);
    assert!(wrote.stderr.contains("my words") && wrote.stderr.contains("a file stands where"), "{wrote:?}");
    assert_eq!(fs::read_to_string(deck.data()).unwrap(), "a file");
}

#[test]
fn a_disk_that_takes_nothing_more_is_told() {
    let deck = deck_with(&["d: alert"]);
    let wrote = deck.shell("ulimit -f 0; exec \"$@\" log my words").fails_with(4);
    assert!(wrote.stderr.contains("NOT SAVED") && wrote.stderr.contains("my words"), "{wrote:?}");
    let wrote = deck.shell("ulimit -f 0; exec \"$@\" log --stdin").input("one\ntwo\n").fails_with(4);
    assert!(wrote.stderr.contains("one") && wrote.stderr.contains("two"), "{wrote:?}");
    // Reading needs no room, and the first line after there is some again is saved.
    deck.shell("ulimit -f 0; exec \"$@\" show").succeeds();
    deck.shell("ulimit -f 0; exec \"$@\" status").succeeds();
    deck.run(&["log", "after"]).succeeds();
    assert_eq!(deck.texts(), ["alert", "after"]);
    deck.run(&["verify"]).succeeds();
}

#[test]
fn nothing_of_an_argument_drives_the_terminal() {
    let deck = deck_with(&["d: alert"]);
    let evil = "\u{1b}[3J\u{1b}]0;x\u{7}\u{9b}2J\u{202e}\u{7f}x";
    for arguments in [
        &[evil][..],
        &["show", evil],
        &["show", "--format", evil],
        &["show", &format!("--{evil}")],
        &["--zone", evil, "show"],
        &["use", evil],
        &["redact", evil, "--why", "x"],
        &["--incident", evil, "log", evil],
        &["--dir", &format!("/dev/null/{evil}"), "log", evil],
        &["export", "-o", &format!("missing/{evil}")],
        &["verify", evil],
        &["start", "--at", evil, "x"],
    ] {
        let code = deck.run(arguments).fails();
        assert_inert(&code.stderr);
        assert_inert(&code.stdout);
    }
    for arguments in [
        &["log", "-t", evil, evil][..],
        &["log", "--at", evil, evil],
        &["log", "--by", evil, evil],
        &["start", evil],
        &["log", evil],
        &["status"],
        &["list"],
        &["show"],
        &["verify"],
        &["export"],
    ] {
        let wrote = deck.run(arguments).succeeds();
        assert_inert(&wrote.stderr);
        assert_inert(&wrote.stdout);
    }
}

fn assert_inert(text: &str) {
    let unsafe_to_show = |c: &char| *c != '\n' && decklog::words::is_unsafe_to_show(*c);
    assert_eq!(text.chars().find(unsafe_to_show), None, "{text:?}");
}
