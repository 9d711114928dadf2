//! Some of the events of a timeline, for whoever asked for no others.

use std::collections::HashSet;

use crate::analysis::Listing;
use crate::timeline::{RecordId, Timeline};
use crate::words;

/// What an expression has chosen of a timeline.
#[derive(Clone, Debug)]
pub struct Chosen {
    ids: HashSet<RecordId>,
    /// As it was typed.
    pub expression: String,
}

impl Chosen {
    /// The rows at these positions.
    pub fn of(listing: &Listing, positions: &[usize], expression: &str) -> Chosen {
        let ids = positions.iter().filter_map(|at| listing.rows().get(*at)).map(|row| row.id).collect();
        Chosen { ids, expression: expression.to_owned() }
    }

    pub(super) fn has(&self, id: RecordId) -> bool {
        self.ids.contains(&id)
    }

    /// `3 of 312 events: tag:escalation`
    pub(super) fn count(&self, timeline: &Timeline) -> String {
        let shown = timeline.all_events().filter(|event| self.has(event.id)).count();
        format!("{shown} of {}: {}", words::count(timeline.len(), "event"), words::one_line(&self.expression))
    }
}
