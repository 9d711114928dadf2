//! Cases of the rules about action items.

use super::{Case, case};
use crate::analysis::recorded::Recording;
use crate::timeline::{ActionChange, RecordId, Tag};

fn made(log: &mut Recording, change: ActionChange) -> RecordId {
    log.action(ActionChange { text: Some("add an alert on connections above 80%".to_owned()), ..change })
}

fn of_kind(log: &mut Recording, text: &str, kind: &str) {
    log.action(ActionChange { text: Some(text.to_owned()), kind: Some(kind.to_owned()), ..ActionChange::default() });
}

pub(super) const CASES: &[Case] = &[
    case(
        "A01",
        |log| log.section("action items", "Not applicable"),
        "nothing is to be done, and nothing says why",
        |log| log.section("action items", "Not applicable because the service ends in June."),
    ),
    case(
        "A01",
        |log| _ = log.at("10:00").note("down"),
        "nothing is to be done, and nothing says why",
        |log| log.section("corrective measures", "None needed because the vendor repaired it."),
    ),
    case(
        "A02",
        |log| _ = log.at("?").tagged(Tag::Todo, "add an alert"),
        "nobody owns “add an alert”",
        |log| _ = made(log, ActionChange { owner: Some("ana".to_owned()), ..ActionChange::default() }),
    ),
    case(
        "A03",
        |log| _ = made(log, ActionChange { due: Some(" ".to_owned()), ..ActionChange::default() }),
        "no date is set for “add an alert on connections above 80%”",
        |log| {
            made(log, ActionChange { due: Some("1 July".to_owned()), ..ActionChange::default() });
            made(log, ActionChange { state: Some("done".to_owned()), ..ActionChange::default() });
            made(log, ActionChange { state: Some("rejected".to_owned()), ..ActionChange::default() });
        },
    ),
    case(
        "A04",
        |log| _ = log.item("We need to improve monitoring"),
        "“improve” says little of what is to be done: “We need to improve monitoring”",
        |log| {
            log.at("10:00").detection("monitoring alert; we watch it");
            log.item("add an alert when the disk is full; ensure it pages");
        },
    ),
    case(
        "A05",
        |log| _ = log.item("test failover regularly"),
        "“regularly” has no end: how is it known to be done? “test failover regularly”",
        |log| _ = log.item("test failover regularly, first on 1 July"),
    ),
    case(
        "A05",
        |log| _ = log.item("monitor the system"),
        "“monitor the system” has no end: how is it known to be done? “monitor the system”",
        |log| _ = log.item("monitor the queue: page when it is longer than a minute"),
    ),
    case(
        "A06",
        |log| {
            log.at("11:00").tagged(Tag::Cause, "connection limit too low");
            log.item("alert near the limit of connections");
            log.item("patch the database server");
        },
        "“patch the database server”: which part of the outage does it answer?",
        |log| {
            let cause = log.at("11:00").tagged(Tag::Cause, "connection limit too low");
            log.item("alert near the limit of connections");
            made(log, ActionChange { answers: Some(cause), ..ActionChange::default() });
        },
    ),
    case(
        "A07",
        |log| {
            log.at("10:00").detection("people in Finance report that they cannot get in");
            log.item("raise the limit");
        },
        "people found it, not monitoring, and no action item is about detection",
        |log| {
            log.at("10:00").detection("people in Finance report that they cannot get in");
            of_kind(log, "say it on the screen", "detect");
        },
    ),
    case(
        "A07",
        |log| _ = log.at("10:00").detection("a customer called"),
        "people found it, not monitoring, and no action item is about detection",
        |log| _ = log.at("10:00").detection("alert: customers see errors"),
    ),
    case(
        "A08",
        |log| ["one", "two"].iter().for_each(|text| of_kind(log, text, "prevent")),
        "all 2 action items are to prevent it; none to see it sooner or shorten it",
        |log| [("one", "prevent"), ("two", "detect")].iter().for_each(|(text, kind)| of_kind(log, text, kind)),
    ),
    case(
        "A09",
        |log| (0..11).for_each(|n| _ = log.item(&format!("item {n}"))),
        "11 action items",
        |log| (0..10).for_each(|n| _ = log.item(&format!("item {n}"))),
    ),
    case(
        "A10",
        |log| log.section("conclusion", "The team has implemented all measures."),
        "claimed as done without a date: “The team has implemented all measures”",
        |log| log.section("conclusion", "The team has implemented all measures by 20 June."),
    ),
    case(
        "A10",
        |log| {
            log.action(ActionChange {
                text: Some("raise the limit".to_owned()),
                state: Some("done".to_owned()),
                ..ActionChange::default()
            });
        },
        "“raise the limit” is done, and nothing says since when",
        |log| {
            made(
                log,
                ActionChange {
                    state: Some("done".to_owned()),
                    due: Some("8 June".to_owned()),
                    ..ActionChange::default()
                },
            );
        },
    ),
    case(
        "A11",
        |log| _ = log.at("10:00").tagged(Tag::Todo, "raise the limit"),
        "a todo is not taken up yet: “raise the limit”",
        |log| {
            let todo = log.at("10:00").tagged(Tag::Todo, "raise the limit");
            made(log, ActionChange { answers: Some(todo), ..ActionChange::default() });
        },
    ),
];
