//! Moving events to another incident: written there first and synced, then struck here.
//!
//! A crash between the two leaves an event in both incidents, never in none; to move it again writes
//! nothing twice, and strikes what was not struck. What an event says goes along as it stands now,
//! with who recorded it and when; what was said of it before stays readable here.

use std::collections::HashMap;
use std::io;

use super::Session;
use super::author::{Attachment, Author, Batch};
use super::news::News;
use super::once::Once;
use crate::journal::append::NotSaved;
use crate::journal::{evidence, reading};
use crate::timeline::{Event, EventBody, Evidence, Record, RecordId, Recorded, Timeline};
use crate::words;

/// What the reason begins with for which an event that was moved is struck here; the incident follows.
pub const MOVED_TO: &str = "moved to ";

/// Events that are to go to another incident.
#[derive(Clone, Debug)]
pub struct Move {
    from: String,
    to: String,
    events: Vec<Leaving>,
    /// Events that stay, and speak of a hypothesis that goes.
    left_alone: usize,
    /// Action items that were made of a todo that goes, and stay.
    items: usize,
}

/// An event as it stands, as it was recorded, and what was attached to it.
#[derive(Clone, Debug)]
struct Leaving {
    event: Event,
    recorded: Recorded,
    evidence: Vec<(Recorded, Evidence)>,
}

/// What was written into the other incident.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// What each event was known by, and is known by there.
    pub ids: Vec<(RecordId, RecordId)>,
    /// What goes with it and is not there: links to hypotheses that stay, files of evidence that are
    /// missing here, too.
    unlinked: usize,
    missing: usize,
}

/// Why events can't be moved.
#[derive(Debug, thiserror::Error)]
pub enum CantMove {
    #[error("that is the incident in which they are")]
    Same,
    #[error("the event {0} is not there any more")]
    Gone(String),
    #[error("the event {0} is struck already; what was moved once is in the other incident")]
    Struck(String),
    #[error("the words of the event {0} were taken off the disk; it stays")]
    Redacted(String),
    #[error("not before the journal has been read")]
    Unread,
    #[error("not before everything is saved; C-x w tries again")]
    Unsaved,
}

impl Move {
    /// What is to be moved, as it stands.
    ///
    /// # Errors
    /// [`CantMove`], and nothing of it is moved.
    pub fn of(timeline: &Timeline, from: &str, to: &str, ids: &[RecordId]) -> Result<Move, CantMove> {
        if from == to {
            return Err(CantMove::Same);
        }
        for id in ids {
            let name = || id.short();
            match timeline.event(*id) {
                None => return Err(CantMove::Gone(name())),
                Some(event) if event.redacted.is_some() => return Err(CantMove::Redacted(name())),
                Some(event) if event.struck.is_some() => return Err(CantMove::Struck(name())),
                Some(_) => {}
            }
        }
        let leaves = |event: &&Event| ids.contains(&event.id);
        let stays = |event: &&Event| !leaves(event) && event.struck.is_none();
        let speaks_of_them = |event: &&Event| event.hypotheses().any(|of| ids.contains(&of));
        let items = timeline.action_items();
        let made_of_them = items.iter().filter(|item| item.record.is_some() && ids.contains(&item.id));
        Ok(Move {
            from: from.to_owned(),
            to: to.to_owned(),
            events: timeline.all_events().filter(leaves).filter_map(|event| Leaving::of(event, timeline)).collect(),
            left_alone: timeline.all_events().filter(stays).filter(speaks_of_them).count(),
            items: made_of_them.count(),
        })
    }

    /// Writes the events into the other incident, with what is attached to them, and syncs.
    ///
    /// # Errors
    /// [`NotSaved`]; nothing is to be struck then.
    pub fn write(&self, author: &Author) -> Result<Moved, NotSaved> {
        let mut once = Once::open(author, &self.to)?;
        let there = self.there(author)?;
        let arrived = self.arrived(&there);
        let known_by = |of: RecordId| arrived.get(&of).copied().unwrap_or_else(|| author.new_id());
        let ids: Vec<(RecordId, RecordId)> = self.events().map(|event| (event.id, known_by(event.id))).collect();
        let new_of: HashMap<RecordId, RecordId> = ids.iter().copied().collect();
        let mut moved = Moved { unlinked: 0, missing: 0, ids };
        let mut number = there.highest_number();
        let mut arriving = Arriving::default();
        for (leaving, (old, new)) in
            self.events.iter().zip(&moved.ids).filter(|(_, (old, _))| !arrived.contains_key(old))
        {
            let (mut body, unlinked) = linked(&leaving.event.body, &new_of);
            moved.unlinked += unlinked;
            if let Some(opens) = &mut body.opens {
                number += 1;
                *opens = number;
            }
            body.set_moved_from(&self.from, *old);
            arriving.add(*new, Record::Event(body.into()), &leaving.recorded);
            for (recorded, evidence) in &leaving.evidence {
                match self.bytes_of(evidence, author)? {
                    Some(bytes) => arriving.attachments.push(Attachment { file: evidence.file.clone(), bytes }),
                    None => moved.missing += 1,
                }
                arriving.add(author.new_id(), Record::Evidence(Evidence { of: *new, ..evidence.clone() }), recorded);
            }
        }
        if !arriving.records.is_empty() {
            let batch = arriving.batch(once.author());
            once.add(batch);
            once.save()?;
        }
        Ok(moved)
    }

    /// The events that are in the other incident already: a crash came before they were struck here.
    fn arrived(&self, there: &Timeline) -> HashMap<RecordId, RecordId> {
        let came = |event: &Event| match event.body.moved_from() {
            Some((incident, id)) if incident == self.from && event.struck.is_none() => Some((id, event.id)),
            _ => None,
        };
        there.all_events().filter_map(came).collect()
    }

    /// What takes the events out of the story here.
    pub fn strikes(&self) -> Vec<Record> {
        let why = format!("{MOVED_TO}{}", self.to);
        self.events.iter().map(|leaving| Record::Strike { of: leaving.event.id, why: Some(why.clone()) }).collect()
    }

    /// What became of it, in words: what was dropped and what stays behind is said.
    pub fn in_words(&self, moved: &Moved) -> String {
        let mut said = format!("moved {} to {}", words::count(moved.ids.len(), "event"), self.to);
        for (did, count, noun, which) in [
            ("dropped", moved.unlinked, "link", " to what stays"),
            ("left behind", self.left_alone, "event", " about a hypothesis that went"),
            ("left behind", self.items, "action item", ""),
            ("did not find", moved.missing, "file", " of evidence"),
        ] {
            if count > 0 {
                said.push_str(&format!("; {did} {}{which}", words::count(count, noun)));
            }
        }
        said
    }

    /// The events that were moved, as they stood.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().map(|leaving| &leaving.event)
    }

    /// The other incident as it is.
    fn there(&self, author: &Author) -> Result<Timeline, NotSaved> {
        let path = author.journal(&self.to)?;
        let read = reading::read_all(&*author.shelf.medium, &path.dir, &path.writer);
        let read = read.map_err(|source| NotSaved { doing: "cannot read", path: path.dir, source })?;
        Ok(Timeline::of(read.records))
    }

    /// What is kept here of some evidence; none where it is missing, or its name leads elsewhere.
    fn bytes_of(&self, evidence: &Evidence, author: &Author) -> Result<Option<Vec<u8>>, NotSaved> {
        if !evidence::is_file_name(&evidence.file) {
            return Ok(None);
        }
        let path = evidence::dir_of(&author.shelf.incident_dir(&self.from)).join(&evidence.file);
        match author.shelf.medium.read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(NotSaved { doing: "cannot read", path, source }),
        }
    }
}

/// What an event says with its links to what goes with it, and how many it had to others.
fn linked(body: &EventBody, new_of: &HashMap<RecordId, RecordId>) -> (EventBody, usize) {
    let mut body = body.clone();
    let mut dropped = 0;
    for links in [&mut body.rules_out, &mut body.confirms, &mut body.about] {
        let before = links.len();
        *links = links.iter().filter_map(|of| new_of.get(of).copied()).collect();
        dropped += before - links.len();
    }
    (body, dropped)
}

impl Leaving {
    fn of(event: &Event, timeline: &Timeline) -> Option<Leaving> {
        let attached = timeline.speaking_of(event.id).filter_map(|recorded| match &recorded.record {
            Record::Evidence(evidence) if event.evidence.contains(evidence) => {
                Some((recorded.clone(), evidence.clone()))
            }
            _ => None,
        });
        let recorded = timeline.recorded(event.id)?.clone();
        Some(Leaving { recorded, evidence: attached.collect(), event: event.clone() })
    }
}

/// What is on its way into the other incident, each with what it was recorded as here.
#[derive(Default)]
struct Arriving<'a> {
    records: Vec<(RecordId, Record)>,
    recorded: Vec<&'a Recorded>,
    attachments: Vec<Attachment>,
}

impl<'a> Arriving<'a> {
    fn add(&mut self, id: RecordId, record: Record, recorded: &'a Recorded) {
        self.records.push((id, record));
        self.recorded.push(recorded);
    }

    /// One group of today, of records that were made when they were made and by whom.
    fn batch(self, author: &Author) -> Batch {
        let mut batch = author.known_by(self.records);
        for (pending, recorded) in batch.pending.iter_mut().zip(self.recorded) {
            pending.by = recorded.by.clone();
            pending.at = pending.zone.stamp(recorded.at.moment);
            pending.up.clone_from(&recorded.up);
        }
        batch.attachments = self.attachments;
        batch
    }
}

/// What a thread that moves events has done.
pub(super) struct Carried {
    of: Move,
    outcome: Result<Moved, NotSaved>,
}

impl Session {
    /// Moves events to another incident, beside the screen; [`Session::take_moved`] says what became
    /// of it.
    ///
    /// # Errors
    /// [`CantMove`], and nothing of it is moved.
    pub fn move_events(&mut self, ids: &[RecordId], to: &str) -> Result<(), CantMove> {
        if self.loading {
            return Err(CantMove::Unread);
        }
        // What is attached has to be on the disk before it can be copied.
        if !self.may_turn() {
            return Err(CantMove::Unsaved);
        }
        let of = Move::of(&self.timeline, self.incident.as_deref().unwrap_or_default(), to, ids)?;
        self.moving = true;
        let (author, news, busy) = (self.author.clone(), self.teller(), self.busy.clone());
        std::thread::spawn(move || {
            let _held = busy.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let outcome = of.write(&author);
            news.tell(News::Moved(Box::new(Carried { of, outcome })));
        });
        Ok(())
    }

    /// Strikes here what is in the other incident now.
    pub(super) fn carried(&mut self, carried: Carried) {
        self.moving = false;
        let Carried { of, outcome } = carried;
        self.moved = Some(match outcome {
            Ok(moved) => {
                self.record(of.strikes());
                of.in_words(&moved)
            }
            Err(why) => format!("not moved: {why}"),
        });
    }

    /// What became of the events that were to be moved, once.
    pub fn take_moved(&mut self) -> Option<String> {
        self.moved.take()
    }
}
