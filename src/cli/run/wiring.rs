//! Which of the command's streams leads where: each like the one of ours that it stands for.
//!
//! Where somebody sits at a terminal, the command gets one of its own, with its own control: what is
//! typed is handed on key by key, so that a password, Ctrl-C or a full-screen program work as ever. In
//! every other case (a pipe, a file, the background) it stays in our session and our group, where the
//! real terminal reaches it, and only its output passes through us: what is a terminal is a terminal
//! to it, what is none is a pipe.

use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::os::fd::{AsFd, OwnedFd};
use std::process::Stdio;
use std::sync::Arc;

use rustix::fs::fstat;

use super::keyboard::Keyboard;
use super::pty::{Pty, copy_size};

/// The streams of a command, and what has to be carried for it.
pub struct Wiring {
    pub stdin: Stdio,
    pub stdout: Stdio,
    pub stderr: Stdio,
    pub flows: Vec<Flow>,
    /// Terminals of ours, each with the one that stands for it.
    pub likenesses: Vec<Likeness>,
    /// The terminal that the command sits at, where it has one of its own.
    pub seat: Option<Seat>,
}

/// What the command writes, from here to there.
pub struct Flow {
    pub source: Arc<File>,
    pub sink: File,
    /// Whether what is behind the source goes on when nobody reads the sink any more.
    pub outlasts_reader: bool,
}

#[derive(Clone)]
pub struct Likeness {
    of: Arc<File>,
    near: Arc<File>,
}

impl Likeness {
    pub fn copy_size(&self) {
        copy_size(&*self.of, &*self.near);
    }
}

/// A terminal of the command's own, and the keyboard that it is typed on.
#[derive(Clone)]
pub struct Seat {
    pub keyboard: Arc<Keyboard>,
    pub near: Arc<File>,
}

/// One way out: what the command gets, and what is made of it.
struct Outlet {
    end: OwnedFd,
    flow: Flow,
    likeness: Option<Likeness>,
}

impl Wiring {
    /// Streams that stand for those of this process.
    ///
    /// # Errors
    /// Where the system has no pseudo-terminal or no pipe left.
    pub fn of_this_process() -> io::Result<Wiring> {
        let stdout = own(&io::stdout())?;
        let stderr = own(&io::stderr())?;
        let keyboard = own(&io::stdin()).ok().filter(|stdin| stdin.is_terminal() && stdout.is_terminal());
        match keyboard.and_then(Keyboard::before_us) {
            Some(keyboard) => Wiring::seated(keyboard, stdout, stderr),
            None => Wiring::beside(stdout, stderr),
        }
    }

    /// Streams that are ours: nothing passes through us, and nothing is kept.
    pub fn straight() -> Wiring {
        let [stdin, stdout, stderr] = [(); 3].map(|()| Stdio::inherit());
        Wiring { stdin, stdout, stderr, flows: Vec::new(), likenesses: Vec::new(), seat: None }
    }

    fn seated(keyboard: Keyboard, stdout: File, stderr: File) -> io::Result<Wiring> {
        let Pty { near, far } = Pty::like(keyboard.terminal())?;
        let errors = if is_same(&stdout, &stderr) { None } else { Some(Outlet::to(stderr)?) };
        let mut wiring = Wiring {
            stdin: far.try_clone()?.into(),
            stdout: far.try_clone()?.into(),
            likenesses: vec![Likeness { of: Arc::new(stdout.try_clone()?), near: near.clone() }],
            flows: vec![Flow { source: near.clone(), sink: stdout, outlasts_reader: true }],
            seat: Some(Seat { keyboard: Arc::new(keyboard), near }),
            stderr: Stdio::null(),
        };
        wiring.stderr = match errors {
            Some(outlet) => wiring.add(outlet),
            None => far.into(),
        };
        Ok(wiring)
    }

    fn beside(stdout: File, stderr: File) -> io::Result<Wiring> {
        let mut wiring = Wiring::straight();
        let is_one = is_same(&stdout, &stderr);
        let outlet = Outlet::to(stdout)?;
        // Two ways to one place would change the order of what is written.
        let errors = if is_one { None } else { Some(Outlet::to(stderr)?) };
        wiring.stderr = match errors {
            Some(errors) => wiring.add(errors),
            None => outlet.end.try_clone()?.into(),
        };
        wiring.stdout = wiring.add(outlet);
        Ok(wiring)
    }

    fn add(&mut self, outlet: Outlet) -> Stdio {
        self.flows.push(outlet.flow);
        self.likenesses.extend(outlet.likeness);
        outlet.end.into()
    }
}

impl Outlet {
    fn to(sink: File) -> io::Result<Outlet> {
        if sink.is_terminal() {
            let Pty { near, far } = Pty::through_to(&sink)?;
            let likeness = Likeness { of: Arc::new(sink.try_clone()?), near: near.clone() };
            let flow = Flow { source: near, sink, outlasts_reader: true };
            return Ok(Outlet { end: far, flow, likeness: Some(likeness) });
        }
        let (reader, writer) = io::pipe()?;
        let source = Arc::new(File::from(OwnedFd::from(reader)));
        Ok(Outlet { end: writer.into(), flow: Flow { source, sink, outlasts_reader: false }, likeness: None })
    }
}

fn own(stream: &impl AsFd) -> io::Result<File> {
    Ok(File::from(stream.as_fd().try_clone_to_owned()?))
}

/// Whether both lead to one place.
fn is_same(one: &File, other: &File) -> bool {
    matches!((fstat(one), fstat(other)), (Ok(one), Ok(other)) if (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino))
}
