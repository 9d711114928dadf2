//! The state card over another screen: how the incident stands, to be read out or pasted.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use super::{Context, Screen};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::{Code, Key};
use crate::tui::theme::{Glyph, Role};
use crate::tui::widget::row::{in_theme, put, wrapped};

/// The state card.
pub struct Card {
    copied: bool,
    /// Lines are typed on the screen below.
    of_lines: bool,
}

/// Whatever else is pressed is meant for the screen below.
const COPIES: Key = Key::of(Code::Enter);
const CLOSES: [Key; 3] = [Key::of(Code::Esc), Key::ctrl('g'), Key::ctrl('c')];

impl Card {
    pub fn new(of_lines: bool) -> Card {
        Card { copied: false, of_lines }
    }
}

impl Screen for Card {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) if *key == COPIES => {
                self.copied = true;
                vec![Effect::Copy(context.card().lines().join("\n") + "\n")]
            }
            Input::Key(key) if CLOSES.contains(key) => vec![Effect::Back],
            Input::Mouse(_) => Vec::new(),
            // Somebody types on: that is for the screen below.
            _ => vec![Effect::BackWith(input.clone())],
        }
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        let theme = context.theme;
        let whole = frame.area();
        if whole.is_empty() {
            return;
        }
        let room = usize::from(whole.width.saturating_sub(2)).max(1);
        let rule = theme.glyph(Glyph::Horizontal).repeat(usize::from(whole.width));
        let mut rows = vec![Line::styled(rule.clone(), theme.style(Role::Quiet))];
        for (at, line) in context.card().lines().iter().enumerate() {
            let role = if at == 0 { Role::Title } else { Role::Text };
            let parts = wrapped(&in_theme(line, theme), room);
            rows.extend(parts.into_iter().map(|part| Line::styled(format!(" {part}"), theme.style(role))));
        }
        let rule = Line::styled(rule, theme.style(Role::Quiet));
        let goes_on = if self.of_lines { "goes on in the line" } else { "does what it says" };
        let hint = if self.copied {
            "sent to the clipboard; if nothing is there, your terminal does not take it (tmux: set-clipboard on)"
                .to_owned()
        } else {
            format!("Esc closes · Enter copies it · any other key {goes_on}")
        };
        let hint = wrapped(&in_theme(&hint, theme), room);
        let hint = hint.into_iter().map(|part| Line::styled(format!(" {part}"), theme.style(Role::Hint)));
        let mut foot: Vec<Line> = std::iter::once(rule).chain(hint).collect();
        // Over the middle of the screen: the line and what is said of it stay where they are. Where
        // there is no room for all of it, that is said, and how to leave it stays.
        let most = usize::from(whole.height);
        if rows.len() + foot.len() > most {
            foot.truncate(2);
            rows.remove(0);
        }
        let room = most.saturating_sub(foot.len());
        if rows.len() > room {
            rows.truncate(room.saturating_sub(1));
            rows.push(Line::styled(format!(" {}", theme.glyph(Glyph::Ellipsis)), theme.style(Role::Quiet)));
        }
        rows.extend(foot);
        rows.truncate(most);
        let height = u16::try_from(rows.len()).unwrap_or(whole.height);
        let top = whole.y + (whole.height - height) / 2;
        frame.render_widget(Clear, Rect { y: top, height, ..whole });
        for (y, row) in (top..).zip(rows) {
            put(frame, Rect { y, height: 1, ..whole }, row);
        }
    }
}
