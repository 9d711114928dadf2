//! How the words of a timeline change before they leave: secrets and what names people and machines
//! are masked, people are called as was asked, and outside only what a profile tells is left.

use std::sync::Arc;

use super::people::People;
use super::profile::{Names, Profile};
use crate::sensitive::{self, Kind};
use crate::timeline::{
    ActionChange, ActionItem, Begin, Event, EventBody, EventChange, Evidence, Record, RecordId, Recorded, SectionRow,
    Setting, Tag, Timeline,
};
use crate::words;

/// How the words of a timeline change.
pub(super) struct Wording<'a> {
    timeline: &'a Timeline,
    profile: Profile,
    kinds: Vec<Kind>,
    people: Option<People>,
    /// Outside: the machines that wrote the journals.
    hosts: Vec<String>,
    /// Outside: the action items that are told.
    items: Vec<RecordId>,
}

impl<'a> Wording<'a> {
    /// None where every word stays as it was typed.
    pub(super) fn of(timeline: &'a Timeline, profile: Profile, mask: bool, names: Names) -> Option<Wording<'a>> {
        let outside = profile == Profile::External;
        let mut kinds: Vec<Kind> = Vec::new();
        kinds.extend(mask.then_some(Kind::Secret));
        kinds.extend(outside.then_some(Kind::PERSONAL).into_iter().flatten());
        let people = People::of(timeline, names);
        if kinds.is_empty() && people.is_none() {
            return None;
        }
        let (mut hosts, mut items) = (Vec::new(), Vec::new());
        if outside {
            hosts = hosts_of(timeline);
            items.extend(timeline.action_items().iter().filter_map(published_item));
        }
        Some(Wording { timeline, profile, kinds, people, hosts, items })
    }

    /// The timeline in other words.
    pub(super) fn told(&self) -> Timeline {
        let mut told = Timeline::default();
        told.apply(self.timeline.records().filter(|recorded| self.is_told(recorded)).map(|recorded| {
            let mut told = recorded.clone();
            told.by = self.person(&told.by).into();
            told.record = self.record(told.record);
            told
        }));
        told
    }

    fn is_outside(&self) -> bool {
        self.profile == Profile::External
    }

    /// Whether a record may leave. Outside only what the profile tells; an event by what it has come
    /// to.
    fn is_told(&self, recorded: &Recorded) -> bool {
        if !self.is_outside() {
            return true;
        }
        let event = |id: RecordId| self.timeline.event(id);
        let told = |id: RecordId| event(id).is_some_and(|event| event.is_told() && self.profile.tells(event.tag()));
        match &recorded.record {
            Record::Event(_) | Record::Redacted => told(recorded.id),
            Record::Amend { of, .. } | Record::Strike { of, .. } | Record::Redact { of, .. } => told(*of),
            Record::Section { name, .. } => self.profile.tells_section(name),
            Record::Action { of, .. } => self.items.contains(&of.unwrap_or(recorded.id)),
            Record::Begin(_) | Record::Set(_) | Record::Undo { .. } => true,
            Record::Evidence(_) | Record::Mute { .. } | Record::Clock(_) | Record::Unknown { .. } => false,
        }
    }

    fn text(&self, text: &str) -> String {
        let mut said = sensitive::masked(text, &self.kinds).into_owned();
        for host in &self.hosts {
            said = words::replaced(&said, host, |_, _| Some("[removed: host]".to_owned()));
        }
        match &self.people {
            Some(people) => people.text(&said),
            None => said,
        }
    }

    /// What stands in a place for a person.
    fn person(&self, name: &str) -> String {
        let said = sensitive::masked(name, &self.kinds);
        match &self.people {
            Some(people) if !said.is_empty() => people.person(&said),
            _ => said.into_owned(),
        }
    }

    fn some(&self, text: Option<String>) -> Option<String> {
        text.map(|text| self.text(&text))
    }

    fn record(&self, record: Record) -> Record {
        match record {
            Record::Begin(begin) => Record::Begin(Begin { incident: shortened_id(&begin.incident), ..begin }),
            Record::Event(body) => Record::Event(self.body(Arc::unwrap_or_clone(body)).into()),
            Record::Amend { of, change } => Record::Amend { of, change: self.change(of, *change).into() },
            Record::Strike { of, why } => Record::Strike { of, why: why.map(|why| self.text(&why)) },
            Record::Section { name, text } => {
                let name = if SectionRow::of(&name).is_some() { name } else { self.text(&name) };
                Record::Section { name, text: self.text(&text) }
            }
            Record::Mute { rule, why } => Record::Mute { rule, why: self.some(why) },
            Record::Evidence(evidence) => {
                Record::Evidence(Evidence { source: self.text(&evidence.source), ..evidence })
            }
            Record::Redact { of, why, kept } => {
                Record::Redact { of, why: self.text(&why), kept: kept.map(|kept| Box::new(self.body(*kept))) }
            }
            Record::Set(settings) => Record::Set(settings.into_iter().map(|setting| self.setting(setting)).collect()),
            Record::Action { of, change } => Record::Action { of, change: self.action(*change).into() },
            Record::Unknown { kind } => Record::Unknown { kind: self.text(&kind) },
            Record::Clock(_) | Record::Undo { .. } | Record::Redacted => record,
        }
    }

    fn body(&self, body: EventBody) -> EventBody {
        let holder = body.tag == Tag::Role;
        let text = if holder { self.person(&body.text) } else { self.text(&body.text) };
        let details = body.details.into_iter().map(|(name, value)| (name, self.text(&value))).collect();
        let mut when = body.when;
        when.words = self.some(when.words);
        let mut body = EventBody { text, details, when, ..body };
        if self.is_outside() {
            // What was suspected is not told, and nothing speaks of it.
            body.opens = None;
            [&mut body.rules_out, &mut body.confirms, &mut body.about].into_iter().for_each(Vec::clear);
        }
        body
    }

    fn change(&self, of: RecordId, change: EventChange) -> EventChange {
        let is_holder = change.tag.or(self.timeline.event(of).map(Event::tag)) == Some(Tag::Role);
        let text = change.text.as_deref();
        let text = text.map(|text| if is_holder { self.person(text) } else { self.text(text) });
        let details = change.details.into_iter().map(|(name, value)| (name, self.text(&value))).collect();
        let mut when = change.when;
        if let Some(when) = &mut when {
            when.words = self.some(when.words.take());
        }
        let mut change = EventChange { text, details, when, ..change };
        if self.is_outside() {
            (change.opens, change.rules_out, change.confirms, change.about) = (None, None, None, None);
        }
        change
    }

    fn action(&self, change: ActionChange) -> ActionChange {
        ActionChange {
            text: self.some(change.text),
            // Outside nobody is told who does it.
            owner: change.owner.map(|owner| if self.is_outside() { String::new() } else { self.person(&owner) }),
            due: self.some(change.due),
            state: self.some(change.state),
            kind: self.some(change.kind),
            answers: change.answers,
            todo: change.todo,
        }
    }

    fn setting(&self, setting: Setting) -> Setting {
        match setting {
            Setting::Title(title) => Setting::Title(self.text(&title)),
            other => other,
        }
    }
}

/// The machines that wrote the journals, in small letters.
fn hosts_of(timeline: &Timeline) -> Vec<String> {
    let begun = timeline.records().filter_map(|recorded| match &recorded.record {
        Record::Begin(begin) => Some(begin.host.to_lowercase()),
        _ => None,
    });
    let mut hosts: Vec<String> = begun.filter(|host| host.len() > 2).collect();
    // Whatever order the records come in, the same is masked first.
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

/// The record of an item that is told outside: somebody made it, and it is to be done.
fn published_item(item: &ActionItem) -> Option<RecordId> {
    item.record.filter(|_| !item.is_rejected())
}

/// The id of an incident without the words of its title: the date, and what tells it from others.
fn shortened_id(id: &str) -> String {
    match (id.get(..10), id.rsplit_once('-')) {
        (Some(date), Some((_, end))) if id.len() > 10 => format!("{date}-{end}"),
        _ => id.to_owned(),
    }
}
