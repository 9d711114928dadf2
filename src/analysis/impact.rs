//! The impact: when it began and ended, what part of users it reached, and when it grew worse.

use super::Analysis;
use super::milestones::Milestones;
use crate::time::{Moment, Span, Stamp};
use crate::timeline::{Event, Tag};

/// Start and end of the impact, as far as they are recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Impact<'a> {
    /// The impact's own start, else the detection, else the earliest event.
    pub start: Option<&'a Event>,
    /// The resolution.
    pub end: Option<&'a Event>,
    /// Whether `start` is the impact's own start and not merely the first that was seen of it.
    pub start_recorded: bool,
}

impl<'a> Impact<'a> {
    pub(super) fn of(milestones: &Milestones<'a>, told: &[&'a Event]) -> Impact<'a> {
        Impact {
            start: milestones.impact_start.or(milestones.detected).or_else(|| told.first().copied()),
            end: milestones.resolved,
            start_recorded: milestones.impact_start.is_some(),
        }
    }

    pub fn start_at(&self) -> Option<Stamp> {
        self.start.and_then(|event| event.when().bound())
    }

    /// The end, or the end of the range that was stated for it.
    pub fn end_at(&self) -> Option<Stamp> {
        self.end.and_then(|event| event.when().until().or(event.when().bound()))
    }
}

/// The share of users or requests that a text names, in percent: its first number before a `%`.
pub fn share(text: &str) -> Option<f64> {
    let (before, _) = text.split_once('%')?;
    let before = before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    let text = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    before[text.len()..].parse().ok().filter(|share| (0.0..=100.0).contains(share))
}

/// What people say when it grows worse; only asked where two shares can't be compared.
const WORSE: &[&str] =
    &["worse", "again", "back", "spread", "increas", "rising", "growing", "more", "now also", "all "];

/// Whether an impact is worse than one with this share.
pub(super) fn is_worse(event: &Event, last: Option<f64>) -> bool {
    match (share(event.text()), last) {
        (Some(now), Some(last)) => now > last,
        _ => {
            let text = event.text().to_lowercase();
            WORSE.iter().any(|word| text.contains(word))
        }
    }
}

impl Analysis<'_> {
    /// The impact in minutes of a full outage: each share times how long it lasted. None without a
    /// share, or without an end.
    pub fn full_outage(&self) -> Option<Span> {
        let (start, end) = (self.impact.start_at()?.moment, self.impact.end_at()?.moment);
        let shares = self.told.iter().filter(|event| event.tag() == Tag::Impact);
        let steps: Vec<(Moment, f64)> =
            shares.filter_map(|event| Some((event.bound()?, share(event.text())?))).collect();
        let first = steps.first()?;
        let mut total = 0.0;
        for (step, (from, percent)) in steps.iter().enumerate() {
            let until = steps.get(step + 1).map_or(end, |(next, _)| *next);
            // Nothing was said of the share before the first was named.
            let from = if step == 0 && first.0 > start { start } else { *from };
            total += until.min(end).millis_since(from.max(start)).max(0) as f64 * percent / 100.0;
        }
        Some(Span::exactly(total.round() as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::words;

    #[test]
    fn a_share_is_the_number_before_a_percent_sign() {
        for (text, expected) in [
            ("about 80% of users", Some(80.0)),
            ("99.5 % of requests fail", Some(99.5)),
            ("from 80% down to 20%", Some(80.0)),
            ("v1.2.3% odd", None),
            ("500% of normal load", None),
            ("% of users", None),
            ("...% of users", None),
            ("everybody", None),
            ("é80%", Some(80.0)),
        ] {
            assert_eq!(share(text), expected, "{text}");
        }
    }

    #[test]
    fn a_full_outage_of_half_the_users_counts_half() {
        for (steps, expected) in [
            (&[("10:00", "100% of users")][..], Some("1 h 00 min")),
            (&[("10:00", "50% of users")], Some("30 min")),
            (&[("10:00", "100%"), ("10:30", "10%")], Some("33 min")),
            (&[("10:10", "50%")], Some("30 min")),
            (&[("10:00", "everybody")], None),
        ] {
            let mut log = Recording::new();
            log.at("10:00").detection("alert");
            for (at, text) in steps {
                log.at(at).impact(text);
            }
            log.at("11:00").resolution("up");
            let timeline = log.timeline();
            assert_eq!(Analysis::of(&timeline).full_outage().map(words::span).as_deref(), expected, "{steps:?}");
        }
    }
}
