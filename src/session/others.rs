//! All incidents of the shelf, read one after the other beside the screen.
//!
//! Each is read whole, looked at, and let go: what is told of it is all that stays in memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};

use super::Session;
use super::author::Author;
use super::news::Teller;
use crate::journal::reading;
use crate::timeline::Timeline;

/// What a thread that reads all incidents has to tell, as long as somebody wants to hear it.
pub struct Others<T> {
    heard: Receiver<Heard<T>>,
    stop: Arc<AtomicBool>,
}

/// One thing that it tells.
#[derive(Debug)]
pub enum Heard<T> {
    /// The ids of all of them, in the order in which they are read: the newest first.
    All(Vec<String>),
    /// What one of them came to, and whether all of it could be read.
    Read {
        id: String,
        told: T,
        is_whole: bool,
    },
    Unreadable {
        id: String,
        why: String,
    },
    /// The directory can't be read, and so none of them.
    None(String),
}

impl<T> Others<T> {
    /// What was told since.
    pub fn take(&self) -> impl Iterator<Item = Heard<T>> {
        self.heard.try_iter()
    }
}

impl<T> Drop for Others<T> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

impl Session {
    /// Reads all incidents beside the screen, which is woken for each that was looked at.
    pub fn read_others<T: Send + 'static>(&self, look: impl Fn(&Timeline) -> T + Send + 'static) -> Others<T> {
        let (news, heard) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let (author, own) = (self.author.clone(), self.writer.clone());
        let (teller, stopped) = (Teller::new(news, self.wake.clone()), stop.clone());
        std::thread::spawn(move || read(&author, &own, &teller, &stopped, look));
        Others { heard, stop }
    }
}

fn read<T>(author: &Author, own: &str, teller: &Teller<Heard<T>>, stop: &AtomicBool, look: impl Fn(&Timeline) -> T) {
    let mut ids = match author.shelf.incidents() {
        Ok(ids) => ids,
        Err(why) => {
            let _ = teller.tell(Heard::None(why.to_string()));
            return;
        }
    };
    ids.reverse();
    if !teller.tell(Heard::All(ids.clone())) {
        return;
    }
    for id in ids {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let dir = author.shelf.incident_dir(&id).join("journal");
        let heard = match reading::read_all(&*author.shelf.medium, &dir, own) {
            Ok(all) => {
                let is_whole = !all.faults.iter().any(|fault| fault.kind.hides_something());
                Heard::Read { told: look(&Timeline::of(all.records)), id, is_whole }
            }
            Err(why) => Heard::Unreadable { why: format!("cannot read {}: {why}", dir.display()), id },
        };
        if !teller.tell(heard) {
            return;
        }
    }
}
