//! Any timeline at all can be written out: wrong clocks, links to nothing, everything undone.

use proptest::prelude::*;

use crate::analysis::recorded::Recording;
use crate::analysis::{METRICS, MetricState, metrics, misled, paths};
use crate::export::{json, markdown, text};
use crate::time::{Moment, Offset, Said, Stamp, When};
use crate::timeline::{EventBody, Record, RecordId, Setting, TAGS, Tag, Timeline};

fn any_stamp() -> impl Strategy<Value = Stamp> {
    let around = (0i64..10_000).prop_map(|minutes| 1_717_750_800_000 + minutes * 60_000);
    let millis = prop_oneof![8 => around, 1 => any::<i64>()];
    (millis, -50_000i32..50_000).prop_map(|(ms, east)| Moment::from_millis(ms).at(Offset::from_seconds(east)))
}

fn any_when() -> impl Strategy<Value = When> {
    let said = prop_oneof![
        any_stamp().prop_map(Said::Live),
        any_stamp().prop_map(Said::Minute),
        (any_stamp(), any::<u16>()).prop_map(|(at, margin_minutes)| Said::About { at, margin_minutes }),
        any_stamp().prop_map(Said::By),
        any_stamp().prop_map(Said::After),
        (any_stamp(), any_stamp()).prop_map(|(from, until)| Said::Between(from, until)),
        Just(Said::Unknown),
    ];
    (said, any::<Option<u8>>()).prop_map(|(said, words)| When { said, words: words.map(|word| word.to_string()) })
}

/// An event whose links go to any of the first records, itself and ones that do not exist included.
fn any_event() -> impl Strategy<Value = EventBody> {
    let link = || prop::collection::vec((0u128..30).prop_map(|n| RecordId::new(1_717_750_800_000, n)), 0..3);
    let links = (prop::option::of(0u32..4), link(), link(), link());
    (any_when(), 0..TAGS.len(), "[a-z]{0,4}", links, any::<bool>()).prop_map(
        |(when, position, text, (opens, rules_out, confirms, about), hidden)| EventBody {
            opens,
            rules_out,
            confirms,
            about,
            hidden: hidden && text.len() > 3,
            ..EventBody::new(when, TAGS[position].tag, text)
        },
    )
}

fn any_timeline() -> impl Strategy<Value = Timeline> {
    let events = prop::collection::vec(any_event(), 0..25);
    let strikes = prop::collection::vec(0u128..30, 0..3);
    let zone = prop::sample::select(vec!["WAT", "Europe/Berlin", "UTC", "nowhere", "Australia/Lord_Howe"]);
    (events, strikes, zone, prop::option::of(any_stamp()), any::<bool>()).prop_map(
        |(events, strikes, zone, reopened, closed)| {
            let mut log = Recording::new();
            log.set([Setting::Zone(zone.to_owned()), Setting::Closed(closed)]);
            log.set(reopened.map(Setting::Reopened));
            for event in events {
                log.record(Record::Event(event));
            }
            for n in strikes {
                log.strike(RecordId::new(1_717_750_800_000, n), "why");
            }
            log.timeline()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_timeline_can_be_written_out(timeline in any_timeline()) {
        let written = markdown(&timeline);
        prop_assert!(written.starts_with("# ") && written.ends_with('\n') && !written.contains("\n\n\n"), "{}", written);
        // Todos and questions have lists of their own.
        let listed = |event: &&crate::timeline::Event| matches!(event.tag(), Tag::Todo | Tag::Question);
        let placed = timeline.all_events().filter(|event| event.is_told() && event.when().bound().is_some());
        let told = placed.filter(|event| !listed(event));
        let section = written.split("\n## ").find(|section| section.starts_with("Timeline")).unwrap_or_default();
        let rows = section.split("Time not recorded").next().unwrap_or_default().lines().filter(|line| line.starts_with("- "));
        prop_assert_eq!(rows.count(), told.count(), "{}", written);

        let shown = text(&timeline, true);
        let every_id = timeline.all_events().all(|event| shown.contains(&format!("\n{}", event.id.short())));
        prop_assert!(every_id, "{}", shown);

        let read: serde_json::Value = serde_json::from_str(&json(&timeline)).unwrap();
        prop_assert_eq!(read["events"].as_array().map(Vec::len), Some(timeline.len()));
    }

    #[test]
    fn a_metric_has_a_figure_or_a_reason(timeline in any_timeline()) {
        let measured = metrics(&timeline);
        prop_assert_eq!(measured.len(), METRICS.len());
        for metric in measured {
            let recorded = metric.state == MetricState::Recorded;
            prop_assert_eq!(metric.span.is_some(), recorded, "{:?}", metric);
            prop_assert_eq!(metric.reason.is_empty(), recorded, "{:?}", metric);
        }
    }

    #[test]
    fn the_truth_lies_between_the_least_and_the_most_misled(timeline in any_timeline()) {
        if let Some(span) = misled(&paths(&timeline)) {
            prop_assert!(span.least_ms >= 0 && span.most_ms.is_none_or(|most| most >= span.least_ms), "{:?}", span);
        }
    }
}
