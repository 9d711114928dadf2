//! Putting a document where a person asked for it: whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Puts a document in place at once. A file that is there keeps its permissions; a new one is its
/// owner's alone, because nobody has looked yet at what it says.
///
/// # Errors
/// As the system reports them; the old file is untouched then.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // What is no regular file was refused before, or is to be replaced by force.
    let there = regular(path).unwrap_or(false);
    let permissions = if there { Some(fs::metadata(path)?.permissions()) } else { None };
    let (beside, file) = new_file_beside(path)?;
    let write = || {
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        (&file).write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        File::open(dir.unwrap_or(Path::new(".")))?.sync_all()
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

/// What is in the file that is to be replaced; none where there is no file.
///
/// # Errors
/// As the system reports them, and for what is no regular file: a link, a directory, a pipe.
pub fn there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    if regular(path)? { fs::read(path).map(Some) } else { Ok(None) }
}

/// Whether a regular file is there; something else is an error, and never waited for.
fn regular(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_file() => Ok(true),
        Ok(there) if there.is_symlink() => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a symbolic link")),
        Ok(_) => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// A new file in the same directory, under a name that nobody has.
fn new_file_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let mut start = std::ffi::OsString::from(".");
    start.push(path.file_name().ok_or(io::ErrorKind::InvalidInput)?);
    for attempt in 0..100 {
        let mut name = start.clone();
        name.push(format!(".{}-{attempt}.new", std::process::id()));
        let beside = path.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return Ok((beside, opened?)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}
