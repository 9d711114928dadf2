//! `decklog export`: the finished postmortem.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::opened::{Opened, warn_of};
use super::{Failure, World, answer, document, say};
use crate::export;
use crate::journal::line;
use crate::words;

/// Export the postmortem as Markdown
#[derive(Args, Debug)]
pub struct Export {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    #[arg(short, long, value_enum, default_value = "md")]
    format: Format,
    #[arg(short, long, value_enum, default_value = "brief")]
    profile: Profile,
    /// Write to a file instead of standard output; one that was changed since is not replaced
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace whatever is there
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Md,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Profile {
    Brief,
}

impl Export {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.incident(self.incident.as_deref())?;
        let (timeline, faults) = opened.shown(&id)?;
        warn_of(&faults, world);
        let document = match (self.format, self.profile) {
            (Format::Md, Profile::Brief) => export::markdown(&timeline),
        };
        let Some(path) = self.output.as_ref().filter(|path| path.as_os_str() != "-") else {
            answer(world, &document)?;
            return Ok(0);
        };
        let written = opened.shelf().incident_dir(&id).join("exported");
        if !self.force && !self.may_replace(path, &written, opened, world)? {
            return Err(Failure::Usage(format!(
                "{} was not written by decklog, or was changed since; --force replaces it",
                path.display()
            )));
        }
        document::put(path, document.as_bytes())
            .map_err(|source| Failure::Io { doing: format!("cannot write {}", path.display()), source })?;
        let medium = &*opened.shelf().medium;
        let mut digests = medium.read(&written).unwrap_or_default();
        let digest = digest(document.as_bytes());
        if !holds(&digests, &digest) {
            digests.extend_from_slice(format!("{digest}\n").as_bytes());
            // Only spares a question the next time.
            let _ = medium.replace(&written, &digests, false);
        }
        say(world, &format!("wrote {} ({})", path.display(), words::count(document.lines().count(), "line")));
        Ok(0)
    }

    /// A file that is not there, that an export wrote, or that a person at a terminal gives up.
    fn may_replace(&self, path: &Path, written: &Path, opened: &Opened, world: &mut World) -> Result<bool, Failure> {
        let there = document::there(path)
            .map_err(|source| Failure::Io { doing: format!("cannot read {}", path.display()), source })?;
        let ours = opened.shelf().medium.read(written).unwrap_or_default();
        if there.is_none_or(|there| there.is_empty() || holds(&ours, &digest(&there))) {
            return Ok(true);
        }
        if !(world.stdin_is_terminal && world.stdout_is_terminal) {
            return Ok(false);
        }
        let _ = write!(
            world.stderr,
            "{} was not written by decklog, or was changed since. Replace it? [y/N] ",
            words::visible(&path.display().to_string())
        );
        let _ = world.stderr.flush();
        let mut said = String::new();
        let _ = BufReader::new(&mut world.stdin).read_line(&mut said);
        Ok(matches!(said.trim(), "y" | "Y" | "yes"))
    }
}

/// Whether a digest is one of those noted.
fn holds(noted: &[u8], digest: &str) -> bool {
    noted.split(|b| *b == b'\n').any(|line| line == digest.as_bytes())
}

fn digest(bytes: &[u8]) -> String {
    line::hex(&line::digest(bytes))
}
