//! What documents of a long incident cost, as whole processes: 100,000 events to every format, with
//! the most memory each takes. `cargo bench --bench exporting`.
//!
//! The floor reads and checks every line of the same journal (`verify`) and writes nothing. Each
//! round runs all of them in turn, so that a machine whose speed drifts drifts for all. Nothing here
//! passes or fails.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const BINARY: &str = env!("CARGO_BIN_EXE_decklog");
const EVENTS: usize = 100_000;
const ROUNDS: usize = 11;

/// What is asked for, and its name in the table; the first is the floor.
const ASKED: &[(&str, &[&str])] = &[
    ("verify: reads and checks every line", &["verify"]),
    ("Markdown, brief", &["export"]),
    ("Markdown, full", &["export", "-p", "full"]),
    ("Markdown, external", &["export", "-p", "external"]),
    ("HTML, brief", &["export", "-f", "html"]),
    ("HTML, full", &["export", "-f", "html", "-p", "full"]),
    ("SVG", &["export", "-f", "svg"]),
    ("JSON", &["export", "-f", "json"]),
    ("CSV", &["export", "-f", "csv"]),
    ("text", &["export", "-f", "text"]),
    ("lint", &["lint"]),
];

fn main() {
    // `cargo test --benches` only wants to know that this builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let home = tempfile::tempdir().expect("a directory for the journals");
    fill(home.path());
    let journal = bytes_below(home.path());
    println!("documents of {EVENTS} events, a journal of {:.1} MB; {ROUNDS} rounds in turn", megabytes(journal));
    let mut spent: Vec<Vec<Ran>> = ASKED.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for ((_, arguments), spent) in ASKED.iter().zip(&mut spent) {
            spent.push(run(home.path(), arguments));
        }
    }
    let median = |ran: &mut Vec<Ran>| {
        ran.sort_by_key(|ran| ran.took);
        ran[ran.len() / 2].took.as_secs_f64() * 1000.0
    };
    let floor = median(&mut spent[0]);
    for ((name, _), ran) in ASKED.iter().zip(&mut spent) {
        let ms = median(ran);
        let most = ran.iter().map(|ran| ran.memory).max().unwrap_or(0);
        // What answers in less than a pipe holds has ended before it could be asked.
        let memory = match most {
            0 => "memory not seen".to_owned(),
            most => {
                format!("{:>4.0} MB of memory, {:>4.1} x the journal", megabytes(most), most as f64 / journal as f64)
            }
        };
        let (floors, out) = (ms / floor, megabytes(ran[0].bytes));
        println!("  {name:<36} median {ms:>6.0} ms  {floors:>4.1} x the floor  {out:>6.2} MB out  {memory}");
    }
}

/// One run of the program.
struct Ran {
    took: Duration,
    bytes: u64,
    /// The most memory it had at a time, in bytes; 0 where the system does not say.
    memory: u64,
}

fn run(dir: &Path, arguments: &[&str]) -> Ran {
    let begun = Instant::now();
    let mut child =
        decklog(dir).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut stdout = child.stdout.take().expect("its standard output");
    let mut first = [0];
    let mut bytes = stdout.read(&mut first).expect("its answer") as u64;
    // It answers once it is done, and waits for whoever reads.
    let memory = peak(child.id());
    bytes += std::io::copy(&mut stdout, &mut std::io::sink()).expect("its answer");
    child.wait().expect("it ends");
    Ran { took: begun.elapsed(), bytes, memory }
}

fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}

fn decklog(dir: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.env_clear().env("DECKLOG_DIR", dir).env("LANG", "C.UTF-8").env("DECKLOG_ZONE", "UTC").env("USER", "ana");
    command
}

/// An incident with something of everything, an event a second, two days long at most.
fn fill(dir: &Path) {
    let started =
        decklog(dir).args(["start", "Checkout is down", "--at", "2024-06-07 10:00"]).output().expect("it starts");
    assert!(started.status.success(), "{started:?}");
    let mut child = decklog(dir).args(["log", "-q", "--stdin"]).stdin(Stdio::piped()).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("its standard input");
    for n in 0..EVENTS {
        let (hour, minute, second) = (10 + n / 36_000, n / 600 % 60, n / 10 % 60);
        let what = match n {
            0 => "d: monitoring alert, responses slow".to_owned(),
            1 => "i: 80% of users cannot reach the shop".to_owned(),
            _ if n == EVENTS - 1 => "r: all normal, seen in monitoring".to_owned(),
            _ => match n % 100 {
                2 => format!("h: fault in part {n}"),
                30 => format!("x{}: part {} is clean", n / 100 + 1, n - 28),
                50 => "e: database team, because of the errors".to_owned(),
                60 => "m: half of the errors are gone".to_owned(),
                80..=89 => format!("a: restarted node {n}"),
                99 => format!("todo: look at node {n}"),
                _ => format!("f: requests to node {n} fail with *errors* <5xx>"),
            },
        };
        writeln!(stdin, "{hour:02}:{minute:02}:{second:02} {what}").expect("it listens");
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}

fn bytes_below(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).expect("a directory").map(|entry| entry.expect("an entry").path());
    let size = |path: std::path::PathBuf| match path.is_dir() {
        true => bytes_below(&path),
        false if path.extension().is_some_and(|kind| kind == "jsonl") => path.metadata().map_or(0, |meta| meta.len()),
        false => 0,
    };
    entries.map(size).sum()
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
