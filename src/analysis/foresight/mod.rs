//! Foresight: the timeline as it was known at a moment, so that a review walks it without hindsight.
//!
//! Of an incident that was recorded live everything is known from the moment at which it was
//! recorded: an event that was added a week later, a correction, a verdict. Of one that was written
//! down afterwards nobody recorded anything while it lasted; there an event counts as known from the
//! moment by which it had surely happened.
//!
//! ```text
//!   always      09:58  10:00  10:05   …   12:01   12:02
//!   zone, id      ├──────┼──────┼─────┄─────┼───────┤
//!             known so far ──────► │ ◄────── still ahead
//!                               moment
//! ```

mod known;

use std::ops::Range;

use self::known::schedule;
use crate::time::Moment;
use crate::timeline::{Marks, RecordId, Recorded, Timeline};

/// An incident that can be looked at as of any moment. It holds all of it by itself: what is recorded
/// later is not in it.
#[derive(Clone, Debug)]
pub struct Foresight {
    timeline: Timeline,
    /// All records in the order in which they became known.
    order: Vec<RecordId>,
    steps: Vec<Step>,
    /// How many of the steps were taken.
    taken: usize,
    /// What is not known yet, the next last.
    ahead: Vec<Recorded>,
    moment: Moment,
    /// What the marks are before the first step.
    marks: Marks,
}

/// What became known at one moment: the records up to a place in their order.
#[derive(Clone, Debug)]
struct Step {
    moment: Moment,
    until: usize,
    marks: Marks,
}

impl Foresight {
    /// Works out from when each record was known, and stands at the moment of the first.
    pub fn of(timeline: &Timeline) -> Foresight {
        let schedule = schedule(timeline);
        let mut known = Timeline::default();
        known.apply(schedule.always);
        let mut marks = known.marks().clone();
        let before = marks.clone();
        let mut steps: Vec<Step> = Vec::new();
        for (at, (moment, recorded)) in schedule.later.iter().enumerate() {
            marks.take(recorded);
            let step = Step { moment: *moment, until: at + 1, marks: marks.clone() };
            match steps.last_mut().filter(|last| last.moment == *moment) {
                Some(last) => *last = step,
                None => steps.push(step),
            }
        }
        let order = schedule.later.iter().map(|(_, recorded)| recorded.id).collect();
        let ahead = schedule.later.into_iter().rev().map(|(_, recorded)| recorded).collect();
        let moment = steps.first().map_or_else(|| Moment::from_millis(0), |first| first.moment);
        let mut foresight = Foresight { timeline: known, order, steps, taken: 0, ahead, moment, marks: before };
        foresight.seek(moment);
        foresight
    }

    /// A timeline as of a moment.
    pub fn at(timeline: &Timeline, moment: Moment) -> Timeline {
        let mut foresight = Foresight::of(timeline);
        foresight.seek(moment);
        foresight.timeline
    }

    /// What was known at the moment.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Where it stands.
    pub fn moment(&self) -> Moment {
        self.moment
    }

    /// The moment at which the first became known; none where nothing ever did.
    pub fn start(&self) -> Option<Moment> {
        self.steps.first().map(|step| step.moment)
    }

    /// The moment from which all is known.
    pub fn end(&self) -> Option<Moment> {
        self.steps.last().map(|step| step.moment)
    }

    /// The next moment at which something became known.
    pub fn next_after(&self, moment: Moment) -> Option<Moment> {
        self.steps.get(self.steps_until(moment)).map(|step| step.moment)
    }

    /// The last moment before this one at which something became known.
    pub fn previous_before(&self, moment: Moment) -> Option<Moment> {
        let before = self.steps.partition_point(|step| step.moment < moment);
        before.checked_sub(1).map(|last| self.steps[last].moment)
    }

    /// Goes to a moment, forward or back. What it costs depends on what becomes known or unknown on the
    /// way; says how many records that were.
    pub fn seek(&mut self, moment: Moment) -> usize {
        self.moment = moment;
        let to = self.steps_until(moment);
        let stepped = match to.cmp(&self.taken) {
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Greater => self.forward(self.records_until(self.taken)..self.records_until(to)),
            std::cmp::Ordering::Less => self.back(self.records_until(to)..self.records_until(self.taken), to),
        };
        self.taken = to;
        stepped
    }

    fn forward(&mut self, records: Range<usize>) -> usize {
        let left = self.ahead.len() - records.len();
        self.timeline.apply(self.ahead.drain(left..).rev());
        records.len()
    }

    fn back(&mut self, records: Range<usize>, to: usize) -> usize {
        let marks = to.checked_sub(1).map_or(&self.marks, |last| &self.steps[last].marks);
        let ids = self.order[records.clone()].iter().rev().copied();
        self.ahead.extend(self.timeline.rewind(ids, marks.clone()));
        records.len()
    }

    /// How many steps are taken at a moment, and how many records have become known with so many.
    fn steps_until(&self, moment: Moment) -> usize {
        self.steps.partition_point(|step| step.moment <= moment)
    }

    fn records_until(&self, steps: usize) -> usize {
        steps.checked_sub(1).map_or(0, |last| self.steps[last].until)
    }
}

#[cfg(test)]
mod tests;
