//! `attach`: what is kept as evidence, of which event, and what is refused.

use super::{deck_with, ids};
use crate::deck::Deck;
use crate::patience::until;

/// The evidence of the event with this text: where it came from, and its bytes.
fn evidence(deck: &Deck, text: &str) -> Vec<(String, Vec<u8>)> {
    let shown = deck.shown();
    let event = shown["events"].as_array().unwrap().iter().find(|event| event["text"] == text).unwrap();
    let kept = event["evidence"].as_array().unwrap().iter().map(|kept| {
        let bytes = std::fs::read(deck.incident().join("evidence").join(kept["file"].as_str().unwrap())).unwrap();
        assert_eq!(kept["bytes"], bytes.len());
        (kept["source"].as_str().unwrap().to_owned(), bytes)
    });
    kept.collect()
}

#[test]
fn a_file_goes_to_the_event_that_was_recorded_last() {
    let deck = deck_with(&["d: alert", "-5m f: the graph shows it"]);
    std::fs::write(deck.path("graph.PNG"), b"\x89PNG\xff").unwrap();
    let wrote = deck.run(&["attach", "graph.PNG"]).succeeds();
    assert!(
        wrote.stdout.starts_with("attached graph.PNG, 5 bytes, to ") && wrote.stdout.contains("the graph shows it")
    );
    assert_eq!(evidence(&deck, "the graph shows it"), [("graph.PNG".to_owned(), b"\x89PNG\xff".to_vec())]);
    let file = deck.shown()["events"].to_string();
    assert!(file.contains(".PNG\""), "{file}");
    assert!(deck.run(&["show"]).succeeds().stdout.contains("evidence: graph.PNG, 5 bytes, "));
    deck.run(&["verify"]).succeeds();
}

#[test]
fn standard_input_goes_to_the_event_that_is_named() {
    let deck = deck_with(&[]);
    let answer = deck.run(&["log", "f: the log shows it"]).succeeds().stdout;
    deck.run(&["log", "later"]).succeeds();
    let id = ids(&answer)[0];
    for (dash, output) in [(&["-"][..], "one\n"), (&[], "two\n")] {
        deck.run(&[&["attach", "--to", id], dash].concat()).input(output).succeeds();
    }
    let kept = evidence(&deck, "the log shows it");
    assert_eq!(
        kept,
        [("standard input".to_owned(), b"one\n".to_vec()), ("standard input".to_owned(), b"two\n".to_vec())]
    );
    assert!(evidence(&deck, "later").is_empty());
}

#[test]
fn what_is_large_is_copied_and_what_is_too_large_refused() {
    let deck = deck_with(&["d: alert"]);
    let large: Vec<u8> = (0..3_000_000u64).map(|n| (n * 7919 % 251) as u8).collect();
    std::fs::write(deck.path("large"), &large).unwrap();
    deck.run(&["attach", "large"]).succeeds();
    deck.shell("\"$@\" attach - < large").succeeds();
    assert!(evidence(&deck, "alert").iter().all(|(_, bytes)| *bytes == large));
    // One that has no bytes on disk, and many to read.
    std::fs::File::create(deck.path("too large")).unwrap().set_len((64 << 20) + 1).unwrap();
    for refused in ["exec \"$@\" attach 'too large'", "exec \"$@\" attach < 'too large'"] {
        let wrote = deck.shell(refused).fails_with(2);
        assert!(wrote.stderr.contains("more than 64 MiB"), "{wrote:?}");
    }
    let left = std::fs::read_dir(deck.incident().join("evidence")).unwrap().count();
    assert_eq!((left, evidence(&deck, "alert").len()), (1, 2), "nothing of what was refused is left");
    deck.run(&["verify"]).succeeds();
}

#[test]
fn what_is_no_file_is_refused_with_what_to_do() {
    let deck = deck_with(&["d: alert"]);
    std::fs::create_dir(deck.path("dir")).unwrap();
    std::fs::write(deck.path("empty"), "").unwrap();
    deck.shell("mkfifo pipe && ln -s there link && echo linked > there").succeeds();
    assert!(deck.run(&["attach", "dir"]).fails_with(2).stderr.contains("is a directory: pack it"));
    assert!(deck.run(&["attach", "pipe"]).fails_with(2).stderr.contains("no plain file"));
    assert!(deck.run(&["attach", "/dev/null"]).fails_with(2).stderr.contains("no plain file"));
    assert!(deck.run(&["attach", "empty"]).fails_with(2).stderr.contains("nothing to attach"));
    assert!(deck.run(&["attach"]).fails_with(2).stderr.contains("nothing to attach"));
    assert!(deck.run(&["attach", "nowhere"]).fails_with(3).stderr.contains("there is no file nowhere"));
    assert!(deck.run(&["attach", "--to", "ZZZZZZ", "there"]).fails_with(3).stderr.contains("no event"));
    deck.run(&["attach", "link"]).succeeds();
    assert_eq!(evidence(&deck, "alert"), [("link".to_owned(), b"linked\n".to_vec())]);
}

#[test]
fn without_an_event_there_is_nothing_to_attach_to() {
    let deck = Deck::new();
    deck.run(&["attach", "-"]).input("words").fails_with(3);
    let deck = deck_with(&[]);
    assert!(deck.run(&["attach", "-"]).input("words").fails_with(3).stderr.contains("no event yet"));
    let id = deck.run(&["log", "a secret"]).succeeds().stdout;
    let id = ids(&id)[0].to_owned();
    deck.run(&["redact", &id, "--why", "secret"]).succeeds();
    assert!(deck.run(&["attach", "--to", &id]).input("words").fails_with(3).stderr.contains("redacted"));
}

#[test]
fn a_hostile_name_is_only_a_name() {
    let deck = deck_with(&["d: alert"]);
    let name = "../\u{1b}[2J|x`.e/../\u{1b}[31m.p-p";
    std::fs::create_dir_all(deck.path("\u{1b}[2J|x`.e")).unwrap();
    let name = name.trim_start_matches("../");
    std::fs::write(deck.path(name), "words").unwrap();
    let wrote = deck.run(&["attach", name]).succeeds();
    assert!(!wrote.stdout.contains('\u{1b}'), "{wrote:?}");
    for command in ["show", "export"] {
        assert!(!deck.run(&[command]).succeeds().stdout.contains('\u{1b}'));
    }
    deck.run(&["verify"]).succeeds();
}

#[test]
fn what_cannot_be_kept_is_said() {
    let deck = deck_with(&["d: alert"]);
    std::fs::write(deck.path("words"), "words".repeat(1000)).unwrap();
    let wrote = deck.shell("ulimit -f 0; exec \"$@\" attach words").fails_with(4);
    assert!(wrote.stderr.contains("NOT SAVED") && wrote.stderr.contains("words, to be attached"), "{wrote:?}");
    assert!(evidence(&deck, "alert").is_empty());
}

/// What is piped in may take its time: nobody else has to wait for it.
#[test]
fn no_lock_is_held_while_it_reads() {
    let deck = deck_with(&["d: alert"]);
    let mut attaching = deck.run(&["attach", "-"]).starts();
    attaching.say("words".repeat(2000));
    until("the copy", || std::fs::read_dir(deck.incident().join("evidence")).is_ok_and(|all| all.count() > 0));
    assert!(deck.run(&["log", "-q", "meanwhile"]).succeeds().stderr.is_empty());
    assert!(attaching.end().0.success());
    assert_eq!(evidence(&deck, "alert")[0].1.len(), 10_000);
}
