//! What can be asked of a timeline: events, hypotheses, and what an undo would take back.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::event::Seat;
use super::record::{ClockNote, Evidence, GroupId, Record, RecordId, Recorded, Setting};
use super::{Event, Hypothesis, Incident, Tag, Timeline, Verdict};

impl Timeline {
    /// Another number whenever something was taken in.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How many events were put together from their records so far: the work that was done.
    #[cfg(test)]
    pub(crate) fn folded(&self) -> usize {
        self.folded
    }

    /// The events that have a time, as the timeline has them.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.seats.iter().filter_map(Seat::event)
    }

    /// The told events of one tag that have a time, as the timeline has them.
    pub fn tagged(&self, tag: Tag) -> impl DoubleEndedIterator<Item = &Event> {
        self.tagged.get(&tag).into_iter().flatten().filter_map(Seat::event)
    }

    /// How many told events of one tag have a time.
    pub fn count(&self, tag: Tag) -> usize {
        self.tagged.get(&tag).map_or(0, BTreeSet::len)
    }

    /// The events without a time, in the order of recording.
    pub fn untimed(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.untimed.iter().filter_map(|(_, id)| self.event(*id))
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
        self.events.get(&id).map(Arc::as_ref)
    }

    /// Everything that was recorded, in no order.
    pub fn records(&self) -> impl Iterator<Item = &Recorded> {
        self.records.values().map(Box::as_ref)
    }

    /// The record of this id, as it was recorded.
    pub fn recorded(&self, id: RecordId) -> Option<&Recorded> {
        self.records.get(&id).map(Box::as_ref)
    }

    /// Every record that speaks of this one (amendments, strikes, evidence), undone or not.
    pub fn speaking_of(&self, id: RecordId) -> impl Iterator<Item = &Recorded> {
        self.about.get(&id).into_iter().flatten().filter_map(|id| self.recorded(*id))
    }

    /// Title, zone, severity and the like.
    pub fn incident(&self) -> &Incident {
        &self.incident
    }

    /// The highest H number ever given, undone ones included.
    pub fn highest_number(&self) -> u32 {
        self.marks.highest_number
    }

    /// What each hypothesis is called: `H2`.
    pub fn hypothesis_labels(&self) -> HashMap<RecordId, &str> {
        self.hypotheses().iter().map(|known| (known.id, known.label.as_str())).collect()
    }

    /// The hypotheses in the order in which they were recorded, with what is said of them now.
    pub fn hypotheses(&self) -> &[Hypothesis] {
        self.hypotheses.get_or_init(|| self.hypotheses_told())
    }

    fn hypotheses_told(&self) -> Vec<Hypothesis> {
        let mut found: Vec<Hypothesis> = Vec::new();
        let mut first_of: HashMap<u32, (Arc<str>, Arc<str>)> = HashMap::new();
        for event in self.openers.iter().filter_map(|(_, id)| self.event(*id)) {
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
                turns: Vec::new(),
                last_turn: None,
                verdict: Verdict::Open,
            });
        }
        let places: HashMap<RecordId, usize> = found.iter().enumerate().map(|(at, known)| (known.id, at)).collect();
        let mut timed = vec![false; found.len()];
        for (bound, (_, id)) in &self.turns {
            let Some(event) = self.event(*id) else { continue };
            for (turn, hypothesis) in event.body.turns() {
                if let Some(at) = places.get(&hypothesis).copied() {
                    found[at].turn(turn, *id, bound.is_some(), &mut timed[at]);
                    found[at].last_turn = found[at].last_turn.max(*bound);
                }
            }
        }
        found
    }

    /// What the clocks did, in order.
    pub fn clock_notes(&self) -> impl Iterator<Item = (&Recorded, &ClockNote)> {
        self.others().filter_map(|recorded| match &recorded.record {
            Record::Clock(note) => Some((recorded, note)),
            _ => None,
        })
    }

    /// Records that a newer version wrote, in order.
    pub fn unknown(&self) -> impl Iterator<Item = (&Recorded, &str)> {
        self.others().filter_map(|recorded| match &recorded.record {
            Record::Unknown { kind } => Some((recorded, kind.as_str())),
            _ => None,
        })
    }

    /// Everything that was ever attached, with the record that says so.
    pub fn evidence(&self) -> impl Iterator<Item = (RecordId, &Evidence)> {
        self.records().filter_map(|recorded| match &recorded.record {
            Record::Evidence(evidence) => Some((recorded.id, evidence)),
            _ => None,
        })
    }

    /// The records of one writer that are known to be on disk.
    pub fn saved_by(&self, writer: &str) -> impl Iterator<Item = RecordId> {
        let theirs = self.records().filter(move |recorded| recorded.saved && &*recorded.place.writer == writer);
        theirs.map(|recorded| recorded.id)
    }

    /// Everything that ever set fields of the incident, undone or not.
    pub fn settings(&self) -> impl Iterator<Item = (RecordId, &[Setting])> {
        self.records().filter_map(|recorded| match &recorded.record {
            Record::Set(settings) => Some((recorded.id, settings.as_slice())),
            _ => None,
        })
    }

    /// Events that were recorded and taken back; their words are still on the disk.
    pub fn taken_back(&self) -> impl Iterator<Item = &Recorded> {
        let events = self.records().filter(|recorded| matches!(recorded.record, Record::Event(_)));
        events.filter(|recorded| !self.counts(recorded) && self.redaction(recorded.id).is_none())
    }

    /// Whether a redaction names this record.
    pub fn is_redacted(&self, id: RecordId) -> bool {
        self.redaction(id).is_some()
    }

    /// Records whose payload is gone without a redaction that says why: damage.
    pub fn unexplained(&self) -> impl Iterator<Item = &Recorded> {
        self.records().filter(|recorded| recorded.record == Record::Redacted && self.redaction(recorded.id).is_none())
    }

    /// What something speaks of, and was not seen yet: events of files that are still to come, and
    /// hypotheses that were taken back or never were.
    pub(super) fn awaited(&self) -> Vec<RecordId> {
        let hypotheses: HashSet<RecordId> = self.openers.iter().map(|(_, id)| *id).collect();
        let turns = self.turns.iter().filter_map(|(_, (_, id))| self.event(*id));
        let spoken_of = turns.flat_map(|event| event.body.turns()).map(|(_, id)| id);
        let unknown: Vec<RecordId> = spoken_of.filter(|id| !hypotheses.contains(id)).collect();
        let corrects = |id: &RecordId| self.recorded(*id).is_some_and(|by| !matches!(by.record, Record::Evidence(_)));
        let corrected = self.about.iter().filter(|(of, by)| !self.records.contains_key(of) && by.iter().any(corrects));
        let corrected = corrected.map(|(of, _)| *of);
        unknown.into_iter().chain(corrected).collect::<BTreeSet<RecordId>>().into_iter().collect()
    }

    /// How many records are not known to be on disk.
    pub fn unsaved(&self) -> usize {
        self.records().filter(|recorded| !recorded.saved).count()
    }

    /// The records of a group.
    pub fn group(&self, group: GroupId) -> impl Iterator<Item = &Recorded> {
        self.members(group).filter_map(|id| self.recorded(id))
    }

    /// The groups of a writer, the newest first.
    pub fn groups_of(&self, writer: &str) -> Vec<GroupId> {
        let mut own: Vec<&Recorded> = self.records().filter(|recorded| &*recorded.place.writer == writer).collect();
        own.sort_unstable_by(|a, b| (&b.place, b.id).cmp(&(&a.place, a.id)));
        let mut seen = HashSet::new();
        own.into_iter().map(|recorded| recorded.group).filter(|group| seen.insert(*group)).collect()
    }

    /// The first of these groups, the newest first, that an undo by this person at `writer` would take
    /// back. A writer can be shared: what somebody else has recorded is theirs to take back.
    pub fn undoable(&self, newest_first: impl IntoIterator<Item = GroupId>, writer: &str, by: &str) -> Option<GroupId> {
        let can_be_undone = |recorded: &Recorded| self.can_be_undone(recorded, writer, by) && self.counts(recorded);
        newest_first.into_iter().find(|group| self.group(*group).any(can_be_undone))
    }

    /// The undo by this person at `writer` that a redo would take back: the latest counting one of
    /// these groups, the newest first, unless they have recorded something new since.
    pub fn redoable(&self, newest_first: impl IntoIterator<Item = GroupId>, writer: &str, by: &str) -> Option<GroupId> {
        // One that takes back another undo is a redo itself.
        let is_own_undo = |recorded: &Recorded| match recorded.record {
            Record::Undo { group } => {
                let is_own = &*recorded.place.writer == writer && &*recorded.by == by;
                is_own && self.counts(recorded) && !self.members(group).any(|id| self.is_undo(id))
            }
            _ => false,
        };
        for group in newest_first {
            if self.group(group).any(|recorded| self.can_be_undone(recorded, writer, by)) {
                return None;
            }
            if self.group(group).any(is_own_undo) {
                return Some(group);
            }
        }
        None
    }

    /// Whether an undo by this person at `writer` may take this back. What was redacted can't come or go any more:
    /// where its words are gone, nothing tells what it was.
    fn can_be_undone(&self, recorded: &Recorded, writer: &str, by: &str) -> bool {
        let is_fact = match &recorded.record {
            Record::Undo { .. } | Record::Begin(_) | Record::Clock(_) | Record::Redact { .. } => true,
            Record::Redacted | Record::Unknown { .. } => true,
            record => is_zone(record) || self.is_redacted(recorded.id),
        };
        &*recorded.place.writer == writer && &*recorded.by == by && !is_fact
    }

    fn is_undo(&self, id: RecordId) -> bool {
        self.recorded(id).is_some_and(|recorded| matches!(recorded.record, Record::Undo { .. }))
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
