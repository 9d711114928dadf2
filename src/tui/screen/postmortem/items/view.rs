//! The drawing of the action items: a row each, the field that is typed in its place.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line as Row, Span};
use ratatui::widgets::Clear;

use super::fields::{FIELDS, Field};
use super::links::{self, Links};
use super::{ActionItems, COMMANDS};
use crate::timeline::ActionItem;
use crate::tui::command::{begun, in_short};
use crate::tui::screen::Context;
use crate::tui::screen::frame::{Parts, Words};
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::row::{clipped, in_theme, padded, put};
use crate::words;

/// The pointer and the mark of a row.
const BEFORE: usize = 3;
/// The text has at least so many cells; fields that leave it fewer are not shown beside it.
const LEAST_TEXT: usize = 16;

pub(super) fn draw(screen: &ActionItems, frame: &mut Frame, context: &Context) {
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    let theme = context.theme;
    let (items, at) = screen.items(context);
    let is_new = screen.editing.as_ref().is_some_and(|editing| editing.item.is_none());
    let chosen = items.get(at).filter(|_| !is_new);
    let parts = Parts::of(area, 2);
    let room = usize::from(area.width).saturating_sub(2);
    let hint = match (&screen.editing, &screen.links) {
        (Some(editing), _) if editing.item.is_none() => "Enter adds it · Esc drops it".to_owned(),
        (Some(_), _) => "Enter keeps it · Tab goes on to the next · Esc leaves it as it was".to_owned(),
        (None, Some(_)) => "Enter chooses · Esc leaves it as it was".to_owned(),
        (None, None) => in_short(COMMANDS, room),
    };
    let said = Words::said(screen.notice.as_deref(), begun(COMMANDS, &screen.chord), hint);
    let title = format!("Action items · {}", words::one_line(context.summary().incident.title()));
    let words = Words { title, right: in_all(&items), below: String::new(), said };
    parts.draw(&words, frame, context);
    frame.set_cursor_position((area.x, area.y));
    let columns = Columns::of(usize::from(parts.body.width), screen.field());
    let mut body = parts.body;
    if body.height >= 4 {
        let heads = match screen.links {
            Some(_) => "   what does it answer?".to_owned(),
            None => columns.row("", |field| field.name.to_owned(), theme),
        };
        put(frame, Rect { height: 1, ..body }, Span::styled(heads, theme.style(Role::Quiet)));
        body = Rect { y: body.y + 1, height: body.height - 1, ..body };
    }
    match &screen.links {
        Some(links) => choices(screen, links, frame, body, context),
        None => list(screen, &items, at, &columns, frame, body, context),
    }
    if let Some(item) = chosen.filter(|_| parts.below.height >= 2) {
        let text = clipped(&words::one_line(item.text()), room, theme);
        put(frame, Rect { height: 1, ..parts.below }, Span::styled(format!(" {text}"), theme.style(Role::Text)));
        let answers = match links::answered(item, context) {
            _ if item.is_idea() => "parked, and no item yet: i makes it one, I all that are parked".to_owned(),
            Some(answered) => format!("answers {answered}"),
            None => "answers nothing that was recorded; l links it".to_owned(),
        };
        let answers = clipped(&in_theme(&answers, theme), room, theme);
        let below = Rect { y: parts.below.y + 1, height: 1, ..parts.below };
        put(frame, below, Span::styled(format!(" {answers}"), theme.style(Role::Quiet)));
    }
    parts.say(&words, frame, context);
}

/// `2 of 5 open · 3 ideas parked`
fn in_all(items: &[ActionItem]) -> String {
    let ideas = items.iter().filter(|item| item.is_idea()).count();
    let open = items.iter().filter(|item| item.is_open()).count();
    let made = items.len() - ideas;
    let open = (made > 0).then(|| format!("{open} of {made} open"));
    let ideas = (ideas > 0).then(|| format!("{} parked", words::count(ideas, "idea")));
    open.into_iter().chain(ideas).collect::<Vec<_>>().join(" · ")
}

/// What is shown of the fields, and how wide.
struct Columns {
    text: usize,
    /// The others: where they begin, and how wide they are.
    others: Vec<(&'static Field, usize)>,
}

impl Columns {
    /// All that fit, the last of them left out first; but the one that is chosen is always shown.
    fn of(room: usize, chosen: &'static Field) -> Columns {
        let mut others: Vec<&Field> = FIELDS.iter().filter(|field| !field.is_text()).collect();
        let cells = |others: &[&Field]| others.iter().map(|field| field.cells + 2).sum::<usize>();
        while !others.is_empty() && cells(&others) + LEAST_TEXT + BEFORE > room {
            let last = others.iter().rposition(|field| !std::ptr::eq(*field, chosen));
            match last {
                Some(last) => drop(others.remove(last)),
                None => break,
            }
        }
        let text = room.saturating_sub(cells(&others) + BEFORE);
        let mut at = BEFORE + text;
        let others = others.into_iter().map(|field| {
            at += 2;
            let begins = at;
            at += field.cells;
            (field, begins)
        });
        Columns { text, others: others.collect() }
    }

    fn row(&self, before: &str, told: impl Fn(&Field) -> String, theme: Theme) -> String {
        let mut row = padded(before, BEFORE);
        row.push_str(&padded(&clipped(&told(&FIELDS[0]), self.text, theme), self.text));
        for (field, _) in &self.others {
            row.push_str("  ");
            row.push_str(&padded(&clipped(&told(field), field.cells, theme), field.cells));
        }
        row
    }

    /// Where a field begins.
    fn begin(&self, field: &'static Field) -> usize {
        let other = self.others.iter().find(|(other, _)| std::ptr::eq(*other, field));
        other.map_or(BEFORE, |(_, begins)| *begins)
    }

    fn cells(&self, field: &'static Field) -> usize {
        if field.is_text() { self.text } else { field.cells }
    }
}

fn list(
    screen: &ActionItems,
    items: &[ActionItem],
    at: usize,
    columns: &Columns,
    frame: &mut Frame,
    area: Rect,
    context: &Context,
) {
    let theme = context.theme;
    let is_new = screen.editing.as_ref().is_some_and(|editing| editing.item.is_none());
    let at = if is_new { items.len() } else { at };
    let count = items.len() + usize::from(is_new);
    if count == 0 {
        let said = clipped(" no action items yet: a adds one", usize::from(area.width), theme);
        put(frame, area, Span::styled(said, theme.style(Role::Quiet)));
        return;
    }
    let top = (at + 1).saturating_sub(usize::from(area.height));
    screen.drawn.set((area, top));
    for (y, row) in (area.y..area.bottom()).zip(top..count) {
        let place = Rect { y, height: 1, ..area };
        let pointer = if row == at { theme.glyph(Glyph::Prompt) } else { " " };
        let item = items.get(row);
        let unsaved = item.is_some_and(|item| !item.saved);
        let mark = if unsaved { theme.glyph(Glyph::Unsaved) } else { " " };
        let told = |field: &Field| {
            let said = item.and_then(field.of).map(words::one_line).unwrap_or_default();
            if said.is_empty() && item.is_some() { theme.glyph(Glyph::Dot).to_owned() } else { said }
        };
        let text = columns.row(&format!("{pointer}{mark}"), told, theme);
        let role = if item.is_none_or(ActionItem::is_open) { Role::Text } else { Role::Quiet };
        put(frame, place, Span::styled(text, theme.style(role)));
        if row == at {
            field(screen, item, columns, frame, place, context);
        }
    }
}

/// The chosen field, or the line that is typed in its place.
fn field(
    screen: &ActionItems,
    item: Option<&ActionItem>,
    columns: &Columns,
    frame: &mut Frame,
    row: Rect,
    context: &Context,
) {
    let theme = context.theme;
    let field = screen.field();
    let begin = u16::try_from(columns.begin(field)).unwrap_or(0).min(row.width.saturating_sub(1));
    let left = row.width - begin;
    match &screen.editing {
        // What is typed may need more room than the field has.
        Some(editing) => {
            let area = Rect { x: row.x + begin, width: left, ..row };
            frame.render_widget(Clear, area);
            editing.line.draw(frame, area, theme);
        }
        None => {
            let cells = u16::try_from(columns.cells(field)).unwrap_or(left).min(left);
            let area = Rect { x: row.x + begin, width: cells, ..row };
            let said = item.and_then(field.of).map(words::one_line).unwrap_or_default();
            let said = padded(&clipped(&said, usize::from(cells), theme), usize::from(cells));
            put(frame, area, Span::styled(said, theme.style(Role::Selection)));
            frame.set_cursor_position((area.x, area.y));
        }
    }
}

fn choices(screen: &ActionItems, links: &Links, frame: &mut Frame, area: Rect, context: &Context) {
    let theme = context.theme;
    let room = usize::from(area.width);
    let top = (links.at + 1).saturating_sub(usize::from(area.height));
    screen.drawn.set((area, top));
    for (y, (at, (_, words))) in (area.y..area.bottom()).zip(links.choices.iter().enumerate().skip(top)) {
        let is_chosen = at == links.at;
        let pointer = if is_chosen { theme.glyph(Glyph::Prompt) } else { " " };
        let text = clipped(&in_theme(&format!("{pointer} {words}"), theme), room, theme);
        let role = if is_chosen { Role::Selection } else { Role::Text };
        put(frame, Rect { y, height: 1, ..area }, Row::styled(padded(&text, room), theme.style(role)));
        if is_chosen {
            frame.set_cursor_position((area.x, y));
        }
    }
}
