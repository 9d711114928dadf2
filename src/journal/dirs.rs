//! Directories: made where they are missing, and their names made durable.

use std::io;
use std::path::{Path, PathBuf};

use super::medium::Medium;

/// Makes a directory and those above it that are missing; gives those it made.
///
/// # Errors
/// As the medium reports them.
pub(super) fn make_dirs(medium: &dyn Medium, dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut made = Vec::new();
    let mut missing = vec![dir];
    let mut going_up = true;
    while let Some(dir) = missing.last().copied() {
        match medium.create_dir(dir) {
            Ok(new) => {
                going_up = false;
                missing.pop();
                made.extend(new.then(|| dir.to_owned()));
            }
            // Some directories are there and take none of ours (`/proc`): then it stays an error.
            Err(error) if error.kind() == io::ErrorKind::NotFound && going_up => {
                missing.push(dir.parent().ok_or(io::ErrorKind::NotFound)?);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}

/// Makes names durable in directories that may not be ours: one that we may not read has to be
/// left to whoever may.
///
/// # Errors
/// As the medium reports them.
pub(super) fn sync_around<'a>(medium: &dyn Medium, dirs: impl IntoIterator<Item = &'a Path>) -> io::Result<()> {
    // What a bare name lies in is where we are.
    let here = |dir: &'a Path| if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    dirs.into_iter().map(here).try_for_each(|dir| match medium.sync_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        synced => synced,
    })
}
