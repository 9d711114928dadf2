//! `decklog log`, as a whole process.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::floors::floor;
use super::table::{Pair, Table};
use super::{BINARY, Desk, decklog};

const PAIRS: usize = 200;

pub fn measure(desk: &Desk, table: &mut Table) {
    let (empty, long) = (desk.another("empty"), desk.long());
    let kept = desk.home.path().join("floor");
    let log_at = |dir: &Path| time(decklog(dir).args(["log", "-q", "a: restarted the pool"]));
    let add = || time(&mut floor("add", &[kept.as_os_str()]));
    if table.wants("P1") || table.wants("P2") {
        let pair = Pair::of(PAIRS, || log_at(&empty), add);
        table.pair("P1", "log / the least safe add, empty journal", &pair, 1.5);
        table.p99("P2", "the same, 99 of 100 runs", &pair, 2.0);
        let pair = Pair::of(PAIRS, || log_at(&long), add);
        table.pair("P1", "log / the least safe add, 100,000 events", &pair, 1.5);
    }
    if table.wants("P3") {
        let pair = Pair::of(PAIRS, || log_at(&long), || log_at(&empty));
        table.pair("P3", "log, 100,000 events / empty journal", &pair, 1.10);
        let memory = [&long, &empty].map(|dir| peak(decklog(dir), &["log", "-q", "a: restarted"]) as f64);
        table.figure("P3", "the same, memory", memory[0] / memory[1], "x", 1.10);
    }
    if table.wants("P4") {
        let printed = desk.home.path().join("printed");
        let shell = "printf 'restarted the pool\\n' >> \"$0\" && sync -d \"$0\"";
        let pair = Pair::of(PAIRS, || log_at(&empty), || time(Command::new("sh").args(["-c", shell]).arg(&printed)));
        table.pair("P4", "log / sh: printf >> f && sync -d f", &pair, 0.75);
    }
    if table.wants("P6") {
        match syncs(&empty) {
            Some((data, whole)) => {
                table.figure("P6", "fdatasync of one log", data, "", 1.0);
                table.figure("P6", "fsync of one log", whole, "", 0.0);
            }
            None => table.told("P6", "syncs of one log", "not counted: there is no strace here"),
        }
    }
    if table.wants("P7") {
        let memory = peak(decklog(&empty), &["log", "-q", "a: restarted"]) as f64 / f64::from(1 << 20);
        table.figure("P7", "memory of one log", memory, "MiB", 4.0);
    }
    if table.wants("P10") {
        let help = || time(decklog(&empty).arg("--help"));
        let pair = Pair::of(PAIRS, help, || time(&mut floor("nothing", &[])));
        table.pair("P10", "--help / a program that does nothing", &pair, 1.5);
    }
    if table.wants("P19") {
        const ADDS: usize = 100;
        let many = desk.another("many");
        let ours = || writers(|| log_at(&many), ADDS);
        let pair = Pair::of(5, ours, || writers(add, ADDS));
        table.pair("P19", "800 adds of 8 writers / by the least safe add", &pair, 1.0 / 0.7);
    }
}

/// How long 8 writers take for so many adds each.
fn writers(add: impl Fn() -> Duration + Sync, adds: usize) -> Duration {
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..adds {
                    add();
                }
            });
        }
    });
    begun.elapsed()
}

pub fn time(command: &mut Command) -> Duration {
    let begun = Instant::now();
    assert!(command.stdout(Stdio::null()).status().expect("it runs").success());
    begun.elapsed()
}

/// The most memory that a command had at a time, in bytes.
pub fn peak(command: Command, arguments: &[&str]) -> u64 {
    let all: Vec<&OsStr> = [OsStr::new(BINARY)].into_iter().chain(arguments.iter().map(OsStr::new)).collect();
    let mut peak = floor("peak", &all);
    peak.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let out = peak.output().expect("it runs").stdout;
    String::from_utf8_lossy(&out).trim().parse().expect("a number of bytes")
}

/// How often one add syncs: data alone, and with the file's own data.
fn syncs(dir: &Path) -> Option<(f64, f64)> {
    let traced = dir.with_file_name("traced");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-e", "trace=fsync,fdatasync", "-o"]).arg(&traced).args([BINARY, "log", "-q", "a: restarted"]);
    strace.env("DECKLOG_DIR", dir).env("DECKLOG_ZONE", "UTC").stdout(Stdio::null()).stderr(Stdio::null());
    strace.status().ok().filter(|status| status.success())?;
    let traced = std::fs::read_to_string(traced).ok()?;
    Some((traced.matches("fdatasync(").count() as f64, traced.matches("fsync(").count() as f64))
}
