//! Leaving, what others add meanwhile, and a disk that takes nothing.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::{line, store, wait_until_saved};
use crate::deck::Deck;
use crate::terminal::Terminal;

#[test]
fn what_another_shell_logs_appears_at_once() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    store(&mut terminal, "before");
    for n in 0..3 {
        deck.run(&["log", &format!("d: from outside {n}")]).succeeds();
        let since = Instant::now();
        terminal.wait_for_text(&format!("from outside {n}"));
        assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
    }
    // One that writes as another person, while a line is being typed.
    terminal.send("half");
    deck.run(&["log", "--by", "bo", "e: database team"]).succeeds();
    terminal.wait_for_text("database team");
    assert!(line(&terminal).ends_with("› half"), "{}", terminal.text());
}

#[test]
fn a_long_journal_holds_up_neither_the_first_frame_nor_a_key() {
    let deck = Deck::new();
    let lines: String = (0..20_000).map(|n| format!("line {n} of many\n")).collect();
    deck.run(&["log", "-q", "--stdin"]).input(lines).succeeds();
    deck.run(&["status"]).succeeds();
    let mut terminal = Terminal::run(deck.recorder());
    // Typed before anything is drawn, and stored before all of it has been read.
    terminal.send("h: the network\r");
    terminal.wait_for_text("the network");
    terminal.wait_for_text("line 19999 of many");
    wait_until_saved(&mut terminal);
    let status = deck.run(&["status", "--format", "json"]).succeeds().stdout;
    assert!(status.contains("\"events\": 20001") && status.contains("\"text\": \"the network\""), "{status}");
    terminal.send("\x04");
    assert!(terminal.wait_for_end().success());
}

/// A disk that fails: a file stands where the incident's journals were.
struct JournalsAway {
    place: PathBuf,
    away: PathBuf,
}

impl JournalsAway {
    fn from(deck: &Deck) -> JournalsAway {
        let journals = JournalsAway { place: deck.incident().join("journal"), away: deck.path("away") };
        fs::rename(&journals.place, &journals.away).unwrap();
        fs::write(&journals.place, "in the way").unwrap();
        journals
    }

    fn come_back(self) {
        fs::remove_file(&self.place).unwrap();
        fs::rename(&self.away, &self.place).unwrap();
    }
}

/// A recorder whose disk failed after one line, that holds another, and has no place to keep it.
fn with_a_line_unsaved(deck: &Deck) -> (Terminal, JournalsAway) {
    let mut recorder = deck.recorder();
    for place in ["XDG_RUNTIME_DIR", "TMPDIR"] {
        recorder.env(place, "/dev/null");
    }
    let mut terminal = Terminal::run(recorder);
    terminal.wait_for_text(" saved ");
    store(&mut terminal, "before");
    let journals = JournalsAway::from(deck);
    terminal.send("d: checkout is down\r");
    terminal.wait_for_text("NOT SAVED");
    (terminal, journals)
}

#[test]
fn leaving_with_something_unsaved_asks_once_and_gives_it_back() {
    let deck = Deck::new();
    let (mut terminal, journals) = with_a_line_unsaved(&deck);
    // Typing goes on.
    terminal.send("and more\r");
    terminal.wait_for("both", |terminal| terminal.text().matches("not saved").count() == 2);
    terminal.send("\x04");
    terminal.wait_for_text("C-d again leaves");
    terminal.send("\x04");
    assert_eq!(terminal.wait_for_end().exit_code(), 4);
    terminal.assert_given_back();
    let said = terminal.text();
    assert!(said.contains("NOT SAVED") && said.contains("checkout is down") && said.contains("and more"), "{said}");
    // The disk works again: the lines are offered.
    journals.come_back();
    let mut terminal = deck.open();
    terminal.wait_for_text("C-x a brings them back");
    for text in ["and more", "d: checkout is down"] {
        terminal.send("\x18a");
        terminal.wait_for("a line", |terminal| line(terminal).contains("› ") && !line(terminal).ends_with('›'));
        assert!(line(&terminal).ends_with(&format!("› {text}")), "{}", terminal.text());
        terminal.send("\r");
        wait_until_saved(&mut terminal);
    }
    let mut texts = deck.texts();
    texts.sort();
    assert_eq!(texts, ["and more", "before", "checkout is down"]);
}

#[test]
fn a_disk_that_works_again_saves_what_waits() {
    let deck = Deck::new();
    let (mut terminal, journals) = with_a_line_unsaved(&deck);
    journals.come_back();
    terminal.send("\x18w");
    wait_until_saved(&mut terminal);
    assert_eq!(deck.texts(), ["before", "checkout is down"]);
    deck.run(&["verify"]).succeeds();
    terminal.send("\x04");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn a_limit_on_files_loses_no_line() {
    let deck = Deck::new();
    deck.run(&["log", "before"]).succeeds();
    let mut terminal = Terminal::run(deck.shell_around("ulimit -f 0; exec \"$@\""));
    terminal.wait_for_text("before");
    terminal.send("d: checkout is down\r");
    terminal.wait_for_text("NOT SAVED");
    terminal.send("\x04\x04");
    assert_eq!(terminal.wait_for_end().exit_code(), 4);
    assert!(terminal.text().contains("checkout is down"), "{}", terminal.text());
}

#[test]
fn ctrl_d_deletes_in_a_line_and_leaves_on_an_empty_one() {
    let deck = Deck::new();
    let mut terminal = deck.open();
    terminal.send("xone\x01\x04");
    terminal.wait_for("a letter less", |terminal| line(terminal).ends_with("› one"));
    terminal.send("\r");
    wait_until_saved(&mut terminal);
    terminal.send("\x04");
    assert!(terminal.wait_for_end().success());
    assert_eq!(deck.shown()["state"], "open");
}
