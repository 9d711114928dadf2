//! Our own documents come back as they were.

use proptest::prelude::*;
use serde_json::Value;

use super::{asked, read};
use crate::analysis::properties::any_timeline;
use crate::analysis::recorded::Recording;
use crate::export;
use crate::import::{Source, records};
use crate::time::Stamp;
use crate::timeline::{
    ActionChange, Begin, EventBody, GroupId, Order, Place, Record, RecordId, Recorded, Setting, Tag, Timeline,
};

/// What a timeline is after it went through a document: as another recorder stores what is imported.
fn brought(source: &str, text: &str) -> Timeline {
    let imported = Source::named(source).unwrap().read(text, &asked("incident")).unwrap();
    let mut next = 0;
    let made = records(&imported, "incident", || {
        next += 1;
        RecordId::new(1_719_000_000_000, next)
    });
    let own = imported.incident.clone().unwrap_or_default();
    let mut settings = vec![Setting::Zone(imported.zone.clone().unwrap().name().to_owned())];
    settings.extend(imported.title.clone().map(Setting::Title));
    settings.extend(imported.severity.map(Setting::Severity));
    settings.extend(made.began.map(Setting::Started));
    let begin = Begin { incident: own.id, writer: "here-1a2b".into(), host: "here".into(), program: "0.1.0".into() };
    let before = [Record::Begin(begin), Record::Set(settings)];
    let before = before.into_iter().enumerate().map(|(n, record)| (RecordId::new(2, n as u128), record));
    let now: Stamp = Stamp::parse("2024-06-21T20:00:00Z").unwrap();
    let all = before.chain(made.records).enumerate().map(|(n, (id, record))| {
        let known = made.made.get(&id);
        let by = known.and_then(|made| made.by.as_deref()).unwrap_or("importer");
        Recorded {
            id,
            at: known.and_then(|made| made.at).unwrap_or(now),
            up: None,
            place: Place { order: Order { millis: 1 + n as i64, counter: 0 }, writer: "here-1a2b".into(), n: n as u64 },
            group: GroupId::new(3, n as u128),
            by: by.into(),
            saved: true,
            record,
        }
    });
    Timeline::of(all)
}

fn document(timeline: &Timeline) -> Value {
    serde_json::from_str(&export::json_of(timeline, None, None)).unwrap()
}

/// Both are the same in what a document tells, but for the machine's clock.
#[track_caller]
fn assert_same(before: &Timeline, after: &Timeline) {
    let (mut before, mut after) = (document(before), document(after));
    // Where two hypotheses had one number, they are called otherwise by another recorder.
    let paths = before["hypotheses"].as_array().unwrap();
    if paths.iter().any(|path| path["name"].as_str().unwrap().contains('·')) {
        [&mut before, &mut after].into_iter().for_each(without_names);
    }
    // Of what was recorded in one moment nobody tells which came first.
    for document in [&mut before, &mut after] {
        let paths = document["hypotheses"].as_array_mut().unwrap();
        paths.sort_by_key(|path| path["id"].to_string());
    }
    for (before, after) in before["events"].as_array().unwrap().iter().zip(after["events"].as_array().unwrap()) {
        assert_eq!(before, after);
    }
    for key in TOLD {
        assert_eq!(before[key], after[key], "{key}");
    }
}

/// What a document tells of an incident, beside the figures that also follow from when it was written.
const TOLD: [&str; 9] = ["title", "zone", "severity", "state", "start", "end", "hypotheses", "actions", "sections"];

/// Takes the names of hypotheses out of a document.
fn without_names(document: &mut Value) {
    match document {
        Value::Object(object) => {
            if object.contains_key("link") || object.contains_key("opened") {
                object.remove("name");
            }
            object.values_mut().for_each(without_names);
        }
        Value::Array(list) => list.iter_mut().for_each(without_names),
        _ => {}
    }
}

#[test]
fn an_incident_comes_back_whole() {
    let mut log = Recording::titled("Checkout is down", "Africa/Lagos");
    log.set([Setting::Severity(2)]);
    log.at("10:00:07").detection("alert: slow #shop");
    log.by("bo");
    log.at("~09:50").with(Tag::Impact, "40% of users", |body| {
        body.details.insert("impact".to_owned(), EventBody::START.to_owned());
    });
    let network = log.at("10:10").hypothesis("Network fault");
    let disk = log.at("by 10:15").hypothesis("disk is full");
    log.at("10:20-10:25").rules_out(network, "diagnostics clean");
    log.at("after 10:25").parks(disk, "later");
    log.at("10:30")
        .with(Tag::Severity, "worse", |body| drop(body.details.insert("severity".to_owned(), "1".to_owned())));
    let noise = log.at("10:31").note("noise");
    log.hide(noise);
    let wrong = log.at("10:32").note("wrong incident");
    log.strike(wrong, "moved to 2024-06-07-payments-1a2b");
    let shown = log.at("10:40").with(Tag::Cause, "pool too small", |body| {
        body.confirms.push(disk);
        body.starred = true;
    });
    log.evidence(shown, "paste", 120);
    log.at("?").tagged(Tag::Todo, "alert on the pool @bo");
    let todo = log.at("10:50").tagged(Tag::Todo, "write it up");
    let owner = Some("ana".to_owned());
    log.action(ActionChange { text: Some("write it up".into()), owner, todo: Some(todo), ..ActionChange::default() });
    log.action(ActionChange { text: Some("limits".into()), kind: Some("prevent".into()), ..ActionChange::default() });
    log.record(Record::Section { name: "impact".into(), text: "Nobody could pay.\n\nFor an hour.".into() });
    log.at("11:00").all_clear("fine");
    log.set([Setting::Closed(true)]);
    let timeline = log.timeline();
    let back = brought("json", &export::json_of(&timeline, None, None));
    assert_same(&timeline, &back);
    assert_eq!(document(&timeline), document(&back));
    // Nobody has to confirm what a recorder kept.
    assert!(back.all_events().all(|event| event.body.imported().is_none()));
    // What is told to the world comes back, too, as far as it is told.
    let outside = export::json(&timeline, true);
    assert!(!outside.contains("details") && !outside.contains("payments"), "{outside}");
    assert!(brought("json", &outside).events().count() > 0);
}

#[test]
fn a_table_of_ours_brings_events_back_with_their_links() {
    let mut log = Recording::titled("Shop", "UTC");
    log.at("10:00:07").detection("=alert");
    let network = log.at("10:10").hypothesis("network, or \"so\"");
    log.at("by 10:20").rules_out(network, "clean");
    log.at("?").note("some time");
    let timeline = log.timeline();
    let csv = export::Published::of(&timeline, export::Wanted::default()).csv();
    assert_eq!(Source::of(&csv).name, "csv");
    let back = brought("csv", &csv);
    assert_eq!(document(&timeline)["events"], document(&back)["events"]);
}

#[test]
fn what_was_made_by_hand_is_read_as_far_as_it_goes() {
    let text = r#"{"zone":"WAT","events":[
        {"id":"a","at":"2024-06-07T10:00:00+01:00","tag":"hypothesis","text":"network","hypotheses":[{"id":"a","link":"opens"}]},
        {"id":"b","at":"2024-06-07T10:05:00+01:00","tag":"misleading path","text":"clean","hypotheses":[{"id":"a","link":"rules_out"}]},
        {"id":"b","at":null,"tag":"nothing we know","text":"twice"}]}"#;
    let imported = read("by-hand.json", text);
    assert_eq!(imported.problems.len(), 1, "{:?}", imported.problems);
    let document = document(&brought("json", text));
    assert_eq!(document["hypotheses"][0]["state"], "ruled out");
    assert_eq!(document["events"].as_array().unwrap().len(), 3);
}

#[test]
fn what_is_json_and_nothing_known_is_refused() {
    for (text, why) in [
        (r#"{"a":1}"#, "neither an incident"),
        (r#"[{"a":1}]"#, "neither an incident"),
        (r#"{"events":[{"text":"cut o"#, "EOF"),
        (r#"{"events":[],"events":[]}"#, "stands twice"),
        (r#"{"events":[],"x":1e400}"#, "out of range"),
        (r#"{"events":[{"text":5}]}"#, "line 1"),
        (r#"{"events":[]} {"events":[]}"#, "several incidents"),
    ] {
        let source = Source::of(text);
        assert_eq!(source.name, "json", "{text}");
        let said = source.read(text, &asked("x.json")).unwrap_err().to_string();
        assert!(said.contains(why), "{text}: {said}");
    }
}

#[test]
fn brackets_without_end_cost_no_more_than_they_are_long() {
    for text in ["[".repeat(1_000_000), "{\"a\":".repeat(1_000_000), format!("[{}", "{\"a\":[".repeat(300_000))] {
        let source = Source::of(&text);
        let said = source.read(&text, &asked("x.json")).unwrap_err().to_string();
        assert!(said.contains("recursion limit") || said.contains("EOF"), "{said}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_timeline_comes_back_with_the_same_events(timeline in any_timeline()) {
        assert_same(&timeline, &brought("json", &export::json_of(&timeline, None, None)));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(\\[|\\]|\\{|\\}|\"|:|,|14:32|<a>|\n|events|at|[a-z0-9 ]|\\PC){0,60}") {
        for source in crate::import::SOURCES {
            let _ = (source.sniff)(&text);
            let _ = source.read(&text, &asked("x"));
        }
    }
}
