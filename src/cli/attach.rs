//! `decklog attach`: a file, or what comes on standard input, as evidence of an event.

use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Args;
use rustix::fs::OFlags;

use super::lines::Legible;
use super::opened::Opened;
use super::{Failure, World, answer, work};
use crate::journal::evidence::{self, Copied, NotCopied};
use crate::session::Once;
use crate::timeline::{Event, Evidence, Record, Timeline};
use crate::words;

/// So much can be attached at once: a journal with its evidence is copied from machine to machine.
const MOST_BYTES: u64 = 64 << 20;

/// Attach a file to an event, as evidence: decklog attach graph.png
///
/// It is copied beside the journal, byte for byte, before anything speaks of it; at most 64 MiB. Without
/// FILE, or with -, what comes on standard input: kubectl logs pod | decklog attach
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Attach {
    /// To which event, as `decklog show` prints it in its first column; without one, to the one that was
    /// recorded last
    #[arg(long, value_name = "EVENT")]
    to: Option<String>,
    /// A file; - is standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  decklog attach graph.png
  decklog attach --to K3X9TQ /var/log/app.log
  psql -c 'select * from pg_stat_activity' | decklog attach";

/// What is to be attached.
struct Attached {
    from: Box<dyn Read + Send>,
    /// Where it came from, in a word.
    source: String,
    extension: String,
}

impl Attach {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.incident(None)?;
        let (timeline, _) = opened.timeline(&id)?;
        let event = self.event(opened, &timeline)?;
        let mut attached = self.attached(world)?;
        let shelf = opened.shelf();
        let Attached { from, source, extension } = &mut attached;
        let copied = evidence::copy(&*shelf.medium, &shelf.incident_dir(&id), from, extension, MOST_BYTES);
        let Copied { file, bytes } = copied.map_err(|error| not_attached(error, source))?;
        let size = words::count(usize::try_from(bytes).unwrap_or(usize::MAX), "byte");
        let record = Evidence { of: event.id, file, bytes, source: source.clone() };
        work::whole(|| {
            let mut once = Once::open(&opened.author, &id)?;
            once.add(once.author().batch(vec![Record::Evidence(record)]));
            once.save()
                .map_err(|error| Failure::from(error).with(format!("{source}, attached to {}", event.id.short())))
        })?;
        let said = words::shortened(&words::one_line(&event.body.said()), 60);
        let to = format!(
            "{} {} {}: {said}",
            event.id.short(),
            event.when().shown(&timeline.incident().zone()),
            event.tag().name()
        );
        let line = words::visible(&format!("attached {}, {size}, to {to}", words::one_line(source))).into_owned();
        answer(world, &format!("{}\n", world.in_its_locale(&line)))?;
        Ok(0)
    }

    /// The event that is meant: one that still stands, and can be shown with what is attached.
    fn event<'a>(&self, opened: &Opened, timeline: &'a Timeline) -> Result<&'a Event, Failure> {
        let Some(name) = &self.to else {
            let told = timeline.all_events().filter(|event| event.is_told());
            let latest = told.max_by(|one, other| one.place.cmp(&other.place));
            return latest.ok_or_else(|| Failure::NotFound("there is no event yet to attach it to".to_owned()));
        };
        let id = opened.event(timeline, name)?;
        let event = timeline.event(id).filter(|event| event.redacted.is_none());
        event.ok_or_else(|| {
            Failure::NotFound(format!("{} was taken back or redacted; nothing is attached to it", id.short()))
        })
    }

    fn attached(&self, world: &mut World) -> Result<Attached, Failure> {
        match self.file.as_deref().filter(|file| *file != Path::new("-")) {
            Some(file) => of_file(file),
            None if world.stdin_is_terminal && self.file.is_none() => {
                Err(Failure::Usage("give a file, or pipe something in: decklog attach FILE".to_owned()))
            }
            None => of_stdin(std::mem::replace(&mut world.stdin, Box::new(io::empty()))),
        }
    }
}

/// A plain file, by whatever name. Others never end, or wait for somebody.
fn of_file(path: &Path) -> Result<Attached, Failure> {
    let cannot = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => Failure::NotFound(format!("there is no file {}", path.display())),
        _ => Failure::Io { doing: format!("cannot read {}", path.display()), source },
    };
    // Opening a pipe waits for its writer, unless it is told not to.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or(0);
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(cannot)?;
    let about = file.metadata().map_err(cannot)?;
    let refused = |what: &str| Failure::Usage(format!("{} is {what}", path.display()));
    if about.is_dir() {
        return Err(refused("a directory: pack it, as in: tar cz DIR | decklog attach"));
    }
    if !about.is_file() {
        return Err(refused("no plain file; what comes from it is attached by: decklog attach - < FILE"));
    }
    if about.len() > MOST_BYTES {
        return Err(too_long(&path.display().to_string()));
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).as_encoded_bytes();
    let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
    some_of(Box::new(file), Legible::of(name).text, extension)
}

fn of_stdin(stdin: Box<dyn Read + Send>) -> Result<Attached, Failure> {
    some_of(stdin, "standard input".to_owned(), None)
}

/// What has at least a byte; its beginning says what it is where no name does.
fn some_of(mut from: Box<dyn Read + Send>, source: String, extension: Option<String>) -> Result<Attached, Failure> {
    const BEGINNING: u64 = 4096;
    let mut beginning = Vec::new();
    let read = from.by_ref().take(BEGINNING).read_to_end(&mut beginning);
    read.map_err(|error| not_attached(NotCopied::Unreadable(error), &source))?;
    if beginning.is_empty() {
        return Err(Failure::Usage(format!("there is nothing to attach: {source} is empty")));
    }
    // A letter may be cut in two at the end.
    let is_text = str::from_utf8(&beginning).map_or_else(|error| error.error_len().is_none(), |_| true);
    let extension = extension.unwrap_or_else(|| if is_text { "txt" } else { "bin" }.to_owned());
    Ok(Attached { from: Box::new(io::Cursor::new(beginning).chain(from)), source, extension })
}

fn not_attached(error: NotCopied, source: &str) -> Failure {
    match error {
        NotCopied::TooLong(_) => too_long(source),
        NotCopied::Unreadable(error) => Failure::Io { doing: format!("cannot read {source}"), source: error },
        NotCopied::NotSaved(error) => Failure::from(error).with(format!("{source}, to be attached")),
    }
}

fn too_long(source: &str) -> Failure {
    let most = MOST_BYTES >> 20;
    Failure::Usage(format!(
        "{source} has more than {most} MiB: attach the part that matters, as in: tail -c 10M FILE | decklog attach"
    ))
}
