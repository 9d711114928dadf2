//! Stamps of programs: the times that chats and tables give, each in the order of the file.
//!
//! A time with its date stands by itself. One without is on the day of the heading above it, or on the
//! day of the one before it, and on the next where it would go back: the clock of a log goes forward.

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime};

use super::{Asked, Problem};
use crate::time::phrase::{self, Context, Date, DayRule, Phrase, Placing};
use crate::time::{Local, Moment, Said, Stamp, When, Zone};

/// Times as they come, one after the other.
pub(super) struct Calendar {
    now: Moment,
    zone: Zone,
    /// The day of the time before, or the one that a heading said.
    day: NaiveDate,
    last: Option<Moment>,
    day_first: bool,
    /// Nobody said which day it is, and no time needed one yet.
    day_is_guessed: bool,
}

/// A clock that goes back by no more than this was set, or was read by two machines.
const SET_BACK_MS: i64 = 3_600_000;

impl Calendar {
    /// What is known before the first time: the day that was asked for, else the one in the name of the
    /// file, else the last one that is over. `stamps` are all of the file: one of them may tell which way
    /// a date of two small numbers is to be read.
    pub fn new<'a>(asked: &Asked, zone: Zone, stamps: impl Iterator<Item = &'a str>) -> Calendar {
        let day_first = is_day_first(stamps, &zone, asked.now);
        let today = zone.stamp(asked.now).local().date();
        let named = || date_in(asked.name).and_then(|date| reading(date, today.year(), day_first));
        let said = asked.date.or_else(named);
        let day = said.or_else(|| today.checked_sub_days(Days::new(1))).unwrap_or(today);
        Calendar { now: asked.now, zone, day, last: None, day_first, day_is_guessed: said.is_none() }
    }

    /// A line that says which day it is from here on.
    pub fn turn_to(&mut self, date: Date) {
        if let Some(day) = reading(date, self.day.year(), self.day_first) {
            (self.day, self.last, self.day_is_guessed) = (day, None, false);
        }
    }

    /// The time of a stamp; none where it is none. What had to be guessed is said once.
    pub fn place(&mut self, stamp: &str, line: usize, problems: &mut Vec<Problem>) -> Option<When> {
        let when = match exact(stamp, &self.zone) {
            Some(at) => When { said: Said::Second(at), words: None },
            None => self.said(&spelled(stamp)?, line, problems),
        };
        if let Some(at) = when.bound() {
            self.day = self.zone.stamp(at.moment).local().date();
            self.last = Some(self.last.map_or(at.moment, |last| last.max(at.moment)));
        }
        Some(when)
    }

    fn said(&mut self, stamp: &Spelled, line: usize, problems: &mut Vec<Problem>) -> When {
        let Some(phrase) = stamp.phrase() else { return When::unplaced(&stamp.words) };
        let date = stamp.date.or(phrase.date());
        match date.and_then(|date| reading(date, self.day.year(), self.day_first)) {
            Some(day) => (self.day, self.last, self.day_is_guessed) = (day, None, false),
            None if std::mem::take(&mut self.day_is_guessed) => problems.push(Problem {
                line: 0,
                message: "no date is given anywhere; the day before today was taken (--date says otherwise)".to_owned(),
            }),
            None => {}
        }
        let mut when = self.on(&phrase, self.day);
        let goes_back =
            |when: &When, last: Moment| when.bound().is_some_and(|at| last.millis_since(at.moment) > SET_BACK_MS);
        if self.last.is_some_and(|last| goes_back(&when, last))
            && let Some(next) = self.day.checked_add_days(Days::new(1))
        {
            when = self.on(&phrase, next);
        }
        if when.bound().is_none() {
            let message = format!("“{}” is still to come, or no clock shows it; kept without a time", stamp.words);
            problems.push(Problem { line, message });
        }
        when.words = Some(stamp.words.clone());
        when
    }

    fn on(&self, phrase: &Phrase, day: NaiveDate) -> When {
        let context = Context { now: self.now, zone: &self.zone, rule: DayRule::On(day), start: None };
        match phrase.place(&context) {
            Placing::Placed(when) => when,
            Placing::Doubtful { readings, .. } => {
                let is_of_day = |when: &&When| when.bound().is_some_and(|at| at.local().date() == day);
                let passed = |when: &&When| when.bound().is_none_or(|at| at.moment <= self.now);
                let read = readings.iter().filter(passed).find(is_of_day);
                read.cloned().unwrap_or_else(|| When::unplaced(phrase.words))
            }
        }
    }
}

/// A stamp that the grammar reads, its date and its time apart where something stands between them.
struct Spelled {
    words: String,
    /// The part that tells the time of the day, in bytes.
    clock: std::ops::Range<usize>,
    date: Option<Date>,
}

impl Spelled {
    fn phrase(&self) -> Option<Phrase<'_>> {
        phrase::read_whole(&self.words[self.clock.clone()])
    }
}

/// What the grammar reads in a stamp.
fn spelled(stamp: &str) -> Option<Spelled> {
    let words = stamp.trim();
    let is_clock = |words: &str| {
        phrase::read_whole(words)
            .is_some_and(|phrase| phrase.wall().is_some_and(|wall| wall.is_full()) && !phrase.is_range())
    };
    if is_clock(words) {
        return Some(Spelled { words: words.to_owned(), clock: 0..words.len(), date: None });
    }
    let (date, end) = date_at_start(words)?;
    let rest = words[end..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '@' | ':'));
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    let clock = words.len() - rest.len()..words.len();
    is_clock(rest).then(|| Spelled { words: words.to_owned(), clock, date: Some(date) })
}

/// Whether a text is a stamp, and nothing else.
pub(super) fn is_stamp(text: &str) -> bool {
    const LONGEST: usize = 48;
    let text = text.trim();
    text.len() <= LONGEST
        && text.bytes().any(|b| b.is_ascii_digit())
        && (exact(text, &Zone::utc()).is_some() || spelled(text).is_some())
}

/// The date that a text names.
pub(super) fn date_of(stamp: &str) -> Option<Date> {
    let stamp = stamp.trim();
    let said = phrase::read_whole(stamp).and_then(|phrase| phrase.date());
    said.or_else(|| date_at_start(stamp).map(|(date, _)| date))
}

/// The date at the start of a text, behind a day of the week; and where it ends.
fn date_at_start(text: &str) -> Option<(Date, usize)> {
    let word = text.split([' ', ',']).next().unwrap_or_default();
    let is_weekday = word.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&word.to_lowercase()));
    let start = if is_weekday { text.len() - text[word.len()..].trim_start_matches([' ', ',']).len() } else { 0 };
    let (date, length) = phrase::read_date(&text[start..])?;
    Some((date, start + length))
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The date of a line that holds nothing else: `--- Friday, June 7th, 2024 ---`.
pub(super) fn date_alone(line: &str) -> Option<Date> {
    let text = line.trim_matches(|c: char| !c.is_alphanumeric());
    let (date, end) = date_at_start(text).filter(|_| text.len() <= 40)?;
    // A clock behind it, or the year: `Fri Jun 07 10:00:00 2024`.
    let rest = text[end..].trim_matches(|c: char| c.is_whitespace() || c == ',');
    let year = rest.rsplit(' ').next().filter(|last| last.len() == 4).and_then(|last| last.parse().ok());
    let rest = year.map_or(rest, |_: i32| rest[..rest.len() - 4].trim());
    let date = match (date, year) {
        (Date::Plain { year: None, month, day }, Some(_)) => Date::Plain { year, month, day },
        _ => date,
    };
    (rest.is_empty() || is_stamp(rest)).then_some(date)
}

/// A date somewhere in the name of a file: `#ops.2024-06-07.log`, `20240607.txt`.
fn date_in(name: &str) -> Option<Date> {
    let starts = name
        .char_indices()
        .filter(|(at, c)| c.is_ascii_digit() && !name[..*at].ends_with(|before: char| before.is_ascii_digit()));
    starts.map(|(at, _)| &name[at..]).find_map(|rest| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        match digits {
            8 => Some(Date::Plain {
                year: Some(rest[..4].parse().ok()?),
                month: rest[4..6].parse().ok()?,
                day: rest[6..8].parse().ok()?,
            })
            .filter(|date| date.exists()),
            _ => phrase::read_date(rest).map(|(date, _)| date).filter(|date| !date.has_no_year() && date.exists()),
        }
    })
}

/// A stamp as machines write it: RFC 3339, its T a blank or not, its offset there or not; or seconds or
/// milliseconds since the epoch.
pub(super) fn exact(stamp: &str, zone: &Zone) -> Option<Stamp> {
    let stamp = stamp.trim();
    if let Some(at) = since_epoch(stamp) {
        return Some(zone.stamp(at));
    }
    if !stamp.as_bytes().get(4).is_some_and(|b| matches!(b, b'-' | b'/')) || stamp.len() < 19 {
        return None;
    }
    let stamp = stamp.replace('/', "-").replacen(',', ".", 1);
    let stamp = stamp.strip_suffix(" UTC").map_or_else(|| stamp.clone(), |stamp| format!("{stamp}Z"));
    if let Ok(at) = Stamp::parse(&stamp.replacen(' ', "T", 1).replace(' ', "")) {
        return Some(at);
    }
    let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    let local = local.iter().find_map(|form| NaiveDateTime::parse_from_str(&stamp, form).ok())?;
    Some(match zone.resolve(local) {
        Local::Once(at) | Local::Twice(at, _) | Local::Never(at) => at,
    })
}

/// `1717752005`, `1717752005120`, `1717752005.000200`: of this century.
pub(super) fn since_epoch(stamp: &str) -> Option<Moment> {
    let (whole, fraction) = stamp.split_once('.').unwrap_or((stamp, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let millis = match whole.len() {
        10 => {
            let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
            number * 1000 + digits.parse::<i64>().ok()?
        }
        13 if fraction.is_empty() => number,
        _ => return None,
    };
    Some(Moment::from_millis(millis))
}

/// Whether `07/06/2024` is a day of June: by a date that can be read one way only, or that is still to
/// come the other way; else by what is usual where the zone is.
fn is_day_first<'a>(stamps: impl Iterator<Item = &'a str>, zone: &Zone, now: Moment) -> bool {
    let today = zone.stamp(now).local().date();
    let settles = |stamp: &str| {
        let date = date_of(stamp).filter(|date| matches!(date, Date::EitherWay { .. }))?;
        let Date::EitherWay { first, second, .. } = date else { return None };
        let is_to_come = |day_first| reading(date, today.year(), day_first).is_none_or(|day| day > today);
        match (is_to_come(true), is_to_come(false)) {
            _ if first > 12 || second > 12 => Some(first > 12),
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    };
    let in_america = -660..=-240;
    stamps.into_iter().find_map(settles).unwrap_or(!in_america.contains(&zone.offset_at(now).minutes()))
}

/// What a date means; the year is for one without.
fn reading(date: Date, year: i32, day_first: bool) -> Option<NaiveDate> {
    let readings = date.readings(&[year]);
    let which = if day_first { readings.first() } else { readings.last() };
    which.copied()
}

/// The zone of a source whose stamps name none; that it was guessed is said.
pub(super) fn zone_of(asked: &Asked, problems: &mut Vec<Problem>) -> Zone {
    asked.zone.clone().unwrap_or_else(|| {
        let zone = asked.usual_zone.clone();
        let message = format!("no zone is named; read as {} (--zone says otherwise)", zone.name());
        problems.push(Problem { line: 0, message });
        zone
    })
}
