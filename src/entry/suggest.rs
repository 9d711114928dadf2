//! Which tag the words of a line speak for: a suggestion, shown beside the line and never applied
//! without a key. It is asked after [`super::understand`], with the text that was left.
//!
//! The words stand in `assets/tag-words.tsv`, a row each: a tag, a weight, a phrase. The weights of
//! a tag's phrases that the text holds are added up. The tag with the highest sum is suggested if
//! it is high enough and far enough above the next; a text that speaks for two says nothing.

mod phrase;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::{Draft, Typed};
use crate::timeline::Tag;
use phrase::{Pattern, Phrase, Sets};

/// A tag is suggested from this sum of weights on,
pub const THRESHOLD: i32 = 3;
/// and if it is so far above the sum of the next tag.
pub const LEAD: i32 = 1;

/// Only the beginning of a text is looked at, in bytes: what sort of thing happened is said first.
pub const LOOKED_AT: usize = 400;

/// A tag that the words of a text speak for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion {
    pub tag: Tag,
    /// The sum of the weights of the reasons.
    pub score: i32,
    pub reasons: Vec<Reason>,
}

/// A phrase that was found in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// The words of the text, as they are compared.
    pub said: String,
    /// As written in the list.
    pub phrase: &'static str,
    /// Below zero where it speaks against the tag.
    pub weight: i32,
}

/// The tag that the words of a text suggest, if one stands out.
pub fn suggest(text: &str) -> Option<Suggestion> {
    let mut ranked = weigh(text).into_iter();
    let best = ranked.next().filter(|best| best.score >= THRESHOLD)?;
    let next = ranked.next().map_or(0, |next| next.score);
    (best.score >= next.saturating_add(LEAD)).then_some(best)
}

/// The same for a line that was understood as this; none where it has a tag.
pub fn suggest_for(typed: &Typed<'_>, draft: &Draft) -> Option<Suggestion> {
    (!has_tag(typed, draft)).then(|| suggest(&draft.body.text)).flatten()
}

/// Whether somebody gave the line a tag, that of a plain note included, or made it a title.
pub fn has_tag(typed: &Typed<'_>, draft: &Draft) -> bool {
    let before = typed.line.trim().strip_suffix(draft.body.text.as_str()).unwrap_or_default();
    let says_note = before.trim_end().strip_suffix(':').is_some_and(|before| before.ends_with(Tag::Note.name()));
    typed.tag.is_some() || says_note || draft.body.tag != Tag::Note || draft.title.is_some()
}

/// Every tag that words of the text speak for, the highest sum first.
pub fn weigh(text: &str) -> Vec<Suggestion> {
    let words = phrase::words(&text[..text.floor_char_boundary(LOOKED_AT)]);
    let mut found: BTreeMap<Tag, Vec<Reason>> = BTreeMap::new();
    for (row, said) in LISTED.held_by(&words) {
        let reason = Reason { said: said.join(" "), phrase: row.phrase.written, weight: row.weight };
        found.entry(row.tag).or_default().push(reason);
    }
    let sum = |reasons: &[Reason]| reasons.iter().map(|reason| reason.weight).sum();
    let weighed = found.into_iter().map(|(tag, reasons)| Suggestion { tag, score: sum(&reasons), reasons });
    let mut ranked: Vec<Suggestion> = weighed.filter(|weighed| weighed.score > 0).collect();
    // Stable, so that equals stay in the order of the registry.
    ranked.sort_by_key(|weighed| std::cmp::Reverse(weighed.score));
    for weighed in &mut ranked {
        weighed.reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.weight), reason.phrase));
    }
    ranked
}

const LIST: &str = include_str!("../../assets/tag-words.tsv");

static LISTED: LazyLock<Listed> = LazyLock::new(|| Listed::of(rows(LIST).filter_map(Result::ok).collect()));

/// The rows of the list, found by the words that their phrases begin with: of hundreds, a line can hold
/// a few.
struct Listed {
    rows: Vec<Row>,
    /// By a whole word, and by the first letter of one whose end is left open.
    by_word: HashMap<&'static str, Vec<usize>>,
    by_letter: HashMap<char, Vec<(&'static str, usize)>>,
    /// What may begin with any word, or with a number.
    anywhere: Vec<(Pattern, usize)>,
}

impl Listed {
    fn of(rows: Vec<Row>) -> Listed {
        let (mut by_word, mut by_letter, mut anywhere) = (HashMap::new(), HashMap::new(), Vec::new());
        for (at, row) in rows.iter().enumerate() {
            for first in row.phrase.firsts() {
                match (*first, first.letter()) {
                    (Pattern::Exactly(word), _) => by_word.entry(word).or_insert_with(Vec::new).push(at),
                    (Pattern::Beginning(word), Some(letter)) => {
                        by_letter.entry(letter).or_insert_with(Vec::new).push((word, at));
                    }
                    (any, _) => anywhere.push((any, at)),
                }
            }
        }
        Listed { rows, by_word, by_letter, anywhere }
    }

    /// The rows whose phrases the words hold, in the order of the list; each with the words that are it, where
    /// it stands first.
    fn held_by<'a>(&'a self, words: &'a [String]) -> impl Iterator<Item = (&'a Row, &'a [String])> {
        let mut found: BTreeMap<usize, &[String]> = BTreeMap::new();
        for (place, word) in words.iter().enumerate() {
            let letter = word.chars().next().and_then(|letter| self.by_letter.get(&letter));
            let begun = letter.into_iter().flatten().filter(|(beginning, _)| word.starts_with(beginning));
            let any = self.anywhere.iter().filter(|(pattern, _)| pattern.fits(word));
            let whole = self.by_word.get(word.as_str()).into_iter().flatten();
            for at in whole.chain(begun.map(|(_, at)| at)).chain(any.map(|(_, at)| at)) {
                if !found.contains_key(at)
                    && let Some(said) = self.rows[*at].phrase.goes_on_from(words, place)
                {
                    found.insert(*at, said);
                }
            }
        }
        found.into_iter().map(|(at, said)| (&self.rows[at], said))
    }
}

/// A row of the list.
struct Row {
    tag: Tag,
    weight: i32,
    phrase: Phrase,
}

/// The rows of a list, or the lines that are none.
fn rows(list: &'static str) -> impl Iterator<Item = Result<Row, &'static str>> {
    let mut sets = Sets::new();
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(move |line| match line.strip_prefix('@').and_then(|set| set.split_once('\t')) {
        Some((name, members)) => {
            sets.insert(name, members.split('|').collect());
            None
        }
        None => Some(row(line, &sets).ok_or(line)),
    })
}

fn row(line: &'static str, sets: &Sets) -> Option<Row> {
    let mut columns = line.split('\t');
    let tag = columns.next().and_then(Tag::named).filter(|tag| can_be_suggested(*tag))?;
    let weight = columns.next()?.parse().ok()?;
    let phrase = Phrase::read(columns.next()?, sets)?;
    columns.next().is_none().then_some(Row { tag, weight, phrase })
}

/// A note says nothing, and a role or a severity takes more than its name: who, which one.
fn can_be_suggested(tag: Tag) -> bool {
    !matches!(tag, Tag::Note | Tag::Role | Tag::Severity)
}

#[cfg(test)]
mod tests;
