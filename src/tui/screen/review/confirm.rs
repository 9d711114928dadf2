//! Looking at what was imported, event by event.

use std::collections::BTreeSet;

use super::Review;
use super::correct::changed;
use crate::analysis::Trait;
use crate::timeline::{Event, EventBody, RecordId};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

impl Review {
    /// Says once how to go through what was imported, where nobody has yet.
    pub(super) fn tell_of_imports(&mut self, context: &Context) {
        if self.has_told_of_imports || !context.session.is_loaded() {
            return;
        }
        self.has_told_of_imports = true;
        let count = context.session.timeline().all_events().filter(|event| event.is_unconfirmed()).count();
        if count > 0 && self.notice.is_none() {
            let count = words::count(count, "imported event");
            self.notice = Some(format!("{count} to confirm: c finds one right and goes on, e t g correct it"));
        }
    }

    /// What was imported is right: that of what is chosen, else of the event under the cursor; then on to
    /// the next that nobody has looked at.
    pub(super) fn confirm(&mut self, context: &Context) -> Vec<Effect> {
        let targets: Vec<&Event> = self.targets(context).into_iter().filter(|event| event.is_unconfirmed()).collect();
        let confirmed: BTreeSet<RecordId> = targets.iter().map(|event| event.id).collect();
        let records = changed(targets.into_iter(), |event| {
            let mut body = EventBody::clone(&event.body);
            body.confirm();
            Some(body)
        });
        self.chosen.clear();
        let (next, left) = {
            let seen = self.seen(context);
            let here = self.place(&seen).unwrap_or(0);
            let waits = |place: &usize| {
                let row = seen.row(*place);
                row.traits.has(Trait::Unconfirmed) && row.traits.has(Trait::Told) && !confirmed.contains(&row.id)
            };
            let next = (here..seen.len()).chain(0..here).find(waits);
            (next, (0..seen.len()).filter(waits).count())
        };
        if let Some(next) = next {
            self.go_to_place(next, context);
        }
        let left = match left {
            0 => "nothing imported is left to confirm".to_owned(),
            n => format!("{n} more to confirm"),
        };
        self.notice = Some(match confirmed.len() {
            0 if records.is_empty() => left,
            1 => format!("confirmed; {left}"),
            n => format!("{n} confirmed; {left}"),
        });
        if records.is_empty() { Vec::new() } else { vec![Effect::Records(records)] }
    }
}
