//! The list of events, and of what the clocks did among them: the newest at the bottom, each day
//! under its heading.

use ratatui::Frame;
use ratatui::buffer::Cell;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::{Drawn, Log, Mode, Scrolled};
use crate::session::Standing;
use crate::timeline::{Event, Part, RecordId, Timeline};
use crate::tui::screen::Context;
use crate::tui::screen::event::Teller;
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::row::put;

/// The list as it was drawn last, to be drawn again for every key that does not change it. Its cells only
/// once it was drawn twice: while a journal is read, each time it is another.
pub(in crate::tui::screen::log) struct Kept {
    of: Sight,
    cells: Option<Vec<Cell>>,
    drawn: Drawn,
}

/// All that the list is drawn from, while a line is written.
#[derive(Clone, PartialEq)]
struct Sight {
    standing: Standing,
    scrolled: Option<Scrolled>,
    theme: Theme,
    area: Rect,
}

pub(super) fn draw(log: &Log, frame: &mut Frame, area: Rect, context: &Context) {
    let sight = Sight { standing: context.session.standing(), scrolled: log.scrolled, theme: context.theme, area };
    let mut last = log.kept.borrow_mut();
    let same = last.as_mut().filter(|last| matches!(log.mode, Mode::Write) && last.of == sight);
    if let Some(Kept { cells: Some(cells), drawn, .. }) = same {
        let rows = cells.chunks_exact(usize::from(area.width).max(1));
        area.rows().zip(rows).for_each(|(row, cells)| row_of(frame, row).clone_from_slice(cells));
        log.drawn.set(*drawn);
        return;
    }
    let is_again = same.is_some();
    draw_anew(log, frame, area, context);
    let cells = || area.rows().flat_map(|row| row_of(frame, row).to_vec()).collect();
    let kept = Kept { of: sight, cells: is_again.then(cells), drawn: log.drawn.get() };
    *last = matches!(log.mode, Mode::Write).then_some(kept);
}

fn draw_anew(log: &Log, frame: &mut Frame, area: Rect, context: &Context) {
    let timeline = context.session.timeline();
    let chosen = log.found(context).map(|event| event.id);
    let amended = match log.mode {
        Mode::Amend { id, .. } => Some(id),
        _ => chosen,
    };
    let marked = amended.map(|id| (id, Role::Selection));
    let teller = Teller::of(timeline, context, marked, usize::from(area.width));
    let mut page = Page { teller, blocks: Vec::new(), rows: 0, height: usize::from(area.height), from_top: false };
    match log.mode {
        Mode::Search { chosen, .. } => {
            let found = log.matches(context);
            page.show_found(found.iter().filter_map(|id| timeline.event(*id)), chosen);
        }
        _ => page.show_latest(log, timeline),
    }
    let (rows, drawn) = page.into_rows(context);
    log.drawn.set(drawn);
    let top = area.bottom() - u16::try_from(rows.len()).unwrap_or(area.height);
    for (y, row) in (top..).zip(rows) {
        put(frame, Rect { y, height: 1, ..area }, row);
    }
}

/// The cells of a row.
fn row_of<'a>(frame: &'a mut Frame, row: Rect) -> &'a mut [Cell] {
    let buffer = frame.buffer_mut();
    let start = buffer.index_of(row.x, row.y);
    &mut buffer.content[start..start + usize::from(row.width)]
}

/// A screenful of events, the oldest first.
struct Page<'a> {
    teller: Teller<'a>,
    blocks: Vec<Block<'a>>,
    rows: usize,
    height: usize,
    /// Its first row is to be seen rather than its last.
    from_top: bool,
}

/// What stands together: an event in as many rows as it takes, what a clock did, or words about
/// those not shown.
struct Block<'a> {
    part: Option<Part<'a>>,
    rows: Vec<Line<'static>>,
}

impl<'a> Page<'a> {
    /// From the newest event backwards, or from where the list is scrolled to; what is left over is
    /// filled from the other side.
    fn show_latest(&mut self, log: &Log, timeline: &'a Timeline) {
        let is_dropped = |event: &Event| event.is_mark() && event.struck.is_some();
        let shown = |part: &Part| !part.event().is_some_and(is_dropped);
        let place = |id: RecordId| timeline.story().rev().position(|part| part.id() == id);
        let newer_than = |place: usize| {
            let newer: Vec<Part> = timeline.story().rev().take(place).filter(shown).collect();
            newer.into_iter().rev()
        };
        let older_from = |place: usize| timeline.story().rev().skip(place).filter(shown);
        match log.scrolled.and_then(|to| Some((to, place(to.id())?))) {
            // What has no place in the timeline stands below it, where it can't be overlooked.
            None => {
                self.show_untimed(timeline);
                self.add_older(older_from(0), self.height);
            }
            Some((Scrolled::Last(_), place)) => {
                self.add_older(older_from(place), self.height);
                self.from_top = self.rows < self.height;
                self.add_newer(newer_than(place));
            }
            Some((Scrolled::First(_), place)) => {
                self.add_newer(newer_than(place + 1));
                self.from_top = self.rows >= self.height;
                self.add_older(older_from(place + 1), self.height);
            }
        }
    }

    /// The chosen event, with those found before and after it.
    fn show_found(&mut self, found: impl Iterator<Item = &'a Event>, chosen: usize) {
        let found: Vec<&Event> = found.take(chosen + self.height).collect();
        let (newer, older) = found.split_at(chosen.min(found.len()));
        let mut below = Vec::new();
        for event in newer.iter().rev() {
            if self.rows >= self.height / 2 {
                break;
            }
            below.push(self.block(Part::Event(event)));
        }
        self.blocks = below;
        self.add_older(older.iter().copied().map(Part::Event), self.height);
    }

    /// The newest events without a time, and how many more there are.
    fn show_untimed(&mut self, timeline: &'a Timeline) {
        self.add_older(timeline.untimed().rev().map(Part::Event), self.height / 3);
        let more = timeline.untimed().count() - self.blocks.len();
        if more > 0 {
            let theme = self.teller.theme();
            let said = format!(" {} {more} more without a time: C-r finds them", theme.glyph(Glyph::Ellipsis));
            self.rows += 1;
            self.blocks.insert(0, Block { part: None, rows: vec![Line::styled(said, theme.style(Role::Quiet))] });
        }
    }

    fn block(&mut self, part: Part<'a>) -> Block<'a> {
        let rows = match part {
            Part::Event(event) => self.teller.rows(event),
            Part::Clock(noted) => vec![self.teller.note(noted)],
        };
        self.rows += rows.len();
        Block { part: Some(part), rows }
    }

    /// Puts what happened above, each older than the one before, until there are so many rows.
    fn add_older(&mut self, parts: impl Iterator<Item = Part<'a>>, most: usize) {
        let mut above = Vec::new();
        for part in parts {
            if self.rows >= most {
                break;
            }
            above.push(self.block(part));
        }
        above.reverse();
        self.blocks.splice(0..0, above);
    }

    /// Puts what happened below, each newer than the one before, until the page is full.
    fn add_newer(&mut self, parts: impl Iterator<Item = Part<'a>>) {
        for part in parts {
            if self.rows >= self.height {
                break;
            }
            let block = self.block(part);
            self.blocks.push(block);
        }
    }

    /// The rows, with a heading where a day begins, and on the first row whatever stands there; and
    /// what is shown.
    fn into_rows(self, context: &Context) -> (Vec<Line<'static>>, Drawn) {
        let heading = |day: &str| Line::styled(format!(" {day}"), context.theme.style(Role::Quiet));
        // Each row with its day, and the part of the story that it is of.
        let mut rows: Vec<(Line, String, Option<RecordId>)> = Vec::new();
        let mut today = String::new();
        for Block { part, rows: own } in self.blocks {
            let at = part.and_then(Part::at);
            let day = at.map_or_else(String::new, |at| self.teller.day(at));
            if !day.is_empty() && day != today {
                rows.push((heading(&day), day.clone(), None));
                today.clone_from(&day);
            }
            let id = part.filter(|_| at.is_some()).map(Part::id);
            rows.extend(own.into_iter().map(|row| (row, day.clone(), id)));
        }
        let over = rows.len().saturating_sub(self.height);
        if self.from_top {
            rows.truncate(self.height);
        } else if over > 0 {
            rows.drain(..over);
            if let Some((row, day, id)) = rows.first_mut().filter(|(_, day, _)| !day.is_empty() && self.height > 2) {
                (*row, *id) = (heading(day), None);
            }
        }
        let shown = || rows.iter().filter_map(|(.., id)| *id);
        let drawn = Drawn { oldest: shown().next(), newest: shown().next_back() };
        (rows.into_iter().map(|(row, ..)| row).collect(), drawn)
    }
}

impl Scrolled {
    fn id(self) -> RecordId {
        match self {
            Scrolled::Last(id) | Scrolled::First(id) => id,
        }
    }
}
