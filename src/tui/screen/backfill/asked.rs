//! The line at the foot of the screen: another row, or a correction of one. What it comes to is shown
//! while it is typed.

use super::Backfill;
use super::rows::Rows;
use crate::entry::backfill::{self, Row};
use crate::entry::{is_prefix, prefix_meant, with_prefix, with_time};
use crate::time::{Moment, phrase};
use crate::timeline::RecordId;
use crate::tui::effect::Effect;
use crate::tui::key::{Code, Key};
use crate::tui::screen::Context;
use crate::tui::screen::review::{TAG_HINT, TIME_HINT};
use crate::tui::widget::line::Line;
use crate::words;

/// One thing that can be asked for.
pub(super) struct AskRow {
    pub(super) prompt: &'static str,
    /// What is said while nothing is typed.
    pub(super) hint: &'static str,
    /// The line that a row has with this answer, or why it has none.
    line: fn(&str, &str) -> Result<String, String>,
}

pub(super) static ADD: AskRow = AskRow {
    prompt: "line",
    hint: "paste lines, or type one and Enter: 10:15 e: database team; Esc leaves",
    line: |_, typed| Ok(typed.to_owned()),
};
pub(super) static LINE: AskRow = AskRow {
    prompt: "line",
    hint: "the whole line, as it is typed: 10:15 e: database team; x drops the row",
    line: |_, typed| match typed.trim() {
        "" => Err("a row can't be emptied; x drops it".to_owned()),
        typed => Ok(typed.to_owned()),
    },
};
pub(super) static TIME: AskRow = AskRow { prompt: "time", hint: TIME_HINT, line: timed };
pub(super) static TAG: AskRow = AskRow { prompt: "tag", hint: TAG_HINT, line: tagged };

fn timed(line: &str, typed: &str) -> Result<String, String> {
    let words = if typed.trim() == "unknown" { "" } else { typed.trim() };
    if !words.is_empty() && phrase::read_whole(words).is_none() {
        return Err(format!("“{}” is not a time; {TIME_HINT}", words::one_line(words)));
    }
    with_time(line, words).ok_or_else(|| "before these words that is no time; e corrects the line".to_owned())
}

fn tagged(line: &str, typed: &str) -> Result<String, String> {
    let prefix = prefix_meant(typed);
    match is_prefix(&prefix) {
        true => Ok(with_prefix(line, &prefix)),
        false => Err(format!("“{}” is no tag; {TAG_HINT}", words::one_line(typed))),
    }
}

/// A question, and as much of its answer as is typed.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) row: &'static AskRow,
    /// The row it is about; none for one that is being typed.
    of: Option<RecordId>,
    /// The record that another row is to become, and its first key press.
    new: Option<(RecordId, Moment)>,
    pub(super) line: Line,
    before: String,
}

impl Asked {
    pub(super) fn of(row: &'static AskRow, of: Option<RecordId>, text: String) -> Asked {
        let mut line = Line::new();
        line.set(text.clone());
        Asked { row, of, new: None, line, before: text }
    }

    /// Whether it is another row.
    pub(super) fn is_new(&self) -> bool {
        self.of.is_none()
    }

    pub(super) fn is_changed(&self) -> bool {
        self.line.text() != self.before && !self.line.text().trim().is_empty()
    }

    /// The row as it would be, and its place.
    fn answered(&self, rows: &Rows, cursor: usize) -> Result<(usize, Row), String> {
        let text = self.line.text();
        let Some(of) = self.of else {
            let text = (self.row.line)("", text)?;
            let new = self.new.and_then(|(id, came)| backfill::rows(&text, came, || id).pop());
            let below = if rows.all().is_empty() { 0 } else { cursor + 1 };
            return new.map(|row| (below, row)).ok_or_else(|| self.row.hint.to_owned());
        };
        let found = rows.all().iter().enumerate().find(|(_, row)| row.id == of);
        let (at, row) = found.ok_or_else(|| "that row is gone; Esc leaves".to_owned())?;
        let mut row = row.clone();
        if std::ptr::eq(self.row, &LINE) {
            row.correct((self.row.line)(&row.line, text)?);
        } else {
            // What goes on below stays as it is.
            (row.line, row.taken) = ((self.row.line)(&row.line, text)?, None);
        }
        Ok((at, row))
    }

    /// The same, as far as something is typed and comes to something.
    pub(super) fn row(&self, rows: &Rows, cursor: usize) -> Option<(usize, Row)> {
        self.answered(rows, cursor).ok().filter(|_| self.is_changed())
    }

    /// Why what is typed comes to nothing, or what can be typed.
    pub(super) fn problem(&self, rows: &Rows, cursor: usize) -> Option<String> {
        match self.line.text().trim().is_empty() {
            true => Some(self.row.hint.to_owned()),
            false => self.answered(rows, cursor).err(),
        }
    }
}

impl Backfill {
    /// Asks about the row under the cursor; what was left half typed of the same is there again.
    pub(super) fn ask(&mut self, row: &'static AskRow, of: Option<RecordId>, text: String) -> Vec<Effect> {
        let is_same = |left: &mut Asked| std::ptr::eq(left.row, row) && left.of == of;
        self.asked = Some(self.left.take_if(is_same).unwrap_or_else(|| Asked::of(row, of, text)));
        Vec::new()
    }

    pub(super) fn asked_key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        if key.code == Code::Enter {
            return self.answer(context);
        }
        let leaves = key.code == Code::Esc || [Key::ctrl('g'), Key::ctrl('c'), Key::ctrl('d')].contains(&key);
        let Some(asked) = &mut self.asked else { return Vec::new() };
        if leaves && (key != Key::ctrl('d') || asked.line.is_empty()) {
            return self.leave_line(context);
        }
        asked.line.handle(key);
        self.asked_typed(context)
    }

    /// Leaves the line. Another row that is half typed is there, and not kept; what was typed of a
    /// correction is there again when the same is asked.
    fn leave_line(&mut self, context: &Context) -> Vec<Effect> {
        let left = self.asked.take().filter(Asked::is_changed);
        let new = left.as_ref().filter(|left| left.is_new()).and_then(|left| left.row(&self.rows, self.cursor));
        if let Some((at, row)) = new {
            let rows = self.rows.with(at, Row { kept: Some(false), ..row });
            let effects = self.change(context, |now| *now = rows);
            self.cursor = at;
            self.notice = Some("it is not kept; x keeps it, e goes on with it".to_owned());
            return effects;
        }
        if self.rows.all().is_empty() {
            return self.leave(context);
        }
        self.notice = left.as_ref().map(|_| "left; the same key brings back what was typed".to_owned());
        self.left = left;
        self.beside(context)
    }

    pub(super) fn paste_into_line(&mut self, text: &str, context: &Context) -> Vec<Effect> {
        if let Some(asked) = &mut self.asked {
            asked.line.insert(&words::one_line(text));
        }
        self.asked_typed(context)
    }

    fn asked_typed(&mut self, context: &Context) -> Vec<Effect> {
        if let Some(asked) = self.asked.as_mut().filter(|asked| asked.is_new() && asked.new.is_none()) {
            asked.new = Some((context.session.new_id(), context.session.now()));
        }
        self.beside(context)
    }

    /// Enter: the row is as the line says. Another one can be typed below it; an empty line ends that.
    fn answer(&mut self, context: &Context) -> Vec<Effect> {
        let Some(asked) = self.asked.take() else { return Vec::new() };
        if asked.is_new() && asked.line.text().trim().is_empty() {
            self.asked = self.rows.all().is_empty().then_some(asked);
            return Vec::new();
        }
        match asked.answered(&self.rows, self.cursor) {
            Ok((at, row)) => {
                let rows = self.rows.with(at, row);
                let effects = self.change(context, |now| *now = rows);
                if asked.is_new() {
                    self.cursor = at;
                    self.asked = Some(Asked::of(&ADD, None, String::new()));
                }
                effects
            }
            Err(why) => {
                self.asked = Some(asked);
                self.say(why)
            }
        }
    }
}
