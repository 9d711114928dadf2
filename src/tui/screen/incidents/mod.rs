//! The Incidents screen: all of them, each with what it came to; to find one and open it, or to choose
//! where events are moved to.
//!
//! The journals are read beside the screen, which shows what it has and says how many are to come.

mod commands;
mod list;
mod rows;
mod search;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::commands::COMMANDS;
use self::rows::Rows;
use super::frame::{Parts, Words, typed_below};
use super::{Context, Screen};
use crate::analysis::{Account, SORTS, Sort};
use crate::export::examined;
use crate::session::Others;
use crate::timeline::{RecordId, Timeline};
use crate::tui::command::{HelpRow, begun, help_rows, in_short, press, run};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::Key;
use crate::tui::mouse::{Mouse, ROWS};
use crate::tui::theme::{Glyph, Role};
use crate::tui::widget::line::Line;
use crate::tui::widget::row::width;
use crate::words;

/// So many rows below the list are for what is told of the chosen incident, whichever that is: the
/// list stands still.
const DETAILS: usize = 5;

/// All incidents of the shelf.
#[derive(Default)]
pub struct Incidents {
    /// The events that go to the incident that is chosen; none where it is to be opened.
    moving: Vec<RecordId>,
    others: Option<Others<Account>>,
    rows: Rows,
    /// The incident that is chosen; the first one where it is not among those shown.
    chosen: Option<String>,
    /// The first row in view, and how many rows there were.
    top: Cell<usize>,
    seen: Cell<usize>,
    /// Where they were drawn.
    list: Cell<Rect>,
    sort: usize,
    /// What is looked for, and whether it is being typed.
    words: Line,
    typing: bool,
    chord: Vec<Key>,
    notice: Option<String>,
}

impl Incidents {
    pub fn new() -> Incidents {
        Incidents::default()
    }

    /// The same, to choose where these events are moved to.
    pub fn to_move(events: Vec<RecordId>) -> Incidents {
        Incidents { moving: events, ..Incidents::default() }
    }

    /// Reads them all, beside the screen.
    fn read(&mut self, context: &Context) {
        let silence = context.settings.gap;
        let look = move |timeline: &Timeline| Account::of(timeline, || examined(timeline, silence));
        self.rows = Rows::default();
        self.others = Some(context.session.read_others(look));
        self.hear(context);
    }

    /// Takes in what was read since.
    fn hear(&mut self, context: &Context) {
        let Some(others) = &self.others else { return };
        for heard in others.take() {
            self.rows.take(heard);
        }
        let not_here = context.session.incident().filter(|_| !self.moving.is_empty());
        self.rows.arrange(self.sort(), self.words.text(), not_here, context.session.now());
    }

    /// Has the rows in their order again, after the order or what is looked for has changed.
    fn arrange(&mut self, context: &Context) -> Vec<Effect> {
        self.hear(context);
        Vec::new()
    }

    fn sort(&self) -> &'static Sort {
        &SORTS[self.sort % SORTS.len()]
    }

    /// The place of the chosen incident among those shown.
    fn place(&self) -> usize {
        self.chosen.as_deref().and_then(|id| self.rows.place(id)).unwrap_or(0)
    }

    fn key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        self.notice = None;
        if self.typing {
            return self.search_key(key, context);
        }
        match press(COMMANDS, &mut self.chord, key) {
            Ok(command) => (command.run)(self, context),
            Err(said) => {
                self.notice = said;
                Vec::new()
            }
        }
    }

    /// The wheel goes through them, a click chooses one, and a second one does what Enter does.
    fn mouse(&mut self, mouse: Mouse, context: &Context) -> Vec<Effect> {
        if let Some(way) = mouse.turned() {
            return self.go(way * ROWS, context);
        }
        let clicked = mouse.clicked(self.list.get()).map(|row| self.top.get() + row);
        match clicked.filter(|place| *place < self.rows.len()) {
            Some(place) if place == self.place() => self.enter(context),
            Some(place) => {
                self.chosen = self.rows.shown(place).map(|row| row.id.clone());
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn say(&mut self, said: &str) -> Vec<Effect> {
        self.notice = Some(said.to_owned());
        Vec::new()
    }

    fn title(&self, context: &Context) -> String {
        match self.moving.as_slice() {
            [] => format!("Incidents · {}", self.rows.counted()),
            [only] => {
                let event = context.session.timeline().event(*only);
                let said = event.map_or_else(String::new, |event| words::one_line(&event.body.said()));
                format!("Move “{said}” to which incident?")
            }
            several => format!("Move {} to which incident?", words::count(several.len(), "event")),
        }
    }

    /// The order, and what is still to come; while words are typed, what leads out of that.
    fn right(&self) -> String {
        let order = self.sort().help;
        match self.rows.unread() {
            0 if self.typing && self.moving.is_empty() => "Enter opens · Esc shows all".to_owned(),
            0 if self.typing => "Enter moves there · Esc shows all".to_owned(),
            0 => order.to_owned(),
            unread => format!("{order} · reading {unread} more"),
        }
    }

    /// What there is to press.
    fn hint(&self, room: usize) -> String {
        if self.moving.is_empty() {
            return in_short(COMMANDS, room);
        }
        let moves = ["Enter moves there · / find · Esc leaves it", "Enter moves there"];
        moves.into_iter().find(|moves| width(moves) <= room).unwrap_or_default().to_owned()
    }
}

impl Screen for Incidents {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.key(*key, context),
            Input::Paste(text) => self.search_paste(text, context),
            Input::Mouse(mouse) => self.mouse(*mouse, context),
            Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    fn laid(&mut self, context: &Context) -> Vec<Effect> {
        if self.moving.is_empty() {
            self.chosen = context.session.incident().map(str::to_owned);
        }
        self.read(context);
        Vec::new()
    }

    fn refresh(&mut self, context: &Context) -> Vec<Effect> {
        self.hear(context);
        Vec::new()
    }

    fn tell(&mut self, said: &str) {
        self.notice = Some(said.to_owned());
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        let area = frame.area();
        if area.is_empty() {
            return;
        }
        let room = usize::from(area.width).saturating_sub(2);
        let details = self.details(room, context);
        let parts = Parts::of(area, DETAILS);
        let below = self.rows.shown(self.place()).map_or_else(String::new, |row| words::one_line(&row.id));
        let said = Words::said(self.notice.as_deref(), begun(COMMANDS, &self.chord), self.hint(room));
        let words = Words { title: self.title(context), right: self.right(), below, said };
        parts.draw(&words, frame, context);
        frame.set_cursor_position((area.x, area.y));
        list::draw(self, frame, parts.body, context);
        list::draw_details(&details, frame, parts.below, context);
        if self.typing && self.notice.is_none() {
            let prompt = format!(" find {} ", context.theme.glyph(Glyph::Prompt));
            typed_below(&prompt, &self.words, frame, context);
        } else {
            parts.say(&words, frame, context);
        }
    }

    fn covers_all(&self) -> bool {
        true
    }

    fn run(&mut self, name: &str, context: &Context) -> Vec<Effect> {
        run(COMMANDS, name, self, context)
    }

    fn place_name(&self) -> &'static str {
        "incidents"
    }

    fn help(&self) -> Vec<HelpRow> {
        help_rows(COMMANDS)
    }
}

impl Incidents {
    /// What is told of the chosen incident below the list, in full.
    fn details(&self, room: usize, context: &Context) -> Vec<(String, Role)> {
        let Some(row) = self.rows.shown(self.place()) else { return Vec::new() };
        row.details(self.words.text(), room, context)
    }
}
