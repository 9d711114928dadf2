//! The axis of a picture of the incident: from when to when, and the round local times along it.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use super::Analysis;
use crate::time::{Local, Moment, Zone};

/// The stretch of time that a picture shows.
#[derive(Clone, Debug)]
pub struct Axis {
    pub from: Moment,
    pub to: Moment,
    zone: Zone,
}

/// A round time on the axis: `10:15`, or the date where a day begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tick {
    pub at: Moment,
    pub label: String,
}

/// Steps between ticks that people count in, in minutes; days and weeks from 1440 on.
const STEPS: [i64; 19] =
    [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 20_160, 40_320, 131_040, 262_080, 524_160];

const DAY: i64 = 1440;

/// From this step on a date is a month.
const FOUR_WEEKS: i64 = 40_320;

impl Axis {
    /// None for what took no time.
    pub fn new(from: Moment, to: Moment, zone: Zone) -> Option<Axis> {
        (from < to).then_some(Axis { from, to, zone })
    }

    pub fn holds(&self, at: Moment) -> bool {
        (self.from..=self.to).contains(&at)
    }

    pub fn millis(&self) -> i64 {
        self.to.millis_since(self.from)
    }

    /// Where a moment lies on an axis of this length; what lies beyond is at its end.
    pub fn place(&self, at: Moment, length: i64) -> i64 {
        let at = i128::from(at.clamp(self.from, self.to).millis_since(self.from));
        let whole = i128::from(self.millis());
        let place = (at * i128::from(length) * 2 + whole) / (whole * 2);
        i64::try_from(place).unwrap_or(length)
    }

    /// Which of so many equal parts of the axis a moment lies in.
    pub fn part(&self, at: Moment, parts: usize) -> usize {
        let at = i128::from(at.clamp(self.from, self.to).millis_since(self.from));
        let part = at * parts as i128 / i128::from(self.millis());
        usize::try_from(part).unwrap_or(0).min(parts.saturating_sub(1))
    }

    /// `WAT (UTC+1)`, as it was at the beginning.
    pub fn zone_label(&self) -> String {
        self.zone.label_at(self.from)
    }

    /// Whether a clock alone does not tell a time on it.
    pub fn is_long(&self) -> bool {
        self.millis() > DAY * 60_000
    }

    /// `2024-06-07 10:15`, by the clock of the beginning even where the clocks were changed since.
    pub fn written(&self, at: Moment) -> String {
        at.at(self.zone.offset_at(self.from)).local().format("%Y-%m-%d %H:%M").to_string()
    }

    /// The round times on the axis, about as many as are wanted and not more.
    pub fn ticks(&self, most: usize) -> Vec<Tick> {
        let step = self.step(most);
        let (first, last) = (self.local(self.from), self.local(self.to));
        let mut next = floor(first, step);
        let mut ticks = Vec::new();
        while let Some(local) = next.filter(|local| *local <= last) {
            ticks.extend(self.at(local).into_iter().flatten().map(|at| Tick { at, label: label(local, step) }));
            next = local.checked_add_signed(TimeDelta::minutes(step));
        }
        ticks.retain(|tick| self.holds(tick.at));
        // Where the clocks went back, an hour is there twice.
        ticks.sort_by_key(|tick| tick.at);
        ticks.dedup_by_key(|tick| tick.at);
        if ticks.is_empty() {
            ticks.push(Tick { at: self.from, label: first.format("%H:%M").to_string() });
        }
        ticks
    }

    /// The smallest step that gives no more ticks than this, in minutes.
    fn step(&self, most: usize) -> i64 {
        let minutes = self.millis() / 60_000;
        let fits = |step: &i64| minutes / step < i64::try_from(most.max(2)).unwrap_or(i64::MAX);
        let doubled = || std::iter::successors(STEPS.last().copied(), |step| step.checked_mul(2));
        STEPS.into_iter().find(fits).or_else(|| doubled().find(fits)).unwrap_or(i64::MAX / 60_000)
    }

    fn local(&self, at: Moment) -> NaiveDateTime {
        self.zone.stamp(at).local()
    }

    /// When the clocks showed a time; a day whose midnight was skipped begins with the jump.
    fn at(&self, local: NaiveDateTime) -> [Option<Moment>; 2] {
        match self.zone.resolve(local) {
            Local::Once(at) => [Some(at.moment), None],
            Local::Twice(first, _) if is_midnight(local) => [Some(first.moment), None],
            Local::Twice(first, second) => [Some(first.moment), Some(second.moment)],
            Local::Never(jump) => [Some(jump.moment).filter(|_| is_midnight(local)), None],
        }
    }
}

impl Analysis<'_> {
    /// From the start of the impact to its end, or to the last that was recorded; with what was
    /// recorded shortly before and after. What lies further away would leave no room for the rest.
    /// None where fewer than two moments were recorded.
    pub fn axis(&self, zone: Zone) -> Option<Axis> {
        let times = || self.told.iter().flat_map(|event| times(event));
        let (first, last) = (times().min()?, times().max()?);
        let start = self.impact.start_at().map_or(first, |at| at.moment);
        let end = self.impact.end_at().map_or(last, |at| at.moment);
        let (from, to) = if start < end {
            let near = end.millis_since(start) / 4;
            let (earliest, latest) = (start.plus_millis(-near), end.plus_millis(near));
            let near = || times().filter(|at| (earliest..=latest).contains(at));
            (near().min().unwrap_or(start), near().max().unwrap_or(end))
        } else {
            (first, last)
        };
        Axis::new(from, to, zone)
    }
}

/// When an event was, or from when to when.
fn times(event: &super::Told) -> impl Iterator<Item = Moment> {
    [event.bound(), event.until()].into_iter().flatten()
}

fn is_midnight(local: NaiveDateTime) -> bool {
    local.time() == NaiveTime::MIN
}

/// The last round time that is not after this one. Weeks begin on Mondays.
fn floor(local: NaiveDateTime, step: i64) -> Option<NaiveDateTime> {
    use chrono::{Datelike, Timelike};
    let minutes = if step < DAY {
        i64::from(local.hour() * 60 + local.minute()) % step
    } else {
        let days = i64::from(local.num_days_from_ce()) - 1;
        days.rem_euclid(step / DAY) * DAY + i64::from(local.hour() * 60 + local.minute())
    };
    local.with_second(0)?.with_nanosecond(0)?.checked_sub_signed(TimeDelta::minutes(minutes))
}

fn label(local: NaiveDateTime, step: i64) -> String {
    let format = match step {
        FOUR_WEEKS.. => "%b %Y",
        _ if is_midnight(local) => "%-d %b",
        _ => "%H:%M",
    };
    local.format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Stamp;

    fn told(zone: &str, from: &str, to: &str, most: usize) -> String {
        let at = |stamp: &str| Stamp::parse(stamp).unwrap().moment;
        let axis = Axis::new(at(from), at(to), Zone::named(zone).unwrap()).unwrap();
        let place = |tick: &Tick| format!("{}@{}", tick.label, axis.place(tick.at, 100));
        axis.ticks(most).iter().map(place).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn ticks_stand_at_round_local_times() {
        for (zone, from, to, expected) in [
            (
                "WAT",
                "2024-06-07T10:00:00+01:00",
                "2024-06-07T12:00:00+01:00",
                "10:00@0 10:30@25 11:00@50 11:30@75 12:00@100",
            ),
            ("+05:45", "2024-06-07T10:00:00Z", "2024-06-07T11:00:00Z", "15:45@0 16:00@25 16:15@50 16:30@75 16:45@100"),
            ("EAT", "2023-02-10T18:30:00Z", "2023-02-11T01:45:00Z", "22:00@7 11 Feb@34 02:00@62 04:00@90"),
            // The clocks went back at 3:00, and forward at 2:00.
            (
                "Europe/Berlin",
                "2024-10-26T23:00:00Z",
                "2024-10-27T03:00:00Z",
                "01:00@0 02:00@25 02:00@50 03:00@75 04:00@100",
            ),
            ("Europe/Berlin", "2024-03-30T23:00:00Z", "2024-03-31T02:00:00Z", "31 Mar@0 01:00@33 03:00@67 04:00@100"),
            ("UTC", "2024-06-07T10:00:10Z", "2024-06-07T10:00:50Z", "10:00@0"),
            ("UTC", "2024-06-07T12:00:00Z", "2024-06-11T12:00:00Z", "8 Jun@13 9 Jun@38 10 Jun@63 11 Jun@88"),
            ("UTC", "2024-06-07T12:00:00Z", "2024-07-04T12:00:00Z", "10 Jun@9 17 Jun@35 24 Jun@61 1 Jul@87"),
        ] {
            assert_eq!(told(zone, from, to, 5), expected, "{zone} {from}");
        }
    }

    #[test]
    fn an_axis_from_one_end_of_time_to_the_other_has_few_ticks() {
        for zone in ["Europe/Berlin", "UTC", "-11:00", "+14:00"] {
            for (from, to) in [(i64::MIN, i64::MAX), (0, i64::MAX), (i64::MIN, 0)] {
                let zone = Zone::named(zone).unwrap();
                let axis = Axis::new(Moment::from_millis(from), Moment::from_millis(to), zone).unwrap();
                let ticks = axis.ticks(9);
                assert!((1..=10).contains(&ticks.len()), "{ticks:?}");
            }
        }
        assert!(Axis::new(Moment::from_millis(5), Moment::from_millis(5), Zone::utc()).is_none());
    }
}
