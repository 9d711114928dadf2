//! Pastes: whatever is in them, nothing is stored by one.

use rustix::process::Signal;

use super::{line, store, wait_until, wait_until_saved};
use crate::deck::Deck;
use crate::terminal::Terminal;

/// The only event: its text, and what it has as evidence.
fn only_event(deck: &Deck) -> (String, Vec<String>) {
    let shown = deck.shown();
    let events = shown["events"].as_array().unwrap();
    assert_eq!(events.len(), 1, "{shown}");
    let evidence = events[0]["evidence"].as_array().unwrap();
    let kept = evidence.iter().map(|evidence| {
        let file = deck.incident().join("evidence").join(evidence["file"].as_str().unwrap());
        std::fs::read_to_string(file).unwrap()
    });
    (events[0]["text"].as_str().unwrap().to_owned(), kept.collect())
}

fn wait_for_pasted(terminal: &mut Terminal, lines: usize) {
    terminal.wait_for_text(&format!("[+{lines} pasted lines]"));
    assert!(!terminal.text().contains("· note"), "{}", terminal.text());
}

#[test]
fn several_lines_are_evidence_of_one() {
    for (before, after) in [("\x1b[200~", "\x1b[201~"), ("", "")] {
        let deck = Deck::new();
        let mut terminal = deck.open();
        terminal.send("the log says ");
        terminal.wait_for_text("› the log says");
        terminal.send(format!("{before}ERROR one\rERROR two\r\nERROR three\n{after}"));
        wait_for_pasted(&mut terminal, 3);
        terminal.send("\r");
        wait_until_saved(&mut terminal);
        assert_eq!(
            only_event(&deck),
            ("the log says".to_owned(), vec!["ERROR one\nERROR two\nERROR three".to_owned()])
        );
        deck.run(&["verify"]).succeeds();
    }
}

#[test]
fn lines_with_times_become_events_and_wait_for_it_through_a_kill() {
    for (before, after) in [("\x1b[200~", "\x1b[201~"), ("", "")] {
        let deck = Deck::new();
        let mut terminal = deck.open();
        terminal.send("\x18b");
        terminal.wait_for_text("Paste lines from a chat");
        terminal.send(format!("{before}[2024-06-07 0:10] bo: one\r0:20 d: two\r\n0:30 three\n{after}"));
        terminal.wait_for_text("3 of 3 to be stored");
        wait_until(&mut terminal, "the draft", || deck.keeps_draft("three"));
        terminal.signal(Signal::KILL);
        terminal.wait_for_end();
        assert!(deck.run(&["list"]).succeeds().stdout.is_empty(), "nothing is stored by a paste");
        let mut again = deck.open();
        again.wait_for_text("lines to backfill are kept: C-x b");
        again.send("\x18b");
        again.wait_for_text("3 of 3 to be stored");
        again.send("x");
        again.wait_for_text("2 of 3 to be stored");
        again.send("\r");
        again.wait_for_text("2 events stored");
        wait_until_saved(&mut again);
        assert_eq!(deck.texts(), ["two", "three"]);
        deck.run(&["verify"]).succeeds();
    }
}

#[test]
fn one_line_is_typed_whatever_ends_it() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send("\x1b[200~connection refused\r\n\x1b[201~");
    terminal.wait_for("the line", |terminal| line(terminal).ends_with("› connection refused"));
    terminal.send(" at 10\r");
    wait_until_saved(&mut terminal);
    assert_eq!(only_event(&deck), ("connection refused at 10".to_owned(), vec![]));
}

/// What ends a paste can stand in it; what follows is then as if typed, all at once.
#[test]
fn the_end_of_a_paste_inside_a_paste_stores_nothing() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send("\x1b[200~evil\x1b[201~\rrm -rf\rmore\x1b[201~");
    terminal.wait_for_text("pasted line");
    assert!(!terminal.text().contains("· note"), "{}", terminal.text());
    terminal.send("\x03");
    terminal.wait_for_text("set aside");
    store(&mut terminal, "after it");
    assert_eq!(deck.texts(), ["after it"]);
}

#[test]
fn control_characters_in_a_paste_are_kept_and_do_nothing() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send("\x1b[200~a\x03\x04\x1a\x1b[3J\x07\x00b\tc\x1b[201~");
    terminal.wait_for_text("^[[3J");
    terminal.send("\r");
    wait_until_saved(&mut terminal);
    assert_eq!(only_event(&deck).0, "a\x03\x04\x1a\x1b[3J\x07\x00b\tc");
}

#[test]
fn ten_megabytes_are_kept_whole() {
    let text: String = (0..200_000).map(|n| format!("a line of a log that somebody pasted, {n}\n")).collect();
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send(format!("\x1b[200~{text}\x1b[201~"));
    wait_for_pasted(&mut terminal, 200_000);
    terminal.send("\r");
    wait_until_saved(&mut terminal);
    let (words, kept) = only_event(&deck);
    assert_eq!(words, "a line of a log that somebody pasted, 0");
    assert!(kept.len() == 1 && kept[0].trim_end() == text.trim_end());
}
