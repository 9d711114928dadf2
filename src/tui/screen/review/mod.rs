//! The Review screen: what happened, rebuilt. Lanes on one axis of time, below them the list of
//! events, one cursor through both.
//!
//! Everything is corrected here by records that say so, and can be taken back. In replay the screen
//! shows what was known at a minute, and nothing that came to light later.

mod asked;
mod binned;
mod chosen;
mod commands;
mod confirm;
mod correct;
mod details;
mod find;
mod history;
mod lanes;
mod list;
mod meeting;
mod outline;
mod pieces;
mod pointed;
mod replay;
mod seen;
mod view;
mod window;

use std::cell::{Cell, RefCell, RefMut};
use std::collections::BTreeSet;

use ratatui::Frame;

use self::asked::Ask;
use self::binned::Binned;
use self::commands::COMMANDS;
use self::find::Find;
use self::pointed::Drawn;
use self::replay::Replay;
use self::seen::Seen;
use self::window::Window;
use super::{Context, Screen};
use crate::analysis::Axis;
use crate::time::Moment;
use crate::timeline::{Event, RecordId, Timeline};
use crate::tui::command::{Command, HelpRow, help_rows, press, run};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::Key;

pub(super) use self::correct::{TAG_HINT, TIME_HINT};
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
    /// The incident while it is played again.
    replay: Option<Replay>,
    /// What is imported and waits to be confirmed was told of.
    has_told_of_imports: bool,
    /// It is to be played as soon as all of it has been read, and how fast.
    awaits_replay: Option<Option<u32>>,
    /// The keys of a chord so far.
    chord: Vec<Key>,
    notice: Option<String>,
    seen: RefCell<Seen>,
    drawn: RefCell<Drawn>,
    binned: RefCell<Binned>,
}

impl Review {
    pub fn new() -> Review {
        Review::default()
    }

    /// To be played again; at once where it is said how many times as fast as it was.
    pub fn played(speed: Option<u32>) -> Review {
        Review { awaits_replay: Some(speed), ..Review::default() }
    }

    /// The timeline that is looked at: in foresight, as it was known then.
    fn timeline<'b, 'a: 'b>(&'b self, context: &Context<'a>) -> &'b Timeline {
        self.foresight().map_or(context.session.timeline(), Replay::timeline)
    }

    /// What is played, where it hides what was not known yet.
    fn foresight(&self) -> Option<&Replay> {
        self.replay.as_ref().filter(|replay| replay.hides)
    }

    /// What is seen of it, brought up to date.
    fn seen(&self, context: &Context) -> RefMut<'_, Seen> {
        let seen = self.foresight().map_or(&self.seen, |replay| &replay.seen);
        let mut seen = seen.borrow_mut();
        seen.follow(self.timeline(context), &self.find, context);
        seen
    }

    /// The axis of the whole incident, also of what is not known yet.
    fn whole_axis(&self, context: &Context) -> Option<Axis> {
        let mut seen = self.seen.borrow_mut();
        seen.follow(context.session.timeline(), &self.find, context);
        seen.outline.axis.clone()
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

    /// The moment that is looked at.
    fn moment(&self, context: &Context) -> Option<Moment> {
        let id = self.row_id(context)?;
        self.timeline(context).story_part(id)?.at()
    }

    /// The event under the cursor, as it is now; none of what a clock did.
    fn event<'a>(&self, context: &Context<'a>) -> Option<&'a Event> {
        context.session.timeline().event(self.row_id(context)?)
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

    /// What the keys do now.
    fn commands(&self) -> &'static [Command<Review>] {
        if self.replay.is_some() { replay::COMMANDS } else { COMMANDS }
    }

    /// Does what the row of this name does.
    fn run_row(&mut self, name: &str, context: &Context) -> Vec<Effect> {
        self.notice = None;
        run(self.commands(), name, self, context)
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
        match press(self.commands(), &mut self.chord, key) {
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
            // What is typed is answered first.
            Input::Mouse(_) if self.asked.is_some() => Vec::new(),
            Input::Mouse(mouse) => self.mouse(*mouse, context),
            Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    fn laid(&mut self, context: &Context) -> Vec<Effect> {
        self.refresh(context)
    }

    fn refresh(&mut self, context: &Context) -> Vec<Effect> {
        self.tell_of_imports(context);
        if context.session.is_loaded()
            && let Some(speed) = self.awaits_replay.take()
        {
            self.replay_at(speed.map(i64::from), context);
        }
        Vec::new()
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

    fn run(&mut self, name: &str, context: &Context) -> Vec<Effect> {
        self.run_row(name, context)
    }

    fn place_name(&self) -> &'static str {
        "review"
    }

    /// An event that is half typed goes along; any other answer means nothing elsewhere, and is given
    /// or left before.
    fn give_way(&mut self, context: &Context) -> Vec<Effect> {
        if self.asked.as_ref().is_some_and(|ask| !ask.is_line() && ask.half_typed(context).is_some()) {
            return self.say("Enter stores what is typed here, Esc leaves it");
        }
        let line = self.asked.take().or(self.left.take()).filter(Ask::is_line);
        let half = line.and_then(|ask| ask.half_typed(context));
        vec![Effect::Beside(None), half.map_or(Effect::Back, Effect::BackWithLine)]
    }

    fn help(&self) -> Vec<HelpRow> {
        help_rows(self.commands())
    }

    fn time_passes(&mut self, is_idle: bool, context: &Context) {
        self.play_on(context);
        if is_idle {
            let replayed = self.foresight().map(|replay| (&replay.seen, replay.timeline()));
            let (seen, timeline) = replayed.unwrap_or((&self.seen, context.session.timeline()));
            seen.borrow_mut().catch_up(timeline, context);
        }
    }

    fn is_moving(&self) -> bool {
        self.replay.as_ref().is_some_and(Replay::is_playing)
    }
}
