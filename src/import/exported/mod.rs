//! A document of our own: Markdown that `decklog export` wrote, whoever has edited it since.
//!
//! What follows from a timeline is left to follow from it again: the rows of the timeline become events,
//! the table of measures action items, and of the rest only what people have written is kept.

mod blocks;
mod measures;
mod notes;
mod rows;
mod tags;
mod times;
mod written;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use self::blocks::{Block, Kind, Mark};
use self::rows::{DASH, Reader};
use self::times::{Calendar, Printed};
use super::{Asked, Imported, Item, Problem, Told};
use crate::time::{When, Zone};
use crate::timeline::{Tag, UNTITLED};

/// Headings of which a document of ours has at least three.
const HEADINGS: &[&str] = &[
    "## Issue summary",
    "## Misleading paths",
    "## Root cause and resolution",
    "## Corrective and preventative measures",
    "## Open questions",
    "## Duration",
    "## Lead-up",
    "## Escalations and roles",
    "## Root cause and contributing factors",
    "## Where we were lucky",
    "## Decided not to do",
    "## Summary",
    "## Why it happened",
    "## What we do about it",
];

/// Whether a text is a document of ours: it has our headings, a zone in that of its timeline, and most rows
/// there are a time, the words of a tag and a text, parted as we part them.
pub(super) fn sniff(text: &str) -> bool {
    let (mut headings, mut rows, mut ours, mut is_timeline, mut is_untimed) = (0, 0, 0, false, false);
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            is_timeline = is_timeline_of_ours(title.trim_end());
            headings += usize::from(HEADINGS.contains(&line.trim_end()));
        } else if is_timeline {
            is_untimed |= line.starts_with("Time not recorded:");
            // A timeline without a row says so.
            ours += usize::from(line.starts_with("*Nothing was recorded.*"));
            let Some(row) = ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)) else { continue };
            rows += 1;
            ours += usize::from(is_row(&row.replace("**", ""), is_untimed));
        }
    }
    headings >= 3 && ours > 0 && ours * 2 > rows
}

fn is_row(row: &str, is_untimed: bool) -> bool {
    let mut parts = row.split(DASH);
    let timed = is_untimed || parts.next().is_some_and(|time| Printed::read(time).is_some());
    // Where nothing was said, who recorded it stands behind the tag.
    let is_tag = |words: &str| {
        [Some(words), words.rsplit_once(" (").map(|(words, _)| words)]
            .into_iter()
            .flatten()
            .any(|words| tags::read(words, &[]).is_some())
    };
    timed && parts.next().is_some_and(is_tag)
}

/// `Timeline (WAT)`, `What happened (UTC+1)`: the zone is in it.
fn is_timeline(title: &str) -> bool {
    title == "Timeline" || zone_named(title).is_some()
}

fn is_timeline_of_ours(title: &str) -> bool {
    zone_named(title).is_some_and(|zone| Zone::spoken(zone).is_some())
}

fn zone_named(title: &str) -> Option<&str> {
    ["Timeline (", "What happened ("].iter().find_map(|start| title.strip_prefix(start))?.strip_suffix(')')
}

/// A heading with what stands below it, up to the next.
struct Part<'a> {
    /// Empty above the first heading.
    title: String,
    blocks: &'a [Block],
}

/// Reads a document.
pub(super) fn read(source: &str, asked: &Asked) -> Imported {
    let blocks = blocks::blocks(source);
    let title = blocks.iter().find(|block| block.kind == Kind::Heading(1)).map(|block| block.words.plain());
    let parts = parts(&blocks);
    let mut problems = Vec::new();
    let header = Header::of(&parts);
    let calendar = calendar(&parts, asked, &mut problems);
    let roles = roles(&blocks);
    let timelines = || parts.iter().filter(|part| is_timeline(&part.title));
    let day = first_day(&parts, &header, asked, &mut problems);
    let reader = Reader { calendar: &calendar, day, authors: &header.authors, roles: &roles };
    let mut found = rows::Timeline::default();
    let mut imported = Imported {
        title: title.filter(|title| !title.is_empty() && title != UNTITLED),
        zone: Some(calendar.zone.clone()),
        severity: header.severity,
        ..Imported::default()
    };
    for part in timelines() {
        let timeline = reader.timeline(part.blocks);
        found.events.extend(timeline.events);
        found.retold.extend(timeline.retold);
        problems.extend(timeline.problems);
        let left = timeline.left.into_iter().map(|at| &part.blocks[at]);
        imported.write("timeline", part.written(left, &found.retold));
    }
    imported.events = on_the_day_asked(found.events, asked, day);
    // What the document says of the severity is the last that an event said.
    if imported.events.iter().any(|told| told.tag == Tag::Severity) {
        imported.severity = None;
    }
    for part in parts.iter().filter(|part| !is_timeline(&part.title)) {
        part.read_into(&mut imported, &found.retold);
    }
    name_what_is_missing(&imported.events, &mut problems);
    problems.sort_by_key(|problem| problem.line);
    imported.problems = problems;
    imported
}

fn parts(blocks: &[Block]) -> Vec<Part<'_>> {
    let starts: Vec<usize> = (0..blocks.len()).filter(|at| matches!(blocks[*at].kind, Kind::Heading(1 | 2))).collect();
    let first = Part { title: String::new(), blocks: &blocks[..starts.first().copied().unwrap_or(blocks.len())] };
    let ends = starts.iter().skip(1).copied().chain([blocks.len()]);
    let others = starts.iter().zip(ends).map(|(start, end)| {
        let heading = &blocks[*start];
        let title = if heading.kind == Kind::Heading(2) { heading.words.plain() } else { String::new() };
        Part { title, blocks: &blocks[start + 1..end] }
    });
    std::iter::once(first).chain(others).collect()
}

/// What the table above a full document says.
#[derive(Default)]
struct Header {
    /// The day that the incident is named after.
    day: Option<NaiveDate>,
    severity: Option<u8>,
    authors: Vec<String>,
}

impl Header {
    fn of(parts: &[Part]) -> Header {
        let mut header = Header::default();
        let points = |block: &Block| {
            let severity = block.words.plain();
            severity.strip_prefix("Severity: SEV").and_then(|severity| severity.parse().ok())
        };
        for block in parts.iter().take_while(|part| !is_timeline(&part.title)).flat_map(|part| part.blocks) {
            header.severity = header.severity.or_else(|| points(block));
            let Kind::Row { cells, .. } = &block.kind else { continue };
            let [name, value] = cells.as_slice() else { continue };
            let value = value.plain();
            match name.plain().as_str() {
                "Incident" => header.day = value.get(..10).and_then(|day| day.parse().ok()),
                "Severity" => header.severity = value.strip_prefix("SEV").and_then(|value| value.parse().ok()),
                "Recorded by" => header.authors = value.split(", ").map(str::to_owned).collect(),
                _ => {}
            }
        }
        header
    }
}

/// The roles that the document names in its table of who held them.
fn roles(blocks: &[Block]) -> Vec<String> {
    let role = |block: &Block| match &block.kind {
        Kind::Row { cells, head, is_head: false } if head.iter().any(|cell| cell == "Held by") => {
            cells.first().map(|cell| cell.plain())
        }
        _ => None,
    };
    // The commonest have words of their own.
    const KNOWN: [&str; 4] = ["incident commander", "communications lead", "scribe", "author of the postmortem"];
    let mut roles: Vec<String> =
        blocks.iter().filter_map(role).filter(|role| !KNOWN.contains(&role.as_str())).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// The zone: as the line says that tells how long it lasted, else as the heading of the timeline does.
fn calendar(parts: &[Part], asked: &Asked, problems: &mut Vec<Problem>) -> Calendar {
    let name = parts.iter().find_map(|part| zone_named(&part.title)).unwrap_or_default();
    let labelled = || durations(parts).find_map(|text| zone_labelled(&text));
    let zone = asked.zone.clone().or_else(labelled).or_else(|| Zone::spoken(name).map(|(zone, _)| zone));
    let zone = zone.unwrap_or_else(|| {
        let usual = asked.usual_zone.clone();
        let message = format!("no zone is named; read as {} (--zone says otherwise)", usual.name());
        problems.push(Problem { line: 0, message });
        usual
    });
    Calendar { zone, name: name.to_owned(), now: asked.now }
}

/// The lines that say how long it lasted, from when to when.
fn durations<'a>(parts: &'a [Part]) -> impl Iterator<Item = String> + 'a {
    parts.iter().flat_map(|part| {
        let is_own = written::section(&part.title) == "duration";
        let is_it = move |block: &&Block| match block.kind {
            Kind::Item { .. } => block.words.first(&Mark::Strong) == Some("Duration:"),
            Kind::Paragraph => is_own,
            _ => false,
        };
        // What people wrote stands before it.
        part.blocks.iter().rev().filter(is_it).map(|block| block.words.plain())
    })
}

/// `Europe/Berlin` in `10:00 to 12:00 Europe/Berlin (CEST, UTC+2), 08:00–10:00 UTC.`
fn zone_labelled(text: &str) -> Option<Zone> {
    text.match_indices(" (").find_map(|(at, open)| {
        let (label, _) = text[at + open.len()..].split_once(')')?;
        let offset = label.rsplit(", ").next().unwrap_or_default();
        let name = text[..at].rsplit(' ').next().unwrap_or_default();
        Zone::named(name).ok().filter(|_| offset.starts_with("UTC"))
    })
}

/// The day of what stands under no day of its own.
fn first_day(parts: &[Part], header: &Header, asked: &Asked, problems: &mut Vec<Problem>) -> NaiveDate {
    let headed = || {
        let blocks = parts.iter().filter(|part| is_timeline(&part.title)).flat_map(|part| part.blocks);
        blocks.filter(|block| matches!(block.kind, Kind::Heading(_))).find_map(|block| times::day(&block.words.plain()))
    };
    let lasted = || durations(parts).find_map(|text| times::day_within(&text));
    let found = headed().or_else(lasted).or(header.day).or(asked.date);
    found.unwrap_or_else(|| {
        let message = "no date is given anywhere; yesterday was taken (--date says otherwise)".to_owned();
        problems.push(Problem { line: 0, message });
        let today = Zone::utc().stamp(asked.now).local().date();
        today.pred_opt().unwrap_or(today)
    })
}

/// The events moved to the day that was asked for, all by as many days.
fn on_the_day_asked(mut events: Vec<Told>, asked: &Asked, day: NaiveDate) -> Vec<Told> {
    const DAY_MS: i64 = 86_400_000;
    let days = asked.date.map_or(0, |asked| asked.signed_duration_since(day).num_days());
    for told in events.iter_mut().filter(|_| days != 0) {
        let words = told.when.words.clone().unwrap_or_default();
        told.when = told.when.shifted(days.saturating_mul(DAY_MS), words);
    }
    events
}

/// A hypothesis that rows speak of and none opens can't be linked to.
fn name_what_is_missing(events: &[Told], problems: &mut Vec<Problem>) {
    let known: std::collections::HashSet<&str> =
        events.iter().filter_map(|told| told.kept.as_ref()).map(|kept| kept.id.as_str()).collect();
    for told in events {
        let links = told.kept.iter().flat_map(|kept| &kept.links);
        for (_, label) in links.filter(|(_, label)| !known.contains(label.as_str())) {
            let message = format!("{label} is named here, and no row says what it was");
            problems.push(Problem { line: told.line, message });
        }
    }
}

impl Imported {
    /// Keeps what was written under a name; what is there already stays above it.
    fn write(&mut self, name: &str, text: String) {
        if text.trim().is_empty() {
            return;
        }
        match self.sections.iter_mut().find(|(known, _)| known == name) {
            Some((_, written)) => written.extend(["\n\n", &text]),
            None => self.sections.push((name.to_owned(), text)),
        }
    }
}

impl Part<'_> {
    /// Takes what the part holds beside what follows from the timeline.
    fn read_into(&self, imported: &mut Imported, retold: &rows::Retold) {
        let name = written::section(&self.title);
        if name == "Checks that were silenced" {
            return;
        }
        let (items, questions) = (self.items(name), self.questions(name));
        let is_taken = |block: &Block| {
            let is_item = matches!(block.kind, Kind::Item { .. });
            is_item && (questions.is_some_and(|group| group == block.group) || self.listed(name) == Some(block.group))
        };
        for block in self.blocks.iter().filter(|block| questions == Some(block.group)) {
            let text = block.words.plain();
            if matches!(block.kind, Kind::Item { .. }) && !is_derived(&text) {
                let told =
                    Told { when: When::unknown(), tag: Tag::Question, text, line: block.line, ..Told::default() };
                imported.events.push(told);
            }
        }
        imported.items.extend(items);
        let text = self.written(self.blocks.iter().filter(|block| !is_taken(block)), retold);
        imported.write(name, text);
    }

    /// Action items: the rows of their table, and lists of them.
    fn items(&self, name: &str) -> Vec<Item> {
        let of_table = self.blocks.iter().filter(|block| match &block.kind {
            Kind::Row { head, .. } => measures::is_head(head),
            _ => false,
        });
        let listed = self.listed(name);
        let of_list =
            self.blocks.iter().filter(|block| listed == Some(block.group) && matches!(block.kind, Kind::Item { .. }));
        let of_list = of_list.map(|block| match name {
            "not to do" => measures::rejected(block),
            _ => measures::promised(block),
        });
        of_table.filter_map(measures::item).chain(of_list).collect()
    }

    /// The list of items that stands last in a part which has its items in a list.
    fn listed(&self, name: &str) -> Option<usize> {
        let holds = name == "not to do" || self.title == "What we do about it";
        self.last_list(false).filter(|_| holds)
    }

    /// The list of open questions.
    fn questions(&self, name: &str) -> Option<usize> {
        self.last_list(true).filter(|_| name == "open questions")
    }

    fn last_list(&self, of_numbers: bool) -> Option<usize> {
        let last = self.blocks.iter().rfind(|block| matches!(block.kind, Kind::Item { .. }))?;
        (last.kind == Kind::Item { ordered: of_numbers }).then_some(last.group)
    }
}

/// How the questions end that a timeline asks by itself.
const DERIVED: &[&str] = &[
    ": still open. What would rule it out, or confirm it?",
    ": neither ruled out nor confirmed. What became of it?",
    ": parked. Was it looked into since?",
    " begin? No hypothesis was recorded for it.",
    "How many users were affected, of how many? The impact is recorded without a number.",
    "What changed before it (a deploy, a setting, maintenance), and when? No change is recorded.",
    "Which causes were suspected, and what ruled them out? No hypothesis is recorded.",
    "Was anybody called, or did the first team handle it? No escalation is recorded.",
    "When was the event whose time is not recorded?",
    " events whose time is not recorded?",
];

/// Whether a question is one that a timeline asks by itself.
fn is_derived(question: &str) -> bool {
    let is_of_the_start =
        question.starts_with("When did users first feel it? The first that is recorded is the detection");
    let is_of_a_silence =
        question.starts_with("What happened between ") && question.contains("The timeline is silent for ");
    is_of_the_start || is_of_a_silence || DERIVED.iter().any(|end| question.ends_with(end))
}
