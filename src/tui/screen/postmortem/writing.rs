//! The text of a section on its way to the journal.

use crate::entry::secret_in;
use crate::session::HalfTyped;
use crate::time::Moment;
use crate::timeline::{Record, RecordId, SectionRow};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

/// A text that is being written: the section, the record it is to become, the first key press.
#[derive(Clone, Copy)]
pub(super) struct Begun {
    pub(super) row: &'static SectionRow,
    pub(super) id: RecordId,
    pub(super) at: Moment,
}

impl Begun {
    pub(super) fn now(row: &'static SectionRow, context: &Context) -> Begun {
        Begun { row, id: context.session.new_id(), at: context.session.now() }
    }

    /// As it is kept on disk until it is stored.
    pub(super) fn half_written(self, text: &str, context: &Context) -> Option<HalfTyped> {
        (!text.trim().is_empty()).then(|| HalfTyped {
            id: self.id,
            text: text.to_owned(),
            began: self.at,
            tag: None,
            incident: context.session.incident().map(str::to_owned),
            section: Some(self.row.name.to_owned()),
        })
    }

    /// What records the text as the newest version of the section, and says so; and who wrote one
    /// after the version that was known.
    ///
    /// # Errors
    /// With the words, where a record can't hold it.
    pub(super) fn stored(
        self,
        text: &str,
        known: Option<RecordId>,
        context: &Context,
    ) -> Result<(Vec<Effect>, String), String> {
        let Begun { row, id, .. } = self;
        let record = Record::Section { name: row.name.to_owned(), text: text.to_owned() };
        if !context.session.holds(record.clone()) {
            let most = "too long for a section, which holds some 60 000 letters";
            return Err(format!("{most}; this has {}", text.chars().count()));
        }
        let version = context.session.timeline().section(row.name).map_or(1, |section| section.versions + 1);
        let said = match (text.trim().is_empty(), version) {
            (true, _) => format!("{} is taken away", row.name),
            (false, 1) => format!("{} is written", row.name),
            (false, _) => format!("{} is written, version {version}", row.name),
        };
        let other = meanwhile(row, known, context);
        let other = other.map_or_else(String::new, |by| format!(", after one that {by} wrote meanwhile"));
        let disk = if context.session.unsaved().is_some() { " (not on disk yet)" } else { "" };
        let said = format!("{said}{disk}{other}; u undoes it");
        let secret = secret_in(text).map_or_else(String::new, |secret| format!("; {secret}"));
        let mut effects = vec![Effect::Written { id, record }];
        effects.extend(self.half_written(text, context).map(Effect::Sent));
        Ok((effects, said + &secret))
    }
}

/// Who wrote the newest version of a section, where that is another than the one that was known.
pub(super) fn meanwhile(row: &SectionRow, known: Option<RecordId>, context: &Context) -> Option<String> {
    let timeline = context.session.timeline();
    let newest = timeline.section(row.name).map(|section| section.id);
    if newest == known {
        return None;
    }
    let by = newest.and_then(|id| timeline.recorded(id)).map(|recorded| words::one_line(&recorded.by));
    Some(by.filter(|by| !by.is_empty()).unwrap_or_else(|| "somebody".to_owned()))
}
