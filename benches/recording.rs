//! What recording costs: `decklog log` as a whole process, with nothing and with 100,000 events in
//! the journal, and the time to the first frame of the recorder. `cargo bench` prints the table.
//!
//! Processes are run in turn, A B A B, so that a machine whose speed drifts drifts for both; the
//! medians and their ratio are what counts. Nothing here passes or fails.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const BINARY: &str = env!("CARGO_BIN_EXE_decklog");
const PAIRS: usize = 150;
const FRAMES: usize = 40;

fn main() {
    // `cargo test --benches` only wants to know that this builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let home = tempfile::tempdir().expect("a directory for the journals");
    let dir = |name: &str| home.path().join(name);
    let (empty, long, thousand) = (dir("empty"), dir("long"), dir("thousand"));
    fill(&empty, 1);
    fill(&long, 100_000);
    fill(&thousand, 1_000);

    println!("decklog log, whole process, {PAIRS} pairs in turn; the floor appends a line and syncs");
    let floor_file = dir("floor");
    let (mut at_0, mut at_100_000, mut floor) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        at_0.push(log(&empty));
        at_100_000.push(log(&long));
        floor.push(shell_floor(&floor_file));
    }
    row("log, empty journal", &mut at_0);
    row("log, 100,000 events", &mut at_100_000);
    row("sh: printf >> f && sync -d f", &mut floor);
    println!("  100,000 / empty: {:.2}", ratio(&mut at_100_000, &mut at_0));
    println!("  log / sh:        {:.2}", ratio(&mut at_0, &mut floor));
    println!("  bytes of journals read for one line: {} / {}", bytes_read(&empty), bytes_read(&long));

    println!("recorder, from start to the first frame with the prompt, {FRAMES} in turn");
    let (mut first_0, mut first_1_000, mut first_100_000) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..FRAMES {
        first_0.push(first_frame(&empty));
        first_1_000.push(first_frame(&thousand));
        first_100_000.push(first_frame(&long));
    }
    row("first frame, empty journal", &mut first_0);
    row("first frame, 1,000 events", &mut first_1_000);
    row("first frame, 100,000 events", &mut first_100_000);
}

/// An incident with so many events.
fn fill(dir: &Path, events: usize) {
    let mut child = decklog(dir).args(["log", "-q", "--stdin"]).stdin(Stdio::piped()).spawn().expect("decklog starts");
    let mut stdin = child.stdin.take().expect("its standard input");
    for n in 0..events {
        writeln!(stdin, "f: connection pool of node {n} is at its limit, 5xx on checkout").expect("it reads");
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}

fn decklog(dir: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.env_clear().env("DECKLOG_DIR", dir).env("DECKLOG_ZONE", "UTC").env("USER", "ana").stderr(Stdio::null());
    command
}

fn log(dir: &Path) -> Duration {
    time(decklog(dir).args(["log", "-q", "a: restarted the pool"]))
}

fn shell_floor(file: &Path) -> Duration {
    time(Command::new("sh").args(["-c", "printf 'restarted the pool\\n' >> \"$0\" && sync -d \"$0\""]).arg(file))
}

fn time(command: &mut Command) -> Duration {
    let begun = Instant::now();
    assert!(command.stdout(Stdio::null()).status().expect("it runs").success());
    begun.elapsed()
}

/// What the library says it read of journals and their ends to record one line.
fn bytes_read(dir: &Path) -> u64 {
    use decklog::journal::medium::Disk;
    use decklog::journal::shelf::{Machine, Shelf};
    use decklog::session::{Author, Once};
    use decklog::time::{SystemClock, Zone};
    use decklog::timeline::{Record, Setting};
    use std::sync::Arc;

    // The summary is brought forward by the command itself, as for anybody who logs.
    log(dir);
    let shelf = Shelf::new(Arc::new(Disk), dir);
    let id = shelf.current().expect("readable").expect("an open incident");
    let machine = Machine { host: "bench".to_owned(), machine_id: machine_id(), program: "bench".to_owned() };
    let author = Author { shelf, machine, by: "ana".into(), clock: Arc::new(SystemClock), zone: Zone::utc() };
    let mut once = Once::open(&author, &id).expect("it opens");
    once.add(once.author().batch(vec![Record::Set(vec![Setting::Title("bench".to_owned())])]));
    once.save().expect("it is saved");
    once.bytes_read()
}

fn machine_id() -> String {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    std::fs::read_to_string("/etc/machine-id").map_or(host, |id| id.trim().to_owned())
}

fn first_frame(dir: &Path) -> Duration {
    let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a terminal");
    let mut command = CommandBuilder::new(BINARY);
    command.env_clear();
    for (name, value) in [("DECKLOG_ZONE", "UTC"), ("USER", "ana"), ("LANG", "C.UTF-8"), ("TERM", "xterm-256color")] {
        command.env(name, value);
    }
    command.env("DECKLOG_DIR", dir);
    let begun = Instant::now();
    let mut child = pair.slave.spawn_command(command).expect("decklog starts");
    let mut reader = pair.master.try_clone_reader().expect("its output");
    let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
    let elapsed = loop {
        let read = reader.read(&mut buffer).expect("a frame");
        seen.extend_from_slice(&buffer[..read]);
        if seen.windows(3).any(|bytes| bytes == "›".as_bytes()) {
            break begun.elapsed();
        }
    };
    child.kill().expect("it can be stopped");
    child.wait().expect("it ends");
    elapsed
}

fn row(name: &str, times: &mut [Duration]) {
    times.sort();
    let ms = |at: usize| times[at].as_secs_f64() * 1000.0;
    let last = times.len() - 1;
    println!("  {name:<32} min {:>7.2}  median {:>7.2}  p99 {:>7.2} ms", ms(0), ms(last / 2), ms(last * 99 / 100));
}

fn ratio(a: &mut [Duration], b: &mut [Duration]) -> f64 {
    a.sort();
    b.sort();
    a[a.len() / 2].as_secs_f64() / b[b.len() / 2].as_secs_f64()
}
