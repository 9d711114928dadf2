//! Replay: the incident again, minute by minute. In foresight only what was known at a minute is
//! there: no verdict that was still to come, no correction, nothing that was added later.

use std::cell::RefCell;

use super::Review;
use super::asked::{Ask, AskRow, Understood};
use super::seen::Seen;
use crate::analysis::{Foresight, StateCard};
use crate::entry;
use crate::time::Moment;
use crate::timeline::{Summary, Timeline};
use crate::tui::command::{Command, commands};
use crate::tui::effect::{Effect, Over};
use crate::tui::screen::Context;

/// The incident while it is played again.
pub(super) struct Replay {
    foresight: Foresight,
    /// The version of the timeline that it was made of.
    version: u64,
    pub(super) seen: RefCell<Seen>,
    /// Where it stands, or stood when it was last set going.
    moment: Moment,
    playing_since: Option<Moment>,
    speed: i64,
    /// Nothing is shown that was not known yet.
    pub(super) hides: bool,
    /// The state card is shown beside the list.
    pub(super) shows_card: bool,
}

/// So many times as fast as it was.
pub(super) const SPEEDS: [i64; 7] = [1, 10, 60, 300, 600, 1800, 3600];
const USUAL: i64 = 60;

/// So much time passes at most between two looks at what is played.
const LONGEST_TICK_MS: i64 = 1000;

/// One key scrubs by such a part of the axis.
const PART: i64 = 24;

pub(super) static GO: AskRow = AskRow {
    prompt: "as of",
    hint: "10:30, 10:30:15, T+30 or 2024-06-07 10:30: what was known at that moment",
    understood: |_, ask, context| {
        let at = entry::as_of(ask.text(), context.summary(), context.session.now()).map_err(|doubt| doubt.message)?;
        let zone = context.session.zone();
        Ok(Understood {
            said: format!("→ {}", zone.stamp(at).local().format("%a %-d %b %H:%M:%S")),
            as_of: Some(at),
            ..Understood::default()
        })
    },
    keeps: false,
};

/// What the keys do while it is played.
pub(super) const COMMANDS: &[Command<Review>] = commands![
    ["Space"], "play", "plays on, or stands still", Review::play;
    ["Right", "n"], "step", "goes on to when the next thing became known", |review, context| review.step_replay(true, context);
    ["Left", "p"], "step back", "goes back by one thing", |review, context| review.step_replay(false, context);
    [".", "+"], "faster", "plays faster, up to an hour a second", |review, context| review.change_speed(true, context);
    [",", "-"], "slower", "plays slower, down to the speed it had", |review, context| review.change_speed(false, context);
    ["f"], "foresight", "hides what was not known yet, or shows all", Review::toggle_foresight;
    ["g", "t"], "go to", "goes to a time: 10:30", |review, context| { review.pause(context); review.ask(Ask::of(&GO, Vec::new(), String::new())) };
    ["]", "PgDn"], "scrub on", "goes on along the axis", |review, context| review.scrub(1, context);
    ["[", "PgUp"], "scrub back", "goes back along the axis", |review, context| review.scrub(-1, context);
    ["Home"], "start", "goes to where it began", |review, context| review.seek_end(false, context);
    ["End"], "end", "goes to when all was known", |review, context| review.seek_end(true, context);
    ["Up", "k"], "earlier", "looks at the event before", |review, context| review.step(-1, context);
    ["Down", "j"], "later", "looks at the next event", |review, context| review.step(1, context);
    ["/"], "filter", "shows only what matches of what was known", Review::filter;
    ["c"], "card", "shows how it stood at that minute, or not", |review, _| review.toggle_card();
    ["L"], "lanes", "shows the list alone, or with its lanes", |review, _| { review.alone = !review.alone; Vec::new() };
    ["B"], "large", "shows fewer and larger, to be read from afar", |review, _| { review.large = !review.large; Vec::new() };
    ["0"], "whole", "shows the whole axis", |review, _| { review.window.show_all(); Vec::new() };
    ["i"], "idea", "parks an idea for a fix, so that the timeline goes on", Review::park;
    ["I"], "ideas", "shows what is parked, beside the action items", Review::show_parked;
    ["M"], "meeting", "starts the clock of the meeting, and goes on to its next part", Review::next_part;
    ["N"], "last part", "goes back to the part of the meeting before", Review::last_part;
    ["Esc", "q", "r", "C-g", "C-c"], "end replay", "goes back to all that is known", Review::end_replay;
    ["?", "C-x ?", "F1"], "help", "shows all keys", |_, _| vec![Effect::Show(Over::Help)];
];

impl Replay {
    fn of(timeline: &Timeline, moment: Option<Moment>, speed: i64) -> Replay {
        let mut foresight = Foresight::of(timeline);
        let moment = moment.or(foresight.start()).unwrap_or(Moment::from_millis(0));
        foresight.seek(moment);
        Replay {
            foresight,
            version: timeline.version(),
            seen: RefCell::new(Seen::of_a_replay()),
            moment,
            playing_since: None,
            speed,
            hides: true,
            shows_card: true,
        }
    }

    pub(super) fn timeline(&self) -> &Timeline {
        self.foresight.timeline()
    }

    /// Where it stands.
    pub(super) fn moment(&self) -> Moment {
        self.foresight.moment()
    }

    pub(super) fn is_playing(&self) -> bool {
        self.playing_since.is_some()
    }

    fn seek(&mut self, moment: Moment) {
        self.moment = moment;
        self.foresight.seek(moment);
    }

    /// How it stood, of what was known then in short.
    pub(super) fn card(&self, then: &Summary, context: &Context) -> StateCard {
        StateCard::of(then, &context.settings.timers, self.moment())
    }

    /// `as of Fri 7 Jun 10:30:00 · ×60 · foresight`
    pub(super) fn said(&self, context: &Context) -> String {
        let zone = context.session.zone();
        let at = zone.stamp(self.moment()).local().format("%a %-d %b %H:%M:%S");
        let speed = self.speed;
        let runs = if self.is_playing() { format!("playing ×{speed}") } else { format!("still ×{speed}") };
        let knows = if self.hides { "foresight" } else { "hindsight" };
        format!("as of {at} · {runs} · {knows}")
    }
}

impl Review {
    /// Plays the incident again, from its beginning.
    pub(super) fn start_replay(&mut self, context: &Context) -> Vec<Effect> {
        self.replay_at(None, context);
        Vec::new()
    }

    /// From its beginning; at once where it is said how fast.
    pub(super) fn replay_at(&mut self, speed: Option<i64>, context: &Context) {
        if context.session.timeline().is_empty() {
            self.notice = Some("nothing was recorded that could be played again".to_owned());
            return;
        }
        let mut replay = Replay::of(context.session.timeline(), None, speed.unwrap_or(USUAL));
        replay.playing_since = speed.map(|_| context.session.now());
        self.replay = Some(replay);
        self.chosen.clear();
        self.notice = Some("Right goes on step by step, Space plays, g goes to a time".to_owned());
        self.follow_replay(context);
    }

    fn end_replay(&mut self, _: &Context) -> Vec<Effect> {
        self.replay = None;
        Vec::new()
    }

    fn play(&mut self, context: &Context) -> Vec<Effect> {
        let now = context.session.now();
        if let Some(replay) = &mut self.replay {
            replay.moment = replay.foresight.moment();
            replay.playing_since = match replay.playing_since {
                Some(_) => None,
                None => Some(now),
            };
            if replay.foresight.end().is_none_or(|end| replay.moment >= end) {
                replay.playing_since = None;
                return self.say("that was all; Home goes back to the beginning");
            }
        }
        Vec::new()
    }

    fn pause(&mut self, _: &Context) {
        if let Some(replay) = &mut self.replay {
            (replay.moment, replay.playing_since) = (replay.foresight.moment(), None);
        }
    }

    fn step_replay(&mut self, on: bool, context: &Context) -> Vec<Effect> {
        self.pause(context);
        let Some(replay) = &mut self.replay else { return Vec::new() };
        let now = replay.foresight.moment();
        let to = if on { replay.foresight.next_after(now) } else { replay.foresight.previous_before(now) };
        match to {
            Some(to) => self.seek_replay(to, context),
            None => self.say(if on { "that was all" } else { "nothing was known before" }),
        }
    }

    pub(super) fn seek_replay(&mut self, to: Moment, context: &Context) -> Vec<Effect> {
        if let Some(replay) = &mut self.replay {
            replay.seek(to);
        }
        self.follow_replay(context);
        Vec::new()
    }

    /// Goes to where somebody points.
    pub(super) fn seek_by_hand(&mut self, to: Moment, context: &Context) -> Vec<Effect> {
        self.pause(context);
        self.seek_replay(to, context)
    }

    fn seek_end(&mut self, last: bool, context: &Context) -> Vec<Effect> {
        self.pause(context);
        let end = self.replay.as_ref().and_then(
            |replay| {
                if last { replay.foresight.end() } else { replay.foresight.start() }
            },
        );
        end.map_or_else(Vec::new, |end| self.seek_replay(end, context))
    }

    fn scrub(&mut self, way: i64, context: &Context) -> Vec<Effect> {
        self.pause(context);
        let whole = self.whole_axis(context);
        let Some((replay, whole)) = self.replay.as_ref().zip(whole) else { return Vec::new() };
        let by = (whole.millis() / PART).max(1000) * way;
        let to = replay.foresight.moment().plus_millis(by);
        let first = replay.foresight.start().map_or(whole.from, |start| start.min(whole.from));
        let last = replay.foresight.end().map_or(whole.to, |end| end.max(whole.to));
        self.seek_replay(to.clamp(first, last.max(first)), context)
    }

    fn change_speed(&mut self, faster: bool, context: &Context) -> Vec<Effect> {
        let now = context.session.now();
        if let Some(replay) = &mut self.replay {
            let other = match faster {
                true => SPEEDS.iter().find(|speed| **speed > replay.speed),
                false => SPEEDS.iter().rev().find(|speed| **speed < replay.speed),
            };
            replay.speed = other.copied().unwrap_or(replay.speed);
            // From here on.
            replay.moment = replay.foresight.moment();
            replay.playing_since = replay.playing_since.map(|_| now);
        }
        Vec::new()
    }

    fn toggle_foresight(&mut self, context: &Context) -> Vec<Effect> {
        if let Some(replay) = &mut self.replay {
            replay.hides = !replay.hides;
        }
        self.follow_replay(context);
        Vec::new()
    }

    fn toggle_card(&mut self) -> Vec<Effect> {
        if let Some(replay) = &mut self.replay {
            replay.shows_card = !replay.shows_card;
        }
        Vec::new()
    }

    /// The cursor goes along with what happened last.
    fn follow_replay(&mut self, context: &Context) {
        let Some(replay) = &self.replay else { return };
        let (moment, hides) = (replay.moment(), replay.hides);
        let last = {
            let seen = self.seen(context);
            let timed = |place: &usize| seen.row(*place).at.is_some_and(|at| hides || at <= moment);
            (0..seen.len()).rev().find(timed).map(|place| seen.row(place).id)
        };
        self.cursor = last;
        self.window.is_pinned = false;
    }

    /// Time has passed: what is played goes on. What was recorded meanwhile is taken in.
    pub(super) fn play_on(&mut self, context: &Context) {
        let now = context.session.now();
        let Some(replay) = &mut self.replay else { return };
        let timeline = context.session.timeline();
        if replay.version != timeline.version() {
            let (at, speed) = (replay.moment(), replay.speed);
            let again = Replay::of(timeline, Some(at), speed);
            let (hides, shows_card, playing_since) = (replay.hides, replay.shows_card, replay.playing_since);
            *replay = Replay { hides, shows_card, playing_since, moment: replay.moment, ..again };
            self.binned.take();
        }
        let Some(since) = replay.playing_since else { return };
        // What was covered, or stopped, has not been looked at meanwhile.
        let passed = now.millis_since(since).clamp(0, LONGEST_TICK_MS).saturating_mul(replay.speed);
        let end = replay.foresight.end().unwrap_or(replay.moment);
        let to = replay.moment.plus_millis(passed).min(end.max(replay.moment));
        replay.foresight.seek(to);
        (replay.moment, replay.playing_since) = (to, Some(now));
        if to >= end {
            replay.playing_since = None;
            self.notice = Some("that was all; Home goes back to the beginning".to_owned());
        }
        self.follow_replay(context);
    }
}
