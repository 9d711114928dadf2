//! How the lines of a timeline begin: with a time, with a date and no time, with a label that has its time
//! beside it, with a question of a template, with a time that nobody knows.

use super::clock::{self, Clock, Timed};
use super::entries::{Entry, Shape};
use super::lines::{Kind, Line};
use super::{dates, parts, prose, tags, template};

type Way = fn(&Line) -> Option<Entry>;

/// The ways in which a line of a timeline opens an entry without beginning with its time.
const WAYS: &[Way] = &[dated, of_unknown_time, label_with_time, label_before_time, template::asked, called];

/// The entry that a line of a timeline opens.
pub(super) fn in_timeline(line: &Line) -> Option<Entry> {
    timed(line, &line.text, true).or_else(|| WAYS.iter().find_map(|way| way(line)))
}

/// The entry that a heading is: it begins with a time, or ends with one and its date.
pub(super) fn of_heading(line: &Line) -> Option<Entry> {
    let is_title = || parts::topic_called(line.text.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default());
    let entry = timed(line, &line.text, true).or_else(|| label_before_time(line))?;
    let is_stretch = entry.clock.as_ref().is_some_and(|clock| clock.is_stretch);
    (!is_stretch && is_title() != Some("timeline")).then_some(entry)
}

/// What an entry in this line is written as.
fn shape_of(line: &Line) -> Shape {
    match line.kind {
        Kind::Heading(_) => Shape::Heading,
        // In a list, a paragraph of an item that opens an entry is its own.
        Kind::Item { .. } | Kind::More => Shape::Item,
        _ => Shape::Line,
    }
}

/// The entry that a text begins with its time; none for a line of a log.
pub(super) fn timed(line: &Line, text: &str, is_timeline: bool) -> Option<Entry> {
    let found = clock::at_start(text)?;
    let rest = &text[found.behind..];
    let is_number = || found.clock.words().len() == 4 && is_timeline && separates(text, &found);
    if !found.clock.is_sure() && !is_number() || is_logged(&found.clock, rest) {
        return None;
    }
    let entry = Entry::new(Some(found.clock), rest, line, shape_of(line));
    Some(Entry { strong: line.strong.saturating_sub(found.behind), ..entry })
}

/// Whether a sign parts a bare number from the words: `1015 - the alert`.
fn separates(text: &str, found: &Timed) -> bool {
    let words = found.clock.words();
    let Some(at) = text.find(words) else { return false };
    let between = &text[(at + words.len()).min(found.behind)..found.behind];
    between.contains([':', '-', '–', '—', '|', ']', '>'])
}

/// Whether a line is one of a log: a date and seconds, then a level, a process or a bracket.
fn is_logged(clock: &Clock, rest: &str) -> bool {
    const LEVELS: [&str; 10] =
        ["INFO", "WARN", "WARNING", "ERROR", "DEBUG", "FATAL", "CRITICAL", "NOTICE", "TRACE", "SEVERE"];
    let has_seconds = clock.wall.is_some_and(|wall| wall.second.is_some());
    let mut words = rest.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_process = words.next().is_some_and(|second| second.ends_with(':') && second.contains('['));
    let is_level = LEVELS.contains(&first.trim_matches(|c: char| !c.is_alphabetic()));
    has_seconds && (clock.date.is_some() && first.starts_with('[') || is_level || is_process)
}

/// `06-07-2024 - the fix was released`: a date, and nobody wrote down the time.
fn dated(line: &Line) -> Option<Entry> {
    let (date, behind) = dates::leading(&line.text).filter(|_| !matches!(line.kind, Kind::Heading(_)))?;
    let entry = Entry::new(None, &line.text[behind..], line, shape_of(line));
    Some(Entry { date: Some(date.to_owned()), ..entry })
}

/// `[???] the disk was full`, `TBD: who restarted it`: there should be a time, and nobody knows it.
fn of_unknown_time(line: &Line) -> Option<Entry> {
    const UNKNOWN: [&str; 5] = ["tbd", "tba", "unknown", "time unknown", "unknown time"];
    let (stamp, rest) = match line.text.strip_prefix(['[', '(']) {
        Some(inner) => inner.split_once([']', ')'])?,
        None => line
            .text
            .split_once([' ', ':'])
            .filter(|(stamp, _)| stamp.contains('?'))
            .or_else(|| line.text.split_once(": ").or_else(|| line.text.split_once(" - ")))?,
    };
    let is_open = stamp.contains('?') && stamp.chars().all(|c| matches!(c, '?' | ':' | ' '));
    let is_unknown = is_open || UNKNOWN.contains(&stamp.trim().to_lowercase().as_str());
    let words = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    (is_unknown && !words.is_empty()).then(|| Entry::new(None, words, line, shape_of(line)))
}

/// `Escalation (June 7, 2024, 9:30 PM): to the network team`: the time stands beside a label.
fn label_with_time(line: &Line) -> Option<Entry> {
    const LONGEST: usize = 60;
    let (label, rest) = line.text.split_once('(').filter(|(label, _)| !label.is_empty() && label.len() <= LONGEST)?;
    let (inner, behind) = rest.split_once(')').filter(|_| !matches!(line.kind, Kind::Heading(_)))?;
    let timed = clock::at_start(inner).filter(|timed| timed.clock.is_sure())?;
    let words = behind.trim_start_matches([':', '*', '_', '-', '–', '—', ' ']);
    let is_all = inner[timed.behind..].trim().is_empty() && behind.len() > words.len() && !words.is_empty();
    let text = format!("{}: {words}", label.trim_end());
    is_all.then(|| Entry::new(Some(timed.clock), &text, line, shape_of(line)))
}

/// `First detected 2024-06-07 10:15`, `Called the supplier at 11:20`: what happened stands before its time.
pub(super) fn label_before_time(line: &Line) -> Option<Entry> {
    const LONGEST: usize = 120;
    let text = line.text.as_str();
    if !matches!(line.kind, Kind::Item { .. } | Kind::Text | Kind::Heading(_)) || text.len() > LONGEST {
        return None;
    }
    let is_heading = matches!(line.kind, Kind::Heading(_));
    let starts = prose::words_of(text).map(|(at, _)| at).filter(|at| *at > 0);
    let (at, clock) = starts
        .filter_map(|at| {
            let timed = clock::at_start(&text[at..])?;
            let is_last = text[at + timed.behind..].trim_end_matches([')', '.']).is_empty();
            // What a heading is about may well end in a time; with a date it is a stamp.
            let is_stamp = timed.clock.is_sure() && (!is_heading || timed.clock.date.is_some());
            (is_stamp && is_last).then_some((at, timed.clock))
        })
        .next()?;
    let label = text[..at].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '"').trim_end();
    let label = label.strip_suffix(" at").or_else(|| label.strip_suffix(" on")).unwrap_or(label);
    (!label.is_empty()).then(|| Entry::new(Some(clock), label, line, shape_of(line)))
}

/// `**Escalation:** the incident was handed to the database team`: a label that names a tag, and what happened;
/// perhaps with its time between them.
fn called(line: &Line) -> Option<Entry> {
    let (label, words) = line.text.split_once(':')?;
    let stands_out = line.strong > 0 || matches!(line.kind, Kind::Item { .. });
    let words = words.trim_start();
    if !stands_out || words.is_empty() || matches!(line.kind, Kind::Heading(_)) || tags::named(label).is_none() {
        return None;
    }
    let timed = clock::at_start(words).filter(|timed| timed.clock.is_sure());
    let (clock, behind) = timed.map_or((None, 0), |timed| (Some(timed.clock), timed.behind));
    Some(Entry::new(clock, &format!("{}: {}", label.trim(), &words[behind..]), line, shape_of(line)))
}
