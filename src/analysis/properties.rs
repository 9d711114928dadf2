//! What holds for every timeline: wrong clocks, links to nothing, everything undone.

use proptest::prelude::*;

use super::recorded::Recording;
use super::{Analysis, METRICS, Metric, MetricState, Milestone};
use crate::time::{Moment, Offset, Said, Span, Stamp, When};
use crate::timeline::{EventBody, Record, RecordId, Recorded, Setting, TAGS, Tag, Timeline};

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
    let words = prop_oneof!["[a-z]{0,4}", "[0-9]{1,2}% of users", "errors are back"];
    let detail = prop::sample::select(vec![
        ("", ""),
        ("severity", "2"),
        ("severity", "none"),
        ("role", "ic"),
        ("impact", "start"),
        ("resolution", "all clear"),
        ("hypothesis", "parked"),
        ("hypothesis", "reopened"),
        ("due", "2024-06-07T11:00:00.000+00:00"),
    ]);
    (any_when(), 0..TAGS.len(), words, links, any::<bool>(), detail).prop_map(
        |(when, position, text, (opens, rules_out, confirms, about), hidden, (name, value))| EventBody {
            opens,
            rules_out,
            confirms,
            about,
            hidden: hidden && text.len() > 3,
            details: Some((name.to_owned(), value.to_owned())).filter(|_| !name.is_empty()).into_iter().collect(),
            ..EventBody::new(when, TAGS[position].tag, text)
        },
    )
}

/// Any incident at all, as its records.
fn any_story() -> impl Strategy<Value = Recording> {
    let events = prop::collection::vec(any_event(), 0..25);
    let strikes = prop::collection::vec(0u128..30, 0..3);
    let zone = prop::sample::select(vec!["WAT", "Europe/Berlin", "UTC", "nowhere", "Australia/Lord_Howe"]);
    (events, strikes, zone, prop::collection::vec(any_stamp(), 0..3), any::<bool>()).prop_map(
        |(events, strikes, zone, reopened, closed)| {
            let mut log = Recording::new();
            log.set([Setting::Zone(zone.to_owned()), Setting::Closed(closed)]);
            for at in reopened {
                log.set([Setting::Reopened(at)]);
            }
            for event in events {
                log.record(Record::Event(event.into()));
            }
            for n in strikes {
                log.strike(RecordId::new(1_717_750_800_000, n), "why");
            }
            log
        },
    )
}

pub(crate) fn any_timeline() -> impl Strategy<Value = Timeline> {
    any_story().prop_map(|story| story.timeline())
}

fn folded(records: impl IntoIterator<Item = Recorded>) -> Timeline {
    let mut timeline = Timeline::default();
    timeline.apply(records);
    timeline
}

/// Everything that follows from a timeline, as text.
fn told(timeline: &Timeline) -> String {
    let analysis = Analysis::of(timeline);
    let gaps: Vec<String> = analysis.gaps(1).iter().map(|gap| format!("{} {}", gap.from.id, gap.millis())).collect();
    let parts = (analysis.misled_share(), analysis.updates(), analysis.lateness(), analysis.coordination());
    format!("{:?}\n{:?}\n{gaps:?}\n{parts:?}", analysis.metrics(), analysis.severities())
}

/// The events of the milestones, those that are derived left out.
fn milestones(timeline: &Timeline) -> Vec<(&'static str, Option<RecordId>)> {
    let event = |milestone: Milestone| milestone.event.filter(|_| !milestone.is_derived).map(|event| event.id);
    Analysis::of(timeline).milestones.rows().map(|milestone| (milestone.row.name, event(milestone))).collect()
}

fn is_sound(span: Span) -> bool {
    span.least_ms >= 0 && span.most_ms.is_none_or(|most| most >= span.least_ms)
}

/// Whether the second figure leaves open all that the first did.
fn is_as_wide(before: Span, after: Span) -> bool {
    let most = after.most_ms.is_none_or(|after| before.most_ms.is_some_and(|before| before <= after));
    after.least_ms <= before.least_ms && most
}

/// The same statement with a margin of minutes around it.
fn widened(when: &When, margin_minutes: u16) -> Option<When> {
    let said = match when.said {
        Said::Live(at) | Said::Second(at) | Said::Minute(at) => Said::About { at, margin_minutes },
        Said::About { at, margin_minutes: before } => {
            Said::About { at, margin_minutes: before.saturating_add(margin_minutes) }
        }
        _ => return None,
    };
    // At the ends of all time there is no room for a margin.
    let has_room = |at: Stamp| (-40_000_000_000_000..200_000_000_000_000).contains(&at.moment.millis());
    when.bound().is_some_and(has_room).then_some(When { said, words: None })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_metric_has_a_figure_or_a_reason_and_is_never_negative(timeline in any_timeline()) {
        let analysis = Analysis::of(&timeline);
        let measured = analysis.metrics();
        prop_assert_eq!(measured.len(), METRICS.len());
        for metric in measured {
            let recorded = metric.state == MetricState::Recorded;
            prop_assert_eq!(metric.span.is_some(), recorded, "{:?}", metric);
            prop_assert!(recorded || !metric.reason.is_empty(), "{:?}", metric);
            prop_assert!(metric.span.is_none_or(is_sound), "{:?}", metric);
        }
        prop_assert!(analysis.paths.iter().filter_map(|path| path.length).all(is_sound));
        prop_assert!(analysis.severities().iter().filter_map(|step| step.length).all(is_sound));
        prop_assert!(analysis.gaps(1).iter().all(|gap| gap.millis() > 0 && is_sound(gap.length)));
        prop_assert!(analysis.gone_away().is_none_or(is_sound));
        let share = analysis.misled_share();
        prop_assert!(share.is_none_or(|share| share.least_percent <= share.most_percent), "{:?}", share);
    }

    #[test]
    fn the_order_of_arrival_makes_no_difference(story in any_story(), seed in any::<u64>()) {
        let mut arriving = story.records().to_vec();
        let mut keys = seed;
        arriving.sort_by_cached_key(|_| {
            keys = keys.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            keys >> 20
        });
        prop_assert_eq!(told(&folded(arriving)), told(&story.timeline()));
    }

    #[test]
    fn a_note_changes_no_milestone_that_was_recorded(story in any_story(), when in any_when()) {
        let before = milestones(&story.timeline());
        let mut with_note = story.clone();
        with_note.record(Record::Event(EventBody::new(when, Tag::Note, "a word").into()));
        prop_assert_eq!(milestones(&with_note.timeline()), before);
    }

    #[test]
    fn widening_what_was_said_of_an_end_narrows_no_figure(
        story in any_story(), which in any::<prop::sample::Index>(), margin in 1u16..120,
    ) {
        let mut wider = story.clone();
        let events: Vec<usize> = (0..wider.records().len())
            .filter(|at| matches!(wider.records()[*at].record, Record::Event(_)))
            .collect();
        if !events.is_empty() {
            wider.change(events[which.index(events.len())], |body| {
                if let Some(when) = widened(&body.when, margin) {
                    body.when = when;
                }
            });
        }
        let (before, after) = (story.timeline(), wider.timeline());
        let contradicts = |timeline: &Timeline| {
            let closed = |path: &super::Path| path.followed.iter().all(|part| part.to.is_some()) && path.length.is_none();
            Analysis::of(timeline).paths.iter().any(closed)
        };
        // How late something was recorded goes by what was stated alone. A path whose ends contradict
        // each other has no length, until what is said of them is wide enough.
        let mut left_out = vec!["recording_lag"];
        if contradicts(&before) {
            left_out.extend(["misled_time", "unattributed_time"]);
        }
        for (narrow, wide) in Analysis::of(&before).metrics().iter().zip(Analysis::of(&after).metrics()) {
            let Metric { name, span: Some(span), from, to, .. } = narrow else { continue };
            if left_out.contains(name) || (*from, *to) != (wide.from, wide.to) {
                continue;
            }
            let is_wide = wide.span.is_some_and(|wide| is_as_wide(*span, wide));
            // Where nothing bounds it any more, nothing is all that can be said.
            prop_assert!(is_wide || wide.state == MetricState::Unknown, "{:?} became {:?}", narrow, wide);
        }
    }
}
