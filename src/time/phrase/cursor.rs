//! Walking over the start of a line: digits, words, signs, and where a time may end.

/// A place in a text. Copied before an attempt; an attempt that fails leaves the copy behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Cursor<'a> {
        Cursor { text, at: 0 }
    }

    /// How many bytes were taken.
    pub fn at(self) -> usize {
        self.at
    }

    pub fn rest(self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn peek(self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Moves over what satisfies `belongs`, and gives it.
    pub fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !belongs(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    /// Moves over white space within the line; whether there was any.
    pub fn spaces(&mut self) -> bool {
        !self.take_while(|c| c.is_whitespace() && c != '\n').is_empty()
    }

    /// Moves over so many bytes, which the caller has seen to be whole characters.
    pub fn skip(&mut self, bytes: usize) {
        self.at += bytes;
        debug_assert!(self.text.is_char_boundary(self.at));
    }

    pub fn eat(&mut self, signs: &[char]) -> bool {
        match self.peek().filter(|c| signs.contains(c)) {
            Some(c) => {
                self.at += c.len_utf8();
                true
            }
            None => false,
        }
    }

    /// A number of at most `most` digits, with how many it has. Longer runs are no number here.
    pub fn digits(&mut self, most: usize) -> Option<(u32, usize)> {
        let mut ahead = *self;
        let run = ahead.take_while(|c| c.is_ascii_digit());
        if run.is_empty() || run.len() > most {
            return None;
        }
        *self = ahead;
        Some((run.parse().ok()?, run.len()))
    }

    /// A number of exactly two digits, as after the colon of a clock time.
    pub fn two_digits(&mut self) -> Option<u32> {
        let mut ahead = *self;
        let (value, 2) = ahead.digits(2)? else { return None };
        *self = ahead;
        Some(value)
    }

    /// A whole word of letters; none when a digit or an apostrophe continues it.
    pub fn word(&mut self) -> Option<&'a str> {
        let mut ahead = *self;
        let word = ahead.take_while(char::is_alphabetic);
        let goes_on = ahead.peek().is_some_and(|c| c.is_alphanumeric() || matches!(c, '\'' | '’' | '_'));
        if word.is_empty() || goes_on {
            return None;
        }
        *self = ahead;
        Some(word)
    }

    /// Moves over one of these whole words, in any case.
    pub fn eat_word(&mut self, words: &[&str]) -> bool {
        let mut ahead = *self;
        let found = ahead.word().is_some_and(|word| words.iter().any(|known| known.eq_ignore_ascii_case(word)));
        if found {
            *self = ahead;
        }
        found
    }

    /// Moves over whole words that follow each other, all or none.
    pub fn eat_words(&mut self, words: &[&str]) -> bool {
        let mut ahead = *self;
        let found = words.iter().all(|word| {
            ahead.spaces();
            ahead.eat_word(&[word])
        });
        if found {
            *self = ahead;
        }
        found
    }

    /// Whether a time may end here: at white space, at the end, or at a separator.
    pub fn is_at_an_end(self) -> bool {
        self.peek().is_none_or(char::is_whitespace) || self.separator().is_some()
    }

    /// Moves over a separator and the space around it.
    pub fn skip_separator(&mut self) {
        self.take_while(char::is_whitespace);
        if let Some(after) = self.separator() {
            *self = after;
        }
        self.take_while(char::is_whitespace);
    }

    /// Behind the separator that stands here: followed by a space or nothing, except for the long
    /// dash, which people also set tight.
    fn separator(self) -> Option<Cursor<'a>> {
        let mut after = self;
        let tight = self.peek() == Some('—');
        let separates = after.eat(&[':', ',', ';', '.', '-', '–', '—', '|'])
            && (after.peek().is_none_or(char::is_whitespace) || tight && after.peek().is_some_and(char::is_alphabetic));
        separates.then_some(after)
    }
}
