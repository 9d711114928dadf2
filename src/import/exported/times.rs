//! Times as our documents print them, put back on their days: `~21:15`, `≤ 22:00`, `01:30–02:15`,
//! `23:50–00:10 (+1d)`, `02:15 CET`.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::time::phrase::{self, Certainty, Context, DayRule, Placing, Start};
use crate::time::{Local, Moment, Said, Stamp, When, Zone};

/// A time as it is printed.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Printed<'a> {
    qualifier: Option<char>,
    from: NaiveTime,
    to_the_second: bool,
    /// The end of a range, and how many days later that is.
    until: Option<(NaiveTime, u64)>,
    /// The name of the zone, where it is another one than above the timeline.
    zone: Option<&'a str>,
}

/// The zone of a document, and what every time of it is placed by.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    pub zone: Zone,
    /// What the zone is called above the timeline: times under another offset name theirs.
    pub name: String,
    pub now: Moment,
}

/// `10:15`, `10:15:30`
fn clock(text: &str) -> Option<(NaiveTime, bool, &str)> {
    let two = |text: &str| text.get(..2).filter(|two| two.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok();
    let (hour, rest) = (two(text)?, text.get(2..)?.strip_prefix(':')?);
    let (minute, rest) = (two(rest)?, rest.get(2..)?);
    let second = rest.strip_prefix(':').and_then(|rest| Some((two(rest)?, rest.get(2..)?)));
    let (seconds, rest) = second.map_or((0, rest), |(second, rest)| (second, rest));
    Some((NaiveTime::from_hms_opt(hour, minute, seconds)?, second.is_some(), rest))
}

impl<'a> Printed<'a> {
    /// Reads a text that is a printed time and nothing else.
    pub fn read(text: &'a str) -> Option<Printed<'a>> {
        let qualifier = text.chars().next().filter(|c| matches!(c, '~' | '≤' | '≥'));
        let rest = qualifier.map_or(text, |sign| text[sign.len_utf8()..].trim_start());
        let (from, to_the_second, rest) = clock(rest)?;
        let (until, rest) = match rest.strip_prefix('–') {
            Some(rest) if qualifier.is_none() => {
                let (until, _, rest) = clock(rest)?;
                let later = rest.strip_prefix(" (+").and_then(|rest| {
                    let (days, rest) = rest.split_once("d)")?;
                    Some((days.parse().ok()?, rest))
                });
                let (days, rest) = later.unwrap_or((0, rest));
                (Some((until, days)), rest)
            }
            Some(_) => return None,
            None => (None, rest),
        };
        let zone = rest.strip_prefix(' ').filter(|zone| !zone.is_empty() && !zone.contains(char::is_whitespace));
        (rest.is_empty() || zone.is_some()).then_some(Printed { qualifier, from, to_the_second, until, zone })
    }
}

impl Calendar {
    /// The printed time on its day.
    pub fn place(&self, printed: &Printed, day: NaiveDate, words: &str) -> When {
        let from = self.stamp(day, printed.from, printed.zone);
        let said = match (printed.qualifier, printed.until) {
            (Some('~'), _) => Said::About { at: from, margin_minutes: MARGIN_MINUTES },
            (Some('≤'), _) => Said::By(from),
            (Some('≥'), _) => Said::After(from),
            (_, Some((until, days))) => {
                let day = day.checked_add_days(Days::new(days)).unwrap_or(day);
                Said::Between(from, self.stamp(day, until, printed.zone))
            }
            _ if printed.to_the_second => Said::Second(from),
            _ => Said::Minute(from),
        };
        When { said, words: Some(words.to_owned()) }
    }

    fn stamp(&self, day: NaiveDate, clock: NaiveTime, named: Option<&str>) -> Stamp {
        let called = |at: &Stamp| self.zone.short_at(at.moment) == named.unwrap_or(&self.name);
        match self.zone.resolve(day.and_time(clock)) {
            // An hour that the clocks showed twice.
            Local::Twice(first, second) => [first, second].into_iter().find(called).unwrap_or(first),
            Local::Once(at) | Local::Never(at) => {
                let other = named.filter(|_| !called(&at)).and_then(Zone::spoken);
                match other.map(|(zone, _)| zone.resolve(day.and_time(clock))) {
                    Some(Local::Once(at) | Local::Twice(at, _) | Local::Never(at)) => at,
                    None => at,
                }
            }
        }
    }

    /// The time that begins a text as a person writes it, and where the words behind it begin.
    pub fn spoken(&self, text: &str, day: NaiveDate) -> Option<(When, usize)> {
        let Start::Time(phrase) = phrase::read(text) else { return None };
        if phrase.certainty != Certainty::Sure || phrase.wall().is_none_or(|wall| !wall.is_full()) {
            return None;
        }
        let context = Context { now: self.now, zone: &self.zone, rule: DayRule::On(day), start: None };
        let when = match phrase.place(&context) {
            Placing::Placed(when) => when,
            Placing::Doubtful { readings, .. } => readings.into_iter().next()?,
        };
        Some((when, phrase.end))
    }
}

/// What `~10:15` leaves open either way.
const MARGIN_MINUTES: u16 = 5;

/// `Fri 7 Jun 2024`, and what people make of it.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.split_once(" (").map_or(text, |(day, _)| day).trim();
    let printed = text.split_once(' ').and_then(|(_, date)| NaiveDate::parse_from_str(date, "%d %b %Y").ok());
    printed.or_else(|| match phrase::read_day(text)?.date()? {
        date if !date.has_no_year() => date.readings(&[]).first().copied(),
        _ => None,
    })
}

/// The first date in a line that says how long it lasted.
pub(super) fn day_within(text: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = text.split(' ').take(60).collect();
    words.windows(3).find_map(|date| {
        let date = date.join(" ");
        NaiveDate::parse_from_str(date.trim_end_matches([',', '.']), "%d %b %Y").ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zone: &str, name: &str, text: &str) -> Option<String> {
        let zone = Zone::named(zone).unwrap();
        let calendar = Calendar { zone, name: name.to_owned(), now: Moment::from_millis(1_800_000_000_000) };
        let day = NaiveDate::from_ymd_opt(2024, 10, 27)?;
        let when = calendar.place(&Printed::read(text)?, day, text);
        let utc = |at: Stamp| Zone::utc().stamp(at.moment).local().format("%-d %H:%M").to_string();
        let until = when.until().map_or_else(String::new, |until| format!(" to {}", utc(until)));
        Some(format!("{} = {}{until}", when.shown(&calendar.zone), utc(when.bound()?)))
    }

    #[test]
    fn what_is_printed_is_read() {
        for (text, expected) in [
            ("10:15", "10:15 = 27 9:15"),
            ("10:15:30", "10:15:30 = 27 9:15"),
            ("~21:15", "~21:15 = 27 20:15"),
            ("≤ 22:00", "≤ 22:00 = 27 21:00"),
            ("≥ 22:50", "≥ 22:50 = 27 21:50"),
            ("01:30–02:15", "01:30–02:15 = 27 0:30 to 27 1:15"),
            ("23:50–00:10 (+1d)", "23:50–00:10 = 27 22:50 to 27 23:10"),
            ("23:50–00:10 (+3d)", "23:50–00:10 = 27 22:50 to 29 23:10"),
        ] {
            let expected = expected.replace(" 9:", " 09:").replace(" 0:", " 00:").replace(" 1:", " 01:");
            assert_eq!(shown("WAT", "WAT", text).as_deref(), Some(expected.as_str()), "{text}");
        }
        for text in ["", "10:1", "1015", "10:15 — x", "25:00", "~", "10:15–", "~10:00–10:15", "10:15 on Monday"] {
            assert_eq!(shown("WAT", "WAT", text), None, "{text}");
        }
    }

    #[test]
    fn an_hour_that_was_shown_twice_is_the_one_that_is_named() {
        for (text, expected) in [
            ("02:15", "02:15 = 27 00:15"),
            ("02:15 CET", "02:15 = 27 01:15"),
            ("08:00 CET", "08:00 = 27 07:00"),
            // Another zone than the document's, by another hand.
            ("08:00 UTC", "09:00 = 27 08:00"),
        ] {
            assert_eq!(shown("Europe/Berlin", "CEST", text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn days_are_read_as_printed_and_as_typed() {
        let date = NaiveDate::from_ymd_opt(2023, 2, 11);
        for text in ["Sat 11 Feb 2023", "Sat 11 Feb 2023 (+1d)", "Fri 11 Feb 2023", "11 February 2023", "2023-02-11"] {
            assert_eq!(day(text), date, "{text}");
        }
        assert_eq!(day_within("7 h 25 min: Sat 11 Feb 2023, ~21:15 to 23:00 EAT (UTC+3)."), date);
        assert_eq!(day_within("Start: Sat 11 Feb 2023, 21:15 UTC."), date);
        assert_eq!(day_within("Not recorded. When did users first feel it?"), None);
    }
}
