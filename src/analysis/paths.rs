//! The paths that were followed: each hypothesis from its opening to its verdict, with its length.

use super::bounds::{Bounds, length};
use crate::time::{Interval, Span};
use crate::timeline::{Event, Hypothesis, RecordId, State, Tag, Timeline, Verdict};

/// A suspected cause and what became of it.
#[derive(Clone, Debug)]
pub struct Path<'a> {
    /// None for an event that ends a misleading path which nobody recorded as a hypothesis.
    pub hypothesis: Option<Hypothesis>,
    pub opened: Option<&'a Event>,
    /// The verdict that holds: of several alike in a row, the first.
    pub closed: Option<&'a Event>,
    pub state: PathState,
    /// How long it was followed; none while it is open, or when its ends contradict each other.
    pub length: Option<Span>,
    /// Between what moments it was opened and closed.
    pub from: Interval,
    pub to: Option<Interval>,
}

/// What became of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathState {
    Open,
    RuledOut,
    Confirmed,
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
            PathState::Unresolved => "unresolved",
        }
    }
}

/// Every path of a timeline: hypotheses in the order of recording, then misleading paths that had
/// none behind them.
pub fn paths(timeline: &Timeline) -> Vec<Path<'_>> {
    let bounds = Bounds::of(timeline);
    let hypotheses = timeline.hypotheses();
    let nameless = |event: &&Event| {
        event.is_told()
            && event.tag() == Tag::MisleadingPath
            && !hypotheses.iter().any(|known| event.body.rules_out.contains(&known.id))
    };
    let nameless: Vec<Path> =
        timeline.all_events().filter(nameless).map(|event| Path::nameless(event, &bounds)).collect();
    let over = matches!(timeline.state(), State::Resolved | State::Closed);
    let path = |hypothesis: Hypothesis| Path::of(hypothesis, timeline, &bounds, over);
    hypotheses.into_iter().map(path).chain(nameless).collect()
}

impl<'a> Path<'a> {
    fn of(hypothesis: Hypothesis, timeline: &'a Timeline, bounds: &Bounds, over: bool) -> Path<'a> {
        let verdict = match hypothesis.verdict {
            Verdict::Open => None,
            Verdict::RuledOut(by) => timeline.event(by).map(|event| (PathState::RuledOut, event)),
            Verdict::Confirmed(by) => timeline.event(by).map(|event| (PathState::Confirmed, event)),
        };
        let opened = timeline.event(hypothesis.id);
        let from = opened.map_or_else(|| bounds.whole(), |event| bounds.of_event(event));
        let to = verdict.map(|(_, event)| bounds.of_event(event));
        let open = if over { PathState::Unresolved } else { PathState::Open };
        Path {
            opened,
            closed: verdict.map(|(_, event)| event),
            state: verdict.map_or(open, |(state, _)| state),
            length: to.and_then(|to| length(from, to)),
            from,
            to,
            hypothesis: Some(hypothesis),
        }
    }

    fn nameless(closed: &'a Event, bounds: &Bounds) -> Path<'a> {
        let (from, to) = (bounds.whole(), bounds.of_event(closed));
        Path {
            hypothesis: None,
            opened: None,
            closed: Some(closed),
            state: PathState::RuledOut,
            length: length(from, to),
            from,
            to: Some(to),
        }
    }

    /// Whether it is the path of one of these hypotheses.
    pub fn is_of(&self, ids: &[RecordId]) -> bool {
        self.hypothesis.as_ref().is_some_and(|hypothesis| ids.contains(&hypothesis.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::words;

    /// `H1 ruled out 10 min`, one for each path.
    fn told(log: &Recording) -> Vec<String> {
        let timeline = log.timeline();
        let line = |path: &Path| {
            let label = path.hypothesis.as_ref().map_or("-", |hypothesis| &hypothesis.label);
            let length = path.length.map_or("?".to_owned(), words::span);
            format!("{label} {} {length}", path.state.name())
        };
        paths(&timeline).iter().map(line).collect()
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
        log.at("10:40").confirms(h, "it was");
        assert_eq!(told(&log), ["H1 confirmed 40 min"]);
        let late = log.at("10:50").rules_out(h, "it was not");
        assert_eq!(told(&log), ["H1 ruled out 50 min"]);
        log.strike(late, "wrong line");
        assert_eq!(told(&log), ["H1 confirmed 40 min"]);
    }

    #[test]
    fn a_misleading_path_without_a_hypothesis_has_no_known_start() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        log.at("10:20").tagged(Tag::MisleadingPath, "not the network");
        assert_eq!(told(&log), ["- ruled out ≤ 20 min"]);
    }
}
