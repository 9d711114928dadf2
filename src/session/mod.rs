//! A recorder's hold on one incident: the timeline in memory at once, the disk in the background.
//!
//! [`Session::record`] is the one door for writes. What goes through it is on the screen at once,
//! marked until the journal thread says that it has synced; a disk that hangs or fails holds up
//! nothing but that mark. [`Once`] is the same door for a single command, without threads.

mod aside;
mod author;
mod disk;
mod hearing;
mod here;
mod keeper;
mod merging;
mod moving;
mod news;
mod once;
mod others;
mod past;
mod sleep;
mod unsaved;
mod watch;
mod writing;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

pub use crate::journal::drafts::{Draft, HalfTyped};
pub use crate::journal::fallback::TakenBack;
pub use author::{Attachment, Author, Batch, Entry, Kept};
pub use keeper::Keeper;
pub use merging::{Coming, Merge, Merged};
pub use moving::{CantMove, MOVED_TO, Move, Moved};
pub use once::{Once, Start};
pub use others::{Heard, Others};
pub use unsaved::{Unsaved, Words};

use crate::analysis::Memory;
use crate::journal::append::{NotSaved, random};
use crate::journal::chain::Fault;
use crate::journal::shelf::Shelf;
use crate::time::{Moment, Zone};
use crate::timeline::{Event, Order, Record, RecordId, Recorded, Setting, Summary, Timeline};
use aside::Said;
use disk::Job;
use here::Here;
use news::{News, Teller};
use sleep::Sleep;
use unsaved::Waiting;

/// How a session stood at a moment: while it is the same, so is every event, and what is known of its
/// way to the disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    opened: u128,
    timeline: u64,
    unsaved: u64,
    zone: String,
}

/// An incident, open for recording.
pub struct Session {
    /// No other session is known by this.
    opened: u128,
    author: Author,
    writer: Arc<str>,
    /// None until the first record makes one.
    incident: Option<String>,
    /// The incident that this one was begun after, and is not.
    turned_from: Option<String>,
    timeline: Timeline,
    /// The short account of the timeline, and of which version of it.
    summary: RefCell<Option<(u64, Rc<Summary>)>>,
    /// What is known while the journals are still being read.
    early: Option<Summary>,
    loading: bool,
    /// Records of this session that the timeline being read may not hold yet.
    own: Vec<Recorded>,
    unsaved: Waiting,
    here: Here,
    /// What others recorded, until it is let in.
    arrived: Vec<Recorded>,
    /// Our own records as read back from the file before their sync has returned.
    read_back: Vec<Recorded>,
    faults: Vec<Fault>,
    /// What earlier incidents know of suspicions; none before they were read.
    memory: Option<Arc<Memory>>,
    unreadable: Option<String>,
    /// What was on disk and was taken away since.
    gone: Option<String>,
    /// Why the disk takes no name for this writer, until it takes a line.
    nameless: Option<String>,
    /// Events are on their way to another incident; and what became of them.
    moving: bool,
    moved: Option<String>,
    order: Order,
    sleep: Sleep,
    jobs: Option<Sender<Job>>,
    aside: Option<Sender<Said>>,
    news: (Sender<News>, Receiver<News>),
    wake: Arc<dyn Fn() + Send + Sync>,
    busy: Arc<Mutex<()>>,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Session {
    /// Opens an incident, or (none) an untitled one that is made at its first record. Reads
    /// nothing itself: that happens beside the screen. `wake` is called, from other threads,
    /// whenever [`Session::take_news`] has something to take.
    ///
    /// On a disk that takes not even a name for this writer, it is opened all the same, with a name
    /// for as long as it runs: a line in memory is better than none, and the disk is tried again.
    pub fn open(author: Author, incident: Option<String>, wake: Arc<dyn Fn() + Send + Sync>) -> Session {
        let kept = author.shelf.writer(&author.machine);
        let nameless = kept.as_ref().err().map(NotSaved::to_string);
        let writer = kept.unwrap_or_else(|_| Shelf::new_writer(&author.machine));
        let mut session = Session::idle(author, writer, wake);
        session.nameless = nameless;
        match incident {
            Some(incident) => {
                // One that was begun in a fallback place is still to be made.
                let fresh = session.author.shelf.begun_aside().as_ref() == Some(&incident)
                    && !session.author.shelf.has_begun(&incident);
                session.begin(incident, fresh);
            }
            None => session.await_one(None),
        }
        session
    }

    fn idle(author: Author, writer: Arc<str>, wake: Arc<dyn Fn() + Send + Sync>) -> Session {
        Session {
            opened: random(),
            author,
            writer,
            incident: None,
            turned_from: None,
            timeline: Timeline::default(),
            summary: RefCell::default(),
            early: None,
            loading: false,
            own: Vec::new(),
            unsaved: Waiting::default(),
            here: Here::default(),
            arrived: Vec::new(),
            read_back: Vec::new(),
            faults: Vec::new(),
            memory: None,
            unreadable: None,
            gone: None,
            nameless: None,
            moving: false,
            moved: None,
            order: Order::default(),
            sleep: Sleep::default(),
            jobs: None,
            aside: None,
            news: channel(),
            wake,
            busy: Arc::default(),
            stop: Arc::default(),
            threads: Vec::new(),
        }
    }

    /// While there is no incident, one that somebody else starts becomes ours; but not the one
    /// that was just turned away from.
    fn await_one(&mut self, but: Option<String>) {
        self.turned_from.clone_from(&but);
        let (news, stop, shelf) = (self.teller(), self.stop.clone(), self.author.shelf.clone());
        self.threads.push(std::thread::spawn(move || watch::await_one(&shelf, but.as_deref(), &news, &stop)));
        self.look_back();
    }

    /// Has the other incidents of the shelf read for what they know, beside everything else.
    fn look_back(&mut self) {
        let (news, stop, shelf) = (self.teller(), self.stop.clone(), self.author.shelf.clone());
        let own = self.incident.clone();
        self.threads.push(std::thread::spawn(move || past::run(&shelf, own.as_deref(), &news, &stop)));
    }

    /// Starts the threads for an incident that is there or (fresh) is about to be.
    fn begin(&mut self, incident: String, fresh: bool) {
        // Whoever waited for an incident waits no more.
        self.halt();
        self.loading = !fresh;
        self.sleep = Sleep::since_now(&*self.author.clock);
        let path = self.author.shelf.journal(&incident, &self.writer, &self.author.machine);
        let (jobs, to_do) = channel();
        self.jobs = Some(jobs);
        let (aside, said) = channel();
        self.aside = Some(aside.clone());
        let found = self.see_kept_aside(&incident);
        let (news, busy, author, id) = (self.teller(), self.busy.clone(), self.author.clone(), incident.clone());
        self.threads.push(std::thread::spawn(move || aside::run(&author, &id, fresh, found, &said, &news, &busy)));
        let (news, busy, author) = (self.teller(), self.busy.clone(), self.author.clone());
        self.threads.push(std::thread::spawn(move || disk::run(&author, path, fresh, &to_do, &news, &aside, &busy)));
        let (news, stop, author) = (self.teller(), self.stop.clone(), self.author.clone());
        let (id, own) = (incident.clone(), self.writer.clone());
        self.threads.push(std::thread::spawn(move || watch::run(&author, &id, &own, fresh, &news, &stop)));
        self.incident = Some(incident);
        // One that is there is read itself first.
        if fresh && self.memory.is_none() {
            self.look_back();
        }
    }

    /// Shows what of an incident is kept in a fallback place, not saved as it is; the ids of it.
    fn see_kept_aside(&mut self, incident: &str) -> Vec<RecordId> {
        let now = self.now();
        let mut found = Vec::new();
        for (place, mut records) in self.author.shelf.kept_aside_of(incident) {
            records.iter_mut().for_each(|recorded| recorded.saved = false);
            let ids: Vec<RecordId> = records.iter().map(|recorded| recorded.id).collect();
            records.iter().for_each(|recorded| self.unsaved.add(recorded.id, recorded.group, now));
            self.unsaved.kept_aside(&ids, place);
            self.keep_own(&records);
            self.timeline.apply(records);
            found.extend(ids);
        }
        found
    }

    /// Ends the threads that look at the files.
    fn halt(&mut self) {
        std::mem::take(&mut self.stop).store(true, Ordering::Relaxed);
        self.threads.iter().for_each(|thread| thread.thread().unpark());
    }

    fn teller(&self) -> Teller {
        Teller::new(self.news.0.clone(), self.wake.clone())
    }

    pub fn author(&self) -> &Author {
        &self.author
    }

    pub fn shelf(&self) -> &Shelf {
        &self.author.shelf
    }

    /// The id of the incident, once it has one.
    pub fn incident(&self) -> Option<&str> {
        self.incident.as_deref()
    }

    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    pub fn standing(&self) -> Standing {
        let (timeline, unsaved) = (self.timeline.version(), self.unsaved.changes());
        Standing { opened: self.opened, timeline, unsaved, zone: self.zone().name().to_owned() }
    }

    /// Whether all that was there has been read.
    pub fn is_loaded(&self) -> bool {
        !self.loading
    }

    /// Whether lines can be understood as they will stand: the zone and the numbers are known.
    pub fn is_known(&self) -> bool {
        !self.loading || self.early.is_some()
    }

    /// What the next line may speak of. Worked out anew only when something was added.
    pub fn summary(&self) -> Rc<Summary> {
        let version = self.timeline.version();
        match &*self.summary.borrow() {
            Some((known, summary)) if *known == version && !self.loading => return summary.clone(),
            _ => {}
        }
        let summary = Rc::new(self.summary_now());
        *self.summary.borrow_mut() = Some((version, summary.clone())).filter(|_| !self.loading);
        summary
    }

    fn summary_now(&self) -> Summary {
        let mut summary = match (&self.early, self.loading) {
            (Some(early), true) => {
                let mut summary = early.clone();
                for recorded in &self.own {
                    summary.foresee(recorded);
                }
                summary
            }
            _ => Summary::of(&self.timeline),
        };
        if summary.incident.zone.is_none() {
            summary.incident.zone = Some(self.author.zone.name().to_owned());
        }
        summary
    }

    /// The incident's zone, or the one that a new incident will have.
    pub fn zone(&self) -> Zone {
        let set = |zone: &Option<String>| zone.as_deref().and_then(|name| Zone::named(name).ok());
        set(&self.timeline.incident().zone)
            .or_else(|| self.early.as_ref().and_then(|early| set(&early.incident.zone)))
            .unwrap_or_else(|| self.author.zone.clone())
    }

    pub fn now(&self) -> Moment {
        self.author.clock.now()
    }

    /// A clock that never goes back, where the system has one. In ms.
    pub fn uptime_ms(&self) -> u64 {
        let wall = || u64::try_from(self.now().millis()).unwrap_or(0);
        self.author.clock.since_boot().map_or_else(wall, |up| up.millis)
    }

    /// What earlier incidents know of suspicions; none before they were read.
    pub fn memory(&self) -> Option<&Arc<Memory>> {
        self.memory.as_ref()
    }

    /// What is wrong with the journals, as far as it was noticed.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// What is wrong with the journals: taken away, not to be read, or taking nothing.
    pub fn problem(&self) -> Option<&str> {
        self.gone.as_deref().or(self.unreadable.as_deref()).or(self.nameless.as_deref())
    }

    /// What is not on disk yet.
    pub fn unsaved(&self) -> Option<Unsaved> {
        self.unsaved.account()
    }

    /// Whether an event, with all that was said of it, is on disk.
    pub fn is_saved(&self, event: &Event) -> bool {
        let said_of_it = self.timeline.speaking_of(event.id).map(|recorded| recorded.id);
        event.saved && !said_of_it.chain([event.id]).any(|id| self.unsaved.holds(id))
    }

    /// Whether an event that is not saved is kept in a fallback place.
    pub fn is_kept_aside(&self, event: &Event) -> bool {
        self.unsaved.is_kept_aside(event.id)
    }

    /// Whether a record of this id is known to be on disk.
    pub fn is_on_disk(&self, id: RecordId) -> bool {
        self.timeline.recorded(id).is_some() && !self.unsaved.holds(id)
    }

    /// The events, corrections, titles and written parts that are not on disk, to be printed when they
    /// never will be.
    pub fn unsaved_words(&self) -> impl Iterator<Item = Words<'_>> {
        self.unsaved.ids().filter_map(|id| self.words_of(id))
    }

    fn words_of(&self, id: RecordId) -> Option<Words<'_>> {
        match &self.timeline.recorded(id)?.record {
            Record::Event(_) => self.timeline.event(id).map(Words::Event),
            // An event that is not saved itself is told as it was corrected.
            Record::Amend { of, .. } if self.unsaved.holds(*of) => None,
            Record::Amend { of, change } => {
                let of = self.timeline.event(*of);
                let text = change.text.as_deref().or(of.map(Event::text))?;
                Some(Words::Correction { of, text })
            }
            Record::Set(settings) => settings.iter().find_map(|setting| match setting {
                Setting::Title(title) => Some(Words::Title(title)),
                _ => None,
            }),
            Record::Section { name, text } => Some(Words::Section { name, text }),
            Record::Action { change, .. } => change.said().next().map(Words::Action),
            _ => None,
        }
    }

    /// A new record id, so that a draft can name what it is to become.
    pub fn new_id(&self) -> RecordId {
        self.author.new_id()
    }

    /// Whether everything is on disk that was done here.
    pub fn may_turn(&self) -> bool {
        self.unsaved.is_empty() && !self.moving
    }

    /// Turns to another incident, or (none) to a new one; not before everything is saved of this
    /// one. Whether it did.
    pub fn turn_to(&mut self, incident: Option<String>) -> bool {
        if !self.may_turn() {
            return false;
        }
        let mut next = Session::idle(self.author.clone(), self.writer.clone(), self.wake.clone());
        match incident {
            Some(incident) => next.begin(incident, false),
            None => next.await_one(self.incident.take()),
        }
        *self = next;
        true
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.jobs = None;
        self.aside = None;
        self.halt();
    }
}
