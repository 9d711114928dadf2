//! The drawing of the Log screen. Every row has its fixed place: nothing moves while one types.

mod head;
mod list;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Log, Mode};
use crate::tui::command::{Meaning, meaning};
use crate::tui::screen::Context;
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::row::{clipped, put, width};
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
        head::hypotheses(frame, row(area.y + 1), context);
        rule(frame, row(area.y + 2), context.theme, None);
        let list = Rect { y: area.y + 3, height: input - 1 - (area.y + 3), ..area };
        list::draw(log, frame, list, context);
        rule(frame, row(input - 1), context.theme, Some(saved(context)));
    }
    if let Some(quiet) = quiet {
        quiet_line(log, frame, row(quiet), context, small);
    }
    input_line(log, frame, row(input), context);
}

/// A rule across the screen, with words at its right end.
fn rule(frame: &mut Frame, area: Rect, theme: Theme, words: Option<Span<'static>>) {
    let line = theme.glyph(Glyph::Horizontal).repeat(usize::from(area.width));
    put(frame, area, Span::styled(line, theme.style(Role::Quiet)));
    if let Some(words) = words {
        let cells = u16::try_from(width(&words.content)).unwrap_or(area.width).min(area.width);
        let margin = u16::from(area.width > cells + 1);
        put(frame, Rect { x: area.right() - cells - margin, width: cells, ..area }, words);
    }
}

/// Whether everything is on disk. Never away from the screen, never anywhere else.
fn saved(context: &Context) -> Span<'static> {
    let (session, theme) = (context.session, context.theme);
    if let Some(problem) = session.problem() {
        return Span::styled(format!(" {} ", words::visible(problem)), theme.style(Role::Warning));
    }
    let Some(unsaved) = session.unsaved() else {
        let said = if session.is_loaded() { " saved " } else { " reading… " };
        let said = if theme.ascii { words::in_ascii(said) } else { said.to_owned() };
        return Span::styled(said, theme.style(Role::Quiet));
    };
    let seconds = session.now().millis_since(unsaved.since).max(0) / 1000;
    match unsaved.why {
        // A sync takes a moment; only one that takes long is worth a word.
        None if seconds == 0 => Span::styled(" saving ", theme.style(Role::Quiet)),
        None => Span::styled(format!(" {} NOT SAVED YET {seconds} s ", unsaved.events), theme.style(Role::Unsaved)),
        Some(why) => {
            let said = format!(" {} NOT SAVED {seconds} s: {} ", unsaved.events, words::visible(&why));
            Span::styled(said, theme.style(Role::Unsaved))
        }
    }
}

/// The line being typed: its stamp, its tag, itself.
fn input_line(log: &Log, frame: &mut Frame, area: Rect, context: &Context) {
    let theme = context.theme;
    let zone = context.session.zone();
    let clock = |at| zone.stamp(at).local().format("%H:%M:%S").to_string();
    let prompt = match &log.mode {
        Mode::Write => match log.typing.began {
            Some((_, began)) => clock(began),
            None => clock(context.session.now()),
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
    if let Some(tag) = log.typing.tag {
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
    let rest = Rect { x: area.x + before, width: area.width - before, ..area };
    let view = log.typing.line.view(rest.width, theme);
    frame.render_widget(&view, rest);
    if !rest.is_empty() {
        frame.set_cursor_position((rest.x + view.cursor.min(rest.width - 1), rest.y));
    }
}

/// One line, one thing at a time: what was pressed, what was understood, what is offered.
fn quiet_line(log: &Log, frame: &mut Frame, area: Rect, context: &Context, small: bool) {
    let theme = context.theme;
    let (said, role) = quiet_words(log, context);
    let said = in_theme(&said, theme);
    let help = "C-x ? help ";
    let room = usize::from(area.width).saturating_sub(1);
    let with_help = !small && room >= width(&said) + width(help) + 2 && role == Role::Hint;
    put(
        frame,
        Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area },
        Span::styled(clipped(&said, room, theme), theme.style(role)),
    );
    // What is not saved is said even where the rule above has no room.
    if small && context.session.unsaved().is_some() {
        let mark = " NOT SAVED ";
        let cells = (width(mark) as u16).min(area.width);
        put(
            frame,
            Rect { x: area.right() - cells, width: cells, ..area },
            Span::styled(mark, theme.style(Role::Unsaved)),
        );
    } else if with_help {
        let cells = width(help) as u16;
        put(frame, Rect { x: area.right() - cells, width: cells, ..area }, Span::styled(help, theme.style(Role::Hint)));
    }
}

fn quiet_words(log: &Log, context: &Context) -> (String, Role) {
    if log.picking {
        let letters = crate::timeline::TAGS.iter().filter_map(|row| Some(format!("{} {}", row.letter?, row.short)));
        return (letters.collect::<Vec<_>>().join("  "), Role::Hint);
    }
    if let Meaning::Begun(rows) = meaning(super::COMMANDS, &log.chord)
        && !log.chord.is_empty()
    {
        let rows: Vec<String> = rows.iter().map(|row| format!("{} {}", row.keys, row.name)).collect();
        return (format!("{} {}", crate::tui::key::spelt(&log.chord), rows.join(" · ")), Role::Hint);
    }
    if let Some(notice) = &log.notice {
        return (words::visible(notice).into_owned(), Role::Strong);
    }
    match &log.mode {
        Mode::Search { .. } => {
            let found = super::recall::matching(context.session.timeline(), log.typing.line.text()).take(100).count();
            let found = if found == 100 { "100 or more".to_owned() } else { found.to_string() };
            return (format!("{found} found · Up, C-r older · Enter amends · Esc returns"), Role::Hint);
        }
        Mode::Amend { .. } => {
            return ("Enter amends · C-o stores it as new · Esc returns · Up older".to_owned(), Role::Hint);
        }
        Mode::Write => {}
    }
    if !log.typing.is_empty() {
        if !context.session.is_known() {
            return ("stored with its words; placed when the journal has been read".to_owned(), Role::Echo);
        }
        let draft = log.understood(context);
        let doubt = draft.doubts.first().map(|doubt| format!(" · {}", words::visible(&doubt.message)));
        return (log.echo(context) + &doubt.unwrap_or_default(), Role::Echo);
    }
    if let Some(offer) = &log.offer {
        return (offer.shown(&context.session.zone()), Role::Strong);
    }
    head::standing(log, context)
}

/// Words of ours, as the terminal can show them.
fn in_theme(said: &str, theme: Theme) -> String {
    if theme.ascii { words::in_ascii(said) } else { said.to_owned() }
}
