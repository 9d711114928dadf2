//! `log --stdin`: one event a line.

use rustix::process::Signal;

use super::deck_with;
use crate::deck::Deck;
use crate::patience::until;

#[test]
fn every_line_is_an_event() {
    let deck = deck_with(&[]);
    let wrote = deck.run(&["log", "--stdin"]).input("d: alert\n\n  \r\nh: network\r\nno newline at the end").succeeds();
    assert_eq!(wrote.stdout.lines().count(), 3, "{wrote:?}");
    assert_eq!(deck.texts(), ["alert", "network", "no newline at the end"]);
    deck.run(&["log", "--stdin", "and a text"]).fails_with(2);
}

#[test]
fn a_pause_in_the_input_saves_what_came() {
    let deck = deck_with(&[]);
    let mut feeding = deck.run(&["log", "--stdin"]).starts();
    feeding.say("one\ntwo\n");
    feeding.wait_for("→ ");
    feeding.say("three\n");
    feeding.wait_for("→ ");
    feeding.signal(Signal::KILL);
    feeding.end();
    let texts = deck.texts();
    assert!(texts.starts_with(&["one".to_owned()]), "{texts:?}");
}

#[test]
fn bytes_that_are_not_text_are_written_out() {
    let deck = deck_with(&[]);
    let wrote = deck.run(&["log", "--stdin"]).input(b"caf\xe9 is down\n\xff\xfe\nfine\n").succeeds();
    assert!(wrote.stderr.contains("1 byte not UTF-8") && wrote.stderr.contains("2 bytes"), "{wrote:?}");
    assert_eq!(deck.texts(), [r"caf\xE9 is down", r"\xFF\xFE", "fine"]);
    deck.run(&["log"]).input(b"b\xe9la").succeeds();
    assert_eq!(deck.texts().last().unwrap(), r"b\xE9la");
}

#[test]
fn a_line_of_ten_megabytes_is_kept_whole() {
    let deck = deck_with(&[]);
    let line = "all work and no play ".repeat(500_000);
    for command in [&["log", "--stdin"][..], &["log"]] {
        let wrote = deck.run(command).input(line.clone()).succeeds();
        assert!(wrote.stdout.len() < 200, "{}", wrote.stdout.len());
        let shown = deck.shown();
        let event = shown["events"].as_array().unwrap().last().unwrap();
        assert!(line.starts_with(event["text"].as_str().unwrap()));
        let file = event["evidence"][0]["file"].as_str().unwrap();
        let kept = std::fs::read_to_string(deck.incident().join("evidence").join(file)).unwrap();
        assert!(kept.trim_end() == line.trim_end(), "{} of {} bytes", kept.len(), line.len());
    }
    deck.run(&["verify"]).succeeds();
}

#[test]
fn a_reader_that_goes_away_ends_no_recording() {
    let deck = deck_with(&[]);
    let lines: String = (0..3000).map(|n| format!("line {n}\n")).collect();
    deck.shell("\"$@\" log --stdin | head -1").input(lines).succeeds();
    assert_eq!(deck.texts().len(), 3000);
}

#[test]
fn what_cannot_be_saved_is_given_back_and_tried_again() {
    let deck = deck_with(&["before"]);
    let (journals, away) = (deck.incident().join("journal"), deck.path("away"));
    let mut feeding = deck.run(&["log", "--stdin"]).starts();
    feeding.say("one\n");
    feeding.wait_for("→ ");
    std::fs::rename(&journals, &away).unwrap();
    std::fs::write(&journals, "in the way").unwrap();
    feeding.say("two\n");
    feeding.wait_for_warning("NOT SAVED");
    feeding.wait_for_warning("two\n");
    std::fs::remove_file(&journals).unwrap();
    std::fs::rename(&away, &journals).unwrap();
    feeding.say("three\n");
    feeding.wait_for_warning("saved now");
    let (ended, _) = feeding.end();
    assert!(ended.success());
    assert_eq!(deck.texts(), ["before", "one", "two", "three"]);
    deck.run(&["verify"]).succeeds();
}

#[test]
fn what_was_never_saved_is_given_back_once() {
    let deck = Deck::new();
    std::fs::write(deck.data(), "a file").unwrap();
    let lines: String = (0..2000).map(|n| format!("line {n}.\n")).collect();
    let wrote = deck.run(&["log", "--stdin"]).input(lines).fails_with(4);
    assert!(wrote.stdout.is_empty(), "{wrote:?}");
    for n in [0, 1, 777, 1999] {
        assert_eq!(wrote.stderr.matches(&format!("line {n}.")).count(), 1, "{n}");
    }
}

/// Ctrl-Z while it runs: stopped for good, and nobody else has to wait for it.
#[test]
fn no_lock_is_held_while_it_is_stopped() {
    let deck = deck_with(&[]);
    let script = "set -m; yes of many | head -200000 | \"$@\" log -q --stdin & echo pid $!; wait";
    let mut shell = deck.shell(script).starts();
    shell.wait_for("pid ");
    let said = shell.wait_for("\n");
    let pid = said.split_whitespace().nth(1).unwrap().parse().unwrap();
    let feeding = rustix::process::Pid::from_raw(pid).unwrap();
    let state = || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit(") ").next().and_then(|rest| rest.chars().next())
    };
    let fed = || std::fs::metadata(deck.journal()).unwrap().len();
    for _ in 0..5 {
        let before = fed();
        until("it to work", || fed() > before);
        rustix::process::kill_process(feeding, Signal::TSTP).unwrap();
        until("it to stop", || state() == Some('T'));
        assert!(deck.run(&["log", "-q", "meanwhile"]).succeeds().stderr.is_empty());
        rustix::process::kill_process(feeding, Signal::CONT).unwrap();
        until("it to go on", || state() != Some('T'));
    }
    rustix::process::kill_process(feeding, Signal::KILL).unwrap();
    let journal = std::fs::read_to_string(deck.journal()).unwrap();
    assert_eq!(journal.matches(r#""text":"meanwhile""#).count(), 5);
}
