//! On which day each row was. A time without a day is put near its neighbours, so that the order of the
//! rows is kept and midnight rolls over by itself.
//!
//! What names its day is put there alone. Above the first such row it is counted back from it, below it
//! on from the one before; where no row names a day, back from now, or from what happened last in an
//! incident of long ago.

use super::Row;
use super::read::taken;
use crate::time::phrase::{self, Context, DayRule, Phrase, Placing};
use crate::time::{Moment, When, Zone};
use crate::timeline::Summary;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Notes are not always in order: what seems to be up to three hours too early or too late in them was
/// on the same day.
const LEAN_MS: i64 = 9 * HOUR_MS;

/// An incident in which nothing happened for longer than this is looked back at.
const LONG_AGO_MS: i64 = 12 * HOUR_MS;

/// What a row says of when it was.
enum Said<'a> {
    /// It is nothing but a day.
    Day(Phrase<'a>),
    /// A time on a day that it names, or so long ago.
    Whole(Phrase<'a>),
    /// A time of any day.
    Clock(Phrase<'a>),
    Nothing,
}

/// What the time of a row lies near.
#[derive(Clone, Copy)]
pub(super) struct Near {
    pub(super) moment: Moment,
    /// Where it would be by its neighbours is still to come; this is the day before.
    pub(super) is_to_come: bool,
}

/// The day that a row is, if it is nothing else.
pub(super) fn day_of<'a>(row: &Row, words: &'a str) -> Option<Phrase<'a>> {
    row.below.is_empty().then(|| phrase::read_day(words)).flatten()
}

/// What the time of each row lies near.
pub(super) fn near<'a>(
    rows: impl Iterator<Item = (&'a Row, &'a str)>,
    summary: &Summary,
    zone: &Zone,
    now: Moment,
) -> Vec<Near> {
    let said: Vec<(&Row, Said)> = rows.map(|(row, words)| (row, said(row, words))).collect();
    let base = base(summary, now);
    let near = vec![Near { moment: base, is_to_come: false }; said.len()];
    let start = summary.start().map(|start| start.moment);
    let mut days = Days { said, near, zone, start };
    match days.first_dated(base) {
        Some((at, moment)) => {
            days.count_back(at, moment.plus_millis(-LEAN_MS));
            days.count_on(at, moment);
        }
        None => days.count_back(days.said.len(), base),
    }
    days.near
}

/// The rows, being put on their days.
struct Days<'a> {
    said: Vec<(&'a Row, Said<'a>)>,
    near: Vec<Near>,
    zone: &'a Zone,
    start: Option<Moment>,
}

impl Days<'_> {
    /// Puts a row near a moment; the moment that it is at, where it says one that has passed.
    fn put(&mut self, at: usize, moment: Moment) -> Option<Moment> {
        let (row, said) = self.said.get(at)?;
        let context = Context { now: row.came, zone: self.zone, rule: DayRule::NearestTo(moment), start: self.start };
        let placed = said.place(row, &context)?;
        let next = placed.plus_millis(DAY_MS);
        let is_nearer = distance(next, moment) < distance(placed, moment);
        let is_to_come = matches!(said, Said::Clock(_)) && next > row.came && is_nearer;
        self.near[at] = Near { moment, is_to_come };
        (!is_to_come).then_some(placed)
    }

    /// The first row that names its day, and where that puts it.
    fn first_dated(&mut self, base: Moment) -> Option<(usize, Moment)> {
        (0..self.said.len()).find_map(|at| {
            let is_dated = matches!(self.said[at].1, Said::Day(_) | Said::Whole(_));
            is_dated.then(|| self.put(at, base)).flatten().map(|moment| (at, moment))
        })
    }

    /// The rows above this place, each before the one below it.
    fn count_back(&mut self, from: usize, mut near: Moment) {
        for at in (0..from).rev() {
            if let Some(placed) = self.put(at, near) {
                near = placed.plus_millis(-LEAN_MS);
            }
        }
    }

    /// The rows below this one, which is at this moment: each after the one above it.
    fn count_on(&mut self, from: usize, moment: Moment) {
        let mut below = Below::of(&self.said[from].1, moment, None);
        for at in from + 1..self.said.len() {
            if let Some(placed) = self.put(at, below.near()) {
                below = Below::of(&self.said[at].1, placed, below.noon);
            }
        }
    }
}

/// What the last row lies near: it was before now, or as near as possible to what happened last in an
/// incident of long ago.
fn base(summary: &Summary, now: Moment) -> Moment {
    let latest = summary.latest.map(|latest| latest.moment);
    latest.filter(|latest| now.millis_since(*latest) > LONG_AGO_MS).unwrap_or(now.plus_millis(-LEAN_MS))
}

/// Where the row below a row with a time belongs: after that, and not before the day that was named.
struct Below {
    after: Moment,
    noon: Option<Moment>,
}

impl Below {
    fn of(said: &Said, moment: Moment, noon: Option<Moment>) -> Below {
        match said {
            // Just before noon, so that midnight is the one with which that day begins.
            Said::Day(_) => Below { after: moment, noon: Some(moment.plus_millis(DAY_MS / 2 - 1)) },
            Said::Whole(_) => Below { after: moment, noon: None },
            Said::Clock(_) | Said::Nothing => Below { after: moment, noon },
        }
    }

    /// What its time lies near.
    fn near(&self) -> Moment {
        let after = self.after.plus_millis(LEAN_MS);
        self.noon.map_or(after, |noon| noon.max(after))
    }
}

fn distance(a: Moment, b: Moment) -> i64 {
    a.millis_since(b).saturating_abs()
}

fn said<'a>(row: &Row, words: &'a str) -> Said<'a> {
    if let Some(day) = day_of(row, words) {
        return Said::Day(day);
    }
    match crate::entry::time_of(words) {
        Some(phrase) if phrase.is_of_any_day() => Said::Clock(phrase),
        Some(phrase) => Said::Whole(phrase),
        None => Said::Nothing,
    }
}

impl Said<'_> {
    /// The moment that it says there, by the reading that was taken where it can mean several.
    fn place(&self, row: &Row, context: &Context<'_>) -> Option<Moment> {
        let (Said::Day(phrase) | Said::Whole(phrase) | Said::Clock(phrase)) = self else { return None };
        let when = match phrase.place(context) {
            Placing::Placed(when) => Some(when),
            Placing::Doubtful { readings, .. } => taken(row, &readings).cloned(),
        };
        when.as_ref().and_then(When::bound).map(|at| at.moment)
    }
}
