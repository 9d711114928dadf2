//! The impact: when it began and ended, when it had gone away, what part of users it reached, and
//! when it grew worse.

use super::Analysis;
use super::bounds::length;
use super::milestones::Milestones;
use crate::time::{Interval, Moment, Span, Stamp};
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

/// A time in which the impact had gone away, before it came back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gone<'a> {
    pub(super) resolution: &'a Event,
    pub(super) back: Moment,
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

/// The share of users or requests that a text names, in percent: its first number before a `%`, or
/// where it went to, as in `from 80% down to 20%`.
pub fn share(text: &str) -> Option<f64> {
    let number = |before: &str| {
        let before = before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        let text = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        before[text.len()..].parse().ok().filter(|share| (0.0..=100.0).contains(share))
    };
    let (first, rest) = text.split_once('%')?;
    let comes_from = first.to_lowercase().split_whitespace().any(|word| word == "from");
    match rest.split_once('%') {
        Some((second, _)) if comes_from && second.split_whitespace().any(|word| word == "to") => number(second),
        _ => number(first),
    }
}

/// Whether a text says how much: any figure at all.
pub fn has_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// What people say when it grows worse and nothing else; asked only where two shares can't be
/// compared.
const WORSE: [&str; 7] = ["worse", "worsening", "spreading", "spreads", "increasing", "rising", "growing"];

/// Whether an impact is worse than one with this share.
pub(super) fn is_worse(event: &Event, last: Option<f64>) -> bool {
    match (share(event.text()), last) {
        (Some(now), Some(last)) => now > last,
        _ => {
            let text = event.text().to_lowercase();
            text.split(|c: char| !c.is_alphabetic()).any(|word| WORSE.contains(&word))
        }
    }
}

impl<'a> Analysis<'a> {
    /// The impact in minutes of a full outage: each share times how long it lasted, as exactly as
    /// its steps are known. None without a share, or without an end.
    pub fn full_outage(&self) -> Option<Span> {
        let (start, end) = (self.bounds.of_event(self.impact.start?), self.bounds.of_event(self.impact.end?));
        let shares = self.told.iter().filter(|event| event.tag() == Tag::Impact);
        let steps: Vec<(Interval, f64)> =
            shares.filter_map(|event| Some((self.bounds.of_event(event), share(event.text())?))).collect();
        steps.first()?;
        // Nothing was said of the share before the first was named, nor after the end.
        let begins = steps.iter().enumerate().map(|(step, (from, _))| if step == 0 { start } else { *from });
        let ends = steps.iter().skip(1).map(|(from, _)| *from).chain([end]);
        let lengths = begins.zip(ends).zip(&steps).map(|((from, to), (_, percent))| {
            let part = |ms: i64| (ms as f64 * percent / 100.0).round() as i64;
            let within = |at: Interval| {
                let least = [at.earliest, start.earliest].into_iter().flatten().max();
                Interval { earliest: least, ..at }
            };
            let span = Span::between(within(from), to).unwrap_or(Span { least_ms: 0, most_ms: None });
            Span { least_ms: part(span.least_ms), most_ms: span.most_ms.map(part) }
        });
        Some(lengths.fold(Span::exactly(0), Span::plus))
    }

    /// The times in which the impact had gone away, in order.
    pub(super) fn gone(&self) -> Vec<Gone<'a>> {
        let mut reopened = self.timeline.reopenings();
        reopened.sort();
        let mut found: Vec<Gone> = Vec::new();
        let mut before: Option<Moment> = None;
        for back in reopened {
            let within = |at: Moment| at <= back && before.is_none_or(|before| at > before);
            let ends_it = |event: &&&Event| event.tag() == Tag::Resolution && event.bound().is_some_and(within);
            let ends = || self.told.iter().filter(ends_it);
            // An all clear ends it where nothing else did.
            let resolution = ends().rfind(|event| !event.body.is_all_clear()).or_else(|| ends().next_back());
            found.extend(resolution.map(|event| Gone { resolution: event, back }));
            before = Some(back);
        }
        found
    }

    /// How long it had gone away in all; none where it never came back.
    pub fn gone_away(&self) -> Option<Span> {
        let length = |gone: &Gone| {
            let back = Interval { earliest: Some(gone.back), latest: Some(gone.back), to_the_minute: false };
            length(self.bounds.of_event(gone.resolution), back).unwrap_or(Span { least_ms: 0, most_ms: None })
        };
        self.gone().iter().map(length).reduce(Span::plus)
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
            ("from 80% down to 20%", Some(20.0)),
            ("from 80% of users", Some(80.0)),
            ("80% in the EU, 20% elsewhere", Some(80.0)),
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
    fn good_news_is_not_worse() {
        for (text, expected) in [
            ("it is getting worse", true),
            ("errors are spreading to the EU", true),
            ("only a small part of users now", false),
            ("overall better", false),
            ("back to normal in the EU", false),
            ("no more errors in the EU", false),
            ("works again for most", false),
        ] {
            let mut log = Recording::new();
            let id = log.at("10:00").impact(text);
            assert_eq!(is_worse(log.timeline().event(id).unwrap(), Some(80.0)), expected, "{text}");
        }
    }

    #[test]
    fn a_full_outage_of_half_the_users_counts_half() {
        for (steps, expected) in [
            (&[("10:00", "100% of users")][..], Some("1 h 00 min")),
            (&[("10:00", "50% of users")], Some("30 min")),
            (&[("10:00", "100%"), ("10:30", "10%")], Some("33 min")),
            (&[("10:10", "50%")], Some("30 min")),
            (&[("10:00", "100%"), ("~10:30", "0%")], Some("25–35 min")),
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
