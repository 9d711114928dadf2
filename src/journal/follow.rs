//! Following an incident: what other processes and other writers have added since.
//!
//! By length and inode, because that works on every file system; notifications do not.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::medium::{Access, Identity, Medium};
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

#[derive(Clone, Copy)]
struct Seen {
    identity: Identity,
    /// The length at the last look, and the part of it that was read: whole lines.
    len: u64,
    read: u64,
    /// Another writer began it: a copy under a wrong name, which is left alone.
    stray: bool,
}

impl Follower {
    /// Goes on from where a reading ended.
    pub fn new(medium: Arc<dyn Medium>, dir: PathBuf, journals: &[Read]) -> Follower {
        let seen = |read: &Read| Seen { identity: read.identity, len: read.len, read: read.len, stray: false };
        let seen = journals.iter().map(|read| (read.file.clone(), seen(read))).collect();
        Follower { medium, dir, seen, begun_anew: Vec::new() }
    }

    /// The records of the lines that were added since the last look. A file that was replaced or
    /// is shorter than it was is read again from its start; records are known by their ids. A file
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
                Ok(Some(seen)) => {
                    let before = self.seen.insert(file.clone(), seen);
                    let anew = before.is_some_and(|before| before.identity != seen.identity || before.len > seen.len);
                    if anew && !seen.stray {
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

    /// What was added to one file; none where nothing was.
    fn look_at(&self, file: &str, writer: &str, new: &mut Vec<Recorded>) -> io::Result<Option<Seen>> {
        let path = self.dir.join(file);
        let (identity, len) = self.medium.stat(&path)?;
        let known = self.seen.get(file).filter(|seen| seen.identity == identity && seen.len <= len);
        let from = match known {
            Some(seen) if seen.len == len => return Ok(None),
            Some(seen) if seen.stray => return Ok(Some(Seen { len, ..*seen })),
            Some(seen) => seen.read,
            None => 0,
        };
        let writer: Arc<str> = Arc::from(writer);
        let open = self.medium.open(&path, Access::Read)?;
        let before = new.len();
        let (mut unfinished, mut first, mut stray) = (None, from == 0, false);
        let end = recovery::scan(&*open, from, &writer, &mut |found| match found.what {
            What::Line(line) => {
                stray |= std::mem::take(&mut first) && is_of_another(&line, &writer);
                new.extend(line.recorded);
            }
            What::Tail => unfinished = Some(found.at.start),
            What::Bad { .. } => {}
        })?;
        if stray {
            new.truncate(before);
        }
        Ok(Some(Seen { identity: open.identity()?, len: end, read: unfinished.unwrap_or(end), stray }))
    }
}
