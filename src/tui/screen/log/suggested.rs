//! The tag that the words of the line suggest: shown behind what is said of the line, taken by Tab
//! and Tab, never by itself.

use super::{Log, Mode};
use crate::entry::suggest::suggest_for;
use crate::entry::understand;
use crate::timeline::Tag;
use crate::tui::screen::Context;

impl Log {
    /// The suggested tag; none for a line that has one, whether given beside it or typed.
    pub(super) fn suggested(&self, context: &Context) -> Option<Tag> {
        let could_have_one = match self.mode {
            Mode::Write => true,
            // What somebody has tagged is not guessed at again.
            Mode::Amend { id, .. } => {
                context.session.timeline().event(id).is_some_and(|event| event.tag() == Tag::Note)
            }
            Mode::Search { .. } => false,
        };
        if !could_have_one || !context.session.is_known() {
            return None;
        }
        let typed = self.now_typed(context);
        suggest_for(&typed, &understand(&typed, context.summary())).map(|suggestion| suggestion.tag)
    }

    /// What is said of it at the end of the quiet line; nothing where there is none.
    pub(super) fn suggestion(&self, context: &Context) -> String {
        self.suggested(context).map_or_else(String::new, |tag| format!(" · {}? Tab Tab", tag.row().short))
    }
}
