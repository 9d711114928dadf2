//! The disk under a desk, with switches: it fails, or does not answer, until the test says
//! otherwise. It never really syncs, which is slow, and nothing that is tested here.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use decklog::journal::medium::{Access, Disk, Identity, Medium, MediumFile};

#[derive(Default)]
pub struct Switches {
    /// Nothing can be appended to a journal.
    full: AtomicBool,
    /// Only journals below a directory of this name are in trouble.
    below: Mutex<Option<String>>,
    /// Journals are read from their beginning only once this is opened again.
    reading: Gate,
    /// Syncs return only once this is opened again.
    syncing: Gate,
}

#[derive(Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    closed: bool,
    /// How many came through since it was closed.
    passed: usize,
}

impl Gate {
    fn set(&self, closed: bool) {
        let mut state = self.state.lock().unwrap();
        state.closed = closed;
        if closed {
            state.passed = 0;
        }
        self.changed.notify_all();
    }

    fn pass(&self) {
        let mut state = self.changed.wait_while(self.state.lock().unwrap(), |state| state.closed).unwrap();
        state.passed += 1;
        self.changed.notify_all();
    }

    fn wait_for_one(&self, patience: Duration) {
        let none = |state: &mut State| state.passed == 0;
        let waited = self.changed.wait_timeout_while(self.state.lock().unwrap(), patience, none).unwrap();
        assert!(!waited.1.timed_out(), "nothing came through");
    }
}

impl Switches {
    pub fn fill_up(&self) {
        self.full.store(true, Ordering::SeqCst);
    }

    /// The same for journals below this directory alone.
    pub fn fill_below(&self, dir: &str) {
        *self.below.lock().unwrap() = Some(dir.to_owned());
        self.fill_up();
    }

    /// Holds the syncs of journals below this directory.
    pub fn hold_syncing_below(&self, dir: &str) {
        *self.below.lock().unwrap() = Some(dir.to_owned());
        self.hold_syncing(true);
    }

    /// Whether a journal can be in trouble.
    fn reaches(&self, path: &Path) -> bool {
        let below = self.below.lock().unwrap();
        path.parent().is_some_and(|dir| dir.ends_with("journal"))
            && below.as_ref().is_none_or(|below| path.to_string_lossy().contains(&format!("/{below}/")))
    }

    pub fn make_room(&self) {
        self.full.store(false, Ordering::SeqCst);
    }

    pub fn hold_reading(&self, hold: bool) {
        self.reading.set(hold);
    }

    pub fn hold_syncing(&self, hold: bool) {
        self.syncing.set(hold);
    }

    /// Waits until a sync has returned since they were held.
    pub fn wait_for_sync(&self, patience: Duration) {
        self.syncing.wait_for_one(patience);
    }

    /// The disk that these switches work on.
    pub fn disk(self: &Arc<Switches>) -> Arc<dyn Medium> {
        Arc::new(SwitchedDisk(self.clone()))
    }
}

struct SwitchedDisk(Arc<Switches>);

struct SwitchedFile {
    file: Box<dyn MediumFile>,
    switches: Arc<Switches>,
    is_journal: bool,
    is_read: bool,
}

impl Medium for SwitchedDisk {
    fn open(&self, path: &Path, access: Access) -> io::Result<Box<dyn MediumFile>> {
        let file = Disk.open(path, access)?;
        let is_read = access == Access::Read;
        Ok(Box::new(SwitchedFile { file, switches: self.0.clone(), is_journal: self.0.reaches(path), is_read }))
    }

    fn stat(&self, path: &Path) -> io::Result<(Identity, u64)> {
        Disk.stat(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        Disk.list(dir)
    }

    fn create_dir(&self, dir: &Path) -> io::Result<bool> {
        Disk.create_dir(dir)
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk.rename(from, to)
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk.link(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk.remove(path)
    }

    fn lock_holder(&self, path: &Path) -> Option<String> {
        Disk.lock_holder(path)
    }

    fn is_private(&self, dir: &Path) -> io::Result<bool> {
        Disk.is_private(dir)
    }
}

impl MediumFile for SwitchedFile {
    fn identity(&self) -> io::Result<Identity> {
        self.file.identity()
    }

    fn size(&self) -> io::Result<u64> {
        self.file.size()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        // What is kept in short needs the end of a journal only.
        if self.is_journal && self.is_read && offset == 0 {
            self.switches.reading.pass();
        }
        self.file.read_at(offset, buffer)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_journal && self.switches.full.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.file.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        if self.is_journal {
            self.switches.syncing.pass();
        }
        Ok(())
    }

    fn try_lock(&mut self) -> io::Result<bool> {
        self.file.try_lock()
    }
}
