//! The paths that were followed: each hypothesis from its opening to its verdict, with its length.

use super::bounds::{Bounds, length};
use crate::time::{Interval, Span};
use crate::timeline::{Event, Hypothesis, RecordId, State, Tag, Timeline};

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
    let verdicts = Verdicts::of(timeline);
    let over = matches!(timeline.state(), State::Resolved | State::Closed);
    let path = |hypothesis: Hypothesis| {
        let verdict = verdicts.on(hypothesis.id);
        Path::of(hypothesis, timeline, &bounds, verdict, over)
    };
    hypotheses.into_iter().map(path).chain(nameless).collect()
}

impl<'a> Path<'a> {
    fn of(
        hypothesis: Hypothesis,
        timeline: &'a Timeline,
        bounds: &Bounds,
        verdict: Option<(PathState, &'a Event)>,
        over: bool,
    ) -> Path<'a> {
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

/// The events that give verdicts, looked up once for all paths.
struct Verdicts<'a> {
    timed: Vec<&'a Event>,
    untimed: Vec<&'a Event>,
}

impl<'a> Verdicts<'a> {
    fn of(timeline: &'a Timeline) -> Verdicts<'a> {
        let gives_one = |event: &&Event| {
            event.struck.is_none() && !(event.body.rules_out.is_empty() && event.body.confirms.is_empty())
        };
        Verdicts {
            timed: timeline.events().filter(gives_one).collect(),
            untimed: timeline.untimed().filter(gives_one).collect(),
        }
    }

    /// The verdict on a hypothesis that holds, and the event that gave it.
    ///
    /// The last one with a time decides; when the same was said several times over, the first of
    /// them ended the path. One without a time decides only where none has one.
    fn on(&self, id: RecordId) -> Option<(PathState, &'a Event)> {
        let given = |event: &'a Event| match (event.body.confirms.contains(&id), event.body.rules_out.contains(&id)) {
            (true, _) => Some((PathState::Confirmed, event)),
            (false, true) => Some((PathState::RuledOut, event)),
            (false, false) => None,
        };
        let mut standing: Option<(PathState, &Event)> = None;
        for (state, event) in self.timed.iter().copied().filter_map(given) {
            if standing.is_none_or(|(before, _)| before != state) {
                standing = Some((state, event));
            }
        }
        standing.or_else(|| self.untimed.iter().copied().filter_map(given).next_back())
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
