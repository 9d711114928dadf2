//! The fallback thread: keeps aside what the disk refuses or does not answer for, and has it taken back
//! when the disk works again. It waits for no lock of the data directory while something is to be kept.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::author::{Attachment, Author, Batch};
use super::news::{News, Teller};
use crate::journal::append::{Pending, too_long};
use crate::journal::reading;
use crate::timeline::RecordId;

/// What this thread is told.
pub(super) enum Said {
    /// It was given to the disk.
    Recorded(Batch),
    /// The disk has it.
    Saved(Vec<RecordId>),
    /// The disk takes nothing.
    Refused,
}

/// A disk that has not answered after this long hangs, for what is said here.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a place that takes nothing is left alone, and what could not be taken back.
const PAUSE: Duration = Duration::from_secs(5);

/// While the disk is at work nothing is taken back: it is asked again so soon.
const SOON: Duration = Duration::from_millis(50);

/// Keeps aside what is to be kept until nobody says anything any more. `found` was kept by whoever was
/// here before. `busy` is held while a lock of the data directory may be.
pub(super) fn run(
    author: &Author,
    incident: &str,
    begins: bool,
    found: Vec<RecordId>,
    said: &Receiver<Said>,
    news: &Teller,
    busy: &Arc<Mutex<()>>,
) {
    let mut aside = Aside {
        author,
        incident,
        begins,
        waiting: Vec::new(),
        files: Vec::new(),
        since: Instant::now(),
        is_refused: false,
        kept: HashSet::new(),
        found,
        not_before: None,
        takes_back: Some(Instant::now()),
    };
    loop {
        let heard = match aside.next() {
            Some(at) => said.recv_timeout(at.saturating_duration_since(Instant::now())),
            None => said.recv().map_err(RecvTimeoutError::from),
        };
        match heard {
            Ok(heard) => {
                aside.hear(heard);
                said.try_iter().for_each(|heard| aside.hear(heard));
            }
            Err(RecvTimeoutError::Timeout) => aside.act(news, busy),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

struct Aside<'a> {
    author: &'a Author,
    incident: &'a str,
    /// Whether the incident begins with what waits, and is to be the open one.
    begins: bool,
    /// What the disk has not got yet, as far as is known, and since when.
    waiting: Vec<Pending>,
    files: Vec<Attachment>,
    since: Instant,
    is_refused: bool,
    /// What was kept here, whether it is saved by now or not.
    kept: HashSet<RecordId>,
    /// What another has kept and is not known to be taken back.
    found: Vec<RecordId>,
    /// No place took anything: none is tried before.
    not_before: Option<Instant>,
    /// When something may be taken back.
    takes_back: Option<Instant>,
}

impl Aside<'_> {
    fn hear(&mut self, said: Said) {
        match said {
            Said::Recorded(batch) => {
                if self.waiting.is_empty() {
                    self.since = Instant::now();
                }
                // One that no line can hold no place takes, and it holds up no other.
                self.waiting.extend(batch.pending.into_iter().filter(|pending| too_long(pending).is_none()));
                self.files.extend(batch.attachments);
            }
            Said::Saved(ids) => {
                self.waiting.retain(|pending| !ids.contains(&pending.id));
                (self.is_refused, self.begins, self.not_before) = (false, false, None);
                if self.waiting.is_empty() {
                    self.files.clear();
                    self.takes_back = Some(Instant::now());
                }
            }
            Said::Refused => self.is_refused = true,
        }
    }

    /// When there is something to be done, if nothing else is said.
    fn next(&self) -> Option<Instant> {
        self.keeps().into_iter().chain(self.takes_back).min()
    }

    /// When something is to be kept. What comes while the disk is known to be in trouble waits for nothing.
    fn keeps(&self) -> Option<Instant> {
        let is_kept = |pending: &Pending| self.kept.contains(&pending.id);
        if self.waiting.iter().all(is_kept) || self.author.shelf.fallback.is_empty() {
            return None;
        }
        let in_trouble = self.is_refused || self.waiting.iter().any(is_kept);
        let at = if in_trouble { self.since } else { self.since + PATIENCE };
        Some(self.not_before.map_or(at, |not_before| not_before.max(at)))
    }

    fn act(&mut self, news: &Teller, busy: &Mutex<()>) {
        let now = Instant::now();
        if self.keeps().is_some_and(|at| at <= now) {
            self.keep(news);
        }
        if self.takes_back.is_some_and(|at| at <= now) {
            self.takes_back = match busy.try_lock() {
                Ok(_held) => self.take_back(news),
                Err(_) => Some(now + SOON),
            };
        }
    }

    fn keep(&mut self, news: &Teller) {
        let fresh: Vec<Pending> =
            self.waiting.iter().filter(|pending| !self.kept.contains(&pending.id)).cloned().collect();
        let ids: Vec<RecordId> = fresh.iter().map(|pending| pending.id).collect();
        let batch = Batch { pending: fresh, attachments: self.files.clone() };
        match self.author.keep_aside(self.incident, self.begins, &batch) {
            Ok(place) => {
                self.kept.extend(&ids);
                self.files.clear();
                let _ = news.tell(News::KeptAside { ids, place });
            }
            Err(_) => self.not_before = Some(Instant::now() + PAUSE),
        }
    }

    /// Has what is kept taken back; when to try again.
    fn take_back(&mut self, news: &Teller) -> Option<Instant> {
        let shelf = &self.author.shelf;
        // What waits here is on its way by itself, and what was kept of it is thrown away then.
        if !self.waiting.is_empty() || self.found.is_empty() && shelf.kept_aside().is_empty() {
            return None;
        }
        let taken = self.author.take_back(&|id| self.kept.contains(&id));
        if !self.kept.is_empty() {
            // Somebody else may have taken it back before.
            shelf.forget_summary(self.incident);
        }
        let left = shelf.kept_aside_of(self.incident);
        let left: HashSet<RecordId> = left.iter().flat_map(|(_, kept)| kept).map(|recorded| recorded.id).collect();
        self.kept.retain(|id| left.contains(id));
        let (still, gone): (Vec<RecordId>, Vec<RecordId>) = self.found.iter().partition(|id| left.contains(id));
        if !gone.is_empty() {
            let there = self.on_disk();
            let _ = news.tell(News::TakenBack(gone.into_iter().filter(|id| there.contains(id)).collect()));
        }
        self.found = still;
        (!taken.left.is_empty() || !self.found.is_empty()).then(|| Instant::now() + PAUSE)
    }

    /// What is in the journals of the incident: whoever took something back has synced it.
    fn on_disk(&self) -> HashSet<RecordId> {
        let dir: PathBuf = self.author.shelf.incident_dir(self.incident).join("journal");
        let all = reading::read_all(&*self.author.shelf.medium, &dir, "").unwrap_or_default();
        all.records.iter().map(|recorded| recorded.id).collect()
    }
}
