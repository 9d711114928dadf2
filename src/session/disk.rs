//! The journal thread: appends beside the screen, and tries again until the disk gives way.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::aside::Said;
use super::author::{Attachment, Author, Batch};
use super::news::{News, Teller};
use crate::journal::append::{self, Appender, JournalPath, NotSaved, Pending};
use crate::journal::evidence;
use crate::journal::recovery::LINE_LIMIT;
use crate::timeline::{RecordId, Recorded};

/// What the screen asks of the disk.
pub(super) enum Job {
    Append(Batch),
    /// Try what is waiting again now.
    Again,
}

/// How long a failing disk is left alone before the next attempt: twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Appends what comes until nobody asks any more and nothing waits. `busy` is held while a lock
/// may be: a program that is to be stopped waits for it.
pub(super) fn run(
    author: &Author,
    path: JournalPath,
    becomes_current: bool,
    jobs: &Receiver<Job>,
    news: &Teller,
    aside: &Sender<Said>,
    busy: &Arc<Mutex<()>>,
) {
    let mut disk = Disk {
        incident: path.incident.clone(),
        appender: Appender::new(author.shelf.medium.clone(), path),
        author: author.clone(),
        waiting: Vec::new(),
        attachments: Vec::new(),
        becomes_current,
        refused: Vec::new(),
    };
    let mut pause = FIRST_PAUSE;
    loop {
        let job = if disk.waiting.is_empty() {
            jobs.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            jobs.recv_timeout(pause)
        };
        match job {
            Ok(job) => {
                disk.take(job);
                // What came in the meantime goes in the same write.
                jobs.try_iter().for_each(|job| disk.take(job));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) if disk.waiting.is_empty() => return,
            // Nobody asks any more, but what waits is still to be saved.
            Err(RecvTimeoutError::Disconnected) => std::thread::park_timeout(pause),
        }
        for (id, bytes) in disk.refused.drain(..) {
            let why = format!("a record of {bytes} bytes is too long; a line holds {LINE_LIMIT}");
            let _ = news.tell(News::NotSaved { ids: vec![id], why });
        }
        let saved = {
            let _held = busy.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            disk.save()
        };
        match saved {
            Ok(saved) => {
                pause = FIRST_PAUSE;
                if let Some(saved) = saved {
                    let ids = saved.iter().map(|recorded| recorded.id).collect();
                    let _ = news.tell(News::Saved(saved));
                    let _ = aside.send(Said::Saved(ids));
                }
            }
            Err(error) => {
                pause = (pause * 2).min(LONGEST_PAUSE);
                let ids = disk.waiting.iter().map(|pending| pending.id).collect::<Vec<RecordId>>();
                // Why comes before where it is kept instead.
                let _ = news.tell(News::NotSaved { ids, why: error.to_string() });
                let _ = aside.send(Said::Refused);
            }
        }
    }
}

struct Disk {
    author: Author,
    incident: String,
    appender: Appender,
    waiting: Vec<Pending>,
    attachments: Vec<Attachment>,
    /// Records that no line can hold: they are told of, and hold up no other.
    refused: Vec<(RecordId, usize)>,
    /// Whether the incident begins here and is still to be made the open one.
    becomes_current: bool,
}

impl Disk {
    fn take(&mut self, job: Job) {
        if let Job::Append(batch) = job {
            for pending in batch.pending {
                match append::too_long(&pending) {
                    Some(bytes) => self.refused.push((pending.id, bytes)),
                    None => self.waiting.push(pending),
                }
            }
            self.attachments.extend(batch.attachments);
        }
    }

    fn save(&mut self) -> Result<Option<Vec<Recorded>>, NotSaved> {
        if self.waiting.is_empty() {
            return Ok(None);
        }
        let shelf = &self.author.shelf;
        let dir = shelf.incident_dir(&self.incident);
        while let Some(attachment) = self.attachments.first() {
            evidence::keep(&*shelf.medium, &dir, &attachment.file, &attachment.bytes)?;
            self.attachments.remove(0);
        }
        let mut append = || self.appender.append(&self.waiting, self.author.clock.now());
        let recorded = if self.becomes_current {
            let (recorded, named) = shelf.begin(&self.incident, append);
            let recorded = recorded?;
            self.becomes_current = named.is_err();
            recorded
        } else {
            append()?
        };
        self.waiting.clear();
        Ok(Some(recorded))
    }
}
