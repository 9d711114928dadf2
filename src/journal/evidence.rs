//! Evidence: pasted output and files, kept beside the journals under the digest of their bytes.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::append::NotSaved;
use super::dirs::make_dirs;
use super::line::{digest, hex};
use super::medium::{Access, Medium, unique_sibling};

/// Where the evidence of the incident in `dir` lies.
pub fn dir_of(incident_dir: &Path) -> PathBuf {
    incident_dir.join("evidence")
}

/// The name under which bytes are kept: `<digest>.<ext>`.
pub fn file_name(bytes: &[u8], extension: &str) -> String {
    name_of(&digest(bytes), extension)
}

fn name_of(digest: &[u8], extension: &str) -> String {
    let plain: String = extension.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let extension = if plain.is_empty() { "bin" } else { &plain };
    format!("{}.{extension}", hex(&digest[..16]))
}

/// Whether this is a name that bytes are kept under, and leads nowhere else.
pub fn is_file_name(name: &str) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    name.split_once('.').is_some_and(|(digest, extension)| {
        digest.len() == 32
            && digest.bytes().all(hex)
            && (1..=8).contains(&extension.len())
            && extension.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// Puts bytes among the evidence, durably, before anything speaks of them.
///
/// # Errors
/// [`NotSaved`] as the medium reports it.
pub fn keep(medium: &dyn Medium, incident_dir: &Path, file: &str, bytes: &[u8]) -> Result<(), NotSaved> {
    let path = dir_of(incident_dir).join(file);
    let put = || -> io::Result<()> {
        let made = make_dirs(medium, &dir_of(incident_dir))?;
        medium.replace(&path, bytes, true)?;
        sync_names(medium, incident_dir, &made)
    };
    put().map_err(|source| NotSaved { doing: "cannot write", path: path.clone(), source })
}

/// The name of the directory is durable before anything speaks of what is in it, whoever made it: another
/// command may have, and not have come to that.
fn sync_names(medium: &dyn Medium, incident_dir: &Path, made: &[PathBuf]) -> io::Result<()> {
    let above = made.iter().filter_map(|dir| dir.parent()).filter(|dir| *dir != incident_dir);
    [incident_dir].into_iter().chain(above).try_for_each(|dir| medium.sync_dir(dir))
}

/// What was copied among the evidence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    pub file: String,
    pub bytes: u64,
}

/// Why it was not.
#[derive(Debug, thiserror::Error)]
pub enum NotCopied {
    #[error("{0}")]
    Unreadable(io::Error),
    #[error("it has more than {0} bytes")]
    TooLong(u64),
    #[error("{0}")]
    NotSaved(NotSaved),
}

/// At a time.
const PIECE: usize = 64 * 1024;

/// Copies what `from` gives among the evidence, durably, holding a piece of it at a time; at most so
/// many bytes. Nothing is there under its name before all of it is.
///
/// # Errors
/// [`NotCopied`]; nothing is left of it then.
pub fn copy(
    medium: &dyn Medium,
    incident_dir: &Path,
    from: &mut dyn Read,
    extension: &str,
    most: u64,
) -> Result<Copied, NotCopied> {
    let dir = dir_of(incident_dir);
    let beside = unique_sibling(&dir.join("copy"));
    let cannot = |path: &Path| {
        let path = path.to_owned();
        move |source| NotCopied::NotSaved(NotSaved { doing: "cannot write", path, source })
    };
    let made = make_dirs(medium, &dir).map_err(cannot(&dir))?;
    let mut copy = || {
        let mut file = medium.open(&beside, Access::CreateNew).map_err(cannot(&beside))?;
        let (mut digest, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; PIECE]);
        loop {
            let piece = match from.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => &buffer[..read],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(NotCopied::Unreadable(error)),
            };
            bytes += piece.len() as u64;
            if bytes > most {
                return Err(NotCopied::TooLong(most));
            }
            digest.update(piece);
            file.write_whole(piece).map_err(cannot(&beside))?;
        }
        let file_name = name_of(&digest.finalize(), extension);
        let path = dir.join(&file_name);
        let mut put = || {
            file.sync()?;
            medium.rename(&beside, &path)?;
            medium.sync_dir(&dir)?;
            sync_names(medium, incident_dir, &made)
        };
        put().map_err(cannot(&path))?;
        Ok(Copied { file: file_name, bytes })
    };
    copy().inspect_err(|_| {
        let _ = medium.remove(&beside);
    })
}
