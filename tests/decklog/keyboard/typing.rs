//! Typing a line: its stamp, its tag, what was understood, and Enter.

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

#[test]
fn the_first_screen_asks_for_nothing() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT");
    assert_screen(desk.glass(), "first");
}

#[test]
fn a_line_is_stamped_at_its_first_key_and_stored_by_enter() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT");
    desk.type_keys("d: monitoring alert");
    assert_screen(desk.glass(), "typing");
    desk.type_keys("<Enter>");
    assert_looks(desk.glass(), "stored");
}
