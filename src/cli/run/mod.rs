//! `decklog run`: a command, run as if nothing stood between; what was run and how it ended is recorded.
//!
//! [`Company`](company::Company) is the command with all that is carried to and from it, the
//! [`Scribe`](scribe::Scribe) writes beside it. Neither waits for the other.

mod company;
mod keyboard;
mod pty;
mod quoted;
mod relay;
mod scribe;
mod signals;
mod tail;
mod wiring;

use std::ffi::OsString;
use std::io::Write as _;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use clap::{Args, ValueHint};
use signal_hook::consts::SIGINT;
use signal_hook::low_level::emulate_default_handler;

use self::company::{Company, Ended};
use self::scribe::{Finished, Scribe, Started, Unwritten, Written};
use self::signals::Watch;
use super::completions::Offered;
use super::log::tag_named;
use super::opened::Opened;
use super::work::Work;
use super::{Failure, World, say};
use crate::entry::secret_in;
use crate::journal::lock::LOCK_DEADLINE;
use crate::time::{Clock, Zone};
use crate::timeline::{Ending, How, NOT_STARTED, Tag};
use crate::words;

/// Run a command and record it: decklog run -- systemctl restart payments
///
/// Its output passes through as it is, in a terminal as in a pipe; so do keys and signals. Recorded are the
/// command line when it starts, and when it ends its exit status, how long it took, and the end of its output
/// as evidence. It is run whether or not that can be saved; what is not saved is said on standard
/// error. decklog exits as the command does: 127 when there is no such command, 126 when it can't be run,
/// 128 and the signal's number when one ended it.
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Run {
    /// What it is recorded as, by name or prefix; without one, an action
    #[arg(short, long, value_name = "TAG", value_parser = Offered::tags(), hide_possible_values = true)]
    tag: Option<String>,
    /// Say nothing but what went wrong
    #[arg(short, long)]
    quiet: bool,
    /// The command and its arguments; no shell reads them
    #[arg(trailing_var_arg = true, required = true, value_name = "COMMAND",
          value_hint = ValueHint::CommandWithArguments)]
    command: Vec<OsString>,
}

const EXAMPLES: &str = "\
Examples:
  decklog run -- systemctl restart payments
  decklog run -t finding -- psql -c 'show max_connections'
  decklog run -- sh -c 'dmesg | tail -20'
  for host in a b c; do decklog run -q -- ssh $host uptime; done";

/// What the end of a command waits for.
pub enum News {
    Written(Result<Written, Unwritten>),
    /// Somebody wants to leave.
    EnoughWaited,
}

/// How long the end of a command waits for the disk before a word of it, and in all: one lock may have
/// to be waited for twice.
const SOON: Duration = Duration::from_secs(1);
const LAST_WAIT: Duration = Duration::from_secs(2 * LOCK_DEADLINE.as_secs() + 1);

impl Run {
    pub fn run(self, opened: Result<Opened, Failure>, world: &mut World) -> Result<u8, Failure> {
        let line = quoted::quoted(&self.command);
        let tag = self.tag(world);
        let zone = opened.as_ref().ok().and_then(|opened| opened.zone.clone());
        let (news, told) = channel();
        let (work, watch) = (Work::unwatched(), Watch::begin());
        let clock = world.clock.clone();
        let stopwatch = Stopwatch::start(&*clock);
        let started = Started { line, tag, at: clock.now() };
        let company = Company::start(&self.command, watch, &work, &news);
        let scribe = Scribe::begin(opened, started.clone(), work, news);
        let Ended { how, code, output, unwritten } = company.map_or_else(Ended::without_start, Company::wait);
        let ending = Ending { how, took_ms: stopwatch.read(&*clock) };
        if let How::NotStarted(why) = ending.how {
            self.explain(why, world);
        }
        if let Some(error) = unwritten {
            say(world, &format!("the output of the command can't be written: {error}"));
        }
        scribe.finish(Finished { ending: ending.clone(), output });
        let written = await_written(&told, world);
        self.tell(&written, &started, &ending, zone, world);
        if ending.how == How::Signalled("SIGINT".to_owned()) {
            // We end as it did: a loop in the shell around us ends with it.
            let _ = emulate_default_handler(SIGINT);
        }
        Ok(code)
    }

    fn tag(&self, world: &mut World) -> Tag {
        let Some(name) = &self.tag else { return Tag::Action };
        tag_named(name).unwrap_or_else(|| {
            say(world, &format!("there is no tag “{name}”; recorded as {}", Tag::Action.name()));
            Tag::Action
        })
    }

    fn explain(&self, why: &str, world: &mut World) {
        let program = self.command.first().map(|program| program.to_string_lossy()).unwrap_or_default();
        say(world, &format!("{program}: {why}"));
        if why == NOT_STARTED[0].0 && self.command.len() == 1 && program.contains(' ') {
            say(world, "a line for a shell is run by a shell: decklog run -- sh -c 'LINE'");
        }
    }

    /// Says what was recorded; what was not, with its words.
    fn tell(
        &self,
        written: &Result<Written, Unwritten>,
        Started { line, tag, at }: &Started,
        ending: &Ending,
        zone: Option<Zone>,
        world: &mut World,
    ) {
        match written {
            Ok(Written { id, new_incident, doubts }) => {
                if let Some(id) = new_incident {
                    say(world, &format!("no incident was open; started {id}"));
                }
                doubts.iter().map(String::as_str).chain(secret_in(line).as_deref()).for_each(|doubt| say(world, doubt));
                if !self.quiet {
                    say(world, &format!("{} {}: {}", id.short(), tag.name(), ending.in_words()));
                }
            }
            Err(Unwritten { why, is_started }) => {
                let which = if *is_started { "how it ended is not saved" } else { "not saved" };
                let why = why.to_string();
                let why = why.strip_prefix("NOT SAVED: ").unwrap_or(&why);
                say(world, &format!("NOT SAVED: {why}; the command was run, {which}:"));
                let at = zone.unwrap_or_else(Zone::system).stamp(*at);
                let text = format!("{} {}: {line} ({})", at.local().format("%H:%M:%S"), tag.name(), ending.in_words());
                let _ = writeln!(world.stderr, "{}", words::visible(&text));
            }
        }
    }
}

/// Waits for what is on its way to the disk, but not for ever.
fn await_written(told: &Receiver<News>, world: &mut World) -> Result<Written, Unwritten> {
    let mut next = told.recv_timeout(SOON);
    if next.as_ref().is_err_and(|error| *error == RecvTimeoutError::Timeout) {
        say(world, "the command has ended; waiting for the disk to record it (Ctrl-C leaves)");
        next = told.recv_timeout(LAST_WAIT);
    }
    let why = match next {
        Ok(News::Written(written)) => return written,
        Ok(News::EnoughWaited) => "not waited for",
        Err(_) => "the disk does not answer",
    };
    Err(Unwritten { why: Failure::Usage(why.to_owned()), is_started: false })
}

/// How long something takes, by a clock that nobody sets where there is one.
struct Stopwatch {
    wall_ms: i64,
    up_ms: Option<u64>,
}

impl Stopwatch {
    fn start(clock: &dyn Clock) -> Stopwatch {
        Stopwatch { wall_ms: clock.now().millis(), up_ms: clock.since_boot().map(|up| up.millis) }
    }

    fn read(&self, clock: &dyn Clock) -> u64 {
        let up = self.up_ms.zip(clock.since_boot()).and_then(|(from, to)| to.millis.checked_sub(from));
        up.unwrap_or_else(|| u64::try_from(clock.now().millis() - self.wall_ms).unwrap_or(0))
    }
}
