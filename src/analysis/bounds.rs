//! Where an event lies once its neighbours are counted in: `by 10:15` is after the event before.
//!
//! The statements themselves never hold a derived bound; it is worked out here, for durations
//! only, so that correcting one event moves what its neighbours imply.

use super::Told;
use crate::time::{Interval, Moment, Said, Span};
use crate::timeline::Event;

/// The times of a timeline's told events, against which open ends are closed.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// Every stated bound, in order, and around it what was said to be its margin.
    stated: Vec<Moment>,
    earliest: Vec<Moment>,
    latest: Vec<Moment>,
    /// The latest time of an incident that is over; an unknown time is not after it.
    end: Option<Moment>,
}

impl Bounds {
    /// Of the told events that have a time, in their order; whether the incident is over.
    pub(super) fn of(told: &[Told], over: bool) -> Bounds {
        let stated: Vec<Moment> = told.iter().filter_map(|event| event.bound()).collect();
        let timed = || told.iter().filter(|event| event.bound().is_some());
        let around = |(event, at): (&Told, &Moment)| {
            let margin = event.margin_ms();
            (at.plus_millis(-margin), at.plus_millis(margin))
        };
        let (earliest, latest): (Vec<Moment>, Vec<Moment>) = timed().zip(&stated).map(around).unzip();
        let ends = told.iter().filter_map(Told::until).chain(stated.last().copied());
        let end = ends.max().filter(|_| over);
        Bounds { stated, earliest, latest, end }
    }

    /// The interval in which an event lies: what was said of it, with an open end closed by the
    /// nearest event beyond. A neighbour at the very same time says nothing of the order.
    pub fn of_event(&self, event: &Event) -> Interval {
        let said = event.when().interval();
        let within = match event.when().said {
            Said::By(at) => Interval { earliest: self.before(at.moment), ..said },
            Said::After(at) => Interval { latest: self.after(at.moment), ..said },
            Said::Unknown => self.whole(),
            _ => said,
        };
        // A range that was stated backwards means the same range.
        match (within.earliest, within.latest) {
            (Some(earliest), Some(latest)) if latest < earliest => {
                Interval { earliest: Some(latest), latest: Some(earliest), ..within }
            }
            _ => within,
        }
    }

    /// The time from one event to another; none when they are recorded the other way round, or
    /// when all that is known is that it was not negative.
    pub fn between(&self, start: &Event, end: &Event) -> Option<Span> {
        length(self.of_event(start), self.of_event(end))
    }

    /// The whole incident: all that can be said of an event without a time.
    pub fn whole(&self) -> Interval {
        Interval { earliest: self.stated.first().copied(), latest: self.end, to_the_minute: true }
    }

    fn before(&self, at: Moment) -> Option<Moment> {
        let earlier = self.stated.partition_point(|stated| *stated < at);
        earlier.checked_sub(1).map(|last| self.earliest[last])
    }

    fn after(&self, at: Moment) -> Option<Moment> {
        self.latest.get(self.stated.partition_point(|stated| *stated <= at)).copied()
    }
}

/// The time between two intervals, the first of which is known to come first. Two ends in the
/// wrong order are never a zero.
pub fn length(from: Interval, to: Interval) -> Option<Span> {
    if are_reversed(from, to) {
        return None;
    }
    Span::between(from, to).filter(|span| span.least_ms > 0 || span.most_ms.is_some())
}

/// Whether the second of two intervals lies before the first.
pub(super) fn are_reversed(from: Interval, to: Interval) -> bool {
    from.earliest.zip(to.latest).is_some_and(|(from, to)| to < from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analysis;
    use crate::analysis::recorded::Recording;

    fn clock(moment: Option<Moment>) -> String {
        moment.map_or("open".to_owned(), |at| at.at(crate::time::Offset::UTC).local().format("%H:%M").to_string())
    }

    #[test]
    fn open_ends_are_closed_by_the_neighbours() {
        for (said, earliest, latest) in [
            ("10:20", "10:20", "10:20"),
            ("~10:20", "10:15", "10:25"),
            ("by 10:20", "10:10", "10:20"),
            ("after 10:20", "10:20", "10:40"),
            ("10:20-10:30", "10:20", "10:30"),
            ("?", "10:00", "11:00"),
            ("by 9:00", "open", "09:00"),
            ("after 11:00", "11:00", "open"),
        ] {
            let mut log = Recording::new();
            log.at("10:00").detection("first");
            log.at("10:10").note("second");
            log.at("10:40").note("third");
            log.at("11:00").resolution("last");
            let event = log.at(said).note("this one");
            let timeline = log.timeline();
            let interval = Analysis::of(&timeline).bounds.of_event(timeline.event(event).unwrap());
            assert_eq!((clock(interval.earliest), clock(interval.latest)), (earliest.into(), latest.into()), "{said}");
        }
    }

    #[test]
    fn two_events_by_the_same_minute_do_not_pin_each_other() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        log.at("by 10:15").acknowledged("on it");
        let second = log.at("by 10:15").hypothesis("network");
        let timeline = log.timeline();
        let interval = Analysis::of(&timeline).bounds.of_event(timeline.event(second).unwrap());
        assert_eq!(clock(interval.earliest), "10:00");
    }

    #[test]
    fn an_unknown_time_of_an_open_incident_has_no_end() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        let event = log.at("?").note("some time");
        let timeline = log.timeline();
        assert_eq!(Analysis::of(&timeline).bounds.of_event(timeline.event(event).unwrap()).latest, None);
    }
}
