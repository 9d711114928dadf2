//! Tag prefixes: lower case, a colon, and a space or the end, so that plain sentences stay plain.

use super::Doubt;
use crate::timeline::{CauseRole, EventBody, TAGS, Tag, Turn};

/// What stands before the text of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Prefix {
    Tag {
        tag: Tag,
        /// Of the hypothesis it speaks of.
        number: Option<u32>,
        detail: Option<(&'static str, String)>,
    },
    /// Names the incident.
    Title,
}

/// The one prefix that is no tag: a title is not an event.
const TITLE: &str = "title";

/// In bytes; a title is a line in a list.
pub const TITLE_LIMIT: usize = 1000;

impl Prefix {
    /// A tag that was chosen beside the line.
    pub fn of_tag(tag: Tag) -> Prefix {
        Prefix::Tag { tag, number: None, detail: None }
    }

    /// The prefix of this word, colon excluded.
    fn of_word(word: &str) -> Option<Prefix> {
        if word == TITLE {
            return Some(Prefix::Title);
        }
        if let Some(row) = TAGS.iter().find(|row| row.prefixes.contains(&word)) {
            return Some(Prefix::Tag { tag: row.tag, number: None, detail: detail(row.tag, word) });
        }
        // Whoever writes the name out means the same.
        if let Some(row) = TAGS.iter().find(|row| row.name == word || row.short == word) {
            return (!needs_its_prefix(row.tag)).then(|| Prefix::of_tag(row.tag));
        }
        let (word, digits) = word.split_at(word.find(|c: char| c.is_ascii_digit())?);
        // A word may stand apart from its number; a letter is one with it.
        let word = if word.len() > 2 { word.trim_end() } else { word };
        let row = TAGS.iter().find(|row| row.prefixes.contains(&word))?;
        let number = digits.parse().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
        let detail = detail(row.tag, word);
        takes_a_number(row.tag).then_some(Prefix::Tag { tag: row.tag, number: Some(number), detail })
    }
}

/// The tags whose prefix says more than their name does: who holds which role, how bad it is.
fn needs_its_prefix(tag: Tag) -> bool {
    matches!(tag, Tag::Role | Tag::Severity)
}

/// The tags that can speak of a numbered hypothesis: `x2:`, `c3:`, `f2:`, `h2:`, `t3:`.
fn takes_a_number(tag: Tag) -> bool {
    matches!(tag, Tag::MisleadingPath | Tag::Cause | Tag::Finding | Tag::Hypothesis | Tag::Change)
}

/// Words that say something beside their tag, which has its name: `park:` is a hypothesis parked.
const SAYS_MORE: &[(&str, &str)] = &[
    ("park", PARKED),
    ("root cause", CauseRole::Root.name()),
    ("contributing", CauseRole::Contributing.name()),
    ("trigger", CauseRole::Trigger.name()),
    ("impact start", EventBody::START),
    ("all clear", EventBody::ALL_CLEAR),
];

/// The detail of an event that leaves a hypothesis for now.
const PARKED: &str = Turn::Parked.word();

/// What the word itself says beside the tag: which role, which severity, which sort of cause.
fn detail(tag: Tag, word: &str) -> Option<(&'static str, String)> {
    let said = match tag {
        Tag::Role => word,
        Tag::Severity => word.trim_start_matches(|c: char| !c.is_ascii_digit()),
        _ => SAYS_MORE.iter().find(|(known, _)| *known == word)?.1,
    };
    Some((tag.name(), said.to_owned()))
}

/// Whether a text begins with a prefix.
pub(super) fn is_known(text: &str) -> bool {
    split(text).is_some_and(|(word, _)| Prefix::of_word(word).is_some())
}

/// The prefix that a person means by a letter, a name, the beginning of one, or the prefix itself.
pub fn prefix_meant(typed: &str) -> String {
    let typed = typed.trim().trim_end_matches(':').to_lowercase();
    let named = TAGS.iter().find(|row| row.name == typed || row.short == typed);
    let begun = || TAGS.iter().find(|row| typed.len() > 2 && row.name.starts_with(&typed));
    // The letter that is pressed behind Tab.
    let letter = || typed.parse().ok().and_then(Tag::of_letter).filter(|_| !is_prefix(&typed)).map(Tag::row);
    match named.or_else(begun).or_else(letter) {
        Some(row) => row.prefixes.first().map_or("note", |prefix| prefix).to_owned(),
        None => typed,
    }
}

/// Whether a line can begin with this and a colon.
pub fn is_prefix(word: &str) -> bool {
    Prefix::of_word(word).is_some()
}

/// What stands behind the prefix of a text that begins with one.
pub(super) fn behind(text: &str) -> Option<&str> {
    split(text).filter(|(word, _)| Prefix::of_word(word).is_some()).map(|(_, rest)| rest)
}

/// Reads the prefix at the start of a text; a lone letter that is none raises a doubt.
pub(super) fn read<'a>(text: &'a str, doubts: &mut Vec<Doubt>) -> Option<(Prefix, &'a str)> {
    let (word, rest) = split(text)?;
    match Prefix::of_word(word) {
        Some(Prefix::Title) if rest.is_empty() => {
            doubts.push(Doubt::saying("title: needs a name behind it; kept as text"));
            None
        }
        Some(Prefix::Title) if rest.len() > TITLE_LIMIT => {
            doubts.push(Doubt::saying("too long for a title; kept as text"));
            None
        }
        Some(prefix) => Some((prefix, rest)),
        None => {
            doubts.extend(doubt_about(word));
            None
        }
    }
}

/// What stands before the first colon if a space or the end follows it, and the text behind.
fn split(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(':')?;
    let is_word =
        !word.is_empty() && word.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '?' | ' '));
    (is_word && (rest.is_empty() || rest.starts_with(char::is_whitespace))).then(|| (word, rest.trim_start()))
}

fn doubt_about(word: &str) -> Option<Doubt> {
    let mut letters = word.chars();
    let letter = letters.next().filter(|c| c.is_lowercase())?;
    let digits = letters.as_str();
    if digits.is_empty() {
        return Some(Doubt::saying(format!("no tag has the prefix {letter}:")));
    }
    let is_tag_with_number = digits.bytes().all(|b| b.is_ascii_digit())
        && TAGS.iter().any(|row| row.prefixes.iter().any(|prefix| prefix.chars().eq([letter])));
    is_tag_with_number.then(|| Doubt::saying(format!("{letter}: takes no number; {word}: was kept as text")))
}
