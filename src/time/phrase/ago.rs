//! Times told from now (`-5m`, `half an hour ago`) or from the start of the incident (`T+12`).

use super::cursor::Cursor;

/// A length of time as typed, counted from now or from the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ago {
    pub seconds: i64,
    pub exactness: Exactness,
}

/// How exactly a length of time was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exactness {
    Second,
    Minute,
    /// In words, give or take so many minutes.
    Words {
        margin_minutes: u16,
    },
}

/// From the coarsest to the finest, so that `30m 1h` is no length.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Unit {
    Hour,
    Minute,
    Second,
}

const NUMBER_WORDS: &[(&str, i64)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("fifteen", 15),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
];

const FEW: i64 = 5;

/// Whether a phrase that counts may begin with this word: `T+5`, `an hour ago`, `just now`.
pub(super) fn may_begin(word: &str) -> bool {
    const LEADING: [&str; 6] = ["t", "just", "a", "an", "half", "quarter"];
    let numbers = NUMBER_WORDS.iter().map(|(name, _)| *name);
    LEADING.into_iter().chain(numbers).any(|known| known.eq_ignore_ascii_case(word))
}

impl Ago {
    /// `-5m`, `-1h30`, `-90s`, and a bare `-5`, which may be something else: the second value.
    pub(super) fn read_minus(cursor: &mut Cursor<'_>) -> Option<(Ago, bool)> {
        let mut ahead = *cursor;
        if !ahead.eat(&['-', '−']) {
            return None;
        }
        let bare = ahead;
        if let Some(ago) = Ago::read_length(&mut ahead, false) {
            *cursor = ahead;
            cursor.eat_words(&["ago"]);
            return Some((ago, true));
        }
        ahead = bare;
        let (number, _) = ahead.digits(4)?;
        let mut spaced = ahead;
        spaced.spaces();
        // A letter alone may be a tag: in `-5 m: stable`, five minutes ago it was mitigated.
        let unit = Unit::read(&mut spaced).filter(|_| spaced.at() > ahead.at() + " m".len());
        if unit.is_some() {
            ahead = spaced;
        }
        *cursor = ahead;
        let seconds = i64::from(number) * unit.unwrap_or(Unit::Minute).seconds();
        Some((Ago { seconds, exactness: Exactness::Minute }, false))
    }

    /// `5m ago`, `1 h 30 min ago`, `half an hour ago`, `just now`.
    pub(super) fn read_ago(cursor: &mut Cursor<'_>) -> Option<Ago> {
        let mut ahead = *cursor;
        if ahead.eat_words(&["just", "now"]) || ahead.eat_words(&["a", "moment", "ago"]) {
            *cursor = ahead;
            return Some(Ago { seconds: 0, exactness: Exactness::Words { margin_minutes: 1 } });
        }
        let ago = Ago::read_length(&mut ahead, true).or_else(|| {
            ahead = *cursor;
            Ago::read_in_words(&mut ahead)
        })?;
        ahead.eat_words(&["ago"]).then(|| {
            *cursor = ahead;
            ago
        })
    }

    /// `12`, `12m`, `1h30`, `00:12`, `00:12:30` behind `T+`.
    pub(super) fn read_since_start(cursor: &mut Cursor<'_>) -> Option<Ago> {
        let mut ahead = *cursor;
        if !ahead.eat(&['T', 't']) || !ahead.eat(&['+']) {
            return None;
        }
        let start = ahead;
        let ago = Ago::read_length(&mut ahead, false).or_else(|| {
            ahead = start;
            Ago::read_colons(&mut ahead)
        })?;
        *cursor = ahead;
        Some(ago)
    }

    /// `12` minutes, `1:12` hours and minutes, `1:12:30`.
    fn read_colons(cursor: &mut Cursor<'_>) -> Option<Ago> {
        let (first, _) = cursor.digits(4)?;
        let mut parts = [i64::from(first), 0, 0];
        let mut known = 1;
        while known < 3 && cursor.peek() == Some(':') && cursor.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) {
            cursor.eat(&[':']);
            parts[known] = i64::from(cursor.two_digits().filter(|part| *part < 60)?);
            known += 1;
        }
        Some(match known {
            1 => Ago { seconds: parts[0] * 60, exactness: Exactness::Minute },
            2 => Ago { seconds: parts[0] * 3600 + parts[1] * 60, exactness: Exactness::Minute },
            _ => Ago { seconds: parts[0] * 3600 + parts[1] * 60 + parts[2], exactness: Exactness::Second },
        })
    }

    /// Numbers with units: `5m`, `1h30`, `1h30m`, `90s`; with spaces too where `spaced`.
    fn read_length(cursor: &mut Cursor<'_>, spaced: bool) -> Option<Ago> {
        let mut ahead = *cursor;
        let (mut seconds, mut finest) = (0, None);
        loop {
            let mut part = ahead;
            if spaced && finest.is_some() {
                part.spaces();
            }
            let Some((number, _)) = part.digits(5) else { break };
            if spaced {
                part.spaces();
            }
            let unit = match (Unit::read(&mut part), finest) {
                (Some(unit), _) => unit,
                // The minutes of `1h30` need no unit.
                (None, Some(Unit::Hour)) if part.peek().is_none_or(|c| !c.is_alphanumeric()) => Unit::Minute,
                (None, _) => break,
            };
            if finest.is_some_and(|coarser| unit <= coarser) {
                break;
            }
            seconds += i64::from(number) * unit.seconds();
            finest = Some(unit);
            ahead = part;
        }
        let exactness = if finest? == Unit::Second { Exactness::Second } else { Exactness::Minute };
        *cursor = ahead;
        Some(Ago { seconds, exactness })
    }

    /// `half an hour`, `an hour and a half`, `a minute`, `two hours`, `a few minutes`.
    fn read_in_words(cursor: &mut Cursor<'_>) -> Option<Ago> {
        let words = |seconds, margin_minutes| Ago { seconds, exactness: Exactness::Words { margin_minutes } };
        for (phrase, seconds) in [
            (&["half", "an", "hour"][..], 1800),
            (&["half", "hour"], 1800),
            (&["quarter", "of", "an", "hour"], 900),
            (&["a", "quarter", "of", "an", "hour"], 900),
            (&["an", "hour", "and", "a", "half"], 5400),
        ] {
            if cursor.eat_words(phrase) {
                return Some(words(seconds, 5));
            }
        }
        let number = if cursor.eat_words(&["a", "couple", "of"]) || cursor.eat_words(&["a", "couple"]) {
            2
        } else if cursor.eat_words(&["a", "few"]) {
            FEW
        } else if cursor.eat_word(&["a", "an"]) {
            1
        } else {
            let word = cursor.word()?.to_ascii_lowercase();
            NUMBER_WORDS.iter().find(|(name, _)| *name == word)?.1
        };
        cursor.spaces();
        let unit = Unit::read(cursor)?;
        let margin = match (unit, number) {
            (Unit::Hour, _) => 15,
            (Unit::Second, _) | (Unit::Minute, 1) => 1,
            (Unit::Minute, _) => 5,
        };
        Some(words(number * unit.seconds(), margin))
    }
}

impl Unit {
    fn read(cursor: &mut Cursor<'_>) -> Option<Unit> {
        let mut ahead = *cursor;
        let unit = match ahead.take_while(|c| c.is_ascii_alphabetic()).to_ascii_lowercase().as_str() {
            "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hour,
            "m" | "min" | "mins" | "minute" | "minutes" => Unit::Minute,
            "s" | "sec" | "secs" | "second" | "seconds" => Unit::Second,
            _ => return None,
        };
        *cursor = ahead;
        Some(unit)
    }

    fn seconds(self) -> i64 {
        match self {
            Unit::Hour => 3600,
            Unit::Minute => 60,
            Unit::Second => 1,
        }
    }
}
