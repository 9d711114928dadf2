//! The door for writes: everything that is recorded goes to the timeline at once, and to the disk.

use super::aside::Said;
use super::author::Author;
use super::disk::Job;
use super::{Batch, Entry, Session};
use crate::journal::append::{after, too_long};
use crate::journal::shelf::Shelf;
use crate::time::Moment;
use crate::timeline::{Event, EventBody, EventChange, GroupId, Place, Record, RecordId, Recorded, Setting};

impl Session {
    /// Records an event that was entered at `entered`, with what was pasted into its line.
    pub fn record_event(&mut self, id: RecordId, body: EventBody, pasted: &[String], entered: Moment) -> GroupId {
        self.ensure_incident();
        let batch = self.author_here().event(id, body, pasted, entered);
        self.send(batch)
    }

    /// Records what was entered together at `entered`, as one group.
    pub fn record_entered(&mut self, entries: Vec<Entry>, entered: Moment) -> GroupId {
        self.ensure_incident();
        let batch = self.author_here().entered(entries, entered);
        self.send(batch)
    }

    /// Corrects an event, and attaches what was pasted beside the correction, which is known by `id`.
    pub fn amend(&mut self, id: RecordId, of: RecordId, change: EventChange, pasted: &[String]) -> GroupId {
        let batch = self.author_here().amendment(id, of, change, pasted);
        self.send(batch)
    }

    /// Names the incident by a record of this id.
    pub fn set_title(&mut self, id: RecordId, title: String) -> GroupId {
        self.record_as(id, Record::Set(vec![Setting::Title(title)]))
    }

    /// Records something by a record of this id.
    pub fn record_as(&mut self, id: RecordId, record: Record) -> GroupId {
        self.ensure_incident();
        let batch = self.author_here().one(id, record);
        self.send(batch)
    }

    /// Whether a line of the journal can hold this.
    pub fn holds(&self, record: Record) -> bool {
        let batch = self.author.one(self.new_id(), record);
        batch.pending.iter().all(|pending| too_long(pending).is_none())
    }

    /// Records what one key press did.
    pub fn record(&mut self, records: Vec<Record>) -> GroupId {
        self.ensure_incident();
        let batch = self.author_here().batch(records);
        self.send(batch)
    }

    /// Whether an event was recorded in this session.
    pub fn is_from_here(&self, event: &Event) -> bool {
        self.here.has(event.group)
    }

    /// Takes back the last group that was recorded here, else the person's last at this writer;
    /// what it was, if there was one.
    pub fn undo(&mut self) -> Option<GroupId> {
        let (writer, by, here) = (&self.writer, &self.author.by, self.here.newest_first());
        let group = self.timeline.undoable(here, writer, by);
        let group = group.or_else(|| self.timeline.undoable(self.timeline.groups_of(writer), writer, by))?;
        self.record(vec![Record::Undo { group }]);
        Some(group)
    }

    /// Takes back the last undo.
    pub fn redo(&mut self) -> Option<GroupId> {
        let (writer, by, here) = (&self.writer, &self.author.by, self.here.newest_first());
        let group = self.timeline.redoable(here, writer, by)?;
        self.record(vec![Record::Undo { group }]);
        Some(group)
    }

    /// The first record of all makes the incident, its zone ahead of it in a group of its own.
    fn ensure_incident(&mut self) {
        // Somebody else may have started one since the last look.
        if self.incident.is_none()
            && let Ok(Some(open)) = self.author.shelf.current()
            && Some(&open) != self.turned_from.as_ref()
        {
            self.begin(open, false);
        }
        if self.incident.is_none() {
            let began = self.author.zone.stamp(self.now());
            self.begin(Shelf::new_id(began, None), true);
            let zone = Setting::Zone(self.author.zone.name().to_owned());
            self.unsaved.opening = Some(self.record(vec![Record::Set(vec![zone])]));
        }
    }

    /// The author, in the zone of the incident.
    fn author_here(&self) -> Author {
        Author { zone: self.zone(), ..self.author.clone() }
    }

    fn send(&mut self, mut batch: Batch) -> GroupId {
        let slept = batch.pending.first().cloned().and_then(|first| self.slept_before(&first));
        batch.pending.splice(0..0, slept);
        let now = self.now();
        let group = batch.pending.first().map_or_else(|| GroupId::new(now.millis(), 0), |first| first.group);
        self.here.add(group);
        let mut shown = Vec::new();
        for pending in &batch.pending {
            self.order = after(self.order, now);
            let place = Place { order: self.order, writer: self.writer.clone(), n: u64::MAX };
            shown.push(pending.as_recorded(place));
            self.unsaved.add(pending.id, pending.group, now);
        }
        self.keep_own(&shown);
        self.timeline.apply(shown);
        if let Some(aside) = &self.aside {
            let _ = aside.send(Said::Recorded(batch.clone()));
        }
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Job::Append(batch));
        }
        group
    }

    pub(super) fn keep_own(&mut self, records: &[Recorded]) {
        if self.loading {
            self.own.extend_from_slice(records);
        }
    }
}
