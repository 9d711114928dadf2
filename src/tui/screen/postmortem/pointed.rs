//! What the mouse does on the Postmortem screen: the wheel goes through the part that it is on; a
//! click chooses, and another on what is chosen opens it.

use super::{Pane, Postmortem};
use crate::timeline::SECTIONS;
use crate::tui::effect::Effect;
use crate::tui::mouse::{Mouse, ROWS};
use crate::tui::screen::Context;

impl Postmortem {
    pub(super) fn mouse(&mut self, mouse: Mouse, context: &Context) -> Vec<Effect> {
        // While a reason is typed, only the keys mean something.
        if self.reason.is_some() {
            return Vec::new();
        }
        let drawn = self.drawn.get();
        let parts =
            [(Pane::Sections, drawn.sections), (Pane::Findings, drawn.findings), (Pane::Preview, drawn.preview)];
        let Some((pane, area)) = parts.into_iter().find(|(_, area)| mouse.is_in(*area)) else { return Vec::new() };
        if let Some(by) = mouse.turned() {
            return self.go_in(pane, if pane == Pane::Preview { by * ROWS } else { by }, context);
        }
        match mouse.clicked(area) {
            Some(row) => self.click(pane, row, context),
            None => Vec::new(),
        }
    }

    fn click(&mut self, pane: Pane, row: usize, context: &Context) -> Vec<Effect> {
        let before = (self.pane, self.selected, self.finding);
        self.notice = None;
        match pane {
            Pane::Sections if self.top.get() + row < SECTIONS.len() => self.select(self.top.get() + row),
            Pane::Findings if self.drawn.get().first_finding + row < self.known(context).lint.findings.len() => {
                self.finding = self.drawn.get().first_finding + row;
            }
            // Below the last of them is nothing; in the preview nothing is chosen.
            Pane::Sections | Pane::Findings => return Vec::new(),
            Pane::Preview => {
                self.pane = pane;
                return Vec::new();
            }
        }
        self.pane = pane;
        if before == (self.pane, self.selected, self.finding) { self.enter(context) } else { Vec::new() }
    }
}
