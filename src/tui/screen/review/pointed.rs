//! The mouse on the screen: a click chooses an event or a time, the wheel goes through the list.

use ratatui::layout::Rect;

use super::Review;
use crate::time::Moment;
use crate::tui::effect::Effect;
use crate::tui::mouse::{Kind, Mouse, ROWS};
use crate::tui::screen::Context;

/// What was last drawn, and where.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawn {
    pub(super) list: Rect,
    /// The place of the event that each row of the list is of.
    pub(super) places: Vec<Option<usize>>,
    /// Where the axis is, from its first cell to its last, with all lanes.
    pub(super) axis: Rect,
    /// From when to when it goes.
    pub(super) stretch: Option<(Moment, Moment)>,
}

impl Drawn {
    /// The moment that a cell of the axis stands for.
    fn moment(&self, mouse: Mouse) -> Option<Moment> {
        let (from, to) = self.stretch.filter(|_| mouse.is_in(self.axis))?;
        let cells = i64::from(self.axis.width.max(1));
        let cell = i64::from(mouse.column - self.axis.x);
        let part = i128::from(to.millis_since(from)) * i128::from(2 * cell + 1) / i128::from(2 * cells);
        Some(from.plus_millis(i64::try_from(part).unwrap_or(0)))
    }
}

impl Review {
    pub(super) fn mouse(&mut self, mouse: Mouse, context: &Context) -> Vec<Effect> {
        self.notice = None;
        if let Some(way) = mouse.turned() {
            return self.step(way * ROWS, context);
        }
        if mouse.kind == Kind::Release {
            return Vec::new();
        }
        let at = self.drawn.borrow().moment(mouse);
        if let Some(at) = at {
            return self.point_at(at, context);
        }
        let clicked = {
            let drawn = self.drawn.borrow();
            mouse.clicked(drawn.list).and_then(|row| *drawn.places.get(row)?)
        };
        match clicked {
            Some(place) if place == self.place.get() && self.cursor.is_some() => self.run_row("history", context),
            Some(place) => {
                self.go_to_place(place, context);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Goes to the event that lies nearest to a moment; in replay, to that moment.
    fn point_at(&mut self, at: Moment, context: &Context) -> Vec<Effect> {
        if self.replay.is_some() {
            return self.seek_by_hand(at, context);
        }
        let nearest = {
            let seen = self.seen(context);
            let distance = |place: &usize| seen.row(*place).at.map(|of| of.millis_since(at).abs());
            (0..seen.len()).filter(|place| seen.row(*place).at.is_some()).min_by_key(distance)
        };
        if let Some(place) = nearest {
            self.go_to_place(place, context);
        }
        Vec::new()
    }
}
