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

/// How far it is looked back, newest first.
struct Reach {
    incidents: usize,
    /// Of journals, in all. An incident that is longer than what is left of them is left out, and
    /// shorter ones before it are not.
    bytes: u64,
}

/// A year with an incident every working day.
const REACH: Reach = Reach { incidents: 300, bytes: 32 << 20 };

/// Reads what there is, but the own incident, and tells what was found; until `stop`.
pub(super) fn run(shelf: &Shelf, own: Option<&str>, news: &Teller, stop: &Arc<AtomicBool>) {
    if let Some(memory) = look_back(shelf, own, &REACH, stop) {
        let _ = news.tell(News::Remembered(memory));
    }
}

/// What the incidents within reach know; none when it was stopped.
fn look_back(shelf: &Shelf, own: Option<&str>, reach: &Reach, stop: &AtomicBool) -> Option<Memory> {
    let mut memory = Memory::default();
    let mut left = reach.bytes;
    // An id begins with the day.
    let known = shelf.incidents().unwrap_or_default();
    for id in known.iter().rev().filter(|id| Some(id.as_str()) != own).take(reach.incidents) {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let journals = shelf.incident_dir(id).join("journal");
        let bytes = size(&*shelf.medium, &journals);
        if bytes <= left {
            left -= bytes;
            memory.add(paths(&*shelf.medium, &journals));
        }
    }
    Some(memory)
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
    PastPath::all_of(&Timeline::of(read.records))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::journal::medium::Disk;
    use crate::journal::shelf::Machine;
    use crate::session::{Author, Once, Start};
    use crate::time::{Clock, SystemClock, When, Zone};
    use crate::timeline::{EventBody, Tag};

    /// A shelf where each of these days an incident suspected the network, a long one in so many words.
    fn shelf(dir: &Path, days: &[(&str, usize)]) -> Shelf {
        let shelf = Shelf::new(Arc::new(Disk), dir);
        for (day, length) in days {
            let author = Author {
                shelf: shelf.clone(),
                machine: Machine { host: "web".to_owned(), machine_id: "web".to_owned(), program: "test".to_owned() },
                by: Arc::from("ana"),
                clock: Arc::new(SystemClock),
                zone: Zone::utc(),
            };
            let mut once = Once::start_as(&author, format!("2024-06-{day}-k3x9"), Start::default()).unwrap();
            let when = When::live(author.zone.stamp(SystemClock.now()));
            let name = format!("network {}", "x".repeat(*length));
            let body = EventBody { opens: Some(1), ..EventBody::new(when, Tag::Hypothesis, name) };
            once.add(author.event(author.new_id(), body, &[], SystemClock.now()));
            once.save().unwrap();
        }
        shelf
    }

    fn suspected(shelf: &Shelf, own: Option<&str>, reach: &Reach) -> usize {
        let memory = look_back(shelf, own, reach, &AtomicBool::new(false)).unwrap();
        memory.recall("network").map_or(0, |known| known.suspected)
    }

    #[test]
    fn it_looks_back_at_the_newest_and_leaves_out_what_is_too_long() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = shelf(dir.path(), &[("01", 1), ("02", 7000), ("03", 1), ("04", 1)]);
        let all = Reach { incidents: 9, bytes: 1 << 20 };
        assert_eq!(suspected(&shelf, None, &all), 4);
        assert_eq!(suspected(&shelf, Some("2024-06-03-k3x9"), &all), 3);
        assert_eq!(suspected(&shelf, None, &Reach { incidents: 2, ..all }), 2);
        assert_eq!(suspected(&shelf, None, &Reach { incidents: 9, bytes: 6000 }), 3);
        assert_eq!(suspected(&shelf, None, &Reach { incidents: 9, bytes: 0 }), 0);
    }

    #[test]
    fn whoever_is_stopped_tells_nothing_and_an_empty_shelf_knows_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = shelf(dir.path(), &[("01", 1)]);
        assert!(look_back(&shelf, None, &REACH, &AtomicBool::new(true)).is_none());
        let none = Shelf::new(Arc::new(Disk), dir.path().join("nowhere"));
        assert_eq!(suspected(&none, None, &REACH), 0);
    }
}
