//! What the keys of the Review screen do: a row each.

use super::Review;
use super::asked::{Ask, AskRow};
use super::correct::{ADD, LABELS, LINK, SHIFT, STRIKE, TAG, TEXT, TIME};
use super::find::Find;
use super::pieces::SPLIT;
use crate::analysis::Trait;
use crate::timeline::{Event, Record, RecordId};
use crate::tui::command::{Command, commands};
use crate::tui::effect::{Effect, Over};
use crate::tui::screen::{Context, Screen};
use crate::words;

/// Every command of the screen, those first that the footer is to name.
pub(super) const COMMANDS: &[Command<Review>] = commands![
    ["e"], "text", "corrects the words of the event", |review, context| review.ask_one(&TEXT, context, |event| event.text().to_owned());
    ["t"], "time", "corrects when it happened; of several, all at that time", |review, context| review.ask_all(&TIME, context, |_| String::new());
    ["g"], "tag", "gives another tag, to all that is chosen", |review, context| review.ask_all(&TAG, context, |_| String::new());
    ["x"], "strike", "strikes it, with a reason; of what is struck takes that back", Review::strike;
    ["s"], "star", "marks it as one that matters, or not", |review, context| review.toggle(context, |body| &mut body.starred, ["starred", "not starred any more"]);
    ["/"], "filter", "shows only what matches: tag:escalation by:ana \"timeout\"", Review::filter;
    ["u", "C-_", "C-x C-u"], "undo", "takes back what was recorded last, without limit", |_, _| vec![Effect::Undo];
    ["r"], "replay", "plays it again as it was known then, minute by minute", Review::start_replay;
    ["a"], "add", "adds an event that nobody recorded at the time", Review::add;
    ["Enter"], "history", "all that is known of the event: both clocks, every correction, evidence", Review::show_history;
    ["Up", "k", "C-p"], "earlier", "goes to the event before", |review, context| review.step(-1, context);
    ["Down", "j", "C-n"], "later", "goes to the next event", |review, context| review.step(1, context);
    ["PgUp", "M-v"], "page up", "goes back by a page", |review, context| review.page(-1, context);
    ["PgDn", "C-v"], "page down", "goes on by a page", |review, context| review.page(1, context);
    ["Home", "M-<"], "first", "goes to the first event", |review, context| review.jump(0, context);
    ["End", "M->"], "last", "goes to the last event", |review, context| review.jump(usize::MAX, context);
    ["]"], "next silence", "goes to where the next silence ends", |review, context| review.silence(true, context);
    ["["], "last silence", "goes to where the last silence ended", |review, context| review.silence(false, context);
    ["m"], "fill mark", "goes to the next time without words, to be filled in", Review::fill_mark;
    ["c"], "confirm", "says that what was imported is right as it stands, and goes to the next of it", Review::confirm;
    ["h"], "link", "says which hypotheses it is about", |review, context| review.ask_all(&LINK, context, |_| String::new());
    ["l"], "labels", "changes its #labels", |review, context| review.ask_all(&LABELS, context, labels_of);
    ["H"], "hide", "leaves it out of the report, or not", |review, context| review.toggle(context, |body| &mut body.hidden, ["hidden from the report", "told in the report again"]);
    ["S"], "split", "makes two events of one", |review, context| review.ask_one(&SPLIT, context, |event| event.text().to_owned());
    ["J"], "merge", "makes one event of those chosen, or of this and the next", Review::merge;
    [">"], "shift", "moves it in time: that clock was wrong by so much", |review, context| review.ask_all(&SHIFT, context, |_| String::new());
    ["Space"], "choose", "chooses it, to be corrected with others, and goes on", Review::choose;
    ["o"], "move", "moves what is chosen to another incident", Review::move_away;
    ["*"], "choose all", "chooses everything that is shown, or nothing", Review::choose_all;
    ["f"], "next filter", "goes through the saved filters", Review::next_saved;
    ["+", "="], "nearer", "shows half as much of the axis", |review, context| review.zoom(true, context);
    ["-"], "wider", "shows twice as much of it", |review, context| review.zoom(false, context);
    ["0"], "whole", "shows the whole axis", |review, _| { review.window.show_all(); Vec::new() };
    ["Left"], "pan back", "moves along the axis, the cursor stays", |review, context| review.pan(false, context);
    ["Right"], "pan on", "moves along the axis the other way", |review, context| review.pan(true, context);
    ["L"], "lanes", "shows the list alone, or with its lanes", |review, _| { review.alone = !review.alone; Vec::new() };
    ["B"], "large", "shows fewer and larger, to be read from afar", |review, _| { review.large = !review.large; Vec::new() };
    ["U", "C-x C-r"], "redo", "brings back what was taken back", |_, _| vec![Effect::Redo];
    ["C-x i"], "incidents", "shows all incidents, to find one and open it", |_, _| vec![Effect::Show(Over::Incidents)];
    ["C-x p"], "postmortem", "shows what is written, what it looks like, what is missing", |_, _| vec![Effect::Show(Over::Postmortem)];
    ["C-x s"], "state card", "shows how it stands, to paste", |_, _| vec![Effect::Show(Over::Card)];
    ["i"], "idea", "parks an idea for a fix, so that the timeline goes on", Review::park;
    ["I"], "ideas", "shows what is parked, beside the action items", Review::show_parked;
    ["M"], "meeting", "starts the clock of the meeting, goes on to its next part, and after the last ends it", Review::next_part;
    ["N"], "last part", "goes back to the part of the meeting before", Review::last_part;
    ["Esc", "C-g", "C-c"], "let go", "lets go of the filter, then of what is chosen", Review::let_go;
    ["q", "C-x l"], "leave", "leaves the review", |review, context| review.give_way(context);
    ["?", "C-x ?", "F1"], "help", "shows all keys", |_, _| vec![Effect::Show(Over::Help)];
];

fn labels_of(event: &Event) -> String {
    event.labels().map(|label| format!("#{label}")).collect::<Vec<_>>().join(" ")
}

/// Whether a time without an entry, in milliseconds, is drawn: from what a SEV1 is asked about on.
pub(super) fn is_drawn(silence_ms: i64, context: &Context) -> bool {
    let least = context.settings.timers.silence.sev1;
    least > 0 && silence_ms >= i64::from(least) * 60_000
}

impl Review {
    /// Asks about the event under the cursor.
    fn ask_one(&mut self, row: &'static AskRow, context: &Context, text: fn(&Event) -> String) -> Vec<Effect> {
        match self.event(context).filter(|event| event.redacted.is_none()) {
            Some(event) => self.ask(Ask::of(row, vec![event.id], text(event))),
            None => self.say("there is no event here that can be corrected"),
        }
    }

    /// Asks about everything that is chosen.
    fn ask_all(&mut self, row: &'static AskRow, context: &Context, text: fn(&Event) -> String) -> Vec<Effect> {
        let targets = self.targets(context);
        match targets.as_slice() {
            [] => self.say("there is no event here that can be corrected"),
            [one] => self.ask(Ask::of(row, vec![one.id], text(one))),
            several => self.ask(Ask::of(row, several.iter().map(|event| event.id).collect(), String::new())),
        }
    }

    fn strike(&mut self, context: &Context) -> Vec<Effect> {
        let targets = self.targets(context);
        let struck: Vec<RecordId> =
            targets.iter().filter(|event| event.struck.is_some()).map(|event| event.id).collect();
        if struck.is_empty() || struck.len() < targets.len() {
            return self.ask_all(&STRIKE, context, |_| String::new());
        }
        self.chosen.clear();
        self.notice = Some("not struck any more".to_owned());
        vec![Effect::Records(struck.into_iter().map(|of| Record::Strike { of, why: None }).collect())]
    }

    fn move_away(&mut self, context: &Context) -> Vec<Effect> {
        let targets: Vec<RecordId> = self.targets(context).iter().map(|event| event.id).collect();
        if targets.is_empty() {
            return self.say("there is no event here that can be moved");
        }
        vec![Effect::Show(Over::MoveTo(targets))]
    }

    fn add(&mut self, context: &Context) -> Vec<Effect> {
        let zone = context.session.zone();
        let clock = self.moment(context).map(|at| zone.stamp(at).local().format("%H:%M ").to_string());
        self.ask(Ask::of(&ADD, Vec::new(), clock.unwrap_or_default()))
    }

    fn show_history(&mut self, context: &Context) -> Vec<Effect> {
        match self.event(context) {
            Some(event) => vec![Effect::Show(Over::History(event.id))],
            None => self.say("nothing is known of it beside what stands there"),
        }
    }

    pub(super) fn step(&mut self, by: isize, context: &Context) -> Vec<Effect> {
        let place = self.placed(context);
        self.go_to_place(place.saturating_add_signed(by), context);
        Vec::new()
    }

    fn page(&mut self, way: isize, context: &Context) -> Vec<Effect> {
        let page = isize::try_from(self.page.get().saturating_sub(1).max(1)).unwrap_or(1);
        self.step(way * page, context)
    }

    fn jump(&mut self, place: usize, context: &Context) -> Vec<Effect> {
        self.go_to_place(place, context);
        Vec::new()
    }

    /// The place of the cursor, or the first.
    fn placed(&self, context: &Context) -> usize {
        let seen = self.seen(context);
        self.place(&seen).unwrap_or(0)
    }

    fn silence(&mut self, is_next: bool, context: &Context) -> Vec<Effect> {
        let here = self.placed(context);
        let found = {
            let seen = self.seen(context);
            let is_silence =
                |place: &usize| seen.row(*place).silence_ms().is_some_and(|silent| is_drawn(silent, context));
            match is_next {
                true => (here + 1..seen.len()).find(is_silence),
                false => (0..here).rev().find(is_silence),
            }
        };
        match found {
            Some(place) => {
                self.go_to_place(place, context);
                Vec::new()
            }
            None => self.say("there is no other silence that way"),
        }
    }

    fn fill_mark(&mut self, context: &Context) -> Vec<Effect> {
        let here = self.placed(context);
        let found = {
            let seen = self.seen(context);
            let is_mark = |place: &usize| {
                let traits = seen.row(*place).traits;
                traits.has(Trait::Mark) && !traits.has(Trait::Struck)
            };
            (here..seen.len()).chain(0..here).find(is_mark)
        };
        match found {
            Some(place) => {
                self.go_to_place(place, context);
                self.ask_one(&TEXT, context, |event| event.text().to_owned())
            }
            None => self.say("there is no mark to fill"),
        }
    }

    fn zoom(&mut self, nearer: bool, context: &Context) -> Vec<Effect> {
        let cursor = self.moment(context);
        let whole = self.seen(context).outline.axis.clone();
        match whole {
            Some(whole) => {
                self.window.zoom(nearer, &whole, cursor);
                Vec::new()
            }
            None => self.say("two moments make an axis"),
        }
    }

    fn pan(&mut self, later: bool, context: &Context) -> Vec<Effect> {
        let whole = self.whole_axis(context);
        match whole.is_some_and(|whole| self.window.pan(later, &whole)) {
            true => Vec::new(),
            false => self.say("all of it is in view; + shows less of it"),
        }
    }

    fn let_go(&mut self, context: &Context) -> Vec<Effect> {
        if !self.find.text().is_empty() {
            self.cursor = self.row_id(context);
            self.find = Find::default();
            return self.say("everything is shown again");
        }
        if !self.chosen.is_empty() {
            let chosen = words::count(std::mem::take(&mut self.chosen).len(), "event");
            return self.say(format!("{chosen} let go"));
        }
        self.say("q leaves the review")
    }
}
