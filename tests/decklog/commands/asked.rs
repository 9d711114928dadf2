//! The commands that answer, and those that change an incident as a whole.

use serde_json::Value;

use super::{deck_with, ids};
use crate::deck::Deck;

#[test]
fn status_tells_in_a_few_lines_how_it_stands() {
    let deck = deck_with(&["d: alert", "h: network"]);
    let status = deck.run(&["status"]).succeeds().stdout;
    for part in ["open · Checkout is down", "Since ", "last entry", "H1 (0 s) open: network"] {
        assert!(status.contains(part), "{part}: {status}");
    }
    assert!(status.lines().count() < 8, "{status}");
}

/// What the tail says is what the whole says: at any size the same answers.
#[test]
fn a_long_journal_answers_as_a_short_one() {
    let deck = deck_with(&["h: network"]);
    let lines: String = (0..20_000).map(|n| format!("line {n}\n")).collect();
    deck.run(&["log", "-q", "--stdin"]).input(lines).succeeds();
    let status = deck.run(&["status", "--format", "json"]).succeeds().stdout;
    assert!(status.contains("\"events\": 20001") && status.contains("\"text\": \"network\""), "{status}");
    let answer = deck.run(&["log", "x: not the network"]).succeeds();
    assert!(answer.stdout.contains("rules out H1 network") && answer.stderr.is_empty(), "{answer:?}");
    let answer = deck.run(&["log", "h: database"]).succeeds();
    assert!(answer.stdout.contains("opens H2"), "{answer:?}");
}

#[test]
fn list_shows_all_and_use_opens_another() {
    let deck = Deck::new();
    assert_eq!(deck.run(&["list"]).succeeds().stdout, "");
    assert_eq!(deck.run(&["list", "--format", "json"]).succeeds().stdout, "[]\n");
    deck.run(&["start", "First"]).succeeds();
    deck.run(&["start", "Second"]).succeeds();
    let list = || deck.run(&["list"]).succeeds().stdout;
    let open = || list().lines().filter(|line| line.starts_with('*')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(list().lines().count(), 2);
    assert!(open()[0].contains("Second"), "{}", list());
    deck.run(&["use", "first"]).succeeds();
    assert!(open().len() == 1 && open()[0].contains("First"), "{}", list());
    let rows: Value = serde_json::from_str(&deck.run(&["list", "--format", "json"]).succeeds().stdout).unwrap();
    let titles: Vec<_> = rows.as_array().unwrap().iter().map(|row| (&row["title"], &row["open"])).collect();
    assert!(titles.contains(&(&"First".into(), &true.into())), "{rows}");
    assert!(titles.contains(&(&"Second".into(), &false.into())), "{rows}");
}

#[test]
fn an_incident_is_closed_and_comes_back() {
    let deck = deck_with(&["d: alert", "r: restarted, checkout works"]);
    assert_eq!(deck.shown()["state"], "resolved");
    deck.run(&["close"]).succeeds();
    assert_eq!(deck.shown()["state"], "closed");
    // The next line starts a new one.
    assert!(deck.run(&["log", "something else"]).succeeds().stderr.contains("started"));
    deck.run(&["reopen", "checkout"]).succeeds();
    assert_eq!(deck.shown()["state"], "open");
    assert_eq!(deck.shown()["title"], "Checkout is down");
    deck.run(&["log", "again"]).succeeds();
    assert_eq!(deck.texts().len(), 3);
}

#[test]
fn show_is_for_people_and_for_scripts() {
    let deck = deck_with(&["d: alert", "h: network", "x: not the network #net", "u: we know"]);
    let text = deck.run(&["show"]).succeeds().stdout;
    assert!(text.starts_with("Checkout is down · open"), "{text}");
    assert!(text.contains("detection") && text.contains("H1") && !text.contains('\x1b'), "{text}");
    let shown = deck.shown();
    for key in ["id", "title", "zone", "severity", "state", "start", "end", "sections"] {
        assert!(shown.get(key).is_some(), "{key}: {shown}");
    }
    let event = &shown["events"][2];
    assert_eq!((&event["tag"], &event["labels"][0]), (&"misleading path".into(), &"net".into()));
    assert_eq!(event["hypotheses"][0]["link"], "rules_out");
    assert_eq!(shown["hypotheses"][0]["state"], "ruled out");
    assert_eq!(deck.texts().last().map(String::as_str), Some("we know"));
    // Without a locale our own marks are ASCII, and so are our words.
    for arguments in [
        &["show"][..],
        &["status"],
        &["list"],
        &["verify"],
        &["verify", "--all"],
        &["log", "10:15 h: disk"],
        &["log", "-t", "?", "a"],
    ] {
        let wrote = deck.run(arguments).env("LANG", "C").succeeds();
        assert!(wrote.stdout.is_ascii() && wrote.stderr.is_ascii(), "{wrote:?}");
    }
}

#[test]
fn verify_finds_what_was_changed_and_what_was_removed() {
    let deck = deck_with(&["one", "two", "three"]);
    let whole = deck.run(&["verify"]).succeeds().stdout;
    let head = whole.split("head ").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a head").to_owned();
    let expected = deck.run(&["verify", "--expect", &head]).succeeds().stdout;
    assert!(expected.contains("the expected head is there"), "{expected}");
    let journal = std::fs::read_to_string(deck.journal()).unwrap();
    let lines: Vec<&str> = journal.lines().collect();
    // Without its end it is whole in itself; only the head that was noted tells.
    std::fs::write(deck.journal(), lines[..lines.len() - 1].join("\n") + "\n").unwrap();
    deck.run(&["verify"]).succeeds();
    assert_eq!(verdict(&deck, &["verify", "--expect", &head]), "the expected head is NOT there");
    for damaged in [journal.replace("two", "tow"), journal.replace(lines[3], ""), journal.replace(lines[2], lines[3])] {
        std::fs::write(deck.journal(), damaged).unwrap();
        assert_eq!(verdict(&deck, &["verify"]), "damaged");
        let shown = deck.run(&["show"]).succeeds();
        assert!(shown.stdout.contains("three") && shown.stderr.contains("verify"), "{shown:?}");
    }
}

#[test]
fn all_incidents_are_checked_in_a_line_each() {
    let deck = Deck::new();
    assert_eq!(deck.run(&["verify", "--all"]).succeeds().stdout, "0 incidents, 0 records: nothing is damaged\n");
    for title in ["Checkout", "Search"] {
        deck.run(&["start", title]).succeeds();
        deck.run(&["log", "one"]).succeeds();
    }
    let whole = deck.run(&["verify", "--all"]).succeeds().stdout;
    let lines: Vec<&str> = whole.lines().collect();
    assert!(lines.len() == 3 && lines[..2].iter().all(|line| line.ends_with(": 3 records, whole")), "{whole}");
    assert_eq!(lines[2], "2 incidents, 6 records: nothing is damaged");
    let journal = deck.journal_of("search");
    let damaged = std::fs::read_to_string(&journal).unwrap().replace("\"one\"", "\"two\"");
    std::fs::write(&journal, damaged).unwrap();
    let told = deck.run(&["verify", "--all"]).answers_badly().stdout;
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].ends_with(": 3 records, whole"), "{told}");
    assert!(lines[1].contains("-search-") && lines[1].ends_with(": 2 records, damaged in 1 place"), "{told}");
    assert!(
        lines[2].starts_with("2 incidents, 5 records: 1 damaged; “decklog verify ") && lines[2].contains("-search-")
    );
    deck.run(&["verify", "--all", "search"]).fails_with(2);
    deck.run(&["verify", "--all", "--expect", "x"]).fails_with(2);
}

/// Exit code 1, and which of the two sentences it ends with.
fn verdict(deck: &Deck, arguments: &[&str]) -> &'static str {
    let wrote = deck.run(arguments).answers_badly();
    let sentences = ["the expected head is NOT there", "damaged"];
    sentences.into_iter().find(|sentence| wrote.stdout.contains(sentence)).unwrap_or_else(|| panic!("{wrote:?}"))
}

#[test]
fn a_redaction_takes_the_words_off_the_disk() {
    let deck = deck_with(&[]);
    let answer = deck.run(&["log", "the password is hunter2"]).succeeds().stdout;
    let id = ids(&answer)[0];
    let said = deck.run(&["redact", id, "--why", "a password"]).succeeds().stdout;
    assert!(said.contains("taken off this disk"), "{said}");
    let shown = deck.run(&["show"]).succeeds().stdout;
    assert!(shown.contains("a password") && !shown.contains("hunter2"), "{shown}");
    assert!(!std::fs::read_to_string(deck.journal()).unwrap().contains("hunter2"));
    deck.run(&["verify"]).succeeds();
    deck.run(&["redact", "NOSUCH", "--why", "x"]).fails_with(3);
    deck.run(&["redact", id]).fails_with(2);
}
