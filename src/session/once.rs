//! Recording from one command: everything on disk before it returns, no thread, tails only.

use super::author::{Author, Batch};
use crate::journal::append::{Appender, NotSaved};
use crate::journal::medium::MediumFile;
use crate::journal::shelf::Shelf;
use crate::journal::{evidence, summary};
use crate::time::{Stamp, Zone};
use crate::timeline::{Place, Record, Recorded, Setting, Summary};

/// One incident, open for a command to record in.
pub struct Once {
    author: Author,
    id: String,
    summary: Summary,
    appender: Appender,
    waiting: Batch,
    /// The turn to start an incident, held until it is there.
    turn: Option<Box<dyn MediumFile>>,
    becomes_current: bool,
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
        let mut author = author.clone();
        if known.summary.incident.zone.is_some() {
            author.zone = known.summary.incident.zone();
        }
        Ok(Once {
            appender: Appender::new(author.shelf.medium.clone(), path),
            author,
            id: id.to_owned(),
            summary: known.summary,
            waiting: Batch::default(),
            turn: None,
            becomes_current: false,
            not_current: None,
            summary_read: known.read,
        })
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
        let mut author = author.clone();
        author.zone = start.zone.unwrap_or(author.zone);
        let mut settings = vec![Setting::Zone(author.zone.name().to_owned())];
        settings.extend(start.title.map(Setting::Title));
        settings.extend(start.severity.map(Setting::Severity));
        settings.extend(start.at.map(Setting::Started));
        let path = author.journal(&id)?;
        let mut once = Once {
            appender: Appender::new(author.shelf.medium.clone(), path),
            author,
            id,
            summary: Summary::default(),
            waiting: Batch::default(),
            turn: None,
            becomes_current: true,
            not_current: None,
            summary_read: 0,
        };
        let first = once.author.batch(vec![Record::Set(settings)]);
        once.add(first);
        Ok(once)
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
        self.summary_read + self.appender.bytes_read()
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
        let dir = self.author.shelf.incident_dir(&self.id);
        for attachment in &self.waiting.attachments {
            evidence::keep(&*self.author.shelf.medium, &dir, &attachment.file, &attachment.bytes)?;
        }
        let mut append = || self.appender.append(&self.waiting.pending, self.author.clock.now());
        let recorded = if self.becomes_current {
            let (recorded, named) = self.author.shelf.begin(&self.id, append);
            self.not_current = named.err();
            recorded?
        } else {
            append()?
        };
        self.becomes_current = false;
        self.waiting = Batch::default();
        self.turn = None;
        Ok(recorded)
    }
}
