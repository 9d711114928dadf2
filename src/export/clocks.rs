//! What a reader of the document must know of the clocks that its times were read off.

use std::collections::{HashMap, HashSet};

use super::rows::Teller;
use crate::time::When;
use crate::timeline::{AFTERWARDS_MS, ClockNote, Noted, Part, Timeline};

/// So many are told; the others are counted.
const MOST: usize = 3;

/// A sentence for each thing that a clock did between two events whose times it gave, and for each
/// clock that was far from another all along.
pub(super) fn clock_remarks(timeline: &Timeline, teller: &Teller) -> Vec<String> {
    let is_clock = |part| if let Part::Clock(noted) = part { Some(noted) } else { None };
    let notes: Vec<Noted> = timeline.story().filter_map(is_clock).collect();
    if notes.is_empty() {
        return Vec::new();
    }
    let stamped = stamped_between(teller);
    let concerns = |noted: &Noted| {
        let place = &noted.recorded.place;
        let between = stamped.get(&*place.writer).is_some_and(|(first, last)| (*first..*last).contains(&place.n));
        between || matches!(noted.note, ClockNote::Ahead { .. })
    };
    let mut changes = HashSet::new();
    // The clocks of a zone are changed for everybody, and everybody's journal notes it.
    let mut is_new = |noted: &Noted| match noted.note {
        ClockNote::Offset { from, to } => changes.insert((from.offset, to.offset)),
        _ => true,
    };
    let notes: Vec<Noted> = notes.into_iter().filter(|noted| concerns(noted) && is_new(noted)).collect();
    let sentence = |noted: &Noted| {
        let at = teller.calendar.dated_clock(&When::live(noted.recorded.at));
        format!("At {at}, {}.", noted.sentence(teller.calendar.zone()))
    };
    let more = match notes.len().saturating_sub(MOST) {
        0 => None,
        1 => Some("And 1 more change of a clock.".to_owned()),
        more => Some(format!("And {more} more changes of a clock.")),
    };
    notes.iter().take(MOST).map(sentence).chain(more).collect()
}

/// In each journal, the first and the last told event whose time was read off its clock: one that was
/// recorded when it happened, or not long after.
fn stamped_between<'a>(teller: &Teller<'a>) -> HashMap<&'a str, (u64, u64)> {
    let mut between: HashMap<&str, (u64, u64)> = HashMap::new();
    for event in &teller.analysis.told {
        let late = event.bound().map(|bound| event.recorded.moment.millis_since(bound));
        if late.is_some_and(|late| late.abs() < AFTERWARDS_MS) {
            let n = event.place.n;
            let (first, last) = between.entry(&event.event.place.writer).or_insert((n, n));
            (*first, *last) = (n.min(*first), n.max(*last));
        }
    }
    between
}
