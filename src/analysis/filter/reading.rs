//! What an expression is read by: the zone and the hours of the incident, and what it speaks of.

use std::collections::HashMap;

use super::OwnFilter;
use super::term::held;
use super::words::is_name;
use crate::analysis::Listing;
use crate::time::phrase::{self, Context, DayRule, Placing};
use crate::time::{Interval, Moment, Zone};
use crate::timeline::{Event, Hypothesis, Summary, TAGS, Tag, Timeline};

/// What is known where an expression is typed. Made once for a timeline, not for every key.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Saved filters from the settings.
    pub own: Vec<OwnFilter>,
    now: Moment,
    zone: Zone,
    /// What `T+0` is.
    start: Option<Moment>,
    /// From the first to the last time that an event has.
    extent: Option<(Moment, Moment)>,
    /// Every tag, those of most events first.
    pub(super) tags: Vec<(Tag, usize)>,
    /// Who recorded how much, who is spoken of how often, and what is labelled how.
    pub(super) recorders: Vec<(String, usize)>,
    pub(super) people: Vec<(String, usize)>,
    pub(super) labels: Vec<(String, usize)>,
    pub(super) hypotheses: Vec<Hypothesis>,
}

/// For what is read without an incident: every day has passed.
impl Default for Reading {
    fn default() -> Reading {
        Reading {
            own: Vec::new(),
            now: Moment::from_millis(i64::MAX),
            zone: Zone::utc(),
            start: Some(Moment::from_millis(0)),
            extent: None,
            tags: TAGS.iter().map(|row| (row.tag, 0)).collect(),
            recorders: Vec::new(),
            people: Vec::new(),
            labels: Vec::new(),
            hypotheses: Vec::new(),
        }
    }
}

const DAY_MS: i64 = 24 * 3_600_000;

impl Reading {
    /// What is known of an incident at this moment, with the saved filters of the settings.
    pub fn of(timeline: &Timeline, listing: &Listing, now: Moment, own: Vec<OwnFilter>) -> Reading {
        let timed = listing.timed();
        let events = || listing.rows().iter().filter(|row| row.tag.is_some());
        let with = |sign: char| {
            events().filter(move |row| listing.text(row).contains(sign)).filter_map(|row| timeline.event(row.id))
        };
        let labels = with('#').flat_map(Event::labels).map(str::to_lowercase);
        let named = with('@').flat_map(Event::people).map(str::to_lowercase);
        let in_roles = events().filter_map(|row| Some(held(listing, row)?.1.to_owned()));
        Reading {
            own,
            now,
            zone: timeline.incident().zone(),
            start: Summary::of(timeline).start().map(|at| at.moment),
            extent: timed.first().and_then(|row| row.at).zip(timed.last().and_then(|row| row.at)),
            tags: most_first(TAGS.iter().map(|row| (row.tag, timeline.count(row.tag))).collect()),
            recorders: counted(events().map(|row| listing.by(row)).filter(|by| !by.is_empty())),
            people: counted(named.chain(in_roles).filter(|name| is_name(name))),
            labels: counted(labels.filter(|label| is_name(label))),
            hypotheses: timeline.hypotheses().to_vec(),
        }
    }

    /// The time that these words say: the occurrence among the events, or nearest to them.
    ///
    /// # Errors
    /// What stands in the way.
    pub(super) fn time(&self, words: &str) -> Result<Interval, String> {
        let phrase = phrase::read_whole(words)
            .ok_or_else(|| format!("“{words}” is not a time; try 10:15, -5m or \"yesterday 23:50\""))?;
        let (first, last) = self.extent.unwrap_or((self.now, self.now));
        // What filters may be still to come: until 23:00, typed at ten.
        let now = if phrase.is_of_any_day() { self.now.max(last).plus_millis(DAY_MS) } else { self.now };
        let rule = DayRule::Within(first, last);
        match phrase.place(&Context { now, zone: &self.zone, rule, start: self.start }) {
            Placing::Placed(when) => Ok(when.interval()),
            Placing::Doubtful { why, .. } => Err(format!("“{words}”: {why}")),
        }
    }
}

/// How often each stands among these, the most frequent first.
fn counted<T: std::hash::Hash + Eq + Ord + ToString>(all: impl Iterator<Item = T>) -> Vec<(String, usize)> {
    let mut counts: HashMap<T, usize> = HashMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    let mut counts: Vec<(T, usize)> = counts.into_iter().collect();
    counts.sort_unstable();
    most_first(counts.into_iter().map(|(one, count)| (one.to_string(), count)).collect())
}

fn most_first<T>(mut counts: Vec<(T, usize)>) -> Vec<(T, usize)> {
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
