//! What was imported is looked at in the review, event by event.

use super::desk::Desk;
use super::glass::assert_screen;

/// The morning after a write-up was imported, in the review of it.
fn imported() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT");
    desk.command(&["import", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/mail.md")]);
    let shelf = desk.shelf();
    let made = shelf.latest().unwrap();
    let id = "2024-03-12-mail-k3x9";
    std::fs::rename(shelf.incident_dir(&made), shelf.incident_dir(id)).unwrap();
    desk.command(&["use", id]);
    desk.type_keys("<C-x>r");
    desk
}

/// The texts of events that nobody has confirmed.
fn unconfirmed(desk: &mut Desk) -> Vec<String> {
    let events = desk.timeline().all_events();
    events.filter(|event| event.is_unconfirmed()).map(|event| event.text().to_owned()).collect()
}

#[test]
fn what_was_imported_says_so_until_somebody_has_looked_at_it() {
    let mut desk = imported();
    assert_eq!(unconfirmed(&mut desk).len(), 9);
    desk.type_keys("<Home>");
    assert_screen(desk.glass(), "review-imported");
    desk.type_keys("c");
    assert_eq!(unconfirmed(&mut desk).len(), 8);
    assert!(desk.screen().contains("confirmed; 8 more to confirm"), "{}", desk.screen());
    // The cursor has gone on; what was confirmed is told as any event.
    desk.type_keys("c");
    assert_eq!(unconfirmed(&mut desk).first().map(|text| text.starts_with("Nagios")), Some(true));
    assert!(desk.timeline().all_events().all(|event| event.amendments == 0), "to find it right corrects nothing");
}

#[test]
fn a_correction_is_a_look_at_it_too() {
    let mut desk = imported();
    desk.type_keys("<Home>e<C-u>the queue grows<Enter>");
    assert_eq!(unconfirmed(&mut desk).len(), 8);
    desk.type_keys("u");
    assert_eq!(unconfirmed(&mut desk).len(), 9, "taken back, nobody has looked at it");
    desk.type_keys("s");
    assert_eq!(unconfirmed(&mut desk).len(), 9, "a star says nothing of whether it is right");
}

#[test]
fn all_that_a_filter_shows_is_confirmed_at_once_and_taken_back_at_once() {
    let mut desk = imported();
    desk.type_keys("/is:unconfirmed tag:-note<Enter><Esc>/is:unconfirmed<Enter>*c");
    assert_eq!(unconfirmed(&mut desk), Vec::<String>::new());
    assert!(desk.screen().contains("9 confirmed; nothing imported is left to confirm"), "{}", desk.screen());
    desk.type_keys("u");
    assert_eq!(unconfirmed(&mut desk).len(), 9);
}

#[test]
fn where_nothing_was_imported_there_is_nothing_to_confirm() {
    let mut desk = super::review::reviewed();
    desk.type_keys("c");
    assert!(desk.screen().contains("nothing imported is left to confirm"), "{}", desk.screen());
}
