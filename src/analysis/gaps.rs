//! Silence: the times between entries while the impact lasted.

use super::Analysis;
use crate::time::{Moment, Stamp};
use crate::timeline::Event;

/// A time in which nothing was recorded, between two entries.
#[derive(Clone, Copy, Debug)]
pub struct Gap<'a> {
    pub from: &'a Event,
    pub to: &'a Event,
    /// Between the times that were stated: a range that was stated is known at its two ends.
    pub start: Stamp,
    pub end: Stamp,
    /// It lies within a range that somebody stated: something is said of it after all.
    pub within_range: bool,
}

impl Gap<'_> {
    pub fn millis(&self) -> i64 {
        self.end.moment.millis_since(self.start.moment)
    }
}

impl<'a> Analysis<'a> {
    /// Every gap of at least so many milliseconds while the impact lasted, in order; of an incident
    /// that is not over, as far as it was recorded.
    pub fn gaps(&self, least_ms: i64) -> Vec<Gap<'a>> {
        let Some(start) = self.impact.start_at() else { return Vec::new() };
        let end = self.impact.end_at();
        let during = |at: Moment| at >= start.moment && end.is_none_or(|end| at <= end.moment);
        let mut found = Vec::new();
        // The latest time known so far, and until when the ranges stated so far reach.
        let mut last: Option<(Stamp, &Event)> = None;
        let mut ranges: Option<Moment> = None;
        let mut ends: Vec<(Stamp, &Event)> = Vec::new();
        let mut pass = |at: Stamp, event: &'a Event, ranges: Option<Moment>| {
            if let Some((before, from)) = last {
                let within_range = ranges.is_some_and(|until| until >= at.moment);
                let gap = Gap { from, to: event, start: before, end: at, within_range };
                if gap.millis() >= least_ms.max(1) {
                    found.push(gap);
                }
            }
            if last.is_none_or(|(before, _)| at.moment >= before.moment) {
                last = Some((at, event));
            }
        };
        for event in &self.told {
            let Some(at) = event.when().bound().filter(|at| during(at.moment)) else { continue };
            ends.sort_by_key(|(end, _)| end.moment);
            let due = ends.partition_point(|(end, _)| end.moment <= at.moment);
            for (end, of) in ends.drain(..due) {
                pass(end, of, ranges);
            }
            pass(at, event, ranges);
            if let Some(until) = event.when().until().filter(|until| during(until.moment)) {
                ranges = ranges.max(Some(until.moment));
                ends.push((until, event));
            }
        }
        ends.sort_by_key(|(end, _)| end.moment);
        for (end, of) in ends {
            pass(end, of, ranges);
        }
        found
    }

    /// The longest of them; the first of several.
    pub fn longest_silence(&self) -> Option<Gap<'a>> {
        self.gaps(1).into_iter().rev().max_by_key(Gap::millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;

    /// Every gap in minutes, in brackets where it lies within a stated range.
    fn told(entries: &[&str]) -> String {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        for at in entries {
            log.at(at).note("n");
        }
        log.at("12:00").resolution("R");
        log.at("13:00").note("review");
        let timeline = log.timeline();
        let gap = |gap: &Gap| {
            let minutes = gap.millis() / 60_000;
            if gap.within_range { format!("({minutes})") } else { minutes.to_string() }
        };
        Analysis::of(&timeline).gaps(1).iter().map(gap).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn gaps_lie_between_the_entries_of_the_impact() {
        for (entries, expected) in [
            (&[][..], "120"),
            (&["9:30"], "120"),
            (&["10:30", "10:30"], "30 90"),
            (&["by 10:30", "~11:00"], "30 30 60"),
            (&["10:30-11:30"], "30 (60) 30"),
            (&["10:30-11:30", "10:40"], "30 (10) (50) 30"),
            (&["10:30-11:30", "10:40-11:40"], "30 (10) (50) (10) 20"),
            (&["11:30-12:30"], "90 30"),
            (&["?"], "120"),
        ] {
            assert_eq!(told(entries), expected, "{entries:?}");
        }
    }

    #[test]
    fn of_several_longest_silences_the_first_counts() {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        log.at("10:30").note("n");
        log.at("11:00").note("m");
        let timeline = log.timeline();
        assert_eq!(Analysis::of(&timeline).longest_silence().map(|gap| gap.to.text()), Some("n"));
        assert!(Analysis::of(&Recording::new().timeline()).longest_silence().is_none());
    }
}
