//! The clock on the wall: `10:15`, `10:15:30`, `10.15pm`, `1015`, `10`, `12:00 AM`, `noon`.

use super::cursor::Cursor;

/// A time of day as typed. Whether such a time exists is asked afterwards, so that `25:99` can be
/// told from words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wall {
    pub hour: u32,
    pub minute: u32,
    /// Where seconds were said.
    pub second: Option<u32>,
    pub half: Option<Half>,
    pub form: Form,
}

/// Half of the day, where it was said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Half {
    Am,
    Pm,
}

/// How it was written, which decides how sure it is to be a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// `10:15`
    Colon,
    /// `10.15`
    Dot,
    /// `1015`
    FourDigits,
    /// `930`
    ThreeDigits,
    /// `10`
    Hour,
    /// `noon`, `10 o'clock`
    Word,
}

impl Wall {
    /// With which every day begins.
    pub(super) const MIDNIGHT: Wall = Wall { hour: 0, minute: 0, second: None, half: None, form: Form::Word };

    /// Reads a clock time with its AM or PM.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Wall> {
        let mut ahead = *cursor;
        let mut wall = Wall::read_digits(&mut ahead)?;
        wall.half = Half::read(&mut ahead);
        if wall.form == Form::Hour && wall.half.is_none() {
            let mut behind = ahead;
            behind.spaces();
            if ["o'clock", "o’clock"].iter().any(|word| behind.rest().to_lowercase().starts_with(word)) {
                behind.take_while(|c| !c.is_whitespace() && !matches!(c, ',' | ':'));
                (wall.form, ahead) = (Form::Word, behind);
            }
        }
        *cursor = ahead;
        Some(wall)
    }

    /// `noon` and `midnight`, which only count where a time is expected.
    pub(super) fn read_word(cursor: &mut Cursor<'_>) -> Option<Wall> {
        if cursor.eat_word(&["noon", "midday"]) {
            Some(Wall { hour: 12, ..Wall::MIDNIGHT })
        } else {
            cursor.eat_word(&["midnight"]).then_some(Wall::MIDNIGHT)
        }
    }

    fn read_digits(cursor: &mut Cursor<'_>) -> Option<Wall> {
        let (number, length) = cursor.digits(4)?;
        let plain = |hour, minute, form| Wall { hour, minute, second: None, half: None, form };
        match length {
            4 => return Some(plain(number / 100, number % 100, Form::FourDigits)),
            3 => return Some(plain(number / 100, number % 100, Form::ThreeDigits)),
            _ => {}
        }
        for (sign, form) in [(':', Form::Colon), ('.', Form::Dot)] {
            let mut ahead = *cursor;
            if ahead.eat(&[sign])
                && let Some(minute) = ahead.two_digits()
            {
                let mut wall = plain(number, minute, form);
                wall.second = (form == Form::Colon).then(|| read_seconds(&mut ahead)).flatten();
                *cursor = ahead;
                return Some(wall);
            }
        }
        Some(plain(number, 0, Form::Hour))
    }

    /// Seconds since midnight, up to and with 24:00; none where no clock shows such a time.
    pub fn seconds(self) -> Option<u32> {
        let hour = match (self.half, self.hour) {
            (Some(Half::Am), 12) => 0,
            (Some(Half::Am), 0..12) => self.hour,
            (Some(Half::Am), _) | (Some(Half::Pm), 0) => return None,
            (Some(Half::Pm), 1..12) => self.hour + 12,
            (_, hour) => hour,
        };
        let (minute, second) = (self.minute, self.second.unwrap_or(0));
        let exists = hour < 24 && minute < 60 && second < 60 || (hour, minute, second) == (24, 0, 0);
        exists.then_some(hour * 3600 + minute * 60 + second)
    }

    /// Whether it can be nothing but a time of day.
    pub fn is_full(self) -> bool {
        matches!(self.form, Form::Colon | Form::Word) || self.half.is_some()
    }

    /// Whether only the hour was said.
    pub fn is_bare_hour(self) -> bool {
        matches!(self.form, Form::Hour | Form::Word)
    }

    /// Whether the other half of the day could have been meant.
    pub fn is_of_either_half(self) -> bool {
        self.half.is_none() && self.form != Form::Word && (1..=12).contains(&self.hour)
    }
}

/// `:30`, with a fraction that is finer than anything shown.
fn read_seconds(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut ahead = *cursor;
    if !ahead.eat(&[':']) {
        return None;
    }
    let second = ahead.two_digits()?;
    let mut fraction = ahead;
    if fraction.eat(&['.', ',']) && fraction.digits(9).is_some() {
        ahead = fraction;
    }
    *cursor = ahead;
    Some(second)
}

impl Half {
    pub(super) fn other(self) -> Half {
        if self == Half::Am { Half::Pm } else { Half::Am }
    }

    /// `am`, `PM`, `p.m.`, tight or after a space.
    fn read(cursor: &mut Cursor<'_>) -> Option<Half> {
        let mut ahead = *cursor;
        ahead.spaces();
        let half = match ahead.peek()?.to_ascii_lowercase() {
            'a' => Half::Am,
            'p' => Half::Pm,
            _ => return None,
        };
        ahead.eat(&['a', 'A', 'p', 'P']);
        let dotted = ahead.eat(&['.']);
        if !ahead.eat(&['m', 'M']) || ahead.peek().is_some_and(char::is_alphanumeric) && !is_ish(ahead) {
            return None;
        }
        if dotted {
            ahead.eat(&['.']);
        }
        *cursor = ahead;
        Some(half)
    }
}

/// `ish`, `-ish`, ` ish`: behind it.
pub(super) fn read_ish(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    if !ahead.eat(&['-']) {
        ahead.spaces();
    }
    let found = ahead.eat_word(&["ish"]);
    if found {
        *cursor = ahead;
    }
    found
}

fn is_ish(mut cursor: Cursor<'_>) -> bool {
    read_ish(&mut cursor)
}
