//! The head of the Log screen, and what stands on the quiet line when nothing else does.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::Log;
use super::Said;
use crate::analysis;
use crate::session::HalfTyped;
use crate::timeline::KnownHypothesis;
use crate::tui::screen::Context;
use crate::tui::theme::{Glyph, Role};
use crate::tui::widget::row::{clipped, in_theme, put, width};
use crate::words;

/// An incident that was quiet for so long is probably over.
const QUIET_MS: i64 = 12 * 3_600_000;

/// Title, severity, state, and the clock since the start.
pub(super) fn title(frame: &mut Frame, area: Rect, context: &Context) {
    let (session, theme) = (context.session, context.theme);
    let summary = context.summary();
    let severity = session.timeline().severity().or(summary.incident.severity);
    let mut right = Vec::new();
    if let Some(severity) = severity {
        right.push(Span::styled(format!("SEV{severity}"), theme.style(Role::Severity)));
        right.push(Span::styled(format!(" {} ", theme.glyph(Glyph::Dot)), theme.style(Role::Quiet)));
    }
    right.push(Span::styled(format!("{}   ", summary.state.name()), theme.style(Role::Text)));
    right.push(Span::styled(format!("{} ", since_start(context)), theme.style(Role::Clock)));
    let right = Line::from(right);
    let cells = u16::try_from(right.width()).unwrap_or(area.width).min(area.width);
    put(frame, Rect { x: area.right() - cells, width: cells, ..area }, right);
    let room = usize::from(area.width.saturating_sub(cells + 2));
    let title = words::one_line(summary.incident.title());
    let role = if summary.incident.title.is_some() { Role::Title } else { Role::Quiet };
    let title = Span::styled(clipped(&title, room, theme), theme.style(role));
    put(frame, Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area }, title);
}

/// `T+00:42:17`; the whole length of an incident that is over or was written down afterwards.
fn since_start(context: &Context) -> String {
    let summary = context.summary();
    let Some(start) = summary.start() else { return "T+00:00:00".to_owned() };
    let end = summary.over_at().unwrap_or_else(|| context.session.now());
    let seconds = end.millis_since(start.moment).max(0) / 1000;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let days = if days > 0 { format!("{days}d ") } else { String::new() };
    format!("T+{days}{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

/// The open hypotheses with their age; who holds a role, on the right.
pub(super) fn hypotheses(log: &Log, frame: &mut Frame, area: Rect, context: &Context) {
    let (session, theme) = (context.session, context.theme);
    let roles = in_theme(&roles(context), theme);
    let cells = u16::try_from(width(&roles)).unwrap_or(0);
    let with_roles = cells > 0 && cells + 20 < area.width;
    if with_roles {
        put(
            frame,
            Rect { x: area.right() - cells - 1, width: cells, ..area },
            Span::styled(roles, theme.style(Role::Quiet)),
        );
    }
    let now = session.now();
    let summary = context.summary();
    let written_later = summary.incident.started.is_some();
    let end = summary.latest.filter(|_| written_later).map_or(now, |latest| latest.moment);
    let room = usize::from(area.width).saturating_sub(2 + if with_roles { usize::from(cells) + 2 } else { 0 });
    let selected = log.suspect(context).map(|open| open.id);
    let several = summary.open().nth(1).is_some();
    let entry = |open: &KnownHypothesis, most: usize| {
        let age = open.opened.map_or_else(String::new, |at| words::elapsed(end.millis_since(at.moment)));
        let name = clipped(&words::one_line(&open.name), most, theme);
        let label = in_theme(&words::one_line(&open.label), theme);
        let mark = if several && Some(open.id) == selected { theme.glyph(Glyph::Prompt) } else { "" };
        format!("{mark}{label} {name} {} {age}", theme.glyph(Glyph::Open))
    };
    let cells = |open: &[String]| open.iter().map(|said| width(said) + 3).sum::<usize>().saturating_sub(3);
    let entries = |most: usize| summary.open().map(|open| entry(open, most)).collect::<Vec<String>>();
    // Names give way to clocks; what does not fit even so is counted, the selected one last.
    let mut open = [28, 16, 8].into_iter().map(entries).find(|open| cells(open) <= room).unwrap_or_else(|| entries(8));
    let mut at = summary.open().position(|open| Some(open.id) == selected).unwrap_or(0);
    let mut hidden = 0;
    while open.len() > 1 && cells(&open) + if hidden > 0 { 6 } else { 0 } > room {
        let last = open.len() - 1;
        if at == last {
            open.remove(0);
            at -= 1;
        } else {
            open.remove(last);
        }
        hidden += 1;
    }
    if hidden > 0 {
        open.push(format!("+{hidden}"));
    }
    let (said, role) = match (open.is_empty(), session.timeline().is_empty()) {
        (true, true) => (String::new(), Role::Quiet),
        (true, false) => ("no open hypothesis".to_owned(), Role::Quiet),
        (false, _) => (open.join("   "), Role::Hypothesis),
    };
    let said = Span::styled(clipped(&said, room, theme), theme.style(role));
    put(frame, Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area }, said);
}

/// Who holds which role now: `ic ana · scribe bo`.
fn roles(context: &Context) -> String {
    let held = analysis::roles(context.summary());
    held.iter().map(|(role, holder)| format!("{role} {holder}")).collect::<Vec<_>>().join(" · ")
}

/// Whether lines that are to become events were set aside.
fn has_backfill(context: &Context) -> bool {
    context.left().any(HalfTyped::is_backfill)
}

/// How many of the last events are marks that are still to be filled in. Counted anew when something was
/// recorded.
fn marks(log: &Log, context: &Context) -> usize {
    const LAST: usize = 500;
    let standing = context.session.standing();
    if let Some((_, counted)) = log.marks.borrow().as_ref().filter(|(known, _)| *known == standing) {
        return *counted;
    }
    let last = context.session.timeline().events().rev().take(LAST);
    let counted = last.filter(|event| event.is_mark() && event.struck.is_none()).count();
    *log.marks.borrow_mut() = Some((standing, counted));
    counted
}

/// What there is to know when nothing is being typed.
pub(super) fn standing(log: &Log, context: &Context) -> Said {
    let session = context.session;
    let summary = context.summary();
    let now = session.now();
    let quiet_for = summary.recorded.map(|at| now.millis_since(at));
    let over = summary.state.is_over();
    if session.is_loaded() && !log.snoozed && !log.has_stored {
        let said = match quiet_for {
            Some(ms) if over => Some(format!("{} · last entry {} ago", summary.state.name(), words::elapsed(ms))),
            Some(ms) if ms >= QUIET_MS => Some(format!("quiet for {}", words::elapsed(ms))),
            _ => None,
        };
        if let Some(said) = said {
            let waiting = if has_backfill(context) { " · lines to backfill: C-x b" } else { "" };
            return Said::line(format!("{said}{waiting} · C-x n begins a new one, typing goes on here"), Role::Strong);
        }
    }
    let mut parts = Vec::new();
    if log.is_scrolled(context) {
        parts.push("scrolled back: PgDn".to_owned());
    }
    let prompt = log.prompt(context);
    let prompted = prompt.is_some();
    parts.extend(prompt.map(|prompt| prompt.words));
    match marks(log, context) {
        0 => {}
        marks => parts.push(format!("{} to fill: Up fills, C-x d drops", words::count(marks, "mark"))),
    }
    if !log.aside.is_empty() {
        parts.push(format!("{} set aside: C-x a", words::count(log.aside.len(), "line")));
    }
    if has_backfill(context) {
        parts.push("lines to backfill: C-x b".to_owned());
    }
    let damaged = session.faults().iter().filter(|fault| fault.kind.is_damage()).count();
    if damaged > 0 {
        parts.push(format!("{} in the journals: decklog verify", words::count(damaged, "damaged place")));
    }
    if prompted {
        return Said { beside: vec!["C-x z later ".to_owned()], ..Said::line(parts.join(" · "), Role::Text) };
    }
    match quiet_for {
        Some(ms) => parts.push(format!("last entry {} ago", words::elapsed(ms))),
        None => parts.push("type what happens, press Enter".to_owned()),
    }
    Said::hint(parts.join(" · "))
}
