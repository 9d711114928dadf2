//! Trying a directory out: a small file is really made there, locked, synced and removed.

use std::path::{Path, PathBuf};

use super::append::NotSaved;
use super::medium::{Access, Medium, unique_sibling};
use crate::time::Clock;

/// So many syncs are timed, but none more when they took so long together.
const SYNCS: usize = 9;
const LONG_ENOUGH_MS: u64 = 1000;

/// About as much as a line of a journal.
const LINE: [u8; 256] = [b'.'; 256];

/// How a directory did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried {
    /// How long each sync took, in milliseconds, the quickest first.
    pub syncs_ms: Vec<u64>,
    pub locks: Locks,
}

/// What became of two locks on one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Locks {
    Work,
    /// Both were granted.
    Lie,
    /// None is to be had, for this reason.
    Missing(String),
}

impl Tried {
    /// How long a sync takes, in milliseconds: as many take less as take more.
    pub fn median_ms(&self) -> u64 {
        self.syncs_ms.get(self.syncs_ms.len() / 2).copied().unwrap_or(0)
    }
}

/// Tries out a directory that is there. Nothing is left in it, unless not even that can be done.
///
/// # Errors
/// [`NotSaved`] with what could not be done.
pub fn try_out(medium: &dyn Medium, dir: &Path, clock: &dyn Clock) -> Result<Tried, NotSaved> {
    let path = unique_sibling(&dir.join("decklog-doctor"));
    let tried = try_file(medium, &path, clock);
    let fail = |doing| move |source| NotSaved { doing, path: dir.to_owned(), source };
    match &tried {
        Ok(_) => {
            medium.remove(&path).map_err(fail("cannot remove a file from"))?;
            medium.sync_dir(dir).map_err(fail("cannot sync the directory"))?;
        }
        Err(_) => drop(medium.remove(&path)),
    }
    tried
}

fn try_file(medium: &dyn Medium, path: &Path, clock: &dyn Clock) -> Result<Tried, NotSaved> {
    let dir = path.parent().map(Path::to_owned).unwrap_or_default();
    let fail = |doing| {
        let path: PathBuf = dir.clone();
        move |source| NotSaved { doing, path, source }
    };
    let mut file = medium.open(path, Access::CreateNew).map_err(fail("cannot make a file in"))?;
    let locks = match file.try_lock() {
        Ok(true) => {
            let mut other = medium.open(path, Access::Append).map_err(fail("cannot open a file in"))?;
            match other.try_lock() {
                Ok(false) => Locks::Work,
                Ok(true) => Locks::Lie,
                Err(error) => Locks::Missing(error.to_string()),
            }
        }
        Ok(false) => Locks::Missing("a file that nobody else has is said to be locked".to_owned()),
        Err(error) => Locks::Missing(error.to_string()),
    };
    let mut syncs_ms = Vec::new();
    while syncs_ms.len() < SYNCS && syncs_ms.iter().sum::<u64>() < LONG_ENOUGH_MS {
        file.write_whole(&LINE).map_err(fail("cannot write to a file in"))?;
        let began = millis(clock);
        file.sync().map_err(fail("cannot sync a file in"))?;
        syncs_ms.push(millis(clock).saturating_sub(began));
    }
    syncs_ms.sort_unstable();
    Ok(Tried { syncs_ms, locks })
}

/// By the clock that nobody sets, where there is one.
fn millis(clock: &dyn Clock) -> u64 {
    clock.since_boot().map_or_else(|| u64::try_from(clock.now().millis()).unwrap_or(0), |up| up.millis)
}
