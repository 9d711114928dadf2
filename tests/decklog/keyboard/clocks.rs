//! What the clocks did, as the person at the keyboard sees it.

use super::desk::Desk;
use super::glass::assert_screen;

/// The rows of the list that tell of a clock.
fn told(desk: &mut Desk) -> Vec<String> {
    let screen = desk.screen();
    screen.lines().filter(|row| row.contains("clock of") || row.contains("slept")).map(str::to_owned).collect()
}

/// A clock that is set back, a lid that is closed, and events around both.
fn troubled() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>h: network<Enter>");
    desk.minutes_pass(20).type_keys("x: diagnostics clean<Enter>");
    desk.clock_is_set(-7 * 60).minutes_pass(9).type_keys("f: the times look odd<Enter>");
    desk.machine_sleeps(12).type_keys("a: back at it<Enter>");
    desk
}

#[test]
fn what_the_clocks_did_stands_among_the_events() {
    let mut desk = troubled();
    assert_screen(desk.glass(), "clocks");
    let rows = told(&mut desk);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].ends_with("    the clock of desk was set back 7 min"), "{rows:?}");
    assert!(rows[1].ends_with("    desk slept for 12 min; nothing was recorded there meanwhile"), "{rows:?}");
    // There is room for what follows from it.
    desk.resize(120, 40);
    assert!(told(&mut desk)[0].ends_with("back 7 min; times recorded there before and after differ by that"));
    desk.resize(40, 11);
    assert!(told(&mut desk)[0].ends_with(" the clock of desk was set …"), "{}", desk.screen());
}

#[test]
fn they_are_told_in_the_same_words_wherever_they_are_read() {
    let mut desk = troubled();
    let shown = desk.command(&["show"]);
    let row = |words: &str| {
        let row = shown.lines().find(|row| row.contains(words)).unwrap_or_else(|| panic!("{words}: {shown}"));
        assert!(row.starts_with("        10:"), "{row}");
    };
    row("  the clock of desk was set back 7 min; times recorded there before and after differ by that");
    row("  desk slept for 12 min; nothing was recorded there meanwhile");
    let read = desk.shown();
    let clock = read["clock"].as_array().unwrap();
    assert_eq!(clock.len(), 2);
    assert_eq!((clock[0]["kind"].as_str(), clock[0]["seconds"].as_f64()), (Some("stepped"), Some(-420.0)));
    assert_eq!((clock[1]["kind"].as_str(), clock[1]["seconds"].as_f64()), (Some("suspended"), Some(720.0)));
    assert!(clock[0]["writer"].as_str().unwrap().starts_with("desk-"));
    assert!(clock[0]["at"].as_str().unwrap().starts_with("2024-06-07T10:22:"), "{clock:?}");
    let document = desk.command(&["export"]);
    let told: Vec<&str> = document.lines().filter(|line| line.starts_with("At 10:")).collect();
    assert_eq!(
        told,
        [
            "At 10:22, the clock of desk was set back 7 min; times recorded there before and after differ by that.",
            "At 10:34, desk slept for 12 min; nothing was recorded there meanwhile.",
        ]
    );
}

#[test]
fn two_commands_around_a_step_note_it() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT");
    desk.command(&["start", "Checkout is down", "--zone", "WAT"]);
    desk.command(&["log", "d: alert"]);
    desk.clock_is_set(3600).command(&["log", "f: odd"]);
    desk.command(&["log", "f: still odd"]);
    let shown = desk.command(&["show"]);
    assert_eq!(shown.matches("was set forward 1 h 00 min").count(), 1, "{shown}");
}

#[test]
fn what_a_clock_did_is_taken_back_by_nobody() {
    let mut desk = troubled();
    desk.type_keys("<C-_>");
    assert!(desk.quiet_line().contains("taken back: “back at it”"), "{}", desk.quiet_line());
    assert_eq!(told(&mut desk).len(), 2);
    desk.type_keys("<C-_><C-_><C-_><C-_>");
    assert_eq!((desk.timeline().len(), told(&mut desk).len()), (0, 2));
}

#[test]
fn the_list_is_scrolled_over_notes_as_over_events() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").typing_every(10);
    for n in 1..=30 {
        desk.minutes_pass(1).type_keys(&format!("f: check {n}<Enter>"));
        desk.clock_is_set(60);
    }
    // Corrections note the clock as lines do, and are no rows of their own: a page of nothing else.
    for _ in 0..40 {
        desk.clock_is_set(60).type_keys("<Up>!<Enter>");
    }
    let mut pages = vec![desk.screen()];
    while pages.len() < 20 && !pages.last().unwrap().contains("check 1\n") {
        desk.type_keys("<PgUp>");
        assert!(desk.quiet_line().contains("scrolled back"), "{}", desk.screen());
        pages.push(desk.screen());
        assert_ne!(pages[pages.len() - 2], pages[pages.len() - 1]);
    }
    let back = pages.len();
    assert!((7..10).contains(&back), "{back}: {}", desk.screen());
    for _ in 0..back {
        desk.type_keys("<PgDn>");
    }
    assert!(!desk.quiet_line().contains("scrolled"), "{}", desk.screen());
    assert_eq!(desk.screen().lines().nth(5), pages[0].lines().nth(5));
    // The arrow goes from event to event.
    desk.type_keys("<Up><Up>");
    assert!(desk.line().contains("› check 29"), "{}", desk.line());
}

#[test]
fn clocks_that_are_changed_for_the_season_are_told_with_their_zone() {
    let mut desk = Desk::at("2024-10-27 02:50", "Europe/Berlin");
    desk.command(&["start", "Checkout is down", "--zone", "Europe/Berlin"]);
    desk.clock_is_set(0).type_keys("d: alert<Enter>");
    desk.minutes_pass(70).type_keys("f: still slow<Enter>");
    let rows = told(&mut desk);
    assert_eq!(rows.len(), 1, "{}", desk.screen());
    assert!(rows[0].ends_with("    the clock of desk went from CEST (UTC+2) to CET (UTC+1)"), "{rows:?}");
}

#[test]
fn what_a_clock_does_while_an_old_outage_is_written_down_is_no_part_of_it() {
    let mut desk = Desk::at("2024-06-10 09:30", "WAT");
    desk.command(&["start", "Checkout was down", "--at", "2024-06-07 10:00", "--zone", "WAT"]);
    desk.type_keys("10:00 d: alert<Enter>");
    desk.clock_is_set(-3600).machine_sleeps(60).type_keys("11:00 r: up<Enter>");
    assert!(told(&mut desk).is_empty(), "{}", desk.screen());
    assert!(!desk.command(&["show"]).contains("clock of"));
    assert!(!desk.command(&["export"]).contains("clock of"));
    assert!(desk.command(&["show", "--format", "json"]).contains("\"stepped\""), "who asks for all of it has it");
}
