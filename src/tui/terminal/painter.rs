//! Frames as bytes: what changed between two of them, written at once.
//!
//! Between ratatui, which finds out what changed, and the terminal: the changes of a frame are
//! held back until it is complete, and go out between the marks of a synchronised update. A frame
//! that changes nothing writes nothing.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// A terminal that understands synchronised updates shows nothing between these; the others
/// ignore them.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

pub struct Painter<W> {
    pub out: W,
    /// Told from outside before each frame.
    pub size: Size,
    frame: Vec<u8>,
    /// Where the cursor is and whether it is seen, as far as we know.
    cursor: Option<Position>,
    cursor_seen: Option<bool>,
}

impl<W: Write> Painter<W> {
    pub fn new(out: W) -> Painter<W> {
        Painter { out, size: Size::new(80, 24), frame: Vec::new(), cursor: None, cursor_seen: None }
    }

    /// Something else wrote on the terminal: nothing is known of it any more.
    pub fn forget(&mut self) {
        self.frame.clear();
        self.cursor = None;
        self.cursor_seen = None;
    }

    fn bytes(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        if self.frame.is_empty() {
            self.frame.extend(BEGIN);
        }
        CrosstermBackend::new(&mut self.frame)
    }
}

impl<W: Write> Backend for Painter<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, changes: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut changes = changes.peekable();
        if changes.peek().is_none() {
            return Ok(());
        }
        // Where synchronised updates are not known, the cursor would be seen jumping about.
        self.hide_cursor()?;
        self.cursor = None;
        self.bytes().draw(changes)
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
        self.bytes().clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.bytes().clear_region(region)
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
    use ratatui::Terminal;

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
}
