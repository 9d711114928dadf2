//! A moment that is looked back to, in the words in which a line says when something was.

use super::Doubt;
use crate::time::Moment;
use crate::time::phrase::{self, Context, DayRule, Placing};
use crate::timeline::Summary;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// The moment that these words say of an incident. A clock without a day shows a time in which the
/// incident lasted, however long ago that is, or one near to it.
///
/// # Errors
/// What stands in the way, with what the words can mean.
pub fn as_of(words: &str, summary: &Summary, now: Moment) -> Result<Moment, Doubt> {
    let words = words.trim();
    let phrase = phrase::read_whole(words)
        .ok_or_else(|| Doubt::saying(format!("“{words}” is not a time; try 10:30, T+30 or 2024-06-07 10:30")))?;
    let zone = summary.incident.zone();
    let start = summary.start().map(|start| start.moment);
    let rule = lasted(summary, now);
    match phrase.place(&Context { now, zone: &zone, rule, start }) {
        Placing::Placed(when) => {
            when.end().map(|at| at.moment).ok_or_else(|| Doubt::saying(format!("“{words}” says no time")))
        }
        Placing::Doubtful { why, readings } => Err(Doubt { message: format!("“{words}”: {why}"), readings }),
    }
}

/// From when to when it lasted. Of what still goes on the last day is meant; what nobody has touched
/// for longer goes on no more.
fn lasted(summary: &Summary, now: Moment) -> DayRule {
    let start = summary.start().map_or(now, |start| start.moment);
    let minute = start.plus_millis(-start.millis().rem_euclid(MINUTE_MS));
    let begin = summary.first.map_or(minute, |first| first.moment.min(minute));
    let left = || summary.latest.map(|latest| latest.moment).filter(|latest| now.millis_since(*latest) > DAY_MS);
    let told = || summary.incident.started.map(|started| started.moment);
    match summary.over_at().or_else(left).or_else(told) {
        Some(end) => DayRule::Within(begin, end),
        None => DayRule::Within(begin.max(now.plus_millis(-DAY_MS)), now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::timeline::Setting;

    /// What is meant at a time, a week later, as day and clock.
    fn told(log: &Recording, words: &str) -> String {
        let now = log.stamp("10:00").unwrap().moment.plus_millis(7 * DAY_MS);
        told_at(log, words, now)
    }

    fn told_at(log: &Recording, words: &str, now: Moment) -> String {
        let summary = Summary::of(&log.timeline());
        match as_of(words, &summary, now) {
            Ok(at) => summary.incident.zone().stamp(at).local().format("%-d %H:%M:%S").to_string(),
            Err(doubt) => doubt.message,
        }
    }

    fn night() -> Recording {
        let mut log = Recording::titled("Night", "WAT");
        log.at("22:00:12").detection("alert");
        log.day("2024-06-08");
        log.at("02:00:30").resolution("up");
        log
    }

    #[test]
    fn a_clock_shows_a_time_of_the_incident_of_last_week() {
        let log = night();
        for (words, expected) in [
            ("22:00", "7 22:00:00"),
            ("23:30", "7 23:30:00"),
            ("01:15:30", "8 01:15:30"),
            ("02:30", "8 02:30:00"),
            ("21:45", "7 21:45:00"),
            ("T+30", "7 22:30:00"),
            ("2024-06-08 00:30", "8 00:30:00"),
            ("23:00 UTC", "8 00:00:00"),
            ("22:00-22:30", "7 22:30:00"),
        ] {
            assert_eq!(told(&log, words), expected, "{words}");
        }
        assert!(told(&log, "soon").starts_with("“soon” is not a time"), "{}", told(&log, "soon"));
        assert!(told(&log, "-5m").contains("long after the incident"), "{}", told(&log, "-5m"));
    }

    #[test]
    fn of_what_goes_on_the_last_day_is_meant_and_nothing_that_is_still_to_come() {
        let mut log = Recording::titled("Days", "WAT");
        log.at("10:00").detection("alert");
        log.day("2024-06-09");
        log.at("10:20").note("still down");
        let now = log.stamp("12:00").unwrap().moment;
        for (words, expected) in [
            ("11:00", "9 11:00:00"),
            ("13:00", "8 13:00:00"),
            ("2024-06-07 10:30", "7 10:30:00"),
            ("-5m", "9 11:55:00"),
            ("2024-06-09 12:30", "“2024-06-09 12:30”: that is still to come"),
        ] {
            assert_eq!(told_at(&log, words, now), expected, "{words}");
        }
    }

    #[test]
    fn what_was_left_open_lasted_as_long_as_anything_happened() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        log.at("11:00").note("still down");
        assert_eq!(told(&log, "10:30"), "7 10:30:00");
    }

    #[test]
    fn of_what_was_written_down_afterwards_it_is_the_day_on_which_it_happened() {
        let mut log = Recording::new();
        let started = log.stamp("10:00").unwrap();
        log.set([Setting::Started(started)]);
        assert_eq!(told(&log, "10:30"), "7 10:30:00");
        log.at("10:05").detection("alert");
        assert_eq!(told(&log, "10:30"), "7 10:30:00");
    }
}
