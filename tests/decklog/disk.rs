//! A disk in memory that does what disks do: forgets what was not synced, tears it, reorders it,
//! fills up, hangs, fails. A crash gives a new disk with what survived.

mod trouble;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use decklog::journal::medium::{Access, Identity, Medium, MediumFile};
use decklog::journal::volume::Volume;

use crate::responder::FakeClock;

pub use trouble::{Dice, EDQUOT, EINTR, EIO, ENOLCK, ENOSPC, EROFS, FAULTS, Fault, Plan};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Entry {
    Dir,
    File(u64),
}

/// One change of a directory that was not synced yet.
#[derive(Clone)]
struct NameChange {
    dir: PathBuf,
    removed: Option<PathBuf>,
    made: Option<(PathBuf, Entry)>,
}

#[derive(Clone, Default)]
struct Node {
    live: Vec<u8>,
    durable: Vec<u8>,
    /// Writes since the last sync, and those that a failed sync left behind as if they were done.
    unsynced: Vec<(usize, Vec<u8>)>,
    forgotten: Vec<(usize, Vec<u8>)>,
    held_by: Option<u64>,
}

#[derive(Default)]
struct State {
    nodes: BTreeMap<u64, Node>,
    live: BTreeMap<PathBuf, Entry>,
    durable: BTreeMap<PathBuf, Entry>,
    changes: Vec<NameChange>,
    /// Handed out to files and open files.
    next: u64,
    plan: Option<Plan>,
    operations: u64,
    /// Operations of this life, and the one that is its last: from then on nothing is done any more.
    lived: u64,
    doomed_at: Option<u64>,
    /// So many times yet somebody else has the lock that is asked for.
    locks_held: usize,
    read: u64,
    space: Option<usize>,
    hanging: bool,
    hanging_dir: Option<PathBuf>,
    waiting: usize,
    /// Every sync of an open file, and whether it succeeded.
    syncs: Vec<(u64, bool)>,
    /// Below this directory nothing can be changed, with the system's error of this number.
    closed: Option<(PathBuf, i32)>,
    /// Below this one, no lock can be had.
    lockless: Option<PathBuf>,
    /// Below this one, syncs of files hang.
    hanging_below: Option<PathBuf>,
    /// Every sync takes so many milliseconds of this clock.
    slow: Option<(Arc<FakeClock>, i64)>,
    volume: Option<Volume>,
}

/// The disk. Clones are the same disk.
#[derive(Clone, Default)]
pub struct SimDisk {
    state: Arc<Mutex<State>>,
    gate: Arc<Condvar>,
}

impl SimDisk {
    /// A disk with these files on it, safe and sound.
    pub fn with(files: impl IntoIterator<Item = (PathBuf, Vec<u8>)>) -> SimDisk {
        let disk = SimDisk::default();
        let mut state = disk.state();
        for (path, bytes) in files {
            for dir in path.ancestors().skip(1) {
                state.live.insert(dir.to_owned(), Entry::Dir);
            }
            let inode = state.number();
            state.nodes.insert(inode, Node { live: bytes.clone(), durable: bytes, ..Node::default() });
            state.live.insert(path, Entry::File(inode));
        }
        state.live.insert(PathBuf::from("/"), Entry::Dir);
        state.durable = state.live.clone();
        drop(state);
        disk
    }

    pub fn new() -> SimDisk {
        SimDisk::with([])
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// From now on, operations go wrong as planned.
    pub fn plan(&self, plan: Option<Plan>) {
        let mut state = self.state();
        state.plan = plan;
        state.operations = 0;
    }

    /// The life of everybody on this disk ends at the `nth` operation from now, in the middle of it.
    pub fn doom(&self, nth: u64) {
        let mut state = self.state();
        (state.lived, state.doomed_at) = (0, Some(nth));
    }

    /// Whether that life has ended.
    pub fn is_over(&self) -> bool {
        let state = self.state();
        state.doomed_at.is_some_and(|last| state.lived >= last)
    }

    /// Whatever went wrong with it goes wrong no more, and whoever comes now may live.
    pub fn mend(&self) {
        let mut state = self.state();
        (state.plan, state.doomed_at, state.space, state.closed, state.lockless) = (None, None, None, None, None);
        state.locks_held = 0;
    }

    /// The same, but whoever is to die still is.
    pub fn mend_all_but_its_end(&self) {
        let doomed_at = self.state().doomed_at;
        self.mend();
        self.state().doomed_at = doomed_at;
    }

    /// Whoever asks for a lock is told so many times that another has it.
    pub fn hold_locks(&self, times: usize) {
        self.state().locks_held = times;
    }

    /// How many bytes are on it.
    pub fn used(&self) -> usize {
        self.state().nodes.values().map(|node| node.live.len()).sum()
    }

    /// How many operations were asked for since the last plan.
    pub fn operations(&self) -> u64 {
        self.state().operations
    }

    /// How many bytes were read so far.
    pub fn read_so_far(&self) -> u64 {
        self.state().read
    }

    /// So many bytes fit on it altogether.
    pub fn set_space(&self, bytes: Option<usize>) {
        self.state().space = bytes;
    }

    /// Below this directory everything that changes something fails with this error from now on, or (none)
    /// nothing does. What is there can be read.
    pub fn close_below(&self, dir: Option<(&str, i32)>) {
        self.state().closed = dir.map(|(dir, error)| (PathBuf::from(dir), error));
    }

    /// Below this directory there are no locks from now on, or (none) there are.
    pub fn take_locks_from(&self, dir: Option<&str>) {
        self.state().lockless = dir.map(PathBuf::from);
    }

    /// Syncs of files below this directory hang from now on, or (none) go on.
    pub fn hang_below(&self, dir: Option<&str>) {
        self.state().hanging_below = dir.map(PathBuf::from);
        self.gate.notify_all();
    }

    /// Syncs take so many milliseconds from now on.
    pub fn slow_down(&self, clock: &Arc<FakeClock>, millis: i64) {
        self.state().slow = Some((clock.clone(), millis));
    }

    /// The file system that it says it is.
    pub fn set_volume(&self, volume: Volume) {
        self.state().volume = Some(volume);
    }

    /// Syncs hang from now on, or go on.
    pub fn hang(&self, hanging: bool) {
        self.state().hanging = hanging;
        self.gate.notify_all();
    }

    /// Syncs of this directory hang from now on, or (none) go on.
    pub fn hang_dir(&self, dir: Option<&Path>) {
        self.state().hanging_dir = dir.map(Path::to_owned);
        self.gate.notify_all();
    }

    /// Waits as long as syncs of this kind hang.
    fn wait_while(&self, hangs: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let mut state = self.state();
        while hangs(&state) {
            state.waiting += 1;
            self.gate.notify_all();
            state = self.gate.wait(state).unwrap_or_else(std::sync::PoisonError::into_inner);
            state.waiting -= 1;
        }
        state
    }

    /// Waits until a sync hangs.
    pub fn await_hanging(&self) {
        let mut state = self.state();
        while state.waiting == 0 {
            state = self.gate.wait(state).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }

    /// Every sync so far: of which open file, and whether it succeeded.
    pub fn syncs(&self) -> Vec<(u64, bool)> {
        self.state().syncs.clone()
    }

    /// All files as a running program sees them.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = self.state();
        let file = |(path, entry): (&PathBuf, &Entry)| match entry {
            Entry::File(inode) => Some((path.clone(), state.nodes[inode].live.clone())),
            Entry::Dir => None,
        };
        state.live.iter().filter_map(file).collect()
    }

    /// The bytes of one file.
    pub fn bytes(&self, path: &Path) -> Vec<u8> {
        self.files().remove(path).unwrap_or_else(|| panic!("no file {}", path.display()))
    }

    /// Puts a new file in place, safe and sound, as another program would.
    pub fn put(&self, path: &Path, bytes: &[u8]) {
        (self as &dyn Medium).replace(path, bytes, true).expect("a sound disk");
    }

    /// Somebody else's program writes over a file, which stays the same one.
    pub fn write_over(&self, path: &Path, bytes: &[u8]) {
        let mut state = self.state();
        let inode = state.inode(path).expect("a file");
        state.nodes.get_mut(&inode).expect("a file").live = bytes.to_vec();
    }

    /// The same disk after the power failed now: of what was not synced, names and writes alike,
    /// any part may be there, in any order, torn anywhere, or with nothing but its length.
    pub fn crash(&self, dice: &mut Dice) -> SimDisk {
        let state = self.state();
        let mut names = state.durable.clone();
        for change in &state.changes {
            if dice.coin() {
                change.apply(&mut names);
            }
        }
        let reachable = |path: &Path| path.ancestors().skip(1).all(|dir| names.get(dir) == Some(&Entry::Dir));
        let file = |(path, entry): (&PathBuf, &Entry)| match entry {
            Entry::File(inode) if reachable(path) => Some((path.clone(), state.nodes[inode].after_crash(dice))),
            _ => None,
        };
        let files: Vec<(PathBuf, Vec<u8>)> = names.iter().filter_map(file).collect();
        drop(state);
        SimDisk::with(files)
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<PathBuf, Entry>) {
        if let Some(path) = &self.removed {
            names.remove(path);
        }
        if let Some((path, entry)) = &self.made {
            names.insert(path.clone(), *entry);
        }
    }
}

impl Node {
    fn after_crash(&self, dice: &mut Dice) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        for (offset, written) in self.forgotten.iter().chain(&self.unsynced) {
            let (from, to) = match dice.below(4) {
                0 => continue,
                1 => (0, written.len()),
                2 => (0, dice.below(written.len() + 1)),
                // Its length reached the disk, and only a part of what it holds.
                _ => (dice.below(written.len() + 1), written.len()),
            };
            bytes.resize(bytes.len().max(offset + to), 0);
            bytes[offset + from..offset + to].copy_from_slice(&written[from..to]);
        }
        bytes
    }
}

impl State {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Counts an operation; fails it if that is planned.
    fn step(&mut self, is_sync: bool) -> io::Result<Option<Fault>> {
        self.lived += 1;
        if self.doomed_at.is_some_and(|last| self.lived >= last) {
            return Err(io::Error::from_raw_os_error(EIO));
        }
        let Some(plan) = self.plan.filter(|plan| is_sync || !plan.only_syncs) else {
            self.operations += u64::from(self.plan.is_none());
            return Ok(None);
        };
        self.operations += 1;
        let hit = if plan.forever { self.operations >= plan.nth } else { self.operations == plan.nth };
        match plan.fault {
            Fault::Error(number) if hit => Err(io::Error::from_raw_os_error(number)),
            Fault::Short if hit => Ok(Some(Fault::Short)),
            _ => Ok(None),
        }
    }

    /// The same for an operation that has no half.
    fn whole_step(&mut self) -> io::Result<()> {
        match self.step(false)? {
            None => Ok(()),
            Some(_) => Err(io::Error::from_raw_os_error(EIO)),
        }
    }

    /// Fails where nothing can be changed.
    fn may_change(&self, path: &Path) -> io::Result<()> {
        match &self.closed {
            Some((dir, error)) if path.starts_with(dir) => Err(io::Error::from_raw_os_error(*error)),
            _ => Ok(()),
        }
    }

    fn entry(&self, path: &Path) -> io::Result<Entry> {
        self.live.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn inode(&self, path: &Path) -> io::Result<u64> {
        match self.entry(path)? {
            Entry::File(inode) => Ok(inode),
            Entry::Dir => Err(io::ErrorKind::IsADirectory.into()),
        }
    }

    fn change(&mut self, removed: Option<&Path>, made: Option<(&Path, Entry)>) -> io::Result<()> {
        let path = removed.or(made.map(|(path, _)| path)).unwrap_or(Path::new("/"));
        let dir = path.parent().unwrap_or(Path::new("/")).to_owned();
        if self.entry(&dir)? != Entry::Dir {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let made = made.map(|(path, entry)| (path.to_owned(), entry));
        let change = NameChange { dir, removed: removed.map(Path::to_owned), made };
        change.apply(&mut self.live);
        self.changes.push(change);
        Ok(())
    }
}

impl Medium for SimDisk {
    fn open(&self, path: &Path, access: Access) -> io::Result<Box<dyn MediumFile>> {
        let mut state = self.state();
        state.whole_step()?;
        if access != Access::Read {
            state.may_change(path)?;
        }
        let inode = match (state.inode(path), access) {
            (Ok(_), Access::CreateNew) => return Err(io::ErrorKind::AlreadyExists.into()),
            (Ok(inode), _) => inode,
            (Err(error), Access::Append | Access::CreateNew) if error.kind() == io::ErrorKind::NotFound => {
                let inode = state.number();
                state.change(None, Some((path, Entry::File(inode))))?;
                state.nodes.insert(inode, Node::default());
                inode
            }
            (Err(error), _) => return Err(error),
        };
        let handle = state.number();
        Ok(Box::new(SimFile { disk: self.clone(), inode, handle, path: path.to_owned() }))
    }

    fn stat(&self, path: &Path) -> io::Result<(Identity, u64)> {
        let mut state = self.state();
        state.whole_step()?;
        match state.entry(path)? {
            Entry::File(inode) => Ok(((1, inode), state.nodes[&inode].live.len() as u64)),
            Entry::Dir => Ok(((1, 0), 0)),
        }
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let mut state = self.state();
        state.whole_step()?;
        if state.entry(dir)? != Entry::Dir {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let inside = state.live.keys().filter(|path| path.parent() == Some(dir));
        Ok(inside.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect())
    }

    fn create_dir(&self, dir: &Path) -> io::Result<bool> {
        let mut state = self.state();
        state.whole_step()?;
        match state.entry(dir) {
            Ok(Entry::Dir) => Ok(false),
            Ok(Entry::File(_)) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => {
                state.may_change(dir)?;
                state.change(None, Some((dir, Entry::Dir))).map(|()| true)
            }
        }
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        let mut state = self.wait_while(|state| state.hanging_dir.as_deref() == Some(dir));
        state.whole_step()?;
        let (synced, rest) = std::mem::take(&mut state.changes).into_iter().partition(|change| change.dir == dir);
        state.changes = rest;
        let synced: Vec<NameChange> = synced;
        synced.iter().for_each(|change| change.apply(&mut state.durable));
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.whole_step()?;
        state.may_change(from)?;
        let entry = state.entry(from)?;
        state.change(Some(from), Some((to, entry)))
    }

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.whole_step()?;
        state.may_change(to)?;
        let entry = state.entry(from)?;
        match state.entry(to) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => state.change(None, Some((to, entry))),
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.whole_step()?;
        state.may_change(path)?;
        state.entry(path)?;
        state.change(Some(path), None)
    }

    fn lock_holder(&self, _: &Path) -> Option<String> {
        Some("process 4711 (decklog)".to_owned())
    }

    fn volume(&self, _: &Path) -> Option<Volume> {
        self.state().volume.clone()
    }
}

struct SimFile {
    disk: SimDisk,
    inode: u64,
    handle: u64,
    path: PathBuf,
}

impl SimFile {
    fn node<T>(&self, act: impl FnOnce(&mut Node) -> T) -> T {
        act(self.disk.state().nodes.get_mut(&self.inode).expect("an open file stays"))
    }
}

impl MediumFile for SimFile {
    fn identity(&self) -> io::Result<Identity> {
        Ok((1, self.inode))
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.node(|node| node.live.len() as u64))
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.disk.state();
        state.whole_step()?;
        let bytes = &state.nodes[&self.inode].live;
        let rest = bytes.get(offset as usize..).unwrap_or_default();
        let taken = rest.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&rest[..taken]);
        state.read += taken as u64;
        Ok(taken)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.disk.state();
        let step = state.step(false);
        if let Some(last) = state.doomed_at.filter(|last| state.lived == *last) {
            // Whoever dies in the middle of a write has written a part of it.
            let node = state.nodes.get_mut(&self.inode).expect("an open file stays");
            let part = bytes[..bytes.len() * (last % 5) as usize / 4].to_vec();
            node.unsynced.push((node.live.len(), part.clone()));
            node.live.extend(part);
        }
        let half = step?.is_some();
        state.may_change(&self.path)?;
        let used: usize = state.nodes.values().map(|node| node.live.len()).sum();
        let room = state.space.map_or(usize::MAX, |space| space.saturating_sub(used));
        let taken = if half { bytes.len() / 2 } else { bytes.len() }.min(room);
        if taken == 0 && !bytes.is_empty() {
            return Err(io::Error::from_raw_os_error(ENOSPC));
        }
        let node = state.nodes.get_mut(&self.inode).expect("an open file stays");
        node.unsynced.push((node.live.len(), bytes[..taken].to_vec()));
        node.live.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn sync(&mut self) -> io::Result<()> {
        let is_below = |dir: &PathBuf| self.path.starts_with(dir);
        let mut state =
            self.disk.wait_while(|state| state.hanging || state.hanging_below.as_ref().is_some_and(is_below));
        if let Some((clock, millis)) = &state.slow {
            clock.forward(*millis);
        }
        let step = state.step(true);
        // Whoever dies in the middle of a sync may have had it done.
        let is_done = step.is_err() && state.doomed_at.is_some_and(|last| state.lived == last && last % 2 == 0);
        let synced = step.and_then(|half| match half {
            None => Ok(()),
            Some(_) => Err(io::Error::from_raw_os_error(EIO)),
        });
        state.syncs.push((self.handle, synced.is_ok()));
        let node = state.nodes.get_mut(&self.inode).expect("an open file stays");
        let writes = std::mem::take(&mut node.unsynced);
        match &synced {
            done if done.is_ok() || is_done => {
                for (offset, bytes) in writes {
                    node.durable.resize(node.durable.len().max(offset + bytes.len()), 0);
                    node.durable[offset..offset + bytes.len()].copy_from_slice(&bytes);
                }
            }
            // As on Linux: the pages count as clean now, whatever became of them.
            _ => node.forgotten.extend(writes),
        }
        synced
    }

    fn try_lock(&mut self) -> io::Result<bool> {
        let mut state = self.disk.state();
        state.whole_step()?;
        if state.lockless.as_ref().is_some_and(|dir| self.path.starts_with(dir)) {
            return Err(io::Error::from_raw_os_error(ENOLCK));
        }
        if state.locks_held > 0 {
            state.locks_held -= 1;
            return Ok(false);
        }
        let node = state.nodes.get_mut(&self.inode).expect("an open file stays");
        let free = node.held_by.is_none_or(|handle| handle == self.handle);
        if free {
            node.held_by = Some(self.handle);
        }
        Ok(free)
    }
}

impl Drop for SimFile {
    fn drop(&mut self) {
        let handle = self.handle;
        self.node(|node| node.held_by = node.held_by.filter(|holder| *holder != handle));
    }
}
