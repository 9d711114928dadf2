//! What hands do to dates and times, set right: a blank left out, a century left out, a colon too many.
//!
//! Each way is a row: from the text, as it stands, to words that the grammar reads.

use std::borrow::Cow;

use crate::time::phrase;

/// Words that the grammar reads instead of those that stand there.
pub(super) struct Mended<'a> {
    pub said: Cow<'a, str>,
    /// By how many bytes what stands there is longer than what is read instead.
    pub longer: isize,
}

type Way = fn(&str) -> Option<Mended<'_>>;

/// In the order in which they are tried.
const WAYS: &[Way] = &[
    century_left_out,
    commas_in_date,
    as_it_stands,
    plus_from_start,
    year_of_five_digits,
    sign_between,
    letter_between,
    no_blank_before_day,
    number_of_a_list,
    half_of_one_letter,
    word_alone,
];

/// Every reading of the start of a text that is worth a try.
pub(super) fn readings(text: &str) -> impl Iterator<Item = Mended<'_>> {
    WAYS.iter().filter_map(move |way| way(text))
}

/// Every reading of the date at the start of a text.
pub(super) fn date_readings(text: &str) -> impl Iterator<Item = Mended<'_>> {
    let ways: [Way; 3] = [as_it_stands, no_blank_before_day, commas_in_date];
    ways.into_iter().filter_map(move |way| way(text))
}

fn as_it_stands(text: &str) -> Option<Mended<'_>> {
    Some(Mended { said: Cow::from(text), longer: 0 })
}

fn mended<'a>(said: String, longer: isize) -> Option<Mended<'a>> {
    Some(Mended { said: Cow::from(said), longer })
}

/// How many digits a text begins with, and what stands behind them.
fn digits(text: &str) -> (usize, &str) {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    (count, &text[count..])
}

/// Halves of the day that are written in no usual way, without a change of length: `3:AM` is `3 AM`, and
/// `23:00 AM` is `23:00`.
pub(super) fn halves(text: &str) -> Cow<'_, str> {
    let half_at = |at: usize| {
        let half = text.get(at..at + 2)?;
        let ends = text[at + 2..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        (ends && ["am", "pm"].iter().any(|known| known.eq_ignore_ascii_case(half))).then_some(at)
    };
    let hour_before = |at: usize| text[..at].ends_with(|c: char| c.is_ascii_digit());
    if let Some((at, _)) = text.match_indices(':').find(|(at, _)| hour_before(*at) && half_at(at + 1).is_some()) {
        return Cow::from(format!("{} {}", &text[..at], &text[at + 1..]));
    }
    let (count, rest) = digits(text);
    let is_past_noon = count == 2 && (13..24).contains(&text[..2].parse().unwrap_or(0));
    let minutes = rest.strip_prefix(':').map(digits).filter(|(minutes, _)| is_past_noon && *minutes == 2);
    let half = minutes.and_then(|(_, behind)| half_at(text.len() - behind.trim_start().len()));
    half.map_or(Cow::from(text), |at| Cow::from(format!("{}  {}", &text[..at], &text[at + 2..])))
}

/// `+5m`, `+00:12`: since the start, as `T+5m` is.
fn plus_from_start(text: &str) -> Option<Mended<'_>> {
    text.strip_prefix('+').and_then(|rest| mended(format!("T+{rest}"), -1))
}

/// `June 7th, 24, 10:15 PM`.
fn century_left_out(text: &str) -> Option<Mended<'_>> {
    let (_, end) = phrase::read_date(text).filter(|(date, _)| date.has_no_year() && date.exists())?;
    let year = text[end..].strip_prefix(", ")?;
    let (count, rest) = digits(year);
    (count == 2 && rest.starts_with(", ")).then(|| mended(format!("{}, 20{year}", &text[..end]), -2)).flatten()
}

/// `20244-06-07`: one digit of the year was typed twice.
fn year_of_five_digits(text: &str) -> Option<Mended<'_>> {
    let (count, rest) = digits(text);
    let is_date = count == 5 && rest.starts_with(['-', '/']) && text.starts_with(['1', '2']);
    is_date.then(|| mended(format!("{}{rest}", &text[..4]), 1)).flatten()
}

/// `2024-06-07: 10:15`, `7 Jun - 10:15`, `[2024-06-07] 10:15`: a sign between date and time.
fn sign_between(text: &str) -> Option<Mended<'_>> {
    let (_, end) = phrase::read_date(text)?;
    let rest = text[end..].trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '|' | ',' | ']' | ')' | '@')
    });
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    let said = format!("{} {rest}", &text[..end]);
    let longer = isize::try_from(text.len()).ok()? - isize::try_from(said.len()).ok()?;
    rest.starts_with(|c: char| c.is_ascii_digit()).then(|| mended(said, longer)).flatten()
}

/// `10h15`: the hour has its letter.
fn letter_between(text: &str) -> Option<Mended<'_>> {
    let (hour, rest) = digits(text);
    let rest = rest.strip_prefix(['h', 'H'])?;
    let (minutes, _) = digits(rest);
    ((1..=2).contains(&hour) && minutes == 2).then(|| mended(format!("{}:{rest}", &text[..hour]), 0)).flatten()
}

/// `June7, 2024`.
fn no_blank_before_day(text: &str) -> Option<Mended<'_>> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let begins = letters >= 3 && text[letters..].starts_with(|c: char| c.is_ascii_digit());
    begins.then(|| mended(format!("{} {}", &text[..letters], &text[letters..]), -1)).flatten()
}

/// `4.10:15`: the number of a list, and no blank behind it.
fn number_of_a_list(text: &str) -> Option<Mended<'_>> {
    let (number, rest) = digits(text);
    let behind = rest.strip_prefix('.').filter(|_| (1..=2).contains(&number))?;
    let (hour, rest) = digits(behind);
    let is_clock = (1..=2).contains(&hour) && rest.starts_with(':');
    is_clock.then(|| mended(behind.to_owned(), (number + 1).cast_signed())).flatten()
}

/// `9:40a`, `4p`.
fn half_of_one_letter(text: &str) -> Option<Mended<'_>> {
    let at = text.find(['a', 'p']).filter(|at| text[..*at].ends_with(|c: char| c.is_ascii_digit()))?;
    let (head, half) = text.split_at(at + 1);
    let ends = half.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '.');
    ends.then(|| mended(format!("{head}m{half}"), -1)).flatten()
}

/// `06, 07, 2024`.
fn commas_in_date(text: &str) -> Option<Mended<'_>> {
    let part = |text| {
        let (count, rest): (usize, &str) = digits(text);
        (1..=2).contains(&count).then(|| rest.strip_prefix(", ")).flatten()
    };
    let behind = part(text)?;
    let year = part(behind)?;
    let (month, day) = (&text[..text.len() - behind.len() - 2], &behind[..behind.len() - year.len() - 2]);
    mended(format!("{month}/{day}/{year}"), 2)
}

/// Whether a text begins with a time that is a word and nothing else.
pub(super) fn begins_with_a_word(text: &str) -> bool {
    word_alone(text.trim_start_matches(|c: char| !c.is_alphanumeric())).is_some()
}

/// `Midnight: the batch starts`; without a sign behind it, it may be any midnight.
fn word_alone(text: &str) -> Option<Mended<'_>> {
    let words = [("midnight", "00:00"), ("noon", "12:00"), ("midday", "12:00")];
    let (word, clock) = words
        .into_iter()
        .find(|(word, _)| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
    let behind = &text[word.len()..];
    let is_parted = behind.trim_start().starts_with([':', '(', ',', '–', '—', '-', '|']);
    let longer = word.len().cast_signed() - clock.len().cast_signed();
    is_parted.then(|| mended(format!("{clock}{behind}"), longer)).flatten()
}
