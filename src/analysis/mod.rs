//! What follows from a timeline: milestones, paths and their minutes, metrics, gaps; and, given
//! what time it is, how the incident stands and what could be forgotten.
//!
//! Pure functions of a [`Timeline`]: no file, no clock, the same answer on every machine and at any
//! hour. What was not recorded stays unknown; nothing is filled in.

mod account;
mod axis;
mod bounds;
mod coordination;
mod course;
mod due;
pub mod filter;
mod foresight;
mod gaps;
mod handover;
mod impact;
mod lateness;
mod lint;
mod listing;
mod meeting;
mod memory;
mod metrics;
mod milestones;
mod misled;
mod paths;
mod prompts;
#[cfg(test)]
pub(crate) mod properties;
mod question_bank;
#[cfg(test)]
pub(crate) mod recorded;
mod secrets;
mod severities;
mod state_card;
mod stretches;
mod timers;
mod updates;

pub use account::{ACTION_ITEMS, Account, COLUMNS, Column, NEEDED, SORTS, Sort, WriteUp};
pub use axis::{Axis, Tick};
pub use bounds::{Bounds, length};
pub use coordination::Coordination;
pub use course::Stage;
pub use due::{next_update, until_due};
pub use foresight::Foresight;
pub use gaps::{Gap, SILENCE};
pub use handover::{Handover, HandoverEntry, HandoverPart};
pub use impact::{Impact, has_number, share};
pub use lateness::Lateness;
pub use lint::{Document, Finding, Length, Level, Lint, RULES, Rule, Subject};
pub use listing::{Listing, Row, Trait, Traits};
pub use meeting::{MEETING, Meeting, MeetingPart, MeetingTime};
pub use memory::{Memory, PastPath, Recollection};
pub use metrics::{METRICS, Metric, MetricRow, MetricState, Printed};
pub use milestones::{MILESTONES, Milestone, MilestoneRow, Milestones};
pub use misled::Share;
pub use paths::{Followed, Path, PathState};
pub use prompts::{About, PROMPTS, Prompt, PromptRow, QUESTIONS, Situation};
pub use question_bank::questions_for;
pub use secrets::{Secret, SecretPlace, any_secret, secrets};
pub use severities::AtSeverity;
pub use state_card::{Done, OpenHypothesis, StateCard, roles};
pub use timers::{BySeverity, Minutes, Timers};
pub use updates::Updates;

use std::ops::Deref;

use crate::time::Moment;
use crate::timeline::{Event, RecordId, Tag, Timeline};
use paths::{PathIndex, is_standing_cause};

/// A told event, with what is asked of every one of many beside it: to look at a hundred thousand events
/// where they lie takes longer than all that is made of them.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub event: &'a Event,
    tag: Tag,
    bound: Option<Moment>,
    /// Whether its time was said afterwards, and whether as a range.
    is_stated: bool,
    is_range: bool,
    /// Whether it says what the cause was, whatever became of that.
    names_cause: bool,
}

impl<'a> Told<'a> {
    fn of(event: &'a Event) -> Told<'a> {
        let names_cause = event.tag() == Tag::Cause || !event.body.confirms.is_empty();
        let when = event.when();
        let (is_stated, is_range) = (when.is_stated(), when.until().is_some());
        Told { event, tag: event.tag(), bound: event.bound(), is_stated, is_range, names_cause }
    }

    pub fn tag(&self) -> Tag {
        self.tag
    }

    pub fn bound(&self) -> Option<Moment> {
        self.bound
    }

    /// Whether its time was said afterwards rather than stamped.
    pub fn is_stated(&self) -> bool {
        self.is_stated
    }

    /// How far off a stated time may be either way, in milliseconds.
    pub fn margin_ms(&self) -> i64 {
        if self.is_stated { self.event.when().margin_ms() } else { 0 }
    }

    /// The end of a stated range.
    pub fn until(&self) -> Option<Moment> {
        self.is_range.then(|| self.event.when().until()).flatten().map(|until| until.moment)
    }
}

impl Deref for Told<'_> {
    type Target = Event;

    fn deref(&self) -> &Event {
        self.event
    }
}

/// A timeline with what every figure of it is measured with, worked out once.
#[derive(Clone)]
pub struct Analysis<'a> {
    pub timeline: &'a Timeline,
    /// The told events that have a time, as the timeline has them.
    pub told: Vec<Told<'a>>,
    /// Those without a time, in the order of recording.
    pub untimed: Vec<Told<'a>>,
    pub bounds: Bounds,
    /// Hypotheses in the order of recording, then misleading paths that had none behind them.
    pub paths: Vec<Path<'a>>,
    index: PathIndex,
    pub milestones: Milestones<'a>,
    pub impact: Impact<'a>,
}

impl<'a> Analysis<'a> {
    pub fn of(timeline: &'a Timeline) -> Analysis<'a> {
        let told: Vec<Told> = timeline.events().filter(|event| event.is_told()).map(Told::of).collect();
        let untimed = timeline.untimed().filter(|event| event.is_told()).map(Told::of).collect();
        let is_over = timeline.state().is_over();
        let bounds = Bounds::of(&told, is_over);
        let paths = paths::paths(timeline, &bounds, is_over);
        let index = paths::index(&paths);
        let milestones = Milestones::of(timeline, &told, &|event| is_standing_cause(event, &paths, &index));
        let impact = Impact::of(&milestones, &told);
        Analysis { timeline, told, untimed, bounds, paths, index, milestones, impact }
    }

    /// Every told event, those with a time first.
    pub fn all_told(&self) -> impl Iterator<Item = Told<'a>> {
        self.told.iter().chain(&self.untimed).copied()
    }

    /// Whether nothing more is to come of it.
    pub fn is_over(&self) -> bool {
        self.timeline.state().is_over()
    }

    /// The told events that name a cause which nothing has overturned since, those with a time first.
    pub fn standing_causes(&self) -> impl Iterator<Item = &'a Event> {
        let named = self.all_told().filter(|told| told.names_cause).map(|told| told.event);
        named.filter(|event| self.is_standing_cause(event))
    }

    /// Whether an event names a cause that nothing has overturned since.
    pub fn is_standing_cause(&self, event: &Event) -> bool {
        is_standing_cause(event, &self.paths, &self.index)
    }

    /// The path of a hypothesis.
    pub fn path(&self, hypothesis: RecordId) -> Option<&Path<'a>> {
        self.paths.get(*self.index.get(&hypothesis)?)
    }
}
