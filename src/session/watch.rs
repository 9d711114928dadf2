//! The reading thread: a long journal is read, and the files are followed, beside the screen.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::author::Author;
use super::news::{News, Teller};
use crate::journal::follow::Follower;
use crate::journal::medium::{Access, Medium, Watch};
use crate::journal::reading::{self, writer_of};
use crate::journal::recovery::{self, What};
use crate::journal::shelf::Shelf;
use crate::journal::summary;
use crate::timeline::{Record, Recorded, Timeline};

/// Others' events are seen within half a second: no more than one look in so long, and its own duration.
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Where the system tells of changes, a look waits for one. What lies in a directory that was moved away
/// with the one above it changes untold.
const LOOK_ANYWAY: Duration = Duration::from_secs(20);

/// A change seldom comes alone, and our own are none of others.
const TOGETHER: Duration = Duration::from_millis(100);

/// Corrections have come to rest when none came for so long.
const AT_REST: Duration = Duration::from_secs(3);

/// How much of each journal's end is shown before all of it was read.
const FIRST_SIGHT: u64 = 64 * 1024;

/// Waits until an incident is open, other than `but`, or until `stop`.
pub(super) fn await_one(shelf: &Shelf, but: Option<&str>, news: &Teller, stop: &Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        let (watch, looked) = (shelf.medium.watch(&shelf.root), Instant::now());
        if let Ok(Some(open)) = shelf.current()
            && Some(open.as_str()) != but
        {
            let _ = news.tell(News::Opened(open));
            return;
        }
        rest(watch.as_deref(), looked, LOOK_ANYWAY);
    }
}

/// Rests after a look at a directory that is watched since before it, until another is worth it.
fn rest(watch: Option<&dyn Watch>, looked: Instant, longest: Duration) {
    match watch.map(|watch| watch.wait(longest)) {
        Some(Ok(false)) => {}
        Some(Ok(true)) => std::thread::park_timeout(LOOK_EVERY.saturating_sub(looked.elapsed()).max(TOGETHER)),
        None | Some(Err(_)) => std::thread::park_timeout(LOOK_EVERY),
    }
}

/// Reads the incident, then follows it until `stop`.
pub(super) fn run(author: &Author, incident: &str, own: &str, fresh: bool, news: &Teller, stop: &Arc<AtomicBool>) {
    let medium = author.shelf.medium.clone();
    let dir = author.shelf.incident_dir(incident);
    let journals = dir.join("journal");
    let mut read = Vec::new();
    if !fresh {
        if let Some(known) = summary::kept(&*medium, &dir) {
            let _ = news.tell(News::Summary(Box::new(known.summary)));
        }
        let _ = news.tell(News::Added(ends(&*medium, &journals)));
        match reading::read_all(&*medium, &journals, own) {
            Ok(all) => {
                read = all.journals;
                let timeline = Timeline::of(all.records);
                let known = summary::of(&timeline, &read);
                let _ = summary::store(&*medium, &dir, &known);
                let _ = news.tell(News::Loaded { timeline: Box::new(timeline), faults: all.faults });
            }
            Err(error) => drop(news.tell(News::Unreadable(format!("cannot read {}: {error}", journals.display())))),
        }
    }
    let mut follower = Follower::new(medium.clone(), journals.clone(), &read);
    let mut outdated: Option<Instant> = None;
    while !stop.load(Ordering::Relaxed) {
        let (watch, looked) = (medium.watch(&journals), Instant::now());
        // An error here is a passing one, or the appender says it.
        let added = follower.look().unwrap_or_default();
        if added.iter().any(|recorded| corrects(&recorded.record)) {
            outdated = Some(Instant::now());
        }
        if !added.is_empty() && !news.tell(News::Added(added)) {
            return;
        }
        // After corrections only a full reading tells how things stand. It is done here, beside the
        // screen, when they have come to rest, and not by the next command.
        if outdated.is_some_and(|since| since.elapsed() > AT_REST) {
            outdated = None;
            let _ = summary::load(&*author.shelf.medium, &dir, own);
        }
        for anew in follower.begun_anew() {
            let _ = news.tell(News::Anew(anew));
        }
        rest(watch.as_deref(), looked, if outdated.is_some() { AT_REST } else { LOOK_ANYWAY });
    }
}

/// Whether a record makes what is known in short outdated.
fn corrects(record: &Record) -> bool {
    matches!(
        record,
        Record::Amend { .. } | Record::Strike { .. } | Record::Redact { .. } | Record::Undo { .. } | Record::Redacted
    )
}

/// The last records of each journal, for the first sight of it.
fn ends(medium: &dyn Medium, journals: &std::path::Path) -> Vec<Recorded> {
    let mut records = Vec::new();
    for file in medium.list(journals).unwrap_or_default() {
        let Some(writer) = writer_of(&file) else { continue };
        let Ok(open) = medium.open(&journals.join(&file), Access::Read) else { continue };
        let from = open.size().unwrap_or(0).saturating_sub(FIRST_SIGHT);
        let _ = recovery::scan(&*open, from, &Arc::from(writer), &mut |found| {
            if let What::Line(line) = found.what {
                records.extend(line.recorded.map(|recorded| *recorded));
            }
        });
    }
    records
}
