//! The six questions at the end: offered, skipped at will, each answer recorded at once.

use decklog::timeline::{Event, Tag};

use super::desk::Desk;
use super::glass::assert_screen;

fn resolved() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT")
        .beginning("d: alert<Enter>h: network<Enter>h: database<Enter>x1: clean<Enter>");
    desk.minutes_pass(30).type_keys("r: back to normal<Enter>");
    desk
}

fn told(desk: &mut Desk, tag: Tag) -> Vec<String> {
    let event = |event: &Event| {
        let details: Vec<String> = event.body.details.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        format!("{} {}{}", event.when().shown(&event_zone()), event.text(), details.concat())
    };
    desk.timeline().all_events().filter(|event| event.tag() == tag).map(event).collect()
}

fn event_zone() -> decklog::time::Zone {
    decklog::time::Zone::named("WAT").unwrap()
}

#[test]
fn they_are_offered_on_the_quiet_line_and_asked_one_by_one() {
    let mut desk = resolved();
    assert!(desk.quiet_line().contains("resolved: six questions, 90 seconds: C-x q"), "{}", desk.quiet_line());
    desk.type_keys("<C-x>q");
    assert_screen(desk.glass(), "questions");
    desk.type_keys("09:50 first errors in the shop<Enter>1<Enter>about 40% could not pay<Enter>");
    assert_screen(desk.glass(), "questions-half");
    desk.type_keys("2<Enter>c connection limit<Enter>ana<Enter>");
    // All are answered: the recorder is back, and nothing more is asked.
    assert!(desk.screen().contains("resolution"), "{}", desk.screen());
    assert!(!desk.quiet_line().contains("questions"), "{}", desk.quiet_line());
    assert_eq!(
        told(&mut desk, Tag::Impact),
        ["09:50 first errors in the shop impact=start", "09:50 about 40% could not pay"]
    );
    assert_eq!(told(&mut desk, Tag::Detection), ["10:00:00 alert source=monitoring"]);
    assert_eq!(told(&mut desk, Tag::Resolution).len(), 1);
    assert!(told(&mut desk, Tag::Resolution)[0].ends_with("back to normal lasting=for now"));
    // When it was confirmed nobody said: not later than the resolution.
    assert!(told(&mut desk, Tag::Cause)[0].ends_with("≤ 10:30 connection limit"));
    assert_eq!(desk.timeline().hypotheses().iter().filter(|known| known.is_open()).count(), 0);
    assert!(told(&mut desk, Tag::Role)[0].ends_with("ana role=write-up"));
    // The document has it all.
    let document = desk.command(&["export", "-p", "full"]);
    for part in [
        "40 min: Fri 7 Jun 2024, 09:50 to 10:30",
        "alert *(found by monitoring)*",
        "back to normal *(for now)*",
        "about 40% could not pay",
        "| Impact → detected | 10 min | 09:50 to 10:00 |",
    ] {
        assert!(document.contains(part), "{part}: {document}");
    }
    desk.type_keys("<C-x>q");
    assert!(desk.quiet_line().contains("nothing is left to ask"), "{}", desk.quiet_line());
}

#[test]
fn each_can_be_skipped_and_is_asked_again_next_time() {
    let mut desk = resolved();
    let before = desk.timeline().len();
    desk.type_keys("<C-x>q<Enter><Tab><Enter><Enter>p later<Enter><Enter>");
    assert_eq!(desk.timeline().len(), before + 1);
    assert!(told(&mut desk, Tag::Hypothesis).last().unwrap().ends_with("later hypothesis=parked"));
    desk.type_keys("<C-x>q");
    let asked: Vec<String> = (2..7).map(|row| desk.row(row)).collect();
    assert_eq!(
        asked,
        [
            " › When did users first feel it?",
            "   How was it found?",
            "   How many were affected, and what could they not do?",
            "   Is it fixed for good?",
            "   Who owns the write-up?",
        ]
    );
}

#[test]
fn an_answer_that_can_not_be_taken_says_why_and_stays() {
    let mut desk = resolved();
    desk.type_keys("<C-x>qa while before<Enter>");
    assert!(desk.quiet_line().contains("begin with the time"), "{}", desk.quiet_line());
    assert!(desk.line().contains("a while before"), "{}", desk.line());
    // What would be stored is shown before it is, its day too.
    desk.type_keys("<C-u>23:40 first errors");
    assert!(desk.quiet_line().contains("Thu 6 Jun 23:40"), "{}", desk.quiet_line());
    desk.type_keys("<C-u>=<Enter>");
    assert_eq!(told(&mut desk, Tag::Impact), ["10:00:00 first felt by users impact=start"]);
    desk.type_keys("<Enter><Enter><Enter>who knows<Enter>");
    assert!(desk.quiet_line().contains("begin with x"), "{}", desk.quiet_line());
}

#[test]
fn what_is_half_answered_is_never_lost() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q09:50 first err<Esc>");
    assert!(desk.line().contains("› 09:50 first err"), "{}", desk.line());
    desk.type_keys("<C-u><C-x>q09:50 first err");
    desk.kill();
    desk.type_keys("<C-x>a");
    assert!(desk.line().contains("09:50 first err"), "{}", desk.line());
}

#[test]
fn beside_a_line_in_progress_or_a_correction_it_is_set_aside() {
    let mut desk = resolved();
    desk.type_keys("restarted the po<C-x>q09:50 first err<Esc>");
    assert!(desk.line().ends_with("› restarted the po"), "{}", desk.line());
    desk.type_keys("<C-x>a");
    assert!(desk.line().ends_with("› 09:50 first err"), "{}", desk.line());
    desk.type_keys("<C-u><Up><C-x>q09:50 first err<Esc>");
    assert!(desk.line().contains("amend 10:30:") && !desk.line().contains("first err"), "{}", desk.line());
}

#[test]
fn a_tab_records_what_is_typed_as_enter_does() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q09:50 first errors<Tab>");
    assert_eq!(told(&mut desk, Tag::Impact), ["09:50 first errors impact=start"]);
}

#[test]
fn an_answer_has_its_mark_once_it_is_on_disk() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q=<Enter>");
    desk.disk().fill_up();
    desk.type_keys("1<Enter>about 40% could not pay<Enter>");
    let marks = |desk: &mut Desk| (2..6).map(|row| desk.row(row).chars().nth(1).unwrap()).collect::<String>();
    assert_eq!(marks(&mut desk), "✓○○›");
    assert!(desk.row(-3).contains(" 2 records NOT SAVED, "), "{}", desk.screen());
    for (columns, rows) in [(40, 10), (20, 5), (20, 3), (20, 2)] {
        desk.resize(columns, rows);
        assert!(desk.screen().contains("NOT SAVED"), "{}", desk.screen());
    }
    desk.resize(80, 24);
    desk.disk().make_room();
    desk.type_keys("<Esc><C-x>w").wait_until(|session| session.unsaved().is_none());
    assert!(desk.row(-3).ends_with(" saved ─"), "{}", desk.screen());
}

#[test]
fn an_answer_that_the_disk_did_not_take_is_offered_again() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q<Enter><Enter>");
    desk.disk().fill_up();
    desk.type_keys("about 40% could not pay<Enter>");
    let mut desk = desk.killed_for_good();
    desk.type_keys("<C-x>a");
    let offered = desk.screen().contains("about 40% could not pay");
    assert!(offered, "{}", desk.screen());
}

#[test]
fn one_question_back_is_one_key() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q<Enter><Up>=<Enter>");
    assert_eq!(told(&mut desk, Tag::Impact), ["10:00:00 first felt by users impact=start"]);
}

#[test]
fn what_has_its_answer_is_not_asked_again_on_the_way_from_one_that_was_skipped() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q<Enter>1<Enter><Up>09:40 slow<Enter>");
    assert_eq!(desk.row(4), " › How many were affected, and what could they not do?");
    desk.type_keys("40% could not pay<Enter>");
    assert_eq!(told(&mut desk, Tag::Detection), ["10:00:00 alert source=monitoring"]);
    assert_eq!(told(&mut desk, Tag::Impact), ["09:40 slow impact=start", "09:40 40% could not pay"]);
}

#[test]
fn what_is_confirmed_can_be_the_root_of_it() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q<Enter><Enter><Enter><Enter>c root cause: disk full<Enter>");
    assert_eq!(told(&mut desk, Tag::Cause), ["≤ 10:30 disk full cause=root"]);
    assert_eq!(desk.timeline().hypotheses().iter().filter(|known| known.is_open()).count(), 0);
}

#[test]
fn what_was_suspected_only_afterwards_was_not_decided_before() {
    let mut desk = resolved();
    desk.minutes_pass(10)
        .type_keys("-2m h: late idea<Enter><C-x>q<Enter><Enter><Enter><Enter>x it is not<Enter>x no<Enter>");
    let decided = told(&mut desk, Tag::MisleadingPath);
    assert!(decided[1].ends_with("≤ 10:30 it is not"), "{decided:?}");
    assert!(decided[2].starts_with("10:40:") && decided[2].ends_with(" no"), "{decided:?}");
}

#[test]
fn an_answer_is_one_of_the_choices_or_words() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q<Enter>9<Enter>");
    assert_eq!(desk.quiet_line(), " 1 to 3, or words");
    desk.type_keys(&format!("<C-u>{}<Enter>", "x".repeat(2100)));
    assert_eq!(desk.quiet_line(), " too long for an answer here; Esc takes it along");
}

#[test]
fn in_an_incident_that_goes_on_nothing_is_asked_of_its_end() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter><C-x>q");
    let screen = desk.screen();
    assert!(screen.contains("Best answered while you know") && !screen.contains("for good"), "{screen}");
}

#[test]
fn an_answer_is_taken_back_like_anything_else() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q<Enter>3<Enter><Esc>");
    assert_eq!(told(&mut desk, Tag::Detection), ["10:00:00 alert source=a customer"]);
    desk.type_keys("<C-_>");
    assert_eq!(told(&mut desk, Tag::Detection), ["10:00:00 alert"]);
}

/// Written down days after it was over.
fn written_afterwards() -> Desk {
    let mut desk = Desk::at("2024-06-10 09:30", "WAT");
    desk.command(&["start", "Checkout was down", "--at", "2024-06-07 10:00", "--zone", "WAT"]);
    desk.beginning("10:00 d: alert<Enter>10:05 h: network<Enter>10:30 r: up again<Enter>")
}

#[test]
fn afterwards_an_answer_without_a_time_has_the_time_of_what_it_tells_of() {
    let mut desk = written_afterwards();
    desk.type_keys("<C-x>qnobody knows<Enter>");
    assert!(desk.quiet_line().contains("begin with the time"), "{}", desk.quiet_line());
    desk.type_keys("<C-u>9:40 first errors<Enter><Enter>about 40% could not pay<Enter><Enter>c it was this<Enter>");
    assert_eq!(told(&mut desk, Tag::Impact), ["09:40 first errors impact=start", "09:40 about 40% could not pay"]);
    assert_eq!(told(&mut desk, Tag::Cause), ["≤ 10:30 it was this"]);
}

#[test]
fn afterwards_the_owner_of_the_write_up_has_no_time_and_the_day_stays() {
    let mut desk = written_afterwards();
    desk.type_keys("<C-x>q=<Enter>1<Enter>40% could not pay<Enter>1<Enter>x clean<Enter>ana<Enter>");
    assert_eq!(told(&mut desk, Tag::Role), ["— ana role=write-up"]);
    desk.type_keys("<C-x>q");
    assert!(desk.quiet_line().contains("nothing is left to ask"), "{}", desk.quiet_line());
    desk.type_keys("10:45 the queue is empty");
    assert!(desk.quiet_line().contains("Fri 7 Jun 10:45"), "{}", desk.quiet_line());
}

#[test]
fn the_one_that_waits_is_on_the_screen_however_small() {
    for (columns, rows) in [(80, 8), (40, 10), (28, 6), (20, 5)] {
        let mut desk = resolved().size(columns, rows);
        desk.type_keys("<C-x>q");
        for begins in ["When did", "How was", "How many", "Is it", "What became", "Who owns"] {
            let screen = desk.screen();
            assert!(screen.contains(&format!(" › {begins}")), "{columns}x{rows} {begins}:\n{screen}");
            desk.type_keys("<Enter>");
        }
    }
}

#[test]
fn the_one_that_waits_is_on_the_screen_however_many_there_are() {
    let suspects: String = (1..25).map(|n| format!("h: suspect {n}<Enter>")).collect();
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning(&format!("d: alert<Enter>{suspects}r: up<Enter>"));
    desk.type_keys(&format!("<C-x>q{}", "<Enter>".repeat(27)));
    assert!(desk.row(-3).starts_with(" › What became of H24 suspect 24?"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert!(desk.row(-3).starts_with(" › Who owns"), "{}", desk.screen());
}

#[test]
fn what_somebody_else_answers_meanwhile_is_not_asked_any_more() {
    let mut desk = resolved();
    let mut bo = desk.beside("bo");
    bo.wait_for(|timeline| timeline.tagged(Tag::Resolution).next().is_some());
    desk.type_keys("<C-x>q<Enter>1<Enter>40% could not pay<Enter>");
    bo.type_keys("x2: it was idle<Enter>09:50 impact start: first errors<Enter>");
    desk.wait_for(|timeline| timeline.tagged(Tag::Impact).count() == 2);
    let rows: Vec<String> = (2..8).map(|row| desk.row(row)).collect();
    assert_eq!(
        rows,
        [
            " ✓ When did users first feel it?  settled meanwhile",
            " ✓ How was it found?  monitoring",
            " ✓ How many were affected, and what could they not do?  40% could not pay",
            " › Is it fixed for good?",
            " ✓ What became of H2 database?  settled meanwhile",
            "   Who owns the write-up?",
        ]
    );
    desk.type_keys("1<Enter>");
    assert_eq!(desk.row(7), " › Who owns the write-up?");
    bo.wait_for(|timeline| timeline.tagged(Tag::Resolution).any(|event| event.body.details.contains_key("lasting")));
    bo.type_keys("<C-x>qcy<Enter>");
    desk.wait_for(|timeline| timeline.tagged(Tag::Role).next().is_some());
    assert_eq!(desk.quiet_line(), " settled meanwhile, by somebody else; Enter goes on");
    desk.type_keys("<Enter>");
    assert_eq!(told(&mut desk, Tag::Role).len(), 1);
}

#[test]
fn they_fit_on_any_screen() {
    let mut desk = resolved();
    desk.type_keys("<C-x>q");
    desk.fits_anywhere_and_takes("a");
}
