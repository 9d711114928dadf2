//! What the command writes, handed on byte for byte as it comes, while its end is kept.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::tail::Tail;
use super::wiring::Flow;

/// What is still on its way when the command has ended is waited for, until nothing comes for so long, and
/// in all at most so long: what it left running may write for ever. A reader that takes its time is given
/// what was on its way then, which is no more than the largest pipe holds.
const SILENCE: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(2);
const ON_ITS_WAY: usize = 1 << 20;

/// As much as a pipe holds.
const AT_ONCE: usize = 64 * 1024;

/// Carries a flow until it ends, its reader goes away, or (`ended` is readable) the command has ended
/// and nothing more comes. Tells what can't be written, but for a reader that went away.
///
/// A pipe whose reader is gone is closed: the command is told by the system, as it would have been.
///
/// # Errors
/// As the sink reports them.
pub fn carry(flow: Flow, tail: &Mutex<Tail>, ended: &UnixStream) -> io::Result<()> {
    let Flow { source, sink, outlasts_reader } = flow;
    let mut sink = Some(sink);
    let mut buffer = vec![0; AT_ONCE];
    let mut since_end: Option<Instant> = None;
    let mut on_its_way = ON_ITS_WAY;
    let mut told = Ok(());
    loop {
        match next(&source, sink.as_ref(), ended, &mut since_end)? {
            Next::Bytes if on_its_way == 0 => return told,
            Next::Bytes => {}
            Next::ReaderGone if outlasts_reader => {
                sink = None;
                continue;
            }
            Next::ReaderGone | Next::Over => return told,
        }
        let read = match (&*source).read(&mut buffer) {
            // With nobody at the far side of a pseudo-terminal, reading fails on some systems.
            Ok(0) | Err(_) => return told,
            Ok(read) => &buffer[..read],
        };
        if since_end.is_some_and(|since| since.elapsed() >= PATIENCE) {
            on_its_way = on_its_way.saturating_sub(read.len());
        }
        tail.lock().unwrap_or_else(PoisonError::into_inner).push(read);
        if let Some(Err(error)) = sink.as_ref().map(|sink| write_all(sink, read)) {
            if error.kind() != io::ErrorKind::BrokenPipe {
                told = Err(error);
            }
            if !outlasts_reader {
                return told;
            }
            sink = None;
        }
    }
}

enum Next {
    Bytes,
    ReaderGone,
    Over,
}

/// Waits for what happens next.
fn next(source: &File, sink: Option<&File>, ended: &UnixStream, since_end: &mut Option<Instant>) -> io::Result<Next> {
    loop {
        let patience = since_end.map(|since| SILENCE.min(PATIENCE.saturating_sub(since.elapsed())));
        let patience = patience.map(|left| Timespec::try_from(left).unwrap_or_default());
        let mut waiting = vec![PollFd::new(source, PollFlags::IN)];
        // Of the sink only its end is told, which needs no asking.
        waiting.extend(sink.map(|sink| PollFd::new(sink, PollFlags::empty())));
        if since_end.is_none() {
            waiting.push(PollFd::new(ended, PollFlags::IN));
        }
        match poll(&mut waiting, patience.as_ref()) {
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error.into()),
            Ok(0) => return Ok(Next::Over),
            Ok(_) => {}
        }
        let told: Vec<PollFlags> = waiting.iter().map(PollFd::revents).collect();
        if sink.is_some() && told[1].intersects(PollFlags::ERR | PollFlags::HUP) {
            return Ok(Next::ReaderGone);
        }
        if since_end.is_none() && told.last().is_some_and(|ended| !ended.is_empty()) {
            *since_end = Some(Instant::now());
        }
        if !told[0].is_empty() {
            return Ok(Next::Bytes);
        }
    }
}

/// Writes all of it, also to a terminal or a pipe that somebody has told not to wait.
fn write_all(mut sink: &File, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match sink.write(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(taken) => rest = &rest[taken..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait_to_write(sink)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn wait_to_write(sink: impl AsFd) -> io::Result<()> {
    match poll(&mut [PollFd::new(&sink, PollFlags::OUT)], None) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::OwnedFd;
    use std::sync::Arc;
    use std::thread;

    use super::*;

    /// A flow from a pipe that the test writes to, into one that it reads.
    struct Carried {
        into: Option<io::PipeWriter>,
        out: Option<io::PipeReader>,
        ended: Option<UnixStream>,
        carrying: thread::JoinHandle<(io::Result<()>, Tail)>,
    }

    fn carried() -> Carried {
        let (source, into) = io::pipe().unwrap();
        let (out, sink) = io::pipe().unwrap();
        let (ended, ends) = UnixStream::pair().unwrap();
        let file = |fd: OwnedFd| File::from(fd);
        let flow = Flow { source: Arc::new(file(source.into())), sink: file(sink.into()), outlasts_reader: false };
        let carrying = thread::spawn(move || {
            let tail = Mutex::default();
            let told = carry(flow, &tail, &ended);
            (told, tail.into_inner().unwrap())
        });
        Carried { into: Some(into), out: Some(out), ended: Some(ends), carrying }
    }

    /// Whether a writer is told that nobody reads. Another test may be starting a program, which holds
    /// everything open for a moment: that is waited for.
    fn is_told(into: &io::PipeWriter) -> bool {
        let mut waiting = [PollFd::new(into, PollFlags::empty())];
        poll(&mut waiting, None).is_ok() && waiting[0].revents().contains(PollFlags::ERR)
    }

    #[test]
    fn bytes_come_out_as_they_went_in() {
        let Carried { into, out, ended, carrying } = carried();
        let bytes: Vec<u8> = (0..300_000u32).map(|n| (n * 31 % 251) as u8).collect();
        let sent = bytes.clone();
        let mut into = into.unwrap();
        let sending = thread::spawn(move || into.write_all(&sent));
        let mut read = Vec::new();
        out.unwrap().read_to_end(&mut read).unwrap();
        sending.join().unwrap().unwrap();
        assert!(read == bytes, "{} bytes", read.len());
        let (told, mut tail) = carrying.join().unwrap();
        assert!(told.is_ok());
        assert!(bytes.ends_with(&tail.kept().unwrap().bytes));
        drop(ended);
    }

    #[test]
    fn each_byte_is_handed_on_at_once() {
        let Carried { into, out, ended: _ended, .. } = carried();
        let (mut into, mut out) = (into.unwrap(), out.unwrap());
        for byte in *b"prompt? " {
            into.write_all(&[byte]).unwrap();
            let mut read = [0];
            out.read_exact(&mut read).unwrap();
            assert_eq!(read, [byte]);
        }
    }

    #[test]
    fn a_reader_that_goes_away_is_told_to_the_writer_before_it_writes() {
        let Carried { into, out, ended: _ended, carrying } = carried();
        drop(out);
        assert!(carrying.join().unwrap().0.is_ok());
        assert!(is_told(&into.unwrap()));
    }

    #[test]
    fn what_a_command_left_running_holds_up_nothing() {
        let Carried { mut into, out, ended, carrying } = carried();
        into.as_mut().unwrap().write_all(b"the last words").unwrap();
        drop(ended);
        let (told, mut tail) = carrying.join().unwrap();
        assert!(told.is_ok());
        assert_eq!(tail.kept().unwrap().bytes, b"the last words");
        let mut read = String::new();
        out.unwrap().read_to_string(&mut read).unwrap();
        assert_eq!(read, "the last words");
        assert!(is_told(&into.unwrap()));
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        let (source, mut into) = io::pipe().unwrap();
        let (ended, _ends) = UnixStream::pair().unwrap();
        let full = File::options().write(true).open("/dev/full").unwrap();
        let source = Arc::new(File::from(OwnedFd::from(source)));
        into.write_all(b"words").unwrap();
        let told = carry(Flow { source, sink: full, outlasts_reader: false }, &Mutex::default(), &ended);
        assert_eq!(told.unwrap_err().kind(), io::ErrorKind::StorageFull);
    }
}
