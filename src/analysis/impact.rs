//! The impact: when it began and ended, when it had gone away, what part of users it reached, and
//! when it grew worse.

use super::bounds::length;
use super::milestones::Milestones;
use super::{Analysis, Told};
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

/// When it came back; a whole minute is what a person said.
fn back_at(back: Moment) -> Interval {
    Interval { to_the_minute: back.millis() % 60_000 == 0, ..Interval::exactly(back) }
}

/// Since when a value holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<T> {
    /// By this it is in order.
    pub(super) at: Moment,
    pub(super) since: Interval,
    pub(super) value: T,
}

/// What changes which value holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Turn<T> {
    Now(T),
    /// The impact went away, and no value holds.
    Gone,
    Back,
}

impl<'a> Impact<'a> {
    pub(super) fn of(milestones: &Milestones<'a>, told: &[Told<'a>]) -> Impact<'a> {
        Impact {
            start: milestones.impact_start.or(milestones.detected).or_else(|| told.first().map(|told| told.event)),
            end: milestones.resolved,
            start_recorded: milestones.impact_start.is_some(),
        }
    }

    pub fn start_at(&self) -> Option<Stamp> {
        self.start.and_then(|event| event.when().bound())
    }

    /// The end, or the end of the range that was stated for it.
    pub fn end_at(&self) -> Option<Stamp> {
        self.end.and_then(|event| event.when().end())
    }
}

/// The share of users or requests that a text names, in percent: its number before a `%`, or where
/// it went to, as in `from 80% down to 20%` or `80% -> 20%`. None where it names several, or a
/// range: which of them counts is not for us to say.
pub fn share(text: &str) -> Option<f64> {
    let number = |before: &str| {
        let before = before.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
        let text = before.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
        let is_range = text.trim_end().ends_with(['-', '–']);
        let number = before[text.len()..].trim_start_matches(',').replace(',', ".");
        number.parse().ok().filter(|share| !is_range && (0.0..=100.0).contains(share))
    };
    let (first, rest) = text.split_once('%')?;
    let goes_to = |between: &str| {
        let comes_from = first.to_lowercase().split_whitespace().any(|word| word == "from");
        comes_from && between.split_whitespace().any(|word| word == "to")
            || ["->", "→"].contains(&between.trim_end_matches(|c: char| c.is_ascii_digit() || " .,".contains(c)).trim())
    };
    match rest.split_once('%') {
        None => number(first),
        Some((second, more)) if !more.contains('%') && goes_to(second) => number(second),
        Some(_) => None,
    }
}

/// Whether a text says how much: any figure at all.
pub fn has_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// What people say when it grows worse and nothing else; asked only where two shares can't be
/// compared.
const WORSE: [&str; 7] = ["worse", "worsening", "spreading", "spreads", "increasing", "rising", "growing"];

/// What takes it back, up to three words before.
const NOT: [&str; 5] = ["no", "not", "never", "stopped", "without"];

/// Whether an impact is worse than one with this share.
pub(super) fn is_worse(event: &Event, last: Option<f64>) -> bool {
    match (share(event.text()), last) {
        (Some(now), Some(last)) => now > last,
        _ => {
            let text = event.text().to_lowercase().replace('’', "'");
            let said = |c: char| c.is_alphabetic() || c == '\'';
            let words: Vec<&str> = text.split(|c| !said(c)).filter(|word| !word.is_empty()).collect();
            let denies = |word: &&str| NOT.contains(word) || word.ends_with("n't");
            let is_denied = |place: usize| words[place.saturating_sub(3)..place].iter().any(denies);
            (0..words.len()).any(|place| WORSE.contains(&words[place]) && !is_denied(place))
        }
    }
}

impl<'a> Analysis<'a> {
    /// How long each value held while there was an impact, in order: from its step to the next, or
    /// to the resolution, and not while the impact had gone away. A length is none while it goes on,
    /// or where ends contradict each other.
    pub(super) fn held<T: Copy>(&self, steps: impl Iterator<Item = Step<T>>) -> Vec<(T, Option<Span>)> {
        let end = self.impact.end.and_then(|end| Some((end.bound()?, self.bounds.of_event(end))));
        let mut turns = self.turns(steps);
        turns.retain(|turn| end.is_none_or(|(end, _)| turn.at <= end));
        let mut found = Vec::new();
        let (mut value, mut away) = (None, false);
        for (place, turn) in turns.iter().enumerate() {
            match turn.value {
                Turn::Now(now) => value = Some(now),
                Turn::Gone => away = true,
                Turn::Back => away = false,
            }
            let to = turns.get(place + 1).map(|next| next.since).or(end.map(|(_, end)| end));
            let held = value.filter(|_| !away).map(|value| (value, to.and_then(|to| length(turn.since, to))));
            found.extend(held);
        }
        found
    }

    /// The steps in order, and among them when the impact went away and came back.
    pub(super) fn turns<T>(&self, steps: impl Iterator<Item = Step<T>>) -> Vec<Step<Turn<T>>> {
        let now = |Step { at, since, value }| Step { at, since, value: Turn::Now(value) };
        let mut turns: Vec<Step<Turn<T>>> = steps.map(now).collect();
        for Gone { resolution, back } in self.gone() {
            let since = self.bounds.of_event(resolution);
            turns.extend(resolution.bound().map(|at| Step { at, since, value: Turn::Gone }));
            turns.push(Step { at: back, since: back_at(back), value: Turn::Back });
        }
        turns.sort_by_key(|turn| turn.at);
        turns
    }

    /// The impact in minutes of a full outage: each share times how long it lasted, as exactly as
    /// its steps are known. None without a share, or without an end.
    pub fn full_outage(&self) -> Option<Span> {
        let (start, _) = self.impact.start.zip(self.impact.end)?;
        let begins = start.bound()?;
        let shares = self.told.iter().filter(|event| event.tag() == Tag::Impact);
        let step = |(place, event, value): (usize, &Event, f64)| {
            // Nothing was said of the share before the first was named.
            let from = if place == 0 || event.bound()? < begins { start } else { event };
            Some(Step { at: from.bound()?, since: self.bounds.of_event(from), value })
        };
        let named = shares.filter_map(|told| Some((told.event, share(told.text())?))).enumerate();
        let steps: Vec<Step<f64>> = named.filter_map(|(place, (event, share))| step((place, event, share))).collect();
        steps.first()?;
        let part = |(percent, length): (f64, Option<Span>)| {
            let part = |ms: i64| (ms as f64 * percent / 100.0).round() as i64;
            let span = length.unwrap_or(Span { least_ms: 0, most_ms: None });
            Span { least_ms: part(span.least_ms), most_ms: span.most_ms.map(part) }
        };
        Some(self.held(steps.into_iter()).into_iter().map(part).fold(Span::exactly(0), Span::plus))
    }

    /// The times in which the impact had gone away, in order.
    pub(super) fn gone(&self) -> Vec<Gone<'a>> {
        let mut reopened = self.timeline.reopenings();
        reopened.sort();
        let mut found: Vec<Gone> = Vec::new();
        let mut before: Option<Moment> = None;
        for back in reopened {
            let within = |at: Moment| at <= back && before.is_none_or(|before| at > before);
            let ends_it = |event: &&Told| event.tag() == Tag::Resolution && event.bound().is_some_and(within);
            let ends = || self.told.iter().filter(ends_it);
            // An all clear ends it where nothing else did.
            let resolution = ends().rfind(|event| !event.body.is_all_clear()).or_else(|| ends().next_back());
            found.extend(resolution.map(|told| Gone { resolution: told.event, back }));
            before = Some(back);
        }
        found
    }

    /// How long it had gone away in all; none where it never came back.
    pub fn gone_away(&self) -> Option<Span> {
        let length = |gone: &Gone| {
            let resolved = self.bounds.of_event(gone.resolution);
            length(resolved, back_at(gone.back)).unwrap_or(Span { least_ms: 0, most_ms: None })
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
            ("80% -> 20%", Some(20.0)),
            ("12,5% of users", Some(12.5)),
            ("slow, 20% of users", Some(20.0)),
            ("80% in the EU, 20% elsewhere", None),
            ("CPU at 95%, 20% of users fail", None),
            ("10-20% of users", None),
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
            ("errors no longer rising", false),
            ("it is not getting worse", false),
            ("it isn’t spreading any more", false),
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
            (&[("10:00", "80%"), ("11:30", "5% still")], Some("48 min")),
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
