//! `decklog redact`: takes an event's words off this disk.

use clap::Args;

use super::opened::Opened;
use super::{Failure, World, answer};
use crate::journal::redact;
use crate::session::Once;
use crate::timeline::{Record, RecordId, Recorded, SectionRow, Timeline};
use crate::words;

/// Take the words of an event, a section or an action item off this disk, for good
///
/// Its time, tag and links stay, and a record of who did it and why. Copies elsewhere (backups,
/// other machines) are masked when they read that record, but keep the bytes until redacted there.
#[derive(Args, Debug)]
pub struct Redact {
    /// An event or item, as `decklog show` and `decklog action list` print them in their first column; the
    /// name of a section; or the word title
    #[arg(value_name = "EVENT")]
    event: String,
    /// Why; this is kept and shown
    #[arg(long, value_name = "TEXT")]
    why: String,
}

impl Redact {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        // The words may lie there, too.
        opened.take_back(world);
        let id = opened.incident(None)?;
        let (timeline, _) = opened.timeline(&id)?;
        let Meant { name, texts, redactions } = self.meant(opened, &timeline)?;
        if redactions.is_empty() {
            return Err(Failure::NotFound(format!("nothing is left to redact of {name}")));
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

    /// What is to be redacted: a title, an event, an item, or a section.
    fn meant(&self, opened: &Opened, timeline: &Timeline) -> Result<Meant, Failure> {
        if self.event == "title" {
            let redactions = redact::title_redactions(timeline, &self.why);
            return Ok(Meant { name: "the title".to_owned(), texts: redact::titles_of(timeline), redactions });
        }
        let among = |name: String, of: &dyn Fn(&Recorded) -> bool| Meant {
            name,
            texts: redact::texts_among(timeline, of),
            redactions: redact::wordings(timeline, of, &self.why),
        };
        let failure = match opened.event(timeline, &self.event) {
            Ok(event) => {
                let redactions = redact::redactions(timeline, event, &self.why);
                return Ok(Meant { name: event.short(), texts: redact::texts_of(timeline, event), redactions });
            }
            Err(failure) => failure,
        };
        // Nothing is taken off the disk on a guess: one event, one item or one section is meant.
        let is_meant = |id: RecordId| id.is_called(&self.event);
        if timeline.all_events().any(|event| is_meant(event.id)) {
            return Err(failure);
        }
        let items = timeline.items_and_ideas();
        if let Some(item) = only(items.iter().filter_map(|item| item.record).filter(|record| is_meant(*record))) {
            let of = |recorded: &Recorded| match &recorded.record {
                Record::Action { of, .. } => recorded.id == item || *of == Some(item),
                _ => false,
            };
            return Ok(among(item.short(), &of));
        }
        // By its id, as an export names it that found a secret in it.
        let sections = timeline.sections();
        let by_id = only(sections.iter().filter(|section| is_meant(section.id))).map(|section| section.name.as_str());
        let named = || SectionRow::called(&self.event).map(|row| row.name);
        let written = by_id.or_else(named).ok_or(failure)?;
        let of = |recorded: &Recorded| matches!(&recorded.record, Record::Section { name, .. } if name == written);
        Ok(among(format!("the section “{written}”"), &of))
    }
}

/// The only one of them; none where there are several.
fn only<T>(mut of: impl Iterator<Item = T>) -> Option<T> {
    of.next().filter(|_| of.next().is_none())
}

/// What is to be redacted.
struct Meant {
    name: String,
    texts: Vec<String>,
    redactions: Vec<Record>,
}
