//! The line that is being typed: text, caret, and the keys that hands know from the shell.
//!
//! What is edited are characters as people see them (grapheme clusters), never halves of them,
//! and the text is kept exactly as it came in: what could drive a terminal is only written out
//! when it is shown.

mod history;
mod kills;
mod view;

use std::cell::Cell;
use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use self::history::{Edit, History, Kind};
use self::kills::Kills;
pub use self::view::View;
pub(super) use self::view::{shown, width_of};
use super::super::key::{Code, Key};

/// A line of text under edit.
#[derive(Clone, Default, Debug)]
pub struct Line {
    text: String,
    /// A byte of `text`, always between two clusters.
    caret: usize,
    history: History,
    kills: Kills,
    last: Last,
    /// The first byte that was in view: what is drawn depends on what was drawn before, because
    /// a line that moved with every key could not be read.
    left: Cell<usize>,
}

/// What the last key did, as far as the next one depends on it.
#[derive(Clone, Default, Debug)]
enum Last {
    #[default]
    Other,
    Killed,
    Yanked(Range<usize>),
}

impl Line {
    pub fn new() -> Line {
        Line::default()
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where the caret is, as a byte of the text.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Another line altogether, with the caret at its end and nothing to undo. What was killed
    /// can still be yanked.
    pub fn set(&mut self, text: impl Into<String>) {
        self.text = text.into();
        self.caret = self.text.len();
        self.history = History::default();
        self.last = Last::Other;
        self.left.set(0);
    }

    /// The text, leaving the line empty.
    pub fn take(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        self.set("");
        text
    }

    /// Inserts text at the caret, as one step, exactly as it is; line breaks are the caller's
    /// decision.
    pub fn insert(&mut self, text: &str) {
        self.last = Last::Other;
        self.replace(self.caret..self.caret, text, Kind::Whole);
    }

    /// Puts another text in its place, as one step that can be taken back.
    pub fn replace_with(&mut self, text: &str) {
        self.last = Last::Other;
        self.replace(0..self.text.len(), text, Kind::Whole);
    }

    /// Puts the caret at this byte, or before the character that it is in.
    pub fn move_to(&mut self, at: usize) {
        self.last = Last::Other;
        self.caret = view::boundary_to(&self.text, at);
    }

    /// Kills what is between these bytes, as far as they are between characters.
    pub fn kill_between(&mut self, range: Range<usize>) {
        let last = std::mem::take(&mut self.last);
        let (start, end) = (view::boundary_to(&self.text, range.start), view::boundary_to(&self.text, range.end));
        self.kill(start..end.max(start), &last);
    }

    /// Takes back the last change of the text, if there is one.
    pub fn undo(&mut self) -> bool {
        let Some(edit) = self.history.back() else { return false };
        self.text.replace_range(edit.inserted_range(), &edit.removed);
        self.caret = edit.caret_before;
        self.last = Last::Other;
        true
    }

    /// Does what the key does to a line; false if that is nothing, so that it can mean something
    /// else. Ctrl-D on an empty line and an undo without a change are not the line's.
    pub fn handle(&mut self, key: Key) -> bool {
        let last = std::mem::take(&mut self.last);
        if let Some(c) = key.typed() {
            self.replace(self.caret..self.caret, c.encode_utf8(&mut [0; 4]), Kind::Typing);
            return true;
        }
        match (key.code, key.ctrl, key.alt) {
            (Code::Left, false, false) | (Code::Char('b'), true, false) => self.caret = self.before(self.caret),
            (Code::Right, false, false) | (Code::Char('f'), true, false) => self.caret = self.after(self.caret),
            (Code::Left, _, _) | (Code::Char('b'), false, true) => self.caret = self.word_start(),
            (Code::Right, _, _) | (Code::Char('f'), false, true) => self.caret = self.word_end(),
            (Code::Home, ..) | (Code::Char('a'), true, false) => self.caret = 0,
            (Code::End, ..) | (Code::Char('e'), true, false) => self.caret = self.text.len(),
            (Code::Backspace, false, false) => {
                self.replace(self.before(self.caret)..self.caret, "", Kind::Backspace);
            }
            (Code::Char('d'), true, false) if self.is_empty() => return false,
            (Code::Delete, false, false) | (Code::Char('d'), true, false) => {
                self.replace(self.caret..self.after(self.caret), "", Kind::Delete);
            }
            (Code::Char('w'), true, false) => self.kill(self.blank_start()..self.caret, &last),
            (Code::Backspace, ..) => self.kill(self.word_start()..self.caret, &last),
            (Code::Delete, ..) | (Code::Char('d'), false, true) => self.kill(self.caret..self.word_end(), &last),
            (Code::Char('u'), true, false) => self.kill(0..self.caret, &last),
            (Code::Char('k'), true, false) => self.kill(self.caret..self.text.len(), &last),
            (Code::Char('y'), true, false) => self.yank(self.caret..self.caret),
            (Code::Char('y'), false, true) => match last {
                Last::Yanked(range) => {
                    self.kills.turn();
                    self.yank(range);
                }
                Last::Other | Last::Killed => {}
            },
            (Code::Char('t'), true, false) => self.transpose(),
            (Code::Char('_'), true, false) => return self.undo(),
            _ => {
                self.last = last;
                return false;
            }
        }
        true
    }

    /// The only place where the text changes, undo apart.
    fn replace(&mut self, range: Range<usize>, with: &str, kind: Kind) {
        if range.is_empty() && with.is_empty() {
            return;
        }
        let (at, caret_before) = (range.start, self.caret);
        let removed = self.text[range.clone()].to_owned();
        self.text.replace_range(range, with);
        // What is now side by side may have become one cluster; the caret is never inside.
        self.caret = boundary_from(&self.text, at + with.len());
        self.history.record(Edit { at, removed, inserted: with.to_owned(), caret_before }, kind);
    }

    fn kill(&mut self, range: Range<usize>, last: &Last) {
        let backwards = range.end == self.caret && range.start < self.caret;
        if !range.is_empty() {
            self.kills.take(&self.text[range.clone()], backwards, matches!(last, Last::Killed));
        }
        self.replace(range, "", Kind::Whole);
        self.last = Last::Killed;
    }

    fn yank(&mut self, over: Range<usize>) {
        let Some(text) = self.kills.latest().map(str::to_owned) else { return };
        self.replace(over.clone(), &text, Kind::Whole);
        self.last = Last::Yanked(over.start..over.start + text.len());
    }

    /// Swaps the characters around the caret, or the last two at the end of the line.
    fn transpose(&mut self) {
        let end = self.after(self.caret);
        let middle = self.before(end);
        let start = self.before(middle);
        if start < middle && self.caret > 0 {
            let swapped = [&self.text[middle..end], &self.text[start..middle]].concat();
            self.replace(start..end, &swapped, Kind::Whole);
        }
    }

    fn before(&self, at: usize) -> usize {
        self.text[..at].grapheme_indices(true).next_back().map_or(0, |(start, _)| start)
    }

    fn after(&self, at: usize) -> usize {
        self.text[at..].graphemes(true).next().map_or(at, |cluster| at + cluster.len())
    }

    /// The start of the word before the caret; words are letters and digits.
    fn word_start(&self) -> usize {
        self.start_of(is_word)
    }

    /// The start of what stands before the caret without a blank in it.
    fn blank_start(&self) -> usize {
        self.start_of(|cluster| !is_blank(cluster))
    }

    fn start_of(&self, belongs: fn(&str) -> bool) -> usize {
        let before = self.text[..self.caret].grapheme_indices(true).rev();
        let mut inside = false;
        for (start, cluster) in before {
            match (inside, belongs(cluster)) {
                (true, false) => return start + cluster.len(),
                (_, belongs) => inside = belongs,
            }
        }
        0
    }

    fn word_end(&self) -> usize {
        let mut inside = false;
        for (start, cluster) in self.text[self.caret..].grapheme_indices(true) {
            match (inside, is_word(cluster)) {
                (true, false) => return self.caret + start,
                (_, word) => inside = word,
            }
        }
        self.text.len()
    }
}

fn is_word(cluster: &str) -> bool {
    cluster.starts_with(char::is_alphanumeric)
}

fn is_blank(cluster: &str) -> bool {
    cluster.starts_with(char::is_whitespace)
}

/// The first boundary between clusters from this byte on.
fn boundary_from(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(false) => cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()),
        _ => at,
    }
}

#[cfg(test)]
mod tests;
