//! The recorder and the review in a terminal of 120 columns and 40 rows, against the smallest program that shows a
//! list and a line to type in.

use std::ffi::OsStr;
use std::io::{Read as _, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::floors::floor;
use super::table::{Pair, Table};
use super::{Desk, decklog, journal};

const COLUMNS: u16 = 120;
const ROWS: u16 = 40;
const STARTS: usize = 40;
const PROMPT: &str = "›";

pub fn measure(desk: &Desk, table: &mut Table) {
    let (empty, long) = (desk.another("screen"), desk.long());
    let list = journal(&long);
    let least = || floor("screen", &[]);
    let least_long = || floor("screen", &[OsStr::new(&list)]);
    if table.wants("P11") {
        let (first, ready) = starts(|| decklog(&empty), least);
        table.pair("P11", "first frame, empty journal / least", &first, 2.0);
        table.pair("P11", "ready to type, empty journal / least", &ready, 2.0);
    }
    if table.wants("P12") {
        let (first, ready) = starts(|| decklog(&long), least_long);
        table.pair("P12", "first frame, 100,000 events / least with as many", &first, 1.5);
        table.pair("P12", "ready to type, 100,000 events / least with as many", &ready, 1.5);
        let mut whole: Vec<Duration> = (0..9).map(|_| until_whole(&long)).collect();
        whole.sort();
        table.figure("P12", "the whole timeline is there", ms(whole[4]), "ms", 300.0);
    }
    if table.wants("P13") || table.wants("P14") {
        keys(&empty, &long, table);
    }
    if table.wants("P15") {
        let (mut ours, mut least) = (Terminal::open(decklog(&empty)), Terminal::open(least()));
        let pair = Pair::of(100, || ours.stores(" saved "), || least.stores(" saved"));
        table.pair("P15", "Enter to durable and painted / least", &pair, 2.0);
    }
    if table.wants("P16") {
        // Each in a directory of its own: what was pasted before is offered again.
        let fresh = |n: usize| desk.home.path().join(format!("pasted-{n}"));
        let mut took: Vec<Duration> = (0..9).map(|n| Terminal::open(decklog(&fresh(n))).pastes()).collect();
        took.sort();
        table.figure("P16", "a paste of 1 MiB is painted", ms(took[4]), "ms", 100.0);
    }
    if table.wants("P17") || table.wants("P18") {
        for (name, dir) in [("empty journal", &desk.another("standing")), ("100,000 events", &long)] {
            standing(name, dir, table);
        }
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// From the start to the prompt, and to the first letter on the screen.
fn starts(ours: impl Fn() -> Command, least: impl Fn() -> Command) -> (Pair, Pair) {
    let (mut first, mut ready) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    for _ in 0..STARTS {
        for (at, command) in [ours(), least()].into_iter().enumerate() {
            let begun = Instant::now();
            let mut terminal = Terminal::open(command);
            first[at].push(terminal.prompted.duration_since(begun));
            terminal.press(b"x");
            ready[at].push(terminal.last.duration_since(begun));
        }
    }
    let pair = |[ours, least]: [Vec<Duration>; 2]| Pair::between(ours, least);
    (pair(first), pair(ready))
}

/// From the start until nothing is being read any more.
fn until_whole(dir: &Path) -> Duration {
    let begun = Instant::now();
    let mut terminal = Terminal::open(decklog(dir));
    terminal.wait(|text| !text.contains("reading…")).duration_since(begun)
}

/// Keys that are typed, and keys that go through the review.
fn keys(empty: &Path, long: &Path, table: &mut Table) {
    /// They stay on one row of the screen.
    const KEYS: usize = 100;
    let mut ours = Typist::at(Terminal::open(decklog(empty)));
    let mut least = Typist::at(Terminal::open(floor("screen", &[])));
    let to_least = Pair::of(KEYS, || ours.types(), || least.types());
    let mut with_many = Typist::at(Terminal::open(decklog(long)));
    let mut with_none = Typist::at(Terminal::open(decklog(empty)));
    let flat = Pair::of(KEYS, || with_many.types(), || with_none.types());
    if table.wants("P13") {
        table.pair("P13", "typed key to paint / least", &to_least, 2.0);
        table.pair("P13", "typed key to paint, 100,000 events / empty journal", &flat, 1.3);
    }
    if table.wants("P14") {
        table.figure("P14", "a typed key, median", part(&mut ours.bytes, 50), "bytes", 64.0);
        table.figure("P14", "a typed key, 100,000 events, median", part(&mut with_many.bytes, 50), "bytes", 64.0);
        let mut review = decklog(long);
        review.arg("review");
        let mut review = Terminal::start(review);
        review.wait(|text| text.contains("Review") && !text.contains("reading…"));
        let mut bytes: Vec<usize> =
            (0..80).map(|n| review.press(if n < 50 { b"\x1b[A" } else { b"\x1b[B" }).1).collect();
        table.figure("P14", "Up and Down in the review, median", part(&mut bytes, 50), "bytes", 1024.0);
        table.figure("P14", "the same, 95 of 100 keys", part(&mut bytes, 95), "bytes", 1024.0);
    }
}

/// So many of 100 are no more than this.
fn part(figures: &mut [usize], of_100: usize) -> f64 {
    figures.sort_unstable();
    figures[(figures.len() - 1) * of_100 / 100] as f64
}

/// Somebody who types words, and what was painted for each letter.
struct Typist {
    terminal: Terminal,
    typed: usize,
    bytes: Vec<usize>,
}

impl Typist {
    fn at(mut terminal: Terminal) -> Typist {
        terminal.wait(|text| !text.contains("reading…"));
        Typist { terminal, typed: 0, bytes: Vec::new() }
    }

    fn types(&mut self) -> Duration {
        self.typed += 1;
        let (took, bytes) = self.terminal.press(if self.typed.is_multiple_of(6) { b" " } else { b"e" });
        self.bytes.push(bytes);
        took
    }
}

/// What the recorder takes when nobody does anything.
fn standing(name: &str, dir: &Path, table: &mut Table) {
    const WATCHED: Duration = Duration::from_secs(10);
    let mut terminal = Terminal::open(decklog(dir));
    terminal.wait(|text| !text.contains("reading…"));
    let process = terminal.child.process_id().expect("its number");
    terminal.pass(Duration::from_secs(2));
    if table.wants("P18") {
        let memory = status(process, "VmHWM:") * 1024.0;
        match name.starts_with("100") {
            true => {
                let size = std::fs::metadata(journal(dir)).expect("the journal").len() as f64;
                let what = format!(
                    "memory of the recorder, {name}: {:.0} MiB, to the journal's size",
                    memory / f64::from(1 << 20)
                );
                table.figure("P18", &what, memory / size, "x", 4.0);
            }
            false => {
                let what = format!("memory of the recorder, {name}");
                table.figure("P18", &what, memory / f64::from(1 << 20), "MiB", 10.0);
            }
        }
    }
    if table.wants("P17") {
        let before = woken(process);
        let spent = busy(process);
        terminal.pass(WATCHED);
        let seconds = WATCHED.as_secs_f64();
        table.figure("P17", &format!("idle, {name}: woken"), (woken(process) - before) / seconds, "/s", 1.2);
        table.figure("P17", &format!("idle, {name}: processor"), (busy(process) - spent) / seconds, "ms/s", 0.5);
    }
}

fn status(process: u32, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0.0)
}

/// How often its threads gave up the processor by themselves.
fn woken(process: u32) -> f64 {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("its threads").flatten();
    let of = |name: &str| status(name.parse().unwrap_or(process), "voluntary_ctxt_switches:");
    threads.map(|thread| of(&thread.file_name().to_string_lossy())).sum()
}

/// The processor time that its threads took, in ms.
fn busy(process: u32) -> f64 {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("its threads").flatten();
    let of = |path: std::path::PathBuf| std::fs::read_to_string(path.join("schedstat")).unwrap_or_default();
    let spent = threads.filter_map(|thread| of(thread.path()).split(' ').next()?.parse::<f64>().ok());
    spent.sum::<f64>() / 1e6
}

/// A program in a terminal.
struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    arrivals: Receiver<(Instant, Vec<u8>)>,
    shown: vt100::Parser,
    /// When the prompt was there, and when anything was painted last.
    prompted: Instant,
    last: Instant,
}

impl Terminal {
    /// Runs a program until its prompt is there.
    fn open(command: Command) -> Terminal {
        let mut terminal = Terminal::start(command);
        terminal.prompted = terminal.wait(|text| text.contains(PROMPT));
        terminal
    }

    fn start(command: Command) -> Terminal {
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut inside = CommandBuilder::new(command.get_program());
        inside.args(command.get_args());
        inside.env_clear();
        inside.env("TERM", "xterm-256color");
        command
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?)))
            .for_each(|(name, value)| inside.env(name, value));
        let child = pair.slave.spawn_command(inside).expect("it starts");
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let (arrive, arrivals) = mpsc::channel();
        thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                if arrive.send((Instant::now(), buffer[..read].to_vec())).is_err() {
                    break;
                }
            }
        });
        let keys = pair.master.take_writer().expect("its input");
        let now = Instant::now();
        let side = |cells| std::num::NonZeroU16::new(cells).expect("a side of a screen");
        let shown = vt100::Parser::new(side(ROWS), side(COLUMNS), 0);
        Terminal { master: pair.master, keys, child, arrivals, shown, prompted: now, last: now }
    }

    /// Waits until the screen shows it, and says when it did.
    fn wait(&mut self, is_there: impl Fn(&str) -> bool) -> Instant {
        while !is_there(&self.shown.screen().contents()) {
            match self.arrivals.recv_timeout(Duration::from_secs(30)) {
                Ok((at, bytes)) => {
                    self.shown.process(&bytes);
                    self.last = at;
                }
                Err(_) => panic!("it is not shown:\n{}", self.shown.screen().contents()),
            }
        }
        self.last
    }

    /// Presses a key: how long until something is painted, and how many bytes in all.
    fn press(&mut self, key: &[u8]) -> (Duration, usize) {
        const QUIET: Duration = Duration::from_millis(15);
        self.pass(Duration::ZERO);
        let pressed = Instant::now();
        self.keys.write_all(key).expect("it reads");
        self.keys.flush().expect("it reads");
        let (mut first, mut bytes) = (None, 0);
        loop {
            match self.arrivals.recv_timeout(if first.is_none() { Duration::from_secs(5) } else { QUIET }) {
                Ok((at, painted)) => {
                    first.get_or_insert(at);
                    bytes += painted.len();
                    self.shown.process(&painted);
                }
                Err(RecvTimeoutError::Timeout) if first.is_some() => break,
                Err(_) => panic!("nothing is painted for a key:\n{}", self.shown.screen().contents()),
            }
        }
        self.last = first.expect("something was painted");
        (self.last.duration_since(pressed), bytes)
    }

    /// Types a line and stores it: how long from Enter until it is said to be saved.
    fn stores(&mut self, said: &str) -> Duration {
        self.press(b"e");
        let entered = Instant::now();
        self.keys.write_all(b"\r").expect("it reads");
        self.keys.flush().expect("it reads");
        // The line is empty again, and what was typed is on disk.
        let at = self.wait(|text| {
            text.contains(said)
                && !text.contains("not saved")
                && text.lines().rev().any(|line| line.trim_end().ends_with(PROMPT))
        });
        at.duration_since(entered)
    }

    /// Pastes 1 MiB: how long until it is shown.
    fn pastes(mut self) -> Duration {
        let line = "a line of a log that somebody pasted into the recorder\n";
        let text = line.repeat((1 << 20) / line.len());
        let begun = Instant::now();
        write!(self.keys, "\x1b[200~{text}\x1b[201~").expect("it reads");
        self.keys.flush().expect("it reads");
        self.wait(|text| text.contains("pasted line")).duration_since(begun)
    }

    /// Lets time pass, and takes in what is painted meanwhile.
    fn pass(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Ok((_, bytes)) = self.arrivals.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.shown.process(&bytes);
        }
    }
}

/// As a person leaves: the line emptied, and out. What is killed leaves a half-typed line, which the next start would
/// find and offer.
impl Drop for Terminal {
    fn drop(&mut self) {
        // What was pasted goes with a second key. Nothing is written to a terminal that may have been closed
        // meanwhile: that can hang.
        for _ in 0..2 {
            let _ = self.keys.write_all(b"\x15\x15\x04").and_then(|()| self.keys.flush());
            self.pass(Duration::from_secs(1));
            for _ in 0..100 {
                if !matches!(self.child.try_wait(), Ok(None)) {
                    return;
                }
                thread::sleep(Duration::from_millis(2));
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = self.master.get_size();
    }
}
