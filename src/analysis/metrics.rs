//! The figures of one incident: a row and a function each, never a zero for what is unknown.

use super::bounds::{Bounds, are_reversed, length};
use super::milestones::{Impact, Milestones};
use super::misled::misled;
use super::paths::{Path, PathState, paths};
use crate::time::Span;
use crate::timeline::{Event, RecordId, State, Tag, Timeline};

/// One figure, with the events it was measured between.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Metric {
    pub name: &'static str,
    pub span: Option<Span>,
    pub state: MetricState,
    /// Why there is no figure; empty when there is one.
    pub reason: String,
    pub from: Option<RecordId>,
    pub to: Option<RecordId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MetricState {
    Recorded,
    /// The incident is not over; what ends it may still come.
    Pending,
    /// What ends it does not happen in every incident, and did not in this one.
    NotApplicable,
    Unknown,
}

impl MetricState {
    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            MetricState::Recorded => "recorded",
            MetricState::Pending => "pending",
            MetricState::NotApplicable => "not_applicable",
            MetricState::Unknown => "unknown",
        }
    }
}

/// One row of the table of metrics.
#[derive(Debug)]
pub struct MetricRow {
    pub name: &'static str,
    pub help: &'static str,
    measure: Measure,
}

type Measure = for<'a> fn(&Facts<'a>) -> Figure<'a>;

/// Every metric, in the order in which they are listed.
pub const METRICS: &[MetricRow] = &[
    row("impact_duration", "from the start of the impact, as far as known, to the resolution", |facts| {
        facts.between(facts.first_seen(), facts.resolved())
    }),
    row("time_to_acknowledge", "from the detection until somebody worked on it", |facts| {
        facts.between(facts.detected(), facts.acknowledged())
    }),
    row("time_to_escalate", "from the detection until somebody else was called", |facts| {
        facts.between(facts.detected(), facts.escalated())
    }),
    row("time_to_diagnose", "from the detection until the cause was found", |facts| {
        facts.between(facts.detected(), facts.diagnosed())
    }),
    row("time_to_mitigate", "from the detection until the impact was smaller", |facts| {
        facts.between(facts.detected(), facts.mitigated())
    }),
    row("time_to_restore", "from the recorded start of the impact to the resolution", |facts| {
        facts.between(facts.impact_start(), facts.resolved())
    }),
    row("time_to_restore_from_detection", "from the detection to the resolution", |facts| {
        facts.between(facts.detected(), facts.resolved())
    }),
    row("misled_time", "on paths later ruled out, less what ran beside the right one", |facts| facts.misled()),
];

const fn row(name: &'static str, help: &'static str, measure: Measure) -> MetricRow {
    MetricRow { name, help, measure }
}

/// Every metric of a timeline.
pub fn metrics(timeline: &Timeline) -> Vec<Metric> {
    let facts = Facts::of(timeline);
    let measured = |row: &MetricRow| {
        let Figure { span, state, reason, from, to } = (row.measure)(&facts);
        Metric { name: row.name, span, state, reason, from: from.map(|event| event.id), to: to.map(|event| event.id) }
    };
    METRICS.iter().map(measured).collect()
}

/// What the rows measure with.
struct Facts<'a> {
    timeline: &'a Timeline,
    milestones: Milestones<'a>,
    impact: Impact<'a>,
    paths: Vec<Path<'a>>,
    bounds: Bounds,
    over: bool,
}

/// A metric before it has its name.
struct Figure<'a> {
    span: Option<Span>,
    state: MetricState,
    reason: String,
    from: Option<&'a Event>,
    to: Option<&'a Event>,
}

/// One end of a metric: the event, or why there is none.
struct End<'a> {
    event: Option<&'a Event>,
    /// With its article, as in “the detection”.
    name: &'static str,
    tag: Tag,
    /// Not every incident has one.
    optional: bool,
}

impl<'a> Facts<'a> {
    fn of(timeline: &'a Timeline) -> Facts<'a> {
        let paths = paths(timeline);
        let milestones = Milestones::with(timeline, &paths);
        Facts {
            timeline,
            milestones,
            impact: milestones.impact(timeline),
            paths,
            bounds: Bounds::of(timeline),
            over: matches!(timeline.state(), State::Resolved | State::Closed),
        }
    }

    fn impact_start(&self) -> End<'a> {
        End { event: self.milestones.impact_start, name: "the start of the impact", tag: Tag::Impact, optional: false }
    }

    fn first_seen(&self) -> End<'a> {
        End { event: self.impact.start, ..self.impact_start() }
    }

    fn detected(&self) -> End<'a> {
        End { event: self.milestones.detected, name: "the detection", tag: Tag::Detection, optional: false }
    }

    fn acknowledged(&self) -> End<'a> {
        let event = self.milestones.acknowledged;
        End { event, name: "the acknowledgement", tag: Tag::Acknowledged, optional: false }
    }

    fn escalated(&self) -> End<'a> {
        End { event: self.milestones.escalated, name: "an escalation", tag: Tag::Escalation, optional: true }
    }

    fn diagnosed(&self) -> End<'a> {
        End { event: self.milestones.diagnosed, name: "the cause", tag: Tag::Cause, optional: false }
    }

    fn mitigated(&self) -> End<'a> {
        End { event: self.milestones.mitigated, name: "a mitigation", tag: Tag::Mitigation, optional: true }
    }

    fn resolved(&self) -> End<'a> {
        End { event: self.milestones.resolved, name: "the resolution", tag: Tag::Resolution, optional: false }
    }

    /// The time between two ends, or what stands in its way.
    fn between(&self, from: End<'a>, to: End<'a>) -> Figure<'a> {
        let none = |state, reason| Figure { span: None, state, reason, from: from.event, to: to.event };
        let (Some(start), Some(end)) = (from.event, to.event) else {
            let missing = if from.event.is_none() { &from } else { &to };
            let untimed = |event: &Event| event.is_told() && event.tag() == missing.tag;
            return if self.timeline.untimed().any(untimed) {
                none(MetricState::Unknown, format!("the time of {} was not recorded", missing.name))
            } else if from.event.is_some() && !self.over {
                none(MetricState::Pending, format!("{} is not recorded yet", missing.name))
            } else if missing.optional {
                none(MetricState::NotApplicable, format!("{} was not recorded", missing.name))
            } else {
                none(MetricState::Unknown, format!("{} was not recorded", missing.name))
            };
        };
        let (start, end) = (self.bounds.of_event(start), self.bounds.of_event(end));
        match length(start, end) {
            Some(span) => Figure { span: Some(span), ..none(MetricState::Recorded, String::new()) },
            None if are_reversed(start, end) => {
                none(MetricState::Unknown, format!("{} is recorded before {}", to.name, from.name))
            }
            None => none(MetricState::Unknown, "nothing bounds the time between them".to_owned()),
        }
    }

    fn misled(&self) -> Figure<'a> {
        let ruled_out = || self.paths.iter().filter(|path| path.state == PathState::RuledOut);
        let none = |state, reason: &str| Figure { span: None, state, reason: reason.to_owned(), from: None, to: None };
        match misled(&self.paths) {
            Some(span) => Figure {
                span: Some(span),
                from: ruled_out().find_map(|path| path.opened),
                to: ruled_out().filter_map(|path| path.closed).next_back(),
                ..none(MetricState::Recorded, "")
            },
            None if ruled_out().next().is_some() => {
                none(MetricState::Unknown, "no path that was ruled out has a known length")
            }
            None if self.paths.is_empty() => none(MetricState::Unknown, "no hypothesis was recorded"),
            None if !self.over => none(MetricState::Pending, "no hypothesis is ruled out yet"),
            None => none(MetricState::NotApplicable, "no hypothesis was ruled out"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::words;

    fn told(log: &Recording, name: &str) -> String {
        let timeline = log.timeline();
        let metric = metrics(&timeline).into_iter().find(|metric| metric.name == name).unwrap();
        let value = metric.span.map_or(metric.reason, words::span);
        format!("{}: {value}", metric.state.name())
    }

    #[test]
    fn an_open_incident_waits_and_a_finished_one_says_what_it_lacks() {
        let mut log = Recording::new();
        assert_eq!(told(&log, "time_to_acknowledge"), "unknown: the detection was not recorded");
        assert_eq!(told(&log, "misled_time"), "unknown: no hypothesis was recorded");
        log.at("10:00").detection("alert");
        assert_eq!(told(&log, "time_to_acknowledge"), "pending: the acknowledgement is not recorded yet");
        assert_eq!(told(&log, "impact_duration"), "pending: the resolution is not recorded yet");
        log.at("11:00").resolution("up");
        for (name, expected) in [
            ("impact_duration", "recorded: 1 h 00 min"),
            ("time_to_acknowledge", "unknown: the acknowledgement was not recorded"),
            ("time_to_escalate", "not_applicable: an escalation was not recorded"),
            ("time_to_mitigate", "not_applicable: a mitigation was not recorded"),
            ("time_to_restore", "unknown: the start of the impact was not recorded"),
            ("time_to_restore_from_detection", "recorded: 1 h 00 min"),
        ] {
            assert_eq!(told(&log, name), expected, "{name}");
        }
        log.at("?").escalation("the database team");
        assert_eq!(told(&log, "time_to_escalate"), "unknown: the time of an escalation was not recorded");
    }

    #[test]
    fn figures_say_no_more_than_their_ends() {
        for (said, expected) in [
            ("10:05", "recorded: 5 min"),
            ("by 10:15", "recorded: ≤ 15 min"),
            ("~10:20", "recorded: 15–25 min"),
            ("10:00", "recorded: 0 min"),
            ("9:50", "unknown: the acknowledgement is recorded before the detection"),
        ] {
            let mut log = Recording::new();
            log.at("10:00").detection("alert");
            log.at(said).acknowledged("on it");
            assert_eq!(told(&log, "time_to_acknowledge"), expected, "{said}");
        }
    }
}
