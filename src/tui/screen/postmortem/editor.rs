//! The text of one section, being written; beside it, what it looks like.
//!
//! Leaving keeps: what was changed becomes the newest version. Until then it is kept on disk like a
//! half-typed line.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::preview::Preview;
use super::writing::{Begun, meanwhile};
use crate::session::HalfTyped;
use crate::timeline::{RecordId, SectionRow};
use crate::tui::command::{Command, HelpRow, begun, commands, help_rows, in_short, press, run};
use crate::tui::effect::Effect;
use crate::tui::input::Input;
use crate::tui::key::Key;
use crate::tui::mouse::ROWS;
use crate::tui::screen::frame::{Parts, Words};
use crate::tui::screen::{Context, Screen};
use crate::tui::widget::text::Text;

/// The editor of a section.
pub struct Editor {
    row: &'static SectionRow,
    text: Text,
    /// What it was when it was opened, and the record that said so.
    before: String,
    version: Option<RecordId>,
    versions: usize,
    /// The record that the text is to become.
    begun: Option<Begun>,
    /// What was left half written, as long as nothing else keeps it.
    left: Option<HalfTyped>,
    /// What somebody else wrote meanwhile, as far as it was said.
    other: Option<RecordId>,
    chord: Vec<Key>,
    notice: Option<String>,
}

const COMMANDS: &[Command<Editor>] = commands![
    ["Esc", "C-c C-c", "C-x C-s", "C-g"], "keep", "keeps what was written as a new version; C-x u takes it back", Editor::keep;
    ["C-x k"], "drop", "drops what was changed since it was opened", Editor::drop_change;
    ["C-x C-e"], "$EDITOR", "goes on in the program that DECKLOG_EDITOR, VISUAL or EDITOR names", Editor::edit_outside;
    ["C-_", "C-x u", "C-x C-u"], "undo", "takes back the last change of the text", Editor::undo;
];

/// From so many cells on there is one to spare before the text.
const MARGIN: u16 = 20;

/// What hands know from elsewhere, for help.
const OF_THE_TEXT: [(&str, &str); 4] = [
    ("Enter, Up, Down, PgUp, PgDn", "a new line; rows up and down"),
    ("C-a, C-e, C-k, C-u", "begin and end of the line; deletes to there, C-y brings it back"),
    ("M-<, M->", "begin and end of the text"),
    ("C-w, C-y, C-t, M-b, M-f, M-d", "as in the line of the recorder"),
];

impl Editor {
    pub(in crate::tui) fn of(row: &'static SectionRow, context: &Context) -> Editor {
        let timeline = context.session.timeline();
        let written = timeline.section(row.name);
        let version = written.as_ref().map(|section| section.id);
        let versions = written.as_ref().map_or(0, |section| section.versions);
        let draft = || crate::export::drafted(timeline, row.name);
        let before = written.map(|section| section.text).or_else(draft).unwrap_or_default();
        let text = Text::new(before.clone());
        let left = context.left_of(row.name).cloned();
        Editor {
            row,
            text,
            before,
            version,
            versions,
            begun: None,
            left,
            other: version,
            chord: Vec::new(),
            notice: None,
        }
    }

    fn is_changed(&self) -> bool {
        self.text.text() != self.before
    }

    /// What was typed, to be kept on disk; none where that is what is stored.
    fn beside(&mut self, context: &Context) -> Vec<Effect> {
        if !self.is_changed() {
            return vec![Effect::Beside(None)];
        }
        let begun = *self.begun.get_or_insert_with(|| Begun::now(self.row, context));
        vec![Effect::Beside(begun.half_written(self.text.text(), context))]
    }

    fn keep(&mut self, context: &Context) -> Vec<Effect> {
        let leave = || vec![Effect::Beside(None), Effect::Back];
        let text = self.text.text();
        let now = context.session.timeline().section(self.row.name).map(|section| section.text).unwrap_or_default();
        if !self.is_changed() || text == now || (text.trim().is_empty() && now.is_empty()) {
            return leave();
        }
        let begun = self.begun.unwrap_or_else(|| Begun::now(self.row, context));
        match begun.stored(text, self.version, context) {
            Ok((mut effects, said)) => {
                effects.extend(leave());
                effects.push(Effect::Say(said));
                effects
            }
            Err(why) => {
                self.notice = Some(why);
                Vec::new()
            }
        }
    }

    fn drop_change(&mut self, _: &Context) -> Vec<Effect> {
        let said = if self.is_changed() { "the change is dropped" } else { "nothing was changed" };
        vec![Effect::Beside(None), Effect::Back, Effect::Say(said.to_owned())]
    }

    fn edit_outside(&mut self, _: &Context) -> Vec<Effect> {
        vec![Effect::Edit { section: self.row, text: self.text.text().to_owned() }]
    }

    fn undo(&mut self, context: &Context) -> Vec<Effect> {
        if !self.text.undo() {
            self.notice = Some("no change of the text to take back".to_owned());
        }
        self.beside(context)
    }

    fn key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        self.notice = None;
        // Undo is a row of the table, which says so where there is none.
        if self.chord.is_empty() && key != Key::ctrl('_') && self.text.handle(key) {
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

    /// The first line of the preview: so that what is written at the caret is in view.
    fn start(&self, height: usize) -> usize {
        let line = Preview::of_text(self.row, &self.text.text()[..self.text.caret()]).len();
        line.saturating_sub(height / 2)
    }
}

impl Screen for Editor {
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect> {
        match input {
            Input::Key(key) => self.key(*key, context),
            Input::Paste(text) => {
                self.notice = None;
                self.text.insert(text);
                self.beside(context)
            }
            Input::Mouse(mouse) => {
                if let Some(by) = mouse.turned() {
                    self.text.scroll(by * ROWS);
                }
                Vec::new()
            }
            Input::CutOff { .. } | Input::Resize(..) | Input::Gone(_) => Vec::new(),
        }
    }

    /// What was left half written is in the text, and one undo away from what is stored. It is kept
    /// by this editor before it is let go where it was.
    fn laid(&mut self, context: &Context) -> Vec<Effect> {
        let Some(left) = self.left.take() else { return Vec::new() };
        self.text.replace_with(&left.text);
        self.notice = Some("half written, and back; Esc keeps it, C-x k drops it".to_owned());
        let mut effects = self.beside(context);
        effects.push(Effect::TakenUp(left.id));
        effects
    }

    fn refresh(&mut self, context: &Context) -> Vec<Effect> {
        if let Some(by) = meanwhile(self.row, self.other, context) {
            self.other = context.session.timeline().section(self.row.name).map(|section| section.id);
            self.notice = Some(format!("{by} has written it meanwhile; yours will be the version after"));
        }
        Vec::new()
    }

    fn edited(&mut self, _: &'static SectionRow, text: String, context: &Context) -> Vec<Effect> {
        self.text.replace_with(&text);
        self.notice = Some("as it came back; Esc keeps it".to_owned());
        self.beside(context)
    }

    fn tell(&mut self, said: &str) {
        self.notice = Some(said.to_owned());
    }

    fn view(&self, frame: &mut Frame, context: &Context) {
        let area = frame.area();
        if area.is_empty() {
            return;
        }
        let parts = Parts::of(area, 0);
        let room = usize::from(area.width).saturating_sub(2);
        let said = Words::said(self.notice.as_deref(), begun(COMMANDS, &self.chord), in_short(COMMANDS, room));
        let right = match (self.is_changed(), self.versions) {
            (true, _) => "changed".to_owned(),
            (false, 0) => String::new(),
            (false, versions) => format!("version {versions}"),
        };
        let words =
            Words { title: format!("{}: {}", self.row.title, self.row.question), right, below: String::new(), said };
        parts.draw(&words, frame, context);
        // The text begins below its title.
        let inside = |area: Rect| Rect { x: area.x + 1, width: area.width.saturating_sub(1).max(1), ..area };
        match parts.columns(area.width / 2) {
            Some((left, right)) => {
                Parts::divide(left, frame, context.theme);
                let preview = Preview::of_text(self.row, self.text.text());
                preview.draw(self.start(usize::from(right.height)), frame, right, context.theme);
                self.text.draw(frame, inside(left), context.theme);
            }
            None if area.width > MARGIN => self.text.draw(frame, inside(parts.body), context.theme),
            None => self.text.draw(frame, parts.body, context.theme),
        }
        parts.say(&words, frame, context);
    }

    fn covers_all(&self) -> bool {
        true
    }

    fn run(&mut self, name: &str, context: &Context) -> Vec<Effect> {
        self.notice = None;
        run(COMMANDS, name, self, context)
    }

    /// Leaving keeps, wherever it leads.
    fn give_way(&mut self, context: &Context) -> Vec<Effect> {
        self.keep(context)
    }

    fn help(&self) -> Vec<HelpRow> {
        let of_the_text = OF_THE_TEXT.iter().map(|(keys, help)| HelpRow { keys: (*keys).to_owned(), name: "", help });
        help_rows(COMMANDS).into_iter().chain(of_the_text).collect()
    }
}
