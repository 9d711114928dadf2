//! The pen: where the terminal writes next and in what style, as far as we know; and the shortest
//! bytes that bring it elsewhere.

use std::io::Write as _;

use crossterm::Command as _;
use crossterm::style::{SetBackgroundColor, SetForegroundColor};
use ratatui::backend::IntoCrossterm;
use ratatui::buffer::Cell;
use ratatui::style::{Modifier, Style};

/// Each modifier with its number (ECMA-48, "Select Graphic Rendition").
const MODIFIERS: [(Modifier, &str); 8] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::SLOW_BLINK, "5"),
    (Modifier::REVERSED, "7"),
    (Modifier::HIDDEN, "8"),
    (Modifier::CROSSED_OUT, "9"),
];

pub(super) struct Pen {
    row: Option<u16>,
    column: Option<u16>,
    style: Style,
}

/// A frame begins nowhere, and in no style.
impl Default for Pen {
    fn default() -> Pen {
        Pen { row: None, column: None, style: plain() }
    }
}

impl Pen {
    /// Writes a cell of so many columns.
    pub(super) fn write(&mut self, x: u16, y: u16, cell: &Cell, columns: u16, frame: &mut Vec<u8>) {
        self.go(x, y, frame);
        self.turn(cell.style(), frame);
        frame.extend(cell.symbol().as_bytes());
        // What is wide here may have another width there.
        self.column = (columns == 1).then_some(x + 1);
    }

    /// Makes the rest of a row blank.
    pub(super) fn erase_to_the_end(&mut self, x: u16, y: u16, frame: &mut Vec<u8>) {
        self.go(x, y, frame);
        self.turn(plain(), frame);
        frame.extend(b"\x1b[K");
    }

    /// Leaves the terminal in no style.
    pub(super) fn lift(&mut self, frame: &mut Vec<u8>) {
        self.turn(plain(), frame);
    }

    /// Whether a cell can be written without another style.
    pub(super) fn has_style_of(&self, cell: &Cell) -> bool {
        self.style == cell.style()
    }

    fn go(&mut self, x: u16, y: u16, frame: &mut Vec<u8>) {
        // Into memory; it has nothing that could fail.
        let _ = match self.row {
            Some(row) if row == y && self.column == Some(x) => Ok(()),
            Some(row) if row == y => write!(frame, "\x1b[{}G", x + 1),
            // The row below is there, so nothing is scrolled.
            Some(row) if row + 1 == y && x == 0 => frame.write_all(b"\r\n"),
            _ => write!(frame, "\x1b[{};{}H", y + 1, x + 1),
        };
        (self.row, self.column) = (Some(y), Some(x));
    }

    fn turn(&mut self, style: Style, frame: &mut Vec<u8>) {
        if self.style == style {
            return;
        }
        let modifiers =
            MODIFIERS.iter().filter(|(one, _)| style.add_modifier.contains(*one)).map(|(_, number)| *number);
        let modifiers = modifiers.collect::<Vec<_>>().join(";");
        let from_plain = self.style == plain();
        match (modifiers.is_empty(), from_plain) {
            (true, true) => {}
            (true, false) => frame.extend(b"\x1b[m"),
            (false, true) => frame.extend(format!("\x1b[{modifiers}m").as_bytes()),
            (false, false) => frame.extend(format!("\x1b[0;{modifiers}m").as_bytes()),
        }
        let mut colours = String::new();
        let (before, after) = (plain(), style);
        if after.fg != before.fg {
            let _ = after.fg.map(|fg| SetForegroundColor(fg.into_crossterm()).write_ansi(&mut colours));
        }
        if after.bg != before.bg {
            let _ = after.bg.map(|bg| SetBackgroundColor(bg.into_crossterm()).write_ansi(&mut colours));
        }
        frame.extend(colours.as_bytes());
        self.style = style;
    }
}

/// The style of a cell that nothing was drawn into.
pub(super) fn plain() -> Style {
    Cell::EMPTY.style()
}
