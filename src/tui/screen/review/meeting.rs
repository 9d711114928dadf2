//! The review as a meeting: its clock, and the parking lot for ideas that come up too early.

use super::Review;
use super::asked::{Ask, AskRow, Understood};
use crate::analysis::{MEETING, Meeting};
use crate::timeline::ActionItem;
use crate::tui::effect::{Effect, Over};
use crate::tui::screen::Context;
use crate::words;

pub(super) static IDEA: AskRow = AskRow {
    prompt: "park",
    hint: "an idea for a fix; it is no action item before you make it one (I)",
    understood: |_, ask, context| {
        let text = ask.text().trim();
        if text.is_empty() {
            return Err(IDEA.hint.to_owned());
        }
        let parked = context.session.timeline().parking_lot().len();
        let (id, _) = ask.began(context);
        Ok(Understood {
            said: format!("→ the parking lot, {} there already; back to what happened", words::count(parked, "idea")),
            done: "parked; I shows what is parked".to_owned(),
            effects: vec![Effect::Written { id, record: ActionItem::parking(text) }],
            ..Understood::default()
        })
    },
    keeps: true,
};

impl Review {
    /// Starts the clock of the meeting; then goes on to its next part, and after the last ends it.
    pub(super) fn next_part(&mut self, context: &Context) -> Vec<Effect> {
        let now = context.session.now();
        let is_last = |meeting: &Meeting| meeting.at(now).part == &MEETING[MEETING.len() - 1];
        let meeting = match &context.meeting {
            None => Some(Meeting::started(now)),
            Some(meeting) if is_last(meeting) => None,
            Some(meeting) => Some(meeting.next(now)),
        };
        let part = meeting.map(|meeting| meeting.at(now).part);
        let said = part.map(|part| format!("{}, {} min: {}", part.name, part.minutes, part.help));
        self.notice = Some(said.unwrap_or_else(|| "the meeting is over".to_owned()));
        vec![Effect::Meeting(meeting)]
    }

    /// Goes back to the part before.
    pub(super) fn last_part(&mut self, context: &Context) -> Vec<Effect> {
        let now = context.session.now();
        let Some(meeting) = &context.meeting else { return self.say("no meeting was begun; M begins one") };
        let meeting = meeting.previous(now);
        let part = meeting.at(now).part;
        self.notice = Some(format!("back to {}: {}", part.name, part.help));
        vec![Effect::Meeting(Some(meeting))]
    }

    /// Asks for an idea.
    pub(super) fn park(&mut self, _: &Context) -> Vec<Effect> {
        self.ask(Ask::of(&IDEA, Vec::new(), String::new()))
    }

    /// What was parked, beside the action items.
    pub(super) fn show_parked(&mut self, _: &Context) -> Vec<Effect> {
        vec![Effect::Show(Over::Items(None))]
    }
}

/// What is left of the meeting: `timeline 12 min left, 32 min in all`.
pub(super) fn left(context: &Context) -> Option<String> {
    context.meeting.map(|meeting| meeting.at(context.session.now()).words())
}
