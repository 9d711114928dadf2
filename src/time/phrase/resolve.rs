//! Placing a phrase on a day: from what was typed to a statement, or to all it can mean.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta};

use super::ago::{Ago, Exactness};
use super::day::Day;
use super::place::ZoneSaid;
use super::wall::{Half, Wall};
use super::{ClockSaid, Phrase, Point, Qualifier, Stated};
use crate::time::{Local, Moment, Said, Stamp, When, Zone};

/// What is known where the phrase was typed.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Nothing is ever placed after it.
    pub now: Moment,
    /// The zone of a time that names none.
    pub zone: &'a Zone,
    pub rule: DayRule,
    /// What `T+0` is.
    pub start: Option<Moment>,
}

/// Which day a time without one belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayRule {
    /// The outage is going on: the most recent past.
    MostRecent,
    /// It is written down afterwards: the occurrence nearest to the event before it.
    NearestTo(Moment),
    /// It is looked back at: the first occurrence in which it lasted, else the one nearest to that.
    Within(Moment, Moment),
    /// The day was told for it: in a heading, or by what stands before it.
    On(NaiveDate),
}

/// A phrase on its day, or why it is on none.
#[derive(Clone, PartialEq, Debug)]
pub enum Placing {
    Placed(When),
    Doubtful {
        why: String,
        /// What it can mean, in the order to be offered.
        readings: Vec<When>,
    },
}

/// A point in time that is not certain: why, and the stamps it can be.
struct Doubtful {
    why: String,
    stamps: Vec<Stamp>,
}

type Spot = Result<Stamp, Doubtful>;

/// A stated time that lies further back than this is rather another one.
const LONG_AGO_MS: i64 = 12 * 3_600_000;
const MINUTE_MS: i64 = 60_000;

impl Phrase<'_> {
    /// Places the phrase, never later than now.
    pub fn place(&self, context: &Context<'_>) -> Placing {
        let when = |said| When { said, words: Some(self.words.to_owned()) };
        match &self.stated {
            Stated::Once { qualifier, point } => match context.spot(point) {
                Ok(stamp) => Placing::Placed(when(said(*qualifier, point, stamp))),
                Err(Doubtful { why, stamps }) => {
                    let readings = stamps.into_iter().map(|stamp| when(said(*qualifier, point, stamp))).collect();
                    Placing::Doubtful { why, readings }
                }
            },
            Stated::Range(from, until) => match context.range(from, until) {
                Ok((from, until)) => Placing::Placed(when(Said::Between(from, until))),
                Err((why, ranges)) => {
                    let readings = ranges.into_iter().map(|(from, until)| when(Said::Between(from, until))).collect();
                    Placing::Doubtful { why, readings }
                }
            },
        }
    }
}

/// Beyond this, a time counted from now is not about what happened last.
const LONG_AFTER_MS: i64 = 12 * 3_600_000;

/// The statement that `qualifier` makes of a stamp.
fn said(qualifier: Qualifier, point: &Point, at: Stamp) -> Said {
    let (to_the_second, in_words, margin_minutes) = match point {
        Point::Clock(clock) => (clock.wall.second.is_some(), false, if clock.wall.is_bare_hour() { 15 } else { 5 }),
        Point::Ago(ago) | Point::SinceStart(ago) => match ago.exactness {
            Exactness::Second => (true, false, 5),
            Exactness::Minute => (false, false, 5),
            Exactness::Words { margin_minutes } => (false, true, margin_minutes),
        },
    };
    match qualifier {
        Qualifier::About => Said::About { at, margin_minutes },
        Qualifier::By => Said::By(at),
        Qualifier::After => Said::After(at),
        Qualifier::At if in_words => Said::About { at, margin_minutes },
        Qualifier::At if to_the_second => Said::Second(at),
        Qualifier::At => Said::Minute(at),
    }
}

type Range = (Stamp, Stamp);

impl Context<'_> {
    fn spot(&self, point: &Point) -> Spot {
        match point {
            Point::Clock(clock) => self.clock(clock),
            Point::Ago(ago) => {
                let counted = self.counted(*ago, self.now, -1);
                match self.rule {
                    // In what is written down long afterwards, "ago" counts from the wrong end.
                    DayRule::NearestTo(last) | DayRule::Within(_, last)
                        if counted.moment.millis_since(last) > LONG_AFTER_MS =>
                    {
                        let why = "that counts from now, long after the incident; say a clock time".to_owned();
                        Err(Doubtful { why, stamps: vec![counted] })
                    }
                    _ => Ok(counted),
                }
            }
            Point::SinceStart(since) => match self.start {
                Some(start) => self.not_later_than_now(self.counted(*since, start, 1)),
                None => {
                    Err(Doubtful { why: "the incident has no start yet to count from".to_owned(), stamps: Vec::new() })
                }
            },
        }
    }

    /// So long before or after `from`, as exactly as it was said.
    fn counted(&self, ago: Ago, from: Moment, sign: i64) -> Stamp {
        let moment = from.plus_millis(sign * ago.seconds * 1000).millis();
        let grain = if ago.exactness == Exactness::Second { 1000 } else { MINUTE_MS };
        self.zone.stamp(Moment::from_millis(moment - moment.rem_euclid(grain)))
    }

    fn not_later_than_now(&self, stamp: Stamp) -> Spot {
        if stamp.moment <= self.now {
            return Ok(stamp);
        }
        Err(Doubtful { why: "that is still to come".to_owned(), stamps: vec![stamp] })
    }

    /// A clock time in the zone that was said with it, else in the zone of the incident.
    fn clock(&self, clock: &ClockSaid) -> Spot {
        let Some(zone) = &clock.zone else { return self.clock_in(clock, self.zone) };
        match zone {
            ZoneSaid::One(zone) => self.clock_in(clock, zone),
            // Where the incident's own zone goes by that word, it is the one that is meant.
            ZoneSaid::Several { word, .. } if self.zone.short_at(self.now).eq_ignore_ascii_case(word) => {
                self.clock_in(clock, self.zone)
            }
            ZoneSaid::Several { word, readings } => {
                let places: Vec<String> =
                    readings.iter().map(|(place, offset)| format!("{place} ({offset})")).collect();
                // A reading for each place: the first of what it can be there.
                let spots = readings.iter().map(|(_, offset)| self.clock_in(clock, &Zone::fixed(*offset)));
                let stamps = spots.filter_map(|spot| spot.map_or_else(|doubt| doubt.stamps.first().copied(), Some));
                let stamps = stamps.collect();
                Err(Doubtful { why: format!("“{word}” can mean {}", places.join(" or ")), stamps })
            }
        }
    }

    fn clock_in(&self, clock: &ClockSaid, zone: &Zone) -> Spot {
        let stamp = match clock.day {
            Some(day) => self.on_day(day, clock.wall, zone),
            None => match self.rule {
                DayRule::MostRecent => self.most_recent(clock.wall, zone, clock.zone.is_none()),
                DayRule::NearestTo(anchor) => self.nearest(clock.wall, zone, anchor),
                DayRule::Within(first, last) => self.within(clock.wall, zone, first, last),
                DayRule::On(date) => self.on_date(date, clock.wall, zone),
            },
        }?;
        let Some((wall, ZoneSaid::One(other_zone))) = &clock.also else { return Ok(stamp) };
        let beside = Context { rule: DayRule::NearestTo(stamp.moment), ..*self };
        match beside.nearest(*wall, other_zone, stamp.moment) {
            Ok(other) if other.moment != stamp.moment => Err(Doubtful {
                why: "the two clocks do not show the same moment".to_owned(),
                stamps: vec![stamp, other],
            }),
            _ => Ok(stamp),
        }
    }

    /// The most recent past occurrence; doubtful when that is long ago. The other half of the day
    /// is offered where a clock with two halves may have been meant.
    fn most_recent(&self, wall: Wall, zone: &Zone, either_half: bool) -> Spot {
        let today = zone.stamp(self.now).local().date();
        let mut shown = (-2..=1).rev().filter_map(|days| Some((days, shown_on(zone, shift(today, days)?, wall)?)));
        let Some((days, past)) = shown.find(|(_, local)| first(*local).moment <= self.now) else {
            return Err(Doubtful { why: "no such time has passed".to_owned(), stamps: Vec::new() });
        };
        let stamp = self.once(past)?;
        if self.now.millis_since(stamp.moment) <= LONG_AGO_MS {
            return Ok(stamp);
        }
        let to_come = (days < 0).then(|| shown_on(zone, today, wall)).flatten().map(first);
        let afternoon = Wall { half: Some(Half::Pm), ..wall };
        let other_half =
            (either_half && wall.is_of_either_half()).then(|| self.most_recent(afternoon, zone, false).ok());
        let why = match to_come {
            Some(_) => "today that is still to come",
            None => "that was more than 12 hours ago",
        };
        let others = to_come.into_iter().chain(other_half.flatten());
        let mut stamps = vec![stamp];
        stamps.extend(others.filter(|other| other.moment != stamp.moment));
        Err(Doubtful { why: why.to_owned(), stamps })
    }

    /// The occurrence nearest to `anchor` among those that have passed.
    fn nearest(&self, wall: Wall, zone: &Zone, anchor: Moment) -> Spot {
        let day = zone.stamp(anchor).local().date();
        let shown = (-2..=2).filter_map(|days| shown_on(zone, shift(day, days)?, wall));
        let distance = |local: &Local| first(*local).moment.millis_since(anchor).abs();
        // Of two that are equally near, the later: a story is mostly told forwards.
        match shown.clone().filter(|local| first(*local).moment <= self.now).rev().min_by_key(distance) {
            Some(local) => self.once(local),
            None => Err(Doubtful {
                why: "that is still to come".to_owned(),
                stamps: shown.min_by_key(distance).map(first).into_iter().collect(),
            }),
        }
    }

    /// The first occurrence between two moments, else the one nearest to them; who says a time that is
    /// still to come hears so.
    fn within(&self, wall: Wall, zone: &Zone, begin: Moment, end: Moment) -> Spot {
        let around = |at: Moment| (-1..=2).filter_map(move |days| shift(zone.stamp(at).local().date(), days));
        let shown = around(begin).chain(around(end)).filter_map(|date| shown_on(zone, date, wall));
        let away = |local: &Local| {
            let at = first(*local).moment;
            begin.millis_since(at).max(at.millis_since(end)).max(0)
        };
        match shown.min_by_key(away) {
            Some(local) => self.not_later_than_now(first(local)).and_then(|_| self.once(local)),
            None => Err(Doubtful { why: "no calendar has that day".to_owned(), stamps: Vec::new() }),
        }
    }

    /// A time on a day that was named.
    fn on_day(&self, day: Day, wall: Wall, zone: &Zone) -> Spot {
        let today = zone.stamp(self.now).local().date();
        let reference = match self.rule {
            DayRule::MostRecent => today,
            DayRule::NearestTo(anchor) | DayRule::Within(anchor, _) => zone.stamp(anchor).local().date(),
            DayRule::On(date) => date,
        };
        let dates: Vec<NaiveDate> = match day {
            Day::Today => vec![today],
            Day::Yesterday => shift(today, -1).into_iter().collect(),
            Day::Weekday(weekday) => {
                let near = if reference == today { -6..=0 } else { -3..=3 };
                near.filter_map(|days| shift(reference, days)).filter(|date| date.weekday() == weekday).collect()
            }
            Day::Date { written, .. } => {
                let year = reference.year();
                let mut dates = written.readings(&[year - 1, year, year + 1]);
                if written.has_no_year() {
                    dates.sort_by_key(|date| (*date - reference).num_days().abs());
                    dates.truncate(1);
                }
                dates
            }
        };
        let on = |date: NaiveDate| shown_on(zone, date, wall).map(first);
        let all = || dates.iter().copied().filter_map(on).collect::<Vec<_>>();
        if let Day::Date { weekday: Some(weekday), .. } = day {
            let fitting: Vec<NaiveDate> = dates.iter().copied().filter(|date| date.weekday() == weekday).collect();
            return match fitting[..] {
                [date] => self.on_date(date, wall, zone),
                _ => Err(Doubtful { why: "the date and the day of the week do not fit".to_owned(), stamps: all() }),
            };
        }
        match dates[..] {
            [date] => self.on_date(date, wall, zone),
            [] => Err(Doubtful { why: "no calendar has that day".to_owned(), stamps: Vec::new() }),
            _ => Err(Doubtful { why: "day first or month first?".to_owned(), stamps: all() }),
        }
    }

    fn on_date(&self, date: NaiveDate, wall: Wall, zone: &Zone) -> Spot {
        let Some(local) = shown_on(zone, date, wall) else {
            return Err(Doubtful { why: "no calendar has that day".to_owned(), stamps: Vec::new() });
        };
        self.not_later_than_now(first(local))?;
        self.once(local)
    }

    /// The one moment of a reading of the clock, if there is just one that has passed.
    fn once(&self, local: Local) -> Spot {
        match local {
            Local::Once(stamp) => Ok(stamp),
            Local::Twice(first, second) if second.moment > self.now => Ok(first),
            Local::Twice(first, second) => Err(Doubtful {
                why: "the clocks went back: it was that time twice".to_owned(),
                stamps: vec![first, second],
            }),
            Local::Never(jump) => {
                Err(Doubtful { why: "the clocks went forward over that time".to_owned(), stamps: vec![jump] })
            }
        }
    }

    /// Both ends of a range: the end is the first such time from the start on.
    fn range(&self, from: &Point, until: &Point) -> Result<Range, (String, Vec<Range>)> {
        let starts = match self.spot(from) {
            Ok(start) => return self.range_from(start, until),
            Err(doubt) => doubt,
        };
        // The other half of the day would need another end.
        let shown = starts.stamps.first().map(|start| start.local().time());
        let alike = starts.stamps.into_iter().filter(|start| Some(start.local().time()) == shown);
        let ranges = alike.flat_map(|start| match self.range_from(start, until) {
            Ok(range) => vec![range],
            Err((_, ranges)) => ranges,
        });
        Err((starts.why, ranges.collect()))
    }

    fn range_from(&self, start: Stamp, until: &Point) -> Result<Range, (String, Vec<Range>)> {
        let end = match until {
            Point::Clock(clock) if clock.day.is_none() => self.first_from(start, clock),
            _ => self.spot(until),
        };
        match end {
            Ok(end) if end.moment < start.moment => Err(("it ends before it begins".to_owned(), Vec::new())),
            Ok(end) => Ok((start, end)),
            Err(doubt) => {
                let ends = doubt.stamps.into_iter().filter(|end| end.moment >= start.moment);
                Err((doubt.why, ends.map(|end| (start, end)).collect()))
            }
        }
    }

    /// The first time from `start` on at which the clock shows that.
    fn first_from(&self, start: Stamp, clock: &ClockSaid) -> Spot {
        let zone = match &clock.zone {
            Some(ZoneSaid::One(zone)) => zone.clone(),
            // Of several zones, the one that the start was read in.
            Some(ZoneSaid::Several { .. }) => Zone::fixed(start.offset),
            None => self.zone.clone(),
        };
        let day = zone.stamp(start.moment).local().date();
        let shown = (-1..=2).filter_map(|days| shown_on(&zone, shift(day, days)?, clock.wall));
        match shown.into_iter().find(|local| first(*local).moment >= start.moment) {
            Some(local) => self.not_later_than_now(first(local)).and_then(|_| self.once(local)),
            None => Err(Doubtful { why: "it ends before it begins".to_owned(), stamps: Vec::new() }),
        }
    }
}

/// The first of the moments that a reading of the clock can be.
fn first(local: Local) -> Stamp {
    match local {
        Local::Once(stamp) | Local::Twice(stamp, _) | Local::Never(stamp) => stamp,
    }
}

/// What the clocks of `zone` mean by `wall` on a date; 24:00 is the end of that day.
fn shown_on(zone: &Zone, date: NaiveDate, wall: Wall) -> Option<Local> {
    let seconds = TimeDelta::seconds(i64::from(wall.seconds()?));
    let local = NaiveDateTime::from(date).checked_add_signed(seconds)?;
    Some(zone.resolve(local))
}

fn shift(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    match u64::try_from(days) {
        Ok(forward) => date.checked_add_days(Days::new(forward)),
        Err(_) => date.checked_sub_days(Days::new(days.unsigned_abs())),
    }
}
