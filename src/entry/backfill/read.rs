//! What each row is: an event as it would be stored, and whether it is to be.

use std::borrow::Cow;
use std::collections::HashSet;

use super::Row;
use super::place::{Near, day_of, near};
use crate::entry::{Doubt, Draft, Typed, secret_in, understand_afterwards};
use crate::time::phrase::{Context, DayRule, Placing};
use crate::time::{Moment, When, Zone};
use crate::timeline::{Event, EventBody, GroupId, Place, Record, RecordId, Recorded, Summary, Tag};

/// A row, understood.
#[derive(Clone, PartialEq, Debug)]
pub struct Reading {
    pub draft: Draft,
    pub is: Is,
    pub fate: Fate,
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Is {
    Event,
    /// The name of the incident.
    Title,
    /// The day of the rows below it; it is no event.
    Day,
}

/// What becomes of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    Kept,
    /// By hand.
    Dropped,
    /// The incident has it already.
    There,
    /// It stands further up, too.
    Again,
}

/// What the incident has already: minutes and texts.
#[derive(Clone, Default, Debug)]
pub struct There(HashSet<(Option<i64>, String)>);

impl There {
    pub fn of<'a>(events: impl Iterator<Item = &'a Event>) -> There {
        let told = events.filter(|event| event.struck.is_none() && event.redacted.is_none());
        There(told.map(|event| same(&event.body)).collect())
    }
}

const MINUTE_MS: i64 = 60_000;

/// What two events have in common that are one.
fn same(body: &EventBody) -> (Option<i64>, String) {
    let minute = body.when.bound().map(|at| at.moment.millis().div_euclid(MINUTE_MS));
    (minute, body.text.trim().to_owned())
}

/// The reading of its time that was taken of a row.
pub(super) fn taken<'a>(row: &Row, readings: &'a [When]) -> Option<&'a When> {
    row.taken.and_then(|taken| readings.get(usize::from(taken)))
}

/// The rows understood, each with what those above it say: one may open the hypothesis that the next
/// rules out.
pub fn read(rows: &[Row], there: &There, summary: &Summary, now: Moment) -> Vec<Reading> {
    let zone = summary.incident.zone();
    let words: Vec<Cow<str>> = rows.iter().map(Row::words).collect();
    let near = near(rows.iter().zip(words.iter().map(|words| &**words)), summary, &zone, now);
    let mut summary = summary.clone();
    let mut above = HashSet::new();
    let mut read = Vec::with_capacity(rows.len());
    for ((row, words), near) in rows.iter().zip(&words).zip(near) {
        let (draft, is) = understood(row, words, near, &summary, &zone);
        let key = same(&draft.body);
        let is_again = key.0.is_some() && is == Is::Event && !above.insert(key.clone());
        let fate = match row.kept {
            Some(true) => Fate::Kept,
            Some(false) => Fate::Dropped,
            None if is == Is::Event && there.0.contains(&key) => Fate::There,
            None if is_again => Fate::Again,
            None => Fate::Kept,
        };
        if is == Is::Event && fate == Fate::Kept {
            summary.foresee(&foreseen(row, &draft.body, &zone));
        }
        read.push(Reading { draft, is, fate });
    }
    read
}

fn understood(row: &Row, words: &str, near: Near, summary: &Summary, zone: &Zone) -> (Draft, Is) {
    if day_of(row, words).is_some() {
        return (day(row, words, near.moment, zone), Is::Day);
    }
    let typed = Typed { line: words, began: row.came, entered: row.came, tag: None, at: None };
    let mut draft = understand_afterwards(&typed, near.moment, summary);
    if near.is_to_come && draft.body.when.bound().is_some() {
        let said = draft.body.when.words.clone().unwrap_or_default();
        let when = std::mem::replace(&mut draft.body.when, When::unplaced(&said));
        draft.doubts.insert(0, Doubt { message: format!("“{said}”: that is still to come"), readings: vec![when] });
    }
    settle(row, &mut draft);
    draft.doubts.extend(row.evidence().and_then(|evidence| secret_in(&evidence)).map(Doubt::saying));
    match (&draft.title, row.evidence()) {
        (None, _) => (draft, Is::Event),
        (Some(_), None) => (draft, Is::Title),
        // A title has no evidence: with some it is words.
        (Some(_), Some(_)) => {
            let body = EventBody { tag: Tag::Note, text: words.to_owned(), ..draft.body };
            (Draft { body, title: None, doubts: draft.doubts }, Is::Event)
        }
    }
}

/// Takes the reading of its time that somebody chose; then nothing about it is in doubt.
fn settle(row: &Row, draft: &mut Draft) {
    let chosen = draft.doubts.iter().find_map(|doubt| taken(row, &doubt.readings)).cloned();
    if let Some(when) = chosen {
        draft.body.when = when;
        draft.doubts.retain(|doubt| doubt.readings.is_empty());
    }
}

/// A row that is nothing but a day.
fn day(row: &Row, words: &str, near: Moment, zone: &Zone) -> Draft {
    let context = Context { now: row.came, zone, rule: DayRule::NearestTo(near), start: None };
    let (when, doubts) = match day_of(row, words).map(|day| day.place(&context)) {
        Some(Placing::Placed(when)) => (when, Vec::new()),
        Some(Placing::Doubtful { why, readings }) => {
            (When::unplaced(words), vec![Doubt { message: format!("“{words}”: {why}"), readings }])
        }
        None => (When::unknown(), Vec::new()),
    };
    let mut draft = Draft { body: EventBody::new(when, Tag::Note, words), title: None, doubts };
    settle(row, &mut draft);
    draft
}

/// A row as a record that will come after all others.
fn foreseen(row: &Row, body: &EventBody, zone: &Zone) -> Recorded {
    Recorded {
        id: row.id,
        at: zone.stamp(row.came),
        up: None,
        place: Place::default(),
        group: GroupId::new(row.came.millis(), 0),
        by: "".into(),
        saved: false,
        record: Record::Event(body.clone().into()),
    }
}

impl Reading {
    /// What is stored of it; nothing of a day, and of what is dropped.
    pub fn record(&self) -> Option<Record> {
        if self.fate != Fate::Kept {
            return None;
        }
        match (self.is, &self.draft.title) {
            (Is::Day, _) => None,
            (Is::Title, Some(title)) => Some(Record::Set(vec![crate::timeline::Setting::Title(title.clone())])),
            _ => Some(Record::Event(self.draft.body.clone().into())),
        }
    }

    /// What can be chosen of, where its time is in doubt.
    pub fn readings(&self) -> &[When] {
        self.draft.doubts.iter().map(|doubt| &doubt.readings[..]).find(|readings| !readings.is_empty()).unwrap_or(&[])
    }

    /// Whether it is to be stored, and something about it is in doubt.
    pub fn is_open(&self) -> bool {
        self.fate == Fate::Kept && !self.draft.doubts.is_empty()
    }

    /// The event that it will be, as far as that is known before it is one.
    pub fn event(&self, id: RecordId, came: Moment, by: &str, zone: &Zone) -> Event {
        Event {
            id,
            body: self.draft.body.clone().into(),
            by: by.into(),
            recorded: zone.stamp(came),
            place: Place::default(),
            group: GroupId::new(came.millis(), 0),
            saved: true,
            struck: None,
            redacted: None,
            amendments: 0,
            evidence: Vec::new(),
        }
    }
}
