//! Silence: the times between entries while the impact lasted.

use std::collections::BTreeSet;

use super::Analysis;
use super::timers::Minutes;
use crate::time::{Moment, Span, Stamp};
use crate::timeline::{Event, RecordId};

/// A time without an entry that is shorter than this asks no question.
pub const SILENCE: Minutes = 25;

/// A time in which nothing was recorded, between two entries.
#[derive(Clone, Copy, Debug)]
pub struct Gap<'a> {
    pub from: &'a Event,
    pub to: &'a Event,
    /// Between the times that were stated: a range that was stated is known at its two ends.
    pub start: Stamp,
    pub end: Stamp,
    /// As exactly as the two were stated: a margin on either side leaves it open by so much.
    pub length: Span,
    /// It lies within a range that somebody stated: something is said of it after all.
    pub within_range: bool,
}

impl Gap<'_> {
    /// Whether it begins when the impact came back, which is later than its first event.
    pub fn begins_anew(&self) -> bool {
        let when = self.from.when();
        ![when.bound(), when.until()].contains(&Some(self.start))
    }

    /// Between what was stated, margins left aside.
    pub fn millis(&self) -> i64 {
        self.end.moment.millis_since(self.start.moment)
    }
}

/// A time at which something was entered, and give or take how much.
#[derive(Clone, Copy)]
struct Entry<'a> {
    at: Stamp,
    margin_ms: i64,
    event: &'a Event,
}

impl<'a> Analysis<'a> {
    /// Every gap of at least so many milliseconds while the impact lasted, in order; of an incident
    /// that is not over, as far as it was recorded. While the impact had gone away, nobody had
    /// anything to enter; silence begins anew when it came back.
    pub fn gaps(&self, least_ms: i64) -> Vec<Gap<'a>> {
        let Some(start) = self.impact.start_at() else { return Vec::new() };
        let end = self.impact.end_at();
        let during = |at: Moment| at >= start.moment && end.is_none_or(|end| at <= end.moment);
        let gone: Vec<(Moment, Moment)> =
            self.gone().iter().filter_map(|gone| Some((gone.resolution.bound()?, gone.back))).collect();
        let mut found = Vec::new();
        // The latest entry so far, and until when the ranges stated so far reach.
        let mut last: Option<Entry> = None;
        let mut ranges: Option<Moment> = None;
        let mut pass = |entry: Entry<'a>, ranges: Option<Moment>| {
            if let Some(before) = last.replace(entry).filter(|before| before.at.moment <= entry.at.moment) {
                let within_range = ranges.is_some_and(|until| until >= entry.at.moment);
                let away = gone.iter().find(|(from, back)| (*from..*back).contains(&before.at.moment));
                let before = match away {
                    Some((_, back)) => Entry { at: back.at(before.at.offset), margin_ms: 0, ..before },
                    None => before,
                };
                found.extend(before.gap_to(entry, within_range).filter(|gap| gap.millis() >= least_ms.max(1)));
            }
        };
        // The ends of ranges, in order, each with its event.
        let mut ends: BTreeSet<(Moment, RecordId)> = BTreeSet::new();
        let end_of = |(_, id): &(Moment, RecordId)| {
            let event = self.timeline.event(*id)?;
            Some(Entry { at: event.when().until()?, margin_ms: 0, event })
        };
        for event in &self.told {
            let Some(at) = event.bound().filter(|at| during(*at)).and_then(|_| event.when().bound()) else { continue };
            while let Some(first) = ends.first().copied().filter(|(end, _)| *end <= at.moment) {
                ends.remove(&first);
                end_of(&first).into_iter().for_each(|entry| pass(entry, ranges));
            }
            pass(Entry { at, margin_ms: event.margin_ms(), event: event.event }, ranges);
            if let Some(until) = event.until().filter(|until| during(*until)) {
                ranges = ranges.max(Some(until));
                ends.insert((until, event.id));
            }
        }
        ends.iter().filter_map(end_of).for_each(|entry| pass(entry, ranges));
        found
    }

    /// The longest of them, the first of several. Where margins leave open which that was, it was as
    /// long as the longest may be.
    pub fn longest_silence(&self) -> Option<Gap<'a>> {
        let gaps = self.gaps(1);
        let length = gaps.iter().map(|gap| gap.length).reduce(Span::longer_of)?;
        let longest = gaps.into_iter().rev().max_by_key(Gap::millis)?;
        Some(Gap { length, ..longest })
    }
}

impl<'a> Entry<'a> {
    fn gap_to(self, next: Entry<'a>, within_range: bool) -> Option<Gap<'a>> {
        let length = next.at.moment.millis_since(self.at.moment);
        let margin = self.margin_ms.saturating_add(next.margin_ms);
        let span =
            Span { least_ms: length.saturating_sub(margin).max(0), most_ms: Some(length.saturating_add(margin)) };
        let gap = Gap { from: self.event, to: next.event, start: self.at, end: next.at, length: span, within_range };
        (length > 0).then_some(gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::timeline::{Setting, Tag};

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
            let minutes = crate::words::span(gap.length).replace(" min", "").replace(" h ", ":");
            if gap.within_range { format!("({minutes})") } else { minutes }
        };
        Analysis::of(&timeline).gaps(1).iter().map(gap).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn gaps_lie_between_the_entries_of_the_impact() {
        for (entries, expected) in [
            (&[][..], "2:00"),
            (&["9:30"], "2:00"),
            (&["10:30", "10:30"], "30 1:30"),
            (&["by 10:30"], "30 1:30"),
            (&["~10:30"], "25–35 1:25 to 1:35"),
            (&["10:30-11:30"], "30 (1:00) 30"),
            (&["10:30-11:30", "10:40"], "30 (10) (50) 30"),
            (&["10:30-11:30", "10:40-11:40"], "30 (10) (50) (10) 20"),
            (&["11:30-12:30"], "1:30 30"),
            (&["?"], "2:00"),
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

    #[test]
    fn the_longest_silence_is_as_long_as_any_may_have_been() {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        log.at("~10:30").note("n");
        log.at("~11:00").note("m");
        log.at("11:10").resolution("R");
        let timeline = log.timeline();
        let longest = Analysis::of(&timeline).longest_silence().unwrap();
        assert_eq!((longest.to.text(), crate::words::span(longest.length).as_str()), ("n", "25–40 min"));
    }

    #[test]
    fn while_it_had_gone_away_nobody_was_silent() {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        log.at("10:30").resolution("up");
        log.at("10:40").note("cleaning up");
        let back = log.stamp("15:00").unwrap();
        log.set([Setting::Reopened(back)]);
        log.at("15:01").detection("again");
        log.at("15:20").resolution("up");
        let timeline = log.timeline();
        let minutes: Vec<i64> = Analysis::of(&timeline).gaps(1).iter().map(|gap| gap.millis() / 60_000).collect();
        assert_eq!(minutes, [30, 1, 19]);
    }

    #[test]
    fn silence_begins_when_it_came_back() {
        let mut log = Recording::new();
        log.at("10:00").detection("D");
        log.at("10:30").resolution("up");
        let back = log.stamp("11:00").unwrap();
        log.set([Setting::Reopened(back)]);
        log.at("12:30").tagged(Tag::Action, "restart");
        log.at("12:35").resolution("up");
        let timeline = log.timeline();
        let longest = Analysis::of(&timeline).longest_silence().unwrap();
        assert_eq!((longest.start, longest.millis() / 60_000, longest.begins_anew()), (back, 90, true));
    }
}
