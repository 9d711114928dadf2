//! `decklog lint`: what is still missing, for a person and for a script.

use serde_json::Value;

use super::deck_with;
use crate::deck::Deck;

/// An outage that is over, written up badly.
fn badly() -> Deck {
    deck_with(&[
        "-50m d: monitoring alert",
        "-49m i: nobody can pay",
        "-40m h: network",
        "todo: improve monitoring",
        "r: up again",
    ])
}

#[test]
fn the_worst_comes_first_with_where_and_what_to_do() {
    let said = badly().run(&["lint"]).answers_badly().stdout;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "C02 error    the impact has no number");
    assert_eq!(lines[1], "    → say how many of how many, in an impact event or in the impact section");
    assert_eq!(lines[2], "    decklog section impact");
    assert!(said.contains("A04 warning  “improve” says little of what is to be done: “improve monitoring”"), "{said}");
    assert!(said.contains("    action item ") && said.contains("    event "), "{said}");
    let last = lines[lines.len() - 1];
    assert!(last.contains("errors") && last.contains(" warnings") && last.ends_with("%, a draft"), "{last}");
    let place = |level: &str| lines.iter().position(|line| line.contains(level)).unwrap();
    assert!(place(" error ") < place(" warning "), "{said}");
}

#[test]
fn a_script_gets_every_finding_with_the_event_it_is_about() {
    let deck = badly();
    let found: Value = serde_json::from_str(&deck.run(&["lint", "--format", "json"]).answers_badly().stdout).unwrap();
    let of = |rule: &str| found.as_array().unwrap().iter().find(|finding| finding["rule"] == rule).unwrap();
    assert_eq!(of("C02")["level"], "error");
    assert_eq!((&of("C02")["event"], &of("C02")["section"]), (&Value::Null, &"impact".into()));
    let shown = deck.shown();
    let events = shown["events"].as_array().unwrap();
    let hypothesis = events.iter().find(|event| event["tag"] == "hypothesis").unwrap();
    assert_eq!(of("C10")["event"], hypothesis["id"]);
    let todo = events.iter().find(|event| event["tag"] == "todo").unwrap();
    assert_eq!(of("A02")["action"], todo["id"]);
    for key in ["rule", "level", "message", "event", "section", "action", "fix"] {
        assert!(found.as_array().unwrap().iter().all(|finding| finding.get(key).is_some()), "{key}");
    }
}

#[test]
fn a_rule_is_silent_for_a_reason_and_speaks_again() {
    let deck = badly();
    let said = deck.run(&["lint", "--mute", "c10", "--why", "nobody\nremembers"]).succeeds().stdout;
    assert_eq!(said, "C10 is silent: nobody remembers\n");
    let said = deck.run(&["lint"]).answers_badly().stdout;
    assert!(!said.contains("C10 warning") && said.contains("\nC10 is silent: nobody remembers\n"), "{said}");
    assert_eq!(deck.run(&["lint", "--unmute", "C10"]).succeeds().stdout, "C10 speaks again\n");
    assert!(deck.run(&["lint"]).answers_badly().stdout.contains("C10 warning"));
    deck.run(&["lint", "--unmute", "C10"]).fails_with(3);
    deck.run(&["verify"]).succeeds();
}

#[test]
fn what_is_no_rule_or_has_no_reason_is_refused() {
    let deck = badly();
    let wrote = deck.run(&["lint", "--mute", "Z99", "--why", "x"]).fails_with(2);
    assert!(wrote.stderr.contains("“Z99”") && wrote.stderr.contains("--rules"), "{wrote:?}");
    deck.run(&["lint", "--mute", "C10"]).fails_with(2);
    deck.run(&["lint", "--mute", "C10", "--why", " "]).fails_with(2);
    deck.run(&["lint", "--why", "x"]).fails_with(2);
    deck.run(&["lint", "nosuch"]).fails_with(3);
    assert!(deck.shown()["events"].as_array().is_some_and(|events| events.len() == 5));
}

#[test]
fn while_it_is_open_only_what_cannot_wait_is_said() {
    let deck = deck_with(&["it is slow"]);
    let said = deck.run(&["lint"]).answers_badly().stdout;
    assert!(said.starts_with("C01 error    nothing says how it was detected\n"), "{said}");
    assert!(said.contains("the incident is open: most rules wait until it is resolved\n1 error\n"), "{said}");
    deck.run(&["log", "d: monitoring alert"]).succeeds();
    let said = deck.run(&["lint"]).succeeds().stdout;
    assert!(said.ends_with("is resolved\nnothing found\n"), "{said}");
    assert_eq!(deck.run(&["lint", "--format", "json"]).succeeds().stdout, "[]\n");
}

#[test]
fn the_rules_are_listed_and_nothing_is_needed_for_it() {
    let deck = Deck::new();
    let said = deck.run(&["lint", "--rules"]).succeeds().stdout;
    assert_eq!(said.lines().filter(|line| !line.starts_with("    → ")).count(), 63, "{said}");
    assert!(said.contains("T02 error    the end is before the start (also while the incident is open)\n    → "));
    let ascii = deck.run(&["lint", "--rules"]).env("LANG", "C").succeeds().stdout;
    assert!(ascii.is_ascii(), "{ascii}");
}

#[test]
fn how_long_a_silence_may_be_is_a_setting() {
    let deck = badly();
    let silences = || deck.run(&["lint"]).answers_badly().stdout.matches("T09 warning").count();
    assert_eq!(silences(), 1);
    deck.set("[gap]\nsev3 = 5\n");
    assert_eq!(silences(), 2);
    deck.set("[gap]\nsev3 = 0\n");
    assert_eq!(silences(), 0);
}

#[test]
fn what_was_typed_drives_no_terminal() {
    let deck = deck_with(&["d: alert \u{1b}[31m", "h: \u{1b}[2Jnetwork \u{202e}", "r: up"]);
    for arguments in [&["lint"][..], &["lint", "--format", "json"]] {
        let said = deck.run(arguments).answers_badly().stdout;
        assert!(said.contains("H1") && !said.contains(['\u{1b}', '\u{202e}']), "{said:?}");
    }
}
