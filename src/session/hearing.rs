//! What the threads say, taken in: records that were read, saved, or could not be.

use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, MutexGuard, TryLockError};
use std::time::{Duration, Instant};

use super::Session;
use super::disk::Job;
use super::news::News;
use crate::timeline::{RecordId, Recorded};
use crate::words;

impl Session {
    /// Takes in what the threads said since; whether there was anything.
    pub fn take_news(&mut self) -> bool {
        let heard = self.hear();
        let arrived = self.arrived() > 0;
        self.let_in();
        heard || arrived
    }

    /// How many records of others wait to be let in.
    pub fn arrived(&self) -> usize {
        self.arrived.len()
    }

    /// Takes in what others recorded.
    pub fn let_in(&mut self) {
        let arrived = std::mem::take(&mut self.arrived);
        if !arrived.is_empty() {
            self.see(arrived);
        }
    }

    /// Takes in what the threads said since, but keeps what others recorded until it is let in; whether
    /// there was anything.
    pub fn hear(&mut self) -> bool {
        self.look_at_clocks();
        let news: Vec<News> = self.news.1.try_iter().collect();
        let any = !news.is_empty();
        news.into_iter().for_each(|said| self.take(said));
        any
    }

    fn take(&mut self, said: News) {
        match said {
            News::Summary(summary) => self.early = Some(*summary),
            News::Added(records) if self.loading => self.see(records),
            News::Added(records) => {
                let is_ours = |id| self.unsaved.holds(id) || self.timeline.recorded(id).is_some();
                let (ours, others): (Vec<_>, Vec<_>) = records.into_iter().partition(|read| is_ours(read.id));
                self.follow_order_of(&others);
                self.arrived.extend(others);
                self.see(ours);
            }
            News::Loaded { timeline, faults } => {
                self.timeline = timeline.in_place_of(&self.timeline);
                self.summary.take();
                let own = std::mem::take(&mut self.own);
                self.loading = false;
                self.early = None;
                self.faults = faults;
                self.see(own);
                self.look_back();
            }
            News::Unreadable(why) => {
                self.unreadable = Some(why);
                self.loading = false;
            }
            News::Remembered(memory) => self.memory = Some(Arc::new(memory)),
            News::Saved(records) => {
                let ids: Vec<RecordId> = records.iter().map(|recorded| recorded.id).collect();
                self.unsaved.saved(&ids);
                self.nameless = None;
                self.keep_own(&records);
                self.see_saved(records);
            }
            News::Anew(anew) => {
                let gone = self.timeline.saved_by(&anew.writer).filter(|id| !anew.holds.contains(id)).count();
                if gone > 0 {
                    let records = words::count(gone, "record");
                    self.gone =
                        Some(format!("{} was cut or replaced: gone from it, {records} of this screen", anew.file));
                }
            }
            News::Opened(incident) => {
                if self.incident.is_none() {
                    self.begin(incident, false);
                }
            }
            News::Moved(carried) => self.carried(*carried),
            News::NotSaved { ids, why } => self.unsaved.failed(&ids, &why),
            News::KeptAside { ids, place } => self.unsaved.kept_aside(&ids, place),
            News::TakenBack(ids) => {
                self.unsaved.saved(&ids);
                self.see_saved(Vec::new());
            }
        }
    }

    /// Takes in what is saved now, and what was read of it before that was known.
    fn see_saved(&mut self, records: Vec<Recorded>) {
        // What was read back may stand earlier than what was acknowledged: the first counts.
        let (still, mut saved): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.read_back).into_iter().partition(|read| self.unsaved.holds(read.id));
        self.read_back = still;
        saved.extend(records);
        self.see(saved);
    }

    /// What is recorded from now on comes behind these.
    fn follow_order_of(&mut self, records: &[Recorded]) {
        self.order = records.iter().map(|recorded| recorded.place.order).max().unwrap_or_default().max(self.order);
    }

    fn see(&mut self, records: Vec<Recorded>) {
        self.follow_order_of(&records);
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

    /// Waits until what is not saved is kept in a fallback place at least; whether it is.
    pub fn settle_aside(&mut self, deadline: Duration) -> bool {
        let begun = Instant::now();
        loop {
            self.take_news();
            let is_kept = self.unsaved().is_none_or(|unsaved| unsaved.kept.is_some());
            let rest = deadline.saturating_sub(begun.elapsed());
            if is_kept || rest.is_zero() || self.author.shelf.fallback.is_empty() {
                return is_kept;
            }
            match self.news.1.recv_timeout(rest) {
                Ok(said) => self.take(said),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
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
            if !self.loading && self.may_turn() {
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
}
