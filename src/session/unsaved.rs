//! What is not on disk yet: which records, since when, and what the disk said.

use crate::time::Moment;
use crate::timeline::{RecordId, Recorded};

/// What is not on disk, since when, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unsaved {
    pub events: usize,
    pub since: Moment,
    /// What the disk said; none while it has not answered.
    pub why: Option<String>,
}

/// The records that wait for the disk, oldest first.
#[derive(Default)]
pub(super) struct Waiting(Vec<Record>);

struct Record {
    id: RecordId,
    since: Moment,
    why: Option<String>,
}

impl Waiting {
    pub fn add(&mut self, id: RecordId, since: Moment) {
        self.0.push(Record { id, since, why: None });
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn holds(&self, id: RecordId) -> bool {
        self.0.iter().any(|waiting| waiting.id == id)
    }

    pub fn ids(&self) -> impl Iterator<Item = RecordId> {
        self.0.iter().map(|waiting| waiting.id)
    }

    /// These are on disk now.
    pub fn saved(&mut self, records: &[Recorded]) {
        self.0.retain(|waiting| !records.iter().any(|recorded| recorded.id == waiting.id));
    }

    /// These could not be saved, for this reason.
    pub fn failed(&mut self, ids: &[RecordId], why: &str) {
        for waiting in self.0.iter_mut().filter(|waiting| ids.contains(&waiting.id)) {
            waiting.why = Some(why.to_owned());
        }
    }

    /// The account of it; none where all is saved.
    pub fn account(&self) -> Option<Unsaved> {
        let since = self.0.first()?.since;
        let why = self.0.iter().rev().find_map(|waiting| waiting.why.clone());
        Some(Unsaved { events: self.0.len(), since, why })
    }
}
