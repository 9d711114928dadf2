//! The terminal while it is lent to another program: what its keys send then is not meant for us.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use signal_hook::consts::SIGCONT;
use signal_hook::low_level::raise;

/// How long the end of a loan waits for the thread that looks at signals.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether the terminal is lent.
#[derive(Default)]
pub struct Loan {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    is_lent: bool,
    /// How often a continuation was looked at.
    continued: u64,
}

impl Loan {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the terminal lent. What was sent until its end counts as sent meanwhile,
    /// however late it is looked at: a continuation that we send ourselves comes behind it.
    pub fn during<T>(&self, act: impl FnOnce() -> T) -> T {
        self.state().is_lent = true;
        let done = act();
        let before = self.state().continued;
        if raise(SIGCONT).is_ok() {
            let not_yet = |state: &mut State| state.continued == before;
            drop(self.changed.wait_timeout_while(self.state(), PATIENCE, not_yet));
        }
        self.state().is_lent = false;
        done
    }

    /// Looks at a signal; whether it came while the terminal was lent.
    pub fn has(&self, signal: i32) -> bool {
        let mut state = self.state();
        if signal == SIGCONT {
            state.continued += 1;
            self.changed.notify_all();
        }
        state.is_lent
    }
}
