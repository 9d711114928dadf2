//! The mouse, for those who want it: what it did, and where.
//!
//! Of the terminal library's own idea of it nothing is left after `input`. Only the first button and
//! the wheel are known: whatever else there is stays with the terminal.

use ratatui::layout::{Position, Rect};

/// One thing that was done with the mouse.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mouse {
    pub kind: Kind,
    /// The cell that it is on, counted from the first.
    pub column: u16,
    pub row: u16,
    pub ctrl: bool,
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Press,
    /// It moved with its button held down.
    Drag,
    Release,
    ScrollUp,
    ScrollDown,
}

/// So many rows go by with one turn of the wheel where there is text to read.
pub const ROWS: isize = 3;

impl Mouse {
    pub const fn at(kind: Kind, column: u16, row: u16) -> Mouse {
        Mouse { kind, column, row, ctrl: false }
    }

    pub const fn position(self) -> Position {
        Position { x: self.column, y: self.row }
    }

    pub fn is_in(self, area: Rect) -> bool {
        area.contains(self.position())
    }

    /// The row of an area that was clicked on, counted from its first.
    pub fn clicked(self, area: Rect) -> Option<usize> {
        (self.kind == Kind::Press && self.is_in(area)).then(|| usize::from(self.row - area.y))
    }

    /// Which way the wheel was turned: up is -1, down 1.
    pub const fn turned(self) -> Option<isize> {
        match self.kind {
            Kind::ScrollUp => Some(-1),
            Kind::ScrollDown => Some(1),
            Kind::Press | Kind::Drag | Kind::Release => None,
        }
    }
}
