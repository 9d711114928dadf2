//! The drawing of the screen: title, lanes, list, what there is to know of the event under the
//! cursor, and the keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::lanes::Lanes;
use super::seen::Seen;
use super::{Review, details, lanes, list, meeting};
use crate::time::Moment;
use crate::timeline::Summary;
use crate::tui::command::{begun, in_short};
use crate::tui::screen::Context;
use crate::tui::screen::frame::stacked;
use crate::tui::screen::log::{at_end, not_saved, rule, saved};
use crate::tui::theme::{Glyph, Role};
use crate::tui::widget::row::{clipped, in_rows, in_theme, put, width, wrapped};
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
        let list = height - title - lanes - above - below - details - footer;
        let [title, lanes, above, list, below, details, footer] =
            stacked(area, [title, lanes, above, list, below, details, footer]);
        Parts { title, lanes, above, list, below, details, footer }
    }
}

/// How many rows the lanes take: as many as all of the incident needs, as far as there is room. What
/// part of it is seen makes no difference: the list stands still.
fn lanes_height(review: &Review, area: Rect, context: &Context) -> u16 {
    if review.alone || area.height < LOW || review.whole_axis(context).is_none() {
        return 0;
    }
    let room = usize::from(((area.height - 3) / 3).min(MOST_LANES));
    // What is struck by now was followed then.
    let needed = match review.replay {
        Some(_) => room,
        None => lanes::needed(&review.seen.borrow().outline, context.session.timeline(), room),
    };
    u16::try_from(needed).unwrap_or(0)
}

pub(super) fn draw(review: &Review, frame: &mut Frame, context: &Context) {
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    frame.render_widget(Clear, area);
    let height = lanes_height(review, area, context);
    let seen = review.seen(context);
    let place = review.place(&seen);
    let cursor = match &review.replay {
        Some(replay) => Some(replay.moment()),
        None => place.and_then(|place| seen.row(place).at),
    };
    let lanes = drawn_lanes(review, &seen, cursor, area, height, context);
    let parts = Parts::of(area, height);
    review.drawn.borrow_mut().axis.height = parts.lanes.height;
    // What was known then, in short.
    let then = review.replay.as_ref().map(|replay| Summary::of(replay.timeline()));
    let shown = then.as_ref().filter(|_| review.foresight().is_some()).unwrap_or(context.summary());
    title(review, shown, &seen, frame, parts.title, context);
    for (y, lane) in (parts.lanes.y..).zip(lanes) {
        put(frame, Rect { y, height: 1, ..parts.lanes }, lane);
    }
    if !parts.above.is_empty() {
        rule(frame, parts.above, context.theme, None);
    }
    let list = match &then {
        Some(then) => card(review, then, frame, parts.list, context),
        None => parts.list,
    };
    list::draw(review, &seen, place, frame, list, context);
    if !parts.below.is_empty() {
        rule(frame, parts.below, context.theme, Some(saved(context, parts.below.width)));
        standing(review, &seen, place, frame, parts.below, context);
    }
    drop(seen);
    let asked = review.asked_said(context);
    let lines = match asked {
        Some(said) => said,
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
fn drawn_lanes(
    review: &Review,
    seen: &Seen,
    cursor: Option<Moment>,
    area: Rect,
    height: u16,
    context: &Context,
) -> Vec<Line<'static>> {
    // What is not known yet has its room on the axis.
    let whole = if review.foresight().is_some() { review.whole_axis(context) } else { seen.outline.axis.clone() };
    review.drawn.borrow_mut().stretch = None;
    let Some(whole) = whole else { return Vec::new() };
    let zone = context.session.zone();
    let name = if area.width >= 100 { 16 } else { 8 };
    let axis = review.window.axis(&whole, cursor, &zone);
    let cells = usize::from(area.width).saturating_sub(name + 3);
    let mut drawn = review.drawn.borrow_mut();
    drawn.stretch = Some((axis.from, axis.to));
    let before = u16::try_from(name + 2).unwrap_or(0).min(area.width);
    let width = u16::try_from(cells).unwrap_or(0);
    drawn.axis = Rect { x: area.x + before, y: area.y + 1, width, height: 0 };
    drop(drawn);
    let until = review.foresight().map(|replay| replay.moment());
    let mut binned = review.binned.borrow_mut();
    binned.follow(seen, &axis, until, cells);
    let lanes = Lanes {
        axis,
        seen,
        binned: &binned,
        timeline: review.timeline(context),
        theme: context.theme,
        cursor,
        until,
        name,
        cells,
        clock: &|at| zone.stamp(at).local().format("%H:%M").to_string(),
    };
    lanes.draw(usize::from(height))
}

/// The state card of the minute that is played, beside the list where there is room, else above it;
/// what is left for the list.
fn card(review: &Review, then: &Summary, frame: &mut Frame, area: Rect, context: &Context) -> Rect {
    let Some(replay) = review.replay.as_ref().filter(|replay| replay.shows_card) else { return area };
    let theme = context.theme;
    // Its first line is the title of the screen.
    let lines = replay.card(then, context).lines().into_iter().skip(1).map(|line| in_theme(&line, theme));
    let is_wide = area.width >= 2 * CARD;
    let (card, list) = if is_wide {
        let list = Rect { width: area.width - CARD - 1, ..area };
        (Rect { x: area.x + list.width + 1, width: CARD, ..area }, list)
    } else {
        let height = area.height / 2;
        (Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area })
    };
    let room = usize::from(card.width).saturating_sub(2).max(1);
    let rows: Vec<String> = match is_wide {
        true => lines.flat_map(|line| wrapped(&line, room)).collect(),
        false => lines.map(|line| clipped(&line, room, theme)).collect(),
    };
    for (y, row) in (card.y..card.bottom()).zip(rows) {
        put(frame, Rect { y, height: 1, ..card }, Span::styled(format!(" {row}"), theme.style(Role::Strong)));
    }
    if is_wide {
        for y in card.y..card.bottom() {
            let line = Rect { x: list.right(), y, width: 1, height: 1 };
            put(frame, line, Span::styled(theme.glyph(Glyph::Vertical), theme.style(Role::Quiet)));
        }
    }
    list
}

/// So many cells for the state card beside the list.
const CARD: u16 = 44;

/// `Checkout is down · Fri 7 Jun 2024, 10:00–12:00 WAT · 2 h 00 · SEV1 · resolved`
fn title(review: &Review, summary: &Summary, seen: &Seen, frame: &mut Frame, area: Rect, context: &Context) {
    if area.is_empty() {
        return;
    }
    let theme = context.theme;
    let title = in_theme(&words::one_line(summary.incident.title()), theme);
    let zone = context.session.zone();
    let day = seen.outline.axis.as_ref().map(|axis| zone.stamp(axis.from).local().format("%a %-d %b %Y").to_string());
    let length = Some(seen.outline.length.clone()).filter(|length| !length.is_empty());
    let severity = summary.incident.severity.map(|severity| format!("SEV{severity}"));
    let mut told: Vec<String> =
        [Some(summary.state.name().to_owned()), severity, length, day].into_iter().flatten().collect();
    let right = match (meeting::left(context), &review.replay) {
        (Some(meeting), _) => Span::styled(in_theme(&meeting, theme), theme.style(Role::Strong)),
        (None, Some(_)) => Span::styled("Replay", theme.style(Role::Quiet)),
        (None, None) => Span::styled("Review", theme.style(Role::Quiet)),
    };
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
    let mut said: Vec<String> = review.replay.iter().map(|replay| replay.said(context)).collect();
    said.extend(place.filter(|_| review.replay.is_none()).map(|place| format!("{} of {}", place + 1, seen.len())));
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
    let (said, role) = match (begun(review.commands(), &review.chord), &review.notice) {
        (Some(begun), _) => (begun, Role::Hint),
        (None, Some(said)) => (vec![words::visible(said).into_owned()], Role::Strong),
        (None, None) if !context.session.is_loaded() => (vec!["reading…".to_owned()], Role::Hint),
        (None, None) => (vec![in_short(review.commands(), room)], Role::Hint),
    };
    // What has too many parts for one row begins above.
    for (up, row) in (0..=area.y).zip(in_rows(&said, room).into_iter().rev()) {
        let area = Rect { y: area.y - up, ..area };
        let said = clipped(&in_theme(&row, theme), room, theme);
        frame.render_widget(Clear, area);
        put(frame, area, Span::styled(format!(" {said}"), theme.style(role)));
    }
}
