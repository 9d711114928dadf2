//! The drawing of the palette: the line, below it what is found, and what the chosen one does.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line as Row, Span};
use ratatui::widgets::Clear;
use unicode_segmentation::UnicodeSegmentation;

use super::{COMMANDS, Entry, In, Palette};
use crate::tui::command::begun;
use crate::tui::screen::frame::{first_in_view, stacked};
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::row::{append, clipped, in_theme, padded, put, width, wrapped};
use crate::words;

/// Wider than this it is hard to read across.
const MOST: u16 = 100;
/// The cells of names, and of keys where there is room for them.
const NAMES: usize = 14;
const KEYS: usize = 16;
/// From so many cells on, help stands beside them.
const WIDE: usize = 56;
/// From so many rows on there is room for the whole help of what is chosen.
const HIGH: u16 = 12;

pub(super) fn draw(palette: &Palette, frame: &mut Frame, theme: Theme) {
    let whole = frame.area();
    let cells = whole.width.min(MOST);
    let area = Rect { x: (whole.width - cells) / 2, width: cells, ..whole };
    if area.is_empty() {
        return;
    }
    frame.render_widget(Clear, area);
    let found = palette.found();
    let parts = Parts::of(area, palette);
    let rule = theme.glyph(Glyph::Horizontal).repeat(usize::from(area.width));
    put(frame, parts.rule, Span::styled(rule, theme.style(Role::Quiet)));
    list(palette, &found, frame, parts.list, theme);
    if let Some((entry, _)) = found.get(palette.chosen) {
        let help = wrapped(&in_theme(entry.help, theme), usize::from(area.width).saturating_sub(2).max(1));
        for (y, part) in (parts.help.y..parts.help.bottom()).zip(help) {
            let row = Rect { y, height: 1, ..area };
            put(frame, row, Span::styled(format!("  {part}"), theme.style(Role::Quiet)));
        }
    }
    hint(palette, found.is_empty(), frame, parts.hint, theme);
    input_line(palette, found.len(), frame, parts.line, theme);
}

/// The rows of the palette; those without room are empty.
struct Parts {
    line: Rect,
    rule: Rect,
    list: Rect,
    help: Rect,
    hint: Rect,
}

impl Parts {
    fn of(area: Rect, palette: &Palette) -> Parts {
        let (height, room) = (area.height, usize::from(area.width));
        let row = |wanted: bool| u16::from(wanted);
        let (rule, hint) = (row(height >= 6), row(height >= 3));
        // As many for every entry, so that nothing moves with the choice.
        let longest = palette.entries.iter().map(|entry| width(entry.help)).max().unwrap_or(0);
        let is_cut_off = height >= HIGH && longest > Columns::of(room).help;
        let help = if is_cut_off { 1 + row(longest + 2 > room) } else { 0 };
        let list = height - 1 - rule - help - hint;
        let [line, rule, list, help, hint] = stacked(area, [1, rule, list, help, hint]);
        Parts { line, rule, list, help, hint }
    }
}

fn list(palette: &Palette, found: &[(&Entry, In)], frame: &mut Frame, area: Rect, theme: Theme) {
    let chosen = palette.chosen.min(found.len().saturating_sub(1));
    let top = first_in_view(palette.top.get(), chosen, usize::from(area.height), found.len());
    palette.top.set(top);
    palette.list.set(area);
    let columns = Columns::of(usize::from(area.width));
    for (y, (at, (entry, place))) in (area.y..area.bottom()).zip(found.iter().enumerate().skip(top)) {
        put(frame, Rect { y, height: 1, ..area }, columns.row(entry, place, at == chosen, theme));
    }
}

/// How wide the parts of a row are beside the name.
struct Columns {
    keys: usize,
    help: usize,
}

impl Columns {
    fn of(room: usize) -> Columns {
        // The pointer and a blank stand before the name, two blanks before the others.
        let rest = room.saturating_sub(2 + NAMES + 2);
        let keys = rest.min(KEYS);
        let help = if room >= WIDE { rest.saturating_sub(keys + 2) } else { 0 };
        Columns { keys, help }
    }

    fn row(&self, entry: &Entry, place: &In, is_chosen: bool, theme: Theme) -> Row<'static> {
        let look = |role: Role| theme.style(if is_chosen { Role::Selection } else { role });
        let strong = if is_chosen { look(Role::Text).patch(theme.style(Role::Strong)) } else { look(Role::Strong) };
        let (name, help): (&[usize], &[usize]) = match place {
            In::Name(at) => (at, &[]),
            In::Help(at) => (&[], at),
        };
        let part = |text: &str, cells: usize| padded(&in_theme(&clipped(text, cells, theme), theme), cells);
        let pointer = if is_chosen { theme.glyph(Glyph::Prompt) } else { " " };
        let mut spans = vec![Span::styled(format!("{pointer} "), look(Role::Text))];
        spans.extend(marked(&part(entry.name, NAMES), name, [look(Role::Text), strong]));
        spans.push(Span::styled(format!("  {}  ", part(&entry.keys, self.keys)), look(Role::KeyName)));
        spans.extend(marked(&part(entry.help, self.help), help, [look(Role::Quiet), strong]));
        Row::from(spans)
    }
}

/// Text with the letters at these bytes set off, as far as they were not cut off.
fn marked(text: &str, at: &[usize], [usual, found]: [Style; 2]) -> Vec<Span<'static>> {
    let mut spans: Vec<Span> = Vec::new();
    for (byte, cluster) in text.grapheme_indices(true) {
        append(&mut spans, cluster, if at.contains(&byte) { found } else { usual });
    }
    spans
}

fn hint(palette: &Palette, is_nothing: bool, frame: &mut Frame, area: Rect, theme: Theme) {
    let (said, role) = match (begun(COMMANDS, &palette.chord), &palette.notice) {
        (Some(begun), _) => (begun.join("  "), Role::Hint),
        (None, Some(notice)) => (words::one_line(notice), Role::Strong),
        (None, None) if is_nothing => ("nothing is called that · Esc closes".to_owned(), Role::Hint),
        (None, None) => ("Enter does it · Up and Down choose · Esc closes".to_owned(), Role::Hint),
    };
    let said = clipped(&in_theme(&format!(" {said}"), theme), usize::from(area.width), theme);
    put(frame, area, Span::styled(said, theme.style(role)));
}

/// The line in which is typed, and how much is found.
fn input_line(palette: &Palette, found: usize, frame: &mut Frame, area: Rect, theme: Theme) {
    let prompt = format!(" {} ", theme.glyph(Glyph::Prompt));
    let count = format!(" {found} of {} ", palette.entries.len());
    let cells = |text: &str| u16::try_from(width(text)).unwrap_or(area.width).min(area.width);
    let before = cells(&prompt);
    let behind = if area.width > before + cells(&count) + 20 { cells(&count) } else { 0 };
    put(frame, area, Span::styled(prompt, theme.style(Role::Prompt)));
    let end = Rect { x: area.right() - behind, width: behind, ..area };
    put(frame, end, Span::styled(count, theme.style(Role::Quiet)));
    frame.set_cursor_position((area.x, area.y));
    palette.line.draw(frame, Rect { x: area.x + before, width: area.width - before - behind, ..area }, theme);
}
