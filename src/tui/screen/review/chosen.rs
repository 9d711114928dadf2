//! What is chosen, to be corrected all at once.

use super::Review;
use crate::timeline::{Event, RecordId};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

impl Review {
    /// Chooses the row under the cursor, or lets it go, and goes on to the next.
    pub(super) fn choose(&mut self, context: &Context) -> Vec<Effect> {
        let Some(event) = self.event(context).map(|event| event.id) else {
            return self.say("there is no event here that can be corrected");
        };
        if !self.chosen.remove(&event) {
            self.chosen.insert(event);
        }
        self.go_to_place(self.place.get() + 1, context);
        Vec::new()
    }

    /// Chooses everything that is shown; or nothing, where it is chosen already.
    pub(super) fn choose_all(&mut self, context: &Context) -> Vec<Effect> {
        let shown: Vec<RecordId> = {
            let seen = self.seen(context);
            seen.rows().filter(|row| row.tag.is_some()).map(|row| row.id).collect()
        };
        if shown.iter().all(|id| self.chosen.contains(id)) {
            self.chosen.clear();
            return self.say("nothing is chosen any more");
        }
        self.chosen.extend(&shown);
        self.say(format!("{} chosen", words::count(self.chosen.len(), "event")))
    }

    /// The events that a correction is for: those chosen, else that under the cursor.
    pub(super) fn targets<'a>(&self, context: &Context<'a>) -> Vec<&'a Event> {
        let ids = match self.chosen.is_empty() {
            true => self.row_id(context).into_iter().collect(),
            false => self.seen(context).in_order(self.chosen.iter().copied()),
        };
        let timeline = context.session.timeline();
        ids.into_iter().filter_map(|id| timeline.event(id)).filter(|event| event.redacted.is_none()).collect()
    }
}
