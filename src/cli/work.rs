//! Work that nothing may stop in the middle: Ctrl-Z waits until no lock is held.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use signal_hook::consts::{SIGTSTP, SIGXFSZ};
use signal_hook::iterator::Signals;

use crate::tui::terminal::can_be_continued;

/// A command that writes.
pub struct Work(Arc<Mutex<()>>);

impl Work {
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

    /// Held during one piece of work.
    pub fn piece(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A command that is one piece of work.
pub fn whole<T>(act: impl FnOnce() -> T) -> T {
    let work = Work::begin();
    let _at_it = work.piece();
    act()
}

/// A file that may not grow any more (a limit, `ulimit -f`) is an error like a full disk; left to
/// itself the system ends the process, and the words with it.
pub fn survive_limits() {
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
}
