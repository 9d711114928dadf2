//! The events of a stretch of time, cell by cell: gone through once for all lanes, and not again while
//! nothing but the cursor moves.

use super::lanes::OF_PEOPLE;
use super::seen::Seen;
use crate::analysis::{Axis, Row, Trait};
use crate::time::Moment;
use crate::timeline::{RecordId, TAGS, Tag};

/// What each cell of an axis holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Binned {
    of: Option<Stretch>,
    /// A bit for each tag that an event in the cell has.
    tags: Vec<u32>,
    /// Who held a role, was called, or was on it: the first in each cell.
    people: Vec<(usize, RecordId)>,
}

/// What it was worked out for.
#[derive(Clone, PartialEq, Debug)]
struct Stretch {
    from: Moment,
    to: Moment,
    until: Option<Moment>,
    cells: usize,
    picture: (u64, u64),
}

const _: () = assert!(TAGS.len() <= 32);

impl Binned {
    /// Brings it up to date for an axis of so many cells, of which nothing is shown after a moment.
    pub(super) fn follow(&mut self, seen: &Seen, axis: &Axis, until: Option<Moment>, cells: usize) {
        let of = Stretch { from: axis.from, to: axis.to, until, cells, picture: seen.picture() };
        if self.of.as_ref() == Some(&of) {
            return;
        }
        self.of = Some(of);
        (self.tags, self.people) = (vec![0; cells], Vec::new());
        let last = until.unwrap_or(axis.to).min(axis.to);
        for row in seen.between(axis.from, last.plus_millis(1)) {
            self.take(row, axis, cells);
        }
    }

    fn take(&mut self, row: &Row, axis: &Axis, cells: usize) {
        let Some((at, tag)) = row.at.zip(row.tag).filter(|_| !row.traits.has(Trait::Struck)) else { return };
        let cell = axis.part(at, cells);
        if let Some(tags) = self.tags.get_mut(cell) {
            *tags |= 1 << tag as u32;
        }
        if OF_PEOPLE.contains(&tag) && self.people.last().is_none_or(|(last, _)| *last != cell) {
            self.people.push((cell, row.id));
        }
    }

    /// The tags that there are, in the order of their table.
    pub(super) fn tags(&self) -> Vec<Tag> {
        let all = self.tags.iter().fold(0, |all, cell| all | cell);
        TAGS.iter().map(|row| row.tag).filter(|tag| all & 1 << *tag as u32 != 0).collect()
    }

    /// The cells with an event of a tag.
    pub(super) fn cells_of(&self, tag: Tag) -> impl Iterator<Item = usize> + '_ {
        self.tags.iter().enumerate().filter(move |(_, cell)| *cell & 1 << tag as u32 != 0).map(|(at, _)| at)
    }

    /// Each cell that holds something, with the tag that weighs most in it.
    pub(super) fn weightiest(&self) -> impl Iterator<Item = (usize, Tag)> + '_ {
        self.tags.iter().enumerate().filter_map(|(at, cell)| {
            let tags = TAGS.iter().map(|row| row.tag).filter(|tag| cell & 1 << *tag as u32 != 0);
            Some((at, tags.min_by_key(|tag| (u8::MAX - weight(*tag), *tag))?))
        })
    }

    pub(super) fn people(&self) -> &[(usize, RecordId)] {
        &self.people
    }
}

/// Which of several events in one cell stands for all of them.
fn weight(tag: Tag) -> u8 {
    match tag {
        tag if tag.row().strong => 4,
        Tag::Cause | Tag::Mitigation => 3,
        Tag::Impact | Tag::Severity | Tag::Hypothesis => 2,
        Tag::Note => 0,
        _ => 1,
    }
}
