//! The zone said with a time: `10:15 WAT`, `0930Z`, `10:15 +02:00`, `10:15 (WAT)`, `local time`.

use super::counted::counts;
use super::cursor::Cursor;
use super::wall::Wall;
use crate::time::{Offset, Zone, ZoneProblem};

/// A zone as typed: one zone, or a word that several places use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ZoneSaid {
    One(Zone),
    Several { word: String, readings: Vec<(String, Offset)> },
}

impl ZoneSaid {
    fn named(word: &str) -> Option<ZoneSaid> {
        match Zone::named(word) {
            Ok(zone) => Some(ZoneSaid::One(zone)),
            Err(ZoneProblem::Ambiguous { word, readings }) => Some(ZoneSaid::Several { word, readings }),
            Err(ZoneProblem::Unknown(_)) => None,
        }
    }

    /// Reads the zone behind `wall`. `strict` is a time joined to its date by a `T`, after which
    /// `-05:00` is an offset and not the end of a range.
    pub(super) fn read(cursor: &mut Cursor<'_>, wall: Wall, strict: bool) -> Option<ZoneSaid> {
        let mut ahead = *cursor;
        if let Some(zone) = read_tight(&mut ahead, wall, strict).or_else(|| read_apart(&mut ahead, wall)) {
            *cursor = ahead;
            return Some(zone);
        }
        None
    }
}

/// `Z`, `+02:00` and `+0200` right behind the time.
fn read_tight(cursor: &mut Cursor<'_>, wall: Wall, strict: bool) -> Option<ZoneSaid> {
    let start = cursor.rest();
    let mut ahead = *cursor;
    let sign = ahead.peek()?;
    ahead.skip(sign.len_utf8());
    match sign {
        'Z' | 'z' if ahead.peek().is_none_or(|c| !c.is_alphanumeric()) => {
            *cursor = ahead;
            return Some(ZoneSaid::One(Zone::utc()));
        }
        '+' => {}
        '-' | '−' if strict || wall.second.is_some() => {}
        _ => return None,
    }
    let (_, length) = ahead.digits(4)?;
    let minutes = (length == 2 && ahead.eat(&[':'])).then(|| ahead.two_digits()).flatten();
    // `10:15:30-10:16:10` is a range; so is what no zone is away from UTC.
    let is_offset = match minutes {
        Some(minutes) => minutes % 15 == 0 && !ahead.eat(&[':']),
        None => length == 4 || sign == '+',
    };
    let zone = is_offset.then(|| ZoneSaid::named(&start[..start.len() - ahead.rest().len()])).flatten()?;
    *cursor = ahead;
    Some(zone)
}

/// A word or an offset after a space, in brackets or not.
fn read_apart(cursor: &mut Cursor<'_>, wall: Wall) -> Option<ZoneSaid> {
    let mut ahead = *cursor;
    let apart = ahead.spaces();
    if ahead.eat(&['(']) {
        let inner = ahead.take_while(|c| c != ')' && c != '\n');
        let zone = ZoneSaid::named(inner)?;
        return ahead.eat(&[')']).then(|| {
            *cursor = ahead;
            zone
        });
    }
    if !apart {
        return None;
    }
    let token = ahead.rest().split(char::is_whitespace).next().unwrap_or_default();
    let word = token.trim_end_matches([':', ',', ';', '.', '—', '–', '-', ')']);
    let behind = &ahead.rest()[word.len()..];
    if !is_zone_word(word, behind, wall) {
        return None;
    }
    let zone = ZoneSaid::named(word)?;
    ahead.skip(word.len());
    *cursor = ahead;
    Some(zone)
}

/// Whether a word behind a time is written as zones are. `eat`, `cat` and `art` are words;
/// `+1000 errors` counts errors.
fn is_zone_word(word: &str, behind: &str, wall: Wall) -> bool {
    let upper = word.to_ascii_uppercase();
    if upper.starts_with("UTC") || upper.starts_with("GMT") || word.contains('/') {
        return true;
    }
    if !word.is_empty() && word.len() <= 5 && word.chars().all(|c| c.is_ascii_uppercase()) {
        return true;
    }
    let Some(digits) = word.strip_prefix(['+', '-', '−']) else { return false };
    match digits.split_once(':') {
        // After a space a minus may as well lead to the end of a range, if that lies later.
        Some((hours, _)) if !word.starts_with('+') => hours.parse().is_ok_and(|hours: u32| hours < wall.hour),
        Some(_) => true,
        None => digits.len() == 4 && !counts(behind),
    }
}
