//! Import: what exists already comes in. Bytes of other programs and people, as events, action items
//! and sections, with what could not be read; no file, no clock.
//!
//! Nothing is invented: what is not in the source is not in the result, and what was read otherwise
//! than it is written is named with its line.

mod alertmanager;
mod chat;
mod columns;
mod days;
mod exported;
mod json;
mod own;
mod pagerduty;
mod records;
mod sheet;
mod slack;
mod spoken;
mod writeup;

pub use columns::{Columns, NotColumns};
pub use records::{Made, Records, records};

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::time::{Moment, Stamp, When, Zone};
use crate::timeline::{ActionChange, Tag};

/// What a source holds.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Imported {
    pub title: Option<String>,
    pub zone: Option<Zone>,
    /// 1 is the worst.
    pub severity: Option<u8>,
    /// When the impact began and ended, where the source says so beside its timeline.
    pub start: Option<Bound>,
    pub end: Option<Bound>,
    pub events: Vec<Told>,
    pub items: Vec<Item>,
    /// By the names of the registry, or by their own; each once.
    pub sections: Vec<(String, String)>,
    pub problems: Vec<Problem>,
    /// Which incident it is, where it is one that a recorder of ours wrote.
    pub incident: Option<Own>,
}

/// What a document of our own says of its incident, beside what any source can say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Own {
    pub id: String,
    pub started: Option<Stamp>,
    pub reopened: Vec<Stamp>,
    /// When it was closed by hand.
    pub closed: Option<Stamp>,
}

/// An end of the impact, as it is stated.
#[derive(Clone, PartialEq, Debug)]
pub struct Bound {
    pub at: Stamp,
    /// The sentence or label that says so; empty where a setting above the text does.
    pub text: String,
    pub line: usize,
}

/// One event of a source.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Told {
    pub when: When,
    pub tag: Tag,
    pub text: String,
    /// From 1; in a source without lines, the number of the event.
    pub line: usize,
    /// The hypotheses that it rules out or confirms, by the places of the events that open them.
    pub rules_out: Option<usize>,
    pub confirms: Option<usize>,
    /// The hypothesis that it speaks of, by the same.
    pub about: Option<usize>,
    /// What stands below it and is no part of its line: output, code, addresses.
    pub notes: Vec<String>,
    /// Small facts beside the text, by name: which role, how bad.
    pub details: BTreeMap<String, String>,
    /// Who recorded it, where the source says so; empty where nobody is named.
    pub by: Option<String>,
    /// How it was kept, where the source is a recorder's own.
    pub kept: Option<Box<Kept>>,
}

/// An event as a recorder kept it: what only our own documents carry.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Kept {
    /// What it is known by there.
    pub id: String,
    pub recorded: Option<Stamp>,
    /// It opens a hypothesis; with the number that this had, where that is told.
    pub opens: Option<Option<u32>>,
    /// The hypotheses that it speaks of, by what their events are known by.
    pub links: Vec<(Link, String)>,
    pub starred: bool,
    pub hidden: bool,
    /// The reason it was struck, if it was.
    pub struck: Option<String>,
    pub evidence: Vec<Attached>,
}

/// What an event can say of a hypothesis that another one opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Link {
    RulesOut,
    Confirms,
    About,
}

/// A file that was attached to an event; its bytes are elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attached {
    pub file: String,
    pub bytes: u64,
    pub source: String,
}

/// An action item of a source.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    pub change: ActionChange,
    pub line: usize,
}

/// What could not be read as it is written, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// From 1; 0 is the whole.
    pub line: usize,
    pub message: String,
}

/// What is known beside the bytes.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// The file's name, which can hold a date.
    pub name: &'a str,
    pub now: Moment,
    /// The zone of times that name none, whatever the source says.
    pub zone: Option<Zone>,
    /// The zone of times where the source says nothing of zones either.
    pub usual_zone: Zone,
    /// The day on which it begins, whatever the source says.
    pub date: Option<NaiveDate>,
    /// Which column of a table holds what, where somebody said so.
    pub columns: Columns,
}

/// A sort of source: how it is known, and how it is read.
pub struct Source {
    /// What `--from` calls it.
    pub name: &'static str,
    pub help: &'static str,
    /// Whether a text looks like one; asked in the order of the rows.
    pub sniff: fn(&str) -> bool,
    read: fn(&str, &Asked) -> Result<Imported, NotReadable>,
}

/// Every sort of source; the first that knows a text reads it.
pub const SOURCES: &[Source] = &[
    Source {
        name: JOURNAL,
        help: "a recorder's journal, or the directory of an incident: taken in record by record",
        sniff: |text| text.starts_with("{\"v\":"),
        read: |_, _| Err(NotReadable("a journal is taken in from its file, whose lines prove themselves".to_owned())),
    },
    Source {
        name: "slack",
        help: "a channel of a Slack export, or of its API: a JSON file a day",
        sniff: slack::sniff,
        read: slack::read,
    },
    Source {
        name: "pagerduty",
        help: "the log entries of a PagerDuty incident, or its webhooks, as JSON",
        sniff: pagerduty::sniff,
        read: pagerduty::read,
    },
    Source {
        name: "alertmanager",
        help: "the webhooks of Prometheus Alertmanager, as JSON",
        sniff: alertmanager::sniff,
        read: alertmanager::read,
    },
    // What looks like JSON and is none of those is refused here, with the reason.
    Source {
        name: "json",
        help: "an incident as “decklog export -f json” or “decklog show --format json” writes it",
        sniff: json::looks_like_it,
        read: own::read,
    },
    Source {
        name: "decklog",
        help: "a document that “decklog export” wrote in Markdown, edited since or not",
        sniff: exported::sniff,
        read: |text, asked| not_only_signs(text).map(|()| exported::read(text, asked)),
    },
    Source {
        name: "chat",
        help: "a chat as plain text: IRC, Matrix, Slack, Discord, WhatsApp",
        sniff: chat::sniff,
        read: chat::read,
    },
    Source {
        name: "csv",
        help: "a table with a header, its columns parted by commas, semicolons, tabs or bars",
        sniff: sheet::sniff,
        read: sheet::read,
    },
    Source { name: "writeup", help: "a postmortem in Markdown or plain text", sniff: |_| true, read: writeup::read },
];

/// The source that is files of ours: their bytes prove themselves, and are taken in as they are.
pub const JOURNAL: &str = "journal";

/// No incident has so many events: what has is cut into parts by whoever knows what belongs together.
pub const MOST_EVENTS: usize = 100_000;

/// Why a source can't be read at all.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotReadable(pub String);

impl Source {
    /// The source of this name.
    pub fn named(name: &str) -> Option<&'static Source> {
        SOURCES.iter().find(|source| source.name == name)
    }

    /// What a text is.
    pub fn of(text: &str) -> &'static Source {
        SOURCES.iter().find(|source| (source.sniff)(text)).unwrap_or(&SOURCES[SOURCES.len() - 1])
    }

    /// Reads a text of this sort.
    ///
    /// # Errors
    /// [`NotReadable`] where it is none of this sort: what is missing, and on which line.
    pub fn read(&self, text: &str, asked: &Asked) -> Result<Imported, NotReadable> {
        let imported = (self.read)(text, asked)?;
        not_too_many(imported.events.len())?;
        Ok(imported)
    }
}

/// Refuses more events than an incident can have, before anything is made of them.
fn not_too_many(events: usize) -> Result<(), NotReadable> {
    match events > MOST_EVENTS {
        true => Err(NotReadable(format!("there are more than {MOST_EVENTS} events in it; import a part of it"))),
        false => Ok(()),
    }
}

/// Refuses a long text that is little else but signs of Markdown: nobody wrote it, and a parser holds fifty times
/// its size.
fn not_only_signs(text: &str) -> Result<(), NotReadable> {
    /// A shorter one may be as it likes.
    const LONG: usize = 1024 * 1024;
    let is_sign = |byte: &u8| matches!(byte, b'[' | b']' | b'*' | b'_' | b'<' | b'>' | b'`' | b'!' | b'~');
    let signs = if text.len() > LONG { text.bytes().filter(is_sign).count() } else { 0 };
    match signs * 3 > text.len() {
        true => {
            Err(NotReadable("it is little else but the signs of Markdown; there is nothing to read in it".to_owned()))
        }
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests;
