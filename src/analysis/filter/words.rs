//! Words looked for in the text of a row, which stands there in small letters. Nothing is allocated.

use crate::timeline::is_of_name;

/// A bare word: its letters as they stand, or in their order within one word of the text, from the
/// first letter of that word on (`tmout` finds `timeout`).
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Word {
    letters: Box<str>,
    /// One by one; none where something else than letters and digits is among them: nothing of
    /// that is ever within one word.
    spread: Box<[char]>,
}

/// Words in quotes: as they stand, apart from other words.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Phrase {
    letters: Box<str>,
    /// The quote is not closed yet: its last word may go on.
    open: bool,
}

impl Word {
    pub(super) fn new(typed: &str) -> Word {
        let letters = typed.to_lowercase();
        let is_one = letters.chars().all(char::is_alphanumeric);
        let spread = if is_one { letters.chars().collect() } else { Box::default() };
        Word { letters: letters.into(), spread }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        if text.contains(&*self.letters) {
            return true;
        }
        if text.is_ascii() {
            let letters = self.letters.as_bytes();
            return !self.spread.is_empty() && is_spread(letters, text.bytes(), |byte| byte.is_ascii_alphanumeric());
        }
        is_spread(&self.spread, text.chars(), char::is_alphanumeric)
    }

    /// Whether whatever holds this one holds the other, too.
    pub(super) fn implies(&self, other: &Word) -> bool {
        self.letters.starts_with(&*other.letters)
    }
}

/// Whether letters stand in their order within one word, the first of them at its beginning.
fn is_spread<L: PartialEq + Copy>(
    letters: &[L],
    text: impl Iterator<Item = L>,
    is_of_word: impl Fn(L) -> bool,
) -> bool {
    let Some(first) = letters.first() else { return false };
    // How many were found in this word; none where it begins with another letter.
    let mut found = 0;
    let mut begins = true;
    for letter in text {
        if !is_of_word(letter) {
            begins = true;
            continue;
        }
        if begins {
            found = usize::from(letter == *first);
        } else if found > 0 && letter == letters[found] {
            found += 1;
        }
        begins = false;
        if found == letters.len() {
            return true;
        }
    }
    false
}

impl Phrase {
    pub(super) fn new(typed: &str, open: bool) -> Phrase {
        Phrase { letters: typed.to_lowercase().into(), open }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        let letters = &*self.letters;
        let goes_on = |inside: Option<char>, outside: Option<char>| {
            inside.is_some_and(char::is_alphanumeric) && outside.is_some_and(char::is_alphanumeric)
        };
        let (first, last) = (letters.chars().next(), letters.chars().next_back());
        let stands_apart = |at: usize| {
            let (before, behind) = (&text[..at], &text[at + letters.len()..]);
            !goes_on(first, before.chars().next_back()) && (self.open || !goes_on(last, behind.chars().next()))
        };
        letters.is_empty() || text.match_indices(letters).any(|(at, _)| stands_apart(at))
    }

    pub(super) fn implies(&self, other: &Phrase) -> bool {
        self == other || other.open && self.letters.starts_with(&*other.letters)
    }
}

/// Whether this can stand behind a sign.
pub(super) fn is_name(name: &str) -> bool {
    let ends = name.ends_with(['.', '-']);
    !ends && name.chars().all(is_of_name) && name.chars().any(char::is_alphabetic)
}

/// Whether two names are the same, however they are written.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    match a.is_ascii() && b.is_ascii() {
        true => a.eq_ignore_ascii_case(b),
        false => a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase)),
    }
}
