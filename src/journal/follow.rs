//! Following an incident: what other processes and other writers have added since.
//!
//! By length and inode, because that works on every file system; that something has changed is told on
//! some of them only.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::line::Link;
use super::medium::{Access, Identity, Medium, MediumFile};
use super::reading::{Read, is_of_another, writer_of};
use super::recovery::{self, What};
use crate::timeline::{RecordId, Recorded};

/// Knows how far each journal of an incident was read.
pub struct Follower {
    medium: Arc<dyn Medium>,
    dir: PathBuf,
    seen: HashMap<String, Seen>,
    begun_anew: Vec<Anew>,
}

/// A journal that was taken away, cut short or replaced since it was last looked at, and what is in
/// its place now.
pub struct Anew {
    pub file: String,
    pub writer: Arc<str>,
    pub holds: HashSet<RecordId>,
}

#[derive(Clone)]
struct Seen {
    identity: Identity,
    /// The length at the last look, and the part of it that was read: whole lines.
    len: u64,
    read: u64,
    /// The last line of that part, which the next one is joined to.
    head: Option<Link>,
    /// Another writer began it: a copy under a wrong name, which is left alone.
    stray: bool,
}

impl Follower {
    /// Goes on from where a reading ended.
    pub fn new(medium: Arc<dyn Medium>, dir: PathBuf, journals: &[Read]) -> Follower {
        let seen = |read: &Read| Seen {
            identity: read.identity,
            len: read.len,
            read: read.len,
            head: read.head.clone(),
            stray: false,
        };
        let seen = journals.iter().map(|read| (read.file.clone(), seen(read))).collect();
        Follower { medium, dir, seen, begun_anew: Vec::new() }
    }

    /// The records of the lines that were added since the last look. A file that was replaced or
    /// is not what it was is read again from its start; records are known by their ids. A file
    /// that can't be read now holds up no other: the next look at it starts where this one did.
    ///
    /// # Errors
    /// When the directory can't be read.
    pub fn look(&mut self) -> io::Result<Vec<Recorded>> {
        let files = match self.medium.list(&self.dir) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        self.notice_missing(&files);
        let mut new = Vec::new();
        for file in files {
            let Some(writer) = writer_of(&file) else { continue };
            let known = new.len();
            match self.look_at(&file, writer, &mut new) {
                Ok(Some((seen, from))) => {
                    let stray = seen.stray;
                    let before = self.seen.insert(file.clone(), seen);
                    // Read again from its start, it is not what it was.
                    if before.is_some_and(|before| before.read > from) && !stray {
                        let holds = new[known..].iter().map(|recorded| recorded.id).collect();
                        self.begun_anew.push(Anew { writer: Arc::from(writer), file: file.clone(), holds });
                    }
                }
                Ok(None) => {}
                Err(_) => new.truncate(known),
            }
        }
        Ok(new)
    }

    /// The journals that were begun anew since this was last asked. After a redaction they hold the
    /// same records; after anything else they may not.
    pub fn begun_anew(&mut self) -> Vec<Anew> {
        std::mem::take(&mut self.begun_anew)
    }

    fn notice_missing(&mut self, files: &[String]) {
        let missing: Vec<String> = self.seen.keys().filter(|file| !files.contains(file)).cloned().collect();
        for file in missing {
            let held = self.seen.remove(&file).is_some_and(|seen| seen.read > 0 && !seen.stray);
            if let Some(writer) = writer_of(&file).filter(|_| held).map(Arc::from) {
                self.begun_anew.push(Anew { file, writer, holds: HashSet::new() });
            }
        }
    }

    /// What was added to one file, and from where on it was read; none where nothing was.
    fn look_at(&self, file: &str, writer: &str, new: &mut Vec<Recorded>) -> io::Result<Option<(Seen, u64)>> {
        let path = self.dir.join(file);
        let (identity, len) = self.medium.stat(&path)?;
        let known = self.seen.get(file).filter(|seen| seen.identity == identity && seen.len <= len);
        let (from, head) = match known {
            Some(seen) if seen.len == len => return Ok(None),
            Some(seen) if seen.stray => return Ok(Some((Seen { len, ..seen.clone() }, seen.read))),
            Some(seen) => (seen.read, seen.head.clone()),
            None => (0, None),
        };
        let writer: Arc<str> = Arc::from(writer);
        let open = self.medium.open(&path, Access::Read)?;
        let added = read_from(&*open, from, head, &writer)?;
        // What was written over in its place, or put there under the number of a file that was deleted,
        // can be as long as it was and longer.
        let (added, from) = if added.goes_on { (added, from) } else { (read_from(&*open, 0, None, &writer)?, 0) };
        if !added.stray {
            new.extend(added.records);
        }
        let (read, head) = (added.unfinished.unwrap_or(added.end), added.head);
        Ok(Some((Seen { identity: open.identity()?, len: added.end, read, head, stray: added.stray }, from)))
    }
}

/// What a file holds from some place on.
struct Added {
    records: Vec<Recorded>,
    head: Option<Link>,
    end: u64,
    unfinished: Option<u64>,
    /// Whether a line begins at that place, and is joined to the one that stood before it.
    goes_on: bool,
    stray: bool,
}

fn read_from(open: &dyn MediumFile, from: u64, head: Option<Link>, writer: &Arc<str>) -> io::Result<Added> {
    let mut added = Added { records: Vec::new(), head, end: from, unfinished: None, goes_on: true, stray: false };
    let mut first = true;
    added.end = recovery::scan(open, from, writer, &mut |found| match found.what {
        What::Line(line) => {
            if std::mem::take(&mut first) {
                added.goes_on = added.head.as_ref().is_none_or(|head| head.sum == line.prev);
                added.stray = from == 0 && is_of_another(&line, writer);
            }
            added.head = Some(Link { n: line.n, sum: line.sum.clone() });
            added.records.extend(line.recorded.map(|recorded| *recorded));
        }
        What::Tail => added.unfinished = Some(found.at.start),
        What::Bad { .. } => added.goes_on &= !std::mem::take(&mut first),
    })?;
    Ok(added)
}
