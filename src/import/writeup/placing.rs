//! On which day each entry happened: dates above and beside it, midnight, and what the order reveals.
//!
//! People write times down in order, and mistype some. A time without a day lies on the day of the
//! entry before it, or on the next where it would go back; a half of the day that breaks the order,
//! and whose other half does not, was mistaken; so was a year. What was read otherwise than it is
//! written is always said.

use chrono::{Datelike, Days, NaiveDate};

use super::bounds::{Near, Places};
use super::entries::Entry;
use crate::import::Problem;
use crate::time::phrase::{Context, Date, DayRule, Phrase, Placing, ZoneSaid};
use crate::time::{Moment, When, Zone};

/// What is known of all entries of a document.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub now: Moment,
    pub zone: Zone,
    /// What is counted from by `T+12`.
    pub start: Option<Moment>,
    /// The day that is said for all, and where.
    pub day: Option<NaiveDate>,
    /// The day that holds again behind an entry with a date of its own.
    pub rest: Option<NaiveDate>,
    /// Which way a date of two small numbers is to be read.
    pub day_first: bool,
}

impl Known {
    /// What statements of start and end are placed by.
    pub fn places(&self, near: Near) -> Places<'_> {
        Places { now: self.now, zone: &self.zone, near, day_first: self.day_first }
    }
}

/// The statements of all entries, in their order; problems name lines.
pub(super) fn placed(entries: &[Entry], known: &Known, problems: &mut Vec<Problem>) -> Vec<When> {
    let mut placing =
        Walk { known, day: known.day.unwrap_or_else(|| last_day(known)), last: None, heading: None, first: None };
    let halves = Halves::of(entries);
    let mut found = Vec::with_capacity(entries.len());
    for at in 0..entries.len() {
        let when = placing.place(entries, at, halves, problems);
        placing.first = placing.first.or(when.bound().map(|at| at.local().date()));
        found.push(when);
    }
    found
}

/// Whether the clock of a document goes to 12 or to 24.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Halves {
    /// No time says which half of the day it is of, and none is past noon.
    are_open: bool,
}

impl Halves {
    fn of(entries: &[Entry]) -> Halves {
        let mut walls = entries.iter().filter_map(|entry| entry.clock.as_ref()?.wall);
        let is_small = |entry: &Entry| entry.clock.as_ref().is_some_and(|clock| clock.words().starts_with('0'));
        let are_open = walls.all(|wall| wall.is_of_either_half()) && !entries.iter().any(is_small);
        Halves { are_open }
    }
}

/// Where nobody names a day: the one on which all of it has passed.
fn last_day(known: &Known) -> NaiveDate {
    let today = known.zone.stamp(known.now).local().date();
    today.checked_sub_days(Days::new(1)).unwrap_or(today)
}

struct Walk<'a> {
    known: &'a Known,
    /// The day of the entry before, or the one above what comes.
    day: NaiveDate,
    last: Option<Moment>,
    /// The date that stood above the entry before.
    heading: Option<Date>,
    /// The day of the first entry.
    first: Option<NaiveDate>,
}

impl Walk<'_> {
    fn place(&mut self, entries: &[Entry], at: usize, halves: Halves, problems: &mut Vec<Problem>) -> When {
        let entry = &entries[at];
        let Some(clock) = &entry.clock else {
            return entry.date.as_deref().map_or_else(When::unknown, When::unplaced);
        };
        let Some(phrase) = clock.phrase() else { return When::unplaced(clock.words()) };
        if entry.day != self.heading {
            self.heading = entry.day;
            if let Some(day) = entry.day.and_then(|date| self.read(date)) {
                (self.day, self.last) = (day, None);
            }
        }
        if entry.is_apart && !entries[at.saturating_sub(1)].is_apart {
            (self.day, self.last) = (self.first.unwrap_or(self.day), None);
        }
        let zone = clock.place.as_ref().or(entry.zone.as_ref()).unwrap_or(&self.known.zone).clone();
        if phrase.date().is_some() {
            return self.dated(&phrase, &zone, entries, at, problems);
        }
        if phrase.wall().is_none() {
            return self.said(&phrase, &zone, self.day, entry, problems);
        }
        if self.last.is_some() && self.is_behind_own_date(entries, at) {
            // A day that was said for all holds again where one entry had its own.
            if let Some(rest) = self.known.rest.filter(|rest| *rest >= self.day) {
                (self.day, self.last) = (rest, None);
            }
        }
        self.of_any_day(&phrase, &zone, entries, at, halves, problems)
    }

    /// Whether the entry before had a date of its own.
    fn is_behind_own_date(&self, entries: &[Entry], at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| entries[before].clock.as_ref());
        before.is_some_and(|clock| clock.date.is_some())
    }

    /// A date of two small numbers, read as the others are.
    fn read(&self, date: Date) -> Option<NaiveDate> {
        reading(date, self.day.year(), self.known.day_first)
    }

    /// A time without a day: on the day of the one before it, or on the next.
    fn of_any_day(
        &mut self,
        phrase: &Phrase,
        zone: &Zone,
        entries: &[Entry],
        at: usize,
        halves: Halves,
        problems: &mut Vec<Problem>,
    ) -> When {
        let entry = &entries[at];
        let (Some(last), Some(here)) = (self.last, self.moment(phrase, zone, self.day)) else {
            return self.said(phrase, zone, self.day, entry, problems);
        };
        let next = self.next_on_day(entries, at, zone);
        let other = phrase.in_the_other_half();
        let in_other = other.as_ref().and_then(|other| Some((other, self.moment(other, zone, self.day)?)));
        if let Some(next) = next.filter(|next| here < last || *next < here) {
            let fits = |moment: Moment| last <= moment && moment <= next;
            let says_half = phrase.wall().is_some_and(|wall| wall.half.is_some());
            if let Some((other, moment)) = in_other.filter(|(_, moment)| says_half && fits(*moment)) {
                problems.push(Problem { line: entry.number, message: other_half(phrase) });
                return self.said_anew(other, phrase, zone, moment);
            }
            if let Some(when) = self.without_zone(phrase, entry, fits, problems) {
                return when;
            }
        }
        if here >= last {
            return self.said(phrase, zone, self.day, entry, problems);
        }
        if let Some((other, moment)) = in_other.filter(|(_, moment)| halves.are_open && *moment >= last) {
            return self.said_anew(other, phrase, zone, moment);
        }
        const HALF_A_DAY_MS: i64 = 12 * 3_600_000;
        let is_alone = next.is_some_and(|next| next >= last) && last.millis_since(here) < HALF_A_DAY_MS;
        if is_alone {
            let why = format!("“{}” stands behind a later time; kept on the same day", phrase.words);
            problems.push(Problem { line: entry.number, message: why });
            let when = self.said(phrase, zone, self.day, entry, problems);
            self.last = Some(last);
            return when;
        }
        self.of_next_day(phrase, zone, entries, at, problems)
    }

    /// One zone among others, which breaks the order, and the plain time does not: a slip.
    fn without_zone(
        &mut self,
        phrase: &Phrase,
        entry: &Entry,
        fits: impl Fn(Moment) -> bool,
        problems: &mut Vec<Problem>,
    ) -> Option<When> {
        phrase.zone()?;
        let (plain, known) = (phrase.without_zone(), self.known.zone.clone());
        self.moment(&plain, &known, self.day).filter(|moment| fits(*moment))?;
        let why = format!("the zone of “{}” breaks the order; read as {}", phrase.words, known.name());
        problems.push(Problem { line: entry.number, message: why });
        Some(self.said(&plain, &known, self.day, entry, problems))
    }

    /// A time that would go back is of the next day; where the one behind it shows that this is its other half,
    /// of that.
    fn of_next_day(
        &mut self,
        phrase: &Phrase,
        zone: &Zone,
        entries: &[Entry],
        at: usize,
        problems: &mut Vec<Problem>,
    ) -> When {
        self.day = self.day.checked_add_days(Days::new(1)).unwrap_or(self.day);
        let next = self.next_on_day(entries, at, zone);
        let goes_wrong = next.is_some() && self.moment(phrase, zone, self.day) > next;
        let says_half = phrase.wall().is_some_and(|wall| wall.half.is_some());
        let other = phrase.in_the_other_half().filter(|_| goes_wrong && says_half);
        let in_other = other.as_ref().and_then(|other| Some((other, self.moment(other, zone, self.day)?)));
        match in_other.filter(|(_, moment)| next.is_some_and(|next| *moment <= next)) {
            Some((other, moment)) => {
                problems.push(Problem { line: entries[at].number, message: other_half(phrase) });
                self.said_anew(other, phrase, zone, moment)
            }
            None => self.said(phrase, zone, self.day, &entries[at], problems),
        }
    }

    /// A time with a date of its own; one that lies far off from its neighbours, and beside them with
    /// another year, has the wrong year.
    fn dated(
        &mut self,
        phrase: &Phrase,
        zone: &Zone,
        entries: &[Entry],
        at: usize,
        problems: &mut Vec<Problem>,
    ) -> When {
        let entry = &entries[at];
        let date = phrase.date().and_then(|date| self.read(date));
        if let Some(other) = date.and_then(|date| self.set_right(date, entries, at)) {
            let why = format!("“{}” lies far off from the lines around it; read as {other}", phrase.words);
            problems.push(Problem { line: entry.number, message: why });
            self.day = other;
            return self.said(&phrase.without_day(), zone, other, entry, problems);
        }
        match date {
            Some(date) => {
                self.day = date;
                self.said(phrase, zone, date, entry, problems)
            }
            None => {
                let why = format!("no calendar has the day of “{}”; kept without a time", phrase.words);
                problems.push(Problem { line: entry.number, message: why });
                When::unplaced(phrase.words)
            }
        }
    }

    /// The date with the year or the month of its neighbours, where it is out of place and that puts it
    /// between them.
    fn set_right(&self, date: NaiveDate, entries: &[Entry], at: usize) -> Option<NaiveDate> {
        /// Nothing is out of place that is so near.
        const NEAR_DAYS: i64 = 20;
        let of = |entry: &Entry| self.read(entry.clock.as_ref()?.date?);
        let before = self.last.map(|last| self.known.zone.stamp(last).local().date())?;
        let after = entries[at + 1..].iter().find_map(of)?;
        let is_far = (date - before).num_days().abs() > NEAR_DAYS && (date - after).num_days().abs() > NEAR_DAYS;
        if !is_far || (after - before).num_days().abs() > NEAR_DAYS {
            return None;
        }
        let tries = [
            date.with_year(before.year()),
            date.with_year(after.year()),
            date.with_month(before.month()),
            date.with_month(after.month()),
        ];
        tries.into_iter().flatten().find(|date| (before..=after).contains(date))
    }

    /// Where the next entry without a day lies, if it is of this one.
    fn next_on_day(&self, entries: &[Entry], at: usize, zone: &Zone) -> Option<Moment> {
        let next = entries[at + 1..].iter().find(|entry| entry.clock.is_some())?;
        let phrase = next.clock.as_ref()?.phrase()?;
        (phrase.is_of_any_day() && next.day == entries[at].day).then(|| self.moment(&phrase, zone, self.day)).flatten()
    }

    fn moment(&self, phrase: &Phrase, zone: &Zone, day: NaiveDate) -> Option<Moment> {
        let (when, _) = self.when(phrase, zone, day);
        when.bound().map(|at| at.moment)
    }

    /// What a phrase states on a day, and what is in doubt about that.
    fn when(&self, phrase: &Phrase, zone: &Zone, day: NaiveDate) -> (When, Option<String>) {
        let context = Context { now: self.known.now, zone, rule: DayRule::On(day), start: self.known.start };
        match phrase.place(&context) {
            Placing::Placed(when) => (when, None),
            Placing::Doubtful { why, readings } => {
                let is_of_day = |when: &When| when.bound().is_some_and(|at| at.local().date() == day);
                let read = readings.iter().find(|when| is_of_day(when)).or(readings.first()).cloned();
                (read.unwrap_or_else(|| When::unplaced(phrase.words)), Some(why))
            }
        }
    }

    fn said(
        &mut self,
        phrase: &Phrase,
        zone: &Zone,
        day: NaiveDate,
        entry: &Entry,
        problems: &mut Vec<Problem>,
    ) -> When {
        let (when, doubt) = self.when(phrase, zone, day);
        // Which way a date is to be read was decided for all of them.
        let is_news = |why: &str| !matches!(phrase.zone(), Some(ZoneSaid::Several { .. })) && !why.contains("first or");
        if let Some(why) = doubt.filter(|why| is_news(why)) {
            let read = if when.bound().is_some() { "" } else { "; kept without a time" };
            problems.push(Problem { line: entry.number, message: format!("“{}”: {why}{read}", phrase.words) });
        }
        if let Some(at) = when.bound() {
            self.last = Some(self.last.map_or(at.moment, |last| last.max(at.moment)));
            if phrase.wall().is_some() {
                self.day = zone.stamp(self.last.unwrap_or(at.moment)).local().date();
            }
        }
        when
    }

    /// What was read otherwise than it is written, in its own words.
    fn said_anew(&mut self, read: &Phrase, written: &Phrase, zone: &Zone, moment: Moment) -> When {
        let (when, _) = self.when(read, zone, self.day);
        self.last = Some(moment);
        When { words: Some(written.words.to_owned()), ..when }
    }
}

fn other_half(phrase: &Phrase) -> String {
    format!("“{}” breaks the order; read as the other half of the day", phrase.words)
}

/// What a date means; the year is for one without.
pub(super) fn reading(date: Date, year: i32, day_first: bool) -> Option<NaiveDate> {
    let readings = date.readings(&[year]);
    let which = if day_first { readings.first() } else { readings.last() };
    which.copied()
}
