//! Backfill: lines from a chat or from notes, each an event with a time of its own.
//!
//! Three steps, all pure. [`rows`] parts what was pasted into rows, and no line is lost on the way.
//! [`read`] says what each row is: read by the same grammar as a line that is typed, put on the day
//! that its neighbours tell. Whoever looks at it corrects, joins, drops; what is corrected is the line
//! of the row, so that what is shown is what will be stored. [`written`] is how rows are kept until
//! then.

mod lines;
mod place;
mod read;
mod written;

use std::borrow::Cow;

use crate::time::Moment;
use crate::timeline::RecordId;

pub use lines::{count_timed, rows};
pub use read::{Fate, Is, Reading, There, read};
pub use written::{from_written, written};

/// One or several pasted lines that are to become one event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The record that it is to become.
    pub id: RecordId,
    /// As it would be typed: what a chat or a list puts around a line is taken off.
    pub line: String,
    /// The lines below it that go on with it.
    pub below: Vec<String>,
    /// When it came; also "now" for relative times.
    pub came: Moment,
    /// Whether it is to be stored, where somebody said so by hand.
    pub kept: Option<bool>,
    /// Which of the offered readings of its time was taken.
    pub taken: Option<u8>,
}

/// What goes on with a line is part of its words as long as all of it has no more bytes than this;
/// else it is evidence of it.
const MOST_WORDS: usize = 320;

impl Row {
    pub fn new(id: RecordId, line: impl Into<String>, came: Moment) -> Row {
        Row { id, line: line.into(), below: Vec::new(), came, kept: None, taken: None }
    }

    /// Whether the lines below are words of the event, and no evidence.
    pub fn is_words(&self) -> bool {
        let bytes: usize = self.below.iter().map(|line| line.len() + 1).sum();
        self.line.len() + bytes <= MOST_WORDS || self.below.is_empty()
    }

    /// The whole of it in one line.
    pub fn words(&self) -> Cow<'_, str> {
        if self.below.is_empty() || !self.is_words() {
            return Cow::Borrowed(&self.line);
        }
        let lines = std::iter::once(&self.line).chain(&self.below).map(|line| line.trim());
        Cow::Owned(lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" "))
    }

    /// What is attached to the event rather than said by it.
    pub fn evidence(&self) -> Option<String> {
        (!self.is_words()).then(|| self.below.join("\n"))
    }

    /// Puts another line in its place; what was words of it is in that.
    pub fn correct(&mut self, line: String) {
        if self.is_words() {
            self.below.clear();
        }
        (self.line, self.taken) = (line, None);
    }

    /// Takes in the row that stood below it.
    pub fn join(&mut self, other: Row) {
        self.below.push(other.line);
        self.below.extend(other.below);
        self.taken = None;
    }

    /// Its lines as rows of their own.
    pub fn split(mut self, mut new_id: impl FnMut() -> RecordId) -> Vec<Row> {
        let below = std::mem::take(&mut self.below);
        let came = self.came;
        self.taken = None;
        let parted = below.into_iter().map(|line| lines::whole(new_id(), &line, came));
        std::iter::once(self).chain(parted.collect::<Vec<_>>()).collect()
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
