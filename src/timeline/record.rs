//! Records: the smallest things that are ever stored, as values.
//!
//! How they are written on disk is the journal's business; what they add up to is the fold's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use ulid::Ulid;

use super::Tag;
use crate::time::{Moment, SinceBoot, Stamp, When};

/// The name of a record: a ULID, which everything that speaks of the record uses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(Ulid);

/// What one key press or one command recorded together; undo names a group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(Ulid);

/// Both are ULIDs of a moment and 80 random bits, read and printed alike.
macro_rules! ulid_name {
    ($name:ident) => {
        impl $name {
            /// From milliseconds since the epoch and randomness, of which 80 bits are used.
            pub fn new(millis: i64, random: u128) -> Self {
                Self(Ulid::from_parts(u64::try_from(millis).unwrap_or(0), random))
            }

            /// When it was given, by the clock of whoever gave it.
            pub fn made(self) -> Moment {
                Moment::from_millis(i64::try_from(self.0.timestamp_ms()).unwrap_or(i64::MAX))
            }

            /// The last six characters: enough to point at one of an incident's records.
            pub fn short(self) -> String {
                self.to_string()[20..].to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.0.array_to_str(&mut [0; 26]))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Ulid::from_string(text).map(Self).map_err(|_| NotAnId)
            }
        }
    };
}
ulid_name!(RecordId);
ulid_name!(GroupId);

impl RecordId {
    /// The least of all ids, from which those in order are looked through.
    pub(super) const FIRST: RecordId = RecordId(Ulid::nil());

    /// Whether somebody who types this means it: any number of its last characters, in capitals or not.
    pub fn is_called(self, name: &str) -> bool {
        !name.is_empty() && self.to_string().ends_with(&name.to_uppercase())
    }
}

/// The text was not a ULID.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("not a record's id (26 characters, as in 01HZSA4E7N3V9B2W5C8D1F6G0H)")]
pub struct NotAnId;

/// The hybrid clock of a record: milliseconds, and a counter among equals. It never goes back
/// within a file, and is past everything its writer had seen when it wrote.
/// (Kulkarni and others, "Logical Physical Clocks", 2014.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Order {
    pub millis: i64,
    pub counter: u32,
}

/// Where a record stands among all records of an incident: total, and the same for every reader.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Place {
    pub order: Order,
    pub writer: Arc<str>,
    pub n: u64,
}

/// A record with everything that is known about its recording.
#[derive(Clone, PartialEq, Debug)]
pub struct Recorded {
    pub id: RecordId,
    /// The wall clock when it was recorded. Never edited, never used for order.
    pub at: Stamp,
    pub up: Option<SinceBoot>,
    pub place: Place,
    pub group: GroupId,
    /// The person; empty where the payload is gone or says none.
    pub by: Arc<str>,
    /// Whether it is known to be on disk. One that is not gives way to itself once it is.
    pub saved: bool,
    pub record: Record,
}

/// The kinds of record: few, and closed.
#[derive(Clone, PartialEq, Debug)]
pub enum Record {
    /// The first line of a journal.
    Begin(Begin),
    /// Fields of the incident.
    Set(Vec<Setting>),
    /// Shared with the event that it is, as long as nothing was said of that.
    Event(Arc<EventBody>),
    /// Changes some fields of an event.
    Amend { of: RecordId, change: Box<EventChange> },
    /// Takes an event out of the story, leaving it readable, or (no reason) puts it back.
    Strike { of: RecordId, why: Option<String> },
    /// A written part of the postmortem, whole, in its newest version.
    Section { name: String, text: String },
    /// Makes an action item (`of` is none) or changes one.
    Action { of: Option<RecordId>, change: Box<ActionChange> },
    /// Something attached to an event.
    Evidence(Evidence),
    /// Silences a lint rule with a reason, or (no reason) lets it speak again.
    Mute { rule: String, why: Option<String> },
    /// The clock did something that readers of the times must know.
    Clock(ClockNote),
    /// Masks a record wherever it is copied; `kept` is what an event remains by.
    Redact { of: RecordId, why: String, kept: Option<Box<EventBody>> },
    /// Takes back an earlier group. Undoing an undo is a redo.
    Undo { group: GroupId },
    /// The payload was taken off the disk; the digest of its bytes remains.
    Redacted,
    /// Written by a newer version: kept, checked, and shown as such.
    Unknown { kind: String },
}

impl Record {
    /// Shows every text in it that a person or a program gave, whatever it is for.
    pub fn texts(&self, look: &mut dyn FnMut(&str)) {
        let mut body = |body: &EventBody| {
            look(&body.text);
            body.details.iter().for_each(|(name, value)| [name, value].into_iter().for_each(|text| look(text)));
            body.when.words.iter().for_each(|words| look(words));
        };
        match self {
            Record::Event(event) => body(event),
            Record::Redact { why, kept, .. } => {
                kept.iter().for_each(|kept| body(kept));
                look(why);
            }
            Record::Amend { change, .. } => {
                let when = change.when.as_ref().and_then(|when| when.words.as_ref());
                change.text.iter().chain(when).for_each(|text| look(text));
                change.details.iter().for_each(|(name, value)| [name, value].into_iter().for_each(|text| look(text)));
            }
            Record::Strike { why, .. } => why.iter().for_each(|why| look(why)),
            Record::Section { name, text } => [name, text].into_iter().for_each(|text| look(text)),
            Record::Action { change, .. } => change.said().for_each(look),
            Record::Evidence(evidence) => look(&evidence.source),
            Record::Mute { rule, why } => [Some(rule), why.as_ref()].into_iter().flatten().for_each(|text| look(text)),
            Record::Set(settings) => settings.iter().for_each(|setting| match setting {
                Setting::Title(text) | Setting::Zone(text) => look(text),
                _ => {}
            }),
            Record::Unknown { kind } => look(kind),
            Record::Begin(_) | Record::Clock(_) | Record::Undo { .. } | Record::Redacted => {}
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Begin {
    pub incident: String,
    pub writer: String,
    pub host: String,
    pub program: String,
}

/// One field of the incident.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Setting {
    Title(String),
    /// The zone's name, as [`crate::time::Zone::named`] reads it.
    Zone(String),
    /// 1 is the worst.
    Severity(u8),
    /// When the incident began, for one that is written down afterwards.
    Started(Stamp),
    Closed(bool),
    /// It came back: resolutions before this moment no longer hold.
    Reopened(Stamp),
}

/// What an event says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventBody {
    pub when: When,
    pub tag: Tag,
    /// As typed, byte for byte. Empty for a mark that was not filled in yet.
    pub text: String,
    /// Small facts beside the text, by name: `role`, `severity`, and what later versions add.
    pub details: BTreeMap<String, String>,
    /// The H number of the hypothesis that this event opens. It is known by this record's id.
    pub opens: Option<u32>,
    pub rules_out: Vec<RecordId>,
    pub confirms: Vec<RecordId>,
    pub about: Vec<RecordId>,
    pub starred: bool,
    pub hidden: bool,
    /// The first key press, where `when` is not that itself.
    pub typed: Option<Stamp>,
}

impl EventBody {
    /// An event with nothing but a time, a tag and a text.
    pub fn new(when: When, tag: Tag, text: impl Into<String>) -> EventBody {
        EventBody {
            when,
            tag,
            text: text.into(),
            details: BTreeMap::new(),
            opens: None,
            rules_out: Vec::new(),
            confirms: Vec::new(),
            about: Vec::new(),
            starred: false,
            hidden: false,
            typed: None,
        }
    }

    /// The text with what its prefix said beside the tag: `SEV1 all down`, `ic: ana`.
    pub fn said(&self) -> Cow<'_, str> {
        let detail = |name: &str| self.details.get(name);
        match self.tag {
            Tag::Severity => detail("severity").map(|severity| format!("SEV{severity} {}", self.text)),
            Tag::Role => detail("role").map(|role| format!("{role}: {}", self.text)),
            _ => None,
        }
        .map_or(Cow::from(&self.text), |said| Cow::from(said.trim_end().to_owned()))
    }

    /// Takes in what another event says, which is told by this one from now on: its words behind these,
    /// its links and its star. `own` is the event that this is the body of: nothing speaks of itself.
    pub fn join(&mut self, other: &EventBody, own: RecordId) {
        let text = other.text.trim();
        if !text.is_empty() {
            let between = match self.text.chars().next_back() {
                None => "",
                Some('.' | '!' | '?' | ';') => " ",
                Some(_) => "; ",
            };
            self.text = format!("{}{between}{text}", self.text);
        }
        self.starred |= other.starred;
        for (all, new) in [
            (&mut self.rules_out, &other.rules_out),
            (&mut self.confirms, &other.confirms),
            (&mut self.about, &other.about),
        ] {
            let more: Vec<RecordId> = new.iter().filter(|id| !all.contains(id) && **id != own).copied().collect();
            all.extend(more);
        }
    }

    /// A time and nothing else: what Enter on an empty line records, wherever it came from.
    pub fn is_mark(&self) -> bool {
        let says_nothing = || self.details.keys().all(|name| Self::WHERE_FROM.contains(&name.as_str()));
        self.text.is_empty() && self.tag == Tag::Note && says_nothing()
    }
}

/// New values for some fields of an event; `None` leaves a field as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EventChange {
    pub when: Option<When>,
    pub tag: Option<Tag>,
    pub text: Option<String>,
    /// Details to set; an empty value removes one.
    pub details: BTreeMap<String, String>,
    /// `Some(None)`: it opens no hypothesis any more.
    pub opens: Option<Option<u32>>,
    pub rules_out: Option<Vec<RecordId>>,
    pub confirms: Option<Vec<RecordId>>,
    pub about: Option<Vec<RecordId>>,
    pub starred: Option<bool>,
    pub hidden: Option<bool>,
}

impl EventChange {
    /// Whether it corrects what is told, and not merely whether that is starred or hidden, how a command
    /// ended, or that somebody found it right.
    pub fn corrects(&self) -> bool {
        let EventChange { when, tag, text, details, opens, rules_out, confirms, about, starred: _, hidden: _ } = self;
        let is_linked = opens.is_some() || rules_out.is_some() || confirms.is_some() || about.is_some();
        let says_more = details.keys().any(|name| name != EventBody::CONFIRMED);
        let told_more = says_more && self.ending().is_none();
        when.is_some() || tag.is_some() || text.is_some() || told_more || is_linked
    }

    /// Changes `body` where this says something.
    pub fn apply_to(&self, body: &mut EventBody) {
        fn put<T: Clone>(field: &mut T, new: &Option<T>) {
            if let Some(new) = new {
                field.clone_from(new);
            }
        }
        put(&mut body.when, &self.when);
        put(&mut body.tag, &self.tag);
        put(&mut body.text, &self.text);
        put(&mut body.opens, &self.opens);
        put(&mut body.rules_out, &self.rules_out);
        put(&mut body.confirms, &self.confirms);
        put(&mut body.about, &self.about);
        put(&mut body.starred, &self.starred);
        put(&mut body.hidden, &self.hidden);
        for (name, value) in &self.details {
            if value.is_empty() {
                body.details.remove(name);
            } else {
                body.details.insert(name.clone(), value.clone());
            }
        }
    }

    /// What turns `before` into `after`; nothing where they agree.
    pub fn between(before: &EventBody, after: &EventBody) -> EventChange {
        fn new<T: PartialEq + Clone>(before: &T, after: &T) -> Option<T> {
            (before != after).then(|| after.clone())
        }
        let removed = before.details.keys().filter(|name| !after.details.contains_key(*name));
        let set = after.details.iter().filter(|(name, value)| before.details.get(*name) != Some(value));
        EventChange {
            when: new(&before.when, &after.when),
            tag: new(&before.tag, &after.tag),
            text: new(&before.text, &after.text),
            details: removed
                .map(|name| (name.clone(), String::new()))
                .chain(set.map(|(name, value)| (name.clone(), value.clone())))
                .collect(),
            opens: new(&before.opens, &after.opens),
            rules_out: new(&before.rules_out, &after.rules_out),
            confirms: new(&before.confirms, &after.confirms),
            about: new(&before.about, &after.about),
            starred: new(&before.starred, &after.starred),
            hidden: new(&before.hidden, &after.hidden),
        }
    }
}

/// New values for some fields of an action item.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActionChange {
    pub text: Option<String>,
    /// prevent, detect, mitigate or process.
    pub kind: Option<String>,
    pub owner: Option<String>,
    /// As typed: a date, a ticket's milestone.
    pub due: Option<String>,
    pub state: Option<String>,
    /// The event, hypothesis or gap that it answers.
    pub answers: Option<RecordId>,
    /// The todo that it was made of.
    pub todo: Option<RecordId>,
}

/// Something attached to an event, kept as a file named by its digest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    pub of: RecordId,
    /// `<digest>.<ext>` in the incident's evidence directory.
    pub file: String,
    pub bytes: u64,
    /// Where it came from: `paste`, a file's name, `long line`.
    pub source: String,
}

/// What a clock did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClockNote {
    /// The wall clock moved against the time since boot by so many milliseconds.
    Stepped { millis: i64 },
    /// The machine slept for so many milliseconds.
    Suspended { millis: u64 },
    /// The local offset changed.
    Offset { from: Stamp, to: Stamp },
    /// Another writer's file is so many milliseconds ahead of this machine's clock; its time
    /// was not adopted.
    Ahead { writer: String, millis: i64 },
}
