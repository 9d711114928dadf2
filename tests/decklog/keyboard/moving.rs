//! The list: scrolling, searching, days, and every size of a terminal.

use super::desk::Desk;
use super::glass::assert_screen;

/// An hour of an outage, a line each minute.
fn long() -> Desk {
    let mut desk = Desk::at("2024-06-07 23:30", "WAT").typing_every(10);
    for n in 1..=50 {
        desk.minutes_pass(1).type_keys(&format!("f: check {n} of the queue<Enter>"));
    }
    desk
}

#[test]
fn the_list_is_scrolled_by_pages_and_ends_at_its_ends() {
    let mut desk = long();
    assert_screen(desk.glass(), "long");
    desk.type_keys("<PgUp>");
    assert_screen(desk.glass(), "long-scrolled");
    // Typing does not move it, storing shows what was stored.
    desk.type_keys("so");
    assert!(desk.row(-4).contains("check 34 "), "{}", desk.screen());
    desk.type_keys("<C-u><PgUp><PgUp><PgUp><PgUp><PgUp>");
    assert_screen(desk.glass(), "long-top");
    // The last of a page is the first of the next: the eye finds its place again.
    for first in ["check 17 ", "check 32 "] {
        desk.type_keys("<PgDn>");
        assert!(desk.row(4).contains(first) && desk.quiet_line().contains("scrolled back"), "{}", desk.screen());
    }
    desk.type_keys("<PgDn><PgDn>");
    assert!(desk.row(-4).contains("check 50 ") && !desk.quiet_line().contains("scrolled"), "{}", desk.screen());
    desk.type_keys("<PgUp>now<Enter>");
    assert!(desk.row(-4).contains("· note            now"), "{}", desk.screen());
}

#[test]
fn days_have_headings_over_midnight() {
    let mut desk = long();
    desk.type_keys("<PgUp>").resize(80, 30);
    let screen = desk.screen();
    let heading = screen.find(" Sat 8 Jun 2024, WAT (UTC+1)\n 00:00:").expect("a heading before the first of the day");
    assert!(screen[..heading].contains("check 29"), "{screen}");
}

#[test]
fn searching_finds_words_and_brings_the_event_into_the_line() {
    let mut desk = long();
    desk.type_keys("half<C-r>check 1");
    assert_screen(desk.glass(), "searching");
    assert_eq!(desk.glass().chosen(), [" 00:11:09    · finding         check 41 of the queue"]);
    desk.type_keys("<C-r><C-r>");
    assert!(desk.screen().contains("Esc returns to “half”"), "{}", desk.screen());
    desk.type_keys("<Down><Enter>");
    assert!(desk.line().starts_with(" amend 00:01:07 › check 31 of the queue"), "{}", desk.line());
    desk.type_keys("!<Enter>");
    assert!(desk.line().contains("› half"), "{}", desk.line());
    // However far back, the chosen one is on the screen.
    desk.type_keys("<C-r>queue");
    for older in (1..=50).rev().chain([1]) {
        let chosen = desk.glass().chosen().concat();
        assert!(chosen.contains(&format!("check {older} ")), "{older}: {chosen}\n{}", desk.screen());
        desk.type_keys("<C-r>");
    }
    desk.type_keys("<Esc><C-r>nowhere<Enter>");
    assert!(desk.line().contains("› half"), "{}", desk.line());
    desk.type_keys("<C-r>queue<C-g>");
    assert!(desk.line().contains("› half"), "{}", desk.line());
}

/// Some of everything.
fn mixed() -> Desk {
    Desk::at("2024-06-07 10:00", "WAT").beginning(
        "title: Checkout is down<Enter>sev1: half of all payments fail<Enter>d: alert from monitoring<Enter>\
         h: network<Enter>ic: ana<Enter>9:40 t: deploy of the payment service, a long story about what was in it and \
         who had looked at it before it went out<Enter>x: clean<Enter>h: database<Enter>e: database team<Enter>",
    )
}

#[test]
fn every_size_shows_the_line() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (40, 10), (20, 5)] {
        let mut desk = mixed().size(columns, rows);
        desk.type_keys("f: connections run out");
        assert_screen(desk.glass(), &format!("size-{columns}x{rows}"));
    }
}

#[test]
fn the_smallest_sizes_are_drawn_too() {
    let mut desk = mixed();
    for (columns, rows) in
        [(1, 1), (2, 1), (1, 5), (5, 2), (29, 7), (30, 8), (31, 3), (200, 1), (3, 60), (0, 0), (0, 5), (5, 0)]
    {
        desk.resize(columns, rows);
        desk.type_keys("a<Up><Esc><C-r>x<Esc><PgUp><PgDn><Tab><Esc><C-x>?q<C-x><C-g><C-u>").paste("a\nb\nc");
        desk.type_keys("<C-u>");
    }
    desk.resize(80, 24);
    assert!(desk.screen().contains("Checkout is down"));
}
