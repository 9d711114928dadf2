//! `decklog import`: what exists already comes in, as an incident of its own or into one that is here.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use super::format::Format;
use super::given::{self, Given};
use super::imported::{ImportedJson, brought, preview};
use super::merge::Merging;
use super::opened::{Opened, in_memory};
use super::{Failure, World, answer, say};
use crate::export::inert_json;
use crate::import::{self, Asked, Columns, Imported, SOURCES, Source};
use crate::journal::evidence;
use crate::journal::shelf::is_incident;
use crate::session::{Author, Coming, Merge, Once, Start};
use crate::time::Zone;
use crate::timeline::{Place, Record, RecordId, Recorded, Setting, Timeline};
use crate::words;

const EXAMPLES: &str = "\
Examples:
  decklog import postmortem.md --dry-run             what would be understood, and nothing stored
  decklog import slack/inc-42                        the days of a channel's export: one incident
  decklog import irc.log --date 2024-06-07 --zone WAT
  decklog import status.csv --map time=Started,text=Message,who=User,zone=+02:00
  decklog import alerts.jsonl --into checkout        into an incident that is here
  decklog import /mnt/bo/decklog/incidents/2024-06-07-payments-7h2m --into checkout
                                                     what a colleague recorded of the same outage

Of one's own JSON and journals ids, times and names come along: what is imported again adds nothing
twice. A journal comes beside the incident that it names; with --into, what it tells is told there.
Nothing is stored before all of what is given was read. At most 64 MiB are read of each.";

/// Import what exists already: a write-up, a chat, a table, alarms, another recorder's incident
#[derive(Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Import {
    /// What to read; each becomes an incident of its own. “-” is standard input; a directory is an
    /// incident, a data directory, or the days of a channel
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Store nothing: say what would be understood
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// What it is; else that is told by its text
    #[arg(long, value_name = "SOURCE", value_parser = sources())]
    from: Option<String>,
    /// Which column of a table holds what: time=Started,text=Message,who=User,tag=Kind,zone=+02:00
    #[arg(long, value_name = "COLUMNS")]
    map: Option<Columns>,
    /// The day on which it begins, for times that name none: 2024-06-07
    #[arg(long, value_name = "DATE")]
    date: Option<NaiveDate>,
    /// Into this incident, instead of one of its own: an id, a unique part of one, or a date
    #[arg(long, value_name = "INCIDENT")]
    into: Option<String>,
}

/// The rows of the sources, as values.
fn sources() -> PossibleValuesParser {
    SOURCES.iter().map(|row| PossibleValue::new(row.name).help(row.help)).collect::<Vec<_>>().into()
}

/// A text that was read.
struct Read {
    name: String,
    imported: Imported,
}

/// What is to be stored, once all of it was read.
enum Ready {
    Read(Box<Read>),
    Journals(Merging),
}

impl Import {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let into = self.into.as_deref().map(|name| opened.shelf().find(name)).transpose()?;
        let usual_zone = match &into {
            Some(id) => opened.timeline(id)?.0.incident().zone(),
            None => opened.zone.clone().unwrap_or_else(Zone::utc),
        };
        let mut ready = Vec::new();
        for given in given::all(&self.files, self.from.as_deref(), world)? {
            ready.push(match given {
                Given::Text { name, text } => {
                    let imported = self.read(&name, &text, &usual_zone, opened, world)?;
                    Ready::Read(Box::new(Read { name, imported }))
                }
                Given::Journals(journals) => Ready::Journals(Merging::of(journals)?),
            });
        }
        for ready in ready {
            match ready {
                Ready::Read(read) => self.store(&read, into.as_deref(), opened, world)?,
                Ready::Journals(merging) => merging.run(into.as_deref(), self.dry_run, opened, world)?,
            }
        }
        Ok(0)
    }

    fn read(
        &self,
        name: &str,
        text: &str,
        usual_zone: &Zone,
        opened: &Opened,
        world: &World,
    ) -> Result<Imported, Failure> {
        let asked = Asked {
            name,
            now: world.clock.now(),
            zone: opened.asked_zone().cloned(),
            usual_zone: usual_zone.clone(),
            date: self.date,
            columns: self.map.clone().unwrap_or_default(),
        };
        // Only a table has columns.
        let said = self.from.as_deref().or(self.map.as_ref().map(|_| "csv"));
        let source = said.and_then(Source::named).unwrap_or_else(|| Source::of(text));
        source.read(text, &asked).map_err(|why| Failure::Usage(format!("{name}: {why}")))
    }

    fn store(&self, read: &Read, into: Option<&str>, opened: &Opened, world: &mut World) -> Result<(), Failure> {
        let Read { name, imported } = read;
        let mut author = opened.author.clone();
        author.zone = imported.zone.clone().unwrap_or_else(Zone::utc);
        let mut made = import::records(imported, name, || author.new_id());
        let own = imported.incident.as_ref().map(|own| own.id.as_str()).filter(|id| is_incident(id));
        let target = into.or(own.filter(|id| opened.shelf().has_begun(id)));
        let there = target.map_or_else(|| Ok(Timeline::default()), |id| opened.timeline(id).map(|(there, _)| there))?;
        let mut once = match target {
            Some(id) => Once::open(&author, id)?,
            None => {
                let (title, severity, zone) = (imported.title.clone(), imported.severity, imported.zone.clone());
                let start = Start { title, at: made.began, severity, zone };
                match own {
                    Some(id) => Once::start_as(&author, id.to_owned(), start)?,
                    None => Once::start(&author, start)?,
                }
            }
        };
        once.beside_the_open_one();
        let left_out = target.is_some().then(|| made.leave_out_known(&there));
        let missing = self.without_missing_files(&mut made, once.id(), opened);
        let timeline = told(&author, &made, imported);
        let merge = Merge { coming: coming(made.records, &made.made), beside: made.attached, ..Merge::default() };
        let mut merged = merge.into_new(&there, once.author());
        merged.known += left_out.as_ref().map_or(0, |left_out| left_out.events);
        let text = match (self.format, self.dry_run) {
            (Format::Json, _) => {
                let id = (!self.dry_run).then(|| once.id());
                inert_json(&ImportedJson::of(imported, &timeline, &author.zone, id))
            }
            (Format::Text, true) => world.in_its_locale(&preview(imported, &timeline, &author.zone)),
            (Format::Text, false) if target.is_some() => {
                words::visible_lines(&format!("{}: {}\n", once.id(), merged.in_words()))
            }
            (Format::Text, false) => brought(once.id(), imported, &timeline),
        };
        let has_news = target.is_none() || !merged.batch.pending.is_empty();
        if !self.dry_run && has_news {
            once.add(merged.batch);
            once.save()?;
        }
        if self.format == Format::Text && imported.events.is_empty() {
            say(world, &format!("{name}: no timeline was found in it; nothing is invented"));
        }
        let differing = left_out.map(|left_out| left_out.differing).unwrap_or_default();
        if !differing.is_empty() {
            let names = words::list(&differing);
            say(world, &format!("{name}: written there already, and left as they are: {names}"));
        }
        if let Some(other) = target.is_none().then(|| seen_before(once.id(), opened)).flatten() {
            say(world, &format!("{other} has the same day and title; --into {other} adds only what is new to it"));
        }
        if self.format == Format::Text {
            for problem in &imported.problems {
                let line = if problem.line == 0 { String::new() } else { format!(", line {}", problem.line) };
                say(world, &format!("{name}{line}: {}", problem.message));
            }
            if missing > 0 {
                let files = words::count(missing, "file");
                say(world, &format!("{name}: {files} of evidence named in it, and not here; left out"));
            }
        }
        answer(world, &text)
    }

    /// Leaves out what speaks of files that are not here: a document names them, and holds none.
    fn without_missing_files(&self, made: &mut import::Records, id: &str, opened: &Opened) -> usize {
        let dir = evidence::dir_of(&opened.shelf().incident_dir(id));
        let before = made.records.len();
        made.records.retain(|(_, record)| match record {
            Record::Evidence(kept) => {
                evidence::is_file_name(&kept.file) && opened.shelf().medium.stat(&dir.join(&kept.file)).is_ok()
            }
            _ => true,
        });
        before - made.records.len()
    }
}

/// An incident that is here and has the same day and title as a new one.
fn seen_before(id: &str, opened: &Opened) -> Option<String> {
    let (same, _) = id.rsplit_once('-')?;
    let is_alike = |other: &String| other != id && other.rsplit_once('-').is_some_and(|(other, _)| other == same);
    opened.shelf().incidents().ok()?.into_iter().find(is_alike)
}

/// The records of an import as they come, each as it was made elsewhere where that is told.
fn coming(records: Vec<(RecordId, Record)>, made: &BTreeMap<RecordId, import::Made>) -> Vec<Coming> {
    let come = |(id, record)| {
        let made = made.get(&id);
        let by = made.and_then(|made| made.by.as_deref()).map(Arc::from);
        Coming { id, record, by, at: made.and_then(|made| made.at) }
    };
    records.into_iter().map(come).collect()
}

/// What an import tells by itself, wherever it is stored.
fn told(author: &Author, made: &import::Records, imported: &Imported) -> Timeline {
    let batch = author.brought(made.records.clone(), &made.attached);
    let place = |at: usize| Place { n: at as u64, ..Place::default() };
    let known = batch.pending.iter().enumerate().map(|(at, pending)| pending.as_recorded(place(at)));
    let mut timeline = Timeline::of(known.collect::<Vec<Recorded>>());
    timeline.apply([in_memory(0, Setting::Zone(author.zone.name().to_owned()))]);
    timeline.apply(imported.title.clone().map(|title| in_memory(1, Setting::Title(title))));
    timeline
}
