//! The paths that were followed: each hypothesis from its opening to its verdict, with its length.

use std::collections::{HashMap, HashSet};

use super::bounds::{Bounds, length};
use super::stretches::Stretch;
use crate::time::{Interval, Moment, Span};
use crate::timeline::{CauseRole, Event, Hypothesis, RecordId, Tag, Timeline, Turn, Verdict};

/// A suspected cause and what became of it.
#[derive(Clone, Debug)]
pub struct Path<'a> {
    /// None for an event that ends a misleading path which nobody recorded as a hypothesis.
    pub hypothesis: Option<&'a Hypothesis>,
    pub opened: Option<&'a Event>,
    /// The event of the verdict that holds: of several alike in a row, the first.
    pub closed: Option<&'a Event>,
    pub state: PathState,
    /// What it is among the causes, where it was confirmed and somebody said so.
    pub role: Option<CauseRole>,
    /// When it was followed: from its opening to its verdict, and again from each time that it was
    /// looked into again. What passed while it was parked or ruled out is not among it.
    pub followed: Vec<Followed>,
    /// How long it was followed in all; none while it is open, or when its ends contradict each
    /// other.
    pub length: Option<Span>,
}

/// One stretch in which a path was followed: between what moments it began and ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Followed {
    pub from: Interval,
    /// None while it goes on.
    pub to: Option<Interval>,
}

/// What became of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathState {
    Open,
    RuledOut,
    Confirmed,
    /// Not pursued for now.
    Parked,
    /// Still open when the incident was resolved or closed.
    Unresolved,
}

impl PathState {
    /// The word in JSON and in documents.
    pub fn name(self) -> &'static str {
        match self {
            PathState::Open => "open",
            PathState::RuledOut => "ruled out",
            PathState::Confirmed => "confirmed",
            PathState::Parked => "parked",
            PathState::Unresolved => "unresolved",
        }
    }
}

/// Every path of a timeline: hypotheses in the order of recording, then misleading paths that had
/// none behind them.
pub(super) fn paths<'a>(timeline: &'a Timeline, bounds: &Bounds, over: bool) -> Vec<Path<'a>> {
    let hypotheses = timeline.hypotheses();
    let known: HashSet<RecordId> = hypotheses.iter().map(|known| known.id).collect();
    let nameless = |event: &&Event| {
        event.is_told()
            && event.tag() == Tag::MisleadingPath
            && !event.body.rules_out.iter().any(|id| known.contains(id))
    };
    let untimed = timeline.untimed().filter(|event| event.tag() == Tag::MisleadingPath);
    let ruled_out = timeline.tagged(Tag::MisleadingPath).chain(untimed).filter(nameless);
    let nameless: Vec<Path> = ruled_out.map(|event| Path::nameless(event, bounds)).collect();
    let path = |hypothesis| Path::of(hypothesis, timeline, bounds, over);
    hypotheses.iter().map(path).chain(nameless).collect()
}

/// The paths of hypotheses, each where it stands.
pub(super) type PathIndex = HashMap<RecordId, usize>;

pub(super) fn index(paths: &[Path]) -> PathIndex {
    let id = |(at, path): (usize, &Path)| Some((path.hypothesis?.id, at));
    paths.iter().enumerate().filter_map(id).collect()
}

/// Whether an event names a cause that nothing has overturned since.
pub(super) fn is_standing_cause(event: &Event, paths: &[Path], index: &PathIndex) -> bool {
    let mut known = event.body.confirms.iter().filter_map(|id| paths.get(*index.get(id)?)).peekable();
    match known.peek() {
        None => event.tag() == Tag::Cause,
        Some(_) => known.any(|path| path.is_confirmed_by(event)),
    }
}

impl<'a> Path<'a> {
    fn of(hypothesis: &'a Hypothesis, timeline: &'a Timeline, bounds: &Bounds, over: bool) -> Path<'a> {
        let (state, closed) = match hypothesis.verdict {
            Verdict::Open if over => (PathState::Unresolved, None),
            Verdict::Open => (PathState::Open, None),
            Verdict::RuledOut(by) => (PathState::RuledOut, timeline.event(by)),
            Verdict::Confirmed(by) => (PathState::Confirmed, timeline.event(by)),
            Verdict::Parked(by) => (PathState::Parked, timeline.event(by)),
        };
        let opened = timeline.event(hypothesis.id);
        let from = opened.map_or_else(|| bounds.whole(), |event| bounds.of_event(event));
        let turns = hypothesis.turns.iter().filter_map(|(turn, by)| Some((*turn, timeline.event(*by)?)));
        let followed = followed(from, turns.map(|(turn, event)| (turn, bounds.of_event(event))));
        let role = closed.filter(|_| state == PathState::Confirmed).and_then(|event| event.body.cause_role());
        let length = total(&followed);
        Path { opened, closed, state, role, length, followed, hypothesis: Some(hypothesis) }
    }

    fn nameless(closed: &'a Event, bounds: &Bounds) -> Path<'a> {
        let followed = vec![Followed::between(bounds.whole(), bounds.of_event(closed))];
        Path {
            hypothesis: None,
            opened: None,
            closed: Some(closed),
            state: PathState::RuledOut,
            role: None,
            length: total(&followed),
            followed,
        }
    }

    /// Whether it is confirmed, and by this event or one that this event says again: not by one
    /// before it was overturned.
    pub fn is_confirmed_by(&self, event: &Event) -> bool {
        let closed = self.closed.filter(|_| self.state == PathState::Confirmed);
        closed.is_some_and(|closed| {
            closed.id == event.id || event.bound() > closed.bound() || {
                event.bound() == closed.bound() && event.place > closed.place
            }
        })
    }

    /// Whether it is the path of one of these hypotheses.
    pub fn is_of(&self, ids: &[RecordId]) -> bool {
        self.hypothesis.is_some_and(|hypothesis| ids.contains(&hypothesis.id))
    }

    /// When it was followed whatever the truth about its ends.
    pub(super) fn surely(&self) -> impl Iterator<Item = Stretch> {
        self.followed.iter().filter_map(Followed::surely)
    }

    /// When it may have been followed.
    pub(super) fn perhaps(&self) -> impl Iterator<Item = Stretch> {
        self.followed.iter().map(Followed::perhaps)
    }
}

/// The stretches in which a path was followed, from what was said of it in order. What was parked or
/// ruled out was followed by nobody until it was taken up again; a cause was relied on until it was
/// overturned.
fn followed(opened: Interval, turns: impl Iterator<Item = (Turn, Interval)>) -> Vec<Followed> {
    let mut found = vec![Followed { from: opened, to: None }];
    let mut before = Turn::Reopened;
    // Since when it is relied on though nobody had followed it.
    let mut relied_on: Option<Interval> = None;
    for (turn, at) in turns {
        if before == Turn::Confirmed
            && let Some(from) = relied_on.take()
        {
            found.push(Followed { from, to: None });
        }
        let Some(last) = found.last_mut() else { break };
        match (turn, before) {
            (Turn::Reopened, Turn::Reopened) | (Turn::RuledOut, Turn::Parked) => {}
            // Whoever doubts a cause does not let go of it.
            (Turn::Reopened, Turn::Confirmed) => last.to = None,
            (Turn::Reopened, _) => found.push(Followed { from: at, to: None }),
            (Turn::Confirmed, Turn::RuledOut | Turn::Parked) => relied_on = Some(at),
            _ => *last = Followed::between(last.from, at),
        }
        before = turn;
    }
    found
}

/// How long all of it took; none while it goes on, or where ends contradict each other.
fn total(followed: &[Followed]) -> Option<Span> {
    let lengths = followed.iter().map(|part| length(part.from, part.to?));
    lengths.reduce(|sum, next| Some(sum?.plus(next?))).flatten()
}

impl Followed {
    /// A stretch with both ends; it can't have ended before it began, which says more of both. Ends
    /// that contradict each other stay as they are.
    fn between(from: Interval, to: Interval) -> Followed {
        if from.earliest.zip(to.latest).is_some_and(|(from, to)| to < from) {
            return Followed { from, to: Some(to) };
        }
        let latest = [from.latest, to.latest].into_iter().flatten().min();
        let earliest = [from.earliest, to.earliest].into_iter().flatten().max();
        Followed { from: Interval { latest, ..from }, to: Some(Interval { earliest, ..to }) }
    }

    fn surely(&self) -> Option<Stretch> {
        let (from, to) = (self.from.latest?.millis(), self.to?.earliest?.millis());
        (from < to).then_some((from, to))
    }

    fn perhaps(&self) -> Stretch {
        let from = self.from.earliest.map_or(i64::MIN, Moment::millis);
        let to = self.to.and_then(|to| to.latest).map_or(i64::MAX, Moment::millis);
        (from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analysis;
    use crate::analysis::recorded::Recording;
    use crate::words;

    /// `H1 ruled out 10 min`, one for each path.
    fn told(log: &Recording) -> Vec<String> {
        let timeline = log.timeline();
        let line = |path: &Path| {
            let label = path.hypothesis.map_or("-", |hypothesis| &hypothesis.label);
            let length = path.length.map_or("?".to_owned(), words::span);
            format!("{label} {} {length}", path.state.name())
        };
        Analysis::of(&timeline).paths.iter().map(line).collect()
    }

    #[test]
    fn a_path_is_as_long_as_its_ends_are_known() {
        for (opened, closed, expected) in [
            ("10:10", "10:20", "10 min"),
            ("10:10:10", "10:25:40", "16 min"),
            ("10:10", "by 10:30", "≤ 20 min"),
            ("10:10", "~10:30", "15–25 min"),
            ("10:10", "?", "≤ 50 min"),
            ("?", "10:30", "≤ 30 min"),
            ("10:30", "10:10", "?"),
            ("10:10", "10:10", "0 min"),
        ] {
            let mut log = Recording::new();
            log.at("10:00").detection("alert");
            let h = log.at(opened).hypothesis("network");
            log.at(closed).rules_out(h, "clean");
            log.at("11:00").resolution("up");
            assert_eq!(told(&log), [format!("H1 ruled out {expected}")], "{opened} to {closed}");
        }
    }

    #[test]
    fn a_path_is_open_until_its_incident_is_over() {
        let mut log = Recording::new();
        log.at("10:00").hypothesis("network");
        assert_eq!(told(&log), ["H1 open ?"]);
        log.at("11:00").resolution("up");
        assert_eq!(told(&log), ["H1 unresolved ?"]);
    }

    #[test]
    fn saying_it_twice_ends_it_once_and_overturning_ends_it_anew() {
        let mut log = Recording::new();
        let h = log.at("10:00").hypothesis("network");
        log.at("10:10").rules_out(h, "clean");
        log.at("10:30").rules_out(h, "still clean");
        assert_eq!(told(&log), ["H1 ruled out 10 min"]);
        // Nobody followed it in between.
        log.at("10:40").confirms(h, "it was");
        assert_eq!(told(&log), ["H1 confirmed 10 min"]);
        // A cause was relied on until it was overturned.
        let late = log.at("10:50").rules_out(h, "it was not");
        assert_eq!(told(&log), ["H1 ruled out 20 min"]);
        log.strike(late, "wrong line");
        assert_eq!(told(&log), ["H1 confirmed 10 min"]);
    }

    #[test]
    fn a_misleading_path_without_a_hypothesis_has_no_known_start() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        log.at("10:20").tagged(Tag::MisleadingPath, "not the network");
        assert_eq!(told(&log), ["- ruled out ≤ 20 min"]);
    }

    #[test]
    fn what_was_parked_is_not_counted_until_it_is_looked_into_again() {
        let mut log = Recording::new();
        let h = log.at("10:00").hypothesis("network");
        log.at("10:10").parks(h, "other things first");
        assert_eq!(told(&log), ["H1 parked 10 min"]);
        log.at("10:30").looks_again(h, "after all");
        assert_eq!(told(&log), ["H1 open ?"]);
        log.at("10:35").rules_out(h, "clean");
        assert_eq!(told(&log), ["H1 ruled out 15 min"]);
        log.at("10:50").looks_again(h, "once more");
        log.at("11:00").confirms(h, "it was");
        assert_eq!(told(&log), ["H1 confirmed 25 min"]);
    }

    #[test]
    fn a_cause_that_was_overturned_was_followed_until_then() {
        let mut log = Recording::new();
        let h = log.at("10:00").hypothesis("network");
        log.at("10:10").confirms(h, "it was");
        log.at("10:50").rules_out(h, "it was not");
        assert_eq!(told(&log), ["H1 ruled out 50 min"]);
    }

    #[test]
    fn a_cause_that_was_doubted_before_it_was_overturned_was_followed_until_then() {
        let mut log = Recording::new();
        let h = log.at("10:05").hypothesis("network");
        log.at("10:15").confirms(h, "it was");
        log.at("10:30").looks_again(h, "or not?");
        assert_eq!(told(&log), ["H1 open ?"]);
        log.at("10:40").rules_out(h, "it was not");
        assert_eq!(told(&log), ["H1 ruled out 35 min"]);
    }

    #[test]
    fn a_verdict_between_two_times_adds_nothing_to_what_nobody_followed() {
        let mut log = Recording::new();
        let h = log.at("10:00").hypothesis("network");
        log.at("10:10").rules_out(h, "clean");
        log.at("by 10:30").confirms(h, "it was");
        assert_eq!(told(&log), ["H1 confirmed 10 min"]);
    }

    #[test]
    fn what_was_decided_on_is_not_parked_any_more() {
        let mut log = Recording::new();
        let h = log.at("10:00").hypothesis("network");
        log.at("10:10").rules_out(h, "clean");
        log.at("10:20").parks(h, "by mistake");
        assert_eq!(told(&log), ["H1 ruled out 10 min"]);
    }

    #[test]
    fn a_verdict_on_what_was_parked_adds_nothing() {
        let mut log = Recording::new();
        let h = log.at("10:00").hypothesis("network");
        log.at("10:10").parks(h, "");
        log.at("10:40").rules_out(h, "others saw that it is clean");
        assert_eq!(told(&log), ["H1 ruled out 10 min"]);
    }

    #[test]
    fn what_a_cause_is_among_the_causes_is_that_of_its_last_confirmation() {
        let mut log = Recording::new();
        let h = log.at("10:00").hypothesis("deploy");
        log.at("10:10").with(Tag::Cause, "it set it off", |body| {
            body.confirms.push(h);
            body.details.insert("cause".to_owned(), "trigger".to_owned());
        });
        let timeline = log.timeline();
        assert_eq!(Analysis::of(&timeline).paths[0].role, Some(CauseRole::Trigger));
    }

    #[test]
    fn an_end_by_a_minute_bounds_its_beginning_too() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        let h = log.at("by 10:30").hypothesis("network");
        log.at("by 10:20").rules_out(h, "clean");
        let timeline = log.timeline();
        let analysis = Analysis::of(&timeline);
        assert_eq!(analysis.paths[0].followed[0].from.latest, log.stamp("10:20").map(|at| at.moment));
    }
}
