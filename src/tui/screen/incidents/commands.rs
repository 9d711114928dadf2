//! What the keys of the Incidents screen do: a row each. The first of them make its footer.

use super::Incidents;
use super::rows::Told;
use crate::tui::command::{Command, commands};
use crate::tui::effect::{Effect, Over};
use crate::tui::screen::Context;

pub(super) const COMMANDS: &[Command<Incidents>] = commands![
    ["Enter"], "open", "opens the incident, or moves the events to it", Incidents::enter;
    ["/", "C-r"], "find", "looks for words in all that was said, as they are typed; Esc shows all again", Incidents::search;
    ["s"], "sort", "goes on to the next order: newest, longest, worst, least ready, by title", Incidents::next_order;
    ["n", "C-x n"], "new incident", "leaves this incident open and begins another", Incidents::begin;
    ["Esc", "q", "C-x l", "C-g", "C-c", "C-d"], "back", "goes back", |_, _| vec![Effect::Back];
    ["Up", "k", "C-p"], "above", "goes up", |screen, context| screen.go(-1, context);
    ["Down", "j", "C-n"], "below", "goes down", |screen, context| screen.go(1, context);
    ["PgUp", "M-v"], "page up", "goes up by a page", |screen, context| screen.go(-screen.page(), context);
    ["PgDn", "C-v", "Space"], "page down", "goes down by a page", |screen, context| screen.go(screen.page(), context);
    ["Home", "M-<"], "first", "goes to the first", |screen, context| screen.go(isize::MIN, context);
    ["End", "M->"], "last", "goes to the last", |screen, context| screen.go(isize::MAX, context);
    ["C-l"], "draw anew", "reads all incidents and draws the screen anew", Incidents::read_anew;
    ["?", "F1", "C-x ?"], "help", "shows all keys", |_, _| vec![Effect::Show(Over::Help)];
];

impl Incidents {
    pub(super) fn go(&mut self, by: isize, _: &Context) -> Vec<Effect> {
        let to = self.place().saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
        self.chosen = self.rows.shown(to).map(|row| row.id.clone());
        Vec::new()
    }

    pub(super) fn page(&self) -> isize {
        isize::try_from(self.seen.get().saturating_sub(1)).unwrap_or(1).max(1)
    }

    pub(super) fn enter(&mut self, _: &Context) -> Vec<Effect> {
        let Some(row) = self.rows.shown(self.place()) else { return self.say("there is none to choose") };
        let id = row.id.clone();
        if let Told::Unreadable(_) = row.told {
            return self.say("it can't be read; “decklog verify” says why");
        }
        if self.moving.is_empty() {
            return vec![Effect::OpenIncident(id)];
        }
        vec![Effect::Back, Effect::Move { events: std::mem::take(&mut self.moving), to: id }]
    }

    fn next_order(&mut self, context: &Context) -> Vec<Effect> {
        self.sort = (self.sort + 1) % crate::analysis::SORTS.len();
        // What was chosen in another order is of no matter in this one: what comes first is.
        self.chosen = None;
        self.arrange(context)
    }

    fn begin(&mut self, _: &Context) -> Vec<Effect> {
        if !self.moving.is_empty() {
            return self.say("C-x n begins one in the recorder; when it has a line, events can be moved to it");
        }
        vec![Effect::NewIncident]
    }

    fn read_anew(&mut self, context: &Context) -> Vec<Effect> {
        self.read(context);
        vec![Effect::Repaint]
    }
}
