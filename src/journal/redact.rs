//! Redaction: taking words off this disk, the one operation that rewrites.
//!
//! A redaction is first recorded, like anything else; it masks the record in every fold and
//! export, here and wherever the journals are copied. Then the bytes go: in each local copy the
//! payload gives way to its digest, and the chain still verifies.

use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::append::NotSaved;
use super::codec;
use super::drafts;
use super::evidence;
use super::line::{digest, hex};
use super::lock::lock;
use super::medium::{Access, Medium, MediumFile, unique_sibling};
use super::reading::writer_of;
use super::recovery::{self, What};
use super::shelf::Shelf;
use crate::timeline::{Record, RecordId, Recorded, Setting, Timeline};

/// The records that a redaction of an event has to make: one for the event, which keeps its time,
/// tag and links, and one for each amendment, strike and piece of evidence.
pub fn redactions(timeline: &Timeline, event: RecordId, why: &str) -> Vec<Record> {
    let why = why.to_owned();
    let kept = timeline.event(event).map(|event| Box::new(event.body.without_words()));
    let spoken = timeline.speaking_of(event).filter(|recorded| {
        let has_words = matches!(recorded.record, Record::Amend { .. } | Record::Evidence(_) | Record::Strike { .. });
        has_words && !timeline.is_redacted(recorded.id)
    });
    let others = spoken.map(|recorded| Record::Redact { of: recorded.id, why: why.clone(), kept: None });
    let mut records: Vec<Record> = others.collect();
    // The reason it was struck goes with the words; that it was struck stays.
    let struck = timeline.event(event).is_some_and(|event| event.struck.is_some());
    records.extend(struck.then(|| Record::Strike { of: event, why: Some(why.clone()) }));
    records.push(Record::Redact { of: event, why, kept });
    records
}

/// The same for the title: every record that ever set one, with what else it set said again.
pub fn title_redactions(timeline: &Timeline, why: &str) -> Vec<Record> {
    let incident = timeline.incident();
    let mut again = Vec::new();
    again.extend(incident.zone.clone().map(Setting::Zone));
    again.extend(incident.severity.map(Setting::Severity));
    again.extend(incident.started.map(Setting::Started));
    again.push(Setting::Closed(incident.closed));
    let titles = timeline.settings().filter(|(id, settings)| {
        !timeline.is_redacted(*id) && settings.iter().any(|setting| matches!(setting, Setting::Title(_)))
    });
    let redact = |(id, _)| Record::Redact { of: id, why: why.to_owned(), kept: None };
    let redactions: Vec<Record> = titles.map(redact).collect();
    if redactions.is_empty() { redactions } else { redactions.into_iter().chain([Record::Set(again)]).collect() }
}

/// The same for a section, in every version that there was of it; or for an action item and what was
/// said of it since. `of` says which records they are.
pub fn wordings(timeline: &Timeline, of: &dyn Fn(&Recorded) -> bool, why: &str) -> Vec<Record> {
    let meant = timeline.records().filter(|recorded| of(recorded) && !timeline.is_redacted(recorded.id));
    let mut ids: Vec<RecordId> = meant.map(|recorded| recorded.id).collect();
    ids.sort_unstable();
    ids.into_iter().map(|of| Record::Redact { of, why: why.to_owned(), kept: None }).collect()
}

/// What those records said: what must not be left in a half-typed line.
pub fn texts_among(timeline: &Timeline, of: &dyn Fn(&Recorded) -> bool) -> Vec<String> {
    let texts = timeline.records().filter(|recorded| of(recorded)).filter_map(|recorded| match &recorded.record {
        Record::Section { text, .. } => Some(text.clone()),
        Record::Action { change, .. } => change.text.clone(),
        _ => None,
    });
    texts.collect()
}

/// Every title that the incident has had.
pub fn titles_of(timeline: &Timeline) -> Vec<String> {
    let titles = timeline.settings().flat_map(|(_, settings)| settings).filter_map(|setting| match setting {
        Setting::Title(title) => Some(title.clone()),
        _ => None,
    });
    titles.collect()
}

/// Every wording that an event has had: what must not be left in a half-typed line.
pub fn texts_of(timeline: &Timeline, event: RecordId) -> Vec<String> {
    let first = timeline.recorded(event).into_iter();
    first
        .chain(timeline.speaking_of(event))
        .filter_map(|recorded| match &recorded.record {
            Record::Event(body) => Some(body.text.clone()),
            Record::Amend { change, .. } => change.text.clone(),
            _ => None,
        })
        .collect()
}

/// What was taken off the disk, and what could not be reached.
#[derive(Debug, Default)]
pub struct Erased {
    pub payloads: usize,
    pub evidence: usize,
    pub drafts: usize,
    /// What a person has to look after.
    pub left: Vec<String>,
}

/// Takes the bytes of every redacted record of an incident off this disk. May be called again.
///
/// # Errors
/// [`NotSaved`] for the first file that could not be rewritten; the redaction itself stands.
pub fn erase(shelf: &Shelf, incident: &str, timeline: &Timeline, texts: &[String]) -> Result<Erased, NotSaved> {
    let (medium, dir) = (&*shelf.medium, shelf.incident_dir(incident));
    let mut erased = Erased::default();
    // The journals come last: once their words are gone, nothing says any more which file beside
    // them has the same, and a crash in between must not leave one that nobody looks for.
    let summary = dir.join("summary.json");
    remove_unfinished(medium, &summary);
    remove(medium, &summary)?;
    medium.sync_dir(&dir).map_err(failing("cannot sync", &dir))?;
    let wanted: HashSet<&str> =
        timeline.evidence().filter(|(id, _)| !timeline.is_redacted(*id)).map(|(_, kept)| kept.file.as_str()).collect();
    let beside = evidence::dir_of(&dir);
    for (_, kept) in timeline.evidence().filter(|(_, kept)| !wanted.contains(kept.file.as_str())) {
        let path = beside.join(&kept.file);
        remove_unfinished(medium, &path);
        erased.evidence += usize::from(remove(medium, &path)?);
    }
    if medium.stat(&beside).is_ok() {
        medium.sync_dir(&beside).map_err(failing("cannot sync", &beside))?;
    }
    erase_drafts(shelf, timeline, texts, &mut erased);
    let journals = dir.join("journal");
    let files = medium.list(&journals).map_err(failing("cannot read", &journals))?;
    for path in files.iter().filter(|file| writer_of(file).is_some()).map(|file| journals.join(file)) {
        erased.payloads += rewrite(medium, &path, &|id| timeline.is_redacted(id), texts)?;
    }
    let strays = files.iter().filter(|file| writer_of(file).is_none());
    erased.left.extend(strays.map(|file| format!("{} was not looked into", journals.join(file).display())));
    Ok(erased)
}

/// Removes a file; whether it was there.
fn remove(medium: &dyn Medium, path: &Path) -> Result<bool, NotSaved> {
    match medium.remove(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(failing("cannot remove", path)(error)),
    }
}

fn failing<'a>(doing: &'static str, path: &'a Path) -> impl Fn(io::Error) -> NotSaved + 'a {
    move |source| NotSaved { doing, path: path.to_owned(), source }
}

/// Opens a journal and takes its lock. One that was replaced while it was waited for is let go:
/// what was added to the new one since must not be written over.
fn open_locked(medium: &dyn Medium, path: &Path) -> Result<Box<dyn MediumFile>, NotSaved> {
    loop {
        let mut file = medium.open(path, Access::Read).map_err(failing("cannot open", path))?;
        lock(&mut *file, medium, path).map_err(failing("cannot lock", path))?;
        let (there, _) = medium.stat(path).map_err(failing("cannot look at", path))?;
        if there == file.identity().map_err(failing("cannot read", path))? {
            return Ok(file);
        }
    }
}

/// Puts a journal in place of the one that we hold locked. The new one is locked before it has its
/// name and until that name is durable: nobody appends to a file that a crash would take away.
fn put_in_place(medium: &dyn Medium, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = unique_sibling(path);
    let put = || {
        let mut file = medium.open(&beside, Access::CreateNew)?;
        if !file.try_lock()? {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        file.write_whole(bytes)?;
        file.sync()?;
        medium.rename(&beside, path)?;
        path.parent().map_or(Ok(()), |dir| medium.sync_dir(dir))
    };
    put().inspect_err(|_| {
        let _ = medium.remove(&beside);
    })
}

/// Removes what a killed process left half written beside a file: it may hold the same words.
fn remove_unfinished(medium: &dyn Medium, path: &Path) {
    let (Some(dir), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else { return };
    let ours = |left: &String| left.starts_with(&format!(".{name}.")) && left.ends_with(".new");
    for left in medium.list(dir).unwrap_or_default().iter().filter(|left| ours(left)) {
        let _ = medium.remove(&dir.join(left));
    }
}

/// Rewrites one journal without the payloads of the records that are to go; how many went.
fn rewrite(
    medium: &dyn Medium,
    path: &Path,
    goes: &dyn Fn(RecordId) -> bool,
    texts: &[String],
) -> Result<usize, NotSaved> {
    let file = open_locked(medium, path)?;
    remove_unfinished(medium, path);
    loop {
        // Another writer's copy grows without our lock: what came meanwhile stays.
        if let Some(went) = rewrite_as_it_is(medium, path, &*file, goes, texts)? {
            return Ok(went);
        }
    }
}

/// One attempt; none when the file grew meanwhile.
fn rewrite_as_it_is(
    medium: &dyn Medium,
    path: &Path,
    file: &dyn MediumFile,
    goes: &dyn Fn(RecordId) -> bool,
    texts: &[String],
) -> Result<Option<usize>, NotSaved> {
    let len = file.size().map_err(failing("cannot read", path))?;
    let old = file.read_range(0, usize::try_from(len).unwrap_or(usize::MAX)).map_err(failing("cannot read", path))?;
    let writer: Arc<str> = Arc::from(path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default());
    let mut cuts: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    recovery::scan(file, 0, &writer, &mut |found| {
        let range = found.at.start as usize..found.at.end as usize;
        if range.end > old.len() {
            return;
        }
        match &found.what {
            What::Line(line) => {
                let Some(recorded) = line.recorded.as_ref().filter(|recorded| goes(recorded.id)) else { return };
                if recorded.record == Record::Redacted {
                    return;
                }
                let text = std::str::from_utf8(&old[range.clone()]).ok().and_then(codec::decode_line);
                if let Some(parts) = text {
                    let end = range.end - 1;
                    let placeholder = codec::encode_redacted(&hex(&digest(parts.payload)));
                    cuts.push((end - parts.payload.len()..end, placeholder));
                }
            }
            // A torn or damaged piece of the same record holds its words, too.
            What::Bad { .. } | What::Tail => {
                let bytes = &old[range.clone()];
                if ids_in(bytes).any(goes) || texts.iter().any(|text| holds(bytes, text)) {
                    cuts.push((range, format!("#{} bytes redacted", bytes.len())));
                }
            }
        }
    })
    .map_err(failing("cannot read", path))?;
    if file.size().map_err(failing("cannot read", path))? != len {
        return Ok(None);
    }
    if cuts.is_empty() {
        return Ok(Some(0));
    }
    let mut new = Vec::with_capacity(old.len());
    let mut from = 0;
    for (range, placeholder) in &cuts {
        new.extend_from_slice(&old[from..range.start]);
        new.extend_from_slice(placeholder.as_bytes());
        from = range.end;
    }
    new.extend_from_slice(&old[from..]);
    put_in_place(medium, path, &new).map_err(failing("cannot rewrite", path))?;
    Ok(Some(cuts.len()))
}

/// Whether bytes hold a text as a line writes it.
fn holds(bytes: &[u8], text: &str) -> bool {
    let written = codec::encode_text(text);
    !text.is_empty() && bytes.windows(written.len()).any(|window| window == written.as_bytes())
}

/// The record ids that bytes name as theirs.
fn ids_in(bytes: &[u8]) -> impl Iterator<Item = RecordId> + '_ {
    const NAME: &[u8] = b"\"id\":\"";
    bytes
        .windows(NAME.len() + 26)
        .filter(|window| window.starts_with(NAME))
        .filter_map(|window| std::str::from_utf8(&window[NAME.len()..]).ok()?.parse().ok())
}

/// Takes the same words out of half-typed lines that nobody holds.
fn erase_drafts(shelf: &Shelf, timeline: &Timeline, texts: &[String], erased: &mut Erased) {
    let said = |line: &drafts::HalfTyped| {
        timeline.is_redacted(line.id) || texts.iter().any(|text| !text.is_empty() && line.text.contains(text.as_str()))
    };
    for claimed in drafts::claim_orphans(shelf) {
        if !claimed.draft.lines().any(said) {
            continue;
        }
        let mut draft = claimed.draft.clone();
        draft.line = draft.line.filter(|line| !said(line));
        draft.aside.retain(|line| !said(line));
        draft.unsaved.retain(|line| !said(line));
        if drafts::DraftFile::new(shelf).keep(&draft).is_ok() {
            claimed.release(shelf);
            erased.drafts += 1;
        }
    }
    let _ = shelf.medium.sync_dir(&shelf.drafts_dir());
    let held = shelf.medium.list(&shelf.drafts_dir()).unwrap_or_default();
    if held.iter().any(|name| name.ends_with(".json")) {
        erased.left.push("a recorder that is running may hold the words in its line".to_owned());
    }
}
