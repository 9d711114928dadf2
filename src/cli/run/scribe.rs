//! Writes down beside the command what was run and how it ended: the command never waits for the disk,
//! and a disk that takes nothing is tried again until it has ended.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::Builder;
use std::time::Duration;

use super::News;
use crate::cli::Failure;
use crate::cli::opened::Opened;
use crate::cli::work::Work;
use crate::entry::{Typed, understand};
use crate::session::{Kept, Once};
use crate::time::{Moment, When};
use crate::timeline::{Ending, RecordId, Tag};

/// How long a disk that takes nothing is left alone: twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What was started.
#[derive(Clone, Debug)]
pub struct Started {
    pub line: String,
    pub tag: Tag,
    pub at: Moment,
}

/// How it ended, and the end of what it wrote.
#[derive(Debug)]
pub struct Finished {
    pub ending: Ending,
    pub output: Option<Kept>,
}

/// What was written down.
pub struct Written {
    pub id: RecordId,
    /// The incident that was started for it, as none was open.
    pub new_incident: Option<String>,
    /// What is to be said of it.
    pub doubts: Vec<String>,
}

/// What was not.
pub struct Unwritten {
    pub why: Failure,
    /// Whether at least its start is on disk.
    pub is_started: bool,
}

/// The thread that writes.
pub struct Scribe(Sender<Finished>);

impl Scribe {
    /// Writes down what was started, at once.
    pub fn begin(opened: Result<Opened, Failure>, started: Started, work: Work, news: Sender<News>) -> Scribe {
        let (finish, finished) = channel();
        // Without a thread nothing is written, which is told at the end.
        let _ = Builder::new().spawn(move || {
            let page = opened.map(|opened| Page::new(opened, started));
            let written = match page {
                Ok(page) => page.write(&finished, &work),
                Err(why) => finished.recv().ok().map(|_| Err(Unwritten { why, is_started: false })),
            };
            written.map(|written| news.send(News::Written(written)))
        });
        Scribe(finish)
    }

    /// Writes down how it ended; the news will be told.
    pub fn finish(self, finished: Finished) {
        let _ = self.0.send(finished);
    }
}

/// What is to stand in the journal.
struct Page {
    opened: Opened,
    started: Started,
    event: RecordId,
    begun: Option<Begun>,
    /// Whether the start is on disk.
    is_saved: bool,
}

/// The incident that is recorded in, with the event of the command.
struct Begun {
    once: Once,
    is_new: bool,
    doubts: Vec<String>,
}

impl Page {
    fn new(opened: Opened, started: Started) -> Page {
        let event = opened.author.new_id();
        Page { opened, started, event, begun: None, is_saved: false }
    }

    fn write(mut self, finished: &Receiver<Finished>, work: &Work) -> Option<Result<Written, Unwritten>> {
        let mut pause = FIRST_PAUSE;
        loop {
            let next = match self.save(None, work) {
                Ok(_) => finished.recv().map_err(RecvTimeoutError::from),
                Err(_) => finished.recv_timeout(pause),
            };
            match next {
                Ok(finished) => return Some(self.finish(finished, work)),
                Err(RecvTimeoutError::Timeout) => pause = (pause * 2).min(LONGEST_PAUSE),
                // Nobody is left to be told.
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn finish(mut self, finished: Finished, work: &Work) -> Result<Written, Unwritten> {
        let is_started = self.is_saved;
        let event = self.event;
        let begun = self.save(Some(finished), work).map_err(|why| Unwritten { why, is_started })?;
        let not_current = begun.once.not_current.as_ref();
        let not_current = not_current.map(|why| format!("it could not be made the open incident: {why}"));
        Ok(Written {
            id: event,
            new_incident: begun.is_new.then(|| begun.once.id().to_owned()),
            doubts: begun.doubts.iter().cloned().chain(not_current).collect(),
        })
    }

    /// Puts on disk what is not there yet.
    fn save(&mut self, finished: Option<Finished>, work: &Work) -> Result<&Begun, Failure> {
        let _at_it = work.piece();
        let mut begun = match self.begun.take() {
            Some(begun) => begun,
            None => Begun::of(&self.opened, &self.started, self.event)?,
        };
        if let Some(Finished { ending, output }) = finished {
            let kept = output.into_iter().collect();
            begun.once.add(begun.once.author().adding(self.event, ending.change(), kept));
        }
        if let Err(error) = begun.once.save() {
            // Whoever else wants to start an incident need not wait for ours; its event keeps its id.
            self.begun = Some(begun).filter(|begun| !begun.is_new);
            return Err(error.into());
        }
        self.is_saved = true;
        Ok(self.begun.insert(begun))
    }
}

impl Begun {
    /// The event of the start, on its way to the disk.
    fn of(opened: &Opened, started: &Started, event: RecordId) -> Result<Begun, Failure> {
        let (mut once, is_new) = opened.recording()?;
        let at = started.at;
        // The tag may number a hypothesis; a command line says neither a time nor a tag of its own.
        let typed = Typed { line: "", began: at, entered: at, tag: Some(started.tag), at: None };
        let draft = understand(&typed, once.summary());
        let zone = once.summary().incident.zone();
        let mut body = draft.body;
        (body.text, body.when) = (started.line.clone(), When::live(zone.stamp(at)));
        body.set_started();
        once.add(once.author().event(event, body, &[], at));
        let doubts = draft.doubts.iter().map(|doubt| doubt.in_words(&zone)).collect();
        Ok(Begun { once, is_new, doubts })
    }
}
