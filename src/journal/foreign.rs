//! Journals that lie elsewhere: read as their lines prove them, and copied beside ours under their
//! writers' names.
//!
//! A file only ever grows. What is here of a writer is kept, and the lines that follow from its last
//! one are put behind it; a file that tells another story than the one that is here is refused.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::append::NotSaved;
use super::chain::{Chain, Fault};
use super::dirs::make_dirs;
use super::line::{self, Link};
use super::lock::lock;
use super::medium::{Access, Held};
use super::reading::is_writer;
use super::recovery::{self, What};
use super::shelf::{Shelf, is_incident};
use crate::timeline::{Record, Recorded};

/// A journal that was read from somewhere else.
#[derive(Clone, Debug)]
pub struct Foreign {
    pub incident: String,
    pub writer: Arc<str>,
    pub records: Vec<Recorded>,
    pub faults: Vec<Fault>,
    bytes: Vec<u8>,
    /// Each whole line, and where it ends, its newline included.
    lines: Vec<(Link, usize)>,
}

/// What became of a journal that was copied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Copied {
    /// Nothing of its writer was here.
    New { records: usize },
    /// So many lines were put behind those that were here.
    Grown { records: usize },
    /// All of it was here.
    Known,
}

/// Why a journal is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    #[error("its first line, which says whose it is and of which incident, can't be read")]
    Unbegun,
    #[error("its first line names the incident “{0}”, which is no name of one")]
    OddName(String),
    #[error("{writer} has written something else here after record {n}; both are kept where they are")]
    Apart { writer: Arc<str>, n: u64 },
    #[error(transparent)]
    NotSaved(#[from] NotSaved),
}

impl Foreign {
    /// Reads a journal from its bytes; `file` is what its faults call it.
    ///
    /// # Errors
    /// [`NotTaken`] where it does not say whose it is.
    pub fn read(bytes: Vec<u8>, file: &str) -> Result<Foreign, NotTaken> {
        let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        let begun = line::read(first, &Arc::from("")).and_then(|line| line.recorded);
        let Some(Record::Begin(begin)) = begun.map(|recorded| recorded.record) else {
            return Err(NotTaken::Unbegun);
        };
        if !is_writer(&begin.writer) || !is_incident(&begin.incident) {
            return Err(NotTaken::OddName(begin.incident));
        }
        let writer: Arc<str> = Arc::from(begin.writer);
        let mut chain = Chain::new(file, &writer, false);
        let (mut records, mut lines) = (Vec::new(), Vec::new());
        let held = Held(bytes);
        // Bytes in memory are read whole or not at all.
        let _ = recovery::scan(&held, 0, &writer, &mut |found| {
            chain.take(&found);
            if let What::Line(line) = found.what {
                let end = usize::try_from(found.at.end).unwrap_or(usize::MAX);
                // One without a newline behind it is still arriving.
                if held.0.get(end) == Some(&b'\n') {
                    lines.push((Link { n: line.n, sum: line.sum.clone() }, end + 1));
                    records.extend(line.recorded.map(|recorded| *recorded));
                }
            }
        });
        let (_, faults) = chain.finish();
        Ok(Foreign { incident: begin.incident, writer, records, faults, bytes: held.0, lines })
    }

    /// Puts it beside the journals of its incident, durably, as far as it is not there.
    ///
    /// # Errors
    /// [`NotTaken`]; what is here is as it was.
    pub fn copy_to(&self, shelf: &Shelf) -> Result<Copied, NotTaken> {
        let medium = &*shelf.medium;
        let dir = shelf.incident_dir(&self.incident).join("journal");
        let path = dir.join(format!("{}.jsonl", self.writer));
        let fail = |doing| {
            let path = path.clone();
            move |source| NotSaved { doing, path, source }
        };
        let all = self.lines.last().map_or(0, |(_, end)| *end);
        match medium.stat(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = make_dirs(medium, &dir).map_err(fail("cannot make the directory of"))?;
                medium.replace(&path, &self.bytes[..all], true).map_err(fail("cannot write"))?;
                let around = made.iter().filter_map(|dir| dir.parent());
                around.chain([dir.as_path()]).try_for_each(|dir| medium.sync_dir(dir)).map_err(fail("cannot sync"))?;
                Ok(Copied::New { records: self.lines.len() })
            }
            Err(error) => Err(fail("cannot look at")(error).into()),
            Ok(_) => self.put_behind(&path, shelf),
        }
    }

    /// Puts the lines behind those that are here which follow from the last of them.
    fn put_behind(&self, path: &Path, shelf: &Shelf) -> Result<Copied, NotTaken> {
        let medium = &*shelf.medium;
        let fail = |doing| move |source| NotSaved { doing, path: path.to_owned(), source };
        let mut file = medium.open(path, Access::Append).map_err(fail("cannot open"))?;
        lock(&mut *file, medium, path).map_err(fail("cannot lock"))?;
        let tail = recovery::tail(&*file).map_err(fail("cannot read"))?;
        let Some(head) = tail.link else {
            return Err(NotTaken::Apart { writer: self.writer.clone(), n: 0 });
        };
        if let Some(at) = self.lines.iter().position(|(link, _)| *link == head) {
            let new = &self.lines[at + 1..];
            let (Some((_, from)), Some((_, to))) = (self.lines.get(at), new.last()) else { return Ok(Copied::Known) };
            let fence: &[u8] = if tail.torn { b"\n" } else { b"" };
            let bytes = [fence, &self.bytes[*from..*to]].concat();
            file.write_whole(&bytes).map_err(fail("cannot write"))?;
            file.sync().map_err(fail("cannot sync"))?;
            return Ok(Copied::Grown { records: new.len() });
        }
        // Ours may have gone on from the last line of that one.
        let theirs = self.lines.last().map(|(link, _)| link);
        let mut is_known = false;
        recovery::scan(&*file, 0, &self.writer, &mut |found| {
            if let What::Line(line) = found.what {
                is_known |= theirs.is_some_and(|link| link.n == line.n && link.sum == line.sum);
            }
        })
        .map_err(fail("cannot read"))?;
        if is_known { Ok(Copied::Known) } else { Err(NotTaken::Apart { writer: self.writer.clone(), n: head.n }) }
    }
}
