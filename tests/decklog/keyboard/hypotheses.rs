//! Hypotheses: opened, ruled out, confirmed, and asked about when it is not clear which.

use decklog::time::When;
use decklog::timeline::{EventBody, Tag};

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
    assert!(desk.row(1).starts_with(" ›H2 application server ● 10 min   H3 database ● 10 min"), "{}", desk.row(1));
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

#[test]
fn names_from_the_files_of_others_are_shown_inert() {
    let mut ana = Desk::at("2024-06-07 10:00", "WAT").beginning("h: network<Enter>");
    let mut eve = ana.at_another_window("eve\u{1b}[2J\u{202e}");
    let session = eve.app().session_mut();
    let (now, when) = (session.now(), When::live(session.zone().stamp(session.now())));
    let mut body = EventBody { opens: Some(1), ..EventBody::new(when.clone(), Tag::Hypothesis, "the same number") };
    session.record_event(session.new_id(), body.clone(), &[], now);
    body = EventBody::new(when, Tag::Role, "eve");
    body.details.insert("role".to_owned(), "ic\u{1b}[31m\u{202e}\n".to_owned());
    session.record_event(session.new_id(), body, &[], now);
    eve.settle();
    ana.wait_for(|timeline| timeline.len() == 3);
    // That no cell holds any of it is looked at whenever anything is drawn.
    let row = ana.row(1);
    assert!(row.contains("H1·eve^[[2J<U+202E> the sam… ●") && row.contains("ic^[[31m<U+202E> eve"), "{row}");
    assert!(ana.screen().contains("role            ic^[[31m<U+202E>: eve"), "{}", ana.screen());
    ana.type_keys("x: clean");
    assert!(ana.quiet_line().contains("which"), "{}", ana.quiet_line());
    ana.type_keys("<Enter>");
    assert!(ana.screen().contains("C-x 2 H1·eve^[[2J<U+202E> the same number"), "{}", ana.screen());
    ana.type_keys("<C-x>2");
    ana.screen();
}

#[test]
fn a_key_rules_out_the_selected_one_and_another_selects_the_next() {
    let mut desk = desk();
    desk.minutes_pass(10).type_keys("<C-x>x");
    assert!(desk.line().ends_with("› x1:"), "{}", desk.line());
    assert_eq!(desk.quiet_line(), " → rules out H1 network");
    desk.type_keys("diagnostics are clean<Enter>");
    assert!(desk.row(1).starts_with(" ›H2 application server ● 10 min   H3 database"), "{}", desk.row(1));
    desk.type_keys("<C-x>h");
    assert!(desk.row(1).starts_with(" H2 application server ● 10 min   ›H3 database"), "{}", desk.row(1));
    assert_screen(desk.glass(), "selected");
    desk.type_keys("<C-x>climit too low<Enter>");
    assert_eq!(desk.row(1), " H2 application server ● 10 min");
    desk.type_keys("<C-x>h<C-x>x<Enter>");
    assert_eq!(desk.row(1), " no open hypothesis");
    assert!(desk.screen().contains("◆ cause       H3  limit too low"), "{}", desk.screen());
    desk.type_keys("<C-x>x");
    assert_eq!(desk.quiet_line(), " no hypothesis is open; h: opens one");
    desk.type_keys("<C-x>h");
    assert_eq!(desk.quiet_line(), " no hypothesis is open; h: opens one");
}

#[test]
fn the_words_of_the_line_stay_and_the_key_is_taken_back_like_an_edit() {
    let mut desk = desk();
    desk.type_keys("-2m f: logs are clean<C-x>h<C-x>x");
    assert!(desk.line().ends_with("› -2m x2: logs are clean"), "{}", desk.line());
    desk.type_keys("<C-_>");
    assert!(desk.line().ends_with("› -2m f: logs are clean"), "{}", desk.line());
    desk.type_keys("<C-x>x<Esc>");
    assert!(desk.line().ends_with("› -2m f: logs are clean"), "{}", desk.line());
    desk.type_keys("<C-x>x<C-x>c<C-x>x<Esc>");
    assert!(desk.line().ends_with("› -2m f: logs are clean"), "{}", desk.line());
    desk.type_keys("<C-x>c<Enter>");
    assert!(desk.row(1).starts_with(" ›H1 network"), "{}", desk.row(1));
}

#[test]
fn the_selected_one_is_seen_where_there_is_no_room_for_all() {
    let mut desk = desk();
    desk.type_keys("h: a long suspicion about the proxy<Enter>h: dns<Enter><C-x>h<C-x>h<C-x>h<C-x>h");
    assert!(desk.row(1).contains("›H5 dns"), "{}", desk.row(1));
}

#[test]
fn what_was_left_is_taken_up_again() {
    let mut desk = desk();
    desk.type_keys("park1: others first<Enter>x2: clean<Enter>");
    assert_eq!(desk.row(1).trim_end(), " H3 database ● 4 s");
    desk.type_keys("h2: not so clean<Enter>");
    assert!(desk.row(1).starts_with(" ›H2 application server"), "{}", desk.row(1));
    assert!(desk.screen().contains("? hypothesis  H2  not so clean"), "{}", desk.screen());
    let document = desk.command(&["export"]);
    for part in ["Hypothesis parked (H1) — others first", "Hypothesis taken up again (H2) — not so clean"] {
        assert!(document.contains(part), "{part}: {document}");
    }
}
