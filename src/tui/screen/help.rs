//! Help: the keys of the screen below, from the rows of its command table; and the tags.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::sheet::Sheet;
use super::{Context, Screen};
use crate::analysis::PROMPTS;
use crate::timeline::TAGS;
use crate::tui::command::HelpRow;
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::row::{in_theme, padded, wrapped};

/// Help over another screen.
pub struct Help {
    rows: Vec<HelpRow>,
    /// Lines are typed on the screen below: their tags and times are told, too.
    of_lines: bool,
    sheet: Sheet,
}

/// The keys, tags and times stand in a column of so many cells.
const KEYS: usize = 20;

impl Help {
    pub fn new(rows: Vec<HelpRow>, of_lines: bool) -> Help {
        Help { rows, of_lines, sheet: Sheet::default() }
    }

    fn lines(&self, columns: usize, theme: Theme) -> Vec<Line<'static>> {
        let mut lines: Vec<Line> = Vec::new();
        let title = |text: &str| Line::styled(format!(" {text}"), theme.style(Role::Title));
        let row = |lines: &mut Vec<Line<'static>>, left: &str, right: &str| {
            let room = columns.saturating_sub(KEYS + 3).max(10);
            let (keys, help) = (wrapped(&in_theme(left, theme), KEYS), wrapped(&in_theme(right, theme), room));
            for at in 0..keys.len().max(help.len()) {
                let part = |of: &[String]| of.get(at).cloned().unwrap_or_default();
                let left = Span::styled(format!(" {} ", padded(&part(&keys), KEYS)), theme.style(Role::KeyName));
                lines.push(Line::from(vec![left, Span::styled(part(&help), theme.style(Role::Text))]));
            }
        };
        lines.push(title("Keys"));
        for help in &self.rows {
            row(&mut lines, &help.keys, help.help);
        }
        if !self.of_lines {
            return lines;
        }
        row(&mut lines, "in the line", "as in the shell: C-a C-e C-w C-u C-k C-y C-t, M-b M-f M-d, arrows");
        lines.extend([Line::default(), title("Tags: typed before the text, or Tab and a letter")]);
        for tag in TAGS {
            let prefixes: Vec<String> = tag.prefixes.iter().map(|prefix| format!("{prefix}:")).collect();
            let letter = tag.letter.map(|letter| format!("Tab {letter}")).unwrap_or_default();
            let keys = format!("{:<13} {letter}", first_few(&prefixes));
            row(&mut lines, &keys, &format!("{}: {}", tag.name, tag.help));
        }
        row(&mut lines, "title:", "names the incident");
        lines.extend([Line::default(), title("The last row says, one at a time, when")]);
        for prompt in PROMPTS {
            row(&mut lines, prompt.name, prompt.help);
        }
        lines.extend([Line::default(), title("Times: typed at the start of the line")]);
        for (typed, meaning) in TIMES {
            row(&mut lines, typed, meaning);
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
    fn update(&mut self, input: &Input, _: &Context) -> Vec<Effect> {
        self.sheet.update(input)
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        let whole = frame.area();
        let width = whole.width.min(100);
        let area = Rect { x: (whole.width - width) / 2, width, ..whole };
        let goes_on = if self.of_lines { "goes on in the line" } else { "does what it says" };
        let closes = format!("Esc closes · any other key {goes_on}");
        self.sheet.view(self.lines(usize::from(width), context.theme), &closes, frame, area, context.theme);
    }
}
