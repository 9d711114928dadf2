//! The open hypotheses at hand: one of them is selected, and a key rules it out or confirms it with
//! a line of why.
//!
//! The key types what one would type (`x2: `) at the place where it belongs: what it does is seen,
//! undone like any edit, and learned on the way.

use super::{Log, Mode};
use crate::entry::with_prefix;
use crate::timeline::KnownHypothesis;
use crate::tui::effect::Effect;
use crate::tui::screen::Context;

impl Log {
    /// The hypothesis that is selected: the one that was chosen, else the one opened first.
    pub(super) fn suspect<'a>(&self, context: &'a Context) -> Option<&'a KnownHypothesis> {
        let summary = context.summary();
        let chosen = summary.open().find(|open| Some(open.id) == self.suspect);
        chosen.or_else(|| summary.open().next())
    }

    /// Selects the next one, and the first after the last.
    pub(super) fn next_suspect(&mut self, context: &Context) -> Vec<Effect> {
        let open: Vec<&KnownHypothesis> = context.summary().open().collect();
        let now = self.suspect(context).and_then(|now| open.iter().position(|open| open.id == now.id));
        match now.and_then(|now| open.get((now + 1) % open.len())) {
            Some(next) => self.suspect = Some(next.id),
            None => self.notice = Some(NONE_OPEN.to_owned()),
        }
        Vec::new()
    }

    pub(super) fn rule_out(&mut self, context: &Context) -> Vec<Effect> {
        self.judge('x', context)
    }

    pub(super) fn confirm(&mut self, context: &Context) -> Vec<Effect> {
        self.judge('c', context)
    }

    /// Makes the line one that judges the selected hypothesis; its words stay.
    fn judge(&mut self, letter: char, context: &Context) -> Vec<Effect> {
        if !matches!(self.mode, Mode::Write) {
            self.notice = Some("first return to the line: Esc".to_owned());
            return Vec::new();
        }
        let Some(number) = self.suspect(context).map(|suspect| suspect.number) else {
            self.notice = Some(NONE_OPEN.to_owned());
            return Vec::new();
        };
        let text = self.typing.line.text();
        let line = with_prefix(text, &format!("{letter}{number}"));
        // Of several in a row, the line before the first of them comes back.
        let judged = self.judged.take().filter(|(_, made)| text == made);
        let before = judged.map_or_else(|| text.to_owned(), |(before, _)| before);
        self.typing.line.replace_with(&line);
        self.judged = Some((before, line));
        self.typed(context);
        Vec::new()
    }

    /// Takes back what the key made of the line, as long as nothing was typed since; whether it did.
    pub(super) fn take_verdict_back(&mut self, context: &Context) -> bool {
        let judged = self.judged.take().filter(|(_, made)| self.typing.line.text() == made);
        let Some((before, _)) = judged else { return false };
        self.typing.line.replace_with(&before);
        self.typed(context);
        true
    }
}

const NONE_OPEN: &str = "no hypothesis is open; h: opens one";
