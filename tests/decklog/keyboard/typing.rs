//! Typing a line: its stamp, its tag, what was understood, and Enter.

use decklog::timeline::Tag;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

fn desk() -> Desk {
    Desk::at("2024-06-07 10:00", "WAT")
}

#[test]
fn the_first_screen_asks_for_nothing() {
    assert_screen(desk().glass(), "first");
}

#[test]
fn a_line_is_stamped_at_its_first_key_and_stored_by_enter() {
    let mut desk = desk();
    desk.type_keys("d: monitoring alert").minutes_pass(3);
    assert_screen(desk.glass(), "typing");
    desk.type_keys("<Enter>");
    assert_looks(desk.glass(), "stored");
    let event = desk.timeline().events().next().unwrap();
    assert_eq!((event.tag(), event.text()), (Tag::Detection, "monitoring alert"));
    assert!(event.saved && !event.when().is_stated());
}

#[test]
fn clearing_the_line_clears_its_stamp() {
    let mut desk = desk();
    desk.type_keys("so").minutes_pass(2);
    assert!(desk.line().starts_with(" 10:00:00 › so"), "{}", desk.line());
    desk.type_keys("<C-u>");
    assert!(desk.line().starts_with(" 10:02:00 ›"), "{}", desk.line());
    desk.minutes_pass(1).type_keys("now<Enter>");
    assert!(desk.row(-4).starts_with(" 10:03:0"), "{}", desk.row(-4));
}

#[test]
fn what_was_understood_is_said_before_enter() {
    let mut desk = desk().beginning("h: network<Enter>");
    for (line, said) in [
        ("d: alert", " → detection"),
        ("someone is in the server room", " → note"),
        ("someone restarted a pod", " → note · action? Tab Tab"),
        ("9:45 alert", " → Fri 7 Jun 09:45 WAT · 15 min ago · backdated · detection? Tab Tab"),
        ("-5m x: clean", " → Fri 7 Jun 09:55 WAT · 5 min ago · backdated · rules out H1 network"),
        ("~9:30 sev1: checkout", " → Fri 7 Jun ~09:30 WAT · 30 min ago · backdated · SEV1"),
        ("title: Checkout is down", " → title “Checkout is down”"),
        ("25:00 alert", " → note · “25:00” is not a time that exists; kept as text"),
        ("q: hello", " → note · no tag has the prefix q:"),
    ] {
        desk.type_keys(&line.replace('<', "<lt>"));
        assert_eq!(desk.quiet_line(), said, "{line}");
        desk.type_keys("<C-u>");
    }
}

#[test]
fn a_tag_is_given_by_tab_and_a_letter() {
    let mut desk = desk();
    desk.type_keys("database team called<Tab>");
    assert_screen(desk.glass(), "tab");
    desk.type_keys("e");
    assert!(desk.line().contains("[escalation] database team called"), "{}", desk.line());
    desk.type_keys("<Enter>");
    // Before the first word, too; and any key that is no tag's letter goes on to the line.
    desk.type_keys("<Tab>ffound it<Enter><Tab>zebra<Enter><Tab><Enter>");
    let told: Vec<(Tag, String)> =
        desk.timeline().events().map(|event| (event.tag(), event.text().to_owned())).collect();
    assert_eq!(told[0], (Tag::Escalation, "database team called".to_owned()));
    assert_eq!(told[1], (Tag::Finding, "found it".to_owned()));
    assert_eq!(told[2], (Tag::Note, "zebra".to_owned()));
    assert!(desk.timeline().events().nth(3).unwrap().is_mark());
}

#[test]
fn a_second_tab_takes_the_tag_away() {
    let mut desk = desk();
    desk.type_keys("<Tab>dalert<Tab><Tab><Enter>");
    assert_eq!(desk.timeline().events().next().unwrap().tag(), Tag::Note);
}

#[test]
fn two_marks_within_two_seconds_are_one() {
    let mut desk = desk();
    desk.type_keys("<Enter><Enter><Enter>");
    assert_eq!(desk.timeline().len(), 1);
    desk.minutes_pass(1).type_keys("<Enter>");
    assert_screen(desk.glass(), "marks");
    assert!(desk.command(&["export"]).contains("*Nothing was recorded.*"));
    // Up fills the newest in, at its own time.
    desk.minutes_pass(5).type_keys("<Up>d: alert<Enter>");
    let filled = desk.timeline().events().nth(1).unwrap();
    assert_eq!((filled.tag(), filled.text(), filled.is_mark()), (Tag::Detection, "alert", false));
    assert!(desk.row(-4).starts_with(" 10:01:00    ◉ detection       alert"), "{}", desk.row(-4));
    // One key drops the others.
    assert!(desk.quiet_line().contains("1 mark to fill"), "{}", desk.quiet_line());
    desk.type_keys("<C-x>d");
    assert!(!desk.timeline().events().any(|event| event.is_mark() && event.struck.is_none()));
    assert_screen(desk.glass(), "marks-dropped");
}

#[test]
fn a_title_names_the_incident_and_is_no_event() {
    let mut desk = desk();
    desk.type_keys("title: Checkout is down<Enter>");
    assert!(desk.row(0).starts_with(" Checkout is down  "), "{}", desk.row(0));
    assert_eq!((desk.timeline().len(), desk.timeline().incident().title()), (0, "Checkout is down"));
}

#[test]
fn a_time_to_come_or_long_past_is_stored_unplaced_and_offered() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT");
    desk.type_keys("11:15 e: database team<Enter>");
    assert_screen(desk.glass(), "unplaced");
    let event = desk.timeline().untimed().next().unwrap();
    assert_eq!((event.text(), event.when().words.as_deref()), ("database team", Some("11:15")));
    desk.type_keys("<C-x>1");
    assert_eq!(desk.timeline().untimed().count(), 0);
    assert!(desk.screen().contains(" Thu 6 Jun 2024, WAT (UTC+1)\n 11:15       ▲ escalation      database team"));
    // Put away, it stays as it was typed.
    desk.type_keys("21:00 k: on it<Enter><C-x>z");
    assert!(!desk.quiet_line().contains("C-x 1"), "{}", desk.quiet_line());
    assert_eq!(desk.timeline().untimed().count(), 1);
}

#[test]
fn a_line_that_is_set_aside_comes_back_with_its_stamp() {
    let mut desk = desk();
    desk.type_keys("half a tho<C-c>");
    assert_eq!(desk.quiet_line(), " set aside; C-x a brings it back");
    desk.minutes_pass(4).type_keys("d: alert<Enter>");
    assert!(desk.quiet_line().contains("1 line set aside: C-x a"), "{}", desk.quiet_line());
    desk.type_keys("other<C-x>a");
    assert!(desk.line().starts_with(" 10:00:00 › half a tho"), "{}", desk.line());
    desk.type_keys("ught<Enter><C-x>a<Enter>");
    let texts: Vec<&str> = desk.timeline().events().map(|event| event.text()).collect();
    assert_eq!(texts, ["half a thought", "alert", "other"]);
    desk.type_keys("<C-x>a");
    assert_eq!(desk.quiet_line(), " nothing is set aside");
}

#[test]
fn keys_that_mean_nothing_say_so_and_chords_show_where_they_go() {
    let mut desk = desk();
    desk.type_keys("<C-x>");
    assert_screen(desk.glass(), "chord");
    desk.type_keys("y");
    assert_eq!(desk.quiet_line(), " C-x y does nothing here; C-x ? shows what does");
    desk.type_keys("<C-x>?");
    assert_screen(desk.glass(), "help");
    desk.type_keys("<PgDn><PgDn><PgDn><PgDn>");
    assert_screen(desk.glass(), "help-end");
    desk.type_keys("qd: alert<Enter>");
    assert_eq!(desk.timeline().len(), 1);
}

#[test]
fn suspending_stops_once_and_leaving_leaves_an_empty_line_only() {
    let mut desk = desk();
    desk.type_keys("so<C-z>");
    assert_eq!((desk.stops(), desk.has_left()), (1, false));
    desk.type_keys("<Home><C-d>");
    assert!(desk.line().contains("› o"), "{}", desk.line());
    desk.type_keys("<C-d><C-d>");
    assert!(desk.has_left());
}

#[test]
fn typing_goes_on_through_the_help() {
    let mut desk = desk();
    desk.type_keys("<F1>alert<F1>").paste(" from monitoring").type_keys("<C-x>?<C-a>d: <F1><PgDn> <Up><Down><Esc>");
    assert!(desk.line().ends_with("› d: alert from monitoring"), "{}", desk.line());
    for closes in ["<Esc>", "q", "<Enter>", "<C-g>", "<C-c>", "<F1>"] {
        desk.type_keys("<F1>").type_keys(closes);
        assert!(desk.line().ends_with("› d: alert from monitoring"), "{closes}: {}", desk.line());
    }
    desk.type_keys("<F1><C-x>");
    assert!(desk.quiet_line().contains("? help"), "{}", desk.quiet_line());
}
