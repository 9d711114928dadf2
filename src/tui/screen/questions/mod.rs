//! The six questions, best asked as soon as it is resolved: in ninety seconds, while everybody
//! still knows. Each can be skipped; an answer is recorded at once, like anything else.

mod rows;

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line as Row, Span};
use ratatui::widgets::Clear;

use self::rows::{Answer, QUESTIONS, Question, Suspect};
use super::log::{at_end, not_saved};
use super::{Context, Screen};
use crate::entry::{Draft, echo};
use crate::session::HalfTyped;
use crate::time::Moment;
use crate::timeline::{RecordId, State, Tag};
use crate::tui::command::{Command, HelpRow, begun, commands, help_rows, press, run};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::Key;
use crate::tui::theme::{Glyph, Role};
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
    /// The keys of a chord so far.
    chord: Vec<Key>,
    notice: Option<String>,
}

const COMMANDS: &[Command<Questions>] = commands![
    ["Enter", "Tab"], "answer", "records the answer and goes on; an empty one is skipped", Questions::answer;
    ["Up"], "back", "on an empty line, goes back to the one that was skipped", Questions::go_back;
    ["Esc", "C-g", "C-c", "C-d"], "leave", "leaves; what is half typed goes along", Questions::leave;
];

/// An answer that is longer than so many bytes is rather something else.
const LONG: usize = 2000;

/// What is said of a question that somebody else was faster to answer.
const SETTLED: &str = "settled meanwhile";

/// A question, and what it was answered with; none while it was not, or was skipped.
struct Asked {
    question: &'static Question,
    /// The hypothesis it is about.
    about: Option<Suspect>,
    answer: Option<Given>,
}

/// An answer, and the record that it became; none where somebody else was first.
struct Given {
    id: Option<RecordId>,
    text: String,
}

impl Questions {
    /// The questions that are still open; none where nothing is left to ask.
    pub fn of(context: &Context) -> Option<Questions> {
        let open = |question: &'static Question| {
            let about = (question.open)(context).into_iter();
            about.map(move |about| Asked { question, about, answer: None })
        };
        let asked: Vec<Asked> = QUESTIONS.iter().flat_map(open).collect();
        let (line, began, chord, notice) = (Line::new(), None, Vec::new(), None);
        (!asked.is_empty()).then_some(Questions { asked, now: 0, line, began, chord, notice })
    }

    /// What the line says in answer: a number stands for one of the choices.
    fn text(&self, asked: &Asked) -> Result<String, String> {
        let typed = self.line.text().trim();
        let choices = asked.question.choices;
        match typed.parse::<usize>() {
            _ if typed.len() > LONG => Err("too long for an answer here; Esc takes it along".to_owned()),
            Ok(number) if !choices.is_empty() => {
                let choice = number.checked_sub(1).and_then(|at| choices.get(at));
                choice.map(ToString::to_string).ok_or_else(|| format!("1 to {}, or words", choices.len()))
            }
            _ => Ok(typed.to_owned()),
        }
    }

    /// What the line would record, or why it can't.
    fn understood(&self, context: &Context) -> Result<Effect, String> {
        let Some(asked) = self.asked.get(self.now) else { return Ok(Effect::Back) };
        let (id, began) = self.began.unwrap_or((context.session.new_id(), context.session.now()));
        let text = self.text(asked)?;
        (asked.question.record)(&Answer { text: &text, id, began, about: asked.about.as_ref() }, context)
    }

    /// Records the answer and goes on; an empty one is skipped.
    fn answer(&mut self, context: &Context) -> Vec<Effect> {
        if self.line.text().trim().is_empty() {
            return self.go_on();
        }
        match self.understood(context) {
            Ok(effect) => {
                let half = self.half_typed(context);
                let text = self.asked.get(self.now).map(|asked| self.text(asked));
                if let (Some((asked, Ok(text))), Effect::Event { id, .. } | Effect::Amend { id, .. }) =
                    (self.asked.get_mut(self.now).zip(text), &effect)
                {
                    asked.answer = Some(Given { id: Some(*id), text });
                }
                let mut effects = vec![effect];
                effects.extend(half.map(Effect::Sent));
                effects.extend(self.go_on());
                effects
            }
            Err(why) => {
                self.notice = Some(why);
                Vec::new()
            }
        }
    }

    /// On to the next one that has no answer yet.
    fn go_on(&mut self) -> Vec<Effect> {
        let mut rest = self.asked.iter().enumerate().skip(self.now + 1);
        let next = rest.find(|(_, asked)| asked.answer.is_none()).map_or(self.asked.len(), |(at, _)| at);
        self.turn_to(next);
        let mut effects = vec![Effect::Beside(None)];
        effects.extend((self.now >= self.asked.len()).then_some(Effect::Back));
        effects
    }

    /// Back to the last one that was skipped.
    fn go_back(&mut self, _: &Context) -> Vec<Effect> {
        let skipped = self.asked[..self.now].iter().rposition(|asked| asked.answer.is_none());
        if let Some(skipped) = skipped.filter(|_| self.line.is_empty()) {
            self.turn_to(skipped);
        }
        Vec::new()
    }

    fn key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        if self.chord.is_empty() && self.line.handle(key) {
            return self.beside(context);
        }
        match press(COMMANDS, &mut self.chord, key) {
            Ok(command) => (command.run)(self, context),
            Err(said) => {
                self.notice = said;
                Vec::new()
            }
        }
    }

    fn turn_to(&mut self, question: usize) {
        self.now = question;
        self.line.set("");
        (self.began, self.notice) = (None, None);
    }

    /// Leaves; what is half typed goes along.
    fn leave(&mut self, context: &Context) -> Vec<Effect> {
        let half = self.half_typed(context);
        vec![Effect::Beside(None), half.map_or(Effect::Back, Effect::BackWithLine)]
    }

    fn half_typed(&self, context: &Context) -> Option<HalfTyped> {
        let (id, began) = self.began?;
        let incident = context.session.incident().map(str::to_owned);
        let text = self.line.text().to_owned();
        (!text.is_empty()).then_some(HalfTyped { id, text, began, tag: None, incident, section: None })
    }

    /// What is half typed, to be kept beside the line.
    fn beside(&mut self, context: &Context) -> Vec<Effect> {
        self.notice = None;
        self.began = match (self.line.is_empty(), self.began) {
            (true, _) => None,
            (false, None) => Some((context.session.new_id(), context.session.now())),
            (false, began) => began,
        };
        vec![Effect::Beside(self.half_typed(context))]
    }

    /// What is said below the line: why an answer was not taken, what it would be, what is asked for.
    fn said(&self, context: &Context) -> (String, Role) {
        if let Some(begun) = begun(COMMANDS, &self.chord) {
            return (begun.join("  "), Role::Hint);
        }
        if let Some(notice) = &self.notice {
            return (words::visible(notice).into_owned(), Role::Strong);
        }
        let hint = self.asked.get(self.now).map_or("", |asked| asked.question.hint);
        if self.line.text().trim().is_empty() {
            return (hint.to_owned(), Role::Hint);
        }
        let now = context.session.now();
        match self.understood(context) {
            Ok(Effect::Event { body, .. }) => {
                let draft = Draft { body: *body, title: None, doubts: Vec::new() };
                (echo(&draft, context.summary(), now), Role::Echo)
            }
            Ok(Effect::Amend { change, .. }) => {
                let said: Vec<String> = change.details.values().map(|value| words::one_line(value)).collect();
                (format!("→ {}", said.join(", ")), Role::Echo)
            }
            Ok(_) => (hint.to_owned(), Role::Hint),
            Err(why) => (words::visible(&why).into_owned(), Role::Hint),
        }
    }

    /// The title and the questions; and which of these rows the one that waits has.
    fn rows(&self, columns: usize, context: &Context) -> (Vec<Row<'static>>, Range<usize>) {
        let theme = context.theme;
        let styled = |text: String, role: Role| Row::styled(in_theme(&text, theme), theme.style(role));
        let resolved = context.summary().state == State::Resolved;
        let title = if resolved { "It is resolved. Answer while you know" } else { "Best answered while you know" };
        let title = format!("{title}. Enter skips, Up goes back, Esc leaves.");
        let title = wrapped(&in_theme(&title, theme), columns.saturating_sub(1).max(1)).into_iter();
        let mut rows: Vec<Row> = title.map(|part| styled(format!(" {part}"), Role::Title)).collect();
        rows.push(Row::default());
        let mut waits = 0..0;
        for (at, asked) in self.asked.iter().enumerate() {
            let about = asked.about.as_ref().map_or_else(String::new, |suspect| format!(" {}?", suspect.name));
            let mark = match &asked.answer {
                _ if at == self.now => theme.glyph(Glyph::Prompt),
                Some(given) if given.id.is_some_and(|id| !context.session.is_on_disk(id)) => {
                    theme.glyph(Glyph::Unsaved)
                }
                Some(_) => theme.mark(Tag::Resolution),
                None => " ",
            };
            let role = if at == self.now { Role::Strong } else { Role::Quiet };
            let question = in_theme(&format!("{}{about}", asked.question.ask), theme);
            let answer =
                asked.answer.as_ref().map_or_else(String::new, |given| format!("  {}", words::one_line(&given.text)));
            let room = columns.saturating_sub(3).max(1);
            let first = rows.len();
            for (part, text) in wrapped(&question, room).into_iter().enumerate() {
                let (mark, answer) = if part == 0 { (mark, answer.as_str()) } else { (" ", "") };
                rows.push(styled(format!(" {mark} {}", clipped(&format!("{text}{answer}"), room, theme)), role));
            }
            if at == self.now {
                waits = first..rows.len();
            }
        }
        (rows, waits)
    }
}

impl Screen for Questions {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.key(*key, context),
            Input::Paste(text) => {
                self.line.insert(&words::one_line(text));
                self.beside(context)
            }
            Input::Mouse(_) | Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    /// What somebody else has answered meanwhile is not asked any more.
    fn refresh(&mut self, context: &Context) -> Vec<Effect> {
        for question in QUESTIONS.iter().filter(|question| question.once) {
            let open: Vec<_> = (question.open)(context).iter().map(|about| about.as_ref().map(|of| of.id)).collect();
            for (at, asked) in self.asked.iter_mut().enumerate() {
                let about = asked.about.as_ref().map(|of| of.id);
                if !std::ptr::eq(asked.question, question) || asked.answer.is_some() || open.contains(&about) {
                    continue;
                }
                asked.answer = Some(Given { id: None, text: SETTLED.to_owned() });
                if at == self.now {
                    self.notice = Some(format!("{SETTLED}, by somebody else; Enter goes on"));
                }
            }
        }
        Vec::new()
    }

    fn run(&mut self, name: &str, context: &Context) -> Vec<Effect> {
        run(COMMANDS, name, self, context)
    }

    fn place_name(&self) -> &'static str {
        "questions"
    }

    fn give_way(&mut self, context: &Context) -> Vec<Effect> {
        self.leave(context)
    }

    fn help(&self) -> Vec<HelpRow> {
        help_rows(COMMANDS)
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
        let (rows, waits) = self.rows(usize::from(area.width).saturating_sub(1).max(1), context);
        // The one that waits is on the screen; what stands before it, the title first, makes room.
        let trouble = not_saved(context, area.width).filter(|_| area.height > 1);
        let end = if trouble.is_some() { input.saturating_sub(1).max(area.y) } else { input };
        let above = waits.end.saturating_sub(usize::from(end - area.y)).min(waits.start);
        for (y, row) in (area.y..end).zip(rows.into_iter().skip(above)) {
            put(frame, Rect { y, height: 1, ..area }, row);
        }
        let prompt = format!(" {} ", theme.glyph(Glyph::Prompt));
        let before = u16::try_from(width(&prompt)).unwrap_or(0).min(area.width);
        put(frame, Rect { y: input, height: 1, ..area }, Span::styled(prompt, theme.style(Role::Prompt)));
        let rest = Rect { x: area.x + before, y: input, width: area.width - before, height: 1 };
        self.line.draw(frame, rest, theme);
        if area.height > 1 {
            let (said, role) = self.said(context);
            let room = usize::from(area.width.saturating_sub(1));
            let said = clipped(&in_theme(&said, theme), room, theme);
            let row = Rect { y: input + 1, height: 1, x: area.x + 1, width: area.width - 1 };
            put(frame, row, Span::styled(said, theme.style(role)));
        }
        if let Some(trouble) = trouble {
            let y = if end < input { end } else { input + 1 };
            at_end(frame, Rect { y, height: 1, ..area }, trouble);
        }
    }
}
