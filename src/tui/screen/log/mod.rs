//! The Log screen: one focused line, and above it what happened so far.
//!
//! Whatever else is going on, a key types. What was understood is shown before it is stored, and
//! nothing is asked: doubts are stored as typed, and offered on the quiet line.

mod commands;
mod offer;
mod prompted;
mod recall;
mod remembered;
mod store;
mod suggested;
mod suspects;
mod view;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use super::{Context, Screen};
use crate::analysis::About;
use crate::entry::backfill::count_timed;
use crate::session::{Draft, HalfTyped, Standing};
use crate::time::Moment;
use crate::timeline::{Event, RecordId, Tag};
use crate::tui::command::{HelpRow, help_rows, press, run};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::{Code, Key};
use crate::tui::widget::line::Line;
use commands::COMMANDS;
use offer::Offer;
use ratatui::Frame;
use recall::Found;
use remembered::Remembered;
use view::Kept;
pub(super) use view::{at_end, not_saved, rule, saved, tag_letters};

/// The recorder's screen.
#[derive(Default)]
pub struct Log {
    typing: Typing,
    mode: Mode,
    /// Tab was pressed: a letter chooses the tag.
    picking: bool,
    /// The keys of a chord so far.
    chord: Vec<Key>,
    /// Lines that were set aside, oldest first.
    aside: Vec<HalfTyped>,
    /// Lines that were entered, until what became of them is on disk.
    sent: Vec<HalfTyped>,
    /// Lines that a recorder which was killed left behind; one whose event turns out to be on
    /// disk is not offered.
    recovered: Vec<HalfTyped>,
    /// Lines that were stored before their incident was known, to be understood now that it is;
    /// none while it is not.
    as_typed: Option<VecDeque<RecordId>>,
    offer: Option<Offer>,
    notice: Option<String>,
    /// Where the list is scrolled to; none while it shows the newest.
    scrolled: Option<Scrolled>,
    drawn: Cell<Drawn>,
    /// The list as it was drawn last, and how many marks there are in it.
    kept: RefCell<Option<Kept>>,
    marks: RefCell<Option<(Standing, usize)>>,
    last_mark: Option<Moment>,
    /// What the quiet line said of an incident that is over was put away.
    snoozed: bool,
    /// Prompts that were put away, and until when.
    put_away: Vec<(About, Moment)>,
    /// What the search has found so far.
    found: RefCell<Found>,
    /// What earlier incidents know of the suspicion in the line.
    remembered: RefCell<Remembered>,
    /// The hypothesis that was selected.
    suspect: Option<RecordId>,
    /// What stood in the line before a key made it a verdict, and what it made of it.
    judged: Option<(String, String)>,
    /// Something was stored since the screen was opened: the incident goes on.
    has_stored: bool,
    /// Somebody wants to leave although something is not saved.
    leaving: bool,
}

/// The line that is being typed, with everything that belongs to it.
#[derive(Clone, Default, Debug)]
pub(super) struct Typing {
    line: Line,
    /// The record it is to become, and its first key press.
    began: Option<(RecordId, Moment)>,
    tag: Option<Tag>,
    /// Pastes of several lines: evidence of this one.
    pasted: Vec<String>,
    /// How many lines of those begin with a time.
    timed: usize,
    /// The incident it was typed for, where that may be another one.
    incident: Option<String>,
}

impl Typing {
    fn is_empty(&self) -> bool {
        self.line.is_empty() && self.pasted.is_empty()
    }

    /// As it is kept on disk: the line, and below it what was pasted.
    fn half_typed(&self) -> Option<HalfTyped> {
        let (id, began) = self.began?;
        let mut text = self.line.text().to_owned();
        for pasted in &self.pasted {
            text.push('\n');
            text.push_str(pasted);
        }
        let (tag, incident) = (self.tag, self.incident.clone());
        (!text.is_empty()).then_some(HalfTyped { id, text, began, tag, incident, section: None })
    }

    /// Takes several lines that were pasted into the line.
    fn attach(&mut self, pasted: &str) {
        self.pasted.push(pasted.to_owned());
        self.timed += count_timed(pasted);
    }

    /// The other way round.
    fn of(half: HalfTyped) -> Typing {
        let (began, tag, incident) = (Some((half.id, half.began)), half.tag, half.incident);
        let mut typing = Typing { began, tag, incident, ..Typing::default() };
        match half.text.split_once('\n') {
            Some((line, pasted)) => {
                typing.line.set(line);
                typing.attach(pasted);
            }
            None => typing.line.set(half.text),
        }
        typing
    }
}

/// What the line is for.
#[derive(Default)]
enum Mode {
    #[default]
    Write,
    /// Corrects an event; the line in progress waits.
    Amend { id: RecordId, waiting: Typing },
    /// Looks for events; the line in progress waits.
    Search { waiting: Typing, chosen: usize },
}

/// A place in the list.
#[derive(Clone, Copy, PartialEq)]
enum Scrolled {
    /// This event stands on the last row.
    Last(RecordId),
    /// This one on the first.
    First(RecordId),
}

/// What the last drawing showed, for moving by pages.
#[derive(Clone, Copy, Default)]
struct Drawn {
    oldest: Option<RecordId>,
    newest: Option<RecordId>,
}

/// One line of a paste that is longer than this is evidence, like several lines.
const LONG_LINE: usize = 2048;
/// How much of pasted evidence is put into the line.
const FIRST_PART: usize = 200;

/// What of a paste stands in the line: the beginning of its first line.
fn first_part(pasted: &str) -> &str {
    let first = pasted.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    &first[..first.floor_char_boundary(FIRST_PART)]
}

const SET_ASIDE: &str = "set aside; C-x a brings it back";

impl Log {
    pub fn new() -> Log {
        Log::default()
    }

    /// Offers again what recorders that were killed had in their lines: the newest of them in the
    /// line itself, if it was typed for this incident, the others set aside.
    pub fn take_back(&mut self, claimed: Vec<Draft>, context: &Context) -> Vec<Effect> {
        if claimed.is_empty() {
            return Vec::new();
        }
        let here = |line: &HalfTyped| line.incident.as_deref() == context.session.incident();
        let newest = claimed.iter().rposition(|draft| draft.line.as_ref().is_some_and(here));
        for (at, draft) in claimed.into_iter().enumerate() {
            self.recovered.extend(draft.lines().cloned());
            self.aside.extend(draft.unsaved.into_iter().chain(draft.aside));
            match draft.line {
                Some(line) if newest == Some(at) => self.typing = Typing::of(line),
                line => self.aside.extend(line),
            }
        }
        // Two drafts may hold the same line; the newer is the longer story.
        let in_line = self.typing.began.map(|(id, _)| id);
        let mut seen: std::collections::HashSet<RecordId> = in_line.into_iter().collect();
        self.aside.retain(|line| seen.insert(line.id));
        let here = !self.typing.is_empty();
        self.notice = Some(match (here, self.aside.len()) {
            (true, 0) => "your half-typed line is back".to_owned(),
            (true, _) => "your half-typed line is back; C-x a brings others".to_owned(),
            (false, _) => "half-typed lines were kept; C-x a brings them back".to_owned(),
        });
        vec![self.draft(context)]
    }

    /// What is typed and not on disk, as it is now.
    fn draft(&self, context: &Context) -> Effect {
        let mut aside = self.aside.clone();
        let line = match &self.mode {
            Mode::Write => self.typing.half_typed(),
            Mode::Amend { waiting, .. } => {
                aside.extend(waiting.half_typed());
                self.correction(context)
            }
            // What is searched for is not a line.
            Mode::Search { waiting, .. } => waiting.half_typed(),
        };
        Effect::Draft(Draft {
            incident: context.session.incident().map(str::to_owned),
            line,
            aside,
            unsaved: self.sent.clone(),
        })
    }

    /// What was typed into a correction; none where the line says what the event says already.
    fn correction(&self, context: &Context) -> Option<HalfTyped> {
        let Mode::Amend { id, .. } = self.mode else { return None };
        let typing = &self.typing;
        let same = |event: &Event| {
            let retagged = typing.tag.is_some_and(|tag| tag != event.tag());
            typing.line.text() == event.text() && typing.pasted.is_empty() && !retagged
        };
        let is_same = context.session.timeline().event(id).is_some_and(same);
        if is_same { None } else { typing.half_typed() }
    }

    /// Sets aside what was typed into a correction, before the line is used for something else.
    fn set_correction_aside(&mut self, context: &Context) {
        if let Some(half) = self.correction(context) {
            self.aside.push(half);
            self.notice = Some(SET_ASIDE.to_owned());
        }
    }

    fn key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        self.notice = None;
        if std::mem::take(&mut self.picking) && self.pick(key, context) {
            return vec![self.draft(context)];
        }
        if self.chord.is_empty() && self.type_key(key, context) {
            return vec![self.draft(context)];
        }
        match press(COMMANDS, &mut self.chord, key) {
            Ok(command) => Screen::run(self, command.name, context),
            Err(said) => {
                self.notice = said;
                Vec::new()
            }
        }
    }

    /// Lets the line have a key; whether it wanted it.
    fn type_key(&mut self, key: Key, context: &Context) -> bool {
        if self.typing.line.is_empty() && self.take_off(key) {
            self.typed(context);
            return true;
        }
        if !self.typing.line.handle(key) {
            return false;
        }
        self.leaving = false;
        self.typed(context);
        true
    }

    /// On an empty line, what deletes text takes off what stands beside it: the last paste, then
    /// the tag.
    fn take_off(&mut self, key: Key) -> bool {
        let deletes = key == Key::of(Code::Backspace) || key == Key::ctrl('u');
        let taken = self.typing.pasted.pop_if(|_| deletes);
        self.typing.timed -= taken.as_deref().map_or(0, count_timed);
        taken.is_some() || deletes && self.typing.tag.take().is_some()
    }

    /// The line may have begun, or be empty again: its stamp comes and goes with its first key.
    fn typed(&mut self, context: &Context) {
        if self.typing.is_empty() {
            (self.typing.began, self.typing.incident) = (None, None);
        } else if self.typing.began.is_none() {
            self.typing.began = Some((context.session.new_id(), context.session.now()));
        }
        if let Mode::Search { chosen, .. } = &mut self.mode {
            *chosen = 0;
        }
    }

    /// The key after Tab: a letter, or Tab again for the tag that is suggested, if any; any other
    /// key falls through to the line.
    fn pick(&mut self, key: Key, context: &Context) -> bool {
        let tag = match key.code {
            Code::Tab => self.suggested(context),
            _ => match key.typed().and_then(Tag::of_letter) {
                None => return false,
                tag => tag,
            },
        };
        self.typing.tag = tag;
        self.typed(context);
        true
    }

    /// A paste never stores. A line of it is typed. Several are evidence of the line, which begins
    /// with their first where it is empty; so is a very long one, of which the line has a part.
    fn paste(&mut self, text: &str, context: &Context) -> Vec<Effect> {
        let text = text.trim_end_matches('\n');
        let part = first_part(text);
        let several = text.contains('\n');
        if let Mode::Search { .. } = self.mode {
            self.typing.line.insert(part);
        } else if several || text.len() > LONG_LINE {
            if !several {
                self.typing.line.insert(&format!("{part}…"));
            } else if self.typing.line.is_empty() {
                // What is typed behind it is another word.
                self.typing.line.insert(&format!("{part} "));
            }
            self.typing.attach(text);
            let timed = self.typing.timed;
            let may_be_events = timed > 1 && matches!(self.mode, Mode::Write);
            self.notice =
                may_be_events.then(|| format!("evidence; {timed} lines have times: C-x b reads them as events"));
        } else {
            self.typing.line.insert(text);
        }
        self.typed(context);
        vec![self.draft(context)]
    }
}

impl Screen for Log {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.key(*key, context),
            Input::Paste(text) => self.paste(text, context),
            Input::Mouse(mouse) => self.mouse(*mouse, context),
            Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    /// Events reached the disk, or the incident became known.
    fn refresh(&mut self, context: &Context) -> Vec<Effect> {
        let mut effects = self.place(context);
        let before = self.sent.len() + self.aside.len();
        let saved = |id: RecordId| context.session.is_on_disk(id);
        self.sent.retain(|line| !saved(line.id));
        if context.session.is_loaded() && !self.recovered.is_empty() {
            let known = std::mem::take(&mut self.recovered);
            self.aside.retain(|line| !(known.contains(line) && saved(line.id)));
            // What was typed on to a line that was saved is a line of its own.
            for line in self.aside.iter_mut().filter(|line| saved(line.id)) {
                line.id = context.session.new_id();
            }
            let waiting = match &mut self.mode {
                Mode::Write => None,
                Mode::Amend { waiting, .. } | Mode::Search { waiting, .. } => Some(waiting),
            };
            for typing in std::iter::once(&mut self.typing).chain(waiting) {
                match typing.half_typed() {
                    Some(half) if !saved(half.id) => {}
                    Some(half) if known.contains(&half) => *typing = Typing::default(),
                    Some(half) => typing.began = Some((context.session.new_id(), half.began)),
                    None => {}
                }
            }
            if self.aside.is_empty() && self.typing.is_empty() {
                // All of it was saved just before the end: there is nothing to bring back.
                self.notice = None;
            }
        }
        if before != self.sent.len() + self.aside.len() || !effects.is_empty() {
            effects.push(self.draft(context));
        }
        effects
    }

    /// It is the line where there is none; else it is set aside.
    fn take_in(&mut self, line: HalfTyped, context: &Context) -> Vec<Effect> {
        if self.typing.is_empty() && matches!(self.mode, Mode::Write) {
            self.typing = Typing::of(line);
        } else {
            self.aside.push(line);
            self.notice = Some(SET_ASIDE.to_owned());
        }
        vec![self.draft(context)]
    }

    /// Brings the event up to be corrected, with what happened around it.
    fn go_to(&mut self, event: RecordId, context: &Context) -> Vec<Effect> {
        let _ = self.back(context);
        match context.session.timeline().event(event) {
            Some(known) if known.struck.is_none() && known.redacted.is_none() => {
                self.scrolled = Some(Scrolled::Last(event));
                self.amend_event(known.id, known.text());
                self.notice = Some("Enter corrects it, Esc leaves it; C-x p leads back to the postmortem".to_owned());
            }
            _ => self.notice = Some("that event can't be corrected any more".to_owned()),
        }
        vec![self.draft(context)]
    }

    /// It is on top again, before another incident.
    fn laid(&mut self, context: &Context) -> Vec<Effect> {
        vec![self.draft(context)]
    }

    fn part(&mut self, to: Option<&str>, context: &Context) {
        self.turn(to, context);
    }

    fn tell(&mut self, said: &str) {
        self.notice = Some(said.to_owned());
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        view::draw(self, frame, context);
    }

    fn run(&mut self, name: &str, context: &Context) -> Vec<Effect> {
        self.notice = None;
        let mut effects = run(COMMANDS, name, self, context);
        effects.push(self.draft(context));
        effects
    }

    fn place_name(&self) -> &'static str {
        "log"
    }

    fn help(&self) -> Vec<HelpRow> {
        help_rows(COMMANDS)
    }

    fn takes_lines(&self) -> bool {
        true
    }
}
