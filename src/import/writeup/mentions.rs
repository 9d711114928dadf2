//! Times inside sentences: `we paged them at 10:45`, `from about 8:15 UTC until 12:20`.

use std::ops::Range;

use super::clock::{self, Clock, REACH};
use super::mended;
use super::prose::words_of;
use crate::time::Zone;
use crate::time::phrase::{self, Certainty, Form, Start};

/// A time within a sentence, with the words that lead to it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Mention {
    pub clock: Clock,
    /// The time and what leads to it, in bytes: `at 10:45`.
    pub at: Range<usize>,
}

/// Words that lead to a time in a sentence.
const LEADING: &[&str] =
    &["at", "by", "around", "about", "approximately", "before", "after", "since", "from", "between", "until", "till"];

/// Whether a line ends with a word that leads to a time on the next.
pub(super) fn leads_on(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or_default();
    LEADING.iter().any(|leading| leading.eq_ignore_ascii_case(last))
}

/// The times that a sentence tells of: each behind a word that leads to one.
pub(super) fn in_sentence(sentence: &str) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut end = 0;
    for (at, word) in words_of(sentence) {
        let is_leading = LEADING.iter().any(|leading| leading.eq_ignore_ascii_case(word));
        if at < end || !is_leading {
            continue;
        }
        // Not every word that leads to a time is one of the grammar's.
        let read = mention(sentence, at).or_else(|| {
            let behind = at + word.len();
            let behind = behind + sentence[behind..].len() - sentence[behind..].trim_start().len();
            mention(sentence, behind)
        });
        let Some((clock, behind)) = read else { continue };
        let (clock, start) = with_date_before(sentence, end..at, clock);
        end = behind;
        let mention = Mention { clock, at: start..end };
        let stretch = found.last().and_then(|last| stretch(sentence, last, &mention));
        if stretch.is_some() {
            found.pop();
        }
        found.push(stretch.unwrap_or(mention));
    }
    found
}

/// `from about 8:15 UTC until 12:20 UTC`: two times that are one stretch.
fn stretch(sentence: &str, first: &Mention, second: &Mention) -> Option<Mention> {
    let begins = |mention: &Mention, words: &[&str]| {
        let said = sentence[mention.at.clone()].to_ascii_lowercase();
        words.iter().any(|word| said.starts_with(word))
    };
    let is_one = sentence[first.at.end..second.at.start].trim().is_empty();
    if !is_one || !begins(first, &["from"]) || !begins(second, &["until", "till"]) {
        return None;
    }
    let words = format!("from {} to {}", first.clock.bare_words(), second.clock.bare_words());
    let mut clock = Clock::said(&words).filter(|clock| clock.is_stretch)?;
    clock.place.clone_from(&first.clock.place);
    Some(Mention { clock, at: first.at.start..second.at.end })
}

/// `On 7 June at 16:20`: the date before a time is said with it. Where the time begins with it.
fn with_date_before(sentence: &str, between: Range<usize>, clock: Clock) -> (Clock, usize) {
    let (at, before) = (between.end, &sentence[between]);
    let dated = || {
        let is_stretch = clock.is_stretch || clock.words().starts_with("from");
        let on = before.to_ascii_lowercase().rfind("on ").filter(|_| clock.date.is_none() && !is_stretch)?;
        let is_word = !before[..on].ends_with(char::is_alphanumeric);
        let said = before[on + "on ".len()..].trim_end_matches([' ', ',']);
        let (date, length) = phrase::read_date(said)?;
        let is_all = is_word && date.exists() && length == said.len();
        Some((clock.clone().on(said).filter(|_| is_all)?, at - (before.len() - on)))
    };
    dated().unwrap_or((clock, at))
}

/// The time that stands there in a sentence, and where it ends.
fn mention(sentence: &str, at: usize) -> Option<(Clock, usize)> {
    let window = &sentence[at..sentence.floor_char_boundary(at + REACH)];
    let is_spelt = ["midnight", "noon"].iter().any(|word| window.contains(word));
    if !window.bytes().any(|byte| byte.is_ascii_digit()) && !is_spelt {
        return None;
    }
    let window = mended::halves(window);
    let Start::Time(phrase) = phrase::read(&window) else { return None };
    let mut clock = Clock::of(&phrase);
    let wall = clock.wall?;
    // `from 0412 to 0430` is one as well: nothing else goes from such a figure to another.
    let is_stretch = clock.is_stretch && wall.form == Form::FourDigits;
    if !(is_stretch || clock.is_sure() && wall.is_full()) {
        return None;
    }
    clock.certainty = Certainty::Sure;
    let mut end = at + clock.words().len();
    if !clock.names_zone()
        && let Some((place, length)) = place(&sentence[end..])
    {
        (clock.place, end) = (Some(place), end + length);
    }
    Some((clock, end))
}

/// `at 2:20 PM Eastern time`: a zone in words, within a sentence.
fn place(behind: &str) -> Option<(Zone, usize)> {
    let rest = behind.strip_prefix(' ')?;
    if let Some(zone) = clock::american(rest) {
        return Some((zone, 1 + "ET".len()));
    }
    let head = &rest[..rest.floor_char_boundary(40)];
    if let Some((inner, _)) = head.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return Zone::spoken(inner).map(|(zone, _)| (zone, inner.len() + " ()".len()));
    }
    let ends = head.match_indices(' ').map(|(at, _)| at).chain([head.len()]).take(3).collect::<Vec<_>>();
    ends.into_iter().rev().find_map(|end| {
        let said = head[..end].trim_end_matches(|c: char| !c.is_alphanumeric());
        let is_named =
            said.starts_with(|c: char| c.is_ascii_uppercase()) && said.to_ascii_lowercase().ends_with("time");
        let zone = is_named.then(|| Zone::spoken(said)).flatten()?.0;
        Some((zone, 1 + said.len()))
    })
}
