//! Frames as bytes: what changed between two of them, written at once.
//!
//! Between ratatui, which finds out what changed, and the terminal: the changes of a frame are
//! held back until it is complete, and go out between the marks of a synchronised update. A frame
//! that changes nothing writes nothing. A line of 1,200 bytes a second is what a jump host may be
//! reached by, so that every byte counts.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use unicode_width::UnicodeWidthStr;

use super::pen::{Pen, plain};
use super::shift::Shift;

/// A terminal that understands synchronised updates shows nothing between these; the others
/// ignore them.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

pub struct Painter<W> {
    pub out: W,
    /// Told from outside before each frame.
    pub size: Size,
    frame: Vec<u8>,
    /// What the terminal shows; none while nobody knows.
    shown: Option<Buffer>,
    /// Where the cursor is and whether it is seen, as far as we know.
    cursor: Option<Position>,
    cursor_seen: Option<bool>,
}

impl<W: Write> Painter<W> {
    pub fn new(out: W) -> Painter<W> {
        Painter { out, size: Size::new(80, 24), frame: Vec::new(), shown: None, cursor: None, cursor_seen: None }
    }

    /// Something else wrote on the terminal: nothing is known of it any more.
    pub fn forget(&mut self) {
        self.frame.clear();
        self.shown = None;
        self.cursor = None;
        self.cursor_seen = None;
    }

    fn bytes(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(self.frame_begun())
    }
}

/// Cells between two changes that are written again rather than jumped over: a jump takes more bytes.
const BRIDGED: u16 = 5;
/// From so many changes on that only make the end of a row blank, it is erased.
const ERASED: usize = 4;

impl<W: Write> Painter<W> {
    /// What is to be written for these changes, where rows that only moved have been moved; and what is
    /// shown then.
    fn settle(&mut self, changes: Vec<(u16, u16, &Cell)>) -> Vec<(u16, u16, Cell)> {
        if self.shown.as_ref().is_some_and(|shown| shown.area.as_size() != self.size) {
            self.shown = None;
        }
        let Some(mut old) = self.shown.take() else { return owned(changes) };
        let changes = owned(with_halves(changes, &old));
        let keep_all = |picture: &mut Buffer| changes.iter().for_each(|(x, y, cell)| keep(picture, *x, *y, cell));
        if changes.len() <= usize::from(self.size.width) * 3 {
            keep_all(&mut old);
            self.shown = Some(old);
            return changes;
        }
        let mut new = old.clone();
        keep_all(&mut new);
        let changes = match Shift::between(&old, &new) {
            None => changes,
            Some(shift) => {
                shift.write(self.frame_begun());
                shift.apply(&mut old);
                owned(with_halves(different(&old, &new), &old))
            }
        };
        self.shown = Some(new);
        changes
    }

    /// The bytes of the frame, which have their beginning.
    fn frame_begun(&mut self) -> &mut Vec<u8> {
        if self.frame.is_empty() {
            self.frame.extend(BEGIN);
        }
        &mut self.frame
    }

    /// One row of what changed.
    fn row(&mut self, y: u16, changes: &[(u16, u16, Cell)], pen: &mut Pen) {
        let blank_from = self.blank_from(y);
        let (drawn, blank) = changes.split_at(changes.partition_point(|(x, ..)| *x < blank_from));
        let erased = blank.len() >= ERASED;
        let drawn = if erased { drawn } else { changes };
        let mut end: Option<u16> = None;
        for (x, _, cell) in drawn {
            if let Some(between) = end.and_then(|end| self.bridge(end, *x, y, pen)) {
                for (x, cell) in between {
                    pen.write(x, y, &cell, 1, &mut self.frame);
                }
            }
            let columns = columns(cell);
            pen.write(*x, y, cell, columns, &mut self.frame);
            end = Some(x + columns);
        }
        if erased {
            pen.erase_to_the_end(blank_from, y, &mut self.frame);
        }
    }

    /// The cells from one change to the next, where they are few and can be written as they are.
    fn bridge(&self, from: u16, to: u16, y: u16, pen: &Pen) -> Option<Vec<(u16, Cell)>> {
        let shown = self.shown.as_ref().filter(|_| from < to && to - from <= BRIDGED)?;
        let cell = |x: u16| shown.cell((x, y)).filter(|cell| cell.symbol().len() == 1 && pen.has_style_of(cell));
        (from..to).map(|x| Some((x, cell(x)?.clone()))).collect()
    }

    /// The column from which on a row is blank; behind its end where that is not known.
    fn blank_from(&self, y: u16) -> u16 {
        let Some(shown) = &self.shown else { return u16::MAX };
        let is_blank =
            |x: &u16| shown.cell((*x, y)).is_some_and(|cell| cell.symbol() == " " && cell.style() == plain());
        let blank = (0..shown.area.width).rev().take_while(is_blank).count();
        shown.area.width - u16::try_from(blank).unwrap_or(0)
    }
}

fn owned(changes: Vec<(u16, u16, &Cell)>) -> Vec<(u16, u16, Cell)> {
    changes.into_iter().map(|(x, y, cell)| (x, y, cell.clone())).collect()
}

/// Keeps what the terminal shows.
fn keep(shown: &mut Buffer, x: u16, y: u16, cell: &Cell) {
    if let Some(kept) = shown.cell_mut((x, y)) {
        *kept = cell.clone();
    }
    // What a wide one lies on is neither blank nor anything that could be written again.
    for beside in x.saturating_add(1)..x.saturating_add(columns(cell)) {
        if let Some(kept) = shown.cell_mut((beside, y)) {
            *kept = Cell::EMPTY;
            kept.set_symbol("");
        }
    }
}

/// The cells of a picture that are others in the next.
fn different<'a>(old: &Buffer, new: &'a Buffer) -> Vec<(u16, u16, &'a Cell)> {
    let cells = new.content.iter().zip(&old.content).enumerate();
    let changed = cells.filter(|(_, (new, old))| new != old && !new.symbol().is_empty());
    changed.map(|(at, (cell, _))| (new.pos_of(at), cell)).map(|((x, y), cell)| (x, y, cell)).collect()
}

/// The changes, and among them what is left of wide ones that another is written over half of: the
/// terminal makes a blank of that, in the style of the other.
fn with_halves<'a>(changes: Vec<(u16, u16, &'a Cell)>, shown: &Buffer) -> Vec<(u16, u16, &'a Cell)> {
    static BLANK: Cell = Cell::EMPTY;
    let mut all = Vec::with_capacity(changes.len());
    for (nth, (x, y, cell)) in changes.iter().enumerate() {
        all.push((*x, *y, *cell));
        let behind = x.saturating_add(columns(cell));
        let is_half = shown.cell((behind, *y)).is_some_and(|cell| cell.symbol().is_empty());
        if is_half && changes.get(nth + 1).is_none_or(|(x, next, _)| (*x, *next) != (behind, *y)) {
            all.push((behind, *y, &BLANK));
        }
    }
    all
}

fn columns(cell: &Cell) -> u16 {
    u16::try_from(cell.symbol().width()).unwrap_or(1).max(1)
}

impl<W: Write> Backend for Painter<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, changes: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let changes: Vec<(u16, u16, &Cell)> = changes.collect();
        if changes.is_empty() {
            return Ok(());
        }
        // Where synchronised updates are not known, the cursor would be seen jumping about.
        self.hide_cursor()?;
        self.cursor = None;
        let changes = self.settle(changes);
        self.frame_begun();
        let mut pen = Pen::default();
        for row in changes.chunk_by(|(_, y, _), (_, other, _)| y == other) {
            self.row(row[0].1, row, &mut pen);
        }
        pen.lift(&mut self.frame);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        match self.cursor_seen.replace(false) {
            Some(false) => Ok(()),
            _ => self.bytes().hide_cursor(),
        }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        match self.cursor_seen.replace(true) {
            Some(true) => Ok(()),
            _ => self.bytes().show_cursor(),
        }
    }

    /// From memory: the terminal is never asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        match self.cursor.replace(position) {
            Some(there) if there == position => Ok(()),
            _ => self.bytes().set_cursor_position(position),
        }
    }

    fn clear(&mut self) -> io::Result<()> {
        self.shown = Some(Buffer::empty(Rect::from((Position::ORIGIN, self.size))));
        self.bytes().clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        match region {
            ClearType::All => self.clear(),
            _ => {
                self.shown = None;
                self.bytes().clear_region(region)
            }
        }
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    /// Sends the frame.
    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        self.frame.extend(END);
        let sent = self.out.write_all(&self.frame);
        self.frame.clear();
        sent.and_then(|()| self.out.flush())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::Terminal;

    use crate::tui::theme::{Role, Theme};

    /// Keeps each write apart.
    #[derive(Default)]
    struct Writes(Vec<String>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(String::from_utf8_lossy(bytes).into_owned());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn draw(terminal: &mut Terminal<Painter<Writes>>, text: &'static str, cursor: u16) -> Vec<String> {
        let frame = |frame: &mut ratatui::Frame| {
            frame.render_widget(text, frame.area());
            frame.set_cursor_position((cursor, 0));
        };
        terminal.draw(frame).unwrap();
        std::mem::take(&mut terminal.backend_mut().out.0)
    }

    #[test]
    fn a_frame_is_one_write_of_what_changed() {
        let mut terminal = Terminal::new(Painter::new(Writes::default())).unwrap();
        let first = draw(&mut terminal, "ab", 2);
        assert_eq!(first.len(), 1);
        assert!(first[0].starts_with("\x1b[?2026h\x1b[?25l\x1b[1;1Hab"), "{first:?}");
        assert!(first[0].ends_with("\x1b[?25h\x1b[1;3H\x1b[?2026l"), "{first:?}");
        assert_eq!(draw(&mut terminal, "ab", 2), [""; 0]);
        assert_eq!(draw(&mut terminal, "ab", 1), ["\x1b[?2026h\x1b[1;2H\x1b[?2026l"]);
        let second = draw(&mut terminal, "ac", 1);
        assert!(second[0].contains("\x1b[1;2Hc") && !second[0].contains('a'), "{second:?}");
    }

    #[test]
    fn after_forgetting_everything_is_drawn_anew() {
        let mut terminal = Terminal::new(Painter::new(Writes::default())).unwrap();
        draw(&mut terminal, "ab", 2);
        terminal.backend_mut().forget();
        terminal.clear().unwrap();
        let anew = draw(&mut terminal, "ab", 2);
        assert!(anew.len() == 1 && anew[0].contains("\x1b[2J") && anew[0].contains("ab"), "{anew:?}");
    }

    #[test]
    fn any_size_can_be_drawn() {
        for (width, height) in [(1, 1), (1, 300), (500, 1), (500, 300)] {
            let mut terminal = Terminal::new(Painter::new(Writes::default())).unwrap();
            terminal.backend_mut().size = Size::new(width, height);
            draw(&mut terminal, "ab", 0);
        }
    }

    /// What somebody sees who gets these bytes: each cell with its looks.
    fn seen(screen: &vt100::Screen) -> Vec<String> {
        let (rows, columns) = screen.size();
        let (rows, columns) = (rows.get(), columns.get());
        let cell = |row: u16, column: u16| {
            let cell = screen.cell(row, column).unwrap();
            let text = if cell.contents().is_empty() { " " } else { cell.contents() };
            // Of a blank only whether it is reversed can be seen.
            let is_blank = text == " ";
            let letters = (!is_blank).then(|| (cell.bold(), cell.dim(), cell.fgcolor()));
            let looks = (cell.inverse(), cell.is_wide_continuation(), letters);
            format!("{text} {looks:?}")
        };
        (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (row, column)))
            .map(|(row, column)| cell(row, column))
            .collect()
    }

    const ROWS: u16 = 9;

    /// A row's words, each with its look.
    type Picture = Vec<(String, usize)>;

    /// Draws pictures one after the other; what is seen at the end.
    fn after(pictures: &[Picture], anew_each_time: bool) -> Vec<String> {
        let mut terminal = Terminal::new(Painter::new(Vec::new())).unwrap();
        terminal.backend_mut().size = Size::new(20, ROWS);
        terminal.clear().unwrap();
        let mut parser = vt100::Parser::new(ROWS.try_into().unwrap(), 20.try_into().unwrap(), 0);
        for picture in pictures {
            if anew_each_time {
                terminal.backend_mut().forget();
                terminal.clear().unwrap();
            }
            let view = |frame: &mut ratatui::Frame| {
                for (y, (text, look)) in (0..ROWS).zip(picture) {
                    let roles = [Role::Text, Role::Quiet, Role::Strong, Role::Detection, Role::Selection];
                    let style = Theme { colour: true, ascii: false }.style(roles[look % roles.len()]);
                    // Words in a style, and behind them others in none.
                    let line = ratatui::text::Line::from(vec![
                        ratatui::text::Span::styled(text.clone(), style),
                        ratatui::text::Span::raw(text.clone()),
                    ]);
                    frame.render_widget(line, Rect::new(0, y, 20, 1));
                }
            };
            terminal.draw(view).unwrap();
        }
        parser.process(&terminal.backend_mut().out);
        seen(parser.screen())
    }

    proptest! {
        /// However a picture came about, it is the same as if it had been drawn at once.
        #[test]
        fn what_is_spared_is_not_missed(
            pictures in proptest::collection::vec(
                proptest::collection::vec(("[ab ─日]{0,14}", 0..5_usize), usize::from(ROWS)),
                1..5,
            ),
            moves in proptest::collection::vec((0..9_usize, 0..9_usize, 0..9_usize), 5),
        ) {
            // After each picture comes one in which some rows have moved.
            let moved = |(picture, (from, to, rows)): (&Picture, &(usize, usize, usize))| {
                let mut moved = picture.clone();
                for row in 0..*rows {
                    if let Some((kept, row)) = picture.get(from + row).zip(moved.get_mut(to + row)) {
                        row.clone_from(kept);
                    }
                }
                [picture.clone(), moved]
            };
            let pictures: Vec<_> = pictures.iter().zip(&moves).flat_map(moved).collect();
            let last = pictures.last().cloned().into_iter().collect::<Vec<_>>();
            prop_assert_eq!(after(&pictures, false), after(&last, true));
        }
    }

    #[test]
    fn the_end_of_a_row_is_erased_and_short_gaps_are_bridged() {
        let mut terminal = Terminal::new(Painter::new(Writes::default())).unwrap();
        terminal.clear().unwrap();
        draw(&mut terminal, "a long line of words", 0);
        let shorter = draw(&mut terminal, "a lung line", 0);
        assert_eq!(shorter, ["\x1b[?2026h\x1b[?25l\x1b[1;4Hu\x1b[12G\x1b[K\x1b[?25h\x1b[1;1H\x1b[?2026l"]);
        let changed = draw(&mut terminal, "o lang lyne", 0);
        assert!(changed[0].contains("\x1b[1;1Ho lang ly"), "{changed:?}");
    }

    #[test]
    fn rows_that_only_moved_are_moved_by_the_terminal() {
        let letters = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap()).to_string().repeat(40);
        let lines = |from: usize| -> String { (from..from + 20).map(|n| letters(n) + "\n").collect() };
        let mut terminal = Terminal::new(Painter::new(Writes::default())).unwrap();
        terminal.clear().unwrap();
        let mut drawn = |text: String| {
            terminal.draw(|frame| frame.render_widget(ratatui::text::Text::from(text), frame.area())).unwrap();
            std::mem::take(&mut terminal.backend_mut().out.0).concat()
        };
        drawn(lines(0));
        let on = drawn(lines(1));
        assert!(on.contains("\x1b[1;20r\x1b[1;1H\x1b[1M\x1b[r\x1b[20;1Hu") && on.len() < 120, "{on:?}");
        let back = drawn(lines(0));
        assert!(back.contains("\x1b[1;20r\x1b[1;1H\x1b[1L\x1b[r\x1b[1;1Ha") && back.len() < 120, "{back:?}");
    }
}
