//! The command while it runs, and what is done for it meanwhile: its output and the keys are carried,
//! signals handed on.

use std::ffi::OsString;
use std::io;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

use rustix::io::Errno;
use rustix::process::{Pid, WaitId, WaitIdOptions, ioctl_tiocsctty, setsid, waitid};
use rustix::stdio::stdin;
use signal_hook::low_level::signal_name;

use super::News;
use super::relay;
use super::signals::{Charge, Watch};
use super::tail::Tail;
use super::wiring::{Flow, Seat, Wiring};
use crate::cli::work::Work;
use crate::session::Kept;
use crate::timeline::{How, NOT_STARTED};

/// A flow that is carried; what of it could not be.
type Carrying = JoinHandle<io::Result<()>>;

/// A command that runs.
pub struct Company {
    command: Child,
    /// What signals are handed on to; none once it has ended.
    charged: Arc<Mutex<Option<Pid>>>,
    seat: Option<Seat>,
    /// While this is there, it has not ended.
    alive: UnixStream,
    carrying: Vec<Carrying>,
    tail: Arc<Mutex<Tail>>,
}

/// What became of it.
pub struct Ended {
    pub how: How,
    /// What a shell would call its status.
    pub code: u8,
    pub output: Option<Kept>,
    /// What of its output could not be written.
    pub unwritten: Option<io::Error>,
}

impl Company {
    /// Starts a command; why not, where it can't be.
    ///
    /// Nothing here is a reason not to start it: without a pseudo-terminal or a pipe its streams are ours.
    pub fn start(command: &[OsString], watch: Watch, work: &Work, news: &Sender<News>) -> Result<Company, How> {
        let (tail, charged) = (Arc::<Mutex<Tail>>::default(), Arc::default());
        let Ok((alive, ended)) = UnixStream::pair() else { return Err(not_started(&Errno::MFILE.into())) };
        let (wiring, carrying) = carried(&tail, &ended).unwrap_or_else(|_| (Wiring::straight(), Vec::new()));
        let Wiring { stdin, stdout, stderr, flows: _, likenesses, seat } = wiring;
        let charge = Charge {
            command: Arc::clone(&charged),
            seat: seat.clone(),
            likenesses,
            work: work.clone(),
            news: news.clone(),
            is_enough: Arc::default(),
        };
        let Some((program, arguments)) = command.split_first() else { return Err(How::NotStarted(NOT_STARTED[0].0)) };
        let mut starting = Command::new(program);
        starting.args(arguments).stdin(stdin).stdout(stdout).stderr(stderr);
        if let Some(seat) = &seat {
            // SAFETY: between fork and exec it makes two system calls, and neither allocates nor locks.
            unsafe { starting.pre_exec(take_seat) };
            seat.keyboard.take();
        }
        let started = starting.spawn();
        // Our copies of its ends of the streams: while they are there, no stream ends.
        drop(starting);
        let command = match started {
            Ok(command) => command,
            Err(error) => {
                if let Some(seat) = &seat {
                    seat.keyboard.give_back();
                }
                watch.hand_on(charge);
                return Err(not_started(&error));
            }
        };
        let id = Pid::from_child(&command);
        *charged.lock().unwrap_or_else(PoisonError::into_inner) = Some(id);
        if let Some(Seat { keyboard, near }) = seat.clone() {
            let _ = Builder::new().spawn(move || keyboard.carry(&near, id, &ended));
        }
        watch.hand_on(charge);
        Ok(Company { command, charged, seat, alive, carrying, tail })
    }

    /// Waits for its end, and until what it wrote is handed on.
    pub fn wait(mut self) -> Ended {
        let id = Pid::from_child(&self.command);
        // Its number stays its own until it is waited for.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while matches!(waitid(WaitId::Pid(id), options), Err(Errno::INTR)) {}
        *self.charged.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let status = self.command.wait();
        drop(self.alive);
        let carried: Vec<io::Result<()>> = self.carrying.into_iter().filter_map(|flow| flow.join().ok()).collect();
        if let Some(seat) = &self.seat {
            seat.keyboard.give_back();
        }
        let (how, code) = status.map_or((How::Exited(1), 1), how);
        Ended {
            how,
            code,
            output: self.tail.lock().unwrap_or_else(PoisonError::into_inner).kept(),
            unwritten: carried.into_iter().find_map(Result::err),
        }
    }
}

/// Streams like those of this process, with their flows carried.
fn carried(tail: &Arc<Mutex<Tail>>, ended: &UnixStream) -> io::Result<(Wiring, Vec<Carrying>)> {
    let mut wiring = Wiring::of_this_process()?;
    let carry = |flow: Flow| {
        let (tail, ended) = (tail.clone(), ended.try_clone()?);
        Builder::new().spawn(move || relay::carry(flow, &tail, &ended))
    };
    let carrying = wiring.flows.drain(..).map(carry).collect::<io::Result<Vec<Carrying>>>()?;
    Ok((wiring, carrying))
}

/// The terminal at its standard input becomes the one that it sits at.
fn take_seat() -> io::Result<()> {
    // Without it the command runs all the same.
    let _ = setsid().and_then(|_| ioctl_tiocsctty(stdin()));
    Ok(())
}

impl Ended {
    /// One that never ran.
    pub fn without_start(how: How) -> Ended {
        let known = NOT_STARTED.iter().find(|(why, _)| how == How::NotStarted(why));
        Ended { code: known.map_or(126, |(_, code)| *code), how, output: None, unwritten: None }
    }
}

/// How it ended, and the status that a shell would give for it.
fn how(status: ExitStatus) -> (How, u8) {
    let code = |number: i32| u8::try_from(number).unwrap_or(u8::MAX);
    match (status.code(), status.signal()) {
        (Some(number), _) => (How::Exited(code(number)), code(number)),
        (None, Some(signal)) => {
            let name = signal_name(signal).map_or_else(|| format!("SIG{signal}"), str::to_owned);
            (How::Signalled(name), code(signal.saturating_add(128)))
        }
        (None, None) => (How::Exited(1), 1),
    }
}

fn not_started(error: &io::Error) -> How {
    let why = match (error.kind(), Errno::from_io_error(error)) {
        (io::ErrorKind::NotFound, _) => 0,
        (io::ErrorKind::PermissionDenied, _) => 1,
        (_, Some(Errno::NOEXEC)) => 2,
        (io::ErrorKind::ArgumentListTooLong, _) => 3,
        _ => 4,
    };
    How::NotStarted(NOT_STARTED[why].0)
}
