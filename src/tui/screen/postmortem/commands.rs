//! What the keys of the Postmortem screen do: a row each. The first of them make its footer.

use super::known::State;
use super::reason::Reason;
use super::writing::Begun;
use super::{Pane, Postmortem};
use crate::timeline::{Fill, SECTIONS};
use crate::tui::command::{Command, commands};
use crate::tui::effect::{Effect, Over};
use crate::tui::screen::Context;

pub(super) const COMMANDS: &[Command<Postmortem>] = commands![
    ["Enter", "e"], "edit", "writes the section, or goes to what the finding is about", Postmortem::enter;
    ["E", "C-x C-e"], "$EDITOR", "writes the section in the program that DECKLOG_EDITOR, VISUAL or EDITOR names", Postmortem::edit_outside;
    ["c"], "confirm", "takes the draft as it is for the text of the section", Postmortem::confirm;
    ["s"], "skip", "leaves the section out of the document, with a reason", Postmortem::skip;
    ["Tab"], "parts", "goes on to the findings, the preview, the sections", Postmortem::next_pane;
    ["Esc", "q", "C-x l", "C-g", "C-c", "C-d"], "log", "goes back to the recorder", |_, _| vec![Effect::Back];
    ["u", "C-_", "C-x u", "C-x C-u"], "undo", "takes back what was recorded last", |_, _| vec![Effect::Undo];
    ["C-x C-r"], "redo", "brings back what was taken back", |_, _| vec![Effect::Redo];
    ["Up", "k", "C-p"], "above", "goes up", |screen, context| screen.go(-1, context);
    ["Down", "j", "C-n"], "below", "goes down", |screen, context| screen.go(1, context);
    ["PgUp", "M-v"], "page up", "goes up by a page", |screen, context| screen.go(-screen.page(), context);
    ["PgDn", "C-v", "Space"], "page down", "goes down by a page", |screen, context| screen.go(screen.page(), context);
    ["Home", "M-<"], "first", "goes to the first", |screen, context| screen.go(isize::MIN, context);
    ["End", "M->"], "last", "goes to the last", |screen, context| screen.go(isize::MAX, context);
    ["?", "F1", "C-x ?"], "help", "shows all keys and what they do", |_, _| vec![Effect::Show(Over::Help)];
];

impl Postmortem {
    fn go(&mut self, by: isize, context: &Context) -> Vec<Effect> {
        self.go_in(self.pane, by, context)
    }

    pub(super) fn go_in(&mut self, pane: Pane, by: isize, context: &Context) -> Vec<Effect> {
        match pane {
            Pane::Sections => self.select(self.selected.saturating_add_signed(by).min(SECTIONS.len() - 1)),
            Pane::Findings => {
                let last = self.known(context).lint.findings.len().saturating_sub(1);
                self.finding = self.finding.min(last).saturating_add_signed(by).min(last);
            }
            Pane::Preview => {
                let last = self.lines.get().saturating_sub(1);
                let start = self.scrolled.unwrap_or_else(|| {
                    let known = self.known(context);
                    super::Preview::of(self.chosen(&known), &known).start
                });
                self.scrolled = Some(start.saturating_add_signed(by).min(last));
            }
        }
        Vec::new()
    }

    fn page(&self) -> isize {
        let rows = if self.pane == Pane::Preview { &self.seen } else { &self.rows };
        isize::try_from(rows.get().saturating_sub(1)).unwrap_or(1).max(1)
    }

    fn next_pane(&mut self, _: &Context) -> Vec<Effect> {
        self.pane = match self.pane {
            Pane::Sections => Pane::Findings,
            Pane::Findings => Pane::Preview,
            Pane::Preview => Pane::Sections,
        };
        Vec::new()
    }

    pub(super) fn enter(&mut self, context: &Context) -> Vec<Effect> {
        match self.pane {
            Pane::Findings => self.jump(context),
            Pane::Sections | Pane::Preview => {
                if self.is_unread(context) {
                    Vec::new()
                } else {
                    vec![self.opens()]
                }
            }
        }
    }

    /// Before the journal has been read, nobody knows what is written.
    fn is_unread(&mut self, context: &Context) -> bool {
        let is_unread = !context.session.is_loaded();
        if is_unread {
            self.notice = Some("not before the journal has been read".to_owned());
        }
        is_unread
    }

    fn edit_outside(&mut self, context: &Context) -> Vec<Effect> {
        if self.is_unread(context) {
            return Vec::new();
        }
        if context.left_of(self.row().name).is_some() {
            // What was half written comes first, and from there the program outside is a key away.
            return vec![self.opens()];
        }
        self.lent = self.version(context);
        vec![Effect::Edit { section: self.row(), text: self.text(context) }]
    }

    fn confirm(&mut self, context: &Context) -> Vec<Effect> {
        if self.is_unread(context) {
            return Vec::new();
        }
        let known = self.known(context);
        let state = self.chosen(&known);
        let row = state.row;
        match (state.state, &state.draft) {
            (State::Drafted, Some(draft)) => self.store(Begun::now(row, context), draft, context),
            (State::There, _) if row.fill != Fill::Auto => self.say("it is written already; Enter changes it"),
            _ if row.fill == Fill::Auto => self.say("it follows from the timeline; Enter writes something before it"),
            _ => self.say("there is no draft to confirm; Enter writes it"),
        }
    }

    fn skip(&mut self, context: &Context) -> Vec<Effect> {
        if self.is_unread(context) {
            return Vec::new();
        }
        let is_written =
            self.chosen(&self.known(context)).written.as_ref().is_some_and(|text| text.skipped().is_none());
        if is_written {
            return self.say("it is written already; Enter changes it");
        }
        self.reason = Some(Reason::of(self.row()));
        Vec::new()
    }

    fn say(&mut self, said: &str) -> Vec<Effect> {
        self.notice = Some(said.to_owned());
        Vec::new()
    }
}
