//! Appending: one write and one sync under the file's lock, joined to the chain.
//!
//! Nothing is ever cut off or overwritten. A torn tail is fenced by a newline; a file that was
//! replaced under us is opened again; after a failed sync the descriptor is given up, because the
//! system may have dropped the pages that it could not write.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clocks::Clocks;
use super::codec::{self, Head, VERSION};
use super::dirs::{make_dirs, sync_around};
use super::line::{self, Link};
use super::lock::lock;
use super::medium::{Access, Medium, MediumFile};
use super::recovery::{self, LINE_LIMIT, Tail, What};
use crate::time::{Moment, Said, SinceBoot, Stamp, Zone};
use crate::timeline::{Begin, ClockNote, GroupId, Order, Place, Record, RecordId, Recorded};

/// A record that is on its way to the disk.
#[derive(Clone, Debug)]
pub struct Pending {
    pub id: RecordId,
    /// The wall clock when it was made, not when it reaches the disk.
    pub at: Stamp,
    /// The zone that it was stamped in.
    pub zone: Zone,
    /// Time since boot at that moment.
    pub up: Option<SinceBoot>,
    pub group: GroupId,
    pub by: Arc<str>,
    pub record: Record,
    /// 32 hex digits of randomness, so that a redacted text can't be guessed from its digest.
    pub salt: String,
}

impl Pending {
    /// What a clock did, noted before this record and with it.
    pub fn noting(&self, note: ClockNote) -> Pending {
        let id = RecordId::new(self.at.moment.millis(), random());
        Pending { id, record: Record::Clock(note), salt: salt(), ..self.clone() }
    }

    /// What the clocks showed when it was made.
    fn clocks(&self) -> Clocks {
        Clocks { at: self.at, up: self.up.clone() }
    }

    /// What they showed at the first key of its line. An event stands in the timeline by that, and
    /// what is noted before it has to.
    fn clocks_at_first_key(&self) -> Option<Clocks> {
        let Record::Event(body) = &self.record else { return None };
        let live = if let Said::Live(at) = body.when.said { Some(at) } else { None };
        Some(self.clocks().earlier(body.typed.or(live)?))
    }

    /// The record as if it stood at `place`: shown so until the disk has it.
    pub fn as_recorded(&self, place: Place) -> Recorded {
        Recorded {
            id: self.id,
            at: self.at,
            up: self.up.clone(),
            place,
            group: self.group,
            by: self.by.clone(),
            saved: false,
            record: self.record.clone(),
        }
    }
}

/// Where a journal belongs, and who begins it.
#[derive(Clone, Debug)]
pub struct JournalPath {
    /// The incident's directory of journals.
    pub dir: PathBuf,
    pub incident: String,
    pub writer: Arc<str>,
    pub host: String,
    pub program: String,
}

impl JournalPath {
    pub fn file(&self) -> PathBuf {
        self.dir.join(format!("{}.jsonl", self.writer))
    }
}

/// Why something was not saved. The records it speaks of are as they were: in memory.
#[derive(Debug, thiserror::Error)]
#[error("{doing} {}: {source}{}", path.display(), hint(source))]
pub struct NotSaved {
    /// `cannot lock`, `cannot write`, ...
    pub doing: &'static str,
    pub path: PathBuf,
    #[source]
    pub source: io::Error,
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; free some space",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "; give another place with --dir or DECKLOG_DIR"
        }
        io::ErrorKind::NotADirectory => "; a file stands where the data directory should be: move it, or give --dir",
        io::ErrorKind::Unsupported => "; this file system has no locks: put the data directory on a local disk",
        _ => "",
    }
}

/// How far back a retry looks for what its failed write left there.
const RETRY_REACH: u64 = 4 << 20;

/// How far back it is looked whether a clock that is ahead was noted already.
const NOTE_REACH: u64 = 32 * 1024;

/// A clock of another writer this far ahead of ours is not adopted.
const AHEAD_LIMIT_MS: i64 = 3_600_000;

/// Appends to one writer's journal of one incident.
pub struct Appender {
    medium: Arc<dyn Medium>,
    path: JournalPath,
    /// What the last attempt left in doubt.
    doubt: Doubt,
    /// What was noted of clocks in an attempt whose sync failed, each before the record of this id.
    unsynced: Vec<(RecordId, Pending)>,
    /// Bytes of the journals that were read, for the promise that appending never reads them whole.
    read: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Doubt {
    None,
    /// A write failed: part of it may be there. Whatever is there whole is not written again.
    Written,
    /// A sync failed: nothing that is read back is known to be on disk. All is written again.
    Synced,
}

impl Appender {
    pub fn new(medium: Arc<dyn Medium>, path: JournalPath) -> Appender {
        Appender { medium, path, doubt: Doubt::None, unsynced: Vec::new(), read: 0 }
    }

    /// How many bytes of journals were read so far in order to append.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Writes the records as one, syncs, and gives back what was recorded, in its true place: the
    /// records, after what had to go before them (the beginning of a new journal, a clock note).
    ///
    /// Records that are appended again after a failure keep their ids, so that they count once.
    /// The descriptor, and with it the lock, is given up before this returns.
    ///
    /// # Errors
    /// [`NotSaved`]; the records are not known to be on disk then, and may be given again.
    pub fn append(&mut self, records: &[Pending], now: Moment) -> Result<Vec<Recorded>, NotSaved> {
        let path = self.path.file();
        let fail = |doing| {
            let path = path.clone();
            move |source| NotSaved { doing, path, source }
        };
        let mut file = self.open_locked(&path)?;
        let tail = recovery::tail(&*file).map_err(fail("cannot read"))?;
        self.read += tail.read;
        let present = match self.doubt {
            Doubt::Written => self.whole_near_end(&*file, RETRY_REACH).map_err(fail("cannot read"))?,
            Doubt::None | Doubt::Synced => Vec::new(),
        };
        let others = self.others(now).map_err(fail("cannot list the directory of"))?;
        let mut notes = others.ahead;
        if !notes.is_empty() {
            let near = self.whole_near_end(&*file, NOTE_REACH).map_err(fail("cannot read"))?;
            notes.retain(|note| !already_said(&near, note));
        }
        let mut batch = Batch::joined_to(&tail, &self.path, now, others.order);
        if tail.link.is_none() {
            batch.push(&self.path.begin(records, now));
        }
        let mut noted = Vec::new();
        for record in records {
            // What is read back after a failed sync says that it was noted already, and may be gone
            // with the power: it is written again like all the rest.
            let again = self.unsynced.iter().filter(|(before, _)| *before == record.id).map(|(_, note)| note.clone());
            let seen = batch.clocks_before(record);
            let did = notes.drain(..).chain(batch.clocks_until(record));
            let did = did.map(|note| Pending { at: seen.at, up: seen.up.clone(), ..record.noting(note) });
            for note in again.chain(did).collect::<Vec<Pending>>() {
                batch.push(&note);
                noted.push((record.id, note));
            }
            match present.iter().find(|there| there.id == record.id) {
                Some(there) => batch.recorded.push(there.clone()),
                None => batch.push(record),
            }
        }
        if let Some(too_long) = batch.too_long {
            let message = format!("a record of {too_long} bytes; a line holds {LINE_LIMIT}");
            return Err(fail("cannot write")(io::Error::new(io::ErrorKind::InvalidInput, message)));
        }
        if !batch.bytes.is_empty() {
            let written = write_once(&mut *file, &batch.bytes);
            self.doubt = if self.doubt == Doubt::Synced { Doubt::Synced } else { Doubt::Written };
            written.map_err(fail("cannot write"))?;
        }
        if let Err(error) = file.sync() {
            self.doubt = Doubt::Synced;
            self.unsynced = noted;
            return Err(fail("cannot sync")(error));
        }
        self.doubt = Doubt::None;
        self.unsynced.clear();
        Ok(batch.recorded)
    }

    /// Opens our file and takes its lock. A file that was moved away or replaced between the two
    /// is let go and the one in its place opened. The name of a new file, and those of the
    /// directories above it, are durable before anything is written into it: whoever finds a line
    /// in it need not ask.
    fn open_locked(&self, path: &Path) -> Result<Box<dyn MediumFile>, NotSaved> {
        let fail = |doing| move |source| NotSaved { doing, path: path.to_owned(), source };
        let mut made = Vec::new();
        loop {
            let mut file = match self.medium.open(path, Access::Append) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    made = make_dirs(&*self.medium, &self.path.dir).map_err(fail("cannot make the directory of"))?;
                    self.medium.open(path, Access::Append).map_err(fail("cannot open"))?
                }
                Err(error) => return Err(fail("cannot open")(error)),
            };
            lock(&mut *file, &*self.medium, path).map_err(fail("cannot lock"))?;
            let ours = file.identity().map_err(fail("cannot read"))?;
            let there = match self.medium.stat(path) {
                Ok((there, _)) => Some(there),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(fail("cannot look at")(error)),
            };
            if there == Some(ours) {
                if file.size().map_err(fail("cannot read"))? == 0 {
                    self.sync_names(&made).map_err(fail("cannot sync the directory of"))?;
                }
                return Ok(file);
            }
        }
    }

    /// The directory of the journals, of the incident, of all incidents, the data directory, the
    /// one that it lies in, and the parents of those that were made just now.
    fn sync_names(&self, made: &[PathBuf]) -> io::Result<()> {
        let mut own = self.path.dir.ancestors();
        own.by_ref().take(4).try_for_each(|dir| self.medium.sync_dir(dir))?;
        sync_around(&*self.medium, own.take(1).chain(made.iter().filter_map(|dir| dir.parent())))
    }

    /// The records near the end whose lines are whole, as they stand.
    fn whole_near_end(&mut self, file: &dyn MediumFile, reach: u64) -> io::Result<Vec<Recorded>> {
        let from = file.size()?.saturating_sub(reach);
        let mut whole = Vec::new();
        let end = recovery::scan(file, from, &self.path.writer, &mut |found| {
            if let What::Line(line) = found.what {
                whole.extend(line.recorded.map(|recorded| *recorded));
            }
        })?;
        self.read += end - from;
        Ok(whole)
    }

    /// The furthest clock among the other writers' files, and one that is too far ahead.
    fn others(&mut self, now: Moment) -> io::Result<Others> {
        let mut others = Others::default();
        let own = format!("{}.jsonl", self.path.writer);
        for name in self.medium.list(&self.path.dir)? {
            if name == own || !name.ends_with(".jsonl") {
                continue;
            }
            // One that can't be read now is no reason not to save: its lines are merged by place.
            let Ok(tail) = recovery::tail_of(&*self.medium, &self.path.dir.join(&name)) else { continue };
            self.read += tail.read;
            let ahead = tail.order.millis.saturating_sub(now.millis());
            if ahead <= AHEAD_LIMIT_MS {
                others.order = others.order.max(tail.order);
            } else {
                let writer = name.trim_end_matches(".jsonl").to_owned();
                others.ahead.push(ClockNote::Ahead { writer, millis: ahead });
            }
        }
        Ok(others)
    }
}

/// How long a record's line is at its longest, when that is more than a line holds.
pub fn too_long(pending: &Pending) -> Option<usize> {
    // What else is in a line (the sums, the clocks, the names of the keys) stays below this.
    const REST: usize = 512;
    let payload = codec::encode_payload(&pending.by, &pending.salt, &pending.record).len();
    (payload + REST > LINE_LIMIT).then_some(payload + REST)
}

#[derive(Default)]
struct Others {
    order: Order,
    ahead: Vec<ClockNote>,
}

impl JournalPath {
    /// The first record of a new journal.
    fn begin(&self, records: &[Pending], now: Moment) -> Pending {
        let like = records.first();
        let millis = like.map_or(now, |first| first.at.moment).millis();
        Pending {
            id: RecordId::new(millis, random()),
            at: like.map_or(now.at(crate::time::Offset::UTC), |first| first.at),
            zone: like.map_or_else(Zone::utc, |first| first.zone.clone()),
            up: like.and_then(|first| first.up.clone()),
            group: GroupId::new(millis, random()),
            by: like.map_or_else(|| Arc::from(""), |first| first.by.clone()),
            record: Record::Begin(Begin {
                incident: self.incident.clone(),
                writer: self.writer.to_string(),
                host: self.host.clone(),
                program: self.program.clone(),
            }),
            salt: salt(),
        }
    }
}

/// Lines in the making, each joined to the one before.
struct Batch<'a> {
    path: &'a JournalPath,
    bytes: Vec<u8>,
    recorded: Vec<Recorded>,
    next: u64,
    prev: String,
    order: Order,
    /// What the clocks showed when the latest of the lines before was made.
    clocks: Option<Clocks>,
    now: Moment,
    too_long: Option<usize>,
}

impl<'a> Batch<'a> {
    fn joined_to(tail: &Tail, path: &'a JournalPath, now: Moment, others: Order) -> Batch<'a> {
        let (next, prev) = match &tail.link {
            // Saturating: a number that damage or malice has made huge must not stop the recording.
            Some(Link { n, sum }) => (n.saturating_add(1).saturating_add(tail.unreadable), sum.clone()),
            None => (0, line::chain_start(&path.incident, &path.writer)),
        };
        let bytes = if tail.torn { vec![b'\n'] } else { Vec::new() };
        let order = tail.order.max(others);
        let clocks = tail.clocks.clone();
        Batch { path, bytes, recorded: Vec::new(), next, prev, order, clocks, now, too_long: None }
    }

    /// What the clocks did between the latest of the lines before and this record.
    fn clocks_until(&self, next: &Pending) -> Vec<ClockNote> {
        self.clocks.as_ref().map_or_else(Vec::new, |before| before.did_until(&next.clocks(), &next.zone))
    }

    /// What they showed when that could first be seen: as the line was begun, if it was after the
    /// lines before, else as it was entered.
    fn clocks_before(&self, next: &Pending) -> Clocks {
        let begun = next
            .clocks_at_first_key()
            .filter(|begun| self.clocks.as_ref().is_some_and(|before| !begun.was_made_before(before)));
        begun.unwrap_or_else(|| next.clocks())
    }

    fn push(&mut self, pending: &Pending) {
        self.order = after(self.order, self.now);
        let head = Head {
            v: VERSION,
            n: self.next,
            id: pending.id,
            at: pending.at,
            order: self.order,
            up: pending.up.clone(),
            group: pending.group,
            prev: self.prev.clone(),
        };
        let payload = codec::encode_payload(&pending.by, &pending.salt, &pending.record);
        let (line, sum) = line::write(&head, &payload);
        if line.len() > LINE_LIMIT {
            self.too_long = Some(line.len());
        }
        self.bytes.extend_from_slice(line.as_bytes());
        let place = Place { order: self.order, writer: self.path.writer.clone(), n: self.next };
        self.recorded.push(Recorded { saved: true, ..pending.as_recorded(place) });
        self.next = self.next.saturating_add(1);
        self.prev = sum;
        self.clocks = Some(pending.clocks().latest_of(self.clocks.take()));
    }
}

/// The next value of a hybrid clock: past `last`, and not behind the wall clock.
pub fn after(last: Order, now: Moment) -> Order {
    if now.millis() > last.millis {
        Order { millis: now.millis(), counter: 0 }
    } else {
        match last.counter.checked_add(1) {
            Some(counter) => Order { millis: last.millis, counter },
            None => Order { millis: last.millis.saturating_add(1), counter: 0 },
        }
    }
}

/// One write: what a crash leaves is at most one torn end.
fn write_once(file: &mut dyn MediumFile, bytes: &[u8]) -> io::Result<()> {
    loop {
        match file.write(bytes) {
            Ok(written) if written == bytes.len() => return Ok(()),
            Ok(_) => return Err(io::Error::new(io::ErrorKind::StorageFull, "only part of it could be written")),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether the same was noted of the same writer's clock not long ago.
fn already_said(near: &[Recorded], note: &ClockNote) -> bool {
    let ClockNote::Ahead { writer: ahead, .. } = note else { return false };
    near.iter().any(|recorded| match &recorded.record {
        Record::Clock(ClockNote::Ahead { writer, .. }) => writer == ahead,
        _ => false,
    })
}

/// Randomness for ids and salts, from the system.
pub fn random() -> u128 {
    let mut bytes = [0; 16];
    if getrandom::fill(&mut bytes).is_err() {
        // A machine without randomness still has to log: process, clock and address differ.
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let seed = format!("{}{:?}{:p}", std::process::id(), now, &raw const bytes);
        bytes.copy_from_slice(&line::digest(&seed)[..16]);
    }
    u128::from_le_bytes(bytes)
}

/// A payload's salt: 32 hex digits.
pub fn salt() -> String {
    line::hex(&random().to_le_bytes())
}
