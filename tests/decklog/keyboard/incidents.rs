//! The Incidents screen: all of them, found and opened; and events that go to another.

use decklog::tui::theme::Theme;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

/// An incident that a shell has recorded, under an id that is the same every time.
fn shelve(desk: &mut Desk, id: &str, start: &[&str], lines: &[&str]) {
    desk.command(&[&["start", "--zone", "WAT"], start].concat());
    for line in lines {
        desk.command(&["log", "-q", line]);
    }
    let shelf = desk.shelf();
    let made = shelf.current().unwrap().unwrap();
    std::fs::rename(shelf.incident_dir(&made), shelf.incident_dir(id)).unwrap();
    desk.command(&["use", id]);
}

/// Five of them, the last of which goes on and is open in the recorder.
fn shelf() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT");
    shelve(
        &mut desk,
        "2023-11-20-certificates-k3x9",
        &["Certificates expired", "--at", "2023-11-20 23:10", "--severity", "2"],
        &["23:10 d: nobody can log in", "h: certificates", "23:40 c: they ended at midnight UTC", "23:58 r: renewed"],
    );
    shelve(
        &mut desk,
        "2024-02-29-search-qqqq",
        &[
            "Search returned results of yesterday, in the whole of Europe and for every customer",
            "--at",
            "2024-02-29 08:00",
        ],
        &["08:00 d: complaints", "09:30 m: old index switched off", "12:00 r: index rebuilt from the replica"],
    );
    desk.command(&["section", "summary", "Search was stale."]);
    desk.command(&["section", "impact", "Everybody in Europe."]);
    shelve(
        &mut desk,
        "2024-05-01-payments-m2m2",
        &["Payments slow", "--at", "2024-05-01 14:00", "--severity", "3"],
        &["14:00 d: latency alert", "14:20 a: restarted the proxy"],
    );
    desk.command(&["close"]);
    shelve(&mut desk, "2024-06-06-9d9d", &["--at", "2024-06-06 09:00"], &["09:00 d: a drill", "09:10 r: over"]);
    shelve(
        &mut desk,
        "2024-06-07-checkout-is-down-7h7h",
        &["Checkout is down", "--severity", "1"],
        &["d: monitoring alert", "h: network"],
    );
    desk.minutes_pass(42);
    desk
}

/// The screen with all of them read.
fn incidents() -> Desk {
    opened(shelf())
}

fn opened(mut desk: Desk) -> Desk {
    open(&mut desk);
    desk
}

fn open(desk: &mut Desk) {
    desk.type_keys("<C-x>i");
    all_read(desk);
}

/// Waits until each of them has been read.
fn all_read(desk: &mut Desk) {
    desk.wait_for_screen(|screen| !screen.contains("reading"));
}

/// The ids of the incidents, by what is chosen going from the first to the last.
fn order(desk: &mut Desk) -> Vec<String> {
    desk.type_keys("<Home>");
    let mut found: Vec<String> = Vec::new();
    loop {
        let chosen = desk.glass().chosen().swap_remove(0);
        if found.last() == Some(&chosen) {
            return found;
        }
        found.push(chosen);
        desk.type_keys("<Down>");
    }
}

/// The day of each, as it stands in its row.
fn days(desk: &mut Desk) -> Vec<String> {
    order(desk).iter().map(|row| row.chars().skip(8).take(5).collect()).collect()
}

#[test]
fn it_shows_what_each_came_to() {
    assert_looks(incidents().glass(), "incidents");
    let mut wide = incidents().size(120, 40);
    assert_screen(wide.glass(), "incidents-wide");
    assert_screen(incidents().size(60, 20).glass(), "incidents-60");
    let mut ascii = opened(shelf().theme(Theme { colour: true, ascii: true }));
    assert_screen(ascii.glass(), "incidents-ascii");
    for keys in ["s", "/europe", "<Esc>?", "<Esc><C-x>", "w"] {
        ascii.type_keys(keys);
        assert!(ascii.screen().is_ascii(), "{keys}:\n{}", ascii.screen());
    }
}

#[test]
fn it_fits_on_any_screen() {
    let mut desk = incidents();
    for keys in ["", "<End>", "/europe", "<Esc>/nowhere", "<Esc>?", "<Esc>s"] {
        desk.type_keys(keys);
        desk.fits_anywhere();
    }
    desk.type_keys("<Esc>");
    open(&mut desk);
    for (columns, rows) in [(80, 24), (40, 10), (20, 5), (24, 2)] {
        desk.resize(columns, rows);
        desk.type_keys("<End>");
        assert!(desk.caret_row().contains("Certific"), "{}", desk.screen());
        desk.type_keys("<Home>");
        assert!(desk.caret_row().contains("Checkout"), "{}", desk.screen());
    }
}

#[test]
fn a_key_goes_through_the_orders() {
    let mut desk = incidents();
    for (said, expected) in [
        ("newest first", ["06-07", "06-06", "05-01", "02-29", "11-20"]),
        ("longest first", ["02-29", "11-20", "06-07", "06-06", "05-01"]),
        ("worst first", ["06-07", "11-20", "05-01", "06-06", "02-29"]),
    ] {
        assert!(desk.row(0).ends_with(said), "{}", desk.screen());
        assert_eq!(days(&mut desk), expected, "{said}");
        desk.type_keys("s");
    }
    assert!(desk.row(0).ends_with("least ready first"), "{}", desk.screen());
    assert_eq!(days(&mut desk).last().unwrap(), "06-07", "what goes on is not ready for anything");
    desk.type_keys("s");
    assert_eq!(days(&mut desk), ["11-20", "06-07", "05-01", "02-29", "06-06"]);
    desk.type_keys("s");
    assert!(desk.row(0).ends_with("newest first"), "{}", desk.screen());
}

#[test]
fn words_are_found_while_they_are_typed() {
    let mut desk = incidents();
    desk.type_keys("/re");
    assert!(desk.row(0).starts_with(" Incidents · 3 of 5"), "{}", desk.screen());
    desk.type_keys("plica europe");
    assert!(desk.row(0).ends_with("Enter opens · Esc shows all"), "{}", desk.screen());
    assert_screen(desk.glass(), "incidents-found");
    desk.type_keys("<C-w>PROXY");
    assert!(desk.screen().contains("in no incident"), "{}", desk.screen());
    desk.type_keys("<C-u>midnight ").paste("UTC\n");
    assert!(desk.row(0).starts_with(" Incidents · 1 of 5"), "{}", desk.screen());
    assert!(desk.screen().contains("“they ended at midnight UTC”"), "{}", desk.screen());
    desk.type_keys("<Esc>");
    assert!(desk.row(0).starts_with(" Incidents · 5  "), "{}", desk.screen());
    // Outside of the search a paste is no command.
    desk.paste("n");
    assert!(desk.quiet_line().starts_with(" / looks for words"), "{}", desk.screen());
    assert_eq!(desk.app().session().incident(), Some("2024-06-07-checkout-is-down-7h7h"));
}

#[test]
fn enter_opens_the_chosen_one_and_nothing_half_typed_is_lost() {
    let mut desk = shelf();
    desk.type_keys("half a thought");
    open(&mut desk);
    desk.type_keys("/certificates<Enter>");
    desk.settle();
    assert_eq!(desk.app().session().incident(), Some("2023-11-20-certificates-k3x9"));
    assert!(desk.row(0).starts_with(" Certificates expired"), "{}", desk.screen());
    assert!(desk.line().ends_with('›') && desk.quiet_line().contains("C-x a brings it back"), "{}", desk.screen());
    // What is open for others is what it was: as with `decklog open`.
    assert_eq!(desk.shelf().current().unwrap().as_deref(), Some("2024-06-07-checkout-is-down-7h7h"));
    // Killed now, the line is still there, and knows what it was typed for.
    desk.keep_draft();
    desk.kill();
    assert!(desk.row(0).starts_with(" Checkout is down"), "{}", desk.screen());
    desk.type_keys("<C-x>a");
    assert!(desk.line().ends_with("› half a thought"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert_eq!(desk.timeline().len(), 3);
}

#[test]
fn a_line_set_aside_says_what_it_was_typed_for() {
    let mut desk = shelf();
    desk.type_keys("half a thought");
    open(&mut desk);
    desk.type_keys("<Down><Enter><C-x>a");
    assert_eq!(desk.quiet_line(), " typed for 2024-06-07-checkout-is-down-7h7h; Enter stores it here");
    // Back where it was typed, it is an ordinary line.
    open(&mut desk);
    desk.type_keys("/checkout<Enter><C-x>a");
    desk.settle();
    assert!(
        desk.row(0).starts_with(" Checkout is down") && desk.line().ends_with("› half a thought"),
        "{}",
        desk.screen()
    );
    assert!(!desk.quiet_line().contains("typed for"), "{}", desk.screen());
}

#[test]
fn the_one_that_is_open_is_gone_back_to_and_another_is_begun() {
    let mut desk = shelf();
    desk.type_keys("half a thought");
    open(&mut desk);
    assert!(desk.caret_row().contains("Checkout"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert!(desk.line().ends_with("› half a thought"), "{}", desk.screen());
    open(&mut desk);
    desk.type_keys("n");
    assert!(desk.line().ends_with("› half a thought"), "{}", desk.screen());
    assert_eq!(desk.quiet_line(), " a new incident begins with your next line");
    desk.type_keys("<Enter>");
    open(&mut desk);
    assert!(desk.row(0).starts_with(" Incidents · 6 "), "{}", desk.screen());
}

#[test]
fn nobody_turns_away_from_what_is_not_saved() {
    let mut desk = shelf();
    desk.screen();
    desk.disk().fill_up();
    desk.type_keys("not on any disk<Enter>");
    open(&mut desk);
    desk.type_keys("<Down><Enter>");
    assert_eq!(desk.quiet_line(), " not before everything is saved; C-x w tries again");
    assert_eq!(desk.app().session().incident(), Some("2024-06-07-checkout-is-down-7h7h"));
    desk.disk().make_room();
    desk.type_keys("<C-x>w");
    desk.wait_until(|session| session.unsaved().is_none());
    desk.type_keys("<Enter>");
    assert_eq!(desk.app().session().incident(), Some("2024-06-06-9d9d"));
}

#[test]
fn one_that_can_not_be_read_is_told_and_hides_none_of_the_others() {
    let mut desk = shelf();
    let journals = desk.shelf().incident_dir("2024-05-01-payments-m2m2").join("journal");
    std::fs::remove_dir_all(&journals).unwrap();
    std::fs::write(&journals, "no directory").unwrap();
    open(&mut desk);
    assert!(desk.row(0).starts_with(" Incidents · 5 "), "{}", desk.screen());
    desk.type_keys("<End>");
    assert!(desk.caret_row().contains("2024-05-01-payments-m2m2 can't be read"), "{}", desk.screen());
    assert!(desk.screen().contains("cannot read"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert_eq!(desk.quiet_line(), " it can't be read; “decklog verify” says why");
}

#[test]
fn what_is_still_being_read_is_said() {
    let mut desk = shelf();
    desk.screen();
    desk.disk().hold_reading(true);
    desk.type_keys("<C-x>i");
    assert!(desk.screen().contains("reading"), "{}", desk.screen());
    desk.disk().hold_reading(false);
    desk.wait_for_screen(|screen| screen.contains("Certificates expired") && !screen.contains("reading"));
}

#[test]
fn an_event_goes_to_another_incident() {
    let mut desk = shelf();
    desk.type_keys("a: restarted the wrong proxy<Enter><C-x>o");
    assert!(desk.quiet_line().starts_with(" Up brings the event"), "{}", desk.screen());
    desk.type_keys("half a thought<Up><C-x>o");
    assert!(desk.row(0).starts_with(" Move “restarted the wrong proxy” to"), "{}", desk.screen());
    all_read(&mut desk);
    assert_screen(desk.glass(), "incidents-move");
    desk.type_keys("n");
    assert!(desk.quiet_line().starts_with(" C-x n begins one"), "{}", desk.screen());
    desk.type_keys("/payments<Enter>");
    desk.settle();
    assert_eq!(desk.quiet_line(), " moved 1 event to 2024-05-01-payments-m2m2");
    assert!(desk.line().ends_with("› half a thought"), "{}", desk.screen());
    let struck: Vec<_> = desk.timeline().all_events().filter_map(|event| event.struck.clone()).collect();
    assert_eq!(struck, ["moved to 2024-05-01-payments-m2m2"]);
    let there = desk.command(&["show", "payments", "--format", "json"]);
    assert!(there.contains("restarted the wrong proxy"), "{there}");
}

#[test]
fn where_the_other_takes_nothing_the_event_stays_and_that_is_said() {
    let mut desk = shelf();
    desk.type_keys("a: restarted the wrong proxy<Enter><Up><C-x>o");
    all_read(&mut desk);
    desk.disk().fill_up();
    desk.type_keys("/payments<Enter>");
    desk.settle();
    assert!(desk.screen().contains("not moved: cannot"), "{}", desk.screen());
    assert!(desk.timeline().all_events().all(|event| event.struck.is_none()));
    // What is not on disk yet is not moved either.
    desk.type_keys("one more<Enter><Up><C-x>o/nowhere<Enter>");
    assert_eq!(desk.quiet_line(), " there is none to choose");
    all_read(&mut desk);
    desk.type_keys("<C-u>payments<Enter>");
    assert_eq!(desk.quiet_line(), " not before everything is saved; C-x w tries again");
    desk.disk().make_room();
    desk.type_keys("<C-x>w");
    desk.wait_until(|session| session.unsaved().is_none());
    desk.type_keys("<Up><C-x>o");
    all_read(&mut desk);
    desk.type_keys("/payments<Enter>");
    desk.settle();
    assert_eq!(desk.quiet_line(), " moved 1 event to 2024-05-01-payments-m2m2");
}
