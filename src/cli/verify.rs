//! `decklog verify`: whether everything that was recorded is there, unchanged.

use clap::Args;

use super::opened::Opened;
use super::{Failure, World, answer};
use crate::journal::verify;
use crate::words;

/// Check an incident's journals: every line, every chain, every piece of evidence
///
/// Any line that was changed, removed or moved is found. An end that was removed can only be
/// found against a head that was noted elsewhere before (--expect).
#[derive(Args, Debug)]
pub struct Verify {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    /// A head that an earlier verify printed: its record must still be there
    #[arg(long, value_name = "HEAD")]
    expect: Option<String>,
}

impl Verify {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.incident(self.incident.as_deref())?;
        let dir = opened.shelf().incident_dir(&id);
        let own = opened.known_writer();
        let found = verify::verify(&*opened.shelf().medium, &dir, &own, self.expect.as_deref())
            .map_err(|source| Failure::Io { doing: format!("cannot read {}", dir.display()), source })?;
        let mut lines = vec![format!("{id}: {}", words::count(found.records, "record"))];
        for journal in &found.journals {
            let head = journal.head.as_ref().map_or_else(
                || "no readable record".to_owned(),
                |head| {
                    format!(
                        "{}, head {}",
                        words::count(usize::try_from(head.n.saturating_add(1)).unwrap_or(usize::MAX), "record"),
                        head.sum
                    )
                },
            );
            lines.push(format!("  {}: {head}", journal.file));
        }
        lines.extend(found.faults.iter().map(|fault| format!("  {fault}")));
        lines.extend(found.evidence.iter().map(|missing| format!("  evidence {missing}")));
        match found.expected {
            Some(true) => lines.push("  the expected head is there".to_owned()),
            Some(false) => lines.push("  the expected head is NOT there: records were removed".to_owned()),
            None => {}
        }
        lines.push(if found.is_bad() { "damaged; what can be read is shown and exported" } else { "whole" }.to_owned());
        answer(world, &words::visible_lines(&(lines.join("\n") + "\n")))?;
        Ok(u8::from(found.is_bad()))
    }
}
