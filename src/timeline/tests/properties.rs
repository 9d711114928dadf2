//! What holds for any story, however it arrives.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

const WRITERS: [&str; 3] = ["ana", "bo", "cy"];

/// One record by one of the writers; what it speaks of is any earlier or later record.
fn any_record() -> impl Strategy<Value = (usize, Index, Index, u8, u8)> {
    (0..WRITERS.len(), any::<Index>(), any::<Index>(), 0..29_u8, any::<u8>())
}

/// A story of so many records: every kind of them, about each other, in groups of one to three.
fn stories(longest: usize) -> impl Strategy<Value = Vec<Recorded>> {
    proptest::collection::vec(any_record(), 1..longest).prop_map(|choices| {
        let count = choices.len();
        let story = |(n, (writer, of, other, kind, small)): (usize, (usize, Index, Index, u8, u8))| {
            let (of, other) = (of.index(count + 1) as u64, other.index(count + 1) as u64);
            let record = record_of_kind(kind, n as i64, of, other, small);
            let mut recorded = recorded(n as u64, WRITERS[writer], record);
            recorded.group = group(n as u64 / (1 + u64::from(small % 3)));
            recorded
        };
        let mut story: Vec<Recorded> = choices.into_iter().enumerate().map(story).collect();
        // Something is kept of events alone.
        let events: HashSet<RecordId> =
            story.iter().filter(|recorded| matches!(recorded.record, Record::Event(_))).map(|event| event.id).collect();
        for recorded in &mut story {
            if let Record::Redact { of, kept, .. } = &mut recorded.record {
                *kept = kept.take().filter(|_| events.contains(of));
            }
        }
        story
    })
}

fn record_of_kind(kind: u8, n: i64, of: u64, other: u64, small: u8) -> Record {
    // Some are backdated, some at the very same minute.
    let minute = n - i64::from(small % 4) * 2;
    let number = u32::from(small % 4) + 1;
    let event = |tag, text: &str| body(minute, tag, text);
    match kind {
        0..=3 => Record::Event(event(TAGS[usize::from(small) % TAGS.len()].tag, "something").into()),
        4 => {
            let mut body = EventBody { hidden: small.is_multiple_of(5), ..event(Tag::Role, "somebody") };
            body.details.insert("role".to_owned(), format!("role {number}"));
            Record::Event(body.into())
        }
        5 => Record::Event(EventBody { when: When::unplaced("then"), ..event(Tag::Note, "untimed") }.into()),
        6..=8 => {
            Record::Event(EventBody { opens: Some(number + n as u32), ..event(Tag::Hypothesis, "because") }.into())
        }
        9 => Record::Event(EventBody { opens: Some(number), ..event(Tag::Hypothesis, "the same number") }.into()),
        10 | 11 => Record::Event(EventBody { rules_out: vec![id(of)], ..event(Tag::MisleadingPath, "no") }.into()),
        12 => {
            let when = if small.is_multiple_of(2) { When::unplaced("then") } else { When::live(at(minute)) };
            Record::Event(EventBody { when, confirms: vec![id(of), id(other)], ..event(Tag::Cause, "yes") }.into())
        }
        27 => {
            let mut body = EventBody { about: vec![id(of)], ..event(Tag::Hypothesis, "again") };
            body.say_turn(if small.is_multiple_of(2) { Turn::Parked } else { Turn::Reopened });
            Record::Event(body.into())
        }
        13 => {
            let mut body = EventBody { hidden: small.is_multiple_of(5), ..event(Tag::Severity, "") };
            body.details.insert("severity".to_owned(), number.to_string());
            Record::Event(body.into())
        }
        14 => Record::Event(EventBody { hidden: small.is_multiple_of(3), ..event(Tag::Resolution, "it works") }.into()),
        15 | 16 => {
            let change = EventChange {
                text: Some(format!("amended {n}")),
                tag: (small.is_multiple_of(2)).then_some(Tag::Mitigation),
                opens: (small.is_multiple_of(5)).then_some(Some(number)),
                when: (small.is_multiple_of(3)).then(|| When::live(at(minute - 9))),
                hidden: (small.is_multiple_of(7)).then_some(true),
                ..EventChange::default()
            };
            Record::Amend { of: id(of), change: change.into() }
        }
        17 => Record::Strike { of: id(of), why: (!small.is_multiple_of(3)).then(|| format!("why {n}")) },
        18..=20 => Record::Undo { group: group(of) },
        21 => {
            let kept = (small.is_multiple_of(2)).then(|| Box::new(event(Tag::Note, "")));
            Record::Redact { of: id(of), why: format!("why {n}"), kept }
        }
        22 => Record::Set(vec![match small % 6 {
            0 => Setting::Closed(small.is_multiple_of(4)),
            1 => Setting::Reopened(at(minute)),
            2 => Setting::Severity(small % 5),
            _ => Setting::Title(format!("title {n}")),
        }]),
        23 => Record::Section { name: format!("part {}", small % 3), text: format!("text {n}") },
        24 => Record::Action {
            of: (small.is_multiple_of(2)).then(|| id(of)),
            change: ActionChange { text: Some(format!("do {n}")), ..ActionChange::default() }.into(),
        },
        25 => Record::Clock(match small % 3 {
            0 => ClockNote::Stepped { millis: n * 60_000 - 400_000 },
            1 => ClockNote::Suspended { millis: u64::from(small) * 1000 },
            _ => ClockNote::Ahead { writer: "bo".to_owned(), millis: 4_000_000 },
        }),
        26 => Record::Begin(Begin {
            incident: "test".to_owned(),
            writer: "whose".to_owned(),
            host: format!("host {n}"),
            program: String::new(),
        }),
        _ => Record::Evidence(Evidence { of: id(of), file: format!("{n}.txt"), bytes: 1, source: "paste".to_owned() }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_any_batches_and_any_repetition_tell_the_same(
        story in stories(40),
        repeated in proptest::collection::vec(any::<Index>(), 0..10),
        splits in proptest::collection::vec(any::<bool>(), 60),
        seed in any::<u64>(),
    ) {
        let expected = told(&folded(story.clone()), &WRITERS);
        let mut arriving = story.clone();
        arriving.extend(repeated.iter().map(|index| index.get(&story).clone()));
        // Shown before they were saved, some come a second time from their own writer.
        arriving.extend(repeated.iter().map(|index| Recorded { saved: false, ..index.get(&story).clone() }));
        let mut keys = seed;
        arriving.sort_by_cached_key(|_| {
            keys = keys.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            keys >> 20
        });
        let mut timeline = Timeline::default();
        let mut batch = Vec::new();
        for (record, split) in arriving.into_iter().zip(splits.into_iter().cycle()) {
            batch.push(record);
            if split {
                timeline.apply(std::mem::take(&mut batch));
            }
        }
        timeline.apply(batch);
        prop_assert_eq!(told(&timeline, &WRITERS), expected);
    }

    #[test]
    fn taken_back_to_any_of_its_pasts_a_timeline_is_what_it_was(
        story in stories(40), stops in proptest::collection::vec(any::<Index>(), 1..4), seed in any::<u64>(),
    ) {
        let mut arriving = story;
        let mut keys = seed;
        arriving.sort_by_cached_key(|_| {
            keys = keys.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            keys >> 20
        });
        let mut stops: Vec<usize> = stops.iter().map(|stop| stop.index(arriving.len())).collect();
        stops.sort_unstable();
        let whole = told(&folded(arriving.clone()), &WRITERS);
        let mut timeline = folded(arriving.clone());
        let mut until = arriving.len();
        let mut ahead = Vec::new();
        for stop in stops.iter().rev().copied() {
            let mut marks = Marks::default();
            arriving[..stop].iter().for_each(|recorded| marks.take(recorded));
            let ids = arriving[stop..until].iter().rev().map(|recorded| recorded.id);
            ahead.extend(timeline.rewind(ids, marks));
            prop_assert_eq!(told(&timeline, &WRITERS), told(&folded(arriving[..stop].to_vec()), &WRITERS));
            until = stop;
        }
        prop_assert!(ahead.iter().rev().eq(&arriving[until..]), "what was taken out is given back");
        timeline.apply(ahead);
        prop_assert_eq!(told(&timeline, &WRITERS), whole);
    }

    #[test]
    fn as_many_undos_as_groups_give_back_the_start_and_as_many_redos_the_end(
        story in stories(20), more in 1..12_u64,
    ) {
        // What was there before is somebody else's, and stays.
        let mut timeline = folded(story.into_iter().map(|recorded| Recorded {
            place: Place { writer: Arc::from("ana"), ..recorded.place },
            ..recorded
        }));
        let start = story_of(&timeline);
        for n in 0..more {
            let record = record_of_kind((n * 7 % 18) as u8, 100 + n as i64, n, n + 1, n as u8);
            timeline.apply([recorded(1000 + n, "bo", record)]);
        }
        let end = story_of(&timeline);
        let mut next = 2000;
        let mut take_back = |timeline: &mut Timeline, group: GroupId| {
            next += 1;
            timeline.apply([recorded(next, "bo", Record::Undo { group })]);
        };
        for _ in 0..more {
            let group = timeline.undoable(timeline.groups_of("bo"), "bo", "bo").expect("a group of bo's");
            take_back(&mut timeline, group);
        }
        prop_assert_eq!(timeline.undoable(timeline.groups_of("bo"), "bo", "bo"), None);
        prop_assert_eq!(story_of(&timeline), start);
        for _ in 0..more {
            let group = timeline.redoable(timeline.groups_of("bo"), "bo", "bo").expect("an undo of bo's");
            take_back(&mut timeline, group);
        }
        prop_assert_eq!(timeline.redoable(timeline.groups_of("bo"), "bo", "bo"), None);
        prop_assert_eq!(story_of(&timeline), end);
    }

    #[test]
    fn a_copy_without_the_redacted_words_tells_the_same(story in stories(30)) {
        let timeline = folded(story.clone());
        let mut erased = story;
        for record in &mut erased {
            let is_told = matches!(record.record, Record::Event(_) | Record::Amend { .. } | Record::Evidence(_));
            if is_told && timeline.is_redacted(record.id) {
                (record.record, record.by) = (Record::Redacted, Arc::from(""));
            }
        }
        let erased = folded(erased);
        prop_assert_eq!(story_of(&erased), story_of(&timeline));
        for writer in WRITERS {
            prop_assert_eq!(erased.undoable(erased.groups_of(writer), writer, writer), timeline.undoable(timeline.groups_of(writer), writer, writer));
            prop_assert_eq!(erased.redoable(erased.groups_of(writer), writer, writer), timeline.redoable(timeline.groups_of(writer), writer, writer));
        }
    }

    #[test]
    fn a_summary_that_is_brought_forward_is_the_summary_of_the_whole(story in stories(40), from in any::<Index>()) {
        // It may have been made at any time before.
        let from = from.index(story.len());
        let mut summary = Summary::of(&folded(story[..from].to_vec()));
        for (n, record) in story.iter().enumerate().skip(from) {
            if !summary.advance(record) {
                break;
            }
            prop_assert_eq!(&summary, &Summary::of(&folded(story[..=n].to_vec())), "after {}", n);
        }
    }

    #[test]
    fn records_that_come_late_are_taken_in_right_or_not_at_all(story in stories(30), from in any::<Index>(), seed in any::<u64>()) {
        let mut arriving = story;
        let mut keys = seed;
        arriving.sort_by_cached_key(|_| {
            keys = keys.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            keys >> 20
        });
        let from = from.index(arriving.len());
        let mut summary = Summary::of(&folded(arriving[..from].to_vec()));
        for (n, record) in arriving.iter().enumerate().skip(from) {
            if !summary.advance(record) {
                break;
            }
            prop_assert_eq!(&summary, &Summary::of(&folded(arriving[..=n].to_vec())), "after {}", n);
        }
    }
}

/// The story as a person reads it: without the places of undos and counts of records.
fn story_of(timeline: &Timeline) -> String {
    let events: Vec<String> = timeline.all_events().map(|event| format!("{event:?}")).collect();
    let whole = format!("{:?} {:?} {:?}", timeline.incident(), timeline.severity(), timeline.state());
    let parts = format!("{:?} {:?}", timeline.sections(), timeline.action_items());
    [whole, events.join("\n"), format!("{:?}", timeline.hypotheses()), parts].join("\n")
}
