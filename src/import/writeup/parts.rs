//! The parts of a write-up: which lines stand under which heading, and what such a part is about.
//!
//! A heading is one in Markdown's sense, a line that stands out and is about one of the known topics,
//! or a label: `Impact:`, alone on its line or before its words. What headings are called is data
//! (`assets/headings.tsv`).

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::lines::{Kind, Line};
use super::{clock, openings, title};

/// A heading with the lines below it, up to the next.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Part {
    /// The section that its words go to; none for a heading that says something else.
    pub topic: Option<&'static str>,
    /// As it is written; empty above the first heading.
    pub title: String,
    /// The line of the heading; none above the first.
    pub heading: Option<usize>,
    /// How many bytes of the first line are a label, where the words follow on the same line.
    pub label: usize,
    /// The lines below it; of a label with words, its own line too.
    pub lines: Range<usize>,
    /// How deep its heading lies: 1 to 6 in Markdown, below that what only stands out.
    level: u8,
}

/// What only stands out, a label alone on its line, a label before its words.
const STRONG: u8 = 7;
const LABEL: u8 = 8;

/// A line that is longer than this is no heading.
const MOST_WORDS: usize = 8;

impl Part {
    pub fn is(&self, topic: &str) -> bool {
        self.topic == Some(topic)
    }

    /// Whether its lines say what is to be done.
    pub fn holds_items(&self) -> bool {
        self.is("action items") || self.is("corrective measures")
    }
}

/// What a line begins.
struct Begun {
    topic: Option<&'static str>,
    title: String,
    level: u8,
    label: usize,
}

/// The parts of a document, in order; together they hold every line but the headings.
pub(super) fn parts(lines: &[Line], title: Option<usize>) -> Vec<Part> {
    let mut found: Vec<Part> = vec![Part::from(0, None, 0)];
    for (at, line) in lines.iter().enumerate() {
        let current = &found[found.len() - 1];
        if Some(at) == title {
            let begun = Begun { topic: None, title: String::new(), level: 0, label: 0 };
            begin(&mut found, at, begun);
            continue;
        }
        if let Some(begun) = begun_by(line, current).filter(|begun| !stays(begun, current, &lines[at + 1..])) {
            begin(&mut found, at, begun);
        } else if is_behind_label(line, current, lines) {
            // An item without a label goes on with what stood before the labels.
            let parent = found.iter().rev().find(|part| part.level < LABEL);
            let topic = parent.and_then(|part| part.topic);
            let level = parent.map_or(0, |part| part.level);
            let title = parent.map(|part| part.title.clone()).unwrap_or_default();
            close(&mut found, at);
            found.push(Part { topic, title, level, ..Part::from(at, None, 0) });
        }
    }
    close(&mut found, lines.len());
    found.retain(|part| part.heading.is_some() || !part.lines.is_empty());
    found
}

impl Part {
    fn from(at: usize, heading: Option<usize>, level: u8) -> Part {
        Part { topic: None, title: String::new(), heading, label: 0, lines: at..at, level }
    }
}

fn close(found: &mut [Part], at: usize) {
    if let Some(last) = found.last_mut() {
        last.lines.end = at.max(last.lines.start);
    }
}

fn begin(found: &mut Vec<Part>, at: usize, begun: Begun) {
    close(found, at);
    let Begun { topic, title, level, label } = begun;
    let start = if label > 0 { at } else { at + 1 };
    found.push(Part { topic, title, heading: Some(at), label, lines: start..start, level });
}

/// The part that a line begins, if it begins one.
fn begun_by(line: &Line, current: &Part) -> Option<Begun> {
    let text = line.text.as_str();
    let titled = |topic, level| Begun { topic, title: bare(text).to_owned(), level, label: 0 };
    if let Kind::Heading(level) = line.kind {
        // `## 22:05`, `## Monitoring 2024-06-07 10:15`: what happened, and when.
        if openings::of_heading(line).is_some() {
            return Some(titled(Some("timeline"), level));
        }
        let topic =
            topic_in(text).or_else(|| (says_nothing(text) && text.contains(char::is_alphabetic)).then_some("summary"));
        return Some(titled(topic, level));
    }
    // What goes on an item without being set in is the next paragraph of a text without Markdown.
    let is_free = matches!(line.kind, Kind::Text) || matches!(line.kind, Kind::More) && line.column == 0;
    let is_prose = matches!(line.kind, Kind::Text | Kind::More | Kind::Item { .. });
    if !is_prose || text.split_whitespace().nth(MOST_WORDS * 3).is_some() && !text.contains(':') {
        return None;
    }
    let in_items = current.holds_items();
    let is_short = text.split_whitespace().nth(MOST_WORDS).is_none();
    if is_short && is_free && (line.is_all_strong() || text.ends_with(':')) {
        return topic_in(text).map(|topic| titled(Some(topic), if line.is_all_strong() { STRONG } else { LABEL }));
    }
    if is_short
        && is_free
        && let Some(topic) = topic_called(text)
    {
        return Some(titled(Some(topic), LABEL));
    }
    if in_items || current.is("lessons learned") || current.is("timeline") && !follows_a_timeline(text) {
        return None;
    }
    if is_short && (line.is_all_strong() || text.ends_with(':')) {
        return topic_called(text).map(|topic| titled(Some(topic), LABEL + line_depth(line)));
    }
    let (label, rest) = text.split_once(':')?;
    let topic = topic_called(label).filter(|_| rest.starts_with(char::is_whitespace))?;
    let behind = text.len() - rest.trim_start().len();
    Some(Begun { topic: Some(topic), title: label.trim().to_owned(), level: LABEL + line_depth(line), label: behind })
}

/// Whether a label names what stands behind a timeline, and is not that of an entry in it: `Root cause and
/// resolution:`, `Corrective measures: …`.
fn follows_a_timeline(text: &str) -> bool {
    const BEHIND: [&str; 3] = ["corrective measures", "action items", "lessons learned"];
    let label = text.split(':').next().unwrap_or_default();
    let lower = label.to_lowercase();
    topic_called(label).is_some_and(|topic| BEHIND.contains(&topic))
        || lower.contains("cause") && ["resolution", "recovery"].iter().any(|word| lower.contains(word))
}

fn line_depth(line: &Line) -> u8 {
    u8::try_from(line.depth).unwrap_or(u8::MAX - LABEL).min(u8::MAX - LABEL)
}

/// Whether what a line begins belongs to the part that is open all the same: a heading below its own
/// that says something else, or a heading in a timeline with times below it.
fn stays(begun: &Begun, current: &Part, behind: &[Line]) -> bool {
    let is_below = begun.level > current.level && current.level > 0;
    if is_below && begun.topic.is_none() && current.topic.is_some() {
        return true;
    }
    let has_times = || behind.iter().take(3).any(|line| clock::begins(&line.text));
    is_below && current.is("timeline") && has_times()
}

/// Whether an item stands behind a labelled one and has no label of its own.
fn is_behind_label(line: &Line, current: &Part, lines: &[Line]) -> bool {
    let Some(heading) = current.heading.map(|at| &lines[at]) else { return false };
    let is_label = current.level >= LABEL && matches!(heading.kind, Kind::Item { .. });
    is_label && matches!(line.kind, Kind::Item { .. }) && line.depth <= heading.depth
}

/// A heading without its number, its signs and what stands behind it in brackets.
pub(super) fn bare(text: &str) -> &str {
    let text = text.trim();
    let numbered = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | '#'));
    let text = if numbered.len() < text.len() && numbered.starts_with(' ') { numbered } else { text };
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '<' | '`' | '"' | '“'));
    text.trim_end_matches([':', '.', ' ', '*', '_', '#']).trim()
}

/// Whether a heading names a kind of document, or gives a date or a name instead of saying what follows:
/// `My first postmortem`, `Owner: Morty Smith`.
fn says_nothing(heading: &str) -> bool {
    const FIELDS: [&str; 9] =
        ["date", "owner", "author", "authors", "status", "severity", "reported by", "created by", "last modified"];
    let field = heading.split_once(':').map(|(field, _)| field.trim().to_lowercase());
    field.is_some_and(|field| FIELDS.contains(&field.as_str())) || !title::says_something(heading)
}

/// Words that say nothing about a part.
const ASIDE: &[&str] = &[
    "the",
    "our",
    "of",
    "and",
    "incident",
    "issue",
    "issues",
    "outage",
    "problem",
    "this",
    "an",
    "a",
    "its",
    "to",
    "we",
    "for",
    "detailed",
    "full",
    "initial",
    "brief",
    "actual",
    "in",
    "on",
    "user",
    "customer",
    "business",
    "immediate",
    "identified",
    "analysis",
    "main",
    "postmortem",
    "address",
    "investigation",
    "debugging",
    "identification",
    "report",
];

/// The words of a heading that count.
fn telling(text: &str) -> Vec<String> {
    let text = text.split(['(', '[']).next().unwrap_or_default();
    let text = text.trim_end_matches([':', ' ']).trim_end_matches("must contain");
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.map(str::to_lowercase).filter(|word| !word.chars().all(|c| c.is_ascii_digit()));
    words.filter(|word| !ASIDE.contains(&word.as_str())).take(MOST_WORDS + 1).collect()
}

/// The topic that a heading speaks of, whatever it says around it.
fn topic_in(heading: &str) -> Option<&'static str> {
    let words = telling(heading);
    let holds = |way: &[&str]| words.windows(way.len()).any(|part| part.iter().zip(way).all(|(a, b)| a == b));
    (words.len() <= MOST_WORDS).then(|| find(holds)).flatten()
}

/// The topic that is called just so.
pub(super) fn topic_called(label: &str) -> Option<&'static str> {
    if label.len() > 60 || label.contains(['.', ',', '?']) {
        return None;
    }
    let words = telling(label);
    let is_vocabulary = !words.is_empty() && words.iter().all(|word| VOCABULARY.contains(word.as_str()));
    is_vocabulary.then(|| topic_in(label)).flatten()
}

/// Every word by which a topic is named.
static VOCABULARY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| TOPICS.iter().flat_map(|row| row.ways.iter().flatten().copied()).collect());

fn find(fits: impl Fn(&[&str]) -> bool) -> Option<&'static str> {
    TOPICS.iter().find(|row| row.ways.iter().any(|way| fits(way))).map(|row| row.name)
}

struct Topic {
    name: &'static str,
    ways: Vec<Vec<&'static str>>,
}

static TOPICS: LazyLock<Vec<Topic>> = LazyLock::new(|| {
    let rows = include_str!("../../../assets/headings.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let (name, ways) = line.split_once('\t')?;
        Some(Topic { name, ways: ways.split('|').map(|way| way.split(' ').collect()).collect() })
    };
    rows.filter_map(row).collect()
});
