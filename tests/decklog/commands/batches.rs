//! `log --stdin` and the disk: thousands of lines, one sync a batch, and no line acknowledged before it.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};

use decklog::cli::{self, World};
use decklog::journal::shelf::Machine;

use crate::disk::SimDisk;
use crate::responder::{FakeClock, NINE};

const LINES: usize = 10_000;

/// What a command is given and what it answers, on a disk in memory.
pub(super) fn world(disk: &SimDisk, stdin: impl Read + Send + 'static, stdout: impl Write + 'static) -> World {
    World {
        stdin: Box::new(stdin),
        stdout: Box::new(stdout),
        stderr: Box::new(io::sink()),
        stdin_is_terminal: false,
        stdout_is_terminal: false,
        env: HashMap::from([("DECKLOG_DIR".to_owned(), "/data".into()), ("USER".to_owned(), "ana".into())]),
        clock: FakeClock::at(NINE),
        medium: Arc::new(disk.clone()),
        machine: Machine { host: "web-3".to_owned(), machine_id: "m".to_owned(), program: "decklog".to_owned() },
    }
}

/// Gives one line; the others when the disk hangs over it, and lets that go on when most of them were
/// taken: from then on the lines wait for the disk, and not the disk for them.
struct Feed {
    disk: SimDisk,
    rest: io::Cursor<Vec<u8>>,
    given: usize,
}

impl Read for Feed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == 0 {
            self.given = 1;
            let first = b"the first line\n";
            buffer[..first.len()].copy_from_slice(first);
            return Ok(first.len());
        }
        if self.given == 1 {
            self.disk.await_hanging();
        }
        let read = self.rest.read(buffer)?;
        self.given += buffer[..read].iter().filter(|byte| **byte == b'\n').count();
        if self.given > 3000 {
            self.disk.hang(false);
        }
        Ok(read)
    }
}

/// Takes answers; at each flush, how many were given and how many syncs there had been.
#[derive(Clone, Default)]
struct Answers {
    disk: SimDisk,
    text: Arc<Mutex<Vec<u8>>>,
    flushes: Arc<Mutex<Vec<(usize, usize)>>>,
}

impl Write for Answers {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let answered = self.text.lock().unwrap().iter().filter(|byte| **byte == b'\n').count();
        self.flushes.lock().unwrap().push((answered, self.disk.syncs().len()));
        Ok(())
    }
}

#[test]
fn ten_thousand_lines_are_one_sync_a_batch_and_each_is_acknowledged_after_it() {
    let disk = SimDisk::new();
    let arguments = |words: &[&str]| words.iter().map(std::ffi::OsString::from).collect::<Vec<_>>();
    let mut starting = world(&disk, io::empty(), io::sink());
    assert_eq!(cli::run(arguments(&["decklog", "start", "Checkout"]), &mut starting), 0);
    let before = disk.syncs().len();
    disk.hang(true);
    let rest: String = (1..LINES).map(|n| format!("line {n} of many\n")).collect();
    let feed = Feed { disk: disk.clone(), rest: io::Cursor::new(rest.into_bytes()), given: 0 };
    let answers = Answers { disk: disk.clone(), ..Answers::default() };
    assert_eq!(cli::run(arguments(&["decklog", "log", "--stdin"]), &mut world(&disk, feed, answers.clone())), 0);

    let flushes = answers.flushes.lock().unwrap().clone();
    assert_eq!(
        flushes.last(),
        Some(&(LINES, disk.syncs().len())),
        "every line is acknowledged, and nothing synced after"
    );
    for (nth, (_, syncs)) in flushes.iter().enumerate() {
        assert_eq!(*syncs, before + nth + 1, "one sync before each acknowledgement");
    }
    let sizes: Vec<usize> = flushes.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    assert_eq!(flushes[0].0, 1);
    assert!(sizes[..5].iter().all(|size| *size == 512), "what waits goes together: {sizes:?}");
    let kept = disk.files().into_iter().find(|(path, _)| path.extension().is_some_and(|end| end == "jsonl")).unwrap().1;
    assert_eq!(String::from_utf8(kept).unwrap().matches("\"event\":{").count(), LINES);
}
