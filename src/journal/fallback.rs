//! The fallback place: where records are kept when the data directory takes none, until it does.
//!
//! It is a shelf of its own, in the same format, in a directory that nobody else can reach. It may not
//! outlive the machine's next start, so nothing that lies there counts as saved.

use std::io;
use std::path::{Path, PathBuf};

use super::append::NotSaved;
use super::dirs::make_dirs;
use super::reading::read_all;
use super::shelf::Shelf;
use crate::timeline::{Record, Recorded};

/// What lies in a fallback place and is to come into the incidents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    pub place: PathBuf,
    /// How many records, those that every journal begins with not counted.
    pub records: usize,
}

impl Shelf {
    /// The fallback places that are there and are ours, as shelves of their own.
    pub(super) fn fallbacks(&self) -> impl Iterator<Item = Shelf> + '_ {
        let there = |place: &&PathBuf| place.parent().is_some_and(|dir| self.medium.is_private(dir).unwrap_or(false));
        self.fallback.iter().filter(there).map(|place| Shelf::new(self.medium.clone(), place))
    }

    /// What is kept in the fallback places.
    pub fn kept_aside(&self) -> Vec<Kept> {
        let kept = self.fallbacks().map(|aside| {
            let ids = aside.incidents().unwrap_or_default();
            let records = ids.iter().map(|id| aside.waiting_for(id).len()).sum();
            Kept { place: aside.root, records }
        });
        kept.filter(|kept| kept.records > 0).collect()
    }

    /// The records of an incident that lie on this shelf, less those that a journal makes by itself.
    fn waiting_for(&self, id: &str) -> Vec<Recorded> {
        let all = read_all(&*self.medium, &self.incident_dir(id).join("journal"), "");
        let mut records = all.map(|all| all.records).unwrap_or_default();
        records.retain(|recorded| is_to_come(&recorded.record));
        records
    }

    /// Makes the first fallback place that can be had.
    ///
    /// # Errors
    /// [`NotSaved`] with why there is none.
    pub fn make_fallback(&self) -> Result<Shelf, NotSaved> {
        let mut why = None;
        for place in self.fallback.iter() {
            match self.make_private(place) {
                Ok(()) => return Ok(Shelf::new(self.medium.clone(), place)),
                Err(source) => {
                    why = Some(NotSaved { doing: "cannot keep it in", path: place.clone(), source });
                }
            }
        }
        let none = || NotSaved {
            doing: "there is no fallback place for",
            path: self.root.clone(),
            source: io::ErrorKind::NotFound.into(),
        };
        Err(why.unwrap_or_else(none))
    }

    /// Makes a place in a directory that nobody else can reach, or that is not taken.
    fn make_private(&self, place: &Path) -> io::Result<()> {
        let dir = place.parent().ok_or(io::ErrorKind::InvalidInput)?;
        make_dirs(&*self.medium, dir)?;
        if !self.medium.is_private(dir)? {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "others can reach the directory"));
        }
        make_dirs(&*self.medium, place).map(drop)
    }
}

/// Whether a record comes into the incident; what a journal says of itself, and what clocks did
/// between its own lines, is written anew there.
fn is_to_come(record: &Record) -> bool {
    use crate::timeline::ClockNote;
    match record {
        Record::Begin(_) => false,
        Record::Clock(note) => matches!(note, ClockNote::Suspended { .. }),
        _ => true,
    }
}
