//! What a reading of journals says, in lines that a person can compare with the file.

use std::fmt::Write;

use decklog::journal::verify::verify;
use decklog::timeline::{ClockNote, Event, Record, Timeline, Verdict};

use crate::disk::SimDisk;
use crate::responder::journal_path;

const WRITER: &str = "web-3-7f3a";

/// The account of the incident on this disk.
pub fn of(disk: &SimDisk) -> String {
    let dir = journal_path(WRITER).dir;
    let reading = decklog::journal::reading::read_all(disk, &dir, WRITER).unwrap();
    let verdict = verify(disk, dir.parent().unwrap(), WRITER, None).unwrap();
    let mut said = String::new();
    for journal in &reading.journals {
        let head = journal.head.as_ref().unwrap();
        writeln!(said, "{}: last record {}, head {}", journal.file, head.n, head.sum).unwrap();
    }
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            writeln!(said, "\n{title}").unwrap();
            lines.iter().for_each(|line| writeln!(said, "  {}", legible(line)).unwrap());
        }
    };
    list(
        if verdict.is_bad() { "damage" } else { "no damage" },
        verdict
            .faults
            .iter()
            .map(ToString::to_string)
            .chain(verdict.evidence.clone())
            .chain(Some(format!("{} records", verdict.records)))
            .collect(),
    );
    let mut timeline = Timeline::default();
    timeline.apply(reading.records.clone());
    let incident = timeline.incident();
    let severity = timeline.severity().map_or("-".to_owned(), |severity| severity.to_string());
    list(
        "incident",
        vec![
            format!("id {}", incident.id),
            format!("title {}, zone {}", incident.title(), incident.zone().name()),
            format!("severity {severity}, {}", timeline.state().name()),
            format!("started {}", incident.started.map_or("-".to_owned(), |at| at.to_string())),
            format!("begun {}", incident.begun.map_or("-".to_owned(), |at| at.to_string())),
        ],
    );
    list("events", timeline.all_events().map(|event| event_line(&timeline, event)).collect());
    let verdict_line = |verdict| match verdict {
        Verdict::Open => "open".to_owned(),
        Verdict::RuledOut(by) => format!("ruled out by {}", by),
        Verdict::Confirmed(by) => format!("confirmed by {}", by),
        Verdict::Parked(by) => format!("parked by {}", by),
    };
    let hypotheses = timeline.hypotheses();
    let hypothesis_line = |hypothesis: &decklog::timeline::Hypothesis| {
        format!("{} “{}” {}", hypothesis.label, hypothesis.name, verdict_line(hypothesis.verdict))
    };
    list("hypotheses", hypotheses.iter().map(hypothesis_line).collect());
    list("sections", timeline.sections().iter().map(|part| format!("{}: {}", part.name, part.text)).collect());
    list("actions", timeline.action_items().iter().map(|item| format!("{:?}", item.change)).collect());
    list(
        "clocks",
        timeline.clock_notes().map(|(recorded, note)| format!("{} {}", recorded.at, clock_line(note))).collect(),
    );
    list(
        "unknown",
        timeline.unknown().map(|(recorded, kind)| format!("{} {} {kind}", recorded.id, recorded.at)).collect(),
    );
    let undone = |recorded: &decklog::timeline::Recorded| {
        matches!(recorded.record, Record::Event(_)) && timeline.event(recorded.id).is_none()
    };
    list(
        "undone",
        reading.records.iter().filter(|recorded| undone(recorded)).map(|recorded| recorded.id.to_string()).collect(),
    );
    said
}

/// On one line, and nothing in it that a terminal would act on.
fn legible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { c.escape_default().to_string() } else { c.to_string() }).collect()
}

fn clock_line(note: &ClockNote) -> String {
    match note {
        ClockNote::Stepped { millis } => format!("stepped by {millis} ms"),
        ClockNote::Suspended { millis } => format!("slept for {millis} ms"),
        ClockNote::Offset { from, to } => format!("from offset {} to {}", from.offset, to.offset),
        ClockNote::Ahead { writer, millis } => format!("{writer} is {millis} ms ahead"),
    }
}

fn event_line(timeline: &Timeline, event: &Event) -> String {
    let zone = timeline.incident().zone();
    let body = &event.body;
    let mut line = format!("{} {} {} “{}”", event.id, event.when().shown(&zone), event.tag().name(), event.text());
    let mut add = |what: &str, value: String| {
        if !value.is_empty() {
            write!(line, ", {what} {value}").unwrap();
        }
    };
    add("by", event.by.to_string());
    add("said", body.when.words.clone().unwrap_or_default());
    add("typed", body.typed.map(|at| at.to_string()).unwrap_or_default());
    add("with", body.details.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "));
    add("about", body.about.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    add("struck:", event.struck.clone().unwrap_or_default());
    add("redacted:", event.redacted.clone().unwrap_or_default());
    add("evidence", event.evidence.iter().map(|kept| kept.file.clone()).collect::<Vec<_>>().join(" "));
    if event.amendments > 0 {
        add("amended so often:", event.amendments.to_string());
    }
    add(
        "and",
        [(body.starred, "starred"), (body.hidden, "hidden")].map(|(is, word)| if is { word } else { "" }).concat(),
    );
    line
}
