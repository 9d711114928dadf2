//! Signals that come to us while a command runs: they are meant for it.

use std::fs::File;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use rustix::termios::tcgetpgrp;
use signal_hook::consts::{SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::News;
use super::keyboard::is_before_us;
use super::wiring::{Likeness, Seat};
use crate::cli::work::Work;
use crate::journal::lock::LOCK_DEADLINE;
use crate::tui::terminal::can_be_continued;

const WATCHED: [i32; 10] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGALRM, SIGWINCH, SIGTSTP, SIGCONT];

/// Signals that are watched from before the command starts, so that none is lost.
pub struct Watch(Option<Signals>);

impl Watch {
    /// One that is ignored stays ignored, by us and by the command: `nohup` means both.
    pub fn begin() -> Watch {
        let ignored = ignored();
        Watch(Signals::new(WATCHED.into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0)).ok())
    }

    /// Hands them on to the command from now on. With `command` empty it has ended, and whoever
    /// interrupts now has waited enough.
    pub fn hand_on(self, charge: Charge) {
        let Some(mut signals) = self.0 else { return };
        let watching = move || signals.forever().for_each(|signal| charge.receive(signal));
        let _ = std::thread::Builder::new().spawn(watching);
    }
}

/// The signals that are ignored, a bit each; none where the system does not tell.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// The command that signals are handed on to.
#[derive(Clone)]
pub struct Charge {
    /// None once it has ended: its number may be somebody else's then.
    pub command: Arc<Mutex<Option<Pid>>>,
    pub seat: Option<Seat>,
    pub likenesses: Vec<Likeness>,
    pub work: Work,
    pub news: Sender<News>,
    /// Whether somebody wanted to leave already.
    pub is_enough: Arc<AtomicBool>,
}

impl Charge {
    fn receive(&self, signal: i32) {
        let command = self.command.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(command) = *command else {
            if matches!(signal, SIGINT | SIGTERM | SIGHUP | SIGQUIT) {
                self.enough(signal);
            }
            return;
        };
        match signal {
            SIGWINCH => self.resized(command),
            SIGTSTP => self.stopped(command),
            SIGCONT => self.continued(command),
            _ => self.hand_on(command, signal),
        }
    }

    /// The first time nobody waits for the disk any more, the second time for nothing.
    fn enough(&self, signal: i32) {
        if self.is_enough.swap(true, Ordering::Relaxed) {
            if let Some(seat) = &self.seat {
                seat.keyboard.give_back();
            }
            let _ = emulate_default_handler(signal);
        }
        let _ = self.news.send(News::EnoughWaited);
    }

    fn hand_on(&self, command: Pid, signal: i32) {
        let Some(name) = Signal::from_named_raw(signal) else { return };
        let is_of_terminal = matches!(signal, SIGINT | SIGQUIT | SIGHUP | SIGTSTP);
        let _ = match &self.seat {
            // As the terminal would have done it.
            Some(_) if is_of_terminal => kill_process_group(command, name),
            // The terminal has told all of our group, and a second time would mean more.
            None if is_of_terminal && signal != SIGHUP && is_typed_at() => Ok(()),
            _ => kill_process(command, name),
        };
    }

    fn resized(&self, command: Pid) {
        self.likenesses.iter().for_each(Likeness::copy_size);
        // A terminal that nobody sits at tells nobody.
        if self.seat.is_none() {
            self.hand_on(command, SIGWINCH);
        }
    }

    /// We are stopped with it, between pieces of work, and with the terminal given back.
    ///
    /// A disk that hangs may hold a piece up: then nobody is stopped, and the command goes on.
    fn stopped(&self, command: Pid) {
        let Some(_at_rest) = self.work.rest(LOCK_DEADLINE) else { return };
        match &self.seat {
            Some(seat) => {
                seat.keyboard.give_back();
                self.signal_all(seat, command, Signal::STOP);
            }
            None => self.hand_on(command, SIGTSTP),
        }
        if can_be_continued() {
            let _ = emulate_default_handler(SIGTSTP);
        } else {
            self.continued(command);
        }
    }

    fn continued(&self, command: Pid) {
        self.likenesses.iter().for_each(Likeness::copy_size);
        match &self.seat {
            Some(seat) => {
                seat.keyboard.take();
                self.signal_all(seat, command, Signal::CONT);
            }
            None => self.hand_on(command, SIGCONT),
        }
    }

    /// The command, and what it runs before itself.
    fn signal_all(&self, seat: &Seat, command: Pid, signal: Signal) {
        let _ = kill_process_group(command, signal);
        if let Ok(group) = tcgetpgrp(&*seat.near).map_err(drop)
            && group != command
        {
            let _ = kill_process_group(group, signal);
        }
    }
}

/// Whether keys of the terminal that we are at send their signals to our group.
fn is_typed_at() -> bool {
    File::open("/dev/tty").is_ok_and(is_before_us)
}
