//! Looking back: a timeline as it was before its last records were taken in.
//!
//! Nothing is ever taken off a timeline that is written to. Whoever replays an incident has a copy,
//! and takes the records of that back and forth; what each step costs depends on what it steps over,
//! not on how long the incident is.

use super::record::{Place, Record, RecordId, Recorded};
use super::{Timeline, Touched};
use crate::time::Moment;

/// What only ever grows with the records that are taken in, whatever becomes of them: without all of
/// them nobody can say what it was before, so whoever looks back has kept it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    /// The furthest place on disk.
    pub(super) newest: Place,
    /// The last time anything was recorded.
    pub(super) last_recorded: Option<Moment>,
    /// A number that was ever given is never given again.
    pub(super) highest_number: u32,
}

impl Marks {
    /// What they are with one more record.
    pub fn take(&mut self, recorded: &Recorded) {
        self.last_recorded = self.last_recorded.max(Some(recorded.at.moment));
        if recorded.saved && recorded.place > self.newest {
            self.newest = recorded.place.clone();
        }
        self.highest_number = self.highest_number.max(number_given(&recorded.record).unwrap_or(0));
    }
}

impl Timeline {
    /// Takes records out again, for looking back only; gives them back, in the order of their ids as
    /// given. With the marks of the records that stay, the same timeline results as if the others had
    /// never been taken in.
    pub fn rewind(&mut self, records: impl IntoIterator<Item = RecordId>, marks: Marks) -> Vec<Recorded> {
        self.version += 1;
        self.marks = marks;
        let mut touched = Touched::default();
        let taken_out = records.into_iter().filter_map(|id| self.forget(id, &mut touched)).collect();
        self.settle(touched);
        taken_out
    }
}

/// The H number that a record gives a hypothesis.
fn number_given(record: &Record) -> Option<u32> {
    match record {
        Record::Event(body) => body.opens,
        Record::Amend { change, .. } => change.opens.flatten(),
        Record::Redact { kept, .. } => kept.as_ref()?.opens,
        _ => None,
    }
}
