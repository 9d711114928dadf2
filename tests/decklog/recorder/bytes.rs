//! Keys as the bytes that terminals really send.

use std::time::Duration;

use super::{line, quiet_line, store, wait_until_saved};
use crate::deck::Deck;

#[test]
fn ctrl_underscore_takes_back_the_edit_and_then_the_event() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send("one two");
    terminal.wait_for_text("› one two");
    terminal.send("\x17");
    terminal.wait_for("a word less", |terminal| line(terminal).ends_with("› one"));
    // Ctrl-_ and Ctrl-/ are the same byte; some terminals spell out the second.
    terminal.send("\x1f");
    terminal.wait_for("the word again", |terminal| line(terminal).ends_with("› one two"));
    terminal.send("\r");
    wait_until_saved(&mut terminal);
    terminal.send("\x1f");
    terminal.wait_for_text("taken back");
    wait_until_saved(&mut terminal);
    assert_eq!(deck.texts(), [""; 0]);
    terminal.send("\x18\x12");
    terminal.wait_for_text("there again");
    wait_until_saved(&mut terminal);
    assert_eq!(deck.texts(), ["one two"]);
    terminal.send("\x1b[47;5u");
    terminal.wait_for_text("taken back");
    wait_until_saved(&mut terminal);
    assert_eq!(deck.texts(), [""; 0]);
}

#[test]
fn sequences_that_stand_for_no_key_of_ours_type_nothing() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    for sequence in ["\x1b[27;5;47~", "\x1b[57399u", "\x1b[?62;c", "\x1b[I", "\x1b[99~", "\x1b[1;9Q", "\x1b[M !!"] {
        terminal.send("a");
        terminal.wait_for("an a", |terminal| line(terminal).ends_with("› a"));
        terminal.send(sequence);
        terminal.let_pass(Duration::from_millis(120));
        terminal.send("b\x15");
        terminal.wait_for("an empty line", |terminal| line(terminal).ends_with('›'));
        assert!(!terminal.text().contains("· note"), "{sequence:?}: {}", terminal.text());
    }
}

#[test]
fn ctrl_h_deletes_and_ctrl_j_stores() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send("onee");
    terminal.wait_for_text("› onee");
    terminal.send("\x08");
    terminal.wait_for("a letter less", |terminal| line(terminal).ends_with("› one"));
    terminal.send("\n");
    wait_until_saved(&mut terminal);
    terminal.send("twoo");
    terminal.wait_for_text("› twoo");
    terminal.send("\x7f");
    terminal.wait_for("a letter less", |terminal| line(terminal).ends_with("› two"));
    terminal.send("\r");
    wait_until_saved(&mut terminal);
    assert_eq!(deck.texts(), ["one", "two"]);
}

/// As a slow line or tmux delivers an arrow: its Esc first, the rest in another write.
#[test]
fn an_arrow_in_two_parts_recalls_the_last_event() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "checkout is down");
    // A machine that is busy may need longer than a sequence may take; not every time.
    let recalled = (0..20).any(|_| {
        terminal.send("\x1b");
        terminal.let_pass(Duration::from_millis(10));
        terminal.send("[A");
        terminal
            .wait_for("an answer to it", |terminal| line(terminal).contains("amend") || line(terminal).ends_with("[A"));
        let recalled = line(&terminal).contains("amend");
        if !recalled {
            terminal.send("\x15");
            terminal.wait_for("an empty line", |terminal| line(terminal).ends_with('›'));
        }
        recalled
    });
    assert!(recalled, "{}", terminal.text());
    assert!(line(&terminal).ends_with("› checkout is down"), "{}", terminal.text());
    terminal.send(" again\r");
    wait_until_saved(&mut terminal);
    terminal.wait_for_text("amended");
    assert_eq!(deck.texts(), ["checkout is down again"]);
    // Esc alone returns to the line in progress.
    terminal.send("half");
    terminal.wait_for_text("› half");
    terminal.send("\x10");
    terminal.wait_for_text("amend ");
    terminal.send("\x1b");
    terminal.wait_for("the line in progress", |terminal| line(terminal).ends_with("› half"));
}

#[test]
fn ctrl_c_sets_the_line_aside_and_ends_nothing() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send("not now");
    terminal.wait_for_text("› not now");
    terminal.send("\x03");
    terminal.wait_for_text("set aside");
    assert!(line(&terminal).ends_with('›'), "{}", terminal.text());
    terminal.send("\x03\x03\x1c");
    store(&mut terminal, "first this");
    terminal.send("\x18a");
    terminal.wait_for("the line again", |terminal| line(terminal).ends_with("› not now"));
    terminal.send("\r");
    wait_until_saved(&mut terminal);
    let mut texts = deck.texts();
    texts.sort();
    assert_eq!(texts, ["first this", "not now"]);
}

#[test]
fn a_letter_after_tab_tags_and_an_empty_line_is_a_mark() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send("database team\t");
    terminal.wait_for("the tags", |terminal| quiet_line(terminal).contains("note"));
    terminal.send("e");
    terminal.wait_for_text("[escalation] database team");
    terminal.send("\r");
    wait_until_saved(&mut terminal);
    terminal.send("\r");
    terminal.wait_for_text("(mark");
    wait_until_saved(&mut terminal);
    let shown = deck.shown();
    assert_eq!(shown["events"][0]["tag"], "escalation");
}

/// OSC 52, which the terminal of whoever sits in front takes, however many hosts lie between.
#[test]
fn the_state_card_is_put_on_the_clipboard_as_one_sequence() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "checkout is down");
    terminal.send("\x18s");
    terminal.wait_for_text("Enter copies it");
    terminal.send("\r");
    terminal.wait_for_text("sent to the clipboard");
    let written = String::from_utf8_lossy(terminal.bytes()).into_owned();
    let copied = written.split("\x1b]52;c;").nth(1).and_then(|rest| rest.split(['\x1b', '\x07']).next()).unwrap();
    // “open · Untitled incident” and a line end, and so on.
    assert!(copied.starts_with("b3BlbiDCtyBVbnRpdGxlZCBpbmNpZGVudA"), "{copied}");
    assert_eq!(written.matches("\x1b]52").count(), 1);
}
