//! Dates in a write-up: anywhere in a text, alone on a line, at the start of one, behind a clock.

use std::ops::Range;

use super::clock;
use super::mended::{self, Mended};
use super::prose::words_of;
use crate::time::phrase::{self, Date};

/// A date at the start of a text, and how many bytes it takes, once what hands do to dates is set right.
fn at_start(text: &str) -> Option<(Date, usize)> {
    mended::date_readings(text).find_map(|Mended { said, longer }| {
        let (date, length) = phrase::read_date(&said)?;
        Some((date, length.checked_add_signed(longer)?))
    })
}

/// A date anywhere in a text, with where it stands.
pub(super) fn found_in(text: &str) -> Option<(Date, Range<usize>)> {
    /// A date has a figure, and no more before it than `Wednesday, the `.
    const BEFORE_FIGURE: usize = 32;
    let head = &text[..text.floor_char_boundary(400)];
    let has_figure = |at: usize| {
        let near = &head.as_bytes()[at..head.len().min(at + BEFORE_FIGURE)];
        near.iter().any(u8::is_ascii_digit)
    };
    words_of(head).filter(|(at, _)| has_figure(*at)).find_map(|(at, word)| {
        // `#2024-06-0041` and `v1.2.3` are none.
        let before = head[..at].chars().next_back();
        if before.is_some_and(|c| matches!(c, '#' | '.' | '-' | '/' | '_' | ':')) || word.len() > 11 {
            return None;
        }
        let (date, length) = at_start(&head[at..])?;
        date.exists().then_some((date, at..at + length))
    })
}

/// The date of a line that holds nothing else: `**June 24, 2021**`, `Thu 7 Jun:`, `Date: 2024-06-07`.
pub(super) fn alone(text: &str) -> Option<Date> {
    const MOST: usize = 60;
    if text.len() > MOST || clock::begins(text) {
        return None;
    }
    let (date, at) = found_in(text)?;
    let around = format!("{} {}", &text[..at.start], &text[at.end..]);
    let around = around.split('(').next().unwrap_or_default();
    let aside = |word: &str| {
        let word = word.to_ascii_lowercase();
        ["date", "day", "on", "the", "of", "utc", "gmt"].contains(&word.as_str())
            || is_weekday(&word)
            || word.chars().all(|c| c.is_ascii_digit())
    };
    words_of(around).all(|(_, word)| aside(word)).then_some(date)
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The date at the start of a text that goes on without a time: `06-07-2024 - the fix was released`; with
/// where the words begin.
pub(super) fn leading(text: &str) -> Option<(&str, usize)> {
    let opening = clock::opening(&text[..text.find(|c: char| c.is_alphanumeric())?]);
    let (date, end) = phrase::read_date(&text[opening..])?;
    let behind = &text[opening + end..];
    let lead = clock::closing(behind);
    let is_parted = behind[..lead].contains([':', '-', '–', '—', '|', ']', '*']) && lead < behind.len();
    (date.exists() && is_parted).then(|| (&text[opening..opening + end], opening + end + lead))
}

/// The date behind a clock, and how many bytes it takes: `10:15 PM PST Friday June 7th: …`. A sign has to
/// part it from the words.
pub(super) fn behind_clock(behind: &str) -> Option<(&str, usize)> {
    let trimmed = behind.trim_start_matches([',', ' ']);
    let trimmed = trimmed.strip_prefix("on ").unwrap_or(trimmed);
    let start = behind.len() - trimmed.len();
    let weekday = words_of(trimmed).next().filter(|(at, word)| *at == 0 && is_weekday(word)).map_or(0, |(_, word)| {
        word.len() + trimmed[word.len()..].len() - trimmed[word.len()..].trim_start_matches([',', ' ']).len()
    });
    let (date, length) = phrase::read_date(&trimmed[weekday..]).filter(|_| start > 0)?;
    let end = weekday + length;
    let is_parted = trimmed[end..].trim_start().chars().next().is_none_or(|c| !c.is_alphanumeric());
    (date.exists() && is_parted).then(|| (&trimmed[..end], start + end))
}

fn is_weekday(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    DAYS.iter().any(|day| *day == word || day[..3] == word)
}
