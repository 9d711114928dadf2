//! The Postmortem screen: what is written, what it looks like, what is missing.
//!
//! A list of the sections, beside it the document, below it what the lint found. A section is
//! written in the [`Editor`] over it or by a program outside, action items in [`ActionItems`]; every
//! version is a record.

mod commands;
mod editor;
mod findings;
mod items;
mod known;
mod list;
mod pointed;
mod preview;
mod reason;
mod writing;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::commands::COMMANDS;
use self::known::{Known, SectionState};
use self::preview::Preview;
use self::reason::Reason;
use self::writing::Begun;
use super::frame::{Parts, Words};
use super::{Context, Screen};
use crate::analysis::ACTION_ITEMS;
use crate::timeline::{RecordId, SECTIONS, SectionRow};
use crate::tui::command::{HelpRow, begun, help_rows, in_short, press, run};
use crate::tui::effect::{Effect, Over};
use crate::tui::input::Input;
use crate::tui::key::Key;
use crate::tui::theme::Role;
use crate::words;

pub use self::editor::Editor;
pub use self::items::ActionItems;

/// The sections of the postmortem.
#[derive(Default)]
pub struct Postmortem {
    pane: Pane,
    /// The section that is chosen, and the first one in view.
    selected: usize,
    top: Cell<usize>,
    finding: usize,
    /// Where the parts were drawn, and the first finding in view.
    drawn: Cell<Drawn>,
    /// The first line of the preview, once somebody scrolled it.
    scrolled: Option<usize>,
    /// Why the section is left out, while that is being typed.
    reason: Option<Reason>,
    /// The keys of a chord so far.
    chord: Vec<Key>,
    notice: Option<String>,
    /// The version of the section that a program outside was given.
    lent: Option<RecordId>,
    known: RefCell<Option<Rc<Known>>>,
    /// How many rows the list had, how many lines the preview, and how many of them were seen.
    rows: Cell<usize>,
    lines: Cell<usize>,
    seen: Cell<usize>,
}

/// Where the parts of the screen were drawn; those that were not are empty.
#[derive(Clone, Copy, Default)]
struct Drawn {
    sections: Rect,
    preview: Rect,
    findings: Rect,
    first_finding: usize,
}

/// What the keys go to.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
enum Pane {
    #[default]
    Sections,
    Findings,
    Preview,
}

impl Postmortem {
    pub fn new() -> Postmortem {
        Postmortem::default()
    }

    /// The timeline as it is now, looked at once for each version of it.
    fn known(&self, context: &Context) -> Rc<Known> {
        let timeline = context.session.timeline();
        match &*self.known.borrow() {
            Some(known) if known.version == timeline.version() => return known.clone(),
            _ => {}
        }
        let known = Rc::new(Known::of(timeline, context.settings));
        *self.known.borrow_mut() = Some(known.clone());
        known
    }

    /// The section that is chosen, as it stands.
    fn chosen<'a>(&self, known: &'a Known) -> &'a SectionState {
        &known.states[self.selected.min(known.states.len() - 1)]
    }

    fn row(&self) -> &'static SectionRow {
        &SECTIONS[self.selected.min(SECTIONS.len() - 1)]
    }

    fn select(&mut self, section: usize) {
        self.selected = section.min(SECTIONS.len() - 1);
        self.scrolled = None;
    }

    /// The text that the chosen section has or would have, to be edited.
    fn text(&self, context: &Context) -> String {
        let known = self.known(context);
        let state = self.chosen(&known);
        // One that was left out begins anew.
        let written = state.written.as_ref().filter(|section| section.skipped().is_none());
        let written = written.map(|section| section.text.clone());
        written.or_else(|| state.draft.clone()).unwrap_or_default()
    }

    /// The record that the chosen section was last written by.
    fn version(&self, context: &Context) -> Option<RecordId> {
        self.chosen(&self.known(context)).written.as_ref().map(|section| section.id)
    }

    /// Records a text for the chosen section.
    fn store(&mut self, begun: Begun, text: &str, context: &Context) -> Vec<Effect> {
        match begun.stored(text, self.version(context), context) {
            Ok((effects, said)) => {
                self.notice = Some(said);
                effects
            }
            Err(why) => {
                self.notice = Some(why);
                Vec::new()
            }
        }
    }

    fn key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        self.notice = None;
        if self.reason.is_some() {
            return self.reason_key(key, context);
        }
        match press(COMMANDS, &mut self.chord, key) {
            Ok(command) => (command.run)(self, context),
            Err(said) => {
                self.notice = said;
                Vec::new()
            }
        }
    }

    /// What there is to press, or what the chosen finding asks for.
    fn hint(&self, known: &Known, room: usize) -> String {
        match self.pane {
            Pane::Findings => self.fix(known, room).unwrap_or_else(|| in_short(COMMANDS, room)),
            _ => in_short(COMMANDS, room),
        }
    }
}

impl Screen for Postmortem {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.key(*key, context),
            Input::Paste(text) => match &mut self.reason {
                Some(_) => self.reason_paste(text, context),
                None => {
                    self.notice = Some("Enter opens the section; then paste".to_owned());
                    Vec::new()
                }
            },
            Input::Mouse(mouse) => self.mouse(*mouse, context),
            Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    /// What a recorder that was killed left half written is brought up at once.
    fn laid(&mut self, context: &Context) -> Vec<Effect> {
        let newest = context.left().next_back().and_then(|half| half.section.as_deref());
        let place = newest.and_then(|name| SECTIONS.iter().position(|row| row.name == name));
        place.map_or_else(Vec::new, |place| {
            self.select(place);
            vec![self.opens()]
        })
    }

    fn edited(&mut self, section: &'static SectionRow, text: String, context: &Context) -> Vec<Effect> {
        let begun = Begun::now(section, context);
        match begun.stored(&text, self.lent.take(), context) {
            Ok((effects, said)) => {
                self.notice = Some(said);
                effects
            }
            // It is brought up in the editor, where it can be made shorter.
            Err(why) => {
                let half = begun.half_written(&text, context).map(Effect::Left);
                half.into_iter().chain([Effect::Show(Over::Section(section)), Effect::Say(why)]).collect()
            }
        }
    }

    fn tell(&mut self, said: &str) {
        self.notice = Some(said.to_owned());
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        let area = frame.area();
        if area.is_empty() {
            return;
        }
        let known = self.known(context);
        let parts = Parts::of(area, known.lint.findings.len().max(1));
        let room = usize::from(area.width).saturating_sub(2);
        let said = match (&self.reason, context.session.is_loaded()) {
            (_, false) => (vec!["reading…".to_owned()], Role::Hint),
            _ => Words::said(self.notice.as_deref(), begun(COMMANDS, &self.chord), self.hint(&known, room)),
        };
        let title = words::one_line(context.summary().incident.title());
        let right =
            if known.is_over { format!("readiness {} %", known.lint.readiness) } else { "not over yet".to_owned() };
        let words = Words { title: format!("Postmortem · {title}"), right, below: known.lint.counted(), said };
        parts.draw(&words, frame, context);
        frame.set_cursor_position((area.x, area.y));
        let preview = Preview::of(self.chosen(&known), &known);
        self.rows.set(usize::from(parts.body.height));
        self.lines.set(preview.len());
        let start = self.scrolled.unwrap_or(preview.start).min(preview.len().saturating_sub(1));
        self.drawn.take();
        let show_preview = |frame: &mut Frame, area: Rect| {
            self.drawn.set(Drawn { preview: area, ..self.drawn.get() });
            self.seen.set(preview.draw(start, frame, area, context.theme));
            if self.pane == Pane::Preview && !area.is_empty() {
                frame.set_cursor_position((area.x, area.y));
            }
        };
        match (parts.columns(list::WIDTH), self.pane) {
            (_, Pane::Findings) if parts.below.is_empty() => {
                findings::draw(self, &known, frame, parts.body, context);
            }
            (Some((left, right)), _) => {
                list::draw(self, &known, frame, left, context);
                Parts::divide(left, frame, context.theme);
                show_preview(frame, right);
            }
            (None, Pane::Preview) => show_preview(frame, parts.body),
            (None, _) => list::draw(self, &known, frame, parts.body, context),
        }
        if !parts.below.is_empty() {
            findings::draw(self, &known, frame, parts.below, context);
        }
        match &self.reason {
            Some(reason) => reason.draw(frame, context),
            None => parts.say(&words, frame, context),
        }
    }

    fn covers_all(&self) -> bool {
        true
    }

    fn run(&mut self, name: &str, context: &Context) -> Vec<Effect> {
        self.notice = None;
        run(COMMANDS, name, self, context)
    }

    fn place_name(&self) -> &'static str {
        "postmortem"
    }

    fn help(&self) -> Vec<HelpRow> {
        help_rows(COMMANDS)
    }
}

impl Postmortem {
    /// What opens the chosen section; the preview follows it again.
    fn opens(&mut self) -> Effect {
        self.scrolled = None;
        match self.row() {
            row if row.name == ACTION_ITEMS => Effect::Show(Over::Items(None)),
            row => Effect::Show(Over::Section(row)),
        }
    }
}
