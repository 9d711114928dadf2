//! Pasting: several lines are evidence of one, and a paste never stores.

use decklog::tui::input::{Input, MOST_PASTED};

use super::desk::Desk;
use super::glass::assert_screen;

const LOG: &str = "10:44:58 ERROR pool exhausted\n10:44:59 ERROR pool exhausted\n\n10:45:02 FATAL giving up\n";

#[test]
fn several_lines_are_evidence_of_the_line_they_are_pasted_into() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    desk.type_keys("f: the application log ").paste(LOG);
    assert_screen(desk.glass(), "pasted");
    assert_eq!(desk.timeline().len(), 0, "a newline in a paste stores nothing");
    desk.type_keys("says why<Enter>");
    let event = desk.timeline().events().next().unwrap();
    assert_eq!((event.text(), event.evidence.len()), ("the application log says why", 1));
    assert_eq!(event.evidence[0].bytes as usize, LOG.trim_end().len());
    assert_screen(desk.glass(), "pasted-stored");
}

#[test]
fn on_an_empty_line_the_first_of_them_is_the_text() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    desk.paste("\n\n  Traceback (most recent call last):\n  File \"shop.py\"\n");
    assert!(desk.line().contains("[+4 pasted lines] Traceback (most recent call last):"), "{}", desk.line());
    desk.type_keys("<Enter>");
    assert_eq!(desk.timeline().len(), 1);
    assert_eq!(desk.timeline().events().next().unwrap().evidence.len(), 1);
}

#[test]
fn one_line_is_typed_with_its_end_left_off() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    desk.type_keys("see ").paste("https://grafana.example/d/abc\n").type_keys(" now<Enter>");
    assert_eq!(desk.timeline().events().next().unwrap().text(), "see https://grafana.example/d/abc now");
}

#[test]
fn ten_megabytes_in_one_line_are_kept_whole_and_cost_nothing_on_the_way() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    let long = "é0123456789abcdef ".repeat(10 * 1024 * 1024 / 19);
    let begun = std::time::Instant::now();
    desk.type_keys("f: dump: ").paste(&long).type_keys(" and so on");
    assert_screen(desk.glass(), "pasted-long");
    desk.type_keys("<Enter>");
    let event = desk.timeline().events().next().unwrap();
    assert_eq!(event.evidence.len(), 1);
    assert_eq!(event.evidence[0].bytes as usize, long.len());
    assert!(event.text().starts_with("dump: é0123456789") && event.text().ends_with("… and so on"), "{}", event.text());
    assert!(event.text().len() < 300, "{}", event.text());
    assert_screen(desk.glass(), "pasted-long-stored");
    // Generous: it is a few frames, and the bytes are copied a few times.
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn of_a_paste_that_nobody_reads_it_is_said_what_is_here() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    let kept = "ERROR 504\n".repeat(MOST_PASTED / 10);
    desk.give(vec![Input::Paste(kept), Input::CutOff { pasted: 100_000_000 }]);
    let screen = desk.screen();
    assert!(screen.contains("too long: 95 MiB were pasted, the first 16 MiB are here"), "{screen}");
    desk.fits_anywhere();
    desk.type_keys("<Enter>");
    let evidence = &desk.timeline().events().next().unwrap().evidence[0];
    assert_eq!(evidence.bytes as usize, MOST_PASTED / 10 * 10 - 1);
}

#[test]
fn what_could_drive_the_terminal_is_shown_inert() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    desk.type_keys("title: ").paste("\u{1b}]0;owned\u{7}\u{202e}txet").type_keys("<Enter>");
    desk.type_keys("h: ").paste("\u{1b}[31mred\u{9b}2J\u{200b}\u{feff}").type_keys("<Enter>");
    desk.type_keys("ic: ").paste("ana\u{2066}\u{85}").type_keys("<Enter>");
    desk.type_keys("f: ").paste("tab\there \u{1b}[2J\u{202e}evil\u{0}").type_keys("<Enter>");
    desk.paste("a\u{1b}[H\u{7f}\u{2028}b\r");
    // That no cell holds any of it is looked at whenever anything is drawn.
    assert_screen(desk.glass(), "inert");
    desk.type_keys("<Up>");
    desk.screen();
    desk.type_keys("<C-r>").paste("evil\u{1b}");
    desk.screen();
    assert!(desk.timeline().events().any(|event| event.text().contains("\u{1b}[2J\u{202e}evil\u{0}")), "kept as typed");
}

#[test]
fn what_is_pasted_beside_a_title_is_set_aside() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    desk.type_keys("title: Checkout").paste("one\ntwo").type_keys("<Enter>");
    assert_eq!(desk.quiet_line(), " what was pasted is set aside; C-x a brings it back");
    desk.type_keys("<C-x>a");
    assert!(desk.line().contains("[+2 pasted lines]"), "{}", desk.line());
}
