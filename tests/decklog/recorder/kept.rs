//! What was typed is kept: whatever ends the recorder.

use rustix::process::Signal;

use super::{line, store, wait_until, wait_until_saved};
use crate::deck::Deck;
use crate::terminal::Terminal;

#[test]
fn what_was_called_saved_is_there_after_a_kill() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "d: checkout is down");
    terminal.signal(Signal::KILL);
    terminal.wait_for_end();
    assert_eq!(deck.texts(), ["checkout is down"]);
    let shown = deck.run(&["show"]).succeeds().stdout;
    assert_eq!(shown.matches("checkout is down").count(), 1, "{shown}");
    assert!(deck.run(&["verify"]).succeeds().stdout.ends_with("whole\n"));
    // It is not offered again either.
    let mut terminal = deck.open();
    terminal.wait_for_text("checkout is down");
    assert!(!terminal.text().contains("back") && line(&terminal).ends_with('›'), "{}", terminal.text());
}

/// Types half a line, ends the recorder in some way, and finds the line in the next one.
fn is_offered_again(half: &str, end: impl FnOnce(&mut Terminal)) {
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "something before");
    terminal.send(half);
    terminal.wait_for_text(&format!("› {half}"));
    end(&mut terminal);
    terminal.wait_for_end();
    let mut again = deck.open();
    again.wait_for_text("your half-typed line is back");
    assert!(line(&again).ends_with(&format!("› {half}")), "{}", again.text());
    again.send(" and the rest\r");
    wait_until_saved(&mut again);
    assert_eq!(deck.texts(), ["something before".to_owned(), format!("{half} and the rest")]);
    // Nothing of it is left to be offered a second time.
    again.send("\x04");
    assert!(again.wait_for_end().success());
    assert_eq!(std::fs::read_dir(deck.data().join("drafts")).unwrap().count(), 0);
}

#[test]
fn a_half_typed_line_survives_the_closing_of_the_terminal() {
    is_offered_again("the window is clos", Terminal::hang_up);
}

#[test]
fn a_half_typed_line_survives_being_asked_to_end() {
    for signal in [Signal::TERM, Signal::INT, Signal::QUIT] {
        is_offered_again("somebody restarts the ho", |terminal| {
            terminal.signal(signal);
            let ended = terminal.wait_for_end();
            assert_eq!(ended.exit_code(), 128 + signal.as_raw() as u32);
            terminal.assert_given_back();
        });
    }
}

#[test]
fn a_half_typed_line_survives_a_kill_up_to_the_last_pause_in_typing() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send("10:15 half a tho");
    wait_until(&mut terminal, "the draft", || deck.keeps_draft("10:15 half a tho"));
    terminal.signal(Signal::KILL);
    terminal.wait_for_end();
    let mut again = deck.open();
    again.wait_for_text("your half-typed line is back");
    assert!(line(&again).ends_with("› 10:15 half a tho"), "{}", again.text());
}

#[test]
fn leaving_gives_the_terminal_back_and_keeps_the_incident_open() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "checkout is down");
    terminal.send("\x04");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
    assert!(terminal.text().contains("stays open"), "{}", terminal.text());
    assert!(deck.run(&["status"]).succeeds().stdout.contains("open"));
}

#[test]
fn what_no_disk_took_is_kept_aside_at_the_end_and_there_at_the_next_start() {
    let deck = Deck::new();
    // Nothing can be put where the incidents should be.
    std::fs::create_dir(deck.data()).unwrap();
    std::fs::write(deck.data().join("incidents"), "a file").unwrap();
    let mut terminal = Terminal::run(deck.recorder());
    terminal.wait_for_text("›");
    terminal.send("d: checkout is down\r");
    terminal.wait_for_text("NOT DURABLE, kept aside");
    terminal.send("\x04");
    terminal.wait_for_text("C-d again leaves");
    terminal.send("\x04");
    assert_eq!(terminal.wait_for_end().exit_code(), 4);
    let said = terminal.text();
    assert!(said.contains("NOT SAVED: ") && said.contains("kept aside, NOT DURABLE, in"), "{said}");
    assert!(said.contains("detection: checkout is down"), "{said}");

    std::fs::remove_file(deck.data().join("incidents")).unwrap();
    let mut again = Terminal::run(deck.recorder());
    again.wait_for_text("checkout is down");
    again.wait_for_text(" saved ─");
    // Said before the screen was taken, and there again when it is given back.
    let written = String::from_utf8_lossy(again.bytes()).into_owned();
    assert!(written.contains("kept aside until now: saved in"), "{written}");
    let shown = again.text();
    assert!(!shown.contains("NOT") && !shown.contains("brings them back"), "{shown}");
    again.send("\x04");
    assert!(again.wait_for_end().success());
    assert_eq!(deck.texts(), ["checkout is down"]);
    deck.run(&["verify"]).succeeds();
}
