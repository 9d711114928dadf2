//! What stands beside the story: who held which role, what is to be done, what is attached.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::analysis::{RULES, Told};
use crate::export::people::in_words;
use crate::export::rows::Teller;
use crate::timeline::{ActionItem, Event, EventBody, RecordId, Tag, Timeline};
use crate::words;

/// Who held a role, and from when to when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Held {
    /// `incident commander`
    pub role: String,
    pub holder: String,
    /// `10:05`
    pub from: String,
    /// When somebody else took over; none for who held it to the end.
    pub to: Option<String>,
}

/// Something to be done.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Measure {
    /// The id that commands take.
    pub id: String,
    pub task: String,
    /// prevent, detect, mitigate, process.
    pub kind: Option<String>,
    pub owner: Option<String>,
    pub due: Option<String>,
    pub state: Option<String>,
    /// What it answers: `H1: network fault`, `11:15, Mitigated`.
    pub answers: Option<String>,
}

/// Something attached to an event.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Attached {
    pub time: String,
    /// The words of the event.
    pub text: String,
    /// Where it came from: `paste`, a file's name.
    pub source: String,
    /// Its name among the evidence, which is kept with the journal.
    pub file: String,
    pub bytes: u64,
}

/// A rule that was silenced.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Muted {
    pub rule: &'static str,
    pub help: &'static str,
    pub why: String,
}

impl Measure {
    pub(super) fn of(item: &ActionItem, teller: &Teller) -> Measure {
        let said = |text: Option<&str>| text.map(str::to_owned);
        Measure {
            id: item.id.short(),
            task: item.text().to_owned(),
            kind: said(item.kind()),
            owner: said(item.owner()),
            due: said(item.due()),
            state: said(item.state()),
            answers: item.answers().and_then(|of| answered(of, teller)),
        }
    }
}

/// The hypothesis or event that something answers, in words.
fn answered(of: RecordId, teller: &Teller) -> Option<String> {
    if let Some(path) = teller.analysis.path(of) {
        return super::named(path);
    }
    let row = teller.row(teller.analysis.timeline.event(of).filter(|event| event.is_told())?);
    let parts = [row.time, row.tag.into_owned()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Some(parts.join(", "))
}

/// Who recorded what is told, or wrote a section or an item.
pub(super) fn authors(items: &[ActionItem], teller: &Teller) -> Vec<String> {
    let timeline = teller.analysis.timeline;
    let written = timeline.sections().into_iter().map(|section| section.id);
    let written = written.chain(items.iter().filter_map(|item| item.record)).filter_map(|id| timeline.recorded(id));
    let by = teller.analysis.all_told().map(|told| &told.event.by).chain(written.map(|recorded| &recorded.by));
    let by: BTreeSet<&str> = by.map(|by| by.trim()).filter(|by| !by.is_empty()).collect();
    by.into_iter().map(str::to_owned).collect()
}

/// Every role with who held it, one after the other, in the order of the timeline.
pub(super) fn roles(teller: &Teller) -> Vec<Held> {
    let mut held: Vec<(&str, Held)> = Vec::new();
    for event in teller.analysis.told.iter().filter(|event| event.tag() == Tag::Role) {
        let holder = words::one_line(event.text()).trim_start_matches('@').to_owned();
        // Whoever writes it up comes afterwards.
        let Some(role) = event.body.role().filter(|role| *role != EventBody::WRITE_UP && !holder.is_empty()) else {
            continue;
        };
        let from = teller.calendar.dated_clock(event.when());
        if let Some((_, last)) = held.iter_mut().rev().find(|(known, _)| *known == role) {
            if last.holder == holder {
                continue;
            }
            last.to = Some(from.clone());
        }
        held.push((role, Held { role: in_words(role), holder, from, to: None }));
    }
    held.into_iter().map(|(_, held)| held).collect()
}

/// What is attached to the events, in their order.
pub(super) fn attached<'a>(told: impl Iterator<Item = Told<'a>>, teller: &Teller) -> Vec<Attached> {
    let of = |event: &'a Event| {
        let time = teller.time(event).unwrap_or_default();
        event.evidence.iter().map(move |evidence| Attached {
            time: time.clone(),
            text: event.text().to_owned(),
            source: evidence.source.clone(),
            file: evidence.file.clone(),
            bytes: evidence.bytes,
        })
    };
    told.map(|told| told.event).filter(|event| !event.evidence.is_empty()).flat_map(of).collect()
}

/// The rules that were silenced, in their order.
pub(super) fn muted(timeline: &Timeline) -> Vec<Muted> {
    let mutes = timeline.mutes();
    let known = RULES.iter().filter_map(|rule| {
        let why = mutes.get(rule.id)?.clone();
        Some(Muted { rule: rule.id, help: rule.help, why })
    });
    known.collect()
}
