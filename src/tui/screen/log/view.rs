//! The drawing of the Log screen. Every row has its fixed place: nothing moves while one types.

mod head;
mod list;

pub(super) use list::Kept;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::{Log, Mode};
use crate::entry;
use crate::timeline::{TAGS, Tag};
use crate::tui::command::{Meaning, meaning};
use crate::tui::key::spelt;
use crate::tui::screen::Context;
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::row::{clipped, in_rows, in_theme, put, width};
use crate::words;

/// Below this, only the line itself and what is said of it.
const SMALL: (u16, u16) = (30, 8);

pub(super) fn draw(log: &Log, frame: &mut Frame, context: &Context) {
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    let row = |y: u16| Rect { y, height: u16::from(y < area.bottom()), ..area };
    let small = area.width < SMALL.0 || area.height < SMALL.1;
    let (input, quiet) = match area.height {
        1 => (area.y, None),
        height => (area.y + height - 2, Some(area.y + height - 1)),
    };
    if !small {
        head::title(frame, row(area.y), context);
        head::hypotheses(log, frame, row(area.y + 1), context);
        rule(frame, row(area.y + 2), context.theme, None);
        let list = Rect { y: area.y + 3, height: input - 1 - (area.y + 3), ..area };
        list::draw(log, frame, list, context);
        rule(frame, row(input - 1), context.theme, Some(saved(context, area.width)));
    }
    if let Some(quiet) = quiet {
        quiet_line(log, frame, row(quiet), (!small).then(|| row(input - 1)), context);
    }
    input_line(log, frame, row(input), context);
}

/// A rule across the screen, with words at its right end.
pub(in crate::tui::screen) fn rule(frame: &mut Frame, area: Rect, theme: Theme, words: Option<Span<'static>>) {
    let line = theme.glyph(Glyph::Horizontal).repeat(usize::from(area.width));
    put(frame, area, Span::styled(line, theme.style(Role::Quiet)));
    if let Some(words) = words {
        at_end(frame, area, words);
    }
}

/// Words at the right end of a row, over what stands there.
pub(in crate::tui::screen) fn at_end(frame: &mut Frame, area: Rect, words: Span<'static>) {
    let cells = u16::try_from(width(&words.content)).unwrap_or(area.width).min(area.width);
    let margin = u16::from(area.width > cells + 1);
    let area = Rect { x: area.right() - cells - margin, width: cells, ..area };
    frame.render_widget(Clear, area.intersection(frame.area()));
    put(frame, area, words);
}

/// Whether everything is on disk. Never away from the screen, never anywhere else.
pub(in crate::tui::screen) fn saved(context: &Context, columns: u16) -> Span<'static> {
    let (session, theme) = (context.session, context.theme);
    not_saved(context, columns).unwrap_or_else(|| {
        // That the mouse is taken is to be seen, because selecting text is another thing then.
        let mouse = if context.has_mouse { " mouse ·" } else { "" };
        let more = match session.arrived() {
            0 => String::new(),
            more => format!(" {more} not shown yet ·"),
        };
        let said = match session.unsaved() {
            Some(_) => " saving ",
            None if session.is_loaded() => " saved ",
            None => " reading… ",
        };
        Span::styled(in_theme(&format!("{more}{mouse}{said}"), theme), theme.style(Role::Quiet))
    })
}

/// What is wrong with the disk; none while all is saved, or about to be.
pub(in crate::tui::screen) fn not_saved(context: &Context, columns: u16) -> Option<Span<'static>> {
    let (session, theme) = (context.session, context.theme);
    let Some(unsaved) = session.unsaved() else {
        let problem = shortened(session.problem()?, usize::from(columns).saturating_sub(2));
        return Some(Span::styled(format!(" {problem} "), theme.style(Role::Warning)));
    };
    let waiting_ms = session.now().millis_since(unsaved.since).max(0);
    let records = words::count(unsaved.events, "record");
    let since = words::elapsed(waiting_ms);
    let said = match unsaved.why {
        why if unsaved.kept.is_some() => {
            let said = format!(" {records} NOT DURABLE, kept aside, {since}: ");
            let why = why.as_deref().unwrap_or("the disk does not answer");
            let why = shortened(why, usize::from(columns).saturating_sub(width(&said) + 1));
            format!("{said}{why} ")
        }
        // A sync takes a moment; only one that takes long is worth a word.
        None if waiting_ms < 1000 => return None,
        None => format!(" {records} NOT SAVED YET, {since} "),
        Some(why) => {
            let said = format!(" {records} NOT SAVED, {since}: ");
            let why = shortened(&why, usize::from(columns).saturating_sub(width(&said) + 1));
            format!("{said}{why} ")
        }
    };
    Some(Span::styled(said, theme.style(Role::Unsaved)))
}

/// An error as far as it fits: what went wrong stands at its end, behind the name of the file.
fn shortened(why: &str, room: usize) -> String {
    let why = words::visible(why);
    match why.rsplit_once(": ") {
        Some((_, reason)) if width(&why) > room => reason.to_owned(),
        _ => why.into_owned(),
    }
}

/// The line being typed: its stamp, its tag, itself.
fn input_line(log: &Log, frame: &mut Frame, area: Rect, context: &Context) {
    let theme = context.theme;
    let zone = context.session.zone();
    let clock = |at| zone.stamp(at).local().format("%H:%M:%S").to_string();
    let prompt = match &log.mode {
        // The stamp that the line will have; none where it would say nothing.
        Mode::Write => match log.typing.began.map_or_else(|| context.session.now(), |(_, began)| began) {
            began if entry::is_long_after(began, context.summary()) => "—".to_owned(),
            began => clock(began),
        },
        Mode::Amend { id, .. } => {
            let when = context.session.timeline().event(*id).map(|event| event.when().shown(&zone));
            format!("amend {}", when.unwrap_or_default())
        }
        Mode::Search { .. } => "search".to_owned(),
    };
    let style = if log.typing.began.is_some() { Role::Prompt } else { Role::Clock };
    let mut spans = vec![Span::styled(
        format!(" {} {} ", in_theme(&prompt, theme), theme.glyph(Glyph::Prompt)),
        theme.style(style),
    )];
    // A prefix in the line wins over a tag beside it.
    let overruled = |tag: &Tag| !log.typing.line.is_empty() && log.understood(context).body.tag != *tag;
    if let Some(tag) = log.typing.tag.filter(|tag| !overruled(tag)) {
        spans.push(Span::styled(format!("[{}] ", tag.name()), theme.tag(tag)));
    }
    let lines: usize = log.typing.pasted.iter().map(|pasted| pasted.lines().count()).sum();
    if lines > 0 {
        let said = format!("[+{}] ", words::count(lines, "pasted line"));
        spans.push(Span::styled(said, theme.style(Role::Echo)));
    }
    let before: usize = spans.iter().map(|span| width(&span.content)).sum();
    // On a narrow terminal the words about the line give way to the line.
    let before = if before + 10 > usize::from(area.width) { 0 } else { before };
    if before > 0 {
        put(frame, area, Line::from(spans));
    }
    let before = u16::try_from(before).unwrap_or(0);
    log.typing.line.draw(frame, Rect { x: area.x + before, width: area.width - before, ..area }, theme);
}

/// What is said, one thing at a time: what was pressed, what was understood, what is offered.
struct Said {
    words: Vec<String>,
    role: Role,
    /// At the right end, the first of these that there is room for.
    beside: Vec<String>,
}

/// The key that tells of all others.
const HELP: &str = "C-x ? help ";

impl Said {
    fn line(words: impl Into<String>, role: Role) -> Said {
        Said { words: vec![words.into()], role, beside: Vec::new() }
    }

    /// Where nothing is being typed, what all keys do is one key away.
    fn hint(words: impl Into<String>) -> Said {
        Said { beside: vec![HELP.to_owned()], ..Said::line(words, Role::Hint) }
    }

    /// The words in rows; the last is for the last row of the screen, where they are few the only.
    fn rows(&self, room: usize, theme: Theme) -> Vec<String> {
        let words: Vec<String> = self.words.iter().map(|word| in_theme(word, theme)).collect();
        in_rows(&words, room).iter().map(|row| clipped(row, room, theme)).collect()
    }
}

/// The last row of the screen. What has too many parts for it begins above the line, over the
/// rule and as much of the list as it needs; nothing moves.
fn quiet_line(log: &Log, frame: &mut Frame, area: Rect, rule: Option<Rect>, context: &Context) {
    let theme = context.theme;
    let said = said(log, context);
    let room = usize::from(area.width).saturating_sub(1);
    let inside = |row: Rect| Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row };
    let mut rows = said.rows(room, theme);
    let below = rows.pop().unwrap_or_default();
    if let Some(rule) = rule {
        for (up, above) in (0..rule.y).zip(rows.into_iter().rev()) {
            let row = Rect { y: rule.y - up, ..rule };
            frame.render_widget(Clear, row.intersection(frame.area()));
            put(frame, inside(row), Span::styled(above, theme.style(said.role)));
        }
    }
    let is_room = |beside: &String| rule.is_some() && room >= width(&below) + width(beside) + 2;
    let beside = said.beside.iter().map(|beside| in_theme(beside, theme)).find(is_room);
    put(frame, inside(area), Span::styled(below, theme.style(said.role)));
    if rule.is_none() && context.session.unsaved().is_some() {
        // What is not saved is said even where there is no rule to say it.
        let mark = " NOT SAVED ";
        let cells = (width(mark) as u16).min(area.width);
        put(
            frame,
            Rect { x: area.right() - cells, width: cells, ..area },
            Span::styled(mark, theme.style(Role::Unsaved)),
        );
    } else if let Some(beside) = beside {
        let cells = (width(&beside) as u16).min(area.width);
        put(
            frame,
            Rect { x: area.right() - cells, width: cells, ..area },
            Span::styled(beside, theme.style(Role::Hint)),
        );
    }
}

/// What Tab is followed by: itself, for the tag that is suggested, or the letter of one.
pub(in crate::tui::screen) fn tag_letters(suggested: Option<Tag>) -> Vec<String> {
    let letters = TAGS.iter().filter_map(|row| Some(format!("{} {}", row.letter?, row.short)));
    suggested.map(|tag| format!("Tab {}", tag.row().short)).into_iter().chain(letters).collect()
}

fn said(log: &Log, context: &Context) -> Said {
    if log.picking {
        return Said { words: tag_letters(log.suggested(context)), ..Said::line("", Role::Hint) };
    }
    if let Meaning::Begun(rows) = meaning(super::COMMANDS, &log.chord)
        && !log.chord.is_empty()
    {
        // A number means something only while readings are offered.
        let offers =
            |keys: &str| keys.parse::<usize>().is_ok_and(|n| log.offer.as_ref().is_none_or(|offer| !offer.has(n)));
        let rows = rows.iter().filter(|row| !offers(&row.keys)).map(|row| format!("{} {}", row.keys, row.name));
        let words = std::iter::once(spelt(&log.chord)).chain(rows).collect();
        return Said { words, ..Said::line("", Role::Hint) };
    }
    if let Some(notice) = &log.notice {
        return Said::line(words::visible(notice), Role::Strong);
    }
    match &log.mode {
        Mode::Search { .. } => {
            let found = log.matches(context).len().min(100);
            let found = if found == 100 { "100 or more".to_owned() } else { found.to_string() };
            return Said::hint(format!("{found} found · Up, C-r older · Enter amends · {}", log.returns()));
        }
        Mode::Amend { .. } => {
            let returns = log.returns();
            let suggestion = log.suggestion(context);
            let hint = format!("Enter amends · C-o stores as new · Up older · {returns}{suggestion}");
            return Said::hint(hint);
        }
        Mode::Write => {}
    }
    if !log.typing.is_empty() {
        if !context.session.is_known() {
            return Said::line("stored with its words; placed when the journal has been read", Role::Echo);
        }
        let said = Said::line(format!("{}{}", log.echo(context), log.suggestion(context)), Role::Echo);
        let beside = match log.typing.timed {
            0 | 1 => log.remembered(context),
            timed => vec![format!("{timed} lines have times: C-x b "), format!("{timed} times: C-x b ")],
        };
        return Said { beside, ..said };
    }
    match &log.offer {
        Some(offer) => Said { words: offer.shown(&context.session.zone()), ..Said::line("", Role::Strong) },
        None => head::standing(log, context),
    }
}
