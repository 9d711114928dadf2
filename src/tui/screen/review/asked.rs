//! The line at the foot of the screen: what is asked for before something is corrected. What it
//! comes to is shown while it is typed, before anything is stored.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::Review;
use super::correct::ADD;
use super::find::{Completing, FILTER, Find};
use crate::session::HalfTyped;
use crate::time::Moment;
use crate::timeline::RecordId;
use crate::tui::effect::Effect;
use crate::tui::key::{Code, Key};
use crate::tui::screen::Context;
use crate::tui::screen::frame::typed;
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::line::Line;
use crate::words;

/// One thing that can be asked for.
pub(super) struct AskRow {
    /// What stands before the line.
    pub(super) prompt: &'static str,
    /// What is said while nothing is typed.
    pub(super) hint: &'static str,
    /// What the line comes to, or why it comes to nothing.
    pub(super) understood: fn(&Review, &Ask, &Context) -> Result<Understood, String>,
    /// Whether what is typed are words that nobody wants to type again.
    pub(super) keeps: bool,
}

/// What a line comes to.
#[derive(Default)]
pub(super) struct Understood {
    /// In words, before it is stored.
    pub(super) said: String,
    /// And after.
    pub(super) done: String,
    pub(super) effects: Vec<Effect>,
    /// Where the cursor goes; and the moment that replay goes to.
    pub(super) go_to: Option<RecordId>,
    pub(super) as_of: Option<Moment>,
}

/// A question, and as much of its answer as is typed.
#[derive(Clone)]
pub(super) struct Ask {
    pub(super) row: &'static AskRow,
    /// What it is about.
    pub(super) of: Vec<RecordId>,
    pub(super) line: Line,
    /// What the line began with.
    before: String,
    /// The record that what is typed would become, and its first key press.
    began: Option<(RecordId, Moment)>,
    /// What Tab offers.
    pub(super) completing: Option<Completing>,
}

impl Ask {
    pub(super) fn of(row: &'static AskRow, of: Vec<RecordId>, text: String) -> Ask {
        let mut line = Line::new();
        line.set(text.clone());
        Ask { row, of, line, before: text, began: None, completing: None }
    }

    pub(super) fn text(&self) -> &str {
        self.line.text()
    }

    /// The record of an event that it makes, and when it was begun.
    pub(super) fn began(&self, context: &Context) -> (RecordId, Moment) {
        self.began.unwrap_or_else(|| (context.session.new_id(), context.session.now()))
    }

    /// What the line began with.
    pub(super) fn first(&self) -> &str {
        &self.before
    }

    /// Whether it is a line as the recorder takes it: an event to be added.
    pub(super) fn is_line(&self) -> bool {
        std::ptr::eq(self.row, &ADD)
    }

    /// Whether it is the filter, which the list follows while it is typed.
    pub(super) fn is_filter(&self) -> bool {
        std::ptr::eq(self.row, &FILTER)
    }

    fn is_changed(&self) -> bool {
        self.text() != self.before
    }

    /// What is typed so far, to be kept on disk.
    pub(super) fn half_typed(&self, context: &Context) -> Option<HalfTyped> {
        let (id, began) = self.began.filter(|_| self.row.keeps && self.is_changed())?;
        let incident = context.session.incident().map(str::to_owned);
        let text = self.text().to_owned();
        (!text.trim().is_empty()).then_some(HalfTyped { id, text, began, tag: None, incident, section: None })
    }

    /// On the last row of the screen.
    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let many = if self.of.len() > 1 { format!("{} events, ", self.of.len()) } else { String::new() };
        let prompt = format!(" {many}{} {} ", self.row.prompt, theme.glyph(Glyph::Prompt));
        typed(&prompt, &self.line, frame, area, theme);
    }
}

impl Review {
    /// Asks; what was left half typed of the same question is there again.
    pub(super) fn ask(&mut self, ask: Ask) -> Vec<Effect> {
        let is_same = |left: &mut Ask| std::ptr::eq(left.row, ask.row) && left.of == ask.of;
        self.asked = Some(self.left.take_if(is_same).unwrap_or(ask));
        Vec::new()
    }

    pub(super) fn asked_key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        if key.code == Code::Enter {
            return self.answered(context);
        }
        if key.code == Code::Esc || key == Key::ctrl('g') || key == Key::ctrl('c') {
            let asked = self.asked.take();
            if let Some(ask) = asked.as_ref().filter(|ask| ask.is_filter()) {
                self.find = Find::of(&ask.before);
            }
            if let Some(left) = asked.filter(|ask| ask.half_typed(context).is_some()) {
                self.left = Some(left);
                self.notice = Some("left; the same key brings back what was typed".to_owned());
            }
            return vec![self.beside(context)];
        }
        if key.code == Code::Tab {
            return self.complete(context);
        }
        if key == Key::ctrl('x') || key == Key::alt('x') {
            return self.say("Enter or Esc comes first");
        }
        self.notice = None;
        let Some(ask) = &mut self.asked else { return Vec::new() };
        ask.completing = None;
        ask.line.handle(key);
        self.asked_typed(context)
    }

    pub(super) fn asked_paste(&mut self, text: &str, context: &Context) -> Vec<Effect> {
        match &mut self.asked {
            Some(ask) => {
                ask.line.insert(&words::one_line(text));
                self.asked_typed(context)
            }
            None => self.say("a adds an event; then paste"),
        }
    }

    fn asked_typed(&mut self, context: &Context) -> Vec<Effect> {
        let Some(ask) = &mut self.asked else { return Vec::new() };
        if ask.began.is_none() {
            ask.began = Some((context.session.new_id(), context.session.now()));
        }
        self.looked_for();
        vec![self.beside(context)]
    }

    /// What is half typed, or was left, to be kept on disk.
    fn beside(&self, context: &Context) -> Effect {
        let typed = [&self.asked, &self.left].into_iter().flatten();
        Effect::Beside(typed.filter_map(|ask| ask.half_typed(context)).next())
    }

    /// Enter: what the line comes to is done.
    fn answered(&mut self, context: &Context) -> Vec<Effect> {
        if let Err(problem) = self.look_for_all_of_it(context) {
            return self.say(problem);
        }
        let Some(ask) = &self.asked else { return Vec::new() };
        match (ask.row.understood)(self, ask, context) {
            Ok(understood) => {
                let half = ask.half_typed(context);
                if let Some(at) = understood.as_of {
                    self.seek_replay(at, context);
                }
                self.asked = None;
                // From here on it is this one, whatever is shown.
                self.cursor = self.row_id(context);
                if let Some(event) = understood.go_to {
                    self.cursor = Some(event);
                }
                let mut effects = understood.effects;
                if !effects.is_empty() {
                    self.chosen.clear();
                    // Until it is on disk, it is kept as what it was typed as.
                    let is_of = |effect: &Effect| match effect {
                        Effect::Event { id, .. } | Effect::Written { id, .. } | Effect::Title { id, .. } => {
                            half.as_ref().is_some_and(|half| half.id == *id)
                        }
                        _ => false,
                    };
                    if effects.iter().any(is_of) {
                        effects.extend(half.map(Effect::Sent));
                    }
                }
                self.notice = Some(understood.done).filter(|done| !done.is_empty());
                effects.push(self.beside(context));
                effects
            }
            Err(why) => self.say(why),
        }
    }

    /// What is said above the line that is asked for.
    pub(super) fn asked_said(&self, context: &Context) -> Option<Vec<(String, Role)>> {
        let ask = self.asked.as_ref()?;
        let said = match &self.notice {
            Some(notice) => (words::visible(notice).into_owned(), Role::Strong),
            None if ask.text().trim().is_empty() => (ask.row.hint.to_owned(), Role::Hint),
            None => match (ask.row.understood)(self, ask, context) {
                Ok(understood) => (words::visible(&understood.said).into_owned(), Role::Echo),
                Err(why) => (words::visible(&why).into_owned(), Role::Hint),
            },
        };
        let offered = ask.completing.as_ref().map(|completing| (completing.said(), Role::Hint));
        Some([Some(said), offered].into_iter().flatten().collect())
    }
}
