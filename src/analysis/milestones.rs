//! The milestones of an incident, each with the event that set it.
//!
//! Derived from told events that have a time; an event without one can't be the first of
//! anything. A milestone that nobody recorded is none.

use super::paths::{Path, PathState, paths};
use crate::time::Stamp;
use crate::timeline::{Event, RecordId, Tag, Timeline};

/// From the first harm to the end of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Milestones<'a> {
    /// The earliest impact that is earlier than the detection; with none, it is only known to be
    /// not later than the detection.
    pub impact_start: Option<&'a Event>,
    pub detected: Option<&'a Event>,
    pub acknowledged: Option<&'a Event>,
    pub escalated: Option<&'a Event>,
    /// The first confirmation that still holds.
    pub diagnosed: Option<&'a Event>,
    /// The first mitigation since it last came back.
    pub mitigated: Option<&'a Event>,
    /// The last resolution since it last came back.
    pub resolved: Option<&'a Event>,
}

/// Start and end of the impact, as far as they are recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Impact<'a> {
    /// The impact's own start, else the detection, else the earliest event.
    pub start: Option<&'a Event>,
    /// The resolution.
    pub end: Option<&'a Event>,
    /// Whether `start` is the impact's own start and not merely the first that was seen of it.
    pub start_recorded: bool,
}

/// The milestones of a timeline.
pub fn milestones(timeline: &Timeline) -> Milestones<'_> {
    Milestones::with(timeline, &paths(timeline))
}

/// Start and end of the impact of a timeline.
pub fn impact(timeline: &Timeline) -> Impact<'_> {
    milestones(timeline).impact(timeline)
}

impl<'a> Milestones<'a> {
    /// The milestones, where the paths are known already.
    pub fn with(timeline: &'a Timeline, paths: &[Path<'a>]) -> Milestones<'a> {
        let told = || timeline.events().filter(|event| event.is_told());
        let first = |tag: Tag| told().find(|event| event.tag() == tag);
        let reopened = timeline.incident().reopened;
        let since_reopened = || {
            told().filter(|event| event.when().bound().is_some_and(|at| reopened.is_none_or(|then| at.moment > then)))
        };
        let detected = first(Tag::Detection);
        let detected_at = detected.and_then(|event| event.when().bound());
        let before_detection = |event: &&Event| match (event.when().bound(), detected_at) {
            (Some(at), Some(detected)) => at.moment < detected.moment,
            _ => false,
        };
        Milestones {
            impact_start: first(Tag::Impact).filter(before_detection),
            detected,
            acknowledged: first(Tag::Acknowledged),
            escalated: first(Tag::Escalation),
            diagnosed: told().find(|event| is_standing_cause(event, paths)),
            mitigated: since_reopened().find(|event| event.tag() == Tag::Mitigation),
            resolved: since_reopened().rfind(|event| event.tag() == Tag::Resolution),
        }
    }

    /// Start and end of the impact.
    pub fn impact(&self, timeline: &'a Timeline) -> Impact<'a> {
        let earliest = || timeline.events().find(|event| event.is_told());
        Impact {
            start: self.impact_start.or(self.detected).or_else(earliest),
            end: self.resolved,
            start_recorded: self.impact_start.is_some(),
        }
    }

    /// Whether an event is one of the milestones.
    pub fn contains(&self, id: RecordId) -> bool {
        let all = [
            self.impact_start,
            self.detected,
            self.acknowledged,
            self.escalated,
            self.diagnosed,
            self.mitigated,
            self.resolved,
        ];
        all.into_iter().flatten().any(|event| event.id == id)
    }
}

impl Impact<'_> {
    pub fn start_at(&self) -> Option<Stamp> {
        self.start.and_then(|event| event.when().bound())
    }

    /// The end, or the end of the range that was stated for it.
    pub fn end_at(&self) -> Option<Stamp> {
        self.end.and_then(|event| event.when().until().or(event.when().bound()))
    }
}

/// Whether an event names a cause that nothing has overturned since.
pub(crate) fn is_standing_cause(event: &Event, paths: &[Path]) -> bool {
    let mut known = paths.iter().filter(|path| path.is_of(&event.body.confirms)).peekable();
    match known.peek() {
        None => event.tag() == Tag::Cause,
        Some(_) => known.any(|path| path.state == PathState::Confirmed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::timeline::Setting;

    /// The milestones as texts, in the order of their fields, `-` where there is none.
    fn told(log: &Recording) -> String {
        let timeline = log.timeline();
        let m = milestones(&timeline);
        [m.impact_start, m.detected, m.acknowledged, m.escalated, m.diagnosed, m.mitigated, m.resolved]
            .map(|event| event.map_or("-", Event::text))
            .join(" ")
    }

    #[test]
    fn nothing_recorded_is_no_milestone() {
        assert_eq!(told(&Recording::new()), "- - - - - - -");
    }

    #[test]
    fn the_first_of_each_counts_and_the_last_resolution() {
        let mut log = Recording::new();
        log.at("9:50").impact("I");
        log.at("9:55").impact("later");
        log.at("10:00").detection("D");
        log.at("10:01").detection("again");
        log.at("10:05").acknowledged("K");
        log.at("10:06").hypothesis("h");
        log.at("10:10").escalation("E");
        log.at("10:20").tagged(Tag::Cause, "C");
        log.at("10:30").mitigation("M");
        log.at("10:40").mitigation("more");
        log.at("10:50").resolution("early");
        log.at("11:00").resolution("R");
        assert_eq!(told(&log), "I D K E C M R");
    }

    #[test]
    fn an_impact_not_earlier_than_the_detection_is_not_its_start() {
        for (impact, expected) in [("10:00", false), ("10:30", false), ("9:59", true)] {
            let mut log = Recording::new();
            log.at("10:00").detection("D");
            log.at(impact).impact("I");
            let timeline = log.timeline();
            let impact = super::impact(&timeline);
            assert_eq!(impact.start_recorded, expected);
            assert_eq!(impact.start.map(Event::text), Some(if expected { "I" } else { "D" }));
        }
    }

    #[test]
    fn without_a_detection_the_earliest_event_is_where_it_starts() {
        let mut log = Recording::new();
        log.at("10:00").mark();
        log.at("10:05").note("first words");
        log.at("10:10").impact("I");
        let timeline = log.timeline();
        let impact = impact(&timeline);
        assert_eq!((impact.start.map(Event::text), impact.start_recorded), (Some("first words"), false));
    }

    #[test]
    fn what_was_before_it_came_back_no_longer_holds() {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        log.at("10:30").mitigation("m");
        log.at("11:00").resolution("r");
        let back = log.stamp("11:30").unwrap();
        log.set([Setting::Reopened(back)]);
        assert_eq!(told(&log), "- D - - - - -");
        log.at("11:45").mitigation("M");
        log.at("12:00").resolution("R");
        assert_eq!(told(&log), "- D - - - M R");
    }

    #[test]
    fn an_overturned_cause_hands_over_to_the_next() {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        let first = log.at("10:05").hypothesis("one");
        let second = log.at("10:05").hypothesis("two");
        log.at("10:10").confirms(first, "wrong");
        log.at("10:20").rules_out(first, "not it");
        log.at("10:30").confirms(second, "C");
        assert_eq!(told(&log), "- D - - C - -");
    }

    #[test]
    fn struck_hidden_and_untimed_events_set_nothing() {
        let mut log = Recording::new();
        let struck = log.at("10:00").detection("struck");
        log.strike(struck, "wrong incident");
        let hidden = log.at("10:01").detection("hidden");
        log.hide(hidden);
        log.at("?").detection("untimed");
        log.at("10:05").detection("D");
        assert_eq!(told(&log), "- D - - - - -");
    }
}
