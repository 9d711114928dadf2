//! What the last few records have changed, so that what was worked out from a timeline can follow it
//! at the price of the change and not of the whole.

use std::collections::VecDeque;

use super::{RecordId, Timeline};

/// The events that each of the last versions touched.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// Each with the version that it made, one after the other.
    last: VecDeque<(u64, Vec<RecordId>)>,
}

/// So many versions are remembered, and so many events of each: more is read anew sooner than followed.
const VERSIONS: usize = 32;
const EVENTS: usize = 256;

impl Changes {
    pub(super) fn add(&mut self, version: u64, touched: Vec<RecordId>) {
        if touched.len() > EVENTS {
            return self.forget();
        }
        if self.last.len() == VERSIONS {
            self.last.pop_front();
        }
        self.last.push_back((version, touched));
    }

    pub(super) fn forget(&mut self) {
        self.last.clear();
    }
}

impl Timeline {
    /// This timeline, to be looked at instead of another: whoever has followed that one sees that all
    /// of it is new.
    #[must_use]
    pub fn in_place_of(mut self, other: &Timeline) -> Timeline {
        self.version = self.version.max(other.version) + 1;
        self.changes.forget();
        self
    }

    /// The events, and notes of clocks, that may be other ones since a version of this timeline; none
    /// where that is too long ago, or too many.
    pub fn changed_since(&self, version: u64) -> Option<Vec<RecordId>> {
        if version == self.version() {
            return Some(Vec::new());
        }
        let (first, _) = self.changes.last.front()?;
        let reaches_back = *first <= version + 1;
        let later = self.changes.last.iter().filter(|(made, _)| *made > version);
        let mut changed: Vec<RecordId> = later.flat_map(|(_, touched)| touched).copied().collect();
        changed.sort_unstable();
        changed.dedup();
        Some(changed).filter(|_| reaches_back)
    }
}
