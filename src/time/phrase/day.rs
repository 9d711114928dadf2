//! The day said with a time: `yesterday`, `Monday`, `2024-06-07`, `June 7, 2024`, `07/06/2024`.

use chrono::{NaiveDate, Weekday};

use super::cursor::Cursor;

/// A day as typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Day {
    Today,
    Yesterday,
    Weekday(Weekday),
    Date { written: Date, weekday: Option<Weekday> },
}

/// A date as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Date {
    /// `2024-06-07`, `June 7, 2024`, and without a year `7 Jun`.
    Plain { year: Option<i32>, month: u32, day: u32 },
    /// `07/06/2024`: day first or month first, as people do here and there.
    EitherWay { first: u32, second: u32, year: i32 },
}

const MONTHS: [(&str, u32); 12] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

impl Day {
    /// Reads a day before a time, and moves to where the time begins. The second value tells that
    /// a `T` joins both.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<(Day, bool)> {
        let mut ahead = *cursor;
        if ahead.eat_word(&["on"]) {
            ahead.spaces();
        }
        let day = Day::read_words(&mut ahead)?;
        let mut joined = ahead;
        if joined.eat(&['T', 't']) && joined.peek().is_some_and(|c| c.is_ascii_digit()) {
            *cursor = joined;
            return Some((day, true));
        }
        let comma = ahead.eat(&[',']);
        (ahead.spaces() || comma).then(|| {
            *cursor = ahead;
            (day, false)
        })
    }

    /// Reads a day behind a time: `10:15 yesterday`, `10:15 on June 7`.
    pub(super) fn read_behind(cursor: &mut Cursor<'_>) -> Option<Day> {
        let mut ahead = *cursor;
        ahead.eat(&[',']);
        if !ahead.spaces() {
            return None;
        }
        let day = if ahead.eat_word(&["on"]) {
            ahead.spaces();
            Day::read_words(&mut ahead)?
        } else {
            Day::read_relative(&mut ahead)?
        };
        *cursor = ahead;
        Some(day)
    }

    /// Reads a text that is a day and nothing else.
    pub(super) fn read_whole(text: &str) -> Option<Day> {
        let mut cursor = Cursor::new(text);
        Day::read_words(&mut cursor).filter(|_| cursor.rest().is_empty())
    }

    fn read_relative(cursor: &mut Cursor<'_>) -> Option<Day> {
        if cursor.eat_word(&["yesterday"]) {
            Some(Day::Yesterday)
        } else if cursor.eat_word(&["today"]) {
            Some(Day::Today)
        } else {
            None
        }
    }

    fn read_words(cursor: &mut Cursor<'_>) -> Option<Day> {
        if let Some(day) = Day::read_relative(cursor) {
            return Some(day);
        }
        let Some(weekday) = read_name(cursor, &WEEKDAYS) else {
            return Date::read(cursor).map(|written| Day::Date { written, weekday: None });
        };
        let mut ahead = *cursor;
        ahead.eat(&[',']);
        ahead.spaces();
        match Date::read(&mut ahead) {
            Some(written) => {
                *cursor = ahead;
                Some(Day::Date { written, weekday: Some(weekday) })
            }
            None => Some(Day::Weekday(weekday)),
        }
    }
}

impl Date {
    /// The days it can mean; `year` is for one without. Empty when no calendar has it.
    pub fn readings(self, years: &[i32]) -> Vec<NaiveDate> {
        match self {
            Date::Plain { year: Some(year), month, day } => {
                NaiveDate::from_ymd_opt(year, month, day).into_iter().collect()
            }
            Date::Plain { year: None, month, day } => {
                years.iter().filter_map(|year| NaiveDate::from_ymd_opt(*year, month, day)).collect()
            }
            Date::EitherWay { first, second, year } => {
                let day_first = NaiveDate::from_ymd_opt(year, second, first);
                let month_first = NaiveDate::from_ymd_opt(year, first, second).filter(|_| first != second);
                day_first.into_iter().chain(month_first).collect()
            }
        }
    }

    pub fn has_no_year(self) -> bool {
        matches!(self, Date::Plain { year: None, .. })
    }

    /// Whether some calendar has it.
    pub fn exists(self) -> bool {
        !self.readings(&[2024]).is_empty()
    }

    pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Date> {
        let mut ahead = *cursor;
        let date = Date::read_year_first(&mut ahead).or_else(|| {
            ahead = *cursor;
            Date::read_numbers(&mut ahead)
        });
        let date = date.or_else(|| {
            ahead = *cursor;
            Date::read_around_month_name(&mut ahead)
        });
        let date = date.or_else(|| {
            ahead = *cursor;
            Date::read_with_month_name(&mut ahead)
        })?;
        *cursor = ahead;
        Some(date)
    }

    /// `2024-06-07`, `2024/06/07`.
    fn read_year_first(cursor: &mut Cursor<'_>) -> Option<Date> {
        let (year, 4) = cursor.digits(4)? else { return None };
        let sign = cursor.peek().filter(|c| matches!(c, '-' | '/' | '.'))?;
        cursor.eat(&[sign]);
        let (month, _) = cursor.digits(2)?;
        let (day, _) = cursor.eat(&[sign]).then(|| cursor.digits(2)).flatten()?;
        Some(Date::Plain { year: i32::try_from(year).ok(), month, day })
    }

    /// `07/06/2024`, `07-06-2024`, `7.6.2024`.
    fn read_numbers(cursor: &mut Cursor<'_>) -> Option<Date> {
        let (first, _) = cursor.digits(2)?;
        let sign = cursor.peek().filter(|c| matches!(c, '/' | '-' | '.'))?;
        cursor.eat(&[sign]);
        let (second, _) = cursor.digits(2)?;
        let (year, length) = cursor.eat(&[sign]).then(|| cursor.digits(4)).flatten()?;
        let year = match length {
            4 => i32::try_from(year).ok()?,
            2 => 2000 + i32::try_from(year).ok()?,
            _ => return None,
        };
        Some(match sign {
            // With dots the day comes first wherever dots are used.
            '.' => Date::Plain { year: Some(year), month: second, day: first },
            _ => Date::EitherWay { first, second, year },
        })
    }

    /// `07/Jun/2024`, `7-Jun-2024`, `7Jun24`.
    fn read_around_month_name(cursor: &mut Cursor<'_>) -> Option<Date> {
        let (day, _) = cursor.digits(2)?;
        let sign = cursor.peek().filter(|c| matches!(c, '-' | '/'));
        cursor.eat(sign.as_slice());
        let month = named_so(cursor.take_while(char::is_alphabetic), &MONTHS)?;
        if sign.is_some() && !cursor.eat(sign.as_slice()) {
            return None;
        }
        let year = match cursor.digits(4)? {
            (year, 4) => i32::try_from(year).ok()?,
            // Of two digits, the year that people remember.
            (year, 2) => i32::try_from(year).ok()? + if year < 70 { 2000 } else { 1900 },
            _ => return None,
        };
        Some(Date::Plain { year: Some(year), month, day })
    }

    /// `June 7, 2024`, `7th of June 2024`, `Jun 7`.
    fn read_with_month_name(cursor: &mut Cursor<'_>) -> Option<Date> {
        let (month, day) = match read_name(cursor, &MONTHS) {
            Some(month) => {
                cursor.spaces();
                (month, read_day_of_month(cursor)?)
            }
            None => {
                let day = read_day_of_month(cursor)?;
                cursor.spaces();
                if cursor.eat_word(&["of"]) {
                    cursor.spaces();
                }
                (read_name(cursor, &MONTHS)?, day)
            }
        };
        let mut ahead = *cursor;
        let comma = ahead.eat(&[',']);
        if (ahead.spaces() || comma)
            && let Some((year, 4)) = ahead.digits(4)
            && ends_year(ahead.rest())
            && (1970..2200).contains(&year)
        {
            *cursor = ahead;
            return Some(Date::Plain { year: i32::try_from(year).ok(), month, day });
        }
        Some(Date::Plain { year: None, month, day })
    }
}

/// Whether four digits are all: `2024`, `2024.`, and not `2024:15`, `2024-06`.
fn ends_year(behind: &str) -> bool {
    let mut behind = behind.chars();
    match behind.next() {
        Some('.' | ':') => !behind.next().is_some_and(|c| c.is_ascii_digit()),
        next => next.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | ')' | ';' | '*')),
    }
}

/// `7`, `7th`, `1st`.
fn read_day_of_month(cursor: &mut Cursor<'_>) -> Option<u32> {
    let (day, _) = cursor.digits(2)?;
    cursor.eat_word(&["st", "nd", "rd", "th"]);
    // A full stop may end the sentence and a colon the date, and not only part hours from minutes.
    let goes_on = |c: char| {
        c.is_alphanumeric() || matches!(c, '.' | ':') && cursor.rest()[1..].starts_with(|c: char| c.is_ascii_digit())
    };
    (!cursor.peek().is_some_and(goes_on)).then_some(day)
}

/// One of these names, whole or by its first three letters (`Sept` too), with or without a dot.
fn read_name<T: Copy>(cursor: &mut Cursor<'_>, names: &[(&str, T)]) -> Option<T> {
    let mut ahead = *cursor;
    let word = ahead.word()?;
    let found = named_so(word, names)?;
    if word.len() <= 4 && ahead.rest().starts_with(". ") {
        ahead.eat(&['.']);
    }
    *cursor = ahead;
    Some(found)
}

fn named_so<T: Copy>(word: &str, names: &[(&str, T)]) -> Option<T> {
    let begins = |name: &str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let is_it = |name: &str| begins(name) && (word.len() == name.len() || (3..=5).contains(&word.len()));
    names.iter().find(|(name, _)| is_it(name)).map(|(_, found)| *found)
}

/// Whether a word is that of a day or a month.
pub(super) fn is_named(word: &str) -> bool {
    ["on", "yesterday", "today"].iter().any(|known| known.eq_ignore_ascii_case(word))
        || named_so(word, &MONTHS).is_some()
        || named_so(word, &WEEKDAYS).is_some()
}
