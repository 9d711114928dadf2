//! The reason why a section is left out, typed on the last row.

use ratatui::Frame;

use super::Postmortem;
use super::writing::Begun;
use crate::timeline::SectionRow;
use crate::tui::effect::Effect;
use crate::tui::key::{Code, Key};
use crate::tui::screen::Context;
use crate::tui::screen::frame::typed_below;
use crate::tui::theme::Glyph;
use crate::tui::widget::line::Line;
use crate::words;

/// How the text begins that the reason completes.
const BEGINNING: &str = "Not applicable because";

/// A reason in the making.
pub(super) struct Reason {
    row: &'static SectionRow,
    line: Line,
    begun: Option<Begun>,
}

impl Reason {
    pub(super) fn of(row: &'static SectionRow) -> Reason {
        Reason { row, line: Line::new(), begun: None }
    }

    fn text(&self) -> String {
        let reason = self.line.text().trim();
        format!("{BEGINNING} {}", reason.strip_prefix("because ").unwrap_or(reason))
    }

    /// What is typed so far, to be kept on disk.
    fn beside(&mut self, context: &Context) -> Vec<Effect> {
        let is_empty = self.line.text().trim().is_empty();
        let begun = *self.begun.get_or_insert_with(|| Begun::now(self.row, context));
        vec![Effect::Beside(if is_empty { None } else { begun.half_written(&self.text(), context) })]
    }

    /// Over the last row of the screen.
    pub(super) fn draw(&self, frame: &mut Frame, context: &Context) {
        let prompt = format!(" {}: {BEGINNING} {} ", self.row.name, context.theme.glyph(Glyph::Prompt));
        typed_below(&prompt, &self.line, frame, context);
    }
}

impl Postmortem {
    pub(super) fn reason_key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        let Some(mut reason) = self.reason.take() else { return Vec::new() };
        if key.code == Code::Esc || key == Key::ctrl('g') || key == Key::ctrl('c') {
            return vec![Effect::Beside(None)];
        }
        if key.code == Code::Enter && reason.line.text().trim().is_empty() {
            self.notice = Some("it is skipped for a reason, or not at all: s".to_owned());
            return vec![Effect::Beside(None)];
        }
        if key.code == Code::Enter {
            let begun = reason.begun.unwrap_or_else(|| Begun::now(reason.row, context));
            let mut effects = self.store(begun, &reason.text(), context);
            if effects.is_empty() {
                // It could not be stored, and why is said.
                self.reason = Some(reason);
            } else {
                effects.push(Effect::Beside(None));
            }
            return effects;
        }
        reason.line.handle(key);
        let effects = reason.beside(context);
        self.reason = Some(reason);
        effects
    }

    pub(super) fn reason_paste(&mut self, text: &str, context: &Context) -> Vec<Effect> {
        let Some(reason) = &mut self.reason else { return Vec::new() };
        reason.line.insert(&words::one_line(text));
        reason.beside(context)
    }
}
