//! A pause in reading: while another program has the terminal, its keys are its own.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long the reading may take to come to rest: the longest pause within a burst, and then some.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether the reading is to rest, and whether it does.
#[derive(Default)]
struct State {
    wanted: bool,
    rests: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }
}

/// What pauses the thread that reads.
pub struct Pause {
    shared: Arc<Shared>,
    waker: UnixStream,
}

/// The thread's side of it.
pub(super) struct Rest {
    shared: Arc<Shared>,
    pub(super) woken: UnixStream,
    /// Kept open, so that nothing wakes it once nobody is left to pause it.
    _waker: UnixStream,
}

pub(super) fn pair() -> io::Result<(Pause, Rest)> {
    let (woken, waker) = UnixStream::pair()?;
    for end in [&woken, &waker] {
        end.set_nonblocking(true)?;
    }
    let shared = Arc::new(Shared::default());
    let rest = Rest { shared: shared.clone(), woken, _waker: waker.try_clone()? };
    Ok((Pause { shared, waker }, rest))
}

impl Pause {
    /// Does something while nothing is read from the terminal.
    pub fn during<T>(&self, act: impl FnOnce() -> T) -> T {
        self.shared.set(|state| state.wanted = true);
        let _ = (&self.waker).write(&[0]);
        let waited = self.shared.changed.wait_timeout_while(self.shared.state(), PATIENCE, |state| !state.rests);
        drop(waited);
        let done = act();
        self.shared.set(|state| state.wanted = false);
        done
    }
}

impl Rest {
    /// Rests for as long as it is wanted; whether it was.
    pub(super) fn if_wanted(&mut self) -> bool {
        while self.woken.read(&mut [0; 64]).is_ok_and(|bytes| bytes > 0) {}
        let mut state = self.shared.state();
        if !state.wanted {
            return false;
        }
        state.rests = true;
        self.shared.changed.notify_all();
        let mut state =
            self.shared.changed.wait_while(state, |state| state.wanted).unwrap_or_else(PoisonError::into_inner);
        state.rests = false;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_in_a_pause_is_done_while_the_reading_rests() {
        let (pause, mut rest) = pair().unwrap();
        assert!(!rest.if_wanted(), "nobody wants a pause");
        let (read, seen) = std::sync::mpsc::channel();
        let shared = rest.shared.clone();
        let reading = std::thread::spawn(move || {
            while !rest.if_wanted() {
                std::thread::yield_now();
            }
            read.send("on again").unwrap();
        });
        pause.during(|| {
            assert!(shared.state().rests);
            assert!(seen.try_recv().is_err());
        });
        assert_eq!(seen.recv(), Ok("on again"));
        reading.join().unwrap();
    }
}
