//! The rows of a timeline: `10:20 — Misleading path (H1, 10 min) — diagnostics clean *(ok, 3 s)* (ana)`.

use std::collections::HashSet;
use std::ops::Range;

use chrono::NaiveDate;

use super::blocks::{Block, Kind, Mark, Words};
use super::notes::Notes;
use super::tags::{self, Tagged};
use super::times::{self, Calendar, Printed};
use crate::import::{Kept, Problem, Told};
use crate::time::When;
use crate::timeline::{EventBody, Tag};

/// What parts the time, the tag and the words of a row.
pub(super) const DASH: &str = " — ";

/// What stands above the rows without a time, and in other parts in place of one.
const UNTIMED: &str = "Time not recorded";

/// What a timeline is read with.
pub(super) struct Reader<'a> {
    pub calendar: &'a Calendar,
    /// The day of what stands under no day of its own.
    pub day: NaiveDate,
    /// Who recorded: the rows name them where there are several.
    pub authors: &'a [String],
    pub roles: &'a [String],
}

/// A timeline, and what of its part was no row.
#[derive(Default)]
pub(super) struct Timeline {
    pub events: Vec<Told>,
    pub problems: Vec<Problem>,
    /// Blocks of other words, by their places.
    pub left: Vec<usize>,
    pub retold: Retold,
}

impl Reader<'_> {
    /// Reads the blocks of a timeline.
    pub fn timeline(&self, blocks: &[Block]) -> Timeline {
        let mut found = Timeline::default();
        let (mut day, mut is_untimed, mut is_row) = (self.day, false, false);
        for (at, block) in blocks.iter().enumerate() {
            let text = block.words.plain();
            let is_item = matches!(block.kind, Kind::Item { .. }) && block.depth == 1;
            let goes_on = is_row && !is_item && block.depth > 0;
            match (&block.kind, found.events.last_mut()) {
                (Kind::Heading(_), _) if times::day(&text).is_some() => day = times::day(&text).unwrap_or(day),
                (Kind::Paragraph, _) if text.trim_end_matches(':') == UNTIMED => is_untimed = true,
                (Kind::Code { text: code, .. }, Some(last)) if goes_on => last.notes.push(code.trim_end().to_owned()),
                (_, Some(last)) if goes_on => last.notes.push(text),
                _ if is_item => {
                    is_row = self.take_row(block, (!is_untimed).then_some(day), &mut found);
                    if !is_row {
                        found.left.push(at);
                    }
                }
                _ => found.left.push(at),
            }
        }
        found
    }

    /// Takes the row of an item; false where it is none.
    fn take_row(&self, block: &Block, day: Option<NaiveDate>, found: &mut Timeline) -> bool {
        let line = self.line(&block.words);
        let notes = line.note.as_deref().map(Notes::of).unwrap_or_default();
        let (time, behind) = line.text.split_once(DASH).unwrap_or((line.text.trim_end_matches(" —"), ""));
        let placed = |day| {
            let printed = Printed::read(time).map(|printed| (self.calendar.place(&printed, day, time), behind));
            printed.or_else(|| {
                let (when, end) = self.calendar.spoken(&line.text, day)?;
                Some((when, line.text[end..].trim_start_matches([' ', '—', '–', '-', ':'])))
            })
        };
        let (when, words) = match (day, day.and_then(placed)) {
            (_, Some(placed)) => placed,
            // What stands above all times was written there, and is no event.
            (Some(_), None) if found.events.is_empty() => return false,
            (Some(_), None) => {
                let message = "no time could be read in this row; it is kept as one without".to_owned();
                found.problems.push(Problem { line: block.line, message });
                (When::unknown(), line.text.as_str())
            }
            (None, _) => (notes.said.as_deref().map_or_else(When::unknown, When::unplaced), line.text.as_str()),
        };
        let mut told = Told { when, line: block.line, by: line.by, ..Told::default() };
        let (tag, text) = words.split_once(DASH).unwrap_or((words.trim_end_matches(" —"), ""));
        match tags::read(tag, self.roles) {
            Some(tagged) => {
                text.trim().clone_into(&mut told.text);
                told.take(tagged);
            }
            None => words.trim().clone_into(&mut told.text),
        }
        told.annotate(&notes, &mut found.problems);
        told.notes.extend(block.words.links().map(str::to_owned));
        found.retold.add(if day.is_some() { time } else { UNTIMED }, &told);
        found.events.push(told);
        true
    }

    fn line(&self, words: &Words) -> Line {
        let (text, emphasised) = words.with_last_emphasised();
        let ends = |by: &&String| {
            let before = text.strip_suffix(')').and_then(|text| text.strip_suffix(by.as_str()));
            before.is_some_and(|before| before.ends_with(" ("))
        };
        let by = self.authors.iter().filter(|_| self.authors.len() > 1).find(ends).cloned();
        let text = by.as_ref().map_or(text.as_str(), |by| &text[..text.len() - by.len() - " ()".len()]);
        let is_note =
            |at: &Range<usize>| at.end == text.len() && text[at.clone()].starts_with('(') && text.ends_with(')');
        match emphasised.filter(is_note) {
            Some(at) => {
                let note = text[at.start + 1..at.end - 1].to_owned();
                Line { text: text[..at.start].trim_end().to_owned(), note: Some(note), by }
            }
            None => Line { text: text.trim_end().to_owned(), note: None, by },
        }
    }
}

/// A row, taken apart from behind.
struct Line {
    text: String,
    /// What stands in brackets and stands out behind the words.
    note: Option<String>,
    by: Option<String>,
}

impl Words {
    /// As they read, and where in that the last words in italics are.
    fn with_last_emphasised(&self) -> (String, Option<Range<usize>>) {
        let whole = self.whole();
        let (text, blanks) = (whole.trim(), whole.len() - whole.trim_start().len());
        let last = self.0.iter().rposition(|span| span.mark == Mark::Emphasis);
        let at = last.and_then(|last| {
            let before = Words(self.0[..last].to_vec()).whole().len().checked_sub(blanks)?;
            Some(before..before + self.0[last].text.len()).filter(|at| at.end <= text.len())
        });
        (text.to_owned(), at)
    }
}

impl Told {
    fn take(&mut self, tagged: Tagged) {
        let Tagged { tag, details, opens, links } = tagged;
        (self.tag, self.details) = (tag, details);
        let kept =
            Kept { opens: opens.as_deref().map(tags::number), id: opens.unwrap_or_default(), links, ..Kept::default() };
        self.kept = Some(Box::new(kept));
    }

    /// Takes in what stands in italics behind the words.
    fn annotate(&mut self, notes: &Notes, problems: &mut Vec<Problem>) {
        self.details.extend(notes.details.clone());
        if let Some(other) = &notes.other {
            if self.tag == Tag::Resolution {
                self.details.insert(EventBody::LASTING.to_owned(), other.clone());
            } else {
                self.text = format!("{} ({other})", self.text).trim().to_owned();
            }
        }
        let lost = notes.lost.iter().map(|what| Problem { line: self.line, message: what.clone() });
        problems.extend(lost);
    }
}

/// What the timeline tells, to know it where another part tells it again: the time, and the first of the
/// words.
#[derive(Default)]
pub(super) struct Retold(HashSet<(String, String)>);

/// So many characters of the words are looked at.
const FIRST: usize = 24;

impl Retold {
    pub fn extend(&mut self, more: Retold) {
        self.0.extend(more.0);
    }

    fn add(&mut self, time: &str, told: &Told) {
        self.0.insert((time.to_owned(), told.text.chars().take(FIRST).collect()));
    }

    /// Whether a line tells what the timeline tells: `10:15 (+1d) — Mitigated — words`.
    pub fn has(&self, line: &str) -> bool {
        let Some((time, words)) = line.split_once(DASH) else { return false };
        // A time that stands alone has its day with it: `00:20 (+1d)`.
        let times = [Some(time), time.rsplit_once(" (").map(|(time, _)| time)];
        let words = [Some(words), words.split_once(DASH).map(|(_, words)| words)];
        let known = |time: &str, words: &str| {
            let mut ends = words.char_indices().map(|(at, _)| at).chain([words.len()]).take(FIRST + 1);
            ends.any(|end| self.0.contains(&(time.to_owned(), words[..end].to_owned())))
        };
        times.iter().flatten().any(|time| words.iter().flatten().any(|words| known(time, words)))
    }
}
