//! One incident among others: what a list of them tells of each, and what can be found in it.
//!
//! Made of a [`Timeline`] by whoever has read one, so that the screen and the shell tell the same.

mod columns;

use super::{Analysis, Document, Lint};
use crate::time::{Moment, Span, Stamp, Zone};
use crate::timeline::{State, Summary, Timeline, UNTITLED};
use crate::words;

pub use columns::{COLUMNS, Column, SORTS, Sort};

/// What a list of incidents tells of one.
#[derive(Clone, PartialEq, Debug)]
pub struct Account {
    pub title: Option<String>,
    /// The zone that was set, and the one that times are shown in.
    pub zone_set: Option<String>,
    pub zone: Zone,
    pub severity: Option<u8>,
    pub state: State,
    /// Those of the impact, as far as they were recorded.
    pub start: Option<Stamp>,
    pub end: Option<Stamp>,
    /// How long the impact lasted, once that is known.
    pub length: Option<Span>,
    /// Since when it goes on and until when at most, and how long it had gone away meanwhile; none
    /// for one that is over.
    running: Option<Running>,
    pub write_up: WriteUp,
    /// How many of the sections that no postmortem goes without are there.
    pub sections: usize,
    /// How much of what is looked for is there, in percent; none while it is not over.
    pub readiness: Option<u8>,
    pub events: u64,
    pub first: Option<Stamp>,
    pub latest: Option<Stamp>,
    /// When anything was last recorded, by anybody.
    pub recorded: Option<Moment>,
    /// When it began, as well as that is known.
    pub began: Option<Stamp>,
    said: Said,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Running {
    since: Moment,
    /// Of one that is written down afterwards, the last that is told of it: its clock is not ours.
    until: Option<Moment>,
    gone: Span,
}

/// How far the postmortem is, by what the journal tells. Who exported it, no journal knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WriteUp {
    /// Nobody wrote anything.
    Nothing,
    /// Something, and not all of the sections that no postmortem goes without.
    Begun,
    /// All of those.
    Written,
    /// And somebody wrote down who has reviewed it.
    Reviewed,
}

/// The sections that no postmortem goes without; what else is needed the lint says.
pub const NEEDED: [&str; 5] = ["summary", "impact", "root cause", "resolution", ACTION_ITEMS];

/// The section whose text is a list of items.
pub const ACTION_ITEMS: &str = "action items";

/// The section that says when it was reviewed, and by whom.
const REVIEW: &str = "review";

impl WriteUp {
    /// How far it is, and how many of the needed sections are there. A section is when it was written,
    /// confirmed, or left out with a reason; the action items also when somebody made one.
    fn of(timeline: &Timeline) -> (WriteUp, usize) {
        let sections = timeline.sections();
        let is_there = |name: &str| sections.iter().any(|section| section.name == name);
        let has_items = || timeline.action_items().iter().any(|item| item.record.is_some());
        let is_done = |name: &&&str| is_there(name) || **name == ACTION_ITEMS && has_items();
        let done = NEEDED.iter().filter(is_done).count();
        let write_up = match done {
            _ if is_there(REVIEW) => WriteUp::Reviewed,
            all if all == NEEDED.len() => WriteUp::Written,
            0 if sections.is_empty() => WriteUp::Nothing,
            _ => WriteUp::Begun,
        };
        (write_up, done)
    }

    /// The word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            WriteUp::Nothing => "nothing",
            WriteUp::Begun => "begun",
            WriteUp::Written => "written",
            WriteUp::Reviewed => "reviewed",
        }
    }
}

impl Account {
    /// The account of a timeline; `document` is what the lint goes by beside it, once the incident is
    /// over.
    pub fn of(timeline: &Timeline, document: impl FnOnce() -> Document) -> Account {
        let analysis = Analysis::of(timeline);
        let summary = Summary::of(timeline);
        let zone = summary.incident.zone();
        let in_zone = |at: Stamp| zone.stamp(at.moment);
        let start = analysis.impact.start_at().map(in_zone);
        let is_over = analysis.is_over();
        let (write_up, sections) = WriteUp::of(timeline);
        let running = start.filter(|_| !is_over).map(|start| Running {
            since: start.moment,
            until: summary.over_at(),
            gone: analysis.gone_away().unwrap_or(Span::exactly(0)),
        });
        Account {
            start,
            end: analysis.impact.end_at().map(in_zone),
            length: analysis.metric("impact_duration").and_then(|metric| metric.span),
            running,
            write_up,
            sections,
            readiness: is_over.then(|| Lint::of(&analysis, document()).readiness),
            began: start.or(summary.incident.started).or(summary.first).or(summary.incident.begun).map(in_zone),
            said: Said::of(timeline),
            zone_set: summary.incident.zone.clone(),
            title: summary.incident.title,
            severity: summary.incident.severity,
            state: summary.state,
            events: summary.events,
            first: summary.first.map(in_zone),
            latest: summary.latest.map(in_zone),
            recorded: summary.recorded,
            zone,
        }
    }

    /// How long it lasted, or (no upper end) has lasted so far.
    pub fn length_at(&self, now: Moment) -> Option<Span> {
        let so_far = |running: &Running| {
            let until = running.until.unwrap_or(now);
            let all = Span { least_ms: until.millis_since(running.since).max(0), most_ms: None };
            all.minus(running.gone)
        };
        self.length.or_else(|| self.running.as_ref().map(so_far))
    }

    /// How far the postmortem is, in a word or two: `2 of 5`.
    pub fn written(&self) -> String {
        match self.write_up {
            WriteUp::Begun => format!("{} of {}", self.sections, NEEDED.len()),
            other => other.name().to_owned(),
        }
    }

    /// The title, as one line that can be shown.
    pub fn title(&self) -> String {
        words::one_line(self.title.as_deref().unwrap_or(UNTITLED))
    }

    /// Whether each of these words was said somewhere in it: in the title, in an event, in a section,
    /// in an action item.
    pub fn holds(&self, words: &str) -> bool {
        let wanted = words.to_lowercase();
        wanted.split_whitespace().all(|word| self.said.lower.contains(word))
    }

    /// The first text that has all of these words, else the first that has the first of them.
    pub fn found(&self, words: &str) -> Option<&str> {
        let wanted = words.to_lowercase();
        let wanted: Vec<&str> = wanted.split_whitespace().collect();
        let place = |holds: &dyn Fn(&str) -> bool| self.said.lower.lines().position(holds);
        let first = wanted.first()?;
        let all = place(&|line| wanted.iter().all(|word| line.contains(word)));
        let at = all.or_else(|| place(&|line| line.contains(first)))?;
        self.said.lines.get(at).map(String::as_str)
    }

    /// The same, where it is not the title.
    pub fn found_below_the_title(&self, words: &str) -> Option<&str> {
        self.found(words).filter(|found| *found != self.title())
    }
}

/// Everything that was said in an incident and can be read in it still.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Said {
    lines: Vec<String>,
    /// The same in small letters, a line each.
    lower: String,
}

impl Said {
    fn of(timeline: &Timeline) -> Said {
        let mut said = Said::default();
        timeline.incident().title.iter().for_each(|title| said.add(title));
        timeline.all_events().for_each(|event| said.add(&event.body.said()));
        for section in timeline.sections() {
            section.text.lines().for_each(|line| said.add(line));
        }
        for item in timeline.action_items().iter().filter(|item| item.record.is_some()) {
            said.add(&item.change.said().collect::<Vec<_>>().join(" "));
        }
        said
    }

    fn add(&mut self, text: &str) {
        let line = words::one_line(text);
        if !line.is_empty() {
            self.lower.push_str(&line.to_lowercase());
            self.lower.push('\n');
            self.lines.push(line);
        }
    }
}

#[cfg(test)]
mod tests;
