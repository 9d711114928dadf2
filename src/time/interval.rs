//! When something happened, as it was said, and the time between two such statements.
//!
//! Nobody types `10:15:00.000`. What is stored is the statement; the interval it stands for and
//! every duration are worked out from it, so a document never claims more than was recorded.

use chrono::Timelike as _;

use super::{Moment, Stamp, Zone};

/// What was said about when something happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct When {
    pub said: Said,
    /// The words as typed; `None` for a line typed as it happened.
    pub words: Option<String>,
}

/// The kinds of statement, each with its bound. Never a bound derived from a neighbour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Said {
    /// The first key press of the line.
    Live(Stamp),
    /// `10:15:30`
    Second(Stamp),
    /// `10:15`: somewhere in that minute.
    Minute(Stamp),
    /// `~10:00`, `around 10`: give or take so many minutes.
    About { at: Stamp, margin_minutes: u16 },
    /// `by 10:15`: after the event before it, not after 10:15.
    By(Stamp),
    /// `after 9:50`: not before 9:50, and before the event after it.
    After(Stamp),
    /// `10:00-10:15`
    Between(Stamp, Stamp),
    /// Some time during the incident.
    Unknown,
}

impl When {
    /// A line typed as it happened.
    pub fn live(stamp: Stamp) -> When {
        When { said: Said::Live(stamp), words: None }
    }

    /// A clock time as people say it: to the minute.
    pub fn minute(stamp: Stamp) -> When {
        When { said: Said::Minute(stamp), words: None }
    }

    /// Nobody said when.
    pub fn unknown() -> When {
        When { said: Said::Unknown, words: None }
    }

    /// Time words that could not be placed, kept as typed.
    pub fn unplaced(words: &str) -> When {
        When { said: Said::Unknown, words: Some(words.to_owned()) }
    }

    /// What the timeline sorts by and shows first: the stated bound, or the start of a range.
    pub fn bound(&self) -> Option<Stamp> {
        match self.said {
            Said::Live(at) | Said::Second(at) | Said::Minute(at) | Said::By(at) | Said::After(at) => Some(at),
            Said::About { at, .. } | Said::Between(at, _) => Some(at),
            Said::Unknown => None,
        }
    }

    /// The end of a stated range.
    pub fn until(&self) -> Option<Stamp> {
        match self.said {
            Said::Between(_, until) => Some(until),
            _ => None,
        }
    }

    /// The last moment it speaks of: the end of a stated range, else the stated bound.
    pub fn end(&self) -> Option<Stamp> {
        self.until().or(self.bound())
    }

    /// How far off the stated time may be either way, in milliseconds; 0 unless it was said so.
    pub fn margin_ms(&self) -> i64 {
        match self.said {
            Said::About { margin_minutes, .. } => i64::from(margin_minutes) * MINUTE_MS,
            _ => 0,
        }
    }

    /// The same by a clock that was so many milliseconds behind, in these words. A stamp is one no
    /// more: it is said now what the clock should have shown.
    #[must_use]
    pub fn shifted(&self, millis: i64, words: String) -> When {
        let by = |at: Stamp| at.moment.plus_millis(millis).at(at.offset);
        let said = match self.said {
            Said::Live(at) | Said::Second(at) => Said::Second(by(at)),
            Said::Minute(at) => Said::Minute(by(at)),
            Said::About { at, margin_minutes } => Said::About { at: by(at), margin_minutes },
            Said::By(at) => Said::By(by(at)),
            Said::After(at) => Said::After(by(at)),
            Said::Between(from, until) => Said::Between(by(from), by(until)),
            Said::Unknown => return self.clone(),
        };
        When { said, words: Some(words) }
    }

    /// Whether the time was said afterwards rather than stamped.
    pub fn is_stated(&self) -> bool {
        !matches!(self.said, Said::Live(_))
    }

    /// Whether somebody said when, in words that have a place or not; a stamp says nothing, and
    /// neither does the lack of one in what was written down long afterwards.
    pub fn says_a_time(&self) -> bool {
        match self.said {
            Said::Live(_) => false,
            Said::Unknown => self.words.is_some(),
            _ => true,
        }
    }

    /// The interval this statement stands for by itself.
    pub fn interval(&self) -> Interval {
        let (earliest, latest) = match self.said {
            Said::Live(at) | Said::Second(at) | Said::Minute(at) => (Some(at.moment), Some(at.moment)),
            Said::About { at, .. } => {
                let margin = self.margin_ms();
                (Some(at.moment.plus_millis(-margin)), Some(at.moment.plus_millis(margin)))
            }
            Said::By(at) => (None, Some(at.moment)),
            Said::After(at) => (Some(at.moment), None),
            Said::Between(from, until) => (Some(from.moment), Some(until.moment)),
            Said::Unknown => (None, None),
        };
        Interval { earliest, latest, to_the_minute: !matches!(self.said, Said::Live(_) | Said::Second(_)) }
    }

    /// As a timeline shows it, in `zone`: `10:14:07`, `10:15`, `~10:00`, `≤ 10:15`, `≥ 09:50`,
    /// `10:00–10:15`, and `—` when it is not known.
    pub fn shown(&self, zone: &Zone) -> String {
        let minute = |at: Stamp| zone.stamp(at.moment).local().format("%H:%M").to_string();
        let second = |at: Stamp| zone.stamp(at.moment).local().format("%H:%M:%S").to_string();
        match self.said {
            Said::Live(at) | Said::Second(at) => second(at),
            _ => self.shown_to_the_minute_with(minute),
        }
    }

    /// The same with its day and zone: `Thu 19 Nov ~10:35 WAT`.
    pub fn shown_with_day(&self, zone: &Zone) -> String {
        self.shown_behind("%a %-d %b", zone)
    }

    /// The same with its year, for where another day is told beside it: `Thu 19 Nov 2026 ~10:35 WAT`.
    pub fn shown_with_date(&self, zone: &Zone) -> String {
        self.shown_behind("%a %-d %b %Y", zone)
    }

    fn shown_behind(&self, day: &str, zone: &Zone) -> String {
        match self.bound() {
            Some(at) => {
                let day = zone.stamp(at.moment).local().format(day);
                format!("{day} {} {}", self.shown(zone), zone.short_at(at.moment))
            }
            None => self.shown(zone),
        }
    }

    /// As a document shows it: the same, never finer than the minute.
    pub fn shown_to_the_minute(&self, zone: &Zone) -> String {
        self.shown_to_the_minute_with(|at| {
            let local = zone.stamp(at.moment).local();
            format!("{:02}:{:02}", local.hour(), local.minute())
        })
    }

    fn shown_to_the_minute_with(&self, minute: impl Fn(Stamp) -> String) -> String {
        match self.said {
            Said::Live(at) | Said::Second(at) | Said::Minute(at) => minute(at),
            Said::About { at, .. } => format!("~{}", minute(at)),
            Said::By(at) => format!("≤ {}", minute(at)),
            Said::After(at) => format!("≥ {}", minute(at)),
            Said::Between(from, until) => format!("{}–{}", minute(from), minute(until)),
            Said::Unknown => "—".to_owned(),
        }
    }
}

/// Nobody said when.
impl Default for When {
    fn default() -> When {
        When::unknown()
    }
}

const MINUTE_MS: i64 = 60_000;

/// Where a moment lies: both ends included, an open end where nothing bounds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interval {
    pub earliest: Option<Moment>,
    pub latest: Option<Moment>,
    /// The ends were said to the minute: they mean that minute, not its first millisecond.
    pub to_the_minute: bool,
}

impl Interval {
    /// A moment that is known to the millisecond.
    pub const fn exactly(at: Moment) -> Interval {
        Interval { earliest: Some(at), latest: Some(at), to_the_minute: false }
    }
}

/// A length of time between two statements, in milliseconds; an open end where it is unbounded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    pub least_ms: i64,
    pub most_ms: Option<i64>,
}

impl Span {
    /// From `start` to `end`: `[max(0, end.earliest − start.latest), end.latest − start.earliest]`.
    ///
    /// Two ends said to the minute give the nominal value (10:10 to 10:20 is ten minutes); beside
    /// an exact stamp, a minute counts as all of its seconds. `None` when neither side bounds the
    /// other, that is when nothing at all can be said.
    pub fn between(start: Interval, end: Interval) -> Option<Span> {
        let mixed = start.to_the_minute != end.to_the_minute;
        let whole_minute = |interval: Interval, latest: Moment| {
            let seconds_of_it = if mixed && interval.to_the_minute { MINUTE_MS - 1 } else { 0 };
            latest.plus_millis(seconds_of_it)
        };
        let least = match (start.latest, end.earliest) {
            (Some(latest), Some(earliest)) => Some(earliest.millis_since(whole_minute(start, latest)).max(0)),
            _ => None,
        };
        let most = match (start.earliest, end.latest) {
            (Some(earliest), Some(latest)) => Some(whole_minute(end, latest).millis_since(earliest).max(0)),
            _ => None,
        };
        if least.is_none() && most.is_none() {
            return None;
        }
        Some(Span { least_ms: least.unwrap_or(0), most_ms: most })
    }

    /// Both lengths, one after the other.
    pub fn plus(self, other: Span) -> Span {
        let most = self.most_ms.zip(other.most_ms).map(|(most, other)| most.saturating_add(other));
        Span { least_ms: self.least_ms.saturating_add(other.least_ms), most_ms: most }
    }

    /// What is left of it without a part of it; never less than nothing.
    pub fn minus(self, part: Span) -> Span {
        let less = |ms: i64, part: i64| ms.saturating_sub(part).max(0);
        Span {
            least_ms: part.most_ms.map_or(0, |most| less(self.least_ms, most)),
            most_ms: self.most_ms.map(|most| less(most, part.least_ms)),
        }
    }

    /// The longer of two, whichever that is: at least as long as the longer must be, at most as long
    /// as the longer may be.
    pub fn longer_of(self, other: Span) -> Span {
        let most = self.most_ms.zip(other.most_ms).map(|(most, other)| most.max(other));
        Span { least_ms: self.least_ms.max(other.least_ms), most_ms: most }
    }

    /// A length that is known.
    pub const fn exactly(ms: i64) -> Span {
        Span { least_ms: ms, most_ms: Some(ms) }
    }

    /// Whole minutes, `[low, high]`: one value when it is at most a minute wide; else the low end
    /// rounded down and the high end rounded up, so that the truth stays inside.
    pub fn minutes(self) -> (i64, Option<i64>) {
        match self.most_ms {
            Some(most) if most - self.least_ms <= MINUTE_MS => {
                let middle = self.least_ms + (most - self.least_ms) / 2;
                let rounded = (middle + MINUTE_MS / 2) / MINUTE_MS;
                (rounded, Some(rounded))
            }
            most => (self.least_ms / MINUTE_MS, most.map(|ms| (ms + MINUTE_MS - 1) / MINUTE_MS)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Offset;
    use proptest::prelude::*;

    fn at(hour: i64, minute: i64, second: i64) -> Stamp {
        Moment::from_millis(((hour * 60 + minute) * 60 + second) * 1000).at(Offset::UTC)
    }

    fn minutes(start: Said, end: Said) -> Option<(i64, Option<i64>)> {
        let interval = |said| When { said, words: None }.interval();
        Span::between(interval(start), interval(end)).map(Span::minutes)
    }

    #[test]
    fn durations_say_no_more_than_their_ends() {
        use Said::*;
        let ten = Minute(at(10, 0, 0));
        for (start, end, expected) in [
            (ten, Minute(at(10, 20, 0)), Some((20, Some(20)))),
            (ten, Minute(at(10, 0, 0)), Some((0, Some(0)))),
            (Live(at(10, 0, 10)), Live(at(10, 5, 50)), Some((6, Some(6)))),
            (Live(at(10, 0, 30)), Minute(at(10, 10, 0)), Some((10, Some(10)))),
            (ten, Between(at(10, 20, 0), at(10, 35, 0)), Some((20, Some(35)))),
            (ten, By(at(10, 30, 0)), Some((0, Some(30)))),
            (ten, After(at(10, 15, 0)), Some((15, None))),
            (ten, About { at: at(10, 30, 0), margin_minutes: 5 }, Some((25, Some(35)))),
            (By(at(10, 0, 0)), Minute(at(10, 10, 0)), Some((10, None))),
            (By(at(10, 0, 0)), After(at(9, 0, 0)), Some((0, None))),
            (Unknown, ten, None),
        ] {
            assert_eq!(minutes(start, end), expected, "{start:?} to {end:?}");
        }
    }

    #[test]
    fn statements_are_shown_as_they_were_meant() {
        use Said::*;
        let zone = Zone::utc();
        for (said, expected) in [
            (Live(at(10, 14, 7)), "10:14:07"),
            (Second(at(10, 14, 7)), "10:14:07"),
            (Minute(at(10, 14, 0)), "10:14"),
            (About { at: at(10, 0, 0), margin_minutes: 15 }, "~10:00"),
            (By(at(10, 15, 0)), "≤ 10:15"),
            (After(at(9, 50, 0)), "≥ 09:50"),
            (Between(at(10, 0, 0), at(10, 15, 0)), "10:00–10:15"),
            (Unknown, "—"),
        ] {
            assert_eq!(When { said, words: None }.shown(&zone), expected);
        }
        assert_eq!(When::live(at(10, 14, 7)).shown_to_the_minute(&zone), "10:14");
    }

    fn any_interval() -> impl Strategy<Value = Interval> {
        (any::<Option<i32>>(), 0i64..10_000_000, any::<bool>(), any::<bool>()).prop_map(
            |(start, width, open, grain)| {
                let earliest = start.map(|ms| Moment::from_millis(i64::from(ms)));
                let latest = earliest.filter(|_| !open).map(|at| at.plus_millis(width));
                Interval { earliest, latest, to_the_minute: grain }
            },
        )
    }

    proptest! {
        #[test]
        fn no_span_is_negative_and_widening_an_end_never_narrows_it(
            start in any_interval(), end in any_interval(), earlier in 0i64..1_000_000, later in 0i64..1_000_000,
        ) {
            if let Some(span) = Span::between(start, end) {
                prop_assert!(span.least_ms >= 0);
                prop_assert!(span.most_ms.is_none_or(|most| most >= 0));
                let wider = Interval {
                    earliest: end.earliest.map(|at| at.plus_millis(-earlier)),
                    latest: end.latest.map(|at| at.plus_millis(later)),
                    ..end
                };
                if let Some(wide) = Span::between(start, wider) {
                    prop_assert!(wide.least_ms <= span.least_ms);
                    prop_assert!(wide.most_ms.is_none() || wide.most_ms >= span.most_ms);
                }
            }
        }
    }
}
