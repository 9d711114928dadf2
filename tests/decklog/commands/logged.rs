//! `start` and `log`: one line from any shell.

use super::{deck_with, ids};
use crate::deck::Deck;

#[test]
fn an_incident_is_started_with_what_is_known_of_it() {
    let deck = Deck::new();
    let started = deck
        .run(&["start", "Checkout is down", "--severity", "2", "--at", "2024-06-07 10:00", "--zone", "Africa/Nairobi"])
        .succeeds();
    assert!(started.stdout.starts_with("2024-06-07-checkout-is-down-"), "{started:?}");
    let shown = deck.shown();
    assert_eq!(shown["title"], "Checkout is down");
    assert_eq!(shown["severity"], 2);
    assert_eq!(shown["id"], started.stdout.trim());
    // Nobody has said that the impact began then.
    assert_eq!(shown["zone"], "Africa/Lagos", "DECKLOG_ZONE shows it");
    deck.run(&["log", "10:15 d: alert"]).without("DECKLOG_ZONE").succeeds();
    let shown = deck.run(&["show", "--format", "json"]).without("DECKLOG_ZONE").succeeds();
    assert!(shown.stdout.contains(r#""at": "2024-06-07T10:15:00"#), "{}", shown.stdout);
    assert!(shown.stdout.contains(r#""zone": "Africa/Nairobi""#), "{}", shown.stdout);
}

#[test]
fn a_data_directory_is_found_by_a_bare_name_as_by_a_whole_one() {
    let deck = Deck::new();
    for dir in ["here", "./there", "far/away"] {
        deck.run(&["--dir", dir, "start", "Checkout is down"]).succeeds();
        deck.run(&["--dir", dir, "log", "d: alert"]).succeeds();
        let whole = deck.path(dir).to_string_lossy().into_owned();
        let shown = deck.run(&["--dir", &whole, "show"]).succeeds().stdout;
        assert!(shown.contains("alert"), "{shown}");
    }
}

#[test]
fn the_words_of_a_line_say_time_and_tag() {
    let deck = deck_with(&[]);
    for (arguments, tag, text) in [
        (&["log", "d:", "alert,", "slow"][..], "detection", "alert, slow"),
        (&["log", "-t", "escalation", "database team"], "escalation", "database team"),
        (&["log", "-t", "e", "night shift"], "escalation", "night shift"),
        (&["log", "-t", "misleading path", "not the network"], "misleading path", "not the network"),
        (&["log", "-5m", "a:", "restarted the pods"], "action", "restarted the pods"),
        (&["log", "--at", "-10m", "f: the log is empty"], "finding", "the log is empty"),
        (&["log", "--force and --help are words here"], "note", "--force and --help are words here"),
        (&["log", "-x"], "note", "-x"),
        (&["log", "--", "--by"], "note", "--by"),
    ] {
        let answer = deck.run(arguments).succeeds().stdout;
        let shown = deck.shown();
        let id = ids(&answer)[0];
        let event =
            shown["events"].as_array().unwrap().iter().find(|event| event["id"].as_str().unwrap().ends_with(id));
        let event = event.unwrap_or_else(|| panic!("{answer} is not in {shown}"));
        assert_eq!((event["tag"].as_str(), event["text"].as_str()), (Some(tag), Some(text)));
        assert_eq!(event["by"], "ana");
    }
}

#[test]
fn a_wrong_tag_or_time_costs_no_text() {
    let deck = deck_with(&[]);
    for (arguments, warning, text) in [
        (&["log", "-t", "detecton", "alert"][..], "there is no tag “detecton”", "alert"),
        (&["log", "25:99 alert"], "25:99", "25:99 alert"),
        (&["log", "--at", "the day before", "alert"], "the day before", "alert"),
        (&["log", "--at", "25:99", "alert"], "25:99", "alert"),
    ] {
        let wrote = deck.run(arguments).succeeds();
        assert!(wrote.stderr.contains(warning), "{arguments:?}: {wrote:?}");
        assert_eq!(deck.texts().last().map(String::as_str), Some(text));
    }
}

#[test]
fn without_a_text_one_line_is_read() {
    let deck = deck_with(&[]);
    assert!(deck.run(&["log"]).input("r: all green\r\n").succeeds().stderr.is_empty());
    let more = deck.run(&["log"]).input("the first\nthe second\n").succeeds();
    assert!(more.stderr.contains("--stdin"), "{more:?}");
    assert_eq!(deck.texts(), ["all green", "the first"]);
    for nothing in ["", "\n", "   \n"] {
        deck.run(&["log"]).input(nothing).fails_with(2);
    }
    assert_eq!(deck.texts().len(), 2);
}

#[test]
fn quiet_says_nothing_and_an_open_incident_is_said_to_be_started() {
    let deck = Deck::new();
    let first = deck.run(&["log", "-q", "alert"]).succeeds();
    assert!(first.stdout.is_empty() && first.stderr.contains("started"), "{first:?}");
    let second = deck.run(&["log", "--quiet", "more"]).succeeds();
    assert_eq!((second.stdout, second.stderr), (String::new(), String::new()));
}

#[test]
fn the_command_line_wins_over_the_environment() {
    let deck = deck_with(&["one"]);
    let first = deck.shown()["id"].as_str().unwrap().to_owned();
    deck.run(&["start", "Another"]).succeeds();
    let log = |arguments: &[&str]| deck.run(arguments).env("DECKLOG_INCIDENT", &first).env("DECKLOG_BY", "bo");
    log(&["log", "two"]).succeeds();
    log(&["--by", "cy", "log", "three"]).succeeds();
    log(&["log", "--by", "", "four"]).succeeds();
    log(&["--incident", "another", "log", "five"]).succeeds();
    let of = |name: &str| {
        let shown = deck.run(&["show", name, "--format", "json"]).succeeds().stdout;
        let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
        let events = shown["events"].as_array().unwrap().clone();
        events.iter().map(|event| format!("{} {}", event["by"], event["text"]).replace('"', "")).collect::<Vec<_>>()
    };
    assert_eq!(of(&first), ["ana one", "bo two", "cy three", "bo four"]);
    assert_eq!(of("another"), ["bo five"]);
    // An argument of a command's own wins over both, and --incident may stand after it, too.
    for arguments in [&["show", "another"][..], &["show", "--incident", "another"], &["--incident", "another", "show"]]
    {
        assert!(log(arguments).succeeds().stdout.starts_with("Another"), "{arguments:?}");
    }
    assert!(deck.run(&["show", "--incident", &first, "another"]).succeeds().stdout.starts_with("Another"));
    // The directory, too.
    let elsewhere = deck.path("elsewhere");
    deck.run(&["--dir", elsewhere.to_str().unwrap(), "log", "six"]).succeeds();
    assert!(deck.run(&["show"]).env("DECKLOG_DIR", &elsewhere).succeeds().stdout.contains("six"));
    // And the zone.
    let at = |run: crate::deck::Run| run.succeeds().stdout.lines().next().unwrap().to_owned();
    let utc = at(deck.run(&["--zone", "UTC", "show"]));
    let nairobi = at(deck.run(&["show"]).env("DECKLOG_ZONE", "Africa/Nairobi"));
    assert!(utc.ends_with("UTC") && nairobi.contains("EAT"), "{utc} {nairobi}");
}
