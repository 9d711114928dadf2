//! The drawing of the screen: the rows in their order, each day under its heading; below them what the
//! row under the cursor will be, and the keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Backfill;
use crate::entry::backfill::{Fate, Is, Reading, Row};
use crate::entry::echo;
use crate::time::Moment;
use crate::timeline::Tag;
use crate::tui::command::{begun, in_short};
use crate::tui::screen::Context;
use crate::tui::screen::event::Teller;
use crate::tui::screen::frame::{Parts, Words, first_whole_in_view, typed_below};
use crate::tui::screen::log::tag_letters;
use crate::tui::theme::{Glyph, Role};
use crate::tui::widget::row::{clipped, in_theme, put, wrapped};
use crate::words;

/// The pointer and the mark of a row stand before it.
const LEAD: u16 = 2;

/// What is below the rule: what a row will be, and what about it is in doubt.
const BELOW: usize = 2;

/// The longest doubt that is said beside a row; all of it is said below.
const DOUBT: usize = 28;

/// So many readings have a key.
const MOST_READINGS: usize = 3;

pub(super) fn draw(screen: &Backfill, frame: &mut Frame, context: &Context) {
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    let parts = Parts::of(area, BELOW);
    let readings = screen.readings(context);
    let words = words(screen, &readings, area, context);
    parts.draw(&words, frame, context);
    list(screen, &readings, frame, parts.body, context);
    for (y, (said, role)) in (parts.below.y..parts.below.bottom()).zip(below(screen, &readings, context)) {
        let room = usize::from(area.width).saturating_sub(2);
        let said = clipped(&in_theme(&said, context.theme), room, context.theme);
        put(frame, Rect { y, height: 1, ..area }, Span::styled(format!(" {said}"), context.theme.style(role)));
    }
    parts.say(&words, frame, context);
    let is_chord = !screen.chord.is_empty();
    if let Some(asked) = screen.asked.as_ref().filter(|_| !is_chord) {
        let prompt = format!(" {} {} ", asked.row.prompt, context.theme.glyph(Glyph::Prompt));
        typed_below(&prompt, &asked.line, frame, context);
    }
    screen.drawn.version.set(screen.rows.version);
}

fn words(screen: &Backfill, readings: &[Reading], area: Rect, context: &Context) -> Words {
    let room = usize::from(area.width).saturating_sub(1);
    let rows: Vec<&Reading> = readings.iter().filter(|reading| reading.is != Is::Day).collect();
    let of = |fate: Fate| rows.iter().filter(|reading| reading.fate == fate).count();
    let kept = of(Fate::Kept);
    let mut standing = match rows.is_empty() {
        true => Vec::new(),
        false => vec![format!("{} of {}", screen.cursor + 1, readings.len())],
    };
    for (fate, said) in [(Fate::There, "already there"), (Fate::Again, "twice"), (Fate::Dropped, "dropped")] {
        standing.extend(Some(of(fate)).filter(|count| *count > 0).map(|count| format!("{count} {said}")));
    }
    let open = readings.iter().filter(|reading| reading.is_open()).count();
    standing.extend((open > 0).then(|| format!("{}: n", words::count(open, "question"))));
    let said = match screen.picking {
        true => (tag_letters(screen.suggested(screen.cursor, context)), Role::Hint),
        false => {
            let begun = begun(super::COMMANDS, &screen.chord);
            Words::said(screen.notice.as_deref(), begun, in_short(super::COMMANDS, room))
        }
    };
    let right = match rows.is_empty() {
        true => String::new(),
        false => format!("{kept} of {} to be stored", rows.len()),
    };
    Words { title: "Backfill: each row becomes an event".to_owned(), right, below: standing.join(" · "), said }
}

/// What is said where there are no rows yet.
const EMPTY: [&str; 7] = [
    "Paste lines from a chat or from notes; or type them, one by one.",
    "Each becomes an event with its own time, and nothing is stored before Enter.",
    "",
    "10:15 d: monitoring alert, checkout is slow",
    "[10:20] bo: restarted the pods",
    "2024-06-07          (a line that is only a day is that of the lines below)",
    "23:50-00:10 i: nobody can pay",
];

fn list(screen: &Backfill, readings: &[Reading], frame: &mut Frame, area: Rect, context: &Context) {
    let theme = context.theme;
    screen.drawn.page.set(1);
    screen.drawn.list.set(area);
    screen.drawn.places.borrow_mut().clear();
    let asked = screen.asked.as_ref().and_then(|asked| asked.row(&screen.rows, screen.cursor));
    let cursor = asked.as_ref().map_or(screen.cursor, |(at, _)| *at);
    let rows = asked.map(|(at, row)| screen.rows.with(at, row));
    let rows = rows.as_deref().unwrap_or(screen.rows.all());
    if rows.is_empty() {
        let room = usize::from(area.width).saturating_sub(2).max(1);
        let said = EMPTY.iter().flat_map(|said| wrapped(said, room));
        for (y, said) in (area.y..area.bottom()).zip(said) {
            put(frame, Rect { y, height: 1, ..area }, Span::styled(format!(" {said}"), theme.style(Role::Quiet)));
        }
        return;
    }
    if area.is_empty() {
        return;
    }
    let columns = area.width.saturating_sub(LEAD);
    let here = rows.get(cursor).map(|row| (row.id, Role::Strong));
    let teller = Teller::of(context.session.timeline(), context, here, usize::from(columns));
    let page = Page { teller, rows, readings, cursor, columns: usize::from(columns), context };
    let height = usize::from(area.height);
    let blocks = |at: usize, is_first: bool| page.block(at, is_first).len();
    let top = first_whole_in_view(screen.drawn.top.get(), cursor, height, rows.len(), blocks);
    screen.drawn.top.set(top);
    let lines = (top..rows.len()).flat_map(|at| page.block(at, at == top).into_iter().map(move |line| (at, line)));
    for (y, (at, line)) in (area.y..area.bottom()).zip(lines) {
        let row = Rect { y, height: 1, ..area };
        let begin = Rect { x: row.x + LEAD.min(row.width), width: columns, ..row };
        screen.drawn.places.borrow_mut().push(Some(at).filter(|_| !matches!(line, PageLine::Above(_))));
        match line {
            PageLine::Above(words) => put(frame, row, words),
            PageLine::More(words) => put(frame, begin, words),
            PageLine::First(words) => {
                let pointer = if at == cursor { theme.glyph(Glyph::Prompt) } else { " " };
                put(frame, row, Span::styled(format!("{pointer}{}", page.mark(at)), theme.style(Role::Prompt)));
                put(frame, begin, words);
                if at == cursor {
                    frame.set_cursor_position((row.x, row.y));
                }
                screen.drawn.page.set(at + 1 - top);
            }
        }
    }
}

/// One line of the page: the day above a row, its first line, and those below.
enum PageLine {
    Above(Line<'static>),
    First(Line<'static>),
    More(Line<'static>),
}

struct Page<'a> {
    teller: Teller<'a>,
    rows: &'a [Row],
    readings: &'a [Reading],
    cursor: usize,
    columns: usize,
    context: &'a Context<'a>,
}

impl Page<'_> {
    /// Before a row: that it is not stored, or leaves something open.
    fn mark(&self, at: usize) -> &'static str {
        match self.readings.get(at) {
            Some(reading) if reading.fate != Fate::Kept => "-",
            Some(reading) if reading.is_open() => "?",
            _ => " ",
        }
    }

    fn at(&self, at: usize) -> Option<Moment> {
        self.readings.get(at)?.draft.body.when.bound().map(|at| at.moment)
    }

    /// A row with its day above it, where that is news or the first thing in view.
    fn block(&self, at: usize, is_first: bool) -> Vec<PageLine> {
        let (Some(row), Some(reading)) = (self.rows.get(at), self.readings.get(at)) else { return Vec::new() };
        if reading.is == Is::Day {
            return vec![PageLine::First(self.day(at, reading))];
        }
        let day = self.at(at).map(|at| self.teller.day(at));
        let before = || (0..at).rev().find_map(|at| self.at(at)).map(|at| self.teller.day(at));
        let day = day.filter(|day| is_first || before().as_ref() != Some(day));
        let mut lines: Vec<PageLine> =
            day.map(|day| PageLine::Above(self.quiet(&format!(" {day}")))).into_iter().collect();
        let told = self.told(row, reading).into_iter().enumerate();
        lines.extend(told.map(|(nth, line)| if nth == 0 { PageLine::First(line) } else { PageLine::More(line) }));
        lines
    }

    fn quiet(&self, said: &str) -> Line<'static> {
        let theme = self.context.theme;
        let said = clipped(&in_theme(said, theme), self.columns, theme);
        Line::styled(said, theme.style(Role::Quiet))
    }

    /// The day of the rows below it.
    fn day(&self, at: usize, reading: &Reading) -> Line<'static> {
        let theme = self.context.theme;
        let rule = theme.glyph(Glyph::Horizontal).repeat(2);
        let said = match self.at(at) {
            Some(day) => self.teller.day(day),
            None => format!("{}: which day?", words::one_line(&reading.draft.body.text)),
        };
        let said = clipped(&in_theme(&format!("{rule} {said} {rule}"), theme), self.columns, theme);
        let role = if at == self.cursor { Role::Strong } else { Role::Quiet };
        Line::styled(said, theme.style(role))
    }

    /// The row as the event that it will be.
    fn told(&self, row: &Row, reading: &Reading) -> Vec<Line<'static>> {
        if let (Is::Title, Some(title)) = (reading.is, &reading.draft.title) {
            let title = words::one_line(title);
            return wrapped(&format!("title {title}"), self.columns.max(1))
                .iter()
                .map(|part| self.quiet(part))
                .collect();
        }
        let mut event = reading.event(row.id, row.came, &self.context.session.author().by, &self.teller.zone);
        if reading.fate != Fate::Kept {
            event.struck = Some(String::new());
        }
        let (flags, role) = self.flags(row, reading);
        self.teller.rows_beside(&event, &flags.join(" · "), role)
    }

    /// What else there is to say of it, at the right.
    fn flags(&self, row: &Row, reading: &Reading) -> (Vec<String>, Role) {
        match reading.fate {
            Fate::There => return (vec!["already there".to_owned()], Role::Quiet),
            Fate::Again => return (vec!["twice".to_owned()], Role::Quiet),
            Fate::Dropped => return (vec!["dropped".to_owned()], Role::Quiet),
            Fate::Kept => {}
        }
        let attached = row.evidence().map(|_| format!("+{}", words::count(row.below.len(), "line")));
        let doubt = reading.draft.doubts.first().map(|doubt| match doubt.readings.is_empty() {
            true => {
                let first = doubt.message.split(';').next().unwrap_or_default();
                words::shortened(&words::one_line(first), DOUBT)
            }
            false => "which time?".to_owned(),
        });
        let role = if doubt.is_some() { Role::Strong } else { Role::Quiet };
        let suggested = super::commands::suggested(row, reading).map(|tag| format!("{}?", tag.row().short));
        (attached.into_iter().chain(doubt).chain(suggested).collect(), role)
    }
}

/// What the row under the cursor will be, and what about it is in doubt; while something is typed, what
/// that comes to.
fn below(screen: &Backfill, readings: &[Reading], context: &Context) -> Vec<(String, Role)> {
    let asked = screen.asked.as_ref();
    if let Some(notice) = screen.notice.as_ref().filter(|_| asked.is_some()) {
        return vec![(words::one_line(notice), Role::Strong)];
    }
    if let Some(problem) = asked.and_then(|asked| asked.problem(&screen.rows, screen.cursor)) {
        return vec![(words::one_line(&problem), Role::Hint)];
    }
    let typed = asked.and_then(|asked| asked.row(&screen.rows, screen.cursor)).map(|(at, _)| at);
    let Some(reading) = readings.get(typed.unwrap_or(screen.cursor)) else { return Vec::new() };
    let zone = context.session.zone();
    let doubt = reading.draft.doubts.first();
    let message = doubt.map(|doubt| (words::one_line(&doubt.message), Role::Strong));
    if !reading.readings().is_empty() {
        // What it can mean says more than that it has no place.
        let offered = reading.readings().iter().take(MOST_READINGS).enumerate();
        let offered = offered.map(|(at, when)| format!("{} {}", at + 1, when.shown_with_day(&zone)));
        let offered = (offered.collect::<Vec<_>>().join(" · "), Role::Strong);
        return message.into_iter().chain([offered]).collect();
    }
    let said = match reading.is {
        Is::Day => "→ the day of the rows below".to_owned(),
        _ => echo(&reading.draft, context.summary(), context.session.now()),
    };
    let suggested = suggested(screen, reading, asked.is_some(), context);
    [Some((said, Role::Echo)), message.or(suggested)].into_iter().flatten().collect()
}

/// What its words suggest, and the keys that take it.
fn suggested(screen: &Backfill, reading: &Reading, is_asked: bool, context: &Context) -> Option<(String, Role)> {
    let tag: Tag = screen.suggested(screen.cursor, context).filter(|_| !is_asked && reading.fate == Fate::Kept)?;
    Some((format!("{}? Tab Tab takes it, A takes those of all rows", tag.row().name), Role::Hint))
}
