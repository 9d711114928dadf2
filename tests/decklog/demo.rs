//! `decklog demo`: what it shows, and that it leaves nothing of itself and touches nothing of yours.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::deck::{Deck, PROGRAM, Run};
use crate::keyboard::glass::assert_golden;
use crate::patience::until;
use crate::terminal::Terminal;

/// A deck with the demo in its directory `demo`.
fn kept() -> Deck {
    let deck = Deck::new();
    deck.run(&["demo", "--keep", "demo"]).succeeds();
    deck
}

/// A command on it, with no zone but its own.
fn asked(deck: &Deck, arguments: &[&str]) -> Run {
    let all: Vec<&str> = ["--dir", "demo"].iter().chain(arguments).copied().collect();
    deck.run(&all).without("DECKLOG_ZONE")
}

fn answer(deck: &Deck, arguments: &[&str]) -> String {
    asked(deck, arguments).succeeds().stdout
}

/// Every file below a directory, with what is in it.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => dirs.push(entry.path()),
                false => drop(found.insert(entry.path(), fs::read(entry.path()).unwrap())),
            }
        }
    }
    found
}

#[test]
fn it_is_the_same_on_every_day_and_whole() {
    let deck = kept();
    assert_golden("demo/show.txt", &answer(&deck, &["show"]));
    assert_golden("demo/list.txt", &answer(&deck, &["list"]));
    assert_golden("demo/export.md", &answer(&deck, &["export", "-p", "full"]));
    let lint = asked(&deck, &["lint"]).answers_badly();
    assert_golden("demo/lint.txt", &lint.stdout);
    for incident in ["refunds", "partners", "evening", "tickets"] {
        let verified = answer(&deck, &["verify", incident]);
        assert!(verified.ends_with("whole\n"), "{verified}");
    }
    let elsewhere = asked(&deck, &["export", "-p", "full"]).env("DECKLOG_ZONE", "Asia/Tokyo").succeeds();
    assert_eq!(elsewhere.stdout, answer(&deck, &["export", "-p", "full"]));
}

#[test]
fn everything_was_recorded_at_its_own_moment() {
    let deck = kept();
    let shown: serde_json::Value = serde_json::from_str(&answer(&deck, &["show", "--format", "json"])).unwrap();
    let events = shown["events"].as_array().unwrap();
    let recorded: Vec<&str> = events.iter().map(|event| event["recorded"].as_str().unwrap()).collect();
    let on = |day: &str| recorded.iter().filter(|at| at.starts_with(day)).count();
    assert_eq!((on("2024-06-11T1"), on("2024-06-12T09:31")), (recorded.len() - 1, 1), "{recorded:?}");
    let has = |is_so: &dyn Fn(&serde_json::Value) -> bool| events.iter().filter(|event| is_so(event)).count();
    assert_eq!(has(&|event| event["starred"] == true), 1);
    assert_eq!(has(&|event| event["struck"] == true), 1);
    assert_eq!(has(&|event| event["text"] == ""), 1, "a mark");
    assert_eq!(has(&|event| !event["evidence"].as_array().unwrap().is_empty()), 3);
    let states: Vec<&str> =
        shown["hypotheses"].as_array().unwrap().iter().map(|h| h["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["ruled out", "ruled out", "confirmed", "confirmed"]);
}

#[test]
fn what_can_be_tried_next_is_said_and_works() {
    let deck = Deck::new();
    let said = deck.run(&["demo", "--keep", "a demo"]).succeeds().stdout;
    let lines: Vec<&str> = said.lines().filter_map(|line| line.trim().strip_prefix("decklog --dir ")).collect();
    assert!(lines.len() >= 4, "{said}");
    for line in lines {
        let command = line.split("  ").next().unwrap();
        let ended = deck.shell(&format!("\"$1\" --dir {command} </dev/null >out")).ends();
        // What is a screen wants a terminal, and the lint has something to say.
        let wants_terminal = ended.1.stderr.contains("needs a terminal");
        let expected = if wants_terminal { 2 } else { i32::from(command.ends_with("lint")) };
        assert_eq!(ended.0, expected, "{command}: {ended:?}");
    }
}

#[test]
fn what_is_there_already_is_not_written_over() {
    let deck = Deck::new();
    fs::create_dir(deck.path("mine")).unwrap();
    fs::write(deck.path("mine/notes"), "mine").unwrap();
    let refused = deck.run(&["demo", "--keep", "mine"]).fails_with(2);
    assert!(refused.stderr.contains("mine is not empty"), "{refused:?}");
    deck.run(&["demo", "--keep", "mine/notes"]).fails_with(1);
    assert_eq!(files(&deck.path("mine")), [(deck.path("mine/notes"), b"mine".to_vec())].into());
    // An empty one is as good as none, and what is made is its owner's alone.
    fs::create_dir(deck.path("empty")).unwrap();
    deck.run(&["demo", "--keep", "empty"]).succeeds();
    deck.run(&["demo", "--keep", "far/away"]).succeeds();
    let mode = fs::metadata(deck.path("far/away")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    assert!(deck.path("empty/incidents").exists() && deck.path("far/away/incidents").exists());
}

#[test]
fn without_a_terminal_it_says_what_it_needs() {
    let deck = with_a_place_for_it();
    let refused = deck.run(&["demo"]).env("TMPDIR", deck.path("tmp")).fails_with(2);
    assert!(refused.stderr.contains("needs a terminal") && refused.stderr.contains("--keep DIR"), "{refused:?}");
    assert_eq!(left(&deck), [""; 0]);
}

/// A deck with a directory for what is thrown away.
fn with_a_place_for_it() -> Deck {
    let deck = Deck::new();
    fs::create_dir(deck.path("tmp")).unwrap();
    deck
}

fn in_terminal(deck: &Deck) -> CommandBuilder {
    let mut demo = deck.in_terminal(PROGRAM, &["demo"]);
    demo.env("TMPDIR", deck.path("tmp"));
    demo
}

/// What is left there.
fn left(deck: &Deck) -> Vec<String> {
    let entries = fs::read_dir(deck.path("tmp")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The demo, with what it opens on the screen.
fn open(deck: &Deck) -> Terminal {
    let mut terminal = Terminal::run(in_terminal(deck));
    terminal.wait_for_text("half an hour without a failed payment");
    terminal.wait_for_text(" saved ");
    terminal
}

#[test]
fn it_opens_says_what_to_try_and_leaves_nothing_behind() {
    let deck = with_a_place_for_it();
    let mut terminal = open(&deck);
    let quiet = terminal.row(23);
    assert_eq!(quiet, " demo: C-x r review · C-x p postmortem · C-x i incidents · type h: payment");
    let dirs = left(&deck);
    assert!(dirs.len() == 1 && dirs[0].starts_with("decklog-demo-"), "{dirs:?}");
    let mode = fs::metadata(deck.path("tmp").join(&dirs[0])).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    // What it says to type shows what earlier incidents know of it.
    terminal.send("h: payment");
    terminal.wait_for_text("suspected in 2, right in none; last ruled out in 10 min");
    terminal.send("\x15");
    terminal.send("f: typed while trying\r");
    terminal.wait_for_text("typed while trying");
    terminal.send("\x04");
    assert!(terminal.wait_for_end().success());
    terminal.assert_given_back();
    let said = terminal.text();
    assert!(said.contains("the demo is in") && said.contains("until you leave it"), "{said}");
    assert!(!said.contains("stays open"), "{said}");
    assert_eq!(left(&deck), [""; 0]);
}

#[test]
fn nothing_is_left_behind_by_a_signal_or_a_closed_window() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let deck = with_a_place_for_it();
        let mut terminal = open(&deck);
        terminal.send("half a li");
        terminal.wait_for_text("› half a li");
        terminal.signal(signal);
        assert!(!terminal.wait_for_end().success());
        assert_eq!(left(&deck), [""; 0], "{signal:?}");
    }
    let deck = with_a_place_for_it();
    let mut terminal = open(&deck);
    terminal.hang_up();
    until("the demo to go", || left(&deck).is_empty());
}

#[test]
fn what_is_yours_is_not_touched() {
    let deck = with_a_place_for_it();
    deck.run(&["start", "My own"]).succeeds();
    deck.run(&["log", "d: alert"]).succeeds();
    let own = deck.incident().file_name().unwrap().to_owned();
    let before = files(&deck.data());
    assert!(before.len() >= 3, "{before:?}");
    deck.run(&["demo", "--keep", "demo"]).env("DECKLOG_INCIDENT", &own).succeeds();
    assert_eq!(files(&deck.data()), before);
    let mut demo = in_terminal(&deck);
    demo.env("DECKLOG_INCIDENT", &own);
    let mut terminal = Terminal::run(demo);
    terminal.wait_for_text("half an hour without a failed payment");
    terminal.send("f: typed while trying\r");
    terminal.wait_for_text("typed while trying");
    terminal.send("\x04");
    assert!(terminal.wait_for_end().success());
    assert_eq!(files(&deck.data()), before);
    assert_eq!(deck.texts(), ["alert"]);
}
