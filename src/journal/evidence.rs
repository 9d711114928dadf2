//! Evidence: pasted output and files, kept beside the journals under the digest of their bytes.

use std::io;
use std::path::{Path, PathBuf};

use super::append::NotSaved;
use super::dirs::make_dirs;
use super::line::{digest, hex};
use super::medium::Medium;

/// Where the evidence of the incident in `dir` lies.
pub fn dir_of(incident_dir: &Path) -> PathBuf {
    incident_dir.join("evidence")
}

/// The name under which bytes are kept: `<digest>.<ext>`.
pub fn file_name(bytes: &[u8], extension: &str) -> String {
    let plain: String = extension.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let extension = if plain.is_empty() { "bin" } else { &plain };
    format!("{}.{extension}", hex(&digest(bytes)[..16]))
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
        made.iter().filter_map(|dir| dir.parent()).try_for_each(|dir| medium.sync_dir(dir))
    };
    put().map_err(|source| NotSaved { doing: "cannot write", path: path.clone(), source })
}
