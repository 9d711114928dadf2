//! The action items, edited in place: what is to be done, of which type, by whom, until when, and how
//! far it is. Below them the ideas that are parked, which are items only once somebody makes them so.

mod fields;
mod links;
mod view;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::fields::{FIELDS, Field};
use self::links::Links;
use super::writing::Begun;
use crate::analysis::ACTION_ITEMS;
use crate::session::HalfTyped;
use crate::timeline::{ActionChange, ActionItem, Record, RecordId, SECTIONS, SectionRow};
use crate::tui::command::{Command, HelpRow, commands, help_rows, press, run};
use crate::tui::effect::{Effect, Over};
use crate::tui::input::Input;
use crate::tui::key::{Code, Key};
use crate::tui::mouse::Mouse;
use crate::tui::screen::{Context, Screen};
use crate::tui::widget::line::Line;
use crate::words;

/// The list of action items.
pub struct ActionItems {
    /// The item that is chosen, and its field.
    chosen: Option<RecordId>,
    field: usize,
    editing: Option<Editing>,
    links: Option<Links>,
    left: Option<HalfTyped>,
    chord: Vec<Key>,
    notice: Option<String>,
    /// Where the list was drawn, and the first row of it in view.
    drawn: Cell<(Rect, usize)>,
}

/// A field that is being typed.
struct Editing {
    /// None for an item that is being made.
    item: Option<RecordId>,
    line: Line,
    begun: Begun,
}

const COMMANDS: &[Command<ActionItems>] = commands![
    ["Enter", "e"], "edit", "edits the field", ActionItems::edit;
    ["a"], "add", "adds an item", ActionItems::add;
    ["Space"], "next", "goes on to the next type or state", ActionItems::cycle;
    ["d"], "done", "marks the item as done", |items, context| items.set_state("done", context);
    ["l"], "link", "says which event, hypothesis or silence it answers", ActionItems::link;
    ["Esc", "q", "C-x p", "C-g", "C-c", "C-d"], "back", "goes back to the sections", |_, _| vec![Effect::Back];
    ["x"], "reject", "marks the item as considered, and not to be done", |items, context| items.set_state(ActionItem::REJECTED, context);
    ["i"], "item", "makes an item of the idea", ActionItems::take_up;
    ["I"], "all ideas", "makes items of all ideas that are parked", |items, context| items.take_up_all(context);
    ["u", "C-_", "C-x u", "C-x C-u"], "undo", "takes back what was recorded last", |_, _| vec![Effect::Undo];
    ["C-x C-r"], "redo", "brings back what was taken back", |_, _| vec![Effect::Redo];
    ["Up", "k", "C-p"], "above", "goes to the item above", |items, context| items.go(-1, context);
    ["Down", "j", "C-n"], "below", "goes to the item below", |items, context| items.go(1, context);
    ["Left", "C-b", "S-Tab"], "left", "goes to the field before", |items, _| items.turn(FIELDS.len() - 1);
    ["Right", "C-f", "Tab"], "right", "goes to the field behind", |items, _| items.turn(1);
    ["Home", "M-<", "PgUp"], "first", "goes to the first item", |items, context| items.go(isize::MIN, context);
    ["End", "M->", "PgDn"], "last", "goes to the last item", |items, context| items.go(isize::MAX, context);
    ["?", "F1", "C-x ?"], "help", "shows all keys and what they do", |_, _| vec![Effect::Show(Over::Help)];
];

/// What the text of an item that is half typed is kept as.
fn section() -> &'static SectionRow {
    SectionRow::of(ACTION_ITEMS).unwrap_or(&SECTIONS[0])
}

impl ActionItems {
    pub(in crate::tui) fn of(chosen: Option<RecordId>, context: &Context) -> ActionItems {
        let left = context.left_of(ACTION_ITEMS).cloned();
        let (editing, links, notice) = (None, None, None);
        ActionItems { chosen, field: 0, editing, links, left, chord: Vec::new(), notice, drawn: Cell::default() }
    }

    /// The items with the ideas below them, and the place of the chosen one among them.
    fn items(&self, context: &Context) -> (Vec<ActionItem>, usize) {
        let mut items = context.session.timeline().items_and_ideas();
        items.sort_by_key(ActionItem::is_idea);
        let at = items.iter().position(|item| Some(item.id) == self.chosen).unwrap_or(0);
        (items, at)
    }

    fn item(&self, context: &Context) -> Option<ActionItem> {
        let (items, at) = self.items(context);
        items.into_iter().nth(at)
    }

    fn field(&self) -> &'static Field {
        &FIELDS[self.field.min(FIELDS.len() - 1)]
    }

    fn go(&mut self, by: isize, context: &Context) -> Vec<Effect> {
        let (items, at) = self.items(context);
        let to = at.saturating_add_signed(by).min(items.len().saturating_sub(1));
        self.chosen = items.get(to).map(|item| item.id);
        Vec::new()
    }

    fn turn(&mut self, by: usize) -> Vec<Effect> {
        self.field = (self.field + by) % FIELDS.len();
        Vec::new()
    }

    fn say(&mut self, said: &str) -> Vec<Effect> {
        self.notice = Some(said.to_owned());
        Vec::new()
    }

    fn edit(&mut self, context: &Context) -> Vec<Effect> {
        let Some(item) = self.item(context) else { return self.add(context) };
        let mut line = Line::new();
        line.set((self.field().of)(&item).unwrap_or_default());
        self.chosen = Some(item.id);
        self.editing = Some(Editing { item: Some(item.id), line, begun: Begun::now(section(), context) });
        Vec::new()
    }

    fn add(&mut self, context: &Context) -> Vec<Effect> {
        self.field = 0;
        self.editing = Some(Editing { item: None, line: Line::new(), begun: Begun::now(section(), context) });
        Vec::new()
    }

    fn cycle(&mut self, context: &Context) -> Vec<Effect> {
        let Some(item) = self.item(context) else { return Vec::new() };
        match self.field().next((self.field().of)(&item)) {
            Some(next) => self.change(&item, self.field().change(next.to_owned()), context),
            None => self.say("Enter edits it; a type or a state goes on with Space"),
        }
    }

    fn set_state(&mut self, state: &str, context: &Context) -> Vec<Effect> {
        match self.item(context) {
            None => Vec::new(),
            Some(item) if item.state() == Some(state) => self.say(&format!("it is {state} already")),
            Some(item) => {
                let change = ActionChange { state: Some(state.to_owned()), ..ActionChange::default() };
                self.change(&item, change, context)
            }
        }
    }

    fn take_up(&mut self, context: &Context) -> Vec<Effect> {
        match self.item(context) {
            None => Vec::new(),
            Some(idea) if idea.is_idea() => {
                self.chosen = Some(idea.id);
                vec![Effect::Written { id: context.session.new_id(), record: idea.made_an_item() }]
            }
            Some(_) => self.say("it is an item already"),
        }
    }

    /// One key, which one undo takes back.
    fn take_up_all(&mut self, context: &Context) -> Vec<Effect> {
        match context.session.timeline().parking_lot_emptied() {
            records if records.is_empty() => self.say("no idea is parked"),
            records => vec![Effect::Records(records)],
        }
    }

    fn link(&mut self, context: &Context) -> Vec<Effect> {
        let Some(item) = self.item(context) else { return Vec::new() };
        match Links::of(&item, context) {
            Some(links) => self.links = Some(links),
            None => return self.say("there is nothing yet that it could answer"),
        }
        Vec::new()
    }

    /// Records a change of an item, or makes one of the todo that it still is.
    fn change(&mut self, item: &ActionItem, change: ActionChange, context: &Context) -> Vec<Effect> {
        self.chosen = Some(item.id);
        vec![Effect::Written { id: context.session.new_id(), record: item.changed(change) }]
    }

    /// Keeps what was typed in a field.
    fn enter(&mut self, editing: Editing, context: &Context) -> Vec<Effect> {
        let text = editing.line.text().trim().to_owned();
        let item = editing.item.and_then(|id| self.items(context).0.into_iter().find(|item| item.id == id));
        let mut effects = vec![Effect::Beside(None)];
        match item {
            None if text.is_empty() => {}
            // The item that it was to change is gone meanwhile: what was typed is one of its own.
            None => {
                let change = ActionChange { text: Some(text), ..ActionChange::default() };
                let record = Record::Action { of: None, change: change.into() };
                if !context.session.holds(record.clone()) {
                    return self.too_long(editing);
                }
                self.chosen = Some(editing.begun.id);
                let half = editing.begun.half_written(editing.line.text(), context);
                effects.insert(0, Effect::Written { id: editing.begun.id, record });
                effects.extend(half.map(Effect::Sent));
            }
            Some(item) => {
                let field = self.field();
                let text = field.completed(text);
                if text.is_empty() && field.is_text() {
                    self.notice = Some("an item can't be emptied; x rejects it".to_owned());
                } else if text != (field.of)(&item).unwrap_or_default() {
                    let change = field.change(text);
                    if !context.session.holds(item.changed(change.clone())) {
                        return self.too_long(editing);
                    }
                    effects.splice(0..0, self.change(&item, change, context));
                }
            }
        }
        effects
    }

    fn too_long(&mut self, editing: Editing) -> Vec<Effect> {
        self.editing = Some(editing);
        self.say("too long for an action item")
    }

    /// What is typed as the text of an item, to be kept on disk.
    fn beside(&self, context: &Context) -> Vec<Effect> {
        let text = self.editing.as_ref().filter(|editing| editing.item.is_none() || self.field().is_text());
        vec![Effect::Beside(text.and_then(|editing| editing.begun.half_written(editing.line.text(), context)))]
    }

    fn editing_key(&mut self, mut editing: Editing, key: Key, context: &Context) -> Vec<Effect> {
        match key.code {
            Code::Enter => return self.enter(editing, context),
            Code::Tab => {
                // A new item stays with its text until it is one.
                let is_new = editing.item.is_none();
                let effects = self.enter(editing, context);
                if self.editing.is_none() && !is_new {
                    let last = if key.shift { 0 } else { FIELDS.len() - 1 };
                    let is_last = self.field == last;
                    self.turn(if key.shift { FIELDS.len() - 1 } else { 1 });
                    // What is chosen rather than typed waits for Space.
                    let is_typed = self.field().next(None).is_none();
                    if !is_last && is_typed {
                        self.edit(context);
                    }
                }
                return effects;
            }
            Code::Esc => return vec![Effect::Beside(None)],
            _ if key == Key::ctrl('g') || key == Key::ctrl('c') => return vec![Effect::Beside(None)],
            _ => drop(editing.line.handle(key)),
        }
        self.editing = Some(editing);
        self.beside(context)
    }

    /// The wheel goes through the items, or through what one of them could answer; a click chooses, and
    /// another on what is chosen does what Enter does.
    fn mouse(&mut self, mouse: Mouse, context: &Context) -> Vec<Effect> {
        let (area, top) = self.drawn.get();
        let row = mouse.clicked(area).map(|row| top + row);
        match (&mut self.links, mouse.turned(), row) {
            // What is typed is ended by a key.
            _ if self.editing.is_some() => {}
            (Some(links), Some(by), _) => links.go(by),
            (Some(links), None, Some(row)) if links.at != row => links.choose(row),
            (None, Some(by), _) => return self.go(by, context),
            (None, None, Some(row)) => match self.items(context) {
                (items, at) if at != row => self.chosen = items.get(row).map(|item| item.id).or(self.chosen),
                _ => return self.key(Key::of(Code::Enter), context),
            },
            (Some(_), None, Some(_)) => return self.key(Key::of(Code::Enter), context),
            (_, None, None) => {}
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        self.notice = None;
        if let Some(editing) = self.editing.take() {
            return self.editing_key(editing, key, context);
        }
        if let Some(mut links) = self.links.take() {
            return match (links.press(key), self.item(context)) {
                (links::Pressed::Chosen(answers), Some(item)) => {
                    let change = ActionChange { answers: Some(answers), ..ActionChange::default() };
                    self.change(&item, change, context)
                }
                (links::Pressed::Left, _) | (links::Pressed::Chosen(_), None) => Vec::new(),
                (links::Pressed::Stays, _) => {
                    self.links = Some(links);
                    Vec::new()
                }
            };
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

impl Screen for ActionItems {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.key(*key, context),
            Input::Paste(text) => match &mut self.editing {
                Some(editing) => {
                    editing.line.insert(&words::one_line(text));
                    self.beside(context)
                }
                None => self.say("Enter opens the field, a adds an item; then paste"),
            },
            Input::Mouse(mouse) => self.mouse(*mouse, context),
            Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    /// The text of an item that was left half typed is that of a new one.
    fn laid(&mut self, context: &Context) -> Vec<Effect> {
        let Some(left) = self.left.take() else { return Vec::new() };
        let mut line = Line::new();
        line.set(words::one_line(&left.text));
        self.field = 0;
        self.editing = Some(Editing { item: None, line, begun: Begun::now(section(), context) });
        self.notice = Some("half typed, and back; Enter adds it, Esc drops it".to_owned());
        let mut effects = self.beside(context);
        effects.push(Effect::TakenUp(left.id));
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
        "action items"
    }

    fn help(&self) -> Vec<HelpRow> {
        help_rows(COMMANDS)
    }
}
