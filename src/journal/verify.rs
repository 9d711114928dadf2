//! Checking an incident: every line, every chain, every redaction, every piece of evidence.

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::path::Path;

use super::chain::{Fault, FaultKind};
use super::evidence;
use super::medium::Medium;
use super::reading::{Read, read_all_noting};
use super::recovery::What;
use crate::timeline::{Record, RecordId, Timeline};

/// A file, a line in it, and its bytes.
type Place = (String, u64, Range<u64>);

/// What a check of one incident found.
#[derive(Debug)]
pub struct Verdict {
    pub journals: Vec<Read>,
    pub records: usize,
    pub faults: Vec<Fault>,
    /// Evidence that a record speaks of and that is not there, or not what it was.
    pub evidence: Vec<String>,
    /// Whether the head that was noted elsewhere is in one of the chains.
    pub expected: Option<bool>,
}

impl Verdict {
    /// Whether anything that was recorded is lost or was changed.
    pub fn is_bad(&self) -> bool {
        self.faults.iter().any(|fault| fault.kind.is_damage())
            || !self.evidence.is_empty()
            || self.expected == Some(false)
    }
}

/// Checks the incident in `dir`; `expect` is a head noted earlier, which must still be there.
///
/// # Errors
/// When the journals can't be read at all.
pub fn verify(medium: &dyn Medium, dir: &Path, own: &str, expect: Option<&str>) -> io::Result<Verdict> {
    let mut expected = expect.map(|_| false);
    let mut gone = Vec::new();
    let reading = read_all_noting(medium, &dir.join("journal"), own, &mut |file, found| {
        if let What::Line(line) = &found.what {
            expected = expected.map(|seen| seen || expect == Some(line.sum.as_str()));
            if let Some(recorded) = line.recorded.as_ref().filter(|recorded| recorded.record == Record::Redacted) {
                gone.push((recorded.id, (file.to_owned(), found.line, found.at.clone())));
            }
        }
    })?;
    let (records, mut faults) = (reading.records.len(), reading.faults);
    // A copy under a wrong name was looked at, and is not read: what is wrong is said of the journal.
    gone.retain(|(_, (file, ..))| reading.journals.iter().any(|read| read.file == *file));
    // Of a record that is there twice, the first place.
    let mut places: HashMap<RecordId, Place> = gone.into_iter().rev().collect();
    let timeline = Timeline::of(reading.records);
    for id in timeline.unexplained().map(|recorded| recorded.id) {
        if let Some((file, line, at)) = places.remove(&id) {
            faults.push(Fault { file, line, at, kind: FaultKind::Unexplained { id } });
        }
    }
    faults.sort_by(|a, b| (&a.file, a.at.start).cmp(&(&b.file, b.at.start)));
    let mut evidence = Vec::new();
    for (id, kept) in timeline.evidence() {
        let extension = kept.file.rsplit('.').next().unwrap_or_default();
        match medium.read(&evidence::dir_of(dir).join(&kept.file)) {
            Ok(bytes) if evidence::file_name(&bytes, extension) == kept.file => {}
            Ok(_) => evidence.push(format!("{}: its bytes are not those that were attached", kept.file)),
            Err(_) if timeline.is_redacted(id) => {}
            Err(error) => evidence.push(format!("{}: {error}", kept.file)),
        }
    }
    Ok(Verdict { journals: reading.journals, records, faults, evidence, expected })
}
