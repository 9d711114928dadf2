//! What earlier incidents know of a suspicion, said beside the line in which it is typed.

use std::fs;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

/// A desk where three incidents were recorded before, and a fourth is open.
fn desk() -> Desk {
    let mut desk = Desk::at("2024-05-02 09:00", "WAT");
    incident(
        &mut desk,
        "Logins fail",
        &["h: DNS resolver", "x: dig answers at once", "h: certificate", "c: it expired"],
    );
    incident(&mut desk, "Checkout is slow", &["h: dns", "x: no lookup takes longer than 2 ms", "h: database"]);
    incident(&mut desk, "Mails are late", &["h: the DNS of the mail relay", "c: its record was gone"]);
    desk.command(&["start", "Search is down", "--zone", "WAT"]);
    desk.command(&["log", "d: alert: search answers nothing"]);
    desk
}

/// An incident of a morning, an event every six minutes.
fn incident(desk: &mut Desk, title: &str, lines: &[&str]) {
    desk.minutes_pass(24 * 60).command(&["start", title, "--zone", "WAT"]);
    for line in lines {
        desk.minutes_pass(6).command(&["log", line]);
    }
    desk.command(&["log", "r: up again"]);
    desk.command(&["close"]);
}

/// Waits until the other incidents have been read.
fn looked_back(desk: &mut Desk) {
    desk.wait_until(|session| session.memory().is_some());
}

#[test]
fn what_is_known_of_a_suspicion_stands_beside_what_was_understood() {
    let mut desk = desk();
    looked_back(&mut desk);
    desk.type_keys("h: ");
    assert_eq!(desk.quiet_line(), " → opens H1");
    let before = desk.screen();
    desk.type_keys("dns");
    assert_eq!(desk.quiet_line(), " → opens H1   suspected in 3, right in 1; last ruled out in 6 min: “no lookup…”");
    assert_looks(desk.glass(), "remembered");
    // Nothing has moved: all rows above the line are as they were.
    let rows = |screen: &str| screen.lines().take(22).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(rows(&desk.screen()), rows(&before));
    // It goes with the suspicion, and with the line.
    desk.type_keys("<Backspace>");
    assert_eq!(desk.quiet_line(), " → opens H1");
    desk.type_keys("s again<Enter>");
    assert!(!desk.screen().contains("suspected in"), "{}", desk.screen());
    assert_eq!(desk.timeline().hypotheses()[0].name, "dns again");
}

#[test]
fn only_a_line_that_opens_a_hypothesis_is_asked_about() {
    let mut desk = desk();
    looked_back(&mut desk);
    for line in ["dns", "f: dns", "x: dns", "h: kernel"] {
        desk.type_keys(line);
        assert!(!desk.quiet_line().contains("suspected in"), "{}", desk.quiet_line());
        desk.type_keys("<C-u>");
    }
    // A tag chosen beside the line says the same as its prefix.
    desk.type_keys("certificates<Tab>h");
    assert!(desk.quiet_line().ends_with("suspected in 1, right in 1"), "{}", desk.quiet_line());
}

#[test]
fn with_less_room_less_is_said_and_what_was_understood_always() {
    for (columns, expected) in [
        (40, " → opens H1  suspected in 3, right in 1"),
        (38, " → opens H1"),
        (66, " → opens H1   suspected in 3, right in 1; last ruled out in 6 min"),
        (
            120,
            " → opens H1                     suspected in 3, right in 1; last ruled out in 6 min: “no lookup takes longer than 2 ms”",
        ),
    ] {
        let mut desk = desk().size(columns, 24);
        looked_back(&mut desk);
        desk.type_keys("h: dns");
        assert_eq!(desk.quiet_line(), expected, "{columns} columns");
    }
}

#[test]
fn a_doubt_about_the_line_is_said_first() {
    let mut desk = desk();
    looked_back(&mut desk);
    desk.type_keys("99:99 h: dns");
    assert!(
        desk.quiet_line().contains("not a time") && !desk.quiet_line().contains("suspected"),
        "{}",
        desk.quiet_line()
    );
}

#[test]
fn a_new_incident_knows_the_one_that_was_left() {
    let mut desk = desk();
    desk.type_keys("h: full disk<Enter>x: df says 40%<Enter><C-x>n");
    looked_back(&mut desk);
    desk.type_keys("h: disk");
    assert!(desk.quiet_line().contains("suspected in 1, right in none; last ruled out"), "{}", desk.quiet_line());
    desk.type_keys("<Enter>");
    // Its own suspicion is no earlier one.
    desk.kill();
    looked_back(&mut desk);
    desk.type_keys("h: disk");
    assert!(desk.quiet_line().contains("suspected in 1, "), "{}", desk.quiet_line());
}

#[test]
fn a_half_typed_line_is_not_disturbed_when_others_have_been_read() {
    let mut desk = desk();
    desk.screen();
    desk.kill();
    desk.disk().hold_reading(true);
    let mut desk = desk.hurried();
    desk.type_keys("h: dns re");
    let before = desk.line();
    assert!(before.ends_with("› h: dns re"), "{before}");
    desk.disk().hold_reading(false);
    desk.patient();
    looked_back(&mut desk);
    assert_eq!(desk.line(), before);
    desk.type_keys("solvers");
    assert!(desk.line().ends_with("› h: dns resolvers"), "{}", desk.line());
    assert!(
        desk.quiet_line().contains("suspected in 2, right in none; last ruled out in 6 min"),
        "{}",
        desk.quiet_line()
    );
}

#[test]
fn an_earlier_journal_that_is_broken_disturbs_nothing() {
    let mut desk = desk();
    for (incident, damage) in [("logins", &b"no journal at all\n\xff\xfe{"[..]), ("checkout", &b"{\"v\":1,\"n\":"[..])]
    {
        fs::write(desk.journal_of(incident), damage).unwrap();
    }
    let mails = desk.journal_of("mails");
    fs::remove_file(&mails).unwrap();
    fs::create_dir(&mails).unwrap();
    looked_back(&mut desk);
    desk.type_keys("h: dns");
    assert_eq!(desk.quiet_line(), " → opens H1");
    assert!(desk.screen().contains(" saved "), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert_eq!(desk.timeline().hypotheses()[0].name, "dns");
}

#[test]
fn half_of_a_broken_journal_still_tells_its_half() {
    let mut desk = desk();
    let journal = desk.journal_of("mails");
    let text = fs::read_to_string(&journal).unwrap();
    let torn: Vec<&str> = text.lines().take_while(|line| !line.contains("its record was gone")).collect();
    fs::write(&journal, torn.join("\n") + "\n{\"v\":1,").unwrap();
    looked_back(&mut desk);
    desk.type_keys("h: dns");
    assert!(desk.quiet_line().contains("suspected in 3, right in none"), "{}", desk.quiet_line());
}

#[test]
fn words_of_others_are_shown_inert() {
    let mut desk = Desk::at("2024-05-02 09:00", "WAT");
    incident(&mut desk, "Logins fail", &["h: dns", "x: \u{1b}[2J\u{202e}clean\u{7}"]);
    desk.command(&["start", "Search is down", "--zone", "WAT"]);
    let mut desk = desk.size(120, 24);
    looked_back(&mut desk);
    desk.type_keys("h: dns");
    // That no cell holds any of it is looked at whenever anything is drawn.
    assert!(desk.quiet_line().ends_with("“^[[2J<U+202E>clean^G”"), "{}", desk.quiet_line());
    assert_screen(desk.glass(), "remembered-inert");
}
