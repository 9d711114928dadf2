//! What the keys of the Log screen do that the line itself does not: a row each.

use super::{Log, Mode, SET_ASIDE, Typing, first_part};
use crate::analysis::{About, QUESTIONS};
use crate::session::{CantMove, Unsaved};
use crate::time::Moment;
use crate::timeline::{Record, RecordId};
use crate::tui::command::{Command, commands};
use crate::tui::effect::{Effect, Over};
use crate::tui::screen::Context;

/// Every command of the screen. Editing of the line (readline's keys) comes before these.
pub(super) const COMMANDS: &[Command<Log>] = commands![
    ["Enter"], "store", "stores the line; on an empty line, marks the time to be filled in later", Log::enter;
    ["Tab"], "tag", "then a letter: what sort of thing it was", Log::tab;
    ["Up", "C-p"], "amend", "brings the last events back, to correct them", Log::older;
    ["Down", "C-n"], "newer", "goes back towards the line in progress", Log::newer;
    ["C-o"], "store as new", "stores an amended line as a new event", Log::store_as_new;
    ["Esc", "C-g"], "return", "returns to the line in progress; takes C-x x back", Log::escape;
    ["C-c"], "set aside", "sets the line aside; nothing is lost", Log::set_aside;
    ["C-x a"], "bring back", "brings back a line that was set aside", Log::bring_back;
    ["C-_", "C-x C-u"], "undo", "takes back the edit in the line or, on an empty line, what was recorded last", Log::undo;
    ["C-x C-r"], "redo", "brings back what was taken back", |_, _| vec![Effect::Redo];
    ["C-r"], "search", "searches the timeline; again for older ones", Log::search;
    ["PgUp"], "scroll back", "shows what happened before", Log::page_back;
    ["PgDn"], "scroll on", "shows what happened after", Log::page_on;
    ["C-x 1"], "first", "takes the first of the readings that are offered", |log, context| log.choose(0, context);
    ["C-x 2"], "second", "takes the second", |log, context| log.choose(1, context);
    ["C-x 3"], "third", "takes the third", |log, context| log.choose(2, context);
    ["C-x h"], "next H", "selects the next open hypothesis", Log::next_suspect;
    ["C-x x"], "rule out", "rules out the selected hypothesis; then why", Log::rule_out;
    ["C-x c"], "confirm", "confirms the selected hypothesis; then how", Log::confirm;
    ["C-x s"], "state card", "shows how it stands, to paste", |_, _| vec![Effect::Show(Over::Card)];
    ["C-x q"], "questions", "asks what is best asked as soon as it is resolved", Log::questions;
    ["C-x r"], "review", "walks through what happened, and corrects it", |_, _| vec![Effect::Show(Over::Review)];
    ["C-x p"], "postmortem", "shows what is written, what it looks like, what is missing", |_, _| vec![Effect::Show(Over::Postmortem)];
    ["C-x b"], "backfill", "makes events of pasted lines, each with its own time", Log::backfill;
    ["C-x i"], "incidents", "shows all incidents, to find and open one", |_, _| vec![Effect::Show(Over::Incidents)];
    ["C-x o"], "move", "moves the event that is being amended to another incident", Log::move_event;
    ["C-x z"], "snooze", "puts away what the quiet line says", Log::snooze;
    ["C-x d"], "drop marks", "drops the marks that were not filled in", Log::drop_marks;
    ["C-x n"], "new incident", "leaves this incident open and begins another", Log::new_incident;
    ["C-l", "C-x l"], "draw anew", "goes to the newest events and draws the screen anew", Log::redraw;
    ["C-d"], "leave", "on an empty line, leaves; the incident stays open", Log::leave;
];

impl Log {
    fn escape(&mut self, context: &Context) -> Vec<Effect> {
        if matches!(self.mode, Mode::Write) && self.take_verdict_back(context) {
            return Vec::new();
        }
        self.back(context)
    }

    fn tab(&mut self, _: &Context) -> Vec<Effect> {
        self.picking = !matches!(self.mode, Mode::Search { .. });
        Vec::new()
    }

    fn set_aside(&mut self, context: &Context) -> Vec<Effect> {
        if !matches!(self.mode, Mode::Write) {
            return self.back(context);
        }
        match std::mem::take(&mut self.typing).half_typed() {
            Some(half) => {
                self.aside.push(half);
                self.notice = Some(SET_ASIDE.to_owned());
            }
            None => self.notice = Some("C-d leaves; C-x ? shows the keys".to_owned()),
        }
        Vec::new()
    }

    fn bring_back(&mut self, context: &Context) -> Vec<Effect> {
        // What is in the line goes to the end of the queue, a correction and what waits for it too.
        let brought = self.aside.pop();
        let correction = self.correction(context);
        self.return_to_line();
        let any = correction.is_some();
        self.aside.splice(0..0, correction);
        match brought {
            Some(half) => {
                let elsewhere =
                    half.incident.as_deref().filter(|typed_for| context.session.incident() != Some(typed_for));
                self.notice = elsewhere.map(|typed_for| format!("typed for {typed_for}; Enter stores it here"));
                let in_progress = std::mem::replace(&mut self.typing, Typing::of(half));
                self.aside.splice(0..0, in_progress.half_typed());
            }
            None => self.notice = Some(if any { SET_ASIDE } else { "nothing is set aside" }.to_owned()),
        }
        Vec::new()
    }

    fn undo(&mut self, _: &Context) -> Vec<Effect> {
        // An edit was offered to the line before this was asked.
        if self.typing.is_empty() && matches!(self.mode, Mode::Write) {
            return vec![Effect::Undo];
        }
        self.notice = Some("no edit to take back in this line".to_owned());
        Vec::new()
    }

    fn snooze(&mut self, context: &Context) -> Vec<Effect> {
        if self.offer.take().is_some() {
            return Vec::new();
        }
        match self.prompt(context) {
            Some(prompt) => {
                let minutes = i64::from(context.settings.timers.snooze.max(1));
                self.put_away(prompt.about, context.session.now().plus_millis(minutes * 60_000));
                // Where another takes its place, that is seen at once.
                if self.prompt(context).is_none() {
                    self.notice = Some(format!("put away for {}", crate::words::minutes(minutes)));
                }
            }
            None => self.snoozed = true,
        }
        Vec::new()
    }

    /// Lines to become events of their own: those that were pasted into the line, where they have times.
    fn backfill(&mut self, context: &Context) -> Vec<Effect> {
        let has_times = matches!(self.mode, Mode::Write) && self.typing.timed > 0;
        let pasted = if has_times { std::mem::take(&mut self.typing.pasted) } else { Vec::new() };
        if has_times {
            self.typing.timed = 0;
            // What the paste has put into the line goes along, what was typed stays.
            if pasted.iter().any(|pasted| self.typing.line.text().trim() == first_part(pasted)) {
                self.typing.line.take();
            }
            self.typed(context);
        }
        vec![Effect::Show(Over::Backfill(pasted))]
    }

    /// The six questions; whoever opens them need not be told of them again for a while.
    fn questions(&mut self, context: &Context) -> Vec<Effect> {
        let away = i64::from(context.settings.timers.snooze.max(1)) * 60_000;
        let at = context.summary().over_at().map(Moment::millis);
        self.put_away(About { prompt: QUESTIONS, of: None, at }, context.session.now().plus_millis(away));
        vec![Effect::Show(Over::Questions)]
    }

    /// What is half typed or set aside goes along; what is on its way to the disk has to be there.
    fn new_incident(&mut self, context: &Context) -> Vec<Effect> {
        if !context.session.may_turn() {
            self.notice = Some(CantMove::Unsaved.to_string());
            return Vec::new();
        }
        self.turn(None, context);
        vec![Effect::NewIncident]
    }

    /// A recorder for another incident. To a new one the line in progress goes along; before one that
    /// is there it is set aside, with what it was typed for.
    pub(super) fn turn(&mut self, to: Option<&str>, context: &Context) {
        let _ = self.back(context);
        let mut typing = std::mem::take(&mut self.typing);
        let mut aside = std::mem::take(&mut self.aside);
        let in_progress = to.and_then(|_| std::mem::take(&mut typing).half_typed());
        let notice = in_progress.as_ref().map(|_| SET_ASIDE.to_owned());
        aside.extend(in_progress);
        for half in aside.iter_mut().filter(|half| half.incident.is_none()) {
            half.incident = context.session.incident().map(str::to_owned);
        }
        typing.incident = None;
        *self = Log { typing, aside, notice, has_stored: to.is_none(), ..Log::new() };
    }

    /// Chooses the incident that the event in the line is moved to.
    fn move_event(&mut self, context: &Context) -> Vec<Effect> {
        let Mode::Amend { id, .. } = self.mode else {
            self.notice = Some("Up brings the event that is to be moved; then C-x o".to_owned());
            return Vec::new();
        };
        let _ = self.back(context);
        vec![Effect::Show(Over::MoveTo(vec![id]))]
    }

    fn drop_marks(&mut self, context: &Context) -> Vec<Effect> {
        let timeline = context.session.timeline();
        let marks = timeline.all_events().filter(|event| event.is_mark() && event.struck.is_none());
        let strike = |id: RecordId| Record::Strike { of: id, why: Some("mark dropped".to_owned()) };
        let strikes: Vec<Record> = marks.map(|event| strike(event.id)).collect();
        if strikes.is_empty() {
            self.notice = Some("there are no marks".to_owned());
            return Vec::new();
        }
        self.notice = Some(format!("{} dropped; C-_ takes that back", crate::words::count(strikes.len(), "mark")));
        vec![Effect::Records(strikes)]
    }

    fn redraw(&mut self, _: &Context) -> Vec<Effect> {
        self.scrolled = None;
        vec![Effect::Repaint]
    }

    fn leave(&mut self, context: &Context) -> Vec<Effect> {
        match context.session.unsaved() {
            // What the disk was given a moment ago is waited for on the way out.
            Some(unsaved) if !self.leaving && is_in_trouble(&unsaved, context.session.now()) => {
                self.leaving = true;
                let events = crate::words::count(unsaved.events, "record");
                let not = if unsaved.kept.is_some() { "NOT DURABLE" } else { "NOT SAVED" };
                self.notice = Some(format!("{events} {not}: C-d again leaves and prints them; C-x w tries again"));
                Vec::new()
            }
            _ => vec![Effect::Leave],
        }
    }
}

/// Whether something is not saved that by now should be.
fn is_in_trouble(unsaved: &Unsaved, now: Moment) -> bool {
    unsaved.why.is_some() || now.millis_since(unsaved.since) >= 1000
}
