//! The drawing of the screen: title, lanes, list, what there is to know of the event under the
//! cursor, and the keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::commands::COMMANDS;
use super::lanes::Lanes;
use super::seen::Seen;
use super::{Review, details, list};
use crate::time::Moment;
use crate::tui::command::{begun, in_short};
use crate::tui::screen::Context;
use crate::tui::screen::log::{at_end, not_saved, rule, saved};
use crate::tui::theme::Role;
use crate::tui::widget::row::{clipped, in_theme, put, width};
use crate::words;

/// The rows of the screen, as far as there is room for them.
struct Parts {
    title: Rect,
    lanes: Rect,
    above: Rect,
    list: Rect,
    below: Rect,
    details: Rect,
    footer: Rect,
}

/// From so many rows on there is room for lanes.
const LOW: u16 = 14;

/// So many lanes at most, the axis among them, where there is room for all.
const MOST_LANES: u16 = 24;

impl Parts {
    fn of(area: Rect, lanes: u16) -> Parts {
        let height = area.height;
        let row = |wanted: bool| u16::from(wanted);
        let (title, footer) = (row(height >= 4), row(height >= 2));
        let (below, details) = (row(height >= 6), row(height >= 8) + row(height >= 20));
        let above = row(height >= 10);
        let mut y = area.y;
        let mut next = |height: u16| {
            let part = Rect { y, height, ..area };
            y += height;
            part
        };
        Parts {
            title: next(title),
            lanes: next(lanes),
            above: next(above),
            list: next(height - title - lanes - above - below - details - footer),
            below: next(below),
            details: next(details),
            footer: next(footer),
        }
    }
}

/// How many rows the lanes may take.
fn room_for_lanes(review: &Review, area: Rect) -> u16 {
    if review.alone || area.height < LOW { 0 } else { ((area.height - 3) / 3).min(MOST_LANES) }
}

pub(super) fn draw(review: &Review, frame: &mut Frame, context: &Context) {
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    frame.render_widget(Clear, area);
    let seen = review.seen(context);
    let place = review.place(&seen);
    let cursor = place.and_then(|place| seen.row(place).at);
    let lanes = lanes(review, &seen, cursor, area, context);
    let parts = Parts::of(area, u16::try_from(lanes.len()).unwrap_or(0));
    title(&seen, frame, parts.title, context);
    for (y, lane) in (parts.lanes.y..).zip(lanes) {
        put(frame, Rect { y, height: 1, ..parts.lanes }, lane);
    }
    if !parts.above.is_empty() {
        rule(frame, parts.above, context.theme, None);
    }
    list::draw(review, &seen, place, frame, parts.list, context);
    if !parts.below.is_empty() {
        rule(frame, parts.below, context.theme, Some(saved(context, parts.below.width)));
        standing(review, &seen, place, frame, parts.below, context);
    }
    drop(seen);
    let asked = review.asked_said(context);
    let lines = match asked {
        Some((said, role)) => vec![(said, role)],
        None => details::lines(review, context),
    };
    for (y, (said, role)) in (parts.details.y..parts.details.bottom()).zip(lines) {
        let said = clipped(&in_theme(&said, context.theme), usize::from(area.width).saturating_sub(2), context.theme);
        let row = Rect { y, height: 1, ..area };
        put(frame, row, Span::styled(format!(" {said}"), context.theme.style(role)));
    }
    footer(review, frame, parts.footer, context);
    if parts.below.is_empty()
        && !parts.footer.is_empty()
        && let Some(trouble) = not_saved(context, area.width)
    {
        at_end(frame, parts.footer, trouble);
    }
}

/// Where there is an axis, and room.
fn lanes(review: &Review, seen: &Seen, cursor: Option<Moment>, area: Rect, context: &Context) -> Vec<Line<'static>> {
    let Some(whole) = &seen.outline.axis else { return Vec::new() };
    let zone = context.session.zone();
    let name = if area.width >= 100 { 16 } else { 8 };
    let lanes = Lanes {
        axis: review.window.axis(whole, cursor, &zone),
        seen,
        timeline: review.timeline(context),
        theme: context.theme,
        cursor,
        until: None,
        name,
        cells: usize::from(area.width).saturating_sub(name + 3),
        clock: &|at| zone.stamp(at).local().format("%H:%M").to_string(),
    };
    lanes.draw(usize::from(room_for_lanes(review, area)))
}

/// `Checkout is down · Fri 7 Jun 2024, 10:00–12:00 WAT · 2 h 00 · SEV1 · resolved`
fn title(seen: &Seen, frame: &mut Frame, area: Rect, context: &Context) {
    if area.is_empty() {
        return;
    }
    let theme = context.theme;
    let summary = context.summary();
    let title = in_theme(&words::one_line(summary.incident.title()), theme);
    let zone = context.session.zone();
    let day = seen.outline.axis.as_ref().map(|axis| zone.stamp(axis.from).local().format("%a %-d %b %Y").to_string());
    let length = Some(seen.outline.length.clone()).filter(|length| !length.is_empty());
    let severity = summary.incident.severity.map(|severity| format!("SEV{severity}"));
    let mut told: Vec<String> =
        [Some(summary.state.name().to_owned()), severity, length, day].into_iter().flatten().collect();
    let right = Span::styled(in_theme("Review", theme), theme.style(Role::Quiet));
    let room = usize::from(area.width).saturating_sub(width(&right.content) + 4);
    // What is told beside it gives way to the title, down to its state.
    let beside =
        |told: &[String]| told.iter().rev().map(|said| in_theme(&format!(" · {said}"), theme)).collect::<String>();
    while told.len() > 1 && width(&title) + width(&beside(&told)) > room {
        told.pop();
    }
    let beside = beside(&told);
    let title = clipped(&title, room.saturating_sub(width(&beside)).max(room / 2), theme);
    let beside = clipped(&beside, room.saturating_sub(width(&title)), theme);
    put(
        frame,
        area,
        Line::from(vec![
            Span::styled(format!(" {title}"), theme.style(Role::Title)),
            Span::styled(beside, theme.style(Role::Text)),
        ]),
    );
    at_end(frame, area, right);
}

/// On the lower rule: which of how many, what is chosen, what is filtered.
fn standing(review: &Review, seen: &Seen, place: Option<usize>, frame: &mut Frame, area: Rect, context: &Context) {
    let mut said = Vec::new();
    said.extend(place.map(|place| format!("{} of {}", place + 1, seen.len())));
    if !review.chosen.is_empty() {
        said.push(format!("{} chosen", review.chosen.len()));
    }
    if seen.is_filtered() {
        let all = seen.listing.rows().len();
        said.push(format!("filter {} ({} in all)", words::visible(review.find.text()), all));
    }
    let theme = context.theme;
    let room = usize::from(area.width).saturating_sub(12);
    let said = clipped(&in_theme(&format!(" {} ", said.join(" · ")), theme), room, theme);
    let begin = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
    put(frame, begin, Span::styled(said, theme.style(Role::Quiet)));
}

/// The question that waits for its answer; else what was said, else what there is to press.
fn footer(review: &Review, frame: &mut Frame, area: Rect, context: &Context) {
    if area.is_empty() {
        return;
    }
    if let Some(ask) = &review.asked {
        return ask.draw(frame, area, context.theme);
    }
    let theme = context.theme;
    let room = usize::from(area.width).saturating_sub(1);
    let (said, role) = match (begun(COMMANDS, &review.chord), &review.notice) {
        (Some(begun), _) => (begun, Role::Hint),
        (None, Some(said)) => (words::visible(said).into_owned(), Role::Strong),
        (None, None) if !context.session.is_loaded() => ("reading…".to_owned(), Role::Hint),
        (None, None) => (in_short(COMMANDS, room), Role::Hint),
    };
    let said = clipped(&in_theme(&said, theme), room, theme);
    put(frame, area, Span::styled(format!(" {said}"), theme.style(role)));
}
