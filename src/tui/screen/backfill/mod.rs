//! Backfill: lines from a chat or from notes, seen understood one by one, corrected or dropped, and
//! stored as one group.
//!
//! What is corrected is the line of a row, as it would be typed in the recorder, so that what is shown
//! is what will be stored. Until then the rows are kept on disk like a half-typed line.

mod asked;
mod commands;
mod rows;
mod view;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::asked::{ADD, Asked};
use self::commands::COMMANDS;
use self::rows::{Known, Rows};
use super::{Context, Screen};
use crate::entry::backfill::{self, Reading, Row};
use crate::session::HalfTyped;
use crate::time::Moment;
use crate::timeline::RecordId;
use crate::tui::command::{HelpRow, help_rows, press, run};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::{Code, Key};
use crate::tui::mouse::Mouse;

/// The rows, and what is being done to them.
pub struct Backfill {
    rows: Rows,
    cursor: usize,
    /// A line that is being typed, and a correction that was left.
    asked: Option<Asked>,
    left: Option<Asked>,
    /// Tab was pressed: a letter chooses the tag.
    picking: bool,
    /// The keys of a chord so far.
    chord: Vec<Key>,
    notice: Option<String>,
    /// What the rows are kept as, since when, and what of it was kept elsewhere before.
    kept_as: (RecordId, Moment),
    taken_up: Vec<RecordId>,
    known: RefCell<Known>,
    drawn: Drawn,
}

/// What the last drawing showed.
#[derive(Default)]
struct Drawn {
    /// Which state of the rows; what nobody has seen is not stored.
    version: Cell<u64>,
    top: Cell<usize>,
    page: Cell<usize>,
    list: Cell<Rect>,
    /// The row that each line of the list is of.
    places: RefCell<Vec<Option<usize>>>,
}

impl Backfill {
    /// What was left, and below it what was pasted now.
    pub fn of(pasted: &[String], context: &Context) -> Backfill {
        let (id, now) = (context.session.new_id(), context.session.now());
        let mut rows = Vec::new();
        let mut began = now;
        let mut taken_up = Vec::new();
        for half in context.left().filter(|half| half.is_backfill()) {
            rows.extend(backfill::from_written(&half.text, half.began, || context.session.new_id()));
            began = began.min(half.began);
            taken_up.push(half.id);
        }
        let is_back = !rows.is_empty();
        for text in pasted {
            rows.extend(backfill::rows(text, now, || context.session.new_id()));
        }
        let asked = rows.is_empty().then(|| Asked::of(&ADD, None, String::new()));
        let notice = is_back.then(|| "here they are again; Enter stores what is kept, C-x k lets go of all".to_owned());
        Backfill {
            rows: Rows::of(rows),
            cursor: 0,
            asked,
            left: None,
            picking: false,
            chord: Vec::new(),
            notice,
            kept_as: (id, began),
            taken_up,
            known: RefCell::default(),
            drawn: Drawn::default(),
        }
    }

    /// What each row is, worked out when something changed.
    fn readings(&self, context: &Context) -> Rc<Vec<Reading>> {
        let asked = self.asked.as_ref().and_then(|asked| asked.row(&self.rows, self.cursor));
        self.known.borrow_mut().follow(&self.rows, asked, context)
    }

    /// The row under the cursor.
    fn row(&self) -> Option<&Row> {
        self.rows.get(self.cursor)
    }

    /// What is half done, as it is kept on disk.
    fn half_typed(&self, context: &Context) -> Option<HalfTyped> {
        let asked = self.asked.as_ref().filter(|asked| asked.is_changed());
        let text = match asked.and_then(|asked| asked.row(&self.rows, self.cursor)) {
            Some((at, row)) => backfill::written(&self.rows.with(at, row)),
            None => backfill::written(self.rows.all()),
        };
        let (id, began) = self.kept_as;
        let incident = context.session.incident().map(str::to_owned);
        let section = Some(HalfTyped::BACKFILL.to_owned());
        (!text.is_empty()).then_some(HalfTyped { id, text, began, tag: None, incident, section })
    }

    fn beside(&self, context: &Context) -> Vec<Effect> {
        vec![Effect::Beside(self.half_typed(context))]
    }

    fn say(&mut self, said: impl Into<String>) -> Vec<Effect> {
        self.notice = Some(said.into());
        Vec::new()
    }

    /// Changes the rows, as one step that can be taken back.
    fn change(&mut self, context: &Context, change: impl FnOnce(&mut Vec<Row>)) -> Vec<Effect> {
        self.rows.change(self.cursor, change);
        self.cursor = self.cursor.min(self.rows.all().len().saturating_sub(1));
        self.beside(context)
    }

    /// Lines that were pasted go below all others.
    fn paste(&mut self, text: &str, context: &Context) -> Vec<Effect> {
        self.notice = None;
        let text = match &mut self.asked {
            Some(asked) if !asked.is_new() || !text.contains('\n') => {
                return self.paste_into_line(text, context);
            }
            Some(asked) => {
                asked.line.insert(text);
                asked.line.take()
            }
            None => text.to_owned(),
        };
        let new = backfill::rows(&text, context.session.now(), || context.session.new_id());
        let (first, count) = (self.rows.all().len(), new.len());
        if count == 0 {
            return self.say("there is nothing in it but blanks");
        }
        self.asked = None;
        let effects = self.change(context, |rows| rows.extend(new));
        self.cursor = first;
        if first > 0 {
            self.notice = Some(format!("{} added", crate::words::count(count, "row")));
        }
        effects
    }

    fn key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        self.notice = None;
        if self.asked.is_some() && self.chord.is_empty() && !NOT_OF_A_LINE.contains(&key) {
            return self.asked_key(key, context);
        }
        if std::mem::take(&mut self.picking)
            && let Some(effects) = self.pick(key, context)
        {
            return effects;
        }
        match press(COMMANDS, &mut self.chord, key) {
            Ok(command) => (command.run)(self, context),
            Err(said) => {
                self.notice = said;
                Vec::new()
            }
        }
    }

    fn mouse(&mut self, mouse: Mouse, context: &Context) -> Vec<Effect> {
        let clicked = mouse.clicked(self.drawn.list.get());
        let place = clicked.and_then(|row| self.drawn.places.borrow().get(row).copied().flatten());
        match (mouse.turned(), place) {
            // What is typed is ended by a key.
            _ if self.asked.is_some() => Vec::new(),
            (Some(by), _) => self.go(by, context),
            (None, Some(place)) => {
                self.cursor = place;
                Vec::new()
            }
            (None, None) => Vec::new(),
        }
    }
}

impl Screen for Backfill {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.key(*key, context),
            Input::Paste(text) => self.paste(text, context),
            Input::Mouse(mouse) => self.mouse(*mouse, context),
            Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    /// What was kept elsewhere is kept here before it is let go there.
    fn laid(&mut self, context: &Context) -> Vec<Effect> {
        let mut effects = self.beside(context);
        effects.extend(std::mem::take(&mut self.taken_up).into_iter().map(Effect::TakenUp));
        effects
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
        self.notice = None;
        run(COMMANDS, name, self, context)
    }

    fn place_name(&self) -> &'static str {
        "backfill"
    }

    fn give_way(&mut self, context: &Context) -> Vec<Effect> {
        self.leave(context)
    }

    fn help(&self) -> Vec<HelpRow> {
        help_rows(COMMANDS)
    }
}

/// What is done whatever is being typed.
const NOT_OF_A_LINE: [Key; 5] = [Key::ctrl('x'), Key::alt('x'), Key::ctrl('z'), Key::ctrl('l'), Key::of(Code::F(1))];
