//! The six questions, best asked as soon as it is resolved: in ninety seconds, while everybody
//! still knows. Each can be skipped; an answer is recorded at once, like anything else.

mod rows;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line as Row, Span};
use ratatui::widgets::Clear;

use self::rows::{Answer, QUESTIONS, Question, Suspect};
use super::{Context, Screen};
use crate::session::HalfTyped;
use crate::time::Moment;
use crate::timeline::{RecordId, Tag};
use crate::tui::command::HelpRow;
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::{Code, Key};
use crate::tui::theme::{Glyph, Role, Theme};
use crate::tui::widget::line::Line;
use crate::tui::widget::row::{clipped, in_theme, put, width, wrapped};
use crate::words;

/// The questions that are open, and what was made of them so far.
pub struct Questions {
    asked: Vec<Asked>,
    /// The one that waits for its answer.
    now: usize,
    line: Line,
    /// The record that the answer is to become, and its first key press.
    began: Option<(RecordId, Moment)>,
    notice: Option<String>,
}

/// A question, and what it was answered with; none while it was not, or was skipped.
struct Asked {
    question: &'static Question,
    /// The hypothesis it is about.
    about: Option<Suspect>,
    answer: Option<String>,
}

impl Questions {
    /// The questions that are still open; none where nothing is left to ask.
    pub fn of(context: &Context) -> Option<Questions> {
        let open = |question: &'static Question| {
            let about = (question.open)(context).into_iter();
            about.map(move |about| Asked { question, about, answer: None })
        };
        let asked: Vec<Asked> = QUESTIONS.iter().flat_map(open).collect();
        let (line, began, notice) = (Line::new(), None, None);
        (!asked.is_empty()).then_some(Questions { asked, now: 0, line, began, notice })
    }

    /// Records the answer and goes on; an empty one is skipped.
    fn answer(&mut self, context: &Context) -> Vec<Effect> {
        let Some(asked) = self.asked.get_mut(self.now) else { return vec![Effect::Back] };
        let typed = self.line.text().trim();
        let number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let choice = number.and_then(|at| asked.question.choices.get(at).copied());
        let text = choice.unwrap_or(typed).to_owned();
        if text.is_empty() {
            return self.go_on();
        }
        let (id, began) = self.began.unwrap_or((context.session.new_id(), context.session.now()));
        let answer = Answer { text: &text, id, began, about: asked.about.as_ref() };
        match (asked.question.record)(&answer, context) {
            Ok(effect) => {
                asked.answer = Some(text);
                let mut effects = vec![effect];
                effects.extend(self.go_on());
                effects
            }
            Err(why) => {
                self.notice = Some(why);
                Vec::new()
            }
        }
    }

    fn go_on(&mut self) -> Vec<Effect> {
        self.now += 1;
        self.line.set("");
        self.began = None;
        let mut effects = vec![Effect::Beside(None)];
        effects.extend((self.now >= self.asked.len()).then_some(Effect::Back));
        effects
    }

    /// Leaves; what is half typed goes on in the line.
    fn leave(&mut self) -> Vec<Effect> {
        let typed = self.line.take();
        let back = if typed.is_empty() { Effect::Back } else { Effect::BackWith(Input::Paste(typed)) };
        vec![Effect::Beside(None), back]
    }

    /// What is half typed, to be kept beside the line.
    fn beside(&mut self, context: &Context) -> Vec<Effect> {
        self.notice = None;
        let began = match (self.line.is_empty(), self.began) {
            (true, _) => None,
            (false, None) => Some((context.session.new_id(), context.session.now())),
            (false, began) => began,
        };
        self.began = began;
        let incident = context.session.incident().map(str::to_owned);
        let half =
            began.map(|(id, began)| HalfTyped { id, text: self.line.text().to_owned(), began, tag: None, incident });
        vec![Effect::Beside(half)]
    }

    fn rows(&self, columns: usize, theme: Theme) -> Vec<Row<'static>> {
        let styled = |text: String, role: Role| Row::styled(in_theme(&text, theme), theme.style(role));
        let mut rows = vec![
            styled(" It is resolved. Answer while you know; Enter alone skips, Esc leaves.".to_owned(), Role::Title),
            Row::default(),
        ];
        for (at, asked) in self.asked.iter().enumerate() {
            let about = asked.about.as_ref().map_or_else(String::new, |suspect| format!(" {}?", suspect.name));
            let mark = match (&asked.answer, at.cmp(&self.now)) {
                (Some(_), _) => theme.mark(Tag::Resolution),
                (None, std::cmp::Ordering::Equal) => theme.glyph(Glyph::Prompt),
                _ => " ",
            };
            let role = if at == self.now { Role::Strong } else { Role::Quiet };
            let question = in_theme(&format!("{}{about}", asked.question.ask), theme);
            let answer = asked.answer.as_ref().map_or_else(String::new, |text| format!("  {}", words::one_line(text)));
            let room = columns.saturating_sub(3).max(1);
            for (part, text) in wrapped(&question, room).into_iter().enumerate() {
                let (mark, answer) = if part == 0 { (mark, answer.as_str()) } else { (" ", "") };
                rows.push(styled(format!(" {mark} {}", clipped(&format!("{text}{answer}"), room, theme)), role));
            }
        }
        rows
    }
}

impl Screen for Questions {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        let key = match input {
            Input::Key(key) => *key,
            Input::Paste(text) => {
                self.line.insert(&words::one_line(text));
                return self.beside(context);
            }
            Input::Resize(..) | Input::Gone(_) => return Vec::new(),
        };
        match key.code {
            Code::Enter => self.answer(context),
            Code::Tab => self.go_on(),
            Code::Esc => self.leave(),
            _ if key == Key::ctrl('g') || key == Key::ctrl('c') => self.leave(),
            _ if key == Key::ctrl('d') && self.line.is_empty() => self.leave(),
            _ => {
                self.line.handle(key);
                self.beside(context)
            }
        }
    }

    fn refresh(&mut self, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    fn tell(&mut self, said: &str) {
        self.notice = Some(said.to_owned());
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        let theme = context.theme;
        let area = frame.area();
        if area.is_empty() {
            return;
        }
        frame.render_widget(Clear, area);
        let input = area.bottom().saturating_sub(2).max(area.y);
        let rows = self.rows(usize::from(area.width).saturating_sub(1).max(1), theme);
        for (y, row) in (area.y..input).zip(rows) {
            put(frame, Rect { y, height: 1, ..area }, row);
        }
        let prompt = format!(" {} ", theme.glyph(Glyph::Prompt));
        let before = u16::try_from(width(&prompt)).unwrap_or(0).min(area.width);
        put(frame, Rect { y: input, height: 1, ..area }, Span::styled(prompt, theme.style(Role::Prompt)));
        let rest = Rect { x: area.x + before, y: input, width: area.width - before, height: 1 };
        let view = self.line.view(rest.width, theme);
        frame.render_widget(&view, rest);
        if !rest.is_empty() {
            frame.set_cursor_position((rest.x + view.cursor.min(rest.width - 1), rest.y));
        }
        if area.height > 1 {
            let hint = self.asked.get(self.now).map_or("", |asked| asked.question.hint);
            let (said, role) = match &self.notice {
                Some(notice) => (words::visible(notice).into_owned(), Role::Strong),
                None => (hint.to_owned(), Role::Hint),
            };
            let room = usize::from(area.width.saturating_sub(1));
            let said = clipped(&in_theme(&said, theme), room, theme);
            let row = Rect { y: input + 1, height: 1, x: area.x + 1, width: area.width - 1 };
            put(frame, row, Span::styled(said, theme.style(role)));
        }
    }

    fn help(&self) -> Vec<HelpRow> {
        Vec::new()
    }
}
