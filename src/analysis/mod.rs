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

use crate::timeline::{Event, RecordId, Timeline};
use paths::{PathIndex, is_standing_cause};

/// A timeline with what every figure of it is measured with, worked out once.
pub struct Analysis<'a> {
    pub timeline: &'a Timeline,
    /// The told events that have a time, as the timeline has them.
    pub told: Vec<&'a Event>,
    /// Those without a time, in the order of recording.
    pub untimed: Vec<&'a Event>,
    pub bounds: Bounds,
    /// Hypotheses in the order of recording, then misleading paths that had none behind them.
    pub paths: Vec<Path<'a>>,
    index: PathIndex,
    pub milestones: Milestones<'a>,
    pub impact: Impact<'a>,
}

impl<'a> Analysis<'a> {
    pub fn of(timeline: &'a Timeline) -> Analysis<'a> {
        let told: Vec<&Event> = timeline.events().filter(|event| event.is_told()).collect();
        let untimed = timeline.untimed().filter(|event| event.is_told()).collect();
        let is_over = timeline.state().is_over();
        let bounds = Bounds::of(&told, is_over);
        let paths = paths::paths(timeline, &bounds, is_over);
        let index = paths::index(&paths);
        let milestones = Milestones::of(timeline, &told, &|event| is_standing_cause(event, &paths, &index));
        let impact = Impact::of(&milestones, &told);
        Analysis { timeline, told, untimed, bounds, paths, index, milestones, impact }
    }

    /// Every told event, those with a time first.
    pub fn all_told(&self) -> impl Iterator<Item = &'a Event> {
        self.told.iter().chain(&self.untimed).copied()
    }

    /// Whether nothing more is to come of it.
    pub fn is_over(&self) -> bool {
        self.timeline.state().is_over()
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
