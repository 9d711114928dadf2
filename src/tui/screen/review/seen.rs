//! What the screen knows of the timeline it shows: its rows, those that pass the filter, and the
//! outline. It follows the timeline; a look at it costs what has changed since the last.

use std::collections::HashSet;

use super::find::Find;
use super::outline::Outline;
use crate::analysis::filter::{Filter, Problem, Reading};
use crate::analysis::{Listing, Row};
use crate::time::Moment;
use crate::timeline::{RecordId, Timeline};
use crate::tui::screen::Context;

/// The rows that are shown, and what is known of the whole.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) listing: Listing,
    pub(super) outline: Outline,
    /// The version that the outline is of, and that what was found was not found by it yet.
    outlined: u64,
    is_found_anew: bool,
    /// It is of an incident that is played again, and must not know more than that does.
    tells_no_more: bool,
    /// What a filter is read by; as old as the outline.
    pub(super) reading: Reading,
    filter: Filter,
    /// What of the filter could not be taken as typed.
    pub(super) problems: Vec<Problem>,
    /// The rows that pass the filter; none while all do.
    found: Option<Vec<usize>>,
    /// What was asked for when it was last looked for, and another number each time.
    asked: Find,
    found_version: u64,
}

/// The outline of a timeline of so many rows is worked out with every change; that of a longer one
/// when nothing is pressed: no key waits for it.
const SOON: usize = 5000;

impl Seen {
    /// Of an incident that is played again.
    pub(super) fn of_a_replay() -> Seen {
        Seen { tells_no_more: true, ..Seen::default() }
    }

    pub(super) fn follow(&mut self, timeline: &Timeline, find: &Find, context: &Context) {
        let mut changed = self.listing.follow(timeline);
        let is_short = self.listing.rows().len() <= SOON;
        if self.outlined != timeline.version() && (self.outlined == 0 || is_short) {
            self.catch_up(timeline, context);
            changed = true;
        } else if self.outlined != timeline.version() && self.tells_no_more {
            // What was worked out for another moment may tell what was not known at this one.
            self.outline = Outline::default();
        }
        if changed || *find != self.asked || self.is_found_anew {
            self.find(timeline, find, changed || self.is_found_anew);
        }
    }

    /// Works out the outline anew, where it is older than the timeline.
    pub(super) fn catch_up(&mut self, timeline: &Timeline, context: &Context) {
        if self.outlined != timeline.version() {
            self.listing.follow(timeline);
            self.outline = Outline::of(timeline, context);
            let now = context.session.now();
            self.reading = Reading::of(timeline, &self.listing, now, context.filters.to_vec());
            (self.outlined, self.is_found_anew) = (timeline.version(), true);
        }
    }

    /// Another number whenever other rows may be shown, or at other times.
    pub(super) fn picture(&self) -> (u64, u64) {
        (self.listing.shape(), if self.found.is_some() { self.found_version } else { 0 })
    }

    /// Who types on looks among what was found: another term finds no more.
    fn find(&mut self, timeline: &Timeline, find: &Find, changed: bool) {
        self.asked.clone_from(find);
        self.found_version += 1;
        let (filter, problems) = find.read(&self.reading);
        let facts = &self.outline.facts;
        self.found = match &self.found {
            _ if filter.is_empty() => None,
            Some(found) if !changed && filter.narrows(&self.filter) => {
                Some(filter.rows_among(found, &self.listing, timeline, facts))
            }
            _ => Some(filter.rows(&self.listing, timeline, facts)),
        };
        (self.filter, self.problems, self.is_found_anew) = (filter, problems, false);
    }

    /// How many rows are shown.
    pub(super) fn len(&self) -> usize {
        self.found.as_ref().map_or(self.listing.rows().len(), Vec::len)
    }

    pub(super) fn is_filtered(&self) -> bool {
        self.found.is_some()
    }

    /// The row at a place among those that are shown.
    pub(super) fn row(&self, place: usize) -> &Row {
        let at = self.found.as_ref().map_or(place, |found| found[place]);
        &self.listing.rows()[at]
    }

    /// Every row that is shown.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row> {
        (0..self.len()).map(|place| self.row(place))
    }

    /// Where an event stands among the rows that are shown, or where it would; looked for first where
    /// it was last. None of one that is gone.
    pub(super) fn place_of(&self, id: RecordId, hint: usize) -> Option<usize> {
        if hint < self.len() && self.row(hint).id == id {
            return Some(hint);
        }
        let at = self.listing.position(id)?;
        Some(match &self.found {
            None => at,
            Some(found) => found.partition_point(|shown| *shown < at),
        })
    }

    /// The rows of a stretch of time that are shown.
    pub(super) fn between(&self, from: Moment, to: Moment) -> impl Iterator<Item = &Row> {
        let range = self.listing.between(from, to);
        let found = self.found.as_ref().map(|found| {
            let start = found.partition_point(|at| *at < range.start);
            let end = found.partition_point(|at| *at < range.end);
            &found[start..end]
        });
        let all = if found.is_some() { 0..0 } else { range };
        all.chain(found.into_iter().flatten().copied()).map(|at| &self.listing.rows()[at])
    }

    /// Those of the chosen events that are still there, in the order of the list.
    pub(super) fn in_order(&self, chosen: impl IntoIterator<Item = RecordId>) -> Vec<RecordId> {
        let chosen: HashSet<RecordId> = chosen.into_iter().collect();
        self.listing.rows().iter().map(|row| row.id).filter(|id| chosen.contains(id)).collect()
    }
}
