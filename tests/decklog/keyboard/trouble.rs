//! A disk in trouble: saved is only said when it is, and typing goes on.

use decklog::session::Session;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

#[test]
fn what_a_full_disk_does_not_take_is_marked_until_it_does() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
    desk.disk().fill_up();
    desk.type_keys("k: on it<Enter>");
    desk.minutes_pass(2).type_keys("h: network<Enter>half");
    assert_looks(desk.glass(), "not-saved");
    desk.resize(28, 6);
    assert_screen(desk.glass(), "not-saved-small");
    desk.resize(80, 24);
    desk.disk().make_room();
    desk.type_keys("<C-x>w").wait_until(|session| session.unsaved().is_none());
    assert!(desk.row(-3).ends_with(" saved ─") && !desk.screen().contains("not saved"), "{}", desk.screen());
    assert_eq!(desk.command(&["show"]).matches('\n').count(), 6, "{}", desk.command(&["show"]));
}

#[test]
fn leaving_asks_once_while_something_is_not_saved() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
    desk.disk().fill_up();
    desk.type_keys("k: on it<Enter><C-d>");
    assert_screen(desk.glass(), "leaving");
    assert!(!desk.has_left());
    // Any other key takes the question away.
    desk.type_keys("x<C-u><C-d>");
    assert!(!desk.has_left());
    desk.type_keys("<C-d>");
    assert!(desk.has_left());
}

#[test]
fn a_disk_that_hangs_holds_up_nothing_but_the_word() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>").hurried();
    desk.disk().hold_syncing(true);
    desk.type_keys("k: on it<Enter>");
    assert!(desk.row(-3).ends_with(" saving ─"), "{}", desk.row(-3));
    desk.minutes_pass(1).type_keys("h: network<Enter><Up>s<Enter>f: typing goes on<Enter>");
    assert!(desk.row(-3).ends_with(" 4 records NOT SAVED YET, 1 min ─"), "{}", desk.row(-3));
    assert_eq!(desk.screen().matches("○ not saved").count(), 3, "{}", desk.screen());
    desk.disk().hold_syncing(false);
    desk.wait_until(|session| session.unsaved().is_none());
    assert!(desk.row(-3).ends_with(" saved ─") && !desk.screen().contains("not saved"), "{}", desk.screen());
}

#[test]
fn corrections_and_titles_that_are_not_saved_are_kept_and_given_back() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>k: on it<Enter>").hurried();
    desk.disk().fill_up();
    desk.type_keys("title: Checkout is down<Enter><Up>, and bo<Enter><Up><Tab>e<Enter><Up><Up>").paste("one\ntwo");
    desk.type_keys("<Enter>f: slow<Enter><Up>er<Enter>");
    let unsaved: Vec<&str> = desk.app().session().unsaved_words().map(|words| words.text()).collect();
    assert_eq!(unsaved, ["Checkout is down", "on it, and bo", "on it, and bo", "slower"]);
    desk.patient();
    desk.kill();
    desk.screen();
    for half in ["slower", "f: slow", "[+2 pasted lines] alert", "[escalation] on it, and bo", "on it, and bo"] {
        desk.type_keys("<C-x>a");
        assert!(desk.line().ends_with(&format!("› {half}")), "{half}: {}", desk.line());
    }
    desk.type_keys("<C-x>a");
    assert!(desk.line().ends_with("› title: Checkout is down"), "{}", desk.line());
}

#[test]
fn corrections_and_titles_that_are_saved_are_not_offered_again() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
    desk.type_keys("title: Checkout is down<Enter><Up>s<Enter><Up>").paste("one\ntwo").type_keys("<Enter>");
    desk.kill();
    assert!(desk.quiet_line().contains("last entry"), "{}", desk.quiet_line());
    desk.type_keys("<C-x>a");
    assert_eq!(desk.quiet_line(), " nothing is set aside");
}

/// Whether all that is not saved is kept in the fallback place.
fn is_kept_aside(session: &Session) -> bool {
    session.unsaved().is_some_and(|unsaved| unsaved.kept.is_some())
}

#[test]
fn what_a_full_disk_does_not_take_is_kept_aside_until_it_does() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").with_fallback().beginning("d: alert<Enter>").hurried();
    desk.disk().fill_below("decklog/incidents");
    desk.type_keys("k: on it<Enter>");
    desk.wait_until(is_kept_aside);
    desk.minutes_pass(2).type_keys("h: network<Enter>half").wait_until(is_kept_aside);
    assert_looks(desk.glass(), "not-durable");
    assert_eq!(desk.aside().iter().map(|kept| kept.records).sum::<usize>(), 2);
    desk.disk().make_room();
    desk.type_keys("<C-x>w").wait_until(|session| session.unsaved().is_none());
    assert!(desk.row(-3).ends_with(" saved ─") && !desk.screen().contains("not durable"), "{}", desk.screen());
    desk.wait_until_nothing_is_aside();
    assert_eq!(desk.texts(), ["alert", "on it", "network"]);
    assert!(desk.command(&["verify"]).ends_with("whole\n"));
}

#[test]
fn what_a_hanging_disk_does_not_answer_for_is_kept_aside_and_typing_goes_on() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").with_fallback().beginning("d: alert<Enter>").hurried();
    desk.disk().hold_syncing_below("decklog/incidents");
    desk.type_keys("k: on it<Enter>").wait_until(is_kept_aside);
    desk.type_keys("h: network<Enter>").wait_until(is_kept_aside);
    let row = desk.row(-3);
    assert!(row.contains(" 2 records NOT DURABLE, kept aside, ") && row.contains("the disk does not answer"), "{row}");
    assert_eq!(desk.screen().matches("○ not durable").count(), 2, "{}", desk.screen());
    desk.disk().hold_syncing(false);
    desk.wait_until(|session| session.unsaved().is_none());
    desk.wait_until_nothing_is_aside();
    assert_eq!(desk.texts(), ["alert", "on it", "network"]);
}

#[test]
fn what_a_killed_recorder_has_kept_aside_is_there_at_the_next_start_and_saved_when_it_can_be() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").with_fallback().beginning("d: alert<Enter>").hurried();
    desk.disk().fill_below("decklog/incidents");
    desk.type_keys("k: on it<Enter>").wait_until(is_kept_aside);
    desk = desk.killed_for_good();
    // The disk is full as ever: it is on the screen again, and not called saved.
    desk.disk().fill_below("decklog/incidents");
    desk.wait_until(|session| session.is_loaded() && is_kept_aside(session));
    assert!(desk.screen().contains("on it") && desk.screen().contains("○ not durable"), "{}", desk.screen());
    desk.disk().make_room();
    desk.type_keys("f: room again<Enter>").wait_until(|session| session.unsaved().is_none());
    assert!(!desk.screen().contains("not durable"), "{}", desk.screen());
    desk.wait_until_nothing_is_aside();
    assert_eq!(desk.texts(), ["alert", "on it", "room again"]);
    assert!(desk.command(&["verify"]).ends_with("whole\n"));
}

#[test]
fn an_incident_that_a_full_disk_did_not_let_begin_goes_on_aside() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").with_fallback().hurried();
    desk.disk().fill_below("decklog/incidents");
    desk.type_keys("d: alert<Enter>").wait_until(is_kept_aside);
    desk = desk.killed_for_good();
    desk.disk().fill_below("decklog/incidents");
    desk.wait_until(is_kept_aside);
    desk.type_keys("k: on it<Enter>").wait_until(is_kept_aside);
    assert!(desk.screen().contains("alert") && desk.screen().contains("on it"), "{}", desk.screen());
    desk.disk().make_room();
    desk.type_keys("<C-x>w").wait_until(|session| session.unsaved().is_none());
    desk.wait_until_nothing_is_aside();
    assert_eq!(desk.texts(), ["alert", "on it"]);
    assert_eq!(desk.command(&["list"]).matches('*').count(), 1);
}

#[test]
fn a_line_that_log_keeps_aside_beside_a_recorder_comes_with_its_next_one() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").with_fallback().beginning("d: alert<Enter>");
    desk.disk().fill_below("decklog/incidents");
    desk.command_failing(&["log", "from a script"], 4);
    assert_eq!(desk.aside().len(), 1);
    desk.disk().make_room();
    desk.type_keys("k: on it<Enter>");
    desk.wait_until_nothing_is_aside();
    desk.wait_for_screen(|screen| screen.contains("from a script"));
    assert_eq!(desk.texts(), ["alert", "from a script", "on it"]);
}
