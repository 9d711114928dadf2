//! The rows with what they were before, and what each of them is.

use std::rc::Rc;

use crate::entry::backfill::{Reading, Row, There, read};
use crate::tui::screen::Context;

/// So many changes can be taken back.
const MOST_STEPS: usize = 200;

/// The rows as they are now, and as they were.
#[derive(Default)]
pub(super) struct Rows {
    now: Vec<Row>,
    /// Each with the place of the cursor.
    before: Vec<(Vec<Row>, usize)>,
    after: Vec<(Vec<Row>, usize)>,
    /// Counts the changes.
    pub(super) version: u64,
}

impl Rows {
    pub(super) fn of(rows: Vec<Row>) -> Rows {
        Rows { now: rows, version: 1, ..Rows::default() }
    }

    pub(super) fn all(&self) -> &[Row] {
        &self.now
    }

    pub(super) fn get(&self, at: usize) -> Option<&Row> {
        self.now.get(at)
    }

    /// With this row in a place, where that has none behind the last.
    pub(super) fn with(&self, at: usize, row: Row) -> Vec<Row> {
        let mut rows = self.now.clone();
        match rows.get_mut(at).filter(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => rows.insert(at.min(rows.len()), row),
        }
        rows
    }

    pub(super) fn change(&mut self, cursor: usize, change: impl FnOnce(&mut Vec<Row>)) {
        let before = self.now.clone();
        change(&mut self.now);
        if self.now == before {
            return;
        }
        self.version += 1;
        self.after.clear();
        self.before.push((before, cursor));
        if self.before.len() > MOST_STEPS {
            self.before.remove(0);
        }
    }

    /// Takes the last change back, or does it again; where the cursor was.
    pub(super) fn step(&mut self, is_back: bool, cursor: usize) -> Option<usize> {
        let (from, to) = match is_back {
            true => (&mut self.before, &mut self.after),
            false => (&mut self.after, &mut self.before),
        };
        let (rows, at) = from.pop()?;
        to.push((std::mem::replace(&mut self.now, rows), cursor));
        self.version += 1;
        Some(at)
    }
}

/// What the rows are, as of a state of theirs and of the timeline.
#[derive(Default)]
pub(super) struct Known {
    of: Option<Of>,
    there: Option<(u64, Rc<There>)>,
    readings: Rc<Vec<Reading>>,
}

/// Which rows, which timeline, and the row that is being typed.
#[derive(PartialEq)]
struct Of {
    rows: u64,
    timeline: u64,
    is_loaded: bool,
    asked: Option<(usize, Row)>,
}

impl Known {
    /// Brings it up to date; `asked` is a row that is being typed, in its place.
    pub(super) fn follow(&mut self, rows: &Rows, asked: Option<(usize, Row)>, context: &Context) -> Rc<Vec<Reading>> {
        let session = context.session;
        let timeline = session.timeline().version();
        let of = Of { rows: rows.version, timeline, is_loaded: session.is_loaded(), asked };
        if self.of.as_ref() == Some(&of) {
            return self.readings.clone();
        }
        let there = match &self.there {
            Some((version, there)) if *version == timeline => there.clone(),
            _ => Rc::new(There::of(session.timeline().all_events())),
        };
        let typed = of.asked.clone().map(|(at, row)| rows.with(at, row));
        let rows = typed.as_deref().unwrap_or(rows.all());
        // Whoever looks for long sees nothing move.
        let now = rows.iter().map(|row| row.came).max().unwrap_or_else(|| session.now());
        self.readings = Rc::new(read(rows, &there, context.summary(), now));
        (self.there, self.of) = (Some((timeline, there)), Some(of));
        self.readings.clone()
    }
}
