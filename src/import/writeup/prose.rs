//! A timeline that is told in sentences: `By 10:15 the team was on it, and at 10:30 ...`.

use super::clock::Clock;
use super::lines::Line;
use super::mentions;
use crate::words;

/// A piece of prose, with the time that it names; one without goes on with the piece before it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Told {
    pub clock: Option<Clock>,
    pub text: String,
}

/// What a paragraph tells, piece by piece, in order.
pub(super) fn told(paragraph: &str) -> Vec<Told> {
    let mut found = Vec::new();
    for sentence in sentences(paragraph) {
        let mentions = mentions::in_sentence(sentence);
        if mentions.is_empty() {
            found.push(Told { clock: None, text: sentence.trim().to_owned() });
            continue;
        }
        let mut start = 0;
        for (nth, mention) in mentions.iter().enumerate() {
            let end = mentions.get(nth + 1).map_or(sentence.len(), |next| {
                let between = &sentence[mention.at.end..next.at.start];
                mention.at.end + clause_end(between)
            });
            // `It was not until 10:15 that ...` means nothing without its time.
            let lead = sentence[mention.at.clone()].split(' ').next().unwrap_or_default();
            let is_needed = ["until", "till", "from", "between", "since"].contains(&lead.to_lowercase().as_str());
            let text = match is_needed {
                true => without(&sentence[start..mention.at.end], &sentence[mention.at.end..end]),
                false => without(&sentence[start..mention.at.start], &sentence[mention.at.end..end]),
            };
            found.push(Told { clock: Some(mention.clock.clone()), text });
            start = end;
        }
    }
    found
}

/// Where the clause with the next time begins, in what stands between two times.
fn clause_end(between: &str) -> usize {
    let joints = [", and ", "; ", ", ", " and ", " then "];
    joints.iter().filter_map(|joint| between.rfind(joint)).next().unwrap_or(between.len())
}

/// A clause without the time in its middle or at its start.
fn without(before: &str, behind: &str) -> String {
    let joints = |text: &str| -> usize {
        let trimmed = text.trim_start_matches([',', ';', ' ']);
        let trimmed = ["and ", "then "].iter().find_map(|joint| trimmed.strip_prefix(joint)).unwrap_or(trimmed);
        text.len() - trimmed.len()
    };
    let before = before[joints(before)..].trim_end();
    let doubled = before.is_empty() || before.ends_with(',');
    let behind = if doubled { behind.trim_start_matches([',', ':', ';', ' ']) } else { behind.trim_start() };
    let gap = if before.is_empty() || behind.starts_with([',', '.', ';', ':']) { "" } else { " " };
    words::capitalised(format!("{before}{gap}{behind}").trim())
}

/// The lines of a paragraph as one text.
pub(super) fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Abbreviations that end with a full stop and no sentence.
const ABBREVIATED: &[&str] = &["e.g", "i.e", "etc", "vs", "approx", "mr", "ms", "dr", "a.m", "p.m", "no"];

/// The sentences of a text, each with its stop.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let (sentence, behind) = rest.split_at(sentence_end(rest));
        rest = behind;
        Some(sentence.trim_end())
    })
}

fn sentence_end(text: &str) -> usize {
    let stops = text.match_indices(['.', '!', '?', '\n']);
    for (at, stop) in stops {
        let end = at + stop.len();
        let behind = &text[end..];
        let begins = behind.trim_start().chars().next();
        let parts = behind.starts_with(char::is_whitespace) && begins.is_none_or(|c| !c.is_lowercase());
        // Only where a sentence could end: what has no blank in it for long would be looked through for each stop.
        let is_abbreviated = || {
            let word = text[..at].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
            stop == "." && ABBREVIATED.iter().any(|known| known.eq_ignore_ascii_case(word))
        };
        if stop == "\n" || parts && !is_abbreviated() {
            return end;
        }
    }
    text.len()
}

/// The words of a text, each with where it begins.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let at = end + text[end..].find(char::is_alphanumeric)?;
        end = text[at..].find(|c: char| !c.is_alphanumeric()).map_or(text.len(), |length| at + length);
        Some((at, &text[at..end]))
    })
}
