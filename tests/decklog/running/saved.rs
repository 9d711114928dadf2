//! `decklog run` on a disk that takes nothing, or takes its time: the command never waits for it.

use std::fs::File;

use super::{event, outcome};
use crate::deck::Deck;

/// The command ran, and what was not saved is given back.
#[track_caller]
fn is_run_and_not_saved(stderr: &str) {
    assert!(stderr.contains("NOT SAVED: ") && stderr.contains(" action: echo hello (ok, under 1 s)\n"), "{stderr}");
}

#[test]
fn no_place_to_record_in_stops_no_command() {
    let deck = Deck::new();
    std::fs::write(deck.data(), "a file").unwrap();
    let wrote = deck.run(&["run", "--", "echo", "hello"]).succeeds();
    assert_eq!(wrote.stdout, "hello\n");
    is_run_and_not_saved(&wrote.stderr);
    let (code, wrote) = deck.run(&["run", "-q", "--", "sh", "-c", "exit 9"]).ends();
    assert!(code == 9 && wrote.stderr.contains("NOT SAVED"), "{wrote:?}");
    // No home directory at all.
    let wrote = deck.run(&["run", "--", "echo", "hello"]).without("DECKLOG_DIR").env("HOME", "").succeeds();
    assert_eq!(wrote.stdout, "hello\n");
}

#[test]
fn a_full_disk_stops_no_command() {
    let deck = Deck::new();
    deck.run(&["log", "before"]).succeeds();
    // No file may grow, as on a disk without room.
    let wrote = deck.shell("ulimit -f 0; exec \"$@\" run -- echo hello").succeeds();
    assert_eq!(wrote.stdout, "hello\n");
    is_run_and_not_saved(&wrote.stderr);
    assert_eq!(deck.texts(), ["before"]);
}

#[test]
fn a_wrong_option_of_ours_stops_no_command() {
    let deck = Deck::new();
    let wrote = deck.run(&["run", "--zone", "Nowhere", "--", "echo", "hello"]).succeeds();
    assert_eq!(wrote.stdout, "hello\n");
    is_run_and_not_saved(&wrote.stderr);
    let wrote = deck.run(&["run", "--incident", "nope", "--", "echo", "hello"]).succeeds();
    is_run_and_not_saved(&wrote.stderr);
}

/// Somebody else holds the journal while the command starts and runs.
#[test]
fn a_lock_that_is_held_holds_up_no_command() {
    let deck = Deck::new();
    deck.run(&["start", "Checkout", "is", "down"]).succeeds();
    let journal = File::options().append(true).open(deck.journal()).unwrap();
    journal.lock().unwrap();
    let mut running = deck.run(&["run", "-q", "--", "sh", "-c", "echo started; read go"]).starts();
    running.wait_for("started\n");
    assert!(deck.texts().is_empty());
    drop(journal);
    running.say("go\n");
    let (ended, wrote) = running.end();
    assert!(ended.success() && wrote.stderr.is_empty(), "{wrote:?}");
    assert_eq!(event(&deck)["text"], "sh -c 'echo started; read go'");
    assert_eq!(outcome(&deck), ("ok".to_owned(), "0".to_owned()));
}

/// The disk came back before the command had ended.
#[test]
fn what_could_not_be_saved_at_the_start_is_saved_at_the_end() {
    let deck = Deck::new();
    std::fs::write(deck.data(), "a file").unwrap();
    let mut running = deck.run(&["run", "--", "sh", "-c", "echo started; read go; exit 2"]).starts();
    running.wait_for("started\n");
    std::fs::remove_file(deck.data()).unwrap();
    running.say("go\n");
    let (ended, wrote) = running.end();
    assert!(ended.code() == Some(2) && !wrote.stderr.contains("NOT SAVED"), "{wrote:?}");
    assert_eq!(outcome(&deck), ("failed".to_owned(), "2".to_owned()));
    deck.run(&["verify"]).succeeds();
}

#[test]
fn many_at_once_are_all_recorded() {
    let deck = Deck::new();
    deck.run(&["start", "Checkout", "is", "down"]).succeeds();
    let script = "for n in 1 2 3 4 5 6 7 8; do \"$@\" run -q -- sh -c \"exit $n\" & done; wait";
    assert_eq!(deck.shell(script).succeeds().stderr, "");
    let shown = deck.shown();
    let mut exits: Vec<&str> =
        shown["events"].as_array().unwrap().iter().map(|event| event["outcome"]["exit"].as_str().unwrap()).collect();
    exits.sort_unstable();
    assert_eq!(exits, ["1", "2", "3", "4", "5", "6", "7", "8"]);
    deck.run(&["verify"]).succeeds();
}
