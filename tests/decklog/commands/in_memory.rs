//! The program on a disk in memory: one command, what it answered and what it said beside.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};

use decklog::cli;

use super::batches::world;
use crate::disk::SimDisk;
use crate::responder::FakeClock;

/// What became of a command.
#[derive(Debug)]
pub struct Told {
    pub code: u8,
    pub stdout: String,
    pub stderr: String,
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).expect("what the program writes is UTF-8")
    }
}

impl Write for Heard {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs a command whose data directory is `/data`, and its fallback place somewhere in `/tmp`.
pub fn run_on(disk: &SimDisk, clock: &Arc<FakeClock>, arguments: &[&str]) -> Told {
    run_with(disk, clock, arguments, io::empty())
}

/// The same with something on its standard input.
pub fn run_with(disk: &SimDisk, clock: &Arc<FakeClock>, arguments: &[&str], stdin: impl Read + Send + 'static) -> Told {
    let (stdout, stderr) = (Heard::default(), Heard::default());
    let mut world = world(disk, stdin, stdout.clone());
    world.stderr = Box::new(stderr.clone());
    world.clock = clock.clone();
    world.env.insert("LANG".to_owned(), "C.UTF-8".into());
    world.env.insert("TMPDIR".to_owned(), "/tmp".into());
    // The settings are none of the disk under test.
    world.env.insert("XDG_CONFIG_HOME".to_owned(), "/nowhere".into());
    let code = cli::run(["decklog"].iter().chain(arguments).map(std::ffi::OsString::from), &mut world);
    Told { code, stdout: stdout.text(), stderr: stderr.text() }
}
