//! The title of a write-up: what is broken, not what kind of document it is.

use super::lines::{Kind, Line};
use super::parts::{bare, topic_called};

/// A title, and the line that it stands on where that is a heading.
pub(super) struct Title {
    pub text: String,
    pub line: Option<usize>,
}

/// Words that say what kind of document it is, and nothing of what happened.
const KIND: &[&str] = &[
    "postmortem",
    "post",
    "mortem",
    "incident",
    "report",
    "my",
    "first",
    "the",
    "a",
    "an",
    "of",
    "for",
    "review",
    "outage",
    "analysis",
    "document",
    "on",
    "and",
    "experience",
    "i",
    "had",
    "template",
    "summary",
    "issue",
    "rca",
];

/// The title: a setting above the text, else the first heading that says something, else the first
/// short line.
pub(super) fn of(lines: &[Line]) -> Option<Title> {
    let setting = lines.iter().take_while(|line| line.kind == Kind::Setting).find_map(|line| {
        let (name, value) = line.text.split_once([':', '='])?;
        (name.trim() == "title").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    let is_heading = |line: &Line| matches!(line.kind, Kind::Heading(_));
    // Behind the first part with a known name stand parts.
    let body = || {
        let all = lines.iter().enumerate().filter(|(_, line)| line.kind != Kind::Setting);
        all.take_while(|(_, line)| topic_called(&line.text).is_none())
    };
    let headings = || body().filter(|(_, line)| is_heading(line)).take(3);
    if let Some(text) = setting.filter(|text| !text.is_empty()) {
        let repeats = |line: &Line| line.kind == Kind::Heading(1) || without_kind(&line.text) == without_kind(&text);
        let line = headings().next().filter(|(_, line)| repeats(line)).map(|(at, _)| at);
        return Some(Title { text: without_kind(&text), line });
    }
    let short = body().take(8).take_while(|(_, line)| topic_called(&line.text).is_none()).filter(|(_, line)| {
        matches!(line.kind, Kind::Text)
            && line.text.split_whitespace().count() <= 14
            && !line.text.ends_with(['.', ':'])
            && line.text.len() > 3
    });
    let candidates: Vec<(usize, &Line)> = headings().chain(short).collect();
    let is_title = |line: &Line| says_something(&line.text) && !line.text.contains("://");
    let (at, line) = candidates.into_iter().find(|(_, line)| is_title(line))?;
    Some(Title { text: without_kind(&line.text), line: Some(at) })
}

/// Whether a text says more than that it is a postmortem.
pub(super) fn says_something(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // `0x19` is the number of an exercise.
    let is_number =
        |word: &str| word.trim_start_matches("0x").chars().all(|c| c.is_ascii_hexdigit() && !c.is_uppercase());
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && is_number(word);
    words.into_iter().any(|word| !KIND.contains(&word.to_lowercase().as_str()) && !is_number(word))
}

/// `Postmortem: Database Outage` is about a database outage.
fn without_kind(title: &str) -> String {
    let title = bare(title);
    let behind = title.split_once(": ").filter(|(kind, rest)| !says_something(kind) && says_something(rest));
    behind.map_or(title, |(_, rest)| rest).trim().to_owned()
}
