//! A line as it is shown: the part around the caret, in cells.
//!
//! Every cluster takes at least one cell, so that the caret can be seen to move over it: what
//! could drive the terminal, and what would not be seen at all, is written out. However long the
//! line is, only what is in view is looked at.

use std::fmt::Write as _;

use ratatui::Frame;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::text::Span;
use ratatui::widgets::Widget;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::Line;
use crate::tui::theme::{Role, Theme};
use crate::words;

/// What of a line fits into a width. Draws itself: a `Line` of these spans would count the cells
/// of half-width katakana otherwise than the buffer does.
#[derive(Clone, PartialEq, Debug)]
pub struct View {
    pub spans: Vec<Span<'static>>,
    /// The cell of the caret, counted from the first.
    pub cursor: u16,
}

impl Widget for &View {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let mut x = area.x;
        for span in self.spans.iter().filter(|_| !area.is_empty()) {
            (x, _) = buffer.set_span(x, area.y, span, area.right().saturating_sub(x));
        }
    }
}

impl Line {
    /// Draws it, with the cursor of the terminal at its caret.
    pub fn draw(&self, frame: &mut Frame, area: Rect, theme: Theme) {
        let view = self.view(area.width, theme);
        frame.render_widget(&view, area);
        if !area.is_empty() {
            frame.set_cursor_position((area.x + view.cursor.min(area.width - 1), area.y));
        }
    }

    /// The part around the caret that fits into `width` cells. The caret is always in it, at the
    /// end of the text too, so a full line shows one cell less of text than it is wide.
    pub fn view(&self, width: u16, theme: Theme) -> View {
        let width = usize::from(width);
        let left = self.left_edge(width);
        self.left.set(left);
        let mut cells = Cells { spans: Vec::new(), used: 0, width, theme };
        let mut cursor = None;
        for (start, cluster) in self.text[left..].grapheme_indices(true) {
            if left + start == self.caret {
                cursor = Some(cells.used);
            }
            if cells.used == width || !cells.show(cluster) {
                break;
            }
        }
        View { cursor: cursor.unwrap_or(cells.used).min(width.saturating_sub(1)) as u16, spans: cells.spans }
    }

    /// The first byte to show: that of the last view, unless the caret has left it. It then jumps
    /// by a good part of the width, so that not every key moves the whole line.
    fn left_edge(&self, width: usize) -> usize {
        let last_cell = width.saturating_sub(1);
        if cells_up_to(&self.text, last_cell).is_some() {
            return 0;
        }
        let left = boundary_to(&self.text, self.left.get());
        if self.caret < left {
            return self.back_from(self.caret, last_cell / 4);
        }
        match cells_up_to(&self.text[left..self.caret], last_cell) {
            None => self.back_from(self.caret, last_cell * 3 / 4),
            // After much was deleted the line may be almost out of view on the left.
            Some(_) if cells_up_to(&self.text[left..], last_cell / 2).is_some() => {
                self.back_from(self.text.len(), last_cell * 3 / 4).min(left)
            }
            Some(_) => left,
        }
    }

    /// The byte at most so many cells before `at`.
    fn back_from(&self, at: usize, cells: usize) -> usize {
        let mut used = 0;
        let before = self.text[..at].grapheme_indices(true).rev();
        let fitting = before.take_while(|(_, cluster)| {
            used += width_of(cluster);
            used <= cells
        });
        fitting.last().map_or(at, |(start, _)| start)
    }
}

/// The cells that the text takes, if they are no more than `most`.
fn cells_up_to(text: &str, most: usize) -> Option<usize> {
    let mut used = 0;
    for cluster in text.graphemes(true) {
        used += width_of(cluster);
        if used > most {
            return None;
        }
    }
    Some(used)
}

/// The last boundary between clusters up to this byte.
pub(super) fn boundary_to(text: &str, at: usize) -> usize {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
        _ => at,
    }
}

/// As much of a text as fits, from its beginning.
pub(in crate::tui::widget) fn shown(text: &str, width: u16, theme: Theme) -> View {
    let mut cells = Cells { spans: Vec::new(), used: 0, width: usize::from(width), theme };
    let _ = text.graphemes(true).all(|cluster| cells.used < cells.width && cells.show(cluster));
    View { spans: cells.spans, cursor: 0 }
}

/// A row of cells that is being filled.
struct Cells {
    spans: Vec<Span<'static>>,
    used: usize,
    width: usize,
    theme: Theme,
}

impl Cells {
    /// Adds a cluster, or as much of it as can be cut off; false if not all of it was shown.
    fn show(&mut self, cluster: &str) -> bool {
        for (text, plain) in pieces(cluster) {
            let room = self.width - self.used;
            let (cells, style) = (usize::from(text.cell_width()), self.theme.style(Role::Text));
            match plain {
                true if cells > room => return false,
                true => self.spans.push(Span::styled(text, style)),
                false => {
                    let cut: String = text.chars().take(room).collect();
                    self.spans.push(Span::styled(cut, self.theme.style(Role::Warning)));
                }
            }
            self.used += cells.min(room);
            if cells > room {
                return false;
            }
        }
        true
    }
}

/// More characters than this on top of each other are counted, not shown.
const MOST_IN_A_CLUSTER: usize = 16;

/// A cluster as it is shown: text as it is, and (false) text that is written out.
fn pieces(cluster: &str) -> Vec<(String, bool)> {
    let mut pieces: Vec<(String, bool)> = Vec::with_capacity(1);
    for c in cluster.chars().take(MOST_IN_A_CLUSTER) {
        let plain = !words::is_unsafe_to_show(c);
        match pieces.last_mut() {
            Some((text, as_it_is)) if *as_it_is && plain => text.push(c),
            _ => {
                let mut text = String::new();
                words::push_visible(&mut text, c);
                pieces.push((text, plain));
            }
        }
    }
    for (text, plain) in pieces.iter_mut().filter(|(_, plain)| *plain) {
        if text.cell_width() == 0 {
            *text = text.chars().map(|c| format!("<U+{:04X}>", c as u32)).collect();
            *plain = false;
        }
    }
    let rest = cluster.chars().skip(MOST_IN_A_CLUSTER).count();
    if rest > 0 {
        let mut text = String::new();
        let _ = write!(text, "<+{rest}>");
        pieces.push((text, false));
    }
    pieces
}

/// How many cells a cluster takes.
pub(in crate::tui::widget) fn width_of(cluster: &str) -> usize {
    match cluster.as_bytes() {
        [b' '..=b'~'] => 1,
        _ => pieces(cluster).iter().map(|(text, _)| usize::from(text.cell_width())).sum(),
    }
}
