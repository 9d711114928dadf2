//! The list of events: the newest at the bottom, days as headings, long texts on several rows.

use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::super::{Drawn, Log, Mode, recall};
use super::in_theme;
use crate::time::Zone;
use crate::timeline::{Event, RecordId, Tag};
use crate::tui::screen::Context;
use crate::tui::theme::{Glyph, Role};
use crate::tui::widget::row::{clipped, padded, put, width, wrapped};
use crate::words;

/// Columns: time, mark, tag, hypothesis. The text has the rest.
const TIME: usize = 11;
const TAG: usize = 11;
const HYPOTHESIS: usize = 3;

/// A text on so many rows at most; the whole of it is in the export.
const MOST_ROWS: usize = 4;

pub(super) fn draw(log: &Log, frame: &mut Frame, area: Rect, context: &Context) {
    let timeline = context.session.timeline();
    let chosen = log.found(context).map(|event| event.id);
    let amended = match log.mode {
        Mode::Amend { id, .. } => Some(id),
        _ => chosen,
    };
    let view = Listing {
        context,
        zone: context.session.zone(),
        labels: labels(context),
        afterwards: timeline.incident().is_written_afterwards(),
        amended,
        width: usize::from(area.width),
    };
    let height = usize::from(area.height);
    let mut rows: Vec<Line> = Vec::new();
    let mut events = 0;
    let mut push = |block: Vec<Line<'static>>| {
        rows.extend(block.into_iter().rev());
        events += 1;
        rows.len() < height
    };
    if let Mode::Search { .. } = log.mode {
        let found = recall::matching(timeline, log.typing.line.text());
        found.take(height).all(|event| push(view.rows(event)));
    } else {
        let start = log.last_row.and_then(|id| timeline.events().rev().position(|event| event.id == id));
        // What has no place in the timeline stands below it, where it can't be overlooked.
        if start.is_none() {
            view.untimed(height / 3).into_iter().rev().all(&mut push);
        }
        let mut told = timeline.events().rev().skip(start.unwrap_or(0)).peekable();
        while let Some(event) = told.next() {
            let mut block = view.rows(event);
            let day = view.day(event);
            if told.peek().is_none_or(|before| view.day(before) != day) {
                block.insert(0, Line::styled(format!(" {day}"), context.theme.style(Role::Quiet)));
            }
            if !push(block) {
                break;
            }
        }
    }
    log.drawn.set(Drawn { events });
    rows.truncate(height);
    for (at, row) in rows.iter().enumerate() {
        let y = area.bottom() - 1 - at as u16;
        put(frame, Rect { y, height: 1, ..area }, row.clone());
    }
}

/// The label of each hypothesis.
fn labels(context: &Context) -> HashMap<RecordId, String> {
    context.session.timeline().hypotheses().into_iter().map(|known| (known.id, known.label)).collect()
}

struct Listing<'a> {
    context: &'a Context<'a>,
    zone: Zone,
    labels: HashMap<RecordId, String>,
    /// All of it is late; to say so of each event would say nothing.
    afterwards: bool,
    amended: Option<RecordId>,
    width: usize,
}

impl Listing<'_> {
    fn day(&self, event: &Event) -> String {
        let Some(bound) = event.when().bound() else { return String::new() };
        let local = self.zone.stamp(bound.moment).local();
        format!("{}, {}", local.format("%a %-d %b %Y"), self.zone.label_at(bound.moment))
    }

    /// The newest events without a time, on so many rows at most, and how many more there are.
    fn untimed(&self, most: usize) -> Vec<Vec<Line<'static>>> {
        let timeline = self.context.session.timeline();
        let mut blocks: Vec<Vec<Line>> = Vec::new();
        let mut rows = 0;
        for event in timeline.untimed().rev() {
            let block = self.rows(event);
            rows += block.len();
            if rows > most && !blocks.is_empty() {
                break;
            }
            blocks.push(block);
        }
        let more = timeline.untimed().count() - blocks.len();
        if more > 0 {
            let theme = self.context.theme;
            let said = format!(" {} {more} more without a time: C-r finds them", theme.glyph(Glyph::Ellipsis));
            blocks.push(vec![Line::styled(said, theme.style(Role::Quiet))]);
        }
        blocks.reverse();
        blocks
    }

    /// One event on as many rows as its text needs.
    fn rows(&self, event: &Event) -> Vec<Line<'static>> {
        let theme = self.context.theme;
        let flags = self.flags(event);
        let indent = 1 + TIME + 1 + 1 + 1 + TAG + 1 + HYPOTHESIS + 1;
        let flag_cells = if flags.is_empty() { 0 } else { width(&flags) + 2 };
        let narrow = self.width < indent + 24;
        let (indent, columns) = if narrow { (1 + TIME + 1 + 1 + 1, 2) } else { (indent, 4) };
        let room = self.width.saturating_sub(indent + flag_cells).max(8);
        let text = in_theme(&self.text(event), theme);
        let mut parts = wrapped(&text, room);
        if parts.len() > MOST_ROWS {
            parts.truncate(MOST_ROWS);
            if let Some(last) = parts.last_mut() {
                *last = clipped(&format!("{last}{}", " ".repeat(room)), room, theme);
            }
        }
        let style = self.style(event);
        let base = if self.amended == Some(event.id) { theme.style(Role::Selection) } else { Style::new() };
        let mut rows = Vec::new();
        for (at, part) in parts.into_iter().enumerate() {
            let mut spans = Vec::new();
            if at == 0 {
                spans.extend(self.columns(event, columns));
            } else {
                spans.push(Span::raw(" ".repeat(indent)));
            }
            spans.push(Span::styled(padded(&part, room), style));
            if at == 0 && !flags.is_empty() {
                spans.push(Span::styled(format!("  {flags}"), theme.style(self.flag_role(event))));
            }
            rows.push(Line::from(spans).style(base));
        }
        rows
    }

    fn columns(&self, event: &Event, columns: usize) -> Vec<Span<'static>> {
        let theme = self.context.theme;
        let tag = event.tag();
        let time = in_theme(&event.when().shown(&self.zone), theme);
        let label = in_theme(&self.label(event), theme);
        let spans = [
            Span::styled(format!(" {}", padded(&time, TIME)), theme.style(Role::Text)),
            Span::styled(format!(" {} ", theme.mark(tag)), theme.tag(tag)),
            Span::styled(format!("{} ", padded(tag.row().short, TAG)), theme.tag(tag)),
            Span::styled(format!("{} ", padded(&label, HYPOTHESIS)), theme.style(Role::Hypothesis)),
        ];
        spans.into_iter().take(columns).collect()
    }

    /// The hypothesis that the event opens or speaks of.
    fn label(&self, event: &Event) -> String {
        let body = &event.body;
        let own = body.opens.map(|_| event.id);
        let named = own.into_iter().chain(body.rules_out.iter().chain(&body.confirms).chain(&body.about).copied());
        named.filter_map(|id| self.labels.get(&id)).next().cloned().unwrap_or_default()
    }

    fn text(&self, event: &Event) -> String {
        if let Some(why) = event.redacted.as_ref().filter(|_| event.text().is_empty()) {
            return format!("(words taken out: {})", words::visible(why));
        }
        if event.is_mark() {
            return "(mark: Up fills it in)".to_owned();
        }
        let detail = |name: &str| event.body.details.get(name).map(|value| words::visible(value).into_owned());
        let text = words::one_line(event.text());
        match event.tag() {
            Tag::Severity => format!("SEV{} {text}", detail("severity").unwrap_or_default()),
            Tag::Role => format!("{}: {text}", detail("role").unwrap_or_default()),
            _ => text,
        }
    }

    fn style(&self, event: &Event) -> Style {
        let theme = self.context.theme;
        match (&event.struck, event.is_mark() || event.redacted.is_some()) {
            (Some(_), _) => theme.style(Role::Struck),
            (_, true) => theme.style(Role::Quiet),
            _ => theme.style(Role::Text),
        }
    }

    /// What else there is to know, at the right.
    fn flags(&self, event: &Event) -> String {
        let theme = self.context.theme;
        let mut flags = Vec::new();
        if !self.context.session.is_saved(event) {
            flags.push(format!("{} not saved", theme.glyph(Glyph::Unsaved)));
        }
        if let Some(said) = event.when().words.as_deref().filter(|_| event.when().bound().is_none()) {
            flags.push(format!("{} not placed", words::visible(said)));
        }
        if event.struck.is_some() {
            flags.push("struck".to_owned());
        }
        if let Some(late) = event.backdated_ms().filter(|_| !self.afterwards) {
            flags.push(format!("backdated {}", words::elapsed(late)));
        }
        if event.amendments > 0 {
            flags.push("amended".to_owned());
        }
        if !event.evidence.is_empty() {
            flags.push("evidence".to_owned());
        }
        if event.body.starred {
            flags.push(theme.glyph(Glyph::Star).to_owned());
        }
        flags.join(" ")
    }

    fn flag_role(&self, event: &Event) -> Role {
        if self.context.session.is_saved(event) { Role::Quiet } else { Role::Unsaved }
    }
}
