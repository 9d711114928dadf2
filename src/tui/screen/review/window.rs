//! Which part of the axis is seen: all of it, or a stretch that follows the cursor until somebody
//! looks elsewhere.

use std::cell::Cell;

use crate::analysis::Axis;
use crate::time::{Moment, Zone};

/// The stretch of time in view.
#[derive(Clone, Debug, Default)]
pub(super) struct Window {
    /// None while it is the whole.
    shown: Cell<Option<(Moment, Moment)>>,
    /// Somebody moved it away from the cursor.
    pub(super) is_pinned: bool,
}

/// The shortest stretch that is shown.
const LEAST_MS: i64 = 5 * 60_000;

/// By a quarter of what is seen, so that the eye finds its place again.
const PAN: i64 = 4;

impl Window {
    /// The axis in view, moved to where the cursor is.
    pub(super) fn axis(&self, whole: &Axis, cursor: Option<Moment>, zone: &Zone) -> Axis {
        let Some((from, to)) = self.shown.get() else { return whole.clone() };
        let beyond = cursor.filter(|at| !self.is_pinned && !(from..=to).contains(at));
        let (from, to) = beyond.map_or((from, to), |at| around(at, to.millis_since(from)));
        self.shown.set(Some((from, to)));
        Axis::new(from, to, zone.clone()).unwrap_or_else(|| whole.clone())
    }

    /// Half of what is seen, or twice as much, about the cursor.
    pub(super) fn zoom(&mut self, nearer: bool, whole: &Axis, cursor: Option<Moment>) {
        let (from, to) = self.shown.get().unwrap_or((whole.from, whole.to));
        let length = to.millis_since(from);
        let length = if nearer { (length / 2).max(LEAST_MS.min(length)) } else { length.saturating_mul(2) };
        if length >= whole.millis() {
            return self.show_all();
        }
        let centre = cursor.unwrap_or(from.plus_millis(to.millis_since(from) / 2));
        self.shown.set(Some(around(centre, length)));
        self.is_pinned = false;
    }

    /// Moves it along the axis, and away from the cursor.
    pub(super) fn pan(&mut self, later: bool, whole: &Axis) -> bool {
        let Some((from, to)) = self.shown.get() else { return false };
        let by = to.millis_since(from) / PAN * if later { 1 } else { -1 };
        // No further than where half of it is beyond an end.
        let half = to.millis_since(from) / 2;
        let by = by.clamp(
            whole.from.plus_millis(-half).millis_since(from).min(0),
            whole.to.plus_millis(half).millis_since(to).max(0),
        );
        self.shown.set(Some((from.plus_millis(by), to.plus_millis(by))));
        self.is_pinned = true;
        true
    }

    pub(super) fn show_all(&mut self) {
        self.shown.set(None);
        self.is_pinned = false;
    }
}

fn around(at: Moment, length: i64) -> (Moment, Moment) {
    let from = at.plus_millis(-length / 2);
    (from, from.plus_millis(length))
}
