//! What was killed, to be yanked: the last few, the latest first.

use std::collections::VecDeque;

#[derive(Clone, Default, Debug)]
pub struct Kills(VecDeque<String>);

const MOST: usize = 16;

impl Kills {
    /// Keeps `text`; one kill right after another makes the kept text longer, on the side on
    /// which it was killed.
    pub fn take(&mut self, text: &str, backwards: bool, joins: bool) {
        match self.0.front_mut().filter(|_| joins) {
            Some(latest) if backwards => latest.insert_str(0, text),
            Some(latest) => latest.push_str(text),
            None => {
                self.0.push_front(text.to_owned());
                self.0.truncate(MOST);
            }
        }
    }

    pub fn latest(&self) -> Option<&str> {
        self.0.front().map(String::as_str)
    }

    /// Makes the kill before the latest the latest.
    pub fn turn(&mut self) {
        if !self.0.is_empty() {
            self.0.rotate_left(1);
        }
    }
}
