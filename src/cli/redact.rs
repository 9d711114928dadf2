//! `decklog redact`: takes an event's words off this disk.

use clap::Args;

use super::opened::Opened;
use super::{Failure, World, answer};
use crate::journal::redact;
use crate::session::Once;
use crate::words;

/// Take an event's words off this disk, for good
///
/// Its time, tag and links stay, and a record of who did it and why. Copies elsewhere (backups,
/// other machines) are masked when they read that record, but keep the bytes until redacted there.
#[derive(Args, Debug)]
pub struct Redact {
    /// As `decklog show` prints it in its first column; or the word title
    event: String,
    /// Why; this is kept and shown
    #[arg(long, value_name = "TEXT")]
    why: String,
}

impl Redact {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.incident(None)?;
        let (timeline, _) = opened.timeline(&id)?;
        let (name, texts, redactions) = if self.event == "title" {
            ("the title".to_owned(), redact::titles_of(&timeline), redact::title_redactions(&timeline, &self.why))
        } else {
            let event = opened.event(&timeline, &self.event)?;
            (event.short(), redact::texts_of(&timeline, event), redact::redactions(&timeline, event, &self.why))
        };
        if redactions.is_empty() {
            return Err(Failure::NotFound("the incident has no title".to_owned()));
        }
        let mut once = Once::open(&opened.author, &id)?;
        let batch = once.author().batch(redactions);
        once.add(batch);
        once.save()?;
        let (timeline, _) = opened.timeline(&id)?;
        // From here on it is masked everywhere; what is left is to take the bytes off this disk.
        let erased = redact::erase(opened.shelf(), &id, &timeline, &texts)
            .map_err(|error| Failure::afterwards("the words are masked, and some are still on this disk", error))?;
        let mut lines = vec![format!(
            "redacted {name}: {} and {} taken off this disk",
            words::count(erased.payloads, "record"),
            words::count(erased.evidence, "file"),
        )];
        if erased.drafts > 0 {
            lines.push(format!("{} with the same words dropped", words::count(erased.drafts, "draft")));
        }
        lines.extend(erased.left.iter().map(|left| format!("look after: {left}")));
        if self.event == "title" {
            lines.push(format!("look after: the incident is still called {id}"));
        }
        lines.push("copies elsewhere (backups, other machines, earlier exports) may still have them".to_owned());
        answer(world, &words::visible_lines(&(lines.join("\n") + "\n")))?;
        Ok(0)
    }
}
