//! Reading all journals of an incident: its records, and what is wrong with the files.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::chain::{Chain, Fault, FaultKind};
use super::line::{Line, Link};
use super::medium::{Access, Identity, Medium, MediumFile};
use super::recovery::{self, Found, What};
use crate::timeline::{Record, Recorded};

/// What the journals of an incident hold.
#[derive(Debug, Default)]
pub struct Reading {
    pub records: Vec<Box<Recorded>>,
    pub journals: Vec<Read>,
    pub faults: Vec<Fault>,
}

/// How far one journal was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    pub file: String,
    pub writer: Arc<str>,
    pub identity: Identity,
    /// Where the next line will begin: after the last newline that was read.
    pub len: u64,
    pub head: Option<Link>,
}

/// The writer whose journal a file of this name can be: `web-3-7f3a.jsonl`.
pub fn writer_of(file: &str) -> Option<&str> {
    file.strip_suffix(".jsonl").filter(|writer| is_writer(writer))
}

/// Whether this can be a writer's name: lower-case letters, digits and hyphens, at most 64.
pub fn is_writer(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !name.is_empty() && name.len() <= 64 && name.bytes().all(plain)
}

/// Reads every journal in the directory. Needs no lock, no write, no free space.
///
/// # Errors
/// When the directory or our own journal can't be read at all.
pub fn read_all(medium: &dyn Medium, dir: &Path, own: &str) -> io::Result<Reading> {
    read_all_noting(medium, dir, own, &mut |_, _| {})
}

/// The same, with a look at everything that is found, by file.
///
/// # Errors
/// As [`read_all`].
pub fn read_all_noting(
    medium: &dyn Medium,
    dir: &Path,
    own: &str,
    note: &mut dyn FnMut(&str, &Found),
) -> io::Result<Reading> {
    let mut reading = Reading::default();
    for file in medium.list(dir)? {
        let Some(writer) = writer_of(&file) else {
            if file.contains(".jsonl") && !file.starts_with('.') {
                let why = "its name is not a writer's (a copy made by a sync tool?)";
                reading.fault(&file, FaultKind::Stray { why });
            }
            continue;
        };
        let writer: Arc<str> = Arc::from(writer);
        let is_own = &*writer == own;
        let taken = medium
            .open(&dir.join(&file), Access::Read)
            .and_then(|open| reading.take(&*open, &file, &writer, is_own, note));
        match taken {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // Somebody else's file that can't be read hides nobody's but its own records.
            Err(error) if !is_own => reading.fault(&file, FaultKind::Unreadable { why: error.to_string() }),
            taken => taken.map_err(|error| io::Error::new(error.kind(), format!("{file}: {error}")))?,
        }
    }
    Ok(reading)
}

impl Reading {
    /// Something that is wrong with a whole file.
    fn fault(&mut self, file: &str, kind: FaultKind) {
        self.faults.push(Fault { file: file.to_owned(), line: 1, at: 0..0, kind });
    }

    fn take(
        &mut self,
        open: &dyn MediumFile,
        file: &str,
        writer: &Arc<str>,
        own: bool,
        note: &mut dyn FnMut(&str, &Found),
    ) -> io::Result<()> {
        let mut chain = Chain::new(file, writer, own);
        let mut records = Vec::new();
        let (mut stray, mut first, mut tail_at) = (false, true, None);
        let end = recovery::scan(open, 0, writer, &mut |found| {
            chain.take(&found);
            note(file, &found);
            match found.what {
                What::Line(line) => {
                    stray |= std::mem::take(&mut first) && is_of_another(&line, writer);
                    records.extend(line.recorded);
                }
                What::Tail => tail_at = Some(found.at.start),
                What::Bad { .. } => {}
            }
        })?;
        if stray {
            self.fault(file, FaultKind::Stray { why: "another writer began it" });
            return Ok(());
        }
        let (head, faults) = chain.finish();
        if self.records.is_empty() {
            self.records = records;
        } else {
            self.records.extend(records);
        }
        self.faults.extend(faults);
        self.journals.push(Read {
            file: file.to_owned(),
            writer: writer.clone(),
            identity: open.identity()?,
            len: tail_at.unwrap_or(end),
            head,
        });
        Ok(())
    }
}

/// Whether a journal's first line names somebody else than its file does.
pub(super) fn is_of_another(line: &Line, writer: &Arc<str>) -> bool {
    match line.recorded.as_ref().map(|recorded| &recorded.record) {
        Some(Record::Begin(begin)) => begin.writer != **writer,
        _ => false,
    }
}
