//! The mouse, for those who want it: taken by a key or by a setting, and never in the way of typing.

use decklog::tui::mouse::Kind;

use super::desk::Desk;
use super::glass::assert_screen;

fn desk() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT")
        .beginning("title: Checkout is down<Enter>d: alert<Enter>h: network<Enter>todo: one<Enter>todo: two<Enter>");
    desk.minutes_pass(30).type_keys("r: works<Enter>");
    desk
}

fn click(desk: &mut Desk, text: &str) {
    let row = desk.row_of(text);
    desk.points(Kind::Press, 4, row).points(Kind::Release, 4, row);
}

#[test]
fn it_is_taken_by_a_key_and_that_is_to_be_seen() {
    let mut desk = desk();
    assert!(!desk.has_mouse() && !desk.screen().contains("mouse"), "{}", desk.screen());
    desk.type_keys("<C-x>m");
    assert!(desk.has_mouse());
    assert_screen(desk.glass(), "mouse");
    desk.type_keys("<C-x>p");
    assert!(desk.has_mouse() && desk.screen().contains(" mouse · saved "), "{}", desk.screen());
    desk.type_keys("<C-x>m");
    assert!(!desk.has_mouse() && desk.quiet_line().contains("the terminal's again"), "{}", desk.screen());
    desk.type_keys("q");
    assert!(!desk.has_mouse() && !desk.screen().contains("mouse ·"), "{}", desk.screen());
}

#[test]
fn a_setting_takes_it_but_not_where_lines_are_typed() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").settings("mouse = true\n").beginning("d: alert<Enter>");
    for (keys, has_mouse) in [
        ("", false),
        ("<F1>", false),
        ("<Esc><C-x C-x>", false),
        ("<Esc><C-x>s", false),
        ("<Esc><C-x>p", true),
        ("<F1>", true),
        ("<Esc><M-x>", true),
        ("<Esc><Enter>", true),
        ("<Esc><Esc>", false),
        // By hand it holds everywhere, until it is as the settings say again.
        ("<C-x>m", true),
        ("<C-x>p", true),
        ("q<C-x>m", false),
        ("<C-x>p", true),
        ("<C-x>m", false),
        ("<C-x>m", true),
        ("q", false),
    ] {
        desk.type_keys(keys);
        assert_eq!(desk.has_mouse(), has_mouse, "{keys}:\n{}", desk.screen());
    }
}

#[test]
fn where_it_was_not_taken_it_does_nothing() {
    let mut desk = desk();
    desk.type_keys("half a thought");
    let screen = desk.screen();
    for kind in [Kind::Press, Kind::Drag, Kind::Release, Kind::ScrollUp, Kind::ScrollDown] {
        desk.points(kind, 4, 4);
        assert_eq!(desk.screen().lines().skip(1).collect::<Vec<_>>(), screen.lines().skip(1).collect::<Vec<_>>());
    }
    // A card or help is not closed by it, either.
    desk.type_keys("<C-x>s");
    desk.points(Kind::Press, 4, 4);
    assert!(desk.screen().contains("Enter copies it"), "{}", desk.screen());
}

#[test]
fn on_the_recorder_it_only_scrolls() {
    let mut desk = desk();
    for n in 0..30 {
        desk.type_keys(&format!("entry {n}<Enter>"));
    }
    desk.type_keys("<C-x>mhalf a thought");
    let line = desk.line();
    desk.points(Kind::ScrollUp, 4, 22);
    assert!(!desk.screen().contains("entry 29") && desk.screen().contains("entry 10"), "{}", desk.screen());
    for kind in [Kind::Press, Kind::Drag, Kind::Release] {
        desk.points(kind, 3, 22);
    }
    assert_eq!(desk.line(), line);
    desk.points(Kind::ScrollDown, 4, 4);
    assert!(desk.screen().contains("entry 29"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert!(desk.screen().contains("half a thought"), "{}", desk.screen());
}

#[test]
fn help_is_scrolled_and_stays_open() {
    let mut desk = desk();
    desk.type_keys("<C-x>m<F1>");
    let first = desk.row(0);
    desk.points(Kind::ScrollDown, 4, 4);
    assert_ne!(desk.row(0), first);
    desk.points(Kind::Press, 4, 4);
    for kind in [Kind::ScrollDown, Kind::ScrollUp] {
        for _ in 0..200 {
            desk.points(kind, 4, 4);
        }
    }
    assert_eq!(desk.row(0), first);
}

#[test]
fn sections_and_findings_are_chosen_and_opened() {
    let mut desk = desk();
    desk.type_keys("<C-x>m<C-x>p");
    click(&mut desk, "resolution");
    assert!(desk.caret_row().contains("resolution"), "{}", desk.screen());
    let below = desk.row_of("C0");
    desk.points(Kind::Press, 4, below);
    assert!(desk.glass().chosen().len() == 1 && desk.caret_row().contains("C0"), "{}", desk.screen());
    // A first click only chooses; a second one on the same goes there.
    click(&mut desk, "resolution");
    assert!(desk.row(0).contains("Postmortem"), "{}", desk.screen());
    click(&mut desk, "resolution");
    assert!(desk.row(0).contains("Resolution"), "{}", desk.screen());
    desk.points(Kind::Press, 4, 4);
    desk.points(Kind::ScrollDown, 4, 4);
    desk.type_keys("<Esc>");
    // Below the last of them, on a rule and beside the screen there is nothing to choose.
    for (column, row) in [(4, 1), (4, 23), (200, 200)] {
        desk.points(Kind::Press, column, row);
        assert!(desk.caret_row().contains("resolution"), "{}", desk.screen());
    }
    // While a reason is typed, nothing is.
    desk.type_keys("<Home><Down><Down><Down>s");
    click(&mut desk, "resolution");
    desk.type_keys("none<Esc>");
    assert!(!desk.caret_row().contains("resolution"), "{}", desk.screen());
}

#[test]
fn the_wheel_goes_through_the_part_that_it_is_on() {
    let mut desk = desk();
    desk.type_keys("<C-x>m<C-x>p");
    let finding = desk.row_of("C0");
    desk.points(Kind::ScrollDown, 4, 4);
    assert!(desk.caret_row().contains("severity"), "{}", desk.screen());
    let preview = |desk: &mut Desk| desk.row(4).split('│').nth(1).unwrap_or_default().to_owned();
    let before = preview(&mut desk);
    desk.points(Kind::ScrollDown, 60, 4);
    assert_ne!(preview(&mut desk), before);
    assert!(desk.caret_row().contains("severity"), "the keys stay where they were: {}", desk.screen());
    desk.points(Kind::ScrollDown, 4, finding);
    assert!(desk.caret_row().contains("severity"), "{}", desk.screen());
    desk.type_keys("<Tab>");
    assert_eq!(desk.glass().caret().1, finding + 1, "{}", desk.screen());
}

#[test]
fn items_are_chosen() {
    let mut desk = desk();
    desk.type_keys("<C-x>m<M-x>action items<Enter>");
    assert!(desk.caret_row().contains("one"), "{}", desk.screen());
    click(&mut desk, "two");
    assert!(desk.caret_row().contains("two"), "{}", desk.screen());
    desk.points(Kind::ScrollUp, 4, 4);
    assert!(desk.caret_row().contains("one"), "{}", desk.screen());
    // What is typed in a field is ended by a key, and what it answers is chosen by one.
    desk.type_keys("<Enter> more");
    click(&mut desk, "two");
    desk.type_keys("<Enter>");
    assert!(desk.screen().contains("one more"), "{}", desk.screen());
    desk.type_keys("l");
    desk.points(Kind::ScrollDown, 4, 4);
    let second = desk.caret_row();
    desk.points(Kind::ScrollUp, 4, 4);
    let row = desk.row_of(second.trim_start_matches(['›', ' ']));
    desk.points(Kind::Press, 4, row);
    assert_eq!(desk.caret_row(), second);
    // A second click does what Enter does.
    desk.points(Kind::Press, 4, row);
    assert!(desk.screen().contains("answers "), "{}", desk.screen());
    click(&mut desk, "two");
    click(&mut desk, "two");
    desk.type_keys(" apples<Enter>");
    assert!(desk.screen().contains("two apples"), "{}", desk.screen());
}
