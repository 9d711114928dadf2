//! The terminal that somebody sits at, while a command has another in its likeness: each key is
//! handed on as it is, and the terminal is given back whatever happens.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, getpgrp, kill_current_process_group};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr};

use crate::tui::terminal::can_be_continued;

/// How often it is looked whether a terminal is ours again; nobody tells.
const LOOK: Timespec = Timespec { tv_sec: 0, tv_nsec: 300_000_000 };

/// The terminal, and its modes as they were, while it is taken.
pub struct Keyboard {
    terminal: File,
    before: Mutex<Option<Termios>>,
}

impl Keyboard {
    /// The terminal, where it is before us: in the background it is somebody else's to type on.
    pub fn before_us(terminal: File) -> Option<Keyboard> {
        is_before_us(&terminal).then(|| Keyboard { terminal, before: Mutex::default() })
    }

    pub fn terminal(&self) -> &File {
        &self.terminal
    }

    fn before(&self) -> MutexGuard<'_, Option<Termios>> {
        self.before.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has keys arrive one by one, with no meaning to the system: the other terminal gives them theirs.
    /// Nothing where it is not before us.
    pub fn take(&self) {
        let mut before = self.before();
        if !is_before_us(&self.terminal) {
            return;
        }
        let Ok(modes) = tcgetattr(&self.terminal) else { return };
        let mut raw = modes.clone();
        raw.make_raw();
        if tcsetattr(&self.terminal, OptionalActions::Now, &raw).is_ok() {
            before.get_or_insert(modes);
        }
    }

    /// Gives it back as it was; as often as anybody likes.
    pub fn give_back(&self) {
        if let Some(modes) = self.before().take() {
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &modes);
        }
    }

    /// Hands on what is typed until the command has ended. The key that stops a program stops us with
    /// the command: alone in its session, nobody could continue it.
    pub fn carry(&self, mut near: &File, command: Pid, ended: &UnixStream) {
        let mut buffer = [0; 4096];
        loop {
            let is_taken = self.before().is_some();
            let keys = if is_taken { PollFlags::IN } else { PollFlags::empty() };
            let mut waiting = [PollFd::new(ended, PollFlags::IN), PollFd::new(&self.terminal, keys)];
            match poll(&mut waiting, Some(&LOOK).filter(|_| !is_taken)) {
                Err(Errno::INTR) => continue,
                Err(_) => return,
                Ok(_) => {}
            }
            let [over, typed] = [waiting[0].revents(), waiting[1].revents()];
            if !over.is_empty() {
                return;
            }
            if typed.intersects(PollFlags::ERR | PollFlags::HUP) {
                return;
            }
            if !is_taken {
                // It may have come back to us without a word.
                self.take();
                continue;
            }
            // Given back meanwhile: what is typed is for somebody else.
            if self.before().is_none() {
                continue;
            }
            let mut rest = match (&self.terminal).read(&mut buffer) {
                Ok(0) => return,
                Ok(read) => &buffer[..read],
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return,
            };
            while let Some(at) = stop_key(near, command).and_then(|key| rest.iter().position(|byte| *byte == key)) {
                let _ = near.write_all(&rest[..at]);
                let _ = kill_current_process_group(Signal::TSTP);
                rest = &rest[at + 1..];
            }
            if near.write_all(rest).is_err() {
                return;
            }
        }
    }
}

impl Drop for Keyboard {
    fn drop(&mut self) {
        self.give_back();
    }
}

/// The key that stops the command now: none where it takes keys as they are, runs others before
/// itself, as a shell does, or nobody could continue us.
fn stop_key(near: &File, command: Pid) -> Option<u8> {
    let modes = tcgetattr(near).ok()?;
    let stops = modes.local_modes.contains(LocalModes::ISIG) && tcgetpgrp(near).is_ok_and(|group| group == command);
    (stops && can_be_continued()).then(|| modes.special_codes[SpecialCodeIndex::VSUSP])
}

/// Whether we are those whom the terminal is in front of.
pub fn is_before_us(terminal: impl AsFd) -> bool {
    tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp())
}
