//! What was done to a line, so that it can be taken back: in steps that a person would call one.

use std::ops::Range;

/// A change: at `at`, `removed` became `inserted`.
#[derive(Clone, Debug)]
pub struct Edit {
    pub at: usize,
    pub removed: String,
    pub inserted: String,
    pub caret_before: usize,
}

/// What made a change, and with that, which changes are one step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A word and the blanks after it are one step.
    Typing,
    Backspace,
    Delete,
    /// Always a step of its own.
    Whole,
}

#[derive(Clone, Default, Debug)]
pub struct History {
    done: Vec<Edit>,
    /// What the newest step is made of, while it may still grow.
    growing: Option<Kind>,
}

impl Edit {
    pub fn inserted_range(&self) -> Range<usize> {
        self.at..self.at + self.inserted.len()
    }

    pub fn removed_range(&self) -> Range<usize> {
        self.at..self.at + self.removed.len()
    }

    /// Adds a change of the same kind, if it goes on where this one ended; else gives it back.
    fn grow(&mut self, next: Edit, kind: Kind) -> Option<Edit> {
        let (joins, edge, text) = match kind {
            Kind::Typing => (self.inserted_range().end == next.at, self.inserted.chars().next_back(), &next.inserted),
            Kind::Backspace => (next.removed_range().end == self.at, self.removed.chars().next(), &next.removed),
            Kind::Delete => (next.at == self.at, self.removed.chars().next_back(), &next.removed),
            Kind::Whole => return Some(next),
        };
        let other_word = edge.is_some_and(char::is_whitespace) && !text.starts_with(char::is_whitespace);
        if !joins || other_word {
            return Some(next);
        }
        match kind {
            Kind::Backspace => {
                self.removed.insert_str(0, &next.removed);
                self.at = next.at;
            }
            _ => {
                self.removed.push_str(&next.removed);
                self.inserted.push_str(&next.inserted);
            }
        }
        None
    }
}

impl History {
    pub fn record(&mut self, edit: Edit, kind: Kind) {
        let newest = self.done.last_mut().filter(|_| self.growing == Some(kind));
        let apart = match newest {
            Some(newest) => newest.grow(edit, kind),
            None => Some(edit),
        };
        self.done.extend(apart);
        self.growing = Some(kind);
    }

    /// The step to take back.
    pub fn back(&mut self) -> Option<Edit> {
        self.growing = None;
        self.done.pop()
    }
}
