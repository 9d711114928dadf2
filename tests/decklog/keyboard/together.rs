//! Others in the same incident, and recorders before this one.

use decklog::session::Session;

use super::desk::Desk;
use super::glass::assert_screen;

#[test]
fn what_others_record_appears() {
    let mut ana = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
    let mut bo = ana.beside("bo").beginning("h: network<Enter>");
    ana.wait_for(|timeline| timeline.len() == 2);
    assert!(ana.row(1).starts_with(" H1 network"), "{}", ana.row(1));
    ana.minutes_pass(1).command(&["log", "-t", "finding", "from another shell"]);
    ana.wait_for(|timeline| timeline.len() == 3);
    bo.wait_for(|timeline| timeline.len() == 3);
    // Half typed here, ruled out there.
    ana.type_keys("x: half");
    bo.type_keys("x: clean<Enter>");
    ana.wait_for(|timeline| timeline.len() == 4);
    assert!(ana.row(1).contains("no open hypothesis") && ana.line().contains("› x: half"), "{}", ana.screen());
    assert_screen(ana.glass(), "together");
}

#[test]
fn the_half_typed_line_of_a_killed_recorder_is_back() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>f: half a tho");
    desk.minutes_pass(3).kill();
    assert_screen(desk.glass(), "back");
    desk.type_keys("ught<Enter>");
    let event = desk.timeline().events().nth(1).unwrap();
    assert_eq!(event.text(), "half a thought");
    assert!(desk.row(-4).starts_with(" 10:00:0"), "its stamp is the first key before: {}", desk.row(-4));
    desk.kill();
    assert!(desk.quiet_line().contains("last entry"), "offered once: {}", desk.quiet_line());
}

/// A recorder whose journal thread has saved its line, and which was not told of it yet.
fn saved_before_it_was_told() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
    desk.kill();
    desk.screen();
    desk.disk().hold_syncing(true);
    let mut desk = desk.hurried();
    desk.type_keys("f: found it<Enter>");
    desk.keep_draft();
    desk.disk().hold_syncing(false);
    desk.wait_for_disk();
    desk
}

#[test]
fn a_line_whose_event_was_saved_is_not_offered_again() {
    let mut desk = saved_before_it_was_told();
    desk.patient();
    desk.kill();
    assert_eq!(desk.timeline().len(), 2);
    assert!(desk.quiet_line().contains("last entry"), "{}", desk.quiet_line());
    assert!(desk.line().ends_with('›'), "{}", desk.line());
}

#[test]
fn keys_are_taken_before_a_long_journal_was_read() {
    for known in [true, false] {
        let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>h: network<Enter>h: disk<Enter>");
        desk.kill();
        // A start that reads all of it keeps what it knows in short.
        desk.screen();
        desk.kill();
        if !known {
            desk.forget_what_is_known();
        }
        desk.disk().hold_reading(true);
        let mut desk = desk.hurried();
        if known {
            desk.wait_until(|session| session.is_known());
        }
        desk.minutes_pass(20).type_keys("10:15 x2: clean<Enter>f: slow<Enter>half");
        assert!(!desk.app().session().is_loaded());
        let stored: Vec<String> = desk.timeline().events().map(|event| event.text().to_owned()).collect();
        assert!(desk.screen().contains("slow") && desk.line().contains("› half"), "{known}: {}", desk.screen());
        assert_eq!(stored.len(), 2, "{stored:?}");
        desk.disk().hold_reading(false);
        desk.patient();
        desk.settle();
        assert_screen(desk.glass(), &format!("read-later-{}", if known { "known" } else { "unknown" }));
        let told: Vec<String> = desk.timeline().events().map(|event| event.text().to_owned()).collect();
        assert_eq!(told, ["alert", "network", "disk", "clean", "slow"]);
    }
}

/// A desk whose journal can't be read for now, and nothing is known of it.
fn unread() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
    desk.kill();
    desk.screen();
    desk.kill();
    desk.forget_what_is_known();
    desk.disk().hold_reading(true);
    desk.hurried()
}

#[test]
fn lines_typed_before_it_was_read_are_understood_one_after_the_other() {
    let mut desk = unread();
    desk.minutes_pass(20).type_keys("h: net<Enter>h: disk<Enter>x1: clean<Enter>x: fine<Enter>title: Slow shop<Enter>");
    desk.disk().hold_reading(false);
    desk.patient();
    desk.settle();
    let told: Vec<String> = desk.timeline().hypotheses().iter().map(|known| known.label.clone()).collect();
    assert_eq!(told, ["H1", "H2"]);
    assert_eq!(desk.timeline().hypotheses().iter().filter(|known| known.is_open()).count(), 0);
    assert!(desk.row(0).starts_with(" Slow shop "), "{}", desk.row(0));
}

#[test]
fn what_was_not_understood_before_the_end_is_understood_by_the_next() {
    let mut desk = unread();
    desk.minutes_pass(20).type_keys("10:15 k: ada is on it<Enter>");
    desk.wait_until(|session| session.unsaved().is_none());
    desk.kill();
    desk.disk().hold_reading(false);
    desk.patient();
    desk.screen();
    desk.settle();
    let event = desk.timeline().events().find(|event| event.text() == "ada is on it").expect("understood");
    assert_eq!((event.tag().name(), event.when().words.as_deref()), ("acknowledged", Some("10:15")));
}

#[test]
fn an_incident_that_is_over_or_was_long_quiet_offers_a_new_one() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("title: First<Enter>d: alert<Enter>r: up<Enter>");
    desk.kill();
    desk.minutes_pass(30);
    assert_screen(desk.glass(), "over");
    desk.type_keys("<C-x>nd: other alert<Enter>");
    assert!(desk.row(0).starts_with(" Untitled incident  "), "{}", desk.row(0));
    assert_eq!(desk.timeline().len(), 1);
    desk.kill();
    desk.minutes_pass(13 * 60);
    assert!(desk.quiet_line().starts_with(" quiet for 13 h 00 min · C-x n begins a new one"), "{}", desk.quiet_line());
    // Whoever types on goes on.
    desk.type_keys("it is back<Enter>");
    assert!(!desk.quiet_line().contains("C-x n"), "{}", desk.quiet_line());
    assert_eq!(desk.timeline().len(), 2);
}

#[test]
fn what_is_typed_on_to_a_line_that_was_saved_is_a_line_of_its_own() {
    for enter in [true, false] {
        let mut desk = saved_before_it_was_told();
        desk.kill();
        // It is brought back before the journal has been read.
        desk.disk().hold_reading(true);
        desk.type_keys("<C-x>a, and more");
        assert!(desk.line().ends_with("› f: found it, and more"), "{}", desk.line());
        desk.type_keys(if enter { "<Enter>" } else { "" });
        desk.disk().hold_reading(false);
        desk.patient();
        let is_settled = |session: &Session| session.is_loaded() && session.unsaved().is_none();
        desk.wait_until(is_settled);
        desk.type_keys(if enter { "" } else { "<Enter>" }).wait_until(is_settled);
        desk.kill();
        let told: Vec<&str> = desk.timeline().events().map(|event| event.text()).collect();
        assert_eq!(told, ["alert", "found it", "found it, and more"], "{enter}");
    }
}

#[test]
fn a_title_typed_before_the_journal_was_read_names_the_incident() {
    let mut desk = unread();
    desk.type_keys("title: Checkout is down<Enter>f: slwo<Enter><Up><C-u>slow<Enter>");
    assert!(!desk.app().session().is_known());
    desk.disk().hold_reading(false);
    desk.patient();
    desk.wait_until(|session| session.is_loaded() && session.timeline().incident().title.is_some());
    assert!(desk.row(0).starts_with(" Checkout is down  "), "{}", desk.row(0));
    let told = desk.timeline().events().filter(|event| event.struck.is_none());
    assert_eq!(told.map(|event| event.text()).collect::<Vec<_>>(), ["alert", "slow"]);
    desk.wait_until(|session| session.unsaved().is_none());
    desk.type_keys("<C-_>");
    assert!(desk.quiet_line().contains("title “Checkout is down”"), "{}", desk.quiet_line());
    assert_eq!(desk.timeline().events().filter(|event| event.struck.is_none()).count(), 3);
}

#[test]
fn a_line_typed_for_another_incident_says_so_when_it_comes_back() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>first<C-c>second");
    let incident = desk.app().session().incident().unwrap().to_owned();
    desk.kill();
    desk.minutes_pass(1).command(&["start", "Another"]);
    // Killed again and again, they stay what they were.
    for _ in 0..2 {
        assert!(desk.line().ends_with('›') && desk.quiet_line().contains("C-x a"), "{}", desk.screen());
        desk.kill();
    }
    for line in ["second", "first"] {
        desk.type_keys("<C-x>a");
        assert_eq!(desk.quiet_line(), format!(" typed for {incident}; Enter stores it here"));
        assert!(desk.line().ends_with(&format!("› {line}")), "{}", desk.line());
    }
    desk.type_keys("<Enter>third<C-c><C-x>a");
    assert_eq!(desk.timeline().len(), 1);
    assert_eq!(desk.quiet_line(), " → note", "typed here");
}

#[test]
fn what_was_set_aside_before_a_new_incident_says_what_it_was_typed_for() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>first<C-c>going along");
    let incident = desk.app().session().incident().unwrap().to_owned();
    desk.type_keys("<C-x>n<Enter><C-x>a");
    assert_eq!(desk.quiet_line(), format!(" typed for {incident}; Enter stores it here"));
    assert_eq!(desk.timeline().events().next().unwrap().text(), "going along");
}
