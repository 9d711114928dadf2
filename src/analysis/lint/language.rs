//! Rules about words: blame, hindsight, praise, and what a reader from elsewhere can't read.
//!
//! The first three are the traps that Bergström describes: counterfactual, normative and mechanistic
//! language. Nothing is rewritten; it is only pointed at.

use std::collections::BTreeSet;

use super::examined::{Examined, Passage, Source, quoted, ties};
use super::lists::List;
use super::prose::{self, Word};
use super::{Hit, Rule, hint, warning};
use crate::analysis::share;
use crate::timeline::{Section, Tag};
use crate::words;

pub(super) const RULES: &[Rule] = &[
    warning(
        "L01",
        "a person or a team is blamed",
        "say what was known at the time, and what made it possible; no person is a cause",
        blame,
    ),
    warning(
        "L02",
        "what did not happen is told as if it had to",
        "say what was done, what was known then, and what would have shown it",
        counterfactual,
    ),
    hint("L03", "praise or judgement among the facts", "give the figure instead: “after 5 min”", judgements),
    warning(
        "L04",
        "an acronym is not written out",
        "write it out once, with the acronym in brackets, or put it into the glossary",
        acronyms,
    ),
    hint(
        "L05",
        "“outage” while the impact is below 100 %",
        "call it what it was: slow, errors, out of reach for a part of the users",
        outages,
    ),
    hint(
        "L06",
        "an entry of more than two sentences or 40 words",
        "part it, or attach the long text as evidence",
        long_entries,
    ),
    hint("L07", "a joke or a comparison among the facts", "move it to the summary, or leave it out", jokes),
    warning(
        "L08",
        "a broken sentence, a doubled word, or what a template left behind",
        "read the sentence once more, aloud",
        broken,
    ),
    warning(
        "L09",
        "a promise that no action item backs",
        "make it an action item with an owner, or take it out",
        promises,
    ),
];

/// Where things went well, or somebody was lucky, that may be said.
fn judgements(examined: &Examined) -> Vec<Hit> {
    let is_fact = |section: &Section| !["went well", "lucky"].contains(&section.name.as_str());
    speaking(examined, List::Praise, "judges", is_fact)
}

/// A summary, an introduction and a last word may be told as anybody likes.
fn jokes(examined: &Examined) -> Vec<Hit> {
    let is_fact = |section: &Section| section.name != "summary" && section.row().is_some();
    speaking(examined, List::Joke, "is no fact", is_fact)
}

/// One finding for each event, and for each such section, that holds a phrase of a list.
fn speaking(examined: &Examined, list: List, verdict: &str, is_fact: fn(&Section) -> bool) -> Vec<Hit> {
    let facts = examined.statements().filter(|passage| match passage.from {
        Source::Section(section) => is_fact(section),
        _ => true,
    });
    let hit = |passage: &Passage| {
        let said = passage.says(list)?;
        Some(Hit::of(format!("{} in {} {verdict}", quoted(said), passage.named()), passage.at()))
    };
    facts.filter_map(hit).collect()
}

/// Where a phrase follows a person within so many words of one sentence.
fn of_a_person(words: &[Word], list: List, within: usize) -> Option<&[Word]> {
    prose::sentences(words).find_map(|sentence| {
        let persons = List::Person.all_in(sentence);
        let phrases: Vec<_> = list.all_in(sentence).collect();
        let tied = |person: std::ops::Range<usize>| {
            let near = phrases.iter().find(|phrase| (person.end..=person.end + within).contains(&phrase.start))?;
            Some(&sentence[person.start..near.end])
        };
        persons.filter_map(tied).next()
    })
}

fn blame(examined: &Examined) -> Vec<Hit> {
    const WITHIN: usize = 3;
    let hit = |passage: &Passage| {
        let alone = passage.says(List::BlameAlone);
        let tied =
            || of_a_person(passage.words(), List::Blame, WITHIN).map(|words| prose::text_of(passage.text, words));
        let said = alone.or_else(tied)?;
        Some(Hit::of(format!("{} in {} blames", quoted(said), passage.named()), passage.at()))
    };
    examined.statements().filter_map(hit).collect()
}

fn counterfactual(examined: &Examined) -> Vec<Hit> {
    const WITHIN: usize = 2;
    let hit = |passage: &Passage| {
        let alone = passage.says(List::Counterfactual);
        let tied = || {
            let words = of_a_person(passage.words(), List::CounterfactualOfPerson, WITHIN)?;
            Some(prose::text_of(passage.text, words))
        };
        let said = alone.or_else(tied)?;
        Some(Hit::of(format!("{} in {} tells what did not happen", quoted(said), passage.named()), passage.at()))
    };
    examined.statements().filter_map(hit).collect()
}

/// One finding for each acronym, where it first stands.
fn acronyms(examined: &Examined) -> Vec<Hit> {
    let mut known: BTreeSet<String> = examined
        .section("glossary")
        .into_iter()
        .flat_map(|passage| acronyms_of(passage).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    known.extend(examined.passages.iter().flat_map(|passage| {
        let out = acronyms_of(passage).filter(|acronym| is_written_out(passage, acronym));
        out.map(str::to_owned).collect::<Vec<_>>()
    }));
    let mut found = Vec::new();
    for passage in &examined.passages {
        for acronym in acronyms_of(passage) {
            if known.insert(acronym.to_owned()) {
                found.push(Hit::of(format!("{} is not written out anywhere", quoted(acronym)), passage.at()));
            }
        }
    }
    found
}

/// The words of two to six capitals that not everybody reads; no name that is part of another
/// word, no line that shouts.
fn acronyms_of<'p>(passage: &'p Passage) -> impl Iterator<Item = &'p str> {
    let acronym = move |(at, word): (usize, &'p Word)| {
        let known = List::KnownAcronym.holds(word) || !stands_alone(passage.text, word) || is_shouted(passage, at);
        capitals(passage.text, word).filter(|_| !known)
    };
    passage.words().iter().enumerate().filter_map(acronym)
}

fn capitals<'t>(text: &'t str, word: &Word) -> Option<&'t str> {
    let written = &text[word.at.clone()];
    ((2..=6).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(written)
}

/// Whether a word is no part of a name, a path or a label.
fn stands_alone(text: &str, word: &Word) -> bool {
    let joins = |c: char| "_-/.:=@#\\".contains(c);
    let mut behind = text[word.at.end..].chars();
    let next = behind.next().filter(|c| joins(*c));
    let is_end = behind.next().is_none_or(|c| !c.is_alphanumeric());
    !text[..word.at.start].ends_with(joins) && (next.is_none() || is_end)
}

/// Whether a word is one of three in a row that are all capitals.
fn is_shouted(passage: &Passage, at: usize) -> bool {
    let first = at.saturating_sub(2);
    let around = &passage.words()[first..passage.words().len().min(at + 3)];
    let loud = |three: &[Word]| three.iter().all(|word| capitals(passage.text, word).is_some());
    around.windows(3).any(loud)
}

/// `Enterprise Resource Planning (ERP)` or `ERP (Enterprise Resource Planning)`: words with its
/// letters, on the other side of a bracket.
fn is_written_out(passage: &Passage, acronym: &str) -> bool {
    let letters: Vec<char> = acronym.to_ascii_lowercase().chars().collect();
    let spells = |words: &[Word]| {
        let first = words.iter().filter_map(|word| word.lower.chars().next());
        words.len() == letters.len() && first.eq(letters.iter().copied())
    };
    passage.words().iter().enumerate().any(|(at, word)| {
        if &passage.text[word.at.clone()] != acronym {
            return false;
        }
        let in_brackets = passage.text[..word.at.start].ends_with('(');
        let before_brackets = passage.text[word.at.end..].trim_start().starts_with(['(', '–', '—', ':', ',']);
        let before = &passage.words()[at.saturating_sub(letters.len())..at];
        let behind = &passage.words()[at + 1..(at + 1 + letters.len()).min(passage.words().len())];
        in_brackets && spells(before) || before_brackets && spells(behind)
    })
}

/// One finding, however often it is called so.
fn outages(examined: &Examined) -> Vec<Hit> {
    let shares = examined.of_the_impact().filter_map(|passage| share(passage.text));
    let Some(most) = shares.reduce(f64::max).filter(|most| *most < 100.0) else { return Vec::new() };
    let calls_it =
        |passage: &&Passage| passage.words().iter().any(|word| ["outage", "outages"].contains(&word.lower.as_str()));
    let called: Vec<&Passage> = examined.statements().filter(calls_it).collect();
    let Some(first) = called.first() else { return Vec::new() };
    let places = words::count(called.len(), "place");
    let message = format!("called an outage in {places}, first in {}; {most} % were affected", first.named());
    vec![Hit::of(message, first.at())]
}

fn long_entries(examined: &Examined) -> Vec<Hit> {
    const MOST_WORDS: usize = 40;
    const MOST_SENTENCES: usize = 2;
    let hit = |passage: &Passage| {
        let (length, sentences) = (passage.words().len(), passage.sentences().count());
        let message = format!(
            "{} has {} and {}: {}",
            passage.named(),
            words::count(sentences, "sentence"),
            words::count(length, "word"),
            quoted(passage.text)
        );
        (length > MOST_WORDS || sentences > MOST_SENTENCES).then(|| Hit::of(message, passage.at()))
    };
    examined
        .events()
        .filter(|(event, _)| event.tag() != Tag::Question)
        .filter_map(|(_, passage)| hit(passage))
        .collect()
}

fn broken(examined: &Examined) -> Vec<Hit> {
    let hit = |passage: &Passage| {
        let left = passage.says(List::Template).map(|said| (quoted(said), "looks left over from a template"));
        let twice = || doubled(passage).map(|said| (quoted(said), "stands there twice"));
        let odd = || passage.says(List::BrokenSentence).map(|said| (quoted(said), "does not make a sentence"));
        let (said, verdict) = left.or_else(twice).or_else(odd)?;
        Some(Hit::of(format!("{said} in {} {verdict}", passage.named()), passage.at()))
    };
    examined.passages.iter().filter_map(hit).collect()
}

/// A word that stands twice in a row, with nothing but a blank between.
fn doubled<'p>(passage: &'p Passage) -> Option<&'p str> {
    let is_twice = |pair: &&[Word]| {
        let between = &passage.text[pair[0].at.end..pair[1].at.start];
        let is_word = pair[0].lower.chars().all(char::is_alphabetic) && pair[0].lower.len() > 1;
        pair[0].lower == pair[1].lower && is_word && between.trim().is_empty() && !List::Twice.holds(&pair[0])
    };
    passage.words().windows(2).find(is_twice).map(|pair| prose::text_of(passage.text, pair))
}

/// One finding for each section that promises what no item is about.
fn promises(examined: &Examined) -> Vec<Hit> {
    let backed: BTreeSet<String> = examined.actions.iter().flat_map(|item| ties(&prose::words(item.text()))).collect();
    let hit = |passage: &Passage| {
        let is_loose = |sentence: &&[Word]| {
            List::Promise.is_in(sentence) && !ties(sentence).iter().any(|tie| backed.contains(tie))
        };
        let said = quoted(prose::text_of(passage.text, passage.sentences().find(is_loose)?));
        Some(Hit::of(format!("promised, and no action item is about it: {said}"), passage.at()))
    };
    let of_items = ["action items", "not to do"];
    examined
        .written()
        .filter(|(section, _)| !of_items.contains(&section.name.as_str()))
        .filter_map(|(_, passage)| hit(passage))
        .collect()
}
