//! What the threads tell the screen, and how it is woken to hear it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use super::moving::Carried;
use crate::analysis::Memory;
use crate::journal::chain::Fault;
use crate::journal::follow::Anew;
use crate::timeline::{RecordId, Recorded, Summary, Timeline};

/// What the threads tell the screen.
pub(super) enum News {
    /// What is known before the journals were read.
    Summary(Box<Summary>),
    /// Records that were read: the ends of the journals at first, later what others added.
    Added(Vec<Recorded>),
    /// The whole timeline.
    Loaded {
        timeline: Box<Timeline>,
        faults: Vec<Fault>,
    },
    /// Somebody started an incident while we had none.
    Opened(String),
    Unreadable(String),
    /// What earlier incidents know of suspicions.
    Remembered(Memory),
    /// Events were written into another incident, or could not be.
    Moved(Box<Carried>),
    /// A journal that was begun anew, and what it holds now.
    Anew(Anew),
    Saved(Vec<Recorded>),
    NotSaved {
        ids: Vec<RecordId>,
        why: String,
    },
    /// These are kept in a fallback place until they can be saved.
    KeptAside {
        ids: Vec<RecordId>,
        place: PathBuf,
    },
    /// These were kept aside, and are on disk now.
    TakenBack(Vec<RecordId>),
}

/// Tells news, and wakes the screen that is to take it.
pub(super) struct Teller<N = News> {
    news: Sender<N>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl<N> Teller<N> {
    pub fn new(news: Sender<N>, wake: Arc<dyn Fn() + Send + Sync>) -> Teller<N> {
        Teller { news, wake }
    }

    /// Whether anybody was there to be told.
    pub fn tell(&self, said: N) -> bool {
        let told = self.news.send(said).is_ok();
        (self.wake)();
        told
    }
}
