//! A sheet of lines over another screen, to be read: it is turned, and whatever else is pressed is
//! meant for the screen below.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::{Code, Key};
use crate::tui::mouse::ROWS;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::row::{in_theme, put};

/// How far a sheet is read.
#[derive(Default)]
pub(super) struct Sheet {
    scroll: usize,
    /// How far it could be scrolled when it was drawn, and by how much a page goes.
    most: Cell<usize>,
    page: Cell<usize>,
}

/// What only closes a sheet.
const CLOSES: [Key; 6] =
    [Key::of(Code::Esc), Key::of(Code::Enter), Key::of(Code::F(1)), Key::char('q'), Key::ctrl('g'), Key::ctrl('c')];

impl Sheet {
    /// Turns or closes the sheet; what does neither goes on to the screen below.
    pub(super) fn update(&mut self, input: &Input) -> Vec<Effect> {
        let scroll = self.scroll.min(self.most.get());
        let page = self.page.get().max(1);
        self.scroll = match input {
            Input::Mouse(mouse) => scroll.saturating_add_signed(mouse.turned().unwrap_or(0) * ROWS),
            Input::Key(key) if CLOSES.contains(key) => return vec![Effect::Back],
            Input::Key(key) => match key.code {
                Code::Up => scroll.saturating_sub(1),
                Code::Down => scroll + 1,
                Code::PageUp => scroll.saturating_sub(page),
                Code::PageDown | Code::Char(' ') => scroll + page,
                _ => return vec![Effect::BackWith(input.clone())],
            },
            Input::Paste(_) => return vec![Effect::BackWith(input.clone())],
            Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => scroll,
        };
        Vec::new()
    }

    /// Draws the part of the lines that fits, and in the last row what the keys do: `closes` says
    /// what `Esc` and all other keys do.
    pub(super) fn view(&self, lines: Vec<Line<'static>>, closes: &str, frame: &mut Frame, area: Rect, theme: Theme) {
        if area.is_empty() {
            return;
        }
        frame.render_widget(Clear, area);
        let height = usize::from(area.height - 1);
        self.most.set(lines.len().saturating_sub(height));
        self.page.set(height.saturating_sub(1));
        let shown = lines.into_iter().skip(self.scroll.min(self.most.get())).take(height);
        for (y, line) in (area.y..).zip(shown) {
            put(frame, Rect { y, height: 1, ..area }, line);
        }
        let bottom = Rect { y: area.bottom() - 1, height: 1, ..area };
        let more = if self.scroll < self.most.get() { "PgDn shows more · " } else { "" };
        let hint = in_theme(&format!(" {more}{closes}"), theme);
        put(frame, bottom, Line::styled(hint, theme.style(Role::Hint)));
        frame.set_cursor_position((bottom.x, bottom.y));
    }
}
