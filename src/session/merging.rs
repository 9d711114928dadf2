//! Merging: what was recorded elsewhere, or is told by a document, comes into an incident that is here.
//!
//! Records keep their ids, and who made them and when; so to merge the same again adds nothing twice.
//! What stands here stays: an event that is known is not told anew, a section that is written is not
//! written over. Two recorders may have given one number to two hypotheses; the one that comes gets the
//! next.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::author::{Attachment, Author, Batch};
use crate::time::{Stamp, When};
use crate::timeline::{ActionItem, Event, EventBody, Evidence, Record, RecordId, Timeline};
use crate::words;

/// A record that comes, as it was made.
#[derive(Clone, PartialEq, Debug)]
pub struct Coming {
    pub id: RecordId,
    pub record: Record,
    /// The person; none: whoever merges.
    pub by: Option<Arc<str>>,
    /// None: now.
    pub at: Option<Stamp>,
}

/// All that is to come into one incident.
#[derive(Clone, Debug, Default)]
pub struct Merge {
    pub coming: Vec<Coming>,
    /// Texts that are kept beside an event.
    pub beside: Vec<(RecordId, String)>,
    /// Files that records speak of.
    pub files: Vec<Attachment>,
}

/// What of it is new, ready to be saved.
pub struct Merged {
    pub batch: Batch,
    pub new: usize,
    /// Events that were here already.
    pub known: usize,
    /// Hypotheses that got another number.
    pub renumbered: usize,
}

impl Merged {
    /// What became of it, in words.
    pub fn in_words(&self) -> String {
        let mut said = words::count(self.new, "event");
        if self.known > 0 {
            said.push_str(&format!("; {} known already", words::count(self.known, "event")));
        }
        if self.renumbered > 0 {
            let hypotheses = if self.renumbered == 1 { "hypothesis" } else { "hypotheses" };
            said.push_str(&format!("; {} {hypotheses} numbered anew", self.renumbered));
        }
        said
    }
}

impl Merge {
    /// Everything that an incident tells that another recorder has kept, as it stands now; `bytes_of`
    /// gives what is kept of some evidence. Words that were taken off the disk stay where they are.
    pub fn of(timeline: &Timeline, author: &Author, mut bytes_of: impl FnMut(&Evidence) -> Option<Vec<u8>>) -> Merge {
        let from = timeline.incident().id.clone();
        let mut merge = Merge::default();
        let mut events: Vec<&Event> = timeline.all_events().filter(|event| event.redacted.is_none()).collect();
        events.sort_by(|a, b| a.place.cmp(&b.place));
        for event in events {
            let (by, at) = (Some(event.by.clone()), Some(event.recorded));
            let mut push = |id, record| merge.coming.push(Coming { id, record, by: by.clone(), at });
            let mut body = EventBody::clone(&event.body);
            if body.moved_from().is_none() {
                body.set_moved_from(&from, event.id);
            }
            push(event.id, Record::Event(body.into()));
            for recorded in timeline.speaking_of(event.id) {
                if let Record::Evidence(evidence) = &recorded.record
                    && event.evidence.contains(evidence)
                {
                    push(recorded.id, recorded.record.clone());
                    let bytes = bytes_of(evidence);
                    merge.files.extend(bytes.map(|bytes| Attachment { file: evidence.file.clone(), bytes }));
                }
            }
            let why = event.struck.clone();
            why.into_iter().for_each(|why| push(author.new_id(), Record::Strike { of: event.id, why: Some(why) }));
        }
        for section in timeline.sections() {
            merge.take(timeline, section.id, Record::Section { name: section.name, text: section.text });
        }
        for ActionItem { record, change, .. } in timeline.items_and_ideas() {
            record
                .into_iter()
                .for_each(|id| merge.take(timeline, id, Record::Action { of: None, change: change.clone().into() }));
        }
        merge
    }

    fn take(&mut self, timeline: &Timeline, id: RecordId, record: Record) {
        let recorded = timeline.recorded(id);
        let (by, at) = (recorded.map(|recorded| recorded.by.clone()), recorded.map(|recorded| recorded.at));
        self.coming.push(Coming { id, record, by, at });
    }

    /// What of it is new beside what stands `there`.
    pub fn into_new(self, there: &Timeline, author: &Author) -> Merged {
        let mut here = Here::of(there);
        let (mut new, mut known) = (0, 0);
        let mut coming: Vec<Coming> = Vec::new();
        for Coming { id, record, by, at } in self.coming {
            let is_event = matches!(record, Record::Event(_));
            match here.told(id, record) {
                Some(record) => {
                    new += usize::from(is_event);
                    coming.push(Coming { id, record, by, at });
                }
                None => known += usize::from(is_event),
            }
        }
        let made: HashMap<RecordId, (Option<Arc<str>>, Option<Stamp>)> =
            coming.iter().map(|coming| (coming.id, (coming.by.clone(), coming.at))).collect();
        let beside: Vec<(RecordId, String)> = self.beside.into_iter().filter(|(of, _)| made.contains_key(of)).collect();
        let mut batch = author.brought(coming.into_iter().map(|coming| (coming.id, coming.record)).collect(), &beside);
        for pending in &mut batch.pending {
            let Some((by, at)) = made.get(&pending.id) else { continue };
            by.iter().for_each(|by| pending.by = by.clone());
            if let Some(at) = at {
                // With the offset of today: another one would look like a clock that was changed.
                pending.at = at.moment.at(pending.at.offset);
                pending.up = None;
            }
        }
        let evidence = batch.pending.iter().filter_map(|pending| match &pending.record {
            Record::Evidence(evidence) => Some(evidence.file.clone()),
            _ => None,
        });
        let named: BTreeSet<String> = evidence.collect();
        batch.attachments.extend(self.files.into_iter().filter(|file| named.contains(&file.file)));
        Merged { batch, new, known, renumbered: here.renumbered }
    }
}

/// What stands in the incident already.
struct Here<'a> {
    there: &'a Timeline,
    /// The events of an import, by where each came from and what it says.
    imported: HashMap<(&'a str, &'a str), (&'a When, RecordId)>,
    /// What an event that comes is known by here, where that is something else.
    known_by: HashMap<RecordId, RecordId>,
    /// The names of sections that are written, the texts of action items, the numbers of hypotheses.
    sections: BTreeSet<String>,
    items: BTreeSet<String>,
    numbers: BTreeSet<u32>,
    renumbered: usize,
}

impl<'a> Here<'a> {
    fn of(there: &'a Timeline) -> Here<'a> {
        let imported = there.all_events().filter_map(|event| {
            let from = event.body.imported()?;
            Some(((from, event.text()), (event.when(), event.id)))
        });
        Here {
            there,
            imported: imported.collect(),
            known_by: HashMap::new(),
            sections: there.sections().into_iter().map(|section| section.name).collect(),
            items: there.items_and_ideas().iter().map(|item| item.text().to_owned()).collect(),
            numbers: there.hypotheses().iter().map(|hypothesis| hypothesis.number).collect(),
            renumbered: 0,
        }
    }

    /// A record as it is to stand here; none where it does already.
    fn told(&mut self, id: RecordId, mut record: Record) -> Option<Record> {
        if self.there.recorded(id).is_some() {
            self.known_by.insert(id, id);
            return None;
        }
        match &mut record {
            Record::Event(body) => {
                if let Some(known) = self.imported_before(body) {
                    self.known_by.insert(id, known);
                    return None;
                }
                let body = Arc::make_mut(body);
                self.number(body);
                for links in [&mut body.rules_out, &mut body.confirms, &mut body.about] {
                    links.iter_mut().for_each(|of| *of = self.known_by.get(of).copied().unwrap_or(*of));
                }
            }
            Record::Strike { of, .. } | Record::Amend { of, .. } if self.known_by.contains_key(of) => return None,
            Record::Evidence(evidence) => {
                let of = self.known_by.get(&evidence.of).copied();
                let event = of.and_then(|of| self.there.event(of));
                if event.is_some_and(|event| event.evidence.iter().any(|known| known.file == evidence.file)) {
                    return None;
                }
                evidence.of = of.unwrap_or(evidence.of);
            }
            Record::Section { name, .. } if self.sections.contains(name) => return None,
            Record::Action { change, .. } if change.text.as_ref().is_some_and(|text| self.items.contains(text)) => {
                return None;
            }
            Record::Set(_) if !self.there.incident().id.is_empty() => return None,
            _ => {}
        }
        Some(record)
    }

    /// The event that came from the same line of the same source before.
    fn imported_before(&self, body: &EventBody) -> Option<RecordId> {
        let (when, id) = self.imported.get(&(body.imported()?, body.text.as_str()))?;
        (**when == body.when).then_some(*id)
    }

    /// Gives a hypothesis a number of its own, where another has the one it had.
    fn number(&mut self, body: &mut EventBody) {
        let Some(number) = &mut body.opens else { return };
        if !self.numbers.insert(*number) {
            let highest = self.numbers.last().copied().unwrap_or(0).max(self.there.highest_number());
            *number = highest.saturating_add(1);
            self.numbers.insert(*number);
            self.renumbered += 1;
        }
    }
}
