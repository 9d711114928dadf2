//! Following an incident: what other processes and other writers have added since.
//!
//! By length and inode, because that works on every file system; notifications do not.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::medium::{Access, Identity, Medium};
use super::reading::{Read, writer_of};
use super::recovery::{self, What};
use crate::timeline::Recorded;

/// Knows how far each journal of an incident was read.
pub struct Follower {
    medium: Arc<dyn Medium>,
    dir: PathBuf,
    seen: HashMap<String, Seen>,
}

struct Seen {
    identity: Identity,
    /// The length at the last look, and the part of it that was read: whole lines.
    len: u64,
    read: u64,
}

impl Follower {
    /// Goes on from where a reading ended.
    pub fn new(medium: Arc<dyn Medium>, dir: PathBuf, journals: &[Read]) -> Follower {
        let seen = |read: &Read| Seen { identity: read.identity, len: read.len, read: read.len };
        let seen = journals.iter().map(|read| (read.file.clone(), seen(read))).collect();
        Follower { medium, dir, seen }
    }

    /// The records of the lines that were added since the last look. A file that was replaced or
    /// is shorter than it was is read again from its start; records are known by their ids.
    ///
    /// # Errors
    /// As the medium reports them; the next look starts where this one did.
    pub fn look(&mut self) -> io::Result<Vec<Recorded>> {
        let files = match self.medium.list(&self.dir) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut new = Vec::new();
        for file in files {
            let Some(writer) = writer_of(&file) else { continue };
            let path = self.dir.join(&file);
            let (identity, len) = self.medium.stat(&path)?;
            let from = match self.seen.get(&file) {
                Some(seen) if seen.identity == identity && seen.len == len => continue,
                Some(seen) if seen.identity == identity && seen.len < len => seen.read,
                _ => 0,
            };
            let open = self.medium.open(&path, Access::Read)?;
            let mut unfinished = None;
            let end = recovery::scan(&*open, from, &Arc::from(writer), &mut |found| match found.what {
                What::Line(line) => new.extend(line.recorded),
                What::Tail => unfinished = Some(found.at.start),
                What::Bad => {}
            })?;
            self.seen.insert(file, Seen { identity, len: end, read: unfinished.unwrap_or(end) });
        }
        Ok(new)
    }
}
