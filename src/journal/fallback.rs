//! The fallback place: where records are kept when the data directory takes none, until it does.
//!
//! It is a shelf of its own, in the same format, in a directory that nobody else can reach. It may not
//! outlive the machine's next start, so nothing that lies there counts as saved. When the data directory
//! works again the records are appended to our journal there, under their ids, and only when they are
//! synced are they removed here. A crash in between writes some of them twice, and of equal ids the first
//! counts.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::append::{Appender, NotSaved, Pending, salt};
use super::codec::VERSION;
use super::dirs::{make_dirs, sync_around};
use super::evidence;
use super::medium::{Access, MediumFile};
use super::reading::{read_all, writer_of};
use super::recovery::{self, What};
use super::shelf::{Machine, Shelf, is_incident};
use super::volume::Volume;
use crate::time::{Moment, Zone};
use crate::timeline::{ClockNote, Record, RecordId, Recorded};

/// What lies in a fallback place and is to come into the incidents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    pub place: PathBuf,
    /// How many records, those that every journal begins with not counted.
    pub records: usize,
}

/// Records on their way to an incident that takes none at the moment.
#[derive(Clone, Copy)]
pub struct Refused<'a> {
    pub incident: &'a str,
    /// Whether the incident begins with them, and is to be the open one.
    pub begins: bool,
    pub records: &'a [Pending],
    /// The evidence that they speak of: names and bytes.
    pub files: &'a [(&'a str, &'a [u8])],
}

/// What became of the records that lay in the fallback places.
#[derive(Debug, Default)]
pub struct TakenBack {
    /// These are on disk now where they belong.
    pub records: HashSet<RecordId>,
    /// In these incidents.
    pub incidents: Vec<String>,
    /// Why others stay where they are.
    pub left: Vec<NotSaved>,
}

impl Shelf {
    /// The fallback places that are there and are ours, as shelves of their own.
    fn fallbacks(&self) -> impl Iterator<Item = Shelf> + '_ {
        let is_ours = |place: &&PathBuf| place.parent().is_some_and(|dir| self.medium.is_private(dir).unwrap_or(false));
        self.fallback.iter().filter(is_ours).map(|place| Shelf::new(self.medium.clone(), place))
    }

    /// What is kept in the fallback places.
    pub fn kept_aside(&self) -> Vec<Kept> {
        let kept = self.fallbacks().map(|aside| {
            let ids = aside.incidents().unwrap_or_default();
            let records = ids.iter().map(|id| aside.to_come(id).len()).sum();
            Kept { place: aside.root, records }
        });
        kept.filter(|kept| kept.records > 0).collect()
    }

    /// The records of an incident that are kept in fallback places, by place.
    pub fn kept_aside_of(&self, id: &str) -> Vec<(PathBuf, Vec<Recorded>)> {
        self.fallbacks()
            .map(|aside| (aside.root.clone(), aside.to_come(id)))
            .filter(|(_, kept)| !kept.is_empty())
            .collect()
    }

    /// The incident that was begun in a fallback place, while none was open here.
    pub fn begun_aside(&self) -> Option<String> {
        self.fallbacks().find_map(|aside| aside.current().ok().flatten()).filter(|id| is_incident(id))
    }

    /// The records of an incident that lie on this shelf, less those that a journal makes by itself.
    fn to_come(&self, id: &str) -> Vec<Recorded> {
        let all = read_all(&*self.medium, &self.incident_dir(id).join("journal"), "");
        let records = all.map(|all| all.records).unwrap_or_default().into_iter();
        records.filter(|recorded| is_to_come(&recorded.record)).map(|recorded| *recorded).collect()
    }

    /// Makes the first fallback place that can be had; where it is.
    ///
    /// # Errors
    /// [`NotSaved`] with why there is none.
    pub fn make_fallback(&self) -> Result<PathBuf, NotSaved> {
        self.in_a_fallback(|_| Ok(()))
    }

    /// Keeps records in the first fallback place that takes them, synced as in any journal; where it is.
    ///
    /// # Errors
    /// [`NotSaved`] with why there is none.
    pub fn keep_aside(&self, machine: &Machine, refused: Refused<'_>, now: Moment) -> Result<PathBuf, NotSaved> {
        self.in_a_fallback(|aside| aside.take_in(machine, refused, now))
    }

    fn in_a_fallback(&self, act: impl Fn(&Shelf) -> Result<(), NotSaved>) -> Result<PathBuf, NotSaved> {
        let mut why = None;
        for place in self.fallback.iter() {
            let made = self.make_private(place);
            let made = made.map_err(|source| NotSaved { doing: "cannot use", path: place.clone(), source });
            match made.and_then(|()| act(&Shelf::new(self.medium.clone(), place))) {
                Ok(()) => return Ok(place.clone()),
                Err(error) => why = Some(error),
            }
        }
        let none = || {
            let source = io::ErrorKind::NotFound.into();
            NotSaved { doing: "no fallback place is known for", path: self.root.clone(), source }
        };
        Err(why.unwrap_or_else(none))
    }

    /// Makes a place in a directory that nobody else can reach.
    fn make_private(&self, place: &Path) -> io::Result<()> {
        let dir = place.parent().ok_or(io::ErrorKind::InvalidInput)?;
        let made = make_dirs(&*self.medium, dir)?;
        if !self.medium.is_private(dir)? {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "others can reach its directory"));
        }
        make_dirs(&*self.medium, place)?;
        // Whoever made them before may have come no further; what lies below is synced with the journal.
        sync_around(&*self.medium, dir.parent().into_iter().chain(made.iter().filter_map(|dir| dir.parent())))
    }

    /// Appends what another shelf refused.
    fn take_in(&self, machine: &Machine, refused: Refused<'_>, now: Moment) -> Result<(), NotSaved> {
        let writer = self.writer(machine)?;
        let dir = self.incident_dir(refused.incident);
        refused.files.iter().try_for_each(|(name, bytes)| evidence::keep(&*self.medium, &dir, name, bytes))?;
        let mut appender = Appender::new(self.medium.clone(), self.journal(refused.incident, &writer, machine));
        let mut append = || appender.append(refused.records, now);
        let appended = if refused.begins { self.begin(refused.incident, append).0 } else { append() };
        appended.map(drop)
    }

    /// Takes away what is known in short of an incident in which records may stand twice now: whoever
    /// brings it forward would count them twice.
    pub fn forget_summary(&self, id: &str) {
        drop(self.medium.remove(&self.incident_dir(id).join("summary.json")));
    }

    /// Puts what is kept in the fallback places where it belongs, less what `is_saved` there already.
    /// What can't be put there now stays.
    pub fn take_back(&self, machine: &Machine, now: Moment, is_saved: &dyn Fn(RecordId) -> bool) -> TakenBack {
        let mut taken = TakenBack::default();
        for aside in self.fallbacks() {
            for id in aside.incidents().unwrap_or_default().into_iter().filter(|id| is_incident(id)) {
                let files = self.medium.list(&aside.incident_dir(&id).join("journal")).unwrap_or_default();
                for file in files.iter().filter(|file| writer_of(file).is_some()) {
                    let way = Way { home: self, aside: &aside, incident: &id, file };
                    // What a failure has left in two places comes once.
                    match way.go(machine, now, &|id| is_saved(id) || taken.records.contains(&id)) {
                        Ok(new) => {
                            if !new.is_empty() && !taken.incidents.contains(&id) {
                                taken.incidents.push(id.clone());
                            }
                            taken.records.extend(new);
                        }
                        Err(error) => taken.left.push(error),
                    }
                }
            }
        }
        taken
    }
}

/// One journal on its way from a fallback place to where it belongs.
struct Way<'a> {
    home: &'a Shelf,
    aside: &'a Shelf,
    incident: &'a str,
    file: &'a str,
}

/// What such a journal holds.
#[derive(Default)]
struct Held {
    records: Vec<Recorded>,
    /// Something in it can't be read: the file is not thrown away.
    is_damaged: bool,
    /// A newer program wrote it, and only such a one can write it again.
    is_newer: bool,
}

impl Way<'_> {
    /// Whether there is room for so many bytes, where the system tells. What did not fit would take up the little room
    /// there is, and the next line had none.
    fn room_for(&self, bytes: u64) -> io::Result<()> {
        match self.home.medium.volume(&self.home.root) {
            Some(Volume { free, .. }) if free < bytes => {
                let why = format!("{bytes} bytes wait, and {free} are free; free some space");
                Err(io::Error::new(io::ErrorKind::StorageFull, why))
            }
            _ => Ok(()),
        }
    }

    /// Takes it home; the ids of what was written there. Nothing is removed before it is synced.
    fn go(
        self,
        machine: &Machine,
        now: Moment,
        is_saved: &dyn Fn(RecordId) -> bool,
    ) -> Result<Vec<RecordId>, NotSaved> {
        let dir = self.aside.incident_dir(self.incident).join("journal");
        let path = dir.join(self.file);
        let fail = |doing| {
            let path = path.clone();
            move |source| NotSaved { doing, path, source }
        };
        let medium = &*self.home.medium;
        // Held while it is under way: nobody adds to it, and nobody else takes it.
        let Some(open) = self.claim(&path).map_err(fail("cannot lock"))? else { return Ok(Vec::new()) };
        let mut held = self.read(&*open).map_err(fail("cannot read"))?;
        if held.is_newer {
            let newer =
                io::Error::new(io::ErrorKind::InvalidData, "a newer version of decklog wrote it; start that one");
            return Err(fail("cannot take back")(newer));
        }
        let files: Vec<String> = held.records.iter().filter_map(evidence_of).collect();
        held.records.retain(|recorded| !is_saved(recorded.id));
        if !held.records.is_empty() {
            let coming = open.size().map_err(fail("cannot read"))?;
            self.room_for(coming).map_err(fail("cannot take back"))?;
        }
        self.append(&held.records, machine, now)?;
        if held.is_damaged {
            medium.rename(&path, &path.with_extension("damaged")).map_err(fail("cannot rename"))?;
        } else {
            medium.remove(&path).map_err(fail("cannot remove"))?;
        }
        medium.sync_dir(&dir).map_err(fail("cannot sync the directory of"))?;
        let evidence = evidence::dir_of(&self.aside.incident_dir(self.incident));
        files.iter().for_each(|file| drop(medium.remove(&evidence.join(file))));
        Ok(held.records.iter().map(|recorded| recorded.id).collect())
    }

    /// The file with its lock; none where somebody else has it or has removed it.
    fn claim(&self, path: &Path) -> io::Result<Option<Box<dyn MediumFile>>> {
        let medium = &*self.home.medium;
        let mut open = match medium.open(path, Access::Read) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        if !open.try_lock()? {
            return Ok(None);
        }
        match medium.stat(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            there => Ok((there?.0 == open.identity()?).then_some(open)),
        }
    }

    fn read(&self, open: &dyn MediumFile) -> io::Result<Held> {
        let writer: Arc<str> = Arc::from(writer_of(self.file).unwrap_or_default());
        let (mut held, mut known) = (Held::default(), HashSet::new());
        recovery::scan(open, 0, &writer, &mut |found| match found.what {
            What::Line(line) => {
                let recorded = line.recorded.filter(|_| line.v <= VERSION).map(|recorded| *recorded);
                let is_known = recorded.as_ref().is_some_and(|at| !matches!(at.record, Record::Unknown { .. }));
                held.is_newer |= !is_known;
                held.records.extend(recorded.filter(|at| is_to_come(&at.record) && known.insert(at.id)));
            }
            // It was never called kept.
            What::Bad { cut_off: true } | What::Tail => {}
            What::Bad { cut_off: false } => held.is_damaged = true,
        })?;
        Ok(held)
    }

    /// Appends the records at home, as they were made, with the evidence that they speak of.
    fn append(&self, records: &[Recorded], machine: &Machine, now: Moment) -> Result<(), NotSaved> {
        if records.is_empty() {
            return Ok(());
        }
        let medium = &*self.home.medium;
        let writer = self.home.writer(machine)?;
        let dir = self.home.incident_dir(self.incident);
        let evidence = evidence::dir_of(&self.aside.incident_dir(self.incident));
        for file in records.iter().filter_map(evidence_of) {
            let path = evidence.join(&file);
            let bytes = match medium.read(&path) {
                // One that is not there any more holds up no record; “verify” will name it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                read => read.map_err(|source| NotSaved { doing: "cannot read", path, source })?,
            };
            evidence::keep(medium, &dir, &file, &bytes)?;
        }
        let pending: Vec<Pending> = records.iter().map(again).collect();
        let mut appender = Appender::new(self.home.medium.clone(), self.home.journal(self.incident, &writer, machine));
        let mut append = || appender.append(&pending, now);
        let is_open = |shelf: &Shelf| shelf.current().ok().flatten();
        let begins = is_open(self.aside).as_deref() == Some(self.incident) && is_open(self.home).is_none();
        let appended = if begins { self.home.begin(self.incident, append).0 } else { append() };
        self.home.forget_summary(self.incident);
        appended.map(drop)
    }
}

/// A record as it was made, to be appended once more.
fn again(recorded: &Recorded) -> Pending {
    Pending {
        id: recorded.id,
        at: recorded.at,
        // Its offset says nothing of a zone that changed its own.
        zone: Zone::fixed(recorded.at.offset),
        up: recorded.up.clone(),
        group: recorded.group,
        by: recorded.by.clone(),
        record: recorded.record.clone(),
        salt: salt(),
    }
}

/// The file that a record names as evidence.
fn evidence_of(recorded: &Recorded) -> Option<String> {
    match &recorded.record {
        Record::Evidence(evidence) if evidence::is_file_name(&evidence.file) => Some(evidence.file.clone()),
        _ => None,
    }
}

/// Whether a record comes into the incident; what a journal says of itself, and what clocks did between
/// its own lines, is written anew there.
fn is_to_come(record: &Record) -> bool {
    match record {
        Record::Begin(_) | Record::Redacted => false,
        Record::Clock(note) => matches!(note, ClockNote::Suspended { .. }),
        _ => true,
    }
}
