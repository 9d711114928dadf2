//! Pastes, and the rows that are made of them.

use super::*;
use crate::entry::tests::{live, stamp};
use crate::time::phrase::read_whole;
use crate::timeline::{Record, Summary};

/// Friday 7 June 2024 in West Africa.
pub(super) fn now() -> Moment {
    stamp("2024-06-07T10:42:31.000+01:00").moment
}

pub(super) fn pasted_at(text: &str, now: Moment) -> Vec<Row> {
    let mut next = 0;
    rows(text, now, || {
        next += 1;
        RecordId::new(1000, next)
    })
}

/// `7.6. 10:15 note | text`, a row each; the fate and the first doubt behind.
fn told_at(text: &str, summary: &Summary, now: Moment) -> Vec<String> {
    told(&pasted_at(text, now), summary, now)
}

fn told(rows: &[Row], summary: &Summary, now: Moment) -> Vec<String> {
    let zone = summary.incident.zone();
    let one = |reading: &Reading| {
        let body = &reading.draft.body;
        let day = body.when.bound().map(|at| zone.stamp(at.moment).local().format("%-d.%-m. ").to_string());
        let what = match reading.is {
            Is::Event => body.tag.name(),
            Is::Title => "title",
            Is::Day => "day",
        };
        let fate = if reading.fate == Fate::Kept { String::new() } else { format!(" ({:?})", reading.fate) };
        let doubt = reading.draft.doubts.first().map_or_else(String::new, |doubt| format!(" ? {}", doubt.message));
        format!("{}{} {what} | {}{fate}{doubt}", day.unwrap_or_default(), body.when.shown(&zone), body.text)
    };
    read(rows, &There::default(), summary, now).iter().map(one).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(told_at(text, &live(&[]), now()), expected, "{text}");
}

#[test]
fn each_line_is_an_event_with_its_own_time() {
    check(
        "10:00 d: monitoring alert\n10:05 ada is on it\n\n~10:10 h: network\n10:20 x: clean\n10:30-10:35 restarted",
        &[
            "7.6. 10:00 detection | monitoring alert",
            "7.6. 10:05 note | ada is on it",
            "7.6. ~10:10 hypothesis | network",
            "7.6. 10:20 misleading path | clean",
            "7.6. 10:30–10:35 note | restarted",
        ],
    );
}

#[test]
fn what_one_row_opens_another_rules_out() {
    let rows = pasted_at("10:00 h: network\n10:05 h: database\n10:10 x1: clean\n10:15 c: limit", now());
    let read = read(&rows, &There::default(), &live(&[(3, "app", false)]), now());
    let bodies: Vec<_> = read.iter().map(|reading| &reading.draft.body).collect();
    assert_eq!((bodies[0].opens, bodies[1].opens), (Some(4), Some(5)));
    let rows2 = pasted_at("10:00 h: network\n10:05 h: database\n10:10 x4: clean\n10:15 c: limit", now());
    let read = super::read(&rows2, &There::default(), &live(&[(3, "app", false)]), now());
    assert_eq!(read[2].draft.body.rules_out, [rows2[0].id]);
    assert_eq!(read[3].draft.body.confirms, [rows2[1].id]);
}

#[test]
fn midnight_rolls_over_by_itself_and_the_order_is_kept() {
    check(
        "22:00 alert\n23:50 paged\n00:10 on it\n09:00 up",
        &["6.6. 22:00 note | alert", "6.6. 23:50 note | paged", "7.6. 00:10 note | on it", "7.6. 09:00 note | up"],
    );
    // Two nights, more than twelve hours apart.
    check("23:30 a\n20:00 b\n07:00 c", &["5.6. 23:30 note | a", "6.6. 20:00 note | b", "7.6. 07:00 note | c"]);
    // A slip of the notes is no other day.
    check("10:15 a\n10:14 b\n10:16 c", &["7.6. 10:15 note | a", "7.6. 10:14 note | b", "7.6. 10:16 note | c"]);
}

#[test]
fn a_day_is_said_once_for_what_stands_below_it() {
    check(
        "2024-06-03\n00:00 midnight\n23:59 late\n00:05 next\n--- Wednesday, 5 June 2024 ---\n10:00 a\n2024-06-06 23:00 b\n00:30 c",
        &[
            "3.6. 00:00 day | 2024-06-03",
            "3.6. 00:00 note | midnight",
            "3.6. 23:59 note | late",
            "4.6. 00:05 note | next",
            "5.6. 00:00 day | Wednesday, 5 June 2024",
            "5.6. 10:00 note | a",
            "6.6. 23:00 note | b",
            "7.6. 00:30 note | c",
        ],
    );
    // What stands above the first day was before it.
    check("23:50 a\n## 5 June\n00:10 b", &["4.6. 23:50 note | a", "5.6. 00:00 day | 5 June", "5.6. 00:10 note | b"]);
    check("Yesterday\n10:00 a", &["6.6. 00:00 day | Yesterday", "6.6. 10:00 note | a"]);
    // In the middle of what somebody says it is a word.
    check("10:00 bo: since when?\ntoday", &["7.6. 10:00 note | bo: since when? today"]);
}

#[test]
fn what_is_still_to_come_is_offered_and_not_guessed() {
    check("10:30 a\n10:50 b", &["7.6. 10:30 note | a", "— note | b ? “10:50”: that is still to come"]);
    let mut rows = pasted_at("10:30 a\n10:50 b", now());
    rows[1].taken = Some(0);
    assert_eq!(told(&rows, &live(&[]), now())[1], "6.6. 10:50 note | b");
    check(
        "2024-06-07\n09:00 a\n23:00 b",
        &["7.6. 00:00 day | 2024-06-07", "7.6. 09:00 note | a", "— note | b ? “23:00”: that is still to come"],
    );
}

#[test]
fn several_readings_are_offered_and_one_is_taken() {
    let text = "05/06/2024, 14:00 - Ana: down";
    check(text, &["— note | Ana: down ? “05/06/2024, 14:00”: day first or month first?"]);
    let mut rows = pasted_at(text, now());
    rows[0].taken = Some(0);
    assert_eq!(told(&rows, &live(&[]), now()), ["5.6. 14:00 note | Ana: down"]);
    rows[0].taken = Some(7);
    assert_eq!(told(&rows, &live(&[]), now()).len(), 1);
}

#[test]
fn an_incident_of_last_week_draws_its_rows_to_it() {
    let later = stamp("2024-06-14T09:00:00.000+01:00").moment;
    assert_eq!(
        told_at("23:50 a\n10:15 b\n11:00 c", &live(&[]), later),
        ["6.6. 23:50 note | a", "7.6. 10:15 note | b", "7.6. 11:00 note | c"]
    );
}

#[test]
fn chats_and_lists_are_read_as_they_are_copied() {
    for (text, expected) in [
        ("[10:32] bo: restarted", "7.6. 10:32 note | bo: restarted"),
        ("[10:32] <bo> restarted", "7.6. 10:32 note | bo: restarted"),
        ("10:32:10 <@bo> restarted", "7.6. 10:32:10 note | bo: restarted"),
        ("10:32 <c> restarted", "7.6. 10:32 note | <c> restarted"),
        ("[2024-06-05 14:32:10] Ana: restarted", "5.6. 14:32:10 note | Ana: restarted"),
        ("- 10:32 restarted", "7.6. 10:32 note | restarted"),
        ("* (10:32) e: database team", "7.6. 10:32 escalation | database team"),
        ("> 10:32 AM — restarted", "7.6. 10:32 note | restarted"),
        ("-5m restarted", "7.6. 10:37 note | restarted"),
        ("Ana Smith  10:32 AM\nrestarted\nall of them", "7.6. 10:32 note | Ana Smith: restarted all of them"),
        ("Ana Smith\n  10:32 AM\nrestarted\nall of them", "7.6. 10:32 note | Ana Smith: restarted all of them"),
        ("3. 10:32 restarted", "7.6. 10:32 note | restarted"),
        ("3. restarted", "— note | 3. restarted"),
        ("| 10:32 | bo | restarted |", "7.6. 10:32 note | bo | restarted"),
        ("[1] restarted", "— note | [1] restarted"),
        ("<b>restarted", "— note | <b>restarted"),
    ] {
        check(text, &[expected]);
    }
    check("10:32 up\n=====\n👍", &["7.6. 10:32 note | up", "— note | 👍"]);
    // A name and a time with nothing below say nothing else.
    check("restarted\n10:32\n10:33 up", &["— note | restarted", "7.6. 10:32 note | ", "7.6. 10:33 note | up"]);
    check("pods  10:32\n10:33 up", &["— note | pods  10:32", "7.6. 10:33 note | up"]);
}

#[test]
fn what_says_no_time_goes_on_with_the_row_above_that_does() {
    check(
        "10:00 alert\nfrom the new monitoring\n   of the shop\n10:05 next\n\nlater somebody came\nd: seen by staff\n- a call",
        &[
            "7.6. 10:00 note | alert from the new monitoring of the shop",
            "7.6. 10:05 note | next",
            "— note | later somebody came",
            "— detection | seen by staff",
            "— note | a call",
        ],
    );
    // Notes without times are rows; all of them indented, none is.
    check("  first\n  second", &["— note | first", "— note | second"]);
}

#[test]
fn much_below_a_line_is_evidence_of_it() {
    let trace = "    at shop.pay(pay.py:17)\n".repeat(30);
    let rows = pasted_at(&format!("10:00 f: it fails\n{trace}10:05 next"), now());
    assert_eq!(told(&rows, &live(&[]), now()), ["7.6. 10:00 finding | it fails", "7.6. 10:05 note | next"]);
    assert_eq!(rows[0].evidence().unwrap() + "\n", trace);
    let long = format!("10:00 {}", "x".repeat(5000));
    let rows = pasted_at(&long, now());
    assert_eq!(rows[0].evidence().as_deref(), Some(&*long));
    assert!(rows[0].line.len() < 300);
    let many: String = (0..2100).map(|n| format!("10:00 line {n}\n")).collect();
    let rows = pasted_at(&many, now());
    assert_eq!((rows.len(), rows[1999].below.len()), (2000, 100));
}

#[test]
fn what_is_there_already_and_what_stands_there_twice_is_not_kept() {
    use crate::analysis::recorded::Recording;
    let mut log = Recording::titled("Down", "WAT");
    log.at("10:00:12").detection("alert");
    let timeline = log.timeline();
    let there = There::of(timeline.all_events());
    let summary = Summary::of(&timeline);
    let mut rows = pasted_at("10:00 d: alert\n10:01 d: alert\n10:02 up\n10:02 up\nup", now());
    let fates = |rows: &[Row]| read(rows, &there, &summary, now()).iter().map(|row| row.fate).collect::<Vec<_>>();
    assert_eq!(fates(&rows)[..4], [Fate::There, Fate::Kept, Fate::Kept, Fate::Kept]);
    rows = pasted_at("10:00 d: alert\n10:02 up\n10:02 up", now());
    assert_eq!(fates(&rows), [Fate::There, Fate::Kept, Fate::Again]);
    rows[0].kept = Some(true);
    rows[1].kept = Some(false);
    assert_eq!(fates(&rows), [Fate::Kept, Fate::Dropped, Fate::Again]);
}

#[test]
fn rows_are_joined_and_split_and_corrected() {
    let mut rows = pasted_at("10:00 alert\n10:05 seen by staff", now());
    let second = rows.remove(1);
    rows[0].join(second);
    assert_eq!(told(&rows, &live(&[]), now()), ["7.6. 10:00 note | alert 10:05 seen by staff"]);
    let mut next = 100;
    let mut parted = rows.remove(0).split(|| {
        next += 1;
        RecordId::new(1000, next)
    });
    assert_eq!(told(&parted, &live(&[]), now()), ["7.6. 10:00 note | alert", "7.6. 10:05 note | seen by staff"]);
    parted[0].correct("10:01 d: alert".to_owned());
    assert_eq!(told(&parted, &live(&[]), now())[0], "7.6. 10:01 detection | alert");
}

#[test]
fn a_title_names_the_incident_and_a_secret_is_said() {
    let rows = pasted_at("title: Checkout\n10:00 set password=hunter2", now());
    let read = read(&rows, &There::default(), &live(&[]), now());
    assert!(matches!(read[0].record(), Some(Record::Set(_))));
    assert!(read[1].draft.doubts[0].message.contains("password"), "{:?}", read[1].draft.doubts);
}

#[test]
fn a_time_can_be_put_before_any_line() {
    use crate::entry::with_time;
    for (line, words, expected) in [
        ("10:20 x1: clean", "10:25", Some("10:25 x1: clean")),
        ("10:20 x1: clean", "10", Some("10 x1: clean")),
        ("clean", "10", Some("at 10 clean")),
        ("clean", "10:00-10:15", Some("10:00-10:15 clean")),
        ("10:20 clean", "", Some("clean")),
        ("3 pods restarted", "10:15", Some("10:15 3 pods restarted")),
        ("clean", "soon", None),
        ("", "10:15", Some("10:15")),
    ] {
        assert_eq!(with_time(line, words).as_deref(), expected, "{line} {words}");
    }
    assert!(read_whole("10").is_some());
}
