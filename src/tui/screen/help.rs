//! Help: the keys of the screen below, from the rows of its command table; and the tags.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

use super::{Context, Screen};
use crate::timeline::TAGS;
use crate::tui::command::HelpRow;
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::Code;
use crate::tui::theme::{Role, Theme};

/// Help over another screen.
pub struct Help {
    rows: Vec<HelpRow>,
    scroll: u16,
}

impl Help {
    pub fn new(rows: Vec<HelpRow>) -> Help {
        Help { rows, scroll: 0 }
    }

    fn lines(&self, theme: Theme) -> Vec<Line<'static>> {
        let row = |left: String, right: &str| {
            let left = Span::styled(format!(" {left:<20} "), theme.style(Role::KeyName));
            Line::from(vec![left, Span::styled(right.to_owned(), theme.style(Role::Text))])
        };
        let title = |text: &str| Line::styled(format!(" {text}"), theme.style(Role::Title));
        let mut lines = vec![title("Keys"), Line::default()];
        lines.extend(self.rows.iter().map(|help| row(help.keys.clone(), &format!("{}: {}", help.name, help.help))));
        lines.extend([Line::default(), title("Tags: typed before the text, or Tab and a letter"), Line::default()]);
        for tag in TAGS {
            let prefixes: Vec<String> = tag.prefixes.iter().map(|prefix| format!("{prefix}:")).collect();
            let letter = tag.letter.map(|letter| format!("Tab {letter}")).unwrap_or_default();
            let keys = format!("{:<13} {letter}", first_few(&prefixes));
            lines.push(row(keys, &format!("{}: {}", tag.name, tag.help)));
        }
        lines.push(row("title:".to_owned(), "names the incident"));
        lines.extend([Line::default(), title("Times: typed at the start of the line"), Line::default()]);
        for (typed, meaning) in TIMES {
            lines.push(row((*typed).to_owned(), meaning));
        }
        lines
    }
}

/// How a time can be said; the grammar knows more.
const TIMES: &[(&str, &str)] = &[
    ("10:15  10:15:30", "that time, the last it was that time"),
    ("-5m  5m ago", "so long ago"),
    ("~10:15  by 10:15", "about then; then or earlier (after 10:15: then or later)"),
    ("10:00-10:15", "from then until then"),
    ("T+12", "twelve minutes after the start"),
    ("yesterday 23:50", "another day; or 2024-06-07 23:50"),
    ("10:15 WAT  0930Z", "in another zone"),
];

fn first_few(prefixes: &[String]) -> String {
    match prefixes {
        [first, .., last] if prefixes.len() > 3 => format!("{first}–{last}"),
        _ => prefixes.join(" "),
    }
}

impl Screen for Help {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        let Input::Key(key) = input else { return Vec::new() };
        let last = u16::try_from(self.lines(context.theme).len()).unwrap_or(u16::MAX).saturating_sub(1);
        match key.code {
            Code::Up => self.scroll = self.scroll.saturating_sub(1),
            Code::Down => self.scroll = (self.scroll + 1).min(last),
            Code::PageUp => self.scroll = self.scroll.saturating_sub(10),
            Code::PageDown | Code::Char(' ') => self.scroll = (self.scroll + 10).min(last),
            _ => return vec![Effect::Back],
        }
        Vec::new()
    }

    fn refresh(&mut self, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    fn tell(&mut self, _: &str) {}

    fn view(&self, frame: &mut Frame, context: &Context) {
        let theme = context.theme;
        let whole = frame.area();
        let width = whole.width.min(100);
        let area = Rect { x: (whole.width - width) / 2, width, ..whole };
        frame.render_widget(Clear, area);
        let hint = Line::styled(" arrows, PgDn scroll · any other key closes ", theme.style(Role::Hint));
        let block = Block::new().title_bottom(hint);
        let text = Paragraph::new(self.lines(theme)).scroll((self.scroll, 0)).block(block);
        frame.render_widget(text, area);
    }

    fn help(&self) -> Vec<HelpRow> {
        Vec::new()
    }
}
