//! Amending: an arrow brings the last events back; the line in progress waits.

use decklog::timeline::Tag;

use super::desk::Desk;
use super::glass::assert_screen;

fn desk() -> Desk {
    Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>k: ada is on it<Enter>")
}

#[test]
fn the_line_in_progress_waits_and_comes_back() {
    let mut desk = desk();
    desk.minutes_pass(2).type_keys("half a tho<Up>");
    assert_screen(desk.glass(), "amending");
    desk.type_keys("<Up>");
    assert!(desk.line().starts_with(" amend 10:00:00 › alert"), "{}", desk.line());
    desk.type_keys(" from monitoring<Enter>");
    assert!(desk.line().starts_with(" 10:02:03 › half a tho"), "{}", desk.line());
    assert!(desk.row(-5).ends_with("alert from monitoring                     amended"), "{}", desk.screen());
    desk.type_keys("ught<Enter>");
    assert_eq!(desk.timeline().len(), 3);
}

#[test]
fn down_escape_and_an_unchanged_line_change_nothing() {
    for keys in ["<Up><Up><Down><Down>", "<Up>x<Esc>", "<Up>x<C-g>", "<Up><Enter>", "<Up>x<C-c>", "<C-p>x<C-_><Enter>"]
    {
        let mut desk = desk();
        desk.type_keys("waits").type_keys(keys);
        assert!(desk.line().contains("› waits"), "{keys}: {}", desk.line());
        assert!(desk.timeline().events().all(|event| event.amendments == 0), "{keys}");
    }
}

#[test]
fn an_amended_line_can_be_stored_as_new() {
    let mut desk = desk();
    desk.minutes_pass(2).type_keys("waits<Up><Up> again<C-o>");
    let told: Vec<(&str, Tag)> = desk.timeline().events().map(|event| (event.text(), event.tag())).collect();
    assert_eq!(told, [("alert", Tag::Detection), ("ada is on it", Tag::Acknowledged), ("alert again", Tag::Note)]);
    assert!(desk.line().contains("› waits"), "{}", desk.line());
    assert!(desk.row(-4).starts_with(" 10:02:0"), "{}", desk.row(-4));
}

#[test]
fn a_time_and_a_tag_in_the_line_correct_those() {
    let mut desk = desk();
    desk.type_keys("<Up><C-a>9:58 f: <Enter>");
    let event = desk.timeline().events().next().unwrap();
    assert_eq!(
        (event.text(), event.tag(), event.when().words.as_deref()),
        ("ada is on it", Tag::Finding, Some("9:58"))
    );
    // By Tab as well, and the words alone leave both.
    desk.type_keys("<Up><Tab>i<Enter><Up>, and bo<Enter>");
    let event = desk.timeline().events().next().unwrap();
    assert_eq!(
        (event.text(), event.tag(), event.when().words.as_deref()),
        ("ada is on it, and bo", Tag::Impact, Some("9:58"))
    );
}

#[test]
fn a_hypothesis_keeps_its_number_and_a_verdict_its_hypothesis() {
    let mut desk = desk();
    desk.type_keys("h: netwrok<Enter>h: disk<Enter>x1: clean<Enter>");
    desk.type_keys("<Up>, all of it<Enter>");
    desk.type_keys("<Up><Up><Up><C-u>network<Enter>");
    assert!(desk.screen().contains("H1  network "), "{}", desk.screen());
    assert!(desk.screen().contains("H1  clean, all of it"), "{}", desk.screen());
    assert!(desk.row(1).starts_with(" H2 disk ●"), "{}", desk.row(1));
}

#[test]
fn a_title_typed_while_amending_is_kept_as_text() {
    let mut desk = desk();
    desk.type_keys("<Up><C-a>title: <Enter>");
    let event = desk.timeline().events().nth(1).unwrap();
    assert_eq!((event.text(), event.tag()), ("title: ada is on it", Tag::Acknowledged));
}

#[test]
fn what_was_half_typed_while_amending_is_kept_too() {
    let mut desk = desk();
    desk.type_keys("half a tho<Up> this");
    desk.kill();
    assert!(desk.screen().contains("C-x a"), "{}", desk.screen());
    desk.type_keys("<C-x>a");
    let first = desk.line();
    desk.type_keys("<C-x>a");
    let both = [first, desk.line()].concat();
    assert!(both.contains("half a tho") && both.contains("on it this") || both.contains("half a tho"), "{both}");
}

#[test]
fn what_was_typed_into_a_correction_is_set_aside_however_it_is_left() {
    for keys in ["<C-c>", "<Esc>", "<C-g>", "<Up>", "<Down>", "<C-r>"] {
        let mut desk = desk();
        desk.type_keys(&format!("waits<Up> and bo{keys}"));
        assert_eq!(desk.quiet_line(), " set aside; C-x a brings it back", "{keys}");
        desk.type_keys("<Esc><C-x>a");
        assert!(desk.line().ends_with("› ada is on it and bo"), "{keys}: {}", desk.line());
        desk.type_keys("<Enter><C-x>a");
        assert!(desk.line().contains("› waits"), "{keys}: {}", desk.line());
    }
    // What is not changed is not set aside.
    for keys in ["<Up><Esc>", "<Up><Left><C-c>", "<Up>x<Backspace><Up><Down><Down>", "<Up><Tab>k<C-r><Esc>"] {
        let mut desk = desk();
        desk.type_keys(keys).type_keys("<C-x>a");
        assert_eq!(desk.quiet_line(), " nothing is set aside", "{keys}");
    }
}

#[test]
fn a_correction_is_not_lost_where_lines_come_back_or_go_along() {
    let mut desk = desk();
    desk.type_keys("first<C-c>waits<Up> and bo<C-x>a");
    assert!(desk.line().ends_with("› first"), "{}", desk.line());
    for line in ["ada is on it and bo", "waits", "first"] {
        desk.type_keys("<C-x>a");
        assert!(desk.line().ends_with(&format!("› {line}")), "{line}: {}", desk.line());
    }
    desk.type_keys("<C-c><Up> and cy<C-x>n<C-x>a");
    assert!(desk.line().ends_with("› ada is on it and cy"), "{}", desk.line());
}

#[test]
fn a_chosen_tag_and_a_paste_are_set_aside_with_the_correction() {
    let mut desk = desk();
    desk.type_keys("<Up><Tab>e<C-c><Up>").paste("one\ntwo").type_keys("<C-c><C-x>a");
    assert!(desk.line().ends_with("[+2 pasted lines] ada is on it"), "{}", desk.line());
    desk.type_keys("<C-x>a");
    assert!(desk.line().ends_with("[escalation] ada is on it"), "{}", desk.line());
    desk.kill();
    assert!(desk.line().ends_with("[escalation] ada is on it"), "{}", desk.line());
}

#[test]
fn the_words_for_an_event_that_is_gone_are_set_aside() {
    let mut desk = desk();
    desk.type_keys("<Up> and bo");
    // The same person, in another window, takes it back.
    let mut other = desk.at_another_window("ana");
    other.type_keys("<C-_>");
    desk.wait_for(|timeline| timeline.len() == 1);
    desk.type_keys("<Enter>");
    assert_eq!(desk.quiet_line(), " that event is gone; C-x a brings back what was typed");
    desk.type_keys("<C-x>a");
    assert!(desk.line().ends_with("› ada is on it and bo"), "{}", desk.line());
}

#[test]
fn an_event_cannot_be_emptied() {
    let mut desk = desk();
    for keys in ["<Up><C-u><Enter>", "<Up><C-u>  <Enter>"] {
        desk.type_keys(keys);
        assert_eq!(desk.quiet_line(), " nothing was changed: an event can't be emptied", "{keys}");
    }
    // A tag, a time or a paste alone corrects that alone.
    desk.type_keys("<Up><C-u>9:58 <Enter><Up><C-u>f:<Enter><Up><C-u><Tab>i<Enter><Up>")
        .paste("one\ntwo")
        .type_keys("<C-u><Enter>");
    let event = desk.timeline().events().next().unwrap();
    assert_eq!(
        (event.text(), event.tag(), event.when().words.as_deref(), event.evidence.len()),
        ("ada is on it", Tag::Impact, Some("9:58"), 1)
    );
    // A mark is empty already.
    desk.type_keys("<Enter><Up><Enter>");
    assert_eq!(desk.quiet_line(), " nothing was changed");
}
