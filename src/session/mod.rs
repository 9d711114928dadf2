//! A recorder's hold on one incident: the timeline in memory at once, the disk in the background.
//!
//! [`Session::record`] is the one door for writes. What goes through it is on the screen at once,
//! marked until the journal thread says that it has synced; a disk that hangs or fails holds up
//! nothing but that mark. [`Once`] is the same door for a single command, without threads.

mod author;
mod disk;
mod keeper;
mod news;
mod once;
mod unsaved;
mod watch;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub use crate::journal::drafts::{Draft, HalfTyped};
pub use author::{Attachment, Author, Batch};
pub use keeper::Keeper;
pub use once::{Once, Start};
pub use unsaved::{Unsaved, Words};

use crate::journal::append::{NotSaved, after};
use crate::journal::chain::Fault;
use crate::journal::shelf::Shelf;
use crate::time::{Moment, Zone};
use crate::timeline::{
    Event, EventBody, EventChange, GroupId, Order, Place, Record, RecordId, Recorded, Setting, Summary, Timeline,
};
use crate::words;
use disk::Job;
use news::{News, Teller};
use unsaved::Waiting;

/// An incident, open for recording.
pub struct Session {
    author: Author,
    writer: Arc<str>,
    /// None until the first record makes one.
    incident: Option<String>,
    timeline: Timeline,
    /// What is known while the journals are still being read.
    early: Option<Summary>,
    loading: bool,
    /// Records of this session that the timeline being read may not hold yet.
    own: Vec<Recorded>,
    unsaved: Waiting,
    /// What was recorded here, and not by another process of the same person.
    here: HashSet<GroupId>,
    /// Our own records as read back from the file before their sync has returned.
    read_back: Vec<Recorded>,
    faults: Vec<Fault>,
    unreadable: Option<String>,
    /// What was on disk and was taken away since.
    gone: Option<String>,
    /// Why the disk takes no name for this writer, until it takes a line.
    nameless: Option<String>,
    order: Order,
    jobs: Option<Sender<Job>>,
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
            Some(incident) => session.begin(incident, false),
            None => session.await_one(None),
        }
        session
    }

    fn idle(author: Author, writer: Arc<str>, wake: Arc<dyn Fn() + Send + Sync>) -> Session {
        Session {
            author,
            writer,
            incident: None,
            timeline: Timeline::default(),
            early: None,
            loading: false,
            own: Vec::new(),
            unsaved: Waiting::default(),
            here: HashSet::new(),
            read_back: Vec::new(),
            faults: Vec::new(),
            unreadable: None,
            gone: None,
            nameless: None,
            order: Order::default(),
            jobs: None,
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
        let (news, stop, shelf) = (self.teller(), self.stop.clone(), self.author.shelf.clone());
        self.threads.push(std::thread::spawn(move || watch::await_one(&shelf, but.as_deref(), &news, &stop)));
    }

    /// Starts the threads for an incident that is there or (fresh) is about to be.
    fn begin(&mut self, incident: String, fresh: bool) {
        // Whoever waited for an incident waits no more.
        self.halt();
        self.loading = !fresh;
        let path = self.author.shelf.journal(&incident, &self.writer, &self.author.machine);
        let (jobs, to_do) = channel();
        self.jobs = Some(jobs);
        let (news, busy, author) = (self.teller(), self.busy.clone(), self.author.clone());
        self.threads.push(std::thread::spawn(move || disk::run(&author, path, fresh, &to_do, &news, &busy)));
        let (news, stop, author) = (self.teller(), self.stop.clone(), self.author.clone());
        let (id, own) = (incident.clone(), self.writer.clone());
        self.threads.push(std::thread::spawn(move || watch::run(&author, &id, &own, fresh, &news, &stop)));
        self.incident = Some(incident);
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

    /// Whether all that was there has been read.
    pub fn is_loaded(&self) -> bool {
        !self.loading
    }

    /// Whether lines can be understood as they will stand: the zone and the numbers are known.
    pub fn is_known(&self) -> bool {
        !self.loading || self.early.is_some()
    }

    /// What the next line may speak of.
    pub fn summary(&self) -> Summary {
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

    /// Whether a record of this id is known to be on disk.
    pub fn is_on_disk(&self, id: RecordId) -> bool {
        self.timeline.recorded(id).is_some() && !self.unsaved.holds(id)
    }

    /// The events, corrections and titles that are not on disk, to be printed when they never will
    /// be.
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
            _ => None,
        }
    }

    /// A new record id, so that a draft can name what it is to become.
    pub fn new_id(&self) -> RecordId {
        self.author.new_id()
    }

    /// Records an event that was entered at `entered`, with what was pasted into its line.
    pub fn record_event(&mut self, id: RecordId, body: EventBody, pasted: &[String], entered: Moment) -> GroupId {
        self.ensure_incident();
        let mut author = self.author.clone();
        author.zone = self.zone();
        let batch = author.event(id, body, pasted, entered);
        self.send(batch)
    }

    /// Corrects an event, and attaches what was pasted beside the correction, which is known by `id`.
    pub fn amend(&mut self, id: RecordId, of: RecordId, change: EventChange, pasted: &[String]) -> GroupId {
        let mut author = self.author.clone();
        author.zone = self.zone();
        let batch = author.amendment(id, of, change, pasted);
        self.send(batch)
    }

    /// Names the incident by a record of this id.
    pub fn set_title(&mut self, id: RecordId, title: String) -> GroupId {
        self.ensure_incident();
        let mut author = self.author.clone();
        author.zone = self.zone();
        let batch = author.one(id, Record::Set(vec![Setting::Title(title)]));
        self.send(batch)
    }

    /// Records what one key press did.
    pub fn record(&mut self, records: Vec<Record>) -> GroupId {
        self.ensure_incident();
        let mut author = self.author.clone();
        author.zone = self.zone();
        let batch = author.batch(records);
        self.send(batch)
    }

    /// Whether an event was recorded in this session.
    pub fn is_from_here(&self, event: &Event) -> bool {
        self.here.contains(&event.group)
    }

    /// Takes back the last group that was recorded here, else the person's last at this writer;
    /// what it was, if there was one.
    pub fn undo(&mut self) -> Option<GroupId> {
        let (writer, by, here) = (&self.writer, &self.author.by, &self.here);
        let group = self.timeline.undoable(writer, by, &|group| here.contains(&group));
        let group = group.or_else(|| self.timeline.undoable(writer, by, &|_| true))?;
        self.record(vec![Record::Undo { group }]);
        Some(group)
    }

    /// Takes back the last undo.
    pub fn redo(&mut self) -> Option<GroupId> {
        let (writer, by, here) = (&self.writer, &self.author.by, &self.here);
        let group = self.timeline.redoable(writer, by, &|group| here.contains(&group))?;
        self.record(vec![Record::Undo { group }]);
        Some(group)
    }

    /// The first record of all makes the incident, its zone ahead of it in a group of its own.
    fn ensure_incident(&mut self) {
        if self.incident.is_none() {
            let began = self.author.zone.stamp(self.now());
            self.begin(Shelf::new_id(began, None), true);
            let zone = Setting::Zone(self.author.zone.name().to_owned());
            self.unsaved.opening = Some(self.record(vec![Record::Set(vec![zone])]));
        }
    }

    fn send(&mut self, batch: Batch) -> GroupId {
        let now = self.now();
        let group = batch.pending.first().map_or_else(|| GroupId::new(now.millis(), 0), |first| first.group);
        self.here.insert(group);
        let mut shown = Vec::new();
        for pending in &batch.pending {
            self.order = after(self.order, now);
            let place = Place { order: self.order, writer: self.writer.clone(), n: u64::MAX };
            shown.push(pending.as_recorded(place));
            self.unsaved.add(pending.id, pending.group, now);
        }
        self.keep_own(&shown);
        self.timeline.apply(shown);
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Job::Append(batch));
        }
        group
    }

    fn keep_own(&mut self, records: &[Recorded]) {
        if self.loading {
            self.own.extend_from_slice(records);
        }
    }

    /// Takes in what the threads said since; whether there was anything.
    pub fn take_news(&mut self) -> bool {
        let news: Vec<News> = self.news.1.try_iter().collect();
        let any = !news.is_empty();
        news.into_iter().for_each(|said| self.take(said));
        any
    }

    fn take(&mut self, said: News) {
        match said {
            News::Summary(summary) => self.early = Some(*summary),
            News::Added(records) => self.see(records),
            News::Loaded { timeline, faults } => {
                self.timeline = *timeline;
                let own = std::mem::take(&mut self.own);
                self.loading = false;
                self.early = None;
                self.faults = faults;
                self.see(own);
            }
            News::Unreadable(why) => {
                self.unreadable = Some(why);
                self.loading = false;
            }
            News::Saved(records) => {
                self.unsaved.saved(&records);
                self.nameless = None;
                self.keep_own(&records);
                // What was read back may stand earlier than what was acknowledged: the first counts.
                let (still, mut saved): (Vec<_>, Vec<_>) =
                    std::mem::take(&mut self.read_back).into_iter().partition(|read| self.unsaved.holds(read.id));
                self.read_back = still;
                saved.extend(records);
                self.see(saved);
            }
            News::Anew(anew) => {
                let gone = self.timeline.saved_by(&anew.writer).filter(|id| !anew.holds.contains(id)).count();
                if gone > 0 {
                    let records = words::count(gone, "record");
                    self.gone = Some(format!("{} was cut or replaced: {records} on this screen are gone", anew.file));
                }
            }
            News::Opened(incident) => {
                if self.incident.is_none() {
                    self.begin(incident, false);
                }
            }
            News::NotSaved { ids, why } => self.unsaved.failed(&ids, &why),
        }
    }

    fn see(&mut self, records: Vec<Recorded>) {
        self.order = records.iter().map(|recorded| recorded.place.order).max().unwrap_or_default().max(self.order);
        // One that is read back from the file is saved only when its sync has returned.
        let (early, records): (Vec<_>, Vec<_>) =
            records.into_iter().partition(|recorded| recorded.saved && self.unsaved.holds(recorded.id));
        self.read_back.extend(early);
        self.timeline.apply(records);
    }

    /// Has the disk try again now.
    pub fn try_again(&self) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Job::Again);
        }
    }

    /// Waits until the disk is at rest, so that the program can be stopped without holding a
    /// lock; none when it does not come to rest in time.
    pub fn at_rest(&self, deadline: Duration) -> Option<MutexGuard<'_, ()>> {
        let begun = Instant::now();
        loop {
            match self.busy.try_lock() {
                Ok(guard) => return Some(guard),
                Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
                Err(TryLockError::WouldBlock) if begun.elapsed() > deadline => return None,
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(2)),
            }
        }
    }

    /// Waits for the threads until everything is read and on disk, or one of them reports that it
    /// can't be. Whether it is.
    pub fn settle(&mut self, deadline: Duration) -> bool {
        let begun = Instant::now();
        loop {
            self.take_news();
            let rest = deadline.saturating_sub(begun.elapsed());
            if !self.loading && self.unsaved.is_empty() {
                return true;
            }
            if rest.is_zero() {
                return false;
            }
            match self.news.1.recv_timeout(rest) {
                Ok(said) => {
                    let failed = matches!(said, News::NotSaved { .. } | News::Unreadable(_));
                    self.take(said);
                    if failed {
                        return false;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    /// Turns to another incident, or (none) to a new one; not before everything is saved of this
    /// one. Whether it did.
    pub fn turn_to(&mut self, incident: Option<String>) -> bool {
        if !self.unsaved.is_empty() {
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
        self.halt();
    }
}
