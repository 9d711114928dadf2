//! The looking back: other incidents of the shelf are read beside the screen, for what they know of
//! suspicions. Nobody waits for it, and what can't be read is left out.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::news::{News, Teller};
use crate::analysis::{Memory, PastPath};
use crate::journal::medium::Medium;
use crate::journal::reading;
use crate::journal::shelf::Shelf;
use crate::timeline::Timeline;

/// So many incidents are looked back at, the newest; that is a year of many.
const MOST_INCIDENTS: usize = 300;

/// So many bytes of journals are read for it in all. One that is longer than what is left of them is
/// left out, and shorter ones before it are not.
const MOST_BYTES: u64 = 32 << 20;

/// Reads what there is, but the own incident, and tells what was found; until `stop`.
pub(super) fn run(shelf: &Shelf, own: Option<&str>, news: &Teller, stop: &Arc<AtomicBool>) {
    let mut memory = Memory::default();
    let mut left = MOST_BYTES;
    // An id begins with the day.
    let known = shelf.incidents().unwrap_or_default();
    for id in known.iter().rev().filter(|id| Some(id.as_str()) != own).take(MOST_INCIDENTS) {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let journals = shelf.incident_dir(id).join("journal");
        let bytes = size(&*shelf.medium, &journals);
        if bytes <= left {
            left -= bytes;
            memory.add(paths(&*shelf.medium, &journals));
        }
    }
    let _ = news.tell(News::Remembered(memory));
}

/// How long its journals are together.
fn size(medium: &dyn Medium, journals: &Path) -> u64 {
    let files = medium.list(journals).unwrap_or_default();
    files.iter().filter_map(|file| Some(medium.stat(&journals.join(file)).ok()?.1)).sum()
}

/// The paths of an incident, as far as it can be read.
fn paths(medium: &dyn Medium, journals: &Path) -> Vec<PastPath> {
    // Nothing is written there: no journal of it is our own.
    let Ok(read) = reading::read_all(medium, journals, "") else { return Vec::new() };
    let mut timeline = Timeline::default();
    timeline.apply(read.records);
    PastPath::all_of(&timeline)
}
