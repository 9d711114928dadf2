//! The frame around a screen of its own: a title above; below, whether it is saved, and the keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;
use ratatui::widgets::Clear;

use super::Context;
use super::log::{at_end, not_saved, rule, saved};
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::line::Line;
use crate::tui::widget::row::{clipped, in_rows, in_theme, put, width, wrapped};
use crate::words;

/// The rows of the screen, as far as there is room for them.
pub(super) struct Parts {
    title: Rect,
    above: Rect,
    pub(super) body: Rect,
    rule: Rect,
    /// What stands between the rule and the footer.
    pub(super) below: Rect,
    footer: Rect,
}

/// Below this there is no room for two columns.
const NARROW: u16 = 60;
/// From so many rows on there is room for something below the rule.
const LOW: u16 = 12;

/// An area parted into rows one below the other, so many high.
pub(super) fn stacked<const N: usize>(area: Rect, heights: [u16; N]) -> [Rect; N] {
    let mut y = area.y;
    heights.map(|height| {
        let part = Rect { y, height, ..area };
        y += height;
        part
    })
}

impl Parts {
    /// Parts an area, with so many rows wanted below the rule.
    pub(super) fn of(area: Rect, wanted: usize) -> Parts {
        let height = area.height;
        let row = |wanted: bool| u16::from(wanted);
        let (title, above, rule, footer) = (row(height >= 4), row(height >= 8), row(height >= 6), row(height >= 2));
        let most = if height >= LOW { height / 4 } else { 0 };
        let below = u16::try_from(wanted).unwrap_or(most).min(most);
        let body = height - title - above - rule - below - footer;
        let [title, above, body, rule, below, footer] = stacked(area, [title, above, body, rule, below, footer]);
        Parts { title, above, body, rule, below, footer }
    }

    /// The body in two columns with a line between them; none where it is too narrow.
    pub(super) fn columns(&self, left: u16) -> Option<(Rect, Rect)> {
        let body = self.body;
        let right = body.width.checked_sub(left + 2).filter(|_| body.width >= NARROW)?;
        Some((Rect { width: left, ..body }, Rect { x: body.x + left + 2, width: right, ..body }))
    }

    /// Draws the title and the rules, for the body to be drawn between.
    pub(super) fn draw(&self, words: &Words, frame: &mut Frame, context: &Context) {
        let theme = context.theme;
        frame.render_widget(Clear, frame.area());
        let right = in_theme(&words.right, theme);
        let room = usize::from(self.title.width).saturating_sub(width(&right) + 3);
        let left = format!(" {}", clipped(&in_theme(&words.title, theme), room, theme));
        put(frame, self.title, Span::styled(left, theme.style(Role::Title)));
        if !right.is_empty() && !self.title.is_empty() {
            at_end(frame, self.title, Span::styled(right, theme.style(Role::Text)));
        }
        if !self.above.is_empty() {
            rule(frame, self.above, theme, None);
        }
        if !self.rule.is_empty() {
            let saved = saved(context, self.rule.width);
            let below = in_theme(&format!(" {} ", words.below), theme);
            let fits = width(&below) + width(&saved.content) + 3 < usize::from(self.rule.width);
            rule(frame, self.rule, theme, Some(saved));
            if fits && !words.below.is_empty() && !self.below.is_empty() {
                let begin = Rect { x: self.rule.x + 1, width: self.rule.width - 1, ..self.rule };
                put(frame, begin, Span::styled(below, theme.style(Role::Quiet)));
            }
        }
    }

    /// Draws the footer. What was said and is too long for it begins above, over what stands there.
    pub(super) fn say(&self, words: &Words, frame: &mut Frame, context: &Context) {
        let theme = context.theme;
        let said: Vec<String> = words.said.0.iter().map(|part| in_theme(part, theme)).collect();
        let role = words.said.1;
        let room = usize::from(self.footer.width).saturating_sub(1);
        let rows = match (&said[..], role) {
            (parts, _) if self.rule.is_empty() => vec![clipped(&parts.join("  "), room, theme)],
            ([said], Role::Strong) => wrapped(said, room.max(1)),
            (parts, _) => in_rows(parts, room).iter().map(|row| clipped(row, room, theme)).collect(),
        };
        for (up, row) in (0..=self.footer.y).zip(rows.iter().rev()).filter(|_| !self.footer.is_empty()) {
            let area = Rect { y: self.footer.y - up, ..self.footer };
            frame.render_widget(Clear, area);
            put(frame, area, Span::styled(format!(" {row}"), theme.style(role)));
        }
        if self.rule.is_empty()
            && !self.footer.is_empty()
            && let Some(trouble) = not_saved(context, self.footer.width)
        {
            at_end(frame, self.footer, trouble);
        }
    }

    /// The line between two columns, which begins right of the first.
    pub(super) fn divide(left: Rect, frame: &mut Frame, theme: Theme) {
        for y in left.y..left.bottom() {
            let area = Rect { x: left.right(), y, width: 1, height: 1 };
            put(frame, area, Span::styled(theme.glyph(Glyph::Vertical), theme.style(Role::Quiet)));
        }
    }
}

/// What stands in the frame.
pub(super) struct Words {
    pub(super) title: String,
    pub(super) right: String,
    /// What is below the rule, in a word or two.
    pub(super) below: String,
    /// The footer; what has several parts is parted between them.
    pub(super) said: (Vec<String>, Role),
}

impl Words {
    /// What was said last, else where the keys pressed so far lead, else what there is to press.
    pub(super) fn said(notice: Option<&str>, begun: Option<Vec<String>>, hint: String) -> (Vec<String>, Role) {
        match (begun, notice) {
            (Some(begun), _) => (begun, Role::Hint),
            (None, Some(notice)) => (vec![words::one_line(notice)], Role::Strong),
            (None, None) => (vec![hint], Role::Hint),
        }
    }
}

/// A line that is being typed, behind its prompt, over the last row of the screen.
pub(super) fn typed_below(prompt: &str, line: &Line, frame: &mut Frame, context: &Context) {
    let whole = frame.area();
    let area = Rect { y: whole.bottom().saturating_sub(1), height: 1.min(whole.height), ..whole };
    frame.render_widget(Clear, area);
    typed(prompt, line, frame, area, context.theme);
}

/// The same, on a row.
pub(super) fn typed(prompt: &str, line: &Line, frame: &mut Frame, area: Rect, theme: Theme) {
    let prompt = clipped(&in_theme(prompt, theme), usize::from(area.width) / 2, theme);
    let before = u16::try_from(width(&prompt)).unwrap_or(0);
    put(frame, area, Span::styled(prompt, theme.style(Role::Prompt)));
    line.draw(frame, Rect { x: area.x + before, width: area.width - before, ..area }, theme);
}

/// The first in view of a list whose members have several rows: where it was, but for the chosen one, all
/// of which is seen, and for room that nothing would fill. `rows` says how many rows one has, the first
/// in view among them.
pub(super) fn first_whole_in_view(
    was: usize,
    chosen: usize,
    height: usize,
    all: usize,
    rows: impl Fn(usize, bool) -> usize,
) -> usize {
    let mut used = rows(chosen, true);
    let mut top = chosen;
    while top > was {
        used += rows(top - 1, false);
        // What is said above the first takes a row.
        if used + 1 > height {
            break;
        }
        top -= 1;
    }
    // What would stay free below is filled from above.
    let below = (top..all).map(|at| rows(at, at == top));
    let mut used = below.take(height).sum::<usize>();
    while top > 0 && used < height {
        used += rows(top - 1, true);
        if used > height {
            break;
        }
        top -= 1;
    }
    top
}

/// The first row in view of a list of so many: where it was, but for the chosen one, which is seen, and
/// for room that nothing would fill.
pub(super) fn first_in_view(was: usize, chosen: usize, height: usize, all: usize) -> usize {
    (chosen + 1).saturating_sub(height).max(was.min(chosen)).min(all.saturating_sub(height))
}
