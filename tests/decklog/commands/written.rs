//! `section` and `action`: what people add to the record afterwards.

use std::fs;

use super::{deck_with, ids};
use crate::deck::Deck;

fn sections(deck: &Deck) -> serde_json::Value {
    deck.shown()["sections"].clone()
}

#[test]
fn a_section_is_written_read_and_taken_away() {
    let deck = deck_with(&["d: alert"]);
    let asked = deck.run(&["section", "impact"]).succeeds();
    assert!(asked.stdout.is_empty() && asked.stderr.contains("What could a user not do?"), "{asked:?}");
    deck.run(&["section", "impact", "Nobody", "could pay."]).succeeds();
    assert_eq!(deck.run(&["section", "impact"]).succeeds().stdout, "Nobody could pay.\n");
    deck.run(&["section", "root", "-"]).input("A limit.\n\n- set too low\n- nobody knew\n").succeeds();
    assert_eq!(deck.run(&["section", "root-cause"]).succeeds().stdout, "A limit.\n\n- set too low\n- nobody knew\n");
    let document = deck.run(&["export"]).succeeds().stdout;
    assert!(document.contains("- **Impact:** Nobody could pay.\n"), "{document}");
    assert!(document.contains("A limit.\n\n- set too low\n- nobody knew\n"), "{document}");
    deck.run(&["section", "impact", ""]).succeeds();
    assert_eq!(sections(&deck), serde_json::json!({"root cause": "A limit.\n\n- set too low\n- nobody knew"}));
    let history = deck.run(&["section", "impact", "--history"]).succeeds().stdout;
    assert!(history.contains("Nobody could pay.") && history.matches("ana\n").count() == 2, "{history}");
}

#[test]
fn a_section_is_redacted_by_the_name_that_commands_take() {
    let deck = deck_with(&["d: alert"]);
    deck.run(&["section", "lead-up", "the password was hunter2"]).succeeds();
    deck.run(&["section", "lead-up", "a password was changed"]).succeeds();
    // Not by the beginning of it: nothing is taken off the disk on a guess.
    deck.run(&["redact", "lead", "--why", "x"]).fails_with(3);
    let said = deck.run(&["redact", "lead-up", "--why", "a password"]).succeeds().stdout;
    assert!(said.contains("the section “lead-up”: 2 records"), "{said}");
    assert!(!fs::read_to_string(deck.journal()).unwrap().contains("hunter2"));
    assert_eq!(sections(&deck), serde_json::json!({}));
}

#[test]
fn a_draft_is_confirmed_and_a_section_left_out() {
    let deck = deck_with(&["10:00 d: alert", "10:05 h: network", "10:10 c1: a loose cable", "10:20 r: plugged in"]);
    let drafted = deck.run(&["section", "root-cause"]).succeeds();
    assert_eq!(drafted.stdout, "A loose cable.\n");
    assert!(drafted.stderr.contains("--confirm"), "{drafted:?}");
    assert_eq!(sections(&deck), serde_json::json!({}));
    deck.run(&["section", "root-cause", "--confirm"]).succeeds();
    deck.run(&["section", "root-cause", "--confirm"]).fails_with(3);
    deck.run(&["section", "surprises", "--skip", "there were none"]).succeeds();
    let expected =
        serde_json::json!({"root cause": "A loose cable.", "surprises": "Not applicable because there were none"});
    assert_eq!(sections(&deck), expected);
    let full = deck.run(&["export", "-p", "full"]).succeeds().stdout;
    assert!(full.contains("## Surprises\n\nNot applicable because there were none.\n"), "{full}");
    let listed = deck.run(&["section"]).succeeds().stdout;
    for (name, state) in [
        ("root-cause", "written"),
        ("surprises", "skipped"),
        ("summary", "drafted"),
        ("lucky", "missing"),
        ("timeline", "auto"),
    ] {
        assert!(listed.lines().any(|line| line.starts_with(name) && line.contains(state)), "{name} {listed}");
    }
}

#[test]
fn a_section_is_written_in_the_persons_own_editor() {
    let deck = deck_with(&["10:00 d: alert", "10:10 c: a loose cable", "10:20 r: plugged in"]);
    let editor = deck.path("editor");
    fs::write(&editor, "#!/bin/sh\necho 'Nobody had looked.' >> \"$1\"\n").unwrap();
    fs::set_permissions(&editor, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let editor = editor.to_str().unwrap();
    deck.run(&["section", "root-cause", "--edit"]).env("EDITOR", editor).succeeds();
    let expected = serde_json::json!({"root cause": "A loose cable.\nNobody had looked."});
    assert_eq!(sections(&deck), expected);
    let same = deck.run(&["section", "root-cause", "--edit"]).env("EDITOR", "true").succeeds();
    assert!(same.stderr.contains("as it was") && same.stdout.is_empty(), "{same:?}");
    deck.run(&["section", "impact", "--edit"]).env("EDITOR", "false").fails_with(1);
    assert_eq!(sections(&deck), expected);
}

#[test]
fn a_section_that_is_none_is_refused_with_the_names() {
    let deck = deck_with(&["d: alert"]);
    let refused = deck.run(&["section", "blame", "Bo did it"]).fails_with(2);
    assert!(refused.stderr.contains("root-cause"), "{refused:?}");
    let long = "word ".repeat(14_000);
    let refused = deck.run(&["section", "impact", "-"]).input(long.clone()).fails_with(4);
    assert!(refused.stderr.contains("a line holds 65536") && refused.stderr.contains(long.trim_end()), "{refused:?}");
}

#[test]
fn nothing_is_redacted_on_a_guess() {
    let deck = deck_with(&["a: one", "a: two"]);
    deck.run(&["section", "impact", "Nobody could pay."]).succeeds();
    deck.run(&["action", "add", "alert"]).succeeds();
    for guess in ["im", "u", "", "went"] {
        deck.run(&["redact", guess, "--why", "x"]).fails_with(3);
    }
    assert_eq!(sections(&deck), serde_json::json!({"impact": "Nobody could pay."}));
    deck.run(&["redact", "impact", "--why", "x"]).succeeds();
    assert_eq!(sections(&deck), serde_json::json!({}));
}

#[test]
fn items_are_added_and_changed() {
    let deck = deck_with(&["d: alert", "h: network", "todo: alert near the limit"]);
    let listed = deck.run(&["action"]).succeeds().stdout;
    let todo = ids(&listed)[0].to_owned();
    deck.run(&["action", "set", &todo, "--owner", "bo", "--type", "detect", "--answers", "h1"]).succeeds();
    let added = deck.run(&["action", "add", "load", "test", "--due", "2024-07-01"]).succeeds().stdout;
    deck.run(&["action", "set", ids(&added)[0], "--state", "rejected"]).succeeds();
    deck.run(&["action", "set", ids(&added)[0]]).fails_with(2);
    deck.run(&["action", "set", "nothing", "--owner", "bo"]).fails_with(3);
    let refused = deck.run(&["action", "add", "x", "--type", "hope"]).fails_with(2);
    assert!(refused.stderr.contains("prevent, detect, mitigate and process"), "{refused:?}");
    let shown = deck.shown();
    let (actions, made_of) = (shown["actions"].clone(), shown["events"][2]["id"].clone());
    let expected = serde_json::json!([
        {"todo": made_of, "text": "alert near the limit", "type": "detect", "owner": "bo", "due": null, "state": null},
        {"text": "load test", "type": null, "owner": null, "due": "2024-07-01", "state": "rejected"},
    ]);
    assert_eq!(actions, expected);
    let full = deck.run(&["export", "-p", "full"]).succeeds().stdout;
    let row = "| 1 | alert near the limit *(answers H1: network)* | detect | bo | **none** |\n";
    assert!(full.contains(row) && full.contains("## Decided not to do\n\n- load test\n"), "{full}");
}

#[test]
fn a_secret_is_warned_of_masked_and_taken_off_the_disk() {
    let deck = deck_with(&["d: alert"]);
    let warned = deck.run(&["log", "a: set password=hunter2 on web-3"]).succeeds();
    assert!(warned.stderr.contains("looks like a password"), "{warned:?}");
    deck.run(&["section", "impact", "token: 9f86d081884c7d65"]).succeeds();
    let item = deck.run(&["action", "add", "rotate password=hunter3"]).succeeds().stdout;
    for format in ["md", "html", "text", "json", "csv"] {
        let exported = deck.run(&["export", "-f", format]).succeeds();
        assert!(!exported.stdout.contains("hunter") && !exported.stdout.contains("9f86d0"), "{format} {exported:?}");
        assert!(exported.stderr.contains("3 likely secrets masked"), "{exported:?}");
    }
    let left = deck.run(&["export", "--allow-secrets"]).succeeds();
    assert!(left.stdout.contains("password=hunter2") && left.stderr.contains("left in"), "{left:?}");
    let first = left.stderr.split("“decklog redact ").nth(1).and_then(|rest| rest.split('”').next()).unwrap();
    for what in [first, "impact", ids(&item)[0]] {
        deck.run(&["redact", what, "--why", "a secret"]).succeeds();
    }
    let journal = fs::read_to_string(deck.journal()).unwrap();
    assert!(!journal.contains("hunter") && !journal.contains("9f86d0"), "{journal}");
    assert!(deck.run(&["export"]).succeeds().stderr.is_empty());
    deck.run(&["verify"]).succeeds();
}

#[test]
fn outside_nobody_and_no_machine_is_named() {
    let deck = deck_with(&[
        "10:00 d: customers call, says Bo",
        "10:00 ic: bo",
        "10:01 i: 20% of users see errors on web-3 (10.0.3.17)",
        "10:05 h: Bo's rollout",
        "10:10 c1: pool of db-1.prod.internal exhausted, see https://wiki.corp/x",
        "10:20 r: bo@shop.example.com says it is fine",
    ]);
    for format in ["md", "html", "text", "json", "csv"] {
        let exported = deck.run(&["export", "-p", "external", "-f", format]).succeeds().stdout;
        for told in ["bo@", "says Bo", "Bo's", "ana", "web-3", "10.0.3.17", "internal", "wiki", "rollout"] {
            assert!(!exported.contains(told), "{format} tells {told}: {exported}");
        }
        assert!(exported.contains("20% of users"), "{exported}");
    }
    let roles = deck.run(&["export", "--names", "roles"]).succeeds().stdout;
    assert!(roles.contains("customers call, says incident commander") && roles.contains("web-3"), "{roles}");
    assert!(deck.run(&["export", "--names", "initials"]).succeeds().stdout.contains("says B."));
}

#[test]
fn an_idea_is_parked_until_it_is_made_an_item() {
    let deck = deck_with(&["10:00 d: alert", "10:20 r: up"]);
    deck.run(&["action", "add", "alert on connections"]).succeeds();
    let parked = deck.run(&["action", "park", "retry", "with", "a", "pause"]).succeeds().stdout;
    assert!(parked.ends_with("retry with a pause  [idea]\n"), "{parked}");
    deck.run(&["action", "park", "cache the menu"]).succeeds();
    let listed = deck.run(&["action", "list"]).succeeds();
    assert_eq!((listed.stdout.lines().count(), listed.stdout.contains("retry")), (1, false), "{listed:?}");
    assert!(listed.stderr.contains("and 2 ideas parked"), "{listed:?}");
    assert_eq!(deck.run(&["action", "list", "--parked"]).succeeds().stdout.lines().count(), 2);
    // An idea is told nowhere, and nothing is missing of it.
    assert_eq!(deck.shown()["actions"].as_array().unwrap().len(), 1);
    for told in [&["export", "-p", "full"][..], &["export", "-f", "json"], &["export", "-f", "csv"], &["show"]] {
        let told = deck.run(told).succeeds().stdout;
        assert!(!told.contains("retry") && !told.contains("cache the menu"), "{told}");
    }
    assert!(!deck.run(&["lint"]).answers_badly().stdout.contains("retry"));
    let made = deck.run(&["action", "unpark", ids(&parked)[0]]).succeeds().stdout;
    assert!(made.ends_with("retry with a pause  [open]\n"), "{made}");
    deck.run(&["action", "unpark", ids(&parked)[0]]).fails_with(3);
    for text in ["write it down", "train"] {
        deck.run(&["action", "park", text]).succeeds();
    }
    assert_eq!(deck.run(&["action", "unpark"]).succeeds().stdout.lines().count(), 3);
    assert!(deck.run(&["action", "unpark"]).succeeds().stderr.contains("no idea is parked"));
    assert_eq!(deck.shown()["actions"].as_array().unwrap().len(), 5);
}
