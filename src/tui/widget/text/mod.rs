//! A text of several lines under edit: the [`Line`] that hands know, with rows.
//!
//! What edits, kills, yanks and takes back is the line's own; here is only what several rows need:
//! Enter, up and down, and keys that mean this line of the text rather than all of it.

mod rows;

use std::cell::Cell;
use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;

use self::rows::Rows;
use super::line::{Line, shown};
use crate::tui::key::{Code, Key};
use crate::tui::theme::Theme;

/// Several lines of text under edit.
#[derive(Clone, Default, Debug)]
pub struct Text {
    line: Line,
    /// The column that going up and down keeps to.
    column: Option<usize>,
    /// The first row in view, and the cells it was last shown in.
    top: Cell<usize>,
    drawn: Cell<(u16, u16)>,
}

/// Before it was drawn, as large as terminals are.
const USUAL: (u16, u16) = (80, 24);

impl Text {
    pub fn new(text: impl Into<String>) -> Text {
        let mut line = Line::new();
        line.set(text);
        Text { line, drawn: Cell::new(USUAL), ..Text::default() }
    }

    pub fn text(&self) -> &str {
        self.line.text()
    }

    pub fn caret(&self) -> usize {
        self.line.caret()
    }

    /// Inserts what was pasted, with its lines; their ends are those of this machine.
    pub fn insert(&mut self, text: &str) {
        self.column = None;
        self.line.insert(&text.replace("\r\n", "\n").replace('\r', "\n"));
    }

    /// Puts another text in its place, as one step that can be taken back.
    pub fn replace_with(&mut self, text: &str) {
        self.column = None;
        self.line.replace_with(text);
    }

    /// Takes back the last change, if there is one.
    pub fn undo(&mut self) -> bool {
        self.column = None;
        self.line.undo()
    }

    /// Goes so many rows down, or up, as far as there are any.
    pub fn scroll(&mut self, by: isize) {
        let column = self.column.take();
        self.go(by, column);
    }

    /// Does what the key does to a text; false if that is nothing.
    pub fn handle(&mut self, key: Key) -> bool {
        let column = self.column.take();
        match (key.code, key.ctrl, key.alt) {
            (Code::Enter, ..) => self.line.insert("\n"),
            (Code::Tab, false, false) if !key.shift => self.line.insert("  "),
            (Code::Up, false, false) | (Code::Char('p'), true, false) => self.go(-1, column),
            (Code::Down, false, false) | (Code::Char('n'), true, false) => self.go(1, column),
            (Code::PageUp, ..) | (Code::Char('v'), false, true) => self.go(-self.page(), column),
            (Code::PageDown, ..) | (Code::Char('v'), true, false) => self.go(self.page(), column),
            (Code::Home, true, _) | (Code::Char('<'), false, true) => self.line.move_to(0),
            (Code::End, true, _) | (Code::Char('>'), false, true) => self.line.move_to(self.text().len()),
            (Code::Home, ..) | (Code::Char('a'), true, false) => self.line.move_to(self.this_line().start),
            (Code::End, ..) | (Code::Char('e'), true, false) => self.line.move_to(self.this_line().end),
            (Code::Char('u'), true, false) => self.line.kill_between(self.this_line().start..self.caret()),
            (Code::Char('k'), true, false) => self.line.kill_between(self.caret()..self.rest_of_line()),
            _ => return self.line.handle(key),
        }
        true
    }

    /// The bytes of the line that the caret is in, without its end.
    fn this_line(&self) -> Range<usize> {
        let (before, after) = self.text().split_at(self.caret());
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n').map_or(self.text().len(), |at| self.caret() + at);
        // A return before the newline belongs to the end of the line.
        let end = if end > self.caret() && self.text()[..end].ends_with('\r') { end - 1 } else { end };
        start..end
    }

    /// As far as a kill goes: to the end of the line or, there, over it.
    fn rest_of_line(&self) -> usize {
        let end = self.this_line().end;
        if end > self.caret() {
            return end;
        }
        let rest = &self.text()[end..];
        end + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) }
    }

    fn rows(&self) -> Rows {
        let (width, _) = self.drawn.get();
        Rows::of(self.text(), usize::from(width).saturating_sub(1))
    }

    fn page(&self) -> isize {
        let (_, height) = self.drawn.get();
        isize::try_from(height).unwrap_or(1).saturating_sub(1).max(1)
    }

    /// Goes so many rows down, or up, in the column it came from. At the ends it stays.
    fn go(&mut self, by: isize, column: Option<usize>) {
        let rows = self.rows();
        let row = rows.row_of(self.caret());
        let column = column.unwrap_or_else(|| rows.column_of(self.text(), self.caret()));
        let to = row.saturating_add_signed(by).min(rows.len().saturating_sub(1));
        if to != row {
            self.line.move_to(rows.place(self.text(), to, column));
        }
        self.column = Some(column);
    }

    /// Shows the rows around the caret, and where that is.
    pub fn draw(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let area = area.intersection(frame.area());
        if area.is_empty() {
            return;
        }
        self.drawn.set((area.width, area.height));
        let rows = self.rows();
        let (height, row) = (usize::from(area.height), rows.row_of(self.caret()));
        let top = self.top.get().min(rows.len().saturating_sub(1)).min(row).max((row + 1).saturating_sub(height));
        self.top.set(top);
        for (y, row) in (area.y..area.bottom()).zip(top..rows.len()) {
            let text = &self.text()[rows.get(row)];
            let view = shown(text, area.width, theme);
            frame.render_widget(&view, Rect { y, height: 1, ..area });
        }
        let column = u16::try_from(rows.column_of(self.text(), self.caret())).unwrap_or(u16::MAX);
        let y = u16::try_from(row - top).unwrap_or(0);
        frame.set_cursor_position((area.x + column.min(area.width - 1), area.y + y.min(area.height - 1)));
    }
}

#[cfg(test)]
mod tests;
