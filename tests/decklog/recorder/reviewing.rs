//! The review, opened from the shell.

use rustix::process::Signal;

use super::wait_until;
use crate::deck::{Deck, PROGRAM};
use crate::terminal::Terminal;

fn recorded() -> Deck {
    let deck = Deck::new();
    for line in ["-30m d: monitoring alert", "-20m h: network", "-10m x: network is clean", "r: works again"] {
        deck.run(&["log", line]).succeeds();
    }
    deck
}

fn opened(deck: &Deck, arguments: &[&str], text: &str) -> Terminal {
    let mut terminal = Terminal::run(deck.in_terminal(PROGRAM, arguments));
    terminal.wait_for_text(text);
    terminal
}

#[test]
fn it_is_walked_through_corrected_and_left() {
    let deck = recorded();
    let mut terminal = opened(&deck, &["review"], "1 of 4");
    terminal.send("e");
    terminal.wait_for_text("text › monitoring alert");
    terminal.send(", the second\r");
    terminal.wait_for_text("corrected; u takes it back");
    terminal.wait_for_text(" saved ");
    assert_eq!(deck.texts()[0], "monitoring alert, the second");
    terminal.send("q");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
}

#[test]
fn what_is_half_typed_survives_a_kill() {
    let deck = recorded();
    let mut terminal = opened(&deck, &["review"], "1 of 4");
    terminal.send("a");
    terminal.wait_for_text("add ›");
    terminal.send("\x15the pager rang twice");
    terminal.wait_for_text("› the pager rang twice");
    // A draft is kept at the next pause in typing.
    wait_until(&mut terminal, "the draft", || deck.keeps_draft("the pager rang twice"));
    terminal.signal(Signal::KILL);
    terminal.wait_for_end();
    let mut again = deck.open();
    again.wait_for_text("C-x a");
    again.send("\x18a");
    again.wait_for_text("› the pager rang twice");
}

#[test]
fn a_replay_plays_by_itself_to_its_end() {
    let deck = recorded();
    let mut terminal = opened(&deck, &["replay", "--speed", "3600"], "foresight");
    terminal.wait_for_text("that was all");
    assert!(terminal.text().contains("works again"), "{}", terminal.text());
    terminal.send("\x1b");
    terminal.wait_for_text("Review");
    terminal.send("q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn without_a_terminal_or_an_incident_it_says_so() {
    let without_terminal = |deck: &Deck, arguments: &[&str]| deck.run(arguments).fails_with(2).stderr;
    let deck = Deck::new();
    let said = without_terminal(&deck, &["review"]);
    assert!(said.contains("the review needs a terminal"), "{said}");
    let deck = recorded();
    let said = without_terminal(&deck, &["replay"]);
    assert!(said.contains("the review needs a terminal"), "{said}");
    let said = without_terminal(&deck, &["replay", "--speed", "0"]);
    assert!(said.contains("--speed") && !said.contains("terminal"), "{said}");
    let mut terminal = Terminal::run(deck.in_terminal(PROGRAM, &["review", "zebra"]));
    assert_eq!(terminal.wait_for_end().exit_code(), 3);
}
