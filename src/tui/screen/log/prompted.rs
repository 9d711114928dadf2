//! What the quiet line says of its own accord: one thing at a time, until it is settled or put away.

use super::Log;
use crate::analysis::{About, Prompt, Situation};
use crate::time::Moment;
use crate::tui::screen::Context;

impl Log {
    /// The most pressing thing that was not put away. Nothing while the journal is still being read:
    /// what seems to be missing may be in it.
    pub(super) fn prompt(&self, context: &Context) -> Option<Prompt> {
        let session = context.session;
        if !session.is_loaded() || session.timeline().is_empty() {
            return None;
        }
        let now = session.now();
        let timers = &context.settings.timers;
        let situation = Situation { timeline: session.timeline(), summary: context.summary(), timers, now };
        let is_away = |about: &About| self.put_away.iter().any(|(away, until)| away == about && now < *until);
        situation.prompts().find(|prompt| !is_away(&prompt.about))
    }

    /// Puts a prompt away until then.
    pub(super) fn put_away(&mut self, about: About, until: Moment) {
        self.put_away.retain(|(away, _)| *away != about);
        self.put_away.push((about, until));
    }
}
