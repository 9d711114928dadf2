//! Recording from one command: everything on disk before it returns, no thread, tails only.

use std::collections::HashSet;
use std::path::PathBuf;

use super::author::{Author, Batch};
use crate::journal::append::{Appender, NotSaved};
use crate::journal::fallback::{Refused, TakenBack};
use crate::journal::medium::MediumFile;
use crate::journal::shelf::Shelf;
use crate::journal::{evidence, summary};
use crate::time::{Stamp, Zone};
use crate::timeline::{Place, Record, RecordId, Recorded, Setting, Summary};

/// One incident, open for a command to record in.
pub struct Once {
    author: Author,
    id: String,
    summary: Summary,
    /// None while this installation can't get a name.
    appender: Option<Appender>,
    waiting: Batch,
    /// How many of the records that wait are kept in a fallback place, and where.
    aside: Option<(usize, PathBuf)>,
    /// Why the data directory can't be used, as was found out before there was anything to save.
    refused: Option<NotSaved>,
    /// The turn to start an incident, held until it is there.
    turn: Option<Box<dyn MediumFile>>,
    becomes_current: bool,
    /// It does so only where none is open: it was begun while nobody could know.
    yields: bool,
    /// Why a new incident, which is on disk, could not be made the open one.
    pub not_current: Option<NotSaved>,
    summary_read: u64,
}

/// What is known of a new incident when it starts.
#[derive(Clone, Debug, Default)]
pub struct Start {
    pub title: Option<String>,
    /// When it began, for one that is written down afterwards.
    pub at: Option<Stamp>,
    pub severity: Option<u8>,
    pub zone: Option<Zone>,
}

impl Once {
    /// Opens an incident that is there.
    ///
    /// # Errors
    /// [`NotSaved`] when its journals can't be read or this installation can't get a name.
    pub fn open(author: &Author, id: &str) -> Result<Once, NotSaved> {
        let path = author.journal(id)?;
        let dir = author.shelf.incident_dir(id);
        let known = summary::load(&*author.shelf.medium, &dir, &path.writer).map_err(|source| NotSaved {
            doing: "cannot read",
            path: dir,
            source,
        })?;
        let appender = Appender::new(author.shelf.medium.clone(), path);
        let once = Once { appender: Some(appender), summary_read: known.read, ..Once::of(author, id.to_owned()) };
        Ok(once.knowing(known.summary))
    }

    /// An incident of which nothing is known yet.
    fn of(author: &Author, id: String) -> Once {
        Once {
            author: author.clone(),
            id,
            summary: Summary::default(),
            appender: None,
            waiting: Batch::default(),
            aside: None,
            refused: None,
            turn: None,
            becomes_current: false,
            yields: false,
            not_current: None,
            summary_read: 0,
        }
    }

    /// What its journals tell, and after them what is kept in fallback places.
    fn knowing(mut self, summary: Summary) -> Once {
        self.summary = summary;
        for recorded in self.author.shelf.kept_aside_of(&self.id).iter().flat_map(|(_, kept)| kept) {
            self.summary.foresee(recorded);
        }
        if self.summary.incident.zone.is_some() {
            self.author.zone = self.summary.incident.zone();
        }
        self
    }

    /// An incident that was begun in a fallback place, while none was open; it becomes the open one.
    pub fn begun_aside(author: &Author, id: String) -> Once {
        Once { becomes_current: true, yields: true, ..Once::of(author, id).knowing(Summary::default()) }
    }

    /// An incident to record in while the data directory can't be used, `because` of this: one that is
    /// open, or a new one, as far as is known. The first attempt to save is spared.
    pub fn unusable(author: &Author, open: Option<String>, because: NotSaved) -> Once {
        let mut once = match open {
            Some(id) => {
                let dir = author.shelf.incident_dir(&id);
                let known = summary::load(&*author.shelf.medium, &dir, "").unwrap_or_default();
                Once::of(author, id).knowing(known.summary)
            }
            None => match author.shelf.begun_aside() {
                Some(id) => Once::begun_aside(author, id),
                None => {
                    let began = author.zone.stamp(author.clock.now());
                    Once { yields: true, ..Once::new(author, Shelf::new_id(began, None), Start::default()) }
                }
            },
        };
        once.refused = Some(because);
        once
    }

    /// A new incident, which is made, and becomes the open one, when something of it is saved.
    ///
    /// # Errors
    /// [`NotSaved`] when this installation can't get a name.
    pub fn start(author: &Author, start: Start) -> Result<Once, NotSaved> {
        let zone = start.zone.as_ref().unwrap_or(&author.zone);
        let began = start.at.unwrap_or_else(|| zone.stamp(author.clock.now()));
        let id = Shelf::new_id(began, start.title.as_deref());
        Once::start_as(author, id, start)
    }

    /// The same under a name that is known already, and that no other incident has.
    ///
    /// # Errors
    /// As [`Once::start`].
    pub fn start_as(author: &Author, id: String, start: Start) -> Result<Once, NotSaved> {
        let path = author.journal(&id)?;
        let appender = Appender::new(author.shelf.medium.clone(), path);
        Ok(Once { appender: Some(appender), ..Once::new(author, id, start) })
    }

    /// A new incident, with what is said of it waiting to be saved.
    fn new(author: &Author, id: String, start: Start) -> Once {
        let mut author = author.clone();
        author.zone = start.zone.unwrap_or(author.zone);
        let mut settings = vec![Setting::Zone(author.zone.name().to_owned())];
        settings.extend(start.title.map(Setting::Title));
        settings.extend(start.severity.map(Setting::Severity));
        settings.extend(start.at.map(Setting::Started));
        let mut once = Once { becomes_current: true, ..Once::of(&author, id) };
        let first = once.author.batch(vec![Record::Set(settings)]);
        once.add(first);
        once
    }

    /// Leaves the incident that is open as it is: this one is over.
    pub fn beside_the_open_one(&mut self) {
        self.becomes_current = false;
    }

    /// Holds the turn to start an incident until this one is on disk.
    pub fn hold(&mut self, turn: Box<dyn MediumFile>) {
        self.turn = Some(turn);
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn author(&self) -> &Author {
        &self.author
    }

    /// What is known of the incident, this command's own records included.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Bytes of journals and their tails that were read.
    pub fn bytes_read(&self) -> u64 {
        self.summary_read + self.appender.as_ref().map_or(0, Appender::bytes_read)
    }

    /// Takes a batch that is to be saved; the next line may speak of it already.
    pub fn add(&mut self, batch: Batch) {
        for pending in &batch.pending {
            // What only the whole timeline could tell, the next command reads from there.
            self.summary.foresee(&pending.as_recorded(Place::default()));
        }
        self.waiting.pending.extend(batch.pending);
        self.waiting.attachments.extend(batch.attachments);
    }

    /// Puts what was added on disk, in one write and one sync, and makes a new incident the open
    /// one.
    ///
    /// # Errors
    /// [`NotSaved`]; then nothing of it is known to be on disk.
    pub fn save(&mut self) -> Result<Vec<Recorded>, NotSaved> {
        if let Some(because) = self.refused.take() {
            return Err(because);
        }
        let shelf = &self.author.shelf;
        let appender = match &mut self.appender {
            Some(appender) => appender,
            none => none.insert(Appender::new(shelf.medium.clone(), self.author.journal(&self.id)?)),
        };
        let dir = shelf.incident_dir(&self.id);
        for attachment in &self.waiting.attachments {
            evidence::keep(&*shelf.medium, &dir, &attachment.file, &attachment.bytes)?;
        }
        let mut append = || appender.append(&self.waiting.pending, self.author.clock.now());
        let yields = self.yields && shelf.current().ok().flatten().is_some();
        let recorded = if self.becomes_current && !yields {
            let (recorded, named) = shelf.begin(&self.id, append);
            self.not_current = named.err();
            recorded?
        } else {
            append()?
        };
        if self.aside.take().is_some() {
            let saved: HashSet<RecordId> = recorded.iter().map(|recorded| recorded.id).collect();
            let _ = self.author.take_back(&|id| saved.contains(&id));
            // Somebody else may have taken them back before.
            self.author.shelf.forget_summary(&self.id);
        }
        self.becomes_current = false;
        self.waiting = Batch::default();
        self.turn = None;
        Ok(recorded)
    }

    /// Keeps in a fallback place what could not be saved, until it can; where that is. What is kept is
    /// not saved: nobody knows how long it lies there.
    ///
    /// # Errors
    /// [`NotSaved`] when no place takes it either.
    pub fn keep_aside(&mut self) -> Result<PathBuf, NotSaved> {
        let done = self.aside.as_ref().map_or(0, |(kept, _)| *kept);
        let all = self.waiting.pending.len();
        if let Some((_, place)) = self.aside.as_ref().filter(|(kept, _)| *kept == all) {
            return Ok(place.clone());
        }
        let refused = Batch { pending: self.waiting.pending[done..].to_vec(), ..self.waiting.clone() };
        let place = self.author.keep_aside(&self.id, self.becomes_current, &refused)?;
        // Whoever else wants to start an incident finds this one there.
        self.turn = None;
        Ok(self.aside.insert((all, place)).1.clone())
    }
}

impl Author {
    /// Puts what is kept in fallback places where it belongs, less what `is_saved` there already.
    pub fn take_back(&self, is_saved: &dyn Fn(RecordId) -> bool) -> TakenBack {
        self.shelf.take_back(&self.machine, self.clock.now(), is_saved)
    }

    /// Keeps records of an incident in a fallback place; where that is. `begins`: the incident begins
    /// with them and is to be the open one.
    pub(super) fn keep_aside(&self, incident: &str, begins: bool, batch: &Batch) -> Result<PathBuf, NotSaved> {
        let files: Vec<(&str, &[u8])> =
            batch.attachments.iter().map(|attached| (attached.file.as_str(), &*attached.bytes)).collect();
        let refused = Refused { incident, begins, records: &batch.pending, files: &files };
        self.shelf.keep_aside(&self.machine, refused, self.clock.now())
    }
}
