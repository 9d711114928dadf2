//! The state card: one key shows how it stands, another copies it.

use super::desk::Desk;
use super::glass::assert_screen;

fn desk() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning(
        "title: Checkout is down<Enter>d: alert<Enter>sev1: all users<Enter>ic: ana<Enter>i: 80% of users<Enter>\
         h: network<Enter>a: restarted a pod<Enter>u: posted, next in 30m<Enter>?: who changed the limit?<Enter>",
    );
    desk.minutes_pass(12);
    desk
}

#[test]
fn a_key_shows_it_and_another_copies_it() {
    let mut desk = desk();
    desk.type_keys("<C-x>s");
    assert_screen(desk.glass(), "card");
    assert_eq!(desk.copied(), "");
    desk.type_keys("<Enter>");
    assert_screen(desk.glass(), "card-copied");
    assert_eq!(
        desk.copied(),
        "\
SEV1 · open · Checkout is down
Since Fri 7 Jun 2024 10:00 WAT, 12 min ago, last entry 12 min ago
Impact: 80% of users
ic ana
H1 (12 min) open: network
10:00 restarted a pod
Next update 10:30, in 17 min
1 open question (who changed the limit?)
"
    );
    // What a shell prints is the same.
    assert_eq!(desk.command(&["status"]), desk.copied());
    desk.type_keys("<Esc>");
    assert!(desk.screen().contains("detection"), "{}", desk.screen());
}

#[test]
fn typing_goes_on_through_it() {
    let mut desk = desk();
    for line in ["half a line", "cache is cold", "queue is full", "yes"] {
        desk.type_keys(&format!("<C-x>s{line}<Enter>"));
        assert!(desk.screen().contains(line), "{}", desk.screen());
    }
    assert_eq!(desk.copied(), "");
}

#[test]
fn it_is_there_on_a_screen_of_any_size() {
    let mut desk = desk();
    desk.type_keys("<C-x>s");
    for (columns, rows) in [(60, 20), (40, 10), (20, 5), (1, 1)] {
        desk.resize(columns, rows);
        let screen = desk.screen();
        assert!(columns < 20 || screen.contains("SEV1"), "{screen}");
        assert!(columns < 20 || screen.contains("Esc closes"), "{screen}");
        assert_eq!((20..=40).contains(&columns), screen.lines().any(|line| line.trim() == "…"), "{screen}");
    }
}
