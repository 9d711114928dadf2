//! The list: each event on as many rows as it needs, each day under its heading, silence drawn with
//! its length.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Review;
use super::commands::is_drawn;
use super::seen::Seen;
use crate::analysis::Row;
use crate::timeline::{Event, Part, RecordId, Timeline};
use crate::tui::screen::Context;
use crate::tui::screen::event::Teller;
use crate::tui::screen::frame::first_whole_in_view;
use crate::tui::theme::{Glyph, Role};
use crate::tui::widget::row::{clipped, in_theme, padded, put, wrapped};
use crate::words;

/// The pointer and the mark of what is chosen stand before the rows of an event.
const LEAD: u16 = 2;

/// Draws the list about a place, and remembers where it began and how much of it was seen.
pub(super) fn draw(
    review: &Review,
    seen: &Seen,
    place: Option<usize>,
    frame: &mut Frame,
    area: Rect,
    context: &Context,
) {
    let theme = context.theme;
    review.page.set(1);
    let Some(place) = place.filter(|_| !area.is_empty()) else {
        let said = if seen.is_filtered() { "nothing passes the filter" } else { "nothing was recorded yet" };
        let said = clipped(&format!(" {said}"), usize::from(area.width), theme);
        put(frame, area, Span::styled(in_theme(&said, theme), theme.style(Role::Quiet)));
        return;
    };
    let here = (seen.row(place).id, Role::Strong);
    let columns = area.width.saturating_sub(LEAD);
    let timeline = review.timeline(context);
    let page = Page {
        teller: Teller::of(timeline, context, Some(here), usize::from(columns)),
        timeline,
        context,
        seen,
        is_large: review.large,
        columns: usize::from(columns),
    };
    let height = usize::from(area.height);
    let top =
        first_whole_in_view(review.top.get(), place, height, seen.len(), |at, is_first| page.block(at, is_first).len());
    review.top.set(top);
    let mut places = Vec::new();
    let rows = (top..seen.len()).flat_map(|at| page.block(at, at == top).into_iter().map(move |row| (at, row)));
    for (y, (at, row)) in (area.y..area.bottom()).zip(rows) {
        let line = Rect { y, height: 1, ..area };
        let begin = Rect { x: line.x + LEAD.min(line.width), width: columns, ..line };
        places.push(Some(at).filter(|_| !matches!(row, PageRow::Above(_))));
        match row {
            PageRow::Above(words) => put(frame, line, words),
            PageRow::More(words) => put(frame, begin, words),
            PageRow::Event(words) => {
                let is_here = at == place;
                let is_chosen = review.chosen.contains(&seen.row(at).id);
                let pointer = if is_here { theme.glyph(Glyph::Prompt) } else { " " };
                let mark = if is_chosen { theme.glyph(Glyph::Open) } else { " " };
                put(frame, line, Span::styled(format!("{pointer}{mark}"), theme.style(Role::Prompt)));
                put(frame, begin, words);
                if is_here && review.asked.is_none() {
                    frame.set_cursor_position((line.x, line.y));
                }
                review.page.set(at + 1 - top);
            }
        }
    }
    let mut drawn = review.drawn.borrow_mut();
    (drawn.list, drawn.places) = (area, places);
}

/// One row of the page: what is said above an event, its first row, and those below.
enum PageRow {
    Above(Line<'static>),
    Event(Line<'static>),
    More(Line<'static>),
}

struct Page<'a> {
    teller: Teller<'a>,
    timeline: &'a Timeline,
    context: &'a Context<'a>,
    seen: &'a Seen,
    is_large: bool,
    columns: usize,
}

impl Page<'_> {
    /// An event with what is said above it: its day where that is news, or is the first thing in view.
    fn block(&self, at: usize, is_first: bool) -> Vec<PageRow> {
        let row = self.seen.row(at);
        let before = at.checked_sub(1).map(|before| self.day(self.seen.row(before)));
        let day = self.day(row);
        let is_news = before.as_ref() != Some(&day);
        let day = (is_first || is_news).then(|| self.quiet(format!(" {day}")));
        let silence = row.silence_ms().filter(|silent| is_drawn(*silent, self.context)).map(|silent| {
            let dots = self.context.theme.glyph(Glyph::Dot);
            self.quiet(format!("   {dots} {} without an entry", words::elapsed(silent)))
        });
        // Silence over midnight began on the day before.
        let above = if is_first || !is_news { [day, silence] } else { [silence, day] };
        let mut rows: Vec<PageRow> = above.into_iter().flatten().map(PageRow::Above).collect();
        let part = self.part(row.id).into_iter().enumerate();
        rows.extend(part.map(|(nth, line)| if nth == 0 { PageRow::Event(line) } else { PageRow::More(line) }));
        rows
    }

    fn part(&self, id: RecordId) -> Vec<Line<'static>> {
        match self.timeline.story_part(id) {
            Some(Part::Event(event)) if self.is_large => self.large(event),
            Some(Part::Event(event)) => self.teller.rows(event),
            Some(Part::Clock(noted)) => vec![self.teller.note(noted)],
            None => Vec::new(),
        }
    }

    /// For who sits far away: what it was and when on one row, below it the words, then nothing.
    fn large(&self, event: &Event) -> Vec<Line<'static>> {
        let theme = self.context.theme;
        let row = event.tag().row();
        let time = in_theme(&event.when().shown_to_the_minute(&self.teller.zone), theme);
        let label = in_theme(&self.teller.label(event), theme);
        let head = format!(" {} {} {} {label}", padded(&time, 7), theme.mark(event.tag()), row.name);
        let mut rows = vec![Line::styled(head, theme.tag(event.tag()))];
        let words = in_theme(&self.teller.text(event), theme);
        let room = self.columns.saturating_sub(9).clamp(8, 72);
        let style = self.teller.style(event);
        rows.extend(wrapped(&words, room).into_iter().map(|part| Line::styled(format!("         {part}"), style)));
        rows.push(Line::default());
        rows
    }

    /// `Fri 7 Jun 2024, WAT (UTC+1)`
    fn day(&self, row: &Row) -> String {
        row.at.map_or_else(|| "without a time".to_owned(), |at| self.teller.day(at))
    }

    fn quiet(&self, said: String) -> Line<'static> {
        let theme = self.context.theme;
        Line::styled(in_theme(&said, theme), theme.style(Role::Quiet))
    }
}
