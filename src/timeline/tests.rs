//! The fold, read as stories of two writers, and as properties of any story.

mod properties;
mod stories;

use std::sync::Arc;

use super::*;
use crate::time::{Offset, Stamp, When, Zone};

/// The moment so many minutes after ten.
fn at(minute: i64) -> Stamp {
    Moment::from_millis((600 + minute) * 60_000).at(Offset::UTC)
}

fn id(n: u64) -> RecordId {
    RecordId::new(0, u128::from(n))
}

fn group(n: u64) -> GroupId {
    GroupId::new(0, u128::from(n))
}

/// A record at its place: the `n`-th of all, by `writer`, in a group of its own.
fn recorded(n: u64, writer: &str, record: Record) -> Recorded {
    Recorded {
        id: id(n),
        at: at(n as i64),
        up: None,
        place: Place { order: Order { millis: n as i64, counter: 0 }, writer: Arc::from(writer), n },
        group: group(n),
        by: Arc::from(writer),
        saved: true,
        record,
    }
}

fn body(minute: i64, tag: Tag, text: &str) -> EventBody {
    EventBody::new(When::live(at(minute)), tag, text)
}

fn folded(records: impl IntoIterator<Item = Recorded>) -> Timeline {
    let mut timeline = Timeline::default();
    timeline.apply(records);
    timeline
}

/// Everything that can be asked of a timeline, as text.
fn told(timeline: &Timeline, writers: &[&str]) -> String {
    let undo = |writer: &&str| {
        format!(
            "{writer} {:?} {:?}",
            timeline.undoable(timeline.groups_of(writer), writer, writer),
            timeline.redoable(timeline.groups_of(writer), writer, writer)
        )
    };
    let events: Vec<String> = timeline.all_events().map(|event| format!("{event:?}")).collect();
    let part = |part: Part| match part {
        Part::Event(event) => event.id.to_string(),
        Part::Clock(noted) => format!("{} {}", noted.recorded.id, noted.words(&Zone::utc())),
    };
    [
        timeline.story().map(part).collect::<Vec<_>>().join("\n"),
        format!("{:?} {:?} {:?}", timeline.incident(), timeline.severity(), timeline.state()),
        events.join("\n"),
        format!("{:?} {}", timeline.hypotheses(), timeline.highest_number()),
        format!("{:?} {:?} {:?}", timeline.sections(), timeline.items_and_ideas(), timeline.mutes()),
        writers.iter().map(undo).collect::<Vec<_>>().join(" "),
        format!("{:?}", Summary::of(timeline)),
    ]
    .join("\n\n")
}
