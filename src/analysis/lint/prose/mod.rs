//! Texts as the rules read them: words, sentences, and the times that are written in them.

mod times;

use std::ops::Range;

pub(in crate::analysis::lint) use times::{Clock, Date, Length, clocks, dates, lengths};

/// A word of a text: letters, digits and apostrophes; a number with its point and its `%`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::analysis::lint) struct Word {
    /// In small letters.
    pub lower: String,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    /// The last of its sentence.
    pub last: bool,
}

/// The words of a text, in order. A hyphen parts two; a line's end ends a sentence, too.
pub(in crate::analysis::lint) fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            let next = chars.peek().map(|(_, next)| *next);
            if let Some(before) = found.last_mut() {
                before.last |= ends_sentence(c, next);
            }
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut number = c.is_ascii_digit();
        while let Some((at, c)) = chars.peek().copied() {
            let next = text[at + c.len_utf8()..].chars().next();
            let joins = match c {
                '\'' | '’' => next.is_some_and(char::is_alphabetic),
                '.' | ',' => number && next.is_some_and(|next| next.is_ascii_digit()),
                '%' => number,
                _ => c.is_alphanumeric(),
            };
            if !joins {
                break;
            }
            number &= c.is_ascii_digit() || matches!(c, '.' | ',');
            end = at + c.len_utf8();
            chars.next();
        }
        let lower = text[start..end].to_lowercase().replace('’', "'");
        found.push(Word { lower, at: start..end, last: false });
    }
    found
}

fn ends_sentence(c: char, next: Option<char>) -> bool {
    match c {
        '\n' | '!' | '?' => true,
        '.' => next.is_none_or(char::is_whitespace),
        _ => false,
    }
}

/// The words of each sentence.
pub(in crate::analysis::lint) fn sentences(words: &[Word]) -> impl Iterator<Item = &[Word]> {
    words.split_inclusive(|word| word.last)
}

/// What stands in a text from the first to the last of these words.
pub(in crate::analysis::lint) fn text_of<'a>(text: &'a str, words: &[Word]) -> &'a str {
    words.first().zip(words.last()).map_or("", |(first, last)| &text[first.at.start..last.at.end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_know_where_sentences_end() {
        let text = "Don’t panic. 99.5% of api.example at 3.5 s!\nAll well-known";
        let told: Vec<String> =
            words(text).iter().map(|word| format!("{}{}", word.lower, if word.last { "|" } else { "" })).collect();
        assert_eq!(told.join(" "), "don't panic| 99.5% of api example at 3.5 s| all well known");
    }

    proptest! {
        #[test]
        fn any_text_has_its_words(text in any::<String>()) {
            let found = words(&text);
            prop_assert!(found.iter().all(|word| !text[word.at.clone()].is_empty()));
            prop_assert_eq!(sentences(&found).map(<[Word]>::len).sum::<usize>(), found.len());
        }
    }
}
