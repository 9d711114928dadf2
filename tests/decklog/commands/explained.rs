//! `log --explain`: what would be understood, and which tag the words suggest; nothing is stored.

use super::deck_with;
use crate::deck::Deck;

#[test]
fn a_line_is_explained_with_every_phrase_that_spoke() {
    let deck = deck_with(&["h: network"]);
    let said = deck.run(&["log", "--explain", "-10m paged the dba, suspect the pool"]).succeeds().stdout;
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("→ ") && lines[0].contains(" · 10 min ago · backdated"), "{said}");
    assert!(lines[1].starts_with("suggestion  escalation "), "{said}");
    assert!(said.contains("+4  “paged the”: paged|paging _"), "{said}");
    assert!(said.contains("\nnext        hypothesis          3\n"), "{said}");
    assert!(said.ends_with("\na suggestion takes 3, and 1 more than the next\n"), "{said}");
    // By the open incident, as it would be recorded.
    let said = deck.run(&["log", "--explain", "x: ruled out"]).succeeds().stdout;
    assert!(said.contains("rules out H1 network\nno suggestion: the line has its tag\n"), "{said}");
    assert_eq!(deck.texts(), ["network"]);
}

#[test]
fn what_is_not_enough_is_told_too() {
    let deck = Deck::new();
    for (arguments, expected) in [
        (&["log", "--explain", "coffee"][..], "\nno suggestion\n"),
        (&["log", "--explain", "restarted the pods, suspect dns"], "\nnot enough  "),
        (&["log", "--explain", "-t", "n", "paged the dba"], "\nsuggestion  escalation "),
        (&["log", "--explain", "-t", "note", "paged the dba"], "\nno suggestion: the line has its tag\n"),
        (&["log", "--explain", "title: paged the dba"], "\nno suggestion: the line has its tag\n"),
        (&["log", "--explain", "25:00 paged the dba"], "\n“25:00” is not a time that exists"),
    ] {
        let said = deck.run(arguments).succeeds().stdout;
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
    deck.run(&["log", "--explain"]).fails_with(2);
    deck.run(&["log", "--explain", "-q", "paged the dba"]).fails_with(2);
}

#[test]
fn nothing_is_created_on_disk() {
    let deck = Deck::new();
    let wrote = deck.run(&["log", "--explain", "paged the dba"]).succeeds();
    assert!(wrote.stdout.contains("escalation") && wrote.stderr.is_empty(), "{wrote:?}");
    deck.run(&["log", "--explain"]).input("paged the dba\n").succeeds();
    deck.run(&["log", "--explain", "--stdin"]).input("paged the dba\n").succeeds();
    assert!(!deck.data().exists());
}

#[test]
fn every_line_of_a_file_has_its_row() {
    let deck = Deck::new();
    let lines = "paged the dba\n\n10:15 suspect\tdns\nok\nf: paged the dba\nb\x1b[2J";
    let said = deck.run(&["log", "--explain", "--stdin"]).input(lines).succeeds().stdout;
    let rows: Vec<Vec<&str>> = said.lines().map(|line| line.split('\t').collect()).collect();
    let tags: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(tags, ["escalation", "-", "hypothesis", "-", "-", "-"], "{said}");
    assert!(rows.iter().all(|row| row.len() == 3 && (row[0] == "-") == (row[1] == "0")), "{said}");
    assert_eq!((rows[2][2], rows[5][2]), ("10:15 suspect dns", "b^[[2J"));
}

#[test]
fn to_record_a_line_says_nothing_of_a_suggestion() {
    let deck = deck_with(&[]);
    let wrote = deck.run(&["log", "paged the dba"]).succeeds();
    assert!(!wrote.stdout.contains("escalation") && wrote.stderr.is_empty(), "{wrote:?}");
    assert_eq!(deck.shown()["events"][0]["tag"], "note");
}
