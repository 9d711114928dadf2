//! `decklog log` while the data directory takes nothing: kept aside, said so, and taken back once.

use std::io::Cursor;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::sync::Arc;

use decklog::journal::medium::Medium as _;
use serde_json::Value;

use super::in_memory::{Told, run_on, run_with};
use crate::deck::Deck;
use crate::disk::{EDQUOT, EIO, ENOSPC, EROFS, SimDisk};
use crate::responder::{FakeClock, NINE};

/// A machine whose data directory can be closed.
struct Machine {
    disk: SimDisk,
    clock: Arc<FakeClock>,
}

impl Machine {
    fn new() -> Machine {
        Machine { disk: SimDisk::new(), clock: FakeClock::at(NINE) }
    }

    fn run(&self, arguments: &[&str]) -> Told {
        self.clock.forward(1000);
        run_on(&self.disk, &self.clock, arguments)
    }

    #[track_caller]
    fn succeeds(&self, arguments: &[&str]) -> Told {
        let told = self.run(arguments);
        assert_eq!(told.code, 0, "{arguments:?}: {told:?}");
        told
    }

    /// A line that the data directory does not take.
    #[track_caller]
    fn keeps_aside(&self, line: &str) -> Told {
        let told = self.run(&["log", line]);
        assert_eq!(told.code, 4, "{told:?}");
        for part in ["NOT SAVED: ", "NOT DURABLE, in /tmp/decklog-unsaved-", &format!("\n{line}\n")] {
            assert!(told.stderr.contains(part), "{part}: {told:?}");
        }
        assert!(told.stdout.is_empty(), "{told:?}");
        told
    }

    fn shown(&self) -> Value {
        serde_json::from_str(&self.succeeds(&["show", "--format", "json"]).stdout).expect("JSON")
    }

    fn texts(&self) -> Vec<String> {
        let shown = self.shown();
        let events = shown["events"].as_array().expect("events").iter();
        events.map(|event| event["text"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The journals in the fallback place.
    fn aside(&self) -> Vec<PathBuf> {
        let files = self.disk.files().into_keys();
        files.filter(|path| path.starts_with("/tmp") && path.extension().is_some_and(|end| end == "jsonl")).collect()
    }
}

#[test]
fn a_line_is_kept_aside_and_taken_back_by_the_next_that_is_saved() {
    for error in [ENOSPC, EROFS, EDQUOT, EIO] {
        let machine = Machine::new();
        machine.succeeds(&["log", "d: alert"]);
        machine.disk.close_below(Some(("/data", error)));
        machine.keeps_aside("h: network");
        // What is kept aside is known to the next line.
        let told = machine.keeps_aside("x1: not the network");
        assert!(!told.stderr.contains("H1 is"), "{told:?}");
        assert_eq!(machine.aside().len(), 1);
        machine.disk.close_below(None);
        let told = machine.succeeds(&["log", "r: fixed"]);
        assert!(told.stderr.contains("2 records kept aside until now: saved in 2024-06-07-"), "{told:?}");
        assert_eq!(machine.texts(), ["alert", "network", "not the network", "fixed"]);
        assert_eq!(machine.shown()["hypotheses"][0]["state"], "ruled out");
        assert!(machine.aside().is_empty());
        let told = machine.succeeds(&["verify"]);
        assert!(told.stdout.ends_with("whole\n"), "{told:?}");
        assert!(machine.succeeds(&["status", "--format", "json"]).stdout.contains("\"events\": 4"));
    }
}

#[test]
fn without_locks_nothing_is_written_where_another_may_write() {
    let machine = Machine::new();
    machine.succeeds(&["log", "d: alert"]);
    machine.disk.take_locks_from(Some("/data"));
    assert!(machine.keeps_aside("slow queries").stderr.contains("cannot lock "));
    let doctor = machine.run(&["doctor"]);
    assert!(doctor.code == 1 && doctor.stdout.contains("! No lock can be had: "), "{doctor:?}");
    assert_eq!(machine.texts(), ["alert"]);
    machine.disk.take_locks_from(None);
    machine.succeeds(&["log", "r: fixed"]);
    assert_eq!(machine.texts(), ["alert", "slow queries", "fixed"]);
}

#[test]
fn status_takes_back_what_it_can_and_says_what_waits() {
    let machine = Machine::new();
    machine.succeeds(&["log", "d: alert"]);
    machine.disk.close_below(Some(("/data", ENOSPC)));
    machine.keeps_aside("slow queries");
    let told = machine.succeeds(&["status"]);
    assert!(
        told.stderr.contains("NOT DURABLE, what is kept aside: cannot ") && told.stderr.contains("free some space")
    );
    let doctor = machine.run(&["doctor"]);
    assert!(doctor.code == 1 && doctor.stdout.contains("Waiting         1 record in the fallback place"), "{doctor:?}");
    machine.disk.close_below(None);
    // A prompt waits for nothing, and takes nothing back.
    machine.succeeds(&["status", "--format", "line"]);
    assert_eq!(machine.texts(), ["alert"]);
    let told = machine.succeeds(&["status"]);
    assert!(told.stderr.contains("1 record kept aside until now: saved in "), "{told:?}");
    assert_eq!(machine.texts(), ["alert", "slow queries"]);
    assert_eq!(machine.succeeds(&["status"]).stderr, "");
}

#[test]
fn an_incident_that_begins_aside_is_one_and_becomes_the_open_one() {
    for error in [ENOSPC, EROFS] {
        let machine = Machine::new();
        machine.disk.close_below(Some(("/data", error)));
        assert!(machine.keeps_aside("d: alert").stderr.contains("no incident was open; started "));
        assert!(!machine.keeps_aside("k: on it").stderr.contains("started"));
        assert_eq!(machine.run(&["show"]).code, 3);
        machine.disk.close_below(None);
        machine.succeeds(&["log", "r: fixed"]);
        assert_eq!(machine.texts(), ["alert", "on it", "fixed"]);
        assert_eq!(machine.succeeds(&["list"]).stdout.matches('*').count(), 1);
        assert_eq!(machine.succeeds(&["list"]).stdout.lines().count(), 1);
        machine.succeeds(&["verify"]);
    }
}

#[test]
fn another_incident_that_was_opened_meanwhile_stays_open() {
    let machine = Machine::new();
    machine.disk.close_below(Some(("/data", ENOSPC)));
    machine.keeps_aside("d: alert");
    machine.disk.close_below(None);
    machine.succeeds(&["start", "Something else"]);
    machine.succeeds(&["log", "d: another alert"]);
    let listed = machine.succeeds(&["list"]).stdout;
    assert!(listed.lines().count() == 2 && listed.lines().any(|line| line.starts_with("*") && line.contains("else")));
    assert_eq!(machine.texts(), ["another alert"]);
}

#[test]
fn a_feed_of_lines_is_kept_aside_and_saved_when_it_can_be() {
    let machine = Machine::new();
    machine.succeeds(&["log", "d: alert"]);
    machine.disk.close_below(Some(("/data", ENOSPC)));
    let lines = Cursor::new("one\ntwo\n");
    let told = run_with(&machine.disk, &machine.clock, &["log", "--stdin"], lines);
    assert!(told.code == 4 && told.stderr.contains("NOT DURABLE"), "{told:?}");
    machine.disk.close_below(None);
    machine.succeeds(&["status"]);
    assert_eq!(machine.texts(), ["alert", "one", "two"]);
}

#[test]
fn without_any_place_the_text_is_given_back_as_ever() {
    let machine = Machine::new();
    machine.succeeds(&["log", "d: alert"]);
    machine.disk.close_below(Some(("/", ENOSPC)));
    let told = machine.run(&["log", "my words"]);
    assert_eq!(told.code, 4);
    assert!(told.stderr.contains("NOT SAVED: ") && told.stderr.contains("\nmy words\n"), "{told:?}");
    assert!(!told.stderr.contains("kept aside"), "{told:?}");
}

#[test]
fn evidence_comes_back_with_its_event() {
    let machine = Machine::new();
    machine.succeeds(&["log", "d: alert"]);
    machine.disk.close_below(Some(("/data", ENOSPC)));
    let long = "slow query ".repeat(2000);
    machine.keeps_aside(long.trim());
    machine.disk.close_below(None);
    machine.succeeds(&["status"]);
    let told = machine.succeeds(&["verify"]);
    assert!(told.stdout.ends_with("whole\n"), "{told:?}");
    assert_eq!(machine.shown()["events"][1]["evidence"].as_array().map(Vec::len), Some(1));
    assert!(machine.disk.list(&PathBuf::from("/data/incidents")).is_ok());
    let left = machine.disk.files().into_keys().filter(|path| path.starts_with("/tmp")).collect::<Vec<_>>();
    assert!(left.iter().all(|path| !path.components().any(|part| part.as_os_str() == "evidence")), "{left:?}");
}

/// A data directory that may not grow, beside a fallback place that may.
fn full_deck() -> Deck {
    let deck = Deck::new();
    deck.run(&["log", "d: alert"]).succeeds();
    std::fs::rename(deck.data(), deck.path("kept")).unwrap();
    std::fs::write(deck.data(), "a file").unwrap();
    deck
}

/// The data directory works again.
fn mend(deck: &Deck) {
    std::fs::remove_file(deck.data()).unwrap();
    std::fs::rename(deck.path("kept"), deck.data()).unwrap();
}

#[test]
fn the_place_is_private() {
    let deck = full_deck();
    deck.run(&["log", "my words"]).fails_with(4);
    let place = deck.path("run/decklog-unsaved");
    assert_eq!(std::fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o700);
    mend(&deck);
    let told = deck.run(&["status"]).succeeds();
    assert!(told.stderr.contains("kept aside until now"), "{told:?}");
    // It was begun where nobody could know what is open.
    assert_eq!(deck.run(&["list"]).succeeds().stdout.lines().count(), 2);
}

#[test]
fn a_place_that_others_can_reach_is_not_taken_and_not_trusted() {
    let deck = full_deck();
    let run = deck.path("run");
    std::fs::create_dir(&run).unwrap();
    std::fs::create_dir(deck.path("elsewhere")).unwrap();
    // A link in its place; then a directory that others may read. Each time the other place is taken.
    symlink(deck.path("elsewhere"), run.join("decklog-unsaved")).unwrap();
    let told = deck.run(&["log", "my words"]).fails_with(4);
    assert!(!told.stderr.contains("run/decklog-unsaved/") && told.stderr.contains("NOT DURABLE"), "{told:?}");
    assert_eq!(std::fs::read_dir(deck.path("elsewhere")).unwrap().count(), 0);
    std::fs::remove_file(run.join("decklog-unsaved")).unwrap();
    std::fs::create_dir(run.join("decklog-unsaved")).unwrap();
    std::fs::set_permissions(run.join("decklog-unsaved"), PermissionsExt::from_mode(0o755)).unwrap();
    let told = deck.run(&["log", "more words"]).fails_with(4);
    assert!(!told.stderr.contains("run/decklog-unsaved/") && told.stderr.contains("NOT DURABLE"), "{told:?}");
    assert_eq!(std::fs::read_dir(run.join("decklog-unsaved")).unwrap().count(), 0);
    mend(&deck);
    assert!(deck.run(&["status"]).succeeds().stderr.contains("kept aside until now"));
}
