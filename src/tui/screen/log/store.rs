//! Enter: the line understood and recorded.

use super::offer::Offer;
use super::{Log, Mode, Typing};
use crate::entry::{self, Draft, Typed, understand};
use crate::time::When;
use crate::timeline::{Event, EventBody, EventChange, Record, RecordId, Setting, Tag};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

/// Two marks closer than this are one.
const SAME_MARK_MS: i64 = 2000;

impl Log {
    /// The line as it would be stored now.
    pub(super) fn understood(&self, context: &Context) -> Draft {
        understand(&self.now_typed(context), context.summary())
    }

    /// The line as it would be entered now.
    pub(super) fn now_typed(&self, context: &Context) -> Typed<'_> {
        let now = context.session.now();
        let began = self.typing.began.map_or(now, |(_, began)| began);
        Typed { line: self.typing.line.text(), began, entered: now, tag: self.typing.tag, at: None }
    }

    /// What was understood, in words, with the first thing that could not be.
    pub(super) fn echo(&self, context: &Context) -> String {
        let draft = self.understood(context);
        let said = entry::echo_beside_stamp(&draft, context.summary(), context.session.now());
        match draft.doubts.first() {
            Some(doubt) => format!("{said} · {}", words::visible(&doubt.message)),
            None => said,
        }
    }

    pub(super) fn enter(&mut self, context: &Context) -> Vec<Effect> {
        match self.mode {
            Mode::Write => self.store(context),
            Mode::Amend { id, .. } => self.amend(id, context),
            Mode::Search { .. } => self.take_found(context),
        }
    }

    pub(super) fn store(&mut self, context: &Context) -> Vec<Effect> {
        if self.typing.is_empty() {
            return self.mark(context);
        }
        let entered = context.session.now();
        let mut typing = std::mem::take(&mut self.typing);
        let (mut id, began) = typing.began.unwrap_or((context.session.new_id(), entered));
        if self.recovered.iter().any(|line| line.id == id)
            && !typing.half_typed().is_some_and(|half| self.recovered.contains(&half))
        {
            // What it was may have been stored, and of two records with one id only one counts.
            id = context.session.new_id();
            typing.began = Some((id, began));
        }
        // Wherever it was typed, it is stored here.
        typing.incident = None;
        self.sent.extend(typing.half_typed());
        self.scrolled = None;
        self.has_stored = true;
        if !context.session.is_known() {
            let when = When::live(context.session.zone().stamp(began));
            let mut body = EventBody::new(when, typing.tag.unwrap_or_default(), typing.line.take().trim());
            body.details.insert(EventBody::AS_TYPED.to_owned(), "yes".to_owned());
            return vec![Effect::Event { id, body: Box::new(body), pasted: typing.pasted, entered }];
        }
        let line = typing.line.take();
        let typed = Typed { line: &line, began, entered, tag: typing.tag, at: None };
        let summary = context.summary();
        let draft = understand(&typed, summary);
        if let Some(title) = draft.title {
            // A title has no evidence: what was pasted is another line.
            let beside =
                Typing { began: Some((context.session.new_id(), began)), pasted: typing.pasted, ..Typing::default() };
            if let Some(half) = beside.half_typed() {
                self.aside.push(half);
                self.notice = Some("what was pasted is set aside; C-x a brings it back".to_owned());
            }
            return vec![Effect::Title { id, title }];
        }
        self.offer = Offer::of(id, &draft, summary).or(self.offer.take().and_then(|offer| offer.after(&draft.body)));
        self.say_if_out_of_sight(&draft.body.when, context);
        vec![Effect::Event { id, body: Box::new(draft.body), pasted: typing.pasted, entered }]
    }

    /// An event that goes to its place far up would seem to have gone nowhere.
    fn say_if_out_of_sight(&mut self, when: &When, context: &Context) {
        let timeline = context.session.timeline();
        let oldest = self.drawn.get().oldest.and_then(|id| timeline.part(id));
        let Some((bound, oldest)) = when.bound().zip(oldest) else { return };
        let has_more_above = timeline.story().next().is_some_and(|first| first.id() != oldest.id());
        if has_more_above && Some(bound.moment) < oldest.at() {
            self.notice = Some(format!("stored at {}, further up: PgUp", when.shown(&context.session.zone())));
        }
    }

    /// A time without words, to be filled in later.
    fn mark(&mut self, context: &Context) -> Vec<Effect> {
        let now = context.session.now();
        // Enter was meant for what was there before this incident was opened.
        if context.summary().state.is_over() && !self.has_stored {
            self.notice = Some("it is over; type what there is to add, or C-x r reviews it".to_owned());
            return Vec::new();
        }
        if entry::is_long_after(now, context.summary()) {
            self.notice = Some("nothing to store; a mark is a time, and this is written down afterwards".to_owned());
            return Vec::new();
        }
        if self.last_mark.is_some_and(|last| now.millis_since(last).abs() < SAME_MARK_MS) {
            return Vec::new();
        }
        self.last_mark = Some(now);
        self.scrolled = None;
        self.has_stored = true;
        let tag = self.typing.tag.take().unwrap_or_default();
        let body = EventBody::new(When::live(context.session.zone().stamp(now)), tag, "");
        vec![Effect::Event { id: context.session.new_id(), body: Box::new(body), pasted: Vec::new(), entered: now }]
    }

    /// Corrects an event by the line: its text, and its time or tag where the line says one.
    fn amend(&mut self, id: RecordId, context: &Context) -> Vec<Effect> {
        let Some((change, offer)) = self.amended(id, context) else {
            // It was taken back or redacted meanwhile, by somebody else.
            let typed = self.correction(context).map_or("", |_| "; C-x a brings back what was typed");
            let _ = self.back(context);
            self.notice = Some(format!("that event is gone{typed}"));
            return Vec::new();
        };
        let emptied = self.typing.line.text().trim().is_empty();
        let half = self.correction(context);
        let pasted = std::mem::take(&mut self.typing.pasted);
        self.return_to_line();
        if change == EventChange::default() && pasted.is_empty() {
            let had_words = context.session.timeline().event(id).is_some_and(|event| !event.text().is_empty());
            let why = if emptied && had_words { ": an event can't be emptied" } else { "" };
            self.notice = Some(format!("nothing was changed{why}"));
            return Vec::new();
        }
        self.offer = offer.or(self.offer.take());
        let correction = half.as_ref().map_or_else(|| context.session.new_id(), |half| half.id);
        self.sent.extend(half);
        vec![Effect::Amend { id: correction, of: id, change: Box::new(change), pasted }]
    }

    fn amended(&self, id: RecordId, context: &Context) -> Option<(EventChange, Option<Offer>)> {
        let event = context.session.timeline().event(id)?;
        let line = self.typing.line.text();
        let retagged = self.typing.tag.is_some_and(|tag| tag != event.tag());
        if line == event.text() && !retagged {
            return Some((EventChange::default(), None));
        }
        let draft = self.understood(context);
        let mut body = EventBody::clone(&event.body);
        let says_tag = draft.body.tag != Tag::Note || retagged;
        // An event can't become a title.
        let text = if draft.title.is_some() { line.trim() } else { &draft.body.text };
        // Nor can it be emptied: a time or a tag alone corrects that alone.
        let text = if text.is_empty() { event.text() } else { text }.to_owned();
        body.text.clone_from(&text);
        if draft.body.when.words.is_some() {
            body.when.clone_from(&draft.body.when);
        }
        if says_tag {
            // A hypothesis that is still one keeps its number.
            let opens = event.body.opens.filter(|_| draft.body.tag == Tag::Hypothesis).or(draft.body.opens);
            let (when, starred, hidden) = (body.when, body.starred, body.hidden);
            body = EventBody { when, text, starred, hidden, ..draft.body.clone() };
            body.opens = opens;
            body.typed = event.body.typed;
        }
        Some((EventChange::between(&event.body, &body), Offer::of(id, &draft, context.summary())))
    }

    /// Stores an amended line as a new event.
    pub(super) fn store_as_new(&mut self, context: &Context) -> Vec<Effect> {
        if !matches!(self.mode, Mode::Amend { .. }) {
            return self.enter(context);
        }
        let line = self.typing.clone();
        self.return_to_line();
        let waiting = std::mem::replace(&mut self.typing, Typing { began: None, ..line });
        self.typed(context);
        let effects = self.store(context);
        self.typing = waiting;
        effects
    }

    /// Understands the next line that was stored before its incident was known. One at a time: each
    /// may open the hypothesis that the one after it rules out.
    pub(super) fn place(&mut self, context: &Context) -> Vec<Effect> {
        let timeline = context.session.timeline();
        if !context.session.is_loaded() {
            self.as_typed = None;
            return Vec::new();
        }
        let waiting = self.as_typed.get_or_insert_with(|| {
            let is_as_typed =
                |event: &&Event| event.body.details.contains_key(EventBody::AS_TYPED) && event.struck.is_none();
            let mut found: Vec<&Event> = timeline.all_events().filter(is_as_typed).collect();
            found.sort_by(|a, b| a.place.cmp(&b.place));
            found.iter().map(|event| event.id).collect()
        });
        // What was corrected meanwhile stays as it was corrected.
        let mut next = std::iter::from_fn(|| waiting.pop_front()).filter_map(|id| timeline.event(id));
        let Some(event) = next.find(|event| event.amendments == 0) else { return Vec::new() };
        let began = event.bound().unwrap_or(event.recorded.moment);
        let tag = Some(event.tag()).filter(|tag| *tag != Tag::Note);
        let typed = Typed { line: event.text(), began, entered: event.recorded.moment, tag, at: None };
        let summary = context.summary();
        let draft = understand(&typed, summary);
        if let Some(title) = draft.title {
            let strike = Record::Strike { of: event.id, why: Some("named the incident".to_owned()) };
            return vec![Effect::Records(vec![Record::Set(vec![Setting::Title(title)]), strike])];
        }
        self.offer = Offer::of(event.id, &draft, summary).or(self.offer.take());
        let change = EventChange::between(&event.body, &draft.body);
        vec![Effect::Records(vec![Record::Amend { of: event.id, change: change.into() }])]
    }
}
