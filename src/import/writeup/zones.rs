//! The zone of a write-up: what it says of all its times, else the one that most of them name.

use super::bounds::Stated;
use super::entries::Entry;
use super::lines::{Kind, Line};
use super::{Document, mentions};
use crate::import::Problem;
use crate::time::Zone;

/// A zone that is named, and where.
struct Named {
    zone: Zone,
    /// Its name is that of several.
    is_one_of_several: bool,
    line: usize,
}

impl Named {
    fn at(line: usize) -> impl Fn((Zone, bool)) -> Named {
        move |(zone, is_one_of_several)| Named { zone, is_one_of_several, line }
    }
}

/// The zone of times that name none.
pub(super) fn of(document: &Document, entries: &[Entry], stated: &[Stated], problems: &mut Vec<Problem>) -> Zone {
    if let Some(zone) = &document.asked.zone {
        return zone.clone();
    }
    let words = || document.lines.iter().filter(|line| line.kind != Kind::Code);
    let said = || words().find_map(|line| of_all(&line.text).map(Named::at(line.number)));
    let found = said()
        .or_else(|| of_heading(document))
        .or_else(|| of_column(entries))
        .or_else(|| of_most(entries, stated))
        .or_else(|| words().find_map(mentioned));
    let Some(Named { zone, is_one_of_several, line }) = found else {
        let zone = document.asked.usual_zone.clone();
        let message = format!("no zone is named; read as {} (--zone says otherwise)", zone.name());
        problems.push(Problem { line: 0, message });
        return zone;
    };
    if is_one_of_several {
        problems.push(Problem { line, message: format!("the zone has several readings; read as {}", zone.name()) });
    }
    zone
}

/// `## Timeline (UTC)`
fn of_heading(document: &Document) -> Option<Named> {
    let timelines = document.parts.iter().filter(|part| part.is("timeline"));
    let mut headings = timelines.filter_map(|part| document.lines.get(part.heading?));
    headings.find_map(|line| Zone::spoken(in_brackets(&line.text)?).map(Named::at(line.number)))
}

/// `| Time (UTC+5) | Event |`
fn of_column(entries: &[Entry]) -> Option<Named> {
    entries.iter().find_map(|entry| Some(Named::at(entry.number)((entry.zone.clone()?, false))))
}

/// The one that most times name; of as many, the one that came first.
fn of_most(entries: &[Entry], stated: &[Stated]) -> Option<Named> {
    let clocks = entries.iter().filter_map(|entry| Some((entry.clock.as_ref()?, entry.number)));
    let clocks = clocks.chain(stated.iter().map(|stated| (&stated.clock, stated.line)));
    let mut counted: Vec<(Named, usize)> = Vec::new();
    for (clock, line) in clocks {
        let Some(named) = clock.named_zone().map(Named::at(line)) else { continue };
        match counted.iter_mut().find(|(known, _)| known.zone == named.zone) {
            Some((_, count)) => *count += 1,
            None => counted.push((named, 1)),
        }
    }
    counted.into_iter().rev().max_by_key(|(_, count)| *count).map(|(named, _)| named)
}

/// Of a time in the middle of a sentence.
fn mentioned(line: &Line) -> Option<Named> {
    let mut mentions = mentions::in_sentence(&line.text).into_iter();
    mentions.find_map(|mention| mention.clock.named_zone()).map(Named::at(line.number))
}

/// What stands in the first brackets.
pub(super) fn in_brackets(text: &str) -> Option<&str> {
    text.split_once('(')?.1.split_once(')').map(|(inner, _)| inner)
}

/// The zone that a line names for all times: `All times are in Pacific Time`, `Timeline (UTC)`.
/// The second value tells of a word for several zones.
pub(super) fn of_all(text: &str) -> Option<(Zone, bool)> {
    let lower = text.to_lowercase();
    let behind = [
        "time zone",
        "timezone",
        "times are",
        "times in",
        "time in",
        "times:",
        "all in",
        "all times",
        "all entries in",
    ]
    .iter()
    .filter_map(|words| lower.find(words).map(|at| at + words.len()))
    .max()?;
    // Lower case has other lengths in other scripts; then nothing is said of zones either.
    let rest = text.get(behind..)?.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '+' && c != '-');
    let words: Vec<(usize, &str)> = rest
        .split(' ')
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .filter(|(_, word)| !word.is_empty())
        .take(8)
        .collect();
    (0..words.len()).find_map(|from| {
        (1..=4.min(words.len() - from)).rev().find_map(|count| {
            let last = words[from + count - 1];
            let said = &rest[words[from].0..last.0 + last.1.len()];
            let said = said.trim_matches(|c: char| !c.is_alphanumeric() && c != '+' && c != '/');
            let is_name = said.starts_with(|c: char| c.is_ascii_uppercase() || c == '+');
            is_name.then(|| Zone::spoken(said)).flatten()
        })
    })
}
