//! Which tag the words of a line speak for: a suggestion, shown beside the line and never applied
//! without a key. It is asked after [`super::understand`], with the text that was left.
//!
//! The words stand in `assets/tag-words.tsv`, a row each: a tag, a weight, a phrase. The weights of
//! a tag's phrases that the text holds are added up. The tag with the highest sum is suggested if
//! it is high enough and far enough above the next; a text that speaks for two says nothing.

mod phrase;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Draft, Typed};
use crate::timeline::Tag;
use phrase::{Phrase, Sets, Text, Vocabulary, Words};

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

/// The tag that the words of a text suggest, if one stands out. A single letter is no word, and whoever
/// only begins a line does not wait for the list to be read.
pub fn suggest(text: &str) -> Option<Suggestion> {
    if text.starts_with(char::is_alphanumeric) && text.chars().nth(1).is_none() {
        return None;
    }
    outstanding(&weigh(text)).cloned()
}

/// The tag that stands out of those that [`weigh`] found.
pub fn outstanding(ranked: &[Suggestion]) -> Option<&Suggestion> {
    let best = ranked.first().filter(|best| best.score >= THRESHOLD)?;
    let next = ranked.get(1).map_or(0, |next| next.score);
    (best.score >= next.saturating_add(LEAD)).then_some(best)
}

/// The beginning of a text that is looked at.
pub fn looked_at(text: &str) -> &str {
    &text[..text.floor_char_boundary(LOOKED_AT)]
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
    let text = LISTED.vocabulary.look_up(Words::of(looked_at(text)));
    let mut found: BTreeMap<Tag, Vec<Reason>> = BTreeMap::new();
    for (row, said) in LISTED.held_by(&text) {
        let reason = Reason { said: said.to_owned(), phrase: row.phrase.written, weight: row.weight };
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

static LISTED: LazyLock<Listed> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::default();
    let rows = rows(LIST, &mut vocabulary).filter_map(Result::ok).collect();
    Listed::of(rows, vocabulary)
});

/// The rows of the list, found by the sets that their phrases begin with: of hundreds, a line can hold
/// a few.
struct Listed {
    rows: Vec<Row>,
    vocabulary: Vocabulary,
    /// By the place of a set in the vocabulary.
    by_first: Vec<Vec<usize>>,
}

impl Listed {
    fn of(rows: Vec<Row>, vocabulary: Vocabulary) -> Listed {
        let mut by_first = vec![Vec::new(); vocabulary.len()];
        for (at, row) in rows.iter().enumerate() {
            row.phrase.first().into_iter().for_each(|set| by_first[set].push(at));
        }
        Listed { rows, vocabulary, by_first }
    }

    /// The rows whose phrases a text holds, in the order of the list; each with the words that are it, where
    /// it stands first.
    fn held_by<'a>(&'a self, text: &'a Text) -> impl Iterator<Item = (&'a Row, &'a str)> {
        let mut is_found = vec![false; self.rows.len()];
        let mut found: Vec<(usize, &str)> = Vec::new();
        for place in 0..text.words.len() {
            for at in text.sets_of(place).flat_map(|set| &self.by_first[set]) {
                if !is_found[*at]
                    && let Some(said) = self.rows[*at].phrase.goes_on_from(text, place)
                {
                    is_found[*at] = true;
                    found.push((*at, said));
                }
            }
        }
        found.sort_by_key(|(at, _)| *at);
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
fn rows(list: &'static str, vocabulary: &mut Vocabulary) -> impl Iterator<Item = Result<Row, &'static str>> {
    let mut sets = Sets::new();
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(move |line| match line.strip_prefix('@').and_then(|set| set.split_once('\t')) {
        Some((name, members)) => {
            sets.insert(name, members.split('|').collect());
            None
        }
        None => Some(row(line, &sets, vocabulary).ok_or(line)),
    })
}

fn row(line: &'static str, sets: &Sets, vocabulary: &mut Vocabulary) -> Option<Row> {
    let mut columns = line.split('\t');
    let tag = columns.next().and_then(Tag::named).filter(|tag| can_be_suggested(*tag))?;
    let weight = columns.next()?.parse().ok()?;
    let phrase = Phrase::read(columns.next()?, sets, vocabulary)?;
    columns.next().is_none().then_some(Row { tag, weight, phrase })
}

/// A note says nothing, and a role or a severity takes more than its name: who, which one.
fn can_be_suggested(tag: Tag) -> bool {
    !matches!(tag, Tag::Note | Tag::Role | Tag::Severity)
}

#[cfg(test)]
mod tests;
