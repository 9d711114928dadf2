//! `decklog doctor`: one screen that says where everything lies, whether it can be written and how fast,
//! what is damaged or waits, and what to do about it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::format::Format;
use super::opened::Opened;
use super::settings::load;
use super::verify::{Totals, check_all};
use super::{Failure, World, answer};
use crate::export;
use crate::journal::append::NotSaved;
use crate::journal::checkup::{Locks, Tried, try_out};
use crate::journal::drafts::claim_orphans;
use crate::journal::fallback::Kept;
use crate::journal::volume::{Doubt, Volume};
use crate::words;

/// Say where everything lies, whether it can be written, what is damaged, and what to do
///
/// A small file is really made in the data directory, locked, synced and removed. The exit code is 1
/// where something needs doing.
#[derive(Args, Debug)]
pub struct Doctor {
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// The screen that all of it has to fit on, less the row of the next prompt.
const COLUMNS: usize = 80;
const ROWS: usize = 23;

/// Room for what is said of something, behind its name.
const NAMED: usize = 16;

/// A disk that has not answered after this long hangs.
const PATIENCE: Duration = Duration::from_secs(5);

/// From here on a sync is slow; a disk that turns takes a tenth of it.
const SLOW_MS: u64 = 250;

/// With less room than this a night's notes and what was pasted into them may not fit.
const LITTLE_ROOM: u64 = 16 << 20;

/// All that was found out.
struct Found {
    root: PathBuf,
    /// The directory that was tried out: the data directory, or the one that it will be made in.
    tried_in: PathBuf,
    is_there: bool,
    settings: Option<PathBuf>,
    settings_problems: usize,
    fallback: Result<PathBuf, String>,
    volume: Option<Volume>,
    /// None: the disk did not answer.
    tried: Option<Result<Tried, NotSaved>>,
    /// None where the disk did not answer, and so was asked no more.
    checked: Option<Result<Totals, Failure>>,
    kept: Vec<Kept>,
    half_typed: usize,
    unsaved: usize,
}

/// Something that needs doing.
struct Trouble {
    what: String,
    todo: String,
}

impl Doctor {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let found = Found::of(opened, world);
        let troubles = found.troubles();
        let text = match self.format {
            Format::Text => world.in_its_locale(&words::visible_lines(&found.screen(&troubles))),
            Format::Json => export::inert_json(&found.object(&troubles)),
        };
        answer(world, &text)?;
        Ok(u8::from(!troubles.is_empty()))
    }
}

impl Found {
    fn of(opened: &Opened, world: &World) -> Found {
        let shelf = opened.shelf();
        let root = std::path::absolute(&shelf.root).unwrap_or_else(|_| shelf.root.clone());
        let settings = load(world);
        let mut found = Found {
            tried_in: root.clone(),
            root,
            is_there: true,
            settings: world.settings_file(),
            settings_problems: settings.problems.len(),
            fallback: fallback(opened),
            volume: None,
            tried: None,
            checked: None,
            kept: Vec::new(),
            half_typed: 0,
            unsaved: 0,
        };
        if let Some(tried) = tried_beside(opened, &found.root) {
            (found.tried_in, found.volume) = (tried.dir, tried.volume);
            found.is_there = found.tried_in == found.root;
            found.tried = Some(tried.result);
            found.checked = Some(check_all(opened, drop));
            found.kept = shelf.kept_aside();
            // Claimed only while they are looked at.
            for claimed in claim_orphans(shelf) {
                found.unsaved += claimed.draft.unsaved.len();
                found.half_typed += claimed.draft.lines().count() - claimed.draft.unsaved.len();
            }
        }
        found
    }

    fn troubles(&self) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        let mut add = |what: String, todo: &str| troubles.push(Trouble { what, todo: todo.to_owned() });
        match &self.tried {
            None => add(
                format!("the disk has not answered for {} s", PATIENCE.as_secs()),
                "see whether its network or mount hangs; until then give a local place with --dir",
            ),
            // It says itself what to try.
            Some(Err(error)) => add(error.to_string(), "until then nothing that is recorded there is saved"),
            Some(Ok(tried)) => {
                match &tried.locks {
                    Locks::Work => {}
                    Locks::Lie => add(
                        "two locks on one file were both granted".to_owned(),
                        "put the data directory on a local disk, or let one program at a time record",
                    ),
                    Locks::Missing(why) => {
                        add(format!("no lock can be had: {why}"), "put the data directory on a local disk");
                    }
                }
                if tried.median_ms() >= SLOW_MS {
                    add(
                        format!("a sync takes {} ms", tried.median_ms()),
                        "each line is called saved only after one; a local disk is quicker. Typing does not wait",
                    );
                }
            }
        }
        if let Some((volume, doubt)) = self.volume.as_ref().and_then(|volume| Some((volume, volume.doubt()?))) {
            let (why, todo) = doubted(doubt);
            add(format!("the file system ({}) {why}", volume.kind), todo);
        }
        if let Some(volume) = self.volume.as_ref().filter(|volume| volume.free < LITTLE_ROOM) {
            add(format!("{} are free", bytes(volume.free)), "make room, or give another place with --dir");
        }
        match &self.checked {
            Some(Ok(Totals { damaged, .. })) => {
                if let Some(first) = damaged.first() {
                    let damaged = words::count(damaged.len(), "incident");
                    add(
                        format!("{damaged} damaged, first {first}"),
                        "“decklog verify --all” names them; what can be read is shown. Bring back a copy of the file",
                    );
                }
            }
            Some(Err(failure)) => add(failure.to_string(), "see that the directory is yours and can be read"),
            None => {}
        }
        for Kept { place, records } in &self.kept {
            add(
                format!("{} in {}", words::count(*records, "record"), place.display()),
                "not durable; “decklog status” puts them into their incident when the disk takes them",
            );
        }
        if self.unsaved > 0 {
            add(
                format!("{} not saved by a recorder that ended", words::count(self.unsaved, "line")),
                "open “decklog”: it offers them again",
            );
        }
        if let Err(why) = &self.fallback {
            add(
                format!("there is no fallback place: {why}"),
                "give a directory of your own in XDG_RUNTIME_DIR or TMPDIR",
            );
        }
        if self.settings_problems > 0 {
            add(
                format!("{} in the settings", words::count(self.settings_problems, "mistake")),
                "“decklog config check” names them",
            );
        }
        troubles
    }

    /// What was found, then what is to be done.
    fn screen(&self, troubles: &[Trouble]) -> String {
        let mut lines: Vec<String> = self.rows().iter().map(|(name, said)| row(name, said)).collect();
        lines.push(String::new());
        if troubles.is_empty() {
            lines.push("All is well.".to_owned());
        }
        for (nth, trouble) in troubles.iter().enumerate() {
            let told = wrapped(
                &[&trouble.what, &trouble.todo].map(|said| words::with_stop(&words::capitalised(said))).join(" "),
            );
            // The last row says that there is more.
            let is_last = nth + 1 == troubles.len();
            if lines.len() + told.len() + usize::from(!is_last) > ROWS {
                let rest = troubles.len() - nth;
                lines.push(format!("! and {rest} more: “decklog doctor --format json”"));
                break;
            }
            lines.extend(told);
        }
        lines.join("\n") + "\n"
    }

    fn rows(&self) -> [(&'static str, String); 9] {
        let path = |path: &Path| path.display().to_string();
        let root =
            path(&self.root) + if self.is_there || self.tried.is_none() { "" } else { " (made at the first line)" };
        let settings = self.settings.as_deref().map_or_else(|| "no home directory".to_owned(), path);
        let fallback = self.fallback.as_deref().map_or_else(|why| format!("none: {why}"), path);
        let volume = self
            .volume
            .as_ref()
            .map_or_else(|| "not known".to_owned(), |volume| format!("{}, {} free", volume.kind, bytes(volume.free)));
        let unknown = || "not known".to_owned();
        let (writing, sync, locks) = match &self.tried {
            None => ("the disk does not answer".to_owned(), unknown(), unknown()),
            Some(Err(error)) => {
                (format!("{}: {}", error.doing.trim_end_matches(" in"), error.source), unknown(), unknown())
            }
            Some(Ok(tried)) => ("a file was made, synced and removed".to_owned(), in_ms(tried), tried.locks.in_words()),
        };
        let incidents = match &self.checked {
            None => "not looked at".to_owned(),
            Some(Err(_)) => "cannot be read".to_owned(),
            Some(Ok(totals)) => {
                let damaged = match totals.damaged.len() {
                    0 => "nothing damaged".to_owned(),
                    n => format!("{n} damaged"),
                };
                format!("{}, {}, {damaged}", totals.incidents, words::count(totals.records, "record"))
            }
        };
        let kept: usize = self.kept.iter().map(|kept| kept.records).sum();
        let waiting = match (self.half_typed + self.unsaved, kept) {
            (0, 0) => "nothing".to_owned(),
            (lines, 0) => format!("{}; the recorder offers them", words::count(lines, "half-typed line")),
            (0, kept) => format!("{} in the fallback place", words::count(kept, "record")),
            (lines, kept) => format!(
                "{}; {} in the fallback place",
                words::count(lines, "half-typed line"),
                words::count(kept, "record")
            ),
        };
        [
            ("Data directory", root),
            ("Settings", settings),
            ("Fallback place", fallback),
            ("File system", volume),
            ("Writing", writing),
            ("A sync takes", sync),
            ("Locks", locks),
            ("Incidents", incidents),
            ("Waiting", waiting),
        ]
    }

    fn object(&self, troubles: &[Trouble]) -> Value {
        let tried = self.tried.as_ref().and_then(|tried| tried.as_ref().ok());
        let totals = self.checked.as_ref().and_then(|checked| checked.as_ref().ok());
        let path = |path: &Path| path.display().to_string();
        json!({
            "data_directory": path(&self.root),
            "exists": self.is_there,
            "tried_in": path(&self.tried_in),
            "settings": self.settings.as_deref().map(path),
            "fallback_place": self.fallback.as_deref().ok().map(path),
            "file_system": self.volume.as_ref().map(|volume| &volume.kind),
            "free_bytes": self.volume.as_ref().map(|volume| volume.free),
            "writable": tried.is_some(),
            "sync_ms": tried.map(Tried::median_ms),
            "syncs_ms": tried.map(|tried| &tried.syncs_ms),
            "locks": tried.map(|tried| tried.locks == Locks::Work),
            "incidents": totals.map(|totals| totals.incidents),
            "records": totals.map(|totals| totals.records),
            "damaged": totals.map(|totals| &totals.damaged),
            "half_typed": self.half_typed,
            "unsaved": self.unsaved,
            "kept_aside": self.kept.iter().map(|kept| json!({"place": path(&kept.place), "records": kept.records})).collect::<Vec<_>>(),
            "troubles": troubles.iter().map(|trouble| json!({"what": trouble.what, "do": trouble.todo})).collect::<Vec<_>>(),
        })
    }
}

impl Locks {
    fn in_words(&self) -> String {
        match self {
            Locks::Work => "work".to_owned(),
            Locks::Lie => "are granted to two at once".to_owned(),
            Locks::Missing(why) => format!("none: {why}"),
        }
    }
}

/// What is to be said of a file system whose word is not to be relied on, and what to do.
fn doubted(doubt: Doubt) -> (&'static str, &'static str) {
    match doubt {
        Doubt::Remote => (
            "is another machine's disk; what it says of locks and flushes may not hold",
            "put the data directory on a local disk, and copy it from there",
        ),
        Doubt::Program => {
            ("is another program's; a flush is what that program makes of it", "put the data directory on a local disk")
        }
        Doubt::Memory => ("is in memory and gone with the next start", "put the data directory on a disk"),
    }
}

/// How a directory did that is tried out in a thread of its own.
struct TriedBeside {
    dir: PathBuf,
    volume: Option<Volume>,
    result: Result<Tried, NotSaved>,
}

/// Tries out the data directory, or the one that it will be made in; none where the disk hangs.
fn tried_beside(opened: &Opened, root: &Path) -> Option<TriedBeside> {
    let (done, waited) = channel();
    let (medium, clock, root) = (opened.shelf().medium.clone(), opened.author.clock.clone(), root.to_owned());
    std::thread::spawn(move || {
        let there = |dir: &&Path| medium.stat(dir).is_ok();
        let dir = root.ancestors().find(there).unwrap_or(&root).to_owned();
        let (volume, result) = (medium.volume(&dir), try_out(&*medium, &dir, &*Arc::clone(&clock)));
        done.send(TriedBeside { dir, volume, result })
    });
    waited.recv_timeout(PATIENCE).ok()
}

/// Where records would be kept if the data directory took none.
fn fallback(opened: &Opened) -> Result<PathBuf, String> {
    opened.shelf().make_fallback().map_err(|error| error.to_string())
}

fn in_ms(tried: &Tried) -> String {
    let median = match tried.median_ms() {
        0 => "under 1 ms".to_owned(),
        ms => format!("{ms} ms"),
    };
    match tried.syncs_ms.len() {
        1 => median,
        n => format!("{median} (median of {n})"),
    }
}

/// `512 kB`, `3.2 GB`: in thousands, two figures or more.
fn bytes(bytes: u64) -> String {
    const UNITS: [(&str, u64); 4] =
        [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    let Some((unit, size)) = UNITS.into_iter().find(|(_, size)| bytes >= *size) else {
        return format!("{bytes} bytes");
    };
    match bytes / size {
        whole @ 0..10 => format!("{whole}.{} {unit}", bytes % size * 10 / size),
        whole => format!("{whole} {unit}"),
    }
}

/// A name and what is said of it, in one row: of a path that is too long the end is what counts.
fn row(name: &str, said: &str) -> String {
    let room = COLUMNS - NAMED;
    let length = said.chars().count();
    let said = match length > room {
        true => format!("…{}", said.chars().skip(length + 1 - room).collect::<String>()),
        false => said.to_owned(),
    };
    format!("{name:<NAMED$}{said}")
}

/// A trouble in as many rows as it takes; what has no blanks is broken where the row ends.
fn wrapped(text: &str) -> Vec<String> {
    const INDENT: usize = 2;
    let mut rows = vec![String::from("! ")];
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for piece in letters.chunks(COLUMNS - INDENT) {
            let Some(row) = rows.last_mut() else { break };
            let used = row.chars().count();
            let blank = usize::from(used > INDENT);
            if used + blank + piece.len() <= COLUMNS {
                row.push_str(&" ".repeat(blank));
                row.extend(piece);
            } else {
                rows.push(" ".repeat(INDENT) + &piece.iter().collect::<String>());
            }
        }
    }
    rows
}
