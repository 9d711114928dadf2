//! What the quiet line says of its own accord: one thing at a time, never in the way, put away by a
//! key.

use super::desk::Desk;
use super::glass::assert_screen;

fn desk() -> Desk {
    Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>sev1: all users<Enter>")
}

fn said(desk: &mut Desk) -> String {
    let line = desk.quiet_line();
    line.trim_end_matches("C-x z later").trim().to_owned()
}

#[test]
fn one_thing_is_said_at_a_time_the_most_pressing_first() {
    let mut desk = desk();
    assert!(desk.quiet_line().contains("last entry"), "{}", desk.quiet_line());
    for (minutes, expected) in [(10, "10 min silent"), (5, "15 min without a suspect. What changed in the last hour?")]
    {
        desk.minutes_pass(minutes);
        assert_eq!(said(&mut desk), expected);
    }
    desk.type_keys("u: posted, next in 5m<Enter>").minutes_pass(3);
    assert_eq!(said(&mut desk), "next update due 10:20: in 1 min");
    assert_screen(desk.glass(), "prompt");
}

#[test]
fn typing_comes_first_and_nothing_moves() {
    let mut desk = desk();
    desk.minutes_pass(10);
    let above = |desk: &mut Desk| (2..22).map(|row| desk.row(row)).collect::<Vec<_>>();
    let (before, prompted) = (above(&mut desk), desk.quiet_line());
    desk.type_keys("h: n");
    assert_eq!(desk.quiet_line(), " → opens H1");
    assert_eq!(above(&mut desk), before);
    desk.type_keys("<C-u>");
    assert_eq!(desk.quiet_line(), prompted);
}

#[test]
fn what_is_put_away_gives_way_to_the_next_and_comes_back() {
    let mut desk = desk();
    desk.minutes_pass(20);
    assert_eq!(said(&mut desk), "20 min without a suspect. What changed in the last hour?");
    // The next is seen at once, so that nothing is put away unseen.
    desk.type_keys("<C-x>z");
    assert_eq!(said(&mut desk), "20 min silent");
    desk.type_keys("<C-x>z<C-x>z");
    assert_eq!(said(&mut desk), "T+20: how many are affected, of how many? i: about 40% of users");
    desk.minutes_pass(10);
    assert_eq!(said(&mut desk), "30 min without a suspect. What changed in the last hour?");
}

#[test]
fn what_was_done_about_it_settles_it() {
    let mut desk = desk();
    desk.minutes_pass(15).type_keys("h: the last deploy<Enter>i: 30% of users<Enter>ic: ana<Enter>");
    assert!(desk.quiet_line().contains("last entry"), "{}", desk.quiet_line());
    desk.minutes_pass(9)
        .type_keys("a: rolled back<Enter>")
        .minutes_pass(9)
        .type_keys("a: scaled up<Enter>")
        .minutes_pass(3);
    assert_eq!(said(&mut desk), "H1 21 min, nothing found. What would rule it out? Fresh eyes?");
    desk.type_keys("f: errors began before it<Enter>");
    assert!(desk.quiet_line().contains("last entry"), "{}", desk.quiet_line());
}

#[test]
fn somebody_who_was_asked_is_named_when_their_time_is_up() {
    let mut desk = desk();
    desk.type_keys("?: who changed the limit @li 3m<Enter>").minutes_pass(3);
    assert_eq!(said(&mut desk), "@li: time is up, 3 min");
}

#[test]
fn an_incident_that_was_written_down_afterwards_is_left_in_peace() {
    let mut desk = Desk::at("2024-06-10 09:30", "WAT");
    desk.command(&["start", "--at", "2024-06-07 10:00", "Checkout down"]);
    desk.type_keys("10:00 d: alert<Enter>").minutes_pass(60);
    assert!(desk.quiet_line().contains("last entry"), "{}", desk.quiet_line());
}

#[test]
fn the_timers_are_those_of_the_settings() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT")
        .settings("snooze = 2\n[silence]\nsev3 = 4\n[ask]\ndetection = 0\ncommander = 0\n")
        .beginning("so it begins<Enter>");
    desk.minutes_pass(4);
    assert_eq!(said(&mut desk), "4 min silent");
    desk.type_keys("<C-x>zx<C-u>");
    assert!(desk.quiet_line().contains("last entry"), "{}", desk.quiet_line());
    desk.minutes_pass(2);
    assert_eq!(said(&mut desk), "6 min silent");
}
