//! `decklog demo`: an incident that somebody else recorded, to try everything on. It lies in a
//! directory of its own that goes when the recorder is left; the person's own shelf is never touched.

mod play;
mod script;

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::low_level::unregister;

use super::open::{Stay, needs_terminal};
use super::opened::Opened;
use super::{Failure, World, answer, say};
use crate::journal::shelf::Shelf;
use play::play;
use script::Script;

/// Try decklog on an outage that somebody else recorded
///
/// Four incidents of a ticket shop are put into a directory of their own, and the recorder opens on
/// the last of them. Nothing of yours is touched; the directory goes when you leave.
#[derive(Args, Debug)]
pub struct Demo {
    /// Put it into this directory instead, empty or not there yet, and leave it there
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// The incidents, in the order in which they were recorded; the recorder opens on the last.
const SCRIPTS: [&str; 4] = [
    include_str!("../../../assets/demo/refunds.txt"),
    include_str!("../../../assets/demo/partners.txt"),
    include_str!("../../../assets/demo/evening.txt"),
    include_str!("../../../assets/demo/tickets.txt"),
];

/// Said on the quiet line, until the first key.
const GREETING: &str = "demo: C-x r review · C-x p postmortem · C-x i incidents · type h: payment";

/// What can be tried on a demo that was kept.
const NEXT: [(&str, &str); 6] = [
    ("", "the recorder; C-x r reviews it, C-x p writes it up, C-x i lists the others"),
    ("show", "the timeline"),
    ("review", "the timeline, walked through"),
    ("list", "all four incidents"),
    ("lint", "what the postmortem still lacks"),
    ("export", "the postmortem"),
];

impl Demo {
    pub fn run(self, opened: Opened, world: &mut World) -> Result<u8, Failure> {
        if let Some(dir) = &self.keep {
            return keep(dir, &opened, world);
        }
        needs_terminal(world, "the demo needs a terminal; “decklog demo --keep DIR” puts it into a directory")?;
        let dir = Throwaway::new(world.throwaway("decklog-demo"))?;
        let opened = opened.elsewhere(&dir.0);
        let signals = Signals::watched()?;
        let recorded = record(opened.shelf());
        if let Some(signal) = signals.came() {
            return Ok(128 + signal);
        }
        recorded?;
        say(world, &format!("the demo is in {} until you leave it", dir.0.display()));
        let last = {
            let dir = dir.0.clone();
            Arc::new(move || remove(&dir))
        };
        let incident = opened.shelf().current()?;
        let stay = Stay { greeting: Some(GREETING.to_owned()), over: None, is_left_open: false, last };
        let ended = stay.with(&opened, incident, world);
        let path = dir.0.clone();
        drop(dir);
        if path.exists() {
            say(world, &format!("{} could not be removed; nothing of yours is in it", path.display()));
        }
        ended
    }
}

/// Puts it into a directory that stays.
fn keep(dir: &Path, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
    let cannot = |source| Failure::Io { doing: format!("cannot make {}", dir.display()), source };
    match fs::read_dir(dir).map(|mut entries| entries.next().is_none()) {
        Ok(true) => {}
        Ok(false) => {
            let said = format!("{} is not empty; the demo goes into an empty directory, or makes one", dir.display());
            return Err(Failure::Usage(said));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(cannot)?;
        }
        Err(error) => return Err(cannot(error)),
    }
    record(opened.elsewhere(dir).shelf())?;
    let dir = shell_words::quote(&dir.to_string_lossy()).into_owned();
    let line = |(command, help): (&str, &str)| {
        format!("  {:<w$}  {help}\n", format!("decklog --dir {dir} {command}").trim_end(), w = dir.len() + 21)
    };
    let lines: String = NEXT.into_iter().map(line).collect();
    answer(world, &crate::words::visible_lines(&format!("The demo is in {dir}. Try\n{lines}")))?;
    Ok(0)
}

/// Plays every script.
fn record(shelf: &Shelf) -> Result<(), Failure> {
    for text in SCRIPTS {
        play(&Script::read(text).map_err(wrong)?, shelf)?;
    }
    Ok(())
}

/// The script is not one.
fn wrong(said: String) -> Failure {
    Failure::Io { doing: "cannot play the demo".to_owned(), source: io::Error::new(io::ErrorKind::InvalidData, said) }
}

/// What would end the program while the demo is put into its directory: it ends right after that, so
/// that the directory goes, too. Later the recorder looks at signals itself.
struct Signals {
    came: Arc<AtomicUsize>,
    watched: Vec<SigId>,
}

impl Signals {
    fn watched() -> Result<Signals, Failure> {
        let came = Arc::new(AtomicUsize::new(0));
        let watch =
            |signal: i32| signal_hook::flag::register_usize(signal, came.clone(), signal.unsigned_abs() as usize);
        let watched = [SIGHUP, SIGTERM, SIGINT, SIGQUIT].into_iter().map(watch).collect::<io::Result<_>>();
        let watched = watched.map_err(|source| Failure::Io { doing: "cannot watch for signals".to_owned(), source })?;
        Ok(Signals { came, watched })
    }

    /// The one that came, if any did.
    fn came(self) -> Option<u8> {
        u8::try_from(self.came.load(Ordering::Relaxed)).ok().filter(|signal| *signal != 0)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for id in self.watched.drain(..) {
            unregister(id);
        }
    }
}

/// A directory that goes when this does.
struct Throwaway(PathBuf);

impl Throwaway {
    fn new(dir: PathBuf) -> Result<Throwaway, Failure> {
        let cannot = |source| Failure::Io { doing: format!("cannot make {}", dir.display()), source };
        DirBuilder::new().mode(0o700).create(&dir).map_err(cannot)?;
        Ok(Throwaway(dir))
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// Threads that end with the program may still write; a few tries are enough.
fn remove(dir: &Path) {
    let _ = (0..5).any(|_| fs::remove_dir_all(dir).is_ok() || !dir.exists());
}
