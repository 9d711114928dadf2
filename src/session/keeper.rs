//! The keeper of half-typed lines: on disk soon after each key, at once when the end is near.

use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::journal::drafts::{Claimed, Draft, DraftFile, claim_orphans};
use crate::journal::shelf::Shelf;

/// How long a change waits for others to be kept with it. However fast or slowly somebody types on, a
/// kill takes no more than this and the time of a write.
const TOGETHER: Duration = Duration::from_millis(250);

/// When a disk is asked again that did not take it.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// How long a process that starts, stops or ends waits for its half-typed line to be kept.
const LAST_PATIENCE: Duration = Duration::from_millis(700);

/// Keeps the newest draft. Clones share it: the screen tells it what was typed, a signal or a
/// panic has it kept at once.
#[derive(Clone)]
pub struct Keeper {
    shelf: Shelf,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    file: Mutex<DraftFile>,
}

#[derive(Default)]
struct State {
    newest: Draft,
    /// Counts the changes, and those that are on disk.
    version: u64,
    kept: u64,
    done: bool,
}

impl Keeper {
    /// Starts keeping, in a thread of its own: a journal that hangs does not hold up a draft.
    pub fn start(shelf: &Shelf) -> Keeper {
        let file = Mutex::new(DraftFile::new(shelf));
        let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new(), file });
        let keeper = Keeper { shelf: shelf.clone(), shared };
        let own = keeper.clone();
        std::thread::spawn(move || own.run());
        keeper
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut state = self.state();
        loop {
            let idle = |state: &mut State| state.version == state.kept && !state.done;
            state = self.shared.changed.wait_while(state, idle).unwrap_or_else(PoisonError::into_inner);
            if state.done {
                return;
            }
            let still = |state: &mut State| !state.done;
            let waited = self.shared.changed.wait_timeout_while(state, TOGETHER, still);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            drop(state);
            let kept = self.flush();
            state = self.state();
            if !kept {
                // A disk that is full now may have room later: the line is not forgotten.
                let still = |state: &mut State| !state.done;
                let waited = self.shared.changed.wait_timeout_while(state, TRY_AGAIN_AFTER, still);
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }

    /// The draft as it is now. Cheap: nothing is written here.
    pub fn update(&self, draft: Draft) {
        let mut state = self.state();
        if state.newest != draft {
            // What changes before the last change was kept is kept with it.
            let rests = state.version == state.kept;
            state.newest = draft;
            state.version += 1;
            drop(state);
            if rests {
                self.shared.changed.notify_one();
            }
        }
    }

    /// Puts the newest draft on disk before it returns; whether that was possible. One that can't
    /// be kept is no reason to disturb: the line itself is on the screen.
    pub fn flush(&self) -> bool {
        let mut file = self.shared.file.lock().unwrap_or_else(PoisonError::into_inner);
        let (draft, version) = {
            let state = self.state();
            (state.newest.clone(), state.version)
        };
        let kept = file.keep(&draft).is_ok();
        if kept {
            self.state().kept = version;
        }
        kept
    }

    /// The same, but without waiting longer than this for a disk that hangs; whether it is kept.
    pub fn flush_within(&self, patience: Duration) -> bool {
        self.beside(patience, Keeper::flush).unwrap_or(false)
    }

    /// Does something in a thread of its own; none when it takes longer than `patience`.
    fn beside<T: Send + 'static>(&self, patience: Duration, act: fn(&Keeper) -> T) -> Option<T> {
        let (done, waited) = channel();
        let keeper = self.clone();
        std::thread::spawn(move || done.send(act(&keeper)));
        waited.recv_timeout(patience).ok()
    }

    /// Keeps the newest draft and whatever is on disk from then on as it is, for a process that is
    /// about to end: it never ends in the middle of a change. Does not wait for a disk that hangs,
    /// or for a lock that whoever panicked holds.
    pub fn keep_at_last(&self) {
        self.beside(LAST_PATIENCE, |keeper| {
            keeper.flush();
            std::mem::forget(keeper.shared.file.lock().unwrap_or_else(PoisonError::into_inner));
        });
    }

    /// Takes over what killed recorders left: their lines are kept by us before their files go,
    /// and the files stay where ours can't be written.
    pub fn claim(&self) -> Vec<Draft> {
        let claimed = claim_orphans(&self.shelf);
        if claimed.is_empty() {
            return Vec::new();
        }
        let mut ours = self.state().newest.clone();
        ours.aside.extend(claimed.iter().flat_map(|claimed| claimed.draft.lines().cloned()));
        self.update(ours);
        let kept = self.flush_within(LAST_PATIENCE);
        claimed
            .into_iter()
            .map(|claimed: Claimed| {
                let draft = claimed.draft.clone();
                if kept {
                    claimed.release(&self.shelf);
                }
                draft
            })
            .collect()
    }

    /// Keeps the newest draft and ends.
    pub fn finish(&self) {
        self.flush_within(LAST_PATIENCE);
        self.state().done = true;
        self.shared.changed.notify_all();
    }
}
