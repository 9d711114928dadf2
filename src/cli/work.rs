//! Work that nothing may stop in the middle: Ctrl-Z waits until no lock is held.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use nix::sys::signal::{SigSet, SigmaskHow, Signal};
use signal_hook::consts::{SIGTSTP, SIGXFSZ};
use signal_hook::iterator::Signals;

use crate::tui::terminal::can_be_continued;

/// A command that writes.
#[derive(Clone)]
pub struct Work(Arc<Mutex<()>>);

impl Work {
    /// One whose command sees to stops itself, and to no lock being held then.
    pub fn unwatched() -> Work {
        Work(Arc::default())
    }

    /// From now on this process is stopped between pieces of work only. Where signals can't be
    /// watched, a stop is what it always was.
    pub fn begin() -> Work {
        let work = Work(Arc::default());
        let pieces = work.0.clone();
        if let Ok(mut signals) = Signals::new([SIGTSTP]) {
            std::thread::spawn(move || {
                for signal in signals.forever() {
                    let _none_at_it = pieces.lock().unwrap_or_else(PoisonError::into_inner);
                    if can_be_continued() {
                        let _ = signal_hook::low_level::emulate_default_handler(signal);
                    }
                }
            });
        }
        work
    }

    /// Held by somebody who is to be stopped, as soon as no piece is at work; none where one does not come
    /// to an end.
    pub fn rest(&self, patience: Duration) -> Option<MutexGuard<'_, ()>> {
        const STEP: Duration = Duration::from_millis(2);
        let until = Instant::now() + patience;
        loop {
            match self.0.try_lock() {
                Ok(at_rest) => return Some(at_rest),
                Err(TryLockError::Poisoned(at_rest)) => return Some(at_rest.into_inner()),
                Err(TryLockError::WouldBlock) if Instant::now() >= until => return None,
                Err(TryLockError::WouldBlock) => std::thread::sleep(STEP),
            }
        }
    }

    /// Held during one piece of work.
    pub fn piece(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A command that is one piece of work: a stop that comes during it happens at its end. It has no thread
/// beside it that would be stopped meanwhile.
pub fn whole<T>(act: impl FnOnce() -> T) -> T {
    let stops = SigSet::from(Signal::SIGTSTP);
    let before = stops.thread_swap_mask(SigmaskHow::SIG_BLOCK);
    let done = act();
    // What could not be held back is what it always was.
    let _ = before.and_then(|before| before.thread_set_mask());
    done
}

/// A file that may not grow any more (a limit, `ulimit -f`) is an error like a full disk; left to
/// itself the system ends the process, and the words with it.
pub fn survive_limits() {
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
}
