//! Every event as one row, in the order of the timeline: what lists, lanes and filters look at.
//!
//! Made once when a timeline is opened; after that a correction costs the rows that it touched. So
//! a screen of a hundred thousand events asks for the forty that it shows, and a filter goes
//! through small rows side by side instead of through a tree of records.

use std::ops::Range;
use std::sync::Arc;

use crate::time::Moment;
use crate::timeline::{Event, Part, RecordId, Tag, Timeline};

/// The rows of a timeline.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Those that have a time in the order of the timeline, then those without in that of recording.
    rows: Vec<Row>,
    /// How many have a time.
    timed: usize,
    /// The texts in small letters, one behind the other; what was replaced stays until there is
    /// more of that than of what holds.
    texts: String,
    replaced: usize,
    people: Vec<Arc<str>>,
    version: u64,
    /// Another number whenever a row came, went, or is another sort of thing at another time.
    shape: u64,
}

/// One event, or what a clock did among them.
#[derive(Clone, Debug)]
pub struct Row {
    pub id: RecordId,
    /// The moment that the timeline sorts it by, and the last moment that it speaks of.
    pub at: Option<Moment>,
    pub end: Option<Moment>,
    /// The last moment that anything before it speaks of, of what is told.
    pub silent_since: Option<Moment>,
    pub recorded: Moment,
    /// None of what a clock did.
    pub tag: Option<Tag>,
    pub traits: Traits,
    by: u32,
    text: Range<usize>,
}

/// What a row is known by, beside its tag: a set of [`Trait`]s.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Traits(u16);

/// One of the things that an event can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trait {
    /// In the story: neither struck, hidden nor an unfilled mark.
    Told,
    Starred,
    Hidden,
    Struck,
    Amended,
    /// Recorded a minute or more after it was said to have happened.
    Backdated,
    /// About, by, after or between: not one stated time.
    Approximate,
    /// A time without words.
    Mark,
    Evidence,
    Redacted,
    /// Opens a hypothesis or speaks of one.
    Linked,
    Imported,
    /// Imported, and nobody has looked at it since.
    Unconfirmed,
}

impl Traits {
    pub fn has(self, one: Trait) -> bool {
        self.0 & 1 << one as u16 != 0
    }

    fn of(event: &Event) -> Traits {
        let interval = event.when().interval();
        [
            (Trait::Told, event.is_told()),
            (Trait::Starred, event.body.starred),
            (Trait::Hidden, event.body.hidden),
            (Trait::Struck, event.struck.is_some()),
            (Trait::Amended, event.amendments > 0),
            (Trait::Backdated, event.backdated_ms().is_some()),
            (Trait::Approximate, interval.earliest != interval.latest),
            (Trait::Mark, event.is_mark()),
            (Trait::Evidence, !event.evidence.is_empty()),
            (Trait::Redacted, event.redacted.is_some()),
            (Trait::Linked, event.hypotheses().next().is_some()),
            (Trait::Imported, event.body.imported().is_some()),
            (Trait::Unconfirmed, event.is_unconfirmed()),
        ]
        .into_iter()
        .filter(|(_, is_so)| *is_so)
        .fold(Traits::default(), |all, (one, _)| Traits(all.0 | 1 << one as u16))
    }
}

impl Row {
    /// Whether it is the same sort of thing at the same time.
    fn looks_like(&self, other: &Row) -> bool {
        let is_struck = |row: &Row| row.traits.has(Trait::Struck);
        (self.at, self.tag, is_struck(self)) == (other.at, other.tag, is_struck(other))
    }

    /// For how many milliseconds nothing was recorded before it; none where that is not known, or
    /// where it is no part of the story itself.
    pub fn silence_ms(&self) -> Option<i64> {
        let (at, since) = self.at.zip(self.silent_since).filter(|_| self.traits.has(Trait::Told))?;
        Some(at.millis_since(since)).filter(|silent| *silent > 0)
    }
}

impl Listing {
    /// The rows of a timeline.
    pub fn of(timeline: &Timeline) -> Listing {
        let mut listing = Listing { version: timeline.version(), ..Listing::default() };
        listing.rows.reserve(timeline.len());
        for part in timeline.story() {
            let row = listing.row(part);
            listing.rows.push(row);
        }
        listing.timed = listing.rows.len();
        for event in timeline.untimed() {
            let row = listing.row(Part::Event(event));
            listing.rows.push(row);
        }
        listing.count_silence(0, usize::MAX);
        listing
    }

    /// Brings the rows up to date: whether anything had changed.
    pub fn follow(&mut self, timeline: &Timeline) -> bool {
        if self.version == timeline.version() {
            return false;
        }
        let changed = timeline.changed_since(self.version);
        match changed.filter(|_| self.replaced <= self.texts.len() / 2) {
            Some(changed) => match changed.as_slice() {
                [] => {}
                [one] if self.stays(*one, timeline) => {}
                several => self.replace(several, timeline),
            },
            None => *self = Listing { shape: self.shape + 1, ..Listing::of(timeline) },
        }
        self.version = timeline.version();
        true
    }

    /// Most corrections leave an event where it is: whether this one did, and then its row is brought up
    /// to date.
    fn stays(&mut self, id: RecordId, timeline: &Timeline) -> bool {
        let Some(part) = timeline.story_part(id) else { return false };
        let row = self.row(part);
        let at = self.place_for(&row, timeline);
        let Some(old) = self.rows.get_mut(at).filter(|old| old.id == id && old.at == row.at) else {
            self.replaced += row.text.len();
            return false;
        };
        self.replaced += old.text.len();
        self.shape += u64::from(!old.looks_like(&row));
        *old = row;
        self.count_silence(at, at);
        true
    }

    /// Takes rows out, all of them, and only then puts each where it stands now: among rows of which
    /// some are not brought up to date nothing can be looked for.
    fn replace(&mut self, changed: &[RecordId], timeline: &Timeline) {
        self.shape += 1;
        let (timed, mut replaced) = (self.timed, 0);
        let mut place = 0;
        let mut gone = 0;
        self.rows.retain(|row| {
            let stays = changed.binary_search(&row.id).is_err();
            if !stays {
                replaced += row.text.len();
                gone += usize::from(place < timed);
            }
            place += 1;
            stays
        });
        (self.timed, self.replaced) = (timed - gone, self.replaced + replaced);
        for part in changed.iter().filter_map(|id| timeline.story_part(*id)) {
            let row = self.row(part);
            let at = self.place_for(&row, timeline);
            self.timed += usize::from(row.at.is_some());
            self.rows.insert(at, row);
        }
        self.count_silence(0, usize::MAX);
    }

    fn place_for(&self, row: &Row, timeline: &Timeline) -> usize {
        let place_of = |row: &Row| timeline.recorded(row.id).map(|recorded| &recorded.place);
        let place = place_of(row);
        match row.at {
            Some(at) => self.rows[..self.timed]
                .partition_point(|other| (other.at, place_of(other), other.id) < (Some(at), place, row.id)),
            None => {
                let untimed = &self.rows[self.timed..];
                self.timed + untimed.partition_point(|other| (place_of(other), other.id) < (place, row.id))
            }
        }
    }

    fn row(&mut self, part: Part) -> Row {
        let start = self.texts.len();
        match part {
            Part::Event(event) => {
                let said = event.body.said();
                if said.is_ascii() {
                    self.texts.push_str(&said);
                    self.texts[start..].make_ascii_lowercase();
                } else {
                    self.texts.push_str(&said.to_lowercase());
                }
                Row {
                    id: event.id,
                    at: event.bound(),
                    end: event.when().end().map(|at| at.moment),
                    silent_since: None,
                    recorded: event.recorded.moment,
                    tag: Some(event.tag()),
                    traits: Traits::of(event),
                    by: self.person(&event.by),
                    text: start..self.texts.len(),
                }
            }
            Part::Clock(noted) => Row {
                id: noted.recorded.id,
                at: part.at(),
                end: None,
                silent_since: None,
                recorded: noted.recorded.at.moment,
                tag: None,
                traits: Traits::default(),
                by: self.person(&noted.recorded.by),
                text: start..start,
            },
        }
    }

    fn person(&mut self, by: &Arc<str>) -> u32 {
        // The latest came last most often.
        let known = self.people.iter().rposition(|known| known == by);
        let at = known.unwrap_or_else(|| {
            self.people.push(by.clone());
            self.people.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// Tells each row from the first to the last, and behind that as far as it is news, until when was
    /// spoken of before it.
    fn count_silence(&mut self, first: usize, last: usize) {
        let before = self.rows[..first.min(self.timed)].iter().rev().find(|row| row.traits.has(Trait::Told));
        let mut since = before.and_then(|row| row.silent_since.max(row.end));
        for (at, row) in self.rows[..self.timed].iter_mut().enumerate().skip(first) {
            if at > last.saturating_add(1) && row.silent_since == since {
                break;
            }
            row.silent_since = since;
            if row.traits.has(Trait::Told) {
                since = since.max(row.end);
            }
        }
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Those that have a time.
    pub fn timed(&self) -> &[Row] {
        &self.rows[..self.timed]
    }

    /// Another number whenever a picture of the rows, by time and tag, would be another one.
    pub fn shape(&self) -> u64 {
        self.shape
    }

    /// What an event says, in small letters.
    pub fn text(&self, row: &Row) -> &str {
        self.texts.get(row.text.clone()).unwrap_or_default()
    }

    /// Who recorded it.
    pub fn by(&self, row: &Row) -> &str {
        usize::try_from(row.by).ok().and_then(|at| self.people.get(at)).map_or("", |by| by)
    }

    /// Where an event stands among the rows.
    pub fn position(&self, id: RecordId) -> Option<usize> {
        self.rows.iter().position(|row| row.id == id)
    }

    /// The rows of a stretch of time, its end not among them.
    pub fn between(&self, from: Moment, to: Moment) -> Range<usize> {
        let timed = self.timed();
        let start = timed.partition_point(|row| row.at < Some(from));
        let end = timed.partition_point(|row| row.at < Some(to));
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::analysis::Foresight;
    use crate::analysis::properties::any_timeline;
    use crate::analysis::recorded::Recording;
    use crate::time::{Offset, When};
    use crate::timeline::{EventChange, Order, Place, Record, Recorded};

    #[test]
    fn silence_is_counted_from_the_last_moment_that_was_spoken_of() {
        let mut log = Recording::titled("t", "UTC");
        log.at("10:00").detection("alert");
        log.at("10:05-10:20").note("restarting");
        log.at("10:10").note("still down");
        log.at("10:45").resolution("up");
        let timeline = log.timeline();
        let listing = Listing::of(&timeline);
        let minutes: Vec<Option<i64>> =
            listing.rows().iter().map(|row| row.silence_ms().map(|ms| ms / 60_000)).collect();
        assert_eq!(minutes, [None, Some(5), None, Some(25)]);
    }

    fn told(listing: &Listing) -> Vec<String> {
        let told = |row: &Row| format!("{row:?} {} {}", listing.text(row), listing.by(row));
        // Where the text lies and under what number the person is known tell nothing.
        let bare = |told: String| {
            let (before, after) = told.split_once(", by:").unwrap();
            format!("{before}{}", after.split_once('}').unwrap().1)
        };
        listing.rows().iter().map(told).map(bare).collect()
    }

    /// Corrections of what a timeline holds, of all sorts, each in a group of its own.
    fn corrected(timeline: &Timeline, picks: &[(Index, u8)]) -> Vec<Recorded> {
        let events: Vec<RecordId> = timeline.all_events().map(|event| event.id).collect();
        let mut log = Recording::new();
        let mut last = None;
        for (pick, kind) in picks {
            let Some(of) = events.get(pick.index(events.len().max(1))).copied() else { break };
            let when =
                |minute: i64| When::minute(Moment::from_millis(1_717_750_800_000 + minute * 60_000).at(Offset::UTC));
            let change = match kind % 6 {
                0 => EventChange { when: Some(when(i64::from(*kind))), ..EventChange::default() },
                1 => EventChange { when: Some(When::unknown()), ..EventChange::default() },
                2 => EventChange { starred: Some(true), ..EventChange::default() },
                3 => EventChange { text: Some("other words".to_owned()), ..EventChange::default() },
                4 => EventChange { tag: Some(Tag::Escalation), ..EventChange::default() },
                _ => EventChange { hidden: Some(true), ..EventChange::default() },
            };
            let record = match last.filter(|_| kind % 5 == 0) {
                Some(group) => Record::Undo { group },
                None if kind % 7 == 0 => Record::Strike { of, why: Some("why".to_owned()) },
                None => Record::Amend { of, change: change.into() },
            };
            log.record(record);
            last = log.records().last().map(|recorded| recorded.group);
        }
        // Behind everything that was there before.
        let behind = |(n, recorded): (usize, &Recorded)| {
            let order = Order { millis: i64::MAX / 2 + n as i64, counter: 0 };
            let id = RecordId::new(2_000_000_000_000 + n as i64, n as u128);
            Recorded { id, place: Place { order, ..recorded.place.clone() }, ..recorded.clone() }
        };
        log.records().iter().enumerate().map(behind).collect()
    }

    proptest! {
        /// Whatever comes in, and however much of it at once, following it gives what a look at the whole gives.
        #[test]
        fn what_followed_a_timeline_is_as_if_made_of_it(
            timeline in any_timeline(),
            picks in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..12),
            cuts in proptest::collection::vec(any::<Index>(), 1..9),
        ) {
            let mut records: Vec<Recorded> = timeline.records().cloned().collect();
            records.extend(corrected(&timeline, &picks));
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(records.len() + 1)).collect();
            cuts.extend([0, records.len()]);
            cuts.sort_unstable();
            let mut growing = Timeline::default();
            let mut listing = Listing::of(&growing);
            for part in cuts.windows(2) {
                growing.apply(records[part[0]..part[1]].iter().cloned());
                listing.follow(&growing);
                prop_assert_eq!(told(&listing), told(&Listing::of(&growing)));
            }
        }

        /// Who replays it goes back, too.
        #[test]
        fn what_followed_a_replay_is_as_if_made_of_it(
            timeline in any_timeline(),
            picks in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..12),
            seeks in proptest::collection::vec(-100i64..400, 1..9),
        ) {
            let mut whole = timeline.clone();
            whole.apply(corrected(&timeline, &picks));
            let mut foresight = Foresight::of(&whole);
            let start = foresight.start().unwrap_or(Moment::from_millis(0));
            let mut listing = Listing::of(foresight.timeline());
            for minutes in seeks {
                foresight.seek(start.plus_millis(minutes * 60_000));
                listing.follow(foresight.timeline());
                prop_assert_eq!(told(&listing), told(&Listing::of(foresight.timeline())));
            }
        }
    }
}
