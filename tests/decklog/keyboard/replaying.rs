//! Replay: what was known at a minute; the meeting that walks through it; the mouse for who points.

use decklog::tui::mouse::Kind;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};
use super::review::{recorded, reviewed};
use crate::recordings::desk_of;

/// An outage of which more was said the next morning than anybody knew while it lasted.
fn known_better() -> Desk {
    let mut desk = reviewed();
    desk.type_keys("/errors<Enter>e<C-u>the pool was exhausted<Enter><Esc>a<C-u>10:20 f: a deploy at 9:58 lowered the limit<Enter>");
    desk.type_keys("<Home><Down>xit was never the network<Enter>");
    desk
}

#[test]
fn in_foresight_nothing_is_there_that_was_not_known() {
    let mut desk = desk_of("002");
    desk.type_keys("<C-x>rrg10:30<Enter>");
    let screen = desk.screen();
    assert!(screen.contains("as of Fri 7 Jun 10:30:00"), "{screen}");
    assert!(screen.contains("H2 (10 min) open: application server fault"), "{screen}");
    for later in ["H3", "cause", "connection", "database", "resolved", "mitigat", "2 h 00"] {
        assert!(!screen.contains(later), "{later}:\n{screen}");
    }
    // A step further the verdict is there; without foresight all of it.
    desk.type_keys("<Right>");
    assert!(desk.screen().contains("✗ misleading  H2"), "{}", desk.screen());
    desk.type_keys("f");
    assert!(desk.screen().contains("hindsight") && desk.screen().contains("connection"), "{}", desk.screen());
}

#[test]
fn what_was_said_later_is_known_later() {
    let mut desk = known_better();
    desk.type_keys("rg10:36<Enter>");
    assert_screen(desk.glass(), "replay");
    let screen = desk.screen();
    assert!(screen.contains("connection errors #db") && screen.contains("H1"), "{screen}");
    for later in ["exhausted", "deploy", "amended", "struck", "never"] {
        assert!(!screen.contains(later), "{later}:\n{screen}");
    }
    // The next morning is a part of the story, too.
    desk.resize(120, 40);
    desk.type_keys("<End>");
    let screen = desk.screen();
    assert!(screen.contains("exhausted") && screen.contains("a deploy at 9:58"), "{screen}");
    desk.type_keys("<Esc>");
    assert!(desk.screen().contains("Review"), "{}", desk.screen());
}

#[test]
fn it_is_stepped_through_in_the_order_in_which_it_became_known() {
    let mut desk = known_better();
    desk.type_keys("r");
    let (mut seen, mut as_of) = (Vec::new(), Vec::new());
    for _ in 0..11 {
        seen.push(desk.caret_row().split_whitespace().skip(1).take(3).collect::<Vec<_>>().join(" "));
        as_of.push(desk.row(-4));
        desk.type_keys("<Right>");
    }
    // What was recorded late comes when it was recorded, in its place.
    for (step, time) in [(1, "10:00:03 "), (8, "10:10:21 "), (9, "10:15 "), (10, "10:35:25 ")] {
        assert!(seen[step].starts_with(time), "{step}: {seen:?}");
    }
    assert!(as_of[8].contains("Jun 10:10:21 ") && as_of[9].contains("Jun 10:35:24 "), "{as_of:?}");
    desk.type_keys("<Home><Left>");
    assert_eq!(desk.quiet_line(), " nothing was known before");
    desk.type_keys("<End><Right>");
    assert_eq!(desk.quiet_line(), " that was all");
}

#[test]
fn it_plays_by_the_clock_as_fast_as_one_wants() {
    let mut desk = reviewed();
    desk.type_keys("rg10:00:10<Enter><Space>");
    assert!(desk.screen().contains("playing ×60"), "{}", desk.screen());
    // Ten seconds of the meeting are ten minutes of the outage.
    desk.seconds_pass(10);
    assert!(desk.screen().contains("as of Fri 7 Jun 10:10:"), "{}", desk.screen());
    desk.type_keys("...<Space>");
    assert!(desk.screen().contains("still ×1800"), "{}", desk.screen());
    desk.type_keys(",,,,,,,");
    assert!(desk.screen().contains("still ×1 "), "{}", desk.screen());
    desk.type_keys(".......<Space>");
    assert!(desk.screen().contains("playing ×3600"), "{}", desk.screen());
    desk.seconds_pass(2);
    assert_eq!(desk.quiet_line(), " that was all; Home goes back to the beginning");
    assert!(desk.screen().contains("checkout works again"), "{}", desk.screen());
}

#[test]
fn the_card_of_the_minute_stands_beside_the_list_where_there_is_room() {
    let mut desk = reviewed().size(120, 40);
    desk.type_keys("rg10:11<Enter>");
    assert_looks(desk.glass(), "replay-wide");
    desk.type_keys("c");
    assert!(!desk.screen().contains("minutes ago") && !desk.screen().contains("open: database"), "{}", desk.screen());
    desk.type_keys("cB");
    assert_screen(desk.glass(), "replay-large");
}

#[test]
fn the_meeting_has_a_clock_and_ideas_have_a_place() {
    let mut desk = reviewed();
    desk.type_keys("M");
    assert!(desk.quiet_line().starts_with(" introduction, 5 min: everybody did the best"), "{}", desk.quiet_line());
    desk.minutes_pass(5);
    assert!(desk.row(0).ends_with("timeline 35 min left, 55 min in all"), "{}", desk.row(0));
    desk.type_keys("ialert on the pool<Enter>");
    assert_eq!(desk.quiet_line(), " parked; I shows what is parked");
    assert!(!desk.command(&["export"]).contains("alert on the pool"));
    desk.type_keys("I");
    assert!(desk.screen().contains("alert on the pool"), "{}", desk.screen());
    desk.type_keys("I");
    assert!(desk.command(&["export"]).contains("alert on the pool"));
    desk.type_keys("<Esc>MM");
    assert!(desk.row(0).contains("actions 10 min left"), "{}", desk.row(0));
    desk.type_keys("N");
    assert!(desk.quiet_line().starts_with(" back to what we learned"), "{}", desk.quiet_line());
    desk.type_keys("MM");
    assert_eq!(desk.quiet_line(), " the meeting is over");
}

#[test]
fn who_points_chooses_events_and_times() {
    let mut desk = reviewed();
    desk.type_keys("<C-x>m");
    let row = desk.row_of("about 40% of users");
    desk.points(Kind::Press, 40, row);
    assert!(desk.caret_row().contains("about 40% of users"), "{}", desk.screen());
    // The right end of the axis is where it ended; dragged back, its beginning.
    desk.points(Kind::Press, 78, 3);
    assert!(desk.caret_row().contains("10:50"), "{}", desk.screen());
    desk.points(Kind::Drag, 11, 3);
    assert!(desk.caret_row().contains("10:00:0"), "{}", desk.screen());
    desk.points(Kind::ScrollDown, 40, 14);
    assert!(desk.caret_row().contains("10:10:17"), "{}", desk.screen());
    // In replay the axis is the time.
    desk.type_keys("r");
    desk.points(Kind::Press, 44, 3);
    let said = desk.row(-4);
    assert!(said.contains("as of Fri 7 Jun 10:2"), "{}", desk.screen());
    desk.type_keys("<Esc>");
    let row = desk.caret_row();
    let at = desk.glass().caret().1;
    desk.points(Kind::Press, 40, at);
    assert!(desk.screen().contains("recorded:"), "a second click opens what {row} says:\n{}", desk.screen());
}

#[test]
fn what_somebody_else_records_meanwhile_is_there() {
    let mut desk = recorded();
    let mut bo = desk.beside("bo");
    desk.type_keys("<C-x>r<End>");
    bo.type_keys("f: the status page was never updated<Enter>");
    desk.wait_for(|timeline| timeline.events().any(|event| event.text().contains("status page")));
    desk.type_keys("<End>");
    assert!(desk.screen().contains("the status page was never updated"), "{}", desk.screen());
    desk.type_keys("/by:bo<Enter>");
    assert!(desk.screen().contains("1 of 1 · filter by:bo (15 in all)"), "{}", desk.screen());
}
