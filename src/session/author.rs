//! Who records, where, and by which clock: what turns a record into one that can be stored.

use std::sync::Arc;

use crate::journal::append::{JournalPath, NotSaved, Pending, random, salt};
use crate::journal::evidence;
use crate::journal::shelf::{Machine, Shelf};
use crate::time::{Clock, Moment, SinceBoot, Zone};
use crate::timeline::{EventBody, EventChange, Evidence, GroupId, Record, RecordId};

/// A person at a machine, with its shelf and its clock.
#[derive(Clone)]
pub struct Author {
    pub shelf: Shelf,
    pub machine: Machine,
    /// The person, named in each record.
    pub by: Arc<str>,
    pub clock: Arc<dyn Clock>,
    /// The zone of a new incident, and of stamps until an incident's own is known.
    pub zone: Zone,
}

/// What one key press or one command records: one group, and the files it speaks of.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub pending: Vec<Pending>,
    pub attachments: Vec<Attachment>,
}

/// Something that is entered: the record, what it is known by, and what was pasted into its line.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    pub id: RecordId,
    pub record: Record,
    pub pasted: Vec<String>,
}

/// Bytes to be kept as evidence before the record that names them is written.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub file: String,
    pub bytes: Vec<u8>,
}

/// The longest text that stays in its line; longer text becomes evidence, its first part stays.
const TEXT_LIMIT: usize = 8 * 1024;
/// How much of a longer text stays in the line.
const FIRST_PART: usize = 2 * 1024;

impl Author {
    /// Where this author's journal of an incident is.
    ///
    /// # Errors
    /// [`NotSaved`] when this installation has no writer name yet and none can be kept.
    pub fn journal(&self, incident: &str) -> Result<JournalPath, NotSaved> {
        let writer = self.shelf.writer(&self.machine)?;
        Ok(self.shelf.journal(incident, &writer, &self.machine))
    }

    /// A new record id.
    pub fn new_id(&self) -> RecordId {
        RecordId::new(self.clock.now().millis(), random())
    }

    /// Records that belong together, as of now. The new wording of an event that is too long for a
    /// line is kept whole as evidence, its first part in the line.
    pub fn batch(&self, records: Vec<Record>) -> Batch {
        self.batch_with(records.into_iter().map(|record| (self.new_id(), record)).collect(), Vec::new())
    }

    /// One record, known by this id.
    pub fn one(&self, id: RecordId, record: Record) -> Batch {
        self.known_by(vec![(id, record)])
    }

    /// Records that belong together, each known by its id.
    pub(super) fn known_by(&self, records: Vec<(RecordId, Record)>) -> Batch {
        self.batch_with(records, Vec::new())
    }

    /// What is imported: one group, with what is kept beside its events. A text that is too long for a
    /// line is kept whole as evidence, its first part in the line.
    pub fn brought(&self, records: Vec<(RecordId, Record)>, kept: &[(RecordId, String)]) -> Batch {
        let kept = kept.iter().map(|(of, text)| attached(*of, text, "import")).collect();
        self.batch_with(records, kept)
    }

    /// More that is known of an event, and bytes that are kept as evidence of it.
    pub fn adding(&self, of: RecordId, change: EventChange, kept: Vec<Kept>) -> Batch {
        let kept = kept.into_iter().map(|kept| kept.of(of)).collect();
        self.batch_with(vec![(self.new_id(), Record::Amend { of, change: change.into() })], kept)
    }

    /// A correction of an event, known by this id, with what was pasted beside it.
    pub fn amendment(&self, id: RecordId, of: RecordId, change: EventChange, pasted: &[String]) -> Batch {
        let amend = (change != EventChange::default()).then_some((id, Record::Amend { of, change: change.into() }));
        let pasted_alone = amend.is_none();
        let pasted = pasted.iter().map(|text| attached(of, text, "paste")).collect();
        let mut batch = self.batch_with(amend.into_iter().collect(), pasted);
        if let Some(first) = batch.pending.first_mut().filter(|_| pasted_alone) {
            first.id = id;
        }
        batch
    }

    fn batch_with(&self, records: Vec<(RecordId, Record)>, attached_too: Vec<(Record, Attachment)>) -> Batch {
        let mut batch = Batch::default();
        let mut with_ids = Vec::new();
        for (evidence, attachment) in attached_too {
            with_ids.push((self.new_id(), evidence));
            batch.attachments.push(attachment);
        }
        for (id, mut record) in records {
            if let Record::Amend { of, change } = &mut record
                && let Some(text) = change.text.as_mut().filter(|text| text.len() > TEXT_LIMIT)
            {
                let (evidence, attachment) = attached(*of, text, "long line");
                with_ids.push((self.new_id(), evidence));
                batch.attachments.push(attachment);
                text.truncate(text.floor_char_boundary(FIRST_PART));
            }
            if let Record::Event(body) = &mut record
                && body.text.len() > TEXT_LIMIT
            {
                let (evidence, attachment) = attached(id, &body.text, "long line");
                with_ids.push((self.new_id(), evidence));
                batch.attachments.push(attachment);
                let text = &mut Arc::make_mut(body).text;
                text.truncate(text.floor_char_boundary(FIRST_PART));
            }
            with_ids.push((id, record));
        }
        batch.pending = self.pending(with_ids, self.clock.now());
        batch
    }

    /// An event that was entered at `entered`, with what was pasted into its line. A text that is
    /// too long for a line is kept whole as evidence, its first part in the line.
    pub fn event(&self, id: RecordId, body: EventBody, pasted: &[String], entered: Moment) -> Batch {
        self.entered(vec![Entry { id, record: Record::Event(body.into()), pasted: pasted.to_vec() }], entered)
    }

    /// The same of several that were entered together: one group.
    pub fn entered(&self, entries: Vec<Entry>, entered: Moment) -> Batch {
        let mut batch = Batch::default();
        let mut records = Vec::new();
        for Entry { id, mut record, pasted } in entries {
            let mut kept: Vec<(&str, &str)> = pasted.iter().map(|text| (text.as_str(), "paste")).collect();
            let long = match &mut record {
                Record::Event(body) if body.text.len() > TEXT_LIMIT => {
                    let first = body.text[..body.text.floor_char_boundary(FIRST_PART)].to_owned();
                    Some(std::mem::replace(&mut Arc::make_mut(body).text, first))
                }
                _ => None,
            };
            kept.extend(long.as_deref().map(|text| (text, "long line")));
            records.push((id, record));
            for (text, source) in kept {
                let (evidence, attachment) = attached(id, text, source);
                records.push((self.new_id(), evidence));
                batch.attachments.push(attachment);
            }
        }
        batch.pending = self.pending(records, entered);
        batch
    }

    fn pending(&self, records: Vec<(RecordId, Record)>, at: Moment) -> Vec<Pending> {
        let group = GroupId::new(at.millis(), random());
        let up = self.up_at(at);
        let pending = |(id, record)| Pending {
            id,
            at: self.zone.stamp(at),
            zone: self.zone.clone(),
            up: up.clone(),
            group,
            by: self.by.clone(),
            record,
            salt: salt(),
        };
        records.into_iter().map(pending).collect()
    }

    /// Time since boot at a moment that was now, just before. A warning that nobody read or a
    /// directory that took its time can lie between the two, and what the two clocks show at
    /// different times would look like a wall clock that was set.
    fn up_at(&self, at: Moment) -> Option<SinceBoot> {
        let (now, up) = (self.clock.now(), self.clock.since_boot()?);
        let millis = up.millis.saturating_add_signed(at.millis_since(now));
        Some(SinceBoot { millis, ..up })
    }
}

/// Bytes that are to be kept as evidence.
#[derive(Clone, Debug)]
pub struct Kept {
    pub bytes: Vec<u8>,
    /// What the end of its file's name says of it: `txt`, `log`.
    pub extension: &'static str,
    /// Where it came from.
    pub source: String,
}

impl Kept {
    /// As evidence of an event: the record that says so, and the bytes.
    fn of(self, of: RecordId) -> (Record, Attachment) {
        let file = evidence::file_name(&self.bytes, self.extension);
        let evidence = Evidence { of, file: file.clone(), bytes: self.bytes.len() as u64, source: self.source };
        (Record::Evidence(evidence), Attachment { file, bytes: self.bytes })
    }
}

/// A text kept as evidence of an event.
fn attached(of: RecordId, text: &str, source: &str) -> (Record, Attachment) {
    Kept { bytes: text.as_bytes().to_vec(), extension: "txt", source: source.to_owned() }.of(of)
}
