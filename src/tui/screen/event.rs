//! One event in the list: its columns, its text on as many rows as it needs, and what else there is
//! to know of it. What a clock did has a row without columns.

use std::collections::HashMap;

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::analysis;
use crate::time::{Moment, When, Zone};
use crate::timeline::{Event, Hypothesis, Noted, RecordId, Tag, Timeline};
use crate::tui::screen::Context;
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::row::{clipped, column, cut_off, in_theme, padded, width, wrapped_beside};
use crate::words;

/// Columns: time, mark, tag, hypothesis. The text has the rest.
const TIME: usize = 11;
const TAG: usize = 11;
const HYPOTHESIS: usize = 3;

/// Beside less text than this, what else there is to know has a row of its own.
const LEAST_TEXT: usize = 20;

/// A text on so many rows at most; the whole of it is in the export.
const MOST_ROWS: usize = 4;

const A_DAY_MS: i64 = 86_400_000;

/// What events are told with.
pub(in crate::tui::screen) struct Teller<'a> {
    context: &'a Context<'a>,
    pub(in crate::tui::screen) zone: Zone,
    hypotheses: HashMap<RecordId, &'a Hypothesis>,
    /// All of it is late; to say so of each event would say nothing.
    afterwards: bool,
    /// The event that stands out.
    marked: Option<(RecordId, Role)>,
    width: usize,
}

impl<'a> Teller<'a> {
    pub(in crate::tui::screen) fn of(
        timeline: &'a Timeline,
        context: &'a Context<'a>,
        marked: Option<(RecordId, Role)>,
        width: usize,
    ) -> Teller<'a> {
        Teller {
            context,
            zone: context.session.zone(),
            hypotheses: timeline.hypotheses().iter().map(|known| (known.id, known)).collect(),
            afterwards: timeline.incident().is_written_afterwards(),
            marked,
            width,
        }
    }

    pub(in crate::tui::screen) fn theme(&self) -> Theme {
        self.context.theme
    }

    /// The heading of a moment's day.
    pub(in crate::tui::screen) fn day(&self, at: Moment) -> String {
        let local = self.zone.stamp(at).local();
        format!("{}, {}", local.format("%a %-d %b %Y"), self.zone.label_at(at))
    }

    /// What a clock did, on one row: nobody recorded it, and it takes no more room than it must.
    pub(in crate::tui::screen) fn note(&self, noted: Noted) -> Line<'static> {
        let theme = self.context.theme;
        let time = in_theme(&When::live(noted.recorded.at).shown(&self.zone), theme);
        let room = self.width.saturating_sub(1 + TIME + 1);
        let fits = |said: &String| width(said) <= room;
        let said = Some(noted.sentence(&self.zone)).filter(fits).unwrap_or_else(|| noted.words(&self.zone));
        let said = clipped(&in_theme(&said, theme), room, theme);
        Line::styled(format!(" {} {said}", padded(&time, TIME)), theme.style(Role::Quiet))
    }

    /// One event on as many rows as its text needs.
    pub(in crate::tui::screen) fn rows(&self, event: &Event) -> Vec<Line<'static>> {
        self.rows_beside(event, &self.flags(event), self.flag_role(event))
    }

    /// The same, with this at its right.
    pub(in crate::tui::screen) fn rows_beside(&self, event: &Event, flags: &str, role: Role) -> Vec<Line<'static>> {
        let theme = self.context.theme;
        let flags = in_theme(flags, theme);
        let indent = 1 + TIME + 1 + 1 + 1 + TAG + 1 + HYPOTHESIS + 1;
        let narrow = self.width < indent + 24;
        let (indent, columns) = if narrow { (1 + TIME + 1 + 1 + 1, 2) } else { (indent, 4) };
        let room = self.width.saturating_sub(indent).max(8);
        let text = in_theme(&self.text(event), theme);
        let flag_cells = if flags.is_empty() { 0 } else { width(&flags) + 2 };
        let beside = room.saturating_sub(flag_cells);
        let below = flag_cells > 0 && beside < LEAST_TEXT.min(width(&text));
        let first = if below { room } else { beside };
        let mut parts = wrapped_beside(&text, first, room);
        if parts.len() > MOST_ROWS {
            parts.truncate(MOST_ROWS);
            if let Some(last) = parts.last_mut() {
                *last = cut_off(last, room, theme);
            }
        }
        let marked = self.marked.filter(|(marked, _)| *marked == event.id).map(|(_, role)| role);
        let (base, words) = match marked {
            // Nothing but its words stands out.
            Some(Role::Strong) => (Style::new(), self.style(event).patch(theme.style(Role::Strong))),
            Some(marked) => (theme.style(marked), self.style(event)),
            None => (Style::new(), self.style(event)),
        };
        let flag = |flags: String| Span::styled(flags, theme.style(role));
        let mut rows: Vec<Vec<Span>> = Vec::new();
        for (at, part) in parts.into_iter().enumerate() {
            let mut spans = if at == 0 { self.columns(event, columns) } else { vec![Span::raw(" ".repeat(indent))] };
            spans.extend(column(&part, if at == 0 { first } else { room }, words));
            if at == 0 && flag_cells > 0 && !below {
                spans.push(flag(format!("  {flags}")));
            }
            rows.push(spans);
        }
        if below {
            rows.push(vec![Span::raw(" ".repeat(indent)), flag(clipped(&flags, room, theme))]);
        }
        rows.into_iter().map(|spans| Line::from(spans).style(base)).collect()
    }

    fn columns(&self, event: &Event, columns: usize) -> Vec<Span<'static>> {
        let theme = self.context.theme;
        let tag = event.tag();
        let time = in_theme(&event.when().shown(&self.zone), theme);
        let label = in_theme(&self.label(event), theme);
        let [time, behind_time] = column(&time, TIME, theme.style(Role::Text));
        let [mark, behind_mark] = column(theme.mark(tag), 1, theme.tag(tag));
        let [name, behind_name] = column(tag.row().short, TAG, theme.tag(tag));
        let [label, behind_label] = column(&label, HYPOTHESIS, theme.style(Role::Hypothesis));
        let all = [[time, behind_time], [mark, behind_mark], [name, behind_name], [label, behind_label]];
        let blank = || Span::raw(" ");
        let mut spans = vec![blank()];
        spans.extend(all.into_iter().take(columns).flat_map(|[words, blanks]| [words, blanks, blank()]));
        spans
    }

    /// The hypothesis that the event opens or speaks of.
    pub(in crate::tui::screen) fn label(&self, event: &Event) -> String {
        let known = event.hypotheses().find_map(|id| self.hypotheses.get(&id));
        known.map_or_else(String::new, |known| words::one_line(&known.label))
    }

    pub(in crate::tui::screen) fn text(&self, event: &Event) -> String {
        if let Some(why) = event.redacted.as_ref().filter(|_| event.text().is_empty()) {
            return format!("(words taken out: {})", words::visible(why));
        }
        if event.is_mark() {
            return "(mark, to be filled in)".to_owned();
        }
        let detail = |name: &str| event.body.details.get(name).map(|value| words::one_line(value));
        let text = words::one_line(event.text());
        match event.tag() {
            Tag::Severity => format!("SEV{} {text}", detail("severity").unwrap_or_default()),
            Tag::Role => format!("{}: {text}", detail("role").unwrap_or_default()),
            _ => text,
        }
    }

    pub(in crate::tui::screen) fn style(&self, event: &Event) -> Style {
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
            let not = if self.context.session.is_kept_aside(event) { "not durable" } else { "not saved" };
            flags.push(format!("{} {not}", theme.glyph(Glyph::Unsaved)));
        }
        if let Some(said) = event.when().words.as_deref().filter(|_| event.when().bound().is_none()) {
            flags.push(format!("{} not placed", words::visible(said)));
        }
        flags.extend(event.body.nuance().map(str::to_owned));
        flags.extend(event.body.outcome_in_words());
        flags.extend(self.took(event));
        if event.struck.is_some() {
            flags.push("struck".to_owned());
        }
        if let Some(late) = event.backdated_ms().filter(|_| !self.afterwards) {
            // Who comes back to it on another day adds to it.
            flags.push(if late >= A_DAY_MS {
                "added later".to_owned()
            } else {
                format!("backdated {}", words::elapsed(late))
            });
        }
        if event.body.hidden {
            flags.push("hidden".to_owned());
        }
        if event.body.moved_from().is_some() {
            flags.push("moved here".to_owned());
        }
        if event.is_unconfirmed() {
            flags.push("imported".to_owned());
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
        flags.join(" · ")
    }

    /// How long the hypothesis was followed that this event decides on, where both ends are stated;
    /// what only its neighbours bound is the document's to say.
    fn took(&self, event: &Event) -> Option<String> {
        let decided = event.body.rules_out.iter().chain(&event.body.confirms);
        let known = decided.filter_map(|id| self.hypotheses.get(id)).find(|known| {
            let [(_, by)] = known.turns[..] else { return false };
            by == event.id
        })?;
        let (from, to) = (known.opened.interval(), event.when().interval());
        let is_stated = [from, to].iter().all(|end| end.earliest.is_some() && end.latest.is_some());
        analysis::length(from, to).filter(|_| is_stated).map(words::span)
    }

    fn flag_role(&self, event: &Event) -> Role {
        if self.context.session.is_saved(event) { Role::Quiet } else { Role::Unsaved }
    }
}
