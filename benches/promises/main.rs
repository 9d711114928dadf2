//! What is promised of speed, and what it comes to: `cargo promises` prints the table for the file that is copied to
//! jump hosts (`cargo static`), `cargo bench --bench promises` for a program with libraries; the beginnings of rows
//! behind it (there after `--`) print those alone (`P1 P14`).
//!
//! Every figure is a ratio against a floor that is measured in the same run: a small program (`floors.rs`) that does
//! the least there is to do, or the same command with nothing in its journal. Both are run in turn, A B A B, so that a
//! machine whose speed drifts drifts for both; the medians are compared, and a row is only called missed where the
//! ratio of the fastest runs misses its goal as well. Absolute figures are of the machine that ran it.

mod adding;
mod exporting;
mod floors;
mod screen;
mod table;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use table::Table;

const BINARY: &str = env!("CARGO_BIN_EXE_decklog");

/// A long incident.
const EVENTS: usize = 100_000;

/// What is measured in.
struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    /// The data directory of an incident with nothing in it but its beginning, in which nobody has recorded since.
    fn another(&self, name: &str) -> PathBuf {
        let dir = self.home.path().join(name);
        fill(&dir, 1);
        dir
    }

    /// That of a long one.
    fn long(&self) -> PathBuf {
        self.home.path().join("long")
    }
}

/// The only journal in a data directory.
fn journal(dir: &Path) -> PathBuf {
    let incident = first_in(&dir.join("incidents"));
    first_in(&incident.join("journal"))
}

fn first_in(dir: &Path) -> PathBuf {
    std::fs::read_dir(dir).expect("a directory").flatten().next().expect("something in it").path()
}

/// `decklog` with nothing in its environment that was not put there.
fn decklog(dir: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.env_clear().env("DECKLOG_DIR", dir).env("LANG", "C.UTF-8").env("DECKLOG_ZONE", "UTC").env("USER", "ana");
    command.stderr(Stdio::null());
    command
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

fn main() {
    if let Ok(floor) = std::env::var(floors::ASKED) {
        return floors::run(&floor);
    }
    // `cargo test --benches` only wants to know that this builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let desk = Desk { home: tempfile::tempdir().expect("a directory for the journals") };
    fill(&desk.long(), EVENTS);
    let mut table = Table::new(wanted);
    adding::measure(&desk, &mut table);
    exporting::measure(&desk, &mut table);
    screen::measure(&desk, &mut table);
    table.end();
}
