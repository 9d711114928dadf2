//! What happened: the fold of all records of an incident. Values only; no file, no clock.
//!
//! [`Timeline::apply`] is the only mutation of what is recorded, for replay and live alike, and the
//! same records in any order of arrival give the same timeline; [`Timeline::rewind`] takes records out
//! of a copy, for looking back. Everything that can be taken back is decided per
//! record: a record counts unless a counting undo, later than it, names its group. Undos are
//! decided from the latest to the earliest, so chains of undo and redo need no recursion and a
//! circle of them can't exist.

mod action;
mod asked;
mod changes;
mod clock;
mod detail;
mod ending;
mod event;
mod history;
mod hypothesis;
mod incident;
mod record;
mod rewind;
mod section;
mod summary;
mod tag;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

pub use action::{ACTION_KINDS, ACTION_STATES, ActionItem};
pub use clock::{Noted, Part};
pub use ending::{Ending, How, NOT_STARTED};
pub use event::Event;
pub(crate) use event::{is_of_name, marked_words};
pub use history::Step;
pub use hypothesis::{CauseRole, Hypothesis, Turn, Verdict};
pub use incident::{AFTERWARDS_MS, Incident, State, UNTITLED};
pub use record::{
    ActionChange, Begin, ClockNote, EventBody, EventChange, Evidence, GroupId, NotAnId, Order, Place, Record, RecordId,
    Recorded, Setting,
};
pub use rewind::Marks;
pub use section::{Fill, NOT_APPLICABLE, SECTIONS, Section, SectionRow};
pub use summary::{KNOWN_EVENTS, KnownEvent, KnownHypothesis, Summary};
pub use tag::{TAGS, Tag, TagRow};

use crate::beside::both;
use crate::time::Moment;
use changes::Changes;
use event::Seat;

/// One incident, as all of its records tell it.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Every record by its id; of equal ids the first in order counts. Each stands in a box: made one
    /// after the other they lie in the order they are gone through, and not where a hash puts them.
    records: BTreeMap<RecordId, Box<Recorded>>,
    groups: BTreeSet<(GroupId, RecordId)>,
    /// The records that speak of a record: amendments, strikes, evidence, redactions.
    about: HashMap<RecordId, Vec<RecordId>>,
    /// All undos, in order; and the latest counting one for each group that is undone.
    undos: BTreeSet<Spot>,
    undone: HashMap<GroupId, Place>,
    /// Records that are neither events nor about one, in order.
    others: BTreeSet<Spot>,
    /// What only ever grows, whatever becomes of the records.
    marks: Marks,

    /// How each writer's journal began, which names its machine.
    begun: HashMap<Arc<str>, BTreeSet<Spot>>,

    /// Derived: events as they stand; those with a time in the order of the timeline, and among
    /// them what the clocks did.
    events: BTreeMap<RecordId, Arc<Event>>,
    seats: BTreeSet<Seat>,
    untimed: BTreeSet<Spot>,
    /// Derived: the events that open a hypothesis.
    openers: BTreeSet<Spot>,
    /// Derived: the told events of each tag, for what asks about a few of many.
    tagged: HashMap<Tag, BTreeSet<Seat>>,
    /// Derived: the events that say something of one. Those without a time come first: one that has
    /// a time says more.
    turns: BTreeSet<(Option<Moment>, Spot)>,
    /// What openers and turns tell of each hypothesis, once it was asked for.
    hypotheses: OnceLock<Vec<Hypothesis>>,
    incident: Incident,
    /// How often records were taken in or out: what was worked out from it holds as long as this does.
    version: u64,
    /// What the last few times have changed.
    changes: Changes,
    /// How many events were put together from their records.
    #[cfg(test)]
    folded: usize,
}

/// What of the derived is to be brought up to date: these events, what redactions of these records mask,
/// what is undone, and what is told by records that are neither events nor about one.
#[derive(Default)]
struct Touched {
    events: Vec<RecordId>,
    masked: Vec<RecordId>,
    undos: bool,
    others: bool,
}

/// A place with the record that stands there. Only damage can put two in one place; even then
/// they are told apart, in the same order for every reader.
type Spot = (Place, RecordId);

impl Timeline {
    /// What these records tell.
    pub fn of<R: Into<Box<Recorded>>>(records: impl IntoIterator<Item = R>) -> Timeline {
        let mut timeline = Timeline::default();
        timeline.apply(records);
        timeline
    }

    /// Takes in records, in any order, however often.
    pub fn apply<R: Into<Box<Recorded>>>(&mut self, records: impl IntoIterator<Item = R>) {
        self.version += 1;
        let mut touched = Touched::default();
        let records = records.into_iter().map(Into::into);
        if self.records.is_empty() {
            let again = self.fill(records, &mut touched);
            again.into_iter().for_each(|new| self.take(new, &mut touched));
        } else {
            records.for_each(|new| self.take(new, &mut touched));
        }
        self.settle(touched);
    }

    /// Takes in all there is at once, which is less work than one after the other, and takes less room;
    /// gives back those whose id was there before.
    #[expect(clippy::vec_box, reason = "they come in their boxes, and stay in them")]
    fn fill(&mut self, records: impl Iterator<Item = Box<Recorded>>, touched: &mut Touched) -> Vec<Box<Recorded>> {
        let mut records: Vec<(RecordId, Box<Recorded>)> = records.map(|new| (new.id, new)).collect();
        records.sort_by_key(|(id, _)| *id);
        let (mut known, mut again) = (Vec::with_capacity(records.len()), Vec::new());
        for (id, new) in records {
            match known.last() {
                Some((last, _)) if *last == id => again.push(new),
                _ => known.push((id, new)),
            }
        }
        known.iter().for_each(|(_, new)| self.heed(new, touched));
        self.groups = known.iter().map(|(id, new)| (new.group, *id)).collect();
        self.records = known.into_iter().collect();
        again
    }

    /// Takes in one record.
    fn take(&mut self, new: Box<Recorded>, touched: &mut Touched) {
        if let Some(known) = self.recorded(new.id) {
            let replaces = !known.saved && new.saved || known.saved == new.saved && new.place < known.place;
            if !replaces {
                return self.marks.take(&new);
            }
            self.forget(new.id, touched);
        }
        self.heed(&new, touched);
        self.groups.insert((new.group, new.id));
        self.records.insert(new.id, new);
    }

    /// Notes what a record that comes in makes a difference to.
    fn heed(&mut self, new: &Recorded, touched: &mut Touched) {
        self.marks.take(new);
        match &new.record {
            Record::Event(_) => touched.events.push(new.id),
            Record::Redact { of, .. } => {
                self.attach(*of, new.id, touched);
                touched.masked.push(*of);
            }
            Record::Amend { of, .. } | Record::Strike { of, .. } | Record::Evidence(Evidence { of, .. }) => {
                self.attach(*of, new.id, touched);
            }
            Record::Undo { .. } => {
                self.undos.insert((new.place.clone(), new.id));
                touched.undos = true;
            }
            // Its kind is gone with its bytes; the redaction that names it says what it was.
            Record::Redacted => touched.events.push(new.id),
            _ => {
                self.others.insert((new.place.clone(), new.id));
                touched.others = true;
            }
        }
        match &new.record {
            Record::Clock(_) => {
                self.seats.insert(Seat::of_note(new));
                touched.events.push(new.id);
            }
            Record::Begin(_) => {
                self.begun.entry(new.place.writer.clone()).or_default().insert((new.place.clone(), new.id));
            }
            _ => {}
        }
    }

    /// Brings up to date what is derived of the records that came or went.
    fn settle(&mut self, Touched { mut events, masked, undos, others }: Touched) {
        // What a redaction that came or went masks may be a title, or a correction of an event.
        let others = others || !masked.is_empty();
        events.extend(masked.into_iter().filter_map(|of| subject(&self.recorded(of)?.record)));
        if undos {
            self.decide_undos(&mut events);
        }
        // In the order of their ids, which is about that of the timeline: what is looked up and
        // filled one after the other then lies side by side.
        events.sort_unstable();
        events.dedup();
        events.iter().for_each(|id| self.take_out(*id));
        let folded = self.put_together(&events);
        self.put_in(folded);
        let was_written_afterwards = self.incident.is_written_afterwards();
        if others || undos {
            self.incident = Incident::of(self.counting_others());
        }
        if self.incident.is_written_afterwards() == was_written_afterwards {
            self.changes.add(self.version, events);
        } else {
            // Every note of a clock comes or goes.
            self.changes.forget();
        }
    }

    fn attach(&mut self, of: RecordId, by: RecordId, touched: &mut Touched) {
        self.about.entry(of).or_default().push(by);
        touched.events.push(of);
    }

    /// Takes a record out again, to make way for the same record in its true place, or to look back
    /// at what was known without it.
    fn forget(&mut self, id: RecordId, touched: &mut Touched) -> Option<Recorded> {
        let old = *self.records.remove(&id)?;
        touched.events.push(id);
        self.groups.remove(&(old.group, id));
        if let Some(of) = subject(&old.record) {
            if let Some(about) = self.about.get_mut(&of) {
                about.retain(|record| *record != id);
            }
            touched.events.push(of);
        }
        if let Record::Redact { of, .. } = old.record {
            touched.masked.push(of);
        }
        if let Record::Clock(_) = old.record {
            self.seats.remove(&Seat::of_note(&old));
        }
        let spot = (old.place.clone(), id);
        if let Some(begun) = self.begun.get_mut(&spot.0.writer) {
            begun.remove(&spot);
        }
        touched.undos |= self.undos.remove(&spot);
        touched.others |= self.others.remove(&spot);
        Some(old)
    }

    /// Works out which groups are undone, the latest undo first, and what that changes.
    fn decide_undos(&mut self, touched: &mut Vec<RecordId>) {
        let mut undone: HashMap<GroupId, Place> = HashMap::new();
        for (place, id) in self.undos.iter().rev() {
            let Some(Recorded { group, record: Record::Undo { group: named }, .. }) = self.recorded(*id) else {
                continue;
            };
            // Every counting undo seen so far is later than this one.
            if !undone.contains_key(group) {
                undone.entry(*named).or_insert_with(|| place.clone());
            }
        }
        let changed = |group: &&GroupId| undone.get(*group) != self.undone.get(*group);
        for group in undone.keys().chain(self.undone.keys()).filter(changed) {
            touched.extend(self.subjects_of(*group));
        }
        self.undone = undone;
    }

    /// The events that a group made or speaks of.
    fn subjects_of(&self, group: GroupId) -> impl Iterator<Item = RecordId> + '_ {
        self.members(group).map(|id| self.recorded(id).and_then(|recorded| subject(&recorded.record)).unwrap_or(id))
    }

    /// The records of a group.
    fn members(&self, group: GroupId) -> impl Iterator<Item = RecordId> + '_ {
        let from = self.groups.range((group, RecordId::FIRST)..);
        from.take_while(move |(of, _)| *of == group).map(|(_, id)| *id)
    }

    /// Whether a record counts: no later, counting undo names its group. Beginnings, clock notes
    /// and redactions are facts, and can't be taken back.
    fn counts(&self, recorded: &Recorded) -> bool {
        matches!(recorded.record, Record::Begin(_) | Record::Clock(_) | Record::Redact { .. })
            || self.undone.get(&recorded.group).is_none_or(|undo| *undo < recorded.place)
    }

    /// The counting records that speak of `id`, in order.
    fn counting_about(&self, id: RecordId) -> Vec<&Recorded> {
        let ids = self.about.get(&id).into_iter().flatten();
        let mut found: Vec<&Recorded> =
            ids.filter_map(|id| self.recorded(*id)).filter(|recorded| self.counts(recorded)).collect();
        found.sort_by(|a, b| (&a.place, a.id).cmp(&(&b.place, b.id)));
        found
    }

    /// The records that are neither events nor about one, in order.
    fn others(&self) -> impl Iterator<Item = &Recorded> {
        self.others.iter().filter_map(|(_, id)| self.recorded(*id))
    }

    fn counting_others(&self) -> impl Iterator<Item = &Recorded> {
        self.others().filter(|recorded| self.counts(recorded) && self.redaction(recorded.id).is_none())
    }

    /// The reason a record was redacted with what it is kept by, if it was.
    fn redaction(&self, id: RecordId) -> Option<(&str, Option<&EventBody>)> {
        self.counting_about(id).into_iter().find_map(|recorded| match &recorded.record {
            Record::Redact { why, kept, .. } => Some((why.as_str(), kept.as_deref())),
            _ => None,
        })
    }

    /// Takes one event out of the derived views.
    fn take_out(&mut self, id: RecordId) {
        if let Some(old) = self.events.remove(&id) {
            if let Some(seat) = Seat::of(&old) {
                self.seats.remove(&seat);
                self.tagged.entry(old.tag()).or_default().remove(&seat);
            }
            let (bound, spot) = (old.bound(), (old.place.clone(), id));
            self.untimed.remove(&spot);
            let opened = self.openers.remove(&spot);
            if self.turns.remove(&(bound, spot)) || opened {
                self.hypotheses = OnceLock::new();
            }
        }
        #[cfg(test)]
        {
            self.folded += 1;
        }
    }

    /// These events put together from their records, half of many of them on a second thread.
    fn put_together(&self, events: &[RecordId]) -> Vec<Arc<Event>> {
        const MANY: usize = 1024;
        let fold = |events: &[RecordId]| {
            events.iter().filter_map(|id| self.fold(*id)).map(Arc::new).collect::<Vec<Arc<Event>>>()
        };
        if events.len() < MANY {
            return fold(events);
        }
        let (first, second) = events.split_at(events.len() / 2);
        let (mut folded, rest) = both(|| fold(first), || fold(second));
        folded.extend(rest);
        folded
    }

    /// Puts events that were put together anew into the derived views.
    fn put_in(&mut self, folded: Vec<Arc<Event>>) {
        let mut seated = Vec::with_capacity(folded.len());
        for event in &folded {
            self.note_what_it_says(event);
            seated.extend(Seat::of(event).map(|seat| ((event.bound(), event.place.order), seat)));
        }
        // By what stands here, and by what an event holds only where that does not tell.
        seated.sort_unstable_by(|(key, seat), (other_key, other)| key.cmp(other_key).then_with(|| seat.cmp(other)));
        let mut tagged: HashMap<Tag, Vec<Seat>> = HashMap::new();
        for seat in seated.iter().map(|(_, seat)| seat) {
            if let Some(event) = seat.event().filter(|event| event.is_told()) {
                tagged.entry(event.tag()).or_default().push(seat.clone());
            }
        }
        for (tag, seats) in tagged {
            seat(self.tagged.entry(tag).or_default(), seats);
        }
        seat(&mut self.seats, seated.into_iter().map(|(_, seat)| seat).collect());
        let folded = folded.into_iter().map(|event| (event.id, event));
        if folded.len() > self.events.len() {
            self.events.append(&mut folded.collect());
        } else {
            self.events.extend(folded);
        }
    }

    /// Notes of an event whether it opens a hypothesis, says something of one, or has no time.
    fn note_what_it_says(&mut self, event: &Event) {
        let (open, spot) = (event.struck.is_none(), || (event.place.clone(), event.id));
        if open && event.body.opens.is_some() {
            self.openers.insert(spot());
            self.hypotheses = OnceLock::new();
        }
        if open && event.body.turns().next().is_some() {
            self.turns.insert((event.bound(), spot()));
            self.hypotheses = OnceLock::new();
        }
        if event.bound().is_none() {
            self.untimed.insert(spot());
        }
    }

    /// One event with everything that was said of it since; none if it was undone.
    fn fold(&self, id: RecordId) -> Option<Event> {
        let recorded = self.recorded(id)?;
        if !self.counts(recorded) {
            return None;
        }
        let redaction = self.redaction(id);
        let body = match (&recorded.record, redaction) {
            (Record::Event(_) | Record::Redacted, Some((_, kept))) => Arc::new(kept?.clone()),
            (Record::Event(body), None) => body.clone(),
            _ => return None,
        };
        let mut event = Event {
            id,
            body,
            by: recorded.by.clone(),
            recorded: recorded.at,
            place: recorded.place.clone(),
            group: recorded.group,
            saved: recorded.saved,
            struck: None,
            redacted: redaction.map(|(why, _)| why.to_owned()),
            amendments: 0,
            evidence: Vec::new(),
        };
        if event.redacted.is_some() {
            event.by = Arc::from("");
        }
        let about = self.counting_about(id);
        // What is kept of a redacted event is what it had come to; only what was said after that
        // still changes it.
        let redacted_at = about.iter().find(|later| matches!(later.record, Record::Redact { .. }));
        let redacted_at = redacted_at.map(|redaction| redaction.place.clone());
        for later in about {
            let gone = redacted_at.as_ref().is_some_and(|at| later.place < *at) || self.redaction(later.id).is_some();
            match &later.record {
                Record::Strike { why, .. } if self.redaction(later.id).is_none() => event.struck.clone_from(why),
                Record::Amend { change, .. } if !gone => {
                    change.apply_to(Arc::make_mut(&mut event.body));
                    event.amendments += usize::from(change.corrects());
                }
                Record::Evidence(evidence) if !gone => event.evidence.push(evidence.clone()),
                _ => continue,
            }
            event.saved &= later.saved;
        }
        Some(event)
    }
}

/// Gives seats to more: to all at once where they are most of them, which packs them closely.
fn seat(seats: &mut BTreeSet<Seat>, more: Vec<Seat>) {
    if more.len() > seats.len() {
        seats.append(&mut more.into_iter().collect());
    } else {
        seats.extend(more);
    }
}

/// The event that a record makes a difference to, where it speaks of one.
fn subject(record: &Record) -> Option<RecordId> {
    match record {
        Record::Amend { of, .. }
        | Record::Strike { of, .. }
        | Record::Redact { of, .. }
        | Record::Evidence(Evidence { of, .. }) => Some(*of),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
