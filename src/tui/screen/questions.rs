//! The six questions, best asked as soon as it is resolved: in ninety seconds, while everybody
//! still knows. Each can be skipped; an answer is recorded at once, like anything else.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line as Row, Span};
use ratatui::widgets::Clear;

use super::{Context, Screen};
use crate::entry::{Typed, understand, with_prefix};
use crate::session::HalfTyped;
use crate::time::{Moment, When};
use crate::timeline::{Event, EventBody, EventChange, Record, RecordId, Tag};
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

/// A hypothesis that nobody has decided on.
struct Suspect {
    id: RecordId,
    /// `H2 database`
    name: String,
}

/// One row of the table of questions.
struct Question {
    ask: &'static str,
    hint: &'static str,
    /// What a number stands for, from 1 on.
    choices: &'static [&'static str],
    /// What of it is still to be asked: nothing, itself, or one for each hypothesis.
    open: fn(&Context) -> Vec<Option<Suspect>>,
    /// What an answer records, or why it can't.
    record: fn(&Answer, &Context) -> Result<Effect, String>,
}

/// What somebody typed, and of what.
struct Answer<'a> {
    text: &'a str,
    id: RecordId,
    began: Moment,
    about: Option<&'a Suspect>,
}

/// The six questions.
static QUESTIONS: [Question; 6] = [
    Question {
        ask: "When did users first feel it?",
        hint: "a time, and what they felt: 09:50 first errors; = if it was with the detection",
        choices: &[],
        open: |context| {
            open_if(!context.session.timeline().tagged(Tag::Impact).any(|event| event.body.begins_impact()))
        },
        record: impact_start,
    },
    Question {
        ask: "How was it found?",
        hint: "1 monitoring · 2 staff · 3 a customer; or your own words",
        choices: &["monitoring", "staff", "a customer"],
        open: |context| open_if(!detection(context).is_some_and(|event| event.body.details.contains_key(SOURCE))),
        record: source,
    },
    Question {
        ask: "How many were affected, and what could they not do?",
        hint: "about 40% of users could not pay",
        choices: &[],
        open: |context| {
            let has_share = |event: &Event| event.text().contains(|c: char| c.is_ascii_digit());
            open_if(
                !context.session.timeline().all_events().any(|event| event.tag() == Tag::Impact && has_share(event)),
            )
        },
        record: scope,
    },
    Question {
        ask: "Is it fixed for good?",
        hint: "1 for good · 2 for now; or your own words",
        choices: &["for good", "for now"],
        open: |context| open_if(!resolution(context).is_some_and(|event| event.body.details.contains_key(LASTING))),
        record: lasting,
    },
    Question {
        ask: "What became of",
        hint: "x and what ruled it out · c and how it was confirmed · p and why it was parked",
        choices: &[],
        open: |context| {
            let named = |label: &str, name: &str| words::one_line(&format!("{label} {name}"));
            let open = context.summary().open();
            open.map(|open| Some(Suspect { id: open.id, name: named(&open.label, &open.name) })).collect()
        },
        record: verdict,
    },
    Question {
        ask: "Who owns the write-up?",
        hint: "a name",
        choices: &[],
        open: |context| {
            open_if(!context.summary().latest(Tag::Role).any(|role| role.detail.as_deref() == Some(WRITE_UP)))
        },
        record: owner,
    },
];

/// The details that answers are kept in.
const SOURCE: &str = EventBody::SOURCE;
const LASTING: &str = EventBody::LASTING;
/// The role of whoever writes the postmortem.
const WRITE_UP: &str = "write-up";

fn open_if(open: bool) -> Vec<Option<Suspect>> {
    if open { vec![None] } else { Vec::new() }
}

fn detection<'a>(context: &Context<'a>) -> Option<&'a Event> {
    context.session.timeline().tagged(Tag::Detection).next()
}

fn resolution<'a>(context: &Context<'a>) -> Option<&'a Event> {
    context.session.timeline().tagged(Tag::Resolution).rfind(|event| !event.body.is_all_clear())
}

/// An event that is about the incident and not about now.
fn event(answer: &Answer, tag: Tag, when: When, text: &str) -> EventBody {
    let mut body = EventBody::new(when, tag, text);
    body.typed = body.when.is_stated().then(|| answer.began.at(crate::time::Offset::UTC));
    body
}

fn recorded(answer: &Answer, body: EventBody, context: &Context) -> Effect {
    Effect::Event { id: answer.id, body: Box::new(body), pasted: Vec::new(), entered: context.session.now() }
}

fn amended(of: RecordId, name: &str, value: &str) -> Effect {
    let details = [(name.to_owned(), value.to_owned())].into();
    Effect::Records(vec![Record::Amend { of, change: EventChange { details, ..EventChange::default() } }])
}

/// The answer as the line would understand it.
fn understood(answer: &Answer, line: &str, tag: Option<Tag>, context: &Context) -> crate::entry::Draft {
    let entered = context.session.now();
    understand(&Typed { line, began: answer.began, entered, tag, at: None }, context.summary())
}

fn impact_start(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let text = answer.text.trim();
    let (when, text) = match text.strip_prefix('=') {
        Some(rest) => {
            let detection = detection(context).ok_or("no detection is recorded; a time, as in 09:50")?;
            (detection.when().clone(), rest.trim().to_owned())
        }
        None => {
            // A time alone says when; with words behind it, what, too.
            let entered = context.session.now();
            let alone = Typed { line: "", began: answer.began, entered, tag: None, at: Some(text) };
            let alone = understand(&alone, context.summary());
            let draft = match alone.doubts.is_empty() {
                true => alone,
                false => understood(answer, text, Some(Tag::Impact), context),
            };
            if !draft.body.when.is_stated() {
                return Err("begin with the time: 09:50 first errors; = if it was with the detection".to_owned());
            }
            if let Some(doubt) = draft.doubts.first() {
                return Err(doubt.message.clone());
            }
            (draft.body.when, draft.body.text)
        }
    };
    let text = if text.is_empty() { "first felt by users".to_owned() } else { text };
    let mut body = event(answer, Tag::Impact, when, &text);
    body.details.insert(Tag::Impact.name().to_owned(), EventBody::START.to_owned());
    Ok(recorded(answer, body, context))
}

fn source(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let source = answer.text;
    Ok(match detection(context) {
        Some(detection) => amended(detection.id, SOURCE, source),
        None => {
            let mut body = event(answer, Tag::Detection, When::unknown(), &format!("found by {source}"));
            body.details.insert(SOURCE.to_owned(), source.to_owned());
            recorded(answer, body, context)
        }
    })
}

fn scope(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let draft = understood(answer, answer.text, Some(Tag::Impact), context);
    // Without a time it is said of all of it.
    let when = if draft.body.when.is_stated() { draft.body.when } else { When::unknown() };
    Ok(recorded(answer, event(answer, Tag::Impact, when, &draft.body.text), context))
}

fn lasting(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let resolution = resolution(context).ok_or("no resolution is recorded")?;
    Ok(amended(resolution.id, LASTING, answer.text))
}

fn verdict(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let suspect = answer.about.ok_or("no hypothesis is open")?;
    let (letter, why) = answer.text.trim().split_once(' ').unwrap_or((answer.text.trim(), ""));
    let prefix = match letter.trim_end_matches(':') {
        "x" => "x",
        "c" => "c",
        "p" | "park" => "park",
        _ => return Err("begin with x (ruled out), c (confirmed) or p (parked)".to_owned()),
    };
    // As if it was typed in the line; which hypothesis is meant is known better here.
    let mut body = understood(answer, &with_prefix(why, prefix), None, context).body;
    body.rules_out.clear();
    body.confirms.clear();
    body.about.clear();
    match prefix {
        "x" => body.rules_out.push(suspect.id),
        "c" => body.confirms.push(suspect.id),
        _ => body.about.push(suspect.id),
    }
    Ok(recorded(answer, body, context))
}

fn owner(answer: &Answer, context: &Context) -> Result<Effect, String> {
    let when = When::live(context.session.zone().stamp(answer.began));
    let mut body = EventBody::new(when, Tag::Role, answer.text.trim());
    body.details.insert(Tag::Role.name().to_owned(), WRITE_UP.to_owned());
    Ok(recorded(answer, body, context))
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
