//! What happened: the fold of all records of an incident. Values only; no file, no clock.
//!
//! [`Timeline::apply`] is the only mutation, for replay and live alike, and the same records in
//! any order of arrival give the same timeline. Everything that can be taken back is decided per
//! record: a record counts unless a counting undo, later than it, names its group. Undos are
//! decided from the latest to the earliest, so chains of undo and redo need no recursion and a
//! circle of them can't exist.

mod event;
mod hypothesis;
mod incident;
mod record;
mod summary;
mod tag;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

pub use event::Event;
pub use hypothesis::{Hypothesis, Verdict};
pub use incident::{AFTERWARDS_MS, Incident, State};
pub use record::{
    ActionChange, Begin, ClockNote, EventBody, EventChange, Evidence, GroupId, NotAnId, Order, Place, Record, RecordId,
    Recorded, Setting,
};
pub use summary::{KnownHypothesis, Summary};
pub use tag::{TAGS, Tag, TagRow};

use crate::time::Moment;
use event::Seat;

/// One incident, as all of its records tell it.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Every record by its id; of equal ids the first in order counts.
    records: HashMap<RecordId, Recorded>,
    groups: HashMap<GroupId, Vec<RecordId>>,
    /// The records that speak of a record: amendments, strikes, evidence, redactions.
    about: HashMap<RecordId, Vec<RecordId>>,
    /// All undos, in order; and the latest counting one for each group that is undone.
    undos: BTreeSet<Spot>,
    undone: HashMap<GroupId, Place>,
    /// Records that are neither events nor about one, in order.
    others: BTreeSet<Spot>,
    /// The furthest place on disk, and the last time anything was recorded, whatever became of it.
    newest: Place,
    last_recorded: Option<Moment>,

    /// Derived: events as they stand, those with a time in the order of the timeline.
    events: HashMap<RecordId, Event>,
    seats: BTreeSet<Seat>,
    untimed: BTreeSet<Spot>,
    /// Derived: the events that open, rule out or confirm a hypothesis.
    openers: BTreeSet<Spot>,
    /// Derived: the told events of each tag, for what asks about a few of many.
    tagged: HashMap<Tag, BTreeSet<Seat>>,
    /// Those without a time come first: one that has a time says more.
    verdicts: BTreeSet<(Option<Moment>, Spot)>,
    highest_number: u32,
    incident: Incident,
}

/// A place with the record that stands there. Only damage can put two in one place; even then
/// they are told apart, in the same order for every reader.
type Spot = (Place, RecordId);

/// A written part of the postmortem, in its newest version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    pub name: String,
    pub text: String,
}

/// A follow-up, from a todo or made by hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionItem {
    pub id: RecordId,
    pub change: ActionChange,
}

impl Timeline {
    /// Takes in records, in any order, however often.
    pub fn apply(&mut self, records: impl IntoIterator<Item = Recorded>) {
        let mut touched = HashSet::new();
        let (mut undos_changed, mut others_changed) = (false, false);
        for new in records {
            self.last_recorded = self.last_recorded.max(Some(new.at.moment));
            if new.saved && new.place > self.newest {
                self.newest = new.place.clone();
            }
            if let Some(known) = self.records.get(&new.id) {
                let replaces = !known.saved && new.saved || known.saved == new.saved && new.place < known.place;
                if !replaces {
                    continue;
                }
                undos_changed |= self.forget(new.id, &mut touched);
            }
            match &new.record {
                Record::Event(body) => {
                    touched.insert(new.id);
                    self.highest_number = self.highest_number.max(body.opens.unwrap_or(0));
                }
                Record::Amend { of, change } => {
                    self.highest_number = self.highest_number.max(change.opens.flatten().unwrap_or(0));
                    self.attach(*of, new.id, &mut touched);
                }
                Record::Redact { of, kept, .. } => {
                    let number = kept.as_ref().and_then(|body| body.opens).unwrap_or(0);
                    self.highest_number = self.highest_number.max(number);
                    self.attach(*of, new.id, &mut touched);
                    // Masking an amendment changes the event that it amends.
                    touched.extend(self.records.get(of).and_then(|record| subject(&record.record)));
                }
                Record::Strike { of, .. } | Record::Evidence(Evidence { of, .. }) => {
                    self.attach(*of, new.id, &mut touched);
                }
                Record::Undo { .. } => {
                    self.undos.insert((new.place.clone(), new.id));
                    undos_changed = true;
                }
                // Its kind is gone with its bytes; the redaction that names it says what it was.
                Record::Redacted => {
                    touched.insert(new.id);
                }
                _ => {
                    self.others.insert((new.place.clone(), new.id));
                    others_changed = true;
                }
            }
            self.groups.entry(new.group).or_default().push(new.id);
            self.records.insert(new.id, new);
        }
        if undos_changed {
            self.decide_undos(&mut touched);
        }
        for id in touched {
            self.rebuild(id);
        }
        if others_changed || undos_changed {
            self.incident = Incident::of(self.counting_others());
        }
    }

    fn attach(&mut self, of: RecordId, by: RecordId, touched: &mut HashSet<RecordId>) {
        self.about.entry(of).or_default().push(by);
        touched.insert(of);
    }

    /// Takes a record out again, to make way for the same record in its true place; whether it
    /// was an undo.
    fn forget(&mut self, id: RecordId, touched: &mut HashSet<RecordId>) -> bool {
        let Some(old) = self.records.remove(&id) else { return false };
        if let Some(group) = self.groups.get_mut(&old.group) {
            group.retain(|member| *member != id);
        }
        if let Some(of) = subject(&old.record) {
            if let Some(about) = self.about.get_mut(&of) {
                about.retain(|record| *record != id);
            }
            touched.insert(of);
        }
        let spot = (old.place, id);
        self.others.remove(&spot);
        self.undos.remove(&spot)
    }

    /// Works out which groups are undone, the latest undo first, and what that changes.
    fn decide_undos(&mut self, touched: &mut HashSet<RecordId>) {
        let mut undone: HashMap<GroupId, Place> = HashMap::new();
        for (place, id) in self.undos.iter().rev() {
            let Some(Recorded { group, record: Record::Undo { group: named }, .. }) = self.records.get(id) else {
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
        let members = self.groups.get(&group).into_iter().flatten();
        members.map(|id| self.records.get(id).and_then(|recorded| subject(&recorded.record)).unwrap_or(*id))
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
            ids.filter_map(|id| self.records.get(id)).filter(|recorded| self.counts(recorded)).collect();
        found.sort_by(|a, b| (&a.place, a.id).cmp(&(&b.place, b.id)));
        found
    }

    fn counting_others(&self) -> impl Iterator<Item = &Recorded> {
        self.others.iter().filter_map(|(_, id)| self.records.get(id)).filter(|recorded| self.counts(recorded))
    }

    /// The reason a record was redacted with what it is kept by, if it was.
    fn redaction(&self, id: RecordId) -> Option<(&str, Option<&EventBody>)> {
        self.counting_about(id).into_iter().find_map(|recorded| match &recorded.record {
            Record::Redact { why, kept, .. } => Some((why.as_str(), kept.as_deref())),
            _ => None,
        })
    }

    /// Brings the derived views of one event up to date.
    fn rebuild(&mut self, id: RecordId) {
        if let Some(old) = self.events.remove(&id) {
            if let Some(seat) = old.seat() {
                self.seats.remove(&seat);
                self.tagged.entry(old.tag()).or_default().remove(&seat);
            }
            let (bound, spot) = (old.bound(), (old.place, id));
            self.untimed.remove(&spot);
            self.openers.remove(&spot);
            self.verdicts.remove(&(bound, spot));
        }
        let Some(event) = self.fold(id) else { return };
        let (open, spot) = (event.struck.is_none(), (event.place.clone(), id));
        if open && event.body.opens.is_some() {
            self.openers.insert(spot.clone());
        }
        if open && !(event.body.rules_out.is_empty() && event.body.confirms.is_empty()) {
            self.verdicts.insert((event.bound(), spot.clone()));
        }
        match event.seat() {
            Some(seat) => {
                if event.is_told() {
                    self.tagged.entry(event.tag()).or_default().insert(seat.clone());
                }
                self.seats.insert(seat);
            }
            None => drop(self.untimed.insert(spot)),
        }
        self.events.insert(id, event);
    }

    /// One event with everything that was said of it since; none if it was undone.
    fn fold(&self, id: RecordId) -> Option<Event> {
        let recorded = self.records.get(&id)?;
        if !self.counts(recorded) {
            return None;
        }
        let redaction = self.redaction(id);
        let body = match (&recorded.record, redaction) {
            (Record::Event(_) | Record::Redacted, Some((_, kept))) => kept?.clone(),
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
                Record::Strike { why, .. } => event.struck = Some(why.clone()),
                Record::Amend { change, .. } if !gone => {
                    change.apply_to(&mut event.body);
                    event.amendments += 1;
                }
                Record::Evidence(evidence) if !gone => event.evidence.push(evidence.clone()),
                _ => continue,
            }
            event.saved &= later.saved;
        }
        Some(event)
    }
}

/// What can be asked of a timeline.
impl Timeline {
    /// The events that have a time, as the timeline has them.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.seats.iter().filter_map(|seat| self.events.get(&seat.id))
    }

    /// The told events of one tag that have a time, as the timeline has them.
    pub fn tagged(&self, tag: Tag) -> impl DoubleEndedIterator<Item = &Event> {
        self.tagged.get(&tag).into_iter().flatten().filter_map(|seat| self.events.get(&seat.id))
    }

    /// The events without a time, in the order of recording.
    pub fn untimed(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.untimed.iter().filter_map(|(_, id)| self.events.get(id))
    }

    /// Every event, those with a time first.
    pub fn all_events(&self) -> impl Iterator<Item = &Event> {
        self.events().chain(self.untimed())
    }

    /// How many events there are, with and without a time.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub fn event(&self, id: RecordId) -> Option<&Event> {
        self.events.get(&id)
    }

    /// The record of this id, as it was recorded.
    pub fn recorded(&self, id: RecordId) -> Option<&Recorded> {
        self.records.get(&id)
    }

    /// Every record that speaks of this one (amendments, strikes, evidence), undone or not.
    pub fn speaking_of(&self, id: RecordId) -> impl Iterator<Item = &Recorded> {
        self.about.get(&id).into_iter().flatten().filter_map(|id| self.records.get(id))
    }

    /// Title, zone, severity and the like.
    pub fn incident(&self) -> &Incident {
        &self.incident
    }

    /// The highest H number ever given, undone ones included.
    pub fn highest_number(&self) -> u32 {
        self.highest_number
    }

    /// The hypotheses in the order in which they were recorded, with what is said of them now.
    pub fn hypotheses(&self) -> Vec<Hypothesis> {
        let mut found: Vec<Hypothesis> = Vec::new();
        let mut first_of: HashMap<u32, (Arc<str>, Arc<str>)> = HashMap::new();
        for event in self.openers.iter().filter_map(|(_, id)| self.events.get(id)) {
            let Some(number) = event.body.opens else { continue };
            let label = match first_of.get(&number) {
                None => {
                    first_of.insert(number, (event.by.clone(), event.place.writer.clone()));
                    format!("H{number}")
                }
                Some((by, _)) if *by != event.by => format!("H{number}·{}", event.by),
                Some(_) => format!("H{number}·{}", event.place.writer),
            };
            found.push(Hypothesis {
                id: event.id,
                number,
                label,
                name: event.text().to_owned(),
                opened: event.when().clone(),
                by: event.by.clone(),
                verdict: Verdict::Open,
            });
        }
        for (bound, (_, id)) in &self.verdicts {
            let Some(event) = self.events.get(id) else { continue };
            for hypothesis in &mut found {
                let timed_before = matches!(hypothesis.verdict, Verdict::RuledOut(by) | Verdict::Confirmed(by)
                    if self.events.get(&by).is_some_and(|by| by.bound().is_some()));
                // Said twice, it holds from the first time; but a time says more than none.
                let again = timed_before || bound.is_none();
                if event.body.rules_out.contains(&hypothesis.id)
                    && !(again && matches!(hypothesis.verdict, Verdict::RuledOut(_)))
                {
                    hypothesis.verdict = Verdict::RuledOut(event.id);
                }
                if event.body.confirms.contains(&hypothesis.id)
                    && !(again && matches!(hypothesis.verdict, Verdict::Confirmed(_)))
                {
                    hypothesis.verdict = Verdict::Confirmed(event.id);
                }
            }
        }
        found
    }

    /// The written parts, each in its newest version.
    pub fn sections(&self) -> Vec<Section> {
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for recorded in self.counting_others().filter(|recorded| self.redaction(recorded.id).is_none()) {
            if let Record::Section { name, text } = &recorded.record {
                found.insert(name.clone(), text.clone());
            }
        }
        found.into_iter().map(|(name, text)| Section { name, text }).collect()
    }

    /// The action items that were made by hand, in the order of their making.
    pub fn action_items(&self) -> Vec<ActionItem> {
        let mut found: Vec<ActionItem> = Vec::new();
        for recorded in self.counting_others().filter(|recorded| self.redaction(recorded.id).is_none()) {
            let Record::Action { of, change } = &recorded.record else { continue };
            match of {
                None => found.push(ActionItem { id: recorded.id, change: change.clone() }),
                Some(of) => {
                    if let Some(item) = found.iter_mut().find(|item| item.id == *of) {
                        item.change.take(change);
                    }
                }
            }
        }
        found
    }

    /// What the clocks did, in order.
    pub fn clock_notes(&self) -> impl Iterator<Item = (&Recorded, &ClockNote)> {
        self.others.iter().filter_map(|(_, id)| self.records.get(id)).filter_map(|recorded| match &recorded.record {
            Record::Clock(note) => Some((recorded, note)),
            _ => None,
        })
    }

    /// Records that a newer version wrote, in order.
    pub fn unknown(&self) -> impl Iterator<Item = (&Recorded, &str)> {
        self.others.iter().filter_map(|(_, id)| self.records.get(id)).filter_map(|recorded| match &recorded.record {
            Record::Unknown { kind } => Some((recorded, kind.as_str())),
            _ => None,
        })
    }

    /// Everything that was ever attached, with the record that says so.
    pub fn evidence(&self) -> impl Iterator<Item = (RecordId, &Evidence)> {
        self.records.values().filter_map(|recorded| match &recorded.record {
            Record::Evidence(evidence) => Some((recorded.id, evidence)),
            _ => None,
        })
    }

    /// Whether a redaction names this record.
    pub fn is_redacted(&self, id: RecordId) -> bool {
        self.redaction(id).is_some()
    }

    /// Records whose payload is gone without a redaction that says why: damage.
    pub fn unexplained(&self) -> impl Iterator<Item = &Recorded> {
        self.records
            .values()
            .filter(|recorded| recorded.record == Record::Redacted && self.redaction(recorded.id).is_none())
    }

    /// What something speaks of, and was not seen yet: events of files that are still to come, and
    /// hypotheses that were taken back or never were.
    fn awaited(&self) -> Vec<RecordId> {
        let hypotheses: HashSet<RecordId> = self.openers.iter().map(|(_, id)| *id).collect();
        let verdicts = self.verdicts.iter().filter_map(|(_, (_, id))| self.events.get(id));
        let judged = verdicts.flat_map(|event| event.body.rules_out.iter().chain(&event.body.confirms));
        let unknown = judged.filter(|id| !hypotheses.contains(id));
        let corrects = |id: &RecordId| self.records.get(id).is_some_and(|by| !matches!(by.record, Record::Evidence(_)));
        let spoken_of = self.about.iter().filter(|(of, by)| !self.records.contains_key(of) && by.iter().any(corrects));
        unknown.chain(spoken_of.map(|(of, _)| of)).copied().collect::<BTreeSet<RecordId>>().into_iter().collect()
    }

    /// How many records are not known to be on disk.
    pub fn unsaved(&self) -> usize {
        self.records.values().filter(|recorded| !recorded.saved).count()
    }

    /// The latest group of `writer` that an undo would take back.
    pub fn undoable(&self, writer: &str) -> Option<GroupId> {
        let own =
            self.records.values().filter(|recorded| self.can_be_undone(recorded, writer) && self.counts(recorded));
        own.max_by(|a, b| (&a.place, a.id).cmp(&(&b.place, b.id))).map(|recorded| recorded.group)
    }

    /// The undo of `writer` that a redo would take back: its latest counting one, unless something
    /// new was recorded since.
    pub fn redoable(&self, writer: &str) -> Option<GroupId> {
        let undos = self.undos.iter().rev().filter_map(|(_, id)| self.records.get(id));
        let mut own = undos.filter(|undo| &*undo.place.writer == writer && self.counts(undo));
        let undo = own.find(|undo| match undo.record {
            // One that takes back another undo is a redo itself.
            Record::Undo { group } => !self.groups.get(&group).into_iter().flatten().any(|id| self.is_undo(*id)),
            _ => false,
        })?;
        let newer =
            self.records.values().any(|recorded| self.can_be_undone(recorded, writer) && recorded.place > undo.place);
        (!newer).then_some(undo.group)
    }

    /// Whether an undo of `writer` may take this back. What was redacted can't come or go any more:
    /// where its words are gone, nothing tells what it was.
    fn can_be_undone(&self, recorded: &Recorded, writer: &str) -> bool {
        let is_fact = match &recorded.record {
            Record::Undo { .. } | Record::Begin(_) | Record::Clock(_) | Record::Redact { .. } => true,
            Record::Redacted | Record::Unknown { .. } => true,
            record => is_zone(record) || self.is_redacted(recorded.id),
        };
        &*recorded.place.writer == writer && !is_fact
    }

    fn is_undo(&self, id: RecordId) -> bool {
        self.records.get(&id).is_some_and(|recorded| matches!(recorded.record, Record::Undo { .. }))
    }
}

impl ActionChange {
    /// Takes over what `later` says.
    fn take(&mut self, later: &ActionChange) {
        let later = later.clone();
        let fields = [
            (&mut self.text, later.text),
            (&mut self.kind, later.kind),
            (&mut self.owner, later.owner),
            (&mut self.due, later.due),
            (&mut self.state, later.state),
        ];
        for (field, new) in fields {
            *field = new.or(field.take());
        }
        self.answers = later.answers.or(self.answers);
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

/// The zone is what every time is read by, and set before the first event: taking back one event
/// too many must not move all the others. It is changed by setting another.
fn is_zone(record: &Record) -> bool {
    match record {
        Record::Set(settings) => settings.iter().any(|setting| matches!(setting, Setting::Zone(_))),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
