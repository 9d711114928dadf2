//! Taking back: an edit in the line, or what was recorded last.

use super::desk::Desk;
use super::glass::assert_screen;

fn texts(desk: &mut Desk) -> Vec<String> {
    let standing = desk.timeline().events().filter(|event| event.struck.is_none());
    standing.map(|event| event.text().to_owned()).collect()
}

#[test]
fn on_an_empty_line_the_last_group_goes_and_comes() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>h: network<Enter>x: clean<Enter>");
    desk.type_keys("<C-_>");
    assert_eq!(texts(&mut desk), ["alert", "network"]);
    assert_screen(desk.glass(), "undone");
    desk.type_keys("<C-_>");
    assert_eq!(texts(&mut desk), ["alert"]);
    desk.type_keys("<C-x C-r><C-x C-r>");
    assert_eq!(texts(&mut desk), ["alert", "network", "clean"]);
    assert!(desk.row(1).contains("no open hypothesis"), "{}", desk.row(1));
    desk.type_keys("<C-x C-r>");
    assert_eq!(desk.quiet_line(), " nothing was taken back");
}

#[test]
fn an_amendment_is_taken_back_like_anything_else() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter><Up>s<Enter>");
    assert_eq!(texts(&mut desk), ["alerts"]);
    desk.type_keys("<C-x C-u>");
    assert_eq!(texts(&mut desk), ["alert"]);
}

#[test]
fn in_a_line_its_edits_are_taken_back_first() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
    desk.type_keys("one two<C-w><C-_>");
    assert!(desk.line().contains("› one two"), "{}", desk.line());
    desk.type_keys("<C-_><C-_>");
    assert!(desk.line().ends_with('›'), "{}", desk.line());
    assert_eq!(texts(&mut desk), ["alert"], "what empties the line takes back no event");
    desk.type_keys("<C-x C-u>");
    assert_eq!(texts(&mut desk), [""; 0]);
}

#[test]
fn all_dropped_marks_come_back_at_once() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("<Enter>");
    desk.minutes_pass(1).type_keys("<Enter><C-x>d<C-_>");
    assert_eq!(texts(&mut desk).len(), 2);
}

#[test]
fn nothing_to_take_back_is_said() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT");
    desk.type_keys("<C-_>");
    assert_eq!(desk.quiet_line(), " nothing to take back");
}

#[test]
fn what_was_taken_back_is_said() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
    for (keys, words) in [
        ("title: Checkout is down<Enter>", "title “Checkout is down”"),
        ("f: slow queries in the log of the application server<Enter>", "“slow queries in the log of the applic…”"),
        ("<Up>s<Enter>", "correction “alerts”"),
        ("<Up><Tab>e<Enter>", "correction of “alert”"),
        ("sev1:<Enter>", "severity"),
        ("<Enter>", "a mark"),
    ] {
        desk.type_keys(keys).type_keys("<C-_>");
        assert_eq!(desk.quiet_line(), format!(" taken back: {words}; C-x C-r brings it again"), "{keys}");
        desk.type_keys("<C-x C-r>");
        assert_eq!(desk.quiet_line(), format!(" there again: {words}"), "{keys}");
        desk.minutes_pass(1).type_keys("<C-_>");
    }
    desk.paste("\u{1b}[2J\u{202e}txet").type_keys("<Enter><C-_>");
    assert_eq!(desk.quiet_line(), " taken back: “^[[2J<U+202E>txet”; C-x C-r brings it again");
    desk.minutes_pass(1).type_keys("<Enter>").minutes_pass(1).type_keys("<Enter><C-x>d<C-_>");
    assert_eq!(desk.quiet_line(), " taken back: 2 marks dropped; C-x C-r brings it again");
    desk.type_keys("<Up><Down><Up><C-g>");
    desk.type_keys("<C-r>alert<Enter>").paste("one\ntwo").type_keys("<Enter><C-_>");
    assert_eq!(desk.quiet_line(), " taken back: evidence of “alert”; C-x C-r brings it again");
}

#[test]
fn nobody_takes_back_what_somebody_else_recorded_at_the_same_machine() {
    let mut ana = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
    let mut bo = ana.at_another_window("bo").beginning("h: network<Enter>");
    ana.wait_for(|timeline| timeline.len() == 2);
    ana.type_keys("<C-_>");
    assert_eq!(texts(&mut ana), ["network"]);
    bo.wait_for(|timeline| timeline.len() == 1);
    bo.type_keys("<C-x C-r>");
    assert_eq!(bo.quiet_line(), " nothing was taken back");
    bo.type_keys("f: slow<Enter>");
    ana.wait_for(|timeline| timeline.len() == 2);
    ana.type_keys("<C-x C-r>");
    assert_eq!(texts(&mut ana), ["alert", "network", "slow"]);
}
