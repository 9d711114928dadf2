//! Moments, and the stamps people read: a moment with the offset their clock showed.
//!
//! Everything that is stored or compared is a [`Moment`]; a [`Stamp`] only adds how it was said
//! where it was recorded, and prints as RFC 3339 with milliseconds.

use std::fmt::{self, Write as _};
use std::ops::Range;

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Timelike as _, Utc};

/// An instant: milliseconds since the Unix epoch, UTC.
///
/// Kept between the first and the last day that RFC 3339 can write with any offset
/// (years 1 to 9999), so no clock, however wrong, can make a value that does not print.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment(i64);

/// How far a local clock is ahead of UTC, in whole minutes (what RFC 3339 can write).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Offset(i16);

/// A moment together with the offset of the clock it was read from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Stamp {
    pub moment: Moment,
    pub offset: Offset,
}

/// The text was not an RFC 3339 date and time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a date and time as in RFC 3339 (2024-06-07T10:20:05.120+01:00)")]
pub struct NotAStamp;

impl Moment {
    const FIRST_MS: i64 = -62_135_510_400_000; // 0001-01-02T00:00Z
    const LAST_MS: i64 = 253_402_214_399_999; // 9999-12-30T23:59:59.999Z

    /// The moment this many milliseconds after the epoch, held within years 1 to 9999.
    pub const fn from_millis(ms: i64) -> Moment {
        if ms < Self::FIRST_MS {
            Moment(Self::FIRST_MS)
        } else if ms > Self::LAST_MS {
            Moment(Self::LAST_MS)
        } else {
            Moment(ms)
        }
    }

    /// Milliseconds since the Unix epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment moved by some milliseconds, later when positive.
    pub const fn plus_millis(self, ms: i64) -> Moment {
        Moment::from_millis(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative when this one is the earlier.
    pub const fn millis_since(self, earlier: Moment) -> i64 {
        self.0 - earlier.0
    }

    /// This moment as a clock at `offset` shows it.
    pub const fn at(self, offset: Offset) -> Stamp {
        Stamp { moment: self, offset }
    }
}

impl Offset {
    pub const UTC: Offset = Offset(0);

    /// From seconds east of UTC, rounded to the minute; beyond a day it is held at ±23:59.
    pub fn from_seconds(seconds: i32) -> Offset {
        let minutes = (f64::from(seconds) / 60.0).round() as i32;
        Offset(minutes.clamp(-1439, 1439) as i16)
    }

    /// Minutes east of UTC.
    pub const fn minutes(self) -> i32 {
        self.0 as i32
    }

    fn chrono(self) -> FixedOffset {
        FixedOffset::east_opt(i32::from(self.0) * 60).unwrap_or(const { FixedOffset::east_opt(0).unwrap() })
    }
}

/// `+01:00`, as in RFC 3339.
impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.0.unsigned_abs();
        let digits = |number: u16| [(number / 10) as u8 + b'0', (number % 10) as u8 + b'0'].map(char::from);
        let ([h1, h2], [m1, m2]) = (digits(minutes / 60), digits(minutes % 60));
        [if self.0 < 0 { '-' } else { '+' }, h1, h2, ':', m1, m2].into_iter().try_for_each(|c| f.write_char(c))
    }
}

impl Stamp {
    /// What a wall clock at this stamp's offset shows.
    pub fn local(self) -> NaiveDateTime {
        self.chrono().naive_local()
    }

    /// The stamp whose wall clock at `offset` shows `local`.
    pub fn from_local(local: NaiveDateTime, offset: Offset) -> Stamp {
        let utc = local.and_utc().timestamp_millis() - i64::from(offset.minutes()) * 60_000;
        Moment::from_millis(utc).at(offset)
    }

    /// Reads RFC 3339, to the millisecond.
    ///
    /// # Errors
    /// [`NotAStamp`] for anything else.
    pub fn parse(text: &str) -> Result<Stamp, NotAStamp> {
        if let Some(stamp) = Stamp::parse_as_written(text.as_bytes()) {
            return Ok(stamp);
        }
        let read = DateTime::parse_from_rfc3339(text).map_err(|_| NotAStamp)?;
        let offset = Offset::from_seconds(read.offset().local_minus_utc());
        Ok(Moment::from_millis(read.timestamp_millis()).at(offset))
    }

    /// Reads what a stamp prints as, without a look at anything else that RFC 3339 allows: a long
    /// journal holds hundreds of thousands of them.
    pub(crate) fn parse_as_written(text: &[u8]) -> Option<Stamp> {
        const SHAPE: &[u8; 29] = b"0000-00-00T00:00:00.000+00:00";
        let is_like = |(byte, like): (&u8, &u8)| match like {
            b'0' => byte.is_ascii_digit(),
            b'+' => matches!(byte, b'+' | b'-'),
            _ => byte == like,
        };
        if text.len() != SHAPE.len() || !text.iter().zip(SHAPE).all(is_like) {
            return None;
        }
        let number = |at: Range<usize>| text[at].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
        let date = NaiveDate::from_ymd_opt(i32::try_from(number(0..4)).ok()?, number(5..7), number(8..10))?;
        let local = date.and_hms_milli_opt(number(11..13), number(14..16), number(17..19), number(20..23))?;
        let (hours, minutes) = (i16::try_from(number(24..26)).ok()?, i16::try_from(number(27..29)).ok()?);
        let sign = if text[23] == b'-' { -1 } else { 1 };
        (hours < 24 && minutes < 60).then(|| Stamp::from_local(local, Offset(sign * (hours * 60 + minutes))))
    }

    fn chrono(self) -> DateTime<FixedOffset> {
        let utc = Utc.timestamp_millis_opt(self.moment.millis()).single().unwrap_or_default();
        utc.with_timezone(&self.offset.chrono())
    }
}

/// `2024-06-07T10:20:05.120+01:00`.
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.local();
        // A pattern is read anew each time; years of four digits need none.
        if !(0..=9999).contains(&local.year()) {
            return write!(f, "{}{}", local.format("%Y-%m-%dT%H:%M:%S%.3f"), self.offset);
        }
        let mut written = *b"0000-00-00T00:00:00.000";
        let mut put = |at: Range<usize>, mut number: u32| {
            for digit in written[at].iter_mut().rev() {
                *digit = b'0' + (number % 10) as u8;
                number /= 10;
            }
        };
        put(0..4, local.year().unsigned_abs());
        put(5..7, local.month());
        put(8..10, local.day());
        put(11..13, local.hour());
        put(14..16, local.minute());
        put(17..19, local.second());
        put(20..23, local.nanosecond() / 1_000_000);
        f.write_str(str::from_utf8(&written).unwrap_or_default())?;
        write!(f, "{}", self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stamp_prints_as_rfc_3339_with_milliseconds() {
        let stamp = Moment::from_millis(1_717_752_005_120).at(Offset::from_seconds(3600));
        assert_eq!(stamp.to_string(), "2024-06-07T10:20:05.120+01:00");
    }

    #[test]
    fn a_clock_gone_mad_still_prints() {
        for ms in [i64::MIN, 0, i64::MAX] {
            for offset in [-1439, 0, 1439] {
                let text = Moment::from_millis(ms).at(Offset(offset)).to_string();
                assert!(Stamp::parse(&text).is_ok(), "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn printing_and_parsing_are_inverse(ms in any::<i64>(), minutes in -1439i16..1440) {
            let stamp = Moment::from_millis(ms).at(Offset(minutes));
            prop_assert_eq!(Stamp::parse(&stamp.to_string()), Ok(stamp));
            prop_assert_eq!(Stamp::from_local(stamp.local(), stamp.offset), stamp);
        }

        #[test]
        fn what_is_read_fast_is_what_the_standard_says(
            year in 0u32..10_000, month in 0u32..14, day in 0u32..33, hour in 0u32..26, minute in 0u32..62,
            second in 0u32..62, millis in 0u32..1000, sign in "[+-]", hours in 0u32..26, minutes in 0u32..62,
        ) {
            let text = format!(
                "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}{sign}{hours:02}:{minutes:02}"
            );
            if let Some(stamp) = Stamp::parse_as_written(text.as_bytes()) {
                let read = DateTime::parse_from_rfc3339(&text);
                prop_assert_eq!(read.map(|read| read.timestamp_millis()).ok().map(Moment::from_millis), Some(stamp.moment));
                prop_assert_eq!(read.map(|read| read.offset().local_minus_utc() / 60), Ok(stamp.offset.minutes()));
            }
        }

        #[test]
        fn any_text_is_a_stamp_or_an_error(text in ".{0,40}") {
            let _ = Stamp::parse(&text);
        }
    }
}
