//! `show --filter`: some of the events, chosen by an expression or by the name of one.

use serde_json::Value;

use super::deck_with;
use crate::deck::Deck;

const LINES: [&str; 6] = [
    "d: alert, checkout times out",
    "h: network #net",
    "e: called @bo, carts fail",
    "x: not the network #net",
    "-5m a: restarted the carts",
    "just a note",
];

/// The texts that a script gets.
fn chosen(deck: &Deck, expression: &str) -> Vec<String> {
    let json = deck.run(&["show", "--format", "json", "--filter", expression]).succeeds().stdout;
    let shown: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&shown["filter"], &shown["hypotheses"][0]["name"]), (&expression.into(), &"H1".into()));
    let events = shown["events"].as_array().expect("events");
    events.iter().map(|event| event["text"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn only_what_passes_is_shown_and_how_many_that_is() {
    let deck = deck_with(&LINES);
    for (expression, expected) in [
        ("tag:e,x", &["called @bo, carts fail", "not the network #net"][..]),
        ("-by:ana", &[]),
        ("#net tag:h", &["network"]),
        ("H1", &["network", "not the network"]),
        ("crts -has:person", &["restarted the carts"]),
        ("turning points", &["alert, checkout", "called @bo", "not the network"]),
        ("\"times out\"", &["alert, checkout times out"]),
        ("has:text since:-1h no:tag", &["just a note"]),
    ] {
        let found = chosen(&deck, expression);
        let alike = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| a.starts_with(b));
        assert!(alike, "{expression}: {found:?}");
    }
    let text = deck.run(&["show", "--filter", "tag:escalation"]).succeeds().stdout;
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("Checkout is down"), "{text}");
    assert_eq!(lines[1], "1 of 6 events: tag:escalation");
    assert!(text.contains("called @bo") && !text.contains("network") && !text.contains("just a note"), "{text}");
    let none = deck.run(&["show", "--filter", "zebra"]).succeeds().stdout;
    assert!(none.ends_with("\n0 of 6 events: zebra\n"), "{none}");
    assert!(!deck.run(&["show"]).succeeds().stdout.contains(" of 6 events"));
}

#[test]
fn what_can_not_be_read_is_a_wrong_command_line_that_says_where() {
    let deck = deck_with(&LINES);
    for (expression, expected) in [
        ("carts tag:escaltion", "--filter, at character 11: there is no tag “escaltion”; did you mean escalation?"),
        ("ü tga:e", "--filter, at character 3: there is no field “tga:” (in quotes it is a word); did you mean tag?"),
        ("tag:", "--filter, at character 1: “tag:” wants a tag or its letter, as in tag:escalation,resolution"),
        ("is:\u{1b}[2J", "--filter, at character 4: no event is “^[[2J”"),
    ] {
        let wrote = deck.run(&["show", "--filter", expression]).fails_with(2);
        assert!(wrote.stderr.contains(expected) && wrote.stdout.is_empty(), "{wrote:?}");
    }
    // What only is not there chooses nothing, and says so.
    let wrote = deck.run(&["show", "--filter", "by:anna"]).succeeds();
    assert!(wrote.stdout.contains("\n0 of 6 events: by:anna\n"), "{wrote:?}");
    assert!(wrote.stderr.contains("nobody recorded anything as “anna”; did you mean ana?"), "{wrote:?}");
}

#[test]
fn a_filter_of_ones_own_goes_by_its_name() {
    let deck = deck_with(&LINES);
    deck.set("[filters]\n\"my carts\" = \"carts\"\nbad = \"tag:zebra\"\n");
    assert_eq!(chosen(&deck, "my carts"), ["restarted the carts", "called @bo, carts fail"]);
    assert_eq!(chosen(&deck, "filter:\"my carts\" tag:a"), ["restarted the carts"]);
    let refused = deck.run(&["show", "--filter", "filter:bad"]).fails_with(2).stderr;
    assert!(refused.contains("there is no saved filter “bad”"), "{refused}");
    let checked = deck.run(&["config", "check"]).answers_badly().stdout;
    assert!(checked.contains("line 3: filters.bad: there is no tag “zebra”"), "{checked}");
}

#[test]
fn the_help_has_every_field_and_every_saved_filter() {
    let help = Deck::new().run(&["show", "--help"]).succeeds().stdout;
    for word in ["tag:escalation,resolution", "no:evidence", "#db", "hypothesis:H2", "milestone", "back-dated"] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn what_was_known_at_a_moment_is_filtered_as_it_was_known() {
    let deck = Deck::new();
    deck.run(&["start", "Night", "--at", "2024-06-07 22:00"]).succeeds();
    for line in ["22:00 d: alert", "22:05 h: network", "22:30 x: not the network"] {
        deck.run(&["log", line]).succeeds();
    }
    let text = deck.run(&["show", "--as-of", "22:10", "--filter", "h:open"]).succeeds().stdout;
    assert!(text.contains("1 of 2 events: h:open") && text.contains("network"), "{text}");
    let json = deck.run(&["show", "--as-of", "22:10", "--filter", "tag:x", "--format", "json"]).succeeds().stdout;
    let shown: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((shown["events"].as_array().map(Vec::len), shown["as_of"].is_string()), (Some(0), true));
}
