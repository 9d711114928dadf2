//! Two writers, step by step: what each does, and what the timeline says then.

use super::*;

/// What a step does. Records are named by the number of their step.
enum Act {
    Say(&'static str),
    Open(u32, &'static str),
    RuleOut(u64),
    Confirm(u64),
    /// Parks it, or looks into it again.
    Turned(u64, Turn),
    Amend(u64, &'static str),
    Strike(u64),
    /// Takes back the group of a step.
    UndoOf(u64),
    Redact(u64),
    Title(&'static str),
    Severity(u8),
}
use Act::*;

fn record(n: u64, writer: &str, act: &Act) -> Recorded {
    let minute = n as i64;
    let event = |tag, text| Record::Event(body(minute, tag, text).into());
    let of = |step: &u64| id(*step);
    let record = match act {
        Say(text) => event(Tag::Note, text),
        Open(number, text) => {
            Record::Event(EventBody { opens: Some(*number), ..body(minute, Tag::Hypothesis, text) }.into())
        }
        RuleOut(step) => {
            Record::Event(EventBody { rules_out: vec![of(step)], ..body(minute, Tag::MisleadingPath, "no") }.into())
        }
        Confirm(step) => {
            Record::Event(EventBody { confirms: vec![of(step)], ..body(minute, Tag::Cause, "yes") }.into())
        }
        Turned(step, turn) => {
            let mut body = EventBody { about: vec![of(step)], ..body(minute, Tag::Hypothesis, "again") };
            body.say_turn(*turn);
            Record::Event(body.into())
        }
        Amend(step, text) => {
            let change = EventChange { text: Some((*text).to_owned()), ..EventChange::default() };
            Record::Amend { of: of(step), change: change.into() }
        }
        Strike(step) => Record::Strike { of: of(step), why: Some("typed twice".to_owned()) },
        UndoOf(step) => Record::Undo { group: group(*step) },
        Redact(step) => {
            let kept = Some(Box::new(body(*step as i64, Tag::Note, "")));
            Record::Redact { of: of(step), why: "a password".to_owned(), kept }
        }
        Title(title) => Record::Set(vec![Setting::Title((*title).to_owned())]),
        Severity(severity) => {
            let mut body = body(minute, Tag::Severity, "");
            body.details.insert("severity".to_owned(), severity.to_string());
            Record::Event(body.into())
        }
    };
    recorded(n, writer, record)
}

/// The timeline in a line: title, events in order with their marks, hypotheses with verdicts.
fn shown(timeline: &Timeline) -> String {
    let mut parts: Vec<String> = timeline.incident().title.iter().map(|title| format!("[{title}]")).collect();
    parts.extend(timeline.severity().map(|severity| format!("SEV{severity}")));
    for event in timeline.all_events().filter(|event| !event.text().is_empty() || event.redacted.is_some()) {
        let redacted = if event.redacted.is_some() { "█" } else { "" };
        let struck = if event.struck.is_some() { "-" } else { "" };
        parts.push(format!("{struck}{redacted}{}", event.text()));
    }
    for hypothesis in timeline.hypotheses() {
        let verdict = match hypothesis.verdict {
            Verdict::Open => "?",
            Verdict::RuledOut(_) => "✗",
            Verdict::Confirmed(_) => "✓",
            Verdict::Parked(_) => "‖",
        };
        parts.push(format!("{}{verdict}", hypothesis.label));
    }
    parts.join(" ")
}

/// Runs a story: step by step, and all at once from the last record to the first.
fn story(steps: &[(&str, Act, &str)]) -> Timeline {
    let mut timeline = Timeline::default();
    let mut records = Vec::new();
    for (n, (writer, act, expected)) in (1..).zip(steps) {
        let record = record(n, writer, act);
        records.push(record.clone());
        timeline.apply([record]);
        assert_eq!(shown(&timeline), *expected, "after step {n}");
    }
    let backwards = folded(records.into_iter().rev());
    assert_eq!(told(&backwards, &["ana", "bo"]), told(&timeline, &["ana", "bo"]), "from the last to the first");
    timeline
}

#[test]
fn an_event_is_amended_and_struck_by_anybody() {
    story(&[
        ("ana", Say("alert"), "alert"),
        ("bo", Amend(1, "alert on checkout"), "alert on checkout"),
        ("ana", Amend(1, "page"), "page"),
        ("bo", Strike(1), "-page"),
        ("bo", UndoOf(4), "page"),
        ("bo", UndoOf(3), "alert on checkout"),
        ("ana", UndoOf(6), "page"),
    ]);
}

#[test]
fn an_undo_is_undone_and_undone_again() {
    story(&[
        ("ana", Say("one"), "one"),
        ("ana", Say("two"), "one two"),
        ("ana", UndoOf(2), "one"),
        ("ana", UndoOf(3), "one two"),
        ("bo", UndoOf(4), "one"),
        ("bo", UndoOf(5), "one two"),
        ("ana", UndoOf(1), "two"),
        ("ana", Title("checkout"), "[checkout] two"),
        ("bo", UndoOf(8), "two"),
    ]);
}

#[test]
fn what_was_undone_and_spoken_of_stays_away() {
    story(&[
        ("ana", Say("one"), "one"),
        ("ana", UndoOf(1), ""),
        ("bo", Amend(1, "uno"), ""),
        ("ana", UndoOf(2), "uno"),
    ]);
}

#[test]
fn two_writers_give_the_same_number_and_the_later_one_is_marked() {
    story(&[
        ("ana", Open(1, "database"), "database H1?"),
        ("bo", Open(2, "network"), "database network H1? H2?"),
        ("ana", Open(2, "deploy"), "database network deploy H1? H2? H2·ana?"),
        ("bo", RuleOut(2), "database network deploy no H1? H2✗ H2·ana?"),
        ("ana", Confirm(3), "database network deploy no yes H1? H2✗ H2·ana✓"),
        // Without the first of that number, the second keeps its number and loses the mark.
        ("bo", UndoOf(2), "database deploy no yes H1? H2✓"),
        ("bo", UndoOf(4), "database deploy yes H1? H2✓"),
        ("ana", Confirm(1), "database deploy yes yes H1✓ H2✓"),
        ("ana", RuleOut(1), "database deploy yes yes no H1✗ H2✓"),
    ]);
}

#[test]
fn redacted_words_stay_away_whatever_was_or_will_be_said() {
    story(&[
        ("ana", Say("hunter2"), "hunter2"),
        ("bo", Amend(1, "hunter2 again"), "hunter2 again"),
        ("ana", Redact(1), "█"),
        ("bo", UndoOf(3), "█"),
        ("bo", Amend(1, "a password"), "█a password"),
        ("ana", Strike(1), "-█a password"),
    ]);
    // Copies from before and after the bytes went tell the same.
    let with_words = [record(1, "ana", &Say("hunter2")), record(2, "bo", &Redact(1))];
    let mut without = with_words.clone();
    without[0].record = Record::Redacted;
    without[0].by = Arc::from("");
    assert_eq!(told(&folded(with_words), &["ana", "bo"]), told(&folded(without), &["ana", "bo"]));
}

#[test]
fn the_severity_is_the_last_that_was_said() {
    let timeline = story(&[
        ("ana", Severity(3), "SEV3"),
        ("bo", Severity(1), "SEV1"),
        ("ana", Strike(2), "SEV3"),
        ("ana", UndoOf(3), "SEV1"),
        ("bo", Say("alert"), "SEV1 alert"),
    ]);
    assert_eq!(Summary::of(&timeline).incident.severity, Some(1));
}

#[test]
fn an_untimed_verdict_holds() {
    let mut verdict = record(2, "ana", &RuleOut(1));
    if let Record::Event(body) = &mut verdict.record {
        std::sync::Arc::make_mut(body).when = When::unplaced("when bo called");
    }
    let timeline = folded([record(1, "ana", &Open(1, "database")), verdict]);
    assert_eq!(shown(&timeline), "database no H1✗");
}

#[test]
fn the_same_record_counts_once_and_the_first_copy_counts() {
    let first = record(1, "ana", &Say("one"));
    let again = Recorded { place: Place { n: 7, ..record(7, "ana", &Say("")).place }, ..first.clone() };
    for records in [[first.clone(), again.clone()], [again, first.clone()]] {
        let timeline = folded(records);
        assert_eq!(timeline.len(), 1);
        assert_eq!(timeline.event(first.id).unwrap().place, first.place);
    }
}

#[test]
fn what_is_not_saved_gives_way_to_itself() {
    let saved = record(5, "ana", &Say("one"));
    let guess = Place { order: Order { millis: 2, counter: 0 }, writer: Arc::from("ana"), n: u64::MAX };
    let unsaved = Recorded { saved: false, place: guess, ..saved.clone() };
    let mut timeline = folded([unsaved.clone()]);
    assert_eq!((timeline.unsaved(), timeline.event(saved.id).unwrap().saved), (1, false));
    timeline.apply([saved.clone(), unsaved]);
    assert_eq!((timeline.unsaved(), timeline.len()), (0, 1));
    assert_eq!(timeline.event(saved.id).unwrap().place, saved.place);
    assert_eq!(told(&timeline, &["ana"]), told(&folded([saved]), &["ana"]));
}

#[test]
fn an_event_is_saved_when_all_that_was_said_of_it_is() {
    let amended = Recorded { saved: false, ..record(2, "ana", &Amend(1, "uno")) };
    let mut timeline = folded([record(1, "ana", &Say("one")), amended]);
    assert!(!timeline.event(id(1)).unwrap().saved);
    timeline.apply([record(2, "ana", &Amend(1, "uno"))]);
    assert!(timeline.event(id(1)).unwrap().saved);
}

#[test]
fn one_undo_too_many_does_not_take_the_zone_away() {
    let zone = recorded(1, "ana", Record::Set(vec![Setting::Zone("Africa/Lagos".to_owned())]));
    let timeline = folded([zone, record(2, "ana", &Say("one")), record(3, "ana", &UndoOf(2))]);
    assert_eq!(timeline.undoable(timeline.groups_of("ana"), "ana", "ana"), None);
    assert_eq!(timeline.redoable(timeline.groups_of("ana"), "ana", "ana"), Some(group(3)));
}

#[test]
fn a_hypothesis_is_parked_and_looked_into_again() {
    story(&[
        ("ana", Open(1, "network"), "network H1?"),
        ("ana", Turned(1, Turn::Parked), "network again H1‖"),
        ("bo", Turned(1, Turn::Reopened), "network again again H1?"),
        ("bo", RuleOut(1), "network again again no H1✗"),
        ("ana", Turned(1, Turn::Reopened), "network again again no again H1?"),
        ("ana", UndoOf(5), "network again again no H1✗"),
        ("ana", Confirm(1), "network again again no yes H1✓"),
        ("ana", Turned(1, Turn::Parked), "network again again no yes again H1✓"),
    ]);
}
