//! How it stands, from a shell: to paste, for a prompt, for a script, for a handover; and the
//! settings that say when something is due.

use serde_json::Value;

use super::deck_with;
use crate::deck::Deck;
use crate::keyboard::desk::Desk;

const LINES: [&str; 8] = [
    "sev1: all users",
    "ic: ana",
    "h: network",
    "a: restarted a pod",
    "u: posted, next in 30m",
    "?: who changed it?",
    "decide: fail over",
    "just a note",
];

#[test]
fn a_line_for_a_prompt_is_there_only_while_an_incident_is_open() {
    let deck = Deck::new();
    assert_eq!(deck.run(&["status", "--format", "line"]).succeeds().stdout, "");
    let deck = deck_with(&LINES);
    let line = deck.run(&["status", "--format", "line"]).succeeds().stdout;
    assert!(line.starts_with("SEV1 · T+") && line.contains("H1 ") && line.contains("update in "), "{line}");
    assert_eq!(line.lines().count(), 1);
    deck.run(&["close"]).succeeds();
    assert_eq!(deck.run(&["status", "--format", "line"]).succeeds().stdout, "");
    // The card is of the last one all the same.
    assert!(deck.run(&["status"]).succeeds().stdout.starts_with("SEV1 · closed"));
}

#[test]
fn a_script_gets_the_card_as_an_object() {
    let deck = deck_with(&LINES);
    let card: Value = serde_json::from_str(&deck.run(&["status", "--format", "json"]).succeeds().stdout).unwrap();
    assert_eq!((&card["state"], &card["severity"], &card["roles"]["ic"]), (&"open".into(), &1.into(), &"ana".into()));
    assert_eq!((&card["hypotheses"][0]["name"], &card["hypotheses"][0]["text"]), (&"H1".into(), &"network".into()));
    assert_eq!(card["actions"][0]["text"], "restarted a pod");
    assert_eq!((&card["questions"], &card["events"]), (&1.into(), &8.into()));
    assert!(card["next_update"].as_str().unwrap().ends_with("+01:00"), "{card}");
    assert_eq!(card.get("handover"), None);
}

#[test]
fn a_handover_tells_what_was_entered_since() {
    let deck = deck_with(&LINES);
    let told = deck.run(&["status", "--since", "-10m"]).succeeds().stdout;
    let (_, handover) = told.split_once("\n\n").expect("a card, then the handover");
    let lines: Vec<&str> = handover.lines().filter(|line| !line.starts_with("  ") && !line.is_empty()).collect();
    assert!(lines[0].starts_with("Since ") && lines[0].ends_with(": 8 entries"), "{told}");
    assert_eq!(
        lines[1..],
        [
            "Where it stands",
            "Who",
            "Decided",
            "Done",
            "Suspected and found",
            "Told others",
            "Open",
            "And 1 note: “decklog show” has them"
        ]
    );
    assert!(
        told.contains(" fail over\n") && told.contains(" SEV1 all users\n") && told.contains(" ic: ana\n"),
        "{told}"
    );
    let read: Value =
        serde_json::from_str(&deck.run(&["status", "--since", "-10m", "--format", "json"]).succeeds().stdout).unwrap();
    assert_eq!(read["handover"]["parts"]["Decided"][0]["text"], "fail over");
    assert_eq!(read["handover"]["notes"], 1);
    let refused = deck.run(&["status", "--since", "soon"]).fails_with(2).stderr;
    assert!(refused.contains("“soon” is not a time"), "{refused}");
}

#[test]
fn nothing_of_it_drives_a_terminal() {
    let deck = deck_with(&["i: \u{1b}[2J\u{7} 80%", "h: \u{1b}]0;x\u{7}", "a: \u{9b}31m", "?: \u{202e}evil"]);
    for arguments in [&["status"][..], &["status", "--format", "line"], &["status", "--since", "-10m"]] {
        let told = deck.run(arguments).succeeds().stdout;
        let unsafe_ones: Vec<char> =
            told.chars().filter(|c| *c != '\n' && decklog::words::is_unsafe_to_show(*c)).collect();
        assert!(unsafe_ones.is_empty(), "{told:?}");
    }
}

#[test]
fn the_settings_are_shown_checked_and_never_in_the_way() {
    let deck = deck_with(&["sev3: slow", "u: posted"]);
    assert_eq!(deck.run(&["config", "path"]).succeeds().stdout.trim_end(), deck.settings().to_str().unwrap());
    assert!(deck.run(&["config", "check"]).succeeds().stdout.ends_with("nothing is wrong\n"));
    assert!(deck.run(&["config"]).succeeds().stdout.contains("silence.sev1             10\n"));
    let default = deck.run(&["config", "default"]).succeeds().stdout;
    deck.set(&default);
    assert!(deck.run(&["config", "check"]).succeeds().stdout.ends_with("nothing is wrong\n"));

    deck.set("[update]\nsev3 = 5\nsev9 = 1\nsev1 = \"soon\"\n");
    let checked = deck.run(&["config", "check"]).answers_badly().stdout;
    assert_eq!(checked.lines().count(), 2, "{checked}");
    assert!(
        checked.contains("line 3: update.sev9 is no setting") && checked.contains("line 4: update.sev1"),
        "{checked}"
    );
    assert!(deck.run(&["config", "show"]).succeeds().stdout.contains("update.sev3              5  (default 60)\n"));
    // What is right in it holds; what is wrong is said, and stops nothing.
    let status = deck.run(&["status"]).succeeds();
    assert!(status.stdout.contains("in 4 min") || status.stdout.contains("in 5 min"), "{status:?}");
    assert!(status.stderr.contains("2 settings are left aside (line 3:"), "{status:?}");
    deck.run(&["log", "still there"]).succeeds();

    for odd in ["\u{0}\u{1b}[2J = 3", "[[[", "\u{feff}"] {
        deck.set(odd);
        assert!(!deck.run(&["status"]).succeeds().stdout.contains('\u{1b}'));
    }
    deck.set("odd = 1\n".replace("odd", "a") + &"b1 = 2\n".repeat(200));
    assert!(deck.run(&["config", "check"]).answers_badly().stdout.lines().count() <= 51);
    // A file that was named in so many words has to be there.
    let missing = deck.run(&["config", "check"]).env("DECKLOG_CONFIG", "/nowhere/settings.toml").answers_badly().stdout;
    assert!(missing.contains("there is no /nowhere/settings.toml"), "{missing}");
    std::fs::remove_file(deck.settings()).unwrap();
    std::fs::create_dir(deck.settings()).unwrap();
    let status = deck.run(&["status"]).succeeds();
    assert!(status.stderr.contains("it can't be read"), "{status:?}");
}

#[test]
fn the_night_shift_asks_for_what_happened_since_the_evening() {
    let deck = deck_with(&["d: alert"]);
    // Whatever the time is now, a clock shows it within a day.
    for hour in 0..24 {
        let told = deck.run(&["status", "--since", &format!("{hour:02}:00")]).succeeds();
        assert!(told.stdout.contains("\nSince "), "{hour}: {told:?}");
    }
}

#[test]
fn an_incident_comes_back_when_it_is_said_to_have() {
    let deck = Deck::new();
    deck.run(&["start", "Checkout", "--at", "2024-06-07 10:00", "--zone", "WAT"]).succeeds();
    for line in ["10:00 d: alert", "10:30 r: up"] {
        deck.run(&["log", line]).succeeds();
    }
    deck.run(&["close"]).succeeds();
    deck.run(&["reopen", "--at", "10:40"]).succeeds();
    for line in ["10:41 i: 30% again", "11:00 r: up for good"] {
        deck.run(&["log", line]).succeeds();
    }
    let metric = &deck.shown()["metrics"]["impact_duration"];
    assert_eq!(metric["minutes"], serde_json::json!([50, 50]), "{metric}");
    assert!(metric["reason"].as_str().unwrap().contains("less 10 min in which it had gone away"), "{metric}");
    let shown = deck.run(&["show"]).succeeds().stdout;
    assert!(shown.contains(" · 50 min (without 10 min in which it had gone away) · "), "{shown}");
    let card = deck.run(&["status"]).succeeds().stdout;
    assert!(card.contains("took 1 h 00 min, back again at 10:40"), "{card}");
    let document = deck.run(&["export"]).succeeds().stdout;
    assert!(document.contains("50 min (without 10 min in which it had gone away): Fri 7 Jun 2024"), "{document}");
    // Nothing was entered from when it came back on: the silence begins there.
    deck.run(&["reopen", "--at", "11:10"]).succeeds();
    deck.run(&["log", "13:00 r: up at last"]).succeeds();
    let document = deck.run(&["export", "-p", "full"]).succeeds().stdout;
    let silence = document.lines().find(|line| line.starts_with("| Longest silence")).unwrap_or_default();
    assert!(silence.contains("1 h 50 min") && silence.contains("11:10 to 13:00"), "{document}");
    assert_eq!(deck.shown()["metrics"]["longest_silence"]["from"], serde_json::Value::Null);
    assert!(deck.run(&["reopen", "--at", "soon"]).fails_with(2).stderr.contains("“soon” is not a time"));
}

#[test]
fn what_was_known_at_a_time_is_asked_for_in_the_words_of_a_line() {
    let deck = deck_with(&["d: alert", "h: network"]);
    let before = deck.run(&["show", "--as-of", "-10m"]).succeeds().stdout;
    assert!(before.ends_with("\nNo events yet.\n") && !before.contains("network"), "{before}");
    let card = deck.run(&["status", "--as-of", "-10m", "--since", "-20m"]).succeeds().stdout;
    assert!(card.contains("\nopen · ") && card.contains(": nothing was entered\n"), "{card}");
    let read: Value =
        serde_json::from_str(&deck.run(&["status", "--as-of", "-10m", "--format", "json"]).succeeds().stdout).unwrap();
    assert_eq!((&read["events"], &read["last_entry"]), (&0.into(), &Value::Null));
    assert!(read["as_of"].as_str().unwrap().ends_with("+01:00"), "{read}");
    for (words, why) in [("soon", "“soon” is not a time"), ("2099-01-01 10:00", "that is still to come")] {
        let refused = deck.run(&["show", "--as-of", words]).fails_with(2).stderr;
        assert!(refused.contains("--as-of: ") && refused.contains(why), "{refused}");
    }
}

#[test]
fn a_correction_is_not_known_before_it_was_made() {
    let mut desk =
        Desk::at("2024-06-07 10:00", "WAT").beginning("title: Checkout is down<Enter>d: alert<Enter>h: network<Enter>");
    desk.minutes_pass(30).type_keys("<Up>, of course<Enter>x1: it is clean<Enter>");
    desk.minutes_pass(3 * 1440);
    let then = desk.command(&["show", "--as-of", "10:20"]);
    assert!(then.starts_with("As of Fri 7 Jun 2024, 10:20 WAT: what had been recorded by then\n\nCheckout"), "{then}");
    assert!(then.ends_with("?  hypothesis  H1  network\n"), "{then}");
    let later = desk.command(&["show", "--as-of", "10:31"]);
    assert!(later.contains("network, of course  [amended]\n") && later.contains("it is clean"), "{later}");
    assert_eq!(later.split_once("\n\n").unwrap().1, desk.command(&["show"]));
}
