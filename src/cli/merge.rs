//! `decklog import` of journals: what another recorder kept comes beside what is here, or into it.

use std::path::{Path, PathBuf};

use super::given::Journal;
use super::opened::Opened;
use super::{Failure, World, answer, say};
use crate::journal::chain::Fault;
use crate::journal::evidence;
use crate::journal::foreign::{Copied, Foreign, NotTaken};
use crate::session::{Merge, Once};
use crate::time::Moment;
use crate::timeline::{Evidence, Summary, Timeline};
use crate::words;

/// The journals of one incident, read and checked.
struct Incident {
    id: String,
    journals: Vec<Foreign>,
    /// Where its evidence lies.
    evidence: Vec<PathBuf>,
}

/// Journals that are to come in.
pub struct Merging(Vec<Incident>);

impl Merging {
    /// Reads and checks journals; nothing is stored.
    pub fn of(journals: Vec<Journal>) -> Result<Merging, Failure> {
        let mut found: Vec<Incident> = Vec::new();
        for Journal { path, bytes, evidence } in journals {
            let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let journal = Foreign::read(bytes, &file).map_err(|why| refused(&path, &why))?;
            let at = found.iter().position(|incident| incident.id == journal.incident).unwrap_or_else(|| {
                found.push(Incident { id: journal.incident.clone(), journals: Vec::new(), evidence: Vec::new() });
                found.len() - 1
            });
            found[at].journals.push(journal);
            found[at].evidence.extend(evidence);
        }
        Ok(Merging(found))
    }

    /// Takes them in: as the incidents they are, or into one that is here.
    pub fn run(self, into: Option<&str>, dry_run: bool, opened: &Opened, world: &mut World) -> Result<(), Failure> {
        let into = into.map(|name| opened.shelf().find(name)).transpose()?;
        for incident in self.0 {
            for fault in incident.faults().filter(|fault| fault.kind.hides_something()) {
                say(world, &fault.to_string());
            }
            match into.as_deref().filter(|into| *into != incident.id) {
                Some(into) => incident.merge_into(into, dry_run, opened, world)?,
                None => incident.copy(dry_run, opened, world)?,
            }
        }
        Ok(())
    }
}

fn refused(path: &Path, why: &NotTaken) -> Failure {
    Failure::Usage(format!("{}: {why}", path.display()))
}

impl Incident {
    fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.journals.iter().flat_map(|journal| &journal.faults)
    }

    fn timeline(&self) -> Timeline {
        Timeline::of(self.journals.iter().flat_map(|journal| journal.records.iter().cloned()))
    }

    /// What is kept of some evidence where it lies; none where it is missing or not what it was.
    fn bytes_of(&self, evidence: &Evidence) -> Option<Vec<u8>> {
        let extension = evidence.file.rsplit('.').next().unwrap_or_default();
        let read = |dir: &PathBuf| {
            let path = dir.join(&evidence.file);
            let is_file = std::fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file());
            let bytes = is_file.then(|| std::fs::read(&path).ok()).flatten()?;
            (evidence::file_name(&bytes, extension) == evidence.file).then_some(bytes)
        };
        evidence::is_file_name(&evidence.file).then(|| self.evidence.iter().find_map(read)).flatten()
    }

    /// Puts the journals beside those of the incident that they are of, its evidence before them.
    fn copy(&self, dry_run: bool, opened: &Opened, world: &mut World) -> Result<(), Failure> {
        let shelf = opened.shelf();
        let was_here = shelf.has_begun(&self.id);
        let told = self.timeline();
        let mut lines = Vec::new();
        let here = evidence::dir_of(&shelf.incident_dir(&self.id));
        let mut missing = 0;
        for (_, kept) in told.evidence() {
            if shelf.medium.stat(&here.join(&kept.file)).is_ok() {
                continue;
            }
            match self.bytes_of(kept) {
                Some(bytes) if !dry_run => {
                    evidence::keep(&*shelf.medium, &shelf.incident_dir(&self.id), &kept.file, &bytes)?;
                }
                Some(_) => {}
                None => missing += 1,
            }
        }
        for journal in &self.journals {
            let records = words::count(journal.records.len(), "record");
            if dry_run {
                lines.push(format!("  {}: {records}", journal.writer));
                continue;
            }
            let copied = journal.copy_to(shelf).map_err(|why| match why {
                NotTaken::NotSaved(error) => Failure::from(error),
                why => Failure::Usage(why.to_string()),
            })?;
            lines.push(match copied {
                Copied::New { records } => format!("  {}: {}", journal.writer, words::count(records, "record")),
                Copied::Grown { records } => format!("  {}: {} more", journal.writer, words::count(records, "record")),
                Copied::Known => format!("  {}: nothing new", journal.writer),
            });
        }
        if missing > 0 {
            say(world, &format!("{} of evidence not found beside the journals", words::count(missing, "file")));
        }
        if !was_here && let Some(other) = self.at_the_same_time(&told, opened) {
            let again = format!("decklog import FILE --into {other}");
            say(world, &format!("{other} was at the same time: if they are one outage, “{again}” makes them one"));
        }
        let title = told.incident().title();
        answer(world, &words::visible_lines(&format!("{}: {title}\n{}\n", self.id, lines.join("\n"))))
    }

    /// An incident on the shelf that happened when this one did, or shortly before or after.
    fn at_the_same_time(&self, told: &Timeline, opened: &Opened) -> Option<String> {
        let span = |summary: &Summary| Some((summary.first?.moment, summary.latest?.moment));
        let (first, last) = span(&Summary::of(told))?;
        // Two people begin to record one outage an hour apart, and one goes to bed an hour before the other.
        const NEAR_MS: i64 = 3_600_000;
        let overlaps = |id: &String| {
            let other = opened.timeline(id).ok().and_then(|(timeline, _)| span(&Summary::of(&timeline)));
            let is_near =
                |(from, to): (Moment, Moment)| last.plus_millis(NEAR_MS) >= from && first <= to.plus_millis(NEAR_MS);
            *id != self.id && other.is_some_and(is_near)
        };
        opened.shelf().incidents().ok()?.into_iter().rev().find(overlaps)
    }

    /// Tells in another incident what this one tells.
    fn merge_into(&self, into: &str, dry_run: bool, opened: &Opened, world: &mut World) -> Result<(), Failure> {
        let (there, _) = opened.timeline(into)?;
        let mut once = Once::open(&opened.author, into)?;
        let mut missing = 0;
        let merge = Merge::of(&self.timeline(), &opened.author, |evidence| {
            let bytes = self.bytes_of(evidence);
            missing += usize::from(bytes.is_none());
            bytes
        });
        let merged = merge.into_new(&there, once.author());
        let said = merged.in_words();
        if !dry_run && !merged.batch.pending.is_empty() {
            once.add(merged.batch);
            once.save()?;
        }
        if missing > 0 {
            say(world, &format!("{} of evidence not found beside the journals", words::count(missing, "file")));
        }
        answer(world, &words::visible_lines(&format!("{into}: {said} of {}\n", self.id)))
    }
}
