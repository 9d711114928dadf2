//! Backfill: lines from a chat are pasted, seen understood one by one, corrected, dropped, stored, taken
//! back.

use std::time::Instant;

use decklog::timeline::{Event, Timeline};
use decklog::tui::input::Input;
use decklog::tui::key::keys;
use decklog::tui::mouse::Kind;
use decklog::tui::theme::Theme;
use proptest::prelude::*;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

/// What somebody copied from the chat the morning after.
const CHAT: &str = "\
[22:50] bo: checkout is slow, customers call
[22:54] ana: monitoring alert, payments time out
22:58 escalated to the database team
23:10 i suspect the network
23:31 ana: ruled out the network
all links are clean
23:58 c: connection limit set too low
[00:07] bo: service restored, all is well again
";

/// Eight in the morning, after a night in which little was recorded.
pub fn morning() -> Desk {
    let mut desk = Desk::at("2024-06-07 22:54", "WAT");
    desk.type_keys("title: Checkout is down<Enter>").minutes_pass(4);
    desk.type_keys("escalated to the database team<Enter>").minutes_pass(9 * 60);
    desk
}

fn backfilling() -> Desk {
    let mut desk = morning();
    desk.type_keys("<C-x>b").paste(CHAT);
    desk
}

/// The events of the story as `7. 22:50 note: slow`, those without a time last.
fn told(desk: &mut Desk) -> Vec<String> {
    let zone = desk.app().session().zone();
    let at = |event: &Event| match event.bound() {
        Some(at) => zone.stamp(at).local().format("%-d. %H:%M").to_string(),
        None => "-".to_owned(),
    };
    let timeline: &Timeline = desk.timeline();
    let events = timeline.events().chain(timeline.untimed()).filter(|event| event.struck.is_none());
    events.map(|event| format!("{} {}: {}", at(event), event.tag().name(), event.text())).collect()
}

/// What is said below the rule of the row under the cursor.
fn below(desk: &mut Desk) -> String {
    format!("{}\n{}", desk.row(-3).trim(), desk.row(-2).trim())
}

#[test]
fn lines_from_a_chat_are_seen_understood_and_stored_by_one_key() {
    let mut desk = morning();
    desk.type_keys("<C-x>b");
    assert_screen(desk.glass(), "backfill-empty");
    desk.paste(CHAT);
    assert_looks(desk.glass(), "backfill");
    assert_eq!(desk.timeline().len(), 1, "nothing is stored by a paste");
    desk.type_keys("A<Enter>");
    assert_eq!(desk.quiet_line(), " 6 events stored; one undo (C-_) takes it back");
    assert_eq!(
        told(&mut desk),
        [
            "7. 22:50 note: bo: checkout is slow, customers call",
            "7. 22:54 detection: ana: monitoring alert, payments time out",
            "7. 22:58 note: escalated to the database team",
            "7. 23:10 hypothesis: i suspect the network",
            "7. 23:31 misleading path: ana: ruled out the network all links are clean",
            "7. 23:58 cause: connection limit set too low",
            "8. 00:07 resolution: bo: service restored, all is well again",
        ]
    );
    // What one row opened another ruled out.
    assert_eq!(desk.timeline().hypotheses().len(), 1);
    assert!(!desk.timeline().hypotheses()[0].turns.is_empty());
    assert!(desk.timeline().events().all(|event| event.body.details.is_empty()), "a person has looked at each");
    desk.type_keys("<C-_>");
    assert_eq!(desk.quiet_line(), " taken back: 6 events; C-x C-r brings it again");
    assert_eq!(told(&mut desk), ["7. 22:58 note: escalated to the database team"]);
    desk.type_keys("<C-x C-r>");
    assert_eq!(told(&mut desk).len(), 7);
}

#[test]
fn a_row_is_dropped_and_kept_and_every_step_is_taken_back() {
    let mut desk = backfilling();
    desk.type_keys("x<Down><Delete>");
    assert!(desk.row(0).contains("4 of 7 to be stored"), "{}", desk.screen());
    // The one that is there already is kept after all.
    desk.type_keys("<Down>x");
    assert!(desk.row(0).contains("5 of 7 to be stored"), "{}", desk.screen());
    desk.type_keys("u<C-_>u");
    assert!(desk.row(0).contains("6 of 7 to be stored"), "{}", desk.screen());
    desk.type_keys("u");
    assert_eq!(desk.quiet_line(), " no row is left; U brings them back, a types one");
    desk.type_keys("U<C-x C-r>");
    assert!(desk.row(0).contains("5 of 7 to be stored"), "{}", desk.screen());
    desk.type_keys("UUU<Enter>");
    assert_eq!(desk.quiet_line(), " 5 events stored; one undo (C-_) takes it back");
    assert!(!told(&mut desk).iter().any(|told| told.contains("bo: checkout is slow")));
}

#[test]
fn all_rows_are_let_go_and_come_back() {
    let mut desk = backfilling();
    desk.type_keys("<C-x>k");
    assert_eq!(desk.quiet_line(), " 7 rows let go; u brings them back, q leaves");
    desk.type_keys("<Enter>");
    assert_eq!(desk.quiet_line(), " there is no row; paste lines, or a types one");
    desk.type_keys("ux<Home><C-x>kqstill here");
    assert!(desk.line().ends_with("› still here") && !desk.quiet_line().contains("C-x b"), "{}", desk.screen());
    assert_eq!(desk.timeline().len(), 1);
}

#[test]
fn a_line_is_corrected_and_seen_understood_while_it_is_typed() {
    let mut desk = backfilling();
    desk.type_keys("e<C-a><M-d><M-d>22:49 d:<C-e>!");
    assert_screen(desk.glass(), "backfill-line");
    // What was typed is there again.
    desk.type_keys("<Esc>");
    assert!(desk.row(3).contains("22:50       · note            bo: checkout"), "{}", desk.screen());
    desk.type_keys("e<Enter>");
    assert!(desk.row(3).contains("22:49       ◉ detection       bo: checkout"), "{}", desk.screen());
    desk.type_keys("t22:48<Enter>gi<Enter>");
    assert!(desk.row(3).contains("22:48       ◍ impact          bo: checkout"), "{}", desk.screen());
    desk.type_keys("tsoon");
    assert!(below(&mut desk).contains("“soon” is not a time"), "{}", desk.screen());
    desk.type_keys("<C-u>unknown<Enter>");
    assert!(desk.row(2).contains("—           ◍ impact          bo: checkout"), "{}", desk.screen());
    desk.type_keys("gfoo<Enter>");
    assert!(below(&mut desk).contains("“foo” is no tag"), "{}", desk.screen());
    desk.type_keys("<C-u>n<Enter>e<C-u><Enter>");
    assert!(below(&mut desk).contains("x drops it"), "{}", desk.screen());
    desk.type_keys("<Esc>");
    assert!(desk.row(2).contains("—           · note            bo: checkout"), "{}", desk.screen());
}

#[test]
fn tab_tags_a_row_by_a_letter_or_as_its_words_suggest() {
    let mut desk = backfilling();
    desk.type_keys("<Down>");
    assert!(below(&mut desk).contains("detection? Tab Tab takes it"), "{}", desk.screen());
    desk.type_keys("<Tab>");
    assert!(desk.quiet_line().contains("t change  ?") || desk.screen().contains("Tab detection"), "{}", desk.screen());
    desk.type_keys("<Tab><Down><Down><Tab>f");
    let screen = desk.screen();
    for row in ["22:54       ◉ detection       ana:", "23:10       · finding         i suspect"] {
        assert!(screen.contains(row), "{row} is not in\n{screen}");
    }
    // Any other key means what it means.
    desk.type_keys("<Tab><Up>x");
    assert!(desk.row(0).contains("7 of 7"), "{}", desk.screen());
    desk.type_keys("<Home><Tab><Tab>");
    assert_eq!(desk.quiet_line(), " no tag is suggested; Tab and a letter gives one");
}

#[test]
fn rows_are_joined_and_split() {
    let mut desk = backfilling();
    desk.type_keys("<Down><Down><Down><Down>S");
    assert!(desk.screen().contains("—           · note            all links are clean"), "{}", desk.screen());
    desk.type_keys("J");
    assert!(!desk.screen().contains("—           · note"), "{}", desk.screen());
    desk.type_keys("<Home>S");
    assert_eq!(desk.quiet_line(), " it is one line; e corrects it, a types another");
    desk.type_keys("<End>J");
    assert_eq!(desk.quiet_line(), " no row stands below it");
}

#[test]
fn questions_are_gone_through_and_answered_by_a_number() {
    let mut desk = Desk::at("2024-06-07 10:42", "WAT");
    desk.type_keys("<C-x>b").paste(
        "05/06/2024, 14:00 - Ana: it is slow\n05/06/2024, 14:05 - Bo: and down\n2024-06-07\n10:30 token=abc123def456 set\n10:55 up\n",
    );
    assert_screen(desk.glass(), "backfill-questions");
    desk.type_keys("1");
    assert_eq!(desk.quiet_line(), " taken, also for 1 below with the same question");
    assert!(desk.screen().contains("Wed 5 Jun 2024"), "{}", desk.screen());
    desk.type_keys("n");
    assert!(below(&mut desk).contains("exports mask it"), "{}", desk.screen());
    desk.type_keys("n");
    assert_eq!(below(&mut desk), "“10:55”: that is still to come\n1 Thu 6 Jun 10:55 WAT");
    desk.type_keys("2");
    assert_eq!(desk.quiet_line(), " nothing of that number is offered");
    desk.type_keys("<Enter>");
    assert_eq!(desk.quiet_line(), " 4 events stored, 1 without a time; one undo (C-_) takes it back");
    assert_eq!(told(&mut desk)[3], "- note: up");
}

#[test]
fn pasted_evidence_whose_lines_have_times_is_offered_as_events() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    desk.paste("10:00 alert\n10:05 ana is on it\nshe looks\n");
    assert_eq!(desk.quiet_line(), " evidence; 2 lines have times: C-x b reads them as events");
    desk.type_keys("x<Backspace>").resize(120, 24);
    assert!(desk.quiet_line().ends_with("2 lines have times: C-x b"), "{}", desk.quiet_line());
    desk.type_keys("<C-x>b");
    assert!(desk.row(0).contains("2 of 2 to be stored"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert_eq!(told(&mut desk), ["7. 10:00 note: alert", "7. 10:05 note: ana is on it she looks"]);
    assert!(desk.line().ends_with('›') && desk.timeline().events().all(|event| event.evidence.is_empty()));
    // What was typed beside it stays in the line.
    desk.type_keys("f: the log ").paste("10:10 a\n10:11 b").type_keys("<C-x>b<Esc>");
    assert!(desk.line().ends_with("› f: the log"), "{}", desk.line());
    assert_eq!(desk.quiet_line(), " the rows are set aside; C-x b brings them back");
    // What says no times is evidence as ever.
    desk.type_keys("<C-u>").paste("one\ntwo");
    assert!(!desk.quiet_line().contains("C-x b reads"), "{}", desk.quiet_line());
    desk.type_keys("<Backspace><C-u><C-u>");
    assert!(desk.quiet_line().contains("lines to backfill: C-x b"), "{}", desk.quiet_line());
}

#[test]
fn lines_are_typed_one_by_one() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    desk.type_keys("<C-x>b10:00 d: alert<Enter>10:20 e: database team");
    assert!(desk.row(0).contains("2 of 2 to be stored"), "{}", desk.screen());
    desk.type_keys("<Enter><Enter><Up>a[10:10] bo: on it<Enter><Enter><Enter>");
    assert_eq!(
        told(&mut desk),
        ["7. 10:00 detection: alert", "7. 10:10 note: bo: on it", "7. 10:20 escalation: database team"]
    );
    // What is half typed is not kept, and not lost.
    desk.type_keys("<C-x>b10:30 f: half<Esc>");
    assert!(desk.row(3).contains("half") && desk.row(3).ends_with("dropped"), "{}", desk.screen());
    desk.type_keys("e way<Enter>x<Enter>");
    assert_eq!(told(&mut desk)[3], "7. 10:30 finding: half way");
    // Esc on an empty screen leaves it.
    desk.type_keys("<C-x>b<Esc>n<C-u>");
    assert!(desk.row(0).contains("Untitled"), "{}", desk.screen());
    desk.type_keys("<C-x>b<C-d>");
    assert!(desk.row(0).contains("Untitled") && !desk.has_left(), "{}", desk.screen());
}

#[test]
fn what_was_in_the_same_minute_stays_in_its_order() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    desk.type_keys("<C-x>b").paste("10:00 c\n10:00 a\n10:00 d\n10:00 b\n").type_keys("<Enter>");
    assert_eq!(told(&mut desk).concat(), "7. 10:00 note: c7. 10:00 note: a7. 10:00 note: d7. 10:00 note: b");
}

#[test]
fn an_incident_that_is_over_still_says_that_lines_wait() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    desk.type_keys("d: alert<Enter>r: up<Enter><C-x>b").paste(CHAT);
    desk.keep_draft();
    desk.kill();
    desk.type_keys("x<C-u>");
    assert!(
        desk.quiet_line().contains("resolved · last entry 0 s ago · lines to backfill: C-x b"),
        "{}",
        desk.screen()
    );
}

#[test]
fn a_trace_below_a_line_is_evidence_of_it() {
    let mut desk = Desk::at("2024-06-07 10:45", "WAT");
    let trace = "    at shop.pay(pay.py:17)\n".repeat(20);
    desk.type_keys("<C-x>b").paste(&format!("10:00 f: it fails\n{trace}10:05 up"));
    assert!(desk.row(3).ends_with("+20 lines"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    let event = desk.timeline().events().next().unwrap();
    assert_eq!((event.text(), event.evidence.len()), ("it fails", 1));
    assert_eq!(event.evidence[0].bytes as usize, trace.len() - 1);
}

#[test]
fn what_is_not_stored_survives_esc_a_kill_and_leaving() {
    let mut desk = backfilling();
    desk.type_keys("x<Down><Tab><Tab><Down><Down>e half a wor");
    desk.keep_draft();
    desk.kill();
    assert_eq!(desk.quiet_line(), " lines to backfill are kept: C-x b");
    desk.type_keys("<C-x>b");
    assert_screen(desk.glass(), "backfill-back");
    desk.type_keys("<Esc>");
    assert_eq!(desk.quiet_line(), " the rows are set aside; C-x b brings them back");
    desk.type_keys("<C-x>r<C-x>l<C-d>");
    assert!(desk.has_left());
    desk.keep_draft();
    desk.kill();
    let mut desk = desk.at_another_window("ana");
    desk.type_keys("<C-x>b<Enter>");
    assert_eq!(desk.quiet_line(), " 5 events stored; one undo (C-_) takes it back");
    assert!(told(&mut desk).contains(&"7. 23:10 note: i suspect the network half a wor".to_owned()));
    desk.kill();
    assert!(!desk.screen().contains("C-x b"), "what is stored is kept no more:\n{}", desk.screen());
}

#[test]
fn what_the_disk_refuses_is_kept_until_it_is_stored() {
    let mut desk = backfilling();
    desk.keep_draft();
    desk.disk().fill_up();
    desk.type_keys("<Enter>");
    assert!(desk.screen().contains("NOT SAVED"), "{}", desk.screen());
    let mut desk = desk.killed_for_good();
    assert_eq!(desk.quiet_line(), " lines to backfill are kept: C-x b");
    desk.type_keys("<C-x>b<Enter>");
    assert_eq!(told(&mut desk).len(), 7);
}

#[test]
fn what_somebody_else_has_stored_meanwhile_is_there_already() {
    let mut desk = backfilling();
    let mut other = desk.at_another_window("bo");
    other.type_keys("<C-x>b").paste(CHAT).type_keys("<Enter>");
    desk.wait_for(|timeline| timeline.len() == 7);
    assert!(desk.row(0).contains("0 of 7 to be stored"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert_eq!(desk.quiet_line(), " no row is kept; x keeps one, C-x k lets go of all");
}

#[test]
fn what_nobody_has_seen_is_not_stored() {
    let mut desk = morning().in_bursts_of(3);
    desk.type_keys("<C-x>b");
    // Pasted by a terminal that sends the last line end apart.
    let mut inputs = vec![Input::Paste(CHAT.to_owned())];
    inputs.extend(keys("<Enter>").unwrap().into_iter().map(Input::Key));
    desk.give(inputs);
    assert_eq!(desk.quiet_line(), " they came just now; Enter stores them once they were seen");
    assert_eq!(desk.timeline().len(), 1);
    desk.type_keys("<Enter>");
    assert_eq!(desk.timeline().len(), 7);
}

#[test]
fn it_is_gone_to_from_anywhere_and_pointed_at() {
    let mut desk = backfilling();
    desk.type_keys("<C-x>m").points(Kind::Press, 20, 5);
    assert!(desk.row(5).starts_with('›') || desk.row(4).starts_with('›'), "{}", desk.screen());
    desk.points(Kind::ScrollDown, 20, 5).type_keys("<M-x>review<Enter>");
    assert!(desk.row(0).contains("Review"), "{}", desk.screen());
    desk.type_keys("<M-x>backfill<Enter>");
    assert!(desk.row(0).contains("6 of 7 to be stored"), "{}", desk.screen());
    desk.type_keys("?");
    assert!(desk.screen().contains("stores every row that is kept"), "{}", desk.screen());
}

#[test]
fn it_looks_right_on_any_terminal() {
    assert_screen(backfilling().size(120, 40).glass(), "backfill-wide");
    assert_screen(backfilling().size(60, 20).glass(), "backfill-60");
    let themed = |theme: Theme| Desk::at("2024-06-08 08:00", "WAT").theme(theme);
    let mut desk = themed(Theme { colour: true, ascii: true });
    desk.type_keys("<C-x>b").paste(CHAT).paste("2024-06-07\n09:00 x\n");
    assert!(desk.screen().is_ascii(), "{}", desk.screen());
    assert_screen(desk.glass(), "backfill-ascii");
    for keys in ["x", "e", "<Esc>t", "<Esc>g", "<Esc><Tab>", "<Esc><C-x>"] {
        desk.type_keys(keys);
        assert!(desk.screen().is_ascii(), "{keys}:\n{}", desk.screen());
    }
    let mut desk = themed(Theme { colour: false, ascii: false });
    desk.type_keys("<C-x>b").paste(CHAT).type_keys("x<Down>");
    assert_looks(desk.glass(), "backfill-no-colour");
    backfilling().fits_anywhere_and_takes("<Down>e!<Esc>xx");
    morning().beginning("<C-x>b").fits_anywhere();
}

#[test]
fn a_thousand_lines_are_as_quick_as_ten() {
    let mut desk = Desk::at("2024-06-07 23:45", "WAT");
    let text: String = (0..1000).map(|n| format!("{:02}:{:02} line {n}: paged the team\n", n / 50, n % 50)).collect();
    let begun = Instant::now();
    desk.type_keys("<C-x>b").paste(&text);
    desk.type_keys("<End>x<Home><PgDn>e some words<Enter>A<Enter>");
    assert_eq!(desk.timeline().len(), 999);
    // Generous: a debug build on a busy machine.
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

/// What somebody may have copied.
pub fn pastes() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "10:15 ",
        "[09:50] bo: ",
        "23:59 ",
        "2024-06-05",
        "5 June\n",
        "05/06/2024, 10:00 - ",
        "-5m ",
        "d: ",
        "h: ",
        "x: ",
        "x1: ",
        "title: z",
        "- ",
        "paged bo",
        "ruled out",
        "é日本",
        "\u{1b}[2J",
        "\n",
        "\n",
        "\n  ",
        "\n\n",
        " ",
    ]);
    prop::collection::vec(piece, 1..25).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_stored_is_what_was_shown(text in pastes()) {
        // A title is no event, and a text without a line end is typed on.
        let text = text.replace("title: z", "z") + "\n";
        let mut desk = Desk::at("2024-06-07 10:42", "WAT").size(200, 120);
        desk.type_keys("<C-x>b").paste(&text).type_keys("<Home>");
        let screen = desk.screen();
        desk.type_keys("<Enter>");
        let zone = desk.app().session().zone();
        let timeline = desk.timeline();
        for event in timeline.events().chain(timeline.untimed()) {
            let text = decklog::words::one_line(event.text());
            let shown = |row: &&str| row.contains(&event.when().shown(&zone)) && row.contains(event.tag().row().short);
            // The words of a row that has no words, and those of a role or a severity, are ours.
            let said = text.split(' ').next().unwrap_or_default();
            prop_assert!(screen.lines().filter(shown).any(|row| row.contains(said)), "{event:?}\n{screen}");
        }
        let head: Vec<&str> = screen.lines().next().unwrap_or_default().split_whitespace().collect();
        let kept = head.iter().position(|word| *word == "to").map_or("0", |to| head[to - 3]);
        prop_assert_eq!(desk.timeline().len().to_string(), kept, "{}", screen);
    }
}
