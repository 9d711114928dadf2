//! Hypotheses: opened, ruled out, confirmed, and asked about when it is not clear which.

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

fn desk() -> Desk {
    Desk::at("2024-06-07 10:00", "WAT").beginning("h: network<Enter>h: application server<Enter>h: database<Enter>")
}

#[test]
fn which_one_is_ruled_out_is_offered_and_never_asked_in_the_way() {
    let mut desk = desk();
    desk.minutes_pass(10).type_keys("x: diagnostics are clean<Enter>");
    assert_looks(desk.glass(), "which");
    // Typing goes on; the offer waits.
    desk.type_keys("f: errors in the logs");
    assert!(!desk.quiet_line().contains("C-x 1"), "{}", desk.quiet_line());
    desk.type_keys("<Enter><C-x>1");
    assert!(desk.row(1).starts_with(" H2 application server ● 10 min   H3 database ● 10 min"), "{}", desk.row(1));
    assert!(desk.screen().contains("✗ misleading  H1  diagnostics are clean"), "{}", desk.screen());
    desk.type_keys("<C-x>2");
    assert_eq!(desk.quiet_line(), " nothing of that number is offered");
}

#[test]
fn the_number_says_which() {
    let mut desk = desk();
    desk.minutes_pass(10).type_keys("x2: logs are clean<Enter>c3: connection limit<Enter>");
    assert!(desk.row(1).starts_with(" H1 network ● 10 min"), "{}", desk.row(1));
    desk.type_keys("x: cable is fine<Enter>");
    assert_screen(desk.glass(), "decided");
}

#[test]
fn many_open_at_once_are_shown_as_far_as_they_fit() {
    let mut desk = desk();
    desk.type_keys("h: a very long suspicion about the load balancer in front of it<Enter>h: dns<Enter>ic: ana<Enter>scribe: bo<Enter>");
    assert_screen(desk.glass(), "many-hypotheses");
}
