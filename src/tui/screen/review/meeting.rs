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
            go_to: None,
        })
    },
    keeps: true,
};

impl Review {
    /// Starts the clock of the meeting; then goes on to its next part, and after the last ends it.
    pub(super) fn next_part(&mut self, context: &Context) -> Vec<Effect> {
        let now = context.session.now();
        let is_last = |meeting: &Meeting| meeting.at(now).part == &MEETING[MEETING.len() - 1];
        self.meeting = match &self.meeting {
            None => Some(Meeting::started(now)),
            Some(meeting) if is_last(meeting) => None,
            Some(meeting) => Some(meeting.next(now)),
        };
        match &self.meeting {
            Some(meeting) => {
                let part = meeting.at(now).part;
                self.say(format!("{}, {} min: {}", part.name, part.minutes, part.help))
            }
            None => self.say("the meeting is over"),
        }
    }

    /// Goes back to the part before.
    pub(super) fn last_part(&mut self, context: &Context) -> Vec<Effect> {
        let now = context.session.now();
        let Some(meeting) = &self.meeting else { return self.say("no meeting was begun; M begins one") };
        let meeting = meeting.previous(now);
        let part = meeting.at(now).part;
        self.meeting = Some(meeting);
        self.say(format!("back to {}: {}", part.name, part.help))
    }

    /// Asks for an idea.
    pub(super) fn park(&mut self, _: &Context) -> Vec<Effect> {
        self.ask(Ask::of(&IDEA, Vec::new(), String::new()))
    }

    /// What was parked, beside the action items.
    pub(super) fn show_parked(&mut self, _: &Context) -> Vec<Effect> {
        vec![Effect::Show(Over::Items(None))]
    }

    /// What is left of the meeting: `timeline 12 min left, 32 min in all`.
    pub(super) fn meeting_said(&self, context: &Context) -> Option<String> {
        self.meeting.as_ref().map(|meeting| meeting.at(context.session.now()).words())
    }
}
