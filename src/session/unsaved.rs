//! What is not on disk yet: which records, since when, and what the disk said.

use std::path::PathBuf;

use crate::time::Moment;
use crate::timeline::{Event, GroupId, RecordId};

/// What is not on disk, since when, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unsaved {
    /// What was done so often: an event with what was pasted into it, an amendment, an undo.
    pub events: usize,
    pub since: Moment,
    /// What the disk said; none while it has not answered.
    pub why: Option<String>,
    /// Where all of it is kept until it can be saved; none where not all of it is.
    pub kept: Option<PathBuf>,
}

/// Words that are not on disk.
#[derive(Clone, Copy, Debug)]
pub enum Words<'a> {
    Event(&'a Event),
    /// A correction of an event, which may have been taken back meanwhile.
    Correction {
        of: Option<&'a Event>,
        text: &'a str,
    },
    Title(&'a str),
    /// A section of the postmortem, and what was written in it.
    Section {
        name: &'a str,
        text: &'a str,
    },
    /// What was said of an action item.
    Action(&'a str),
}

impl<'a> Words<'a> {
    pub fn text(self) -> &'a str {
        match self {
            Words::Event(event) => event.text(),
            Words::Correction { text, .. } | Words::Section { text, .. } => text,
            Words::Title(text) | Words::Action(text) => text,
        }
    }
}

/// The records that wait for the disk, oldest first.
#[derive(Default)]
pub(super) struct Waiting {
    records: Vec<Record>,
    /// Counts what has changed of them.
    changes: u64,
    /// Where the last of them was kept aside.
    place: Option<PathBuf>,
    /// What made the incident, which nobody did by hand.
    pub opening: Option<GroupId>,
}

struct Record {
    id: RecordId,
    group: GroupId,
    since: Moment,
    why: Option<String>,
    is_kept: bool,
}

impl Waiting {
    pub fn add(&mut self, id: RecordId, group: GroupId, since: Moment) {
        self.changes += 1;
        self.records.push(Record { id, group, since, why: None, is_kept: false });
    }

    /// As long as this is the same, so are they.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn holds(&self, id: RecordId) -> bool {
        self.records.iter().any(|waiting| waiting.id == id)
    }

    pub fn ids(&self) -> impl Iterator<Item = RecordId> {
        self.records.iter().map(|waiting| waiting.id)
    }

    /// These are on disk now.
    pub fn saved(&mut self, ids: &[RecordId]) {
        self.changes += 1;
        self.records.retain(|waiting| !ids.contains(&waiting.id));
    }

    /// These are kept in a fallback place.
    pub fn kept_aside(&mut self, ids: &[RecordId], place: PathBuf) {
        self.changes += 1;
        self.place = Some(place);
        for waiting in self.records.iter_mut().filter(|waiting| ids.contains(&waiting.id)) {
            waiting.is_kept = true;
        }
    }

    /// Whether this is kept in a fallback place.
    pub fn is_kept_aside(&self, id: RecordId) -> bool {
        self.records.iter().any(|waiting| waiting.id == id && waiting.is_kept)
    }

    /// These could not be saved, for this reason.
    pub fn failed(&mut self, ids: &[RecordId], why: &str) {
        for waiting in self.records.iter_mut().filter(|waiting| ids.contains(&waiting.id)) {
            waiting.why = Some(why.to_owned());
        }
    }

    /// The account of it; none where all is saved.
    pub fn account(&self) -> Option<Unsaved> {
        let since = self.records.first()?.since;
        let why = self.records.iter().rev().find_map(|waiting| waiting.why.clone());
        let mut groups: Vec<GroupId> = self.records.iter().map(|waiting| waiting.group).collect();
        groups.dedup();
        groups.retain(|group| Some(*group) != self.opening);
        let kept = self.place.clone().filter(|_| self.records.iter().all(|waiting| waiting.is_kept));
        Some(Unsaved { events: groups.len().max(1), since, why, kept })
    }
}
