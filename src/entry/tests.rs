//! Lines, and what is understood of them.

use super::*;
use crate::time::{Said, Stamp};
use crate::timeline::{Incident, KnownHypothesis, RecordId, TAGS};

/// Friday 7 June 2024 in West Africa; the line was begun two seconds before.
pub(super) const NOW: &str = "2024-06-07T10:42:31.000+01:00";

pub(super) fn stamp(text: &str) -> Stamp {
    Stamp::parse(text).expect("a stamp in a test")
}

/// A live incident in West Africa with these hypotheses: number, name, whether it is open.
pub(super) fn live(hypotheses: &[(u32, &str, bool)]) -> Summary {
    let known = |(position, &(number, name, open)): (usize, &(u32, &str, bool))| KnownHypothesis {
        id: RecordId::new(1, position as u128),
        number,
        label: format!("H{number}"),
        name: name.to_owned(),
        opened: None,
        open,
        confirmed: false,
        last_turn: None,
    };
    Summary {
        incident: Incident { zone: Some("WAT".to_owned()), ..Incident::default() },
        first: Some(stamp("2024-06-07T10:00:12.000+01:00")),
        latest: Some(stamp("2024-06-07T10:42:11.000+01:00")),
        hypotheses: hypotheses.iter().enumerate().map(known).collect(),
        highest_number: hypotheses.iter().map(|(number, ..)| *number).max().unwrap_or(0),
        ..Summary::default()
    }
}

pub(super) fn typed(line: &str) -> Typed<'_> {
    let entered = stamp(NOW).moment;
    Typed { line, began: entered.plus_millis(-2000), entered, tag: None, at: None }
}

/// `echo | text ? doubts`, as a person would check it.
fn told(typed: &Typed<'_>, summary: &Summary) -> String {
    let draft = understand(typed, summary);
    let zone = summary.incident.zone();
    let doubts = draft.doubts.iter().map(|doubt| {
        let readings: Vec<String> = doubt.readings.iter().map(|when| time(when, &zone)).collect();
        format!(" ? {} {}", doubt.message, readings.join(", ")).trim_end().to_owned()
    });
    let doubts: String = doubts.collect();
    format!("{} | {}{doubts}", echo(&draft, summary, typed.entered), draft.body.text)
}

fn time(when: &When, zone: &crate::time::Zone) -> String {
    let date = when.bound().map(|at| zone.stamp(at.moment).local().format("%-d.%-m. ").to_string());
    format!("{}{}", date.unwrap_or_default(), when.shown(zone))
}

fn check(rows: &[(&str, &str)], summary: &Summary) {
    let told = |line: &str| told(&typed(line), summary);
    let mismatches: Vec<String> = rows
        .iter()
        .filter(|(line, expected)| told(line) != *expected)
        .map(|(line, expected)| format!("{line:?}\n  is       {}\n  expected {expected}", told(line)))
        .collect();
    assert!(mismatches.is_empty(), "\n{}", mismatches.join("\n"));
}

#[test]
fn a_line_without_a_time_is_not_stamped_long_after_its_incident() {
    let started = Some(stamp("2024-06-06T10:00:00.000+01:00"));
    let mut afterwards = live(&[]);
    afterwards.incident.started = started;
    afterwards.latest = Some(stamp("2024-06-06T12:00:00.000+01:00"));
    check(&[("todo: alert earlier", "→ — no time · todo | alert earlier")], &afterwards);
    // One that was started in the past and is still going on is live.
    let mut going_on = live(&[]);
    going_on.incident.started = started;
    check(&[("todo: alert earlier", "→ Fri 7 Jun 10:42:29 WAT · todo | alert earlier")], &going_on);
}

#[test]
fn plain_sentences_stay_plain() {
    for line in [
        "someone restarted a pod",
        "the 10:15 deploy failed",
        "deploy started at 10:15",
        "3 pods restarted",
        "502s on checkout",
        "1015 errors",
        "by 10 users",
        "10 users",
        "after the deploy",
        "since 9 people left",
        "before 10 pods died",
        "-5 pods",
        "10.15 is the version",
        "at 10 users it fell over",
        r"C:\temp is full",
        "d:foo",
        "D: drive is full",
        "x2:clean",
        "note to self: sleep",
        "http://status.example.org is down",
        "é: accent",
        "a customer called",
        "sev9: worse than worst",
        "Title: no",
        "12: twelve users",
        "10:5 won",
    ] {
        let draft = understand(&typed(line), &live(&[]));
        assert_eq!(draft.body.text, line);
        assert_eq!(draft.body.tag, Tag::Note, "{line}");
        assert_eq!(draft.body.when, When::live(stamp("2024-06-07T10:42:29.000+01:00")), "{line}");
        assert_eq!((draft.body.typed, draft.title), (None, None), "{line}");
    }
    for quiet in ["3 pods restarted", "1015 errors", "-5 pods", "at 10 users it fell over", "500 internal error"] {
        assert!(understand(&typed(quiet), &live(&[])).doubts.is_empty(), "{quiet}");
    }
}

#[test]
fn a_line_is_a_time_a_prefix_and_text() {
    check(
        &[
            ("someone restarted a pod", "→ Fri 7 Jun 10:42:29 WAT | someone restarted a pod"),
            ("  d:  alert,  twice  ", "→ Fri 7 Jun 10:42:29 WAT · detection | alert,  twice"),
            ("10:15 alert", "→ Fri 7 Jun 10:15 WAT · 27 min ago · backdated | alert"),
            ("10:20 x1: clean", "→ Fri 7 Jun 10:20 WAT · 22 min ago · backdated · rules out H1 network | clean"),
            ("10:20: x1: clean", "→ Fri 7 Jun 10:20 WAT · 22 min ago · backdated · rules out H1 network | clean"),
            ("-5m d: alert", "→ Fri 7 Jun 10:37 WAT · 5 min ago · backdated · detection | alert"),
            ("-5 d: alert", "→ Fri 7 Jun 10:37 WAT · 5 min ago · backdated · detection | alert"),
            ("1015 d: alert", "→ Fri 7 Jun 10:15 WAT · 27 min ago · backdated · detection | alert"),
            ("10 ic: ana", "→ Fri 7 Jun 10:00 WAT · 42 min ago · backdated · ic | ana"),
            ("by 10:30, that left out DNS", "→ Fri 7 Jun ≤ 10:30 WAT · 12 min ago · backdated | that left out DNS"),
            ("T+12 e: called bo", "→ Fri 7 Jun 10:12 WAT · 30 min ago · backdated · escalation | called bo"),
            ("d: 10:15 is when it began", "→ Fri 7 Jun 10:42:29 WAT · detection | 10:15 is when it began"),
            ("e: call bo: now", "→ Fri 7 Jun 10:42:29 WAT · escalation | call bo: now"),
            ("yesterday 23:50 deploy", "→ Thu 6 Jun 23:50 WAT · 10 h 52 min ago · backdated | deploy"),
            (
                "yesterday 23:50 to 00:10 deploy",
                "→ Thu 6 Jun 23:50–00:10 +1d WAT · 10 h 52 min ago · backdated | deploy",
            ),
            ("31 Dec 2023 23:50 deploy", "→ Sun 31 Dec 2023 23:50 WAT · backdated | deploy"),
            ("sev1: all of checkout", "→ Fri 7 Jun 10:42:29 WAT · SEV1 | all of checkout"),
            ("?: who deployed", "→ Fri 7 Jun 10:42:29 WAT · question | who deployed"),
            ("todo: alert on connections", "→ Fri 7 Jun 10:42:29 WAT · todo | alert on connections"),
            ("title: Checkout is down", "→ Fri 7 Jun 10:42:29 WAT · title “Checkout is down” | Checkout is down"),
            ("10:15", "→ Fri 7 Jun 10:15 WAT · 27 min ago · backdated · mark | "),
            ("", "→ Fri 7 Jun 10:42:29 WAT · mark | "),
        ],
        &live(&[(1, "network", true)]),
    );
}

#[test]
fn what_cannot_be_taken_as_typed_is_kept_with_a_doubt() {
    check(
        &[
            (
                "10:75 d: alert",
                "→ Fri 7 Jun 10:42:29 WAT | 10:75 d: alert ? “10:75” is not a time that exists; kept as text",
            ),
            ("25:99 alert", "→ Fri 7 Jun 10:42:29 WAT | 25:99 alert ? “25:99” is not a time that exists; kept as text"),
            ("q: hello", "→ Fri 7 Jun 10:42:29 WAT | q: hello ? no tag has the prefix q:"),
            ("h2: proxy", "→ Fri 7 Jun 10:42:29 WAT · opens H1 | proxy ? there is no H2; opens H1"),
            ("d2: proxy", "→ Fri 7 Jun 10:42:29 WAT | d2: proxy ? d: takes no number; d2: was kept as text"),
            ("title:", "→ Fri 7 Jun 10:42:29 WAT | title: ? title: needs a name behind it; kept as text"),
            (
                "1015 deploy failed",
                "→ Fri 7 Jun 10:42:29 WAT | 1015 deploy failed ? “1015” was kept as text; as a time? 7.6. 10:15",
            ),
            (
                "11:15 d: alert",
                "→ — “11:15” is not placed · detection | alert ? “11:15”: today that is still to come 6.6. 11:15, 7.6. 11:15, \
                 6.6. 23:15",
            ),
        ],
        &live(&[]),
    );
}

#[test]
fn the_first_key_press_is_kept_beside_a_stated_time() {
    let draft = understand(&typed("10:15 alert"), &live(&[]));
    assert_eq!(draft.body.typed, Some(stamp("2024-06-07T10:42:29.000+01:00")));
    assert_eq!(draft.body.when.words.as_deref(), Some("10:15"));
    assert_eq!(draft.body.when.said, Said::Minute(stamp("2024-06-07T10:15:00.000+01:00")));

    let unplaced = understand(&typed("11:15, alert"), &live(&[]));
    assert_eq!(unplaced.body.when, When::unplaced("11:15"));
    assert_eq!((unplaced.body.typed, &*unplaced.body.text), (draft.body.typed, "alert"));
}

#[test]
fn what_is_written_down_long_afterwards_has_only_the_times_that_are_said() {
    let mut summary = live(&[]);
    let monday = stamp("2024-06-10T09:30:00.000+01:00").moment;
    let typed = |line| Typed { line, began: monday, entered: monday, tag: None, at: None };
    // A live incident that was quiet over the weekend goes on live.
    assert_eq!(
        understand(&typed("it came back"), &summary).body.when,
        When::live(stamp(&monday.at(stamp(NOW).offset).to_string()))
    );
    summary.incident.started = Some(stamp("2024-06-07T10:00:00.000+01:00"));
    check_at(&typed("todo: bigger battery"), &summary, "→ — no time · todo | bigger battery");
    check_at(
        &typed("10:45 e: database team"),
        &summary,
        "→ Fri 7 Jun 10:45 WAT · 2 d 22 h ago · backdated · escalation | database team",
    );
    let draft = understand(&typed("todo: bigger battery"), &summary);
    assert_eq!((draft.body.when, draft.body.typed.map(|at| at.moment)), (When::unknown(), Some(monday)));
    // What says when something was has its time behind it here too.
    check_at(
        &typed("impact start: 9:40 first errors"),
        &summary,
        "→ Fri 7 Jun 09:40 WAT · 2 d 23 h ago · backdated · impact starts | first errors",
    );
    // Started in the past and still going on.
    let soon = stamp("2024-06-07T11:00:00.000+01:00").moment;
    let soon = Typed { line: "it came back", began: soon, entered: soon, tag: None, at: None };
    assert!(!understand(&soon, &summary).body.when.is_stated());
}

fn check_at(typed: &Typed<'_>, summary: &Summary, expected: &str) {
    assert_eq!(told(typed, summary), expected);
}

#[test]
fn a_hypothesis_is_opened_ruled_out_and_confirmed_by_its_number() {
    let two = live(&[(1, "network", true), (2, "app server", true), (4, "cache", false)]);
    check(
        &[
            ("h: database", "→ Fri 7 Jun 10:42:29 WAT · opens H5 | database"),
            ("x2: logs clean", "→ Fri 7 Jun 10:42:29 WAT · rules out H2 app server | logs clean"),
            ("c1: cable", "→ Fri 7 Jun 10:42:29 WAT · confirms H1 network | cable"),
            ("c4: stale after all", "→ Fri 7 Jun 10:42:29 WAT · confirms H4 cache | stale after all"),
            ("f2: slow since nine", "→ Fri 7 Jun 10:42:29 WAT · finding about H2 app server | slow since nine"),
            ("f: slow", "→ Fri 7 Jun 10:42:29 WAT · finding | slow"),
            ("x: clean", "→ Fri 7 Jun 10:42:29 WAT · misleading path | clean ? which? H1 network · H2 app server"),
            ("c: limit", "→ Fri 7 Jun 10:42:29 WAT · cause | limit ? which? H1 network · H2 app server"),
            ("x7: clean", "→ Fri 7 Jun 10:42:29 WAT · misleading path | clean ? there is no H7; linked to none"),
        ],
        &two,
    );
    let one = live(&[(1, "network", false), (2, "app server", true)]);
    check(&[("x: clean", "→ Fri 7 Jun 10:42:29 WAT · rules out H2 app server | clean")], &one);
    let none = live(&[(1, "network", false)]);
    check(
        &[(
            "x: rollout checked",
            "→ Fri 7 Jun 10:42:29 WAT · misleading path | rollout checked ? no hypothesis is open; linked to none",
        )],
        &none,
    );
    let draft = understand(&typed("x2: clean"), &two);
    assert_eq!(draft.body.rules_out, [two.hypotheses[1].id]);
}

#[test]
fn of_two_hypotheses_with_one_number_the_open_one_is_meant() {
    let mut summary = live(&[(2, "network", false), (2, "disk", true)]);
    summary.hypotheses[1].label = "H2·bo".to_owned();
    check(&[("x2: clean", "→ Fri 7 Jun 10:42:29 WAT · rules out H2·bo disk | clean")], &summary);
    summary.hypotheses[0].open = true;
    check(
        &[("x2: clean", "→ Fri 7 Jun 10:42:29 WAT · misleading path | clean ? which? H2 network · H2·bo disk")],
        &summary,
    );
}

#[test]
fn every_prefix_of_the_registry_gives_its_tag() {
    for row in TAGS {
        for prefix in row.prefixes {
            let draft = understand(&typed(&format!("{prefix}: words")), &live(&[]));
            assert_eq!((draft.body.tag, draft.body.text.as_str()), (row.tag, "words"), "{prefix}:");
            let alone = understand(&typed(&format!("{prefix}:")), &live(&[]));
            assert_eq!((alone.body.tag, alone.body.text.as_str()), (row.tag, ""), "{prefix}:");
        }
    }
    let details = |line| understand(&typed(line), &live(&[])).body.details.into_iter().collect::<Vec<_>>();
    assert_eq!(details("scribe: bo"), [("role".to_owned(), "scribe".to_owned())]);
    assert_eq!(details("sev2: half of checkout"), [("severity".to_owned(), "2".to_owned())]);
}

#[test]
fn a_tag_beside_the_line_holds_unless_the_line_says_otherwise() {
    let summary = live(&[(1, "network", true)]);
    let with = |tag, line| told(&Typed { tag: Some(tag), ..typed(line) }, &summary);
    assert_eq!(with(Tag::Escalation, "called bo"), "→ Fri 7 Jun 10:42:29 WAT · escalation | called bo");
    assert_eq!(with(Tag::Escalation, "d: alert"), "→ Fri 7 Jun 10:42:29 WAT · detection | alert");
    assert_eq!(with(Tag::MisleadingPath, "clean"), "→ Fri 7 Jun 10:42:29 WAT · rules out H1 network | clean");
    assert_eq!(with(Tag::Cause, "limit"), "→ Fri 7 Jun 10:42:29 WAT · confirms H1 network | limit");
    assert_eq!(with(Tag::Hypothesis, "disk"), "→ Fri 7 Jun 10:42:29 WAT · opens H2 | disk");
}

#[test]
fn a_time_beside_the_line_holds_and_the_line_stays_whole() {
    let with = |at, line| told(&Typed { at: Some(at), ..typed(line) }, &live(&[]));
    assert_eq!(with("10:15", "d: alert"), "→ Fri 7 Jun 10:15 WAT · 27 min ago · backdated · detection | alert");
    assert_eq!(with("1015", "10:20 alert"), "→ Fri 7 Jun 10:15 WAT · 27 min ago · backdated | 10:20 alert");
    assert_eq!(
        with("soonish", "d: alert"),
        "→ Fri 7 Jun 10:42:29 WAT · detection | alert ? “soonish” is not a time; try 10:15, -5m or yesterday 23:50"
    );
}

#[test]
fn what_is_told_afterwards_rolls_over_midnight_by_itself() {
    let mut summary = live(&[]);
    summary.incident.started = Some(stamp("2023-02-10T21:30:00.000+01:00"));
    (summary.first, summary.latest) = (None, None);
    let mut told_lines = Vec::new();
    for line in
        ["9:30 PM — liaison notices", "11:00 PM — crash", "12:00 AM — recovery", "1:45 AM — cause", "4:45 AM — up"]
    {
        let draft = understand(&typed(line), &summary);
        summary.latest = draft.body.when.bound();
        told_lines.push(format!("{} {}", time(&draft.body.when, &summary.incident.zone()), draft.body.text));
    }
    assert_eq!(
        told_lines,
        [
            "10.2. 21:30 liaison notices",
            "10.2. 23:00 crash",
            "11.2. 00:00 recovery",
            "11.2. 01:45 cause",
            "11.2. 04:45 up"
        ]
    );
    check(&[("T+1h30 e: called", "→ Fri 10 Feb 2023 23:00 WAT · backdated · escalation | called")], &summary);
}

#[test]
fn names_in_the_echo_cannot_drive_the_terminal() {
    let summary = live(&[(1, "net\u{1b}[2Jwork", true)]);
    assert!(told(&typed("x: clean"), &summary).contains("H1 net^[[2Jwork"));
    assert!(told(&typed("title: a\u{202e}b"), &summary).contains("“a<U+202E>b”"));
}

#[test]
fn a_hypothesis_is_left_taken_up_again_and_confirmed_as_one_cause_of_several() {
    let known = live(&[(1, "network", false), (2, "app", true)]);
    check(
        &[
            (
                "h1: not so clean after all",
                "→ Fri 7 Jun 10:42:29 WAT · looks again into H1 network | not so clean after all",
            ),
            ("h2: it leaks", "→ Fri 7 Jun 10:42:29 WAT · says more of H2 app | it leaks"),
            ("park: later", "→ Fri 7 Jun 10:42:29 WAT · parks H2 app | later"),
            (
                "park1: later",
                "→ Fri 7 Jun 10:42:29 WAT · parks H1 network | later ? it is not open; there is nothing to park",
            ),
            ("park 2: later", "→ Fri 7 Jun 10:42:29 WAT · parks H2 app | later"),
            ("root cause: a leak", "→ Fri 7 Jun 10:42:29 WAT · confirms H2 app as root cause | a leak"),
            ("contributing 1: slow", "→ Fri 7 Jun 10:42:29 WAT · confirms H1 network as contributing cause | slow"),
            ("trigger2: the deploy", "→ Fri 7 Jun 10:42:29 WAT · confirms H2 app as trigger | the deploy"),
            ("t2: the deploy", "→ Fri 7 Jun 10:42:29 WAT · change about H2 app | the deploy"),
        ],
        &known,
    );
    check(
        &[
            ("park: later", "→ Fri 7 Jun 10:42:29 WAT · hypothesis | later ? no hypothesis is open; linked to none"),
            (
                "trigger: the deploy",
                "→ Fri 7 Jun 10:42:29 WAT · trigger | the deploy ? no hypothesis is open; linked to none",
            ),
            ("trigger happy today", "→ Fri 7 Jun 10:42:29 WAT | trigger happy today"),
        ],
        &live(&[]),
    );
}

#[test]
fn the_beginning_the_end_and_what_is_due_can_be_said() {
    check(
        &[
            (
                "10:02 impact start: first errors",
                "→ Fri 7 Jun 10:02 WAT · 40 min ago · backdated · impact starts | first errors",
            ),
            ("all clear: quiet for an hour", "→ Fri 7 Jun 10:42:29 WAT · all clear | quiet for an hour"),
            ("u: posted, next in 20m", "→ Fri 7 Jun 10:42:29 WAT · update, next due 11:02 | posted, next in 20m"),
            ("?: whose change @li 5m", "→ Fri 7 Jun 10:42:29 WAT · question, answer due 10:47 | whose change @li 5m"),
            (
                "impact start: 10:02 first errors",
                "→ Fri 7 Jun 10:02 WAT · 40 min ago · backdated · impact starts | first errors",
            ),
            ("impact start: -5m", "→ Fri 7 Jun 10:37 WAT · 5 min ago · backdated · impact starts | "),
            ("start: pods", "→ Fri 7 Jun 10:42:29 WAT | start: pods"),
        ],
        &live(&[]),
    );
}

#[test]
fn a_prefix_is_put_before_the_text_and_behind_the_time() {
    for (line, expected) in [
        ("", "x1: "),
        ("logs clean", "x1: logs clean"),
        ("10:20 logs clean", "10:20 x1: logs clean"),
        ("-5m f: logs clean", "-5m x1: logs clean"),
        ("  c2: logs clean", "x1: logs clean"),
        ("1015 d: alert", "1015 x1: alert"),
        ("1015 errors", "x1: 1015 errors"),
        ("note: logs", "x1: logs"),
        ("etwas: anderes", "x1: etwas: anderes"),
    ] {
        assert_eq!(with_prefix(line, "x1"), expected, "{line:?}");
    }
}

#[test]
fn who_looks_back_means_the_time_that_lies_nearest() {
    let summary = live(&[]);
    let near = stamp(NOW).moment.plus_millis(-3 * 86_400_000);
    let told = |line| {
        let draft = understand_afterwards(&typed(line), near, &summary);
        draft.body.when.shown_with_day(&summary.incident.zone())
    };
    let day = summary.incident.zone().stamp(near).local().format("%a %-d %b").to_string();
    assert!(told("10:15 the pager rang").starts_with(&day), "{}", told("10:15 the pager rang"));
    assert_eq!(told("the pager rang"), "—");
}
