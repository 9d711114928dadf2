//! The list: a row an incident, in as many columns as there is room for.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::Incidents;
use super::rows::{Row, Told};
use crate::analysis::{Account, COLUMNS, Column};
use crate::time::Moment;
use crate::tui::screen::Context;
use crate::tui::screen::frame::first_in_view;
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::row::{clipped, in_theme, padded, put, width};
use crate::words;

/// The cells before the first column: the pointer, and the mark of the incident that is open here.
const MARKS: usize = 3;
/// Between two columns.
const BETWEEN: usize = 2;
/// A title is not cut shorter than this as long as there is a column that can go.
const TITLE: usize = 16;
/// The columns in the order in which they go where there is no room; below the list all is told.
const GO_FIRST: [&str; 6] = ["write-up", "state", "ready", "sev", "length", "when"];
/// The cells of a day; the time of day goes before any column does.
const DAY: usize = 10;

/// The columns that there is room for, each with its width.
struct Table {
    columns: Vec<(&'static Column, usize)>,
    title: usize,
}

impl Table {
    fn of<'a>(accounts: impl Iterator<Item = &'a Account> + Clone, now: Moment, room: usize, theme: Theme) -> Table {
        let widest = |column: &Column| {
            let cells = accounts.clone().map(|account| width(&in_theme(&(column.cell)(account, now), theme)));
            cells.chain([column.name.len()]).max().unwrap_or(0)
        };
        let mut columns: Vec<(&Column, usize)> = COLUMNS.iter().map(|column| (column, widest(column))).collect();
        let title = |columns: &[(&Column, usize)]| {
            let taken: usize = columns.iter().map(|(_, width)| width + BETWEEN).sum();
            room.saturating_sub(MARKS + taken)
        };
        if title(&columns) < TITLE
            && let Some((_, width)) = columns.iter_mut().find(|(column, _)| column.name == "when")
        {
            *width = (*width).min(DAY);
        }
        for name in GO_FIRST {
            if title(&columns) >= TITLE {
                break;
            }
            columns.retain(|(column, _)| column.name != name);
        }
        Table { title: title(&columns), columns }
    }

    fn heading(&self) -> String {
        self.line(" ", |column| column.name.to_owned(), "title")
    }

    fn line(&self, marks: &str, cell: impl Fn(&Column) -> String, title: &str) -> String {
        let mut line = padded(marks, MARKS);
        for (column, room) in &self.columns {
            line.push_str(&padded(&cell(column), *room));
            line.push_str(&" ".repeat(BETWEEN));
        }
        line + title
    }
}

pub(super) fn draw(screen: &Incidents, frame: &mut Frame, area: Rect, context: &Context) {
    let theme = context.theme;
    let room = usize::from(area.width);
    let now = context.session.now();
    let accounts: Vec<&Account> = screen.rows.accounts().collect();
    let table = Table::of(accounts.iter().copied(), now, room, theme);
    // Where there is room for little, it is for what is chosen.
    let has_heading = area.height >= 4 && screen.rows.len() > 0;
    if has_heading {
        put(frame, Rect { height: 1, ..area }, Span::styled(table.heading(), theme.style(Role::Quiet)));
    }
    let skipped = u16::from(has_heading);
    let body = Rect { y: area.y + skipped, height: area.height - skipped, ..area };
    let height = usize::from(body.height);
    screen.seen.set(height);
    screen.list.set(body);
    if screen.rows.len() == 0 {
        let said = clipped(
            &format!(" {}", in_theme(&words::one_line(screen.rows.why_none(screen.words.text())), theme)),
            room,
            theme,
        );
        put(frame, body, Span::styled(said, theme.style(Role::Quiet)));
        return;
    }
    let chosen = screen.place();
    let top = first_in_view(screen.top.get(), chosen, height, screen.rows.len());
    screen.top.set(top);
    for (y, at) in (body.y..body.bottom()).zip(top..screen.rows.len()) {
        let Some(row) = screen.rows.shown(at) else { continue };
        let is_chosen = at == chosen;
        let role = if is_chosen { Role::Selection } else { role(row) };
        let text = padded(&text(row, is_chosen, &table, now, context), room);
        put(frame, Rect { y, height: 1, ..body }, Span::styled(text, theme.style(role)));
        if is_chosen {
            frame.set_cursor_position((body.x, y));
        }
    }
}

/// What goes on stands out, what can't be told is quiet.
fn role(row: &Row) -> Role {
    match &row.told {
        Told::Nothing => Role::Quiet,
        Told::Unreadable(_) => Role::Warning,
        Told::Account { account, .. } if !account.state.is_over() => Role::Strong,
        Told::Account { .. } => Role::Text,
    }
}

fn text(row: &Row, is_chosen: bool, table: &Table, now: Moment, context: &Context) -> String {
    let theme = context.theme;
    let pointer = if is_chosen { theme.glyph(Glyph::Prompt) } else { " " };
    let is_open_here = context.session.incident() == Some(row.id.as_str());
    let marks = format!("{pointer}{}", if is_open_here { theme.glyph(Glyph::Open) } else { " " });
    let Some(account) = row.account() else {
        let room = table.columns.iter().map(|(_, width)| width + BETWEEN).sum::<usize>() + table.title;
        return padded(&marks, MARKS) + &clipped(&in_theme(&row.title(), theme), room, theme);
    };
    let cell = |column: &Column| in_theme(&(column.cell)(account, now), theme);
    table.line(&marks, cell, &clipped(&row.title(), table.title, theme))
}

/// What is told of the chosen one, below the rule.
pub(super) fn draw_details(details: &[(String, Role)], frame: &mut Frame, area: Rect, context: &Context) {
    for (y, (text, role)) in (area.y..area.bottom()).zip(details) {
        put(frame, Rect { y, height: 1, ..area }, Span::styled(format!(" {text}"), context.theme.style(*role)));
    }
}
