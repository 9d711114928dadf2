//! Clock times, dates and lengths of time, wherever they stand in a text.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};
use regex_lite::{Captures, Regex};

/// A clock time in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::analysis::lint) struct Clock<'a> {
    pub at: Range<usize>,
    /// Since midnight.
    pub minutes: u32,
    /// Said as one of two halves of the day: `10:00 PM`.
    pub halved: bool,
    /// The word in capitals right behind it: `WAT`.
    pub zone: Option<&'a str>,
}

/// The clock times of a text: `10:15`, `10:15:30`, `9 PM`.
pub(in crate::analysis::lint) fn clocks(text: &str) -> Vec<Clock<'_>> {
    // Most texts have none, and are spared the pattern.
    if !has_digit_before(text, b":") && !could_name_a_half(text) {
        return Vec::new();
    }
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"\b([01]?[0-9]|2[0-3])(?:[:.]([0-5][0-9])(?::[0-5][0-9])?)?(?:[ \u{a0}\u{202f}]?([aApP])\.?[mM]\b|\b)")
    });
    static ZONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\.?,?\s?\(?([A-Z]{2,5})\b"));
    let clock = |found: Captures<'_>| {
        let whole = found.get(0)?;
        let half = found.get(3).map(|half| half.as_str().to_ascii_lowercase());
        let colon = text[whole.range()].contains(':');
        let hours: u32 = found.get(1)?.as_str().parse().ok()?;
        if half.is_none() && !colon || half.is_some() && !(1..=12).contains(&hours) {
            return None;
        }
        let hours = match half.as_deref() {
            Some("p") => hours % 12 + 12,
            Some(_) => hours % 12,
            None => hours,
        };
        let minutes: u32 = found.get(2).map_or(Ok(0), |minutes| minutes.as_str().parse()).ok()?;
        let behind = &text[whole.end()..];
        let zone = ZONE.captures(behind).and_then(|zone| zone.get(1)).map(|zone| zone.as_str());
        Some(Clock { at: whole.range(), minutes: hours * 60 + minutes, halved: half.is_some(), zone })
    };
    PATTERN.captures_iter(text).filter_map(clock).collect()
}

/// A date in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::analysis::lint) struct Date {
    pub at: Range<usize>,
    /// What it can mean: a day, a month and, where it was said, a year. Two where day and month can
    /// be taken for each other.
    pub readings: Vec<Reading>,
    pub weekday: Option<Weekday>,
}

impl Date {
    /// The days that it can mean, beside an incident in this year.
    pub fn days(&self, near: i32) -> impl Iterator<Item = NaiveDate> {
        self.readings.iter().flat_map(move |(day, month, year)| {
            let years = year.map_or_else(|| vec![near - 1, near, near + 1], |year| vec![year]);
            years.into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, *month, *day))
        })
    }

    /// Whether the weekday that was said leaves one reading only.
    pub fn is_settled(&self) -> bool {
        let fits = |(day, month, year): &&Reading| {
            let date = year.and_then(|year| NaiveDate::from_ymd_opt(year, *month, *day));
            date.is_some_and(|date| Some(date.weekday()) == self.weekday)
        };
        self.readings.len() < 2 || self.readings.iter().filter(fits).count() == 1
    }
}

/// A day, a month, and a year where it was said.
type Reading = (u32, u32, Option<i32>);

/// A way to write a date.
struct Form {
    pattern: Regex,
    read: fn(&Captures<'_>) -> Option<Vec<Reading>>,
}

static FORMS: LazyLock<[Form; 4]> = LazyLock::new(|| {
    const MONTH: &str = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?";
    let form = |written: &str, read| Form { pattern: pattern(written), read };
    let day_first = format!(r"(?i)\b([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH},?(?: ([0-9]{{4}}))?\b");
    let month_first = format!(r"(?i)\b{MONTH} ([0-9]{{1,2}})(?:st|nd|rd|th)?\b(?:,? ([0-9]{{4}}))?\b");
    [
        form(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b", |found| {
            Some(vec![(number(found, 3)?, number(found, 2)?, year(found, 1))])
        }),
        form(r"\b([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4}|[0-9]{2})\b", |found| {
            let (first, second, year) = (number(found, 1)?, number(found, 2)?, year(found, 3));
            let swapped = (first != second).then_some((second, first, year));
            Some([(first, second, year)].into_iter().chain(swapped).collect())
        }),
        form(&day_first, |found| Some(vec![(number(found, 1)?, month(found, 2)?, year(found, 3))])),
        form(&month_first, |found| Some(vec![(number(found, 2)?, month(found, 1)?, year(found, 3))])),
    ]
});

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

fn number(found: &Captures<'_>, group: usize) -> Option<u32> {
    found.get(group)?.as_str().parse().ok()
}

fn month(found: &Captures<'_>, group: usize) -> Option<u32> {
    let name = found.get(group)?.as_str().get(..3)?.to_ascii_lowercase();
    Some(MONTHS.iter().position(|month| *month == name)? as u32 + 1)
}

fn year(found: &Captures<'_>, group: usize) -> Option<i32> {
    let year: i32 = found.get(group)?.as_str().parse().ok()?;
    Some(if year < 100 { year + 2000 } else { year })
}

/// The dates of a text: `7 June 2024`, `June 7th`, `2024-06-07`, `07/06/2024`.
pub(in crate::analysis::lint) fn dates(text: &str) -> Vec<Date> {
    if !has_digit_before(text, b"-/") && !names_a_month(text) {
        return Vec::new();
    }
    let mut found: Vec<Date> = Vec::new();
    for Form { pattern, read } in &*FORMS {
        for captures in pattern.captures_iter(text) {
            let Some(at) = captures.get(0).map(|whole| whole.range()) else { continue };
            let apart = found.iter().all(|date| date.at.end <= at.start || date.at.start >= at.end);
            let mut readings = read(&captures).unwrap_or_default();
            readings.retain(|(day, month, year)| NaiveDate::from_ymd_opt(year.unwrap_or(2000), *month, *day).is_some());
            if apart && !readings.is_empty() {
                found.push(Date { weekday: weekday_at(text, at.clone()), at, readings });
            }
        }
    }
    found.sort_by_key(|date| date.at.start);
    found
}

/// Whether a word of the text begins as a month does, and a digit is there to go with it.
fn names_a_month(text: &str) -> bool {
    let is_month = |word: &str| {
        let first = word.as_bytes().get(..3);
        first.is_some_and(|first| MONTHS.iter().any(|month| first.eq_ignore_ascii_case(month.as_bytes())))
    };
    text.contains(|c: char| c.is_ascii_digit()) && text.split(|c: char| !c.is_ascii_alphabetic()).any(is_month)
}

/// Whether one of these signs stands right behind a digit.
fn has_digit_before(text: &str, signs: &[u8]) -> bool {
    text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_digit() && signs.contains(&pair[1]))
}

/// Whether a half of the day may be named behind a digit: `9 PM`, `10.15pm`.
fn could_name_a_half(text: &str) -> bool {
    text.char_indices().filter(|(_, c)| matches!(c, 'a' | 'p' | 'A' | 'P')).any(|(at, c)| {
        let before = text[..at].trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        let behind = text[at + c.len_utf8()..].trim_start_matches('.');
        before.ends_with(|c: char| c.is_ascii_digit()) && behind.starts_with(['m', 'M'])
    })
}

/// The weekday right before a date, or in brackets behind it.
fn weekday_at(text: &str, date: Range<usize>) -> Option<Weekday> {
    const DAY: &str =
        r"(mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)";
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?i)\b{DAY}\b\.?,?\s+(?:the\s+)?$")));
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?i)^,? \(?{DAY}\b[),]")));
    let start = text[..date.start].char_indices().rev().nth(20).map_or(0, |(at, _)| at);
    let before = BEFORE.captures(&text[start..date.start]);
    let said = before.or_else(|| BEHIND.captures(&text[date.end..]))?;
    said.get(1)?.as_str().get(..3)?.parse().ok()
}

/// A length of time in a text.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::analysis::lint) struct Length {
    pub at: Range<usize>,
    pub minutes: f64,
}

/// The lengths of time in a text: `two hours`, `2 h 05 min`, `half an hour`, `45 minutes`.
pub(in crate::analysis::lint) fn lengths(text: &str) -> Vec<Length> {
    static PATTERN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(concat!(
            r"(?i)\b(half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|",
            r"forty|fifty|sixty|ninety|[0-9]+(?:[.,][0-9]+)?)( and a half)?[ -]?(hours?|hrs?|h|minutes?|mins?|days?)\b",
            r"( and a half)?"
        ))
    });
    let mut found: Vec<(Length, f64)> = Vec::new();
    for captures in PATTERN.captures_iter(text) {
        let Some(((whole, number), unit)) = captures.get(0).zip(captures.get(1)).zip(captures.get(3)) else { continue };
        let Some(number) = number_of(&number.as_str().to_ascii_lowercase()) else { continue };
        let unit = match unit.as_str().as_bytes()[0].to_ascii_lowercase() {
            b'd' => 1440.0,
            b'h' => 60.0,
            _ => 1.0,
        };
        let half = if captures.get(2).or(captures.get(4)).is_some() { 0.5 } else { 0.0 };
        let minutes = (number + half) * unit;
        // `2 h 05 min` is one length.
        match found.last_mut() {
            Some((before, larger)) if unit < *larger && joins(&text[before.at.end..whole.start()]) => {
                *before = Length { at: before.at.start..whole.end(), minutes: before.minutes + minutes };
                *larger = unit;
            }
            _ => found.push((Length { at: whole.range(), minutes }, unit)),
        }
    }
    found.into_iter().map(|(length, _)| length).collect()
}

fn joins(between: &str) -> bool {
    matches!(between, " " | ", " | " and " | ", and ")
}

fn number_of(word: &str) -> Option<f64> {
    const SMALL: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    const LARGE: [(&str, f64); 7] = [
        ("fifteen", 15.0),
        ("twenty", 20.0),
        ("thirty", 30.0),
        ("forty", 40.0),
        ("fifty", 50.0),
        ("sixty", 60.0),
        ("ninety", 90.0),
    ];
    match word {
        "a" | "an" => Some(1.0),
        "half a" | "half an" => Some(0.5),
        _ => {
            let small = SMALL.iter().position(|small| *small == word).map(|at| at as f64 + 1.0);
            let large = || LARGE.iter().find(|(large, _)| *large == word).map(|(_, value)| *value);
            small.or_else(large).or_else(|| word.replace(',', ".").parse().ok())
        }
    }
}

/// A pattern of our own.
fn pattern(written: &str) -> Regex {
    Regex::new(written).expect("our own patterns can be read")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clocks_are_read_in_both_halves_of_the_day() {
        let told = |text: &str| {
            let clock = |clock: &Clock| {
                let half = if clock.halved { "h" } else { "" };
                format!("{:02}:{:02}{half} {}", clock.minutes / 60, clock.minutes % 60, clock.zone.unwrap_or("-"))
            };
            clocks(text).iter().map(clock).collect::<Vec<_>>().join(", ")
        };
        for (text, expected) in [
            ("at 10:15 and 23:59:30 WAT", "10:15 -, 23:59 WAT"),
            ("12:00 AM, 12:30 p.m. EAT, 9 PM", "00:00h -, 12:30h EAT, 21:00h -"),
            ("10:00 AM (WAT)", "10:00h WAT"),
            ("v1.2 of 3 pods, 25:99, 13 PM, 10.15 s", ""),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_are_read_with_all_that_they_can_mean() {
        let told = |text: &str| {
            let date = |date: &Date| {
                let reading = |(day, month, year): &Reading| {
                    format!("{day}.{month}.{}", year.map_or("?".to_owned(), |year| year.to_string()))
                };
                let readings: Vec<String> = date.readings.iter().map(reading).collect();
                format!("{}{}", date.weekday.map_or(String::new(), |day| format!("{day} ")), readings.join("/"))
            };
            dates(text).iter().map(date).collect::<Vec<_>>().join(", ")
        };
        for (text, expected) in [
            ("Monday, 07/06/2024, at 14:00", "Mon 7.6.2024/6.7.2024"),
            ("25/12/2023 or 12/25/23", "25.12.2023, 25.12.2023"),
            ("June 20th, 2019 and Fri 7 Jun", "20.6.2019, Fri 7.6.?"),
            ("on 2024-06-07 (Friday)", "Fri 7.6.2024"),
            ("the 31st of June; 24/7; may 40 of them", ""),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn lengths_are_read_in_words_and_figures() {
        let told = |text: &str| lengths(text).iter().map(|length| length.minutes).collect::<Vec<_>>();
        for (text, expected) in [
            ("about three hours", &[180.0][..]),
            ("2 h 05 min, then 45 minutes", &[125.0, 45.0]),
            ("half an hour", &[30.0]),
            ("two and a half hours, an hour and a half", &[150.0, 90.0]),
            ("1 day, 2 hours and 5 minutes", &[1565.0]),
            ("a two-hour outage", &[120.0]),
            ("no hours at all, 5 pods", &[]),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in prop_oneof![any::<String>(), "[0-9:/ .apmh’'%é-]{0,30}"]) {
            prop_assert!(clocks(&text).iter().all(|clock| clock.minutes < 1440));
            prop_assert!(dates(&text).iter().all(|date| !date.readings.is_empty()));
            prop_assert!(lengths(&text).iter().all(|length| length.minutes >= 0.0));
        }
    }
}
