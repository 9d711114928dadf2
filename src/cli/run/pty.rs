//! A pseudo-terminal in the likeness of the one that we are in.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;

use rustix::fs::{Mode, OFlags};
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize};

/// Its two sides.
pub struct Pty {
    /// Ours: what is written here is typed there, and what is written there is read here.
    pub near: Arc<File>,
    /// The command's.
    pub far: OwnedFd,
}

impl Pty {
    /// One with the size and the modes of `terminal`: it does with keys and lines what that one does.
    pub fn like(terminal: impl AsFd) -> io::Result<Pty> {
        let modes = tcgetattr(&terminal)?;
        Pty::with(terminal, &modes)
    }

    /// One that hands on what is written as it is, for output alone: a terminal to whoever asks.
    pub fn through_to(terminal: impl AsFd) -> io::Result<Pty> {
        let mut modes = tcgetattr(&terminal)?;
        modes.make_raw();
        Pty::with(terminal, &modes)
    }

    fn with(terminal: impl AsFd, modes: &Termios) -> io::Result<Pty> {
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY)?;
        fcntl_setfd(&near, FdFlags::CLOEXEC)?;
        grantpt(&near)?;
        unlockpt(&near)?;
        let name = ptsname(&near, Vec::new())?;
        let far = rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
        tcsetattr(&far, OptionalActions::Now, modes)?;
        let pty = Pty { near: Arc::new(File::from(near)), far };
        copy_size(terminal, &*pty.near);
        Ok(pty)
    }
}

/// Gives a pseudo-terminal the size of a terminal. One that has none leaves it as it is.
pub fn copy_size(from: impl AsFd, to: impl AsFd) {
    if let Ok(size) = tcgetwinsize(from) {
        let _ = tcsetwinsize(to, size);
    }
}
