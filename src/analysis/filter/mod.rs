//! The filter: an expression such as `tag:escalation by:ana since:10:30 #db "timeout" no:evidence`,
//! and the rows of a listing that pass it.
//!
//! Terms stand apart by blanks, and all of them must hold; a comma within one means "or", a dash
//! before it "not". It goes through the small rows: what those do not hold is looked up in the
//! timeline, and only for a row that has passed everything else.

mod complete;
mod fields;
mod kinds;
mod nearest;
mod read;
mod reading;
mod saved;
mod spelled;
mod term;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;
use std::ops::Range;

use super::{Analysis, Listing};
use crate::time::Moment;
use crate::timeline::{RecordId, Timeline};

pub use complete::{Choice, Completion, complete};
pub use fields::{FIELDS, Field};
pub use kinds::{HAS, IS, Kind};
pub use reading::Reading;
pub use saved::{OwnFilter, SAVED, SavedFilter, saved};
use term::{Asked, Term};

/// An expression that was read: what an event has to be to pass. Without a term everything passes.
///
/// Who is meant by a name and when by a time was settled when it was read: it is read again when
/// the timeline has changed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Filter {
    terms: Vec<Term>,
}

/// Something in an expression that can't be taken as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What is wrong, and what there is instead.
    pub message: String,
    /// Whether no incident could make sense of it; else there is only nothing of that in this one.
    pub is_wrong: bool,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// What no row tells of itself, worked out once for all of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FilterContext {
    /// The events that were recorded as a milestone: a handful.
    pub milestones: Vec<RecordId>,
    /// From how many milliseconds on a silence is a gap; 0 for never.
    pub gap_ms: i64,
    /// When the incident was over, by the clock of who recorded it; none while it is not, and for
    /// one that was written down afterwards, where nothing is late.
    pub over: Option<Moment>,
}

impl FilterContext {
    /// With gaps from so many minutes on.
    pub fn of(analysis: &Analysis, gap_minutes: u32) -> FilterContext {
        let resolved = analysis.milestones.resolved.filter(|_| !analysis.timeline.incident().is_written_afterwards());
        FilterContext {
            milestones: analysis.milestones.recorded().map(|event| event.id).collect(),
            gap_ms: i64::from(gap_minutes) * 60_000,
            over: resolved.map(|event| event.recorded.moment),
        }
    }
}

impl Filter {
    /// Reads an expression that is being typed: what is not finished at its end restricts to what
    /// it can still become, and is no problem yet. What is a problem restricts nothing.
    pub fn read(text: &str, reading: &Reading) -> (Filter, Vec<Problem>) {
        read::read(text, reading, true)
    }

    /// Reads an expression that nothing will be added to; the name of a saved filter is one.
    pub fn read_whole(text: &str, reading: &Reading) -> (Filter, Vec<Problem>) {
        let Some((_, expression)) = saved(text.trim(), &reading.own) else { return read::read(text, reading, false) };
        let (filter, mut problems) = read::read(expression, reading, false);
        problems.iter_mut().for_each(|problem| problem.range = 0..text.len());
        (filter, problems)
    }

    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The positions of the rows that pass, in order.
    pub fn rows(&self, listing: &Listing, timeline: &Timeline, context: &FilterContext) -> Vec<usize> {
        self.passing(0..listing.rows().len(), listing, timeline, context)
    }

    /// Those of some rows that pass: of those that passed before, where this one only narrows.
    pub fn rows_among(
        &self,
        positions: &[usize],
        listing: &Listing,
        timeline: &Timeline,
        context: &FilterContext,
    ) -> Vec<usize> {
        self.passing(positions.iter().copied(), listing, timeline, context)
    }

    fn passing(
        &self,
        positions: impl Iterator<Item = usize>,
        listing: &Listing,
        timeline: &Timeline,
        context: &FilterContext,
    ) -> Vec<usize> {
        let mut terms: Vec<&Term> = self.terms.iter().collect();
        terms.sort_by_key(|term| term.cost());
        let passes = |at: &usize| {
            listing.rows().get(*at).is_some_and(|row| {
                let asked = Asked { row, listing, timeline, context };
                terms.iter().all(|term| term.holds(asked))
            })
        };
        positions.filter(passes).collect()
    }

    /// Whether every row that passes now is sure to have passed before, of the same timeline: then
    /// it is enough to look among those. False where that can't be told from the expressions.
    pub fn narrows(&self, before: &Filter) -> bool {
        before.terms.iter().all(|known| self.terms.iter().any(|term| term.implies(known)))
    }
}

/// As an expression that reads the same.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, term) in self.terms.iter().enumerate() {
            let blank = if position == 0 { "" } else { " " };
            write!(f, "{blank}{term}")?;
        }
        // A name that goes on is another name: the blank says that this one is whole.
        let ends_in_a_name = self.terms.last().is_some_and(Term::ends_in_a_name);
        f.write_str(if ends_in_a_name { " " } else { "" })
    }
}
