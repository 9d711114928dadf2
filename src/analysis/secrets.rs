//! What looks like a secret, and where it stands.

use crate::beside::both;
use crate::sensitive::{self, Kind};
use crate::timeline::{RecordId, Recorded, Timeline};

/// A likely secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Secret {
    /// `AWS access key`
    pub name: &'static str,
    pub at: SecretPlace,
}

/// Where a likely secret stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SecretPlace {
    Title,
    /// An event, with all that is said of it and attached to it.
    Event(RecordId),
    /// A section, by the record that wrote it.
    Section(RecordId),
    /// An action item, by the record that made it.
    Action(RecordId),
    /// Why a rule of the lint was silenced.
    Reason,
}

/// Whether any record at all holds something that looks like a secret, told or not.
pub fn any_secret(timeline: &Timeline) -> bool {
    let records: Vec<&Recorded> = timeline.records().collect();
    let (first, second) = records.split_at(records.len() / 2);
    let (in_first, in_second) = both(|| are_in(first), || are_in(second));
    in_first || in_second
}

fn are_in(records: &[&Recorded]) -> bool {
    let mut found = false;
    let mut look = |text: &str| found = found || !sensitive::find(text, &[Kind::Secret]).is_empty();
    let mut last: &str = "";
    for recorded in records {
        recorded.record.texts(&mut look);
        // It is the same person, most of the time.
        if *recorded.by != *last {
            look(&recorded.by);
            last = &recorded.by;
        }
    }
    found
}

/// Every likely secret of what counts, in the order of the document.
pub fn secrets(timeline: &Timeline) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut look = |text: &str, at: SecretPlace| {
        found.extend(sensitive::find(text, &[Kind::Secret]).into_iter().map(|found| Secret { name: found.name, at }));
    };
    look(timeline.incident().title(), SecretPlace::Title);
    for event in timeline.all_events() {
        let at = SecretPlace::Event(event.id);
        look(event.text(), at);
        let beside = event.body.details.values().map(String::as_str).chain(event.struck.as_deref());
        let attached = event.evidence.iter().map(|evidence| evidence.source.as_str());
        beside.chain(event.when().words.as_deref()).chain(attached).for_each(|text| look(text, at));
    }
    for section in timeline.sections() {
        [&section.name, &section.text].into_iter().for_each(|text| look(text, SecretPlace::Section(section.id)));
    }
    for item in timeline.action_items() {
        let Some(record) = item.record else { continue };
        item.change.said().for_each(|text| look(text, SecretPlace::Action(record)));
    }
    timeline.mutes().values().for_each(|why| look(why, SecretPlace::Reason));
    found
}
