//! Going back: the last events to be amended, the search, and the scrolling of the list.

use std::cell::Ref;

use super::{Log, Mode, Scrolled};
use crate::timeline::{Event, Part, RecordId, Timeline};
use crate::tui::effect::Effect;
use crate::tui::mouse::Mouse;
use crate::tui::screen::Context;
use crate::words;

/// As far back as the arrow goes; for anything older there is the search.
const REACH: usize = 500;

/// The events as the arrow brings them: marks that wait for their words, then what was recorded in
/// this recorder, then everything else; of each the newest first.
fn recent<'a>(context: &Context<'a>) -> Vec<&'a Event> {
    let timeline = context.session.timeline();
    let latest = timeline.events().rev().take(REACH).chain(timeline.untimed().rev().take(REACH));
    let mut events: Vec<&Event> = latest.filter(|event| event.struck.is_none() && event.redacted.is_none()).collect();
    let turn = |event: &Event| match (event.is_mark(), context.session.is_from_here(event)) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    events.sort_by(|a, b| turn(a).cmp(&turn(b)).then_with(|| b.place.cmp(&a.place)));
    events
}

/// What a search has found: worked out when the query or the timeline changes, not with every look.
#[derive(Default)]
pub(super) struct Found {
    query: String,
    version: u64,
    /// The newest events that hold all its words, the newest first, at most [`REACH`].
    events: Vec<RecordId>,
}

impl Found {
    /// Brings it up to date. Who types on looks among what was found: another letter finds no more.
    fn look(&mut self, timeline: &Timeline, query: &str) {
        let version = timeline.version();
        if self.version == version && self.query == query {
            return;
        }
        let is_narrower = self.version == version && self.events.len() < REACH && query.starts_with(&self.query);
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let holds = |event: &&Event| {
            let holds =
                |word: &String| words::contains(event.text(), word) || event.tag().name().contains(word.as_str());
            words.iter().all(holds)
        };
        self.events = if is_narrower {
            self.events.iter().filter_map(|id| timeline.event(*id)).filter(holds).map(|event| event.id).collect()
        } else {
            let all = timeline.events().rev().chain(timeline.untimed().rev());
            all.filter(holds).take(REACH).map(|event| event.id).collect()
        };
        (self.query, self.version) = (query.to_owned(), version);
    }
}

impl Log {
    pub(super) fn older(&mut self, context: &Context) -> Vec<Effect> {
        self.step(1, context)
    }

    pub(super) fn newer(&mut self, context: &Context) -> Vec<Effect> {
        self.step(-1, context)
    }

    fn step(&mut self, by: isize, context: &Context) -> Vec<Effect> {
        if let Mode::Search { .. } = self.mode {
            return self.step_found(by, context);
        }
        let events = recent(context);
        let at = match &self.mode {
            Mode::Amend { id, .. } => events.iter().position(|event| event.id == *id).map_or(-1, |at| at as isize),
            _ => -1,
        };
        match usize::try_from(at + by).ok().and_then(|at| events.get(at)) {
            Some(event) => {
                self.set_correction_aside(context);
                self.amend_event(event.id, event.text());
            }
            None if at + by < 0 => drop(self.back(context)),
            None => self.notice = Some("that is the first; C-r searches".to_owned()),
        }
        Vec::new()
    }

    /// Puts an event into the line to be corrected; the line in progress waits.
    pub(super) fn amend_event(&mut self, id: RecordId, text: &str) {
        let shown = std::mem::take(&mut self.typing);
        let waiting = match std::mem::take(&mut self.mode) {
            Mode::Write => shown,
            Mode::Amend { waiting, .. } | Mode::Search { waiting, .. } => waiting,
        };
        self.typing.line.set(text);
        self.mode = Mode::Amend { id, waiting };
    }

    /// Returns to the line in progress; what was typed into a correction is set aside.
    pub(super) fn back(&mut self, context: &Context) -> Vec<Effect> {
        self.set_correction_aside(context);
        self.return_to_line();
        Vec::new()
    }

    /// Returns to the line in progress once the other has been taken care of.
    pub(super) fn return_to_line(&mut self) {
        match std::mem::take(&mut self.mode) {
            Mode::Write => self.offer = None,
            Mode::Amend { waiting, .. } | Mode::Search { waiting, .. } => self.typing = waiting,
        }
    }

    pub(super) fn search(&mut self, context: &Context) -> Vec<Effect> {
        if let Mode::Search { .. } = self.mode {
            return self.step_found(1, context);
        }
        let _ = self.back(context);
        self.mode = Mode::Search { waiting: std::mem::take(&mut self.typing), chosen: 0 };
        Vec::new()
    }

    fn step_found(&mut self, by: isize, context: &Context) -> Vec<Effect> {
        let found = self.matches(context).len();
        if let Mode::Search { chosen, .. } = &mut self.mode {
            *chosen = chosen.saturating_add_signed(by).min(found.saturating_sub(1));
        }
        Vec::new()
    }

    /// The event that the search has chosen.
    pub(super) fn found<'a>(&self, context: &Context<'a>) -> Option<&'a Event> {
        match &self.mode {
            Mode::Search { chosen, .. } => {
                self.matches(context).get(*chosen).and_then(|id| context.session.timeline().event(*id))
            }
            _ => None,
        }
    }

    /// What the search has found, the newest first.
    pub(super) fn matches(&self, context: &Context) -> Ref<'_, [RecordId]> {
        self.found.borrow_mut().look(context.session.timeline(), self.typing.line.text());
        Ref::map(self.found.borrow(), |found| found.events.as_slice())
    }

    /// Enter in the search: the chosen event comes into the line.
    pub(super) fn take_found(&mut self, context: &Context) -> Vec<Effect> {
        match self.found(context) {
            Some(event) => self.amend_event(event.id, event.text()),
            None => drop(self.back(context)),
        }
        Vec::new()
    }

    /// The oldest part of this page becomes the last of the next, so that the eye finds its place.
    pub(super) fn page_back(&mut self, context: &Context) -> Vec<Effect> {
        let oldest = context.session.timeline().story().next().map(Part::id);
        if let Some(last) = self.drawn.get().oldest.filter(|shown| Some(*shown) != oldest) {
            self.scrolled = Some(Scrolled::Last(last));
        }
        Vec::new()
    }

    /// The other way round.
    pub(super) fn page_on(&mut self, context: &Context) -> Vec<Effect> {
        let first = self.drawn.get().newest.filter(|_| self.is_scrolled(context));
        self.scrolled = first.map(Scrolled::First);
        Vec::new()
    }

    /// The wheel goes through what happened; the line stays as it is, wherever the mouse is.
    pub(super) fn mouse(&mut self, mouse: Mouse, context: &Context) -> Vec<Effect> {
        match mouse.turned() {
            Some(..0) => self.page_back(context),
            Some(_) => self.page_on(context),
            None => Vec::new(),
        }
    }

    /// Whether there is something newer than what is shown.
    pub(super) fn is_scrolled(&self, context: &Context) -> bool {
        let newest = context.session.timeline().story().next_back().map(Part::id);
        self.scrolled.is_some() && self.drawn.get().newest != newest
    }

    /// What leads back to the line in progress, and what that is.
    pub(super) fn returns(&self) -> String {
        let waiting = match &self.mode {
            Mode::Write => None,
            Mode::Amend { waiting, .. } | Mode::Search { waiting, .. } => Some(waiting.line.text()),
        };
        match waiting.filter(|text| !text.is_empty()) {
            Some(text) => format!("Esc returns to “{}”", words::visible(text)),
            None => "Esc returns".to_owned(),
        }
    }
}
