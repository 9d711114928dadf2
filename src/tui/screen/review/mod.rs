//! The Review screen: what happened, rebuilt. Lanes on one axis of time, below them the list of
//! events, one cursor through both.
//!
//! Everything is corrected here by records that say so, and can be taken back. In replay the screen
//! shows what was known at a minute, and nothing that came to light later.

mod asked;
mod chosen;
mod commands;
mod correct;
mod details;
mod find;
mod history;
mod lanes;
mod list;
mod outline;
mod seen;
mod view;
mod window;

use std::cell::{Cell, RefCell, RefMut};
use std::collections::BTreeSet;

use ratatui::Frame;

use self::asked::Ask;
use self::commands::COMMANDS;
use self::find::Find;
use self::seen::Seen;
use self::window::Window;
use super::{Context, Screen};
use crate::timeline::{Event, RecordId, Timeline};
use crate::tui::command::{HelpRow, help_rows, press};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::Key;

pub use self::history::History;

/// The timeline, walked through.
#[derive(Default)]
pub struct Review {
    /// The row that is looked at, and where it was when it was last seen: what is struck from a list
    /// leaves the cursor where it stood.
    cursor: Option<RecordId>,
    place: Cell<usize>,
    /// The first row in view, and how many there were room for.
    top: Cell<usize>,
    page: Cell<usize>,
    /// What is chosen, to be corrected at once.
    chosen: BTreeSet<RecordId>,
    window: Window,
    /// The list alone, without lanes; few words, to be read from afar.
    alone: bool,
    large: bool,
    asked: Option<Ask>,
    /// What was typed into a question that was left, in case it is asked again.
    left: Option<Ask>,
    find: Find,
    /// The keys of a chord so far.
    chord: Vec<Key>,
    notice: Option<String>,
    seen: RefCell<Seen>,
}

impl Review {
    pub fn new() -> Review {
        Review::default()
    }

    /// The timeline that is looked at.
    fn timeline<'a>(&self, context: &Context<'a>) -> &'a Timeline {
        context.session.timeline()
    }

    /// What is seen of it, brought up to date.
    fn seen(&self, context: &Context) -> RefMut<'_, Seen> {
        let mut seen = self.seen.borrow_mut();
        seen.follow(self.timeline(context), &self.find, context);
        seen
    }

    /// The place of the cursor among the rows that are shown; none where nothing is.
    fn place(&self, seen: &Seen) -> Option<usize> {
        let last = seen.len().checked_sub(1)?;
        let at = match self.cursor {
            Some(id) => seen.place_of(id, self.place.get()),
            // Whoever looks back begins at the beginning; whoever is in the middle of it, at the end.
            None if seen.outline.is_over => Some(0),
            None => Some(last),
        };
        let at = at.unwrap_or(self.place.get()).min(last);
        self.place.set(at);
        Some(at)
    }

    /// The row under the cursor.
    fn row_id(&self, context: &Context) -> Option<RecordId> {
        let seen = self.seen(context);
        let place = self.place(&seen)?;
        Some(seen.row(place).id)
    }

    /// The event under the cursor; none of what a clock did.
    fn event<'a>(&self, context: &Context<'a>) -> Option<&'a Event> {
        self.timeline(context).event(self.row_id(context)?)
    }

    /// Moves the cursor to a place among the rows that are shown.
    fn go_to_place(&mut self, place: usize, context: &Context) {
        let id = {
            let seen = self.seen(context);
            let Some(last) = seen.len().checked_sub(1) else { return };
            self.place.set(place.min(last));
            seen.row(place.min(last)).id
        };
        self.cursor = Some(id);
        self.window.is_pinned = false;
    }

    fn say(&mut self, said: impl Into<String>) -> Vec<Effect> {
        self.notice = Some(said.into());
        Vec::new()
    }

    fn key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        self.notice = None;
        if self.asked.is_some() {
            return self.asked_key(key, context);
        }
        match press(COMMANDS, &mut self.chord, key) {
            Ok(command) => (command.run)(self, context),
            Err(said) => {
                self.notice = said;
                Vec::new()
            }
        }
    }
}

impl Screen for Review {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.key(*key, context),
            Input::Paste(text) => self.asked_paste(text, context),
            Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    fn tell(&mut self, said: &str) {
        self.notice = Some(said.to_owned());
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        view::draw(self, frame, context);
    }

    fn covers_all(&self) -> bool {
        true
    }

    fn help(&self) -> Vec<HelpRow> {
        help_rows(COMMANDS)
    }
}
