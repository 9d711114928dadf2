//! The way out to a terminal that takes its bytes in its own time. Nobody waits for it: what it does not
//! take at once a thread hands over, and until it has, no other picture is drawn. The next is then of how
//! things stand by that time.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};

use super::{TAKEN, Tty, WRITING, given_back};

/// How often it is looked whether the terminal is still ours, while it takes nothing.
const LOOK_EVERY: Timespec = Timespec { tv_sec: 0, tv_nsec: 250_000_000 };

/// One that takes a few bytes at a time is not asked more often than this.
const AT_A_TIME: Duration = Duration::from_millis(10);

pub(super) struct Outlet {
    pub(super) tty: Tty,
    /// The terminal opened once more: that it is not to be waited for is our business alone, and not that
    /// of the shell. None where it can't be opened, or nobody wants to be woken; then it is waited for.
    own: Option<Arc<File>>,
    /// What it has not taken yet.
    rest: Arc<Mutex<Vec<u8>>>,
    wake: Arc<dyn Fn() + Send + Sync>,
    /// Bytes in all.
    pub(super) written: u64,
}

impl Outlet {
    /// `wake` is called, from another thread, when the terminal can be drawn on again after it could not.
    pub fn new(tty: Tty, wake: Option<Arc<dyn Fn() + Send + Sync>>) -> Outlet {
        let own = wake.as_ref().and_then(|_| opened_again(&tty)).map(Arc::new);
        Outlet { tty, own, rest: Arc::default(), wake: wake.unwrap_or_else(|| Arc::new(|| ())), written: 0 }
    }

    /// Whether it has not taken all yet.
    pub fn is_full(&self) -> bool {
        !held(&self.rest).is_empty()
    }

    /// Forgets what the terminal did not take.
    pub fn drop_rest(&self) {
        held(&self.rest).clear();
    }

    /// Has what is left handed over beside us; where no thread is to be had, it is waited for.
    fn hand_over_the_rest(&self, own: &Arc<File>) {
        let (beside, rest, wake) = (own.clone(), self.rest.clone(), self.wake.clone());
        let work = move || {
            hand_over(&beside, &rest);
            wake();
        };
        if thread::Builder::new().name("slow line".to_owned()).spawn(work).is_err() {
            hand_over(own, &self.rest);
        }
    }
}

fn hand_over(own: &File, rest: &Mutex<Vec<u8>>) {
    while !is_done(own, rest) {
        let _ = rustix::event::poll(&mut [PollFd::new(own, PollFlags::OUT)], Some(&LOOK_EVERY));
        thread::sleep(AT_A_TIME);
    }
}

/// A frame goes out whole, or not at all once the terminal is no longer ours.
impl Write for Outlet {
    fn write(&mut self, frame: &[u8]) -> io::Result<usize> {
        let turn = WRITING.lock();
        if !TAKEN.load(Ordering::Acquire) {
            return Err(given_back());
        }
        self.written += frame.len() as u64;
        let Some(own) = &self.own else { return (&self.tty.0).write_all(frame).map(|()| frame.len()) };
        let mut rest = held(&self.rest);
        // What is left of the last is handed over already, and this behind it.
        let is_first = rest.is_empty();
        let taken = if is_first { taken_at_once(own, frame)? } else { 0 };
        rest.extend(&frame[taken..]);
        let is_left = !rest.is_empty();
        drop((rest, turn));
        if is_first && is_left {
            self.hand_over_the_rest(own);
        }
        Ok(frame.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn held(rest: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    rest.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands over as much as is taken now; whether nothing is left to be.
fn is_done(own: &File, rest: &Mutex<Vec<u8>>) -> bool {
    let _turn = WRITING.lock();
    let mut rest = held(rest);
    let is_ours = TAKEN.load(Ordering::Acquire);
    match is_ours.then(|| taken_at_once(own, &rest)) {
        Some(Ok(taken)) => drop(rest.drain(..taken)),
        None | Some(Err(_)) => rest.clear(),
    }
    rest.is_empty()
}

/// How many of these bytes are taken without waiting.
fn taken_at_once(mut own: &File, bytes: &[u8]) -> io::Result<usize> {
    let mut taken = 0;
    while taken < bytes.len() {
        match own.write(&bytes[taken..]) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(more) => taken += more,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(taken)
}

/// The same terminal by another opening of it.
#[cfg(target_os = "linux")]
fn opened_again(tty: &Tty) -> Option<File> {
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;

    let flags = OFlags::NONBLOCK.union(OFlags::NOCTTY).bits();
    let path = format!("/proc/self/fd/{}", tty.0.as_raw_fd());
    let own = File::options().write(true).custom_flags(i32::try_from(flags).ok()?).open(path).ok()?;
    own.is_terminal().then_some(own)
}

#[cfg(not(target_os = "linux"))]
fn opened_again(_: &Tty) -> Option<File> {
    None
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::os::unix::net::UnixStream;
    use std::sync::mpsc::channel;

    use super::*;

    /// A way out to a reader that takes nothing before it is asked to, and word when it is free again.
    fn to_a_reader() -> (Outlet, UnixStream, std::sync::mpsc::Receiver<()>) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        let file = File::from(std::os::fd::OwnedFd::from(ours));
        let (woken, wakes) = channel();
        let tty = Tty(file.try_clone().unwrap());
        let wake = Arc::new(move || woken.send(()).unwrap());
        TAKEN.store(true, Ordering::Release);
        (Outlet { tty, own: Some(Arc::new(file)), rest: Arc::default(), wake, written: 0 }, theirs, wakes)
    }

    #[test]
    fn what_is_not_taken_at_once_is_handed_over_beside_us_in_its_order() {
        let (mut out, mut theirs, wakes) = to_a_reader();
        let long = vec![b'a'; 4 << 20];
        assert_eq!(out.write(&long).unwrap(), long.len());
        assert!(out.is_full(), "nobody reads");
        assert_eq!(out.write(b"end").unwrap(), 3);
        let mut read = vec![0; long.len() + 3];
        theirs.read_exact(&mut read).unwrap();
        wakes.recv().unwrap();
        assert!(!out.is_full() && read.starts_with(&long) && read.ends_with(b"end"));
        assert_eq!(out.written, read.len() as u64);
        out.write_all(b"next").unwrap();
        assert!(!out.is_full(), "what is taken at once waits for nobody");
        // Once it is no longer ours, nothing is handed over, and nobody hangs.
        assert!(out.write(&long).is_ok() && out.is_full());
        TAKEN.store(false, Ordering::Release);
        wakes.recv().unwrap();
        assert!(!out.is_full() && out.write(b"late").is_err());
    }
}
