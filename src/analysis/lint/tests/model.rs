//! A model: an outage recorded while it lasted and written up afterwards, of which no rule has
//! anything to say, hints included.

use super::*;
use crate::export::written_words;
use crate::timeline::{EventBody, Tag};

/// Every time is that of the key press, and what a milestone was seen by is attached.
fn model() -> Recording {
    let mut log = Recording::titled("Checkout slow, then closed: connection pool too small", "WAT");
    log.set([Setting::Severity(2)]);
    log.at("09:31:07").tagged(Tag::Change, "deploy 412 of the checkout, with a new connection pool");
    let start = log.at("09:48:12").with(Tag::Impact, "first payments time out: 4 of 90 in a minute", |body| {
        body.details.insert("impact".to_owned(), EventBody::START.to_owned());
    });
    let detected = log.at("09:52:40").detection("monitoring alert: a third of all payments time out");
    let acknowledged = log.at("09:54:03").acknowledged("on-call engineer is on it");
    log.at("09:55:31").with(Tag::Severity, "payments are hit", |body| {
        body.details.insert("severity".to_owned(), "2".to_owned());
    });
    log.at("09:57:20").impact("36 to 40% of users cannot pay: the page says “try again later”");
    log.at("09:58:44").tagged(Tag::Update, "posted on the status page");
    let network = log.at("10:01:15").hypothesis("the line to the payment partner");
    log.at("10:09:38").rules_out(network, "a test through the same line answers within 80 ms");
    let pool = log.at("10:10:02").hypothesis("connection pool of the new version");
    let escalated = log.at("10:12:29").escalation("database team, because every connection is taken");
    log.at("10:19:55").tagged(Tag::Finding, "pool holds 5 connections, the version before held 50");
    let cause = log.at("10:23:11").confirms(pool, "deploy 412 set the pool to 5 connections, a value meant for tests");
    log.at("10:24:36").tagged(Tag::Decision, "roll back instead of a new deploy, because it is known to work");
    log.at("10:26:48").tagged(Tag::Action, "rolled back to deploy 411");
    let mitigated = log.at("10:31:17").mitigation("payments go through on 6 of 8 instances");
    log.at("10:37:02").tagged(Tag::Update, "posted: most can pay again");
    let resolved =
        log.at("10:44:50").with(Tag::Resolution, "no payment timed out for 10 min, seen in monitoring", |body| {
            body.details.insert(EventBody::LASTING.to_owned(), "for now".to_owned());
        });
    let clear = log.at("11:15:09").all_clear("30 min without an error");
    for of in [start, detected, acknowledged, escalated, cause, mitigated, resolved, clear] {
        log.evidence(of, "graph of payments", 2048);
    }
    write_up(&mut log, cause, network);
    log
}

fn write_up(log: &mut Recording, cause: RecordId, network: RecordId) {
    for (name, text) in [
        (
            "summary",
            "On Friday, 7 June 2024, from 09:48 to 10:44 WAT, four in ten users could not pay. It lasted 57 minutes. \
             The root cause was a connection pool of 5, a value meant for tests, that came with a deploy. \
             A rollback ended it. The zone is West Africa Time (WAT).",
        ),
        (
            "impact",
            "36 to 40 % of users saw “try again later” instead of a receipt. 1210 payments timed out; 1094 of them were \
             made again within the hour. No payment was lost: the books of both sides were compared on 8 June.",
        ),
        ("lead-up", "Deploy 412 went out at 09:31 with a setting that only its tests had used."),
        (
            "root cause",
            "The value for tests was the default, and production did not set its own. The pool held 5 connections where \
             90 were asked for. No check compares the settings of two versions.",
        ),
        ("resolution", "The rollback to deploy 411 is temporary: the pool gets its own value with deploy 413."),
        ("went well", "The database team answered within 3 min."),
        ("went badly", "The first alert came 4 min after the first payment had timed out."),
        ("lucky", "It was no pay day."),
        ("surprises", "Not applicable because nobody on call was surprised by it."),
    ] {
        log.section(name, text);
    }
    let mut item = |text: &str, kind: &str, owner: &str, due: &str, answers: RecordId| {
        let said = |word: &str| Some(word.to_owned());
        let (text, kind, owner, due) = (said(text), said(kind), said(owner), said(due));
        log.action(ActionChange { text, kind, owner, due, answers: Some(answers), ..ActionChange::default() });
    };
    item("set the pool of production to 50 in its own settings", "prevent", "bo", "2024-06-10", cause);
    item("fail the build when production takes a value from the tests", "prevent", "li", "2024-06-21", cause);
    item("alert when 80% of a pool are taken for a minute", "detect", "ana", "2024-06-14", cause);
    item("add a button that tests the line to the partner", "mitigate", "bo", "2024-06-28", network);
}

#[test]
fn no_rule_has_anything_to_say_of_the_model() {
    let timeline = model().timeline();
    // As long as a brief document is to be.
    let found = linted(&timeline, Document { words: Some(Length { written: 300, whole: 500 }), ..Document::default() });
    let said: Vec<String> =
        found.findings.iter().map(|finding| format!("{} {}", finding.rule.id, finding.message)).collect();
    assert_eq!(said, Vec::<String>::new());
    assert_eq!((found.readiness, found.is_draft()), (100, false));
    assert!(written_words(&timeline) > 100);
}
