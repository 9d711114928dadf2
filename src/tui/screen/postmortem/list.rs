//! The list of sections: how far each is, and who fills it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::known::{Known, SectionState, State};
use super::{Drawn, Pane, Postmortem};
use crate::analysis::ACTION_ITEMS;
use crate::timeline::Tag;
use crate::tui::screen::Context;
use crate::tui::screen::frame::first_in_view;
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::row::{clipped, in_theme, padded, put, width};

/// The cells of the list beside the preview, and of the names in it.
pub(super) const WIDTH: u16 = 33;
const NAMES: usize = 19;

pub(super) fn draw(screen: &Postmortem, known: &Known, frame: &mut Frame, area: Rect, context: &Context) {
    let height = usize::from(area.height);
    let top = first_in_view(screen.top.get(), screen.selected, height, known.states.len());
    screen.top.set(top);
    screen.drawn.set(Drawn { sections: area, ..screen.drawn.get() });
    let shown = known.states.iter().enumerate().skip(top);
    for (y, (at, state)) in (area.y..area.bottom()).zip(shown) {
        let is_chosen = at == screen.selected;
        let role = match state.state {
            _ if is_chosen && screen.pane == Pane::Sections => Role::Selection,
            State::Missing => Role::Strong,
            State::Empty => Role::Quiet,
            _ => Role::Text,
        };
        let room = usize::from(area.width);
        let text = padded(&row(state, is_chosen, known, context, room), room);
        put(frame, Rect { y, height: 1, ..area }, Span::styled(text, context.theme.style(role)));
        if is_chosen && screen.pane == Pane::Sections {
            frame.set_cursor_position((area.x, y));
        }
    }
}

fn row(state: &SectionState, is_chosen: bool, known: &Known, context: &Context, room: usize) -> String {
    let theme = context.theme;
    let pointer = if is_chosen { theme.glyph(Glyph::Prompt) } else { " " };
    let mark = match state.state {
        _ if is_unsaved(state, context) => theme.glyph(Glyph::Unsaved),
        State::There | State::LeftOut => theme.mark(Tag::Resolution),
        State::Drafted => "~",
        State::Missing => "!",
        State::Empty => theme.glyph(Glyph::Dot),
    };
    let note = in_theme(&note(state, known, context), theme);
    let names = NAMES.min(room.saturating_sub(width(&note) + 5)).max(8);
    format!("{pointer}{mark} {} {note}", padded(&named(state, names, theme), names))
}

fn named(state: &SectionState, room: usize, theme: Theme) -> String {
    clipped(state.row.name, room, theme)
}

/// What is said beside the name, in a word or two.
fn note(state: &SectionState, known: &Known, context: &Context) -> String {
    if is_unsaved(state, context) {
        return "not saved".to_owned();
    }
    if context.left_of(state.row.name).is_some() {
        return "half written".to_owned();
    }
    let items = known.items.iter().filter(|item| !item.is_rejected());
    match (state.state, items.clone().count()) {
        (State::LeftOut, _) => "skipped".to_owned(),
        (State::Drafted, _) => "drafted".to_owned(),
        (_, count @ 1..) if state.row.name == ACTION_ITEMS => match items.filter(|item| item.owner().is_none()).count()
        {
            0 => count.to_string(),
            unowned => format!("{count}, {unowned} no owner"),
        },
        _ => state.row.fill.name().to_owned(),
    }
}

fn is_unsaved(state: &SectionState, context: &Context) -> bool {
    state.written.as_ref().is_some_and(|section| !context.session.is_on_disk(section.id))
}
