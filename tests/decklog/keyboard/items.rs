//! Action items, edited in place: type, owner, due, state, and what they answer.

use decklog::config::Settings;
use decklog::timeline::{ActionItem, Tag};
use decklog::tui::screen::{Context, Log, Screen as _};
use decklog::tui::theme::Theme;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

/// An outage that is over, with its action items on the screen.
fn items() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT")
        .beginning("title: Checkout is down<Enter>d: monitoring alert<Enter>h: network<Enter>");
    desk.minutes_pass(10).type_keys("x1: network is clean<Enter>");
    desk.minutes_pass(35).type_keys("root cause: connection limit<Enter>todo: alert on connections<Enter>r: up<Enter>");
    desk.type_keys("<C-x>p<PgDn><Up><Up><Up><End><PgUp>");
    while !desk.caret_row().contains("action items") {
        desk.type_keys("<Down>");
    }
    desk.type_keys("<Enter>");
    desk
}

fn told(desk: &mut Desk) -> Vec<String> {
    let told = |item: &ActionItem| {
        let fields = [Some(item.text()), item.kind(), item.owner(), item.due(), item.state()];
        fields.map(|field| field.unwrap_or("-")).join(" | ")
    };
    desk.timeline().action_items().iter().map(told).collect()
}

#[test]
fn the_fields_of_an_item_are_edited_in_place() {
    let mut desk = items();
    assert_looks(desk.glass(), "items");
    desk.type_keys("<Right><Space><Space><Right><Enter>bo<Tab>2024-07-01<Tab><Space>");
    assert_eq!(told(&mut desk), ["alert on connections | detect | bo | 2024-07-01 | done"]);
    desk.type_keys("<Tab><Enter> at 80%<Enter>aTrain the on-call<Enter>a");
    desk.type_keys("Raise the limit for good, in the chart and in the runbook");
    assert_screen(desk.glass(), "items-adding");
    desk.type_keys("<Enter>");
    assert_eq!(
        told(&mut desk),
        [
            "alert on connections at 80% | detect | bo | 2024-07-01 | done",
            "Train the on-call | - | - | - | -",
            "Raise the limit for good, in the chart and in the runbook | - | - | - | -"
        ]
    );
    // What is typed may be the beginning of a value, or words.
    desk.type_keys("<Right><Enter>Pre<Enter><Up><Enter>own words<Enter>x");
    assert!(told(&mut desk)[1].ends_with(" | own words | - | - | rejected"), "{:?}", told(&mut desk));
    assert!(told(&mut desk)[2].contains(" | prevent | "), "{:?}", told(&mut desk));
    desk.type_keys("x");
    assert_eq!(desk.quiet_line(), " it is rejected already");
    desk.type_keys("<Home>d");
    assert_eq!(desk.quiet_line(), " it is done already");
    desk.resize(120, 40);
    assert_screen(desk.glass(), "items-wide");
    desk.type_keys("<Esc>");
    assert!(desk.caret_row().contains("✓ action items    2, 1 no owner"), "{}", desk.screen());
    assert!(
        desk.screen().contains("- alert on connections at 80% · detect · bo · 2024-07-01 · done"),
        "{}",
        desk.screen()
    );
}

#[test]
fn what_is_typed_into_a_field_can_be_left() {
    let mut desk = items();
    desk.type_keys("<Enter><C-u>nonsense<Esc>aalso nonsense<C-g><Enter><Enter>");
    assert_eq!(told(&mut desk), ["alert on connections | - | - | - | -"]);
    assert!(desk.timeline().action_items()[0].record.is_none(), "nothing was recorded");
    desk.type_keys("<Enter><C-u><Enter>");
    assert_eq!(desk.quiet_line(), " an item can't be emptied; x rejects it");
    desk.type_keys("<Right><Right><Enter>bo<Enter><Enter><C-u><Enter><Space>");
    assert_eq!(told(&mut desk), ["alert on connections | - | - | - | -"]);
    assert!(desk.quiet_line().starts_with(" Enter edits it"), "{}", desk.quiet_line());
    desk.type_keys("u");
    assert_eq!(told(&mut desk), ["alert on connections | - | bo | - | -"]);
    assert!(desk.quiet_line().starts_with(" taken back: action “alert on conne"), "{}", desk.quiet_line());
    desk.paste("a\nb");
    assert!(desk.quiet_line().ends_with("then paste"), "{}", desk.quiet_line());
    desk.type_keys("a").paste("one\ntwo").type_keys("<Enter>");
    assert_eq!(told(&mut desk)[1], "one two | - | - | - | -");
}

#[test]
fn an_item_says_what_it_answers() {
    let mut desk = items();
    desk.type_keys("l");
    assert_screen(desk.glass(), "items-linking");
    desk.type_keys("<Esc>l<Down><Up><Enter>");
    let hypothesis = desk.timeline().hypotheses()[0].id;
    let item = desk.timeline().action_items().swap_remove(0);
    let todo = desk.timeline().tagged(Tag::Todo).next().unwrap().id;
    assert_eq!((item.id, item.answers()), (todo, Some(hypothesis)));
    assert_eq!(told(&mut desk).len(), 1, "it is still the todo that it was: {:?}", told(&mut desk));
    assert!(desk.row(-2).starts_with(" answers H1 10:00:05 network"), "{}", desk.screen());
    desk.type_keys("l<End><Enter>");
    let silence = desk.timeline().action_items()[0].answers();
    let from = desk.timeline().tagged(Tag::MisleadingPath).next().unwrap().id;
    assert_eq!(silence, Some(from), "a silence is known by the event at which it begins");
    desk.type_keys("u");
    assert_eq!(desk.timeline().action_items()[0].answers(), Some(hypothesis));
}

#[test]
fn what_is_not_saved_has_its_mark() {
    let mut desk = items();
    desk.disk().fill_up();
    desk.type_keys("d");
    assert!(desk.caret_row().starts_with("›○ alert on"), "{}", desk.screen());
    desk.disk().make_room();
    desk.type_keys("<C-x>w").wait_until(|session| session.unsaved().is_none());
    assert!(desk.caret_row().starts_with("›  alert on"), "{}", desk.screen());
}

#[test]
fn an_item_that_is_half_typed_survives_a_kill() {
    let mut desk = items();
    desk.type_keys("atrain the on");
    desk.kill();
    desk.type_keys("<C-x>p");
    assert!(desk.caret_row().contains("train the on"), "{}", desk.screen());
    desk.type_keys("-call<Enter>");
    assert_eq!(told(&mut desk)[1], "train the on-call | - | - | - | -");
    desk.kill();
    desk.type_keys("<C-x>p");
    assert!(desk.screen().contains("readiness"), "{}", desk.screen());
}

#[test]
fn somebody_else_takes_the_item_back_meanwhile() {
    let mut desk = items();
    desk.type_keys("aone more<Enter><Enter>, really");
    let mut other = desk.at_another_window("ana");
    other.wait_for(|timeline| timeline.action_items().len() == 2);
    other.type_keys("<C-_>");
    desk.wait_for(|timeline| timeline.action_items().len() == 1);
    desk.type_keys("<Enter>");
    assert_eq!(told(&mut desk)[1], "one more, really | - | - | - | -");
}

#[test]
fn they_fit_on_any_screen() {
    let mut desk = items();
    for keys in ["", "l", "<Esc>", "<Right><Right><Enter>somebody", "<Esc>anew one", "<Esc>?"] {
        desk.type_keys(keys);
        desk.fits_anywhere();
    }
    desk.type_keys("<Esc>");
    desk.resize(30, 8);
    // The field that is chosen is there, however narrow.
    for name in ["type", "owner", "due", "state"] {
        desk.type_keys("<Right>");
        assert!(desk.screen().contains(name), "{name}:\n{}", desk.screen());
    }
}

#[test]
fn without_any_item_there_is_a_way_to_add_one() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter><C-x>p");
    while !desk.caret_row().contains("action items") {
        desk.type_keys("<Down>");
    }
    desk.type_keys("<Enter>");
    assert!(desk.screen().contains("no action items yet: a adds one"), "{}", desk.screen());
    desk.type_keys("dxl<Space><Enter>first<Enter>");
    assert_eq!(told(&mut desk), ["first | - | - | - | -"]);
}

#[test]
fn ideas_are_told_apart_until_a_key_makes_items_of_them() {
    let mut desk = items();
    for idea in ["retry with a pause", "cache the menu", "ask the team next door"] {
        desk.command(&["action", "park", idea]);
    }
    desk.wait_for(|timeline| timeline.parking_lot().len() == 3);
    desk.type_keys("i");
    assert_eq!(desk.quiet_line(), " it is an item already");
    desk.type_keys("<Down><Down>");
    assert_screen(desk.glass(), "items-ideas");
    desk.type_keys("i");
    assert_eq!(told(&mut desk), ["alert on connections | - | - | - | -", "cache the menu | - | - | - | open"]);
    assert!(desk.caret_row().contains("cache the menu"), "the same one is chosen: {}", desk.screen());
    assert!(desk.screen().contains("2 of 2 open · 2 ideas parked"), "{}", desk.screen());
    desk.type_keys("I");
    assert_eq!((told(&mut desk).len(), desk.timeline().parking_lot().len()), (4, 0));
    desk.type_keys("I");
    assert_eq!(desk.quiet_line(), " no idea is parked");
    desk.type_keys("u");
    assert_eq!((told(&mut desk).len(), desk.timeline().parking_lot().len()), (2, 2), "all of them at once");
    // An idea that is considered, and not to be done, is an item that was rejected.
    desk.type_keys("<End>x");
    assert!(
        told(&mut desk).contains(&"ask the team next door | - | - | - | rejected".to_owned()),
        "{:?}",
        told(&mut desk)
    );
}

/// What a finding about an event leads to.
#[test]
fn an_event_is_brought_up_in_the_log_to_be_corrected() {
    let mut desk = items();
    let theme = Theme { colour: true, ascii: false };
    let settings = Settings::default();
    let session = desk.app().session();
    let context = Context::of(session, &settings, theme);
    let event = session.timeline().tagged(Tag::MisleadingPath).next().unwrap().id;
    let mut log = Log::new();
    log.go_to(event, &context);
    let mut glass = super::glass::Glass::new(80, 24);
    glass.draw(&mut |frame| log.view(frame, &context));
    assert_screen(&glass, "gone-to-an-event");
}
